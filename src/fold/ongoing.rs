//! What is going on at one place: fights, sieges, fire control. None of it changes the holder.

use super::division::Division;
use super::sides::Sides;
use crate::numbers::ActorNo;

/// A fight, and the last moment at which it still counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Fight {
    pub(crate) parties: Box<[ActorNo]>,
    pub(crate) ends: i64,
}

/// What an event leaves going on, with the ends of fights not yet applied.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Ongoing {
    pub(crate) fights: Vec<Fight>,
    pub(crate) besieged_by: Vec<ActorNo>,
    pub(crate) under_fire_of: Vec<ActorNo>,
}

/// What is going on at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Activity {
    pub(crate) contested: Box<[ActorNo]>,
    pub(crate) besieged_by: Box<[ActorNo]>,
    pub(crate) under_fire_of: Box<[ActorNo]>,
}

impl Ongoing {
    /// What is going on at a moment: fights that are over by then are left out.
    pub(crate) fn at(&self, moment: i64) -> Activity {
        let going = self.fights.iter().filter(|fight| fight.ends >= moment);
        let mut contested: Vec<ActorNo> = going.flat_map(|fight| fight.parties.iter().copied()).collect();
        contested.sort_unstable();
        contested.dedup();
        Activity {
            contested: contested.into(),
            besieged_by: self.besieged_by.clone().into(),
            under_fire_of: self.under_fire_of.clone().into(),
        }
    }

    /// Whether a fight with a recorded end is going on at a moment.
    pub(crate) fn dated_fight(&self, moment: i64) -> bool {
        self.fights.iter().any(|fight| fight.ends >= moment && fight.ends != i64::MAX)
    }

    pub(crate) fn same_but_for_fights(&self, other: &Self) -> bool {
        (&self.besieged_by, &self.under_fire_of) == (&other.besieged_by, &other.under_fire_of)
    }

    pub(crate) fn fight(&mut self, mut parties: Vec<ActorNo>, ends: i64) {
        parties.sort_unstable();
        parties.dedup();
        let fight = Fight { parties: parties.into(), ends };
        if let Err(at) = self.fights.binary_search(&fight) {
            self.fights.insert(at, fight);
        }
    }

    pub(crate) fn repel(&mut self, attacker: ActorNo, day: i64, sides: &Sides) {
        self.fights.retain(|fight| !fight.parties.iter().any(|&party| sides.same_side(party, attacker, day)));
    }

    /// The place changed hands as a whole: fights and sieges are over, and fire control by the side that holds it all.
    pub(crate) fn settled(&mut self, division: &Division, day: i64, sides: &Sides) {
        self.fights.clear();
        self.besieged_by.clear();
        let holds_all = |user: ActorNo| {
            division.rows().iter().all(|row| row.0.as_actor().is_some_and(|holder| sides.same_side(holder, user, day)))
        };
        self.under_fire_of.retain(|&user| !holds_all(user));
    }
}

pub(super) fn insert(list: &mut Vec<ActorNo>, actor: ActorNo) {
    if let Err(at) = list.binary_search(&actor) {
        list.insert(at, actor);
    }
}
