//! Edits: what comes in, what is refused whole, what leaves no trace.

use std::fmt::Debug;

use whoheld::{
    Actor, Attacked, Besieged, Captured, Denied, EntryError, Event, Fought, Fraction, History, Place, Scenario, Share,
    Shares, Source, Until, When,
};

use super::{d, drawn, hill, history};
use crate::support::event;

/// All that a history says of October 2016.
fn all_answers(history: &History) -> Vec<String> {
    let views = [history.by_side(), history.by_actor()];
    let days = views.into_iter().flat_map(|view| (1..=31).flat_map(move |day| view.snapshot(d(day))));
    let told =
        history.replay().map(|step| format!("{:?} {}: {:?}", step.day(), step.event().unwrap().name(), step.after()));
    days.map(|answer| serde_json::to_string(&answer.to_record()).unwrap()).chain(told).collect()
}

/// What is said of an edit that changes nothing.
fn says<T: Debug, E: ToString + Debug>(
    history: &mut History,
    edit: impl FnOnce(&mut History) -> Result<T, E>,
) -> String {
    let (before, answers) = (history.clone(), all_answers(history));
    let error = edit(history).unwrap_err().to_string();
    assert!(*history == before, "another history after: {error}");
    assert_eq!(all_answers(history), answers, "another answer after: {error}");
    assert_eq!(history.to_scenario(), before.to_scenario(), "another scenario after: {error}");
    error
}

#[test]
fn an_event_comes_in_at_any_time() {
    // hill   1  2  3  4  5
    //        g  g  g  r  r
    let fell = || event("2016-10-04", "hill", Captured::by("rebels"));
    let mut history = history([Place::new("hill").held_by("government")], []);
    assert_eq!(history.insert(fell()).unwrap(), "2016-10-04-hill-captured");
    assert_eq!(drawn(history.by_side(), "hill", 1..=5), "gggrr");
    // An earlier one, later:
    // hill   1  2  3  4  5
    //        g  m  m  r  r
    history.insert(event("2016-10-02", "hill", Captured::by("militia"))).unwrap();
    assert_eq!(drawn(history.by_actor(), "hill", 1..=5), "gmmrr");
    let removed = history.remove("2016-10-04-hill-captured").unwrap();
    assert_eq!(removed, fell().id("2016-10-04-hill-captured").order(1));
    assert_eq!(drawn(history.by_actor(), "hill", 1..=5), "gmmmm");
}

#[test]
fn an_insertion_is_refused_whole() {
    let mut history = hill();
    let mut insert = |event: Event| says(&mut history, |history| history.insert(event));
    let captured = || Captured::by("rebels");
    assert_eq!(
        insert(event("2016-10-05", "hil", captured())),
        "event `2016-10-05-hil-captured`: no place `hil`; did you mean `hill`?"
    );
    assert_eq!(
        insert(event("2016-10-05", "hill", Captured::by("rebel"))),
        "event `2016-10-05-hill-captured`: no actor `rebel`; did you mean `rebels`?"
    );
    assert_eq!(
        insert(event("2016-10-05", "hill", captured()).id("fell")),
        "event `fell`: the id `fell` is taken; `fell-2` is free"
    );
    assert_eq!(
        insert(event("2016-10-05", "hill", captured()).id("It Fell")),
        "event `It Fell`: `It Fell` is no id; ids are lower-case words joined by hyphens, like `it-fell`"
    );
    assert_eq!(
        insert(event("2016-10-05", "hill", captured()).cite("articel", "S1")),
        "event `2016-10-05-hill-captured`: no source `articel`; did you mean `article`?"
    );
    assert_eq!(
        insert(event("2016-10-05", "hill", Denied::event("fel"))),
        "event `2016-10-05-hill-denied`: no event `fel`; did you mean `fell`?"
    );
    assert_eq!(insert(event("2016-10-05", "hill", Denied::event("x")).id("x")), "event `x`: it refers to itself");
    assert_eq!(
        insert(event("2016-10-05", "hill", Shares::of("rebels", Share::MOST).and("militia", Share::HALF))),
        "event `2016-10-05-hill-observed`: the shares add up to 100.1%; a place has 100%"
    );
    assert_eq!(
        insert(event("2016-10-05", "hill", Shares::default())),
        "event `2016-10-05-hill-observed`: no shares are listed"
    );
    assert_eq!(
        insert(event("2016-10-05", "hill", Shares::whole("unrecorded"))),
        "event `2016-10-05-hill-observed`: `unrecorded` cannot be seen; leave out what is not known"
    );
    assert_eq!(
        insert(event("2016-10-05", "hill", captured().extent(Share::NONE))),
        "event `2016-10-05-hill-captured`: an extent of nothing changes nothing; leave the event out or give its extent"
    );
    assert_eq!(
        insert(event("2016-10-05", "hill", Fought::between(["rebels"]))),
        "event `2016-10-05-hill-fought`: a fight is between at least two"
    );
    assert_eq!(
        insert(event("2016-10-05", "hill", captured().except("hill"))),
        "event `2016-10-05-hill-captured`: `hill` does not lie within `hill`, so it cannot be left out of it"
    );
    let early = Until::Date(When::day(d(4)));
    assert!(
        insert(event("2016-10-05", "hill", Attacked::by("rebels").until(early))).contains("lies before its `when`")
    );
    // Several mistakes: the first of them.
    assert_eq!(
        insert(event("2016-10-05", "hil", Captured::by("rebel"))),
        "event `2016-10-05-hil-captured`: no place `hil`; did you mean `hill`?"
    );
}

