//! The narrative order of events. Their dates decide which event comes first; where the dates leave that open, the
//! order in which the record lists the events decides. The span of each event is narrowed by the related events before
//! and after it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use super::effect::Effect;
use super::tree::PlaceTree;
use crate::numbers::{EventNo, Numbered, PlaceNo};
use crate::time::{DAY, Span};

/// The place of an event in the order of the record: its `order` in the record, and among events of equal `order` the number
/// of its arrival.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RecordPosition {
    pub(crate) order: i64,
    pub(crate) arrival: u64,
}

/// An event that has a place in the order, in the terms of the engine.
#[derive(Clone, Debug)]
pub(crate) struct Occurrence {
    /// Where the record tells it.
    pub(crate) record_position: RecordPosition,
    pub(crate) place: PlaceNo,
    /// The span of time in which it happened, as dated.
    pub(crate) span: Span,
    pub(crate) effect: Effect,
}

/// What decides the position of one event: its span, then where the record tells it.
#[derive(Clone, Copy, Debug)]
struct OrderKey {
    span: Span,
    record_position: RecordPosition,
}

/// One event and its position in the order.
#[derive(Clone, Debug, Default)]
struct Placed {
    /// `None` if no event has this number, or if it does not count.
    occurrence: Option<Arc<Occurrence>>,
    /// Its position in the narrative order of its family.
    rank: u32,
    /// Its span, narrowed by the related events before and after it.
    narrowed: Span,
}

/// The events of a history, and the narrative order of the events of each family.
#[derive(Clone, Debug, Default)]
pub(crate) struct EventOrder {
    events: Numbered<EventNo, Placed>,
    families: Vec<Vec<EventNo>>,
}

impl EventOrder {
    /// Takes in events without putting them in order yet.
    pub(super) fn new(occurrences: Vec<Option<Occurrence>>, families: usize) -> Self {
        let placed =
            |occurrence: Option<Occurrence>| Placed { occurrence: occurrence.map(Arc::new), ..Placed::default() };
        Self { events: occurrences.into_iter().map(placed).collect(), families: vec![Vec::new(); families] }
    }

    /// Makes room for a new family.
    pub(super) fn add_family(&mut self) {
        self.families.push(Vec::new());
    }

    /// Returns every event with its number.
    pub(super) fn all(&self) -> impl Iterator<Item = (EventNo, &Occurrence)> {
        self.events.numbered().filter_map(|(event, placed)| Some((event, placed.occurrence.as_deref()?)))
    }

    /// Returns an event by its number.
    pub(crate) fn occurrence(&self, event: EventNo) -> Option<&Occurrence> {
        self.events.get(event)?.occurrence.as_deref()
    }

    /// Returns an event as a shared value, for callers that change the states while they use it.
    pub(super) fn shared(&self, event: EventNo) -> Option<Arc<Occurrence>> {
        self.events.get(event)?.occurrence.clone()
    }

    /// Puts in an event. Its family must be [reordered](Self::reorder) afterwards.
    pub(super) fn put(&mut self, event: EventNo, occurrence: Occurrence) {
        self.events.grow_to(event);
        self.events[event] = Placed { occurrence: Some(Arc::new(occurrence)), ..Placed::default() };
    }

    /// Takes out an event. Its family must be [reordered](Self::reorder) afterwards.
    pub(super) fn take(&mut self, event: EventNo) -> Option<Arc<Occurrence>> {
        self.events.get_mut(event)?.occurrence.take()
    }

    /// Returns the events of a family in the narrative order.
    pub(super) fn family(&self, family: usize) -> &[EventNo] {
        &self.families[family]
    }

    /// Returns, for each family, its events in the narrative order.
    pub(crate) fn families(&self) -> impl Iterator<Item = &[EventNo]> {
        self.families.iter().map(|events| &events[..])
    }

    /// Returns the position of an event in the narrative order of its family.
    pub(crate) fn rank(&self, event: EventNo) -> u32 {
        self.events[event].rank
    }

    /// Returns the span of an event as dated.
    pub(super) fn dated(&self, event: EventNo) -> Span {
        self.occurrence(event).map_or(Span::OPEN, |occurrence| occurrence.span)
    }

    /// Returns the span of an event, narrowed by the related events before and after it.
    pub(crate) fn narrowed(&self, event: EventNo) -> Span {
        self.events[event].narrowed
    }

    /// Returns the day whose allegiances apply to an event: the first on which it can have happened, or `i64::MIN` if that
    /// is open.
    pub(crate) fn day(&self, event: EventNo) -> i64 {
        first_day(self.narrowed(event))
    }

    /// Replaces the narrowed span of an event.
    pub(super) fn set_narrowed(&mut self, event: EventNo, span: Span) {
        self.events[event].narrowed = span;
    }

