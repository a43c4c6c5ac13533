//! Two codings of the same events compared: where they part, and how far they agree.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::actor::Actor;
use crate::answer::Answer;
use crate::control::ControlRecord;
use crate::event::Event;
use crate::find::{Designates, NotFound};
use crate::history::History;
use crate::moment::Moment;
use crate::place::Place;
use crate::view::View;

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
    places: BTreeMap<u32, u32>,
    /// Actors of `b` by id that are another id in `a`.
    actors: BTreeMap<String, String>,
    days: Option<(NaiveDate, NaiveDate)>,
}

impl<'h> Comparison<'h> {
    /// Takes a place of the first coding and one of the second for the same.
    ///
    /// # Errors
    /// Where there is none of that name in its coding, or several.
    pub fn match_place(mut self, a: impl Designates<Place>, b: impl Designates<Place>) -> Result<Self, NotFound> {
        self.places.insert(a.find(self.a.history())?, b.find(self.b.history())?);
        Ok(self)
    }

    /// Takes an actor of the first coding and one of the second for the same.
    ///
    /// # Errors
    /// Where there is none of that name in its coding, or several.
    pub fn match_actor(mut self, a: impl Designates<Actor>, b: impl Designates<Actor>) -> Result<Self, NotFound> {
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

    fn pairs(&self) -> Vec<(u32, u32)> {
        let taken: BTreeSet<u32> = self.places.values().copied().collect();
        let places = (0..).zip(self.a.history().places());
        let of = |(number, place): (u32, &Place)| {
            let same = || self.b.history().place_names().id(&place.id).filter(|other| !taken.contains(other));
            Some((number, self.places.get(&number).copied().or_else(same)?))
        };
        places.filter_map(of).collect()
    }

    /// The places that both codings have, each as the first and as the second has it.
    #[must_use]
    pub fn places(&self) -> Vec<(&'h Place, &'h Place)> {
        let (a, b) = (self.a.history(), self.b.history());
        self.pairs().into_iter().map(|(one, other)| (a.place_at(one), b.place_at(other))).collect()
    }

    /// The places and actors that only one coding has.
    #[must_use]
    pub fn unmatched(&self) -> Unmatched<'h> {
        let pairs = self.places();
        let in_a = |id: &str| self.a.history().actor_names().id(id).is_some();
        let in_b = |id: &str| self.b.history().actor_names().id(id).is_some();
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
            let mut last: Option<(Stand, Stand)> = None;
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

    fn agree<V: Clone + Ord>(&self, value: impl Fn(&Stand) -> Option<V>) -> Agreement {
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
    fn runs(&self, a: u32, b: u32) -> Vec<Run> {
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
                a: Stand::new(self.a, a, at, str::to_owned),
                b: Stand::new(self.b, b, at, |id| self.named(id)),
            });
            at += days * DAY;
        }
        runs
    }
}

const DAY: i64 = 24 * 60;

/// In days.
const LONG: u64 = 1_000;

/// The day that many days after another.
fn after(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(chrono::Days::new(days)).unwrap_or(NaiveDate::MAX)
}

struct Run {
    first: NaiveDate,
    days: u64,
    a: Stand,
    b: Stand,
}

/// A holder's share between two bounds, by id.
type Row = (String, u16, u16);

/// The divisions of a place that are possible, in a form that codings can be compared by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Stand(BTreeSet<Vec<Row>>);

impl Stand {
    fn new(view: View<'_>, place: u32, at: i64, named: impl Fn(&str) -> String) -> Self {
        let ground = |control: crate::control::Control<'_>| {
            // Several actors may be matched with one: what they have is added up.
            let mut rows: BTreeMap<String, (u16, u16)> = BTreeMap::new();
            for (holder, share) in control.shares() {
                let row = rows.entry(named(holder.id())).or_default();
                *row = ((row.0 + share.at_least()).min(1000), (row.1 + share.at_most()).min(1000));
            }
            let least: u32 = rows.values().map(|row| u32::from(row.0)).sum();
            let most: u32 = rows.values().map(|row| u32::from(row.1)).sum();
            let permille = |share: u32| u16::try_from(share.min(1000)).unwrap_or(1000);
            let tight = |(holder, &(low, high)): (&String, &(u16, u16))| {
                let others = (least - u32::from(low), most - u32::from(high));
                let low = low.max(permille(1000_u32.saturating_sub(others.1)));
                (holder.clone(), low, high.min(permille(1000_u32.saturating_sub(others.0))).max(low))
            };
            rows.iter().map(tight).collect()
        };
        Self(view.grounds(place, at).into_iter().map(ground).collect())
    }

    fn is_silent(&self) -> bool {
        self.0.iter().all(|rows| matches!(&rows[..], [(holder, 1000, _)] if holder == UNRECORDED))
    }

    /// Who holds more than half, whatever is the case.
    fn held_mostly(&self) -> Mostly {
        let mostly = |rows: &Vec<Row>| match rows.iter().find(|row| row.1 > 500) {
            Some((holder, ..)) if holder == UNRECORDED => Mostly::Open,
            Some((holder, ..)) => Mostly::Held(holder.clone()),
            None if rows.iter().all(|row| row.2 <= 500 && row.0 != UNRECORDED) => Mostly::Shared,
            None => Mostly::Open,
        };
        let mut each = self.0.iter().map(mostly);
        let first = each.next().unwrap_or(Mostly::Open);
        if each.all(|other| other == first) { first } else { Mostly::Open }
    }

    /// Whether both can be true: some division lies within the bounds of one of each. Unrecorded ground may be anyone's.
    fn is_compatible(&self, other: &Self) -> bool {
        self.0.iter().any(|one| other.0.iter().any(|another| compatible(one, another)))
    }

    fn against(&self, other: &Self) -> Parting {
        match (self.is_silent(), other.is_silent()) {
            (true, _) | (_, true) => Parting::OneSilent,
            _ if self.is_compatible(other) => Parting::Compatible,
            _ => Parting::Contrary,
        }
    }
}

