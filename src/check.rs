//! What a history checks before it takes anything in, and what it says of where a mistake stands.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::actor::Actor;
use crate::change::{Change, Shares, Until};
use crate::error::{DEEPEST, Entry, Problem, Refusals, Refused, Step, check_id};
use crate::event::{Citation, Event};
use crate::find::{Names, NotFound, nearest};
use crate::history::{History, period_days, references};
use crate::place::{Fraction, Place};
use crate::scenario::Scenario;
use crate::share::Share;
use crate::source::Source;

/// What no actor can be called: holders that are none.
const RESERVED: [&str; 2] = ["nobody", "unrecorded"];

/// Checks entries against a history and keeps what is wrong.
pub(crate) struct Check<'a> {
    history: &'a History,
    /// The ids of events that come in together.
    coming: HashSet<&'a str>,
    /// Ids that would have been there, had they been well formed.
    meant: HashSet<String>,
    /// How many names may yet be compared to find what was meant: a record full of mistakes is told of in good time.
    patience: usize,
    pub(crate) wrong: Vec<Refused>,
}

const PATIENCE: usize = 1_000_000;

const LONG_CIRCLE: usize = 16;

/// The entry that is being checked.
#[derive(Clone, Copy)]
struct At<'a> {
    kind: &'static str,
    id: &'a str,
    entry: Entry,
}

/// Where in an entry: keys and places in lists, outermost first.
macro_rules! at {
    ($($step:expr),* $(,)?) => { vec![$(Step::from($step)),*] };
}

impl<'a> Check<'a> {
    pub(crate) fn new(history: &'a History) -> Self {
        Self { history, coming: HashSet::new(), meant: HashSet::new(), patience: PATIENCE, wrong: Vec::new() }
    }

    fn refuse(&mut self, of: At<'_>, problem: impl Into<Problem>, at: Vec<Step>) {
        let subject = format!("{} `{}`", of.kind, of.id);
        self.wrong.push(Refused { subject, problem: Box::new(problem.into()), entry: of.entry, at });
    }

    /// An id that is bad or taken; says whether it is free to be known by.
    fn id(&mut self, of: At<'_>, taken: bool) -> bool {
        if let Err(problem) = check_id(of.id) {
            self.refuse(of, problem, at!["id"]);
        } else if taken {
            let known = |id: &str| match of.entry {
                Entry::Actor(_) => self.history.actor_names().id(id).is_some(),
                Entry::Source(_) => self.history.source_names().id(id).is_some(),
                Entry::Place(_) => self.history.place_names().id(id).is_some(),
                Entry::Event(_) => self.history.has_event(id) || self.coming.contains(id),
            };
            let mut numbers = 2..u32::MAX;
            let free = numbers.find_map(|number| Some(format!("{}-{number}", of.id)).filter(|id| !known(id)));
            let free = free.unwrap_or_default();
            self.refuse(of, Problem::Duplicate { id: of.id.to_owned(), free }, at!["id"]);
        }
        !taken
    }

    /// A name that is not there, with the nearest that is, as long as looking for that does not take too long.
    fn missing(&mut self, of: At<'_>, kind: &'static str, given: &str, at: Vec<Step>) {
        if self.meant.contains(given) {
            return;
        }
        if kind == "actor" && RESERVED.contains(&given) {
            return self.refuse(of, Problem::NoActor(given.to_owned()), at);
        }
        let history = self.history;
        let names: &[&Names] = match kind {
            "actor" => &[history.actor_names()],
            "place" => &[history.place_names()],
            "source" => &[history.source_names()],
            _ => &[history.actor_names(), history.source_names()],
        };
        let found = names.iter().map(|names| match self.patience.checked_sub(names.len()) {
            Some(left) => {
                self.patience = left;
                names.unknown(kind, given)
            }
            None => NotFound::Unknown { kind, given: given.to_owned(), nearest: None },
        });
        let near = |found: &NotFound| !matches!(found, NotFound::Unknown { nearest: None, .. });
        let found: Vec<NotFound> = found.collect();
        let best = found.iter().find(|found| near(found)).or(found.first()).cloned();
        if let Some(best) = best {
            self.refuse(of, best, at);
        }
    }

