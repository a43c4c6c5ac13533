//! What tells otherwise: which word outweighs which.

use whoheld::{Captured, Conflicts, Credence, Denied, Event, Place, Reading, Share, Shares};

use super::{bears, hill, holds, holds_at, keep_all, on};
use crate::oracle::reading::Read;

#[test]
fn what_two_tell_may_be_one_happening_seen_twice() {
    //        | 02 | 03 |
    // one     [=======]     crown has all, in the gazette; reported
    // other   [=======]     republic has all, on the map
    let gazette = |event: Event| event.cite("gazette", "").credence(Credence::Reported);
    let when = "[2000-01-02..2000-01-03]";
    let one = gazette(on(when, "one", Captured::by("crown")));
    let other = on(when, "other", Shares::whole("republic"));
    let told = |other: Event| hill([one.clone(), other]);
    let highest = Reading::new().conflicts(Conflicts::HighestCredence);
    // As told: a sequence.
    holds(&told(other.clone().cite("map", "")), &Reading::new(), 3, &["republic 1000"]);
    holds(
        &told(other.clone().cite("map", "")),
        &Reading::new(),
        2,
        &["unrecorded 1000", "crown 1000", "republic 1000"],
    );
    // Two tellers: in conflict. The more credible stands.
    holds(&told(other.clone().cite("map", "")), &highest, 2, &["unrecorded 1000", "republic 1000"]);
    bears(
        &hill([other.clone().cite("map", ""), one.clone()]),
        &highest,
        3,
        &["one: ignored: outweighed by other, against", "other: supporting"],
    );
    holds(&told(other.clone().cite("map", "")), &keep_all(), 3, &["unrecorded 1000", "crown 1000", "republic 1000"]);
    // One teller, or none that is named, or one happening: no conflict.
    for quiet in [other.clone().cite("gazette", "p. 2"), other.clone(), other.clone().cite("map", "").same_as("one")] {
        holds(&told(quiet.clone()), &highest, 2, &["unrecorded 1000", "crown 1000", "republic 1000"]);
        holds(&told(quiet), &keep_all(), 3, &["republic 1000"]);
    }
    // Claimants come before the sources that quote them.
    holds(
        &told(other.clone().cite("gazette", "").claimed_by("republic")),
        &highest,
        2,
        &["unrecorded 1000", "republic 1000"],
    );
    // Dates that do not overlap, and what can both be true.
    let apart = hill([
        gazette(on("02", "one", Captured::by("crown"))),
        on("03", "other", Captured::by("republic")).cite("map", ""),
    ]);
    holds(&apart, &highest, 2, &["crown 1000"]);
    let both = hill([
        gazette(on(when, "one", Captured::by("crown").extent(Share::PART))),
        on(when, "other", Captured::by("republic").extent(Share::HALF)).cite("map", ""),
    ]);
    assert!(Read::new(&both, &keep_all()).choices.is_empty());
    holds(&both, &keep_all(), 3, &["crown 0..500, republic 500, unrecorded 0..500"]);
}

#[test]
fn of_what_settled_a_place_the_other_words_dispute_and_a_twin_does_not() {
    //          | 02 |
    // first     [==]    republic, in the gazette
    // second    [==]    crown, on the map: settles it
    let first = on("02", "first", Captured::by("republic")).cite("gazette", "");
    let second = on("02", "second", Captured::by("crown")).cite("map", "");
    let two = hill([first.clone(), second.clone()]);
    bears(&two, &Reading::new(), 2, &["first: disputing, against", "second: supporting"]);
    let one = hill([first.clone(), second.clone().same_as("first")]);
    bears(&one, &Reading::new(), 2, &["first: overtaken", "second: supporting"]);
    let sequence = hill([first, second.cite("gazette", "")]);
    bears(&sequence, &Reading::new(), 2, &["first: overtaken", "second: supporting"]);
}

