//! What is said of a file with mistakes: all of them at once, each where it stands, each with what would have worked.
//!
//! `tests/document.rs` has the sentence of each single mistake. `PROPTEST_CASES=2000 cargo test --test diagnostics`
//! goes further than the default.
#![cfg(feature = "toml")]

use std::error::Error;
use std::fmt::Debug;
use std::thread;

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestCaseResult;
use whoheld::{DocumentError, History, Mistake, MistakeKind};

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

fn config(cases: u32) -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(cases);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

// -------------------------------------------------------------------------------------------------- the type

#[test]
fn the_error_goes_anywhere() {
    fn goes_anywhere<T: Error + Send + Sync + 'static>() {}
    fn is_data<T: Clone + PartialEq + Debug + Send + Sync + 'static>() {}
    goes_anywhere::<DocumentError>();
    is_data::<Mistake>();

    let read = || -> Result<History, Box<dyn Error + Send + Sync>> { Ok(History::from_toml("format = 2")?) };
    let error = read().err().unwrap();
    assert_eq!(error.downcast_ref::<DocumentError>().unwrap().mistakes()[0].kind, MistakeKind::Format);
}

// -------------------------------------------------------------------------------------------------- all at once

/// Many mistakes, each in an entry of its own.
const MANY: &str = r#"format = "1" #! 10 format 1

[[actor]]
id = "government"

[[actor]]
id = "rebels"

[[actor]]
id = "Nour Front" #! 6 bad-id "nour-front"

[[actor]]
id = "nobody" #! 6 bad-id

[[actor]]
id = "rebels" #! 6 duplicate-id "rebels-2"

[[actor]]
id = "ninth"
allegiance = "ninth" #! 14 circle

[[actor]]
id = "tenth"
from = 2016-11-01
until = 2016-10-01 #! 9 period

[[actor]] #! 1 missing-key
name = "The one without an id"

[[actor]]
id = "militia"
alligiance = "rebels" #! 1 unknown-key allegiance

[[source]]
id = "article"

[[source]]
id = "map"
title = true #! 9 wrong-type "true"

[[place]]
id = "town"

[[place]]
id = "hill"
within = "twon" #! 10 unknown "town"

[[place]]
id = "north"
fraction = -0.5 #! 12 bad-value

[[place]]
id = "east"
within = "town"
fraction = 0.7

[[place]]
id = "west"
within = "town"
fraction = 0.6 #! 12 too-much

[[place]]
id = "square"
within = "square" #! 10 circle

[[place]]
id = "bridge"
baseline = "goverment" #! 12 unknown "government"

[[event]]
when = 2016-10-28
place = town #! 9 syntax "town"
siege_lifted = {}

[[event]]
when = "2016-02-30" #! 8 bad-value "2016-02-29"
place = "town"
siege_lifted = {}

[[event]]
when = "2016-11-06/2016-11-08" #! 8 bad-value "[2016-11-06..2016-11-08]"
place = "town"
siege_lifted = {}

[[event]]
when = "[2016-11-08..2016-11-06]" #! 8 bad-value "[2016-11-06..2016-11-08]"
place = "town"
siege_lifted = {}

[[event]]
when = "28 October 2016" #! 8 bad-value "2016-10-28"
place = "town"
siege_lifted = {}

[[event]]
when = 2016-10-28
place = "town"
captured = { by = "rebel" } #! 19 unknown "rebels"

[[event]]
when = 2016-10-28
place = "town"
captured = { by = "rebels", extent = "0%" } #! 38 bad-value

[[event]]
when = 2016-10-28
place = "town"
captured = { by = "rebels", extend = "half" } #! 29 unknown-key extent

[[event]]
when = 2016-10-28
place = "town"
observed = { shares = { government = "60%", rebels = "half" } } #! 25 too-much

[[event]]
when = 2016-10-28
place = "town"
fought = { between = ["rebels"] } #! 23 impossible

[[event]]
when = 2016-10-28
place = "town"
siege_lifted = {}
credence = "reportd" #! 12 bad-value "reported"

[[event]]
when = 2016-10-28
place = "town"
siege_lifted = {}
cites = ["articel"] #! 10 unknown "article"

[[event]]
id = "first"
when = 2016-10-28
place = "town"
siege_lifted = {}
supersedes = ["first"] #! 15 circle
"#;

