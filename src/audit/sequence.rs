//! Findings on the sequence of events: wholes and parts that disagree, and fights without an end.

use super::event::EventContext;
use super::evidence;
use super::finding::{Finding, Severity};
use super::held;
use super::lines::{line_of, line_of_first_event};
use crate::facts::Facts;
use crate::fold::{ChainState, Effect, FightEnd, Fold};
use crate::history::History;
use crate::numbers::{EventNo, PlaceNo};
use crate::scenario::FindingKind;

/// Returns all findings that follow from the narrative order of a history's events.
pub(super) fn findings(history: &History) -> Vec<Finding> {
    let (facts, fold) = (history.facts(), history.fold());
    let mut sequence = Sequence { facts, fold, found: Vec::new() };
    for place in facts.places.numbers() {
        let evidence = evidence::at(facts, fold, place);
        for (position, state) in fold.chain(place).iter().enumerate() {
            let Some(number) = state.event else { continue };
            let Some(occurrence) = fold.occurrence(number).filter(|occurrence| occurrence.place == place) else {
                continue;
            };
            let (view, event) = (history.by_actor(), facts.event(number));
            let evidence = evidence.get(&number).copied().unwrap_or_default();
            EventContext { view, facts, fold, number, event, state, occurrence, position, evidence }
                .findings(&mut sequence.found);
        }
        sequence.disagreements(place);
        sequence.fights_without_end(place);
    }
    for events in sequence.fold.narrative_orders().map(<[EventNo]>::to_vec) {
        sequence.narrative_order(&events);
        sequence.narrowed_dates(&events);
    }
    held::findings(history, &mut sequence.found);
    for finding in sequence.found.iter_mut().filter(|finding| !finding.events.is_empty()) {
        finding.line = line_of_first_event(facts, finding);
    }
    sequence.found
}

/// The facts of a history and what follows from them, with the findings so far.
pub(super) struct Sequence<'h> {
    pub(super) facts: &'h Facts,
    pub(super) fold: &'h Fold,
    pub(super) found: Vec<Finding>,
}

impl Sequence<'_> {
    pub(super) fn name(&self, event: EventNo) -> String {
        self.facts.event(event).name().to_owned()
    }

    /// Finds where a whole and its parts begin to disagree (`parts-disagree`).
    fn disagreements(&mut self, place: PlaceNo) {
        let id = &self.facts.places[place].id;
        for event in self.fold.disagreements(place).collect::<Vec<_>>() {
            let disagreement = format!("what is said of `{id}` and what is said of its parts cannot both be true");
            let mut finding = match event {
                None => {
                    let sentence = format!("{disagreement} at the start: their baselines disagree");
                    let mut finding = Finding::new(FindingKind::PartsDisagree, Severity::Warning, sentence);
                    finding.line = line_of(self.facts.written_at.places.get(place));
                    finding
                }
                Some(event) => {
                    let name = self.name(event);
                    let own = self.last_statement(place, event).map(|number| self.name(number));
                    let against = own.as_ref().map_or(" and the baselines".to_owned(), |own| format!(" and `{own}`"));
                    let sentence = format!("{disagreement} since `{name}`{against}; the later stands");
                    let mut finding = Finding::new(FindingKind::PartsDisagree, Severity::Warning, sentence);
                    finding.events = std::iter::once(name).chain(own).collect();
                    finding
                }
            };
            finding.place = Some(id.clone());
            self.found.push(finding);
        }
    }

    /// Returns the last event before a given one that says who holds the place as a whole.
    fn last_statement(&self, place: PlaceNo, event: EventNo) -> Option<EventNo> {
        let before = self.fold.chain(place).iter().rev().filter_map(|state| state.event);
        let mut before = before.filter(|&other| other != event && self.fold.rank(other) < self.fold.rank(event));
        let says_who_holds = |other: &EventNo| {
            self.fold.occurrence(*other).is_some_and(|occurrence| occurrence.effect.affects_division())
        };
        before.find(says_who_holds)
    }

    /// Finds fights without end that no later event can have ended: neither a change of the whole place, nor a repulse of
    /// one that fought (`fight-without-end`).
    fn fights_without_end(&mut self, place: PlaceNo) {
        let chain = self.fold.chain(place);
        for (position, state) in chain.iter().enumerate() {
            let Some(fight) = state.event.and_then(|event| self.fold.occurrence(event)) else { continue };
            let Effect::Fought { parties, end: Some(FightEnd::NEVER) } = &fight.effect else { continue };
            if fight.place != place {
                continue;
            }
            let may_have_ended = |later: &ChainState| self.fold.states().ongoing(later.ongoing).may_have_ended(parties);
            let ended = chain[position + 1..].iter().any(may_have_ended);
            if !ended {
                let id = &self.facts.places[place].id;
                let event = state.event.map(|event| self.name(event)).unwrap_or_default();
                let sentence = format!("nothing ends the fight for `{id}` that is left open by `{event}`");
                let mut finding = Finding::new(FindingKind::FightWithoutEnd, Severity::Note, sentence);
                finding.events.push(event);
                finding.place = Some(id.clone());
                self.found.push(finding);
            }
        }
    }
}
