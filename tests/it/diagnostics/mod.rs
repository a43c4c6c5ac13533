//! What is said of a file with mistakes: all of them at once, each where it stands, each with what would have worked.
//!
//! `document` has the sentence of each single mistake.
//!
//! `PROPTEST_CASES=2000 cargo test --release --test it diagnostics::` goes further than the default.

mod encoding;
mod extremes;
mod hints;
mod json;
mod mending;
mod spans;
mod suggestions;
mod together;

use whoheld::{DocumentError, History, Mistake};

fn refused(document: impl AsRef<[u8]>) -> DocumentError {
    match History::from_toml(document) {
        Ok(_) => panic!("read without a mistake"),
        Err(error) => error,
    }
}

/// `line:column kind suggestion`, a line for each mistake.
fn in_short(error: &DocumentError) -> Vec<String> {
    error.mistakes().iter().map(short).collect()
}

fn short(mistake: &Mistake) -> String {
    let Mistake { kind, line, column, suggestion, .. } = mistake;
    let stands = format!("{}:{} {kind}", line.unwrap_or(0), column.unwrap_or(0));
    suggestion.iter().fold(stands, |short, meant| format!("{short} {meant}"))
}

/// What the marks in a document call for: behind a mistake stands `#! column kind suggestion`.
fn marked(document: &str) -> Vec<String> {
    let lines = document.lines().zip(1..);
    lines.filter_map(|(line, at)| line.split_once("#! ").map(|(_, mark)| format!("{at}:{mark}"))).collect()
}
