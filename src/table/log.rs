//! The same changes by day, for snapshots and for replaying them.

use std::fmt;
use std::ops::Range;

use super::bulk::known;
use super::group::group;
use super::words::{States, Word, Words, either};
use super::{StateChange, StateDifference, StateTable, TableError, fits};

/// The changes of a [`StateTable`] by day, with checkpoints: for snapshots, replay, and rows that come by day.
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
/// A place and a state share one word: 4 bytes a change where they fit 32 bits, else 8; and 8 bytes a day on which
/// anything changes. Checkpoints, each the state of every place, take at most as much as the changes.
#[derive(Clone)]
pub struct StateLog {
    places: usize,
    /// The days on which anything changes.
    days: Vec<i32>,
    /// Where the changes of each day begin, and where those of the last end.
    starts: Vec<u32>,
    /// The changes, by day and place: the place above the state.
    words: Words,
    states: States,
    checkpoints: Checkpoints,
}

/// The states of all places at the opening of some days.
#[derive(Clone, Debug)]
struct Checkpoints {
    /// The days, by number in the log.
    days: Vec<u32>,
    states: Packed,
}

/// States in as few bytes as there are; the greatest number stands for none.
#[derive(Clone, Debug)]
enum Packed {
    One(Vec<u8>),
    Two(Vec<u16>),
    Four(Vec<u32>),
}

impl StateLog {
    pub(super) fn new(table: &StateTable) -> Self {
        let states = table.states;
        let places = table.places();
        let narrow = states.narrow_beside(table.numbered().saturating_sub(1));
        let (days, starts, words) = if narrow { by_day::<u32>(table) } else { by_day::<u64>(table) };
        let checkpoints = Checkpoints { days: Vec::new(), states: Packed::fitting(states) };
        let mut log = Self { places, days, starts, words, states, checkpoints };
        log.set_checkpoints();
        log
    }

    /// How many places there are.
    #[must_use]
    pub fn places(&self) -> usize {
        self.places
    }

