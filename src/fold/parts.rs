//! A whole and its parts: what the parts and the rest say of the whole, and how a change in a part
//! moves what was known of the whole itself (`DESIGN.md`, "Parts and wholes").

use std::collections::BTreeMap;

use super::ground::{Ground, HolderKey};
use super::ledger::{GroundId, Ledger};
use crate::place::Fraction;
use crate::share::Share;

/// How much of the whole something is, in millionths, between bounds.
pub(crate) type Extent = (i64, i64);

/// What one part contributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Its ground now.
    pub(crate) now: GroundId,
    /// Its ground when the whole's own record last spoke.
    pub(crate) then: GroundId,
    /// Whether ground may have changed hands in it since.
    pub(crate) touched: bool,
}

/// The parts of one whole, added up. Parts with equal ground count as one larger part.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    /// By ground: the sure extent, the further possible extent, and how many parts.
    groups: BTreeMap<GroundId, (i64, i64, u32)>,
    rest: (GroundId, Extent),
    /// How far the touched parts may have moved each holder's share of the whole, in millionths of a permille.
    shift: BTreeMap<HolderKey, (i64, i64)>,
    touched: u32,
}

impl Parts {
    pub(crate) fn new(rest: GroundId, extent: Extent) -> Self {
        Self { groups: BTreeMap::new(), rest: (rest, extent), shift: BTreeMap::new(), touched: 0 }
    }

    pub(crate) fn add(&mut self, piece: Piece, extent: Extent, ledger: &Ledger) {
        let group = self.groups.entry(piece.now).or_default();
        group.0 += extent.0;
        group.1 += extent.1 - extent.0;
        group.2 += 1;
        if piece.touched {
            self.touched += 1;
            self.move_by(piece, extent, ledger, 1);
        }
    }

    pub(crate) fn remove(&mut self, piece: Piece, extent: Extent, ledger: &Ledger) {
        if let Some(group) = self.groups.get_mut(&piece.now) {
            group.0 -= extent.0;
            group.1 -= extent.1 - extent.0;
            group.2 -= 1;
            if group.2 == 0 {
                self.groups.remove(&piece.now);
            }
        }
        if piece.touched {
            self.touched -= 1;
            self.move_by(piece, extent, ledger, -1);
        }
    }

    fn move_by(&mut self, piece: Piece, (least, most): Extent, ledger: &Ledger, sign: i64) {
        let (then, now) = (ledger.ground(piece.then), ledger.ground(piece.now));
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
    pub(crate) fn ground(&self, own: Option<GroundId>, ledger: &mut Ledger) -> GroundId {
        self.reckon(own, ledger).0
    }

    /// The same, and whether its own record and the parts cannot both be true.
    pub(crate) fn reckon(&self, own: Option<GroundId>, ledger: &mut Ledger) -> (GroundId, bool) {
        let alike = self.groups.len() == 1 && self.groups.contains_key(&self.rest.0);
        if alike && ledger.ground(self.rest.0).sole().is_some() && own.is_none_or(|own| own == self.rest.0) {
            return (self.rest.0, false);
        }
        let sum = self.sum(ledger);
        let mut disagree = false;
        let met = match own.map(|own| ledger.ground(own)) {
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
        let holders = self.groups.keys().flat_map(|&id| ledger.ground(id).rows().iter().map(|row| row.0));
        let ground = met.with_traces(holders.collect::<Vec<_>>());
        (ledger.keep_ground(ground), disagree)
    }

    /// The whole's own bounds, moved by as much as its touched parts may have moved them.
    fn moved(&self, own: &Ground) -> Option<Ground> {
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
        Ground::from_loose(rows)
    }

    /// The sum of the parts and the rest, whatever their extents within bounds that add up to the whole.
    fn sum(&self, ledger: &Ledger) -> Ground {
        let groups: Vec<(&Ground, i64, i64)> = self
            .groups
            .iter()
            .map(|(&id, &(least, further, _))| (ledger.ground(id), least, further))
            .chain([(ledger.ground(self.rest.0), self.rest.1.0, self.rest.1.1 - self.rest.1.0)])
            .filter(|group| group.1 + group.2 > 0)
            .collect();
        let mut holders: Vec<HolderKey> =
            groups.iter().flat_map(|group| group.0.rows().iter().map(|row| row.0)).collect();
        holders.sort_unstable();
        holders.dedup();
        let open = Fraction::ONE - groups.iter().map(|group| group.1).sum::<i64>();
        let rows = holders.into_iter().map(|holder| {
            let shares = || groups.iter().map(|&(ground, least, further)| (ground.get(holder), least, further));
            let low =
                weigh(shares().map(|(share, least, further)| (share.low(), least, further)).collect(), open, false);
            let high =
                weigh(shares().map(|(share, least, further)| (share.high(), least, further)).collect(), open, true);
            (holder, Share::clamped(low.div_euclid(Fraction::ONE), -(-high).div_euclid(Fraction::ONE)))
        });
        Ground::settle(&rows.collect::<Vec<_>>(), |_| true)
    }
}

/// The least (or the most) that shares can weigh: each by its sure extent, and the open extent by
/// those that count least (or most), as far as they can reach.
fn weigh(mut shares: Vec<(i64, i64, i64)>, mut open: i64, most: bool) -> i64 {
    let mut sum = shares.iter().map(|(share, least, _)| share * least).sum();
    shares.sort_unstable_by_key(|(share, _, _)| if most { -share } else { *share });
    for (share, _, further) in shares {
        let taken = further.min(open);
        sum += share * taken;
        open -= taken;
    }
    sum
}
