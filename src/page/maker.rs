//! Works out what the page shows for each event, reading, place and day.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::calendar::Calendar;
use super::data::{
    Data, EventData, HolderData, PlaceData, ReadingData, Run, ShareRun, SourceData, StateData, ViewData,
};
use crate::answer::{Answer, Basis, Ignored, Role};
use crate::facts::{Facts, LookupError};
use crate::fold::HolderKey;
use crate::history::{History, Interpretation};
use crate::intern::Interner;
use crate::numbers::{Number, Numbered, PlaceNo};
use crate::picture::Palette;
use crate::reading::{Conflicts, Reading};
use crate::scenario::{Actor, Change, Event, Place, Source};
use crate::time::Moment;
use crate::view::{Control, View, bounds};

/// What the user of a page chose.
pub(super) struct Options<'a> {
    pub(super) readings: &'a [Reading],
    pub(super) known_on: &'a [NaiveDate],
    pub(super) language: &'a str,
    pub(super) title: Option<&'a str>,
    pub(super) colours: &'a BTreeMap<String, String>,
}

impl Data {
    /// Works out what the page shows.
    ///
    /// # Errors
    /// Returns an error if a reading names an actor or source that does not exist, or a name that several have.
    pub(super) fn of(history: &History, options: &Options<'_>) -> Result<Self, LookupError> {
        let facts = history.facts();
        let calendar = Calendar::of(facts);
        let mut maker = Maker::new(facts, calendar);
        let mut readings = Vec::new();
        let given = options.readings.iter().map(|reading| (reading.clone(), group(reading)));
        let known = options.known_on.iter().map(|day| (Reading::new().known_on(*day), "known"));
        for (reading, group) in given.chain(known) {
            let interpretation = history.interpret(&reading)?;
            readings.push(maker.reading(&interpretation, group));
        }
        Ok(Self {
            title: options.title.or(history.title()).unwrap_or("A history").to_owned(),
            note: history.note().map(str::to_owned),
            licence: history.licence().map(str::to_owned),
            first: calendar.first.to_string(),
            days: calendar.days,
            language: options.language.to_owned(),
            holders: holders(facts, options),
            sources: history.sources().map(SourceData::of).collect(),
            places: history.places().map(|place| PlaceData::of(facts, place, options)).collect(),
            events: history.events().into_iter().map(|event| maker.event(event)).collect(),
            states: maker.states.into_values(),
            texts: maker.texts.into_values(),
            readings,
        })
    }
}

/// Returns all holders, each at its number: first `unrecorded` and `nobody`, then the actors.
fn holders(facts: &Facts, options: &Options<'_>) -> Vec<HolderData> {
    let palette = Palette::new(facts, options.colours);
    let holder = |key: HolderKey, id: &str, name: String, side: bool| {
        let tint = palette.tint(key);
        HolderData { id: id.to_owned(), name, colour: tint.colour, texture: tint.texture, letter: tint.letter, side }
    };
    let mut holders = vec![
        holder(HolderKey::UNRECORDED, "unrecorded", "unrecorded".to_owned(), false),
        holder(HolderKey::NOBODY, "nobody", "nobody".to_owned(), false),
    ];
    holders.extend(facts.actors.numbered().map(|(number, actor)| {
        let name = options.name(&actor.names, actor.title());
        let side = actor.allegiances.iter().all(|allegiance| allegiance.from.is_some() || allegiance.until.is_some());
        holder(HolderKey::actor(number), &actor.id, name, side)
    }));
    holders
}

impl Options<'_> {
    /// Returns the name in the chosen language, or else the title.
    fn name(&self, names: &BTreeMap<String, String>, title: &str) -> String {
        names.get(self.language).map_or(title, String::as_str).to_owned()
    }
}

impl SourceData {
    fn of(source: &Source) -> Self {
        Self {
            id: source.id.clone(),
            title: source.title.clone(),
            outlet: source.outlet.clone(),
            address: source.address.clone(),
            published: source.published.map(|day| day.to_string()),
        }
    }
}

