//! What several of the modules need: dates and events in few words, and what the engine says in the words of the model.

use std::collections::BTreeSet;

use whoheld::chrono::NaiveDate;
use whoheld::{Allegiance, Answer, Change, Control, Event, History, Moment, QueryTime, View, When};

use crate::oracle::{By, Shown};

pub(crate) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

pub(crate) fn event(when: &str, place: &str, change: impl Into<Change>) -> Event {
    Event::new(when.parse::<When>().unwrap_or_else(|error| panic!("{error}")), place, change)
}

/// An allegiance from a day on, until another.
pub(crate) fn allegiance(to: &str, from: Option<NaiveDate>, until: Option<NaiveDate>) -> Allegiance {
    let mut allegiance = Allegiance::to(to);
    (allegiance.from, allegiance.until) = (from, until);
    allegiance
}

pub(crate) const VIEWS: [By; 2] = [By::Actor, By::Side];

pub(crate) fn plain(history: &History, by: By) -> View<'_> {
    match by {
        By::Actor => history.by_actor(),
        By::Side => history.by_side(),
    }
}

pub(crate) fn all_shown<'h>(controls: impl IntoIterator<Item = Control<'h>>) -> BTreeSet<Shown> {
    let controls: Vec<Shown> = controls.into_iter().map(Shown::of).collect();
    let set: BTreeSet<Shown> = controls.iter().cloned().collect();
    assert_eq!(set.len(), controls.len(), "each once: {controls:#?}");
    set
}

pub(crate) fn ask<'h>(view: View<'h>, place: &str, asked: impl Into<QueryTime>) -> Answer<'h> {
    view.who_held(place, asked).unwrap_or_else(|error| panic!("{error}"))
}

pub(crate) fn possible(view: View<'_>, place: &str, asked: impl Into<QueryTime>) -> BTreeSet<Shown> {
    let answer = ask(view, place, asked);
    let possible = all_shown(answer.possible());
    assert_eq!(answer.is_certain(), possible.len() == 1);
    possible
}

pub(crate) fn at(minutes: i64) -> Moment {
    Moment::from_minutes(minutes)
}

/// The one holder of everything in all of these.
pub(crate) fn one_hand(possible: &BTreeSet<Shown>) -> Option<String> {
    let hands: BTreeSet<Option<&String>> =
        possible.iter().map(|control| control.rows.iter().find(|row| row.1.0 == 1000).map(|row| row.0)).collect();
    if hands.len() == 1 { hands.first().unwrap().cloned() } else { None }
}