    /// Everything about an actor but those it answers to; says whether its id is free.
    pub(crate) fn actor(&mut self, actor: &Actor, entry: Entry) -> bool {
        let of = At { kind: "actor", id: &actor.id, entry };
        let free = self.id(of, self.history.actor_names().id(&actor.id).is_some());
        if RESERVED.contains(&actor.id.as_str()) {
            self.refuse(of, Problem::Reserved(actor.id.clone()), at!["id"]);
        }
        if matches!((actor.from, actor.until), (Some(from), Some(until)) if until <= from) {
            self.refuse(of, Problem::Reversed("its time".into()), at!["until"]);
        }
        for (number, one) in actor.allegiances.iter().enumerate() {
            if matches!((one.from, one.until), (Some(from), Some(until)) if until <= from) {
                let what = format!("its allegiance to `{}`", one.to);
                self.refuse(of, Problem::Reversed(what), at!["allegiance", number, "to"]);
            }
            let (from, until) = period_days(one.from, one.until);
            let overlaps = actor.allegiances[..number].iter().find(|other| {
                let (other_from, other_until) = period_days(other.from, other.until);
                from < other_until && other_from < until
            });
            if let Some(other) = overlaps {
                let problem = Problem::Overlap(other.to.clone(), one.to.clone());
                self.refuse(of, problem, at!["allegiance", number, "to"]);
            }
        }
        free
    }

    /// That those an actor answers to are there; itself it is not.
    pub(crate) fn superiors(&mut self, actor: &Actor, entry: Entry) {
        let of = At { kind: "actor", id: &actor.id, entry };
        for (number, allegiance) in actor.allegiances.iter().enumerate() {
            if allegiance.to != actor.id && self.history.actor_names().id(&allegiance.to).is_none() {
                self.missing(of, "actor", &allegiance.to, at!["allegiance", number, "to"]);
            }
        }
        let own = actor.allegiances.iter().position(|allegiance| allegiance.to == actor.id);
        if let Some(number) = own {
            let problem = Problem::Circle { what: "answers", path: vec![actor.id.clone(), actor.id.clone()] };
            self.refuse(of, problem, at!["allegiance", number, "to"]);
        }
    }

    /// A source; says whether its id is free.
    pub(crate) fn source(&mut self, source: &Source, entry: Entry) -> bool {
        let of = At { kind: "source", id: &source.id, entry };
        self.id(of, self.history.source_names().id(&source.id).is_some())
    }

    /// Everything about a place but the one it lies within; says whether its id is free.
    pub(crate) fn place(&mut self, place: &Place, entry: Entry) -> bool {
        let of = At { kind: "place", id: &place.id, entry };
        let free = self.id(of, self.history.place_names().id(&place.id).is_some());
        if let Some([latitude, longitude]) = place.point
            && !((-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude))
        {
            let text = format!("[{latitude}, {longitude}]");
            let problem = Problem::OutOfRange(text, "a point is latitude and longitude in degrees");
            self.refuse(of, problem, at!["point"]);
        }
        if let Some(baseline) = &place.baseline {
            self.shares(of, &baseline.shares, at!["baseline", "held_by", "shares"]);
            self.cites(of, &baseline.cites, at!["baseline", "cites"]);
        }
        free
    }

    /// The place that a place lies within, if that is there.
    pub(crate) fn within(&mut self, place: &Place, entry: Entry) -> Option<u32> {
        let parent = place.within.as_ref()?;
        let of = At { kind: "place", id: &place.id, entry };
        match self.history.place_names().id(parent) {
            _ if *parent == place.id => {
                let problem = Problem::Circle { what: "lies", path: vec![parent.clone(), parent.clone()] };
                self.refuse(of, problem, at!["within"]);
            }
            Some(number) => return Some(number),
            None => self.missing(of, "place", parent, at!["within"]),
        }
        None
    }

    /// That the parts of a place do not add up to more than it.
    pub(crate) fn fraction(&mut self, place: &Place, entry: Entry, parent: &str, sum: i64) {
        if sum > Fraction::ONE {
            #[expect(clippy::cast_precision_loss, reason = "a sum of millionths, for reading")]
            let problem = Problem::TooManyParts { parent: parent.to_owned(), sum: sum as f64 / 1e6 };
            self.refuse(At { kind: "place", id: &place.id, entry }, problem, at!["fraction"]);
        }
    }

    /// That a place does not lie within too many others.
    pub(crate) fn depth(&mut self, place: &Place, entry: Entry, around: usize) {
        if around > DEEPEST {
            self.refuse(At { kind: "place", id: &place.id, entry }, Problem::TooDeep, at!["within"]);
        }
    }

