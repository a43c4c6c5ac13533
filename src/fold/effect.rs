//! Changes in the terms of the engine, and what each of them does to its place and to the parts of its place.
//!
//! Every effect is defined for every state, however odd. It is the audit that reports odd sequences of events.

use super::division::{Division, HolderKey, ShareRow};
use super::ongoing::{Activity, Ongoing, insert_sorted};
use super::sides::Sides;
use crate::numbers::{ActorNo, PlaceNo};
use crate::share::Share;

/// A change, with actors and places by number. `ends` is the last moment at which a fight still counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    Captured {
        by: ActorNo,
        extent: Share,
        from: Option<ActorNo>,
        except: Box<[PlaceNo]>,
    },
    Withdrew {
        actor: ActorNo,
        extent: Share,
        except: Box<[PlaceNo]>,
    },
    Transferred {
        from: ActorNo,
        to: ActorNo,
        extent: Share,
        except: Box<[PlaceNo]>,
    },
    /// `last_look` is the latest moment at which it was last seen so; `i64::MIN` if it was seen once.
    Observed {
        rows: Box<[ShareRow]>,
        last_look: i64,
    },
    Became(Box<[ShareRow]>),
    Unknown,
    Fought {
        parties: Box<[ActorNo]>,
        ends: i64,
    },
    Repelled {
        attacker: ActorNo,
    },
    Besieged {
        by: ActorNo,
    },
    SiegeLifted,
    FireControl {
        by: ActorNo,
    },
    FireControlLost,
}

/// What a change of a place does to the division of each of its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PartEffect {
    /// The part stays as it is.
    Untouched,
    /// One holder has all of the part. If that is `UNRECORDED`, nothing is known of the part any more.
    Set(HolderKey),
    /// All that `from` and those who answer to it held in the part goes to `to`.
    Given { from: ActorNo, to: HolderKey },
    /// `gainer` may have gained in the part what `losers` may have lost there.
    PossibleGain { gainer: HolderKey, losers: Losers },
    /// Shares of the whole were stated, without regard to what was known of it: any division among these holders is
    /// possible.
    AnyAmong(Box<[HolderKey]>),
    /// The shares of those who answer to one of these actors are added to that actor's share.
    Merged(Box<[ActorNo]>),
}

/// Who may have lost by a partial gain of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Losers {
    /// This actor and all who answer to it; if `or_unrecorded`, also the unrecorded share.
    Under { chief: ActorNo, or_unrecorded: bool },
    /// All who are not on this actor's side.
    NotOfSide(ActorNo),
    /// Everyone but the gainer.
    Everyone,
}

impl Losers {
    fn includes(self, holder: HolderKey, day: i64, sides: &Sides) -> bool {
        match (self, holder.as_actor()) {
            (Self::Under { chief, .. }, Some(actor)) => sides.under(actor, chief, day),
            (Self::Under { or_unrecorded, .. }, None) => or_unrecorded && holder == HolderKey::UNRECORDED,
            (Self::NotOfSide(by), Some(actor)) => !sides.same_side(actor, by, day),
            (Self::Everyone, _) | (Self::NotOfSide(_), None) => true,
        }
    }
}

/// What an effect made of its own place, and what it does to the parts.
pub(crate) struct Outcome {
    pub(crate) division: Division,
    pub(crate) ongoing: Ongoing,
    pub(crate) on_parts: PartEffect,
    /// Whether it was a whole change, which ends fights and sieges at the place and in its parts.
    pub(crate) whole: bool,
}

impl Effect {
    /// The places within that the change leaves out.
    pub(crate) fn except(&self) -> &[PlaceNo] {
        match self {
            Self::Captured { except, .. } | Self::Withdrew { except, .. } | Self::Transferred { except, .. } => except,
            _ => &[],
        }
    }

