//! The moment, or the day, that a question is about.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use chrono::NaiveDateTime;

use crate::time::{Moment, ParseMomentError, parse_day};
use crate::words::day_in_words;

/// The moment, or the day, that a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum QueryTime {
    /// The close of that day: everything that happened on it has happened.
    On(NaiveDate),
    /// The opening of that day, which is the close of the day before.
    Opening(NaiveDate),
    /// Everything possible from the opening to the close of that day.
    During(NaiveDate),
    /// That moment: what happened before it has happened.
    At(Moment),
}

impl QueryTime {
    /// The first and the last moment that it is about.
    pub(crate) fn moments(self) -> (i64, i64) {
        let (from, to) = match self {
            Self::On(day) => (Moment::close(day), Moment::close(day)),
            Self::Opening(day) => (Moment::opening(day), Moment::opening(day)),
            Self::During(day) => (Moment::opening(day), Moment::close(day)),
            Self::At(moment) => (moment, moment),
        };
        (from.minutes(), to.minutes())
    }

    /// In words: `at the close of 8 November 2016`.
    pub(crate) fn in_words(self) -> String {
        match self {
            Self::On(day) => format!("at the close of {}", day_in_words(day)),
            Self::Opening(day) => format!("at the opening of {}", day_in_words(day)),
            Self::During(day) => format!("during {}", day_in_words(day)),
            Self::At(moment) => format!("at {moment}"),
        }
    }

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
    /// `2016-11-01` for the close of that day, `2016-11-01T14:30` for a moment.
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

    /// Reads what [`Display`](fmt::Display) writes.
    fn from_str(text: &str) -> Result<Self, ParseMomentError> {
        let day = |text: &str| parse_day(text).ok_or_else(|| ParseMomentError(text.to_owned()));
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

impl From<NaiveDateTime> for QueryTime {
    fn from(at: NaiveDateTime) -> Self {
        Self::At(at.into())
    }
}

impl From<Moment> for QueryTime {
    fn from(at: Moment) -> Self {
        Self::At(at)
    }
}
