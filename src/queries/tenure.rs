//! Who held a place when, for how many days, and how often it changed hands.

use std::ops::RangeBounds;

use chrono::NaiveDate;

use crate::facts::{Designates, LookupError};
use crate::fold::{FIRST_MOMENT, HolderKey};
use crate::numbers::{ActorNo, PlaceNo};
use crate::scenario::{Actor, Place};
use crate::share::Share;
use crate::time::{DAY, Moment, Span};
use crate::view::{Control, Holder, Threshold, Verdict, View};

/// An interval of time in which nothing changes, with the verdict on whether an actor held enough of a place.
struct Cell {
    from: Option<i64>,
    until: Option<i64>,
    verdict: Verdict,
}

/// A time without a break in which someone held any of a place, or may have. Outside what the record
/// [covers](crate::Covers), whoever it last knew there may have held anything from nothing to all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tenure<'h> {
    /// Who held it.
    pub holder: Holder<'h>,
    /// How much of the place it held: the least and the greatest share in that time.
    pub share: Share,
    /// The first moment at which it may have held any, not before the first day of the query.
    pub from: Moment,
    /// The first moment at which it can no longer have held any, or the close of the last day of the query.
    pub until: Moment,
    /// When it certainly held some: the beginning of the first such time and the end of the last. Between these it need
    /// not have been certain throughout. `None` if it was never certain.
    pub surely: Option<(Moment, Moment)>,
}

impl<'h> Tenure<'h> {
    fn new(holder: Holder<'h>, share: Share, from: Moment, until: Moment) -> Self {
        let surely = (share.at_least() > 0).then_some((from, until));
        Self { holder, share, from, until, surely }
    }

    /// Adds a cell that follows directly.
    fn extend(&mut self, share: Share, from: Moment, until: Moment) {
        if share.at_least() > 0 {
            self.surely = Some((self.surely.map_or(from, |surely| surely.0), until));
        }
        self.share = Share::clamped(self.share.low().min(share.low()), self.share.high().max(share.high()));
    }
}

/// A number of days, with a lower and an upper bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Days {
    /// The lower bound: the days on which it was certainly so.
    pub at_least: u64,
    /// The upper bound: the days on which it was possibly or certainly so.
    pub at_most: u64,
}

