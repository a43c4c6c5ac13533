//! `StateTable`: the changes of all places, sorted by place and day.

use std::fmt;
use std::iter::{FusedIterator, Peekable};
use std::ops::Range;

use chrono::NaiveDate;

use super::error::{TableError, fits};
use super::rows::{self, StateChange, StateInterval};
use super::search::until;
use super::words::{Distances, States, Words, either};

/// An immutable table of changes: which place was in which state from which day on, all as numbers.
///
/// Places are numbered from 0. States are any numbers below [`NONE`](Self::NONE). Days are counted from 1970, see
/// [`day_number`](Self::day_number). A change holds from its day on until the next change of its place. Of several
/// changes of a place on one day, the last one given counts. Before its first change a place has no state, and after a
/// change to `NONE` it has none again. A change on the day `i32::MIN` holds from always. A change to the state that the
/// place already has is kept and counted like any other.
///
/// A table can be shared among threads, and starts none of its own.
///
/// ```
/// use whoheld::StateTable;
///
/// // place 0: state 7 from day 10 on, state 8 from day 20 on; place 1: state 7 from day 15 on
/// let table = StateTable::from_columns(2, &[0, 1, 0], &[20, 15, 10], &[8, 7, 7])?;
/// assert_eq!(table.at(0, 19), Some(7));
/// assert_eq!(table.at(1, 14), None);
///
/// let mut states = [0; 3];
/// table.as_of(&[1, 0, 0], &[100, 20, -5], &mut states)?;
/// assert_eq!(states, [7, 8, StateTable::NONE]);
/// # Ok::<(), whoheld::TableError>(())
/// ```
///
/// # Memory and limits
/// A change takes 4 bytes if its day and its state fit into 32 bits together, else 8. For example, 60 years and 1,000
/// states fit, or 700 years and 15 states. A place takes 4 bytes. A table holds at most
/// [`MAX_PLACES`](Self::MAX_PLACES) and [`MAX_CHANGES`](Self::MAX_CHANGES).
///
/// # Equality
/// Two tables are equal if they have the same number of places and the same changes.
#[derive(Clone)]
pub struct StateTable {
    /// The index in `words` at which the changes of each place begin, and the one at which those of the last place end.
    pub(super) starts: Vec<u32>,
    /// The changes, sorted by place and day. The high number of each word is the distance of the day.
    pub(super) words: Words,
    pub(super) distances: Distances,
    pub(super) states: States,
}

impl StateTable {
    /// The value that stands for no state.
    pub const NONE: u32 = rows::NONE;

    /// The greatest number of places that a table can have.
    pub const MAX_PLACES: usize = rows::MAX;

    /// The greatest number of changes that a table can have.
    pub const MAX_CHANGES: usize = rows::MAX;

    /// Returns the number of a day: 0 for 1 January 1970.
    #[must_use]
    pub fn day_number(day: NaiveDate) -> i32 {
        rows::day_number(day)
    }

    /// Returns the day of a number; `None` if the calendar has none.
    #[must_use]
    pub fn date(day: i32) -> Option<NaiveDate> {
        rows::date(day)
    }

