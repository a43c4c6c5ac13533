//! Who holds how much of one place: rows of holders with bounded shares, which add up to the whole.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use crate::numbers::{ActorNo, Number as _};
use crate::share::Share;

/// A holder within one history: `unrecorded`, `nobody`, or an actor by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct HolderKey(u32);

impl HolderKey {
    pub(crate) const UNRECORDED: Self = Self(0);
    pub(crate) const NOBODY: Self = Self(1);

    pub(crate) fn actor(number: ActorNo) -> Self {
        Self(number.as_u32() + 2)
    }

    /// The number of this holder among all holders: 0 is `unrecorded`, 1 is `nobody`, then come the actors.
    #[cfg(feature = "page")]
    pub(crate) const fn number(self) -> usize {
        self.0 as usize
    }

    /// The number of the actor, if this holder is an actor.
    pub(crate) fn as_actor(self) -> Option<ActorNo> {
        self.0.checked_sub(2).map(|number| ActorNo::new(number as usize))
    }
}

/// A holder and its share.
pub(crate) type ShareRow = (HolderKey, Share);

/// Who holds how much of a place. Rows are sorted by holder, none is certainly zero, and each bound is as tight as the
/// other rows allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Division(Arc<[ShareRow]>);

impl Hash for Division {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // One write per row, because every state of every place is hashed and this must be fast.
        for (holder, share) in self.rows() {
            state.write_u64(u64::from(holder.0) << 32 | u64::from(share.at_least()) << 16 | u64::from(share.at_most()));
        }
    }
}

impl Division {
    /// The division in which one holder has everything.
    pub(crate) fn whole(holder: HolderKey) -> Self {
        Self(Arc::new([(holder, Share::WHOLE)]))
    }

    /// The division in which everything is unrecorded.
    pub(crate) fn unrecorded() -> Self {
        Self::whole(HolderKey::UNRECORDED)
    }

    pub(crate) fn rows(&self) -> &[ShareRow] {
        &self.0
    }

    /// The share of a holder; none if the holder has no row.
    pub(crate) fn get(&self, holder: HolderKey) -> Share {
        self.0.iter().find(|row| row.0 == holder).map_or(Share::NONE, |row| row.1)
    }

    /// Returns the bounds of what some holders have together, as tight as the other rows allow.
    pub(crate) fn sum(&self, of: impl Fn(HolderKey) -> bool) -> (i64, i64) {
        let sum = |included: bool, bound: fn(Share) -> i64| {
            self.0.iter().filter(|row| of(row.0) == included).map(|row| bound(row.1)).sum::<i64>()
        };
        let low = sum(true, Share::low).max(1000 - sum(false, Share::high));
        (low, sum(true, Share::high).min(1000 - sum(false, Share::low)))
    }

    /// Whether a holder may have any of the place.
    pub(crate) fn holds(&self, holder: HolderKey) -> bool {
        self.0.iter().any(|row| row.0 == holder)
    }

    /// The holder who certainly has everything, if there is one.
    pub(crate) fn sole(&self) -> Option<HolderKey> {
        match &*self.0 {
            [(holder, share)] if share.is_whole() => Some(*holder),
            _ => None,
        }
    }

    /// Makes a division of rows whose bounds need not be tight. What the rows cannot fill is unrecorded. If they claim
    /// more than the whole, the shares of all holders that are not `firm` restart as 0 to 1000.
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

    /// Makes each bound as tight as the others allow. The rows must be [feasible].
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

