//! What is odd in what happened: events that speak against what was known when they came.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::finding::{Finding, Severity};
use super::lines::{line_of_first_event, written};
use crate::facts::Facts;
use crate::fold::{ChainState, Effect, Fold, HolderKey, Occurrence};
use crate::history::History;
use crate::numbers::{ActorNo, EventNo, PlaceNo};
use crate::scenario::{Change, Event, FindingKind};
use crate::share::Share;
use crate::view::{Control, Holder, View};

/// All findings on the told sequence of a history's events.
pub(super) fn findings(history: &History) -> Vec<Finding> {
    let (facts, fold) = (history.facts(), history.fold());
    let mut sequence = Sequence { facts, fold, found: Vec::new() };
    for place in facts.places.numbers() {
        for state in fold.chain(place) {
            let Some(number) = state.event else { continue };
            let Some(occurrence) = fold.occurrence(number).filter(|occurrence| occurrence.place == place) else {
                continue;
            };
            let view = history.by_actor();
            EventContext { view, facts, fold, number, event: facts.event(number), state, occurrence }
                .findings(&mut sequence.found);
        }
        sequence.disagreements(place);
        sequence.fights_without_end(place);
    }
    for order in sequence.fold.narrative_orders().map(<[EventNo]>::to_vec) {
        sequence.order(&order);
    }
    for finding in sequence.found.iter_mut().filter(|finding| !finding.events.is_empty()) {
        finding.line = line_of_first_event(facts, finding);
    }
    sequence.found
}

struct Sequence<'h> {
    facts: &'h Facts,
    fold: &'h Fold,
    found: Vec<Finding>,
}

