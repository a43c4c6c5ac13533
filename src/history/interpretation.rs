//! A history as interpreted under one reading.

use super::History;
use super::evaluation::Evaluation;
use crate::facts::LookupError;
use crate::reading::Reading;
use crate::scenario::Event;

/// A history as interpreted under one [`Reading`]. [`History::interpret`] returns it, and it answers the same queries
/// as the history.
///
/// ```
/// use whoheld::{Actor, Captured, Credence, Event, History, Place, Reading, When};
///
/// let mut history = History::new();
/// history.add_actor(Actor::new("crown"))?;
/// history.add_actor(Actor::new("republic"))?;
/// history.add_place(Place::new("citadel").held_by("crown"))?;
/// let claim = Event::new("1849-07-08".parse::<When>()?, "citadel", Captured::by("republic"));
/// history.insert(claim.credence(Credence::Claimed).claimed_by("republic"))?;
///
/// let day = "1849-07-09".parse::<chrono::NaiveDate>().unwrap();
/// assert_eq!(history.who_held("citadel", day)?.to_string(), "citadel on 1849-07-09: crown");
/// let theirs = history.interpret(&Reading::new().according_to("republic"))?;
/// assert_eq!(theirs.who_held("citadel", day)?.to_string(), "citadel on 1849-07-09: republic");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Interpretation<'h> {
    history: &'h History,
    evaluation: Evaluation,
}

impl<'h> Interpretation<'h> {
    pub(crate) const fn new(history: &'h History, evaluation: Evaluation) -> Self {
        Self { history, evaluation }
    }

    /// Returns the history that is interpreted.
    #[must_use]
    pub const fn history(&self) -> &'h History {
        self.history
    }

    pub(crate) const fn evaluation(&self) -> &Evaluation {
        &self.evaluation
    }

    /// Returns the reading under which the history is interpreted.
    #[must_use]
    pub const fn reading(&self) -> &Reading {
        &self.evaluation.reading
    }

    /// Returns the events that count under the reading, in the order of the record. Under a reading that keeps all
    /// conflicting claims, these include the events that it leaves open.
    #[must_use]
    pub fn counted_events(&self) -> Vec<&'h Event> {
        let counts = |event: &&Event| {
            let number = self.history.facts().find_event(event.name());
            number.is_some_and(|number| self.evaluation.statuses.event(number).counts())
        };
        self.history.events().into_iter().filter(counts).collect()
    }
}

impl History {
    /// Interprets the history under a [`Reading`] other than the default one.
    ///
    /// All states are worked out again from the events that count under the reading. The history itself does not
    /// change.
    ///
    /// # Errors
    /// Returns an error if the reading names an actor or source that does not exist, or a name that several have.
    ///
    /// ```
    /// # #[cfg(feature = "aleppo")] {
    /// use whoheld::{Reading, aleppo_2016};
    ///
    /// let error = aleppo_2016().interpret(&Reading::new().according_to("rebells")).unwrap_err();
    /// assert_eq!(error.to_string(), "no actor or source `rebells`; did you mean `rebels`?");
    /// # }
    /// ```
    pub fn interpret(&self, reading: &Reading) -> Result<Interpretation<'_>, LookupError> {
        Ok(Interpretation::new(self, Evaluation::of(&self.facts, reading, None)?))
    }
}
