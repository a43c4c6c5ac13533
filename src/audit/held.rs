//! Findings on actors that may hold a place before their first day or after their last (`held-outside-its-time`).

use std::collections::{BTreeMap, HashMap};

use super::finding::{Finding, Severity};
use super::lines::line_of;
use crate::facts::Facts;
use crate::fold::{Division, FIRST_MOMENT, Sides};
use crate::history::History;
use crate::numbers::{ActorNo, PlaceNo};
use crate::scenario::{Actor, FindingKind};
use crate::time::{DAY, Moment, day_ending_number, day_number};

/// Days, from the first to the last, on which what an actor holds counts as held by one that is not there.
#[derive(Clone, Copy)]
struct Absence {
    absent: ActorNo,
    days: (i64, i64),
}

/// The actors that may hold a place on days on which they are not there: for each, the first such day, and the id of the
/// actor through which it held the place, which is empty for the actor itself.
type Absentees<'h> = BTreeMap<ActorNo, (i64, &'h str)>;

/// Finds the actors that may hold a place, themselves or through those who answer to them, at the close of a day outside
/// their time.
pub(super) fn findings(history: &History, found: &mut Vec<Finding>) {
    let facts = history.facts();
    if facts.actors.iter().all(|actor| actor.from.is_none() && actor.until.is_none()) {
        return;
    }
    let fold = history.fold();
    let first_event = history.by_actor().days().map(|days| day_number(days.0));
    let mut absences: HashMap<ActorNo, Vec<Absence>> = HashMap::new();
    for place in facts.places.numbers() {
        let (begins, ends) = recorded_days(facts, place, first_event);
        let line = fold.line(place);
        let mut absentees = Absentees::new();
        for (number, interval) in line.intervals().iter().enumerate() {
            let next = line.intervals().get(number + 1);
            let first = if interval.from == FIRST_MOMENT { i64::MIN } else { day_ending_number(interval.from) };
            let last = next.map_or(i64::MAX, |next| day_ending_number(next.from) - 1);
            let days = (first.max(begins), last.min(ends));
            let divisions = line.possible(number).iter().map(|possible| fold.states().division(possible.division));
            for holder in divisions.flat_map(Division::rows).filter_map(|row| row.0.as_actor()) {
                let absences = absences.entry(holder).or_insert_with(|| absences_of(facts, fold.sides(), holder));
                add_absentees(&mut absentees, (holder, &facts.actors[holder].id), absences, days);
            }
        }
        found.extend(absentees.into_iter().map(|(absent, (day, through))| finding(facts, place, absent, day, through)));
    }
}

/// Adds those who are not there on some of the days on which a holder may hold a place.
fn add_absentees<'h>(
    absentees: &mut Absentees<'h>,
    (holder, id): (ActorNo, &'h str),
    absences: &[Absence],
    days: (i64, i64),
) {
    for absence in absences {
        let (first, last) = (absence.days.0.max(days.0), absence.days.1.min(days.1));
        // Before a record without a first day, nothing is said.
        if first <= last && first != i64::MIN {
            let through = if absence.absent == holder { "" } else { id };
            let earliest = absentees.entry(absence.absent).or_insert((first, through));
            *earliest = (*earliest).min((first, through));
        }
    }
}

/// Returns the first and the last day of which the record says who held a place. It begins with the first day that it is
/// said to cover, or else with the first event or the day of the place's baseline, whichever comes first.
fn recorded_days(facts: &Facts, place: PlaceNo, first_event: Option<i64>) -> (i64, i64) {
    let covers = facts.covers.unwrap_or_default();
    let stated_on = facts.places[place].baseline.as_ref().and_then(|baseline| baseline.on).map(day_number);
    let begins = covers.from.map(day_number).or_else(|| first_event.into_iter().chain(stated_on).min());
    (begins.unwrap_or(i64::MIN), covers.until.map_or(i64::MAX, day_number))
}

/// Returns when an actor, or one to whom it answers then, is not there.
fn absences_of(facts: &Facts, sides: &Sides, actor: ActorNo) -> Vec<Absence> {
    let mut absences = Vec::new();
    let mut pending = vec![(actor, (i64::MIN, i64::MAX), 0)];
    while let Some((absent, days, depth)) = pending.pop() {
        let Actor { from, until, .. } = &facts.actors[absent];
        let early = from.map(|from| (days.0, days.1.min(day_number(from) - 1)));
        let late = until.map(|until| (days.0.max(day_number(until) + 1), days.1));
        absences.extend(early.into_iter().chain(late).map(|days| Absence { absent, days }));
        for period in sides.periods(absent) {
            let shared = (days.0.max(period.from), days.1.min(period.until.saturating_sub(1)));
            // A reading that leaves out an allegiance can make others form a circle.
            if shared.0 <= shared.1 && depth < facts.actors.len() {
                pending.push((period.to, shared, depth + 1));
            }
        }
    }
    absences.retain(|absence| absence.days.0 <= absence.days.1);
    absences
}

/// Returns the finding that a place may be held by an actor that is not there from a day on.
fn finding(facts: &Facts, place: PlaceNo, absent: ActorNo, day: i64, through: &str) -> Finding {
    let (id, actor) = (&facts.places[place].id, &facts.actors[absent]);
    let day = Moment::from_minutes(day.saturating_mul(DAY)).date();
    let name = &actor.id;
    let through = if through.is_empty() { String::new() } else { format!(", through {through},") };
    let its_time = match (actor.from, actor.until) {
        (Some(from), _) if day < from => format!("from {from} on"),
        (_, Some(until)) => format!("until {until}"),
        _ => String::new(),
    };
    let sentence = format!("`{id}` may be held by {name}{through} from {day} on, and {name} is there only {its_time}");
    let mut finding = Finding::new(FindingKind::HeldOutsideItsTime, Severity::Warning, sentence);
    finding.place = Some(id.clone());
    finding.actor = Some(name.clone());
    finding.line = line_of(facts.written_at.places.get(place));
    finding
}
