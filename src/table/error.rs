//! Why a table refuses rows, or a buffer.

use thiserror::Error;

use super::rows::{MAX, NONE, date};

/// Why rows or a buffer are refused, when a table is made or queried. Rows are counted from 0.
///
/// Only the first mistake found is named. Lengths and numbers of rows are checked first, then each row by itself, then
/// rows against each other; overlaps are looked for place by place.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TableError {
    /// Columns that belong together have different lengths.
    #[error(
        "the columns have {places} places, {days} days and {states} states, or room for them; they must be of one length"
    )]
    Lengths {
        /// The number of places given.
        places: usize,
        /// The number of days given.
        days: usize,
        /// The number of states given, or of states that there is room for.
        states: usize,
    },
    /// The buffer for a snapshot does not have as many elements as there are places.
    #[error("the buffer has room for {buffer} states; there are {places} places")]
    Buffer {
        /// The number of places of the table.
        places: usize,
        /// The length of the buffer.
        buffer: usize,
    },
    /// There are more places than [`StateTable::MAX_PLACES`](super::StateTable::MAX_PLACES).
    #[error("{places} places are more than a table holds: at most {max}", max = MAX)]
    TooManyPlaces {
        /// The number of places.
        places: usize,
    },
    /// There are more changes than [`StateTable::MAX_CHANGES`](super::StateTable::MAX_CHANGES).
    #[error("{changes} changes are more than a table holds: at most {max}", max = MAX)]
    TooManyChanges {
        /// The number of changes.
        changes: usize,
    },
    /// A row is about a place that the table does not have.
    #[error("row {row}: no place {place}; there are {places}, numbered from 0")]
    NoPlace {
        /// The row.
        row: usize,
        /// The place.
        place: u32,
        /// The number of places of the table.
        places: usize,
    },
    /// An interval has [`StateTable::NONE`](super::StateTable::NONE) as its state.
    #[error("row {row}: state {} stands for none; leave the interval out", NONE)]
    NoState {
        /// The row.
        row: usize,
    },
    /// An interval ends on or before the day on which it begins, so that it contains no day.
    #[error("row {row}: from {} until {} there is no day; ends are exclusive", named(*from), named(*until))]
    Empty {
        /// The row.
        row: usize,
        /// The first day of the interval.
        from: i32,
        /// The day before which the interval ends.
        until: i32,
    },
    /// Two intervals of one place share a day.
    #[error("rows {one} and {other}: place {place} is in both their states on {}", named(*day))]
    Overlap {
        /// The row whose interval begins first; if both begin on one day, the first row.
        one: usize,
        /// The other row.
        other: usize,
        /// The place of both.
        place: u32,
        /// The first day that they share.
        day: i32,
    },
    /// A row has an earlier day than the row before it, where rows must be sorted by day.
    #[error("row {row}: its day is before that of the row above; sort the rows by day, or ask the table")]
    Unsorted {
        /// The row.
        row: usize,
    },
}

/// Returns a day in words: its number, and its date if the calendar has one.
fn named(day: i32) -> String {
    date(day).map_or_else(|| format!("day {day}"), |date| format!("day {day} ({date})"))
}

/// Checks that a buffer has as many elements as there are places.
pub(super) fn fits(places: usize, states: &[u32]) -> Result<(), TableError> {
    if states.len() == places { Ok(()) } else { Err(TableError::Buffer { places, buffer: states.len() }) }
}
