//! `When`, the date of an event: one moment, which may be known only within bounds.

use std::fmt;
use std::str::FromStr;

use chrono::{NaiveDate, NaiveDateTime};
use thiserror::Error;

use super::date_words::Guess;
use super::form::{DayPart, Form, Label, Point, Unit};
use super::guess::meant;
use super::moment::{Moment, ParseMomentError};
use super::parse::{Refusal, between, form};
use super::span::Span;
use crate::spelling::Correction;
use crate::text::serde_as_text;

/// The time of an event: one moment, written as exactly as it is known.
///
/// | written | means |
/// |---|---|
/// | `2016-10-28` | some moment of that day |
/// | `2016-10-28 evening` | that part of the day: early 00–06, morning 06–12, afternoon 12–18, evening 18–24, night 20–06 |
/// | `2016-10-28T14:30` | that minute |
/// | `2016-11`, `2016` | some moment of that month, that year |
/// | `[2016-11-06..2016-11-08]` | one moment from the first to the last; ends in any form above |
/// | `[..2016-11-08]`, `[2016-11-06..]` | not after, not before |
/// | `2016-10-28~`, `?`, `%` | a label: approximate, uncertain, both |
///
/// Years are counted as astronomers do: the year before year 1 is `0000`, which is 1 BC, and `-0052` is 53 BC. This is how
/// dates are written in files and JSON; sentences say `53 BC`.
///
/// These are forms of EDTF (ISO 8601-2), except for the parts of the day, which EDTF lacks (`DESIGN.md`, "Time").
/// `==` compares what was written: `2016-10-28` and `[2016-10-28..2016-10-28]` have equal [spans](Self::span), but are
/// not equal.
///
/// ```
/// use whoheld::When;
///
/// let night: When = "2016-11-08 night".parse()?;
/// assert_eq!(night.span().earliest().unwrap().to_string(), "2016-11-08T20:00");
/// assert_eq!(night.span().latest().unwrap().to_string(), "2016-11-09T06:00");
/// # Ok::<(), whoheld::ParseWhenError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct When(Form);

impl When {
    /// Returns a time at some moment of a day.
    #[must_use]
    pub const fn day(day: NaiveDate) -> Self {
        Self(Form::One(Point { unit: Unit::Day(day), label: Label::None }))
    }

    /// Returns a time at some moment of a part of a day.
    #[must_use]
    pub const fn part(day: NaiveDate, part: DayPart) -> Self {
        Self(Form::One(Point { unit: Unit::Part(day, part), label: Label::None }))
    }

    /// Returns a time at one moment of the days from `first` to `last`, both included.
    ///
    /// # Errors
    /// Returns an error if the last day comes before the first.
    pub fn days(first: NaiveDate, last: NaiveDate) -> Result<Self, ParseWhenError> {
        let end = |day| Some(Point { unit: Unit::Day(day), label: Label::None });
        between(end(first), end(last))
            .map(Self)
            .map_err(|refusal| ParseWhenError::new(&format!("[{first}..{last}]"), refusal))
    }

    /// Returns a time not after a day: on that day or earlier.
    #[must_use]
    pub const fn by(day: NaiveDate) -> Self {
        Self(Form::Between(None, Some(Point { unit: Unit::Day(day), label: Label::None })))
    }

    /// Returns a time not before a day: on that day or later.
    #[must_use]
    pub const fn since(day: NaiveDate) -> Self {
        Self(Form::Between(Some(Point { unit: Unit::Day(day), label: Label::None }), None))
    }

    /// Returns the bounds of the moment.
    #[must_use]
    pub fn span(self) -> Span {
        match self.0 {
            Form::One(point) => Span::new(Some(point.earliest()), Some(point.latest())),
            Form::Between(from, to) => Span::new(from.map(Point::earliest), to.map(Point::latest)),
        }
    }

