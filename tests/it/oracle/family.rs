//! Families: everything that can have happened to a root and all that lies within.

use std::collections::{BTreeMap, BTreeSet};

use whoheld::chrono::NaiveDate;
use whoheld::{Change, Event, Moment};

use super::divisions::Ends;
use super::{By, Divisions, Model, Shown};

/// The opening of the day that a moment closes or lies in.
fn opening_of_day(t: i64) -> i64 {
    Moment::opening(Moment::from_minutes(t).day_ending()).minutes()
}

pub(super) fn subsets(events: &[String]) -> Vec<BTreeSet<String>> {
    let mut subsets = vec![BTreeSet::new()];
    for event in events {
        for mut with in subsets.clone() {
            with.insert(event.clone());
            subsets.push(with);
        }
    }
    subsets
}

/// One family, and its divisions after every set of events that related events in the narrative order leave possible.
pub(crate) struct Family<'m> {
    pub(super) model: &'m Model,
    pub(crate) root: String,
    pub(crate) told: Vec<String>,
    pub(crate) narrowed: BTreeMap<String, (i64, i64)>,
    /// At least one; in the first, every event is in its earliest period.
    pub(super) ways: Vec<ByPeriod<'m>>,
}

/// One way in which the events of a family can fall into the periods of allegiance.
pub(crate) struct ByPeriod<'m> {
    /// For each event, a day of its period.
    pub(super) days: BTreeMap<String, NaiveDate>,
    /// When each can have happened then.
    pub(super) narrowed: BTreeMap<String, (i64, i64)>,
    pub(super) worlds: BTreeMap<BTreeSet<String>, Divisions<'m>>,
}

impl ByPeriod<'_> {
    /// The sets of events that can be what has happened before `t`: "It has certainly happened if its narrowed latest
    /// ≤ *t*, possibly if its narrowed earliest < *t*."
    fn possible_worlds(&self, t: i64) -> impl Iterator<Item = (&BTreeSet<String>, &Divisions<'_>)> {
        self.worlds.iter().filter(move |(world, _)| {
            self.narrowed.iter().all(|(event, (earliest, latest))| {
                let certainly = *latest != i64::MAX && *latest <= t;
                let possibly = *earliest == i64::MIN || *earliest < t;
                if world.contains(event) { possibly } else { !certainly }
            })
        })
    }
}

