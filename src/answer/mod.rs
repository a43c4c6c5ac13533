//! Answers: who, how much, how surely, since when, and on whose word.

mod evidence;
mod explain;
mod owned;
mod relevant;
mod since;
mod words;

use std::fmt;

use chrono::NaiveDate;

pub use evidence::Basis;
pub use owned::{AnswerRecord, ControlRecord, RelevantEventRecord, ShareRecord, SourceRecord};
pub use relevant::{Ignored, RelevantEvent, Role};

use crate::facts::{Designates, LookupError};
use crate::history::{History, Interpretation};
use crate::numbers::{ActorNo, PlaceNo};
use crate::reading::Reading;
use crate::scenario::{Actor, Place};
use crate::time::{Moment, day_ending_number};
use crate::view::{Control, Holder, QueryTime, Threshold, Verdict, View};

/// Who held a place at a moment. Small and `Copy`; its lists are made when asked for.
///
/// ```
/// # #[cfg(feature = "toml")] {
/// use whoheld::chrono::NaiveDate;
///
/// let day = NaiveDate::from_ymd_opt(2016, 10, 31).unwrap();
/// let answer = whoheld::aleppo_2016().who_held("minyan-residential", day)?;
/// assert!(answer.is_certain());
/// assert_eq!(answer.control().unwrap().shares().count(), 2); // half and half
/// # }
/// # Ok::<(), whoheld::LookupError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Answer<'h> {
    pub(crate) view: View<'h>,
    pub(crate) place: PlaceNo,
    pub(crate) query_time: QueryTime,
    /// The first and the last stretch of the place's line that the answer is about.
    pub(crate) first: usize,
    pub(crate) last: usize,
    pub(crate) from: i64,
    pub(crate) at: i64,
}

impl<'h> Answer<'h> {
    /// The place asked about.
    #[must_use]
    pub fn place(self) -> &'h Place {
        &self.view.facts().places[self.place]
    }

    /// What was asked.
    #[must_use]
    pub fn query_time(self) -> QueryTime {
        self.query_time
    }

    /// The moment that the answer is for: of a day, its close; of a stretch of time, its end.
    #[must_use]
    pub fn at(self) -> Moment {
        Moment::from_minutes(self.at)
    }

    fn day(self) -> i64 {
        day_ending_number(self.at)
    }

    fn all(self) -> impl Iterator<Item = Control<'h>> {
        let line = self.view.fold().line(self.place);
        (self.first..=self.last).flat_map(move |interval| {
            let begins = line.intervals()[interval].from.max(self.from);
            let ends = if interval == self.last { self.at } else { line.intervals()[interval + 1].from - 1 };
            // Sides may change within a stretch: what is asked about never spans more than two days.
            let days = [
                Some(day_ending_number(begins)),
                Some(day_ending_number(ends)).filter(|last| *last != day_ending_number(begins)),
            ];
            days.into_iter().flatten().flat_map(move |day| {
                line.possible(interval).iter().map(move |possible| Control {
                    view: self.view,
                    day,
                    division: possible.division,
                    activity: possible.activity,
                })
            })
        })
    }

    /// The reading by which the history was asked.
    #[must_use]
    pub fn reading(self) -> &'h Reading {
        self.view.reading()
    }

    /// The controls that are possible, each once, in the told order. There is always at least one.
    #[must_use]
    pub fn possible(self) -> Possible<'h> {
        Possible { answer: self, next: 0 }
    }

    /// The one control that is possible, if there is only one.
    #[must_use]
    pub fn control(self) -> Option<Control<'h>> {
        let mut all = self.all();
        let first = all.next()?;
        all.all(|other| other == first).then_some(first)
    }

    /// The one holder of everything, if there certainly is one, whatever is going on. That may be [`Holder::Unrecorded`].
    #[must_use]
    pub fn holder(self) -> Option<Holder<'h>> {
        let mut all = self.all();
        let first = all.next()?.holder()?;
        all.all(|other| other.holder() == Some(first)).then_some(first)
    }

    /// Whether only one control is possible. That control may still say little: bounds, or `unrecorded`.
    #[must_use]
    pub fn is_certain(self) -> bool {
        self.control().is_some()
    }

    /// Whether the telling alone excludes something: told in another order, events whose dates overlap would allow a
    /// control that this answer does not have. On the safe side where wide dates overlap with much;
    /// of places in a tree a sign, not a proof: what others in the tree did may have told on this one.
    #[must_use]
    pub fn depends_on_narrative_order(self) -> bool {
        let line = self.view.fold().line(self.place);
        (self.first..=self.last).any(|interval| line.depends_on_order(interval))
    }

    /// Whether an actor, with all that answer to it, held that much.
    ///
    /// # Errors
    /// Where there is no actor of that name, or several.
    pub fn holds(self, actor: impl Designates<Actor>, degree: Threshold) -> Result<Verdict, LookupError> {
        Ok(self.judge(self.view.facts().find_actor(&actor)?, degree))
    }

    pub(crate) fn judge(self, chief: ActorNo, degree: Threshold) -> Verdict {
        Verdict::of_all(self.all().map(|control| control.judge(chief, degree)))
    }
}

