//! Who held how much, in a form in which two codings can be compared.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fmt;

use serde::Deserialize;
use serde::Serialize;

use crate::numbers::PlaceNo;
use crate::view::{Control, View};

/// A holder's share between two bounds, by id.
type BoundedShare = (String, u16, u16);

/// The divisions of a place that are possible, in a form that codings can be compared by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Divisions(BTreeSet<Vec<BoundedShare>>);

impl Divisions {
    pub(super) fn new(view: View<'_>, place: PlaceNo, at: i64, named: impl Fn(&str) -> String) -> Self {
        let division = |control: Control<'_>| {
            // Several actors may be matched with one: what they have is added up.
            let mut rows: BTreeMap<String, (u16, u16)> = BTreeMap::new();
            for (holder, share) in control.shares() {
                let row = rows.entry(named(holder.id())).or_default();
                *row = ((row.0 + share.at_least()).min(1000), (row.1 + share.at_most()).min(1000));
            }
            let least: u32 = rows.values().map(|row| u32::from(row.0)).sum();
            let most: u32 = rows.values().map(|row| u32::from(row.1)).sum();
            let permille = |share: u32| u16::try_from(share.min(1000)).unwrap_or(1000);
            let tight = |(holder, &(low, high)): (&String, &(u16, u16))| {
                let others = (least - u32::from(low), most - u32::from(high));
                let low = low.max(permille(1000_u32.saturating_sub(others.1)));
                (holder.clone(), low, high.min(permille(1000_u32.saturating_sub(others.0))).max(low))
            };
            rows.iter().map(tight).collect()
        };
        Self(view.controls_at(place, at).into_iter().map(division).collect())
    }

    pub(super) fn is_silent(&self) -> bool {
        self.0.iter().all(|rows| matches!(&rows[..], [(holder, 1000, _)] if holder == UNRECORDED))
    }

    /// Who holds more than half, whatever is the case.
    pub(super) fn held_mostly(&self) -> Mostly {
        let mostly = |rows: &Vec<BoundedShare>| match rows.iter().find(|row| row.1 > 500) {
            Some((holder, ..)) if holder == UNRECORDED => Mostly::Open,
            Some((holder, ..)) => Mostly::Held(holder.clone()),
            None if rows.iter().all(|row| row.2 <= 500 && row.0 != UNRECORDED) => Mostly::Shared,
            None => Mostly::Open,
        };
        let mut each = self.0.iter().map(mostly);
        let first = each.next().unwrap_or(Mostly::Open);
        if each.all(|other| other == first) { first } else { Mostly::Open }
    }

    /// Whether both can be true: some division lies within the bounds of one of each. Unrecorded ground may be anyone's.
    pub(super) fn is_compatible(&self, other: &Self) -> bool {
        self.0.iter().any(|one| other.0.iter().any(|another| compatible(one, another)))
    }

    pub(super) fn against(&self, other: &Self) -> DisagreementKind {
        match (self.is_silent(), other.is_silent()) {
            (true, _) | (_, true) => DisagreementKind::OneSilent,
            _ if self.is_compatible(other) => DisagreementKind::Compatible,
            _ => DisagreementKind::Contrary,
        }
    }
}

const UNRECORDED: &str = "unrecorded";

/// Whether a division lies within the bounds of both, where each may give its unrecorded ground to anyone.
fn compatible(a: &[BoundedShare], b: &[BoundedShare]) -> bool {
    let row = |rows: &[BoundedShare], holder: &str| {
        let row = rows.iter().find(|row| row.0 == holder);
        row.map_or((0, 0), |row| (i64::from(row.1), i64::from(row.2)))
    };
    let holders: BTreeSet<&str> =
        a.iter().chain(b).map(|row| row.0.as_str()).filter(|holder| *holder != UNRECORDED).collect();
    // What each has left of its unrecorded ground once every holder has the least that both allow; how much more holders
    // can have as recorded by both, and by one of them only.
    let (mut left_a, mut left_b) = (row(a, UNRECORDED).1, row(b, UNRECORDED).1);
    let (mut least, mut both, mut only_a, mut only_b) = (0, 0, 0, 0);
    for holder in holders {
        let ((low_a, high_a), (low_b, high_b)) = (row(a, holder), row(b, holder));
        let low = low_a.max(low_b);
        least += low;
        left_a -= (low - high_a).max(0);
        left_b -= (low - high_b).max(0);
        both += (high_a.min(high_b) - low).max(0);
        only_b += (high_b - high_a.max(low)).max(0);
        only_a += (high_a - high_b.max(low)).max(0);
    }
    if left_a < 0 || left_b < 0 || least > 1000 {
        return false;
    }
    // Where only one records that a holder can have more, the other's unrecorded ground pays for it; where neither does,
    // both pay.
    let (from_a, from_b) = (left_a.min(only_b), left_b.min(only_a));
    least + both + from_a + from_b + (left_a - from_a).min(left_b - from_b) >= 1000
}

/// A nominal value of a place-day: who held most of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mostly {
    Held(String),
    Shared,
    Open,
}

/// How two codings part on a place-day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DisagreementKind {
    /// One of them says nothing of the place: all of it is `unrecorded`.
    OneSilent,
    /// Both can be true: one is less sure, or less exact.
    Compatible,
    /// They cannot both be true.
    Contrary,
}

impl fmt::Display for DisagreementKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::OneSilent => "one silent",
            Self::Compatible => "compatible",
            Self::Contrary => "contrary",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_compatible_where_a_division_lies_within_both() {
        let rows = |rows: &[(&str, u16, u16)]| -> Vec<BoundedShare> {
            rows.iter().map(|row| (row.0.to_owned(), row.1, row.2)).collect()
        };
        let whole = rows(&[("a", 1000, 1000)]);
        let most = rows(&[("a", 501, 999), ("b", 1, 499)]);
        let silent = rows(&[("unrecorded", 1000, 1000)]);
        let half = rows(&[("a", 500, 500), ("unrecorded", 500, 500)]);
        assert!(!compatible(&whole, &most));
        assert!(compatible(&most, &most));
        assert!(compatible(&silent, &most) && compatible(&whole, &silent));
        assert!(compatible(&half, &most) && compatible(&whole, &half));
        assert!(!compatible(&half, &rows(&[("b", 1000, 1000)])));
    }
}
