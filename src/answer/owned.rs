//! Owned copies of answers and controls, to be stored or serialised.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Answer;
use super::evidence::Basis;
use super::relevant::{Ignored, IgnoredKind, RelevantEvent, Role, RoleKind};
use crate::reading::Reading;
use crate::scenario::{Actor, Allegiance, Citation, Credence};
use crate::share::Share;
use crate::time::{Moment, Span, When};
use crate::view::{Control, Holder, QueryTime, Surety};

impl Control<'_> {
    /// Returns an owned copy, to be stored or serialised.
    #[must_use]
    pub fn to_record(self) -> ControlRecord {
        let ids = |actors: Vec<&Actor>| actors.into_iter().map(|actor| actor.id.clone()).collect();
        let share = |(holder, share): (Holder<'_>, Share)| ShareRecord {
            holder: holder.id().to_owned(),
            at_least: share.at_least(),
            at_most: share.at_most(),
        };
        ControlRecord {
            shares: self.shares().map(share).collect(),
            contested: ids(self.contested_by()),
            besieged_by: ids(self.besieged_by()),
            under_fire_of: ids(self.under_fire_of()),
        }
    }
}

/// An owned copy of a [`Control`]: shares in permille, holders by id, lists sorted. Its serde form has the same fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ControlRecord {
    /// The holders with their shares: the greatest share first, equal shares by the holder's id.
    pub shares: Vec<ShareRecord>,
    /// The ids of the actors that fight over the place.
    pub contested: Vec<String>,
    /// The ids of the actors that besiege the place.
    pub besieged_by: Vec<String>,
    /// The ids of the actors that have fire control of the place.
    pub under_fire_of: Vec<String>,
}

/// One holder's share in a [`ControlRecord`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ShareRecord {
    /// An actor's id, `nobody` or `unrecorded`.
    pub holder: String,
    /// The least that the holder has, in permille.
    pub at_least: u16,
    /// The most that the holder can have, in permille.
    pub at_most: u16,
}

/// How many items a list of an [`AnswerRecord`] has at most: the last ones are kept.
const MOST_LISTED: usize = 100;

/// Returns the last items of a list, at most [`MOST_LISTED`], and how many there are.
fn last_of<T>(mut items: Vec<T>) -> (Vec<T>, usize) {
    let count = items.len();
    (items.split_off(count.saturating_sub(MOST_LISTED)), count)
}

impl Answer<'_> {
    /// Returns an owned copy, to be stored or serialised. Each of its lists has at most the last 100 items, and says how
    /// many there are.
    #[must_use]
    pub fn to_record(self) -> AnswerRecord {
        let bounded = |span: Span| (!span.is_open()).then_some(span);
        let (basis, last_evidence) = self.evidence();
        let (since, until) = self.holding();
        let (events, events_count) = last_of(self.events());
        let (sources, sources_count) = last_of(self.sources());
        let (relevant_events, relevant_events_count) = last_of(self.relevant_events());
        AnswerRecord {
            place: self.place().id.clone(),
            query_time: self.query_time,
            at: self.at(),
            certain: self.is_certain(),
            surety: self.surety(),
            depends_on_narrative_order: self.depends_on_narrative_order(),
            possible: self.possible().map(Control::to_record).collect(),
            basis,
            last_evidence,
            since: bounded(since),
            until: bounded(until),
            events: events.into_iter().map(|event| event.name().to_owned()).collect(),
            events_count,
            sources: sources.into_iter().map(SourceRecord::from).collect(),
            sources_count,
            allegiances: self.allegiances().into_iter().map(AllegianceRecord::from).collect(),
            reading: self.reading().clone(),
            decided_by: self.decided_by().map(|event| event.name().to_owned()),
            relevant_events: relevant_events.into_iter().map(RelevantEvent::to_record).collect(),
            relevant_events_count,
        }
    }
}

