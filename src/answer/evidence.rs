//! What an answer rests on.

use std::collections::BTreeSet;
use std::collections::HashSet;
use std::fmt;

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use super::Answer;
use crate::numbers::{EventNo, PlaceNo};
use crate::reading::Status;
use crate::scenario::{Change, Citation, Event};
use crate::time::{DAY, Moment};
use crate::view::{Control, Holder};

/// What an answer rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// An event on that day bears on the place.
    Observed,
    /// The last such event, carried forward.
    Carried,
    /// What was stated of the eve.
    Baseline,
    /// Nothing.
    Unrecorded,
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Observed => "observed",
            Self::Carried => "carried",
            Self::Baseline => "baseline",
            Self::Unrecorded => "unrecorded",
        })
    }
}

impl<'h> Answer<'h> {
    /// What the answer rests on.
    #[must_use]
    pub fn basis(self) -> Basis {
        self.evidence().0
    }

    /// The last day on which an event that bears on the place can have happened, if any had by then.
    #[must_use]
    pub fn last_evidence(self) -> Option<NaiveDate> {
        self.evidence().1
    }

    /// How many days lie between the last evidence and the day asked about.
    #[must_use]
    pub fn age_in_days(self) -> Option<i64> {
        let asked = Moment::from_minutes(self.at).day_ending();
        self.last_evidence().map(|last| asked.signed_duration_since(last).num_days().max(0))
    }

    pub(super) fn evidence(self) -> (Basis, Option<NaiveDate>) {
        let fold = self.view.fold();
        let opening = self.day() * DAY;
        let asked = Moment::from_minutes(self.at).day_ending();
        let mut last: Option<i64> = None;
        for (event, _) in self.witnesses() {
            let span = fold.narrowed(event);
            if span.latest_minute() > opening && span.earliest_minute() < self.at {
                return (Basis::Observed, Some(asked));
            }
            if span.latest_minute() <= self.at {
                last = last.max(Some(span.latest_minute()));
            }
        }
        let fighting = |control: Control<'h>| !control.activity().contested.is_empty();
        if self.all().any(fighting) && self.dated_fight() {
            return (Basis::Observed, Some(asked));
        }
        if let Some(latest) = last {
            let day = Moment::from_minutes(latest).day_ending();
            let silent = self.holder() == Some(Holder::Unrecorded);
            let age = asked.signed_duration_since(day).num_days();
            let stale = fold.stale_after().is_some_and(|limit| age > limit) && silent;
            return (if stale { Basis::Unrecorded } else { Basis::Carried }, Some(day));
        }
        let stated = |place: PlaceNo| fold.chain(place)[0].matters;
        let mut near = fold.tree().with_around(self.place).chain(fold.tree().within(self.place));
        let baseline = near.any(stated);
        (if baseline { Basis::Baseline } else { Basis::Unrecorded }, None)
    }

    /// Whether a fight with a recorded end is going on.
    fn dated_fight(self) -> bool {
        let line = self.view.fold().line(self.place);
        line.possible(self.last).iter().any(|possible| possible.dated_fight)
    }

    /// Every event that matters to the place and can have happened by then: its own, those of places around it that
    /// reached it, and those of its parts that say who holds them. Whether it is in the place's own chain.
    fn witnesses(self) -> impl Iterator<Item = (EventNo, bool)> {
        let fold = self.view.fold();
        let own = fold.chain(self.place).iter().filter(move |state| fold.matters(self.place, state));
        let own = own.filter_map(|state| Some((state.event?, true)));
        let parts = fold.tree().within(self.place).into_iter().skip(1).flat_map(move |part| {
            let events = fold.chain(part).iter().filter_map(|state| state.event);
            let speaks = move |event: &EventNo| {
                let occurrence = fold.occurrence(*event);
                occurrence.is_some_and(|occurrence| occurrence.place == part && occurrence.effect.affects_division())
            };
            events.filter(speaks).map(|event| (event, false))
        });
        own.chain(parts).filter(move |(event, _)| fold.narrowed(*event).earliest_minute() < self.at)
    }

