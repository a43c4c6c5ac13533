//! From a tree of values to a history.

use super::entries::scenario;
use super::locate::Entries;
use super::node::Node;
use super::reader::Faults;
use crate::history::History;

/// A history from a tree of values, with the entries it was read from; every mistake in it with where it stands.
pub(super) fn history(node: &Node) -> (Result<History, ()>, Entries<'_>, Faults) {
    let (scenario, entries, mut faults) = scenario(node);
    // Where there are more mistakes than are kept, nothing is gained by looking for more.
    if faults.more > 0 {
        return (Err(()), entries, faults);
    }
    let history = match History::try_from(scenario) {
        Ok(history) if faults.all.is_empty() => Ok(history),
        Ok(_) => Err(()),
        Err(refusals) => {
            for fault in refusals.0.iter().filter_map(|refused| entries.fault(refused)) {
                faults.push(fault);
            }
            Err(())
        }
    };
    (history, entries, faults)
}
