//! The distinct states that occur in a history. Equal states are kept once and known by number.

use super::division::Division;
use super::ongoing::{Activity, Ongoing};
use crate::intern::{Interned, Interner};

pub(crate) type DivisionId = Interned<Division>;
pub(crate) type OngoingId = Interned<Ongoing>;
pub(crate) type ActivityId = Interned<Activity>;

/// The distinct states of a history. The first of each kind is the empty one.
#[derive(Clone, Debug)]
pub(crate) struct States {
    divisions: Interner<Division>,
    ongoing: Interner<Ongoing>,
    activities: Interner<Activity>,
}

impl States {
    /// The division in which everything is unrecorded.
    pub(crate) const UNRECORDED: DivisionId = Interned::FIRST;
    /// Nothing is going on after an event.
    pub(crate) const NOTHING_ONGOING: OngoingId = Interned::FIRST;
    /// Nothing is going on at a moment.
    pub(crate) const INACTIVE: ActivityId = Interned::FIRST;

    pub(crate) fn new() -> Self {
        Self {
            divisions: Interner::with_first(Division::unrecorded()),
            ongoing: Interner::with_first(Ongoing::default()),
            activities: Interner::with_first(Activity::default()),
        }
    }

    pub(crate) fn division(&self, id: DivisionId) -> &Division {
        self.divisions.get(id)
    }

    pub(crate) fn ongoing(&self, id: OngoingId) -> &Ongoing {
        self.ongoing.get(id)
    }

    pub(crate) fn activity(&self, id: ActivityId) -> &Activity {
        self.activities.get(id)
    }

    pub(crate) fn intern_division(&mut self, division: Division) -> DivisionId {
        self.divisions.intern(division)
    }

    pub(crate) fn intern_ongoing(&mut self, ongoing: Ongoing) -> OngoingId {
        self.ongoing.intern(ongoing)
    }

    pub(crate) fn intern_activity(&mut self, activity: Activity) -> ActivityId {
        self.activities.intern(activity)
    }

    /// Returns what can be going on at a moment, given what is going on after the last event.
    pub(crate) fn activities_at(&mut self, id: OngoingId, moment: i64) -> Vec<ActivityId> {
        if id == Self::NOTHING_ONGOING {
            return vec![Self::INACTIVE];
        }
        let activities = self.ongoing.get(id).activities_at(moment);
        activities.into_iter().map(|activity| self.activities.intern(activity)).collect()
    }

    /// Returns everything that may be going on at a moment, given what is going on after the last event.
    pub(crate) fn everything_at(&mut self, id: OngoingId, moment: i64) -> ActivityId {
        let activity = self.ongoing.get(id).everything_at(moment);
        self.activities.intern(activity)
    }
}