#[test]
fn what_is_outweighed_by_the_ignored_stands() {
    //        | 02 | 03 |
    // low     [==]           crown, claimed, in the gazette
    // high         [==]      league, stated, in the pamphlet
    // middle  [=======]      republic, reported, on the map, told last: against both
    let told = hill([
        on("02", "low", Captured::by("crown")).cite("gazette", "").credence(Credence::Claimed),
        on("03", "high", Captured::by("league")).cite("pamphlet", ""),
        on("[2000-01-02..2000-01-03]", "middle", Captured::by("republic")).cite("map", "").credence(Credence::Reported),
    ]);
    let highest = Reading::new().conflicts(Conflicts::HighestCredence).credence(Credence::Claimed);
    holds(&told, &highest, 2, &["crown 1000"]);
    holds(&told, &highest, 3, &["league 1000"]);
    bears(&told, &highest, 3, &["high: supporting", "low: overtaken", "middle: ignored: outweighed by high, against"]);
    // Of equals nothing is decided.
    let mut equals = told;
    for event in &mut equals.events {
        event.credence = Credence::Stated;
    }
    holds(&equals, &highest, 2, &["crown 1000"]);
    holds(&equals, &highest, 3, &["republic 1000"]);
    // What independent sources agree on outweighs what one states.
    equals.events[0].credence = Credence::Confirmed;
    holds(&equals, &highest, 3, &["league 1000"]);
    bears(&equals, &highest, 2, &["low: supporting", "middle: ignored: outweighed by low, against"]);
}

#[test]
fn an_admission_stands_before_what_serves_the_speaker() {
    //          | 02 |
    // claim     [==]    republic has all: the republic says so
    // admitted  [==]    crown has all: the regiment, of the republic's side, says so
    let claim = on("02", "claim", Captured::by("republic")).claimed_by("republic");
    let admitted = on("02", "admitted", Shares::whole("crown")).claimed_by("regiment").credence(Credence::Reported);
    let against = Reading::new().conflicts(Conflicts::AgainstInterest);
    for told in [hill([claim.clone(), admitted.clone()]), hill([admitted.clone(), claim.clone()])] {
        holds(&told, &against, 2, &["crown 1000"]);
    }
    let told = hill([admitted, claim.clone()]);
    bears(&told, &against, 2, &["admitted: supporting", "claim: ignored: outweighed by admitted, against"]);
    // The crown's word for its own side serves it as well: undecided, as told.
    let boast = on("02", "boast", Shares::whole("crown")).claimed_by("crown");
    holds(&hill([boast.clone(), claim.clone()]), &against, 2, &["republic 1000"]);
    holds(&hill([claim.clone(), boast]), &against, 2, &["crown 1000"]);
    // What speaks for nobody's interest stands between: a source, or those of several sides.
    for neutral in [
        on("02", "neutral", Shares::whole("crown")).cite("gazette", ""),
        on("02", "neutral", Shares::whole("crown")).claimed_by("gazette"),
        on("02", "neutral", Shares::whole("crown")).claimed_by("crown").claimed_by("league"),
    ] {
        holds(&hill([neutral.clone(), claim.clone()]), &against, 2, &["crown 1000"]);
    }
    let neutral = on("02", "neutral", Shares::whole("crown")).cite("gazette", "");
    let admission = Shares::of("republic", Share::PART).and("league", Share::HALF);
    let admission = on("02", "admission", admission).claimed_by("crown");
    holds(&hill([admission, neutral]), &against, 2, &["league 500, republic 1..500, unrecorded 0..499"]);
    // It gives itself less than the other does, though something: an admission all the same.
    let half = on("02", "half", Shares::of("republic", Share::HALF).and("crown", Share::HALF)).claimed_by("regiment");
    holds(&hill([half, claim]), &against, 2, &["crown 500, republic 500"]);
}

