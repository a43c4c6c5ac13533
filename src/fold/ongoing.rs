//! What is going on at one place: fights, sieges and fire control. None of these changes who holds the place.

use super::division::Division;
use super::sides::Sides;
use crate::numbers::ActorNo;

/// A fight. `ends` is the last moment at which it still counts, in minutes; `i64::MAX` if it has no end.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Fight {
    pub(crate) parties: Box<[ActorNo]>,
    pub(crate) ends: i64,
}

/// What is going on after an event. It includes fights that end later, so it has to be evaluated at a moment to give an
/// [`Activity`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Ongoing {
    pub(crate) fights: Vec<Fight>,
    pub(crate) besieged_by: Vec<ActorNo>,
    pub(crate) under_fire_of: Vec<ActorNo>,
}

/// What is going on at one moment: the actors who fight, besiege, and have fire control there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Activity {
    pub(crate) contested: Box<[ActorNo]>,
    pub(crate) besieged_by: Box<[ActorNo]>,
    pub(crate) under_fire_of: Box<[ActorNo]>,
}

impl Ongoing {
    /// Returns what is going on at a moment. Fights that are over by then are left out.
    pub(crate) fn activity_at(&self, moment: i64) -> Activity {
        let active = self.fights.iter().filter(|fight| fight.ends >= moment);
        let mut contested: Vec<ActorNo> = active.flat_map(|fight| fight.parties.iter().copied()).collect();
        contested.sort_unstable();
        contested.dedup();
        Activity {
            contested: contested.into(),
            besieged_by: self.besieged_by.clone().into(),
            under_fire_of: self.under_fire_of.clone().into(),
        }
    }

    /// Returns whether a fight with a recorded end is going on at a moment.
    pub(crate) fn dated_fight(&self, moment: i64) -> bool {
        self.fights.iter().any(|fight| fight.ends >= moment && fight.ends != i64::MAX)
    }

    /// Returns whether sieges and fire control are the same, whatever the fights.
    pub(crate) fn same_but_for_fights(&self, other: &Self) -> bool {
        (&self.besieged_by, &self.under_fire_of) == (&other.besieged_by, &other.under_fire_of)
    }

    /// Adds a fight that lasts until a moment.
    pub(crate) fn add_fight(&mut self, mut parties: Vec<ActorNo>, ends: i64) {
        parties.sort_unstable();
        parties.dedup();
        let fight = Fight { parties: parties.into(), ends };
        if let Err(position) = self.fights.binary_search(&fight) {
            self.fights.insert(position, fight);
        }
    }

    /// Ends the fights in which anyone on the attacker's side takes part.
    pub(crate) fn end_fights_of(&mut self, attacker: ActorNo, day: i64, sides: &Sides) {
        self.fights.retain(|fight| !fight.parties.iter().any(|&party| sides.same_side(party, attacker, day)));
    }

    /// Ends what a whole change of hands ends: all fights and sieges, and fire control by a side that now holds the
    /// whole place. `division` is the division after the change.
    pub(crate) fn settle(&mut self, division: &Division, day: i64, sides: &Sides) {
        self.fights.clear();
        self.besieged_by.clear();
        let holds_all = |user: ActorNo| {
            division.rows().iter().all(|row| row.0.as_actor().is_some_and(|holder| sides.same_side(holder, user, day)))
        };
        self.under_fire_of.retain(|&user| !holds_all(user));
    }
}

/// Inserts an actor into a sorted list, unless the list contains it.
pub(super) fn insert_sorted(list: &mut Vec<ActorNo>, actor: ActorNo) {
    if let Err(position) = list.binary_search(&actor) {
        list.insert(position, actor);
    }
}
