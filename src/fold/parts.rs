//! The division of a whole, from its own record and from its parts (`DESIGN.md`, "Parts and wholes").

use std::collections::BTreeMap;

use super::division::{Division, HolderKey};
use super::states::{DivisionId, States};
use super::tree::Extent;
use crate::share::{Fraction, Share};

/// What one part contributes to its whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// The division of the part now.
    pub(crate) now: DivisionId,
    /// The division of the part right after the whole's own record last said who holds the whole.
    pub(crate) then: DivisionId,
    /// Whether land in the part may have changed hands since then.
    pub(crate) touched: bool,
}

/// The parts of one whole, added up. Parts with equal divisions are treated as one larger part.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Parts {
    /// Sorted by division.
    groups: Vec<Group>,
    /// The division and the extent of what lies in no part.
    rest: (DivisionId, Extent),
    /// By how much the touched parts may have changed each holder's share of the whole: the least and the greatest
    /// change, in millionths of a permille.
    shift: BTreeMap<HolderKey, (i64, i64)>,
    /// The number of touched parts.
    touched: u32,
}

/// Parts with equal divisions.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Group {
    division: DivisionId,
    /// The extent that these parts have together at least, in millionths.
    sure: i64,
    /// How much more extent they may have, in millionths.
    further: i64,
    /// The number of these parts.
    count: u32,
}

/// The share of one holder in parts with equal divisions, and the extent of these parts as in [`Group`].
struct Stake {
    holder: HolderKey,
    share: Share,
    sure: i64,
    further: i64,
}

impl Parts {
    /// A whole without parts, of which only the rest is known.
    pub(crate) fn new(rest: DivisionId, extent: Extent) -> Self {
        Self { groups: Vec::new(), rest: (rest, extent), shift: BTreeMap::new(), touched: 0 }
    }

    /// Adds a part.
    pub(crate) fn add(&mut self, piece: Piece, extent: Extent, states: &States) {
        let position =
            self.groups.binary_search_by_key(&piece.now, |group| group.division).unwrap_or_else(|position| {
                self.groups.insert(position, Group { division: piece.now, sure: 0, further: 0, count: 0 });
                position
            });
        let group = &mut self.groups[position];
        group.sure += extent.0;
        group.further += extent.1 - extent.0;
        group.count += 1;
        if piece.touched {
            self.touched += 1;
            self.shift_by(piece, extent, states, 1);
        }
    }

    /// Takes out a part that was added.
    pub(crate) fn remove(&mut self, piece: Piece, extent: Extent, states: &States) {
        if let Ok(position) = self.groups.binary_search_by_key(&piece.now, |group| group.division) {
            let group = &mut self.groups[position];
            group.sure -= extent.0;
            group.further -= extent.1 - extent.0;
            group.count -= 1;
            if group.count == 0 {
                self.groups.remove(position);
            }
        }
        if piece.touched {
            self.touched -= 1;
            self.shift_by(piece, extent, states, -1);
        }
    }

    /// Adds to `shift` what the changes in one touched part can have done to the shares of the whole; subtracts it if
    /// `sign` is -1.
    fn shift_by(&mut self, piece: Piece, (least, most): Extent, states: &States, sign: i64) {
        let (then, now) = (states.division(piece.then), states.division(piece.now));
        let only_now = now.rows().iter().filter(|row| !then.holds(row.0));
        for &(holder, _) in then.rows().iter().chain(only_now) {
            let (before, after) = (then.get(holder), now.get(holder));
            let (least_change, most_change) = (after.low() - before.high(), after.high() - before.low());
            let shift = self.shift.entry(holder).or_default();
            shift.0 += sign * if least_change < 0 { least_change * most } else { least_change * least };
            shift.1 += sign * if most_change < 0 { most_change * least } else { most_change * most };
            if *shift == (0, 0) {
                self.shift.remove(&holder);
            }
        }
    }

    /// Returns whether any part was touched.
    pub(crate) fn any_touched(&self) -> bool {
        self.touched > 0
    }

    /// Returns the division of the whole: what satisfies both its own record and the sum of its parts and rest. If
    /// nothing satisfies both, the later statement stands: the sum if any part was touched since, else the record.
    pub(crate) fn division(&self, own: Option<DivisionId>, states: &mut States) -> DivisionId {
        self.add_up(own, states).0
    }

    /// Returns what [`division`](Self::division) does, and whether the own record and the parts cannot both be true.
    pub(crate) fn add_up(&self, own: Option<DivisionId>, states: &mut States) -> (DivisionId, bool) {
        let alike = matches!(self.groups[..], [Group { division, .. }] if division == self.rest.0);
        if alike && states.division(self.rest.0).sole().is_some() && own.is_none_or(|own| own == self.rest.0) {
            return (self.rest.0, false);
        }
        let sum = self.sum(states);
        let mut disagree = false;
        let met = match own.map(|own| states.division(own)) {
            None => sum,
            Some(own) => {
                let moved = self.moved(own);
                // Anyone may hold what the record leaves unrecorded, so the parts can be true beside it.
                let with_unrecorded = || {
                    let holders = sum.rows().iter().map(|row| row.0).filter(|holder| *holder != HolderKey::UNRECORDED);
                    moved.as_ref()?.claimable(holders).meet(&sum)
                };
                match moved.as_ref().and_then(|own| own.meet(&sum)).or_else(with_unrecorded) {
                    Some(met) => met,
                    None => {
                        disagree = true;
                        if self.touched == 0 { own.clone() } else { sum }
                    }
                }
            }
        };
        let holders =
            self.groups.iter().flat_map(|group| states.division(group.division).rows().iter().map(|row| row.0));
        let division = met.with_traces(holders);
        (states.intern_division(division), disagree)
    }

