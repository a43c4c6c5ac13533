//! The changes of a table sorted by day, for snapshots and for replaying them.

use std::fmt;
use std::iter::FusedIterator;
use std::ops::Range;

use super::bulk::check_rows;
use super::error::{TableError, fits};
use super::group::group;
use super::rows::{StateChange, StateDifference};
use super::state_table::StateTable;
use super::words::{States, Word, Words, either};

/// The changes of a [`StateTable`] sorted by day, with checkpoints: for snapshots, replay, and queries sorted by day.
///
/// ```
/// use whoheld::StateTable;
///
/// let table = StateTable::from_columns(2, &[0, 1, 0], &[20, 15, 10], &[8, 7, 7])?;
/// let log = table.log();
/// let mut states = [0; 2];
/// log.snapshot(12, &mut states)?;
/// assert_eq!(states, [7, StateTable::NONE]);
/// for day in log.replay_within(13..21) {
///     day.apply(&mut states)?;
/// }
/// assert_eq!(states, [8, 7]);
/// # Ok::<(), whoheld::TableError>(())
/// ```
///
/// # Memory
/// A change takes 4 bytes if the place and the state fit into 32 bits, else 8. A day with changes takes 8 bytes. A
/// checkpoint has the state of every place; all checkpoints together take at most as much memory as the changes.
#[derive(Clone)]
pub struct StateLog {
    places: usize,
    /// The days on which anything changes, in order.
    days: Vec<i32>,
    /// The index in `words` at which the changes of each day begin, and the one at which those of the last day end.
    starts: Vec<u32>,
    /// The changes, sorted by day and place. The high number of each word is the place.
    words: Words,
    states: States,
    checkpoints: Checkpoints,
}

/// The states of all places right before the changes of some days.
#[derive(Clone, Debug)]
struct Checkpoints {
    /// The days, as indices in the log's list of days: how many of these are applied.
    days: Vec<u32>,
    states: Packed,
}

/// States in 1, 2 or 4 bytes each, as few as have room for them. The greatest number stands for no state.
#[derive(Clone, Debug)]
enum Packed {
    One(Vec<u8>),
    Two(Vec<u16>),
    Four(Vec<u32>),
}

impl StateTable {
    /// Returns the same changes sorted by day.
    #[must_use]
    pub fn log(&self) -> StateLog {
        StateLog::new(self)
    }
}

impl StateLog {
    pub(super) fn new(table: &StateTable) -> Self {
        let states = table.states;
        let places = table.places();
        let narrow = states.fits_narrow(table.places_u32().saturating_sub(1));
        let (days, starts, words) = if narrow { by_day::<u32>(table) } else { by_day::<u64>(table) };
        let checkpoints = Checkpoints { days: Vec::new(), states: Packed::fitting(states) };
        let mut log = Self { places, days, starts, words, states, checkpoints };
        log.set_checkpoints();
        log
    }

    /// Returns the number of places.
    #[must_use]
    pub fn places(&self) -> usize {
        self.places
    }

    /// Returns the number of changes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Returns whether there are no changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns how many bytes the days, changes and checkpoints take.
    #[must_use]
    pub fn bytes(&self) -> usize {
        size_of_val(self.days.as_slice())
            + size_of_val(self.starts.as_slice())
            + self.words.bytes()
            + self.checkpoint_bytes()
    }

    /// Returns how many of these [`bytes`](Self::bytes) the checkpoints take: no more than the changes.
    #[must_use]
    pub fn checkpoint_bytes(&self) -> usize {
        self.checkpoints.days.len() * (self.places * self.checkpoints.states.width() + size_of::<u32>())
    }

    /// Writes the state of every place on a day into a buffer, at the number of the place; [`StateTable::NONE`] if it
    /// has none.
    ///
    /// # Errors
    /// Returns an error if the buffer does not have as many elements as there are places. It is then left unchanged.
    pub fn snapshot(&self, day: i32, states: &mut [u32]) -> Result<(), TableError> {
        fits(self.places, states)?;
        self.close(day, states);
        Ok(())
    }

    /// Writes the states at the close of a day.
    fn close(&self, day: i32, states: &mut [u32]) {
        let until = self.until(day);
        let from = self.restore(until, states);
        self.apply(from..until, states);
    }

