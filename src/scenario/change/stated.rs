//! Changes that state who holds how much of a place: what was seen there, and what it became.

use crate::scenario::shares::Shares;
use crate::time::When;

/// An observation: someone saw who held how much of a place, once or again and again.
///
/// Where it agrees with what was known, it is evidence and no change. A holder that is listed with
/// [`Share::NONE`](crate::Share::NONE) was seen to hold none of the place.
///
/// ```
/// use whoheld::{Observed, Share, Shares, When};
///
/// // Patrols found the rebels there again and again, the last time on 30 June.
/// let last = "1849-06-30".parse::<When>()?;
/// let seen = Observed::new(Shares::of("rebels", Share::MOST)).until(last);
/// assert_eq!(seen.until, Some(last));
/// # Ok::<(), whoheld::ParseWhenError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Observed {
    /// Who held how much.
    pub shares: Shares,
    /// When it was last seen so; if `None`, it was seen once. The day counts in: "until the 10th" includes the 10th.
    pub until: Option<When>,
}

impl Observed {
    /// Creates an observation of shares that were seen once.
    #[must_use]
    pub const fn new(shares: Shares) -> Self {
        Self { shares, until: None }
    }

    /// Creates an observation in which one actor, or `nobody`, held the whole place.
    pub fn whole(holder: impl Into<String>) -> Self {
        Self::new(Shares::whole(holder))
    }

    /// Sets when it was last seen so. Until then, the observation is evidence on every day.
    #[must_use]
    pub fn until(mut self, last: impl Into<When>) -> Self {
        self.until = Some(last.into());
        self
    }
}

impl From<Shares> for Observed {
    /// Does the same as [`Observed::new`].
    fn from(shares: Shares) -> Self {
        Self::new(shares)
    }
}

/// A statement of who holds how much of a place from then on, whatever was before.
///
/// It does not say how that came about, and it contradicts nothing. What the listed shares leave open is unrecorded. It
/// suits data that list who held each place from when: administrative tables, panels, "changed hands".
///
/// ```
/// use whoheld::{Became, Share, Shares};
///
/// assert_eq!(Became::whole("crown"), Became::new(Shares::of("crown", Share::WHOLE)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Became {
    /// Who holds how much from then on.
    pub shares: Shares,
}

impl Became {
    /// Creates a statement of who holds how much from then on.
    #[must_use]
    pub const fn new(shares: Shares) -> Self {
        Self { shares }
    }

    /// Creates a statement that one actor, or `nobody`, holds the whole place from then on.
    pub fn whole(holder: impl Into<String>) -> Self {
        Self::new(Shares::whole(holder))
    }
}
