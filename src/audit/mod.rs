//! The audit: what is odd in a record, that is, allowed but worth a look (`DESIGN.md`, "Audit").

mod entries;
mod event;
mod evidence;
mod finding;
mod group;
mod held;
mod lines;
mod narrowed;
mod order;
mod sequence;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use finding::{Finding, Severity};
pub use group::FindingGroup;

use finding::names_a_subject;
use lines::line_of;

use crate::facts::{Facts, LookupError};
use crate::history::History;
use crate::scenario::{Accepted, FindingKind};

/// The findings on a record: those that are open, and those that someone accepted with a reason.
///
/// They are sorted by the place in the record of the first event that they are about (findings about no event come last),
/// then by kind, place, actor and source. The order in which entries were added does not matter. `Display` writes the open
/// findings, one on each line.
///
/// ```
/// use whoheld::{Actor, Captured, Event, FindingKind, History, Place, When, Withdrew};
///
/// let mut history = History::new();
/// history.add_actor(Actor::new("crown"))?;
/// history.add_actor(Actor::new("republic"))?;
/// history.add_place(Place::new("citadel").held_by("crown"))?;
/// history.insert(Event::new("1849-07-08".parse::<When>()?, "citadel", Withdrew::new("republic")).id("march-out"))?;
///
/// let audit = history.audit();
/// let finding = &audit.findings()[0];
/// assert_eq!(finding.kind, FindingKind::NotHeld);
/// assert_eq!(
///     finding.to_string(),
///     "warning: `march-out`: republic withdraws from `citadel`, which it held none of: it was crown (not-held)"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audit {
    findings: Vec<Finding>,
    accepted: Vec<AcceptedFinding>,
}

/// A finding that someone accepted, with the reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AcceptedFinding {
    /// The finding.
    pub finding: Finding,
    /// The reason given for accepting it.
    pub reason: String,
}

impl Audit {
    /// Returns the open findings: those that nobody accepted.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Returns the open findings by kind and severity: warnings first, then in the order in which the first of each group
    /// stands among the [findings](Self::findings).
    ///
    /// ```
    /// # #[cfg(feature = "toml")] {
    /// use whoheld::History;
    ///
    /// let file = r#"
    /// format = 1
    /// actor = [{ id = "crown" }]
    /// source = [{ id = "gazette" }]
    /// place = [{ id = "citadel", baseline = "crown" }, { id = "bridge", baseline = "crown" }]
    /// "#;
    /// let audit = History::from_toml(file)?.audit();
    /// let groups: Vec<String> = audit.groups().iter().map(|group| group.to_string()).collect();
    /// assert_eq!(
    ///     groups,
    ///     [
    ///         "5: note: 2 baselines cite no source, and are not marked as inferred: `bridge`, `citadel` (uncited)",
    ///         "4: note: nothing cites the source `gazette` (source-uncited)",
    ///         "5: note: 2 places are reached by no event: `bridge`, `citadel` (place-unreached)",
    ///     ]
    /// );
    /// # }
    /// # Ok::<(), whoheld::DocumentError>(())
    /// ```
    #[must_use]
    pub fn groups(&self) -> Vec<FindingGroup<'_>> {
        group::groups(&self.findings)
    }

    /// Returns the findings that someone accepted.
    #[must_use]
    pub fn accepted(&self) -> &[AcceptedFinding] {
        &self.accepted
    }

    /// Returns the highest severity of the open findings. `None` if there are none.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }
}

impl IntoIterator for Audit {
    type Item = Finding;
    type IntoIter = std::vec::IntoIter<Finding>;

    /// Iterates over the open findings.
    fn into_iter(self) -> Self::IntoIter {
        self.findings.into_iter()
    }
}

impl fmt::Display for Audit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, finding) in self.findings.iter().enumerate() {
            write!(f, "{}{finding}", if position == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}

impl History {
    /// Looks for what is odd in the record: for example events that contradict each other, and entries that nothing refers to.
    ///
    /// Only events that count by default (`reported` or better) are compared with the control right before them. Dates,
    /// names and citations are checked for all events.
    #[must_use]
    pub fn audit(&self) -> Audit {
        let facts = self.facts();
        let mut findings = sequence::findings(self);
        findings.append(&mut entries::findings(facts));
        let mut matched = vec![false; facts.accepted.len()];
        let mut audit = Audit { findings: Vec::new(), accepted: Vec::new() };
        for finding in findings {
            // If several acceptances match, all of them count as used, and the least reason is given, so that the order in
            // which they were added does not matter.
            let mut reasons = Vec::new();
            for (accepted, matched) in facts.accepted.iter().zip(&mut matched) {
                if finding.is_accepted_by(accepted) {
                    *matched = true;
                    reasons.push(&accepted.reason);
                }
            }
            match reasons.into_iter().min() {
                Some(reason) => audit.accepted.push(AcceptedFinding { finding, reason: reason.clone() }),
                None => audit.findings.push(finding),
            }
        }
        for (index, accepted) in facts.accepted.iter().enumerate().filter(|(index, _)| !matched[*index]) {
            let mut finding = unmatched(facts, accepted);
            finding.line = line_of(facts.written_at.accepted.get(index));
            audit.findings.push(finding);
        }
        let key = |finding: &Finding| {
            let first = finding.events.first().and_then(|id| facts.find_event(id));
            // Findings about no event come last.
            let listed = (first.is_none(), first.map(|number| facts.record_position(number)));
            let about = (finding.place.clone(), finding.actor.clone(), finding.source.clone());
            (listed, finding.kind, about, finding.events.clone(), finding.sentence.clone())
        };
        audit.findings.sort_by_cached_key(key);
        audit.accepted.sort_by_cached_key(|accepted| (key(&accepted.finding), accepted.reason.clone()));
        audit
    }
}

/// Returns the finding for an acceptance that matches no finding, with the probable reason.
fn unmatched(facts: &Facts, accepted: &Accepted) -> Finding {
    let missing = |error: LookupError| format!("there is {error}");
    let event = accepted.events.iter().find_map(|id| facts.event_number(id).err().map(missing));
    let place = accepted.place.as_ref().filter(|id| facts.place_names.id(id).is_none());
    let place = place.map(|id| missing(facts.place_names.unknown("place", id)));
    let actor = accepted.actor.as_ref().filter(|id| facts.actor_names.id(id).is_none());
    let actor = actor.map(|id| missing(facts.actor_names.unknown("actor", id)));
    let source = accepted.source.as_ref().filter(|id| facts.source_names.id(id).is_none());
    let source = source.map(|id| missing(facts.source_names.unknown("source", id)));
    let why = event.or(place).or(actor).or(source).unwrap_or_else(|| {
        let why = if names_a_subject(accepted) {
            "there is no such finding (any more)"
        } else {
            "it does not say of what: `events`, `place`, `actor` or `source`"
        };
        why.to_owned()
    });
    let about: Vec<String> = accepted
        .events
        .iter()
        .chain(&accepted.place)
        .chain(&accepted.actor)
        .chain(&accepted.source)
        .map(|id| format!(" `{id}`"))
        .collect();
    let of = if about.is_empty() { String::new() } else { format!(" of{}", about.join(" and")) };
    let sentence = format!("no finding matches the acceptance of {}{of}: {why}", accepted.finding);
    let mut finding = Finding::new(FindingKind::AcceptanceUnmatched, Severity::Warning, sentence);
    finding.events.clone_from(&accepted.events);
    finding.place.clone_from(&accepted.place);
    finding.actor.clone_from(&accepted.actor);
    finding.source.clone_from(&accepted.source);
    finding
}
