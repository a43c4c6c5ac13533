//! Questions that make no sense, and days at the ends of the calendar.

use proptest::prelude::*;
use whoheld::chrono::{NaiveDate, TimeDelta};
use whoheld::{LogDay, StateChange, StateTable, TableError};

use super::laws::{both_are, table};
use super::model::{Model, bad_columns, bad_sweep, places_in, states_in};
use super::shapes::{Columns, Shape, raw, rows};
use super::{BLANK, NONE, all, between, change, index};
use crate::LIGHT;
use crate::random::config;

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
    #![proptest_config(config(LIGHT))]

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
