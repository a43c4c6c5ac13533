//! Checks events, one by one and for circles of corrections.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{Check, Subject, steps};
use crate::facts::names::LookupError;
use crate::facts::references;
use crate::facts::refusal::{EntryIndex, PathStep, Problem};
use crate::numbers::PlaceNo;
use crate::scenario::{Change, Event, ParseQuantityError, Until};
use crate::spelling::{is_id, nearest};

impl<'a> Check<'a> {
    /// Checks events that are added together. They may refer to each other.
    pub(crate) fn events(&mut self, batch: &'a [Event]) {
        self.batch_ids.clear();
        for (number, event) in batch.iter().enumerate() {
            let id = event.name();
            // A derived id is malformed only if the id of the place is, and that is refused with the place.
            if is_id(id) || self.facts.place_names.id(&event.place).is_some() {
                let subject = Subject { kind: "event", id, entry: EntryIndex::Event(number) };
                self.id(subject, self.facts.has_event(id) || self.batch_ids.contains(id));
            }
            self.batch_ids.insert(id);
        }
        for (number, event) in batch.iter().enumerate() {
            self.event(event, EntryIndex::Event(number));
        }
        self.corrections(batch);
    }

    /// Checks that no event of a batch corrects itself through others. Only the batch is searched, because events that
    /// are already in the history correct none of it.
    fn corrections(&mut self, batch: &[Event]) {
        let numbered = batch.iter().enumerate().filter(|(_, event)| !event.supersedes.is_empty());
        let correcting: HashMap<&str, (usize, &Event)> =
            numbered.map(|(number, event)| (event.name(), (number, event))).collect();
        let mut done: HashSet<&str> = HashSet::new();
        for start in batch.iter().filter(|event| correcting.contains_key(event.name())) {
            // A depth-first search. `chain` leads from `start` to the current event; with each event it has the number
            // of its corrections that were followed so far.
            let mut chain: Vec<(&Event, usize)> = vec![(start, 0)];
            while let Some((event, next)) = chain.last_mut() {
                let Some(corrected) = event.supersedes.get(*next).filter(|_| !done.contains(event.name())) else {
                    done.insert(event.name());
                    chain.pop();
                    continue;
                };
                *next += 1;
                let Some(&(_, inner)) = correcting.get(corrected.as_str()) else { continue };
                if let Some(first) = chain.iter().position(|(other, _)| other.name() == corrected) {
                    // An event that directly refers to itself was refused before.
                    if first + 1 < chain.len() {
                        let (last, followed) = chain[chain.len() - 1];
                        let ids = chain[first..].iter().map(|(event, _)| event.name().to_owned());
                        let ids: Vec<String> = ids.chain([corrected.clone()]).collect();
                        let entry = EntryIndex::Event(correcting[last.name()].0);
                        let problem = Problem::Circle { what: "corrects", path: ids };
                        let subject = Subject { kind: "event", id: last.name(), entry };
                        self.refuse(subject, problem, steps!["supersedes", followed - 1]);
                    }
                } else if !done.contains(corrected.as_str()) {
                    chain.push((inner, 0));
                }
            }
        }
    }

    /// Checks an event that replaces the event with the id `replaced`, whose id it may keep.
    pub(crate) fn replacement(&mut self, event: &'a Event, replaced: &'a str) {
        let id = event.name();
        let subject = Subject { kind: "event", id, entry: EntryIndex::Event(0) };
        let taken = id != replaced && self.facts.has_event(id);
        self.id(subject, taken);
        self.batch_ids.insert(id);
        self.event(event, EntryIndex::Event(0));
        let to_replaced = references(event).into_iter().find(|(_, other)| *other == replaced && id != replaced);
        if let Some((path, _)) = to_replaced {
            self.refuse(subject, Problem::Itself, path);
        }
        // An event that the new one corrects may correct it in turn, directly or through others.
        let mut seen: HashSet<&str> = HashSet::new();
        let start = event.supersedes.iter().enumerate();
        let mut unvisited: Vec<(usize, Vec<&str>)> = start.map(|(number, other)| (number, vec![id, other])).collect();
        while let Some((number, chain)) = unvisited.pop() {
            let other = chain[chain.len() - 1];
            let Some(inner) = self
                .facts
                .find_event(other)
                .map(|number| self.facts.event(number))
                .filter(|_| other != replaced && seen.insert(other))
            else {
                continue;
            };
            if inner.supersedes.iter().any(|corrected| corrected == replaced || corrected == id) {
                let ids = chain.iter().chain([&id]).map(|&id| id.to_owned()).collect();
                let problem = Problem::Circle { what: "corrects", path: ids };
                self.refuse(subject, problem, steps!["supersedes", number]);
                break;
            }
            let longer = |corrected| chain.iter().copied().chain([corrected]).collect();
            unvisited.extend(inner.supersedes.iter().map(|corrected| (number, longer(corrected.as_str()))));
        }
    }

