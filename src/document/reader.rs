//! A tree of values read as a scenario. What cannot be read is noted with where it stands, and reading goes on.

use std::collections::HashSet;
use std::str::FromStr;

use chrono::NaiveDate;

use super::mistake::{Fault, Instead, MOST, MistakeKind};
use super::node::{Node, Value};
use crate::spelling::{Correction, nearest};
use crate::time::{When, parse_day};

/// The format that this version reads and writes.
pub(super) const FORMAT: i64 = 1;

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
pub(super) struct Reader {
    pub(super) faults: Faults,
    /// A format that this version does not read, if the document says so.
    pub(super) later: Option<i64>,
    /// The place of the entry being read in its list, from 1.
    pub(super) position: i64,
}

/// The fields of a table.
#[derive(Clone, Copy)]
pub(super) struct Fields<'n> {
    pub(super) node: &'n Node,
    pub(super) entries: &'n [(Node, Node)],
    known: &'static [&'static str],
}

impl<'n> Fields<'n> {
    pub(super) fn get(self, key: &str) -> Option<&'n Node> {
        self.entries.iter().find(|(own, _)| own.as_text() == Some(key)).map(|(_, value)| value)
    }
}

pub(super) const DOCUMENT_KEYS: [&str; 9] =
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
    synonym.or_else(|| nearest(given, known))
}

/// The path one key deeper.
pub(super) fn deeper(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}, {key}") }
}

/// A text in quotes, as TOML and JSON both have it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

pub(super) const EVENT_KEYS: [&str; 27] = [
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
pub(super) const CHANGE_KEYS: &[&str] = EVENT_KEYS.split_at(13).1;

impl Reader {
    pub(super) fn fault(
        &mut self,
        kind: MistakeKind,
        node: &Node,
        path: &str,
        message: impl Into<String>,
    ) -> &mut Fault {
        let text = match &node.value {
            Value::Text(text) | Value::Date(text) => text.clone(),
            _ => String::new(),
        };
        let at = node.at.clone();
        self.faults.push(Fault { kind, at, path: path.to_owned(), message: message.into(), text, suggestion: None })
    }

    pub(super) fn wrong_kind(&mut self, node: &Node, path: &str, wanted: &str) -> &mut Fault {
        self.fault(MistakeKind::WrongType, node, path, format!("here stands {}, and {wanted} is wanted", node.kind()))
    }

    /// A table's fields; keys that are not known, or stand twice, are faults.
    pub(super) fn fields<'n>(
        &mut self,
        node: &'n Node,
        path: &str,
        known: &'static [&'static str],
    ) -> Option<Fields<'n>> {
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
    pub(super) fn twice(&mut self, entries: &[(Node, Node)], path: &str) {
        let mut seen = HashSet::new();
        for (key, _) in entries {
            let text = key.as_text().unwrap_or_default();
            if !seen.insert(text) {
                self.fault(MistakeKind::DuplicateKey, key, path, format!("the key `{text}` stands here twice"));
            }
        }
    }

    /// Each entry of a list of tables.
    pub(super) fn each<'n, T>(
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

    pub(super) fn maybe<'n, T>(
        &mut self,
        fields: Fields<'n>,
        key: &str,
        path: &str,
        read: impl FnOnce(&mut Self, &'n Node, &str) -> Option<T>,
    ) -> Option<T> {
        fields.get(key).and_then(|node| read(self, node, &deeper(path, key)))
    }

    pub(super) fn needed<'n, T>(
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
    pub(super) fn misspelt(fields: Fields<'_>, key: &str) -> bool {
        let near = |other: &str| !fields.known.contains(&other) && meant_key(other, std::iter::once(key)).is_some();
        fields.entries.iter().filter_map(|(own, _)| own.as_text()).any(near)
    }

    pub(super) fn text(&mut self, node: &Node, path: &str) -> Option<String> {
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

    pub(super) fn truth(&mut self, node: &Node, path: &str) -> Option<bool> {
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

    pub(super) fn number(&mut self, node: &Node, path: &str) -> Option<f64> {
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

    pub(super) fn whole(&mut self, node: &Node, path: &str) -> Option<i64> {
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
    pub(super) fn parsed<T: FromStr<Err: Correction>>(&mut self, node: &Node, path: &str) -> Option<T> {
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

    pub(super) fn day(&mut self, node: &Node, path: &str) -> Option<NaiveDate> {
        let text = match &node.value {
            Value::Integer(number) => number.to_string(),
            _ => node.as_text().unwrap_or_default().to_owned(),
        };
        let day = parse_day(&text);
        if day.is_none() {
            let meant = text.parse::<When>().err().and_then(|error| error.correction());
            let meant = meant.filter(|meant| parse_day(meant).is_some());
            let like = meant.as_deref().unwrap_or("2016-10-28");
            let say = format!("`{text}` is no day; a day is written like `{like}`");
            self.fault(MistakeKind::BadValue, node, path, say).suggestion = meant.map(Instead::Text);
        }
        day
    }

    pub(super) fn list<'n, T>(
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
    pub(super) fn pair<T: Copy>(
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

    pub(super) fn texts(&mut self, node: &Node, path: &str) -> Option<Vec<String>> {
        self.list(node, path, Self::text)
    }
}
