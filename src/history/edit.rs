//! Edits of a history. An edit is done completely or refused.

use std::collections::BTreeSet;

use super::History;
use crate::facts::{Check, EntryError, EntryErrors, EntryIndex, Facts, Handle, Problem};
use crate::numbers::EventNo;
use crate::reading::{IgnoreReason, Status};
use crate::scenario::{Actor, Event, Place, Source};

impl History {
    /// Adds an actor and returns a handle to it. The actors to whom it answers must have been added before.
    ///
    /// # Errors
    /// Returns an error if the id is malformed, reserved or taken, if an actor to whom it answers is unknown, or if an
    /// allegiance ends before it begins, overlaps with another or cites an unknown source. The history is then as before.
    pub fn add_actor(&mut self, actor: Actor) -> Result<Handle<Actor>, EntryError> {
        let entry = EntryIndex::Actor(self.facts.actors.len());
        let mut check = Check::new(&self.facts);
        check.actor(&actor, entry);
        check.superiors(&actor, entry);
        first(check.wrong)?;
        self.evaluation.fold.release_sides();
        let number = self.facts.add_actor(actor);
        self.evaluation.fold.set_sides(self.facts.shared_sides());
        Ok(Handle::new(self.facts.tag(), number))
    }

    /// Adds a source.
    ///
    /// # Errors
    /// Returns an error if the id is malformed or taken, or if the source is on the side of an unknown actor. The history
    /// is then as before.
    pub fn add_source(&mut self, source: Source) -> Result<(), EntryError> {
        let mut check = Check::new(&self.facts);
        let entry = EntryIndex::Source(self.facts.sources.len());
        check.source(&source, entry);
        check.side_of_source(&source, entry);
        first(check.wrong)?;
        self.facts.add_source(source);
        Ok(())
    }

    /// Adds a place and returns a handle to it. The place within which it lies must have been added before.
    ///
    /// # Errors
    /// Returns an error if the id is malformed or taken, if the place around it is unknown or lies too deep, if the
    /// parts of that place would add up to more than it, or if the point or the baseline is wrong. The history is then
    /// as before.
    pub fn add_place(&mut self, place: Place) -> Result<Handle<Place>, EntryError> {
        let entry = EntryIndex::Place(self.facts.places.len());
        let mut check = Check::new(&self.facts);
        check.place(&place, entry);
        let parent = check.within(&place, entry);
        if let (Some(parent), Some(fraction)) = (parent, place.fraction) {
            let siblings = self.facts.tree().parts(parent).iter();
            let fractions = siblings.filter_map(|&part| self.facts.places[part].fraction);
            let sum = fractions.map(|fraction| fraction.parts().0).sum::<i64>() + fraction.parts().0;
            check.fraction(&place, entry, &self.facts.places[parent].id, sum);
        }
        if let Some(parent) = parent {
            check.depth(&place, entry, self.facts.tree().around(parent).count() + 1);
        }
        first(check.wrong)?;
        let status = match &place.baseline {
            None => Status::Absent,
            Some(baseline) if baseline.credence.counts_by_default() => Status::Counted,
            Some(_) => Status::Ignored(IgnoreReason::BelowFloor),
        };
        self.evaluation.fold.release_tree();
        let number = self.facts.add_place(place);
        self.evaluation.statuses.baselines.push(status);
        let baseline = self.facts.baseline(number).filter(|_| status.counts());
        self.evaluation.fold.add_place(self.facts.shared_tree(), number, baseline);
        Ok(Handle::new(self.facts.tag(), number))
    }

    /// Adds an event and returns its id. Everything that the event names must have been added before. An event without
    /// an [id](Event::id) gets a free one, and one without an [`order`](Event::order) comes after all events that are
    /// there.
    ///
    /// # Errors
    /// Returns the first mistake in the event. The history is then as before.
    pub fn insert(&mut self, event: Event) -> Result<String, EntryError> {
        let ids = self.insert_all([event]).map_err(EntryErrors::into_first)?;
        Ok(ids.into_iter().next().unwrap_or_default())
    }

    /// Adds all of these events, one after the other, and returns their ids. The events may refer to each other.
    ///
    /// # Errors
    /// Returns everything that is wrong with any of the events. None of them is added then.
    pub fn insert_all(&mut self, events: impl IntoIterator<Item = Event>) -> Result<Vec<String>, EntryErrors> {
        let mut batch: Vec<Event> = events.into_iter().collect();
        self.facts.complete(&mut batch);
        let mut check = Check::new(&self.facts);
        check.events(&batch);
        if !check.wrong.is_empty() {
            return Err(EntryErrors::new(check.wrong));
        }
        let names = batch.iter().map(|event| event.name().to_owned()).collect();
        let numbers: Vec<EventNo> = batch.into_iter().map(|event| self.facts.add_event(event)).collect();
        for &number in &numbers {
            self.facts.index_event(number);
        }
        self.reassess(&numbers, &[]);
        Ok(names)
    }

