//! `Credence`, how well a statement is established.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::spelling::{Correction, nearest};

/// How well a statement is established, from the least to the most.
///
/// By default what is `reported` or `confirmed` counts; a [`Reading`](crate::Reading) can set another limit.
///
/// ```
/// use whoheld::Credence;
///
/// assert!(Credence::Confirmed > Credence::Reported && Credence::Claimed > Credence::Refuted);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Credence {
    /// It was shown to be wrong.
    Refuted,
    /// Someone with an interest in it says so.
    Claimed,
    /// A source says so, with a hedge.
    Reported,
    /// A source says so without a hedge.
    #[default]
    Confirmed,
}

impl Credence {
    /// Every credence, from the most to the least established.
    pub(crate) const ALL: [Self; 4] = [Self::Confirmed, Self::Reported, Self::Claimed, Self::Refuted];

    /// Returns whether a statement of this credence counts in the default reading: if it is confirmed or reported.
    pub(crate) fn counts_by_default(self) -> bool {
        self >= Self::Reported
    }

    /// Returns its word in files: `refuted`, `claimed`, `reported` or `confirmed`.
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

/// The error for a text that is not a [`Credence`].
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
