//! The three sizes that are measured.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Size {
    S,
    M,
    L,
}

pub const SIZES: [Size; 3] = [Size::S, Size::M, Size::L];

/// What a size is made of.
pub struct Shape {
    pub places: u32,
    /// Changes of a place on average: a place has from half to one and a half of it.
    pub changes_each: u32,
    pub first_day: i32,
    pub days: u32,
    pub rows: usize,
}

impl Size {
    pub fn shape(self) -> Shape {
        match self {
            Self::S => Shape { places: 1_000, changes_each: 50, first_day: 18_993, days: 1_500, rows: 1_000_000 },
            Self::M => Shape { places: 33_000, changes_each: 40, first_day: 18_993, days: 1_500, rows: 4_000_000 },
            Self::L => Shape { places: 1_000_000, changes_each: 20, first_day: 0, days: 20_000, rows: 4_000_000 },
        }
    }
}

impl fmt::Display for Size {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{self:?}")
    }
}

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = SIZES.into_iter().find(|size| size.to_string() == text);
        found.ok_or_else(|| format!("no size {text:?}: S, M or L"))
    }
}
