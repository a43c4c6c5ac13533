//! How one event passes through a family of places: at its own place, down into the parts, up into the wholes.

use std::collections::BTreeSet;

use super::chain::{ChainState, EffectOnParts, Fold, LoggedState, Work};
use super::division::Division;
use super::effect::PartEffect;
use super::line::{FIRST_MOMENT, after};
use super::parts::{Parts, Piece};
use super::states::{DivisionId, OngoingId, States};
use crate::numbers::{EventNo, PlaceNo};

/// What every place learns of one event.
#[derive(Clone, Copy)]
struct EventStep<'a> {
    event: EventNo,
    day: i64,
    except: &'a [PlaceNo],
    on_parts: &'a EffectOnParts,
    /// The division of the place around: parts have no other holders. `None` where places were left out.
    among: Option<DivisionId>,
    /// Whether it says anything of who holds the place.
    speaks: bool,
}

/// What an event did to its own place.
#[derive(Clone, Copy)]
struct OwnStep {
    division: DivisionId,
    ongoing: OngoingId,
    /// Whether some places within it were left out.
    partial: bool,
}

static UNTOUCHED: EffectOnParts = EffectOnParts { effect: PartEffect::Untouched, whole: false, among: None };

impl Fold {
    /// Whether a place is being folded anew.
    pub(super) fn is_folding(&self, place: PlaceNo) -> bool {
        self.tracks[place].work.is_some()
    }

    /// The state that the record begins with, from the outermost place inwards. `given` is what the baseline of the
    /// place around says of this one.
    pub(super) fn begin(&mut self, place: PlaceNo, given: Option<Division>, dirty: &BTreeSet<PlaceNo>) {
        let stated = self.baselines[place].clone().or(given);
        let inside = stated.as_ref().map(|division| match division.sole() {
            Some(_) => division.clone(),
            None => Division::anyhow(division.rows().iter().map(|row| row.0)),
        });
        for slot in 0..self.tree.parts(place).len() {
            self.begin(self.tree.parts(place)[slot], inside.clone(), dirty);
        }
        if !dirty.contains(&place) {
            return;
        }
        let rest = self.states.intern_division(inside.unwrap_or_else(Division::unrecorded));
        let mut work = Work {
            own: self.own_at_start(place, stated),
            rest,
            ongoing: States::QUIET,
            now: States::SILENT,
            disagree: false,
            anchor: 0,
            moved: false,
            spoke: i64::MIN,
            parts_spoke: i64::MIN,
            parts: None,
            pieces: Vec::new(),
        };
        self.gather(place, &mut work, None);
        let quiet = self.states.activity_at(work.ongoing, FIRST_MOMENT);
        let state = ChainState {
            event: None,
            own: work.own,
            rest: work.rest,
            ongoing: work.ongoing,
            division: work.now,
            before: work.now,
            ongoing_before: work.ongoing,
            activity_before: quiet,
            activity: quiet,
            anchor: 0,
            moved: false,
            above: 0,
            matters: self.baselines[place].is_some(),
            whole: true,
            horizon: i64::MIN,
            order_matters_until: i64::MIN,
        };
        let track = &mut self.tracks[place];
        track.chain.clear();
        track.chain.push(state);
        track.log.clear();
        track.disagree = work.disagree;
        track.work = Some(Box::new(work));
    }

    /// What a place's own record says when it begins; `None` where only its parts speak.
    fn own_at_start(&mut self, place: PlaceNo, stated: Option<Division>) -> Option<DivisionId> {
        let overruled = || self.tree.within(place)[1..].iter().any(|&part| self.baselines[part].is_some());
        match stated {
            // Parts with a baseline of their own are better informed than a blanket statement.
            Some(division) if division.sole().is_some() && overruled() => None,
            Some(division) => Some(self.states.intern_division(division)),
            None if self.tree.parts(place).is_empty() => Some(States::SILENT),
            None => None,
        }
    }

    /// The division of a part right after an event, in the narrative order; `None` stands for the beginning.
    fn division_after(&self, place: PlaceNo, event: Option<EventNo>) -> DivisionId {
        let track = &self.tracks[place];
        if let Some(work) = &track.work {
            return work.now;
        }
        let by_then = |other: Option<EventNo>| {
            other.is_none_or(|other| event.is_some_and(|event| self.rank(other) <= self.rank(event)))
        };
        if self.tree.parts(place).is_empty() {
            track.chain[track.chain.partition_point(|state| by_then(state.event)).max(1) - 1].division
        } else {
            let past = &track.log[..track.log.partition_point(|logged| by_then(Some(logged.event)))];
            past.last().map_or(track.chain[0].division, |logged| logged.division)
        }
    }

