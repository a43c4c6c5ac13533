//! The errors with which a history refuses an entry, and what can be wrong with one.

use thiserror::Error;

use super::mistake_kind::MistakeKind;
use super::names::LookupError;
use crate::scenario::ParseQuantityError;

/// Why a history refused an entry or an edit. A refused edit leaves the history as it was.
///
/// ```
/// use whoheld::{History, MistakeKind, Place};
///
/// let mut history = History::new();
/// let error = history.add_place(Place::new("Citadel")).unwrap_err();
/// assert_eq!(error.to_string(), "place `Citadel`: `Citadel` is no id; ids are lower-case words joined by hyphens, like `citadel`");
/// assert_eq!((error.kind(), error.suggestion()), (MistakeKind::BadId, Some("citadel")));
/// ```
#[derive(Clone, Debug, PartialEq, Error)]
#[error("{subject}: {problem}")]
pub struct EntryError {
    subject: String,
    pub(crate) problem: Box<Problem>,
    /// Which entry of the record it was.
    pub(crate) entry: EntryIndex,
    /// The path to the mistake within that entry: keys and positions in lists, the outermost first.
    pub(crate) at: Vec<PathStep>,
}

impl EntryError {
    pub(crate) fn new(subject: String, problem: Problem, entry: EntryIndex, at: Vec<PathStep>) -> Self {
        Self { subject, problem: Box::new(problem), entry, at }
    }

    /// Returns the kind and id of what was refused, such as ``event `2016-10-28-zahra-captured` ``.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// Returns what is wrong with it, in words.
    #[must_use]
    pub fn problem(&self) -> String {
        self.problem.to_string()
    }

    /// Returns the kind of mistake, by which programs can tell refusals apart.
    #[must_use]
    pub fn kind(&self) -> MistakeKind {
        MistakeKind::from(&*self.problem)
    }

    /// Returns the text that would have worked instead of the one that was refused, if it is known: a free id, or the
    /// nearest id that exists.
    #[must_use]
    pub fn suggestion(&self) -> Option<&str> {
        self.problem.suggestion()
    }

    /// Returns the failed lookup, if the entry was refused because it names something that cannot be found.
    #[must_use]
    pub fn lookup(&self) -> Option<&LookupError> {
        match &*self.problem {
            Problem::Lookup(error) => Some(error),
            _ => None,
        }
    }

    /// Refuses an edit of one event.
    pub(crate) fn of_event(id: &str, problem: Problem) -> Self {
        let (subject, entry) = (format!("event `{id}`"), EntryIndex::Event(0));
        Self::new(subject, problem, entry, vec!["id".into()])
    }
}

/// One step of a path into an entry. A reader skips a step that leads nowhere, because an entry may be written in a
/// short form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PathStep {
    /// To the value of a key.
    Key(String),
    /// To an item of a list.
    Item(usize),
    /// To a key itself.
    Name(String),
}

impl From<&str> for PathStep {
    fn from(key: &str) -> Self {
        Self::Key(key.to_owned())
    }
}

impl From<usize> for PathStep {
    fn from(item: usize) -> Self {
        Self::Item(item)
    }
}

/// The record itself, or one entry of it by its position in its list, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EntryIndex {
    /// The record itself.
    Record,
    Actor(usize),
    Source(usize),
    Place(usize),
    Event(usize),
}

