//! Actors, whom they answer to, and on which side that puts them.

use std::collections::BTreeMap;

use chrono::NaiveDate;

/// Anyone who can hold a place or fight for it: a state, a coalition, an army, a militia.
///
/// Its *side* on a day is the top of its chain of allegiances on that day (`DESIGN.md`, "Nouns").
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
    /// Its id: lower-case words joined by hyphens. `nobody` and `unrecorded` are taken.
    pub id: String,
    /// Its names, by language tag.
    pub names: BTreeMap<String, String>,
    /// Other names it goes by.
    pub aliases: Vec<String>,
    /// Whom it answers to, and when. Periods do not overlap.
    pub allegiances: Vec<Allegiance>,
    /// The first day on which it exists, where that is known. Kept for the audit; not used yet.
    pub from: Option<NaiveDate>,
    /// The first day on which it no longer exists, where that is known. Kept for the audit; not used yet.
    pub until: Option<NaiveDate>,
    /// A note in the coder's own words.
    pub note: Option<String>,
}

impl Actor {
    /// An actor that answers to nobody: a side of its own.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), ..Self::default() }
    }

    /// Adds its name in a language.
    #[must_use]
    pub fn name(mut self, language: impl Into<String>, name: impl Into<String>) -> Self {
        self.names.insert(language.into(), name.into());
        self
    }

    /// Adds another name.
    #[must_use]
    pub fn alias(mut self, alias: impl Into<String>) -> Self {
        self.aliases.push(alias.into());
        self
    }

    /// It answers to that actor, always.
    #[must_use]
    pub fn answers_to(self, actor: impl Into<String>) -> Self {
        self.allegiance(Allegiance { to: actor.into(), from: None, until: None })
    }

    /// Adds a period of allegiance.
    #[must_use]
    pub fn allegiance(mut self, allegiance: Allegiance) -> Self {
        self.allegiances.push(allegiance);
        self
    }

    /// Its English name, else any name, else its id.
    #[must_use]
    pub fn title(&self) -> &str {
        super::place::title(&self.names, &self.id)
    }
}

/// A period in which an actor answers to another: from the first day up to, and without, the last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allegiance {
    /// Whom it answers to.
    pub to: String,
    /// The first day; `None` means always before.
    pub from: Option<NaiveDate>,
    /// The first day on which it no longer holds; `None` means for good.
    pub until: Option<NaiveDate>,
}

impl Allegiance {
    /// Answers to that actor, always.
    pub fn to(actor: impl Into<String>) -> Self {
        Self { to: actor.into(), from: None, until: None }
    }

    /// From that day on.
    #[must_use]
    pub fn from(mut self, day: NaiveDate) -> Self {
        self.from = Some(day);
        self
    }

    /// Up to the day before that day.
    #[must_use]
    pub fn until(mut self, day: NaiveDate) -> Self {
        self.until = Some(day);
        self
    }

    /// Whether it holds on that day.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }
}
