//! The questions of a view, asked of a history or an interpretation directly: by side.

use std::ops::RangeBounds;

use chrono::NaiveDate;

use super::{AreaShare, ControlTable, Days, Difference, Replay, Snapshot, Tenure, Timeline};
use crate::answer::Answer;
use crate::facts::{Designates, LookupError};
use crate::history::{History, Interpretation};
use crate::scenario::{Actor, Place};
use crate::time::Span;
use crate::view::{QueryTime, Threshold, Verdict};

macro_rules! by_side {
    ($($type:ty)+) => {
        $(
            /// Every question of a [`View`](crate::View), asked by side.
            impl $type {
                /// Returns who held a place on a day (at its close), by side. For other moments pass a [`QueryTime`] or
                /// a [`Moment`](crate::Moment).
                ///
                /// Days before the first event and after the last one have an answer too.
                ///
                /// # Errors
                /// Returns an error if no place, or more than one, has this name.
                pub fn who_held(
                    &self,
                    place: impl Designates<Place>,
                    on: impl Into<QueryTime>,
                ) -> Result<Answer<'_>, LookupError> {
                    self.by_side().who_held(place, on)
                }

                /// Returns what [`View::as_of`](crate::View::as_of) returns, by side.
                ///
                /// # Errors
                /// Returns an error if no place, or more than one, has one of the names.
                pub fn as_of<P: Designates<Place>>(
                    &self,
                    rows: &[(P, NaiveDate)],
                ) -> Result<Vec<Answer<'_>>, LookupError> {
                    self.by_side().as_of(rows)
                }

                /// Returns the events one after the other, each with the control before and after it, by side.
                #[must_use]
                pub fn replay(&self) -> Replay<'_> {
                    self.by_side().replay()
                }

                /// Returns the control of a place over all time, by side.
                ///
                /// # Errors
                /// Returns an error if no place, or more than one, has this name.
                pub fn timeline(&self, place: impl Designates<Place>) -> Result<Timeline<'_>, LookupError> {
                    self.by_side().timeline(place)
                }

                /// Returns the answers for every place on a day, or at another moment, by side.
                #[must_use]
                pub fn snapshot(&self, on: impl Into<QueryTime>) -> Snapshot<'_> {
                    self.by_side().snapshot(on)
                }

                /// Returns what [`View::held_by`](crate::View::held_by) returns, by side.
                ///
                /// # Errors
                /// Returns an error if no actor, or more than one, has this name.
                pub fn held_by(
                    &self,
                    actor: impl Designates<Actor>,
                    threshold: Threshold,
                    on: impl Into<QueryTime>,
                ) -> Result<Vec<(&Place, Verdict)>, LookupError> {
                    self.by_side().held_by(actor, threshold, on)
                }

                /// Does what [`View::held_directly_by`](crate::View::held_directly_by) does.
                ///
                /// # Errors
                /// Returns an error if no actor, or more than one, has this name.
                pub fn held_directly_by(
                    &self,
                    actor: impl Designates<Actor>,
                    threshold: Threshold,
                    on: impl Into<QueryTime>,
                ) -> Result<Vec<(&Place, Verdict)>, LookupError> {
                    self.by_side().held_directly_by(actor, threshold, on)
                }

                /// Returns the places whose possible controls differ between two days, or other moments, by side.
                #[must_use]
                pub fn difference(&self, a: impl Into<QueryTime>, b: impl Into<QueryTime>) -> Vec<Difference<'_>> {
                    self.by_side().difference(a, b)
                }

                /// Returns what [`View::between`](crate::View::between) returns, by side.
                ///
                /// # Errors
                /// Returns an error if no place, or more than one, has this name.
                pub fn between(
                    &self,
                    place: impl Designates<Place>,
                    days: impl RangeBounds<NaiveDate>,
                ) -> Result<Vec<Tenure<'_>>, LookupError> {
                    self.by_side().between(place, days)
                }

                /// Returns what [`View::first_held`](crate::View::first_held) returns, by side.
                ///
                /// # Errors
                /// Returns an error if no place or actor, or more than one, has one of the names.
                pub fn first_held(
                    &self,
                    place: impl Designates<Place>,
                    actor: impl Designates<Actor>,
                    threshold: Threshold,
                ) -> Result<Option<Span>, LookupError> {
                    self.by_side().first_held(place, actor, threshold)
                }

                /// Returns what [`View::last_held`](crate::View::last_held) returns, by side.
                ///
                /// # Errors
                /// Returns an error if no place or actor, or more than one, has one of the names.
                pub fn last_held(
                    &self,
                    place: impl Designates<Place>,
                    actor: impl Designates<Actor>,
                    threshold: Threshold,
                ) -> Result<Option<Span>, LookupError> {
                    self.by_side().last_held(place, actor, threshold)
                }

                /// Returns what [`View::days_held`](crate::View::days_held) returns, by side.
                ///
                /// # Errors
                /// Returns an error if no place or actor, or more than one, has one of the names.
                pub fn days_held(
                    &self,
                    place: impl Designates<Place>,
                    actor: impl Designates<Actor>,
                    threshold: Threshold,
                    days: impl RangeBounds<NaiveDate>,
                ) -> Result<Days, LookupError> {
                    self.by_side().days_held(place, actor, threshold, days)
                }

                /// Returns what [`View::times_changed_hands`](crate::View::times_changed_hands) returns, by side.
                ///
                /// # Errors
                /// Returns an error if no place, or more than one, has this name.
                pub fn times_changed_hands(&self, place: impl Designates<Place>) -> Result<usize, LookupError> {
                    self.by_side().times_changed_hands(place)
                }

                /// Returns what [`View::share_of_area`](crate::View::share_of_area) returns, by side.
                ///
                /// # Errors
                /// Returns an error if no place or actor, or more than one, has one of the names.
                pub fn share_of_area<P: Designates<Place>>(
                    &self,
                    places: impl IntoIterator<Item = P>,
                    actor: impl Designates<Actor>,
                    days: impl RangeBounds<NaiveDate>,
                ) -> Result<Vec<AreaShare>, LookupError> {
                    self.by_side().share_of_area(places, actor, days)
                }

                /// Returns what [`View::weighted_share_of_area`](crate::View::weighted_share_of_area) returns, by side.
                ///
                /// # Errors
                /// Returns an error if no place or actor, or more than one, has one of the names.
                pub fn weighted_share_of_area<P: Designates<Place>>(
                    &self,
                    places: impl IntoIterator<Item = (P, f64)>,
                    actor: impl Designates<Actor>,
                    days: impl RangeBounds<NaiveDate>,
                ) -> Result<Vec<AreaShare>, LookupError> {
                    self.by_side().weighted_share_of_area(places, actor, days)
                }

                /// Returns the whole history as a flat table, by side.
                #[must_use]
                pub fn control_table(&self) -> ControlTable<'_> {
                    self.by_side().control_table()
                }
            }
        )+
    };
}

by_side!(History Interpretation<'_>);
