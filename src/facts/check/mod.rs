//! Checks entries before they are added, and says where in an entry each mistake stands.

mod event;
mod whole;

use std::collections::HashSet;

pub(crate) use whole::{checked, reversed_covers};

use super::Facts;
use super::names::{LookupError, Names};
use super::refusal::{DEEPEST, EntryError, EntryIndex, PathStep, Problem};
use crate::numbers::{Number, PlaceNo};
use crate::scenario::{Actor, Allegiance, Citation, Place, Shares, Source};
use crate::share::Fraction;
use crate::spelling::{folded, free_id, is_id, nearness, slug};

/// Ids that no actor can have, because they stand for holders that are no actors.
const RESERVED: [&str; 2] = ["nobody", "unrecorded"];

/// Checks entries against the facts of a history and collects what is wrong with them.
pub(crate) struct Check<'a> {
    facts: &'a Facts,
    /// The ids of the events that are checked together.
    batch_ids: HashSet<&'a str>,
    /// The well-formed ids that entries with malformed ids probably should have. What names one of these is not refused
    /// too.
    intended_ids: HashSet<String>,
    /// How many more names may be compared in the search for suggestions. The limit keeps the check of a record full of
    /// mistakes fast.
    comparisons_left: usize,
    /// The mistakes that were found.
    pub(crate) wrong: Vec<EntryError>,
}

/// How many names a check may compare in the search for suggestions.
const MOST_COMPARISONS: usize = 1_000_000;

/// The entry that is being checked.
#[derive(Clone, Copy)]
struct Subject<'a> {
    kind: &'static str,
    id: &'a str,
    entry: EntryIndex,
}

/// A path into an entry: keys and positions in lists, the outermost first.
macro_rules! steps {
    ($($step:expr),* $(,)?) => { vec![$(PathStep::from($step)),*] };
}
use steps;

impl<'a> Check<'a> {
    pub(crate) fn new(facts: &'a Facts) -> Self {
        Self {
            facts,
            batch_ids: HashSet::new(),
            intended_ids: HashSet::new(),
            comparisons_left: MOST_COMPARISONS,
            wrong: Vec::new(),
        }
    }

    /// Notes a mistake at a path in an entry.
    fn refuse(&mut self, subject: Subject<'_>, problem: impl Into<Problem>, path: Vec<PathStep>) {
        let Subject { kind, id, entry } = subject;
        let subject = format!("{kind} `{id}`");
        self.wrong.push(EntryError::new(subject, problem.into(), entry, path));
    }

    /// Refuses an id that is malformed or taken. Returns whether it is free.
    fn id(&mut self, subject: Subject<'_>, taken: bool) -> bool {
        if !is_id(subject.id) {
            let problem = Problem::BadId { id: subject.id.to_owned(), like: slug(subject.id) };
            self.refuse(subject, problem, steps!["id"]);
        } else if taken {
            let known = |id: &str| match subject.entry {
                EntryIndex::Record => false,
                EntryIndex::Actor(_) => self.facts.actor_names.id(id).is_some(),
                EntryIndex::Source(_) => self.facts.source_names.id(id).is_some(),
                EntryIndex::Place(_) => self.facts.place_names.id(id).is_some(),
                EntryIndex::Event(_) => self.facts.has_event(id) || self.batch_ids.contains(id),
            };
            let free = free_id(subject.id, known);
            self.refuse(subject, Problem::Duplicate { id: subject.id.to_owned(), free }, steps!["id"]);
        }
        !taken
    }

    /// Refuses a name that nothing has, with the nearest name as a suggestion if the search for it does not take too
    /// long.
    fn missing(&mut self, subject: Subject<'_>, kind: &'static str, given: &str, path: Vec<PathStep>) {
        if self.intended_ids.contains(given) {
            return;
        }
        if kind == "actor" && RESERVED.contains(&given) {
            return self.refuse(subject, Problem::NoActor(given.to_owned()), path);
        }
        let facts = self.facts;
        let errors = match kind {
            "actor" => vec![self.nearest(&facts.actor_names, kind, given)],
            "place" => vec![self.nearest(&facts.place_names, kind, given)],
            "source" => vec![self.nearest(&facts.source_names, kind, given)],
            _ => vec![self.nearest(&facts.actor_names, kind, given), self.nearest(&facts.source_names, kind, given)],
        };
        let is_of_source = kind.ends_with("source");
        let titled = |error: LookupError| if is_of_source { self.titled(error) } else { error };
        let errors: Vec<LookupError> = errors.into_iter().map(titled).collect();
        let suggests = |error: &LookupError| !matches!(error, LookupError::Unknown { nearest: None, .. });
        let best = errors.iter().find(|error| suggests(error)).or(errors.first()).cloned();
        if let Some(best) = best {
            self.refuse(subject, best, path);
        }
    }

