//! The file as people write it: TOML, or the same shape in any serde format such as JSON.
//!
//! A document is read in two steps: text to a tree of values that know where they stood ([`node`]), and the tree to a
//! [`Scenario`](crate::Scenario) ([`entries`]). Then the history checks what the scenario means. [`write`] goes back.

mod change;
mod entries;
mod locate;
mod mistake;
mod node;
#[cfg(feature = "toml")]
mod print;
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

pub use mistake::{DocumentError, Mistake, MistakeKind};

use crate::history::History;
use node::Node;
use read::history;

#[cfg(feature = "toml")]
impl History {
    /// Reads a scenario file in TOML, as text or as bytes. The [findings](Self::audit) on it will know their lines.
    ///
    /// # Errors
    /// Every mistake in it, with line, column and what would have worked. Where the syntax is broken, entries that are
    /// whole are still checked, except for the names they refer to, which may be in what could not be read.
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
    ///     "9:9: event `1068-07-01-yorck-1`: no place `yorck`; did you mean `york`?"
    /// );
    /// assert_eq!(
    ///     error.in_file("york.toml").to_string(),
    ///     "\
    /// error: event `1068-07-01-yorck-1`: no place `yorck`; did you mean `york`?
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

    /// Writes the history as a scenario file in TOML, which [`from_toml`](Self::from_toml) reads as an equal history.
    #[cfg_attr(docsrs, doc(cfg(feature = "toml")))]
    #[must_use]
    pub fn to_toml(&self) -> String {
        print::print(&write::document(&self.to_scenario()))
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
        let (history, _, faults) = history(&node);
        history.map_err(|()| serde::de::Error::custom(DocumentError::new(None, faults.all, faults.more)))
    }
}
