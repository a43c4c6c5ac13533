//! Searches: one, and many at once.

use std::hint::select_unpredictable;

use super::group::{deal, offsets};
use super::words::{Word, either};
use super::{StateTable, TableError};

/// How many words a single search counts through: they lie side by side, so that they are waited for together.
const LIST: usize = 64;

/// How many searches go on at once: more than memory answers at a time.
const BATCH: usize = 64;

/// Tables of fewer bytes are taken to be in the cache.
const CACHED: usize = 1 << 24;

/// How many bytes of a larger table are searched through at a time, so that they stay in the cache.
const PILE: usize = 1 << 18;

/// How many rows are put into piles at once, at least and at most: 12 bytes of memory each.
const AT_ONCE: (usize, usize) = (1 << 17, 1 << 22);

/// How many words are not greater than a key, of words in order.
#[inline]
pub(super) fn until<W: Word>(words: &[W], key: W) -> usize {
    let mut rest = words;
    let mut from = 0;
    while rest.len() > LIST {
        let half = rest.len() / 2;
        if rest[half] <= key {
            from += half;
            rest = &rest[half..];
        } else {
            rest = &rest[..half];
        }
    }
    from + counted(rest, key)
}

#[inline]
fn counted<W: Word>(words: &[W], key: W) -> usize {
    words.iter().map(|word| u32::from(*word <= key)).sum::<u32>() as usize
}

impl StateTable {
    /// The states of places on days, row by row: of `places[n]` on `days[n]` in `states[n]`; [`NONE`](Self::NONE) for
    /// none. Rows in any order.
    ///
    /// Neighbouring rows are searched for at once, so that they wait for memory together. Rows that come by day are
    /// answered quicker by [`StateLog::as_of`](super::StateLog::as_of).
    ///
    /// # Errors
    /// Columns of different lengths, or a place that is not there. The states are then left as they were.
    pub fn as_of(&self, places: &[u32], days: &[i32], states: &mut [u32]) -> Result<(), TableError> {
        known(self.places(), places, days, states)?;
        self.answer(places, days, states);
        Ok(())
    }

    /// The same for as many of each, and places that are there.
    pub(crate) fn answer(&self, places: &[u32], days: &[i32], states: &mut [u32]) {
        // Rows that are few beside the places would not meet often enough in the part of the table that they share.
        if self.bytes() < CACHED || places.len() < self.places() {
            return self.answer_in_turn(places.iter().zip(days), states);
        }
        let at_once = self.places().saturating_mul(4).clamp(AT_ONCE.0, AT_ONCE.1);
        let (mut dealt, mut answers) = (Vec::new(), Vec::new());
        let chunks = places.chunks(at_once).zip(days.chunks(at_once)).zip(states.chunks_mut(at_once));
        for ((places, days), states) in chunks {
            dealt.resize(places.len(), (0, 0));
            answers.resize(places.len(), Self::NONE);
            self.answer_in_piles(places, days, states, &mut dealt, &mut answers);
        }
    }

    fn answer_in_turn<'r>(&self, mut rows: impl Iterator<Item = (&'r u32, &'r i32)>, states: &mut [u32]) {
        either!(&self.words, words => {
            for states in states.chunks_mut(BATCH) {
                self.search(words, rows.by_ref().take(states.len()), states);
            }
        });
    }

    /// Rows of neighbouring places are answered together, so that the part of the table that they share stays in the
    /// cache; then every answer goes back to its row.
    fn answer_in_piles(
        &self,
        places: &[u32],
        days: &[i32],
        states: &mut [u32],
        dealt: &mut [(u32, i32)],
        answers: &mut [u32],
    ) {
        let shift = self.pile_shift();
        let pile = |place: u32| (place >> shift) as usize;
        let starts = offsets((self.places() >> shift) + 1, places.iter().map(|place| pile(*place)));
        let rows = places.iter().copied().zip(days.iter().copied());
        deal(dealt, &mut starts.clone(), rows.map(|row| (pile(row.0), row)));
        self.answer_in_turn(dealt.iter().map(|(place, day)| (place, day)), answers);
        let mut next = starts;
        for (&place, state) in places.iter().zip(states) {
            let at = &mut next[pile(place)];
            *state = answers[*at as usize];
            *at += 1;
        }
    }

    /// How many low bits of a place's number are left out to have the number of its pile: one whose part of the table
    /// stays in the cache.
    fn pile_shift(&self) -> u32 {
        let a_place = self.bytes() / self.places().max(1);
        (PILE / a_place.max(1)).max(1).ilog2()
    }

    /// Answers a batch of rows: all searches take each step before any takes the next, so that they wait for memory
    /// together.
    #[inline]
    fn search<'r, W: Word>(&self, words: &[W], rows: impl Iterator<Item = (&'r u32, &'r i32)>, states: &mut [u32]) {
        let Some(end) = self.starts.last().and_then(|words| words.checked_sub(1)) else {
            return states.fill(Self::NONE);
        };
        // Where each search is, how many words it has left, and what it is for.
        let (mut at, mut left, mut keys) = ([0; BATCH], [0; BATCH], [W::default(); BATCH]);
        let count = states.len().min(BATCH);
        let (at, left, keys) = (&mut at[..count], &mut left[..count], &mut keys[..count]);
        let mut longest = 0;
        for (((at, left), key), (&place, &day)) in at.iter_mut().zip(&mut *left).zip(&mut *keys).zip(rows) {
            let [from, until] = [self.starts[place as usize], self.starts[place as usize + 1]];
            // A list without words may begin where there are no more.
            (*at, *left) = (from.min(end), until - from);
            *key = self.states.last(self.distances.of(day));
            longest = longest.max(*left);
        }
        let word = |at: u32| words[at as usize];
        while longest > 1 {
            for ((at, left), &key) in at.iter_mut().zip(&mut *left).zip(&*keys) {
                let middle = *at + *left / 2;
                // A guess at the outcome would be wrong every other time.
                *at = select_unpredictable(word(middle) <= key, middle, *at);
                *left -= *left / 2;
            }
            longest -= longest / 2;
        }
        for (((&at, &left), &key), state) in at.iter().zip(&*left).zip(&*keys).zip(states) {
            let word = word(at);
            *state = select_unpredictable(left > 0 && word <= key, self.states.state(word), Self::NONE);
        }
    }
}

/// Whether rows to be answered are of one length and of places that there are.
pub(super) fn known(count: usize, places: &[u32], days: &[i32], states: &[u32]) -> Result<(), TableError> {
    if places.len() != days.len() || days.len() != states.len() {
        return Err(TableError::Lengths { places: places.len(), days: days.len(), states: states.len() });
    }
    // The greatest is found quicker than the first that is beyond.
    if places.iter().max().is_none_or(|greatest| (*greatest as usize) < count) {
        return Ok(());
    }
    let beyond = places.iter().enumerate().find(|(_, place)| **place as usize >= count);
    beyond.map_or(Ok(()), |(row, &place)| Err(TableError::NoPlace { row, place, places: count }))
}
