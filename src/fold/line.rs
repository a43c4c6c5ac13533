//! What is possible at each moment: the chain of a place's states laid on the time line.
//!
//! At a moment, the events of a chain that have certainly happened and those that possibly have are two
//! prefixes of it; the states between are possible. A place with parts is at each of its states as its
//! parts can be at that state: parts that do not lie within one another are free of each other.

use std::collections::{BTreeMap, VecDeque};

use super::chain::Fold;
use super::ground::Ground;
use super::ledger::{ConditionsId, GroundId, Ledger, StandingId};
use super::order::Bounds;
use super::parts::{Extent, Parts, Piece};
use crate::moment::Moment;

/// One control that is possible in a stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Possible {
    /// The link of the chain that it is a state of.
    pub(crate) link: u32,
    pub(crate) ground: GroundId,
    pub(crate) standing: StandingId,
    /// Whether ground may have changed hands here since a place around it spoke.
    touched: bool,
    /// Whether a fight with a recorded end is going on.
    pub(crate) dated_fight: bool,
    /// Whether it rests on the telling where dates leave the order open.
    pub(crate) by_told_order: bool,
}

impl Possible {
    /// One that belongs to no link of the chain.
    pub(super) const fn alone(ground: GroundId, standing: StandingId, dated_fight: bool) -> Self {
        Self { link: 0, ground, standing, touched: true, dated_fight, by_told_order: false }
    }
}

/// A stretch of time in which the same controls are possible, up to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) from: i64,
    first: u32,
    count: u32,
    /// Whether the telling alone decides of an event that it has happened here, or has not.
    by_told_order: bool,
}

/// All stretches of one place: they tile the time line.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    stretches: Vec<Stretch>,
    possible: Vec<Possible>,
}

/// The least moment: what is open towards the past begins here.
pub(crate) const DAWN: i64 = i64::MIN + 1;

/// The first moment at which what happens at a minute has happened.
pub(super) fn after(minute: i64) -> i64 {
    minute.saturating_add(1).max(DAWN)
}

/// How many combinations of its parts' states a place's own are spelled out for. Beyond that, the parts
/// with the most states are each taken as one that allows them all: less exact, never less true.
const COMBINATIONS: usize = 64;

impl Line {
    pub(crate) fn stretches(&self) -> &[Stretch] {
        &self.stretches
    }

    /// The number of the stretch that a moment lies in.
    pub(crate) fn at(&self, moment: i64) -> usize {
        self.stretches.partition_point(|stretch| stretch.from <= moment).max(1) - 1
    }

    /// What is possible in a stretch, in the told order.
    pub(crate) fn possible(&self, stretch: usize) -> &[Possible] {
        let Stretch { first, count, .. } = self.stretches[stretch];
        &self.possible[first as usize..(first + count) as usize]
    }

    pub(crate) fn by_told_order(&self, stretch: usize) -> bool {
        self.stretches[stretch].by_told_order || self.possible(stretch).iter().any(|it| it.by_told_order)
    }

    /// Everything that is possible here or in another line, in each stretch; links of the chain are left out.
    pub(super) fn united(&self, other: Option<&Self>) -> Self {
        let lines: Vec<&Self> = other.into_iter().chain([self]).collect();
        let mut moments: Vec<i64> = lines.iter().flat_map(|line| &line.stretches).map(|it| it.from).collect();
        moments.sort_unstable();
        moments.dedup();
        let mut union = Self::default();
        for moment in moments {
            let mut possible: Vec<Possible> = Vec::new();
            let mut by_told_order = false;
            for line in &lines {
                let stretch = line.at(moment);
                by_told_order |= line.by_told_order(stretch);
                for it in line.possible(stretch) {
                    // Of lines without choices the links are left out too, so that equal states are one.
                    let alone = Possible { link: 0, by_told_order: false, ..*it };
                    if !possible.contains(&alone) {
                        possible.push(alone);
                    }
                }
            }
            union.push(moment, by_told_order, &possible);
        }
        union
    }

