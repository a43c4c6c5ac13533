//! The file as people write it: TOML, or the same shape in any serde format such as JSON.
//!
//! A document is read in two steps: text to a tree of values that know where they stood ([`node`]), and the tree to a
//! [`Scenario`](crate::Scenario) ([`read`]). Then the history checks what the scenario means. [`write`] goes back.

mod mistake;
mod node;
mod read;
#[cfg(feature = "toml")]
mod toml;
mod write;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use mistake::{DocumentError, Mistake};
use node::Node;

use crate::history::History;

/// The format that this version reads and writes.
pub(crate) const FORMAT: i64 = 1;

/// A history from a tree of values; every mistake in it with where it stands.
fn history(node: &Node) -> Result<History, Vec<read::Fault>> {
    let (scenario, entries, mut faults) = read::scenario(node);
    match History::try_from(scenario) {
        Ok(history) if faults.is_empty() => Ok(history),
        Ok(_) => Err(faults),
        Err(refusals) => {
            faults.extend(refusals.0.iter().filter_map(|refused| entries.fault(refused)));
            Err(faults)
        }
    }
}

#[cfg(feature = "toml")]
impl History {
    /// Reads a scenario file in TOML.
    ///
    /// # Errors
    /// Every mistake in it, with line and column.
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
    /// assert_eq!(error.to_string(), "9:9: event `1068-07-01-yorck-1`: no place `yorck`; did you mean `york`?");
    /// ```
    #[cfg_attr(docsrs, doc(cfg(feature = "toml")))]
    pub fn from_toml(text: &str) -> Result<Self, DocumentError> {
        let (node, syntax) = toml::parse(text);
        let faults = match history(&node) {
            Ok(history) if syntax.is_empty() => return Ok(history),
            Ok(_) => syntax,
            // Where the file could not be parsed, what is missing may stand in the part that was not read.
            Err(_) if !syntax.is_empty() => syntax,
            Err(faults) => faults,
        };
        Err(DocumentError::new(Some(text), faults))
    }

    /// Writes the history as a scenario file in TOML, which [`from_toml`](Self::from_toml) reads as an equal history.
    #[cfg_attr(docsrs, doc(cfg(feature = "toml")))]
    #[must_use]
    pub fn to_toml(&self) -> String {
        toml::print(&write::document(&self.to_scenario()))
    }
}

impl Serialize for History {
    /// The document: the shape of a scenario file.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write::document(&self.to_scenario()).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for History {
    /// Reads the document and checks it.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let node = Node::deserialize(deserializer)?;
        history(&node).map_err(|faults| serde::de::Error::custom(DocumentError::new(None, faults)))
    }
}
