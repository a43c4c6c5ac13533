//! The rules of a reading, applied one after the other in the order given in `DESIGN.md`, "Readings": which events count.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::source_set::{Known, SourceSet};
use super::status::{IgnoreReason, Status, Statuses};
use super::versions::versions;
use super::{Conflicts, Reading};
use crate::facts::{Facts, LookupError};
use crate::fold::Sides;
use crate::numbers::EventNo;
use crate::scenario::{Allegiance, Baseline, Change, Event};

impl Statuses {
    /// Decides which events and baselines count under a reading, and who answers to whom by the allegiances that count.
    ///
    /// # Errors
    /// If the reading names neither an actor nor a source, or uses a name that several actors have.
    pub(crate) fn of(facts: &Facts, reading: &Reading) -> Result<(Self, Arc<Sides>), LookupError> {
        let mut judge = Judge::new(facts, reading)?;
        judge.apply_known_on();
        judge.apply_credence();
        judge.apply_origins();
        judge.apply_denials_by_name();
        match reading.conflicts {
            Conflicts::AsTold if judge.according_to.is_empty() => judge.apply_corrections(|_| true),
            Conflicts::KeepAll => {
                let denied = judge.denied();
                let is_firm =
                    |number: &EventNo| facts.event(*number).credence.counts_by_default() && !denied.contains(number);
                let (firm, weak): (HashSet<EventNo>, HashSet<EventNo>) = judge.remaining().partition(is_firm);
                judge.apply_corrections(|number| firm.contains(&number));
                judge.keep_all(&weak);
            }
            rule => {
                judge.apply_corrections(|_| true);
                judge.outweigh(rule);
            }
        }
        Ok((judge.statuses, judge.sides))
    }
}

/// A reading being applied to a record. Each rule excludes some of the events that remain.
pub(super) struct Judge<'a> {
    pub(super) facts: &'a Facts,
    reading: &'a Reading,
    according_to: SourceSet,
    only_from: SourceSet,
    not_from: SourceSet,
    /// Who answers to whom, by the allegiances that count.
    pub(super) sides: Arc<Sides>,
    pub(super) statuses: Statuses,
    /// All events in the order of the record. Where several events exclude another, the first of them in this order
    /// is given as the reason.
    ordered: Vec<EventNo>,
    /// For each event that has other versions, the least number among them all.
    versions: HashMap<EventNo, EventNo>,
}

impl<'a> Judge<'a> {
    /// Starts with every event and baseline counted.
    fn new(facts: &'a Facts, reading: &'a Reading) -> Result<Self, LookupError> {
        let ordered: Vec<EventNo> = facts.events_in_record_order().map(|(number, _)| number).collect();
        let mut statuses = Statuses::default();
        for &number in &ordered {
            statuses.set_event(number, Status::Counted);
        }
        let stated = |baseline: &Option<Baseline>| if baseline.is_some() { Status::Counted } else { Status::Absent };
        statuses.baselines = facts.places.iter().map(|place| stated(&place.baseline)).collect();
        let mut judge = Self {
            facts,
            reading,
            according_to: SourceSet::find(facts, &reading.according_to)?,
            only_from: SourceSet::find(facts, &reading.only_from)?,
            not_from: SourceSet::find(facts, &reading.not_from)?,
            sides: facts.shared_sides(),
            statuses,
            versions: versions(facts),
            ordered,
        };
        let allegiances = || facts.actors.iter().flat_map(|actor| &actor.allegiances);
        if allegiances().any(|allegiance| judge.allegiance_counts(allegiance) != allegiance.counts_by_default()) {
            judge.sides = Arc::new(facts.sides_by(|allegiance| judge.allegiance_counts(allegiance)));
        }
        Ok(judge)
    }

    /// Whether an allegiance counts under the reading. Its sources matter only where it cites any. Under the rule
    /// `keep-all`, one that is only claimed does not count.
    fn allegiance_counts(&self, allegiance: &Allegiance) -> bool {
        let (facts, cites) = (self.facts, &allegiance.cites);
        let known = match (self.reading.known_on, allegiance.known_since()) {
            (Some(known_on), Some(since)) => since <= known_on,
            _ => true,
        };
        let established = if self.reading.conflicts == Conflicts::KeepAll {
            allegiance.counts_by_default()
        } else {
            allegiance.credence >= self.reading.floor()
        };
        known
            && (established || self.according_to.has_any_of(facts, cites))
            && (self.only_from.is_empty() || cites.is_empty() || self.only_from.has_any_of(facts, cites))
            && !self.not_from.has_all_of(facts, cites)
    }

