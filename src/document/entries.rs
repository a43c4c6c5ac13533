//! Reads the entries of a document: actors, sources, places, events and acceptances.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::keys::{DOCUMENT_KEYS, EVENT_KEYS};
use super::locate::Entries;
use super::mistake::Suggestion;
use super::node::{Node, Value};
use super::reader::{FORMAT, Faults, Fields, Reader};
use crate::facts::MistakeKind;
use crate::scenario::{
    Accepted, Actor, Allegiance, Baseline, Change, Citation, Covers, Event, FindingKind, NoteKind, Noted, Place,
    Scenario, Source,
};
use crate::share::{Fraction, Share};
use crate::time::When;

/// Reads as much of a scenario as can be read. Returns it with the entries in the document and the mistakes.
pub(super) fn scenario(node: &Node) -> (Scenario, Entries<'_>, Faults) {
    let mut reader = Reader { later_format: later_format(node), ..Reader::default() };
    let mut scenario = Scenario::default();
    let mut entries = Entries { document: Some(node), ..Entries::default() };
    let Some(fields) = reader.fields(node, "", &DOCUMENT_KEYS) else {
        return (scenario, entries, reader.faults);
    };
    match fields.get("format").map(|node| (node, &node.value)) {
        Some((_, Value::Integer(FORMAT))) => {}
        Some((node, Value::Integer(other))) => {
            let message = format!("format {other} is not known here; this version reads format {FORMAT}");
            reader.fault(MistakeKind::Format, node, "format", message).suggestion =
                Some(Suggestion::plain(FORMAT.to_string()));
        }
        Some((node, _)) => {
            let message = format!("the format is a whole number: `format = {FORMAT}`");
            let sure = node.as_text().is_some_and(|text| text.trim() == FORMAT.to_string());
            reader.fault(MistakeKind::Format, node, "format", message).suggestion =
                Some(Suggestion::plain(FORMAT.to_string()).safe_if(sure));
        }
        None => {
            let start = Node { span: Some(0..0), value: Value::Null };
            let message = format!("the key `format` is missing; write `format = {FORMAT}` at the top");
            let line = Suggestion::plain(format!("format = {FORMAT}\n")).safe_if(true);
            reader.fault(MistakeKind::Format, &start, "format", message).suggestion = Some(line);
        }
    }
    scenario.title = reader.optional(fields, "title", "", Reader::text);
    scenario.licence = reader.optional(fields, "licence", "", Reader::text);
    scenario.note = reader.optional(fields, "note", "", Reader::text);
    scenario.covers = reader.optional(fields, "covers", "", Reader::covers);
    reader.read_entries(fields, "actor", &mut entries.actors, &mut scenario.actors, Reader::actor);
    reader.read_entries(fields, "source", &mut entries.sources, &mut scenario.sources, Reader::source);
    reader.read_entries(fields, "place", &mut entries.places, &mut scenario.places, Reader::place);
    reader.read_entries(fields, "event", &mut entries.events, &mut scenario.events, Reader::event);
    reader.read_entries(fields, "accepted", &mut entries.accepted, &mut scenario.accepted, Reader::accepted);
    (scenario, entries, reader.faults)
}

/// Reads one event. Returns it with the mistakes.
pub(super) fn event(node: &Node) -> (Option<Event>, Faults) {
    let mut reader = Reader::default();
    let event = reader.event(node, "");
    (event, reader.faults)
}

/// Returns the format of a document, if it is later than the one that this version reads.
fn later_format(node: &Node) -> Option<i64> {
    match node.step(&"format".into()).value {
        Value::Integer(format) if format > FORMAT => Some(format),
        _ => None,
    }
}

impl Reader {
    fn covers(&mut self, node: &Node, path: &str) -> Option<Covers> {
        let fields = self.fields(node, path, &["from", "until"])?;
        let from = self.optional(fields, "from", path, Self::day);
        let until = self.optional(fields, "until", path, Self::day);
        Some(Covers { from, until })
    }

    fn actor(&mut self, node: &Node, path: &str) -> Option<Actor> {
        let fields =
            self.fields(node, path, &["id", "name", "names", "aliases", "allegiance", "from", "until", "note"])?;
        let mut actor = Actor::new(self.required(fields, "id", path, Self::text).unwrap_or_default());
        actor.names = self.names(fields, path);
        actor.aliases = self.optional(fields, "aliases", path, Self::texts).unwrap_or_default();
        actor.from = self.optional(fields, "from", path, Self::day);
        actor.until = self.optional(fields, "until", path, Self::day);
        actor.note = self.optional(fields, "note", path, Self::text);
        if let Some(node) = fields.get("allegiance") {
            if let Value::Text(to) = &node.value {
                actor = actor.answers_to(to.as_str());
            } else {
                actor.allegiances = self.list(node, path, Self::allegiance).unwrap_or_default();
            }
        }
        Some(actor)
    }