    /// Returns the own record of the whole, with its bounds changed by as much as the touched parts may have changed
    /// them; `None` if no shares fit these bounds.
    fn moved(&self, own: &Division) -> Option<Division> {
        if self.shift.is_empty() {
            return Some(own.clone());
        }
        let new_holders = self.shift.keys().copied().filter(|holder| !own.holds(*holder));
        let holders: Vec<HolderKey> = own.rows().iter().map(|row| row.0).chain(new_holders).collect();
        let rows = holders.into_iter().map(|holder| {
            let (least, most) = self.shift.get(&holder).copied().unwrap_or_default();
            let (low, high) = rounded_outwards(least, most);
            let share = own.get(holder);
            (holder, Share::clamped((share.low() + low).min(1000), (share.high() + high).max(0)))
        });
        let mut rows: Vec<_> = rows.collect();
        rows.sort_by_key(|row| row.0);
        Division::from_loose(rows)
    }

    /// Returns the weighted sum of the parts and the rest. It allows every choice of their extents that is within the
    /// bounds and adds up to the whole.
    fn sum(&self, states: &States) -> Division {
        let (rest, (least, most)) = self.rest;
        let rest = Group { division: rest, sure: least, further: most - least, count: 1 };
        let (mut open, mut further) = (Fraction::ONE, 0);
        let mut stakes: Vec<Stake> = Vec::with_capacity(2 * self.groups.len() + 2);
        for group in self.groups.iter().chain([&rest]).filter(|group| group.sure + group.further > 0) {
            open -= group.sure;
            further += group.further;
            let rows = states.division(group.division).rows().iter();
            stakes.extend(rows.map(|&(holder, share)| Stake {
                holder,
                share,
                sure: group.sure,
                further: group.further,
            }));
        }
        stakes.sort_unstable_by_key(|stake| stake.holder);
        let rows = stakes.chunk_by_mut(|one, next| one.holder == next.holder).map(|stakes| {
            // The holder has least if as much as possible of the open extent belongs to parts in which it has nothing.
            let elsewhere = further - stakes.iter().map(|stake| stake.further).sum::<i64>();
            stakes.sort_unstable_by_key(|stake| stake.share.low());
            let low = weigh(stakes, Share::low, open - elsewhere);
            stakes.sort_unstable_by_key(|stake| -stake.share.high());
            let high = weigh(stakes, Share::high, open);
            let (low, high) = rounded_outwards(low, high);
            (stakes[0].holder, Share::clamped(low, high))
        });
        Division::settle(rows.collect(), |_| true)
    }
}

/// Rounds bounds in millionths of a permille to whole permille: the lower one down, the upper one up.
fn rounded_outwards(low: i64, high: i64) -> (i64, i64) {
    (low.div_euclid(Fraction::ONE), -(-high).div_euclid(Fraction::ONE))
}

/// Returns the sum of one bound of some shares, each weighted by its extent, in millionths of a permille. Every share
/// has its sure extent; the `open` extent is given to the first shares, as far as each can have more.
fn weigh(stakes: &[Stake], bound: fn(Share) -> i64, mut open: i64) -> i64 {
    let mut sum = 0;
    for stake in stakes {
        let taken = stake.further.min(open).max(0);
        sum += bound(stake.share) * (stake.sure + taken);
        open -= taken;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::{ActorNo, Number as _};

    fn actor(number: usize) -> HolderKey {
        HolderKey::actor(ActorNo::new(number))
    }

    fn untouched(division: DivisionId) -> Piece {
        Piece { then: division, now: division, touched: false }
    }

    fn extent(millionths: i64) -> Extent {
        (millionths, millionths)
    }

    #[test]
    fn a_whole_is_the_sum_of_its_parts_and_rest() {
        let mut states = States::new();
        let [a, b] = [0, 1].map(|number| states.intern_division(Division::whole(actor(number))));
        let mut parts = Parts::new(b, extent(Fraction::ONE * 3 / 4));
        parts.add(untouched(a), extent(Fraction::ONE / 4), &states);
        let sum = parts.division(None, &mut states);
        let shares = [actor(0), actor(1)].map(|holder| states.division(sum).get(holder));
        assert_eq!(shares.map(|share| (share.at_least(), share.at_most())), [(250, 250), (750, 750)]);
        parts.remove(untouched(a), extent(Fraction::ONE / 4), &states);
        assert!(parts.groups.is_empty());
    }

    #[test]
    fn an_own_record_stands_until_a_part_is_touched() {
        let mut states = States::new();
        let [a, b] = [0, 1].map(|number| states.intern_division(Division::whole(actor(number))));
        let mut parts = Parts::new(b, extent(Fraction::ONE / 2));
        parts.add(untouched(a), extent(Fraction::ONE / 2), &states);
        // Whoever holds a part may have a trace of the whole.
        let (recorded, disagree) = parts.add_up(Some(b), &mut states);
        assert_eq!((states.division(recorded).get(actor(1)).at_least(), disagree), (999, true));
        let captured = Piece { then: b, now: a, touched: true };
        parts.remove(untouched(a), extent(Fraction::ONE / 2), &states);
        parts.add(captured, extent(Fraction::ONE / 2), &states);
        let (moved, disagree) = parts.add_up(Some(b), &mut states);
        assert!(parts.any_touched());
        // The whole was B's; A took the half that the part is.
        assert_eq!((states.division(moved).get(actor(0)).at_least(), disagree), (500, false));
    }

    #[test]
    fn sums_round_outwards() {
        assert_eq!(rounded_outwards(Fraction::ONE + 1, Fraction::ONE + 1), (1, 2));
        assert_eq!(rounded_outwards(-1, 0), (-1, 0));
    }
}
