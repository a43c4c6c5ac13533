//! Since when a place was held as an answer says, and until when.

use super::Answer;
use crate::numbers::EventNo;
use crate::time::{Moment, Span};
use crate::view::Control;

impl<'h> Answer<'h> {
    /// Returns when this holding began: of a certain answer, when it became so; else since when the same are possible.
    #[must_use]
    pub fn since(self) -> Span {
        self.reach().0
    }

    /// Returns when this holding ended.
    #[must_use]
    pub fn until(self) -> Span {
        self.reach().1
    }

    /// When the holding began, and when it ended.
    pub(super) fn reach(self) -> (Span, Span) {
        let here: Vec<Control<'h>> = self.all().collect();
        let certain = here.iter().all(|control| control.same_division(here[0]));
        if certain && let Some(reach) = self.reach_by_events(here[0]) {
            return reach;
        }
        self.reach_by_cells(&here, certain)
    }

    /// The ends of a certain holding, by the events that begin and end it in the narrative order. `None` where what has
    /// happened is not the beginning of that order, or sides change without an event.
    fn reach_by_events(self, here: Control<'h>) -> Option<(Span, Span)> {
        let fold = self.view.fold();
        let statuses = self.view.statuses();
        if self.view.changes_sides() || fold.stale_after().is_some() || !statuses.optional.is_empty() {
            return None;
        }
        let divisions = fold.divisions_in_order(self.place);
        let states: Vec<(Option<EventNo>, Control<'h>)> =
            divisions.map(|(event, division, _)| (event, Control { division, ..here })).collect();
        let happened =
            |event: Option<EventNo>| event.is_none_or(|event| fold.narrowed(event).latest_minute() <= self.from);
        let last = states.iter().rposition(|(event, _)| happened(*event))?;
        if !states[last].1.same_division(here) || !states[..last].iter().all(|(event, _)| happened(*event)) {
            return None;
        }
        let differs = |(_, control): &(Option<EventNo>, Control<'h>)| !control.same_division(here);
        let first = states[..last].iter().rposition(differs).map_or(0, |before| before + 1);
        let next = states[last..].iter().position(differs).map(|after| last + after);
        let span = |event: Option<EventNo>| event.map_or(Span::OPEN, |event| fold.narrowed(event));
        Some((span(states[first].0), next.map_or(Span::OPEN, |next| span(states[next].0))))
    }

    /// The same by cells of time in which nothing changes: while the same is possible, then while it may still be.
    fn reach_by_cells(self, here: &[Control<'h>], certain: bool) -> (Span, Span) {
        let same = |moment: i64| {
            let there = self.view.controls_at(self.place, moment);
            there.iter().all(|one| here.iter().any(|other| one.same_division(*other)))
                && here.iter().all(|one| there.iter().any(|other| one.same_division(*other)))
        };
        // Where the same is certain again it may be another holding.
        let may_be = |moment: i64| {
            let there = self.view.controls_at(self.place, moment);
            certain && !same(moment) && there.iter().any(|control| control.same_division(here[0]))
        };
        let back = |mut start: Option<i64>, goes_on: &dyn Fn(i64) -> bool| {
            while let Some(begin) = start.filter(|begin| goes_on(begin - 1)) {
                start = self.view.cell_start(self.place, begin - 1);
            }
            start
        };
        let forth = |mut end: Option<i64>, goes_on: &dyn Fn(i64) -> bool| {
            while let Some(next) = end.filter(|next| goes_on(*next)) {
                end = self.view.cell_end(self.place, next);
            }
            end
        };
        let latest = back(self.view.cell_start(self.place, self.from), &same);
        let earliest = back(latest, &may_be);
        let first = forth(self.view.cell_end(self.place, self.at), &same);
        let last = forth(first, &may_be);
        // A state holds from the minute after the change that brought it.
        let span = |earliest: Option<i64>, latest: Option<i64>| {
            let earliest = earliest.map(|moment| Moment::from_minutes(moment - 1));
            Span::new(earliest, latest.map(Moment::from_minutes))
        };
        (span(earliest, latest), span(first, last))
    }
}
