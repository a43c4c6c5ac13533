//! What is said of mistakes, and small tables.

use std::collections::BTreeSet;

use whoheld::{LogDay, StateDifference, StateInterval, StateTable, TableError};

use super::laws::{both_are, merged, table};
use super::model::Model;
use super::{BLANK, NONE, between, change, index};

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
        let many = Err(TableError::TooManyPlaces { places });
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
        TableError::TooManyPlaces { places: 1 },
        TableError::TooManyChanges { changes: 1 },
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