    /// Writes the states of places on days, like [`StateTable::as_of`], for rows that are sorted by day. They are
    /// answered in one sweep over the changes.
    ///
    /// # Errors
    /// Returns an error if the columns have different lengths, if the table does not have a place of one of the
    /// numbers, or if a row has an earlier day than the row before it. `states` is then left unchanged.
    pub fn as_of(&self, places: &[u32], days: &[i32], states: &mut [u32]) -> Result<(), TableError> {
        check_rows(self.places, places, days, states)?;
        if let Some(before) = days.windows(2).position(|days| days[1] < days[0]) {
            return Err(TableError::Unsorted { row: before + 1 });
        }
        let Some(&first) = days.first() else { return Ok(()) };
        let mut current = vec![StateTable::NONE; self.places];
        // How many of the log's days are applied to the current states, and the day that follows these.
        let mut applied = self.restore(self.until(first), &mut current);
        let mut next = self.days.get(applied).copied();
        for ((&place, &day), state) in places.iter().zip(days).zip(states) {
            if next.is_some_and(|next| next <= day) {
                let until = applied + self.days[applied..].partition_point(|next| *next <= day);
                // Copying a checkpoint is worth it if that skips more changes than there are places to copy.
                let skipped = self.starts[self.checkpoints.day(until)].saturating_sub(self.starts[applied]);
                if skipped as usize > self.places {
                    applied = self.restore(until, &mut current);
                }
                self.apply(applied..until, &mut current);
                applied = until;
                next = self.days.get(applied).copied();
            }
            *state = current[place as usize];
        }
        Ok(())
    }

    /// Iterates over the changes on the days of a range, sorted by day and place.
    #[must_use]
    pub fn changes(&self, days: Range<i32>) -> LogChanges<'_> {
        let numbers = self.numbers(days);
        let indices = self.starts[numbers.start] as usize..self.starts[numbers.end.max(numbers.start)] as usize;
        LogChanges { log: self, number: numbers.start, indices }
    }

    /// Returns the places whose state at the close of one day differs from that at the close of another, by number.
    #[must_use]
    pub fn difference(&self, before: i32, after: i32) -> Vec<StateDifference> {
        let (mut old, mut new) = (vec![StateTable::NONE; self.places], vec![StateTable::NONE; self.places]);
        self.close(before, &mut old);
        self.close(after, &mut new);
        let places = (0..).zip(old.into_iter().zip(new));
        let differ = places.filter(|(_, (before, after))| before != after);
        differ.map(|(place, (before, after))| StateDifference { place, before, after }).collect()
    }

    /// Iterates over the days with changes, in order. Changes that hold from always come first, on the day `i32::MIN`.
    #[must_use]
    pub fn replay(&self) -> LogDays<'_> {
        LogDays { log: self, numbers: 0..self.days.len() }
    }

    /// Iterates over the days of a range on which anything changes, in order.
    #[must_use]
    pub fn replay_within(&self, days: Range<i32>) -> LogDays<'_> {
        LogDays { log: self, numbers: self.numbers(days) }
    }

    /// Returns the indices of the log's days that are in a range.
    fn numbers(&self, days: Range<i32>) -> Range<usize> {
        let before = |day: i32| self.days.partition_point(|known| *known < day);
        before(days.start)..before(days.end)
    }

    /// Returns how many of the log's days are not after a day.
    fn until(&self, day: i32) -> usize {
        self.days.partition_point(|known| *known <= day)
    }

    /// Writes the states at the last checkpoint that has no more than the first `until` of the log's days applied.
    /// Returns how many it has applied; without a checkpoint none.
    fn restore(&self, until: usize, states: &mut [u32]) -> usize {
        match self.checkpoints.before(until) {
            None => {
                states.fill(StateTable::NONE);
                0
            }
            Some(number) => {
                self.checkpoints.states.read(number * self.places, states);
                self.checkpoints.days[number] as usize
            }
        }
    }

    /// Applies the changes of some of the log's days, given by index.
    fn apply(&self, days: Range<usize>, states: &mut [u32]) {
        if days.is_empty() {
            return;
        }
        let changes = self.starts[days.start] as usize..self.starts[days.end] as usize;
        either!(&self.words, words => {
            for &word in &words[changes] {
                states[self.states.high(word) as usize] = self.states.state(word);
            }
        });
    }

    /// Sets a checkpoint wherever the changes since the last one take at least as many bytes as a checkpoint does.
    #[expect(clippy::cast_possible_truncation, reason = "there are fewer than 2^32 changes")]
    fn set_checkpoints(&mut self) {
        let word = self.words.bytes().checked_div(self.len()).unwrap_or(1);
        let changes_apart = (self.places * self.checkpoints.states.width() + size_of::<u32>()).div_ceil(word);
        let mut states = vec![StateTable::NONE; self.places];
        let (mut applied, mut last) = (0, 0);
        for day in 0..=self.days.len() {
            let changes = self.starts[day] as usize;
            if changes - last >= changes_apart && changes > 0 {
                self.apply(applied..day, &mut states);
                applied = day;
                last = changes;
                self.checkpoints.days.push(day as u32);
                self.checkpoints.states.write(&states);
            }
        }
        self.checkpoints.states.shrink();
    }
}

