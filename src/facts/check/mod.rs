//! What is checked of an entry before it is taken in, and what is said of where a mistake stands.

mod event;
mod whole;

use std::collections::HashSet;

pub(crate) use whole::checked;

use super::Facts;
use super::names::{LookupError, Names};
use super::refusal::{DEEPEST, EntryError, EntryIndex, PathStep, Problem};
use crate::numbers::{Number, PlaceNo};
use crate::scenario::{Actor, Citation, Place, Shares, Source};
use crate::share::Fraction;
use crate::spelling::{is_id, slug};
use crate::time::period_days;

/// What no actor can be called: holders that are none.
const RESERVED: [&str; 2] = ["nobody", "unrecorded"];

/// Checks entries against a history and keeps what is wrong.
pub(crate) struct Check<'a> {
    facts: &'a Facts,
    /// The ids of events that come in together.
    coming: HashSet<&'a str>,
    /// Ids that would have been there, had they been well formed.
    meant: HashSet<String>,
    /// How many names may yet be compared to find what was meant: a record full of mistakes is told of in good time.
    patience: usize,
    pub(crate) wrong: Vec<EntryError>,
}

const PATIENCE: usize = 1_000_000;

/// The entry that is being checked.
#[derive(Clone, Copy)]
struct At<'a> {
    kind: &'static str,
    id: &'a str,
    entry: EntryIndex,
}

/// Where in an entry: keys and places in lists, outermost first.
macro_rules! at {
    ($($step:expr),* $(,)?) => { vec![$(PathStep::from($step)),*] };
}
use at;

impl<'a> Check<'a> {
    pub(crate) fn new(facts: &'a Facts) -> Self {
        Self { facts, coming: HashSet::new(), meant: HashSet::new(), patience: PATIENCE, wrong: Vec::new() }
    }

    fn refuse(&mut self, of: At<'_>, problem: impl Into<Problem>, at: Vec<PathStep>) {
        let subject = format!("{} `{}`", of.kind, of.id);
        self.wrong.push(EntryError { subject, problem: Box::new(problem.into()), entry: of.entry, at });
    }

    /// An id that is bad or taken; says whether it is free to be known by.
    fn id(&mut self, of: At<'_>, taken: bool) -> bool {
        if !is_id(of.id) {
            let problem = Problem::BadId { id: of.id.to_owned(), like: slug(of.id) };
            self.refuse(of, problem, at!["id"]);
        } else if taken {
            let known = |id: &str| match of.entry {
                EntryIndex::Actor(_) => self.facts.actor_names.id(id).is_some(),
                EntryIndex::Source(_) => self.facts.source_names.id(id).is_some(),
                EntryIndex::Place(_) => self.facts.place_names.id(id).is_some(),
                EntryIndex::Event(_) => self.facts.has_event(id) || self.coming.contains(id),
            };
            let mut numbers = 2..u32::MAX;
            let free = numbers.find_map(|number| Some(format!("{}-{number}", of.id)).filter(|id| !known(id)));
            let free = free.unwrap_or_default();
            self.refuse(of, Problem::Duplicate { id: of.id.to_owned(), free }, at!["id"]);
        }
        !taken
    }

    /// A name that is not there, with the nearest that is, as long as looking for that does not take too long.
    fn missing(&mut self, of: At<'_>, kind: &'static str, given: &str, at: Vec<PathStep>) {
        if self.meant.contains(given) {
            return;
        }
        if kind == "actor" && RESERVED.contains(&given) {
            return self.refuse(of, Problem::NoActor(given.to_owned()), at);
        }
        let facts = self.facts;
        let found = match kind {
            "actor" => vec![self.nearest(&facts.actor_names, kind, given)],
            "place" => vec![self.nearest(&facts.place_names, kind, given)],
            "source" => vec![self.nearest(&facts.source_names, kind, given)],
            _ => vec![self.nearest(&facts.actor_names, kind, given), self.nearest(&facts.source_names, kind, given)],
        };
        let near = |found: &LookupError| !matches!(found, LookupError::Unknown { nearest: None, .. });
        let best = found.iter().find(|found| near(found)).or(found.first()).cloned();
        if let Some(best) = best {
            self.refuse(of, best, at);
        }
    }

    /// What to say of a name that is not there, with the nearest that is while there is patience.
    fn nearest<N: Number + Ord>(&mut self, names: &Names<N>, kind: &'static str, given: &str) -> LookupError {
        match self.patience.checked_sub(names.len()) {
            Some(left) => {
                self.patience = left;
                names.unknown(kind, given)
            }
            None => LookupError::Unknown { kind, given: given.to_owned(), nearest: None },
        }
    }

    /// Everything about an actor but those it answers to; says whether its id is free.
    pub(crate) fn actor(&mut self, actor: &Actor, entry: EntryIndex) -> bool {
        let of = At { kind: "actor", id: &actor.id, entry };
        let free = self.id(of, self.facts.actor_names.id(&actor.id).is_some());
        if RESERVED.contains(&actor.id.as_str()) {
            self.refuse(of, Problem::Reserved(actor.id.clone()), at!["id"]);
        }
        if matches!((actor.from, actor.until), (Some(from), Some(until)) if until <= from) {
            self.refuse(of, Problem::Reversed("its time".into()), at!["until"]);
        }
        for (number, one) in actor.allegiances.iter().enumerate() {
            if matches!((one.from, one.until), (Some(from), Some(until)) if until <= from) {
                let what = format!("its allegiance to `{}`", one.to);
                self.refuse(of, Problem::Reversed(what), at!["allegiance", number, "to"]);
            }
            let (from, until) = period_days(one.from, one.until);
            let overlaps = actor.allegiances[..number].iter().find(|other| {
                let (other_from, other_until) = period_days(other.from, other.until);
                from < other_until && other_from < until
            });
            if let Some(other) = overlaps {
                let problem = Problem::Overlap(other.to.clone(), one.to.clone());
                self.refuse(of, problem, at!["allegiance", number, "to"]);
            }
        }
        free
    }

