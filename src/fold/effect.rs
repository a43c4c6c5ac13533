//! Changes in the terms of the engine, and what each of them does to its place and to the parts of its place.
//!
//! Every effect is defined for every state, however odd. It is the audit that reports odd sequences of events.

use super::division::{Division, HolderKey, ShareRow};
use super::ongoing::{Activity, FightEnd, Ongoing};
use super::sides::Sides;
use crate::numbers::{ActorNo, PlaceNo};
use crate::share::Share;
use crate::time::Span;

/// A change, with actors and places by number. A fight without an `end` ends with the day on which it falls.
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
        end: Option<FightEnd>,
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
    /// What happened to the whole, a withdrawal or a transfer, happened to the part, wholly or to an unknown extent.
    HandedOver(Handover),
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
    /// This actor and all who answer to it, and the unrecorded share.
    Under(ActorNo),
    /// All who are not on this actor's side.
    NotOfSide(ActorNo),
    /// Everyone but the gainer.
    Everyone,
}

impl Losers {
    fn includes(self, holder: HolderKey, day: i64, sides: &Sides) -> bool {
        match (self, holder.as_actor()) {
            (Self::Under(chief), Some(actor)) => sides.under(actor, chief, day),
            (Self::Under(_), None) => holder == HolderKey::UNRECORDED,
            (Self::NotOfSide(by), Some(actor)) => !sides.same_side(actor, by, day),
            (Self::Everyone, _) | (Self::NotOfSide(_), None) => true,
        }
    }
}

/// Whether a change moves anything where a certain division was known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Movement {
    Nothing,
    /// It may move something, or nothing.
    Possibly,
    Surely,
}

/// A withdrawal or a transfer: `from`, with all who answer to it, gives an `extent` to `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Handover {
    from: ActorNo,
    to: HolderKey,
    extent: Share,
}

impl Handover {
    fn gives(self, holder: HolderKey, day: i64, sides: &Sides) -> bool {
        holder != self.to && holder.as_actor().is_some_and(|actor| sides.under(actor, self.from, day))
    }

    /// Whether anyone who gives has a row in a division.
    fn has_giver(self, division: &Division, day: i64, sides: &Sides) -> bool {
        division.rows().iter().any(|row| self.gives(row.0, day, sides))
    }

    /// Whether anything is handed over where this was the division. Where no giver has a row, what is unrecorded may have
    /// been theirs.
    fn movement(self, division: &Division, day: i64, sides: &Sides) -> Movement {
        if self.has_giver(division, day, sides) {
            let least = division.sum(|holder| self.gives(holder, day, sides)).0;
            if least > 0 { Movement::Surely } else { Movement::Possibly }
        } else if division.holds(HolderKey::UNRECORDED) {
            Movement::Possibly
        } else {
            Movement::Nothing
        }
    }

    /// Returns the division after the handover.
    fn on_division(self, division: &Division, day: i64, sides: &Sides) -> Division {
        if self.has_giver(division, day, sides) {
            division.give(|holder| self.gives(holder, day, sides), self.to, self.extent)
        } else {
            let up_to = Share::clamped(0, self.extent.high());
            division.give(|holder| holder == HolderKey::UNRECORDED, self.to, up_to)
        }
    }

