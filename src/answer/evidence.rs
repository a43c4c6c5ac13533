//! The evidence for an answer: its basis, its events, the one that decided, and the sources.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;

use super::Answer;
use crate::numbers::{EventNo, PlaceNo};
use crate::reading::Status;
use crate::scenario::{Actor, Allegiance, Change, Citation, Event};
use crate::text::words;
use crate::time::{DAY, Moment, Span};
use crate::view::{Control, Holder};

/// What kind of evidence an answer is based on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Basis {
    /// An event that is relevant to the place can have happened on that day; or on that day it was between an
    /// observation and its last look, or a fight with a recorded end may have been going on.
    Observed,
    /// The last relevant event happened earlier; the control that it left is carried forward.
    Carried,
    /// No relevant event has happened yet; the control is that of a baseline, at the start of the record.
    Baseline,
    /// Initial control, before the day of which it is stated ([`Baseline::on`](crate::Baseline::on)).
    Assumed,
    /// There is no evidence, or none since the record says that nothing is known any more
    /// ([`Change::Unknown`](crate::Change::Unknown)), or none recent enough for the reading
    /// ([`Reading::stale_after`](crate::Reading::stale_after)).
    Unrecorded,
    /// The record does not [cover](crate::Covers) the day. The answer is what it last knew, or first knew.
    Outside,
}

words!(Basis, "basis of an answer", {
    Observed "observed",
    Carried "carried",
    Baseline "baseline",
    Assumed "assumed",
    Unrecorded "unrecorded",
    Outside "outside",
});

impl<'h> Answer<'h> {
    /// Returns the kind of evidence that the answer is based on.
    #[must_use]
    pub fn basis(self) -> Basis {
        self.evidence().0
    }

    /// Returns the last day on which there was evidence about the place, up to the day in question. If no relevant event had
    /// happened for certain and none can have happened on that day, it is the day of which the baseline is stated
    /// ([`Baseline::on`](crate::Baseline::on)); `None` without one.
    #[must_use]
    pub fn last_evidence(self) -> Option<NaiveDate> {
        self.evidence().1
    }

    /// Returns the number of days from the last evidence to the day in question. `None` if there is no evidence.
    #[must_use]
    pub fn age_in_days(self) -> Option<i64> {
        let day = Moment::from_minutes(self.last_moment).day_ending();
        self.last_evidence().map(|last| day.signed_duration_since(last).num_days().max(0))
    }

    /// Returns the basis and the day of the last evidence.
    pub(super) fn evidence(self) -> (Basis, Option<NaiveDate>) {
        let (basis, day) = self.evidence_anyway();
        (if self.is_covered() { basis } else { Basis::Outside }, day)
    }

    /// Returns the basis and the day of the last evidence, whether or not the record covers the day.
    pub(super) fn evidence_anyway(self) -> (Basis, Option<NaiveDate>) {
        let fold = self.view.fold();
        let opening = self.day() * DAY;
        let query_day = Moment::from_minutes(self.last_moment).day_ending();
        let mut last: Option<i64> = None;
        for span in self.evident_spans() {
            if span.latest_minute() > opening && span.earliest_minute() < self.last_moment {
                return (Basis::Observed, Some(query_day));
            }
            if span.latest_minute() <= self.last_moment {
                last = last.max(Some(span.latest_minute()));
            }
        }
        let fighting = |control: Control<'h>| !control.activity().contested.is_empty();
        if self.all_controls().any(fighting) && self.dated_fight() {
            return (Basis::Observed, Some(query_day));
        }
        if let Some(latest) = last {
            let day = Moment::from_minutes(latest).day_ending();
            let unrecorded = self.holder() == Some(Holder::Unrecorded);
            let age = query_day.signed_duration_since(day).num_days();
            let stale = fold.stale_after().is_some_and(|limit| age > limit) && unrecorded;
            return (if stale { Basis::Unrecorded } else { Basis::Carried }, Some(day));
        }
        self.initial_evidence()
    }

    /// Returns the basis and the day of an answer that no event affects yet: of the baseline at the place, or else of the
    /// nearest one around it, and of those within it.
    fn initial_evidence(self) -> (Basis, Option<NaiveDate>) {
        let (fold, facts) = (self.view.fold(), self.view.facts());
        let query_day = Moment::from_minutes(self.last_moment).day_ending();
        let stated = |place: &PlaceNo| fold.chain(*place)[0].matters;
        let is_known = |place: PlaceNo| self.last_unknown(place).is_none();
        let nearest = fold.tree().with_around(self.place).find(stated).filter(|_| is_known(self.place));
        let within = fold.tree().within(self.place).into_iter().skip(1);
        let within = within.filter(|part| stated(part) && is_known(*part));
        let baselines = nearest.into_iter().chain(within).filter_map(|place| facts.places[place].baseline.as_ref());
        let days: Vec<Option<NaiveDate>> = baselines.map(|baseline| baseline.on).collect();
        let last = days.iter().flatten().filter(|on| **on <= query_day).max().copied();
        let stale = fold.stale_after().is_some() && self.holder() == Some(Holder::Unrecorded);
        let basis = if days.is_empty() || stale {
            Basis::Unrecorded
        } else if days.iter().flatten().any(|on| *on > query_day) {
            Basis::Assumed
        } else {
            Basis::Baseline
        };
        (basis, last)
    }

