//! Cells: intervals of time in which nothing changes at a place. This is how timelines and tables walk through time.

use super::View;
use super::control::Control;
use crate::fold::{DivisionId, FIRST_MOMENT, PossibleState};
use crate::numbers::{ActorNo, PlaceNo};
use crate::scenario::Covers;
use crate::time::{DAY, day_ending_number};

impl<'h> View<'h> {
    /// Returns the controls of a place that are possible in an interval of its line, under the allegiances of a day.
    pub(crate) fn controls_in(self, place: PlaceNo, interval: usize, day: i64) -> impl Iterator<Item = Control<'h>> {
        let control = move |possible: &PossibleState| Control {
            view: self,
            day,
            division: possible.division,
            activity: possible.activity,
        };
        self.fold().line(place).possible(interval).iter().map(control)
    }

    /// Returns the controls of a place that are possible at a moment.
    pub(crate) fn controls_at(self, place: PlaceNo, moment: i64) -> Vec<Control<'h>> {
        let interval = self.fold().line(place).at(moment);
        self.controls_in(place, interval, day_ending_number(moment)).collect()
    }

    /// Returns the intervals of time in which nothing changes at a place, nor in who answers to whom, nor in whether the
    /// record covers the time: where each begins
    /// (`None` for the first, which has no beginning), and the controls that are possible in it.
    pub(crate) fn cells(self, place: PlaceNo) -> impl Iterator<Item = (Option<i64>, Vec<Control<'h>>)> {
        let mut next = Some(None);
        std::iter::from_fn(move || {
            let start: Option<i64> = next?;
            let moment = start.unwrap_or(FIRST_MOMENT + 1);
            let change = self.next_change(place, moment, self.fold().sides().shifts());
            next = earlier(change, self.coverage_end(moment)).map(Some);
            Some((start, self.controls_at(place, moment)))
        })
    }

    /// Returns the moment at which the cell around a moment begins. `None` if it has no beginning.
    pub(crate) fn cell_start(self, place: PlaceNo, moment: i64) -> Option<i64> {
        let line = self.fold().line(place);
        let interval_start = line.intervals()[line.at(moment)].from;
        let changes = self.allegiance_changes();
        let before = changes.partition_point(|day| day * DAY < moment);
        let change = before.checked_sub(1).map(|last| changes[last] * DAY + 1);
        let start = change.map_or(interval_start, |change| change.max(interval_start));
        (start > FIRST_MOMENT).then_some(start)
    }

    /// Returns the moment at which the next cell after a moment begins. `None` if there is none.
    pub(crate) fn cell_end(self, place: PlaceNo, moment: i64) -> Option<i64> {
        self.next_change(place, moment, self.allegiance_changes())
    }

    /// Returns the moment at which the next cell after a moment begins, or that from which on the record covers the time or no
    /// longer does, whichever comes first. `None` if there is neither.
    pub(crate) fn covered_cell_end(self, place: PlaceNo, moment: i64) -> Option<i64> {
        earlier(self.cell_end(place, moment), self.coverage_end(moment))
    }

    /// Returns the first moment after a moment from which on the record covers the time, or no longer does.
    fn coverage_end(self, moment: i64) -> Option<i64> {
        let edges = self.facts().covers.into_iter().flat_map(Covers::edges).map(|day| day * DAY + 1);
        edges.filter(|edge| *edge > moment).min()
    }

    /// Returns the first moment after the given one at which the line of the place changes or one of the given days begins.
    fn next_change(self, place: PlaceNo, moment: i64, changes: &[i64]) -> Option<i64> {
        let line = self.fold().line(place);
        let interval = line.intervals().get(line.at(moment) + 1).map(|interval| interval.from);
        let change = changes.get(changes.partition_point(|day| day * DAY < moment)).map(|day| day * DAY + 1);
        earlier(interval, change)
    }

    /// Whether what the holders of a place count as can change without an event, because one of them changes sides.
    pub(crate) fn changes_sides_at(self, place: PlaceNo) -> bool {
        let fold = self.fold();
        let changes = |actor: ActorNo| fold.sides().changes_of(actor).next().is_some();
        let rows = |division: DivisionId| fold.states().division(division).rows().iter();
        self.is_by_side()
            && fold
                .divisions_in_order(place)
                .any(|(_, division, _)| rows(division).filter_map(|row| row.0.as_actor()).any(changes))
    }

    /// Returns the days on which an actor changes sides; none in a view by actor.
    pub(crate) fn allegiance_changes(self) -> &'h [i64] {
        if self.by_side { self.fold().sides().changes() } else { &[] }
    }
}

/// Returns the earlier of two moments, or the only one.
fn earlier(one: Option<i64>, other: Option<i64>) -> Option<i64> {
    one.into_iter().chain(other).min()
}
