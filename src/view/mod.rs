//! Views of a history, by side or by actor: how it is queried, and the states of control that queries return.

mod cells;
mod control;
mod days;
mod query_time;
mod side_change;
mod surety;
mod words;

use std::ops::RangeBounds;

use chrono::NaiveDate;

pub(crate) use control::bounds;
pub use control::{Control, Holder, HolderShares, Threshold, Verdict};
pub use query_time::QueryTime;
pub use side_change::SideChange;
pub(crate) use side_change::SideChangeNo;
pub use surety::Surety;

use crate::facts::Facts;
use crate::fold::Fold;
use crate::history::{Evaluation, History, Interpretation};
use crate::reading::{Reading, Statuses};
use crate::time::{Moment, days_within};

impl<'h> From<&'h History> for View<'h> {
    /// Returns the view by side.
    fn from(history: &'h History) -> Self {
        history.by_side()
    }
}

impl<'a> From<&'a Interpretation<'_>> for View<'a> {
    /// Returns the view by side.
    fn from(interpretation: &'a Interpretation<'_>) -> Self {
        interpretation.by_side()
    }
}

impl History {
    /// Returns a view of the history in which holders are sides. What an actor holds counts as its side's: the actor at the
    /// top of its chain of allegiances on the day in question.
    #[must_use]
    pub fn by_side(&self) -> View<'_> {
        View::new(self, self.evaluation(), true)
    }

    /// Returns a view of the history in which holders are the actors that the record names.
    #[must_use]
    pub fn by_actor(&self) -> View<'_> {
        View::new(self, self.evaluation(), false)
    }

    /// Returns the first and the last day on which a counted event can have happened, or on which an actor that holds a
    /// place or fights for it changes sides. Open ends of dates are left out. `None` if there is no such day.
    #[must_use]
    pub fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        self.by_side().days()
    }
}

impl Interpretation<'_> {
    /// Returns a view of the interpretation in which holders are sides. What an actor holds counts as its side's: the actor
    /// at the top of its chain of allegiances on the day in question.
    #[must_use]
    pub const fn by_side(&self) -> View<'_> {
        View::new(self.history(), self.evaluation(), true)
    }

    /// Returns a view of the interpretation in which holders are the actors that the record names.
    #[must_use]
    pub const fn by_actor(&self) -> View<'_> {
        View::new(self.history(), self.evaluation(), false)
    }

    /// Returns the first and the last day on which a counted event can have happened, or on which an actor that holds a
    /// place or fights for it changes sides. Open ends of dates are left out. `None` if there is no such day.
    #[must_use]
    pub fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        self.by_side().days()
    }
}

/// A history, or an [`Interpretation`] of it, to be queried by side or by actor. It is `Copy`, and what it returns borrows
/// from the history.
#[derive(Clone, Copy, Debug)]
pub struct View<'h> {
    history: &'h History,
    evaluation: &'h Evaluation,
    by_side: bool,
}

impl<'h> View<'h> {
    pub(crate) const fn new(history: &'h History, evaluation: &'h Evaluation, by_side: bool) -> Self {
        Self { history, evaluation, by_side }
    }

    pub(crate) const fn facts(self) -> &'h Facts {
        self.history.facts()
    }

    pub(crate) const fn fold(self) -> &'h Fold {
        &self.evaluation.fold
    }

    pub(crate) const fn statuses(self) -> &'h Statuses {
        &self.evaluation.statuses
    }

    /// Returns whether both views are of the same evaluation, so that the ids of states mean the same in both.
    pub(crate) fn same_evaluation(self, other: Self) -> bool {
        std::ptr::eq(self.evaluation, other.evaluation)
    }

    /// Returns the reading that decides which events count.
    #[must_use]
    pub const fn reading(self) -> &'h Reading {
        &self.evaluation.reading
    }

    /// Returns the history that is viewed.
    #[must_use]
    pub const fn history(self) -> &'h History {
        self.history
    }

    /// Returns whether holders are sides. Otherwise they are the actors that the record names.
    #[must_use]
    pub const fn is_by_side(self) -> bool {
        self.by_side
    }

    /// Returns whether the record covers a moment. A moment belongs to the last day that has begun before it, as the close of a
    /// day does.
    pub(crate) fn covers(self, moment: i64) -> bool {
        self.facts().covers.is_none_or(|covers| covers.contains(Moment::from_minutes(moment).day_ending()))
    }

    /// Returns the first and the last day of a range; `None` if it has no day. An open end is the first or the last day
    /// of the record.
    pub(crate) fn days_within(self, range: impl RangeBounds<NaiveDate>) -> Option<(NaiveDate, NaiveDate)> {
        days_within(range, self.days())
    }
}
