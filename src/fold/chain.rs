//! The *chain* of each place: its successive states, in the narrative order of the events at it and around it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::division::Division;
use super::effect::{Effect, PartEffect};
use super::line::StateLine;
use super::order::{EventOrder, Occurrence};
use super::parts::{Parts, Piece};
use super::sides::Sides;
use super::states::{ActivityId, DivisionId, OngoingId, States};
use super::tree::PlaceTree;
use crate::numbers::{EventNo, Numbered, PlaceNo};
use crate::time::Span;

/// One state in the chain of a place: the state at the start of the record, or the one right after an event at the
/// place or at a place around it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ChainState {
    /// The event; `None` for the state at the start of the record.
    pub(crate) event: Option<EventNo>,
    /// What the place's own record says of who holds it; `None` if only its parts say so.
    pub(super) own: Option<DivisionId>,
    /// The division of the rest: what lies in none of its parts.
    pub(super) rest: DivisionId,
    /// What is going on after the event, fights that end later included.
    pub(crate) ongoing: OngoingId,
    /// Who holds how much right after the event, with the parts counted in.
    pub(crate) division: DivisionId,
    /// Who holds how much right before the event.
    pub(crate) before: DivisionId,
    /// What is going on before the event, fights that end later included.
    pub(super) ongoing_before: OngoingId,
    /// Everything that may be going on right before the event.
    pub(crate) activity_before: ActivityId,
    /// Everything that may be going on right after the event.
    pub(crate) activity: ActivityId,
    /// The position in this chain of the last event at a place around this one that said who holds it.
    pub(super) anchor: u32,
    /// Whether land may have changed hands here since then.
    pub(super) moved: bool,
    /// The position in the parent's chain of the parent's state at this point.
    pub(super) parent_position: u32,
    /// Whether the event matters to who holds this place or to what is going on here.
    pub(crate) matters: bool,
    /// Whether it matters, or moves nothing here but would in another order of the events.
    pub(super) could_matter: bool,
    /// Whether the event certainly settled the whole place.
    pub(crate) whole: bool,
    /// The latest end, as dated, of the events up to this one that could matter to the place.
    pub(super) horizon: i64,
    /// The last moment at which this state depends on how the narrative order arranges events whose order the dates
    /// leave open; `i64::MIN` if it never does.
    pub(super) order_matters_until: i64,
}

/// What an event does to the parts of its place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct EffectOnParts {
    pub(super) effect: PartEffect,
    /// Whether the change was whole.
    pub(super) whole: bool,
    /// The division of the event's place right after it, beyond whose holders its parts have none. `None` if places
    /// were left out of the change, or if it says nothing of who holds the place.
    pub(super) limited_to: Option<DivisionId>,
    /// Whether the event says who holds its place.
    pub(super) says_who_holds: bool,
}

/// The division of a whole right after one event at it, around it or within it. The places around it need to know this.
#[derive(Clone, Copy, Debug)]
pub(super) struct LoggedState {
    pub(super) event: EventNo,
    pub(super) division: DivisionId,
    /// Whether the whole's own record and its parts cannot both be true.
    pub(super) disagree: bool,
}

/// Everything that follows from the events for one place.
#[derive(Clone, Debug, Default)]
pub(super) struct Track {
    pub(super) chain: Vec<ChainState>,
    /// For a place with parts, its division after each event at it, around it or within it.
    pub(super) log: Vec<LoggedState>,
    /// Whether the baselines of the whole and of its parts disagree.
    pub(super) disagree: bool,
    pub(super) line: StateLine,
    /// The working state of the place, while its family is folded.
    pub(super) work: Option<Box<Work>>,
}

/// The working state of one place while its family is folded, right after the last event that was folded.
#[derive(Clone, Debug)]
pub(super) struct Work {
    /// As in [`ChainState`].
    pub(super) own: Option<DivisionId>,
    /// As in [`ChainState`].
    pub(super) rest: DivisionId,
    /// As in [`ChainState`].
    pub(super) ongoing: OngoingId,
    /// Who holds how much, with the parts counted in.
    pub(super) now: DivisionId,
    /// Whether its own record and its parts cannot both be true.
    pub(super) disagree: bool,
    /// As in [`ChainState`].
    pub(super) anchor: u32,
    /// As in [`ChainState`].
    pub(super) moved: bool,
    /// The latest end, as dated, of the events in the chain that said who holds the place.
    pub(super) latest_said: i64,
    /// The latest end, as dated, of the events within the place that said who holds theirs.
    pub(super) latest_said_within: i64,
    /// The parts added up, if there are any.
    pub(super) parts: Option<Parts>,
    /// What each part contributes to `parts`, in the order of the parts.
    pub(super) pieces: Vec<Piece>,
}