    /// How many changes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is no change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many bytes all of it takes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        size_of_val(self.days.as_slice())
            + size_of_val(self.starts.as_slice())
            + self.words.bytes()
            + self.checkpoint_bytes()
    }

    /// How many of them are checkpoints: no more than are changes.
    #[must_use]
    pub fn checkpoint_bytes(&self) -> usize {
        self.checkpoints.days.len() * (self.places * self.checkpoints.states.width() + size_of::<u32>())
    }

    /// The state of every place on a day, each at its number; [`StateTable::NONE`] for none.
    ///
    /// # Errors
    /// Where the buffer is not of the length that there are places; it is then left as it was.
    pub fn snapshot(&self, day: i32, states: &mut [u32]) -> Result<(), TableError> {
        fits(self.places, states)?;
        self.close(day, states);
        Ok(())
    }

    /// The states at the close of a day.
    fn close(&self, day: i32, states: &mut [u32]) {
        let until = self.until(day);
        let from = self.restore(until, states);
        self.apply(from..until, states);
    }

    /// The states of places on days, as [`StateTable::as_of`] has them, for rows that come by day: they are answered in
    /// one sweep over the changes.
    ///
    /// # Errors
    /// Columns of different lengths, a place that is not there, or a row of an earlier day than the one above. The
    /// states are then left as they were.
    pub fn as_of(&self, places: &[u32], days: &[i32], states: &mut [u32]) -> Result<(), TableError> {
        known(self.places, places, days, states)?;
        if let Some(above) = days.windows(2).position(|days| days[1] < days[0]) {
            return Err(TableError::Unsorted { row: above + 1 });
        }
        let Some(&first) = days.first() else { return Ok(()) };
        let mut now = vec![StateTable::NONE; self.places];
        let mut at = self.restore(self.until(first), &mut now);
        let mut next = self.days.get(at).copied();
        for ((&place, &day), state) in places.iter().zip(days).zip(states) {
            if next.is_some_and(|next| next <= day) {
                let until = at + self.days[at..].partition_point(|next| *next <= day);
                // A checkpoint on the way is taken where it spares more than it costs.
                let skipped = self.starts[self.checkpoints.day(until)].saturating_sub(self.starts[at]);
                if skipped as usize > self.places {
                    at = self.restore(until, &mut now);
                }
                self.apply(at..until, &mut now);
                at = until;
                next = self.days.get(at).copied();
            }
            *state = now[place as usize];
        }
        Ok(())
    }

    /// The changes on the days of a range, by day and then place.
    pub fn changes(&self, days: Range<i32>) -> impl Iterator<Item = StateChange> + '_ {
        self.replay_within(days).flat_map(LogDay::changes)
    }

    /// The places that are in another state at the close of one day than at that of another, by number.
    #[must_use]
    pub fn difference(&self, before: i32, after: i32) -> Vec<StateDifference> {
        let (mut then, mut now) = (vec![StateTable::NONE; self.places], vec![StateTable::NONE; self.places]);
        self.close(before, &mut then);
        self.close(after, &mut now);
        let places = (0..).zip(then.into_iter().zip(now));
        let differ = places.filter(|(_, (before, after))| before != after);
        differ.map(|(place, (before, after))| StateDifference { place, before, after }).collect()
    }

    /// Every day with a change, in order; first, as the day `i32::MIN`, what holds from ever on.
    pub fn replay(&self) -> impl Iterator<Item = LogDay<'_>> + '_ {
        (0..self.days.len()).map(|number| LogDay { log: self, number })
    }

    /// Every day of a range on which anything changes, in order.
    pub fn replay_within(&self, days: Range<i32>) -> impl Iterator<Item = LogDay<'_>> + '_ {
        let before = |day: i32| self.days.partition_point(|known| *known < day);
        (before(days.start)..before(days.end)).map(|number| LogDay { log: self, number })
    }

    /// How many of the log's days are not after a day.
    fn until(&self, day: i32) -> usize {
        self.days.partition_point(|known| *known <= day)
    }

    /// The states at the last checkpoint before so many of the log's days; gives how many of them are in it.
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

    /// Applies some of the log's days.
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

    /// Sets a checkpoint wherever as many changes have come since the last as take its bytes.
    #[expect(clippy::cast_possible_truncation, reason = "there are fewer than 2^32 changes")]
    fn set_checkpoints(&mut self) {
        let word = self.words.bytes().checked_div(self.len()).unwrap_or(1);
        let apart = (self.places * self.checkpoints.states.width() + size_of::<u32>()).div_ceil(word);
        let mut states = vec![StateTable::NONE; self.places];
        let (mut applied, mut last) = (0, 0);
        for day in 0..=self.days.len() {
            let changes = self.starts[day] as usize;
            if changes - last >= apart && changes > 0 {
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

/// The changes of a table by day and place; and where those of each day begin.
#[expect(clippy::cast_possible_truncation, reason = "there are fewer than 2^32 changes")]
fn by_day<W: Word>(table: &StateTable) -> (Vec<i32>, Vec<u32>, Words) {
    let states = table.states;
    let (mut days, mut starts, mut words) = (Vec::new(), Vec::new(), Vec::<W>::with_capacity(table.len()));
    let mut number = 0_u32;
    let as_given = (0, |_| 0);
    let mut each = |day: i32, list: &mut [W]| {
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
                each(table.distances.day(number), list);
                number += 1;
            });
        } else {
            // Days far apart are numbered one after the other.
            let mut far: Vec<u32> = known.iter().map(|word| states.high(*word)).collect();
            far.sort_unstable();
            far.dedup();
            let rows = rows.map(|(distance, word)| (far.partition_point(|known| *known < distance) as u32, word));
            group(far.len(), rows, known.len(), as_given, |list| {
                each(table.distances.day(far[number as usize]), list);
                number += 1;
            });
        }
    });
    starts.push(words.len() as u32);
    (days, starts, W::kept(words))
}

impl Checkpoints {
    /// The number of the last one that is not after so many of the log's days.
    fn before(&self, until: usize) -> Option<usize> {
        self.days.partition_point(|day| *day as usize <= until).checked_sub(1)
    }

    /// How many of the log's days are in it; none are where there is none.
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

    fn width(&self) -> usize {
        match self {
            Self::One(_) => 1,
            Self::Two(_) => 2,
            Self::Four(_) => 4,
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "states fit; none is the greatest of each width")]
    fn write(&mut self, states: &[u32]) {
        match self {
            Self::One(all) => all.extend(states.iter().map(|state| *state as u8)),
            Self::Two(all) => all.extend(states.iter().map(|state| *state as u16)),
            Self::Four(all) => all.extend_from_slice(states),
        }
    }

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
    /// The day, counted from 1970; `i32::MIN` for what holds from ever on.
    #[must_use]
    pub fn day(self) -> i32 {
        self.log.days[self.number]
    }

    fn list(self) -> Range<usize> {
        self.log.starts[self.number] as usize..self.log.starts[self.number + 1] as usize
    }

    /// How many changes it has.
    #[must_use]
    pub fn len(self) -> usize {
        self.list().len()
    }

    /// Whether it has none; days of a log always have some.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.list().is_empty()
    }

    /// Its changes, by place.
    pub fn changes(self) -> impl Iterator<Item = StateChange> + 'l {
        let (day, states) = (self.day(), self.log.states);
        self.list().map(move |at| {
            let (place, state) = either!(&self.log.words, words => (states.high(words[at]), states.state(words[at])));
            StateChange { place, day, state }
        })
    }

    /// Writes its changes into the states of all places, each at its number.
    ///
    /// # Errors
    /// Where the buffer is not of the length that there are places; it is then left as it was.
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