#[test]
fn many_mistakes_are_told_in_one_go() {
    let error = refused(MANY);
    assert_eq!(in_short(&error), marked(MANY), "{error}");
    assert!(error.mistakes().len() >= 20 && error.more() == 0);

    // One for each kind that a TOML file can have beside those that end the reading, and a twice-told key.
    let mut kinds: Vec<&str> = error.mistakes().iter().map(|it| it.kind.word()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let all = "bad-id bad-value circle duplicate-id format impossible missing-key period syntax too-much unknown \
               unknown-key wrong-type";
    assert_eq!(kinds.join(" "), all);

    // And no two of them are in one entry.
    let entry = |it: &Mistake| MANY[..it.span.clone().unwrap().start + 2].rfind("\n[[");
    let mut entries: Vec<Option<usize>> = error.mistakes().iter().map(entry).collect();
    entries.dedup();
    assert_eq!(entries.len(), error.mistakes().len());
}

#[test]
fn the_report_of_a_small_file() {
    let file = "format = 1\n\n[[place]]\nid = \"حلب\"\n\n[[place]]\nid = \"town\"\nname = []\n\n[[event]]\n\
                when = 2016-10-28\nplace =\t\"twon\" # the town\ncaptured = { by = \"rebels\" }\n\n\
                [[actor]]\nid = \"rebels\"\nallegiance = government\n";
    let report = "\
error: place `حلب`: `حلب` is no id; ids are lower-case words joined by hyphens
 --> siege.toml:4:6
  |
4 | id = \"حلب\"
  |      ^^^^^

error: here stands a list, and a text in quotes is wanted
 --> siege.toml:8:8
  |
8 | name = []
  |        ^^

error: event `2016-10-28-twon-1`: no place `twon`; did you mean `town`?
  --> siege.toml:12:9
   |
12 | place =    \"twon\" # the town
   |            ^^^^^^

error: a text stands in quotes: `allegiance = \"government\"`
  --> siege.toml:17:14
   |
17 | allegiance = government
   |              ^^^^^^^^^^";
    let error = refused(file).in_file("siege.toml");
    assert_eq!(error.to_string(), report);
    // A program that ends with this error shows it so.
    assert_eq!(format!("{error:?}"), report);
    assert!(!report.contains('\u{1b}'), "no colour");
}

#[test]
fn a_slip_of_syntax_hides_its_own_entry_alone() {
    let document = r#"format = 1
[[actor]]
id = "Rebels" #! 6 bad-id "rebels"
[[actor]]
id = "governmental
[[place]]
id = "town"
point = 3 #! 9 bad-value
[[event]]
when = 2016-10-32
place = "town"
captured = { by = "nobody knows" }
[[event]]
when = "2016-10-32" #! 8 bad-value "2016-10-31"
place = "town"
captured = { by = "governmental" }
"#;
    let found = in_short(&refused(document));
    for mark in marked(document) {
        assert!(found.contains(&mark), "{mark}: {found:?}");
    }
    // The two slips besides, and no word of what only they made unknown.
    assert_eq!(found.len(), marked(document).len() + 2, "{found:?}");
}

#[test]
fn a_bad_value_does_not_hide_the_names_beside_it() {
    let document = "format = 1\n[[actor]]\nid = \"rebels\"\n[[place]]\nid = \"town\"\n[[event]]\nwhen = \"2016-11-1\"\n\
                    place = \"twon\"\ncaptured = { by = \"rebel\", extent = \"some of it\" }\ncites = [\"bbc\"]\n";
    let error = refused(document);
    let messages: Vec<String> = error.mistakes().iter().map(ToString::to_string).collect();
    assert_eq!(
        messages,
        [
            "7:8: `2016-11-1` is no date; write `2016-11-01`",
            "8:9: no place `twon`; did you mean `town`?",
            "9:19: no actor `rebel`; did you mean `rebels`?",
            "9:37: `some of it` is no share of a place; write whole, most, half, part, `40%`, `1/3` or `40-60%`",
            "10:10: no source `bbc`",
        ]
    );
}

#[test]
fn what_stands_there_is_not_suggested() {
    for document in ["=[\nformat=1\n\"", "=[{}{}\nformat=1\n\"", "=[\ninferred = true\n\""] {
        let error = refused(document);
        assert!(error.mistakes().iter().all(|it| it.suggestion.as_ref() != Some(&it.text)), "{error}");
    }
}

#[test]
fn a_message_is_one_line_that_a_terminal_can_show() {
    let error =
        refused("format = 1\n\"a\\nb\" = 1\n\"\\u001b[31mred\" = 1\n[[place]]\nid = \"p\\u202e\"\nwithin = \"q\\n\"\n");
    let messages: Vec<&str> = error.mistakes().iter().map(|it| it.message.as_str()).collect();
    assert!(messages[0].starts_with("unknown key `a\\nb`; "), "{messages:?}");
    assert!(messages[1].starts_with("unknown key `\\u{1b}[31mred`; "), "{messages:?}");
    assert!(messages[2].starts_with("place `p\\u{202e}`: `p\\u{202e}` is no id"), "{messages:?}");
    assert!(messages[3].ends_with("no place `q\\n`"), "{messages:?}");
}

#[test]
fn a_field_of_a_later_format_is_called_so() {
    let error = refused("format = 2\n[[place]]\nid = \"town\"\nwingspan = 3\nwithn = \"x\"\n");
    let messages: Vec<&str> = error.mistakes().iter().map(|it| it.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "format 2 is not known here; this version reads format 1",
            "unknown key `wingspan`; it may be one of format 2",
            "unknown key `withn`; did you mean `within`?",
        ]
    );
}

