//! The events that are relevant to an answer, each with its role (`DESIGN.md`, "Readings").

use std::collections::{HashMap, HashSet};
use std::fmt;

use super::Answer;
use crate::facts::Facts;
use crate::fold::HolderKey;
use crate::numbers::{EventNo, PlaceNo};
use crate::reading::{IgnoreReason, ShareStatement, Status, independently_attributed};
use crate::scenario::{Change, Credence, Event};
use crate::text::words;
use crate::view::Control;

/// An event that is relevant to an answer, with its role. An event is relevant if it can have happened by then and concerns
/// who holds the place or what is going on there, whether the reading counts it or not. A denial of such an event is
/// relevant too.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct RelevantEvent<'h> {
    /// The event.
    pub event: &'h Event,
    /// Its role in the answer.
    pub role: Role<'h>,
    /// Whether it contradicts the answer: the two cannot both be true, or it denies an event on which the answer is based.
    /// Always `false` for an event that supports the answer or is overtaken, and for a statement older than the last event
    /// that settled the whole place.
    pub against: bool,
}

/// The role of an event in an answer.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Role<'h> {
    /// The event counts, and the answer is based on it. For a denial: it counts, and because of it another event is ignored.
    Supporting,
    /// The event counts, and disagrees with the answer. It denies an event on which the answer is based; or it comes from
    /// other claimants or sources than the event that settled the place, has overlapping dates and contradicts it; or, under
    /// [`Conflicts::KeepAll`](crate::Conflicts::KeepAll), it is a claim that some possible control excludes.
    Disputing,
    /// Another event corrects it.
    Superseded {
        /// The event that corrects it.
        by: &'h Event,
    },
    /// The event counts but no longer matters: a later one settled the whole place, or the fight, siege or fire control that
    /// it began is over. For a denial: nothing that matters is denied.
    Overtaken,
    /// The reading does not count the event.
    Ignored(Ignored<'h>),
}

impl Role<'_> {
    /// Returns the kind of role, without the events that it names.
    #[must_use]
    pub const fn kind(&self) -> RoleKind {
        match self {
            Self::Supporting => RoleKind::Supporting,
            Self::Disputing => RoleKind::Disputing,
            Self::Superseded { .. } => RoleKind::Superseded,
            Self::Overtaken => RoleKind::Overtaken,
            Self::Ignored(_) => RoleKind::Ignored,
        }
    }
}

/// The kind of a [`Role`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum RoleKind {
    /// [`Role::Supporting`].
    Supporting,
    /// [`Role::Disputing`].
    Disputing,
    /// [`Role::Superseded`].
    Superseded,
    /// [`Role::Overtaken`].
    Overtaken,
    /// [`Role::Ignored`].
    Ignored,
}

words!(RoleKind, "role of an event", {
    Supporting "supporting",
    Disputing "disputing",
    Superseded "superseded",
    Overtaken "overtaken",
    Ignored "ignored",
});

impl fmt::Display for Role<'_> {
    /// Writes `supporting`, `ignored: below the floor` or `superseded by late-report`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Superseded { by } => write!(f, "superseded by {}", by.name()),
            Self::Ignored(reason) => write!(f, "ignored: {reason}"),
            role => f.pad(role.kind().word()),
        }
    }
}

/// The reason why a reading does not count an event.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Ignored<'h> {
    /// It was recorded after the day on which the reading ends ([`Reading::known_on`](crate::Reading::known_on)).
    NotYetKnown,
    /// Its credence is below the floor, the least credence that the reading counts.
    BelowFloor,
    /// It comes only from actors or sources that the reading excludes, or from none that it admits.
    NotFrom,
    /// Someone whom the reading takes at their word denies it.
    Denied {
        /// The event that denies it.
        by: &'h Event,
    },
    /// It conflicts with another event, which the reading prefers.
    Outweighed {
        /// The event that is preferred.
        by: &'h Event,
    },
}

impl fmt::Display for Ignored<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotYetKnown => f.pad("not yet known"),
            Self::BelowFloor => f.pad("below the floor"),
            Self::NotFrom => f.pad("from those whose word is not taken"),
            Self::Denied { by } => write!(f, "denied by {}", by.name()),
            Self::Outweighed { by } => write!(f, "outweighed by {}", by.name()),
        }
    }
}

impl Ignored<'_> {
    /// Returns the kind of reason, without the events that it names.
    #[must_use]
    pub const fn kind(&self) -> IgnoredKind {
        match self {
            Self::NotYetKnown => IgnoredKind::NotYetKnown,
            Self::BelowFloor => IgnoredKind::BelowFloor,
            Self::NotFrom => IgnoredKind::NotFrom,
            Self::Denied { .. } => IgnoredKind::Denied,
            Self::Outweighed { .. } => IgnoredKind::Outweighed,
        }
    }
}

