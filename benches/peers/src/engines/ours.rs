//! The flat layer.

use std::io;
use std::thread;

use whoheld::{StateLog, StateTable};

use crate::checksum::written;
use crate::data::{Changes, Data, Rows};
use crate::engines::Engine;
use crate::generate::SOME;
use crate::measure::{Bench, Check, QueryTime};
use crate::sample::Work;

pub const LOG: &str = "StateLog";

impl Engine for StateTable {
    const NAME: &'static str = "StateTable";
    type Log = Changes;
    type Questions = Rows;

    fn log(changes: &Changes) -> Changes {
        changes.clone()
    }

    fn questions(rows: &Rows) -> Rows {
        rows.clone()
    }

    fn build(places: usize, log: &Changes) -> Self {
        StateTable::from_columns(places, &log.place, &log.day, &log.state).expect("the log is well formed")
    }

    fn asking(&self) -> impl FnMut(&Rows, usize) -> u32 + '_ {
        |rows, row| self.at(rows.place[row], rows.day[row]).unwrap_or(StateTable::NONE)
    }

    fn as_of(&self, rows: &Rows, states: &mut [u32]) {
        let asked = states.len();
        self.as_of(&rows.place[..asked], &rows.day[..asked], states).expect("the rows are well formed");
    }

    fn snapshot(&self, day: i32, states: &mut [u32]) {
        self.snapshot(day, states).expect("the buffer is as long as there are places");
    }
}

pub fn measure(bench: &Bench, data: &Data) -> io::Result<()> {
    let rows = data.rows.len();
    let table = bench.engine::<StateTable>(data, &QueryTime { lookups: SOME, rows })?;

    let answers = &data.expected.rows[&rows];
    bench.time_states((StateTable::NAME, Work::AsOfTwo, rows), answers, rows, |states| {
        as_of_on_two(&table, &data.rows, states);
    })?;

    let check = Check::<StateTable>::new(data, &data.expected.rows_after_late);
    bench.time(
        (StateTable::NAME, Work::Late, data.late.len()),
        &check.expected,
        || (),
        |()| table.merged(&data.late.place, &data.late.day, &data.late.state).expect("the batch is well formed"),
        |merged| check.answers(merged),
    )?;
    log(bench, data, &table)
}

/// The rows in two halves on one table.
fn as_of_on_two(table: &StateTable, rows: &Rows, states: &mut [u32]) {
    let half = rows.len() / 2;
    let (first, second) = states.split_at_mut(half);
    thread::scope(|scope| {
        scope.spawn(|| table.as_of(&rows.place[..half], &rows.day[..half], first).expect("the rows are well formed"));
        table.as_of(&rows.place[half..], &rows.day[half..], second).expect("the rows are well formed");
    });
}

/// The changes once more, by day.
fn log(bench: &Bench, data: &Data, table: &StateTable) -> io::Result<()> {
    let (places, days) = (data.expected.places, &data.expected.snapshot_days);
    let snapshots = |log: &StateLog, states: &mut [u32]| {
        for (&day, states) in days.iter().zip(states.chunks_exact_mut(places)) {
            log.snapshot(day, states).expect("the buffer is as long as there are places");
        }
    };
    let log = bench.time(
        (LOG, Work::BuildLog, table.len()),
        &data.expected.snapshots,
        || (),
        |()| table.log(),
        |log| {
            let mut states = vec![0; places * days.len()];
            snapshots(log, &mut states);
            written(&states)
        },
    )?;

    bench.time_states(
        (LOG, Work::Snapshot, places * days.len()),
        &data.expected.snapshots,
        places * days.len(),
        |states| {
            snapshots(&log, states);
        },
    )?;
    let rows = &data.rows_by_day;
    bench.time_states((LOG, Work::AsOfByDay, rows.len()), &data.expected.rows_by_day, rows.len(), |states| {
        log.as_of(&rows.place, &rows.day, states).expect("the rows are sorted by day");
    })?;
    bench.time_states(
        (StateTable::NAME, Work::AsOfByDay, rows.len()),
        &data.expected.rows_by_day,
        rows.len(),
        |states| table.as_of(&rows.place, &rows.day, states).expect("the rows are well formed"),
    )?;

    let check = replayed(&log, data);
    if check != data.expected.snapshots {
        let size = bench.size;
        return Err(io::Error::other(format!("{LOG} replays otherwise than the reference: size {size}, {check}")));
    }
    bench.time_states((LOG, Work::Replay, log.len()), &data.expected.last, places, |states| {
        states.fill(StateTable::NONE);
        for day in log.replay() {
            day.apply(states).expect("the buffer is as long as there are places");
        }
    })
}

/// The states that the replay passes through on the days of the snapshots.
fn replayed(log: &StateLog, data: &Data) -> String {
    let mut states = vec![StateTable::NONE; data.expected.places];
    let mut passed = Vec::new();
    let mut due = data.expected.snapshot_days.iter().peekable();
    for day in log.replay() {
        while due.next_if(|&&snapshot| snapshot < day.day()).is_some() {
            passed.extend_from_slice(&states);
        }
        day.apply(&mut states).expect("the buffer is as long as there are places");
    }
    due.for_each(|_| passed.extend_from_slice(&states));
    written(&passed)
}
