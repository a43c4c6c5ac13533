//! What becomes of each event under a reading (`DESIGN.md`, "Readings"): rule by rule, in the order given there.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::change::Change;
use crate::event::{Citation, Credence, Event};
use crate::find::NotFound;
use crate::fold::{Bounds, HolderKey};
use crate::history::History;
use crate::reading::{Conflicts, Reading};
use crate::statement::{Statement, day_of, side_of};

/// What becomes of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Believed,
    /// It may be believed or not.
    Optional,
    Superseded(u32),
    Ignored(Why),
    /// There is no such event.
    Gone,
}

impl Fate {
    /// Whether it takes part in what is possible.
    pub(crate) fn counts(self) -> bool {
        matches!(self, Self::Believed | Self::Optional)
    }
}

/// Which rule had an event ignored, and by what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    NotYetKnown,
    BelowFloor,
    NotFrom,
    Denied(u32),
    /// By what, and whether because that is believed by name.
    Outweighed {
        by: u32,
        named: bool,
    },
}

/// What may be believed or not, as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    Events(Vec<u32>),
    Baseline(u32),
}

/// What becomes of everything that a record says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Beliefs {
    /// By number.
    pub(crate) events: Vec<Fate>,
    /// By the number of the place: whether its baseline speaks.
    pub(crate) baselines: Vec<Fate>,
    pub(crate) choices: Vec<Choice>,
}

impl Beliefs {
    pub(crate) fn event(&self, number: u32) -> Fate {
        self.events.get(number as usize).copied().unwrap_or(Fate::Gone)
    }

    pub(crate) fn baseline(&self, place: u32) -> Fate {
        self.baselines.get(place as usize).copied().unwrap_or(Fate::Gone)
    }

    pub(crate) fn set_event(&mut self, number: u32, fate: Fate) {
        let at = number as usize;
        if self.events.len() <= at {
            self.events.resize(at + 1, Fate::Gone);
        }
        self.events[at] = fate;
    }

    /// What a reading makes of a history.
    pub(crate) fn of(history: &History, reading: &Reading) -> Result<Self, NotFound> {
        let mut judge = Judge::new(history, reading)?;
        judge.known_on();
        judge.credence();
        judge.on_whose_word();
        judge.denied_by_those_believed();
        match reading.conflicts {
            Conflicts::AsTold if judge.believed.is_empty() => judge.corrections(|_| true),
            Conflicts::KeepAll => {
                let denied = judge.denied();
                let is_firm =
                    |number: &u32| history.event_at(*number).credence.is_believed() && !denied.contains(number);
                let (firm, weak): (HashSet<u32>, HashSet<u32>) = judge.left().partition(is_firm);
                judge.corrections(|number| firm.contains(&number));
                judge.keep_all(&weak);
            }
            rule => {
                judge.corrections(|_| true);
                judge.outweigh(rule);
            }
        }
        Ok(judge.beliefs)
    }
}

/// Actors and sources whose word is taken, or not.
struct Voices {
    actors: Vec<u32>,
    sources: Vec<u32>,
}

impl Voices {
    fn find(history: &History, ids: &[String]) -> Result<Self, NotFound> {
        let mut voices = Self { actors: Vec::new(), sources: Vec::new() };
        for id in ids {
            let source = history.source_names().id(id);
            let actor = history.actor_names().find("actor", id);
            voices.sources.extend(source);
            match actor {
                Ok(actor) => voices.actors.push(actor),
                Err(error) if source.is_none() => return Err(unknown(history, id, error)),
                Err(_) => {}
            }
        }
        Ok(voices)
    }

    fn is_empty(&self) -> bool {
        self.actors.is_empty() && self.sources.is_empty()
    }

    /// Whether a claimant of an event is one of these, or answers to one.
    fn include(&self, history: &History, event: &Event, claimant: &str) -> bool {
        let sides = &history.fold().sides;
        let actor = history.actor_names().id(claimant);
        let under = |actor: u32| self.actors.iter().any(|&chief| sides.under(actor, chief, day_of(event)));
        actor.is_some_and(under) || self.has_source(history, claimant)
    }

    fn has_source(&self, history: &History, source: &str) -> bool {
        history.source_names().id(source).is_some_and(|source| self.sources.contains(&source))
    }

    fn cited(&self, history: &History, cites: &[Citation]) -> bool {
        cites.iter().any(|cite| self.has_source(history, &cite.source))
    }

