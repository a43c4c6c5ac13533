//! Replay: the events one after the other, each with the control before and after it; and day by day.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;

use super::snapshot::{Difference, Snapshot};
use crate::fold::{ActivityId, ChainState, DivisionId};
use crate::numbers::{EventNo, Number, PlaceNo};
use crate::reading::{IgnoreReason, Status};
use crate::scenario::{Event, Place};
use crate::table::{StateChange, StateLog, StateTable};
use crate::time::Moment;
use crate::view::{Control, QueryTime, View};

/// The events of a history, one after the other, as an iterator of [`Step`]s.
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
    steps: std::vec::IntoIter<(Option<NaiveDate>, EventNo)>,
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
        let (day, event) = self.steps.next()?;
        Some(Step { view: self.view, day, event })
    }
}

/// Returns every event that is known, with the day under which it is shown; `None` for an undated one.
///
/// This merges several lists: the events of each family in narrative order, and every event that is noted or does not
/// count as a list of its own. Of the next events of all lists, an undated one is taken first, then the one of the earliest
/// day, then the one that the record lists first.
fn steps(view: View<'_>) -> Vec<(Option<NaiveDate>, EventNo)> {
    let facts = view.facts();
    let fold = view.fold();
    let last = view.days().map(|days| days.1);
    let key = |event: EventNo| {
        let entry = facts.event(event);
        let day = match fold.occurrence(event) {
            Some(_) => fold.narrowed(event).earliest().map(Moment::date).or(entry.when.first_day()),
            // An event that changes nothing, and whose dates begin but have no end, is shown under the last day.
            None if entry.when.span().latest().is_none() => entry.when.first_day().and(last),
            None => entry.when.first_day(),
        };
        (day, facts.record_position(event))
    };
    let known = |event: EventNo| view.statuses().event(event) != Status::Ignored(IgnoreReason::NotYetKnown);
    let without_effect =
        facts.numbered_events().filter(|(event, _)| fold.occurrence(*event).is_none() && known(*event));
    let mut lists: Vec<Vec<EventNo>> = fold.narrative_orders().map(<[EventNo]>::to_vec).collect();
    lists.extend(without_effect.map(|(event, _)| vec![event]));
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

/// One event of a replay, with the control of its place before and after it in the narrative order.
#[derive(Clone, Copy, Debug)]
pub struct Step<'h> {
    view: View<'h>,
    day: Option<NaiveDate>,
    event: EventNo,
}

impl<'h> Step<'h> {
    /// Returns the day under which the event is shown: the first on which it can have happened (if that is open, the
    /// last), but no earlier than that of the step before. An event that is noted or does not count, and whose dates
    /// begin but have no end, is shown under the last day of the record. `None` for an undated event, which no related
    /// event before it bounds.
    #[must_use]
    pub const fn day(self) -> Option<NaiveDate> {
        self.day
    }

    /// Returns the event.
    #[must_use]
    pub fn event(self) -> &'h Event {
        self.view.facts().event(self.event)
    }

    /// Returns the place of the event.
    #[must_use]
    #[expect(clippy::missing_panics_doc, reason = "a checked event has a place")]
    pub fn place(self) -> &'h Place {
        let facts = self.view.facts();
        &facts.places[facts.place_of(self.event()).expect("the places of checked events are there")]
    }

    /// Returns the state of the place's chain that this event brought about.
    fn state(self) -> Option<&'h ChainState> {
        let fold = self.view.fold();
        let place = fold.occurrence(self.event)?.place;
        fold.chain(place).iter().find(|state| state.event == Some(self.event))
    }

    fn control(self, division: DivisionId, activity: ActivityId) -> Control<'h> {
        let day = self.view.fold().occurrence(self.event).map_or(0, |occurrence| occurrence.day);
        Control { view: self.view, day, division, activity }
    }

    /// Returns whether the reading counts the event. An event that does not count changes nothing.
    #[must_use]
    pub fn counts(self) -> bool {
        self.view.statuses().event(self.event).counts()
    }

    /// Returns the control of the place right before the event; `None` if the event is noted or does not count.
    #[must_use]
    pub fn before(self) -> Option<Control<'h>> {
        self.state().map(|state| self.control(state.before, state.activity_before))
    }

    /// Returns the control of the place right after the event; `None` if the event is noted or does not count.
    #[must_use]
    pub fn after(self) -> Option<Control<'h>> {
        self.state().map(|state| self.control(state.division, state.activity))
    }

    /// Returns whether the control after the event differs from that before.
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
