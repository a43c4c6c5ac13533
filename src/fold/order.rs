//! The told order: dates first, and where they leave it open, the telling.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::moment::Moment;
use crate::when::Span;

/// Bounds of a moment in minutes: `i64::MIN` and `i64::MAX` are open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub(crate) earliest: i64,
    pub(crate) latest: i64,
}

impl Bounds {
    pub(crate) fn of(span: Span) -> Self {
        Self {
            earliest: span.earliest.map_or(i64::MIN, Moment::minutes),
            latest: span.latest.map_or(i64::MAX, Moment::minutes),
        }
    }

    pub(crate) fn overlaps(self, other: Self) -> bool {
        self.earliest < other.latest && other.earliest < self.latest
    }
}

/// What decides the order of one event: its bounds, then its place in the telling, then its id.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told<'a> {
    pub(crate) bounds: Bounds,
    pub(crate) order: i64,
    pub(crate) id: &'a str,
}

/// The positions of the events in the told order: repeatedly, of the events that no remaining one
/// precedes, the least by order and id.
///
/// An event is free once every event that ends at or before its beginning has been taken, which is
/// when it begins before the least end that remains. That bound only grows, so one sweep serves.
pub(crate) fn told(events: &[Told<'_>]) -> Vec<usize> {
    let mut by_start: Vec<usize> = (0..events.len()).collect();
    by_start.sort_by_key(|&at| events[at].bounds.earliest);
    let mut by_start = by_start.into_iter().peekable();
    let mut ends: BinaryHeap<Reverse<(i64, usize)>> =
        events.iter().enumerate().map(|(at, event)| Reverse((event.bounds.latest, at))).collect();
    let mut free = BinaryHeap::new();
    let mut taken = vec![false; events.len()];
    let mut order = Vec::with_capacity(events.len());
    while order.len() < events.len() {
        while ends.peek().is_some_and(|end| taken[end.0.1]) {
            ends.pop();
        }
        let Some(&Reverse((end, _))) = ends.peek() else { break };
        while let Some(at) = by_start.next_if(|&at| events[at].bounds.earliest < end) {
            free.push(Reverse((events[at].order, events[at].id, at)));
        }
        let Some(Reverse((_, _, at))) = free.pop() else { break };
        taken[at] = true;
        order.push(at);
    }
    order
}
