//! Comparing two codings: the published examples of Krippendorff's alpha, and what asking both on every single day
//! gives, on random pairs of histories.
//!
//! `PROPTEST_CASES=2000 cargo test --test compare` goes further than the default.

mod oracle;
mod random;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use oracle::exact::Choices;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use random::{ALL, Record, config, record};
use whoheld::chrono::NaiveDate;
use whoheld::{
    Actor, Agreement, Allegiance, Answer, Attacked, Baseline, Besieged, Captured, Comparison, Control, Disagreement,
    DisagreementKind, DisagreementRecord, Event, History, NoteKind, Noted, Place, Scenario, Share, Shares, View,
    compare,
};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn history(scenario: Scenario) -> History {
    History::try_from(scenario).unwrap_or_else(|refusals| panic!("{refusals}"))
}

fn event(when: &str, place: &str, change: impl Into<whoheld::Change>) -> Event {
    Event::new(when.parse().unwrap_or_else(|error| panic!("{error}")), place, change)
}

// ------------------------------------------------------------------------------------------------ Krippendorff's alpha

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

fn rounded(figure: Option<f64>) -> String {
    figure.map_or("none".to_owned(), |figure| format!("{figure:.3}"))
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

// ------------------------------------------------------------------------------------------------------ small codings

/// The citadel, held by the crown, and what happened.
fn coding(events: impl IntoIterator<Item = Event>) -> History {
    let mut scenario = Scenario::default()
        .actor(Actor::new("crown"))
        .actor(Actor::new("republic"))
        .place(Place::new("citadel").held_by("crown"));
    scenario.events.extend(events);
    history(scenario)
}

fn taken(when: &str) -> Event {
    event(when, "citadel", Captured::by("republic")).id("taken")
}

fn lines(comparison: &Comparison<'_>) -> Vec<String> {
    comparison.disagreements().iter().map(|it| format!("{}: {it}", it.kind())).collect()
}

#[test]
fn a_disagreement_reads_as_one_line() {
    // 03        04        05        06
    // | crown   | crown   | republic|       a
    // | republic| republic| republic|       b
    let (a, b) = (coding([taken("1849-07-05")]), coding([taken("1849-07-03")]));
    let comparison = compare(&a, &b);
    assert_eq!(comparison.days(), Some((date("1849-07-03"), date("1849-07-05"))));
    assert_eq!(lines(&comparison), ["contrary: citadel from 1849-07-03 to 1849-07-04: crown | republic"]);
    let bounds = format!("{:#}", comparison.disagreements()[0]);
    assert_eq!(bounds, "citadel from 1849-07-03 to 1849-07-04: crown 100-100% | republic 100-100%");
    let [only] = &comparison.disagreements()[..] else { panic!() };
    assert_eq!((only.from(), only.until(), only.days()), (date("1849-07-03"), Some(date("1849-07-05")), 2));
    assert_eq!((only.events_of_a().len(), only.events_of_b()), (0, &[b.event("taken").unwrap()][..]));
    assert_eq!(
        (only.a().to_string(), only.b().place().id.as_str()),
        ("citadel on 1849-07-03: crown".into(), "citadel")
    );
    let agreement = comparison.agreement();
    assert_eq!((agreement.compared, agreement.equal, rounded(agreement.percent())), (3, 1, "33.333".to_owned()));

    // One of them is less sure.
    //  03             04              05
    // | crown or republic (dated so) | republic |
    // | crown        | republic      | republic |
    let (a, b) = (coding([taken("[1849-07-03..1849-07-05]")]), coding([taken("1849-07-04")]));
    assert_eq!(
        lines(&compare(&a, &b)),
        [
            "compatible: citadel on 1849-07-03: crown, or else republic | crown",
            "compatible: citadel on 1849-07-04: crown, or else republic | republic",
        ]
    );
    let agreement = compare(&a, &b).agreement();
    assert_eq!((agreement.compared, agreement.equal, agreement.compatible), (3, 1, 3));
    assert_eq!(agreement.percent_compatible(), Some(100.0));

    // One of them says nothing.
    let mut silent = coding([taken("1849-07-04")]).to_scenario();
    silent.places[0].baseline = None;
    let (a, b) = (coding([taken("1849-07-03")]), history(silent));
    assert_eq!(lines(&compare(&a, &b)), ["one silent: citadel on 1849-07-03: republic | unrecorded"]);
    let agreement = compare(&a, &b).agreement();
    assert_eq!((agreement.compared, agreement.only_in_a, agreement.only_in_b), (1, 1, 0));

    // Where words do not tell them apart, figures do.
    let shared = |crown, republic| {
        let mut scenario = coding([taken("1849-07-05")]).to_scenario();
        scenario.places[0].baseline = Some(Baseline::shared(permille(&[("crown", crown), ("republic", republic)])));
        scenario.events.push(event("1849-07-03", "citadel", Besieged::by("republic")));
        history(scenario)
    };
    let (a, b) = (shared(600, 400), shared(650, 350));
    assert_eq!(
        lines(&compare(&a, &b)),
        ["contrary: citadel from 1849-07-03 to 1849-07-04: crown (60%), republic (the rest) | crown (65%), \
             republic (the rest)"]
    );
}

/// Who holds a place is compared, not what is going on there.
#[test]
fn fights_and_sieges_are_left_aside() {
    let a = coding([event("1849-07-03", "citadel", Attacked::by("republic"))]);
    let b = coding([event("1849-07-05", "citadel", Besieged::by("republic"))]);
    assert_eq!(lines(&compare(&a, &b)), [""; 0]);
    assert_eq!(compare(&a, &b).agreement().percent(), Some(100.0));
}

/// The guard goes over to the republic: on the 5th, or on the 7th.
#[test]
fn sides_may_change_without_an_event() {
    let guard = |day: &str| {
        let guard = Actor::new("guard")
            .allegiance(Allegiance::to("crown").until(date(day)))
            .allegiance(Allegiance::to("republic").from(date(day)));
        let mut scenario = coding([]).to_scenario().actor(guard);
        scenario.places[0].baseline = Some(Baseline::held_by("guard"));
        let noted = |when: &str| event(when, "citadel", Noted::kind(NoteKind::Situation));
        history(scenario.event(noted("1849-07-03")).event(noted("1849-07-09")))
    };
    let (a, b) = (guard("1849-07-05"), guard("1849-07-07"));
    assert_eq!(lines(&compare(&a, &b)), ["contrary: citadel from 1849-07-05 to 1849-07-06: republic | crown"]);
    assert_eq!(lines(&compare(a.by_actor(), b.by_actor())), [""; 0]);
    assert_eq!(compare(&a, &b).agreement().equal, 5);
    assert_eq!(compare(a.by_actor(), b.by_actor()).agreement().equal, 7);
    // A coding may be compared with itself, asked in another way.
    assert_eq!(lines(&compare(&a, a.by_actor())).len(), 2);
}

#[test]
fn only_the_days_between_two_are_compared() {
    let (a, b) = (coding([taken("1849-07-05")]), coding([taken("1849-07-03")]));
    let between = |first: &str, last: &str| compare(&a, &b).between(date(first), date(last));
    let middle = between("1849-07-04", "1849-07-04");
    assert_eq!(middle.days(), Some((date("1849-07-04"), date("1849-07-04"))));
    assert_eq!(lines(&middle), ["contrary: citadel on 1849-07-04: crown | republic"]);
    // Before and after the records too: the eve, and what is carried forward.
    let wide = between("1849-01-01", "1849-12-31");
    assert_eq!(lines(&wide), ["contrary: citadel from 1849-07-03 to 1849-07-04: crown | republic"]);
    assert_eq!((wide.agreement().compared, wide.agreement().equal), (365, 363));
    assert_eq!(lines(&between("1849-07-05", "1849-12-31")), [""; 0]);
    let backwards = between("1849-07-05", "1849-07-03");
    assert_eq!((backwards.days(), backwards.agreement(), lines(&backwards).len()), (None, Agreement::default(), 0));
}

#[test]
fn places_and_actors_of_other_ids_are_matched() {
    let a = coding([taken("1849-07-03")]);
    let b = history(
        Scenario::default()
            .actor(Actor::new("king"))
            .actor(Actor::new("rebels").name("en", "the rebels"))
            .place(Place::new("fortress").alias("the old fortress").held_by("king"))
            .event(event("1849-07-04", "fortress", Captured::by("rebels")).id("fell")),
    );
    let ids = |places: &[&Place]| places.iter().map(|place| place.id.clone()).collect::<Vec<_>>();
    let names = |actors: &[&Actor]| actors.iter().map(|actor| actor.id.clone()).collect::<Vec<_>>();
    let unmatched = compare(&a, &b).unmatched();
    assert_eq!(
        (ids(&unmatched.places_of_a), ids(&unmatched.places_of_b)),
        (vec!["citadel".into()], vec!["fortress".into()])
    );
    assert_eq!(names(&unmatched.actors_of_a), ["crown", "republic"]);
    assert_eq!(names(&unmatched.actors_of_b), ["king", "rebels"]);
    assert_eq!((compare(&a, &b).places().len(), compare(&a, &b).agreement()), (0, Agreement::default()));

    let places = compare(&a, &b).match_place("citadel", "The Old Fortress").unwrap();
    assert_eq!(places.places().iter().map(|(a, b)| (&*a.id, &*b.id)).collect::<Vec<_>>(), [("citadel", "fortress")]);
    assert_eq!(
        lines(&places),
        ["contrary: citadel on 1849-07-03: republic | king", "contrary: citadel on 1849-07-04: republic | rebels",]
    );
    let both = places.match_actor("crown", "king").unwrap();
    assert_eq!(names(&both.unmatched().actors_of_b), ["rebels"]);
    let all = both.match_actor("republic", "the rebels").unwrap();
    assert_eq!(lines(&all), ["contrary: citadel on 1849-07-03: republic | king"]);
    let unmatched = all.unmatched();
    assert!(unmatched.places_of_a.is_empty() && unmatched.places_of_b.is_empty());
    assert!(unmatched.actors_of_a.is_empty() && unmatched.actors_of_b.is_empty());
    assert_eq!(rounded(all.agreement().percent()), "50.000");

    // A place is compared once: what is matched is no longer the one of equal id.
    let mut two = b.to_scenario();
    two.places.push(Place::new("citadel").held_by("rebels"));
    let two = history(two);
    let matched = compare(&a, &two).match_place("citadel", "fortress").unwrap();
    assert_eq!(matched.places().iter().map(|(a, b)| (&*a.id, &*b.id)).collect::<Vec<_>>(), [("citadel", "fortress")]);
    assert_eq!(ids(&matched.unmatched().places_of_b), ["citadel"]);

    // By handle, each of its own history.
    let (one, other) = (a.find_place("citadel").unwrap(), b.find_place("fortress").unwrap());
    assert_eq!(compare(&a, &b).match_place(one, other).unwrap().places().len(), 1);
    assert!(compare(&a, &b).match_place(other, one).is_err());
}

#[test]
fn what_is_not_there_cannot_be_matched() {
    let (a, b) = (coding([taken("1849-07-03")]), coding([taken("1849-07-03")]));
    let place = |one: &str, other: &str| compare(&a, &b).match_place(one, other).unwrap_err().to_string();
    assert_eq!(place("citadell", "citadel"), "no place `citadell`; did you mean `citadel`?");
    assert_eq!(place("citadel", "citadle"), "no place `citadle`; did you mean `citadel`?");
    assert_eq!(place("citadel", "bridge"), "no place `bridge`");
    let actor = |one: &str, other: &str| compare(&a, &b).match_actor(one, other).unwrap_err().to_string();
    assert_eq!(actor("republik", "republic"), "no actor `republik`; did you mean `republic`?");
    assert_eq!(actor("republic", "crow"), "no actor `crow`; did you mean `crown`?");
}

#[test]
fn a_disagreement_has_an_owned_copy() {
    let (a, b) = (coding([taken("[1849-07-03..1849-07-04]")]), coding([taken("1849-07-03")]));
    let [only] = &compare(&a, &b).disagreements()[..] else { panic!() };
    let record = only.to_record();
    assert_eq!((record.place.as_str(), record.place_of_b.as_str()), ("citadel", "citadel"));
    assert_eq!((record.from.as_str(), record.until.as_deref()), ("1849-07-03", Some("1849-07-04")));
    assert_eq!((record.kind, record.a.len(), record.b.len()), (DisagreementKind::Compatible, 2, 1));
    assert_eq!(
        (&record.events_of_a[..], &record.events_of_b[..]),
        (&["taken".to_owned()][..], &["taken".to_owned()][..])
    );
    let json = serde_json::to_string(&record).unwrap();
    assert!(json.contains(r#""from":"1849-07-03","until":"1849-07-04","kind":"compatible","a":[{"shares":"#), "{json}");
    assert_eq!(serde_json::from_str::<DisagreementRecord>(&json).unwrap(), record);
    assert!(serde_json::from_str::<DisagreementRecord>(&json.replacen('{', r#"{"x":1,"#, 1)).is_err());
    for (kind, word) in [
        (DisagreementKind::OneSilent, "one-silent"),
        (DisagreementKind::Compatible, "compatible"),
        (DisagreementKind::Contrary, "contrary"),
    ] {
        assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{word}\""));
        assert_eq!(kind.to_string(), word.replace('-', " "));
    }
    assert_eq!(format!("{:>11}|", DisagreementKind::Contrary), "   contrary|");
    let agreement = compare(&a, &b).agreement();
    let json = serde_json::to_string(&agreement).unwrap();
    assert_eq!(serde_json::from_str::<Agreement>(&json).unwrap(), agreement);
}

#[test]
fn what_has_nothing_in_common_is_compared_to_nothing() {
    let (empty, full) = (History::new(), coding([taken("1849-07-03")]));
    let elsewhere = history(
        Scenario::default().actor(Actor::new("crown")).place(Place::new("bridge").held_by("crown")).event(event(
            "1850",
            "bridge",
            Captured::by("crown"),
        )),
    );
    let no_events =
        history(Scenario::default().actor(Actor::new("crown")).place(Place::new("citadel").held_by("crown")));
    for (a, b, days) in [
        (&empty, &empty, None),
        (&no_events, &no_events, None),
        (&empty, &full, Some(("1849-07-03", "1849-07-03"))),
        (&full, &empty, Some(("1849-07-03", "1849-07-03"))),
        (&full, &elsewhere, Some(("1849-07-03", "1850-12-31"))),
    ] {
        let comparison = compare(a, b);
        assert_eq!(comparison.days(), days.map(|(first, last)| (date(first), date(last))));
        assert_eq!(lines(&comparison), [""; 0]);
        assert_eq!((comparison.agreement(), comparison.agreement_on_holders()), Default::default());
        assert_eq!((comparison.agreement().percent(), comparison.agreement().percent_compatible()), (None, None));
    }
    // One of them may be without events; its eve is compared.
    assert_eq!(lines(&compare(&no_events, &full)), ["contrary: citadel on 1849-07-03: crown | republic"]);
}

/// Dates at both ends of the calendar: 191 491 529 days, and no more work than for a few.
#[test]
fn the_ends_of_the_calendar_are_compared() {
    let (first, last) = (NaiveDate::MIN, NaiveDate::MAX);
    let wide =
        coding([taken(&first.to_string()), event(&last.to_string(), "citadel", Captured::by("crown")).id("lost")]);
    let short = coding([taken("1849-07-03")]);
    for (a, b) in [(&wide, &short), (&short, &wide)] {
        let comparison = compare(a, b);
        assert_eq!(comparison.days(), Some((first, last)));
        let all = comparison.disagreements();
        assert_eq!(all.iter().map(Disagreement::from).collect::<Vec<_>>(), [first, last]);
        assert_eq!((all[0].until(), all[0].days()), (Some(date("1849-07-03")), 96_421_281));
        let agreement = comparison.agreement();
        assert_eq!((agreement.compared, agreement.equal), (191_491_529, 95_070_247));
        assert!(agreement.alpha().is_some_and(|alpha| alpha < 0.1));
        for end in [first, last] {
            let one = comparison.clone().between(end, end);
            assert_eq!((one.disagreements().len(), one.agreement().compared), (1, 1));
        }
    }
    let always = coding([event("[..]", "citadel", Captured::by("republic"))]);
    assert_eq!(compare(&always, &always).days(), None);
    assert_eq!(compare(&always, &wide).between(first, last).agreement().compared, 191_491_529);
    assert_eq!(compare(&always, &wide).agreement().compatible, 191_491_529);
}

/// The shipped record and a second coding of the same article, made without sight of it.
#[cfg(feature = "toml")]
#[test]
fn a_second_coding_of_the_offensive_is_nowhere_contrary() {
    let first = whoheld::aleppo_2016();
    let second =
        History::from_toml(include_str!("aleppo/second-coding.toml")).unwrap_or_else(|error| panic!("{error}"));
    let comparison = compare(first, &second).match_actor("ypg", "sdf").unwrap();
    let contrary: Vec<String> = comparison
        .disagreements()
        .iter()
        .filter(|it| it.kind() == DisagreementKind::Contrary)
        .map(ToString::to_string)
        .collect();
    assert_eq!(contrary, [""; 0]);
    let agreement = comparison.agreement();
    assert_eq!(agreement.percent_compatible(), Some(100.0));
    assert!(agreement.compared > 400 && agreement.percent() > Some(50.0), "{agreement:?}");
    assert!(agreement.alpha() > Some(0.5), "{agreement:?}");
    assert!(comparison.agreement_on_holders().alpha() > agreement.alpha());
    assert_eq!(comparison.unmatched().places_of_b.len(), 0);
    // Unmatched, the one district that the YPG held is another's.
    let unmatched = compare(first, &second);
    let contrary = unmatched.disagreements().into_iter().filter(|it| it.kind() == DisagreementKind::Contrary);
    let places: BTreeSet<&str> = contrary.map(|it| it.a().place().id.as_str()).collect();
    assert_eq!(places, BTreeSet::from(["sheikh-maqsood"]));
    same_as_day_by_day(&comparison, first.into(), (&second).into(), &BTreeMap::from([("sdf", "ypg")])).unwrap();
}

// ------------------------------------------------------------------------------------------------ reported, not yet so

/// A coding of one place with five actors: who held it on the eve, and what happened.
fn of_five(eve: Shares, events: impl IntoIterator<Item = Event>) -> History {
    let mut scenario = Scenario::default();
    scenario.actors.extend(["a", "b", "c", "d", "e"].map(Actor::new));
    scenario.places.push(Place::new("citadel").baseline(Baseline::shared(eve)));
    scenario.events.push(event("1849-07-03", "citadel", Noted::kind(NoteKind::Situation)).id("noted"));
    scenario.events.extend(events);
    history(scenario)
}

fn permille(shares: &[(&str, u16)]) -> Shares {
    shares.iter().fold(Shares::default(), |all, (holder, share)| all.and(*holder, Share::exactly(*share)))
}

#[test]
fn unrecorded_ground_is_given_out_once() {
    // 30 % were unrecorded on the eve; that another coding gives 60 % to others cannot be.
    let part = Captured::by("e").extent(Share::exactly(400));
    let a = of_five(permille(&[("a", 350), ("b", 350)]), [event("1849-07-03", "citadel", part)]);
    let b = of_five(permille(&[("e", 400), ("c", 300), ("d", 300)]), []);
    let kinds: Vec<DisagreementKind> = compare(&a, &b).disagreements().iter().map(Disagreement::kind).collect();
    assert_eq!(kinds, [DisagreementKind::Contrary]);
    same_as_day_by_day(&compare(&a, &b), (&a).into(), (&b).into(), &BTreeMap::new()).unwrap();
}

#[test]
fn what_is_equal_is_compatible() {
    let a = of_five(permille(&[("a", 500), ("b", 500)]), []);
    let b = of_five(permille(&[("c", 500), ("d", 500)]), []);
    let agreement = compare(&a, &b).agreement_on_holders();
    assert!(agreement.equal <= agreement.compatible, "{agreement:?}");
}

#[test]
fn two_actors_of_one_coding_may_be_one_of_the_other() {
    let a = of_five(permille(&[("a", 1000)]), []);
    let b = of_five(permille(&[("c", 500), ("d", 500)]), []);
    let comparison = compare(&a, &b).match_actor("a", "c").unwrap().match_actor("a", "d").unwrap();
    assert_eq!(lines(&comparison), [""; 0]);
}

#[test]
fn an_actor_is_one_actor_of_the_other_coding() {
    let (a, b) = (of_five(permille(&[("a", 1000)]), []), of_five(permille(&[("a", 1000)]), []));
    // As with places, of which the one of equal id is another's then.
    let comparison = compare(&a, &b).match_actor("a", "b").unwrap();
    assert_eq!(lines(&comparison).len(), 1);
    assert_eq!(comparison.unmatched().actors_of_b.len(), 1);
}

#[test]
fn the_events_are_those_of_all_the_days() {
    // What happens in the keep changes nothing for the citadel, and bears on it.
    let keep = |day: &str, id: &str| event(day, "keep", Captured::by("a")).id(id);
    let mut a = of_five(permille(&[("a", 1000)]), []).to_scenario().place(Place::new("keep").within("citadel"));
    a.events.extend([keep("1849-07-04", "one"), keep("1849-07-05", "two")]);
    let (a, b) = (history(a), of_five(permille(&[("b", 1000)]), []));
    let [only] = &compare(&a, &b).disagreements()[..] else { panic!() };
    assert_eq!(only.to_record().events_of_a, ["one", "two"]);
}

#[test]
fn the_last_day_of_the_calendar_is_a_day() {
    let (a, b) = (coding([taken("1849-07-03")]), coding([taken("1849-07-04")]));
    assert_eq!(lines(&compare(&a, &b).between(NaiveDate::MAX, NaiveDate::MAX)), [""; 0]);
    let last = coding([event(&NaiveDate::MAX.to_string(), "citadel", Captured::by("crown"))]);
    let [only] = &compare(&last, &a).between(NaiveDate::MAX, NaiveDate::MAX).disagreements()[..] else { panic!() };
    assert_eq!(only.to_string(), "citadel on +262142-12-31: crown | republic");
    assert_eq!(only.days(), 1);
}

// ---------------------------------------------------------------------------------------------------------- day by day

const UNRECORDED: &str = "unrecorded";

/// Holder to the least and the most, in permille.
type Rows = BTreeMap<String, (i64, i64)>;

/// What a coding says of a place on a day: all that is possible.
type Said = BTreeSet<Rows>;

fn said(answer: Answer<'_>, names: &BTreeMap<&str, &str>) -> Said {
    let named = |id: &str| names.get(id).copied().unwrap_or(id).to_owned();
    let rows = |control: Control<'_>| {
        control
            .to_record()
            .shares
            .iter()
            .map(|row| (named(&row.holder), (row.at_least.into(), row.at_most.into())))
            .collect()
    };
    answer.possible().map(rows).collect()
}

fn is_silent(said: &Said) -> bool {
    said.iter().all(|rows| rows.get(UNRECORDED).is_some_and(|row| row.0 == 1000))
}

/// Whether some division of the ground is allowed by both, where unrecorded ground may be anyone's: as much as can be
/// given out without taking more from the unrecorded of either than there may be.
fn both_can_be(a: &Rows, b: &Rows) -> bool {
    let row = |rows: &Rows, holder: &str| rows.get(holder).copied().unwrap_or_default();
    let (mut left_a, mut left_b) = (row(a, UNRECORDED).1, row(b, UNRECORDED).1);
    let (mut least, mut free, mut from_a, mut from_b) = (0, 0, 0, 0);
    for holder in a.keys().chain(b.keys()).collect::<BTreeSet<_>>().into_iter().filter(|holder| *holder != UNRECORDED) {
        let (one, other) = (row(a, holder), row(b, holder));
        let low = one.0.max(other.0);
        least += low;
        left_a -= (low - one.1).max(0);
        left_b -= (low - other.1).max(0);
        // Above the least: within both bounds, then within one of them only, then within neither.
        free += (one.1.min(other.1) - low).max(0);
        from_a += (other.1 - one.1.max(low)).max(0);
        from_b += (one.1 - other.1.max(low)).max(0);
    }
    if left_a < 0 || left_b < 0 || least > 1000 {
        return false;
    }
    let (by_a, by_b) = (left_a.min(from_a), left_b.min(from_b));
    least + free + by_a + by_b + (left_a - by_a).min(left_b - by_b) >= 1000
}

fn are_compatible(a: &Said, b: &Said) -> bool {
    a.iter().any(|one| b.iter().any(|other| both_can_be(one, other)))
}

/// The holder of more than half, whatever is the case; `shared` where there certainly is none.
fn held_mostly(said: &Said) -> String {
    let of = |rows: &Rows| {
        if let Some((holder, _)) = rows.iter().find(|(_, row)| row.0 > 500) {
            return if holder == UNRECORDED { "open".to_owned() } else { format!("held by {holder}") };
        }
        let shared = !rows.contains_key(UNRECORDED) && rows.values().all(|row| row.1 <= 500);
        if shared { "shared" } else { "open" }.to_owned()
    };
    let all: BTreeSet<String> = said.iter().map(of).collect();
    if all.len() == 1 { all.into_iter().next().unwrap() } else { "open".to_owned() }
}

/// Krippendorff's alpha from a list of pairs: the observed disagreement over the expected, by the definition.
fn alpha_of<V: Clone + Ord>(pairs: &[(V, V)]) -> Option<f64> {
    let mut counts: BTreeMap<V, f64> = BTreeMap::new();
    for (one, other) in pairs {
        *counts.entry(one.clone()).or_default() += 1.0;
        *counts.entry(other.clone()).or_default() += 1.0;
    }
    if counts.len() < 2 {
        return None;
    }
    let all: f64 = counts.values().sum();
    let apart: f64 = pairs.iter().map(|(one, other)| if one == other { 0.0 } else { 2.0 }).sum();
    let chance: f64 = counts.values().map(|count| count * (all - count)).sum();
    Some(1.0 - (apart / all) / (chance / (all * (all - 1.0))))
}

fn is_near(one: Option<f64>, other: Option<f64>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => (one - other).abs() < 1e-9,
        (one, other) => one == other,
    }
}

/// A span of days in which two codings differ.
#[derive(Debug, PartialEq)]
struct Span {
    place: String,
    from: NaiveDate,
    until: Option<NaiveDate>,
    kind: DisagreementKind,
    a: Said,
    b: Said,
}

/// The events behind both answers on the first day of a span, and on all its days.
#[derive(Debug)]
struct Behind {
    all: [BTreeSet<String>; 2],
}

/// What a comparison says is what asking both codings on every single day gives. `names` are those of actors of the
/// second in the first.
fn same_as_day_by_day(
    comparison: &Comparison<'_>,
    a: View<'_>,
    b: View<'_>,
    names: &BTreeMap<&str, &str>,
) -> TestCaseResult {
    let own = BTreeMap::new();
    let mut expected: Vec<(Span, Behind)> = Vec::new();
    let (mut pairs, mut holders) = (Vec::new(), Vec::new());
    let (mut compatible, mut only_in_a, mut only_in_b, mut in_neither) = (0, 0, 0, 0);
    for (place, other) in comparison.places() {
        let mut open: Option<(Span, Behind)> = None;
        let Some((first, last)) = comparison.days() else { continue };
        for day in first.iter_days().take_while(|day| *day <= last) {
            let (here, there) = (a.who_held(&*place.id, day).unwrap(), b.who_held(&*other.id, day).unwrap());
            let (one, two) = (said(here, &own), said(there, names));
            match (is_silent(&one), is_silent(&two)) {
                (true, true) => in_neither += 1,
                (false, true) => only_in_a += 1,
                (true, false) => only_in_b += 1,
                (false, false) => {
                    compatible += u64::from(are_compatible(&one, &two));
                    pairs.push((one.clone(), two.clone()));
                    holders.push((held_mostly(&one), held_mostly(&two)));
                }
            }
            let ids = |answer: Answer<'_>| -> BTreeSet<String> {
                answer.events().map(|event| event.name().to_owned()).collect()
            };
            let span = (one != two).then(|| {
                let kind = match () {
                    () if is_silent(&one) || is_silent(&two) => DisagreementKind::OneSilent,
                    () if are_compatible(&one, &two) => DisagreementKind::Compatible,
                    () => DisagreementKind::Contrary,
                };
                let behind = [ids(here), ids(there)];
                let until = day.succ_opt();
                let span = Span { place: place.id.clone(), from: day, until, kind, a: one, b: two };
                (span, Behind { all: behind })
            });
            match (&mut open, span) {
                (Some((open, behind)), Some((span, more))) if open.a == span.a && open.b == span.b => {
                    open.until = span.until;
                    let [mut a, mut b] = more.all;
                    behind.all[0].append(&mut a);
                    behind.all[1].append(&mut b);
                }
                (_, span) => expected.extend(std::mem::replace(&mut open, span)),
            }
        }
        expected.extend(open);
    }
    let given = comparison.disagreements();
    prop_assert_eq!(given.len(), expected.len(), "{:#?}\n{:#?}", given, expected);
    for (given, (expected, behind)) in given.iter().zip(&expected) {
        let span = Span {
            place: given.a().place().id.clone(),
            from: given.from(),
            until: given.until(),
            kind: given.kind(),
            a: said(given.a(), &own),
            b: said(given.b(), names),
        };
        prop_assert_eq!(&span, expected);
        for (n, events) in [given.events_of_a(), given.events_of_b()].into_iter().enumerate() {
            let ids: BTreeSet<String> = events.iter().map(|event| event.name().to_owned()).collect();
            prop_assert_eq!(ids.len(), events.len(), "each once");
            prop_assert_eq!(&ids, &behind.all[n].iter().cloned().collect::<BTreeSet<String>>());
        }
    }
    let equal = |same: usize| u64::try_from(same).unwrap();
    let (exact, most) = (comparison.agreement(), comparison.agreement_on_holders());
    for agreement in [&exact, &most] {
        prop_assert_eq!(agreement.compared, equal(pairs.len()));
        prop_assert_eq!(agreement.only_in_a, only_in_a);
        prop_assert_eq!(agreement.only_in_b, only_in_b);
        prop_assert_eq!(agreement.in_neither, in_neither);
    }
    prop_assert_eq!(exact.equal, equal(pairs.iter().filter(|pair| pair.0 == pair.1).count()));
    prop_assert_eq!(most.equal, equal(holders.iter().filter(|pair| pair.0 == pair.1).count()));
    prop_assert_eq!(exact.compatible, compatible);
    prop_assert!(is_near(exact.alpha(), alpha_of(&pairs)), "{:?} {:?}", exact, alpha_of(&pairs));
    prop_assert!(is_near(most.alpha(), alpha_of(&holders)), "{:?} {:?}", most, alpha_of(&holders));
    Ok(())
}

/// A history that a failure prints as short as can be.
struct Coded(History);

impl fmt::Debug for Coded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Scenario { actors, places, events, .. } = self.0.to_scenario();
        Record { actors, places, events }.fmt(f)
    }
}

