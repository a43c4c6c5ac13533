//! Two codings of the same events compared: where they part, and how far they agree.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::agreement::{Agreement, Coincidences};
use super::division::{DisagreementKind, Divisions};
use crate::answer::{Answer, ControlRecord};
use crate::facts::{Designates, LookupError};
use crate::history::History;
use crate::numbers::PlaceNo;
use crate::scenario::{Actor, Event, Place};
use crate::time::{DAY, Moment};
use crate::view::{Control, View};

/// Compares two histories of the same theatre, coded independently: by side for `compare(&a, &b)`, by actor for
/// `compare(a.by_actor(), b.by_actor())`.
///
/// Places and actors of equal ids are the same; others can be matched. What is compared is who held how much of each
/// place at the close of each day, from the first day of either record to the last (`DESIGN.md`, "Comparing").
///
/// ```
/// use whoheld::{Actor, Captured, Event, History, Place, compare};
///
/// let coding = |when: &str| -> Result<History, Box<dyn std::error::Error>> {
///     let mut history = History::new();
///     history.add_actor(Actor::new("crown"))?;
///     history.add_actor(Actor::new("republic"))?;
///     history.add_place(Place::new("citadel").held_by("crown"))?;
///     history.insert(Event::new(when.parse()?, "citadel", Captured::by("republic")))?;
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
    let days = match (a.days(), b.days()) {
        (Some(one), Some(other)) => Some((one.0.min(other.0), one.1.max(other.1))),
        (one, other) => one.or(other),
    };
    Comparison { a, b, places: BTreeMap::new(), actors: BTreeMap::new(), days }
}

/// Two codings side by side, asked for what they make of each other.
#[derive(Clone, Debug)]
pub struct Comparison<'h> {
    a: View<'h>,
    b: View<'h>,
    /// Places of `a` by number that are another id in `b`.
    places: BTreeMap<PlaceNo, PlaceNo>,
    /// Actors of `b` by id that are another id in `a`.
    actors: BTreeMap<String, String>,
    days: Option<(NaiveDate, NaiveDate)>,
}

impl<'h> Comparison<'h> {
    /// Takes a place of the first coding and one of the second for the same.
    ///
    /// # Errors
    /// Where there is none of that name in its coding, or several.
    pub fn match_place(mut self, a: impl Designates<Place>, b: impl Designates<Place>) -> Result<Self, LookupError> {
        self.places.insert(self.a.facts().find_place(&a)?, self.b.facts().find_place(&b)?);
        Ok(self)
    }

    /// Takes an actor of the first coding and one of the second for the same.
    ///
    /// # Errors
    /// Where there is none of that name in its coding, or several.
    pub fn match_actor(mut self, a: impl Designates<Actor>, b: impl Designates<Actor>) -> Result<Self, LookupError> {
        let a = self.a.history().actor(a)?.id.clone();
        let b = self.b.history().actor(b)?.id.clone();
        self.actors.insert(b, a);
        Ok(self)
    }

    /// Compares only the days from the first to the last, both included.
    #[must_use]
    pub fn between(mut self, first: NaiveDate, last: NaiveDate) -> Self {
        self.days = (first <= last).then_some((first, last));
        self
    }

    /// The two codings.
    #[must_use]
    pub const fn histories(&self) -> (&'h History, &'h History) {
        (self.a.history(), self.b.history())
    }

