//! Every place at one moment: who held what on a day, and what differs between two days.

use crate::answer::Answer;
use crate::facts::{Designates, LookupError};
use crate::numbers::{Number, PlaceNo};
use crate::scenario::{Actor, Place};
use crate::view::{QueryTime, Threshold, Verdict, View};

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
        let on = on.into();
        let held = |answer: Answer<'h>| {
            let named = answer.possible().any(|control| !control.share_under(chief).is_none());
            let verdict = answer.judge(chief, threshold);
            (named && verdict != Verdict::No).then(|| (answer.place(), verdict))
        };
        Ok(self.snapshot(on).filter_map(held).collect())
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
