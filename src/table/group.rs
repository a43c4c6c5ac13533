//! Grouping rows by a key, with the rows of one key in the order in which they came: a counting sort that is kind to
//! the cache.

use super::words::Word;

/// The greatest number of rows in a pile, on average: few enough to be distributed within the cache.
const PILE: usize = 1 << 14;

/// The greatest number of piles: few enough to be written to at the same time.
const PILES: usize = 1 << 10;

/// Calls `each` with the words of each key, for the keys from 0 up to `keys`.
///
/// The words of a key come in the order given, or sorted by a number. `order` has the bound below which these numbers
/// are, and a function that returns the number of a word. Words with the same number stay in the order given. The words
/// are only sorted where numbers are few beside the rows; otherwise they stay in the order given.
///
/// Many rows are first distributed into piles of neighbouring keys. To distribute them by key at once would miss the
/// cache with every row.
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
    distribute(&mut piles, &mut ends, rows.map(|(key, word)| (key as usize >> shift, (key, word))));
    let (mut ordered, mut grouped) = (Vec::new(), Vec::new());
    let mut from = 0;
    for (pile, &until) in ends.iter().take(keys.div_ceil(width)).enumerate() {
        let mut rows = &piles[from..until as usize];
        from = until as usize;
        // Distributing by number first and then by key leaves the words of each key sorted by number, because
        // distributing keeps the order of rows.
        if (1..2 * rows.len()).contains(&order.0) {
            let number = |row: &(u32, W)| order.1(row.1);
            let mut ends = offsets(order.0, rows.iter().map(number));
            ordered.resize(rows.len(), (0, W::default()));
            distribute(&mut ordered, &mut ends, rows.iter().map(|row| (number(row), *row)));
            rows = &ordered;
        }
        let first = pile * width;
        let keys = width.min(keys - first);
        let mut ends = offsets(keys, rows.iter().map(|row| row.0 as usize - first));
        grouped.resize(rows.len(), W::default());
        distribute(&mut grouped, &mut ends, rows.iter().map(|row| (row.0 as usize - first, row.1)));
        let mut from = 0;
        for &until in ends.iter().take(keys) {
            each(&mut grouped[from..until as usize]);
            from = until as usize;
        }
    }
}

/// Returns where the rows of each key begin, if rows are grouped by key.
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

/// Puts each row into the next position for its key, and moves that position on. `next` has the positions at which the
/// rows of each key begin, and afterwards those at which they end.
pub(super) fn distribute<T: Copy>(out: &mut [T], next: &mut [u32], rows: impl Iterator<Item = (usize, T)>) {
    for (key, row) in rows {
        let position = &mut next[key];
        out[*position as usize] = row;
        *position += 1;
    }
}
