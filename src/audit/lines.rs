//! The lines of the scenario file to which findings refer.

use super::finding::Finding;
use crate::facts::Facts;

/// Returns the line of an entry. It is stored as 0 if the entry does not come from a file.
pub(super) fn line_of(line: Option<&u32>) -> Option<usize> {
    line.filter(|line| **line > 0).map(|line| *line as usize)
}

/// Returns the line of the first event that a finding is about.
pub(super) fn line_of_first_event(facts: &Facts, finding: &Finding) -> Option<usize> {
    let number = facts.find_event(finding.events.first()?)?;
    line_of(facts.written_at.events.get(number))
}
