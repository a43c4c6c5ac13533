//! Draws what is possible at a place at each moment, by sweeping over time.
//!
//! At a moment, the events of a chain that have certainly happened and those that possibly have are two
//! prefixes of it; the states between are possible. A place with parts is at each of its states as its
//! parts can be at that state: parts that do not lie within one another are free of each other.

use super::chain::{ChainState, Fold};
use super::combine::{PlaceState, Sum};
use super::line::{FIRST_MOMENT, PossibleState, StateLine, after};
use super::states::States;
use crate::numbers::PlaceNo;
use crate::time::{DAY, Moment};

/// What changes at a moment of the sweep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    /// A part enters an interval of its line.
    Part(usize, usize),
    /// One more event is possible.
    Possible,
    /// One more event is certain.
    Certain,
    /// From here on an event could have happened or not by its dates, and only the narrative order rules that out.
    Ruled,
    /// That ends.
    Unruled,
    /// A fight is over, or no longer matters to what depends on the narrative order.
    Over,
    /// The last evidence of the place is too old.
    Stale,
    /// There can be evidence again.
    Fresh,
}

/// Draws the line of a place, which is known up to a moment; those of its parts must be drawn.
pub(super) fn draw(fold: &mut Fold, place: PlaceNo, known: StateLine, from: i64) -> StateLine {
    let turns = turns(fold, place);
    let mut sweep = Sweep::new(fold, place);
    let mut line = known.up_to(from);
    let mut next = 0;
    let mut moment = FIRST_MOMENT;
    loop {
        while let Some(&(_, turn)) = turns.get(next).filter(|turn| turn.0 <= moment) {
            sweep.take(turn);
            next += 1;
        }
        if moment >= from {
            sweep.collect(moment);
            line.push(moment, sweep.depends_on_order(), &sweep.possible);
        }
        match turns.get(next) {
            Some(&(when, _)) => moment = when,
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
    /// How many events have certainly happened, and how many possibly.
    certain: usize,
    possibly: usize,
    /// How many events and parts are what they are only because of the narrative order.
    ruled: i32,
    ruled_parts: Vec<bool>,
    sum: Sum,
    states: Vec<PlaceState>,
    /// What is possible at this moment.
    possible: Vec<PossibleState>,
}

impl<'f> Sweep<'f> {
    fn new(fold: &'f mut Fold, place: PlaceNo) -> Self {
        let sum = Sum::new(fold, place);
        let ruled_parts = vec![false; fold.tree.parts(place).len()];
        let (states, possible) = (Vec::new(), Vec::new());
        Self { fold, place, certain: 0, possibly: 0, ruled: 0, ruled_parts, sum, states, possible }
    }

    fn take(&mut self, turn: Turn) {
        match turn {
            Turn::Part(slot, interval) => {
                let part = self.fold.tree.parts(self.place)[slot];
                let is_ruled = self.fold.line(part).intervals()[interval].depends_on_order;
                let was_ruled = std::mem::replace(&mut self.ruled_parts[slot], is_ruled);
                self.ruled += i32::from(is_ruled) - i32::from(was_ruled);
                self.sum.turn(self.fold, slot, interval);
            }
            Turn::Possible => self.possibly += 1,
            Turn::Certain => self.certain += 1,
            Turn::Ruled => self.ruled += 1,
            Turn::Unruled => self.ruled -= 1,
            Turn::Over => {}
            Turn::Stale => self.sum.grow_stale(true),
            Turn::Fresh => self.sum.grow_stale(false),
        }
    }

    /// Collects what is possible at a moment, each state once.
    fn collect(&mut self, moment: i64) {
        self.possible.clear();
        self.sum.stay_at(self.certain);
        for position in self.certain..=self.possibly {
            self.sum.states(self.fold, position, moment, &mut self.states);
            for state in self.states.drain(..) {
                let stale = self.sum.stale;
                let next = PossibleState {
                    position: u32::try_from(position).expect("fewer than 2^32 states of one place"),
                    division: state.division,
                    activity: if stale {
                        States::INACTIVE
                    } else {
                        self.fold.states.activity_at(state.ongoing, moment)
                    },
                    touched: state.touched,
                    dated_fight: self.fold.states.ongoing(state.ongoing).dated_fight(moment),
                    depends_on_order: state.depends_on_order,
                };
                let same = |known: &&mut PossibleState| {
                    PossibleState { depends_on_order: next.depends_on_order, ..**known } == next
                };
                match self.possible.iter_mut().find(same) {
                    Some(known) => known.depends_on_order |= next.depends_on_order,
                    None => self.possible.push(next),
                }
            }
        }
    }

    /// Whether the narrative order alone decides something here. If two events are both open, it alone says which of
    /// them can have happened without the other.
    fn depends_on_order(&self) -> bool {
        let open = &self.fold.chain(self.place)[self.certain + 1..=self.possibly];
        let open = open.iter().filter(|state| state.matters).count();
        self.ruled > 0 || open > 1 || (open > 0 && self.sum.open_parts > 0)
    }
}

/// Everything that changes at a place or in its parts, by time.
fn turns(fold: &Fold, place: PlaceNo) -> Vec<(i64, Turn)> {
    let mut turns = Vec::new();
    for (slot, &part) in fold.tree.parts(place).iter().enumerate() {
        let intervals = fold.line(part).intervals().iter().enumerate();
        turns.extend(intervals.map(|(number, interval)| (interval.from, Turn::Part(slot, number))));
    }
    for state in &fold.chain(place)[1..] {
        turns_of(fold, state, &mut turns);
    }
    for (from, until) in stale(fold, place) {
        turns.push((from, Turn::Stale));
        turns.extend(until.map(|until| (until, Turn::Fresh)));
    }
    turns.sort_unstable();
    turns.dedup_by(|one, other| one == other && one.1 == Turn::Over);
    turns
}

/// What changes by one event.
fn turns_of(fold: &Fold, state: &ChainState, turns: &mut Vec<(i64, Turn)>) {
    let Some(event) = state.event else { return };
    let (dated, narrowed) = (fold.order.dated(event), fold.narrowed(event));
    let (dated_earliest, narrowed_earliest) = (dated.earliest_minute(), narrowed.earliest_minute());
    let (dated_latest, narrowed_latest) = (dated.latest_minute(), narrowed.latest_minute());
    turns.push((after(narrowed_earliest), Turn::Possible));
    if narrowed_latest != i64::MAX {
        turns.push((narrowed_latest, Turn::Certain));
    }
    if state.matters && dated_earliest < narrowed_earliest {
        turns.push((after(dated_earliest), Turn::Ruled));
        turns.push((after(narrowed_earliest), Turn::Unruled));
    }
    if state.matters && narrowed_latest < dated_latest {
        turns.push((narrowed_latest, Turn::Ruled));
        if dated_latest != i64::MAX {
            turns.push((dated_latest, Turn::Unruled));
        }
    }
    let fights = fold.states.ongoing(state.ongoing).fights.iter().map(|fight| fight.ends);
    let over = fights.chain([state.order_matters_until].into_iter().filter(|until| *until != i64::MIN));
    turns.extend(over.filter(|end| *end != i64::MAX).map(|end| (after(end), Turn::Over)));
}

/// When the last evidence of a place, and of the places around it, is too old: from the first moment at which it is
/// stale to the first at which there can be evidence again.
fn stale(fold: &Fold, place: PlaceNo) -> Vec<(i64, Option<i64>)> {
    let Some(limit) = fold.stale_after().map(|days| days.saturating_mul(DAY)) else { return Vec::new() };
    let mut covered: Vec<(i64, i64)> = Vec::new();
    for state in fold.chain(place).iter().filter(|state| state.matters) {
        let Some(event) = state.event else { continue };
        let span = fold.narrowed(event);
        let (earliest, latest) = (span.earliest_minute(), span.latest_minute());
        let fresh = if latest == i64::MAX { i64::MAX } else { Moment::day_end(latest).saturating_add(limit) };
        covered.push((earliest, fresh));
        let fights = fold.states.ongoing(state.ongoing).fights.iter();
        let dated = fights.filter(|fight| fight.ends > earliest && fight.ends != i64::MAX);
        covered.extend(dated.map(|fight| (earliest, fight.ends)));
    }
    covered.sort_unstable();
    let mut gaps: Vec<(i64, Option<i64>)> = Vec::new();
    let mut last: Option<i64> = None;
    for (earliest, fresh) in covered {
        if let Some(known) = last.filter(|known| *known < earliest) {
            gaps.push((known.saturating_add(1), Some(earliest.saturating_add(1))));
        }
        last = last.max(Some(fresh));
    }
    gaps.extend(last.filter(|last| *last != i64::MAX).map(|last| (last.saturating_add(1), None)));
    gaps
}
