//! Readings: a reading decides which events of a record count. The value itself, its rule for conflicts, and both as text.

mod conflict;
mod keep_all;
mod rules;
mod source_set;
mod statement;
mod status;
mod versions;

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub(crate) use source_set::independently_attributed;
pub(crate) use statement::ShareStatement;
pub(crate) use status::{IgnoreReason, OptionalClaim, Status, Statuses};

use crate::scenario::Credence;
use crate::text::words;

/// Decides which events of a record count. You can name readings, save them and compare them.
///
/// [`History::interpret`](crate::History::interpret) applies a reading to a history. `DESIGN.md`, "Readings", states what
/// each rule does and in which order the rules are applied. [`Reading::new`] is the default, which a history itself uses:
/// events count if they are `reported` or better, whenever they became known, and conflicts are left undecided.
///
/// ```
/// # #[cfg(feature = "aleppo")] {
/// use whoheld::{Conflicts, Reading, aleppo_2016, chrono::NaiveDate};
///
/// let day = |day| NaiveDate::from_ymd_opt(2016, 11, day).unwrap();
/// let early = Reading::new().known_on(day(10));
/// assert_eq!(early.to_string(), "as known on 2016-11-10");
///
/// let record = aleppo_2016();
/// let interpretation = record.interpret(&early)?;
/// assert!(interpretation.who_held("minyan-residential", day(11))?.to_string().ends_with("half government, half rebels"));
/// assert!(record.who_held("minyan-residential", day(11))?.to_string().ends_with(": government"));
/// # }
/// # Ok::<(), whoheld::LookupError>(())
/// ```
///
/// # Serde
/// A map of the fields. Fields that are `None` or empty are left out, and days are written like `2016-11-10`:
/// `{"known_on":"2016-11-10","according_to":["rebels"],"conflicts":"as-told"}`.
///
/// # Equality
/// Two readings are equal if all their fields are equal: the name too, and lists in the same order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Reading {
    /// The name of the reading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Counts only what was recorded on or before this day. `None`: everything that was ever recorded.
    #[serde(with = "optional_day", skip_serializing_if = "Option::is_none")]
    pub known_on: Option<NaiveDate>,
    /// The least credence that counts. `None`: `reported`, or `claimed` under [`Conflicts::KeepAll`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credence: Option<Credence>,
    /// Actors and sources that are taken at their word: what comes from them counts whatever its credence. What they deny does
    /// not count, unless it comes from one of them too; under [`Conflicts::KeepAll`] it may count or not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub according_to: Vec<String>,
    /// If not empty, only what comes from one of these actors and sources counts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub only_from: Vec<String>,
    /// Actors and sources on whose word alone nothing counts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_from: Vec<String>,
    /// The rule for events that cannot both be true.
    pub conflicts: Conflicts,
    /// The number of days without a report after which a place counts as unrecorded. `None`: never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stale_after: Option<u32>,
}

impl Reading {
    /// Returns the default reading.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Names the reading.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Counts only what was recorded on or before a day.
    #[must_use]
    pub fn known_on(mut self, day: NaiveDate) -> Self {
        self.known_on = Some(day);
        self
    }

    /// Sets the least credence that counts.
    #[must_use]
    pub fn credence(mut self, floor: Credence) -> Self {
        self.credence = Some(floor);
        self
    }

    /// Takes an actor, with all that answer to it, or a source at its word: adds it to
    /// [`according_to`](Self#structfield.according_to).
    #[must_use]
    pub fn according_to(mut self, id: impl Into<String>) -> Self {
        self.according_to.push(id.into());
        self
    }

    /// Counts only what comes from an actor, with all that answer to it, or from a source. Called several times, it counts
    /// what comes from any of them.
    #[must_use]
    pub fn only_from(mut self, id: impl Into<String>) -> Self {
        self.only_from.push(id.into());
        self
    }

    /// Excludes what comes only from an actor, with all that answer to it, or only from a source. Called several times, it
    /// excludes what comes from none but them.
    #[must_use]
    pub fn not_from(mut self, id: impl Into<String>) -> Self {
        self.not_from.push(id.into());
        self
    }

