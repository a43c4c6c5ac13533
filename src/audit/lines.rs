//! The lines of a file on which what a finding is about stands.

use super::finding::Finding;
use crate::facts::Facts;

/// The line of an entry; 0 is none.
pub(super) fn written(line: Option<&u32>) -> Option<usize> {
    line.filter(|line| **line > 0).map(|line| *line as usize)
}

/// The line of the first of the events that a finding is about.
pub(super) fn line_of_first_event(facts: &Facts, finding: &Finding) -> Option<usize> {
    let number = facts.find_event(finding.events.first()?)?;
    written(facts.written_at.events.get(number))
}
