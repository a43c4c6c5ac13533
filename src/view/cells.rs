//! Cells of time: intervals in which nothing changes at a place.

use super::View;
use super::control::Control;
use crate::fold::{FIRST_MOMENT, PossibleState};
use crate::numbers::PlaceNo;
use crate::time::{DAY, day_ending_number};

impl<'h> View<'h> {
    /// What is possible at a moment.
    pub(crate) fn controls_at(self, place: PlaceNo, moment: i64) -> Vec<Control<'h>> {
        let line = self.fold().line(place);
        let possible = line.possible(line.at(moment)).iter();
        let control = |possible: &PossibleState| Control {
            view: self,
            day: day_ending_number(moment),
            division: possible.division,
            activity: possible.activity,
        };
        possible.map(control).collect()
    }

    /// Each stretch of time in which nothing changes at a place, nor who answers to whom: where it begins, `None` for
    /// always before, and what is possible in it.
    pub(crate) fn cells(self, place: PlaceNo) -> impl Iterator<Item = (Option<i64>, Vec<Control<'h>>)> {
        let mut next = Some(None);
        std::iter::from_fn(move || {
            let from: Option<i64> = next?;
            let moment = from.unwrap_or(FIRST_MOMENT + 1);
            next = self.end_of(place, moment, self.fold().sides().shifts()).map(Some);
            Some((from, self.controls_at(place, moment)))
        })
    }

    /// Where the cell that a moment lies in begins: nothing changes within a cell. `None`: at no moment.
    pub(crate) fn cell_start(self, place: PlaceNo, moment: i64) -> Option<i64> {
        let line = self.fold().line(place);
        let interval = line.intervals()[line.at(moment)].from;
        let changes = self.allegiance_changes();
        let before = changes.partition_point(|day| day * DAY < moment);
        let change = before.checked_sub(1).map(|at| changes[at] * DAY + 1);
        Some(change.map_or(interval, |change| change.max(interval))).filter(|start| *start > FIRST_MOMENT)
    }

    /// Where the cell after a moment's begins; `None` if it is the last.
    pub(crate) fn cell_end(self, place: PlaceNo, moment: i64) -> Option<i64> {
        self.end_of(place, moment, self.allegiance_changes())
    }

    /// Where the place's line, or one of some days that bring a change, next ends what a moment lies in.
    fn end_of(self, place: PlaceNo, moment: i64, changes: &[i64]) -> Option<i64> {
        let line = self.fold().line(place);
        let interval = line.intervals().get(line.at(moment) + 1).map(|interval| interval.from);
        let change = changes.get(changes.partition_point(|day| day * DAY < moment)).map(|day| day * DAY + 1);
        match (interval, change) {
            (Some(interval), Some(change)) => Some(interval.min(change)),
            (one, other) => one.or(other),
        }
    }

    /// Whether holders can change sides without an event.
    pub(crate) fn changes_sides(self) -> bool {
        !self.allegiance_changes().is_empty()
    }

    pub(crate) fn allegiance_changes(self) -> &'h [i64] {
        if self.by_side { self.fold().sides().changes() } else { &[] }
    }
}
