//! Keeping all: whatever may be true is possible.

use whoheld::{
    Attacked, Baseline, Captured, Credence, Denied, Event, History, Moment, NoteKind, Noted, Place, Reading, Share,
    Shares, Until,
};

use super::agreement::histories;
use super::engine::read;
use super::{bears, hill, holds, holds_at, january, keep_all, on};
use crate::oracle::reading::Read;
use crate::support::{at, possible};

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
    assert!(answer.relevant_events().into_iter().any(|it| it.event.name() == "seen"), "{}", answer.explain());
}

#[test]
fn keeping_all_a_doubtful_eve_is_a_choice_for_the_whole_too() {
    // The hill: most of it the crown's. Its west: the crown's, somebody claims.
    //
    //          | 02 |
    // west      [==]      taken by the crown: new ground, if it was not the crown's at the start
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
                let answer = possible(account.by_side(), "hill", at(t));
                for control in possible(world.by_side(), "hill", at(t)) {
                    assert!(answer.iter().any(|it| it.allows(&control)), "on the {day}th: {control:?} and {answer:?}");
                }
            }
        }
    }
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
            let answer = possible(account.by_side(), place, at(t));
            for world in histories(model.worlds_of(&choices[..2])) {
                for control in possible(world.by_side(), place, at(t)) {
                    let allowed = answer.iter().any(|it| it.allows(&control));
                    assert!(allowed, "{place} at {}: {control:?} and {answer:?}", at(t));
                }
            }
        }
    }
}
