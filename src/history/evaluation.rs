//! Evaluates the facts under one reading: which events count, and who held what.

use crate::facts::{Facts, LookupError};
use crate::fold::{Choice, Fold};
use crate::numbers::{EventNo, Number as _, Numbered, PlaceNo};
use crate::reading::{OptionalClaim, Reading, Statuses};
use crate::time::Moment;

/// A reading, and everything that follows from the facts under it.
#[derive(Clone, Debug)]
pub(crate) struct Evaluation {
    pub(crate) reading: Reading,
    /// Which events and baselines count.
    pub(crate) statuses: Statuses,
    /// Who held what, by those that count.
    pub(crate) fold: Fold,
}

impl Default for Evaluation {
    /// Evaluates an empty history.
    fn default() -> Self {
        let (tree, sides) = Default::default();
        let fold = Fold::new(tree, sides, Numbered::default(), Vec::new(), None);
        Self { reading: Reading::default(), statuses: Statuses::default(), fold }
    }
}

impl Evaluation {
    /// Evaluates facts under a reading. If `about` is given, only the events of the family of that place are folded.
    ///
    /// # Errors
    /// Returns an error if the reading names an actor or source that does not exist, or a name that several have.
    pub(crate) fn of(facts: &Facts, reading: &Reading, about: Option<PlaceNo>) -> Result<Self, LookupError> {
        let (statuses, sides) = Statuses::of(facts, reading)?;
        let counts = |place: PlaceNo| statuses.baseline(place).counts();
        let baselines = facts.places.numbers().map(|place| facts.baseline(place).filter(|_| counts(place))).collect();
        let mut occurrences = Vec::new();
        for (number, _) in facts.numbered_events().filter(|(number, _)| statuses.event(*number).counts()) {
            let is_relevant = |place: PlaceNo| about.is_none_or(|about| facts.tree().same_family(place, about));
            let mut occurrence = facts.occurrence(number).filter(|occurrence| is_relevant(occurrence.place));
            if let (Some(occurrence), Some(known_on)) = (&mut occurrence, reading.known_on) {
                occurrence.effect.leave_out_looks_after(Moment::close(known_on).minutes());
            }
            occurrences.resize_with(number.index(), || None);
            occurrences.push(occurrence);
        }
        let stale_after = reading.stale_after.map(|days| facts.stale_after(days));
        let mut fold = Fold::new(facts.shared_tree(), sides, baselines, occurrences, stale_after);
        if !statuses.optional.is_empty() {
            let choices: Vec<Choice> = statuses.optional.iter().map(|claim| choice(facts, &fold, claim)).collect();
            fold.keep_all(&choices);
        }
        Ok(Self { reading: reading.clone(), statuses, fold })
    }
}

/// Converts an optional claim to the terms of the engine.
fn choice(facts: &Facts, fold: &Fold, claim: &OptionalClaim) -> Choice {
    match claim {
        OptionalClaim::Events(events) => {
            let occurrence = |&event: &EventNo| Some((event, fold.occurrence(event)?.clone()));
            let doubted = events.iter().any(|&event| !facts.event(event).credence.counts_by_default());
            Choice { events: events.iter().filter_map(occurrence).collect(), baseline: None, doubted }
        }
        OptionalClaim::Baseline(place) => {
            let baseline = fold.baseline(*place).map(|division| (*place, division.clone()));
            Choice { events: Vec::new(), baseline, doubted: true }
        }
    }
}
