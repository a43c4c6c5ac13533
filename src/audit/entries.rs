//! Findings on the entries of a record: their dates, names, references and citations.

use std::collections::{HashMap, HashSet};

use super::finding::{Finding, Severity};
use super::lines::{line_of, line_of_first_event};
use crate::facts::{Facts, circles};
use crate::numbers::{EventNo, Numbered, PlaceNo};
use crate::reading::independently_attributed;
use crate::scenario::{Actor, Change, Event, FindingKind};
use crate::share::Share;
use crate::time::{Moment, day_number};

/// Returns all findings on the entries of a history.
pub(super) fn findings(facts: &Facts) -> Vec<Finding> {
    let mut found = Vec::new();
    for (_, event) in facts.numbered_events() {
        outside_its_time(facts, event, &mut found);
        recorded_too_early(event, &mut found);
        same_as_apart(facts, event, &mut found);
        denied(facts, event, &mut found);
    }
    denials_in_a_circle(facts, &mut found);
    told_twice(facts, &mut found);
    far_from_others(facts, &mut found);
    names_shared(facts, &mut found);
    uncited(facts, &mut found);
    unreached(facts, &mut found);
    unnamed(facts, &mut found);
    for finding in found.iter_mut().filter(|finding| !finding.events.is_empty()) {
        finding.line = line_of_first_event(facts, finding);
    }
    found
}

/// Returns a finding about an event and its place.
fn about(event: &Event, kind: FindingKind, severity: Severity, sentence: String) -> Finding {
    let mut finding = Finding::new(kind, severity, sentence);
    finding.events.push(event.name().to_owned());
    finding.place = Some(event.place.clone());
    finding
}

/// Returns the events in the order of the record.
fn events_in_order(facts: &Facts) -> impl Iterator<Item = &Event> {
    facts.events_in_record_order().map(|(_, event)| event)
}

/// Returns the ids of the actors that an event says did something or held something, each once.
fn acting(event: &Event) -> Vec<&str> {
    let mut seen = HashSet::new();
    let with = event.with.iter().map(String::as_str);
    let held_none =
        |actor: &str| event.change.shares().is_some_and(|shares| shares.iter().any(|row| row == (actor, Share::NONE)));
    let named = event.change.actors().into_iter().filter(|actor| !held_none(actor));
    named.chain(with).filter(|actor| seen.insert(*actor)).collect()
}

/// Finds actors that act before they exist, or after they have ceased to.
fn outside_its_time(facts: &Facts, event: &Event, found: &mut Vec<Finding>) {
    let span = event.when.span();
    for actor in acting(event).into_iter().filter_map(|id| facts.actor_names.id(id).map(|actor| &facts.actors[actor])) {
        let Actor { id, from, until, .. } = actor;
        let early = from.zip(span.latest()).filter(|(from, latest)| *latest <= Moment::opening(*from));
        let late = until.zip(span.earliest()).filter(|(until, earliest)| *earliest >= Moment::close(*until));
        let why = match (early, late) {
            (Some((from, _)), _) => format!("which is there only from {from} on"),
            (_, Some((until, _))) => format!("which is there only until {until}"),
            _ => continue,
        };
        let sentence = format!("`{}` of {} names {id}, {why}", event.name(), event.when);
        let mut finding = about(event, FindingKind::OutsideItsTime, Severity::Warning, sentence);
        finding.actor = Some(id.clone());
        found.push(finding);
    }
}

/// Finds an event that became known before it can have happened.
fn recorded_too_early(event: &Event, found: &mut Vec<Finding>) {
    let Some((recorded, earliest)) = event.recorded.zip(event.when.span().earliest()) else { return };
    if Moment::close(recorded) <= earliest {
        let sentence = format!("`{}` of {} became known on {recorded}, before it happened", event.name(), event.when);
        found.push(about(event, FindingKind::RecordedTooEarly, Severity::Warning, sentence));
    }
}

/// Finds two versions of one event whose dates have no moment in common.
fn same_as_apart(facts: &Facts, event: &Event, found: &mut Vec<Finding>) {
    let Some(other) = event.same_as.as_ref().and_then(|id| facts.find_event(id).map(|number| facts.event(number)))
    else {
        return;
    };
    if event.when.span().precedes(other.when.span()) || other.when.span().precedes(event.when.span()) {
        let (name, version) = (event.name(), other.name());
        let sentence = format!(
            "`{name}` of {} is said to be the same as `{version}` of {}; their dates have no moment in common",
            event.when, other.when
        );
        let mut finding = about(event, FindingKind::SameAsApart, Severity::Warning, sentence);
        finding.events.push(version.to_owned());
        found.push(finding);
    }
}

