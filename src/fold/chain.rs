//! The states of each place, one after the other in the narrative order.

use std::collections::HashSet;
use std::sync::Arc;

use super::division::Division;
use super::effect::PartEffect;
use super::line::StateLine;
use super::order::{EventOrder, Occurrence};
use super::parts::{Parts, Piece};
use super::sides::Sides;
use super::states::{ActivityId, DivisionId, OngoingId, States};
use super::tree::PlaceTree;
use crate::numbers::{EventNo, Numbered, PlaceNo};
use crate::time::Span;

/// One state in the chain of a place: the one it begins with, or that after an event there or at a place around it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ChainState {
    /// The event; `None` for the state that the record begins with.
    pub(crate) event: Option<EventNo>,
    /// What the place's own record says of it; `None` where only its parts speak.
    pub(super) own: Option<DivisionId>,
    /// The division of what lies in none of its parts.
    pub(super) rest: DivisionId,
    pub(super) ongoing: OngoingId,
    /// Who holds how much right after the event, the parts counted in.
    pub(crate) division: DivisionId,
    /// Who holds how much right before.
    pub(crate) before: DivisionId,
    pub(super) ongoing_before: OngoingId,
    /// What is going on right before.
    pub(crate) activity_before: ActivityId,
    /// What is going on right after.
    pub(crate) activity: ActivityId,
    /// The position in the chain at which a place around this one last spoke of who holds it.
    pub(super) anchor: u32,
    /// Whether land may have changed hands here since then.
    pub(super) moved: bool,
    /// How many states of the parent's chain come up to here.
    pub(super) above: u32,
    /// Whether the event matters to who holds this place or to what is going on here.
    pub(crate) matters: bool,
    /// Whether it settled the whole place.
    pub(crate) whole: bool,
    /// The latest end, as dated, of the events up to here that matter to the place.
    pub(super) horizon: i64,
    /// The last moment at which this state depends on the narrative order, where the dates leave the order open.
    pub(super) order_matters_until: i64,
}

/// What an event did to the parts of its place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct EffectOnParts {
    pub(super) effect: PartEffect,
    pub(super) whole: bool,
    /// The division of the whole after it: its parts have no other holders. `None` where parts were left out.
    pub(super) among: Option<DivisionId>,
}

/// The division of a whole after one event in it: what the places around it need to know.
#[derive(Clone, Copy, Debug)]
pub(super) struct LoggedState {
    pub(super) event: EventNo,
    pub(super) division: DivisionId,
    /// Whether what is said of the whole and of its parts cannot both be true.
    pub(super) disagree: bool,
}

/// Everything that follows from the events for one place.
#[derive(Clone, Debug, Default)]
pub(super) struct Track {
    pub(super) chain: Vec<ChainState>,
    /// For a place with parts, its division after every event in it.
    pub(super) log: Vec<LoggedState>,
    /// Whether the baselines of the whole and of its parts disagree.
    pub(super) disagree: bool,
    pub(super) line: StateLine,
    /// Its state while its family is folded.
    pub(super) work: Option<Box<Work>>,
}

/// The state of one place while its family is folded.
#[derive(Clone, Debug)]
pub(super) struct Work {
    pub(super) own: Option<DivisionId>,
    pub(super) rest: DivisionId,
    pub(super) ongoing: OngoingId,
    pub(super) now: DivisionId,
    /// Whether its own record and its parts cannot both be true.
    pub(super) disagree: bool,
    pub(super) anchor: u32,
    pub(super) moved: bool,
    /// The latest end, as dated, of what spoke of who holds it: in its chain, and in its parts.
    pub(super) spoke: i64,
    pub(super) parts_spoke: i64,
    pub(super) parts: Option<Parts>,
    /// What each part contributes to `parts`, in the order of the parts.
    pub(super) pieces: Vec<Piece>,
}

