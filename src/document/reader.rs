//! The tools with which the parts of a scenario are read from a tree of values.
//!
//! A value that cannot be read becomes a mistake with its position, and reading goes on.

use std::collections::HashSet;
use std::str::FromStr;

use chrono::NaiveDate;

use super::locate::ReadEntry;
use super::mistake::{Fault, MAX_MISTAKES, Suggestion};
use super::node::{Node, Value};
use crate::facts::MistakeKind;
use crate::spelling::{Correction, nearest};
use crate::time::{When, parse_day};

/// The number of the format that this version reads and writes.
pub(super) const FORMAT: i64 = 1;

/// The mistakes found so far. Beyond [`MAX_MISTAKES`] they are only counted.
#[derive(Default)]
pub(super) struct Faults {
    pub(super) all: Vec<Fault>,
    /// The number of mistakes that were only counted.
    pub(super) more: usize,
    /// The latest mistake that was only counted, so that [`push`](Self::push) has something to return.
    uncounted: Option<Fault>,
}

impl Faults {
    fn count(&self) -> usize {
        self.all.len() + self.more
    }

    /// Adds a mistake and returns it, so that the caller can complete it.
    pub(super) fn push(&mut self, fault: Fault) -> &mut Fault {
        if self.all.len() < MAX_MISTAKES {
            self.all.push(fault);
            let last = self.all.len() - 1;
            return &mut self.all[last];
        }
        self.more += 1;
        self.uncounted.insert(fault)
    }

    /// Removes the mistakes that were added after there were `count`.
    fn forget(&mut self, count: usize) {
        if self.more > 0 {
            self.more = count.saturating_sub(self.all.len());
        }
        self.all.truncate(count);
    }
}

/// Reads values, and collects the mistakes in them.
///
/// The methods that read take a node and its path in words, such as `event 3, when`, and return `None` after adding a
/// mistake.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) faults: Faults,
    /// The format of the document, if it is later than the one that this version reads.
    pub(super) later_format: Option<i64>,
}

/// The fields of a table, and the keys that are known there.
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

/// The keys at the top of a document.
pub(super) const DOCUMENT_KEYS: [&str; 9] =
    ["format", "title", "licence", "note", "actor", "source", "place", "event", "accepted"];

/// The keys of the document that hold lists of entries.
const LIST_KEYS: [&str; 5] = ["actor", "source", "place", "event", "accepted"];

/// The keys of the document that no entry has.
const TOP_KEYS: [&str; 4] = ["format", "title", "licence", "accepted"];

/// Keys that people write for other ones, each with the key that is meant.
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

/// Returns the known key that an unknown one was probably meant to be.
fn meant_key<'k>(given: &str, known: impl Iterator<Item = &'k str> + Clone) -> Option<&'k str> {
    let synonym = SYNONYMS.iter().find(|(word, _)| *word == given).map(|(_, key)| *key);
    let synonym = synonym.and_then(|key| known.clone().find(|known| *known == key));
    synonym.or_else(|| nearest(given, known))
}

/// Returns the path one key deeper.
pub(super) fn deeper(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}, {key}") }
}

/// Returns a text in quotes, in the form that TOML and JSON share.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The keys of an event.
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
    // From here on, changes: what happened.
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

/// The keys of an event that say what happened.
pub(super) const CHANGE_KEYS: &[&str] = EVENT_KEYS.split_at(13).1;

