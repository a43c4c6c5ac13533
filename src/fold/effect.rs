//! Changes with their names looked up, and what each does: to its place, and to the parts of its place.
//!
//! Both are total: every deed is defined for every state. What is odd is for the audit to say.

use super::division::{Division, HolderKey, ShareRow};
use super::ongoing::{Activity, Ongoing, insert};
use super::sides::Sides;
use crate::numbers::{ActorNo, PlaceNo};
use crate::share::Share;

/// A change by numbers. `ends` are the last moments at which a fight still counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    Captured { by: ActorNo, extent: Share, from: Option<ActorNo>, except: Box<[PlaceNo]> },
    Withdrew { actor: ActorNo, extent: Share, except: Box<[PlaceNo]> },
    Transferred { from: ActorNo, to: ActorNo, extent: Share, except: Box<[PlaceNo]> },
    Observed(Box<[ShareRow]>),
    Fought { parties: Box<[ActorNo]>, ends: i64 },
    Repelled { attacker: ActorNo },
    Besieged { by: ActorNo },
    SiegeLifted,
    FireControl { by: ActorNo },
    FireControlLost,
}

/// What a change of a place does to the ground of each of its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PartEffect {
    /// Nothing.
    Untouched,
    /// One holder has all of it.
    Set(HolderKey),
    /// All that one actor held there goes to another holder.
    Given { from: ActorNo, to: HolderKey },
    /// One may have gained there what others may have lost.
    Doubt { gainer: HolderKey, losers: Losers },
    /// What was known of the whole was wrong: anything among these.
    Anyhow(Box<[HolderKey]>),
    /// What answers to one of these actors is now known as that actor's.
    Joined(Box<[ActorNo]>),
}

/// Who pays for a partial gain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Losers {
    /// All that answer to this actor; with `silence`, the unrecorded too.
    Under { chief: ActorNo, silence: bool },
    /// All that are not on this actor's side.
    NotOfSide(ActorNo),
    /// Everyone else.
    Everyone,
}

impl Losers {
    fn include(self, holder: HolderKey, day: i64, sides: &Sides) -> bool {
        match (self, holder.as_actor()) {
            (Self::Under { chief, .. }, Some(actor)) => sides.under(actor, chief, day),
            (Self::Under { silence, .. }, None) => silence && holder == HolderKey::UNRECORDED,
            (Self::NotOfSide(by), Some(actor)) => !sides.same_side(actor, by, day),
            (Self::Everyone, _) | (Self::NotOfSide(_), None) => true,
        }
    }
}

/// What a deed did to its own place.
pub(crate) struct Outcome {
    pub(crate) division: Division,
    pub(crate) ongoing: Ongoing,
    pub(crate) on_parts: PartEffect,
    /// A whole change: it settles what is going on, here and in the parts.
    pub(crate) whole: bool,
}

impl Effect {
    pub(crate) fn except(&self) -> &[PlaceNo] {
        match self {
            Self::Captured { except, .. } | Self::Withdrew { except, .. } | Self::Transferred { except, .. } => except,
            _ => &[],
        }
    }

