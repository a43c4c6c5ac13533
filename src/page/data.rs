//! What the page shows, worked out by the library: the page itself folds nothing.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Serialize;

use crate::answer::{Answer, Basis, Ignored, Role};
use crate::facts::{Facts, LookupError};
use crate::fold::HolderKey;
use crate::history::{History, Interpretation};
use crate::intern::Interner;
use crate::numbers::{Number, Numbered, PlaceNo};
use crate::picture::Palette;
use crate::reading::{Conflicts, Reading};
use crate::scenario::{Actor, Event};
use crate::time::Moment;
use crate::view::{Control, View, bounds};

/// How many days are shown at most, from the first of the record: a hundred years.
const DAYS: usize = 36_525;

#[derive(Serialize)]
pub(super) struct Data {
    title: String,
    note: Option<String>,
    licence: Option<String>,
    /// The day before the first of the record; the others follow.
    first: String,
    days: usize,
    language: String,
    holders: Vec<HolderData>,
    sources: Vec<SourceData>,
    places: Vec<PlaceData>,
    events: Vec<EventData>,
    states: Vec<StateData>,
    texts: Vec<String>,
    readings: Vec<ReadingData>,
}

#[derive(Serialize)]
struct HolderData {
    id: String,
    name: String,
    colour: String,
    texture: &'static str,
    letter: String,
    /// Whether it is a side on some day: answers to nobody.
    side: bool,
}

#[derive(Serialize)]
struct SourceData {
    id: String,
    title: Option<String>,
    outlet: Option<String>,
    address: Option<String>,
    published: Option<String>,
}

#[derive(Serialize)]
struct PlaceData {
    id: String,
    name: String,
    names: Vec<(String, String)>,
    aliases: Vec<String>,
    kind: Option<String>,
    within: Option<u32>,
    tile: Option<[i32; 2]>,
    note: Option<String>,
}

#[derive(Serialize)]
struct EventData {
    id: String,
    place: u32,
    /// The day it is shown under, counted from the first.
    day: usize,
    when: String,
    what: String,
    note: Option<String>,
    credence: &'static str,
    inferred: bool,
    claimed_by: Vec<String>,
    /// The source's number, and where in it.
    cites: Vec<(u32, String)>,
    known_since: Option<String>,
    noted: bool,
}

/// One answer, whatever its day.
#[derive(Serialize, Clone, PartialEq, Eq, Hash)]
struct StateData {
    text: String,
    certain: bool,
    /// What each holder has in every possible control at least, in permille.
    sure: Vec<(usize, u16)>,
    /// What each can have at most.
    open: Vec<(usize, u16)>,
    contested: Vec<usize>,
    besieged: Vec<usize>,
    fire: Vec<usize>,
    /// The possible controls, in words.
    possible: Vec<String>,
}

#[derive(Serialize)]
struct ReadingData {
    name: String,
    rules: String,
    /// `told`, `word`, `all` or `known`.
    group: &'static str,
    side: ViewData,
    actor: ViewData,
    /// The events that it does not believe, each with the number of the text that says why.
    ignored: Vec<(usize, usize)>,
    /// The events that it does not know of yet.
    unknown: Vec<usize>,
}

#[derive(Serialize)]
struct ViewData {
    /// For each place, from which day on it is in which state.
    places: Vec<Vec<Run>>,
    /// For each holder that ever holds ground, what it holds of all places at least and at most at the close of each
    /// day, in permille: runs of day, least, most.
    shares: Vec<(usize, Vec<ShareRun>)>,
}

/// From that day on: at least so much, and at most.
type ShareRun = (usize, u16, u16);

/// From that day on: the state, the numbers of two texts (the verdict, and why), the basis, the day of the last
/// evidence if there is one, and whether it rests on the told order.
#[derive(Serialize, PartialEq, Eq)]
struct Run(usize, usize, usize, usize, char, Option<i64>, bool);

/// A day counted from the first shown; those outside are drawn in.
#[derive(Clone, Copy)]
struct Calendar {
    first: NaiveDate,
    days: usize,
}