#[test]
fn insertions_together_come_in_all_or_none() {
    let mut history = hill();
    let good = || event("2016-10-20", "hill", Captured::by("rebels")).id("good");
    let error = says(&mut history, |history| {
        let bad = event("2016-10-21", "hil", Captured::by("rebel")).id("bad");
        history.insert_all([good(), bad, event("2016-10-22", "hill", Captured::by("nobody")).id("worse")])
    });
    assert_eq!(
        error,
        "event `bad`: no place `hil`; did you mean `hill`?\n\
         event `bad`: no actor `rebel`; did you mean `rebels`?\n\
         event `worse`: `nobody` is no actor; where someone left and nobody came, write `withdrew`"
    );
    assert_eq!(
        says(&mut history, |history| history.insert_all([good(), good()])),
        "event `good`: the id `good` is taken; `good-2` is free"
    );
    // They may refer to each other, in any order.
    let denial = event("2016-10-21", "hill", Denied::event("good")).id("denial");
    assert_eq!(history.insert_all([denial, good()]).unwrap(), ["denial", "good"]);
    assert_eq!(drawn(history.by_side(), "hill", 19..=21), "grr");
    assert_eq!(history.insert_all([]).unwrap(), Vec::<String>::new());
}

#[test]
fn what_is_inserted_and_removed_leaves_no_trace() {
    let mut history = hill();
    let (before, answers) = (history.clone(), all_answers(&history));
    let whole = event("2016-10-02", "hill", Captured::by("rebels")).id("one");
    history.insert_all([whole, event("[2016-10-01..]", "hill", Besieged::by("militia")).id("two")]).unwrap();
    assert!(history != before && all_answers(&history) != answers);
    history.remove("one").unwrap();
    history.remove("two").unwrap();
    assert!(history == before);
    assert_eq!(all_answers(&history), answers);
}

#[test]
fn an_event_that_others_refer_to_stays() {
    let mut history = hill();
    history.insert(event("2016-10-05", "hill", Denied::event("fell")).id("denial")).unwrap();
    let mut corrects = event("2016-10-09", "hill", Captured::by("government")).id("corrects");
    corrects.supersedes.push("back".into());
    corrects.same_as = Some("denial".into());
    history.insert(corrects).unwrap();
    for (id, other) in [("fell", "denial"), ("back", "corrects"), ("denial", "corrects")] {
        assert_eq!(says(&mut history, |history| history.remove(id)), format!("event `{id}`: `{other}` refers to it"));
    }
    for id in ["corrects", "denial", "fell", "back"] {
        history.remove(id).unwrap();
    }
    assert_eq!(history.events().len(), 0);
    assert_eq!(says(&mut history, |history| history.remove("fell")), "event `fell`: no event `fell`");
}

