//! The slow, obvious model of readings (`DESIGN.md`, "Readings"): which events are believed, and which worlds they
//! leave. What is possible in a world is for the [`Model`] to say: each is a plain scenario of what is believed in it.
//!
//! Everything is a set of ids; every rule is one pass over all events, or goes round until nothing moves.

use std::collections::{BTreeMap, BTreeSet};

use whoheld::chrono::{Days, NaiveDate};
use whoheld::{Allegiance, Became, Change, Conflicts, Credence, Event, Moment, Observed, Reading, Scenario, When};

use super::divisions::last_moments;
use super::{Family, Model, NOBODY, Rows, Shown, UNRECORDED, fits, ranked, row, tightened, whole, written};

pub(crate) type Ids = BTreeSet<String>;

/// What befalls an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Believed,
    /// Believed or not, by choice: where all is kept.
    Optional,
    /// Corrected by any of these.
    Superseded(Ids),
    NotYetKnown,
    BelowFloor,
    NotFrom,
    /// Denied by any of these.
    Denied(Ids),
    /// Outweighed by any of these.
    Outweighed(Ids),
}

impl Fate {
    pub(crate) fn is_in(&self) -> bool {
        matches!(self, Self::Believed | Self::Optional)
    }
}

/// What is chosen together: events, and places whose baselines speak or do not.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Choice {
    pub(crate) events: Ids,
    pub(crate) baselines: Ids,
}

/// A record, as one reading has it.
#[derive(Clone, Debug)]
pub(crate) struct Read {
    pub(crate) scenario: Scenario,
    pub(crate) reading: Reading,
    /// By id, notes and denials too.
    pub(crate) events: BTreeMap<String, Event>,
    pub(crate) fates: BTreeMap<String, Fate>,
    /// The places whose baselines say nothing.
    silent: Ids,
    /// What is chosen together.
    pub(crate) choices: Vec<Choice>,
    /// Allegiances and places, whatever is believed.
    pub(crate) model: Model,
}

impl Read {
    pub(crate) fn new(scenario: &Scenario, reading: &Reading) -> Self {
        let mut scenario = scenario.clone();
        scenario.events = ranked(&scenario.events);
        let events = scenario.events.iter().map(|event| (event.name().to_owned(), event.clone())).collect();
        let mut read = Self {
            reading: reading.clone(),
            events,
            fates: BTreeMap::new(),
            silent: Ids::new(),
            choices: Vec::new(),
            model: Model::of(&scenario),
            scenario,
        };
        for actor in &mut read.scenario.actors {
            actor.allegiances.retain(|allegiance| counts(reading, allegiance));
            // What is left counts, in worlds without a reading too.
            for allegiance in &mut actor.allegiances {
                (allegiance.credence, allegiance.recorded) = (Credence::default(), None);
                allegiance.cites.clear();
            }
        }
        read.model = Model::of(&read.scenario);
        read.settle();
        read
    }

    fn keeps_all(&self) -> bool {
        self.reading.conflicts == Conflicts::KeepAll
    }

    /// "The floor is `reported`; of a reading that keeps all, `claimed`."
    fn floor(&self) -> Credence {
        let least = if self.keeps_all() { Credence::Claimed } else { Credence::Reported };
        self.reading.credence.unwrap_or(least)
    }

    /// Those to which nothing has happened yet.
    fn left(&self) -> Ids {
        self.events.keys().filter(|id| !self.fates.contains_key(*id)).cloned().collect()
    }

    fn befalls(&mut self, fates: Vec<(String, Fate)>) {
        for (id, fate) in fates {
            assert!(!self.fates.contains_key(&id), "{id} is out already");
            self.fates.insert(id, fate);
        }
    }

    /// Applies a rule to those that are left, all at once.
    fn rule(&mut self, fate: impl Fn(&Self, &Event) -> Option<Fate>) {
        let left = self.left();
        let fates = left.iter().filter_map(|id| Some((id.clone(), fate(self, &self.events[id])?))).collect();
        self.befalls(fates);
    }

