//! The share of an area that an actor held, day by day.

use std::ops::RangeBounds;

use chrono::NaiveDate;

use crate::facts::{Designates, LookupError};
use crate::numbers::PlaceNo;
use crate::scenario::{Actor, Place};
use crate::share::Share;
use crate::view::View;

/// The share of an area that an actor held at the close of a day, from 0 to 1. What is `unrecorded` counts as not held
/// by the actor, in both bounds. On a day that the record does not [cover](crate::Covers), the actor may have held anything
/// from nothing to all of each place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AreaShare {
    /// The day.
    pub day: NaiveDate,
    /// The lower bound of the share.
    pub at_least: f64,
    /// The upper bound of the share.
    pub at_most: f64,
}

impl View<'_> {
    /// Returns the share of some places that an actor held at the close of each day of a range. All places
    /// weigh the same, and the actor counts with everyone who answers to it. An open end of the range is the first or the
    /// last day of the record ([`View::days`]).
    ///
    /// # Errors
    /// Returns an error if no place or actor, or more than one, has one of the names.
    pub fn share_of_area<P: Designates<Place>>(
        self,
        places: impl IntoIterator<Item = P>,
        actor: impl Designates<Actor>,
        days: impl RangeBounds<NaiveDate>,
    ) -> Result<Vec<AreaShare>, LookupError> {
        self.weighted_share_of_area(places.into_iter().map(|place| (place, 1.0)), actor, days)
    }

    /// Returns the same as [`share_of_area`](Self::share_of_area), with a weight for each place, such as its area or
    /// its population. A place whose weight is not above zero, or not finite, is left out.
    ///
    /// # Errors
    /// Returns an error if no place or actor, or more than one, has one of the names.
    pub fn weighted_share_of_area<P: Designates<Place>>(
        self,
        places: impl IntoIterator<Item = (P, f64)>,
        actor: impl Designates<Actor>,
        days: impl RangeBounds<NaiveDate>,
    ) -> Result<Vec<AreaShare>, LookupError> {
        let chief = self.facts().find_actor(&actor)?;
        let places = places.into_iter().map(|(place, weight)| Ok((self.facts().find_place(&place)?, weight)));
        let mut places: Vec<(PlaceNo, f64)> = places.collect::<Result<_, _>>()?;
        places.retain(|(_, weight)| weight.is_finite() && *weight > 0.0);
        // Weights are divided by the greatest of them, so that their sum is always finite.
        let greatest = places.iter().map(|(_, weight)| *weight).fold(0.0, f64::max);
        for (_, weight) in &mut places {
            *weight /= greatest;
        }
        let total: f64 = places.iter().map(|(_, weight)| weight).sum();
        let range = self.days_within(days);
        let mut days = Vec::new();
        let mut next = range.map(|(first, _)| first);
        while let Some(day) = next.filter(|day| range.is_some_and(|(_, last)| *day <= last)) {
            let (mut at_least, mut at_most) = (0.0, 0.0);
            for &(place, weight) in &places {
                let answer = self.answer(place, day.into());
                let shares: Vec<Share> = if answer.is_covered() {
                    answer.possible().map(|control| control.share_under(chief)).collect()
                } else {
                    vec![Share::ANY]
                };
                let low = shares.iter().map(|share| share.at_least()).min().unwrap_or(0);
                let high = shares.iter().map(|share| share.at_most()).max().unwrap_or(0);
                at_least += weight * f64::from(low) / 1000.0;
                at_most += weight * f64::from(high) / 1000.0;
            }
            let part = |sum: f64| if total > 0.0 { sum / total } else { 0.0 };
            days.push(AreaShare { day, at_least: part(at_least), at_most: part(at_most) });
            next = day.succ_opt();
        }
        Ok(days)
    }
}
