//! Draws the line of a place, which says what is possible there at each moment, by a sweep over time.
//!
//! At any moment, the events of a chain that have certainly happened are a prefix of the chain, and those that have
//! possibly happened are a longer prefix. The states from the end of the one to the end of the other are possible. At
//! each of these, a place with parts can be whatever its parts can be by then, in any combination.

use super::chain::{ChainState, Fold};
use super::combine::{PlaceState, Sum};
use super::line::{FIRST_MOMENT, PossibleState, StateLine, after};
use super::states::States;
use crate::numbers::PlaceNo;
use crate::time::{DAY, Moment};

/// What changes at a moment of the sweep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Transition {
    /// A part, by its position among the parts, enters an interval of its line, by number.
    Part(usize, usize),
    /// One more event has possibly happened.
    Possible,
    /// One more event has certainly happened.
    Certain,
    /// From here on, the dates of an event leave open whether it has happened, and only the narrative order decides.
    OrderDecides,
    /// The effect of an earlier [`OrderDecides`](Self::OrderDecides) ends.
    OrderNoLongerDecides,
    /// A fight is over, or a state no longer depends on the narrative order. Nothing is counted, but what is possible
    /// has to be collected again.
    Recollect,
    /// From here on, the latest evidence on the place is too old to count.
    Stale,
    /// From here on, there can be new evidence.
    Fresh,
}

/// Draws the line of a place from a moment on; `known` is its line before that. The lines of its parts must have been
/// drawn.
pub(super) fn draw(fold: &mut Fold, place: PlaceNo, known: StateLine, from: i64) -> StateLine {
    let transitions = transitions(fold, place);
    let mut sweep = Sweep::new(fold, place);
    let mut line = known.up_to(from);
    let mut next = 0;
    let mut moment = FIRST_MOMENT;
    loop {
        while let Some(&(_, transition)) = transitions.get(next).filter(|transition| transition.0 <= moment) {
            sweep.take(transition);
            next += 1;
        }
        if moment >= from {
            sweep.collect(moment);
            line.push(moment, sweep.depends_on_order(), &sweep.possible);
        }
        match transitions.get(next) {
            Some(&(following, _)) => moment = following,
            None => break,
        }
    }
    line.shrink_to_fit();
    line
}

/// A place at one moment of the sweep.
struct Sweep<'f> {
    fold: &'f mut Fold,
    place: PlaceNo,
    /// The number of events that have certainly happened.
    certain: usize,
    /// The number of events that have possibly happened, the certain ones included.
    possibly: usize,
    /// The number of events and parts of which only the narrative order decides what has happened.
    decided_by_order: i32,
    /// For each part, whether only the narrative order decides what has happened there.
    parts_decided_by_order: Vec<bool>,
    /// The parts, added up.
    sum: Sum,
    /// A buffer for the states at one position of the chain.
    states: Vec<PlaceState>,
    /// What is possible at this moment.
    possible: Vec<PossibleState>,
}

impl<'f> Sweep<'f> {
    fn new(fold: &'f mut Fold, place: PlaceNo) -> Self {
        let sum = Sum::new(fold, place);
        let parts_decided_by_order = vec![false; fold.tree.parts(place).len()];
        let (certain, possibly, decided_by_order) = (0, 0, 0);
        let (states, possible) = (Vec::new(), Vec::new());
        Self { fold, place, certain, possibly, decided_by_order, parts_decided_by_order, sum, states, possible }
    }

    fn take(&mut self, transition: Transition) {
        match transition {
            Transition::Part(slot, interval) => {
                let part = self.fold.tree.parts(self.place)[slot];
                let now = self.fold.line(part).intervals()[interval].depends_on_order;
                let before = std::mem::replace(&mut self.parts_decided_by_order[slot], now);
                self.decided_by_order += i32::from(now) - i32::from(before);
                self.sum.enter_interval(self.fold, slot, interval);
            }
            Transition::Possible => self.possibly += 1,
            Transition::Certain => self.certain += 1,
            Transition::OrderDecides => self.decided_by_order += 1,
            Transition::OrderNoLongerDecides => self.decided_by_order -= 1,
            Transition::Recollect => {}
            Transition::Stale => self.sum.set_stale(true),
            Transition::Fresh => self.sum.set_stale(false),
        }
    }

    /// Collects the states that are possible at a moment, each of them once.
    fn collect(&mut self, moment: i64) {
        self.possible.clear();
        self.sum.forget_before(self.certain);
        for position in self.certain..=self.possibly {
            self.sum.states(self.fold, position, moment, &mut self.states);
            let activities = if self.sum.stale {
                vec![States::INACTIVE]
            } else {
                self.fold.states.activities_at(self.fold.chain(self.place)[position].ongoing, moment)
            };
            for state in self.states.drain(..) {
                let states = activities.iter().map(|&activity| PossibleState {
                    position: u32::try_from(position).expect("fewer than 2^32 states of one place"),
                    division: state.division,
                    activity,
                    touched: state.touched,
                    dated_fight: self.fold.states.ongoing(state.ongoing).dated_fight(moment),
                    depends_on_order: state.depends_on_order,
                });
                states.for_each(|new| add_possible(&mut self.possible, new));
            }
        }
    }

