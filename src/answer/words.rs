//! An answer in one line of words.

use std::fmt;

use super::Answer;
use crate::view::Control;
use crate::words::OUTSIDE;

impl<'h> Answer<'h> {
    /// Returns the answer to the same question for the close of another day.
    pub(crate) fn on(self, day: chrono::NaiveDate) -> Answer<'h> {
        self.view.answer(self.place, day.into())
    }

    /// Returns whether the same controls are possible in another answer.
    pub(crate) fn same_possible(self, other: Answer<'_>) -> bool {
        self.possible().all(|control| other.possible().any(|there| there == control))
            && other.possible().all(|control| self.possible().any(|here| here == control))
    }

    /// Returns the possible controls in words, joined by "or else", and whether they are outside what the record covers.
    pub(crate) fn control_phrase(self) -> String {
        let possible: Vec<Control<'_>> = self.possible().collect();
        let shared = possible.iter().all(|control| control.same_activity(possible[0]));
        let each = |control: &Control<'_>| match (self.left_by(), shared) {
            (Some(actor), true) => format!("vacant since {actor} withdrew"),
            (None, true) => control.division_phrase(),
            (_, false) => control.to_string(),
        };
        let text = possible.iter().map(each).collect::<Vec<_>>().join(", or else ");
        let activity = if shared { possible[0].activity_phrase() } else { String::new() };
        let text = match activity.strip_prefix(", ") {
            Some(activity) if possible.len() > 1 => format!("{text}; either way {activity}"),
            _ => text + &activity,
        };
        if self.is_covered() { text } else { format!("{text} {OUTSIDE}") }
    }

    /// Returns in words who may hold how much, each possibility once. What is going on is left out.
    pub(crate) fn division_phrase(self) -> String {
        let mut phrases: Vec<String> = Vec::new();
        for control in self.possible() {
            let phrase = control.division_phrase();
            if !phrases.contains(&phrase) {
                phrases.push(phrase);
            }
        }
        phrases.join(", or else ")
    }
}

impl fmt::Display for Answer<'_> {
    /// Writes one line: `minyan-residential on 2016-10-31: half government, half rebels, contested by government and rebels`.
    /// Several possible controls are joined by "or else".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.place().id, self.query_time.phrase(), self.control_phrase())
    }
}
