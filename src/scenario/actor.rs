//! `Actor`, anyone who can hold a place or fight, and `Allegiance`, to whom an actor answers and when.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::credence::Credence;
use super::source::Citation;
use crate::time::day_number;

/// An actor: anyone who can hold a place or fight for it, such as a state, a coalition, an army or a militia.
///
/// An actor may answer to another, and that one to a third. The top of this chain on a day is the actor's *side* on
/// that day (`DESIGN.md`, "Nouns").
///
/// ```
/// use whoheld::Actor;
///
/// let hezbollah = Actor::new("hezbollah").name("en", "Hezbollah").answers_to("government");
/// assert_eq!(hezbollah.allegiances.len(), 1);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Actor {
    /// The actor's id: lower-case words joined by hyphens. `nobody` and `unrecorded` are reserved.
    pub id: String,
    /// The actor's names, by language tag.
    pub names: BTreeMap<String, String>,
    /// Other names of the actor, in any language.
    pub aliases: Vec<String>,
    /// To whom the actor answers, and when. An entry without an end lasts until the next one begins. A history refuses
    /// entries that overlap.
    pub allegiances: Vec<Allegiance>,
    /// The first day on which the actor exists, if known. Only the [audit](crate::History::audit) uses it.
    pub from: Option<NaiveDate>,
    /// The last day on which the actor exists, if known. Only the [audit](crate::History::audit) uses it.
    pub until: Option<NaiveDate>,
    /// A note in the words of whoever codes the record.
    pub note: Option<String>,
}

impl Actor {
    /// Creates an actor that answers to nobody and so is a side of its own.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), ..Self::default() }
    }

    /// Sets the name in a language, given by its tag.
    #[must_use]
    pub fn name(mut self, language: impl Into<String>, name: impl Into<String>) -> Self {
        self.names.insert(language.into(), name.into());
        self
    }

    /// Adds another name to [`aliases`](Self::aliases).
    #[must_use]
    pub fn alias(mut self, alias: impl Into<String>) -> Self {
        self.aliases.push(alias.into());
        self
    }

    /// Adds an allegiance to another actor without beginning or end.
    #[must_use]
    pub fn answers_to(self, actor: impl Into<String>) -> Self {
        self.allegiance(Allegiance::to(actor))
    }

    /// Adds a period of allegiance.
    #[must_use]
    pub fn allegiance(mut self, allegiance: Allegiance) -> Self {
        self.allegiances.push(allegiance);
        self
    }

    /// Returns the English name; without one, the name whose language tag sorts first; without names, the id.
    #[must_use]
    pub fn title(&self) -> &str {
        super::place::title(&self.names, &self.id)
    }
}

/// A period in which an actor answers to another.
///
/// It begins at the opening of its first day. Without a last day, it lasts until the next entry of the same actor
/// begins. Where the next entry begins on the last day of this one, the next one counts on that day.
///
/// ```
/// use whoheld::{Allegiance, chrono::NaiveDate};
///
/// let day = |day| NaiveDate::from_ymd_opt(2016, 11, day).unwrap();
/// let allegiance = Allegiance::to("rebels").from(day(1)).until(day(3)).cite("dispatch", "p. 2");
/// assert!(allegiance.holds_on(day(3)) && !allegiance.holds_on(day(4)));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Allegiance {
    /// The id of the actor to whom the first one answers.
    pub to: String,
    /// The first day of the period; `None` if it has no beginning.
    pub from: Option<NaiveDate>,
    /// The last day of the period; `None` if it lasts until the next entry begins, or has no end.
    pub until: Option<NaiveDate>,
    /// The day on which it became known. Without one, it is known from its first day on.
    pub recorded: Option<NaiveDate>,
    /// How well it is established. By default, an allegiance that is only claimed, or refuted, does not count.
    pub credence: Credence,
    /// The sources for it.
    pub cites: Vec<Citation>,
    /// A note in the words of whoever codes the record.
    pub note: Option<String>,
}

impl Allegiance {
    /// Creates an allegiance to an actor without beginning or end.
    pub fn to(actor: impl Into<String>) -> Self {
        Self { to: actor.into(), ..Self::default() }
    }

    /// Sets the first day of the period.
    #[must_use]
    pub fn from(mut self, day: NaiveDate) -> Self {
        self.from = Some(day);
        self
    }

    /// Sets the last day of the period.
    #[must_use]
    pub fn until(mut self, day: NaiveDate) -> Self {
        self.until = Some(day);
        self
    }

    /// Sets the day on which the allegiance became known.
    #[must_use]
    pub fn recorded(mut self, day: NaiveDate) -> Self {
        self.recorded = Some(day);
        self
    }

    /// Sets how well the allegiance is established.
    #[must_use]
    pub fn credence(mut self, credence: Credence) -> Self {
        self.credence = credence;
        self
    }

    /// Adds a citation: the id of a source, and where in that source, which may be empty.
    #[must_use]
    pub fn cite(mut self, source: impl Into<String>, locator: impl Into<String>) -> Self {
        self.cites.push(Citation::new(source, locator));
        self
    }

    /// Sets the note.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Returns whether a day lies between the first and the last day of the period.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// Returns the first day from which the allegiance is known; `None` if it has always been known.
    pub(crate) fn known_since(&self) -> Option<NaiveDate> {
        self.recorded.or(self.from)
    }

    /// Whether the allegiance counts in the default reading.
    pub(crate) fn counts_by_default(&self) -> bool {
        self.credence.counts_by_default()
    }

    /// Returns the numbers of its first day and of the day after its last one, as written.
    pub(crate) fn days(&self) -> (i64, i64) {
        (self.from.map_or(i64::MIN, day_number), self.until.map_or(i64::MAX, |until| day_number(until) + 1))
    }
}

/// The days in which an entry of a list of allegiances counts.
pub(crate) struct AllegiancePeriod {
    /// The position of the entry in the list.
    pub(crate) entry: usize,
    /// The number of its first day.
    pub(crate) from: i64,
    /// The number of the first day after it.
    pub(crate) until: i64,
}

/// Returns when each entry of a list of allegiances counts, by time: to its last day, or until the next entry begins.
/// Only the entries that `counts` selects are considered.
pub(crate) fn allegiance_periods(allegiances: &[Allegiance], counts: impl Fn(usize) -> bool) -> Vec<AllegiancePeriod> {
    let counted = allegiances.iter().enumerate().filter(|(entry, _)| counts(*entry));
    let mut periods: Vec<AllegiancePeriod> = counted
        .map(|(entry, allegiance)| {
            let (from, until) = allegiance.days();
            AllegiancePeriod { entry, from, until }
        })
        .collect();
    periods.sort_by_key(|period| period.from);
    for next in 1..periods.len() {
        periods[next - 1].until = periods[next - 1].until.min(periods[next].from);
    }
    periods
}
