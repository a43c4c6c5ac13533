//! Who answers to whom on a day, by number.

use crate::numbers::{ActorNo, Numbered};

/// A period in which an actor answers to another; days are counted from 1970, the end is exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Period {
    pub(crate) from: i64,
    pub(crate) until: i64,
    pub(crate) to: ActorNo,
}

/// All allegiances of a history. Chains are free of cycles: the history refuses those.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sides {
    periods: Numbered<ActorNo, Vec<Period>>,
    /// For each actor, its side from each day on, beginning with the first day there is.
    tops: Numbered<ActorNo, Vec<(i64, ActorNo)>>,
    /// Every day on which any actor changes sides, ascending.
    changes: Vec<i64>,
    /// Every day on which any actor may come to answer to another, be it of the same side, ascending.
    shifts: Vec<i64>,
}

impl Sides {
    pub(crate) fn new(periods: Numbered<ActorNo, Vec<Period>>) -> Self {
        let mut changes: Vec<i64> = periods.iter().flatten().flat_map(|p| [p.from, p.until]).collect();
        changes.retain(|day| *day != i64::MIN && *day != i64::MAX);
        changes.sort_unstable();
        changes.dedup();
        let mut sides = Self { periods, tops: Numbered::default(), changes: Vec::new(), shifts: Vec::new() };
        let mut real = Vec::new();
        for actor in sides.periods.numbers() {
            let mut tops = vec![(i64::MIN, sides.climb(actor, i64::MIN))];
            for &day in &changes {
                let top = sides.climb(actor, day);
                if tops.last().is_some_and(|last| last.1 != top) {
                    tops.push((day, top));
                    real.push(day);
                }
            }
            sides.tops.push(tops);
        }
        real.sort_unstable();
        real.dedup();
        sides.changes = real;
        sides.shifts = changes;
        sides
    }

    fn boss(&self, actor: ActorNo, day: i64) -> Option<ActorNo> {
        let periods = self.periods.get(actor)?;
        periods.iter().find(|period| period.from <= day && day < period.until).map(|period| period.to)
    }

    fn climb(&self, actor: ActorNo, day: i64) -> ActorNo {
        let mut top = actor;
        // No chain is longer than there are actors.
        for _ in 0..self.periods.len() {
            match self.boss(top, day) {
                Some(boss) => top = boss,
                None => break,
            }
        }
        top
    }

    /// The top of an actor's chain on a day.
    pub(crate) fn side(&self, actor: ActorNo, day: i64) -> ActorNo {
        match self.tops.get(actor) {
            None => actor,
            Some(tops) => tops[tops.partition_point(|top| top.0 <= day).max(1) - 1].1,
        }
    }

    /// Whether `chief` stands in the actor's chain on a day; everyone stands in their own.
    pub(crate) fn under(&self, actor: ActorNo, chief: ActorNo, day: i64) -> bool {
        let mut at = actor;
        for _ in 0..=self.periods.len() {
            if at == chief {
                return true;
            }
            match self.boss(at, day) {
                Some(boss) => at = boss,
                None => return false,
            }
        }
        false
    }

    /// An actor, to whom it answers on a day, to whom that one does, and so on.
    pub(crate) fn chain(&self, actor: ActorNo, day: i64) -> impl Iterator<Item = ActorNo> {
        std::iter::successors(Some(actor), move |&at| self.boss(at, day)).take(self.periods.len() + 1)
    }

    /// The first of some actors in an actor's chain on a day, beginning with itself.
    pub(crate) fn nearest(&self, actor: ActorNo, chiefs: &[ActorNo], day: i64) -> Option<ActorNo> {
        self.chain(actor, day).find(|at| chiefs.contains(at))
    }

    pub(crate) fn same_side(&self, a: ActorNo, b: ActorNo, day: i64) -> bool {
        self.side(a, day) == self.side(b, day)
    }

    /// The days on which some actor may come to answer to another.
    pub(crate) fn shifts(&self) -> &[i64] {
        &self.shifts
    }

    /// The days on which some actor changes sides.
    pub(crate) fn changes(&self) -> &[i64] {
        &self.changes
    }
}