/// Returns the days of a table on which anything changes, the index at which the changes of each begin, and the changes
/// sorted by day and place.
#[expect(clippy::cast_possible_truncation, reason = "there are fewer than 2^32 changes")]
fn by_day<W: Word>(table: &StateTable) -> (Vec<i32>, Vec<u32>, Words) {
    let states = table.states;
    let (mut days, mut starts, mut words) = (Vec::new(), Vec::new(), Vec::<W>::with_capacity(table.len()));
    let mut number = 0_u32;
    let as_given = (0, |_| 0);
    let mut add_day = |day: i32, list: &mut [W]| {
        if !list.is_empty() {
            days.push(day);
            starts.push(words.len() as u32);
            words.extend_from_slice(list);
        }
    };
    either!(&table.words, known => {
        let lists = (0_u32..).zip(table.starts.windows(2)).flat_map(|(place, list)| {
            known[list[0] as usize..list[1] as usize].iter().map(move |word| (place, *word))
        });
        let rows = lists.map(|(place, word)| (states.high(word), states.word(place, states.state(word))));
        let distances = table.distances.last as usize;
        if distances <= known.len().saturating_mul(4) {
            group(distances + 1, rows, known.len(), as_given, |list| {
                add_day(table.distances.day(number), list);
                number += 1;
            });
        } else {
            // If the days are far apart, only those with changes are numbered, to keep the number of keys small.
            let mut distances: Vec<u32> = known.iter().map(|word| states.high(*word)).collect();
            distances.sort_unstable();
            distances.dedup();
            let index = |distance: u32| distances.partition_point(|known| *known < distance) as u32;
            let rows = rows.map(|(distance, word)| (index(distance), word));
            group(distances.len(), rows, known.len(), as_given, |list| {
                add_day(table.distances.day(distances[number as usize]), list);
                number += 1;
            });
        }
    });
    starts.push(words.len() as u32);
    (days, starts, W::wrap(words))
}

impl Checkpoints {
    /// Returns the index of the last checkpoint that has no more than `until` of the log's days applied.
    fn before(&self, until: usize) -> Option<usize> {
        self.days.partition_point(|day| *day as usize <= until).checked_sub(1)
    }

    /// Returns how many of the log's days that checkpoint has applied; 0 if there is none.
    fn day(&self, until: usize) -> usize {
        self.before(until).map_or(0, |number| self.days[number] as usize)
    }
}

impl Packed {
    fn fitting(states: States) -> Self {
        match states.bits {
            0..=8 => Self::One(Vec::new()),
            9..=16 => Self::Two(Vec::new()),
            _ => Self::Four(Vec::new()),
        }
    }

    /// Returns how many bytes a state takes.
    fn width(&self) -> usize {
        match self {
            Self::One(_) => 1,
            Self::Two(_) => 2,
            Self::Four(_) => 4,
        }
    }

    /// Adds the states of all places.
    #[expect(clippy::cast_possible_truncation, reason = "states fit; none is the greatest of each width")]
    fn write(&mut self, states: &[u32]) {
        match self {
            Self::One(all) => all.extend(states.iter().map(|state| *state as u8)),
            Self::Two(all) => all.extend(states.iter().map(|state| *state as u16)),
            Self::Four(all) => all.extend_from_slice(states),
        }
    }

