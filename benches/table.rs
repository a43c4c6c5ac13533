//! The flat layer, for our own regressions: what it is worth beside others, `benches/peers` measures.
//!
//! `cargo bench --bench table`. The table is seeded: 33,000 places with 20 to 60 changes each over 1,500 days, given in
//! no order. Figures are for all of it, or for a million rows.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use whoheld::{StateTable, aleppo_2016};

fn main() {
    divan::main();
}

const PLACES: usize = 33_000;
const DAYS: u32 = 1_500;
const ROWS: usize = 1_000_000;

/// A small generator of numbers, the same on every machine.
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(((self.0 >> 32) * u64::from(bound)) >> 32).expect("below the bound")
    }
}

/// Places, days and states.
type Columns = (Vec<u32>, Vec<i32>, Vec<u32>);

fn columns(rows: usize, seed: u64) -> Columns {
    let mut random = Seeded(seed);
    // Two draws, so that some places have more than others.
    let place = |random: &mut Seeded| random.below(33_000).midpoint(random.below(33_000));
    let places = (0..rows).map(|_| place(&mut random)).collect();
    let days = (0..rows).map(|_| 15_000 + random.below(DAYS).cast_signed()).collect();
    let states = (0..rows).map(|_| random.below(12)).collect();
    (places, days, states)
}

fn table() -> StateTable {
    let (places, days, states) = columns(40 * PLACES, 1);
    StateTable::from_columns(PLACES, &places, &days, &states).expect("good columns")
}

#[divan::bench]
fn build(bencher: Bencher<'_, '_>) {
    let (places, days, states) = columns(40 * PLACES, 1);
    bencher
        .counter(ItemsCount::new(places.len()))
        .bench(|| StateTable::from_columns(PLACES, black_box(&places), &days, &states).expect("good columns"));
}

#[divan::bench]
fn day_log(bencher: Bencher<'_, '_>) {
    let table = table();
    bencher.counter(ItemsCount::new(table.len())).bench(|| black_box(&table).log());
}

#[divan::bench]
fn late_hundredth(bencher: Bencher<'_, '_>) {
    let table = table();
    let (places, days, states) = columns(PLACES * 40 / 100, 2);
    bencher
        .counter(ItemsCount::new(places.len()))
        .bench(|| table.merged(black_box(&places), &days, &states).expect("good columns"));
}

/// Each lookup waits for the one before.
#[divan::bench]
fn lookups_one_by_one(bencher: Bencher<'_, '_>) {
    let table = table();
    let (places, days, _) = columns(ROWS + 1, 3);
    bencher.counter(ItemsCount::new(ROWS)).bench(|| {
        let mut last = 0;
        for row in 0..ROWS {
            let row = row + (last as usize & 1);
            last = table.at(places[row], days[row]).unwrap_or(0);
        }
        last
    });
}

#[divan::bench]
fn rows_in_no_order(bencher: Bencher<'_, '_>) {
    let table = table();
    let (places, days, mut states) = columns(ROWS, 3);
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| table.as_of(black_box(&places), &days, &mut states));
}

#[divan::bench]
fn rows_by_day(bencher: Bencher<'_, '_>) {
    let log = table().log();
    let (places, mut days, mut states) = columns(ROWS, 3);
    days.sort_unstable();
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| log.as_of(black_box(&places), &days, &mut states));
}

#[divan::bench]
fn snapshot_of_the_table(bencher: Bencher<'_, '_>) {
    let (table, mut states) = (table(), vec![0; PLACES]);
    bencher.bench_local(|| table.snapshot(black_box(15_777), &mut states));
}

#[divan::bench]
fn snapshot_of_the_log(bencher: Bencher<'_, '_>) {
    let (log, mut states) = (table().log(), vec![0; PLACES]);
    bencher.bench_local(|| log.snapshot(black_box(15_777), &mut states));
}

#[divan::bench]
fn replay(bencher: Bencher<'_, '_>) {
    let (log, mut states) = (table().log(), vec![StateTable::NONE; PLACES]);
    bencher.counter(ItemsCount::new(log.len())).bench_local(|| log.replay().try_for_each(|day| day.apply(&mut states)));
}

#[divan::bench]
fn who_was_in_a_state(bencher: Bencher<'_, '_>) {
    let table = table();
    bencher.bench(|| table.places_in(black_box(7), 15_700..15_730).count());
}

/// The record of the offensive laid out flat.
#[divan::bench]
fn lay_out_aleppo(bencher: Bencher<'_, '_>) {
    bencher.bench(|| aleppo_2016().by_side().control_table());
}
