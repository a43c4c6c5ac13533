//! Entries that change no control: notes and denials.

use std::collections::BTreeMap;

use crate::scenario::quantity::Quantity;
use crate::text::words;

/// Something that happened and changed no control.
///
/// ```
/// use whoheld::{NoteKind, Noted};
///
/// let shelling = Noted::kind(NoteKind::Shelling).by("rebels").number("killed", "~15".parse()?);
/// assert_eq!(shelling.numbers["killed"].to_string(), "~15");
/// # Ok::<(), whoheld::ParseQuantityError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Noted {
    /// The kind of thing that happened.
    pub kind: NoteKind,
    /// The id of the actor who did it.
    pub by: Option<String>,
    /// The portion of the place that the note is about, in words.
    pub portion: Option<String>,
    /// Counts that the source gives, by what was counted.
    pub numbers: BTreeMap<String, Quantity>,
}

impl Noted {
    /// Creates a note of a kind.
    #[must_use]
    pub const fn kind(kind: NoteKind) -> Self {
        Self { kind, by: None, portion: None, numbers: BTreeMap::new() }
    }

    /// Sets the actor who did it.
    #[must_use]
    pub fn by(mut self, actor: impl Into<String>) -> Self {
        self.by = Some(actor.into());
        self
    }

    /// Adds a count of something, such as `killed`.
    #[must_use]
    pub fn number(mut self, of: impl Into<String>, quantity: Quantity) -> Self {
        self.numbers.insert(of.into(), quantity);
        self
    }
}

/// The denial of another event. The `claimed_by` of the event that has this change names those who deny it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Denied {
    /// The id of the denied event.
    pub event: String,
}

impl Denied {
    /// Creates a denial of an event, by its id.
    pub fn event(id: impl Into<String>) -> Self {
        Self { event: id.into() }
    }
}

macro_rules! note_kinds {
    ($($(#[doc = $doc:literal])+ $variant:ident $word:literal,)+) => {
        /// The kind of thing that a [`Noted`] records. Written by its word, such as `shelling`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum NoteKind { $($(#[doc = $doc])+ $variant,)+ }

        words!(NoteKind, "kind of note", { $($variant $word,)+ });
    };
}

note_kinds! {
    /// Artillery, rockets or mortars fired at the place.
    Shelling "shelling",
    /// A bomb that was brought to the place: a car bomb, a mine, a tunnel bomb.
    Bombing "bombing",
    /// An air strike, or a strike by a guided weapon.
    Strike "strike",
    /// Losses of arms, vehicles or posts.
    Losses "losses",
    /// People killed or wounded.
    Casualties "casualties",
    /// An accusation.
    Allegation "allegation",
    /// A denial of something that is not an event in this record.
    Denial "denial",
    /// The arrival of more troops or arms.
    Reinforcement "reinforcement",
    /// A movement of troops.
    Movement "movement",
    /// Works or troops that make the place harder to take.
    Fortification "fortification",
    /// A plan or intention.
    Plan "plan",
    /// An announcement or declaration.
    Statement "statement",
    /// A demand with a deadline.
    Ultimatum "ultimatum",
    /// Looting.
    Looting "looting",
    /// A summary of the situation.
    Situation "situation",
    /// Anything else.
    Other "other",
}
