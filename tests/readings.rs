//! Readings: each rule on examples worked out by hand, then what always holds, on random records and readings
//! (`DESIGN.md`, "Readings").
//!
//! `PROPTEST_CASES=2000 cargo test --test readings` goes further than the default.

mod oracle;
mod random;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use oracle::exact::Choices;
use oracle::reading::{Choice, Fate, Ids, Read, is_fresh, recorded, silence};
use oracle::{By, Family, Model, Shown};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestCaseResult;
use random::{ALL, Kind, Numbers, Record, config, day, pick, record, when_from};
use whoheld::chrono::{Days, NaiveDate};
use whoheld::{
    Actor, Answer, AnswerRecord, Attacked, Baseline, Captured, Change, Conflicts, Credence, Denied, Event, Fraction,
    History, Ignored, Interpretation, LookupError, Moment, NoteKind, Noted, Place, Reading, RelevantEvent, Role,
    Scenario, Share, Shares, Source, Until, View,
};

// ---------------------------------------------------------------------------------------------------- worked out by hand

/// One hill; the regiment answers to the republic. Events are told as they come.
fn hill(events: impl IntoIterator<Item = Event>) -> Scenario {
    let mut scenario = Scenario::default()
        .actor(Actor::new("crown"))
        .actor(Actor::new("republic"))
        .actor(Actor::new("regiment").answers_to("republic"))
        .actor(Actor::new("league"))
        .source(Source::new("gazette"))
        .source(Source::new("map"))
        .source(Source::new("pamphlet"))
        .place(Place::new("hill"));
    scenario.events.extend((1..).zip(events).map(|(order, event)| event.order(order)));
    scenario
}

/// On some days of January 2000: `02`, or with more around it.
fn on(when: &str, id: &str, change: impl Into<Change>) -> Event {
    let when = if when.len() == 2 { format!("2000-01-{when}") } else { when.to_owned() };
    Event::new(when.parse().unwrap_or_else(|error| panic!("{error}")), "hill", change).id(id)
}

fn january(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2000, 1, day).unwrap()
}

fn keep_all() -> Reading {
    Reading::new().conflicts(Conflicts::KeepAll)
}

/// What is possible at the close of that day of January, by side: the engine and the model must both say so.
#[track_caller]
fn holds(scenario: &Scenario, reading: &Reading, day: u32, expected: &[&str]) {
    holds_at("hill", scenario, reading, day, expected);
}

#[track_caller]
fn holds_at(place: &str, scenario: &Scenario, reading: &Reading, day: u32, expected: &[&str]) {
    let t = Moment::close(january(day)).minutes();
    let words = |shown: BTreeSet<Shown>| shown.iter().map(|shown| format!("{shown:?}")).collect::<BTreeSet<_>>();
    let expected: BTreeSet<String> = expected.iter().map(ToString::to_string).collect();
    let model = Read::new(scenario, reading);
    let root = model.model.root(place);
    if reading.stale_after.is_none() && model.choices_in(&root).len() <= 10 {
        let models: Vec<Model> = model.worlds(&root).iter().map(Model::of).collect();
        let possible = models.iter().flat_map(|model| model.family(&root).possible(place, t, By::Side)).collect();
        assert_eq!(words(possible), expected, "the model: {place} on the {day}th, {reading}: {:?}", model.fates);
    }
    let history = History::try_from(scenario.clone()).unwrap_or_else(|refusals| panic!("{refusals}"));
    let engine = possible(read(&history, reading).by_side(), place, t);
    assert_eq!(words(engine), expected, "the engine: {place} on the {day}th, {reading}");
}

/// What becomes of those events for an answer about the hill on that day of January, one `event: role` each.
#[track_caller]
fn bears(scenario: &Scenario, reading: &Reading, day: u32, expected: &[&str]) {
    let history = History::try_from(scenario.clone()).unwrap_or_else(|refusals| panic!("{refusals}"));
    let account = read(&history, reading);
    let answer = account.who_held("hill", january(day)).unwrap();
    let mut found: Vec<String> = answer
        .relevant_events()
        .map(|it| format!("{}: {}{}", it.event.name(), it.role, if it.against { ", against" } else { "" }))
        .collect();
    found.sort();
    assert_eq!(found, expected, "{answer}");
}

#[test]
fn only_what_was_recorded_by_then_is_known() {
    //        | 02 | 03 | 04 | 05 | 06 | 07 |
    // told    [==]                             by the crown; recorded on the 5th
    // last    [==============]                 by the republic, up to the 4th: assumed recorded then
    // first        [------------- ...          by the league, from the 3rd: assumed recorded on the first
    let told = hill([on("02", "told", Captured::by("crown")).recorded(january(5))]);
    holds(&told, &Reading::new().known_on(january(4)), 7, &["unrecorded 1000"]);
    holds(&told, &Reading::new().known_on(january(5)), 2, &["crown 1000"]);
    bears(&told, &Reading::new().known_on(january(4)), 7, &["told: ignored: not yet known"]);
    let last = hill([on("[2000-01-02..2000-01-04]", "last", Captured::by("republic"))]);
    holds(&last, &Reading::new().known_on(january(3)), 7, &["unrecorded 1000"]);
    holds(&last, &Reading::new().known_on(january(4)), 7, &["republic 1000"]);
    let first = hill([on("[2000-01-03..]", "first", Captured::by("league"))]);
    holds(&first, &Reading::new().known_on(january(2)), 7, &["unrecorded 1000"]);
    holds(&first, &Reading::new().known_on(january(3)), 7, &["unrecorded 1000", "league 1000"]);
    // By its end, if only that is known; never, if nothing is.
    let by = hill([on("[..2000-01-03]", "by", Captured::by("league"))]);
    holds(&by, &Reading::new().known_on(january(2)), 7, &["unrecorded 1000"]);
    holds(&by, &Reading::new().known_on(january(3)), 7, &["league 1000"]);
    let undated = hill([on("[..]", "undated", Captured::by("league"))]);
    holds(&undated, &Reading::new(), 7, &["unrecorded 1000", "league 1000"]);
    holds(&undated, &Reading::new().known_on(january(31)), 7, &["unrecorded 1000"]);
}

#[test]
fn what_is_below_the_floor_is_ignored_unless_believed_by_name() {
    //        | 02 | 03 | 04 |
    // sure    [==]              crown, confirmed
    // said         [==]         republic, claimed by the regiment
    // wrong             [==]    league, refuted; the pamphlet has it
    let told = hill([
        on("02", "sure", Captured::by("crown")),
        on("03", "said", Captured::by("republic")).credence(Credence::Claimed).claimed_by("regiment"),
        on("04", "wrong", Captured::by("league")).credence(Credence::Refuted).cite("pamphlet", ""),
    ]);
    holds(&told, &Reading::new(), 4, &["crown 1000"]);
    holds(&told, &Reading::new().credence(Credence::Claimed), 4, &["republic 1000"]);
    holds(&told, &Reading::new().credence(Credence::Refuted), 4, &["league 1000"]);
    // What the regiment claims comes from the republic too.
    holds(&told, &Reading::new().according_to("republic"), 4, &["republic 1000"]);
    holds(&told, &Reading::new().according_to("pamphlet"), 4, &["league 1000"]);
    holds(&told, &Reading::new().according_to("gazette"), 4, &["crown 1000"]);
    bears(
        &told,
        &Reading::new().according_to("regiment"),
        4,
        &["said: supporting", "sure: overtaken", "wrong: ignored: below the floor, against"],
    );
    // A baseline too: of sources, by those it cites.
    let mut eve = hill([]);
    eve.places[0].baseline = Some(Baseline::held_by("crown").credence(Credence::Claimed).cite("pamphlet", ""));
    holds(&eve, &Reading::new(), 4, &["unrecorded 1000"]);
    holds(&eve, &Reading::new().according_to("pamphlet"), 4, &["crown 1000"]);
    holds(&eve, &Reading::new().credence(Credence::Claimed), 4, &["crown 1000"]);
    holds(&eve, &Reading::new().credence(Credence::Claimed).only_from("map"), 4, &["unrecorded 1000"]);
    holds(&eve, &Reading::new().credence(Credence::Claimed).not_from("pamphlet"), 4, &["unrecorded 1000"]);
    holds(&eve, &keep_all(), 4, &["unrecorded 1000", "crown 1000"]);
}

#[test]
fn what_one_denies_is_ignored_with_its_twins() {
    //         | 02 | 03 | 04 |
    // seen     [==]              republic; the same as
    // again    [==]              republic, claimed by the crown itself
    // later         [==]         league
    // denial             [==]    by the crown, of `seen`
    let seen = on("02", "seen", Captured::by("republic")).cite("gazette", "");
    let again = on("02", "again", Captured::by("republic")).cite("map", "").same_as("seen");
    let denial = on("04", "denial", Denied::event("seen")).claimed_by("crown").credence(Credence::Claimed);
    let told = hill([seen.clone(), again.clone(), denial.clone()]);
    holds(&told, &Reading::new(), 4, &["republic 1000"]);
    holds(&told, &Reading::new().according_to("crown"), 4, &["unrecorded 1000"]);
    bears(
        &told,
        &Reading::new().according_to("crown"),
        4,
        &["again: ignored: denied by denial", "denial: supporting", "seen: ignored: denied by denial"],
    );
    // What is believed by name outweighs what is not: the republic's word, though only claimed, the crown's denial.
    let named = hill([
        seen.clone().claimed_by("republic").credence(Credence::Claimed),
        denial.clone().credence(Credence::Confirmed),
    ]);
    holds(&named, &Reading::new().according_to("republic"), 4, &["republic 1000"]);
    bears(
        &named,
        &Reading::new().according_to("republic"),
        4,
        &["denial: ignored: outweighed by seen, against", "seen: supporting"],
    );
    // Another's denial, and a denial of what comes from the crown itself, do nothing.
    holds(&told, &Reading::new().according_to("league"), 4, &["republic 1000"]);
    let own = hill([seen.clone(), again.clone().claimed_by("crown"), denial.clone()]);
    holds(&own, &Reading::new().according_to("crown"), 4, &["republic 1000"]);
    bears(
        &own,
        &Reading::new().according_to("crown"),
        4,
        &["again: supporting", "denial: disputing, against", "seen: ignored: denied by denial"],
    );
    // A denial that is not known, or not taken from anyone, denies nothing.
    holds(&told, &Reading::new().according_to("crown").known_on(january(3)), 4, &["republic 1000"]);
    let not_cited = hill([seen, again, denial.cite("pamphlet", "")]);
    holds(&not_cited, &Reading::new().according_to("crown").not_from("pamphlet"), 4, &["republic 1000"]);
}

