//! Whatever is read, nothing panics.

use std::fmt;

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestCaseResult;
use whoheld::{Credence, History, Moment, NoteKind, Quantity, QueryTime, Share, Until, When};

use super::drafts::{text, when};
use super::kept::{ALL_KEYS, survives};
use crate::LIGHT;
use crate::random::config;

/// Reads without a panic: a history that survives, or mistakes in the order in which they stand.
fn reads(text: &str) -> TestCaseResult {
    let _ = serde_json::from_str::<History>(text);
    let error = match History::from_toml(text) {
        Ok(history) => return survives(&history),
        Err(error) => error,
    };
    prop_assert!(!error.mistakes().is_empty());
    let lines = text.matches('\n').count() + 1;
    let mut last = (0, 0);
    for mistake in error.mistakes() {
        prop_assert!(!mistake.message.is_empty() && !mistake.text.contains('\n'), "{:?}", mistake);
        let (Some(line), Some(column)) = (mistake.line, mistake.column) else { continue };
        prop_assert!((1..=lines).contains(&line) && column >= 1, "{}", error);
        prop_assert!(last <= (line, column), "{}", error);
        last = (line, column);
    }
    Ok(())
}

#[derive(Clone, Debug)]
enum Slip {
    DeleteLine(Index),
    DuplicateLine(Index, Index),
    ReplaceLine(Index, Index),
    DeleteSlice(Index, usize),
    DuplicateSlice(Index, usize, Index),
    Insert(Index, String),
}

fn slip() -> impl Strategy<Value = Slip> {
    let at = any::<Index>;
    prop_oneof![
        at().prop_map(Slip::DeleteLine),
        (at(), at()).prop_map(|(from, to)| Slip::DuplicateLine(from, to)),
        (at(), at()).prop_map(|(from, to)| Slip::ReplaceLine(from, to)),
        (at(), 1..40_usize).prop_map(|(from, length)| Slip::DeleteSlice(from, length)),
        (at(), 1..40_usize, at()).prop_map(|(from, length, to)| Slip::DuplicateSlice(from, length, to)),
        (at(), text()).prop_map(|(at, text)| Slip::Insert(at, text)),
    ]
}

/// The text with a slip made, at a boundary of characters.
fn slipped(text: &str, slip: &Slip) -> String {
    let mut lines: Vec<&str> = text.split('\n').collect();
    let mut chars: Vec<char> = text.chars().collect();
    let slice = |from: &Index, length: usize| {
        let from = from.index(text.chars().count() + 1);
        from..(from + length).min(text.chars().count())
    };
    match slip {
        Slip::DeleteLine(at) => drop(lines.remove(at.index(lines.len()))),
        Slip::DuplicateLine(from, to) => lines.insert(to.index(lines.len() + 1), *from.get(&lines)),
        Slip::ReplaceLine(from, to) => {
            let at = to.index(lines.len());
            lines[at] = *from.get(&lines);
        }
        Slip::DeleteSlice(from, length) => drop(chars.drain(slice(from, *length))),
        Slip::DuplicateSlice(from, length, to) => {
            let copy: Vec<char> = chars[slice(from, *length)].to_vec();
            let at = to.index(chars.len() + 1);
            chars.splice(at..at, copy);
        }
        Slip::Insert(at, text) => {
            let at = at.index(chars.len() + 1);
            chars.splice(at..at, text.chars());
        }
    }
    match slip {
        Slip::DeleteLine(_) | Slip::DuplicateLine(..) | Slip::ReplaceLine(..) => lines.join("\n"),
        _ => chars.into_iter().collect(),
    }
}

/// What may look like a date, a share, a number.
fn nearly() -> impl Strategy<Value = String> {
    let bits = "2016|-10|-28|-0044|+12345|+262142-12-31|+262143-01-01T00:00|-262143|0|1|60|99|T|14:30|:00|Z| |evening|\
                night|~|?|%|[|]|..|/|-|–|half|whole| or |opening |during |.|e|18446744073709551616|é|１|\n|T 4:30|\u{a0}";
    prop::collection::vec(prop::sample::select(bits.split('|').collect::<Vec<_>>()), 0..7)
        .prop_map(|bits| bits.concat())
}

fn back<T: std::str::FromStr<Err: fmt::Debug> + ToString + PartialEq + fmt::Debug>(text: &str) {
    if let Ok(read) = text.parse::<T>() {
        let shown = read.to_string();
        assert_eq!(shown.parse::<T>().unwrap_or_else(|error| panic!("{shown}: {error:?}")), read, "`{text}`");
    }
}

proptest! {
    #![proptest_config(config(LIGHT))]

    #[test]
    fn anything_is_read_without_a_panic(text in prop_oneof![any::<String>(), text(), nearly()]) {
        reads(&text)?;
        reads(&format!("format = 1\n{text}"))?;
    }

    #[test]
    fn a_document_with_slips_is_read_without_a_panic(slips in prop::collection::vec(slip(), 1..4)) {
        reads(&slips.iter().fold(ALL_KEYS.to_owned(), |text, slip| slipped(&text, slip)))?;
    }

    #[test]
    fn texts_are_parsed_without_a_panic_and_read_back(text in prop_oneof![any::<String>(), text(), nearly()]) {
        back::<When>(&text);
        back::<Until>(&text);
        back::<Share>(&text);
        back::<Quantity>(&text);
        back::<Moment>(&text);
        back::<QueryTime>(&text);
        back::<Credence>(&text);
        back::<NoteKind>(&text);
    }

    #[test]
    fn dates_read_back(when in when()) {
        prop_assert_eq!(when.to_string().parse(), Ok(when));
        let span = when.span();
        prop_assert!(span.earliest().zip(span.latest()).is_none_or(|(earliest, latest)| earliest < latest));
    }
}

