//! Actors, places and sources: what they are called, and whether anything names them.

use whoheld::{
    Actor, Attacked, Baseline, Besieged, Captured, Change, Covers, Credence, Event, FindingKind, FireControl, Fought,
    History, NoteKind, Noted, Place, Repelled, Scenario, Share, Shares, Source, Transferred, Withdrew,
};

use super::{at, citadel, found, history, is_found, is_not_found, on, recaptured, siege, told};
use crate::support::date;

#[test]
fn a_name_that_several_bear() {
    let kind = FindingKind::NameShared;
    let two = |first: Place, second: Place| told(siege().place(first).place(second), []);
    is_found(
        kind,
        [
            (
                two(citadel().alias("the rock"), Place::new("keep").alias("The Rock")),
                "note [place citadel] `the rock` names more than one place: `citadel` and `keep`",
            ),
            (
                two(citadel().alias("Keep"), Place::new("keep")),
                "note [place citadel] `keep` names more than one place: `citadel` and `keep`",
            ),
        ],
    );
    is_not_found(kind, [two(citadel().alias("Citadel"), Place::new("keep").alias("the rock"))]);
}

#[test]
fn an_actor_outside_its_own_dates() {
    let kind = FindingKind::OutsideItsTime;
    let militia = || {
        let mut militia = Actor::new("militia");
        (militia.from, militia.until) = (Some(date("1849-07-03")), Some(date("1849-07-06")));
        siege().actor(militia).place(citadel().held_by("crown"))
    };
    let one = |event: Event| told(militia(), [event]);
    // 01  02  03  04  05  06  07
    //         |---militia---|
    is_found(
        kind,
        [
            (
                one(on("02", "assault", Attacked::by("militia"))),
                "warning [assault, place citadel, actor militia] \
                 `assault` of 1849-07-02 names militia, which is there only from 1849-07-03 on",
            ),
            (
                one(on("07", "assault", Attacked::by("militia"))),
                "warning [assault, place citadel, actor militia] \
                 `assault` of 1849-07-07 names militia, which is there only until 1849-07-06",
            ),
            (
                one(on("[..1849-07-02]", "assault", Attacked::by("republic")).with("militia")),
                "warning [assault, place citadel, actor militia] \
                 `assault` of [..1849-07-02] names militia, which is there only from 1849-07-03 on",
            ),
        ],
    );
    // Whatever it does, and once even if it is named twice.
    for change in [
        Change::from(Captured::by("militia")),
        Captured::by("crown").from("militia").into(),
        Change::Recaptured(Captured::by("militia")),
        Withdrew::new("militia").into(),
        Transferred::from_to("militia", "crown").into(),
        Transferred::from_to("crown", "militia").into(),
        Shares::of("crown", Share::HALF).and("militia", Share::HALF).into(),
        Attacked::by("militia").into(),
        Fought::between(["crown", "militia"]).into(),
        Repelled::new("militia").into(),
        Repelled::new("crown").by("militia").into(),
        Besieged::by("militia").into(),
        FireControl::by("militia").into(),
        Noted::kind(NoteKind::Movement).by("militia").into(),
    ] {
        let history = one(on("02", "deed", change).with("militia"));
        assert_eq!(found(&history, kind).len(), 1);
    }
    is_not_found(
        kind,
        [
            one(on("03", "assault", Attacked::by("militia"))),
            // The last day is still its own.
            one(on("06", "assault", Attacked::by("militia"))),
            one(on("06 evening", "assault", Attacked::by("militia"))),
            // It can have been there.
            one(on("[1849-07-01..1849-07-03]", "assault", Attacked::by("militia"))),
            one(on("[1849-07-06..]", "assault", Attacked::by("militia"))),
            one(on("[..]", "assault", Attacked::by("militia"))),
            one(on("02", "assault", Attacked::by("republic"))),
            // To claim something it need not be there.
            one(on("09", "assault", Attacked::by("republic")).claimed_by("militia")),
            // Nor to hold none.
            one(on("09", "seen", Shares::of("militia", Share::NONE))),
        ],
    );
}

/// An actor that is there on some days only.
fn there(id: &str, from: Option<&str>, until: Option<&str>) -> Actor {
    let mut actor = Actor::new(id);
    (actor.from, actor.until) = (from.map(date), until.map(date));
    actor
}

