//! Owned answers and their serde forms.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use super::Answer;
use super::evidence::Basis;
use super::relevant::{Ignored, RelevantEvent, Role};
use crate::reading::Reading;
use crate::scenario::{Actor, Citation};
use crate::share::Share;
use crate::time::Span;
use crate::view::{Control, Holder};

impl Control<'_> {
    /// An owned copy, to be kept or written.
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

/// An owned control: permille, holders by id, lists sorted. Its serde form has the same fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ControlRecord {
    /// Who holds how much: the greatest share first, then by id.
    pub shares: Vec<ShareRecord>,
    /// Who contests it.
    pub contested: Vec<String>,
    /// Who besieges it.
    pub besieged_by: Vec<String>,
    /// Whose fire commands it.
    pub under_fire_of: Vec<String>,
}

/// One holder's share in a [`ControlRecord`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShareRecord {
    /// An actor's id, `nobody` or `unrecorded`.
    pub holder: String,
    /// In permille.
    pub at_least: u16,
    /// In permille.
    pub at_most: u16,
}

impl Answer<'_> {
    /// An owned copy, to be kept or written.
    #[must_use]
    pub fn to_record(self) -> AnswerRecord {
        let bounded = |span: Span| (!span.is_open()).then_some(span);
        let (basis, last_evidence) = self.evidence();
        let (since, until) = self.reach();
        AnswerRecord {
            place: self.place().id.clone(),
            query_time: self.query_time.to_string(),
            at: self.at().to_string(),
            certain: self.is_certain(),
            depends_on_narrative_order: self.depends_on_narrative_order(),
            possible: self.possible().map(Control::to_record).collect(),
            basis,
            last_evidence: last_evidence.map(|day| day.to_string()),
            since: bounded(since),
            until: bounded(until),
            events: self.events().map(|event| event.name().to_owned()).collect(),
            sources: self.sources().map(SourceRecord::from).collect(),
            reading: self.reading().clone(),
            decided_by: self.decided_by().map(|event| event.name().to_owned()),
            relevant_events: self.relevant_events().map(RelevantEvent::to_record).collect(),
        }
    }
}

/// An owned answer. Its serde form is what `--json` prints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct AnswerRecord {
    /// The place's id.
    pub place: String,
    /// What was asked.
    pub query_time: String,
    /// The moment that the answer is for.
    pub at: String,
    /// Whether only one control is possible.
    pub certain: bool,
    /// Whether it rests on the told order.
    pub depends_on_narrative_order: bool,
    /// The controls that are possible, in the told order.
    pub possible: Vec<ControlRecord>,
    /// What it rests on.
    pub basis: Basis,
    /// The last day with evidence.
    pub last_evidence: Option<String>,
    /// When the holding began; `None` where it is open on both sides.
    pub since: Option<Span>,
    /// When it ended; `None` where it is open on both sides.
    pub until: Option<Span>,
    /// The ids of the events that bear on it.
    pub events: Vec<String>,
    /// Their citations.
    pub sources: Vec<SourceRecord>,
    /// The reading that it is of.
    pub reading: Reading,
    /// The id of the event that decided.
    pub decided_by: Option<String>,
    /// Every event that bears on it, believed or not, with the part it plays.
    pub relevant_events: Vec<RelevantEventRecord>,
}

/// A citation in an [`AnswerRecord`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceRecord {
    /// The source's id.
    pub source: String,
    /// Where in it.
    pub locator: String,
}

impl From<&Citation> for SourceRecord {
    fn from(cite: &Citation) -> Self {
        Self { source: cite.source.clone(), locator: cite.locator.clone() }
    }
}

/// An owned [`RelevantEvent`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct RelevantEventRecord {
    /// The event's id.
    pub event: String,
    /// `supporting`, `disputing`, `superseded`, `overtaken` or `ignored`.
    pub role: String,
    /// Why it is ignored: `not-yet-known`, `below-floor`, `not-from`, `denied` or `outweighed`.
    pub why: Option<String>,
    /// The event that supersedes, denies or outweighs it.
    pub by: Option<String>,
    /// Whether it speaks against the answer.
    pub against: bool,
    /// When it happened, as written.
    pub when: String,
    /// Where it happened: the place's id.
    pub place: String,
    /// What happened, in a few words.
    pub change: String,
    /// How far it is believed.
    pub credence: String,
    /// Whether the coder infers it.
    pub inferred: bool,
    /// The ids of those who claim it.
    pub claimed_by: Vec<String>,
    /// The day from which it is known.
    pub known_since: Option<String>,
    /// Whether that is assumed, no day having been recorded.
    pub known_since_assumed: bool,
    /// What it rests on.
    pub sources: Vec<SourceRecord>,
    /// What happened, in the coder's words.
    pub note: Option<String>,
}

impl RelevantEvent<'_> {
    /// An owned copy, to be kept or written.
    #[must_use]
    pub fn to_record(self) -> RelevantEventRecord {
        let (why, by) = match self.role {
            Role::Superseded { by } => (None, Some(by)),
            Role::Ignored(why @ (Ignored::Denied { by } | Ignored::Outweighed { by })) => (Some(why.word()), Some(by)),
            Role::Ignored(why) => (Some(why.word()), None),
            _ => (None, None),
        };
        let event = self.event;
        RelevantEventRecord {
            event: event.name().to_owned(),
            role: self.role.word().to_owned(),
            why: why.map(str::to_owned),
            by: by.map(|by| by.name().to_owned()),
            against: self.against,
            when: event.when.to_string(),
            place: event.place.clone(),
            change: event.change.to_string(),
            credence: event.credence.to_string(),
            inferred: event.inferred,
            claimed_by: event.claimed_by.clone(),
            known_since: event.known_since().map(|day: NaiveDate| day.to_string()),
            known_since_assumed: event.recorded.is_none(),
            sources: event.cites.iter().map(SourceRecord::from).collect(),
            note: event.note.clone(),
        }
    }
}
