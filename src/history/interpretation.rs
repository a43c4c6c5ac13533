//! A history as interpreted under one reading.

use super::History;
use super::evaluation::Evaluation;
use crate::facts::LookupError;
use crate::reading::Reading;
use crate::scenario::Event;

/// A history read in one way: [`History::interpret`] gives it, and it is asked as the history is.
///
/// ```
/// use whoheld::{Actor, Captured, Credence, Event, History, Place, Reading};
///
/// let mut history = History::new();
/// history.add_actor(Actor::new("crown"))?;
/// history.add_actor(Actor::new("republic"))?;
/// history.add_place(Place::new("citadel").held_by("crown"))?;
/// let claim = Event::new("1849-07-08".parse()?, "citadel", Captured::by("republic"));
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

    /// The history that was read.
    #[must_use]
    pub const fn history(&self) -> &'h History {
        self.history
    }

    pub(crate) const fn evaluation(&self) -> &Evaluation {
        &self.evaluation
    }

    /// How it was read.
    #[must_use]
    pub const fn reading(&self) -> &Reading {
        &self.evaluation.reading
    }

    /// The events that it believes, in the order of telling; those that it leaves open too.
    #[must_use]
    pub fn counted_events(&self) -> std::vec::IntoIter<&'h Event> {
        let counts = |event: &&Event| {
            let number = self.history.facts().find_event(event.name());
            number.is_some_and(|number| self.evaluation.statuses.event(number).counts())
        };
        self.history.events().filter(counts).collect::<Vec<_>>().into_iter()
    }
}

impl History {
    /// Reads the history in another way than by the default [`Reading`].
    ///
    /// All events that the reading believes are folded anew; this history stays as it is.
    ///
    /// # Errors
    /// Where the reading names an actor or source that is not there, or a name that several bear.
    ///
    /// ```
    /// # #[cfg(feature = "toml")] {
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
