//! What is odd in what happened: events that speak against what was known when they came.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::line;
use super::{Finding, FindingKind, Severity};
use crate::change::Change;
use crate::control::Control;
use crate::event::Event;
use crate::fold::{Deed, EVE, Fold, Happening, HolderKey, Link};
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
    for finding in sequence.found.iter_mut().filter(|finding| !finding.events.is_empty()) {
        finding.line = line(&history.written_at().events, history.event_number(&finding.events[0]).ok());
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
                    let it = self.fold.happening(link.event).filter(|_| link.event != EVE && link.event != event);
                    it.is_some()
                        && self.fold.rank(link.event) < self.fold.rank(event)
                        && it.is_some_and(|it| it.deed.bears_on_ground())
                });
                let own = own.map(|link| self.name(link.event));
                let against = own.as_ref().map_or(" and the baselines".to_owned(), |own| format!(" and `{own}`"));
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

    /// Fights that are left open and that nothing ended: no whole change, and no repulse of one that fought.
    fn fights_without_end(&mut self, place: u32) {
        let chain = self.fold.chain(place);
        for (at, link) in chain.iter().enumerate().filter(|(_, link)| link.event != EVE) {
            let Some(it) = self.fold.happening(link.event).filter(|it| it.place == place) else { continue };
            let Deed::Fought { parties, ends: i64::MAX } = &it.deed else { continue };
            let ended = chain[at + 1..].iter().any(|later| {
                let repelled = self.fold.happening(later.event).is_some_and(|other| match other.deed {
                    Deed::Repelled { attacker } if other.place == place => {
                        parties.iter().any(|&party| self.fold.sides.same_side(party, attacker, other.day))
                    }
                    _ => false,
                });
                (later.whole && later.bears) || repelled
            });
            if !ended {
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
            let behind = near.iter().filter_map(|latest| latest.told_by(it.bounds.earliest));
            let behind = behind.max_by_key(|(order, event)| (*order, self.fold.rank(*event)));
            let tied = near
                .iter()
                .filter_map(|latest| latest.last_of.get(&it.order))
                .max_by_key(|(latest, event)| (*latest, self.fold.rank(*event)));
            let behind = behind.filter(|(order, _)| *order > it.order);
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

/// Of some events, those that matter to the ones told after them.
#[derive(Default)]
struct Latest {
    /// By the latest end of events: the greatest place in the telling of those that ended by then, and the event that
    /// has it. Both ascend.
    told: BTreeMap<i64, (i64, u32)>,
    /// For each place in the telling the latest end of an event that has it, and that event.
    last_of: HashMap<i64, (i64, u32)>,
}

impl Latest {
    /// The greatest place in the telling of an event that ended by then.
    fn told_by(&self, moment: i64) -> Option<(i64, u32)> {
        self.told.range(..=moment).next_back().map(|(_, told)| *told)
    }

    fn take(&mut self, event: u32, it: &Happening) {
        let latest = it.bounds.latest;
        if self.told_by(latest).is_none_or(|(order, _)| order < it.order) {
            while let Some((&end, _)) = self.told.range(latest..).next().filter(|(_, (order, _))| *order <= it.order) {
                self.told.remove(&end);
            }
            self.told.insert(latest, (it.order, event));
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
                let ground = self.fold.ledger.ground(self.link.before);
                if self.it.deed.contradicts(ground, self.it.day, &self.fold.sides) {
                    let seen: Vec<String> = shares.iter().map(|(holder, share)| format!("{holder} {share}")).collect();
                    let (seen, before) = (seen.join(", "), self.before());
                    let sentence = format!("`{place}` was seen as {seen}, which cannot have been: {before}");
                    self.find(found, FindingKind::ObservationContradicts, Severity::Warning, sentence, "");
                }
            }
            Change::Attacked(it) => self.against_own(found, &it.by, "attacks"),
            Change::Besieged(it) => self.against_own(found, &it.by, "besieges"),
            Change::FireControl(it) => self.against_own(found, &it.by, "has fire control of"),
            Change::Fought(it) => {
                let sides: HashSet<u32> =
                    it.between.iter().map(|id| self.fold.sides.side(self.number(id), self.it.day)).collect();
                if sides.len() == 1 {
                    let sentence =
                        format!("{} are of one side and fight each other at `{place}`", it.between.join(" and "));
                    self.find(found, FindingKind::AgainstOwnSide, Severity::Note, sentence, "");
                }
            }
            Change::Repelled(it) if !self.fought_before(self.number(&it.attacker)) => {
                let sentence = format!("an attack of {} on `{place}` is repelled that nothing tells of", it.attacker);
                self.find(found, FindingKind::EndWithoutBeginning, Severity::Note, sentence, &it.attacker);
            }
            Change::SiegeLifted if !self.began(|deed| matches!(deed, Deed::Besieged { .. }), &Deed::SiegeLifted) => {
                let sentence = format!("a siege of `{place}` is lifted that nothing tells of");
                self.find(found, FindingKind::EndWithoutBeginning, Severity::Note, sentence, "");
            }
            Change::FireControlLost
                if !self.began(|deed| matches!(deed, Deed::FireControl { .. }), &Deed::FireControlLost) =>
            {
                let sentence = format!("fire control of `{place}` is lost that nothing tells of");
                self.find(found, FindingKind::EndWithoutBeginning, Severity::Note, sentence, "");
            }
            _ => {}
        }
    }

    /// Whether something began here that has not been told to end; that the place was settled since may have ended it.
    fn began(&self, begins: impl Fn(&Deed) -> bool, ends: &Deed) -> bool {
        let chain = self.fold.chain(self.it.place);
        let before = chain.iter().rev().skip_while(|link| link.event != self.link.event).skip(1);
        let told = before.take_while(|link| link.event != EVE).filter_map(|link| self.fold.happening(link.event));
        told.map(|it| &it.deed).take_while(|deed| *deed != ends).any(begins)
    }

    /// Whether that side fought there since the place was last settled or its attack last repelled: fights may be over by
    /// their dates when they are told to be repelled.
    fn fought_before(&self, side: u32) -> bool {
        let chain = self.fold.chain(self.it.place);
        let before = chain.iter().rev().skip_while(|link| link.event != self.link.event).skip(1);
        for link in before.take_while(|link| link.event != EVE) {
            match self.fold.happening(link.event).map(|other| &other.deed) {
                Some(Deed::Fought { parties, .. }) if parties.iter().any(|&party| self.same_side(party, side)) => {
                    return true;
                }
                Some(Deed::Repelled { attacker }) if self.same_side(*attacker, side) => return false,
                _ if link.whole && link.bears => return false,
                _ => {}
            }
        }
        false
    }

    /// Something is done with ground that one did not hold. Against a silent record that is only worth a note.
    fn not_held(&self, found: &mut Vec<Finding>, who: &str, actor: &str) {
        let (sentence, severity) = if self.control(self.link.before).unrecorded().is_none() {
            (format!("{who} held none of: {}", self.before()), Severity::Warning)
        } else {
            (format!("{who} is not known to have held any of: {}", self.before()), Severity::Note)
        };
        self.find(found, FindingKind::NotHeld, severity, sentence, actor);
    }

    /// Who holds it all, said of an actor: itself, or one that answers to it.
    fn held_by(&self, actor: &str) -> String {
        match self.control(self.link.before).holder().map(crate::control::Holder::id) {
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

    /// A control of the place by actor, right before or right after.
    fn control(&self, ground: crate::fold::GroundId) -> Control<'_> {
        let standing = self.link.standing_before;
        Control { view: self.history.by_actor(), day: self.it.day, ground, standing }
    }

    fn before(&self) -> String {
        format!("it was {}", self.control(self.link.before).ground_phrase())
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

    fn against_own(&self, found: &mut Vec<Finding>, by: &str, does: &str) {
        let side = self.fold.sides.side(self.number(by), self.it.day);
        let before = self.control(self.link.before);
        if before.share_under(side).is_whole() {
            let holder = match before.holder().map(crate::control::Holder::id) {
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
        let sentence =
            format!("{by} recaptures `{}`, and nothing before says that it held any of it", self.event.place);
        self.find(found, FindingKind::RecapturedNeverHeld, severity, sentence, by);
    }
}