impl Sequence<'_> {
    fn name(&self, event: EventNo) -> String {
        self.facts.event(event).name().to_owned()
    }

    /// Where a whole and its parts begin to speak against each other.
    fn disagreements(&mut self, place: PlaceNo) {
        let id = &self.facts.places[place].id;
        for event in self.fold.disagreements(place).collect::<Vec<_>>() {
            let what = format!("what is said of `{id}` and what is said of its parts cannot both be true");
            let mut finding = match event {
                None => {
                    let sentence = format!("{what} on the eve: their baselines disagree");
                    let mut finding = Finding::new(FindingKind::PartsDisagree, Severity::Warning, sentence);
                    finding.line = written(self.facts.written_at.places.get(place));
                    finding
                }
                Some(event) => {
                    let name = self.name(event);
                    let own = self.last_statement(place, event).map(|number| self.name(number));
                    let against = own.as_ref().map_or(" and the baselines".to_owned(), |own| format!(" and `{own}`"));
                    let sentence = format!("{what} since `{name}`{against}; the later stands");
                    let mut finding = Finding::new(FindingKind::PartsDisagree, Severity::Warning, sentence);
                    finding.events = std::iter::once(name).chain(own).collect();
                    finding
                }
            };
            finding.place = Some(id.clone());
            self.found.push(finding);
        }
    }

    /// What the own record of a whole rests on when an event comes: the last that spoke of it before.
    fn last_statement(&self, place: PlaceNo, event: EventNo) -> Option<EventNo> {
        let before = self.fold.chain(place).iter().rev().filter_map(|state| state.event);
        let mut before = before.filter(|&other| other != event && self.fold.rank(other) < self.fold.rank(event));
        let speaks = |other: &EventNo| {
            self.fold.occurrence(*other).is_some_and(|occurrence| occurrence.effect.affects_division())
        };
        before.find(speaks)
    }

    /// Fights that are left open and that nothing ended: no whole change, and no repulse of one that fought.
    fn fights_without_end(&mut self, place: PlaceNo) {
        let chain = self.fold.chain(place);
        for (position, state) in chain.iter().enumerate() {
            let Some(fight) = state.event.and_then(|event| self.fold.occurrence(event)) else { continue };
            let Effect::Fought { parties, ends: i64::MAX } = &fight.effect else { continue };
            if fight.place != place {
                continue;
            }
            let ended = chain[position + 1..].iter().any(|later| {
                let other = later.event.and_then(|event| self.fold.occurrence(event));
                let repelled = other.is_some_and(|other| match other.effect {
                    Effect::Repelled { attacker } if other.place == place => {
                        parties.iter().any(|&party| self.facts.sides().same_side(party, attacker, other.day))
                    }
                    _ => false,
                });
                (later.whole && later.matters) || repelled
            });
            if !ended {
                let id = &self.facts.places[place].id;
                let sentence = format!("nothing ends the fight for `{id}` that is left open by `{}`", fight.id);
                let mut finding = Finding::new(FindingKind::FightWithoutEnd, Severity::Note, sentence);
                finding.events.push(fight.id.clone());
                finding.place = Some(id.clone());
                self.found.push(finding);
            }
        }
    }

    /// Neighbours in the told order that only their ids, or only their dates, have put there.
    fn order(&mut self, order: &[EventNo]) {
        // For each place: of the events there, and of those there or within, the one told last and, of those of each
        // place in the telling, the one that may have happened last.
        let mut here: HashMap<PlaceNo, Latest> = HashMap::new();
        let mut inside: HashMap<PlaceNo, Latest> = HashMap::new();
        for &event in order {
            let Some(it) = self.fold.occurrence(event) else { continue };
            let around = || self.facts.tree().with_around(it.place);
            let near: Vec<&Latest> = around().filter_map(|at| here.get(&at)).chain(inside.get(&it.place)).collect();
            let behind = near.iter().filter_map(|latest| latest.told_by(it.span.earliest_minute()));
            let behind = behind.max_by_key(|(order, event)| (*order, self.fold.rank(*event)));
            let tied = near
                .iter()
                .filter_map(|latest| latest.last_of.get(&it.order))
                .max_by_key(|(latest, event)| (*latest, self.fold.rank(*event)));
            let behind = behind.filter(|(order, _)| *order > it.order);
            let tied = tied.filter(|(latest, _)| *latest > it.span.earliest_minute()).copied();
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

    fn pair(&mut self, kind: FindingKind, sentence: String, events: [String; 2], it: &Occurrence) {
        let mut finding = Finding::new(kind, Severity::Note, sentence);
        finding.events = events.into();
        finding.place = Some(self.facts.places[it.place].id.clone());
        self.found.push(finding);
    }
}

/// Of some events, those that matter to the ones told after them.
#[derive(Default)]
struct Latest {
    /// By the latest end of events: the greatest place in the telling of those that ended by then, and the event that
    /// has it. Both ascend.
    told: BTreeMap<i64, (i64, EventNo)>,
    /// For each place in the telling the latest end of an event that has it, and that event.
    last_of: HashMap<i64, (i64, EventNo)>,
}

impl Latest {
    /// The greatest place in the telling of an event that ended by then.
    fn told_by(&self, moment: i64) -> Option<(i64, EventNo)> {
        self.told.range(..=moment).next_back().map(|(_, told)| *told)
    }

    fn take(&mut self, event: EventNo, it: &Occurrence) {
        let latest = it.span.latest_minute();
        if self.told_by(latest).is_none_or(|(order, _)| order < it.order) {
            while let Some((&end, _)) = self.told.range(latest..).next().filter(|(_, (order, _))| *order <= it.order) {
                self.told.remove(&end);
            }
            self.told.insert(latest, (it.order, event));
        }
        let last = self.last_of.entry(it.order).or_insert((it.span.latest_minute(), event));
        if it.span.latest_minute() >= last.0 {
            *last = (it.span.latest_minute(), event);
        }
    }
}

/// One event and what was known when it came.
struct EventContext<'h> {
    /// The history by actor.
    view: View<'h>,
    facts: &'h Facts,
    fold: &'h Fold,
    number: EventNo,
    event: &'h Event,
    state: &'h ChainState,
    occurrence: &'h Occurrence,
}

