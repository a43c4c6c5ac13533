//! Which events count under a reading (`DESIGN.md`, "Readings"): rule by rule, in the order given there.

use std::collections::{HashMap, HashSet};

use super::source_set::SourceSet;
use super::status::{IgnoreReason, Status, Statuses};
use super::versions::versions;
use super::{Conflicts, Reading};
use crate::facts::{Facts, LookupError};
use crate::numbers::EventNo;
use crate::scenario::{Baseline, Change, Event};

impl Statuses {
    /// What a reading makes of a facts.
    pub(crate) fn of(facts: &Facts, reading: &Reading) -> Result<Self, LookupError> {
        let mut judge = Judge::new(facts, reading)?;
        judge.known_on();
        judge.credence();
        judge.on_whose_word();
        judge.denied_by_those_believed();
        match reading.conflicts {
            Conflicts::AsTold if judge.believed.is_empty() => judge.corrections(|_| true),
            Conflicts::KeepAll => {
                let denied = judge.denied();
                let is_firm =
                    |number: &EventNo| facts.event(*number).credence.counts_by_default() && !denied.contains(number);
                let (firm, weak): (HashSet<EventNo>, HashSet<EventNo>) = judge.left().partition(is_firm);
                judge.corrections(|number| firm.contains(&number));
                judge.keep_all(&weak);
            }
            rule => {
                judge.corrections(|_| true);
                judge.outweigh(rule);
            }
        }
        Ok(judge.statuses)
    }
}

pub(super) struct Judge<'a> {
    pub(super) facts: &'a Facts,
    reading: &'a Reading,
    believed: SourceSet,
    only: SourceSet,
    never: SourceSet,
    pub(super) statuses: Statuses,
    /// All live events in the order of telling, so that of several reasons the first told is given.
    ordered: Vec<EventNo>,
    /// The least number of an event's versions, itself counted; for those that have versions.
    versions: HashMap<EventNo, EventNo>,
}

impl<'a> Judge<'a> {
    fn new(facts: &'a Facts, reading: &'a Reading) -> Result<Self, LookupError> {
        let [believed, only, never] = [&reading.according_to, &reading.only_from, &reading.not_from];
        let ordered: Vec<EventNo> = facts.ordered_events().into_iter().map(|(number, _)| number).collect();
        let mut statuses = Statuses::default();
        for &number in &ordered {
            statuses.set_event(number, Status::Counted);
        }
        let stated = |baseline: &Option<Baseline>| if baseline.is_some() { Status::Counted } else { Status::Absent };
        statuses.baselines = facts.places.iter().map(|place| stated(&place.baseline)).collect();
        Ok(Self {
            facts,
            reading,
            believed: SourceSet::find(facts, believed)?,
            only: SourceSet::find(facts, only)?,
            never: SourceSet::find(facts, never)?,
            statuses,
            versions: versions(facts),
            ordered,
        })
    }

    pub(super) fn left(&self) -> impl Iterator<Item = EventNo> {
        self.ordered.iter().copied().filter(|&number| self.statuses.event(number).counts())
    }

    fn ignore(&mut self, reason: IgnoreReason, out: impl Fn(&Self, EventNo, &Event) -> bool) {
        let gone: Vec<EventNo> = self.left().filter(|&number| out(self, number, self.facts.event(number))).collect();
        for number in gone {
            self.statuses.set_event(number, Status::Ignored(reason));
        }
    }

    fn ignore_baselines(&mut self, reason: IgnoreReason, out: impl Fn(&Self, &Baseline) -> bool) {
        for (number, place) in self.facts.places.numbered() {
            if let Some(baseline) = &place.baseline
                && self.statuses.baseline(number).counts()
                && out(self, baseline)
            {
                self.statuses.baselines[number] = Status::Ignored(reason);
            }
        }
    }

    fn known_on(&mut self) {
        if let Some(known_on) = self.reading.known_on {
            self.ignore(IgnoreReason::NotYetKnown, |_, _, event| event.known_since().is_none_or(|day| day > known_on));
        }
    }

    pub(super) fn is_believed_by_name(&self, event: &Event) -> bool {
        !self.believed.is_empty() && self.believed.tell(self.facts, event)
    }

    fn credence(&mut self) {
        let floor = self.reading.floor();
        self.ignore(IgnoreReason::BelowFloor, |judge, _, event| {
            event.credence < floor && !judge.is_believed_by_name(event)
        });
        self.ignore_baselines(IgnoreReason::BelowFloor, |judge, baseline| {
            baseline.credence < floor && !judge.believed.cited(judge.facts, &baseline.cites)
        });
    }

    fn on_whose_word(&mut self) {
        if !self.never.is_empty() {
            self.ignore(IgnoreReason::NotFrom, |judge, _, event| judge.never.alone_tell(judge.facts, event));
            self.ignore_baselines(IgnoreReason::NotFrom, |judge, it| judge.never.alone_cited(judge.facts, &it.cites));
        }
        if !self.only.is_empty() {
            self.ignore(IgnoreReason::NotFrom, |judge, _, event| !judge.only.tell(judge.facts, event));
            self.ignore_baselines(IgnoreReason::NotFrom, |judge, it| !judge.only.cited(judge.facts, &it.cites));
        }
    }

    /// Denials that are left, each with the number of what it denies.
    pub(super) fn denials(&self) -> Vec<(EventNo, EventNo)> {
        let denied = |number: EventNo| match &self.facts.event(number).change {
            Change::Denied(denial) => Some((number, self.facts.event_number(&denial.event).ok()?)),
            _ => None,
        };
        self.left().filter_map(denied).collect()
    }

    pub(super) fn class(&self, number: EventNo) -> EventNo {
        self.versions.get(&number).copied().unwrap_or(number)
    }

    /// Whether two are one happening.
    pub(super) fn are_versions(&self, a: EventNo, b: EventNo) -> bool {
        self.class(a) == self.class(b)
    }

    fn denied_by_those_believed(&mut self) {
        if self.believed.is_empty() || self.reading.conflicts == Conflicts::KeepAll {
            return;
        }
        let mut denied: HashMap<EventNo, EventNo> = HashMap::new();
        for (denial, of) in self.denials() {
            if self.is_believed_by_name(self.facts.event(denial)) {
                denied.entry(self.class(of)).or_insert(denial);
            }
        }
        let left: Vec<EventNo> = self.left().collect();
        for number in left {
            let by = denied.get(&self.class(number)).copied();
            if let Some(by) = by.filter(|_| !self.is_believed_by_name(self.facts.event(number))) {
                self.statuses.set_event(number, Status::Ignored(IgnoreReason::Denied(by)));
            }
        }
    }

    /// What the corrections that count do: also those that are themselves superseded.
    fn corrections(&mut self, counts: impl Fn(EventNo) -> bool) {
        let mut superseded: Vec<(EventNo, EventNo)> = Vec::new();
        for by in self.left().filter(|&number| counts(number)) {
            let corrected = self.facts.event(by).supersedes.iter();
            superseded.extend(corrected.filter_map(|id| Some((self.facts.event_number(id).ok()?, by))));
        }
        for (number, by) in superseded {
            if self.statuses.event(number).counts() {
                self.statuses.set_event(number, Status::Superseded(by));
            }
        }
    }

    /// The events that a denial that is left denies, versions counted in.
    fn denied(&self) -> HashSet<EventNo> {
        let classes: HashSet<EventNo> = self.denials().into_iter().map(|(_, of)| self.class(of)).collect();
        self.left().filter(|&number| classes.contains(&self.class(number))).collect()
    }
}