    /// The first and the last day that are compared; `None` where neither coding has an event.
    #[must_use]
    pub const fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        self.days
    }

    /// What the first coding calls an actor of the second. One that bears the id of another's match is somebody else.
    fn named(&self, id: &str) -> String {
        match self.actors.get(id) {
            Some(other) => other.clone(),
            None if self.actors.values().any(|taken| taken == id) => format!("{id} of the second"),
            None => id.to_owned(),
        }
    }

    fn pairs(&self) -> Vec<(PlaceNo, PlaceNo)> {
        let taken: BTreeSet<PlaceNo> = self.places.values().copied().collect();
        let (a, b) = (self.a.facts(), self.b.facts());
        let pair = |(number, place): (PlaceNo, &Place)| {
            let same = || b.place_names.id(&place.id).filter(|other| !taken.contains(other));
            Some((number, self.places.get(&number).copied().or_else(same)?))
        };
        a.places.numbered().filter_map(pair).collect()
    }

    /// The places that both codings have, each as the first and as the second has it.
    #[must_use]
    pub fn places(&self) -> Vec<(&'h Place, &'h Place)> {
        let (a, b) = (self.a.facts(), self.b.facts());
        self.pairs().into_iter().map(|(one, other)| (&a.places[one], &b.places[other])).collect()
    }

    /// The places and actors that only one coding has.
    #[must_use]
    pub fn unmatched(&self) -> Unmatched<'h> {
        let pairs = self.places();
        let in_a = |id: &str| self.a.facts().actor_names.id(id).is_some();
        let in_b = |id: &str| self.b.facts().actor_names.id(id).is_some();
        let named: BTreeSet<&String> = self.actors.values().collect();
        Unmatched {
            places_of_a: self.a.history().places().filter(|it| !pairs.iter().any(|(a, _)| a.id == it.id)).collect(),
            places_of_b: self.b.history().places().filter(|it| !pairs.iter().any(|(_, b)| b.id == it.id)).collect(),
            actors_of_a: self.a.history().actors().filter(|it| !in_b(&it.id) && !named.contains(&it.id)).collect(),
            actors_of_b: self
                .b
                .history()
                .actors()
                .filter(|it| !self.actors.contains_key(&it.id) && (!in_a(&it.id) || named.contains(&it.id)))
                .collect(),
        }
    }

    /// Everything in which the two differ: place by place in the order of the first coding, span by span.
    #[must_use]
    pub fn disagreements(&self) -> Vec<Disagreement<'h>> {
        let mut all: Vec<Disagreement<'h>> = Vec::new();
        for (a, b) in self.pairs() {
            let mut last: Option<(Divisions, Divisions)> = None;
            for run in self.runs(a, b) {
                let stands = (run.a, run.b);
                let last_day = after(run.first, run.days - 1);
                let (here, there) = (self.a.answer(a, run.first.into()), self.b.answer(b, run.first.into()));
                let differ = stands.0 != stands.1;
                match all.last_mut().filter(|_| differ && last.as_ref() == Some(&stands)) {
                    Some(open) => {
                        open.last = last_day;
                        open.add_events(run.first, run.days);
                    }
                    None if differ => {
                        let kind = stands.0.against(&stands.1);
                        let (events_a, events_b) = (Vec::new(), Vec::new());
                        let mut new = Disagreement {
                            a: here,
                            b: there,
                            from: run.first,
                            last: last_day,
                            kind,
                            events_a,
                            events_b,
                        };
                        new.add_events(run.first, run.days);
                        all.push(new);
                    }
                    None => {}
                }
                last = Some(stands);
            }
        }
        all
    }

    /// How far the two agree on who held how much.
    ///
    /// A place-day has the set of all controls that are possible at its close as its value: an uncertain answer agrees
    /// with an equally uncertain one only. Place-days on which a coding is silent (all of the place is `unrecorded`)
    /// are missing data. What is going on at a place (contested, besieged, under fire) is left aside.
    #[must_use]
    pub fn agreement(&self) -> Agreement {
        self.agree(|stand| (!stand.is_silent()).then(|| stand.clone()))
    }

    /// How far the two agree on who held most of each place.
    ///
    /// A place-day has as its value the holder that certainly held more than half of it; or `shared`, where certainly
    /// nobody did; or `open`, where the coding leaves that open. Silent place-days are missing data, as above.
    #[must_use]
    pub fn agreement_on_holders(&self) -> Agreement {
        self.agree(|stand| (!stand.is_silent()).then(|| stand.held_mostly()))
    }

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

    /// The days that are compared, in runs of which each coding says one thing throughout.
    fn runs(&self, a: PlaceNo, b: PlaceNo) -> Vec<Run> {
        let Some((first, last)) = self.days else { return Vec::new() };
        let (mut at, last) = (Moment::close(first).minutes(), Moment::close(last).minutes());
        let mut runs = Vec::new();
        while at <= last {
            let ends = [self.a.cell_end(a, at), self.b.cell_end(b, at)];
            let end = ends.into_iter().flatten().min().map_or(last + DAY, |end| end.min(last + DAY));
            let days = (end - at + DAY - 1).div_euclid(DAY).max(1);
            runs.push(Run {
                first: Moment::from_minutes(at).day_ending(),
                days: days.unsigned_abs(),
                a: Divisions::new(self.a, a, at, str::to_owned),
                b: Divisions::new(self.b, b, at, |id| self.named(id)),
            });
            at += days * DAY;
        }
        runs
    }
}

