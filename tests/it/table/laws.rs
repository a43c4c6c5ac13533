//! Tables and logs against the model.

use std::collections::BTreeSet;
use std::iter;
use std::ops::Range;

use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use whoheld::{LogDay, StateChange, StateInterval, StateLog, StateTable};

use super::model::{Model, bad_intervals, places_in, states_in};
use super::shapes::{Raw, Shape, columns, ends_and_begins, intervals_of, raw, rows, shape, with_late};
use super::{BLANK, NONE, Seeded, all, between, change, index, number};
use crate::LIGHT;
use crate::random::config;

pub(super) fn table(places: usize, rows: &[StateChange]) -> StateTable {
    let (place, day, state) = columns(rows);
    StateTable::from_columns(places, &place, &day, &state).unwrap()
}

pub(super) fn merged(table: &StateTable, rows: &[StateChange]) -> StateTable {
    let (place, day, state) = columns(rows);
    table.merged(&place, &day, &state).unwrap()
}

pub(super) fn snapshot_of(table: &StateTable, day: i32) -> Vec<u32> {
    let mut states = vec![BLANK; table.places()];
    table.snapshot(day, &mut states).unwrap();
    states
}

pub(super) fn snapshot_by_log(log: &StateLog, day: i32) -> Vec<u32> {
    let mut states = vec![BLANK; log.places()];
    log.snapshot(day, &mut states).unwrap();
    states
}

/// What to ask about: not all of it, where there is much.
pub(super) struct Questions {
    pub(super) days: Vec<i32>,
    pub(super) ranges: Vec<Range<i32>>,
    /// Of which the last two do not exist.
    pub(super) places: Vec<u32>,
    pub(super) states: Vec<u32>,
    /// Rows of a bulk question, in no order.
    pub(super) rows: Vec<(u32, i32)>,
}

pub(super) const FAR: [i32; 7] = [i32::MIN, i32::MIN + 1, -1, 0, 1, i32::MAX - 1, i32::MAX];

impl Questions {
    pub(super) fn of(model: &Model, rows: usize, random: &mut Seeded) -> Self {
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

pub(super) fn table_is(table: &StateTable, model: &Model, asked: &Questions) -> TestCaseResult {
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

pub(super) fn day_is(day: LogDay<'_>, expected: &[StateChange]) -> TestCaseResult {
    prop_assert_eq!(day.day(), expected[0].day);
    prop_assert_eq!(day.len(), expected.len());
    prop_assert!(!day.is_empty(), "{:?}", day);
    prop_assert_eq!(all(day.changes()), expected);
    Ok(())
}

pub(super) fn log_is(log: &StateLog, model: &Model, asked: &Questions) -> TestCaseResult {
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
pub(super) fn both_are(table: &StateTable, model: &Model, seed: u64) -> TestCaseResult {
    let mut random = Seeded(seed);
    let rows = random.pick(&[0, 1, 2, 3, 7, 20, 64, 65]);
    let asked = Questions::of(model, rows, &mut random);
    table_is(table, model, &asked)?;
    log_is(&table.log(), model, &asked)
}

proptest! {
    #![proptest_config(config(LIGHT))]

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
