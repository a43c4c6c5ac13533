//! The film: the events one after the other, each with the control before and after; and day by day.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;

use super::snapshot::{Difference, Snapshot};
use crate::fold::{ActivityId, ChainState, DivisionId};
use crate::history::{History, Interpretation};
use crate::numbers::{EventNo, Number, PlaceNo};
use crate::reading::{IgnoreReason, Status};
use crate::scenario::{Event, Place};
use crate::table::{StateChange, StateLog, StateTable};
use crate::time::Moment;
use crate::view::{Control, QueryTime, View};

/// The events of a history, one after the other: related ones in the told order, others by day and telling. Those that
/// the reading does not believe are told too, but not those that it does not know yet.
///
/// ```
/// # #[cfg(feature = "toml")] {
/// for step in whoheld::aleppo_2016().replay().filter(|step| step.changes_control()) {
///     println!("{} {}: {} → {}", step.day(), step.place().id, step.before().unwrap(), step.after().unwrap());
/// }
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Replay<'h> {
    view: View<'h>,
    steps: std::vec::IntoIter<(NaiveDate, EventNo)>,
}

impl<'h> Replay<'h> {
    pub(crate) fn new(view: View<'h>) -> Self {
        Self { view, steps: steps(view).into_iter() }
    }

    /// The same day by day: from the first day with an event to the last, days without one too.
    #[must_use]
    pub fn days(self) -> ReplayDays<'h> {
        let steps: Vec<(NaiveDate, EventNo)> = self.steps.collect();
        let next = steps.first().map(|step| step.0);
        ReplayDays { view: self.view, steps, at: 0, next, log: Arc::default() }
    }
}

impl<'h> Iterator for Replay<'h> {
    type Item = Step<'h>;

    fn next(&mut self) -> Option<Step<'h>> {
        let (day, event) = self.steps.next()?;
        Some(Step { view: self.view, day, event })
    }
}

/// Every event that is known, with the day it is shown under. Each family keeps its told order, and a noted event or
/// one that is not believed stands for itself; among the next of all these the earliest comes first, then the first told.
fn steps(view: View<'_>) -> Vec<(NaiveDate, EventNo)> {
    let facts = view.facts();
    let fold = view.fold();
    let last = view.days().map(|days| days.1);
    let key = |event: EventNo| {
        let it = facts.event(event);
        let day = match fold.occurrence(event) {
            Some(_) => fold.narrowed(event).earliest().map(Moment::date).or(it.when.first_day()),
            // A note that can be of any later time is told when all that is dated has been.
            None if it.when.span().latest().is_none() => last,
            None => it.when.first_day(),
        };
        (day.unwrap_or(NaiveDate::MIN), it.order, it.name())
    };
    let known = |event: EventNo| view.statuses().event(event) != Status::Ignored(IgnoreReason::NotYetKnown);
    let quiet = facts.numbered_events().filter(|(event, _)| fold.occurrence(*event).is_none() && known(*event));
    let mut lists: Vec<Vec<EventNo>> = fold.narrative_orders().map(<[EventNo]>::to_vec).collect();
    lists.extend(quiet.map(|(event, _)| vec![event]));
    let mut heads: BinaryHeap<_> =
        lists.iter().enumerate().filter_map(|(list, all)| Some(Reverse((key(*all.first()?), list, 0)))).collect();
    let mut steps = Vec::new();
    let mut latest = NaiveDate::MIN;
    while let Some(Reverse(((day, _, _), list, at))) = heads.pop() {
        latest = latest.max(day);
        steps.push((latest, lists[list][at]));
        if let Some(&next) = lists[list].get(at + 1) {
            heads.push(Reverse((key(next), list, at + 1)));
        }
    }
    steps
}

/// One event of a replay, with the control of its place before and after, as told.
#[derive(Clone, Copy, Debug)]
pub struct Step<'h> {
    view: View<'h>,
    day: NaiveDate,
    event: EventNo,
}

impl<'h> Step<'h> {
    /// The day it is shown under: the first on which it can have happened, as told; for a note that can be of any
    /// later time, the last day of the record.
    #[must_use]
    pub const fn day(self) -> NaiveDate {
        self.day
    }

