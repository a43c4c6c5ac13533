//! Scenario files: what is read, what is kept, and every mistake with its sentence and the place it stands at.
#![cfg(feature = "toml")]

use std::collections::BTreeMap;
use std::fmt;

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{TestCaseError, TestCaseResult};
use whoheld::chrono::NaiveDate;
use whoheld::{
    Actor, Allegiance, AnswerRecord, Attacked, Baseline, Besieged, Captured, Change, Citation, Credence, Denied,
    DocumentError, Event, FireControl, Fought, Fraction, History, Moment, NoteKind, Noted, Place, Quantity, QueryTime,
    Repelled, Scenario, Share, Shares, Source, Transferred, Until, When, Withdrew, aleppo_2016,
};

// -------------------------------------------------------------------------------------------------- mistakes

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

#[test]
fn a_mistake_of_syntax() {
    check(
        &[
            (
                "title = 'x",
                "2:9: the text opened here has no closing `\"`; a text over several lines stands in `\"\"\"`",
            ),
            (
                "[[event]\nwhen = 2016-13",
                "2:1: an entry is written under `[[event]]`\n3:8: `2016-13` names month 13, and a year has 12",
            ),
            ("title = 'x'\ntitle = 'y'", "3:1: `title` stands here twice"),
        ],
        says,
    );
}

#[test]
fn mistakes_of_syntax_hide_what_may_only_be_missing() {
    // The event has lost its `captured`, and nobody is told so.
    let error = refused("format = 1\n[[event]]\nwhen = 2016\nplace = 'town\ncaptured = { by = 'rebels' }\n");
    assert_eq!(
        in_lines(&error),
        "4:9: the text opened here has no closing `\"`; a text over several lines stands in `\"\"\"`"
    );
}

#[test]
fn an_unknown_key() {
    check(
        &[
            ("titel = 'x'", "2:1: unknown key `titel`; did you mean `title`?"),
            (
                "map = 'x'",
                "2:1: unknown key `map`; the keys here are format, title, licence, note, actor, source, place, event, \
                 accepted",
            ),
            ("[[evnt]]", "2:3: unknown key `evnt`; did you mean `event`?"),
            ("[[place]]\nid = 'x'\nwithn = 'town'", "4:1: unknown key `withn`; did you mean `within`?"),
            ("[[actor]]\nid = 'x'\nalias = ['y']", "4:1: unknown key `alias`; did you mean `aliases`?"),
            ("[[source]]\nid = 'x'\nadress = 'y'", "4:1: unknown key `adress`; did you mean `address`?"),
        ],
        says,
    );
    check(
        &[
            ("captured = { by = 'rebels', extend = 'half' }", "5:29: unknown key `extend`; did you mean `extent`?"),
            ("captred = { by = 'rebels' }\nsiege_lifted = {}", "5:1: unknown key `captred`; did you mean `captured`?"),
            ("siege_lifted = {}\ncite = ['article']", "6:1: unknown key `cite`; did you mean `cites`?"),
        ],
        says_of_event,
    );
}

#[test]
fn a_missing_key() {
    check(
        &[
            ("[[actor]]\nname = 'x'", "2:1: the key `id` is missing"),
            ("[[source]]\ntitle = 'x'", "2:1: the key `id` is missing"),
            ("[[place]]\nname = 'x'", "2:1: the key `id` is missing"),
            ("[[accepted]]\nfinding = 'uncited'", "2:1: the key `reason` is missing"),
            ("[[accepted]]\nreason = 'x'", "2:1: the key `finding` is missing"),
            ("[[event]]\nplace = 'town'\ncaptured = { by = 'rebels' }", "2:1: the key `when` is missing"),
            ("[[event]]\nwhen = 2016\ncaptured = { by = 'rebels' }", "2:1: the key `place` is missing"),
            ("[[actor]]\nid = 'x'\nallegiance = [{ from = 2016-10-28 }]", "4:15: the key `to` is missing"),
        ],
        says,
    );
    check(
        &[
            ("captured = {}", "5:12: the key `by` is missing"),
            ("withdrew = {}", "5:12: the key `actor` is missing"),
            ("transferred = { from = 'rebels' }", "5:15: the key `to` is missing"),
            ("transferred = { to = 'rebels' }", "5:15: the key `from` is missing"),
            ("observed = {}", "5:12: the key `shares` is missing"),
            ("attacked = {}", "5:12: the key `by` is missing"),
            ("fought = {}", "5:10: the key `between` is missing"),
            ("repelled = { by = 'rebels' }", "5:12: the key `attacker` is missing"),
            ("besieged = {}", "5:12: the key `by` is missing"),
            ("fire_control = {}", "5:16: the key `by` is missing"),
            ("noted = {}", "5:9: the key `kind` is missing"),
            ("denied = {}", "5:10: the key `event` is missing"),
        ],
        says_of_event,
    );
}

#[test]
fn a_value_of_the_wrong_type() {
    check(
        &[
            ("title = 3", "2:9: here stands a whole number, and a text in quotes is wanted"),
            (
                "[event]\nwhen = 2016",
                "2:1: here stands a table, and a list of tables, each under `[[event]]`, is wanted",
            ),
            ("event = [3]", "2:10: here stands a whole number, and a table is wanted"),
            ("[[actor]]\nid = 3", "3:6: here stands a whole number, and a text in quotes is wanted"),
            ("[[actor]]\nid = 'x'\naliases = 'y'", "4:11: here stands a text, and a list is wanted"),
            (
                "[[actor]]\nid = 'x'\naliases = ['y', true]",
                "4:17: here stands true or false, and a text in quotes is wanted",
            ),
            ("[[actor]]\nid = 'x'\nallegiance = ['rebels']", "4:15: here stands a text, and a table is wanted"),
            ("[[place]]\nid = 'x'\nnames = 'y'", "4:9: here stands a text, and a table of names by language is wanted"),
            ("[[place]]\nid = 'x'\nnames = { en = [] }", "4:16: here stands a list, and a text in quotes is wanted"),
            ("[[place]]\nid = 'x'\nfraction = 'half'", "4:12: here stands a text, and a number like 0.5 is wanted"),
            ("[[place]]\nid = 'x'\nbaseline = 3", "4:12: here stands a whole number, and a table is wanted"),
            (
                "[[place]]\nid = 'x'\nbaseline = { shares = 'rebels' }",
                "4:23: here stands a text, and a table of shares by holder is wanted",
            ),
        ],
        says,
    );
    check(
        &[
            (
                "captured = 'rebels'",
                "5:12: here stands a text, and a table like `captured = { by = \"rebels\" }` is wanted",
            ),
            ("siege_lifted = true", "5:16: here stands true or false, and a table like `siege_lifted = {}` is wanted"),
            ("siege_lifted = {}\nwith = 'rebels'", "6:8: here stands a text, and a list is wanted"),
            ("siege_lifted = {}\norder = 1.5", "6:9: here stands a number, and a whole number is wanted"),
            ("siege_lifted = {}\ninferred = 'yes'", "6:12: here stands a text, and true or false is wanted"),
            ("siege_lifted = {}\nnote = 2016-10-28", "6:8: here stands a date, and a text in quotes is wanted"),
            (
                "noted = { kind = 'losses', numbers = [1] }",
                "5:38: here stands a list, and a table of numbers is wanted",
            ),
        ],
        says_of_event,
    );
}

#[test]
fn an_unknown_place_in_every_field_that_names_one() {
    let event = "event `2016-10-28-town-1`: no place";
    check(
        &[
            (
                "[[event]]\nwhen = 2016-10-28\nplace = 'twon'\nsiege_lifted = {}",
                "4:9: event `2016-10-28-twon-1`: no place `twon`; did you mean `town`?",
            ),
            ("[[place]]\nid = 'x'\nwithin = 'twon'", "4:10: place `x`: no place `twon`; did you mean `town`?"),
            ("[[place]]\nid = 'x'\nwithin = 'zzz'", "4:10: place `x`: no place `zzz`"),
        ],
        says,
    );
    check(
        &[
            ("captured = { by = 'rebels', except = ['eats'] }", &format!("5:39: {event} `eats`; did you mean `east`?")),
            ("recaptured = { by = 'rebels', except = ['zzz'] }", &format!("5:41: {event} `zzz`")),
            ("withdrew = { actor = 'rebels', except = ['zzz'] }", &format!("5:42: {event} `zzz`")),
            ("transferred = { from = 'rebels', to = 'government', except = ['zzz'] }", &format!("5:63: {event} `zzz`")),
        ],
        says_of_event,
    );
}

#[test]
fn what_was_meant_is_found_by_id_alias_and_name() {
    for (given, meant) in [
        ("twon", "town"),
        ("Town", "town"),
        ("old-town", "town"),
        ("Old Twn", "town"),
        ("البلدة القديمة", "town"),
        ("point 420", "hill"),
        ("Pont 420", "hill"),
    ] {
        assert_eq!(
            says(&format!("[[event]]\nwhen = 2016-10-28\nplace = '{given}'\nsiege_lifted = {{}}")),
            format!("4:9: event `2016-10-28-{given}-1`: no place `{given}`; did you mean `{meant}`?")
        );
    }
    for (given, meant) in [("rebel", "rebels"), ("A felkelok", "rebels"), ("The Regime", "government")] {
        assert_eq!(
            says_of_event(&format!("besieged = {{ by = '{given}' }}")),
            format!("5:19: event `2016-10-28-town-1`: no actor `{given}`; did you mean `{meant}`?")
        );
    }
}

