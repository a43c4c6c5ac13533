//! Who holds how much of one place: rows of holders with bounded shares that add up to the whole.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use crate::numbers::{ActorNo, Number as _};
use crate::share::Share;

/// A holder inside one history: the unrecorded, nobody, or an actor by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct HolderKey(u32);

impl HolderKey {
    pub(crate) const UNRECORDED: Self = Self(0);
    pub(crate) const NOBODY: Self = Self(1);

    pub(crate) fn actor(number: ActorNo) -> Self {
        Self(number.as_u32() + 2)
    }

    /// Its number among all holders: the unrecorded, nobody, then the actors.
    #[cfg(feature = "page")]
    pub(crate) const fn number(self) -> usize {
        self.0 as usize
    }

    /// The actor's number, if it is one.
    pub(crate) fn as_actor(self) -> Option<ActorNo> {
        self.0.checked_sub(2).map(|number| ActorNo::new(number as usize))
    }
}

pub(crate) type ShareRow = (HolderKey, Share);

/// A division of a place: sorted rows, none of them zero, each bound as tight as the others allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Division(Arc<[ShareRow]>);

impl Hash for Division {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // A row at a time: every state of every place is hashed.
        for (holder, share) in self.rows() {
            state.write_u64(u64::from(holder.0) << 32 | u64::from(share.at_least()) << 16 | u64::from(share.at_most()));
        }
    }
}

impl Division {
    pub(crate) fn whole(holder: HolderKey) -> Self {
        Self(Arc::new([(holder, Share::WHOLE)]))
    }

    /// All of it unrecorded.
    pub(crate) fn unrecorded() -> Self {
        Self::whole(HolderKey::UNRECORDED)
    }

    pub(crate) fn rows(&self) -> &[ShareRow] {
        &self.0
    }

    pub(crate) fn get(&self, holder: HolderKey) -> Share {
        self.0.iter().find(|row| row.0 == holder).map_or(Share::NONE, |row| row.1)
    }

    pub(crate) fn holds(&self, holder: HolderKey) -> bool {
        self.0.iter().any(|row| row.0 == holder)
    }

    /// The one holder of everything, if there certainly is one.
    pub(crate) fn sole(&self) -> Option<HolderKey> {
        match &*self.0 {
            [(holder, share)] if share.is_whole() => Some(*holder),
            _ => None,
        }
    }

    /// Rows that may be loose, made into a division. What the rows cannot fill is unrecorded;
    /// where they claim more than there is, those not in `firm` restart from anything.
    pub(crate) fn settle(mut rows: Vec<ShareRow>, firm: impl Fn(HolderKey) -> bool) -> Self {
        rows.sort_by_key(|row| row.0);
        let claimed = |rows: &[ShareRow]| rows.iter().map(|row| row.1.low()).sum::<i64>();
        if claimed(&rows) > 1000 {
            for row in &mut rows {
                if !firm(row.0) {
                    row.1 = Share::ANY;
                }
            }
        }
        if claimed(&rows) > 1000 {
            for row in &mut rows {
                row.1 = Share::clamped(0, row.1.high());
            }
        }
        let filled: i64 = rows.iter().map(|row| row.1.high()).sum();
        if filled < 1000 {
            let open = 1000 - claimed(&rows);
            add(&mut rows, HolderKey::UNRECORDED, Share::clamped(0, open));
        }
        Self::tighten(rows)
    }

    /// Each bound made as tight as the others allow; the rows must leave room for a division.
    fn tighten(mut rows: Vec<ShareRow>) -> Self {
        let low: i64 = rows.iter().map(|row| row.1.low()).sum();
        let high: i64 = rows.iter().map(|row| row.1.high()).sum();
        for row in &mut rows {
            let others_high = high - row.1.high();
            let others_low = low - row.1.low();
            row.1 = Share::clamped(row.1.low().max(1000 - others_high), row.1.high().min(1000 - others_low));
        }
        rows.retain(|row| !row.1.is_none());
        Self(rows.into())
    }

    /// What both say, if they can both be true.
    pub(crate) fn meet(&self, other: &Self) -> Option<Self> {
        let mut rows = Vec::with_capacity(self.0.len());
        for &(holder, share) in self.rows() {
            let second = other.get(holder);
            let (low, high) = (share.low().max(second.low()), share.high().min(second.high()));
            if low > high {
                return None;
            }
            rows.push((holder, Share::clamped(low, high)));
        }
        if other.0.iter().any(|row| row.1.low() > self.get(row.0).high()) {
            return None;
        }
        feasible(&rows).then(|| Self::tighten(rows))
    }