/// In days.
const LONG: u64 = 1_000;

/// The day that many days after another.
fn after(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(chrono::Days::new(days)).unwrap_or(NaiveDate::MAX)
}

struct Run {
    first: NaiveDate,
    days: u64,
    a: Divisions,
    b: Divisions,
}

/// What only one of two codings has.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Unmatched<'h> {
    /// Places of the first.
    pub places_of_a: Vec<&'h Place>,
    /// Places of the second.
    pub places_of_b: Vec<&'h Place>,
    /// Actors of the first.
    pub actors_of_a: Vec<&'h Actor>,
    /// Actors of the second.
    pub actors_of_b: Vec<&'h Actor>,
}

/// A span of days on which two codings say different things of a place, each the same throughout.
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
    /// Takes in what is behind the answers of some days. Of a very long quiet time only both ends are asked.
    fn add_events(&mut self, first: NaiveDate, days: u64) {
        let last = after(first, days - 1);
        let all = if days <= LONG { days } else { 1 };
        for day in (0..all).map(|number| after(first, number)).chain([last]) {
            for (answer, events) in [(self.a, &mut self.events_a), (self.b, &mut self.events_b)] {
                for event in answer.on(day).events() {
                    if !events.iter().any(|known| known.name() == event.name()) {
                        events.push(event);
                    }
                }
            }
        }
    }

    /// What the first coding answers on the first of the days.
    #[must_use]
    pub const fn a(&self) -> Answer<'h> {
        self.a
    }

    /// What the second coding answers on the first of the days.
    #[must_use]
    pub const fn b(&self) -> Answer<'h> {
        self.b
    }

    /// The first of the days.
    #[must_use]
    pub const fn from(&self) -> NaiveDate {
        self.from
    }

    /// The day after the last; `None` where the last is the last that there is.
    #[must_use]
    pub fn until(&self) -> Option<NaiveDate> {
        self.last.succ_opt()
    }

    /// How many days there are.
    #[must_use]
    pub fn days(&self) -> u64 {
        self.last.signed_duration_since(self.from).num_days().unsigned_abs() + 1
    }

    /// How they part.
    #[must_use]
    pub const fn kind(&self) -> DisagreementKind {
        self.kind
    }

    /// The events behind the first coding's answers in these days.
    #[must_use]
    pub fn events_of_a(&self) -> &[&'h Event] {
        &self.events_a
    }

    /// The events behind the second coding's answers in these days.
    #[must_use]
    pub fn events_of_b(&self) -> &[&'h Event] {
        &self.events_b
    }

    /// An owned copy, to be kept or written.
    #[must_use]
    pub fn to_record(&self) -> DisagreementRecord {
        let ids = |events: &[&Event]| events.iter().map(|event| event.name().to_owned()).collect();
        DisagreementRecord {
            place: self.a.place().id.clone(),
            place_of_b: self.b.place().id.clone(),
            from: self.from.to_string(),
            until: self.until().map(|day| day.to_string()),
            kind: self.kind,
            a: self.a.possible().map(Control::to_record).collect(),
            b: self.b.possible().map(Control::to_record).collect(),
            events_of_a: ids(&self.events_a),
            events_of_b: ids(&self.events_b),
        }
    }
}

impl fmt::Display for Disagreement<'_> {
    /// `citadel from 1849-07-08 to 1849-07-09: republic | crown`. With `{:#}`, and where words do not tell the two apart,
    /// the bounds in percent.
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
            (one, other) = (exactly(self.a), exactly(self.b));
        }
        write!(f, ": {one} | {other}")
    }
}

/// The bounds of each possible division in percent, where words do not tell two of them apart.
fn exactly(answer: Answer<'_>) -> String {
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

/// An owned [`Disagreement`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct DisagreementRecord {
    /// The place's id in the first coding.
    pub place: String,
    /// The place's id in the second coding.
    pub place_of_b: String,
    /// The first day.
    pub from: String,
    /// The day after the last; `None` where the last is the last that there is.
    pub until: Option<String>,
    /// How they part.
    pub kind: DisagreementKind,
    /// What is possible in the first coding on the first day.
    pub a: Vec<ControlRecord>,
    /// What is possible in the second.
    pub b: Vec<ControlRecord>,
    /// The ids of the events behind the first.
    pub events_of_a: Vec<String>,
    /// The ids of the events behind the second.
    pub events_of_b: Vec<String>,
}
