//! What the narrative order decided: whether a state would be another if two events whose dates overlap had stood the
//! other way round in the record.

use super::chain::{ChainState, Fold};
use super::division::Division;
use super::ongoing::Ongoing;
use crate::numbers::{EventNo, PlaceNo};

/// Wide spans overlap with much: past this many states back, the order is taken to matter.
const BACK: usize = 256;

impl Fold {
    /// Up to when the state after an event would be another if it and an earlier event whose dates overlap had stood
    /// the other way round. `resets`: nothing of what was before the event matters any more.
    pub(super) fn order_matters_until(&self, place: PlaceNo, state: &ChainState, resets: bool) -> i64 {
        let chain = &self.tracks[place].chain;
        let before = chain.last().map_or(i64::MIN, |last| last.order_matters_until);
        let mut until = if resets { i64::MIN } else { before };
        let Some(event) = state.event.filter(|_| state.matters) else { return until };
        let span = self.order.dated(event);
        for (back, earlier) in chain.iter().rev().enumerate() {
            let Some(other) = earlier.event else { break };
            if until == i64::MAX || earlier.horizon <= span.earliest_minute() {
                break;
            }
            if back >= BACK {
                return i64::MAX;
            }
            if earlier.matters && span.overlaps(self.order.dated(other)) {
                until = until.max(self.differ_until(place, earlier, [other, event]));
            }
        }
        until
    }

    /// Up to when it matters which of two events came first: while a fight lasts that only one order leaves, else for
    /// good; `i64::MIN` if it does not matter. `first` is the state after the earlier one.
    fn differ_until(&self, place: PlaceNo, first: &ChainState, [earlier, later]: [EventNo; 2]) -> i64 {
        let start = (self.states.division(first.before).clone(), self.states.ongoing(first.ongoing_before).clone());
        let told = self.alone(place, later, self.alone(place, earlier, start.clone()));
        let swapped = self.alone(place, earlier, self.alone(place, later, start));
        if told.0 != swapped.0 || !told.1.same_but_for_fights(&swapped.1) {
            return i64::MAX;
        }
        let differing = |one: &Ongoing, other: &Ongoing| {
            one.fights.iter().filter(|fight| !other.fights.contains(fight)).map(|fight| fight.ends).max()
        };
        differing(&told.1, &swapped.1).max(differing(&swapped.1, &told.1)).unwrap_or(i64::MIN)
    }

    /// What one event makes of a place's state, its parts left aside.
    fn alone(
        &self,
        place: PlaceNo,
        event: EventNo,
        (division, mut ongoing): (Division, Ongoing),
    ) -> (Division, Ongoing) {
        let Some(occurrence) = self.occurrence(event) else { return (division, ongoing) };
        if occurrence.place == place {
            let outcome = occurrence.effect.applied(&division, &ongoing, occurrence.day, &self.sides);
            return (outcome.division, outcome.ongoing);
        }
        let Some(on_parts) = self.effects.get(event).and_then(Option::as_ref) else { return (division, ongoing) };
        let after = on_parts.effect.on(&division, occurrence.day, &self.sides);
        if on_parts.whole {
            ongoing.settled(&after, occurrence.day, &self.sides);
        }
        (after, ongoing)
    }
}
