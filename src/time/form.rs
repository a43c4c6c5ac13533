//! The forms in which a date is written, and the span of time that each means.

use std::fmt;

use chrono::NaiveDate;

use super::moment::Moment;

/// A part of the day, as reports name it.
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
    pub(super) const ALL: [Self; 5] = [Self::Early, Self::Morning, Self::Afternoon, Self::Evening, Self::Night];

    /// Its first and its closing hour, counted from 00:00 of its day.
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

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Early => "early",
            Self::Morning => "morning",
            Self::Afternoon => "afternoon",
            Self::Evening => "evening",
            Self::Night => "night",
        }
    }
}

impl fmt::Display for DayPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// What is written behind a date that its author was not sure of. A label: it widens nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// Nothing written.
    #[default]
    None,
    /// `~`
    Approximate,
    /// `?`
    Uncertain,
    /// `%`
    Both,
}

impl Label {
    pub(super) const fn sign(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Approximate => "~",
            Self::Uncertain => "?",
            Self::Both => "%",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Unit {
    Year(i32),
    Month(i32, u32),
    Day(NaiveDate),
    Part(NaiveDate, DayPart),
    Minute(Moment),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Point {
    pub(super) unit: Unit,
    pub(super) label: Label,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Form {
    One(Point),
    Between(Option<Point>, Option<Point>),
}

impl Point {
    pub(super) fn earliest(self) -> Moment {
        match self.unit {
            Unit::Year(year) => first_of(year, 1),
            Unit::Month(year, month) => first_of(year, month),
            Unit::Day(day) => Moment::opening(day),
            Unit::Part(day, part) => hour(day, part.hours().0),
            Unit::Minute(minute) => minute,
        }
    }

    pub(super) fn latest(self) -> Moment {
        match self.unit {
            Unit::Year(year) | Unit::Month(year, 12) => first_of(year + 1, 1),
            Unit::Month(year, month) => first_of(year, month + 1),
            Unit::Day(day) => Moment::close(day),
            Unit::Part(day, part) => hour(day, part.hours().1),
            Unit::Minute(minute) => Moment::from_minutes(minute.minutes() + 1),
        }
    }
}

/// The opening of a month's first day; months outside the calendar's range are held at its ends.
fn first_of(year: i32, month: u32) -> Moment {
    match NaiveDate::from_ymd_opt(year, month, 1) {
        Some(day) => Moment::opening(day),
        None if year < 0 => Moment::MIN,
        None => Moment::MAX,
    }
}

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