#[test]
fn an_unknown_actor_in_every_field_that_names_one() {
    let no = |at: &str| format!("{at}: event `2016-10-28-town-1`: no actor `rebel`; did you mean `rebels`?");
    for (at, lines) in [
        ("5:19", "captured = { by = 'rebel' }"),
        ("5:36", "captured = { by = 'rebels', from = 'rebel' }"),
        ("5:21", "recaptured = { by = 'rebel' }"),
        ("5:22", "withdrew = { actor = 'rebel' }"),
        ("5:24", "transferred = { from = 'rebel', to = 'rebels' }"),
        ("5:39", "transferred = { from = 'rebels', to = 'rebel' }"),
        ("5:25", "observed = { shares = { rebel = 'half' } }"),
        ("5:19", "attacked = { by = 'rebel' }"),
        ("5:37", "fought = { between = ['government', 'rebel'] }"),
        ("5:25", "repelled = { attacker = 'rebel' }"),
        ("5:40", "repelled = { attacker = 'rebels', by = 'rebel' }"),
        ("5:19", "besieged = { by = 'rebel' }"),
        ("5:23", "fire_control = { by = 'rebel' }"),
        ("5:35", "noted = { kind = 'shelling', by = 'rebel' }"),
        ("6:9", "siege_lifted = {}\nwith = ['rebel']"),
    ] {
        assert_eq!(says_of_event(lines), no(at), "of: {lines}");
    }
    check(
        &[
            ("[[actor]]\nid = 'x'\nallegiance = 'rebel'", "4:14: actor `x`: no actor `rebel`; did you mean `rebels`?"),
            (
                "[[actor]]\nid = 'x'\nallegiance = [{ to = 'rebel', until = 2016-10-28 }]",
                "4:22: actor `x`: no actor `rebel`; did you mean `rebels`?",
            ),
            ("[[place]]\nid = 'x'\nbaseline = 'rebel'", "4:12: place `x`: no actor `rebel`; did you mean `rebels`?"),
            (
                "[[place]]\nid = 'x'\nbaseline = { held_by = 'rebel' }",
                "4:24: place `x`: no actor `rebel`; did you mean `rebels`?",
            ),
            (
                "[[place]]\nid = 'x'\nbaseline = { shares = { rebel = 'half' } }",
                "4:25: place `x`: no actor `rebel`; did you mean `rebels`?",
            ),
        ],
        says,
    );
}

#[test]
fn an_unknown_source_in_every_field_that_names_one() {
    check(
        &[
            (
                "siege_lifted = {}\ncites = ['articel S01 [2, 3]']",
                "6:10: event `2016-10-28-town-1`: no source `articel`; did you mean `article`?",
            ),
            (
                "siege_lifted = {}\nclaimed_by = ['rebels', 'article', 'zzz']",
                "6:36: event `2016-10-28-town-1`: no actor or source `zzz`",
            ),
        ],
        says_of_event,
    );
    assert_eq!(
        says("[[place]]\nid = 'x'\nbaseline = { held_by = 'rebels', cites = ['articel'] }"),
        "4:43: place `x`: no source `articel`; did you mean `article`?"
    );
}

#[test]
fn an_unknown_event_in_every_field_that_names_one() {
    let no = |at: &str| format!("{at}: event `2016-10-28-town-1`: no event `zzz`");
    assert_eq!(says_of_event("denied = { event = 'zzz' }"), no("5:20"));
    assert_eq!(says_of_event("siege_lifted = {}\nsupersedes = ['zzz']"), no("6:15"));
    assert_eq!(says_of_event("siege_lifted = {}\nsame_as = 'zzz'"), no("6:11"));
}

#[test]
fn what_was_meant_is_found_among_the_events_of_the_same_document() {
    assert_eq!(
        says(&format!(
            "{}\nid = 'fall-of-town'\n{}",
            event("siege_lifted = {}"),
            event("denied = { event = 'fall-of-twon' }")
        )),
        "10:20: event `2016-10-28-town-2`: no event `fall-of-twon`; did you mean `fall-of-town`?"
    );
}

#[test]
fn what_was_meant_by_claimed_by_is_found_among_the_sources_too() {
    assert_eq!(
        says_of_event("siege_lifted = {}\nclaimed_by = ['articel']"),
        "6:15: event `2016-10-28-town-1`: no actor or source `articel`; did you mean `article`?"
    );
}

#[test]
fn an_id_given_twice() {
    for (list, name) in [("actor", "actor"), ("source", "source"), ("place", "place")] {
        let text = format!("format = 1\n[[{list}]]\nid = 'a'\n[[{list}]]\nid = 'b'\n[[{list}]]\nid = 'a'\n");
        assert_eq!(in_lines(&refused(&text)), format!("7:6: {name} `a`: the id `a` is taken; `a-2` is free"));
    }
    let twice = format!("{}\nid = 'x'\n{}\nid = 'x'", event("siege_lifted = {}"), event("siege_lifted = {}"));
    assert_eq!(says(&twice), "11:6: event `x`: the id `x` is taken; `x-2` is free");
}

#[test]
fn a_bad_id() {
    check(
        &[
            (
                "[[actor]]\nid = 'Al Nusra'",
                "3:6: actor `Al Nusra`: `Al Nusra` is no id; ids are lower-case words joined by hyphens, like `al-nusra`",
            ),
            (
                "[[place]]\nid = 'al--bab'",
                "3:6: place `al--bab`: `al--bab` is no id; ids are lower-case words joined by hyphens, like `al-bab`",
            ),
            (
                "[[source]]\nid = 'S_1'",
                "3:6: source `S_1`: `S_1` is no id; ids are lower-case words joined by hyphens, like `s-1`",
            ),
            ("[[place]]\nid = 'حلب'", "3:6: place `حلب`: `حلب` is no id; ids are lower-case words joined by hyphens"),
        ],
        says,
    );
    assert_eq!(
        says_of_event("siege_lifted = {}\nid = 'the fall'"),
        "6:6: event `the fall`: `the fall` is no id; ids are lower-case words joined by hyphens, like `the-fall`"
    );
}

#[test]
fn a_reserved_id() {
    assert_eq!(says("[[actor]]\nid = 'nobody'"), "3:6: actor `nobody`: the id `nobody` is reserved");
    assert_eq!(says("[[actor]]\nid = 'unrecorded'"), "3:6: actor `unrecorded`: the id `unrecorded` is reserved");
}

#[test]
fn places_in_a_circle() {
    assert_eq!(
        says("[[place]]\nid = 'a'\nwithin = 'b'\n[[place]]\nid = 'b'\nwithin = 'a'\n[[place]]\nid = 'c'\nwithin = 'a'"),
        "4:10: place `a`: lies in a circle: a → b → a\n7:10: place `b`: lies in a circle: b → a → b"
    );
    assert!(says("[[place]]\nid = 'a'\nwithin = 'a'").ends_with(": place `a`: lies in a circle: a → a"));
}

#[test]
fn allegiances_in_a_circle() {
    assert_eq!(
        says("[[actor]]\nid = 'a'\nallegiance = 'b'\n[[actor]]\nid = 'b'\nallegiance = 'a'"),
        "4:14: actor `a`: answers in a circle: a → b → a\n7:14: actor `b`: answers in a circle: b → a → b"
    );
    // Not on one day: a answers to b, and then b to a.
    let one_after_the_other = |from: &str| {
        let a = "[[actor]]\nid = 'a'\nallegiance = [{ to = 'b', until = 2016-10-28 }]";
        format!("{a}\n[[actor]]\nid = 'b'\nallegiance = [{{ to = 'a', from = {from} }}]")
    };
    assert!(read(&format!("format = 1\n{}", one_after_the_other("2016-10-28"))).is_ok());
    assert_eq!(
        says(&one_after_the_other("2016-10-27")),
        "4:22: actor `a`: answers in a circle: a → b → a\n7:22: actor `b`: answers in a circle: b → a → b"
    );
    assert!(says("[[actor]]\nid = 'a'\nallegiance = 'a'").ends_with(": actor `a`: answers in a circle: a → a"));
}

#[test]
fn allegiances_that_overlap_or_end_before_they_begin() {
    let actor = |allegiance: &str| says(&format!("[[actor]]\nid = 'x'\n{allegiance}"));
    assert_eq!(
        actor("allegiance = [{ to = 'rebels', until = 2016-10-29 }, { to = 'government', from = 2016-10-28 }]"),
        "4:61: actor `x`: its allegiances to `rebels` and `government` overlap"
    );
    assert_eq!(
        actor("allegiance = [{ to = 'rebels', from = 2016-10-29, until = 2016-10-28 }]"),
        "4:22: actor `x`: its allegiance to `rebels` ends before it begins"
    );
}

