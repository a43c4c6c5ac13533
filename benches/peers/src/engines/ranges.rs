//! A `rangemap` for each place.

use std::io;

use rangemap::RangeMap;

use crate::checksum::NONE;
use crate::data::{Changes, Data, Rows};
use crate::engines::Engine;
use crate::generate::SOME;
use crate::measure::{Bench, QueryTime};

pub struct Ranges(Vec<RangeMap<i32, u32>>);

impl Engine for Ranges {
    const NAME: &'static str = "rangemap per place";
    type Log = Changes;
    type Questions = Rows;

    fn log(changes: &Changes) -> Changes {
        changes.clone()
    }

    fn questions(rows: &Rows) -> Rows {
        rows.clone()
    }

    /// The changes of each place are put in order first, so that each range is inserted once, as it will stay.
    fn build(places: usize, log: &Changes) -> Self {
        let mut of_places = vec![Vec::new(); places];
        for (place, day, state) in log.iter() {
            of_places[place as usize].push((day, state));
        }
        let ranges = of_places.into_iter().map(|mut changes: Vec<(i32, u32)>| {
            changes.sort_unstable();
            let ends = changes.iter().skip(1).map(|change| change.0).chain([i32::MAX]);
            changes.iter().zip(ends).map(|(&(day, state), end)| (day..end, state)).collect()
        });
        Self(ranges.collect())
    }

    fn asking(&self) -> impl FnMut(&Rows, usize) -> u32 + '_ {
        |rows, row| self.0[rows.place[row] as usize].get(&rows.day[row]).copied().unwrap_or(NONE)
    }

    fn snapshot(&self, day: i32, states: &mut [u32]) {
        self.0.iter().zip(states).for_each(|(ranges, state)| *state = ranges.get(&day).copied().unwrap_or(NONE));
    }
}

pub fn measure(bench: &Bench, data: &Data) -> io::Result<()> {
    bench.engine::<Ranges>(data, &QueryTime { lookups: SOME, rows: SOME }).map(drop)
}
