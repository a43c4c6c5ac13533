//! Findings of the audit by kind, and those that were looked at and accepted.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use crate::spelling::{Correction, nearest};

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $variant:ident $word:literal,)+) => {
        /// What kind of thing was found (`DESIGN.md`, "Audit"). Written as in files: `not-held`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum FindingKind { $($(#[doc = $doc])+ $variant,)+ }

        impl FindingKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Its word, as files have it.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }
    };
}

kinds! {
    /// An actor recaptured what it never held before.
    RecapturedNeverHeld "recaptured-never-held",
    /// An actor captured what it already held whole.
    CapturedAlreadyHeld "captured-already-held",
    /// An actor withdrew from, handed over or lost what it did not hold.
    NotHeld "not-held",
    /// An actor attacked, besieged, captured or fired upon what its own side held; or a side fought itself.
    AgainstOwnSide "against-own-side",
    /// An attack was repelled, a siege lifted or fire control lost that nobody recorded.
    EndWithoutBeginning "end-without-beginning",
    /// What was observed cannot be squared with what was known.
    ObservationContradicts "observation-contradicts",
    /// What is said of a place and what is said of its parts cannot both be true.
    PartsDisagree "parts-disagree",
    /// Only their ids tell which of two events is told first, and their dates leave it open.
    OrderAssumed "order-assumed",
    /// An event is told before another and dated after it.
    ToldAgainstDates "told-against-dates",
    /// An actor does something before it exists or after it has ceased to.
    OutsideItsTime "outside-its-time",
    /// An event is denied by another.
    ClaimDenied "claim-denied",
    /// Denials that deny each other in a circle.
    DenialsInACircle "denials-in-a-circle",
    /// An event became known before it happened.
    RecordedTooEarly "recorded-too-early",
    /// One happening told at two places, on dates that cannot be the same.
    SameAsApart "same-as-apart",
    /// One event told twice: the same change at the same place of the same date.
    ToldTwice "told-twice",
    /// An event far from all others in time: perhaps a slip in the year.
    FarFromOthers "far-from-others",
    /// A name or alias that two places or two actors bear, or that is the id of another.
    NameShared "name-shared",
    /// A fight whose end is open, and that nothing ended.
    FightWithoutEnd "fight-without-end",
    /// An event or a baseline without a citation, in a record that has sources.
    Uncited "uncited",
    /// A source that nothing cites.
    SourceUncited "source-uncited",
    /// A place that no event reaches.
    PlaceUnreached "place-unreached",
    /// An actor that nothing names.
    ActorUnnamed "actor-unnamed",
    /// An acceptance that matches no finding.
    AcceptanceUnmatched "acceptance-unmatched",
}

impl fmt::Display for FindingKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// A text that is no kind of finding.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is no kind of finding; the kinds are {kinds}", kinds = words().join(", "))]
pub struct ParseFindingKindError(String);

fn words() -> Vec<&'static str> {
    FindingKind::ALL.iter().map(|kind| kind.word()).collect()
}

impl Correction for ParseFindingKindError {
    fn correction(&self) -> Option<String> {
        nearest(&self.0, words()).map(str::to_owned)
    }
}

impl FromStr for FindingKind {
    type Err = ParseFindingKindError;

    fn from_str(text: &str) -> Result<Self, ParseFindingKindError> {
        let known = Self::ALL.iter().copied().find(|kind| kind.word() == text);
        known.ok_or_else(|| ParseFindingKindError(text.to_owned()))
    }
}

impl Serialize for FindingKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl<'de> Deserialize<'de> for FindingKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A finding that was looked at and accepted, with the reason. It is not shown again; if it no longer matches any, that
/// is itself a finding.
///
/// It matches the findings of its kind that name every event it lists, and its place, actor and source if it says one.
/// One that says none of these matches nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Accepted {
    /// The kind of finding.
    pub finding: FindingKind,
    /// The events it is about, or some of them.
    pub events: Vec<String>,
    /// The place it is about.
    pub place: Option<String>,
    /// The actor it is about.
    pub actor: Option<String>,
    /// The source it is about.
    pub source: Option<String>,
    /// Why it stands.
    pub reason: String,
}

impl Accepted {
    /// An acceptance of findings of that kind; say of which ones.
    pub fn new(finding: FindingKind, reason: impl Into<String>) -> Self {
        Self { finding, events: Vec::new(), place: None, actor: None, source: None, reason: reason.into() }
    }

    /// About that event.
    #[must_use]
    pub fn event(mut self, id: impl Into<String>) -> Self {
        self.events.push(id.into());
        self
    }

    /// About that place.
    #[must_use]
    pub fn place(mut self, id: impl Into<String>) -> Self {
        self.place = Some(id.into());
        self
    }

    /// About that actor.
    #[must_use]
    pub fn actor(mut self, id: impl Into<String>) -> Self {
        self.actor = Some(id.into());
        self
    }

    /// About that source.
    #[must_use]
    pub fn source(mut self, id: impl Into<String>) -> Self {
        self.source = Some(id.into());
        self
    }
}
