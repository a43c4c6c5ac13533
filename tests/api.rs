//! Edits and questions through the API, each on a history small enough to be drawn.
//!
//! In the drawings a column is the close of a day of October 2016: `g` government, `r` rebels, `?` either, `.` silence.

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use whoheld::chrono::{NaiveDate, NaiveTime};
use whoheld::{
    Actor, Allegiance, Answer, Attacked, Baseline, Basis, Besieged, Captured, Change, Control, Days, Denied,
    EntryError, Event, FireControl, Fought, Fraction, Handle, History, Holder, Moment, NoteKind, Noted, Place,
    QueryTime, Repelled, Scenario, Share, Shares, Source, Span, Tenure, Threshold, Transferred, Until, Verdict, View,
    When, Withdrew,
};

fn d(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2016, 10, day).unwrap()
}

fn at(text: &str) -> Moment {
    format!("2016-10-{text}").parse().unwrap_or_else(|error| panic!("{error}"))
}

fn event(when: &str, place: &str, change: impl Into<Change>) -> Event {
    Event::new(when.parse().unwrap_or_else(|error| panic!("{error}")), place, change)
}

/// Places and events among rebels, the government and its militia.
fn history(places: impl IntoIterator<Item = Place>, events: impl IntoIterator<Item = Event>) -> History {
    let mut history = History::new();
    history.add_actor(Actor::new("rebels").name("en", "the rebels").name("hu", "a felkelők")).unwrap();
    history.add_actor(Actor::new("government").alias("the regime")).unwrap();
    history.add_actor(Actor::new("militia").answers_to("government")).unwrap();
    history.add_source(Source::new("article")).unwrap();
    for place in places {
        history.add_place(place).unwrap();
    }
    history.insert_all(events).unwrap();
    history
}

/// A hill that was the government's, fell on the 4th, and was taken back at some moment of the 7th to the 9th.
///
/// ```text
/// day    1  2  3  4  5  6  7  8  9 10 11
/// hill   g  g  g  r  r  r  ?  ?  g  g  g
/// ```
fn hill() -> History {
    let fell = event("2016-10-04", "hill", Captured::by("rebels")).id("fell").cite("article", "S1");
    let back = event("[2016-10-07..2016-10-09]", "hill", Captured::by("government")).id("back");
    history([Place::new("hill").name("en", "The Hill").alias("Point 420").held_by("government")], [fell, back])
}

/// Who holds each day, in the letters of the drawings.
fn drawn(view: View<'_>, place: &str, days: std::ops::RangeInclusive<u32>) -> String {
    let letter = |day| {
        let answer = view.who_held(place, d(day)).unwrap();
        match answer.holder() {
            Some(Holder::Unrecorded) => '.',
            Some(holder) => holder.id().chars().next().unwrap(),
            None => '?',
        }
    };
    days.map(letter).collect()
}

fn ends(earliest: &str, latest: &str) -> Span {
    Span::new(Some(at(earliest)), Some(at(latest)))
}

const OPEN: Span = Span::new(None, None);

// -------------------------------------------------------------------------------------------------- edits

/// All that a history says of October 2016.
fn all_answers(history: &History) -> Vec<String> {
    let views = [history.by_side(), history.by_actor()];
    let days = views.into_iter().flat_map(|view| (1..=31).flat_map(move |day| view.snapshot(d(day))));
    let told = history.replay().map(|step| format!("{} {}: {:?}", step.day(), step.event().name(), step.after()));
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
    assert_eq!(history.insert(fell()).unwrap(), "2016-10-04-hill-0");
    assert_eq!(drawn(history.by_side(), "hill", 1..=5), "gggrr");
    // An earlier one, later:
    // hill   1  2  3  4  5
    //        g  m  m  r  r
    history.insert(event("2016-10-02", "hill", Captured::by("militia"))).unwrap();
    assert_eq!(drawn(history.by_actor(), "hill", 1..=5), "gmmrr");
    let removed = history.remove("2016-10-04-hill-0").unwrap();
    assert_eq!(removed, fell().id("2016-10-04-hill-0"));
    assert_eq!(drawn(history.by_actor(), "hill", 1..=5), "gmmmm");
}

#[test]
fn an_insertion_is_refused_whole() {
    let mut history = hill();
    let mut insert = |event: Event| says(&mut history, |history| history.insert(event));
    let captured = || Captured::by("rebels");
    assert_eq!(
        insert(event("2016-10-05", "hil", captured())),
        "event `2016-10-05-hil-0`: no place `hil`; did you mean `hill`?"
    );
    assert_eq!(
        insert(event("2016-10-05", "hill", Captured::by("rebel"))),
        "event `2016-10-05-hill-0`: no actor `rebel`; did you mean `rebels`?"
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
        "event `2016-10-05-hill-0`: no source `articel`; did you mean `article`?"
    );
    assert_eq!(
        insert(event("2016-10-05", "hill", Denied::event("fel"))),
        "event `2016-10-05-hill-0`: no event `fel`; did you mean `fell`?"
    );
    assert_eq!(insert(event("2016-10-05", "hill", Denied::event("x")).id("x")), "event `x`: it refers to itself");
    assert_eq!(
        insert(event("2016-10-05", "hill", Shares::of("rebels", Share::MOST).and("militia", Share::HALF))),
        "event `2016-10-05-hill-0`: the shares add up to 100.1%; a place has 100%"
    );
    assert_eq!(
        insert(event("2016-10-05", "hill", Shares::default())),
        "event `2016-10-05-hill-0`: no shares are listed"
    );
    assert_eq!(
        insert(event("2016-10-05", "hill", Shares::whole("unrecorded"))),
        "event `2016-10-05-hill-0`: `unrecorded` cannot be seen; leave out what is not known"
    );
    assert_eq!(
        insert(event("2016-10-05", "hill", captured().extent(Share::NONE))),
        "event `2016-10-05-hill-0`: an extent of nothing changes nothing; leave the event out or give its extent"
    );
    assert_eq!(
        insert(event("2016-10-05", "hill", Fought::between(["rebels"]))),
        "event `2016-10-05-hill-0`: a fight is between at least two"
    );
    assert_eq!(
        insert(event("2016-10-05", "hill", captured().except("hill"))),
        "event `2016-10-05-hill-0`: `hill` does not lie within `hill`, so it cannot be left out of it"
    );
    let early = Until::Date(When::day(d(4)));
    assert!(
        insert(event("2016-10-05", "hill", Attacked::by("rebels").until(early))).contains("lies before its `when`")
    );
    // Several mistakes: the first of them.
    assert_eq!(
        insert(event("2016-10-05", "hil", Captured::by("rebel"))),
        "event `2016-10-05-hil-0`: no place `hil`; did you mean `hill`?"
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
    let parts: Vec<&str> = history.parts("hill").unwrap().map(|part| part.id.as_str()).collect();
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
         event `2016-x-0`: no actor `c`"
    );
}

// -------------------------------------------------------------------------------------------------- finding

