//! The works as the table shows them.

use whoheld::StateTable;

use crate::engines::Engine;
use crate::engines::ours::LOG;
use crate::probe::NAME as PROBE;
use crate::sample::Work;
use crate::size::Size;

pub struct Section {
    pub work: Work,
    pub title: &'static str,
    /// Which of ours the ratios are against.
    pub ours: &'static str,
    pub shown: Shown,
    pub limit: Option<Limit>,
}

/// What the machine would take for a unit, did the work do nothing but its memory's part.
pub struct Limit {
    pub title: &'static str,
    pub work: Work,
    pub units: f64,
}

#[derive(Clone, Copy)]
pub enum Shown {
    /// Millions of these a second.
    Rate(&'static str),
    /// Nanoseconds for each.
    Nanoseconds,
    /// Milliseconds for all places.
    Snapshot,
    Bytes,
    Bandwidth,
}

impl Shown {
    pub fn unit(self) -> String {
        match self {
            Self::Rate(of) => format!("M {of}/s"),
            Self::Nanoseconds => "ns".to_owned(),
            Self::Snapshot => "ms".to_owned(),
            Self::Bytes => "bytes".to_owned(),
            Self::Bandwidth => "GB/s".to_owned(),
        }
    }

    pub fn value(self, seconds: f64, size: Size) -> f64 {
        match self {
            Self::Rate(_) => 1e-6 / seconds,
            Self::Nanoseconds => seconds * 1e9,
            Self::Snapshot => seconds * f64::from(size.shape().places) * 1e3,
            Self::Bytes => seconds,
            Self::Bandwidth => 1e-9 / seconds,
        }
    }
}

const fn section(work: Work, title: &'static str, ours: &'static str, shown: Shown) -> Section {
    Section { work, title, ours, shown, limit: None }
}

impl Section {
    const fn limit(self, title: &'static str, work: Work, units: f64) -> Self {
        let Self { work: of, title: about, ours, shown, .. } = self;
        Self { work: of, title: about, ours, shown, limit: Some(Limit { title, work, units }) }
    }
}

const TABLE: &str = StateTable::NAME;
const ROWS: Shown = Shown::Rate("rows");
const CHANGES: Shown = Shown::Rate("changes");

pub const SECTIONS: &[Section] = &[
    section(Work::AsOf, "bulk as-of, random rows, one thread", TABLE, ROWS).limit(
        "one line read a row",
        Work::LineRead,
        1.0,
    ),
    section(Work::AsOfTwo, "bulk as-of, random rows, two threads", TABLE, ROWS),
    section(Work::AsOfByDay, "bulk as-of, rows sorted by day", LOG, ROWS).limit(
        "12 bytes a row",
        Work::Sequential,
        12.0,
    ),
    section(Work::Lookup, "lookup by handle, each waiting for the last", TABLE, Shown::Nanoseconds).limit(
        "one miss",
        Work::Miss,
        1.0,
    ),
    section(Work::LookupFree, "lookup by handle, overlapping", TABLE, Shown::Nanoseconds).limit(
        "one line read",
        Work::LineRead,
        1.0,
    ),
    section(Work::Snapshot, "snapshot of all places", LOG, Shown::Snapshot).limit(
        "4 bytes a place",
        Work::Sequential,
        4.0,
    ),
    section(Work::Replay, "replay of all days, a change", LOG, Shown::Nanoseconds).limit(
        "8 bytes a change",
        Work::Sequential,
        8.0,
    ),
    section(Work::Build, "build from an unsorted log", TABLE, CHANGES).limit(
        "12 bytes a change",
        Work::Sequential,
        12.0,
    ),
    section(Work::BuildLog, "the day log, from the table", LOG, CHANGES).limit(
        "12 bytes a change",
        Work::Sequential,
        12.0,
    ),
    section(Work::Late, "late batch of 1 %, a late change", TABLE, Shown::Nanoseconds).limit(
        "a hundred changes of 8 bytes",
        Work::Sequential,
        800.0,
    ),
    section(Work::Memory, "memory, a change", TABLE, Shown::Bytes),
    section(Work::CheckpointMemory, "checkpoints of the day log, a change", LOG, Shown::Bytes),
    section(Work::Miss, "the machine: a read of memory that waits for the last", PROBE, Shown::Nanoseconds),
    section(Work::LineRead, "the machine: a line read that others overlap", PROBE, Shown::Nanoseconds),
    section(Work::Sequential, "the machine: bytes read in sequence", PROBE, Shown::Bandwidth),
];
