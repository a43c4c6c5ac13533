//! `FindingKind`, the kinds of findings of the audit, and `Accepted`, findings that were examined and accepted.

use crate::text::words;

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $variant:ident $word:literal,)+) => {
        /// The kind of a finding of the audit (`DESIGN.md`, "Audit"). Written and serialised by its word, such as
        /// `not-held`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum FindingKind { $($(#[doc = $doc])+ $variant,)+ }

        words!(FindingKind, "kind of finding", { $($variant $word,)+ });
    };
}

kinds! {
    /// An actor recaptured a place of which its side had never held any part.
    RecapturedNeverHeld "recaptured-never-held",
    /// An actor captured a place that it already held whole.
    CapturedAlreadyHeld "captured-already-held",
    /// An actor withdrew from, handed over or lost a place of which it held nothing.
    NotHeld "not-held",
    /// An actor attacked, besieged, captured or had fire control of a place that its own side held; or two of one side
    /// fought.
    AgainstOwnSide "against-own-side",
    /// An attack was repelled, a siege lifted or fire control lost, and its beginning is not recorded.
    EndWithoutBeginning "end-without-beginning",
    /// An observation contradicts what is known of the same day.
    ObservationContradicts "observation-contradicts",
    /// What the record says of a place and of its parts cannot both be true.
    PartsDisagree "parts-disagree",
    /// Neither the dates nor the `order` of two events say which came first; the one that was put in first comes first.
    OrderAssumed "order-assumed",
    /// The record lists an event before another that happened earlier, by its date.
    ToldAgainstDates "told-against-dates",
    /// The narrative order narrows the date of an event to less than half of its length.
    NarrowedByOrder "narrowed-by-order",
    /// An event names an actor before the actor exists or after it has ceased to exist.
    OutsideItsTime "outside-its-time",
    /// An actor may hold a place before the actor exists or after it has ceased to exist.
    HeldOutsideItsTime "held-outside-its-time",
    /// Another event denies an event.
    ClaimDenied "claim-denied",
    /// Denials deny each other in a circle.
    DenialsInACircle "denials-in-a-circle",
    /// An event was recorded on a day before it can have happened.
    RecordedTooEarly "recorded-too-early",
    /// Two versions of one event (`same_as`) have dates without a moment in common.
    SameAsApart "same-as-apart",
    /// Two events of one speaker record the same change of who holds a place, with the same date, and neither is marked as
    /// `same_as`.
    ToldTwice "told-twice",
    /// An event lies far from all others in time: perhaps the year is wrong.
    FarFromOthers "far-from-others",
    /// Two places or two actors share a name or alias, or one has a name that is the id of another.
    NameShared "name-shared",
    /// A fight is recorded without an end, and no later event ended it.
    FightWithoutEnd "fight-without-end",
    /// An event or a baseline has no citation and is not marked as inferred, in a record that has sources.
    Uncited "uncited",
    /// Nothing cites a source.
    SourceUncited "source-uncited",
    /// No event happened at a place or within it, or reached it from a place around it.
    PlaceUnreached "place-unreached",
    /// Nothing names an actor.
    ActorUnnamed "actor-unnamed",
    /// An [acceptance](Accepted) matches no finding.
    AcceptanceUnmatched "acceptance-unmatched",
}

/// The acceptance of findings of the audit that someone examined, with the reason. Accepted findings are listed apart.
///
/// An acceptance matches the findings of its kind that name every event it lists, and its place, actor and source where
/// these are set. If none of these is set, it matches nothing. An acceptance without a match is itself a finding,
/// [`AcceptanceUnmatched`](FindingKind::AcceptanceUnmatched).
///
/// ```
/// use whoheld::{Accepted, FindingKind};
///
/// let accepted = Accepted::new(FindingKind::FightWithoutEnd, "the siege went on").event("siege-of-york");
/// assert_eq!(accepted.events, ["siege-of-york"]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Accepted {
    /// The kind of the findings.
    pub finding: FindingKind,
    /// Ids of events; a finding matches if it names all of them.
    pub events: Vec<String>,
    /// The id of the place that the findings are about.
    pub place: Option<String>,
    /// The id of the actor that the findings are about.
    pub actor: Option<String>,
    /// The id of the source that the findings are about.
    pub source: Option<String>,
    /// Why the findings are accepted.
    pub reason: String,
}

impl Accepted {
    /// Creates an acceptance of findings of one kind. It matches nothing until an event, place, actor or source is set.
    pub fn new(finding: FindingKind, reason: impl Into<String>) -> Self {
        Self { finding, events: Vec::new(), place: None, actor: None, source: None, reason: reason.into() }
    }

    /// Restricts the acceptance to findings that name this event.
    #[must_use]
    pub fn event(mut self, id: impl Into<String>) -> Self {
        self.events.push(id.into());
        self
    }

    /// Restricts the acceptance to findings about this place.
    #[must_use]
    pub fn place(mut self, id: impl Into<String>) -> Self {
        self.place = Some(id.into());
        self
    }

    /// Restricts the acceptance to findings about this actor.
    #[must_use]
    pub fn actor(mut self, id: impl Into<String>) -> Self {
        self.actor = Some(id.into());
        self
    }

    /// Restricts the acceptance to findings about this source.
    #[must_use]
    pub fn source(mut self, id: impl Into<String>) -> Self {
        self.source = Some(id.into());
        self
    }
}
