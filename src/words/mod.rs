//! Dates, shares and lists in words, for all printed sentences.

mod amount;
mod dates;
mod list;

pub(crate) use amount::{amount, shown_share};
pub(crate) use dates::{day_in_words, span_in_words, when_in_words};
pub(crate) use list::listed;
