//! Changes: what happened, in the past tense.

mod fight;
mod ground;
mod note;

use std::fmt;

pub use fight::{Attacked, Besieged, FireControl, Fought, Repelled, Until};
pub use ground::{Captured, Transferred, Withdrew};
pub use note::{Denied, NoteKind, Noted, ParseNoteKindError};

use super::shares::Shares;
use crate::share::Share;

/// What happened at a place. `DESIGN.md`, "Changes", says what each does to a control.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// Someone took it, or some of it.
    Captured(Captured),
    /// Someone took it who had held it before: the same effect.
    Recaptured(Captured),
    /// Someone left; that ground is nobody's.
    Withdrew(Withdrew),
    /// It was handed over without a fight.
    Transferred(Transferred),
    /// Someone saw who held how much of it.
    Observed(Shares),
    /// It was attacked.
    Attacked(Attacked),
    /// It was fought over.
    Fought(Fought),
    /// An attack was beaten off.
    Repelled(Repelled),
    /// It was surrounded.
    Besieged(Besieged),
    /// The siege ended.
    SiegeLifted,
    /// It came under aimed fire of someone who commands it from outside.
    FireControl(FireControl),
    /// That fire control ended.
    FireControlLost,
    /// Something that changes no control: kept, told, never computed with.
    Noted(Noted),
    /// Someone denied another event. Kept for readings; it changes no control by itself.
    Denied(Denied),
}

impl Change {
    /// Its word, as files have it.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Captured(_) => "captured",
            Self::Recaptured(_) => "recaptured",
            Self::Withdrew(_) => "withdrew",
            Self::Transferred(_) => "transferred",
            Self::Observed(_) => "observed",
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

    /// Whether it is only kept and told: it takes no place in the order and changes no control.
    #[must_use]
    pub const fn is_noted(&self) -> bool {
        matches!(self, Self::Noted(_) | Self::Denied(_))
    }

    /// The actors that it names, each with the key under which a file names it.
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
            Self::Observed(shares) => {
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
            Self::SiegeLifted | Self::FireControlLost | Self::Denied(_) => {}
        }
        all
    }

    /// Returns the ids of the actors that it says did something or held something.
    pub fn actors(&self) -> impl Iterator<Item = &str> {
        self.named_actors().into_iter().map(|named| named.id)
    }

    /// Returns how much of the place it is about: all of it, unless it says otherwise.
    #[must_use]
    pub const fn extent(&self) -> Share {
        match self {
            Self::Captured(captured) | Self::Recaptured(captured) => captured.extent,
            Self::Withdrew(withdrew) => withdrew.extent,
            Self::Transferred(transferred) => transferred.extent,
            _ => Share::WHOLE,
        }
    }

    /// Returns the ids of the places within that it leaves out.
    #[must_use]
    pub fn except(&self) -> &[String] {
        match self {
            Self::Captured(captured) | Self::Recaptured(captured) => &captured.except,
            Self::Withdrew(withdrew) => &withdrew.except,
            Self::Transferred(transferred) => &transferred.except,
            _ => &[],
        }
    }

    /// Returns until when it lasted, if it says so.
    #[must_use]
    pub const fn until(&self) -> Option<Until> {
        match self {
            Self::Attacked(attacked) => attacked.until,
            Self::Fought(fought) => fought.until,
            _ => None,
        }
    }

    /// Whether it says anything of who holds the place.
    #[must_use]
    pub const fn concerns_holders(&self) -> bool {
        matches!(
            self,
            Self::Captured(_) | Self::Recaptured(_) | Self::Withdrew(_) | Self::Transferred(_) | Self::Observed(_)
        )
    }

    /// The words that say which portion of the place it was; never computed with.
    #[must_use]
    pub fn portion(&self) -> Option<&str> {
        match self {
            Self::Captured(it) | Self::Recaptured(it) => it.portion.as_deref(),
            Self::Withdrew(it) => it.portion.as_deref(),
            Self::Transferred(it) => it.portion.as_deref(),
            Self::Noted(it) => it.portion.as_deref(),
            _ => None,
        }
    }
}

/// An actor that a change names.
#[derive(Clone, Copy)]
pub(crate) struct NamedActor<'c> {
    /// The key under which a file names it.
    pub(crate) key: &'static str,
    /// Its position, where that key holds a list.
    pub(crate) item: Option<usize>,
    pub(crate) id: &'c str,
}

impl fmt::Display for Change {
    /// In words: `captured by rebels, half of it, from government (western half)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let extent = |extent: Share| match extent {
            Share::WHOLE => String::new(),
            extent => format!(", {extent} of it"),
        };
        let portion = |words: &Option<String>| words.as_ref().map(|words| format!(" ({words})")).unwrap_or_default();
        let until = |until: &Option<Until>| until.map(|until| format!(", until {until}")).unwrap_or_default();
        let by = |by: &Option<String>| by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
        match self {
            Self::Captured(it) | Self::Recaptured(it) => {
                let from = it.from.as_ref().map(|from| format!(", from {from}")).unwrap_or_default();
                write!(f, "{} by {}{}{from}{}", self.word(), it.by, extent(it.extent), portion(&it.portion))
            }
            Self::Withdrew(it) => write!(f, "{} withdrew{}{}", it.actor, extent(it.extent), portion(&it.portion)),
            Self::Transferred(it) => {
                write!(f, "handed over by {} to {}{}{}", it.from, it.to, extent(it.extent), portion(&it.portion))
            }
            Self::Observed(shares) => {
                let shares: Vec<String> = shares.iter().map(|(holder, share)| format!("{holder} {share}")).collect();
                write!(f, "observed: {}", shares.join(", "))
            }
            Self::Attacked(it) => write!(f, "attacked by {}{}", it.by, until(&it.until)),
            Self::Fought(it) => write!(f, "fought over by {}{}", it.between.join(" and "), until(&it.until)),
            Self::Repelled(it) => write!(f, "attack of {} repelled{}", it.attacker, by(&it.by)),
            Self::Besieged(it) => write!(f, "besieged by {}", it.by),
            Self::SiegeLifted => f.write_str("siege lifted"),
            Self::FireControl(it) => write!(f, "under the fire control of {}", it.by),
            Self::FireControlLost => f.write_str("fire control lost"),
            Self::Noted(it) => write!(f, "{}{}{}", it.kind, by(&it.by), portion(&it.portion)),
            Self::Denied(it) => write!(f, "denial of {}", it.event),
        }
    }
}

impl From<Shares> for Change {
    fn from(shares: Shares) -> Self {
        Self::Observed(shares)
    }
}