    /// Whether an event comes from one of these.
    fn tell(&self, history: &History, event: &Event) -> bool {
        let claimed = event.claimed_by.iter().any(|claimant| self.include(history, event, claimant));
        claimed || self.cited(history, &event.cites)
    }

    /// Whether a citation rests on none but these.
    fn alone_cited(&self, history: &History, cites: &[Citation]) -> bool {
        !cites.is_empty() && cites.iter().all(|cite| self.has_source(history, &cite.source))
    }

    /// Whether an event is told by none but these.
    fn alone_tell(&self, history: &History, event: &Event) -> bool {
        let claimants = &event.claimed_by;
        let claimed = !claimants.is_empty() && claimants.iter().all(|it| self.include(history, event, it));
        claimed || self.alone_cited(history, &event.cites)
    }
}

/// Neither an actor nor a source: with the nearest of both.
fn unknown(history: &History, given: &str, as_actor: NotFound) -> NotFound {
    let as_source = history.source_names().unknown("source", given);
    match (as_actor, as_source) {
        (error @ NotFound::Ambiguous { .. }, _) => error,
        (NotFound::Unknown { nearest: Some(near), .. }, _) | (_, NotFound::Unknown { nearest: Some(near), .. }) => {
            NotFound::Unknown { kind: "actor or source", given: given.to_owned(), nearest: Some(near) }
        }
        _ => NotFound::Unknown { kind: "actor or source", given: given.to_owned(), nearest: None },
    }
}

/// Who tells an event: those who claim it, else the sources it cites.
fn tellers(event: &Event) -> Vec<&str> {
    if event.claimed_by.is_empty() {
        event.cites.iter().map(|cite| cite.source.as_str()).collect()
    } else {
        event.claimed_by.iter().map(String::as_str).collect()
    }
}

/// Whether two events are told by different voices: nobody tells both.
pub(crate) fn told_apart(one: &Event, other: &Event) -> bool {
    let (mine, theirs) = (tellers(one), tellers(other));
    !mine.is_empty() && !theirs.is_empty() && !mine.iter().any(|teller| theirs.contains(teller))
}

struct Judge<'a> {
    history: &'a History,
    reading: &'a Reading,
    believed: Voices,
    only: Voices,
    never: Voices,
    beliefs: Beliefs,
    /// All live events in the order of telling, so that of several reasons the first told is given.
    told: Vec<u32>,
    /// The least number of an event's twins, itself counted; for those that have twins.
    twins: HashMap<u32, u32>,
}

impl<'a> Judge<'a> {
    fn new(history: &'a History, reading: &'a Reading) -> Result<Self, NotFound> {
        let [believed, only, never] = [&reading.according_to, &reading.only_from, &reading.not_from];
        let mut told: Vec<u32> = history.live_events().map(|(number, _)| number).collect();
        told.sort_by_key(|&number| {
            let event = history.event_at(number);
            (event.order, event.name())
        });
        let mut beliefs = Beliefs { events: Vec::new(), baselines: Vec::new(), choices: Vec::new() };
        for &number in &told {
            beliefs.set_event(number, Fate::Believed);
        }
        let stated = |place: &crate::place::Place| if place.baseline.is_some() { Fate::Believed } else { Fate::Gone };
        beliefs.baselines = history.places().map(stated).collect();
        Ok(Self {
            history,
            reading,
            believed: Voices::find(history, believed)?,
            only: Voices::find(history, only)?,
            never: Voices::find(history, never)?,
            beliefs,
            twins: twins(history),
            told,
        })
    }

    fn left(&self) -> impl Iterator<Item = u32> {
        self.told.iter().copied().filter(|&number| self.beliefs.event(number).counts())
    }

    fn ignore(&mut self, why: Why, out: impl Fn(&Self, u32, &Event) -> bool) {
        let gone: Vec<u32> = self.left().filter(|&number| out(self, number, self.history.event_at(number))).collect();
        for number in gone {
            self.beliefs.set_event(number, Fate::Ignored(why));
        }
    }

    fn ignore_baselines(&mut self, why: Why, out: impl Fn(&Self, &crate::place::Baseline) -> bool) {
        for (at, place) in self.history.places().enumerate() {
            if let Some(baseline) = &place.baseline
                && self.beliefs.baselines[at].counts()
                && out(self, baseline)
            {
                self.beliefs.baselines[at] = Fate::Ignored(why);
            }
        }
    }

    fn known_on(&mut self) {
        if let Some(known_on) = self.reading.known_on {
            self.ignore(Why::NotYetKnown, |_, _, event| event.known_since().is_none_or(|day| day > known_on));
        }
    }

