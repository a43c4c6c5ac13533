//! A record as written: everything a history is made of, before it is checked.

use crate::actor::Actor;
use crate::audit::FindingKind;
use crate::event::Event;
use crate::place::Place;
use crate::source::Source;

/// A record as written, in any order. [`History`](crate::History) is what it becomes once checked.
///
/// ```
/// use whoheld::{Actor, Captured, Event, History, Place, Scenario};
///
/// let scenario = Scenario::default()
///     .actor(Actor::new("guelphs"))
///     .place(Place::new("montaperti"))
///     .event(Event::new("1260-09-04".parse()?, "montaperti", Captured::by("guelphs")));
/// let history = History::try_from(scenario)?;
/// assert_eq!(history.events().count(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Scenario {
    /// What the record is of.
    pub title: Option<String>,
    /// The licence of the record.
    pub licence: Option<String>,
    /// A note on the record: how it was made.
    pub note: Option<String>,
    /// All actors.
    pub actors: Vec<Actor>,
    /// All sources.
    pub sources: Vec<Source>,
    /// All places.
    pub places: Vec<Place>,
    /// All events.
    pub events: Vec<Event>,
    /// Findings of the [audit](crate::History::audit) that were looked at and accepted.
    pub accepted: Vec<Accepted>,
}

impl Scenario {
    /// Adds an actor.
    #[must_use]
    pub fn actor(mut self, actor: Actor) -> Self {
        self.actors.push(actor);
        self
    }

    /// Adds a source.
    #[must_use]
    pub fn source(mut self, source: Source) -> Self {
        self.sources.push(source);
        self
    }

    /// Adds a place.
    #[must_use]
    pub fn place(mut self, place: Place) -> Self {
        self.places.push(place);
        self
    }

    /// Adds an event.
    #[must_use]
    pub fn event(mut self, event: Event) -> Self {
        self.events.push(event);
        self
    }

    /// Adds the acceptance of a finding.
    #[must_use]
    pub fn accept(mut self, accepted: Accepted) -> Self {
        self.accepted.push(accepted);
        self
    }
}

/// A finding that was looked at and accepted, with the reason. It is not shown again; if it no longer matches any, that
/// is itself a finding.
///
/// It matches the findings of its kind that name every event it lists, and its place, actor and source if it says one.
/// One that says none of these matches nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Accepted {
    /// The kind of finding.
    pub finding: FindingKind,
    /// The events it is about, or some of them.
    pub events: Vec<String>,
    /// The place it is about.
    pub place: Option<String>,
    /// The actor it is about.
    pub actor: Option<String>,
    /// The source it is about.
    pub source: Option<String>,
    /// Why it stands.
    pub reason: String,
}

impl Accepted {
    /// An acceptance of findings of that kind; say of which ones.
    pub fn new(finding: FindingKind, reason: impl Into<String>) -> Self {
        Self { finding, events: Vec::new(), place: None, actor: None, source: None, reason: reason.into() }
    }

    /// About that event.
    #[must_use]
    pub fn event(mut self, id: impl Into<String>) -> Self {
        self.events.push(id.into());
        self
    }

    /// About that place.
    #[must_use]
    pub fn place(mut self, id: impl Into<String>) -> Self {
        self.place = Some(id.into());
        self
    }

    /// About that actor.
    #[must_use]
    pub fn actor(mut self, id: impl Into<String>) -> Self {
        self.actor = Some(id.into());
        self
    }

    /// About that source.
    #[must_use]
    pub fn source(mut self, id: impl Into<String>) -> Self {
        self.source = Some(id.into());
        self
    }
}