impl Reader {
    /// Adds a mistake at a node and returns it.
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
        let span = node.span.clone();
        self.faults.push(Fault { kind, span, path: path.to_owned(), message: message.into(), text, suggestion: None })
    }

    /// Adds the mistake that a value is of another kind than is wanted.
    pub(super) fn wrong_kind(&mut self, node: &Node, path: &str, wanted: &str) -> &mut Fault {
        self.fault(MistakeKind::WrongType, node, path, format!("here stands {}, and {wanted} is wanted", node.kind()))
    }

    /// Returns the fields of a table. Keys that are unknown or stand twice are mistakes.
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
            self.wrong_kind(node, path, &wanted).suggestion = meant.map(Suggestion::Plain);
            return None;
        };
        self.refuse_duplicates(entries, path);
        for (key, value) in entries {
            let text = key.as_text().unwrap_or_default();
            if !known.contains(&text) {
                // At the top, only a key with a list or a table can be meant as the key of a list of entries.
                let is_list = matches!(value.value, Value::List(_) | Value::Table(_));
                let fits = |key: &&str| !path.is_empty() || LIST_KEYS.contains(key) == is_list;
                let near = meant_key(text, known.iter().copied().filter(fits));
                let hint = match (near, self.later_format) {
                    // TOML takes a key below the first header as a key of that entry.
                    _ if !path.is_empty() && TOP_KEYS.contains(&text) => {
                        "it belongs at the top, above the first entry".into()
                    }
                    (Some(near), _) => format!("did you mean `{near}`?"),
                    (None, Some(later_format)) => format!("it may be one of format {later_format}"),
                    (None, None) if known.is_empty() => {
                        format!("nothing stands here: `{} = {{}}`", path.rsplit(", ").next().unwrap_or(""))
                    }
                    (None, None) => format!("the keys here are {}", known.join(", ")),
                };
                let near = near.filter(|_| path.is_empty() || !TOP_KEYS.contains(&text));
                let message = format!("unknown key `{text}`; {hint}");
                self.fault(MistakeKind::UnknownKey, key, path, message).suggestion =
                    near.map(|near| Suggestion::Plain(near.to_owned()));
            }
        }
        Some(Fields { node, entries, known })
    }

    /// Adds a mistake for every key that stands twice, as it can in JSON; TOML's parser refuses it.
    pub(super) fn refuse_duplicates(&mut self, entries: &[(Node, Node)], path: &str) {
        let mut seen = HashSet::new();
        for (key, _) in entries {
            let text = key.as_text().unwrap_or_default();
            if !seen.insert(text) {
                self.fault(MistakeKind::DuplicateKey, key, path, format!("the key `{text}` stands here twice"));
            }
        }
    }

    /// Reads every entry of a list of tables into `into`, and puts their nodes into `entries`.
    pub(super) fn read_entries<'n, T>(
        &mut self,
        list: Option<&'n Node>,
        name: &str,
        entries: &mut Vec<ReadEntry<'n>>,
        into: &mut Vec<T>,
        read: fn(&mut Self, &'n Node, &str) -> Option<T>,
    ) {
        let Some(list) = list else { return };
        let Value::List(items) = &list.value else {
            let meant = Suggestion::Plain(format!("[[{name}]]"));
            self.wrong_kind(list, name, &format!("a list of tables, each under `[[{name}]]`,")).suggestion =
                Some(meant);
            return;
        };
        for (position, item) in (1..).zip(items) {
            let before = self.faults.count();
            if let Some(entry) = read(self, item, &format!("{name} {position}")) {
                into.push(entry);
                entries.push(ReadEntry { node: item, complete: self.faults.count() == before });
            }
        }
    }

    /// Reads a field, if it is there.
    pub(super) fn optional<'n, T>(
        &mut self,
        fields: Fields<'n>,
        key: &str,
        path: &str,
        read: impl FnOnce(&mut Self, &'n Node, &str) -> Option<T>,
    ) -> Option<T> {
        fields.get(key).and_then(|node| read(self, node, &deeper(path, key)))
    }

    /// Reads a field; it is a mistake if the key is missing.
    pub(super) fn required<'n, T>(
        &mut self,
        fields: Fields<'n>,
        key: &str,
        path: &str,
        read: impl FnOnce(&mut Self, &'n Node, &str) -> Option<T>,
    ) -> Option<T> {
        match fields.get(key) {
            Some(node) => read(self, node, &deeper(path, key)),
            // The misspelt key has been reported already.
            None if Self::is_misspelt(fields, key) => None,
            None => {
                self.fault(MistakeKind::MissingKey, fields.node, path, format!("the key `{key}` is missing"));
                None
            }
        }
    }

    /// Returns whether there is an unknown key that was probably meant to be this one.
    pub(super) fn is_misspelt(fields: Fields<'_>, key: &str) -> bool {
        let meant = |other: &str| !fields.known.contains(&other) && meant_key(other, std::iter::once(key)).is_some();
        fields.entries.iter().filter_map(|(own, _)| own.as_text()).any(meant)
    }

    pub(super) fn text(&mut self, node: &Node, path: &str) -> Option<String> {
        match &node.value {
            Value::Text(text) => Some(text.clone()),
            value => {
                let meant = match value {
                    Value::Date(text) => Some(text.clone()),
                    Value::Integer(number) => Some(number.to_string()),
                    Value::Float(number) => Some(number.to_string()),
                    Value::Bool(boolean) => Some(boolean.to_string()),
                    _ => None,
                };
                let key = path.rsplit(", ").next().unwrap_or_default();
                let wanted = match (value, key) {
                    (Value::List(_), "by") => "a text in quotes (who took part besides stands in `with`)",
                    (Value::List(_), "place") => "a text in quotes (what happened at two places is two events)",
                    _ => "a text in quotes",
                };
                self.wrong_kind(node, path, wanted).suggestion = meant.map(Suggestion::Text);
                None
            }
        }
    }

    pub(super) fn boolean(&mut self, node: &Node, path: &str) -> Option<bool> {
        match node.value {
            Value::Bool(boolean) => Some(boolean),
            _ => {
                let meant = match node.as_text().unwrap_or_default().to_lowercase().as_str() {
                    "true" | "yes" => Some("true"),
                    "false" | "no" => Some("false"),
                    _ => None,
                };
                let meant = meant.map(|meant| Suggestion::Plain(meant.to_owned()));
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
                let meant = meant.map(|text| Suggestion::Plain(text.to_owned()));
                self.wrong_kind(node, path, "a number").suggestion = meant;
                None
            }
        }
    }

    pub(super) fn integer(&mut self, node: &Node, path: &str) -> Option<i64> {
        match node.value {
            Value::Integer(number) => Some(number),
            _ => {
                let meant = node.as_text().map(str::trim).filter(|text| text.parse::<i64>().is_ok());
                let meant = meant.map(|text| Suggestion::Plain(text.to_owned()));
                self.wrong_kind(node, path, "a whole number").suggestion = meant;
                None
            }
        }
    }

    /// Reads a value that is parsed from a text. Dates may have no quotes, and a year may be a number.
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
        let (mut message, meant) = (error.to_string(), error.correction());
        if let Some(meant) = meant.as_ref().filter(|meant| !message.contains(&format!("`{meant}`"))) {
            message += &format!("; did you mean `{meant}`?");
        }
        self.fault(MistakeKind::BadValue, node, path, message).suggestion = meant.map(Suggestion::Text);
        None
    }

    /// Reads a day.
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
            let message = format!("`{text}` is no day; a day is written like `{like}`");
            self.fault(MistakeKind::BadValue, node, path, message).suggestion = meant.map(Suggestion::Text);
        }
        day
    }

    /// Reads a list, leaving out the items that cannot be read.
    pub(super) fn list<'n, T>(
        &mut self,
        node: &'n Node,
        path: &str,
        read: impl Fn(&mut Self, &'n Node, &str) -> Option<T>,
    ) -> Option<Vec<T>> {
        let Value::List(items) = &node.value else {
            // A text alone is probably meant as a list of one.
            let meant = node.as_text().map(|text| Suggestion::Plain(format!("[{}]", quoted(text))));
            self.wrong_kind(node, path, "a list").suggestion = meant;
            return None;
        };
        let item = |(number, item)| read(self, item, &format!("{path} {number}"));
        Some((1..).zip(items).filter_map(item).collect())
    }

    /// Reads a list of two; if that fails, the only mistake is the given message.
    pub(super) fn pair<T: Copy>(
        &mut self,
        node: &Node,
        path: &str,
        read: fn(&mut Self, &Node, &str) -> Option<T>,
        message: &str,
    ) -> Option<[T; 2]> {
        let before = self.faults.count();
        let items = self.list(node, path, read);
        match items.as_deref() {
            Some(&[first, second]) if self.faults.count() == before => Some([first, second]),
            _ => {
                self.faults.forget(before);
                self.fault(MistakeKind::BadValue, node, path, message);
                None
            }
        }
    }

    pub(super) fn texts(&mut self, node: &Node, path: &str) -> Option<Vec<String>> {
        self.list(node, path, Self::text)
    }
}