const UNRECORDED: &str = "unrecorded";

/// Whether a division lies within the bounds of both, where each may give its unrecorded ground to anyone.
fn compatible(a: &[Row], b: &[Row]) -> bool {
    let row = |rows: &[Row], holder: &str| {
        let row = rows.iter().find(|row| row.0 == holder);
        row.map_or((0, 0), |row| (i64::from(row.1), i64::from(row.2)))
    };
    let holders: BTreeSet<&str> =
        a.iter().chain(b).map(|row| row.0.as_str()).filter(|holder| *holder != UNRECORDED).collect();
    // What each has left of its unrecorded ground once every holder has the least that both allow; how much more holders
    // can have as recorded by both, and by one of them only.
    let (mut left_a, mut left_b) = (row(a, UNRECORDED).1, row(b, UNRECORDED).1);
    let (mut least, mut both, mut only_a, mut only_b) = (0, 0, 0, 0);
    for holder in holders {
        let ((low_a, high_a), (low_b, high_b)) = (row(a, holder), row(b, holder));
        let low = low_a.max(low_b);
        least += low;
        left_a -= (low - high_a).max(0);
        left_b -= (low - high_b).max(0);
        both += (high_a.min(high_b) - low).max(0);
        only_b += (high_b - high_a.max(low)).max(0);
        only_a += (high_a - high_b.max(low)).max(0);
    }
    if left_a < 0 || left_b < 0 || least > 1000 {
        return false;
    }
    // Where only one records that a holder can have more, the other's unrecorded ground pays for it; where neither does,
    // both pay.
    let (from_a, from_b) = (left_a.min(only_b), left_b.min(only_a));
    least + both + from_a + from_b + (left_a - from_a).min(left_b - from_b) >= 1000
}

/// A nominal value of a place-day: who held most of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Mostly {
    Held(String),
    Shared,
    Open,
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

/// How two codings part on a place-day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Parting {
    /// One of them says nothing of the place: all of it is `unrecorded`.
    OneSilent,
    /// Both can be true: one is less sure, or less exact.
    Compatible,
    /// They cannot both be true.
    Contrary,
}

impl fmt::Display for Parting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::OneSilent => "one silent",
            Self::Compatible => "compatible",
            Self::Contrary => "contrary",
        })
    }
}

/// A span of days on which two codings say different things of a place, each the same throughout.
#[derive(Clone, Debug)]
pub struct Disagreement<'h> {
    a: Answer<'h>,
    b: Answer<'h>,
    from: NaiveDate,
    last: NaiveDate,
    kind: Parting,
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
    pub const fn kind(&self) -> Parting {
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
            a: self.a.possible().map(crate::control::Control::to_record).collect(),
            b: self.b.possible().map(crate::control::Control::to_record).collect(),
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
        let (mut one, mut other) = (self.a.ground_phrase(), self.b.ground_phrase());
        if one == other || f.alternate() {
            (one, other) = (exactly(self.a), exactly(self.b));
        }
        write!(f, ": {one} | {other}")
    }
}

/// The bounds of each possible division in percent, where words do not tell two of them apart.
fn exactly(answer: Answer<'_>) -> String {
    let percent = |permille: u16| f64::from(permille) / 10.0;
    let ground = |control: crate::control::Control<'_>| {
        let rows = control
            .shares()
            .map(|(holder, share)| format!("{holder} {}-{}%", percent(share.at_least()), percent(share.at_most())));
        rows.collect::<Vec<_>>().join(", ")
    };
    let mut all: Vec<String> = Vec::new();
    for text in answer.possible().map(ground) {
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
    pub kind: Parting,
    /// What is possible in the first coding on the first day.
    pub a: Vec<ControlRecord>,
    /// What is possible in the second.
    pub b: Vec<ControlRecord>,
    /// The ids of the events behind the first.
    pub events_of_a: Vec<String>,
    /// The ids of the events behind the second.
    pub events_of_b: Vec<String>,
}

