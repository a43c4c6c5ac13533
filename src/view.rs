//! A history asked in one way: by side or by actor.

use std::fmt;
use std::str::FromStr;

use chrono::{NaiveDate, NaiveDateTime};

use crate::account::Reckoning;
use crate::actor::Actor;
use crate::answer::{Answer, Ends};
use crate::belief::Beliefs;
use crate::control::{Control, Degree, Holder, Verdict};
use crate::control_table::ControlTable;
use crate::find::{Designates, NotFound};
use crate::fold::{DAWN, Fold, HolderKey};
use crate::history::History;
use crate::moment::{BadMoment, Moment};
use crate::place::Place;
use crate::reading::Reading;
use crate::replay::Replay;
use crate::share::Share;
use crate::snapshot::Snapshot;
use crate::timeline::Timeline;
use crate::when::Span;

/// The moment, or the day, that a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Asked {
    /// The close of that day: everything that happened on it has happened.
    On(NaiveDate),
    /// The opening of that day, which is the close of the day before.
    Opening(NaiveDate),
    /// Everything possible from the opening to the close of that day.
    During(NaiveDate),
    /// That moment: what happened before it has happened.
    At(Moment),
}

impl Asked {
    /// The first and the last moment that it is about.
    fn moments(self) -> (i64, i64) {
        let (from, to) = match self {
            Self::On(day) => (Moment::close(day), Moment::close(day)),
            Self::Opening(day) => (Moment::opening(day), Moment::opening(day)),
            Self::During(day) => (Moment::opening(day), Moment::close(day)),
            Self::At(moment) => (moment, moment),
        };
        (from.minutes(), to.minutes())
    }

    pub(crate) fn phrase(self) -> String {
        match self {
            Self::On(day) => format!("on {day}"),
            Self::Opening(day) => format!("at the opening of {day}"),
            Self::During(day) => format!("during {day}"),
            Self::At(moment) => format!("at {moment}"),
        }
    }
}

impl fmt::Display for Asked {
    /// `2016-11-01` for the close of that day, `2016-11-01T14:30` for a moment.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::On(day) => day.to_string(),
            Self::Opening(day) => format!("opening {day}"),
            Self::During(day) => format!("during {day}"),
            Self::At(moment) => moment.to_string(),
        };
        f.pad(&text)
    }
}

impl FromStr for Asked {
    type Err = BadMoment;

    /// Reads what [`Display`](fmt::Display) writes.
    fn from_str(text: &str) -> Result<Self, BadMoment> {
        let day = |text: &str| crate::moment::parse_day(text).ok_or_else(|| BadMoment(text.to_owned()));
        match text.split_once(' ') {
            Some(("opening", rest)) => day(rest).map(Self::Opening),
            Some(("during", rest)) => day(rest).map(Self::During),
            _ if text.contains('T') => text.parse().map(Self::At),
            _ => day(text).map(Self::On),
        }
    }
}

impl From<NaiveDate> for Asked {
    fn from(day: NaiveDate) -> Self {
        Self::On(day)
    }
}

impl From<NaiveDateTime> for Asked {
    fn from(at: NaiveDateTime) -> Self {
        Self::At(at.into())
    }
}

impl From<Moment> for Asked {
    fn from(at: Moment) -> Self {
        Self::At(at)
    }
}

impl<'h> From<&'h History> for View<'h> {
    /// By side.
    fn from(history: &'h History) -> Self {
        history.by_side()
    }
}

/// A history, or an account of it, asked in one way. `Copy`; what it returns borrows from the history.
#[derive(Clone, Copy, Debug)]
pub struct View<'h> {
    history: &'h History,
    reckoning: &'h Reckoning,
    by_side: bool,
}

impl<'h> View<'h> {
    pub(crate) const fn new(history: &'h History, reckoning: &'h Reckoning, by_side: bool) -> Self {
        Self { history, reckoning, by_side }
    }

