//! `Change`, what happened in an event.

mod fight;
mod holders;
mod note;
mod stated;

use std::fmt;

pub use fight::{Attacked, Besieged, FireControl, Fought, Repelled, Until};
pub use holders::{Captured, Transferred, Withdrew};
pub use note::{Denied, NoteKind, Noted};
pub use stated::{Became, Observed};

use super::shares::Shares;
use crate::share::Share;

/// What happened at a place. `DESIGN.md`, "Changes", says how each change affects who holds the place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// Someone captured the place, or some of it.
    Captured(Captured),
    /// Someone who had held the place before captured it again. It has the same effect as a capture.
    Recaptured(Captured),
    /// Someone left the place, or some of it; nobody holds that part afterwards.
    Withdrew(Withdrew),
    /// The place, or some of it, was handed over without a fight.
    Transferred(Transferred),
    /// Someone observed who held how much of the place.
    Observed(Observed),
    /// From then on, this is who holds how much of the place, whatever was before.
    Became(Became),
    /// From then on, the record does not know who holds the place, or what is going on there.
    Unknown,
    /// The place was attacked.
    Attacked(Attacked),
    /// The place was fought over.
    Fought(Fought),
    /// An attack was repelled.
    Repelled(Repelled),
    /// The place came under siege.
    Besieged(Besieged),
    /// The sieges of the place ended.
    SiegeLifted,
    /// The place came under fire control: someone outside commands it with aimed fire.
    FireControl(FireControl),
    /// The fire control ended.
    FireControlLost,
    /// Something happened that changes no control. It is kept and shown, and no answer depends on it.
    Noted(Noted),
    /// Someone denied another event. A denial changes no control, but a [`Reading`](crate::Reading) may heed it.
    Denied(Denied),
}

impl Change {
    /// Returns its key in files, such as `captured` or `siege_lifted`.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Captured(_) => "captured",
            Self::Recaptured(_) => "recaptured",
            Self::Withdrew(_) => "withdrew",
            Self::Transferred(_) => "transferred",
            Self::Observed(_) => "observed",
            Self::Became(_) => "became",
            Self::Unknown => "unknown",
            Self::Attacked(_) => "attacked",
            Self::Fought(_) => "fought",
            Self::Repelled(_) => "repelled",
            Self::Besieged(_) => "besieged",
            Self::SiegeLifted => "siege_lifted",
            Self::FireControl(_) => "fire_control",
            Self::FireControlLost => "fire_control_lost",
            Self::Noted(_) => "noted",
            Self::Denied(_) => "denied",
        }
    }

    /// Returns whether the change is a note or a denial, which changes no control and has no place in the narrative
    /// order.
    #[must_use]
    pub const fn is_noted(&self) -> bool {
        matches!(self, Self::Noted(_) | Self::Denied(_))
    }

    /// Returns the actors that the change names, each with the key under which a file names the actor.
    pub(crate) fn named_actors(&self) -> Vec<NamedActor<'_>> {
        let named = |key, id| NamedActor { key, item: None, id };
        let mut all: Vec<NamedActor<'_>> = Vec::new();
        match self {
            Self::Captured(captured) | Self::Recaptured(captured) => {
                all.push(named("by", &captured.by));
                all.extend(captured.from.iter().map(|id| named("from", id)));
            }
            Self::Withdrew(withdrew) => all.push(named("actor", &withdrew.actor)),
            Self::Transferred(transferred) => {
                all.extend([named("from", &transferred.from), named("to", &transferred.to)]);
            }
            Self::Observed(Observed { shares, .. }) | Self::Became(Became { shares }) => {
                let actors = shares.iter().map(|(holder, _)| holder).filter(|holder| *holder != "nobody");
                all.extend(actors.map(|id| named("shares", id)));
            }
            Self::Attacked(attacked) => all.push(named("by", &attacked.by)),
            Self::Fought(fought) => {
                let parties = fought.between.iter().enumerate();
                all.extend(parties.map(|(item, id)| NamedActor { key: "between", item: Some(item), id }));
            }
            Self::Repelled(repelled) => {
                all.push(named("attacker", &repelled.attacker));
                all.extend(repelled.by.iter().map(|id| named("by", id)));
            }
            Self::Besieged(besieged) => all.push(named("by", &besieged.by)),
            Self::FireControl(fire_control) => all.push(named("by", &fire_control.by)),
            Self::Noted(noted) => all.extend(noted.by.iter().map(|id| named("by", id))),
            Self::Unknown | Self::SiegeLifted | Self::FireControlLost | Self::Denied(_) => {}
        }
        all
    }

    /// Returns the ids of the actors that the change names, except `nobody`.
    #[must_use]
    pub fn actors(&self) -> Vec<&str> {
        self.named_actors().into_iter().map(|named| named.id).collect()
    }

    /// Returns how much of the place was captured, left or handed over; `WHOLE` for every other change.
    #[must_use]
    pub const fn extent(&self) -> Share {
        match self {
            Self::Captured(captured) | Self::Recaptured(captured) => captured.extent,
            Self::Withdrew(withdrew) => withdrew.extent,
            Self::Transferred(transferred) => transferred.extent,
            _ => Share::WHOLE,
        }
    }

    /// Returns the ids of the places within the event's place that the change leaves out.
    #[must_use]
    pub fn except(&self) -> &[String] {
        match self {
            Self::Captured(captured) | Self::Recaptured(captured) => &captured.except,
            Self::Withdrew(withdrew) => &withdrew.except,
            Self::Transferred(transferred) => &transferred.except,
            _ => &[],
        }
    }

    /// Returns when an attack or a fight ended, if the change says so.
    #[must_use]
    pub const fn until(&self) -> Option<Until> {
        match self {
            Self::Attacked(attacked) => attacked.until,
            Self::Fought(fought) => fought.until,
            _ => None,
        }
    }

    /// Returns the shares that the change states: those that were observed, or that the place came to have.
    #[must_use]
    pub const fn shares(&self) -> Option<&Shares> {
        match self {
            Self::Observed(observed) => Some(&observed.shares),
            Self::Became(became) => Some(&became.shares),
            _ => None,
        }
    }

    /// Returns whether the change is about who holds the place: a capture, withdrawal, transfer or observation, what the
    /// place became, or that it is no longer known.
    #[must_use]
    pub const fn concerns_holders(&self) -> bool {
        matches!(
            self,
            Self::Captured(_)
                | Self::Recaptured(_)
                | Self::Withdrew(_)
                | Self::Transferred(_)
                | Self::Observed(_)
                | Self::Became(_)
                | Self::Unknown
        )
    }

    /// Returns the portion of the place, in words. No answer depends on it.
    #[must_use]
    pub fn portion(&self) -> Option<&str> {
        match self {
            Self::Captured(captured) | Self::Recaptured(captured) => captured.portion.as_deref(),
            Self::Withdrew(withdrew) => withdrew.portion.as_deref(),
            Self::Transferred(transferred) => transferred.portion.as_deref(),
            Self::Noted(noted) => noted.portion.as_deref(),
            _ => None,
        }
    }
}

