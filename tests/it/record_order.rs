//! In which order a record tells its events, and what ids they get (`DESIGN.md`, "Time" and "Documents").
//!
//! The model is a list: an event goes to the end of it, and then the list is sorted by `order`, stably.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{TestCaseError, TestCaseResult};
use whoheld::{Actor, Attacked, Captured, Event, History, NoteKind, Noted, Place};

use crate::RECORDS;
use crate::random::config;
use crate::support::{date, event};

const PLACES: [&str; 3] = ["hill", "hill-captured", "bridge"];
const WHENS: [&str; 4] = ["2016-10-01", "2016-10-02", "2016-10", "[..]"];
/// Ids that people give, some of them in the form that the crate gives.
const IDS: [&str; 7] = [
    "x",
    "ev-9",
    "ev-10",
    "2016-10-01-hill-captured",
    "2016-10-01-hill-captured-2",
    "2016-10-01-hill-captured-3",
    "2016-10-01-hill-captured-captured",
];

/// A history of three places and three actors, without events.
fn places() -> History {
    let mut history = History::new();
    for actor in ["a", "b", "c"] {
        history.add_actor(Actor::new(actor)).unwrap();
    }
    for place in PLACES {
        history.add_place(Place::new(place)).unwrap();
    }
    history
}

/// Who holds every place on each of some days, in words.
fn answers(history: &History) -> Vec<String> {
    let days = ["2016-09-30", "2016-10-01", "2016-10-02", "2016-10-31"].map(date);
    days.into_iter().flat_map(|day| history.by_side().snapshot(day)).map(|answer| answer.to_string()).collect()
}

// ------------------------------------------------------------------------------------------------------------- examples

#[test]
fn of_five_captures_of_one_day_the_last_put_in_holds() {
    for ids in [["ev-8", "ev-9", "ev-10", "ev-11", "ev-12"], ["e", "d", "c", "b", "a"]] {
        let mut history = places();
        for (id, by) in ids.into_iter().zip(["a", "b", "c", "a", "b"]) {
            history.insert(event("2016-10-01", "hill", Captured::by(by)).id(id)).unwrap();
            let held = history.who_held("hill", date("2016-10-01")).unwrap();
            assert_eq!(held.to_string(), format!("hill on 2016-10-01: {by}"));
        }
        let listed: Vec<&str> = history.events().into_iter().map(Event::name).collect();
        assert_eq!(listed, ids);
        round_trip(&history).unwrap();
    }
}

#[test]
fn two_events_without_ids_at_one_place_on_one_day_both_go_in() {
    let mut history = places();
    let mut insert = |event: Event| history.insert(event).unwrap();
    let captured = |by: &str| event("2016-10-01", "hill", Captured::by(by));
    assert_eq!(insert(event("2016-10-01", "hill", Attacked::by("a"))), "2016-10-01-hill-attacked");
    assert_eq!(insert(captured("a")), "2016-10-01-hill-captured");
    assert_eq!(insert(captured("b")), "2016-10-01-hill-captured-2");
    assert_eq!(insert(captured("a")), "2016-10-01-hill-captured-3");
    // What is removed leaves the ids of the others alone, and its own is free again.
    history.remove("2016-10-01-hill-captured").unwrap();
    let listed: Vec<&str> = history.events().into_iter().map(Event::name).collect();
    let rest = ["2016-10-01-hill-attacked", "2016-10-01-hill-captured-2", "2016-10-01-hill-captured-3"];
    assert_eq!(listed, rest);
    round_trip(&history).unwrap();
    assert_eq!(history.insert(captured("c")).unwrap(), "2016-10-01-hill-captured");
    assert_eq!(history.who_held("hill", date("2016-10-01")).unwrap().to_string(), "hill on 2016-10-01: c");
    round_trip(&history).unwrap();
}

#[test]
fn ids_that_are_given_come_before_ids_that_are_made() {
    let mut history = places();
    let captured = || event("2016-10-01", "hill", Captured::by("a"));
    let batch = [captured(), captured().id("2016-10-01-hill-captured"), captured().id("2016-10-01-hill-captured-2")];
    let ids = ["2016-10-01-hill-captured-3", "2016-10-01-hill-captured", "2016-10-01-hill-captured-2"];
    assert_eq!(history.insert_all(batch).unwrap(), ids);
    round_trip(&history).unwrap();
}