    /// Returns the spans in which the counted events that matter to the place are evidence about it. An event is none any
    /// more if a later one certainly says that nothing is known of its place.
    fn evident_spans(self) -> impl Iterator<Item = Span> {
        let fold = self.view.fold();
        let mut unknown: HashMap<PlaceNo, Option<u32>> = HashMap::new();
        self.evident_events().filter_map(move |(event, own)| {
            let place = if own { self.place } else { fold.occurrence(event)?.place };
            let unknown = *unknown.entry(place).or_insert_with(|| self.last_unknown(place));
            fold.evidence_span(event).filter(|_| unknown.is_none_or(|rank| rank < fold.rank(event)))
        })
    }

    /// Returns the position in the narrative order of the last event that certainly happened, certainly counts, and says
    /// that nothing is known of a place any more.
    fn last_unknown(self, place: PlaceNo) -> Option<u32> {
        let fold = self.view.fold();
        let certain = |event| fold.narrowed(event).latest_minute() <= self.last_moment && self.surely_counts(event);
        fold.last_unknown(place, certain)
    }

    /// Whether a fight with a recorded end may be going on.
    fn dated_fight(self) -> bool {
        let line = self.view.fold().line(self.place);
        line.possible(self.last_interval).iter().any(|possible| possible.dated_fight)
    }

    /// Returns every counted event that matters to the place and can have happened by then: its own, those of places around
    /// it that reached it, and those of its parts that say who holds them. With each, whether it is in the place's own
    /// chain.
    fn evident_events(self) -> impl Iterator<Item = (EventNo, bool)> {
        let fold = self.view.fold();
        let own = fold.chain(self.place).iter().filter(move |state| fold.matters(self.place, state));
        let own = own.filter_map(|state| Some((state.event?, true)));
        let parts = fold.tree().within(self.place).into_iter().skip(1).flat_map(move |part| {
            let states = fold.chain(part).iter().filter(move |state| fold.matters(part, state));
            let events = states.filter_map(|state| state.event);
            let says_who_holds = move |event: &EventNo| {
                let occurrence = fold.occurrence(*event);
                occurrence.is_some_and(|occurrence| occurrence.place == part && occurrence.effect.affects_division())
            };
            events.filter(says_who_holds).map(|event| (event, false))
        });
        own.chain(parts).filter(move |(event, _)| fold.narrowed(*event).earliest_minute() < self.last_moment)
    }