    /// Returns the number of places.
    #[must_use]
    pub fn places(&self) -> usize {
        self.starts.len() - 1
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

    /// Returns how many bytes the places and changes take.
    #[must_use]
    pub fn bytes(&self) -> usize {
        size_of_val(self.starts.as_slice()) + self.words.bytes()
    }

    /// Returns the first and the last day on which anything changes, leaving out `i32::MIN`; `None` if there is no
    /// other.
    #[must_use]
    pub fn days(&self) -> Option<(i32, i32)> {
        either!(&self.words, words => {
            let distances = words.iter().map(|word| self.states.high(*word)).filter(|distance| *distance > 0);
            Some((self.distances.day(distances.clone().min()?), self.distances.day(distances.max()?)))
        })
    }

    /// Returns the state of a place on a day; `None` if it has none, or if there is no such place.
    #[must_use]
    pub fn at(&self, place: u32, day: i32) -> Option<u32> {
        let list = self.list(place);
        either!(&self.words, words => {
            let words = &words[list];
            let known = until(words, self.states.last(self.distances.of(day)));
            let state = self.states.state(words[known.checked_sub(1)?]);
            (state != Self::NONE).then_some(state)
        })
    }

    /// Writes the state of every place on a day into a buffer, at the number of the place; [`NONE`](Self::NONE) if it
    /// has none.
    ///
    /// This searches for each place by itself. [`StateLog::snapshot`](super::StateLog::snapshot) is quicker.
    ///
    /// # Errors
    /// Returns an error if the buffer does not have as many elements as there are places. It is then left unchanged.
    pub fn snapshot(&self, day: i32, states: &mut [u32]) -> Result<(), TableError> {
        fits(self.places(), states)?;
        either!(&self.words, words => {
            let key = self.states.last(self.distances.of(day));
            for (list, state) in self.starts.windows(2).zip(states) {
                let words = &words[list[0] as usize..list[1] as usize];
                let known = until(words, key);
                *state = known.checked_sub(1).map_or(Self::NONE, |last| self.states.state(words[last]));
            }
        });
        Ok(())
    }

    /// Iterates over all changes, sorted by place and day.
    #[must_use]
    pub fn changes(&self) -> TableChanges<'_> {
        TableChanges { table: self, place: 0, indices: 0..self.len() }
    }

    /// Iterates over the changes of a place on the days of a range, sorted by day. There are none if there is no such
    /// place.
    #[must_use]
    pub fn changes_of(&self, place: u32, days: Range<i32>) -> TableChanges<'_> {
        let (from, until) = (self.before(place, days.start), self.before(place, days.end));
        TableChanges { table: self, place, indices: from..until }
    }

    /// Iterates over the intervals in which a place was in some state on the days of a range, in order. Intervals are
    /// cut to the range, so `until` is always a day. Neighbouring intervals in the same state are joined.
    #[must_use]
    pub fn held(&self, place: u32, days: Range<i32>) -> TableIntervals<'_> {
        let changes = TableChanges { table: self, place, indices: self.during(place, &days) };
        TableIntervals { changes: changes.peekable(), days }
    }

    /// Iterates over the places that were in a state on any day of a range, in order; none for [`NONE`](Self::NONE).
    /// This looks at every place.
    #[must_use]
    pub fn places_in(&self, state: u32, days: Range<i32>) -> TablePlaces<'_> {
        let places = if state == Self::NONE { 0 } else { self.places_u32() };
        TablePlaces { table: self, state, days, places: 0..places }
    }

    /// Returns the states that any place was in on any day of a range, in order. This looks at every place.
    #[must_use]
    pub fn states_in(&self, days: Range<i32>) -> Vec<u32> {
        let mut known = std::collections::BTreeSet::new();
        let mut last = Self::NONE;
        for state in (0..self.places_u32()).flat_map(|place| self.states_of(place, &days)) {
            // Neighbouring places are often in the same state, so this spares many look-ups.
            if state != last {
                known.insert(state);
                last = state;
            }
        }
        known.remove(&Self::NONE);
        known.into_iter().collect()
    }

    /// Returns the number of places, in the type of their numbers.
    #[expect(clippy::cast_possible_truncation, reason = "a table has at most `u32::MAX` places")]
    pub(super) fn places_u32(&self) -> u32 {
        self.places() as u32
    }

    /// Returns where the changes of a place are.
    #[inline]
    pub(super) fn list(&self, place: u32) -> Range<usize> {
        match self.starts.get(place as usize..).unwrap_or_default() {
            &[from, until, ..] => from as usize..until as usize,
            _ => 0..0,
        }
    }

    /// Returns where the changes of a place before a day end.
    fn before(&self, place: u32, day: i32) -> usize {
        let list = self.list(place);
        let Some(day_before) = day.checked_sub(1) else { return list.start };
        let key = self.distances.of(day_before);
        list.start + either!(&self.words, words => until(&words[list], self.states.last(key)))
    }

    /// Returns where the changes are that hold on any day of a range: the last one up to its first day, and all later
    /// ones in it.
    fn during(&self, place: u32, days: &Range<i32>) -> Range<usize> {
        if days.is_empty() {
            return 0..0;
        }
        let first = self.list(place).start;
        let up_to_first_day = days.start.checked_add(1).map_or(first, |next| self.before(place, next));
        up_to_first_day.saturating_sub(1).max(first)..self.before(place, days.end)
    }

    /// Iterates over the states of a place on the days of a range, in order.
    fn states_of(&self, place: u32, days: &Range<i32>) -> impl Iterator<Item = u32> + '_ {
        self.during(place, days).map(|index| self.state_of(index))
    }

    fn day_of(&self, index: usize) -> i32 {
        self.distances.day(either!(&self.words, words => self.states.high(words[index])))
    }

    fn state_of(&self, index: usize) -> u32 {
        either!(&self.words, words => self.states.state(words[index]))
    }
}