    fn allegiance(&mut self, node: &Node, path: &str) -> Option<Allegiance> {
        let fields = self.fields(node, path, &["to", "from", "until", "credence", "cites", "recorded", "note"])?;
        let mut allegiance = Allegiance::to(self.required(fields, "to", path, Self::text)?);
        allegiance.from = self.optional(fields, "from", path, Self::day);
        allegiance.until = self.optional(fields, "until", path, Self::day);
        allegiance.credence = self.optional(fields, "credence", path, Self::parsed).unwrap_or_default();
        allegiance.cites = self.cites(fields, path);
        allegiance.recorded = self.optional(fields, "recorded", path, Self::day);
        allegiance.note = self.optional(fields, "note", path, Self::text);
        Some(allegiance)
    }

    fn source(&mut self, node: &Node, path: &str) -> Option<Source> {
        let fields =
            self.fields(node, path, &["id", "title", "outlet", "address", "published", "licence", "side", "note"])?;
        let mut source = Source::new(self.required(fields, "id", path, Self::text).unwrap_or_default());
        source.title = self.optional(fields, "title", path, Self::text);
        source.outlet = self.optional(fields, "outlet", path, Self::text);
        source.address = self.optional(fields, "address", path, Self::text);
        source.published = self.optional(fields, "published", path, Self::parsed::<When>);
        source.licence = self.optional(fields, "licence", path, Self::text);
        source.side = self.optional(fields, "side", path, Self::text);
        source.note = self.optional(fields, "note", path, Self::text);
        Some(source)
    }

    fn place(&mut self, node: &Node, path: &str) -> Option<Place> {
        let fields = self.fields(
            node,
            path,
            &[
                "id", "name", "names", "aliases", "kind", "within", "fraction", "divided", "point", "tile", "baseline",
                "note",
            ],
        )?;
        let mut place = Place::new(self.required(fields, "id", path, Self::text).unwrap_or_default());
        place.names = self.names(fields, path);
        place.aliases = self.optional(fields, "aliases", path, Self::texts).unwrap_or_default();
        place.kind = self.optional(fields, "kind", path, Self::text);
        place.within = self.optional(fields, "within", path, Self::text);
        place.fraction = self.optional(fields, "fraction", path, Self::fraction);
        place.divided = self.optional(fields, "divided", path, Self::boolean).unwrap_or_default();
        place.note = self.optional(fields, "note", path, Self::text);
        if let Some(node) = fields.get("point") {
            place.point = self.pair(node, path, Self::number, "a point is `[latitude, longitude]` in degrees");
        }
        if let Some(node) = fields.get("tile") {
            let message = "a tile is `[column, row]`, two small whole numbers";
            if let Some([column, row]) = self.pair(node, path, Self::integer, message) {
                match (i32::try_from(column), i32::try_from(row)) {
                    (Ok(column), Ok(row)) => place.tile = Some([column, row]),
                    _ => {
                        self.fault(MistakeKind::BadValue, node, path, message);
                    }
                }
            }
        }
        place.baseline = self.optional(fields, "baseline", path, Self::baseline);
        Some(place)
    }

    fn fraction(&mut self, node: &Node, path: &str) -> Option<Fraction> {
        let fraction = match &node.value {
            Value::List(_) => {
                let message = "bounds of a fraction are two numbers, like `[0.4, 0.6]`";
                let [low, high] = self.pair(node, path, Self::number, message)?;
                Fraction::between(low, high)
            }
            Value::Text(text) => {
                // A share such as `half` or `40` suggests how the number is written.
                let share = text.parse::<Share>().ok().or_else(|| format!("{text}%").parse().ok());
                let number = |permille: u16| f64::from(permille) / 1000.0;
                let meant = share.filter(|share| !share.is_none()).map(|share| {
                    let (low, high) = (number(share.at_least()), number(share.at_most()));
                    if share.is_exact() { low.to_string() } else { format!("[{low}, {high}]") }
                });
                let wanted = meant.as_ref().map_or("a number".to_owned(), |meant| format!("a number like {meant}"));
                self.wrong_kind(node, path, &wanted).suggestion = meant.map(Suggestion::plain);
                return None;
            }
            _ => Fraction::of(self.number(node, path)?),
        };
        match fraction {
            Ok(fraction) => Some(fraction),
            Err(error) => {
                let meant = match &node.value {
                    // The number may be a percentage; the bounds may be reversed.
                    #[expect(clippy::cast_precision_loss, reason = "numbers up to 100")]
                    Value::Integer(percent) if (2..=100).contains(percent) => {
                        Some((*percent as f64 / 100.0).to_string())
                    }
                    Value::Float(percent) if (2.0..=100.0).contains(percent) => Some((percent / 100.0).to_string()),
                    Value::List(items) => {
                        match items.iter().map(|item| self.number(item, path)).collect::<Vec<_>>()[..] {
                            [Some(high), Some(low)] if Fraction::between(low, high).is_ok() => {
                                Some(format!("[{low}, {high}]"))
                            }
                            _ => None,
                        }
                    }
                    _ => None,
                };
                let hint = meant.as_ref().map_or(String::new(), |meant| format!("; did you mean {meant}?"));
                let message = format!("{error}{hint}");
                self.fault(MistakeKind::BadValue, node, path, message).suggestion = meant.map(Suggestion::plain);
                None
            }
        }
    }