impl<'h> View<'h> {
    /// Returns everyone who held any of a place, or may have, on the days of a range, and when. An open end of the range
    /// is the first or the last day of the record ([`View::days`]).
    ///
    /// ```
    /// # #[cfg(feature = "toml")] {
    /// let day = |day| whoheld::chrono::NaiveDate::from_ymd_opt(2016, 11, day).unwrap();
    /// let tenures = whoheld::aleppo_2016().between("al-hikmah-school", day(1)..=day(10))?;
    /// assert!(tenures.iter().any(|tenure| tenure.holder.id() == "rebels"));
    /// # }
    /// # Ok::<(), whoheld::LookupError>(())
    /// ```
    ///
    /// # Errors
    /// Returns an error if no place, or more than one, has this name.
    pub fn between(
        self,
        place: impl Designates<Place>,
        days: impl RangeBounds<NaiveDate>,
    ) -> Result<Vec<Tenure<'h>>, LookupError> {
        let place = self.facts().find_place(&place)?;
        let mut tenures: Vec<Tenure<'h>> = Vec::new();
        let Some((from, to)) = self.days_within(days) else { return Ok(tenures) };
        let (first, last) = (Moment::opening(from).minutes(), Moment::close(to).minutes());
        let mut moment = first;
        loop {
            let end = self.covered_cell_end(place, moment).filter(|end| *end <= last);
            let (from, until) = (Moment::from_minutes(moment), Moment::from_minutes(end.unwrap_or(last)));
            // The opening of the first day counts as a moment of that day.
            let covered = self.covers(moment.max(first + 1));
            for (holder, share) in shares_over(&self.controls_at(place, moment)) {
                let share = if covered { share } else { Share::ANY };
                let open = tenures.iter_mut().find(|tenure| tenure.holder == holder && tenure.until == from);
                match open {
                    Some(tenure) => {
                        tenure.until = until;
                        tenure.extend(share, from, until);
                    }
                    None => tenures.push(Tenure::new(holder, share, from, until)),
                }
            }
            match end {
                Some(end) if end < last => moment = end,
                _ => return Ok(tenures),
            }
        }
    }

    /// Returns the span in which an actor, with everyone who answers to it, first came to hold at least the threshold
    /// of a place: not before its earliest moment, and before its latest. `None` if it never can have held that much.
    ///
    /// The span has no earliest moment if the actor may have held that much from the start of the record on, or if the
    /// record [covers](crate::Covers) only later days. It has no
    /// latest moment if the actor never certainly held that much, or certainly did from the start on.
    ///
    /// # Errors
    /// Returns an error if no place or actor, or more than one, has one of the names.
    pub fn first_held(
        self,
        place: impl Designates<Place>,
        actor: impl Designates<Actor>,
        threshold: Threshold,
    ) -> Result<Option<Span>, LookupError> {
        let cells = self.verdicts(self.facts().find_place(&place)?, self.facts().find_actor(&actor)?, threshold);
        let begins = |wanted: Verdict| cells.iter().find(|cell| cell.verdict >= wanted).map(|cell| cell.from);
        let Some(earliest) = begins(Verdict::Possibly) else { return Ok(None) };
        let latest = begins(Verdict::Yes).flatten().map(Moment::from_minutes);
        Ok(Some(Span::new(earliest.map(|from| Moment::from_minutes(from - 1)), latest)))
    }

    /// Returns the span in which an actor, with everyone who answers to it, last ceased to hold at least the threshold
    /// of a place. `None` if it never can have held that much.
    ///
    /// The span has no latest moment if the actor may still hold that much at the end of the record, or if the record
    /// [covers](crate::Covers) only earlier days. It has no earliest
    /// moment if the actor never certainly held that much, or certainly still does.
    ///
    /// # Errors
    /// Returns an error if no place or actor, or more than one, has one of the names.
    pub fn last_held(
        self,
        place: impl Designates<Place>,
        actor: impl Designates<Actor>,
        threshold: Threshold,
    ) -> Result<Option<Span>, LookupError> {
        let cells = self.verdicts(self.facts().find_place(&place)?, self.facts().find_actor(&actor)?, threshold);
        let ends = |wanted: Verdict| cells.iter().rev().find(|cell| cell.verdict >= wanted).map(|cell| cell.until);
        let Some(latest) = ends(Verdict::Possibly) else { return Ok(None) };
        let earliest = ends(Verdict::Yes).flatten().map(|until| Moment::from_minutes(until - 1));
        Ok(Some(Span::new(earliest, latest.map(Moment::from_minutes))))
    }

    /// Returns the number of days of a range at whose close an actor, with everyone who answers to it, held at least the
    /// threshold of a place. An open end of the range is the first or the last day of the record ([`View::days`]). Days that
    /// the record does not [cover](crate::Covers) count only for the upper bound.
    ///
    /// # Errors
    /// Returns an error if no place or actor, or more than one, has one of the names.
    pub fn days_held(
        self,
        place: impl Designates<Place>,
        actor: impl Designates<Actor>,
        threshold: Threshold,
        days: impl RangeBounds<NaiveDate>,
    ) -> Result<Days, LookupError> {
        let (place, chief) = (self.facts().find_place(&place)?, self.facts().find_actor(&actor)?);
        let range = self.days_within(days);
        let mut days = Days { at_least: 0, at_most: 0 };
        let Some((from, to)) = range else { return Ok(days) };
        let (first, last) = (Moment::close(from).minutes(), Moment::close(to).minutes());
        for cell in self.verdicts(place, chief, threshold) {
            // A day counts if its close, a multiple of DAY, falls into the cell.
            let begin = cell.from.map_or(first, |from| from.max(first));
            let end = cell.until.map_or(last, |until| (until - 1).min(last));
            let closes = end.div_euclid(DAY) - (begin - 1).div_euclid(DAY);
            if begin <= end && closes > 0 {
                days.at_most += if cell.verdict >= Verdict::Possibly { closes.unsigned_abs() } else { 0 };
                days.at_least += if cell.verdict == Verdict::Yes { closes.unsigned_abs() } else { 0 };
            }
        }
        Ok(days)
    }

    /// Returns how often a place changed hands: how often the holder of more than half of it became another. Events are
    /// taken in the narrative order: by date, and where dates overlap, as the record lists them. Times between in which
    /// nobody certainly held more than half do not count (`DESIGN.md`, "Answers").
    ///
    /// # Errors
    /// Returns an error if no place, or more than one, has this name.
    pub fn times_changed_hands(self, place: impl Designates<Place>) -> Result<usize, LookupError> {
        let place = self.facts().find_place(&place)?;
        let sides = &self.fold().sides();
        let mut last: Option<ActorNo> = None;
        let mut times = 0;
        let ordered: Vec<_> = self.fold().divisions_in_order(place).collect();
        let changes = self.allegiance_changes();
        let states = ordered.iter().enumerate().flat_map(|(index, &(_, division, day))| {
            // When a holder changes sides, what it holds passes to another side without any event.
            let next = ordered.get(index + 1).map_or(i64::MAX, |next| next.2);
            let later = changes.iter().copied().filter(move |change| day < *change && *change < next);
            std::iter::once(day).chain(later).map(move |day| (division, day))
        });
        for (division, day) in states {
            let division = self.fold().states().division(division);
            let shown = |actor: ActorNo| if self.is_by_side() { sides.side(actor, day) } else { actor };
            if let Some(holder) = majority_holder(division.rows(), shown) {
                if last.is_some_and(|last| last != holder) {
                    times += 1;
                }
                last = Some(holder);
            }
        }
        Ok(times)
    }

    /// Returns all cells of a place in order of time, with the verdict on whether an actor held at least the threshold.
    fn verdicts(self, place: PlaceNo, chief: ActorNo, threshold: Threshold) -> Vec<Cell> {
        // An actor counts with everyone who answers to it, so changes of allegiance matter by actor as well as by side:
        // `cells` takes them into account in either view.
        let mut cells: Vec<Cell> = Vec::new();
        for (from, possible) in self.cells(place) {
            if let Some(last) = cells.last_mut() {
                last.until = from;
            }
            let verdict = if self.covers(from.unwrap_or(FIRST_MOMENT + 1)) {
                Verdict::of_all(possible.into_iter().map(|control| control.judge(chief, threshold)))
            } else {
                Verdict::Possibly
            };
            cells.push(Cell { from, until: None, verdict });
        }
        cells
    }
}

