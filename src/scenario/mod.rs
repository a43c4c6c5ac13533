//! A record as people write it, before it is checked: `Scenario` and the actors, sources, places and events in it.

mod accepted;
mod actor;
mod change;
mod covers;
mod credence;
mod event;
mod place;
mod quantity;
mod shares;
mod source;

pub use accepted::{Accepted, FindingKind};
pub use actor::{Actor, Allegiance};
pub(crate) use actor::{AllegiancePeriod, allegiance_periods};
pub use change::{
    Attacked, Became, Besieged, Captured, Change, Denied, FireControl, Fought, NoteKind, Noted, Observed, Repelled,
    Transferred, Until, Withdrew,
};
pub use covers::Covers;
pub use credence::Credence;
pub use event::Event;
pub(crate) use event::day_of;
pub use place::{Baseline, Place};
pub use quantity::{ParseQuantityError, Quantity};
pub use shares::{Shares, SharesIter};
pub use source::{Citation, Source};

/// A record as written and not yet checked, its entries in any order.
///
/// [`History::try_from`](crate::History) checks a scenario and makes a history of it.
///
/// ```
/// use whoheld::{Actor, Captured, Event, History, Place, Scenario, When};
///
/// let scenario = Scenario::default()
///     .actor(Actor::new("guelphs"))
///     .place(Place::new("montaperti"))
///     .event(Event::new("1260-09-04".parse::<When>()?, "montaperti", Captured::by("guelphs")));
/// let history = History::try_from(scenario)?;
/// assert_eq!(history.events().len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Scenario {
    /// The title of the record.
    pub title: Option<String>,
    /// The licence of the record.
    pub licence: Option<String>,
    /// A note on the record, such as how it was made.
    pub note: Option<String>,
    /// The days that the record covers. `None`: it does not say, and every day has an answer like any other.
    pub covers: Option<Covers>,
    /// The actors.
    pub actors: Vec<Actor>,
    /// The sources.
    pub sources: Vec<Source>,
    /// The places.
    pub places: Vec<Place>,
    /// The events.
    pub events: Vec<Event>,
    /// Findings of the [audit](crate::History::audit) that were examined and accepted.
    pub accepted: Vec<Accepted>,
}

impl Scenario {
    /// Sets the days that the record covers.
    #[must_use]
    pub fn covers(mut self, covers: Covers) -> Self {
        self.covers = Some(covers);
        self
    }

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

    /// Adds the acceptance of findings.
    #[must_use]
    pub fn accept(mut self, accepted: Accepted) -> Self {
        self.accepted.push(accepted);
        self
    }
}