    fn settle(&mut self) {
        // 1. Known on K.
        self.rule(|read, event| {
            let known = read.reading.known_on.is_none_or(|day| recorded(event).is_some_and(|recorded| recorded <= day));
            (!known).then_some(Fate::NotYetKnown)
        });
        // 2. Credence.
        self.rule(|read, event| (event.credence < read.floor() && !read.by_name(event)).then_some(Fate::BelowFloor));
        // 3. On whose word.
        self.rule(|read, event| {
            let excluded = |by: &[Ids]| !by.is_empty() && by.iter().all(|it| meets(it, &read.reading.not_from));
            let claimants: Vec<Ids> = event.claimed_by.iter().map(|who| read.above(event, who)).collect();
            let cited: Vec<Ids> = event.cites.iter().map(|cite| read.cited(event, &cite.source)).collect();
            let only = &read.reading.only_from;
            let from_none = !only.is_empty() && !meets(&read.comes_from(event), only);
            (excluded(&claimants) || excluded(&cited) || from_none).then_some(Fate::NotFrom)
        });
        if !self.keeps_all() {
            let left = self.left();
            self.rule(|read, event| {
                let by: Ids = read.deniers(event.name(), &left);
                let by: Ids = by.into_iter().filter(|denial| read.by_name(&read.events[denial])).collect();
                (!by.is_empty() && !read.by_name(event)).then_some(Fate::Denied(by))
            });
        }
        self.settle_baselines();
        // 4. Corrections.
        let left = self.left();
        let corrected = |read: &Self, event: &Event, firm: bool| -> Ids {
            let corrects = |id: &&String| read.events[*id].supersedes.iter().any(|it| it == event.name());
            let counts = |id: &&String| !read.keeps_all() || read.is_firm(id, &left) == firm;
            left.iter().filter(corrects).filter(counts).cloned().collect()
        };
        self.rule(|read, event| {
            let by = corrected(read, event, true);
            (!by.is_empty()).then_some(Fate::Superseded(by))
        });
        // 5. Conflicts.
        match self.reading.conflicts {
            Conflicts::KeepAll => self.keep_all(&|read, event| !corrected(read, event, false).is_empty()),
            _ => self.outweigh(),
        }
        self.rule(|_, _| Some(Fate::Believed));
    }

    fn settle_baselines(&mut self) {
        for place in &self.scenario.places {
            let Some(baseline) = &place.baseline else { continue };
            let from: Ids = baseline.cites.iter().map(|cite| cite.source.clone()).collect();
            let rules = &self.reading;
            let below = baseline.credence < self.floor() && !meets(&from, &rules.according_to);
            let excluded = !from.is_empty() && from.iter().all(|it| rules.not_from.contains(it));
            let from_none = !rules.only_from.is_empty() && !meets(&from, &rules.only_from);
            if below || excluded || from_none {
                self.silent.insert(place.id.clone());
            } else if self.keeps_all() && baseline.credence < Credence::Reported {
                self.choices.push(Choice { events: Ids::new(), baselines: Ids::from([place.id.clone()]) });
            }
        }
    }

    // 3. "On whose word."

    /// Someone who claims an event, and "those that these actors answer to on the event's day". Of a source that is cited,
    /// its side counts in the same way.
    fn above(&self, event: &Event, who: &str) -> Ids {
        self.model.chain_of(who, event.when.first_day()).into_iter().collect()
    }

    /// A source that an event cites, and those from whom what it says comes too: its side, and those above.
    fn cited(&self, event: &Event, source: &str) -> Ids {
        let known = self.scenario.sources.iter().find(|it| it.id == source);
        let side = known.and_then(|source| source.side.as_deref());
        side.into_iter().flat_map(|side| self.above(event, side)).chain([source.to_owned()]).collect()
    }

    /// "An event *comes from* each actor and source that claims it, from those that these actors answer to on the
    /// event's day, and from the sources it cites."
    pub(crate) fn comes_from(&self, event: &Event) -> Ids {
        let claimants = event.claimed_by.iter().flat_map(|who| self.above(event, who));
        claimants.chain(event.cites.iter().flat_map(|cite| self.cited(event, &cite.source))).collect()
    }

