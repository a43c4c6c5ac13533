//! Replay: the events one after the other, each with the control before and after it; and day by day.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;

use super::snapshot::{Difference, Snapshot};
use crate::fold::ChainState;
use crate::numbers::{EventNo, Number, PlaceNo};
use crate::reading::{IgnoreReason, Status};
use crate::scenario::{Event, Place};
use crate::table::{StateChange, StateLog, StateTable};
use crate::time::Moment;
use crate::view::{Control, QueryTime, SideChange, SideChangeNo, View};

/// The events of a history, one after the other, as an iterator of [`Step`]s. In a view by side, each change of side of an
/// actor that holds a place is a step too.
///
/// The events of one family (a place that lies within no other, with everything within it) come in the narrative order:
/// by date, and where dates overlap, as the record lists them. Events of different families come by day, undated ones
/// first. Events that the reading does not count are included, but not those that it does not know yet.
///
/// ```
/// # #[cfg(feature = "aleppo")] {
/// for step in whoheld::aleppo_2016().replay().filter(|step| step.changes_control()) {
///     let day = step.day().map_or("undated".to_owned(), |day| day.to_string());
///     println!("{day} {}: {} → {}", step.place().id, step.before().unwrap(), step.after().unwrap());
/// }
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Replay<'h> {
    view: View<'h>,
    steps: std::vec::IntoIter<(Option<NaiveDate>, StepKind)>,
}

/// What a step of a replay is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum StepKind {
    Event(EventNo),
    SideChange(SideChangeNo),
}

impl<'h> Replay<'h> {
    pub(crate) fn new(view: View<'h>) -> Self {
        Self { view, steps: steps(view).into_iter() }
    }

    /// Returns the remaining events day by day: from the first day with an event to the last, including days without
    /// any. Undated events belong to no day; [`ReplayDays::undated`] has them.
    #[must_use]
    pub fn days(self) -> ReplayDays<'h> {
        let view = self.view;
        let steps: Vec<Step<'h>> = self.collect();
        // Undated steps come first.
        let position = steps.partition_point(|step| step.day.is_none());
        let next = steps.get(position).and_then(|step| step.day);
        ReplayDays { view, steps, position, next, log: Arc::default() }
    }
}

impl<'h> Iterator for Replay<'h> {
    type Item = Step<'h>;

    fn next(&mut self) -> Option<Step<'h>> {
        let (day, kind) = self.steps.next()?;
        Some(Step { view: self.view, day, kind })
    }
}

/// Returns every event that is known, and by side every change of side, with the day under which it is shown; `None` for
/// an undated event.
///
/// This merges several lists: the events of each family in narrative order, every event that is noted or does not count
/// as a list of its own, and the changes of side. Of the next steps of all lists, an undated one is taken first, then the
/// one of the earliest day, then changes of side, then the event that the record lists first.
fn steps(view: View<'_>) -> Vec<(Option<NaiveDate>, StepKind)> {
    let facts = view.facts();
    let fold = view.fold();
    let last = view.days().map(|days| days.1);
    let day_of = |event: EventNo| {
        let entry = facts.event(event);
        match fold.occurrence(event) {
            Some(_) => fold.narrowed(event).earliest().map(Moment::date).or(entry.when.first_day()),
            // An event that changes nothing, and whose dates begin but have no end, is shown under the last day.
            None if entry.when.span().latest().is_none() => entry.when.first_day().and(last),
            None => entry.when.first_day(),
        }
    };
    let key = |step: StepKind| match step {
        StepKind::Event(event) => (day_of(event), Some(facts.record_position(event))),
        StepKind::SideChange(change) => (Some(SideChange::new(view, change).day()), None),
    };
    let known = |event: EventNo| view.statuses().event(event) != Status::Ignored(IgnoreReason::NotYetKnown);
    let without_effect =
        facts.numbered_events().filter(|(event, _)| fold.occurrence(*event).is_none() && known(*event));
    let as_steps = |events: &[EventNo]| events.iter().copied().map(StepKind::Event).collect();
    let mut lists: Vec<Vec<StepKind>> = fold.narrative_orders().map(as_steps).collect();
    lists.extend(without_effect.map(|(event, _)| vec![StepKind::Event(event)]));
    if view.is_by_side() {
        lists.push(view.side_changes().into_iter().map(StepKind::SideChange).collect());
    }
    let mut heads: BinaryHeap<_> =
        lists.iter().enumerate().filter_map(|(list, all)| Some(Reverse((key(*all.first()?), list, 0)))).collect();
    let mut steps = Vec::new();
    let mut latest = None;
    while let Some(Reverse(((day, _), list, position))) = heads.pop() {
        latest = latest.max(day);
        steps.push((latest, lists[list][position]));
        if let Some(&next) = lists[list].get(position + 1) {
            heads.push(Reverse((key(next), list, position + 1)));
        }
    }
    steps
}

/// One step of a replay, with the control of its place before and after it: an event, in the narrative order, or in a
/// view by side the change of side of an actor that holds the place or fights for it.
#[derive(Clone, Copy, Debug)]
pub struct Step<'h> {
    view: View<'h>,
    day: Option<NaiveDate>,
    kind: StepKind,
}

impl<'h> Step<'h> {
    /// Returns the day under which the step is shown: the first on which it can have happened (if that is open, the
    /// last), but no earlier than that of the step before. An event that is noted or does not count, and whose dates
    /// begin but have no end, is shown under the last day of the record. `None` for an undated event, which no related
    /// event before it bounds.
    #[must_use]
    pub const fn day(self) -> Option<NaiveDate> {
        self.day
    }