    fn baseline(&mut self, node: &Node, path: &str) -> Option<Baseline> {
        if let Value::Text(holder) = &node.value {
            return Some(Baseline::held_by(holder.as_str()));
        }
        let fields = self.fields(node, path, &["held_by", "shares", "on", "credence", "inferred", "cites", "note"])?;
        let mut baseline = match (fields.get("held_by"), fields.get("shares")) {
            (Some(holder), None) => Baseline::held_by(self.text(holder, path)?),
            (None, Some(shares)) => Baseline::shared(self.shares(shares, path)?),
            _ => {
                let message = "a baseline says either `held_by` or `shares`";
                self.fault(MistakeKind::Impossible, node, path, message);
                return None;
            }
        };
        baseline.on = self.optional(fields, "on", path, Self::day);
        baseline.credence = self.optional(fields, "credence", path, Self::parsed).unwrap_or_default();
        baseline.inferred = self.optional(fields, "inferred", path, Self::boolean).unwrap_or_default();
        baseline.cites = self.cites(fields, path);
        baseline.note = self.optional(fields, "note", path, Self::text);
        Some(baseline)
    }

    fn event(&mut self, node: &Node, path: &str) -> Option<Event> {
        let fields = self.fields(node, path, &EVENT_KEYS)?;
        // Without these there is a mistake already. The event is still read to find its other mistakes.
        let when = self.required(fields, "when", path, Self::parsed::<When>);
        let place = self.required(fields, "place", path, Self::text).unwrap_or_default();
        let change = self.change(fields, path);
        let mut event = Event::new(
            when.unwrap_or(When::day(NaiveDate::default())),
            place,
            change.unwrap_or(Change::Noted(Noted::kind(NoteKind::Other))),
        );
        event.id = self.optional(fields, "id", path, Self::text);
        event.order = self.optional(fields, "order", path, Self::integer);
        event.with = self.optional(fields, "with", path, Self::texts).unwrap_or_default();
        event.credence = self.optional(fields, "credence", path, Self::parsed).unwrap_or_default();
        event.inferred = self.optional(fields, "inferred", path, Self::boolean).unwrap_or_default();
        event.claimed_by = self.optional(fields, "claimed_by", path, Self::texts).unwrap_or_default();
        event.cites = self.cites(fields, path);
        event.recorded = self.optional(fields, "recorded", path, Self::day);
        event.supersedes = self.optional(fields, "supersedes", path, Self::texts).unwrap_or_default();
        event.same_as = self.optional(fields, "same_as", path, Self::text);
        event.note = self.optional(fields, "note", path, Self::text);
        Some(event)
    }

    fn accepted(&mut self, node: &Node, path: &str) -> Option<Accepted> {
        let fields = self.fields(node, path, &["finding", "events", "place", "actor", "source", "reason"])?;
        let finding = self.required(fields, "finding", path, Self::parsed::<FindingKind>);
        let reason = self.required(fields, "reason", path, Self::text);
        let events = self.optional(fields, "events", path, Self::texts).unwrap_or_default();
        let place = self.optional(fields, "place", path, Self::text);
        let actor = self.optional(fields, "actor", path, Self::text);
        let source = self.optional(fields, "source", path, Self::text);
        let mut accepted = Accepted::new(finding?, reason?);
        (accepted.events, accepted.place, accepted.actor, accepted.source) = (events, place, actor, source);
        Some(accepted)
    }

    /// Reads `name`, which is in English, and `names`, which are by language.
    fn names(&mut self, fields: Fields<'_>, path: &str) -> BTreeMap<String, String> {
        let mut names = BTreeMap::new();
        if let Some(Value::Table(entries)) = fields.get("names").map(|node| &node.value) {
            for (language, name) in entries {
                let language = language.as_text().unwrap_or_default().to_owned();
                names.extend(self.text(name, &format!("{path}, names")).map(|name| (language, name)));
            }
        } else if let Some(node) = fields.get("names") {
            self.wrong_kind(node, path, "a table of names by language");
        }
        names.extend(self.optional(fields, "name", path, Self::text).map(|name| ("en".to_owned(), name)));
        names
    }

    fn cites(&mut self, fields: Fields<'_>, path: &str) -> Vec<Citation> {
        let cites = self.optional(fields, "cites", path, Self::texts).unwrap_or_default();
        cites.iter().map(|text| Citation::from(text.as_str())).collect()
    }
}