impl PlaceData {
    fn of(facts: &Facts, place: &Place, options: &Options<'_>) -> Self {
        Self {
            id: place.id.clone(),
            name: options.name(&place.names, place.title()),
            names: place.names.clone().into_iter().collect(),
            aliases: place.aliases.clone(),
            kind: place.kind.clone(),
            within: place.within.as_ref().and_then(|id| facts.place_names.id(id)).map(PlaceNo::as_u32),
            tile: place.tile,
            note: place.note.clone(),
        }
    }
}

/// Returns the group in which the page lists a reading.
fn group(reading: &Reading) -> &'static str {
    match reading {
        Reading { conflicts: Conflicts::KeepAll, .. } => "all",
        Reading { known_on: Some(_), .. } => "known",
        Reading { according_to, .. } if !according_to.is_empty() => "word",
        _ => "told",
    }
}

/// Works out what the page shows, and collects the states and texts that it refers to by number.
pub(super) struct Maker<'h> {
    facts: &'h Facts,
    calendar: Calendar,
    pub(super) states: Interner<StateData>,
    pub(super) texts: Interner<String>,
    /// For each place, the days on which its answer may differ from that of the day before, apart from changes of
    /// sides.
    days_of_change: Numbered<PlaceNo, BTreeSet<usize>>,
}

/// Returns, for each place, the days on which an event at it, around it or within it can begin or end to matter.
/// Between these, nothing about its answers changes except the age of the evidence.
fn days_of_change(facts: &Facts, calendar: Calendar) -> Numbered<PlaceNo, BTreeSet<usize>> {
    let tree = facts.tree();
    let mut days: Numbered<PlaceNo, BTreeSet<usize>> = facts.places.iter().map(|_| BTreeSet::from([0])).collect();
    for (_, event) in facts.numbered_events() {
        let Some(place) = facts.place_of(event) else { continue };
        let span = event.when.span();
        let mut changed = BTreeSet::new();
        // An answer can change on the first day on which the event can have happened, on the day by whose close it
        // certainly has or was last seen to be so, and on the day after each, when the control is carried forward.
        let last_look = match &event.change {
            Change::Observed(observed) => observed.until.and_then(|until| until.span().latest()),
            _ => None,
        };
        let ends = [span.latest(), last_look].map(|end| end.map(Moment::day_ending));
        for day in [span.earliest().map(Moment::date)].into_iter().chain(ends).flatten() {
            let number = calendar.number(day);
            changed.extend([number, number + 1]);
        }
        for near in tree.within(place).into_iter().chain(tree.around(place)) {
            days[near].extend(changed.iter().copied().filter(|number| *number < calendar.days));
        }
    }
    days
}

impl<'h> Maker<'h> {
    pub(super) fn new(facts: &'h Facts, calendar: Calendar) -> Self {
        let days_of_change = days_of_change(facts, calendar);
        Self { facts, calendar, states: Interner::default(), texts: Interner::default(), days_of_change }
    }

    pub(super) fn event(&self, event: &Event) -> EventData {
        let facts = self.facts;
        let span = event.when.span();
        let last = self.calendar.days - 1;
        let open_end = span.latest().is_none() && span.earliest().is_some();
        // A noted event that can be of any later time is shown under the last day, and an undated change under the first.
        let day = event.when.first_day().filter(|_| !open_end || !event.change.is_noted());
        let undated = if event.change.is_noted() || open_end { last } else { 0 };
        let name = |id: &String| facts.name_of(id).unwrap_or(id).to_owned();
        EventData {
            id: event.name().to_owned(),
            place: facts.place_of(event).map_or(0, PlaceNo::as_u32),
            day: day.map_or(undated, |day| self.calendar.number(day)),
            when: event.when.to_string(),
            what: event.change.to_string(),
            note: event.note.clone(),
            credence: event.credence.word(),
            inferred: event.inferred,
            claimed_by: event.claimed_by.iter().map(name).collect(),
            cites: event
                .cites
                .iter()
                .filter_map(|cite| Some((facts.source_names.id(&cite.source)?.as_u32(), cite.locator.clone())))
                .collect(),
            known_since: event.known_since().map(|day| day.to_string()),
            noted: event.change.is_noted(),
        }
    }

