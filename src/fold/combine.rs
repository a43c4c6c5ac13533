//! Adds up the parts of a place at one moment of the sweep, in every combination of states that is possible.

use std::collections::{BTreeMap, VecDeque};

use super::chain::Fold;
use super::division::Division;
use super::parts::{Parts, Piece};
use super::states::{DivisionId, OngoingId, States};
use super::tree::Extent;
use crate::numbers::PlaceNo;

/// The greatest number of combinations of the parts' states that is enumerated. Above it, the parts with the most
/// states are each replaced by one state that allows all of theirs: the answer is then less exact, but never wrong.
const COMBINATIONS: usize = 64;

/// One possible state of a place at one position of its chain, with its parts counted in.
pub(super) struct PlaceState {
    pub(super) division: DivisionId,
    pub(super) ongoing: OngoingId,
    /// As in [`PossibleState`](super::line::PossibleState).
    pub(super) touched: bool,
    /// As in [`PossibleState`](super::line::PossibleState).
    pub(super) depends_on_order: bool,
}

/// What a part can contribute to the whole, and whether that depends on the narrative order.
type Contribution = (Piece, bool);

/// The parts of a place at one moment of the sweep.
pub(super) struct Sum {
    place: PlaceNo,
    /// The number of the interval in which each part is.
    intervals: Vec<usize>,
    /// The number of parts in which more than one state is possible.
    pub(super) open_parts: usize,
    /// Whether the latest evidence on the place is too old to count.
    pub(super) stale: bool,
    /// The parts added up for each position at which the place can be in its chain.
    by_position: BTreeMap<usize, PartsAtPosition>,
    /// The sums that were worked out most recently, the latest first. They are kept because what is one of several
    /// possibilities at one moment is often the certain one at the next.
    recent: VecDeque<(Parts, Option<DivisionId>, DivisionId)>,
}

/// The number of recent sums that are kept.
const RECENT: usize = 8;

/// The parts of a place at one position of its chain. Parts with one possible contribution are added up already.
struct PartsAtPosition {
    position: usize,
    /// The sum of the certain parts.
    sum: Parts,
    /// For each part, its contribution if only one is possible.
    certain: Vec<Option<Contribution>>,
    /// The possible contributions of the other parts, by their positions among the parts.
    open: BTreeMap<usize, Vec<Contribution>>,
    /// The number of certain parts whose contribution depends on the narrative order.
    order_dependent: usize,
}

impl Sum {
    /// All parts of a place in the first intervals of their lines.
    pub(super) fn new(fold: &Fold, place: PlaceNo) -> Self {
        let parts = fold.tree.parts(place);
        let open = parts.iter().filter(|&&part| fold.line(part).possible(0).len() > 1);
        let (open_parts, intervals) = (open.count(), vec![0; parts.len()]);
        Self { place, intervals, open_parts, stale: false, by_position: BTreeMap::new(), recent: VecDeque::new() }
    }

    /// Moves a part into another interval of its line.
    pub(super) fn enter_interval(&mut self, fold: &Fold, slot: usize, interval: usize) {
        let line = fold.line(fold.tree.parts(self.place)[slot]);
        let last = std::mem::replace(&mut self.intervals[slot], interval);
        self.open_parts -= usize::from(line.possible(last).len() > 1);
        self.open_parts += usize::from(line.possible(interval).len() > 1);
        for parts in self.by_position.values_mut() {
            parts.remove(fold, self.place, slot);
            parts.add(fold, self.place, slot, interval);
        }
    }

    /// Notes whether the latest evidence on the place is too old to count.
    pub(super) fn set_stale(&mut self, stale: bool) {
        self.stale = stale;
        self.by_position.clear();
    }

    /// Forgets all positions before this one, because the place is certainly past them.
    pub(super) fn forget_before(&mut self, position: usize) {
        while self.by_position.first_key_value().is_some_and(|(&first, _)| first < position) {
            self.by_position.pop_first();
        }
    }

    /// Adds up the parts for a position of the place.
    fn parts_at(&self, fold: &Fold, position: usize) -> PartsAtPosition {
        let rest = if self.stale { States::UNRECORDED } else { fold.chain(self.place)[position].rest };
        let sum = Parts::new(rest, fold.tree.rest(self.place));
        let certain = vec![None; self.intervals.len()];
        let mut parts = PartsAtPosition { position, sum, certain, open: BTreeMap::new(), order_dependent: 0 };
        for (slot, &interval) in self.intervals.iter().enumerate() {
            parts.add(fold, self.place, slot, interval);
        }
        parts
    }

    /// Returns the division of the whole, from the recent sums if it is among them.
    fn division(&mut self, parts: &Parts, own: Option<DivisionId>, states: &mut States) -> DivisionId {
        let known = self.recent.iter().find(|known| known.1 == own && known.0 == *parts);
        if let Some(&(.., division)) = known {
            return division;
        }
        let division = parts.division(own, states);
        self.recent.truncate(RECENT - 1);
        self.recent.push_front((parts.clone(), own, division));
        division
    }

