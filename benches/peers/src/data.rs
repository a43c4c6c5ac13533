//! The columns that every engine gets, and their files: little-endian numbers of 32 bits, one file a column.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::size::Size;

/// Changes as they come: in no order.
#[derive(Clone, Default)]
pub struct Changes {
    pub place: Vec<u32>,
    pub day: Vec<i32>,
    pub state: Vec<u32>,
}

/// Questions: in which state was the place at the close of the day?
#[derive(Clone, Default)]
pub struct Rows {
    pub place: Vec<u32>,
    pub day: Vec<i32>,
}

/// What the slow reference answered, and upon what.
#[derive(Serialize, Deserialize)]
pub struct Expected {
    pub places: usize,
    pub snapshot_days: Vec<i32>,
    /// Checksums of the answers to the first so many rows, by their number.
    pub rows: BTreeMap<usize, String>,
    /// The same rows once the late batch is known.
    pub rows_after_late: BTreeMap<usize, String>,
    pub rows_by_day: String,
    /// The snapshots, one after the other.
    pub snapshots: String,
    /// The states at the end of all days.
    pub last: String,
}

pub struct Data {
    pub size: Size,
    pub log: Changes,
    pub late: Changes,
    pub rows: Rows,
    pub rows_by_day: Rows,
    pub expected: Expected,
}

impl Changes {
    pub fn len(&self) -> usize {
        self.place.len()
    }

    pub fn is_empty(&self) -> bool {
        self.place.is_empty()
    }

    pub fn push(&mut self, place: u32, day: i32, state: u32) {
        self.place.push(place);
        self.day.push(day);
        self.state.push(state);
    }

    pub fn iter(&self) -> impl Iterator<Item = (u32, i32, u32)> + '_ {
        self.place.iter().zip(&self.day).zip(&self.state).map(|((&place, &day), &state)| (place, day, state))
    }
}

impl Rows {
    pub fn len(&self) -> usize {
        self.place.len()
    }

    pub fn is_empty(&self) -> bool {
        self.place.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = (u32, i32)> + '_ {
        self.place.iter().copied().zip(self.day.iter().copied())
    }
}

impl Data {
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        let folder = folder_of(folder, self.size);
        fs::create_dir_all(&folder)?;
        for (name, changes) in [("log", &self.log), ("late", &self.late)] {
            write_column(&folder.join(format!("{name}.place")), &changes.place, u32::to_le_bytes)?;
            write_column(&folder.join(format!("{name}.day")), &changes.day, i32::to_le_bytes)?;
            write_column(&folder.join(format!("{name}.state")), &changes.state, u32::to_le_bytes)?;
        }
        for (name, rows) in [("rows", &self.rows), ("rows_by_day", &self.rows_by_day)] {
            write_column(&folder.join(format!("{name}.place")), &rows.place, u32::to_le_bytes)?;
            write_column(&folder.join(format!("{name}.day")), &rows.day, i32::to_le_bytes)?;
        }
        fs::write(folder.join("expected.json"), serde_json::to_string_pretty(&self.expected)?)
    }

    pub fn read(folder: &Path, size: Size) -> io::Result<Self> {
        let folder = folder_of(folder, size);
        let expected = serde_json::from_str(&fs::read_to_string(folder.join("expected.json"))?)?;
        let changes = |name: &str| -> io::Result<Changes> {
            Ok(Changes {
                place: read_column(&folder.join(format!("{name}.place")), u32::from_le_bytes)?,
                day: read_column(&folder.join(format!("{name}.day")), i32::from_le_bytes)?,
                state: read_column(&folder.join(format!("{name}.state")), u32::from_le_bytes)?,
            })
        };
        let rows = |name: &str| -> io::Result<Rows> {
            Ok(Rows {
                place: read_column(&folder.join(format!("{name}.place")), u32::from_le_bytes)?,
                day: read_column(&folder.join(format!("{name}.day")), i32::from_le_bytes)?,
            })
        };
        Ok(Self {
            size,
            log: changes("log")?,
            late: changes("late")?,
            rows: rows("rows")?,
            rows_by_day: rows("rows_by_day")?,
            expected,
        })
    }
}

fn folder_of(folder: &Path, size: Size) -> PathBuf {
    folder.join(size.to_string())
}

fn write_column<T: Copy>(path: &Path, column: &[T], bytes: impl Fn(T) -> [u8; 4]) -> io::Result<()> {
    fs::write(path, column.iter().flat_map(|&number| bytes(number)).collect::<Vec<u8>>())
}

fn read_column<T>(path: &Path, number: impl Fn([u8; 4]) -> T) -> io::Result<Vec<T>> {
    let bytes = fs::read(path)?;
    Ok(bytes.chunks_exact(4).map(|it| number([it[0], it[1], it[2], it[3]])).collect())
}
