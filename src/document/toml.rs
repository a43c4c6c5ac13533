//! TOML to a tree of values and back.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::mistake::{Fault, Lines, MOST, MistakeKind};
use super::node::{Node, Value};
use crate::when::When;

/// The tree of a document, as far as it can be parsed, and its mistakes of syntax, one a line; and how many more.
pub(super) fn parse(text: &str) -> (Node, Vec<Fault>, usize) {
    // Of a large file of garbage the beginning says enough.
    let beginning = text.get(..text.len().min(BEGINNING)).and_then(|some| some.rsplit_once('\n')).map(|some| some.0);
    if let Some(beginning) = beginning.filter(|_| text.len() > 2 * BEGINNING)
        && DeTable::parse_recoverable(beginning).1.len() > MOST
    {
        return parse(beginning);
    }
    let (table, errors) = DeTable::parse_recoverable(text);
    let lines = Lines::new(text);
    let mut errors: Vec<(Range<usize>, &str)> =
        errors.iter().map(|error| (place(error, text), error.message())).collect();
    errors.sort_by_key(|(at, _)| at.start);
    // Behind the first slip of a line the parser is seldom right about what is wrong.
    errors.dedup_by_key(|(at, _)| lines.line(at.start));
    let more = errors.len().saturating_sub(MOST);
    let faults = errors.into_iter().take(MOST).map(|(at, say)| fault(at, say, &lines));
    (self::table(table.get_ref()), faults.collect(), more)
}

/// Where an error stands; of keys with too many parts the parser does not say.
fn place(error: &toml::de::Error, text: &str) -> Range<usize> {
    error.span().unwrap_or_else(|| {
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            if line.matches('.').count() >= DEEP {
                return start..start + line.trim_end().len();
            }
            start += line.len();
        }
        0..0
    })
}

/// In bytes; a scenario seldom is as long.
const BEGINNING: usize = 1 << 20;

/// How deep the parser goes.
const DEEP: usize = 80;

/// A mistake of syntax, in words that say what to do.
fn fault(at: Range<usize>, say: &str, lines: &Lines<'_>) -> Fault {
    let line = lines.text(lines.line(at.start));
    let fault = |message: String, suggestion: Option<String>| Fault {
        kind: MistakeKind::Syntax,
        at: Some(at.clone()),
        path: String::new(),
        message,
        text: String::new(),
        suggestion,
        of_event: false,
    };
    if say.contains("recursion") || say.contains("recurse") {
        return fault(
            "nested too deep; tables and lists here lie within each other four deep at most".to_owned(),
            None,
        );
    }
    if say == "duplicate key" {
        let key = line.split(['=', ']']).next().unwrap_or_default().trim_matches(['[', ' ']);
        return fault(format!("`{key}` stands here twice"), None);
    }
    if line.len() <= 200
        && let Some((key, value)) = line.split_once('=')
    {
        let value = value.split(" #").next().unwrap_or_default().trim();
        let bare = !value.is_empty() && !value.starts_with(['"', '\'', '{']);
        let word = value.chars().all(|c| c.is_alphanumeric() || " -_%/.:~?".contains(c));
        let when = value.parse::<When>();
        if bare
            && let Err(error) = &when
            && value.starts_with(|first: char| first.is_ascii_digit())
        {
            return fault(error.to_string(), error.meant().map(quoted));
        }
        if bare && (word || when.is_ok()) && !key.trim().is_empty() {
            let quoted = quoted(value);
            return fault(format!("a text stands in quotes: `{} = {quoted}`", key.trim()), Some(quoted));
        }
        if say == "string values must be quoted, expected literal string" || value.is_empty() {
            return fault(format!("`{}` has no value", key.trim()), None);
        }
    }
    let mut say: Vec<&str> = say.lines().collect();
    say.dedup();
    fault(say.join("; "), None)
}

fn table(table: &DeTable<'_>) -> Node {
    let entries = table.iter().map(|(key, value)| {
        let key = Node { at: Some(key.span()), value: Value::Text(key.get_ref().to_string()) };
        (key, Node { at: Some(value.span()), value: self::value(value.get_ref()) })
    });
    Value::Table(entries.collect()).into()
}

fn value(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Value::Integer(number),
            Err(_) => Value::Float(f64::INFINITY),
        },
        DeValue::Float(number) => Value::Float(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(truth) => Value::Bool(*truth),
        DeValue::Datetime(date) => Value::Date(date.to_string()),
        DeValue::Array(items) => {
            let item =
                |item: &toml::Spanned<DeValue<'_>>| Node { at: Some(item.span()), value: self::value(item.get_ref()) };
            Value::List(items.iter().map(item).collect())
        }
        DeValue::Table(inner) => table(inner).value,
    }
}

/// The document as people would write it: its lists of tables as `[[name]]`, everything below on one line a field.
pub(super) fn print(document: &Node) -> String {
    let mut text = String::new();
    let Value::Table(entries) = &document.value else { return text };
    let is_section = |value: &Node| matches!(&value.value, Value::List(items) if items.iter().all(is_table));
    for (key, value) in entries.iter().filter(|(_, value)| !is_section(value)) {
        field(key, value, &mut text);
    }
    for (key, value) in entries.iter().filter(|(_, value)| is_section(value)) {
        let Value::List(items) = &value.value else { continue };
        for item in items {
            text.push_str(&format!("\n[[{}]]\n", key.as_text().unwrap_or_default()));
            let Value::Table(fields) = &item.value else { continue };
            for (key, value) in fields {
                field(key, value, &mut text);
            }
        }
    }
    text
}

fn is_table(node: &Node) -> bool {
    matches!(node.value, Value::Table(_))
}

fn field(key: &Node, value: &Node, text: &mut String) {
    text.push_str(&format!("{} = {}\n", bare(key.as_text().unwrap_or_default()), inline(value)));
}

fn bare(key: &str) -> String {
    let plain = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if plain { key.to_owned() } else { basic(key) }
}

/// A basic string on one line, the one form that a key of any characters can have.
fn basic(key: &str) -> String {
    let mut text = String::from('"');
    for c in key.chars() {
        match c {
            '"' | '\\' => text.extend(['\\', c]),
            c if c.is_control() => text += &format!("\\U{:08X}", u32::from(c)),
            c => text.push(c),
        }
    }
    text + "\""
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn inline(node: &Node) -> String {
    match &node.value {
        Value::Null => "\"\"".to_owned(),
        Value::Text(text) => quoted(text),
        Value::Date(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => toml::Value::Float(*number).to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::List(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Value::Table(fields) if fields.is_empty() => "{}".to_owned(),
        Value::Table(fields) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|(key, value)| format!("{} = {}", bare(key.as_text().unwrap_or_default()), inline(value)))
                .collect();
            format!("{{ {} }}", fields.join(", "))
        }
    }
}