/// Finds the event that a denial denies.
fn denied(facts: &Facts, event: &Event, found: &mut Vec<Finding>) {
    let Change::Denied(denial) = &event.change else { return };
    let Ok(claim) = facts.event_number(&denial.event).map(|number| facts.event(number)) else { return };
    let (name, by) = (claim.name(), event.claimed_by.join(", "));
    let by = if by.is_empty() { String::new() } else { format!(" by {by}") };
    let sentence = format!("`{name}` is denied{by} (`{}`)", event.name());
    let mut finding = about(claim, FindingKind::ClaimDenied, Severity::Note, sentence);
    finding.events.push(event.name().to_owned());
    found.push(finding);
}

/// Finds denials that deny each other in a circle.
fn denials_in_a_circle(facts: &Facts, found: &mut Vec<Finding>) {
    let mut next: Numbered<EventNo, Option<EventNo>> = Numbered::default();
    for (number, event) in facts.numbered_events() {
        next.grow_to(number);
        if let Change::Denied(denial) = &event.change {
            next[number] = facts.event_number(&denial.event).ok();
        }
    }
    for circle in circles(&next) {
        let mut names: Vec<String> = circle.iter().map(|&event| facts.event(event).name().to_owned()).collect();
        let least = (0..names.len()).min_by_key(|&index| &names[index]).unwrap_or(0);
        names.rotate_left(least);
        let listed: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        let sentence = format!("{} deny each other in a circle", listed.join(", "));
        let mut finding = Finding::new(FindingKind::DenialsInACircle, Severity::Warning, sentence);
        finding.events = names;
        found.push(finding);
    }
}

/// Finds events that say the same about who holds a place, of the same date, and are not marked as versions of one event.
/// Independent sources that say the same corroborate each other.
fn told_twice(facts: &Facts, found: &mut Vec<Finding>) {
    let mut known: HashMap<(&str, String), Vec<&Event>> = HashMap::new();
    for event in events_in_order(facts) {
        if !event.change.concerns_holders() || event.same_as.is_some() {
            continue;
        }
        let before = known.entry((&event.place, event.when.to_string())).or_default();
        let same = |first: &&&Event| first.change == event.change && !independently_attributed(first, event);
        if let Some(first) = before.iter().find(same) {
            let sentence = format!("`{}` says what `{}` says already, of the same date", event.name(), first.name());
            let mut finding = about(event, FindingKind::ToldTwice, Severity::Note, sentence);
            finding.events.push(first.name().to_owned());
            found.push(finding);
        } else {
            before.push(event);
        }
    }
}

/// How many times the extent of all other events an event must lie apart from them to be far.
const FAR: i64 = 4;

/// Finds a first or last event that is far from all others in time, probably because its year is wrong. Among fewer than
/// six events none is called far.
fn far_from_others(facts: &Facts, found: &mut Vec<Finding>) {
    let day = |event: &Event| event.when.first_day().map(day_number);
    let mut days: Vec<(i64, &Event)> = events_in_order(facts).filter_map(|event| Some((day(event)?, event))).collect();
    days.sort_by_key(|(day, event)| (*day, event.name()));
    let count = days.len();
    if count < 6 {
        return;
    }
    let far = |gap: i64, extent: i64| gap > 366 && gap > FAR.saturating_mul(extent);
    let first = far(days[1].0 - days[0].0, days[count - 1].0 - days[1].0).then_some(days[0].1);
    let last = far(days[count - 1].0 - days[count - 2].0, days[count - 2].0 - days[0].0).then_some(days[count - 1].1);
    for event in first.into_iter().chain(last) {
        let sentence =
            format!("`{}` of {} lies far from all other events; is the year right?", event.name(), event.when);
        found.push(about(event, FindingKind::FarFromOthers, Severity::Warning, sentence));
    }
}

/// Finds names that several places or several actors share, so that none of them can be found by it.
fn names_shared(facts: &Facts, found: &mut Vec<Finding>) {
    let mut find = |kind: &str, given: &str, ids: Vec<String>| {
        let listed: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
        let sentence = format!("`{given}` names more than one {kind}: {}", listed.join(" and "));
        let mut finding = Finding::new(FindingKind::NameShared, Severity::Note, sentence);
        match kind {
            "place" => finding.place = ids.into_iter().next(),
            _ => finding.actor = ids.into_iter().next(),
        }
        found.push(finding);
    };
    for (name, ids) in facts.place_names.shared() {
        find("place", name, ids);
    }
    for (name, ids) in facts.actor_names.shared() {
        find("actor", name, ids);
    }
}

