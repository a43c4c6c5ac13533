//! Answers: who, how much, how surely, since when, and on whose word.

use std::collections::{BTreeSet, HashSet};
use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::actor::Actor;
use crate::bearing::{Bearing, BearingRecord};
use crate::belief::Fate;
use crate::control::{Control, ControlRecord, Degree, Holder, Verdict};
use crate::event::{Citation, Event};
use crate::find::{Designates, NotFound};
use crate::fold::{EVE, Link};
use crate::moment::Moment;
use crate::place::Place;
use crate::reading::Reading;
use crate::view::{Asked, View};

/// The bounds of the moment at which something began or ended; `None` is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ends {
    /// Not before this moment.
    pub earliest: Option<Moment>,
    /// Before this moment.
    pub latest: Option<Moment>,
}

impl Ends {
    pub(crate) const OPEN: Self = Self { earliest: None, latest: None };

    /// Whether nothing is known of it: it lies before the record, or after it, or never comes.
    #[must_use]
    pub const fn is_open(self) -> bool {
        self.earliest.is_none() && self.latest.is_none()
    }
}

impl fmt::Display for Ends {
    /// `2016-10-28` for a moment of that day, `2016-10-28T18:00..2016-10-29T00:00` in general.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match (self.earliest, self.latest) {
            (None, None) => "..".to_owned(),
            (Some(earliest), None) => format!("{} or later", earliest.date()),
            (None, Some(latest)) => format!("{} or before", latest.day_ending()),
            (Some(earliest), Some(latest)) if earliest.date() == latest.day_ending() => earliest.date().to_string(),
            (Some(earliest), Some(latest)) => format!("{}..{}", earliest.date(), latest.day_ending()),
        };
        f.pad(&text)
    }
}

/// What an answer rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// An event on that day bears on the place.
    Observed,
    /// The last such event, carried forward.
    Carried,
    /// What was stated of the eve.
    Baseline,
    /// Nothing.
    Unrecorded,
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Observed => "observed",
            Self::Carried => "carried",
            Self::Baseline => "baseline",
            Self::Unrecorded => "unrecorded",
        })
    }
}

/// Who held a place at a moment. Small and `Copy`; its lists are made when asked for.
///
/// ```
/// # #[cfg(feature = "toml")] {
/// use whoheld::chrono::NaiveDate;
///
/// let day = NaiveDate::from_ymd_opt(2016, 10, 31).unwrap();
/// let answer = whoheld::aleppo_2016().who_held("minyan-residential", day)?;
/// assert!(answer.is_certain());
/// assert_eq!(answer.control().unwrap().shares().count(), 2); // half and half
/// # }
/// # Ok::<(), whoheld::NotFound>(())
/// ```
#[derive(Clone, Copy)]
pub struct Answer<'h> {
    pub(crate) view: View<'h>,
    pub(crate) place: u32,
    pub(crate) asked: Asked,
    /// The first and the last stretch of the place's line that the answer is about.
    pub(crate) first: usize,
    pub(crate) last: usize,
    pub(crate) from: i64,
    pub(crate) at: i64,
}

