//! The evidence of who held a place before each event: how far it reaches into time.

use std::collections::HashMap;

use crate::facts::Facts;
use crate::fold::{Effect, Fold, Occurrence};
use crate::numbers::{EventNo, PlaceNo};
use crate::time::{DAY, Span, day_ending_number, day_number};

/// The evidence that reaches furthest into time among what comes before an event.
#[derive(Clone, Copy, Debug)]
pub(super) struct Evidence {
    /// The last day to which it can be dated; `i64::MIN` if it comes before all events, as a baseline without a day does.
    pub(super) last_day: i64,
    /// The event; `None` for a baseline.
    pub(super) event: Option<EventNo>,
}

impl Default for Evidence {
    /// No evidence.
    fn default() -> Self {
        Self { last_day: i64::MIN, event: None }
    }
}

/// Returns, for each observation at a place, the evidence before it in the narrative order: baselines that state their
/// day, and events about the division, at the place, within it, or around it without leaving it out.
pub(super) fn at(facts: &Facts, fold: &Fold, place: PlaceNo) -> HashMap<EventNo, Evidence> {
    let mut found = HashMap::new();
    let observed =
        |event: EventNo| fold.occurrence(event).is_some_and(|it| matches!(it.effect, Effect::Observed { .. }));
    if !fold.chain(place).iter().filter_map(|state| state.event).any(observed) {
        return found;
    }
    let tree = facts.tree();
    let stated_on = |place: PlaceNo| facts.places[place].baseline.as_ref().and_then(|baseline| baseline.on);
    let days = tree.with_around(place).chain(tree.within(place)).filter_map(stated_on).map(day_number);
    let mut evidence = Evidence { last_day: days.max().unwrap_or(i64::MIN), event: None };
    for (event, ..) in fold.divisions_in_order(place) {
        let Some((number, occurrence)) = event.and_then(|number| Some((number, fold.occurrence(number)?))) else {
            continue;
        };
        if occurrence.place == place && observed(number) {
            found.insert(number, evidence);
        }
        let last_day = last_day(occurrence.span);
        if last_day >= evidence.last_day && occurrence.effect.affects_division() && !leaves_out(fold, occurrence, place)
        {
            evidence = Evidence { last_day, event: Some(number) };
        }
    }
    found
}

/// Returns whether an event leaves out a place, or one around it.
fn leaves_out(fold: &Fold, occurrence: &Occurrence, place: PlaceNo) -> bool {
    let except = occurrence.effect.except();
    !except.is_empty() && fold.tree().with_around(place).any(|outer| except.contains(&outer))
}

/// Returns the first day of a span; `i64::MIN` if that is open.
pub(super) fn first_day(span: Span) -> i64 {
    span.earliest().map_or(i64::MIN, |earliest| earliest.minutes().div_euclid(DAY))
}

/// Returns the last day of a span; `i64::MAX` if that is open.
fn last_day(span: Span) -> i64 {
    span.latest().map_or(i64::MAX, |latest| day_ending_number(latest.minutes()))
}