/// The kind of reason for which an event is [ignored](Ignored).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum IgnoredKind {
    /// [`Ignored::NotYetKnown`].
    NotYetKnown,
    /// [`Ignored::BelowFloor`].
    BelowFloor,
    /// [`Ignored::NotFrom`].
    NotFrom,
    /// [`Ignored::Denied`].
    Denied,
    /// [`Ignored::Outweighed`].
    Outweighed,
}

words!(IgnoredKind, "reason to ignore an event", {
    NotYetKnown "not-yet-known",
    BelowFloor "below-floor",
    NotFrom "not-from",
    Denied "denied",
    Outweighed "outweighed",
});

impl fmt::Display for RelevantEvent<'_> {
    /// Writes `late-report: superseded by later-report`, followed by `, against the answer` if the event contradicts it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let against = if self.against { ", against the answer" } else { "" };
        write!(f, "{}: {}{against}", self.event.name(), self.role)
    }
}

impl<'h> Role<'h> {
    /// Returns the role of an event that does not count. `None` if it counts or may count.
    pub(crate) fn of_status(facts: &'h Facts, status: Status) -> Option<Self> {
        let ignored = match status {
            Status::Superseded(by) => return Some(Self::Superseded { by: facts.event(by) }),
            Status::Ignored(reason) => match reason {
                IgnoreReason::NotYetKnown => Ignored::NotYetKnown,
                IgnoreReason::BelowFloor => Ignored::BelowFloor,
                IgnoreReason::NotFrom => Ignored::NotFrom,
                IgnoreReason::Denied(by) => Ignored::Denied { by: facts.event(by) },
                IgnoreReason::Outweighed { by, .. } => Ignored::Outweighed { by: facts.event(by) },
            },
            Status::Counted | Status::Optional | Status::Absent => return None,
        };
        Some(Self::Ignored(ignored))
    }
}

impl<'h> Answer<'h> {
    /// Returns every relevant event with its role, sorted by the earliest moment at which it can have happened, then by
    /// the order of the record.
    #[must_use]
    pub fn relevant_events(self) -> Vec<RelevantEvent<'h>> {
        let mut relevant_events = Relevance::of(self).roles();
        relevant_events.sort_by_key(|relevant| {
            let event = relevant.event;
            (event.when.span().earliest_minute(), self.view.facts().record_position_of(event))
        });
        relevant_events
    }

    /// Returns whether an event that does not count would matter to the place if it did: it can have happened by then,
    /// and is at the place, reaches it from a place around it, or says who holds a part of it.
    fn would_matter(self, event: &Event) -> bool {
        let facts = self.view.facts();
        let tree = facts.tree();
        let Some(place) = facts.place_of(event) else { return false };
        let inside = tree.lies_within(place, self.place);
        if place != self.place && !inside && !tree.lies_within(self.place, place) {
            return false;
        }
        if event.when.span().earliest_minute() >= self.last_moment {
            return false;
        }
        let Some(effect) = facts.effect(event) else { return false };
        let excepted = || tree.with_around(self.place).any(|place| effect.except().contains(&place));
        place == self.place || (effect.affects_division() && (inside || !excepted()))
    }

    /// Returns whether an event is older than the last one that settled the whole place. Where their dates overlap,
    /// their order in the record decides, unless they come from different claimants or sources.
    pub(super) fn is_past(self, event: &Event) -> bool {
        let Some(settled) = self.settled_by().map(|number| self.view.facts().event(number)) else { return false };
        let (span, settled_span) = (event.when.span(), settled.when.span());
        span.latest_minute() <= settled_span.earliest_minute()
            || (span.overlaps(settled_span)
                && self.view.facts().record_position_of(event) < self.view.facts().record_position_of(settled)
                && !independently_attributed(event, settled))
    }

    /// For each possible control, returns whether it and what an event says about who holds its place cannot both be true.
    /// Empty if the event says nothing about that.
    fn exclusions(self, event: &Event) -> Vec<bool> {
        let (facts, sides) = (self.view.facts(), self.view.fold().sides());
        let (Some(says), Some(place)) = (ShareStatement::of(facts, sides, event), facts.place_of(event)) else {
            return Vec::new();
        };
        let inside = facts.tree().lies_within(place, self.place);
        let excludes = |control: Control<'h>| {
            let side = |holder: HolderKey| match holder.as_actor() {
                Some(actor) => HolderKey::actor(sides.side(actor, control.day)),
                None => holder,
            };
            let division = ShareStatement::of_rows(control.division().rows(), side);
            if inside {
                // A statement about a part excludes only that one side has the whole place.
                return division.whole_holder().is_some_and(|holder| says.bounds_of(holder).1 < 1000);
            }
            if place != self.place && says.whole_holder().is_none() {
                return false;
            }
            !says.fits(&division)
        };
        self.possible().map(excludes).collect()
    }

    /// Returns whether an event and the answer cannot both be true: it excludes every possible control.
    fn is_excluded_by(self, event: &Event) -> bool {
        let exclusions = self.exclusions(event);
        !exclusions.is_empty() && exclusions.into_iter().all(|excluded| excluded)
    }
}

