//! Finds where in the document an entry stands that the history refused.

use super::mistake::{Fault, Suggestion};
use super::node::{Node, Value};
use crate::facts::{EntryError, EntryIndex, LookupError, MistakeKind, PathStep, Problem};

/// An entry of a document, as far as it was read.
pub(super) struct ReadEntry<'n> {
    pub(super) node: &'n Node,
    /// Whether it was read without a mistake.
    pub(super) complete: bool,
}

/// The document, and its entries that were read, by list.
#[derive(Default)]
pub(super) struct Entries<'n> {
    pub(super) document: Option<&'n Node>,
    pub(super) actors: Vec<ReadEntry<'n>>,
    pub(super) sources: Vec<ReadEntry<'n>>,
    pub(super) places: Vec<ReadEntry<'n>>,
    pub(super) events: Vec<ReadEntry<'n>>,
    pub(super) accepted: Vec<ReadEntry<'n>>,
}

impl Entries<'_> {
    /// Returns the mistake for an entry that the history refused, with its position in the document.
    ///
    /// For an entry that was read with mistakes, only unknown names are reported: any other problem may come from the
    /// part that was not read.
    pub(super) fn fault(&self, refused: &EntryError) -> Option<Fault> {
        let (name, list, index) = match refused.entry {
            EntryIndex::Record => return self.document.map(|document| fault_of_record(document, refused)),
            EntryIndex::Actor(index) => ("actor", &self.actors, index),
            EntryIndex::Source(index) => ("source", &self.sources, index),
            EntryIndex::Place(index) => ("place", &self.places, index),
            EntryIndex::Event(index) => ("event", &self.events, index),
        };
        let &ReadEntry { node, complete } = list.get(index)?;
        let found = refused.at.iter().fold(node, |node, step| node.step(step));
        let text = found.as_text().unwrap_or_default().to_owned();
        // The unknown name may be only a part of the text, such as the source in a citation.
        let suggestion = refused.problem.suggestion().map(|meant| match &*refused.problem {
            Problem::Lookup(LookupError::Unknown { given, .. }) => text.replacen(given.as_str(), meant, 1),
            _ => meant.to_owned(),
        });
        // An id for a name says the same; a similar id is a guess.
        let safe = matches!(&*refused.problem, Problem::Lookup(error) if error.is_by_name());
        // An entry in its short form has no key to point at.
        let parent = refused.at.iter().rev().skip(1).rev().fold(node, |node, step| node.step(step));
        let is_key = matches!(refused.at.last(), Some(PathStep::Name(_))) && matches!(parent.value, Value::Table(_));
        let kind = MistakeKind::from(&*refused.problem);
        let refers = kind == MistakeKind::Unknown && found.as_text().is_some();
        (complete || refers).then(|| Fault {
            kind,
            span: found.span.clone(),
            path: path_of(node, format!("{name} {}", index + 1), &refused.at),
            message: if complete { refused.to_string() } else { refused.problem.to_string() },
            text,
            suggestion: suggestion.map(|meant| {
                let written = if is_key { Suggestion::plain(meant) } else { Suggestion::text(meant) };
                written.safe_if(safe)
            }),
        })
    }
}

/// Returns the mistake for what the record itself says, such as which days it covers.
fn fault_of_record(document: &Node, refused: &EntryError) -> Fault {
    let found = refused.at.iter().fold(document, |node, step| node.step(step));
    Fault {
        kind: MistakeKind::from(&*refused.problem),
        span: found.span.clone(),
        path: path_of(document, String::new(), &refused.at).trim_start_matches(", ").to_owned(),
        message: refused.to_string(),
        text: found.as_text().unwrap_or_default().to_owned(),
        suggestion: None,
    }
}

/// Returns the path in words. Steps that lead nowhere are left out, since an entry may be written in a short form.
fn path_of(node: &Node, start: String, steps: &[PathStep]) -> String {
    let extend = |(node, path): (_, String), step: &PathStep| {
        let next = Node::step(node, step);
        match step {
            _ if std::ptr::eq(next, node) => (node, path),
            PathStep::Key(key) | PathStep::Name(key) => (next, format!("{path}, {key}")),
            PathStep::Item(item) => (next, format!("{path} {}", item + 1)),
        }
    };
    steps.iter().fold((node, start), extend).1
}

/// Returns the byte at which each entry of a list begins in the text.
#[cfg(feature = "toml")]
pub(super) fn starts(list: &[ReadEntry<'_>]) -> impl Iterator<Item = usize> {
    list.iter().map(|entry| entry.node.span.as_ref().map_or(0, |span| span.start))
}
