//! Places, and what lies within what.

use std::collections::BTreeMap;

use super::credence::Credence;
use super::shares::Shares;
use super::source::Citation;
use crate::share::Fraction;

/// A district, project, hill, checkpoint…: anything that can be held.
///
/// This is a place as written: it is checked when a [`History`](crate::History) takes it in.
///
/// ```
/// use whoheld::Place;
///
/// let east = Place::new("old-town-east").within("old-town").kind("half").name("en", "the east of the old town");
/// assert_eq!(east.title(), "the east of the old town");
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Place {
    /// Its id: lower-case words joined by hyphens.
    pub id: String,
    /// Its names, by language tag (`en`, `ar`, `hu`…).
    pub names: BTreeMap<String, String>,
    /// Other names it goes by.
    pub aliases: Vec<String>,
    /// What it is: district, hill, checkpoint…
    pub kind: Option<String>,
    /// The place it lies within.
    pub within: Option<String>,
    /// How much of that place it is, where that is known.
    pub fraction: Option<Fraction>,
    /// Latitude and longitude in degrees.
    pub point: Option<[f64; 2]>,
    /// Where it stands on a schematic map: column and row. Not a survey.
    pub tile: Option<[i32; 2]>,
    /// Who held it on the eve, before the record's events.
    pub baseline: Option<Baseline>,
    /// A note in the coder's own words.
    pub note: Option<String>,
}

impl Place {
    /// A place with this id and nothing else.
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

    /// Says what it is.
    #[must_use]
    pub fn kind(mut self, kind: impl Into<String>) -> Self {
        self.kind = Some(kind.into());
        self
    }

    /// Puts it within another place.
    #[must_use]
    pub fn within(mut self, place: impl Into<String>) -> Self {
        self.within = Some(place.into());
        self
    }

    /// Says how much of the place around it it is.
    #[must_use]
    pub fn fraction(mut self, fraction: Fraction) -> Self {
        self.fraction = Some(fraction);
        self
    }

    /// Says who held all of it on the eve.
    #[must_use]
    pub fn held_by(self, holder: impl Into<String>) -> Self {
        self.baseline(Baseline::held_by(holder))
    }

    /// Says how it was held on the eve.
    #[must_use]
    pub fn baseline(mut self, baseline: Baseline) -> Self {
        self.baseline = Some(baseline);
        self
    }

    /// Its English name, else any name, else its id.
    #[must_use]
    pub fn title(&self) -> &str {
        title(&self.names, &self.id)
    }
}

pub(crate) fn title<'a>(names: &'a BTreeMap<String, String>, id: &'a str) -> &'a str {
    names.get("en").or_else(|| names.values().next()).map_or(id, String::as_str)
}

/// Who held a place on the eve, before the record's events (`DESIGN.md`, "Baseline and silence").
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Baseline {
    /// Who held how much.
    pub shares: Shares,
    /// How surely.
    pub credence: Credence,
    /// Whether the coder infers it, the source not saying so in words.
    pub inferred: bool,
    /// What it rests on.
    pub cites: Vec<Citation>,
    /// A note in the coder's own words.
    pub note: Option<String>,
}

impl Baseline {
    /// All of it was held by one actor, or by `nobody`.
    pub fn held_by(holder: impl Into<String>) -> Self {
        Self { shares: Shares::whole(holder), ..Self::default() }
    }

    /// It was shared.
    #[must_use]
    pub fn shared(shares: Shares) -> Self {
        Self { shares, ..Self::default() }
    }

    /// Marks it as the coder's inference.
    #[must_use]
    pub fn inferred(mut self) -> Self {
        self.inferred = true;
        self
    }

    /// Says how far it is believed. One that is claimed or refuted says nothing, unless a
    /// [`Reading`](crate::Reading) believes it.
    #[must_use]
    pub fn credence(mut self, credence: Credence) -> Self {
        self.credence = credence;
        self
    }

    /// Adds what it rests on: a source, and where in it.
    #[must_use]
    pub fn cite(mut self, source: impl Into<String>, locator: impl Into<String>) -> Self {
        self.cites.push(Citation::new(source, locator));
        self
    }

    /// Adds a note in the coder's own words.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }
}
