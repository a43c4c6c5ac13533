//! Changes of side: what an actor holds passes to another side although nothing happens at the place.

use std::collections::BTreeSet;
use std::fmt;

use chrono::NaiveDate;

use super::{Control, View};
use crate::numbers::{ActorNo, PlaceNo};
use crate::scenario::{Actor, Allegiance, Place};
use crate::time::{DAY, Moment};

/// The change of side of an actor that may hold a place, or fight for it, at that time.
#[derive(Clone, Copy, Debug)]
pub struct SideChange<'h> {
    view: View<'h>,
    number: SideChangeNo,
}

/// A change of side at one place, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SideChangeNo {
    /// The first day on the new side.
    pub(crate) day: i64,
    pub(crate) place: PlaceNo,
    pub(crate) actor: ActorNo,
}

impl<'h> SideChange<'h> {
    pub(crate) const fn new(view: View<'h>, number: SideChangeNo) -> Self {
        Self { view, number }
    }

    /// Returns the first day on the new side.
    #[must_use]
    pub fn day(self) -> NaiveDate {
        Moment::from_minutes(self.number.day.saturating_mul(DAY)).date()
    }

    /// Returns the place that the actor holds or fights for.
    #[must_use]
    pub fn place(self) -> &'h Place {
        &self.view.facts().places[self.number.place]
    }

    /// Returns the actor that changes sides.
    #[must_use]
    pub fn actor(self) -> &'h Actor {
        &self.view.facts().actors[self.number.actor]
    }

    /// Returns the side that the actor leaves; the actor itself, if it was a side of its own.
    #[must_use]
    pub fn from(self) -> &'h Actor {
        self.side(self.number.day - 1)
    }

    /// Returns the side that the actor joins; the actor itself, if it is a side of its own from then on.
    #[must_use]
    pub fn to(self) -> &'h Actor {
        self.side(self.number.day)
    }

    fn side(self, day: i64) -> &'h Actor {
        &self.view.facts().actors[self.view.fold().sides().side(self.number.actor, day)]
    }

    /// Returns the allegiance that begins on that day, of the actor or of one to whom it answers. `None` if the change is
    /// the end of an allegiance.
    #[must_use]
    pub fn allegiance(self) -> Option<&'h Allegiance> {
        let (facts, sides) = (self.view.facts(), self.view.fold().sides());
        sides.chain(self.number.actor, self.number.day).find_map(|actor| {
            let period = sides.period(actor, self.number.day).filter(|period| period.from == self.number.day)?;
            facts.actors[actor].allegiances.get(period.entry)
        })
    }

    /// Returns the control of the place right before and right after the change. Where several are possible, it is the
    /// first in which the actor holds the place or fights for it.
    pub(crate) fn controls(self) -> Option<(Control<'h>, Control<'h>)> {
        let SideChangeNo { day, place, actor } = self.number;
        let interval = self.view.fold().line(place).at(day * DAY);
        let mut controls = self.view.controls_in(place, interval, day);
        let after = controls.find(|control| control.named_actors().any(|named| named == actor))?;
        Some((Control { day: day - 1, ..after }, after))
    }
}

impl fmt::Display for SideChange<'_> {
    /// Writes the change in words: `ninth-regiment passes from crown to republic`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passes from {} to {}", self.actor().id, self.from().id, self.to().id)
    }
}

impl View<'_> {
    /// Returns every change of side of an actor that may hold a place, or fight for it, at that time. Sorted by day.
    pub(crate) fn side_changes(self) -> Vec<SideChangeNo> {
        let fold = self.fold();
        let changes = fold.sides().changes();
        let mut found = BTreeSet::new();
        if changes.is_empty() {
            return Vec::new();
        }
        for place in self.facts().places.numbers() {
            let line = fold.line(place);
            for (interval, begins) in line.intervals().iter().enumerate() {
                let ends = line.intervals().get(interval + 1).map_or(i64::MAX, |next| next.from);
                let first = changes.partition_point(|day| day * DAY < begins.from);
                let within = changes[first..].iter().take_while(|day| **day * DAY < ends);
                if within.clone().next().is_none() {
                    continue;
                }
                let controls = self.controls_in(place, interval, 0);
                let actors: BTreeSet<ActorNo> = controls.flat_map(Control::named_actors).collect();
                for &day in within {
                    let changing = actors.iter().filter(|actor| fold.sides().changes_on(**actor, day));
                    found.extend(changing.map(|&actor| SideChangeNo { day, place, actor }));
                }
            }
        }
        found.into_iter().collect()
    }
}
