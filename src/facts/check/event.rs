//! What is checked of an event.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{At, Check, at};
use crate::facts::names::LookupError;
use crate::facts::references;
use crate::facts::refusal::{EntryIndex, PathStep, Problem};
use crate::numbers::PlaceNo;
use crate::scenario::{Change, Event, ParseQuantityError, Until};
use crate::spelling::{is_id, nearest};

impl<'a> Check<'a> {
    /// Events that come in together, ids and all.
    pub(crate) fn events(&mut self, batch: &'a [Event]) {
        self.coming.clear();
        for (number, event) in batch.iter().enumerate() {
            let id = event.name();
            // A derived id is bad only where the place's is, which is found with the place.
            if is_id(id) || self.facts.place_names.id(&event.place).is_some() {
                let of = At { kind: "event", id, entry: EntryIndex::Event(number) };
                self.id(of, self.facts.has_event(id) || self.coming.contains(id));
            }
            self.coming.insert(id);
        }
        for (number, event) in batch.iter().enumerate() {
            self.event(event, EntryIndex::Event(number));
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
                        let entry = EntryIndex::Event(correcting[last.name()].0);
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
        let taken = id != of && self.facts.has_event(id);
        self.id(At { kind: "event", id, entry: EntryIndex::Event(0) }, taken);
        self.coming.insert(id);
        self.event(event, EntryIndex::Event(0));
        let own = references(event).into_iter().find(|(_, other)| *other == of && id != of);
        if let Some((at, _)) = own {
            self.refuse(At { kind: "event", id, entry: EntryIndex::Event(0) }, Problem::Itself, at);
        }
        // What it corrects may correct it in turn.
        let mut seen: HashSet<&str> = HashSet::new();
        let start = event.supersedes.iter().enumerate();
        let mut open: Vec<(usize, Vec<&str>)> = start.map(|(number, other)| (number, vec![id, other])).collect();
        while let Some((number, way)) = open.pop() {
            let other = way[way.len() - 1];
            let Some(inner) = self
                .facts
                .find_event(other)
                .map(|number| self.facts.event(number))
                .filter(|_| other != of && seen.insert(other))
            else {
                continue;
            };
            if inner.supersedes.iter().any(|it| it == of || it == id) {
                let path = way.iter().chain([&id]).map(|&id| id.to_owned()).collect();
                let problem = Problem::Circle { what: "corrects", path };
                self.refuse(At { kind: "event", id, entry: EntryIndex::Event(0) }, problem, at!["supersedes", number]);
                break;
            }
            open.extend(inner.supersedes.iter().map(|it| (number, way.iter().copied().chain([it.as_str()]).collect())));
        }
    }

    /// Everything about an event but its id.
    fn event(&mut self, event: &Event, entry: EntryIndex) {
        let facts = self.facts;
        let of = At { kind: "event", id: event.name(), entry };
        let word = event.change.word();
        let place = facts.place_names.id(&event.place);
        if place.is_none() {
            self.missing(of, "place", &event.place, at!["place"]);
        }
        self.actors(of, event);
        for (number, who) in event.claimed_by.iter().enumerate() {
            if facts.actor_names.id(who).is_none() && facts.source_names.id(who).is_none() {
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
            } else if !facts.has_event(id) && !self.coming.contains(id) {
                let events = self.coming.len() + facts.event_count();
                let left = self.patience.checked_sub(events);
                self.patience = left.unwrap_or(self.patience);
                let near = left.and_then(|_| nearest(id, self.coming.iter().copied().chain(facts.event_names())));
                let nearest = near.map(str::to_owned);
                self.refuse(of, LookupError::Unknown { kind: "event", given: id.to_owned(), nearest }, at);
            }
        }
        self.extent(of, event, place);
        self.lasting(of, event);
        if let Change::Noted(noted) = &event.change {
            for (name, quantity) in &noted.numbers {
                let text = quantity.to_string();
                if text.parse().as_ref() != Ok(quantity) {
                    let at = at![word, "numbers", name.as_str()];
                    self.refuse(of, Problem::Quantity(ParseQuantityError(text)), at);
                }
            }
        }
    }

    /// The actors that an event names.
    fn actors(&mut self, of: At<'_>, event: &Event) {
        let word = event.change.word();
        let named = event.change.named_actors().into_iter().map(|named| {
            let item = named.item.map(PathStep::from);
            (at![word, named.key].into_iter().chain(item).collect(), named.id)
        });
        let named: Vec<(Vec<PathStep>, &str)> = match event.change {
            // Those who were observed are looked up with their shares.
            Change::Observed(_) => Vec::new(),
            _ => named.collect(),
        };
        let with = event.with.iter().enumerate().map(|(number, id)| (at!["with", number], id.as_str()));
        for (at, actor) in named.into_iter().chain(with) {
            if self.facts.actor_names.id(actor).is_none() {
                self.missing(of, "actor", actor, at);
            }
        }
    }

    /// How much of its place an event tells of.
    fn extent(&mut self, of: At<'_>, event: &Event, place: Option<PlaceNo>) {
        let word = event.change.word();
        let (extent, except) = (event.change.extent(), event.change.except());
        if extent.is_none() {
            self.refuse(of, Problem::NoExtent, at![word, "extent"]);
        }
        if !except.is_empty() && !extent.is_whole() {
            self.refuse(of, Problem::PartialExcept, at![word, "except", 0]);
        }
        for (number, spared) in except.iter().enumerate() {
            let at = at![word, "except", number];
            match self.facts.place_names.id(spared) {
                None => self.missing(of, "place", spared, at),
                Some(inner) if place.is_some_and(|place| !self.lies_within(inner, place)) => {
                    self.refuse(of, Problem::NotWithin { place: spared.clone(), within: event.place.clone() }, at);
                }
                Some(_) => {}
            }
        }
    }

    /// How long what an event tells of went on.
    fn lasting(&mut self, of: At<'_>, event: &Event) {
        let word = event.change.word();
        let until = event.change.until();
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

    /// Whether a place lies within another, by what the places themselves say: the tree may not be there yet.
    fn lies_within(&self, inner: PlaceNo, outer: PlaceNo) -> bool {
        let parent = |place: &PlaceNo| {
            let around = self.facts.places[*place].within.as_ref()?;
            self.facts.place_names.id(around)
        };
        let around = std::iter::successors(parent(&inner), parent);
        around.take(self.facts.places.len()).any(|place| place == outer)
    }
}