impl<'h> Answer<'h> {
    /// The place asked about.
    #[must_use]
    pub fn place(self) -> &'h Place {
        self.view.history().place_at(self.place)
    }

    /// What was asked.
    #[must_use]
    pub fn asked(self) -> Asked {
        self.asked
    }

    /// The moment that the answer is for: of a day, its close; of a stretch of time, its end.
    #[must_use]
    pub fn at(self) -> Moment {
        Moment::from_minutes(self.at)
    }

    fn day(self) -> i64 {
        (self.at - 1).div_euclid(24 * 60)
    }

    fn all(self) -> impl Iterator<Item = Control<'h>> {
        let line = self.view.fold().line(self.place);
        let day = |moment: i64| (moment - 1).div_euclid(24 * 60);
        (self.first..=self.last).flat_map(move |stretch| {
            let begins = line.stretches()[stretch].from.max(self.from);
            let ends = if stretch == self.last { self.at } else { line.stretches()[stretch + 1].from - 1 };
            // Sides may change within a stretch: what is asked about never spans more than two days.
            let days = [Some(day(begins)), Some(day(ends)).filter(|last| *last != day(begins))];
            days.into_iter().flatten().flat_map(move |day| {
                line.possible(stretch).iter().map(move |possible| Control {
                    view: self.view,
                    day,
                    ground: possible.ground,
                    standing: possible.standing,
                })
            })
        })
    }

    /// The reading by which the history was asked.
    #[must_use]
    pub fn reading(self) -> &'h Reading {
        self.view.reading()
    }

    /// The controls that are possible, each once, in the told order. There is always at least one.
    #[must_use]
    pub fn possible(self) -> Possible<'h> {
        Possible { answer: self, next: 0 }
    }

    /// The one control that is possible, if there is only one.
    #[must_use]
    pub fn control(self) -> Option<Control<'h>> {
        let mut all = self.all();
        let first = all.next()?;
        all.all(|other| other == first).then_some(first)
    }

    /// The one holder of everything, if there certainly is one, whatever is going on. That may be [`Holder::Unrecorded`].
    #[must_use]
    pub fn holder(self) -> Option<Holder<'h>> {
        let mut all = self.all();
        let first = all.next()?.holder()?;
        all.all(|other| other.holder() == Some(first)).then_some(first)
    }

    /// Whether only one control is possible. That control may still say little: bounds, or `unrecorded`.
    #[must_use]
    pub fn is_certain(self) -> bool {
        self.control().is_some()
    }

    /// Whether the telling alone excludes something: told in another order, events whose dates overlap would allow a
    /// control that this answer does not have. On the safe side where wide dates overlap with much;
    /// of places in a tree a sign, not a proof: what others in the tree did may have told on this one.
    #[must_use]
    pub fn rests_on_told_order(self) -> bool {
        let line = self.view.fold().line(self.place);
        (self.first..=self.last).any(|stretch| line.by_told_order(stretch))
    }

    /// Whether an actor, with all that answer to it, held that much.
    ///
    /// # Errors
    /// Where there is no actor of that name, or several.
    pub fn holds(self, actor: impl Designates<Actor>, degree: Degree) -> Result<Verdict, NotFound> {
        Ok(self.judge(actor.find(self.view.history())?, degree))
    }

    pub(crate) fn judge(self, chief: u32, degree: Degree) -> Verdict {
        Verdict::of_all(self.all().map(|control| control.judge(chief, degree)))
    }

    /// When this holding began: of a certain answer, when it became so; else since when the same are possible.
    #[must_use]
    pub fn since(self) -> Ends {
        self.reach().0
    }

    /// When this holding ended.
    #[must_use]
    pub fn until(self) -> Ends {
        self.reach().1
    }

    fn reach(self) -> (Ends, Ends) {
        let here: Vec<Control<'h>> = self.all().collect();
        let certain = here.iter().all(|control| control.same_ground(here[0]));
        if certain && let Some(ends) = self.told_reach(here[0]) {
            return ends;
        }
        self.reach_by_cells(&here, certain)
    }

    /// The ends of a certain holding, by the events that the telling puts there. `None` where what has happened is
    /// not the beginning of the telling, or sides change without an event.
    fn told_reach(self, here: Control<'h>) -> Option<(Ends, Ends)> {
        let fold = self.view.fold();
        let beliefs = self.view.beliefs();
        if self.view.changes_sides() || fold.stale_after().is_some() || !beliefs.choices.is_empty() {
            return None;
        }
        let told: Vec<(u32, Control<'h>)> =
            fold.told_grounds(self.place).map(|(event, ground, _)| (event, Control { ground, ..here })).collect();
        let certain = |event: u32| event == EVE || fold.narrowed(event).latest <= self.from;
        let last = told.iter().rposition(|(event, _)| certain(*event))?;
        if !told[last].1.same_ground(here) || !told[..last].iter().all(|(event, _)| certain(*event)) {
            return None;
        }
        let differs = |(_, control): &(u32, Control<'h>)| !control.same_ground(here);
        let first = told[..last].iter().rposition(differs).map_or(0, |before| before + 1);
        let next = told[last..].iter().position(differs).map(|after| last + after);
        let ends = |event: u32| {
            let bounds = fold.narrowed(event);
            let bound = |minutes: i64, open: i64| (minutes != open).then(|| Moment::from_minutes(minutes));
            Ends { earliest: bound(bounds.earliest, i64::MIN), latest: bound(bounds.latest, i64::MAX) }
        };
        let since = if told[first].0 == EVE { Ends::OPEN } else { ends(told[first].0) };
        Some((since, next.map_or(Ends::OPEN, |next| ends(told[next].0))))
    }

    /// The same by cells of time in which nothing changes: while the same is possible, then while it may still be.
    fn reach_by_cells(self, here: &[Control<'h>], certain: bool) -> (Ends, Ends) {
        let same = |moment: i64| {
            let there = self.view.grounds(self.place, moment);
            there.iter().all(|a| here.iter().any(|b| a.same_ground(*b)))
                && here.iter().all(|a| there.iter().any(|b| a.same_ground(*b)))
        };
        // Where the same is certain again it may be another holding.
        let may_be = |moment: i64| {
            let there = self.view.grounds(self.place, moment);
            certain && !same(moment) && there.iter().any(|control| control.same_ground(here[0]))
        };
        let back = |mut start: Option<i64>, goes_on: &dyn Fn(i64) -> bool| {
            while let Some(at) = start.filter(|at| goes_on(at - 1)) {
                start = self.view.cell_start(self.place, at - 1);
            }
            start
        };
        let forth = |mut end: Option<i64>, goes_on: &dyn Fn(i64) -> bool| {
            while let Some(at) = end.filter(|at| goes_on(*at)) {
                end = self.view.cell_end(self.place, at);
            }
            end
        };
        let latest = back(self.view.cell_start(self.place, self.from), &same);
        let earliest = back(latest, &may_be);
        let first = forth(self.view.cell_end(self.place, self.at), &same);
        let last = forth(first, &may_be);
        // A state holds from the minute after the change that brought it.
        let before = |moment: Option<i64>| moment.map(|moment| Moment::from_minutes(moment - 1));
        let at = |moment: Option<i64>| moment.map(Moment::from_minutes);
        (Ends { earliest: before(earliest), latest: at(latest) }, Ends { earliest: before(first), latest: at(last) })
    }

    /// What the answer rests on.
    #[must_use]
    pub fn basis(self) -> Basis {
        self.evidence().0
    }

    /// The last day on which an event that bears on the place can have happened, if any had by then.
    #[must_use]
    pub fn last_evidence(self) -> Option<NaiveDate> {
        self.evidence().1
    }

    /// How many days lie between the last evidence and the day asked about.
    #[must_use]
    pub fn age_in_days(self) -> Option<i64> {
        let asked = Moment::from_minutes(self.at).day_ending();
        self.last_evidence().map(|last| asked.signed_duration_since(last).num_days().max(0))
    }

    fn evidence(self) -> (Basis, Option<NaiveDate>) {
        let fold = self.view.fold();
        let day = self.day() * 24 * 60;
        let asked = Moment::from_minutes(self.at).day_ending();
        let mut last: Option<i64> = None;
        for (event, _) in self.witnesses() {
            let bounds = fold.narrowed(event);
            if bounds.latest > day && bounds.earliest < self.at {
                return (Basis::Observed, Some(asked));
            }
            if bounds.latest <= self.at {
                last = last.max(Some(bounds.latest));
            }
        }
        let fighting = |control: Control<'h>| !control.standing().contested.is_empty();
        if self.all().any(fighting) && self.dated_fight() {
            return (Basis::Observed, Some(asked));
        }
        if let Some(latest) = last {
            let day = Moment::from_minutes(latest).day_ending();
            let silent = self.holder() == Some(Holder::Unrecorded);
            let age = asked.signed_duration_since(day).num_days();
            let stale = fold.stale_after().is_some_and(|limit| age > limit) && silent;
            return (if stale { Basis::Unrecorded } else { Basis::Carried }, Some(day));
        }
        let stated = |place: u32| fold.chain(place)[0].bears;
        let around = std::iter::once(self.place).chain(fold.around(self.place));
        let baseline = around.chain(fold.within(self.place)).any(stated);
        (if baseline { Basis::Baseline } else { Basis::Unrecorded }, None)
    }

    /// Whether a fight with a recorded end is going on.
    fn dated_fight(self) -> bool {
        let fold = self.view.fold();
        let line = fold.line(self.place);
        line.possible(self.last).iter().any(|possible| possible.dated_fight)
    }

    /// Every event that bears on the place and can have happened by then: its own, those of places around it that
    /// reached it, and those of its parts that bear on ground. Whether it is of the place's own chain.
    fn witnesses(self) -> impl Iterator<Item = (u32, bool)> {
        let fold = self.view.fold();
        let bears = move |link: &&Link| link.event != EVE && fold.bears(self.place, link);
        let own = fold.chain(self.place).iter().filter(bears);
        let parts = fold.within(self.place).into_iter().skip(1).flat_map(move |part| {
            let speaks = move |link: &&Link| {
                let happening = (link.event != EVE).then(|| fold.happening(link.event)).flatten();
                happening.is_some_and(|it| it.place == part && it.deed.bears_on_ground())
            };
            fold.chain(part).iter().filter(speaks).map(|link| (link.event, false))
        });
        own.map(|link| (link.event, true))
            .chain(parts)
            .filter(move |(event, _)| fold.narrowed(*event).earliest < self.at)
    }

    /// The last event, in the told order, that certainly happened and changed who holds how much.
    #[must_use]
    pub fn decided_by(self) -> Option<&'h Event> {
        let fold = self.view.fold();
        let changed = |event: u32| {
            let Some(it) = fold.happening(event) else { return false };
            let inside = fold.around(it.place).any(|outer| outer == self.place);
            let chain = fold.chain(if inside { it.place } else { self.place });
            // The eve comes first; all others stand in the told order.
            let at = 1 + chain[1..].partition_point(|link| fold.rank(link.event) < fold.rank(event));
            chain.get(at).is_some_and(|link| link.event == event && link.ground != link.before)
        };
        let certain = |event: u32| fold.narrowed(event).latest <= self.at && self.is_undisputed(event);
        let certain = self.witnesses().map(|(event, _)| event).filter(|&event| certain(event));
        let mut certain: Vec<u32> = certain.collect();
        certain.sort_unstable_by_key(|&event| fold.rank(event));
        let deciding = certain.into_iter().rev().find(|&event| changed(event))?;
        Some(self.view.history().event_at(deciding))
    }

    /// Who left it, if it certainly is nobody's because someone withdrew.
    fn left_by(self) -> Option<&'h str> {
        let vacant = self.holder() == Some(Holder::Nobody);
        match &vacant.then(|| self.decided_by()).flatten()?.change {
            crate::change::Change::Withdrew(it) => Some(&it.actor),
            _ => None,
        }
    }

    /// The events that bear on the answer, in the told order: since the last certain whole change, what changed or
    /// saw ground, and what is going on (`DESIGN.md`, "Answers"). Only those that are believed: for all others see
    /// [`bearing`](Self::bearing).
    #[must_use]
    pub fn events(self) -> std::vec::IntoIter<&'h Event> {
        let history = self.view.history();
        let events = self.bearing_numbers().into_iter().map(|event| history.event_at(event));
        events.collect::<Vec<_>>().into_iter()
    }

    /// Every event that is believed, bears on the place and can have happened by then, by number.
    pub(crate) fn witness_numbers(self) -> HashSet<u32> {
        self.witnesses().map(|(event, _)| event).collect()
    }

    /// The same, of those that bear on the answer; in the told order.
    pub(crate) fn bearing_numbers(self) -> Vec<u32> {
        let fold = self.view.fold();
        let day = self.day() * 24 * 60;
        let start = self.settled_by().map(|event| fold.rank(event));
        let standing: Vec<Control<'h>> = self.all().collect();
        let bears = |event: u32, own: bool| {
            let Some(it) = fold.happening(event) else { return false };
            if it.deed.bears_on_ground() {
                return true;
            }
            let on_the_day = fold.narrowed(event).latest > day;
            own && (on_the_day || standing.iter().any(|control| it.deed.is_going_on(control.standing(), self.at)))
        };
        let mut events: Vec<u32> = self
            .witnesses()
            .filter(|(event, own)| start.is_none_or(|start| fold.rank(*event) >= start) && bears(*event, *own))
            .map(|(event, _)| event)
            .collect::<BTreeSet<u32>>()
            .into_iter()
            .collect();
        events.sort_by_key(|&event| fold.rank(event));
        events
    }

    /// Whether an event is believed, come what may.
    fn is_undisputed(self, event: u32) -> bool {
        self.view.beliefs().event(event) == Fate::Believed
    }

    /// The last event that certainly happened and settled the whole place.
    pub(crate) fn settled_by(self) -> Option<u32> {
        let fold = self.view.fold();
        let certain = |link: &&Link| link.event != EVE && fold.narrowed(link.event).latest <= self.from;
        let whole = fold.chain(self.place).iter().filter(certain).filter(|link| link.whole);
        whole.map(|link| link.event).filter(|&event| self.is_undisputed(event)).max_by_key(|&event| fold.rank(event))
    }

    /// What the answer rests on: the citations of its events, or of the baseline where it still speaks.
    #[must_use]
    pub fn sources(self) -> std::vec::IntoIter<&'h Citation> {
        let history = self.view.history();
        let fold = self.view.fold();
        let mut cites: Vec<&Citation> = Vec::new();
        if self.settled_by().is_none() {
            let mut around = std::iter::once(self.place).chain(fold.around(self.place));
            let beliefs = self.view.beliefs();
            let speaks = |place: u32| beliefs.baseline(place).counts();
            let believed = |place: u32| history.place_at(place).baseline.as_ref().filter(|_| speaks(place));
            let stated = around.find_map(believed);
            let mut parts = fold.within(self.place).split_off(1);
            parts.sort_by_key(|&part| &history.place_at(part).id);
            let parts = parts.into_iter().filter_map(believed);
            cites.extend(stated.into_iter().chain(parts).flat_map(|baseline| &baseline.cites));
        }
        cites.extend(self.events().flat_map(|event| &event.cites));
        let mut seen = BTreeSet::new();
        cites.retain(|cite| seen.insert(*cite));
        cites.into_iter()
    }

    /// An owned copy, to be kept or written.
    #[must_use]
    pub fn to_record(self) -> AnswerRecord {
        let ends = |ends: Ends| {
            (ends != Ends::OPEN).then(|| EndsRecord {
                earliest: ends.earliest.map(|moment| moment.to_string()),
                latest: ends.latest.map(|moment| moment.to_string()),
            })
        };
        let (basis, last_evidence) = self.evidence();
        let (since, until) = self.reach();
        AnswerRecord {
            place: self.place().id.clone(),
            asked: self.asked.to_string(),
            at: self.at().to_string(),
            certain: self.is_certain(),
            by_told_order: self.rests_on_told_order(),
            possible: self.possible().map(Control::to_record).collect(),
            basis,
            last_evidence: last_evidence.map(|day| day.to_string()),
            since: ends(since),
            until: ends(until),
            events: self.events().map(|event| event.name().to_owned()).collect(),
            sources: self.sources().map(SourceRecord::from).collect(),
            reading: self.reading().clone(),
            decided_by: self.decided_by().map(|event| event.name().to_owned()),
            bearing: self.bearing().map(Bearing::to_record).collect(),
        }
    }
}

