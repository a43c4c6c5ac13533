//! Changes with their names looked up, and what each does: to its place, and to the parts of its place.
//!
//! Both are total: every deed is defined for every state. What is odd is for the audit to say.

use super::conditions::{Conditions, Standing, insert};
use super::ground::{Ground, HolderKey, Row};
use super::sides::Sides;
use crate::share::Share;

/// A change by numbers. `ends` are the last moments at which a fight still counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    Captured { by: u32, extent: Share, from: Option<u32>, except: Box<[u32]> },
    Withdrew { actor: u32, extent: Share, except: Box<[u32]> },
    Transferred { from: u32, to: u32, extent: Share, except: Box<[u32]> },
    Observed(Box<[Row]>),
    Fought { parties: Box<[u32]>, ends: i64 },
    Repelled { attacker: u32 },
    Besieged { by: u32 },
    SiegeLifted,
    FireControl { by: u32 },
    FireControlLost,
}

/// What a change of a place does to the ground of each of its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Nothing.
    Untouched,
    /// One holder has all of it.
    Set(HolderKey),
    /// All that one actor held there goes to another holder.
    Given { from: u32, to: HolderKey },
    /// One may have gained there what others may have lost.
    Doubt { gainer: HolderKey, losers: Losers },
    /// What was known of the whole was wrong: anything among these.
    Anyhow(Box<[HolderKey]>),
    /// What answers to one of these actors is now known as that actor's.
    Joined(Box<[u32]>),
}

/// Who pays for a partial gain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Losers {
    /// All that answer to this actor; with `silence`, the unrecorded too.
    Under { chief: u32, silence: bool },
    /// All that are not on this actor's side.
    NotOfSide(u32),
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
    pub(crate) ground: Ground,
    pub(crate) conditions: Conditions,
    pub(crate) reach: Reach,
    /// A whole change: it settles what is going on, here and in the parts.
    pub(crate) whole: bool,
}

