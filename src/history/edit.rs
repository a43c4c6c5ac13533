//! Edits of a history: all or nothing.

use std::collections::BTreeSet;

use super::History;
use crate::facts::{Check, EntryError, EntryErrors, EntryIndex, Facts, Handle, Problem, name_events};
use crate::numbers::EventNo;
use crate::reading::{IgnoreReason, Status};
use crate::scenario::{Actor, Event, Place, Source};

impl History {
    /// Takes in an actor. Those it answers to must be there.
    ///
    /// # Errors
    /// A bad or taken id, an unknown superior, overlapping or reversed periods.
    pub fn add_actor(&mut self, actor: Actor) -> Result<Handle<Actor>, EntryError> {
        let entry = EntryIndex::Actor(self.facts.actors.len());
        let mut check = Check::new(&self.facts);
        check.actor(&actor, entry);
        check.superiors(&actor, entry);
        first(check.wrong)?;
        let number = self.facts.take_actor(actor);
        self.evaluation.fold.set_sides(self.facts.shared_sides());
        Ok(Handle::new(self.facts.tag(), number))
    }

    /// Takes in a source.
    ///
    /// # Errors
    /// A bad or taken id.
    pub fn add_source(&mut self, source: Source) -> Result<(), EntryError> {
        let mut check = Check::new(&self.facts);
        check.source(&source, EntryIndex::Source(self.facts.sources.len()));
        first(check.wrong)?;
        self.facts.take_source(source);
        Ok(())
    }

    /// Takes in a place. The place it lies within must be there.
    ///
    /// # Errors
    /// A bad or taken id, an unknown place around it, parts that add up to more than the whole, a bad baseline.
    pub fn add_place(&mut self, place: Place) -> Result<Handle<Place>, EntryError> {
        let entry = EntryIndex::Place(self.facts.places.len());
        let mut check = Check::new(&self.facts);
        check.place(&place, entry);
        let parent = check.within(&place, entry);
        if let (Some(parent), Some(fraction)) = (parent, place.fraction) {
            let siblings = self.facts.tree().parts(parent).iter();
            let siblings = siblings.filter_map(|&part| self.facts.places[part].fraction);
            let sum = siblings.map(|part| part.parts().0).sum::<i64>() + fraction.parts().0;
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
        let number = self.facts.take_place(place);
        self.evaluation.statuses.baselines.push(status);
        let baseline = self.facts.baseline(number).filter(|_| status.counts());
        self.evaluation.fold.add_place(self.facts.shared_tree(), number, baseline);
        Ok(Handle::new(self.facts.tag(), number))
    }

    /// Takes in an event and gives its id. What it names must be there.
    ///
    /// # Errors
    /// What is wrong with it; the history is as before.
    pub fn insert(&mut self, event: Event) -> Result<String, EntryError> {
        let ids = self.insert_all([event]).map_err(|mut refusals| refusals.0.remove(0))?;
        Ok(ids.into_iter().next().unwrap_or_default())
    }

    /// Takes in events, all or none, and gives their ids. They may refer to each other.
    ///
    /// # Errors
    /// What is wrong with each; the history is as before.
    pub fn insert_all(&mut self, events: impl IntoIterator<Item = Event>) -> Result<Vec<String>, EntryErrors> {
        let mut batch: Vec<Event> = events.into_iter().collect();
        name_events(&mut batch);
        let mut check = Check::new(&self.facts);
        check.events(&batch);
        if !check.wrong.is_empty() {
            return Err(EntryErrors(check.wrong));
        }
        let names = batch.iter().map(|event| event.name().to_owned()).collect();
        let numbers: Vec<EventNo> = batch.into_iter().map(|event| self.facts.take_event(event)).collect();
        for &number in &numbers {
            self.facts.index_event(number);
        }
        self.reassess(&numbers, &[]);
        Ok(names)
    }

    /// Takes an event out and gives it back.
    ///
    /// # Errors
    /// Where there is none of that id, or another event refers to it.
    pub fn remove(&mut self, id: &str) -> Result<Event, EntryError> {
        let number = self.facts.event_number(id).map_err(|error| refused(id, error.into()))?;
        self.check_unused(number, id)?;
        let corrected = self.facts.corrected(number);
        let event = self.facts.remove_event(number);
        self.reassess(&corrected, &[number]);
        Ok(event)
    }

    /// Puts another event in the place of one, and gives the old one back. The new one takes over the id, unless
    /// it has one of its own.
    ///
    /// # Errors
    /// Where there is none of that id, or something is wrong with the new one; the history is as before.
    pub fn replace(&mut self, id: &str, mut event: Event) -> Result<Event, EntryError> {
        let number = self.facts.event_number(id).map_err(|error| refused(id, error.into()))?;
        let new_id = event.id.get_or_insert_with(|| id.to_owned()).clone();
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

    /// Settles anew which of some events count, and which of those that they correct; and folds what differs. These
    /// events are new, or may be seen in another way now. Those in `out` are gone, or other than they were.
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
                let occurrence = facts.occurrence(facts.event(number));
                new.extend(occurrence.map(|occurrence| (number, occurrence)));
            }
        }
        let gone: Vec<EventNo> = gone.into_iter().collect();
        self.evaluation.fold.edit(&gone, new);
    }

    /// That no other event refers to one.
    fn check_unused(&self, number: EventNo, id: &str) -> Result<(), EntryError> {
        let others = self.facts.referrers(number).map(|other| self.facts.event(other));
        match others.min_by_key(|other| (other.order, other.name())) {
            Some(other) => Err(refused(id, Problem::InUse(other.name().to_owned()))),
            None => Ok(()),
        }
    }
}

/// What becomes of an event under the default reading.
fn default_status(facts: &Facts, number: EventNo) -> Status {
    let event = facts.event(number);
    if !event.credence.counts_by_default() {
        return Status::Ignored(IgnoreReason::BelowFloor);
    }
    let corrects = |by: &Event| by.supersedes.iter().any(|id| id == event.name());
    let correctors = facts.referrers(number).map(|by| (by, facts.event(by)));
    let counting = correctors.filter(|(_, by)| by.credence.counts_by_default() && corrects(by));
    let first = counting.min_by_key(|(_, by)| (by.order, by.name()));
    first.map_or(Status::Counted, |(by, _)| Status::Superseded(by))
}

fn refused(id: &str, problem: Problem) -> EntryError {
    EntryError::of_event(id, problem)
}

fn first(wrong: Vec<EntryError>) -> Result<(), EntryError> {
    wrong.into_iter().next().map_or(Ok(()), Err)
}