    /// Returns the earliest and the latest moment that is the last of something which ends at this date. A day, or a
    /// longer time, ends with its last minute or earlier days of it with theirs: such a bound is the close of a day. A
    /// time of day is that moment. `i64::MIN` and `i64::MAX` leave a side open.
    pub(crate) fn last_moments(self) -> (i64, i64) {
        let (from, to) = match self.0 {
            Form::One(point) => (Some(point), Some(point)),
            Form::Between(from, to) => (from, to),
        };
        let latest = to.map_or(i64::MAX, Point::latest_end);
        let earliest = from.map_or(i64::MIN, |from| match from.earliest_end() {
            // A range that ends before the close of its first day.
            earliest if earliest > latest => from.earliest().minutes(),
            earliest => earliest,
        });
        (earliest, latest)
    }

    /// Returns the label behind the date; for a range, the first label that is written.
    #[must_use]
    pub fn label(self) -> Label {
        let (first, last) = match self.0 {
            Form::One(point) => (Some(point), None),
            Form::Between(from, to) => (from, to),
        };
        [first, last].into_iter().flatten().map(|point| point.label).find(|l| *l != Label::None).unwrap_or_default()
    }

    /// Returns the first day on which the moment can lie; if that is open, the last day; `None` if both are open.
    #[must_use]
    pub fn first_day(self) -> Option<NaiveDate> {
        let span = self.span();
        span.earliest().map(Moment::date).or(span.latest().map(Moment::day_ending))
    }
}

impl From<NaiveDate> for When {
    fn from(day: NaiveDate) -> Self {
        Self::day(day)
    }
}

impl TryFrom<NaiveDateTime> for When {
    type Error = ParseMomentError;

    /// Some moment of that minute.
    ///
    /// # Errors
    /// Returns an error if the time has seconds: no finer time than the minute is kept.
    fn try_from(time: NaiveDateTime) -> Result<Self, ParseMomentError> {
        let minute = Moment::try_from(time)?;
        Ok(Self(Form::One(Point { unit: Unit::Minute(minute), label: Label::None })))
    }
}

serde_as_text!(When);

impl fmt::Display for When {
    /// Writes the notation that [`FromStr`] parses to an equal value.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self.0 {
            Form::One(point) => point.to_string(),
            Form::Between(from, to) => {
                let end = |point: Option<Point>| point.map(|p| p.to_string()).unwrap_or_default();
                format!("[{}..{}]", end(from), end(to))
            }
        };
        f.pad(&text)
    }
}

/// The error for a text that is not a [`When`]: what is wrong with it, and what was probably meant.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{given}` {what}{}", hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default())]
pub struct ParseWhenError {
    given: String,
    what: String,
    hint: Option<String>,
    meant: Option<String>,
    /// Whether nothing else can have been meant.
    sure: bool,
}

/// Returns a corrected part between what stood before and behind it, if that is a date. A label behind a range goes to
/// its last date.
fn joined(before: &str, part: &str, behind: &str) -> Option<String> {
    let inner = part.trim_matches(['[', ']']);
    let plain = format!("{before}{inner}{behind}");
    let in_range = format!("{before}[{inner}{behind}]");
    [plain, in_range].into_iter().find(|whole| form(whole).is_ok())
}

impl ParseWhenError {
    fn new(given: &str, mut refusal: Refusal) -> Self {
        match refusal.unclear.take().map(|unclear| meant(&unclear)) {
            Some(Some(Guess { text, sure })) => {
                let undated = (text == "[..]").then_some("a date that is not known is written `[..]`");
                refusal.hint = undated.map(str::to_owned);
                refusal.sure = sure;
                refusal = refusal.meant(text);
            }
            Some(None) => refusal = refusal.hint("a date is written like `2016-10-28`, `2016-10` or `2016`"),
            None => {}
        }
        let Refusal { what, mut hint, meant: mut meant_text, mut sure, around, .. } = refusal;
        if let Some((part, around)) = meant_text.take_if(|_| around.is_some()).zip(around) {
            let whole = joined(&around.0, &part, &around.1).map(|whole| (whole, sure));
            // If the part does not fit there, the whole may still be understood.
            let whole = whole.or_else(|| meant(given).map(|Guess { text, sure }| (text, sure)));
            hint = whole.as_ref().map(|(whole, _)| format!("write `{whole}`"));
            sure = whole.as_ref().is_some_and(|(_, sure)| *sure);
            meant_text = whole.map(|(whole, _)| whole);
        }
        // A correction is offered only if it can itself be parsed.
        if meant_text.as_ref().is_some_and(|text| form(text).is_err()) {
            (meant_text, hint) = (None, None);
        }
        Self { given: given.to_owned(), what, hint, sure: sure && meant_text.is_some(), meant: meant_text }
    }