#[test]
fn a_date_that_is_none() {
    check(
        &[
            ("'28.10.2016'", "3:8: `28.10.2016` is no date; write `2016-10-28`"),
            (
                "'2016-02-30'",
                "3:8: `2016-02-30` is no day of the calendar; that month has 29 days; the last is `2016-02-29`",
            ),
            (
                "2016-02-30",
                "3:8: `2016-02-30` is no day of the calendar; that month has 29 days; the last is `2016-02-29`",
            ),
            (
                "'2016-11-06/2016-11-08'",
                "3:8: `2016-11-06/2016-11-08` lasts, and an event happens at one moment; write \
                 `[2016-11-06..2016-11-08]` for one moment within it, or give what lasts an `until`",
            ),
            (
                "'[2016-11-08..2016-11-06]'",
                "3:8: `[2016-11-08..2016-11-06]` is a range that ends before it begins; write \
                 `[2016-11-06..2016-11-08]`",
            ),
            (
                "'2016-11-06..2016-11-08'",
                "3:8: `2016-11-06..2016-11-08` is a range without brackets; write `[2016-11-06..2016-11-08]`",
            ),
            (
                "'2016-10-28 evning'",
                "3:8: `2016-10-28 evning` names no part of the day by `evning`; did you mean `2016-10-28 evening`?",
            ),
            ("201", "3:8: `201` is no date; a date is written like `2016-10-28`, `2016-10` or `2016`"),
            (
                "2016-10-28T14:30:00Z",
                "3:8: `2016-10-28T14:30:00Z` has a time zone, and moments here are local civil time; write `2016-10-28T14:30`",
            ),
            ("true", "3:8: here stands true or false, and a text in quotes is wanted"),
        ],
        |when| says(&format!("[[event]]\nwhen = {when}\nplace = 'town'\nsiege_lifted = {{}}")),
    );
    assert_eq!(
        says_of_event("attacked = { by = 'rebels', until = 'soon' }"),
        "5:37: `soon` is no date; a date is written like `2016-10-28`, `2016-10` or `2016`"
    );
    assert_eq!(
        says_of_event("siege_lifted = {}\nrecorded = 'yesterday'"),
        "6:12: `yesterday` is no day; a day is written like `2016-10-28`"
    );
    assert_eq!(
        says("[[source]]\nid = 'x'\npublished = 2016-10-28T14:30:00"),
        "4:13: `2016-10-28T14:30:00` is no day; a day is written like `2016-10-28`"
    );
}

#[test]
fn a_year_where_a_day_is_wanted_is_named() {
    assert_eq!(
        says_of_event("siege_lifted = {}\nrecorded = 2016"),
        "6:12: `2016` is no day; a day is written like `2016-10-28`"
    );
}

#[test]
fn an_until_before_the_beginning_stands_where_it_is_written() {
    assert_eq!(stands_in_event("attacked = { by = 'rebels', until = 2016-10-27 }"), one(5, 37, "2016-10-27"));
    assert_eq!(
        stands_in_event("fought = { between = ['rebels', 'government'], until = '2016-10-27' }"),
        one(5, 56, "'2016-10-27'")
    );
    // On the same day, even in its morning, it is not before.
    for until in ["2016-10-28", "'2016-10-28 morning'", "2016-10", "'..'"] {
        let until = if until == "2016-10" { "'2016-10'" } else { until };
        let lines = event(&format!("attacked = {{ by = 'rebels', until = {until} }}"));
        assert!(read(&format!("format = 1\n{lines}\n{WORLD}")).is_ok(), "{until}");
    }
}

#[test]
fn an_until_before_the_beginning_stands_where_it_is_however_it_is_written() {
    for until in ["2016-10-27T14:30:00", "'[2016-09 .. 2016-10-27]'", "'2016-10-26  night'"] {
        let lines = format!("attacked = {{ by = 'rebels', until = {until} }}");
        assert_eq!(stands_in_event(&lines), one(5, 37, until), "{until}");
    }
}

#[test]
fn shares_that_are_more_than_the_place() {
    let event = "event `2016-10-28-town-1`: the shares add up to";
    check(
        &[
            (
                "observed = { shares = { government = '60%', rebels = 'half' } }",
                &format!("5:25: {event} 110%; a place has 100%"),
            ),
            (
                "observed = { shares = { government = 'most', nobody = 'half' } }",
                &format!("5:25: {event} 100.1%; a place has 100%"),
            ),
        ],
        says_of_event,
    );
    assert_eq!(
        says("[[place]]\nid = 'x'\nbaseline = { shares = { government = '2/3', rebels = '2/3' } }"),
        "4:25: place `x`: the shares add up to 133.2%; a place has 100%"
    );
    // Lower bounds that fit are enough.
    let most = event_with("observed = { shares = { government = '1-99.9%', rebels = 'most' } }");
    assert!(read(&most).is_ok());
}

fn event_with(lines: &str) -> String {
    format!("format = 1\n{}\n{WORLD}", event(lines))
}

#[test]
fn a_text_that_is_no_share() {
    let no = |at: &str, text: &str| {
        format!("{at}: `{text}` is no share of a place; write whole, most, half, part, `40%`, `1/3` or `40-60%`")
    };
    assert_eq!(says_of_event("captured = { by = 'rebels', extent = 'none' }"), no("5:38", "none"));
    assert_eq!(says_of_event("captured = { by = 'rebels', extent = 40 }"), no("5:38", "40"));
    assert_eq!(says_of_event("withdrew = { actor = 'rebels', extent = '60-40%' }"), no("5:41", "60-40%"));
    assert_eq!(says_of_event("observed = { shares = { rebels = '101%' } }"), no("5:34", "101%"));
    assert_eq!(
        says("[[place]]\nid = 'x'\nbaseline = { shares = { rebels = 'all' } }"),
        no("4:34", "all") + "; did you mean `whole`?"
    );
}

#[test]
fn an_extent_of_nothing_stands_where_it_is_written() {
    let at = |lines, column| assert_eq!(stands_in_event(lines), one(5, column, "'0%'"), "of: {lines}");
    at("captured = { by = 'rebels', extent = '0%' }", 38);
    at("recaptured = { by = 'rebels', extent = '0%' }", 40);
    at("withdrew = { actor = 'rebels', extent = '0%' }", 41);
    at("transferred = { from = 'rebels', to = 'government', extent = '0%' }", 62);
}

#[test]
fn an_extent_of_nothing_is_refused() {
    let error = refused(&event_with("captured = { by = 'rebels', extent = '0%' }"));
    assert_eq!(
        error.mistakes()[0].message,
        "event `2016-10-28-town-1`: an extent of nothing changes nothing; leave the event out or give its extent"
    );
    assert_eq!(stands_in_event("observed = { shares = { rebels = '0%' } }").len(), 1);
    assert_eq!(stands("[[place]]\nid = 'x'\nbaseline = { shares = { rebels = '0%' } }").len(), 1);
}

#[test]
fn shares_of_nobody_at_all() {
    let message = |text: &str| refused(text).mistakes()[0].message.clone();
    assert_eq!(message(&event_with("observed = { shares = {} }")), "event `2016-10-28-town-1`: no shares are listed");
}

#[test]
fn shares_of_nobody_at_all_stand_where_they_are_written() {
    assert_eq!(stands_in_event("observed = { shares = {} }"), one(5, 23, "{}"));
    assert_eq!(stands("[[place]]\nid = 'x'\nbaseline = { shares = {} }"), one(4, 23, "{}"));
}

#[test]
fn unrecorded_cannot_be_seen() {
    assert_eq!(
        says_of_event("observed = { shares = { rebels = 'half', unrecorded = 'half' } }"),
        "5:42: event `2016-10-28-town-1`: `unrecorded` cannot be seen; leave out what is not known"
    );
    assert_eq!(
        says("[[place]]\nid = 'x'\nbaseline = 'unrecorded'"),
        "4:12: place `x`: `unrecorded` cannot be seen; leave out what is not known"
    );
}

#[test]
fn a_baseline_says_one_thing() {
    let baseline = |text: &str| says(&format!("[[place]]\nid = 'x'\nbaseline = {text}"));
    assert_eq!(baseline("{}"), "4:12: a baseline says either `held_by` or `shares`");
    assert_eq!(
        baseline("{ held_by = 'rebels', shares = { rebels = 'half' } }"),
        "4:12: a baseline says either `held_by` or `shares`"
    );
    assert_eq!(
        baseline("{ held_by = 'rebels', credence = 'sure' }"),
        "4:45: `sure` is no credence; write confirmed, reported, claimed or refuted"
    );
}

#[test]
fn a_fraction_that_is_none() {
    let fraction = |text: &str| says(&format!("[[place]]\nid = 'x'\nwithin = 'town'\nfraction = {text}"));
    for (text, meant) in
        [("1.5", ""), ("0", ""), ("-0.5", ""), ("[0.6, 0.3]", "[0.3, 0.6]"), ("[0, 0]", ""), ("40", "0.4")]
    {
        let meant = if meant.is_empty() { String::new() } else { format!("; did you mean {meant}?") };
        assert_eq!(
            fraction(text),
            format!(
                "5:12: {text} is no fraction of a place; write a number above 0 and up to 1, or two bounds like \
                 [0.4, 0.6]{meant}"
            )
        );
    }
    assert_eq!(fraction("[0.6]"), "5:12: bounds of a fraction are two numbers, like `[0.4, 0.6]`");
}

const PARTS: &str = r#"[[place]]
id = "a"
within = "town"
fraction = 0.6
[[place]]
id = "b"
within = "town"
fraction = [0.5, 0.7]
"#;

#[test]
fn parts_that_are_more_than_the_whole() {
    let error = refused(&format!("format = 1\n{PARTS}\n{WORLD}"));
    let messages: Vec<&str> = error.mistakes().iter().map(|mistake| mistake.message.as_str()).collect();
    assert_eq!(messages, ["place `b`: the parts of `town` add up to 1.1 of it; parts make up at most 1"]);
}

#[test]
fn parts_that_are_more_than_the_whole_stand_at_their_fraction() {
    assert_eq!(stands(PARTS), one(9, 12, "[0.5, 0.7]"));
}

#[test]
fn a_point_that_is_none() {
    let point = |text: &str| says(&format!("[[place]]\nid = 'x'\npoint = {text}"));
    assert_eq!(point("[36.1]"), "4:9: a point is `[latitude, longitude]` in degrees");
    assert_eq!(point("[36.1, 37.1, 400]"), "4:9: a point is `[latitude, longitude]` in degrees");
    let error = refused(&format!("format = 1\n[[place]]\nid = 'x'\npoint = [100, 200.5]\n{WORLD}"));
    assert_eq!(
        error.mistakes()[0].message,
        "place `x`: [100, 200.5] is out of range: a point is latitude and longitude in degrees"
    );
}