impl Calendar {
    fn of(facts: &Facts) -> Self {
        let bounds = facts.numbered_events().map(|(_, event)| event.when.span());
        let (mut from, mut to) = (None::<NaiveDate>, None::<NaiveDate>);
        for span in bounds {
            let (first, last) = (span.earliest().map(Moment::date), span.latest().map(Moment::day_ending));
            let (first, last) = (first.or(last), last.or(first));
            from = [from, first].into_iter().flatten().min();
            to = to.max(last);
        }
        let first = from.unwrap_or_default();
        let before = first.pred_opt().unwrap_or(first);
        let days = to.unwrap_or(first).signed_duration_since(before).num_days();
        Self { first: before, days: usize::try_from(days).unwrap_or(0).saturating_add(1).clamp(1, DAYS) }
    }

    fn day(self, at: usize) -> NaiveDate {
        self.first.checked_add_days(chrono::Days::new(at as u64)).unwrap_or(NaiveDate::MAX)
    }

    fn at(self, day: NaiveDate) -> usize {
        usize::try_from(day.signed_duration_since(self.first).num_days()).unwrap_or(0).min(self.days - 1)
    }
}

pub(super) struct Options<'a> {
    pub(super) readings: &'a [Reading],
    pub(super) known_on: &'a [NaiveDate],
    pub(super) language: &'a str,
    pub(super) title: Option<&'a str>,
    pub(super) colours: &'a BTreeMap<String, String>,
}

struct Maker<'h> {
    facts: &'h Facts,
    calendar: Calendar,
    states: Interner<StateData>,
    texts: Interner<String>,
    /// For each place, the days on which its answer may be another than the day before, apart from sides.
    telling: Numbered<PlaceNo, BTreeSet<usize>>,
}

impl Data {
    pub(super) fn of(history: &History, options: &Options<'_>) -> Result<Self, LookupError> {
        let facts = history.facts();
        let calendar = Calendar::of(facts);
        let telling = telling_days(facts, calendar);
        let mut maker = Maker { facts, calendar, states: Interner::default(), texts: Interner::default(), telling };
        let mut readings = Vec::new();
        let told = options.readings.iter().map(|reading| (reading.clone(), group(reading)));
        let known = options.known_on.iter().map(|day| (Reading::new().known_on(*day), "known"));
        for (reading, group) in told.chain(known) {
            let account = history.interpret(&reading)?;
            readings.push(maker.reading(&account, group));
        }
        let palette = Palette::new(facts, options.colours);
        let in_language = |names: &BTreeMap<String, String>, title: &str| {
            names.get(options.language).map_or(title, String::as_str).to_owned()
        };
        let holder = |key: HolderKey, id: &str, name: String, side: bool| {
            let tint = palette.tint(key);
            HolderData {
                id: id.to_owned(),
                name,
                colour: tint.colour,
                texture: tint.texture,
                letter: tint.letter,
                side,
            }
        };
        let mut holders = vec![
            holder(HolderKey::UNRECORDED, "unrecorded", "unrecorded".to_owned(), false),
            holder(HolderKey::NOBODY, "nobody", "nobody".to_owned(), false),
        ];
        holders.extend(facts.actors.numbered().map(|(number, actor)| {
            let name = in_language(&actor.names, actor.title());
            let side = actor.allegiances.iter().all(|it| it.from.is_some() || it.until.is_some());
            holder(HolderKey::actor(number), &actor.id, name, side)
        }));
        let text = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        Ok(Self {
            title: options.title.or(history.title()).unwrap_or("A history").to_owned(),
            note: history.note().map(str::to_owned),
            licence: history.licence().map(str::to_owned),
            first: calendar.first.to_string(),
            days: calendar.days,
            language: options.language.to_owned(),
            holders,
            sources: history
                .sources()
                .map(|source| SourceData {
                    id: source.id.clone(),
                    title: source.title.clone(),
                    outlet: source.outlet.clone(),
                    address: source.address.clone(),
                    published: text(source.published),
                })
                .collect(),
            places: history
                .places()
                .map(|place| PlaceData {
                    id: place.id.clone(),
                    name: in_language(&place.names, place.title()),
                    names: place.names.clone().into_iter().collect(),
                    aliases: place.aliases.clone(),
                    kind: place.kind.clone(),
                    within: place.within.as_ref().and_then(|id| facts.place_names.id(id)).map(PlaceNo::as_u32),
                    tile: place.tile,
                    note: place.note.clone(),
                })
                .collect(),
            events: history.events().map(|event| maker.event(event)).collect(),
            states: maker.states.into_values(),
            texts: maker.texts.into_values(),
            readings,
        })
    }
}

