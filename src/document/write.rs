//! Makes the tree of values of a scenario, in the structure that `read` reads. Fields with their default value are left
//! out.

use std::collections::{BTreeMap, HashSet};

use super::node::{Node, Value};
use super::reader::FORMAT;
use crate::scenario::{
    Accepted, Actor, Allegiance, Baseline, Change, Citation, Covers, Credence, Event, Place, Scenario, Shares, Source,
};
use crate::share::Share;

/// Returns the whole document.
pub(super) fn document(scenario: &Scenario) -> Node {
    let mut fields = Fields::default();
    fields.put("format", Value::Integer(FORMAT).into());
    fields.text("title", scenario.title.as_ref());
    fields.text("licence", scenario.licence.as_ref());
    fields.text("note", scenario.note.as_ref());
    fields.0.extend(scenario.covers.map(|covered| ("covers", covers(covered))));
    fields.list("actor", scenario.actors.iter().map(actor));
    fields.list("source", scenario.sources.iter().map(source));
    fields.list("place", scenario.places.iter().map(place));
    // An event without `id` gets its usual one when the file is read, and an event without `order` its position in the
    // list. What would be read so is left out, unless another event without `id` would get the same one.
    let unnamed = scenario.events.iter().filter(|event| event.id.is_none());
    let unnamed: HashSet<String> = unnamed.map(Event::usual_id).collect();
    fields.list(
        "event",
        (1..).zip(&scenario.events).map(|(position, written)| {
            let usual = written.usual_id();
            let id = written.id.as_ref().filter(|id| **id != usual || unnamed.contains(&usual));
            event(written, id, written.order.filter(|order| *order != position))
        }),
    );
    fields.list("accepted", scenario.accepted.iter().map(accepted));
    fields.table()
}

