//! Who answers to whom on a given day, and who is on which side. Actors are known by number.

use crate::numbers::{ActorNo, Numbered};

/// A period in which an actor answers to the actor `to`. Days are counted from 1 January 1970; the end is exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Period {
    pub(crate) from: i64,
    pub(crate) until: i64,
    pub(crate) to: ActorNo,
}

/// All allegiances of a history. No actor answers to itself through others: a history refuses such circles.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sides {
    periods: Numbered<ActorNo, Vec<Period>>,
    /// For each actor, the days from which it is on another side, with that side. The first entry is for `i64::MIN`.
    tops: Numbered<ActorNo, Vec<(i64, ActorNo)>>,
    /// The days on which any actor changes sides, ascending.
    changes: Vec<i64>,
    /// The days on which any allegiance begins or ends, even if it changes nobody's side, ascending.
    shifts: Vec<i64>,
}

impl Sides {
    pub(crate) fn new(periods: Numbered<ActorNo, Vec<Period>>) -> Self {
        let mut shifts: Vec<i64> = periods.iter().flatten().flat_map(|period| [period.from, period.until]).collect();
        shifts.retain(|day| *day != i64::MIN && *day != i64::MAX);
        shifts.sort_unstable();
        shifts.dedup();
        let mut sides = Self { periods, tops: Numbered::default(), changes: Vec::new(), shifts: Vec::new() };
        let mut changes = Vec::new();
        for actor in sides.periods.numbers() {
            let mut tops = vec![(i64::MIN, sides.top_of_chain(actor, i64::MIN))];
            for &day in &shifts {
                let top = sides.top_of_chain(actor, day);
                if tops.last().is_some_and(|last| last.1 != top) {
                    tops.push((day, top));
                    changes.push(day);
                }
            }
            sides.tops.push(tops);
        }
        changes.sort_unstable();
        changes.dedup();
        sides.changes = changes;
        sides.shifts = shifts;
        sides
    }

    /// Returns the actor to whom an actor directly answers on a day.
    fn superior(&self, actor: ActorNo, day: i64) -> Option<ActorNo> {
        let periods = self.periods.get(actor)?;
        periods.iter().find(|period| period.from <= day && day < period.until).map(|period| period.to)
    }

    /// Returns the top of an actor's chain of allegiances on a day, by following the chain.
    fn top_of_chain(&self, actor: ActorNo, day: i64) -> ActorNo {
        let mut top = actor;
        // No chain is longer than there are actors.
        for _ in 0..self.periods.len() {
            match self.superior(top, day) {
                Some(superior) => top = superior,
                None => break,
            }
        }
        top
    }

    /// Returns the side of an actor on a day: the top of its chain of allegiances.
    pub(crate) fn side(&self, actor: ActorNo, day: i64) -> ActorNo {
        match self.tops.get(actor) {
            None => actor,
            Some(tops) => tops[tops.partition_point(|top| top.0 <= day).max(1) - 1].1,
        }
    }

    /// Returns whether the actor answers to `chief` on a day, directly or through others. Every actor counts as under
    /// itself.
    pub(crate) fn under(&self, actor: ActorNo, chief: ActorNo, day: i64) -> bool {
        let mut current = actor;
        for _ in 0..=self.periods.len() {
            if current == chief {
                return true;
            }
            match self.superior(current, day) {
                Some(superior) => current = superior,
                None => return false,
            }
        }
        false
    }

    /// Returns an actor, the actor to whom it answers on a day, the one to whom that actor answers, and so on.
    pub(crate) fn chain(&self, actor: ActorNo, day: i64) -> impl Iterator<Item = ActorNo> {
        std::iter::successors(Some(actor), move |&below| self.superior(below, day)).take(self.periods.len() + 1)
    }

    /// Returns which of `chiefs` comes first in the actor's chain on a day. The chain begins with the actor itself.
    pub(crate) fn nearest(&self, actor: ActorNo, chiefs: &[ActorNo], day: i64) -> Option<ActorNo> {
        self.chain(actor, day).find(|superior| chiefs.contains(superior))
    }

    /// Returns whether two actors are on the same side on a day.
    pub(crate) fn same_side(&self, one: ActorNo, other: ActorNo, day: i64) -> bool {
        self.side(one, day) == self.side(other, day)
    }

    /// The days on which any allegiance begins or ends, ascending.
    pub(crate) fn shifts(&self) -> &[i64] {
        &self.shifts
    }

    /// The days on which any actor changes sides, ascending.
    pub(crate) fn changes(&self) -> &[i64] {
        &self.changes
    }
}
