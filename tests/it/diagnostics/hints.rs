//! What is said of slips that people make often: dates in other notations, verbs, lists of one, names.

use whoheld::{Mistake, When};

use super::refused;

/// Reads a date that is none; what is offered instead is one.
fn meant(text: &str) -> Option<String> {
    let error = text.parse::<When>().expect_err("no date");
    let meant = error.meant()?;
    let read: When = meant.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(read.to_string(), meant, "{text}: as it would be printed");
    Some(meant.to_owned())
}

#[test]
fn a_date_in_another_notation_is_offered_in_ours() {
    for (text, date) in [
        // Labels within a date, or before it: the doubt is kept.
        ("2004-06~-11", "2004-06-11~"),
        ("2004-06~-11?", "2004-06-11%"),
        ("?2004-06", "2004-06?"),
        ("2004-?06-~11", "2004-06-11%"),
        ("~2004", "2004~"),
        ("circa 480 BC", "-0479~"),
        // Digits that are not known.
        ("198X", "[1980..1989]"),
        ("198x?", "[1980..1989?]"),
        ("18XX", "[1800..1899]"),
        ("2016-1X", "[2016-10..2016-12]"),
        ("2016-02-2X", "[2016-02-20..2016-02-29]"),
        ("2016-10-XX", "2016-10"),
        ("2016-XX-XX", "2016"),
        ("1860s", "[1860..1869]"),
        ("the 1860's", "[1860..1869]"),
        // Ranges.
        ("../1985", "[..1985]"),
        ("1985/..", "[1985..]"),
        ("/1985", "[..1985]"),
        ("1985/", "[1985..]"),
        ("1916-06-23..24", "[1916-06-23..1916-06-24]"),
        ("[1916-06-23..24]", "[1916-06-23..1916-06-24]"),
        ("1916-06-23/24", "[1916-06-23..1916-06-24]"),
        ("1916-06-23..07-01", "[1916-06-23..1916-07-01]"),
        ("1916-06..08", "[1916-06..1916-08]"),
        ("1914..18", "[1914..1918]"),
        ("1914-18", "[1914..1918]"),
        ("2016-11-06?..2016-11-08", "[2016-11-06?..2016-11-08]"),
        ("-0044..-0044", "[-0044..-0044]"),
        ("before 1985", "[..1984]"),
        ("after 1985", "[1986..]"),
        ("before January 1985", "[..1984-12]"),
        ("after 1985-12", "[1986-01..]"),
        ("before 1985-03-01", "[..1985-02-28]"),
        ("late May 1916", "[1916-05-21..1916-05-31]"),
        ("mid-May 1916", "[1916-05-11..1916-05-20]"),
        ("early 1916", "[1916-01..1916-04]"),
        ("end of February 1916", "[1916-02-21..1916-02-29]"),
        // Seasons.
        ("2020-24", "[2020-12..2021-02]"),
        ("2020-21", "[2020-03..2020-05]"),
        ("summer 1916", "[1916-06..1916-08]"),
        // Eras.
        ("480 BC", "-0479"),
        ("480 B.C.E.", "-0479"),
        ("1 BC", "0000"),
        ("AD 70", "0070"),
        ("15 March 44 BC", "-0043-03-15"),
        ("before 480 BC", "[..-0480]"),
        // Not known.
        ("NA", "[..]"),
        ("n/a", "[..]"),
        ("unknown", "[..]"),
        ("nan", "[..]"),
    ] {
        assert_eq!(meant(text).as_deref(), Some(date), "{text}");
    }
    // A whole year is no part of a date.
    for text in ["[-0044..-0044]", "[-0479..-0044]", "[2016-10..2016-11]", "[..]"] {
        assert_eq!(text.parse::<When>().map(|when| when.to_string()).as_deref(), Ok(text));
    }
    for text in ["1916-07-24..23", "2016-3X", "X198", "201", "late", "0 BC", "12345 BC", "before", "2016-10-28XX", "s"]
    {
        assert_eq!(meant(text), None, "{text}");
    }
}