#[test]
fn ids_say_when_where_and_what() {
    let mut history = places();
    for (when, id) in [
        ("2016-10-01T14:30", "2016-10-01t14-30-hill-captured"),
        ("2016-10-01 evening~", "2016-10-01-evening-hill-captured"),
        ("[2016-10-01..2016-10-03]", "2016-10-01-2016-10-03-hill-captured"),
        ("[..2016-10-03]", "2016-10-03-hill-captured"),
        ("2016-10", "2016-10-hill-captured"),
        ("[..]", "undated-hill-captured"),
    ] {
        assert_eq!(history.insert(event(when, "hill", Captured::by("a"))).unwrap(), id);
    }
    let noted = event("2016-10-01", "bridge", Noted::kind(NoteKind::Shelling));
    assert_eq!(history.insert(noted).unwrap(), "2016-10-01-bridge-noted");
    let lost = event("2016-10-01", "bridge", whoheld::Change::FireControlLost);
    assert_eq!(history.insert(lost).unwrap(), "2016-10-01-bridge-fire-control-lost");
    round_trip(&history).unwrap();
}

#[test]
fn an_order_puts_an_event_where_it_belongs() {
    let mut history = places();
    let captured = |by: &str| event("2016-10-01", "hill", Captured::by(by)).id(by);
    let ids = |history: &History| history.events().into_iter().map(|event| event.name().to_owned()).collect::<Vec<_>>();
    history.insert_all([captured("a"), captured("b")]).unwrap();
    history.insert(captured("c").order(1)).unwrap();
    assert_eq!(ids(&history), ["a", "c", "b"], "of equal order, after what is there");
    history.replace("a", event("2016-10-02", "hill", Captured::by("a"))).unwrap();
    assert_eq!(ids(&history), ["a", "c", "b"], "replaced in its place");
    history.replace("a", captured("a").order(9)).unwrap();
    assert_eq!(ids(&history), ["c", "b", "a"]);
    history.insert(event("2016-10-01", "hill", Captured::by("b")).id("last")).unwrap();
    assert_eq!(history.event("last").unwrap().order, Some(10));
    round_trip(&history).unwrap();
    // After the greatest order there is none, and still the last put in comes last.
    history.insert(event("2016-10-01", "hill", Captured::by("a")).id("max").order(i64::MAX)).unwrap();
    history.insert(event("2016-10-01", "hill", Captured::by("c")).id("beyond")).unwrap();
    assert_eq!(ids(&history), ["c", "b", "a", "last", "max", "beyond"]);
    round_trip(&history).unwrap();
}

#[test]
fn many_events_of_one_day_place_and_change_get_ids_quickly() {
    let mut history = places();
    history.insert_all((0..20_000).map(|_| event("2016-10-01", "hill", Noted::kind(NoteKind::Shelling)))).unwrap();
    for number in 20_001..20_200 {
        let id = history.insert(event("2016-10-01", "hill", Noted::kind(NoteKind::Shelling))).unwrap();
        assert_eq!(id, format!("2016-10-01-hill-noted-{number}"));
    }
}

#[test]
fn title_note_and_licence_are_set_and_survive() {
    let mut history = places();
    history.set_title("The siege");
    history.set_note("From \"memory\".\n");
    history.set_licence(String::from("CC0"));
    let said =
        |history: &History| [history.title(), history.note(), history.licence()].map(|text| text.map(str::to_owned));
    assert_eq!(said(&history), ["The siege", "From \"memory\".\n", "CC0"].map(|text| Some(text.to_owned())));
    round_trip(&history).unwrap();
    #[cfg(feature = "toml")]
    assert_eq!(said(&History::from_toml(history.to_toml()).unwrap()), said(&history));
    history.set_note("");
    assert_eq!(history.note(), None);
    round_trip(&history).unwrap();
}

