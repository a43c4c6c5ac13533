//! The order of telling: where the record tells each of its events.

use std::collections::BTreeMap;

use crate::fold::Telling;
use crate::numbers::{EventNo, Numbered};

/// All events in the order of telling: by their `order`, and among those of equal `order` by their arrival.
#[derive(Clone, Debug, Default)]
pub(super) struct Tellings {
    of: Numbered<EventNo, Telling>,
    sorted: BTreeMap<Telling, EventNo>,
    /// How many events have arrived so far, those that were removed included.
    arrivals: u64,
}

impl Tellings {
    /// Takes in the events of a whole record by their numbers, each with its `order`.
    pub(super) fn new(orders: impl Iterator<Item = Option<i64>>) -> Self {
        let telling = |(arrival, order): (u64, Option<i64>)| Telling { order: order.unwrap_or_default(), arrival };
        let of: Numbered<EventNo, Telling> = (0..).zip(orders).map(telling).collect();
        let sorted = of.numbered().map(|(number, telling)| (*telling, number)).collect();
        let arrivals = of.len() as u64;
        Self { of, sorted, arrivals }
    }

    /// Returns the place of an event.
    pub(super) fn of(&self, number: EventNo) -> Telling {
        self.of[number]
    }

    /// Returns all events.
    pub(super) fn sorted(&self) -> impl Iterator<Item = EventNo> {
        self.sorted.values().copied()
    }

    /// Returns the `order` of an event that comes after all that are there; at least 1.
    pub(super) fn next_order(&self) -> i64 {
        // The greatest number has none after it. Arrival decides then, and the new event still comes last.
        self.sorted.last_key_value().map_or(1, |(last, _)| last.order.saturating_add(1).max(1))
    }

    /// Adds an event after all that have the same `order`.
    pub(super) fn put(&mut self, number: EventNo, order: Option<i64>) {
        let telling = Telling { order: order.unwrap_or_else(|| self.next_order()), arrival: self.arrivals };
        self.arrivals += 1;
        self.of.grow_to(number);
        self.of[number] = telling;
        self.sorted.insert(telling, number);
    }

    /// Removes an event.
    pub(super) fn take(&mut self, number: EventNo) {
        self.sorted.remove(&self.of[number]);
    }
}
