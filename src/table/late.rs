//! Changes that come to be known later.

use std::borrow::Cow;

use super::build::{check, deal, extent, greatest};
use super::words::{Distances, States, Word, either};
use super::{StateTable, TableError};

impl StateTable {
    /// This table with late changes, which come in any order and after what is there: on one day of a place they win.
    /// Each holds until the place's next change, be that an old one; to put in an interval, give its end too.
    ///
    /// # Errors
    /// As for [`from_columns`](Self::from_columns).
    pub fn merged(&self, place: &[u32], day: &[i32], state: &[u32]) -> Result<Self, TableError> {
        check(self.places(), place, day, state)?;
        let changes = self.len().saturating_add(place.len());
        if changes > Self::MAX_CHANGES {
            return Err(TableError::TooManyChanges(changes));
        }
        let (known, late) = (self.distances.days(), extent(day));
        let days = known.zip(late).map(|(a, b)| (a.0.min(b.0), a.1.max(b.1))).or(known).or(late);
        let distances = Distances::between(days);
        let states = States::up_to(self.states.greatest().max(greatest(state)));
        let rows = (place, day, state);
        if states.narrow_beside(distances.last) {
            Ok(self.merged_in::<u32>(rows, distances, states))
        } else {
            Ok(self.merged_in::<u64>(rows, distances, states))
        }
    }

    /// The same of checked rows, in words that have room for all.
    fn merged_in<W: Word>(&self, rows: (&[u32], &[i32], &[u32]), distances: Distances, states: States) -> Self {
        let (places, days, into) = rows;
        let (late_starts, late) = deal::<W>(self.places(), places, days, into, distances, states);
        let known = self.words_in(distances, states);
        let (starts, words) = merge((&self.starts, &known), (&late_starts, &late), states);
        Self { starts, words: W::kept(words), distances, states }
    }

    /// The changes in words of other distances and states, which must have room for them.
    fn words_in<W: Word>(&self, distances: Distances, states: States) -> Cow<'_, [W]> {
        let same = (distances, states) == (self.distances, self.states);
        if let Some(words) = W::of(&self.words).filter(|_| same) {
            return Cow::Borrowed(words);
        }
        let far = |distance: u32| distances.of(self.distances.day(distance));
        Cow::Owned(either!(&self.words, words => {
            let moved = words.iter().map(|word| (far(self.states.high(*word)), self.states.state(*word)));
            moved.map(|(distance, state)| states.word(distance, state)).collect()
        }))
    }
}

/// The changes of both, place by place; on the same day the second's.
#[expect(clippy::cast_possible_truncation, reason = "there are fewer than 2^32 changes")]
fn merge<W: Word>(known: (&[u32], &[W]), late: (&[u32], &[W]), states: States) -> (Vec<u32>, Vec<W>) {
    let mut starts = Vec::with_capacity(known.0.len());
    let mut words: Vec<W> = Vec::with_capacity(known.1.len() + late.1.len());
    // What is known is copied up to each late change, over the ends of places.
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
