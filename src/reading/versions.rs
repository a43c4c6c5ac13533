//! Versions of one event: events that are said to be the same.

use std::collections::HashMap;

use crate::facts::Facts;
use crate::numbers::EventNo;

/// For each event that has other versions, the least of all versions by number: events said to be the same, through
/// others too.
pub(super) fn versions(facts: &Facts) -> HashMap<EventNo, EventNo> {
    let mut least: HashMap<EventNo, EventNo> = HashMap::new();
    let root = |least: &HashMap<EventNo, EventNo>, mut event: EventNo| {
        while let Some(&next) = least.get(&event).filter(|next| **next != event) {
            event = next;
        }
        event
    };
    for (number, event) in facts.numbered_events() {
        let other = event.same_as.as_ref().and_then(|id| facts.find_event(id));
        if let Some(other) = other {
            let (one, other) = (root(&least, number), root(&least, other));
            let (low, high) = (one.min(other), one.max(other));
            least.insert(high, low);
            least.entry(low).or_insert(low);
        }
    }
    let members: Vec<EventNo> = least.keys().copied().collect();
    members.into_iter().map(|number| (number, root(&least, number))).collect()
}
