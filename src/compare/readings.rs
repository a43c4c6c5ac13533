//! Several readings of one history side by side, and where they part.

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

/// Several readings of one history, side by side: [`History::compare_readings`] gives it.
///
/// ```
/// # #[cfg(feature = "toml")] {
/// use whoheld::{Reading, aleppo_2016, chrono::NaiveDate};
///
/// let day = |day| NaiveDate::from_ymd_opt(2016, 11, day).unwrap();
/// let knowledge = [Reading::new().known_on(day(10)), Reading::new().known_on(day(11))];
/// let contrast = aleppo_2016().compare_readings(&knowledge)?;
/// let minyan = &contrast.disputes_of("minyan-residential")?[0];
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
    /// Reads the history in several ways, to see where they part; by side.
    ///
    /// # Errors
    /// Where a reading names an actor or source that is not there, or a name that several bear.
    pub fn compare_readings(&self, readings: &[Reading]) -> Result<ReadingComparison<'_>, LookupError> {
        let read = |reading: &Reading| Ok(Interpretation::new(self, Evaluation::of(self.facts(), reading, None)?));
        Ok(ReadingComparison { interpretations: readings.iter().map(read).collect::<Result<_, _>>()?, by_side: true })
    }
}

impl<'h> ReadingComparison<'h> {
    /// Compares the actors that the record names, not their sides.
    #[must_use]
    pub fn by_actor(mut self) -> Self {
        self.by_side = false;
        self
    }

    /// The history read in each way, in the order in which the readings were given.
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

    /// Every place and span of days on which not all readings have the same answer, place by place, then in time.
    #[must_use]
    pub fn disputes(&self) -> Vec<Dispute<'_>> {
        let Some(first) = self.interpretations.first() else { return Vec::new() };
        let places = first.history().facts().places.numbers();
        places.flat_map(|place| self.disputes_at(place)).collect()
    }

    /// The same of one place.
    ///
    /// # Errors
    /// Where there is no place of that name, or several.
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
            let at = close.unwrap_or(FIRST_MOMENT + 1);
            let stands: Vec<Vec<Control<'_>>> = views.iter().map(|view| view.controls_at(place, at)).collect();
            let ends = views.iter().filter_map(|view| view.cell_end(place, at)).min();
            // What no close sees is no answer of a day.
            let next = ends.map(Moment::day_end);
            let day = |close: i64| Moment::from_minutes(close).day_ending();
            let goes_on = before.as_ref().is_some_and(|before| before.iter().zip(&stands).all(|(a, b)| same(a, b)));
            if stands.windows(2).any(|pair| !same(&pair[0], &pair[1])) {
                match disputes.last_mut().filter(|_| goes_on) {
                    Some(open) => open.until = next.map(day),
                    None => {
                        let last = next.map(day).and_then(|until| until.pred_opt());
                        let start = || last.or(views[0].days().map(|days| days.0)).unwrap_or_default();
                        let query_time = QueryTime::On(close.map_or_else(start, day));
                        disputes.push(Dispute {
                            answers: views.iter().map(|view| view.answer(place, query_time)).collect(),
                            from: close.map(day),
                            until: next.map(day),
                        });
                    }
                }
            }
            before = Some(stands);
            match next {
                Some(_) => close = next,
                None => return disputes,
            }
        }
    }
}

/// Whether the same is possible in both.
fn same(a: &[Control<'_>], b: &[Control<'_>]) -> bool {
    a.iter().all(|one| b.contains(one)) && b.iter().all(|one| a.contains(one))
}

/// A span of days on which not all readings have the same answer for a place, each the same throughout.
#[derive(Clone, Debug)]
pub struct Dispute<'a> {
    answers: Vec<Answer<'a>>,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
}

impl<'a> Dispute<'a> {
    /// The place.
    #[must_use]
    pub fn place(&self) -> &'a Place {
        self.answers[0].place()
    }

    /// The first day at whose close they part; `None`: from the eve on.
    #[must_use]
    pub const fn from(&self) -> Option<NaiveDate> {
        self.from
    }

    /// The first day at whose close they no longer do, or part in another way; `None`: for good.
    #[must_use]
    pub const fn until(&self) -> Option<NaiveDate> {
        self.until
    }

    /// What each reading answers, in the order in which the readings were given: for the first day, or if there is
    /// none for the last.
    pub fn answers(&self) -> std::slice::Iter<'_, Answer<'a>> {
        self.answers.iter()
    }
}

impl fmt::Display for Dispute<'_> {
    /// `minyan-residential from 2016-11-11 on: half government, half rebels | government`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.place().id)?;
        match (self.from, self.until.and_then(|day| day.pred_opt())) {
            (Some(from), Some(last)) if from == last => write!(f, "on {from}: ")?,
            (Some(from), Some(last)) => write!(f, "from {from} to {last}: ")?,
            (Some(from), None) => write!(f, "from {from} on: ")?,
            (None, Some(last)) => write!(f, "up to {last}: ")?,
            (None, None) => f.write_str("always: ")?,
        }
        for (at, answer) in self.answers.iter().enumerate() {
            write!(f, "{}{}", if at == 0 { "" } else { " | " }, answer.control_phrase())?;
        }
        Ok(())
    }
}
