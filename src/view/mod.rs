//! A history asked in one way: by side or by actor.

mod cells;
mod control;
mod query_time;
mod words;

use chrono::NaiveDate;

pub(crate) use control::bounds;
pub use control::{Control, Holder, HolderShares, Threshold, Verdict};
pub use query_time::QueryTime;

use crate::facts::Facts;
use crate::fold::Fold;
use crate::history::{Evaluation, History, Interpretation};
use crate::reading::{Reading, Statuses};
use crate::time::{Moment, Span};

impl<'h> From<&'h History> for View<'h> {
    /// By side.
    fn from(history: &'h History) -> Self {
        history.by_side()
    }
}

impl<'a> From<&'a Interpretation<'_>> for View<'a> {
    /// By side.
    fn from(account: &'a Interpretation<'_>) -> Self {
        account.by_side()
    }
}

impl History {
    /// The history asked by side: what actors hold counts as their side's on that day.
    #[must_use]
    pub fn by_side(&self) -> View<'_> {
        View::new(self, self.evaluation(), true)
    }

    /// The history asked by actor, as the record names them.
    #[must_use]
    pub fn by_actor(&self) -> View<'_> {
        View::new(self, self.evaluation(), false)
    }

    /// The first and the last day on which an event that counts can have happened, over all with a bound there.
    #[must_use]
    pub fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        self.by_side().days()
    }
}

impl Interpretation<'_> {
    /// QueryTime by side: what actors hold counts as their side's on that day.
    #[must_use]
    pub const fn by_side(&self) -> View<'_> {
        View::new(self.history(), self.evaluation(), true)
    }

    /// QueryTime by actor, as the record names them.
    #[must_use]
    pub const fn by_actor(&self) -> View<'_> {
        View::new(self.history(), self.evaluation(), false)
    }

    /// The first and the last day on which an event that counts can have happened.
    #[must_use]
    pub fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        self.by_side().days()
    }
}

/// A history, or an account of it, asked in one way. `Copy`; what it returns borrows from the history.
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

    /// What is recorded.
    pub(crate) const fn facts(self) -> &'h Facts {
        self.history.facts()
    }

    pub(crate) const fn fold(self) -> &'h Fold {
        &self.evaluation.fold
    }

    pub(crate) const fn statuses(self) -> &'h Statuses {
        &self.evaluation.statuses
    }

    /// Whether both are of the same reckoning, so that numbers of states mean the same.
    pub(crate) fn same_evaluation(self, other: Self) -> bool {
        std::ptr::eq(self.evaluation, other.evaluation)
    }

    /// The reading by which the history is asked.
    #[must_use]
    pub const fn reading(self) -> &'h Reading {
        &self.evaluation.reading
    }

    /// The history that is asked.
    #[must_use]
    pub const fn history(self) -> &'h History {
        self.history
    }

    /// Whether holders are sides; else they are the actors that the record names.
    #[must_use]
    pub const fn is_by_side(self) -> bool {
        self.by_side
    }

    /// The first and the last day on which an event that is believed can have happened, over all with a bound there.
    #[must_use]
    pub fn days(self) -> Option<(NaiveDate, NaiveDate)> {
        let counted = self.facts().numbered_events().filter(|(number, _)| self.statuses().event(*number).counts());
        let spans: Vec<Span> = counted.map(|(_, event)| event.when.span()).collect();
        let first = spans.iter().filter_map(|span| span.earliest()).min().map(Moment::date);
        let last = spans.iter().filter_map(|span| span.latest()).max().map(Moment::day_ending);
        let (first, last) = (first.or(last)?, last.or(first)?);
        Some((first.min(last), last))
    }
}