#[test]
fn an_actor_that_holds_a_place_outside_its_own_dates() {
    let kind = FindingKind::HeldOutsideItsTime;
    let until_the_6th = || siege().actor(there("militia", None, Some("1849-07-06")));
    let from_the_3rd = || siege().actor(there("militia", Some("1849-07-03"), None));
    let guard = || Actor::new("guard").answers_to("militia");
    let taken = || on("04", "in", Captured::by("militia"));
    let late = "warning [place citadel, actor militia] `citadel` may be held by militia from 1849-07-07 on, and militia \
                is there only until 1849-07-06";
    is_found(
        kind,
        [
            (told(until_the_6th().place(citadel()), [taken()]), late),
            (told(until_the_6th().place(citadel().held_by("militia")), []), late),
            // Some of it, perhaps.
            (
                told(until_the_6th().place(citadel()), [on("04", "in", Captured::by("militia").extent(Share::PART))]),
                late,
            ),
            (
                told(
                    until_the_6th().place(citadel().held_by("militia")),
                    [on("[1849-07-05..1849-07-08]", "out", Captured::by("crown"))],
                ),
                late,
            ),
            // It comes back only later.
            (
                told(
                    until_the_6th().place(citadel().held_by("militia")),
                    [on("05", "out", Captured::by("crown")), on("08", "back", recaptured("militia"))],
                ),
                "warning [place citadel, actor militia] `citadel` may be held by militia from 1849-07-08 on, and militia \
                 is there only until 1849-07-06",
            ),
            // Who answers to it holds it on its behalf.
            (
                told(until_the_6th().actor(guard()).place(citadel()), [on("04", "in", Captured::by("guard"))]),
                "warning [place citadel, actor militia] `citadel` may be held by militia, through guard, from 1849-07-07 \
                 on, and militia is there only until 1849-07-06",
            ),
            (
                told(from_the_3rd().place(citadel()), [on("02", "in", Captured::by("militia"))]),
                "warning [place citadel, actor militia] `citadel` may be held by militia from 1849-07-02 on, and militia \
                 is there only from 1849-07-03 on",
            ),
            // The record begins with the first event, wherever that is.
            (
                told(
                    from_the_3rd().place(citadel().held_by("militia")).place(Place::new("bridge")),
                    [at("bridge", "01", "in", Captured::by("crown"))],
                ),
                "warning [place citadel, actor militia] `citadel` may be held by militia from 1849-07-01 on, and militia \
                 is there only from 1849-07-03 on",
            ),
            (
                told(
                    from_the_3rd().place(citadel().baseline(Baseline::held_by("militia").on(date("1849-07-02")))),
                    [on("04", "out", Captured::by("crown"))],
                ),
                "warning [place citadel, actor militia] `citadel` may be held by militia from 1849-07-02 on, and militia \
                 is there only from 1849-07-03 on",
            ),
        ],
    );
    let mut left = guard();
    left.allegiances[0].until = Some(date("1849-07-06"));
    let mut covered = until_the_6th().place(citadel().held_by("militia"));
    covered.covers = Some(Covers::until(date("1849-07-06")));
    is_not_found(
        kind,
        [
            // It leaves on its last day, or is gone by the close of the day after.
            told(until_the_6th().place(citadel()), [taken(), on("06", "out", Captured::by("crown"))]),
            told(until_the_6th().place(citadel()), [taken(), on("07", "out", Captured::by("crown"))]),
            told(from_the_3rd().place(citadel()), [on("03", "in", Captured::by("militia"))]),
            // Before the record begins, nothing is said.
            told(from_the_3rd().place(citadel().held_by("militia")), [on("03", "out", Captured::by("crown"))]),
            told(from_the_3rd().place(citadel().held_by("militia")), []),
            // Who answered to it until the end does so no longer.
            told(until_the_6th().actor(left).place(citadel()), [on("04", "in", Captured::by("guard"))]),
            // What the record does not cover.
            told(covered, []),
            // To besiege a place is not to hold it.
            told(until_the_6th().place(citadel()), [on("04", "siege", Besieged::by("militia"))]),
        ],
    );
}

/// One ends and the next begins on the day on which the place is handed over.
#[test]
fn a_hand_over_on_the_last_day_of_one_and_the_first_of_the_next_is_nothing_odd() {
    let scenario = Scenario::default()
        .actor(there("dakota-territory", None, Some("1889-11-02")))
        .actor(there("north-dakota", Some("1889-11-02"), None))
        .place(Place::new("cass").held_by("dakota-territory"))
        .event(Event::new(date("1889-11-02"), "cass", Transferred::from_to("dakota-territory", "north-dakota")));
    assert_eq!(History::try_from(scenario).unwrap().audit().to_string(), "");
}

#[test]
fn an_empire_that_ended_still_holds() {
    let scenario = Scenario::default()
        .actor(there("ottoman", None, Some("1922-11-01")))
        .actor(Actor::new("army").answers_to("ottoman"))
        .place(Place::new("x"))
        .place(Place::new("y"))
        .event(Event::new(date("1920-01-01"), "x", Captured::by("ottoman")))
        .event(Event::new(date("1920-01-01"), "y", Captured::by("army")));
    assert_eq!(
        History::try_from(scenario).unwrap().audit().to_string(),
        "warning: `x` may be held by ottoman from 1922-11-02 on, and ottoman is there only until 1922-11-01 \
         (held-outside-its-time)\n\
         warning: `y` may be held by ottoman, through army, from 1922-11-02 on, and ottoman is there only until \
         1922-11-01 (held-outside-its-time)"
    );
}