/// Written and read, it is the same history with the same answers.
fn round_trip(history: &History) -> TestCaseResult {
    let json = serde_json::to_string(history).unwrap();
    let copies = [
        serde_json::from_str::<History>(&json).map_err(|error| TestCaseError::fail(format!("{error}\n{json}")))?,
        History::try_from(history.to_scenario()).map_err(|error| TestCaseError::fail(error.to_string()))?,
        #[cfg(feature = "toml")]
        History::from_toml(history.to_toml())
            .map_err(|error| TestCaseError::fail(format!("{error}\n{}", history.to_toml())))?,
    ];
    for copy in copies {
        prop_assert!(copy.events().into_iter().eq(history.events()), "{}", json);
        prop_assert!(copy == *history, "{}", json);
        prop_assert_eq!(answers(&copy), answers(history), "{}", json);
    }
    Ok(())
}

// ---------------------------------------------------------------------------------------------------------------- model

/// The events in their expected order, each with its id and its `order`.
#[derive(Clone, Default)]
struct Model(Vec<Event>);

impl Model {
    fn ids(&self) -> BTreeSet<String> {
        self.0.iter().map(|event| event.name().to_owned()).collect()
    }

    /// "An event without an `order` comes after all that are there."
    fn last(&self) -> i64 {
        self.0.iter().filter_map(|event| event.order).fold(0, i64::max).saturating_add(1)
    }

    fn put(&mut self, mut event: Event, id: &str) {
        let order = event.order.unwrap_or(self.last());
        (event.id, event.order) = (Some(id.to_owned()), Some(order));
        self.0.push(event);
        self.0.sort_by_key(|event| event.order);
    }

    /// Whether the batch has an id that is taken, or one of them twice.
    fn refuses(&self, batch: &[Event]) -> bool {
        let mut ids = self.ids();
        batch.iter().filter_map(|event| event.id.clone()).any(|id| !ids.insert(id))
    }

    /// Puts in a batch, and checks the ids that the history gave it.
    fn insert(&mut self, batch: &[Event], given: &[String]) -> TestCaseResult {
        prop_assert_eq!(batch.len(), given.len());
        let mut taken = self.ids();
        taken.extend(batch.iter().filter_map(|event| event.id.clone()));
        for (event, id) in batch.iter().zip(given) {
            match &event.id {
                Some(own) => prop_assert_eq!(own, id),
                None => {
                    is_the_right_id(event, id, &taken)?;
                    taken.insert(id.clone());
                }
            }
            self.put(event.clone(), id);
        }
        Ok(())
    }

    fn replace(&mut self, which: usize, event: &Event) {
        let old = self.0[which].clone();
        let id = event.id.clone().unwrap_or_else(|| old.name().to_owned());
        let order = event.order.or(old.order);
        let mut event = event.clone();
        (event.id, event.order) = (Some(id.clone()), order);
        if order == old.order {
            self.0[which] = event;
        } else {
            self.0.remove(which);
            self.put(event, &id);
        }
    }
}

/// "`<date>-<place>-<change>`, with a number only where two would be equal": a number that follows on one that is taken.
fn is_the_right_id(event: &Event, id: &str, taken: &BTreeSet<String>) -> TestCaseResult {
    let when = event.when.to_string();
    let when = if when == "[..]" { "undated" } else { when.as_str() };
    let usual = format!("{when}-{}-captured", event.place);
    prop_assert!(!taken.contains(id), "{id} is free");
    if !taken.contains(&usual) {
        prop_assert_eq!(id, usual);
        return Ok(());
    }
    let number: u64 = id.strip_prefix(&format!("{usual}-")).and_then(|number| number.parse().ok()).unwrap_or_default();
    prop_assert!(number >= 2, "{id}");
    prop_assert!(number == 2 || taken.contains(&format!("{usual}-{}", number - 1)), "{id}");
    Ok(())
}

#[derive(Clone, Debug)]
enum Edit {
    Insert(Event),
    InsertAll(Vec<Event>),
    Remove(Index),
    Replace(Index, Event),
}