/// Its side stays the same; who in between it answers to does not.
#[test]
fn days_held_heed_a_change_of_chief_within_a_side() {
    let mut history = History::new();
    for actor in [Actor::new("crown"), Actor::new("north").answers_to("crown"), Actor::new("south").answers_to("crown")]
    {
        history.add_actor(actor).unwrap();
    }
    let guard = Actor::new("guard").allegiance(Allegiance::to("north").until(d(10)));
    history.add_actor(guard.allegiance(Allegiance::to("south").from(d(10)))).unwrap();
    history.add_place(Place::new("gate").held_by("guard")).unwrap();
    for view in [history.by_side(), history.by_actor()] {
        let held = |chief| view.days_held("gate", chief, Threshold::All, d(8), d(12)).unwrap().at_least;
        assert_eq!((held("north"), held("south"), held("crown")), (2, 3, 5));
        let first = view.first_held("gate", "south", Threshold::All).unwrap().unwrap();
        assert_eq!(first.latest().map(Moment::date), Some(d(10)));
    }
}

#[test]
fn handles_belong_to_their_history() {
    let history = hill();
    let (place, actor) = (history.find_place("hill").unwrap(), history.find_actor("rebels").unwrap());
    assert!(history.who_held(place, d(4)).unwrap().holds(actor, Threshold::All).unwrap() == Verdict::Yes);
    let no_place = "the handle of a place belongs to another history; find it here by its id";
    let no_actor = "the handle of an actor belongs to another history; find it here by its id";
    // Of a history that is equal, and of a clone.
    for other in [hill(), history.clone()] {
        assert!(other == history);
        let view = other.by_side();
        assert_eq!(other.who_held(place, d(4)).unwrap_err().to_string(), no_place);
        assert_eq!(other.place(place).unwrap_err().to_string(), no_place);
        assert_eq!(other.parts(place).err().unwrap().to_string(), no_place);
        assert_eq!(view.timeline(place).unwrap_err().to_string(), no_place);
        assert_eq!(view.times_changed_hands(place).unwrap_err().to_string(), no_place);
        assert_eq!(view.first_held(place, "rebels", Threshold::Any).unwrap_err().to_string(), no_place);
        assert_eq!(view.share_of_area([place], "rebels", d(1), d(1)).unwrap_err().to_string(), no_place);
        let answer = other.who_held("hill", d(4)).unwrap();
        for error in [
            other.actor(actor).unwrap_err(),
            other.side_of(actor, d(4)).unwrap_err(),
            answer.holds(actor, Threshold::Any).unwrap_err(),
            answer.control().unwrap().share_of(actor).unwrap_err(),
            view.held_by(actor, Threshold::Any, d(4)).unwrap_err(),
            view.last_held("hill", actor, Threshold::Any).unwrap_err(),
        ] {
            assert_eq!(error.to_string(), no_actor);
        }
    }
}

#[test]
fn handles_outlive_edits() {
    let mut history = hill();
    let place: Handle<Place> = history.find_place("hill").unwrap();
    let other = history.add_place(Place::new("vale").held_by("rebels")).unwrap();
    assert_eq!(other, history.find_place("vale").unwrap());
    history.remove("back").unwrap();
    assert_eq!(history.who_held(place, d(11)).unwrap().to_string(), "hill on 2016-10-11: rebels");
    assert_eq!(history.who_held(other, d(11)).unwrap().to_string(), "vale on 2016-10-11: rebels");
}

#[test]
fn places_and_actors_are_found_by_id_alias_and_name() {
    let history = hill();
    let id = |name: &str| history.place(name).map(|place| place.id.as_str());
    for name in ["hill", "The Hill", "the hill", "THE  HILL", "the-hill", "Point 420", "point-420", " point 420 "] {
        assert_eq!(id(name), Ok("hill"), "{name}");
    }
    let id = |name: &str| history.actor(name).map(|actor| actor.id.as_str());
    for name in ["rebels", "the rebels", "A Felkelők", "a FELKELŐK"] {
        assert_eq!(id(name), Ok("rebels"), "{name}");
    }
    assert_eq!(id("The Regime"), Ok("government"));

    let day = d(4);
    let shown = |answer: Answer<'_>| answer.to_string();
    let all = [
        history.who_held("Point 420", day).map(shown),
        history.who_held("Point 420".to_owned(), day).map(shown),
        history.who_held(&history.place("hill").unwrap().aliases[0], day).map(shown),
        history.who_held(history.find_place("hill").unwrap(), day).map(shown),
        history.who_held(history.place("hill").unwrap(), day).map(shown),
    ];
    assert!(all.iter().all(|answer| answer.as_deref() == Ok("hill on 2016-10-04: rebels")), "{all:?}");
    let rebels = history.actor("rebels").unwrap();
    assert_eq!(history.who_held("hill", day).unwrap().holds(rebels, Threshold::All), Ok(Verdict::Yes));
}

#[test]
fn what_is_not_found_is_named() {
    let history = hill();
    let place = |name: &str| history.place(name).unwrap_err().to_string();
    assert_eq!(place("hil"), "no place `hil`; did you mean `hill`?");
    assert_eq!(place("Pont 420"), "no place `Pont 420`; did you mean `hill`?");
    assert_eq!(place("somewhere"), "no place `somewhere`");
    assert_eq!(place(""), "no place ``");
    assert_eq!(history.actor("felkelők").unwrap_err().to_string(), "no actor `felkelők`; did you mean `rebels`?");
    // Ids are matched exactly, and sources and events are found by nothing else.
    assert_eq!(place("Hill"), "no place `Hill`; did you mean `hill`?");
    assert_eq!(history.source("Article").unwrap_err().to_string(), "no source `Article`; did you mean `article`?");
    assert_eq!(history.event("FELL").unwrap_err().to_string(), "no event `FELL`; did you mean `fell`?");
}

#[test]
fn a_name_of_several_is_ambiguous() {
    let places = [
        Place::new("east").alias("the old town"),
        Place::new("west").name("en", "The Old Town").alias("the old town"),
        Place::new("the-old-town-hall").name("de", "Rathaus").alias("east"),
    ];
    let mut history = history(places, []);
    assert_eq!(
        history.who_held("old Town", d(1)).unwrap_err().to_string(),
        "no place `old Town`; did you mean `east`?"
    );
    assert_eq!(
        history.who_held("the Old town", d(1)).unwrap_err().to_string(),
        "`the Old town` names more than one place: east, west"
    );
    // An id goes before the alias of another.
    assert_eq!(history.place("east").unwrap().id, "east");
    assert_eq!(history.place("rathaus").unwrap().id, "the-old-town-hall");
    history.add_actor(Actor::new("others").alias("The Rebels")).unwrap();
    assert_eq!(
        history.by_side().held_by("the rebels", Threshold::Any, d(1)).unwrap_err().to_string(),
        "`the rebels` names more than one actor: rebels, others"
    );
}

// -------------------------------------------------------------------------------------------------- what a history is

