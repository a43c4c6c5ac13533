//! Histories laid out flat: every answer is what asking place by place and day by day gives.

use std::collections::BTreeSet;

use proptest::prelude::*;
use whoheld::chrono::NaiveDate;
use whoheld::{
    Actor, Captured, ControlTable, Event, History, Interpretation, Place, QueryTime, Scenario, StateTable, Threshold,
    Verdict, View, When,
};

use crate::RECORDS;
use crate::random::{ALL, config, day, reading, told};

/// What can be held by whom, as text: equal where the same controls are possible.
fn asked(view: View<'_>, place: &Place, on: NaiveDate) -> BTreeSet<String> {
    view.who_held(place, on).unwrap().possible().map(|control| format!("{:?}", control.to_record())).collect()
}

fn laid_out(flat: &ControlTable<'_>, state: u32) -> BTreeSet<String> {
    flat.controls(state).iter().map(|control| format!("{:?}", control.to_record())).collect()
}

/// The days of the random records, and those at the ends of the calendar.
fn days() -> Vec<NaiveDate> {
    let near = (0..12).map(|number| day(number) - whoheld::chrono::Days::new(2));
    near.chain([NaiveDate::MIN, NaiveDate::MAX]).collect()
}

fn check(view: View<'_>) -> Result<(), TestCaseError> {
    let flat = view.control_table();
    let places: Vec<&Place> = view.history().places().collect();
    let days = days();
    let rows: Vec<(&Place, NaiveDate)> =
        places.iter().flat_map(|&place| days.iter().rev().map(move |&on| (place, on))).collect();
    let states = flat.as_of(&rows).unwrap();
    prop_assert_eq!(states.len(), rows.len());
    let actors: Vec<&Actor> = view.history().actors().collect();
    for (&(place, on), &state) in rows.iter().zip(&states) {
        let answer = view.who_held(place, on).unwrap();
        prop_assert_eq!(laid_out(&flat, state), asked(view, place, on), "{} on {}", &place.id, on);
        prop_assert_eq!(flat.is_certain(state), answer.is_certain());
        prop_assert_eq!(flat.holder(state), answer.holder());
        // Of those who answer to others too, whatever the view shows.
        for &actor in &actors {
            for degree in [Threshold::Any, Threshold::Most, Threshold::All] {
                let (found, told) = (flat.holds(state, actor, degree), answer.holds(actor, degree));
                prop_assert_eq!(found.unwrap(), told.unwrap(), "{} in {} on {}", &actor.id, &place.id, on);
            }
        }
        let number = flat.number(place).unwrap();
        prop_assert_eq!(flat.table().at(number, StateTable::day_number(on)), Some(state));
    }
    let answers = view.as_of(&rows).unwrap();
    for (answer, (place, on)) in answers.iter().zip(&rows) {
        prop_assert_eq!(answer.to_string(), view.who_held(*place, *on).unwrap().to_string());
    }
    // Nothing is said to change that does not.
    let changes: Vec<_> = flat.table().changes().collect();
    for pair in changes.windows(2).filter(|pair| pair[0].place == pair[1].place) {
        prop_assert_ne!(pair[0].state, pair[1].state, "place {} on day {}", pair[1].place, pair[1].day);
    }
    prop_assert!(changes.iter().all(|change| (change.state as usize) < flat.states()));
    Ok(())
}

proptest! {
    #![proptest_config(config(RECORDS))]

    #[test]
    fn flat_answers_are_rich_answers(record in told(ALL), numbers in prop::array::uniform10(0_u8..=239)) {
        let history = record.history();
        for view in [history.by_side(), history.by_actor()] {
            check(view)?;
        }
        let account = history.interpret(&reading(numbers)).unwrap();
        for view in [account.by_side(), account.by_actor()] {
            check(view)?;
        }
    }

    /// Day by day, the changes of a replay are the differences between neighbouring closes.
    #[test]
    fn days_of_a_replay_change_what_snapshots_differ_in(record in told(ALL), numbers in prop::array::uniform10(0_u8..=239)) {
        let history = record.history();
        let account: Interpretation<'_> = history.interpret(&reading(numbers)).unwrap();
        for view in [history.by_side(), history.by_actor(), account.by_side()] {
            for it in view.replay().days().take(40) {
                let expected: Vec<String> =
                    view.difference(QueryTime::Opening(it.date()), it.date()).iter().map(|it| format!("{} {}", it.before.place().id, it.after)).collect();
                let told: Vec<String> =
                    it.changes().iter().map(|it| format!("{} {}", it.before.place().id, it.after)).collect();
                prop_assert_eq!(told, expected);
            }
        }
    }
}

/// Where nobody answers to another, equal sets of controls are one state wherever they are.
#[test]
fn equal_controls_are_one_state() {
    let mut scenario = Scenario::default().actor(Actor::new("red")).actor(Actor::new("blue"));
    for place in 0..20 {
        let id = format!("p{place}");
        scenario = scenario.place(Place::new(&id).held_by("red"));
        scenario =
            scenario.event(Event::new(When::days(day(place), day(place + 2)).unwrap(), id, Captured::by("blue")));
    }
    let history = History::try_from(scenario).unwrap();
    let flat = history.by_side().control_table();
    // Red, either of the two, blue.
    assert_eq!((flat.states(), flat.table().len()), (3, 60));
}

/// Two actors of one side: by side their places look the same, and are asked after each of them.
#[test]
fn who_holds_under_a_side_is_kept() {
    let mut scenario = Scenario::default().actor(Actor::new("crown"));
    for corps in ["first", "second"] {
        scenario = scenario.actor(Actor::new(corps).answers_to("crown"));
    }
    scenario = scenario.place(Place::new("a").held_by("first")).place(Place::new("b").held_by("second"));
    let history = History::try_from(scenario).unwrap();
    let flat = history.by_side().control_table();
    let states = flat.as_of(&[("a", day(0)), ("b", day(0))]).unwrap();
    let held = |state| flat.holds(state, "first", Threshold::All).unwrap();
    assert_eq!((held(states[0]), held(states[1])), (Verdict::Yes, Verdict::No));
    assert_eq!(flat.controls(states[0]), flat.controls(states[1]), "as shown by side");
    assert_eq!(flat.holder(states[1]).unwrap().id(), "crown");
    assert_eq!(flat.holds(99, "crown", Threshold::Any).unwrap(), Verdict::No);
    assert!(
        !flat.is_certain(99) && flat.holder(99).is_none() && flat.holds(0, "nobody-known", Threshold::Any).is_err()
    );
}

#[test]
fn an_empty_history_is_an_empty_table() {
    let history = History::new();
    let flat = history.by_side().control_table();
    assert_eq!((flat.table().places(), flat.table().len(), flat.states()), (0, 0, 0));
    assert!(flat.controls(0).is_empty());
    assert!(flat.as_of::<&str>(&[]).unwrap().is_empty());
    assert!(flat.as_of(&[("nowhere", NaiveDate::MIN)]).unwrap_err().to_string().contains("no place `nowhere`"));
    assert!(history.by_side().as_of(&[("nowhere", NaiveDate::MIN)]).is_err());
}
