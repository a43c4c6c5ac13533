//! What is recorded and changes no control: notes and denials.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::Change;
use crate::scenario::quantity::Quantity;
use crate::spelling::{Correction, nearest};

/// Something that happened and changed no control.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Noted {
    /// What kind of thing.
    pub kind: NoteKind,
    /// Who did it.
    pub by: Option<String>,
    /// Which portion of the place, in words.
    pub portion: Option<String>,
    /// What was counted, with its bounds.
    pub numbers: BTreeMap<String, Quantity>,
}

impl Noted {
    /// A note of that kind.
    #[must_use]
    pub const fn kind(kind: NoteKind) -> Self {
        Self { kind, by: None, portion: None, numbers: BTreeMap::new() }
    }

    /// Says who did it.
    #[must_use]
    pub fn by(mut self, actor: impl Into<String>) -> Self {
        self.by = Some(actor.into());
        self
    }

    /// Adds a count.
    #[must_use]
    pub fn number(mut self, of: impl Into<String>, quantity: Quantity) -> Self {
        self.numbers.insert(of.into(), quantity);
        self
    }
}

impl From<Noted> for Change {
    fn from(it: Noted) -> Self {
        Self::Noted(it)
    }
}

/// Someone denied another event.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Denied {
    /// The id of the event that is denied.
    pub event: String,
}

impl Denied {
    /// A denial of that event.
    pub fn event(id: impl Into<String>) -> Self {
        Self { event: id.into() }
    }
}

impl From<Denied> for Change {
    fn from(it: Denied) -> Self {
        Self::Denied(it)
    }
}

macro_rules! note_kinds {
    ($($(#[doc = $doc:literal])+ $variant:ident $word:literal,)+) => {
        /// What kind of thing was noted.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum NoteKind { $($(#[doc = $doc])+ $variant,)+ }

        impl NoteKind {
            pub(crate) const WORDS: &[&str] = &[$($word),+];

            /// Its word, as files have it.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl FromStr for NoteKind {
            type Err = ParseNoteKindError;

            fn from_str(text: &str) -> Result<Self, ParseNoteKindError> {
                match text { $($word => Ok(Self::$variant),)+ _ => Err(ParseNoteKindError(text.to_owned())) }
            }
        }
    };
}

note_kinds! {
    /// Artillery, rockets or mortars fired at it.
    Shelling "shelling",
    /// A bomb brought there: a car bomb, a mine, a tunnel bomb.
    Bombing "bombing",
    /// A strike from the air, or by a guided weapon.
    Strike "strike",
    /// Arms, vehicles or posts lost.
    Losses "losses",
    /// People killed or hurt.
    Casualties "casualties",
    /// An accusation.
    Allegation "allegation",
    /// A denial of something that is no event here.
    Denial "denial",
    /// Troops or arms brought up.
    Reinforcement "reinforcement",
    /// Troops that moved.
    Movement "movement",
    /// Works or troops that make it harder to take.
    Fortification "fortification",
    /// What was meant to be done.
    Plan "plan",
    /// Something announced or declared.
    Statement "statement",
    /// A demand with a term.
    Ultimatum "ultimatum",
    /// Goods taken.
    Looting "looting",
    /// How things stood on the whole.
    Situation "situation",
    /// Anything else.
    Other "other",
}

impl fmt::Display for NoteKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// A text that is no kind of note.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is no kind of note; the kinds are {kinds}", kinds = NoteKind::WORDS.join(", "))]
pub struct ParseNoteKindError(String);

impl Correction for ParseNoteKindError {
    fn correction(&self) -> Option<String> {
        nearest(&self.0, NoteKind::WORDS.iter().copied()).map(str::to_owned)
    }
}