#[test]
fn events_that_correct_each_other() {
    let event = |id: &str, of: &str| {
        format!("[[event]]\nid = \"{id}\"\nwhen = 2016\nplace = \"x\"\nsiege_lifted = {{}}\nsupersedes = [\"{of}\"]\n")
    };
    let circle = [event("a", "b"), event("b", "c"), event("c", "a")].concat();
    let error = refused(format!("format = 1\n[[place]]\nid = \"x\"\n{circle}"));
    assert_eq!(error.mistakes()[0].kind, MistakeKind::Circle);
    assert!(error.to_string().contains("a → b → c → a"), "{error}");
}

// -------------------------------------------------------------------------------------------------- spans

/// Whether each mistake stands where it says it does, and in order.
fn stands_right(document: &str) -> TestCaseResult {
    let Err(error) = History::from_toml(document) else { return Ok(()) };
    prop_assert!(!error.mistakes().is_empty());
    let mut last = 0;
    for mistake in error.mistakes() {
        let span = mistake.span.clone().unwrap();
        prop_assert!(last <= span.start && span.start <= span.end, "{:?}", mistake);
        last = span.start;
        let spanned = document.get(span.clone());
        prop_assert!(spanned.is_some(), "between characters: {:?}", mistake);
        let first: String = spanned.unwrap().lines().next().unwrap_or_default().chars().take(4000).collect();
        prop_assert_eq!(&mistake.text, &first, "{:?}", mistake);

        // The mark before the text is no column; elsewhere it is a character.
        let (before, after) = document.split_at(span.start);
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let unmarked = |line| if start == 0 { str::trim_start_matches(line, '\u{feff}') } else { line };
        let before_in_line = unmarked(&before[start..]);
        prop_assert_eq!(mistake.line, Some(before.matches('\n').count() + 1), "{:?}", mistake);
        prop_assert_eq!(mistake.column, Some(before_in_line.chars().count() + 1), "{:?}", mistake);

        let line = format!("{before_in_line}{}", after.split('\n').next().unwrap());
        let line = unmarked(line.trim_end_matches('\r'));
        prop_assert_eq!(mistake.source_line.as_deref(), (line.len() <= 4000).then_some(line), "{:?}", mistake);
        prop_assert!(!mistake.message.is_empty());
    }
    prop_assert_eq!(error.to_string().matches("error: ").count(), error.mistakes().len());
    Ok(())
}

#[test]
fn a_mistake_stands_where_it_says() {
    stands_right(MANY).unwrap();
    let expected = marked(MANY);

    // As other systems and editors save it.
    for saved in [
        MANY.replace('\n', "\r\n"),
        format!("\u{feff}{MANY}"),
        format!("\u{feff}{MANY}").replace('\n', "\r\n"),
        MANY.trim_end().to_owned(),
    ] {
        stands_right(&saved).unwrap();
        assert_eq!(in_short(&refused(&saved)), expected);
    }

    // With tabs, in lines of wide, joined and right-to-left characters, and in long lines.
    for mark in ["#\t", "# 🏴‍☠️ حلب Őrség", &format!("# {}", "ő".repeat(5_000))] {
        let document = MANY.replace("#!", mark);
        stands_right(&document).unwrap();
        let place = |short: &String| short.split(' ').take(2).collect::<Vec<_>>().join(" ");
        let found = in_short(&refused(document));
        assert!(found.iter().map(place).eq(expected.iter().map(place)), "{found:?}");
    }
    let spaced = MANY.replace(" = ", "\t=\t");
    stands_right(&spaced).unwrap();
    assert_eq!(in_short(&refused(spaced)), expected);
    let indented = MANY.replace('\n', "\n\t");
    stands_right(&indented).unwrap();
    assert_eq!(refused(indented).mistakes().len(), expected.len());
}

