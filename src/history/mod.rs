//! [`History`]: all places, actors, sources and events of a record, and what follows from them.

mod edit;
mod evaluation;
mod interpretation;

use chrono::NaiveDate;

pub(crate) use evaluation::Evaluation;
pub use interpretation::Interpretation;

#[cfg(feature = "toml")]
use crate::facts::WrittenAt;
use crate::facts::{Designates, EntryError, EntryErrors, Facts, Handle, LookupError, checked, reversed_covers};
use crate::fold::Fold;
use crate::reading::Reading;
use crate::scenario::{Accepted, Actor, Covers, Event, Place, Scenario, Source};
use crate::time::day_number;

/// All places, actors, sources and events of a record, and what follows from them.
///
/// # Equality
/// Two histories are equal if they have equal places, actors, sources, events and acceptances, and equal titles,
/// licences and notes, cover the same days, and list their events in the same order. The order in which other entries were added does not
/// matter, nor do handles and the lines of a document.
///
/// # Order of arrival
/// You can add events in any order, as long as everything that an event names was added before it. Their dates decide
/// which happened first. Where the dates leave that open, the [`order`](Event::order) of the events decides, and an event
/// that is added without one comes after all that are there. Ids do not matter. A refused edit leaves the history as it
/// was.
///
/// ```
/// use whoheld::chrono::NaiveDate;
/// use whoheld::{Actor, Captured, Event, History, Place, When};
///
/// let mut history = History::new();
/// history.add_actor(Actor::new("normans"))?;
/// history.add_actor(Actor::new("english"))?;
/// history.add_place(Place::new("york").held_by("english"))?;
/// history.insert(Event::new("1068-07".parse::<When>()?, "york", Captured::by("normans")))?;
///
/// let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
/// assert_eq!(history.who_held("york", day(1068, 6, 30))?.to_string(), "york on 1068-06-30: english");
/// assert_eq!(history.who_held("york", day(1068, 7, 15))?.to_string(), "york on 1068-07-15: english, or else normans");
///
/// // Twice on one day: what is put in last holds.
/// history.insert(Event::new("1069-09-21".parse::<When>()?, "york", Captured::by("english")))?;
/// history.insert(Event::new("1069-09-21".parse::<When>()?, "york", Captured::by("normans")))?;
/// assert_eq!(history.who_held("york", day(1069, 9, 21))?.to_string(), "york on 1069-09-21: normans");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct History {
    facts: Facts,
    /// What follows from the facts under the default reading.
    evaluation: Evaluation,
}

impl Default for History {
    fn default() -> Self {
        Self::new()
    }
}

impl PartialEq for History {
    fn eq(&self, other: &Self) -> bool {
        self.facts == other.facts
    }
}

impl TryFrom<Scenario> for History {
    type Error = EntryErrors;

    /// Checks a record as written, and makes a history of it. The entries may be in any order.
    ///
    /// # Errors
    /// Returns everything that is wrong with the record, with at least one error for each faulty entry.
    fn try_from(scenario: Scenario) -> Result<Self, EntryErrors> {
        let facts = checked(scenario)?;
        let evaluation = Evaluation::of(&facts, &Reading::default(), None).expect("the default reading names nobody");
        Ok(Self { facts, evaluation })
    }
}

impl History {
    /// Returns an empty history.
    #[must_use]
    pub fn new() -> Self {
        Self { facts: Facts::default(), evaluation: Evaluation::default() }
    }

