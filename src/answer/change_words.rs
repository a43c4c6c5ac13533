//! Changes in the words of an explanation.

use super::explain::Explanation;
use crate::scenario::{Change, Event, Shares};
use crate::share::Share;
use crate::time::Moment;
use crate::words::{amount, listed, when_in_words};

impl Explanation<'_> {
    /// Returns a clause about the event that decided the answer.
    pub(super) fn deciding_clause(&self, event: &Event) -> String {
        let span = event.when.span();
        if event.change != Change::Unknown || event.note.is_some() || span.is_open() {
            return self.event_clause(event);
        }
        let on_one_day = span.earliest().map(Moment::date) == span.latest().map(Moment::day_ending);
        let (when, details) = (when_in_words(event.when), self.details_but_when(event));
        let from = if on_one_day { format!("From {when} on") } else { format!("Since {when}") };
        let held = if event.place == self.answer.place().id { "it" } else { self.place(event) };
        let details = if details.is_empty() { String::new() } else { format!(" ({})", details.join("; ")) };
        format!("{from} it is not known who held {held}{details}")
    }

    /// Returns a change in words.
    pub(super) fn change_words(&self, change: &Change) -> String {
        match change {
            Change::Became(became) => format!("from then on {}", self.stated(&became.shares, "it")),
            Change::Unknown => "from then on it is not known who held it".to_owned(),
            _ => change.to_string(),
        }
    }

    /// Returns stated shares in words: `the crown held most of it and the republic held part of it`.
    pub(super) fn stated(&self, shares: &Shares, place: &str) -> String {
        let row = |(holder, share): (&str, Share)| match (holder, share) {
            ("nobody", Share::WHOLE) => format!("nobody held {place}"),
            ("nobody", Share::NONE) => format!("none of {place} was nobody's"),
            ("nobody", share) => format!("{} {place} was nobody's", amount(share)),
            (actor, Share::WHOLE) => format!("{} held all of {place}", self.name(actor)),
            (actor, Share::NONE) => format!("{} held none of {place}", self.name(actor)),
            (actor, share) => format!("{} held {} {place}", self.name(actor), amount(share)),
        };
        let rows: Vec<String> = shares.iter().map(row).collect();
        listed(&rows.iter().map(String::as_str).collect::<Vec<_>>())
    }
}