#[test]
fn a_point_out_of_range_stands_where_it_is_written() {
    assert_eq!(stands("[[place]]\nid = 'x'\npoint = [100, 200.5]"), one(4, 9, "[100, 200.5]"));
}

#[test]
fn a_tile_that_is_none() {
    let tile = |text: &str| says(&format!("[[place]]\nid = 'x'\ntile = {text}"));
    assert_eq!(tile("[1, 2, 3]"), "4:8: a tile is `[column, row]`, two small whole numbers");
    assert_eq!(tile("[99999999999, 2]"), "4:8: a tile is `[column, row]`, two small whole numbers");
}

#[test]
fn one_wrong_value_is_one_mistake() {
    for value in ["point = 3", "point = ['n', 3]", "tile = 9", "tile = [1.5, 2]", "fraction = [0.1, 'x']"] {
        let found = stands(&format!("[[place]]\nid = 'x'\n{value}"));
        assert_eq!(found.len(), 1, "{value}: {found:?}");
    }
}

#[test]
fn an_event_is_one_change() {
    assert_eq!(
        says_of_event("captured = { by = 'rebels' }\nattacked = { by = 'rebels' }"),
        "6:1: an event is one change: `captured` or `attacked`; write two events"
    );
}

#[test]
fn an_event_without_a_change() {
    let error = refused(&event_with("note = 'x'"));
    assert_eq!(stands_in_event("note = 'x'"), one(2, 1, "[[event]]"));
    // It names all that would have been one.
    for word in ["captured", "observed", "siege_lifted", "fire_control_lost", "noted", "denied"] {
        assert!(error.to_string().contains(word), "{error}");
    }
}

#[test]
fn a_fight_is_between_two() {
    let lonely = "event `2016-10-28-town-1`: a fight is between at least two";
    assert_eq!(says_of_event("fought = { between = ['rebels'] }"), format!("5:23: {lonely}"));
    assert_eq!(says_of_event("fought = { between = ['rebels', 'rebels'] }"), format!("5:23: {lonely}"));
    assert_eq!(refused(&event_with("fought = { between = [] }")).mistakes()[0].message, lonely);
}

#[test]
fn a_fight_of_nobody_stands_where_it_is_written() {
    assert_eq!(stands_in_event("fought = { between = [] }"), one(5, 22, "[]"));
}

#[test]
fn places_left_out_lie_within_and_the_change_is_whole() {
    let event = "event `2016-10-28-town-1`:";
    check(
        &[
            (
                "captured = { by = 'rebels', except = ['hill'] }",
                &format!("5:39: {event} `hill` does not lie within `town`, so it cannot be left out of it"),
            ),
            (
                "withdrew = { actor = 'rebels', except = ['east', 'hill'] }",
                &format!("5:50: {event} `hill` does not lie within `town`, so it cannot be left out of it"),
            ),
            (
                "captured = { by = 'rebels', extent = 'half', except = ['east'] }",
                &format!("5:56: {event} only a whole change can leave places out"),
            ),
        ],
        says_of_event,
    );
}

#[test]
fn an_event_that_refers_to_itself() {
    let itself = "event `2016-10-28-town-1`: it refers to itself";
    assert_eq!(says_of_event("denied = { event = '2016-10-28-town-1' }"), format!("5:20: {itself}"));
    assert_eq!(says_of_event("siege_lifted = {}\nsupersedes = ['2016-10-28-town-1']"), format!("6:15: {itself}"));
    assert_eq!(says_of_event("siege_lifted = {}\nsame_as = '2016-10-28-town-1'"), format!("6:11: {itself}"));
}

#[test]
fn a_bad_kind_of_note_and_a_bad_quantity() {
    assert_eq!(
        says_of_event("noted = { kind = 'bombardment' }"),
        "5:18: `bombardment` is no kind of note; the kinds are shelling, bombing, strike, losses, casualties, \
         allegation, denial, reinforcement, movement, fortification, plan, statement, ultimatum, looting, situation, \
         other"
    );
    assert_eq!(
        says_of_event("noted = { kind = 'losses', numbers = { tanks = 'many', men = 15, guns = -1 } }"),
        "5:48: `many` is no quantity; write 15, `2..4`, `100..`, `..20`, `2 or 4` or `~15`\n\
         5:73: `-1` is no quantity; write 15, `2..4`, `100..`, `..20`, `2 or 4` or `~15`"
    );
}

#[test]
fn a_bad_credence() {
    assert_eq!(
        says_of_event("siege_lifted = {}\ncredence = 'sure'"),
        "6:12: `sure` is no credence; write confirmed, reported, claimed or refuted"
    );
}

#[test]
fn the_format_is_one() {
    let says = |text: &str| in_lines(&refused(text));
    assert_eq!(says("format = 2\n"), "1:10: format 2 is not known here; this version reads format 1");
    assert_eq!(says("format = '1'\n"), "1:10: the format is a whole number: `format = 1`");
    let missing = "1:1: the key `format` is missing; write `format = 1` at the top";
    assert_eq!(says("title = 'x'\n"), missing);
    assert_eq!(says("# a comment\n"), missing);
    for empty in ["", " \n\t\n", "\u{feff}"] {
        assert_eq!(says(empty), "1:1: the document is empty; a scenario begins with `format = 1`");
    }
    assert!(read("format = 1").is_ok());
}

#[test]
fn two_mistakes_are_told_in_the_order_in_which_they_stand() {
    // The actor is checked before the place, and what is meant after how it is written.
    assert_eq!(
        says(
            "[[event]]\nwhen = 2016-10-28\nplace = 'twon'\ncaptured = { by = 'rebel' }\n[[actor]]\nid = 'X'\nnam = 'x'"
        ),
        "4:9: event `2016-10-28-twon-1`: no place `twon`; did you mean `town`?\n\
         5:19: event `2016-10-28-twon-1`: no actor `rebel`; did you mean `rebels`?\n\
         8:1: unknown key `nam`; did you mean `name`?"
    );
    let error = refused("format = 1\n[[place]]\nid = 'A'\n[[actor]]\nid = 'B'\n").in_file("record.toml");
    assert_eq!(
        error.to_string(),
        "\
error: place `A`: `A` is no id; ids are lower-case words joined by hyphens, like `a`
 --> record.toml:3:6
  |
3 | id = \"A\"
  |      ^^^

error: actor `B`: `B` is no id; ids are lower-case words joined by hyphens, like `b`
 --> record.toml:5:6
  |
5 | id = \"B\"
  |      ^^^"
    );
}

#[test]
fn every_mistake_of_a_list_is_told() {
    assert_eq!(
        says_of_event("observed = { shares = { goverment = 'half', rebel = 'half' } }"),
        "5:25: event `2016-10-28-town-1`: no actor `goverment`; did you mean `government`?\n\
         5:45: event `2016-10-28-town-1`: no actor `rebel`; did you mean `rebels`?"
    );
    assert_eq!(
        says_of_event("siege_lifted = {}\ncites = ['articel', 'artcle']"),
        "6:10: event `2016-10-28-town-1`: no source `articel`; did you mean `article`?\n\
         6:21: event `2016-10-28-town-1`: no source `artcle`; did you mean `article`?"
    );
}

#[test]
fn a_mistake_stands_where_it_is_though_the_same_text_stands_elsewhere() {
    assert_eq!(stands_in_event("captured = { by = 'town' }"), one(5, 19, "'town'"));
    assert_eq!(stands_in_event("siege_lifted = {}\nnote = 'rebel'\nwith = ['rebel']"), one(7, 9, "'rebel'"));
    assert_eq!(stands_in_event("siege_lifted = {}\nid = 'rebel'\nwith = ['rebel']"), one(7, 9, "'rebel'"));
    assert_eq!(stands_in_event("captured = { by = 'rebels', except = ['town'] }"), one(5, 39, "'town'"));
    assert_eq!(stands_in_event("siege_lifted = {}\nid = 'x'\nsupersedes = ['x']"), one(7, 15, "'x'"));
    // What lies within itself is wrong at its `within`, not at its id.
    assert_eq!(stands("[[place]]\nid = 'a'\nwithin = 'a'"), one(4, 10, "'a'"));
    assert_eq!(stands("[[actor]]\nid = 'a'\nallegiance = 'a'"), one(4, 14, "'a'"));
}

#[test]
fn an_unknown_source_stands_where_it_is_however_it_is_spaced() {
    assert_eq!(stands_in_event("siege_lifted = {}\ncites = ['articel  S1']"), one(6, 10, "'articel  S1'"));
    assert_eq!(stands_in_event("siege_lifted = {}\ncites = [' articel']"), one(6, 10, "' articel'"));
}

#[test]
fn an_entry_with_a_mistake_is_still_known_to_the_others() {
    for (entry, event) in [
        ("[[actor]]\nid = 'x'\nfrom = 2016-10-29\nuntil = 2016-10-28", "besieged = { by = 'x' }\nplace = 'town'"),
        (
            "[[actor]]\nid = 'x'\nallegiance = [{ to = 'rebels' }, { to = 'government' }]",
            "besieged = { by = 'x' }\nplace = 'town'",
        ),
        ("[[actor]]\nid = 'X'", "besieged = { by = 'X' }\nplace = 'town'"),
        ("[[place]]\nid = 'x'\npoint = [100, 200]", "siege_lifted = {}\nplace = 'x'"),
        ("[[place]]\nid = 'x'\nbaseline = 'rebel'", "siege_lifted = {}\nplace = 'x'"),
        ("[[place]]\nid = 'x'\nbaseline = 3", "siege_lifted = {}\nplace = 'x'"),
        ("[[place]]\nid = 'x'\nwithin = 'twon'", "siege_lifted = {}\nplace = 'x'"),
    ] {
        let found = says(&format!("{entry}\n[[event]]\nwhen = 2016\n{event}"));
        assert_eq!(found.lines().count(), 1, "{entry}\n{found}");
    }
}