    pub(crate) const fn fold(self) -> &'h Fold {
        &self.reckoning.fold
    }

    pub(crate) const fn beliefs(self) -> &'h Beliefs {
        &self.reckoning.beliefs
    }

    /// Whether both are of the same reckoning, so that numbers of states mean the same.
    pub(crate) fn same_reckoning(self, other: Self) -> bool {
        std::ptr::eq(self.reckoning, other.reckoning)
    }

    /// The reading by which the history is asked.
    #[must_use]
    pub const fn reading(self) -> &'h Reading {
        &self.reckoning.reading
    }

    /// The history that is asked.
    #[must_use]
    pub const fn history(self) -> &'h History {
        self.history
    }

    /// Whether holders are sides; else they are the actors that the record names.
    #[must_use]
    pub const fn is_by_side(self) -> bool {
        self.by_side
    }

    /// The first and the last day on which an event that is believed can have happened, over all with a bound there.
    #[must_use]
    pub fn days(self) -> Option<(NaiveDate, NaiveDate)> {
        let believed = self.history.live_events().filter(|(number, _)| self.beliefs().event(*number).counts());
        let spans: Vec<Span> = believed.map(|(_, event)| event.when.span()).collect();
        let first = spans.iter().filter_map(|span| span.earliest).min().map(Moment::date);
        let last = spans.iter().filter_map(|span| span.latest).max().map(Moment::day_ending);
        let (first, last) = (first.or(last)?, last.or(first)?);
        Some((first.min(last), last))
    }

    /// Who held a place on a day, or at another moment.
    ///
    /// # Errors
    /// Where there is no place of that name, or several.
    pub fn who_held(self, place: impl Designates<Place>, on: impl Into<Asked>) -> Result<Answer<'h>, NotFound> {
        Ok(self.answer(place.find(self.history)?, on.into()))
    }

    pub(crate) fn answer(self, place: u32, asked: Asked) -> Answer<'h> {
        let (from, at) = asked.moments();
        let line = self.fold().line(place);
        Answer { view: self, place, asked, first: line.at(from), last: line.at(at), from, at }
    }

    /// Who held places on days, row by row: rows in any order, places by name or handle.
    ///
    /// For millions of rows, or where only the controls matter, [`control_table`](Self::control_table) is quicker.
    ///
    /// ```
    /// # #[cfg(feature = "toml")] {
    /// let day = |day| whoheld::chrono::NaiveDate::from_ymd_opt(2016, 11, day).unwrap();
    /// let record = whoheld::aleppo_2016().by_side();
    /// let answers = record.as_of(&[("minyan-residential", day(1)), ("al-hikmah-school", day(7))])?;
    /// assert_eq!(answers[1].holder().unwrap().id(), "rebels");
    /// # }
    /// # Ok::<(), whoheld::NotFound>(())
    /// ```
    ///
    /// # Errors
    /// Where there is no place of one of the names, or several.
    pub fn as_of<P: Designates<Place>>(self, rows: &[(P, NaiveDate)]) -> Result<Vec<Answer<'h>>, NotFound> {
        rows.iter().map(|(place, on)| Ok(self.answer(place.find(self.history)?, (*on).into()))).collect()
    }

    /// The controls that are possible at the close of each day at every place, by number: for millions of questions.
    #[must_use]
    pub fn control_table(self) -> ControlTable<'h> {
        ControlTable::new(self)
    }

    /// Every place on a day, or at another moment.
    #[must_use]
    pub fn snapshot(self, on: impl Into<Asked>) -> Snapshot<'h> {
        Snapshot::new(self, on.into())
    }

    /// One place through all time.
    ///
    /// # Errors
    /// Where there is no place of that name, or several.
    pub fn timeline(self, place: impl Designates<Place>) -> Result<Timeline<'h>, NotFound> {
        Ok(Timeline::new(self, place.find(self.history)?))
    }

    /// The events one after the other, each with the control before and after.
    #[must_use]
    pub fn replay(self) -> Replay<'h> {
        Replay::new(self)
    }

    /// The places that an actor, with all that answer to it, held or possibly held to that degree; not those it
    /// could only hold because the record is silent.
    ///
    /// # Errors
    /// Where there is no actor of that name, or several.
    pub fn held_by(
        self,
        actor: impl Designates<Actor>,
        degree: Degree,
        on: impl Into<Asked>,
    ) -> Result<Vec<(&'h Place, Verdict)>, NotFound> {
        let chief = actor.find(self.history)?;
        let on = on.into();
        let held = |answer: Answer<'h>| {
            let named = answer.possible().any(|control| !control.share_under(chief).is_none());
            let verdict = answer.judge(chief, degree);
            (named && verdict != Verdict::No).then(|| (answer.place(), verdict))
        };
        Ok(self.snapshot(on).filter_map(held).collect())
    }

    /// Everyone who held any of a place at a moment from `from` to `to`, and when.
    ///
    /// # Errors
    /// Where there is no place of that name, or several.
    pub fn between(
        self,
        place: impl Designates<Place>,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Tenure<'h>>, NotFound> {
        let place = place.find(self.history)?;
        let (first, last) = (Moment::opening(from).minutes(), Moment::close(to).minutes());
        let mut tenures: Vec<Tenure<'h>> = Vec::new();
        if first >= last {
            return Ok(tenures);
        }
        let mut at = first;
        loop {
            let end = self.cell_end(place, at).filter(|end| *end <= last);
            let grounds = self.grounds(place, at);
            let mut seen: Vec<(Holder<'h>, Share)> = Vec::new();
            for (holder, share) in grounds.iter().flat_map(|control| control.shares()) {
                if !seen.iter().any(|known| known.0 == holder) {
                    let all = grounds.iter().all(|control| control.shares().any(|row| row.0 == holder));
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
        degree: Degree,
    ) -> Result<Option<Ends>, NotFound> {
        let cells = self.verdicts(place.find(self.history)?, actor.find(self.history)?, degree);
        let begins = |wanted: Verdict| cells.iter().find(|cell| cell.verdict >= wanted).map(|cell| cell.from);
        let Some(earliest) = begins(Verdict::Possibly) else { return Ok(None) };
        let latest = begins(Verdict::Yes).flatten().map(Moment::from_minutes);
        Ok(Some(Ends { earliest: earliest.map(|from| Moment::from_minutes(from - 1)), latest }))
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
        degree: Degree,
    ) -> Result<Option<Ends>, NotFound> {
        let cells = self.verdicts(place.find(self.history)?, actor.find(self.history)?, degree);
        let ends = |wanted: Verdict| cells.iter().rev().find(|cell| cell.verdict >= wanted).map(|cell| cell.until);
        let Some(latest) = ends(Verdict::Possibly) else { return Ok(None) };
        let earliest = ends(Verdict::Yes).flatten().map(|until| Moment::from_minutes(until - 1));
        Ok(Some(Ends { earliest, latest: latest.map(Moment::from_minutes) }))
    }

    /// On how many of the days from `from` to `to` an actor held that much of a place at the close.
    ///
    /// # Errors
    /// Where there is no place or actor of that name, or several.
    pub fn days_held(
        self,
        place: impl Designates<Place>,
        actor: impl Designates<Actor>,
        degree: Degree,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Days, NotFound> {
        let (place, chief) = (place.find(self.history)?, actor.find(self.history)?);
        let mut days = Days { at_least: 0, at_most: 0 };
        for cell in self.verdicts(place, chief, degree) {
            // The closes that fall into the cell, counted by whole days.
            let day = 24 * 60;
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
    pub fn times_changed_hands(self, place: impl Designates<Place>) -> Result<usize, NotFound> {
        let place = place.find(self.history)?;
        let sides = &self.fold().sides;
        let mut last: Option<u32> = None;
        let mut times = 0;
        let told: Vec<_> = self.fold().told_grounds(place).collect();
        let changes = self.allegiance_changes();
        let states = told.iter().enumerate().flat_map(|(at, &(_, ground, day))| {
            // The same ground is another side's once its holder changes sides.
            let next = told.get(at + 1).map_or(i64::MAX, |next| next.2);
            let later = changes.iter().copied().filter(move |change| day < *change && *change < next);
            std::iter::once(day).chain(later).map(move |day| (ground, day))
        });
        for (ground, day) in states {
            let ground = self.fold().ledger.ground(ground);
            let shown = |actor: u32| if self.by_side { sides.side(actor, day) } else { actor };
            let holders = ground.rows().iter().filter_map(|row| row.0.as_actor());
            let majority = holders.map(shown).find(|&holder| {
                let mut rows = ground.rows().iter();
                let sum = |low: i64, row: &(HolderKey, Share)| match row.0.as_actor().map(shown) {
                    Some(other) if other == holder => low + row.1.low(),
                    _ => low,
                };
                let mine = |row: &&(HolderKey, Share)| row.0.as_actor().map(shown) == Some(holder);
                let others: i64 = ground.rows().iter().filter(|row| !mine(row)).map(|row| row.1.high()).sum();
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

    /// The places whose possible controls differ between two days.
    #[must_use]
    pub fn difference(self, a: impl Into<Asked>, b: impl Into<Asked>) -> Vec<Difference<'h>> {
        let (a, b) = (self.snapshot(a.into()), self.snapshot(b.into()));
        let differs = |(before, after): (Answer<'h>, Answer<'h>)| {
            let (mut old, mut new) = (before.possible(), after.possible());
            let gone = old.any(|control| !after.possible().any(|other| other == control));
            let come = new.any(|control| !before.possible().any(|other| other == control));
            (gone || come).then_some(Difference { before, after })
        };
        a.zip(b).filter_map(differs).collect()
    }

    /// What share of some places an actor held at the close of each day, all places weighing the same.
    ///
    /// # Errors
    /// Where there is no place or actor of that name, or several.
    pub fn share_of_area<P: Designates<Place>>(
        self,
        places: impl IntoIterator<Item = P>,
        actor: impl Designates<Actor>,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<AreaShare>, NotFound> {
        self.weighted_share_of_area(places.into_iter().map(|place| (place, 1.0)), actor, from, to)
    }

    /// The same with a weight for each place, such as its area or its population. Weights that are not above zero, or
    /// not finite, count as none.
    ///
    /// # Errors
    /// Where there is no place or actor of that name, or several.
    pub fn weighted_share_of_area<P: Designates<Place>>(
        self,
        places: impl IntoIterator<Item = (P, f64)>,
        actor: impl Designates<Actor>,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<AreaShare>, NotFound> {
        let chief = actor.find(self.history)?;
        let places = places.into_iter().map(|(place, weight)| Ok((place.find(self.history)?, weight)));
        let mut places: Vec<(u32, f64)> = places.collect::<Result<_, _>>()?;
        places.retain(|(_, weight)| weight.is_finite() && *weight > 0.0);
        // Scaled to the greatest, so that no sum of them is infinite.
        let greatest = places.iter().map(|(_, weight)| *weight).fold(0.0, f64::max);
        for (_, weight) in &mut places {
            *weight /= greatest;
        }
        let total: f64 = places.iter().map(|(_, weight)| weight).sum();
        let mut days = Vec::new();
        let mut day = Some(from);
        while let Some(on) = day.filter(|day| *day <= to) {
            let (mut at_least, mut at_most) = (0.0, 0.0);
            for &(place, weight) in &places {
                let shares: Vec<Share> =
                    self.answer(place, on.into()).possible().map(|control| control.share_under(chief)).collect();
                let low = shares.iter().map(|share| share.at_least()).min().unwrap_or(0);
                let high = shares.iter().map(|share| share.at_most()).max().unwrap_or(0);
                at_least += weight * f64::from(low) / 1000.0;
                at_most += weight * f64::from(high) / 1000.0;
            }
            let part = |sum: f64| if total > 0.0 { sum / total } else { 0.0 };
            days.push(AreaShare { day: on, at_least: part(at_least), at_most: part(at_most) });
            day = on.succ_opt();
        }
        Ok(days)
    }

    /// What is possible at a moment.
    pub(crate) fn grounds(self, place: u32, moment: i64) -> Vec<Control<'h>> {
        let line = self.fold().line(place);
        let possible = line.possible(line.at(moment)).iter();
        let control = |possible: &crate::fold::Possible| Control {
            view: self,
            day: (moment - 1).div_euclid(24 * 60),
            ground: possible.ground,
            standing: possible.standing,
        };
        possible.map(control).collect()
    }

    /// Each stretch of time in which nothing changes at a place, nor who answers to whom: where it begins, `None` for
    /// always before, and what is possible in it.
    pub(crate) fn cells(self, place: u32) -> impl Iterator<Item = (Option<i64>, Vec<Control<'h>>)> {
        let mut next = Some(None);
        std::iter::from_fn(move || {
            let from: Option<i64> = next?;
            let moment = from.unwrap_or(DAWN + 1);
            next = self.end_of(place, moment, self.fold().sides.shifts()).map(Some);
            Some((from, self.grounds(place, moment)))
        })
    }

    /// Where the cell that a moment lies in begins: nothing changes within a cell. `None`: at no moment.
    pub(crate) fn cell_start(self, place: u32, moment: i64) -> Option<i64> {
        let line = self.fold().line(place);
        let stretch = line.stretches()[line.at(moment)].from;
        let changes = self.allegiance_changes();
        let before = changes.partition_point(|day| day * 24 * 60 < moment);
        let change = before.checked_sub(1).map(|at| changes[at] * 24 * 60 + 1);
        Some(change.map_or(stretch, |change| change.max(stretch))).filter(|start| *start > DAWN)
    }

    /// Where the cell after a moment's begins; `None` if it is the last.
    pub(crate) fn cell_end(self, place: u32, moment: i64) -> Option<i64> {
        self.end_of(place, moment, self.allegiance_changes())
    }

    /// Where the place's line, or one of some days that bring a change, next ends what a moment lies in.
    fn end_of(self, place: u32, moment: i64, changes: &[i64]) -> Option<i64> {
        let line = self.fold().line(place);
        let stretch = line.stretches().get(line.at(moment) + 1).map(|stretch| stretch.from);
        let change = changes.get(changes.partition_point(|day| day * 24 * 60 < moment)).map(|day| day * 24 * 60 + 1);
        match (stretch, change) {
            (Some(stretch), Some(change)) => Some(stretch.min(change)),
            (one, other) => one.or(other),
        }
    }

    /// Whether holders can change sides without an event.
    pub(crate) fn changes_sides(self) -> bool {
        !self.allegiance_changes().is_empty()
    }

    fn allegiance_changes(self) -> &'h [i64] {
        if self.by_side { self.fold().sides.changes() } else { &[] }
    }

    fn verdicts(self, place: u32, chief: u32, degree: Degree) -> Vec<Cell> {
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

/// A place that was held in another way on another day.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Difference<'h> {
    /// The answer for the first day.
    pub before: Answer<'h>,
    /// The answer for the second.
    pub after: Answer<'h>,
}

/// What share of an area someone held at the close of a day, from 0 to 1. Ground of which the record is silent
/// counts as nobody's here.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AreaShare {
    /// The day.
    pub day: NaiveDate,
    /// At least this share.
    pub at_least: f64,
    /// At most this share.
    pub at_most: f64,
}
