//! The record of the Aleppo offensive of October–November 2016.

mod sentences;

pub use sentences::{SENTENCES, Sentence};

use std::sync::OnceLock;

use crate::history::History;

/// The record as a scenario file.
pub const SCENARIO: &str = include_str!("aleppo-2016.toml");

/// The sentences that no event is coded from, each with the reason.
pub const UNCODED: &[(u8, &str)] =
    &[(4, "an undated summary of the advance slowing into deadlock, which S33 and S35 tell with their day")];

/// The record, checked and folded once.
///
/// # Panics
/// Never: a test reads the file.
#[must_use]
pub fn aleppo_2016() -> &'static History {
    static RECORD: OnceLock<History> = OnceLock::new();
    RECORD.get_or_init(|| match History::from_toml(SCENARIO) {
        Ok(history) => history,
        Err(error) => panic!("{}", error.in_file("aleppo-2016.toml")),
    })
}
