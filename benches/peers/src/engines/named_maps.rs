//! `HashMap<String, BTreeMap<NaiveDate, _>>`: names and dates all the way, as a first version of anything has it.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::io;

use chrono::{Days, NaiveDate};

use crate::checksum::NONE;
use crate::data::{Changes, Data, Rows};
use crate::engines::Engine;
use crate::generate::SOME;
use crate::measure::{Bench, QueryTime};

pub struct NamedMaps(HashMap<String, BTreeMap<NaiveDate, u32>>);

/// Names of one length in one text: whoever asks has the name in hand, so finding it must cost nothing.
pub struct Names(String);

const PREFIX: &str = "place-";
const LENGTH: usize = 13;

pub struct Spelled {
    names: Names,
    dates: Vec<NaiveDate>,
    states: Vec<u32>,
}

impl Names {
    fn new(places: &[u32]) -> Self {
        let mut names = String::with_capacity(places.len() * LENGTH);
        for place in places {
            write!(names, "{PREFIX}{place:07}").expect("text takes text");
        }
        Self(names)
    }

    fn of(&self, row: usize) -> &str {
        &self.0[row * LENGTH..(row + 1) * LENGTH]
    }
}

fn date(day: i32) -> NaiveDate {
    let distance = Days::new(day.unsigned_abs().into());
    let date = if day < 0 { NaiveDate::default() - distance } else { NaiveDate::default() + distance };
    debug_assert_eq!(date.signed_duration_since(NaiveDate::default()).num_days(), i64::from(day));
    date
}

impl Engine for NamedMaps {
    const NAME: &'static str = "HashMap<String, BTreeMap<NaiveDate, _>>";
    type Log = Spelled;
    type Questions = Spelled;

    fn log(changes: &Changes) -> Spelled {
        let dates = changes.day.iter().map(|&day| date(day)).collect();
        Spelled { names: Names::new(&changes.place), dates, states: changes.state.clone() }
    }

    fn questions(rows: &Rows) -> Spelled {
        let dates = rows.day.iter().map(|&day| date(day)).collect();
        Spelled { names: Names::new(&rows.place), dates, states: Vec::new() }
    }

    fn build(places: usize, log: &Spelled) -> Self {
        let mut maps: HashMap<String, BTreeMap<NaiveDate, u32>> = HashMap::with_capacity(places);
        for (row, (&date, &state)) in log.dates.iter().zip(&log.states).enumerate() {
            let name = log.names.of(row);
            if let Some(changes) = maps.get_mut(name) {
                changes.insert(date, state);
            } else {
                maps.insert(name.to_owned(), BTreeMap::from([(date, state)]));
            }
        }
        Self(maps)
    }

    fn asking(&self) -> impl FnMut(&Spelled, usize) -> u32 + '_ {
        |asked, row| self.0.get(asked.names.of(row)).map_or(NONE, |changes| at(changes, asked.dates[row]))
    }

    /// In the map's own order, which costs less than finding every name; where a state belongs is read off the name.
    fn snapshot(&self, day: i32, states: &mut [u32]) {
        let date = date(day);
        for (name, changes) in &self.0 {
            let place: usize = name[PREFIX.len()..].parse().expect("names end in the place's number");
            states[place] = at(changes, date);
        }
    }
}

fn at(changes: &BTreeMap<NaiveDate, u32>, date: NaiveDate) -> u32 {
    changes.range(..=date).next_back().map_or(NONE, |change| *change.1)
}

pub fn measure(bench: &Bench, data: &Data) -> io::Result<()> {
    bench.engine::<NamedMaps>(data, &QueryTime { lookups: SOME, rows: SOME }).map(drop)
}