/// The fields of a table, as they are collected.
#[derive(Default)]
struct Fields(Vec<(&'static str, Node)>);

impl Fields {
    fn put(&mut self, key: &'static str, value: Node) {
        self.0.push((key, value));
    }

    /// Adds a text, unless it is `None`.
    fn text(&mut self, key: &'static str, value: Option<impl ToString>) {
        self.0.extend(value.map(|value| (key, Node::text(value.to_string()))));
    }

    /// Adds a list, unless it is empty.
    fn list(&mut self, key: &'static str, items: impl Iterator<Item = Node>) {
        let items: Vec<Node> = items.collect();
        if !items.is_empty() {
            self.put(key, Node::list(items));
        }
    }

    fn texts(&mut self, key: &'static str, items: &[String]) {
        self.list(key, items.iter().map(Node::text));
    }

    /// Adds a credence, unless it is the usual one.
    fn credence(&mut self, credence: Credence) {
        self.text("credence", (credence != Credence::default()).then_some(credence));
    }

    /// Adds `true`; `false` is left out.
    fn flag(&mut self, key: &'static str, set: bool) {
        if set {
            self.put(key, Value::Bool(true).into());
        }
    }

    /// Adds an extent, unless it is the whole.
    fn extent(&mut self, extent: Share) {
        self.text("extent", (!extent.is_whole()).then_some(extent));
    }

    fn table(self) -> Node {
        Node::table(self.0)
    }
}

fn covers(covers: Covers) -> Node {
    let mut fields = Fields::default();
    fields.text("from", covers.from);
    fields.text("until", covers.until);
    fields.table()
}

fn names(fields: &mut Fields, names: &BTreeMap<String, String>) {
    match names.get("en") {
        Some(name) if names.len() == 1 => fields.text("name", Some(name)),
        _ if names.is_empty() => {}
        _ => {
            let names = names.iter().map(|(language, name)| (language.as_str(), Node::text(name)));
            fields.put("names", Node::table(names));
        }
    }
}

fn cites(fields: &mut Fields, cites: &[Citation]) {
    fields.list("cites", cites.iter().map(|cite| Node::text(cite.to_string())));
}

fn actor(actor: &Actor) -> Node {
    let mut fields = Fields::default();
    fields.text("id", Some(&actor.id));
    names(&mut fields, &actor.names);
    fields.texts("aliases", &actor.aliases);
    match &actor.allegiances[..] {
        [only] if *only == Allegiance::to(&*only.to) => fields.text("allegiance", Some(&only.to)),
        periods => fields.list("allegiance", periods.iter().map(allegiance)),
    }
    fields.text("from", actor.from);
    fields.text("until", actor.until);
    fields.text("note", actor.note.as_ref());
    fields.table()
}

fn allegiance(allegiance: &Allegiance) -> Node {
    let mut fields = Fields::default();
    fields.text("to", Some(&allegiance.to));
    fields.text("from", allegiance.from);
    fields.text("until", allegiance.until);
    fields.credence(allegiance.credence);
    cites(&mut fields, &allegiance.cites);
    fields.text("recorded", allegiance.recorded);
    fields.text("note", allegiance.note.as_ref());
    fields.table()
}

fn source(source: &Source) -> Node {
    let mut fields = Fields::default();
    fields.text("id", Some(&source.id));
    fields.text("title", source.title.as_ref());
    fields.text("outlet", source.outlet.as_ref());
    fields.text("address", source.address.as_ref());
    fields.text("published", source.published);
    fields.text("licence", source.licence.as_ref());
    fields.text("side", source.side.as_ref());
    fields.text("note", source.note.as_ref());
    fields.table()
}

fn place(place: &Place) -> Node {
    let mut fields = Fields::default();
    fields.text("id", Some(&place.id));
    names(&mut fields, &place.names);
    fields.texts("aliases", &place.aliases);
    fields.text("kind", place.kind.as_ref());
    fields.text("within", place.within.as_ref());
    let float = |number: f64| Node::from(Value::Float(number));
    if let Some(fraction) = place.fraction {
        let (low, high) = (fraction.at_least(), fraction.at_most());
        let exact = fraction.parts().0 == fraction.parts().1;
        fields.put("fraction", if exact { float(low) } else { Node::list([float(low), float(high)]) });
    }
    fields.flag("divided", place.divided);
    fields.list("point", place.point.into_iter().flatten().map(float));
    fields.list("tile", place.tile.into_iter().flatten().map(|coordinate| Value::Integer(coordinate.into()).into()));
    fields.0.extend(place.baseline.as_ref().map(|initial| ("baseline", baseline(initial))));
    fields.text("note", place.note.as_ref());
    fields.table()
}

fn baseline(baseline: &Baseline) -> Node {
    let mut fields = Fields::default();
    match baseline.shares.iter().collect::<Vec<_>>()[..] {
        [(holder, share)] if share.is_whole() => fields.text("held_by", Some(holder)),
        _ => fields.put("shares", shares(&baseline.shares)),
    }
    // A baseline that says no more than its holder is written as that holder alone.
    if let [("held_by", holder)] = &fields.0[..]
        && (Baseline { shares: baseline.shares.clone(), ..Baseline::default() }) == *baseline
    {
        return holder.clone();
    }
    fields.text("on", baseline.on);
    fields.credence(baseline.credence);
    fields.flag("inferred", baseline.inferred);
    cites(&mut fields, &baseline.cites);
    fields.text("note", baseline.note.as_ref());
    fields.table()
}

fn rows(shares: &Shares) -> impl Iterator<Item = (&str, Node)> {
    shares.iter().map(|(holder, share)| (holder, Node::text(share.to_string())))
}

fn shares(shares: &Shares) -> Node {
    Node::table(rows(shares))
}

/// Returns the entry of an event, with this id and order.
pub(super) fn event(event: &Event, id: Option<&String>, order: Option<i64>) -> Node {
    let mut fields = Fields::default();
    fields.text("id", id);
    fields.text("when", Some(event.when));
    if let Some(order) = order {
        fields.put("order", Value::Integer(order).into());
    }
    fields.text("place", Some(&event.place));
    fields.put(event.change.word(), change(&event.change));
    fields.texts("with", &event.with);
    fields.credence(event.credence);
    fields.flag("inferred", event.inferred);
    fields.texts("claimed_by", &event.claimed_by);
    cites(&mut fields, &event.cites);
    fields.text("recorded", event.recorded);
    fields.texts("supersedes", &event.supersedes);
    fields.text("same_as", event.same_as.as_ref());
    fields.text("note", event.note.as_ref());
    fields.table()
}

fn change(change: &Change) -> Node {
    let mut fields = Fields::default();
    match change {
        Change::Captured(it) | Change::Recaptured(it) => {
            fields.text("by", Some(&it.by));
            fields.extent(it.extent);
            fields.text("portion", it.portion.as_ref());
            fields.text("from", it.from.as_ref());
            fields.texts("except", &it.except);
        }
        Change::Withdrew(it) => {
            fields.text("actor", Some(&it.actor));
            fields.extent(it.extent);
            fields.text("portion", it.portion.as_ref());
            fields.texts("except", &it.except);
        }
        Change::Transferred(it) => {
            fields.text("from", Some(&it.from));
            fields.text("to", Some(&it.to));
            fields.extent(it.extent);
            fields.text("portion", it.portion.as_ref());
            fields.texts("except", &it.except);
        }
        Change::Observed(it) => {
            // A holder that is called `until` can stand only under `shares`.
            if it.shares.iter().any(|(holder, _)| holder == "until") {
                fields.put("shares", shares(&it.shares));
                fields.text("until", it.until);
            } else {
                let until = it.until.map(|until| ("until", Node::text(until.to_string())));
                return Node::table(rows(&it.shares).chain(until));
            }
        }
        Change::Became(it) => return shares(&it.shares),
        Change::Attacked(it) => {
            fields.text("by", Some(&it.by));
            fields.text("until", it.until);
        }
        Change::Fought(it) => {
            fields.texts("between", &it.between);
            fields.text("until", it.until);
        }
        Change::Repelled(it) => {
            fields.text("attacker", Some(&it.attacker));
            fields.text("by", it.by.as_ref());
        }
        Change::Besieged(it) => fields.text("by", Some(&it.by)),
        Change::FireControl(it) => fields.text("by", Some(&it.by)),
        Change::Unknown | Change::SiegeLifted | Change::FireControlLost => {}
        Change::Denied(it) => fields.text("event", Some(&it.event)),
        Change::Noted(it) => {
            fields.text("kind", Some(it.kind));
            fields.text("by", it.by.as_ref());
            fields.text("portion", it.portion.as_ref());
            if !it.numbers.is_empty() {
                let numbers = it.numbers.iter().map(|(of, quantity)| (of.as_str(), Node::text(quantity.to_string())));
                fields.put("numbers", Node::table(numbers));
            }
        }
    }
    fields.table()
}

fn accepted(accepted: &Accepted) -> Node {
    let mut fields = Fields::default();
    fields.text("finding", Some(accepted.finding));
    fields.texts("events", &accepted.events);
    fields.text("place", accepted.place.as_ref());
    fields.text("actor", accepted.actor.as_ref());
    fields.text("source", accepted.source.as_ref());
    fields.text("reason", Some(&accepted.reason));
    fields.table()
}
