//! The film: the events one after the other, each with the control before and after; and day by day.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;

use crate::belief::{Fate, Why};
use crate::control::Control;
use crate::event::Event;
use crate::fold::{EVE, GroundId, StandingId};
use crate::moment::Moment;
use crate::place::Place;
use crate::table::{StateChange, StateLog, StateTable};
use crate::view::{Asked, Difference, View};

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
    steps: std::vec::IntoIter<(NaiveDate, u32)>,
}

impl<'h> Replay<'h> {
    pub(crate) fn new(view: View<'h>) -> Self {
        Self { view, steps: steps(view).into_iter() }
    }

    /// The same day by day: from the first day with an event to the last, days without one too.
    #[must_use]
    pub fn days(self) -> ReplayDays<'h> {
        let steps: Vec<(NaiveDate, u32)> = self.steps.collect();
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
fn steps(view: View<'_>) -> Vec<(NaiveDate, u32)> {
    let history = view.history();
    let fold = view.fold();
    let last = view.days().map(|days| days.1);
    let key = |event: u32| {
        let it = history.event_at(event);
        let day = match fold.happening(event) {
            Some(_) => Some(fold.narrowed(event).earliest)
                .filter(|at| *at != i64::MIN)
                .map(|at| Moment::from_minutes(at).date())
                .or(it.when.first_day()),
            // A note that can be of any later time is told when all that is dated has been.
            None if it.when.span().latest.is_none() => last,
            None => it.when.first_day(),
        };
        (day.unwrap_or(NaiveDate::MIN), it.order, it.name())
    };
    let known = |event: u32| view.beliefs().event(event) != Fate::Ignored(Why::NotYetKnown);
    let quiet = history.live_events().filter(|(event, _)| fold.happening(*event).is_none() && known(*event));
    let mut lists: Vec<Vec<u32>> = fold.told_orders().map(<[u32]>::to_vec).collect();
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
    event: u32,
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
        self.view.history().event_at(self.event)
    }

    /// Its place.
    #[must_use]
    pub fn place(self) -> &'h Place {
        let number = self.view.history().place_names().id(&self.event().place).unwrap_or(0);
        self.view.history().place_at(number)
    }

    fn link(self) -> Option<&'h crate::fold::Link> {
        let fold = self.view.fold();
        let place = fold.happening(self.event)?.place;
        fold.chain(place).iter().find(|link| link.event == self.event && link.event != EVE)
    }

    fn control(self, ground: GroundId, standing: StandingId) -> Control<'h> {
        let day = self.view.fold().happening(self.event).map_or(0, |it| it.day);
        Control { view: self.view, day, ground, standing }
    }

    /// Whether the reading believes it; what it does not believe changes nothing.
    #[must_use]
    pub fn is_believed(self) -> bool {
        self.view.beliefs().event(self.event).counts()
    }

    /// The control of its place right before; `None` for one that is noted, or not believed.
    #[must_use]
    pub fn before(self) -> Option<Control<'h>> {
        self.link().map(|link| self.control(link.before, link.standing_before))
    }

    /// The control of its place right after; `None` for one that is noted, or not believed.
    #[must_use]
    pub fn after(self) -> Option<Control<'h>> {
        self.link().map(|link| self.control(link.ground, link.standing))
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
    steps: Vec<(NaiveDate, u32)>,
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
            before: self.view.answer(change.place, Asked::Opening(self.day)),
            after: self.view.answer(change.place, self.day.into()),
        };
        let differs = |it: &Difference<'h>| !it.before.same_possible(it.after);
        log.changes(day..day.saturating_add(1)).map(answers).filter(differs).collect()
    }

    /// Every place at its close.
    #[must_use]
    pub fn close(&self) -> crate::snapshot::Snapshot<'h> {
        self.view.snapshot(self.day)
    }
}
