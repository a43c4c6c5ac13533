//! How one event passes through a family of places: first its own place, then inwards to the parts, then outwards to
//! the places around.

use std::collections::BTreeSet;

use super::chain::{ChainState, EffectOnParts, Fold, LoggedState, Work};
use super::division::Division;
use super::effect::{Movement, PartEffect};
use super::line::{FIRST_MOMENT, after};
use super::parts::{Parts, Piece};
use super::states::{DivisionId, OngoingId, States};
use crate::numbers::{EventNo, PlaceNo};

/// What one event means for each place that it reaches.
#[derive(Clone, Copy)]
struct EventStep<'a> {
    event: EventNo,
    /// The day whose allegiances apply.
    day: i64,
    /// The places that the change leaves out.
    except: &'a [PlaceNo],
    on_parts: &'a EffectOnParts,
    /// The division of the place directly around, beyond whose holders a part has none. `None` if places were left out.
    limited_to: Option<DivisionId>,
    /// Whether the event says who holds its place.
    says_who_holds: bool,
}

/// What an event made of its own place.
#[derive(Clone, Copy)]
struct OwnOutcome {
    division: DivisionId,
    ongoing: OngoingId,
    /// Whether it was a whole change that left out some places within.
    has_exceptions: bool,
    /// Whether it moved anything there.
    movement: Movement,
}

static UNTOUCHED: EffectOnParts =
    EffectOnParts { effect: PartEffect::Untouched, whole: false, limited_to: None, says_who_holds: false };

/// How an event reaches one place.
#[derive(Clone, Copy)]
struct Reach {
    /// Whether the event is at the place itself.
    here: bool,
    /// Whether the change leaves the place out.
    excepted: bool,
    /// Whether the change moves anything there.
    movement: Movement,
}

impl Reach {
    /// Whether the place stays as it is, with all places within it: it is left out, or nothing moves at the place of the
    /// event.
    fn spares(self) -> bool {
        self.excepted || (self.here && self.moves_nothing())
    }

    fn moves_nothing(self) -> bool {
        self.movement == Movement::Nothing
    }
}

impl Fold {
    /// Returns whether a place is being folded just now.
    pub(super) fn is_folding(&self, place: PlaceNo) -> bool {
        self.tracks[place].work.is_some()
    }

