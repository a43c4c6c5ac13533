//! A tree of values read as a scenario. What cannot be read is noted with where it stands, and reading goes on.

use std::collections::{BTreeMap, HashSet};
use std::str::FromStr;

use chrono::NaiveDate;

use super::FORMAT;
use super::mistake::{Fault, Instead, MOST, MistakeKind};
use super::node::{Node, Value};
use crate::actor::{Actor, Allegiance};
use crate::audit::FindingKind;
use crate::change::{
    Attacked, Besieged, Captured, Change, Denied, FireControl, Fought, NoteKind, Noted, Quantity, Repelled, Shares,
    Transferred, Until, Withdrew,
};
use crate::error::{Correction, Entry, Problem, Refused, Step};
use crate::event::{Citation, Event};
use crate::find::NotFound;
use crate::place::{Baseline, Fraction, Place};
use crate::scenario::{Accepted, Scenario};
use crate::share::Share;
use crate::source::Source;
use crate::when::When;

/// The entries of a document by list, each with whether it could be read whole.
#[derive(Default)]
pub(super) struct Entries<'n> {
    pub(super) actors: Vec<(&'n Node, bool)>,
    pub(super) sources: Vec<(&'n Node, bool)>,
    pub(super) places: Vec<(&'n Node, bool)>,
    pub(super) events: Vec<(&'n Node, bool)>,
    pub(super) accepted: Vec<(&'n Node, bool)>,
}

impl Entries<'_> {
    /// What the history refused, put where it stands. Of an entry that could not be read whole only the names that it
    /// refers to are told of: anything else may come of what was not read, and its id is not known.
    pub(super) fn fault(&self, refused: &Refused) -> Option<Fault> {
        let (name, list, at) = match refused.entry {
            Entry::Actor(at) => ("actor", &self.actors, at),
            Entry::Source(at) => ("source", &self.sources, at),
            Entry::Place(at) => ("place", &self.places, at),
            Entry::Event(at) => ("event", &self.events, at),
        };
        let &(node, whole) = list.get(at)?;
        let found = refused.at.iter().fold(node, |node, step| node.step(step));
        let text = found.as_text().unwrap_or_default().to_owned();
        // What is wrong may be a part of the text: the source in a citation.
        let suggestion = refused.problem.suggestion().map(|meant| match &*refused.problem {
            Problem::NotFound(NotFound::Unknown { given, .. }) => text.replacen(given.as_str(), meant, 1),
            _ => meant.to_owned(),
        });
        // Of a short form there is no key to point at.
        let holder = refused.at.iter().rev().skip(1).rev().fold(node, |node, step| node.step(step));
        let is_key = matches!(refused.at.last(), Some(Step::Name(_))) && matches!(holder.value, Value::Table(_));
        let kind = MistakeKind::from(&*refused.problem);
        let refers = kind == MistakeKind::Unknown && found.as_text().is_some();
        (whole || refers).then(|| Fault {
            kind,
            at: found.at.clone(),
            path: path_of(node, format!("{name} {}", at + 1), &refused.at),
            message: if whole { refused.to_string() } else { refused.problem.to_string() },
            text,
            suggestion: suggestion.map(|meant| if is_key { Instead::Plain(meant) } else { Instead::Text(meant) }),
        })
    }
}

/// The path along the steps that lead somewhere: an entry may be written in a short form.
fn path_of(node: &Node, start: String, steps: &[Step]) -> String {
    let follow = |(node, path): (_, String), step: &Step| {
        let next = Node::step(node, step);
        match step {
            _ if std::ptr::eq(next, node) => (node, path),
            Step::Key(key) | Step::Name(key) => (next, format!("{path}, {key}")),
            Step::Item(item) => (next, format!("{path} {}", item + 1)),
        }
    };
    steps.iter().fold((node, start), follow).1
}

/// Where each entry of a list begins in the text.
#[cfg(feature = "toml")]
pub(super) fn starts(list: &[(&Node, bool)]) -> impl Iterator<Item = usize> {
    list.iter().map(|(node, _)| node.at.as_ref().map_or(0, |at| at.start))
}

/// Reads as much of a scenario as can be read.
pub(super) fn scenario(node: &Node) -> (Scenario, Entries<'_>, Faults) {
    let mut reader = Reader { later: later_format(node), ..Reader::default() };
    let mut scenario = Scenario::default();
    let mut entries = Entries::default();
    let Some(fields) = reader.fields(node, "", &DOCUMENT_KEYS) else {
        return (scenario, entries, reader.faults);
    };
    match fields.get("format").map(|node| (node, &node.value)) {
        Some((_, Value::Integer(FORMAT))) => {}
        Some((node, Value::Integer(other))) => {
            let say = format!("format {other} is not known here; this version reads format {FORMAT}");
            reader.fault(MistakeKind::Format, node, "format", say).suggestion =
                Some(Instead::Plain(FORMAT.to_string()));
        }
        Some((node, _)) => {
            let say = format!("the format is a whole number: `format = {FORMAT}`");
            reader.fault(MistakeKind::Format, node, "format", say).suggestion =
                Some(Instead::Plain(FORMAT.to_string()));
        }
        None => {
            let start = Node { at: Some(0..0), value: Value::Null };
            let say = format!("the key `format` is missing; write `format = {FORMAT}` at the top");
            let line = Instead::Plain(format!("format = {FORMAT}\n"));
            reader.fault(MistakeKind::Format, &start, "format", say).suggestion = Some(line);
        }
    }
    scenario.title = reader.maybe(fields, "title", "", Reader::text);
    scenario.licence = reader.maybe(fields, "licence", "", Reader::text);
    scenario.note = reader.maybe(fields, "note", "", Reader::text);
    reader.each(fields.get("actor"), "actor", &mut entries.actors, &mut scenario.actors, Reader::actor);
    reader.each(fields.get("source"), "source", &mut entries.sources, &mut scenario.sources, Reader::source);
    reader.each(fields.get("place"), "place", &mut entries.places, &mut scenario.places, Reader::place);
    reader.each(fields.get("event"), "event", &mut entries.events, &mut scenario.events, Reader::event);
    reader.each(fields.get("accepted"), "accepted", &mut entries.accepted, &mut scenario.accepted, Reader::accepted);
    (scenario, entries, reader.faults)
}

/// The format of a document, if it is a later one than is read here.
fn later_format(node: &Node) -> Option<i64> {
    match node.step(&"format".into()).value {
        Value::Integer(format) if format > FORMAT => Some(format),
        _ => None,
    }
}

/// The mistakes found so far; beyond the most that are kept they are only counted.
#[derive(Default)]
pub(super) struct Faults {
    pub(super) all: Vec<Fault>,
    pub(super) more: usize,
    /// Stands in for one that is only counted.
    last: Option<Fault>,
}

impl Faults {
    fn count(&self) -> usize {
        self.all.len() + self.more
    }

    /// Takes in a fault and gives it back, so that more can be said of it.
    pub(super) fn push(&mut self, fault: Fault) -> &mut Fault {
        if self.all.len() < MOST {
            self.all.push(fault);
            let last = self.all.len() - 1;
            return &mut self.all[last];
        }
        self.more += 1;
        self.last.insert(fault)
    }

    /// Forgets those that were taken in after a count.
    fn forget(&mut self, count: usize) {
        if self.more > 0 {
            self.more = count.saturating_sub(self.all.len());
        }
        self.all.truncate(count);
    }
}

#[derive(Default)]
struct Reader {
    faults: Faults,
    /// A format that this version does not read, if the document says so.
    later: Option<i64>,
    /// The place of the entry being read in its list, from 1.
    position: i64,
}

/// The fields of a table.
#[derive(Clone, Copy)]
struct Fields<'n> {
    node: &'n Node,
    entries: &'n [(Node, Node)],
    known: &'static [&'static str],
}

impl<'n> Fields<'n> {
    fn get(self, key: &str) -> Option<&'n Node> {
        self.entries.iter().find(|(own, _)| own.as_text() == Some(key)).map(|(_, value)| value)
    }
}

