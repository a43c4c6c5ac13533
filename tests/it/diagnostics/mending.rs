//! A suggestion mends its mistake: written in its place, it is read there without that mistake.

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestCaseResult;
use whoheld::{DocumentError, History, Mistake};

use super::refused;
use super::suggestions::{RIGHT, SLIPS};
use super::together::MANY;
use crate::LIGHT;
use crate::random::config;

/// Each suggestion, and all safe ones together, written into the document.
fn mends(document: &str) -> TestCaseResult {
    let Err(error) = History::from_toml(document) else { return Ok(()) };
    for mistake in error.mistakes() {
        let Some((span, instead)) = mistake.replacement() else {
            prop_assert!(!mistake.is_safe, "safe, and nothing is suggested: {:?}", mistake);
            continue;
        };
        let mended = mistake.fixed(document);
        let by_hand = format!("{}{instead}{}", &document[..span.start], &document[span.end..]);
        prop_assert_eq!(mended.as_deref(), Some(by_hand.as_str()));
        if let Err(left) = History::from_toml(&by_hand) {
            let same = |other: &Mistake| {
                other.kind == mistake.kind && other.span.as_ref().is_some_and(|other| other.start == span.start)
            };
            let said_again = left.mistakes().iter().find(|other| same(other));
            prop_assert!(said_again.is_none(), "{}\nis mended as\n{}\nand then\n{}", error, by_hand, left);
        }
    }
    mends_all(document, &error)
}

/// The safe suggestions lead to an end, and none of them breaks what could be read.
fn mends_all(document: &str, error: &DocumentError) -> TestCaseResult {
    let (mut text, mut error) = (document.to_owned(), error.clone());
    for _ in 0..8 {
        let fixed = error.fixed(&text);
        let safe = error.mistakes().iter().any(|mistake| mistake.is_safe);
        prop_assert_eq!(fixed != text, safe, "{}\n{}", error, fixed);
        if !safe {
            return Ok(());
        }
        let breaks = |error: &DocumentError| error.mistakes().iter().any(|it| it.kind.word() == "syntax");
        match History::from_toml(&fixed) {
            Ok(_) => return Ok(()),
            Err(left) => {
                let broken = breaks(&left) && !breaks(&error);
                prop_assert!(!broken, "{}\n{}\nis mended as\n{}\nand then\n{}", text, error, fixed, left);
                (text, error) = (fixed, left);
            }
        }
    }
    Err(TestCaseError::fail(format!("never done:\n{error}\n{text}")))
}

/// Faulty documents: those of the tests beside this one, and some whose suggestions once broke them.
fn corpus() -> Vec<String> {
    let slips = SLIPS.iter().map(|(right, wrong)| RIGHT.replacen(right, wrong, 1));
    slips.chain([MANY, ODD].map(str::to_owned)).collect()
}

/// Texts that cannot be put in quotes as they are, and keys that cannot be put in twice.
const ODD: &str = r#"format = 1
titel = "x"
tittle = "y"
event = 3
[[actor]]
id = "crown"
aliases = 0x1F
[[actor]]
id = 'Nour "Front"'
[[place]]
id = "york"
aliases = "a\nb"
fraction = "50%"
actor = { id = "x" }
[[event]]
when = 1068
date = 1069
place = "york"
captured = 'the "crown"'
[[event]]
when = "c:\\1068\t"
place = '"york"'
siege_lifted = "crown\u001b"
with = "crown, 'york'"
cites = "a\\\"b"
[[event]]
when = 1068
place = "york"
"by" = "crown"
took = { by = "crown" }
seized = { by = "crown" }
"#;

