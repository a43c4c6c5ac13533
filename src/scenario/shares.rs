//! `Shares`, who holds how much of a place.

use std::collections::{BTreeMap, btree_map};
use std::fmt;
use std::iter::FusedIterator;

use crate::share::Share;

/// Who held how much of a place: holders by id (an actor, or `nobody`), each with a [`Share`].
///
/// As the [change](crate::Change) of an event this is an observation: someone saw these shares at the place. In a
/// [`Became`](crate::Became), they are what the place came to have.
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
    /// Returns shares in which one holder has everything.
    pub fn whole(holder: impl Into<String>) -> Self {
        Self::of(holder, Share::WHOLE)
    }

    /// Returns the share of one holder; what others hold is left open.
    pub fn of(holder: impl Into<String>, share: Share) -> Self {
        Self::default().and(holder, share)
    }

    /// Adds a holder's share; a second share of the same holder replaces the first.
    #[must_use]
    pub fn and(mut self, holder: impl Into<String>, share: Share) -> Self {
        self.0.insert(holder.into(), share);
        self
    }

    /// Returns the holders with their shares, in order of id.
    #[must_use]
    pub fn iter(&self) -> SharesIter<'_> {
        SharesIter { shares: self.0.iter() }
    }

    /// Returns whether no holder is listed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Shares {
    /// Writes the holders with their shares: `government most, rebels part`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows: Vec<String> = self.iter().map(|(holder, share)| format!("{holder} {share}")).collect();
        f.pad(&rows.join(", "))
    }
}

/// Holders with their shares, in order of id. [`Shares::iter`] returns it.
#[derive(Clone, Debug)]
pub struct SharesIter<'s> {
    shares: btree_map::Iter<'s, String, Share>,
}

impl<'s> Iterator for SharesIter<'s> {
    type Item = (&'s str, Share);

    fn next(&mut self) -> Option<(&'s str, Share)> {
        self.shares.next().map(|(holder, share)| (holder.as_str(), *share))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.shares.size_hint()
    }
}

impl ExactSizeIterator for SharesIter<'_> {}

impl FusedIterator for SharesIter<'_> {}

impl<'s> IntoIterator for &'s Shares {
    type Item = (&'s str, Share);
    type IntoIter = SharesIter<'s>;

    fn into_iter(self) -> SharesIter<'s> {
        self.iter()
    }
}
