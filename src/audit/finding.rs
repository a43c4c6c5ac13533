//! One finding of an audit: its kind, its severity, what it is about, and a sentence.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::scenario::{Accepted, FindingKind};
use crate::spelling::visible;
use crate::text::words;

/// How serious a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// It may be intended, but is worth knowing.
    Note,
    /// It is probably a mistake, such as two statements that contradict each other.
    Warning,
}

words!(Severity, "severity", {
    Note "note",
    Warning "warning",
});

/// Something odd in a record: it is allowed, but worth a look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Finding {
    /// The kind of the finding.
    pub kind: FindingKind,
    /// How serious it is.
    pub severity: Severity,
    /// The ids of the events that it is about; the one to look at first comes first.
    pub events: Vec<String>,
    /// The id of the place that it is about.
    pub place: Option<String>,
    /// The id of the actor that it is about.
    pub actor: Option<String>,
    /// The id of the source that it is about.
    pub source: Option<String>,
    /// What is odd, in a sentence for whoever wrote the record.
    pub sentence: String,
    /// The line of the entry that it is about, in the file from which the history was read.
    pub line: Option<usize>,
}

impl Finding {
    pub(super) fn new(kind: FindingKind, severity: Severity, sentence: impl AsRef<str>) -> Self {
        Self {
            kind,
            severity,
            events: Vec::new(),
            place: None,
            actor: None,
            source: None,
            sentence: visible(sentence.as_ref()),
            line: None,
        }
    }

    /// Returns an acceptance that matches this finding, to be added to [`Scenario::accepted`](crate::Scenario::accepted).
    #[must_use]
    pub fn accept(&self, reason: impl Into<String>) -> Accepted {
        let mut accepted = Accepted::new(self.kind, reason);
        accepted.events.clone_from(&self.events);
        accepted.place.clone_from(&self.place);
        accepted.actor.clone_from(&self.actor);
        accepted.source.clone_from(&self.source);
        accepted
    }

    /// Returns whether an acceptance matches this finding: it is of the same kind, names a subject, and everything that
    /// it names is in the finding.
    pub(super) fn is_accepted_by(&self, accepted: &Accepted) -> bool {
        let same = |wanted: &Option<String>, own: &Option<String>| wanted.is_none() || wanted == own;
        names_a_subject(accepted)
            && self.kind == accepted.finding
            && accepted.events.iter().all(|event| self.events.contains(event))
            && same(&accepted.place, &self.place)
            && same(&accepted.actor, &self.actor)
            && same(&accepted.source, &self.source)
    }
}

/// Returns whether an acceptance names any event, place, actor or source. One that names none would match findings yet
/// to come.
pub(super) fn names_a_subject(accepted: &Accepted) -> bool {
    let subjects = [&accepted.place, &accepted.actor, &accepted.source];
    !accepted.events.is_empty() || subjects.iter().any(|subject| subject.is_some())
}

impl fmt::Display for Finding {
    /// Writes `12: warning: the sentence (not-held)`, without the line number if there is none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "{line}: ")?;
        }
        write!(f, "{}: {} ({})", self.severity, self.sentence, self.kind)
    }
}