fn some_event() -> impl Strategy<Value = Event> {
    let by = prop::sample::select(vec!["a", "b", "c"]);
    let id = prop::option::weighted(0.3, prop::sample::select(IDS.to_vec()));
    let order = prop_oneof![6 => Just(None), 4 => (-1..4_i64).prop_map(Some), 1 => Just(Some(i64::MAX))];
    (prop::sample::select(WHENS.to_vec()), prop::sample::select(PLACES.to_vec()), by, id, order).prop_map(
        |(when, place, by, id, order)| {
            let mut event = event(when, place, Captured::by(by));
            (event.id, event.order) = (id.map(str::to_owned), order);
            event
        },
    )
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        4 => some_event().prop_map(Edit::Insert),
        2 => prop::collection::vec(some_event(), 0..5).prop_map(Edit::InsertAll),
        2 => any::<Index>().prop_map(Edit::Remove),
        2 => (any::<Index>(), some_event()).prop_map(|(which, event)| Edit::Replace(which, event)),
    ]
}

/// Does an edit to both. What the model refuses, the history does too.
fn edit_both(history: &mut History, model: &mut Model, edit: Edit) -> TestCaseResult {
    match edit {
        Edit::Insert(event) => {
            let (batch, before) = ([event.clone()], history.clone());
            match history.insert(event) {
                Ok(id) if !model.refuses(&batch) => model.insert(&batch, &[id])?,
                result => prop_assert!(result.is_err() && model.refuses(&batch) && *history == before),
            }
        }
        Edit::InsertAll(batch) => {
            let before = history.clone();
            match history.insert_all(batch.clone()) {
                Ok(ids) if !model.refuses(&batch) => model.insert(&batch, &ids)?,
                result => prop_assert!(result.is_err() && model.refuses(&batch) && *history == before),
            }
        }
        Edit::Remove(which) if !model.0.is_empty() => {
            let event = model.0.remove(which.index(model.0.len()));
            prop_assert_eq!(history.remove(event.name()).unwrap(), event);
        }
        Edit::Replace(which, event) if !model.0.is_empty() => {
            let which = which.index(model.0.len());
            let old = model.0[which].clone();
            let taken = event.id.as_ref().is_some_and(|id| id != old.name() && model.ids().contains(id));
            match history.replace(old.name(), event.clone()) {
                Ok(replaced) if !taken => {
                    prop_assert_eq!(replaced, old);
                    model.replace(which, &event);
                }
                result => prop_assert!(taken && result.is_err()),
            }
        }
        Edit::Remove(_) | Edit::Replace(..) => {}
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(RECORDS))]

    /// Whatever is put in, taken out and replaced: the history tells its events as the model does, under the same ids, and
    /// so does what is read from its document. Edits of that go on as edits of the original.
    #[test]
    fn a_history_tells_its_events_as_the_model_does(edits in prop::collection::vec(edit(), 1..16), reread in any::<Index>()) {
        let (mut history, mut model) = (places(), Model::default());
        let reread = reread.index(edits.len());
        for (number, edit) in edits.into_iter().enumerate() {
            edit_both(&mut history, &mut model, edit)?;
            prop_assert!(history.events().into_iter().eq(&model.0), "{:?}\nmodel: {:?}", history.to_scenario().events, model.0);
            if number == reread {
                round_trip(&history)?;
                history = serde_json::from_str(&serde_json::to_string(&history).unwrap()).unwrap();
            }
        }
        round_trip(&history)?;
    }

    /// Other ids, the same answers.
    #[test]
    fn ids_play_no_part_in_the_order(events in prop::collection::vec(some_event(), 1..8)) {
        let told = |name: &dyn Fn(usize) -> String| {
            let mut history = places();
            for (n, event) in events.iter().enumerate() {
                history.insert(event.clone().id(name(n))).unwrap();
            }
            history
        };
        let (up, down) = (told(&|n| format!("e{n}")), told(&|n| format!("e{}", 99 - n)));
        prop_assert_eq!(answers(&up), answers(&down));
        let orders = |history: &History| history.events().into_iter().map(|event| event.order).collect::<Vec<_>>();
        prop_assert_eq!(orders(&up), orders(&down));
    }
}
