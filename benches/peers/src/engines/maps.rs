//! A `BTreeMap` for each place.

use std::collections::BTreeMap;
use std::io;

use crate::checksum::NONE;
use crate::data::{Changes, Data, Rows};
use crate::engines::Engine;
use crate::generate::SOME;
use crate::measure::{Bench, Check, QueryTime};
use crate::sample::Work;

pub struct Maps(Vec<BTreeMap<i32, u32>>);

impl Engine for Maps {
    const NAME: &'static str = "Vec<BTreeMap>";
    type Log = Changes;
    type Questions = Rows;

    fn log(changes: &Changes) -> Changes {
        changes.clone()
    }

    fn questions(rows: &Rows) -> Rows {
        rows.clone()
    }

    fn build(places: usize, log: &Changes) -> Self {
        let mut maps = Self(vec![BTreeMap::new(); places]);
        maps.insert(log);
        maps
    }

    fn asking(&self) -> impl FnMut(&Rows, usize) -> u32 + '_ {
        |rows, row| at(&self.0[rows.place[row] as usize], rows.day[row])
    }

    fn snapshot(&self, day: i32, states: &mut [u32]) {
        self.0.iter().zip(states).for_each(|(changes, state)| *state = at(changes, day));
    }
}

impl Maps {
    fn insert(&mut self, changes: &Changes) {
        for (place, day, state) in changes.iter() {
            self.0[place as usize].insert(day, state);
        }
    }
}

fn at(changes: &BTreeMap<i32, u32>, day: i32) -> u32 {
    changes.range(..=day).next_back().map_or(NONE, |change| *change.1)
}

pub fn measure(bench: &Bench, data: &Data) -> io::Result<()> {
    let built = bench.engine::<Maps>(data, &QueryTime { lookups: SOME, rows: SOME })?;
    drop(built);
    let check = Check::<Maps>::new(data, &data.expected.rows_after_late);
    // Not copies of one that was built: a copy's nodes lie in the order of the places, which no log brings about.
    let late = bench.time(
        (Maps::NAME, Work::Late, data.late.len()),
        &check.expected,
        || Maps::build(data.expected.places, &data.log),
        |mut maps| {
            maps.insert(&data.late);
            maps
        },
        |maps| check.answers(maps),
    );
    late.map(drop)
}