    /// Begins the fold of a place and all places within it with their states at the start of the record. `inherited` is
    /// what the baseline of the place around says of this place.
    pub(super) fn begin(&mut self, place: PlaceNo, inherited: Option<Division>, dirty: &BTreeSet<PlaceNo>) {
        let stated = self.baselines[place].clone().or(inherited);
        let inside = stated.as_ref().map(|division| match division.sole() {
            Some(_) => division.clone(),
            None => Division::any_among(division.rows().iter().map(|row| row.0)),
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
            ongoing: States::NOTHING_ONGOING,
            now: States::UNRECORDED,
            disagree: false,
            anchor: 0,
            moved: false,
            latest_said: i64::MIN,
            latest_said_within: i64::MIN,
            parts: None,
            pieces: Vec::new(),
        };
        self.add_up_parts(place, &mut work, None);
        let activity = self.states.everything_at(work.ongoing, FIRST_MOMENT);
        let state = ChainState {
            event: None,
            own: work.own,
            rest: work.rest,
            ongoing: work.ongoing,
            division: work.now,
            before: work.now,
            ongoing_before: work.ongoing,
            activity_before: activity,
            activity,
            anchor: 0,
            moved: false,
            parent_position: 0,
            matters: self.baselines[place].is_some(),
            could_matter: false,
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

    /// Returns what a place's own record says at the start; `None` if only its parts say who holds it. `stated` is its
    /// own or inherited baseline.
    fn own_at_start(&mut self, place: PlaceNo, stated: Option<Division>) -> Option<DivisionId> {
        let parts_state_more = || self.tree.within(place)[1..].iter().any(|&part| self.baselines[part].is_some());
        match stated {
            // Places within that have a baseline of their own are more specific than a statement about the whole.
            Some(division) if division.sole().is_some() && parts_state_more() => None,
            Some(division) => Some(self.states.intern_division(division)),
            None if self.tree.parts(place).is_empty() => Some(States::UNRECORDED),
            None => None,
        }
    }

    /// Returns the division of a part right after an event in the narrative order. `None` stands for the start.
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

    /// Adds up the parts of a place as they are right after an event, with none of them touched.
    fn add_up_parts(&mut self, place: PlaceNo, work: &mut Work, event: Option<EventNo>) {
        if self.tree.parts(place).is_empty() {
            work.now = work.own.unwrap_or(States::UNRECORDED);
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

    /// Applies an event to its place and to all places within it. Returns whether it changes the parts in another way
    /// than when it was last applied.
    pub(super) fn apply(&mut self, event: EventNo) -> bool {
        let Some(occurrence) = self.order.shared(event) else { return false };
        let (place, day, effect) = (occurrence.place, self.day(event), &occurrence.effect);
        let Some(work) = &self.tracks[place].work else { return false };
        let narrowed = self.narrowed(event);
        let mut ongoing = self.states.ongoing(work.ongoing).clone();
        ongoing.forget_ended(narrowed.earliest_minute());
        let outcome = effect.applied(self.states.division(work.now), &ongoing, (day, narrowed), &self.sides);
        let movement = outcome.movement;
        let says_who_holds = effect.affects_division() && movement != Movement::Nothing;
        let has_exceptions = outcome.whole && !effect.except().is_empty();
        let division = self.states.intern_division(outcome.division);
        let limited_to = (says_who_holds && !has_exceptions).then_some(division);
        let on_parts = EffectOnParts { effect: outcome.on_parts, whole: outcome.whole, limited_to, says_who_holds };
        let ongoing = self.states.intern_ongoing(outcome.ongoing);
        let known = self.effects[event].replace(on_parts.clone());
        let differs = known.is_some_and(|known| known != on_parts);
        let except = effect.except();
        let step = EventStep { event, day, except, on_parts: &on_parts, limited_to, says_who_holds };
        self.apply_step(place, &step, Some(OwnOutcome { division, ongoing, has_exceptions, movement }));
        differs
    }

    /// Applies an event to one place and then to its parts. `own` is set if the event is at this place, else it is at a
    /// place around.
    fn apply_step(&mut self, place: PlaceNo, step: &EventStep<'_>, own: Option<OwnOutcome>) {
        let Some(mut work) = self.tracks[place].work.take() else { return };
        let excepted = step.except.contains(&place);
        let movement = own.map_or_else(
            || step.on_parts.effect.movement(self.states.division(work.now), step.day, &self.sides),
            |own| own.movement,
        );
        let reach = Reach { here: own.is_some(), excepted, movement };
        let (before, ongoing_before) = (work.now, work.ongoing);
        let next = if reach.spares() {
            EventStep { except: &[], on_parts: &UNTOUCHED, limited_to: None, says_who_holds: false, ..*step }
        } else {
            self.change(place, step, own, movement, &mut work);
            EventStep { limited_to: step.limited_to.and(work.own), ..*step }
        };
        for slot in 0..self.tree.parts(place).len() {
            self.apply_step(self.tree.parts(place)[slot], &next, None);
        }
        if step.says_who_holds && !reach.spares() {
            self.add_up_parts(place, &mut work, Some(step.event));
        }
        let state = self.chain_state(place, step, reach, &mut work, (before, ongoing_before));
        let has_parts = !self.tree.parts(place).is_empty();
        let track = &mut self.tracks[place];
        track.chain.push(state);
        if has_parts {
            track.log.push(LoggedState { event: step.event, division: work.now, disagree: work.disagree });
        }
        track.work = Some(work);
    }

    /// Applies an event to a place's own record, to its rest, and to what is going on there.
    fn change(
        &mut self,
        place: PlaceNo,
        step: &EventStep<'_>,
        own: Option<OwnOutcome>,
        movement: Movement,
        work: &mut Work,
    ) {
        if let Some(own) = own {
            if step.says_who_holds {
                work.own = (!own.has_exceptions).then_some(own.division);
            }
            work.ongoing = own.ongoing;
        } else if step.says_who_holds {
            let after = self.division_by(step, work.now);
            let has_exceptions = step.on_parts.whole && self.leaves_out_within(place, step.except);
            if step.on_parts.whole && movement != Movement::Nothing {
                let mut ongoing = self.states.ongoing(work.ongoing).clone();
                let possibly = movement == Movement::Possibly;
                step.on_parts.effect.settle(&mut ongoing, &after, possibly, step.day, &self.sides);
                work.ongoing = self.states.intern_ongoing(ongoing);
            }
            work.own = (!has_exceptions).then(|| self.states.intern_division(after));
        }
        if step.says_who_holds {
            let step = EventStep { limited_to: step.limited_to.and(work.own), ..*step };
            let rest = self.division_by(&step, work.rest);
            work.rest = self.states.intern_division(rest);
        }
    }

    /// Returns the state to be added to the chain of a place after an event. The last argument is what was true before the
    /// event.
    fn chain_state(
        &mut self,
        place: PlaceNo,
        step: &EventStep<'_>,
        reach: Reach,
        work: &mut Work,
        (before, ongoing_before): (DivisionId, OngoingId),
    ) -> ChainState {
        let (here, spared) = (reach.here, reach.spares());
        let moves = step.on_parts.effect != PartEffect::Untouched && !spared;
        let chain = &self.tracks[place].chain;
        if !here && step.says_who_holds {
            work.moved = false;
            work.anchor = u32::try_from(chain.len()).expect("fewer than 2^32 states of one place");
        } else if here && moves {
            work.moved = true;
        }
        let reaches = !spared && (here || moves || (step.says_who_holds && work.now != before));
        let matters = reaches && !reach.moves_nothing();
        let could_matter = matters || (reach.moves_nothing() && !reach.excepted);
        let parent_position = chain.last().map_or(0, |state| state.parent_position) + u32::from(!here);
        let horizon = chain.last().map_or(i64::MIN, |state| state.horizon);
        let moment = after(self.narrowed(step.event).earliest_minute());
        let activity_before = self.states.everything_at(ongoing_before, moment);
        let activity = self.states.everything_at(work.ongoing, moment);
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
            parent_position,
            matters,
            could_matter,
            whole: step.on_parts.whole && matters && reach.movement == Movement::Surely,
            horizon: if could_matter { horizon.max(dated.latest_minute()) } else { horizon },
            order_matters_until: i64::MIN,
        };
        // After this, one holder has everything and no fire control is left, so nothing from before matters any more.
        let resets = state.whole
            && matches!(step.on_parts.effect, PartEffect::Set(_))
            && self.states.ongoing(state.ongoing).without_fire_control();
        state.order_matters_until = self.order_matters_until(place, &state, resets);
        if step.says_who_holds && !spared {
            // If events at a whole and at a part both say who holds theirs, on dates that overlap, then the result
            // depends on which comes first in the narrative order.
            let latest_said = self.latest_said_elsewhere(place, here, work);
            if !resets && latest_said > dated.earliest_minute() {
                state.order_matters_until = i64::MAX;
            }
            work.latest_said = work.latest_said.max(dated.latest_minute());
        }
        state
    }

    /// Returns the latest end, as dated, of the events within a place that said who holds theirs; if `here`, also of
    /// those that said who holds the place directly around.
    fn latest_said_elsewhere(&self, place: PlaceNo, here: bool, work: &Work) -> i64 {
        let outer = self.tree.parent(place).filter(|_| here);
        let outer = outer.and_then(|outer| self.tracks[outer].work.as_ref());
        work.latest_said_within.max(outer.map_or(i64::MIN, |outer| outer.latest_said))
    }

    /// Returns what an event at a place around this one makes of a division here.
    fn division_by(&self, step: &EventStep<'_>, before: DivisionId) -> Division {
        let after = step.on_parts.effect.on(self.states.division(before), step.day, &self.sides);
        match step.limited_to {
            Some(whole) => after.limited_to(self.states.division(whole)),
            None => after,
        }
    }

    /// Returns whether any of the places in `except` lies within a place.
    fn leaves_out_within(&self, place: PlaceNo, except: &[PlaceNo]) -> bool {
        except.iter().any(|&spared| self.tree.lies_within(spared, place))
    }

    /// Updates the places around the place of an event, the nearest first, if the event says who holds its place.
    pub(super) fn pass_outwards(&mut self, event: EventNo) {
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
                work.latest_said_within = work.latest_said_within.max(latest);
                let track = &mut self.tracks[outer];
                track.log.push(LoggedState { event, division: work.now, disagree: work.disagree });
                track.work = Some(work);
            }
            inner = outer;
        }
    }
}