#[test]
fn a_mistake_behind_wide_characters() {
    for before in ["حلب", "Őrség", "🏴‍☠️🇭🇺", "ｗｉｄｅ", "a\tb", &"حلب ".repeat(2_000)] {
        let document = format!("format = 1\n[[place]]\nid = \"x\"\nnames = {{ en = \"{before}\", hu = 3 }}\n");
        stands_right(&document).unwrap();
        let error = refused(&document);
        let [mistake] = error.mistakes() else { panic!("{error}") };
        assert_eq!((mistake.line, mistake.text.as_str()), (Some(4), "3"));
        assert_eq!(mistake.column, Some("names = { en = \"".len() + before.chars().count() + "\", hu = ".len() + 1));
        // A line too long to be shown is still named.
        let shown = error.to_string();
        assert_eq!(shown.contains("names = "), document.len() < 4_000, "{shown}");
        assert!(shown.contains(&format!(":4:{}", mistake.column.unwrap())), "{shown}");
    }
}

proptest! {
    #![proptest_config(config(100))]

    #[test]
    fn a_mistake_stands_where_it_says_whatever_is_put_in(
        at in any::<Index>(),
        put in prop_oneof!["\\PC{1,6}", "[\\[\\]{}=\"'.,#\\\\\n\r\t \u{feff}é]{1,6}", any::<String>()],
    ) {
        let mut chars: Vec<char> = MANY.chars().collect();
        let at = at.index(chars.len() + 1);
        chars.splice(at..at, put.chars());
        stands_right(&chars.into_iter().collect::<String>())?;
    }
}

// -------------------------------------------------------------------------------------------------- suggestions

/// A document with nothing wrong in it.
const RIGHT: &str = r#"format = 1
title = "A siege"

[[actor]]
id = "government"
aliases = ["the regime"]

[[actor]]
id = "rebels"
names = { en = "The Rebels", hu = "A felkelők" }
allegiance = [{ to = "opposition", until = 2017-01-01 }]

[[actor]]
id = "opposition"

[[source]]
id = "article"
published = 2017-01-01

[[place]]
id = "township"
names = { en = "Old Town", ar = "البلدة القديمة" }
baseline = { shares = { government = "most", rebels = "part" }, credence = "reported" }

[[place]]
id = "citadel"
within = "township"
fraction = 0.25

[[event]]
id = "first-assault"
when = 2016-10-28
place = "citadel"
attacked = { by = "rebels", until = "2016-10-30" }
cites = ["article"]

[[event]]
when = "2016-10-30 evening"
place = 'township'
captured = { by = "rebels", extent = "half", from = "government", portion = "the north" }
with = ["opposition"]
credence = "confirmed"

[[event]]
when = "[2016-11-06..2016-11-08]"
place = "township"
observed = { shares = { rebels = "half", 'government' = "40-50%" } }

[[event]]
when = 2016-11-09
place = "citadel"
noted = { kind = "statement", by = "government" }

[[event]]
when = 2016-11-10
place = "citadel"
denied = { event = "first-assault" }
inferred = true
"#;

/// The document with a suggestion in place of what was refused.
fn mended(document: &str, mistake: &Mistake) -> Option<String> {
    let (span, meant) = (mistake.span.clone()?, mistake.suggestion.as_deref()?);
    Some(format!("{}{meant}{}", &document[..span.start], &document[span.end..]))
}

