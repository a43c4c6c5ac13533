//! All mistakes of a file, told in one go.

use std::error::Error;
use std::fmt::Debug;

use whoheld::{DocumentError, History, Mistake, MistakeKind};

use super::{in_short, marked, refused};

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

/// Many mistakes, each in an entry of its own.
pub(super) const MANY: &str = r#"format = "1" #! 10 format 1

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

error: event `2016-10-28-twon-captured`: no place `twon`; did you mean `town`?
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
