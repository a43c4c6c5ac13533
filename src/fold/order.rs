//! The narrative order: the dates decide which event comes first, and where they leave it open, the order in which the
//! record tells the events. Each event's span is narrowed by the related events before and after it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use super::effect::Effect;
use super::tree::PlaceTree;
use crate::numbers::{EventNo, Numbered, PlaceNo};
use crate::time::Span;

/// An event that takes its place in the order.
#[derive(Clone, Debug)]
pub(crate) struct Occurrence {
    pub(crate) id: String,
    pub(crate) order: i64,
    pub(crate) place: PlaceNo,
    /// When it happened, as dated.
    pub(crate) span: Span,
    /// The day whose allegiances count for it.
    pub(crate) day: i64,
    pub(crate) effect: Effect,
}

/// What decides where one event stands: its span, then its order in the record, then its id.
#[derive(Clone, Copy, Debug)]
struct OrderKey<'a> {
    span: Span,
    order: i64,
    id: &'a str,
}

/// One event and where it stands.
#[derive(Clone, Debug, Default)]
struct Placed {
    occurrence: Option<Arc<Occurrence>>,
    /// Its position in the order of its family.
    rank: u32,
    /// Its span, narrowed by the related events before and after it.
    narrowed: Span,
}

/// The events of a history and the order of those of each family.
#[derive(Clone, Debug, Default)]
pub(crate) struct EventOrder {
    events: Numbered<EventNo, Placed>,
    families: Vec<Vec<EventNo>>,
}

impl EventOrder {
    /// These events, not yet put in order.
    pub(super) fn new(occurrences: Vec<Option<Occurrence>>, families: usize) -> Self {
        let placed =
            |occurrence: Option<Occurrence>| Placed { occurrence: occurrence.map(Arc::new), ..Placed::default() };
        Self { events: occurrences.into_iter().map(placed).collect(), families: vec![Vec::new(); families] }
    }

    /// Makes room for a new family.
    pub(super) fn add_family(&mut self) {
        self.families.push(Vec::new());
    }

    /// Every event with its number.
    pub(super) fn all(&self) -> impl Iterator<Item = (EventNo, &Occurrence)> {
        self.events.numbered().filter_map(|(event, placed)| Some((event, placed.occurrence.as_deref()?)))
    }

    pub(crate) fn occurrence(&self, event: EventNo) -> Option<&Occurrence> {
        self.events.get(event)?.occurrence.as_deref()
    }

    /// The same, shared: for callers that change the states meanwhile.
    pub(super) fn shared(&self, event: EventNo) -> Option<Arc<Occurrence>> {
        self.events.get(event)?.occurrence.clone()
    }

    /// Puts in an event; its family must then be ordered anew.
    pub(super) fn put(&mut self, event: EventNo, occurrence: Occurrence) {
        self.events.grow_to(event);
        self.events[event] = Placed { occurrence: Some(Arc::new(occurrence)), ..Placed::default() };
    }

    /// Takes out an event; its family must then be ordered anew.
    pub(super) fn take(&mut self, event: EventNo) -> Option<Arc<Occurrence>> {
        self.events.get_mut(event)?.occurrence.take()
    }

    /// The events of a family in the narrative order.
    pub(super) fn family(&self, family: usize) -> &[EventNo] {
        &self.families[family]
    }

    /// The events of each family in the narrative order.
    pub(crate) fn families(&self) -> impl Iterator<Item = &[EventNo]> {
        self.families.iter().map(|events| &events[..])
    }

    /// Where an event stands in the order of its family.
    pub(crate) fn rank(&self, event: EventNo) -> u32 {
        self.events[event].rank
    }

    /// When an event happened, as dated.
    pub(super) fn dated(&self, event: EventNo) -> Span {
        self.occurrence(event).map_or(Span::OPEN, |occurrence| occurrence.span)
    }

    /// When an event can have happened, given the related events before and after it.
    pub(crate) fn narrowed(&self, event: EventNo) -> Span {
        self.events[event].narrowed
    }

    pub(super) fn set_narrowed(&mut self, event: EventNo, span: Span) {
        self.events[event].narrowed = span;
    }