#[test]
fn a_suggestion_mends_its_mistake() {
    assert!(History::from_toml(RIGHT).is_ok());
    for (right, wrong) in [
        // Keys.
        ("title =", "titel ="),
        ("[[event]]\nid", "[[evnet]]\nid"),
        ("within =", "Within ="),
        ("published =", "publised ="),
        ("credence = \"r", "credance = \"r"),
        ("captured =", "capture ="),
        ("extent =", "extend ="),
        ("by = \"rebels\", until", "By = \"rebels\", until"),
        // Names: by id, alias, and name in any language.
        ("within = \"township\"", "within = \"townshp\""),
        ("within = \"township\"", "within = \"Old Town\""),
        ("within = \"township\"", "within = 'البلدة القديمة'"),
        ("with = [\"opposition\"]", "with = [\"oposition\"]"),
        ("place = 'township'", "place = 'towship'"),
        ("from = \"government\"", "from = \"the regime\""),
        ("by = \"rebels\", until", "by = \"The Rebels\", until"),
        ("by = \"rebels\", until", "by = \"A felkelők\", until"),
        ("to = \"opposition\"", "to = \"opposit\""),
        ("cites = [\"article\"]", "cites = [\"artcle\"]"),
        ("event = \"first-assault\"", "event = \"first-asault\""),
        ("'government' = \"4", "'goverment' = \"4"),
        ("rebels = \"half\"", "rebel = \"half\""),
        // Ids.
        ("[[actor]]\nid = \"opp", "[[actor]]\nid = \"New_Front\"\n[[actor]]\nid = \"opp"),
        ("[[actor]]\nid = \"opp", "[[actor]]\nid = \"rebels\"\n[[actor]]\nid = \"opp"),
        // Words.
        ("\"half\", from", "\"Half\", from"),
        ("\"half\", from", "\"all\", from"),
        ("\"half\", from", "0.5, from"),
        ("\"confirmed\"", "\"confrimed\""),
        ("\"statement\"", "'statment'"),
        // Dates.
        ("when = 2016-10-28", "when = \"28.10.2016\""),
        ("when = 2016-10-28", "when = 'October 28, 2016'"),
        ("when = 2016-11-09", "when = 2016-11-31"),
        ("when = 2016-10-28", "when = 2016-10-28T14:30:15"),
        ("when = 2016-10-28", "when = 2016-10-28 evening"),
        ("when = 2016-10-28", "when = 2016-10"),
        ("30 evening", "30 evning"),
        ("30 evening", "30 14:30"),
        ("\"[2016-11-06..2016-11-08]\"", "\"2016-11-06/2016-11-08\""),
        ("\"[2016-11-06..2016-11-08]\"", "\"2016-11-06..2016-11-08\""),
        ("\"[2016-11-06..2016-11-08]\"", "\"[2016-11-08..2016-11-06]\""),
        ("\"[2016-11-06..2016-11-08]\"", "\"between 6 Nov 2016 and 8 Nov 2016\""),
        ("published = 2017-01-01", "published = \"1 January 2017\""),
        // Types.
        ("0.25", "\"25%\""),
        ("0.25", "\"1/4\""),
        ("noted = { kind = \"statement\", by = \"government\" }", "noted = \"statement\""),
        ("attacked = { by = \"rebels\", until = \"2016-10-30\" }", "attacked = 'rebels'"),
        ("denied = { event = \"first-assault\" }", "siege_lifted = true"),
        // Missing quotes.
        ("place = 'township'", "place = township"),
        ("title = \"A siege\"", "title = A siege"),
        ("title = \"A siege\"", "title = A siege # of a town"),
        ("place = 'township'", "place = “township”"),
        ("place = 'township'", "place: 'township'"),
        ("place = 'township'", "place = 'township"),
        ("place = 'township'", "place = 'township';"),
        ("by = \"rebels\", until", "by = rebels, until"),
        ("by = \"rebels\", until", "by: \"rebels\", until"),
        ("rebels = \"half\"", "rebels = 50%"),
        ("inferred = true", "inferred = yes"),
        ("inferred = true", "inferred = \"yes\""),
        ("inferred = true", "inferred = True"),
        ("fraction = 0.25", "fraction = .25"),
        ("fraction = 0.25", "fraction = 25%"),
        ("fraction = 0.25", "fraction = 25"),
        ("when = 2016-10-28", "when = 28.10.2016"),
        ("when = 2016-11-09", "when = [2016-11-09..2016-11-10]"),
        ("\"[2016-11-06..2016-11-08]\"", "\"[2016-11-06..2016-11-31]\""),
        ("with = [\"opposition\"]", "with = \"opposition\""),
        ("cites = [\"article\"]", "cites = [\"artcle S1 [2, 3]\"]"),
        ("[[event]]\nid", "[event]\nid"),
        ("[[event]]\nid", "[[event]\nid"),
        ("when = 2016-10-28", "date = 2016-10-28"),
        // The top.
        ("format = 1", "format: 1"),
        ("format = 1\n", ""),
        ("format = 1", "format = \"1\""),
        ("format = 1", "format = 7"),
    ] {
        assert!(RIGHT.contains(right), "{right}");
        let broken = RIGHT.replacen(right, wrong, 1);
        let error = refused(&broken);
        let mended = error.mistakes().iter().find_map(|mistake| mended(&broken, mistake));
        let mended = mended.unwrap_or_else(|| panic!("no suggestion for {wrong}:\n{error}"));
        if let Err(left) = History::from_toml(&mended) {
            panic!("{wrong}\n{error}\nis mended as\n{mended}\nand then\n{left}");
        }
    }
}