    fn shares(&mut self, of: At<'_>, shares: &Shares, at: Vec<Step>) {
        let deeper = |holder: &str| at.iter().cloned().chain([Step::Name(holder.to_owned())]).collect::<Vec<_>>();
        if shares.is_empty() {
            self.refuse(of, Problem::NoShares, at.clone());
        }
        let mut least = 0;
        for (holder, share) in shares.iter() {
            if holder == "unrecorded" {
                self.refuse(of, Problem::Unseen, deeper(holder));
            } else if holder != "nobody" && self.history.actor_names().id(holder).is_none() {
                self.missing(of, "actor", holder, deeper(holder));
            }
            if share.is_none() {
                let value = at.iter().cloned().chain([Step::Key(holder.to_owned())]).collect();
                self.refuse(of, Problem::NoShare(holder.to_owned()), value);
            }
            least += share.low();
        }
        if least > 1000 {
            let percent = format!("{}.{}", least / 10, least % 10);
            let first = shares.iter().next().map_or_else(|| at.clone(), |(holder, _)| deeper(holder));
            self.refuse(of, Problem::TooMuch(percent.trim_end_matches(".0").to_owned()), first);
        }
    }

    fn cites(&mut self, of: At<'_>, cites: &[Citation], at: Vec<Step>) {
        for (number, cite) in cites.iter().enumerate() {
            if self.history.source_names().id(&cite.source).is_none() {
                let at = at.iter().cloned().chain([Step::Item(number)]).collect();
                self.missing(of, "source", &cite.source, at);
            }
        }
    }

    /// Events that come in together, ids and all.
    pub(crate) fn events(&mut self, batch: &'a [Event]) {
        self.coming.clear();
        for (number, event) in batch.iter().enumerate() {
            let id = event.name();
            // A derived id is bad only where the place's is, which is found with the place.
            if check_id(id).is_ok() || self.history.place_names().id(&event.place).is_some() {
                let of = At { kind: "event", id, entry: Entry::Event(number) };
                self.id(of, self.history.has_event(id) || self.coming.contains(id));
            }
            self.coming.insert(id);
        }
        for (number, event) in batch.iter().enumerate() {
            self.event(event, Entry::Event(number));
        }
        self.corrections(batch);
    }

    /// That no event corrects itself through others. Those in the history correct none that is to come.
    fn corrections(&mut self, batch: &[Event]) {
        let correcting: HashMap<&str, (usize, &Event)> =
            batch.iter().enumerate().filter(|(_, it)| !it.supersedes.is_empty()).map(|it| (it.1.name(), it)).collect();
        let mut done: HashSet<&str> = HashSet::new();
        for (_, start) in batch.iter().enumerate().filter(|(_, it)| correcting.contains_key(it.name())) {
            // Down along the corrections, and back up where there are no more: `path` leads to where one is.
            let mut path: Vec<(&Event, usize)> = vec![(start, 0)];
            while let Some((event, next)) = path.last_mut() {
                let Some(corrected) = event.supersedes.get(*next).filter(|_| !done.contains(event.name())) else {
                    done.insert(event.name());
                    path.pop();
                    continue;
                };
                *next += 1;
                let Some(&(_, inner)) = correcting.get(corrected.as_str()) else { continue };
                if let Some(first) = path.iter().position(|(other, _)| other.name() == corrected) {
                    // One that refers straight to itself has been told so.
                    if first + 1 < path.len() {
                        let (last, step) = (path[path.len() - 1].0, path[path.len() - 1].1 - 1);
                        let ids = path[first..].iter().map(|(event, _)| event.name().to_owned());
                        let ids: Vec<String> = ids.chain([corrected.clone()]).collect();
                        let entry = Entry::Event(correcting[last.name()].0);
                        let problem = Problem::Circle { what: "corrects", path: ids };
                        self.refuse(At { kind: "event", id: last.name(), entry }, problem, at!["supersedes", step]);
                    }
                } else if !done.contains(corrected.as_str()) {
                    path.push((inner, 0));
                }
            }
        }
    }