    /// Returns the text that was refused.
    #[must_use]
    pub fn given(&self) -> &str {
        &self.given
    }

    /// Returns a sentence that says what would probably have worked.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// Returns the text that was probably meant; it parses as a [`When`].
    ///
    /// ```
    /// use whoheld::When;
    ///
    /// let error = "8 November 2016".parse::<When>().unwrap_err();
    /// assert_eq!(error.meant(), Some("2016-11-08"));
    /// ```
    #[must_use]
    pub fn meant(&self) -> Option<&str> {
        self.meant.as_deref()
    }
}

impl Correction for ParseWhenError {
    fn correction(&self) -> Option<String> {
        self.meant.clone()
    }

    fn is_sure(&self) -> bool {
        self.sure
    }
}

impl FromStr for When {
    type Err = ParseWhenError;

    fn from_str(text: &str) -> Result<Self, ParseWhenError> {
        form(text).map(Self).map_err(|refusal| ParseWhenError::new(text, refusal))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(text: &str) -> String {
        let when: When = text.parse().unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(when.to_string(), text, "written back");
        let end = |moment: Option<Moment>| moment.map_or("..".to_owned(), |moment| moment.to_string());
        format!("{} {}", end(when.span().earliest()), end(when.span().latest()))
    }

    #[test]
    fn each_form_has_its_span() {
        assert_eq!(span("2016-10-28"), "2016-10-28T00:00 2016-10-29T00:00");
        assert_eq!(span("2016-10-28 evening"), "2016-10-28T18:00 2016-10-29T00:00");
        assert_eq!(span("2016-10-28 early"), "2016-10-28T00:00 2016-10-28T06:00");
        assert_eq!(span("2016-12-31 night"), "2016-12-31T20:00 2017-01-01T06:00");
        assert_eq!(span("2016-10-28T14:30"), "2016-10-28T14:30 2016-10-28T14:31");
        assert_eq!(span("2016-11"), "2016-11-01T00:00 2016-12-01T00:00");
        assert_eq!(span("2016-12"), "2016-12-01T00:00 2017-01-01T00:00");
        assert_eq!(span("2016"), "2016-01-01T00:00 2017-01-01T00:00");
        assert_eq!(span("0044"), "0044-01-01T00:00 0045-01-01T00:00");
        assert_eq!(span("-0044-03-15"), "-0044-03-15T00:00 -0044-03-16T00:00");
        assert_eq!(span("+12345"), "+12345-01-01T00:00 +12346-01-01T00:00");
        assert_eq!(span("[2016-11-06..2016-11-08]"), "2016-11-06T00:00 2016-11-09T00:00");
        assert_eq!(span("[2016-11-06 night..2016-12]"), "2016-11-06T20:00 2017-01-01T00:00");
        assert_eq!(span("[..2016-11-08]"), ".. 2016-11-09T00:00");
        assert_eq!(span("[2016-11-06..]"), "2016-11-06T00:00 ..");
        assert_eq!(span("[..]"), ".. ..");
        assert_eq!(span("2016-10-28~"), "2016-10-28T00:00 2016-10-29T00:00");
        assert_eq!(span("[2016-10?..2016-11%]"), "2016-10-01T00:00 2016-12-01T00:00");
        assert_eq!(span("+262142-12-31"), "+262142-12-31T00:00 +262143-01-01T00:00");
    }

    #[test]
    fn a_mistake_is_named_with_what_was_meant() {
        for (text, says) in [
            ("", "`` is no date; a date is written like `2016-10-28`, `2016-10` or `2016`"),
            ("28.10.2016", "`28.10.2016` is no date; write `2016-10-28`"),
            ("2016/10/28", "`2016/10/28` is no date; write `2016-10-28`"),
            ("2016-1-5", "`2016-1-5` is no date; write `2016-01-05`"),
            ("2016-02-30", "`2016-02-30` is no day of the calendar; that month has 29 days; the last is `2016-02-29`"),
            ("2016-28-10", "`2016-28-10` names month 28, and a year has 12; did you mean `2016-10-28`?"),
            ("8 November 2016", "`8 November 2016` is no date; write `2016-11-08`"),
            ("Nov. 8th, 2016", "`Nov. 8th, 2016` is no date; write `2016-11-08`"),
            ("October 2016", "`October 2016` is no date; write `2016-10`"),
            ("2016-10-XX", "`2016-10-XX` is no date; write `2016-10`"),
            ("before 2016-11-08", "`before 2016-11-08` is no date; write `[..2016-11-07]`"),
            ("by 2016-11-08", "`by 2016-11-08` is no date; write `[..2016-11-08]`"),
            ("after 8 Nov 2016", "`after 8 Nov 2016` is no date; write `[2016-11-09..]`"),
            ("about 2016-11", "`about 2016-11` is no date; write `2016-11~`"),
            ("2016-11-06 or 2016-11-08", "`2016-11-06 or 2016-11-08` is no date; write `[2016-11-06..2016-11-08]`"),
            (
                "[2016-11-06..2016-11-08]~",
                "`[2016-11-06..2016-11-08]~` has its label outside the brackets; it stands behind a date; \
                 write `[2016-11-06..2016-11-08~]`",
            ),
            (
                "2016-10-28T14:30:15",
                "`2016-10-28T14:30:15` is finer than the minute, and no finer time is kept; write `2016-10-28T14:30`",
            ),
            ("2016-13-01", "`2016-13-01` names month 13, and a year has 12; did you mean `2016-01-13`?"),
            ("2016-13-40", "`2016-13-40` names month 13, and a year has 12"),
            ("2016-13", "`2016-13` names month 13, and a year has 12"),
        ] {
            assert_eq!(text.parse::<When>().unwrap_err().to_string(), says);
        }
    }

    #[test]
    fn a_mistake_in_a_range_a_time_or_a_label_is_named_with_what_was_meant() {
        for (text, says) in [
            (
                "2016-11-06/2016-11-08",
                "`2016-11-06/2016-11-08` lasts, and an event happens at one moment; \
                 write `[2016-11-06..2016-11-08]` for one moment within it, or give what lasts an `until`",
            ),
            (
                "[2016-11-08..2016-11-06]",
                "`[2016-11-08..2016-11-06]` is a range that ends before it begins; write `[2016-11-06..2016-11-08]`",
            ),
            (
                "2016-11-06..2016-11-08",
                "`2016-11-06..2016-11-08` is a range without brackets; write `[2016-11-06..2016-11-08]`",
            ),
            ("[2016-11-06]", "`[2016-11-06]` has brackets and no range; write `2016-11-06`"),
            (
                "2016-10-28 evning",
                "`2016-10-28 evning` names no part of the day by `evning`; did you mean `2016-10-28 evening`?",
            ),
            ("2016-10-28 14:30", "`2016-10-28 14:30` is no date; write `2016-10-28T14:30`"),
            (
                "2016-10-28T14:30Z",
                "`2016-10-28T14:30Z` has a time zone, and moments here are local civil time; write `2016-10-28T14:30`",
            ),
            ("6-8 November 2016", "`6-8 November 2016` is no date; write `[2016-11-06..2016-11-08]`"),
            ("20161028", "`20161028` is no date; write `2016-10-28`"),
            ("10/28/2016", "`10/28/2016` is no date; write `2016-10-28`"),
            ("30 February 2016", "`30 February 2016` is no date; write `2016-02-29`"),
            ("2016-10-28?~", "`2016-10-28?~` has two labels; `%` is both; write `2016-10-28%`"),
            ("[2016-11-08..8 Dec 2016]", "`[2016-11-08..8 Dec 2016]` is no date; write `[2016-11-08..2016-12-08]`"),
            ("2016-10-28T24:00", "`2016-10-28T24:00` is the opening of the next day; write `2016-10-29T00:00`"),
            ("+999999", "`+999999` lies outside the calendar; years go from -262143 to 262142"),
        ] {
            assert_eq!(text.parse::<When>().unwrap_err().to_string(), says);
        }
    }
}