#[test]
fn a_date_in_another_notation_is_named_with_what_was_meant() {
    for (text, says) in [
        (
            "2020-24",
            "`2020-24` is no month; 24 is the winter in EDTF, and seasons are not read; \
             write its months `[2020-12..2021-02]`, and the years `[2020..2024]`",
        ),
        (
            "2023-21",
            "`2023-21` is no month; 21 is the spring in EDTF, and seasons are not read; \
             write its months `[2023-03..2023-05]`",
        ),
        ("1914-18", "`1914-18` names month 18, and a year has 12; did you mean the years `[1914..1918]`?"),
        ("NA", "`NA` is no date; a date that is not known is written `[..]`"),
        (
            "1916-06-23..24",
            "`1916-06-23..24` is a range with only a part of its last date; write `[1916-06-23..1916-06-24]`",
        ),
        ("../1985", "`../1985` is a range without brackets; write `[..1985]`"),
    ] {
        assert_eq!(text.parse::<When>().unwrap_err().to_string(), says);
    }
}

/// A document of two actors, a place and a source, with a line in an event. Quotes are single.
fn document(line: &str) -> String {
    format!(
        "format = 1\n[[actor]]\nid = 'republic'\nname = 'Republican army'\n[[actor]]\nid = 'crown'\n\
         [[source]]\nid = 'gazette'\ntitle = 'The Gazette'\n[[place]]\nid = 'york'\naliases = ['Eboracum']\n\
         [[event]]\nplace = 'york'\n{line}\n"
    )
}

/// The one mistake in an event with this line.
fn mistake(line: &str) -> Mistake {
    let error = refused(document(line));
    let [mistake] = error.mistakes() else { panic!("{line}: {error}") };
    mistake.clone()
}

/// The message about an event with this line, without the event, and what is offered, with a mark if that is safe.
fn hint(line: &str) -> (String, Option<String>) {
    let Mistake { message, suggestion, is_safe, .. } = mistake(line);
    let named = message.strip_prefix("event `").and_then(|rest| rest.split_once("`: "));
    let message = named.map_or(message.as_str(), |(_, message)| message).to_owned();
    (message, suggestion.map(|meant| if is_safe { format!("safe {meant}") } else { meant }))
}

fn hints(cases: &[(&str, &str, Option<&str>)]) {
    for (line, message, offered) in cases {
        let (said, meant) = hint(line);
        assert_eq!((said.as_str(), meant.as_deref()), (*message, *offered), "{line}");
    }
}

#[test]
fn a_verb_is_answered_with_the_change_that_it_means() {
    for (verb, change) in [
        ("surrendered", "`captured` or `transferred`"),
        ("liberated", "`captured`"),
        ("seized", "`captured`"),
        ("took", "`captured`"),
        ("retook", "`recaptured`"),
        ("evacuated", "`withdrew`"),
        ("abandoned", "`withdrew`"),
        ("retreated", "`withdrew`"),
        ("ceded", "`transferred`"),
        ("shelled", "`noted = { kind = \"shelling\" }`"),
        ("bombed", "`noted = { kind = \"bombing\" }`"),
        ("encircled", "`besieged`"),
        ("lost", "`captured` or `withdrew`"),
        ("held", "`observed`"),
        ("changed_hands", "`became` or `captured`"),
        ("unknown_holder", "`unknown`"),
        ("clashed", "`fought`"),
        ("relieved", "`siege_lifted`"),
        ("Captured", "`captured`"),
        ("fire-control", "`fire_control`"),
        ("captued", "`captured`"),
    ] {
        let (message, offered) = hint(&format!("when = 1068\n{verb} = {{ by = 'crown' }}"));
        assert_eq!(message, format!("unknown key `{verb}`; did you mean {change}?"));
        // One change can be written in its place; which of two it was, only people know.
        assert_eq!(offered.is_some(), !change.contains(" or "), "{verb}: {offered:?}");
        let same_letters = verb.to_lowercase().replace('-', "_") == change.trim_matches('`');
        assert_eq!(offered.is_some_and(|offered| offered.starts_with("safe ")), same_letters, "{verb}");
    }
}

#[test]
fn no_key_is_offered_that_is_there_already() {
    hints(&[
        ("when = 1068\nsiege_lifted = {}\ndate = 1069", "unknown key `date`; did you mean `when`?", None),
        ("date = 1068\nsiege_lifted = {}", "unknown key `date`; did you mean `when`?", Some("safe when")),
    ]);
    let error = refused(document("date = 1068\nday = 1069\nsiege_lifted = {}"));
    let offered: Vec<Option<&str>> = error.mistakes().iter().map(|it| it.suggestion.as_deref()).collect();
    assert_eq!(offered, [Some("when"), None]);
}