    /// "*According to X*: what comes from X is *believed by name*"
    fn by_name(&self, event: &Event) -> bool {
        meets(&self.comes_from(event), &self.reading.according_to)
    }

    /// "Twins are events said to be the same, through others too: one happening." With the event itself.
    pub(crate) fn twins(&self, id: &str) -> Ids {
        let mut twins = Ids::from([id.to_owned()]);
        loop {
            let before = twins.len();
            for event in self.events.values() {
                if let Some(other) = &event.same_as
                    && (twins.contains(event.name()) || twins.contains(other))
                {
                    twins.extend([event.name().to_owned(), other.clone()]);
                }
            }
            if twins.len() == before {
                return twins;
            }
        }
    }

    /// "One denies the other or a twin of it."
    pub(crate) fn denies(&self, denial: &str, id: &str) -> bool {
        matches!(&self.events[denial].change, Change::Denied(it) if denial != id && self.twins(id).contains(&it.event))
    }

    fn deniers(&self, id: &str, left: &Ids) -> Ids {
        left.iter().filter(|denial| self.denies(denial, id)).cloned().collect()
    }

    /// A correction that is neither below `reported` nor denied.
    fn is_firm(&self, id: &str, left: &Ids) -> bool {
        self.events[id].credence >= Credence::Reported && self.deniers(id, left).is_empty()
    }

    // 5. "Conflicts."

    /// "their claimants; if none, the sources they cite"
    fn voices(event: &Event) -> Ids {
        let claimants: Ids = event.claimed_by.iter().cloned().collect();
        if claimants.is_empty() { event.cites.iter().map(|cite| cite.source.clone()).collect() } else { claimants }
    }

    /// "*What they say*, by side". `None`: it does not speak of divisions. The row of those who are not named is
    /// [`UNRECORDED`]'s.
    pub(crate) fn says(&self, event: &Event) -> Option<Rows> {
        let day = event.when.first_day();
        let side = |holder: &str| self.model.side(holder, day);
        let mut rows = Rows::new();
        match &event.change {
            // "taken whole by X (nothing left out): X has all; taken in part: X has at least the least of the extent,
            // the same if some was left out, in trace"
            Change::Captured(it) | Change::Recaptured(it) => {
                if it.extent.is_whole() && it.except.is_empty() {
                    return Some(whole(&side(&it.by)));
                }
                let at_least = if it.except.is_empty() { it.extent.at_least().into() } else { 1 };
                rows.insert(side(&it.by), (at_least, 1000));
            }
            // "withdrawn or handed over whole (nothing left out): that side has none"
            Change::Withdrew(it) if it.extent.is_whole() && it.except.is_empty() => {
                rows.insert(side(&it.actor), (0, 0));
            }
            Change::Transferred(it) if it.extent.is_whole() && it.except.is_empty() => {
                rows.insert(side(&it.from), (0, 0));
            }
            Change::Withdrew(_) | Change::Transferred(_) => {}
            // "observed, became: the rows"
            Change::Observed(Observed { shares, .. }) | Change::Became(Became { shares, .. }) => {
                for (holder, (low, high)) in written(shares) {
                    let row = rows.entry(side(&holder)).or_default();
                    *row = (row.0 + low, (row.1 + high).min(1000));
                }
            }
            _ => return None,
        }
        Some(rows)
    }

    /// "The others have what these leave." What an event gives a side.
    fn gives(&self, event: &Event, side: &str) -> Option<(i64, i64)> {
        let mut rows = self.says(event)?;
        rows.entry(side.to_owned()).or_insert((0, 1000));
        rows.insert("(the others)".to_owned(), (0, 1000));
        Some(row(&tightened(rows), side))
    }

