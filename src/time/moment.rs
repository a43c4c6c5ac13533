//! `Moment`, a minute of local civil time, and the reading of days and moments from text.

use std::fmt;
use std::ops::{Bound, RangeBounds};
use std::str::FromStr;

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use thiserror::Error;

use crate::text::serde_as_text;

/// The number of minutes in a day.
pub(crate) const DAY: i64 = 24 * 60;

/// A moment of local civil time, to the minute.
///
/// There are no time zones: a moment is what a clock at the place showed (`DESIGN.md`, "Time").
/// Moments cover every day that [`NaiveDate`] can represent, and the close of the last one.
///
/// ```
/// use whoheld::{Moment, chrono::NaiveDate};
///
/// let day = NaiveDate::from_ymd_opt(2016, 10, 28).unwrap();
/// assert_eq!(Moment::close(day).to_string(), "2016-10-29T00:00");
/// assert_eq!(Moment::close(day), Moment::opening(day.succ_opt().unwrap()));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

impl Moment {
    /// The opening of [`NaiveDate::MIN`], the earliest moment.
    pub const MIN: Self = Self::opening(NaiveDate::MIN);
    /// The close of [`NaiveDate::MAX`], the latest moment.
    pub const MAX: Self = Self::close(NaiveDate::MAX);

    /// Returns 00:00 of a day.
    #[must_use]
    pub const fn opening(day: NaiveDate) -> Self {
        Self(day.to_epoch_days() as i64 * DAY)
    }

    /// Returns 24:00 of a day, which is 00:00 of the next.
    #[must_use]
    pub const fn close(day: NaiveDate) -> Self {
        Self(Self::opening(day).0 + DAY)
    }

    /// Returns the number of minutes since 1970-01-01T00:00, negative before it.
    #[must_use]
    pub const fn minutes(self) -> i64 {
        self.0
    }

    /// Returns the moment that many minutes after 1970-01-01T00:00, clamped to [`Moment::MIN`] and [`Moment::MAX`].
    #[must_use]
    pub fn from_minutes(minutes: i64) -> Self {
        Self(minutes.clamp(Self::MIN.0, Self::MAX.0))
    }

    /// Returns the day on which this moment lies; for [`Moment::MAX`], [`NaiveDate::MAX`].
    #[must_use]
    pub fn date(self) -> NaiveDate {
        let day = i32::try_from(self.0.div_euclid(DAY)).ok().and_then(NaiveDate::from_epoch_days);
        day.unwrap_or(if self.0 < 0 { NaiveDate::MIN } else { NaiveDate::MAX })
    }

    /// Returns the last day that has begun before this moment: the day on which it lies, or, at 00:00, the day before. For
    /// [`Moment::MIN`], before which no day has begun, it is [`NaiveDate::MIN`].
    #[must_use]
    pub fn day_ending(self) -> NaiveDate {
        Self(self.0.saturating_sub(1)).date()
    }

    /// Returns the first 00:00 at or after a minute.
    pub(crate) fn day_end(minutes: i64) -> i64 {
        let opening = minutes.div_euclid(DAY).saturating_mul(DAY);
        if opening == minutes { opening } else { opening.saturating_add(DAY) }
    }
}

impl TryFrom<NaiveDateTime> for Moment {
    type Error = ParseMomentError;

    /// # Errors
    /// Returns an error if the time has seconds, since moments are whole minutes.
    fn try_from(time: NaiveDateTime) -> Result<Self, ParseMomentError> {
        if time.second() != 0 || time.nanosecond() != 0 {
            return Err(ParseMomentError::new(time.to_string()));
        }
        let minute = i64::from(time.hour()) * 60 + i64::from(time.minute());
        Ok(Self(Self::opening(time.date()).0 + minute))
    }
}

serde_as_text!(Moment);

