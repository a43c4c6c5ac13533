//! One finding: what kind, how grave, about what, in a sentence.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::scenario::{Accepted, FindingKind};
use crate::spelling::visible;

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Severity {
    /// It may well be as it should; it is worth knowing.
    Note,
    /// One statement of the record speaks against another.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Note => "note",
            Self::Warning => "warning",
        })
    }
}

/// Something odd in a record: legal, but worth a look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Finding {
    /// What kind of thing it is.
    pub kind: FindingKind,
    /// How grave it is.
    pub severity: Severity,
    /// The events it is about, the one to look at first in front.
    pub events: Vec<String>,
    /// The place it is about.
    pub place: Option<String>,
    /// The actor it is about.
    pub actor: Option<String>,
    /// The source it is about.
    pub source: Option<String>,
    /// What is odd, for the one who coded it.
    pub sentence: String,
    /// The line on which what it is about stands in the file that the history was read from.
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

    /// The acceptance that matches this finding, for [`Scenario::accepted`](crate::Scenario::accepted).
    #[must_use]
    pub fn accept(&self, reason: impl Into<String>) -> Accepted {
        let mut accepted = Accepted::new(self.kind, reason);
        accepted.events.clone_from(&self.events);
        accepted.place.clone_from(&self.place);
        accepted.actor.clone_from(&self.actor);
        accepted.source.clone_from(&self.source);
        accepted
    }

    pub(super) fn is_accepted_by(&self, accepted: &Accepted) -> bool {
        let same = |wanted: &Option<String>, own: &Option<String>| wanted.is_none() || wanted == own;
        let says_which = !accepted.events.is_empty()
            || [&accepted.place, &accepted.actor, &accepted.source].iter().any(|one| one.is_some());
        says_which
            && self.kind == accepted.finding
            && accepted.events.iter().all(|event| self.events.contains(event))
            && same(&accepted.place, &self.place)
            && same(&accepted.actor, &self.actor)
            && same(&accepted.source, &self.source)
    }
}

impl fmt::Display for Finding {
    /// `12: warning: the sentence (not-held)`; without the line where there is none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "{line}: ")?;
        }
        write!(f, "{}: {} ({})", self.severity, self.sentence, self.kind)
    }
}