    /// Whether what the two say can both be true at one moment.
    pub(crate) fn agree(a: &Rows, b: &Rows) -> bool {
        let named: Ids = a.keys().chain(b.keys()).cloned().collect();
        let bounds = |rows: &Rows, side: &str| rows.get(side).copied().unwrap_or((0, 1000));
        let mut both: Rows = named
            .iter()
            .map(|side| {
                let (a, b) = (bounds(a, side), bounds(b, side));
                (side.clone(), (a.0.max(b.0), a.1.min(b.1)))
            })
            .collect();
        both.insert("(the others)".to_owned(), (0, 1000));
        fits(&both)
    }

    /// "Who has all of a place has all of its parts, who has none of it has none of them."
    fn agree_as_whole_and_part(&self, whole: &Event, part: &Event) -> bool {
        let (Some(rows), Some(_)) = (self.says(whole), self.says(part)) else { return true };
        rows.iter().all(|(side, (low, high))| {
            let there = self.gives(part, side).expect("it says something");
            (*low < 1000 || there.1 == 1000) && (*high > 0 || there.0 == 0)
        })
    }

    /// Whether the two speak of one place, or of one and of a part of it, on dates that overlap, on different words.
    pub(crate) fn are_told_by_two(&self, a: &str, b: &str) -> bool {
        let (one, other) = (&self.events[a], &self.events[b]);
        let (voices, others) = (Self::voices(one), Self::voices(other));
        let overlap = !(one.when.span().precedes(other.when.span()) || other.when.span().precedes(one.when.span()));
        let on_different_words =
            !voices.is_empty() && !others.is_empty() && voices.is_disjoint(&others) && !self.twins(a).contains(b);
        let nested = self.model.is_in(&one.place, &other.place) || self.model.is_in(&other.place, &one.place);
        nested && overlap && on_different_words
    }

    pub(crate) fn in_conflict(&self, a: &str, b: &str) -> bool {
        if a == b {
            return false;
        }
        if self.denies(a, b) || self.denies(b, a) {
            return true;
        }
        let (one, other) = (&self.events[a], &self.events[b]);
        let contradict = if one.place == other.place {
            self.says(one).zip(self.says(other)).is_some_and(|(one, other)| !Self::agree(&one, &other))
        } else if self.model.is_in(&one.place, &other.place) {
            !self.agree_as_whole_and_part(other, one)
        } else {
            !self.agree_as_whole_and_part(one, other)
        };
        self.are_told_by_two(a, b) && contradict
    }

    /// "An *admission* ranks above what speaks for nobody's interest, and that above what serves the speaker."
    fn rank(&self, id: &str, against: &str) -> u8 {
        const SERVES: u8 = 0;
        const NOBODYS: u8 = 1;
        const ADMITS: u8 = 2;
        let (one, other) = (&self.events[id], &self.events[against]);
        let day = one.when.first_day();
        // "The one side to which all claimants that are actors belong"; without claimants, that of all sources it cites.
        let side_of = |source: &str| {
            let known = self.scenario.sources.iter().find(|it| it.id == source)?;
            Some(self.model.side(known.side.as_deref()?, day))
        };
        let sides: Option<Ids> = if one.claimed_by.is_empty() {
            one.cites.iter().map(|cite| side_of(&cite.source)).collect()
        } else {
            let actors = one.claimed_by.iter().filter(|who| self.model.actors.contains_key(*who));
            Some(actors.map(|who| self.model.side(who, day)).collect())
        };
        let sides: Vec<String> = sides.unwrap_or_default().into_iter().collect();
        let [speaker] = &sides[..] else { return NOBODYS };
        // To whom what is denied gives more than half.
        let most_of = |event: &Event| {
            let rows = self.says(event)?;
            let mut sides = rows.keys().filter(|side| ![NOBODY, UNRECORDED].contains(&side.as_str()));
            sides.find(|side| self.gives(event, side).is_some_and(|gives| gives.0 > 500)).cloned()
        };
        if self.denies(id, against) {
            match most_of(other) {
                Some(side) if side == *speaker => ADMITS,
                Some(_) => SERVES,
                None => NOBODYS,
            }
        } else if self.denies(against, id) {
            match most_of(one) {
                Some(side) if side == *speaker => SERVES,
                Some(_) => ADMITS,
                None => NOBODYS,
            }
        } else {
            let gives = |event: &Event| self.gives(event, speaker).map_or(0, |gives| gives.0 + gives.1);
            match gives(one).cmp(&gives(other)) {
                std::cmp::Ordering::Greater => SERVES,
                std::cmp::Ordering::Equal => NOBODYS,
                std::cmp::Ordering::Less => ADMITS,
            }
        }
    }