#[test]
fn a_history_is_a_value() {
    fn is<T: Send + Sync + Clone + PartialEq + Debug + Default + Serialize + DeserializeOwned + 'static>() {}
    fn is_small<T: Send + Sync + Copy>() {}
    is::<History>();
    is_small::<View<'_>>();
    is_small::<Answer<'_>>();
    is_small::<Control<'_>>();
    is_small::<Handle<Place>>();
    is_small::<Holder<'_>>();

    let history = hill();
    let mut clone = history.clone();
    assert!(clone == history);
    clone.remove("back").unwrap();
    assert!(clone != history);
    assert_eq!(drawn(history.by_side(), "hill", 3..=10), "grrr??gg");
    let json = serde_json::to_value(&history).unwrap();
    assert!(serde_json::from_value::<History>(json).unwrap() == history);
    std::thread::scope(|scope| {
        let asked = scope.spawn(|| drawn(history.by_side(), "hill", 3..=10));
        assert_eq!(asked.join().unwrap(), "grrr??gg");
    });
}

#[test]
fn an_empty_history_answers() {
    let history = History::new();
    assert!(history == History::default() && history == History::try_from(Scenario::default()).unwrap());
    assert_eq!(history.to_scenario(), Scenario::default());
    assert_eq!((history.title(), history.licence(), history.days()), (None, None, None));
    assert_eq!((history.places().len(), history.actors().len(), history.sources().len()), (0, 0, 0));
    assert_eq!(history.events().len(), 0);
    assert_eq!(history.who_held("hill", d(1)).unwrap_err().to_string(), "no place `hill`");
    assert_eq!(history.actor("rebels").unwrap_err().to_string(), "no actor `rebels`");
    let view = history.by_side();
    assert_eq!(view.snapshot(d(1)).count(), 0);
    assert_eq!((view.replay().count(), view.replay().days().count()), (0, 0));
    assert_eq!(view.difference(d(1), d(2)).len(), 0);
    assert!(view.held_by("rebels", Threshold::Any, d(1)).is_err());
    assert_eq!(serde_json::to_string(&history).unwrap(), r#"{"format":1}"#);
}

// -------------------------------------------------------------------------------------------------- questions

#[test]
fn who_held_it_on_each_day() {
    let history = hill();
    // day    1  2  3  4  5  6  7  8  9 10 11
    // hill   g  g  g  r  r  r  ?  ?  g  g  g
    assert_eq!(drawn(history.by_side(), "hill", 1..=11), "gggrrr??ggg");
    let says = |day| history.who_held("hill", d(day)).unwrap().to_string();
    assert_eq!(says(3), "hill on 2016-10-03: government");
    assert_eq!(says(4), "hill on 2016-10-04: rebels");
    assert_eq!(says(8), "hill on 2016-10-08: rebels, or else government");
    let eighth = history.who_held("hill", d(8)).unwrap();
    assert!(!eighth.is_certain() && eighth.control().is_none() && eighth.holder().is_none());
    assert_eq!(eighth.possible().count(), 2);
    assert_eq!(eighth.holds("rebels", Threshold::Any), Ok(Verdict::Possibly));
    assert_eq!(eighth.holds("militia", Threshold::Any), Ok(Verdict::No));
    assert_eq!(
        (eighth.place().id.as_str(), eighth.query_time(), eighth.at()),
        ("hill", QueryTime::On(d(8)), at("09T00:00"))
    );
}

#[test]
fn a_day_is_asked_in_four_ways() {
    let history = hill();
    let says = |asked: QueryTime| {
        assert_eq!(asked.to_string().parse(), Ok(asked));
        history.who_held("hill", asked).unwrap().to_string()
    };
    //            3  |  4  |  5         g until some moment of the 4th, r from then on
    //   closes   g  |  r  |  r
    assert_eq!(says(QueryTime::Opening(d(4))), "hill at the opening of 2016-10-04: government");
    assert_eq!(says(QueryTime::On(d(3))), "hill on 2016-10-03: government");
    assert_eq!(says(QueryTime::On(d(4))), "hill on 2016-10-04: rebels");
    assert_eq!(says(QueryTime::During(d(4))), "hill during 2016-10-04: government, or else rebels");
    assert_eq!(says(QueryTime::During(d(5))), "hill during 2016-10-05: rebels");
    assert_eq!(says(QueryTime::At(at("04T00:00"))), "hill at 2016-10-04T00:00: government");
    assert_eq!(says(QueryTime::At(at("04T00:01"))), "hill at 2016-10-04T00:01: government, or else rebels");
    assert_eq!(says(QueryTime::At(at("04T23:59"))), "hill at 2016-10-04T23:59: government, or else rebels");
    assert_eq!(says(QueryTime::At(at("05T00:00"))), "hill at 2016-10-05T00:00: rebels");
    let noon = d(4).and_time(NaiveTime::from_hms_opt(12, 0, 0).unwrap());
    assert_eq!(QueryTime::from(noon), QueryTime::At(at("04T12:00")));
    assert_eq!(history.who_held("hill", noon).unwrap().query_time(), QueryTime::from(at("04T12:00")));
}

#[test]
fn a_holding_has_its_ends() {
    let history = hill();
    let reach = |day| {
        let answer = history.who_held("hill", d(day)).unwrap();
        (answer.since(), answer.until())
    };
    let (fell, back) = (ends("04T00:00", "05T00:00"), ends("07T00:00", "10T00:00"));
    // day    1  2  3  4  5  6  7  8  9 10 11
    // hill   g  g  g |r  r  r [?  ? ]g  g  g
    assert_eq!(reach(2), (OPEN, fell));
    assert_eq!(reach(4), (fell, back));
    assert_eq!(reach(6), (fell, back));
    assert_eq!(reach(10), (back, OPEN));
    assert_eq!((fell.to_string().as_str(), back.to_string().as_str()), ("2016-10-04", "2016-10-07..2016-10-09"));
    // Of an uncertain answer: the time in which the same are possible.
    assert_eq!(reach(8), (ends("07T00:00", "07T00:01"), ends("09T23:59", "10T00:00")));
}

#[test]
fn an_answer_says_what_it_rests_on() {
    //          1  2  3  4  5  6  7  8  9 10 11 12
    // hill     g  g  g  r  r  r  ?  ?  g  g  g  g
    //          b  b  b  o  c  c  o  o  o  c  c  c       baseline, observed, carried
    let history = hill();
    let basis = |day| {
        let answer = history.who_held("hill", d(day)).unwrap();
        (answer.basis(), answer.age_in_days(), answer.last_evidence())
    };
    assert_eq!(basis(3), (Basis::Baseline, None, None));
    assert_eq!(basis(4), (Basis::Observed, Some(0), Some(d(4))));
    assert_eq!(basis(6), (Basis::Carried, Some(2), Some(d(4))));
    assert_eq!(basis(7), (Basis::Observed, Some(0), Some(d(7))));
    assert_eq!(basis(9), (Basis::Observed, Some(0), Some(d(9))));
    assert_eq!(basis(12), (Basis::Carried, Some(3), Some(d(9))));
    let answer = history.who_held("hill", d(6)).unwrap();
    assert_eq!(answer.decided_by().map(Event::name), Some("fell"));
    assert_eq!(answer.events().map(Event::name).collect::<Vec<_>>(), ["fell"]);
    assert_eq!(answer.sources().map(ToString::to_string).collect::<Vec<_>>(), ["article S1"]);
}

#[test]
fn a_silent_record_is_said_to_be_silent() {
    //          1  2  3
    // vale     .  .  .
    let history = history([Place::new("vale")], [event("2016-10-02", "vale", Noted::kind(NoteKind::Plan))]);
    let answer = history.who_held("vale", d(2)).unwrap();
    assert_eq!(answer.to_string(), "vale on 2016-10-02: unrecorded");
    assert_eq!((answer.basis(), answer.age_in_days(), answer.since()), (Basis::Unrecorded, None, OPEN));
    // Whoever is asked about may hold it.
    assert_eq!(answer.holds("rebels", Threshold::All), Ok(Verdict::Possibly));
    assert_eq!(answer.control().unwrap().unrecorded(), Share::WHOLE);
}

#[test]
fn a_fight_with_a_recorded_end_is_evidence_while_it_lasts() {
    //            3  4  5  6  7
    // hill       g  g  g  g  g     fought over from the 4th to the 6th
    // vale       g  g  g  g  g     fought over from the 4th on, nobody says how long
    let until = Until::Date(When::day(d(6)));
    let history = history(
        ["hill", "vale"].map(|id| Place::new(id).held_by("government")),
        [
            event("2016-10-04", "hill", Attacked::by("rebels").until(until)),
            event("2016-10-04", "vale", Attacked::by("rebels").until(Until::Open)),
        ],
    );
    let says = |place: &str, day| {
        let answer = history.who_held(place, d(day)).unwrap();
        (answer.to_string(), answer.basis())
    };
    assert_eq!(says("hill", 3), ("hill on 2016-10-03: government".into(), Basis::Baseline));
    for (day, basis) in [(4, Basis::Observed), (5, Basis::Observed), (6, Basis::Observed)] {
        assert_eq!(says("hill", day), (format!("hill on 2016-10-0{day}: government, contested by rebels"), basis));
    }
    assert_eq!(says("hill", 7).0, "hill on 2016-10-07: government");
    assert_eq!(says("hill", 7).1, Basis::Carried);
    assert_eq!(says("vale", 4).1, Basis::Observed);
    assert_eq!(says("vale", 7), ("vale on 2016-10-07: government, contested by rebels".into(), Basis::Carried));
}

#[test]
fn a_replacement_corrects_nothing_that_leads_back_to_it() {
    let mut history = hill();
    let told = |id: &str, corrects: &[&str]| {
        let mut event = event("2016-10-20", "hill", Change::SiegeLifted).id(id);
        event.supersedes = corrects.iter().map(ToString::to_string).collect();
        event
    };
    history.insert_all([told("a", &[]), told("b", &["a"]), told("c", &["b"])]).unwrap();
    let before = history.clone();
    let error = history.replace("a", told("a", &["c"])).unwrap_err();
    assert_eq!(error.to_string(), "event `a`: corrects in a circle: a → c → b → a");
    assert!(history == before);
    assert!(history.replace("c", told("c", &["a", "b"])).is_ok());
}

#[test]
fn a_timeline_is_spans() {
    let history = hill();
    let timeline = history.by_side().timeline("Point 420").unwrap();
    assert_eq!(timeline.place().id, "hill");
    let spans: Vec<String> = timeline.holdings().map(|span| format!("{span:?}")).collect();
    //        ..      4th      ..      7th to 9th      ..
    //        g     g or r     r        r or g         g
    assert_eq!(
        spans,
        [
            ".. – 2016-10-04T00:01: [government]",
            "2016-10-04T00:01 – 2016-10-05T00:00: [government, rebels]",
            "2016-10-05T00:00 – 2016-10-07T00:01: [rebels]",
            "2016-10-07T00:01 – 2016-10-10T00:00: [rebels, government]",
            "2016-10-10T00:00 – ..: [government]",
        ]
    );
    let second = timeline.holdings().nth(1).unwrap();
    assert_eq!((second.from(), second.until()), (Some(at("04T00:01")), Some(at("05T00:00"))));
    assert_eq!(second.possible().len(), 2);
    assert_eq!((second.is_certain(), second.control(), second.holder()), (false, None, None));
    let third = timeline.holdings().nth(2).unwrap();
    assert_eq!(third.holder().map(|holder| holder.to_string()).as_deref(), Some("rebels"));
    assert!(third.is_certain() && third.control().is_some());
}

type Told<'a> = (&'a str, Share, Moment, Moment, Option<(Moment, Moment)>);

