//! Readings: which events of a record are believed.

mod conflict;
mod keep_all;
mod rules;
mod source_set;
mod statement;
mod status;
mod versions;

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

pub(crate) use source_set::told_apart;
pub(crate) use statement::ShareStatement;
pub(crate) use status::{IgnoreReason, OptionalClaim, Status, Statuses};

use crate::scenario::{Credence, ParseCredenceError};
use crate::time::parse_day;

/// Which events of a record are believed: a value that can be named, compared and saved.
///
/// [`History::interpret`](crate::History::interpret) reads a history by it. What each rule does, and in which order they are
/// applied, is in `DESIGN.md`, "Readings". [`Reading::new`] is the default, by which a history itself is asked:
/// everything known, what is confirmed or reported, conflicts as told.
///
/// ```
/// # #[cfg(feature = "toml")] {
/// use whoheld::{Conflicts, Reading, aleppo_2016, chrono::NaiveDate};
///
/// let day = |day| NaiveDate::from_ymd_opt(2016, 11, day).unwrap();
/// let early = Reading::new().known_on(day(10));
/// assert_eq!(early.to_string(), "as known on 2016-11-10");
///
/// let record = aleppo_2016();
/// let account = record.interpret(&early)?;
/// assert!(account.who_held("minyan-residential", day(11))?.to_string().ends_with("half government, half rebels"));
/// assert!(record.who_held("minyan-residential", day(11))?.to_string().ends_with(": government"));
/// # }
/// # Ok::<(), whoheld::LookupError>(())
/// ```
///
/// # Serde
/// As a map of its fields; those that say nothing are left out, days are texts like `2016-11-10`:
/// `{"known_on":"2016-11-10","according_to":["rebels"],"conflicts":"as-told"}`.
///
/// # Equality
/// Two readings are equal if they say the same, name and all, in the same order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Reading {
    /// What it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Only what was recorded by this day is known. `None`: everything is.
    #[serde(with = "as_text", skip_serializing_if = "Option::is_none")]
    pub known_on: Option<NaiveDate>,
    /// The least credence that is believed. `None`: `reported`, or `claimed` where all is kept.
    #[serde(with = "as_text", skip_serializing_if = "Option::is_none")]
    pub credence: Option<Credence>,
    /// Actors and sources whose word is taken whatever its credence: what they claim is believed, what they deny is not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub according_to: Vec<String>,
    /// If there are any, nothing is believed but what comes from one of these actors and sources.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub only_from: Vec<String>,
    /// Actors and sources whose word is never taken.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_from: Vec<String>,
    /// What is done where two events cannot both be true.
    pub conflicts: Conflicts,
    /// After how many days of which nothing is told a place counts as unrecorded. `None`: never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stale_after: Option<u32>,
}

impl Reading {
    /// The default reading.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Names it.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Takes only what was recorded by that day.
    #[must_use]
    pub fn known_on(mut self, day: NaiveDate) -> Self {
        self.known_on = Some(day);
        self
    }

    /// Believes what is of that credence, and better.
    #[must_use]
    pub fn credence(mut self, floor: Credence) -> Self {
        self.credence = Some(floor);
        self
    }

    /// Takes the word of an actor, with all that answer to it, or of a source.
    #[must_use]
    pub fn according_to(mut self, id: impl Into<String>) -> Self {
        self.according_to.push(id.into());
        self
    }

    /// Believes nothing but what comes from an actor, with all that answer to it, or from a source; of several, from
    /// any of them.
    #[must_use]
    pub fn only_from(mut self, id: impl Into<String>) -> Self {
        self.only_from.push(id.into());
        self
    }

    /// Takes nothing on the word of an actor, with all that answer to it, or of a source.
    #[must_use]
    pub fn not_from(mut self, id: impl Into<String>) -> Self {
        self.not_from.push(id.into());
        self
    }

    /// Says what is done where two events cannot both be true.
    #[must_use]
    pub fn conflicts(mut self, rule: Conflicts) -> Self {
        self.conflicts = rule;
        self
    }

    /// Lets what nothing was told of for more than that many days be unrecorded.
    #[must_use]
    pub fn stale_after(mut self, days: u32) -> Self {
        self.stale_after = Some(days);
        self
    }

    /// The least credence that it believes.
    #[must_use]
    pub fn floor(&self) -> Credence {
        match self.conflicts {
            Conflicts::KeepAll => self.credence.unwrap_or(Credence::Claimed),
            _ => self.credence.unwrap_or(Credence::Reported),
        }
    }

    /// What it believes, in words, its name left aside.
    #[must_use]
    pub fn rules(&self) -> String {
        self.rules_with(str::to_owned, |day| day.to_string())
    }

