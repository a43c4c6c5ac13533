//! `Quantity`, a count as a source gives it: exact, approximate, within bounds, or one of several.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::spelling::Correction;
use crate::text::serde_as_text;

/// A count as a source gives it, such as a number of casualties. It is kept and printed; no answer depends on it.
///
/// | written | means |
/// |---|---|
/// | `15` | that many |
/// | `2..4` | from 2 to 4 |
/// | `100..`, `..20` | at least, at most |
/// | `2 or 4` | one of these |
/// | `~15` | about that many |
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Quantity {
    /// Exactly that many.
    Exactly(u64),
    /// Approximately that many.
    About(u64),
    /// At least the first and at most the second number; `None` leaves a bound open.
    Between(Option<u64>, Option<u64>),
    /// One of these numbers; it is not known which.
    OneOf(Vec<u64>),
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = |bound: &Option<u64>| bound.map(|n| n.to_string()).unwrap_or_default();
        match self {
            Self::Exactly(n) => write!(f, "{n}"),
            Self::About(n) => write!(f, "~{n}"),
            Self::Between(low, high) => write!(f, "{}..{}", end(low), end(high)),
            Self::OneOf(all) => {
                let all: Vec<String> = all.iter().map(u64::to_string).collect();
                f.write_str(&all.join(" or "))
            }
        }
    }
}

/// The error for a text that is not a [`Quantity`].
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{given}` is no quantity; write 15, `2..4`, `100..`, `..20`, `2 or 4` or `~15`")]
pub struct ParseQuantityError {
    given: String,
}

impl ParseQuantityError {
    pub(crate) fn new(given: impl Into<String>) -> Self {
        Self { given: given.into() }
    }

    /// Returns the text that was refused.
    #[must_use]
    pub fn given(&self) -> &str {
        &self.given
    }
}

impl Correction for ParseQuantityError {
    /// Corrects a range with another sign (`2-4`) and a number with marked thousands (`1,500`).
    fn correction(&self) -> Option<String> {
        let text = self.given.trim();
        let (low, high) = text.split_once(['-', '–']).unwrap_or((text, ""));
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let plain = |text: &str| text.chars().all(|c| c.is_ascii_digit() || " ,.'".contains(c));
        let meant = match (digits(low), digits(high)) {
            (low, _) if low.is_empty() => return None,
            _ if !plain(low) || !plain(high) => return None,
            (low, high) if high.is_empty() => low,
            (low, high) => format!("{low}..{high}"),
        };
        meant.parse::<Quantity>().ok().filter(|_| meant != self.given).map(|_| meant)
    }
}

serde_as_text!(Quantity);

impl FromStr for Quantity {
    type Err = ParseQuantityError;

    fn from_str(text: &str) -> Result<Self, ParseQuantityError> {
        let bad = || ParseQuantityError::new(text);
        let number = |part: &str| {
            let part = part.trim();
            let plain = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            plain.then(|| part.parse::<u64>().ok()).flatten().ok_or_else(bad)
        };
        let bound = |part: &str| if part.trim().is_empty() { Ok(None) } else { number(part).map(Some) };
        if let Some(about) = text.strip_prefix('~') {
            return number(about).map(Self::About);
        }
        if let Some((low, high)) = text.split_once("..") {
            let (low, high) = (bound(low)?, bound(high)?);
            let reversed = matches!((low, high), (Some(low), Some(high)) if low > high);
            return if reversed || (low.is_none() && high.is_none()) {
                Err(bad())
            } else {
                Ok(Self::Between(low, high))
            };
        }
        if text.contains(" or ") {
            return text.split(" or ").map(number).collect::<Result<_, _>>().map(Self::OneOf);
        }
        number(text).map(Self::Exactly)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_read_back() {
        for text in ["15", "2..4", "100..", "..20", "2 or 4", "2 or 4 or 6", "~15"] {
            assert_eq!(text.parse::<Quantity>().unwrap().to_string(), text);
        }
        for text in ["", "..", "4..2", "many", "-1", "2 or", "1.5", "99999999999999999999"] {
            assert_eq!(
                text.parse::<Quantity>().unwrap_err().to_string(),
                format!("`{text}` is no quantity; write 15, `2..4`, `100..`, `..20`, `2 or 4` or `~15`")
            );
        }
    }
}