impl Family<'_> {
    pub(crate) fn places(&self) -> Vec<String> {
        self.model.places.keys().filter(|place| self.model.is_in(place, &self.root)).cloned().collect()
    }

    /// The divisions as told: after each event in turn, the start first.
    pub(crate) fn as_told(&self) -> Vec<&Divisions<'_>> {
        let so_many = |number: usize| -> BTreeSet<String> { self.told[..number].iter().cloned().collect() };
        (0..=self.told.len()).map(|number| &self.ways[0].worlds[&so_many(number)]).collect()
    }

    /// Whether every event can have happened in one period of allegiance only.
    pub(crate) fn is_of_one_period(&self) -> bool {
        self.ways.len() == 1
    }

    /// The earliest day of a period in which an event can have happened.
    pub(crate) fn day(&self, event: &str) -> NaiveDate {
        self.ways[0].days[event]
    }

    /// The sets of events that can be what has happened before `t`, in one way or another.
    pub(super) fn possible_worlds(&self, t: i64) -> impl Iterator<Item = (&BTreeSet<String>, &Divisions<'_>)> {
        self.ways.iter().flat_map(move |way| way.possible_worlds(t))
    }

    /// The controls of a place that are possible at a moment.
    pub(crate) fn possible(&self, place: &str, t: i64, by: By) -> BTreeSet<Shown> {
        let in_way = |way: &ByPeriod<'_>| {
            // What can have happened before the day that this moment closes or lies in, of what fell on a day.
            let fell =
                |(world, _): (&BTreeSet<String>, _)| self.day_fights(place).intersection(world).cloned().collect();
            let fell_before: BTreeSet<BTreeSet<String>> = way.possible_worlds(opening_of_day(t)).map(fell).collect();
            let mut shown = BTreeSet::new();
            for (world, divisions) in way.possible_worlds(t) {
                for fell in &fell_before {
                    let fell = fell.intersection(world).cloned().collect();
                    shown.extend(divisions.shown(place, t, &fell, by));
                }
            }
            shown
        };
        self.ways.iter().flat_map(in_way).collect()
    }

    /// The fights at a place that count to the close of the day on which they fall.
    fn day_fights(&self, place: &str) -> BTreeSet<String> {
        let without_until = |event: &&Event| match &event.change {
            Change::Attacked(it) => it.until.is_none(),
            Change::Fought(it) => it.until.is_none(),
            _ => false,
        };
        let here = self.model.events.values().filter(|event| event.place == place).filter(without_until);
        here.map(|event| event.name().to_owned()).collect()
    }

    /// In how many ways the events that bear on a place can have happened by then: above 64 the engine may be less exact.
    pub(crate) fn ways(&self, place: &str, t: i64) -> usize {
        let bears = |event: &&String| {
            let at = &self.model.events[*event].place;
            self.model.is_in(at, place) || self.model.is_in(place, at)
        };
        let ways = self.possible_worlds(t).map(|(world, _)| world.iter().filter(bears).collect::<BTreeSet<_>>());
        ways.collect::<BTreeSet<_>>().len()
    }

    /// The possible controls of a place at each of those moments, found by trying every minute of every event: related
    /// events never go back in the narrative order. Every span must be closed, and short.
    pub(crate) fn by_trying_every_minute(&self, place: &str, moments: &[i64], by: By) -> Vec<BTreeSet<Shown>> {
        let mut found = vec![BTreeSet::new(); moments.len()];
        self.try_minutes(&mut Vec::new(), &mut |minutes| {
            let falls = |way: &ByPeriod<'_>| {
                self.told.iter().zip(minutes).all(|(event, minute)| {
                    let (earliest, latest) = way.narrowed[event];
                    earliest <= *minute && *minute < latest
                })
            };
            let way = self.ways.iter().position(falls).expect("every minute is in some period");
            for (t, found) in moments.iter().zip(&mut found) {
                // What has happened by then, and what before that day.
                let before = |t: i64| minutes.iter().map(|minute| *minute < t).collect::<Vec<bool>>();
                found.insert((way, before(*t), before(opening_of_day(*t))));
            }
        });
        let happened = |which: &Vec<bool>| -> BTreeSet<String> {
            self.told.iter().zip(which).filter(|(_, happened)| **happened).map(|(event, _)| event.clone()).collect()
        };
        let at_each = moments.iter().zip(&found);
        let shown = |t: i64, (way, by_then, before): &(usize, Vec<bool>, Vec<bool>)| {
            self.ways[*way].worlds[&happened(by_then)].shown(place, t, &happened(before), by)
        };
        at_each.map(|(t, found)| found.iter().flat_map(|which| shown(*t, which)).collect()).collect()
    }

    /// `minutes` are those of the first events told.
    pub(super) fn try_minutes(&self, minutes: &mut Vec<i64>, each: &mut dyn FnMut(&[i64])) {
        let Some(event) = self.told.get(minutes.len()) else {
            return each(minutes);
        };
        let (earliest, latest) = self.model.span(event);
        for minute in earliest..latest {
            let mut before = self.told.iter().zip(minutes.iter());
            if before.all(|(earlier, at)| !self.model.related(earlier, event) || *at <= minute) {
                minutes.push(minute);
                self.try_minutes(minutes, each);
                minutes.pop();
            }
        }
    }

    /// The moments at which an answer for this family can become another, and those beside them.
    pub(crate) fn moments(&self) -> BTreeSet<i64> {
        let mut moments = BTreeSet::new();
        for (earliest, latest) in self.ways.iter().flat_map(|way| way.narrowed.values()) {
            moments.extend([*earliest, *latest].into_iter().filter(|end| ![i64::MIN, i64::MAX].contains(end)));
        }
        for divisions in self.ways.iter().flat_map(|way| way.worlds.values()) {
            let ways = divisions.states.values().flat_map(|state| &state.activities);
            for fight in ways.flat_map(|way| &way.fights) {
                if let Ends::Between(earliest, latest) = fight.ends {
                    moments.extend([earliest, latest].into_iter().filter(|end| ![i64::MIN, i64::MAX].contains(end)));
                }
            }
        }
        moments.into_iter().flat_map(|moment| [moment - 1, moment, moment + 1]).collect()
    }
}