    /// Returns the last event, in the narrative order, that certainly happened and changed who holds how much.
    #[must_use]
    pub fn decided_by(self) -> Option<&'h Event> {
        let fold = self.view.fold();
        let changed = |event: EventNo| {
            let Some(occurrence) = fold.occurrence(event) else { return false };
            let inside = fold.tree().lies_within(occurrence.place, self.place);
            let chain = fold.chain(if inside { occurrence.place } else { self.place });
            // The state that the record begins with comes first; all others stand in the narrative order.
            let earlier = |other: Option<EventNo>| other.is_none_or(|other| fold.rank(other) < fold.rank(event));
            let state = chain.get(chain.partition_point(|state| earlier(state.event)));
            state.is_some_and(|state| state.event == Some(event) && state.division != state.before)
        };
        let certain = |event: EventNo| fold.narrowed(event).latest_minute() <= self.at && self.is_undisputed(event);
        let certain = self.witnesses().map(|(event, _)| event).filter(|&event| certain(event));
        let mut certain: Vec<EventNo> = certain.collect();
        certain.sort_unstable_by_key(|&event| fold.rank(event));
        let deciding = certain.into_iter().rev().find(|&event| changed(event))?;
        Some(self.view.facts().event(deciding))
    }

    /// Who left it, if it certainly is nobody's because someone withdrew.
    pub(super) fn left_by(self) -> Option<&'h str> {
        let vacant = self.holder() == Some(Holder::Nobody);
        match &vacant.then(|| self.decided_by()).flatten()?.change {
            Change::Withdrew(it) => Some(&it.actor),
            _ => None,
        }
    }

    /// The events that bear on the answer, in the told order: since the last certain whole change, what changed or
    /// saw ground, and what is going on (`DESIGN.md`, "Answers"). Only those that are believed: for all others see
    /// [`bearing`](Self::bearing).
    #[must_use]
    pub fn events(self) -> std::vec::IntoIter<&'h Event> {
        let facts = self.view.facts();
        let events = self.relevant_numbers().into_iter().map(|event| facts.event(event));
        events.collect::<Vec<_>>().into_iter()
    }

    /// Every event that is believed, bears on the place and can have happened by then, by number.
    pub(super) fn witness_numbers(self) -> HashSet<EventNo> {
        self.witnesses().map(|(event, _)| event).collect()
    }

    /// The same, of those that are relevant to the answer; in the narrative order.
    pub(super) fn relevant_numbers(self) -> Vec<EventNo> {
        let fold = self.view.fold();
        let opening = self.day() * DAY;
        let start = self.settled_by().map(|event| fold.rank(event));
        let controls: Vec<Control<'h>> = self.all().collect();
        let relevant = |event: EventNo, own: bool| {
            let Some(occurrence) = fold.occurrence(event) else { return false };
            let effect = &occurrence.effect;
            if effect.affects_division() {
                return true;
            }
            let on_the_day = fold.narrowed(event).latest_minute() > opening;
            own && (on_the_day || controls.iter().any(|control| effect.is_going_on(control.activity(), self.at)))
        };
        let witnesses = self.witnesses();
        let after = witnesses.filter(|(event, _)| start.is_none_or(|start| fold.rank(*event) >= start));
        let relevant = after.filter(|(event, own)| relevant(*event, *own)).map(|(event, _)| event);
        let mut events: Vec<EventNo> = relevant.collect::<BTreeSet<EventNo>>().into_iter().collect();
        events.sort_by_key(|&event| fold.rank(event));
        events
    }

    /// Whether an event is believed, come what may.
    fn is_undisputed(self, event: EventNo) -> bool {
        self.view.statuses().event(event) == Status::Counted
    }

    /// The last event that certainly happened and settled the whole place.
    pub(super) fn settled_by(self) -> Option<EventNo> {
        let fold = self.view.fold();
        let whole = fold.chain(self.place).iter().filter(|state| state.whole).filter_map(|state| state.event);
        let certain = whole.filter(|&event| fold.narrowed(event).latest_minute() <= self.from);
        certain.filter(|&event| self.is_undisputed(event)).max_by_key(|&event| fold.rank(event))
    }

    /// What the answer rests on: the citations of its events, or of the baseline where it still speaks.
    #[must_use]
    pub fn sources(self) -> std::vec::IntoIter<&'h Citation> {
        let facts = self.view.facts();
        let tree = self.view.fold().tree();
        let mut cites: Vec<&Citation> = Vec::new();
        if self.settled_by().is_none() {
            let counts = |place: PlaceNo| self.view.statuses().baseline(place).counts();
            let baseline = |place: PlaceNo| facts.places[place].baseline.as_ref().filter(|_| counts(place));
            let stated = tree.with_around(self.place).find_map(baseline);
            let mut parts = tree.within(self.place).split_off(1);
            parts.sort_by_key(|&part| &facts.places[part].id);
            let parts = parts.into_iter().filter_map(baseline);
            cites.extend(stated.into_iter().chain(parts).flat_map(|baseline| &baseline.cites));
        }
        cites.extend(self.events().flat_map(|event| &event.cites));
        let mut seen = BTreeSet::new();
        cites.retain(|cite| seen.insert(*cite));
        cites.into_iter()
    }
}