    pub(super) fn reading(&mut self, interpretation: &Interpretation<'_>, group: &'static str) -> ReadingData {
        let statuses = interpretation.by_side().statuses();
        let mut ignored = Vec::new();
        let mut unknown = Vec::new();
        for (index, (number, event)) in self.facts.events_in_record_order().enumerate() {
            let Some(role) = Role::of_status(self.facts, statuses.event(number)) else { continue };
            if role == Role::Ignored(Ignored::NotYetKnown) {
                unknown.push(index);
            } else {
                ignored.push((index, self.texts.intern(why_ignored(event, role)).index()));
            }
        }
        ReadingData {
            name: interpretation.reading().to_string(),
            rules: interpretation.reading().rules(),
            group,
            side: self.view(interpretation.by_side()),
            actor: self.view(interpretation.by_actor()),
            ignored,
            unknown,
        }
    }

    fn view(&mut self, view: View<'_>) -> ViewData {
        let places = self.facts.places.numbers().map(|place| self.runs(view, place)).collect();
        ViewData { places, shares: self.shares(view) }
    }

    /// Returns the answers for the close of each day, equal ones of neighbouring days once.
    fn runs(&mut self, view: View<'_>, place: PlaceNo) -> Vec<Run> {
        let mut days = self.days_of_change[place].clone();
        let mut close = self.calendar.close(0);
        let last = self.calendar.close(self.calendar.days - 1);
        while let Some(end) = view.covered_cell_end(place, close).map(Moment::day_end).filter(|end| *end <= last) {
            days.insert(self.calendar.number(Moment::from_minutes(end).day_ending()));
            close = end;
        }
        let mut runs: Vec<Run> = Vec::new();
        for day in days {
            let answer = view.answer(place, self.calendar.day(day).into());
            let run = self.run(day, answer);
            let same = |last: &Run| {
                (last.1, last.2, last.3, last.4, last.5, last.6) == (run.1, run.2, run.3, run.4, run.5, run.6)
            };
            if !runs.last().is_some_and(same) {
                runs.push(run);
            }
        }
        runs
    }

    /// Returns the run that begins on a day with an answer.
    fn run(&mut self, day: usize, answer: Answer<'_>) -> Run {
        let state = self.states.intern(state(answer)).index();
        let (verdict, why) = answer.told_in_parts();
        let basis = match answer.basis() {
            Basis::Observed => 'o',
            Basis::Carried => 'c',
            Basis::Baseline => 'b',
            Basis::Assumed => 'a',
            Basis::Unrecorded => 'u',
            Basis::Outside => 'x',
        };
        // An observed answer is no older than its day.
        let evidence = answer.last_evidence().filter(|_| basis != 'o');
        let evidence = evidence.map(|day| self.calendar.distance(day));
        let (verdict, why) = (self.texts.intern(verdict).index(), self.texts.intern(why).index());
        Run(day, state, verdict, why, basis, evidence, answer.depends_on_narrative_order())
    }

