//! Every place at one moment: who held what on a day, and what differs between two days.

use crate::answer::Answer;
use crate::facts::{Designates, LookupError};
use crate::numbers::{Number, PlaceNo};
use crate::scenario::{Actor, Place};
use crate::share::Share;
use crate::view::{Control, QueryTime, Threshold, Verdict, View};

/// The answers for every place at one moment: an iterator, in the order in which the places were added.
///
/// ```
/// # #[cfg(feature = "aleppo")] {
/// use whoheld::chrono::NaiveDate;
///
/// let day = NaiveDate::from_ymd_opt(2016, 11, 8).unwrap();
/// let record = whoheld::aleppo_2016();
/// let vacant = record.by_side().snapshot(day).find(|answer| answer.to_string().ends_with("vacant"));
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Snapshot<'h> {
    view: View<'h>,
    query_time: QueryTime,
    places: std::ops::Range<usize>,
}

impl<'h> Snapshot<'h> {
    pub(crate) fn new(view: View<'h>, query_time: QueryTime) -> Self {
        Self { view, query_time, places: 0..view.facts().places.len() }
    }

    /// Returns the moment that the answers are for.
    #[must_use]
    pub const fn query_time(&self) -> QueryTime {
        self.query_time
    }
}

impl<'h> Iterator for Snapshot<'h> {
    type Item = Answer<'h>;

    fn next(&mut self) -> Option<Answer<'h>> {
        let place = PlaceNo::new(self.places.next()?);
        Some(self.view.answer(place, self.query_time))
    }
}

/// A place whose possible controls differ between two moments.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Difference<'h> {
    /// The answer for the first moment.
    pub before: Answer<'h>,
    /// The answer for the second moment.
    pub after: Answer<'h>,
}

impl<'h> View<'h> {
    /// Returns the answers for every place on a day, or at another moment.
    #[must_use]
    pub fn snapshot(self, on: impl Into<QueryTime>) -> Snapshot<'h> {
        Snapshot::new(self, on.into())
    }

    /// Returns the places of which an actor, together with everyone who answers to it, held at least the threshold, or
    /// possibly did. A place that the actor can only have held because the record does not say who did is left out.
    ///
    /// # Errors
    /// Returns an error if no actor, or more than one, has this name.
    pub fn held_by(
        self,
        actor: impl Designates<Actor>,
        threshold: Threshold,
        on: impl Into<QueryTime>,
    ) -> Result<Vec<(&'h Place, Verdict)>, LookupError> {
        let chief = self.facts().find_actor(&actor)?;
        Ok(self.held(on.into(), threshold, |control| control.share_under(chief)))
    }

    /// Returns the same as [`held_by`](Self::held_by), but for the actor itself, without those who answer to it.
    ///
    /// ```
    /// use whoheld::{Actor, History, Place, Threshold, Verdict, chrono::NaiveDate};
    ///
    /// let mut history = History::new();
    /// history.add_actor(Actor::new("crown"))?;
    /// history.add_actor(Actor::new("guard").answers_to("crown"))?;
    /// history.add_place(Place::new("citadel").held_by("crown"))?;
    /// history.add_place(Place::new("bridge").held_by("guard"))?;
    ///
    /// let day = NaiveDate::from_ymd_opt(1849, 7, 1).unwrap();
    /// assert_eq!(history.held_by("crown", Threshold::All, day)?.len(), 2);
    /// let directly = history.held_directly_by("crown", Threshold::All, day)?;
    /// assert_eq!(directly.iter().map(|(place, _)| place.id.as_str()).collect::<Vec<_>>(), ["citadel"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Returns an error if no actor, or more than one, has this name.
    pub fn held_directly_by(
        self,
        actor: impl Designates<Actor>,
        threshold: Threshold,
        on: impl Into<QueryTime>,
    ) -> Result<Vec<(&'h Place, Verdict)>, LookupError> {
        let actor = self.facts().find_actor(&actor)?;
        Ok(self.held(on.into(), threshold, |control| control.share_held_directly(actor)))
    }

    /// Returns the places of which a share reached the threshold, or possibly did, except those of which the share is
    /// nothing in every possible control.
    fn held(
        self,
        on: QueryTime,
        threshold: Threshold,
        share: impl Fn(Control<'h>) -> Share + Copy,
    ) -> Vec<(&'h Place, Verdict)> {
        let held = |answer: Answer<'h>| {
            let named = answer.possible().any(|control| !share(control).is_none());
            let verdict = answer.verdict(threshold, share);
            (named && verdict != Verdict::No).then(|| (answer.place(), verdict))
        };
        self.snapshot(on).filter_map(held).collect()
    }

    /// Returns the places whose possible controls differ between two days, or other moments.
    #[must_use]
    pub fn difference(self, a: impl Into<QueryTime>, b: impl Into<QueryTime>) -> Vec<Difference<'h>> {
        let (a, b) = (self.snapshot(a.into()), self.snapshot(b.into()));
        let differs = |(before, after): (Answer<'h>, Answer<'h>)| {
            let (mut old, mut new) = (before.possible(), after.possible());
            let lost = old.any(|control| !after.possible().any(|other| other == control));
            let gained = new.any(|control| !before.possible().any(|other| other == control));
            (lost || gained).then_some(Difference { before, after })
        };
        a.zip(b).filter_map(differs).collect()
    }
}
