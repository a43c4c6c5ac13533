//! Scenario files: what is read, what is kept, and every mistake with its sentence and the place it stands at.

mod dates;
mod drafts;
mod garbage;
mod json;
mod kept;
mod keys;
mod names;
mod positions;
mod survival;
mod values;

use whoheld::{DocumentError, History};

/// What every document below has behind its mistake.
const WORLD: &str = r#"
[[actor]]
id = "rebels"
names = { en = "the rebels", hu = "a felkelők" }
[[actor]]
id = "government"
aliases = ["the regime"]
[[source]]
id = "article"
[[place]]
id = "town"
names = { en = "Old Town", ar = "البلدة القديمة" }
[[place]]
id = "east"
within = "town"
[[place]]
id = "hill"
aliases = ["Point 420"]
"#;

/// Reads a document in which `'` stands for `"`.
fn read(document: &str) -> Result<History, DocumentError> {
    History::from_toml(document.replace('\'', "\""))
}

fn refused(document: &str) -> DocumentError {
    match read(document) {
        Ok(_) => panic!("read without a mistake:\n{document}"),
        Err(error) => error,
    }
}

/// A line for each mistake.
fn in_lines(error: &DocumentError) -> String {
    error.mistakes().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// What is said of these lines, the first of which is line 2.
fn says(lines: &str) -> String {
    in_lines(&refused(&format!("format = 1\n{lines}\n{WORLD}")))
}

/// The same of an event of 28 October in the town, with these lines from line 5 on.
fn says_of_event(lines: &str) -> String {
    says(&event(lines))
}

fn event(lines: &str) -> String {
    format!("[[event]]\nwhen = 2016-10-28\nplace = 'town'\n{lines}")
}

/// Where the mistakes of these lines stand, and which text is at fault.
fn stands(lines: &str) -> Vec<(usize, usize, String)> {
    let error = refused(&format!("format = 1\n{lines}\n{WORLD}"));
    let stands = |it: &whoheld::Mistake| (it.line.unwrap_or(0), it.column.unwrap_or(0), it.text.clone());
    error.mistakes().iter().map(stands).collect()
}

fn stands_in_event(lines: &str) -> Vec<(usize, usize, String)> {
    stands(&event(lines))
}

fn one(line: usize, column: usize, text: &str) -> Vec<(usize, usize, String)> {
    vec![(line, column, text.replace('\'', "\""))]
}

fn check(cases: &[(&str, &str)], says: impl Fn(&str) -> String) {
    for (lines, sentence) in cases {
        assert_eq!(says(lines), *sentence, "of:\n{lines}");
    }
}

#[test]
fn the_world_of_these_tests_is_right() {
    assert!(read(&format!("format = 1\n{WORLD}")).is_ok());
}

fn event_with(lines: &str) -> String {
    format!("format = 1\n{}\n{WORLD}", event(lines))
}