/// An owned copy of an [`Answer`]. Its serde form has the same fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AnswerRecord {
    /// The id of the place.
    pub place: String,
    /// The moment or day that the query is about.
    pub query_time: QueryTime,
    /// The moment for which the answer holds.
    pub at: Moment,
    /// Whether only one control is possible.
    pub certain: bool,
    /// How much the answer leaves open.
    pub surety: Surety,
    /// Whether the answer depends on the narrative order ([`Answer::depends_on_narrative_order`]).
    pub depends_on_narrative_order: bool,
    /// The possible controls, in the narrative order.
    pub possible: Vec<ControlRecord>,
    /// The kind of evidence that the answer is based on.
    pub basis: Basis,
    /// The last day on which there was evidence, up to the day in question.
    pub last_evidence: Option<NaiveDate>,
    /// When the holding began. `None` if both ends of that span are open.
    pub since: Option<Span>,
    /// When the holding ended. `None` if both ends of that span are open.
    pub until: Option<Span>,
    /// The ids of the events that the answer is based on: the last 100 of them in the narrative order.
    pub events: Vec<String>,
    /// How many events the answer is based on.
    #[serde(default)]
    pub events_count: usize,
    /// The citations that the answer is based on: the last 100 of them.
    pub sources: Vec<SourceRecord>,
    /// How many citations the answer is based on.
    #[serde(default)]
    pub sources_count: usize,
    /// The allegiances that decide on which side the holders are.
    #[serde(default)]
    pub allegiances: Vec<AllegianceRecord>,
    /// The reading under which the query was answered.
    pub reading: Reading,
    /// The id of the last event that certainly happened and changed who holds how much.
    pub decided_by: Option<String>,
    /// The relevant events with their roles, whether they count or not: the last 100 of them.
    pub relevant_events: Vec<RelevantEventRecord>,
    /// How many events are relevant.
    #[serde(default)]
    pub relevant_events_count: usize,
}

/// A citation in an [`AnswerRecord`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SourceRecord {
    /// The id of the source.
    pub source: String,
    /// The place in the source, such as a page or a note.
    pub locator: String,
}

impl From<&Citation> for SourceRecord {
    fn from(cite: &Citation) -> Self {
        Self { source: cite.source.clone(), locator: cite.locator.clone() }
    }
}

/// An allegiance in an [`AnswerRecord`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AllegianceRecord {
    /// The id of the actor that answers to the other.
    pub actor: String,
    /// The id of the actor to whom it answers.
    pub to: String,
    /// The first day, if the record has one.
    pub from: Option<NaiveDate>,
    /// The last day, if the record has one.
    pub until: Option<NaiveDate>,
    /// The citations of the allegiance.
    pub sources: Vec<SourceRecord>,
}

impl From<(&Actor, &Allegiance)> for AllegianceRecord {
    fn from((actor, allegiance): (&Actor, &Allegiance)) -> Self {
        Self {
            actor: actor.id.clone(),
            to: allegiance.to.clone(),
            from: allegiance.from,
            until: allegiance.until,
            sources: allegiance.cites.iter().map(SourceRecord::from).collect(),
        }
    }
}

/// An owned copy of a [`RelevantEvent`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RelevantEventRecord {
    /// The id of the event.
    pub event: String,
    /// The role of the event in the answer.
    pub role: RoleKind,
    /// Why the event is ignored; `None` if it is not.
    pub why: Option<IgnoredKind>,
    /// The id of the event that supersedes, denies or outweighs this one.
    pub by: Option<String>,
    /// Whether the event contradicts the answer.
    pub against: bool,
    /// When the event happened, as written.
    pub when: When,
    /// The id of the place where the event happened.
    pub place: String,
    /// What happened, in a few words.
    pub change: String,
    /// The credence of the event.
    pub credence: Credence,
    /// Whether the event is inferred by whoever wrote the record.
    pub inferred: bool,
    /// The ids of those who claim the event.
    pub claimed_by: Vec<String>,
    /// The day from which the event is known.
    pub known_since: Option<NaiveDate>,
    /// Whether that day is assumed from the event's date, because the record has none.
    pub known_since_assumed: bool,
    /// The citations of the event.
    pub sources: Vec<SourceRecord>,
    /// What happened, in the words of whoever wrote the record.
    pub note: Option<String>,
}

impl RelevantEvent<'_> {
    /// Returns an owned copy, to be stored or serialised.
    #[must_use]
    pub fn to_record(self) -> RelevantEventRecord {
        let (why, by) = match self.role {
            Role::Superseded { by } => (None, Some(by)),
            Role::Ignored(ignored @ (Ignored::Denied { by } | Ignored::Outweighed { by })) => {
                (Some(ignored.kind()), Some(by))
            }
            Role::Ignored(ignored) => (Some(ignored.kind()), None),
            _ => (None, None),
        };
        let event = self.event;
        RelevantEventRecord {
            event: event.name().to_owned(),
            role: self.role.kind(),
            why,
            by: by.map(|by| by.name().to_owned()),
            against: self.against,
            when: event.when,
            place: event.place.clone(),
            change: event.change.to_string(),
            credence: event.credence,
            inferred: event.inferred,
            claimed_by: event.claimed_by.clone(),
            known_since: event.known_since(),
            known_since_assumed: event.recorded.is_none(),
            sources: event.cites.iter().map(SourceRecord::from).collect(),
            note: event.note.clone(),
        }
    }
}