#[test]
fn no_moment_is_empty() {
    // The close of the last day there is: no minute begins there.
    if let Ok(when) = "+262143-01-01T00:00".parse::<When>() {
        assert!(when.span().earliest() < when.span().latest(), "{:?}", when.span());
    }
}

#[test]
fn odd_values_in_every_field_are_read_without_a_panic() {
    let values = "9223372036854775807|-9223372036854775808|18446744073709551616|1e400|nan|-inf|-0.0|0|1|true|\"\"|\"x\"|\
                  \"\\u0000\"|\"[..]\"|\"0%\"|\"town\"|[]|[[]]|[1, 2]|[nan, inf]|[\"town\", \"town\"]|{}|{ a = {} }|\
                  { \"\" = \"\" }|9999-12-31|0000-01-01|23:59:59|2016-10-28T14:30:59.999+23:59";
    let long = format!("\"{}\"", "x".repeat(100_000));
    let head = "format = 1\n[[actor]]\nid = \"x\"\n[[place]]\nid = \"town\"\n";
    for (table, keys) in [
        ("", "format title licence note actor source place event accepted"),
        ("[[actor]]\nid = \"y\"\n", "id name names aliases allegiance from until note"),
        ("[[source]]\nid = \"y\"\n", "id title outlet address published licence note"),
        ("[[place]]\nid = \"y\"\n", "id name names aliases kind within fraction divided point tile baseline note"),
        (
            "[[event]]\nwhen = 2016\nplace = \"town\"\n",
            "id when order place with credence inferred claimed_by cites recorded supersedes same_as note captured \
             recaptured withdrew transferred observed became unknown attacked fought repelled besieged siege_lifted fire_control \
             fire_control_lost noted denied",
        ),
        ("[[accepted]]\nfinding = \"x\"\nreason = \"y\"\n", "finding events place reason"),
        ("[[place]]\nid = \"y\"\nbaseline.held_by = \"x\"\n", "baseline.cites baseline.credence baseline.note"),
        ("[[place]]\nid = \"y\"\n", "baseline.shares baseline.shares.x"),
        (
            "[[event]]\nwhen = 2016\nplace = \"town\"\ncaptured.by = \"x\"\n",
            "captured.extent captured.from captured.except captured.portion",
        ),
        ("[[event]]\nwhen = 2016\nplace = \"town\"\nattacked.by = \"x\"\n", "attacked.until"),
        (
            "[[event]]\nwhen = 2016\nplace = \"town\"\n",
            "observed.shares observed.shares.x observed.x observed.until became.x fought.between",
        ),
        ("[[event]]\nwhen = 2016\nplace = \"town\"\nnoted.kind = \"other\"\n", "noted.numbers noted.numbers.x"),
    ] {
        for key in keys.split(' ') {
            // The key once, with the odd value.
            let others = table.lines().filter(|line| !line.starts_with(&format!("{key} ")));
            let others: Vec<&str> = others.collect();
            for value in values.split('|').chain([long.as_str()]) {
                let head = if table.is_empty() { "" } else { head };
                reads(&format!("{head}{}\n{key} = {value}\n", others.join("\n"))).unwrap();
            }
        }
    }
}

#[test]
fn odd_texts_are_read_without_a_panic() {
    let deep = 10_000;
    let table = |open: &str, close: &str| format!("format = 1\ntitle = {}1{}\n", open.repeat(deep), close.repeat(deep));
    for text in [
        table("[", "]"),
        table("{ a = ", " }"),
        table("[", ""),
        format!("format = 1\n{}a = 1\n", "a.".repeat(deep)),
        format!("format = 1\n[{}a]\n", "a.".repeat(deep)),
        format!("format = 1\n[[{}a]]\n", "a.".repeat(deep)),
        format!("format = 1\n[[event]]\nnoted = {{ kind = \"other\", {}a = 1 }}\n", "a.".repeat(60)),
        "format = 1\ntitle = \"a\0b\"\n".to_owned(),
        "\0".to_owned(),
        "format = 1\ntitle = \"a\\u0000b\"\n".to_owned(),
        "\u{feff}format = 1\n".to_owned(),
        "format = 1\n\u{feff}".to_owned(),
        "format = 1\r\ntitle = \"x\"\r\n".to_owned(),
        "format = 1\rtitle = 3\r".to_owned(),
        format!("format = 1\ntitle = \"{}\"\n", "é".repeat(500_000)),
        format!("format = 1\n[[actor]]\nid = \"{}\"\nallegiance = \"{}\"\n", "x".repeat(2_000), "y".repeat(2_000)),
        format!("format = 1\n{}", "[[actor]]\n".repeat(2_000)),
        ALL_KEYS.replace('\n', "\r\n"),
    ] {
        reads(&text).unwrap();
    }
    let json = format!("{}1{}", "[".repeat(deep), "]".repeat(deep));
    assert!(serde_json::from_str::<History>(&json).is_err());
}
