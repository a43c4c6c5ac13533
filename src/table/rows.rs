//! What the numbers in a table mean, and the rows that go in and come out.

use chrono::{Datelike, NaiveDate};

/// The state that stands for none.
pub(super) const NONE: u32 = u32::MAX;

/// The greatest number of places, and of changes, that a table can have.
pub(super) const MAX: usize = u32::MAX as usize;

/// The number of 1 January 1970, counted in days from 1 January of the year 1, which is day 1.
const FIRST_OF_1970: i32 = 719_163;

pub(super) fn day_number(day: NaiveDate) -> i32 {
    day.num_days_from_ce() - FIRST_OF_1970
}

pub(super) fn date(day: i32) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(day.checked_add(FIRST_OF_1970)?)
}

/// A change: from a day on, a place is in a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StateChange {
    /// The place.
    pub place: u32,
    /// The first day, counted from 1970; `i32::MIN` for always.
    pub day: i32,
    /// The state from that day on; [`StateTable::NONE`](super::StateTable::NONE) for none.
    pub state: u32,
}

/// An interval: a place is in a state from a day until another day, which is not included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StateInterval {
    /// The place.
    pub place: u32,
    /// The first day, counted from 1970; `i32::MIN` for always.
    pub from: i32,
    /// The first day on which it is no longer in the state; `None` if the interval has no end.
    pub until: Option<i32>,
    /// The state.
    pub state: u32,
}

/// A place whose states on two days differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StateDifference {
    /// The place.
    pub place: u32,
    /// The state on the first of the days; [`StateTable::NONE`](super::StateTable::NONE) for none.
    pub before: u32,
    /// The state on the second of the days; [`StateTable::NONE`](super::StateTable::NONE) for none.
    pub after: u32,
}
