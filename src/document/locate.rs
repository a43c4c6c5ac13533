//! Where in the document a mistake stands.

use super::mistake::{Fault, Instead, MistakeKind};
use super::node::{Node, Value};
use crate::facts::{EntryError, EntryIndex, LookupError, PathStep, Problem};

/// The entries of a document by list, each with whether it could be read whole.
#[derive(Default)]
pub(super) struct Entries<'n> {
    pub(super) actors: Vec<(&'n Node, bool)>,
    pub(super) sources: Vec<(&'n Node, bool)>,
    pub(super) places: Vec<(&'n Node, bool)>,
    pub(super) events: Vec<(&'n Node, bool)>,
    pub(super) accepted: Vec<(&'n Node, bool)>,
}

impl Entries<'_> {
    /// What the history refused, put where it stands. Of an entry that could not be read whole only the names that it
    /// refers to are told of: anything else may come of what was not read, and its id is not known.
    pub(super) fn fault(&self, refused: &EntryError) -> Option<Fault> {
        let (name, list, at) = match refused.entry {
            EntryIndex::Actor(at) => ("actor", &self.actors, at),
            EntryIndex::Source(at) => ("source", &self.sources, at),
            EntryIndex::Place(at) => ("place", &self.places, at),
            EntryIndex::Event(at) => ("event", &self.events, at),
        };
        let &(node, whole) = list.get(at)?;
        let found = refused.at.iter().fold(node, |node, step| node.step(step));
        let text = found.as_text().unwrap_or_default().to_owned();
        // What is wrong may be a part of the text: the source in a citation.
        let suggestion = refused.problem.suggestion().map(|meant| match &*refused.problem {
            Problem::LookupError(LookupError::Unknown { given, .. }) => text.replacen(given.as_str(), meant, 1),
            _ => meant.to_owned(),
        });
        // Of a short form there is no key to point at.
        let holder = refused.at.iter().rev().skip(1).rev().fold(node, |node, step| node.step(step));
        let is_key = matches!(refused.at.last(), Some(PathStep::Name(_))) && matches!(holder.value, Value::Table(_));
        let kind = MistakeKind::from(&*refused.problem);
        let refers = kind == MistakeKind::Unknown && found.as_text().is_some();
        (whole || refers).then(|| Fault {
            kind,
            at: found.at.clone(),
            path: path_of(node, format!("{name} {}", at + 1), &refused.at),
            message: if whole { refused.to_string() } else { refused.problem.to_string() },
            text,
            suggestion: suggestion.map(|meant| if is_key { Instead::Plain(meant) } else { Instead::Text(meant) }),
        })
    }
}

/// The path along the steps that lead somewhere: an entry may be written in a short form.
fn path_of(node: &Node, start: String, steps: &[PathStep]) -> String {
    let follow = |(node, path): (_, String), step: &PathStep| {
        let next = Node::step(node, step);
        match step {
            _ if std::ptr::eq(next, node) => (node, path),
            PathStep::Key(key) | PathStep::Name(key) => (next, format!("{path}, {key}")),
            PathStep::Item(item) => (next, format!("{path} {}", item + 1)),
        }
    };
    steps.iter().fold((node, start), follow).1
}

/// Where each entry of a list begins in the text.
#[cfg(feature = "toml")]
pub(super) fn starts(list: &[(&Node, bool)]) -> impl Iterator<Item = usize> {
    list.iter().map(|(node, _)| node.at.as_ref().map_or(0, |at| at.start))
}
