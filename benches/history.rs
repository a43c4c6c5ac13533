//! Loading, asking, reading and editing: the record of the offensive, and synthetic histories of up to a million events.
//!
//! `cargo bench`. The synthetic histories are seeded: for every 1,000 events a province, each with 9 districts of 10
//! places (100 places in all), and the events over three years, one in fifty dated by a range of days. So a larger history
//! has more families, not larger ones. That of a million events has 100,000 places and takes about 2 GB of memory.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use whoheld::chrono::{Days, NaiveDate};
use whoheld::{Actor, Captured, Conflicts, Event, Handle, History, Place, Reading, Scenario, Share, When, aleppo_2016};

fn main() {
    divan::main();
}

const EVENTS: [usize; 3] = [10_000, 100_000, 1_000_000];

fn provinces(events: usize) -> usize {
    events / 1_000
}

/// A small generator of numbers, the same on every machine.
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % bound
    }
}

fn day(number: usize) -> NaiveDate {
    let start = NaiveDate::from_ymd_opt(2012, 1, 1).expect("a day");
    start.checked_add_days(Days::new(number as u64)).expect("a day")
}

fn synthetic(events: usize) -> Scenario {
    let mut random = Seeded(1);
    let mut scenario = Scenario::default();
    for actor in ["red", "blue", "green", "black"] {
        scenario = scenario.actor(Actor::new(actor));
    }
    let mut ids = Vec::new();
    for province in 0..provinces(events) {
        scenario.places.push(Place::new(format!("p{province}")).held_by("red"));
        ids.push(format!("p{province}"));
        for district in 0..9 {
            let id = format!("p{province}-d{district}");
            scenario.places.push(Place::new(&id).within(format!("p{province}")));
            for place in 0..10 {
                scenario.places.push(Place::new(format!("{id}-{place}")).within(&id));
                ids.push(format!("{id}-{place}"));
            }
        }
    }
    for order in 0..events {
        let by = ["red", "blue", "green", "black"][random.below(4)];
        let place = &ids[random.below(ids.len())];
        let on = random.below(1_096);
        let when = if random.below(50) == 0 {
            When::days(day(on), day(on + 1 + random.below(10))).expect("in order")
        } else {
            When::day(day(on))
        };
        let extent = [Share::WHOLE, Share::WHOLE, Share::WHOLE, Share::MOST, Share::PART][random.below(5)];
        let order = i64::try_from(order).expect("a small number");
        scenario.events.push(Event::new(when, place, Captured::by(by).extent(extent)).order(order));
    }
    scenario
}

#[divan::bench]
fn load_aleppo_from_toml(bencher: Bencher<'_, '_>) {
    bencher.bench(|| History::from_toml(black_box(whoheld::aleppo::SCENARIO)).expect("a good file"));
}

#[divan::bench(args = EVENTS, sample_count = 3, sample_size = 1)]
fn load_synthetic(bencher: Bencher<'_, '_>, events: usize) {
    let scenario = synthetic(events);
    bencher
        .counter(ItemsCount::new(events))
        .with_inputs(|| scenario.clone())
        .bench_values(|scenario| History::try_from(scenario).expect("a good one"));
}

#[divan::bench]
fn who_held_aleppo_by_id(bencher: Bencher<'_, '_>) {
    let on = NaiveDate::from_ymd_opt(2016, 11, 5).expect("a day");
    bencher.bench(|| {
        let answer = aleppo_2016().who_held(black_box("surah-checkpoint"), black_box(on)).expect("a place");
        answer.holder().is_some()
    });
}

#[divan::bench]
fn who_held_aleppo_by_handle(bencher: Bencher<'_, '_>) {
    let on = NaiveDate::from_ymd_opt(2016, 11, 5).expect("a day");
    let place = aleppo_2016().find_place("surah-checkpoint").expect("a place");
    bencher.bench(|| aleppo_2016().who_held(black_box(place), black_box(on)).expect("a place").holder().is_some());
}

#[divan::bench]
fn answer_in_full_aleppo(bencher: Bencher<'_, '_>) {
    let on = NaiveDate::from_ymd_opt(2016, 11, 8).expect("a day");
    bencher.bench(|| aleppo_2016().who_held("minyan-residential", black_box(on)).expect("a place").to_record());
}

#[divan::bench]
fn explain_aleppo(bencher: Bencher<'_, '_>) {
    let on = NaiveDate::from_ymd_opt(2016, 11, 8).expect("a day");
    bencher.bench(|| aleppo_2016().who_held("minyan-residential", black_box(on)).expect("a place").explain());
}

/// The record read as known on a day, and keeping all that is claimed.
#[divan::bench(args = ["as known", "keeping all"])]
fn read_aleppo(bencher: Bencher<'_, '_>, how: &str) {
    let reading = match how {
        "as known" => Reading::new().known_on(NaiveDate::from_ymd_opt(2016, 11, 8).expect("a day")),
        _ => Reading::new().conflicts(Conflicts::KeepAll),
    };
    bencher.bench(|| aleppo_2016().interpret(black_box(&reading)).expect("nobody is named"));
}

#[divan::bench(args = EVENTS)]
fn who_held_synthetic_by_handle(bencher: Bencher<'_, '_>, events: usize) {
    let history = History::try_from(synthetic(events)).expect("a good one");
    let places: Vec<Handle<Place>> =
        history.places().map(|place| history.find_place(place).expect("its own place")).collect();
    let mut random = Seeded(2);
    bencher
        .with_inputs(|| (places[random.below(places.len())], day(random.below(1_096))))
        .bench_local_values(|(place, on)| history.who_held(place, on).expect("a place").is_certain());
}

#[divan::bench]
fn late_insert_aleppo(bencher: Bencher<'_, '_>) {
    let history = aleppo_2016().clone();
    let event = Event::new("2016-11-13".parse::<When>().expect("a day"), "zahra", Captured::by("rebels"));
    bencher.with_inputs(|| (history.clone(), event.clone())).bench_values(|(mut history, event)| {
        history.insert(event).expect("a good event");
        history
    });
}

/// Into a place of a province, late: its family has 100 places and 1,000 events, however many others there are.
#[divan::bench(args = EVENTS, sample_count = 50, sample_size = 1)]
fn late_insert_synthetic(bencher: Bencher<'_, '_>, events: usize) {
    insert_on(bencher, events, 1_000);
}

/// The same at the beginning: all that the family did later is folded anew.
#[divan::bench(args = EVENTS, sample_count = 50, sample_size = 1)]
fn early_insert_synthetic(bencher: Bencher<'_, '_>, events: usize) {
    insert_on(bencher, events, 3);
}

fn insert_on(bencher: Bencher<'_, '_>, events: usize, on: usize) {
    let mut history = History::try_from(synthetic(events)).expect("a good one");
    let mut number = 0;
    let mut next = || {
        number += 1;
        let place = format!("p{}-d3-5", number % provinces(events));
        Event::new(When::day(day(on)), place, Captured::by("blue")).id(format!("extra-{number}"))
    };
    // The first has the list of all events, full so far, make room for more.
    history.insert(next()).expect("a good event");
    bencher.with_inputs(next).bench_local_values(|event| history.insert(event).expect("a good event"));
}
