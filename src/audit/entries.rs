//! What is odd in the entries of a record: what refers to what, and when.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::line;
use super::{Finding, FindingKind, Severity};
use crate::actor::Actor;
use crate::change::Change;
use crate::check::circles;
use crate::event::Event;
use crate::history::History;
use crate::moment::Moment;

/// All findings on the entries of a history.
pub(super) fn findings(history: &History) -> Vec<Finding> {
    let mut found = Vec::new();
    for (_, event) in history.live_events() {
        outside_its_time(history, event, &mut found);
        recorded_too_early(event, &mut found);
        same_as_apart(history, event, &mut found);
        denied(history, event, &mut found);
    }
    denials_in_a_circle(history, &mut found);
    told_twice(history, &mut found);
    far_from_others(history, &mut found);
    names_shared(history, &mut found);
    uncited(history, &mut found);
    unreached(history, &mut found);
    unnamed(history, &mut found);
    for finding in found.iter_mut().filter(|finding| !finding.events.is_empty()) {
        finding.line = line(&history.written_at().events, history.event_number(&finding.events[0]).ok());
    }
    found
}

fn about(event: &Event, kind: FindingKind, severity: Severity, sentence: String) -> Finding {
    let mut finding = Finding::new(kind, severity, sentence);
    finding.events.push(event.name().to_owned());
    finding.place = Some(event.place.clone());
    finding
}

/// The actors that an event says did something or held something.
fn acting(event: &Event) -> Vec<&str> {
    let mut actors: Vec<&str> = match &event.change {
        Change::Captured(it) | Change::Recaptured(it) => {
            std::iter::once(&it.by).chain(&it.from).map(|id| &**id).collect()
        }
        Change::Withdrew(it) => vec![&it.actor],
        Change::Transferred(it) => vec![&it.from, &it.to],
        Change::Observed(shares) => shares.iter().map(|(holder, _)| holder).collect(),
        Change::Attacked(it) => vec![&it.by],
        Change::Fought(it) => it.between.iter().map(|id| &**id).collect(),
        Change::Repelled(it) => std::iter::once(&it.attacker).chain(&it.by).map(|id| &**id).collect(),
        Change::Besieged(it) => vec![&it.by],
        Change::FireControl(it) => vec![&it.by],
        Change::Noted(it) => it.by.iter().map(|id| &**id).collect(),
        Change::SiegeLifted | Change::FireControlLost | Change::Denied(_) => Vec::new(),
    };
    actors.extend(event.with.iter().map(|id| &**id));
    let mut seen = HashSet::new();
    actors.retain(|actor| seen.insert(*actor));
    actors
}