    /// The same with other grounds.
    pub(super) fn with_grounds(&self, mut other: impl FnMut(GroundId) -> GroundId) -> Self {
        let mut line = Self::default();
        for (number, stretch) in self.stretches.iter().enumerate() {
            let mut possible: Vec<Possible> = Vec::new();
            for it in self.possible(number) {
                let it = Possible { ground: other(it.ground), ..*it };
                if !possible.contains(&it) {
                    possible.push(it);
                }
            }
            line.push(stretch.from, stretch.by_told_order, &possible);
        }
        line
    }

    /// What the line is before a moment.
    pub(super) fn up_to(mut self, moment: i64) -> Self {
        self.stretches.truncate(self.stretches.partition_point(|stretch| stretch.from < moment));
        let states = self.stretches.last().map_or(0, |last| last.first + last.count);
        self.possible.truncate(states as usize);
        self
    }

    pub(super) fn push(&mut self, from: i64, by_told_order: bool, possible: &[Possible]) {
        if let Some(last) = self.stretches.len().checked_sub(1)
            && self.possible(last) == possible
            && self.stretches[last].by_told_order == by_told_order
        {
            return;
        }
        let first = u32::try_from(self.possible.len()).expect("fewer than 2^32 states");
        let count = u32::try_from(possible.len()).expect("a bounded number of states");
        self.possible.extend_from_slice(possible);
        self.stretches.push(Stretch { from, first, count, by_told_order });
    }
}

/// What changes at a moment of the sweep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    /// A part enters a stretch.
    Part(usize, usize),
    /// Another event is possible.
    Possible,
    /// Another event is certain.
    Certain,
    /// By its dates an event can have happened or not from here, which the telling alone rules out.
    Ruled,
    /// That ends.
    Unruled,
    /// A fight is over, or no longer matters to what rests on the telling.
    Over,
    /// Nothing has been told of the place for too long.
    Stale,
    /// Something can be told of it again.
    Fresh,
}

/// Draws the line of a place, which is known up to a moment; those of its parts must be drawn.
pub(super) fn draw(fold: &mut Fold, place: u32, known: Line, from: i64) -> Line {
    let turns = turns(fold, place);
    let mut line = known.up_to(from);
    let mut sum = Sum::new(fold, place);
    let (mut low, mut high, mut ruled) = (0_usize, 0_usize, 0_i32);
    let mut ruled_parts = vec![false; fold.site(place).children.len()];
    let (mut states, mut possible): (Vec<State>, Vec<Possible>) = (Vec::new(), Vec::new());
    let mut at = 0;
    let mut moment = DAWN;
    loop {
        while let Some(&(when, turn)) = turns.get(at) {
            if when > moment {
                break;
            }
            match turn {
                Turn::Part(slot, stretch) => {
                    let part = fold.site(place).children[slot];
                    let is_ruled = fold.line(part).stretches()[stretch].by_told_order;
                    ruled += i32::from(is_ruled) - i32::from(std::mem::replace(&mut ruled_parts[slot], is_ruled));
                    sum.turn(fold, slot, stretch);
                }
                Turn::Possible => high += 1,
                Turn::Certain => low += 1,
                Turn::Ruled => ruled += 1,
                Turn::Unruled => ruled -= 1,
                Turn::Over => {}
                Turn::Stale => sum.grow_stale(true),
                Turn::Fresh => sum.grow_stale(false),
            }
            at += 1;
        }
        if moment >= from {
            possible.clear();
            sum.stay_at(low);
            for link in low..=high {
                sum.states(fold, link, moment, &mut states);
                for state in states.drain(..) {
                    let standing =
                        if sum.stale { Ledger::STILL } else { fold.ledger.standing_at(state.conditions, moment) };
                    let next = Possible {
                        link: u32::try_from(link).expect("fewer than 2^32 links"),
                        ground: state.ground,
                        standing,
                        touched: state.touched,
                        dated_fight: fold.ledger.conditions(state.conditions).dated_fight(moment),
                        by_told_order: state.by_told_order,
                    };
                    let same = |it: &&mut Possible| Possible { by_told_order: next.by_told_order, ..**it } == next;
                    match possible.iter_mut().find(same) {
                        Some(known) => known.by_told_order |= next.by_told_order,
                        None => possible.push(next),
                    }
                }
            }
            // Of two events that both are open here, the telling alone says which can have happened without the other.
            let open = fold.chain(place)[low + 1..=high].iter().filter(|link| link.bears).count();
            let both = open > 1 || (open > 0 && sum.open_parts > 0);
            line.push(moment, ruled > 0 || both, &possible);
        }
        match turns.get(at) {
            Some(&(when, _)) => moment = when,
            None => break,
        }
    }
    line.stretches.shrink_to_fit();
    line.possible.shrink_to_fit();
    line
}

