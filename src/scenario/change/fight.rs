//! Fighting: attacks, fights, sieges and fire control. None of it changes who holds a place.

use std::fmt;
use std::str::FromStr;

use super::Change;
use crate::time::{ParseWhenError, When};

/// How long something lasted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// To that date.
    Date(When),
    /// No end is recorded: written `..`.
    Open,
}

impl fmt::Display for Until {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(when) => when.fmt(f),
            Self::Open => f.pad(".."),
        }
    }
}

impl FromStr for Until {
    type Err = ParseWhenError;

    fn from_str(text: &str) -> Result<Self, ParseWhenError> {
        if text == ".." { Ok(Self::Open) } else { text.parse().map(Self::Date) }
    }
}

/// An attack: the place is contested by the attacker until repelled, settled or over.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attacked {
    /// Who attacked.
    pub by: String,
    /// How long it went on; if not said, as long as its `when`.
    pub until: Option<Until>,
}

impl Attacked {
    /// An attack on the day of the event.
    pub fn by(actor: impl Into<String>) -> Self {
        Self { by: actor.into(), until: None }
    }

    /// It went on.
    #[must_use]
    pub fn until(mut self, until: Until) -> Self {
        self.until = Some(until);
        self
    }
}

impl From<Attacked> for Change {
    fn from(it: Attacked) -> Self {
        Self::Attacked(it)
    }
}

/// A fight: the place is contested by all who fight there until settled or over.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fought {
    /// Who fought.
    pub between: Vec<String>,
    /// How long it went on; if not said, as long as its `when`.
    pub until: Option<Until>,
}

impl Fought {
    /// A fight on the day of the event.
    pub fn between<A: Into<String>>(actors: impl IntoIterator<Item = A>) -> Self {
        Self { between: actors.into_iter().map(Into::into).collect(), until: None }
    }

    /// It went on.
    #[must_use]
    pub fn until(mut self, until: Until) -> Self {
        self.until = Some(until);
        self
    }
}

impl From<Fought> for Change {
    fn from(it: Fought) -> Self {
        Self::Fought(it)
    }
}

/// An attack was beaten off: it ends, and the holder is as before.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Repelled {
    /// Whose attack; with it the attacks of all on the same side.
    pub attacker: String,
    /// Who beat it off.
    pub by: Option<String>,
}

impl Repelled {
    /// That attacker's attack was beaten off.
    pub fn new(attacker: impl Into<String>) -> Self {
        Self { attacker: attacker.into(), by: None }
    }

    /// By that defender.
    #[must_use]
    pub fn by(mut self, actor: impl Into<String>) -> Self {
        self.by = Some(actor.into());
        self
    }
}

impl From<Repelled> for Change {
    fn from(it: Repelled) -> Self {
        Self::Repelled(it)
    }
}

/// A siege: it lasts until lifted, or until the place is taken or left.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Besieged {
    /// Who besieged it.
    pub by: String,
}

impl Besieged {
    /// A siege by that actor.
    pub fn by(actor: impl Into<String>) -> Self {
        Self { by: actor.into() }
    }
}

impl From<Besieged> for Change {
    fn from(it: Besieged) -> Self {
        Self::Besieged(it)
    }
}

/// Fire control: it lasts until lost, or until its user takes the place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FireControl {
    /// Whose fire commands the place.
    pub by: String,
}

impl FireControl {
    /// Fire control by that actor.
    pub fn by(actor: impl Into<String>) -> Self {
        Self { by: actor.into() }
    }
}

impl From<FireControl> for Change {
    fn from(it: FireControl) -> Self {
        Self::FireControl(it)
    }
}