#[test]
fn an_unknown_event_is_not_removed_nor_replaced() {
    let mut history = hill();
    let sentence = "event `fel`: no event `fel`; did you mean `fell`?";
    assert_eq!(says(&mut history, |history| history.remove("fel")), sentence);
    let new = event("2016-10-05", "hill", Captured::by("rebels"));
    assert_eq!(says(&mut history, |history| history.replace("fel", new)), sentence);
}

#[test]
fn a_replacement_keeps_the_id_or_brings_its_own() {
    let mut history = hill();
    // hill   1  2  3  4  5  6  7  8  9 10 11
    //        g  g  g  g  g  r  ?  ?  g  g  g
    let old = history.replace("fell", event("2016-10-06", "hill", Captured::by("rebels"))).unwrap();
    assert_eq!((old.name(), old.when.to_string().as_str()), ("fell", "2016-10-04"));
    assert_eq!(history.event("fell").unwrap().when, "2016-10-06".parse().unwrap());
    assert_eq!(drawn(history.by_side(), "hill", 1..=11), "gggggr??ggg");
    // Under another id:
    // hill   1  2  3  4  5  6  7  8  9 10 11
    //        g  g  r  r  r  r  ?  ?  g  g  g
    history.replace("fell", event("2016-10-03", "hill", Captured::by("rebels")).id("fell-first")).unwrap();
    assert_eq!(history.event("fell").unwrap_err().to_string(), "no event `fell`; did you mean `fell-first`?");
    assert_eq!(drawn(history.by_side(), "hill", 1..=11), "ggrrrr??ggg");
    assert_eq!(history.events().len(), 2);
}

#[test]
fn a_replacement_is_refused_whole() {
    let mut history = hill();
    history.insert(event("2016-10-05", "hill", Denied::event("fell")).id("denial")).unwrap();
    let mut replace = |id: &str, event: Event| says(&mut history, |history| history.replace(id, event));
    let captured = || event("2016-10-05", "hill", Captured::by("rebels"));
    assert_eq!(
        replace("fell", event("2016-10-05", "hil", Captured::by("rebels"))),
        "event `fell`: no place `hil`; did you mean `hill`?"
    );
    assert_eq!(replace("fell", captured().id("back")), "event `back`: the id `back` is taken; `back-2` is free");
    assert_eq!(replace("fell", captured().id("other")), "event `fell`: `denial` refers to it");
    assert_eq!(
        replace("back", event("2016-10-05", "hill", Denied::event("back"))),
        "event `back`: it refers to itself"
    );
    assert_eq!(
        replace("back", event("2016-10-05", "hill", Denied::event("new")).id("new")),
        "event `new`: it refers to itself"
    );
    assert!(replace("back", captured().id("No Id")).starts_with("event `No Id`: `No Id` is no id"));
    // An event that will be gone cannot be referred to.
    assert!(replace("back", event("2016-10-05", "hill", Denied::event("back")).id("new")).starts_with("event `new`: "));
}

