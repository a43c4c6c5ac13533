//! `Share`, how much of a place someone holds, and `Fraction`, how much of a place a part of it is.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::spelling::{Correction, nearest};
use crate::text::serde_as_text;

/// A share of a place: a lower and an upper bound in permille, which may be equal.
///
/// It can be written as a word, a percentage, a range or a ratio:
///
/// | written | bounds in permille |
/// |---|---|
/// | `whole` | 1000 |
/// | `none` | 0 |
/// | `most` | 501–999 |
/// | `half` | 500 |
/// | `part` | 1–999 |
/// | `40%`, `1/3`, `40-60%` | these numbers, rounded outwards to the permille |
///
/// ```
/// use whoheld::Share;
///
/// let most: Share = "most".parse()?;
/// assert_eq!((most.at_least(), most.at_most()), (501, 999));
/// assert_eq!("1/3".parse::<Share>()?.to_string(), "33.3-33.4%");
/// # Ok::<(), whoheld::ParseShareError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Share {
    at_least: u16,
    at_most: u16,
}

impl Share {
    /// None of the place. What was [observed](crate::Observed) or what a place [became](crate::Became) can say this of a
    /// holder; elsewhere it is refused.
    pub const NONE: Self = Self::exactly(0);
    /// All of the place.
    pub const WHOLE: Self = Self::exactly(1000);
    /// More than half of the place, and not all.
    pub const MOST: Self = Self { at_least: 501, at_most: 999 };
    /// One half of the place.
    pub const HALF: Self = Self::exactly(500);
    /// Some of the place, and not all.
    pub const PART: Self = Self { at_least: 1, at_most: 999 };
    /// Anything from none to all of the place.
    pub const ANY: Self = Self { at_least: 0, at_most: 1000 };

    /// Returns a share of exactly that many permille; more than 1000 counts as 1000.
    #[must_use]
    pub const fn exactly(permille: u16) -> Self {
        let permille = if permille > 1000 { 1000 } else { permille };
        Self { at_least: permille, at_most: permille }
    }

    /// Returns a share between two bounds in permille, both included.
    ///
    /// # Errors
    /// Returns an error if the bounds are reversed or above 1000.
    pub fn between(at_least: u16, at_most: u16) -> Result<Self, ParseShareError> {
        if at_least > at_most || at_most > 1000 {
            return Err(ParseShareError::new(format!("{at_least}..{at_most}")));
        }
        Ok(Self { at_least, at_most })
    }

    /// Returns a share with bounds in permille, clamped to `0..=1000` and the lower one to the upper one.
    pub(crate) fn clamped(at_least: i64, at_most: i64) -> Self {
        let at_most = at_most.clamp(0, 1000);
        let at_least = at_least.clamp(0, at_most);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=1000")]
        Self { at_least: at_least as u16, at_most: at_most as u16 }
    }

    /// Returns the lower bound, in permille.
    #[must_use]
    pub const fn at_least(self) -> u16 {
        self.at_least
    }

    /// Returns the upper bound, in permille.
    #[must_use]
    pub const fn at_most(self) -> u16 {
        self.at_most
    }

    /// Returns whether the bounds are equal.
    #[must_use]
    pub const fn is_exact(self) -> bool {
        self.at_least == self.at_most
    }

    /// Returns whether this is certainly all of the place.
    #[must_use]
    pub const fn is_whole(self) -> bool {
        self.at_least == 1000
    }

    /// Returns whether this is certainly none of the place.
    #[must_use]
    pub const fn is_none(self) -> bool {
        self.at_most == 0
    }

    /// Returns the lower bound in permille as an `i64`, for sums and differences.
    pub(crate) fn low(self) -> i64 {
        i64::from(self.at_least)
    }

    /// Returns the upper bound in permille as an `i64`, for sums and differences.
    pub(crate) fn high(self) -> i64 {
        i64::from(self.at_most)
    }
}

/// Writes permille as a percentage without its sign, such as `33.3`.
fn percent(permille: u16) -> String {
    if permille.is_multiple_of(10) {
        format!("{}", permille / 10)
    } else {
        format!("{}.{}", permille / 10, permille % 10)
    }
}

impl fmt::Display for Share {
    /// Writes the word if there is one, else a percentage or a range, which [`FromStr`] parses to an equal share.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&match *self {
            Self::WHOLE => "whole".to_owned(),
            Self::NONE => "none".to_owned(),
            Self::MOST => "most".to_owned(),
            Self::HALF => "half".to_owned(),
            Self::PART => "part".to_owned(),
            share if share.is_exact() => format!("{}%", percent(share.at_least)),
            share => format!("{}-{}%", percent(share.at_least), percent(share.at_most)),
        })
    }
}