    /// Puts the events of a family in the narrative order, and narrows the span of each by its neighbours.
    pub(super) fn reorder(&mut self, tree: &PlaceTree, family: usize, events: &[EventNo]) {
        let occurrence = |event: EventNo| self.occurrence(event).expect("the family lists live events");
        let key = |&event: &EventNo| {
            let Occurrence { span, record_position, .. } = occurrence(event);
            OrderKey { span: *span, record_position: *record_position }
        };
        let keys: Vec<OrderKey> = events.iter().map(key).collect();
        let order: Vec<EventNo> = narrative_order(&keys).into_iter().map(|position| events[position]).collect();
        for (rank, &event) in (0..).zip(&order) {
            self.events[event].rank = rank;
        }
        self.families[family] = order;
        self.narrow_within(tree, family, &[]);
    }

    /// Narrows the span of each event of a family by its neighbours, where some events have these spans in place of
    /// those that are dated. Returns whether that leaves a moment for every event.
    pub(super) fn narrow_within(&mut self, tree: &PlaceTree, family: usize, spans: &[(EventNo, Span)]) -> bool {
        for position in 0..self.families[family].len() {
            let event = self.families[family][position];
            self.set_narrowed(event, self.dated(event));
        }
        for &(event, span) in spans {
            self.set_narrowed(event, span);
        }
        self.narrow(tree, family, false);
        self.narrow(tree, family, true);
        let has_moment = |&event: &EventNo| {
            let span = self.narrowed(event);
            span.earliest_minute() < span.latest_minute()
        };
        self.families[family].iter().all(has_moment)
    }

    /// Narrows the spans of the events of a family in one direction. Events are related if their places are the same,
    /// or one lies within the other. No event happens before a related one that precedes it in the narrative order: so
    /// its earliest moment is no earlier than theirs (forwards), and its latest moment is no later than that of the
    /// related events after it (backwards).
    fn narrow(&mut self, tree: &PlaceTree, family: usize, backwards: bool) {
        // For each place, by its seat: the greatest bound of the visited events at the place itself, and the greatest
        // bound of those at the place and within it.
        let mut at_place = vec![i64::MIN; tree.family(family).len()];
        let mut inside = at_place.clone();
        let order = std::mem::take(&mut self.families[family]);
        let visit: Box<dyn Iterator<Item = &EventNo>> =
            if backwards { Box::new(order.iter().rev()) } else { Box::new(order.iter()) };
        // Backwards, moments are negated, so that the same rule serves both directions.
        for &event in visit {
            let Some(place) = self.occurrence(event).map(|occurrence| occurrence.place) else { continue };
            let span = self.narrowed(event);
            let own = if backwards { span.latest_minute().saturating_neg() } else { span.earliest_minute() };
            let around = tree.with_around(place).map(|outer| at_place[tree.seat_of(outer)]);
            let bound = around.chain([inside[tree.seat_of(place)]]).fold(own, i64::max);
            at_place[tree.seat_of(place)] = bound;
            for outer in tree.with_around(place) {
                let seat = tree.seat_of(outer);
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

/// Returns the first day of a span, or `i64::MIN` if that is open.
pub(super) fn first_day(span: Span) -> i64 {
    span.earliest().map_or(i64::MIN, |earliest| earliest.minutes().div_euclid(DAY))
}

/// Returns the positions of the events in the narrative order. That order repeatedly takes the event told first among
/// the free events, which no remaining event precedes by its dates.
///
/// An event is free once every event that ends at or before its beginning has been taken, that is, once it begins
/// before the least end that remains. That least end only grows, so one pass over the events by their beginnings is
/// enough.
fn narrative_order(events: &[OrderKey]) -> Vec<usize> {
    let mut by_start: Vec<usize> = (0..events.len()).collect();
    by_start.sort_by_key(|&position| events[position].span.earliest_minute());
    let mut by_start = by_start.into_iter().peekable();
    let mut ends: BinaryHeap<Reverse<(i64, usize)>> =
        events.iter().enumerate().map(|(position, event)| Reverse((event.span.latest_minute(), position))).collect();
    let mut free = BinaryHeap::new();
    let mut taken = vec![false; events.len()];
    let mut order = Vec::with_capacity(events.len());
    while order.len() < events.len() {
        while ends.peek().is_some_and(|Reverse((_, position))| taken[*position]) {
            ends.pop();
        }
        let Some(&Reverse((end, _))) = ends.peek() else { break };
        while let Some(position) = by_start.next_if(|&position| events[position].span.earliest_minute() < end) {
            free.push(Reverse((events[position].record_position, position)));
        }
        let Some(Reverse((_, position))) = free.pop() else { break };
        taken[position] = true;
        order.push(position);
    }
    order
}