    /// One event that takes the place of another: it may keep that one's id.
    pub(crate) fn replacement(&mut self, event: &'a Event, of: &'a str) {
        let id = event.name();
        let taken = id != of && self.history.has_event(id);
        self.id(At { kind: "event", id, entry: Entry::Event(0) }, taken);
        self.coming.insert(id);
        self.event(event, Entry::Event(0));
        let own = references(event).into_iter().find(|(_, other)| *other == of && id != of);
        if let Some((at, _)) = own {
            self.refuse(At { kind: "event", id, entry: Entry::Event(0) }, Problem::Itself, at);
        }
        // What it corrects may correct it in turn.
        let mut seen: HashSet<&str> = HashSet::new();
        let start = event.supersedes.iter().enumerate();
        let mut open: Vec<(usize, Vec<&str>)> = start.map(|(number, other)| (number, vec![id, other])).collect();
        while let Some((number, way)) = open.pop() {
            let other = way[way.len() - 1];
            let Some(inner) = self.history.event(other).ok().filter(|_| other != of && seen.insert(other)) else {
                continue;
            };
            if inner.supersedes.iter().any(|it| it == of || it == id) {
                let path = way.iter().chain([&id]).map(|&id| id.to_owned()).collect();
                let problem = Problem::Circle { what: "corrects", path };
                self.refuse(At { kind: "event", id, entry: Entry::Event(0) }, problem, at!["supersedes", number]);
                break;
            }
            open.extend(inner.supersedes.iter().map(|it| (number, way.iter().copied().chain([it.as_str()]).collect())));
        }
    }

    /// Everything about an event but its id.
    fn event(&mut self, event: &Event, entry: Entry) {
        let history = self.history;
        let of = At { kind: "event", id: event.name(), entry };
        let word = event.change.word();
        let place = history.place_names().id(&event.place);
        if place.is_none() {
            self.missing(of, "place", &event.place, at!["place"]);
        }
        self.actors(of, event);
        for (number, who) in event.claimed_by.iter().enumerate() {
            if history.actor_names().id(who).is_none() && history.source_names().id(who).is_none() {
                self.missing(of, "actor or source", who, at!["claimed_by", number]);
            }
        }
        if let Change::Observed(shares) = &event.change {
            self.shares(of, shares, at![word, "shares"]);
        }
        self.cites(of, &event.cites, at!["cites"]);
        for (at, id) in references(event) {
            if id == event.name() {
                self.refuse(of, Problem::Itself, at);
            } else if !history.has_event(id) && !self.coming.contains(id) {
                let events = self.coming.len() + history.events_len();
                let left = self.patience.checked_sub(events);
                self.patience = left.unwrap_or(self.patience);
                let near = left.and_then(|_| nearest(id, self.coming.iter().copied().chain(history.event_names())));
                let nearest = near.map(str::to_owned);
                self.refuse(of, NotFound::Unknown { kind: "event", given: id.to_owned(), nearest }, at);
            }
        }
        self.extent(of, event, place);
        self.lasting(of, event);
        if let Change::Noted(noted) = &event.change {
            for (name, quantity) in &noted.numbers {
                let text = quantity.to_string();
                if text.parse().as_ref() != Ok(quantity) {
                    let at = at![word, "numbers", name.as_str()];
                    self.refuse(of, Problem::Quantity(crate::change::BadQuantity(text)), at);
                }
            }
        }
    }

    /// The actors that an event names.
    fn actors(&mut self, of: At<'_>, event: &Event) {
        let word = event.change.word();
        let named: Vec<(Vec<Step>, &str)> = match &event.change {
            Change::Captured(it) | Change::Recaptured(it) => {
                let from = it.from.iter().map(|from| (at![word, "from"], from.as_str()));
                std::iter::once((at![word, "by"], it.by.as_str())).chain(from).collect()
            }
            Change::Withdrew(it) => vec![(at![word, "actor"], &it.actor)],
            Change::Transferred(it) => vec![(at![word, "from"], &it.from), (at![word, "to"], &it.to)],
            Change::Attacked(it) => vec![(at![word, "by"], &it.by)],
            Change::Fought(it) => {
                it.between.iter().enumerate().map(|(n, id)| (at![word, "between", n], id.as_str())).collect()
            }
            Change::Repelled(it) => {
                let by = it.by.iter().map(|by| (at![word, "by"], by.as_str()));
                std::iter::once((at![word, "attacker"], it.attacker.as_str())).chain(by).collect()
            }
            Change::Besieged(it) => vec![(at![word, "by"], &it.by)],
            Change::FireControl(it) => vec![(at![word, "by"], &it.by)],
            Change::Noted(it) => it.by.iter().map(|by| (at![word, "by"], by.as_str())).collect(),
            Change::Observed(_) | Change::SiegeLifted | Change::FireControlLost | Change::Denied(_) => Vec::new(),
        };
        let with = event.with.iter().enumerate().map(|(number, id)| (at!["with", number], id.as_str()));
        for (at, actor) in named.into_iter().chain(with) {
            if self.history.actor_names().id(actor).is_none() {
                self.missing(of, "actor", actor, at);
            }
        }
    }