fn group(reading: &Reading) -> &'static str {
    match reading {
        Reading { conflicts: Conflicts::KeepAll, .. } => "all",
        Reading { known_on: Some(_), .. } => "known",
        Reading { according_to, .. } if !according_to.is_empty() => "word",
        _ => "told",
    }
}

/// For each place the days on which something can be told of it, or of places around or within it: between these
/// nothing of its answers changes but their age.
fn telling_days(facts: &Facts, calendar: Calendar) -> Numbered<PlaceNo, BTreeSet<usize>> {
    let tree = facts.tree();
    let mut days: Numbered<PlaceNo, BTreeSet<usize>> = facts.places.iter().map(|_| BTreeSet::from([0])).collect();
    for (_, event) in facts.numbered_events() {
        let Some(place) = facts.place_of(event) else { continue };
        let span = event.when.span();
        let mut on = BTreeSet::new();
        // The day on which it can have begun, the one on which it is certain, and the day after, when it is carried.
        for moment in [span.earliest().map(Moment::date), span.latest().map(Moment::day_ending)].into_iter().flatten() {
            let at = calendar.at(moment);
            on.extend([at, at + 1]);
        }
        for near in tree.within(place).into_iter().chain(tree.around(place)) {
            days[near].extend(on.iter().copied().filter(|at| *at < calendar.days));
        }
    }
    days
}

