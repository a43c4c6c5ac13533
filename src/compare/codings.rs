//! Comparing two codings of the same events: where they disagree, and how far they agree.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::RangeBounds;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::agreement::{Agreement, Coincidences};
use super::division::{DisagreementKind, Divisions};
use crate::answer::{Answer, ControlRecord};
use crate::facts::{Designates, LookupError};
use crate::history::History;
use crate::numbers::PlaceNo;
use crate::scenario::{Actor, Event, Place};
use crate::time::{DAY, Moment, days_within};
use crate::view::{Control, View};

/// Compares two codings: histories of the same events that were written independently. `compare(&a, &b)` compares by
/// side, `compare(a.by_actor(), b.by_actor())` by actor.
///
/// Places and actors with equal ids are taken to be the same; others can be matched. The comparison is of who held how
/// much of each place at the close of each day, from the first day of either record to the last day of either
/// (`DESIGN.md`, "Comparing").
///
/// ```
/// use whoheld::{Actor, Captured, Event, History, Place, When, compare};
///
/// let coding = |when: &str| -> Result<History, Box<dyn std::error::Error>> {
///     let mut history = History::new();
///     history.add_actor(Actor::new("crown"))?;
///     history.add_actor(Actor::new("republic"))?;
///     history.add_place(Place::new("citadel").held_by("crown"))?;
///     history.insert(Event::new(when.parse::<When>()?, "citadel", Captured::by("republic")))?;
///     Ok(history)
/// };
/// let (a, b) = (coding("1849-07-08")?, coding("1849-07-10")?);
/// let comparison = compare(&a, &b);
/// let [only] = &comparison.disagreements()[..] else { panic!() };
/// assert_eq!(only.to_string(), "citadel from 1849-07-08 to 1849-07-09: republic | crown");
/// assert_eq!(comparison.agreement().percent(), Some(100.0 / 3.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn compare<'h>(a: impl Into<View<'h>>, b: impl Into<View<'h>>) -> Comparison<'h> {
    let (a, b) = (a.into(), b.into());
    Comparison { a, b, places: BTreeMap::new(), actors: BTreeMap::new(), days: days_of_either(a, b) }
}

/// Returns the first and the last day of either record.
fn days_of_either(a: View<'_>, b: View<'_>) -> Option<(NaiveDate, NaiveDate)> {
    match (a.days(), b.days()) {
        (Some(one), Some(other)) => Some((one.0.min(other.0), one.1.max(other.1))),
        (one, other) => one.or(other),
    }
}

/// Two codings side by side. [`compare`] returns it.
#[derive(Clone, Debug)]
pub struct Comparison<'h> {
    a: View<'h>,
    b: View<'h>,
    /// The places of `a` that have been matched with one of `b`, each with its match.
    places: BTreeMap<PlaceNo, PlaceNo>,
    /// The ids of the actors of `b` that have been matched with one of `a`, each with the id of its match.
    actors: BTreeMap<String, String>,
    days: Option<(NaiveDate, NaiveDate)>,
}

impl<'h> Comparison<'h> {
    /// Matches a place of the first coding with one of the second: they are taken to be the same.
    ///
    /// # Errors
    /// Returns an error if no place of the coding, or more than one, has this name.
    pub fn match_place(mut self, a: impl Designates<Place>, b: impl Designates<Place>) -> Result<Self, LookupError> {
        self.places.insert(self.a.facts().find_place(&a)?, self.b.facts().find_place(&b)?);
        Ok(self)
    }

    /// Matches an actor of the first coding with one of the second: they are taken to be the same.
    ///
    /// # Errors
    /// Returns an error if no actor of the coding, or more than one, has this name.
    pub fn match_actor(mut self, a: impl Designates<Actor>, b: impl Designates<Actor>) -> Result<Self, LookupError> {
        let a = self.a.history().actor(a)?.id.clone();
        let b = self.b.history().actor(b)?.id.clone();
        self.actors.insert(b, a);
        Ok(self)
    }

    /// Compares only the days of a range. An open end of the range is the first or the last day of either record. If the
    /// range has no day, nothing is compared.
    #[must_use]
    pub fn between(mut self, days: impl RangeBounds<NaiveDate>) -> Self {
        self.days = days_within(days, days_of_either(self.a, self.b));
        self
    }

