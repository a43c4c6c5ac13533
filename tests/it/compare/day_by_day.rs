//! Day by day: what asking both on every single day gives.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use whoheld::chrono::NaiveDate;
use whoheld::{
    Answer, Comparison, Control, Disagreement, DisagreementKind, DisagreementRecord, History, Scenario, View, compare,
};

use crate::RECORDS;
use crate::oracle::exact::Choices;
use crate::random::{ALL, Record, config, record};

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
pub(super) fn same_as_day_by_day(
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
                answer.events().into_iter().map(|event| event.name().to_owned()).collect()
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
    #![proptest_config(config(RECORDS))]

    /// The same as asking both on every single day; by side and by actor, with allegiances that change.
    #[test]
    fn a_comparison_is_what_every_day_says((Coded(a), Coded(b)) in codings()) {
        let none = BTreeMap::new();
        same_as_day_by_day(&compare(&a, &b), (&a).into(), (&b).into(), &none)?;
        same_as_day_by_day(&compare(a.by_actor(), b.by_actor()), a.by_actor(), b.by_actor(), &none)?;
        if let Some((first, last)) = compare(&a, &b).days() {
            let (from, to) = (first.succ_opt().unwrap(), last.succ_opt().unwrap());
            same_as_day_by_day(&compare(&a, &b).between(from..=to), (&a).into(), (&b).into(), &none)?;
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
