//! Names that nothing bears, and ids.

use super::{check, event, in_lines, read, refused, says, says_of_event};

#[test]
fn an_unknown_place_in_every_field_that_names_one() {
    let event = |change: &str| format!("event `2016-10-28-town-{change}`: no place");
    let (captured, recaptured) = (event("captured"), event("recaptured"));
    let (withdrew, transferred) = (event("withdrew"), event("transferred"));
    check(
        &[
            (
                "[[event]]\nwhen = 2016-10-28\nplace = 'twon'\nsiege_lifted = {}",
                "4:9: event `2016-10-28-twon-siege-lifted`: no place `twon`; did you mean `town`?",
            ),
            ("[[place]]\nid = 'x'\nwithin = 'twon'", "4:10: place `x`: no place `twon`; did you mean `town`?"),
            ("[[place]]\nid = 'x'\nwithin = 'zzz'", "4:10: place `x`: no place `zzz`"),
        ],
        says,
    );
    check(
        &[
            (
                "captured = { by = 'rebels', except = ['eats'] }",
                &format!("5:39: {captured} `eats`; did you mean `east`?"),
            ),
            ("recaptured = { by = 'rebels', except = ['zzz'] }", &format!("5:41: {recaptured} `zzz`")),
            ("withdrew = { actor = 'rebels', except = ['zzz'] }", &format!("5:42: {withdrew} `zzz`")),
            (
                "transferred = { from = 'rebels', to = 'government', except = ['zzz'] }",
                &format!("5:63: {transferred} `zzz`"),
            ),
        ],
        says_of_event,
    );
}

#[test]
fn what_was_meant_is_found_by_id_alias_and_name() {
    for (given, meant) in [
        ("twon", "`town`"),
        ("Town", "`town`"),
        ("old-town", "`town` (Old Town)"),
        ("Old Twn", "`town` (Old Town)"),
        ("البلدة القديمة", "`town` (البلدة القديمة)"),
        ("point 420", "`hill` (Point 420)"),
        ("Pont 420", "`hill` (Point 420)"),
    ] {
        assert_eq!(
            says(&format!("[[event]]\nwhen = 2016-10-28\nplace = '{given}'\nsiege_lifted = {{}}")),
            format!("4:9: event `2016-10-28-{given}-siege-lifted`: no place `{given}`; did you mean {meant}?")
        );
    }
    for (given, meant) in
        [("rebel", "`rebels`"), ("A felkelok", "`rebels` (a felkelők)"), ("The Regime", "`government` (the regime)")]
    {
        assert_eq!(
            says_of_event(&format!("besieged = {{ by = '{given}' }}")),
            format!("5:19: event `2016-10-28-town-besieged`: no actor `{given}`; did you mean {meant}?")
        );
    }
}

#[test]
fn an_unknown_actor_in_every_field_that_names_one() {
    let no = |at: &str, lines: &str| {
        let change = lines.split(' ').next().unwrap().replace('_', "-");
        format!("{at}: event `2016-10-28-town-{change}`: no actor `rebel`; did you mean `rebels`?")
    };
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
        assert_eq!(says_of_event(lines), no(at, lines), "of: {lines}");
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
                "6:10: event `2016-10-28-town-siege-lifted`: no source `articel`; did you mean `article`?",
            ),
            (
                "siege_lifted = {}\nclaimed_by = ['rebels', 'article', 'zzz']",
                "6:36: event `2016-10-28-town-siege-lifted`: no actor or source `zzz`",
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
    let no = |at: &str, change: &str| format!("{at}: event `2016-10-28-town-{change}`: no event `zzz`");
    assert_eq!(says_of_event("denied = { event = 'zzz' }"), no("5:20", "denied"));
    assert_eq!(says_of_event("siege_lifted = {}\nsupersedes = ['zzz']"), no("6:15", "siege-lifted"));
    assert_eq!(says_of_event("siege_lifted = {}\nsame_as = 'zzz'"), no("6:11", "siege-lifted"));
}

#[test]
fn what_was_meant_is_found_among_the_events_of_the_same_document() {
    assert_eq!(
        says(&format!(
            "{}\nid = 'fall-of-town'\n{}",
            event("siege_lifted = {}"),
            event("denied = { event = 'fall-of-twon' }")
        )),
        "10:20: event `2016-10-28-town-denied`: no event `fall-of-twon`; did you mean `fall-of-town`?"
    );
}

#[test]
fn what_was_meant_by_claimed_by_is_found_among_the_sources_too() {
    assert_eq!(
        says_of_event("siege_lifted = {}\nclaimed_by = ['articel']"),
        "6:15: event `2016-10-28-town-siege-lifted`: no actor or source `articel`; did you mean `article`?"
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
    assert!(read(&format!("format = 1\n{}", one_after_the_other("2016-10-29"))).is_ok());
    assert_eq!(
        says(&one_after_the_other("2016-10-28")),
        "4:22: actor `a`: answers in a circle: a → b → a\n7:22: actor `b`: answers in a circle: b → a → b"
    );
    assert!(says("[[actor]]\nid = 'a'\nallegiance = 'a'").ends_with(": actor `a`: answers in a circle: a → a"));
}

#[test]
fn an_event_that_refers_to_itself() {
    let denied = "event `2016-10-28-town-denied`: it refers to itself";
    assert_eq!(says_of_event("denied = { event = '2016-10-28-town-denied' }"), format!("5:20: {denied}"));
    let (lifted, itself) =
        ("2016-10-28-town-siege-lifted", "event `2016-10-28-town-siege-lifted`: it refers to itself");
    assert_eq!(says_of_event(&format!("siege_lifted = {{}}\nsupersedes = ['{lifted}']")), format!("6:15: {itself}"));
    assert_eq!(says_of_event(&format!("siege_lifted = {{}}\nsame_as = '{lifted}'")), format!("6:11: {itself}"));
}