    /// The least division that allows everything that any of these allows.
    pub(crate) fn hull<'a>(all: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut all = all.into_iter();
        let Some(first) = all.next() else { return Self::whole(HolderKey::UNRECORDED) };
        let mut hull = first.clone();
        for next in all {
            let mut rows: Vec<ShareRow> = Vec::new();
            for &(holder, share) in hull.rows().iter().chain(next.rows()) {
                if rows.iter().all(|row| row.0 != holder) {
                    let second = if hull.holds(holder) { next.get(holder) } else { hull.get(holder) };
                    let (low, high) = (share.low().min(second.low()), share.high().max(second.high()));
                    rows.push((holder, Share::clamped(low, high)));
                }
            }
            rows.sort_by_key(|row| row.0);
            hull = Self(rows.into());
        }
        hull
    }

    /// `by` takes a partial `extent`, true whether the words meant "now holds" or "took a further".
    /// Gives the new division and who may have lost by it.
    pub(crate) fn take(&self, by: HolderKey, extent: Share, pays: impl Fn(HolderKey) -> bool) -> (Self, bool) {
        let old = self.get(by);
        let low = old.low().max(extent.low());
        let high = low.max(999.min(old.high() + extent.high()));
        let pays = |holder| holder == HolderKey::UNRECORDED || pays(holder);
        // Where the payers may hold too little for even the least gain, everyone pays.
        let spared = |row: &&ShareRow| row.0 != by && !pays(row.0);
        let spared_high: i64 = self.0.iter().filter(spared).map(|row| row.1.high()).sum();
        let rest_low: i64 = self.0.iter().filter(|row| !spared(row)).map(|row| row.1.low()).sum();
        let everyone = spared_high.min(1000 - rest_low) > 1000 - extent.low();
        let mut rows: Vec<ShareRow> = Vec::with_capacity(self.0.len() + 1);
        for &(holder, share) in self.rows() {
            if holder != by {
                let loses = if everyone || pays(holder) { extent.high() } else { 0 };
                rows.push((holder, Share::clamped(share.low() - loses, share.high())));
            }
        }
        rows.push((by, Share::clamped(low, high)));
        (Self::settle(rows, |holder| holder == by), everyone)
    }

    /// `givers` lose an `extent` of the place, or all they hold if that is less, and `to` gains it.
    pub(crate) fn give(&self, givers: impl Fn(HolderKey) -> bool, to: HolderKey, extent: Share) -> Self {
        let gives = |holder| holder != to && givers(holder);
        let sum = |given: bool, bound: fn(Share) -> i64| {
            self.0.iter().filter(|row| gives(row.0) == given).map(|row| bound(row.1)).sum::<i64>()
        };
        // What the givers have together, as tight as the others allow.
        let low = sum(true, Share::low).max(1000 - sum(false, Share::high));
        let high = sum(true, Share::high).min(1000 - sum(false, Share::low));
        let (least, most) = if extent.is_whole() { (high, high) } else { (extent.low(), extent.high()) };
        let mut rows: Vec<ShareRow> = Vec::with_capacity(self.0.len() + 1);
        for &(holder, share) in self.rows() {
            if gives(holder) {
                rows.push((holder, Share::clamped(share.low() - most, share.high().min(high - least))));
            } else {
                rows.push((holder, share));
            }
        }
        add(&mut rows, to, Share::clamped(low.min(least), high.min(most)));
        Self::settle(rows, |holder| holder == to)
    }

    /// `listed` shares were seen. `None` where they contradict what was known.
    pub(crate) fn see(&self, listed: &[ShareRow]) -> Option<Self> {
        let mut rows = self.0.to_vec();
        for &(holder, seen) in listed {
            let known = self.get(holder);
            let (low, high) = (known.low().max(seen.low()), known.high().min(seen.high()));
            if low > high {
                return None;
            }
            if let Some(row) = rows.iter_mut().find(|row| row.0 == holder) {
                row.1 = Share::clamped(low, high);
            }
        }
        feasible(&rows).then(|| Self::tighten(rows))
    }

    /// What may be if some holders, or those known, have any of the unrecorded ground.
    pub(crate) fn claimable(&self, by: impl Iterator<Item = HolderKey>) -> Self {
        let open = self.get(HolderKey::UNRECORDED).high();
        let known = self.0.iter().map(|row| row.0).filter(|holder| *holder != HolderKey::UNRECORDED);
        let mut holders: Vec<HolderKey> = known.chain(by).collect();
        holders.sort_unstable();
        holders.dedup();
        let rows = holders.into_iter().map(|holder| {
            let share = self.get(holder);
            (holder, Share::clamped(share.low(), share.high() + open))
        });
        let rows = std::iter::once((HolderKey::UNRECORDED, Share::clamped(0, open))).chain(rows);
        Self::from_loose(rows.filter(|row| !row.1.is_none()).collect()).unwrap_or_else(|| self.clone())
    }

    /// `listed` shares were seen that contradict what was known: they stand, and the others restart.
    pub(crate) fn restart(&self, listed: &[ShareRow]) -> Self {
        let others = self.0.iter().filter(|row| listed.iter().all(|seen| seen.0 != row.0));
        let rows: Vec<ShareRow> = listed.iter().copied().chain(others.map(|row| (row.0, Share::ANY))).collect();
        Self::settle(rows, |holder| listed.iter().any(|seen| seen.0 == holder))
    }

    /// A part in doubt: `gainer` may hold up to all that those who lose held, and they may hold none.
    pub(crate) fn doubt(&self, gainer: HolderKey, loses: impl Fn(HolderKey) -> bool) -> Self {
        let mut rows: Vec<ShareRow> = Vec::with_capacity(self.0.len() + 1);
        let mut gain = 0;
        for &(holder, share) in self.rows() {
            if holder != gainer && loses(holder) {
                gain += share.high();
                rows.push((holder, Share::clamped(0, share.high())));
            } else {
                rows.push((holder, share));
            }
        }
        add(&mut rows, gainer, Share::clamped(0, gain));
        Self::settle(rows, |holder| holder == gainer)
    }

    /// Any division among these holders.
    pub(crate) fn anyhow(holders: impl IntoIterator<Item = HolderKey>) -> Self {
        let rows: Vec<ShareRow> = holders.into_iter().map(|holder| (holder, Share::ANY)).collect();
        Self::settle(rows, |_| true)
    }

    /// Only the holders that `whole` knows: a part of a place has no holder that the place lacks.
    pub(crate) fn among(&self, whole: &Self) -> Self {
        if self.0.iter().all(|row| whole.holds(row.0)) {
            return self.clone();
        }
        let rows: Vec<ShareRow> = self.0.iter().filter(|row| whole.holds(row.0)).copied().collect();
        if feasible(&rows) { Self::tighten(rows) } else { Self::anyhow(whole.0.iter().map(|row| row.0)) }
    }

    /// The rows of all that `joins` says belong together, added up into `into`.
    pub(crate) fn merge(&self, into: HolderKey, joins: impl Fn(HolderKey) -> bool) -> Self {
        if !self.0.iter().any(|row| row.0 != into && joins(row.0)) {
            return self.clone();
        }
        let mut rows: Vec<ShareRow> = self.0.iter().filter(|row| row.0 == into || !joins(row.0)).copied().collect();
        for &(_, share) in self.0.iter().filter(|row| row.0 != into && joins(row.0)) {
            add(&mut rows, into, share);
        }
        rows.sort_by_key(|row| row.0);
        Self::tighten(rows)
    }

    /// Every holder that any of `parts` may have: here it may have at least a trace.
    pub(crate) fn with_traces(self, parts: impl Iterator<Item = HolderKey>) -> Self {
        let missing = parts.filter(|holder| !self.holds(*holder));
        let mut rows: Vec<ShareRow> = missing.map(|holder| (holder, Share::clamped(0, 1))).collect();
        if rows.is_empty() {
            return self;
        }
        rows.sort_by_key(|row| row.0);
        rows.dedup_by_key(|row| row.0);
        let traces = rows.iter().map(|row| row.1.high()).sum::<i64>();
        rows.extend(self.0.iter().map(|&(holder, share)| (holder, Share::clamped(share.low() - traces, share.high()))));
        rows.sort_by_key(|row| row.0);
        Self::tighten(rows)
    }

    /// Every bound of it loosened by so many permille, for these holders too.
    pub(crate) fn loosened(&self, holders: impl IntoIterator<Item = HolderKey>, by: i64) -> Self {
        let mut all: Vec<HolderKey> = self.0.iter().map(|row| row.0).chain(holders).collect();
        all.sort_unstable();
        all.dedup();
        let loose = |holder| {
            let share = self.get(holder);
            (holder, Share::clamped(share.low() - by, share.high() + by))
        };
        Self::tighten(all.into_iter().map(loose).collect())
    }

    pub(crate) fn from_loose(rows: Vec<ShareRow>) -> Option<Self> {
        feasible(&rows).then(|| Self::tighten(rows))
    }
}

fn feasible(rows: &[ShareRow]) -> bool {
    let low: i64 = rows.iter().map(|row| row.1.low()).sum();
    let high: i64 = rows.iter().map(|row| row.1.high()).sum();
    low <= 1000 && high >= 1000
}

fn add(rows: &mut Vec<ShareRow>, holder: HolderKey, share: Share) {
    if let Some(row) = rows.iter_mut().find(|row| row.0 == holder) {
        row.1 = Share::clamped(row.1.low() + share.low(), row.1.high() + share.high());
    } else {
        rows.push((holder, share));
    }
}