    pub(crate) fn outweighs(&self, a: &str, b: &str) -> bool {
        // "Under every rule but the last, what is believed by name outweighs what is not."
        let (one, other) = (&self.events[a], &self.events[b]);
        let by_name = |event: &Event| u8::from(self.by_name(event));
        self.in_conflict(a, b)
            && match (by_name(one).cmp(&by_name(other)), self.reading.conflicts) {
                (std::cmp::Ordering::Equal, Conflicts::HighestCredence) => one.credence > other.credence,
                (std::cmp::Ordering::Equal, Conflicts::AgainstInterest) => self.rank(a, b) > self.rank(b, a),
                (order, _) => order.is_gt(),
            }
    }

    /// "what is outweighed by none stands; what that outweighs is ignored, and outweighs nothing; and so on with the
    /// rest"
    fn outweigh(&mut self) {
        let left = self.left();
        let beats: BTreeSet<(&String, &String)> =
            left.iter().flat_map(|a| left.iter().map(move |b| (a, b))).filter(|(a, b)| self.outweighs(a, b)).collect();
        let (mut stands, mut ignored) = (Ids::new(), Ids::new());
        loop {
            let before = stands.len();
            for id in &left {
                if left.iter().all(|other| ignored.contains(other) || !beats.contains(&(other, id))) {
                    stands.insert(id.clone());
                }
            }
            for (a, b) in &beats {
                if stands.contains(*a) {
                    ignored.insert((*b).clone());
                }
            }
            if stands.len() == before {
                break;
            }
        }
        let by = |id: &String| stands.iter().filter(|other| beats.contains(&(other, id))).cloned().collect();
        let fates = ignored.iter().map(|id| (id.clone(), Fate::Outweighed(by(id)))).collect();
        self.befalls(fates);
    }

    /// "*Keep all*: nothing is decided."
    fn keep_all(&mut self, may_be_corrected: &dyn Fn(&Self, &Event) -> bool) {
        let left = self.left();
        let below: Ids = left.iter().filter(|id| self.events[*id].credence < Credence::Reported).cloned().collect();
        let in_conflict: Ids =
            left.iter().filter(|id| left.iter().any(|other| self.in_conflict(id, other))).cloned().collect();
        let corrected: Ids = left.iter().filter(|id| may_be_corrected(self, &self.events[*id])).cloned().collect();
        // "Twins that are `reported` or better are chosen together, and all of them if one is optional; every other
        // optional event (below `reported`, or optional for a correction) is chosen for itself."
        let alone: Ids = below.union(&corrected).cloned().collect();
        let mut choices: BTreeSet<Ids> = alone.iter().map(|id| Ids::from([id.clone()])).collect();
        for id in left.difference(&alone) {
            let twins = self.twins(id).into_iter().filter(|it| left.contains(it) && !below.contains(it));
            let (for_itself, twins): (Ids, Ids) = twins.partition(|it| corrected.contains(it));
            if for_itself.union(&twins).any(|twin| in_conflict.contains(twin)) {
                choices.insert(twins);
            }
        }
        let optional: Ids = choices.iter().flatten().cloned().collect();
        self.befalls(optional.into_iter().map(|id| (id, Fate::Optional)).collect());
        self.choices.extend(choices.into_iter().map(|events| Choice { events, baselines: Ids::new() }));
    }

    // Worlds.

    /// What is to be chosen in one family, of what can make a difference there.
    pub(crate) fn choices_in(&self, root: &str) -> Vec<Choice> {
        let is_here = |place: &str| self.model.root(place) == root;
        let tells = |id: &&String| !self.events[*id].change.is_noted() && is_here(&self.events[*id].place);
        let here = self.choices.iter().map(|choice| Choice {
            events: choice.events.iter().filter(tells).cloned().collect(),
            baselines: choice.baselines.iter().filter(|place| is_here(place)).cloned().collect(),
        });
        here.filter(|choice| *choice != Choice::default()).collect()
    }

