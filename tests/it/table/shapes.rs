//! Random tables.

use std::fmt::Debug;

use proptest::prelude::*;
use whoheld::{StateChange, StateInterval};

use super::model::Model;
use super::{NONE, Seeded, change, number};

/// What the numbers of a table are like. All days lie within `first..=first + extent`, all states within `0..=top`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    pub(super) places: usize,
    pub(super) first: i32,
    pub(super) extent: u32,
    pub(super) top: u32,
    /// Whether places can go out of all states.
    pub(super) gone: bool,
}

/// Numbers that become a row of some shape: the first place, the first day and the state 0 as they shrink.
pub(super) type Raw = (u32, u32, u32, u8);

impl Shape {
    pub(super) fn day(self, raw: u32, how: u8) -> i32 {
        let small = raw % self.extent.saturating_add(1).min(8);
        self.first.wrapping_add_unsigned(match how % 8 {
            0 => 0,
            1 => self.extent,
            2 | 3 => small,
            4 => self.extent - small,
            _ => self.extent.checked_add(1).map_or(raw, |days| raw % days),
        })
    }

    pub(super) fn state(self, raw: u32, how: u8) -> u32 {
        match how / 8 % 8 {
            0 => self.top,
            1 if self.gone => NONE,
            1..=3 => raw % self.top.saturating_add(1).min(3),
            _ => raw % (self.top + 1),
        }
    }

    pub(super) fn rows(self, raw: &[Raw]) -> Vec<StateChange> {
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
pub(super) fn near(bits: u32, more: i64) -> u32 {
    u32::try_from(((1_i64 << bits) + more).max(0)).unwrap_or(u32::MAX)
}

/// How far apart days are, and how great states.
pub(super) fn extents() -> impl Strategy<Value = (u32, u32)> {
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

pub(super) fn shape() -> impl Strategy<Value = Shape> {
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

pub(super) fn raw() -> impl Strategy<Value = Vec<Raw>> {
    prop_oneof![
        2 => prop::collection::vec(any::<Raw>(), 0..4),
        4 => prop::collection::vec(any::<Raw>(), 0..30),
        2 => prop::collection::vec(any::<Raw>(), 30..150),
    ]
}

/// So many places, and changes of them.
pub(super) fn rows() -> impl Strategy<Value = (usize, Vec<StateChange>)> {
    (shape(), raw()).prop_map(|(shape, raw)| (shape.places, shape.rows(&raw)))
}

/// So many places, changes of them, and late ones, which may be of another shape.
pub(super) fn with_late() -> impl Strategy<Value = (usize, Vec<StateChange>, Vec<StateChange>)> {
    (shape(), raw(), shape(), raw(), any::<bool>()).prop_map(|(shape, raw, other, late, alike)| {
        let late_shape = if alike { shape } else { Shape { places: shape.places, ..other } };
        (shape.places, shape.rows(&raw), late_shape.rows(&late))
    })
}

/// Intervals that do not overlap, in any order: what a model has, some of them cut short or left open.
pub(super) fn intervals_of(model: &Model, random: &mut Seeded) -> Vec<StateInterval> {
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
pub(super) fn ends_and_begins(intervals: &[StateInterval]) -> Vec<StateChange> {
    let ends = intervals.iter().filter_map(|it| it.until.map(|until| change(it.place, until, NONE)));
    ends.chain(intervals.iter().map(|it| change(it.place, it.from, it.state))).collect()
}

pub(super) type Columns = (Vec<u32>, Vec<i32>, Vec<u32>);

pub(super) fn columns(rows: &[StateChange]) -> Columns {
    (
        rows.iter().map(|it| it.place).collect(),
        rows.iter().map(|it| it.day).collect(),
        rows.iter().map(|it| it.state).collect(),
    )
}
