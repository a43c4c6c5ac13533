//! What the page shows, as values to be serialised. Everything is worked out here and in `maker`: the script of the
//! page only looks it up.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::calendar::Calendar;
use super::maker::Maker;
use crate::facts::{Facts, LookupError};
use crate::fold::HolderKey;
use crate::history::History;
use crate::numbers::{Number, PlaceNo};
use crate::picture::Palette;
use crate::reading::{Conflicts, Reading};
use crate::scenario::{Place, Source};

/// Everything that the page shows. Field names are the keys in its JSON; holders, places, events, states and texts are
/// referred to by their index in the lists here.
#[derive(Serialize)]
pub(super) struct Data {
    title: String,
    note: Option<String>,
    licence: Option<String>,
    /// The first day shown: the one before the first of the record.
    first: String,
    /// The number of days shown.
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
    /// Whether it is a side on some day: answers to nobody then.
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
pub(super) struct EventData {
    pub(super) id: String,
    pub(super) place: u32,
    /// The number of the day under which the event is shown.
    pub(super) day: usize,
    pub(super) when: String,
    pub(super) what: String,
    pub(super) note: Option<String>,
    pub(super) credence: &'static str,
    pub(super) inferred: bool,
    pub(super) claimed_by: Vec<String>,
    /// The number of each source cited, and where in it.
    pub(super) cites: Vec<(u32, String)>,
    pub(super) known_since: Option<String>,
    pub(super) noted: bool,
}

/// What an answer says, apart from its day. Shares are in permille.
#[derive(Serialize, Clone, PartialEq, Eq, Hash)]
pub(super) struct StateData {
    pub(super) text: String,
    pub(super) certain: bool,
    /// What each holder has at least, over all possible controls; none that may have nothing.
    pub(super) sure: Vec<(usize, u16)>,
    /// What each holder can have at most.
    pub(super) open: Vec<(usize, u16)>,
    pub(super) contested: Vec<usize>,
    pub(super) besieged: Vec<usize>,
    pub(super) fire: Vec<usize>,
    /// The possible controls, in words.
    pub(super) possible: Vec<String>,
}

#[derive(Serialize)]
pub(super) struct ReadingData {
    pub(super) name: String,
    pub(super) rules: String,
    /// Where the page lists the reading: `told`, `word`, `all` or `known`.
    pub(super) group: &'static str,
    pub(super) side: ViewData,
    pub(super) actor: ViewData,
    /// The events that it does not count, each with the number of the text that says why.
    pub(super) ignored: Vec<(usize, usize)>,
    /// The events that it does not know yet.
    pub(super) unknown: Vec<usize>,
}

#[derive(Serialize)]
pub(super) struct ViewData {
    /// For each place, its states in order of time.
    pub(super) places: Vec<Vec<Run>>,
    /// For each holder that ever holds anything, what share of all places it holds at the close of each day.
    pub(super) shares: Vec<(usize, Vec<ShareRun>)>,
}

/// A day, and the least and the greatest share in permille from that day on.
pub(super) type ShareRun = (usize, u16, u16);

/// A day, and the answer from that day on: its state, the numbers of two texts (the verdict, and why), its basis, the
/// day of the last evidence unless it is observed, and whether it depends on the narrative order.
#[derive(Serialize, PartialEq, Eq)]
pub(super) struct Run(
    pub(super) usize,
    pub(super) usize,
    pub(super) usize,
    pub(super) usize,
    pub(super) char,
    pub(super) Option<i64>,
    pub(super) bool,
);

/// What the user of a page chose.
pub(super) struct Options<'a> {
    pub(super) readings: &'a [Reading],
    pub(super) known_on: &'a [NaiveDate],
    pub(super) language: &'a str,
    pub(super) title: Option<&'a str>,
    pub(super) colours: &'a BTreeMap<String, String>,
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
            events: history.events().map(|event| maker.event(event)).collect(),
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
