//! The flat layer, against a slow and obvious model of it: tables and logs of any shape, late changes, intervals, and
//! input that makes no sense.
//!
//! `PROPTEST_CASES=2000 cargo test --release --test table` goes further than the default.

mod random;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::iter;
use std::ops::Range;
use std::thread;

use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use random::config;
use whoheld::chrono::{NaiveDate, TimeDelta};
use whoheld::{LogDay, StateChange, StateDifference, StateInterval, StateLog, StateTable, TableError};

const NONE: u32 = StateTable::NONE;
/// What buffers are filled with, to see whether they are written to.
const BLANK: u32 = 0x5EED_5EED;

fn index(number: u32) -> usize {
    usize::try_from(number).unwrap()
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap()
}

fn change(place: u32, day: i32, state: u32) -> StateChange {
    StateChange { place, day, state }
}

/// Of any two days, also the greater before the lesser.
fn between(start: i32, end: i32) -> Range<i32> {
    Range { start, end }
}

/// All that an iterator yields, which is as much as it said.
fn all<T>(iterator: impl Iterator<Item = T>) -> Vec<T> {
    let (least, most) = iterator.size_hint();
    let items: Vec<T> = iterator.collect();
    assert!(least <= items.len() && most.is_none_or(|most| items.len() <= most), "{least}.. {most:?} {}", items.len());
    items
}

/// Both are the same. Of long lists, only where they part is shown.
fn same<T: PartialEq + Debug>(found: &[T], expected: &[T], about: impl Debug) {
    let part = found.iter().zip(expected).position(|(found, expected)| found != expected);
    let part = part.unwrap_or(found.len().min(expected.len()));
    let (found, expected) = (&found[part..], &expected[part..]);
    assert!(
        found.is_empty() && expected.is_empty(),
        "{about:?}, from {part} on: {:?}.. is not {:?}..",
        &found[..found.len().min(3)],
        &expected[..expected.len().min(3)]
    );
}

/// Numbers that look random and are the same each time.
struct Seeded(u64);

impl Seeded {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn word(&mut self) -> u32 {
        u32::try_from(self.next() >> 32).unwrap()
    }

    /// A number below another, which is not 0.
    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[usize::try_from(self.below(u64::try_from(from.len()).unwrap())).unwrap()]
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, usize::try_from(self.below(u64::try_from(last + 1).unwrap())).unwrap());
        }
    }
}

// ----------------------------------------------------------------------------------------------------------- the model

/// Of each place, its changes by day.
#[derive(Clone, Debug, PartialEq)]
struct Model(Vec<BTreeMap<i32, u32>>);

impl Model {
    fn new(places: usize) -> Self {
        Self(vec![BTreeMap::new(); places])
    }

    fn of(places: usize, rows: &[StateChange]) -> Self {
        let mut model = Self::new(places);
        model.tell(rows);
        model
    }

    fn tell(&mut self, rows: &[StateChange]) {
        for row in rows {
            self.0[index(row.place)].insert(row.day, row.state);
        }
    }

    fn places(&self) -> usize {
        self.0.len()
    }

    fn len(&self) -> usize {
        self.0.iter().map(BTreeMap::len).sum()
    }

    fn at(&self, place: u32, day: i32) -> u32 {
        let before = self.0.get(index(place)).and_then(|changes| changes.range(..=day).next_back());
        before.map_or(NONE, |(_, state)| *state)
    }

    fn snapshot(&self, day: i32) -> Vec<u32> {
        (0..self.places()).map(|place| self.at(number(place), day)).collect()
    }

    fn as_of(&self, places: &[u32], days: &[i32]) -> Vec<u32> {
        places.iter().zip(days).map(|(place, day)| self.at(*place, *day)).collect()
    }

    fn days(&self) -> Option<(i32, i32)> {
        let days = || self.0.iter().flat_map(|changes| changes.keys().copied()).filter(|day| *day != i32::MIN);
        days().min().zip(days().max())
    }

    /// By place, then day.
    fn changes(&self) -> Vec<StateChange> {
        (0..self.places()).flat_map(|place| self.every_change_of(number(place))).collect()
    }

    fn every_change_of(&self, place: u32) -> Vec<StateChange> {
        let changes = self.0.get(index(place)).into_iter().flatten();
        changes.map(|(day, state)| change(place, *day, *state)).collect()
    }

    fn changes_of(&self, place: u32, days: &Range<i32>) -> Vec<StateChange> {
        let changes = self.0.get(index(place)).filter(|_| !days.is_empty());
        let within = changes.into_iter().flat_map(|changes| changes.range(days.clone()));
        within.map(|(day, state)| change(place, *day, *state)).collect()
    }

    /// By day, then place.
    fn every_change_by_day(&self) -> Vec<StateChange> {
        let mut changes = self.changes();
        changes.sort_by_key(|it| (it.day, it.place));
        changes
    }

