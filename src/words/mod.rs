//! Dates, shares and lists in words, for all printed sentences.

/// Stands behind what is said of a time that the record does not cover.
pub(crate) const OUTSIDE: &str = "(outside what the record covers)";

mod amount;
mod dates;
mod list;

pub(crate) use amount::{amount, shown_share};
pub(crate) use dates::{bound_in_words, day_in_words, days_in_words, moment_in_words, when_in_words, year_in_words};
pub(crate) use list::listed;
