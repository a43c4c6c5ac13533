//! What the page shows, as values to be serialised. `maker` works everything out: the script of the page only looks it
//! up.

use serde::Serialize;

/// Everything that the page shows. Field names are the keys in its JSON; holders, places, events, states and texts are
/// referred to by their index in the lists here.
#[derive(Serialize)]
pub(super) struct Data {
    pub(super) title: String,
    pub(super) note: Option<String>,
    pub(super) licence: Option<String>,
    /// The first day shown: the one before the first of the record.
    pub(super) first: String,
    /// The number of days shown.
    pub(super) days: usize,
    pub(super) language: String,
    pub(super) holders: Vec<HolderData>,
    pub(super) sources: Vec<SourceData>,
    pub(super) places: Vec<PlaceData>,
    pub(super) events: Vec<EventData>,
    pub(super) states: Vec<StateData>,
    pub(super) texts: Vec<String>,
    pub(super) readings: Vec<ReadingData>,
}

#[derive(Serialize)]
pub(super) struct HolderData {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) colour: String,
    pub(super) texture: &'static str,
    pub(super) letter: String,
    /// Whether it is a side on some day: answers to nobody then.
    pub(super) side: bool,
}

#[derive(Serialize)]
pub(super) struct SourceData {
    pub(super) id: String,
    pub(super) title: Option<String>,
    pub(super) outlet: Option<String>,
    pub(super) address: Option<String>,
    pub(super) published: Option<String>,
}

#[derive(Serialize)]
pub(super) struct PlaceData {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) names: Vec<(String, String)>,
    pub(super) aliases: Vec<String>,
    pub(super) kind: Option<String>,
    pub(super) within: Option<u32>,
    pub(super) tile: Option<[i32; 2]>,
    pub(super) note: Option<String>,
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