/// When the holder of a place without recent evidence counts as unrecorded.
#[derive(Clone, Debug)]
pub(crate) struct StaleAfter {
    /// After how many days without evidence.
    pub(crate) days: i64,
    /// For each place with a baseline, the day from which these days are counted; `None` if the baseline has none.
    pub(crate) baselines: Numbered<PlaceNo, Option<i64>>,
}

/// The reports of a family while its lines are drawn for several days of its events. They are the same for each.
#[derive(Clone, Debug, Default)]
pub(super) struct Undivided {
    /// The span of each event, whatever day is tried.
    pub(super) spans: HashMap<EventNo, Span>,
    /// Pairs of a place and an event that matters to it on some of these days.
    pub(super) matters: HashSet<(PlaceNo, EventNo)>,
}

/// What follows from the counted events of a history: the states of each place, and which of them are possible at each
/// moment.
#[derive(Clone, Debug)]
pub(crate) struct Fold {
    /// The tree of places, shared with the facts.
    pub(super) tree: Arc<PlaceTree>,
    /// The sides of all actors, shared with the facts.
    pub(super) sides: Arc<Sides>,
    pub(super) baselines: Numbered<PlaceNo, Option<Division>>,
    pub(super) order: EventOrder,
    pub(super) states: States,
    pub(super) tracks: Numbered<PlaceNo, Track>,
    pub(super) effects: Numbered<EventNo, Option<EffectOnParts>>,
    /// When the holder of a place without recent evidence counts as unrecorded; `None` for never.
    pub(super) stale_after: Option<StaleAfter>,
    /// Pairs of a place and an event that matters to it under some choice of the optional events.
    pub(super) mattering: HashSet<(PlaceNo, EventNo)>,
    /// The families in which what some events do depends on the day on which they happened, with these events.
    pub(super) by_day: BTreeMap<usize, BTreeSet<EventNo>>,
    /// Set while the lines of a family are drawn for each of these days.
    pub(super) undivided: Option<Undivided>,
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

    /// Returns the baseline of a place, which says who held it at the start of the record, if it has one that counts.
    pub(crate) fn baseline(&self, place: PlaceNo) -> Option<&Division> {
        self.baselines[place].as_ref()
    }

    /// Returns the successive states of a place, beginning with that at the start of the record.
    pub(crate) fn chain(&self, place: PlaceNo) -> &[ChainState] {
        &self.tracks[place].chain
    }

    /// Returns what is possible at a place at each moment.
    pub(crate) fn line(&self, place: PlaceNo) -> &StateLine {
        &self.tracks[place].line
    }

    /// After how many days without evidence the holder of a place counts as unrecorded.
    pub(crate) fn stale_after(&self) -> Option<i64> {
        self.stale_after.as_ref().map(|stale_after| stale_after.days)
    }

    /// Returns whether the event of a state matters to the place, or would under some choice of the optional events.
    pub(crate) fn matters(&self, place: PlaceNo, state: &ChainState) -> bool {
        let under_a_choice = || state.event.is_some_and(|event| self.mattering.contains(&(place, event)));
        state.matters || under_a_choice()
    }

    /// Returns a counted event by its number.
    pub(crate) fn occurrence(&self, event: EventNo) -> Option<&Occurrence> {
        self.order.occurrence(event)
    }

    /// Returns the span of an event, narrowed by the related events before and after it.
    pub(crate) fn narrowed(&self, event: EventNo) -> Span {
        self.order.narrowed(event)
    }

    /// Returns the day whose allegiances apply to an event.
    pub(crate) fn day(&self, event: EventNo) -> i64 {
        self.order.day(event)
    }

    /// Whether the line of a place unites several, because what an event does depends on the day on which it happened.
    pub(crate) fn is_by_day(&self, place: PlaceNo) -> bool {
        self.by_day.contains_key(&self.tree.family_of(place))
    }

    /// Returns whether what an event does depends on the day on which it happened.
    pub(crate) fn depends_on_day(&self, event: EventNo) -> bool {
        self.by_day.values().any(|events| events.contains(&event))
    }

