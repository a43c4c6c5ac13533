//! Finding things: by handle, or by id, alias or name.

use std::collections::HashMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use thiserror::Error;

use crate::actor::Actor;
use crate::history::History;
use crate::place::Place;

/// A quick way to a place or an actor of one history: small, `Copy`, never written to files.
///
/// A handle belongs to the history that gave it (a clone is another history). Any other refuses it.
///
/// ```
/// # #[cfg(feature = "toml")] {
/// let record = whoheld::aleppo_2016();
/// let minyan = record.find_place("minyan-residential")?;
/// let day = whoheld::chrono::NaiveDate::from_ymd_opt(2016, 10, 31).unwrap();
/// assert!(record.who_held(minyan, day)?.is_certain());
/// # }
/// # Ok::<(), whoheld::NotFound>(())
/// ```
pub struct Handle<T> {
    pub(crate) history: u64,
    pub(crate) number: u32,
    kind: PhantomData<fn() -> T>,
}

impl<T> Handle<T> {
    pub(crate) const fn new(history: u64, number: u32) -> Self {
        Self { history, number, kind: PhantomData }
    }
}

impl<T> Clone for Handle<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Handle<T> {}

impl<T> PartialEq for Handle<T> {
    fn eq(&self, other: &Self) -> bool {
        (self.history, self.number) == (other.history, other.number)
    }
}

impl<T> Eq for Handle<T> {}

impl<T> Hash for Handle<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.history, self.number).hash(state);
    }
}

impl<T> fmt::Debug for Handle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Handle({})", self.number)
    }
}

/// Why nothing was found.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NotFound {
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

mod sealed {
    pub trait Sealed {}
    impl Sealed for &str {}
    impl Sealed for &String {}
    impl Sealed for String {}
    impl<T> Sealed for super::Handle<T> {}
    impl Sealed for &crate::place::Place {}
    impl Sealed for &crate::actor::Actor {}
}

/// What points out a place or an actor to a query: a [`Handle`], an id, an alias, or a name in any language.
///
/// Ids are matched first and exactly; aliases and names next, whatever their case and spacing.
/// Only this crate implements it.
pub trait Designates<T>: sealed::Sealed {
    #[doc(hidden)]
    fn find(&self, history: &History) -> Result<u32, NotFound>;
}

impl<T: Noun> Designates<T> for Handle<T> {
    fn find(&self, history: &History) -> Result<u32, NotFound> {
        if self.history == history.tag() { Ok(self.number) } else { Err(NotFound::Foreign { kind: T::KIND }) }
    }
}

impl<T: Noun> Designates<T> for &str {
    fn find(&self, history: &History) -> Result<u32, NotFound> {
        T::names(history).find(T::KIND, self)
    }
}

impl<T: Noun> Designates<T> for &String {
    fn find(&self, history: &History) -> Result<u32, NotFound> {
        T::names(history).find(T::KIND, self)
    }
}

impl<T: Noun> Designates<T> for String {
    fn find(&self, history: &History) -> Result<u32, NotFound> {
        T::names(history).find(T::KIND, self)
    }
}

impl Designates<Place> for &Place {
    fn find(&self, history: &History) -> Result<u32, NotFound> {
        Place::names(history).find(Place::KIND, &self.id)
    }
}

impl Designates<Actor> for &Actor {
    fn find(&self, history: &History) -> Result<u32, NotFound> {
        Actor::names(history).find(Actor::KIND, &self.id)
    }
}

/// What has names in a history.
#[doc(hidden)]
pub trait Noun: Sized {
    #[doc(hidden)]
    const KIND: &'static str;
    #[doc(hidden)]
    #[expect(private_interfaces, reason = "hidden, and only for the impls above")]
    fn names(history: &History) -> &Names;
}

impl Noun for Place {
    const KIND: &'static str = "place";
    #[expect(private_interfaces, reason = "hidden, and only for the impls above")]
    fn names(history: &History) -> &Names {
        history.place_names()
    }
}

