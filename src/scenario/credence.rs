//! How far a statement is believed.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::spelling::{Correction, nearest};

/// How far a statement is believed, from the least to the most.
///
/// ```
/// use whoheld::Credence;
///
/// assert!(Credence::Confirmed > Credence::Reported && Credence::Claimed > Credence::Refuted);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Credence {
    /// Shown to be wrong.
    Refuted,
    /// Said by someone with an interest in it.
    Claimed,
    /// Said by someone, with a hedge.
    Reported,
    /// Said without a hedge.
    #[default]
    Confirmed,
}

impl Credence {
    pub(crate) const ALL: [Self; 4] = [Self::Confirmed, Self::Reported, Self::Claimed, Self::Refuted];

    /// Whether what is said so is believed: what is confirmed or reported.
    pub(crate) fn counts_by_default(self) -> bool {
        self >= Self::Reported
    }

    /// Its word, as files have it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Refuted => "refuted",
            Self::Claimed => "claimed",
            Self::Reported => "reported",
            Self::Confirmed => "confirmed",
        }
    }
}

impl fmt::Display for Credence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// A text that is no credence.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is no credence; write confirmed, reported, claimed or refuted")]
pub struct ParseCredenceError(String);

impl Correction for ParseCredenceError {
    fn correction(&self) -> Option<String> {
        nearest(&self.0, Credence::ALL.map(Credence::word)).map(str::to_owned)
    }
}

impl FromStr for Credence {
    type Err = ParseCredenceError;

    fn from_str(text: &str) -> Result<Self, ParseCredenceError> {
        Self::ALL
            .into_iter()
            .find(|credence| credence.word() == text)
            .ok_or_else(|| ParseCredenceError(text.to_owned()))
    }
}