    /// Returns the two codings.
    #[must_use]
    pub const fn histories(&self) -> (&'h History, &'h History) {
        (self.a.history(), self.b.history())
    }

    /// Returns the first and the last day that are compared; `None` if no days are.
    #[must_use]
    pub const fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        self.days
    }

    /// Returns the id that stands for an actor of the second coding in the comparison: that of its match, or its own.
    /// If its own is the id of another's match, it is marked as somebody else.
    fn named(&self, id: &str) -> String {
        match self.actors.get(id) {
            Some(other) => other.clone(),
            None if self.actors.values().any(|taken| taken == id) => format!("{id} of the second"),
            None => id.to_owned(),
        }
    }

    /// Returns the places that both codings have, as numbers in the first and in the second.
    fn pairs(&self) -> Vec<(PlaceNo, PlaceNo)> {
        let taken: BTreeSet<PlaceNo> = self.places.values().copied().collect();
        let (a, b) = (self.a.facts(), self.b.facts());
        let pair = |(number, place): (PlaceNo, &Place)| {
            let same = || b.place_names.id(&place.id).filter(|other| !taken.contains(other));
            Some((number, self.places.get(&number).copied().or_else(same)?))
        };
        a.places.numbered().filter_map(pair).collect()
    }

    /// Returns the places that both codings have, each as it is in the first coding and in the second.
    #[must_use]
    pub fn places(&self) -> Vec<(&'h Place, &'h Place)> {
        let (a, b) = (self.a.facts(), self.b.facts());
        self.pairs().into_iter().map(|(one, other)| (&a.places[one], &b.places[other])).collect()
    }

    /// Returns the places and actors that only one of the codings has.
    #[must_use]
    pub fn unmatched(&self) -> Unmatched<'h> {
        let pairs = self.places();
        let in_a = |id: &str| self.a.facts().actor_names.id(id).is_some();
        let in_b = |id: &str| self.b.facts().actor_names.id(id).is_some();
        let matched: BTreeSet<&String> = self.actors.values().collect();
        Unmatched {
            places_of_a: self
                .a
                .history()
                .places()
                .filter(|place| !pairs.iter().any(|(a, _)| a.id == place.id))
                .collect(),
            places_of_b: self
                .b
                .history()
                .places()
                .filter(|place| !pairs.iter().any(|(_, b)| b.id == place.id))
                .collect(),
            actors_of_a: self
                .a
                .history()
                .actors()
                .filter(|actor| !in_b(&actor.id) && !matched.contains(&actor.id))
                .collect(),
            actors_of_b: self
                .b
                .history()
                .actors()
                .filter(|actor| {
                    !self.actors.contains_key(&actor.id) && (!in_a(&actor.id) || matched.contains(&actor.id))
                })
                .collect(),
        }
    }

    /// Returns everything in which the codings disagree: by place in the order of the first coding, then in order of
    /// time.
    #[must_use]
    pub fn disagreements(&self) -> Vec<Disagreement<'h>> {
        let mut all: Vec<Disagreement<'h>> = Vec::new();
        for (a, b) in self.pairs() {
            let mut before: Option<(Divisions, Divisions)> = None;
            for run in self.runs(a, b) {
                let divisions = (run.a, run.b);
                let last = after(run.first, run.days - 1);
                let differ = divisions.0 != divisions.1;
                match all.last_mut().filter(|_| differ && before.as_ref() == Some(&divisions)) {
                    Some(current) => {
                        current.last = last;
                        current.add_events(run.first, run.days);
                    }
                    None if differ => {
                        let mut new = Disagreement {
                            a: self.a.answer(a, run.first.into()),
                            b: self.b.answer(b, run.first.into()),
                            from: run.first,
                            last,
                            kind: divisions.0.kind_of_disagreement(&divisions.1),
                            events_a: Vec::new(),
                            events_b: Vec::new(),
                        };
                        new.add_events(run.first, run.days);
                        all.push(new);
                    }
                    None => {}
                }
                before = Some(divisions);
            }
        }
        all
    }

    /// Returns how far the codings agree on who held how much.
    ///
    /// The value of a place-day is the set of all divisions (who holds how much) that are possible at its close, so an
    /// uncertain answer agrees only with an equally uncertain one. A place-day on which a coding does not say who held
    /// the place (all of it is `unrecorded`) is missing data. What is going on at a place (contested, besieged, under
    /// fire) is not compared.
    #[must_use]
    pub fn agreement(&self) -> Agreement {
        self.agree(|divisions| (!divisions.is_silent()).then(|| divisions.clone()))
    }

    /// Returns how far the codings agree on who held most of each place.
    ///
    /// The value of a place-day is the holder that certainly held more than half of the place; or "shared" if certainly
    /// nobody did; or "open" if the coding does not decide it. A place-day on which a coding does not say who held the
    /// place is missing data, as for [`agreement`](Self::agreement).
    #[must_use]
    pub fn agreement_on_holders(&self) -> Agreement {
        self.agree(|divisions| (!divisions.is_silent()).then(|| divisions.held_mostly()))
    }

    /// Returns how far the codings agree on some value of each place-day; `None` is missing data.
    fn agree<V: Clone + Ord>(&self, value: impl Fn(&Divisions) -> Option<V>) -> Agreement {
        let mut agreement = Agreement::default();
        let mut coincidences = Coincidences::default();
        for (a, b) in self.pairs() {
            for run in self.runs(a, b) {
                match (value(&run.a), value(&run.b)) {
                    (Some(one), Some(other)) => {
                        agreement.compared += run.days;
                        agreement.equal += if one == other { run.days } else { 0 };
                        agreement.compatible += if one == other || run.a.is_compatible(&run.b) { run.days } else { 0 };
                        coincidences.add(&[one, other], run.days);
                    }
                    (Some(_), None) => agreement.only_in_a += run.days,
                    (None, Some(_)) => agreement.only_in_b += run.days,
                    (None, None) => agreement.in_neither += run.days,
                }
            }
        }
        agreement.alpha = coincidences.alpha();
        agreement
    }

    /// Returns the days that are compared, as runs in which the divisions of each coding stay the same.
    fn runs(&self, a: PlaceNo, b: PlaceNo) -> Vec<Run> {
        let Some((first, last)) = self.days else { return Vec::new() };
        let (mut close, last) = (Moment::close(first).minutes(), Moment::close(last).minutes());
        let mut runs = Vec::new();
        while close <= last {
            let ends = [self.a.cell_end(a, close), self.b.cell_end(b, close)];
            let end = ends.into_iter().flatten().min().map_or(last + DAY, |end| end.min(last + DAY));
            let days = (end - close + DAY - 1).div_euclid(DAY).max(1);
            runs.push(Run {
                first: Moment::from_minutes(close).day_ending(),
                days: days.unsigned_abs(),
                a: Divisions::new(self.a, a, close, str::to_owned),
                b: Divisions::new(self.b, b, close, |id| self.named(id)),
            });
            close += days * DAY;
        }
        runs
    }
}