impl fmt::Debug for Answer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The controls that are possible, each once.
#[derive(Clone, Debug)]
pub struct Possible<'h> {
    answer: Answer<'h>,
    next: usize,
}

impl<'h> Iterator for Possible<'h> {
    type Item = Control<'h>;

    fn next(&mut self) -> Option<Control<'h>> {
        loop {
            let control = self.answer.all().nth(self.next)?;
            let new = self.answer.all().take(self.next).all(|earlier| earlier != control);
            self.next += 1;
            if new {
                return Some(control);
            }
        }
    }
}

impl<'h> View<'h> {
    /// Who held a place on a day, or at another moment.
    ///
    /// # Errors
    /// Where there is no place of that name, or several.
    pub fn who_held(self, place: impl Designates<Place>, on: impl Into<QueryTime>) -> Result<Answer<'h>, LookupError> {
        Ok(self.answer(self.facts().find_place(&place)?, on.into()))
    }

    pub(crate) fn answer(self, place: PlaceNo, query_time: QueryTime) -> Answer<'h> {
        let (from, at) = query_time.moments();
        let line = self.fold().line(place);
        Answer { view: self, place, query_time, first: line.at(from), last: line.at(at), from, at }
    }

    /// Who held places on days, row by row: rows in any order, places by name or handle.
    ///
    /// For millions of rows, or where only the controls matter, [`control_table`](Self::control_table) is quicker.
    ///
    /// ```
    /// # #[cfg(feature = "toml")] {
    /// let day = |day| whoheld::chrono::NaiveDate::from_ymd_opt(2016, 11, day).unwrap();
    /// let record = whoheld::aleppo_2016().by_side();
    /// let answers = record.as_of(&[("minyan-residential", day(1)), ("al-hikmah-school", day(7))])?;
    /// assert_eq!(answers[1].holder().unwrap().id(), "rebels");
    /// # }
    /// # Ok::<(), whoheld::LookupError>(())
    /// ```
    ///
    /// # Errors
    /// Where there is no place of one of the names, or several.
    pub fn as_of<P: Designates<Place>>(self, rows: &[(P, NaiveDate)]) -> Result<Vec<Answer<'h>>, LookupError> {
        rows.iter().map(|(place, on)| Ok(self.answer(self.facts().find_place(&place)?, (*on).into()))).collect()
    }
}

impl History {
    /// Who held a place on a day (at its close), by side. For other moments pass an [`QueryTime`] or a
    /// [`Moment`](crate::Moment).
    ///
    /// A date outside the record is answered, never refused.
    ///
    /// # Errors
    /// Where there is no place of that name, or several.
    pub fn who_held(&self, place: impl Designates<Place>, on: impl Into<QueryTime>) -> Result<Answer<'_>, LookupError> {
        self.by_side().who_held(place, on)
    }
}

impl Interpretation<'_> {
    /// Who held a place on a day (at its close), by side. For other moments pass an [`QueryTime`] or a
    /// [`Moment`](crate::Moment).
    ///
    /// # Errors
    /// Where there is no place of that name, or several.
    pub fn who_held(&self, place: impl Designates<Place>, on: impl Into<QueryTime>) -> Result<Answer<'_>, LookupError> {
        self.by_side().who_held(place, on)
    }
}