#[test]
fn definitions_are_refused_whole() {
    let mut history = hill();
    let mut refused = |edit: fn(&mut History) -> Result<(), EntryError>| says(&mut history, edit);
    assert_eq!(
        refused(|history| history.add_actor(Actor::new("rebels")).map(|_| ())),
        "actor `rebels`: the id `rebels` is taken; `rebels-2` is free"
    );
    assert_eq!(
        refused(|history| history.add_actor(Actor::new("nobody")).map(|_| ())),
        "actor `nobody`: the id `nobody` is reserved"
    );
    assert_eq!(
        refused(|history| history.add_actor(Actor::new("a").answers_to("rebel")).map(|_| ())),
        "actor `a`: no actor `rebel`; did you mean `rebels`?"
    );
    assert_eq!(
        refused(|history| history.add_actor(Actor::new("a").answers_to("a")).map(|_| ())),
        "actor `a`: answers in a circle: a → a"
    );
    assert_eq!(
        refused(|history| {
            history.add_actor(Actor::new("a").answers_to("rebels").answers_to("government")).map(|_| ())
        }),
        "actor `a`: its allegiances to `rebels` and `government` overlap"
    );
    assert_eq!(
        refused(|history| history.add_source(Source::new("article"))),
        "source `article`: the id `article` is taken; `article-2` is free"
    );
    assert_eq!(
        refused(|history| history.add_place(Place::new("hill")).map(|_| ())),
        "place `hill`: the id `hill` is taken; `hill-2` is free"
    );
    assert_eq!(
        refused(|history| history.add_place(Place::new("a").within("hil")).map(|_| ())),
        "place `a`: no place `hil`; did you mean `hill`?"
    );
    assert_eq!(
        refused(|history| history.add_place(Place::new("a").within("a")).map(|_| ())),
        "place `a`: lies in a circle: a → a"
    );
    assert_eq!(
        refused(|history| history.add_place(Place::new("a").held_by("rebel")).map(|_| ())),
        "place `a`: no actor `rebel`; did you mean `rebels`?"
    );
    assert_eq!(
        refused(|history| {
            let mut place = Place::new("a");
            place.point = Some([90.5, 0.0]);
            history.add_place(place).map(|_| ())
        }),
        "place `a`: [90.5, 0] is out of range: a point is latitude and longitude in degrees"
    );
    let part = |id: &str| Place::new(id).within("hill").fraction(Fraction::of(0.6).unwrap());
    history.add_place(part("north")).unwrap();
    assert_eq!(
        says(&mut history, |history| history.add_place(part("south"))),
        "place `south`: the parts of `hill` add up to 1.2 of it; parts make up at most 1"
    );
}

#[test]
fn a_place_added_later_is_a_part_at_once() {
    // hill    3  4  5
    //         g  r  r
    // top     g  r  r       lies within the hill
    let mut history = hill();
    history.add_place(Place::new("top").within("hill")).unwrap();
    assert_eq!(drawn(history.by_side(), "top", 3..=4), "gr");
    let parts: Vec<&str> = history.parts("hill").unwrap().iter().map(|part| part.id.as_str()).collect();
    assert_eq!(parts, ["top"]);
    // top     g  r  m
    history.insert(event("2016-10-05", "top", Captured::by("militia"))).unwrap();
    assert_eq!(drawn(history.by_actor(), "top", 3..=5), "grm");
}

#[test]
fn the_order_of_arrival_does_not_matter() {
    let (a, mut b) = (hill(), history([Place::new("other")], []));
    assert!(a != b);
    b = History::new();
    b.add_source(Source::new("article")).unwrap();
    let scenario = a.to_scenario();
    b.add_actor(scenario.actors[1].clone()).unwrap();
    b.add_actor(scenario.actors[0].clone()).unwrap();
    b.add_place(scenario.places[0].clone()).unwrap();
    for event in scenario.events.iter().rev() {
        b.insert(event.clone()).unwrap();
    }
    b.add_actor(scenario.actors[2].clone()).unwrap();
    assert!(a == b);
    assert_eq!(all_answers(&a), all_answers(&b));
    assert!(History::try_from(scenario).unwrap() == a);
}

#[test]
fn all_that_is_wrong_with_a_scenario_is_said() {
    let scenario = Scenario::default()
        .actor(Actor::new("a").answers_to("b"))
        .actor(Actor::new("B"))
        .place(Place::new("x").within("y"))
        .event(event("2016", "x", Captured::by("c")));
    assert_eq!(
        History::try_from(scenario).unwrap_err().to_string(),
        "actor `B`: `B` is no id; ids are lower-case words joined by hyphens, like `b`\n\
         place `x`: no place `y`\n\
         event `2016-x-captured`: no actor `c`"
    );
}
