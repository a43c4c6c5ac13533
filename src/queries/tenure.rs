//! Who held a place when, and for how long.

use chrono::NaiveDate;

use crate::facts::{Designates, LookupError};
use crate::fold::HolderKey;
use crate::numbers::{ActorNo, PlaceNo};
use crate::scenario::{Actor, Place};
use crate::share::Share;
use crate::time::{DAY, Moment, Span};
use crate::view::{Holder, Threshold, Verdict, View};

struct Cell {
    from: Option<i64>,
    until: Option<i64>,
    verdict: Verdict,
}

/// A time in which someone held any of a place, or may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tenure<'h> {
    /// Who.
    pub holder: Holder<'h>,
    /// How much: the bounds over the whole time.
    pub share: Share,
    /// The first moment at which it may have held any, within what was asked.
    pub from: Moment,
    /// The moment from which it cannot have held any, or the end of what was asked.
    pub until: Moment,
    /// The first and the last moment between which it certainly held some, if there is one; it need not have
    /// done so without a break.
    pub surely: Option<(Moment, Moment)>,
}

impl<'h> Tenure<'h> {
    fn new(holder: Holder<'h>, share: Share, from: Moment, until: Moment) -> Self {
        let surely = (share.at_least() > 0).then_some((from, until));
        Self { holder, share, from, until, surely }
    }

    fn join(&mut self, share: Share, from: Moment, until: Moment) {
        if share.at_least() > 0 {
            self.surely = Some((self.surely.map_or(from, |surely| surely.0), until));
        }
        self.share = Share::clamped(self.share.low().min(share.low()), self.share.high().max(share.high()));
    }
}

/// A number of days, with bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Days {
    /// Certainly so many.
    pub at_least: u64,
    /// Possibly so many.
    pub at_most: u64,
}

