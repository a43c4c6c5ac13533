//! What is read survives being written (`DESIGN.md`, "What always holds", 11).

use std::fmt;

use proptest::prelude::*;
use whoheld::chrono::NaiveDate;
use whoheld::{
    Actor, AnswerRecord, Change, Event, History, Moment, NoteKind, Noted, Place, Quantity, QueryTime, Scenario, Source,
    When,
};

use super::drafts::{day, scenario};
use super::kept::survives;
use crate::LIGHT;
use crate::random::config;

/// A history that is shown as its document.
struct Record(History);

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_toml())
    }
}

fn taken(scenario: Scenario) -> Record {
    Record(History::try_from(scenario).unwrap_or_else(|refusals| panic!("{refusals}")))
}

fn record() -> impl Strategy<Value = Record> {
    scenario().prop_map(taken)
}

proptest! {
    #![proptest_config(config(LIGHT))]

    #[test]
    fn p11_a_document_is_stable(record in record()) {
        survives(&record.0)?;
    }

    #[test]
    fn p11_a_scenario_is_kept(record in record()) {
        let scenario = record.0.to_scenario();
        prop_assert!(taken(scenario.clone()).0 == record.0);
        prop_assert_eq!(taken(scenario.clone()).0.to_scenario(), scenario);
    }

    #[test]
    fn p11_answers_survive(record in record(), day in day(), form in 0..4) {
        let asked = match form {
            0 => QueryTime::On(day),
            1 => QueryTime::Opening(day),
            2 => QueryTime::During(day),
            _ => QueryTime::At(Moment::from_minutes(Moment::opening(day).minutes() + 871)),
        };
        prop_assert_eq!(asked.to_string().parse(), Ok(asked));
        for answer in record.0.by_side().snapshot(asked).chain(record.0.by_actor().snapshot(asked)) {
            let kept = answer.to_record();
            let json = serde_json::to_string(&kept).unwrap();
            prop_assert_eq!(serde_json::from_str::<AnswerRecord>(&json).unwrap(), kept);
        }
    }
}

/// Whether it is refused, or survives.
fn refused_or_survives(scenario: Scenario) {
    if let Ok(history) = History::try_from(scenario) {
        survives(&history).unwrap();
    }
}

fn with_event(event: Event) -> Scenario {
    Scenario::default().place(Place::new("town")).source(Source::new("article")).event(event)
}

#[test]
fn whatever_key_is_taken_in_survives() {
    for key in ["", "\"", "'", "\\", "a.b", "\0", "the \"eight-wheelers' tanks\"", "'\\", "a\nb", "\r\n"] {
        let noted = Noted::kind(NoteKind::Losses).number(key, Quantity::Exactly(1));
        let event = Event::new(When::day(NaiveDate::default()), "town", noted);
        refused_or_survives(with_event(event).actor(Actor::new("a").name(key, "a")));
    }
}

#[test]
fn whatever_locator_is_taken_in_survives() {
    for locator in [" S1", "S1 ", "\n", "a\nb", "\u{a0}S1"] {
        let event = Event::new(When::day(NaiveDate::default()), "town", Change::SiegeLifted);
        refused_or_survives(with_event(event.cite("article", locator)));
    }
}

#[test]
fn whatever_quantity_is_taken_in_survives() {
    for quantity in [
        Quantity::OneOf(vec![]),
        Quantity::OneOf(vec![5]),
        Quantity::Between(None, None),
        Quantity::Between(Some(4), Some(2)),
    ] {
        let noted = Noted::kind(NoteKind::Losses).number("tanks", quantity);
        refused_or_survives(with_event(Event::new(When::day(NaiveDate::default()), "town", noted)));
    }
}

#[test]
fn whatever_order_is_taken_in_survives() {
    for order in [i64::MAX, -1, i64::MIN + 1, i64::MIN] {
        let event = Event::new(When::day(NaiveDate::default()), "town", Change::SiegeLifted);
        refused_or_survives(with_event(event.clone().order(order)));
        refused_or_survives(with_event(event.order(order).id("x")));
    }
}
