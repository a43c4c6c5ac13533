//! `Span`, the bounds of a moment that is not known exactly.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::moment::Moment;

/// The bounds of one moment: it lies at or after `earliest` and before `latest`. Either side may be open.
///
/// ```
/// use whoheld::When;
///
/// let span = "[2016-11-06..2016-11-08]".parse::<When>()?.span();
/// assert_eq!(span.earliest().unwrap().to_string(), "2016-11-06T00:00");
/// assert_eq!(span.latest().unwrap().to_string(), "2016-11-09T00:00");
/// assert_eq!(span.to_string(), "2016-11-06..2016-11-08");
/// # Ok::<(), whoheld::ParseWhenError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    /// The first possible minute; `i64::MIN` stands for an open side.
    earliest: i64,
    /// The first minute that is too late; `i64::MAX` stands for an open side.
    latest: i64,
}

impl Span {
    /// The span that is open on both sides: nothing is known of the moment.
    pub const OPEN: Self = Self { earliest: i64::MIN, latest: i64::MAX };

    /// Returns the span from the first possible moment up to the first that is too late; `None` leaves a side open.
    #[must_use]
    pub const fn new(earliest: Option<Moment>, latest: Option<Moment>) -> Self {
        let earliest = match earliest {
            Some(moment) => moment.minutes(),
            None => i64::MIN,
        };
        let latest = match latest {
            Some(moment) => moment.minutes(),
            None => i64::MAX,
        };
        Self { earliest, latest }
    }

    /// Returns the span between two minutes; `i64::MIN` and `i64::MAX` leave a side open.
    pub(crate) const fn from_minutes(earliest: i64, latest: i64) -> Self {
        Self { earliest, latest }
    }

    /// Returns the first possible moment; `None` if that side is open.
    #[must_use]
    pub fn earliest(self) -> Option<Moment> {
        (self.earliest != i64::MIN).then(|| Moment::from_minutes(self.earliest))
    }

    /// Returns the first moment that is too late; `None` if that side is open.
    #[must_use]
    pub fn latest(self) -> Option<Moment> {
        (self.latest != i64::MAX).then(|| Moment::from_minutes(self.latest))
    }

    /// Returns the first possible minute; `i64::MIN` if that side is open.
    pub(crate) const fn earliest_minute(self) -> i64 {
        self.earliest
    }

    /// Returns the first minute that is too late; `i64::MAX` if that side is open.
    pub(crate) const fn latest_minute(self) -> i64 {
        self.latest
    }

    /// Returns whether both sides are open.
    #[must_use]
    pub const fn is_open(self) -> bool {
        self.earliest == i64::MIN && self.latest == i64::MAX
    }

    /// Returns whether every moment of this span comes before every moment of the other.
    #[must_use]
    pub const fn precedes(self, other: Self) -> bool {
        self.latest != i64::MAX && other.earliest != i64::MIN && self.latest <= other.earliest
    }

    /// Returns whether some moment lies in both spans.
    pub(crate) const fn overlaps(self, other: Self) -> bool {
        self.earliest < other.latest && other.earliest < self.latest
    }
}

impl Default for Span {
    /// The open span.
    fn default() -> Self {
        Self::OPEN
    }
}

impl fmt::Display for Span {
    /// Writes the first and the last possible day: `2016-10-28`, `2016-10-28..2016-10-30`, `2016-10-28 or later`,
    /// `2016-10-28 or before`; `..` if both sides are open.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match (self.earliest(), self.latest()) {
            (None, None) => "..".to_owned(),
            (Some(earliest), None) => format!("{} or later", earliest.date()),
            (None, Some(latest)) => format!("{} or before", latest.day_ending()),
            (Some(earliest), Some(latest)) if earliest.date() == latest.day_ending() => earliest.date().to_string(),
            (Some(earliest), Some(latest)) => format!("{}..{}", earliest.date(), latest.day_ending()),
        };
        f.pad(&text)
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = |moment: Option<Moment>| moment.map(|moment| moment.to_string()).unwrap_or_default();
        write!(f, "[{}..{})", end(self.earliest()), end(self.latest()))
    }
}

/// The serde form of a span: moments as texts like `2016-11-01T00:00`, `null` where a side is open.
#[derive(Serialize, Deserialize)]
struct SpanFields {
    earliest: Option<String>,
    latest: Option<String>,
}

impl Serialize for Span {
    /// Writes `{"earliest": "2016-11-01T00:00", "latest": null}`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = |moment: Option<Moment>| moment.map(|moment| moment.to_string());
        SpanFields { earliest: text(self.earliest()), latest: text(self.latest()) }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let SpanFields { earliest, latest } = SpanFields::deserialize(deserializer)?;
        let moment = |text: Option<String>| {
            text.map(|text| text.parse::<Moment>().map_err(serde::de::Error::custom)).transpose()
        };
        Ok(Self::new(moment(earliest)?, moment(latest)?))
    }
}