impl<'h> View<'h> {
    /// Everyone who held any of a place at a moment from `from` to `to`, and when.
    ///
    /// # Errors
    /// Where there is no place of that name, or several.
    pub fn between(
        self,
        place: impl Designates<Place>,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Tenure<'h>>, LookupError> {
        let place = self.facts().find_place(&place)?;
        let (first, last) = (Moment::opening(from).minutes(), Moment::close(to).minutes());
        let mut tenures: Vec<Tenure<'h>> = Vec::new();
        if first >= last {
            return Ok(tenures);
        }
        let mut at = first;
        loop {
            let end = self.cell_end(place, at).filter(|end| *end <= last);
            let divisions = self.controls_at(place, at);
            let mut seen: Vec<(Holder<'h>, Share)> = Vec::new();
            for (holder, share) in divisions.iter().flat_map(|control| control.shares()) {
                if !seen.iter().any(|known| known.0 == holder) {
                    let all = divisions.iter().all(|control| control.shares().any(|row| row.0 == holder));
                    seen.push((holder, if all { share } else { Share::clamped(0, share.high()) }));
                } else if let Some(known) = seen.iter_mut().find(|known| known.0 == holder) {
                    known.1 = Share::clamped(known.1.low().min(share.low()), known.1.high().max(share.high()));
                }
            }
            let (from, until) = (Moment::from_minutes(at), Moment::from_minutes(end.unwrap_or(last)));
            for (holder, share) in seen {
                let open = tenures.iter_mut().find(|tenure| tenure.holder == holder && tenure.until == from);
                match open {
                    Some(tenure) => {
                        tenure.until = until;
                        tenure.join(share, from, until);
                    }
                    None => tenures.push(Tenure::new(holder, share, from, until)),
                }
            }
            match end {
                Some(end) if end < last => at = end,
                _ => return Ok(tenures),
            }
        }
    }

    /// When an actor first held that much of a place: not before `earliest`, and certainly before `latest`.
    /// `None` if it never did; open towards the past if it did from the eve on.
    ///
    /// # Errors
    /// Where there is no place or actor of that name, or several.
    pub fn first_held(
        self,
        place: impl Designates<Place>,
        actor: impl Designates<Actor>,
        degree: Threshold,
    ) -> Result<Option<Span>, LookupError> {
        let cells = self.verdicts(self.facts().find_place(&place)?, self.facts().find_actor(&actor)?, degree);
        let begins = |wanted: Verdict| cells.iter().find(|cell| cell.verdict >= wanted).map(|cell| cell.from);
        let Some(earliest) = begins(Verdict::Possibly) else { return Ok(None) };
        let latest = begins(Verdict::Yes).flatten().map(Moment::from_minutes);
        Ok(Some(Span::new(earliest.map(|from| Moment::from_minutes(from - 1)), latest)))
    }

    /// When an actor last ceased to hold that much of a place. `None` if it never did hold it; open towards the
    /// future if it may hold it still.
    ///
    /// # Errors
    /// Where there is no place or actor of that name, or several.
    pub fn last_held(
        self,
        place: impl Designates<Place>,
        actor: impl Designates<Actor>,
        degree: Threshold,
    ) -> Result<Option<Span>, LookupError> {
        let cells = self.verdicts(self.facts().find_place(&place)?, self.facts().find_actor(&actor)?, degree);
        let ends = |wanted: Verdict| cells.iter().rev().find(|cell| cell.verdict >= wanted).map(|cell| cell.until);
        let Some(latest) = ends(Verdict::Possibly) else { return Ok(None) };
        let earliest = ends(Verdict::Yes).flatten().map(|until| Moment::from_minutes(until - 1));
        Ok(Some(Span::new(earliest, latest.map(Moment::from_minutes))))
    }

    /// On how many of the days from `from` to `to` an actor held that much of a place at the close.
    ///
    /// # Errors
    /// Where there is no place or actor of that name, or several.
    pub fn days_held(
        self,
        place: impl Designates<Place>,
        actor: impl Designates<Actor>,
        degree: Threshold,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Days, LookupError> {
        let (place, chief) = (self.facts().find_place(&place)?, self.facts().find_actor(&actor)?);
        let mut days = Days { at_least: 0, at_most: 0 };
        for cell in self.verdicts(place, chief, degree) {
            // The closes that fall into the cell, counted by whole days.
            let day = DAY;
            let (first, last) = (Moment::close(from).minutes(), Moment::close(to).minutes());
            let begin = cell.from.map_or(first, |at| at.max(first));
            let end = cell.until.map_or(last, |at| (at - 1).min(last));
            let closes = end.div_euclid(day) - (begin - 1).div_euclid(day);
            if begin <= end && closes > 0 {
                days.at_most += if cell.verdict >= Verdict::Possibly { closes.unsigned_abs() } else { 0 };
                days.at_least += if cell.verdict == Verdict::Yes { closes.unsigned_abs() } else { 0 };
            }
        }
        Ok(days)
    }

    /// How often a place changed hands: along the told order, how often the holder of a majority became another.
    /// Shared, vacant and silent times between do not count (`DESIGN.md`, "Answers").
    ///
    /// # Errors
    /// Where there is no place of that name, or several.
    pub fn times_changed_hands(self, place: impl Designates<Place>) -> Result<usize, LookupError> {
        let place = self.facts().find_place(&place)?;
        let sides = &self.fold().sides();
        let mut last: Option<ActorNo> = None;
        let mut times = 0;
        let told: Vec<_> = self.fold().divisions_in_order(place).collect();
        let changes = self.allegiance_changes();
        let states = told.iter().enumerate().flat_map(|(at, &(_, division, day))| {
            // The same ground is another side's once its holder changes sides.
            let next = told.get(at + 1).map_or(i64::MAX, |next| next.2);
            let later = changes.iter().copied().filter(move |change| day < *change && *change < next);
            std::iter::once(day).chain(later).map(move |day| (division, day))
        });
        for (division, day) in states {
            let division = self.fold().states().division(division);
            let shown = |actor: ActorNo| if self.is_by_side() { sides.side(actor, day) } else { actor };
            let holders = division.rows().iter().filter_map(|row| row.0.as_actor());
            let majority = holders.map(shown).find(|&holder| {
                let mut rows = division.rows().iter();
                let sum = |low: i64, row: &(HolderKey, Share)| match row.0.as_actor().map(shown) {
                    Some(other) if other == holder => low + row.1.low(),
                    _ => low,
                };
                let mine = |row: &&(HolderKey, Share)| row.0.as_actor().map(shown) == Some(holder);
                let others: i64 = division.rows().iter().filter(|row| !mine(row)).map(|row| row.1.high()).sum();
                rows.by_ref().fold(0, sum).max(1000 - others) > 500
            });
            if let Some(holder) = majority {
                if last.is_some_and(|last| last != holder) {
                    times += 1;
                }
                last = Some(holder);
            }
        }
        Ok(times)
    }

    fn verdicts(self, place: PlaceNo, chief: ActorNo, degree: Threshold) -> Vec<Cell> {
        // Questions about an actor with all that answer to it depend on who answers to whom, whatever the view.
        let mut cells: Vec<Cell> = Vec::new();
        for (from, possible) in self.cells(place) {
            if let Some(last) = cells.last_mut() {
                last.until = from;
            }
            let verdict = Verdict::of_all(possible.into_iter().map(|control| control.judge(chief, degree)));
            cells.push(Cell { from, until: None, verdict });
        }
        cells
    }
}