/// An actor that a change names.
#[derive(Clone, Copy)]
pub(crate) struct NamedActor<'c> {
    /// The key under which a file names the actor.
    pub(crate) key: &'static str,
    /// The actor's position, if that key holds a list.
    pub(crate) item: Option<usize>,
    pub(crate) id: &'c str,
}

impl fmt::Display for Change {
    /// Writes the change in words: `captured by rebels, half of it, from government (western half)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let extent_words = |extent: Share| match extent {
            Share::WHOLE => String::new(),
            extent => format!(", {extent} of it"),
        };
        let portion_words =
            |words: &Option<String>| words.as_ref().map(|words| format!(" ({words})")).unwrap_or_default();
        let until_words = |until: &Option<Until>| until.map(|until| format!(", until {until}")).unwrap_or_default();
        let by_words = |by: &Option<String>| by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
        match self {
            Self::Captured(Captured { by, extent, portion, from, .. })
            | Self::Recaptured(Captured { by, extent, portion, from, .. }) => {
                let from = from.as_ref().map(|from| format!(", from {from}")).unwrap_or_default();
                write!(f, "{} by {by}{}{from}{}", self.word(), extent_words(*extent), portion_words(portion))
            }
            Self::Withdrew(Withdrew { actor, extent, portion, .. }) => {
                write!(f, "{actor} withdrew{}{}", extent_words(*extent), portion_words(portion))
            }
            Self::Transferred(Transferred { from, to, extent, portion, .. }) => {
                write!(f, "handed over by {from} to {to}{}{}", extent_words(*extent), portion_words(portion))
            }
            Self::Observed(Observed { shares, until }) => {
                let until = until.map(|until| format!(", until {until}")).unwrap_or_default();
                write!(f, "observed: {shares}{until}")
            }
            Self::Became(Became { shares }) => write!(f, "became: {shares}"),
            Self::Unknown => f.write_str("unknown from then on"),
            Self::Attacked(Attacked { by, until }) => write!(f, "attacked by {by}{}", until_words(until)),
            Self::Fought(Fought { between, until }) => {
                write!(f, "fought over by {}{}", between.join(" and "), until_words(until))
            }
            Self::Repelled(Repelled { attacker, by }) => write!(f, "attack of {attacker} repelled{}", by_words(by)),
            Self::Besieged(Besieged { by }) => write!(f, "besieged by {by}"),
            Self::SiegeLifted => f.write_str("siege lifted"),
            Self::FireControl(FireControl { by }) => write!(f, "under the fire control of {by}"),
            Self::FireControlLost => f.write_str("fire control lost"),
            Self::Noted(Noted { kind, by, portion, .. }) => {
                write!(f, "{kind}{}{}", by_words(by), portion_words(portion))
            }
            Self::Denied(Denied { event }) => write!(f, "denial of {event}"),
        }
    }
}

impl From<Shares> for Change {
    /// An observation of these shares.
    fn from(shares: Shares) -> Self {
        Self::Observed(shares.into())
    }
}

macro_rules! from_variants {
    ($($variant:ident)+) => {
        $(impl From<$variant> for Change {
            fn from(change: $variant) -> Self {
                Self::$variant(change)
            }
        })+
    };
}

from_variants!(Observed Became Attacked Fought Repelled Besieged FireControl Captured Withdrew Transferred Noted Denied);