impl Deed {
    pub(crate) fn except(&self) -> &[u32] {
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
    pub(crate) fn bears_on_ground(&self) -> bool {
        matches!(self, Self::Captured { .. } | Self::Withdrew { .. } | Self::Transferred { .. } | Self::Observed(_))
    }

    /// Whether the fight, siege or fire that this began is among what is going on.
    pub(crate) fn is_going_on(&self, standing: &Standing, moment: i64) -> bool {
        match self {
            Self::Fought { parties, ends } => {
                *ends >= moment && parties.iter().any(|party| standing.contested.contains(party))
            }
            Self::Besieged { by } => standing.besieged_by.contains(by),
            Self::FireControl { by } => standing.under_fire_of.contains(by),
            _ => false,
        }
    }

    /// Whether what was seen cannot have been, after what was known: those seen may have held any of the ground of
    /// which the record is silent.
    pub(crate) fn contradicts(&self, ground: &Ground, day: i64, sides: &Sides) -> bool {
        let Self::Observed(listed) = self else { return false };
        let chiefs: Vec<u32> = listed.iter().filter_map(|row| row.0.as_actor()).collect();
        let known = joined(ground, &chiefs, day, sides);
        known.claimable(listed.iter().map(|row| row.0)).see(listed).is_none()
    }

    /// What the deed makes of a place on a day.
    pub(crate) fn done(&self, ground: &Ground, conditions: &Conditions, day: i64, sides: &Sides) -> Outcome {
        let (ground, reach, whole) = self.on_ground(ground, day, sides);
        let mut conditions = conditions.clone();
        if whole {
            conditions.settled(&ground, day, sides);
        }
        match self {
            Self::Fought { parties, ends } => conditions.fight(parties.to_vec(), *ends),
            Self::Repelled { attacker } => conditions.repel(*attacker, day, sides),
            Self::Besieged { by } => insert(&mut conditions.besieged_by, *by),
            Self::SiegeLifted => conditions.besieged_by.clear(),
            Self::FireControl { by } => insert(&mut conditions.under_fire_of, *by),
            Self::FireControlLost => conditions.under_fire_of.clear(),
            _ => {}
        }
        Outcome { ground, conditions, reach, whole }
    }

    fn on_ground(&self, ground: &Ground, day: i64, sides: &Sides) -> (Ground, Reach, bool) {
        match self {
            Self::Captured { by, extent, .. } if extent.is_whole() => {
                let by = HolderKey::actor(*by);
                (Ground::whole(by), Reach::Set(by), true)
            }
            Self::Captured { by, extent, from, .. } => {
                let losers = match from {
                    Some(chief) => Losers::Under { chief: *chief, silence: true },
                    None => Losers::NotOfSide(*by),
                };
                let gainer = HolderKey::actor(*by);
                let (ground, everyone) = ground.take(gainer, *extent, |holder| losers.include(holder, day, sides));
                let losers = if everyone { Losers::Everyone } else { losers };
                (ground, Reach::Doubt { gainer, losers }, false)
            }
            Self::Withdrew { actor, extent, .. } => given(ground, *actor, HolderKey::NOBODY, *extent, day, sides),
            Self::Transferred { from, to, extent, .. } => {
                given(ground, *from, HolderKey::actor(*to), *extent, day, sides)
            }
            Self::Observed(listed) => observed(ground, listed, day, sides),
            _ => (ground.clone(), Reach::Untouched, false),
        }
    }
}

fn given(ground: &Ground, from: u32, to: HolderKey, extent: Share, day: i64, sides: &Sides) -> (Ground, Reach, bool) {
    let losers = Losers::Under { chief: from, silence: false };
    let after = ground.give(|holder| losers.include(holder, day, sides), to, extent);
    if extent.is_whole() {
        (after, Reach::Given { from, to }, true)
    } else {
        (after, Reach::Doubt { gainer: to, losers }, false)
    }
}

/// Shares that were seen. A listed actor stands for all that answer to it and are not listed themselves.
fn observed(ground: &Ground, listed: &[Row], day: i64, sides: &Sides) -> (Ground, Reach, bool) {
    let chiefs: Box<[u32]> = listed.iter().filter_map(|row| row.0.as_actor()).collect();
    let known = joined(ground, &chiefs, day, sides);
    if let Some(seen) = known.see(listed) {
        let reach = if known == *ground { Reach::Untouched } else { Reach::Joined(chiefs) };
        return (seen, reach, false);
    }
    let after = known.restart(listed);
    if let Some(holder) = after.sole() {
        return (after, Reach::Set(holder), true);
    }
    let holders = after.rows().iter().map(|row| row.0).collect();
    (after, Reach::Anyhow(holders), false)
}

/// The rows of all that answer to one of some actors, and are none of these, added to the nearest one's.
fn joined(ground: &Ground, chiefs: &[u32], day: i64, sides: &Sides) -> Ground {
    let mut ground = ground.clone();
    for &chief in chiefs {
        ground = ground.merge(HolderKey::actor(chief), |holder| {
            holder.as_actor().is_some_and(|actor| sides.nearest(actor, chiefs, day) == Some(chief))
        });
    }
    ground
}

impl Reach {
    /// What becomes of the ground of a part.
    pub(crate) fn on(&self, part: &Ground, day: i64, sides: &Sides) -> Ground {
        match self {
            Self::Untouched => part.clone(),
            Self::Set(holder) => Ground::whole(*holder),
            Self::Given { from, to } => {
                let losers = Losers::Under { chief: *from, silence: false };
                part.give(|holder| losers.include(holder, day, sides), *to, Share::WHOLE)
            }
            Self::Doubt { gainer, losers } => part.doubt(*gainer, |holder| losers.include(holder, day, sides)),
            Self::Anyhow(holders) => Ground::anyhow(holders.iter().copied()),
            Self::Joined(chiefs) => joined(part, chiefs, day, sides),
        }
    }
}
