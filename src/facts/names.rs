//! The ids and names of one kind of thing, and what to say of a name that is not there.

use std::collections::HashMap;

use thiserror::Error;

use crate::numbers::{Number, Numbered};
use crate::spelling::{folded, is_id, nearness};

/// Why nothing was found.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LookupError {
    /// No such name. The nearest is an id.
    #[error("no {kind} `{given}`{}", nearest.as_ref().map(|id| format!("; did you mean `{id}`?")).unwrap_or_default())]
    Unknown {
        /// `place`, `actor`, `source` or `event`.
        kind: &'static str,
        /// What was asked for.
        given: String,
        /// The id of the nearest by id, alias or name, if any is near.
        nearest: Option<String>,
    },
    /// A name that several bear.
    #[error("`{given}` names more than one {kind}: {}", ids.join(", "))]
    Ambiguous {
        /// `place` or `actor`.
        kind: &'static str,
        /// What was asked for.
        given: String,
        /// The ids of those that bear it.
        ids: Vec<String>,
    },
    /// A handle that another history gave.
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
    names: HashMap<String, Vec<N>>,
    by_number: Numbered<N, String>,
}

impl<N> Default for Names<N> {
    fn default() -> Self {
        Self { ids: HashMap::new(), names: HashMap::new(), by_number: Numbered::default() }
    }
}

impl<N: Number + Ord> Names<N> {
    /// Takes in the next thing, by id and by its other names.
    pub(crate) fn add<'a>(&mut self, id: &str, others: impl IntoIterator<Item = &'a str>) -> N {
        let number = self.by_number.push(id.to_owned());
        self.ids.insert(id.to_owned(), number);
        for name in others {
            let bearers = self.names.entry(folded(name)).or_default();
            if bearers.last() != Some(&number) {
                bearers.push(number);
            }
        }
        number
    }

    /// The names that several bear, or that are another's id, with the ids of all of them; sorted.
    pub(crate) fn shared(&self) -> Vec<(&str, Vec<String>)> {
        let mut ids: HashMap<String, N> = HashMap::new();
        for (number, id) in self.by_number.numbered() {
            ids.insert(folded(id), number);
        }
        let all = self.names.iter().map(|(name, numbers)| {
            let mut bearers: Vec<N> = numbers.iter().copied().chain(ids.get(name).copied()).collect();
            bearers.sort_unstable();
            bearers.dedup();
            let mut bearers: Vec<String> = bearers.iter().map(|&at| self.by_number[at].clone()).collect();
            bearers.sort();
            (name.as_str(), bearers)
        });
        let mut shared: Vec<(&str, Vec<String>)> = all.filter(|(_, bearers)| bearers.len() > 1).collect();
        shared.sort();
        shared
    }

    /// How many there are to compare with.
    pub(crate) fn len(&self) -> usize {
        self.ids.len() + self.names.len()
    }

    pub(crate) fn id(&self, id: &str) -> Option<N> {
        self.ids.get(id).copied()
    }

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

    /// What to say of a name that is not here.
    pub(crate) fn unknown(&self, kind: &'static str, given: &str) -> LookupError {
        let asked = folded(given);
        let ids = self.by_number.iter().map(|id| (id.as_str(), id.as_str()));
        let names = self.names.iter().flat_map(|(name, numbers)| {
            numbers.iter().map(move |&number| (name.as_str(), self.by_number[number].as_str()))
        });
        // The nearest name wins; among equally near ones the least id, so that hashing decides nothing.
        let nearest = ids
            .chain(names)
            .filter(|(_, id)| is_id(id))
            .filter_map(|(name, id)| Some((nearness(&asked, name)?, id)))
            .min_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)))
            .map(|(_, id)| id.to_owned());
        LookupError::Unknown { kind, given: given.to_owned(), nearest }
    }
}