    /// Reads as many states as there is room for, from an index on.
    fn read(&self, from: usize, states: &mut [u32]) {
        match self {
            Self::One(all) => {
                for (state, &packed) in states.iter_mut().zip(&all[from..]) {
                    *state = if packed == u8::MAX { StateTable::NONE } else { packed.into() };
                }
            }
            Self::Two(all) => {
                for (state, &packed) in states.iter_mut().zip(&all[from..]) {
                    *state = if packed == u16::MAX { StateTable::NONE } else { packed.into() };
                }
            }
            Self::Four(all) => states.copy_from_slice(&all[from..from + states.len()]),
        }
    }

    fn shrink(&mut self) {
        match self {
            Self::One(all) => all.shrink_to_fit(),
            Self::Two(all) => all.shrink_to_fit(),
            Self::Four(all) => all.shrink_to_fit(),
        }
    }
}

impl fmt::Debug for StateLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut log = f.debug_struct("StateLog");
        log.field("places", &self.places)
            .field("changes", &self.len())
            .field("days", &self.days.len())
            .finish_non_exhaustive()
    }
}

/// One day of a log, with its changes.
#[derive(Clone, Copy)]
pub struct LogDay<'l> {
    log: &'l StateLog,
    number: usize,
}

impl<'l> LogDay<'l> {
    /// Returns the day, counted from 1970; `i32::MIN` for the changes that hold from always.
    #[must_use]
    pub fn day(self) -> i32 {
        self.log.days[self.number]
    }

    /// Returns where the changes of the day are.
    fn range(self) -> Range<usize> {
        self.log.starts[self.number] as usize..self.log.starts[self.number + 1] as usize
    }

    /// Returns the number of changes on the day.
    #[must_use]
    pub fn len(self) -> usize {
        self.range().len()
    }

    /// Returns whether the day has no changes. A log only has days with changes, so this is always `false`.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.range().is_empty()
    }

    /// Iterates over the changes of the day, sorted by place.
    #[must_use]
    pub fn changes(self) -> LogChanges<'l> {
        LogChanges { log: self.log, number: self.number, indices: self.range() }
    }

    /// Applies the changes of the day to the states of all places, each at the number of its place.
    ///
    /// # Errors
    /// Returns an error if the buffer does not have as many elements as there are places. It is then left unchanged.
    pub fn apply(self, states: &mut [u32]) -> Result<(), TableError> {
        fits(self.log.places, states)?;
        self.log.apply(self.number..self.number + 1, states);
        Ok(())
    }
}

impl fmt::Debug for LogDay<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogDay").field("day", &self.day()).field("changes", &self.len()).finish()
    }
}

/// Days on which anything changes, in order. [`StateLog::replay`] and [`StateLog::replay_within`] return it.
#[derive(Clone, Debug)]
pub struct LogDays<'l> {
    log: &'l StateLog,
    numbers: Range<usize>,
}

impl<'l> Iterator for LogDays<'l> {
    type Item = LogDay<'l>;

    fn next(&mut self) -> Option<LogDay<'l>> {
        self.numbers.next().map(|number| LogDay { log: self.log, number })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.numbers.size_hint()
    }
}

impl ExactSizeIterator for LogDays<'_> {}

impl FusedIterator for LogDays<'_> {}

/// Changes of a log, sorted by day and place. [`StateLog::changes`] and [`LogDay::changes`] return it.
#[derive(Clone, Debug)]
pub struct LogChanges<'l> {
    log: &'l StateLog,
    /// The index of the day of the next change, or one before it.
    number: usize,
    indices: Range<usize>,
}

impl Iterator for LogChanges<'_> {
    type Item = StateChange;

    fn next(&mut self) -> Option<StateChange> {
        let index = self.indices.next()?;
        while self.log.starts[self.number + 1] as usize <= index {
            self.number += 1;
        }
        let states = self.log.states;
        let (place, state) = either!(&self.log.words, words => (states.high(words[index]), states.state(words[index])));
        Some(StateChange { place, day: self.log.days[self.number], state })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.indices.size_hint()
    }
}

impl ExactSizeIterator for LogChanges<'_> {}

impl FusedIterator for LogChanges<'_> {}