    /// Whether one choice is about several parts of a place, and nothing happens at that place or around it.
    pub(crate) fn combines_parts(&self, place: &str) -> bool {
        let happens_at = |place: &String| {
            let mut events = self.events.values().filter(|it| it.place == *place && !it.change.is_noted());
            events.any(|event| self.fates[event.name()].is_in())
        };
        let parts = self.model.parts(place);
        let touches = |choice: &Choice, part: &String| {
            choice.events.iter().any(|event| self.model.is_in(&self.events[event].place, part))
        };
        let several = |choice: &Choice| parts.iter().filter(|part| touches(choice, part)).count() > 1;
        !self.model.around(place).iter().any(happens_at)
            && (self.choices.iter().any(several) || parts.iter().any(|part| self.combines_parts(part)))
    }

    /// The plain scenario in which that is believed, and what is believed without a choice.
    pub(crate) fn world(&self, chosen: &[&Choice]) -> Scenario {
        let mut world = Scenario::default();
        world.actors.clone_from(&self.scenario.actors);
        let believed =
            |id: &str| self.fates[id] == Fate::Believed || chosen.iter().any(|choice| choice.events.contains(id));
        for event in self.scenario.events.iter().filter(|it| !it.change.is_noted() && believed(it.name())) {
            let mut change = event.change.clone();
            if let (Change::Observed(it), Some(known)) = (&mut change, self.reading.known_on) {
                // "Of an observation that was made again and again, only the looks up to K are known."
                let later =
                    it.until.is_some_and(|until| until.span().latest().is_none_or(|it| it > Moment::close(known)));
                let known = Some(When::day(known)).filter(|known| !known.span().precedes(event.when.span()));
                it.until = if later { known } else { it.until };
            }
            let plain = Event::new(event.when, &event.place, change);
            world.events.push(plain.id(event.name()).order(event.order.expect("ranked")));
        }
        let is_open = |place: &String| self.choices.iter().any(|choice| choice.baselines.contains(place));
        for place in &self.scenario.places {
            let mut place = place.clone();
            let chosen = chosen.iter().any(|choice| choice.baselines.contains(&place.id));
            if self.silent.contains(&place.id) || is_open(&place.id) && !chosen {
                place.baseline = None;
            }
            if let Some(baseline) = &mut place.baseline {
                baseline.credence = Credence::Confirmed;
                baseline.cites.clear();
            }
            world.places.push(place);
        }
        world
    }

    /// One for each choice; there must not be too many.
    pub(crate) fn worlds(&self, root: &str) -> Vec<Scenario> {
        let choices = self.choices_in(root);
        assert!(choices.len() <= 10, "too many");
        self.worlds_of(&choices)
    }

    pub(crate) fn worlds_of(&self, choices: &[Choice]) -> Vec<Scenario> {
        let mut chosen: Vec<Vec<&Choice>> = vec![Vec::new()];
        for choice in choices {
            let with: Vec<Vec<&Choice>> =
                chosen.iter().map(|chosen| chosen.iter().copied().chain([choice]).collect()).collect();
            chosen.extend(with);
        }
        chosen.iter().map(|chosen| self.world(chosen)).collect()
    }
}

/// Whether an allegiance counts: "known from the day it says it was recorded, else from its first day"; "below the floor";
/// "all its sources are excluded"; "cites others only". Keep all counts none that is only claimed.
fn counts(reading: &Reading, allegiance: &Allegiance) -> bool {
    let from: Ids = allegiance.cites.iter().map(|cite| cite.source.clone()).collect();
    let since = allegiance.recorded.or(allegiance.from);
    let unknown = reading.known_on.is_some_and(|known_on| since.is_some_and(|since| since > known_on));
    let floor = match reading.conflicts {
        Conflicts::KeepAll => Credence::Reported,
        _ => reading.credence.unwrap_or(Credence::Reported),
    };
    let below = allegiance.credence < floor && !meets(&from, &reading.according_to);
    let excluded = !from.is_empty() && from.iter().all(|it| reading.not_from.contains(it));
    let from_others = !from.is_empty() && !reading.only_from.is_empty() && !meets(&from, &reading.only_from);
    !(unknown || below || excluded || from_others)
}

