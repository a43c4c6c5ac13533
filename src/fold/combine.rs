//! The parts of a place at one moment of the sweep, added up in every way that they leave possible.

use std::collections::{BTreeMap, VecDeque};

use super::chain::Fold;
use super::division::Division;
use super::parts::{Parts, Piece};
use super::states::{DivisionId, OngoingId, States};
use super::tree::Extent;
use crate::numbers::PlaceNo;

/// How many combinations of its parts' states a place's own are spelled out for. Beyond that, the parts
/// with the most states are each taken as one that allows them all: less exact, never less true.
const COMBINATIONS: usize = 64;

/// A state of a place at one position of its chain.
pub(super) struct PlaceState {
    pub(super) division: DivisionId,
    pub(super) ongoing: OngoingId,
    pub(super) touched: bool,
    pub(super) depends_on_order: bool,
}

/// What a part can contribute at one position of the whole, and whether that depends on the narrative order.
type Contribution = (Piece, bool);

/// The parts of a place at one moment of the sweep.
pub(super) struct Sum {
    place: PlaceNo,
    /// The interval that each part is in.
    intervals: Vec<usize>,
    /// In how many of them more than one state is possible.
    pub(super) open_parts: usize,
    /// Whether the last evidence of the place is too old.
    pub(super) stale: bool,
    /// The parts added up for the positions that the place can be at.
    ready: BTreeMap<usize, Ready>,
    /// The latest sums, the last one first: what is open at one moment is often certain at the next.
    recent: VecDeque<(Parts, Option<DivisionId>, DivisionId)>,
}

/// How many sums are remembered.
const RECENT: usize = 8;

/// The parts of a place at one position of its chain: those that are certain added up, the others open.
struct Ready {
    position: usize,
    parts: Parts,
    certain: Vec<Option<Contribution>>,
    open: BTreeMap<usize, Vec<Contribution>>,
    /// How many certain parts depend on the narrative order.
    ordered: usize,
}

impl Sum {
    pub(super) fn new(fold: &Fold, place: PlaceNo) -> Self {
        let parts = fold.tree.parts(place);
        let open = parts.iter().filter(|&&part| fold.line(part).possible(0).len() > 1);
        let (open_parts, intervals) = (open.count(), vec![0; parts.len()]);
        Self { place, intervals, open_parts, stale: false, ready: BTreeMap::new(), recent: VecDeque::new() }
    }

    /// A part enters another interval.
    pub(super) fn turn(&mut self, fold: &Fold, slot: usize, interval: usize) {
        let line = fold.line(fold.tree.parts(self.place)[slot]);
        let last = std::mem::replace(&mut self.intervals[slot], interval);
        self.open_parts -= usize::from(line.possible(last).len() > 1);
        self.open_parts += usize::from(line.possible(interval).len() > 1);
        for ready in self.ready.values_mut() {
            ready.unload(fold, self.place, slot);
            ready.load(fold, self.place, slot, interval);
        }
    }

    pub(super) fn grow_stale(&mut self, stale: bool) {
        self.stale = stale;
        self.ready.clear();
    }

    /// The place is certainly past all positions before this one.
    pub(super) fn stay_at(&mut self, position: usize) {
        while self.ready.first_key_value().is_some_and(|(&first, _)| first < position) {
            self.ready.pop_first();
        }
    }

    fn load(&self, fold: &Fold, position: usize) -> Ready {
        let rest = if self.stale { States::SILENT } else { fold.chain(self.place)[position].rest };
        let parts = Parts::new(rest, fold.tree.rest(self.place));
        let certain = vec![None; self.intervals.len()];
        let mut ready = Ready { position, parts, certain, open: BTreeMap::new(), ordered: 0 };
        for (slot, &interval) in self.intervals.iter().enumerate() {
            ready.load(fold, self.place, slot, interval);
        }
        ready
    }

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

