//! Several readings of one history side by side, and where their answers differ.

use std::fmt;

use chrono::NaiveDate;

use crate::answer::Answer;
use crate::facts::{Designates, LookupError};
use crate::fold::FIRST_MOMENT;
use crate::history::{Evaluation, History, Interpretation};
use crate::numbers::PlaceNo;
use crate::reading::Reading;
use crate::scenario::Place;
use crate::time::Moment;
use crate::view::{Control, QueryTime, View};

/// Several readings of one history, side by side. [`History::compare_readings`] returns it.
///
/// A [`Reading`] decides which events count.
///
/// ```
/// # #[cfg(feature = "aleppo")] {
/// use whoheld::{Reading, aleppo_2016, chrono::NaiveDate};
///
/// let day = |day| NaiveDate::from_ymd_opt(2016, 11, day).unwrap();
/// let knowledge = [Reading::new().known_on(day(10)), Reading::new().known_on(day(11))];
/// let comparison = aleppo_2016().compare_readings(&knowledge)?;
/// let minyan = &comparison.disputes_of("minyan-residential")?[0];
/// assert_eq!(
///     minyan.to_string(),
///     "minyan-residential from 2016-11-11 on: half government, half rebels | government"
/// );
/// # }
/// # Ok::<(), whoheld::LookupError>(())
/// ```
#[derive(Clone, Debug)]
pub struct ReadingComparison<'h> {
    interpretations: Vec<Interpretation<'h>>,
    by_side: bool,
}

impl History {
    /// Interprets the history by several readings, to see where their answers differ. Holders are sides.
    ///
    /// # Errors
    /// Returns an error if a reading names an actor or source that does not exist, or a name that several have.
    pub fn compare_readings(&self, readings: &[Reading]) -> Result<ReadingComparison<'_>, LookupError> {
        let interpret = |reading: &Reading| Ok(Interpretation::new(self, Evaluation::of(self.facts(), reading, None)?));
        let interpretations = readings.iter().map(interpret).collect::<Result<_, _>>()?;
        Ok(ReadingComparison { interpretations, by_side: true })
    }
}

impl<'h> ReadingComparison<'h> {
    /// Compares by the actors that the record names, not by their sides.
    #[must_use]
    pub fn by_actor(mut self) -> Self {
        self.by_side = false;
        self
    }

    /// Returns the history as interpreted by each reading, in the order in which the readings were given.
    #[must_use]
    pub fn interpretations(&self) -> &[Interpretation<'h>] {
        &self.interpretations
    }

    fn views(&self) -> Vec<View<'_>> {
        let view = |interpretation| {
            if self.by_side {
                Interpretation::by_side(interpretation)
            } else {
                Interpretation::by_actor(interpretation)
            }
        };
        self.interpretations.iter().map(view).collect()
    }

    /// Returns every span of days on which the readings do not all give the same answer for a place: by place, then in
    /// order of time.
    #[must_use]
    pub fn disputes(&self) -> Vec<Dispute<'_>> {
        let Some(first) = self.interpretations.first() else { return Vec::new() };
        let places = first.history().facts().places.numbers();
        places.flat_map(|place| self.disputes_at(place)).collect()
    }

    /// Returns the disputes about one place, in order of time.
    ///
    /// # Errors
    /// Returns an error if no place, or more than one, has this name.
    pub fn disputes_of(&self, place: impl Designates<Place>) -> Result<Vec<Dispute<'_>>, LookupError> {
        let Some(first) = self.interpretations.first() else { return Ok(Vec::new()) };
        Ok(self.disputes_at(first.history().facts().find_place(&place)?))
    }

    fn disputes_at(&self, place: PlaceNo) -> Vec<Dispute<'_>> {
        let views = self.views();
        let mut disputes: Vec<Dispute<'_>> = Vec::new();
        let mut before: Option<Vec<Vec<Control<'_>>>> = None;
        let mut close = None;
        loop {
            let moment = close.unwrap_or(FIRST_MOMENT + 1);
            let possible: Vec<Vec<Control<'_>>> = views.iter().map(|view| view.controls_at(place, moment)).collect();
            let end = views.iter().filter_map(|view| view.cell_end(place, moment)).min();
            // A dispute is about whole days, so only the state at the close of each day is looked at.
            let next = end.map(Moment::day_end);
            let day = |close: i64| Moment::from_minutes(close).day_ending();
            let unchanged = before.as_ref().is_some_and(|before| before.iter().zip(&possible).all(|(a, b)| same(a, b)));
            if possible.windows(2).any(|pair| !same(&pair[0], &pair[1])) {
                match disputes.last_mut().filter(|_| unchanged) {
                    Some(current) => current.until = next.map(day),
                    None => {
                        let last = next.map(day).and_then(|until| until.pred_opt());
                        // A dispute from the start of the record on has no first day: its answers are for the last.
                        let without_first = || last.or(views[0].days().map(|days| days.0)).unwrap_or_default();
                        let query_time = QueryTime::On(close.map_or_else(without_first, day));
                        disputes.push(Dispute {
                            answers: views.iter().map(|view| view.answer(place, query_time)).collect(),
                            from: close.map(day),
                            until: next.map(day),
                        });
                    }
                }
            }
            before = Some(possible);
            match next {
                Some(_) => close = next,
                None => return disputes,
            }
        }
    }
}

/// Returns whether the same controls are possible in both.
fn same(a: &[Control<'_>], b: &[Control<'_>]) -> bool {
    a.iter().all(|one| b.contains(one)) && b.iter().all(|one| a.contains(one))
}

/// A span of days on which the readings do not all give the same answer for a place. Within the span, the answer of
/// each reading stays the same.
#[derive(Clone, Debug)]
pub struct Dispute<'a> {
    answers: Vec<Answer<'a>>,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
}

impl<'a> Dispute<'a> {
    /// Returns the place.
    #[must_use]
    pub fn place(&self) -> &'a Place {
        self.answers[0].place()
    }

    /// Returns the first day of the span, at whose close the answers differ; `None` if they differ from the start of
    /// the record on.
    #[must_use]
    pub const fn from(&self) -> Option<NaiveDate> {
        self.from
    }

    /// Returns the first day after the span, at whose close the answers agree again or differ in another way; `None` if
    /// the span has no end.
    #[must_use]
    pub const fn until(&self) -> Option<NaiveDate> {
        self.until
    }

    /// Iterates over the answers of the readings, in the order in which the readings were given. The answers are for
    /// the first day of the span, or for its last if it has no first.
    pub fn answers(&self) -> std::slice::Iter<'_, Answer<'a>> {
        self.answers.iter()
    }
}

impl fmt::Display for Dispute<'_> {
    /// Writes place, days and answers: `minyan-residential from 2016-11-11 on: half government, half rebels |
    /// government`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.place().id)?;
        match (self.from, self.until.and_then(|day| day.pred_opt())) {
            (Some(from), Some(last)) if from == last => write!(f, "on {from}: ")?,
            (Some(from), Some(last)) => write!(f, "from {from} to {last}: ")?,
            (Some(from), None) => write!(f, "from {from} on: ")?,
            (None, Some(last)) => write!(f, "up to {last}: ")?,
            (None, None) => f.write_str("always: ")?,
        }
        for (index, answer) in self.answers.iter().enumerate() {
            write!(f, "{}{}", if index == 0 { "" } else { " | " }, answer.control_phrase())?;
        }
        Ok(())
    }
}
