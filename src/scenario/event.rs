//! Events: what happened, when, where, and who says so.

use chrono::NaiveDate;

use super::change::Change;
use super::credence::Credence;
use super::source::Citation;
use crate::time::{Moment, When, day_number};

/// One recorded happening.
///
/// This is an event as written: it is checked when a [`History`](crate::History) takes it in.
///
/// ```
/// use whoheld::{Captured, Event, Share};
///
/// let event = Event::new("2016-10-28".parse()?, "dahiyat-al-assad", Captured::by("rebels").extent(Share::MOST))
///     .cite("article", "S13 [40, 41]");
/// assert_eq!(event.place, "dahiyat-al-assad");
/// # Ok::<(), whoheld::ParseWhenError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Event {
    /// Its id. If none is given, the history makes one of when, place and order.
    pub id: Option<String>,
    /// When it happened.
    pub when: When,
    /// Its place in the telling: among events whose spans overlap, the least comes first.
    pub order: i64,
    /// Where it happened.
    pub place: String,
    /// What happened.
    pub change: Change,
    /// Who took part. Never computed with.
    pub with: Vec<String>,
    /// How far it is believed.
    pub credence: Credence,
    /// Whether the coder infers it, the source not saying so in words.
    pub inferred: bool,
    /// The actors or sources that claim it.
    pub claimed_by: Vec<String>,
    /// What it rests on.
    pub cites: Vec<Citation>,
    /// The day on which it became known; if none is given, see [`known_since`](Self::known_since).
    pub recorded: Option<NaiveDate>,
    /// Events that this one corrects: where it is believed, they no longer count.
    pub supersedes: Vec<String>,
    /// The event that tells of the same happening elsewhere, counted once.
    pub same_as: Option<String>,
    /// What happened, in the coder's own words.
    pub note: Option<String>,
}

impl Event {
    /// An event, confirmed and without a citation.
    pub fn new(when: When, place: impl Into<String>, change: impl Into<Change>) -> Self {
        Self {
            id: None,
            when,
            order: 0,
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

    /// Gives it an id.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Gives its place in the telling. Among events whose dates overlap, the least comes first; of those with equal
    /// orders (all have 0 if none is given), the least id.
    #[must_use]
    pub fn order(mut self, order: i64) -> Self {
        self.order = order;
        self
    }

    /// Adds someone who took part.
    #[must_use]
    pub fn with(mut self, actor: impl Into<String>) -> Self {
        self.with.push(actor.into());
        self
    }

    /// Says how far it is believed.
    #[must_use]
    pub fn credence(mut self, credence: Credence) -> Self {
        self.credence = credence;
        self
    }

    /// Marks it as the coder's inference.
    #[must_use]
    pub fn inferred(mut self) -> Self {
        self.inferred = true;
        self
    }

    /// Adds what it rests on: a source, and where in it.
    #[must_use]
    pub fn cite(mut self, source: impl Into<String>, locator: impl Into<String>) -> Self {
        self.cites.push(Citation::new(source, locator));
        self
    }

    /// Adds an actor or source that claims it.
    #[must_use]
    pub fn claimed_by(mut self, who: impl Into<String>) -> Self {
        self.claimed_by.push(who.into());
        self
    }

    /// Says when it became known.
    #[must_use]
    pub fn recorded(mut self, day: NaiveDate) -> Self {
        self.recorded = Some(day);
        self
    }

    /// Adds an event that it corrects.
    #[must_use]
    pub fn supersedes(mut self, event: impl Into<String>) -> Self {
        self.supersedes.push(event.into());
        self
    }

    /// Names the event that tells of the same happening elsewhere.
    #[must_use]
    pub fn same_as(mut self, event: impl Into<String>) -> Self {
        self.same_as = Some(event.into());
        self
    }

    /// Says in words what happened.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// The day from which it is known: the one on which it was [`recorded`](Self::recorded); else, and then this is
    /// assumed, the last day it can have happened, or where that is open the first. `None`: both are open, and from which
    /// day it was known is not.
    ///
    /// ```
    /// use whoheld::{Captured, Event};
    ///
    /// let event = Event::new("[2016-11-06..2016-11-08]".parse()?, "al-mutha-hill", Captured::by("government"));
    /// assert_eq!(event.known_since().unwrap().to_string(), "2016-11-08");
    /// # Ok::<(), whoheld::ParseWhenError>(())
    /// ```
    #[must_use]
    pub fn known_since(&self) -> Option<NaiveDate> {
        let span = self.when.span();
        self.recorded.or(span.latest().map(Moment::day_ending)).or(span.earliest().map(Moment::date))
    }

    /// Its id; empty before a history has taken it in, if none was given.
    #[must_use]
    pub fn name(&self) -> &str {
        self.id.as_deref().unwrap_or_default()
    }

    /// The id that a history gives it if none is given.
    pub(crate) fn derived_id(&self) -> String {
        let mut id = String::new();
        for word in self.when.to_string().split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
            id.push_str(word);
            id.push('-');
        }
        id.make_ascii_lowercase();
        if id.is_empty() {
            id.push_str("undated-");
        }
        let order =
            if self.order < 0 { format!("before-{}", self.order.unsigned_abs()) } else { self.order.to_string() };
        id + &self.place + "-" + &order
    }
}

/// The day whose allegiances count for an event: its first.
pub(crate) fn day_of(event: &Event) -> i64 {
    event.when.first_day().map_or(i64::MIN, day_number)
}