const DOCUMENT_KEYS: [&str; 9] =
    ["format", "title", "licence", "note", "actor", "source", "place", "event", "accepted"];

/// Of these, the lists of entries.
const LIST_KEYS: [&str; 5] = ["actor", "source", "place", "event", "accepted"];

/// Of these, those that stand in no entry.
const TOP_KEYS: [&str; 4] = ["format", "title", "licence", "accepted"];

/// Keys that people write for others.
const SYNONYMS: [(&str, &str); 15] = [
    ("date", "when"),
    ("day", "when"),
    ("location", "place"),
    ("source", "cites"),
    ("sources", "cites"),
    ("cite", "cites"),
    ("took", "captured"),
    ("taken", "captured"),
    ("seized", "captured"),
    ("liberated", "captured"),
    ("regained", "recaptured"),
    ("left", "withdrew"),
    ("license", "licence"),
    ("side", "allegiance"),
    ("parent", "within"),
];

/// The known key that an unknown one was meant to be.
fn meant_key<'k>(given: &str, known: impl Iterator<Item = &'k str> + Clone) -> Option<&'k str> {
    let synonym = SYNONYMS.iter().find(|(word, _)| *word == given).map(|(_, key)| *key);
    let synonym = synonym.and_then(|key| known.clone().find(|known| *known == key));
    synonym.or_else(|| crate::find::nearest(given, known))
}