    /// Returns the error for a name that nothing has, with the nearest name if there are enough comparisons left.
    fn nearest<N: Number + Ord>(&mut self, names: &Names<N>, kind: &'static str, given: &str) -> LookupError {
        match self.comparisons_left.checked_sub(names.len()) {
            Some(left) => {
                self.comparisons_left = left;
                names.unknown(kind, given)
            }
            None => LookupError::unknown(kind, given),
        }
    }

    /// Returns the error for a source that no id is near to; the source with the nearest title is offered.
    fn titled(&mut self, error: LookupError) -> LookupError {
        let LookupError::Unknown { kind, given, nearest: None, .. } = &error else { return error };
        let sources = &self.facts.sources;
        let Some(left) = self.comparisons_left.checked_sub(sources.len()) else { return error };
        self.comparisons_left = left;
        let query = folded(given);
        let titled = sources.iter().filter_map(|source| Some((source.title.as_deref()?, source.id.as_str())));
        let near = titled.filter(|(_, id)| is_id(id)).filter_map(|it| Some((nearness(&query, it.0)?, it)));
        let nearest = near.min_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.1.cmp(other.1.1)));
        let Some((_, (title, id))) = nearest else { return error };
        LookupError::Unknown { kind, given: given.clone(), nearest: Some(id.to_owned()), name: Some(title.to_owned()) }
    }

    /// Returns the error for a citation that begins with the title of exactly one source instead of its id.
    fn cited_by_title(&self, cite: &Citation) -> Option<LookupError> {
        let text = cite.to_string();
        let begins = |source: &&Source| {
            let title = source.title.as_deref().filter(|title| is_id(&source.id) && title.len() > cite.source.len());
            let ends = |title: &str| !text[title.len()..].starts_with(char::is_alphanumeric);
            title.is_some_and(|title| {
                text.get(..title.len()).is_some_and(|start| folded(start) == folded(title)) && ends(title)
            })
        };
        let mut titled = self.facts.sources.iter().filter(begins);
        let (source, None) = (titled.next()?, titled.next()) else { return None };
        let title = source.title.as_deref()?;
        let given = text.get(..title.len())?.to_owned();
        let (nearest, name) = (Some(source.id.clone()), Some(title.to_owned()));
        Some(LookupError::Unknown { kind: "source", given, nearest, name })
    }

    /// Checks everything about an actor but those to whom it answers. Returns whether its id is free.
    pub(crate) fn actor(&mut self, actor: &Actor, entry: EntryIndex) -> bool {
        let subject = Subject { kind: "actor", id: &actor.id, entry };
        let free = self.id(subject, self.facts.actor_names.id(&actor.id).is_some());
        if RESERVED.contains(&actor.id.as_str()) {
            self.refuse(subject, Problem::Reserved(actor.id.clone()), steps!["id"]);
        }
        if matches!((actor.from, actor.until), (Some(from), Some(until)) if until < from) {
            self.refuse(subject, Problem::Reversed("its time".into()), steps!["until"]);
        }
        self.allegiances(subject, &actor.allegiances);
        free
    }

    /// Checks that no allegiance of an actor ends before it begins, and that no two overlap. An allegiance without an end
    /// lasts until the next one begins, and one may end on the day on which the next one begins.
    fn allegiances(&mut self, subject: Subject<'_>, allegiances: &[Allegiance]) {
        for (number, allegiance) in allegiances.iter().enumerate() {
            if matches!((allegiance.from, allegiance.until), (Some(from), Some(until)) if until < from) {
                let what = format!("its allegiance to `{}`", allegiance.to);
                self.refuse(subject, Problem::Reversed(what), steps!["allegiance", number, "to"]);
            }
            let overlap = |other: &&Allegiance| {
                let (first, second) =
                    if other.from <= allegiance.from { (*other, allegiance) } else { (allegiance, *other) };
                first.from == second.from || first.until.is_some_and(|until| Some(until) > second.from)
            };
            let overlaps = allegiances[..number].iter().find(overlap);
            if let Some(other) = overlaps {
                let problem = Problem::Overlap(other.to.clone(), allegiance.to.clone());
                self.refuse(subject, problem, steps!["allegiance", number, "to"]);
            }
        }
    }

    /// Checks that those to whom an actor answers exist, and that the actor itself is not among them.
    pub(crate) fn superiors(&mut self, actor: &Actor, entry: EntryIndex) {
        let subject = Subject { kind: "actor", id: &actor.id, entry };
        for (number, allegiance) in actor.allegiances.iter().enumerate() {
            self.cites(subject, &allegiance.cites, steps!["allegiance", number, "cites"]);
            if allegiance.to != actor.id && self.facts.actor_names.id(&allegiance.to).is_none() {
                self.missing(subject, "actor", &allegiance.to, steps!["allegiance", number, "to"]);
            }
        }
        let to_itself = actor.allegiances.iter().position(|allegiance| allegiance.to == actor.id);
        if let Some(number) = to_itself {
            let problem = Problem::Circle { what: "answers", path: vec![actor.id.clone(), actor.id.clone()] };
            self.refuse(subject, problem, steps!["allegiance", number, "to"]);
        }
    }

    /// Checks a source. Returns whether its id is free.
    pub(crate) fn source(&mut self, source: &Source, entry: EntryIndex) -> bool {
        let subject = Subject { kind: "source", id: &source.id, entry };
        self.id(subject, self.facts.source_names.id(&source.id).is_some())
    }

    /// Checks that the side of a source exists.
    pub(crate) fn side_of_source(&mut self, source: &Source, entry: EntryIndex) {
        if let Some(side) = source.side.as_ref().filter(|side| self.facts.actor_names.id(side).is_none()) {
            self.missing(Subject { kind: "source", id: &source.id, entry }, "actor", side, steps!["side"]);
        }
    }

    /// Checks everything about a place but the place around it. Returns whether its id is free.
    pub(crate) fn place(&mut self, place: &Place, entry: EntryIndex) -> bool {
        let subject = Subject { kind: "place", id: &place.id, entry };
        let free = self.id(subject, self.facts.place_names.id(&place.id).is_some());
        if let Some([latitude, longitude]) = place.point
            && !((-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude))
        {
            let text = format!("[{latitude}, {longitude}]");
            let problem = Problem::OutOfRange(text, "a point is latitude and longitude in degrees");
            self.refuse(subject, problem, steps!["point"]);
        }
        if let Some(baseline) = &place.baseline {
            self.shares(subject, &baseline.shares, steps!["baseline", "held_by", "shares"]);
            for (holder, _) in baseline.shares.iter().filter(|(_, share)| share.is_none()) {
                let path = steps!["baseline", "held_by", "shares", holder];
                self.refuse(subject, Problem::NoShare(holder.to_owned()), path);
            }
            self.cites(subject, &baseline.cites, steps!["baseline", "cites"]);
        }
        free
    }

    /// Checks the place around a place, and returns it if it exists.
    pub(crate) fn within(&mut self, place: &Place, entry: EntryIndex) -> Option<PlaceNo> {
        let parent = place.within.as_ref()?;
        let subject = Subject { kind: "place", id: &place.id, entry };
        match self.facts.place_names.id(parent) {
            _ if *parent == place.id => {
                let problem = Problem::Circle { what: "lies", path: vec![parent.clone(), parent.clone()] };
                self.refuse(subject, problem, steps!["within"]);
            }
            Some(number) => return Some(number),
            None => self.missing(subject, "place", parent, steps!["within"]),
        }
        None
    }

    /// Checks that the fractions of the parts of `parent` add up to at most 1. `sum` is their sum up to `place`, in
    /// millionths.
    pub(crate) fn fraction(&mut self, place: &Place, entry: EntryIndex, parent: &str, sum: i64) {
        if sum > Fraction::ONE {
            #[expect(clippy::cast_precision_loss, reason = "a sum of millionths, for reading")]
            let problem = Problem::TooManyParts { parent: parent.to_owned(), sum: sum as f64 / 1e6 };
            self.refuse(Subject { kind: "place", id: &place.id, entry }, problem, steps!["fraction"]);
        }
    }

    /// Checks that a place does not lie within too many others. `around` is their number.
    pub(crate) fn depth(&mut self, place: &Place, entry: EntryIndex, around: usize) {
        if around > DEEPEST {
            self.refuse(Subject { kind: "place", id: &place.id, entry }, Problem::TooDeep, steps!["within"]);
        }
    }

    /// Checks shares that stand at a path in an entry.
    fn shares(&mut self, subject: Subject<'_>, shares: &Shares, path: Vec<PathStep>) {
        let name = |holder: &str| extended(&path, PathStep::Name(holder.to_owned()));
        if shares.is_empty() {
            self.refuse(subject, Problem::NoShares, path.clone());
        }
        let mut least = 0;
        for (holder, share) in shares {
            if holder == "unrecorded" {
                self.refuse(subject, Problem::Unseen, name(holder));
            } else if holder != "nobody" && self.facts.actor_names.id(holder).is_none() {
                self.missing(subject, "actor", holder, name(holder));
            }
            least += share.low();
        }
        if least > 1000 {
            let percent = format!("{}.{}", least / 10, least % 10);
            let first = shares.iter().next().map_or_else(|| path.clone(), |(holder, _)| name(holder));
            self.refuse(subject, Problem::TooMuch(percent.trim_end_matches(".0").to_owned()), first);
        }
    }

    /// Checks citations that stand at a path in an entry.
    fn cites(&mut self, subject: Subject<'_>, cites: &[Citation], path: Vec<PathStep>) {
        for (number, cite) in cites.iter().enumerate() {
            if self.facts.source_names.id(&cite.source).is_none() {
                let path = extended(&path, PathStep::Item(number));
                match self.cited_by_title(cite) {
                    Some(error) => self.refuse(subject, error, path),
                    None => self.missing(subject, "source", &cite.source, path),
                }
            }
        }
    }
}

/// Returns a path with one more step.
fn extended(path: &[PathStep], step: PathStep) -> Vec<PathStep> {
    path.iter().cloned().chain([step]).collect()
}