#[test]
fn a_suggestion_is_written_as_toml_reads_it() {
    let document = r#"format = 1
[[actor]]
id = "crown"
[[place]]
id = "york"
aliases = "a\nb"
[[event]]
when = 1068
place = "york"
captured = 'the "crown"'
"#;
    let error = refused(document);
    let suggested: Vec<Option<&str>> = error.mistakes().iter().map(|it| it.suggestion.as_deref()).collect();
    assert_eq!(suggested, [Some(r#"["a\nb"]"#), Some(r#"{ by = "the \"crown\"" }"#)]);
    mends(document).unwrap();

    // Now it can be read who is said to have captured it: nobody who is known.
    let left = refused(error.fixed(document));
    let [unknown] = left.mistakes() else { panic!("{left}") };
    assert_eq!(unknown.text, r#""the \"crown\"""#);
}

#[test]
fn every_suggestion_for_the_known_mistakes_mends_its_mistake() {
    for document in corpus() {
        mends(&document).unwrap_or_else(|error| panic!("{document}\n{error}"));
        // With the line ends of another system, and the mark with which some editors begin a file.
        mends(&format!("\u{feff}{}", document.replace('\n', "\r\n"))).unwrap_or_else(|error| panic!("{error}"));
    }
    for empty in ["", "\n", "\u{feff}", "\u{feff}# nothing", "\u{feff}title = 'x'"] {
        mends(empty).unwrap();
        let Err(error) = History::from_toml(empty) else { panic!("{empty:?} is read") };
        assert!(History::from_toml(error.fixed(empty)).is_ok(), "{empty:?}");
    }
}

#[test]
fn most_known_mistakes_have_a_suggestion() {
    let errors: Vec<DocumentError> = corpus().iter().map(refused).collect();
    let mistakes: Vec<&Mistake> = errors.iter().flat_map(DocumentError::mistakes).collect();
    let suggested = mistakes.iter().filter(|it| it.suggestion.is_some()).count();
    let safe = mistakes.iter().filter(|it| it.is_safe).count();
    // Not to fall: what once could be mended can be.
    assert_eq!((mistakes.len(), suggested, safe), (117, 95, 47));
}

#[test]
fn another_text_is_left_as_it_is() {
    let error = refused("format = 1\n[[place]]\nid = york\n");
    for other in ["format = 1\n[[place]]\nid = town\n", "", "format = 1", "ő".repeat(20).as_str()] {
        assert_eq!(error.fixed(other), other);
        assert_eq!(error.mistakes()[0].fixed(other), None);
    }
    // Read through serde, a mistake stands nowhere.
    let json = serde_json::from_str::<History>(r#"{ "format": 1, "titel": "x" }"#).unwrap_err();
    assert!(json.to_string().contains("did you mean `title`?"));
}

#[derive(Clone, Debug)]
enum Change {
    Insert(Index, String),
    Remove(Index, usize),
    Line(Index, Index),
    Value(Index, String),
    Key(Index, &'static str),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    let odd = "[\\[\\]{}=\"'.,#\\\\\n\r\t :;%~?X0-9a\u{feff}éa“”-]{1,3}";
    let values = "\"a\\nb\"|'the \"crown\"'|true|yes|No|3|0x1F|2.5|198X|2016-10|\"late May 1916\"|[]|{}|town|a b|\"|\
                  '''a'''|2016-10-28T14:30|\"rebels, government\"|“town”|nan|'\\'|\"\\u0000\"|[\"a\"]|NA|25%";
    let values: Vec<&str> = values.split('|').collect();
    let keys: Vec<&str> = "date|day|took|surrendered|Place|claimed-by|by|titel|id|event|a b".split('|').collect();
    prop_oneof![
        (at(), odd).prop_map(|(at, text)| Change::Insert(at, text)),
        (at(), 1..4_usize).prop_map(|(at, length)| Change::Remove(at, length)),
        (at(), at()).prop_map(|(from, to)| Change::Line(from, to)),
        (at(), prop::sample::select(values)).prop_map(|(at, value)| Change::Value(at, value.to_owned())),
        (at(), prop::sample::select(keys)).prop_map(|(at, key)| Change::Key(at, key)),
    ]
}

fn changed(text: &str, change: &Change) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    let fields: Vec<usize> = (0..lines.len()).filter(|&line| lines[line].contains(" = ")).collect();
    match change {
        Change::Insert(at, put) => {
            let at = at.index(chars.len() + 1);
            chars.splice(at..at, put.chars());
            return chars.into_iter().collect();
        }
        Change::Remove(at, length) => {
            let at = at.index(chars.len() + 1);
            chars.drain(at..chars.len().min(at + length));
            return chars.into_iter().collect();
        }
        Change::Line(from, to) => {
            let line = from.get(&lines).clone();
            lines.insert(to.index(lines.len() + 1), line);
        }
        Change::Value(at, value) if !fields.is_empty() => {
            let line = &mut lines[*at.get(&fields)];
            *line = format!("{} = {value}", line.split(" = ").next().unwrap_or_default());
        }
        Change::Key(at, key) if !fields.is_empty() => {
            let line = &mut lines[*at.get(&fields)];
            *line = format!("{key} = {}", line.split_once(" = ").map_or("", |(_, value)| value));
        }
        Change::Value(..) | Change::Key(..) => {}
    }
    lines.join("\n")
}

proptest! {
    #![proptest_config(config(LIGHT))]

    #[test]
    fn every_suggestion_for_a_random_mistake_mends_it(
        faulty in any::<Option<Index>>(),
        changes in prop::collection::vec(change(), 1..4),
    ) {
        let start = faulty.map_or(RIGHT.to_owned(), |faulty| faulty.get(&corpus()).clone());
        mends(&changes.iter().fold(start, |text, change| changed(&text, change)))?;
    }
}
