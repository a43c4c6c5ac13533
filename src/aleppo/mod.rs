//! The record of the Aleppo offensive of October–November 2016: a scenario file, coded from an encyclopaedia article
//! and from reports of the press, and the sentences of that article in our own words.
//!
//! The record is adapted from the article
//! [*2016. október–novemberi aleppói offenzíva*](https://hu.wikipedia.org/wiki/2016._október–novemberi_aleppói_offenzíva)
//! of the Hungarian Wikipedia, by its contributors, and is under
//! [CC BY-SA 4.0](https://creativecommons.org/licenses/by-sa/4.0/legalcode) like that article. If you publish the
//! record, or something made from it, name the article and keep this licence. The code of the crate is under MIT or
//! Apache-2.0; leave out the feature `aleppo` to build without the record.

mod sentences;

use std::sync::OnceLock;

pub use sentences::{SENTENCES, Sentence};

use crate::history::History;
use crate::reading::{Conflicts, Reading};

/// The record as a scenario file.
pub const SCENARIO: &str = include_str!("aleppo-2016.toml");

/// The numbers of the sentences from which no event is coded, each with the reason.
pub const UNCODED: &[(u8, &str)] =
    &[(4, "an undated summary of the advance slowing into deadlock, which S33 and S35 tell with their day")];

/// Returns the record as a history, which is made at the first call and kept.
///
/// # Panics
/// Panics if the file is not a valid scenario. A test makes sure that it is one.
#[must_use]
pub fn aleppo_2016() -> &'static History {
    static RECORD: OnceLock<History> = OnceLock::new();
    RECORD.get_or_init(|| match History::from_toml(SCENARIO) {
        Ok(history) => history,
        Err(error) => panic!("{}", error.in_file("aleppo-2016.toml")),
    })
}

/// Returns four ways to read the record.
///
/// The first is the default reading; of the press it counts only what agrees with the article. The second and the third
/// also count what the government's side and its news agency, or the rebels, claim and deny. The fourth takes no side:
/// it returns every answer that some claim supports.
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