    /// The same, with actors, sources and days written as one likes.
    pub(crate) fn rules_with(&self, called: impl Fn(&str) -> String, on: impl Fn(NaiveDate) -> String) -> String {
        let mut rules = Vec::new();
        if let Some(day) = self.known_on {
            rules.push(format!("as known on {}", on(day)));
        }
        match self.credence {
            Some(Credence::Refuted) => rules.push("whatever its credence".to_owned()),
            Some(Credence::Confirmed) => rules.push("what is confirmed".to_owned()),
            Some(floor) => rules.push(format!("what is {floor} or better")),
            None => {}
        }
        for (words, ids) in
            [("according to", &self.according_to), ("only from", &self.only_from), ("nothing from", &self.not_from)]
        {
            if !ids.is_empty() {
                let names: Vec<String> = ids.iter().map(|id| called(id)).collect();
                rules.push(format!("{words} {}", names.join(" and ")));
            }
        }
        match self.conflicts {
            Conflicts::AsTold => {}
            Conflicts::HighestCredence => rules.push("where words conflict, the most credible".to_owned()),
            Conflicts::AgainstInterest => {
                rules.push("where words conflict, what serves its tellers least".to_owned());
            }
            Conflicts::KeepAll => rules.push("where words conflict, all are kept".to_owned()),
        }
        match self.stale_after {
            Some(1) => rules.push("nothing older than 1 day".to_owned()),
            Some(days) => rules.push(format!("nothing older than {days} days")),
            None => {}
        }
        if rules.is_empty() { "as told".to_owned() } else { rules.join("; ") }
    }
}

impl fmt::Display for Reading {
    /// Its name, else its rules: `as known on 2016-11-10; according to rebels`. The default is `as told`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => f.pad(name),
            None => f.pad(&self.rules()),
        }
    }
}

/// What a reading does where two events cannot both be true (`DESIGN.md`, "Readings", says when that is).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Conflicts {
    /// All stand, in the told order; denials are kept and told.
    #[default]
    AsTold,
    /// The one of higher credence stands.
    HighestCredence,
    /// A party's admission against its own interest stands before what speaks for nobody's, and that before what serves
    /// the speaker. What parties say is mostly `claimed`: it takes part only where the reading's credence lets it.
    AgainstInterest,
    /// Nothing is decided: of what conflicts or is only claimed, whatever may be true is possible.
    KeepAll,
}

impl Conflicts {
    pub(crate) const ALL: [Self; 4] = [Self::AsTold, Self::HighestCredence, Self::AgainstInterest, Self::KeepAll];

    /// Why one of two stands by this rule, as a clause.
    pub(crate) const fn reason(self) -> &'static str {
        match self {
            Self::HighestCredence => "which is the more credible",
            Self::AgainstInterest => "which serves its tellers less",
            Self::AsTold | Self::KeepAll => "whose word is taken",
        }
    }

    /// Its word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::AsTold => "as-told",
            Self::HighestCredence => "highest-credence",
            Self::AgainstInterest => "against-interest",
            Self::KeepAll => "keep-all",
        }
    }
}

impl fmt::Display for Conflicts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// A text that names no rule for conflicts.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is no rule for conflicts; write as-told, highest-credence, against-interest or keep-all")]
pub struct ParseConflictsError(String);

impl FromStr for Conflicts {
    type Err = ParseConflictsError;

    fn from_str(text: &str) -> Result<Self, ParseConflictsError> {
        Self::ALL.into_iter().find(|rule| rule.word() == text).ok_or_else(|| ParseConflictsError(text.to_owned()))
    }
}

impl Serialize for Conflicts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl<'de> Deserialize<'de> for Conflicts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Optional values as the text that people write.
mod as_text {
    use super::{Credence, Deserialize, Deserializer, NaiveDate, ParseCredenceError, Serialize, Serializer, parse_day};

    pub(super) trait Text: Sized + ToString {
        fn read(text: &str) -> Result<Self, String>;
    }

    impl Text for NaiveDate {
        fn read(text: &str) -> Result<Self, String> {
            parse_day(text).ok_or_else(|| format!("`{text}` is no day; write it like 2016-10-28"))
        }
    }

    impl Text for Credence {
        fn read(text: &str) -> Result<Self, String> {
            text.parse().map_err(|error: ParseCredenceError| error.to_string())
        }
    }

    #[expect(clippy::ref_option, reason = "the shape that serde calls")]
    pub(super) fn serialize<T: Text, S: Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
        value.as_ref().map(ToString::to_string).serialize(serializer)
    }

    pub(super) fn deserialize<'de, T: Text, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| T::read(&text).map_err(serde::de::Error::custom)).transpose()
    }
}