    /// Returns the division of a part after the handover in the whole.
    fn on_part(self, part: &Division, day: i64, sides: &Sides) -> Division {
        if self.extent.is_whole() {
            self.on_division(part, day, sides)
        } else if self.has_giver(part, day, sides) {
            part.with_possible_gain(self.to, |holder| self.gives(holder, day, sides))
        } else {
            part.with_possible_gain(self.to, |holder| holder == HolderKey::UNRECORDED)
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
    /// Whether it moved anything at the place.
    pub(crate) movement: Movement,
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

    /// The actors that this effect names.
    pub(crate) fn actors(&self) -> Vec<ActorNo> {
        match self {
            Self::Captured { by, from, .. } => from.iter().chain([by]).copied().collect(),
            Self::Withdrew { actor, .. } => vec![*actor],
            Self::Transferred { from, to, .. } => vec![*from, *to],
            Self::Observed { rows, .. } | Self::Became(rows) => {
                rows.iter().filter_map(|row| row.0.as_actor()).collect()
            }
            Self::Fought { parties, .. } => parties.to_vec(),
            Self::Repelled { attacker } => vec![*attacker],
            Self::Besieged { by } | Self::FireControl { by } => vec![*by],
            Self::Unknown | Self::SiegeLifted | Self::FireControlLost => Vec::new(),
        }
    }

    /// Whether what this effect does can depend on who answers to whom. A capture of the whole, or what a place became,
    /// only ends fire control by the holder's side, so it matters there whether there is any.
    pub(crate) fn depends_on_sides(&self, has_fire_control: bool) -> bool {
        match self {
            Self::Captured { extent, .. } if extent.is_whole() => has_fire_control,
            Self::Became(_) => has_fire_control,
            Self::Unknown => false,
            _ => self.affects_division() || matches!(self, Self::Repelled { .. }),
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

    /// Whether this is a fight that ends with the day on which it falls.
    pub(crate) fn ends_with_its_day(&self) -> bool {
        matches!(self, Self::Fought { end: None, .. })
    }

    /// Whether the fight, siege or fire control that this effect began is going on at a moment with this activity.
    /// `happened` is the span in which the event happened.
    pub(crate) fn is_going_on(&self, activity: &Activity, moment: i64, happened: Span) -> bool {
        match self {
            Self::Fought { parties, end } => {
                let end = end.unwrap_or_else(|| FightEnd::with_the_day_of(happened));
                end.latest >= moment && parties.iter().any(|party| activity.contested.contains(party))
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

    /// Returns whether this is an observation that contradicts the division right before it. Observed holders may have held any
    /// of the unrecorded share.
    pub(crate) fn contradicts(&self, division: &Division, day: i64, sides: &Sides) -> bool {
        let Self::Observed { rows: listed, .. } = self else { return false };
        let chiefs: Vec<ActorNo> = listed.iter().filter_map(|row| row.0.as_actor()).collect();
        let known = merged(division, &chiefs, day, sides);
        known.claimable(listed.iter().map(|row| row.0)).observe(listed).is_none()
    }

    /// The withdrawal or transfer that this effect is, if it is one.
    fn handover(&self) -> Option<Handover> {
        match *self {
            Self::Withdrew { actor, extent, .. } => Some(Handover { from: actor, to: HolderKey::NOBODY, extent }),
            Self::Transferred { from, to, extent, .. } => Some(Handover { from, to: HolderKey::actor(to), extent }),
            _ => None,
        }
    }

    /// Returns what this effect makes of a place, with the allegiances of a day. `happened` is the span in which the event
    /// happened.
    pub(crate) fn applied(
        &self,
        division: &Division,
        ongoing: &Ongoing,
        (day, happened): (i64, Span),
        sides: &Sides,
    ) -> Outcome {
        let mut ongoing = ongoing.clone();
        let handover = self.handover();
        let movement = handover.map_or(Movement::Surely, |handover| handover.movement(division, day, sides));
        if movement == Movement::Nothing {
            let (division, on_parts) = (division.clone(), PartEffect::Untouched);
            return Outcome { division, ongoing, on_parts, whole: false, movement };
        }
        let (division, on_parts, whole) = match handover {
            Some(handover) => {
                let after = handover.on_division(division, day, sides);
                (after, PartEffect::HandedOver(handover), handover.extent.is_whole())
            }
            None => self.on_division(division, day, sides),
        };
        if whole {
            on_parts.settle(&mut ongoing, &division, movement == Movement::Possibly, day, sides);
        }
        match self {
            Self::Fought { parties, end } => ongoing.add_fight(parties, *end, happened),
            Self::Repelled { attacker } => ongoing.end_fights_of(*attacker, day, sides),
            Self::Besieged { by } => ongoing.besiege(*by),
            Self::SiegeLifted => ongoing.lift_sieges(),
            Self::FireControl { by } => ongoing.gain_fire_control(*by),
            Self::FireControlLost => ongoing.lose_fire_control(),
            _ => {}
        }
        Outcome { division, ongoing, on_parts, whole, movement }
    }

    /// Returns the new division, the effect on the parts, and whether the change was whole; not of a handover.
    fn on_division(&self, division: &Division, day: i64, sides: &Sides) -> (Division, PartEffect, bool) {
        match self {
            Self::Captured { by, extent, .. } if extent.is_whole() => {
                let by = HolderKey::actor(*by);
                (Division::whole(by), PartEffect::Set(by), true)
            }
            Self::Captured { by, extent, from, .. } => {
                let losers = match from {
                    Some(chief) => Losers::Under(*chief),
                    None => Losers::NotOfSide(*by),
                };
                let gainer = HolderKey::actor(*by);
                let (division, everyone) = division.take(gainer, *extent, |holder| losers.includes(holder, day, sides));
                let losers = if everyone { Losers::Everyone } else { losers };
                (division, PartEffect::PossibleGain { gainer, losers }, false)
            }
            Self::Observed { rows, .. } => observed(division, rows, day, sides),
            // As in a baseline, what the shares leave open is unrecorded.
            Self::Became(rows) => stated(Division::unrecorded().restart(rows), rows),
            Self::Unknown => (Division::unrecorded(), PartEffect::Set(HolderKey::UNRECORDED), true),
            _ => (division.clone(), PartEffect::Untouched, false),
        }
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
    /// Whether this effect moves anything in a part, or in a deeper one, that has this division.
    pub(crate) fn movement(&self, part: &Division, day: i64, sides: &Sides) -> Movement {
        match self {
            Self::HandedOver(handover) => handover.movement(part, day, sides),
            _ => Movement::Surely,
        }
    }

    /// Ends what a whole change ends at a place or a part that it reaches. `division` is the division there after it.
    /// If nothing is known any more, everything ends.
    /// `possibly` says that the change may have moved nothing.
    pub(crate) fn settle(&self, ongoing: &mut Ongoing, division: &Division, possibly: bool, day: i64, sides: &Sides) {
        if *self == Self::Set(HolderKey::UNRECORDED) {
            *ongoing = Ongoing::default();
        } else {
            ongoing.settle(division, possibly, day, sides);
        }
    }

    /// Returns what becomes of the division of a part.
    pub(crate) fn on(&self, part: &Division, day: i64, sides: &Sides) -> Division {
        match self {
            Self::Untouched => part.clone(),
            Self::Set(holder) => Division::whole(*holder),
            Self::HandedOver(handover) => handover.on_part(part, day, sides),
            Self::PossibleGain { gainer, losers } => {
                part.with_possible_gain(*gainer, |holder| losers.includes(holder, day, sides))
            }
            Self::AnyAmong(holders) => Division::any_among(holders.iter().copied()),
            Self::Merged(chiefs) => merged(part, chiefs, day, sides),
        }
    }
}