    /// How much of its place an event tells of.
    fn extent(&mut self, of: At<'_>, event: &Event, place: Option<u32>) {
        let word = event.change.word();
        let (extent, except) = match &event.change {
            Change::Captured(it) | Change::Recaptured(it) => (it.extent, &it.except[..]),
            Change::Withdrew(it) => (it.extent, &it.except[..]),
            Change::Transferred(it) => (it.extent, &it.except[..]),
            _ => (Share::WHOLE, &[][..]),
        };
        if extent.is_none() {
            self.refuse(of, Problem::NoExtent, at![word, "extent"]);
        }
        if !except.is_empty() && !extent.is_whole() {
            self.refuse(of, Problem::PartialExcept, at![word, "except", 0]);
        }
        for (number, spared) in except.iter().enumerate() {
            let at = at![word, "except", number];
            match self.history.place_names().id(spared) {
                None => self.missing(of, "place", spared, at),
                Some(inner) if place.is_some_and(|place| !self.history.lies_within(inner, place)) => {
                    self.refuse(of, Problem::NotWithin { place: spared.clone(), within: event.place.clone() }, at);
                }
                Some(_) => {}
            }
        }
    }

    /// How long what an event tells of went on.
    fn lasting(&mut self, of: At<'_>, event: &Event) {
        let word = event.change.word();
        let until = match &event.change {
            Change::Attacked(it) => it.until,
            Change::Fought(it) => it.until,
            _ => None,
        };
        if let Change::Fought(it) = &event.change
            && it.between.iter().collect::<BTreeSet<_>>().len() < 2
        {
            self.refuse(of, Problem::LonelyFight, at![word, "between", 0]);
        }
        if let Some(Until::Date(until)) = until
            && until.span().precedes(event.when.span())
        {
            self.refuse(of, Problem::UntilTooEarly(until.to_string()), at![word, "until"]);
        }
    }

    /// That nobody answers to itself on any day.
    fn circles_of_actors(&mut self, entries: &[usize]) {
        let history = self.history;
        let allegiances = history.actors().flat_map(|actor| &actor.allegiances);
        let days: BTreeSet<i64> = allegiances.map(|it| period_days(it.from, it.until).0).collect();
        let mut told: HashSet<u32> = HashSet::new();
        for day in days {
            let bosses: Vec<Option<u32>> = history.actors().map(|actor| self.boss(actor, day)).collect();
            for circle in circles(&bosses) {
                for way in ways_around(&circle) {
                    let member = way[0];
                    // One that answers straight to itself has been told so.
                    if circle.len() < 2 || !told.insert(member) {
                        continue;
                    }
                    let path: Vec<String> = way.iter().map(|&at| history.actor_at(at).id.clone()).collect();
                    let actor = history.actor_at(member);
                    let number = actor.allegiances.iter().position(|it| it.to == path[1]).unwrap_or(0);
                    let of = At { kind: "actor", id: &actor.id, entry: Entry::Actor(entries[member as usize]) };
                    self.refuse(of, Problem::Circle { what: "answers", path }, at!["allegiance", number, "to"]);
                }
            }
        }
    }

    /// Whom an actor answers to on a day.
    fn boss(&self, actor: &Actor, day: i64) -> Option<u32> {
        let on = |allegiance: &&crate::actor::Allegiance| {
            let (from, until) = period_days(allegiance.from, allegiance.until);
            from <= day && day < until
        };
        self.history.actor_names().id(&actor.allegiances.iter().find(on)?.to)
    }

