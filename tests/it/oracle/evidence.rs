//! The basis of an answer (`DESIGN.md`, "Baseline and silence"), for a place that lies within none and has no parts.

use std::collections::BTreeSet;

use whoheld::chrono::NaiveDate;
use whoheld::{Basis, Change, Moment};

use super::divisions::{Ends, Fight};
use super::reading::{is_fresh, silence};
use super::{By, Family, Model};

/// The basis of the answer for the close of a day, and the day of the last evidence. `limit` is that of staleness.
pub(crate) fn basis(
    model: &Model,
    family: &Family<'_>,
    place: &str,
    day: NaiveDate,
    limit: Option<u32>,
) -> (Basis, Option<NaiveDate>) {
    assert_eq!(family.places(), [place], "alone");
    let (opening, t) = (Moment::opening(day).minutes(), Moment::close(day).minutes());
    let has_happened = |event: &String| family.narrowed[event].1 != i64::MAX && family.narrowed[event].1 <= t;
    let is_unknown = |event: &String| model.events[event].change == Change::Unknown;
    // "nothing from before an event `unknown` that has certainly happened": neither events nor the baseline.
    let forgotten = family.told.iter().rposition(|event| is_unknown(event) && has_happened(event));
    // "A change that moves nothing is not evidence."
    let moving = model.moving(place);
    let moves = |event: &&String| moving.contains(&((*event).clone(), place.to_owned()));
    let reports = family.told.iter().skip(forgotten.map_or(0, |last| last + 1)).filter(|event| !is_unknown(event));
    let reports = reports.filter(moves);
    let spans: Vec<(i64, i64)> = reports
        .map(|event| {
            let (earliest, latest) = family.narrowed[event];
            let until = match &model.events[event].change {
                Change::Observed(it) => it.until,
                _ => None,
            };
            let last_look = until.map_or(i64::MIN, |it| it.span().latest().map_or(i64::MAX, Moment::minutes));
            (earliest, latest.max(last_look))
        })
        .collect();
    if spans.iter().any(|(earliest, latest)| *earliest < t && *latest > opening) {
        return (Basis::Observed, Some(day));
    }
    // "A fight with a recorded end": it counts to its latest end, or where that is open to its earliest.
    let goes_on = |fight: &Fight| match fight.ends {
        Ends::Between(earliest, i64::MAX) => earliest != i64::MAX && t <= earliest,
        Ends::Between(_, latest) => t <= latest,
        Ends::WithTheDayOf(_) => false,
    };
    let ways = family.possible_worlds(t).flat_map(|(_, divisions)| &divisions.states[place].activities);
    if ways.flat_map(|way| &way.fights).any(goes_on) {
        return (Basis::Observed, Some(day));
    }
    if let Some(latest) = spans.iter().map(|span| span.1).filter(|latest| *latest <= t).max() {
        let last = Moment::from_minutes(latest).day_ending();
        let possible = match limit {
            Some(limit) if !is_fresh(model, family, place, t, limit, None) => BTreeSet::from([silence()]),
            _ => family.possible(place, t, By::Actor),
        };
        let is_silent = possible.iter().all(|control| control.rows == silence().rows);
        let is_old = limit.is_some_and(|limit| day.signed_duration_since(last).num_days() > limit.into());
        return (if is_old && is_silent { Basis::Unrecorded } else { Basis::Carried }, Some(last));
    }
    let Some(baseline) = model.places[place].baseline.as_ref().filter(|_| forgotten.is_none()) else {
        return (Basis::Unrecorded, None);
    };
    let last = baseline.on.filter(|on| *on <= day);
    let basis = match baseline.on {
        _ if limit.is_some_and(|limit| !is_fresh(model, family, place, t, limit, None)) => Basis::Unrecorded,
        Some(on) if on > day => Basis::Assumed,
        _ => Basis::Baseline,
    };
    (basis, last)
}
