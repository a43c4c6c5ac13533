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
    #[error("no {kind} `{given}`{}", or_nearest(nearest.as_deref(), name.as_deref()))]
    Unknown {
        /// `place`, `actor`, `source` or `event`.
        kind: &'static str,
        /// The name that was looked up.
        given: String,
        /// The id of the one whose id, alias or name is most similar, if any is similar enough.
        nearest: Option<String>,
        /// The alias or name of that one that is similar; `None` if its id is.
        name: Option<String>,
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

impl LookupError {
    /// Nothing has this name, and nothing similar is known.
    pub(crate) fn unknown(kind: &'static str, given: &str) -> Self {
        Self::Unknown { kind, given: given.to_owned(), nearest: None, name: None }
    }

    /// Returns whether the name that was looked up is, but for case and spacing, the name of exactly one thing. Queries
    /// find that thing; records refer to it by its id.
    pub(crate) fn is_by_name(&self) -> bool {
        matches!(self, Self::Unknown { given, name: Some(name), .. } if folded(given) == folded(name))
    }
}

/// Returns the question after an unknown name: ``; did you mean `republic` (Republican army)?``
fn or_nearest(nearest: Option<&str>, name: Option<&str>) -> String {
    let name = name.map(|name| format!(" ({name})")).unwrap_or_default();
    nearest.map(|id| format!("; did you mean `{id}`{name}?")).unwrap_or_default()
}

/// The ids and names of one kind of thing.
#[derive(Clone, Debug)]
pub(crate) struct Names<N> {
    ids: HashMap<String, N>,
    /// The things that have each name or alias, by its folded form.
    names: HashMap<String, Bearers<N>>,
    /// The id of each thing.
    by_number: Numbered<N, String>,
}

/// The things that have a name.
#[derive(Clone, Debug)]
struct Bearers<N> {
    /// The name as it was first written.
    written: Box<str>,
    numbers: Vec<N>,
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
            let new = || Bearers { written: name.into(), numbers: Vec::new() };
            let bearers = self.names.entry(folded(name)).or_insert_with(new);
            if bearers.numbers.last() != Some(&number) {
                bearers.numbers.push(number);
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
        let all = self.names.iter().map(|(name, bearers)| {
            let mut bearers: Vec<N> = bearers.numbers.iter().copied().chain(ids.get(name).copied()).collect();
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
        match self.names.get(&folded(given)).map(|bearers| bearers.numbers.as_slice()) {
            Some([number]) => Ok(*number),
            _ => Err(self.unknown(kind, given)),
        }
    }

    /// Returns the error for a text that is no id: several things have it as a name, or else the nearest id is offered.
    pub(crate) fn unknown(&self, kind: &'static str, given: &str) -> LookupError {
        let folded_name = folded(given);
        if let Some(bearers) = self.names.get(&folded_name).filter(|bearers| bearers.numbers.len() > 1) {
            let ids = bearers.numbers.iter().map(|&number| self.by_number[number].clone()).collect();
            return LookupError::Ambiguous { kind, given: given.to_owned(), ids };
        }
        let ids = self.by_number.iter().map(|id| (id.as_str(), id.as_str(), None));
        let names = self.names.iter().flat_map(|(name, bearers)| {
            let id = |&number| (name.as_str(), self.by_number[number].as_str(), Some(&*bearers.written));
            bearers.numbers.iter().map(id)
        });
        // The nearest name wins. Among equally near ones it is the least id, and an id rather than a name, so that the
        // result does not depend on the order of the hash map.
        let nearest = ids
            .chain(names)
            .filter(|(_, id, _)| is_id(id))
            .filter_map(|(folded, id, name)| Some((nearness(&folded_name, folded)?, id, name)))
            .min_by(|one, other| other.0.total_cmp(&one.0).then_with(|| (one.1, one.2).cmp(&(other.1, other.2))));
        match nearest {
            // A name that is only the id in other letters says no more than the id.
            Some((_, id, name)) => {
                let name = name.filter(|name| folded(name) != folded(id)).map(str::to_owned);
                LookupError::Unknown { kind, given: given.to_owned(), nearest: Some(id.to_owned()), name }
            }
            None => LookupError::unknown(kind, given),
        }
    }
}