/// Changes of a table, sorted by place and day. [`StateTable::changes`] and [`StateTable::changes_of`] return it.
#[derive(Clone, Debug)]
pub struct TableChanges<'t> {
    table: &'t StateTable,
    /// The place of the next change, or one before it.
    place: u32,
    indices: Range<usize>,
}

impl Iterator for TableChanges<'_> {
    type Item = StateChange;

    fn next(&mut self) -> Option<StateChange> {
        let index = self.indices.next()?;
        while self.table.starts[self.place as usize + 1] as usize <= index {
            self.place += 1;
        }
        Some(StateChange { place: self.place, day: self.table.day_of(index), state: self.table.state_of(index) })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.indices.size_hint()
    }
}

impl ExactSizeIterator for TableChanges<'_> {}

impl FusedIterator for TableChanges<'_> {}

/// The intervals in which a place was in some state on the days of a range. [`StateTable::held`] returns it.
#[derive(Clone, Debug)]
pub struct TableIntervals<'t> {
    changes: Peekable<TableChanges<'t>>,
    days: Range<i32>,
}

impl Iterator for TableIntervals<'_> {
    type Item = StateInterval;

    fn next(&mut self) -> Option<StateInterval> {
        let first = self.changes.by_ref().find(|change| change.state != StateTable::NONE)?;
        while self.changes.next_if(|next| next.state == first.state).is_some() {}
        let until = self.changes.peek().map_or(self.days.end, |next| next.day);
        let from = first.day.max(self.days.start);
        Some(StateInterval { place: first.place, from, until: Some(until), state: first.state })
    }
}

impl FusedIterator for TableIntervals<'_> {}

/// The places that were in a state on any day of a range. [`StateTable::places_in`] returns it.
#[derive(Clone, Debug)]
pub struct TablePlaces<'t> {
    table: &'t StateTable,
    state: u32,
    days: Range<i32>,
    places: Range<u32>,
}

impl Iterator for TablePlaces<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let Self { table, state, days, places } = self;
        places.find(|&place| table.states_of(place, days).any(|known| known == *state))
    }
}

impl FusedIterator for TablePlaces<'_> {}

impl fmt::Debug for StateTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = f.debug_struct("StateTable");
        table
            .field("places", &self.places())
            .field("changes", &self.len())
            .field("days", &self.days())
            .finish_non_exhaustive()
    }
}

impl PartialEq for StateTable {
    fn eq(&self, other: &Self) -> bool {
        self.places() == other.places() && self.len() == other.len() && self.changes().eq(other.changes())
    }
}

impl Eq for StateTable {}
