//! What a table refuses.

use thiserror::Error;

use super::StateTable;

/// Why a table, or an answer of one, is refused. Rows are counted from 0; the first mistake found is named: lengths and
/// numbers are looked at first, then each row by itself, then rows beside each other, overlaps place by place.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TableError {
    /// Columns that belong together are of different lengths.
    #[error(
        "the columns have {places} places, {days} days and {states} states, or room for them; they must be of one length"
    )]
    Lengths {
        /// How many places are given.
        places: usize,
        /// How many days.
        days: usize,
        /// How many states, or how much room for them.
        states: usize,
    },
    /// The room for a snapshot is not of the length that there are places.
    #[error("the buffer has room for {buffer} states; there are {places} places")]
    Buffer {
        /// How many places the table has.
        places: usize,
        /// How long the buffer is.
        buffer: usize,
    },
    /// More places than can be numbered.
    #[error("{0} places are more than a table holds: at most {max}", max = StateTable::MAX_PLACES)]
    TooManyPlaces(usize),
    /// More changes than can be numbered.
    #[error("{0} changes are more than a table holds: at most {max}", max = StateTable::MAX_CHANGES)]
    TooManyChanges(usize),
    /// A place that the table does not have.
    #[error("row {row}: no place {place}; there are {places}, numbered from 0")]
    NoPlace {
        /// The row.
        row: usize,
        /// Its place.
        place: u32,
        /// How many places there are.
        places: usize,
    },
    /// An interval in no state.
    #[error("row {row}: state {} stands for none; leave the interval out", StateTable::NONE)]
    NoState {
        /// The row.
        row: usize,
    },
    /// An interval that ends at or before its beginning.
    #[error("row {row}: from {} until {} there is no day; ends are exclusive", named(*from), named(*until))]
    Empty {
        /// The row.
        row: usize,
        /// Its first day.
        from: i32,
        /// The day on which it no longer holds.
        until: i32,
    },
    /// Two intervals of one place that share a day.
    #[error("rows {one} and {other}: place {place} is in both their states on {}", named(*day))]
    Overlap {
        /// The row that begins first, or of two that begin together the first.
        one: usize,
        /// The other.
        other: usize,
        /// Their place.
        place: u32,
        /// The first day that they share.
        day: i32,
    },
    /// Rows that must come by day do not.
    #[error("row {row}: its day is before that of the row above; sort the rows by day, or ask the table")]
    Unsorted {
        /// The row.
        row: usize,
    },
}

/// A day by its number, and as the calendar has it.
fn named(day: i32) -> String {
    StateTable::date(day).map_or_else(|| format!("day {day}"), |date| format!("day {day} ({date})"))
}