#[test]
fn a_text_in_place_of_a_list_is_answered_with_the_list() {
    hints(&[
        (
            "when = 1068\nsiege_lifted = {}\nclaimed_by = 'crown'",
            "here stands a text, and a list like `claimed_by = [\"crown\"]` is wanted",
            Some("safe [\"crown\"]"),
        ),
        (
            "when = 1068\nsiege_lifted = {}\nwith = 'crown, republic'",
            "here stands a text, and a list like `with = [\"crown\", \"republic\"]` is wanted",
            Some("safe [\"crown\", \"republic\"]"),
        ),
        (
            "when = 1068\nsiege_lifted = {}\ncites = 'gazette \"p. 2\"'",
            "here stands a text, and a list like `cites = [\"gazette \\\"p. 2\\\"\"]` is wanted",
            Some("safe [\"gazette \\\"p. 2\\\"\"]"),
        ),
        (
            "when = 1068\ncaptured = 'the \"crown\"'",
            "here stands a text, and a table like `captured = { by = \"the \\\"crown\\\"\" }` is wanted",
            Some("safe { by = \"the \\\"crown\\\"\" }"),
        ),
        (
            "when = 1068\nsiege_lifted = false",
            "here stands true or false, and a table like `siege_lifted = {}` is wanted",
            Some("{}"),
        ),
        (
            "when = 1068\nsiege_lifted = true",
            "here stands true or false, and a table like `siege_lifted = {}` is wanted",
            Some("safe {}"),
        ),
    ]);
}

#[test]
fn a_date_where_a_day_is_wanted() {
    let day = |text: &str, key: &str, like: &str| {
        format!("`{text}` is a date and no day; `{key}` is a day, like `{like}`; leave it out if the day is not known")
    };
    for (written, text, like, offered) in [
        ("1962", "1962", "1962-01-01", None),
        ("'1962-05'", "1962-05", "1962-05-01", None),
        // Without quotes that is no TOML.
        ("1962-05", "1962-05", "1962-05-01", None),
        ("'1962-05-03 night'", "1962-05-03 night", "1962-05-03", None),
        ("'1962-05-03 evening'", "1962-05-03 evening", "1962-05-03", Some("\"1962-05-03\"")),
    ] {
        let line = format!("when = 1961\nsiege_lifted = {{}}\nrecorded = {written}");
        hints(&[(&line, &day(text, "recorded", like), offered)]);
    }
    hints(&[
        (
            "when = 1961\nsiege_lifted = {}\nrecorded = '3 May 1962'",
            "`3 May 1962` is no day; a day is written like `1962-05-03`",
            Some("safe \"1962-05-03\""),
        ),
        ("when = 198X\nsiege_lifted = {}", "`198X` is no date; write `[1980..1989]`", Some("safe \"[1980..1989]\"")),
        (
            "when = '30 February 1916'\nsiege_lifted = {}",
            "`30 February 1916` is no date; write `1916-02-29`",
            Some("\"1916-02-29\""),
        ),
        (
            "when = NA\nsiege_lifted = {}",
            "`NA` is no date; a date that is not known is written `[..]`",
            Some("safe \"[..]\""),
        ),
    ]);
}

#[test]
fn a_name_is_shown_beside_its_id() {
    hints(&[
        (
            "when = 1068\ncaptured = { by = 'Republican Army' }",
            "no actor `Republican Army`; did you mean `republic` (Republican army)?",
            Some("safe \"republic\""),
        ),
        (
            "when = 1068\ncaptured = { by = 'republican-armee' }",
            "no actor `republican-armee`; did you mean `republic` (Republican army)?",
            Some("\"republic\""),
        ),
        ("when = 1068\ncaptured = { by = 'crow' }", "no actor `crow`; did you mean `crown`?", Some("\"crown\"")),
        (
            "when = 1068\nsiege_lifted = {}\ncites = ['The Gazette p. 2']",
            "no source `The Gazette`; did you mean `gazette` (The Gazette)?",
            Some("safe \"gazette p. 2\""),
        ),
        (
            "when = 1068\nsiege_lifted = {}\nclaimed_by = ['The Gazete']",
            "no actor or source `The Gazete`; did you mean `gazette` (The Gazette)?",
            Some("\"gazette\""),
        ),
    ]);
}