#[test]
fn columns_count_characters() {
    assert_eq!(
        says("[[place]]\nid = 'x'\nnames = { ar = 'حلب', en = 3 }"),
        "4:28: here stands a whole number, and a text in quotes is wanted"
    );
    assert_eq!(in_lines(&refused("format = 1\r\ntitle = 3\r\n")), says("title = 3"));
}

#[test]
fn the_mark_before_the_text_is_no_column() {
    // A byte order mark is no character that an editor counts.
    assert!(read("\u{feff}format = 1\n").is_ok());
    assert_eq!(in_lines(&refused("\u{feff}format = 2\n")), in_lines(&refused("format = 2\n")));
}

#[test]
fn a_mistake_knows_its_path_and_text() {
    let error = refused(&event_with("captured = { by = 'rebels', extent = 'none' }\nwith = ['rebel']"));
    let [mistake, name] = error.mistakes() else { panic!("{error}") };
    assert_eq!(name.path, "event 1, with 1");
    assert_eq!((mistake.line, mistake.column), (Some(5), Some(38)));
    assert_eq!(mistake.text, "\"none\"");
    assert!(mistake.path.starts_with("event 1, captured"), "{}", mistake.path);
}

// -------------------------------------------------------------------------------------------------- what is read

#[test]
fn dates_go_without_quotes() {
    let lines = |when: &str| format!("[[event]]\nwhen = {when}\nplace = \"town\"\nsiege_lifted = {{}}\n");
    let whens = [
        ("2016-10-28", "2016-10-28"),
        ("2016", "2016"),
        ("2016-10-28T14:30:00", "2016-10-28T14:30"),
        ("2016-10-28T14:30", "2016-10-28T14:30"),
        ("2016-10-28 14:30:00", "2016-10-28T14:30"),
        ("\"2016-10-28 evening~\"", "2016-10-28 evening~"),
        ("\"[..2016-10-28]\"", "[..2016-10-28]"),
    ];
    let text: String = whens.iter().map(|(written, _)| lines(written)).collect();
    let history = History::from_toml(format!("format = 1\n{text}\n{WORLD}")).unwrap_or_else(|error| panic!("{error}"));
    let read: Vec<String> = history.events().map(|event| event.when.to_string()).collect();
    assert_eq!(read, whens.map(|(_, meant)| meant));
    let text = "format = 1\n[[source]]\nid = \"s\"\npublished = 2016-10-28\n[[source]]\nid = \"t\"\npublished = \"2016-10-28\"\n";
    let history = History::from_toml(text).unwrap();
    assert_eq!(history.source("s").unwrap().published, NaiveDate::from_ymd_opt(2016, 10, 28));
    assert_eq!(history.source("s").unwrap().published, history.source("t").unwrap().published);
}

#[test]
fn an_event_without_an_id_is_named_by_when_place_and_order() {
    let history = History::from_toml(format!(
        "format = 1\n{}{}{}\norder = -7\n{WORLD}",
        event("siege_lifted = {}\n"),
        "[[event]]\nwhen = \"[..2016-10 ]\"\nplace = \"hill\"\nsiege_lifted = {}\n",
        event("siege_lifted = {}"),
    ))
    .unwrap_or_else(|error| panic!("{error}"));
    let ids: Vec<&str> = history.events().map(Event::name).collect();
    assert_eq!(ids, ["2016-10-28-town-before-7", "2016-10-28-town-1", "2016-10-hill-2"]);
}

/// Every key of the format, each with something in it.
const ALL_KEYS: &str = r#"
format = 1
title = "A record"
licence = "CC0"
note = """
Two lines,
and "quotes"."""

[[actor]]
id = "government"

[[actor]]
id = "rebels"
names = { en = "the rebels", hu = "a felkelők" }
aliases = ["r", "the opposition"]
from = 2011-07-29
until = 2024-12-08
note = "who"

[[actor]]
id = "militia"
name = "Militia"
allegiance = [{ to = "government", until = 2016-10-30 }, { to = "rebels", from = 2016-10-30, until = 2016-11-05 }]

[[actor]]
id = "ninth"
allegiance = "government"

[[source]]
id = "article"
title = "T"
outlet = "O"
address = "https://example.org/?a=b&c"
published = 2017-01-01
licence = "CC BY"
note = "what"

[[source]]
id = "map"

[[place]]
id = "town"
names = { ar = "حلب", en = "Town" }
aliases = ["city"]
kind = "city"
point = [36.2, -37.15]
tile = [-1, 20]
note = "where"
baseline = { shares = { government = "most", nobody = "1-10%" }, credence = "reported", inferred = true, cites = ["article S1", "map"], note = "eve" }

[[place]]
id = "east"
within = "town"
fraction = 0.25
baseline = "rebels"

[[place]]
id = "west"
within = "town"
fraction = [0.3, 0.5]
baseline = { held_by = "nobody", credence = "claimed" }

[[event]]
id = "fall"
when = "2016-10-28 evening~"
order = 12
place = "town"
captured = { by = "rebels", from = "government", except = ["east"] }
with = ["militia", "ninth"]
credence = "reported"
inferred = true
claimed_by = ["rebels", "article"]
cites = ["article S1 [2, 3]", "map"]
recorded = 2016-10-29
note = "how"

[[event]]
when = 2016
place = "west"
recaptured = { by = "government", extent = "1/3", portion = "the north" }
supersedes = ["fall"]
same_as = "fall"

[[event]]
when = 2016-10-29T06:30:00
place = "west"
withdrew = { actor = "government", extent = "40-60%", portion = "the south" }

[[event]]
when = "[2016-10-29..2016-10-31]"
place = "town"
transferred = { from = "rebels", to = "government", extent = "part", portion = "p" }

[[event]]
when = "[..2016-11]"
place = "town"
transferred = { from = "rebels", to = "government", except = ["east", "west"] }

[[event]]
when = "[2016-11-01?..]"
place = "east"
observed = { shares = { rebels = "half", nobody = "part" } }

[[event]]
when = "2016-11-02%"
place = "east"
attacked = { by = "government", until = ".." }

[[event]]
when = 2016-11-02
place = "east"
fought = { between = ["government", "rebels"], until = 2016-11-04 }

[[event]]
when = 2016-11-03
place = "east"
repelled = { attacker = "government", by = "rebels" }

[[event]]
when = 2016-11-04
place = "east"
besieged = { by = "government" }

[[event]]
when = 2016-11-05
place = "east"
siege_lifted = {}

[[event]]
when = 2016-11-06
place = "east"
fire_control = { by = "government" }

[[event]]
when = 2016-11-07
place = "east"
fire_control_lost = {}

[[event]]
when = 2016-11-08
place = "east"
noted = { kind = "losses", by = "rebels", portion = "the gate", numbers = { tanks = 2, men = "2..4", "light guns" = "~15", posts = "2 or 4", carts = "100..", mules = "..20" } }

[[event]]
when = "[..]"
place = "east"
denied = { event = "fall" }
credence = "refuted"

[[accepted]]
finding = "not-held"
events = ["fall"]
place = "town"
reason = "because"
"#;