    /// Adds up the parts of a place anew, none of them touched.
    fn gather(&mut self, place: PlaceNo, work: &mut Work, event: Option<EventNo>) {
        if self.tree.parts(place).is_empty() {
            work.now = work.own.unwrap_or(States::SILENT);
            return;
        }
        let mut parts = Parts::new(work.rest, self.tree.rest(place));
        work.pieces.clear();
        for &part in self.tree.parts(place) {
            let now = self.division_after(part, event);
            let piece = Piece { now, then: now, touched: false };
            parts.add(piece, self.tree.extent(part), &self.states);
            work.pieces.push(piece);
        }
        (work.now, work.disagree) = parts.add_up(work.own, &mut self.states);
        work.parts = Some(parts);
    }

    /// Applies an event at its place and in all within it. Returns whether it reached parts in another way than before.
    pub(super) fn apply(&mut self, event: EventNo) -> bool {
        let Some(occurrence) = self.order.shared(event) else { return false };
        let (place, day, effect) = (occurrence.place, occurrence.day, &occurrence.effect);
        let Some(work) = &self.tracks[place].work else { return false };
        let (before, ongoing) = (self.states.division(work.now), self.states.ongoing(work.ongoing));
        let outcome = effect.applied(before, ongoing, day, &self.sides);
        let speaks = effect.affects_division();
        let partial = outcome.whole && !effect.except().is_empty();
        let division = self.states.intern_division(outcome.division);
        let among = (speaks && !partial).then_some(division);
        let on_parts = EffectOnParts { effect: outcome.on_parts, whole: outcome.whole, among };
        let ongoing = self.states.intern_ongoing(outcome.ongoing);
        let known = self.effects[event].replace(on_parts.clone());
        let differs = known.is_some_and(|known| known != on_parts);
        let step = EventStep { event, day, except: effect.except(), on_parts: &on_parts, among, speaks };
        self.step(place, &step, Some(OwnStep { division, ongoing, partial }));
        differs
    }

    /// One place's step in an event there (`own`) or at a place around it; then that of its parts.
    fn step(&mut self, place: PlaceNo, step: &EventStep<'_>, own: Option<OwnStep>) {
        let Some(mut work) = self.tracks[place].work.take() else { return };
        let spared = step.except.contains(&place);
        let (before, ongoing_before) = (work.now, work.ongoing);
        let next = if spared {
            EventStep { except: &[], on_parts: &UNTOUCHED, among: None, speaks: false, ..*step }
        } else {
            self.change(place, step, own, &mut work);
            EventStep { among: step.among.and(work.own), ..*step }
        };
        for slot in 0..self.tree.parts(place).len() {
            self.step(self.tree.parts(place)[slot], &next, None);
        }
        if step.speaks && !spared {
            self.gather(place, &mut work, Some(step.event));
        }
        let state = self.chain_state(place, step, own.is_some(), spared, &mut work, (before, ongoing_before));
        let has_parts = !self.tree.parts(place).is_empty();
        let track = &mut self.tracks[place];
        track.chain.push(state);
        if has_parts {
            track.log.push(LoggedState { event: step.event, division: work.now, disagree: work.disagree });
        }
        track.work = Some(work);
    }

    /// What an event changes in a place's own record, in its rest, and in what is going on there.
    fn change(&mut self, place: PlaceNo, step: &EventStep<'_>, own: Option<OwnStep>, work: &mut Work) {
        if let Some(own) = own {
            if step.speaks {
                work.own = (!own.partial).then_some(own.division);
            }
            work.ongoing = own.ongoing;
        } else if step.speaks {
            let after = self.division_by(step, work.now);
            let holed = step.on_parts.whole && self.spares_within(place, step.except);
            if step.on_parts.whole {
                let mut ongoing = self.states.ongoing(work.ongoing).clone();
                ongoing.settled(&after, step.day, &self.sides);
                work.ongoing = self.states.intern_ongoing(ongoing);
            }
            work.own = (!holed).then(|| self.states.intern_division(after));
        }
        if step.speaks {
            let step = EventStep { among: step.among.and(work.own), ..*step };
            let rest = self.division_by(&step, work.rest);
            work.rest = self.states.intern_division(rest);
        }
    }