impl fmt::Debug for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..={}", self.at_least, self.at_most)
    }
}

/// The error for a text, or for bounds, that are not a [`Share`].
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{given}` is no share of a place; write whole, most, half, part, `40%`, `1/3` or `40-60%`")]
pub struct ParseShareError {
    given: String,
}

impl ParseShareError {
    fn new(given: impl Into<String>) -> Self {
        Self { given: given.into() }
    }

    /// Returns the text that was refused.
    #[must_use]
    pub fn given(&self) -> &str {
        &self.given
    }
}

impl Correction for ParseShareError {
    /// Corrects other words (`all`, `majority`, `at least 40%`) and numbers without a percent sign.
    fn correction(&self) -> Option<String> {
        let text = self.given.trim().to_lowercase();
        let word = match text.as_str() {
            "all" | "everything" | "entire" | "full" | "fully" => "whole",
            "majority" | "mostly" => "most",
            "some" | "partly" | "partially" => "part",
            "about half" | "around half" | "roughly half" | "half of it" => "half",
            _ => nearest(&text, ["whole", "most", "half", "part"]).unwrap_or_default(),
        };
        if !word.is_empty() {
            return Some(word.to_owned());
        }
        let text = text.replace("per cent", "%").replace("percent", "%").replace(" %", "%");
        let hedges = ["about ", "around ", "roughly ", "almost ", "nearly ", "ca. ", "a ", "an "];
        let text = hedges.iter().fold(text.as_str(), |text, hedge| text.strip_prefix(hedge).unwrap_or(text));
        for (words, share) in [("third", "1/3"), ("quarter", "1/4"), ("two thirds", "2/3"), ("three quarters", "3/4")] {
            if text.replace('-', " ") == words {
                return Some(share.to_owned());
            }
        }
        let bounded = |signs: &[&str], range: fn(&str) -> String| {
            let bound = signs.iter().find_map(|sign| text.strip_prefix(sign))?.trim().trim_end_matches('%').to_owned();
            Some(range(&bound)).filter(|range| read(range).is_some())
        };
        let least = bounded(&["at least ", "more than ", "over ", ">"], |bound| format!("{bound}-100%"));
        let most = || bounded(&["at most ", "less than ", "under ", "up to ", "<"], |bound| format!("0-{bound}%"));
        if let Some(range) = least.or_else(most) {
            return Some(range);
        }
        if let Some((low, high)) = text.trim_end_matches('%').split_once('-') {
            return Some(format!("{}-{}%", high.trim(), low.trim())).filter(|range| read(range).is_some());
        }
        if read(text).is_some_and(|share| !share.is_none()) {
            return Some(text.to_owned());
        }
        let number: f64 = text.trim_end_matches('%').trim_end().parse().ok()?;
        // A number up to 1 is meant as a fraction (0.4), a larger one as a percentage (40).
        let percent = if number <= 1.0 && !text.ends_with('%') { number * 100.0 } else { number };
        let text = format!("{}%", (percent * 10.0).round() / 10.0);
        read(&text).filter(|share| !share.is_none()).map(|_| text)
    }
}

serde_as_text!(Share);

impl FromStr for Share {
    type Err = ParseShareError;

    fn from_str(text: &str) -> Result<Self, ParseShareError> {
        read(text).ok_or_else(|| ParseShareError::new(text))
    }
}

/// Parses a share.
fn read(text: &str) -> Option<Share> {
    match text {
        "whole" => return Some(Share::WHOLE),
        "none" => return Some(Share::NONE),
        "most" => return Some(Share::MOST),
        "half" => return Some(Share::HALF),
        "part" => return Some(Share::PART),
        _ => {}
    }
    let (low, high) = if let Some(percent) = text.strip_suffix('%') {
        let (low, high) = percent.split_once(['-', '–']).unwrap_or((percent, percent));
        (percentage(low.trim().trim_end_matches('%'))?.0, percentage(high)?.1)
    } else {
        let (numerator, denominator) = text.split_once('/')?;
        let (numerator, denominator) = (small_number(numerator)?, small_number(denominator)?);
        if denominator == 0 {
            return None;
        }
        (numerator * 1000 / denominator, (numerator * 1000).div_ceil(denominator))
    };
    Share::between(u16::try_from(low).ok()?, u16::try_from(high).ok()?).ok()
}

/// Parses a number of at most nine digits, with which nothing computed here can overflow.
fn small_number(text: &str) -> Option<u64> {
    let text = text.trim();
    let plain = !text.is_empty() && text.len() <= 9 && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// Parses a percentage without its sign; returns it in permille, rounded down and rounded up.
fn percentage(text: &str) -> Option<(u64, u64)> {
    let (whole, decimals) = text.trim().split_once('.').unwrap_or((text.trim(), "0"));
    let (whole, value) = (small_number(whole)?, small_number(decimals).filter(|_| decimals.trim() == decimals)?);
    let unit = 10_u64.pow(u32::try_from(decimals.len()).ok()?);
    let parts = (whole * unit).checked_add(value)?.checked_mul(10)?;
    Some((parts / unit, parts.div_ceil(unit)))
}

/// How much of the place around it a place is: two bounds, which may be equal, in millionths.
///
/// ```
/// use whoheld::Fraction;
///
/// assert_eq!(Fraction::of(0.25)?, Fraction::between(0.25, 0.25)?);
/// # Ok::<(), whoheld::FractionError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fraction {
    at_least: u32,
    at_most: u32,
}

