//! What bears on an answer, and how (`DESIGN.md`, "Readings").

use std::collections::{HashMap, HashSet};
use std::fmt;

use super::Answer;
use crate::facts::Facts;
use crate::fold::HolderKey;
use crate::numbers::{EventNo, PlaceNo};
use crate::reading::{IgnoreReason, ShareStatement, Status, told_apart};
use crate::scenario::{Change, Credence, Event};

/// An event that bears on an answer, with the part that it plays.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct RelevantEvent<'h> {
    /// The event.
    pub event: &'h Event,
    /// The part it plays: exactly one.
    pub role: Role<'h>,
    /// Whether it speaks against the answer: what it says and the answer cannot both be true, or it denies what the answer
    /// rests on. What supports it or is overtaken does not, nor what is older than the last event that settled the place.
    pub against: bool,
}

/// The part that an event plays in an answer.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Role<'h> {
    /// It is believed, and the answer rests on it. Of a denial: what it denies is ignored for it.
    Supporting,
    /// It is not ignored, and says otherwise: it denies what the answer rests on; others say it, of the same dates, than
    /// what settled the place; or where all is kept, it is a claim that some possible control excludes.
    Disputing,
    /// An event that is believed corrects it.
    Superseded {
        /// What corrects it.
        by: &'h Event,
    },
    /// It is believed, but something later settled the place, or what it began is over; or it denies nothing that matters.
    Overtaken,
    /// The reading does not believe it.
    Ignored(Ignored<'h>),
}

impl Role<'_> {
    /// Its word: `supporting`, `disputing`, `superseded`, `overtaken` or `ignored`.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Supporting => "supporting",
            Self::Disputing => "disputing",
            Self::Superseded { .. } => "superseded",
            Self::Overtaken => "overtaken",
            Self::Ignored(_) => "ignored",
        }
    }
}

impl fmt::Display for Role<'_> {
    /// `supporting`, `ignored: below the floor`, `superseded by late-report`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Superseded { by } => write!(f, "superseded by {}", by.name()),
            Self::Ignored(why) => write!(f, "ignored: {why}"),
            role => f.pad(role.word()),
        }
    }
}

/// Why a reading does not believe an event.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Ignored<'h> {
    /// It was recorded only later.
    NotYetKnown,
    /// Its credence is below the floor.
    BelowFloor,
    /// It comes from those whose word is not taken.
    NotFrom,
    /// Someone whose word is taken denies it.
    Denied {
        /// The denial.
        by: &'h Event,
    },
    /// Of two that conflict, the rule has the other stand.
    Outweighed {
        /// The other.
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
    /// Its word: `not-yet-known`, `below-floor`, `not-from`, `denied` or `outweighed`.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::NotYetKnown => "not-yet-known",
            Self::BelowFloor => "below-floor",
            Self::NotFrom => "not-from",
            Self::Denied { .. } => "denied",
            Self::Outweighed { .. } => "outweighed",
        }
    }
}

impl fmt::Display for RelevantEvent<'_> {
    /// `late-report: superseded by later-report`; with `, against the answer` where it is.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let against = if self.against { ", against the answer" } else { "" };
        write!(f, "{}: {}{against}", self.event.name(), self.role)
    }
}

impl<'h> Role<'h> {
    /// The part of an event that does not count; `None` of one that may.
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
    /// Every event that bears on the answer, with the part it plays; by date, then in the order of telling.
    #[must_use]
    pub fn relevant_events(self) -> std::vec::IntoIter<RelevantEvent<'h>> {
        let mut all = Relevance::of(self).roles();
        all.sort_by_key(|relevant| {
            let event = relevant.event;
            (event.when.span().earliest_minute(), event.order, event.name())
        });
        all.into_iter()
    }

    /// Whether an event that does not count would matter to the place: it could have happened by then, and is at the
    /// place, reaches it from around, or says who holds a part.
    fn concerns(self, event: &Event) -> bool {
        let facts = self.view.facts();
        let tree = facts.tree();
        let Some(place) = facts.place_of(event) else { return false };
        let inside = tree.lies_within(place, self.place);
        if place != self.place && !inside && !tree.lies_within(self.place, place) {
            return false;
        }
        if event.when.span().earliest_minute() >= self.at {
            return false;
        }
        let Some(effect) = facts.effect(event) else { return false };
        let spared = || tree.with_around(self.place).any(|place| effect.except().contains(&place));
        place == self.place || (effect.affects_division() && (inside || !spared()))
    }

    /// Whether an event is older than the last that settled the place: by date, or where dates overlap by the order of
    /// one who tells both.
    pub(super) fn is_past(self, event: &Event) -> bool {
        let Some(settled) = self.settled_by().map(|number| self.view.facts().event(number)) else { return false };
        let (mine, last) = (event.when.span(), settled.when.span());
        mine.latest_minute() <= last.earliest_minute()
            || (mine.overlaps(last)
                && (event.order, event.name()) < (settled.order, settled.name())
                && !told_apart(event, settled))
    }

    /// Whether what an event says of who holds its place and a possible control, or every one, cannot both be true.
    fn excludes(self, event: &Event, every: bool) -> bool {
        let facts = self.view.facts();
        let (Some(says), Some(place)) = (ShareStatement::of(facts, event), facts.place_of(event)) else {
            return false;
        };
        let sides = facts.sides();
        let inside = facts.tree().lies_within(place, self.place);
        let mut controls = self.possible().map(|control| {
            let side = |holder: HolderKey| match holder.as_actor() {
                Some(actor) => HolderKey::actor(sides.side(actor, control.day)),
                None => holder,
            };
            let division = ShareStatement::of_rows(control.division().rows(), side);
            if inside {
                // What is said of a part excludes only that one side has all.
                return division.sole().is_some_and(|holder| says.gives(holder).1 < 1000);
            }
            if place != self.place && says.sole().is_none() {
                return false;
            }
            !says.fits(&division)
        });
        if every { controls.all(|excluded| excluded) } else { controls.any(|excluded| excluded) }
    }
}

