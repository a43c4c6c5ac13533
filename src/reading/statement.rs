//! What an event says about who holds its place, by side: used to find out whether two events can both be true.

use crate::facts::Facts;
use crate::fold::{HolderKey, ShareRow};
use crate::scenario::{Change, Event, day_of};

/// The share of one holder: its bounds in permille.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Row {
    holder: HolderKey,
    low: i64,
    high: i64,
}

/// What an event says about who holds its place right after it, by side. Holders that are not listed have what the listed
/// ones leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ShareStatement(Vec<Row>);

impl ShareStatement {
    /// Returns what an event says about who holds its place. `None` if it says nothing about that, or nothing that
    /// another statement could contradict.
    pub(crate) fn of(facts: &Facts, event: &Event) -> Option<Self> {
        let row = |id: &str, low: i64, high: i64| Row { holder: side_of(facts, event, facts.holder(id)), low, high };
        let rows = match &event.change {
            Change::Captured(captured) | Change::Recaptured(captured) => {
                let least = if captured.except.is_empty() { captured.extent.low() } else { 1 };
                vec![row(&captured.by, least, 1000)]
            }
            Change::Withdrew(withdrew) if withdrew.extent.is_whole() && withdrew.except.is_empty() => {
                vec![row(&withdrew.actor, 0, 0)]
            }
            Change::Transferred(transferred) if transferred.extent.is_whole() && transferred.except.is_empty() => {
                vec![row(&transferred.from, 0, 0)]
            }
            change => {
                let shares = change.shares()?.iter();
                summed_by_holder(shares.map(|(holder, share)| row(holder, share.low(), share.high())))
            }
        };
        Some(Self(rows))
    }

    /// Returns the statement that a division makes, with its holders replaced by their sides.
    pub(crate) fn of_rows(rows: &[ShareRow], side: impl Fn(HolderKey) -> HolderKey) -> Self {
        let by_side = |row: &ShareRow| Row { holder: side(row.0), low: row.1.low(), high: row.1.high() };
        Self(summed_by_holder(rows.iter().map(by_side)))
    }

    fn row(&self, holder: HolderKey) -> Option<&Row> {
        self.0.iter().find(|row| row.holder == holder)
    }

    /// Returns the bounds in permille of what a holder can have, given what the others have at least.
    pub(crate) fn bounds_of(&self, holder: HolderKey) -> (i64, i64) {
        let row = self.row(holder);
        row.map_or((0, 1000 - self.sum_of_lows()), |row| (row.low, row.high.min(1000 - (self.sum_of_lows() - row.low))))
    }

    /// Returns the holder that has everything, if the statement says so.
    pub(crate) fn whole_holder(&self) -> Option<HolderKey> {
        self.0.iter().find(|row| row.low == 1000).map(|row| row.holder)
    }

    /// Returns the side that has more than half, if the statement says so. That nobody has it is no side's interest.
    pub(crate) fn majority_side(&self) -> Option<HolderKey> {
        self.0.iter().find(|row| row.low > 500 && row.holder.as_actor().is_some()).map(|row| row.holder)
    }

    fn sum_of_lows(&self) -> i64 {
        self.0.iter().map(|row| row.low).sum()
    }

    /// Whether some division satisfies both statements.
    pub(crate) fn agrees_with(&self, other: &Self) -> bool {
        let mut least = 0;
        let only_other = other.0.iter().filter(|row| self.row(row.holder).is_none());
        for row in self.0.iter().chain(only_other) {
            let (here, there) = (self.bounds_of(row.holder), other.bounds_of(row.holder));
            let low = here.0.max(there.0);
            if low > here.1.min(there.1) {
                return false;
            }
            least += low;
        }
        least <= 1000
    }

    /// Whether this can be true of a place while another statement is true of a part of it. Who has all of the place has
    /// all of the part, and who has none of the place has none of the part.
    pub(crate) fn agrees_with_part(&self, part: &Self) -> bool {
        let all = self.whole_holder().is_none_or(|holder| part.bounds_of(holder).1 == 1000);
        all && self.0.iter().all(|row| row.high > 0 || part.bounds_of(row.holder).0 == 0)
    }

    /// Whether the statement can be true of a division, where anyone may hold the unrecorded share.
    pub(crate) fn fits(&self, division: &Self) -> bool {
        let unrecorded = division.row(HolderKey::UNRECORDED).map_or(0, |row| row.high);
        let claimable = |holder: HolderKey| {
            let row = division.row(holder);
            row.map_or((0, unrecorded), |row| (row.low, (row.high + unrecorded).min(1000)))
        };
        let recorded = division.0.iter().filter(|row| row.holder != HolderKey::UNRECORDED);
        // What holders that the statement does not list have at least.
        let mut least: i64 = recorded.filter(|row| self.row(row.holder).is_none()).map(|row| row.low).sum();
        for row in &self.0 {
            let known = claimable(row.holder);
            let low = row.low.max(known.0);
            if low > row.high.min(known.1) {
                return false;
            }
            least += low;
        }
        least <= 1000
    }
}

/// Adds up the rows of each holder, up to 1000 permille.
fn summed_by_holder(rows: impl Iterator<Item = Row>) -> Vec<Row> {
    let mut sums: Vec<Row> = Vec::with_capacity(rows.size_hint().0);
    for row in rows {
        match sums.iter_mut().find(|sum| sum.holder == row.holder) {
            Some(sum) => {
                sum.low = (sum.low + row.low).min(1000);
                sum.high = (sum.high + row.high).min(1000);
            }
            None => sums.push(row),
        }
    }
    sums
}

/// Returns the holder as it counts on the day of an event: an actor as its side, any other holder as itself.
pub(crate) fn side_of(facts: &Facts, event: &Event, holder: HolderKey) -> HolderKey {
    match holder.as_actor() {
        Some(actor) => HolderKey::actor(facts.sides().side(actor, day_of(event))),
        None => holder,
    }
}