fn turns(fold: &Fold, place: u32) -> Vec<(i64, Turn)> {
    let mut turns = Vec::new();
    for (slot, &part) in fold.site(place).children.iter().enumerate() {
        let stretches = fold.line(part).stretches().iter().enumerate();
        turns.extend(stretches.map(|(number, stretch)| (stretch.from, Turn::Part(slot, number))));
    }
    for link in &fold.chain(place)[1..] {
        let (dated, narrowed) = (fold.happening(link.event).map(|it| it.bounds), fold.narrowed(link.event));
        turns.push((after(narrowed.earliest), Turn::Possible));
        if narrowed.latest != i64::MAX {
            turns.push((narrowed.latest, Turn::Certain));
        }
        let dated = dated.unwrap_or(narrowed);
        if link.bears && dated.earliest < narrowed.earliest {
            turns.push((after(dated.earliest), Turn::Ruled));
            turns.push((after(narrowed.earliest), Turn::Unruled));
        }
        if link.bears && narrowed.latest < dated.latest {
            turns.push((narrowed.latest, Turn::Ruled));
            if dated.latest != i64::MAX {
                turns.push((dated.latest, Turn::Unruled));
            }
        }
        let fights = fold.ledger.conditions(link.conditions).fights.iter().map(|fight| fight.ends);
        let over = fights.chain([link.told_until].into_iter().filter(|until| *until != i64::MIN));
        turns.extend(over.filter(|end| *end != i64::MAX).map(|end| (after(end), Turn::Over)));
    }
    for (from, until) in stale(fold, place) {
        turns.push((from, Turn::Stale));
        turns.extend(until.map(|until| (until, Turn::Fresh)));
    }
    turns.sort_unstable();
    turns.dedup_by(|one, other| one == other && one.1 == Turn::Over);
    turns
}

