//! The seeded data: an invented war, for each size.
//!
//! Of a place's changes two in five fall into one of twelve offensives, short windows of days shared by all places; the
//! others are spread evenly. Even days alone would flatter whoever guesses by interpolation. A place changes at most
//! once on a day, so that every engine's answer is well defined. One change in a hundred is kept back: the late batch.

use crate::checksum::written;
use crate::data::{Changes, Data, Expected, Rows};
use crate::random::SplitMix;
use crate::reference::Reference;
use crate::size::{Shape, Size};

/// How often each of the twelve states is the new one.
const STATES: [u32; 12] = [30, 20, 12, 9, 7, 6, 5, 4, 3, 2, 1, 1];
const OFFENSIVES: u32 = 12;
/// How many rows the slow engines are asked: so many lookups one by one of the slowest, so many otherwise.
pub const FEW: usize = 100_000;
pub const SOME: usize = 1_000_000;

pub fn generate(size: Size) -> Data {
    let shape = size.shape();
    let mut random = SplitMix(0x5EED_0000 + u64::from(shape.places));
    let (log, late) = changes(&shape, &mut random);
    let rows = rows(&shape, &mut random);
    let rows_by_day = by_day(&rows);

    let places = shape.places as usize;
    let mut reference = Reference::new(places, &log);
    let answers = reference.as_of(&rows);
    let snapshot_days: Vec<i32> = [11, 43, 71, 97].map(|percent| shape.first_day + share(&shape, percent)).into();
    let snapshots: Vec<u32> = snapshot_days.iter().flat_map(|&day| reference.snapshot(day)).collect();
    let last: Vec<u32> = reference.snapshot(i32::MAX).collect();
    let answers_by_day = reference.as_of(&rows_by_day);
    reference.add(&late);
    let answers_after_late = reference.as_of(&rows);

    let firsts = |answers: &[u32]| {
        let lengths = [FEW, SOME, answers.len()];
        lengths.into_iter().map(|length| (length, written(&answers[..length]))).collect()
    };
    let expected = Expected {
        places,
        snapshot_days,
        rows: firsts(&answers),
        rows_after_late: firsts(&answers_after_late),
        rows_by_day: written(&answers_by_day),
        snapshots: written(&snapshots),
        last: written(&last),
    };
    Data { size, log, late, rows, rows_by_day, expected }
}

/// So many hundredths of the days.
fn share(shape: &Shape, percent: u32) -> i32 {
    i32::try_from(shape.days * percent / 100).expect("days fit")
}

fn changes(shape: &Shape, random: &mut SplitMix) -> (Changes, Changes) {
    let offensive_length = (shape.days / 100).max(1);
    let offensives: Vec<u32> = (0..OFFENSIVES).map(|_| random.below(shape.days - offensive_length)).collect();
    let mut all = Vec::new();
    let mut spread = 0;
    for place in 0..shape.places {
        // Places come in pairs, of which one has as many more than the average as the other has fewer.
        let changes = if place % 2 == 0 {
            spread = random.below(shape.changes_each / 2 + 1);
            shape.changes_each + spread
        } else {
            shape.changes_each - spread
        };
        let mut days: Vec<u32> = Vec::new();
        while days.len() < changes as usize {
            let day = if random.below(5) < 2 {
                offensives[random.below(OFFENSIVES) as usize] + random.below(offensive_length)
            } else {
                random.below(shape.days)
            };
            if !days.contains(&day) {
                days.push(day);
            }
        }
        for day in days {
            let day = shape.first_day + i32::try_from(day).expect("days fit");
            all.push((place, day, state(random)));
        }
    }
    random.shuffle(&mut all);
    let kept_back = all.len() / 100;
    (columns(&all[kept_back..]), columns(&all[..kept_back]))
}

fn columns(changes: &[(u32, i32, u32)]) -> Changes {
    let mut columns = Changes::default();
    for &(place, day, state) in changes {
        columns.push(place, day, state);
    }
    columns
}

fn state(random: &mut SplitMix) -> u32 {
    let mut drawn = random.below(STATES.iter().sum());
    for (state, weight) in (0..).zip(STATES) {
        if drawn < weight {
            return state;
        }
        drawn -= weight;
    }
    unreachable!("the weights are all there is to draw from")
}

/// Random places and days, one day in twenty before the first change and one after the last.
fn rows(shape: &Shape, random: &mut SplitMix) -> Rows {
    let margin = share(shape, 5);
    let days = shape.days + 2 * margin.unsigned_abs();
    let mut rows = Rows::default();
    for _ in 0..shape.rows {
        rows.place.push(random.below(shape.places));
        rows.day.push(shape.first_day - margin + i32::try_from(random.below(days)).expect("days fit"));
    }
    rows
}

fn by_day(rows: &Rows) -> Rows {
    let mut sorted: Vec<(u32, i32)> = rows.iter().collect();
    sorted.sort_by_key(|row| row.1);
    Rows { place: sorted.iter().map(|row| row.0).collect(), day: sorted.iter().map(|row| row.1).collect() }
}
