//! The tools with which the parts of a scenario are read from a tree of values.
//!
//! A value that cannot be read becomes a mistake with its position, and reading goes on.

use std::collections::HashSet;
use std::str::FromStr;

use chrono::NaiveDate;

use super::keys::{LIST_KEYS, TOP_KEYS, may_mean, meant_key};
use super::locate::ReadEntry;
use super::mistake::{Fault, MAX_MISTAKES, Suggestion};
use super::node::{Node, Value};
use super::quoted::{list_of, quoted};
use crate::facts::MistakeKind;
use crate::spelling::Correction;
use crate::time::{Moment, When, parse_day};

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

/// Returns whether a key stands in headers such as `[[event]]`, of which there may be several.
fn is_header(key: &Node, value: &Node) -> bool {
    let Value::List(items) = &value.value else { return false };
    let header = items.first().and_then(|item| item.span.as_ref());
    matches!((header, &key.span), (Some(header), Some(key)) if header.contains(&key.start))
}

/// Returns the last key of a path.
fn last(path: &str) -> &str {
    path.rsplit(", ").next().unwrap_or_default()
}

/// Returns the path one key deeper.
pub(super) fn deeper(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}, {key}") }
}

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
            let key = last(path);
            let meant = match (known, &node.value) {
                ([], value) => Some(Suggestion::plain("{}").safe_if(*value == Value::Bool(true))),
                ([first @ ("by" | "actor" | "attacker" | "event" | "kind"), ..], Value::Text(text)) => {
                    Some(Suggestion::plain(format!("{{ {first} = {} }}", quoted(text))).safe_if(true))
                }
                _ => None,
            };
            let like = |meant: &Suggestion| format!("a table like `{key} = {}`", meant.bare());
            let wanted = meant.as_ref().map_or("a table".to_owned(), like);
            self.wrong_kind(node, path, &wanted).suggestion = meant;
            return None;
        };
        self.refuse_duplicates(entries, path);
        self.refuse_unknown(entries, path, known);
        Some(Fields { node, entries, known })
    }

    /// Adds a mistake for every key that is not known.
    pub(super) fn refuse_unknown(&mut self, entries: &[(Node, Node)], path: &str, known: &'static [&'static str]) {
        let is_known = |key: &Node| known.contains(&key.as_text().unwrap_or_default());
        // No key is offered that is there already, or that was offered for another one: it would stand there twice.
        let mut taken: HashSet<&str> =
            entries.iter().map(|(key, _)| key).filter(|key| is_known(key)).filter_map(Node::as_text).collect();
        for (key, value) in entries.iter().filter(|(key, _)| !is_known(key)) {
            let text = key.as_text().unwrap_or_default();
            let at_top = path.is_empty();
            // At the top, only a key with a list or a table can be meant as the key of a list of entries.
            let is_list = matches!(value.value, Value::List(_) | Value::Table(_));
            let fits = |key: &&str| !at_top || LIST_KEYS.contains(key) == is_list;
            let meant = meant_key(text, known.iter().copied().filter(fits));
            let misplaced = !at_top && TOP_KEYS.contains(&text);
            let hint = match (&meant, self.later_format) {
                // TOML takes a key below the first header as a key of that entry.
                _ if misplaced => "it belongs at the top, above the first entry".into(),
                (Some(meant), _) => format!("did you mean {}?", meant.asked),
                (None, Some(later_format)) => format!("it may be one of format {later_format}"),
                (None, None) if known.is_empty() => format!("nothing stands here: `{} = {{}}`", last(path)),
                (None, None) => format!("the keys here are {}", known.join(", ")),
            };
            let offered = meant.filter(|_| !misplaced);
            let mut free = |name: &'static str| is_header(key, value) || taken.insert(name);
            let offered = offered.and_then(|meant| Some((meant.key?, meant.sure))).filter(|(name, _)| free(name));
            let message = format!("unknown key `{text}`; {hint}");
            self.fault(MistakeKind::UnknownKey, key, path, message).suggestion =
                offered.map(|(key, sure)| Suggestion::plain(key).safe_if(sure));
        }
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
        fields: Fields<'n>,
        name: &str,
        entries: &mut Vec<ReadEntry<'n>>,
        into: &mut Vec<T>,
        read: fn(&mut Self, &'n Node, &str) -> Option<T>,
    ) {
        let Some((key, list)) = fields.entries.iter().find(|(own, _)| own.as_text() == Some(name)) else { return };
        let Value::List(items) = &list.value else {
            // The name stands inside its own header, `[event]`, but before a value: `event = 3`.
            let in_header = matches!((&key.span, &list.span), (Some(key), Some(list)) if list.contains(&key.start));
            let meant = in_header.then(|| Suggestion::plain(format!("[[{name}]]")).safe_if(true));
            self.wrong_kind(list, name, &format!("a list of tables, each under `[[{name}]]`,")).suggestion = meant;
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
        key: &'static str,
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
    pub(super) fn is_misspelt(fields: Fields<'_>, key: &'static str) -> bool {
        let meant = |other: &str| !fields.known.contains(&other) && may_mean(other, key);
        fields.entries.iter().filter_map(|(own, _)| own.as_text()).any(meant)
    }

    pub(super) fn text(&mut self, node: &Node, path: &str) -> Option<String> {
        match &node.value {
            Value::Text(text) => Some(text.clone()),
            value => {
                let wanted = match (value, last(path)) {
                    (Value::List(_), "by") => "a text in quotes (who took part besides stands in `with`)",
                    (Value::List(_), "place") => "a text in quotes (what happened at two places is two events)",
                    _ => "a text in quotes",
                };
                let meant =
                    written(node).map(|text| Suggestion::text(text.as_str()).safe_if(is_as_written(node, &text)));
                self.wrong_kind(node, path, wanted).suggestion = meant;
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
                let meant = meant.map(|meant| Suggestion::plain(meant).safe_if(true));
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
                let meant = meant.map(|text| Suggestion::plain(text).safe_if(true));
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
                let meant = meant.map(|text| Suggestion::plain(text).safe_if(true));
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
        let sure = error.is_sure() || meant.as_ref().is_some_and(|meant| meant.eq_ignore_ascii_case(&text));
        self.fault(MistakeKind::BadValue, node, path, message).suggestion =
            meant.map(|meant| Suggestion::text(meant).safe_if(sure));
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
            let (message, meant) = no_day(&text, last(path));
            self.fault(MistakeKind::BadValue, node, path, message).suggestion = meant;
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
            self.wrong_kind(node, path, "a list");
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

    /// Reads a list of texts.
    pub(super) fn texts(&mut self, node: &Node, path: &str) -> Option<Vec<String>> {
        // A text alone is meant as a list of one, or of several that are separated by commas.
        if let Some(text) = written(node) {
            let meant = if ID_LISTS.contains(&last(path)) && text.contains(',') {
                let ids = text.split(',').map(str::trim).filter(|id| !id.is_empty()).map(quoted);
                format!("[{}]", ids.collect::<Vec<_>>().join(", "))
            } else {
                list_of(&text)
            };
            let like = if meant.len() > 100 { String::new() } else { format!(" like `{} = {meant}`", last(path)) };
            self.wrong_kind(node, path, &format!("a list{like}")).suggestion =
                Some(Suggestion::plain(meant).safe_if(is_as_written(node, &text)));
            return None;
        }
        self.list(node, path, Self::text)
    }
}

/// The keys of lists of ids; an id has no comma.
const ID_LISTS: [&str; 6] = ["with", "between", "except", "events", "supersedes", "claimed_by"];

/// Returns a value that is neither a list nor a table as a text.
fn written(node: &Node) -> Option<String> {
    match &node.value {
        Value::Text(text) | Value::Date(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Bool(boolean) => Some(boolean.to_string()),
        Value::Null | Value::List(_) | Value::Table(_) => None,
    }
}

/// Returns whether a value without quotes stands in the document as in this text, unlike `0x1F` and `1_000.0`.
fn is_as_written(node: &Node, text: &str) -> bool {
    let as_long = node.span.as_ref().is_some_and(|span| span.len() == text.len());
    matches!(node.value, Value::Text(_)) || as_long
}

/// Returns what is wrong with a text that is no day, and the day that was probably meant.
pub(super) fn no_day(text: &str, key: &str) -> (String, Option<Suggestion>) {
    let error = match text.parse::<When>() {
        // A year, a month, a part of a day.
        Ok(when) => {
            let like = when.first_day().unwrap_or(LIKE);
            let message = format!(
                "`{text}` is a date and no day; `{key}` is a day, like `{like}`; leave it out if the day is not known"
            );
            let span = when.span();
            let on_one_day = span.earliest().map(Moment::date) == span.latest().map(Moment::day_ending);
            let meant = when.first_day().filter(|_| on_one_day);
            return (message, meant.map(|day| Suggestion::text(day.to_string())));
        }
        Err(error) => error,
    };
    let meant = error.correction().filter(|meant| parse_day(meant).is_some());
    let like = meant.clone().unwrap_or_else(|| LIKE.to_string());
    let message = format!("`{text}` is no day; a day is written like `{like}`");
    (message, meant.map(|meant| Suggestion::text(meant).safe_if(error.is_sure())))
}

/// The day in examples of how a day is written.
const LIKE: NaiveDate = NaiveDate::from_ymd_opt(2016, 10, 28).expect("a day of the calendar");