    /// Adds to `states` the possible states of the place at a position of its chain.
    pub(super) fn states(&mut self, fold: &mut Fold, position: usize, moment: i64, states: &mut Vec<PlaceState>) {
        let chain_state = fold.chain(self.place)[position];
        if self.intervals.is_empty() {
            let division = if self.stale { States::UNRECORDED } else { chain_state.division };
            let touched = chain_state.moved || self.stale;
            let depends_on_order = moment <= chain_state.order_matters_until;
            states.push(PlaceState { division, ongoing: chain_state.ongoing, touched, depends_on_order });
            return;
        }
        let mut parts = self.by_position.remove(&position).unwrap_or_else(|| self.parts_at(fold, position));
        let own = chain_state.own.filter(|_| !self.stale);
        let depends_on_order = moment <= chain_state.order_matters_until || parts.order_dependent > 0;
        let (place, stale) = (self.place, self.stale);
        parts.combine(fold, place, |sum, sum_depends_on_order, interned| {
            states.push(PlaceState {
                division: self.division(sum, own, interned),
                ongoing: chain_state.ongoing,
                touched: chain_state.moved || stale || sum.any_touched(),
                depends_on_order: depends_on_order || sum_depends_on_order,
            });
        });
        self.by_position.insert(position, parts);
    }
}

impl PartsAtPosition {
    /// Adds a part that is in an interval of its line.
    fn add(&mut self, fold: &Fold, place: PlaceNo, slot: usize, interval: usize) {
        let part = fold.tree.parts(place)[slot];
        let contributions = self.contributions(fold, part, interval);
        if let [(piece, depends_on_order)] = contributions[..] {
            self.sum.add(piece, fold.tree.extent(part), &fold.states);
            self.order_dependent += usize::from(depends_on_order);
            self.certain[slot] = Some((piece, depends_on_order));
        } else {
            self.open.insert(slot, contributions);
        }
    }

    /// Takes out a part.
    fn remove(&mut self, fold: &Fold, place: PlaceNo, slot: usize) {
        if let Some((piece, depends_on_order)) = self.certain[slot].take() {
            self.sum.remove(piece, fold.tree.extent(fold.tree.parts(place)[slot]), &fold.states);
            self.order_dependent -= usize::from(depends_on_order);
        } else {
            self.open.remove(&slot);
        }
    }

    /// Returns what a part can contribute while the whole is at this position.
    fn contributions(&self, fold: &Fold, part: PlaceNo, interval: usize) -> Vec<Contribution> {
        let chain = fold.chain(part);
        let mut contributions: Vec<Contribution> = Vec::new();
        for state in fold.line(part).possible(interval) {
            let chain_state = &chain[state.position as usize];
            if chain_state.parent_position as usize != self.position {
                continue;
            }
            let then = chain[chain_state.anchor as usize].division;
            let piece = Piece { now: state.division, then, touched: state.touched };
            match contributions.iter_mut().find(|known| known.0 == piece) {
                Some(known) => known.1 |= state.depends_on_order,
                None => contributions.push((piece, state.depends_on_order)),
            }
        }
        contributions
    }

    /// Calls `visit` with the sum of all parts for every combination of the open ones, and with whether the
    /// contribution of an open part in it depends on the narrative order.
    fn combine(&mut self, fold: &mut Fold, place: PlaceNo, mut visit: impl FnMut(&Parts, bool, &mut States)) {
        let extent = |fold: &Fold, slot: usize| fold.tree.extent(fold.tree.parts(place)[slot]);
        let mut open: Vec<(Extent, Vec<Contribution>)> =
            self.open.iter().map(|(&slot, contributions)| (extent(fold, slot), contributions.clone())).collect();
        if open.iter().any(|(_, contributions)| contributions.is_empty()) {
            return;
        }
        let mut hulls: Vec<(Piece, Extent)> = Vec::new();
        let mut depends_on_order = false;
        let combinations = |open: &[(Extent, Vec<Contribution>)]| {
            open.iter().map(|(_, contributions)| contributions.len()).fold(1_usize, usize::saturating_mul)
        };
        while combinations(&open) > COMBINATIONS {
            let Some(most) = (0..open.len()).max_by_key(|&position| open[position].1.len()) else { break };
            let (extent, contributions) = open.remove(most);
            let hull = Division::hull(contributions.iter().map(|(piece, _)| fold.states.division(piece.now)));
            let piece = Piece {
                now: fold.states.intern_division(hull),
                then: contributions[0].0.then,
                touched: contributions.iter().any(|(piece, _)| piece.touched),
            };
            depends_on_order |= contributions.iter().any(|(_, depends_on_order)| *depends_on_order);
            self.sum.add(piece, extent, &fold.states);
            hulls.push((piece, extent));
        }
        for_each_combination(&mut self.sum, depends_on_order, &open, &mut fold.states, &mut visit);
        for (piece, extent) in hulls {
            self.sum.remove(piece, extent, &fold.states);
        }
    }
}

/// Calls `visit` with `sum` and the open parts, for every combination of their contributions.
fn for_each_combination(
    sum: &mut Parts,
    depends_on_order: bool,
    open: &[(Extent, Vec<Contribution>)],
    states: &mut States,
    visit: &mut impl FnMut(&Parts, bool, &mut States),
) {
    let Some(((extent, contributions), others)) = open.split_first() else {
        return visit(sum, depends_on_order, states);
    };
    for &(piece, piece_depends_on_order) in contributions {
        sum.add(piece, *extent, states);
        for_each_combination(sum, depends_on_order || piece_depends_on_order, others, states, visit);
        sum.remove(piece, *extent, states);
    }
}
