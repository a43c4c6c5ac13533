//! Searching a table for many rows at once.

use std::hint::select_unpredictable;

use super::error::TableError;
use super::group::{distribute, offsets};
use super::state_table::StateTable;
use super::words::{Word, either};

/// The number of searches that go on at once: more than the memory requests that a processor has open at a time.
const BATCH: usize = 64;

/// The number of bytes below which a table is taken to be in the cache.
const CACHED: usize = 1 << 24;

/// The number of bytes of a larger table that one pile of rows is searched for in, so that they stay in the cache.
const PILE: usize = 1 << 18;

/// The least and the greatest number of rows that are sorted into piles at once. Each row takes 12 bytes of memory.
const AT_ONCE: (usize, usize) = (1 << 17, 1 << 22);

impl StateTable {
    /// Writes the states of places on days, row by row: that of `places[n]` on `days[n]` into `states[n]`, or
    /// [`NONE`](Self::NONE) if it has none. The rows can be in any order.
    ///
    /// Many rows are searched for at once, so that they wait for memory together. For rows that are sorted by day,
    /// [`StateLog::as_of`](super::StateLog::as_of) is quicker.
    ///
    /// # Errors
    /// Returns an error if the columns have different lengths, or if the table does not have a place of one of the
    /// numbers. `states` is then left unchanged.
    pub fn as_of(&self, places: &[u32], days: &[i32], states: &mut [u32]) -> Result<(), TableError> {
        check_rows(self.places(), places, days, states)?;
        self.answer(places, days, states);
        Ok(())
    }

    /// Does the same as [`as_of`](Self::as_of) for columns that are checked: of one length, with places that exist.
    pub(crate) fn answer(&self, places: &[u32], days: &[i32], states: &mut [u32]) {
        // Piles are only worth it if many rows of each pile search the same part of the table.
        if self.bytes() < CACHED || places.len() < self.places() {
            return self.answer_in_turn(places.iter().zip(days), states);
        }
        let at_once = self.places().saturating_mul(4).clamp(AT_ONCE.0, AT_ONCE.1);
        let (mut sorted, mut answers) = (Vec::new(), Vec::new());
        let chunks = places.chunks(at_once).zip(days.chunks(at_once)).zip(states.chunks_mut(at_once));
        for ((places, days), states) in chunks {
            sorted.resize(places.len(), (0, 0));
            answers.resize(places.len(), Self::NONE);
            self.answer_in_piles(places, days, states, &mut sorted, &mut answers);
        }
    }

    /// Answers rows in the order in which they come.
    fn answer_in_turn<'r>(&self, mut rows: impl Iterator<Item = (&'r u32, &'r i32)>, states: &mut [u32]) {
        either!(&self.words, words => {
            for states in states.chunks_mut(BATCH) {
                self.search(words, rows.by_ref().take(states.len()), states);
            }
        });
    }

    /// Answers rows pile by pile. A pile has the rows of neighbouring places, so that the part of the table that they
    /// share stays in the cache. Then every answer goes back to its row.
    fn answer_in_piles(
        &self,
        places: &[u32],
        days: &[i32],
        states: &mut [u32],
        sorted: &mut [(u32, i32)],
        answers: &mut [u32],
    ) {
        let shift = self.pile_shift();
        let pile = |place: u32| (place >> shift) as usize;
        let starts = offsets((self.places() >> shift) + 1, places.iter().map(|place| pile(*place)));
        let rows = places.iter().copied().zip(days.iter().copied());
        distribute(sorted, &mut starts.clone(), rows.map(|row| (pile(row.0), row)));
        self.answer_in_turn(sorted.iter().map(|(place, day)| (place, day)), answers);
        let mut next = starts;
        for (&place, state) in places.iter().zip(states) {
            let position = &mut next[pile(place)];
            *state = answers[*position as usize];
            *position += 1;
        }
    }

    /// Returns how many low bits of the number of a place are left out to get the number of its pile, so that the part
    /// of the table for one pile stays in the cache.
    fn pile_shift(&self) -> u32 {
        let bytes_per_place = self.bytes() / self.places().max(1);
        (PILE / bytes_per_place.max(1)).max(1).ilog2()
    }

    /// Answers a batch of rows by binary searches. All searches take each step before any takes the next one, so that
    /// they wait for memory together.
    #[inline]
    fn search<'r, W: Word>(&self, words: &[W], rows: impl Iterator<Item = (&'r u32, &'r i32)>, states: &mut [u32]) {
        let Some(end) = self.starts.last().and_then(|words| words.checked_sub(1)) else {
            return states.fill(Self::NONE);
        };
        // The position of each search, how many words it has left, and the key that it looks for.
        let (mut positions, mut left, mut keys) = ([0; BATCH], [0; BATCH], [W::default(); BATCH]);
        let count = states.len().min(BATCH);
        let (positions, left, keys) = (&mut positions[..count], &mut left[..count], &mut keys[..count]);
        let mut longest = 0;
        let searches = positions.iter_mut().zip(&mut *left).zip(&mut *keys);
        for (((position, left), key), (&place, &day)) in searches.zip(rows) {
            let [from, until] = [self.starts[place as usize], self.starts[place as usize + 1]];
            // A place without changes may begin after the last word, which must not be read.
            (*position, *left) = (from.min(end), until - from);
            *key = self.states.last(self.distances.of(day));
            longest = longest.max(*left);
        }
        let word = |position: u32| words[position as usize];
        while longest > 1 {
            for ((position, left), &key) in positions.iter_mut().zip(&mut *left).zip(&*keys) {
                let middle = *position + *left / 2;
                // A branch here would be predicted wrongly half of the time.
                *position = select_unpredictable(word(middle) <= key, middle, *position);
                *left -= *left / 2;
            }
            longest -= longest / 2;
        }
        for (((&position, &left), &key), state) in positions.iter().zip(&*left).zip(&*keys).zip(states) {
            let word = word(position);
            *state = select_unpredictable(left > 0 && word <= key, self.states.state(word), Self::NONE);
        }
    }
}

/// Checks that three columns have one length, and that all their places exist.
pub(super) fn check_rows(count: usize, places: &[u32], days: &[i32], states: &[u32]) -> Result<(), TableError> {
    if places.len() != days.len() || days.len() != states.len() {
        return Err(TableError::Lengths { places: places.len(), days: days.len(), states: states.len() });
    }
    // The greatest place is found more quickly than the first one that does not exist.
    if places.iter().max().is_none_or(|greatest| (*greatest as usize) < count) {
        return Ok(());
    }
    let beyond = places.iter().enumerate().find(|(_, place)| **place as usize >= count);
    beyond.map_or(Ok(()), |(row, &place)| Err(TableError::NoPlace { row, place, places: count }))
}