    fn held(&self, place: u32, days: &Range<i32>) -> Vec<StateInterval> {
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

    fn all_held(&self, days: &Range<i32>) -> Vec<StateInterval> {
        (0..self.places()).flat_map(|place| self.held(number(place), days)).collect()
    }

    fn difference(&self, before: i32, after: i32) -> Vec<StateDifference> {
        (0..self.places())
            .map(number)
            .map(|place| StateDifference { place, before: self.at(place, before), after: self.at(place, after) })
            .filter(|it| it.before != it.after)
            .collect()
    }
}

/// Places in a state within a range, of all that was held in it. No place is held by `NONE`.
fn places_in(held: &[StateInterval], state: u32) -> Vec<u32> {
    let places: BTreeSet<u32> = held.iter().filter(|it| it.state == state).map(|it| it.place).collect();
    places.into_iter().collect()
}

fn states_in(held: &[StateInterval]) -> Vec<u32> {
    let states: BTreeSet<u32> = held.iter().map(|it| it.state).collect();
    states.into_iter().collect()
}

/// What is wrong with columns of rows.
fn bad_columns(places: usize, place: &[u32], days: usize, states: usize) -> Option<TableError> {
    if place.len() != days || days != states {
        return Some(TableError::Lengths { places: place.len(), days, states });
    }
    let row = place.iter().position(|place| index(*place) >= places)?;
    Some(TableError::NoPlace { row, place: place[row], places })
}

/// All that can be said to be wrong with rows asked of a log: of what is wrong in two ways, it may say either.
fn bad_sweep(places: usize, place: &[u32], day: &[i32], states: usize) -> Vec<TableError> {
    let bad = bad_columns(places, place, day.len(), states);
    if matches!(bad, Some(TableError::Lengths { .. })) {
        return bad.into_iter().collect();
    }
    let unsorted = (1..day.len()).find(|row| day[*row] < day[*row - 1]).map(|row| TableError::Unsorted { row });
    bad.into_iter().chain(unsorted).collect()
}

/// All that can be said to be wrong with intervals.
fn bad_intervals(places: usize, rows: &[StateInterval]) -> Vec<TableError> {
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

// ------------------------------------------------------------------------------------------------------- random tables

/// What the numbers of a table are like. All days lie within `first..=first + extent`, all states within `0..=top`.
#[derive(Clone, Copy, Debug)]
struct Shape {
    places: usize,
    first: i32,
    extent: u32,
    top: u32,
    /// Whether places can go out of all states.
    gone: bool,
}

/// Numbers that become a row of some shape: the first place, the first day and the state 0 as they shrink.
type Raw = (u32, u32, u32, u8);

impl Shape {
    fn day(self, raw: u32, how: u8) -> i32 {
        let small = raw % self.extent.saturating_add(1).min(8);
        self.first.wrapping_add_unsigned(match how % 8 {
            0 => 0,
            1 => self.extent,
            2 | 3 => small,
            4 => self.extent - small,
            _ => self.extent.checked_add(1).map_or(raw, |days| raw % days),
        })
    }

    fn state(self, raw: u32, how: u8) -> u32 {
        match how / 8 % 8 {
            0 => self.top,
            1 if self.gone => NONE,
            1..=3 => raw % self.top.saturating_add(1).min(3),
            _ => raw % (self.top + 1),
        }
    }

    fn rows(self, raw: &[Raw]) -> Vec<StateChange> {
        if self.places == 0 {
            return Vec::new();
        }
        raw.iter()
            .map(|(place, day, state, how)| {
                change(place % number(self.places), self.day(*day, *how), self.state(*state, *how))
            })
            .collect()
    }
}

/// Two to the power of so many bits, and so much more; or the nearest number to it.
fn near(bits: u32, more: i64) -> u32 {
    u32::try_from(((1_i64 << bits) + more).max(0)).unwrap_or(u32::MAX)
}

/// How far apart days are, and how great states.
fn extents() -> impl Strategy<Value = (u32, u32)> {
    let extent = prop_oneof![
        Just(0),
        1_u32..12,
        12_u32..5000,
        (0_u32..=32, -2_i64..=1).prop_map(|(bits, more)| near(bits, more)),
        any::<u32>(),
        Just(u32::MAX),
    ];
    let top = prop_oneof![
        Just(0),
        1_u32..4,
        4_u32..2000,
        (0_u32..=32, -2_i64..=1).prop_map(|(bits, more)| near(bits, more)),
        any::<u32>(),
        Just(NONE - 1),
    ];
    // Days and states that just do, or just do not, fit into 32 bits together.
    let brink = (0_u32..=32, 29_u32..=35, -2_i64..=1, -2_i64..=1)
        .prop_map(|(days, both, more, over)| (near(days, more), near(both.saturating_sub(days).min(32), over)));
    prop_oneof![2 => (extent, top), 1 => brink]
}

fn shape() -> impl Strategy<Value = Shape> {
    let places = prop_oneof![1 => Just(0_usize), 3 => Just(1), 6 => 2_usize..6, 2 => 6_usize..40];
    (places, extents(), 0_u8..4, any::<u32>(), any::<bool>()).prop_map(|(places, (extent, top), how, raw, gone)| {
        let room = u32::MAX - extent;
        let first = i32::MIN.wrapping_add_unsigned(match how {
            0 => ((1 << 31) - extent / 2).min(room),
            1 => room.checked_add(1).map_or(raw, |days| raw % days),
            2 => 0,
            _ => room,
        });
        Shape { places, first, extent, top: top.min(NONE - 1), gone }
    })
}

fn raw() -> impl Strategy<Value = Vec<Raw>> {
    prop_oneof![
        2 => prop::collection::vec(any::<Raw>(), 0..4),
        4 => prop::collection::vec(any::<Raw>(), 0..30),
        2 => prop::collection::vec(any::<Raw>(), 30..150),
    ]
}

/// So many places, and changes of them.
fn rows() -> impl Strategy<Value = (usize, Vec<StateChange>)> {
    (shape(), raw()).prop_map(|(shape, raw)| (shape.places, shape.rows(&raw)))
}

/// So many places, changes of them, and late ones, which may be of another shape.
fn with_late() -> impl Strategy<Value = (usize, Vec<StateChange>, Vec<StateChange>)> {
    (shape(), raw(), shape(), raw(), any::<bool>()).prop_map(|(shape, raw, other, late, alike)| {
        let late_shape = if alike { shape } else { Shape { places: shape.places, ..other } };
        (shape.places, shape.rows(&raw), late_shape.rows(&late))
    })
}

/// Intervals that do not overlap, in any order: what a model has, some of them cut short or left open.
fn intervals_of(model: &Model, random: &mut Seeded) -> Vec<StateInterval> {
    let mut intervals = Vec::new();
    for place in (0..model.places()).map(number) {
        let changes = model.every_change_of(place);
        for (row, &StateChange { day, state, .. }) in changes.iter().enumerate() {
            let next = changes.get(row + 1).map(|next| next.day);
            let days = u64::from(next.unwrap_or(i32::MAX).abs_diff(day));
            let until = if random.below(3) > 0 || days == 0 {
                next
            } else {
                Some(day.wrapping_add_unsigned(u32::try_from(1 + random.below(days)).unwrap()))
            };
            if state != NONE {
                intervals.push(StateInterval { place, from: day, until, state });
            }
        }
    }
    random.shuffle(&mut intervals);
    intervals
}

/// The ends of intervals, then their beginnings: where both are on a day, it begins.
fn ends_and_begins(intervals: &[StateInterval]) -> Vec<StateChange> {
    let ends = intervals.iter().filter_map(|it| it.until.map(|until| change(it.place, until, NONE)));
    ends.chain(intervals.iter().map(|it| change(it.place, it.from, it.state))).collect()
}

// ---------------------------------------------------------------------------------------------- tables against the model

type Columns = (Vec<u32>, Vec<i32>, Vec<u32>);

fn columns(rows: &[StateChange]) -> Columns {
    (
        rows.iter().map(|it| it.place).collect(),
        rows.iter().map(|it| it.day).collect(),
        rows.iter().map(|it| it.state).collect(),
    )
}

fn table(places: usize, rows: &[StateChange]) -> StateTable {
    let (place, day, state) = columns(rows);
    StateTable::from_columns(places, &place, &day, &state).unwrap()
}

fn merged(table: &StateTable, rows: &[StateChange]) -> StateTable {
    let (place, day, state) = columns(rows);
    table.merged(&place, &day, &state).unwrap()
}

fn snapshot_of(table: &StateTable, day: i32) -> Vec<u32> {
    let mut states = vec![BLANK; table.places()];
    table.snapshot(day, &mut states).unwrap();
    states
}

fn snapshot_by_log(log: &StateLog, day: i32) -> Vec<u32> {
    let mut states = vec![BLANK; log.places()];
    log.snapshot(day, &mut states).unwrap();
    states
}

/// What to ask about: not all of it, where there is much.
struct Questions {
    days: Vec<i32>,
    ranges: Vec<Range<i32>>,
    /// Of which the last two do not exist.
    places: Vec<u32>,
    states: Vec<u32>,
    /// Rows of a bulk question, in no order.
    rows: Vec<(u32, i32)>,
}

const FAR: [i32; 7] = [i32::MIN, i32::MIN + 1, -1, 0, 1, i32::MAX - 1, i32::MAX];

impl Questions {
    fn of(model: &Model, rows: usize, random: &mut Seeded) -> Self {
        let around = |it: StateChange| [it.day.saturating_sub(1), it.day, it.day.saturating_add(1)];
        let days: BTreeSet<i32> = model.changes().into_iter().flat_map(around).collect();
        let mut days: Vec<i32> = days.into_iter().collect();
        let ends: Vec<i32> = days.iter().take(2).chain(days.iter().rev().take(2)).copied().collect();
        random.shuffle(&mut days);
        days.truncate(24);
        days.extend(FAR);
        days.extend(ends);
        let mut ranges: Vec<Range<i32>> =
            iter::repeat_with(|| between(random.pick(&days), random.pick(&days))).take(16).collect();
        ranges.extend([between(i32::MIN, i32::MAX), between(i32::MAX, i32::MIN), between(i32::MAX - 1, i32::MAX)]);
        ranges.extend([i32::MIN, i32::MAX, random.pick(&days)].map(|day| between(day, day)));
        ranges.extend([i32::MIN, random.pick(&days)].map(|day| between(day, day.saturating_add(1))));
        let mut places: Vec<u32> = (0..number(model.places())).collect();
        let last = places.last().copied();
        random.shuffle(&mut places);
        places.truncate(5);
        places.extend(last);
        let real = places.clone();
        places.extend([number(model.places()), u32::MAX]);
        let states: BTreeSet<u32> = model.0.iter().flat_map(|changes| changes.values().copied()).collect();
        let mut states: Vec<u32> = states.into_iter().filter(|state| *state != NONE).collect();
        random.shuffle(&mut states);
        states.truncate(4);
        let other: Vec<u32> = states.iter().flat_map(|state| [state ^ 1, state.wrapping_add(1)]).collect();
        states.extend(other.into_iter().chain([0, random.word(), NONE - 1, NONE]));
        let rows = if real.is_empty() { 0 } else { rows };
        let rows = iter::repeat_with(|| (random.pick(&real), random.pick(&days))).take(rows).collect();
        Self { days, ranges, places, states, rows }
    }
}

fn table_is(table: &StateTable, model: &Model, asked: &Questions) -> TestCaseResult {
    let changes = model.changes();
    prop_assert_eq!(table.places(), model.places());
    prop_assert_eq!(table.len(), changes.len());
    prop_assert_eq!(table.is_empty(), changes.is_empty());
    prop_assert_eq!(table.days(), model.days());
    prop_assert_eq!(all(table.changes()), changes);
    for day in &asked.days {
        prop_assert_eq!(snapshot_of(table, *day), model.snapshot(*day), "at the close of {}", day);
        for place in &asked.places {
            let state = Some(model.at(*place, *day)).filter(|state| *state != NONE);
            prop_assert_eq!(table.at(*place, *day), state, "{} on {}", place, day);
        }
    }
    for days in &asked.ranges {
        for place in &asked.places {
            let found = all(table.changes_of(*place, days.clone()));
            prop_assert_eq!(found, model.changes_of(*place, days), "changes of {} within {:?}", place, days);
            let found = all(table.held(*place, days.clone()));
            prop_assert_eq!(found, model.held(*place, days), "held by {} within {:?}", place, days);
        }
        let held = model.all_held(days);
        for state in &asked.states {
            let found = all(table.places_in(*state, days.clone()));
            prop_assert_eq!(found, places_in(&held, *state), "places in {} within {:?}", state, days);
        }
        prop_assert_eq!(table.states_in(days.clone()), states_in(&held), "states within {:?}", days);
    }
    let mut rows = asked.rows.clone();
    for _ in 0..2 {
        let (places, days): (Vec<u32>, Vec<i32>) = rows.iter().copied().unzip();
        let mut states = vec![BLANK; rows.len()];
        table.as_of(&places, &days, &mut states).unwrap();
        prop_assert_eq!(states, model.as_of(&places, &days));
        rows.sort_by_key(|(_, day)| *day);
    }
    Ok(())
}

fn day_is(day: LogDay<'_>, expected: &[StateChange]) -> TestCaseResult {
    prop_assert_eq!(day.day(), expected[0].day);
    prop_assert_eq!(day.len(), expected.len());
    prop_assert!(!day.is_empty(), "{:?}", day);
    prop_assert_eq!(all(day.changes()), expected);
    Ok(())
}

fn log_is(log: &StateLog, model: &Model, asked: &Questions) -> TestCaseResult {
    let changes = model.every_change_by_day();
    let by_day: Vec<&[StateChange]> = changes.chunk_by(|one, other| one.day == other.day).collect();
    prop_assert_eq!(log.places(), model.places());
    prop_assert_eq!(log.len(), changes.len());
    prop_assert_eq!(log.is_empty(), changes.is_empty());
    prop_assert!(log.checkpoint_bytes() <= 8 * log.len(), "{} of {}", log.checkpoint_bytes(), log.len());
    prop_assert!(log.checkpoint_bytes() <= log.bytes(), "{} of {}", log.checkpoint_bytes(), log.bytes());
    let mut states = vec![NONE; model.places()];
    let replay = all(log.replay());
    prop_assert_eq!(replay.len(), by_day.len());
    for (day, expected) in replay.into_iter().zip(&by_day) {
        day_is(day, expected)?;
        day.apply(&mut states).unwrap();
        prop_assert_eq!(&states, &model.snapshot(day.day()), "replayed to {}", day.day());
    }
    for day in &asked.days {
        prop_assert_eq!(snapshot_by_log(log, *day), model.snapshot(*day), "at the close of {}", day);
    }
    for days in &asked.ranges {
        let within = |day: i32| days.contains(&day);
        let expected: Vec<StateChange> = changes.iter().copied().filter(|it| within(it.day)).collect();
        prop_assert_eq!(all(log.changes(days.clone())), expected, "changes within {:?}", days);
        let expected: Vec<&[StateChange]> = by_day.iter().copied().filter(|it| within(it[0].day)).collect();
        let replay = all(log.replay_within(days.clone()));
        prop_assert_eq!(replay.len(), expected.len(), "days within {:?}", days);
        for (day, expected) in replay.into_iter().zip(expected) {
            day_is(day, expected)?;
        }
        let found = log.difference(days.start, days.end);
        prop_assert_eq!(found, model.difference(days.start, days.end), "from {} to {}", days.start, days.end);
    }
    let mut rows = asked.rows.clone();
    rows.sort_by_key(|(_, day)| *day);
    let (places, days): (Vec<u32>, Vec<i32>) = rows.iter().copied().unzip();
    let mut states = vec![BLANK; rows.len()];
    log.as_of(&places, &days, &mut states).unwrap();
    prop_assert_eq!(states, model.as_of(&places, &days));
    Ok(())
}

/// A table and its log are as the model.
fn both_are(table: &StateTable, model: &Model, seed: u64) -> TestCaseResult {
    let mut random = Seeded(seed);
    let rows = random.pick(&[0, 1, 2, 3, 7, 20, 64, 65]);
    let asked = Questions::of(model, rows, &mut random);
    table_is(table, model, &asked)?;
    log_is(&table.log(), model, &asked)
}

proptest! {
    #![proptest_config(config(160))]

    /// Every question to a table, and to its log, is answered as the model does.
    #[test]
    fn a_table_and_its_log_are_as_the_model((places, rows) in rows(), seed: u64) {
        let table = table(places, &rows);
        both_are(&table, &Model::of(places, &rows), seed)?;
        // Where all rows are of small numbers, the overruled ones too, 4 bytes a change will do.
        let near_first = |it: &StateChange| it.day.abs_diff(rows[0].day) <= 5000;
        if rows.iter().all(|it| near_first(it) && (it.state <= 2000 || it.state == NONE)) {
            let log = table.log();
            prop_assert!(log.checkpoint_bytes() <= 4 * log.len(), "{} of {}", log.checkpoint_bytes(), log.len());
        }
    }

    /// With late changes a table is as if they had been given last; and the table they come to is as before.
    #[test]
    fn late_changes_are_as_if_given_last((places, rows, late) in with_late(), seed: u64) {
        let early = table(places, &rows);
        let both = merged(&early, &late);
        let mut model = Model::of(places, &rows);
        prop_assert_eq!(all(early.changes()), model.changes());
        model.tell(&late);
        both_are(&both, &model, seed)?;
        prop_assert_eq!(&both, &table(places, &[rows, late].concat()));
        prop_assert_eq!(&merged(&both, &[]), &both);
    }

    /// Late changes can come one after another.
    #[test]
    fn changes_can_come_one_by_one((places, rows, late) in with_late(), seed: u64) {
        let mut grown = table(places, &[]);
        for row in rows.iter().chain(&late).take(60) {
            grown = merged(&grown, &[*row]);
        }
        let rows: Vec<StateChange> = rows.into_iter().chain(late).take(60).collect();
        both_are(&grown, &Model::of(places, &rows), seed)?;
        prop_assert_eq!(grown, table(places, &rows));
    }

    /// Rows in another order make an equal table, as long as no two are of the same place and day.
    #[test]
    fn the_order_of_rows_does_not_matter((places, rows) in rows(), seed: u64) {
        let sorted = Model::of(places, &rows).changes();
        let mut shuffled = sorted.clone();
        Seeded(seed).shuffle(&mut shuffled);
        prop_assert_eq!(table(places, &shuffled), table(places, &sorted));
    }

    /// Tables are equal if they have as many places and the same changes, however they came to have them.
    #[test]
    fn equal_tables_have_equal_changes((places, rows, late) in with_late(), more in 0_usize..2, turn: bool) {
        let one = table(places, &rows);
        let other = table(places + more, &late);
        let equal = Model::of(places, &rows) == Model::of(places + more, &late);
        prop_assert_eq!(one == other, equal);
        // The late rows are all told over again, and what is left of them may be less.
        let over: Vec<StateChange> = late.iter().map(|it| change(it.place, it.day, u32::from(turn))).collect();
        let told_over = merged(&table(places, &late), &over);
        prop_assert_eq!(&told_over, &table(places, &over));
        prop_assert!(told_over == told_over.clone());
    }

    /// What was held, and all that asks about any day of a range, is what `at` says of each of its days.
    #[test]
    fn ranges_are_what_is_said_day_by_day(
        places in 1_usize..4,
        top in 0_u32..3,
        raw in raw(),
        first in prop_oneof![Just(0), Just(i32::MIN), Just(i32::MAX - 20), any::<i32>().prop_map(|day| day & !31)],
        (start, end) in (0_u32..20, 0_u32..20),
    ) {
        let shape = Shape { places, first: first + 4, extent: 12, top, gone: true };
        let rows = shape.rows(&raw);
        let table = table(places, &rows);
        let days = between(first.wrapping_add_unsigned(start), first.wrapping_add_unsigned(end));
        let mut states = BTreeSet::new();
        let mut by_state = vec![BTreeSet::new(); 4];
        for place in (0..places).map(number) {
            let held = all(table.held(place, days.clone()));
            for pair in held.windows(2) {
                let (until, from) = (pair[0].until.unwrap(), pair[1].from);
                prop_assert!(until < from || until == from && pair[0].state != pair[1].state, "{:?}", pair);
            }
            for it in &held {
                prop_assert!(days.start <= it.from && it.from < it.until.unwrap() && it.until.unwrap() <= days.end);
            }
            for day in days.clone() {
                let state = table.at(place, day);
                let mut of_the_day = held.iter().filter(|it| it.from <= day && it.until.is_some_and(|it| day < it));
                prop_assert_eq!(of_the_day.next().map(|it| it.state), state, "{} on {}", place, day);
                prop_assert!(of_the_day.next().is_none());
                states.extend(state);
                if let Some(state) = state {
                    by_state[index(state)].insert(place);
                }
            }
        }
        prop_assert_eq!(table.states_in(days.clone()), all(states.into_iter()));
        for (state, places) in by_state.into_iter().enumerate() {
            prop_assert_eq!(all(table.places_in(number(state), days.clone())), all(places.into_iter()));
        }
    }

    /// Intervals are their beginnings and ends.
    #[test]
    fn intervals_are_their_begins_and_ends((places, rows) in rows(), seed: u64) {
        let mut random = Seeded(seed);
        let intervals = intervals_of(&Model::of(places, &rows), &mut random);
        prop_assert_eq!(bad_intervals(places, &intervals), []);
        let found = StateTable::from_intervals(places, &intervals).unwrap();
        let changes = ends_and_begins(&intervals);
        both_are(&found, &Model::of(places, &changes), seed)?;
        prop_assert_eq!(&found, &table(places, &changes));
        // And they are found again, but for those that are cut, and of one state with their neighbours.
        for it in &intervals {
            let until = it.until.unwrap_or(i32::MAX);
            let expected = if it.from == until { vec![] } else { vec![StateInterval { until: Some(until), ..*it }] };
            prop_assert_eq!(all(found.held(it.place, between(it.from, until))), expected);
        }
    }

    /// What is wrong with intervals is said of the rows it is wrong with.
    #[test]
    fn bad_intervals_are_refused(
        shape in shape(),
        raw in prop::collection::vec((any::<Raw>(), any::<u32>(), any::<u8>()), 0..8),
    ) {
        let mut rows = Vec::new();
        for ((place, from, state, how), end, which) in raw {
            let from = shape.day(from, how);
            let until = match which % 8 {
                0 => None,
                1 => Some(shape.day(end, which / 8)),
                _ => Some(from.saturating_add_unsigned(1 + end % 6)),
            };
            let state = if which == 255 { NONE } else { Shape { gone: false, ..shape }.state(state, how) };
            let place = if which == 254 { place } else { place % number(shape.places + usize::from(which == 253)).max(1) };
            rows.push(StateInterval { place, from, until, state });
        }
        let bad = bad_intervals(shape.places, &rows);
        match StateTable::from_intervals(shape.places, &rows) {
            Ok(found) => {
                prop_assert!(bad.is_empty(), "{:?}", bad);
                prop_assert_eq!(found, table(shape.places, &ends_and_begins(&rows)));
            }
            Err(error) => prop_assert!(bad.contains(&error), "{:?} is none of {:?}", error, bad),
        }
    }
}

// -------------------------------------------------------------------------------------------------------- wild questions

/// Columns as someone who reads no documentation gives them.
fn wild_columns() -> impl Strategy<Value = Columns> {
    let place = prop_oneof![30 => 0_u32..4, 1 => any::<u32>(), 1 => Just(u32::MAX)];
    let day = prop_oneof![any::<i32>(), Just(i32::MIN), Just(i32::MAX), -3_i32..3];
    let state = prop_oneof![any::<u32>(), Just(NONE), Just(NONE - 1), 0_u32..3];
    let cut = || prop_oneof![8 => Just(0_usize), 1 => 0_usize..3];
    (prop::collection::vec((place, day, state), 0..9), cut(), cut(), cut(), any::<bool>()).prop_map(
        |(mut rows, one, two, three, sorted)| {
            if sorted {
                rows.sort_by_key(|row| row.1);
            }
            let keep = |cut: usize| rows.len().saturating_sub(cut);
            (
                rows[..keep(one)].iter().map(|row| row.0).collect(),
                rows[..keep(two)].iter().map(|row| row.1).collect(),
                rows[..keep(three)].iter().map(|row| row.2).collect(),
            )
        },
    )
}

fn zipped((place, day, state): &Columns) -> Vec<StateChange> {
    place.iter().zip(day).zip(state).map(|((place, day), state)| change(*place, *day, *state)).collect()
}

proptest! {
    #![proptest_config(config(512))]

    /// Whatever is given, it is taken for what it says or refused for what is wrong with it.
    #[test]
    fn nonsense_is_refused(places in 0_usize..6, rows in wild_columns(), late in wild_columns(), seed: u64) {
        let bad = bad_columns(places, &rows.0, rows.1.len(), rows.2.len());
        let built = StateTable::from_columns(places, &rows.0, &rows.1, &rows.2);
        prop_assert_eq!(built.as_ref().err(), bad.as_ref());
        let Ok(table) = built else { return Ok(()) };
        let mut model = Model::of(places, &zipped(&rows));
        both_are(&table, &model, seed)?;
        let bad = bad_columns(places, &late.0, late.1.len(), late.2.len());
        let merged = table.merged(&late.0, &late.1, &late.2);
        prop_assert_eq!(merged.as_ref().err(), bad.as_ref());
        let Ok(merged) = merged else { return Ok(()) };
        model.tell(&zipped(&late));
        both_are(&merged, &model, seed)?;
    }

    /// Bulk questions that make no sense are refused, and write nothing.
    #[test]
    fn nonsense_writes_nothing(places in 0_usize..6, raw in raw(), asked in wild_columns()) {
        let rows = Shape { places, first: -40, extent: 80, top: 5, gone: true }.rows(&raw);
        let model = Model::of(places, &rows);
        let table = table(places, &rows);
        let log = table.log();
        let (place, day, buffer) = asked;
        let blank = vec![BLANK; buffer.len()];

        let bad = bad_columns(places, &place, day.len(), buffer.len());
        let expected = if bad.is_none() { model.as_of(&place, &day) } else { blank.clone() };
        let mut states = blank.clone();
        prop_assert_eq!(table.as_of(&place, &day, &mut states).err(), bad);
        prop_assert_eq!(states, expected);

        let bad = bad_sweep(places, &place, &day, buffer.len());
        let expected = if bad.is_empty() { model.as_of(&place, &day) } else { blank.clone() };
        let mut states = blank.clone();
        match log.as_of(&place, &day, &mut states) {
            Ok(()) => prop_assert_eq!(bad, []),
            Err(error) => prop_assert!(bad.contains(&error), "{:?} is none of {:?}", error, bad),
        }
        prop_assert_eq!(states, expected);

        let bad = (places != buffer.len()).then_some(TableError::Buffer { places, buffer: buffer.len() });
        let day = day.first().copied().unwrap_or(0);
        let expected = if bad.is_none() { model.snapshot(day) } else { blank.clone() };
        let mut states = blank.clone();
        prop_assert_eq!(table.snapshot(day, &mut states).err(), bad.clone());
        prop_assert_eq!(&states, &expected);
        states.clone_from(&blank);
        prop_assert_eq!(log.snapshot(day, &mut states).err(), bad.clone());
        prop_assert_eq!(&states, &expected);
        if let Some(first) = log.replay().next() {
            let mut expected = blank.clone();
            if bad.is_none() {
                first.changes().for_each(|it| expected[index(it.place)] = it.state);
            }
            let mut states = blank.clone();
            prop_assert_eq!(first.apply(&mut states).err(), bad);
            prop_assert_eq!(states, expected);
        }
    }

    /// Any numbers can be asked about.
    #[test]
    fn any_numbers_can_be_asked_about(
        (places, rows) in rows(),
        (place, state) in (prop_oneof![0_u32..6, any::<u32>()], any::<u32>()),
        (one, other) in (any::<i32>(), any::<i32>()),
    ) {
        let model = Model::of(places, &rows);
        let table = table(places, &rows);
        let log = table.log();
        let days = between(one, other);
        let held = model.all_held(&days);
        prop_assert_eq!(table.at(place, one).unwrap_or(NONE), model.at(place, one));
        prop_assert_eq!(all(table.changes_of(place, days.clone())), model.changes_of(place, &days));
        prop_assert_eq!(all(table.held(place, days.clone())), model.held(place, &days));
        prop_assert_eq!(table.states_in(days.clone()), states_in(&held));
        prop_assert_eq!(all(table.places_in(state, days.clone())), places_in(&held, state));
        prop_assert_eq!(log.difference(one, other), model.difference(one, other));
        let mut expected = model.every_change_by_day();
        expected.retain(|it| days.contains(&it.day));
        prop_assert_eq!(all(log.changes(days.clone())), expected.clone());
        prop_assert_eq!(log.replay_within(days).map(LogDay::len).sum::<usize>(), expected.len());
    }

    /// A day's number is how many days it is after 1970-01-01, as far as the calendar goes.
    #[test]
    fn days_are_numbered_from_1970(day in prop_oneof![any::<i32>(), -100_000_000_i32..100_000_000, -1000_i32..1000]) {
        let date = epoch().checked_add_signed(TimeDelta::days(day.into()));
        prop_assert_eq!(StateTable::date(day), date);
        if let Some(date) = date {
            prop_assert_eq!(StateTable::day_number(date), day);
        }
    }
}

fn epoch() -> NaiveDate {
    "1970-01-01".parse().unwrap()
}

#[test]
fn the_calendar_has_ends() {
    let number = |text: &str| StateTable::day_number(text.parse().unwrap());
    assert_eq!(number("1970-01-01"), 0);
    assert_eq!(number("1969-12-31"), -1);
    assert_eq!(number("2000-02-29"), 11_016);
    assert_eq!(number("0000-01-01"), -719_528);
    for (end, beyond) in [(NaiveDate::MIN, -1), (NaiveDate::MAX, 1)] {
        let day = StateTable::day_number(end);
        assert_eq!(i64::from(day), end.signed_duration_since(epoch()).num_days());
        assert_eq!(StateTable::date(day), Some(end));
        assert_eq!(StateTable::date(day + beyond), None);
    }
    for day in [i32::MIN, i32::MIN + 1, i32::MIN + 719_163, i32::MAX - 719_163, i32::MAX - 719_162, i32::MAX] {
        assert_eq!(StateTable::date(day), None, "{day}");
    }
}

// --------------------------------------------------------------------------------------------------------- what is said

#[test]
fn each_mistake_is_said_of_its_row() {
    let table = table(2, &[change(1, 5, 7)]);
    let log = table.log();
    let lengths = |places, days, states| TableError::Lengths { places, days, states };
    let no_place = |row, place| TableError::NoPlace { row, place, places: 2 };
    let from = StateTable::from_columns;
    assert_eq!(from(2, &[0], &[], &[0]), Err(lengths(1, 0, 1)));
    assert_eq!(from(2, &[0], &[0, 1], &[0]), Err(lengths(1, 2, 1)));
    assert_eq!(from(2, &[0, 1], &[0, 1], &[0, 1, 2]), Err(lengths(2, 2, 3)));
    assert_eq!(from(2, &[0, 1, 2, 3], &[0; 4], &[0; 4]), Err(no_place(2, 2)));
    assert_eq!(from(2, &[1, u32::MAX], &[0; 2], &[0; 2]), Err(no_place(1, u32::MAX)));
    assert_eq!(from(0, &[0], &[0], &[0]), Err(TableError::NoPlace { row: 0, place: 0, places: 0 }));
    assert_eq!(table.merged(&[0, 1], &[0], &[0]), Err(lengths(2, 1, 1)));
    assert_eq!(table.merged(&[0, 3, 2], &[0; 3], &[0; 3]), Err(no_place(1, 3)));
    let mut states = [BLANK; 3];
    assert_eq!(table.as_of(&[0, 1], &[0; 3], &mut states), Err(lengths(2, 3, 3)));
    assert_eq!(table.as_of(&[0, 1, 1], &[0; 3], &mut states[..2]), Err(lengths(3, 3, 2)));
    assert_eq!(table.as_of(&[1, 2, 9], &[9, 8, 7], &mut states), Err(no_place(1, 2)));
    assert_eq!(log.as_of(&[0, 1], &[0; 3], &mut states), Err(lengths(2, 3, 3)));
    assert_eq!(log.as_of(&[1, 1, 4], &[6, 7, 8], &mut states), Err(no_place(2, 4)));
    assert_eq!(log.as_of(&[1; 3], &[6, 8, 7], &mut states), Err(TableError::Unsorted { row: 2 }));
    assert_eq!(log.as_of(&[1; 3], &[i32::MAX, 0, i32::MIN], &mut states), Err(TableError::Unsorted { row: 1 }));
    let buffer = Err(TableError::Buffer { places: 2, buffer: 3 });
    assert_eq!(table.snapshot(9, &mut states), buffer);
    assert_eq!(log.snapshot(9, &mut states), buffer);
    assert_eq!(log.replay().next().unwrap().apply(&mut states), buffer);
    assert_eq!(states, [BLANK; 3], "nothing was written");
    assert_eq!(log.as_of(&[0, 1, 1], &[4, 4, 5], &mut states), Ok(()));
    assert_eq!(states, [NONE, NONE, 7]);
}

#[test]
fn each_bad_interval_is_said_of_its_row() {
    let row = |place, from, until: i32, state| StateInterval { place, from, until: Some(until), state };
    let open = |place, from, state| StateInterval { place, from, until: None, state };
    let from = |rows: &[StateInterval]| StateTable::from_intervals(3, rows);
    let overlap = |one, other, place, day| Err(TableError::Overlap { one, other, place, day });
    let fine = [row(0, 5, 9, 1), row(0, 1, 5, 1), row(2, 5, 9, 1), open(1, i32::MAX, 0), row(1, 4, i32::MAX, NONE - 1)];
    let with = |last: StateInterval| from(&[&fine[..], &[last]].concat());
    let changes = [(0, 1, 1), (0, 5, 1), (0, 9, NONE), (1, 4, NONE - 1), (1, i32::MAX, 0), (2, 5, 1), (2, 9, NONE)];
    assert_eq!(from(&fine), Ok(table(3, &changes.map(|(place, day, state)| change(place, day, state)))));
    assert_eq!(with(row(3, 1, 2, 0)), Err(TableError::NoPlace { row: 5, place: 3, places: 3 }));
    assert_eq!(with(row(2, 20, 20, 0)), Err(TableError::Empty { row: 5, from: 20, until: 20 }));
    assert_eq!(with(row(2, 21, 20, 0)), Err(TableError::Empty { row: 5, from: 21, until: 20 }));
    assert_eq!(with(row(0, 7, 7, 0)), Err(TableError::Empty { row: 5, from: 7, until: 7 }), "it shares no day");
    let never = row(0, i32::MAX, i32::MIN, 0);
    assert_eq!(with(never), Err(TableError::Empty { row: 5, from: i32::MAX, until: i32::MIN }));
    assert_eq!(with(row(2, 20, 30, NONE)), Err(TableError::NoState { row: 5 }));
    assert_eq!(with(row(2, 8, 30, 1)), overlap(2, 5, 2, 8));
    assert_eq!(with(row(2, 4, 6, 3)), overlap(5, 2, 2, 5));
    assert_eq!(with(row(2, 5, 6, 1)), overlap(2, 5, 2, 5));
    assert_eq!(with(row(2, i32::MIN, i32::MAX, 1)), overlap(5, 2, 2, 5));
    assert_eq!(with(open(2, i32::MIN, 1)), overlap(5, 2, 2, 5));
    assert_eq!(with(open(1, i32::MAX, 0)), overlap(3, 5, 1, i32::MAX));
    assert_eq!(with(row(1, i32::MIN, 5, 0)), overlap(5, 4, 1, 4));
    assert_eq!(from(&[open(0, 3, 1), row(0, 1, 2, 1), row(0, 7, 9, 1)]), overlap(0, 2, 0, 7));
    assert!(with(row(2, 9, 10, 1)).is_ok());
    assert!(with(row(2, i32::MIN, 5, 1)).is_ok());
    assert!(with(open(2, 9, 1)).is_ok());
    assert_eq!(from(&[]), Ok(table(3, &[])));
    assert_eq!(StateTable::from_intervals(0, &[]), Ok(table(0, &[])));
}

#[cfg(target_pointer_width = "64")]
#[test]
fn there_is_an_end_to_places() {
    for places in [StateTable::MAX_PLACES + 1, usize::MAX] {
        let many = Err(TableError::TooManyPlaces(places));
        assert_eq!(StateTable::from_columns(places, &[], &[], &[]), many);
        assert_eq!(StateTable::from_intervals(places, &[]), many);
    }
    assert_eq!(StateTable::MAX_PLACES, index(u32::MAX));
    assert_eq!(StateTable::MAX_CHANGES, index(u32::MAX));
}

#[test]
fn mistakes_are_errors_in_words() {
    fn error<T: std::error::Error + Send + Sync + Clone + 'static>(error: &T) -> String {
        error.to_string()
    }
    let all = [
        TableError::Lengths { places: 1, days: 2, states: 3 },
        TableError::Buffer { places: 1, buffer: 2 },
        TableError::TooManyPlaces(1),
        TableError::TooManyChanges(1),
        TableError::NoPlace { row: 1, place: 2, places: 3 },
        TableError::Empty { row: 1, from: 3, until: 2 },
        TableError::Overlap { one: 1, other: 2, place: 3, day: 4 },
        TableError::NoState { row: 1 },
        TableError::Unsorted { row: 1 },
    ];
    let said: BTreeSet<String> = all.iter().map(error).collect();
    assert_eq!(said.len(), all.len(), "each in its own words: {said:#?}");
    assert!(said.iter().all(|it| !it.is_empty() && !it.ends_with('.')), "{said:#?}");
}

#[test]
fn changes_sort_by_place_day_and_state() {
    let sorted = [change(0, 0, 9), change(0, 1, 0), change(1, -5, 3), change(1, -5, NONE), change(1, i32::MAX, 0)];
    assert!(sorted.is_sorted());
    assert_eq!(StateTable::NONE, u32::MAX);
}

/// The last of several changes on a day counts; a change to what is already so is one; from `NONE` on there is nothing.
#[test]
fn a_place_is_in_what_it_changed_to_last() {
    let rows = [(0, 3, 5), (0, 9, 4), (0, 3, 6), (0, 6, 6), (0, 9, NONE), (0, 12, 6), (0, i32::MAX, 2)];
    let table = table(2, &rows.map(|(place, day, state)| change(place, day, state)));
    assert_eq!((table.len(), table.days()), (5, Some((3, i32::MAX))));
    let found: Vec<Option<u32>> =
        [i32::MIN, 2, 3, 5, 6, 8, 9, 11, 12, i32::MAX - 1, i32::MAX].into_iter().map(|day| table.at(0, day)).collect();
    let six = Some(6);
    assert_eq!(found, [None, None, six, six, six, six, None, None, six, six, Some(2)]);
    let held = |start, end| -> Vec<(i32, i32, u32)> {
        table.held(0, between(start, end)).map(|it| (it.from, it.until.unwrap(), it.state)).collect()
    };
    assert_eq!(held(i32::MIN, i32::MAX), [(3, 9, 6), (12, i32::MAX, 6)], "the last day is beyond any range");
    assert_eq!(held(4, 13), [(4, 9, 6), (12, 13, 6)]);
    assert_eq!(held(8, 9), [(8, 9, 6)]);
    assert_eq!(held(9, 12), []);
    assert_eq!(held(9, 3), []);
    let log = table.log();
    assert_eq!(log.difference(2, 12), [StateDifference { place: 0, before: NONE, after: 6 }]);
    assert_eq!(log.difference(12, 2), [StateDifference { place: 0, before: 6, after: NONE }]);
    assert_eq!(log.difference(4, 12), [], "in between it was in nothing, but it is as it was");
    assert_eq!(log.replay().map(LogDay::day).collect::<Vec<i32>>(), [3, 6, 9, 12, i32::MAX]);
    assert_eq!(log.replay_within(6..12).map(LogDay::day).collect::<Vec<i32>>(), [6, 9]);
}

#[test]
fn a_table_of_nothing_has_no_answers() {
    for places in [0, 1, 5000] {
        let table = table(places, &[]);
        assert!(table.is_empty() && table.log().is_empty());
        assert_eq!((table.days(), table.log().checkpoint_bytes()), (None, 0));
        both_are(&table, &Model::new(places), 1).unwrap();
        both_are(&merged(&table, &[]), &Model::new(places), 2).unwrap();
        assert_eq!(table.log().replay().count(), 0);
        assert_ne!(table, StateTable::from_columns(places + 1, &[], &[], &[]).unwrap());
    }
}

// --------------------------------------------------------------------------------------------------------- at the brink

/// Days and states of every number of bits, so that every way to pack them is at its brink, and a late change pushes it
/// over.
#[test]
fn every_width_holds_what_it_is_for() {
    for bits in 0..=32 {
        for both in 30..=34_u32 {
            let state_bits = both.saturating_sub(bits);
            if state_bits > 32 {
                continue;
            }
            for (more, over) in [(-2, -2), (-1, -1), (-1, -2), (-2, -1), (0, -1), (-1, 0), (0, 0)] {
                let (extent, top) = (near(bits, more), near(state_bits, over).min(NONE - 1));
                for first in [i32::MIN, i32::MIN.wrapping_add_unsigned(u32::MAX - extent)] {
                    width_holds(first, extent, top);
                }
            }
        }
    }
}

fn width_holds(first: i32, extent: u32, top: u32) {
    let last = first.wrapping_add_unsigned(extent);
    let middle = first.wrapping_add_unsigned(extent / 2);
    let rows = [
        change(2, last, top),
        change(0, first, NONE),
        change(0, middle, top),
        change(0, last, 0),
        change(2, first, top),
        change(2, middle, NONE),
    ];
    let found = table(3, &rows);
    let mut model = Model::of(3, &rows);
    let is = |found: &StateTable, model: &Model| {
        assert_eq!(found.len(), model.len());
        assert!(found.changes().eq(model.changes()), "{first} {extent} {top}: {:?}", all(found.changes()));
        let log = found.log();
        assert!(log.changes(between(i32::MIN, i32::MAX)).all(|it| model.0[index(it.place)][&it.day] == it.state));
        for day in [first, middle, last].into_iter().flat_map(|day| [day.saturating_sub(1), day]).chain(FAR) {
            assert_eq!(snapshot_of(found, day), model.snapshot(day), "{first} {extent} {top}: {day}");
            assert_eq!(snapshot_by_log(&log, day), model.snapshot(day), "{first} {extent} {top}: {day}");
        }
    };
    is(&found, &model);
    // What is later than all, earlier than all, or greater than all.
    let (after, before) = (last.saturating_add(1), first.saturating_sub(1));
    for late in [change(1, after, 0), change(2, before, NONE), change(1, middle, top.saturating_add(1).min(NONE - 1))] {
        let mut model = model.clone();
        model.tell(&[late]);
        is(&merged(&found, &[late]), &model);
    }
    // And when all are told over again with less, nothing is left of how much it took.
    let less = rows.map(|it| StateChange { state: 1, ..it });
    model.tell(&less);
    is(&merged(&found, &less), &model);
    assert_eq!(merged(&found, &less), table(3, &less));
}

// -------------------------------------------------------------------------------------------------------- many changes

proptest! {
    #![proptest_config(config(12))]

    /// One place with thousands of changes, and many places with few.
    #[test]
    fn many_of_one_are_as_the_model(
        (extent, top) in extents(),
        (places, count) in prop_oneof![(Just(1_usize), 500_usize..3000), (300_usize..2000, 0_usize..40)],
        seed: u64,
    ) {
        let mut random = Seeded(seed);
        let shape = Shape { places, first: i32::MIN, extent, top: top.min(NONE - 1), gone: true };
        let mut raw = || (random.word(), random.word(), random.word(), random.word().to_le_bytes()[0]);
        let raw: Vec<Raw> = iter::repeat_with(&mut raw).take(count).collect();
        let rows = shape.rows(&raw);
        let model = Model::of(places, &rows);
        let table = table(places, &rows);
        both_are(&table, &model, seed)?;
        let late = shape.rows(&raw[..count / 3]);
        prop_assert_eq!(merged(&table, &late), self::table(places, &[rows, late].concat()));
    }

    /// Bulk questions of any number of rows.
    #[test]
    fn any_number_of_rows_can_be_asked(
        (places, rows) in rows(),
        asked in prop_oneof![0_usize..70, 120_usize..140, 250_usize..260, 1000_usize..1030, 4000_usize..9000],
        seed: u64,
    ) {
        let model = Model::of(places, &rows);
        let asked = Questions { ranges: vec![], ..Questions::of(&model, asked, &mut Seeded(seed)) };
        let table = table(places, &rows);
        table_is(&table, &model, &asked)?;
        log_is(&table.log(), &model, &asked)?;
    }
}

/// So many changes of each place, by place and day.
fn spread(
    counts: impl Iterator<Item = u32>,
    first: i32,
    extent: u32,
    top: u32,
    random: &mut Seeded,
) -> Vec<StateChange> {
    let mut rows = Vec::new();
    for (place, count) in counts.enumerate().filter(|(_, count)| *count > 0) {
        let step = (u64::from(extent) + 1) / u64::from(count);
        for turn in 0..u64::from(count) {
            let offset = u32::try_from(turn * step + random.below(step)).unwrap();
            let state = if random.below(16) == 0 { NONE } else { random.word() % top };
            rows.push(change(number(place), first.wrapping_add_unsigned(offset), state));
        }
    }
    rows
}

/// The same rows in an order that looks random, after some that they overrule.
fn scattered(sorted: &[StateChange]) -> Vec<StateChange> {
    let count = u64::try_from(sorted.len()).unwrap();
    let row = |turn: u64| sorted[usize::try_from(turn * 2_654_435_761 % count).unwrap()];
    let overruled = (0..count / 16).map(row).map(|it| StateChange { state: u32::from(it.state == 0), ..it });
    overruled.chain((0..count).map(row)).collect()
}

/// A big model from what is sorted already.
fn sorted_model(places: usize, sorted: &[StateChange]) -> Model {
    let mut model = Model::new(places);
    for changes in sorted.chunk_by(|one, other| one.place == other.place) {
        model.0[index(changes[0].place)] = changes.iter().map(|it| (it.day, it.state)).collect();
    }
    model
}

/// As `both_are`, in so many questions that a big table is done within seconds.
fn big_is(table: &StateTable, places: usize, sorted: &[StateChange], random: &mut Seeded) {
    let model = sorted_model(places, sorted);
    let (first, last) = model.days().unwrap();
    assert_eq!((table.places(), table.len(), table.days()), (places, sorted.len(), Some((first, last))));
    for (found, expected) in table.changes().zip(sorted) {
        assert_eq!(found, *expected);
    }
    assert_eq!(table.changes().count(), sorted.len());

    // Days between all, and such on which something changed.
    let picks: Vec<StateChange> = (0..6).map(|_| random.pick(sorted)).collect();
    let mut days: Vec<i32> = picks.iter().take(3).map(|it| it.day).collect();
    let mut day_within = || first.wrapping_add_unsigned(random.word() % last.abs_diff(first).max(1));
    days.extend(iter::repeat_with(&mut day_within).take(2));
    days.extend([first, last, i32::MIN, i32::MAX]);
    days.sort_unstable();
    let asked: BTreeSet<u32> = picks.iter().map(|it| it.place).chain([number(places - 1)]).collect();
    let step = last.abs_diff(first) / 32;
    for from in picks.iter().map(|it| it.day).chain([days[4], i32::MIN, last]) {
        let range = between(from, from.saturating_add_unsigned(step));
        for place in &asked {
            let (changes, held) = (table.changes_of(*place, range.clone()), table.held(*place, range.clone()));
            same(&all(changes), &model.changes_of(*place, &range), ("changes of", place, &range));
            same(&all(held), &model.held(*place, &range), ("held by", place, &range));
        }
    }
    for (from, step) in [(picks[4].day, step), (days[5], 1)] {
        let range = between(from, from.saturating_add_unsigned(step));
        let held = model.all_held(&range);
        same(&table.states_in(range.clone()), &states_in(&held), ("states in", &range));
        for state in [0, 1, random.pick(sorted).state, NONE] {
            let found = all(table.places_in(state, range.clone()));
            same(&found, &places_in(&held, state), ("places in", state, &range));
        }
    }
    for day in &days {
        same(&snapshot_of(table, *day), &model.snapshot(*day), ("at the close of", day));
    }

    let mut rows: Vec<(u32, i32)> = Vec::new();
    for turn in 0..6000_usize {
        let of = random.pick(sorted);
        rows.push((of.place, if turn % 2 == 0 { of.day } else { random.pick(sorted).day.saturating_sub(1) }));
    }
    let log = table.log();
    for order in ["none", "by place", "by day", "by day, few"] {
        match order {
            "by place" => rows.sort_unstable(),
            "by day" => rows.sort_by_key(|(_, day)| *day),
            "by day, few" => rows = rows.into_iter().step_by(1700).collect(),
            _ => {}
        }
        let (place, day): (Vec<u32>, Vec<i32>) = rows.iter().copied().unzip();
        let expected = model.as_of(&place, &day);
        let mut states = vec![BLANK; rows.len()];
        table.as_of(&place, &day, &mut states).unwrap();
        same(&states, &expected, ("rows in order", order));
        if day.is_sorted() {
            states.fill(BLANK);
            log.as_of(&place, &day, &mut states).unwrap();
            same(&states, &expected, ("rows swept in order", order));
        }
    }
    big_log_is(&log, &model, &days);
}

fn big_log_is(log: &StateLog, model: &Model, days: &[i32]) {
    assert_eq!((log.places(), log.len()), (model.places(), model.len()));
    assert!(log.checkpoint_bytes() <= 8 * log.len(), "{} of {}", log.checkpoint_bytes(), log.len());
    // Each change is one of the model's, all are different, and they are as many: so they are the same.
    let mut states = vec![NONE; model.places()];
    let mut asked = days.iter().copied().peekable();
    let mut before: Option<StateChange> = None;
    let mut count = 0;
    for day in log.replay() {
        while let Some(asked) = asked.next_if(|asked| *asked < day.day()) {
            same(&states, &model.snapshot(asked), ("replayed to", asked));
        }
        assert!(!day.is_empty());
        for it in day.changes() {
            assert!(before.is_none_or(|before| (before.day, before.place) < (it.day, it.place)), "{before:?} {it:?}");
            assert_eq!((it.day, model.0[index(it.place)].get(&it.day)), (day.day(), Some(&it.state)));
            before = Some(it);
        }
        count += day.len();
        day.apply(&mut states).unwrap();
    }
    assert_eq!(count, model.len());
    same(&states, &model.snapshot(i32::MAX), "replayed to the end");
    for pair in days.windows(2) {
        same(&snapshot_by_log(log, pair[0]), &model.snapshot(pair[0]), ("at the close of", pair[0]));
        same(&log.difference(pair[0], pair[1]), &model.difference(pair[0], pair[1]), ("difference", pair));
    }
    for range in [days[1]..days[3], days[5]..days[5].saturating_add(1), days[6]..days[5]] {
        let within: Vec<LogDay<'_>> = log.replay().filter(|day| range.contains(&day.day())).collect();
        let days = within.iter().map(|day| day.day());
        assert!(log.replay_within(range.clone()).map(LogDay::day).eq(days), "{range:?}");
        let changes = within.iter().flat_map(|day| day.changes());
        assert!(log.changes(range.clone()).eq(changes), "{range:?}");
    }
}

/// What is told at once, and what is told in two parts, is as the model.
fn told_is(places: usize, sorted: &[StateChange], random: &mut Seeded) {
    let rows = scattered(sorted);
    let at_once = table(places, &rows);
    big_is(&at_once, places, sorted, random);
    for early in [rows.len() / 16 + sorted.len() / 2, rows.len() - sorted.len() / 100] {
        let late = &rows[early..];
        assert!(merged(&table(places, &rows[..early]), late) == at_once, "{early} of {}", rows.len());
    }
}

#[test]
fn many_changes_evenly_spread_are_as_the_model() {
    let random = &mut Seeded(1);
    told_is(20_000, &spread(iter::repeat_n(6, 20_000), -3000, 9000, 600, random), random);
}

#[test]
fn many_changes_of_great_numbers_are_as_the_model() {
    let random = &mut Seeded(2);
    told_is(1000, &spread(iter::repeat_n(120, 1000), i32::MIN, u32::MAX, NONE, random), random);
}

#[test]
fn many_changes_of_one_place_are_as_the_model() {
    let random = &mut Seeded(3);
    let counts = |place: u32| if place == 777 { 100_000 } else { u32::from(place % 16 == 5) };
    told_is(20_000, &spread((0..20_000).map(counts), 0, 1 << 21, 30, random), random);
}

#[test]
fn many_changes_on_one_day_are_as_the_model() {
    let random = &mut Seeded(4);
    let mut rows = Vec::new();
    for place in 0..100_000 {
        let other = i32::try_from(random.below(40_000)).unwrap() - 20_000;
        let days: BTreeSet<i32> = if place % 50 == 3 { [17, other].into() } else { [17].into() };
        rows.extend(days.into_iter().map(|day| change(place, day, random.word() % 9)));
    }
    told_is(100_001, &rows, random);
}

#[test]
fn sparse_days_of_a_few_bits_are_as_the_model() {
    let random = &mut Seeded(5);
    told_is(40_000, &spread((0..40_000).map(|place| place % 5), i32::MIN, u32::MAX, 2, random), random);
}

/// In lists of any length each change is found on its day, and none before; be it into a state or out of all.
#[test]
fn each_change_of_a_long_list_is_found() {
    for (count, great) in [1, 2, 15, 16, 17, 31, 33, 63, 64, 65, 66, 127, 128, 129, 257, 1000, 1025]
        .into_iter()
        .flat_map(|count| [(count, 1), (count, NONE - 1)])
    {
        for gone in [2, 3] {
            let rows = (0..count).map(|turn| change(1, 2 * turn, if turn % gone == 0 { NONE } else { great }));
            let rows: Vec<StateChange> = rows.chain([change(2, 7, 1)]).collect();
            let (found, model) = (table(3, &rows), Model::of(3, &rows));
            let days: Vec<i32> = (-2..2 * count + 2).collect();
            let places = vec![1; days.len()];
            let expected = model.as_of(&places, &days);
            let single: Vec<u32> = days.iter().map(|day| found.at(1, *day).unwrap_or(NONE)).collect();
            same(&single, &expected, ("one by one", count, great, gone));
            let mut states = vec![BLANK; days.len()];
            found.as_of(&places, &days, &mut states).unwrap();
            same(&states, &expected, ("at once", count, great, gone));
            found.log().as_of(&places, &days, &mut states).unwrap();
            same(&states, &expected, ("in a sweep", count, great, gone));
            for (day, expected) in days.iter().copied().zip(expected) {
                let range = day..day + 1;
                assert_eq!(all(found.changes_of(1, range.clone())), model.changes_of(1, &range));
                assert_eq!(found.held(1, range).map(|it| it.state).next().unwrap_or(NONE), expected, "on {day}");
                assert_eq!(snapshot_of(&found, day)[1], expected, "at the close of {day}");
            }
        }
    }
}

/// Rows of any number of places and days end up where they belong.
#[test]
fn any_number_of_places_is_told_apart() {
    let random = &mut Seeded(10);
    for places in [1, 2, 3, 8, 9, 255, 256, 257, 8191, 20_000] {
        for extent in [0, 1, 2, 63, 64, 65, 1 << 20] {
            let mut model = Model::new(index(places));
            let mut rows = Vec::new();
            for _ in 0..3000 {
                let day = i32::try_from(random.below(extent + 1)).unwrap();
                rows.push(change(random.word() % places, day, random.word() % 5));
            }
            // So that the first and the last of each are there, and one of them is told twice.
            rows.extend([change(0, 0, 6), change(places - 1, rows[0].day, 7), change(0, 0, 8)]);
            model.tell(&rows);
            let (found, by_day) = (table(index(places), &rows), model.every_change_by_day());
            same(&all(found.changes()), &model.changes(), (places, extent));
            same(&all(found.log().changes(0..i32::MAX)), &by_day, (places, extent));
        }
    }
}

/// So many that a table may be built in another way than small ones are.
#[test]
fn a_million_and_a_half_changes_are_as_the_model() {
    let random = &mut Seeded(6);
    let sorted = spread(iter::repeat_n(75, 20_000), -500, 7500, 900, random);
    big_is(&table(20_000, &scattered(&sorted)), 20_000, &sorted, random);
}

/// The same, where the numbers are great and the places as unlike as can be.
#[test]
fn a_million_unlike_changes_are_as_the_model() {
    let random = &mut Seeded(7);
    let counts = |place: u32| if place == 0 { 1_000_000 } else { place % 3 };
    let sorted = spread((0..60_000).map(counts), i32::MIN, u32::MAX, NONE, random);
    assert!(sorted.len() > 1 << 20);
    let (rows, half) = (scattered(&sorted), sorted.len() / 2);
    let found = merged(&table(60_000, &rows[..half]), &rows[half..]);
    big_is(&found, 60_000, &sorted, random);
}

/// A table too large for caches, asked more than it has places, may be asked in parts.
#[test]
fn many_rows_of_a_large_table_are_answered_as_one_by_one() {
    const PLACES: u32 = 620_000;
    let random = &mut Seeded(10);
    let sorted = spread((0..PLACES).map(|place| 2 + place % 3), i32::MIN, u32::MAX, NONE, random);
    let found = table(PLACES.try_into().unwrap(), &sorted);
    assert!(found.bytes() > 16 << 20, "{} bytes", found.bytes());
    let rows = usize::try_from(PLACES).unwrap() + 1000;
    // Some places are asked often, the last too.
    let place = |random: &mut Seeded| match random.below(4) {
        0 => PLACES - 1 - u32::try_from(random.below(300)).unwrap(),
        _ => u32::try_from(random.below(PLACES.into())).unwrap(),
    };
    let places: Vec<u32> = (0..rows).map(|_| place(random)).collect();
    let days: Vec<i32> = (0..rows).map(|_| random.word().cast_signed()).collect();
    let mut states = vec![BLANK; rows];
    found.as_of(&places, &days, &mut states).unwrap();
    let expected: Vec<u32> =
        places.iter().zip(&days).map(|(place, day)| found.at(*place, *day).unwrap_or(NONE)).collect();
    same(&states, &expected, "in parts");
}

#[test]
fn narrow_tables_take_little() {
    let sorted = spread(iter::repeat_n(20, 20_000), 10_000, 8000, 500, &mut Seeded(8));
    let found = table(20_000, &scattered(&sorted));
    assert_eq!(found.len(), 400_000);
    assert!(2 * found.bytes() <= 9 * found.len(), "{} bytes for {} changes", found.bytes(), found.len());
    let log = found.log();
    assert!(log.checkpoint_bytes() <= 4 * log.len(), "{} bytes for {} changes", log.checkpoint_bytes(), log.len());
    assert!(log.checkpoint_bytes() > 0, "a snapshot of the last day starts somewhere");
    // A table that late changes made is as small.
    let grown = merged(&table(20_000, &sorted[..200_000]), &sorted[200_000..]);
    assert!(2 * grown.bytes() <= 9 * grown.len(), "{} bytes for {} changes", grown.bytes(), grown.len());
    // Where there is little of each place, checkpoints take no more than they may.
    for places in [1, 100, 100_000] {
        let few = table(places, &[change(0, 0, 0), change(0, 5, 1), change(0, 9, 2)]).log();
        assert!(few.checkpoint_bytes() <= 4 * few.len(), "{} bytes for {} places", few.checkpoint_bytes(), places);
    }
}

#[test]
fn threads_share_a_table() {
    fn shared<T: Send + Sync + Clone + Debug + 'static>(it: &T) -> T {
        it.clone()
    }
    let sorted = spread(iter::repeat_n(30, 500), 0, 4000, 40, &mut Seeded(9));
    let (found, model) = (table(500, &sorted), sorted_model(500, &sorted));
    let log = found.log();
    let ask = || -> Vec<Vec<u32>> {
        (0..4000).step_by(200).flat_map(|day| [snapshot_of(&found, day), snapshot_by_log(&log, day)]).collect()
    };
    let answers = thread::scope(|scope| {
        let threads = [scope.spawn(ask), scope.spawn(ask)];
        threads.map(|thread| thread.join().unwrap())
    });
    let expected: Vec<Vec<u32>> =
        (0..4000).step_by(200).flat_map(|day| [model.snapshot(day), model.snapshot(day)]).collect();
    assert!(answers[0] == expected && answers[1] == expected);
    assert_eq!(shared(&found), found);
    let asked = Questions::of(&model, 0, &mut Seeded(9));
    log_is(&shared(&log), &model, &asked).unwrap();
}
