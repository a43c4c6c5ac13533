//! Dates in words.

use chrono::NaiveDate;

use crate::time::{Span, When};

/// Returns a day in words: `8 November 2016`.
pub(crate) fn day_in_words(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
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

/// Returns a span in words, in whole days: `some time from 6 November 2016 to 8 November 2016`.
pub(crate) fn span_in_words(span: Span) -> String {
    match (span.earliest(), span.latest()) {
        (Some(earliest), Some(latest)) if earliest.date() == latest.day_ending() => day_in_words(earliest.date()),
        (Some(earliest), Some(latest)) => {
            format!("some time from {} to {}", day_in_words(earliest.date()), day_in_words(latest.day_ending()))
        }
        (Some(earliest), None) => format!("{} or later", day_in_words(earliest.date())),
        (None, Some(latest)) => format!("{} or before", day_in_words(latest.day_ending())),
        (None, None) => "always".to_owned(),
    }
}