#[test]
fn it_matters_on_whose_word() {
    //        | 02 | 03 | 04 | 05 |
    // both    [==]                   crown: claimed by the crown and the regiment, in the gazette
    // one          [==]              republic: claimed by the regiment, in the gazette and on the map
    // none              [==]         league: nobody's words
    let told = hill([
        on("02", "both", Captured::by("crown")).claimed_by("crown").claimed_by("regiment").cite("gazette", ""),
        on("03", "one", Captured::by("republic")).claimed_by("regiment").cite("gazette", "").cite("map", ""),
        on("04", "none", Captured::by("league")),
    ]);
    // "every claimant is X (or answers to X), or every source it cites is"
    holds(&told, &Reading::new().not_from("republic"), 3, &["crown 1000"]);
    holds(&told, &Reading::new().not_from("republic").not_from("crown"), 3, &["unrecorded 1000"]);
    holds(&told, &Reading::new().not_from("gazette"), 2, &["unrecorded 1000"]);
    holds(&told, &Reading::new().not_from("gazette"), 3, &["republic 1000"]);
    holds(&told, &Reading::new().not_from("gazette"), 4, &["league 1000"]);
    // "it comes from none of them"
    holds(&told, &Reading::new().only_from("crown"), 5, &["crown 1000"]);
    holds(&told, &Reading::new().only_from("republic"), 5, &["republic 1000"]);
    holds(&told, &Reading::new().only_from("map").only_from("crown"), 5, &["republic 1000"]);
    holds(&told, &Reading::new().only_from("pamphlet"), 5, &["unrecorded 1000"]);
    bears(
        &told,
        &Reading::new().only_from("map"),
        5,
        &[
            "both: ignored: from those whose word is not taken",
            "none: ignored: from those whose word is not taken, against",
            "one: supporting",
        ],
    );
}

#[test]
fn a_third_version_does_not_bring_back_the_first() {
    //          | 02 | 03 | 04 |
    // first     [==]                crown
    // second         [==]           republic; corrects the first; recorded on the 4th
    // third               [==]      a note; corrects the second; recorded on the 6th
    let first = on("02", "first", Captured::by("crown"));
    let second = on("03", "second", Captured::by("republic")).supersedes("first").recorded(january(4));
    let third = on("04", "third", Noted::kind(NoteKind::Other)).supersedes("second").recorded(january(6));
    let told = hill([first.clone(), second.clone(), third]);
    holds(&told, &Reading::new().known_on(january(3)), 7, &["crown 1000"]);
    holds(&told, &Reading::new().known_on(january(4)), 7, &["republic 1000"]);
    holds(&told, &Reading::new().known_on(january(4)), 2, &["unrecorded 1000"]);
    holds(&told, &Reading::new(), 7, &["unrecorded 1000"]);
    bears(&told, &Reading::new(), 7, &["first: superseded by second", "second: superseded by third"]);
    // What is ignored corrects nothing.
    let ignored = hill([first, second.credence(Credence::Claimed)]);
    holds(&ignored, &Reading::new(), 7, &["crown 1000"]);
    holds(&ignored, &Reading::new().credence(Credence::Claimed), 7, &["republic 1000"]);
}

#[test]
fn a_correction_that_comes_in_or_goes_counts_at_once() {
    //          | 02 | 03 |
    // first     [==]           crown
    // second         [==]      republic; corrects the first
    let [first, second] =
        [on("02", "first", Captured::by("crown")), on("03", "second", Captured::by("republic")).supersedes("first")];
    let mut history = History::try_from(hill([first])).unwrap();
    let on_the_second = |history: &History| history.who_held("hill", january(2)).unwrap().to_string();
    assert_eq!(on_the_second(&history), "hill on 2000-01-02: crown");
    history.insert(second.clone()).unwrap();
    assert_eq!(on_the_second(&history), "hill on 2000-01-02: unrecorded");
    let mut corrects_nothing = second.clone();
    corrects_nothing.supersedes.clear();
    history.replace("second", corrects_nothing).unwrap();
    assert_eq!(on_the_second(&history), "hill on 2000-01-02: crown");
    history.replace("second", second).unwrap();
    assert_eq!(on_the_second(&history), "hill on 2000-01-02: unrecorded");
    history.remove("second").unwrap();
    assert_eq!(on_the_second(&history), "hill on 2000-01-02: crown");
}

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
    // high         [==]      league, confirmed, in the pamphlet
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
        event.credence = Credence::Confirmed;
    }
    holds(&equals, &highest, 2, &["crown 1000"]);
    holds(&equals, &highest, 3, &["republic 1000"]);
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

#[test]
fn keeping_all_whatever_may_be_true_is_possible() {
    //          | 02 | 03 | 04 |
    // sure      [==]               crown
    // claim          [==]          republic, claimed
    // wrong               [==]     league, refuted
    let sure = on("02", "sure", Captured::by("crown"));
    let told = hill([
        sure.clone(),
        on("03", "claim", Captured::by("republic")).credence(Credence::Claimed),
        on("04", "wrong", Captured::by("league")).credence(Credence::Refuted),
    ]);
    holds(&told, &keep_all(), 4, &["crown 1000", "republic 1000"]);
    holds(&told, &keep_all().credence(Credence::Refuted), 4, &["crown 1000", "republic 1000", "league 1000"]);
    holds(&told, &keep_all().credence(Credence::Reported), 4, &["crown 1000"]);
    bears(
        &told,
        &keep_all(),
        4,
        &["claim: disputing, against", "sure: supporting", "wrong: ignored: below the floor, against"],
    );
    // A denial, even by one whose word is taken, makes what it denies optional; twins go together.
    //
    // seen, again  [==]          republic, one happening told twice
    // denial            [==]     by the crown, of the second
    let twins = hill([
        sure.clone(),
        on("03", "seen", Captured::by("republic")).cite("gazette", ""),
        on("03", "again", Captured::by("republic").extent(Share::HALF)).cite("map", "").same_as("seen"),
        on("04", "denial", Denied::event("again")).claimed_by("crown"),
    ]);
    for reading in [keep_all(), keep_all().according_to("crown")] {
        holds(&twins, &reading, 4, &["crown 1000", "republic 1000"]);
    }
    // A correction that is only claimed, or denied, may be none.
    let corrected = |correction: Event| hill([sure.clone(), on("03", "next", Captured::by("republic")), correction]);
    let correction = on("04", "correction", Noted::kind(NoteKind::Other)).supersedes("next");
    holds(&corrected(correction.clone()), &keep_all(), 4, &["crown 1000"]);
    let claimed = corrected(correction.clone().credence(Credence::Claimed));
    holds(&claimed, &keep_all(), 4, &["crown 1000", "republic 1000"]);
    let mut denied = corrected(correction);
    denied.events.push(on("05", "denial", Denied::event("correction")));
    holds(&denied, &keep_all(), 4, &["crown 1000", "republic 1000"]);
}

#[test]
fn keeping_all_a_doubtful_correction_that_is_corrected_still_corrects() {
    //          | 02 | 03 | 04 | 05 |
    // first     [==]                    crown
    // second         [==]               a claim that corrects the first
    // third               [==]          corrects the second for sure
    //
    // "even if that one is itself superseded": the first is optional for a correction.
    let told = hill([
        on("02", "first", Captured::by("crown")),
        on("03", "second", Captured::by("republic")).supersedes("first").credence(Credence::Claimed),
        on("04", "third", Noted::kind(NoteKind::Other)).supersedes("second"),
    ]);
    // As told, at the same floor, the first is out: so that must be possible where all is kept.
    holds(&told, &Reading::new().credence(Credence::Claimed), 5, &["unrecorded 1000"]);
    holds(&told, &keep_all(), 5, &["crown 1000", "unrecorded 1000"]);
}

#[test]
fn keeping_all_a_doubtful_correction_whose_denial_is_corrected_still_corrects() {
    //             | 02 | 03 | 04 | 05 |
    // first        [==]                    crown
    // second            [==]               republic; corrects the first
    // denial                 [==]          of the second
    // retracted                   [==]     corrects the denial for sure
    //
    // Denied or not, the second still corrects the first: for sure, or perhaps.
    let told = hill([
        on("02", "first", Captured::by("crown")),
        on("03", "second", Noted::kind(NoteKind::Other)).supersedes("first"),
        on("04", "denial", Denied::event("second")),
        on("05", "retracted", Noted::kind(NoteKind::Other)).supersedes("denial"),
    ]);
    holds(&told, &Reading::new(), 5, &["unrecorded 1000"]);
    holds(&told, &keep_all(), 5, &["crown 1000", "unrecorded 1000"]);
}

