//! Dates in words. Years before year 1 are counted as BC: the year 0 is 1 BC.

use chrono::{Datelike, NaiveDate};

use crate::time::{DAY, Moment, Span, When};

/// Returns a year in words: `2016`, `53 BC`.
pub(crate) fn year_in_words(year: i32) -> String {
    if year >= 1 { year.to_string() } else { format!("{} BC", 1 - i64::from(year)) }
}

/// Returns a day in words: `8 November 2016`, `1 July 53 BC`.
pub(crate) fn day_in_words(day: NaiveDate) -> String {
    format!("{} {}", day.format("%-d %B"), year_in_words(day.year()))
}

/// Returns the days from one to another in words, with month and year once where they are the same: `27 October to 13
/// November 2016`.
pub(crate) fn days_in_words(first: NaiveDate, last: NaiveDate) -> String {
    let first_in_words = if first.year() != last.year() {
        day_in_words(first)
    } else if first.month() != last.month() {
        first.format("%-d %B").to_string()
    } else if first != last {
        first.day().to_string()
    } else {
        return day_in_words(first);
    };
    format!("{first_in_words} to {}", day_in_words(last))
}

/// Returns a moment in words: `14:30 on 8 November 2016`.
pub(crate) fn moment_in_words(moment: Moment) -> String {
    let minute = moment.minutes().rem_euclid(DAY);
    format!("{:02}:{:02} on {}", minute / 60, minute % 60, day_in_words(moment.date()))
}

/// Returns in words when something happened: `8 November 2016`, `night of 8 November 2016`, `undated`.
pub(crate) fn when_in_words(when: When) -> String {
    let text = when.to_string();
    let span = when.span();
    match (span.earliest(), text.split_once(' ')) {
        (Some(earliest), Some((_, part))) if !text.starts_with('[') => {
            format!("{part} of {}", day_in_words(earliest.date()))
        }
        _ if span.is_open() => "undated".to_owned(),
        _ => span_in_words(span),
    }
}

/// Returns a span in words, in whole days: `some time from 6 November 2016 to 8 November 2016`, `on or after 6 November
/// 2016`.
pub(crate) fn span_in_words(span: Span) -> String {
    match (span.earliest(), span.latest()) {
        (Some(earliest), Some(latest)) if earliest.date() == latest.day_ending() => day_in_words(earliest.date()),
        (Some(earliest), Some(latest)) => {
            format!("some time from {} to {}", day_in_words(earliest.date()), day_in_words(latest.day_ending()))
        }
        (Some(earliest), None) => format!("on or after {}", day_in_words(earliest.date())),
        (None, Some(latest)) => format!("on or before {}", day_in_words(latest.day_ending())),
        (None, None) => "always".to_owned(),
    }
}

/// Returns a span in words that can follow `since` or `until`: `some time on or after 6 November 2016`.
pub(crate) fn bound_in_words(span: Span) -> String {
    let half_open = span.earliest().is_some() != span.latest().is_some();
    format!("{}{}", if half_open { "some time " } else { "" }, span_in_words(span))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_before_year_1_are_bc() {
        let day = |text: &str| crate::time::parse_day(text).unwrap();
        for (text, words) in [
            ("0800-12-25", "25 December 800"),
            ("0001-01-01", "1 January 1"),
            ("0000-12-31", "31 December 1 BC"),
            ("-0052-07-01", "1 July 53 BC"),
            ("+12016-07-01", "1 July 12016"),
        ] {
            assert_eq!(day_in_words(day(text)), words);
        }
        assert_eq!(days_in_words(day("-0052-07-01"), day("-0052-07-09")), "1 to 9 July 53 BC");
        assert_eq!(days_in_words(day("-0000-12-31"), day("0001-01-01")), "31 December 1 BC to 1 January 1");
        assert_eq!(days_in_words(NaiveDate::MIN, NaiveDate::MAX), "1 January 262144 BC to 31 December 262142");
    }

    #[test]
    fn bounds_are_as_they_are() {
        let words = |text: &str| when_in_words(text.parse().unwrap());
        assert_eq!(words("[..1849-07-08]"), "on or before 8 July 1849");
        assert_eq!(words("[1849-07-08..]"), "on or after 8 July 1849");
        assert_eq!(words("[1849-07-08 evening..]"), "on or after 8 July 1849");
        assert_eq!(words("[1849-07-08..1849-07-10]"), "some time from 8 July 1849 to 10 July 1849");
        assert_eq!(words("[..]"), "undated");
        assert_eq!(words("1849-07-08 night"), "night of 8 July 1849");
        assert_eq!(moment_in_words("-0052-07-01T09:05".parse().unwrap()), "09:05 on 1 July 53 BC");
    }
}
