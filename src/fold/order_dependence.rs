//! Which states depend on the narrative order: whether a state would be different if two events whose dates overlap
//! were listed in the record the other way round.

use super::chain::{ChainState, Fold};
use super::division::Division;
use super::effect::Movement;
use super::ongoing::Ongoing;
use crate::numbers::{EventNo, PlaceNo};

/// The greatest number of earlier states that are examined, because wide spans overlap with many others. If more would
/// have to be examined, the order is assumed to matter.
const MOST_EXAMINED: usize = 256;

impl Fold {
    /// Returns the last moment at which the state after an event would be different if this event, or an earlier one,
    /// had been listed the other way round with another event whose dates overlap; `i64::MIN` if the order never
    /// matters. `resets` says that nothing that was true before the event still matters.
    pub(super) fn order_matters_until(&self, place: PlaceNo, state: &ChainState, resets: bool) -> i64 {
        let chain = &self.tracks[place].chain;
        let before = chain.last().map_or(i64::MIN, |last| last.order_matters_until);
        let mut until = if resets { i64::MIN } else { before };
        let Some(event) = state.event.filter(|_| state.could_matter) else { return until };
        let span = self.order.dated(event);
        for (examined, earlier) in chain.iter().rev().enumerate() {
            let Some(other) = earlier.event else { break };
            if until == i64::MAX || earlier.horizon <= span.earliest_minute() {
                break;
            }
            if examined >= MOST_EXAMINED {
                return i64::MAX;
            }
            if earlier.could_matter && span.overlaps(self.order.dated(other)) {
                until = until.max(self.differ_until(place, earlier, [other, event]));
            }
        }
        until
    }

    /// Returns the last moment at which it matters which of two events came first: the end of the last fight that
    /// makes a difference; `i64::MAX` if anything else differs, `i64::MIN` if nothing does. `first` is the state
    /// after the earlier event.
    fn differ_until(&self, place: PlaceNo, first: &ChainState, [earlier, later]: [EventNo; 2]) -> i64 {
        let start = (self.states.division(first.before).clone(), self.states.ongoing(first.ongoing_before).clone());
        let (division, ongoing) = self.applied_alone(place, later, self.applied_alone(place, earlier, start.clone()));
        let swapped = self.applied_alone(place, earlier, self.applied_alone(place, later, start));
        let (swapped_division, swapped_ongoing) = swapped;
        if division != swapped_division || !ongoing.same_but_for_fights(&swapped_ongoing) {
            return i64::MAX;
        }
        ongoing.last_difference(&swapped_ongoing)
    }

    /// Returns what one event makes of the state of a place, without its parts.
    fn applied_alone(
        &self,
        place: PlaceNo,
        event: EventNo,
        (division, mut ongoing): (Division, Ongoing),
    ) -> (Division, Ongoing) {
        let Some(occurrence) = self.occurrence(event) else { return (division, ongoing) };
        if occurrence.place == place {
            let outcome =
                occurrence.effect.applied(&division, &ongoing, (self.day(event), occurrence.span), &self.sides);
            return (outcome.division, outcome.ongoing);
        }
        let Some(on_parts) = self.effects.get(event).and_then(Option::as_ref) else { return (division, ongoing) };
        let movement = on_parts.effect.movement(&division, self.day(event), &self.sides);
        if movement == Movement::Nothing {
            return (division, ongoing);
        }
        let after = on_parts.effect.on(&division, self.day(event), &self.sides);
        if on_parts.whole {
            on_parts.effect.settle(&mut ongoing, &after, movement == Movement::Possibly, self.day(event), &self.sides);
        }
        (after, ongoing)
    }
}