impl Noun for Actor {
    const KIND: &'static str = "actor";
    #[expect(private_interfaces, reason = "hidden, and only for the impls above")]
    fn names(history: &History) -> &Names {
        history.actor_names()
    }
}

/// The ids and names of one kind of thing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    ids: HashMap<String, u32>,
    names: HashMap<String, Vec<u32>>,
    by_number: Vec<String>,
}

impl Names {
    /// Takes in the next thing, by id and by its other names.
    pub(crate) fn add<'a>(&mut self, id: &str, others: impl IntoIterator<Item = &'a str>) -> u32 {
        let number = u32::try_from(self.by_number.len()).expect("fewer than 2^32 names");
        self.ids.insert(id.to_owned(), number);
        self.by_number.push(id.to_owned());
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
        let mut ids: HashMap<String, u32> = HashMap::new();
        for (number, id) in (0..).zip(&self.by_number) {
            ids.insert(folded(id), number);
        }
        let all = self.names.iter().map(|(name, numbers)| {
            let mut bearers: Vec<u32> = numbers.iter().copied().chain(ids.get(name).copied()).collect();
            bearers.sort_unstable();
            bearers.dedup();
            let mut bearers: Vec<String> = bearers.iter().map(|&at| self.by_number[at as usize].clone()).collect();
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

    pub(crate) fn id(&self, id: &str) -> Option<u32> {
        self.ids.get(id).copied()
    }

    pub(crate) fn find(&self, kind: &'static str, given: &str) -> Result<u32, NotFound> {
        if let Some(number) = self.id(given) {
            return Ok(number);
        }
        match self.names.get(&folded(given)).map(Vec::as_slice) {
            Some([number]) => Ok(*number),
            Some(several @ [_, _, ..]) => {
                let ids = several.iter().map(|&number| self.by_number[number as usize].clone()).collect();
                Err(NotFound::Ambiguous { kind, given: given.to_owned(), ids })
            }
            _ => Err(self.unknown(kind, given)),
        }
    }

    /// What to say of a name that is not here.
    pub(crate) fn unknown(&self, kind: &'static str, given: &str) -> NotFound {
        let asked = folded(given);
        let ids = self.by_number.iter().map(|id| (id.as_str(), id.as_str()));
        let names = self.names.iter().flat_map(|(name, numbers)| {
            numbers.iter().map(move |&number| (name.as_str(), self.by_number[number as usize].as_str()))
        });
        // The nearest name wins; among equally near ones the least id, so that hashing decides nothing.
        let nearest = ids
            .chain(names)
            .filter(|(_, id)| crate::error::check_id(id).is_ok())
            .filter_map(|(name, id)| Some((nearness(&asked, name)?, id)))
            .min_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)))
            .map(|(_, id)| id.to_owned());
        NotFound::Unknown { kind, given: given.to_owned(), nearest }
    }
}

/// A name without what people vary: case, spacing, hyphens.
fn folded(name: &str) -> String {
    let words: Vec<String> =
        name.split(|c: char| c.is_whitespace() || c == '-').filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
    words.join(" ")
}

/// How near two names are, from 0 to 1; nothing below what could be a slip.
fn nearness(asked: &str, name: &str) -> Option<f64> {
    let name = folded(name);
    // Nobody mistypes a text of that length, and comparing takes its square.
    if asked.is_empty() || asked.len() > 100 || name.len() > 100 {
        return None;
    }
    let near = strsim::normalized_damerau_levenshtein(asked, &name);
    // "minyan" for "minyan-residential": the start of a name, or a word of it.
    let within = asked.len() > 3 && (name.starts_with(asked) || name.split(' ').any(|word| word == asked));
    let near = if within { near.max(0.75) } else { near };
    (near >= 0.6).then_some(near)
}

/// The nearest of some words, if any is near.
pub(crate) fn nearest<'a>(asked: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let asked = folded(asked);
    let near = words.into_iter().filter_map(|word| Some((nearness(&asked, word)?, word)));
    near.min_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1))).map(|(_, word)| word)
}