#[test]
fn keeping_all_what_can_have_happened_in_some_choice_bears() {
    //          | .. 02 | 03 | 04 |
    // early     .......====]         crown, by the 3rd, told second
    // claim            [==]          republic, claimed; if it is so, the other cannot have been before it
    let told = hill([
        on("03", "claim", Captured::by("republic")).credence(Credence::Claimed),
        on("[..2000-01-03]", "early", Captured::by("crown")),
    ]);
    holds(&told, &keep_all(), 1, &["unrecorded 1000", "crown 1000"]);
    bears(&told, &keep_all(), 1, &["early: supporting"]);
}

#[test]
fn keeping_all_a_doubtful_correction_of_one_twin_leaves_the_other_open() {
    //          | 02 | 03 |
    // seen      [==]           crown; the same as
    // again          [==]      crown: the crown says so
    // other          [==]      republic, in the gazette: in conflict with that
    // wrong                    refuted; corrects `again`
    let told = hill([
        on("02", "seen", Captured::by("crown")),
        on("03", "again", Captured::by("crown")).claimed_by("crown").same_as("seen"),
        on("03", "other", Captured::by("republic")).cite("gazette", ""),
        on("[..]", "wrong", Noted::kind(NoteKind::Other)).supersedes("again").credence(Credence::Refuted),
    ]);
    holds(&told, &keep_all(), 2, &["crown 1000", "unrecorded 1000"]);
    holds(&told, &keep_all().credence(Credence::Refuted), 2, &["crown 1000", "unrecorded 1000"]);
}

#[test]
fn keeping_all_a_choice_beside_may_tell_otherwise() {
    //                | 02 | 03 | 04 | 05 |
    // west: taken             [==]             told first, if it is free to be
    // west: seen      .......===========]      half crown; told second
    // east: claim        [==]                  claimed, told last; but before what its date comes before
    //
    // With the claim, `taken` is not free at first: `seen` comes before it. Without, after.
    let mut told = hill([
        on("03", "taken", Captured::by("republic")),
        on("[..2000-01-05]", "seen", Shares::of("crown", Share::HALF)),
        on("02", "claim", Captured::by("league")).credence(Credence::Claimed),
    ]);
    for (event, place) in told.events.iter_mut().zip(["west", "west", "east"]) {
        event.place = place.to_owned();
    }
    told.places.extend([Place::new("west").within("hill"), Place::new("east").within("hill")]);
    holds_at("west", &told, &Reading::new(), 5, &["crown 500, republic 500"]);
    holds_at("west", &told, &Reading::new().credence(Credence::Claimed), 5, &["republic 1000"]);
    holds_at("west", &told, &keep_all(), 5, &["crown 500, republic 500", "republic 1000"]);
}

#[test]
fn keeping_all_what_reaches_a_part_in_some_choice_bears_on_it() {
    // Of the hill, told one after the other:
    //
    //          | 02 | 03 | 04 |
    // taken     [==]               crown
    // claim          [==]          half crown, half league: claimed
    // seen                [==]     half league: agrees with the claim; without it, is news of every part
    let half = |holder: &str| Shares::of(holder, Share::HALF);
    let mut told = hill([
        on("02", "taken", Captured::by("crown")),
        on("03", "claim", half("crown").and("league", Share::HALF)).credence(Credence::Claimed),
        on("04", "seen", half("league")),
    ]);
    told.places.push(Place::new("west").within("hill"));
    let history = History::try_from(told.clone()).unwrap();
    let account = read(&history, &keep_all());
    let answer = account.who_held("west", january(5)).unwrap();
    let model = Read::new(&told, &keep_all());
    assert!(model.reach("hill").contains(&("seen".to_owned(), "west".to_owned())));
    assert!(answer.relevant_events().any(|it| it.event.name() == "seen"), "{}", answer.explain());
}

#[test]
fn keeping_all_a_doubtful_eve_is_a_choice_for_the_whole_too() {
    // The hill: most of it the crown's. Its west: the crown's, somebody claims.
    //
    //          | 02 |
    // west      [==]      taken by the crown: new ground, if it was not the crown's on the eve
    let mut told = hill([on("02", "taken", Captured::by("crown"))]);
    told.events[0].place = "west".to_owned();
    told.places[0].baseline = Some(Baseline::shared(Shares::of("crown", Share::MOST)));
    let claimed = Baseline::held_by("crown").credence(Credence::Claimed);
    let mut west = Place::new("west").within("hill");
    west.baseline = Some(claimed);
    told.places.push(west);
    holds_at("west", &told, &keep_all(), 1, &["crown 0..1000, unrecorded 0..1000", "crown 1000"]);
    holds_at("west", &told, &keep_all(), 2, &["crown 1000"]);
    holds_at("hill", &told, &keep_all(), 1, &["crown 501..999, unrecorded 1..499"]);
    let (new, old) = ("crown 501..1000, unrecorded 0..499", "crown 501..999, unrecorded 1..499");
    holds_at("hill", &told, &keep_all(), 2, &[new, old]);
}

#[test]
fn keeping_all_of_too_much_allows_everything() {
    //          | 02 | 03 | … | 13 |
    // e2…e13    each a claim of a day: now the crown's, now the republic's, with more and more of it
    let mut events = vec![on("01", "e1", Captured::by("league"))];
    for number in 2..=13_u16 {
        let by = if number % 2 == 0 { "crown" } else { "republic" };
        let extent = Share::between(number * 70, 1000).unwrap();
        let event = on(&format!("{number:02}"), &format!("e{number}"), Captured::by(by).extent(extent));
        events.push(event.credence(Credence::Claimed));
    }
    events.push(on("05", "fight", Attacked::by("crown").until(Until::Open)).credence(Credence::Claimed));
    let told = hill(events);
    let model = Read::new(&told, &keep_all());
    let choices = model.choices_in("hill");
    assert_eq!(choices.len(), 13);
    let history = History::try_from(told.clone()).unwrap();
    let account = read(&history, &keep_all());
    // Before the first of them nothing is open.
    holds(&told, &keep_all(), 1, &["league 1000"]);
    for leave in [0, 3] {
        // Ten of them.
        for world in histories(model.worlds_of(&choices[leave..leave + 10])) {
            for day in [2, 5, 8, 13, 15] {
                let t = Moment::close(january(day)).minutes();
                let answer = possible(account.by_side(), "hill", t);
                for control in possible(world.by_side(), "hill", t) {
                    assert!(answer.iter().any(|it| it.allows(&control)), "on the {day}th: {control:?} and {answer:?}");
                }
            }
        }
    }
}

#[test]
fn what_is_told_grows_old() {
    //         | 01 | 02 | 03 | 04 | 05 | 06 | 07 |
    // taken         [==]                             republic; with a limit of two days, fresh through the 4th
    // fought                   [==]------------]     until the 7th
    let stale = Reading::new().stale_after(2);
    let mut told = hill([on("02", "taken", Captured::by("republic"))]);
    told.places[0].baseline = Some(Baseline::held_by("crown"));
    for (day, control) in [(1, "crown 1000"), (2, "republic 1000"), (4, "republic 1000"), (5, "unrecorded 1000")] {
        holds(&told, &stale, day, &[control]);
    }
    let until = Until::Date("2000-01-07".parse().unwrap());
    let mut fought = told.clone();
    fought.events.push(on("04", "fought", Attacked::by("crown").until(until)).order(2));
    holds(&fought, &stale, 7, &["republic 1000, contested {\"crown\"}"]);
    holds(&fought, &stale, 8, &["unrecorded 1000"]);
    // What was told of a span counts from its first day to two days after the last.
    let span = hill([on("[2000-01-02..2000-01-04]", "span", Captured::by("republic"))]);
    holds(&span, &stale, 2, &["unrecorded 1000", "republic 1000"]);
    holds(&span, &stale, 6, &["republic 1000"]);
    holds(&span, &stale, 7, &["unrecorded 1000"]);
    // The eve alone does not grow stale.
    told.events.clear();
    holds(&told, &stale, 31, &["crown 1000"]);
}

#[test]
fn keeping_all_of_too_much_allows_what_the_whole_has_in_trace() {
    // The hill: the crown had part of it. Its west was the republic's, but for the peak, which was the league's.
    //
    //           | 02 |
    // e1…e11     [==]      the crown takes the west: eleven claims
    //
    // Of the hill too, the republic and the league may have a trace, and the crown none.
    let claims = (1..=11).map(|number| {
        let mut claim = on("02", &format!("e{number}"), Captured::by("crown")).credence(Credence::Claimed);
        claim.place = "west".to_owned();
        claim
    });
    let mut told = hill(claims);
    told.places[0].baseline = Some(Baseline::shared(Shares::of("crown", Share::PART)));
    told.places.push(Place::new("west").within("hill").held_by("republic"));
    told.places.push(Place::new("peak").within("west").held_by("league"));
    let history = History::try_from(told.clone()).unwrap();
    let account = read(&history, &keep_all());
    let model = Read::new(&told, &keep_all());
    let choices = model.choices_in("hill");
    for place in ["hill", "west", "peak"] {
        for t in [Moment::opening(january(2)).minutes() + 1, Moment::close(january(2)).minutes()] {
            let answer = possible(account.by_side(), place, t);
            for world in histories(model.worlds_of(&choices[..2])) {
                for control in possible(world.by_side(), place, t) {
                    let allowed = answer.iter().any(|it| it.allows(&control));
                    assert!(allowed, "{place} at {}: {control:?} and {answer:?}", at(t));
                }
            }
        }
    }
}

