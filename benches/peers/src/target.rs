//! What is aimed at.

use whoheld::StateTable;

use crate::engines::Engine;
use crate::engines::maps::Maps;
use crate::engines::ours::LOG;
use crate::engines::ranges::Ranges;
use crate::engines::sqlite::Sqlite;
use crate::sample::Work;
use crate::size::Size;

const DUCKDB: &str = "DuckDB";
const DUCKDB_TWO: &str = "DuckDB, two threads";
const POLARS: &str = "Polars, two threads";
const PANDAS: &str = "pandas";

/// What a figure of ours is held to.
#[derive(Clone, Copy)]
pub enum Bound {
    /// So many times as fast as each of these, that is, as the fastest.
    Times(f64, &'static [&'static str]),
    /// So many units of the probe's work at most, and of which.
    Probes(f64, Work),
    /// So many nanoseconds, or bytes, a unit at most.
    AUnit(f64),
}

pub struct Target {
    pub work: Work,
    pub engine: &'static str,
    pub size: Size,
    pub bound: Bound,
}

const fn target(work: Work, engine: &'static str, size: Size, bound: Bound) -> Target {
    Target { work, engine, size, bound }
}

const DUCKDB_BEST: &[&str] = &[DUCKDB, DUCKDB_TWO];
const TABLE: &str = StateTable::NAME;

pub const TARGETS: &[Target] = &[
    target(Work::AsOf, TABLE, Size::M, Bound::Times(5.0, DUCKDB_BEST)),
    target(Work::AsOf, TABLE, Size::M, Bound::Times(10.0, &[POLARS])),
    target(Work::AsOf, TABLE, Size::M, Bound::Times(10.0, &[Ranges::NAME])),
    target(Work::AsOf, TABLE, Size::M, Bound::Times(80.0, &[Sqlite::NAME])),
    target(Work::AsOf, TABLE, Size::L, Bound::Times(6.0, DUCKDB_BEST)),
    target(Work::AsOf, TABLE, Size::L, Bound::Times(18.0, &[POLARS])),
    target(Work::AsOf, TABLE, Size::L, Bound::Times(12.0, &[Ranges::NAME])),
    target(Work::AsOf, TABLE, Size::L, Bound::Times(60.0, &[Sqlite::NAME])),
    target(Work::AsOfTwo, TABLE, Size::L, Bound::Times(12.0, &[DUCKDB_TWO])),
    target(Work::AsOfByDay, LOG, Size::M, Bound::Times(10.0, &[PANDAS])),
    target(Work::Lookup, TABLE, Size::M, Bound::Times(5.0, &[Maps::NAME])),
    target(Work::Lookup, TABLE, Size::L, Bound::Probes(1.5, Work::Miss)),
    target(Work::Snapshot, LOG, Size::M, Bound::Times(100.0, DUCKDB_BEST)),
    target(Work::Snapshot, LOG, Size::M, Bound::Times(25.0, &[POLARS])),
    target(Work::Snapshot, LOG, Size::L, Bound::Times(100.0, DUCKDB_BEST)),
    target(Work::Snapshot, LOG, Size::L, Bound::Times(25.0, &[POLARS])),
    target(Work::Replay, LOG, Size::L, Bound::AUnit(5.0)),
    target(Work::Build, TABLE, Size::M, Bound::Times(3.0, DUCKDB_BEST)),
    target(Work::Build, TABLE, Size::L, Bound::Times(2.0, DUCKDB_BEST)),
    target(Work::Late, TABLE, Size::M, Bound::Times(3.0, &[Maps::NAME])),
    target(Work::Memory, TABLE, Size::S, Bound::AUnit(4.5)),
    target(Work::Memory, TABLE, Size::M, Bound::AUnit(4.5)),
    target(Work::Memory, TABLE, Size::L, Bound::AUnit(4.5)),
    target(Work::CheckpointMemory, LOG, Size::S, Bound::AUnit(4.0)),
    target(Work::CheckpointMemory, LOG, Size::M, Bound::AUnit(4.0)),
    target(Work::CheckpointMemory, LOG, Size::L, Bound::AUnit(4.0)),
];