impl EventContext<'_> {
    fn findings(&self, found: &mut Vec<Finding>) {
        let place = &self.event.place;
        match &self.event.change {
            Change::Captured(it) | Change::Recaptured(it) => {
                let recaptured = matches!(self.event.change, Change::Recaptured(_));
                let does = if recaptured { "recaptures" } else { "captures" };
                if self.holds_all(&it.by) {
                    let sentence = format!("{} {does} `{place}`, all of which {} already", it.by, self.held_by(&it.by));
                    self.find(found, FindingKind::CapturedAlreadyHeld, Severity::Warning, sentence, &it.by);
                } else {
                    self.against_own(found, &it.by, does);
                }
                if let Some(from) = it.from.as_ref().filter(|from| self.holds_none(from)) {
                    self.not_held(found, &format!("`{place}` is captured from {from}, which"), from);
                }
                if recaptured {
                    self.never_held(found, &it.by);
                }
            }
            Change::Withdrew(it) if self.holds_none(&it.actor) => {
                self.not_held(found, &format!("{} withdraws from `{place}`, which it", it.actor), &it.actor);
            }
            Change::Transferred(it) if self.holds_none(&it.from) => {
                self.not_held(found, &format!("{} hands over `{place}`, which it", it.from), &it.from);
            }
            Change::Observed(shares) => {
                let division = self.fold.states().division(self.state.before);
                if self.occurrence.effect.contradicts(division, self.occurrence.day, self.facts.sides()) {
                    let seen: Vec<String> = shares.iter().map(|(holder, share)| format!("{holder} {share}")).collect();
                    let (seen, before) = (seen.join(", "), self.state_before());
                    let sentence = format!("`{place}` was seen as {seen}, which cannot have been: {before}");
                    self.find(found, FindingKind::ObservationContradicts, Severity::Warning, sentence, "");
                }
            }
            Change::Attacked(it) => self.against_own(found, &it.by, "attacks"),
            Change::Besieged(it) => self.against_own(found, &it.by, "besieges"),
            Change::FireControl(it) => self.against_own(found, &it.by, "has fire control of"),
            Change::Fought(it) => {
                let sides: HashSet<ActorNo> = it.between.iter().filter_map(|id| self.side(id)).collect();
                if sides.len() == 1 {
                    let sentence =
                        format!("{} are of one side and fight each other at `{place}`", it.between.join(" and "));
                    self.find(found, FindingKind::AgainstOwnSide, Severity::Note, sentence, "");
                }
            }
            Change::Repelled(it) if !self.fought_before(&it.attacker) => {
                let sentence = format!("an attack of {} on `{place}` is repelled that nothing tells of", it.attacker);
                self.find(found, FindingKind::EndWithoutBeginning, Severity::Note, sentence, &it.attacker);
            }
            Change::SiegeLifted
                if !self.began(|effect| matches!(effect, Effect::Besieged { .. }), &Effect::SiegeLifted) =>
            {
                let sentence = format!("a siege of `{place}` is lifted that nothing tells of");
                self.find(found, FindingKind::EndWithoutBeginning, Severity::Note, sentence, "");
            }
            Change::FireControlLost
                if !self.began(|effect| matches!(effect, Effect::FireControl { .. }), &Effect::FireControlLost) =>
            {
                let sentence = format!("fire control of `{place}` is lost that nothing tells of");
                self.find(found, FindingKind::EndWithoutBeginning, Severity::Note, sentence, "");
            }
            _ => {}
        }
    }

    /// The states of the place before the event, the latest first, without the one that the record begins with.
    fn before(&self) -> impl Iterator<Item = (&ChainState, &Occurrence)> {
        let states = self.fold.chain(self.occurrence.place).iter().rev();
        let before = states.skip_while(|state| state.event != Some(self.number)).skip(1);
        before.filter_map(|state| Some((state, self.fold.occurrence(state.event?)?)))
    }

    /// Whether something began here that has not been told to end; that the place was settled since may have ended it.
    fn began(&self, begins: impl Fn(&Effect) -> bool, ends: &Effect) -> bool {
        self.before().map(|(_, other)| &other.effect).take_while(|effect| *effect != ends).any(begins)
    }

    /// Whether that actor's side fought there since the place was last settled or its attack last repelled: fights may
    /// be over by their dates when they are told to be repelled.
    fn fought_before(&self, actor: &str) -> bool {
        let Some(actor) = self.facts.actor_names.id(actor) else { return false };
        for (state, other) in self.before() {
            match &other.effect {
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

    /// Something is done with ground that one did not hold. Against a silent record that is only worth a note.
    fn not_held(&self, found: &mut Vec<Finding>, who: &str, actor: &str) {
        let (sentence, severity) = if self.control().unrecorded().is_none() {
            (format!("{who} held none of: {}", self.state_before()), Severity::Warning)
        } else {
            (format!("{who} is not known to have held any of: {}", self.state_before()), Severity::Note)
        };
        self.find(found, FindingKind::NotHeld, severity, sentence, actor);
    }

    /// Who holds it all, said of an actor: itself, or one that answers to it.
    fn held_by(&self, actor: &str) -> String {
        match self.control().holder().map(Holder::id) {
            Some(holder) if holder != actor => format!("{holder} held, under it,"),
            Some(_) => "it held".to_owned(),
            None => "it held, with those under it,".to_owned(),
        }
    }

    fn find(&self, found: &mut Vec<Finding>, kind: FindingKind, severity: Severity, sentence: String, actor: &str) {
        let mut finding = Finding::new(kind, severity, format!("`{}`: {sentence}", self.event.name()));
        finding.events.push(self.event.name().to_owned());
        finding.place = Some(self.event.place.clone());
        finding.actor = Some(actor.to_owned()).filter(|actor| !actor.is_empty());
        found.push(finding);
    }

    /// The control of the place by actor, right before the event.
    fn control(&self) -> Control<'_> {
        let (division, activity) = (self.state.before, self.state.activity_before);
        Control { view: self.view, day: self.occurrence.day, division, activity }
    }

    fn state_before(&self) -> String {
        format!("it was {}", self.control().division_phrase())
    }

    /// The share of an actor, with all that answer to it, right before the event.
    fn share(&self, actor: &str) -> Share {
        let actor = self.facts.actor_names.id(actor);
        actor.map_or(Share::NONE, |actor| self.control().share_under(actor))
    }

    fn side(&self, actor: &str) -> Option<ActorNo> {
        let actor = self.facts.actor_names.id(actor)?;
        Some(self.facts.sides().side(actor, self.occurrence.day))
    }

    fn same_side(&self, one: ActorNo, other: ActorNo) -> bool {
        self.facts.sides().same_side(one, other, self.occurrence.day)
    }

    fn holds_all(&self, actor: &str) -> bool {
        self.share(actor).is_whole()
    }

    fn holds_none(&self, actor: &str) -> bool {
        self.share(actor).is_none()
    }

    fn against_own(&self, found: &mut Vec<Finding>, by: &str, does: &str) {
        let Some(side) = self.side(by) else { return };
        let before = self.control();
        if before.share_under(side).is_whole() {
            let holder = match before.holder().map(Holder::id) {
                Some(holder) if holder == by => "it held itself".to_owned(),
                Some(holder) => format!("{holder} held, of the same side"),
                None => "its own side held".to_owned(),
            };
            let sentence = format!("{by} {does} `{}`, which {holder}", self.event.place);
            self.find(found, FindingKind::AgainstOwnSide, Severity::Warning, sentence, by);
        }
    }

    /// A recapture says that the same side held it before.
    fn never_held(&self, found: &mut Vec<Finding>, by: &str) {
        let Some(actor) = self.facts.actor_names.id(by) else { return };
        let rank = self.fold.rank(self.number);
        let divisions = self.fold.divisions_in_order(self.occurrence.place);
        let mut silent = false;
        let earlier = |event: Option<EventNo>| event.is_none_or(|event| self.fold.rank(event) < rank);
        for (_, division, _) in divisions.take_while(|(event, ..)| earlier(*event)) {
            let division = self.fold.states().division(division);
            if division.rows().iter().any(|row| row.0.as_actor().is_some_and(|holder| self.same_side(holder, actor))) {
                return;
            }
            silent |= division.holds(HolderKey::UNRECORDED);
        }
        let severity = if silent { Severity::Note } else { Severity::Warning };
        let sentence =
            format!("{by} recaptures `{}`, and nothing before says that it held any of it", self.event.place);
        self.find(found, FindingKind::RecapturedNeverHeld, severity, sentence, by);
    }
}