    /// Returns the division that satisfies the bounds of both, or `None` if none does.
    pub(crate) fn meet(&self, other: &Self) -> Option<Self> {
        let mut rows = Vec::with_capacity(self.0.len());
        for &(holder, share) in self.rows() {
            let others = other.get(holder);
            let (low, high) = (share.low().max(others.low()), share.high().min(others.high()));
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

    /// Returns the tightest division that allows everything that any of these allows.
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

    /// Returns the division after `by` captured a part of the place, of size `extent`. The result is true both if the
    /// record meant "now holds" and if it meant "took a further". `pays` says which other holders may have lost by it;
    /// the returned flag says that they may hold too little, so that every other holder may have lost.
    pub(crate) fn take(&self, by: HolderKey, extent: Share, pays: impl Fn(HolderKey) -> bool) -> (Self, bool) {
        let old = self.get(by);
        let low = old.low().max(extent.low());
        let high = low.max(999.min(old.high() + extent.high()));
        let pays = |holder| holder == HolderKey::UNRECORDED || pays(holder);
        // If the payers may hold too little for even the least gain, everyone pays.
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

    /// Returns the division after `givers` lost an `extent` of the place, or all they hold if that is less, and `to`
    /// gained it.
    pub(crate) fn give(&self, givers: impl Fn(HolderKey) -> bool, to: HolderKey, extent: Share) -> Self {
        let gives = |holder| holder != to && givers(holder);
        let (low, high) = self.sum(gives);
        // A whole change hands over what there is. The words of a partial one imply that the givers had at least the least
        // extent, as far as they can have it.
        let (least, most, gain) = match (extent.low(), extent.high()) {
            _ if extent.is_whole() => (high, high, low),
            (least, most) => (least, most, high.min(least)),
        };
        let mut rows: Vec<ShareRow> = Vec::with_capacity(self.0.len() + 1);
        for &(holder, share) in self.rows() {
            if gives(holder) {
                rows.push((holder, Share::clamped(share.low() - most, share.high().min(high - least))));
            } else {
                rows.push((holder, share));
            }
        }
        add(&mut rows, to, Share::clamped(gain, high.min(most)));
        Self::settle(rows, |holder| holder == to)
    }

    /// Returns the division after the `listed` shares were observed, or `None` if they contradict what was known.
    pub(crate) fn observe(&self, listed: &[ShareRow]) -> Option<Self> {
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

    /// Returns the division in which the holders in `by`, and those who already have a row, may also hold any of the
    /// unrecorded share.
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

    /// Returns the division after observed shares that contradict what was known: the `listed` shares stand, and those
    /// of all other holders restart as 0 to 1000.
    pub(crate) fn restart(&self, listed: &[ShareRow]) -> Self {
        let others = self.0.iter().filter(|row| listed.iter().all(|seen| seen.0 != row.0));
        let rows: Vec<ShareRow> = listed.iter().copied().chain(others.map(|row| (row.0, Share::ANY))).collect();
        Self::settle(rows, |holder| listed.iter().any(|seen| seen.0 == holder))
    }

    /// Returns the division of a part after a partial gain somewhere in the whole: `gainer` may have gained up to all
    /// that the losers held here, and each loser may have lost everything.
    pub(crate) fn with_possible_gain(&self, gainer: HolderKey, loses: impl Fn(HolderKey) -> bool) -> Self {
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

    /// Returns the division that allows any shares among these holders.
    pub(crate) fn any_among(holders: impl IntoIterator<Item = HolderKey>) -> Self {
        let rows: Vec<ShareRow> = holders.into_iter().map(|holder| (holder, Share::ANY)).collect();
        Self::settle(rows, |_| true)
    }

    /// Drops the rows of holders that `whole` does not have, because a part has no holder that its whole lacks. If the
    /// remaining rows are not [feasible], any division among the holders of `whole` is possible.
    pub(crate) fn limited_to(&self, whole: &Self) -> Self {
        if self.0.iter().all(|row| whole.holds(row.0)) {
            return self.clone();
        }
        let rows: Vec<ShareRow> = self.0.iter().filter(|row| whole.holds(row.0)).copied().collect();
        if feasible(&rows) { Self::tighten(rows) } else { Self::any_among(whole.0.iter().map(|row| row.0)) }
    }

    /// Adds the rows of all holders for whom `joins` is true to the row of `into`.
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

    /// Adds a row of 0 to 1 permille for each holder in `parts` that has no row here. A holder who may have some of a
    /// part may have at least a trace of the whole.
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

    /// Loosens the bounds of every row, and of these holders, by a number of permille.
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

    /// Makes a division of rows whose bounds need not be tight, or returns `None` if they are not [feasible].
    pub(crate) fn from_loose(rows: Vec<ShareRow>) -> Option<Self> {
        feasible(&rows).then(|| Self::tighten(rows))
    }
}

/// Returns whether some shares within the bounds of these rows add up to exactly the whole.
fn feasible(rows: &[ShareRow]) -> bool {
    let low: i64 = rows.iter().map(|row| row.1.low()).sum();
    let high: i64 = rows.iter().map(|row| row.1.high()).sum();
    low <= 1000 && high >= 1000
}

/// Adds a share to the row of a holder, or adds a row if there is none.
fn add(rows: &mut Vec<ShareRow>, holder: HolderKey, share: Share) {
    if let Some(row) = rows.iter_mut().find(|row| row.0 == holder) {
        row.1 = Share::clamped(row.1.low() + share.low(), row.1.high() + share.high());
    } else {
        rows.push((holder, share));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: HolderKey = HolderKey(2);
    const B: HolderKey = HolderKey(3);
    const C: HolderKey = HolderKey(4);
    const HOLDERS: [HolderKey; 4] = [HolderKey::UNRECORDED, A, B, C];

    fn share(low: i64, high: i64) -> Share {
        Share::clamped(low, high)
    }

    fn division<const N: usize>(rows: [(HolderKey, i64, i64); N]) -> Division {
        Division::from_loose(rows.map(|(holder, low, high)| (holder, share(low, high))).into()).unwrap()
    }

    /// Every way to deal out the whole in quarters among the holders.
    fn deals() -> Vec<[i64; 4]> {
        let quarters = [0, 250, 500, 750, 1000];
        let mut deals = Vec::new();
        for a in quarters {
            for b in quarters.into_iter().filter(|b| a + b <= 1000) {
                deals.extend(quarters.into_iter().filter(|c| a + b + c <= 1000).map(|c| [1000 - a - b - c, a, b, c]));
            }
        }
        deals
    }

    fn allows(division: &Division, deal: [i64; 4]) -> bool {
        HOLDERS.iter().zip(deal).all(|(holder, dealt)| {
            let share = division.get(*holder);
            (share.low()..=share.high()).contains(&dealt)
        })
    }

    fn divisions() -> Vec<Division> {
        let bounds = [(0, 0), (0, 500), (0, 1000), (250, 750), (500, 500), (1000, 1000)];
        let mut all = Vec::new();
        for a in bounds {
            for b in bounds {
                for c in bounds {
                    let rows = [(A, share(a.0, a.1)), (B, share(b.0, b.1)), (C, share(c.0, c.1))];
                    all.extend(Division::from_loose(rows.into_iter().filter(|row| !row.1.is_none()).collect()));
                }
            }
        }
        all
    }

    #[test]
    fn bounds_are_as_tight_as_the_others_allow() {
        let tight = division([(A, 0, 1000), (B, 700, 1000)]);
        assert_eq!(tight.rows(), [(A, share(0, 300)), (B, share(700, 1000))]);
        // What is said of two holders says what the third can have at least.
        assert_eq!(division([(A, 0, 200), (B, 0, 300), (C, 0, 1000)]).get(C), share(500, 1000));
    }

    #[test]
    fn what_nobody_is_said_to_hold_is_unrecorded() {
        let settled = Division::settle(vec![(A, share(300, 400))], |_| true);
        assert_eq!(settled.get(HolderKey::UNRECORDED), share(600, 700));
    }

    #[test]
    fn a_meeting_allows_what_both_allow() {
        let (divisions, deals) = (divisions(), deals());
        assert!(divisions.len() > 50);
        for one in &divisions {
            for other in &divisions {
                let both: Vec<_> = deals.iter().filter(|deal| allows(one, **deal) && allows(other, **deal)).collect();
                match one.meet(other) {
                    Some(meeting) => assert!(deals.iter().filter(|deal| allows(&meeting, **deal)).eq(both)),
                    None => assert!(both.is_empty(), "{one:?} and {other:?} both allow {both:?}"),
                }
            }
        }
    }

    #[test]
    fn a_hull_allows_what_any_allows() {
        let deals = deals();
        for [one, other] in divisions().as_chunks::<2>().0 {
            let hull = Division::hull([one, other]);
            assert!(deals.iter().all(|deal| allows(&hull, *deal) || !allows(one, *deal) && !allows(other, *deal)));
        }
    }

    #[test]
    fn a_partial_capture_means_now_holds_or_took_a_further() {
        let (whole, _) = Division::whole(B).take(A, Share::HALF, |holder| holder == B);
        assert_eq!(whole.rows(), [(A, share(500, 500)), (B, share(500, 500))]);
        let (more, _) = whole.take(A, share(300, 300), |holder| holder == B);
        assert_eq!(more.rows(), [(A, share(500, 800)), (B, share(200, 500))]);
        // A part is never the whole.
        let (most, _) = division([(A, 900, 900), (B, 100, 100)]).take(A, Share::HALF, |holder| holder == B);
        assert_eq!(most.get(A), share(900, 999));
        // If those who may lose hold too little for the least gain, everyone may have lost.
        let (_, everyone) = division([(B, 100, 100), (C, 900, 900)]).take(A, Share::HALF, |holder| holder == B);
        assert!(everyone);
    }

    #[test]
    fn one_gives_no_more_than_one_has() {
        let given = division([(A, 300, 300), (B, 700, 700)]).give(|holder| holder == A, C, Share::HALF);
        assert_eq!(given.rows(), [(B, share(700, 700)), (C, share(300, 300))]);
        let all = division([(A, 300, 400), (B, 600, 700)]).give(|holder| holder == A, C, Share::WHOLE);
        assert_eq!(all.rows(), [(B, share(600, 700)), (C, share(300, 400))]);
    }

    #[test]
    fn an_observation_narrows_or_contradicts() {
        let known = division([(A, 0, 600), (B, 400, 1000)]);
        assert_eq!(known.observe(&[(A, share(500, 800))]).unwrap().get(B), share(400, 500));
        assert_eq!(known.observe(&[(A, share(700, 1000))]), None);
        let restarted = known.restart(&[(A, share(700, 1000))]);
        assert_eq!(restarted.rows(), [(A, share(700, 1000)), (B, share(0, 300))]);
    }

    #[test]
    fn a_part_has_no_holder_that_its_whole_lacks() {
        let whole = division([(A, 200, 800), (B, 200, 800)]);
        assert_eq!(division([(A, 0, 1000), (C, 0, 1000)]).limited_to(&whole), Division::whole(A));
        assert_eq!(Division::whole(C).limited_to(&whole).rows(), [(A, Share::ANY), (B, Share::ANY)]);
        let traced = Division::whole(A).with_traces([B].into_iter());
        assert_eq!(traced.rows(), [(A, share(999, 1000)), (B, share(0, 1))]);
    }

    #[test]
    fn merging_adds_shares() {
        let merged = division([(A, 100, 300), (B, 200, 400), (C, 300, 700)]).merge(A, |holder| holder == B);
        assert_eq!(merged.rows(), [(A, share(300, 700)), (C, share(300, 700))]);
    }
}
