//! The audit: for each kind of finding the smallest history that has it and the nearest that does not, then what
//! always holds, on random histories.
//!
//! `PROPTEST_CASES=2000 cargo test --release --test it audit::` goes further than the default.

mod acceptances;
mod always;
mod definitions;
mod holding;
mod large;
#[cfg(feature = "toml")]
mod lines;
mod order;

use whoheld::{
    Actor, Attacked, Captured, Change, Event, Finding, FindingKind, Fraction, History, Place, Scenario, Until, When,
};

/// The citadel, and those who fight for it: the regiment answers to the republic.
fn siege() -> Scenario {
    Scenario::default()
        .actor(Actor::new("crown"))
        .actor(Actor::new("republic"))
        .actor(Actor::new("regiment").answers_to("republic"))
}

fn citadel() -> Place {
    Place::new("citadel")
}

/// An event of July 1849 at the citadel.
fn on(when: &str, id: &str, change: impl Into<Change>) -> Event {
    at("citadel", when, id, change)
}

fn at(place: &str, when: &str, id: &str, change: impl Into<Change>) -> Event {
    let when = if when.starts_with('[') { when.to_owned() } else { format!("1849-07-{when}") };
    Event::new(when.parse::<When>().unwrap_or_else(|error| panic!("{error}")), place, change).id(id)
}

/// One citadel, and events in the order of the record, as a document has them.
fn history(place: Place, events: impl IntoIterator<Item = Event>) -> History {
    told(siege().place(place), events)
}

fn told(mut scenario: Scenario, events: impl IntoIterator<Item = Event>) -> History {
    scenario.events.extend((1..).zip(events).map(|(order, event)| event.order(order)));
    History::try_from(scenario).unwrap_or_else(|refusals| panic!("{refusals}"))
}

/// The open findings of a kind, a line each: how grave, about which events, place, actor and source; what it says.
fn found(history: &History, kind: FindingKind) -> Vec<String> {
    let audit = history.audit();
    let of_kind = audit.findings().iter().filter(|finding| finding.kind == kind);
    let shown = |finding: &Finding| {
        assert_eq!(finding.line, None, "not from a file");
        let mut about = finding.events.join(" ");
        for (what, id) in [("place", &finding.place), ("actor", &finding.actor), ("source", &finding.source)] {
            if let Some(id) = id {
                about += &format!("{}{what} {id}", if about.is_empty() { "" } else { ", " });
            }
        }
        format!("{} [{about}] {}", finding.severity, finding.sentence)
    };
    of_kind.map(shown).collect()
}

/// Each history has that one finding of the kind.
fn is_found<'a>(kind: FindingKind, all: impl IntoIterator<Item = (History, &'a str)>) {
    for (history, expected) in all {
        assert_eq!(found(&history, kind), [expected]);
    }
}

fn is_not_found(kind: FindingKind, all: impl IntoIterator<Item = History>) {
    for (number, history) in all.into_iter().enumerate() {
        assert_eq!(found(&history, kind), [""; 0], "number {number}");
    }
}

fn recaptured(by: &str) -> Change {
    Change::Recaptured(Captured::by(by))
}

fn open_attack(by: &str) -> Attacked {
    Attacked::by(by).until(Until::Open)
}

/// A town of which the citadel is so much.
fn town(fraction: f64, town: Place, citadel: Place) -> Scenario {
    siege().place(town).place(citadel.within("town").fraction(Fraction::of(fraction).unwrap()))
}

trait With {
    fn with(self, events: impl IntoIterator<Item = Event>) -> Self;
}

impl With for History {
    /// These events too, with the orders they have.
    fn with(mut self, events: impl IntoIterator<Item = Event>) -> Self {
        self.insert_all(events).unwrap_or_else(|refusals| panic!("{refusals}"));
        self
    }
}