    /// The event.
    #[must_use]
    pub fn event(self) -> &'h Event {
        self.view.facts().event(self.event)
    }

    /// Its place.
    #[must_use]
    pub fn place(self) -> &'h Place {
        let facts = self.view.facts();
        &facts.places[facts.place_of(self.event()).expect("the places of checked events are there")]
    }

    fn state(self) -> Option<&'h ChainState> {
        let fold = self.view.fold();
        let place = fold.occurrence(self.event)?.place;
        fold.chain(place).iter().find(|state| state.event == Some(self.event))
    }

    fn control(self, division: DivisionId, activity: ActivityId) -> Control<'h> {
        let day = self.view.fold().occurrence(self.event).map_or(0, |it| it.day);
        Control { view: self.view, day, division, activity }
    }

    /// Whether the reading believes it; what it does not believe changes nothing.
    #[must_use]
    pub fn counts(self) -> bool {
        self.view.statuses().event(self.event).counts()
    }

    /// The control of its place right before; `None` for one that is noted, or not believed.
    #[must_use]
    pub fn before(self) -> Option<Control<'h>> {
        self.state().map(|state| self.control(state.before, state.activity_before))
    }

    /// The control of its place right after; `None` for one that is noted, or not believed.
    #[must_use]
    pub fn after(self) -> Option<Control<'h>> {
        self.state().map(|state| self.control(state.division, state.activity))
    }

    /// Whether the control after is another than before.
    #[must_use]
    pub fn changes_control(self) -> bool {
        self.before() != self.after()
    }
}

/// A replay day by day.
#[derive(Clone, Debug)]
pub struct ReplayDays<'h> {
    view: View<'h>,
    steps: Vec<(NaiveDate, EventNo)>,
    at: usize,
    next: Option<NaiveDate>,
    /// What changes on which day, once it is asked for.
    log: Arc<OnceLock<StateLog>>,
}

impl<'h> Iterator for ReplayDays<'h> {
    type Item = Day<'h>;

    fn next(&mut self) -> Option<Day<'h>> {
        let day = self.next?;
        let steps: Vec<Step<'h>> = self.steps[self.at..]
            .iter()
            .take_while(|step| step.0 == day)
            .map(|&(day, event)| Step { view: self.view, day, event })
            .collect();
        self.at += steps.len();
        self.next = if self.at < self.steps.len() { day.succ_opt() } else { None };
        Some(Day { view: self.view, day, steps, log: Arc::clone(&self.log) })
    }
}

/// One day of a replay.
#[derive(Clone, Debug)]
pub struct Day<'h> {
    view: View<'h>,
    day: NaiveDate,
    steps: Vec<Step<'h>>,
    log: Arc<OnceLock<StateLog>>,
}

impl<'h> Day<'h> {
    /// The day.
    #[must_use]
    pub const fn date(&self) -> NaiveDate {
        self.day
    }

    /// Its events.
    pub fn steps(&self) -> std::slice::Iter<'_, Step<'h>> {
        self.steps.iter()
    }

    /// The places whose possible controls at its close differ from those at its opening.
    #[must_use]
    pub fn changes(&self) -> Vec<Difference<'h>> {
        let log = self.log.get_or_init(|| self.view.control_table().table().log());
        let day = StateTable::day_number(self.day);
        let answers = |change: StateChange| Difference {
            before: self.view.answer(PlaceNo::new(change.place as usize), QueryTime::Opening(self.day)),
            after: self.view.answer(PlaceNo::new(change.place as usize), self.day.into()),
        };
        let differs = |it: &Difference<'h>| !it.before.same_possible(it.after);
        log.changes(day..day.saturating_add(1)).map(answers).filter(differs).collect()
    }

    /// Every place at its close.
    #[must_use]
    pub fn close(&self) -> Snapshot<'h> {
        self.view.snapshot(self.day)
    }
}

impl<'h> View<'h> {
    /// The events one after the other, each with the control before and after.
    #[must_use]
    pub fn replay(self) -> Replay<'h> {
        Replay::new(self)
    }
}

impl History {
    /// The events one after the other, each with the control before and after; by side.
    #[must_use]
    pub fn replay(&self) -> Replay<'_> {
        self.by_side().replay()
    }
}

impl Interpretation<'_> {
    /// The events one after the other, each with the control before and after; by side.
    #[must_use]
    pub fn replay(&self) -> Replay<'_> {
        self.by_side().replay()
    }
}
