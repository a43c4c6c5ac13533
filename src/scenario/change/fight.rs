//! Changes that are fighting: attacks, fights, sieges and fire control. None of them changes who holds a place.

use std::fmt;
use std::str::FromStr;

use crate::text::serde_as_text;
use crate::time::{ParseWhenError, When};

/// When a fight ended.
///
/// The fight still counts at its end. A bound of a date that is written to the day or coarser means the close of one of
/// these days: `1849-08` is the close of a day of August. A bound with a time of day is that moment. Between the earliest
/// and the latest end, an answer allows both that the fight goes on and that it is over.
///
/// ```
/// use whoheld::{Attacked, Until};
///
/// let attack = Attacked::by("rebels").until("2016-11-03".parse::<Until>()?);
/// assert_ne!(attack.until, Some(Until::Open));
/// # Ok::<(), whoheld::ParseWhenError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Until {
    /// At that date. An open side leaves its end without a bound; `[..]` is an end that is not known.
    Date(When),
    /// It never ended; written `..`.
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

serde_as_text!(Until);

impl FromStr for Until {
    type Err = ParseWhenError;

    fn from_str(text: &str) -> Result<Self, ParseWhenError> {
        if text == ".." { Ok(Self::Open) } else { text.parse().map(Self::Date) }
    }
}

/// An attack on a place.
///
/// The attacker contests the place until the attack is over or repelled, or until a whole change settles the place
/// (`DESIGN.md`, "Changes").
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attacked {
    /// The id of the attacker.
    pub by: String,
    /// When the attack ended; if `None`, at the close of the day on which it happened.
    pub until: Option<Until>,
}

impl Attacked {
    /// Creates an attack that ends with the day on which it happens.
    pub fn by(actor: impl Into<String>) -> Self {
        Self { by: actor.into(), until: None }
    }

    /// Sets when the fighting ended.
    #[must_use]
    pub fn until(mut self, until: Until) -> Self {
        self.until = Some(until);
        self
    }
}

/// A fight over a place.
///
/// Everyone who fights contests the place until the fight is over, or until a whole change settles the place
/// (`DESIGN.md`, "Changes").
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fought {
    /// The ids of those who fought.
    pub between: Vec<String>,
    /// When the fight ended; if `None`, at the close of the day on which it happened.
    pub until: Option<Until>,
}

impl Fought {
    /// Creates a fight that ends with the day on which it happens.
    pub fn between<A: Into<String>>(actors: impl IntoIterator<Item = A>) -> Self {
        Self { between: actors.into_iter().map(Into::into).collect(), until: None }
    }

    /// Sets when the fighting ended.
    #[must_use]
    pub fn until(mut self, until: Until) -> Self {
        self.until = Some(until);
        self
    }
}

/// The repulse of an attack. It ends the fights of the attacker's side; who holds the place stays as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Repelled {
    /// The id of the attacker. The fights of everyone on the attacker's side end.
    pub attacker: String,
    /// The id of the defender who repelled the attack, if known.
    pub by: Option<String>,
}

impl Repelled {
    /// Creates the repulse of an attacker.
    pub fn new(attacker: impl Into<String>) -> Self {
        Self { attacker: attacker.into(), by: None }
    }

    /// Sets the defender who repelled the attack.
    #[must_use]
    pub fn by(mut self, actor: impl Into<String>) -> Self {
        self.by = Some(actor.into());
        self
    }
}

/// The beginning of a siege. It lasts until it is lifted, or until a whole change settles the place (`DESIGN.md`,
/// "Changes").
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Besieged {
    /// The id of the besieger.
    pub by: String,
}

impl Besieged {
    /// Creates a siege by an actor.
    pub fn by(actor: impl Into<String>) -> Self {
        Self { by: actor.into() }
    }
}

/// The beginning of fire control: an actor outside the place commands it with aimed fire.
///
/// It lasts until it is lost, or until the whole place comes into the hands of that actor's side.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FireControl {
    /// The id of the actor whose fire commands the place.
    pub by: String,
}

impl FireControl {
    /// Creates fire control by an actor.
    pub fn by(actor: impl Into<String>) -> Self {
        Self { by: actor.into() }
    }
}
