//! `Place`, anything that can be held, and `Baseline`, who held it at the start of the record.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::credence::Credence;
use super::shares::Shares;
use super::source::Citation;
use crate::share::Fraction;

/// A place: a district, housing project, hill, checkpoint or anything else that can be held.
///
/// A `Place` is unchecked; a [`History`](crate::History) checks it when the place is added.
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
    /// The place's id: lower-case words joined by hyphens.
    pub id: String,
    /// The place's names, by language tag (`en`, `ar`, `hu`…).
    pub names: BTreeMap<String, String>,
    /// Other names of the place, in any language.
    pub aliases: Vec<String>,
    /// The kind of place, in words: district, hill, checkpoint…
    pub kind: Option<String>,
    /// The id of the place within which it lies.
    pub within: Option<String>,
    /// How much of the place around it this place is, if known.
    pub fraction: Option<Fraction>,
    /// Whether its parts are the whole of it, so that nothing of it lies in none of them. Without parts this has no
    /// effect.
    pub divided: bool,
    /// Latitude and longitude in degrees.
    pub point: Option<[f64; 2]>,
    /// Column and row on a schematic map, which need not be true to scale.
    pub tile: Option<[i32; 2]>,
    /// Who held the place at the start of the record, before its first event.
    pub baseline: Option<Baseline>,
    /// A note in the words of whoever codes the record.
    pub note: Option<String>,
}

impl Place {
    /// Creates a place with this id and nothing else.
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

    /// Sets the [kind](Self::kind) of place.
    #[must_use]
    pub fn kind(mut self, kind: impl Into<String>) -> Self {
        self.kind = Some(kind.into());
        self
    }

    /// Sets the place within which this one lies.
    #[must_use]
    pub fn within(mut self, place: impl Into<String>) -> Self {
        self.within = Some(place.into());
        self
    }

    /// Sets how much of the place around it this place is.
    #[must_use]
    pub fn fraction(mut self, fraction: Fraction) -> Self {
        self.fraction = Some(fraction);
        self
    }

    /// Says that its parts are the whole of it: there is no rest that lies in none of them.
    ///
    /// ```
    /// use whoheld::{Became, Event, History, Actor, Place, chrono::NaiveDate};
    ///
    /// let mut history = History::new();
    /// history.add_actor(Actor::new("germany"))?;
    /// history.add_place(Place::new("left-bank").divided())?;
    /// let day = NaiveDate::from_ymd_opt(1916, 6, 20).unwrap();
    /// for part in ["north", "south"] {
    ///     history.add_place(Place::new(part).within("left-bank"))?;
    ///     history.insert(Event::new(day, part, Became::whole("germany")))?;
    /// }
    /// assert_eq!(history.who_held("left-bank", day)?.to_string(), "left-bank on 1916-06-20: germany");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn divided(mut self) -> Self {
        self.divided = true;
        self
    }

    /// Sets who held the whole place at the start of the record: an actor, or `nobody`.
    #[must_use]
    pub fn held_by(self, holder: impl Into<String>) -> Self {
        self.baseline(Baseline::held_by(holder))
    }

    /// Sets who held the place at the start of the record.
    #[must_use]
    pub fn baseline(mut self, baseline: Baseline) -> Self {
        self.baseline = Some(baseline);
        self
    }

    /// Returns the English name; without one, the name whose language tag sorts first; without names, the id.
    #[must_use]
    pub fn title(&self) -> &str {
        title(&self.names, &self.id)
    }
}

/// Returns the English name, or else the first name by language tag, or else the id.
pub(crate) fn title<'a>(names: &'a BTreeMap<String, String>, id: &'a str) -> &'a str {
    names.get("en").or_else(|| names.values().next()).map_or(id, String::as_str)
}

/// Who held a place at the start of the record, before its first event (`DESIGN.md`, "Baseline and silence").
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Baseline {
    /// Who held how much.
    pub shares: Shares,
    /// The day of which the statement is made. It holds before that day too, but is only
    /// [assumed](crate::Basis::Assumed) there. A reading's limit of staleness
    /// ([`Reading::stale_after`](crate::Reading::stale_after)) counts from this day, or else from the first day that the
    /// record [covers](crate::Covers).
    pub on: Option<NaiveDate>,
    /// How well the statement is established. By default, one that is only claimed, or refuted, does not count.
    pub credence: Credence,
    /// Whether the statement is inferred, because no source says so in words.
    pub inferred: bool,
    /// The sources for the statement.
    pub cites: Vec<Citation>,
    /// A note in the words of whoever codes the record.
    pub note: Option<String>,
}

impl Baseline {
    /// Creates a baseline in which one actor, or `nobody`, held the whole place.
    pub fn held_by(holder: impl Into<String>) -> Self {
        Self { shares: Shares::whole(holder), ..Self::default() }
    }

    /// Creates a baseline in which holders shared the place. What the shares leave open is not recorded.
    #[must_use]
    pub fn shared(shares: Shares) -> Self {
        Self { shares, ..Self::default() }
    }

    /// Sets the day of which the statement is made.
    ///
    /// ```
    /// use whoheld::{Actor, Baseline, Basis, History, Place, Reading, chrono::NaiveDate};
    ///
    /// let day = |day| NaiveDate::from_ymd_opt(1849, 7, day).unwrap();
    /// let mut history = History::new();
    /// history.add_actor(Actor::new("crown"))?;
    /// history.add_place(Place::new("bridge").baseline(Baseline::held_by("crown").on(day(1))))?;
    ///
    /// assert_eq!(history.who_held("bridge", day(1))?.basis(), Basis::Baseline);
    /// assert_eq!(history.who_held("bridge", day(1).pred_opt().unwrap())?.basis(), Basis::Assumed);
    /// // More than ten days after it, the statement is too old for this reading.
    /// let fresh = history.interpret(&Reading::new().stale_after(10))?;
    /// assert_eq!(fresh.who_held("bridge", day(11))?.to_string(), "bridge on 1849-07-11: crown");
    /// assert_eq!(fresh.who_held("bridge", day(12))?.to_string(), "bridge on 1849-07-12: unrecorded");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn on(mut self, day: NaiveDate) -> Self {
        self.on = Some(day);
        self
    }

    /// Marks the baseline as [inferred](Self::inferred).
    #[must_use]
    pub fn inferred(mut self) -> Self {
        self.inferred = true;
        self
    }

    /// Sets how well the statement is established. A baseline that is claimed or refuted counts only in a
    /// [`Reading`](crate::Reading) that believes it.
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
}
