//! What a history refuses, and why.

use thiserror::Error;

use super::names::LookupError;
use crate::scenario::ParseQuantityError;

/// Why a history refused something. Nothing of what was refused has been taken in.
#[derive(Clone, Debug, PartialEq, Error)]
#[error("{subject}: {problem}")]
#[non_exhaustive]
pub struct EntryError {
    /// What was refused: ``event `2016-10-28-zahra-3` ``.
    pub subject: String,
    /// What is wrong with it.
    pub problem: Box<Problem>,
    /// Which entry of the record it was.
    pub(crate) entry: EntryIndex,
    /// Where in that entry the fault stands: keys and places in lists, outermost first.
    pub(crate) at: Vec<PathStep>,
}

impl EntryError {
    /// The refusal of an edit of one event.
    pub(crate) fn of_event(id: &str, problem: Problem) -> Self {
        let (subject, entry) = (format!("event `{id}`"), EntryIndex::Event(0));
        Self { subject, problem: Box::new(problem), entry, at: vec!["id".into()] }
    }
}

/// One step into an entry. A step that leads nowhere is passed over: an entry may be written in a short form.
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

/// One entry of a record, by its place in its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EntryIndex {
    Actor(usize),
    Source(usize),
    Place(usize),
    Event(usize),
}

/// What is wrong with something that was refused.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum Problem {
    /// An id that is not lower-case words joined by hyphens.
    #[error("`{id}` is no id; ids are lower-case words joined by hyphens{}", like.as_ref().map(|like| format!(", like `{like}`")).unwrap_or_default())]
    BadId {
        /// The id.
        id: String,
        /// The nearest that would have worked.
        like: Option<String>,
    },
    /// `nobody` or `unrecorded` as an actor's id.
    #[error("the id `{0}` is reserved")]
    Reserved(String),
    /// An id that is taken.
    #[error("the id `{id}` is taken; `{free}` is free")]
    Duplicate {
        /// The id.
        id: String,
        /// The next that is not taken.
        free: String,
    },
    /// Something it names is not there.
    #[error("{0}")]
    LookupError(#[from] LookupError),
    /// A place within itself, an actor that answers to itself, or an event that corrects itself, through others.
    #[error("{what} in a circle: {}", around(path))]
    Circle {
        /// `lies`, `answers` or `corrects`.
        what: &'static str,
        /// The ids of the circle, the first one again at the end.
        path: Vec<String>,
    },
    /// `nobody` or `unrecorded` where an actor is wanted.
    #[error("`{0}` is no actor; {hint}", hint = if *.0 == "nobody" {
        "where someone left and nobody came, write `withdrew`"
    } else {
        "what the record does not say is left out"
    })]
    NoActor(String),
    /// Places within places, more than can be.
    #[error("lies too deep: a place may lie within {most} others, one in the other", most = DEEPEST)]
    TooDeep,
    /// Two allegiances of one actor on one day.
    #[error("its allegiances to `{0}` and `{1}` overlap")]
    Overlap(String, String),
    /// A period that ends before it begins.
    #[error("{0} ends before it begins")]
    Reversed(String),
    /// An `until` that lies before the event.
    #[error("its `until` ({0}) lies before its `when`")]
    UntilTooEarly(String),
    /// Fractions of one place that add up to more than the place.
    #[error("the parts of `{parent}` add up to {sum} of it; parts make up at most 1")]
    TooManyParts {
        /// The place.
        parent: String,
        /// The sum of the fractions' lower bounds.
        sum: f64,
    },
    /// Shares that add up to more than the place.
    #[error("the shares add up to {0}%; a place has 100%")]
    TooMuch(String),
    /// Shares of everyone that add up to less than the place, or none listed.
    #[error("no shares are listed")]
    NoShares,
    /// An extent of nothing.
    #[error("an extent of nothing changes nothing; leave the event out or give its extent")]
    NoExtent,
    /// A share of nothing.
    #[error("a share of nothing says nothing; leave `{0}` out")]
    NoShare(String),
    /// A holder that cannot be observed.
    #[error("`unrecorded` cannot be seen; leave out what is not known")]
    Unseen,
    /// A fight between fewer than two.
    #[error("a fight is between at least two")]
    LonelyFight,
    /// A place to be left out that does not lie within the event's place.
    #[error("`{place}` does not lie within `{within}`, so it cannot be left out of it")]
    NotWithin {
        /// The place to be left out.
        place: String,
        /// The event's place.
        within: String,
    },
    /// Places left out of a change that is not whole.
    #[error("only a whole change can leave places out")]
    PartialExcept,
    /// An event that corrects, denies or equals itself.
    #[error("it refers to itself")]
    Itself,
    /// An event that others refer to.
    #[error("`{0}` refers to it")]
    InUse(String),
    /// A quantity that cannot be written down.
    #[error("{0}")]
    Quantity(ParseQuantityError),
    /// A point or number outside its range.
    #[error("{0} is out of range: {1}")]
    OutOfRange(String, &'static str),
}

/// A circle in words; of a long one both ends.
fn around(path: &[String]) -> String {
    match path {
        [first @ .., a, b] if path.len() > 12 => {
            format!("{} → … {} more … → {a} → {b}", first[..4].join(" → "), path.len() - 6)
        }
        _ => path.join(" → "),
    }
}

/// How many places a place may lie within, one in the other.
pub(crate) const DEEPEST: usize = 64;

impl Problem {
    /// The text that would have worked in the place of the one refused, where that is known.
    #[must_use]
    pub fn suggestion(&self) -> Option<&str> {
        match self {
            Self::BadId { like, .. } => like.as_deref(),
            Self::Duplicate { free, .. } => Some(free),
            Self::LookupError(LookupError::Unknown { nearest, .. }) => nearest.as_deref(),
            Self::LookupError(LookupError::Ambiguous { ids, .. }) => ids.first().map(String::as_str),
            _ => None,
        }
    }
}

/// Everything that was refused in a record.
#[derive(Clone, Debug, PartialEq, Error)]
#[error("{}", self.0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct EntryErrors(pub Vec<EntryError>);
