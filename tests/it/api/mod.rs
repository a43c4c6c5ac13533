//! Edits and questions through the API, each on a history small enough to be drawn.
//!
//! In the drawings a column is the close of a day of October 2016: `g` government, `r` rebels, `?` either, `.` silence.

mod answers;
mod calendar;
mod edits;
#[cfg(feature = "toml")]
mod fights;
mod finding;
mod first_try;
mod in_person;
mod overviews;
#[cfg(feature = "toml")]
mod side_changes;
mod sides;
mod words;

use whoheld::chrono::NaiveDate;
use whoheld::{Actor, Captured, Event, History, Holder, Moment, Place, Source, Span, View};

use crate::support::event;

fn d(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2016, 10, day).unwrap()
}

fn at(text: &str) -> Moment {
    format!("2016-10-{text}").parse().unwrap_or_else(|error| panic!("{error}"))
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
