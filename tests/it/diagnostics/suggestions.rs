//! What would have worked.

use proptest::prelude::*;
use proptest::sample::Index;
use whoheld::{History, Mistake};

use super::refused;
use super::spans::stands_right;
use crate::LIGHT;
use crate::random::config;

/// A document with nothing wrong in it.
pub(super) const RIGHT: &str = r#"format = 1
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

/// What is right in the document, and what people write instead.
pub(super) const SLIPS: [(&str, &str); 74] = [
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
];

#[test]
fn a_suggestion_mends_its_mistake() {
    assert!(History::from_toml(RIGHT).is_ok());
    for (right, wrong) in SLIPS {
        assert!(RIGHT.contains(right), "{right}");
        let broken = RIGHT.replacen(right, wrong, 1);
        let error = refused(&broken);
        let mended = error.mistakes().iter().find_map(|mistake| mistake.fixed(&broken));
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
    #![proptest_config(config(LIGHT))]

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
        let found = error.mistakes().iter().find_map(|mistake| Some((mistake, mistake.fixed(&broken)?)));
        prop_assert!(found.is_some(), "nothing suggested:\n{}", error);
        let (mistake, mended) = found.unwrap();
        if let Err(left) = History::from_toml(&mended) {
            let same = |other: &Mistake| (other.line, other.column) == (mistake.line, mistake.column);
            prop_assert!(!left.mistakes().iter().any(same), "{}\nand then\n{}", error, left);
        }
    }
}
