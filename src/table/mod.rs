//! The flat layer: which place was in which state from which day on, all by number.
//!
//! It knows nothing of names, sources or files. What the numbers mean is its user's to know; `control_table` fills it
//! from a history.

mod build;
mod bulk;
mod error;
mod group;
mod late;
mod log;
mod words;

use std::fmt;
use std::iter::Peekable;
use std::ops::Range;

use chrono::{Datelike, NaiveDate};

pub use error::TableError;
pub use log::{LogDay, StateLog};
use words::{Distances, States, Words, either};

/// Which place was in which state from which day on: an immutable table of changes, by number.
///
/// Places are numbered from 0; states are any numbers below [`NONE`](Self::NONE); days are counted from 1970, see
/// [`day_number`](Self::day_number). A change holds from its day on until the place's next; of several on one day the
/// last given counts. Before its first change a place is in no state, and after a change to `NONE` it is in none again.
/// A change on the day `i32::MIN` holds from ever on. One to the state that the place is in already is kept and counted
/// like others.
///
/// A table can be shared among threads; it starts none of its own.
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
/// A day and a state share one word: 4 bytes a change where they fit 32 bits (60 years of days beside 1,000 states, or
/// 700 years beside 15), else 8; and 4 bytes a place. At most [`MAX_PLACES`](Self::MAX_PLACES) and
/// [`MAX_CHANGES`](Self::MAX_CHANGES); more are an error.
///
/// # Equality
/// Two tables are equal if they have as many places and the same changes.
#[derive(Clone)]
pub struct StateTable {
    /// Where the changes of each place begin, and where those of the last end.
    starts: Vec<u32>,
    /// The changes, by place and day: the distance of the day above the state.
    words: Words,
    distances: Distances,
    states: States,
}

/// A place in a state from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StateChange {
    /// The place.
    pub place: u32,
    /// The first day, counted from 1970; `i32::MIN` is from ever on.
    pub day: i32,
    /// The state; [`StateTable::NONE`] where it ends in none.
    pub state: u32,
}

/// A place in a state from a day until another, which is no longer part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StateInterval {
    /// The place.
    pub place: u32,
    /// The first day, counted from 1970; `i32::MIN` is from ever on.
    pub from: i32,
    /// The first day on which it no longer holds; `None` is for good.
    pub until: Option<i32>,
    /// The state.
    pub state: u32,
}

/// A place that is in another state on one day than on another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StateDifference {
    /// The place.
    pub place: u32,
    /// Its state on the one; [`StateTable::NONE`] for none.
    pub before: u32,
    /// Its state on the other.
    pub after: u32,
}

impl StateTable {
    /// Stands for no state.
    pub const NONE: u32 = u32::MAX;

    /// How many places a table can have.
    pub const MAX_PLACES: usize = u32::MAX as usize;

    /// How many changes a table can have.
    pub const MAX_CHANGES: usize = u32::MAX as usize;

    /// The number of a day: 0 for the first of 1970.
    #[must_use]
    pub fn day_number(day: NaiveDate) -> i32 {
        day.num_days_from_ce() - BEFORE_1970
    }

    /// The day of a number; `None` where the calendar has none.
    #[must_use]
    pub fn date(day: i32) -> Option<NaiveDate> {
        NaiveDate::from_num_days_from_ce_opt(day.checked_add(BEFORE_1970)?)
    }

    /// How many places there are.
    #[must_use]
    pub fn places(&self) -> usize {
        self.starts.len() - 1
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

    /// How many bytes the places and changes take.
    #[must_use]
    pub fn bytes(&self) -> usize {
        size_of_val(self.starts.as_slice()) + self.words.bytes()
    }

    /// The first and the last day on which anything changes, what holds from ever on aside.
    #[must_use]
    pub fn days(&self) -> Option<(i32, i32)> {
        either!(&self.words, words => {
            let distances = words.iter().map(|word| self.states.high(*word)).filter(|distance| *distance > 0);
            Some((self.distances.day(distances.clone().min()?), self.distances.day(distances.max()?)))
        })
    }

    /// The state of a place on a day. `None` if it is in none, or there is no such place.
    #[must_use]
    pub fn at(&self, place: u32, day: i32) -> Option<u32> {
        let list = self.list(place);
        either!(&self.words, words => {
            let words = &words[list];
            let known = bulk::until(words, self.states.last(self.distances.of(day)));
            let state = self.states.state(words[known.checked_sub(1)?]);
            (state != Self::NONE).then_some(state)
        })
    }

    /// The state of every place on a day, each at its number; [`NONE`](Self::NONE) for none.
    ///
    /// Each place is searched for by itself. A [`StateLog`] is quicker.
    ///
    /// # Errors
    /// Where the buffer is not of the length that there are places; it is then left as it was.
    pub fn snapshot(&self, day: i32, states: &mut [u32]) -> Result<(), TableError> {
        fits(self.places(), states)?;
        either!(&self.words, words => {
            let key = self.states.last(self.distances.of(day));
            for (list, state) in self.starts.windows(2).zip(states) {
                let words = &words[list[0] as usize..list[1] as usize];
                let known = bulk::until(words, key);
                *state = known.checked_sub(1).map_or(Self::NONE, |last| self.states.state(words[last]));
            }
        });
        Ok(())
    }

    /// All changes, by place and then day.
    pub fn changes(&self) -> impl Iterator<Item = StateChange> + '_ {
        (0..self.numbered()).flat_map(|place| self.changes_in(place, self.list(place)))
    }

