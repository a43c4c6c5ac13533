//! `Actor`, anyone who can hold a place or fight, and `Allegiance`, to whom an actor answers and when.

use std::collections::BTreeMap;

use chrono::NaiveDate;

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
    /// To whom the actor answers, and when. A history refuses periods that overlap.
    pub allegiances: Vec<Allegiance>,
    /// The first day on which the actor exists, if known. Only the [audit](crate::History::audit) uses it.
    pub from: Option<NaiveDate>,
    /// The first day on which the actor no longer exists, if known. Only the [audit](crate::History::audit) uses it.
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
/// ```
/// use whoheld::{Allegiance, chrono::NaiveDate};
///
/// let day = |day| NaiveDate::from_ymd_opt(2016, 11, day).unwrap();
/// let allegiance = Allegiance::to("rebels").from(day(1)).until(day(3));
/// assert!(allegiance.holds_on(day(2)) && !allegiance.holds_on(day(3)));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Allegiance {
    /// The id of the actor to whom the first one answers.
    pub to: String,
    /// The first day of the period; `None` if it has no beginning.
    pub from: Option<NaiveDate>,
    /// The first day after the period; `None` if it has no end.
    pub until: Option<NaiveDate>,
}

impl Allegiance {
    /// Creates an allegiance to an actor without beginning or end.
    pub fn to(actor: impl Into<String>) -> Self {
        Self { to: actor.into(), from: None, until: None }
    }

    /// Sets the first day of the period.
    #[must_use]
    pub fn from(mut self, day: NaiveDate) -> Self {
        self.from = Some(day);
        self
    }

    /// Sets the first day after the period.
    #[must_use]
    pub fn until(mut self, day: NaiveDate) -> Self {
        self.until = Some(day);
        self
    }

    /// Returns whether a day lies in the period.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }
}
