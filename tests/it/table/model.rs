//! The model: one ordered map for each place.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::iter;
use std::ops::Range;

use whoheld::{StateChange, StateDifference, StateInterval, TableError};

use super::{NONE, change, index, number};

/// Of each place, its changes by day.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Model(pub(super) Vec<BTreeMap<i32, u32>>);

impl Model {
    pub(super) fn new(places: usize) -> Self {
        Self(vec![BTreeMap::new(); places])
    }

    pub(super) fn of(places: usize, rows: &[StateChange]) -> Self {
        let mut model = Self::new(places);
        model.tell(rows);
        model
    }

    pub(super) fn tell(&mut self, rows: &[StateChange]) {
        for row in rows {
            self.0[index(row.place)].insert(row.day, row.state);
        }
    }

    pub(super) fn places(&self) -> usize {
        self.0.len()
    }

    pub(super) fn len(&self) -> usize {
        self.0.iter().map(BTreeMap::len).sum()
    }

    pub(super) fn at(&self, place: u32, day: i32) -> u32 {
        let before = self.0.get(index(place)).and_then(|changes| changes.range(..=day).next_back());
        before.map_or(NONE, |(_, state)| *state)
    }

    pub(super) fn snapshot(&self, day: i32) -> Vec<u32> {
        (0..self.places()).map(|place| self.at(number(place), day)).collect()
    }

    pub(super) fn as_of(&self, places: &[u32], days: &[i32]) -> Vec<u32> {
        places.iter().zip(days).map(|(place, day)| self.at(*place, *day)).collect()
    }

    pub(super) fn days(&self) -> Option<(i32, i32)> {
        let days = || self.0.iter().flat_map(|changes| changes.keys().copied()).filter(|day| *day != i32::MIN);
        days().min().zip(days().max())
    }

    /// By place, then day.
    pub(super) fn changes(&self) -> Vec<StateChange> {
        (0..self.places()).flat_map(|place| self.every_change_of(number(place))).collect()
    }

    pub(super) fn every_change_of(&self, place: u32) -> Vec<StateChange> {
        let changes = self.0.get(index(place)).into_iter().flatten();
        changes.map(|(day, state)| change(place, *day, *state)).collect()
    }

    pub(super) fn changes_of(&self, place: u32, days: &Range<i32>) -> Vec<StateChange> {
        let changes = self.0.get(index(place)).filter(|_| !days.is_empty());
        let within = changes.into_iter().flat_map(|changes| changes.range(days.clone()));
        within.map(|(day, state)| change(place, *day, *state)).collect()
    }

    /// By day, then place.
    pub(super) fn every_change_by_day(&self) -> Vec<StateChange> {
        let mut changes = self.changes();
        changes.sort_by_key(|it| (it.day, it.place));
        changes
    }

    pub(super) fn held(&self, place: u32, days: &Range<i32>) -> Vec<StateInterval> {
        let mut held: Vec<StateInterval> = Vec::new();
        if days.is_empty() {
            return held;
        }
        let later = self.changes_of(place, days).into_iter().map(|it| it.day).filter(|day| *day > days.start);
        let begins: Vec<i32> = iter::once(days.start).chain(later).collect();
        let ends = begins.iter().skip(1).copied().chain([days.end]);
        for (from, until) in begins.iter().copied().zip(ends) {
            let state = self.at(place, from);
            match held.last_mut() {
                Some(last) if last.until == Some(from) && last.state == state => last.until = Some(until),
                _ if state == NONE => {}
                _ => held.push(StateInterval { place, from, until: Some(until), state }),
            }
        }
        held
    }

    pub(super) fn all_held(&self, days: &Range<i32>) -> Vec<StateInterval> {
        (0..self.places()).flat_map(|place| self.held(number(place), days)).collect()
    }

    pub(super) fn difference(&self, before: i32, after: i32) -> Vec<StateDifference> {
        (0..self.places())
            .map(number)
            .map(|place| StateDifference { place, before: self.at(place, before), after: self.at(place, after) })
            .filter(|it| it.before != it.after)
            .collect()
    }
}

/// Places in a state within a range, of all that was held in it. No place is held by `NONE`.
pub(super) fn places_in(held: &[StateInterval], state: u32) -> Vec<u32> {
    let places: BTreeSet<u32> = held.iter().filter(|it| it.state == state).map(|it| it.place).collect();
    places.into_iter().collect()
}

pub(super) fn states_in(held: &[StateInterval]) -> Vec<u32> {
    let states: BTreeSet<u32> = held.iter().map(|it| it.state).collect();
    states.into_iter().collect()
}

/// What is wrong with columns of rows.
pub(super) fn bad_columns(places: usize, place: &[u32], days: usize, states: usize) -> Option<TableError> {
    if place.len() != days || days != states {
        return Some(TableError::Lengths { places: place.len(), days, states });
    }
    let row = place.iter().position(|place| index(*place) >= places)?;
    Some(TableError::NoPlace { row, place: place[row], places })
}

/// All that can be said to be wrong with rows asked of a log: of what is wrong in two ways, it may say either.
pub(super) fn bad_sweep(places: usize, place: &[u32], day: &[i32], states: usize) -> Vec<TableError> {
    let bad = bad_columns(places, place, day.len(), states);
    if matches!(bad, Some(TableError::Lengths { .. })) {
        return bad.into_iter().collect();
    }
    let unsorted = (1..day.len()).find(|row| day[*row] < day[*row - 1]).map(|row| TableError::Unsorted { row });
    bad.into_iter().chain(unsorted).collect()
}

/// All that can be said to be wrong with intervals.
pub(super) fn bad_intervals(places: usize, rows: &[StateInterval]) -> Vec<TableError> {
    let ends_after = |row: &StateInterval, day: i32| row.until.is_none_or(|until| day < until);
    let mut bad = Vec::new();
    if let Some(row) = rows.iter().position(|it| index(it.place) >= places) {
        bad.push(TableError::NoPlace { row, place: rows[row].place, places });
    }
    if let Some(row) = rows.iter().position(|it| !ends_after(it, it.from)) {
        bad.push(TableError::Empty { row, from: rows[row].from, until: rows[row].until.unwrap() });
    }
    if let Some(row) = rows.iter().position(|it| it.state == NONE) {
        bad.push(TableError::NoState { row });
    }
    for (one, first) in rows.iter().enumerate() {
        for (other, second) in rows.iter().enumerate().filter(|(other, _)| one != *other) {
            let in_order = (first.from, one) < (second.from, other);
            let both_last = ends_after(first, second.from) && ends_after(second, second.from);
            if first.place == second.place && in_order && both_last {
                bad.push(TableError::Overlap { one, other, place: first.place, day: second.from });
            }
        }
    }
    bad
}