    /// The holders that this effect can give a share.
    pub(crate) fn holders(&self) -> Vec<HolderKey> {
        match self {
            Self::Captured { by, .. } => vec![HolderKey::actor(*by)],
            Self::Withdrew { .. } => vec![HolderKey::NOBODY],
            Self::Transferred { to, .. } => vec![HolderKey::actor(*to)],
            Self::Observed { rows, .. } | Self::Became(rows) => rows.iter().map(|row| row.0).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether this effect can change who holds the place, or what is known of it.
    pub(crate) fn affects_division(&self) -> bool {
        matches!(
            self,
            Self::Captured { .. }
                | Self::Withdrew { .. }
                | Self::Transferred { .. }
                | Self::Observed { .. }
                | Self::Became(_)
                | Self::Unknown
        )
    }

    /// Whether the fight, siege or fire control that this effect began is going on at a moment with this activity.
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

    /// Leaves out what an observation says of looks after a moment.
    pub(crate) fn leave_out_looks_after(&mut self, moment: i64) {
        if let Self::Observed { last_look, .. } = self {
            *last_look = moment.min(*last_look);
        }
    }

    /// Whether this is an observation that contradicts the division right before it. Observed holders may have held any
    /// of the unrecorded share.
    pub(crate) fn contradicts(&self, division: &Division, day: i64, sides: &Sides) -> bool {
        let Self::Observed { rows: listed, .. } = self else { return false };
        let chiefs: Vec<ActorNo> = listed.iter().filter_map(|row| row.0.as_actor()).collect();
        let known = merged(division, &chiefs, day, sides);
        known.claimable(listed.iter().map(|row| row.0)).observe(listed).is_none()
    }

    /// Returns what this effect makes of a place, with the allegiances of a day.
    pub(crate) fn applied(&self, division: &Division, ongoing: &Ongoing, day: i64, sides: &Sides) -> Outcome {
        let (division, on_parts, whole) = self.on_division(division, day, sides);
        let mut ongoing = ongoing.clone();
        if whole {
            on_parts.settle(&mut ongoing, &division, day, sides);
        }
        match self {
            Self::Fought { parties, ends } => ongoing.add_fight(parties.to_vec(), *ends),
            Self::Repelled { attacker } => ongoing.end_fights_of(*attacker, day, sides),
            Self::Besieged { by } => insert_sorted(&mut ongoing.besieged_by, *by),
            Self::SiegeLifted => ongoing.besieged_by.clear(),
            Self::FireControl { by } => insert_sorted(&mut ongoing.under_fire_of, *by),
            Self::FireControlLost => ongoing.under_fire_of.clear(),
            _ => {}
        }
        Outcome { division, ongoing, on_parts, whole }
    }

    /// Returns the new division, the effect on the parts, and whether the change was whole.
    fn on_division(&self, division: &Division, day: i64, sides: &Sides) -> (Division, PartEffect, bool) {
        match self {
            Self::Captured { by, extent, .. } if extent.is_whole() => {
                let by = HolderKey::actor(*by);
                (Division::whole(by), PartEffect::Set(by), true)
            }
            Self::Captured { by, extent, from, .. } => {
                let losers = match from {
                    Some(chief) => Losers::Under { chief: *chief, or_unrecorded: true },
                    None => Losers::NotOfSide(*by),
                };
                let gainer = HolderKey::actor(*by);
                let (division, everyone) = division.take(gainer, *extent, |holder| losers.includes(holder, day, sides));
                let losers = if everyone { Losers::Everyone } else { losers };
                (division, PartEffect::PossibleGain { gainer, losers }, false)
            }
            Self::Withdrew { actor, extent, .. } => {
                handed_over(division, *actor, HolderKey::NOBODY, *extent, day, sides)
            }
            Self::Transferred { from, to, extent, .. } => {
                handed_over(division, *from, HolderKey::actor(*to), *extent, day, sides)
            }
            Self::Observed { rows, .. } => observed(division, rows, day, sides),
            // As in a baseline, what the shares leave open is unrecorded.
            Self::Became(rows) => stated(Division::unrecorded().restart(rows), rows),
            Self::Unknown => (Division::unrecorded(), PartEffect::Set(HolderKey::UNRECORDED), true),
            _ => (division.clone(), PartEffect::Untouched, false),
        }
    }
}

/// Returns what becomes of a place when `from` gives up an `extent` of it to `to`: the new division, the effect on the
/// parts, and whether the change was whole.
fn handed_over(
    division: &Division,
    from: ActorNo,
    to: HolderKey,
    extent: Share,
    day: i64,
    sides: &Sides,
) -> (Division, PartEffect, bool) {
    let losers = Losers::Under { chief: from, or_unrecorded: false };
    let after = division.give(|holder| losers.includes(holder, day, sides), to, extent);
    if extent.is_whole() {
        (after, PartEffect::Given { from, to }, true)
    } else {
        (after, PartEffect::PossibleGain { gainer: to, losers }, false)
    }
}

/// Returns what becomes of a place when shares are observed there: the new division, the effect on the parts, and
/// whether the change was whole. A listed actor stands for all who answer to it and are not listed themselves.
fn observed(division: &Division, listed: &[ShareRow], day: i64, sides: &Sides) -> (Division, PartEffect, bool) {
    let chiefs: Box<[ActorNo]> = listed.iter().filter_map(|row| row.0.as_actor()).collect();
    let known = merged(division, &chiefs, day, sides);
    if let Some(after) = known.observe(listed) {
        let on_parts = if known == *division { PartEffect::Untouched } else { PartEffect::Merged(chiefs) };
        return (after, on_parts, false);
    }
    stated(known.restart(listed), listed)
}

/// Returns what becomes of a place of which the `listed` shares are stated, without regard to what was known: `after`,
/// the effect on the parts, and whether one listed holder has all, so that the change was whole.
fn stated(after: Division, listed: &[ShareRow]) -> (Division, PartEffect, bool) {
    if let Some((holder, _)) = listed.iter().find(|(_, share)| share.is_whole()) {
        return (after, PartEffect::Set(*holder), true);
    }
    let holders = after.rows().iter().map(|row| row.0).collect();
    (after, PartEffect::AnyAmong(holders), false)
}

/// Adds the row of each actor who answers to one of `chiefs`, and is not one itself, to the row of the nearest of them.
fn merged(division: &Division, chiefs: &[ActorNo], day: i64, sides: &Sides) -> Division {
    let mut division = division.clone();
    for &chief in chiefs {
        division = division.merge(HolderKey::actor(chief), |holder| {
            holder.as_actor().is_some_and(|actor| sides.nearest(actor, chiefs, day) == Some(chief))
        });
    }
    division
}

impl PartEffect {
    /// Ends what a whole change ends at a place or a part that it reaches. `division` is the division there after it.
    /// If nothing is known any more, everything ends.
    pub(crate) fn settle(&self, ongoing: &mut Ongoing, division: &Division, day: i64, sides: &Sides) {
        if *self == Self::Set(HolderKey::UNRECORDED) {
            *ongoing = Ongoing::default();
        } else {
            ongoing.settle(division, day, sides);
        }
    }

    /// Returns what becomes of the division of a part.
    pub(crate) fn on(&self, part: &Division, day: i64, sides: &Sides) -> Division {
        match self {
            Self::Untouched => part.clone(),
            Self::Set(holder) => Division::whole(*holder),
            Self::Given { from, to } => {
                let losers = Losers::Under { chief: *from, or_unrecorded: false };
                part.give(|holder| losers.includes(holder, day, sides), *to, Share::WHOLE)
            }
            Self::PossibleGain { gainer, losers } => {
                part.with_possible_gain(*gainer, |holder| losers.includes(holder, day, sides))
            }
            Self::AnyAmong(holders) => Division::any_among(holders.iter().copied()),
            Self::Merged(chiefs) => merged(part, chiefs, day, sides),
        }
    }
}