    /// Everyone whom it can make a holder.
    pub(crate) fn holders(&self) -> Vec<HolderKey> {
        match self {
            Self::Captured { by, .. } => vec![HolderKey::actor(*by)],
            Self::Withdrew { .. } => vec![HolderKey::NOBODY],
            Self::Transferred { to, .. } => vec![HolderKey::actor(*to)],
            Self::Observed(rows) => rows.iter().map(|row| row.0).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether it can change who holds the place, or what is known of that.
    pub(crate) fn affects_division(&self) -> bool {
        matches!(self, Self::Captured { .. } | Self::Withdrew { .. } | Self::Transferred { .. } | Self::Observed(_))
    }

    /// Whether the fight, siege or fire that this began is among what is going on.
    pub(crate) fn is_going_on(&self, activity: &Activity, moment: i64) -> bool {
        match self {
            Self::Fought { parties, ends } => {
                *ends >= moment && parties.iter().any(|party| activity.contested.contains(party))
            }
            Self::Besieged { by } => activity.besieged_by.contains(by),
            Self::FireControl { by } => activity.under_fire_of.contains(by),
            _ => false,
        }
    }

    /// Whether what was seen cannot have been, after what was known: those seen may have held any of the ground of
    /// which the record is silent.
    pub(crate) fn contradicts(&self, division: &Division, day: i64, sides: &Sides) -> bool {
        let Self::Observed(listed) = self else { return false };
        let chiefs: Vec<ActorNo> = listed.iter().filter_map(|row| row.0.as_actor()).collect();
        let known = joined(division, &chiefs, day, sides);
        known.claimable(listed.iter().map(|row| row.0)).see(listed).is_none()
    }

    /// What the deed makes of a place on a day.
    pub(crate) fn applied(&self, division: &Division, ongoing: &Ongoing, day: i64, sides: &Sides) -> Outcome {
        let (division, on_parts, whole) = self.on_division(division, day, sides);
        let mut ongoing = ongoing.clone();
        if whole {
            ongoing.settled(&division, day, sides);
        }
        match self {
            Self::Fought { parties, ends } => ongoing.fight(parties.to_vec(), *ends),
            Self::Repelled { attacker } => ongoing.repel(*attacker, day, sides),
            Self::Besieged { by } => insert(&mut ongoing.besieged_by, *by),
            Self::SiegeLifted => ongoing.besieged_by.clear(),
            Self::FireControl { by } => insert(&mut ongoing.under_fire_of, *by),
            Self::FireControlLost => ongoing.under_fire_of.clear(),
            _ => {}
        }
        Outcome { division, ongoing, on_parts, whole }
    }

    fn on_division(&self, division: &Division, day: i64, sides: &Sides) -> (Division, PartEffect, bool) {
        match self {
            Self::Captured { by, extent, .. } if extent.is_whole() => {
                let by = HolderKey::actor(*by);
                (Division::whole(by), PartEffect::Set(by), true)
            }
            Self::Captured { by, extent, from, .. } => {
                let losers = match from {
                    Some(chief) => Losers::Under { chief: *chief, silence: true },
                    None => Losers::NotOfSide(*by),
                };
                let gainer = HolderKey::actor(*by);
                let (division, everyone) = division.take(gainer, *extent, |holder| losers.include(holder, day, sides));
                let losers = if everyone { Losers::Everyone } else { losers };
                (division, PartEffect::Doubt { gainer, losers }, false)
            }
            Self::Withdrew { actor, extent, .. } => given(division, *actor, HolderKey::NOBODY, *extent, day, sides),
            Self::Transferred { from, to, extent, .. } => {
                given(division, *from, HolderKey::actor(*to), *extent, day, sides)
            }
            Self::Observed(listed) => observed(division, listed, day, sides),
            _ => (division.clone(), PartEffect::Untouched, false),
        }
    }
}

fn given(
    division: &Division,
    from: ActorNo,
    to: HolderKey,
    extent: Share,
    day: i64,
    sides: &Sides,
) -> (Division, PartEffect, bool) {
    let losers = Losers::Under { chief: from, silence: false };
    let after = division.give(|holder| losers.include(holder, day, sides), to, extent);
    if extent.is_whole() {
        (after, PartEffect::Given { from, to }, true)
    } else {
        (after, PartEffect::Doubt { gainer: to, losers }, false)
    }
}

/// Shares that were seen. A listed actor stands for all that answer to it and are not listed themselves.
fn observed(division: &Division, listed: &[ShareRow], day: i64, sides: &Sides) -> (Division, PartEffect, bool) {
    let chiefs: Box<[ActorNo]> = listed.iter().filter_map(|row| row.0.as_actor()).collect();
    let known = joined(division, &chiefs, day, sides);
    if let Some(seen) = known.see(listed) {
        let on_parts = if known == *division { PartEffect::Untouched } else { PartEffect::Joined(chiefs) };
        return (seen, on_parts, false);
    }
    let after = known.restart(listed);
    if let Some(holder) = after.sole() {
        return (after, PartEffect::Set(holder), true);
    }
    let holders = after.rows().iter().map(|row| row.0).collect();
    (after, PartEffect::Anyhow(holders), false)
}

/// The rows of all that answer to one of some actors, and are none of these, added to the nearest one's.
fn joined(division: &Division, chiefs: &[ActorNo], day: i64, sides: &Sides) -> Division {
    let mut division = division.clone();
    for &chief in chiefs {
        division = division.merge(HolderKey::actor(chief), |holder| {
            holder.as_actor().is_some_and(|actor| sides.nearest(actor, chiefs, day) == Some(chief))
        });
    }
    division
}

impl PartEffect {
    /// What becomes of the ground of a part.
    pub(crate) fn on(&self, part: &Division, day: i64, sides: &Sides) -> Division {
        match self {
            Self::Untouched => part.clone(),
            Self::Set(holder) => Division::whole(*holder),
            Self::Given { from, to } => {
                let losers = Losers::Under { chief: *from, silence: false };
                part.give(|holder| losers.include(holder, day, sides), *to, Share::WHOLE)
            }
            Self::Doubt { gainer, losers } => part.doubt(*gainer, |holder| losers.include(holder, day, sides)),
            Self::Anyhow(holders) => Division::anyhow(holders.iter().copied()),
            Self::Joined(chiefs) => joined(part, chiefs, day, sides),
        }
    }
}
