//! `Credence`, how well a statement is established.

use crate::text::words;

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
    /// Returns whether a statement of this credence counts in the default reading: if it is confirmed or reported.
    pub(crate) fn counts_by_default(self) -> bool {
        self >= Self::Reported
    }
}

words!(Credence, "credence", {
    Confirmed "confirmed",
    Reported "reported",
    Claimed "claimed",
    Refuted "refuted",
});