/// How far two codings agree, over place-days.
///
/// Figures are of the place-days of which both say something. Long quiet times in which nothing changes weigh as much
/// as the days of battle: to see those, compare [between](Comparison::between) two days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Agreement {
    /// Place-days of which both say something.
    pub compared: u64,
    /// Of these, those on which they say the same.
    pub equal: u64,
    /// Of these, those on which both can be right, the equal ones among them.
    pub compatible: u64,
    /// Place-days of which only the first says something.
    pub only_in_a: u64,
    /// Place-days of which only the second says something.
    pub only_in_b: u64,
    /// Place-days of which neither says anything.
    pub in_neither: u64,
    alpha: Option<f64>,
}

impl Agreement {
    /// On how many of a hundred place-days they say the same; `None` where there are none to compare.
    #[must_use]
    pub fn percent(&self) -> Option<f64> {
        percent(self.equal, self.compared)
    }

    /// On how many of a hundred place-days both can be right.
    #[must_use]
    pub fn percent_compatible(&self) -> Option<f64> {
        percent(self.compatible, self.compared)
    }

    /// Krippendorff's alpha for nominal data: 1 is perfect agreement, 0 what chance would give, below that worse than
    /// chance. `None` where it is not defined: fewer than two values occur.
    ///
    /// α = 1 − (n − 1) · Σ o(c,k) / Σ n(c)·n(k), both sums over c ≠ k, where o are the coincidences of values in units,
    /// n(c) how often a value occurs, and n how many values there are: Klaus Krippendorff, "Computing Krippendorff's
    /// Alpha-Reliability", University of Pennsylvania, 2011, section C; *Content Analysis*, chapter 11. A unit is a
    /// place-day. Units with one value cannot be paired and are left out, as there.
    #[must_use]
    pub const fn alpha(&self) -> Option<f64> {
        self.alpha
    }
}

#[expect(clippy::cast_precision_loss, reason = "a percentage, for reading")]
fn percent(part: u64, of: u64) -> Option<f64> {
    (of > 0).then(|| 100.0 * part as f64 / of as f64)
}

/// How often values stand beside each other in one unit.
struct Coincidences<V> {
    /// Sorted, so that sums are the same each time.
    pairs: BTreeMap<(V, V), f64>,
}

impl<V> Default for Coincidences<V> {
    fn default() -> Self {
        Self { pairs: BTreeMap::new() }
    }
}

impl<V: Clone + Ord> Coincidences<V> {
    /// Takes in the values that coders gave a unit, and how many such units there are.
    fn add(&mut self, values: &[V], units: u64) {
        #[expect(clippy::cast_precision_loss, reason = "counts of days and coders")]
        let weight = units as f64 / (values.len().max(2) - 1) as f64;
        for (at, one) in values.iter().enumerate() {
            for (_, other) in values.iter().enumerate().filter(|(other, _)| *other != at) {
                *self.pairs.entry((one.clone(), other.clone())).or_default() += weight;
            }
        }
    }

    fn alpha(&self) -> Option<f64> {
        let mut values: BTreeMap<&V, f64> = BTreeMap::new();
        for ((one, _), count) in &self.pairs {
            *values.entry(one).or_default() += count;
        }
        let all: f64 = values.values().sum();
        let expected = all * all - values.values().map(|count| count * count).sum::<f64>();
        let observed: f64 = self.pairs.iter().filter(|((one, other), _)| one != other).map(|(_, count)| count).sum();
        (expected > 0.0).then(|| 1.0 - (all - 1.0) * observed / expected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The alpha of coders' values, one string a coder, one character a unit, `.` where none was given.
    fn alpha(coders: &[&str]) -> f64 {
        let mut coincidences = Coincidences::default();
        for unit in 0..coders[0].len() {
            let values: Vec<u8> = coders.iter().map(|it| it.as_bytes()[unit]).filter(|value| *value != b'.').collect();
            if values.len() > 1 {
                coincidences.add(&values, 1);
            }
        }
        coincidences.alpha().unwrap()
    }

    /// The worked examples A, B and C of Krippendorff 2011, with the figures printed there.
    #[test]
    fn alpha_is_that_of_the_published_examples() {
        let rounded = |alpha: f64| format!("{alpha:.3}");
        assert_eq!(rounded(alpha(&["0100000010", "1110010000"])), "0.095");
        assert_eq!(rounded(alpha(&["aabbdcccedda", "babbbccceddd"])), "0.692");
        assert_eq!(rounded(alpha(&["123321412...", "1233224125.3", ".3332342251.", "12332441251."])), "0.743");
    }

    #[test]
    fn bounds_are_compatible_where_a_division_lies_within_both() {
        let rows = |rows: &[(&str, u16, u16)]| -> Vec<Row> {
            rows.iter().map(|row| (row.0.to_owned(), row.1, row.2)).collect()
        };
        let whole = rows(&[("a", 1000, 1000)]);
        let most = rows(&[("a", 501, 999), ("b", 1, 499)]);
        let silent = rows(&[("unrecorded", 1000, 1000)]);
        let half = rows(&[("a", 500, 500), ("unrecorded", 500, 500)]);
        assert!(!compatible(&whole, &most));
        assert!(compatible(&most, &most));
        assert!(compatible(&silent, &most) && compatible(&whole, &silent));
        assert!(compatible(&half, &most) && compatible(&whole, &half));
        assert!(!compatible(&half, &rows(&[("b", 1000, 1000)])));
    }
}