/// The path one key deeper.
fn deeper(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}, {key}") }
}

/// A text in quotes, as TOML and JSON both have it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

const EVENT_KEYS: [&str; 27] = [
    "id",
    "when",
    "order",
    "place",
    "with",
    "credence",
    "inferred",
    "claimed_by",
    "cites",
    "recorded",
    "supersedes",
    "same_as",
    "note",
    // What happened.
    "captured",
    "recaptured",
    "withdrew",
    "transferred",
    "observed",
    "attacked",
    "fought",
    "repelled",
    "besieged",
    "siege_lifted",
    "fire_control",
    "fire_control_lost",
    "noted",
    "denied",
];

/// Of these, what happened.
const CHANGE_KEYS: &[&str] = EVENT_KEYS.split_at(13).1;

impl Reader {
    fn fault(&mut self, kind: MistakeKind, node: &Node, path: &str, message: impl Into<String>) -> &mut Fault {
        let text = match &node.value {
            Value::Text(text) | Value::Date(text) => text.clone(),
            _ => String::new(),
        };
        let at = node.at.clone();
        self.faults.push(Fault { kind, at, path: path.to_owned(), message: message.into(), text, suggestion: None })
    }

    fn wrong_kind(&mut self, node: &Node, path: &str, wanted: &str) -> &mut Fault {
        self.fault(MistakeKind::WrongType, node, path, format!("here stands {}, and {wanted} is wanted", node.kind()))
    }