#[test]
fn arrival_orders_neither_what_is_possible_nor_the_sources() {
    // The hill and its two parts, each the crown's on the eve, from sources of their own; claimed, of hill and west.
    let claimed = |it: Baseline| it.credence(Credence::Claimed);
    let mut told = hill([]);
    told.places[0].baseline = Some(claimed(Baseline::held_by("crown")));
    for (id, cites) in [("west", "gazette"), ("east", "map")] {
        let mut part = Place::new(id).within("hill");
        part.baseline = Some(Baseline::held_by("crown").cite(cites, ""));
        told.places.push(part);
    }
    let answers = |told: &Scenario, reading: &Reading| {
        let history = History::try_from(told.clone()).unwrap();
        read(&history, reading).who_held("hill", january(1)).unwrap().to_record()
    };
    let mut doubtful = told.clone();
    doubtful.places[1].baseline = doubtful.places[1].baseline.take().map(claimed);
    doubtful.places.truncate(2);
    // What the parts can be, combined: on the 1st or the 2nd the league takes the west, the republic the east.
    let mut combined = told.clone();
    for (place, by) in [("west", "league"), ("east", "republic")] {
        let mut taken = on("[2000-01-01..2000-01-02]", by, Captured::by(by));
        taken.place = place.to_owned();
        combined.events.push(taken);
    }
    for (told, reading) in [(told, Reading::new()), (doubtful, keep_all()), (combined, Reading::new())] {
        let mut turned = told.clone();
        turned.places.reverse();
        assert_eq!(answers(&told, &reading), answers(&turned, &reading));
    }
}

#[test]
fn nothing_grows_old_before_it_can_have_happened() {
    //          | 02 | 03 | 04 | …
    // eve       crown
    // taken               [==]      crown, told first
    // fought    [------------ ...   from the 2nd on, until the 2nd; but told after the other, so from the 4th
    let until = Until::Date("2000-01-02".parse().unwrap());
    let mut told = hill([
        on("04", "taken", Captured::by("crown")),
        on("[2000-01-02..]", "fought", Attacked::by("republic").until(until)),
    ]);
    told.places[0].baseline = Some(Baseline::held_by("crown"));
    for day in [1, 2, 3, 4, 5] {
        let t = Moment::close(january(day)).minutes();
        for t in [t, t + 1] {
            let history = History::try_from(told.clone()).unwrap();
            let stale = read(&history, &Reading::new().stale_after(100_000));
            assert_eq!(possible(stale.by_side(), "hill", t), possible(history.by_side(), "hill", t), "{}", at(t));
        }
    }
}

#[test]
fn a_whole_is_the_sum_of_its_fresh_and_stale_parts() {
    //           | 02 | 03 | 04 | 05 | 06 |
    // all        [==]                        the hill: crown
    // west                 [==]              its western half: republic
    let half = |id: &str| Place::new(id).within("hill").fraction(Fraction::of(0.5).unwrap());
    let mut told = hill([on("02", "all", Captured::by("crown")), on("04", "west", Captured::by("republic"))]);
    told.events[1].place = "west".to_owned();
    told.places.extend([half("west"), half("east")]);
    let stale = Reading::new().stale_after(2);
    holds_at("hill", &told, &stale, 3, &["crown 1000"]);
    holds_at("hill", &told, &stale, 4, &["crown 500, republic 500"]);
    holds_at("hill", &told, &stale, 5, &["republic 500, unrecorded 500"]);
    holds_at("east", &told, &stale, 5, &["unrecorded 1000"]);
    holds_at("west", &told, &stale, 5, &["republic 1000"]);
    holds_at("hill", &told, &stale, 7, &["unrecorded 1000"]);
}

#[test]
fn who_is_not_there_cannot_be_named() {
    let history = History::try_from(hill([])).unwrap();
    for reading in
        [Reading::new().according_to("gazete"), Reading::new().only_from("gazete"), Reading::new().not_from("gazete")]
    {
        let error = history.interpret(&reading).unwrap_err();
        assert!(
            matches!(&error, LookupError::Unknown { given, nearest: Some(near), .. }
            if given == "gazete" && near == "gazette"),
            "{error}"
        );
    }
    for reading in [Reading::new().according_to("republc"), Reading::new().only_from("gazette").not_from("republc")] {
        let error = history.interpret(&reading).unwrap_err().to_string();
        assert!(error.contains("`republc`") && error.contains("`republic`"), "{error}");
    }
}

#[test]
fn readings_are_written_in_words() {
    for (rule, word) in RULES.into_iter().zip(["as-told", "highest-credence", "against-interest", "keep-all"]) {
        assert_eq!(rule.to_string(), word);
        assert_eq!(word.parse(), Ok(rule));
        assert_eq!(serde_json::to_string(&rule).unwrap(), format!("\"{word}\""));
        assert_eq!(serde_json::from_str::<Conflicts>(&format!("\"{word}\"")).unwrap(), rule);
    }
    assert!("keepall".parse::<Conflicts>().is_err());
    assert_eq!(Conflicts::default(), Conflicts::AsTold);
    assert_eq!(serde_json::from_str::<Reading>("{}").unwrap(), Reading::new());
    assert!(serde_json::from_str::<Reading>("{\"credance\": \"claimed\"}").is_err());
    let reading = keep_all().known_on(january(2)).credence(Credence::Refuted).according_to("crown").stale_after(30);
    let json = serde_json::to_string(&reading).unwrap();
    for word in ["2000-01-02", "refuted", "crown", "keep-all", "30"] {
        assert!(json.contains(word), "{json}");
    }
    assert_eq!(serde_json::from_str::<Reading>(&json).unwrap(), reading);
    assert_eq!(Reading::new().to_string(), "as told");
    assert_eq!(reading.named("mine").to_string(), "mine");
}

// ------------------------------------------------------------------------------------------------- records told by many

/// A record with all that readings look at: who claims it, what it cites, how surely, when it became known; corrections,
/// twins and denials.
#[derive(Clone)]
struct Told {
    record: Record,
    sources: Vec<Source>,
}

impl Told {
    fn scenario(&self) -> Scenario {
        let mut scenario = self.record.scenario();
        scenario.sources.clone_from(&self.sources);
        scenario
    }

    fn history(&self) -> History {
        History::try_from(self.scenario()).unwrap_or_else(|refusals| panic!("{refusals}\n{self:?}"))
    }

    fn events(&self) -> &[Event] {
        &self.record.events
    }

    /// Those whose word can be asked for.
    fn voices(&self) -> Vec<&str> {
        let actors = self.record.actors.iter().map(|actor| actor.id.as_str());
        actors.chain(self.sources.iter().map(|source| source.id.as_str())).collect()
    }
}

/// Behind the record, a line for each event of what readings look at.
impl fmt::Debug for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.record)?;
        for event in self.events() {
            let cites: Vec<&str> = event.cites.iter().map(|cite| cite.source.as_str()).collect();
            write!(f, "\n    {}: {}", event.name(), event.credence)?;
            for (word, ids) in [("claimed by", &event.claimed_by), ("supersedes", &event.supersedes)] {
                if !ids.is_empty() {
                    write!(f, ", {word} {}", ids.join(" and "))?;
                }
            }
            if !cites.is_empty() {
                write!(f, ", cites {}", cites.join(" and "))?;
            }
            if let Some(other) = &event.same_as {
                write!(f, ", same as {other}")?;
            }
            if let Some(day) = event.recorded {
                write!(f, ", recorded {day}")?;
            }
        }
        for place in &self.record.places {
            if let Some(baseline) = &place.baseline {
                write!(f, "\n    eve of {}: {} {:?}", place.id, baseline.credence, baseline.cites)?;
            }
        }
        Ok(())
    }
}

/// Few places, so that events meet; few enough events for every choice among them to be tried.
const FEW: Kind = Kind { places: 3, events: 6, trees: 2, ..ALL };

/// One place, and dates that overlap: much in conflict.
const ONE_PLACE: Kind = Kind { places: 1, events: 6, trees: 1, ..ALL };

fn credence_from(number: u8) -> Credence {
    match number % 8 {
        0..=3 => Credence::Confirmed,
        4 | 5 => Credence::Reported,
        6 => Credence::Claimed,
        _ => Credence::Refuted,
    }
}

fn source(number: u8) -> String {
    format!("s{}", number % 3)
}

/// Gives an event what readings look at. What it corrects was there before it.
fn tell(event: Event, numbers: &Numbers, actors: &[Actor], before: &[Event]) -> Event {
    let &[credence, claims, who, other, cites, cited, known, corrects, same, which] = numbers;
    let mut event = event.credence(credence_from(credence));
    match claims % 8 {
        0..=2 => {}
        3..=5 => event.claimed_by.push(pick(actors, who).id.clone()),
        6 => event.claimed_by.push(source(who)),
        _ => event.claimed_by.extend([pick(actors, who).id.clone(), pick(actors, other).id.clone()]),
    }
    event.claimed_by.dedup();
    if cites % 4 > 1 {
        event = event.cite(source(cited), "");
    }
    if cites % 8 == 7 {
        event = event.cite(source(cited / 3), "p. 2");
    }
    if known % 4 > 1 {
        event = event.recorded(day(known % 9));
    }
    if !before.is_empty() {
        if corrects % 8 > 5 {
            event = event.supersedes(pick(before, which).name());
        }
        if corrects % 24 == 23 {
            event = event.supersedes(pick(before, which / 8).name());
            event.supersedes.dedup();
        }
        // Of denials, only those of the same event are one happening; and none is with what it denies.
        let denied = |event: &Event| match &event.change {
            Change::Denied(it) => Some(Some(it.event.clone())),
            change if change.is_noted() => Some(None),
            _ => None,
        };
        let alike: Vec<&Event> = before.iter().filter(|other| denied(other) == denied(&event)).collect();
        if same % 8 > 6 && !alike.is_empty() {
            event = event.same_as(pick(&alike, which / 3).name());
        }
    }
    event
}

