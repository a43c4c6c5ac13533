//! What becomes of each event under a reading: whether it counts, and if not, why.

use crate::numbers::{EventNo, Numbered, PlaceNo};

/// What becomes of an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Status {
    /// It counts.
    Counted,
    /// It may count or not.
    Optional,
    Superseded(EventNo),
    Ignored(IgnoreReason),
    /// There is no such event.
    #[default]
    Absent,
}

impl Status {
    /// Whether it takes part in what is possible.
    pub(crate) fn counts(self) -> bool {
        matches!(self, Self::Counted | Self::Optional)
    }
}

/// Which rule had an event ignored, and by what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IgnoreReason {
    NotYetKnown,
    BelowFloor,
    NotFrom,
    Denied(EventNo),
    /// By what, and whether because the reading names who says that.
    Outweighed {
        by: EventNo,
        named: bool,
    },
}

/// Statements that count or do not, all of them together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum OptionalClaim {
    Events(Vec<EventNo>),
    Baseline(PlaceNo),
}

/// What becomes of everything that a record says, under one reading.
#[derive(Clone, Debug, Default)]
pub(crate) struct Statuses {
    pub(super) events: Numbered<EventNo, Status>,
    /// For each place, what becomes of its baseline.
    pub(crate) baselines: Numbered<PlaceNo, Status>,
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
