//! Findings of one kind together: how many there are, what they are about, and a few examples.

use std::fmt;

use super::finding::{Finding, Severity};
use crate::scenario::FindingKind;

/// All open findings of one kind and severity: what [`Audit::groups`](crate::Audit::groups) returns.
///
/// `Display` writes one line. A group of one is written as its finding; of more, it says how many there are, and what the
/// first three are about: `12: note: 48 events cite no source, and are not marked as inferred: `a`, `b`, `c` and 45 more
/// (uncited)`. The line number is that of the first.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FindingGroup<'a> {
    /// The kind of the findings.
    pub kind: FindingKind,
    /// How serious they are.
    pub severity: Severity,
    /// The findings, in the order of the audit. There is at least one.
    pub findings: Vec<&'a Finding>,
}

/// How many examples a group names.
const EXAMPLES: usize = 3;

/// Returns findings by severity and kind: the most serious first, then in the order in which each group begins.
pub(super) fn groups(findings: &[Finding]) -> Vec<FindingGroup<'_>> {
    let mut groups: Vec<FindingGroup<'_>> = Vec::new();
    for finding in findings {
        let Finding { kind, severity, .. } = *finding;
        match groups.iter_mut().find(|group| (group.kind, group.severity) == (kind, severity)) {
            Some(group) => group.findings.push(finding),
            None => groups.push(FindingGroup { kind, severity, findings: vec![finding] }),
        }
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group.severity));
    groups
}

impl FindingGroup<'_> {
    /// Returns the line of the first finding, in the file from which the history was read.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.findings.first().and_then(|finding| finding.line)
    }

    /// Returns what is odd, in a sentence: that of the finding if there is only one; otherwise how many there are, and what
    /// the first three are about.
    #[must_use]
    pub fn sentence(&self) -> String {
        if let [only] = &self.findings[..] {
            return only.sentence.clone();
        }
        let mut subjects: Vec<String> = Vec::new();
        let mut more = 0;
        let mut seen = std::collections::HashSet::new();
        for subject in
            self.findings.iter().map(|finding| subject(finding)).filter(|subject| seen.insert(subject.clone()))
        {
            if subjects.len() < EXAMPLES {
                subjects.push(subject);
            } else {
                more += 1;
            }
        }
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        let about = if subjects.is_empty() { String::new() } else { format!(": {}", subjects.join(", ")) };
        format!("{} {}{about}{more}", self.findings.len(), self.of_several())
    }

    /// Returns words for several findings of the kind, to be put after their number.
    fn of_several(&self) -> &'static str {
        match self.kind {
            FindingKind::RecapturedNeverHeld => {
                "recaptures are by sides that nothing before says held any of the place"
            }
            FindingKind::CapturedAlreadyHeld => "captures are of places that the captor held already",
            FindingKind::NotHeld => "events have actors lose what they did not hold",
            FindingKind::AgainstOwnSide => "events set a side against itself",
            FindingKind::EndWithoutBeginning => "events end what no event begins",
            FindingKind::ObservationContradicts => "observations contradict what is known of the same day",
            FindingKind::PartsDisagree => "times a place and its parts begin to disagree",
            FindingKind::OrderAssumed => "events come after others only because they were put in later",
            FindingKind::ToldAgainstDates => "events are listed before others and dated after them",
            FindingKind::NarrowedByOrder => "dates are narrowed to less than half by the order of the record",
            FindingKind::OutsideItsTime => "times events name actors outside their time",
            FindingKind::HeldOutsideItsTime => "times places may be held by actors outside their time",
            FindingKind::ClaimDenied => "denials deny events",
            FindingKind::DenialsInACircle => "circles of denials",
            FindingKind::RecordedTooEarly => "events became known before they happened",
            FindingKind::SameAsApart => "versions have no moment in common with the event that they are the same as",
            FindingKind::ToldTwice => "events say what others say already, of the same date",
            FindingKind::FarFromOthers => "events lie far from all others",
            FindingKind::NameShared => "names are shared",
            FindingKind::FightWithoutEnd => "fights are left open, and nothing ends them",
            FindingKind::Uncited if self.findings.iter().all(|finding| !finding.events.is_empty()) => {
                "events cite no source, and are not marked as inferred"
            }
            FindingKind::Uncited if self.findings.iter().all(|finding| finding.events.is_empty()) => {
                "baselines cite no source, and are not marked as inferred"
            }
            FindingKind::Uncited => "events and baselines cite no source, and are not marked as inferred",
            FindingKind::SourceUncited => "sources are cited by nothing",
            FindingKind::PlaceUnreached => "places are reached by no event",
            FindingKind::ActorUnnamed => "actors are named by nothing",
            FindingKind::AcceptanceUnmatched => "acceptances match no finding",
        }
    }
}

/// Returns what a finding is about: its first event, or else its place, actor or source.
fn subject(finding: &Finding) -> String {
    let Finding { events, place, actor, source, .. } = finding;
    let quoted = |id: &String| format!("`{}`", crate::spelling::visible(id));
    match (events.first(), place, actor) {
        (Some(event), ..) => quoted(event),
        (None, Some(place), Some(actor)) => format!("{} ({})", quoted(place), crate::spelling::visible(actor)),
        (None, place, actor) => [place, actor, source].into_iter().flatten().map(quoted).next().unwrap_or_default(),
    }
}

impl fmt::Display for FindingGroup<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line() {
            write!(f, "{line}: ")?;
        }
        write!(f, "{}: {} ({})", self.severity, self.sentence(), self.kind)
    }
}
