//! Makes a history of a tree of values.

use super::entries::scenario;
use super::locate::Entries;
use super::node::Node;
use super::reader::Faults;
use crate::history::History;

/// Returns the history that a tree of values describes, the entries from which it was read, and every mistake found.
///
/// The history is `Err` if there is any mistake.
pub(super) fn history(node: &Node) -> (Result<History, ()>, Entries<'_>, Faults) {
    let (scenario, entries, mut faults) = scenario(node);
    // If there are already more mistakes than are kept, the history need not look for others.
    if faults.more > 0 {
        return (Err(()), entries, faults);
    }
    let history = match History::try_from(scenario) {
        Ok(history) if faults.all.is_empty() => Ok(history),
        Ok(_) => Err(()),
        Err(refusals) => {
            for fault in refusals.errors().iter().filter_map(|refused| entries.fault(refused)) {
                faults.push(fault);
            }
            Err(())
        }
    };
    (history, entries, faults)
}