/// The bytes of each word of some letters in the document.
fn words(document: &str) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut start = 0;
    for (end, _) in document.match_indices(|c: char| !c.is_ascii_lowercase()).chain([(document.len(), "")]) {
        if end - start >= 6 {
            words.push((start, end));
        }
        start = end + 1;
    }
    words
}

proptest! {
    #![proptest_config(config(100))]

    #[test]
    fn a_slip_in_a_word_is_mended_by_what_is_suggested(word in any::<Index>(), at in any::<Index>(), slip in 0..3) {
        let (start, end) = *word.get(&words(RIGHT));
        // Not the first letter: that is where people look.
        let at = start + 1 + at.index(end - start - 2);
        let (before, two, after) = (&RIGHT[..at], &RIGHT[at..at + 2], &RIGHT[at + 2..]);
        let broken = match slip {
            0 => format!("{before}{}{after}", &two[1..]),
            1 => format!("{before}{}{}{after}", &two[1..], &two[..1]),
            _ => format!("{before}{}{two}{after}", &two[..1]),
        };
        stands_right(&broken)?;
        let Err(error) = History::from_toml(&broken) else { return Ok(()) };
        let found = error.mistakes().iter().find_map(|mistake| Some((mistake, mended(&broken, mistake)?)));
        prop_assert!(found.is_some(), "nothing suggested:\n{}", error);
        let (mistake, mended) = found.unwrap();
        if let Err(left) = History::from_toml(&mended) {
            let same = |other: &Mistake| (other.line, other.column) == (mistake.line, mistake.column);
            prop_assert!(!left.mistakes().iter().any(same), "{}\nand then\n{}", error, left);
        }
    }
}

// -------------------------------------------------------------------------------------------------- garbage

/// In bytes. By hand, in a release build, 22 kinds of garbage of up to 50 MB were tried: the slowest took 6.9 s.
const LARGE: usize = 2 << 20;

fn filled(with: &str) -> String {
    with.repeat(LARGE / with.len())
}

/// EntryError, with a report that a person and a program can bear.
fn bears(garbage: impl AsRef<[u8]>) -> DocumentError {
    let error = refused(garbage);
    let first = &error.mistakes()[0];
    assert!(!first.message.is_empty() && first.message.len() < 2_000, "{}", first.message);
    assert!(first.line.is_some() && first.column.is_some() && first.span.is_some());
    assert!(error.mistakes().len() <= 10_000);
    let texts = error.mistakes().iter().map(|it| it.text.len() + it.source_line.as_ref().map_or(0, String::len));
    assert!(texts.max().unwrap() <= 32_000);
    error
}

#[test]
fn megabytes_of_prose() {
    let error = bears(filled("lorem ipsum dolor sit amet, consectetur adipiscing elit\n"));
    // More than anyone reads are counted, and the report says so.
    assert_eq!(error.mistakes().len(), 10_000);
    let more = format!("and at least {} more mistakes", error.more());
    assert!(error.more() > 0 && error.to_string().ends_with(&more));
}

#[test]
fn megabytes_of_quotes() {
    bears(filled("\"\n"));
}

#[test]
fn megabytes_of_equals_signs() {
    bears(filled("= = =\n"));
}

#[test]
fn megabytes_of_brackets() {
    for line in ["]]\n", "a = [\n", "a = {\n"] {
        bears(filled(line));
    }
}

#[test]
fn megabytes_of_another_format() {
    for line in ["{\"a\": [1, 2, {\"b\": null}]},\n", "<td class='x'>28 October</td>\n", "2016-10-28;Aleppo;\"held\"\n"]
    {
        bears(filled(line));
    }
}

#[test]
fn a_megabyte_in_one_line() {
    for piece in ["x", "[", "{a=", "\"", "🏴‍☠️", "a.", "-", " = "] {
        bears(piece.repeat(1_000_000 / piece.len()));
        bears(format!("format = 1\ntitle = {}", filled(piece)));
    }
}

