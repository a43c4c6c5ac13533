//! A whole and its parts: what the parts and the rest say of the whole, and how a change in a part
//! moves what was known of the whole itself (`DESIGN.md`, "Parts and wholes").

use std::collections::BTreeMap;

use super::division::{Division, HolderKey};
use super::states::{DivisionId, States};
use super::tree::Extent;
use crate::share::Fraction;
use crate::share::Share;

/// What one part contributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Its ground now.
    pub(crate) now: DivisionId,
    /// Its ground when the whole's own record last spoke.
    pub(crate) then: DivisionId,
    /// Whether ground may have changed hands in it since.
    pub(crate) touched: bool,
}

/// The parts of one whole, added up. Parts with equal ground count as one larger part.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Parts {
    /// By ground.
    groups: Vec<Group>,
    rest: (DivisionId, Extent),
    /// How far the touched parts may have moved each holder's share of the whole, in millionths of a permille.
    shift: BTreeMap<HolderKey, (i64, i64)>,
    touched: u32,
}

/// Parts of equal ground.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Group {
    division: DivisionId,
    /// The extent that they surely have together, and how much more they may have.
    sure: i64,
    further: i64,
    count: u32,
}

/// What parts of equal ground say of one of its holders.
struct Stake {
    holder: HolderKey,
    share: Share,
    sure: i64,
    further: i64,
}

impl Parts {
    pub(crate) fn new(rest: DivisionId, extent: Extent) -> Self {
        Self { groups: Vec::new(), rest: (rest, extent), shift: BTreeMap::new(), touched: 0 }
    }

    pub(crate) fn add(&mut self, piece: Piece, extent: Extent, states: &States) {
        let at = self.groups.binary_search_by_key(&piece.now, |group| group.division).unwrap_or_else(|at| {
            self.groups.insert(at, Group { division: piece.now, sure: 0, further: 0, count: 0 });
            at
        });
        let group = &mut self.groups[at];
        group.sure += extent.0;
        group.further += extent.1 - extent.0;
        group.count += 1;
        if piece.touched {
            self.touched += 1;
            self.move_by(piece, extent, states, 1);
        }
    }

    /// Takes out what was added.
    pub(crate) fn remove(&mut self, piece: Piece, extent: Extent, states: &States) {
        if let Ok(at) = self.groups.binary_search_by_key(&piece.now, |group| group.division) {
            let group = &mut self.groups[at];
            group.sure -= extent.0;
            group.further -= extent.1 - extent.0;
            group.count -= 1;
            if group.count == 0 {
                self.groups.remove(at);
            }
        }
        if piece.touched {
            self.touched -= 1;
            self.move_by(piece, extent, states, -1);
        }
    }

    fn move_by(&mut self, piece: Piece, (least, most): Extent, states: &States, sign: i64) {
        let (then, now) = (states.division(piece.then), states.division(piece.now));
        let once = now.rows().iter().filter(|row| !then.holds(row.0));
        for &(holder, _) in then.rows().iter().chain(once) {
            let (was, is) = (then.get(holder), now.get(holder));
            let (fall, rise) = (is.low() - was.high(), is.high() - was.low());
            let shift = self.shift.entry(holder).or_default();
            shift.0 += sign * if fall < 0 { fall * most } else { fall * least };
            shift.1 += sign * if rise < 0 { rise * least } else { rise * most };
            if *shift == (0, 0) {
                self.shift.remove(&holder);
            }
        }
    }

    pub(crate) fn any_touched(&self) -> bool {
        self.touched > 0
    }

    /// The ground of the whole: what its own record says, met with the sum of its parts and rest.
    /// Where they cannot both be true, what spoke later stands: the parts, if any was touched since.
    pub(crate) fn division(&self, own: Option<DivisionId>, states: &mut States) -> DivisionId {
        self.add_up(own, states).0
    }

    /// The same, and whether its own record and the parts cannot both be true.
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
                // Where the record is silent, what the parts have may be: unrecorded ground is anyone's.
                let claimed = || {
                    let holders = sum.rows().iter().map(|row| row.0).filter(|holder| *holder != HolderKey::UNRECORDED);
                    moved.as_ref()?.claimable(holders).meet(&sum)
                };
                match moved.as_ref().and_then(|own| own.meet(&sum)).or_else(claimed) {
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

    /// The whole's own bounds, moved by as much as its touched parts may have moved them.
    fn moved(&self, own: &Division) -> Option<Division> {
        if self.shift.is_empty() {
            return Some(own.clone());
        }
        let new = self.shift.keys().copied().filter(|holder| !own.holds(*holder));
        let holders: Vec<HolderKey> = own.rows().iter().map(|row| row.0).chain(new).collect();
        let rows = holders.into_iter().map(|holder| {
            let (low, high) = self.shift.get(&holder).copied().unwrap_or_default();
            let (low, high) = (low.div_euclid(Fraction::ONE), -(-high).div_euclid(Fraction::ONE));
            let share = own.get(holder);
            (holder, Share::clamped((share.low() + low).min(1000), (share.high() + high).max(0)))
        });
        let mut rows: Vec<_> = rows.collect();
        rows.sort_by_key(|row| row.0);
        Division::from_loose(rows)
    }

    /// The sum of the parts and the rest, whatever their extents within bounds that add up to the whole.
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
            // It has least where as much as can be of what is open goes to parts of which it has nothing.
            let elsewhere = further - stakes.iter().map(|stake| stake.further).sum::<i64>();
            stakes.sort_unstable_by_key(|stake| stake.share.low());
            let low = weigh(stakes, Share::low, open - elsewhere);
            stakes.sort_unstable_by_key(|stake| -stake.share.high());
            let high = weigh(stakes, Share::high, open);
            (stakes[0].holder, Share::clamped(low.div_euclid(Fraction::ONE), -(-high).div_euclid(Fraction::ONE)))
        });
        Division::settle(rows.collect(), |_| true)
    }
}

/// What shares weigh: each by its sure extent, and the open extent by the first ones, as far as these can reach.
fn weigh(stakes: &[Stake], bound: fn(Share) -> i64, mut open: i64) -> i64 {
    let mut sum = 0;
    for stake in stakes {
        let taken = stake.further.min(open).max(0);
        sum += bound(stake.share) * (stake.sure + taken);
        open -= taken;
    }
    sum
}
