//! Every state that occurs in a history, equal ones once.

use super::division::{Division, HolderKey};
use super::ongoing::{Activity, Ongoing};
use crate::intern::{Interned, Interner};

pub(crate) type DivisionId = Interned<Division>;
pub(crate) type OngoingId = Interned<Ongoing>;
pub(crate) type ActivityId = Interned<Activity>;

/// The states of a history. The first of each kind says nothing.
#[derive(Clone, Debug)]
pub(crate) struct States {
    divisions: Interner<Division>,
    ongoing: Interner<Ongoing>,
    activities: Interner<Activity>,
}

impl States {
    /// All unrecorded.
    pub(crate) const SILENT: DivisionId = Interned::FIRST;
    /// Nothing left going on.
    pub(crate) const QUIET: OngoingId = Interned::FIRST;
    /// Nothing going on.
    pub(crate) const INACTIVE: ActivityId = Interned::FIRST;

    pub(crate) fn new() -> Self {
        Self {
            divisions: Interner::with_first(Division::whole(HolderKey::UNRECORDED)),
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

    /// What is going on at a moment, of what an event left going on.
    pub(crate) fn activity_at(&mut self, id: OngoingId, moment: i64) -> ActivityId {
        if id == Self::QUIET {
            return Self::INACTIVE;
        }
        let activity = self.ongoing.get(id).at(moment);
        self.activities.intern(activity)
    }
}
