//! Prints a tree of values as TOML.

use super::node::{Node, Value};
use super::quoted::quoted;

/// Returns the document as people would write it: lists of tables as `[[name]]`, and every field below on one line.
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

/// Adds the line of one field.
fn field(key: &Node, value: &Node, text: &mut String) {
    text.push_str(&format!("{} = {}\n", key_text(key.as_text().unwrap_or_default()), inline(value)));
}

/// Returns a key, in quotes if it needs them.
fn key_text(key: &str) -> String {
    let plain = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if plain { key.to_owned() } else { quoted(key) }
}

/// Returns a value on one line.
fn inline(node: &Node) -> String {
    match &node.value {
        Value::Null => "\"\"".to_owned(),
        Value::Text(text) => quoted(text),
        Value::Date(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => toml::Value::Float(*number).to_string(),
        Value::Bool(boolean) => boolean.to_string(),
        Value::List(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Value::Table(fields) if fields.is_empty() => "{}".to_owned(),
        Value::Table(fields) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|(key, value)| format!("{} = {}", key_text(key.as_text().unwrap_or_default()), inline(value)))
                .collect();
            format!("{{ {} }}", fields.join(", "))
        }
    }
}