    /// The states of the place at a position of its chain.
    pub(super) fn states(&mut self, fold: &mut Fold, position: usize, moment: i64, states: &mut Vec<PlaceState>) {
        let here = fold.chain(self.place)[position];
        if self.intervals.is_empty() {
            let division = if self.stale { States::SILENT } else { here.division };
            let (touched, depends_on_order) = (here.moved || self.stale, moment <= here.order_matters_until);
            states.push(PlaceState { division, ongoing: here.ongoing, touched, depends_on_order });
            return;
        }
        let mut ready = self.ready.remove(&position).unwrap_or_else(|| self.load(fold, position));
        let own = here.own.filter(|_| !self.stale);
        let depends_on_order = moment <= here.order_matters_until || ready.ordered > 0;
        let (place, stale) = (self.place, self.stale);
        ready.combine(fold, place, |parts, ordered, interned| {
            states.push(PlaceState {
                division: self.division(parts, own, interned),
                ongoing: here.ongoing,
                touched: here.moved || stale || parts.any_touched(),
                depends_on_order: depends_on_order || ordered,
            });
        });
        self.ready.insert(position, ready);
    }
}

impl Ready {
    /// A part comes in, in an interval of its line.
    fn load(&mut self, fold: &Fold, place: PlaceNo, slot: usize, interval: usize) {
        let part = fold.tree.parts(place)[slot];
        let choices = self.choices(fold, part, interval);
        if let [choice] = choices[..] {
            self.parts.add(choice.0, fold.tree.extent(part), &fold.states);
            self.ordered += usize::from(choice.1);
            self.certain[slot] = Some(choice);
        } else {
            self.open.insert(slot, choices);
        }
    }

    fn unload(&mut self, fold: &Fold, place: PlaceNo, slot: usize) {
        if let Some(choice) = self.certain[slot].take() {
            self.parts.remove(choice.0, fold.tree.extent(fold.tree.parts(place)[slot]), &fold.states);
            self.ordered -= usize::from(choice.1);
        } else {
            self.open.remove(&slot);
        }
    }

    /// What a part can contribute while the whole is at this position.
    fn choices(&self, fold: &Fold, part: PlaceNo, interval: usize) -> Vec<Contribution> {
        let chain = fold.chain(part);
        let mut choices: Vec<Contribution> = Vec::new();
        for state in fold.line(part).possible(interval) {
            let here = &chain[state.position as usize];
            if here.above as usize != self.position {
                continue;
            }
            let then = chain[here.anchor as usize].division;
            let piece = Piece { now: state.division, then, touched: state.touched };
            match choices.iter_mut().find(|known| known.0 == piece) {
                Some(known) => known.1 |= state.depends_on_order,
                None => choices.push((piece, state.depends_on_order)),
            }
        }
        choices
    }

    /// The parts added up in every way that the open ones leave, and whether that depends on the narrative order.
    fn combine(&mut self, fold: &mut Fold, place: PlaceNo, mut found: impl FnMut(&Parts, bool, &mut States)) {
        let extent = |fold: &Fold, slot: usize| fold.tree.extent(fold.tree.parts(place)[slot]);
        let mut open: Vec<(Extent, Vec<Contribution>)> =
            self.open.iter().map(|(&slot, choices)| (extent(fold, slot), choices.clone())).collect();
        if open.iter().any(|(_, choices)| choices.is_empty()) {
            return;
        }
        let mut hulls: Vec<(Piece, Extent)> = Vec::new();
        let mut ordered = false;
        while open.iter().map(|(_, choices)| choices.len()).fold(1_usize, usize::saturating_mul) > COMBINATIONS {
            let Some(most) = (0..open.len()).max_by_key(|&at| open[at].1.len()) else { break };
            let (extent, choices) = open.remove(most);
            let hull = Division::hull(choices.iter().map(|(piece, _)| fold.states.division(piece.now)));
            let piece = Piece {
                now: fold.states.intern_division(hull),
                then: choices[0].0.then,
                touched: choices.iter().any(|(piece, _)| piece.touched),
            };
            ordered |= choices.iter().any(|(_, ordered)| *ordered);
            self.parts.add(piece, extent, &fold.states);
            hulls.push((piece, extent));
        }
        each(&mut self.parts, ordered, &open, &mut fold.states, &mut found);
        for (piece, extent) in hulls {
            self.parts.remove(piece, extent, &fold.states);
        }
    }
}

/// Every way to add open parts to others.
fn each(
    parts: &mut Parts,
    ordered: bool,
    open: &[(Extent, Vec<Contribution>)],
    states: &mut States,
    found: &mut impl FnMut(&Parts, bool, &mut States),
) {
    let Some(((extent, choices), others)) = open.split_first() else { return found(parts, ordered, states) };
    for &(piece, depends_on_order) in choices {
        parts.add(piece, *extent, states);
        each(parts, ordered || depends_on_order, others, states, found);
        parts.remove(piece, *extent, states);
    }
}
