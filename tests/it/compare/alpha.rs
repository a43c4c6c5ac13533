//! Krippendorff's alpha.

use std::collections::BTreeSet;

use whoheld::{Actor, Agreement, History, NoteKind, Noted, Place, Scenario, compare};

use super::{history, rounded};
use crate::support::event;

/// What one observer says, a character a unit, `.` for nothing: each unit a place, each value its holder, for as many
/// days.
fn observer(values: &str, days: u8) -> History {
    let mut scenario = Scenario::default();
    for value in values.chars().filter(|value| *value != '.').collect::<BTreeSet<char>>() {
        scenario.actors.push(Actor::new(format!("v{value}")));
    }
    for (unit, value) in values.chars().enumerate() {
        let place = Place::new(format!("unit-{unit}"));
        scenario.places.push(if value == '.' { place } else { place.held_by(format!("v{value}")) });
    }
    let seen = |day: u8| event(&format!("2011-01-{day:02}"), "unit-0", Noted::kind(NoteKind::Situation));
    scenario.events.extend([seen(1).id("first"), seen(days).id("last")]);
    history(scenario)
}

/// Compared in full and by the holder of most, which for whole holders is the same.
fn agreement(a: &str, b: &str, days: u8) -> Agreement {
    let (a, b) = (observer(a, days), observer(b, days));
    let (exact, most) = (compare(&a, &b).agreement(), compare(&a, &b).agreement_on_holders());
    assert_eq!(exact, most);
    exact
}

/// Klaus Krippendorff, "Computing Krippendorff's Alpha-Reliability", 2011, examples A and B.
#[test]
fn alpha_is_that_of_the_published_examples() {
    let a = agreement("0100000010", "1110010000", 1);
    assert_eq!((a.compared, a.equal, a.compatible), (10, 6, 6));
    assert_eq!((rounded(a.percent()), rounded(a.alpha())), ("60.000".to_owned(), "0.095".to_owned()));
    let b = agreement("aabbdcccedda", "babbbccceddd", 1);
    assert_eq!((b.compared, b.equal), (12, 9));
    assert_eq!((rounded(b.percent()), rounded(b.alpha())), ("75.000".to_owned(), "0.692".to_owned()));
}

/// Units with one value or none are left out, as in the paper; they are counted on the side.
#[test]
fn silent_places_are_missing_data() {
    let a = agreement("0100000010", "1110010000", 1);
    let padded = agreement("0100000010110.", "1110010000...0", 1);
    assert_eq!((padded.only_in_a, padded.only_in_b, padded.in_neither), (3, 1, 0));
    assert_eq!((padded.compared, padded.equal, padded.alpha()), (a.compared, a.equal, a.alpha()));
    let padded = agreement("0100000010..", "1110010000.1", 1);
    assert_eq!((padded.only_in_a, padded.only_in_b, padded.in_neither), (0, 1, 1));
    assert_eq!((padded.compared, padded.alpha()), (10, a.alpha()));
    let silent = agreement("....", "0123", 1);
    assert_eq!((silent.compared, silent.only_in_b, silent.percent(), silent.alpha()), (0, 4, None, None));
}

/// Twice the days, twice the units: 1 − 39 · 16 / (40² − 28² − 12²).
#[test]
fn each_day_is_a_unit() {
    let twice = agreement("0100000010", "1110010000", 2);
    assert_eq!((twice.compared, twice.equal), (20, 12));
    assert_eq!(rounded(twice.alpha()), rounded(Some(1.0 - 39.0 * 16.0 / (1600.0 - 784.0 - 144.0))));
}

#[test]
fn alpha_is_not_defined_without_two_values() {
    let one_value = agreement("0000", "0000", 3);
    assert_eq!((one_value.percent(), one_value.alpha()), (Some(100.0), None));
    assert_eq!(agreement("0011", "0011", 1).alpha(), Some(1.0));
    assert!(agreement("0101", "1010", 1).alpha() < Some(0.0), "worse than chance");
}