/// "An event was *recorded* on the day it says; else on the last day of its `when`; if that is open, on the first; if both
/// ends are open it is not known on any day."
pub(crate) fn recorded(event: &Event) -> Option<NaiveDate> {
    let span = event.when.span();
    event.recorded.or(span.latest().map(Moment::day_ending)).or(span.earliest().map(Moment::date))
}

fn meets(from: &Ids, named: &[String]) -> bool {
    named.iter().any(|it| from.contains(it))
}

/// "Staleness" (the sixth rule), for a place that lies within none and has no parts. Whether what is told of it is fresh at a moment:
/// nothing was told yet, or something was that has not grown old.
///
/// "A baseline counts from its own day, or else from the first day that the record covers", `first`.
pub(crate) fn is_fresh(
    model: &Model,
    family: &Family<'_>,
    place: &str,
    t: i64,
    limit: u32,
    first: Option<NaiveDate>,
) -> bool {
    assert_eq!(family.places(), [place], "alone");
    let moving = model.moving(place);
    // That nothing is known any more is no report.
    let here = model.events.values().filter(|event| event.place == place && event.change != Change::Unknown);
    // "A change that moves nothing is no report."
    let here = here.filter(|event| moving.contains(&(event.name().to_owned(), place.to_owned())));
    let mut told = here.filter(|event| family.narrowed[event.name()].0 < t).peekable();
    let lasts = |event: &Event| {
        // "or was last seen to be so"
        let last_look = match &event.change {
            Change::Observed(it) => it.until.map(|until| until.span().latest().map_or(i64::MAX, Moment::minutes)),
            _ => None,
        };
        let latest = last_look.unwrap_or(i64::MIN).max(family.narrowed[event.name()].1);
        if latest == i64::MAX {
            return true;
        }
        let last = Moment::from_minutes(latest).day_ending();
        let to = Moment::close(last + Days::new(limit.into())).minutes();
        // "A fight counts as a report to its latest end; where that is open, to its earliest": `..` has none.
        let until = match &event.change {
            Change::Attacked(it) => it.until,
            Change::Fought(it) => it.until,
            _ => None,
        };
        let (earliest, latest) = until.map_or((i64::MIN, i64::MIN), last_moments);
        let end = [latest, earliest].into_iter().find(|end| *end != i64::MAX).unwrap_or(i64::MIN);
        t <= to || t <= end
    };
    let baseline = model.places[place].baseline.as_ref();
    // Up to its day, it is no older than what is asked; one without a day is too old.
    let stated = baseline.and_then(|baseline| baseline.on.or(first));
    let stated = stated.is_some_and(|on| t <= Moment::close(on + Days::new(limit.into())).minutes());
    // Of what nobody states anything, nothing is known anyway.
    let silent = baseline.is_none() && told.peek().is_none();
    silent || stated || told.any(lasts)
}

/// Divisions of which nothing is known, and nothing is going on there.
pub(crate) fn silence() -> Shown {
    Shown { rows: whole(UNRECORDED), contested: Ids::new(), besieged_by: Ids::new(), under_fire_of: Ids::new() }
}

// ------------------------------------------------------------------------------------------- what bears on an answer

impl Read {
    /// Whether an event speaks of who holds how much.
    pub(crate) fn concerns_holders(event: &Event) -> bool {
        matches!(
            event.change,
            Change::Captured(_)
                | Change::Recaptured(_)
                | Change::Withdrew(_)
                | Change::Transferred(_)
                | Change::Observed(_)
                | Change::Became(_)
                | Change::Unknown
        )
    }

