//! Who held how much of a place, in a form in which two codings can be compared: do they say the same, and can both be
//! true?

use std::collections::{BTreeMap, BTreeSet};

use crate::numbers::PlaceNo;
use crate::text::words;
use crate::view::{Control, View};

/// The id of a holder, and the lower and upper bound of its share, in permille.
type BoundedShare = (String, u16, u16);

/// The possible divisions (who holds how much) of a place at one moment. Holders are known by their ids in the first
/// coding, so that the divisions of two codings can be compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Divisions(BTreeSet<Vec<BoundedShare>>);

impl Divisions {
    /// Returns the possible divisions at a moment. `named` turns the id of a holder into that of the first coding.
    pub(super) fn new(view: View<'_>, place: PlaceNo, moment: i64, named: impl Fn(&str) -> String) -> Self {
        let division = |control: Control<'_>| {
            // Several actors may be matched with one actor: their shares are added up.
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
        Self(view.controls_at(place, moment).into_iter().map(division).collect())
    }

    /// Returns whether the coding does not say who holds any of the place: all of it is `unrecorded`.
    pub(super) fn is_silent(&self) -> bool {
        self.0.iter().all(|rows| matches!(&rows[..], [(holder, 1000, _)] if holder == UNRECORDED))
    }

    /// Returns who certainly holds more than half of the place.
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

    /// Returns whether both codings can be right: whether some exact division fits a possible division of each. What is
    /// unrecorded may be held by anyone.
    pub(super) fn is_compatible(&self, other: &Self) -> bool {
        self.0.iter().any(|one| other.0.iter().any(|another| compatible(one, another)))
    }

    /// Returns how this coding and another, which says something else, disagree.
    pub(super) fn kind_of_disagreement(&self, other: &Self) -> DisagreementKind {
        match (self.is_silent(), other.is_silent()) {
            (true, _) | (_, true) => DisagreementKind::OneSilent,
            _ if self.is_compatible(other) => DisagreementKind::Compatible,
            _ => DisagreementKind::Contrary,
        }
    }
}

const UNRECORDED: &str = "unrecorded";

/// Returns whether some exact division fits both, if each may give its unrecorded share to anyone.
fn compatible(a: &[BoundedShare], b: &[BoundedShare]) -> bool {
    let row = |rows: &[BoundedShare], holder: &str| {
        let row = rows.iter().find(|row| row.0 == holder);
        row.map_or((0, 0), |row| (i64::from(row.1), i64::from(row.2)))
    };
    let holders: BTreeSet<&str> =
        a.iter().chain(b).map(|row| row.0.as_str()).filter(|holder| *holder != UNRECORDED).collect();
    // First every holder gets the least that both allow (`least` in all). Then `left_a` and `left_b` say how much of
    // its unrecorded share each has left. `both` says how much more the holders can have within the recorded bounds of
    // both, `only_a` and `only_b` how much more than that within the bounds of one alone.
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
    // If only one records that a holder can have more, that comes out of the unrecorded share of the other. If neither
    // records it, it comes out of the unrecorded shares of both. The division fits if all this fills the place.
    let (from_a, from_b) = (left_a.min(only_b), left_b.min(only_a));
    least + both + from_a + from_b + (left_a - from_a).min(left_b - from_b) >= 1000
}

/// Who held most of a place: the value of a place-day, for agreement on holders.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mostly {
    /// This holder certainly had more than half.
    Held(String),
    /// Certainly nobody had more than half.
    Shared,
    /// The coding does not decide it.
    Open,
}

/// How two codings disagree about who held how much of a place on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum DisagreementKind {
    /// One of the codings does not say who held the place: all of it is `unrecorded`.
    OneSilent,
    /// Both codings can be right: one is less certain, or less exact.
    Compatible,
    /// The codings cannot both be right.
    Contrary,
}

words!(DisagreementKind, "kind of disagreement", {
    OneSilent "one-silent",
    Compatible "compatible",
    Contrary "contrary",
});

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