    fn is_believed_by_name(&self, event: &Event) -> bool {
        !self.believed.is_empty() && self.believed.tell(self.history, event)
    }

    fn credence(&mut self) {
        let floor = self.reading.floor();
        self.ignore(Why::BelowFloor, |judge, _, event| event.credence < floor && !judge.is_believed_by_name(event));
        self.ignore_baselines(Why::BelowFloor, |judge, baseline| {
            baseline.credence < floor && !judge.believed.cited(judge.history, &baseline.cites)
        });
    }

    fn on_whose_word(&mut self) {
        if !self.never.is_empty() {
            self.ignore(Why::NotFrom, |judge, _, event| judge.never.alone_tell(judge.history, event));
            self.ignore_baselines(Why::NotFrom, |judge, it| judge.never.alone_cited(judge.history, &it.cites));
        }
        if !self.only.is_empty() {
            self.ignore(Why::NotFrom, |judge, _, event| !judge.only.tell(judge.history, event));
            self.ignore_baselines(Why::NotFrom, |judge, it| !judge.only.cited(judge.history, &it.cites));
        }
    }

    /// Denials that are left, each with the number of what it denies.
    fn denials(&self) -> Vec<(u32, u32)> {
        let denied = |number: u32| match &self.history.event_at(number).change {
            Change::Denied(denial) => Some((number, self.history.event_number(&denial.event).ok()?)),
            _ => None,
        };
        self.left().filter_map(denied).collect()
    }

    fn class(&self, number: u32) -> u32 {
        self.twins.get(&number).copied().unwrap_or(number)
    }

    /// Whether two are one happening.
    fn are_twins(&self, a: u32, b: u32) -> bool {
        self.class(a) == self.class(b)
    }

    fn denied_by_those_believed(&mut self) {
        if self.believed.is_empty() || self.reading.conflicts == Conflicts::KeepAll {
            return;
        }
        let mut denied: HashMap<u32, u32> = HashMap::new();
        for (denial, of) in self.denials() {
            if self.is_believed_by_name(self.history.event_at(denial)) {
                denied.entry(self.class(of)).or_insert(denial);
            }
        }
        let left: Vec<u32> = self.left().collect();
        for number in left {
            let by = denied.get(&self.class(number)).copied();
            if let Some(by) = by.filter(|_| !self.is_believed_by_name(self.history.event_at(number))) {
                self.beliefs.set_event(number, Fate::Ignored(Why::Denied(by)));
            }
        }
    }

    /// What the corrections that count do: also those that are themselves superseded.
    fn corrections(&mut self, counts: impl Fn(u32) -> bool) {
        let mut superseded: Vec<(u32, u32)> = Vec::new();
        for by in self.left().filter(|&number| counts(number)) {
            let corrected = self.history.event_at(by).supersedes.iter();
            superseded.extend(corrected.filter_map(|id| Some((self.history.event_number(id).ok()?, by))));
        }
        for (number, by) in superseded {
            if self.beliefs.event(number).counts() {
                self.beliefs.set_event(number, Fate::Superseded(by));
            }
        }
    }

    /// The events that a denial that is left denies, twins counted in.
    fn denied(&self) -> HashSet<u32> {
        let classes: HashSet<u32> = self.denials().into_iter().map(|(_, of)| self.class(of)).collect();
        self.left().filter(|&number| classes.contains(&self.class(number))).collect()
    }

    /// All pairs of events that are left and in conflict; of a denial and what it denies, the denial first.
    fn conflicts(&self) -> Vec<Conflict> {
        let mut by_class: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for number in self.left() {
            by_class.entry(self.class(number)).or_default().push(number);
        }
        let mut conflicts = Vec::new();
        for (denial, of) in self.denials() {
            let denied = by_class.get(&self.class(of)).into_iter().flatten();
            let denied = denied.filter(|&&event| event != denial);
            conflicts.extend(denied.map(|&event| Conflict { one: denial, other: event, denies: true }));
        }
        let mut by_place: BTreeMap<u32, Vec<(u32, Statement)>> = BTreeMap::new();
        for number in self.left() {
            let event = self.history.event_at(number);
            let statement = Statement::of(self.history, event);
            if let Some((statement, place)) = statement.zip(self.history.place_names().id(&event.place)) {
                by_place.entry(place).or_default().push((number, statement));
            }
        }
        for told in by_place.values_mut() {
            told.sort_by_key(|(number, _)| (self.bounds(*number).earliest, *number));
        }
        for (&place, told) in &by_place {
            for (at, (number, statement)) in told.iter().enumerate() {
                let other = self.told_by_others(*number, &told[at + 1..]);
                let other = other.filter(|(_, other)| !statement.agrees_with(other));
                conflicts.extend(other.map(|it| Conflict { one: *number, other: it.0, denies: false }));
                for around in self.history.fold().around(place).filter_map(|outer| by_place.get(&outer)) {
                    let wholes = self.told_by_others(*number, around);
                    let wholes = wholes.filter(|(_, whole)| !whole.agrees_with_part(statement));
                    conflicts.extend(wholes.map(|it| Conflict { one: *number, other: it.0, denies: false }));
                }
            }
        }
        conflicts
    }