    /// Checks everything about an event but its id.
    fn event(&mut self, event: &Event, entry: EntryIndex) {
        let facts = self.facts;
        let subject = Subject { kind: "event", id: event.name(), entry };
        let word = event.change.word();
        let place = facts.place_names.id(&event.place);
        if place.is_none() {
            self.missing(subject, "place", &event.place, steps!["place"]);
        }
        self.actors(subject, event);
        for (number, claimant) in event.claimed_by.iter().enumerate() {
            if facts.actor_names.id(claimant).is_none() && facts.source_names.id(claimant).is_none() {
                self.missing(subject, "actor or source", claimant, steps!["claimed_by", number]);
            }
        }
        if let Some(shares) = event.change.shares() {
            self.shares(subject, shares, steps![word, "shares"]);
        }
        self.cites(subject, &event.cites, steps!["cites"]);
        for (path, id) in references(event) {
            if id == event.name() {
                self.refuse(subject, Problem::Itself, path);
            } else if !facts.has_event(id) && !self.batch_ids.contains(id) {
                let events = self.batch_ids.len() + facts.event_count();
                let left = self.comparisons_left.checked_sub(events);
                self.comparisons_left = left.unwrap_or(self.comparisons_left);
                let near = left.and_then(|_| nearest(id, self.batch_ids.iter().copied().chain(facts.event_names())));
                let nearest = near.map(str::to_owned);
                self.refuse(
                    subject,
                    LookupError::Unknown { kind: "event", given: id.to_owned(), nearest, name: None },
                    path,
                );
            }
        }
        self.extent(subject, event, place);
        self.fight(subject, event);
        self.until(subject, event);
        if let Change::Noted(noted) = &event.change {
            for (name, quantity) in &noted.numbers {
                let text = quantity.to_string();
                if text.parse().as_ref() != Ok(quantity) {
                    let path = steps![word, "numbers", name.as_str()];
                    self.refuse(subject, Problem::Quantity(ParseQuantityError::new(text)), path);
                }
            }
        }
    }

    /// Checks the actors that an event names, except those whose shares it states.
    fn actors(&mut self, subject: Subject<'_>, event: &Event) {
        let word = event.change.word();
        let named = event.change.named_actors().into_iter().map(|named| {
            let item = named.item.map(PathStep::from);
            (steps![word, named.key].into_iter().chain(item).collect(), named.id)
        });
        // Holders are checked together with their shares.
        let named: Vec<(Vec<PathStep>, &str)> =
            if event.change.shares().is_some() { Vec::new() } else { named.collect() };
        let with = event.with.iter().enumerate().map(|(number, id)| (steps!["with", number], id.as_str()));
        for (path, actor) in named.into_iter().chain(with) {
            if self.facts.actor_names.id(actor).is_none() {
                self.missing(subject, "actor", actor, path);
            }
        }
    }

    /// Checks how much of its place an event changes, and which places within it are left out.
    fn extent(&mut self, subject: Subject<'_>, event: &Event, place: Option<PlaceNo>) {
        let word = event.change.word();
        let (extent, except) = (event.change.extent(), event.change.except());
        if extent.is_none() {
            self.refuse(subject, Problem::NoExtent, steps![word, "extent"]);
        }
        if !except.is_empty() && !extent.is_whole() {
            self.refuse(subject, Problem::PartialExcept, steps![word, "except", 0]);
        }
        for (number, spared) in except.iter().enumerate() {
            let path = steps![word, "except", number];
            match self.facts.place_names.id(spared) {
                None => self.missing(subject, "place", spared, path),
                Some(inner) if place.is_some_and(|place| !self.lies_within(inner, place)) => {
                    self.refuse(
                        subject,
                        Problem::NotWithin { place: spared.clone(), within: event.place.clone() },
                        path,
                    );
                }
                Some(_) => {}
            }
        }
    }

    /// Checks the parties of a fight.
    fn fight(&mut self, subject: Subject<'_>, event: &Event) {
        let word = event.change.word();
        if let Change::Fought(fought) = &event.change
            && fought.between.iter().collect::<BTreeSet<_>>().len() < 2
        {
            self.refuse(subject, Problem::LonelyFight, steps![word, "between", 0]);
        }
    }

    /// Checks that what lasts does not end before it begins.
    fn until(&mut self, subject: Subject<'_>, event: &Event) {
        let until = match (&event.change, event.change.until()) {
            (Change::Observed(observed), _) => observed.until,
            (_, Some(Until::Date(until))) => Some(until),
            _ => None,
        };
        if let Some(until) = until.filter(|until| until.span().precedes(event.when.span())) {
            let path = steps![event.change.word(), "until"];
            self.refuse(subject, Problem::UntilTooEarly(until.to_string()), path);
        }
    }

    /// Returns whether a place lies within another, by what the places themselves say, because the tree may not exist
    /// yet.
    fn lies_within(&self, inner: PlaceNo, outer: PlaceNo) -> bool {
        let parent = |place: &PlaceNo| {
            let around = self.facts.places[*place].within.as_ref()?;
            self.facts.place_names.id(around)
        };
        let around = std::iter::successors(parent(&inner), parent);
        around.take(self.facts.places.len()).any(|place| place == outer)
    }
}