    /// Returns whether only the narrative order decides something that is possible now. If it is open whether two
    /// events have happened, only the narrative order says which of them can have happened without the other.
    fn depends_on_order(&self) -> bool {
        let open = &self.fold.chain(self.place)[self.certain + 1..=self.possibly];
        let open = open.iter().filter(|state| state.could_matter).count();
        self.decided_by_order > 0 || open > 1 || (open > 0 && self.sum.open_parts > 0)
    }
}

/// Adds a state to those that are possible, unless it is among them.
fn add_possible(possible: &mut Vec<PossibleState>, new: PossibleState) {
    let same = |known: &&mut PossibleState| PossibleState { depends_on_order: new.depends_on_order, ..**known } == new;
    match possible.iter_mut().find(same) {
        Some(known) => known.depends_on_order |= new.depends_on_order,
        None => possible.push(new),
    }
}

/// Returns everything that changes at a place or in its parts, with its moment, by time.
fn transitions(fold: &Fold, place: PlaceNo) -> Vec<(i64, Transition)> {
    let mut transitions = Vec::new();
    for (slot, &part) in fold.tree.parts(place).iter().enumerate() {
        let intervals = fold.line(part).intervals().iter().enumerate();
        transitions.extend(intervals.map(|(number, interval)| (interval.from, Transition::Part(slot, number))));
    }
    for state in &fold.chain(place)[1..] {
        add_transitions_of(fold, state, &mut transitions);
    }
    for (from, until) in stale_times(fold, place) {
        transitions.push((from, Transition::Stale));
        transitions.extend(until.map(|until| (until, Transition::Fresh)));
    }
    transitions.sort_unstable();
    transitions.dedup_by(|one, other| one == other && one.1 == Transition::Recollect);
    transitions
}

/// Adds what changes at a place because of one event, which led to this state.
fn add_transitions_of(fold: &Fold, state: &ChainState, transitions: &mut Vec<(i64, Transition)>) {
    let Some(event) = state.event else { return };
    let (dated, narrowed) = (fold.order.dated(event), fold.narrowed(event));
    let (dated_earliest, narrowed_earliest) = (dated.earliest_minute(), narrowed.earliest_minute());
    let (dated_latest, narrowed_latest) = (dated.latest_minute(), narrowed.latest_minute());
    transitions.push((after(narrowed_earliest), Transition::Possible));
    if narrowed_latest != i64::MAX {
        transitions.push((narrowed_latest, Transition::Certain));
    }
    // A fight that ends with its day was over by the close of a day if it had happened by the opening.
    let ends_with_its_day = fold.occurrence(event).is_some_and(|occurrence| occurrence.effect.ends_with_its_day());
    let no_longer = |moment: i64| if ends_with_its_day { after(Moment::day_end(moment)) } else { moment };
    if state.could_matter && dated_earliest < narrowed_earliest {
        transitions.push((after(dated_earliest), Transition::OrderDecides));
        transitions.push((no_longer(after(narrowed_earliest)), Transition::OrderNoLongerDecides));
    }
    if state.could_matter && narrowed_latest < dated_latest {
        transitions.push((narrowed_latest, Transition::OrderDecides));
        if dated_latest != i64::MAX {
            transitions.push((no_longer(dated_latest), Transition::OrderNoLongerDecides));
        }
    }
    let ends = fold.states.ongoing(state.ongoing).ends().chain([state.order_matters_until]);
    let ends = ends.filter(|end| ![i64::MIN, i64::MAX].contains(end));
    transitions.extend(ends.map(|end| (after(end), Transition::Recollect)));
}

/// Returns the times at which the latest evidence on a place is too old to count. Each reaches from the first moment at
/// which the evidence is stale to the first at which there can be new evidence, or is without end.
fn stale_times(fold: &Fold, place: PlaceNo) -> Vec<(i64, Option<i64>)> {
    let Some(stale_after) = &fold.stale_after else { return Vec::new() };
    let limit = stale_after.days.saturating_mul(DAY);
    // The times for which there is evidence: from when an event can have happened to the last moment at which it is
    // fresh. A baseline is evidence for all time up to its day. One without a day is never fresh.
    let mut covered: Vec<(i64, i64)> = Vec::new();
    if let Some(stated) = fold.tree.with_around(place).find(|place| fold.baselines[*place].is_some()) {
        let close = stale_after.baselines[stated].map(|day| day.saturating_add(1).saturating_mul(DAY));
        covered.push((i64::MIN, close.map_or(i64::MIN, |close| close.saturating_add(limit))));
    }
    for state in fold.chain(place) {
        let Some(span) = fold.report_span(place, state) else { continue };
        let (earliest, latest) = (span.earliest_minute(), span.latest_minute());
        let fresh_until = if latest == i64::MAX { i64::MAX } else { Moment::day_end(latest).saturating_add(limit) };
        covered.push((earliest, fresh_until));
        let fights = fold.states.ongoing(state.ongoing).reports();
        covered.extend(fights.filter(|end| *end > earliest).map(|end| (earliest, end)));
    }
    covered.sort_unstable();
    let mut gaps: Vec<(i64, Option<i64>)> = Vec::new();
    let mut last: Option<i64> = None;
    for (earliest, fresh_until) in covered {
        if let Some(end) = last.filter(|end| *end < earliest) {
            gaps.push((after(end), Some(after(earliest))));
        }
        last = last.max(Some(fresh_until));
    }
    gaps.extend(last.filter(|last| *last != i64::MAX).map(|last| (after(last), None)));
    gaps
}
