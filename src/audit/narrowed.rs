//! Findings on dates that the narrative order narrows to less than half of their length.

use std::collections::HashMap;

use super::finding::{Finding, Severity};
use super::sequence::Sequence;
use crate::numbers::{EventNo, PlaceNo};
use crate::scenario::FindingKind;
use crate::time::DAY;

impl Sequence<'_> {
    /// Finds events of a family whose date is longer than a day and is narrowed to less than half of it
    /// (`narrowed-by-order`).
    pub(super) fn narrowed_dates(&mut self, events: &[EventNo]) {
        let after = self.narrowing(events.iter(), |sequence, event| {
            let (dated, narrowed) = sequence.spans(event);
            (dated.0, narrowed.0)
        });
        let before = self.narrowing(events.iter().rev(), |sequence, event| {
            let (dated, narrowed) = sequence.spans(event);
            (dated.1.saturating_neg(), narrowed.1.saturating_neg())
        });
        for &event in events {
            let (dated, narrowed) = self.spans(event);
            if dated.0 == i64::MIN || dated.1 == i64::MAX {
                continue;
            }
            let (length, left) = (dated.1 - dated.0, narrowed.1 - narrowed.0);
            if length > DAY && left.saturating_mul(2) < length {
                self.narrowed_date(event, after.get(&event).copied(), before.get(&event).copied());
            }
        }
    }

    /// Adds the finding on one event, with the related events before and after it.
    fn narrowed_date(&mut self, number: EventNo, after: Option<EventNo>, before: Option<EventNo>) {
        let event = self.facts.event(number);
        let (name, place) = (event.name().to_owned(), event.place.clone());
        let bounds: Vec<String> = [("after", after), ("before", before)]
            .into_iter()
            .filter_map(|(word, other)| Some(format!("{word} `{}`", self.name(other?))))
            .collect();
        let (when, narrowed) = (event.when, self.fold.narrowed(number));
        let bounds = bounds.join(" and ");
        let sentence = format!("`{name}` of {when} can only have been on {narrowed}, because it is listed {bounds}");
        let mut finding = Finding::new(FindingKind::NarrowedByOrder, Severity::Note, sentence);
        let others = after.into_iter().chain(before).map(|other| self.name(other));
        finding.events = std::iter::once(name).chain(others).collect();
        finding.place = Some(place);
        self.found.push(finding);
    }

    /// Returns the earliest and the latest minute of an event: as dated, and narrowed.
    fn spans(&self, event: EventNo) -> ((i64, i64), (i64, i64)) {
        let narrowed = self.fold.narrowed(event);
        let dated = self.fold.occurrence(event).map_or(narrowed, |occurrence| occurrence.span);
        let minutes = |span: crate::time::Span| (span.earliest_minute(), span.latest_minute());
        (minutes(dated), minutes(narrowed))
    }

    /// Returns, for each event whose lower bound is raised by related events that were visited before it, the one that
    /// raises it most. `bound` returns an event's lower bound as dated and as narrowed.
    fn narrowing<'e>(
        &self,
        events: impl Iterator<Item = &'e EventNo>,
        bound: impl Fn(&Self, EventNo) -> (i64, i64),
    ) -> HashMap<EventNo, EventNo> {
        // For each place, the event with the greatest bound there, and there or within it.
        let mut here: HashMap<PlaceNo, (i64, EventNo)> = HashMap::new();
        let mut inside: HashMap<PlaceNo, (i64, EventNo)> = HashMap::new();
        let mut found = HashMap::new();
        for &event in events {
            let Some(place) = self.fold.occurrence(event).map(|occurrence| occurrence.place) else { continue };
            let (dated, narrowed) = bound(self, event);
            let with_around = || self.facts.tree().with_around(place);
            let around = with_around().filter_map(|outer| here.get(&outer));
            let related = around.chain(inside.get(&place)).max_by_key(|(bound, _)| *bound);
            if let Some((_, other)) = related.filter(|(bound, _)| *bound > dated) {
                found.insert(event, *other);
            }
            let raise = |greatest: &mut (i64, EventNo)| {
                if narrowed > greatest.0 {
                    *greatest = (narrowed, event);
                }
            };
            here.entry(place).and_modify(raise).or_insert((narrowed, event));
            for outer in with_around() {
                inside.entry(outer).and_modify(raise).or_insert((narrowed, event));
            }
        }
        found
    }
}