    /// The changes of a place on the days of a range, by day. None where there is no such place.
    pub fn changes_of(&self, place: u32, days: Range<i32>) -> impl Iterator<Item = StateChange> + '_ {
        let (from, until) = (self.before(place, days.start), self.before(place, days.end));
        self.changes_in(place, from..until)
    }

    /// What a place was in on the days of a range, one after the other, cut to the range: `until` is always some day.
    /// Times in no state are left out; neighbouring times in one state are one.
    pub fn held(&self, place: u32, days: Range<i32>) -> impl Iterator<Item = StateInterval> + '_ {
        let changes = self.changes_in(place, self.during(place, &days));
        let changes = changes.map(move |change| StateChange { day: change.day.max(days.start), ..change });
        Held { changes: changes.peekable(), until: days.end }
    }

    /// The places that were in a state on any day of a range, in order; none for [`NONE`](Self::NONE). Looks at every place.
    pub fn places_in(&self, state: u32, days: Range<i32>) -> impl Iterator<Item = u32> + '_ {
        let places = if state == Self::NONE { 0 } else { self.numbered() };
        (0..places).filter(move |&place| self.states_of(place, &days).any(|known| known == state))
    }

    /// The states that any place was in on any day of a range, in order. Looks at every place.
    #[must_use]
    pub fn states_in(&self, days: Range<i32>) -> Vec<u32> {
        let mut known = std::collections::BTreeSet::new();
        let mut last = Self::NONE;
        for state in (0..self.numbered()).flat_map(|place| self.states_of(place, &days)) {
            // Neighbours are often alike.
            if state != last {
                known.insert(state);
                last = state;
            }
        }
        known.remove(&Self::NONE);
        known.into_iter().collect()
    }

    /// The same changes by day.
    #[must_use]
    pub fn log(&self) -> StateLog {
        StateLog::new(self)
    }

    #[expect(clippy::cast_possible_truncation, reason = "there are no more places")]
    fn numbered(&self) -> u32 {
        self.places() as u32
    }

    /// Where the changes of a place are.
    #[inline]
    fn list(&self, place: u32) -> Range<usize> {
        match self.starts.get(place as usize..).unwrap_or_default() {
            &[from, until, ..] => from as usize..until as usize,
            _ => 0..0,
        }
    }

    /// Where the changes of a place before a day end.
    fn before(&self, place: u32, day: i32) -> usize {
        let list = self.list(place);
        let Some(eve) = day.checked_sub(1) else { return list.start };
        let key = self.distances.of(eve);
        list.start + either!(&self.words, words => bulk::until(&words[list], self.states.last(key)))
    }

    /// Where the changes are that a place is in on any day of a range.
    fn during(&self, place: u32, days: &Range<i32>) -> Range<usize> {
        if days.is_empty() {
            return 0..0;
        }
        let first = self.list(place).start;
        let opening = days.start.checked_add(1).map_or(first, |next| self.before(place, next));
        opening.saturating_sub(1).max(first)..self.before(place, days.end)
    }

    /// The states of a place on the days of a range, one after the other.
    fn states_of(&self, place: u32, days: &Range<i32>) -> impl Iterator<Item = u32> + '_ {
        self.during(place, days).map(|at| self.state_of(at))
    }

    fn changes_in(&self, place: u32, list: Range<usize>) -> impl Iterator<Item = StateChange> + '_ {
        list.map(move |at| StateChange { place, day: self.day_of(at), state: self.state_of(at) })
    }

    fn day_of(&self, at: usize) -> i32 {
        self.distances.day(either!(&self.words, words => self.states.high(words[at])))
    }

    fn state_of(&self, at: usize) -> u32 {
        either!(&self.words, words => self.states.state(words[at]))
    }
}

/// The days from the first of the calendar to that before 1970.
const BEFORE_1970: i32 = 719_163;

fn fits(places: usize, states: &[u32]) -> Result<(), TableError> {
    if states.len() == places { Ok(()) } else { Err(TableError::Buffer { places, buffer: states.len() }) }
}

/// Changes of one place as intervals.
struct Held<I: Iterator> {
    changes: Peekable<I>,
    until: i32,
}

impl<I: Iterator<Item = StateChange>> Iterator for Held<I> {
    type Item = StateInterval;

    fn next(&mut self) -> Option<StateInterval> {
        let first = self.changes.by_ref().find(|change| change.state != StateTable::NONE)?;
        while self.changes.next_if(|next| next.state == first.state).is_some() {}
        let until = self.changes.peek().map_or(self.until, |next| next.day);
        Some(StateInterval { place: first.place, from: first.day, until: Some(until), state: first.state })
    }
}

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