/// Returns every holder of some controls, each with the bounds of its share over all of them. A holder that is missing
/// from one of them may have nothing.
fn shares_over<'h>(controls: &[Control<'h>]) -> Vec<(Holder<'h>, Share)> {
    let mut shares: Vec<(Holder<'h>, Share)> = Vec::new();
    for (holder, share) in controls.iter().flat_map(|control| control.shares()) {
        if let Some(known) = shares.iter_mut().find(|known| known.0 == holder) {
            known.1 = Share::clamped(known.1.low().min(share.low()), known.1.high().max(share.high()));
        } else {
            let in_all = controls.iter().all(|control| control.shares().any(|row| row.0 == holder));
            shares.push((holder, if in_all { share } else { Share::clamped(0, share.high()) }));
        }
    }
    shares
}

/// Returns the actor that certainly holds more than half, where rows count for the actor that `shown` gives.
fn majority_holder(rows: &[(HolderKey, Share)], shown: impl Fn(ActorNo) -> ActorNo) -> Option<ActorNo> {
    let shown = |row: &(HolderKey, Share)| row.0.as_actor().map(&shown);
    rows.iter().filter_map(shown).find(|&holder| {
        let own: i64 = rows.iter().filter(|row| shown(row) == Some(holder)).map(|row| row.1.low()).sum();
        let others: i64 = rows.iter().filter(|row| shown(row) != Some(holder)).map(|row| row.1.high()).sum();
        own.max(1000 - others) > 500
    })
}