fn tenures<'a>(tenures: &'a [Tenure<'_>]) -> Vec<Told<'a>> {
    tenures.iter().map(|it| (it.holder.id(), it.share, it.from, it.until, it.surely)).collect()
}

#[test]
fn between_two_days_all_who_held_it() {
    let history = hill();
    // day    5  6  7  8           asked from the opening of the 5th to the close of the 8th
    // r      ======-----          surely, then perhaps
    // g            -----
    let found = history.by_side().between("hill", d(5), d(8)).unwrap();
    let (from, doubt, to) = (at("05T00:00"), at("07T00:01"), at("09T00:00"));
    assert_eq!(
        tenures(&found),
        [("rebels", Share::ANY, from, to, Some((from, doubt))), ("government", Share::ANY, doubt, to, None),]
    );
    // Days in one hand, and days before the record.
    let found = history.by_side().between("hill", d(5), d(6)).unwrap();
    assert_eq!(tenures(&found), [("rebels", Share::WHOLE, from, at("07T00:00"), Some((from, at("07T00:00"))))]);
    let found = history.by_side().between("hill", d(1), d(1)).unwrap();
    let (from, to) = (at("01T00:00"), at("02T00:00"));
    assert_eq!(tenures(&found), [("government", Share::WHOLE, from, to, Some((from, to)))]);
}

#[test]
fn between_a_day_and_an_earlier_one_nobody_held_it() {
    assert_eq!(hill().by_side().between("hill", d(8), d(5)).unwrap(), []);
}

#[test]
fn first_and_last_held() {
    let history = hill();
    let view = history.by_side();
    let first = |actor: &str, degree| view.first_held("hill", actor, degree).unwrap();
    let last = |actor: &str, degree| view.last_held("hill", actor, degree).unwrap();
    // day    1  2  3  4  5  6  7  8  9 10 11
    // hill   g  g  g |r  r  r [?  ? ]g  g  g
    for degree in [Threshold::Any, Threshold::Most, Threshold::All] {
        assert_eq!(first("rebels", degree), Some(ends("04T00:00", "05T00:00")));
        assert_eq!(last("rebels", degree), Some(ends("07T00:00", "10T00:00")));
        assert_eq!(first("government", degree), Some(OPEN));
        assert_eq!(last("government", degree), Some(OPEN));
        assert_eq!((first("militia", degree), last("militia", degree)), (None, None));
    }
}

#[test]
fn first_held_by_degree() {
    //          1    2    3    4    5
    // town     g   g½r½ g½r½  r    r
    let history = history(
        [Place::new("town").held_by("government")],
        [
            event("2016-10-02", "town", Captured::by("rebels").extent(Share::HALF)),
            event("2016-10-04", "town", Captured::by("rebels")),
        ],
    );
    let view = history.by_side();
    let first = |degree| view.first_held("town", "rebels", degree).unwrap().unwrap().to_string();
    let last = |degree| view.last_held("town", "government", degree).unwrap().unwrap().to_string();
    assert_eq!(
        [first(Threshold::Any), first(Threshold::Most), first(Threshold::All)],
        ["2016-10-02", "2016-10-04", "2016-10-04"]
    );
    assert_eq!(
        [last(Threshold::Any), last(Threshold::Most), last(Threshold::All)],
        ["2016-10-04", "2016-10-02", "2016-10-02"]
    );
}

#[test]
fn days_are_counted_at_their_close() {
    let history = hill();
    let view = history.by_side();
    let held = |actor: &str, from, to| view.days_held("hill", actor, Threshold::All, d(from), d(to)).unwrap();
    let days = |at_least, at_most| Days { at_least, at_most };
    // day    1  2  3  4  5  6  7  8  9 10 11
    // hill   g  g  g  r  r  r  ?  ?  g  g  g
    assert_eq!(held("rebels", 1, 11), days(3, 5));
    assert_eq!(held("government", 1, 11), days(6, 8));
    assert_eq!(held("rebels", 4, 4), days(1, 1));
    assert_eq!(held("rebels", 3, 3), days(0, 0));
    assert_eq!(held("government", 8, 8), days(0, 1));
    assert_eq!(held("government", 20, 31), days(12, 12));
    assert_eq!(held("militia", 1, 31), days(0, 0));
    assert_eq!(held("rebels", 11, 1), days(0, 0));
}

#[test]
fn times_it_changed_hands() {
    let history = hill();
    // hill   g → r → g
    assert_eq!(history.by_side().times_changed_hands("hill").unwrap(), 2);
    //        1    2    3    4    5    6    7    8
    // town   .    g   gr   nob   g    r    r    m      shared, vacant and silent times do not count
    let day = |day: u32| format!("2016-10-{day:02}");
    let events = [
        event(&day(2), "town", Captured::by("government")),
        event(&day(3), "town", Captured::by("rebels").extent(Share::HALF)),
        event(&day(4), "town", Shares::whole("nobody")),
        event(&day(5), "town", Captured::by("government")),
        event(&day(6), "town", Captured::by("rebels")),
        event(&day(7), "town", Captured::by("rebels")),
        event(&day(8), "town", Transferred::from_to("rebels", "militia")),
    ];
    let mut history = self::history([Place::new("town")], events);
    assert_eq!(history.by_side().times_changed_hands("town").unwrap(), 2);
    // From the government to its militia: for the actors a change, for the sides none.
    history.insert(event(&day(9), "town", Transferred::from_to("militia", "government"))).unwrap();
    assert_eq!(history.by_side().times_changed_hands("town").unwrap(), 2);
    assert_eq!(history.by_actor().times_changed_hands("town").unwrap(), 3);
}

/// ```text
/// day      1    2    3    4
/// hill     g    g    r    r      taken on the 3rd
/// town     g    g   g½r½ g½r½    half of it on the 3rd
/// vale     .    .    .    .
/// pass     m    m    m    ?      taken from the militia on the 4th or later
/// ```
fn four() -> History {
    history(
        [
            Place::new("hill").held_by("government"),
            Place::new("town").held_by("government"),
            Place::new("vale"),
            Place::new("pass").held_by("militia"),
        ],
        [
            event("2016-10-03", "hill", Captured::by("rebels")),
            event("2016-10-03", "town", Captured::by("rebels").extent(Share::HALF)),
            event("[2016-10-04..]", "pass", Captured::by("rebels")),
        ],
    )
}

#[test]
fn places_held_by_someone() {
    let history = four();
    let held = |actor: &str, degree, day| -> Vec<(String, Verdict)> {
        let found = history.by_side().held_by(actor, degree, d(day)).unwrap();
        found.into_iter().map(|(place, verdict)| (place.id.clone(), verdict)).collect()
    };
    let yes = |id: &str| (id.to_owned(), Verdict::Yes);
    let possibly = |id: &str| (id.to_owned(), Verdict::Possibly);
    assert_eq!(held("rebels", Threshold::Any, 2), []);
    assert_eq!(held("rebels", Threshold::Any, 3), [yes("hill"), yes("town")]);
    assert_eq!(held("rebels", Threshold::All, 3), [yes("hill")]);
    assert_eq!(held("rebels", Threshold::Most, 4), [yes("hill"), possibly("pass")]);
    // With all that answer to it; nobody is said to hold the vale, of which the record is silent.
    assert_eq!(held("government", Threshold::All, 2), [yes("hill"), yes("town"), yes("pass")]);
    assert_eq!(held("government", Threshold::Any, 4), [yes("town"), possibly("pass")]);
    assert_eq!(held("militia", Threshold::All, 3), [yes("pass")]);
}

#[test]
fn a_snapshot_is_every_place() {
    let history = four();
    let snapshot = history.by_side().snapshot(d(4));
    assert_eq!(snapshot.query_time(), QueryTime::On(d(4)));
    assert_eq!(
        snapshot.map(|answer| answer.to_string()).collect::<Vec<_>>(),
        [
            "hill on 2016-10-04: rebels",
            "town on 2016-10-04: half government, half rebels",
            "vale on 2016-10-04: unrecorded",
            "pass on 2016-10-04: government, or else rebels",
        ]
    );
}

#[test]
fn what_differs_between_two_days() {
    let history = four();
    let differs = |a: QueryTime, b: QueryTime| -> Vec<String> {
        let found = history.by_side().difference(a, b);
        found.iter().map(|it| format!("{:?} | {:?}", it.before, it.after)).collect()
    };
    assert_eq!(differs(d(1).into(), d(2).into()), [""; 0]);
    assert_eq!(
        differs(d(2).into(), d(3).into()),
        [
            "hill on 2016-10-02: government | hill on 2016-10-03: rebels",
            "town on 2016-10-02: government | town on 2016-10-03: half government, half rebels",
        ]
    );
    assert_eq!(
        differs(QueryTime::Opening(d(4)), d(4).into()),
        ["pass at the opening of 2016-10-04: government | pass on 2016-10-04: government, or else rebels"]
    );
}

#[test]
fn the_share_of_an_area_day_by_day() {
    let history = four();
    let view = history.by_side();
    let percent = |area: Vec<whoheld::AreaShare>| -> Vec<(NaiveDate, f64, f64)> {
        let round = |share: f64| (share * 1e4).round() / 100.0;
        area.into_iter().map(|it| (it.day, round(it.at_least), round(it.at_most))).collect()
    };
    // rebels  1    2    3    4
    // hill    0    0    1    1
    // town    0    0    ½    ½
    // vale    -    -    -    -       silent: nobody's
    // pass    0    0    0   0–1
    let all = ["hill", "town", "vale", "pass"];
    let equal = percent(view.share_of_area(all, "rebels", d(2), d(4)).unwrap());
    assert_eq!(equal, [(d(2), 0.0, 0.0), (d(3), 37.5, 37.5), (d(4), 37.5, 62.5)]);
    // Weights 3, 1, 0, 4; below zero is as none.
    let weighted = all.into_iter().zip([3.0, 1.0, -7.0, 4.0]);
    let weighted = percent(view.weighted_share_of_area(weighted, "rebels", d(2), d(4)).unwrap());
    assert_eq!(weighted, [(d(2), 0.0, 0.0), (d(3), 43.75, 43.75), (d(4), 43.75, 93.75)]);
    let none = percent(view.weighted_share_of_area([("hill", 0.0)], "rebels", d(4), d(4)).unwrap());
    assert_eq!(none, [(d(4), 0.0, 0.0)]);
    let nowhere: [&str; 0] = [];
    assert_eq!(percent(view.share_of_area(nowhere, "rebels", d(4), d(4)).unwrap()), [(d(4), 0.0, 0.0)]);
    assert_eq!(view.share_of_area(all, "rebels", d(4), d(3)).unwrap(), []);
    assert_eq!(
        view.share_of_area(["hil"], "rebels", d(4), d(4)).unwrap_err().to_string(),
        "no place `hil`; did you mean `hill`?"
    );
}

#[test]
fn a_share_of_an_area_is_from_none_to_all_whatever_the_weights() {
    let history = four();
    for weight in [f64::INFINITY, f64::MAX, f64::MIN_POSITIVE, f64::NAN, f64::NEG_INFINITY] {
        let places = [("hill", weight), ("town", weight)];
        let area = history.by_side().weighted_share_of_area(places, "rebels", d(4), d(4)).unwrap()[0];
        assert!((0.0..=1.0).contains(&area.at_least) && (0.0..=1.0).contains(&area.at_most), "{weight}: {area:?}");
    }
}

#[test]
fn a_replay_is_told_event_by_event() {
    let mut history = four();
    history.insert(event("2016-10-03", "vale", Noted::kind(NoteKind::Shelling)).order(-1)).unwrap();
    let steps: Vec<String> = history
        .replay()
        .map(|it| {
            format!("{} {}: {:?} → {:?} {}", it.day(), it.place().id, it.before(), it.after(), it.changes_control())
        })
        .collect();
    assert_eq!(
        steps,
        [
            "2016-10-03 vale: None → None false",
            "2016-10-03 hill: Some(government) → Some(rebels) true",
            "2016-10-03 town: Some(government) → Some(half government, half rebels) true",
            "2016-10-04 pass: Some(government) → Some(rebels) true",
        ]
    );
}

#[test]
fn a_replay_is_shown_day_by_day() {
    // hill     4    5    6    7    8
    //          r    r    r    ?    ?     and no event on the 5th and 6th
    let history = hill();
    let days: Vec<_> = history.replay().days().collect();
    let shown: Vec<(NaiveDate, Vec<&str>, usize)> = days
        .iter()
        .map(|day| (day.date(), day.steps().map(|step| step.event().name()).collect(), day.changes().len()))
        .collect();
    assert_eq!(shown, [(d(4), vec!["fell"], 1), (d(5), vec![], 0), (d(6), vec![], 0), (d(7), vec!["back"], 1)]);
    let close: Vec<String> = days[0].close().map(|answer| answer.to_string()).collect();
    assert_eq!(close, ["hill on 2016-10-04: rebels"]);
    let changes = days[3].changes();
    assert_eq!(changes[0].before.to_string(), "hill at the opening of 2016-10-07: rebels");
    assert_eq!(changes[0].after.to_string(), "hill on 2016-10-07: rebels, or else government");
}

#[test]
fn the_days_of_a_record() {
    assert_eq!(hill().days(), Some((d(4), d(9))));
    assert_eq!(
        history([Place::new("hill")], [event("[..2016-10-05]", "hill", Change::SiegeLifted)]).days(),
        Some((d(5), d(5)))
    );
    assert_eq!(history([Place::new("hill")], [event("[..]", "hill", Change::SiegeLifted)]).days(), None);
}

// -------------------------------------------------------------------------------------------------- sides

/// The ninth regiment answers to the crown, and from the 5th to the republic; it holds the bridge.
///
/// ```text
/// day            1  2  3  4  5  6
/// bridge, side   c  c  c  c  r  r
/// bridge, actor  n  n  n  n  n  n
/// ```
fn regiment() -> History {
    let mut history = History::new();
    for id in ["crown", "republic"] {
        history.add_actor(Actor::new(id)).unwrap();
    }
    let crown = Allegiance { to: "crown".into(), from: None, until: Some(d(5)) };
    let republic = Allegiance { to: "republic".into(), from: Some(d(5)), until: None };
    history.add_actor(Actor::new("ninth").allegiance(crown).allegiance(republic)).unwrap();
    history.add_place(Place::new("bridge").held_by("ninth")).unwrap();
    history
}

#[test]
fn an_actor_that_changes_sides_takes_along_what_it_holds() {
    let history = regiment();
    let (side, actor) = (history.by_side(), history.by_actor());
    assert_eq!(drawn(side, "bridge", 1..=6), "ccccrr");
    assert_eq!(drawn(actor, "bridge", 1..=6), "nnnnnn");
    assert_eq!(
        (history.side_of("ninth", d(4)).unwrap().id.as_str(), history.side_of("ninth", d(5)).unwrap().id.as_str()),
        ("crown", "republic")
    );

    let days = |at_least, at_most| Days { at_least, at_most };
    for view in [side, actor] {
        assert_eq!(view.days_held("bridge", "crown", Threshold::All, d(1), d(10)).unwrap(), days(4, 4));
        assert_eq!(view.days_held("bridge", "republic", Threshold::All, d(1), d(10)).unwrap(), days(6, 6));
        assert_eq!(view.days_held("bridge", "ninth", Threshold::All, d(1), d(10)).unwrap(), days(10, 10));
        let first = view.first_held("bridge", "republic", Threshold::All).unwrap().unwrap();
        assert_eq!(first.to_string(), "2016-10-05");
        assert_eq!(view.who_held("bridge", d(5)).unwrap().holds("republic", Threshold::All), Ok(Verdict::Yes));
        assert_eq!(view.who_held("bridge", d(4)).unwrap().holds("republic", Threshold::Any), Ok(Verdict::No));
    }

    // The close of the 4th is the crown's; a minute later it is the 5th.
    let spans: Vec<String> = side.timeline("bridge").unwrap().holdings().map(|span| format!("{span:?}")).collect();
    assert_eq!(spans, [".. – 2016-10-05T00:01: [crown]", "2016-10-05T00:01 – ..: [republic]"]);
    let spans: Vec<String> = actor.timeline("bridge").unwrap().holdings().map(|span| format!("{span:?}")).collect();
    assert_eq!(spans, [".. – ..: [ninth]"]);
    let says = |asked: QueryTime| history.who_held("bridge", asked).unwrap().to_string();
    assert_eq!(says(QueryTime::Opening(d(5))), "bridge at the opening of 2016-10-05: crown");
    assert_eq!(says(QueryTime::During(d(5))), "bridge during 2016-10-05: crown, or else republic");

    let fifth = history.who_held("bridge", d(5)).unwrap();
    assert_eq!((fifth.since().to_string(), fifth.until()), ("2016-10-05".into(), OPEN));
    assert_eq!(actor.who_held("bridge", d(5)).unwrap().since(), OPEN);
    let changed: Vec<String> = side.difference(d(4), d(5)).iter().map(|it| it.after.to_string()).collect();
    assert_eq!(changed, ["bridge on 2016-10-05: republic"]);
    assert_eq!(actor.difference(d(4), d(5)).len(), 0);
    let found = side.between("bridge", d(4), d(5)).unwrap();
    let holders: Vec<(&str, Moment, Moment)> = found.iter().map(|it| (it.holder.id(), it.from, it.until)).collect();
    assert_eq!(holders, [("crown", at("04T00:00"), at("05T00:01")), ("republic", at("05T00:01"), at("06T00:00"))]);
}

#[test]
fn whose_ground_is_taken_goes_by_the_day_of_the_event() {
    //                1    2    3    4    5    6
    // bridge, side   c    c    c    c    r    n       n: nobody
    // On the 6th all that answer to the republic leave: the ninth is among them.
    let mut history = regiment();
    history.insert(event("2016-10-06", "bridge", Withdrew::new("republic"))).unwrap();
    assert_eq!(drawn(history.by_side(), "bridge", 1..=6), "ccccrn");
    assert_eq!(
        history.who_held("bridge", d(6)).unwrap().to_string(),
        "bridge on 2016-10-06: vacant since republic withdrew"
    );
    // On the 4th nobody there answers to it yet.
    history.replace("2016-10-06-bridge-0", event("2016-10-04", "bridge", Withdrew::new("republic"))).unwrap();
    assert_eq!(drawn(history.by_side(), "bridge", 1..=6), "ccccrr");
}

#[test]
fn sides_are_added_up_and_actors_are_not() {
    //          1
    // town    government 50 %, militia 50 %
    let shared = Baseline::shared(Shares::of("government", Share::HALF).and("militia", Share::HALF));
    let history = history([Place::new("town").baseline(shared)], []);
    let shown = |view: View<'_>| view.who_held("town", d(1)).unwrap().to_string();
    assert_eq!(shown(history.by_side()), "town on 2016-10-01: government");
    assert_eq!(shown(history.by_actor()), "town on 2016-10-01: half government, half militia");
    let control = history.by_actor().who_held("town", d(1)).unwrap().control().unwrap();
    // Whoever is asked about counts with all that answer to it.
    assert_eq!(control.share_of("government"), Ok(Share::WHOLE));
    assert_eq!(control.share_of("militia"), Ok(Share::HALF));
    assert!(history.by_side().is_by_side() && !history.by_actor().is_by_side());
}

#[test]
fn who_fights_is_shown_by_side_too() {
    let fought = event("2016-10-01", "town", Fought::between(["rebels", "militia"]));
    let history = history([Place::new("town").held_by("government")], [fought]);
    let shown = |view: View<'_>| view.who_held("town", d(1)).unwrap().to_string();
    assert_eq!(shown(history.by_side()), "town on 2016-10-01: government, contested by government and rebels");
    assert_eq!(shown(history.by_actor()), "town on 2016-10-01: government, contested by militia and rebels");
}

// -------------------------------------------------------------------------------------------------- the ends of time

#[test]
fn every_day_of_the_calendar_is_answered() {
    let history = hill();
    let view = history.by_side();
    let (first, last) = (NaiveDate::MIN, NaiveDate::MAX);
    for asked in [QueryTime::On, QueryTime::Opening, QueryTime::During] {
        assert_eq!(view.who_held("hill", asked(first)).unwrap().holder().unwrap().id(), "government");
        assert_eq!(view.who_held("hill", asked(last)).unwrap().holder().unwrap().id(), "government");
        assert_eq!(asked(last).to_string().parse(), Ok(asked(last)));
    }
    for moment in [Moment::MIN, Moment::MAX] {
        let answer = view.who_held("hill", moment).unwrap();
        assert_eq!(answer.at(), moment);
        assert_eq!(serde_json::to_value(answer.to_record()).unwrap()["certain"], true);
    }
    let age = view.who_held("hill", last).unwrap().age_in_days().unwrap();
    assert_eq!(age, last.signed_duration_since(d(9)).num_days());
    let held = view.days_held("hill", "rebels", Threshold::All, first, last).unwrap();
    assert_eq!(held, Days { at_least: 3, at_most: 5 });
    let all = view.days_held("hill", "government", Threshold::Any, first, last).unwrap();
    let days = u64::try_from(last.signed_duration_since(first).num_days()).unwrap() + 1;
    assert_eq!(all, Days { at_least: days - 5, at_most: days - 3 });
    assert_eq!(view.between("hill", first, last).unwrap().len(), 3);
    assert_eq!(view.difference(first, last).len(), 0);
    assert_eq!(view.share_of_area(["hill"], "rebels", last, last).unwrap().len(), 1);
    assert_eq!(history.side_of("militia", first).unwrap().id, "government");
}

#[test]
fn events_at_the_ends_of_the_calendar() {
    //          first day   ...   last day
    // hill         r        r        g
    let (first, last) = (NaiveDate::MIN, NaiveDate::MAX);
    let events = [
        Event::new(When::day(first), "hill", Captured::by("rebels")).id("one"),
        Event::new(When::day(last), "hill", Captured::by("government")).id("two"),
    ];
    let history = history([Place::new("hill")], events);
    let says = |asked: QueryTime| history.who_held("hill", asked).unwrap().to_string();
    assert_eq!(history.days(), Some((first, last)));
    assert_eq!(says(QueryTime::Opening(first)), format!("hill at the opening of {first}: unrecorded"));
    assert_eq!(says(QueryTime::On(first)), format!("hill on {first}: rebels"));
    assert_eq!(says(QueryTime::On(d(1))), "hill on 2016-10-01: rebels");
    assert_eq!(says(QueryTime::Opening(last)), format!("hill at the opening of {last}: rebels"));
    assert_eq!(says(QueryTime::During(last)), format!("hill during {last}: rebels, or else government"));
    assert_eq!(says(QueryTime::On(last)), format!("hill on {last}: government"));
    let day = history.replay().days().next().unwrap();
    assert_eq!((day.date(), day.steps().len()), (first, 1));
    assert_eq!(history.by_side().timeline("hill").unwrap().holdings().count(), 5);
    assert_eq!(history.who_held("hill", d(1)).unwrap().since().earliest(), Some(Moment::MIN));
    assert_eq!(history.who_held("hill", d(1)).unwrap().until().latest(), Some(Moment::MAX));
}

// -------------------------------------------------------------------------------------------------- words

/// What is said of a place that was the government's after these changes, one a day.
fn phrase(changes: impl IntoIterator<Item = Change>) -> String {
    let day = |at: u32| format!("2016-10-{at:02}");
    let events = (1..).zip(changes).map(|(at, change)| event(&day(at), "town", change));
    let history = history([Place::new("town").held_by("government")], events);
    let last = history.days().map_or(d(1), |days| days.1);
    let answer = history.who_held("town", last).unwrap().to_string();
    answer.split_once(": ").unwrap().1.to_owned()
}

#[test]
fn a_control_is_said_in_words() {
    let captured = |extent: Share| Captured::by("rebels").extent(extent);
    assert_eq!(phrase([]), "government");
    assert_eq!(phrase([captured(Share::WHOLE).into()]), "rebels");
    assert_eq!(phrase([captured(Share::MOST).into()]), "rebels (most), government (the rest)");
    assert_eq!(phrase([captured(Share::HALF).into()]), "half government, half rebels");
    assert_eq!(phrase([captured("0-30%".parse().unwrap()).into()]), "government, possibly rebels in part");
    assert_eq!(phrase([captured("40%".parse().unwrap()).into()]), "government (60%), rebels (the rest)");
    assert_eq!(phrase([Besieged::by("rebels").into()]), "government, besieged by rebels");
    assert_eq!(
        phrase([captured(Share::WHOLE).into(), Besieged::by("government").into()]),
        "rebels, besieged by government"
    );
    assert_eq!(phrase([FireControl::by("rebels").into()]), "government, under fire of rebels");
    assert_eq!(phrase([Attacked::by("rebels").into()]), "government, contested by rebels");
    assert_eq!(phrase([Shares::whole("nobody").into()]), "vacant");
    let left = [captured(Share::WHOLE).into(), Withdrew::new("rebels").into()];
    assert_eq!(phrase(left), "vacant since rebels withdrew");
    assert_eq!(
        phrase([
            Besieged::by("rebels").into(),
            FireControl::by("rebels").into(),
            Fought::between(["rebels", "government"]).into()
        ]),
        "government, contested by government and rebels, besieged by rebels, under fire of rebels"
    );
}

#[test]
fn what_goes_on_ends() {
    let captured = || Captured::by("rebels").into();
    assert_eq!(phrase([Besieged::by("rebels").into(), Change::SiegeLifted]), "government");
    assert_eq!(phrase([FireControl::by("rebels").into(), Change::FireControlLost]), "government");
    assert_eq!(phrase([Besieged::by("rebels").into(), captured()]), "rebels");
    let open = Attacked::by("rebels").until(Until::Open);
    assert_eq!(phrase([open.clone().into(), Repelled::new("rebels").into()]), "government");
    assert_eq!(phrase([open.into(), Change::SiegeLifted]), "government, contested by rebels");
    assert_eq!(phrase([Attacked::by("rebels").into(), Change::SiegeLifted]), "government");
}

#[test]
fn a_record_of_an_answer_has_all_of_it() {
    let history = hill();
    let record = history.who_held("hill", d(8)).unwrap().to_record();
    assert_eq!(
        serde_json::to_value(&record).unwrap(),
        serde_json::json!({
            "place": "hill",
            "query_time": "2016-10-08",
            "at": "2016-10-09T00:00",
            "certain": false,
            "depends_on_narrative_order": false,
            "possible": [
                {
                    "shares": [{ "holder": "rebels", "at_least": 1000, "at_most": 1000 }],
                    "contested": [], "besieged_by": [], "under_fire_of": []
                },
                {
                    "shares": [{ "holder": "government", "at_least": 1000, "at_most": 1000 }],
                    "contested": [], "besieged_by": [], "under_fire_of": []
                }
            ],
            "basis": "observed",
            "last_evidence": "2016-10-08",
            "since": { "earliest": "2016-10-07T00:00", "latest": "2016-10-07T00:01" },
            "until": { "earliest": "2016-10-09T23:59", "latest": "2016-10-10T00:00" },
            "events": ["fell", "back"],
            "sources": [{ "source": "article", "locator": "S1" }],
            "reading": { "conflicts": "as-told" },
            "decided_by": "fell",
            "relevant_events": [
                {
                    "event": "fell",
                    "role": "supporting", "why": null, "by": null, "against": false,
                    "when": "2016-10-04", "place": "hill", "change": "captured by rebels",
                    "credence": "confirmed", "inferred": false, "claimed_by": [],
                    "known_since": "2016-10-04", "known_since_assumed": true,
                    "sources": [{ "source": "article", "locator": "S1" }],
                    "note": null
                },
                {
                    "event": "back",
                    "role": "supporting", "why": null, "by": null, "against": false,
                    "when": "[2016-10-07..2016-10-09]", "place": "hill", "change": "captured by government",
                    "credence": "confirmed", "inferred": false, "claimed_by": [],
                    "known_since": "2016-10-09", "known_since_assumed": true,
                    "sources": [],
                    "note": null
                }
            ]
        })
    );
}

#[test]
fn controls_of_two_histories_compare() {
    let (a, b) = (hill(), hill());
    let control = |history: &'static History| history.who_held("hill", d(4)).unwrap().control().unwrap();
    let (a, b): (&'static History, &'static History) = (Box::leak(Box::new(a)), Box::leak(Box::new(b)));
    assert_eq!(control(a), control(b));
    assert_ne!(control(a), b.who_held("hill", d(3)).unwrap().control().unwrap());
}

/// x: a claims it ──▶ nobody is believed to hold it, and the claim is no source of the answer.
#[test]
fn a_baseline_that_is_only_claimed_says_nothing() {
    let history = |credence| {
        let baseline = whoheld::Baseline::held_by("a").credence(credence).cite("s", "p. 1");
        let scenario = whoheld::Scenario::default()
            .actor(whoheld::Actor::new("a"))
            .source(whoheld::Source::new("s"))
            .place(whoheld::Place::new("x").baseline(baseline));
        History::try_from(scenario).unwrap()
    };
    let day = whoheld::chrono::NaiveDate::from_ymd_opt(2016, 10, 4).unwrap();
    let claimed = history(whoheld::Credence::Claimed);
    let answer = claimed.who_held("x", day).unwrap();
    assert_eq!(answer.to_string(), "x on 2016-10-04: unrecorded");
    assert_eq!((answer.basis(), answer.sources().count()), (whoheld::Basis::Unrecorded, 0));
    let reported = history(whoheld::Credence::Reported);
    let answer = reported.who_held("x", day).unwrap();
    assert_eq!(answer.to_string(), "x on 2016-10-04: a");
    assert_eq!((answer.basis(), answer.sources().count()), (whoheld::Basis::Baseline, 1));
}