    /// Returns the event; `None` if the step is a change of side.
    #[must_use]
    pub fn event(self) -> Option<&'h Event> {
        match self.kind {
            StepKind::Event(event) => Some(self.view.facts().event(event)),
            StepKind::SideChange(_) => None,
        }
    }

    /// Returns the change of side; `None` if the step is an event.
    #[must_use]
    pub const fn side_change(self) -> Option<SideChange<'h>> {
        match self.kind {
            StepKind::Event(_) => None,
            StepKind::SideChange(change) => Some(SideChange::new(self.view, change)),
        }
    }

    /// Returns the place of the event, or the place that the actor who changes sides holds or fights for.
    #[must_use]
    #[expect(clippy::missing_panics_doc, reason = "a checked event has a place")]
    pub fn place(self) -> &'h Place {
        let facts = self.view.facts();
        let place = match self.kind {
            StepKind::Event(event) => facts.place_of(facts.event(event)),
            StepKind::SideChange(change) => Some(change.place),
        };
        &facts.places[place.expect("the places of checked events are there")]
    }

    /// Returns the control of the place right before and right after the step.
    fn controls(self) -> Option<(Control<'h>, Control<'h>)> {
        let event = match self.kind {
            StepKind::Event(event) => event,
            StepKind::SideChange(change) => return SideChange::new(self.view, change).controls(),
        };
        let fold = self.view.fold();
        let chain = fold.chain(fold.occurrence(event)?.place);
        let is_earlier = |state: &ChainState| state.event.is_none_or(|other| fold.rank(other) < fold.rank(event));
        let state = chain.get(chain.partition_point(is_earlier)).filter(|state| state.event == Some(event))?;
        let control = |division, activity| Control { view: self.view, day: fold.day(event), division, activity };
        Some((control(state.before, state.activity_before), control(state.division, state.activity)))
    }

    /// Returns whether the reading counts the step. An event that does not count changes nothing.
    #[must_use]
    pub fn counts(self) -> bool {
        match self.kind {
            StepKind::Event(event) => self.view.statuses().event(event).counts(),
            StepKind::SideChange(_) => true,
        }
    }

    /// Returns the control of the place right before the step; `None` if it is an event that is noted or does not count.
    #[must_use]
    pub fn before(self) -> Option<Control<'h>> {
        self.controls().map(|controls| controls.0)
    }

    /// Returns the control of the place right after the step; `None` if it is an event that is noted or does not count.
    #[must_use]
    pub fn after(self) -> Option<Control<'h>> {
        self.controls().map(|controls| controls.1)
    }

    /// Returns whether the control after the step differs from that before.
    #[must_use]
    pub fn changes_control(self) -> bool {
        self.before() != self.after()
    }
}

/// A replay day by day: an iterator of [`Day`]s.
#[derive(Clone, Debug)]
pub struct ReplayDays<'h> {
    view: View<'h>,
    steps: Vec<Step<'h>>,
    /// The index of the first step that was not yet returned. The undated steps come before it.
    position: usize,
    /// The next day.
    next: Option<NaiveDate>,
    /// The changes of each day, worked out when first needed.
    log: Arc<OnceLock<StateLog>>,
}

impl<'h> ReplayDays<'h> {
    /// Returns the undated events, which belong to no day. They come before all others.
    #[must_use]
    pub fn undated(&self) -> &[Step<'h>] {
        &self.steps[..self.steps.partition_point(|step| step.day.is_none())]
    }
}

impl<'h> Iterator for ReplayDays<'h> {
    type Item = Day<'h>;

    fn next(&mut self) -> Option<Day<'h>> {
        let day = self.next?;
        let of_the_day = |step: &&Step<'h>| step.day == Some(day);
        let steps: Vec<Step<'h>> = self.steps[self.position..].iter().take_while(of_the_day).copied().collect();
        self.position += steps.len();
        self.next = if self.position < self.steps.len() { day.succ_opt() } else { None };
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
    /// Returns the day.
    #[must_use]
    pub const fn date(&self) -> NaiveDate {
        self.day
    }

    /// Iterates over the events shown under this day.
    pub fn steps(&self) -> std::slice::Iter<'_, Step<'h>> {
        self.steps.iter()
    }

    /// Returns the places whose possible controls at the close of the day differ from those at its opening.
    #[must_use]
    pub fn changes(&self) -> Vec<Difference<'h>> {
        let log = self.log.get_or_init(|| self.view.control_table().table().log());
        let day = StateTable::day_number(self.day);
        let answers = |change: StateChange| Difference {
            before: self.view.answer(PlaceNo::new(change.place as usize), QueryTime::Opening(self.day)),
            after: self.view.answer(PlaceNo::new(change.place as usize), self.day.into()),
        };
        let differs = |difference: &Difference<'h>| !difference.before.same_possible(difference.after);
        log.changes(day..day.saturating_add(1)).map(answers).filter(differs).collect()
    }

    /// Returns the answers for every place at the close of the day.
    #[must_use]
    pub fn close(&self) -> Snapshot<'h> {
        self.view.snapshot(self.day)
    }
}

impl<'h> View<'h> {
    /// Returns the events one after the other, each with the control before and after it.
    #[must_use]
    pub fn replay(self) -> Replay<'h> {
        Replay::new(self)
    }
}