/// What is wrong with an entry or an edit that was refused.
#[derive(Clone, Debug, PartialEq, Error)]
pub(crate) enum Problem {
    /// The id is not made of lower-case words joined by hyphens.
    #[error("`{id}` is no id; ids are lower-case words joined by hyphens{}", like.as_ref().map(|like| format!(", like `{like}`")).unwrap_or_default())]
    BadId {
        /// The id.
        id: String,
        /// The nearest well-formed id, if there is one.
        like: Option<String>,
    },
    /// The id of an actor is `nobody` or `unrecorded`, which are reserved.
    #[error("the id `{0}` is reserved")]
    Reserved(String),
    /// Another entry of the same kind has the id.
    #[error("the id `{id}` is taken; `{free}` is free")]
    Duplicate {
        /// The id.
        id: String,
        /// A similar id that is free.
        free: String,
    },
    /// The entry names something that cannot be found.
    #[error("{0}")]
    Lookup(LookupError),
    /// A place lies within itself, an actor answers to itself, or an event corrects itself, directly or through others.
    #[error("{what} in a circle: {}", around(path))]
    Circle {
        /// `lies`, `answers` or `corrects`.
        what: &'static str,
        /// The ids of the circle. The last one is the first one again.
        path: Vec<String>,
    },
    /// `nobody` or `unrecorded`, which is given, stands where an actor is required.
    #[error("`{0}` is no actor; {hint}", hint = if *.0 == "nobody" {
        "where someone left and nobody came, write `withdrew`"
    } else {
        "what the record does not say is left out"
    })]
    NoActor(String),
    /// The place lies within too many others, one in the other.
    #[error("lies too deep: a place may lie within {most} others, one in the other", most = DEEPEST)]
    TooDeep,
    /// Two allegiances of one actor, to the actors with these ids, have days in common.
    #[error("its allegiances to `{0}` and `{1}` overlap")]
    Overlap(String, String),
    /// A period ends before it begins, or when it begins. The text says which period it is.
    #[error("{0} ends before it begins")]
    Reversed(String),
    /// The `until` of an attack, a fight or an observation, which is given, lies before the event.
    #[error("its `until` ({0}) lies before its `when`")]
    UntilTooEarly(String),
    /// The fractions of the parts of one place add up to more than 1.
    #[error("the parts of `{parent}` add up to {sum} of it; parts make up at most 1")]
    TooManyParts {
        /// The id of the place.
        parent: String,
        /// The sum of the lower bounds of the fractions.
        sum: f64,
    },
    /// The shares add up to more than 100%. The text is the sum of their lower bounds, in percent.
    #[error("the shares add up to {0}%; a place has 100%")]
    TooMuch(String),
    /// No shares are listed.
    #[error("no shares are listed")]
    NoShares,
    /// The extent of a change is zero.
    #[error("an extent of nothing changes nothing; leave the event out or give its extent")]
    NoExtent,
    /// The share of the holder with this id in a baseline is zero.
    #[error(
        "a baseline lists those who held some of the place; leave `{0}` out, or say `none` in an event `observed` or `became`"
    )]
    NoShare(String),
    /// Shares list `unrecorded`, which nobody can observe.
    #[error("`unrecorded` cannot be seen; leave out what is not known")]
    Unseen,
    /// A fight is between fewer than two actors.
    #[error("a fight is between at least two")]
    LonelyFight,
    /// A place that the change leaves out does not lie within the place of the event.
    #[error("`{place}` does not lie within `{within}`, so it cannot be left out of it")]
    NotWithin {
        /// The id of the place to be left out.
        place: String,
        /// The id of the place of the event.
        within: String,
    },
    /// The change leaves places out although it is not whole.
    #[error("only a whole change can leave places out")]
    PartialExcept,
    /// An event corrects or denies itself, or is said to be the same as itself.
    #[error("it refers to itself")]
    Itself,
    /// The event cannot be removed or get another id, because the event with this id refers to it.
    #[error("`{0}` refers to it")]
    InUse(String),
    /// A quantity has no written form that can be read back.
    #[error("{0}")]
    Quantity(ParseQuantityError),
    /// A value is outside its range: the value and the rule, as text.
    #[error("{0} is out of range: {1}")]
    OutOfRange(String, &'static str),
}

/// Writes a circle of ids. Of a long one, only the beginning and the end are written.
fn around(path: &[String]) -> String {
    match path {
        [first @ .., second_last, last] if path.len() > 12 => {
            format!("{} → … {} more … → {second_last} → {last}", first[..4].join(" → "), path.len() - 6)
        }
        _ => path.join(" → "),
    }
}

/// The greatest number of places that a place may lie within, one in the other.
pub(crate) const DEEPEST: usize = 64;

impl Problem {
    /// Returns the text that would have worked instead of the one that was refused, if it is known.
    pub(crate) fn suggestion(&self) -> Option<&str> {
        match self {
            Self::BadId { like, .. } => like.as_deref(),
            Self::Duplicate { free, .. } => Some(free),
            Self::Lookup(LookupError::Unknown { nearest, .. }) => nearest.as_deref(),
            Self::Lookup(LookupError::Ambiguous { ids, .. }) => ids.first().map(String::as_str),
            _ => None,
        }
    }
}

impl From<&Problem> for MistakeKind {
    fn from(problem: &Problem) -> Self {
        match problem {
            Problem::BadId { .. } | Problem::Reserved(_) => Self::BadId,
            Problem::Duplicate { .. } => Self::DuplicateId,
            Problem::Lookup(_) | Problem::NoActor(_) => Self::Unknown,
            Problem::Circle { .. } | Problem::Itself => Self::Circle,
            Problem::Overlap(..) | Problem::Reversed(_) | Problem::UntilTooEarly(_) => Self::Period,
            Problem::TooMuch(_) | Problem::TooManyParts { .. } => Self::TooMuch,
            Problem::Quantity(_) | Problem::OutOfRange(..) | Problem::NoExtent | Problem::NoShare(_) => Self::BadValue,
            _ => Self::Impossible,
        }
    }
}

impl From<LookupError> for Problem {
    fn from(error: LookupError) -> Self {
        Self::Lookup(error)
    }
}

/// Everything that is wrong with the entries of a record or of a batch of events. There is at least one error.
#[derive(Clone, Debug, PartialEq, Error)]
#[error("{}", errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct EntryErrors {
    errors: Vec<EntryError>,
}

impl EntryErrors {
    pub(crate) const fn new(errors: Vec<EntryError>) -> Self {
        Self { errors }
    }

    /// Returns the first error.
    pub(crate) fn into_first(mut self) -> EntryError {
        self.errors.swap_remove(0)
    }

    /// Returns the errors, in the order of the entries.
    #[must_use]
    pub fn errors(&self) -> &[EntryError] {
        &self.errors
    }
}

impl IntoIterator for EntryErrors {
    type Item = EntryError;
    type IntoIter = std::vec::IntoIter<EntryError>;

    fn into_iter(self) -> Self::IntoIter {
        self.errors.into_iter()
    }
}