/// A denial of an earlier event, or a note.
fn note_from(n: usize, numbers: &Numbers, record: &Record) -> Event {
    let &[what, which, place, form, first, length, minute, id, ..] = numbers;
    let change: Change = if record.events.is_empty() || what % 8 == 7 {
        Noted::kind(NoteKind::Other).into()
    } else {
        Denied::event(pick(&record.events, which).name()).into()
    };
    let when = when_from(0, [form, first, length, minute], ALL);
    let place = &pick(&record.places, place).id;
    Event::new(when, place, change).id(format!("d{}-{n}", id % 3)).order((minute % 4).into())
}

fn told(kind: Kind) -> impl Strategy<Value = Told> {
    let numbers = || prop::array::uniform10(0_u8..=239);
    let notes = prop::collection::vec(numbers(), 0..=3);
    let words = prop::collection::vec(numbers(), 12);
    let eves = prop::collection::vec(any::<[u8; 2]>(), 8);
    (record(kind), notes, words, eves).prop_map(|(mut record, notes, words, eves)| {
        for (n, numbers) in notes.iter().enumerate() {
            let note = note_from(n, numbers, &record);
            record.events.push(note);
        }
        let mut events: Vec<Event> = Vec::new();
        for (event, numbers) in record.events.iter().zip(&words) {
            let told = tell(event.clone(), numbers, &record.actors, &events);
            events.push(told);
        }
        record.events = events;
        for (place, [credence, cites]) in record.places.iter_mut().zip(eves) {
            if let Some(baseline) = &mut place.baseline {
                *baseline = baseline.clone().credence(credence_from(credence));
                if cites % 4 > 1 {
                    *baseline = baseline.clone().cite(source(cites / 4), "");
                }
            }
        }
        Told { record, sources: (0..3).map(|n| Source::new(source(n))).collect() }
    })
}

const RULES: [Conflicts; 4] =
    [Conflicts::AsTold, Conflicts::HighestCredence, Conflicts::AgainstInterest, Conflicts::KeepAll];

/// A reading, its names still numbers.
#[derive(Clone, Copy)]
struct Rules([u8; 10]);

impl fmt::Debug for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

fn rules() -> impl Strategy<Value = Rules> {
    prop::array::uniform10(0_u8..=239).prop_map(Rules)
}

impl Rules {
    fn of(self, told: &Told) -> Reading {
        let [known, on, floor, according, one, only, two, not, three, conflicts] = self.0;
        let voices = told.voices();
        let mut reading = Reading::new().conflicts(*pick(&RULES, conflicts));
        if known % 4 == 3 {
            reading = reading.known_on(day(on % 10));
        }
        reading.credence = [None, None, Some(Credence::Claimed), Some(Credence::Refuted), Some(Credence::Reported)]
            .get(usize::from(floor % 6))
            .copied()
            .unwrap_or(Some(Credence::Confirmed));
        for number in 0..(according % 8).saturating_sub(4).min(2) {
            reading = reading.according_to(*pick(&voices, one.wrapping_add(number * 3)));
        }
        for number in 0..(only % 8).saturating_sub(4) {
            reading = reading.only_from(*pick(&voices, two.wrapping_add(number * 2)));
        }
        for number in 0..(not % 8).saturating_sub(4).min(2) {
            reading = reading.not_from(*pick(&voices, three.wrapping_add(number * 5)));
        }
        reading
    }
}

// ------------------------------------------------------------------------------------------------ what the engine says

const VIEWS: [By; 2] = [By::Actor, By::Side];

fn view<'a>(account: &'a Interpretation<'_>, by: By) -> View<'a> {
    match by {
        By::Actor => account.by_actor(),
        By::Side => account.by_side(),
    }
}

fn plain(history: &History, by: By) -> View<'_> {
    match by {
        By::Actor => history.by_actor(),
        By::Side => history.by_side(),
    }
}

fn read<'h>(history: &'h History, reading: &Reading) -> Interpretation<'h> {
    history.interpret(reading).unwrap_or_else(|error| panic!("{error}"))
}

fn ask<'h>(view: View<'h>, place: &str, t: i64) -> Answer<'h> {
    view.who_held(place, at(t)).unwrap_or_else(|error| panic!("{error}"))
}

fn possible(view: View<'_>, place: &str, t: i64) -> BTreeSet<Shown> {
    let answer = ask(view, place, t);
    let controls: Vec<Shown> = answer.possible().map(Shown::of).collect();
    let set: BTreeSet<Shown> = controls.iter().cloned().collect();
    assert_eq!(set.len(), controls.len(), "each once: {controls:#?}");
    assert_eq!(answer.is_certain(), set.len() == 1);
    set
}

fn at(minutes: i64) -> Moment {
    Moment::from_minutes(minutes)
}

/// The days that all random histories lie in, and some around them.
fn days() -> impl Iterator<Item = NaiveDate> {
    (0..16).map(|number| day(number) - Days::new(2))
}

/// Every close of a day, and the moments at which an answer can become another, with those beside them.
fn moments(events: &[Event]) -> BTreeSet<i64> {
    let mut moments: BTreeSet<i64> = days().map(|day| Moment::close(day).minutes()).collect();
    let mut around = |moment: Option<Moment>| {
        let minutes = moment.map(Moment::minutes);
        moments.extend(minutes.into_iter().flat_map(|moment| [moment - 1, moment, moment + 1]));
    };
    for event in events {
        let span = event.when.span();
        around(span.earliest());
        around(span.latest());
        let until = match &event.change {
            Change::Attacked(it) => it.until,
            Change::Fought(it) => it.until,
            _ => None,
        };
        if let Some(Until::Date(until)) = until {
            around(until.span().latest().map(|end| Moment::close(end.day_ending())));
        }
    }
    moments
}

/// Every answer about every place, enough to tell two accounts apart.
type Everything = BTreeMap<(String, String), BTreeSet<Shown>>;

fn everything<'h>(view: impl Fn(By) -> View<'h>) -> Everything {
    let mut all = BTreeMap::new();
    for by in VIEWS {
        let view = view(by);
        for place in view.history().places() {
            for span in view.timeline(place.id.as_str()).unwrap().holdings() {
                let key = (format!("{by:?} {}", place.id), format!("{:?} {:?}", span.from(), span.until()));
                all.insert(key, span.possible().copied().map(Shown::of).collect());
            }
        }
    }
    all
}

fn everything_read(history: &History, reading: &Reading) -> Everything {
    let account = read(history, reading);
    everything(|by| view(&account, by))
}

fn everything_asked(history: &History) -> Everything {
    everything(|by| plain(history, by))
}

/// An event that bears on an answer, and its role: the word for it, and the events that brought it about.
fn roles(answer: Answer<'_>) -> Roles {
    let mut roles = BTreeMap::new();
    for RelevantEvent { event, role, .. } in answer.relevant_events() {
        let by = |by: &Event| Some(by.name().to_owned());
        let role = match role {
            Role::Supporting => ("supporting", None),
            Role::Disputing => ("disputing", None),
            Role::Overtaken => ("overtaken", None),
            Role::Superseded { by: other } => ("superseded", by(other)),
            Role::Ignored(Ignored::NotYetKnown) => ("not yet known", None),
            Role::Ignored(Ignored::BelowFloor) => ("below floor", None),
            Role::Ignored(Ignored::NotFrom) => ("not from", None),
            Role::Ignored(Ignored::Denied { by: other }) => ("denied", by(other)),
            Role::Ignored(Ignored::Outweighed { by: other }) => ("outweighed", by(other)),
            other => panic!("unknown to the tests: {other:?}"),
        };
        assert!(roles.insert(event.name().to_owned(), role).is_none(), "{} twice in {answer}", event.name());
    }
    roles
}

// ----------------------------------------------------------------------------------------------- what the model says

/// What is possible in some worlds of one family.
enum Worlds<'w> {
    /// By the model itself: slow.
    Slow(Vec<Family<'w>>),
    /// By the engine, which is the model's equal on plain records (`tests/properties.rs`).
    Fast(Vec<History>),
}

impl Worlds<'_> {
    fn possible(&self, place: &str, t: i64, by: By) -> BTreeSet<Shown> {
        match self {
            Self::Slow(families) => families.iter().flat_map(|family| family.possible(place, t, by)).collect(),
            Self::Fast(histories) => histories.iter().flat_map(|it| possible(plain(it, by), place, t)).collect(),
        }
    }
}

fn roots(read: &Read) -> Vec<String> {
    let roots = read.scenario.places.iter().filter(|place| place.within.is_none());
    roots.map(|place| place.id.clone()).collect()
}

fn histories(worlds: Vec<Scenario>) -> Vec<History> {
    worlds.into_iter().map(|world| History::try_from(world).unwrap_or_else(|refusals| panic!("{refusals}"))).collect()
}

