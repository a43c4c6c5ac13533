//! Building tables from rows in any order: from columns of changes, and from intervals.

use super::bulk::check_rows;
use super::error::TableError;
use super::group::group;
use super::rows::StateInterval;
use super::state_table::StateTable;
use super::words::{Distances, States, Word};

impl StateTable {
    /// Returns a table of a number of places, from changes in any order: in row *n*, `place[n]` is in `state[n]` from
    /// `day[n]` on. Of several changes of a place on one day, the last one given counts. A change to
    /// [`NONE`](Self::NONE) ends the state before it.
    ///
    /// # Errors
    /// Returns an error if the columns have different lengths, if the table does not have a place of one of the
    /// numbers, or if there are more places or changes than a table holds.
    pub fn from_columns(places: usize, place: &[u32], day: &[i32], state: &[u32]) -> Result<Self, TableError> {
        check(places, place, day, state)?;
        let distances = Distances::between(extent(day));
        let states = States::up_to(greatest(state));
        if states.fits_narrow(distances.last) {
            Ok(Self::in_words::<u32>(places, place, day, state, distances, states))
        } else {
            Ok(Self::in_words::<u64>(places, place, day, state, distances, states))
        }
    }

    /// Returns a table of checked rows, in words that must have room for them.
    fn in_words<W: Word>(
        places: usize,
        place: &[u32],
        day: &[i32],
        state: &[u32],
        distances: Distances,
        states: States,
    ) -> Self {
        let (starts, words) = sorted_words(places, place, day, state, distances, states);
        Self { starts, words: W::wrap(words), distances, states }
    }

    /// Returns a table of a number of places, from intervals in any order. Outside its intervals a place has no state.
    ///
    /// # Errors
    /// Returns an error if the table does not have a place of one of the numbers, if an interval contains no day or has
    /// no state, if two intervals of one place share a day, or if there are more places or changes than a table holds.
    pub fn from_intervals(places: usize, rows: &[StateInterval]) -> Result<Self, TableError> {
        check_size(places, rows.len().saturating_mul(2))?;
        for (row, interval) in rows.iter().enumerate() {
            if interval.place as usize >= places {
                return Err(TableError::NoPlace { row, place: interval.place, places });
            }
            if interval.state == Self::NONE {
                return Err(TableError::NoState { row });
            }
            if let Some(until) = interval.until.filter(|until| *until <= interval.from) {
                return Err(TableError::Empty { row, from: interval.from, until });
            }
        }
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_unstable_by_key(|&row| (rows[row].place, rows[row].from, row));
        let (mut place, mut day, mut state) = (Vec::new(), Vec::new(), Vec::new());
        let mut add_change = |changed: u32, from: i32, new: u32| {
            place.push(changed);
            day.push(from);
            state.push(new);
        };
        for (index, &one) in order.iter().enumerate() {
            let interval = rows[one];
            let next = order.get(index + 1).copied().filter(|&next| rows[next].place == interval.place);
            add_change(interval.place, interval.from, interval.state);
            if let Some(other) = next.filter(|&next| interval.until.is_none_or(|until| rows[next].from < until)) {
                return Err(TableError::Overlap { one, other, place: interval.place, day: rows[other].from });
            }
            if let Some(until) = interval.until.filter(|until| next.is_none_or(|next| rows[next].from > *until)) {
                add_change(interval.place, until, Self::NONE);
            }
        }
        Self::from_columns(places, &place, &day, &state)
    }
}

/// Returns checked rows sorted by place and day, as words that must have room for them, and the index at which those of
/// each place begin. Of several rows of a place on one day, only the last is kept.
#[expect(clippy::cast_possible_truncation, reason = "there are fewer than 2^32 changes")]
pub(super) fn sorted_words<W: Word>(
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
        for (index, word) in list.iter().enumerate() {
            if list.get(index + 1).is_none_or(|next| day(next) != day(word)) {
                words.push(*word);
            }
        }
    });
    starts.push(words.len() as u32);
    words.shrink_to_fit();
    (starts, words)
}

/// Checks that columns can be changes of a number of places.
pub(super) fn check(places: usize, place: &[u32], day: &[i32], state: &[u32]) -> Result<(), TableError> {
    check_size(places, place.len())?;
    check_rows(places, place, day, state)
}

/// Checks that a table can hold so many places and changes.
fn check_size(places: usize, changes: usize) -> Result<(), TableError> {
    if places > StateTable::MAX_PLACES {
        return Err(TableError::TooManyPlaces { places });
    }
    if changes > StateTable::MAX_CHANGES {
        return Err(TableError::TooManyChanges { changes });
    }
    Ok(())
}

/// Returns the first and the last day, leaving out `i32::MIN`, which stands for always; `None` if there is no other.
pub(super) fn extent(days: &[i32]) -> Option<(i32, i32)> {
    // Subtracting 1 with wrap-around turns `i32::MIN` into the greatest number, so that it is never the minimum.
    let first = days.iter().map(|day| day.wrapping_sub(1)).min().filter(|before| *before != i32::MAX)? + 1;
    Some((first, days.iter().copied().max()?))
}

/// Returns the greatest state, leaving out [`StateTable::NONE`]; 0 if there is no other.
pub(super) fn greatest(states: &[u32]) -> u32 {
    // Adding 1 with wrap-around turns `NONE` into 0, so that it is never the maximum.
    states.iter().map(|state| state.wrapping_add(1)).max().unwrap_or(0).saturating_sub(1)
}