/// The events that are relevant to an answer, from which the role of each is worked out.
struct Relevance<'h> {
    answer: Answer<'h>,
    /// The relevant events, without denials.
    events: Vec<(EventNo, &'h Event)>,
    /// The events that the answer is based on.
    supporting: HashSet<EventNo>,
    /// Maps every version of a relevant event to one of these versions, the same for all.
    versions: HashMap<EventNo, EventNo>,
}

impl<'h> Relevance<'h> {
    fn of(answer: Answer<'h>) -> Self {
        let facts = answer.view.facts();
        let statuses = answer.view.statuses();
        let evident: HashSet<EventNo> = answer.evident_numbers();
        let tree = facts.tree();
        let near: Vec<PlaceNo> = tree.within(answer.place).into_iter().chain(tree.around(answer.place)).collect();
        let relevant = |number: EventNo, event: &Event| {
            if statuses.event(number).counts() { evident.contains(&number) } else { answer.would_matter(event) }
        };
        let events = facts.events_at(near).map(|number| (number, facts.event(number)));
        let events: Vec<(EventNo, &'h Event)> = events.filter(|(number, event)| relevant(*number, event)).collect();
        let mut versions: HashMap<EventNo, EventNo> = HashMap::new();
        for &(number, _) in &events {
            if !versions.contains_key(&number) {
                versions.extend(facts.versions(number).into_iter().map(|version| (version, number)));
            }
        }
        Self { answer, events, supporting: answer.supporting_numbers().into_iter().collect(), versions }
    }

    /// Returns a number that all versions of one event have in common.
    fn version_class(&self, number: EventNo) -> EventNo {
        self.versions.get(&number).copied().unwrap_or(number)
    }

    /// Returns the denials of relevant events and of their other versions, each with the event that it denies.
    fn denials(&self) -> impl Iterator<Item = (EventNo, &'h Event, EventNo)> {
        let facts = self.answer.view.facts();
        let referring = self.versions.keys().flat_map(move |&version| {
            facts.referrers(version).map(move |number| (number, facts.event(number), version))
        });
        referring.filter(move |(_, event, version)| {
            matches!(&event.change, Change::Denied(denial) if denial.event == facts.event(*version).name())
        })
    }

    /// Returns whether an event contradicts the one that settled the place, is about the same dates and comes from
    /// others. Such an event is not simply overtaken because the record lists it first.
    fn contradicts(&self, number: EventNo, event: &Event) -> bool {
        let Some(last) = self.answer.settled_by() else { return false };
        let settled = self.answer.view.facts().event(last);
        self.version_class(number) != self.version_class(last)
            && event.when.span().overlaps(settled.when.span())
            && independently_attributed(event, settled)
            && event.place == settled.place
            && self.answer.is_excluded_by(event)
    }

    fn role(&self, number: EventNo, event: &'h Event) -> Role<'h> {
        let view = self.answer.view;
        let status = view.statuses().event(number);
        let doubtful = status == Status::Optional && event.credence < Credence::Reported;
        match Role::of_status(view.facts(), status) {
            Some(role) => role,
            None if !self.supporting.contains(&number) && self.contradicts(number, event) => Role::Disputing,
            None if !self.supporting.contains(&number) => Role::Overtaken,
            None if doubtful && self.answer.exclusions(event).contains(&true) => Role::Disputing,
            None => Role::Supporting,
        }
    }

    /// Returns all relevant events with their roles, in no particular order.
    fn roles(&self) -> Vec<RelevantEvent<'h>> {
        let answer = self.answer;
        let role_of = |&(number, event): &(EventNo, &'h Event)| {
            let role = self.role(number, event);
            let against = match role {
                Role::Supporting | Role::Overtaken => false,
                Role::Disputing => true,
                _ => !answer.is_past(event) && answer.is_excluded_by(event),
            };
            RelevantEvent { event, role, against }
        };
        let mut relevant_events: Vec<RelevantEvent<'h>> = self.events.iter().map(role_of).collect();
        let supporting: HashSet<EventNo> = self.supporting.iter().map(|&number| self.version_class(number)).collect();
        // The events because of which other relevant events are ignored.
        let decisive = |(number, event): &(EventNo, &Event)| match answer.view.statuses().event(*number) {
            Status::Ignored(IgnoreReason::Denied(by) | IgnoreReason::Outweighed { by, .. })
                if !answer.is_past(event) =>
            {
                Some(by)
            }
            _ => None,
        };
        let decisive: HashSet<EventNo> = self.events.iter().filter_map(decisive).collect();
        relevant_events.extend(self.denials().map(|(number, event, denied)| {
            let against = supporting.contains(&self.version_class(denied));
            let role = match self.role(number, event) {
                Role::Overtaken if against => Role::Disputing,
                // The event that it denies is ignored because of it, so the answer is based on the denial too.
                Role::Overtaken if decisive.contains(&number) => Role::Supporting,
                role => role,
            };
            RelevantEvent { event, role, against: against && role != Role::Overtaken }
        }));
        relevant_events
    }
}