/// The number of days up to which the events behind an answer are gathered from each day of a run.
const LONG: u64 = 1_000;

/// Returns the day that is a number of days after another.
fn after(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(chrono::Days::new(days)).unwrap_or(NaiveDate::MAX)
}

/// A run of days on which the divisions of each coding stay the same.
struct Run {
    first: NaiveDate,
    days: u64,
    a: Divisions,
    b: Divisions,
}

/// The places and actors that only one of two codings has.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Unmatched<'h> {
    /// The places that only the first coding has.
    pub places_of_a: Vec<&'h Place>,
    /// The places that only the second coding has.
    pub places_of_b: Vec<&'h Place>,
    /// The actors that only the first coding has.
    pub actors_of_a: Vec<&'h Actor>,
    /// The actors that only the second coding has.
    pub actors_of_b: Vec<&'h Actor>,
}

/// A span of days on which two codings disagree about a place. Within the span, what each coding says stays the same.
#[derive(Clone, Debug)]
pub struct Disagreement<'h> {
    a: Answer<'h>,
    b: Answer<'h>,
    from: NaiveDate,
    last: NaiveDate,
    kind: DisagreementKind,
    events_a: Vec<&'h Event>,
    events_b: Vec<&'h Event>,
}

impl<'h> Disagreement<'h> {
    /// Adds the events behind the answers of some days. Of a run longer than [`LONG`], only the first and the last day
    /// are looked at.
    fn add_events(&mut self, first: NaiveDate, days: u64) {
        let last = after(first, days - 1);
        let looked_at = if days <= LONG { days } else { 1 };
        for day in (0..looked_at).map(|number| after(first, number)).chain([last]) {
            for (answer, events) in [(self.a, &mut self.events_a), (self.b, &mut self.events_b)] {
                for event in answer.on(day).events() {
                    if !events.iter().any(|known| known.name() == event.name()) {
                        events.push(event);
                    }
                }
            }
        }
    }