impl<'h> Answer<'h> {
    /// The same question asked of another day.
    pub(crate) fn on(self, day: chrono::NaiveDate) -> Answer<'h> {
        self.view.answer(self.place, day.into())
    }

    /// Whether the same controls are possible in another answer.
    pub(crate) fn same_possible(self, other: Answer<'_>) -> bool {
        self.possible().all(|control| other.possible().any(|there| there == control))
            && other.possible().all(|control| self.possible().any(|here| here == control))
    }

    /// The controls that are possible, in words.
    pub(crate) fn control_phrase(self) -> String {
        let possible: Vec<Control<'_>> = self.possible().collect();
        let shared = possible.iter().all(|control| control.same_standing(possible[0]));
        let each = |control: &Control<'_>| match (self.left_by(), shared) {
            (Some(actor), true) => format!("vacant since {actor} withdrew"),
            (None, true) => control.ground_phrase(),
            (_, false) => control.to_string(),
        };
        let text = possible.iter().map(each).collect::<Vec<_>>().join(", or else ");
        let standing = if shared { possible[0].standing_phrase() } else { String::new() };
        match standing.strip_prefix(", ") {
            Some(standing) if possible.len() > 1 => format!("{text}; either way {standing}"),
            _ => text + &standing,
        }
    }

    /// Who holds how much, whatever is going on: each possible division once.
    pub(crate) fn ground_phrase(self) -> String {
        let mut phrases: Vec<String> = Vec::new();
        for control in self.possible() {
            let phrase = control.ground_phrase();
            if !phrases.contains(&phrase) {
                phrases.push(phrase);
            }
        }
        phrases.join(", or else ")
    }
}