#[test]
fn every_field_is_kept() {
    let history = History::from_toml(ALL_KEYS).unwrap_or_else(|error| panic!("{error}"));
    let scenario = history.to_scenario();

    assert_eq!(scenario.title.as_deref(), Some("A record"));
    assert_eq!(scenario.licence.as_deref(), Some("CC0"));
    assert_eq!(scenario.note.as_deref(), Some("Two lines,\nand \"quotes\"."));
    let accepted = &scenario.accepted[0];
    assert_eq!((accepted.finding.word(), accepted.reason.as_str()), ("not-held", "because"));
    assert_eq!((&accepted.events[..], accepted.place.as_deref()), (&["fall".to_owned()][..], Some("town")));

    let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d);
    let rebels = history.actor("rebels").unwrap();
    assert_eq!((rebels.names["en"].as_str(), rebels.names["hu"].as_str()), ("the rebels", "a felkelők"));
    assert_eq!(rebels.aliases, ["r", "the opposition"]);
    assert_eq!((rebels.from, rebels.until), (day(2011, 7, 29), day(2024, 12, 8)));
    assert_eq!(rebels.note.as_deref(), Some("who"));
    let militia = history.actor("militia").unwrap();
    assert_eq!(militia.names["en"], "Militia");
    let allegiance = |to: &str, from, until| Allegiance { to: to.into(), from, until };
    let change = day(2016, 10, 30);
    assert_eq!(
        militia.allegiances,
        [allegiance("government", None, change), allegiance("rebels", change, day(2016, 11, 5))]
    );
    assert_eq!(history.actor("ninth").unwrap().allegiances, [allegiance("government", None, None)]);

    let article = history.source("article").unwrap();
    let texts = [&article.title, &article.outlet, &article.address, &article.licence, &article.note];
    assert_eq!(texts.map(|text| text.as_deref().unwrap()), ["T", "O", "https://example.org/?a=b&c", "CC BY", "what"]);
    assert_eq!(article.published, day(2017, 1, 1));

    let town = history.place("town").unwrap();
    assert_eq!((town.names["en"].as_str(), town.names["ar"].as_str()), ("Town", "حلب"));
    assert_eq!((&town.aliases[..], town.kind.as_deref()), (&["city".to_owned()][..], Some("city")));
    assert_eq!((town.point, town.tile), (Some([36.2, -37.15]), Some([-1, 20])));
    assert_eq!(town.note.as_deref(), Some("where"));
    let baseline = town.baseline.as_ref().unwrap();
    let shares = Shares::of("government", Share::MOST).and("nobody", Share::between(10, 100).unwrap());
    assert_eq!((&baseline.shares, baseline.credence, baseline.inferred), (&shares, Credence::Reported, true));
    assert_eq!(baseline.cites, [Citation::new("article", "S1"), Citation::new("map", "")]);
    assert_eq!(baseline.note.as_deref(), Some("eve"));
    let (east, west) = (history.place("east").unwrap(), history.place("west").unwrap());
    assert_eq!((east.within.as_deref(), east.fraction), (Some("town"), Some(Fraction::of(0.25).unwrap())));
    assert_eq!(east.baseline, Some(Baseline::held_by("rebels")));
    assert_eq!(west.fraction, Some(Fraction::between(0.3, 0.5).unwrap()));
    assert_eq!(west.baseline.as_ref().unwrap().credence, Credence::Claimed);

    let fall = history.event("fall").unwrap();
    assert_eq!((fall.when.to_string().as_str(), fall.order), ("2016-10-28 evening~", 12));
    assert_eq!(fall.with, ["militia", "ninth"]);
    assert_eq!((fall.credence, fall.inferred), (Credence::Reported, true));
    assert_eq!(fall.claimed_by, ["rebels", "article"]);
    assert_eq!(fall.cites, [Citation::new("article", "S1 [2, 3]"), Citation::new("map", "")]);
    assert_eq!((fall.recorded, fall.note.as_deref()), (day(2016, 10, 29), Some("how")));
    assert_eq!(fall.change, Captured::by("rebels").from("government").except("east").into());

    let at = |order: i64| history.events().find(|event| event.order == order).unwrap();
    assert_eq!((&at(2).supersedes[..], at(2).same_as.as_deref()), (&["fall".to_owned()][..], Some("fall")));
    let third = Captured::by("government").extent(Share::between(333, 334).unwrap()).portion("the north");
    assert_eq!(at(2).change, Change::Recaptured(third));
    let mut withdrew = Withdrew::new("government").extent(Share::between(400, 600).unwrap());
    withdrew.portion = Some("the south".into());
    assert_eq!(at(3).change, withdrew.into());
    let mut transferred = Transferred::from_to("rebels", "government").extent(Share::PART);
    transferred.portion = Some("p".into());
    assert_eq!(at(4).change, transferred.into());
    let mut transferred = Transferred::from_to("rebels", "government");
    transferred.except = vec!["east".into(), "west".into()];
    assert_eq!(at(5).change, transferred.into());
    assert_eq!(at(6).change, Shares::of("rebels", Share::HALF).and("nobody", Share::PART).into());
    assert_eq!(at(7).change, Attacked::by("government").until(Until::Open).into());
    let until = Until::Date(When::day(day(2016, 11, 4).unwrap()));
    assert_eq!(at(8).change, Fought::between(["government", "rebels"]).until(until).into());
    assert_eq!(at(9).change, Repelled::new("government").by("rebels").into());
    assert_eq!(at(10).change, Besieged::by("government").into());
    assert_eq!(at(11).change, Change::SiegeLifted);
    let twelfth: Vec<&Event> = history.events().filter(|event| event.order == 12).collect();
    assert_eq!(twelfth[0].change, FireControl::by("government").into());
    assert_eq!(at(13).change, Change::FireControlLost);
    let mut losses = Noted::kind(NoteKind::Losses)
        .by("rebels")
        .number("tanks", Quantity::Exactly(2))
        .number("men", Quantity::Between(Some(2), Some(4)))
        .number("light guns", Quantity::About(15))
        .number("posts", Quantity::OneOf(vec![2, 4]))
        .number("carts", Quantity::Between(Some(100), None))
        .number("mules", Quantity::Between(None, Some(20)));
    losses.portion = Some("the gate".into());
    assert_eq!(at(14).change, losses.into());
    assert_eq!((&at(15).change, at(15).credence), (&Denied::event("fall").into(), Credence::Refuted));
}

/// TOML to history to TOML and JSON, and back: all the same.
fn survives(history: &History) -> TestCaseResult {
    let text = history.to_toml();
    let again = History::from_toml(&text).map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
    prop_assert!(again == *history, "{}", text);
    prop_assert_eq!(again.to_toml(), text.as_str());
    let json = serde_json::to_string(history).unwrap();
    let again: History =
        serde_json::from_str(&json).map_err(|error| TestCaseError::fail(format!("{error}\n{json}")))?;
    prop_assert!(again == *history, "{}", json);
    prop_assert_eq!(again.to_toml(), text);
    Ok(())
}

#[test]
fn every_field_survives() {
    for history in [&History::from_toml(ALL_KEYS).unwrap(), aleppo_2016(), &History::new()] {
        survives(history).unwrap();
    }
}

#[test]
fn what_goes_without_saying_is_not_written() {
    let history =
        History::from_toml(format!("format = 1\n{}\n{WORLD}", event("besieged = { by = \"rebels\" }"))).unwrap();
    assert_eq!(
        history.to_toml(),
        r#"format = 1

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
names = { ar = "البلدة القديمة", en = "Old Town" }

[[place]]
id = "east"
within = "town"

[[place]]
id = "hill"
aliases = ["Point 420"]

[[event]]
when = "2016-10-28"
place = "town"
besieged = { by = "rebels" }
"#
    );
}

// -------------------------------------------------------------------------------------------------- JSON

#[test]
fn json_has_the_same_shape() {
    let json = r#"{
        "format": 1,
        "actor": [{ "id": "rebels", "name": "the rebels" }],
        "place": [{ "id": "town", "point": [36, 37.5], "baseline": { "held_by": "rebels" } }],
        "event": [{ "when": 2016, "place": "town", "observed": { "shares": { "rebels": "half" } } }]
    }"#;
    let toml = r#"
        format = 1
        actor = [{ id = "rebels", name = "the rebels" }]
        place = [{ id = "town", point = [36, 37.5], baseline = { held_by = "rebels" } }]
        event = [{ when = 2016, place = "town", observed = { shares = { rebels = "half" } } }]
    "#;
    let from_json: History = serde_json::from_str(json).unwrap();
    assert!(from_json == History::from_toml(toml).unwrap());
}

