//! The day, or the moment, that a query is about.

use std::fmt;
use std::str::FromStr;

use chrono::{NaiveDate, NaiveDateTime};

use crate::text::serde_as_text;
use crate::time::{Moment, ParseMomentError, parse_day};
use crate::words::{day_in_words, moment_in_words};

/// The day, or the moment, that a query is about. A [`NaiveDate`] converts into [`On`](Self::On), and a moment into
/// [`At`](Self::At).
///
/// ```
/// use whoheld::QueryTime;
///
/// let opening: QueryTime = "opening 2016-11-08".parse()?;
/// assert_eq!(opening.to_string(), "opening 2016-11-08");
/// # Ok::<(), whoheld::ParseMomentError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum QueryTime {
    /// The close of the day: everything that happened on that day has happened.
    On(NaiveDate),
    /// The opening of the day, which is the close of the day before.
    Opening(NaiveDate),
    /// The whole day: everything that is possible from its opening to its close.
    During(NaiveDate),
    /// A moment: everything that happened before it has happened.
    At(Moment),
}

impl QueryTime {
    /// Returns the first and the last moment of the time in question, in minutes.
    pub(crate) fn moments(self) -> (i64, i64) {
        let (from, to) = match self {
            Self::On(day) => (Moment::close(day), Moment::close(day)),
            Self::Opening(day) => (Moment::opening(day), Moment::opening(day)),
            Self::During(day) => (Moment::opening(day), Moment::close(day)),
            Self::At(moment) => (moment, moment),
        };
        (from.minutes(), to.minutes())
    }

    /// Returns the time in words, for sentences: `at the close of 8 November 2016`.
    pub(crate) fn in_words(self) -> String {
        match self {
            Self::On(day) => format!("at the close of {}", day_in_words(day)),
            Self::Opening(day) => format!("at the opening of {}", day_in_words(day)),
            Self::During(day) => format!("during {}", day_in_words(day)),
            Self::At(moment) => format!("at {}", moment_in_words(moment)),
        }
    }

    /// Returns the time as it stands in the one-line form of an answer: `on 2016-11-08`.
    pub(crate) fn phrase(self) -> String {
        match self {
            Self::On(day) => format!("on {day}"),
            Self::Opening(day) => format!("at the opening of {day}"),
            Self::During(day) => format!("during {day}"),
            Self::At(moment) => format!("at {moment}"),
        }
    }
}

impl fmt::Display for QueryTime {
    /// Writes `2016-11-01` for the close of a day, `opening 2016-11-01`, `during 2016-11-01`, or `2016-11-01T14:30` for a
    /// moment.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::On(day) => day.to_string(),
            Self::Opening(day) => format!("opening {day}"),
            Self::During(day) => format!("during {day}"),
            Self::At(moment) => moment.to_string(),
        };
        f.pad(&text)
    }
}

impl FromStr for QueryTime {
    type Err = ParseMomentError;

    /// Parses what [`Display`](fmt::Display) writes.
    fn from_str(text: &str) -> Result<Self, ParseMomentError> {
        let day = |text: &str| parse_day(text).ok_or_else(|| ParseMomentError::new(text));
        match text.split_once(' ') {
            Some(("opening", rest)) => day(rest).map(Self::Opening),
            Some(("during", rest)) => day(rest).map(Self::During),
            _ if text.contains('T') => text.parse().map(Self::At),
            _ => day(text).map(Self::On),
        }
    }
}

impl From<NaiveDate> for QueryTime {
    fn from(day: NaiveDate) -> Self {
        Self::On(day)
    }
}

impl TryFrom<NaiveDateTime> for QueryTime {
    type Error = ParseMomentError;

    /// Converts a time without seconds to that moment.
    ///
    /// # Errors
    /// Returns an error if the time has seconds.
    fn try_from(time: NaiveDateTime) -> Result<Self, ParseMomentError> {
        Moment::try_from(time).map(Self::At)
    }
}

serde_as_text!(QueryTime);

impl From<Moment> for QueryTime {
    fn from(moment: Moment) -> Self {
        Self::At(moment)
    }
}
