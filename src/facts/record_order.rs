//! The order of the record: where the record tells each of its events.

use std::collections::BTreeMap;

use crate::fold::RecordPosition;
use crate::numbers::{EventNo, Numbered};

/// All events in the order of the record: by their `order`, and among those of equal `order` by their arrival.
#[derive(Clone, Debug, Default)]
pub(super) struct RecordOrder {
    of: Numbered<EventNo, RecordPosition>,
    sorted: BTreeMap<RecordPosition, EventNo>,
    /// How many events have arrived so far, those that were removed included.
    arrivals: u64,
}

impl RecordOrder {
    /// Takes in the events of a whole record by their numbers, each with its `order`.
    pub(super) fn new(orders: impl Iterator<Item = Option<i64>>) -> Self {
        let position =
            |(arrival, order): (u64, Option<i64>)| RecordPosition { order: order.unwrap_or_default(), arrival };
        let of: Numbered<EventNo, RecordPosition> = (0..).zip(orders).map(position).collect();
        let sorted = of.numbered().map(|(number, position)| (*position, number)).collect();
        let arrivals = of.len() as u64;
        Self { of, sorted, arrivals }
    }

    /// Returns the place of an event.
    pub(super) fn of(&self, number: EventNo) -> RecordPosition {
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
        let position = RecordPosition { order: order.unwrap_or_else(|| self.next_order()), arrival: self.arrivals };
        self.arrivals += 1;
        self.of.grow_to(number);
        self.of[number] = position;
        self.sorted.insert(position, number);
    }

    /// Removes an event.
    pub(super) fn take(&mut self, number: EventNo) {
        self.sorted.remove(&self.of[number]);
    }
}
