//! Keeping all: nothing is decided, and whatever is in doubt may count or not.

use std::collections::HashSet;

use super::rules::Judge;
use super::status::{OptionalClaim, Status};
use crate::numbers::{EventNo, PlaceNo};
use crate::scenario::{Credence, Place};

impl Judge<'_> {
    /// What may be believed or not. What corrects only perhaps leaves open what it corrects, even if it is itself
    /// corrected; firm corrections have been made.
    pub(super) fn keep_all(&mut self, weak: &HashSet<EventNo>) {
        let doubtful = |number: EventNo| self.facts.event(number).credence < Credence::Reported;
        let mut for_itself: HashSet<EventNo> = self.left().filter(|&number| doubtful(number)).collect();
        for &by in weak {
            let corrected = self.facts.event(by).supersedes.iter();
            let corrected = corrected.filter_map(|id| self.facts.event_number(id).ok());
            for_itself.extend(corrected.filter(|&number| self.statuses.event(number).counts()));
        }
        let mut as_one: HashSet<EventNo> = HashSet::new();
        for conflict in self.conflicts() {
            as_one.extend([conflict.one, conflict.other]);
        }
        // Twins share the doubt, also with one that is chosen for itself.
        let classes: HashSet<EventNo> =
            as_one.iter().filter(|number| !doubtful(**number)).map(|&number| self.class(number)).collect();
        // In the told order, so that arrival plays no part.
        let mut choices: Vec<(Option<EventNo>, Vec<EventNo>)> = Vec::new();
        let left: Vec<EventNo> = self.left().collect();
        for number in left {
            let class = match for_itself.contains(&number) {
                true => None,
                false if classes.contains(&self.class(number)) => Some(self.class(number)),
                false => continue,
            };
            self.statuses.set_event(number, Status::Optional);
            // What changes nothing is no choice.
            if self.facts.event(number).change.is_noted() {
                continue;
            }
            match choices.iter_mut().find(|choice| class.is_some() && choice.0 == class) {
                Some(choice) => choice.1.push(number),
                None => choices.push((class, vec![number])),
            }
        }
        self.statuses.optional.extend(choices.into_iter().map(|choice| OptionalClaim::Events(choice.1)));
        let doubtful = |(number, place): &(PlaceNo, &Place)| {
            let below = place.baseline.as_ref().is_some_and(|baseline| baseline.credence < Credence::Reported);
            below && self.statuses.baseline(*number).counts()
        };
        let mut stated: Vec<(PlaceNo, &Place)> = self.facts.places.numbered().filter(doubtful).collect();
        stated.sort_by_key(|(_, place)| &place.id);
        for (number, _) in stated {
            self.statuses.baselines[number] = Status::Optional;
            self.statuses.optional.push(OptionalClaim::Baseline(number));
        }
    }
}
