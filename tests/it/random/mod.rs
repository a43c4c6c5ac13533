//! Random histories for the property tests: small numbers become records, simpler ones as they shrink.

use std::fmt;

use crate::oracle::ranked;
use crate::support::allegiance;
use proptest::prelude::*;
use whoheld::chrono::{Days, NaiveDate};
use whoheld::{
    Actor, Allegiance, Attacked, Baseline, Became, Besieged, Captured, Change, Conflicts, Credence, DayPart, Event,
    FireControl, Fought, Fraction, History, Moment, Observed, Place, Reading, Repelled, Scenario, Share, Shares,
    Transferred, Until, When, Withdrew,
};

const NOBODY: &str = "nobody";

/// A record as written: bosses before those who answer to them, places before their parts, all events with an id.
#[derive(Clone)]
pub(crate) struct Record {
    pub(crate) actors: Vec<Actor>,
    pub(crate) places: Vec<Place>,
    pub(crate) events: Vec<Event>,
}

impl Record {
    pub(crate) fn scenario(&self) -> Scenario {
        let mut scenario = Scenario::default();
        scenario.actors.clone_from(&self.actors);
        scenario.places.clone_from(&self.places);
        scenario.events.clone_from(&self.events);
        scenario
    }

    /// The same, told in the same order, where no two events have equal `order`: none comes first for having been put in
    /// first.
    pub(crate) fn ranked(self) -> Self {
        Self { events: ranked(&self.events), ..self }
    }

    pub(crate) fn history(&self) -> History {
        History::try_from(self.scenario()).unwrap_or_else(|refusals| panic!("{refusals}\n{self:?}"))
    }
}

/// One line for each definition, as short as can be: what a failure prints.
impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for actor in &self.actors {
            write!(f, "\n  {}", actor.id)?;
            for Allegiance { to, from, until, .. } in &actor.allegiances {
                let day = |day: &Option<NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
                write!(f, " under {to} {}..{}", day(from), day(until))?;
            }
        }
        for place in &self.places {
            write!(f, "\n  {}", place.id)?;
            if let Some(outer) = &place.within {
                write!(f, " within {outer}")?;
            }
            if let Some(fraction) = place.fraction {
                write!(f, " fraction [{}, {}]", fraction.at_least(), fraction.at_most())?;
            }
            if place.divided {
                write!(f, " divided")?;
            }
            if let Some(baseline) = &place.baseline {
                write!(f, " baseline {:?}", baseline.shares)?;
                if let Some(on) = baseline.on {
                    write!(f, " on {on}")?;
                }
            }
        }
        for event in &self.events {
            let Event { when, order, place, change, .. } = event;
            write!(f, "\n  {} #{order:?} {when} {place}: {change:?}", event.name())?;
        }
        Ok(())
    }
}

/// What a random history may have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind {
    pub(crate) places: usize,
    pub(crate) events: usize,
    /// In how many trees.
    pub(crate) trees: usize,
    /// Whether allegiances may begin and end.
    pub(crate) dated: bool,
    /// Which dates its events have.
    pub(crate) dates: Dates,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Dates {
    /// Of every form, over six days.
    All,
    /// Brackets of one to four minutes, around one midnight.
    Minutes,
    /// One day for each event, one after the other.
    DayByDay,
}

pub(crate) const ALL: Kind = Kind { places: 7, events: 8, trees: 3, dated: true, dates: Dates::All };

pub(crate) fn day(number: u8) -> NaiveDate {
    NaiveDate::from_ymd_opt(2016, 10, 28).unwrap() + Days::new(number.into())
}

/// Raw numbers that become a definition: smaller ones become a simpler one.
pub(crate) type Numbers = [u8; 10];

pub(crate) fn record(kind: Kind) -> impl Strategy<Value = Record> {
    let numbers = || prop::array::uniform10(0_u8..=239);
    (
        prop::collection::vec(numbers(), 3..=5),
        prop::collection::vec(numbers(), 1..=kind.places),
        prop::collection::vec(numbers(), 0..=kind.events),
    )
        .prop_map(move |(actors, places, events)| {
            let actors = actors_from(&actors, kind);
            let places = places_from(&places, &actors, kind);
            let events =
                (0..).zip(&events).map(|(n, numbers)| event_from(n, numbers, &actors, &places, kind)).collect();
            Record { actors, places, events }
        })
}

