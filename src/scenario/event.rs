//! `Event`: what happened, when, where, and who says so.

use chrono::NaiveDate;

use super::change::Change;
use super::credence::Credence;
use super::source::Citation;
use crate::time::{Moment, When, day_number};

/// A recorded event at one place: what changed, when, and who says so.
///
/// An `Event` is unchecked; a [`History`](crate::History) checks it when the event is inserted.
///
/// ```
/// use whoheld::{Captured, Event, Share, When};
///
/// let event = Event::new("2016-10-28".parse::<When>()?, "dahiyat-al-assad", Captured::by("rebels").extent(Share::MOST))
///     .cite("article", "S13 [40, 41]");
/// assert_eq!(event.place, "dahiyat-al-assad");
/// # Ok::<(), whoheld::ParseWhenError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Event {
    /// The event's id. If it is `None`, the history makes one of `when`, `place` and what changed, such as
    /// `1849-07-03-citadel-captured`. If another event has that id, `-2` is appended, or `-3`, and so on. Once an event
    /// has an id, no other event changes it.
    pub id: Option<String>,
    /// When the event happened.
    pub when: When,
    /// The event's position in the order of the record: among events whose dates overlap, the least comes first, and
    /// among those of equal `order` the one that was put in first.
    ///
    /// If it is `None`, an event of a file or a [`Scenario`](super::Scenario) gets its position in the list, counted from
    /// 1; an event that is [inserted](crate::History::insert) comes after all that are there. Every event of a history
    /// has an `order`.
    pub order: Option<i64>,
    /// The id of the place where it happened.
    pub place: String,
    /// What happened.
    pub change: Change,
    /// Ids of actors who also took part. No answer depends on them.
    pub with: Vec<String>,
    /// How well the event is established. By default, one that is only claimed, or refuted, does not count.
    pub credence: Credence,
    /// Whether the event is inferred, because no source says so in words.
    pub inferred: bool,
    /// Ids of the actors or sources that claim the event.
    pub claimed_by: Vec<String>,
    /// The sources for the event.
    pub cites: Vec<Citation>,
    /// The day on which the event became known. If it is `None`, [`known_since`](Self::known_since) assumes a day.
    pub recorded: Option<NaiveDate>,
    /// Ids of events that this one corrects: in a reading that believes this one, they no longer count.
    pub supersedes: Vec<String>,
    /// The id of another entry that describes the same event, in another version or at another place.
    pub same_as: Option<String>,
    /// What happened, in the words of whoever codes the record.
    pub note: Option<String>,
}

impl Event {
    /// Creates an event that is [stated](Credence::Stated), has no citation, and comes after the events that are there before it.
    pub fn new(when: impl Into<When>, place: impl Into<String>, change: impl Into<Change>) -> Self {
        Self {
            id: None,
            when: when.into(),
            order: None,
            place: place.into(),
            change: change.into(),
            with: Vec::new(),
            credence: Credence::default(),
            inferred: false,
            claimed_by: Vec::new(),
            cites: Vec::new(),
            recorded: None,
            supersedes: Vec::new(),
            same_as: None,
            note: None,
        }
    }

    /// Sets the [id](Self::id). Without one, the history makes one.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Sets the [place in the order of the record](Self::order), for an event that does not come last.
    ///
    /// ```
    /// use whoheld::chrono::NaiveDate;
    /// use whoheld::{Actor, Captured, Event, History, Place};
    ///
    /// let mut history = History::new();
    /// history.add_actor(Actor::new("crown"))?;
    /// history.add_actor(Actor::new("republic"))?;
    /// history.add_place(Place::new("bridge"))?;
    /// let day = NaiveDate::from_ymd_opt(1849, 7, 3).unwrap();
    /// let taken_by = |by: &str| Event::new(day, "bridge", Captured::by(by));
    ///
    /// history.insert(taken_by("crown"))?; // gets order 1
    /// history.insert(taken_by("republic").order(0))?; // on the same day, but before that
    /// assert_eq!(history.who_held("bridge", day)?.to_string(), "bridge on 1849-07-03: crown");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn order(mut self, order: i64) -> Self {
        self.order = Some(order);
        self
    }

    /// Adds an actor who also took part.
    #[must_use]
    pub fn with(mut self, actor: impl Into<String>) -> Self {
        self.with.push(actor.into());
        self
    }

    /// Sets how well the event is established.
    #[must_use]
    pub fn credence(mut self, credence: Credence) -> Self {
        self.credence = credence;
        self
    }

    /// Marks the event as [inferred](Self::inferred).
    #[must_use]
    pub fn inferred(mut self) -> Self {
        self.inferred = true;
        self
    }

    /// Adds a citation: the id of a source, and where in that source, which may be empty.
    #[must_use]
    pub fn cite(mut self, source: impl Into<String>, locator: impl Into<String>) -> Self {
        self.cites.push(Citation::new(source, locator));
        self
    }

    /// Adds an actor or source that claims the event.
    #[must_use]
    pub fn claimed_by(mut self, who: impl Into<String>) -> Self {
        self.claimed_by.push(who.into());
        self
    }

    /// Sets the day on which the event became known.
    #[must_use]
    pub fn recorded(mut self, day: NaiveDate) -> Self {
        self.recorded = Some(day);
        self
    }

    /// Adds an event that this one corrects.
    #[must_use]
    pub fn supersedes(mut self, event: impl Into<String>) -> Self {
        self.supersedes.push(event.into());
        self
    }

    /// Sets the entry that describes the same event.
    #[must_use]
    pub fn same_as(mut self, event: impl Into<String>) -> Self {
        self.same_as = Some(event.into());
        self
    }

    /// Sets the note.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Returns the day from which the event is known: the day on which it was [`recorded`](Self::recorded).
    ///
    /// If that is not set, the last day on which the event can have happened is assumed; if that is open, the first
    /// day. `None` if both are open: it is not known on which day the event became known.
    ///
    /// ```
    /// use whoheld::{Captured, Event, When};
    ///
    /// let event = Event::new("[2016-11-06..2016-11-08]".parse::<When>()?, "al-mutha-hill", Captured::by("government"));
    /// assert_eq!(event.known_since().unwrap().to_string(), "2016-11-08");
    /// # Ok::<(), whoheld::ParseWhenError>(())
    /// ```
    #[must_use]
    pub fn known_since(&self) -> Option<NaiveDate> {
        let span = self.when.span();
        self.recorded.or(span.latest().map(Moment::day_ending)).or(span.earliest().map(Moment::date))
    }

    /// Returns the id; an empty text if none was set and no history has made one yet.
    #[must_use]
    pub fn name(&self) -> &str {
        self.id.as_deref().unwrap_or_default()
    }

    /// Returns the id that a history gives an event without one, unless it is taken: date, place and change.
    pub(crate) fn usual_id(&self) -> String {
        let mut id = String::new();
        for word in self.when.to_string().split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
            id.push_str(word);
            id.push('-');
        }
        id.make_ascii_lowercase();
        if id.is_empty() {
            id.push_str("undated-");
        }
        id + &self.place + "-" + &self.change.word().replace('_', "-")
    }
}

/// Returns the day whose allegiances count for an event: its [first day](When::first_day), or `i64::MIN` if both ends
/// of its date are open.
pub(crate) fn day_of(event: &Event) -> i64 {
    event.when.first_day().map_or(i64::MIN, day_number)
}
