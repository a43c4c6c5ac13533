//! What is odd in what happened: events that speak against what was known when they came.

use std::collections::HashMap;

use super::line;
use super::{Finding, FindingKind, Severity};
use crate::change::{Change, Until};
use crate::control::Control;
use crate::event::Event;
use crate::fold::{Bounds, EVE, Fold, Happening, HolderKey, Link};
use crate::history::History;

/// All findings on the told sequence of a history's events.
pub(super) fn findings(history: &History) -> Vec<Finding> {
    let mut sequence = Sequence { history, fold: history.fold(), found: Vec::new() };
    for place in (0..).take(history.places().len()) {
        for link in sequence.fold.chain(place).iter().filter(|link| link.event != EVE) {
            let Some(it) = sequence.fold.happening(link.event).filter(|it| it.place == place) else { continue };
            Moment { history, fold: sequence.fold, event: history.event_at(link.event), link, it }
                .findings(&mut sequence.found);
        }
        sequence.disagreements(place);
        sequence.fights_without_end(place);
    }
    for order in sequence.fold.told_orders().map(<[u32]>::to_vec) {
        sequence.order(&order);
    }
    for finding in &mut sequence.found {
        let first = finding.events.first().and_then(|id| history.event_number(id).ok());
        finding.line = line(&history.written_at().events, first);
    }
    sequence.found
}

struct Sequence<'h> {
    history: &'h History,
    fold: &'h Fold,
    found: Vec<Finding>,
}

impl Sequence<'_> {
    fn name(&self, event: u32) -> String {
        self.history.event_at(event).name().to_owned()
    }

    /// Where a whole and its parts begin to speak against each other.
    fn disagreements(&mut self, place: u32) {
        let id = &self.history.place_at(place).id;
        for event in self.fold.disagreements(place).collect::<Vec<_>>() {
            let what = format!("what is said of `{id}` and what is said of its parts cannot both be true");
            let mut finding = if event == EVE {
                let sentence = format!("{what} on the eve: their baselines disagree");
                Finding::new(FindingKind::PartsDisagree, Severity::Warning, sentence)
            } else {
                let name = self.name(event);
                // What the whole's own record rests on: the last that spoke of it before.
                let own = self.fold.chain(place).iter().rev().find(|link| {
                    let it = self.fold.happening(link.event).filter(|_| link.event != EVE);
                    let before = link.event != event && self.fold.rank(link.event) <= self.fold.rank(event);
                    before && it.is_some_and(|it| it.deed.bears_on_ground())
                });
                let own = own.map(|link| self.name(link.event));
                let against = own.as_ref().map_or(String::new(), |own| format!(" and `{own}`"));
                let sentence = format!("{what} since `{name}`{against}; the later stands");
                let mut finding = Finding::new(FindingKind::PartsDisagree, Severity::Warning, sentence);
                finding.events = std::iter::once(name).chain(own).collect();
                finding
            };
            finding.place = Some(id.clone());
            if event == EVE {
                finding.line = line(&self.history.written_at().places, Some(place));
            }
            self.found.push(finding);
        }
    }

    /// Fights that are left open and that nothing ended.
    fn fights_without_end(&mut self, place: u32) {
        let standing = self.fold.going_on_for_good(place);
        let events: Vec<u32> = self.fold.chain(place).iter().map(|link| link.event).filter(|it| *it != EVE).collect();
        for event in events {
            let Some(it) = self.fold.happening(event).filter(|it| it.place == place) else { continue };
            let until = match &self.history.event_at(event).change {
                Change::Attacked(it) => it.until,
                Change::Fought(it) => it.until,
                _ => None,
            };
            if until == Some(Until::Open) && it.deed.is_going_on(&standing, i64::MAX) {
                let id = &self.history.place_at(place).id;
                let sentence = format!("nothing ends the fight for `{id}` that is left open by `{}`", it.id);
                let mut finding = Finding::new(FindingKind::FightWithoutEnd, Severity::Note, sentence);
                finding.events.push(it.id.clone());
                finding.place = Some(id.clone());
                self.found.push(finding);
            }
        }
    }

    /// Neighbours in the told order that only their ids, or only their dates, have put there.
    fn order(&mut self, order: &[u32]) {
        // For each place: of the events there, and of those there or within, the one told last and, of those of each
        // place in the telling, the one that may have happened last.
        let mut here: HashMap<u32, Latest> = HashMap::new();
        let mut inside: HashMap<u32, Latest> = HashMap::new();
        for &event in order {
            let Some(it) = self.fold.happening(event) else { continue };
            let around = || std::iter::once(it.place).chain(self.fold.around(it.place));
            let near: Vec<&Latest> = around().filter_map(|at| here.get(&at)).chain(inside.get(&it.place)).collect();
            let behind = near
                .iter()
                .filter_map(|latest| latest.told)
                .max_by_key(|(order, event)| (*order, self.fold.rank(*event)));
            let tied = near
                .iter()
                .filter_map(|latest| latest.last_of.get(&it.order))
                .max_by_key(|(latest, event)| (*latest, self.fold.rank(*event)));
            let behind = behind.filter(|(order, other)| *order > it.order && precedes(self.fold, *other, it.bounds));
            let tied = tied.filter(|(latest, _)| *latest > it.bounds.earliest).copied();
            if let Some((_, other)) = behind {
                let (name, other) = (self.name(event), self.name(other));
                let sentence = format!("`{name}` is told before `{other}` and dated after it; the dates stand");
                self.pair(FindingKind::ToldAgainstDates, sentence, [name, other], it);
            }
            if let Some((_, other)) = tied {
                let (name, other) = (self.name(event), self.name(other));
                let sentence =
                    format!("only their ids put `{other}` before `{name}`; give them an `order`, or narrower dates");
                self.pair(FindingKind::OrderAssumed, sentence, [name, other], it);
            }
            here.entry(it.place).or_default().take(event, it);
            for at in around() {
                inside.entry(at).or_default().take(event, it);
            }
        }
    }

    fn pair(&mut self, kind: FindingKind, sentence: String, events: [String; 2], it: &Happening) {
        let mut finding = Finding::new(kind, Severity::Note, sentence);
        finding.events = events.into();
        finding.place = Some(self.history.place_at(it.place).id.clone());
        self.found.push(finding);
    }
}

