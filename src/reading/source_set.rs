//! The actors and sources that a reading names, and whether an event comes from them.

use crate::facts::{Facts, LookupError};
use crate::numbers::{ActorNo, SourceNo};
use crate::scenario::{Citation, Event, day_of};

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

    /// Returns whether a claimant of an event is in the set, or answers to an actor in it on the event's day.
    fn has_claimant(&self, facts: &Facts, event: &Event, claimant: &str) -> bool {
        let sides = facts.sides();
        let actor = facts.actor_names.id(claimant);
        let under = |actor: ActorNo| self.actors.iter().any(|&chief| sides.under(actor, chief, day_of(event)));
        actor.is_some_and(under) || self.has_source(facts, claimant)
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

    /// Returns whether an event comes from someone in the set: a claimant or a cited source.
    pub(super) fn is_origin_of(&self, facts: &Facts, event: &Event) -> bool {
        let claimed = event.claimed_by.iter().any(|claimant| self.has_claimant(facts, event, claimant));
        claimed || self.has_any_of(facts, &event.cites)
    }

    /// Returns whether all claimants of an event, or all sources that it cites, are in the set.
    pub(super) fn is_only_origin_of(&self, facts: &Facts, event: &Event) -> bool {
        let claimants = &event.claimed_by;
        let has_claimant = |claimant: &String| self.has_claimant(facts, event, claimant);
        let claimed = !claimants.is_empty() && claimants.iter().all(has_claimant);
        claimed || self.has_all_of(facts, &event.cites)
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
