//! Tables from rows in any order.

use super::bulk::known;
use super::group::group;
use super::words::{Distances, States, Word};
use super::{StateInterval, StateTable, TableError};

impl StateTable {
    /// A table of so many places from changes in any order: of row *n*, `place[n]` is in `state[n]` from `day[n]` on.
    /// Of several changes of a place on one day the last counts. [`NONE`](Self::NONE) as a state ends the one before.
    ///
    /// # Errors
    /// Columns of different lengths, a place that is not there, or more places or changes than a table holds.
    pub fn from_columns(places: usize, place: &[u32], day: &[i32], state: &[u32]) -> Result<Self, TableError> {
        check(places, place, day, state)?;
        let distances = Distances::between(extent(day));
        let states = States::up_to(greatest(state));
        if states.narrow_beside(distances.last) {
            Ok(Self::dealt::<u32>(places, place, day, state, distances, states))
        } else {
            Ok(Self::dealt::<u64>(places, place, day, state, distances, states))
        }
    }

    /// A table of checked rows in words that have room for them.
    fn dealt<W: Word>(
        places: usize,
        place: &[u32],
        day: &[i32],
        state: &[u32],
        distances: Distances,
        states: States,
    ) -> Self {
        let (starts, words) = deal(places, place, day, state, distances, states);
        Self { starts, words: W::kept(words), distances, states }
    }

    /// A table of so many places from intervals in any order. Between intervals a place is in no state.
    ///
    /// # Errors
    /// A place that is not there, an interval without a day or in no state, two of one place that share a day, or more
    /// places or changes than a table holds.
    pub fn from_intervals(places: usize, rows: &[StateInterval]) -> Result<Self, TableError> {
        bounded(places, rows.len().saturating_mul(2))?;
        for (row, it) in rows.iter().enumerate() {
            if it.place as usize >= places {
                return Err(TableError::NoPlace { row, place: it.place, places });
            }
            if it.state == Self::NONE {
                return Err(TableError::NoState { row });
            }
            if let Some(until) = it.until.filter(|until| *until <= it.from) {
                return Err(TableError::Empty { row, from: it.from, until });
            }
        }
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_unstable_by_key(|&row| (rows[row].place, rows[row].from, row));
        let (mut place, mut day, mut state) = (Vec::new(), Vec::new(), Vec::new());
        let mut change = |of: u32, on: i32, into: u32| {
            place.push(of);
            day.push(on);
            state.push(into);
        };
        for (at, &one) in order.iter().enumerate() {
            let it = rows[one];
            let next = order.get(at + 1).copied().filter(|&next| rows[next].place == it.place);
            change(it.place, it.from, it.state);
            if let Some(other) = next.filter(|&next| it.until.is_none_or(|until| rows[next].from < until)) {
                return Err(TableError::Overlap { one, other, place: it.place, day: rows[other].from });
            }
            if let Some(until) = it.until.filter(|until| next.is_none_or(|next| rows[next].from > *until)) {
                change(it.place, until, Self::NONE);
            }
        }
        Self::from_columns(places, &place, &day, &state)
    }
}

/// Checked rows by place and day in words that have room for them, of several on one day the last; and where those of
/// each place begin.
#[expect(clippy::cast_possible_truncation, reason = "there are fewer than 2^32 changes")]
pub(super) fn deal<W: Word>(
    places: usize,
    place: &[u32],
    day: &[i32],
    state: &[u32],
    distances: Distances,
    states: States,
) -> (Vec<u32>, Vec<W>) {
    let mut starts = Vec::with_capacity(places + 1);
    let mut words: Vec<W> = Vec::with_capacity(place.len());
    let rows = place.iter().zip(day).zip(state);
    let rows = rows.map(|((&place, &day), &state)| (place, states.word(distances.of(day), state)));
    let days = ((distances.last as usize).saturating_add(1), |word: W| states.high(word) as usize);
    group(places, rows, place.len(), days, |list: &mut [W]| {
        starts.push(words.len() as u32);
        let day = |word: &W| states.high(*word);
        if list.is_sorted_by(|a, b| day(a) < day(b)) {
            words.extend_from_slice(list);
            return;
        }
        list.sort_by_key(day);
        for (at, word) in list.iter().enumerate() {
            if list.get(at + 1).is_none_or(|next| day(next) != day(word)) {
                words.push(*word);
            }
        }
    });
    starts.push(words.len() as u32);
    words.shrink_to_fit();
    (starts, words)
}

/// Whether columns make changes of so many places.
pub(super) fn check(places: usize, place: &[u32], day: &[i32], state: &[u32]) -> Result<(), TableError> {
    bounded(places, place.len())?;
    known(places, place, day, state)
}

/// Whether there can be so many.
fn bounded(places: usize, changes: usize) -> Result<(), TableError> {
    if places > StateTable::MAX_PLACES {
        return Err(TableError::TooManyPlaces(places));
    }
    if changes > StateTable::MAX_CHANGES {
        return Err(TableError::TooManyChanges(changes));
    }
    Ok(())
}

/// The first and the last day, "from ever on" aside.
pub(super) fn extent(days: &[i32]) -> Option<(i32, i32)> {
    // The day before the least that counts becomes the greatest.
    let first = days.iter().map(|day| day.wrapping_sub(1)).min().filter(|before| *before != i32::MAX)? + 1;
    Some((first, days.iter().copied().max()?))
}

/// The greatest state that is one; 0 where there is none.
pub(super) fn greatest(states: &[u32]) -> u32 {
    // None becomes the least.
    states.iter().map(|state| state.wrapping_add(1)).max().unwrap_or(0).saturating_sub(1)
}
