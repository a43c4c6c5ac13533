//! The days that the page shows, as numbers.

use chrono::{Days, NaiveDate};

use crate::facts::Facts;
use crate::time::Moment;

/// The greatest number of days that are shown, from the first of the record on: a hundred years.
const MAX_DAYS: usize = 36_525;

/// The days that the page shows, numbered from 0.
#[derive(Clone, Copy)]
pub(super) struct Calendar {
    /// The day before the first of the record.
    pub(super) first: NaiveDate,
    /// The number of days shown; at least 1.
    pub(super) days: usize,
}

impl Calendar {
    /// Returns the days from the one before the first event of the record to the last event.
    pub(super) fn of(facts: &Facts) -> Self {
        let (mut from, mut to) = (None::<NaiveDate>, None::<NaiveDate>);
        for (_, event) in facts.numbered_events() {
            let span = event.when.span();
            let (first, last) = (span.earliest().map(Moment::date), span.latest().map(Moment::day_ending));
            let (first, last) = (first.or(last), last.or(first));
            from = [from, first].into_iter().flatten().min();
            to = to.max(last);
        }
        let first = from.unwrap_or_default();
        let before = first.pred_opt().unwrap_or(first);
        let days = to.unwrap_or(first).signed_duration_since(before).num_days();
        Self { first: before, days: usize::try_from(days).unwrap_or(0).saturating_add(1).clamp(1, MAX_DAYS) }
    }

    /// Returns the day of a number.
    pub(super) fn day(self, number: usize) -> NaiveDate {
        self.first.checked_add_days(Days::new(number as u64)).unwrap_or(NaiveDate::MAX)
    }

    /// Returns the number of a day. For a day outside the calendar, this is the nearest number in it.
    pub(super) fn number(self, day: NaiveDate) -> usize {
        usize::try_from(self.distance(day)).unwrap_or(0).min(self.days - 1)
    }

    /// Returns how many days a day is after the first one shown; it can lie outside the calendar.
    pub(super) fn distance(self, day: NaiveDate) -> i64 {
        day.signed_duration_since(self.first).num_days()
    }

    /// Returns the minutes of the close of the day with a number.
    pub(super) fn close(self, number: usize) -> i64 {
        Moment::close(self.day(number)).minutes()
    }
}
