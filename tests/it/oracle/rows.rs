//! Arithmetic of rows.

use whoheld::{Share, Shares};

use super::{ONE, Rows, UNRECORDED};

pub(crate) fn whole(holder: &str) -> Rows {
    Rows::from([(holder.to_owned(), (1000, 1000))])
}

/// "anything among the holders"
pub(super) fn anything<'a>(holders: impl IntoIterator<Item = &'a String>) -> Rows {
    tightened(holders.into_iter().map(|holder| (holder.clone(), (0, 1000))).collect())
}

pub(super) fn least(rows: &Rows) -> i64 {
    rows.values().map(|row| row.0).sum()
}

pub(super) fn most(rows: &Rows) -> i64 {
    rows.values().map(|row| row.1).sum()
}

pub(super) fn row(rows: &Rows, holder: &str) -> (i64, i64) {
    rows.get(holder).copied().unwrap_or_default()
}

/// Whether some division into 1000 lies within the bounds.
pub(super) fn fits(rows: &Rows) -> bool {
    rows.values().all(|row| row.0 <= row.1) && least(rows) <= 1000 && 1000 <= most(rows)
}

/// "each bound as tight as the others allow", "no row that is certainly zero"
pub(super) fn tightened(mut rows: Rows) -> Rows {
    assert!(fits(&rows), "nothing fits {rows:?}");
    loop {
        let before = rows.clone();
        for (holder, row) in &mut rows {
            let others = before.iter().filter(|(other, _)| *other != holder);
            let (low, high) = others.fold((0, 0), |sum, (_, row)| (sum.0 + row.0, sum.1 + row.1));
            *row = (row.0.max(1000 - high), row.1.min(1000 - low));
        }
        rows.retain(|_, row| row.1 > 0);
        if rows == before {
            return rows;
        }
    }
}

/// "Where the rows cannot fill the place, what they do not surely fill may be `unrecorded`."
pub(super) fn filled(mut rows: Rows) -> Rows {
    if most(&rows) < 1000 {
        rows.insert(UNRECORDED.to_owned(), (0, 1000));
    }
    tightened(rows)
}

pub(super) fn bounds(share: Share) -> (i64, i64) {
    (share.at_least().into(), share.at_most().into())
}

pub(super) fn written(shares: &Shares) -> Rows {
    shares.iter().map(|(holder, share)| (holder.to_owned(), bounds(share))).collect()
}

/// A baseline's "shares as if observed on unrecorded divisions, so what they leave open stays unrecorded".
pub(super) fn at_the_start(shares: &Shares) -> Rows {
    let mut rows = written(shares);
    rows.insert(UNRECORDED.to_owned(), (0, 1000));
    tightened(rows)
}

/// "rows … go to": all of these holders' rows are added to that of `to`.
pub(super) fn moved(rows: &Rows, goes: &dyn Fn(&str) -> bool, to: &str) -> Rows {
    let mut left: Rows = rows.iter().filter(|(holder, _)| !goes(holder)).map(|(h, r)| (h.clone(), *r)).collect();
    let gone = rows.iter().filter(|(holder, _)| goes(holder)).fold((0, 0), |sum, (_, r)| (sum.0 + r.0, sum.1 + r.1));
    let (low, high) = row(&left, to);
    left.insert(to.to_owned(), (low + gone.0, (high + gone.1).min(1000)));
    tightened(left)
}

/// "the giver loses between *a* and *b*, or all it has if that is less", and `to` gains as much. The giver is all that
/// give, together: which of them lost it is not told. "The words imply that the givers had at least *a*, as far as they can
/// have it."
pub(super) fn given(rows: &Rows, gives: &dyn Fn(&str) -> bool, to: &str, (a, b): (i64, i64)) -> Rows {
    let (givers, others): (Rows, Rows) = rows.clone().into_iter().partition(|(holder, _)| gives(holder));
    let has_most = most(&givers).min(1000 - least(&others));
    let mut rows = rows.clone();
    for (giver, (low, high)) in &givers {
        rows.insert(giver.clone(), ((low - b).max(0), (*high).min((has_most - a).max(0))));
    }
    let (low, high) = row(&rows, to);
    rows.insert(to.to_owned(), (low + a.min(has_most), (high + b.min(has_most)).min(1000)));
    tightened(rows)
}

/// "the gainer may have gained up to all that the losers may hold there, the losers may have lost all"
pub(super) fn doubted(rows: &Rows, loses: &dyn Fn(&str) -> bool, gainer: &str) -> Rows {
    let mut doubted = rows.clone();
    let mut gain = 0;
    for (holder, row) in &mut doubted {
        if holder != gainer && loses(holder) {
            gain += row.1;
            row.0 = 0;
        }
    }
    let (low, high) = row(rows, gainer);
    doubted.insert(gainer.to_owned(), (low, (high + gain).min(1000)));
    tightened(doubted)
}

/// "a part can have no holder that the place directly around it cannot have: such rows are dropped, and a part left
/// without a division is anything among that place's holders"
pub(super) fn kept_to(rows: Rows, holders: &Rows) -> Rows {
    let kept: Rows = rows.into_iter().filter(|(holder, _)| holders.contains_key(holder)).collect();
    if fits(&kept) { tightened(kept) } else { anything(holders.keys()) }
}

/// The least (or greatest) sum of extents times values, over extents that keep their bounds and make up the whole.
/// Each entry is the least and most extent, and the value.
pub(super) fn weighed(mut entries: Vec<(i64, i64, i64)>, greatest: bool) -> i64 {
    entries.sort_by_key(|entry| if greatest { -entry.2 } else { entry.2 });
    let mut left = ONE - entries.iter().map(|entry| entry.0).sum::<i64>();
    let mut sum = 0;
    for (at_least, at_most, value) in entries {
        let more = left.min(at_most - at_least);
        left -= more;
        sum += (at_least + more) * value;
    }
    assert_eq!(left, 0, "extents make up the whole");
    sum
}

pub(super) fn floor(sum: i64) -> i64 {
    sum.div_euclid(ONE)
}

pub(super) fn ceil(sum: i64) -> i64 {
    -(-sum).div_euclid(ONE)
}