/// Two codings: the second another one altogether, or the first with some events left out, dated otherwise or added.
fn codings() -> impl Strategy<Value = (Coded, Coded)> {
    (record(ALL), record(ALL), any::<u64>()).prop_map(|(one, other, seed)| {
        let first = one.history();
        let second = if seed % 4 == 0 { other.history() } else { recoded(&one, other, seed) };
        (Coded(first), Coded(second))
    })
}

fn recoded(one: &Record, other: Record, seed: u64) -> History {
    let mut choices = Choices(seed);
    let mut second = Record { events: Vec::new(), ..one.clone() }.history();
    let mut others = other.events.into_iter();
    for event in &one.events {
        let mut event = event.clone();
        match (choices.below(4), others.next()) {
            (0, _) => continue,
            (1, Some(other)) => event.when = other.when,
            // Another event altogether, if this theatre has what it names.
            (2, Some(other)) if second.insert(other.clone().id(format!("other-{}", event.name()))).is_ok() => continue,
            _ => {}
        }
        // What lasts until a day before the new one is left out.
        let _ = second.insert(event);
    }
    second
}

/// The same history under other ids.
fn renamed(history: &History) -> History {
    let mut json = serde_json::to_string(history).unwrap();
    for number in 0..10 {
        for kind in ["a", "p"] {
            json = json.replace(&format!("\"{kind}{number}\""), &format!("\"other-{kind}{number}\""));
        }
    }
    serde_json::from_str(&json).unwrap()
}