    /// Puts the events of a family in order, and narrows the span of each by its neighbours.
    pub(super) fn reorder(&mut self, tree: &PlaceTree, family: usize, events: &[EventNo]) {
        let occurrence = |event: EventNo| self.occurrence(event).expect("the family lists live events");
        let keys: Vec<OrderKey<'_>> = events
            .iter()
            .map(|&event| {
                let Occurrence { span, order, id, .. } = occurrence(event);
                OrderKey { span: *span, order: *order, id }
            })
            .collect();
        let order: Vec<EventNo> = narrative_order(&keys).into_iter().map(|position| events[position]).collect();
        for (rank, &event) in (0..).zip(&order) {
            let narrowed = self.dated(event);
            let placed = &mut self.events[event];
            (placed.rank, placed.narrowed) = (rank, narrowed);
        }
        self.families[family] = order;
        self.narrow(tree, family, false);
        self.narrow(tree, family, true);
    }

    /// Among events of one place, of places around it and of places within it, none happens before one that the
    /// narrative order puts before it. So its earliest moment is no earlier than theirs; backwards, its latest moment
    /// is no later than that of those behind it.
    fn narrow(&mut self, tree: &PlaceTree, family: usize, backwards: bool) {
        // The bounds that the events so far set to later ones at each place, and to those around it.
        let mut at_place = vec![i64::MIN; tree.family(family).len()];
        let mut inside = at_place.clone();
        let order = std::mem::take(&mut self.families[family]);
        let visit: Box<dyn Iterator<Item = &EventNo>> =
            if backwards { Box::new(order.iter().rev()) } else { Box::new(order.iter()) };
        // Span are negated, so that one rule serves both ways.
        for &event in visit {
            let Some(place) = self.occurrence(event).map(|occurrence| occurrence.place) else { continue };
            let span = self.narrowed(event);
            let own = if backwards { span.latest_minute().saturating_neg() } else { span.earliest_minute() };
            let around = tree.with_around(place).map(|near| at_place[tree.seat_of(near)]);
            let bound = around.chain([inside[tree.seat_of(place)]]).fold(own, i64::max);
            at_place[tree.seat_of(place)] = bound;
            for near in tree.with_around(place) {
                let seat = tree.seat_of(near);
                inside[seat] = bound.max(inside[seat]);
            }
            let narrowed = if backwards {
                let latest = if bound == i64::MIN { i64::MAX } else { bound.saturating_neg() };
                Span::from_minutes(span.earliest_minute(), latest)
            } else {
                Span::from_minutes(bound, span.latest_minute())
            };
            self.set_narrowed(event, narrowed);
        }
        self.families[family] = order;
    }
}

/// The positions of the events in the narrative order: repeatedly, of the events that no remaining one
/// precedes, the least by order and id.
///
/// An event is free once every event that ends at or before its beginning has been taken, which is
/// when it begins before the least end that remains. That bound only grows, so one sweep serves.
fn narrative_order(events: &[OrderKey<'_>]) -> Vec<usize> {
    let mut by_start: Vec<usize> = (0..events.len()).collect();
    by_start.sort_by_key(|&position| events[position].span.earliest_minute());
    let mut by_start = by_start.into_iter().peekable();
    let mut ends: BinaryHeap<Reverse<(i64, usize)>> =
        events.iter().enumerate().map(|(position, event)| Reverse((event.span.latest_minute(), position))).collect();
    let mut free = BinaryHeap::new();
    let mut taken = vec![false; events.len()];
    let mut order = Vec::with_capacity(events.len());
    while order.len() < events.len() {
        while ends.peek().is_some_and(|end| taken[end.0.1]) {
            ends.pop();
        }
        let Some(&Reverse((end, _))) = ends.peek() else { break };
        while let Some(position) = by_start.next_if(|&position| events[position].span.earliest_minute() < end) {
            free.push(Reverse((events[position].order, events[position].id, position)));
        }
        let Some(Reverse((_, _, position))) = free.pop() else { break };
        taken[position] = true;
        order.push(position);
    }
    order
}