    /// Sets the rule for events that cannot both be true.
    #[must_use]
    pub fn conflicts(mut self, rule: Conflicts) -> Self {
        self.conflicts = rule;
        self
    }

    /// Counts a place as unrecorded after more than this many days without a report.
    #[must_use]
    pub fn stale_after(mut self, days: u32) -> Self {
        self.stale_after = Some(days);
        self
    }

    /// Returns the least credence that counts.
    #[must_use]
    pub fn floor(&self) -> Credence {
        match self.conflicts {
            Conflicts::KeepAll => self.credence.unwrap_or(Credence::Claimed),
            _ => self.credence.unwrap_or(Credence::Reported),
        }
    }

    /// Returns the rules in words, without the name: `as known on 2016-11-10; according to rebels`.
    #[must_use]
    pub fn rules(&self) -> String {
        self.rules_with(str::to_owned, |day| day.to_string())
    }

    /// Returns the rules in words, with functions that write the actors and sources, and the days.
    pub(crate) fn rules_with(&self, name: impl Fn(&str) -> String, date: impl Fn(NaiveDate) -> String) -> String {
        let mut rules = Vec::new();
        if let Some(day) = self.known_on {
            rules.push(format!("as known on {}", date(day)));
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
                let names: Vec<String> = ids.iter().map(|id| name(id)).collect();
                rules.push(format!("{words} {}", names.join(" and ")));
            }
        }
        match self.conflicts {
            Conflicts::AsTold => {}
            Conflicts::HighestCredence => rules.push("where reports conflict, the most credible".to_owned()),
            Conflicts::AgainstInterest => {
                rules.push("where reports conflict, the one that serves its source least".to_owned());
            }
            Conflicts::KeepAll => rules.push("where reports conflict, all are kept".to_owned()),
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
    /// Writes the name, or the rules if there is none: `as known on 2016-11-10; according to rebels`. The default reading is
    /// written `as told`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => f.pad(name),
            None => f.pad(&self.rules()),
        }
    }
}

/// The rule for two events that cannot both be true (`DESIGN.md`, "Readings", defines when that is). Under every rule but
/// [`KeepAll`](Self::KeepAll), an event that counts because of [`Reading::according_to`] outweighs one that does not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Conflicts {
    /// Decides nothing: both events count and are applied in the narrative order. A denial is kept and shown, but changes
    /// nothing.
    #[default]
    AsTold,
    /// Counts the event of higher credence.
    HighestCredence,
    /// Prefers an admission that a party makes against its own interest to a statement that serves nobody's interest, and
    /// that to a statement that serves the one who makes it. What parties say is mostly `claimed`, so it is considered only
    /// if the credence of the reading is low enough.
    AgainstInterest,
    /// Takes no side: every event that is in conflict or only claimed may count or not, and the answer has every
    /// control to which that leads.
    KeepAll,
}

impl Conflicts {
    /// Returns the reason why this rule prefers an event, as a clause.
    pub(crate) const fn reason(self) -> &'static str {
        match self {
            Self::HighestCredence => "which is the more credible",
            Self::AgainstInterest => "which serves its source less",
            Self::AsTold | Self::KeepAll => "which this reading takes at its word",
        }
    }
}

words!(Conflicts, "rule for conflicts", {
    AsTold "as-told",
    HighestCredence "highest-credence",
    AgainstInterest "against-interest",
    KeepAll "keep-all",
});

/// Serialises an optional day as people write it, and refuses any other form of it.
mod optional_day {
    use chrono::NaiveDate;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    use crate::time::parse_day;

    #[expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "the shape that serde calls")]
    pub(super) fn serialize<S: Serializer>(day: &Option<NaiveDate>, serializer: S) -> Result<S::Ok, S::Error> {
        day.map(|day| day.to_string()).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        let day = |text: String| {
            parse_day(&text).ok_or_else(|| Error::custom(format!("`{text}` is no day; write it like 2016-10-28")))
        };
        text.map(day).transpose()
    }
}
