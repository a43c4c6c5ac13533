//! Checks a whole record, also for circles of allegiances and of places.

use std::collections::{BTreeSet, HashSet};

use super::{Check, Subject, steps};
use crate::facts::circles::circles;
use crate::facts::refusal::{DEEPEST, EntryError, EntryErrors, EntryIndex, PathStep, Problem};
use crate::facts::{Facts, name_events};
use crate::numbers::{ActorNo, Number as _, Numbered, PlaceNo};
use crate::scenario::{Actor, Covers, Scenario, allegiance_periods};

/// A longer circle is reported only once, not for each of its members.
const LONG_CIRCLE: usize = 16;

impl Check<'_> {
    /// Checks that no actor answers to itself through others on any day. `entries` are the positions of the actors in
    /// the record.
    fn circles_of_actors(&mut self, entries: &[usize]) {
        let facts = self.facts;
        let allegiances = facts.actors.iter().flat_map(|actor| &actor.allegiances);
        let days: BTreeSet<i64> = allegiances.map(|allegiance| allegiance.days().0).collect();
        let mut reported: HashSet<ActorNo> = HashSet::new();
        for day in days {
            let superiors = facts.actors.iter().map(|actor| self.superior(actor, day)).collect();
            for circle in circles(&superiors) {
                for rotation in rotations(&circle) {
                    let member = rotation[0];
                    // An actor that directly answers to itself was refused before.
                    if circle.len() < 2 || !reported.insert(member) {
                        continue;
                    }
                    let ids: Vec<String> = rotation.iter().map(|&actor| facts.actors[actor].id.clone()).collect();
                    let actor = &facts.actors[member];
                    let number = actor.allegiances.iter().position(|allegiance| allegiance.to == ids[1]).unwrap_or(0);
                    let subject =
                        Subject { kind: "actor", id: &actor.id, entry: EntryIndex::Actor(entries[member.index()]) };
                    self.refuse(
                        subject,
                        Problem::Circle { what: "answers", path: ids },
                        steps!["allegiance", number, "to"],
                    );
                }
            }
        }
    }

    /// Returns the actor to whom an actor directly answers on a day.
    fn superior(&self, actor: &Actor, day: i64) -> Option<ActorNo> {
        let periods = allegiance_periods(&actor.allegiances, |_| true);
        let on_day = periods.iter().find(|period| period.from <= day && day < period.until)?;
        self.facts.actor_names.id(&actor.allegiances[on_day.entry].to)
    }

    /// Checks the places around all places: that they exist, that no place lies within itself, and that parts fit their
    /// whole. `entries` are the positions of the places in the record.
    fn tree(&mut self, entries: &[usize]) {
        let facts = self.facts;
        let places = || facts.places.numbered().zip(entries);
        let parents: Numbered<PlaceNo, Option<PlaceNo>> =
            places().map(|((_, place), &entry)| self.within(place, EntryIndex::Place(entry))).collect();
        let mut in_circles: HashSet<PlaceNo> = HashSet::new();
        for circle in circles(&parents) {
            in_circles.extend(&circle);
            for rotation in rotations(&circle) {
                let ids: Vec<String> = rotation.iter().map(|&place| facts.places[place].id.clone()).collect();
                let entry = EntryIndex::Place(entries[rotation[0].index()]);
                let subject = Subject { kind: "place", id: &facts.places[rotation[0]].id, entry };
                self.refuse(subject, Problem::Circle { what: "lies", path: ids }, steps!["within"]);
            }
        }
        let mut sums: Numbered<PlaceNo, i64> = parents.iter().map(|_| 0).collect();
        for ((number, place), &entry) in places() {
            let around = std::iter::successors(parents[number], |&outer| parents[outer]);
            let around: Vec<PlaceNo> = around.take(DEEPEST + 1).collect();
            if !in_circles.contains(&number) && !around.iter().any(|outer| in_circles.contains(outer)) {
                self.depth(place, EntryIndex::Place(entry), around.len());
            }
            if let (Some(parent), Some(fraction)) = (parents[number], place.fraction) {
                sums[parent] += fraction.parts().0;
                let parent_id = &facts.places[parent].id;
                self.fraction(place, EntryIndex::Place(entry), parent_id, sums[parent]);
            }
        }
    }
}

/// Returns the well-formed id that an entry with a malformed one probably should have.
fn intended_id(refused: &EntryError) -> Option<String> {
    match &*refused.problem {
        Problem::BadId { like, .. } => like.clone(),
        _ => None,
    }
}

/// Returns a circle from each of its members back to that member; of a long circle, only from the first.
fn rotations<N: Copy>(circle: &[N]) -> impl Iterator<Item = Vec<N>> {
    let members = if circle.len() > LONG_CIRCLE { 1 } else { circle.len() };
    (0..members).map(|first| circle[first..].iter().chain(&circle[..=first]).copied().collect())
}

/// Returns the error for what a record covers if the last day comes before the first.
pub(crate) fn reversed_covers(covers: Covers) -> Option<EntryError> {
    let problem = Problem::Reversed("what it covers".into());
    let refused = || EntryError::new("the record".to_owned(), problem, EntryIndex::Record, steps!["covers", "until"]);
    covers.is_reversed().then(refused)
}

/// Checks a whole record.
///
/// # Errors
/// Returns everything that is wrong with the record, with at least one error for each faulty entry.
pub(crate) fn checked(scenario: Scenario) -> Result<Facts, EntryErrors> {
    let mut facts = Facts::default();
    let mut wrong = Vec::new();
    let mut sources = Vec::new();
    wrong.extend(scenario.covers.and_then(reversed_covers));
    for (position, source) in scenario.sources.into_iter().enumerate() {
        let mut check = Check::new(&facts);
        let free = check.source(&source, EntryIndex::Source(position));
        wrong.append(&mut check.wrong);
        if free {
            facts.add_source(source);
            sources.push(position);
        }
    }
    // Entries with mistakes are registered all the same, so that what names them is not refused too.
    let mut actors = Vec::new();
    for (position, actor) in scenario.actors.into_iter().enumerate() {
        let mut check = Check::new(&facts);
        let free = check.actor(&actor, EntryIndex::Actor(position));
        wrong.append(&mut check.wrong);
        if free {
            facts.register_actor(actor);
            actors.push(position);
        }
    }
    let mut places = Vec::new();
    for (position, place) in scenario.places.into_iter().enumerate() {
        let mut check = Check::new(&facts);
        let free = check.place(&place, EntryIndex::Place(position));
        wrong.append(&mut check.wrong);
        if free {
            facts.register_place(place);
            places.push(position);
        }
    }
    let mut events = scenario.events;
    name_events(&mut events, |_| false);
    for (position, event) in (1..).zip(&mut events) {
        event.order.get_or_insert(position);
    }
    let mut check = Check::new(&facts);
    check.intended_ids = wrong.iter().filter_map(intended_id).collect();
    for (actor, &position) in facts.actors.iter().zip(&actors) {
        check.superiors(actor, EntryIndex::Actor(position));
    }
    for (source, &position) in facts.sources.iter().zip(&sources) {
        check.side_of_source(source, EntryIndex::Source(position));
    }
    check.circles_of_actors(&actors);
    check.tree(&places);
    check.events(&events);
    wrong.append(&mut check.wrong);
    if !wrong.is_empty() {
        return Err(EntryErrors::new(wrong));
    }
    facts.set_events(events);
    (facts.title, facts.licence, facts.note) = (scenario.title, scenario.licence, scenario.note);
    facts.covers = scenario.covers;
    facts.accepted = scenario.accepted;
    Ok(facts)
}
