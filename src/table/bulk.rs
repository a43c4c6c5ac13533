//! Searches: one, and many at once.

use std::hint::{black_box, select_unpredictable};

use super::words::{Word, either};
use super::{BadTable, StateTable};

/// How many words a single search counts through: they lie side by side, so that they are waited for together.
const LIST: u32 = 64;

/// How many words each of many searches counts through, once their memory is at hand.
const SHORT: usize = 16;

/// How many searches go on at once: about as many as memory answers at a time.
const BATCH: usize = 32;

/// How many words are not greater than a key, of words in order.
#[inline]
pub(super) fn until<W: Word>(words: &[W], key: W) -> usize {
    let mut rest = words;
    let mut from = 0;
    while rest.len() > LIST as usize {
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

/// Where that half of words in order begins that has the last one not greater than a key; the first, where none is.
/// It has as many words as are not in the first.
#[inline]
fn half<W: Word>(words: &[W], key: W) -> usize {
    let half = words.len() / 2;
    // A guess at the outcome would be wrong every other time.
    select_unpredictable(words[half] <= key, half, 0)
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
    pub fn as_of(&self, places: &[u32], days: &[i32], states: &mut [u32]) -> Result<(), BadTable> {
        known(self.places(), places, days, states)?;
        self.answer(places, days, states);
        Ok(())
    }

    /// The same for rows that are known to be in order.
    pub(crate) fn answer(&self, places: &[u32], days: &[i32], states: &mut [u32]) {
        either!(&self.words, words => {
            let batches = places.chunks(BATCH).zip(days.chunks(BATCH)).zip(states.chunks_mut(BATCH));
            for ((places, days), states) in batches {
                self.search(words, places, days, states);
            }
        });
    }

    /// Answers a batch of rows.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "there are fewer than 2^32 words")]
    fn search<W: Word>(&self, words: &[W], places: &[u32], days: &[i32], states: &mut [u32]) {
        let mut lists = [[0_u32; 2]; BATCH];
        let lists = &mut lists[..places.len()];
        for (list, &place) in lists.iter_mut().zip(places) {
            *list = [self.starts[place as usize], self.starts[place as usize + 1]];
        }
        // Both ends of each list are called for before any is waited for.
        let (mut called, mut longest) = (W::default(), 0);
        for &[from, until] in &*lists {
            called = called.max(words.get(from as usize).copied().unwrap_or_default());
            called = called.max(words.get(until.wrapping_sub(1) as usize).copied().unwrap_or_default());
            longest = longest.max(until - from);
        }
        black_box(called);
        let key = |day: i32| self.states.last(self.distances.of(day));
        while longest > LIST {
            for ([from, until], &day) in lists.iter_mut().zip(days) {
                if *until - *from > LIST {
                    let first = half(&words[*from as usize..*until as usize], key(day));
                    *until -= (*until - *from) / 2 - first as u32;
                    *from += first as u32;
                }
            }
            longest -= longest / 2;
        }
        for ((&mut [from, until], &day), state) in lists.iter_mut().zip(days).zip(states) {
            let (mut list, key) = (&words[from as usize..until as usize], key(day));
            while list.len() > SHORT {
                let first = half(list, key);
                list = &list[first..][..list.len() - list.len() / 2];
            }
            let known = counted(list, key);
            *state = known.checked_sub(1).map_or(Self::NONE, |last| self.states.state(list[last]));
        }
    }
}

/// Whether rows to be answered are of one length and of places that there are.
pub(super) fn known(count: usize, places: &[u32], days: &[i32], states: &[u32]) -> Result<(), BadTable> {
    if places.len() != days.len() || days.len() != states.len() {
        return Err(BadTable::Lengths { places: places.len(), days: days.len(), states: states.len() });
    }
    match first_beyond(count, places) {
        None => Ok(()),
        Some(row) => Err(BadTable::NoPlace { row, place: places[row], places: count }),
    }
}

/// The first row with a place that is not there.
pub(super) fn first_beyond(count: usize, places: &[u32]) -> Option<usize> {
    // The greatest is found quicker than the first beyond.
    let beyond = places.iter().max().is_some_and(|greatest| *greatest as usize >= count);
    beyond.then(|| places.iter().position(|place| *place as usize >= count))?
}
