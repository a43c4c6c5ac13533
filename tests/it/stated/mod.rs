//! What is stated of a place without saying how it came about: what it became, that it is not known any more, what was
//! seen there again and again, and that its parts are the whole of it.

mod evidence;
mod places;
#[cfg(feature = "toml")]
mod rows;

use whoheld::{Actor, Event, History, Place, chrono::NaiveDate};

fn july(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(1849, 7, day).unwrap()
}

/// Places and events among the crown, the republic and the regiment that answers to it.
fn history(places: impl IntoIterator<Item = Place>, events: impl IntoIterator<Item = Event>) -> History {
    let mut history = History::new();
    history.add_actor(Actor::new("crown").name("en", "the crown")).unwrap();
    history.add_actor(Actor::new("republic").name("en", "the republic")).unwrap();
    history.add_actor(Actor::new("regiment").answers_to("republic")).unwrap();
    for place in places {
        history.add_place(place).unwrap();
    }
    history.insert_all(events).unwrap();
    history
}

fn said(history: &History, place: &str, day: u32) -> String {
    let answer = history.by_actor().who_held(place, july(day)).unwrap().to_string();
    answer.split_once(": ").unwrap().1.to_owned()
}