impl fmt::Debug for Answer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Answer<'_> {
    /// One line: `minyan-residential on 2016-10-31: half government, half rebels, contested by government and rebels`.
    /// Controls that are possible beside each other are joined by "or else".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.place().id, self.asked.phrase(), self.control_phrase())
    }
}

/// The controls that are possible, each once.
#[derive(Clone, Debug)]
pub struct Possible<'h> {
    answer: Answer<'h>,
    next: usize,
}

impl<'h> Iterator for Possible<'h> {
    type Item = Control<'h>;

    fn next(&mut self) -> Option<Control<'h>> {
        loop {
            let control = self.answer.all().nth(self.next)?;
            let new = self.answer.all().take(self.next).all(|earlier| earlier != control);
            self.next += 1;
            if new {
                return Some(control);
            }
        }
    }
}

/// An owned answer. Its serde form is what `--json` prints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct AnswerRecord {
    /// The place's id.
    pub place: String,
    /// What was asked.
    pub asked: String,
    /// The moment that the answer is for.
    pub at: String,
    /// Whether only one control is possible.
    pub certain: bool,
    /// Whether it rests on the told order.
    pub by_told_order: bool,
    /// The controls that are possible, in the told order.
    pub possible: Vec<ControlRecord>,
    /// What it rests on.
    pub basis: Basis,
    /// The last day with evidence.
    pub last_evidence: Option<String>,
    /// When the holding began; `None` where it is open on both sides.
    pub since: Option<EndsRecord>,
    /// When it ended; `None` where it is open on both sides.
    pub until: Option<EndsRecord>,
    /// The ids of the events that bear on it.
    pub events: Vec<String>,
    /// Their citations.
    pub sources: Vec<SourceRecord>,
    /// The reading that it is of.
    pub reading: Reading,
    /// The id of the event that decided.
    pub decided_by: Option<String>,
    /// Every event that bears on it, believed or not, with the part it plays.
    pub bearing: Vec<BearingRecord>,
}

/// The bounds of an end in an [`AnswerRecord`]; moments as `2016-11-01T00:00`, `None` where open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndsRecord {
    /// Not before this moment.
    pub earliest: Option<String>,
    /// Before this moment.
    pub latest: Option<String>,
}

/// A citation in an [`AnswerRecord`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceRecord {
    /// The source's id.
    pub source: String,
    /// Where in it.
    pub locator: String,
}

impl From<&Citation> for SourceRecord {
    fn from(cite: &Citation) -> Self {
        Self { source: cite.source.clone(), locator: cite.locator.clone() }
    }
}
