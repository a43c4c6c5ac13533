//! The flat layer, against a slow and obvious model of it: tables and logs of any shape, late changes, intervals, and
//! input that makes no sense.
//!
//! `PROPTEST_CASES=2000 cargo test --release --test it table::` goes further than the default.

mod large;
mod laws;
mod model;
mod said;
mod shapes;
mod wild;

use std::fmt::Debug;
use std::ops::Range;

use whoheld::{StateChange, StateTable};

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
