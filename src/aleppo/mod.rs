//! The record of the Aleppo offensive of October–November 2016.

mod sentences;

use std::sync::OnceLock;

pub use sentences::{SENTENCES, Sentence};

use crate::history::History;
use crate::reading::{Conflicts, Reading};

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

/// Four ways to read the record: the article's word (the default, by which nothing of the press counts but what agrees
/// with it); the same with what the government's side claims and denies, its news agency counted in; the same with what
/// the rebels claim and deny; and one that keeps all claims and decides nothing.
///
/// ```
/// use whoheld::{aleppo, aleppo_2016, chrono::NaiveDate};
///
/// let day = NaiveDate::from_ymd_opt(2016, 10, 30).unwrap();
/// for reading in aleppo::readings() {
///     println!("{reading}: {}", aleppo_2016().interpret(&reading)?.who_held("minyan-residential", day)?);
/// }
/// # Ok::<(), whoheld::LookupError>(())
/// ```
#[must_use]
pub fn readings() -> [Reading; 4] {
    [
        Reading::new().named("the article's"),
        Reading::new().named("the government's").according_to("government").according_to("sana"),
        Reading::new().named("the rebels'").according_to("rebels"),
        Reading::new().named("keeping all").conflicts(Conflicts::KeepAll),
    ]
}