/// The error for numbers that are not a [`Fraction`].
#[derive(Clone, Debug, PartialEq, Error)]
#[error("{given} is no fraction of a place; write a number above 0 and up to 1, or two bounds like [0.4, 0.6]")]
pub struct FractionError {
    given: String,
}

impl FractionError {
    fn new(given: impl Into<String>) -> Self {
        Self { given: given.into() }
    }
}

impl TryFrom<f64> for Fraction {
    type Error = FractionError;

    /// Does the same as [`Fraction::of`].
    fn try_from(fraction: f64) -> Result<Self, FractionError> {
        Self::of(fraction)
    }
}

impl Fraction {
    /// The number of millionths in the whole.
    pub(crate) const ONE: i64 = 1_000_000;

    /// Returns exactly that fraction; one that is not a whole number of millionths gets the two nearest as bounds.
    ///
    /// # Errors
    /// Returns an error if the number is not above 0 and at most 1.
    pub fn of(fraction: f64) -> Result<Self, FractionError> {
        Self::read(fraction, fraction).ok_or_else(|| FractionError::new(format!("{fraction}")))
    }

    /// Returns a fraction between two bounds, rounded outwards to the millionth.
    ///
    /// # Errors
    /// Returns an error if the bounds are reversed, below 0 or above 1, or both 0.
    pub fn between(at_least: f64, at_most: f64) -> Result<Self, FractionError> {
        Self::read(at_least, at_most).ok_or_else(|| FractionError::new(format!("[{at_least}, {at_most}]")))
    }

    fn read(at_least: f64, at_most: f64) -> Option<Self> {
        // Decimal fractions are seldom exact in binary, so a number within a thousandth of a millionth counts as that
        // millionth.
        let parts = |fraction: f64, round: fn(f64) -> f64| {
            let parts = fraction * 1e6;
            let parts = if (parts - parts.round()).abs() < 1e-3 { parts.round() } else { round(parts) };
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to lie in 0..=1e6")]
            (0.0..=1e6).contains(&parts).then_some(parts as u32)
        };
        let (at_least, at_most) = (parts(at_least, f64::floor)?, parts(at_most, f64::ceil)?);
        (at_least <= at_most && at_most > 0).then_some(Self { at_least, at_most })
    }

    /// Returns the lower bound, from 0 to 1.
    #[must_use]
    pub fn at_least(self) -> f64 {
        f64::from(self.at_least) / 1e6
    }

    /// Returns the upper bound, from 0 to 1.
    #[must_use]
    pub fn at_most(self) -> f64 {
        f64::from(self.at_most) / 1e6
    }

    /// Returns the two bounds in millionths.
    pub(crate) fn parts(self) -> (i64, i64) {
        (self.at_least.into(), self.at_most.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_numbers_are_read() {
        for (text, low, high) in [
            ("whole", 1000, 1000),
            ("none", 0, 0),
            ("half", 500, 500),
            ("40%", 400, 400),
            ("40-60%", 400, 600),
            ("40.25%", 402, 403),
            ("1/3", 333, 334),
            ("6/12", 500, 500),
            ("33.3-33.4%", 333, 334),
            ("100%", 1000, 1000),
            ("0%", 0, 0),
        ] {
            let share: Share = text.parse().unwrap();
            assert_eq!((share.at_least(), share.at_most()), (low, high), "{text}");
            assert_eq!(share.to_string().parse::<Share>().unwrap(), share, "{text}");
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "",
            "all",
            "60-40%",
            "101%",
            "1/0",
            "2/1",
            "-1%",
            "40",
            "%",
            "1e2%",
            "99999999999%",
            "1.                         0%",
        ] {
            assert_eq!(
                text.parse::<Share>().unwrap_err().to_string(),
                format!("`{text}` is no share of a place; write whole, most, half, part, `40%`, `1/3` or `40-60%`")
            );
        }
    }
}