pub(crate) fn pick<T>(all: &[T], number: u8) -> &T {
    &all[usize::from(number) % all.len()]
}

pub(crate) fn actors_from(numbers: &[Numbers], kind: Kind) -> Vec<Actor> {
    let mut actors: Vec<Actor> = Vec::new();
    for (n, &[form, boss, other, first, length, ..]) in numbers.iter().enumerate() {
        let actor = Actor::new(format!("a{n}"));
        let actor = match form % 8 {
            _ if actors.is_empty() => actor,
            0..=2 => actor,
            3 | 4 => actor.answers_to(&pick(&actors, boss).id),
            _ if !kind.dated => actor.answers_to(&pick(&actors, boss).id),
            5 => actor.allegiance(allegiance(&pick(&actors, boss).id, Some(day(first % 6)), None)),
            form => {
                // From one to another, the second of them perhaps for some days only.
                let change = day(first % 6);
                let until = (form == 7).then(|| day(first % 6 + 1 + length % 3));
                // The first lasts until the second begins, whether it says so or not.
                let one = allegiance(&pick(&actors, boss).id, None, (length % 2 == 0).then_some(change));
                let two = allegiance(&pick(&actors, other).id, Some(change), until);
                actor.allegiance(one).allegiance(two)
            }
        };
        actors.push(actor);
    }
    actors
}

pub(crate) fn millionths(parts: u32) -> f64 {
    f64::from(parts) / 1e6
}

pub(crate) fn places_from(numbers: &[Numbers], actors: &[Actor], kind: Kind) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    // Of each place: how far in it lies, and the millionths that its parts' lower bounds leave.
    let mut depth: Vec<usize> = Vec::new();
    let mut left: Vec<u32> = Vec::new();
    for (n, &[outer, fraction, size, baseline, one, two, on, divided, ..]) in numbers.iter().enumerate() {
        let mut place = Place::new(format!("p{n}"));
        let roots = depth.iter().filter(|depth| **depth == 1).count();
        let may_hold: Vec<usize> = (0..places.len()).filter(|p| depth[*p] < 3).collect();
        depth.push(1);
        if !may_hold.is_empty() && (roots == kind.trees || outer % 8 > 0) {
            let outer = *pick(&may_hold, outer / 8);
            depth[n] = depth[outer] + 1;
            let size = *pick(&[250_000, 500_000, 100_000, 333_333, 50_000, 1, 700_001, left[outer]], size);
            let size = u32::min(size, left[outer]);
            // The least and the most, in millionths.
            let fraction = match fraction % 6 {
                0 | 1 => None,
                2 | 3 if size > 0 => Some((size, size)),
                4 => Some((0, size.max(1))),
                _ => Some((size, (size * 2).clamp(1, 1_000_000))),
            };
            left[outer] -= fraction.map_or(0, |fraction| fraction.0);
            let fraction = fraction
                .map(|(at_least, at_most)| Fraction::between(millionths(at_least), millionths(at_most)).unwrap());
            place.fraction = fraction;
            place.within = Some(format!("p{outer}"));
        }
        left.push(1_000_000);
        let (one, two) = (pick(actors, one).id.as_str(), pick(actors, two).id.as_str());
        place.baseline = match baseline % 12 {
            0..=5 => None,
            6 | 7 => Some(Baseline::held_by(one)),
            8 => Some(Baseline::held_by(NOBODY)),
            9 => Some(Baseline::shared(Shares::of(one, Share::MOST))),
            10 => Some(Baseline::shared(Shares::of(one, Share::PART).and(two, Share::PART))),
            _ => Some(Baseline::shared(Shares::of(one, Share::HALF).and(two, Share::HALF))),
        };
        if let Some(baseline) = &mut place.baseline {
            baseline.on = (on % 3 > 0).then(|| day(on / 3 % 9));
        }
        place.divided = divided % 4 == 3;
        places.push(place);
    }
    places
}

pub(crate) fn extent_from(number: u8) -> Share {
    let between = |low, high| Share::between(low, high).unwrap();
    match number % 12 {
        0..=3 => Share::WHOLE,
        4 => Share::HALF,
        5 => Share::MOST,
        6 => Share::PART,
        7 => between(250, 250),
        8 => between(333, 334),
        9 => between(0, 400),
        10 => between(600, 1000),
        _ => between(400, 600),
    }
}