    /// Returns which events matter to which of these places, as they are folded now.
    pub(super) fn what_matters(&self, places: &[PlaceNo]) -> impl Iterator<Item = (PlaceNo, EventNo)> {
        places.iter().flat_map(|&place| {
            let states = self.tracks[place].chain.iter().filter(|state| state.matters);
            states.filter_map(move |state| Some((place, state.event?)))
        })
    }

    /// Returns the span in which the event of a state is a report on a place, for the staleness of its division; `None`
    /// if it is none.
    pub(super) fn report_span(&self, place: PlaceNo, state: &ChainState) -> Option<Span> {
        let event = state.event?;
        let undivided = self.undivided.as_ref();
        let matters = state.matters || undivided.is_some_and(|all| all.matters.contains(&(place, event)));
        let span = undivided.and_then(|all| all.spans.get(&event)).copied().unwrap_or_else(|| self.narrowed(event));
        self.evidence_within(event, span).filter(|_| matters)
    }

    /// Returns the span in which an event is evidence: from when it can have happened to when it has happened at the
    /// latest, or was last seen to be so. `None` if it is no evidence, because it says that nothing is known.
    pub(crate) fn evidence_span(&self, event: EventNo) -> Option<Span> {
        self.evidence_within(event, self.narrowed(event))
    }

    /// Does the same for an event that happened within a span.
    fn evidence_within(&self, event: EventNo, span: Span) -> Option<Span> {
        let last_look = match self.occurrence(event)?.effect {
            Effect::Unknown => return None,
            Effect::Observed { last_look, .. } => last_look,
            _ => i64::MIN,
        };
        Some(Span::from_minutes(span.earliest_minute(), span.latest_minute().max(last_look)))
    }

    /// Returns the position in the narrative order of the last event that says that nothing is known of a place any more,
    /// of those that `counts` is true of.
    pub(crate) fn last_unknown(&self, place: PlaceNo, counts: impl Fn(EventNo) -> bool) -> Option<u32> {
        let events = self.chain(place).iter().rev().filter_map(|state| state.event);
        let is_unknown = |event: &EventNo| self.occurrence(*event).is_some_and(|it| it.effect == Effect::Unknown);
        events.filter(is_unknown).find(|event| counts(*event)).map(|event| self.rank(event))
    }

    /// Returns the position of an event in the narrative order of its family.
    pub(crate) fn rank(&self, event: EventNo) -> u32 {
        self.order.rank(event)
    }

    /// Returns the events of a family with their numbers, in the narrative order.
    pub(super) fn numbered_occurrences(&self, family: usize) -> impl Iterator<Item = (EventNo, &Occurrence)> {
        let events = self.order.family(family).iter();
        events.filter_map(|&event| Some((event, self.occurrence(event)?)))
    }

    /// Returns, for each family, its events in the narrative order.
    pub(crate) fn narrative_orders(&self) -> impl Iterator<Item = &[EventNo]> {
        self.order.families()
    }

    /// Returns the division of a place at the start of the record and after each event at it, around it or within it,
    /// in the narrative order. Each comes with its event, `None` for the start, and the day whose allegiances apply.
    pub(crate) fn divisions_in_order(
        &self,
        place: PlaceNo,
    ) -> impl Iterator<Item = (Option<EventNo>, DivisionId, i64)> {
        let track = &self.tracks[place];
        let day = move |event: Option<EventNo>| event.map_or(i64::MIN, |event| self.day(event));
        let leaf = self.tree.parts(place).is_empty();
        let chain = track.chain.iter().take(if leaf { usize::MAX } else { 1 });
        let states = chain.map(|state| (state.event, state.division));
        let logged = track.log.iter().map(|logged| (Some(logged.event), logged.division));
        states.chain(logged).map(move |(event, division)| (event, division, day(event)))
    }

    /// Returns the events with which a whole's own record and its parts begin to disagree. `None` stands for the
    /// baselines.
    pub(crate) fn disagreements(&self, place: PlaceNo) -> impl Iterator<Item = Option<EventNo>> {
        let track = &self.tracks[place];
        let before = std::iter::once(track.disagree).chain(track.log.iter().map(|logged| logged.disagree));
        let begins = track.log.iter().zip(before).filter(|(logged, before)| logged.disagree && !before);
        track.disagree.then_some(None).into_iter().chain(begins.map(|(logged, _)| Some(logged.event)))
    }
}
