//! Small codings: what is a disagreement, and what is left aside.

use std::collections::BTreeMap;

use whoheld::chrono::NaiveDate;
use whoheld::{
    Actor, Agreement, Allegiance, Attacked, Baseline, Besieged, Captured, Comparison, Disagreement, DisagreementKind,
    DisagreementRecord, Event, History, NoteKind, Noted, Place, Scenario, Share, Shares, compare,
};

use super::day_by_day::same_as_day_by_day;
use super::{history, rounded};
use crate::support::{date, event};

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
    assert_eq!(lines(&compare(&a, &b)), ["one-silent: citadel on 1849-07-03: republic | unrecorded"]);
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
    let between = |first: &str, last: &str| compare(&a, &b).between(date(first)..=date(last));
    let middle = between("1849-07-04", "1849-07-04");
    assert_eq!(middle.days(), Some((date("1849-07-04"), date("1849-07-04"))));
    assert_eq!(lines(&middle), ["contrary: citadel on 1849-07-04: crown | republic"]);
    // Before and after the records too: the start, and what is carried forward.
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
    assert_eq!((record.from, record.until), (date("1849-07-03"), Some(date("1849-07-04"))));
    assert_eq!((record.kind, record.a.len(), record.b.len()), (DisagreementKind::Compatible, 2, 1));
    assert_eq!(
        (&record.events_of_a[..], &record.events_of_b[..]),
        (&["taken".to_owned()][..], &["taken".to_owned()][..])
    );
    let json = serde_json::to_string(&record).unwrap();
    assert!(json.contains(r#""from":"1849-07-03","until":"1849-07-04","kind":"compatible","a":[{"shares":"#), "{json}");
    assert_eq!(serde_json::from_str::<DisagreementRecord>(&json).unwrap(), record);
    // What a later version adds is passed over.
    assert_eq!(serde_json::from_str::<DisagreementRecord>(&json.replacen('{', r#"{"x":1,"#, 1)).unwrap(), record);
    for (kind, word) in [
        (DisagreementKind::OneSilent, "one-silent"),
        (DisagreementKind::Compatible, "compatible"),
        (DisagreementKind::Contrary, "contrary"),
    ] {
        assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{word}\""));
        assert_eq!(kind.to_string(), word);
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
    // One of them may be without events; its initial control is compared.
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
            let one = comparison.clone().between(end..=end);
            assert_eq!((one.disagreements().len(), one.agreement().compared), (1, 1));
        }
    }
    let always = coding([event("[..]", "citadel", Captured::by("republic"))]);
    assert_eq!(compare(&always, &always).days(), None);
    assert_eq!(compare(&always, &wide).between(first..=last).agreement().compared, 191_491_529);
    assert_eq!(compare(&always, &wide).agreement().compatible, 191_491_529);
}

/// The shipped record and a second coding of the same article, made without sight of it.
#[cfg(feature = "aleppo")]
#[test]
fn a_second_coding_of_the_offensive_is_nowhere_contrary() {
    use std::collections::BTreeSet;

    let first = whoheld::aleppo_2016();
    let second =
        History::from_toml(include_str!("../../aleppo/second-coding.toml")).unwrap_or_else(|error| panic!("{error}"));
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

/// A coding of one place with five actors: who held it at the start, and what happened.
fn of_five(initial: Shares, events: impl IntoIterator<Item = Event>) -> History {
    let mut scenario = Scenario::default();
    scenario.actors.extend(["a", "b", "c", "d", "e"].map(Actor::new));
    scenario.places.push(Place::new("citadel").baseline(Baseline::shared(initial)));
    scenario.events.push(event("1849-07-03", "citadel", Noted::kind(NoteKind::Situation)).id("noted"));
    scenario.events.extend(events);
    history(scenario)
}

fn permille(shares: &[(&str, u16)]) -> Shares {
    shares.iter().fold(Shares::default(), |all, (holder, share)| all.and(*holder, Share::exactly(*share)))
}

#[test]
fn unrecorded_ground_is_given_out_once() {
    // 30 % were unrecorded at the start; that another coding gives 60 % to others cannot be.
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
    assert_eq!(lines(&compare(&a, &b).between(NaiveDate::MAX..=NaiveDate::MAX)), [""; 0]);
    let last = coding([event(&NaiveDate::MAX.to_string(), "citadel", Captured::by("crown"))]);
    let [only] = &compare(&last, &a).between(NaiveDate::MAX..=NaiveDate::MAX).disagreements()[..] else { panic!() };
    assert_eq!(only.to_string(), "citadel on +262142-12-31: crown | republic");
    assert_eq!(only.days(), 1);
}