/// What follows from the events of a history: the states of each place, and which of them are possible at each moment.
#[derive(Clone, Debug)]
pub(crate) struct Fold {
    /// Shared with the facts, which own it.
    pub(super) tree: Arc<PlaceTree>,
    /// Shared with the facts, which own it.
    pub(super) sides: Arc<Sides>,
    pub(super) baselines: Numbered<PlaceNo, Option<Division>>,
    pub(super) order: EventOrder,
    pub(super) states: States,
    pub(super) tracks: Numbered<PlaceNo, Track>,
    pub(super) effects: Numbered<EventNo, Option<EffectOnParts>>,
    /// After how many days without evidence who holds a place counts as unrecorded.
    pub(super) stale_after: Option<i64>,
    /// Places, each with an event that matters to it under some choice of the events that count.
    pub(super) mattering: HashSet<(PlaceNo, EventNo)>,
    /// If set, only the lines of this place and of what lies within it are drawn.
    pub(super) draw_only: Option<PlaceNo>,
}

impl Fold {
    pub(crate) fn tree(&self) -> &PlaceTree {
        &self.tree
    }

    pub(crate) fn sides(&self) -> &Sides {
        &self.sides
    }

    pub(crate) const fn states(&self) -> &States {
        &self.states
    }

    /// What is said of who held a place when the record begins, where that counts.
    pub(crate) fn baseline(&self, place: PlaceNo) -> Option<&Division> {
        self.baselines[place].as_ref()
    }

    /// The states of a place, first the one that the record begins with.
    pub(crate) fn chain(&self, place: PlaceNo) -> &[ChainState] {
        &self.tracks[place].chain
    }

    /// What is possible at a place at each moment.
    pub(crate) fn line(&self, place: PlaceNo) -> &StateLine {
        &self.tracks[place].line
    }

    pub(crate) const fn stale_after(&self) -> Option<i64> {
        self.stale_after
    }

    /// Whether the event of a state matters to its place, or would under some choice of the events that count.
    pub(crate) fn matters(&self, place: PlaceNo, state: &ChainState) -> bool {
        let under_a_choice = || state.event.is_some_and(|event| self.mattering.contains(&(place, event)));
        state.matters || under_a_choice()
    }

    pub(crate) fn occurrence(&self, event: EventNo) -> Option<&Occurrence> {
        self.order.occurrence(event)
    }

    /// When an event can have happened, given the related events before and after it.
    pub(crate) fn narrowed(&self, event: EventNo) -> Span {
        self.order.narrowed(event)
    }

    /// Where an event stands in the narrative order of its family.
    pub(crate) fn rank(&self, event: EventNo) -> u32 {
        self.order.rank(event)
    }

    /// The events of a family with their numbers, in the narrative order.
    pub(super) fn numbered_occurrences(&self, family: usize) -> impl Iterator<Item = (EventNo, &Occurrence)> {
        let events = self.order.family(family).iter();
        events.filter_map(|&event| Some((event, self.occurrence(event)?)))
    }

    /// The events of each family in the narrative order.
    pub(crate) fn narrative_orders(&self) -> impl Iterator<Item = &[EventNo]> {
        self.order.families()
    }

    /// The division of a place when the record begins and after each event that matters to it, in the narrative order;
    /// with the event and its day.
    pub(crate) fn divisions_in_order(
        &self,
        place: PlaceNo,
    ) -> impl Iterator<Item = (Option<EventNo>, DivisionId, i64)> {
        let track = &self.tracks[place];
        let day = move |event: Option<EventNo>| {
            event.and_then(|event| self.occurrence(event)).map_or(i64::MIN, |occurrence| occurrence.day)
        };
        let leaf = self.tree.parts(place).is_empty();
        let chain = track.chain.iter().take(if leaf { usize::MAX } else { 1 });
        let states = chain.map(|state| (state.event, state.division));
        let logged = track.log.iter().map(|logged| (Some(logged.event), logged.division));
        states.chain(logged).map(move |(event, division)| (event, division, day(event)))
    }

    /// The events with which what is said of a whole and of its parts begins to disagree; `None` for the baselines.
    pub(crate) fn disagreements(&self, place: PlaceNo) -> impl Iterator<Item = Option<EventNo>> {
        let track = &self.tracks[place];
        let before = std::iter::once(track.disagree).chain(track.log.iter().map(|logged| logged.disagree));
        let begins = track.log.iter().zip(before).filter(|(logged, before)| logged.disagree && !before);
        track.disagree.then_some(None).into_iter().chain(begins.map(|(logged, _)| Some(logged.event)))
    }
}
