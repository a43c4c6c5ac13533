//! Who answers to whom on a given day, and who is on which side. Actors are known by number.

use crate::numbers::{ActorNo, Numbered};

/// A period in which an actor answers to the actor `to`. Days are counted from 1 January 1970; the end is exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Period {
    pub(crate) from: i64,
    pub(crate) until: i64,
    pub(crate) to: ActorNo,
    /// The position of the entry in the actor's list of allegiances.
    pub(crate) entry: usize,
}

/// The days from which an actor is on another side, with that side. The first entry is for `i64::MIN`.
type SidesInTime = Vec<(i64, ActorNo)>;

/// All allegiances of a history. No actor answers to itself through others: a history refuses such circles.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sides {
    /// The periods of each actor, by time. They do not overlap.
    periods: Numbered<ActorNo, Vec<Period>>,
    tops: Numbered<ActorNo, SidesInTime>,
    /// The days on which any actor changes sides, ascending.
    changes: Vec<i64>,
    /// The days on which any allegiance begins or ends, even if it changes nobody's side, ascending.
    shifts: Vec<i64>,
}

impl Sides {
    pub(crate) fn new(periods: Numbered<ActorNo, Vec<Period>>) -> Self {
        let mut shifts: Vec<i64> = periods.iter().flatten().flat_map(|period| [period.from, period.until]).collect();
        shifts.retain(|day| *day != i64::MIN && *day != i64::MAX);
        let tops = periods.iter().map(|_| Vec::new()).collect();
        let mut sides = Self { periods, tops, changes: Vec::new(), shifts };
        for actor in sides.superiors_first() {
            sides.tops[actor] = sides.tops_of(actor);
        }
        sides.changes = sides.tops.iter().flat_map(|tops| &tops[1..]).map(|top| top.0).collect();
        for days in [&mut sides.changes, &mut sides.shifts] {
            days.sort_unstable();
            days.dedup();
        }
        sides
    }

    /// Adds an actor to whom nobody answers yet. Those to whom it answers must have been added before.
    pub(crate) fn add(&mut self, periods: Vec<Period>) {
        let days = periods.iter().flat_map(|period| [period.from, period.until]);
        for day in days.filter(|day| *day != i64::MIN && *day != i64::MAX) {
            insert_day(&mut self.shifts, day);
        }
        let actor = self.periods.push(periods);
        let tops = self.tops_of(actor);
        for top in &tops[1..] {
            insert_day(&mut self.changes, top.0);
        }
        self.tops.push(tops);
    }

    /// Returns all actors, each after those to whom it ever answers.
    fn superiors_first(&self) -> Vec<ActorNo> {
        let mut seen: Numbered<ActorNo, bool> = self.periods.iter().map(|_| false).collect();
        let mut order = Vec::with_capacity(self.periods.len());
        for start in self.periods.numbers() {
            let mut pending = vec![(start, false)];
            while let Some((actor, done)) = pending.pop() {
                if done {
                    order.push(actor);
                } else if !std::mem::replace(&mut seen[actor], true) {
                    pending.push((actor, true));
                    pending.extend(self.periods[actor].iter().map(|period| (period.to, false)));
                }
            }
        }
        order
    }

    /// Works out on which side an actor is at which times. Those to whom it answers must be worked out already.
    fn tops_of(&self, actor: ActorNo) -> SidesInTime {
        let mut tops = SidesInTime::new();
        let mut push = |day: i64, top: ActorNo| {
            if tops.last().is_none_or(|last| last.1 != top) {
                tops.push((day, top));
            }
        };
        let mut free_from = i64::MIN;
        for period in &self.periods[actor] {
            if free_from < period.from {
                push(free_from, actor);
            }
            let superior = &self.tops[period.to];
            if superior.is_empty() {
                // Some reading leaves out an entry, and the others form a circle. The actor then counts for itself.
                push(period.from, actor);
            }
            for (position, &(day, top)) in superior.iter().enumerate() {
                let next = superior.get(position + 1).map_or(i64::MAX, |next| next.0);
                if day < period.until && period.from < next {
                    push(day.max(period.from), top);
                }
            }
            free_from = period.until;
        }
        if free_from < i64::MAX {
            push(free_from, actor);
        }
        tops
    }

    /// Returns the periods in which an actor directly answers to another, by time.
    pub(crate) fn periods(&self, actor: ActorNo) -> &[Period] {
        self.periods.get(actor).map_or(&[], |periods| periods)
    }

    /// Returns the period in which an actor directly answers to another on a day.
    pub(crate) fn period(&self, actor: ActorNo, day: i64) -> Option<&Period> {
        let periods = self.periods.get(actor)?;
        let before = periods.partition_point(|period| period.from <= day);
        periods[..before].last().filter(|period| day < period.until)
    }

    /// Whether an actor changes sides on a day.
    pub(crate) fn changes_on(&self, actor: ActorNo, day: i64) -> bool {
        self.tops.get(actor).is_some_and(|tops| tops[1..].binary_search_by_key(&day, |top| top.0).is_ok())
    }

    /// Returns the days on which an actor changes sides, ascending.
    pub(crate) fn changes_of(&self, actor: ActorNo) -> impl Iterator<Item = i64> {
        self.tops.get(actor).into_iter().flat_map(|tops| tops.iter().skip(1)).map(|top| top.0)
    }

    /// Returns the actor to whom an actor directly answers on a day.
    fn superior(&self, actor: ActorNo, day: i64) -> Option<ActorNo> {
        self.period(actor, day).map(|period| period.to)
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

/// Inserts a day into a sorted list, unless the list contains it.
fn insert_day(days: &mut Vec<i64>, day: i64) {
    if let Err(position) = days.binary_search(&day) {
        days.insert(position, day);
    }
}
