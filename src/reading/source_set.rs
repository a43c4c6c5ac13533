//! The actors and sources that a reading listens to, or does not; and who tells an event.

use crate::facts::{Facts, LookupError};
use crate::numbers::{ActorNo, SourceNo};
use crate::scenario::{Citation, Event, day_of};

/// Actors and sources whose word is taken, or not.
pub(super) struct SourceSet {
    actors: Vec<ActorNo>,
    sources: Vec<SourceNo>,
}

impl SourceSet {
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

    /// Whether a claimant of an event is one of these, or answers to one.
    fn include(&self, facts: &Facts, event: &Event, claimant: &str) -> bool {
        let sides = facts.sides();
        let actor = facts.actor_names.id(claimant);
        let under = |actor: ActorNo| self.actors.iter().any(|&chief| sides.under(actor, chief, day_of(event)));
        actor.is_some_and(under) || self.has_source(facts, claimant)
    }

    fn has_source(&self, facts: &Facts, source: &str) -> bool {
        facts.source_names.id(source).is_some_and(|source| self.sources.contains(&source))
    }

    pub(super) fn cited(&self, facts: &Facts, cites: &[Citation]) -> bool {
        cites.iter().any(|cite| self.has_source(facts, &cite.source))
    }

    /// Whether an event comes from one of these.
    pub(super) fn tell(&self, facts: &Facts, event: &Event) -> bool {
        let claimed = event.claimed_by.iter().any(|claimant| self.include(facts, event, claimant));
        claimed || self.cited(facts, &event.cites)
    }

    /// Whether a citation rests on none but these.
    pub(super) fn alone_cited(&self, facts: &Facts, cites: &[Citation]) -> bool {
        !cites.is_empty() && cites.iter().all(|cite| self.has_source(facts, &cite.source))
    }

    /// Whether an event is told by none but these.
    pub(super) fn alone_tell(&self, facts: &Facts, event: &Event) -> bool {
        let claimants = &event.claimed_by;
        let claimed = !claimants.is_empty() && claimants.iter().all(|it| self.include(facts, event, it));
        claimed || self.alone_cited(facts, &event.cites)
    }
}

/// Neither an actor nor a source: with the nearest of both.
fn unknown(facts: &Facts, given: &str, as_actor: LookupError) -> LookupError {
    let as_source = facts.source_names.unknown("source", given);
    match (as_actor, as_source) {
        (error @ LookupError::Ambiguous { .. }, _) => error,
        (LookupError::Unknown { nearest: Some(near), .. }, _)
        | (_, LookupError::Unknown { nearest: Some(near), .. }) => {
            LookupError::Unknown { kind: "actor or source", given: given.to_owned(), nearest: Some(near) }
        }
        _ => LookupError::Unknown { kind: "actor or source", given: given.to_owned(), nearest: None },
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

/// Whether two events are told by different found: nobody tells both.
pub(crate) fn told_apart(one: &Event, other: &Event) -> bool {
    let (mine, theirs) = (tellers(one), tellers(other));
    !mine.is_empty() && !theirs.is_empty() && !mine.iter().any(|teller| theirs.contains(teller))
}
