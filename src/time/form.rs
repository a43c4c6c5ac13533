//! The forms in which a date can be written, and the span of time that each form means.

use std::fmt;

use chrono::NaiveDate;

use super::moment::{DAY, Moment};
use crate::text::words;

/// A part of the day, as reports name it.
///
/// ```
/// use whoheld::{DayPart, When, chrono::NaiveDate};
///
/// let day = NaiveDate::from_ymd_opt(2016, 10, 28).unwrap();
/// assert_eq!(When::part(day, DayPart::Night).to_string(), "2016-10-28 night");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum DayPart {
    /// 00:00 to 06:00.
    Early,
    /// 06:00 to 12:00.
    Morning,
    /// 12:00 to 18:00.
    Afternoon,
    /// 18:00 to 24:00.
    Evening,
    /// 20:00 to 06:00 of the next day.
    Night,
}

impl DayPart {
    /// Returns the hours at which it begins and ends, counted from 00:00 of the day; 30 is 06:00 of the next day.
    #[must_use]
    pub const fn hours(self) -> (i64, i64) {
        match self {
            Self::Early => (0, 6),
            Self::Morning => (6, 12),
            Self::Afternoon => (12, 18),
            Self::Evening => (18, 24),
            Self::Night => (20, 30),
        }
    }
}

words!(DayPart, "part of the day", {
    Early "early",
    Morning "morning",
    Afternoon "afternoon",
    Evening "evening",
    Night "night",
});

/// A mark after a date of which the author is not sure.
///
/// It is kept and printed, and changes no answer: the span of the date stays as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Label {
    /// No mark.
    #[default]
    None,
    /// `~`: the date is approximate.
    Approximate,
    /// `?`: the date is uncertain.
    Uncertain,
    /// `%`: the date is approximate and uncertain.
    Both,
}

words!(Label, "label of a date", {
    None "none",
    Approximate "approximate",
    Uncertain "uncertain",
    Both "both",
});

impl Label {
    /// Returns the label that all signs in a text add up to; `None` if it has no sign.
    pub(super) fn of(text: &str) -> Option<Self> {
        match (text.contains(['~', '%']), text.contains(['?', '%'])) {
            (false, false) => None,
            (true, false) => Some(Self::Approximate),
            (false, true) => Some(Self::Uncertain),
            (true, true) => Some(Self::Both),
        }
    }

    /// Returns the sign that is written behind the date.
    pub(super) const fn sign(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Approximate => "~",
            Self::Uncertain => "?",
            Self::Both => "%",
        }
    }
}

/// The year, month, day, part of a day or minute that a date names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Unit {
    Year(i32),
    Month(i32, u32),
    Day(NaiveDate),
    Part(NaiveDate, DayPart),
    Minute(Moment),
}

/// A date with its label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Point {
    pub(super) unit: Unit,
    pub(super) label: Label,
}

/// What a `When` holds: one date, or a range of which either end may be open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Form {
    One(Point),
    Between(Option<Point>, Option<Point>),
}

impl Point {
    /// Returns the first moment of the date.
    pub(super) fn earliest(self) -> Moment {
        match self.unit {
            Unit::Year(year) => first_of(year, 1),
            Unit::Month(year, month) => first_of(year, month),
            Unit::Day(day) => Moment::opening(day),
            Unit::Part(day, part) => hour(day, part.hours().0),
            Unit::Minute(minute) => minute,
        }
    }

    /// Returns the first moment after the date.
    pub(super) fn latest(self) -> Moment {
        match self.unit {
            Unit::Year(year) | Unit::Month(year, 12) => first_of(year + 1, 1),
            Unit::Month(year, month) => first_of(year, month + 1),
            Unit::Day(day) => Moment::close(day),
            Unit::Part(day, part) => hour(day, part.hours().1),
            Unit::Minute(minute) => Moment::from_minutes(minute.minutes() + 1),
        }
    }

    /// Whether the date is a day or longer.
    const fn has_whole_days(self) -> bool {
        matches!(self.unit, Unit::Year(_) | Unit::Month(..) | Unit::Day(_))
    }

    /// Returns the earliest last moment, in minutes, of something that ends at this date: the close of its first day, or
    /// the first moment of a time of day.
    pub(super) fn earliest_end(self) -> i64 {
        self.earliest().minutes() + if self.has_whole_days() { DAY } else { 0 }
    }

    /// Returns the latest last moment, in minutes, of something that ends at this date: the close of its last day, or
    /// the last moment of a time of day.
    pub(super) fn latest_end(self) -> i64 {
        self.latest().minutes() - i64::from(!self.has_whole_days())
    }
}

/// Returns the opening of a month's first day; a month outside the calendar is clamped to its first or last moment.
fn first_of(year: i32, month: u32) -> Moment {
    match NaiveDate::from_ymd_opt(year, month, 1) {
        Some(day) => Moment::opening(day),
        None if year < 0 => Moment::MIN,
        None => Moment::MAX,
    }
}

/// Returns the moment that many hours after 00:00 of a day.
fn hour(day: NaiveDate, hours: i64) -> Moment {
    Moment::from_minutes(Moment::opening(day).minutes() + hours * 60)
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Year(year) => write_year(f, year),
            Self::Month(year, month) => {
                write_year(f, year)?;
                write!(f, "-{month:02}")
            }
            Self::Day(day) => write!(f, "{day}"),
            Self::Part(day, part) => write!(f, "{day} {part}"),
            Self::Minute(minute) => write!(f, "{minute}"),
        }
    }
}

fn write_year(f: &mut fmt::Formatter<'_>, year: i32) -> fmt::Result {
    if (0..=9999).contains(&year) { write!(f, "{year:04}") } else { write!(f, "{year:+05}") }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.unit, self.label.sign())
    }
}
