//! Comparing two codings: the published examples of Krippendorff's alpha, and what asking both on every single day
//! gives, on random pairs of histories.
//!
//! `PROPTEST_CASES=2000 cargo test --release --test it compare::` goes further than the default.

mod alpha;
mod codings;
mod day_by_day;

use whoheld::{History, Scenario};

fn history(scenario: Scenario) -> History {
    History::try_from(scenario).unwrap_or_else(|refusals| panic!("{refusals}"))
}

fn rounded(figure: Option<f64>) -> String {
    figure.map_or("none".to_owned(), |figure| format!("{figure:.3}"))
}
