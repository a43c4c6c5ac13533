//! How an answer changed as knowledge grew.

use std::collections::BTreeSet;
use std::slice;

use chrono::NaiveDate;

use crate::answer::Answer;
use crate::facts::{Designates, LookupError};
use crate::history::{Evaluation, History, Interpretation};
use crate::numbers::PlaceNo;
use crate::reading::Reading;
use crate::scenario::{Change, Event, Place};
use crate::view::QueryTime;

/// What was known of one place and moment, and from which day on: [`History::revisions`] gives it.
#[derive(Clone, Debug)]
pub struct Revisions<'h> {
    place: PlaceNo,
    query_time: QueryTime,
    /// From which day on each was what was known.
    interpretations: Vec<(Option<NaiveDate>, Interpretation<'h>)>,
}

impl History {
    /// How the answer for a place and a day, or another moment, changed as knowledge grew: the answer before anything
    /// was known, then each that differs from the one before, with the day on which it came to be. By side.
    ///
    /// ```
    /// # #[cfg(feature = "toml")] {
    /// use whoheld::{aleppo_2016, chrono::NaiveDate};
    ///
    /// let day = NaiveDate::from_ymd_opt(2016, 11, 11).unwrap();
    /// let revisions = aleppo_2016().revisions("minyan-residential", day)?;
    /// let told: Vec<String> = revisions.iter().map(|revision| revision.to_string()).collect();
    /// assert_eq!(told.last().unwrap(), "known on 2016-11-11: government");
    /// assert_eq!(told[told.len() - 2], "known on 2016-11-09: half government, half rebels");
    /// # }
    /// # Ok::<(), whoheld::LookupError>(())
    /// ```
    ///
    /// # Errors
    /// Where there is no place of that name, or several.
    pub fn revisions(
        &self,
        place: impl Designates<Place>,
        on: impl Into<QueryTime>,
    ) -> Result<Revisions<'_>, LookupError> {
        Revisions::of(self, &Reading::new(), self.facts().find_place(&place)?, on.into())
    }
}

impl<'h> Interpretation<'h> {
    /// The same as [`History::revisions`], read in this way; up to the day on which it is known, if the reading says one.
    ///
    /// # Errors
    /// Where there is no place of that name, or several.
    pub fn revisions(
        &self,
        place: impl Designates<Place>,
        on: impl Into<QueryTime>,
    ) -> Result<Revisions<'h>, LookupError> {
        Revisions::of(self.history(), self.reading(), self.history().facts().find_place(&place)?, on.into())
    }
}

impl<'h> Revisions<'h> {
    fn of(history: &'h History, reading: &Reading, place: PlaceNo, query_time: QueryTime) -> Result<Self, LookupError> {
        let facts = history.facts();
        let matters = |event: &&Event| {
            let there = facts.place_of(event);
            // A correction or a denial may stand at another place.
            matches!(event.change, Change::Denied(_))
                || !event.supersedes.is_empty()
                || there.is_some_and(|there| facts.tree().same_family(there, place))
        };
        let events = history.events().filter(matters);
        let mut days: BTreeSet<Option<NaiveDate>> = events.map(Event::known_since).collect();
        days.retain(|day| day.is_none() || reading.known_on.is_none() || *day <= reading.known_on);
        // Before the first of these days nothing is known but what is known from ever.
        days.insert(None);
        let mut revisions = Self { place, query_time, interpretations: Vec::new() };
        for day in days {
            let known_on = day.unwrap_or(NaiveDate::MIN);
            let known = Reading { known_on: Some(known_on), ..reading.clone() };
            let interpretation = Interpretation::new(history, Evaluation::of(facts, &known, Some(place))?);
            let new = revisions.iter().last().is_none_or(|last| {
                let now = interpretation.by_side().answer(place, query_time);
                !last.answer.same_possible(now)
            });
            if new {
                revisions.interpretations.push((day, interpretation));
            }
        }
        Ok(revisions)
    }

    /// The answers, from the first that was known to the last.
    #[must_use]
    pub fn iter(&self) -> RevisionsIter<'_, 'h> {
        RevisionsIter { place: self.place, query_time: self.query_time, interpretations: self.interpretations.iter() }
    }
}

impl<'a, 'h> IntoIterator for &'a Revisions<'h> {
    type Item = Revision<'a>;
    type IntoIter = RevisionsIter<'a, 'h>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The answers of [`Revisions`], from the first that was known to the last.
#[derive(Clone, Debug)]
pub struct RevisionsIter<'a, 'h> {
    place: PlaceNo,
    query_time: QueryTime,
    interpretations: slice::Iter<'a, (Option<NaiveDate>, Interpretation<'h>)>,
}

impl<'a> Iterator for RevisionsIter<'a, '_> {
    type Item = Revision<'a>;

    fn next(&mut self) -> Option<Revision<'a>> {
        let (known_on, interpretation) = self.interpretations.next()?;
        Some(Revision { known_on: *known_on, answer: interpretation.by_side().answer(self.place, self.query_time) })
    }
}

/// An answer, and the day from which it was what was known.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Revision<'a> {
    /// The day; `None`: before anything was known.
    pub known_on: Option<NaiveDate>,
    /// The answer, as known then.
    pub answer: Answer<'a>,
}

impl std::fmt::Display for Revision<'_> {
    /// `known on 2016-11-11: government`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.known_on {
            Some(day) => write!(f, "known on {day}: ")?,
            None => f.write_str("before anything was known: ")?,
        }
        f.write_str(&self.answer.control_phrase())
    }
}
