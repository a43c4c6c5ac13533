//! Who holds how much of a place.

use std::collections::BTreeMap;

use crate::share::Share;

/// Who held how much: holders by id (an actor, or `nobody`) with their shares.
///
/// As a change this is an observation: shares seen at a place.
///
/// ```
/// use whoheld::{Share, Shares};
///
/// let halves = Shares::of("rebels", Share::HALF).and("government", Share::HALF);
/// assert_eq!(halves.iter().count(), 2);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shares(BTreeMap<String, Share>);

impl Shares {
    /// One holder of everything.
    pub fn whole(holder: impl Into<String>) -> Self {
        Self::of(holder, Share::WHOLE)
    }

    /// One holder's share.
    pub fn of(holder: impl Into<String>, share: Share) -> Self {
        Self::default().and(holder, share)
    }

    /// Adds another holder's share; the same holder again replaces the first.
    #[must_use]
    pub fn and(mut self, holder: impl Into<String>, share: Share) -> Self {
        self.0.insert(holder.into(), share);
        self
    }

    /// The holders in order of id, with their shares.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Share)> {
        self.0.iter().map(|(holder, share)| (holder.as_str(), *share))
    }

    /// Whether no holder is listed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
