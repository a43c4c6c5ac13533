//! Findings on the narrative order: neighbouring events whose order only their arrival, or only dates, decide.

use std::collections::{BTreeMap, HashMap};

use super::finding::{Finding, Severity};
use super::sequence::Sequence;
use crate::fold::Occurrence;
use crate::numbers::{EventNo, PlaceNo};
use crate::scenario::FindingKind;

impl Sequence<'_> {
    /// Finds neighbours in the narrative order of a family that stand so only because of their arrival (`order-assumed`), and
    /// events that the record lists before others although they are dated after them (`told-against-dates`).
    pub(super) fn narrative_order(&mut self, events: &[EventNo]) {
        // For each place, the events there, and the events there or within it.
        let mut here: HashMap<PlaceNo, EarlierEvents> = HashMap::new();
        let mut inside: HashMap<PlaceNo, EarlierEvents> = HashMap::new();
        for &number in events {
            let Some(occurrence) = self.fold.occurrence(number) else { continue };
            let with_around = || self.facts.tree().with_around(occurrence.place);
            let around = with_around().filter_map(|place| here.get(&place));
            let related: Vec<&EarlierEvents> = around.chain(inside.get(&occurrence.place)).collect();
            let earliest = occurrence.span.earliest_minute();
            let key = |found: &(i64, EventNo)| (found.0, self.fold.rank(found.1));
            let listed_later = related.iter().filter_map(|earlier| earlier.greatest_order(earliest)).max_by_key(key);
            let listed_later = listed_later.filter(|(order, _)| *order > occurrence.record_position.order);
            let same_order = related
                .iter()
                .filter_map(|earlier| earlier.last_of_order(occurrence.record_position.order))
                .max_by_key(key);
            let same_order = same_order.filter(|(latest, _)| *latest > earliest);
            if let Some((_, other)) = listed_later {
                let (name, other) = (self.name(number), self.name(other));
                let sentence = format!("`{name}` is listed before `{other}` and dated after it; the dates stand");
                self.pair(FindingKind::ToldAgainstDates, sentence, [name, other], occurrence.place);
            }
            if let Some((_, other)) = same_order {
                let (name, other) = (self.name(number), self.name(other));
                let sentence = format!(
                    "`{other}` comes before `{name}` only because it was put in first; give each an `order` of its own, or \
                     narrower dates"
                );
                self.pair(FindingKind::OrderAssumed, sentence, [name, other], occurrence.place);
            }
            here.entry(occurrence.place).or_default().add(number, occurrence);
            for place in with_around() {
                inside.entry(place).or_default().add(number, occurrence);
            }
        }
    }

    fn pair(&mut self, kind: FindingKind, sentence: String, events: [String; 2], place: PlaceNo) {
        let mut finding = Finding::new(kind, Severity::Note, sentence);
        finding.events = events.into();
        finding.place = Some(self.facts.places[place].id.clone());
        self.found.push(finding);
    }
}

/// What later events need to know about the earlier ones at a place.
#[derive(Default)]
struct EarlierEvents {
    /// For the latest moment of an event, in minutes: the greatest `order` among the events that had happened by then, and
    /// the event that has it. Only entries that raise the greatest `order` are kept.
    greatest_orders: BTreeMap<i64, (i64, EventNo)>,
    /// For each `order`, the latest moment of any event that has it, and that event.
    last_of_orders: HashMap<i64, (i64, EventNo)>,
}

impl EarlierEvents {
    /// Returns the greatest `order` of an event that had certainly happened by a moment, and that event.
    fn greatest_order(&self, moment: i64) -> Option<(i64, EventNo)> {
        self.greatest_orders.range(..=moment).next_back().map(|(_, greatest)| *greatest)
    }

    /// Returns the latest moment of any event with this `order`, and that event.
    fn last_of_order(&self, order: i64) -> Option<(i64, EventNo)> {
        self.last_of_orders.get(&order).copied()
    }

    fn add(&mut self, number: EventNo, occurrence: &Occurrence) {
        let (order, latest) = (occurrence.record_position.order, occurrence.span.latest_minute());
        if self.greatest_order(latest).is_none_or(|(greatest, _)| greatest < order) {
            let next = |orders: &BTreeMap<i64, (i64, EventNo)>| {
                orders.range(latest..).next().map(|(end, next)| (*end, next.0))
            };
            while let Some((end, _)) = next(&self.greatest_orders).filter(|(_, next)| *next <= order) {
                self.greatest_orders.remove(&end);
            }
            self.greatest_orders.insert(latest, (order, number));
        }
        let last = self.last_of_orders.entry(order).or_insert((latest, number));
        if latest >= last.0 {
            *last = (latest, number);
        }
    }
}