    fn bounds(&self, number: u32) -> Bounds {
        Bounds::of(self.history.event_at(number).when.span())
    }

    /// Of some statements, by their earliest moments, those of dates that overlap an event's, on different words.
    fn told_by_others<'s>(
        &self,
        number: u32,
        told: &'s [(u32, Statement)],
    ) -> impl Iterator<Item = &'s (u32, Statement)> {
        let (mine, event) = (self.bounds(number), self.history.event_at(number));
        told.iter().take_while(move |(later, _)| self.bounds(*later).earliest < mine.latest).filter(
            move |(later, _)| {
                mine.overlaps(self.bounds(*later))
                    && told_apart(event, self.history.event_at(*later))
                    && !self.are_twins(number, *later)
            },
        )
    }

    /// Of what conflicts, what the rule says stands: what nothing outweighs, and not what that outweighs; and so on.
    fn outweigh(&mut self, rule: Conflicts) {
        let mut heavier: HashMap<u32, Vec<u32>> = HashMap::new();
        let mut lighter: HashMap<u32, Vec<u32>> = HashMap::new();
        let named: HashSet<u32> =
            self.left().filter(|&number| self.is_believed_by_name(self.history.event_at(number))).collect();
        for conflict in self.conflicts() {
            let (one, other) = match rule {
                Conflicts::HighestCredence => self.credences(conflict),
                Conflicts::AgainstInterest => self.ranks(conflict),
                Conflicts::AsTold | Conflicts::KeepAll => (0, 0),
            };
            // Whose word is taken by name comes first.
            let (one, other) = ((named.contains(&conflict.one), one), (named.contains(&conflict.other), other));
            let (by, out) = match one.cmp(&other) {
                std::cmp::Ordering::Greater => (conflict.one, conflict.other),
                std::cmp::Ordering::Less => (conflict.other, conflict.one),
                std::cmp::Ordering::Equal => continue,
            };
            heavier.entry(out).or_default().push(by);
            lighter.entry(by).or_default().push(out);
        }
        let mut standing: Vec<u32> = self.left().filter(|number| !heavier.contains_key(number)).collect();
        let mut out: HashSet<u32> = HashSet::new();
        while !standing.is_empty() {
            let mut freed = Vec::new();
            for &by in &standing {
                for &number in lighter.get(&by).into_iter().flatten() {
                    if out.insert(number) {
                        let named = named.contains(&by) && !named.contains(&number);
                        self.beliefs.set_event(number, Fate::Ignored(Why::Outweighed { by, named }));
                        freed.extend(lighter.get(&number).into_iter().flatten().copied());
                    }
                }
            }
            // What only such events outweighed that are now out stands in turn.
            freed.sort_unstable();
            freed.dedup();
            freed.retain(|number| !out.contains(number) && heavier[number].iter().all(|by| out.contains(by)));
            standing = freed;
        }
    }

    fn credences(&self, conflict: Conflict) -> (i64, i64) {
        let credence = |number: u32| self.history.event_at(number).credence as i64;
        (credence(conflict.one), credence(conflict.other))
    }

    /// How an event stands to its tellers' interest: 1 an admission, 0 nobody's interest, -1 it serves them.
    fn ranks(&self, conflict: Conflict) -> (i64, i64) {
        let (one, other) = (self.history.event_at(conflict.one), self.history.event_at(conflict.other));
        if conflict.denies {
            let told = Statement::of(self.history, other).and_then(|it| it.most());
            let gains = |event: &Event| match (self.interest(event), told) {
                (Some(side), Some(winner)) if side == winner => 1,
                (Some(_), Some(_)) => -1,
                _ => 0,
            };
            return (gains(one), -gains(other));
        }
        let [Some(mine), Some(theirs)] = [one, other].map(|event| Statement::of(self.history, event)) else {
            return (0, 0);
        };
        let rank = |event: &Event, says: &Statement, against: &Statement| {
            let Some(side) = self.interest(event) else { return 0 };
            let sum = |(low, high): (i64, i64)| low + high;
            (sum(against.gives(side)) - sum(says.gives(side))).signum()
        };
        (rank(one, &mine, &theirs), rank(other, &theirs, &mine))
    }

    /// The side of all claimants of an event that are actors, if they are of one.
    fn interest(&self, event: &Event) -> Option<HolderKey> {
        let actors = event.claimed_by.iter().filter_map(|id| self.history.actor_names().id(id));
        let mut sides = actors.map(|actor| side_of(self.history, event, HolderKey::actor(actor)));
        let first = sides.next()?;
        sides.all(|side| side == first).then_some(first)
    }

    /// What may be believed or not. What corrects only perhaps leaves open what it corrects, even if it is itself
    /// corrected; firm corrections have been made.
    fn keep_all(&mut self, weak: &HashSet<u32>) {
        let doubtful = |number: u32| self.history.event_at(number).credence < Credence::Reported;
        let mut for_itself: HashSet<u32> = self.left().filter(|&number| doubtful(number)).collect();
        for &by in weak {
            let corrected = self.history.event_at(by).supersedes.iter();
            let corrected = corrected.filter_map(|id| self.history.event_number(id).ok());
            for_itself.extend(corrected.filter(|&number| self.beliefs.event(number).counts()));
        }
        let mut as_one: HashSet<u32> = HashSet::new();
        for conflict in self.conflicts() {
            as_one.extend([conflict.one, conflict.other]);
        }
        // Twins share the doubt, also with one that is chosen for itself.
        let classes: HashSet<u32> =
            as_one.iter().filter(|number| !doubtful(**number)).map(|&number| self.class(number)).collect();
        // In the told order, so that arrival plays no part.
        let mut choices: Vec<(Option<u32>, Vec<u32>)> = Vec::new();
        let left: Vec<u32> = self.left().collect();
        for number in left {
            let class = match for_itself.contains(&number) {
                true => None,
                false if classes.contains(&self.class(number)) => Some(self.class(number)),
                false => continue,
            };
            self.beliefs.set_event(number, Fate::Optional);
            // What changes nothing is no choice.
            if self.history.event_at(number).change.is_noted() {
                continue;
            }
            match choices.iter_mut().find(|choice| class.is_some() && choice.0 == class) {
                Some(choice) => choice.1.push(number),
                None => choices.push((class, vec![number])),
            }
        }
        self.beliefs.choices.extend(choices.into_iter().map(|choice| Choice::Events(choice.1)));
        let places = (0..).zip(self.history.places());
        let doubtful = |(at, place): &(u32, &crate::place::Place)| {
            let below = place.baseline.as_ref().is_some_and(|it| it.credence < Credence::Reported);
            below && self.beliefs.baseline(*at).counts()
        };
        let mut stated: Vec<(u32, &crate::place::Place)> = places.filter(doubtful).collect();
        stated.sort_by_key(|(_, place)| &place.id);
        for (at, _) in stated {
            self.beliefs.baselines[at as usize] = Fate::Optional;
            self.beliefs.choices.push(Choice::Baseline(at));
        }
    }
}

/// Two events that cannot both be true. `denies`: the first denies the other.
#[derive(Clone, Copy)]
struct Conflict {
    one: u32,
    other: u32,
    denies: bool,
}

/// The least of each event's twins by number: events said to be one happening, through others too.
pub(crate) fn twins(history: &History) -> HashMap<u32, u32> {
    let mut least: HashMap<u32, u32> = HashMap::new();
    let root = |least: &HashMap<u32, u32>, mut at: u32| {
        while let Some(&next) = least.get(&at).filter(|next| **next != at) {
            at = next;
        }
        at
    };
    for (number, event) in history.live_events() {
        let twin = event.same_as.as_ref().and_then(|id| history.event_number(id).ok());
        if let Some(twin) = twin {
            let (a, b) = (root(&least, number), root(&least, twin));
            let (low, high) = (a.min(b), a.max(b));
            least.insert(high, low);
            least.entry(low).or_insert(low);
        }
    }
    let members: Vec<u32> = least.keys().copied().collect();
    members.into_iter().map(|number| (number, root(&least, number))).collect()
}