#[test]
fn a_mistake_in_json_is_told_with_its_path() {
    let says = |json: &str| serde_json::from_str::<History>(json).unwrap_err().to_string();
    let event = |event: &str| {
        format!(
            r#"{{ "format": 1, "actor": [{{ "id": "rebels" }}], "place": [{{ "id": "town" }}], "event": [{event}] }}"#
        )
    };
    assert_eq!(
        says(&event(r#"{ "when": "30.2.2016", "place": "town", "siege_lifted": {} }"#)),
        "event 1, when: `30.2.2016` is no date; write `2016-02-29`"
    );
    assert_eq!(
        says(&event(r#"{ "when": 2016, "place": "town", "captured": { "by": "rebels", "extend": "half" } }"#)),
        "event 1, captured: unknown key `extend`; did you mean `extent`?"
    );
    assert_eq!(
        says(&event(r#"{ "when": 2016, "place": "town", "besieged": { "by": "rebel" } }"#)),
        "event 1, besieged, by: event `2016-town-1`: no actor `rebel`; did you mean `rebels`?"
    );
    assert_eq!(says(r#"{ "format": 2 }"#), "format: format 2 is not known here; this version reads format 1");
    assert_eq!(says("[]"), "the document: here stands a list, and a table is wanted");
}

#[test]
fn a_mistake_in_json_has_no_line() {
    let error = serde_json::from_str::<History>("{}").unwrap_err().to_string();
    assert!(error.contains("the key `format` is missing") && !error.starts_with("1:1"), "{error}");
}

// -------------------------------------------------------------------------------------------------- property 11

fn day() -> impl Strategy<Value = NaiveDate> {
    let near = NaiveDate::from_ymd_opt(2016, 10, 28).unwrap();
    prop_oneof![
        20 => (0_u64..8).prop_map(move |days| near + whoheld::chrono::Days::new(days)),
        2 => (-800_000_i32..3_000_000).prop_map(|days| NaiveDate::from_epoch_days(days).unwrap()),
        1 => prop::sample::select(vec![NaiveDate::MIN, NaiveDate::MAX]),
    ]
}

/// Texts that a format may stumble over.
fn text() -> impl Strategy<Value = String> {
    let nasty = [
        "", " ", "\"", "'''", "\"\"\"", "\\", "\\n", "a\nb", "\r\n", "\t", "\0", "\u{7f}", "]]", "#", "a = 1",
        "\u{feff}",
    ];
    prop_oneof![
        3 => "[a-z]{1,8}",
        1 => prop::sample::select(nasty.map(str::to_owned).to_vec()),
        1 => prop::collection::vec(any::<char>(), 0..6).prop_map(|chars| chars.into_iter().collect()),
    ]
}

fn maybe<T: fmt::Debug>(strategy: impl Strategy<Value = T>) -> impl Strategy<Value = Option<T>> {
    prop::option::weighted(0.3, strategy)
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(text(), 0..3)
}

/// Keys that people may choose. Those with quotes or of several lines have a test of their own.
fn key() -> impl Strategy<Value = String> {
    text().prop_map(|key| key.replace(['\n', '"', '\''], " "))
}

fn names() -> impl Strategy<Value = BTreeMap<String, String>> {
    let language = prop_oneof![3 => prop::sample::select(vec!["en".to_owned(), "ar".to_owned()]), 1 => key()];
    prop_oneof![2 => Just(BTreeMap::new()), 1 => prop::collection::btree_map(language, text(), 0..3)]
}

fn when() -> impl Strategy<Value = When> {
    let label = || prop::sample::select(vec!["", "", "", "~", "?", "%"]);
    let part = prop::sample::select(vec!["early", "morning", "afternoon", "evening", "night"]);
    (0..10, day(), day(), label(), label(), part, 0..1440_u32).prop_map(|(form, a, b, one, two, part, minute)| {
        let (from, to) = (a.min(b), a.max(b));
        let text = match form {
            0..=2 => format!("{from}{one}"),
            3 => format!("{from} {part}{one}"),
            4 => format!("{from}T{:02}:{:02}{one}", minute / 60, minute % 60),
            5 => format!("{}{one}", from.format("%Y-%m")),
            6 => format!("{}{one}", from.format("%Y")),
            7 => format!("[{from}{one}..{to} {part}{two}]"),
            8 => format!("[..{to}{two}]"),
            _ => format!("[{from}{one}..]"),
        };
        text.parse().unwrap_or_else(|error| panic!("{error}"))
    })
}

/// Shares that are something, whole ones more often than not.
fn extent() -> impl Strategy<Value = Share> {
    let bounds = (0_u16..=1000, 1_u16..=1000);
    let between = bounds.prop_map(|(a, b)| Share::between(a.min(b), a.max(b)).unwrap());
    prop_oneof![3 => Just(Share::WHOLE), 1 => Just(Share::MOST), 1 => Just(Share::HALF), 1 => Just(Share::PART), 3 => between]
}

const ACTORS: usize = 5;
const PLACES: usize = 5;

/// Holders with shares that fit into one place.
fn shares() -> impl Strategy<Value = Shares> {
    let holder = (0..=ACTORS).prop_map(|n| if n == ACTORS { "nobody".to_owned() } else { actor_id(n) });
    let share = (0_u16..=250, 1_u16..=1000).prop_map(|(low, high)| Share::between(low, high.max(low)).unwrap());
    let several = prop::collection::vec((holder.clone(), share), 1..=4);
    prop_oneof![
        holder.prop_map(Shares::whole),
        several.prop_map(|all| all.into_iter().fold(Shares::default(), |shares, (who, share)| shares.and(who, share))),
    ]
}

fn actor_id(n: usize) -> String {
    format!("a{n}")
}

fn place_id(n: usize) -> String {
    format!("p{n}")
}

fn cites() -> impl Strategy<Value = Vec<Citation>> {
    let locator = text().prop_map(|text| text.trim().to_owned());
    let source = prop::sample::select(vec!["s0".to_owned(), "s1".to_owned()]);
    prop::collection::vec((source, locator).prop_map(|(source, locator)| Citation::new(source, locator)), 0..3)
}

fn credence() -> impl Strategy<Value = Credence> {
    use Credence::{Claimed, Confirmed, Refuted, Reported};
    prop::sample::select(vec![Confirmed, Confirmed, Confirmed, Reported, Claimed, Refuted])
}

/// An actor, who answers to earlier ones only.
fn actor(n: usize) -> impl Strategy<Value = Actor> {
    let allegiances = (0..5, any::<[Index; 3]>(), prop::array::uniform4(0_u64..9));
    (names(), texts(), allegiances, maybe((day(), day())), maybe(text())).prop_map(
        move |(names, aliases, (form, bosses, days), time, note)| {
            let mut actor = Actor::new(actor_id(n));
            (actor.names, actor.aliases, actor.note) = (names, aliases, note);
            if let Some((a, b)) = time {
                actor.from = Some(a.min(b));
                actor.until = Some(a.max(b)).filter(|until| actor.from < Some(*until));
            }
            let near = NaiveDate::from_ymd_opt(2016, 10, 26).unwrap();
            let mut days = days.map(|days| near + whoheld::chrono::Days::new(days));
            days.sort_unstable();
            let periods = [(None, Some(days[0])), (Some(days[0]), Some(days[1])), (Some(days[2]), None)];
            for ((from, until), boss) in periods.into_iter().zip(bosses) {
                if n > 0 && form > 1 && from < until.or(Some(NaiveDate::MAX)) {
                    actor = actor.allegiance(Allegiance { to: actor_id(boss.index(n)), from, until });
                }
            }
            if n > 0 && form == 1 {
                actor = actor.answers_to(actor_id(bosses[0].index(n)));
            }
            actor
        },
    )
}

fn source(n: usize) -> impl Strategy<Value = Source> {
    (maybe(text()), maybe(text()), maybe(text()), maybe(day()), maybe(text()), maybe(text())).prop_map(
        move |(title, outlet, address, published, licence, note)| {
            let mut source = Source::new(format!("s{n}"));
            (source.title, source.outlet, source.address) = (title, outlet, address);
            (source.published, source.licence, source.note) = (published, licence, note);
            source
        },
    )
}

/// A place, which lies within an earlier one or none.
fn place(n: usize) -> impl Strategy<Value = Place> {
    // As many lower bounds as there are places fit into one.
    let fraction = (0..=200_000_u32, 1_u32..=1_000_000).prop_map(|(low, high)| {
        Fraction::between(f64::from(low) / 1e6, f64::from(high.max(low)) / 1e6)
            .unwrap_or_else(|error| panic!("{error}"))
    });
    let baseline = (shares(), credence(), any::<bool>(), cites(), maybe(text())).prop_map(
        |(shares, credence, inferred, cites, note)| {
            let mut baseline = Baseline::shared(shares);
            (baseline.credence, baseline.inferred, baseline.cites, baseline.note) = (credence, inferred, cites, note);
            baseline
        },
    );
    let baseline = prop_oneof![baseline, shares().prop_map(Baseline::shared)];
    // Millionths of a degree: of longer decimals serde_json may lose the last bit, unless told not to.
    let degrees = (-90_000_000..=90_000_000).prop_map(|millionths: i32| f64::from(millionths) / 1e6);
    let point = prop::array::uniform2(degrees);
    let where_it_is = (maybe(any::<Index>()), maybe(fraction), maybe(point), maybe(any::<[i32; 2]>()));
    (names(), texts(), maybe(text()), where_it_is, maybe(baseline), maybe(text())).prop_map(
        move |(names, aliases, kind, (within, fraction, point, tile), baseline, note)| {
            let mut place = Place::new(place_id(n));
            (place.names, place.aliases, place.kind) = (names, aliases, kind);
            place.within = within.filter(|_| n > 0).map(|outer| place_id(outer.index(n)));
            (place.fraction, place.point, place.tile) = (fraction, point, tile);
            (place.baseline, place.note) = (baseline, note);
            place
        },
    )
}

fn quantity() -> impl Strategy<Value = Quantity> {
    let number = || prop_oneof![0_u64..20, any::<u64>()];
    prop_oneof![
        number().prop_map(Quantity::Exactly),
        number().prop_map(Quantity::About),
        (number(), number()).prop_map(|(a, b)| Quantity::Between(Some(a.min(b)), Some(a.max(b)))),
        number().prop_map(|low| Quantity::Between(Some(low), None)),
        number().prop_map(|high| Quantity::Between(None, Some(high))),
        prop::collection::vec(number(), 2..4).prop_map(Quantity::OneOf),
    ]
}

fn kinds() -> Vec<NoteKind> {
    let words = "shelling bombing strike losses casualties allegation denial reinforcement movement fortification plan \
                 statement ultimatum looting situation other";
    words.split(' ').map(|word| word.parse().unwrap()).collect()
}

/// A change, but for what it leaves out and whom it denies: `denied` is of no event yet.
fn change() -> impl Strategy<Value = Change> {
    let who = || (0..ACTORS).prop_map(actor_id);
    let until = || maybe(prop_oneof![Just(Until::Open), day().prop_map(|day| Until::Date(When::from(day)))]);
    let captured = || {
        (who(), extent(), maybe(text()), maybe(who())).prop_map(|(by, extent, portion, from)| {
            let mut it = Captured::by(by).extent(extent);
            (it.portion, it.from) = (portion, from);
            it
        })
    };
    let withdrew = (who(), extent(), maybe(text())).prop_map(|(actor, extent, portion)| {
        let mut it = Withdrew::new(actor).extent(extent);
        it.portion = portion;
        it.into()
    });
    let transferred = (who(), who(), extent(), maybe(text())).prop_map(|(from, to, extent, portion)| {
        let mut it = Transferred::from_to(from, to).extent(extent);
        it.portion = portion;
        it.into()
    });
    let attacked = (who(), until()).prop_map(|(by, until)| {
        let mut it = Attacked::by(by);
        it.until = until;
        it.into()
    });
    let parties = prop::sample::subsequence((0..ACTORS).map(actor_id).collect::<Vec<_>>(), 2..=4);
    let fought = (parties, until()).prop_map(|(parties, until)| {
        let mut it = Fought::between(parties);
        it.until = until;
        it.into()
    });
    let repelled = (who(), maybe(who())).prop_map(|(attacker, by)| {
        let mut it = Repelled::new(attacker);
        it.by = by;
        it.into()
    });
    let numbers = prop::collection::btree_map(key(), quantity(), 0..4);
    let noted = (prop::sample::select(kinds()), maybe(who()), maybe(text()), numbers).prop_map(
        |(kind, by, portion, numbers)| {
            let mut it = Noted::kind(kind);
            (it.by, it.portion, it.numbers) = (by, portion, numbers);
            it.into()
        },
    );
    prop_oneof![
        3 => captured().prop_map(Change::Captured),
        1 => captured().prop_map(Change::Recaptured),
        1 => withdrew,
        1 => transferred,
        1 => shares().prop_map(Change::Observed),
        1 => attacked,
        1 => fought,
        1 => repelled,
        1 => who().prop_map(|by| Besieged::by(by).into()),
        1 => Just(Change::SiegeLifted),
        1 => who().prop_map(|by| FireControl::by(by).into()),
        1 => Just(Change::FireControlLost),
        1 => noted,
        1 => Just(Denied::event("").into()),
    ]
}

type Rest = (Vec<String>, Credence, bool, Vec<String>, Vec<Citation>, Option<NaiveDate>, Option<String>);

fn rest_of_event() -> impl Strategy<Value = Rest> {
    let who = prop::sample::subsequence((0..ACTORS).map(actor_id).collect::<Vec<_>>(), 0..=2);
    let says = prop::sample::subsequence(vec!["a0".to_owned(), "s0".to_owned(), "s1".to_owned()], 0..=2);
    (who, credence(), any::<bool>(), says, cites(), maybe(day()), maybe(text()))
}

#[derive(Clone, Debug)]
struct Draft {
    /// Whether its id is made of when, place and order.
    nameless: bool,
    when: When,
    order: i64,
    place: usize,
    change: Change,
    rest: Rest,
    /// Events it may refer to, and places it may leave out.
    picks: [Option<Index>; 5],
}

fn draft() -> impl Strategy<Value = Draft> {
    let order = prop_oneof![3 => -2..5_i64, 1 => (i64::MIN + 1)..=i64::MAX];
    let picks = prop::array::uniform5(maybe(any::<Index>()));
    (any::<bool>(), when(), order, 0..PLACES, change(), rest_of_event(), picks).prop_map(
        |(nameless, when, order, place, change, rest, picks)| Draft {
            nameless,
            when,
            order,
            place,
            change,
            rest,
            picks,
        },
    )
}

/// A record with something of everything, valid by construction.
fn scenario() -> impl Strategy<Value = Scenario> {
    let actors: Vec<_> = (0..ACTORS).map(actor).collect();
    let places: Vec<_> = (0..PLACES).map(place).collect();
    let kind = prop::sample::select(whoheld::FindingKind::ALL);
    let accepted = (kind, texts(), maybe(text()), maybe(text()), maybe(text()), text()).prop_map(
        |(kind, events, place, actor, source, reason)| {
            let mut accepted = whoheld::Accepted::new(kind, reason);
            (accepted.events, accepted.place) = (events, place);
            (accepted.actor, accepted.source) = (actor, source);
            accepted
        },
    );
    let head = (maybe(text()), maybe(text()), maybe(text()), prop::collection::vec(accepted, 0..2));
    let drafts = prop::collection::vec(draft(), 0..8);
    (head, actors, (source(0), source(1)), places, drafts).prop_map(
        |((title, licence, note, accepted), actors, sources, places, drafts)| {
            let mut scenario = Scenario::default();
            (scenario.title, scenario.licence, scenario.note, scenario.accepted) = (title, licence, note, accepted);
            (scenario.actors, scenario.sources) = (actors, vec![sources.0, sources.1]);
            scenario.events =
                drafts.iter().enumerate().map(|(n, draft)| event_from(n, draft, &drafts, &places)).collect();
            scenario.places = places;
            scenario
        },
    )
}

fn event_from(n: usize, draft: &Draft, all: &[Draft], places: &[Place]) -> Event {
    let id = |n: usize| format!("e{n}");
    let others: Vec<String> = (0..all.len()).filter(|&other| other != n && !all[other].nameless).map(id).collect();
    let other = |pick: Option<Index>| pick.filter(|_| !others.is_empty()).map(|pick| pick.get(&others).clone());
    let lies_within = |inner: &&Place| {
        let mut at = *inner;
        while let Some(outer) = at.within.as_ref().and_then(|id| places.iter().find(|place| place.id == *id)) {
            if outer.id == place_id(draft.place) {
                return true;
            }
            at = outer;
        }
        false
    };
    let inner: Vec<String> = places.iter().filter(lies_within).map(|place| place.id.clone()).collect();
    let spared = |whole: bool| -> Vec<String> {
        let picks = draft.picks[..2].iter().flatten().filter(|_| whole && !inner.is_empty());
        picks.map(|pick| pick.get(&inner).clone()).collect()
    };
    let mut change = draft.change.clone();
    match &mut change {
        Change::Captured(it) | Change::Recaptured(it) => it.except = spared(it.extent.is_whole()),
        Change::Withdrew(it) => it.except = spared(it.extent.is_whole()),
        Change::Transferred(it) => it.except = spared(it.extent.is_whole()),
        Change::Denied(_) => {
            change = others.first().map_or(Change::SiegeLifted, |event| Denied::event(event).into());
        }
        _ => {}
    }
    let mut event = Event::new(draft.when, place_id(draft.place), change);
    (event.with, event.credence, event.inferred) = (draft.rest.0.clone(), draft.rest.1, draft.rest.2);
    (event.claimed_by, event.cites) = (draft.rest.3.clone(), draft.rest.4.clone());
    (event.recorded, event.note) = (draft.rest.5, draft.rest.6.clone());
    // Earlier ones only, so that nothing corrects itself in a circle.
    let earlier = |id: &String| id[1..].parse::<usize>().is_ok_and(|other| other < n);
    event.supersedes = other(draft.picks[2]).into_iter().chain(other(draft.picks[3])).filter(earlier).collect();
    event.same_as = other(draft.picks[4]);
    if draft.nameless {
        // No two of these are of one order, so that no two have one id.
        event.order(1_000 + i64::try_from(n).unwrap())
    } else {
        event.order(draft.order).id(id(n))
    }
}

fn config(cases: u32) -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(cases);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// A history that is shown as its document.
struct Record(History);

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_toml())
    }
}

fn taken(scenario: Scenario) -> Record {
    Record(History::try_from(scenario).unwrap_or_else(|refusals| panic!("{refusals}")))
}

fn record() -> impl Strategy<Value = Record> {
    scenario().prop_map(taken)
}

proptest! {
    #![proptest_config(config(150))]

    #[test]
    fn p11_a_document_is_stable(record in record()) {
        survives(&record.0)?;
    }

    #[test]
    fn p11_a_scenario_is_kept(record in record()) {
        let scenario = record.0.to_scenario();
        prop_assert!(taken(scenario.clone()).0 == record.0);
        prop_assert_eq!(taken(scenario.clone()).0.to_scenario(), scenario);
    }

    #[test]
    fn p11_answers_survive(record in record(), day in day(), form in 0..4) {
        let asked = match form {
            0 => QueryTime::On(day),
            1 => QueryTime::Opening(day),
            2 => QueryTime::During(day),
            _ => QueryTime::At(Moment::from_minutes(Moment::opening(day).minutes() + 871)),
        };
        prop_assert_eq!(asked.to_string().parse(), Ok(asked));
        for answer in record.0.by_side().snapshot(asked).chain(record.0.by_actor().snapshot(asked)) {
            let kept = answer.to_record();
            let json = serde_json::to_string(&kept).unwrap();
            prop_assert_eq!(serde_json::from_str::<AnswerRecord>(&json).unwrap(), kept);
        }
    }
}

/// Whether it is refused, or survives.
fn refused_or_survives(scenario: Scenario) {
    if let Ok(history) = History::try_from(scenario) {
        survives(&history).unwrap();
    }
}

fn with_event(event: Event) -> Scenario {
    Scenario::default().place(Place::new("town")).source(Source::new("article")).event(event)
}

#[test]
fn whatever_key_is_taken_in_survives() {
    for key in ["", "\"", "'", "\\", "a.b", "\0", "the \"eight-wheelers' tanks\"", "'\\", "a\nb", "\r\n"] {
        let noted = Noted::kind(NoteKind::Losses).number(key, Quantity::Exactly(1));
        let event = Event::new(When::day(NaiveDate::default()), "town", noted);
        refused_or_survives(with_event(event).actor(Actor::new("a").name(key, "a")));
    }
}

#[test]
fn whatever_locator_is_taken_in_survives() {
    for locator in [" S1", "S1 ", "\n", "a\nb", "\u{a0}S1"] {
        let event = Event::new(When::day(NaiveDate::default()), "town", Change::SiegeLifted);
        refused_or_survives(with_event(event.cite("article", locator)));
    }
}

#[test]
fn whatever_quantity_is_taken_in_survives() {
    for quantity in [
        Quantity::OneOf(vec![]),
        Quantity::OneOf(vec![5]),
        Quantity::Between(None, None),
        Quantity::Between(Some(4), Some(2)),
    ] {
        let noted = Noted::kind(NoteKind::Losses).number("tanks", quantity);
        refused_or_survives(with_event(Event::new(When::day(NaiveDate::default()), "town", noted)));
    }
}

#[test]
fn whatever_order_is_taken_in_survives() {
    for order in [i64::MAX, -1, i64::MIN + 1, i64::MIN] {
        let event = Event::new(When::day(NaiveDate::default()), "town", Change::SiegeLifted);
        refused_or_survives(with_event(event.clone().order(order)));
        refused_or_survives(with_event(event.order(order).id("x")));
    }
}

// -------------------------------------------------------------------------------------------------- garbage

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
    #![proptest_config(config(400))]

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
        ("[[place]]\nid = \"y\"\n", "id name names aliases kind within fraction point tile baseline note"),
        (
            "[[event]]\nwhen = 2016\nplace = \"town\"\n",
            "id when order place with credence inferred claimed_by cites recorded supersedes same_as note captured \
             recaptured withdrew transferred observed attacked fought repelled besieged siege_lifted fire_control \
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
        ("[[event]]\nwhen = 2016\nplace = \"town\"\n", "observed.shares observed.shares.x fought.between"),
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
