//! Accounts: a history read in one way.

use chrono::NaiveDate;

use crate::answer::Answer;
use crate::belief::{Beliefs, Choice};
use crate::event::Event;
use crate::find::{Designates, NotFound};
use crate::fold::{Fold, Toggle};
use crate::history::History;
use crate::place::Place;
use crate::reading::Reading;
use crate::replay::Replay;
use crate::view::{Asked, View};

/// A reading with all that follows from it: what is believed, folded.
#[derive(Clone, Debug)]
pub(crate) struct Reckoning {
    pub(crate) reading: Reading,
    pub(crate) beliefs: Beliefs,
    pub(crate) fold: Fold,
}

impl Reckoning {
    /// A history reckoned by a reading. With `about`, only of what has to do with that place.
    pub(crate) fn of(history: &History, reading: &Reading, about: Option<u32>) -> Result<Self, NotFound> {
        let beliefs = Beliefs::of(history, reading)?;
        let sites = history.sites(|place| beliefs.baseline(place).counts());
        let mut happenings = Vec::new();
        for (number, event) in history.live_events().filter(|(number, _)| beliefs.event(*number).counts()) {
            let happening = history.happening(event);
            let concerns = |place: u32| about.is_none_or(|about| history.fold().same_family(place, about));
            happenings.resize_with(number as usize, || None);
            happenings.push(happening.filter(|it| concerns(it.place)));
        }
        let stale_after = reading.stale_after.map(i64::from);
        let mut fold = Fold::new(sites, happenings, history.sides(), stale_after);
        if !beliefs.choices.is_empty() {
            let toggles = beliefs.choices.iter().map(|choice| match choice {
                Choice::Events(events) => {
                    let happening = |&event: &u32| Some((event, fold.happening(event)?.clone()));
                    let doubted = events.iter().any(|&event| !history.event_at(event).credence.is_believed());
                    Toggle { events: events.iter().filter_map(happening).collect(), baseline: None, doubted }
                }
                Choice::Baseline(place) => {
                    let stated = fold.site(*place).baseline.clone();
                    let baseline = stated.map(|ground| (*place, ground));
                    Toggle { events: Vec::new(), baseline, doubted: true }
                }
            });
            let toggles: Vec<Toggle> = toggles.collect();
            fold.keep_all(&toggles);
        }
        Ok(Self { reading: reading.clone(), beliefs, fold })
    }
}

/// A history read in one way: [`History::read`] gives it, and it is asked as the history is.
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
/// let theirs = history.read(&Reading::new().according_to("republic"))?;
/// assert_eq!(theirs.who_held("citadel", day)?.to_string(), "citadel on 1849-07-09: republic");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Account<'h> {
    history: &'h History,
    reckoning: Reckoning,
}

impl<'h> Account<'h> {
    pub(crate) const fn new(history: &'h History, reckoning: Reckoning) -> Self {
        Self { history, reckoning }
    }

    /// The history that was read.
    #[must_use]
    pub const fn history(&self) -> &'h History {
        self.history
    }

    /// How it was read.
    #[must_use]
    pub const fn reading(&self) -> &Reading {
        &self.reckoning.reading
    }

    /// Asked by side: what actors hold counts as their side's on that day.
    #[must_use]
    pub const fn by_side(&self) -> View<'_> {
        View::new(self.history, &self.reckoning, true)
    }

    /// Asked by actor, as the record names them.
    #[must_use]
    pub const fn by_actor(&self) -> View<'_> {
        View::new(self.history, &self.reckoning, false)
    }

    /// Who held a place on a day (at its close), by side. For other moments pass an [`Asked`] or a
    /// [`Moment`](crate::Moment).
    ///
    /// # Errors
    /// Where there is no place of that name, or several.
    pub fn who_held(&self, place: impl Designates<Place>, on: impl Into<Asked>) -> Result<Answer<'_>, NotFound> {
        self.by_side().who_held(place, on)
    }

    /// The events one after the other, each with the control before and after; by side.
    #[must_use]
    pub fn replay(&self) -> Replay<'_> {
        self.by_side().replay()
    }

    /// The events that it believes, in the order of telling; those that it leaves open too.
    #[must_use]
    pub fn believed(&self) -> std::vec::IntoIter<&'h Event> {
        let counts = |event: &&Event| {
            let number = self.history.event_number(event.name());
            number.is_ok_and(|number| self.reckoning.beliefs.event(number).counts())
        };
        self.history.events().filter(counts).collect::<Vec<_>>().into_iter()
    }

    /// The first and the last day on which an event that it believes can have happened.
    #[must_use]
    pub fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        self.by_side().days()
    }
}

impl<'a> From<&'a Account<'_>> for View<'a> {
    /// By side.
    fn from(account: &'a Account<'_>) -> Self {
        account.by_side()
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
    /// let error = aleppo_2016().read(&Reading::new().according_to("rebells")).unwrap_err();
    /// assert_eq!(error.to_string(), "no actor or source `rebells`; did you mean `rebels`?");
    /// # }
    /// ```
    pub fn read(&self, reading: &Reading) -> Result<Account<'_>, NotFound> {
        Ok(Account::new(self, Reckoning::of(self, reading, None)?))
    }
}
