//! Answers: who held a place and how much of it, how certain that is, since when, and on which sources it is based.

mod change_words;
mod clauses;
mod evidence;
mod explain;
mod owned;
mod relevant;
mod since;
mod words;

use std::fmt;

use chrono::NaiveDate;

pub use evidence::Basis;
pub use owned::{AllegianceRecord, AnswerRecord, ControlRecord, RelevantEventRecord, ShareRecord, SourceRecord};
pub use relevant::{Ignored, IgnoredKind, RelevantEvent, Role, RoleKind};

use crate::facts::{Designates, LookupError};
use crate::numbers::PlaceNo;
use crate::reading::Reading;
use crate::scenario::{Actor, Place};
use crate::share::Share;
use crate::time::{Moment, day_ending_number};
use crate::view::{Control, Holder, QueryTime, Surety, Threshold, Verdict, View};

/// The answer to a query: who held a place on a day, or at another moment. It is a small `Copy` value; each method
/// computes what it returns.
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
    /// Returns the place that the query is about.
    #[must_use]
    pub fn place(self) -> &'h Place {
        &self.view.facts().places[self.place]
    }

    /// Returns the moment or day that the query is about.
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

    /// Returns the reading that decides which events count.
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
    /// [`Holder::Nobody`] or [`Holder::Unrecorded`]. Outside what the record [covers](crate::Covers), it is the one that the
    /// record last knew, or first knew.
    #[must_use]
    pub fn holder(self) -> Option<Holder<'h>> {
        let mut controls = self.all_controls();
        let first = controls.next()?.holder()?;
        controls.all(|other| other.holder() == Some(first)).then_some(first)
    }

    /// Returns whether only one control is possible. That control may still be vague: its shares may be bounds, or `unrecorded`;
    /// and the record may not cover the time. [`surety`](Self::surety) takes these into account.
    #[must_use]
    pub fn is_certain(self) -> bool {
        self.control().is_some()
    }

    /// Returns how much the answer leaves open. It is certain only if one control is possible, none of the place is
    /// `unrecorded`, every holder that is named surely has some, and the record [covers](crate::Covers) the day.
    #[must_use]
    pub fn surety(self) -> Surety {
        let controls: Vec<Control<'h>> = self.all_controls().collect();
        Surety::of(self.is_covered(), controls.into_iter())
    }

    /// Returns whether the record covers the day in question, that of the last moment of the time in question.
    pub(crate) fn is_covered(self) -> bool {
        self.view.covers(self.last_moment)
    }

    /// Returns whether the answer depends on the narrative order, that is, the order in which the record lists events whose dates
    /// overlap. If so, another order would allow a control that this answer excludes.
    ///
    /// It is an indication. `false` can be wrong for a place with parts or within another, since an event at one place can
    /// affect another through the whole around both, and in rare cases for other places (`DESIGN.md`, "Time"). Where
    /// wide dates overlap with very many events, the result is `true` without a closer check.
    #[must_use]
    pub fn depends_on_narrative_order(self) -> bool {
        let line = self.view.fold().line(self.place);
        (self.first_interval..=self.last_interval).any(|interval| line.depends_on_order(interval))
    }

    /// Returns whether an actor, with all that answer to it, held at least as much as a threshold; [`Verdict::Possibly`] outside
    /// what the record [covers](crate::Covers).
    ///
    /// # Errors
    /// Returns an error if no actor, or more than one, has this name.
    pub fn holds(self, actor: impl Designates<Actor>, threshold: Threshold) -> Result<Verdict, LookupError> {
        let chief = self.view.facts().find_actor(&actor)?;
        Ok(self.verdict(threshold, |control| control.share_under(chief)))
    }

    /// Whether an actor itself, without those that answer to it, held at least as much as a threshold.
    ///
    /// ```
    /// use whoheld::{Actor, History, Place, Threshold, Verdict, chrono::NaiveDate};
    ///
    /// let mut history = History::new();
    /// history.add_actor(Actor::new("crown"))?;
    /// history.add_actor(Actor::new("guard").answers_to("crown"))?;
    /// history.add_place(Place::new("bridge").held_by("guard"))?;
    ///
    /// let answer = history.who_held("bridge", NaiveDate::from_ymd_opt(1849, 7, 1).unwrap())?;
    /// assert_eq!(answer.holds("crown", Threshold::All)?, Verdict::Yes);
    /// assert_eq!(answer.holds_directly("crown", Threshold::Any)?, Verdict::No);
    /// assert_eq!(answer.holds_directly("guard", Threshold::All)?, Verdict::Yes);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If there is no actor of that name, or several.
    pub fn holds_directly(self, actor: impl Designates<Actor>, threshold: Threshold) -> Result<Verdict, LookupError> {
        let actor = self.view.facts().find_actor(&actor)?;
        Ok(self.verdict(threshold, |control| control.share_held_directly(actor)))
    }

    /// Whether a share reaches a threshold in every possible control, or in some. Outside what the record covers, it
    /// possibly does.
    pub(crate) fn verdict(self, threshold: Threshold, share: impl Fn(Control<'h>) -> Share) -> Verdict {
        let judge = |control: Control<'h>| threshold.judge(share(control), control.unrecorded());
        if self.is_covered() { Verdict::of_all(self.all_controls().map(judge)) } else { Verdict::Possibly }
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
    /// Returns an error if no place, or more than one, has this name.
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
    /// Returns an error if no place, or more than one, has one of the names.
    pub fn as_of<P: Designates<Place>>(self, rows: &[(P, NaiveDate)]) -> Result<Vec<Answer<'h>>, LookupError> {
        rows.iter().map(|(place, on)| Ok(self.answer(self.facts().find_place(&place)?, (*on).into()))).collect()
    }
}