pub(crate) fn when_from(n: u8, [form, first, length, minute]: [u8; 4], kind: Kind) -> When {
    let parts = [DayPart::Early, DayPart::Morning, DayPart::Afternoon, DayPart::Evening, DayPart::Night];
    let text = match kind.dates {
        Dates::DayByDay => day(n).to_string(),
        Dates::Minutes => {
            let midnight = Moment::opening(day(1)).minutes();
            let from = midnight + i64::from(first % 7) - 4;
            let to = from + i64::from(length % 4);
            format!("[{}..{}]", Moment::from_minutes(from), Moment::from_minutes(to))
        }
        Dates::All => {
            let (from, to) = (day(first % 6), day(first % 6 + length % 4));
            let part = |day, number: u8| When::part(day, *pick(&parts, number));
            match form % 16 {
                0..=4 => from.to_string(),
                5..=7 => part(from, minute).to_string(),
                8 | 9 => format!("{from}T{:02}:{:02}", minute % 24, length % 60),
                10 | 11 => format!("[{from}..{to}]"),
                12 => format!("[..{to}]"),
                13 if length % 8 == 7 => "[..]".to_owned(),
                13 => format!("[{from}..]"),
                14 => format!("[{from}..{}]", part(to, 3 + minute % 2)),
                _ => format!("[{}..{to}T23:59]", part(from, minute)),
            }
        }
    };
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

/// When a fight of that date ended: never, on a day, at a time of day, or within wider bounds. No end lies before the
/// first day.
fn until_from(when: When, [form, minute, length]: [u8; 3]) -> Option<Until> {
    // From the first day on which it can have begun to some days after the last.
    let (first, last) = (when.first_day().unwrap_or(day(2)), when.span().latest().map(Moment::day_ending));
    let last = last.unwrap_or(first) + Days::new((minute % 3).into());
    let text = match form % 10 {
        0..=4 => return None,
        5 => "..".to_owned(),
        6 => (if minute % 4 == 0 { first } else { last }).to_string(),
        7 => format!("[{first}..{last}]"),
        8 => match minute % 4 {
            0 => "[..]".to_owned(),
            1 => format!("[{last}..]"),
            2 => format!("[..{last}]"),
            _ => last.format("%Y-%m").to_string(),
        },
        _ => match length % 3 {
            0 => format!("{last}T23:59"),
            1 => format!("{last} night"),
            _ => format!("[{first}..{last}T23:59]"),
        },
    };
    Some(text.parse().unwrap_or_else(|error| panic!("{error}")))
}

pub(crate) fn event_from(n: u8, numbers: &Numbers, actors: &[Actor], places: &[Place], kind: Kind) -> Event {
    let &[what, place, by, other, extent, more, form, first, length, minute] = numbers;
    let place = pick(places, place);
    let (one, two) = (pick(actors, by).id.as_str(), pick(actors, other).id.as_str());
    let third = pick(actors, more).id.as_str();
    let share = extent_from(extent);
    // A place within, sometimes two, that a whole change leaves out.
    let inner: Vec<&str> = {
        let lies_within = |inner: &&Place| {
            let mut at = *inner;
            std::iter::from_fn(|| {
                at = places.iter().find(|place| Some(&place.id) == at.within.as_ref())?;
                Some(&at.id)
            })
            .any(|outer| *outer == place.id)
        };
        places.iter().filter(lies_within).map(|place| place.id.as_str()).collect()
    };
    let mut except = Vec::new();
    if share.is_whole() && !inner.is_empty() && more % 3 == 1 {
        except.push((*pick(&inner, more / 3)).to_owned());
        if more % 2 == 0 {
            except.push((*pick(&inner, more / 6)).to_owned());
        }
    }
    let when = when_from(n, [form, first, length, minute], kind);
    let until = until_from(when, [more, minute, length]);
    let captured = |numbered: bool| {
        let mut it = Captured::by(one).extent(share);
        it.from = (numbered && other % 2 == 1).then(|| two.to_owned());
        it.except.clone_from(&except);
        it
    };
    let change: Change = match what % 30 {
        0..=4 => captured(true).into(),
        5 => Change::Recaptured(captured(true)),
        6..=8 => {
            let mut it = Withdrew::new(one).extent(share);
            it.except = except;
            it.into()
        }
        9..=11 => {
            let mut it = Transferred::from_to(one, two).extent(share);
            it.except = except;
            it.into()
        }
        12 => Shares::whole(one).into(),
        13 => Shares::of(one, share).and(NOBODY, Share::between(0, (1000 - share.at_least()).max(1)).unwrap()).into(),
        14 => Shares::of(one, Share::HALF).and(two, Share::HALF).into(),
        15 => Shares::of(one, Share::PART)
            .and(two, Share::PART)
            .and(third, extent_from(4 + more % 8).min(Share::HALF))
            .into(),
        16 => Shares::of(one, share).into(),
        17 => match until {
            Some(until) => Attacked::by(one).until(until).into(),
            None => Attacked::by(one).into(),
        },
        18 => {
            let fought = Fought::between([one, if one == two { &pick(actors, by.wrapping_add(1)).id } else { two }]);
            until.map_or(fought.clone(), |until| fought.until(until)).into()
        }
        19 => Repelled::new(one).into(),
        20 => Besieged::by(one).into(),
        21 => Change::SiegeLifted,
        22 => FireControl::by(one).into(),
        23 => Change::FireControlLost,
        24 => Became::whole(if other % 4 == 0 { NOBODY } else { one }).into(),
        25 => {
            Became::new(Shares::of(one, share).and(two, Share::between(0, (1000 - share.at_least()).max(1)).unwrap()))
                .into()
        }
        26 => Became::new(Shares::of(one, Share::HALF).and(two, Share::HALF)).into(),
        27 => Change::Unknown,
        28 => {
            let mut it = Observed::new(Shares::of(one, share));
            if let Some(Until::Date(until)) = until {
                it.until = Some(until);
            }
            it.into()
        }
        _ => {
            let shares = Shares::of(one, Share::NONE);
            if other % 2 == 0 { shares.into() } else { Became::new(shares.and(two, Share::MOST)).into() }
        }
    };
    // Ids do not follow the order of arrival, and orders collide.
    Event::new(when, &place.id, change).id(format!("e{}-{n}", form % 3)).order((minute % 4).into())
}

/// A record of which some is only claimed, some was recorded late, and some corrects what came before.
pub(crate) fn told(kind: Kind) -> impl Strategy<Value = Record> {
    (record(kind), prop::collection::vec(prop::array::uniform10(0_u8..=239), kind.events)).prop_map(
        |(mut record, numbers)| {
            let mut before: Vec<String> = Vec::new();
            for (event, [credence, late, known, corrects, which, claimed, ..]) in record.events.iter_mut().zip(numbers)
            {
                event.credence = match credence % 6 {
                    0 | 1 => Credence::Stated,
                    2 => Credence::Confirmed,
                    3 => Credence::Reported,
                    _ => Credence::Claimed,
                };
                event.recorded = (late % 3 > 0).then(|| day(known % 9));
                if corrects % 4 == 0 && !before.is_empty() {
                    event.supersedes.push(before[usize::from(which) % before.len()].clone());
                }
                event.claimed_by = if claimed % 2 == 0 { Vec::new() } else { vec![format!("a{}", claimed % 3)] };
                before.push(event.name().to_owned());
            }
            record
        },
    )
}

pub(crate) fn reading(numbers: Numbers) -> Reading {
    let [known, floor, word, rule, stale, ..] = numbers;
    let mut reading = Reading::new();
    if known % 2 == 0 {
        reading = reading.known_on(day(known / 2 % 9));
    }
    reading = match floor % 4 {
        0 => reading.credence(Credence::Claimed),
        1 => reading.credence(Credence::Stated),
        _ => reading,
    };
    if word % 3 == 0 {
        reading = reading.according_to(format!("a{}", word % 2));
    }
    if stale % 5 == 0 {
        reading = reading.stale_after(u32::from(stale % 3));
    }
    let rules = [Conflicts::AsTold, Conflicts::HighestCredence, Conflicts::AgainstInterest, Conflicts::KeepAll];
    reading.conflicts(rules[usize::from(rule) % 4])
}

/// So many cases by default; nothing is written to disk.
pub(crate) fn config(cases: u32) -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(cases);
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 20_000, ..ProptestConfig::default() }
}