    /// Removes and returns the event with this id.
    ///
    /// # Errors
    /// Returns an error if no event has this id, or if another event refers to it. The history is then as before.
    pub fn remove(&mut self, id: &str) -> Result<Event, EntryError> {
        let number = self.facts.event_number(id).map_err(|error| refused(id, error.into()))?;
        self.check_unused(number, id)?;
        let corrected = self.facts.corrected(number);
        let event = self.facts.remove_event(number);
        self.reassess(&corrected, &[number]);
        Ok(event)
    }

    /// Replaces the event with this id, and returns the old event. The new event keeps the id and the place in the
    /// narrative order, unless it has an id or an `order` of its own.
    ///
    /// # Errors
    /// Returns an error if no event has this id, if something is wrong with the new event, or if the new event has
    /// another id while other events refer to the old one. The history is then as before.
    pub fn replace(&mut self, id: &str, mut event: Event) -> Result<Event, EntryError> {
        let number = self.facts.event_number(id).map_err(|error| refused(id, error.into()))?;
        let new_id = event.id.get_or_insert_with(|| id.to_owned()).clone();
        event.order = event.order.or(self.facts.event(number).order);
        let mut check = Check::new(&self.facts);
        check.replacement(&event, id);
        first(check.wrong)?;
        if new_id != id {
            self.check_unused(number, id)?;
        }
        let mut touched = self.facts.corrected(number);
        let old = self.facts.replace_event(number, event);
        touched.push(number);
        self.reassess(&touched, &[number]);
        Ok(old)
    }

    /// Works out again whether these events count, and whether those that they correct do, and folds what differs.
    /// `events` are new, replaced, or no longer corrected by a removed event; `out` are removed or replaced.
    fn reassess(&mut self, events: &[EventNo], out: &[EventNo]) {
        let facts = &self.facts;
        let corrected = events.iter().flat_map(|&number| facts.corrected(number));
        let touched: BTreeSet<EventNo> = events.iter().copied().chain(corrected).collect();
        let mut gone: BTreeSet<EventNo> = out.iter().copied().collect();
        let statuses = &mut self.evaluation.statuses;
        for &number in out {
            statuses.set_event(number, Status::Absent);
        }
        let mut new = Vec::new();
        for number in touched {
            let status = default_status(facts, number);
            let before = statuses.event(number);
            statuses.set_event(number, status);
            if before.counts() && !status.counts() {
                gone.insert(number);
            } else if status.counts() && !before.counts() {
                let occurrence = facts.occurrence(number);
                new.extend(occurrence.map(|occurrence| (number, occurrence)));
            }
        }
        let gone: Vec<EventNo> = gone.into_iter().collect();
        self.evaluation.fold.edit(&gone, new);
    }

    /// Checks that no other event refers to this one.
    fn check_unused(&self, number: EventNo, id: &str) -> Result<(), EntryError> {
        let first = self.facts.referrers(number).min_by_key(|&referrer| self.facts.record_position(referrer));
        match first {
            Some(referrer) => Err(refused(id, Problem::InUse(self.facts.event(referrer).name().to_owned()))),
            None => Ok(()),
        }
    }
}

/// Returns the status of an event under the default reading.
fn default_status(facts: &Facts, number: EventNo) -> Status {
    let event = facts.event(number);
    if !event.credence.counts_by_default() {
        return Status::Ignored(IgnoreReason::BelowFloor);
    }
    let corrects = |referrer: &Event| referrer.supersedes.iter().any(|id| id == event.name());
    let referrers = facts.referrers(number).map(|referrer| (referrer, facts.event(referrer)));
    let correctors = referrers.filter(|(_, referrer)| referrer.credence.counts_by_default() && corrects(referrer));
    let first = correctors.min_by_key(|&(corrector, _)| facts.record_position(corrector));
    first.map_or(Status::Counted, |(corrector, _)| Status::Superseded(corrector))
}

fn refused(id: &str, problem: Problem) -> EntryError {
    EntryError::of_event(id, problem)
}

/// Fails with the first of some mistakes, if there are any.
fn first(wrong: Vec<EntryError>) -> Result<(), EntryError> {
    wrong.into_iter().next().map_or(Ok(()), Err)
}
