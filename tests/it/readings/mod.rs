//! Readings: each rule on examples worked out by hand, then what always holds, on random records and readings
//! (`DESIGN.md`, "Readings").
//!
//! `PROPTEST_CASES=2000 cargo test --release --test it readings::` goes further than the default.

mod agreement;
mod belief;
mod conflicts;
mod engine;
mod keeping_all;
mod properties;
mod records;
mod staleness;

use std::collections::BTreeSet;

use whoheld::chrono::NaiveDate;
use whoheld::{Actor, Change, Conflicts, Event, History, Moment, Place, Reading, Scenario, Source, When};

use crate::oracle::reading::Read;
use crate::oracle::{By, Model, Shown};
use crate::support::{at, possible};
use engine::read;

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
    Event::new(when.parse::<When>().unwrap_or_else(|error| panic!("{error}")), "hill", change).id(id)
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
    let engine = possible(read(&history, reading).by_side(), place, at(t));
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
        .into_iter()
        .map(|it| format!("{}: {}{}", it.event.name(), it.role, if it.against { ", against" } else { "" }))
        .collect();
    found.sort();
    assert_eq!(found, expected, "{answer}");
}