/// Actors that act before they are there, or after they have gone.
fn outside_its_time(history: &History, event: &Event, found: &mut Vec<Finding>) {
    let span = event.when.span();
    for actor in acting(event).into_iter().filter_map(|id| history.actor(id).ok()) {
        let Actor { id, from, until, .. } = actor;
        let opens = |day: NaiveDate| Moment::opening(day);
        let early = from.zip(span.latest).filter(|(from, latest)| *latest <= opens(*from));
        let late = until.zip(span.earliest).filter(|(until, earliest)| *earliest >= opens(*until));
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

fn recorded_too_early(event: &Event, found: &mut Vec<Finding>) {
    let Some((recorded, earliest)) = event.recorded.zip(event.when.span().earliest) else { return };
    if Moment::close(recorded) <= earliest {
        let sentence = format!("`{}` of {} became known on {recorded}, before it happened", event.name(), event.when);
        found.push(about(event, FindingKind::RecordedTooEarly, Severity::Warning, sentence));
    }
}

/// One happening has one date.
fn same_as_apart(history: &History, event: &Event, found: &mut Vec<Finding>) {
    let Some(other) = event.same_as.as_ref().and_then(|id| history.event(id).ok()) else { return };
    if event.when.span().precedes(other.when.span()) || other.when.span().precedes(event.when.span()) {
        let (name, twin) = (event.name(), other.name());
        let sentence = format!(
            "`{name}` of {} is said to be the same as `{twin}` of {}; their dates have no moment in common",
            event.when, other.when
        );
        let mut finding = about(event, FindingKind::SameAsApart, Severity::Warning, sentence);
        finding.events.push(twin.to_owned());
        found.push(finding);
    }
}

fn denied(history: &History, event: &Event, found: &mut Vec<Finding>) {
    let Change::Denied(denial) = &event.change else { return };
    let Ok(claim) = history.event(&denial.event) else { return };
    let (name, by) = (claim.name(), event.claimed_by.join(", "));
    let by = if by.is_empty() { String::new() } else { format!(" by {by}") };
    let sentence = format!("`{name}` is denied{by} (`{}`)", event.name());
    let mut finding = about(claim, FindingKind::ClaimDenied, Severity::Note, sentence);
    finding.events.push(event.name().to_owned());
    found.push(finding);
}

fn denials_in_a_circle(history: &History, found: &mut Vec<Finding>) {
    let numbers: Vec<u32> = history.live_events().map(|(number, _)| number).collect();
    let mut next = vec![None; numbers.iter().max().map_or(0, |last| *last as usize + 1)];
    for (number, event) in history.live_events() {
        if let Change::Denied(denial) = &event.change {
            next[number as usize] = history.event_number(&denial.event).ok();
        }
    }
    for circle in circles(&next) {
        let mut names: Vec<String> = circle.iter().map(|&at| history.event_at(at).name().to_owned()).collect();
        let least = (0..names.len()).min_by_key(|&at| &names[at]).unwrap_or(0);
        names.rotate_left(least);
        let listed: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        let sentence = format!("{} deny each other in a circle", listed.join(", "));
        let mut finding = Finding::new(FindingKind::DenialsInACircle, Severity::Warning, sentence);
        finding.events = names;
        found.push(finding);
    }
}

/// Events that say the same of who holds a place, and are not said to be one.
fn told_twice(history: &History, found: &mut Vec<Finding>) {
    let mut known: HashMap<(&str, String), Vec<&Event>> = HashMap::new();
    for event in history.events() {
        let bears = matches!(
            event.change,
            Change::Captured(_)
                | Change::Recaptured(_)
                | Change::Withdrew(_)
                | Change::Transferred(_)
                | Change::Observed(_)
        );
        if !bears || event.same_as.is_some() {
            continue;
        }
        let before = known.entry((&event.place, event.when.to_string())).or_default();
        if let Some(first) = before.iter().find(|first| first.change == event.change) {
            let sentence = format!("`{}` says what `{}` says already, of the same date", event.name(), first.name());
            let mut finding = about(event, FindingKind::ToldTwice, Severity::Note, sentence);
            finding.events.push(first.name().to_owned());
            found.push(finding);
        } else {
            before.push(event);
        }
    }
}

/// How many times as far as all the others lie apart an event lies from them, to be told of.
const FAR: i64 = 4;

/// Events that lie far from all others in time. Few events have no others to lie far from.
fn far_from_others(history: &History, found: &mut Vec<Finding>) {
    let day = |event: &Event| event.when.first_day().map(crate::history::day_number);
    let mut days: Vec<(i64, &Event)> = history.events().filter_map(|event| Some((day(event)?, event))).collect();
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

/// Names by which none of two things can be found.
fn names_shared(history: &History, found: &mut Vec<Finding>) {
    let mut tell = |kind: &str, given: &str, ids: Vec<String>| {
        let listed: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
        let sentence = format!("`{given}` names more than one {kind}: {}", listed.join(" and "));
        let mut finding = Finding::new(FindingKind::NameShared, Severity::Note, sentence);
        match kind {
            "place" => finding.place = ids.into_iter().next(),
            _ => finding.actor = ids.into_iter().next(),
        }
        found.push(finding);
    };
    for (kind, names) in [("place", history.place_names()), ("actor", history.actor_names())] {
        for (name, ids) in names.shared() {
            tell(kind, name, ids);
        }
    }
}

/// Sources that nothing cites, and what cites none where the record has sources.
fn uncited(history: &History, found: &mut Vec<Finding>) {
    let cited: HashSet<&str> = history
        .events()
        .flat_map(|event| event.cites.iter().map(|cite| &*cite.source).chain(event.claimed_by.iter().map(|id| &**id)))
        .chain(
            history
                .places()
                .filter_map(|place| place.baseline.as_ref())
                .flat_map(|it| it.cites.iter().map(|cite| &*cite.source)),
        )
        .collect();
    for (number, source) in (0..).zip(history.sources()).filter(|(_, source)| !cited.contains(&*source.id)) {
        let sentence = format!("nothing cites the source `{}`", source.id);
        let mut finding = Finding::new(FindingKind::SourceUncited, Severity::Note, sentence);
        finding.source = Some(source.id.clone());
        finding.line = line(&history.written_at().sources, Some(number));
        found.push(finding);
    }
    if history.sources().len() == 0 {
        return;
    }
    for event in history.events().filter(|event| event.cites.is_empty() && !event.inferred) {
        let sentence = format!("`{}` cites no source, and is not marked as inferred", event.name());
        found.push(about(event, FindingKind::Uncited, Severity::Note, sentence));
    }
    for (number, place) in (0..).zip(history.places()) {
        if place.baseline.as_ref().is_some_and(|baseline| baseline.cites.is_empty() && !baseline.inferred) {
            let sentence = format!("the baseline of `{}` cites no source, and is not marked as inferred", place.id);
            let mut finding = Finding::new(FindingKind::Uncited, Severity::Note, sentence);
            finding.place = Some(place.id.clone());
            finding.line = line(&history.written_at().places, Some(number));
            found.push(finding);
        }
    }
}

/// Places at which, around which and within which nothing happens. What an event leaves out it does not reach.
fn unreached(history: &History, found: &mut Vec<Finding>) {
    let fold = history.fold();
    let mut reached = vec![false; history.places().len()];
    let mut events_at: Vec<Vec<&Event>> = vec![Vec::new(); reached.len()];
    for (_, event) in history.live_events() {
        if let Some(place) = history.place_names().id(&event.place) {
            events_at[place as usize].push(event);
            reached[place as usize] = true;
            for outer in fold.around(place) {
                reached[outer as usize] = true;
            }
        }
    }
    for (number, place) in (0..).zip(history.places()) {
        let mut spared: Vec<&str> = vec![&place.id];
        let reaches = |event: &&Event, spared: &[&str]| !except(event).iter().any(|id| spared.contains(&&**id));
        let from_outside = fold.around(number).any(|outer| {
            let reaches = events_at[outer as usize].iter().any(|event| reaches(event, &spared));
            spared.push(&history.place_at(outer).id);
            reaches
        });
        if !reached[number as usize] && !from_outside {
            let sentence = format!("no event reaches `{}`", place.id);
            let mut finding = Finding::new(FindingKind::PlaceUnreached, Severity::Note, sentence);
            finding.place = Some(place.id.clone());
            finding.line = line(&history.written_at().places, Some(number));
            found.push(finding);
        }
    }
}

/// The places that an event leaves out.
fn except(event: &Event) -> &[String] {
    match &event.change {
        Change::Captured(it) | Change::Recaptured(it) => &it.except,
        Change::Withdrew(it) => &it.except,
        Change::Transferred(it) => &it.except,
        _ => &[],
    }
}

/// Actors that no event, baseline or allegiance names.
fn unnamed(history: &History, found: &mut Vec<Finding>) {
    let claiming = history.events().flat_map(|event| event.claimed_by.iter().map(|id| &**id));
    let named: HashSet<&str> = history
        .events()
        .flat_map(acting)
        .chain(claiming)
        .chain(
            history
                .places()
                .filter_map(|place| place.baseline.as_ref())
                .flat_map(|it| it.shares.iter().map(|row| row.0)),
        )
        .chain(history.actors().flat_map(|actor| actor.allegiances.iter().map(|it| &*it.to)))
        .collect();
    for (number, actor) in (0..).zip(history.actors()).filter(|(_, actor)| !named.contains(&*actor.id)) {
        let sentence = format!("nothing names the actor `{}`", actor.id);
        let mut finding = Finding::new(FindingKind::ActorUnnamed, Severity::Note, sentence);
        finding.actor = Some(actor.id.clone());
        finding.line = line(&history.written_at().actors, Some(number));
        found.push(finding);
    }
}
