//! What is checked of a whole record.

use std::collections::{BTreeSet, HashSet};

use super::{At, Check, at};
use crate::facts::circles::circles;
use crate::facts::refusal::{DEEPEST, EntryError, EntryErrors, EntryIndex, PathStep, Problem};
use crate::facts::{Facts, name_events};
use crate::numbers::{ActorNo, Number as _, Numbered, PlaceNo};
use crate::scenario::{Actor, Allegiance, Scenario};
use crate::time::period_days;

/// Of a longer circle it is enough to be told once, not from each of its members.
const LONG_CIRCLE: usize = 16;

impl Check<'_> {
    /// That nobody answers to itself on any day.
    fn circles_of_actors(&mut self, entries: &[usize]) {
        let facts = self.facts;
        let allegiances = facts.actors.iter().flat_map(|actor| &actor.allegiances);
        let days: BTreeSet<i64> =
            allegiances.map(|allegiance| period_days(allegiance.from, allegiance.until).0).collect();
        let mut told: HashSet<ActorNo> = HashSet::new();
        for day in days {
            let superiors = facts.actors.iter().map(|actor| self.superior(actor, day)).collect();
            for circle in circles(&superiors) {
                for way in ways_around(&circle) {
                    let member = way[0];
                    // One that answers straight to itself has been told so.
                    if circle.len() < 2 || !told.insert(member) {
                        continue;
                    }
                    let path: Vec<String> = way.iter().map(|&actor| facts.actors[actor].id.clone()).collect();
                    let actor = &facts.actors[member];
                    let number = actor.allegiances.iter().position(|allegiance| allegiance.to == path[1]).unwrap_or(0);
                    let of = At { kind: "actor", id: &actor.id, entry: EntryIndex::Actor(entries[member.index()]) };
                    self.refuse(of, Problem::Circle { what: "answers", path }, at!["allegiance", number, "to"]);
                }
            }
        }
    }

    /// Whom an actor answers to on a day.
    fn superior(&self, actor: &Actor, day: i64) -> Option<ActorNo> {
        let on_day = |allegiance: &&Allegiance| {
            let (from, until) = period_days(allegiance.from, allegiance.until);
            from <= day && day < until
        };
        self.facts.actor_names.id(&actor.allegiances.iter().find(on_day)?.to)
    }

    /// The parents of all places: that they are there, that no place lies within itself, that parts fit their whole.
    fn tree(&mut self, entries: &[usize]) {
        let facts = self.facts;
        let places = || facts.places.numbered().zip(entries);
        let parents: Numbered<PlaceNo, Option<PlaceNo>> =
            places().map(|((_, place), &entry)| self.within(place, EntryIndex::Place(entry))).collect();
        let mut circling: HashSet<PlaceNo> = HashSet::new();
        for circle in circles(&parents) {
            circling.extend(&circle);
            for way in ways_around(&circle) {
                let path: Vec<String> = way.iter().map(|&place| facts.places[place].id.clone()).collect();
                let entry = EntryIndex::Place(entries[way[0].index()]);
                let of = At { kind: "place", id: &path[0].clone(), entry };
                self.refuse(of, Problem::Circle { what: "lies", path }, at!["within"]);
            }
        }
        let mut sums: Numbered<PlaceNo, i64> = parents.iter().map(|_| 0).collect();
        for ((number, place), &entry) in places() {
            let around = std::iter::successors(parents[number], |&outer| parents[outer]);
            let around: Vec<PlaceNo> = around.take(DEEPEST + 1).collect();
            if !circling.contains(&number) && !around.iter().any(|outer| circling.contains(outer)) {
                self.depth(place, EntryIndex::Place(entry), around.len());
            }
            if let (Some(parent), Some(fraction)) = (parents[number], place.fraction) {
                sums[parent] += fraction.parts().0;
                let whole = &facts.places[parent].id;
                self.fraction(place, EntryIndex::Place(entry), whole, sums[parent]);
            }
        }
    }
}

/// The id that was meant by one that is malformed.
fn meant_id(refused: &EntryError) -> Option<String> {
    match &*refused.problem {
        Problem::BadId { like, .. } => like.clone(),
        _ => None,
    }
}

/// A circle from each of its members back to it.
fn ways_around<N: Copy>(circle: &[N]) -> impl Iterator<Item = Vec<N>> {
    let members = if circle.len() > LONG_CIRCLE { 1 } else { circle.len() };
    (0..members).map(|first| circle[first..].iter().chain(&circle[..=first]).copied().collect())
}

/// Checks a whole record.
///
/// # Errors
/// Everything that is wrong with it, at least one for each faulty entry.
pub(crate) fn checked(scenario: Scenario) -> Result<Facts, EntryErrors> {
    let mut facts = Facts::default();
    let mut wrong = Vec::new();
    for (position, source) in scenario.sources.into_iter().enumerate() {
        let mut check = Check::new(&facts);
        let free = check.source(&source, EntryIndex::Source(position));
        wrong.append(&mut check.wrong);
        if free {
            facts.take_source(source);
        }
    }
    // Entries with mistakes of their own are known all the same, so that what names them is not refused too.
    let mut actors = Vec::new();
    for (position, actor) in scenario.actors.into_iter().enumerate() {
        let mut check = Check::new(&facts);
        let free = check.actor(&actor, EntryIndex::Actor(position));
        wrong.append(&mut check.wrong);
        if free {
            facts.know_actor(actor);
            actors.push(position);
        }
    }
    let mut places = Vec::new();
    for (position, place) in scenario.places.into_iter().enumerate() {
        let mut check = Check::new(&facts);
        let free = check.place(&place, EntryIndex::Place(position));
        wrong.append(&mut check.wrong);
        if free {
            facts.know_place(place);
            places.push(position);
        }
    }
    let mut events = scenario.events;
    name_events(&mut events);
    let mut check = Check::new(&facts);
    check.meant = wrong.iter().filter_map(meant_id).collect();
    for (actor, &position) in facts.actors.iter().zip(&actors) {
        check.superiors(actor, EntryIndex::Actor(position));
    }
    check.circles_of_actors(&actors);
    check.tree(&places);
    check.events(&events);
    wrong.append(&mut check.wrong);
    if !wrong.is_empty() {
        return Err(EntryErrors(wrong));
    }
    facts.take_all(events);
    (facts.title, facts.licence, facts.note) = (scenario.title, scenario.licence, scenario.note);
    facts.accepted = scenario.accepted;
    Ok(facts)
}
