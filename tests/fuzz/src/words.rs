//! The words of the format: dates, shares, quantities. What parses is printed as what parses to an equal value.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use whoheld::chrono::NaiveDate;
use whoheld::{Citation, Credence, FindingKind, Fraction, Moment, NoteKind, Quantity, QueryTime, Share, Until, When};

/// A text, as each of the things that are written as one; and its first bytes as numbers.
pub fn when(data: &[u8]) {
    numbers(data);
    let Ok(text) = std::str::from_utf8(data) else { return };

    match text.parse::<When>() {
        Ok(when) => a_when(when),
        Err(error) => {
            assert_eq!(error.given(), text);
            assert!(error.to_string().contains(text));
            // "The text that was probably meant; it can be read."
            let meant = error.meant().map(str::parse::<When>);
            assert!(meant.is_none_or(|meant| meant.is_ok()), "{error}: {:?}", error.meant());
        }
    }
    if let Some(share) = reads_back::<Share>(text) {
        assert!(share.at_least() <= share.at_most() && share.at_most() <= 1000, "{text}: {share:?}");
    }
    if let Some(Until::Date(when)) = reads_back::<Until>(text) {
        a_when(when);
    }
    if let Some(Quantity::Between(Some(low), Some(high))) = reads_back::<Quantity>(text) {
        assert!(low <= high, "{text}");
    }
    if let Some(moment) = reads_back::<Moment>(text) {
        a_moment(moment);
    }
    reads_back::<QueryTime>(text);
    reads_back::<Credence>(text);
    reads_back::<NoteKind>(text);
    reads_back::<FindingKind>(text);

    let cite = Citation::from(text);
    assert_eq!(Citation::from(cite.to_string().as_str()), cite, "{text:?}");
    assert!(!cite.source.contains(' '), "{text:?}: {cite:?}");

    let bounds: Vec<f64> = text.split(' ').filter_map(|number| number.parse().ok()).collect();
    match bounds[..] {
        [one] => a_fraction(Fraction::of(one)),
        [low, high] => a_fraction(Fraction::between(low, high)),
        _ => {}
    }
}

/// What is read; its print reads back as equal.
fn reads_back<T: FromStr<Err: Display> + Display + PartialEq + Debug>(text: &str) -> Option<T> {
    match text.parse::<T>() {
        Ok(value) => {
            let printed = value.to_string();
            match printed.parse::<T>() {
                Ok(again) => assert_eq!(again, value, "`{text}` is printed as `{printed}`"),
                Err(error) => panic!("`{text}` is printed as `{printed}`: {error}"),
            }
            // Padding is not part of the word.
            assert!(format!("{value:>40}").ends_with(&printed), "{value:>40}");
            Some(value)
        }
        Err(error) => {
            assert!(!error.to_string().is_empty());
            None
        }
    }
}

fn a_when(when: When) {
    let text = when.to_string();
    assert_eq!(text.parse(), Ok(when), "{text}");
    let span = when.span();
    if let (Some(earliest), Some(latest)) = (span.earliest(), span.latest()) {
        assert!(earliest < latest, "{text} lasts from {earliest} to {latest}");
    }
    assert!(!span.precedes(span));
    assert_eq!(when.first_day().is_none(), span.earliest().is_none() && span.latest().is_none(), "{text}");
    let _ = when.label();
    [span.earliest(), span.latest()].into_iter().flatten().for_each(a_moment);
}

fn a_moment(moment: Moment) {
    assert!(Moment::MIN <= moment && moment <= Moment::MAX, "{moment}");
    assert_eq!(Moment::from_minutes(moment.minutes()), moment);
    assert_eq!(moment.to_string().parse(), Ok(moment), "{moment}");
    assert!(Moment::opening(moment.date()) <= moment);
    assert!(moment <= Moment::close(moment.day_ending()) || moment == Moment::MIN, "{moment}");
}

fn a_fraction(fraction: Result<Fraction, whoheld::FractionError>) {
    match fraction {
        Ok(fraction) => {
            let (low, high) = (fraction.at_least(), fraction.at_most());
            assert!(0.0 <= low && low <= high && 0.0 < high && high <= 1.0, "{fraction:?}");
            assert_eq!(Fraction::between(low, high), Ok(fraction));
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// The bytes themselves as a moment, a range of days, bounds of a share and of a fraction.
fn numbers(data: &[u8]) {
    let number = |at: usize| {
        let bytes = data.get(at * 8..at * 8 + 8)?;
        Some(i64::from_le_bytes(bytes.try_into().ok()?))
    };
    let Some(first) = number(0) else { return };
    a_moment(Moment::from_minutes(first));
    let [_, b, c, d, low, low_high, high, high_high] = first.to_le_bytes();
    if let Ok(share) = Share::between(u16::from_le_bytes([low, low_high]), u16::from_le_bytes([high, high_high])) {
        assert_eq!(share.to_string().parse(), Ok(share), "{share:?}");
    }
    // Days of the calendar, its ends among them.
    let day = |number: i32| {
        let (first, last) = (NaiveDate::MIN.to_epoch_days(), NaiveDate::MAX.to_epoch_days());
        NaiveDate::from_epoch_days(number.clamp(first, last))
    };
    let days = (day(i32::from_le_bytes([0, b, c, d])), day(i32::from_le_bytes([low, low_high, high, high_high])));
    if let (Some(one), Some(other)) = days {
        [When::day(one), When::by(one), When::since(other)].into_iter().for_each(a_when);
        match When::days(one, other) {
            Ok(when) => a_when(when),
            Err(error) => assert!(other < one, "{error}"),
        }
    }
    let floats = (f64::from_bits(first.cast_unsigned()), number(1).map(|other| f64::from_bits(other.cast_unsigned())));
    a_fraction(Fraction::of(floats.0));
    if let Some(other) = floats.1 {
        a_fraction(Fraction::between(floats.0, other));
    }
}