#[test]
fn megabytes_of_garbage_that_is_not_even_text() {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    let bytes: Vec<u8> = (0..LARGE).map(|_| random()).collect();
    assert_eq!(bears(&bytes).mistakes()[0].kind, MistakeKind::Encoding);
    bears(vec![0xFF; LARGE]);
    bears(vec![0; LARGE]);
    let ascii: Vec<u8> = bytes.iter().map(|byte| b" \n=[]{}\"'.,#abc123"[usize::from(byte % 18)]).collect();
    bears(ascii);
}

#[test]
fn megabytes_of_entries_that_are_all_wrong() {
    bears(format!("format = 1\n{}", filled("[[actor]]\nid = \"x\"\n")));
}

#[test]
fn megabytes_of_events_that_are_all_wrong() {
    bears(format!("format = 1\n{}", filled("[[event]]\nwhen = \"some day\"\nplace = \"nowhere\"\n")));
}

// -------------------------------------------------------------------------------------------------- depth

const DEEP: usize = 10_000;

/// On a stack that holds no recursion as deep as that.
fn on_a_small_stack<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> T {
    thread::Builder::new().stack_size(512 << 10).spawn(run).unwrap().join().unwrap()
}

#[test]
fn nesting_ten_thousand_deep() {
    let around = |open: &str, close: &str| format!("{}1{}", open.repeat(DEEP), close.repeat(DEEP));
    let (dotted, pairs) = ("a.".repeat(DEEP), "[{ a = ".repeat(DEEP));
    for (document, line) in [
        (format!("title = {}", around("[", "]")), 2),
        (format!("title = {}", around("{ a = ", " }")), 2),
        (format!("title = {}", around("[{ a = ", " }]")), 2),
        (format!("title = {pairs}"), 2),
        (format!("title = {}", around("[\n", "]\n")), 2),
        (format!("title = \"x\"\n{dotted}a = 1"), 3),
        (format!("title = \"x\"\n[{dotted}a]"), 3),
        (format!("title = \"x\"\n[[{dotted}a]]"), 3),
        (format!("title = {{ {dotted}a = 1 }}"), 2),
    ] {
        let error = on_a_small_stack(move || bears(format!("format = 1\n{document}\n")));
        let deep = error.mistakes().iter().find(|it| it.message.contains("nested too deep")).expect("says so");
        assert_eq!(deep.kind, MistakeKind::Syntax);
        assert!(deep.line >= Some(line), "{}", deep);
    }
}

/// So many entries in a row, each of which names the next; of a circle the last one names the first.
fn chain(head: &str, entry: impl Fn(usize, usize) -> String, circle: bool) -> String {
    let links = if circle { DEEP } else { DEEP - 1 };
    let entries: Vec<String> = (0..links).map(|at| entry(at, (at + 1) % DEEP)).collect();
    format!("format = 1\n{head}\n{}", entries.concat())
}

#[test]
fn places_within_places_ten_thousand_deep() {
    for (head, circle) in [("[[place]]\nid = \"x9999\"", false), ("", true)] {
        let entry = |at, of| format!("[[place]]\nid = \"x{at}\"\nwithin = \"x{of}\"\n");
        let document = chain(head, entry, circle);
        let error = on_a_small_stack(move || bears(document));
        assert!(error.mistakes().iter().all(|it| it.text.starts_with("\"x")), "each at its `within`");
    }
}

#[test]
fn allegiances_ten_thousand_deep() {
    let entry = |at, of| format!("[[actor]]\nid = \"x{at}\"\nallegiance = \"x{of}\"\n");
    let chained = chain("[[actor]]\nid = \"x9999\"", entry, false);
    assert!(on_a_small_stack(move || History::from_toml(chained).is_ok()));
    let error = {
        let circle = chain("", entry, true);
        on_a_small_stack(move || bears(circle))
    };
    assert!(error.mistakes().iter().all(|it| it.kind == MistakeKind::Circle));
}

fn corrections(circle: bool) -> String {
    let event = |id: usize, rest: &str| {
        format!("[[event]]\nid = \"x{id}\"\nwhen = 2016\nplace = \"town\"\nsiege_lifted = {{}}\n{rest}")
    };
    let last = if circle { String::new() } else { event(DEEP - 1, "") };
    let entry = |at, of| event(at, &format!("supersedes = [\"x{of}\"]\n"));
    chain(&format!("[[place]]\nid = \"town\"\n{last}"), entry, circle)
}