    /// The state to be added to the chain of a place: `here` if the event is at the place itself.
    fn chain_state(
        &mut self,
        place: PlaceNo,
        step: &EventStep<'_>,
        here: bool,
        spared: bool,
        work: &mut Work,
        (before, ongoing_before): (DivisionId, OngoingId),
    ) -> ChainState {
        let moves = step.on_parts.effect != PartEffect::Untouched && !spared;
        let chain = &self.tracks[place].chain;
        if !here && step.speaks {
            work.moved = false;
            work.anchor = u32::try_from(chain.len()).expect("fewer than 2^32 states of one place");
        } else if here && moves {
            work.moved = true;
        }
        let matters = !spared && (here || moves || (step.speaks && work.now != before));
        let above = chain.last().map_or(0, |state| state.above) + u32::from(!here);
        let horizon = chain.last().map_or(i64::MIN, |state| state.horizon);
        let moment = after(self.narrowed(step.event).earliest_minute());
        let activity_before = self.states.activity_at(ongoing_before, moment);
        let activity = self.states.activity_at(work.ongoing, moment);
        let dated = self.order.dated(step.event);
        let mut state = ChainState {
            event: Some(step.event),
            own: work.own,
            rest: work.rest,
            ongoing: work.ongoing,
            division: work.now,
            before,
            ongoing_before,
            activity_before,
            activity,
            anchor: work.anchor,
            moved: work.moved,
            above,
            matters,
            whole: step.on_parts.whole && !spared && matters,
            horizon: if matters { horizon.max(dated.latest_minute()) } else { horizon },
            order_matters_until: i64::MIN,
        };
        // One holder of everything, and no fire control left: nothing of what was before matters any more.
        let resets = state.whole
            && matches!(step.on_parts.effect, PartEffect::Set(_))
            && self.states.ongoing(state.ongoing).under_fire_of.is_empty();
        state.order_matters_until = self.order_matters_until(place, &state, resets);
        if step.speaks && !spared {
            // A whole and a part that both spoke, on dates that overlap: each counts the other in as the order has it.
            let outer = self.tree.parent(place).filter(|_| here);
            let outer = outer.and_then(|outer| self.tracks[outer].work.as_ref());
            let spoke = work.parts_spoke.max(outer.map_or(i64::MIN, |outer| outer.spoke));
            if !resets && spoke > dated.earliest_minute() {
                state.order_matters_until = i64::MAX;
            }
            work.spoke = work.spoke.max(dated.latest_minute());
        }
        state
    }

    /// What an event at a place around makes of a division.
    fn division_by(&self, step: &EventStep<'_>, before: DivisionId) -> Division {
        let after = step.on_parts.effect.on(self.states.division(before), step.day, &self.sides);
        match step.among {
            Some(whole) => after.among(self.states.division(whole)),
            None => after,
        }
    }

    fn spares_within(&self, place: PlaceNo, except: &[PlaceNo]) -> bool {
        except.iter().any(|&spared| self.tree.lies_within(spared, place))
    }

    /// Takes the news of an event from its place to the places around it.
    pub(super) fn rise(&mut self, event: EventNo) {
        let Some(occurrence) = self.order.occurrence(event) else { return };
        if !occurrence.effect.affects_division() {
            return;
        }
        let (mut inner, latest) = (occurrence.place, occurrence.span.latest_minute());
        let on_parts = self.effects[event].as_ref();
        let moves = on_parts.is_some_and(|on_parts| on_parts.effect != PartEffect::Untouched);
        while let Some(outer) = self.tree.parent(inner) {
            if let Some(mut work) = self.tracks[outer].work.take() {
                let now = self.division_after(inner, Some(event));
                let (slot, extent) = (self.tree.slot(inner), self.tree.extent(inner));
                let old = work.pieces[slot];
                let piece = Piece { now, touched: old.touched || moves, ..old };
                if let Some(parts) = &mut work.parts {
                    parts.remove(old, extent, &self.states);
                    parts.add(piece, extent, &self.states);
                    (work.now, work.disagree) = parts.add_up(work.own, &mut self.states);
                }
                work.pieces[slot] = piece;
                work.moved |= moves;
                work.parts_spoke = work.parts_spoke.max(latest);
                let track = &mut self.tracks[outer];
                track.log.push(LoggedState { event, division: work.now, disagree: work.disagree });
                track.work = Some(work);
            }
            inner = outer;
        }
    }
}
