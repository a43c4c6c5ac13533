//! What an event says of who holds its place, by side: for telling whether two events can both be true.

use crate::facts::Facts;
use crate::fold::{HolderKey, ShareRow};
use crate::scenario::{Change, Event, day_of};

/// What an event says of who holds its place right after it: bounds by side, in permille. Those not in it have what
/// these leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ShareStatement(Vec<(HolderKey, i64, i64)>);

impl ShareStatement {
    /// `None` where it says nothing of that, or nothing that could be held against another statement.
    pub(crate) fn of(facts: &Facts, event: &Event) -> Option<Self> {
        let side = |id: &str| side_of(facts, event, facts.holder(id));
        let rows = match &event.change {
            Change::Captured(it) | Change::Recaptured(it) => {
                let least = if it.except.is_empty() { it.extent.low() } else { 1 };
                vec![(side(&it.by), least, 1000)]
            }
            Change::Withdrew(it) if it.extent.is_whole() && it.except.is_empty() => vec![(side(&it.actor), 0, 0)],
            Change::Transferred(it) if it.extent.is_whole() && it.except.is_empty() => vec![(side(&it.from), 0, 0)],
            Change::Observed(shares) => {
                let rows = shares.iter().map(|(holder, share)| (side(holder), share.low(), share.high()));
                added_up(rows.collect())
            }
            _ => return None,
        };
        Some(Self(rows))
    }

    /// The rows of a division, by side.
    pub(crate) fn of_rows(rows: &[ShareRow], side: impl Fn(HolderKey) -> HolderKey) -> Self {
        Self(added_up(rows.iter().map(|row| (side(row.0), row.1.low(), row.1.high())).collect()))
    }

    /// The bounds of what it gives a holder.
    pub(crate) fn gives(&self, holder: HolderKey) -> (i64, i64) {
        let row = self.0.iter().find(|row| row.0 == holder);
        row.map_or((0, 1000 - self.least()), |row| (row.1, row.2.min(1000 - (self.least() - row.1))))
    }

    /// The holder that it gives everything.
    pub(crate) fn sole(&self) -> Option<HolderKey> {
        self.0.iter().find(|row| row.1 == 1000).map(|row| row.0)
    }

    /// The holder that it gives more than half.
    pub(crate) fn most(&self) -> Option<HolderKey> {
        self.0.iter().find(|row| row.1 > 500).map(|row| row.0)
    }

    fn least(&self) -> i64 {
        self.0.iter().map(|row| row.1).sum()
    }

    /// Whether one division fits both.
    pub(crate) fn agrees_with(&self, other: &Self) -> bool {
        let mut least = 0;
        for (at, &(holder, ..)) in self.0.iter().chain(&other.0).enumerate() {
            if at >= self.0.len() && self.0.iter().any(|row| row.0 == holder) {
                continue;
            }
            let (one, another) = (self.gives(holder), other.gives(holder));
            let low = one.0.max(another.0);
            if low > one.1.min(another.1) {
                return false;
            }
            least += low;
        }
        least <= 1000
    }

    /// Whether it can be true of a place, and another of a part of it: who has all of the place has all of the part, who
    /// has none of it has none of the part.
    pub(crate) fn agrees_with_part(&self, part: &Self) -> bool {
        let all = self.sole().is_none_or(|holder| part.gives(holder).1 == 1000);
        all && self.0.iter().all(|&(holder, _, high)| high > 0 || part.gives(holder).0 == 0)
    }

    /// Whether it fits a division of which anyone may hold the unrecorded ground.
    pub(crate) fn fits(&self, division: &Self) -> bool {
        let open = division.0.iter().find(|row| row.0 == HolderKey::UNRECORDED).map_or(0, |row| row.2);
        let claimable = |holder: HolderKey| {
            let row = division.0.iter().find(|row| row.0 == holder);
            row.map_or((0, open), |row| (row.1, (row.2 + open).min(1000)))
        };
        let recorded = division.0.iter().filter(|row| row.0 != HolderKey::UNRECORDED);
        let unsaid = recorded.filter(|row| self.0.iter().all(|said| said.0 != row.0)).map(|row| row.1).sum::<i64>();
        let mut least = unsaid;
        for &(holder, low, high) in &self.0 {
            let known = claimable(holder);
            let low = low.max(known.0);
            if low > high.min(known.1) {
                return false;
            }
            least += low;
        }
        least <= 1000
    }
}

fn added_up(rows: Vec<(HolderKey, i64, i64)>) -> Vec<(HolderKey, i64, i64)> {
    let mut sums: Vec<(HolderKey, i64, i64)> = Vec::with_capacity(rows.len());
    for (holder, low, high) in rows {
        match sums.iter_mut().find(|sum| sum.0 == holder) {
            Some(sum) => *sum = (holder, (sum.1 + low).min(1000), (sum.2 + high).min(1000)),
            None => sums.push((holder, low, high)),
        }
    }
    sums
}

/// As whom a holder counts on the day of an event.
pub(crate) fn side_of(facts: &Facts, event: &Event, holder: HolderKey) -> HolderKey {
    match holder.as_actor() {
        Some(actor) => HolderKey::actor(facts.sides().side(actor, day_of(event))),
        None => holder,
    }
}
