//! Findings on single events: each event against the control of its place right before it.

use std::collections::HashSet;

use super::evidence::{Evidence, first_day};
use super::finding::{Finding, Severity};
use crate::facts::Facts;
use crate::fold::{ChainState, Effect, Fold, HolderKey, Occurrence};
use crate::numbers::{ActorNo, EventNo};
use crate::scenario::{Captured, Change, Event, FindingKind, Fought, Shares};
use crate::share::Share;
use crate::view::{Control, Holder, View};

/// One event and what was known right before it.
pub(super) struct EventContext<'h> {
    /// The history by actor.
    pub(super) view: View<'h>,
    pub(super) facts: &'h Facts,
    pub(super) fold: &'h Fold,
    pub(super) number: EventNo,
    pub(super) event: &'h Event,
    /// The state in the chain of its place that the event leads to.
    pub(super) state: &'h ChainState,
    pub(super) occurrence: &'h Occurrence,
    /// The position of that state in the chain.
    pub(super) position: usize,
    /// The evidence before it of who held the place that reaches furthest into time.
    pub(super) evidence: Evidence,
}

impl EventContext<'_> {
    /// Adds what is odd about the event.
    pub(super) fn findings(&self, found: &mut Vec<Finding>) {
        let place = &self.event.place;
        match &self.event.change {
            Change::Captured(captured) => self.captured(found, captured, "captures"),
            Change::Recaptured(captured) => {
                self.captured(found, captured, "recaptures");
                self.never_held(found, &captured.by);
            }
            Change::Withdrew(withdrew) if self.holds_none(&withdrew.actor) => {
                let actor = &withdrew.actor;
                self.not_held(found, &format!("{actor} withdraws from `{place}`, which it"), actor);
            }
            Change::Transferred(transferred) if self.holds_none(&transferred.from) => {
                let from = &transferred.from;
                self.not_held(found, &format!("{from} hands over `{place}`, which it"), from);
            }
            Change::Observed(observed) => self.observed(found, &observed.shares),
            Change::Attacked(attacked) => self.against_own(found, &attacked.by, "attacks"),
            Change::Besieged(besieged) => self.against_own(found, &besieged.by, "besieges"),
            Change::FireControl(control) => self.against_own(found, &control.by, "has fire control of"),
            Change::Fought(fought) => self.fought(found, fought),
            Change::Repelled(repelled) if !self.fought_before(&repelled.attacker) => {
                let attacker = &repelled.attacker;
                let sentence = format!("an attack of {attacker} on `{place}` is repelled, and no event begins it");
                self.find(found, FindingKind::EndWithoutBeginning, Severity::Note, sentence, attacker);
            }
            Change::SiegeLifted
                if !self.began(|effect| matches!(effect, Effect::Besieged { .. }), &Effect::SiegeLifted) =>
            {
                let sentence = format!("a siege of `{place}` is lifted, and no event begins it");
                self.find(found, FindingKind::EndWithoutBeginning, Severity::Note, sentence, "");
            }
            Change::FireControlLost
                if !self.began(|effect| matches!(effect, Effect::FireControl { .. }), &Effect::FireControlLost) =>
            {
                let sentence = format!("fire control of `{place}` is lost, and no event begins it");
                self.find(found, FindingKind::EndWithoutBeginning, Severity::Note, sentence, "");
            }
            _ => {}
        }
    }

    /// A capture by one that held it all, or from one that held none of it.
    fn captured(&self, found: &mut Vec<Finding>, captured: &Captured, verb: &str) {
        let (place, by) = (&self.event.place, &captured.by);
        if self.holds_all(by) {
            let sentence = format!("{by} {verb} `{place}`, all of which {} already", self.held_by(by));
            self.find(found, FindingKind::CapturedAlreadyHeld, Severity::Warning, sentence, by);
        } else {
            self.against_own(found, by, verb);
        }
        if let Some(from) = captured.from.as_ref().filter(|from| self.holds_none(from)) {
            self.not_held(found, &format!("`{place}` is captured from {from}, which"), from);
        }
    }

    /// An observation that contradicts what was known, if no day lies between it and the evidence. Otherwise the place may
    /// have changed hands unseen.
    fn observed(&self, found: &mut Vec<Finding>, shares: &Shares) {
        if self.evidence.last_day < first_day(self.occurrence.span) {
            return;
        }
        let division = self.fold.states().division(self.state.before);
        if self.occurrence.effect.contradicts(division, self.fold.day(self.number), self.facts.sides()) {
            let (place, before) = (&self.event.place, self.state_before());
            let evidence = self.evidence.event.map(|event| self.facts.event(event));
            let against = evidence.map_or("its baseline".to_owned(), |it| format!("`{}` of {}", it.name(), it.when));
            let sentence = format!(
                "`{place}` was seen as {shares}, which cannot have been: {before}, and no day lies between this and {against}"
            );
            self.find(found, FindingKind::ObservationContradicts, Severity::Warning, sentence, "");
            if let (Some(finding), Some(evidence)) = (found.last_mut(), evidence) {
                finding.events.push(evidence.name().to_owned());
            }
        }
    }

    /// A fight between actors of one side.
    fn fought(&self, found: &mut Vec<Finding>, fought: &Fought) {
        let sides: HashSet<ActorNo> = fought.between.iter().filter_map(|id| self.side(id)).collect();
        if sides.len() == 1 {
            let (place, between) = (&self.event.place, fought.between.join(" and "));
            let sentence = format!("{between} are of one side and fight each other at `{place}`");
            self.find(found, FindingKind::AgainstOwnSide, Severity::Note, sentence, "");
        }
    }

    /// Returns the states of the place before the event, the latest first, each with the event that led to it.
    fn before(&self) -> impl Iterator<Item = (&ChainState, &Occurrence)> {
        let before = self.fold.chain(self.occurrence.place)[..self.position].iter().rev();
        before.filter_map(|state| Some((state, self.fold.occurrence(state.event?)?)))
    }

    /// Returns whether an earlier event began what this one ends, and no event of the same kind has ended it since.
    fn began(&self, begins: impl Fn(&Effect) -> bool, ends: &Effect) -> bool {
        self.before().map(|(_, occurrence)| &occurrence.effect).take_while(|effect| *effect != ends).any(begins)
    }

    /// Returns whether the side of an actor fought here since the place was last settled or an attack of that side last
    /// repelled. A fight that is already over by its dates counts too: an attack is often reported as repelled only
    /// later.
    fn fought_before(&self, actor: &str) -> bool {
        let Some(actor) = self.facts.actor_names.id(actor) else { return false };
        for (state, occurrence) in self.before() {
            match &occurrence.effect {
                Effect::Fought { parties, .. } if parties.iter().any(|&party| self.same_side(party, actor)) => {
                    return true;
                }
                Effect::Repelled { attacker } if self.same_side(*attacker, actor) => return false,
                _ if state.whole && state.matters => return false,
                _ => {}
            }
        }
        false
    }

    /// An actor gives up what it did not hold. Where some of the place is unrecorded, it may have held that, so this is only
    /// a note.
    fn not_held(&self, found: &mut Vec<Finding>, beginning: &str, actor: &str) {
        let (sentence, severity) = if self.control().unrecorded().is_none() {
            (format!("{beginning} held none of: {}", self.state_before()), Severity::Warning)
        } else {
            (format!("{beginning} is not known to have held any of: {}", self.state_before()), Severity::Note)
        };
        self.find(found, FindingKind::NotHeld, severity, sentence, actor);
    }

    /// Returns words for who held all of it on behalf of an actor: the actor itself, or those that answer to it.
    fn held_by(&self, actor: &str) -> String {
        match self.control().holder().map(Holder::id) {
            Some(holder) if holder != actor => format!("{holder} held, under it,"),
            Some(_) => "it held".to_owned(),
            None => "it held, with those under it,".to_owned(),
        }
    }

    /// Adds a finding about the event. `actor` may be empty.
    fn find(&self, found: &mut Vec<Finding>, kind: FindingKind, severity: Severity, sentence: String, actor: &str) {
        let mut finding = Finding::new(kind, severity, format!("`{}`: {sentence}", self.event.name()));
        finding.events.push(self.event.name().to_owned());
        finding.place = Some(self.event.place.clone());
        finding.actor = Some(actor.to_owned()).filter(|actor| !actor.is_empty());
        found.push(finding);
    }

    /// Returns the control of the place right before the event, by actor.
    fn control(&self) -> Control<'_> {
        let (division, activity) = (self.state.before, self.state.activity_before);
        Control { view: self.view, day: self.fold.day(self.number), division, activity }
    }

    fn state_before(&self) -> String {
        format!("it was {}", self.control().division_phrase())
    }

    /// Returns the share of an actor, with all that answer to it, right before the event.
    fn share(&self, actor: &str) -> Share {
        let actor = self.facts.actor_names.id(actor);
        actor.map_or(Share::NONE, |actor| self.control().share_under(actor))
    }

    fn side(&self, actor: &str) -> Option<ActorNo> {
        let actor = self.facts.actor_names.id(actor)?;
        Some(self.facts.sides().side(actor, self.fold.day(self.number)))
    }

    fn same_side(&self, one: ActorNo, other: ActorNo) -> bool {
        self.facts.sides().same_side(one, other, self.fold.day(self.number))
    }

    fn holds_all(&self, actor: &str) -> bool {
        self.share(actor).is_whole()
    }

    fn holds_none(&self, actor: &str) -> bool {
        self.share(actor).is_none()
    }

    /// An actor acts against a place that its own side held whole.
    fn against_own(&self, found: &mut Vec<Finding>, by: &str, verb: &str) {
        let Some(side) = self.side(by) else { return };
        let before = self.control();
        if before.share_under(side).is_whole() {
            let holder = match before.holder().map(Holder::id) {
                Some(holder) if holder == by => "it held itself".to_owned(),
                Some(holder) => format!("{holder} held, of the same side"),
                None => "its own side held".to_owned(),
            };
            let sentence = format!("{by} {verb} `{}`, which {holder}", self.event.place);
            self.find(found, FindingKind::AgainstOwnSide, Severity::Warning, sentence, by);
        }
    }

    /// A recapture although nothing says that the same side ever held any of the place.
    fn never_held(&self, found: &mut Vec<Finding>, by: &str) {
        let Some(actor) = self.facts.actor_names.id(by) else { return };
        let rank = self.fold.rank(self.number);
        let divisions = self.fold.divisions_in_order(self.occurrence.place);
        let mut unrecorded = false;
        let earlier = |event: Option<EventNo>| event.is_none_or(|event| self.fold.rank(event) < rank);
        for (_, division, _) in divisions.take_while(|(event, ..)| earlier(*event)) {
            let division = self.fold.states().division(division);
            if division.rows().iter().any(|row| row.0.as_actor().is_some_and(|holder| self.same_side(holder, actor))) {
                return;
            }
            unrecorded |= division.holds(HolderKey::UNRECORDED);
        }
        let severity = if unrecorded { Severity::Note } else { Severity::Warning };
        let sentence =
            format!("{by} recaptures `{}`, and nothing before says that it held any of it", self.event.place);
        self.find(found, FindingKind::RecapturedNeverHeld, severity, sentence, by);
    }
}
