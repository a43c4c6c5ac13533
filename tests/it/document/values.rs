//! Shares, extents, fractions, points: values that cannot be.

use super::{WORLD, check, event_with, one, read, refused, says, says_of_event, stands, stands_in_event};

#[test]
fn shares_that_are_more_than_the_place() {
    let event = "event `2016-10-28-town-observed`: the shares add up to";
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

#[test]
fn a_text_that_is_no_share() {
    let no = |at: &str, text: &str| {
        format!("{at}: `{text}` is no share of a place; write whole, most, half, part, `40%`, `1/3` or `40-60%`")
    };
    assert_eq!(says_of_event("captured = { by = 'rebels', extent = 'nothing' }"), no("5:38", "nothing"));
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
        "event `2016-10-28-town-captured`: an extent of nothing changes nothing; leave the event out or give its extent"
    );
    assert_eq!(
        says("[[place]]\nid = 'x'\nbaseline = { shares = { rebels = 'none' } }"),
        "4:34: place `x`: a baseline lists those who held some of the place; leave `rebels` out, or say `none` in an event \
         `observed` or `became`"
    );
}

#[test]
fn shares_of_nobody_at_all() {
    let message = |text: &str| refused(text).mistakes()[0].message.clone();
    assert_eq!(
        message(&event_with("observed = { shares = {} }")),
        "event `2016-10-28-town-observed`: no shares are listed"
    );
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
        "5:42: event `2016-10-28-town-observed`: `unrecorded` cannot be seen; leave out what is not known"
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
        "4:45: `sure` is no credence; write confirmed, stated, reported, claimed or refuted"
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
fn a_fight_is_between_two() {
    let lonely = "event `2016-10-28-town-fought`: a fight is between at least two";
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
    let event = "event `2016-10-28-town-captured`:";
    check(
        &[
            (
                "captured = { by = 'rebels', except = ['hill'] }",
                &format!("5:39: {event} `hill` does not lie within `town`, so it cannot be left out of it"),
            ),
            (
                "withdrew = { actor = 'rebels', except = ['east', 'hill'] }",
                "5:50: event `2016-10-28-town-withdrew`: `hill` does not lie within `town`, so it cannot be left out of it",
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
fn a_bad_kind_of_note_and_a_bad_quantity() {
    assert_eq!(
        says_of_event("noted = { kind = 'bombardment' }"),
        "5:18: `bombardment` is no kind of note; write shelling, bombing, strike, losses, casualties, \
         allegation, denial, reinforcement, movement, fortification, plan, statement, ultimatum, looting, situation or \
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
        "6:12: `sure` is no credence; write confirmed, stated, reported, claimed or refuted"
    );
}
