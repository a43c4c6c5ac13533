//! Syntax, keys and types.

use super::{check, event_with, in_lines, one, read, refused, says, says_of_event, stands, stands_in_event};

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
                "2:1: unknown key `map`; the keys here are format, title, licence, note, covers, actor, source, place, event, \
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
            (
                "observed = { shares = {}, rebels = 'half' }",
                "5:27: unknown key `rebels`; the keys here are shares, until",
            ),
            ("observed = { untl = 2016-10-30 }", "5:14: unknown key `untl`; did you mean `until`?"),
            ("observed = 'rebels'", "5:12: here stands a text, and a table is wanted"),
            (
                "became = { rebel = 'half' }",
                "5:12: event `2016-10-28-town-became`: no actor `rebel`; did you mean `rebels`?",
            ),
            ("became = {}", "5:10: event `2016-10-28-town-became`: no shares are listed"),
            ("unknown = { by = 'rebels' }", "5:13: unknown key `by`; nothing stands here: `unknown = {}`"),
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
            (
                "[[actor]]\nid = 'x'\naliases = 'y'",
                "4:11: here stands a text, and a list like `aliases = [\"y\"]` is wanted",
            ),
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
            (
                "siege_lifted = {}\nwith = 'rebels'",
                "6:8: here stands a text, and a list like `with = [\"rebels\"]` is wanted",
            ),
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
    for word in ["captured", "observed", "became", "unknown", "siege_lifted", "fire_control_lost", "noted", "denied"] {
        assert!(error.to_string().contains(word), "{error}");
    }
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