/// Finds sources that nothing cites, and, if the record has sources, events and baselines that cite none.
fn uncited(facts: &Facts, found: &mut Vec<Finding>) {
    let cited: HashSet<&str> = facts
        .numbered_events()
        .map(|(_, event)| event)
        .flat_map(|event| event.cites.iter().map(|cite| &*cite.source).chain(event.claimed_by.iter().map(|id| &**id)))
        .chain(
            facts
                .places
                .iter()
                .filter_map(|place| place.baseline.as_ref())
                .flat_map(|baseline| baseline.cites.iter().map(|cite| &*cite.source)),
        )
        .collect();
    for (number, source) in facts.sources.numbered().filter(|(_, source)| !cited.contains(&*source.id)) {
        let sentence = format!("nothing cites the source `{}`", source.id);
        let mut finding = Finding::new(FindingKind::SourceUncited, Severity::Note, sentence);
        finding.source = Some(source.id.clone());
        finding.line = line_of(facts.written_at.sources.get(number));
        found.push(finding);
    }
    if facts.sources.len() == 0 {
        return;
    }
    for event in events_in_order(facts).filter(|event| event.cites.is_empty() && !event.inferred) {
        let sentence = format!("`{}` cites no source, and is not marked as inferred", event.name());
        found.push(about(event, FindingKind::Uncited, Severity::Note, sentence));
    }
    for (number, place) in facts.places.numbered() {
        if place.baseline.as_ref().is_some_and(|baseline| baseline.cites.is_empty() && !baseline.inferred) {
            let sentence = format!("the baseline of `{}` cites no source, and is not marked as inferred", place.id);
            let mut finding = Finding::new(FindingKind::Uncited, Severity::Note, sentence);
            finding.place = Some(place.id.clone());
            finding.line = line_of(facts.written_at.places.get(number));
            found.push(finding);
        }
    }
}

/// Finds places that no event reaches, neither there nor around nor within. An event does not reach the places that it
/// excepts.
fn unreached(facts: &Facts, found: &mut Vec<Finding>) {
    let tree = facts.tree();
    let mut reached: Numbered<PlaceNo, bool> = facts.places.iter().map(|_| false).collect();
    let mut events_at: Numbered<PlaceNo, Vec<&Event>> = facts.places.iter().map(|_| Vec::new()).collect();
    for (_, event) in facts.numbered_events() {
        if let Some(place) = facts.place_of(event) {
            events_at[place].push(event);
            reached[place] = true;
            for outer in tree.around(place) {
                reached[outer] = true;
            }
        }
    }
    for (number, place) in facts.places.numbered() {
        let mut excepted: Vec<&str> = vec![&place.id];
        let reaches =
            |event: &&Event, excepted: &[&str]| !event.change.except().iter().any(|id| excepted.contains(&&**id));
        let from_outside = tree.around(number).any(|outer| {
            let reaches = events_at[outer].iter().any(|event| reaches(event, &excepted));
            excepted.push(&facts.places[outer].id);
            reaches
        });
        if !reached[number] && !from_outside {
            let sentence = format!("no event reaches `{}`", place.id);
            let mut finding = Finding::new(FindingKind::PlaceUnreached, Severity::Note, sentence);
            finding.place = Some(place.id.clone());
            finding.line = line_of(facts.written_at.places.get(number));
            found.push(finding);
        }
    }
}

/// Finds actors that no event, baseline or allegiance names.
fn unnamed(facts: &Facts, found: &mut Vec<Finding>) {
    let claiming = events_in_order(facts).flat_map(|event| event.claimed_by.iter().map(|id| &**id));
    let named: HashSet<&str> = facts
        .numbered_events()
        .map(|(_, event)| event)
        .flat_map(acting)
        .chain(claiming)
        .chain(
            facts
                .places
                .iter()
                .filter_map(|place| place.baseline.as_ref())
                .flat_map(|baseline| baseline.shares.iter().map(|row| row.0)),
        )
        .chain(facts.actors.iter().flat_map(|actor| actor.allegiances.iter().map(|allegiance| &*allegiance.to)))
        .collect();
    for (number, actor) in facts.actors.numbered().filter(|(_, actor)| !named.contains(&*actor.id)) {
        let sentence = format!("nothing names the actor `{}`", actor.id);
        let mut finding = Finding::new(FindingKind::ActorUnnamed, Severity::Note, sentence);
        finding.actor = Some(actor.id.clone());
        finding.line = line_of(facts.written_at.actors.get(number));
        found.push(finding);
    }
}