    /// Returns what each holder has of all places that lie within no other. These places weigh the same, and their
    /// parts are not counted again.
    fn shares(&self, view: View<'_>) -> Vec<(usize, Vec<ShareRun>)> {
        let wholes = self.facts.places.numbered().filter(|(_, place)| place.within.is_none());
        let wholes: Vec<PlaceNo> = wholes.map(|(number, _)| number).collect();
        let mut all: BTreeMap<usize, Vec<ShareRun>> = BTreeMap::new();
        // The current state of each place, and the first day on which it may be another.
        let mut current: Vec<(usize, StateData)> = wholes.iter().map(|_| (0, StateData::default())).collect();
        for day in 0..self.calendar.days {
            for ((until, current), &place) in current.iter_mut().zip(&wholes) {
                if *until <= day {
                    *until = self.day_of_next_cell(view, place, day).max(day + 1);
                    *current = state(view.answer(place, self.calendar.day(day).into()));
                }
            }
            let mut sums: BTreeMap<usize, (u64, u64)> = BTreeMap::new();
            for (_, state) in &current {
                for (holder, least) in &state.sure {
                    sums.entry(*holder).or_default().0 += u64::from(*least);
                }
                for (holder, most) in &state.open {
                    sums.entry(*holder).or_default().1 += u64::from(*most);
                }
            }
            let count = (wholes.len() as u64).max(1);
            let permille = |sum: u64| u16::try_from(sum / count).unwrap_or(1000);
            for holder in all.keys().copied().chain(sums.keys().copied()).collect::<BTreeSet<_>>() {
                let (least, most) = sums.get(&holder).copied().unwrap_or_default();
                // The mean is rounded down for the lower bound and up for the upper one.
                let next = (day, permille(least), permille(most + count - 1));
                let runs = all.entry(holder).or_insert_with(|| if day > 0 { vec![(0, 0, 0)] } else { Vec::new() });
                if runs.last().is_none_or(|last| (last.1, last.2) != (next.1, next.2)) {
                    runs.push(next);
                }
            }
        }
        all.into_iter().collect()
    }

    /// Returns the number of the first day after a day at whose close the state of a place may be another.
    fn day_of_next_cell(&self, view: View<'_>, place: PlaceNo, day: usize) -> usize {
        view.covered_cell_end(place, self.calendar.close(day)).map(Moment::day_end).map_or(usize::MAX, |end| {
            let day = Moment::from_minutes(end).day_ending();
            usize::try_from(self.calendar.distance(day)).unwrap_or(usize::MAX)
        })
    }
}

/// Returns why an event does not count, in words.
fn why_ignored(event: &Event, role: Role<'_>) -> String {
    let words = |by: &Event| by.note.clone().unwrap_or_else(|| by.change.to_string());
    match role {
        Role::Ignored(Ignored::BelowFloor) => format!("{}, and not counted in this reading", event.credence),
        Role::Ignored(Ignored::Denied { by }) => format!("not counted, because it was denied: {}", words(by)),
        Role::Ignored(Ignored::Outweighed { by }) => format!("outweighed by another account: {}", words(by)),
        Role::Superseded { by } => format!("corrected: {}", words(by)),
        Role::Ignored(Ignored::NotFrom) => "not counted, because this reading excludes its sources".to_owned(),
        role => role.to_string(),
    }
}

/// Returns what the page shows of an answer, apart from its day.
fn state<'h>(answer: Answer<'h>) -> StateData {
    let view = answer.view;
    let possible: Vec<Control<'h>> = answer.possible().collect();
    let bounds = bounds(view, &possible, answer.is_covered());
    let everyone = |actors_of: &dyn Fn(Control<'h>) -> Vec<&'h Actor>| -> Vec<usize> {
        let actors = possible.iter().flat_map(|control| actors_of(*control));
        actors.map(|actor| view.facts().holder(&actor.id).number()).collect::<BTreeSet<_>>().into_iter().collect()
    };
    let line = answer.to_string();
    StateData {
        text: line.split_once(": ").map_or(line.clone(), |(_, words)| words.to_owned()),
        certain: answer.is_certain(),
        sure: bounds
            .iter()
            .filter(|(_, share)| share.0 > 0)
            .map(|(holder, share)| (holder.number(), share.0))
            .collect(),
        open: bounds.iter().map(|(holder, share)| (holder.number(), share.1)).collect(),
        contested: everyone(&|control| control.contested_by()),
        besieged: everyone(&|control| control.besieged_by()),
        fire: everyone(&|control| control.under_fire_of()),
        possible: possible.iter().map(ToString::to_string).collect(),
    }
}