    /// "at the place, around it (and reaches it), or within it (and speaks of divisions)"
    fn is_about(&self, event: &Event, place: &str) -> bool {
        let except = match &event.change {
            Change::Captured(it) | Change::Recaptured(it) => &it.except[..],
            Change::Withdrew(it) => &it.except[..],
            Change::Transferred(it) => &it.except[..],
            _ => &[],
        };
        let spared = except.iter().any(|spared| self.model.is_in(place, spared));
        if event.place == place {
            !event.change.is_noted()
        } else if self.model.is_in(place, &event.place) {
            Self::concerns_holders(event) && !spared
        } else {
            self.model.is_in(&event.place, place) && Self::concerns_holders(event)
        }
    }

    /// "Every event that speaks of control, could have happened by then, and is at the place, around it (and reaches it),
    /// or within it (and speaks of divisions); and every denial of one of these." `narrowed`: the first moment at which
    /// one that is believed can have happened. Whether an observation around the place reaches it, if it is not among
    /// those that `reach` it, is left open: both what bears on the answer, and what may.
    pub(crate) fn bearing(
        &self,
        place: &str,
        t: i64,
        narrowed: &BTreeMap<String, i64>,
        reach: &BTreeSet<(String, String)>,
        moving: &BTreeSet<(String, String)>,
    ) -> (Ids, Ids) {
        let by_then = |event: &Event| {
            let dated = event.when.span().earliest().map_or(i64::MIN, Moment::minutes);
            dated < t && narrowed.get(event.name()).is_none_or(|earliest| *earliest < t)
        };
        // "What counts and moves nothing is not relevant."
        let moves = |event: &Event| {
            let gives_up = matches!(event.change, Change::Withdrew(_) | Change::Transferred(_));
            let at = if self.model.is_in(&event.place, place) { &event.place } else { place };
            !gives_up || !self.fates[event.name()].is_in() || moving.contains(&(event.name().to_owned(), at.to_owned()))
        };
        let about = self.events.values().filter(|event| self.is_about(event, place) && by_then(event) && moves(event));
        let may: Ids = about.map(|event| event.name().to_owned()).collect();
        let is_open = |id: &String| {
            let event = &self.events[id];
            let is_around = event.place != place && self.model.is_in(place, &event.place);
            matches!(event.change, Change::Observed(_)) && is_around && !reach.contains(&(id.clone(), place.to_owned()))
        };
        let does: Ids = may.iter().filter(|id| !is_open(id)).cloned().collect();
        let with_denials = |about: Ids| -> Ids {
            let denials = self.events.keys().filter(|id| about.iter().any(|it| self.denies(id, it)));
            denials.chain(&about).cloned().collect()
        };
        (with_denials(does), with_denials(may))
    }

    /// The events that change who holds how much of a place, as told in some world, with each such place.
    pub(crate) fn reach(&self, root: &str) -> BTreeSet<(String, String)> {
        let mut reach = BTreeSet::new();
        for world in self.worlds(root) {
            let model = Model::of(&world);
            let (family, told) = (model.family(root), model.told(root));
            for (number, id) in told.iter().enumerate() {
                let as_told = family.as_told();
                let (before, after) = (as_told[number], as_told[number + 1]);
                for place in model.places.keys().filter(|place| model.is_in(place, root)) {
                    if before.division(place) != after.division(place) {
                        reach.insert((id.clone(), place.clone()));
                    }
                }
            }
        }
        reach
    }

    /// The events that can have moved something in some world, with each place where they can.
    pub(crate) fn moving(&self, root: &str) -> BTreeSet<(String, String)> {
        self.worlds(root).iter().flat_map(|world| Model::of(world).moving(root)).collect()
    }

    /// The first moment at which each event that is believed can have happened, in the world where that is earliest.
    pub(crate) fn narrowed(&self, root: &str) -> BTreeMap<String, i64> {
        let mut narrowed = BTreeMap::new();
        for world in self.worlds(root) {
            let model = Model::of(&world);
            for (event, (earliest, _)) in model.narrowed(&model.told(root)) {
                let first = narrowed.entry(event).or_insert(earliest);
                *first = earliest.min(*first);
            }
        }
        narrowed
    }
}
