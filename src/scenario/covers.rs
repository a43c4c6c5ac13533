//! `Covers`, the days that a record covers.

use std::ops::RangeInclusive;

use chrono::NaiveDate;

use crate::time::day_number;

/// The days that a record covers, from the first to the last, both included. Either may be left out.
///
/// Outside these days the record says nothing: an answer is what it last knew (or first knew), its
/// [basis](crate::Answer::basis) is [`Basis::Outside`](crate::Basis::Outside), and nothing is certain.
///
/// ```
/// use whoheld::{Actor, Basis, Covers, History, Place, Surety, Threshold, Verdict, chrono::NaiveDate};
///
/// let day = |day| NaiveDate::from_ymd_opt(1849, 7, day).unwrap();
/// let mut history = History::new();
/// history.add_actor(Actor::new("crown"))?;
/// history.add_place(Place::new("bridge").held_by("crown"))?;
/// history.set_covers(Covers::days(day(1)..=day(10)))?;
///
/// let answer = history.who_held("bridge", day(11))?;
/// assert_eq!(answer.to_string(), "bridge on 1849-07-11: crown (outside what the record covers)");
/// assert_eq!((answer.basis(), answer.surety()), (Basis::Outside, Surety::Unknown));
/// assert_eq!(answer.holds("crown", Threshold::All)?, Verdict::Possibly);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Covers {
    /// The first day. `None`: the record covers everything up to the last day.
    pub from: Option<NaiveDate>,
    /// The last day. `None`: the record covers everything from the first day on.
    pub until: Option<NaiveDate>,
}

impl Covers {
    /// Covers some days.
    #[must_use]
    pub fn days(days: RangeInclusive<NaiveDate>) -> Self {
        Self { from: Some(*days.start()), until: Some(*days.end()) }
    }

    /// Covers a day and all that follow.
    #[must_use]
    pub const fn from(day: NaiveDate) -> Self {
        Self { from: Some(day), until: None }
    }

    /// Covers a day and all before it.
    #[must_use]
    pub const fn until(day: NaiveDate) -> Self {
        Self { from: None, until: Some(day) }
    }

    /// Returns whether the record covers a day.
    #[must_use]
    pub fn contains(self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// Whether the last day comes before the first.
    pub(crate) fn is_reversed(self) -> bool {
        self.from.zip(self.until).is_some_and(|(from, until)| until < from)
    }

    /// Returns the numbers of the first day covered and of the first day after those covered, as far as they are given.
    pub(crate) fn edges(self) -> impl Iterator<Item = i64> {
        let after = self.until.map(|until| day_number(until) + 1);
        self.from.map(day_number).into_iter().chain(after)
    }
}
