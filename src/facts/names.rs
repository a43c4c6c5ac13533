//! The ids and names of one kind of thing, and the error for a name that is not among them.

use std::collections::HashMap;

use thiserror::Error;

use crate::numbers::{Number, Numbered};
use crate::spelling::{folded, is_id, nearness};

/// Why a lookup did not find exactly one place, actor, source or event.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LookupError {
    /// Nothing has this name.
    #[error("no {kind} `{given}`{}", nearest.as_ref().map(|id| format!("; did you mean `{id}`?")).unwrap_or_default())]
    Unknown {
        /// `place`, `actor`, `source` or `event`.
        kind: &'static str,
        /// The name that was looked up.
        given: String,
        /// The id of the one whose id, alias or name is most similar, if any is similar enough.
        nearest: Option<String>,
    },
    /// Several places or actors have this name.
    #[error("`{given}` names more than one {kind}: {}", ids.join(", "))]
    Ambiguous {
        /// `place` or `actor`.
        kind: &'static str,
        /// The name that was looked up.
        given: String,
        /// The ids of those that have it.
        ids: Vec<String>,
    },
    /// The handle belongs to another history.
    #[error("the handle of {} {kind} belongs to another history; find it here by its id", if *kind == "actor" { "an" } else { "a" })]
    Foreign {
        /// `place` or `actor`.
        kind: &'static str,
    },
}

/// The ids and names of one kind of thing.
#[derive(Clone, Debug)]
pub(crate) struct Names<N> {
    ids: HashMap<String, N>,
    /// The things that have each name or alias, in its folded form.
    names: HashMap<String, Vec<N>>,
    /// The id of each thing.
    by_number: Numbered<N, String>,
}

impl<N> Default for Names<N> {
    fn default() -> Self {
        Self { ids: HashMap::new(), names: HashMap::new(), by_number: Numbered::default() }
    }
}

impl<N: Number + Ord> Names<N> {
    /// Adds the next thing, with its id and its other names, and returns its number.
    pub(crate) fn add<'a>(&mut self, id: &str, names: impl IntoIterator<Item = &'a str>) -> N {
        let number = self.by_number.push(id.to_owned());
        self.ids.insert(id.to_owned(), number);
        for name in names {
            let bearers = self.names.entry(folded(name)).or_default();
            if bearers.last() != Some(&number) {
                bearers.push(number);
            }
        }
        number
    }

    /// Returns the names that several things have, or that are also the id of another thing, with the ids of all of
    /// these; sorted.
    pub(crate) fn shared(&self) -> Vec<(&str, Vec<String>)> {
        let mut ids: HashMap<String, N> = HashMap::new();
        for (number, id) in self.by_number.numbered() {
            ids.insert(folded(id), number);
        }
        let all = self.names.iter().map(|(name, numbers)| {
            let mut bearers: Vec<N> = numbers.iter().copied().chain(ids.get(name).copied()).collect();
            bearers.sort_unstable();
            bearers.dedup();
            let mut bearers: Vec<String> = bearers.iter().map(|&number| self.by_number[number].clone()).collect();
            bearers.sort();
            (name.as_str(), bearers)
        });
        let mut shared: Vec<(&str, Vec<String>)> = all.filter(|(_, bearers)| bearers.len() > 1).collect();
        shared.sort();
        shared
    }

    /// The number of ids and names, each of which an unknown name has to be compared with.
    pub(crate) fn len(&self) -> usize {
        self.ids.len() + self.names.len()
    }

    /// Returns the number of the thing that has this id.
    pub(crate) fn id(&self, id: &str) -> Option<N> {
        self.ids.get(id).copied()
    }

    /// Returns the number of the thing that has this id or name.
    ///
    /// # Errors
    /// Returns an error if nothing has that id or name, or if several things have that name.
    pub(crate) fn find(&self, kind: &'static str, given: &str) -> Result<N, LookupError> {
        if let Some(number) = self.id(given) {
            return Ok(number);
        }
        match self.names.get(&folded(given)).map(Vec::as_slice) {
            Some([number]) => Ok(*number),
            Some(several @ [_, _, ..]) => {
                let ids = several.iter().map(|&number| self.by_number[number].clone()).collect();
                Err(LookupError::Ambiguous { kind, given: given.to_owned(), ids })
            }
            _ => Err(self.unknown(kind, given)),
        }
    }

    /// Returns the error for a name that nothing has, with the nearest id.
    pub(crate) fn unknown(&self, kind: &'static str, given: &str) -> LookupError {
        let folded_name = folded(given);
        let ids = self.by_number.iter().map(|id| (id.as_str(), id.as_str()));
        let names = self.names.iter().flat_map(|(name, numbers)| {
            numbers.iter().map(move |&number| (name.as_str(), self.by_number[number].as_str()))
        });
        // The nearest name wins. Among equally near ones it is the least id, so that the result does not depend on the
        // order of the hash map.
        let nearest = ids
            .chain(names)
            .filter(|(_, id)| is_id(id))
            .filter_map(|(name, id)| Some((nearness(&folded_name, name)?, id)))
            .min_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(other.1)))
            .map(|(_, id)| id.to_owned());
        LookupError::Unknown { kind, given: given.to_owned(), nearest }
    }
}