    /// The facts, and who answers to whom.
    fn known(&self) -> Known<'_> {
        Known { facts: self.facts, sides: &self.sides }
    }

    /// Returns the events that no rule has excluded so far, in the order of the record.
    pub(super) fn remaining(&self) -> impl Iterator<Item = EventNo> {
        self.ordered.iter().copied().filter(|&number| self.statuses.event(number).counts())
    }

    fn ignore_events(&mut self, reason: IgnoreReason, excluded: impl Fn(&Self, &Event) -> bool) {
        let ignored = self.remaining().filter(|&number| excluded(self, self.facts.event(number)));
        let ignored: Vec<EventNo> = ignored.collect();
        for number in ignored {
            self.statuses.set_event(number, Status::Ignored(reason));
        }
    }

    fn ignore_baselines(&mut self, reason: IgnoreReason, excluded: impl Fn(&Self, &Baseline) -> bool) {
        for (number, place) in self.facts.places.numbered() {
            if let Some(baseline) = &place.baseline
                && self.statuses.baseline(number).counts()
                && excluded(self, baseline)
            {
                self.statuses.baselines[number] = Status::Ignored(reason);
            }
        }
    }

    fn apply_known_on(&mut self) {
        if let Some(known_on) = self.reading.known_on {
            let unknown = |event: &Event| event.known_since().is_none_or(|day| day > known_on);
            self.ignore_events(IgnoreReason::NotYetKnown, |_, event| unknown(event));
        }
    }

    /// Returns whether an event comes from someone in `according_to`, so that it counts whatever its credence.
    pub(super) fn counts_by_name(&self, event: &Event) -> bool {
        !self.according_to.is_empty() && self.according_to.is_origin_of(self.known(), event)
    }

    fn apply_credence(&mut self) {
        let floor = self.reading.floor();
        self.ignore_events(IgnoreReason::BelowFloor, |judge, event| {
            event.credence < floor && !judge.counts_by_name(event)
        });
        self.ignore_baselines(IgnoreReason::BelowFloor, |judge, baseline| {
            baseline.credence < floor && !judge.according_to.has_any_of(judge.facts, &baseline.cites)
        });
    }

    /// Excludes what `not_from` and `only_from` rule out.
    fn apply_origins(&mut self) {
        let reason = IgnoreReason::NotFrom;
        if !self.not_from.is_empty() {
            self.ignore_events(reason, |judge, event| judge.not_from.is_only_origin_of(judge.known(), event));
            self.ignore_baselines(reason, |judge, baseline| judge.not_from.has_all_of(judge.facts, &baseline.cites));
        }
        if !self.only_from.is_empty() {
            self.ignore_events(reason, |judge, event| !judge.only_from.is_origin_of(judge.known(), event));
            self.ignore_baselines(reason, |judge, baseline| !judge.only_from.has_any_of(judge.facts, &baseline.cites));
        }
    }

    /// Returns the remaining denials, each with the event that it denies.
    pub(super) fn denials(&self) -> Vec<(EventNo, EventNo)> {
        let denied = |number: EventNo| match &self.facts.event(number).change {
            Change::Denied(denial) => Some((number, self.facts.event_number(&denial.event).ok()?)),
            _ => None,
        };
        self.remaining().filter_map(denied).collect()
    }

    /// Returns the least number among an event and its other versions, which identifies them together.
    pub(super) fn version_class(&self, number: EventNo) -> EventNo {
        self.versions.get(&number).copied().unwrap_or(number)
    }

    /// Returns whether two entries are versions of one event.
    pub(super) fn are_versions(&self, one: EventNo, other: EventNo) -> bool {
        self.version_class(one) == self.version_class(other)
    }

    /// Excludes the events that are denied by someone in `according_to`, unless they count by name themselves.
    fn apply_denials_by_name(&mut self) {
        if self.according_to.is_empty() || self.reading.conflicts == Conflicts::KeepAll {
            return;
        }
        let mut denied: HashMap<EventNo, EventNo> = HashMap::new();
        for (denial, event) in self.denials() {
            if self.counts_by_name(self.facts.event(denial)) {
                denied.entry(self.version_class(event)).or_insert(denial);
            }
        }
        let remaining: Vec<EventNo> = self.remaining().collect();
        for number in remaining {
            let by = denied.get(&self.version_class(number)).copied();
            if let Some(by) = by.filter(|_| !self.counts_by_name(self.facts.event(number))) {
                self.statuses.set_event(number, Status::Ignored(IgnoreReason::Denied(by)));
            }
        }
    }

    /// Excludes what the given remaining events supersede. A correction takes effect even if it is itself superseded.
    fn apply_corrections(&mut self, takes_effect: impl Fn(EventNo) -> bool) {
        let mut superseded: Vec<(EventNo, EventNo)> = Vec::new();
        for by in self.remaining().filter(|&number| takes_effect(number)) {
            let corrected = self.facts.event(by).supersedes.iter();
            superseded.extend(corrected.filter_map(|id| Some((self.facts.event_number(id).ok()?, by))));
        }
        for (number, by) in superseded {
            if self.statuses.event(number).counts() {
                self.statuses.set_event(number, Status::Superseded(by));
            }
        }
    }

    /// Returns the remaining events of which a remaining denial denies any version.
    fn denied(&self) -> HashSet<EventNo> {
        let classes: HashSet<EventNo> =
            self.denials().into_iter().map(|(_, denied)| self.version_class(denied)).collect();
        self.remaining().filter(|&number| classes.contains(&self.version_class(number))).collect()
    }
}