/// Calls with each family's worlds, and its places.
fn each_family(read: &Read, mut each: impl FnMut(&str, &[String], &Worlds<'_>) -> TestCaseResult) -> TestCaseResult {
    for root in roots(read) {
        let places: Vec<String> = read.model.places.keys().filter(|it| read.model.is_in(it, &root)).cloned().collect();
        let worlds = read.worlds(&root);
        if worlds.len() > 2 {
            each(&root, &places, &Worlds::Fast(histories(worlds)))?;
        } else {
            let models: Vec<Model> = worlds.iter().map(Model::of).collect();
            each(&root, &places, &Worlds::Slow(models.iter().map(|model| model.family(&root)).collect()))?;
        }
    }
    Ok(())
}

/// Engine and model agree on what is possible under a reading, at every place and moment.
fn engine_equals_model(told: &Told, reading: &Reading) -> TestCaseResult {
    let history = told.history();
    let account = read(&history, reading);
    let model = Read::new(&told.scenario(), reading);
    let moments = moments(told.events());
    each_family(&model, |_, places, worlds| {
        for place in places {
            // "places around, at which nothing does, combine what their parts can be"
            let loosely = model.combines_parts(place);
            for by in VIEWS {
                let view = view(&account, by);
                let spans: Vec<_> = view.timeline(place.as_str()).unwrap().holdings().collect();
                for &t in &moments {
                    let expected = worlds.possible(place, t, by);
                    let about = format!("{place} at {} by {by:?}, {reading}", at(t));
                    let engine = possible(view, place, t);
                    prop_assert!(
                        engine == expected || loosely && engine.is_superset(&expected),
                        "{about}\nengine: {engine:#?}\nmodel: {expected:#?}\nfates: {:#?}\nchoices: {:?}",
                        model.fates,
                        model.choices,
                    );
                    let span = spans.iter().find(|it| it.until().is_none_or(|until| t < until.minutes())).unwrap();
                    let span: BTreeSet<Shown> = span.possible().copied().map(Shown::of).collect();
                    prop_assert_eq!(span, engine, "timeline: {}", about);
                }
            }
        }
        Ok(())
    })
}

/// Every event that bears on an answer has one role, and it is what the model says became of it.
fn roles_are_fates(told: &Told, reading: &Reading) -> TestCaseResult {
    let history = told.history();
    let account = read(&history, reading);
    let model = Read::new(&told.scenario(), reading);
    for root in roots(&model) {
        let (narrowed, reach) = (model.narrowed(&root), model.reach(&root));
        for place in model.model.places.keys().filter(|place| model.model.is_in(place, &root)) {
            for t in days().map(|day| Moment::close(day).minutes()) {
                for by in VIEWS {
                    let answer = ask(view(&account, by), place, t);
                    let about = format!("{place} at {} by {by:?}, {reading}", at(t));
                    let roles = roles(answer);
                    let bearing: Ids = roles.keys().cloned().collect();
                    let (does, may) = model.bearing(place, t, &narrowed, &reach);
                    prop_assert!(
                        bearing.is_superset(&does),
                        "{about}: {bearing:?} and not {does:?}: {:?}",
                        model.fates
                    );
                    prop_assert!(may.is_superset(&bearing), "{about}: {bearing:?} and not {may:?}: {:?}", model.fates);
                    for id in roles.keys() {
                        role_is_fate(&model, &roles, id).map_err(|e| TestCaseError::fail(format!("{about}: {e}")))?;
                    }
                    for bearing in answer.relevant_events() {
                        speaks_against(&model, &roles, bearing, answer, by)
                            .map_err(|e| TestCaseError::fail(format!("{about}: {e}")))?;
                    }
                    // What is told otherwise beside what settled the place disputes the answer; it does not rest on that.
                    let tell = |words: &[&str]| -> Ids {
                        let told = roles
                            .iter()
                            .filter(|(id, (role, _))| words.contains(role) && !model.events[*id].change.is_noted());
                        told.map(|(id, _)| id.clone()).collect()
                    };
                    let events: Ids = answer.events().map(|event| event.name().to_owned()).collect();
                    let (least, most) = (tell(&["supporting"]), tell(&["supporting", "disputing"]));
                    prop_assert!(
                        events.is_superset(&least) && most.is_superset(&events),
                        "{about}: {events:?}, {roles:?}"
                    );
                    prop_assert!(answer.reading() == reading);
                    prop_assert!(!answer.explain().is_empty());
                }
            }
        }
    }
    Ok(())
}

/// By event: the word for its role, and what brought it about.
type Roles = BTreeMap<String, (&'static str, Option<String>)>;

fn role_is_fate(model: &Read, roles: &Roles, id: &str) -> TestCaseResult {
    let (role, by) = &roles[id];
    let (event, fate) = (&model.events[id], &model.fates[id]);
    let about = format!("{id} is {role} by {by:?}, and {fate:?}, among {roles:?}");
    let any_of = |ids: &Ids| by.as_ref().is_some_and(|by| ids.contains(by));
    let keeps_all = model.reading.conflicts == Conflicts::KeepAll;
    let denied: Vec<&String> = roles.keys().filter(|other| model.denies(id, other)).collect();
    let denies = |word: &str| denied.iter().any(|other| roles[*other].0 == word);
    let ignored_for_it = denied
        .iter()
        .any(|other| matches!(&model.fates[*other], Fate::Denied(by) | Fate::Outweighed(by) if by.contains(id)));
    let as_should_be = match (*role, fate) {
        ("supporting", fate) if event.change.is_noted() => fate.is_in() && ignored_for_it && !denies("supporting"),
        ("disputing", fate) if event.change.is_noted() => fate.is_in() && (denies("supporting") || denies("disputing")),
        ("overtaken", fate) if event.change.is_noted() => fate.is_in() && !denies("supporting"),
        ("supporting" | "overtaken", fate) => fate.is_in(),
        ("disputing", fate) => {
            // "where all is kept, an event below `reported`"; "what is believed, speaks of the same place and overlapping
            // dates as what settled it, on different words"
            let is_doubtful = keeps_all && event.credence < Credence::Reported;
            let mut supporting = roles.iter().filter(|(_, (role, _))| *role == "supporting");
            fate.is_in() && (is_doubtful || supporting.any(|(other, _)| model.are_told_by_two(id, other)))
        }
        ("not yet known", Fate::NotYetKnown) | ("below floor", Fate::BelowFloor) | ("not from", Fate::NotFrom) => true,
        ("superseded", Fate::Superseded(by)) | ("denied", Fate::Denied(by)) | ("outweighed", Fate::Outweighed(by)) => {
            any_of(by)
        }
        _ => false,
    };
    prop_assert!(as_should_be, "{about}");
    Ok(())
}

/// "Beside its role each is said to speak *against* the answer or not."
fn speaks_against(model: &Read, roles: &Roles, it: RelevantEvent<'_>, answer: Answer<'_>, by: By) -> TestCaseResult {
    let about = format!("{} is {:?}, against: {}", it.event.name(), it.role, it.against);
    let denies_support = || {
        let mut denied = roles.iter().filter(|(other, _)| model.denies(it.event.name(), other));
        denied.any(|(_, (role, _))| ["supporting", "disputing"].contains(role))
    };
    match it.role {
        Role::Disputing => prop_assert!(it.against, "{about}"),
        Role::Supporting | Role::Overtaken => prop_assert!(!it.against, "{about}"),
        _ if !it.against => {}
        _ if it.event.change.is_noted() => prop_assert!(denies_support(), "{about}"),
        _ => {
            let Some(says) = model.says(it.event) else {
                prop_assert!(false, "{about}: it says nothing of ground");
                return Ok(());
            };
            // Sides that change between the event and the question are left aside.
            let always = |actor: &Actor| actor.allegiances.iter().all(|it| it.from.is_none() && it.until.is_none());
            if it.event.place == answer.place().id && by == By::Side && model.scenario.actors.iter().all(always) {
                for control in answer.possible().map(Shown::of) {
                    // All that is not recorded may be anyone's; the others have nothing.
                    let silent = control.rows.get("unrecorded").copied().unwrap_or_default().1;
                    let mut clearly = Read::agree(&says, &control.rows);
                    for (side, (low, _)) in &says {
                        clearly &= *low == 0 || control.rows.contains_key(side) || silent == 1000;
                    }
                    prop_assert!(!clearly || silent > 0 && silent < 1000, "{about}: {says:?} and {control:?}");
                }
            }
        }
    }
    Ok(())
}

// ---------------------------------------------------------------------------------------------------------- properties

/// An event of the past of nobody: somewhere in the record, recorded after that day.
fn recorded_after(told: &Told, id: &str, numbers: &[Numbers; 2], known: NaiveDate) -> Event {
    let [what, words] = numbers;
    let record = &told.record;
    let event = match what[9] % 4 {
        0 => note_from(0, what, record),
        _ => random::event_from(9, what, &record.actors, &record.places, ALL),
    };
    let event = tell(event.id(id), words, &record.actors, told.events());
    match recorded(&event) {
        Some(day) if day > known => event,
        _ => event.recorded(known + Days::new((1 + words[6] % 3).into())),
    }
}

fn same_records(now: &[AnswerRecord], before: &[AnswerRecord], about: &dyn fmt::Debug) -> TestCaseResult {
    for (now, before) in now.iter().zip(before) {
        // Those that were not known then stand beside the answer; and what denies them, or a twin.
        let mut now = now.clone();
        now.relevant_events.retain(|it| {
            let is_new = !before.relevant_events.iter().any(|before| before.event == it.event);
            !is_new || !it.change.starts_with("denial") && it.why.as_deref() != Some("not-yet-known")
        });
        let (now, before) = (serde_json::to_string(&now).unwrap(), serde_json::to_string(before).unwrap());
        prop_assert!(now == before, "{about:?}\nnow:    {now}\nbefore: {before}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(64))]

    /// The engine equals the slow model under any reading.
    #[test]
    fn the_engine_equals_the_model_under_any_reading(told in told(FEW), rules in rules()) {
        engine_equals_model(&told, &rules.of(&told))?;
    }

    /// The same of one place, where much is in conflict.
    #[test]
    fn conflicts_are_settled_as_the_model_does(told in told(ONE_PLACE), rules in rules()) {
        let mut reading = rules.of(&told);
        for rule in RULES {
            reading.conflicts = rule;
            engine_equals_model(&told, &reading)?;
        }
    }

    /// The same of parts beside each other, whose events are free of each other, where all is kept.
    #[test]
    fn what_is_kept_in_parts_is_what_the_model_keeps(
        told in told(Kind { trees: 1, places: 4, ..FEW }),
        rules in rules(),
    ) {
        engine_equals_model(&told, &rules.of(&told).conflicts(Conflicts::KeepAll))?;
    }

    /// 8. An event recorded later never changes an earlier `known_on` answer, whatever it says of those that were known.
    #[test]
    fn p08_what_is_recorded_later_changes_no_earlier_answer(
        told in told(FEW),
        rules in rules(),
        known in 0..8_u8,
        one in prop::array::uniform2(prop::array::uniform10(0_u8..=239)),
        other in prop::array::uniform2(prop::array::uniform10(0_u8..=239)),
    ) {
        let known = day(known);
        let mut history = told.history();
        let mut reading = rules.of(&told).known_on(known);
        let records = |history: &History, reading: &Reading| -> Vec<_> {
            let account = read(history, reading);
            let each = history.places().flat_map(|place| {
                days().map(|day| account.who_held(place.id.as_str(), day).unwrap().to_record()).collect::<Vec<_>>()
            });
            each.collect()
        };
        for rule in RULES {
            reading.conflicts = rule;
            let (before, answers) = (everything_read(&history, &reading), records(&history, &reading));
            let extra = recorded_after(&told, "extra", &one, known);
            history.insert(extra.clone()).unwrap();
            prop_assert_eq!(&everything_read(&history, &reading), &before, "{:?}", extra);
            same_records(&records(&history, &reading), &answers, &extra)?;
            // And one that refers to it.
            let mut more = told.clone();
            more.record.events = vec![extra.clone()];
            let second = recorded_after(&more, "second", &other, known);
            history.insert(second.clone()).unwrap();
            prop_assert_eq!(&everything_read(&history, &reading), &before, "{:?}", second);
            history.remove("second").unwrap();
            history.remove("extra").unwrap();
            prop_assert_eq!(&everything_read(&history, &reading), &before);
            same_records(&records(&history, &reading), &answers, &"both were removed")?;
        }
    }

    /// A history is asked by the default reading. One that believes all that is told equals the history of it, all
    /// confirmed.
    #[test]
    fn believing_everything_as_told_is_the_history(told in told(FEW)) {
        let history = told.history();
        prop_assert_eq!(everything_read(&history, &Reading::new()), everything_asked(&history));
        prop_assert_eq!(everything_read(&history, &Reading::new().named("all")), everything_asked(&history));

        let mut confirmed = told.clone();
        for event in &mut confirmed.record.events {
            event.credence = Credence::Confirmed;
        }
        for baseline in confirmed.record.places.iter_mut().filter_map(|place| place.baseline.as_mut()) {
            baseline.credence = Credence::Confirmed;
        }
        let all = Reading::new().credence(Credence::Refuted);
        prop_assert_eq!(everything_read(&history, &all), everything_asked(&confirmed.history()));
        // Whatever the rule, where nothing conflicts and nothing is below.
        let mut without = confirmed.clone();
        without.record.events.retain(|event| !event.change.is_noted());
        for event in &mut without.record.events {
            event.supersedes.clear();
            event.claimed_by.clear();
            event.cites.clear();
            event.same_as = None;
        }
        let without = without.history();
        for rule in RULES {
            prop_assert_eq!(everything_read(&without, &Reading::new().conflicts(rule)), everything_asked(&without));
        }
    }

    /// Believing more, by a lower floor, removes no possible control where all is kept; and what the same reading finds
    /// possible as told is possible there, nobody being believed by name.
    #[test]
    fn keeping_all_believing_more_removes_nothing(told in told(FEW), rules in rules()) {
        let history = told.history();
        let mut kept = rules.of(&told).conflicts(Conflicts::KeepAll);
        let mut higher: Option<Reading> = None;
        let moments = moments(told.events());
        for floor in [Credence::Reported, Credence::Claimed, Credence::Refuted] {
            kept.credence = Some(floor);
            let mut as_told = kept.clone().conflicts(Conflicts::AsTold);
            as_told.according_to.clear();
            let within = if kept.according_to.is_empty() { vec![as_told] } else { Vec::new() };
            let more = read(&history, &kept);
            for less in within.into_iter().chain(higher) {
                let less = read(&history, &less);
                for place in &told.record.places {
                    for by in VIEWS {
                        for &t in &moments {
                            let less = possible(view(&less, by), &place.id, t);
                            let more = possible(view(&more, by), &place.id, t);
                            prop_assert!(
                                less.is_subset(&more),
                                "{} at {} by {by:?}, {kept}: {less:#?} is not in {more:#?}",
                                place.id,
                                at(t),
                            );
                        }
                    }
                }
            }
            higher = Some(kept.clone());
        }
    }

    /// A correction counts from the day on which it was recorded.
    #[test]
    fn what_is_corrected_counts_until_the_correction_is_recorded(
        told in told(FEW),
        rules in rules(),
        which in any::<Index>(),
        on in 0..8_u8,
    ) {
        if told.events().is_empty() {
            return Ok(());
        }
        let mut history = told.history();
        let corrected = which.get(told.events()).name().to_owned();
        let mut reading = rules.of(&told);
        reading.known_on = None;
        reading.only_from.clear();
        let on = day(on);
        let day_before = on.pred_opt().unwrap();
        let when = "[..]".parse().unwrap();
        let correction = Event::new(when, &told.record.places[0].id, Noted::kind(NoteKind::Other))
            .id("correction").supersedes(&corrected).recorded(on);
        let (before, after) = (reading.clone().known_on(day_before), reading.clone().known_on(on));
        let uncorrected = everything_read(&history, &before);
        history.insert(correction.clone()).unwrap();
        prop_assert_eq!(everything_read(&history, &before), uncorrected);
        let mut with = told.clone();
        with.record.events.push(correction);
        for reading in [before, after, reading] {
            let fate = Read::new(&with.scenario(), &reading).fates[&corrected].clone();
            let out = !fate.is_in() && !matches!(fate, Fate::Superseded(_) | Fate::Outweighed(_));
            if reading.known_on == Some(day_before) {
                prop_assert!(!matches!(&fate, Fate::Superseded(by) if by.contains("correction")));
            } else {
                prop_assert!(out || matches!(&fate, Fate::Superseded(by) if by.contains("correction")), "{:?}", fate);
            }
            engine_equals_model(&with, &reading)?;
        }
    }

    /// One edit after the other, corrections among them, equals the same record built at once.
    #[test]
    fn edits_of_corrections_equal_a_fresh_history(
        told in told(FEW),
        rules in rules(),
        edits in prop::collection::vec(prop::array::uniform2(prop::array::uniform10(0_u8..=239)), 1..6),
    ) {
        let mut history = told.history();
        let mut now = told.clone();
        for (n, [what, words]) in edits.iter().enumerate() {
            let which = usize::from(what[8]) % now.record.events.len().max(1);
            let id = now.events().get(which).map(|event| event.name().to_owned());
            let new = |id: &str, before: &[Event]| {
                let event = match words[9] % 5 {
                    0 => note_from(0, what, &now.record),
                    _ => random::event_from(9, what, &now.record.actors, &now.record.places, ALL),
                };
                tell(event.id(id), words, &now.record.actors, before)
            };
            match (what[9] % 3, id) {
                (0, Some(id)) => {
                    if history.remove(&id).is_ok() {
                        now.record.events.remove(which);
                    }
                }
                (1, Some(id)) => {
                    let before: Vec<Event> =
                        now.events().iter().filter(|event| event.name() != id).cloned().collect();
                    let event = new(&id, &before);
                    if history.replace(&id, event.clone()).is_ok() {
                        now.record.events[which] = event;
                    }
                }
                _ => {
                    let event = new(&format!("new-{n}"), now.events());
                    if history.insert(event.clone()).is_ok() {
                        now.record.events.push(event);
                    }
                }
            }
            if what[7] % 2 == 0 {
                // What is asked in between must not matter.
                everything_asked(&history);
                everything_read(&history, &rules.of(&told));
            }
            let fresh = History::try_from(history.to_scenario()).unwrap();
            prop_assert!(fresh == history);
            prop_assert!(now.history() == history);
            prop_assert_eq!(everything_asked(&history), everything_asked(&fresh));
            let reading = rules.of(&told);
            prop_assert_eq!(everything_read(&history, &reading), everything_read(&fresh, &reading));
        }
    }

    /// Each event that bears on an answer is in exactly one class, and that is what became of it.
    #[test]
    fn each_event_that_bears_is_in_one_class(told in told(FEW), rules in rules()) {
        roles_are_fates(&told, &rules.of(&told))?;
    }

    /// The same of one place, for each rule of conflicts.
    #[test]
    fn each_event_that_bears_on_one_place_is_in_one_class(told in told(ONE_PLACE), rules in rules()) {
        for rule in RULES {
            roles_are_fates(&told, &rules.of(&told).conflicts(rule))?;
        }
    }

    /// A reading that believes nothing leaves what was stated of the eve, or silence.
    #[test]
    fn believing_nothing_leaves_the_eve(told in told(FEW), rules in rules()) {
        let mut told = told;
        told.sources.push(Source::new("unheard"));
        let history = told.history();
        let mut reading = rules.of(&told);
        reading.only_from.clear();
        let nothing = reading.clone().only_from("unheard");
        let mut silent = told.clone();
        silent.record.events.clear();
        let mut eve = silent.clone();
        for place in &mut silent.record.places {
            place.baseline = None;
        }
        prop_assert_eq!(everything_read(&history, &nothing), everything_asked(&silent.history()));
        // Nothing was known before all that has a date.
        let early = Reading::new().known_on(day(0) - Days::new(30));
        let has_a_date = |event: &Event| recorded(event).is_some();
        if told.events().iter().all(has_a_date) {
            for place in &mut eve.record.places {
                place.baseline = place.baseline.clone().filter(|it| it.credence >= Credence::Reported);
            }
            prop_assert_eq!(everything_read(&history, &early), everything_asked(&eve.history()));
        }
        for reading in [nothing, early] {
            let account = read(&history, &reading);
            for place in &told.record.places {
                for day in days() {
                    let answer = account.who_held(place.id.as_str(), day).unwrap();
                    for bearing in answer.relevant_events().filter(|_| reading.known_on.is_none()) {
                        prop_assert!(matches!(bearing.role, Role::Ignored(_)), "{:?}", bearing.role);
                    }
                    prop_assert!(!answer.explain().is_empty() && !answer.to_string().is_empty());
                    prop_assert!(reading.known_on.is_some() || answer.events().next().is_none());
                    assert!(!answer.to_record().possible.is_empty());
                }
            }
        }
    }

    /// A place in no tree grows stale so many days after what was told of it last.
    #[test]
    fn what_is_told_grows_stale(told in told(Kind { trees: 4, places: 4, ..FEW }), limit in 0..5_u32, rules in rules()) {
        let history = told.history();
        let reading = rules.of(&told);
        let stale = reading.clone().stale_after(limit);
        let (fresh, stale) = (read(&history, &reading), read(&history, &stale));
        let model = Read::new(&told.scenario(), &reading);
        let moments: BTreeSet<i64> = moments(told.events()).into_iter().chain(
            (0..30).map(|number| Moment::close(day(number)).minutes())
        ).collect();
        for root in roots(&model) {
            if !model.model.parts(&root).is_empty() {
                continue;
            }
            let models: Vec<Model> = model.worlds(&root).iter().map(Model::of).collect();
            let families: Vec<Family<'_>> = models.iter().map(|model| model.family(&root)).collect();
            for by in VIEWS {
                for &t in &moments {
                    let each = models.iter().zip(&families).flat_map(|(model, family)| {
                        if is_fresh(model, family, &root, t, limit) {
                            family.possible(&root, t, by)
                        } else {
                            BTreeSet::from([silence()])
                        }
                    });
                    let expected: BTreeSet<Shown> = each.collect();
                    let about = format!("{root} at {} by {by:?}, {}", at(t), stale.reading());
                    let engine = possible(view(&stale, by), &root, t);
                    prop_assert_eq!(&engine, &expected, "{}", about);
                    if models.iter().zip(&families).all(|(model, family)| is_fresh(model, family, &root, t, limit)) {
                        prop_assert_eq!(&engine, &possible(view(&fresh, by), &root, t), "{}", about);
                    }
                }
            }
        }
    }

    /// Where what was told grows stale, too: where a whole is certainly in one hand, so is every part.
    #[test]
    fn p09_what_is_whole_is_so_in_every_part_when_stale(
        told in told(Kind { trees: 1, places: 4, ..FEW }),
        limit in 0..5_u32,
        rules in rules(),
    ) {
        let history = told.history();
        let reading = rules.of(&told).stale_after(limit);
        let account = read(&history, &reading);
        let moments = moments(told.events());
        for by in VIEWS {
            for part in &told.record.places {
                let Some(whole) = &part.within else { continue };
                for &t in &moments {
                    if let Some(hand) = one_hand(&possible(view(&account, by), whole, t)) {
                        let inner = possible(view(&account, by), &part.id, t);
                        prop_assert_eq!(
                            one_hand(&inner), Some(hand), "{} within {} at {} by {:?}, {}: {:#?}",
                            part.id, whole, at(t), by, reading, inner
                        );
                    }
                }
            }
        }
    }

    /// A limit larger than the record's extent changes nothing.
    #[test]
    fn what_never_grows_stale_is_unchanged(told in told(FEW), rules in rules()) {
        let history = told.history();
        let reading = rules.of(&told);
        let limited = reading.clone().stale_after(100_000);
        let (one, other) = (read(&history, &reading), read(&history, &limited));
        let moments = moments(told.events());
        for place in &told.record.places {
            for by in VIEWS {
                for &t in &moments {
                    let (one, other) = (possible(view(&one, by), &place.id, t), possible(view(&other, by), &place.id, t));
                    prop_assert_eq!(one, other, "{} at {} by {:?}, {}", place.id, at(t), by, reading);
                }
            }
        }
    }

    /// Round trips of readings are equal.
    #[test]
    fn p11_readings_are_read_back(told in told(FEW), rules in rules(), name in any::<bool>(), stale in 0..9_u32) {
        let mut reading = rules.of(&told);
        if name {
            reading = reading.named("a reading");
        }
        if stale > 4 {
            reading = reading.stale_after(stale);
        }
        let json = serde_json::to_string(&reading).unwrap();
        let back: Reading = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(&back, &reading);
        prop_assert_eq!(serde_json::to_string(&back).unwrap(), json);
        let words = reading.to_string();
        prop_assert!(!words.is_empty() && words == back.to_string() && words.trim() == words);
        let history = told.history();
        prop_assert!(*read(&history, &reading).reading() == reading);
    }

    /// 2. Order of arrival does not matter, whatever is believed.
    #[test]
    fn p02_order_of_arrival_does_not_matter_to_any_reading(told in told(FEW), rules in rules(), seed in any::<u64>()) {
        let reading = rules.of(&told);
        let history = told.history();
        let mut choices = Choices(seed);
        let mut scenario = told.scenario();
        choices.shuffle(&mut scenario.actors);
        choices.shuffle(&mut scenario.sources);
        choices.shuffle(&mut scenario.places);
        choices.shuffle(&mut scenario.events);
        let shuffled = History::try_from(scenario.clone()).unwrap();
        let mut one_by_one = {
            let mut empty = scenario.clone();
            empty.events.clear();
            History::try_from(empty).unwrap()
        };
        let mut waiting = scenario.events;
        while !waiting.is_empty() {
            // What it refers to comes first.
            let free = |event: &Event| one_by_one.clone().insert(event.clone()).is_ok();
            let next = waiting.iter().position(free).expect("references make no circle");
            one_by_one.insert(waiting.remove(next)).unwrap();
        }
        for other in [&shuffled, &one_by_one] {
            prop_assert!(*other == history);
            prop_assert_eq!(everything_read(other, &reading), everything_read(&history, &reading));
            for by in VIEWS {
                let (here, there) = (read(&history, &reading), read(other, &reading));
                let (here, there) = (view(&here, by), view(&there, by));
                for place in &told.record.places {
                    for t in days().map(|day| Moment::close(day).minutes()) {
                        let (here, there) = (ask(here, &place.id, t), ask(there, &place.id, t));
                        prop_assert_eq!(here.to_record(), there.to_record());
                        prop_assert_eq!(roles(here), roles(there));
                        prop_assert_eq!(here.explain(), there.explain());
                    }
                }
            }
        }
    }

    /// Where more than ten choices are open in a family, the answer allows all that any ten of them leave possible.
    #[test]
    fn too_many_choices_are_all_allowed(
        told in told(Kind { events: 16, ..ONE_PLACE }),
        tree in told(Kind { events: 16, places: 3, trees: 1, ..ALL }),
        seed in any::<u64>(),
    ) {
        for mut told in [told, tree] {
            // All of them claimed: each is a choice for itself.
            for event in &mut told.record.events {
                event.credence = Credence::Claimed;
                event.supersedes.clear();
            }
            let (history, reading) = (told.history(), Reading::new().conflicts(Conflicts::KeepAll));
            let model = Read::new(&told.scenario(), &reading);
            let account = read(&history, &reading);
            let mut choices = Choices(seed);
            let moments: Vec<i64> = moments(told.events()).into_iter().collect();
            for root in roots(&model) {
                let all = model.choices_in(&root);
                for _ in 0..24 {
                    // Any world at all: each choice made one way or the other.
                    let some: Vec<&Choice> = all.iter().filter(|_| choices.below(2) == 0).collect();
                    let world = History::try_from(model.world(&some)).unwrap();
                    for place in told.record.places.iter().filter(|it| model.model.is_in(&it.id, &root)) {
                        for by in VIEWS {
                            for _ in 0..6 {
                                let t = moments[choices.below(moments.len())];
                                let answer = possible(view(&account, by), &place.id, t);
                                for control in possible(plain(&world, by), &place.id, t) {
                                    prop_assert!(
                                        answer.iter().any(|it| it.allows(&control)),
                                        "{} at {} by {by:?}, of {} choices: {control:?} is not allowed by {answer:#?}",
                                        place.id, at(t), all.len(),
                                    );
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The one holder of everything in all of these.
fn one_hand(possible: &BTreeSet<Shown>) -> Option<String> {
    let hands: BTreeSet<Option<&String>> =
        possible.iter().map(|control| control.rows.iter().find(|row| row.1.0 == 1000).map(|row| row.0)).collect();
    if hands.len() == 1 { hands.first().unwrap().cloned() } else { None }
}