#[test]
fn corrections_ten_thousand_deep() {
    assert!(on_a_small_stack(|| History::from_toml(corrections(false)).is_ok()));
}

#[test]
fn corrections_in_a_circle_of_ten_thousand() {
    let error = on_a_small_stack(|| bears(corrections(true)));
    assert!(error.mistakes().iter().all(|it| it.kind == MistakeKind::Circle));
}

// -------------------------------------------------------------------------------------------------- encoding

#[test]
fn a_file_in_another_encoding() {
    let utf_16 = |mark: bool, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let text = "format = 1\ntitle = \"Őrség\"\n".encode_utf16();
        mark.then_some(0xFEFF).into_iter().chain(text).flat_map(bytes).collect()
    };
    for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
        let error = refused(utf_16(true, bytes));
        let [mistake] = error.mistakes() else { panic!("{error}") };
        assert_eq!((mistake.kind, mistake.line, mistake.column), (MistakeKind::Encoding, Some(1), Some(1)));
        assert!(mistake.message.contains("UTF-16") && mistake.message.contains("UTF-8"), "{mistake}");

        let error = refused(utf_16(false, bytes));
        assert_eq!(error.mistakes()[0].kind, MistakeKind::Encoding);
    }
}

#[test]
fn the_line_of_a_bad_byte_is_shown_to_its_end() {
    let line = [&b"title = \"caf\xe9 "[..], "é".repeat(150).as_bytes(), b"\""].concat();
    let error = History::from_toml([&b"format = 1\n"[..], &line, b"\n[[place]]"].concat()).unwrap_err();
    assert_eq!(error.mistakes()[0].source_line.as_deref(), Some(&*String::from_utf8_lossy(&line)));
}

#[test]
fn a_byte_that_is_no_text() {
    // `ő` in Latin-2; cut within a character; a NUL.
    for (bytes, names) in [(&b"\xF5"[..], "0xF5"), (&b"\xC5"[..], "0xC5"), (&b"\0"[..], "NUL")] {
        let document = [b"format = 1\n[[place]]\nid = \"x\"\nname = \"\xC5\x90rs", bytes, b"g\"\n"].concat();
        let error = refused(document);
        let [mistake] = error.mistakes() else { panic!("{error}") };
        assert_eq!((mistake.kind, mistake.line, mistake.column), (MistakeKind::Encoding, Some(4), Some(12)));
        assert!(mistake.message.contains(names), "{mistake}");
    }
}

// -------------------------------------------------------------------------------------------------- JSON

fn of_json(json: &str) -> String {
    serde_json::from_str::<History>(json).unwrap_err().to_string()
}

#[test]
fn json_is_told_by_paths() {
    for (json, path) in [
        (r#"{ "format": 1, "place": [{ "id": "a" }, { "id": "A" }] }"#, "place 2"),
        (r#"{ "format": 1, "place": [{ "id": [] }] }"#, "place 1, id"),
        (r#"{ "format": 1, "actr": [] }"#, "the document"),
        (r#"{ "format": 1, "event": [{ "when": "soon" }] }"#, "event 1, when"),
        (r#"{ "format": 1, "format": 1 }"#, "the document: the key `format` stands here twice"),
        (r#"{ "format": 1, "place": [{ "id": "a", "id": "b" }] }"#, "place 1: the key `id` stands here twice"),
    ] {
        assert!(of_json(json).starts_with(path), "{}", of_json(json));
    }
}

#[test]
fn json_has_every_mistake() {
    let says = of_json(r#"{ "format": 1, "actor": [{ "id": "A" }, { "id": "b", "nam": 3 }], "place": [{}, 4] }"#);
    for path in ["actor 1", "actor 2", "place 1", "place 2"] {
        assert!(says.lines().any(|line| line.starts_with(path)), "{path}\n{says}");
    }
}

#[test]
fn json_ten_thousand_deep() {
    let around = |open: &str, close: &str| format!("{}1{}", open.repeat(DEEP), close.repeat(DEEP));
    for json in [around("[", "]"), around("{\"a\":", "}"), around("[{\"a\":", "}]"), "[".repeat(DEEP)] {
        for json in [format!("{{ \"format\": 1, \"title\": {json} }}"), json] {
            let says = on_a_small_stack(move || of_json(&json));
            assert!(says.contains("nested too deep"), "{says}");
        }
    }
}