    /// A table's fields; keys that are not known, or stand twice, are faults.
    fn fields<'n>(&mut self, node: &'n Node, path: &str, known: &'static [&'static str]) -> Option<Fields<'n>> {
        let Value::Table(entries) = &node.value else {
            let key = path.rsplit(", ").next().unwrap_or_default();
            let meant = match (known, &node.value) {
                ([], _) => Some("{}".to_owned()),
                ([first @ ("by" | "actor" | "attacker" | "event" | "kind"), ..], Value::Text(text)) => {
                    Some(format!("{{ {first} = \"{text}\" }}"))
                }
                _ => None,
            };
            let wanted = meant.as_ref().map_or("a table".to_owned(), |meant| format!("a table like `{key} = {meant}`"));
            self.wrong_kind(node, path, &wanted).suggestion = meant.map(Instead::Plain);
            return None;
        };
        self.twice(entries, path);
        for (key, value) in entries {
            let text = key.as_text().unwrap_or_default();
            if !known.contains(&text) {
                // At the top, what is no list is not meant as one.
                let lists = matches!(value.value, Value::List(_) | Value::Table(_));
                let fits = |key: &&str| !path.is_empty() || LIST_KEYS.contains(key) == lists;
                let near = meant_key(text, known.iter().copied().filter(fits));
                let hint = match (near, self.later) {
                    // A key behind the first header is one of that entry.
                    _ if !path.is_empty() && TOP_KEYS.contains(&text) => {
                        "it belongs at the top, above the first entry".into()
                    }
                    (Some(near), _) => format!("did you mean `{near}`?"),
                    (None, Some(later)) => format!("it may be one of format {later}"),
                    (None, None) if known.is_empty() => {
                        format!("nothing stands here: `{} = {{}}`", path.rsplit(", ").next().unwrap_or(""))
                    }
                    (None, None) => format!("the keys here are {}", known.join(", ")),
                };
                let near = near.filter(|_| path.is_empty() || !TOP_KEYS.contains(&text));
                let say = format!("unknown key `{text}`; {hint}");
                self.fault(MistakeKind::UnknownKey, key, path, say).suggestion =
                    near.map(|near| Instead::Plain(near.to_owned()));
            }
        }
        Some(Fields { node, entries, known })
    }

    /// Keys that stand twice: TOML has none, JSON may.
    fn twice(&mut self, entries: &[(Node, Node)], path: &str) {
        let mut seen = HashSet::new();
        for (key, _) in entries {
            let text = key.as_text().unwrap_or_default();
            if !seen.insert(text) {
                self.fault(MistakeKind::DuplicateKey, key, path, format!("the key `{text}` stands here twice"));
            }
        }
    }

    /// Each entry of a list of tables.
    fn each<'n, T>(
        &mut self,
        list: Option<&'n Node>,
        name: &str,
        entries: &mut Vec<(&'n Node, bool)>,
        into: &mut Vec<T>,
        read: fn(&mut Self, &'n Node, &str) -> Option<T>,
    ) {
        let Some(list) = list else { return };
        let Value::List(items) = &list.value else {
            let meant = Instead::Plain(format!("[[{name}]]"));
            self.wrong_kind(list, name, &format!("a list of tables, each under `[[{name}]]`,")).suggestion =
                Some(meant);
            return;
        };
        for (at, item) in items.iter().enumerate() {
            let before = self.faults.count();
            self.position = i64::try_from(at).unwrap_or(i64::MAX).saturating_add(1);
            if let Some(entry) = read(self, item, &format!("{name} {}", at + 1)) {
                into.push(entry);
                entries.push((item, self.faults.count() == before));
            }
        }
    }

    fn maybe<'n, T>(
        &mut self,
        fields: Fields<'n>,
        key: &str,
        path: &str,
        read: impl FnOnce(&mut Self, &'n Node, &str) -> Option<T>,
    ) -> Option<T> {
        fields.get(key).and_then(|node| read(self, node, &deeper(path, key)))
    }

    fn needed<'n, T>(
        &mut self,
        fields: Fields<'n>,
        key: &str,
        path: &str,
        read: impl FnOnce(&mut Self, &'n Node, &str) -> Option<T>,
    ) -> Option<T> {
        match fields.get(key) {
            Some(node) => read(self, node, &deeper(path, key)),
            // Told already, with what was written for it.
            None if Self::misspelt(fields, key) => None,
            None => {
                self.fault(MistakeKind::MissingKey, fields.node, path, format!("the key `{key}` is missing"));
                None
            }
        }
    }

    /// Whether an unknown key stands there that is near to one that is missing.
    fn misspelt(fields: Fields<'_>, key: &str) -> bool {
        let near = |other: &str| !fields.known.contains(&other) && meant_key(other, std::iter::once(key)).is_some();
        fields.entries.iter().filter_map(|(own, _)| own.as_text()).any(near)
    }

    fn text(&mut self, node: &Node, path: &str) -> Option<String> {
        match &node.value {
            Value::Text(text) => Some(text.clone()),
            value => {
                let meant = match value {
                    Value::Date(text) => Some(text.clone()),
                    Value::Integer(number) => Some(number.to_string()),
                    Value::Float(number) => Some(number.to_string()),
                    Value::Bool(truth) => Some(truth.to_string()),
                    _ => None,
                };
                let key = path.rsplit(", ").next().unwrap_or_default();
                let wanted = match (value, key) {
                    (Value::List(_), "by") => "a text in quotes (who took part besides stands in `with`)",
                    (Value::List(_), "place") => "a text in quotes (what happened at two places is two events)",
                    _ => "a text in quotes",
                };
                self.wrong_kind(node, path, wanted).suggestion = meant.map(Instead::Text);
                None
            }
        }
    }

    fn truth(&mut self, node: &Node, path: &str) -> Option<bool> {
        match node.value {
            Value::Bool(truth) => Some(truth),
            _ => {
                let meant = match node.as_text().unwrap_or_default().to_lowercase().as_str() {
                    "true" | "yes" => Some("true"),
                    "false" | "no" => Some("false"),
                    _ => None,
                };
                let meant = meant.map(|meant| Instead::Plain(meant.to_owned()));
                self.wrong_kind(node, path, "true or false").suggestion = meant;
                None
            }
        }
    }

    fn number(&mut self, node: &Node, path: &str) -> Option<f64> {
        match node.value {
            #[expect(clippy::cast_precision_loss, reason = "numbers here are degrees and fractions")]
            Value::Integer(number) => Some(number as f64),
            Value::Float(number) if number.is_finite() => Some(number),
            _ => {
                let meant = node.as_text().map(str::trim).filter(|text| text.parse::<f64>().is_ok());
                let meant = meant.map(|text| Instead::Plain(text.to_owned()));
                self.wrong_kind(node, path, "a number").suggestion = meant;
                None
            }
        }
    }

    fn whole(&mut self, node: &Node, path: &str) -> Option<i64> {
        match node.value {
            Value::Integer(number) => Some(number),
            _ => {
                let meant = node.as_text().map(str::trim).filter(|text| text.parse::<i64>().is_ok());
                let meant = meant.map(|text| Instead::Plain(text.to_owned()));
                self.wrong_kind(node, path, "a whole number").suggestion = meant;
                None
            }
        }
    }

    /// A value that is written as a text: dates may go without quotes, and a year is a number.
    fn parsed<T: FromStr<Err: Correction>>(&mut self, node: &Node, path: &str) -> Option<T> {
        let text = match &node.value {
            Value::Text(text) | Value::Date(text) => text.clone(),
            Value::Integer(number) => number.to_string(),
            Value::Float(number) => number.to_string(),
            _ => {
                self.wrong_kind(node, path, "a text in quotes");
                return None;
            }
        };
        let error = match text.parse::<T>() {
            Ok(value) if !matches!(node.value, Value::Float(_)) => return Some(value),
            Ok(_) => {
                self.wrong_kind(node, path, "a text in quotes");
                return None;
            }
            Err(error) => error,
        };
        let (mut say, meant) = (error.to_string(), error.correction());
        if let Some(meant) = meant.as_ref().filter(|meant| !say.contains(&format!("`{meant}`"))) {
            say += &format!("; did you mean `{meant}`?");
        }
        self.fault(MistakeKind::BadValue, node, path, say).suggestion = meant.map(Instead::Text);
        None
    }

    fn day(&mut self, node: &Node, path: &str) -> Option<NaiveDate> {
        let text = match &node.value {
            Value::Integer(number) => number.to_string(),
            _ => node.as_text().unwrap_or_default().to_owned(),
        };
        let day = crate::moment::parse_day(&text);
        if day.is_none() {
            let meant = text.parse::<When>().err().and_then(|error| error.correction());
            let meant = meant.filter(|meant| crate::moment::parse_day(meant).is_some());
            let like = meant.as_deref().unwrap_or("2016-10-28");
            let say = format!("`{text}` is no day; a day is written like `{like}`");
            self.fault(MistakeKind::BadValue, node, path, say).suggestion = meant.map(Instead::Text);
        }
        day
    }

    fn list<'n, T>(
        &mut self,
        node: &'n Node,
        path: &str,
        read: impl Fn(&mut Self, &'n Node, &str) -> Option<T>,
    ) -> Option<Vec<T>> {
        let Value::List(items) = &node.value else {
            // One item that is meant as a list of one.
            let meant = node.as_text().map(|text| Instead::Plain(format!("[{}]", quoted(text))));
            self.wrong_kind(node, path, "a list").suggestion = meant;
            return None;
        };
        let item = |(at, item)| read(self, item, &format!("{path} {at}"));
        Some((1..).zip(items).filter_map(item).collect())
    }

    /// A list of two; one mistake is told if it is not.
    fn pair<T: Copy>(
        &mut self,
        node: &Node,
        path: &str,
        read: fn(&mut Self, &Node, &str) -> Option<T>,
        say: &str,
    ) -> Option<[T; 2]> {
        let before = self.faults.count();
        let items = self.list(node, path, read);
        match items.as_deref() {
            Some(&[first, second]) if self.faults.count() == before => Some([first, second]),
            _ => {
                self.faults.forget(before);
                self.fault(MistakeKind::BadValue, node, path, say);
                None
            }
        }
    }

    fn texts(&mut self, node: &Node, path: &str) -> Option<Vec<String>> {
        self.list(node, path, Self::text)
    }

    /// `name` in English, `names` by language.
    fn names(&mut self, fields: Fields<'_>, path: &str) -> BTreeMap<String, String> {
        let mut names = BTreeMap::new();
        if let Some(Value::Table(entries)) = fields.get("names").map(|node| &node.value) {
            for (language, name) in entries {
                let language = language.as_text().unwrap_or_default().to_owned();
                names.extend(self.text(name, &format!("{path}, names")).map(|name| (language, name)));
            }
        } else if let Some(node) = fields.get("names") {
            self.wrong_kind(node, path, "a table of names by language");
        }
        names.extend(self.maybe(fields, "name", path, Self::text).map(|name| ("en".to_owned(), name)));
        names
    }

    fn cites(&mut self, fields: Fields<'_>, path: &str) -> Vec<Citation> {
        let cites = self.maybe(fields, "cites", path, Self::texts).unwrap_or_default();
        cites.iter().map(|text| Citation::from(text.as_str())).collect()
    }

    fn actor(&mut self, node: &Node, path: &str) -> Option<Actor> {
        let fields =
            self.fields(node, path, &["id", "name", "names", "aliases", "allegiance", "from", "until", "note"])?;
        let mut actor = Actor::new(self.needed(fields, "id", path, Self::text).unwrap_or_default());
        actor.names = self.names(fields, path);
        actor.aliases = self.maybe(fields, "aliases", path, Self::texts).unwrap_or_default();
        actor.from = self.maybe(fields, "from", path, Self::day);
        actor.until = self.maybe(fields, "until", path, Self::day);
        actor.note = self.maybe(fields, "note", path, Self::text);
        if let Some(node) = fields.get("allegiance") {
            if let Value::Text(to) = &node.value {
                actor = actor.answers_to(to.as_str());
            } else {
                actor.allegiances = self.list(node, path, Self::allegiance).unwrap_or_default();
            }
        }
        Some(actor)
    }

    fn allegiance(&mut self, node: &Node, path: &str) -> Option<Allegiance> {
        let fields = self.fields(node, path, &["to", "from", "until"])?;
        Some(Allegiance {
            to: self.needed(fields, "to", path, Self::text)?,
            from: self.maybe(fields, "from", path, Self::day),
            until: self.maybe(fields, "until", path, Self::day),
        })
    }

    fn source(&mut self, node: &Node, path: &str) -> Option<Source> {
        let fields = self.fields(node, path, &["id", "title", "outlet", "address", "published", "licence", "note"])?;
        let mut source = Source::new(self.needed(fields, "id", path, Self::text).unwrap_or_default());
        source.title = self.maybe(fields, "title", path, Self::text);
        source.outlet = self.maybe(fields, "outlet", path, Self::text);
        source.address = self.maybe(fields, "address", path, Self::text);
        source.published = self.maybe(fields, "published", path, Self::day);
        source.licence = self.maybe(fields, "licence", path, Self::text);
        source.note = self.maybe(fields, "note", path, Self::text);
        Some(source)
    }

    fn place(&mut self, node: &Node, path: &str) -> Option<Place> {
        let fields = self.fields(
            node,
            path,
            &["id", "name", "names", "aliases", "kind", "within", "fraction", "point", "tile", "baseline", "note"],
        )?;
        let mut place = Place::new(self.needed(fields, "id", path, Self::text).unwrap_or_default());
        place.names = self.names(fields, path);
        place.aliases = self.maybe(fields, "aliases", path, Self::texts).unwrap_or_default();
        place.kind = self.maybe(fields, "kind", path, Self::text);
        place.within = self.maybe(fields, "within", path, Self::text);
        place.fraction = self.maybe(fields, "fraction", path, Self::fraction);
        place.note = self.maybe(fields, "note", path, Self::text);
        if let Some(node) = fields.get("point") {
            place.point = self.pair(node, path, Self::number, "a point is `[latitude, longitude]` in degrees");
        }
        if let Some(node) = fields.get("tile") {
            let say = "a tile is `[column, row]`, two small whole numbers";
            if let Some([column, row]) = self.pair(node, path, Self::whole, say) {
                match (i32::try_from(column), i32::try_from(row)) {
                    (Ok(column), Ok(row)) => place.tile = Some([column, row]),
                    _ => {
                        self.fault(MistakeKind::BadValue, node, path, say);
                    }
                }
            }
        }
        place.baseline = self.maybe(fields, "baseline", path, Self::baseline);
        Some(place)
    }

    fn fraction(&mut self, node: &Node, path: &str) -> Option<Fraction> {
        let fraction = match &node.value {
            Value::List(_) => {
                let say = "bounds of a fraction are two numbers, like `[0.4, 0.6]`";
                let [low, high] = self.pair(node, path, Self::number, say)?;
                Fraction::between(low, high)
            }
            Value::Text(text) => {
                // A share in words is near enough to show how its number is written.
                let share = text.parse::<Share>().ok().or_else(|| format!("{text}%").parse().ok());
                let number = |permille: u16| f64::from(permille) / 1000.0;
                let meant = share.filter(|share| !share.is_none()).map(|share| {
                    let (low, high) = (number(share.at_least()), number(share.at_most()));
                    if share.is_exact() { low.to_string() } else { format!("[{low}, {high}]") }
                });
                let wanted = meant.as_ref().map_or("a number".to_owned(), |meant| format!("a number like {meant}"));
                self.wrong_kind(node, path, &wanted).suggestion = meant.map(Instead::Plain);
                return None;
            }
            _ => Fraction::of(self.number(node, path)?),
        };
        match fraction {
            Ok(fraction) => Some(fraction),
            Err(error) => {
                let meant = match &node.value {
                    // A percentage; bounds the wrong way round.
                    #[expect(clippy::cast_precision_loss, reason = "numbers up to 100")]
                    Value::Integer(percent) if (2..=100).contains(percent) => {
                        Some((*percent as f64 / 100.0).to_string())
                    }
                    Value::Float(percent) if (2.0..=100.0).contains(percent) => Some((percent / 100.0).to_string()),
                    Value::List(items) => {
                        match items.iter().map(|item| self.number(item, path)).collect::<Vec<_>>()[..] {
                            [Some(high), Some(low)] if Fraction::between(low, high).is_ok() => {
                                Some(format!("[{low}, {high}]"))
                            }
                            _ => None,
                        }
                    }
                    _ => None,
                };
                let hint = meant.as_ref().map_or(String::new(), |meant| format!("; did you mean {meant}?"));
                let say = format!("{error}{hint}");
                self.fault(MistakeKind::BadValue, node, path, say).suggestion = meant.map(Instead::Plain);
                None
            }
        }
    }

    fn baseline(&mut self, node: &Node, path: &str) -> Option<Baseline> {
        if let Value::Text(holder) = &node.value {
            return Some(Baseline::held_by(holder.as_str()));
        }
        let fields = self.fields(node, path, &["held_by", "shares", "credence", "inferred", "cites", "note"])?;
        let mut baseline = match (fields.get("held_by"), fields.get("shares")) {
            (Some(holder), None) => Baseline::held_by(self.text(holder, path)?),
            (None, Some(shares)) => Baseline::shared(self.shares(shares, path)?),
            _ => {
                let say = "a baseline says either `held_by` or `shares`";
                self.fault(MistakeKind::Impossible, node, path, say);
                return None;
            }
        };
        baseline.credence = self.maybe(fields, "credence", path, Self::parsed).unwrap_or_default();
        baseline.inferred = self.maybe(fields, "inferred", path, Self::truth).unwrap_or_default();
        baseline.cites = self.cites(fields, path);
        baseline.note = self.maybe(fields, "note", path, Self::text);
        Some(baseline)
    }

    fn shares(&mut self, node: &Node, path: &str) -> Option<Shares> {
        let Value::Table(entries) = &node.value else {
            self.wrong_kind(node, path, "a table of shares by holder");
            return None;
        };
        let mut shares = Shares::default();
        for (holder, share) in entries {
            if let Some(share) = self.parsed::<Share>(share, path) {
                shares = shares.and(holder.as_text().unwrap_or_default(), share);
            }
        }
        Some(shares)
    }

    fn event(&mut self, node: &Node, path: &str) -> Option<Event> {
        let fields = self.fields(node, path, &EVENT_KEYS)?;
        // An event that lacks these is faulty already; the rest of it is read for its other mistakes.
        let when = self.needed(fields, "when", path, Self::parsed::<When>);
        let place = self.needed(fields, "place", path, Self::text).unwrap_or_default();
        let change = self.change(fields, path);
        let mut event = Event::new(
            when.unwrap_or(When::day(NaiveDate::default())),
            place,
            change.unwrap_or(Change::Noted(Noted::kind(NoteKind::Other))),
        );
        event.id = self.maybe(fields, "id", path, Self::text);
        event.order = self.maybe(fields, "order", path, Self::whole).unwrap_or(self.position);
        event.with = self.maybe(fields, "with", path, Self::texts).unwrap_or_default();
        event.credence = self.maybe(fields, "credence", path, Self::parsed).unwrap_or_default();
        event.inferred = self.maybe(fields, "inferred", path, Self::truth).unwrap_or_default();
        event.claimed_by = self.maybe(fields, "claimed_by", path, Self::texts).unwrap_or_default();
        event.cites = self.cites(fields, path);
        event.recorded = self.maybe(fields, "recorded", path, Self::day);
        event.supersedes = self.maybe(fields, "supersedes", path, Self::texts).unwrap_or_default();
        event.same_as = self.maybe(fields, "same_as", path, Self::text);
        event.note = self.maybe(fields, "note", path, Self::text);
        Some(event)
    }

    fn change(&mut self, fields: Fields<'_>, path: &str) -> Option<Change> {
        let mut said =
            fields.entries.iter().filter(|(key, _)| key.as_text().is_some_and(|key| CHANGE_KEYS.contains(&key)));
        let Some((key, node)) = said.next() else {
            if CHANGE_KEYS.iter().any(|key| Self::misspelt(fields, key)) {
                return None;
            }
            let say = format!("the event does not say what happened; write one of {}", CHANGE_KEYS.join(", "));
            self.fault(MistakeKind::MissingKey, fields.node, path, say);
            return None;
        };
        if let Some((second, _)) = said.next() {
            let (first, other) = (key.as_text().unwrap_or_default(), second.as_text().unwrap_or_default());
            let say = format!("an event is one change: `{first}` or `{other}`; write two events");
            self.fault(MistakeKind::Impossible, second, path, say);
        }
        let word = key.as_text().unwrap_or_default();
        let path = &format!("{path}, {word}");
        match word {
            "captured" => self.captured(node, path).map(Change::Captured),
            "recaptured" => self.captured(node, path).map(Change::Recaptured),
            "withdrew" => {
                let fields = self.fields(node, path, &["actor", "extent", "portion", "except"])?;
                let mut it = Withdrew::actor(self.needed(fields, "actor", path, Self::text)?);
                it.extent = self.maybe(fields, "extent", path, Self::parsed).unwrap_or(Share::WHOLE);
                it.portion = self.maybe(fields, "portion", path, Self::text);
                it.except = self.maybe(fields, "except", path, Self::texts).unwrap_or_default();
                Some(it.into())
            }
            "transferred" => {
                let fields = self.fields(node, path, &["from", "to", "extent", "portion", "except"])?;
                let from = self.needed(fields, "from", path, Self::text);
                let mut it = Transferred::between(from?, self.needed(fields, "to", path, Self::text)?);
                it.extent = self.maybe(fields, "extent", path, Self::parsed).unwrap_or(Share::WHOLE);
                it.portion = self.maybe(fields, "portion", path, Self::text);
                it.except = self.maybe(fields, "except", path, Self::texts).unwrap_or_default();
                Some(it.into())
            }
            "observed" => {
                let fields = self.fields(node, path, &["shares"])?;
                self.needed(fields, "shares", path, Self::shares).map(Change::Observed)
            }
            "attacked" => {
                let fields = self.fields(node, path, &["by", "until"])?;
                let mut it = Attacked::by(self.needed(fields, "by", path, Self::text)?);
                it.until = self.maybe(fields, "until", path, Self::parsed::<Until>);
                Some(it.into())
            }
            "fought" => {
                let fields = self.fields(node, path, &["between", "until"])?;
                let mut it = Fought::between(self.needed(fields, "between", path, Self::texts)?);
                it.until = self.maybe(fields, "until", path, Self::parsed::<Until>);
                Some(it.into())
            }
            "repelled" => {
                let fields = self.fields(node, path, &["attacker", "by"])?;
                let mut it = Repelled::attacker(self.needed(fields, "attacker", path, Self::text)?);
                it.by = self.maybe(fields, "by", path, Self::text);
                Some(it.into())
            }
            "besieged" => {
                let fields = self.fields(node, path, &["by"])?;
                Some(Besieged::by(self.needed(fields, "by", path, Self::text)?).into())
            }
            "fire_control" => {
                let fields = self.fields(node, path, &["by"])?;
                Some(FireControl::by(self.needed(fields, "by", path, Self::text)?).into())
            }
            "siege_lifted" => self.fields(node, path, &[]).map(|_| Change::SiegeLifted),
            "fire_control_lost" => self.fields(node, path, &[]).map(|_| Change::FireControlLost),
            "denied" => {
                let fields = self.fields(node, path, &["event"])?;
                Some(Denied::event(self.needed(fields, "event", path, Self::text)?).into())
            }
            _ => self.noted(node, path).map(Change::Noted),
        }
    }

    fn captured(&mut self, node: &Node, path: &str) -> Option<Captured> {
        let fields = self.fields(node, path, &["by", "extent", "portion", "from", "except"])?;
        let mut it = Captured::by(self.needed(fields, "by", path, Self::text)?);
        it.extent = self.maybe(fields, "extent", path, Self::parsed).unwrap_or(Share::WHOLE);
        it.portion = self.maybe(fields, "portion", path, Self::text);
        it.from = self.maybe(fields, "from", path, Self::text);
        it.except = self.maybe(fields, "except", path, Self::texts).unwrap_or_default();
        Some(it)
    }

    fn noted(&mut self, node: &Node, path: &str) -> Option<Noted> {
        let fields = self.fields(node, path, &["kind", "by", "portion", "numbers"])?;
        let mut it = Noted::kind(self.needed(fields, "kind", path, Self::parsed)?);
        it.by = self.maybe(fields, "by", path, Self::text);
        it.portion = self.maybe(fields, "portion", path, Self::text);
        if let Some(node) = fields.get("numbers") {
            let Value::Table(entries) = &node.value else {
                self.wrong_kind(node, path, "a table of numbers");
                return None;
            };
            for (of, number) in entries {
                let quantity = self.parsed::<Quantity>(number, path);
                it.numbers.extend(quantity.map(|quantity| (of.as_text().unwrap_or_default().to_owned(), quantity)));
            }
        }
        Some(it)
    }

    fn accepted(&mut self, node: &Node, path: &str) -> Option<Accepted> {
        let fields = self.fields(node, path, &["finding", "events", "place", "actor", "source", "reason"])?;
        let finding = self.needed(fields, "finding", path, Self::parsed::<FindingKind>);
        let reason = self.needed(fields, "reason", path, Self::text);
        let events = self.maybe(fields, "events", path, Self::texts).unwrap_or_default();
        let place = self.maybe(fields, "place", path, Self::text);
        let actor = self.maybe(fields, "actor", path, Self::text);
        let source = self.maybe(fields, "source", path, Self::text);
        let mut accepted = Accepted::new(finding?, reason?);
        (accepted.events, accepted.place, accepted.actor, accepted.source) = (events, place, actor, source);
        Some(accepted)
    }
}
