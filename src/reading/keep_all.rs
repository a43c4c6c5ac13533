//! The rule `keep-all`: it takes no side, so every event in doubt may count or not.

use std::collections::HashSet;

use super::rules::Judge;
use super::status::{OptionalClaim, Status};
use crate::numbers::{EventNo, PlaceNo};
use crate::scenario::{Credence, Place};

impl Judge<'_> {
    /// Marks as optional every event and baseline that may count or not. Firm corrections have already been applied. What
    /// a weak correction supersedes is optional, even where the correction is itself superseded.
    pub(super) fn keep_all(&mut self, weak: &HashSet<EventNo>) {
        let doubtful = |number: EventNo| self.facts.event(number).credence < Credence::Reported;
        // Events that are chosen on their own, independently of their other versions.
        let mut single: HashSet<EventNo> = self.remaining().filter(|&number| doubtful(number)).collect();
        for &by in weak {
            let corrected = self.facts.event(by).supersedes.iter();
            let corrected = corrected.filter_map(|id| self.facts.event_number(id).ok());
            single.extend(corrected.filter(|&number| self.statuses.event(number).counts()));
        }
        let conflicts = self.conflicts();
        let in_conflict = conflicts.iter().flat_map(|conflict| [conflict.one, conflict.other]);
        // If one version of an event is in conflict, all its versions are in doubt, even where that one is chosen on its
        // own.
        let classes: HashSet<EventNo> =
            in_conflict.filter(|&number| !doubtful(number)).map(|number| self.version_class(number)).collect();
        // Events are visited in the order of the record, so that the choices do not depend on their numbers.
        let mut choices: Vec<(Option<EventNo>, Vec<EventNo>)> = Vec::new();
        let remaining: Vec<EventNo> = self.remaining().collect();
        for number in remaining {
            let class = match single.contains(&number) {
                true => None,
                false if classes.contains(&self.version_class(number)) => Some(self.version_class(number)),
                false => continue,
            };
            self.statuses.set_event(number, Status::Optional);
            // A noted event changes nothing, so whether it counts opens no choice.
            if self.facts.event(number).change.is_noted() {
                continue;
            }
            match choices.iter_mut().find(|choice| class.is_some() && choice.0 == class) {
                Some(choice) => choice.1.push(number),
                None => choices.push((class, vec![number])),
            }
        }
        self.statuses.optional.extend(choices.into_iter().map(|choice| OptionalClaim::Events(choice.1)));
        self.keep_all_baselines();
    }

    /// Marks as optional the remaining baselines whose credence is below `reported`.
    fn keep_all_baselines(&mut self) {
        let doubtful = |(number, place): &(PlaceNo, &Place)| {
            let below = place.baseline.as_ref().is_some_and(|baseline| baseline.credence < Credence::Reported);
            below && self.statuses.baseline(*number).counts()
        };
        let mut optional: Vec<(PlaceNo, &Place)> = self.facts.places.numbered().filter(doubtful).collect();
        optional.sort_by_key(|(_, place)| &place.id);
        for (number, _) in optional {
            self.statuses.baselines[number] = Status::Optional;
            self.statuses.optional.push(OptionalClaim::Baseline(number));
        }
    }
}