impl Maker<'_> {
    fn event(&self, event: &Event) -> EventData {
        let facts = self.facts;
        let span = event.when.span();
        let last = self.calendar.days - 1;
        let open_end = span.latest().is_none() && span.earliest().is_some();
        let day = event.when.first_day().filter(|_| !open_end || !event.change.is_noted());
        let name = |id: &String| facts.name_of(id).unwrap_or(id).to_owned();
        EventData {
            id: event.name().to_owned(),
            place: facts.place_of(event).map_or(0, PlaceNo::as_u32),
            day: day.map_or(last, |day| self.calendar.at(day)),
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

    fn reading(&mut self, account: &Interpretation<'_>, group: &'static str) -> ReadingData {
        let statuses = account.by_side().statuses();
        let mut ignored = Vec::new();
        let mut unknown = Vec::new();
        for (at, (number, event)) in self.facts.ordered_events().into_iter().enumerate() {
            let Some(role) = Role::of_status(self.facts, statuses.event(number)) else { continue };
            if role == Role::Ignored(Ignored::NotYetKnown) {
                unknown.push(at);
                continue;
            }
            let told = |by: &Event| by.note.clone().unwrap_or_else(|| by.change.to_string());
            let why = match role {
                Role::Ignored(Ignored::BelowFloor) => format!("not believed here, being only {}", event.credence),
                Role::Ignored(Ignored::Denied { by }) => format!("not believed here, being denied: {}", told(by)),
                Role::Ignored(Ignored::Outweighed { by }) => format!("set aside for another account: {}", told(by)),
                Role::Superseded { by } => format!("corrected: {}", told(by)),
                Role::Ignored(Ignored::NotFrom) => {
                    "not believed here, as the word of who tells it is not taken".to_owned()
                }
                role => role.to_string(),
            };
            ignored.push((at, self.texts.intern(why).index()));
        }
        ReadingData {
            name: account.reading().to_string(),
            rules: account.reading().rules(),
            group,
            side: self.view(account.by_side()),
            actor: self.view(account.by_actor()),
            ignored,
            unknown,
        }
    }

    fn view(&mut self, view: View<'_>) -> ViewData {
        let places = self.facts.places.numbers().map(|place| self.runs(view, place)).collect();
        ViewData { places, shares: self.shares(view) }
    }

    /// The answers for the close of each day.
    fn runs(&mut self, view: View<'_>, place: PlaceNo) -> Vec<Run> {
        let mut days = self.telling[place].clone();
        let mut at = Moment::close(self.calendar.first).minutes();
        let last = Moment::close(self.calendar.day(self.calendar.days - 1)).minutes();
        while let Some(end) = view.cell_end(place, at).map(Moment::day_end).filter(|end| *end <= last) {
            days.insert(self.calendar.at(Moment::from_minutes(end).day_ending()));
            at = end;
        }
        let mut runs: Vec<Run> = Vec::new();
        for at in days {
            let answer = view.answer(place, self.calendar.day(at).into());
            let run = self.run(at, answer);
            let same = |last: &&Run| {
                (last.1, last.2, last.3, last.4, last.5, last.6) == (run.1, run.2, run.3, run.4, run.5, run.6)
            };
            if !runs.last().is_some_and(|last| same(&last)) {
                runs.push(run);
            }
        }
        runs
    }

    fn run(&mut self, at: usize, answer: Answer<'_>) -> Run {
        let state = self.states.intern(state(answer)).index();
        let (verdict, why) = answer.told_in_parts();
        let basis = match answer.basis() {
            Basis::Observed => 'o',
            Basis::Carried => 'c',
            Basis::Baseline => 'b',
            Basis::Unrecorded => 'u',
        };
        let seen = answer.last_evidence().filter(|_| basis != 'o');
        let seen = seen.map(|day| day.signed_duration_since(self.calendar.first).num_days());
        let (verdict, why) = (self.texts.intern(verdict).index(), self.texts.intern(why).index());
        Run(at, state, verdict, why, basis, seen, answer.depends_on_narrative_order())
    }

    /// What each holder has of all places, all weighing the same; of parts, only where the whole is not there.
    fn shares(&self, view: View<'_>) -> Vec<(usize, Vec<ShareRun>)> {
        let wholes = self.facts.places.numbered().filter(|(_, place)| place.within.is_none());
        let wholes: Vec<PlaceNo> = wholes.map(|(number, _)| number).collect();
        let mut all: BTreeMap<usize, Vec<ShareRun>> = BTreeMap::new();
        let mut cells: Vec<(usize, StateData)> = wholes.iter().map(|_| (0, StateData::default())).collect();
        for at in 0..self.calendar.days {
            let close = Moment::close(self.calendar.day(at)).minutes();
            for (cell, &place) in cells.iter_mut().zip(&wholes) {
                if cell.0 <= at {
                    let ends = view.cell_end(place, close).map(Moment::day_end);
                    let until = ends.map_or(usize::MAX, |end| {
                        let day = Moment::from_minutes(end).day_ending();
                        usize::try_from(day.signed_duration_since(self.calendar.first).num_days()).unwrap_or(usize::MAX)
                    });
                    *cell = (until.max(at + 1), state(view.answer(place, self.calendar.day(at).into())));
                }
            }
            let mut sums: BTreeMap<usize, (u64, u64)> = BTreeMap::new();
            for (_, state) in &cells {
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
                let next = (at, permille(least), permille(most + count - 1));
                let runs = all.entry(holder).or_insert_with(|| if at > 0 { vec![(0, 0, 0)] } else { Vec::new() });
                if runs.last().is_none_or(|last| (last.1, last.2) != (next.1, next.2)) {
                    runs.push(next);
                }
            }
        }
        all.into_iter().collect()
    }
}

impl Default for StateData {
    fn default() -> Self {
        Self {
            text: String::new(),
            certain: true,
            sure: Vec::new(),
            open: Vec::new(),
            contested: Vec::new(),
            besieged: Vec::new(),
            fire: Vec::new(),
            possible: Vec::new(),
        }
    }
}

fn state<'h>(answer: Answer<'h>) -> StateData {
    let view = answer.view;
    let possible: Vec<Control<'h>> = answer.possible().collect();
    let bounds = bounds(view, &possible);
    let everyone = |of: &dyn Fn(Control<'h>) -> Vec<&'h Actor>| -> Vec<usize> {
        let actors = possible.iter().flat_map(|control| of(*control));
        actors.map(|actor| view.facts().holder(&actor.id).number()).collect::<BTreeSet<_>>().into_iter().collect()
    };
    let line = answer.to_string();
    StateData {
        text: line.split_once(": ").map_or(line.clone(), |(_, words)| words.to_owned()),
        certain: answer.is_certain(),
        sure: bounds.iter().filter(|(_, it)| it.0 > 0).map(|(holder, it)| (holder.number(), it.0)).collect(),
        open: bounds.iter().map(|(holder, it)| (holder.number(), it.1)).collect(),
        contested: everyone(&|control| control.contested_by()),
        besieged: everyone(&|control| control.besieged_by()),
        fire: everyone(&|control| control.under_fire_of()),
        possible: possible.iter().map(ToString::to_string).collect(),
    }
}