    /// Returns the title of the record.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.facts.title.as_deref()
    }

    /// Sets the title of the record. An empty text removes it.
    ///
    /// ```
    /// let mut history = whoheld::History::new();
    /// history.set_title("The siege");
    /// assert_eq!(history.title(), Some("The siege"));
    /// history.set_title(format!("The siege of {}", "1849"));
    /// assert_eq!(history.title(), Some("The siege of 1849"));
    /// history.set_title("");
    /// assert_eq!(history.title(), None);
    /// ```
    pub fn set_title(&mut self, title: impl Into<String>) {
        self.facts.title = Some(title.into()).filter(|text| !text.is_empty());
    }

    /// Returns the note on the record, which says how it was made.
    #[must_use]
    pub fn note(&self) -> Option<&str> {
        self.facts.note.as_deref()
    }

    /// Sets the note on the record. An empty text removes it.
    pub fn set_note(&mut self, note: impl Into<String>) {
        self.facts.note = Some(note.into()).filter(|text| !text.is_empty());
    }

    /// Returns the licence of the record.
    #[must_use]
    pub fn licence(&self) -> Option<&str> {
        self.facts.licence.as_deref()
    }

    /// Sets the licence of the record. An empty text removes it.
    pub fn set_licence(&mut self, licence: impl Into<String>) {
        self.facts.licence = Some(licence.into()).filter(|text| !text.is_empty());
    }

    /// Returns the days that the record covers; `None` if it does not say.
    #[must_use]
    pub const fn covers(&self) -> Option<Covers> {
        self.facts.covers
    }

    /// Sets the days that the record covers, or, with `None`, that it does not say.
    ///
    /// # Errors
    /// Returns an error if the last day comes before the first. The history is then as before.
    pub fn set_covers(&mut self, covers: impl Into<Option<Covers>>) -> Result<(), EntryError> {
        let covers = covers.into();
        match covers.and_then(reversed_covers) {
            Some(error) => Err(error),
            None => {
                self.facts.covers = covers;
                Ok(())
            }
        }
    }

    /// Returns all places, in the order in which they were added.
    pub fn places(&self) -> std::slice::Iter<'_, Place> {
        self.facts.places.iter()
    }

    /// Returns all actors, in the order in which they were added.
    pub fn actors(&self) -> std::slice::Iter<'_, Actor> {
        self.facts.actors.iter()
    }

    /// Returns all sources, in the order in which they were added.
    pub fn sources(&self) -> std::slice::Iter<'_, Source> {
        self.facts.sources.iter()
    }

    /// Returns all events in the order of the record: by their [`order`](Event::order), and those of
    /// equal `order` as they were put in. For the order in which they happened, see [`replay`](Self::replay).
    #[must_use]
    pub fn events(&self) -> Vec<&Event> {
        self.facts.events_in_record_order().map(|(_, event)| event).collect()
    }

    /// Returns one place.
    ///
    /// # Errors
    /// Returns an error if no place or several places have that name, or if the handle belongs to another history.
    pub fn place(&self, place: impl Designates<Place>) -> Result<&Place, LookupError> {
        Ok(&self.facts.places[self.facts.find_place(&place)?])
    }

    /// Returns one actor.
    ///
    /// # Errors
    /// Returns an error if no actor or several actors have that name, or if the handle belongs to another history.
    pub fn actor(&self, actor: impl Designates<Actor>) -> Result<&Actor, LookupError> {
        Ok(&self.facts.actors[self.facts.find_actor(&actor)?])
    }

    /// Returns the source with this id.
    ///
    /// # Errors
    /// Returns an error if no source has this id.
    pub fn source(&self, id: &str) -> Result<&Source, LookupError> {
        self.facts.source_names.find("source", id).map(|number| &self.facts.sources[number])
    }

    /// Returns the event with this id.
    ///
    /// # Errors
    /// Returns an error if no event has this id.
    pub fn event(&self, id: &str) -> Result<&Event, LookupError> {
        self.facts.event_number(id).map(|number| self.facts.event(number))
    }

    /// Returns a handle to a place, which makes repeated queries about it faster.
    ///
    /// # Errors
    /// Returns an error if no place or several places have that name, or if the handle belongs to another history.
    pub fn find_place(&self, place: impl Designates<Place>) -> Result<Handle<Place>, LookupError> {
        Ok(Handle::new(self.facts.tag(), self.facts.find_place(&place)?))
    }

    /// Returns a handle to an actor, which makes repeated queries about it faster.
    ///
    /// # Errors
    /// Returns an error if no actor or several actors have that name, or if the handle belongs to another history.
    pub fn find_actor(&self, actor: impl Designates<Actor>) -> Result<Handle<Actor>, LookupError> {
        Ok(Handle::new(self.facts.tag(), self.facts.find_actor(&actor)?))
    }

    /// Returns the places directly within a place, in the order in which they were added.
    ///
    /// # Errors
    /// Returns an error if no place or several places have that name, or if the handle belongs to another history.
    pub fn parts(&self, place: impl Designates<Place>) -> Result<Vec<&Place>, LookupError> {
        let mut parts = self.facts.tree().parts(self.facts.find_place(&place)?).to_vec();
        parts.sort_unstable();
        Ok(parts.into_iter().map(|part| &self.facts.places[part]).collect())
    }

    /// Returns the side of an actor on a day: the actor at the top of its chain of allegiances, which is the actor
    /// itself if it answers to nobody.
    ///
    /// # Errors
    /// Returns an error if no actor or several actors have that name, or if the handle belongs to another history.
    pub fn side_of(&self, actor: impl Designates<Actor>, day: NaiveDate) -> Result<&Actor, LookupError> {
        let side = self.facts.sides().side(self.facts.find_actor(&actor)?, day_number(day));
        Ok(&self.facts.actors[side])
    }

    /// Adds an acceptance, which marks a finding of the [audit](Self::audit) as known. The audit reports an acceptance
    /// that matches no finding.
    pub fn accept(&mut self, accepted: Accepted) {
        self.facts.accepted.push(accepted);
    }

    /// Returns the record as written, with everything from which this history was made. Events are in the order of the
    /// record, and each has an id and an `order`.
    #[must_use]
    pub fn to_scenario(&self) -> Scenario {
        self.facts.to_scenario()
    }

    pub(crate) const fn facts(&self) -> &Facts {
        &self.facts
    }

    pub(crate) const fn evaluation(&self) -> &Evaluation {
        &self.evaluation
    }

    pub(crate) const fn fold(&self) -> &Fold {
        &self.evaluation.fold
    }

    #[cfg(feature = "toml")]
    pub(crate) fn set_written_at(&mut self, written_at: WrittenAt) {
        self.facts.written_at = written_at;
    }
}
