//! How an answer changed as more became known.

use std::collections::BTreeSet;
use std::{fmt, slice};

use chrono::NaiveDate;

use crate::answer::Answer;
use crate::facts::{Designates, LookupError};
use crate::history::{Evaluation, History, Interpretation};
use crate::numbers::PlaceNo;
use crate::reading::Reading;
use crate::scenario::{Allegiance, Change, Event, Place};
use crate::view::QueryTime;

/// How the answer for one place and moment changed as more became known. [`History::revisions`] returns it.
#[derive(Clone, Debug)]
pub struct Revisions<'h> {
    place: PlaceNo,
    query_time: QueryTime,
    /// The history as known from a day on (`None`: before anything was known), for each day that changed the answer.
    interpretations: Vec<(Option<NaiveDate>, Interpretation<'h>)>,
}

impl History {
    /// Returns how the answer for a place and a day, or another moment, changed as more became known: the answer before
    /// anything was known, then each that differs from the one before, with the day from which on it was the answer.
    /// Holders are sides.
    ///
    /// ```
    /// # #[cfg(feature = "aleppo")] {
    /// use whoheld::{aleppo_2016, chrono::NaiveDate};
    ///
    /// let day = NaiveDate::from_ymd_opt(2016, 11, 11).unwrap();
    /// let revisions = aleppo_2016().revisions("minyan-residential", day)?;
    /// let lines: Vec<String> = revisions.iter().map(|revision| revision.to_string()).collect();
    /// assert_eq!(lines.last().unwrap(), "known on 2016-11-11: government");
    /// assert_eq!(lines[lines.len() - 2], "known on 2016-11-09: half government, half rebels");
    /// # }
    /// # Ok::<(), whoheld::LookupError>(())
    /// ```
    ///
    /// # Errors
    /// Returns an error if no place, or more than one, has this name.
    pub fn revisions(
        &self,
        place: impl Designates<Place>,
        on: impl Into<QueryTime>,
    ) -> Result<Revisions<'_>, LookupError> {
        Revisions::of(self, &Reading::new(), self.facts().find_place(&place)?, on.into())
    }
}

impl<'h> Interpretation<'h> {
    /// Returns the same as [`History::revisions`], under this reading. If the reading is limited to what was known on a
    /// day, later revisions are left out.
    ///
    /// # Errors
    /// Returns an error if no place, or more than one, has this name.
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
            let event_place = facts.place_of(event);
            // A correction or a denial matters wherever it is: what it corrects or denies may be at this place.
            matches!(event.change, Change::Denied(_))
                || !event.supersedes.is_empty()
                || event_place.is_some_and(|event_place| facts.tree().same_family(event_place, place))
        };
        let events = history.events().into_iter().filter(matters);
        let allegiances = facts.actors.iter().flat_map(|actor| &actor.allegiances);
        let mut days: BTreeSet<Option<NaiveDate>> =
            events.map(Event::known_since).chain(allegiances.map(Allegiance::known_since)).collect();
        days.retain(|day| day.is_none() || reading.known_on.is_none() || *day <= reading.known_on);
        // The first answer is the one before any of these days: only baselines are known.
        days.insert(None);
        let mut revisions = Self { place, query_time, interpretations: Vec::new() };
        for day in days {
            let known_on = day.unwrap_or(NaiveDate::MIN);
            let known = Reading { known_on: Some(known_on), ..reading.clone() };
            let interpretation = Interpretation::new(history, Evaluation::of(facts, &known, Some(place))?);
            let differs = revisions.iter().last().is_none_or(|last| {
                let answer = interpretation.by_side().answer(place, query_time);
                !last.answer.same_possible(answer)
            });
            if differs {
                revisions.interpretations.push((day, interpretation));
            }
        }
        Ok(revisions)
    }

    /// Iterates over the answers, in the order in which they became known.
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

/// An iterator over the answers of [`Revisions`], in the order in which they became known.
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

/// An answer, and the day from which on it was the answer.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Revision<'a> {
    /// The day on which the answer became known; `None` for the answer before anything was known.
    pub known_on: Option<NaiveDate>,
    /// The answer, as known on that day.
    pub answer: Answer<'a>,
}

impl fmt::Display for Revision<'_> {
    /// Writes the day and the control: `known on 2016-11-11: government`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.known_on {
            Some(day) => write!(f, "known on {day}: ")?,
            None => f.write_str("before anything was known: ")?,
        }
        f.write_str(&self.answer.control_phrase())
    }
}