/// When nothing has been told for too long of a place or of what lies around it: from the first moment at which it is
/// stale to the first at which something can have been told again.
fn stale(fold: &Fold, place: u32) -> Vec<(i64, Option<i64>)> {
    let Some(limit) = fold.stale_after().map(|days| days.saturating_mul(24 * 60)) else { return Vec::new() };
    let mut covered: Vec<(i64, i64)> = Vec::new();
    for link in fold.chain(place)[1..].iter().filter(|link| link.bears) {
        let Bounds { earliest, latest } = fold.narrowed(link.event);
        let fresh = if latest == i64::MAX { i64::MAX } else { Moment::day_end(latest).saturating_add(limit) };
        covered.push((earliest, fresh));
        let fights = fold.ledger.conditions(link.conditions).fights.iter();
        covered.extend(
            fights.filter(|fight| fight.ends > earliest && fight.ends != i64::MAX).map(|fight| (earliest, fight.ends)),
        );
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

/// A state of a place at one of its links.
struct State {
    ground: GroundId,
    conditions: ConditionsId,
    touched: bool,
    by_told_order: bool,
}

/// What a part can contribute at one link of the whole, and whether that rests on the telling.
type Choice = (Piece, bool);

/// The parts of a place at one moment of the sweep.
struct Sum {
    place: u32,
    /// The stretch that each part is in.
    stretches: Vec<usize>,
    /// In how many of them more than one state is possible.
    open_parts: usize,
    /// Whether nothing has been told of the place for too long.
    stale: bool,
    /// The parts added up for the links that the place can be at.
    ready: BTreeMap<usize, Ready>,
    /// What was reckoned, the latest first: what is open at one moment is certain at the next.
    reckoned: VecDeque<(Parts, Option<GroundId>, GroundId)>,
}

/// How much of what was reckoned is looked up.
const RECKONED: usize = 8;

/// The parts of a place at one link of its chain: those that are certain added up, the others open.
struct Ready {
    link: usize,
    parts: Parts,
    certain: Vec<Option<Choice>>,
    open: BTreeMap<usize, Vec<Choice>>,
    /// How many certain parts rest on the telling.
    told: usize,
}

impl Sum {
    fn new(fold: &Fold, place: u32) -> Self {
        let parts = &fold.site(place).children;
        let open = parts.iter().filter(|&&part| fold.line(part).possible(0).len() > 1);
        let (open_parts, stretches) = (open.count(), vec![0; parts.len()]);
        Self { place, stretches, open_parts, stale: false, ready: BTreeMap::new(), reckoned: VecDeque::new() }
    }

    /// A part enters another stretch.
    fn turn(&mut self, fold: &Fold, slot: usize, stretch: usize) {
        let line = fold.line(fold.site(self.place).children[slot]);
        let last = std::mem::replace(&mut self.stretches[slot], stretch);
        self.open_parts -= usize::from(line.possible(last).len() > 1);
        self.open_parts += usize::from(line.possible(stretch).len() > 1);
        for ready in self.ready.values_mut() {
            ready.unload(fold, self.place, slot);
            ready.load(fold, self.place, slot, stretch);
        }
    }

    fn grow_stale(&mut self, stale: bool) {
        self.stale = stale;
        self.ready.clear();
    }

    /// The place is certainly past all links before this one.
    fn stay_at(&mut self, link: usize) {
        while self.ready.first_key_value().is_some_and(|(&first, _)| first < link) {
            self.ready.pop_first();
        }
    }

    fn load(&self, fold: &Fold, link: usize) -> Ready {
        let rest = if self.stale { Ledger::SILENT } else { fold.chain(self.place)[link].rest };
        let parts = Parts::new(rest, fold.rest(self.place));
        let certain = vec![None; self.stretches.len()];
        let mut ready = Ready { link, parts, certain, open: BTreeMap::new(), told: 0 };
        for (slot, &stretch) in self.stretches.iter().enumerate() {
            ready.load(fold, self.place, slot, stretch);
        }
        ready
    }

    fn ground(&mut self, parts: &Parts, own: Option<GroundId>, ledger: &mut Ledger) -> GroundId {
        let known = self.reckoned.iter().find(|known| known.1 == own && known.0 == *parts);
        if let Some(&(.., ground)) = known {
            return ground;
        }
        let ground = parts.ground(own, ledger);
        self.reckoned.truncate(RECKONED - 1);
        self.reckoned.push_front((parts.clone(), own, ground));
        ground
    }

    /// The states of the place at a link of its chain.
    fn states(&mut self, fold: &mut Fold, link: usize, moment: i64, states: &mut Vec<State>) {
        let at = fold.chain(self.place)[link];
        if self.stretches.is_empty() {
            let ground = if self.stale { Ledger::SILENT } else { at.ground };
            let (touched, by_told_order) = (at.moved || self.stale, moment <= at.told_until);
            states.push(State { ground, conditions: at.conditions, touched, by_told_order });
            return;
        }
        let mut ready = self.ready.remove(&link).unwrap_or_else(|| self.load(fold, link));
        let own = at.own.filter(|_| !self.stale);
        let by_told_order = moment <= at.told_until || ready.told > 0;
        let (place, stale) = (self.place, self.stale);
        ready.combine(fold, place, |parts, told, ledger| {
            states.push(State {
                ground: self.ground(parts, own, ledger),
                conditions: at.conditions,
                touched: at.moved || stale || parts.any_touched(),
                by_told_order: by_told_order || told,
            });
        });
        self.ready.insert(link, ready);
    }
}

impl Ready {
    /// A part comes in, in a stretch of its line.
    fn load(&mut self, fold: &Fold, place: u32, slot: usize, stretch: usize) {
        let part = fold.site(place).children[slot];
        let choices = self.choices(fold, part, stretch);
        if let [choice] = choices[..] {
            self.parts.add(choice.0, fold.extent(part), &fold.ledger);
            self.told += usize::from(choice.1);
            self.certain[slot] = Some(choice);
        } else {
            self.open.insert(slot, choices);
        }
    }

    fn unload(&mut self, fold: &Fold, place: u32, slot: usize) {
        if let Some(choice) = self.certain[slot].take() {
            self.parts.remove(choice.0, fold.extent(fold.site(place).children[slot]), &fold.ledger);
            self.told -= usize::from(choice.1);
        } else {
            self.open.remove(&slot);
        }
    }

    /// What a part can contribute while the whole is at this link.
    fn choices(&self, fold: &Fold, part: u32, stretch: usize) -> Vec<Choice> {
        let chain = fold.chain(part);
        let mut choices: Vec<Choice> = Vec::new();
        for state in fold.line(part).possible(stretch) {
            let at = &chain[state.link as usize];
            if at.above as usize != self.link {
                continue;
            }
            let then = chain[at.anchor as usize].ground;
            let piece = Piece { now: state.ground, then, touched: state.touched };
            match choices.iter_mut().find(|known| known.0 == piece) {
                Some(known) => known.1 |= state.by_told_order,
                None => choices.push((piece, state.by_told_order)),
            }
        }
        choices
    }

    /// The parts added up in every way that the open ones leave, and whether that rests on the telling.
    fn combine(&mut self, fold: &mut Fold, place: u32, mut found: impl FnMut(&Parts, bool, &mut Ledger)) {
        let extent = |fold: &Fold, slot: usize| fold.extent(fold.site(place).children[slot]);
        let mut open: Vec<(Extent, Vec<Choice>)> =
            self.open.iter().map(|(&slot, choices)| (extent(fold, slot), choices.clone())).collect();
        if open.iter().any(|(_, choices)| choices.is_empty()) {
            return;
        }
        let mut hulls: Vec<(Piece, Extent)> = Vec::new();
        let mut told = false;
        while open.iter().map(|(_, choices)| choices.len()).fold(1_usize, usize::saturating_mul) > COMBINATIONS {
            let Some(most) = (0..open.len()).max_by_key(|&at| open[at].1.len()) else { break };
            let (extent, choices) = open.remove(most);
            let hull = Ground::hull(choices.iter().map(|(piece, _)| fold.ledger.ground(piece.now)));
            let piece = Piece {
                now: fold.ledger.keep_ground(hull),
                then: choices[0].0.then,
                touched: choices.iter().any(|(piece, _)| piece.touched),
            };
            told |= choices.iter().any(|(_, told)| *told);
            self.parts.add(piece, extent, &fold.ledger);
            hulls.push((piece, extent));
        }
        each(&mut self.parts, told, &open, &mut fold.ledger, &mut found);
        for (piece, extent) in hulls {
            self.parts.remove(piece, extent, &fold.ledger);
        }
    }
}

/// Every way to add open parts to others.
fn each(
    parts: &mut Parts,
    told: bool,
    open: &[(Extent, Vec<Choice>)],
    ledger: &mut Ledger,
    found: &mut impl FnMut(&Parts, bool, &mut Ledger),
) {
    let Some(((extent, choices), others)) = open.split_first() else { return found(parts, told, ledger) };
    for &(piece, by_told_order) in choices {
        parts.add(piece, *extent, ledger);
        each(parts, told || by_told_order, others, ledger, found);
        parts.remove(piece, *extent, ledger);
    }
}