#[test]
fn a_whole_and_its_part_are_told_of_by_two() {
    //          | 02 |
    // all       [==]     the gazette: the crown has the whole hill
    // holds     [==]     the map: its west is the republic's
    let told = |west: Shares| {
        let mut told = hill([
            on("02", "all", Captured::by("crown")).cite("gazette", ""),
            on("02", "holds", west).cite("map", "").credence(Credence::Reported),
        ]);
        told.events[1].place = "west".to_owned();
        told.places.push(Place::new("west").within("hill"));
        told
    };
    let contrary = told(Shares::whole("republic"));
    holds_at("west", &contrary, &Reading::new(), 2, &["republic 1000"]);
    holds_at("west", &contrary, &keep_all(), 2, &["crown 1000", "republic 1000", "unrecorded 1000"]);
    let highest = Reading::new().conflicts(Conflicts::HighestCredence);
    holds_at("west", &contrary, &highest, 2, &["crown 1000"]);
    holds_at("west", &contrary, &Reading::new().according_to("map"), 2, &["republic 1000"]);
    holds_at("hill", &contrary, &Reading::new().according_to("gazette"), 2, &["crown 1000"]);
    // What has it in part the crown may have: no conflict where both can be true.
    holds_at("west", &told(Shares::whole("crown")), &keep_all(), 2, &["crown 1000"]);
}

#[test]
fn what_a_statement_gives_is_what_its_rows_leave() {
    //        | 02 |
    // ours    [==]    the republic: some of it ours, most of it the crown's. So less than half of it ours
    // half    [==]    a source: half of it the republic's
    let rows = Shares::of("republic", Share::PART).and("crown", Share::MOST);
    let told = hill([
        on("02", "ours", rows).claimed_by("republic"),
        on("02", "half", Shares::of("republic", Share::HALF)).cite("gazette", ""),
    ]);
    let against = Reading::new().conflicts(Conflicts::AgainstInterest);
    holds(&told, &against, 2, &["crown 501..999, republic 1..499, unrecorded 0..498"]);
}

#[test]
fn denials_serve_those_whom_what_they_deny_does_not() {
    //           | 02 |
    // taken      [==]    crown has all
    // denial     [==]    of that
    let against = Reading::new().conflicts(Conflicts::AgainstInterest);
    let taken = on("02", "taken", Captured::by("crown"));
    let denial = on("02", "denial", Denied::event("taken"));
    // The republic denies what a source tells: that serves it.
    let served = hill([taken.clone().cite("gazette", ""), denial.clone().claimed_by("republic")]);
    holds(&served, &against, 2, &["crown 1000"]);
    bears(&served, &against, 2, &["denial: ignored: outweighed by taken, against", "taken: supporting"]);
    // The crown denies it: an admission.
    let admitted = hill([taken.clone().cite("gazette", ""), denial.clone().claimed_by("crown")]);
    holds(&admitted, &against, 2, &["unrecorded 1000"]);
    bears(&admitted, &against, 2, &["denial: supporting", "taken: ignored: outweighed by denial"]);
    // A source denies what the crown claims.
    let claimed = hill([taken.clone().claimed_by("crown"), denial.clone().cite("gazette", "")]);
    holds(&claimed, &against, 2, &["unrecorded 1000"]);
    // What the republic says of the crown's gain is an admission: a source's denial does not count against it.
    let conceded = hill([taken.clone().claimed_by("republic"), denial.clone().cite("gazette", "")]);
    holds(&conceded, &against, 2, &["crown 1000"]);
    // Word against word: as told.
    let word = hill([taken.clone().claimed_by("crown"), denial.clone().claimed_by("republic")]);
    holds(&word, &against, 2, &["crown 1000"]);
    bears(&word, &against, 2, &["denial: disputing, against", "taken: supporting"]);
    // By credence; a twin of what is denied falls with it.
    let highest = Reading::new().conflicts(Conflicts::HighestCredence);
    let twin = on("02", "twin", Shares::whole("crown")).same_as("taken").credence(Credence::Reported);
    let both = hill([taken.clone().credence(Credence::Reported), twin.clone(), denial.clone()]);
    holds(&both, &highest, 2, &["unrecorded 1000"]);
    let one = hill([taken, twin, denial]);
    holds(&one, &highest, 2, &["crown 1000"]);
    bears(
        &one,
        &highest,
        2,
        &["denial: disputing, against", "taken: supporting", "twin: ignored: outweighed by denial"],
    );
}
