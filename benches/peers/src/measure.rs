//! Timing: nothing is timed before its answers are those of the reference.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::io;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::checksum::{UNANSWERED, written};
use crate::data::{Data, Rows};
use crate::engines::Engine;
use crate::generate::FEW;
use crate::sample::{Sample, Work, append};
use crate::size::Size;

/// A run that takes longer than this is its own warm-up.
const LONG: Duration = Duration::from_secs(2);
/// How long a work is repeated within a round, preparing and comparing included, and how often at most.
const ENOUGH: Duration = Duration::from_millis(500);
const MOST: usize = 7;

/// Where the samples of an engine go in one round.
pub struct Bench {
    pub size: Size,
    pub round: usize,
    pub samples: PathBuf,
}

impl Bench {
    /// Runs a work several times, writes the median down and gives the last output. Each run's answers are compared;
    /// preparing and comparing are not timed.
    pub fn time<Input, Output>(
        &self,
        (engine, work, units): (&str, Work, usize),
        expected: &str,
        mut prepare: impl FnMut() -> Input,
        mut run: impl FnMut(Input) -> Output,
        mut answers: impl FnMut(&mut Output) -> String,
    ) -> io::Result<Output> {
        let mut once = || -> io::Result<(Duration, Output)> {
            let input = prepare();
            let start = Instant::now();
            let mut output = black_box(run(black_box(input)));
            let took = start.elapsed();
            let found = answers(&mut output);
            if found == expected {
                Ok((took, output))
            } else {
                let size = self.size;
                Err(io::Error::other(format!(
                    "{engine} answers otherwise than the reference: size {size}, work {work:?}, {found} for {expected}"
                )))
            }
        };
        let (warm_up, mut last) = once()?;
        let mut runs = if warm_up > LONG { vec![warm_up] } else { Vec::new() };
        let begun = Instant::now();
        while runs.is_empty() || (warm_up <= LONG && runs.len() < MOST && begun.elapsed() < ENOUGH) {
            drop(last);
            let (took, output) = once()?;
            runs.push(took);
            last = output;
        }
        runs.sort_unstable();
        let median = runs[runs.len() / 2];
        self.write(engine, work, median.as_secs_f64(), units, expected)?;
        Ok(last)
    }

    /// As [`Bench::time`], of a work that writes states into a buffer.
    pub fn time_states(
        &self,
        (engine, work, units): (&str, Work, usize),
        expected: &str,
        answers: usize,
        mut run: impl FnMut(&mut [u32]),
    ) -> io::Result<()> {
        let timed = self.time(
            (engine, work, units),
            expected,
            || vec![UNANSWERED; answers],
            |mut states| {
                run(&mut states);
                states
            },
            |states| written(states),
        );
        timed.map(drop)
    }

    pub fn write(&self, engine: &str, work: Work, seconds: f64, units: usize, checksum: &str) -> io::Result<()> {
        eprintln!("  {} round {}: {engine}, {work:?}: {seconds:.6} s for {units}", self.size, self.round);
        let (size, round) = (self.size, self.round);
        let (engine, checksum) = (engine.to_owned(), checksum.to_owned());
        append(&self.samples, &Sample { size, round, engine, work, seconds, units, checksum })
    }

    /// All that every engine in Rust does: the table or whatever it is, built and asked.
    pub fn engine<E: Engine>(&self, data: &Data, asked: &QueryTime) -> io::Result<E> {
        let expected = &data.expected;
        let places = expected.places;
        let log = E::log(&data.log);
        let check = Check::<E>::new(data, &expected.rows);
        let mut engine = self.time(
            (E::NAME, Work::Build, data.log.len()),
            &check.expected,
            || (),
            |()| E::build(places, &log),
            |engine| check.answers(engine),
        )?;
        drop(log);
        let questions = E::questions(&firsts(&data.rows, asked.lookups.max(asked.rows)));
        engine.load(&questions);
        let answers = &expected.rows[&asked.lookups];
        self.time_states((E::NAME, Work::Lookup, asked.lookups), answers, asked.lookups, |states| {
            chain(&engine, &questions, states);
        })?;
        self.time_states((E::NAME, Work::LookupFree, asked.lookups), answers, asked.lookups, |states| {
            let mut ask = engine.asking();
            states.iter_mut().enumerate().for_each(|(row, state)| *state = ask(&questions, row));
        })?;
        let answers = &expected.rows[&asked.rows];
        self.time_states((E::NAME, Work::AsOf, asked.rows), answers, asked.rows, |states| {
            engine.as_of(&questions, states);
        })?;
        let days = &expected.snapshot_days;
        self.time_states(
            (E::NAME, Work::Snapshot, places * days.len()),
            &expected.snapshots,
            places * days.len(),
            |states| {
                days.iter()
                    .zip(states.chunks_exact_mut(places))
                    .for_each(|(&day, states)| engine.snapshot(day, states));
            },
        )?;
        Ok(engine)
    }
}

/// How many rows an engine is asked: rates are by the row, and the slow ones would take the day.
pub struct QueryTime {
    pub lookups: usize,
    pub rows: usize,
}

/// A few rows by which a thing just built is known to be whole.
pub struct Check<E: Engine> {
    questions: E::Questions,
    pub expected: String,
}

impl<E: Engine> Check<E> {
    pub fn new(data: &Data, expected: &BTreeMap<usize, String>) -> Self {
        Self { questions: E::questions(&firsts(&data.rows, FEW)), expected: expected[&FEW].clone() }
    }

    pub fn answers(&self, engine: &mut E) -> String {
        let mut states = vec![UNANSWERED; FEW];
        engine.load(&self.questions);
        engine.as_of(&self.questions, &mut states);
        written(&states)
    }
}

/// Lookups of which each waits for the last: which row is asked depends on the answer before, by a mask that happens to
/// be zero and that the compiler cannot see through.
fn chain<E: Engine>(built: &E, questions: &E::Questions, states: &mut [u32]) {
    let mask = black_box(0_u32);
    let mut ask = built.asking();
    let mut last = 0;
    for (row, state) in states.iter_mut().enumerate() {
        last = ask(questions, row ^ (last & mask) as usize);
        *state = last;
    }
}

pub fn firsts(rows: &Rows, length: usize) -> Rows {
    Rows { place: rows.place[..length].to_vec(), day: rows.day[..length].to_vec() }
}