    /// The parents of all places: that they are there, that no place lies within itself, that parts fit their whole.
    fn tree(&mut self, entries: &[usize]) {
        let history = self.history;
        let places = || history.places().zip(entries);
        let parents: Vec<Option<u32>> =
            places().map(|(place, &entry)| self.within(place, Entry::Place(entry))).collect();
        let mut circling: HashSet<usize> = HashSet::new();
        for circle in circles(&parents) {
            circling.extend(circle.iter().map(|&at| at as usize));
            for way in ways_around(&circle) {
                let path: Vec<String> = way.iter().map(|&at| history.place_at(at).id.clone()).collect();
                let number = way[0] as usize;
                let of = At { kind: "place", id: &path[0].clone(), entry: Entry::Place(entries[number]) };
                self.refuse(of, Problem::Circle { what: "lies", path }, at!["within"]);
            }
        }
        let mut sums = vec![0_i64; parents.len()];
        for (number, (place, &entry)) in places().enumerate() {
            let around = std::iter::successors(parents[number], |&at| parents[at as usize]);
            let around: Vec<u32> = around.take(DEEPEST + 1).collect();
            if !circling.contains(&number) && !around.iter().any(|at| circling.contains(&(*at as usize))) {
                self.depth(place, Entry::Place(entry), around.len());
            }
            if let (Some(parent), Some(fraction)) = (parents[number], place.fraction) {
                sums[parent as usize] += fraction.parts().0;
                let whole = &history.place_at(parent).id;
                self.fraction(place, Entry::Place(entry), whole, sums[parent as usize]);
            }
        }
    }
}

/// The id that was meant by one that is malformed.
fn meant_id(refused: &Refused) -> Option<String> {
    match &*refused.problem {
        Problem::BadId { like, .. } => like.clone(),
        _ => None,
    }
}

/// Every circle in which each leads to the next, beginning with its least member.
pub(crate) fn circles(next: &[Option<u32>]) -> Vec<Vec<u32>> {
    let mut seen = vec![usize::MAX; next.len()];
    let mut circles = Vec::new();
    for start in 0..next.len() {
        let mut path: Vec<u32> = Vec::new();
        let mut at = u32::try_from(start).ok();
        while let Some(here) = at.filter(|here| seen[*here as usize] == usize::MAX) {
            seen[here as usize] = start;
            path.push(here);
            at = next[here as usize];
        }
        let first = at.filter(|at| seen[*at as usize] == start).and_then(|at| path.iter().position(|it| *it == at));
        if let Some(first) = first {
            let mut circle = path.split_off(first);
            let least = (0..circle.len()).min_by_key(|&at| circle[at]).unwrap_or(0);
            circle.rotate_left(least);
            circles.push(circle);
        }
    }
    circles
}

/// A circle from each of its members back to it. Of a long one it is enough to be told once.
fn ways_around(circle: &[u32]) -> impl Iterator<Item = Vec<u32>> {
    let members = if circle.len() > LONG_CIRCLE { 1 } else { circle.len() };
    (0..members).map(|first| circle[first..].iter().chain(&circle[..=first]).copied().collect())
}

/// A record whose entries have been checked: a history that knows all names, and what it has yet to fold.
pub(crate) struct Checked {
    pub(crate) history: History,
    pub(crate) events: Vec<Event>,
}

/// Checks a whole record; everything that is wrong with it is told.
pub(crate) fn record(scenario: Scenario) -> Result<Checked, Refusals> {
    let mut history = History::new();
    let mut wrong = Vec::new();
    for (at, source) in scenario.sources.into_iter().enumerate() {
        let mut check = Check::new(&history);
        let free = check.source(&source, Entry::Source(at));
        wrong.append(&mut check.wrong);
        if free {
            history.take_source(source);
        }
    }
    // Entries with mistakes of their own are known all the same, so that what names them is not refused too.
    let mut actors = Vec::new();
    for (at, actor) in scenario.actors.into_iter().enumerate() {
        let mut check = Check::new(&history);
        let free = check.actor(&actor, Entry::Actor(at));
        wrong.append(&mut check.wrong);
        if free {
            history.take_actor(actor);
            actors.push(at);
        }
    }
    let mut places = Vec::new();
    for (at, place) in scenario.places.into_iter().enumerate() {
        let mut check = Check::new(&history);
        let free = check.place(&place, Entry::Place(at));
        wrong.append(&mut check.wrong);
        if free {
            history.take_place(place);
            places.push(at);
        }
    }
    let mut events = scenario.events;
    History::name_events(&mut events);
    let mut check = Check::new(&history);
    check.meant = wrong.iter().filter_map(meant_id).collect();
    for (actor, &at) in history.actors().zip(&actors) {
        check.superiors(actor, Entry::Actor(at));
    }
    check.circles_of_actors(&actors);
    check.tree(&places);
    check.events(&events);
    wrong.append(&mut check.wrong);
    if wrong.is_empty() { Ok(Checked { history, events }) } else { Err(Refusals(wrong)) }
}
