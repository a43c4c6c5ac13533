//! The status of every event and baseline under a reading: whether it counts, and if not, why.

use crate::numbers::{EventNo, Numbered, PlaceNo};

/// The status of an event or a baseline under a reading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Status {
    /// It counts.
    Counted,
    /// It may count or not (only under the rule `keep-all`).
    Optional,
    /// The given event corrects it.
    Superseded(EventNo),
    /// A rule of the reading excludes it.
    Ignored(IgnoreReason),
    /// There is no such event or baseline.
    #[default]
    Absent,
}

impl Status {
    /// Returns whether it counts, or may count.
    pub(crate) fn counts(self) -> bool {
        matches!(self, Self::Counted | Self::Optional)
    }
}

/// The rule that excludes an event or a baseline, and the event that gave cause for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IgnoreReason {
    /// It was recorded later than the reading looks.
    NotYetKnown,
    /// Its credence is below the floor of the reading.
    BelowFloor,
    /// The reading does not accept those it comes from.
    NotFrom,
    /// The given event denies it, and counts by name.
    Denied(EventNo),
    /// It conflicts with an event that outweighs it.
    Outweighed {
        by: EventNo,
        /// Whether the other outweighs it because that one counts by name.
        named: bool,
    },
}

/// What may count or not as one: either all of these events count or none does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum OptionalClaim {
    Events(Vec<EventNo>),
    /// The baseline of a place.
    Baseline(PlaceNo),
}

/// The status of everything in a record under one reading.
#[derive(Clone, Debug, Default)]
pub(crate) struct Statuses {
    pub(super) events: Numbered<EventNo, Status>,
    /// The status of each place's baseline.
    pub(crate) baselines: Numbered<PlaceNo, Status>,
    /// The choices that are open under the rule `keep-all`.
    pub(crate) optional: Vec<OptionalClaim>,
}

impl Statuses {
    pub(crate) fn event(&self, number: EventNo) -> Status {
        self.events.get(number).copied().unwrap_or_default()
    }

    pub(crate) fn baseline(&self, place: PlaceNo) -> Status {
        self.baselines.get(place).copied().unwrap_or_default()
    }

    pub(crate) fn set_event(&mut self, number: EventNo, status: Status) {
        self.events.grow_to(number);
        self.events[number] = status;
    }
}