    /// Returns the answer of the first coding for the first day of the span.
    #[must_use]
    pub const fn a(&self) -> Answer<'h> {
        self.a
    }

    /// Returns the answer of the second coding for the first day of the span.
    #[must_use]
    pub const fn b(&self) -> Answer<'h> {
        self.b
    }

    /// Returns the first day of the span.
    #[must_use]
    pub const fn from(&self) -> NaiveDate {
        self.from
    }

    /// Returns the day after the last of the span; `None` if the calendar ends with the last.
    #[must_use]
    pub fn until(&self) -> Option<NaiveDate> {
        self.last.succ_opt()
    }

    /// Returns the number of days in the span.
    #[must_use]
    pub fn days(&self) -> u64 {
        self.last.signed_duration_since(self.from).num_days().unsigned_abs() + 1
    }

    /// Returns how the codings disagree.
    #[must_use]
    pub const fn kind(&self) -> DisagreementKind {
        self.kind
    }

    /// Returns the events behind the answers of the first coding in the span.
    #[must_use]
    pub fn events_of_a(&self) -> &[&'h Event] {
        &self.events_a
    }

    /// Returns the events behind the answers of the second coding in the span.
    #[must_use]
    pub fn events_of_b(&self) -> &[&'h Event] {
        &self.events_b
    }

    /// Returns an owned copy, which can be kept and serialised.
    #[must_use]
    pub fn to_record(&self) -> DisagreementRecord {
        let ids = |events: &[&Event]| events.iter().map(|event| event.name().to_owned()).collect();
        DisagreementRecord {
            place: self.a.place().id.clone(),
            place_of_b: self.b.place().id.clone(),
            from: self.from,
            until: self.until(),
            kind: self.kind,
            a: self.a.possible().map(Control::to_record).collect(),
            b: self.b.possible().map(Control::to_record).collect(),
            events_of_a: ids(&self.events_a),
            events_of_b: ids(&self.events_b),
        }
    }
}

impl fmt::Display for Disagreement<'_> {
    /// Writes place, days and both answers: `citadel from 1849-07-08 to 1849-07-09: republic | crown`. With `{:#}`, or
    /// if both answers are the same in words, the shares are written as bounds in percent.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = self.last;
        write!(f, "{}", self.a.place().id)?;
        if last == self.from {
            write!(f, " on {last}")?;
        } else {
            write!(f, " from {} to {last}", self.from)?;
        }
        let (mut one, mut other) = (self.a.division_phrase(), self.b.division_phrase());
        if one == other || f.alternate() {
            (one, other) = (in_percent(self.a), in_percent(self.b));
        }
        write!(f, ": {one} | {other}")
    }
}

/// Returns the possible divisions in words, with the bounds of each share in percent.
fn in_percent(answer: Answer<'_>) -> String {
    let percent = |permille: u16| f64::from(permille) / 10.0;
    let division = |control: Control<'_>| {
        let rows = control
            .shares()
            .map(|(holder, share)| format!("{holder} {}-{}%", percent(share.at_least()), percent(share.at_most())));
        rows.collect::<Vec<_>>().join(", ")
    };
    let mut all: Vec<String> = Vec::new();
    for text in answer.possible().map(division) {
        if !all.contains(&text) {
            all.push(text);
        }
    }
    all.join(", or else ")
}

/// An owned [`Disagreement`], for serde.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DisagreementRecord {
    /// The id of the place in the first coding.
    pub place: String,
    /// The id of the place in the second coding.
    pub place_of_b: String,
    /// The first day of the span.
    pub from: NaiveDate,
    /// The day after the last of the span; `None` if the calendar ends with the last.
    pub until: Option<NaiveDate>,
    /// How the codings disagree.
    pub kind: DisagreementKind,
    /// The controls that are possible in the first coding on the first day.
    pub a: Vec<ControlRecord>,
    /// The controls that are possible in the second coding on the first day.
    pub b: Vec<ControlRecord>,
    /// The ids of the events behind the answers of the first coding.
    pub events_of_a: Vec<String>,
    /// The ids of the events behind the answers of the second coding.
    pub events_of_b: Vec<String>,
}
