//! When the holding that an answer describes began, and when it ended.

use super::Answer;
use crate::numbers::EventNo;
use crate::time::{Moment, Span};
use crate::view::Control;

impl<'h> Answer<'h> {
    /// Returns when this holding began, that is, when the shares became what the answer says. If several sets of shares
    /// are possible, returns since when the same ones have been possible. What is going on is not considered.
    #[must_use]
    pub fn since(self) -> Span {
        self.holding().0
    }

    /// Returns when this holding ended, or open bounds if it did not.
    #[must_use]
    pub fn until(self) -> Span {
        self.holding().1
    }

    /// Returns when the holding began, and when it ended.
    pub(super) fn holding(self) -> (Span, Span) {
        let here: Vec<Control<'h>> = self.all_controls().collect();
        let certain = here.iter().all(|control| control.same_division(here[0]));
        if certain && let Some(holding) = self.holding_by_events(here[0]) {
            return holding;
        }
        self.holding_by_cells(&here, certain)
    }

    /// Returns the ends of a certain holding from the events that begin and end it in the narrative order. `None` if the
    /// events that have happened are not the first ones in that order, or if what is held can change without an event or
    /// depends on optional events.
    fn holding_by_events(self, here: Control<'h>) -> Option<(Span, Span)> {
        let fold = self.view.fold();
        let statuses = self.view.statuses();
        let united = fold.is_by_day(self.place) || !statuses.optional.is_empty();
        if united || fold.stale_after().is_some() || self.view.changes_sides_at(self.place) {
            return None;
        }
        let divisions = fold.divisions_in_order(self.place);
        let states: Vec<(Option<EventNo>, Control<'h>)> =
            divisions.map(|(event, division, _)| (event, Control { division, ..here })).collect();
        let happened = |event: Option<EventNo>| {
            event.is_none_or(|event| fold.narrowed(event).latest_minute() <= self.first_moment)
        };
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

    /// Returns the ends of a holding by walking over cells, the intervals in which nothing changes: first those in which the
    /// same controls are possible, then those in which a certain holding may still be the case.
    fn holding_by_cells(self, here: &[Control<'h>], certain: bool) -> (Span, Span) {
        let same = |moment: i64| {
            let there = self.view.controls_at(self.place, moment);
            there.iter().all(|one| here.iter().any(|other| one.same_division(*other)))
                && here.iter().all(|one| there.iter().any(|other| one.same_division(*other)))
        };
        // A cell in which the same holding is certain again is left out, since it may be another holding.
        let may_be = |moment: i64| {
            let there = self.view.controls_at(self.place, moment);
            certain && !same(moment) && there.iter().any(|control| control.same_division(here[0]))
        };
        let walk_back = |mut start: Option<i64>, goes_on: &dyn Fn(i64) -> bool| {
            while let Some(begin) = start.filter(|begin| goes_on(begin - 1)) {
                start = self.view.cell_start(self.place, begin - 1);
            }
            start
        };
        let walk_on = |mut end: Option<i64>, goes_on: &dyn Fn(i64) -> bool| {
            while let Some(next) = end.filter(|next| goes_on(*next)) {
                end = self.view.cell_end(self.place, next);
            }
            end
        };
        let latest_start = walk_back(self.view.cell_start(self.place, self.first_moment), &same);
        let earliest_start = walk_back(latest_start, &may_be);
        let first_end = walk_on(self.view.cell_end(self.place, self.last_moment), &same);
        let last_end = walk_on(first_end, &may_be);
        // A state holds from the minute after the change that brought it.
        let span = |earliest: Option<i64>, latest: Option<i64>| {
            let earliest = earliest.map(|moment| Moment::from_minutes(moment - 1));
            Span::new(earliest, latest.map(Moment::from_minutes))
        };
        (span(earliest_start, latest_start), span(first_end, last_end))
    }
}
