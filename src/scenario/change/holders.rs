//! Changes of who holds a place: captures, withdrawals and transfers.

use crate::share::Share;

/// The capture of a place, or of some of it.
///
/// A partial capture says that others still hold something. If "the rest" fell, record a capture of the whole.
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
    /// The id of the actor who captured it and holds it now.
    pub by: String,
    /// How much of the place was captured.
    pub extent: Share,
    /// The portion of the place, in words. No answer depends on it.
    pub portion: Option<String>,
    /// The id of the actor who lost it. If `None`, everyone not on the captor's side may have lost some.
    pub from: Option<String>,
    /// Ids of places within it that a whole capture leaves out.
    pub except: Vec<String>,
}

impl Captured {
    /// Creates a capture of the whole place by an actor.
    pub fn by(actor: impl Into<String>) -> Self {
        Self { by: actor.into(), extent: Share::WHOLE, portion: None, from: None, except: Vec::new() }
    }

    /// Sets how much of the place was captured.
    #[must_use]
    pub fn extent(mut self, extent: Share) -> Self {
        self.extent = extent;
        self
    }

    /// Sets the portion of the place, in words.
    #[must_use]
    pub fn portion(mut self, words: impl Into<String>) -> Self {
        self.portion = Some(words.into());
        self
    }

    /// Sets the actor who lost it.
    #[must_use]
    pub fn from(mut self, actor: impl Into<String>) -> Self {
        self.from = Some(actor.into());
        self
    }

    /// Adds a place within it that the change leaves out.
    #[must_use]
    pub fn except(mut self, place: impl Into<String>) -> Self {
        self.except.push(place.into());
        self
    }
}

/// A withdrawal from a place, or from some of it. What the actor leaves is held by `nobody`. If it certainly held none of
/// the place, nothing changes, and the event is no evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Withdrew {
    /// The id of the actor who left, with everyone who answers to that actor.
    pub actor: String,
    /// How much of the place was left; `WHOLE` means all that the actor held.
    pub extent: Share,
    /// The portion of the place, in words. No answer depends on it.
    pub portion: Option<String>,
    /// Ids of places within it that a whole withdrawal leaves out.
    pub except: Vec<String>,
}

impl Withdrew {
    /// Creates the withdrawal of an actor from all that the actor held of the place.
    pub fn new(actor: impl Into<String>) -> Self {
        Self { actor: actor.into(), extent: Share::WHOLE, portion: None, except: Vec::new() }
    }

    /// Sets how much of the place was left.
    #[must_use]
    pub fn extent(mut self, extent: Share) -> Self {
        self.extent = extent;
        self
    }

    /// Sets the portion of the place, in words.
    #[must_use]
    pub fn portion(mut self, words: impl Into<String>) -> Self {
        self.portion = Some(words.into());
        self
    }

    /// Adds a place within it that the change leaves out.
    #[must_use]
    pub fn except(mut self, place: impl Into<String>) -> Self {
        self.except.push(place.into());
        self
    }
}

/// The transfer of a place, or of some of it, without a fight.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Transferred {
    /// The id of the actor who handed it over, with everyone who answers to that actor.
    pub from: String,
    /// The id of the actor who received it and holds it now.
    pub to: String,
    /// How much of the place was handed over; `WHOLE` means all that `from` held.
    pub extent: Share,
    /// The portion of the place, in words. No answer depends on it.
    pub portion: Option<String>,
    /// Ids of places within it that a whole transfer leaves out.
    pub except: Vec<String>,
}

impl Transferred {
    /// Creates a transfer of all that the first actor held of the place to the second.
    pub fn from_to(from: impl Into<String>, to: impl Into<String>) -> Self {
        Self { from: from.into(), to: to.into(), extent: Share::WHOLE, portion: None, except: Vec::new() }
    }

    /// Sets how much of the place was handed over.
    #[must_use]
    pub fn extent(mut self, extent: Share) -> Self {
        self.extent = extent;
        self
    }

    /// Sets the portion of the place, in words.
    #[must_use]
    pub fn portion(mut self, words: impl Into<String>) -> Self {
        self.portion = Some(words.into());
        self
    }

    /// Adds a place within it that the change leaves out.
    #[must_use]
    pub fn except(mut self, place: impl Into<String>) -> Self {
        self.except.push(place.into());
        self
    }
}
