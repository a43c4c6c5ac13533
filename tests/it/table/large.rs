//! At the brink of each width, and many changes.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::iter;
use std::thread;

use proptest::prelude::*;
use whoheld::{LogDay, StateChange, StateLog, StateTable};

use super::laws::{FAR, Questions, both_are, log_is, merged, snapshot_by_log, snapshot_of, table, table_is};
use super::model::{Model, places_in, states_in};
use super::shapes::{Raw, Shape, extents, near, rows};
use super::{BLANK, NONE, Seeded, all, between, change, index, number, same};
use crate::HEAVY;
use crate::random::config;

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

proptest! {
    #![proptest_config(config(HEAVY))]

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
