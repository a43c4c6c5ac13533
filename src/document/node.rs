//! The tree of values between a text and a scenario; each value knows its position in the text.

use std::fmt;
use std::ops::Range;

use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::facts::PathStep;

/// A value, with its range of bytes in the text if it was read from a text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub(crate) span: Option<Range<usize>>,
    pub(crate) value: Value,
}

/// A value of TOML, JSON or another serde format.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Text(String),
    /// A date without quotes, which only TOML has.
    #[cfg_attr(not(feature = "toml"), expect(dead_code, reason = "other formats have no dates"))]
    Date(String),
    Integer(i64),
    Float(f64),
    Bool(bool),
    List(Vec<Node>),
    /// Keys and values. Keys are text nodes, so that they too know their position.
    Table(Vec<(Node, Node)>),
}

impl Node {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Value::Text(text.into()).into()
    }

    pub(crate) fn table<'k>(entries: impl IntoIterator<Item = (&'k str, Node)>) -> Self {
        Value::Table(entries.into_iter().map(|(key, value)| (Self::text(key), value)).collect()).into()
    }

    pub(crate) fn list(items: impl IntoIterator<Item = Node>) -> Self {
        Value::List(items.into_iter().collect()).into()
    }

    /// Returns the text of a text or a date.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) | Value::Date(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the kind of value, in words.
    pub(crate) fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "nothing",
            Value::Text(_) => "a text",
            Value::Date(_) => "a date",
            Value::Integer(_) => "a whole number",
            Value::Float(_) => "a number",
            Value::Bool(_) => "true or false",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }

    /// Adds a number of bytes to the position of this node and of everything in it.
    #[cfg(feature = "toml")]
    pub(crate) fn shift(&mut self, by: usize) {
        if let Some(span) = &mut self.span {
            *span = span.start + by..span.end + by;
        }
        match &mut self.value {
            Value::List(items) => items.iter_mut().for_each(|item| item.shift(by)),
            Value::Table(entries) => entries.iter_mut().for_each(|(key, value)| {
                key.shift(by);
                value.shift(by);
            }),
            _ => {}
        }
    }

    /// Returns the node one step deeper, or this node itself if the step leads nowhere.
    pub(crate) fn step(&self, step: &PathStep) -> &Self {
        let found = match (step, &self.value) {
            (PathStep::Key(key), Value::Table(entries)) => {
                entries.iter().find(|(own, _)| own.as_text() == Some(key)).map(|(_, value)| value)
            }
            (PathStep::Name(key), Value::Table(entries)) => {
                entries.iter().map(|(own, _)| own).find(|own| own.as_text() == Some(key))
            }
            (PathStep::Item(number), Value::List(items)) => items.get(*number),
            _ => None,
        };
        found.unwrap_or(self)
    }
}

impl From<Value> for Node {
    fn from(value: Value) -> Self {
        Self { span: None, value }
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.value {
            Value::Null => serializer.serialize_unit(),
            Value::Text(text) | Value::Date(text) => serializer.serialize_str(text),
            Value::Integer(number) => serializer.serialize_i64(*number),
            Value::Float(number) => serializer.serialize_f64(*number),
            Value::Bool(boolean) => serializer.serialize_bool(*boolean),
            Value::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| list.serialize_element(item))?;
                list.end()
            }
            Value::Table(entries) => {
                let mut table = serializer.serialize_map(Some(entries.len()))?;
                entries.iter().try_for_each(|(key, value)| table.serialize_entry(key, value))?;
                table.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        NodeVisitor { levels_left: MAX_DEPTH }.deserialize(deserializer)
    }
}

/// The deepest nesting that is read. A document needs four levels; much deeper nesting could overflow the stack.
const MAX_DEPTH: usize = 32;

/// Reads a value and what is in it, down to a number of levels.
#[derive(Clone, Copy)]
struct NodeVisitor {
    levels_left: usize,
}

impl NodeVisitor {
    /// Returns the visitor for what is inside this value.
    fn inner<E: serde::de::Error>(self) -> Result<Self, E> {
        let levels_left = self.levels_left.checked_sub(1);
        levels_left.map(|levels_left| Self { levels_left }).ok_or_else(|| E::custom("nested too deep for a scenario"))
    }
}

impl<'de> DeserializeSeed<'de> for NodeVisitor {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, boolean: bool) -> Result<Node, E> {
        Ok(Value::Bool(boolean).into())
    }

    fn visit_i64<E>(self, number: i64) -> Result<Node, E> {
        Ok(Value::Integer(number).into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Node, E> {
        #[expect(clippy::cast_precision_loss, reason = "no field takes a number of that size")]
        Ok(i64::try_from(number).map_or(Value::Float(number as f64), Value::Integer).into())
    }

    fn visit_f64<E>(self, number: f64) -> Result<Node, E> {
        Ok(Value::Float(number).into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(Node::text(text))
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Value::Null.into())
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Value::Null.into())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        self.inner()?.deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        let inner = self.inner()?;
        while let Some(item) = list.next_element_seed(inner)? {
            items.push(item);
        }
        Ok(Value::List(items).into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut entries = Vec::new();
        let inner = self.inner()?;
        while let Some(key) = map.next_key::<String>()? {
            entries.push((Node::text(key), map.next_value_seed(inner)?));
        }
        Ok(Value::Table(entries).into())
    }
}
