//! Answers: who held a place and how much of it, how certain that is, since when, and on which sources it is based.

mod change_words;
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
pub use relevant::{Ignored, IgnoredKind, RelevantEvent, Role, RoleKind};

use crate::facts::{Designates, LookupError};
use crate::numbers::{ActorNo, PlaceNo};
use crate::reading::Reading;
use crate::scenario::{Actor, Place};
use crate::time::{Moment, day_ending_number};
use crate::view::{Control, Holder, QueryTime, Threshold, Verdict, View};

/// The answer to the question who held a place at a moment or on a day. It is small and `Copy`; each method computes what it
/// returns.
///
/// ```
/// # #[cfg(feature = "aleppo")] {
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
    /// The first and the last interval of the place's line that the question touches.
    first_interval: usize,
    last_interval: usize,
    /// The first and the last moment of the time in question, in minutes.
    first_moment: i64,
    last_moment: i64,
}

impl<'h> Answer<'h> {
    /// The place that the question is about.
    #[must_use]
    pub fn place(self) -> &'h Place {
        &self.view.facts().places[self.place]
    }

    /// The moment or day that the question is about.
    #[must_use]
    pub fn query_time(self) -> QueryTime {
        self.query_time
    }

    /// Returns the moment for which the answer holds: the moment of the question, or the close of its day (for
    /// [`QueryTime::Opening`], the opening).
    #[must_use]
    pub fn at(self) -> Moment {
        Moment::from_minutes(self.last_moment)
    }

    /// The number of the day on which that moment lies.
    fn day(self) -> i64 {
        day_ending_number(self.last_moment)
    }

    /// Returns all controls that are possible at some moment of the time in question; equal ones may be repeated.
    fn all_controls(self) -> impl Iterator<Item = Control<'h>> {
        let line = self.view.fold().line(self.place);
        (self.first_interval..=self.last_interval).flat_map(move |interval| {
            let begins = line.intervals()[interval].from.max(self.first_moment);
            let ends =
                if interval == self.last_interval { self.last_moment } else { line.intervals()[interval + 1].from - 1 };
            // Actors may change sides within an interval, so each day counts. A question never spans more than two days.
            let (first_day, last_day) = (day_ending_number(begins), day_ending_number(ends));
            let days = [Some(first_day), Some(last_day).filter(|last_day| *last_day != first_day)];
            days.into_iter().flatten().flat_map(move |day| self.view.controls_in(self.place, interval, day))
        })
    }

    /// The reading that decides which events count.
    #[must_use]
    pub fn reading(self) -> &'h Reading {
        self.view.reading()
    }

    /// Returns the possible controls, each once, in the narrative order. There is always at least one.
    #[must_use]
    pub fn possible(self) -> Possible<'h> {
        Possible { answer: self, next: 0 }
    }

    /// Returns the control, if only one is possible.
    #[must_use]
    pub fn control(self) -> Option<Control<'h>> {
        let mut controls = self.all_controls();
        let first = controls.next()?;
        controls.all(|other| other == first).then_some(first)
    }

    /// Returns the one who holds the whole place, if it is the same in every possible control. That may be
    /// [`Holder::Nobody`] or [`Holder::Unrecorded`].
    #[must_use]
    pub fn holder(self) -> Option<Holder<'h>> {
        let mut controls = self.all_controls();
        let first = controls.next()?.holder()?;
        controls.all(|other| other.holder() == Some(first)).then_some(first)
    }

    /// Whether only one control is possible. That control may still be vague: its shares may be bounds, or `unrecorded`.
    #[must_use]
    pub fn is_certain(self) -> bool {
        self.control().is_some()
    }

    /// Whether the answer depends on the narrative order, that is, the order in which the record lists events whose dates
    /// overlap. If so, another order would allow a control that this answer excludes.
    ///
    /// For a place that lies in no other and has no parts, `false` is certain. For other places it is a sign only, since what
    /// happened at one place can matter to another through the whole around both. Where wide dates overlap with very many
    /// events, the result is `true` without a closer look.
    #[must_use]
    pub fn depends_on_narrative_order(self) -> bool {
        let line = self.view.fold().line(self.place);
        (self.first_interval..=self.last_interval).any(|interval| line.depends_on_order(interval))
    }

    /// Whether an actor, with all that answer to it, held at least as much as a threshold.
    ///
    /// # Errors
    /// If there is no actor of that name, or several.
    pub fn holds(self, actor: impl Designates<Actor>, threshold: Threshold) -> Result<Verdict, LookupError> {
        Ok(self.judge(self.view.facts().find_actor(&actor)?, threshold))
    }

    pub(crate) fn judge(self, chief: ActorNo, threshold: Threshold) -> Verdict {
        Verdict::of_all(self.all_controls().map(|control| control.judge(chief, threshold)))
    }
}

impl fmt::Debug for Answer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The possible controls, each once. Returned by [`Answer::possible`].
#[derive(Clone, Debug)]
pub struct Possible<'h> {
    answer: Answer<'h>,
    next: usize,
}

impl<'h> Iterator for Possible<'h> {
    type Item = Control<'h>;

    fn next(&mut self) -> Option<Control<'h>> {
        loop {
            let control = self.answer.all_controls().nth(self.next)?;
            let new = self.answer.all_controls().take(self.next).all(|earlier| earlier != control);
            self.next += 1;
            if new {
                return Some(control);
            }
        }
    }
}

impl<'h> View<'h> {
    /// Returns who held a place on a day (at its close), or at any other [`QueryTime`].
    ///
    /// # Errors
    /// If there is no place of that name, or several.
    pub fn who_held(self, place: impl Designates<Place>, on: impl Into<QueryTime>) -> Result<Answer<'h>, LookupError> {
        Ok(self.answer(self.facts().find_place(&place)?, on.into()))
    }

    pub(crate) fn answer(self, place: PlaceNo, query_time: QueryTime) -> Answer<'h> {
        let (first_moment, last_moment) = query_time.moments();
        let line = self.fold().line(place);
        let (first_interval, last_interval) = (line.at(first_moment), line.at(last_moment));
        Answer { view: self, place, query_time, first_interval, last_interval, first_moment, last_moment }
    }

    /// Returns who held each of several places on a day (at its close), one answer for each row. Rows may come in any order,
    /// and name their places by id, name or handle.
    ///
    /// For millions of rows, or where only the controls matter, [`control_table`](Self::control_table) is faster.
    ///
    /// ```
    /// # #[cfg(feature = "aleppo")] {
    /// let day = |day| whoheld::chrono::NaiveDate::from_ymd_opt(2016, 11, day).unwrap();
    /// let record = whoheld::aleppo_2016().by_side();
    /// let answers = record.as_of(&[("minyan-residential", day(1)), ("al-hikmah-school", day(7))])?;
    /// assert_eq!(answers[1].holder().unwrap().id(), "rebels");
    /// # }
    /// # Ok::<(), whoheld::LookupError>(())
    /// ```
    ///
    /// # Errors
    /// If there is no place of one of the names, or several.
    pub fn as_of<P: Designates<Place>>(self, rows: &[(P, NaiveDate)]) -> Result<Vec<Answer<'h>>, LookupError> {
        rows.iter().map(|(place, on)| Ok(self.answer(self.facts().find_place(&place)?, (*on).into()))).collect()
    }
}
