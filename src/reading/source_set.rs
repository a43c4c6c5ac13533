//! The actors and sources that a reading names, and whether an event comes from them.

use crate::facts::{Facts, LookupError};
use crate::fold::Sides;
use crate::numbers::{ActorNo, SourceNo};
use crate::scenario::{Citation, Event, day_of};

/// What decides from whom an event comes: the facts, and who answers to whom under the reading.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) facts: &'a Facts,
    pub(super) sides: &'a Sides,
}

/// A set of actors and sources that a reading names: in `according_to`, `only_from` or `not_from`.
pub(super) struct SourceSet {
    actors: Vec<ActorNo>,
    sources: Vec<SourceNo>,
}

impl SourceSet {
    /// Looks up ids and names, each of which may be an actor's, a source's, or both.
    ///
    /// # Errors
    /// Returns an error if one of them is neither an actor nor a source, or is the name of several actors.
    pub(super) fn find(facts: &Facts, ids: &[String]) -> Result<Self, LookupError> {
        let mut found = Self { actors: Vec::new(), sources: Vec::new() };
        for id in ids {
            let source = facts.source_names.id(id);
            let actor = facts.actor_names.find("actor", id);
            found.sources.extend(source);
            match actor {
                Ok(actor) => found.actors.push(actor),
                Err(error) if source.is_none() => return Err(unknown(facts, id, error)),
                Err(_) => {}
            }
        }
        Ok(found)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.actors.is_empty() && self.sources.is_empty()
    }

    /// Whether an actor is in the set, or answers to one in it on a day.
    fn has_actor(&self, by: Known<'_>, actor: &str, day: i64) -> bool {
        let actor = by.facts.actor_names.id(actor);
        actor.is_some_and(|actor| self.actors.iter().any(|&chief| by.sides.under(actor, chief, day)))
    }

    /// Whether a claimant of an event is in the set, or answers to an actor in it on the event's day.
    fn has_claimant(&self, by: Known<'_>, event: &Event, claimant: &str) -> bool {
        self.has_actor(by, claimant, day_of(event)) || self.has_source(by.facts, claimant)
    }

    /// Whether a cited source is in the set, or is on the side of an actor that is in it.
    fn has_cited(&self, by: Known<'_>, event: &Event, cite: &Citation) -> bool {
        let source = by.facts.source_names.id(&cite.source).map(|number| &by.facts.sources[number]);
        let side = source.and_then(|source| source.side.as_deref());
        self.has_source(by.facts, &cite.source) || side.is_some_and(|side| self.has_actor(by, side, day_of(event)))
    }

    fn has_source(&self, facts: &Facts, source: &str) -> bool {
        facts.source_names.id(source).is_some_and(|source| self.sources.contains(&source))
    }

    /// Returns whether at least one of the citations is of a source in the set.
    pub(super) fn has_any_of(&self, facts: &Facts, cites: &[Citation]) -> bool {
        cites.iter().any(|cite| self.has_source(facts, &cite.source))
    }

    /// Returns whether there are citations, and all of them are of sources in the set.
    pub(super) fn has_all_of(&self, facts: &Facts, cites: &[Citation]) -> bool {
        !cites.is_empty() && cites.iter().all(|cite| self.has_source(facts, &cite.source))
    }

    /// Whether an event comes from someone in the set: a claimant, a cited source, or the side of one.
    pub(super) fn is_origin_of(&self, by: Known<'_>, event: &Event) -> bool {
        event.claimed_by.iter().any(|claimant| self.has_claimant(by, event, claimant))
            || event.cites.iter().any(|cite| self.has_cited(by, event, cite))
    }

    /// Whether all claimants of an event, or all sources that it cites, are in the set or on the side of one in it.
    pub(super) fn is_only_origin_of(&self, by: Known<'_>, event: &Event) -> bool {
        let all_claimants = event.claimed_by.iter().all(|claimant| self.has_claimant(by, event, claimant));
        let all_cited = event.cites.iter().all(|cite| self.has_cited(by, event, cite));
        (!event.claimed_by.is_empty() && all_claimants) || (!event.cites.is_empty() && all_cited)
    }
}

/// Returns the error for a text that names neither an actor nor a source, with the nearest name of either kind.
fn unknown(facts: &Facts, given: &str, as_actor: LookupError) -> LookupError {
    let as_source = facts.source_names.unknown("source", given);
    match (as_actor, as_source) {
        (error @ LookupError::Ambiguous { .. }, _) => error,
        (LookupError::Unknown { nearest: Some(near), name, .. }, _)
        | (_, LookupError::Unknown { nearest: Some(near), name, .. }) => {
            LookupError::Unknown { kind: "actor or source", given: given.to_owned(), nearest: Some(near), name }
        }
        _ => LookupError::unknown("actor or source", given),
    }
}

/// Returns to whom an event is attributed: the claimants, or the cited sources if nobody claims it.
fn attribution(event: &Event) -> Vec<&str> {
    if event.claimed_by.is_empty() {
        event.cites.iter().map(|cite| cite.source.as_str()).collect()
    } else {
        event.claimed_by.iter().map(String::as_str).collect()
    }
}

/// Returns whether two events are both attributed to someone, and no claimant or source is common to both. Only such
/// events can contradict each other: what one source says of one day is a sequence.
pub(crate) fn independently_attributed(one: &Event, other: &Event) -> bool {
    let (ones, others) = (attribution(one), attribution(other));
    !ones.is_empty() && !others.is_empty() && !ones.iter().any(|id| others.contains(id))
}
