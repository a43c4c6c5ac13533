//! `Credence`, how well a statement is established.

use crate::text::words;

/// How well a statement is established, from the least to the most.
///
/// What says nothing of its credence is `stated`. By default what is `reported` or better counts; a
/// [`Reading`](crate::Reading) can set another limit.
///
/// ```
/// use whoheld::Credence;
///
/// assert_eq!(Credence::default(), Credence::Stated);
/// assert!(Credence::Confirmed > Credence::Stated && Credence::Stated > Credence::Reported);
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
    /// The source says so plainly.
    #[default]
    Stated,
    /// Independent sources agree.
    Confirmed,
}

impl Credence {
    /// Returns whether a statement of this credence counts in the default reading: if it is `reported` or better.
    pub(crate) fn counts_by_default(self) -> bool {
        self >= Self::Reported
    }
}

words!(Credence, "credence", {
    Confirmed "confirmed",
    Stated "stated",
    Reported "reported",
    Claimed "claimed",
    Refuted "refuted",
});