fn precedes(fold: &Fold, other: u32, bounds: Bounds) -> bool {
    fold.happening(other).is_some_and(|other| other.bounds.latest <= bounds.earliest)
}

/// Of some events, those that matter to the ones told after them.
#[derive(Default)]
struct Latest {
    /// The greatest place in the telling, and the event that has it.
    told: Option<(i64, u32)>,
    /// For each place in the telling the latest end of an event that has it, and that event.
    last_of: HashMap<i64, (i64, u32)>,
}

impl Latest {
    fn take(&mut self, event: u32, it: &Happening) {
        if self.told.is_none_or(|(order, _)| order < it.order) {
            self.told = Some((it.order, event));
        }
        let last = self.last_of.entry(it.order).or_insert((it.bounds.latest, event));
        if it.bounds.latest >= last.0 {
            *last = (it.bounds.latest, event);
        }
    }
}

/// One event and what was known when it came.
struct Moment<'h> {
    history: &'h History,
    fold: &'h Fold,
    event: &'h Event,
    link: &'h Link,
    it: &'h Happening,
}

impl Moment<'_> {
    fn findings(&self, found: &mut Vec<Finding>) {
        let place = &self.event.place;
        let note = self.silent_before();
        match &self.event.change {
            Change::Captured(it) | Change::Recaptured(it) => {
                if self.holds_all(&it.by) {
                    let sentence = format!("{} captures `{place}`, all of which it already held", it.by);
                    self.find(found, FindingKind::CapturedAlreadyHeld, Severity::Warning, sentence, &it.by);
                }
                if let Some(from) = it.from.as_ref().filter(|from| self.holds_none(from)) {
                    let before = self.before();
                    let sentence = format!("`{place}` is captured from {from}, which did not hold any of it: {before}");
                    self.find(found, FindingKind::NotHeld, note, sentence, from);
                }
                if matches!(self.event.change, Change::Recaptured(_)) {
                    self.never_held(found, &it.by);
                }
            }
            Change::Withdrew(it) if self.holds_none(&it.actor) => {
                let before = self.before();
                let sentence = format!("{} withdraws from `{place}`, which it did not hold: {before}", it.actor);
                self.find(found, FindingKind::NotHeld, note, sentence, &it.actor);
            }
            Change::Transferred(it) if self.holds_none(&it.from) => {
                let before = self.before();
                let sentence = format!("{} hands over `{place}`, which it did not hold: {before}", it.from);
                self.find(found, FindingKind::NotHeld, note, sentence, &it.from);
            }
            Change::Observed(_) => {
                let ground = self.fold.ledger.ground(self.link.before);
                if self.it.deed.contradicts(ground, self.it.day, &self.fold.sides) {
                    let (before, seen) = (self.before(), self.after());
                    let sentence = format!("`{place}` was seen as {seen}, which cannot have been: {before}");
                    self.find(found, FindingKind::ObservationContradicts, Severity::Warning, sentence, "");
                }
            }
            Change::Attacked(it) => self.against_own(found, &it.by, "attacks"),
            Change::Besieged(it) => self.against_own(found, &it.by, "besieges"),
            Change::FireControl(it) => self.against_own(found, &it.by, "has fire control of"),
            Change::Repelled(it) => {
                let standing = self.fold.ledger.standing(self.link.standing_before);
                let side = self.number(&it.attacker);
                let fought = standing.contested.iter().any(|&party| self.same_side(party, side));
                if !fought {
                    let sentence =
                        format!("an attack of {} on `{place}` is repelled that nothing tells of", it.attacker);
                    self.find(found, FindingKind::EndWithoutBeginning, Severity::Note, sentence, &it.attacker);
                }
            }
            Change::SiegeLifted if self.standing().besieged_by.is_empty() => {
                let sentence = format!("a siege of `{place}` is lifted that nothing tells of");
                self.find(found, FindingKind::EndWithoutBeginning, Severity::Note, sentence, "");
            }
            Change::FireControlLost if self.standing().under_fire_of.is_empty() => {
                let sentence = format!("fire control of `{place}` is lost that nothing tells of");
                self.find(found, FindingKind::EndWithoutBeginning, Severity::Note, sentence, "");
            }
            _ => {}
        }
    }

    fn find(&self, found: &mut Vec<Finding>, kind: FindingKind, severity: Severity, sentence: String, actor: &str) {
        let mut finding = Finding::new(kind, severity, sentence);
        finding.events.push(self.event.name().to_owned());
        finding.place = Some(self.event.place.clone());
        finding.actor = Some(actor.to_owned()).filter(|actor| !actor.is_empty());
        found.push(finding);
    }

    fn standing(&self) -> &crate::fold::Standing {
        self.fold.ledger.standing(self.link.standing_before)
    }

    /// A control of the place by actor, right before or right after.
    fn control(&self, ground: crate::fold::GroundId) -> Control<'_> {
        let standing = self.link.standing_before;
        Control { history: self.history, by_side: false, day: self.it.day, ground, standing }
    }

    fn before(&self) -> String {
        format!("it was {}", self.control(self.link.before).ground_phrase())
    }

    fn after(&self) -> String {
        self.control(self.link.ground).ground_phrase()
    }

    fn number(&self, actor: &str) -> u32 {
        self.history.actor_names().id(actor).unwrap_or(u32::MAX)
    }

    fn same_side(&self, a: u32, b: u32) -> bool {
        self.fold.sides.same_side(a, b, self.it.day)
    }

    fn holds_all(&self, actor: &str) -> bool {
        self.control(self.link.before).share_under(self.number(actor)).is_whole()
    }

    fn holds_none(&self, actor: &str) -> bool {
        self.control(self.link.before).share_under(self.number(actor)).is_none()
    }

    /// What speaks against a record that was silent is only worth a note.
    fn silent_before(&self) -> Severity {
        let silent = !self.control(self.link.before).unrecorded().is_none();
        if silent { Severity::Note } else { Severity::Warning }
    }

    fn against_own(&self, found: &mut Vec<Finding>, by: &str, does: &str) {
        let side = self.fold.sides.side(self.number(by), self.it.day);
        if self.control(self.link.before).share_under(side).is_whole() {
            let side = &self.history.actor_at(side).id;
            let holder =
                if side == by { "which it held itself".to_owned() } else { format!("which {side} held, its side") };
            let sentence = format!("{by} {does} `{}`, {holder}", self.event.place);
            self.find(found, FindingKind::AgainstOwnSide, Severity::Warning, sentence, by);
        }
    }

    /// A recapture says that the same side held it before.
    fn never_held(&self, found: &mut Vec<Finding>, by: &str) {
        let number = self.number(by);
        let rank = self.fold.rank(self.link.event);
        let told = self.fold.told_grounds(self.it.place);
        let mut silent = false;
        for (_, ground, _) in told.take_while(|(event, ..)| *event == EVE || self.fold.rank(*event) < rank) {
            let ground = self.fold.ledger.ground(ground);
            if ground.rows().iter().any(|row| row.0.as_actor().is_some_and(|actor| self.same_side(actor, number))) {
                return;
            }
            silent |= ground.holds(HolderKey::UNRECORDED);
        }
        let severity = if silent { Severity::Note } else { Severity::Warning };
        let sentence = format!("{by} recaptures `{}`, and nothing before says that it held it", self.event.place);
        self.find(found, FindingKind::RecapturedNeverHeld, severity, sentence, by);
    }
}
