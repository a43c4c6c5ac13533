//! Adding changes that become known later to a table.

use std::borrow::Cow;

use super::build::{check, extent, greatest, sorted_words};
use super::error::TableError;
use super::state_table::StateTable;
use super::words::{Distances, States, Word, either};

impl StateTable {
    /// Returns this table with further changes, in any order. If the table has a change of the same place on the same
    /// day, the new one replaces it; of several new ones, the last one given counts. A new change holds until the next
    /// change of its place, be that an old one: to add an interval, also give the change at its end.
    ///
    /// # Errors
    /// Returns an error in the same cases as [`from_columns`](Self::from_columns).
    pub fn merged(&self, place: &[u32], day: &[i32], state: &[u32]) -> Result<Self, TableError> {
        check(self.places(), place, day, state)?;
        let changes = self.len().saturating_add(place.len());
        if changes > Self::MAX_CHANGES {
            return Err(TableError::TooManyChanges { changes });
        }
        let (known, late) = (self.distances.days(), extent(day));
        let days = known.zip(late).map(|(a, b)| (a.0.min(b.0), a.1.max(b.1))).or(known).or(late);
        let distances = Distances::between(days);
        let states = States::up_to(self.states.greatest().max(greatest(state)));
        let rows = (place, day, state);
        if states.fits_narrow(distances.last) {
            Ok(self.merged_in::<u32>(rows, distances, states))
        } else {
            Ok(self.merged_in::<u64>(rows, distances, states))
        }
    }

    /// Returns the same for checked rows, in words that must have room for all changes.
    fn merged_in<W: Word>(&self, rows: (&[u32], &[i32], &[u32]), distances: Distances, states: States) -> Self {
        let (place, day, state) = rows;
        let (late_starts, late) = sorted_words::<W>(self.places(), place, day, state, distances, states);
        let known = self.words_in(distances, states);
        let (starts, words) = merge((&self.starts, &known), (&late_starts, &late), states);
        Self { starts, words: W::wrap(words), distances, states }
    }

    /// Returns the changes of this table as words of other distances and states, which must have room for them.
    fn words_in<W: Word>(&self, distances: Distances, states: States) -> Cow<'_, [W]> {
        let same = (distances, states) == (self.distances, self.states);
        if let Some(words) = W::of(&self.words).filter(|_| same) {
            return Cow::Borrowed(words);
        }
        let moved = |distance: u32| distances.of(self.distances.day(distance));
        Cow::Owned(either!(&self.words, words => {
            let word = |word: &_| states.word(moved(self.states.high(*word)), self.states.state(*word));
            words.iter().map(word).collect()
        }))
    }
}

/// Merges known and late changes, place by place. Of two changes on one day, only the late one is kept. Each argument
/// has the starts of the places and the words.
#[expect(clippy::cast_possible_truncation, reason = "there are fewer than 2^32 changes")]
fn merge<W: Word>(known: (&[u32], &[W]), late: (&[u32], &[W]), states: States) -> (Vec<u32>, Vec<W>) {
    let mut starts = Vec::with_capacity(known.0.len());
    let mut words: Vec<W> = Vec::with_capacity(known.1.len() + late.1.len());
    // The known words are copied in long runs: all of them up to the next late change, across places without one.
    let mut copied = 0;
    for (old, new) in known.0.windows(2).zip(late.0.windows(2)) {
        let (old, new) = (old[0] as usize..old[1] as usize, new[0] as usize..new[1] as usize);
        starts.push((words.len() + old.start - copied) as u32);
        for word in &late.1[new] {
            let from = copied.max(old.start);
            let day = states.high(*word);
            let before = known.1[from..old.end].partition_point(|known| states.high(*known) < day);
            words.extend_from_slice(&known.1[copied..from + before]);
            copied = from + before;
            if copied < old.end && states.high(known.1[copied]) == day {
                copied += 1;
            }
            words.push(*word);
        }
    }
    words.extend_from_slice(&known.1[copied..]);
    starts.push(words.len() as u32);
    words.shrink_to_fit();
    (starts, words)
}
