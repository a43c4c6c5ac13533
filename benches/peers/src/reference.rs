//! The slow, obvious answers: every change of the place is looked at.

use crate::checksum::NONE;
use crate::data::{Changes, Rows};

/// Each place's changes as they came.
pub struct Reference(Vec<Vec<(i32, u32)>>);

impl Reference {
    pub fn new(places: usize, log: &Changes) -> Self {
        let mut reference = Self(vec![Vec::new(); places]);
        reference.add(log);
        reference
    }

    pub fn add(&mut self, changes: &Changes) {
        for (place, day, state) in changes.iter() {
            self.0[place as usize].push((day, state));
        }
    }

    pub fn at(&self, place: u32, day: i32) -> u32 {
        let until_then = self.0[place as usize].iter().filter(|change| change.0 <= day);
        until_then.max_by_key(|change| change.0).map_or(NONE, |change| change.1)
    }

    pub fn as_of(&self, rows: &Rows) -> Vec<u32> {
        rows.iter().map(|(place, day)| self.at(place, day)).collect()
    }

    pub fn snapshot(&self, day: i32) -> impl Iterator<Item = u32> + '_ {
        (0u32..).take(self.0.len()).map(move |place| self.at(place, day))
    }
}
