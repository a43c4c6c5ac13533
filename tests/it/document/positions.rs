//! Where mistakes stand, and in which order they are told.

use super::{event_with, in_lines, one, read, refused, says, says_of_event, stands, stands_in_event};

#[test]
fn two_mistakes_are_told_in_the_order_in_which_they_stand() {
    // The actor is checked before the place, and what is meant after how it is written.
    assert_eq!(
        says(
            "[[event]]\nwhen = 2016-10-28\nplace = 'twon'\ncaptured = { by = 'rebel' }\n[[actor]]\nid = 'X'\nnam = 'x'"
        ),
        "4:9: event `2016-10-28-twon-captured`: no place `twon`; did you mean `town`?\n\
         5:19: event `2016-10-28-twon-captured`: no actor `rebel`; did you mean `rebels`?\n\
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
        "5:25: event `2016-10-28-town-observed`: no actor `goverment`; did you mean `government`?\n\
         5:45: event `2016-10-28-town-observed`: no actor `rebel`; did you mean `rebels`?"
    );
    assert_eq!(
        says_of_event("siege_lifted = {}\ncites = ['articel', 'artcle']"),
        "6:10: event `2016-10-28-town-siege-lifted`: no source `articel`; did you mean `article`?\n\
         6:21: event `2016-10-28-town-siege-lifted`: no source `artcle`; did you mean `article`?"
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