impl fmt::Display for Moment {
    /// Writes `2016-10-28T14:30`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minute = self.0.rem_euclid(DAY);
        if *self == Self::MAX {
            let last = NaiveDate::MAX;
            return write!(f, "+{}-01-01T00:00", last.year() + 1);
        }
        write!(f, "{}T{:02}:{:02}", self.date(), minute / 60, minute % 60)
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The error for a text that is not a moment.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{given}` is no moment; a moment is written like `2016-10-28T14:30`")]
pub struct ParseMomentError {
    given: String,
}

impl ParseMomentError {
    pub(crate) fn new(given: impl Into<String>) -> Self {
        Self { given: given.into() }
    }

    /// Returns the text that was refused.
    #[must_use]
    pub fn given(&self) -> &str {
        &self.given
    }
}

impl FromStr for Moment {
    type Err = ParseMomentError;

    /// Parses `2016-10-28T14:30`; seconds may follow if they are `00`.
    fn from_str(text: &str) -> Result<Self, ParseMomentError> {
        let bad = || ParseMomentError::new(text);
        if text == Self::MAX.to_string() {
            return Ok(Self::MAX);
        }
        let (day, time) = text.split_once('T').ok_or_else(bad)?;
        let day: NaiveDate = parse_day(day).ok_or_else(bad)?;
        let time = time.strip_suffix(":00").filter(|t| t.len() == 5).unwrap_or(time);
        if time.len() != 5 {
            return Err(bad());
        }
        let time = NaiveTime::parse_from_str(time, "%H:%M").map_err(|_| bad())?;
        Self::try_from(day.and_time(time))
    }
}

/// Parses a day in which month and day have two digits each, such as `2016-10-28`.
pub(crate) fn parse_day(text: &str) -> Option<NaiveDate> {
    let (year, month, day) = split_day(text)?;
    NaiveDate::from_ymd_opt(year, month, day)
}

/// Returns year, month and day of a text of the form `2016-10-28`, whether or not the calendar has such a day.
pub(crate) fn split_day(text: &str) -> Option<(i32, u32, u32)> {
    let (rest, day) = text.rsplit_once('-')?;
    let (year, month) = rest.rsplit_once('-')?;
    Some((parse_year(year)?, two_digits(month)?, two_digits(day)?))
}

/// Parses a year: four digits, or a sign and four to six digits.
pub(crate) fn parse_year(text: &str) -> Option<i32> {
    let (sign, digits) = match text.strip_prefix(['-', '+']) {
        Some(digits) => (if text.starts_with('-') { -1 } else { 1 }, digits),
        None if text.len() == 4 => (1, text),
        None => return None,
    };
    let plain = digits.len() >= 4 && digits.len() <= 6 && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse::<i32>().ok().map(|year| sign * year)).flatten()
}

/// Parses a number of exactly two digits.
pub(crate) fn two_digits(text: &str) -> Option<u32> {
    let plain = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// Returns the number of days from 1970-01-01 to a day.
pub(crate) fn day_number(day: NaiveDate) -> i64 {
    day.to_epoch_days().into()
}

/// Like [`Moment::day_ending`], with the moment in minutes and the day as a number of days since 1970-01-01.
pub(crate) const fn day_ending_number(minute: i64) -> i64 {
    (minute - 1).div_euclid(DAY)
}

/// Returns the first and the last day of a range; `None` if it has no day. An open end is that of `all`.
pub(crate) fn days_within(
    range: impl RangeBounds<NaiveDate>,
    all: Option<(NaiveDate, NaiveDate)>,
) -> Option<(NaiveDate, NaiveDate)> {
    let first = match range.start_bound() {
        Bound::Included(day) => Some(*day),
        Bound::Excluded(day) => day.succ_opt(),
        Bound::Unbounded => all.map(|days| days.0),
    };
    let last = match range.end_bound() {
        Bound::Included(day) => Some(*day),
        Bound::Excluded(day) => day.pred_opt(),
        Bound::Unbounded => all.map(|days| days.1),
    };
    first.zip(last).filter(|(first, last)| first <= last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_chrono_has_its_moments() {
        for day in [NaiveDate::MIN, NaiveDate::default(), NaiveDate::MAX] {
            assert_eq!(Moment::opening(day).date(), day);
            assert_eq!(Moment::close(day).day_ending(), day);
            assert_eq!(Moment::opening(day).day_ending(), day.pred_opt().unwrap_or(day));
            for moment in [Moment::opening(day), Moment::close(day)] {
                assert_eq!(moment.to_string().parse(), Ok(moment), "{moment}");
            }
        }
        assert_eq!(Moment::opening(NaiveDate::default()).minutes(), 0);
    }

    #[test]
    fn a_bad_moment_is_named() {
        for text in ["", "2016-10-28", "2016-10-28T14", "2016-10-28T24:00", "2016-10-28T14:30:01", "2016-1-2T00:00"] {
            let error = text.parse::<Moment>().unwrap_err().to_string();
            assert_eq!(error, format!("`{text}` is no moment; a moment is written like `2016-10-28T14:30`"));
        }
    }
}