/// The events that are relevant to an answer, on the way to the part that each plays.
struct Relevance<'h> {
    answer: Answer<'h>,
    /// The relevant events but for denials.
    events: Vec<(EventNo, &'h Event)>,
    /// Those that the answer rests on.
    supporting: HashSet<EventNo>,
    /// One version of each relevant event, for every version of it.
    versions: HashMap<EventNo, EventNo>,
}

impl<'h> Relevance<'h> {
    fn of(answer: Answer<'h>) -> Self {
        let facts = answer.view.facts();
        let statuses = answer.view.statuses();
        let witnesses: HashSet<EventNo> = answer.witness_numbers();
        let tree = facts.tree();
        let near: Vec<PlaceNo> = tree.within(answer.place).into_iter().chain(tree.around(answer.place)).collect();
        let relevant = |number: EventNo, event: &Event| {
            if statuses.event(number).counts() { witnesses.contains(&number) } else { answer.concerns(event) }
        };
        let events = facts.events_at(near).map(|number| (number, facts.event(number)));
        let events: Vec<(EventNo, &'h Event)> = events.filter(|(number, event)| relevant(*number, event)).collect();
        let mut versions: HashMap<EventNo, EventNo> = HashMap::new();
        for &(number, _) in &events {
            if !versions.contains_key(&number) {
                versions.extend(facts.versions(number).into_iter().map(|version| (version, number)));
            }
        }
        Self { answer, events, supporting: answer.relevant_numbers().into_iter().collect(), versions }
    }

    fn version(&self, number: EventNo) -> EventNo {
        self.versions.get(&number).copied().unwrap_or(number)
    }

    /// The denials of a relevant event, or of a version of one, each with what it denies.
    fn denials(&self) -> impl Iterator<Item = (EventNo, &'h Event, EventNo)> {
        let facts = self.answer.view.facts();
        let referring = self.versions.keys().flat_map(move |&of| facts.referrers(of).map(move |number| (number, of)));
        let referring = referring.map(move |(number, of)| (number, facts.event(number), of));
        referring.filter(move |(_, event, of)| {
            matches!(&event.change, Change::Denied(denial) if denial.event == facts.event(*of).name())
        })
    }

    /// Whether an event contradicts the one that settled the place. What others say of the same dates is not settled by
    /// standing first in the record.
    fn contradicts(&self, number: EventNo, event: &Event) -> bool {
        let Some(last) = self.answer.settled_by() else { return false };
        let settled = self.answer.view.facts().event(last);
        self.version(number) != self.version(last)
            && event.when.span().overlaps(settled.when.span())
            && told_apart(event, settled)
            && event.place == settled.place
            && self.answer.excludes(event, true)
    }

    fn role(&self, number: EventNo, event: &'h Event) -> Role<'h> {
        let view = self.answer.view;
        let status = view.statuses().event(number);
        let doubtful = status == Status::Optional && event.credence < Credence::Reported;
        match Role::of_status(view.facts(), status) {
            Some(role) => role,
            None if !self.supporting.contains(&number) && self.contradicts(number, event) => Role::Disputing,
            None if !self.supporting.contains(&number) => Role::Overtaken,
            None if doubtful && self.answer.excludes(event, false) => Role::Disputing,
            None => Role::Supporting,
        }
    }

    fn roles(&self) -> Vec<RelevantEvent<'h>> {
        let answer = self.answer;
        let role_of = |&(number, event): &(EventNo, &'h Event)| {
            let role = self.role(number, event);
            let against = match role {
                Role::Supporting | Role::Overtaken => false,
                Role::Disputing => true,
                _ => !answer.is_past(event) && answer.excludes(event, true),
            };
            RelevantEvent { event, role, against }
        };
        let mut all: Vec<RelevantEvent<'h>> = self.events.iter().map(role_of).collect();
        let resting: HashSet<EventNo> = self.supporting.iter().map(|&number| self.version(number)).collect();
        // The events because of which another is ignored that matters.
        let heeded = |(number, event): &(EventNo, &Event)| match answer.view.statuses().event(*number) {
            Status::Ignored(IgnoreReason::Denied(by) | IgnoreReason::Outweighed { by, .. })
                if !answer.is_past(event) =>
            {
                Some(by)
            }
            _ => None,
        };
        let heeded: HashSet<EventNo> = self.events.iter().filter_map(heeded).collect();
        all.extend(self.denials().map(|(number, event, of)| {
            let against = resting.contains(&self.version(of));
            let role = match self.role(number, event) {
                Role::Overtaken if against => Role::Disputing,
                // What it denies is ignored for it.
                Role::Overtaken if heeded.contains(&number) => Role::Supporting,
                role => role,
            };
            RelevantEvent { event, role, against: against && role != Role::Overtaken }
        }));
        all
    }
}
