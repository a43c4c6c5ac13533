//! Reads and writes a history as a document: a TOML file, or the same structure in any serde format such as JSON.
//!
//! Reading takes three steps: the text becomes a tree of values that know their position in the text ([`node`]), the
//! tree becomes a [`Scenario`](crate::Scenario) ([`entries`]), and the history checks the scenario. [`mod@write`] makes
//! the tree of a scenario.

mod change;
mod entries;
mod keys;
mod locate;
mod mend;
mod mistake;
mod node;
#[cfg(feature = "toml")]
mod print;
mod quoted;
mod read;
mod reader;
#[cfg(feature = "toml")]
mod syntax;
#[cfg(feature = "toml")]
mod text;
#[cfg(feature = "toml")]
mod toml;
mod write;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use mistake::{DocumentError, Mistake};

use node::Node;
use read::history;

use crate::history::History;
use crate::scenario::{Event, Scenario};

#[cfg(feature = "toml")]
impl History {
    /// Reads a scenario file in TOML, as text or as bytes. The findings of its [audit](Self::audit) have line numbers.
    ///
    /// # Errors
    /// Returns all mistakes in the file, each with its line, its column and what would have worked. If the syntax is
    /// broken somewhere, the other entries are still checked, but an unknown name is not reported if the unreadable
    /// part of the text may define it.
    ///
    /// ```
    /// use whoheld::History;
    ///
    /// let text = r#"
    /// format = 1
    /// [[actor]]
    /// id = "normans"
    /// [[place]]
    /// id = "york"
    /// [[event]]
    /// when = 1068-07-01
    /// place = "yorck"
    /// captured = { by = "normans" }
    /// "#;
    /// let error = History::from_toml(text).unwrap_err();
    /// assert_eq!(
    ///     error.mistakes()[0].to_string(),
    ///     "9:9: event `1068-07-01-yorck-captured`: no place `yorck`; did you mean `york`?"
    /// );
    /// assert_eq!(
    ///     error.in_file("york.toml").to_string(),
    ///     "\
    /// error: event `1068-07-01-yorck-captured`: no place `yorck`; did you mean `york`?
    ///  --> york.toml:9:9
    ///   |
    /// 9 | place = \"yorck\"
    ///   |         ^^^^^^^"
    /// );
    /// ```
    #[cfg_attr(docsrs, doc(cfg(feature = "toml")))]
    pub fn from_toml(document: impl AsRef<[u8]>) -> Result<Self, DocumentError> {
        text::read(document.as_ref())
    }

    /// Returns the history as a scenario file in TOML, which [`from_toml`](Self::from_toml) reads as an equal history.
    #[cfg_attr(docsrs, doc(cfg(feature = "toml")))]
    #[must_use]
    pub fn to_toml(&self) -> String {
        print::print(&write::document(&self.to_scenario()))
    }
}

impl Serialize for Event {
    /// Writes the entry, as it stands in a scenario file.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write::event(self, self.id.as_ref(), self.order).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Event {
    /// Reads an entry of a scenario file. What it names is checked when a [`History`] takes it in.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let node = Node::deserialize(deserializer)?;
        let (event, faults) = entries::event(&node);
        match event {
            Some(event) if faults.all.is_empty() => Ok(event),
            _ => Err(serde::de::Error::custom(DocumentError::new(None, faults.all, faults.more))),
        }
    }
}

impl Serialize for Scenario {
    /// Writes the document, with the structure of a scenario file.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write::document(self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Scenario {
    /// Reads a document. What it says is checked when a [`History`] is made of it.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let node = Node::deserialize(deserializer)?;
        let (scenario, _, faults) = entries::scenario(&node);
        if faults.all.is_empty() {
            Ok(scenario)
        } else {
            Err(serde::de::Error::custom(DocumentError::new(None, faults.all, faults.more)))
        }
    }
}

impl Serialize for History {
    /// Writes the document, with the structure of a scenario file.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write::document(&self.to_scenario()).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for History {
    /// Reads a document and checks it.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let node = Node::deserialize(deserializer)?;
        let (history, _, faults) = history(&node);
        history.map_err(|()| serde::de::Error::custom(DocumentError::new(None, faults.all, faults.more)))
    }
}
