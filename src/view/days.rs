//! The days that a record is about.

use chrono::NaiveDate;

use super::View;
use super::side_change::{SideChange, SideChangeNo};
use crate::time::{Moment, Span};

impl View<'_> {
    /// Returns the first and the last day on which a counted event can have happened, or on which an actor that holds a
    /// place or fights for it changes sides. Open ends of dates are left out. `None` if there is no such day.
    #[must_use]
    pub fn days(self) -> Option<(NaiveDate, NaiveDate)> {
        let counted = self.facts().numbered_events().filter(|(number, _)| self.statuses().event(*number).counts());
        let spans: Vec<Span> = counted.map(|(_, event)| event.when.span()).collect();
        let changes = self.side_changes();
        let change = |change: Option<&SideChangeNo>| change.map(|change| SideChange::new(self, *change).day());
        let first = spans.iter().filter_map(|span| span.earliest()).min().map(Moment::date);
        let first = [first, change(changes.first())].into_iter().flatten().min();
        let last = spans.iter().filter_map(|span| span.latest()).max().map(Moment::day_ending);
        let last = last.max(change(changes.last()));
        let (first, last) = (first.or(last)?, last.or(first)?);
        Some((first.min(last), last))
    }
}
