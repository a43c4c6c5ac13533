//! Rows dealt out by a key, those of one key in the order in which they came.

use super::words::Word;

/// How many rows a pile has at most, on average: few enough to be dealt out within the cache.
const PILE: usize = 1 << 14;

/// How many piles there are at most: few enough to be written to at once.
const PILES: usize = 1 << 10;

/// Hands out, for each key below `keys` in order, its words in the order given, or by what `order` makes of them where
/// that is a number below its first; words of one number in the order given.
///
/// Many rows go through piles of neighbouring keys first: to deal them out at once would miss the cache with each.
pub(super) fn group<W: Word>(
    keys: usize,
    rows: impl Iterator<Item = (u32, W)> + Clone,
    count: usize,
    order: (usize, impl Fn(W) -> usize),
    mut each: impl FnMut(&mut [W]),
) {
    let wanted = (count / PILE).clamp(1, PILES);
    let mut shift = 0;
    while keys.saturating_sub(1) >> shift >= wanted {
        shift += 1;
    }
    let width = 1_usize << shift;
    let mut ends = offsets(keys.div_ceil(width), rows.clone().map(|(key, _)| key as usize >> shift));
    let mut piles = vec![(0, W::default()); count];
    deal(&mut piles, &mut ends, rows.map(|(key, word)| (key as usize >> shift, (key, word))));
    let (mut ordered, mut dealt) = (Vec::new(), Vec::new());
    let mut from = 0;
    for (pile, &until) in ends.iter().take(keys.div_ceil(width)).enumerate() {
        let mut rows = &piles[from..until as usize];
        from = until as usize;
        // Dealt out by the order first, each key's words come out in it.
        if (1..2 * rows.len()).contains(&order.0) {
            let number = |row: &(u32, W)| order.1(row.1);
            let mut ends = offsets(order.0, rows.iter().map(number));
            ordered.resize(rows.len(), (0, W::default()));
            deal(&mut ordered, &mut ends, rows.iter().map(|row| (number(row), *row)));
            rows = &ordered;
        }
        let first = pile * width;
        let keys = width.min(keys - first);
        let mut ends = offsets(keys, rows.iter().map(|row| row.0 as usize - first));
        dealt.resize(rows.len(), W::default());
        deal(&mut dealt, &mut ends, rows.iter().map(|row| (row.0 as usize - first, row.1)));
        let mut from = 0;
        for &until in ends.iter().take(keys) {
            each(&mut dealt[from..until as usize]);
            from = until as usize;
        }
    }
}

/// Where the rows of each key begin.
pub(super) fn offsets(keys: usize, rows: impl Iterator<Item = usize>) -> Vec<u32> {
    let mut counts = vec![0_u32; keys];
    for key in rows {
        counts[key] += 1;
    }
    let mut from = 0;
    for count in &mut counts {
        from += std::mem::replace(count, from);
    }
    counts
}

/// Puts each row where those of its key go on, and moves that; in the end it is where they end.
pub(super) fn deal<T: Copy>(out: &mut [T], next: &mut [u32], rows: impl Iterator<Item = (usize, T)>) {
    for (key, row) in rows {
        let at = &mut next[key];
        out[*at as usize] = row;
        *at += 1;
    }
}
