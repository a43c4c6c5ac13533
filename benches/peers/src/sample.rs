//! What was measured, one line of JSON each, as the engines of both languages write it.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::size::Size;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Work {
    /// Bulk as-of of random rows: one thread, and two.
    AsOf,
    AsOfTwo,
    /// Bulk as-of of rows that come sorted by day.
    AsOfByDay,
    /// Lookups of which each waits for the last, and lookups that the processor may overlap.
    Lookup,
    LookupFree,
    Snapshot,
    /// All days from the first to the last, each one's changes written into a snapshot.
    Replay,
    Build,
    /// The day log alone, from the table.
    BuildLog,
    /// A late batch of one change in a hundred.
    Late,
    /// Bytes held, in place of seconds.
    Memory,
    CheckpointMemory,
    /// A read of memory that waits for the last, one that does not, and a byte read in sequence.
    Miss,
    LineRead,
    Sequential,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Sample {
    pub size: Size,
    pub round: usize,
    pub engine: String,
    pub work: Work,
    /// Of the median run within the round; bytes, where memory is weighed.
    pub seconds: f64,
    pub units: usize,
    pub checksum: String,
}

impl Sample {
    pub fn seconds_a_unit(&self) -> f64 {
        self.seconds / self.units as f64
    }
}

/// Appends a value to a file of lines.
pub fn append(path: &Path, value: &impl Serialize) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    writeln!(file, "{}", serde_json::to_string(value)?)
}

pub fn read<T: DeserializeOwned>(path: &Path) -> io::Result<Vec<T>> {
    let text = std::fs::read_to_string(path)?;
    text.lines().map(|line| serde_json::from_str(line).map_err(io::Error::from)).collect()
}