    /// Returns the last event, in the narrative order, that certainly happened and changed who holds how much of the
    /// place; `None` if there is none.
    #[must_use]
    pub fn decided_by(self) -> Option<&'h Event> {
        let fold = self.view.fold();
        let changed = |event: EventNo| {
            let Some(occurrence) = fold.occurrence(event) else { return false };
            let inside = fold.tree().lies_within(occurrence.place, self.place);
            let chain = fold.chain(if inside { occurrence.place } else { self.place });
            // The state that the record begins with comes first; all others stand in the narrative order.
            let earlier = |other: Option<EventNo>| other.is_none_or(|other| fold.rank(other) < fold.rank(event));
            let state = chain.get(chain.partition_point(|state| earlier(state.event)));
            state.is_some_and(|state| state.event == Some(event) && state.division != state.before)
        };
        let certain =
            |event: EventNo| fold.narrowed(event).latest_minute() <= self.last_moment && self.surely_counts(event);
        let certain = self.evident_events().map(|(event, _)| event).filter(|&event| certain(event));
        let mut certain: Vec<EventNo> = certain.collect();
        certain.sort_unstable_by_key(|&event| fold.rank(event));
        let deciding = certain.into_iter().rev().find(|&event| changed(event))?;
        Some(self.view.facts().event(deciding))
    }

    /// Returns who left the place, if it certainly is nobody's because an actor withdrew.
    pub(super) fn left_by(self) -> Option<&'h str> {
        let vacant = self.holder() == Some(Holder::Nobody);
        match &vacant.then(|| self.decided_by()).flatten()?.change {
            Change::Withdrew(withdrew) => Some(&withdrew.actor),
            _ => None,
        }
    }

    /// Returns the counted events that the answer is based on, in the narrative order: since the last event that certainly
    /// settled the whole place, those that say who holds how much, and those whose fight, siege or fire control is going on
    /// (`DESIGN.md`, "Answers"). [`relevant_events`](Self::relevant_events) has the events that do not count too.
    #[must_use]
    pub fn events(self) -> Vec<&'h Event> {
        let facts = self.view.facts();
        let events = self.supporting_numbers().into_iter().map(|event| facts.event(event));
        events.collect()
    }

    /// Returns the numbers of all counted events that matter to the place and can have happened by then.
    pub(super) fn evident_numbers(self) -> HashSet<EventNo> {
        self.evident_events().map(|(event, _)| event).collect()
    }

    /// Returns the numbers of the events that the answer is based on, in the narrative order.
    pub(super) fn supporting_numbers(self) -> Vec<EventNo> {
        let fold = self.view.fold();
        let opening = self.day() * DAY;
        let start = self.settled_by().map(|event| fold.rank(event));
        let controls: Vec<Control<'h>> = self.all_controls().collect();
        let supports = |event: EventNo, own: bool| {
            let Some(occurrence) = fold.occurrence(event) else { return false };
            let effect = &occurrence.effect;
            if effect.affects_division() {
                return true;
            }
            let on_the_day = fold.narrowed(event).latest_minute() > opening;
            own && (on_the_day
                || controls
                    .iter()
                    .any(|control| effect.is_going_on(control.activity(), self.last_moment, fold.narrowed(event))))
        };
        let since_start = |event: EventNo| start.is_none_or(|start| fold.rank(event) >= start);
        let supporting = self.evident_events().filter(|(event, own)| since_start(*event) && supports(*event, *own));
        let mut events: Vec<EventNo> =
            supporting.map(|(event, _)| event).collect::<BTreeSet<EventNo>>().into_iter().collect();
        events.sort_by_key(|&event| fold.rank(event));
        events
    }

    /// Returns whether an event may have happened by then, or not, by its narrowed span.
    pub(super) fn may_have_happened(self, event: &Event) -> bool {
        let number = self.view.facts().find_event(event.name());
        number.is_some_and(|number| self.view.fold().narrowed(number).latest_minute() > self.last_moment)
    }

    /// Returns whether an event counts in every case, so that it is not optional.
    fn surely_counts(self, event: EventNo) -> bool {
        self.view.statuses().event(event) == Status::Counted
    }

    /// Returns the last event, in the narrative order, that certainly happened and settled the whole place.
    pub(super) fn settled_by(self) -> Option<EventNo> {
        let fold = self.view.fold();
        let whole = fold.chain(self.place).iter().filter(|state| state.whole).filter_map(|state| state.event);
        let whole = whole.filter(|&event| !fold.depends_on_day(event));
        let certain = whole.filter(|&event| fold.narrowed(event).latest_minute() <= self.first_moment);
        certain.filter(|&event| self.surely_counts(event)).max_by_key(|&event| fold.rank(event))
    }

    /// Returns the allegiances that decide on which side the holders are: for every actor that may hold some of the place,
    /// those of its chain on the day in question, each with the actor that answers, sorted by its id. None in a view by
    /// actor.
    #[must_use]
    pub fn allegiances(self) -> Vec<(&'h Actor, &'h Allegiance)> {
        let (facts, sides) = (self.view.facts(), self.view.fold().sides());
        let mut found: Vec<(&Actor, &Allegiance)> = Vec::new();
        if !self.view.is_by_side() {
            return found;
        }
        for control in self.possible() {
            let holders = control.division().rows().iter().filter_map(|row| row.0.as_actor());
            for actor in holders.flat_map(|holder| sides.chain(holder, control.day)) {
                let Some(period) = sides.period(actor, control.day) else { continue };
                let actor = &facts.actors[actor];
                let entry = &actor.allegiances[period.entry];
                if !found.iter().any(|(_, other)| std::ptr::eq(*other, entry)) {
                    found.push((actor, entry));
                }
            }
        }
        found.sort_by_key(|(actor, allegiance)| (&actor.id, allegiance.from));
        found
    }

    /// Returns the citations that the answer is based on, each once: first those of the baselines, unless an event has
    /// settled the whole place since, then those of its events, then those of its [allegiances](Self::allegiances).
    #[must_use]
    pub fn sources(self) -> Vec<&'h Citation> {
        let facts = self.view.facts();
        let tree = self.view.fold().tree();
        let mut cites: Vec<&Citation> = Vec::new();
        if self.settled_by().is_none() {
            let counts = |place: PlaceNo| self.view.statuses().baseline(place).counts();
            let baseline = |place: PlaceNo| facts.places[place].baseline.as_ref().filter(|_| counts(place));
            let stated = tree.with_around(self.place).find_map(baseline);
            let mut parts = tree.within(self.place).split_off(1);
            parts.sort_by_key(|&part| &facts.places[part].id);
            let parts = parts.into_iter().filter_map(baseline);
            cites.extend(stated.into_iter().chain(parts).flat_map(|baseline| &baseline.cites));
        }
        cites.extend(self.events().into_iter().flat_map(|event| &event.cites));
        cites.extend(self.allegiances().into_iter().flat_map(|(_, allegiance)| &allegiance.cites));
        let mut seen = BTreeSet::new();
        cites.retain(|cite| seen.insert(*cite));
        cites
    }
}
