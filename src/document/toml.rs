//! TOML to a tree of values and back.

use toml::de::{DeTable, DeValue};

use super::node::{Node, Value};
use super::read::Fault;

/// The tree of a document, as far as it can be parsed, and its mistakes of syntax.
pub(super) fn parse(text: &str) -> (Node, Vec<Fault>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let fault = |error: toml::de::Error| Fault {
        at: error.span(),
        path: String::new(),
        message: error.message().lines().collect::<Vec<_>>().join("; "),
        text: String::new(),
    };
    (self::table(table.get_ref()), errors.into_iter().map(fault).collect())
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
