//! The flat layer: tables of which place was in which state from which day on, in which places, days and states are
//! numbers.
//!
//! It knows nothing of names, sources or files: the caller knows what the numbers mean. `queries/control_table.rs`
//! makes such a table from a history.

mod build;
mod bulk;
mod error;
mod group;
mod late;
mod log;
mod rows;
mod search;
mod state_table;
mod words;

pub use error::TableError;
pub use log::{LogChanges, LogDay, LogDays, StateLog};
pub use rows::{StateChange, StateDifference, StateInterval};
pub use state_table::{StateTable, TableChanges, TableIntervals, TablePlaces};