    /// That those an actor answers to are there; itself it is not.
    pub(crate) fn superiors(&mut self, actor: &Actor, entry: EntryIndex) {
        let of = At { kind: "actor", id: &actor.id, entry };
        for (number, allegiance) in actor.allegiances.iter().enumerate() {
            if allegiance.to != actor.id && self.facts.actor_names.id(&allegiance.to).is_none() {
                self.missing(of, "actor", &allegiance.to, at!["allegiance", number, "to"]);
            }
        }
        let own = actor.allegiances.iter().position(|allegiance| allegiance.to == actor.id);
        if let Some(number) = own {
            let problem = Problem::Circle { what: "answers", path: vec![actor.id.clone(), actor.id.clone()] };
            self.refuse(of, problem, at!["allegiance", number, "to"]);
        }
    }

    /// A source; says whether its id is free.
    pub(crate) fn source(&mut self, source: &Source, entry: EntryIndex) -> bool {
        let of = At { kind: "source", id: &source.id, entry };
        self.id(of, self.facts.source_names.id(&source.id).is_some())
    }

    /// Everything about a place but the one it lies within; says whether its id is free.
    pub(crate) fn place(&mut self, place: &Place, entry: EntryIndex) -> bool {
        let of = At { kind: "place", id: &place.id, entry };
        let free = self.id(of, self.facts.place_names.id(&place.id).is_some());
        if let Some([latitude, longitude]) = place.point
            && !((-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude))
        {
            let text = format!("[{latitude}, {longitude}]");
            let problem = Problem::OutOfRange(text, "a point is latitude and longitude in degrees");
            self.refuse(of, problem, at!["point"]);
        }
        if let Some(baseline) = &place.baseline {
            self.shares(of, &baseline.shares, at!["baseline", "held_by", "shares"]);
            self.cites(of, &baseline.cites, at!["baseline", "cites"]);
        }
        free
    }

    /// The place that a place lies within, if that is there.
    pub(crate) fn within(&mut self, place: &Place, entry: EntryIndex) -> Option<PlaceNo> {
        let parent = place.within.as_ref()?;
        let of = At { kind: "place", id: &place.id, entry };
        match self.facts.place_names.id(parent) {
            _ if *parent == place.id => {
                let problem = Problem::Circle { what: "lies", path: vec![parent.clone(), parent.clone()] };
                self.refuse(of, problem, at!["within"]);
            }
            Some(number) => return Some(number),
            None => self.missing(of, "place", parent, at!["within"]),
        }
        None
    }

    /// That the parts of a place do not add up to more than it.
    pub(crate) fn fraction(&mut self, place: &Place, entry: EntryIndex, parent: &str, sum: i64) {
        if sum > Fraction::ONE {
            #[expect(clippy::cast_precision_loss, reason = "a sum of millionths, for reading")]
            let problem = Problem::TooManyParts { parent: parent.to_owned(), sum: sum as f64 / 1e6 };
            self.refuse(At { kind: "place", id: &place.id, entry }, problem, at!["fraction"]);
        }
    }

    /// That a place does not lie within too many others.
    pub(crate) fn depth(&mut self, place: &Place, entry: EntryIndex, around: usize) {
        if around > DEEPEST {
            self.refuse(At { kind: "place", id: &place.id, entry }, Problem::TooDeep, at!["within"]);
        }
    }

    fn shares(&mut self, of: At<'_>, shares: &Shares, at: Vec<PathStep>) {
        let deeper = |holder: &str| at.iter().cloned().chain([PathStep::Name(holder.to_owned())]).collect::<Vec<_>>();
        if shares.is_empty() {
            self.refuse(of, Problem::NoShares, at.clone());
        }
        let mut least = 0;
        for (holder, share) in shares.iter() {
            if holder == "unrecorded" {
                self.refuse(of, Problem::Unseen, deeper(holder));
            } else if holder != "nobody" && self.facts.actor_names.id(holder).is_none() {
                self.missing(of, "actor", holder, deeper(holder));
            }
            if share.is_none() {
                let value = at.iter().cloned().chain([PathStep::Key(holder.to_owned())]).collect();
                self.refuse(of, Problem::NoShare(holder.to_owned()), value);
            }
            least += share.low();
        }
        if least > 1000 {
            let percent = format!("{}.{}", least / 10, least % 10);
            let first = shares.iter().next().map_or_else(|| at.clone(), |(holder, _)| deeper(holder));
            self.refuse(of, Problem::TooMuch(percent.trim_end_matches(".0").to_owned()), first);
        }
    }

    fn cites(&mut self, of: At<'_>, cites: &[Citation], at: Vec<PathStep>) {
        for (number, cite) in cites.iter().enumerate() {
            if self.facts.source_names.id(&cite.source).is_none() {
                let at = at.iter().cloned().chain([PathStep::Item(number)]).collect();
                self.missing(of, "source", &cite.source, at);
            }
        }
    }
}