proptest! {
    #![proptest_config(config(96))]

    /// The same as asking both on every single day; by side and by actor, with allegiances that change.
    #[test]
    fn a_comparison_is_what_every_day_says((Coded(a), Coded(b)) in codings()) {
        let none = BTreeMap::new();
        same_as_day_by_day(&compare(&a, &b), (&a).into(), (&b).into(), &none)?;
        same_as_day_by_day(&compare(a.by_actor(), b.by_actor()), a.by_actor(), b.by_actor(), &none)?;
        if let Some((first, last)) = compare(&a, &b).days() {
            let (from, to) = (first.succ_opt().unwrap(), last.succ_opt().unwrap());
            same_as_day_by_day(&compare(&a, &b).between(from, to), (&a).into(), (&b).into(), &none)?;
        }
    }

    /// Neither coding is the measure of the other.
    #[test]
    fn a_comparison_is_symmetric((Coded(a), Coded(b)) in codings()) {
        for (one, two) in [(compare(&a, &b), compare(&b, &a)), (compare(a.by_actor(), b.by_actor()), compare(b.by_actor(), a.by_actor()))] {
            prop_assert_eq!(one.days(), two.days());
            for (here, there) in [
                (one.agreement(), two.agreement()),
                (one.agreement_on_holders(), two.agreement_on_holders()),
            ] {
                prop_assert_eq!((here.compared, here.equal, here.compatible), (there.compared, there.equal, there.compatible));
                prop_assert_eq!((here.only_in_a, here.only_in_b, here.in_neither), (there.only_in_b, there.only_in_a, there.in_neither));
                prop_assert_eq!(here.percent(), there.percent());
                prop_assert!(is_near(here.alpha(), there.alpha()));
            }
            let exact = one.agreement();
            prop_assert!(exact.equal <= exact.compatible && exact.compatible <= exact.compared);
            let turned = |it: &Disagreement<'_>| {
                let record = it.to_record();
                let mut turned = record.clone();
                (turned.place, turned.place_of_b) = (record.place_of_b, record.place);
                (turned.a, turned.b) = (record.b, record.a);
                (turned.events_of_a, turned.events_of_b) = (record.events_of_b, record.events_of_a);
                turned
            };
            let sorted = |mut all: Vec<DisagreementRecord>| {
                all.sort_by(|a, b| (&a.place, &a.from).cmp(&(&b.place, &b.from)));
                all
            };
            let here = sorted(one.disagreements().iter().map(Disagreement::to_record).collect());
            let there = sorted(two.disagreements().iter().map(turned).collect());
            prop_assert_eq!(here, there);
        }
    }

    #[test]
    fn nothing_disagrees_with_itself(record in record(ALL)) {
        let history = record.history();
        for view in [history.by_side(), history.by_actor()] {
            let same = compare(view, view);
            prop_assert!(same.disagreements().is_empty());
            let unmatched = same.unmatched();
            prop_assert!(unmatched.places_of_a.is_empty() && unmatched.places_of_b.is_empty());
            prop_assert!(unmatched.actors_of_a.is_empty() && unmatched.actors_of_b.is_empty());
            for agreement in [same.agreement(), same.agreement_on_holders()] {
                prop_assert_eq!(agreement.equal, agreement.compared);
                prop_assert_eq!(agreement.compatible, agreement.compared);
                prop_assert_eq!((agreement.only_in_a, agreement.only_in_b), (0, 0));
                prop_assert!(is_near(agreement.percent(), agreement.percent().and(Some(100.0))));
                prop_assert!(is_near(agreement.alpha(), agreement.alpha().and(Some(1.0))));
            }
        }
    }

    /// Matching everything by hand is as good as equal ids.
    #[test]
    fn what_is_matched_is_the_same((Coded(a), Coded(b)) in codings()) {
        let other = renamed(&b);
        for by_side in [true, false] {
            let view = |history| -> View<'_> { if by_side { History::by_side(history) } else { History::by_actor(history) } };
            let plain = compare(view(&a), view(&b));
            let mut matched = compare(view(&a), view(&other));
            for (place, _) in plain.places() {
                matched = matched.match_place(place.id.as_str(), format!("other-{}", place.id).as_str()).unwrap();
            }
            for actor in a.actors().filter(|actor| b.actor(&*actor.id).is_ok()) {
                matched = matched.match_actor(actor.id.as_str(), format!("other-{}", actor.id).as_str()).unwrap();
            }
            prop_assert_eq!(plain.days(), matched.days());
            let (one, two) = (plain.agreement(), matched.agreement());
            prop_assert_eq!((one.compared, one.equal, one.compatible), (two.compared, two.equal, two.compatible));
            prop_assert!(is_near(one.alpha(), two.alpha()));
            let spans = |comparison: &Comparison<'_>| -> Vec<_> {
                let all = comparison.disagreements().into_iter();
                all.map(|it| (it.a().place().id.clone(), it.from(), it.until(), it.kind(), it.to_record().a)).collect()
            };
            prop_assert_eq!(spans(&plain), spans(&matched));
            let count = |comparison: &Comparison<'_>| {
                let it = comparison.unmatched();
                (it.places_of_a.len(), it.places_of_b.len(), it.actors_of_a.len(), it.actors_of_b.len())
            };
            prop_assert_eq!(count(&plain), count(&matched));
        }
    }
}