/// An actor may be there for one day, but not end before it begins.
#[test]
fn the_last_day_of_an_actor_is_not_before_its_first() {
    let one =
        |until: &str| History::try_from(Scenario::default().actor(there("militia", Some("1849-07-03"), Some(until))));
    assert!(one("1849-07-03").is_ok());
    let refusals = one("1849-07-02").unwrap_err().to_string();
    assert!(refusals.contains("militia"), "{refusals}");
}

#[test]
fn what_is_not_cited() {
    let with = |event: Event| told(siege().source(Source::new("gazette")).place(citadel()), [event]);
    let plain = || on("03", "in", Captured::by("republic"));
    let kind = FindingKind::Uncited;
    is_found(
        kind,
        [
            (with(plain()), "note [in, place citadel] `in` cites no source, and is not marked as inferred"),
            (
                with(on("03", "shells", Noted::kind(NoteKind::Shelling))),
                "note [shells, place citadel] `shells` cites no source, and is not marked as inferred",
            ),
            (
                told(siege().source(Source::new("gazette")).place(citadel().held_by("crown")), []),
                "note [place citadel] the baseline of `citadel` cites no source, and is not marked as inferred",
            ),
        ],
    );
    is_not_found(
        kind,
        [
            with(plain().cite("gazette", "p. 3")),
            with(plain().inferred()),
            // Where there are no sources, none is missed.
            history(citadel().held_by("crown"), [plain()]),
            told(
                siege().source(Source::new("gazette")).place(citadel().baseline(Baseline::held_by("crown").inferred())),
                [],
            ),
            told(
                siege()
                    .source(Source::new("gazette"))
                    .place(citadel().baseline(Baseline::held_by("crown").cite("gazette", ""))),
                [],
            ),
        ],
    );

    let kind = FindingKind::SourceUncited;
    is_found(kind, [(with(plain()), "note [source gazette] nothing cites the source `gazette`")]);
    is_not_found(
        kind,
        [
            with(plain().cite("gazette", "p. 3")),
            with(plain().claimed_by("gazette")),
            history(citadel(), [plain()]),
            told(
                siege()
                    .source(Source::new("gazette"))
                    .place(citadel().baseline(Baseline::held_by("crown").cite("gazette", ""))),
                [],
            ),
        ],
    );
}

#[test]
fn a_place_that_no_event_reaches() {
    let kind = FindingKind::PlaceUnreached;
    is_found(
        kind,
        [
            (history(citadel().held_by("crown"), []), "note [place citadel] no event reaches `citadel`"),
            // Beside it something happens.
            (
                told(
                    siege()
                        .place(Place::new("town"))
                        .place(citadel().within("town"))
                        .place(Place::new("bridge").within("town")),
                    [at("bridge", "03", "in", Captured::by("republic"))],
                ),
                "note [place citadel] no event reaches `citadel`",
            ),
        ],
    );
    let happens_at = |place: &str| {
        let keep = Place::new("keep").within("citadel");
        told(
            siege().place(Place::new("town")).place(citadel().within("town")).place(keep),
            [at(place, "03", "in", Captured::by("republic"))],
        )
    };
    is_not_found(
        kind,
        [
            history(citadel(), [on("03", "shells", Noted::kind(NoteKind::Shelling))]),
            // At it, around it, within it.
            happens_at("citadel"),
            happens_at("town"),
            happens_at("keep"),
        ],
    );
}

#[test]
fn an_actor_that_nothing_names() {
    let kind = FindingKind::ActorUnnamed;
    let with = |place: Place, event: Option<Event>| {
        let scenario = Scenario::default().actor(Actor::new("crown")).actor(Actor::new("republic"));
        told(scenario.place(place), event)
    };
    let republic = || on("03", "in", Captured::by("republic"));
    is_found(kind, [(with(citadel(), Some(republic())), "note [actor crown] nothing names the actor `crown`")]);
    is_not_found(
        kind,
        [
            with(citadel().held_by("crown"), Some(republic())),
            with(citadel(), Some(republic().with("crown"))),
            with(citadel(), Some(republic().claimed_by("crown"))),
            with(citadel(), Some(on("03", "in", Captured::by("republic").from("crown")))),
        ],
    );
    // One that others answer to is named by them; one that only answers is not.
    let chain = Scenario::default().actor(Actor::new("crown")).actor(Actor::new("guard").answers_to("crown"));
    is_found(kind, [(told(chain, []), "note [actor guard] nothing names the actor `guard`")]);
}

/// What takes no place in the order can be taken out like anything else.
#[test]
fn what_is_only_kept_can_be_taken_out() {
    for kept in [
        on("03", "kept", Noted::kind(NoteKind::Shelling)),
        on("03", "kept", Captured::by("republic")).credence(Credence::Claimed),
    ] {
        let mut history = history(citadel(), []);
        let before = history.audit();
        history.insert(kept.clone()).unwrap();
        assert_ne!(history.audit(), before);
        history.replace("kept", kept.clone()).unwrap();
        assert_eq!(history.remove("kept"), Ok(kept.order(1)));
        assert_eq!(history.audit(), before);
    }
}
