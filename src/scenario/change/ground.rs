//! Changes of who holds a place: captures, withdrawals, transfers.

use super::Change;
use crate::share::Share;

/// Someone took a place, or some of it.
///
/// A partial capture says that something was left: where "the rest" fell, code the whole.
///
/// ```
/// use whoheld::{Captured, Share};
///
/// let half = Captured::by("rebels").extent(Share::HALF).portion("western half").from("government");
/// assert_eq!(half.extent, Share::HALF);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Captured {
    /// Who holds it now: a side or an actor.
    pub by: String,
    /// How much of it.
    pub extent: Share,
    /// Which portion, in words.
    pub portion: Option<String>,
    /// Who lost it, where only that actor did.
    pub from: Option<String>,
    /// Places within it that a whole capture does not reach.
    pub except: Vec<String>,
}

impl Captured {
    /// All of it was taken.
    pub fn by(actor: impl Into<String>) -> Self {
        Self { by: actor.into(), extent: Share::WHOLE, portion: None, from: None, except: Vec::new() }
    }

    /// Only so much of it was taken.
    #[must_use]
    pub fn extent(mut self, extent: Share) -> Self {
        self.extent = extent;
        self
    }

    /// Says in words which portion.
    #[must_use]
    pub fn portion(mut self, words: impl Into<String>) -> Self {
        self.portion = Some(words.into());
        self
    }

    /// Says who lost it.
    #[must_use]
    pub fn from(mut self, actor: impl Into<String>) -> Self {
        self.from = Some(actor.into());
        self
    }

    /// Leaves out a place within it.
    #[must_use]
    pub fn except(mut self, place: impl Into<String>) -> Self {
        self.except.push(place.into());
        self
    }
}

impl From<Captured> for Change {
    fn from(it: Captured) -> Self {
        Self::Captured(it)
    }
}

/// Someone left a place, or some of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Withdrew {
    /// Who left; with it all that answer to it.
    pub actor: String,
    /// How much of the place was left; whole means all that the actor held.
    pub extent: Share,
    /// Which portion, in words.
    pub portion: Option<String>,
    /// Places within it that a whole withdrawal does not reach.
    pub except: Vec<String>,
}

impl Withdrew {
    /// An actor left all that it held.
    pub fn new(actor: impl Into<String>) -> Self {
        Self { actor: actor.into(), extent: Share::WHOLE, portion: None, except: Vec::new() }
    }

    /// It left only so much.
    #[must_use]
    pub fn extent(mut self, extent: Share) -> Self {
        self.extent = extent;
        self
    }

    /// Says in words which portion.
    #[must_use]
    pub fn portion(mut self, words: impl Into<String>) -> Self {
        self.portion = Some(words.into());
        self
    }

    /// Leaves out a place within it.
    #[must_use]
    pub fn except(mut self, place: impl Into<String>) -> Self {
        self.except.push(place.into());
        self
    }
}

impl From<Withdrew> for Change {
    fn from(it: Withdrew) -> Self {
        Self::Withdrew(it)
    }
}

/// A place, or some of it, was handed over without a fight.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Transferred {
    /// Who gave; with it all that answer to it.
    pub from: String,
    /// Who holds it now.
    pub to: String,
    /// How much of the place; whole means all that `from` held.
    pub extent: Share,
    /// Which portion, in words.
    pub portion: Option<String>,
    /// Places within it that a whole transfer does not reach.
    pub except: Vec<String>,
}

impl Transferred {
    /// All that one held went to the other.
    pub fn from_to(from: impl Into<String>, to: impl Into<String>) -> Self {
        Self { from: from.into(), to: to.into(), extent: Share::WHOLE, portion: None, except: Vec::new() }
    }

    /// Only so much went.
    #[must_use]
    pub fn extent(mut self, extent: Share) -> Self {
        self.extent = extent;
        self
    }

    /// Says in words which portion.
    #[must_use]
    pub fn portion(mut self, words: impl Into<String>) -> Self {
        self.portion = Some(words.into());
        self
    }

    /// Leaves out a place within it.
    #[must_use]
    pub fn except(mut self, place: impl Into<String>) -> Self {
        self.except.push(place.into());
        self
    }
}

impl From<Transferred> for Change {
    fn from(it: Transferred) -> Self {
        Self::Transferred(it)
    }
}
