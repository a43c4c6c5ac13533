//! Handles and names; what a history is as a value.

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use whoheld::{Actor, Answer, Control, Handle, History, Holder, Place, Scenario, Threshold, Verdict, View};

use super::{d, drawn, hill, history};

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
        assert_eq!(view.share_of_area([place], "rebels", d(1)..=d(1)).unwrap_err().to_string(), no_place);
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
    assert_eq!(place("Pont 420"), "no place `Pont 420`; did you mean `hill` (Point 420)?");
    assert_eq!(place("somewhere"), "no place `somewhere`");
    assert_eq!(place(""), "no place ``");
    assert_eq!(
        history.actor("felkelők").unwrap_err().to_string(),
        "no actor `felkelők`; did you mean `rebels` (a felkelők)?"
    );
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
        "no place `old Town`; did you mean `east` (the old town)?"
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
