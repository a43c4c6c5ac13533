//! Versions of one event: entries that `same_as` says describe the same event.

use std::collections::HashMap;

use crate::facts::Facts;
use crate::numbers::EventNo;

/// Maps each event that has other versions to the least number among all its versions. `same_as` is transitive: two events
/// are versions of each other if a chain of `same_as` joins them.
pub(super) fn versions(facts: &Facts) -> HashMap<EventNo, EventNo> {
    // A forest of disjoint sets: each event points to a version of a lower number, and a root to itself.
    let mut parents: HashMap<EventNo, EventNo> = HashMap::new();
    let root = |parents: &HashMap<EventNo, EventNo>, mut event: EventNo| {
        while let Some(&next) = parents.get(&event).filter(|next| **next != event) {
            event = next;
        }
        event
    };
    for (number, event) in facts.numbered_events() {
        let other = event.same_as.as_ref().and_then(|id| facts.find_event(id));
        if let Some(other) = other {
            let (one, other) = (root(&parents, number), root(&parents, other));
            let (low, high) = (one.min(other), one.max(other));
            parents.insert(high, low);
            parents.entry(low).or_insert(low);
        }
    }
    let members: Vec<EventNo> = parents.keys().copied().collect();
    members.into_iter().map(|number| (number, root(&parents, number))).collect()
}
