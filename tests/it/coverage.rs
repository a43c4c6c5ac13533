//! What a record covers, and what a baseline is stated of (`DESIGN.md`, "Coverage", "Baseline and silence"); how sure an
//! answer is.

use std::collections::BTreeSet;

use proptest::prelude::*;
use whoheld::chrono::NaiveDate;
use whoheld::{
    Actor, Answer, Baseline, Basis, Captured, Covers, Days, Event, History, Moment, Place, QueryTime, Reading, Share,
    Shares, Surety, Threshold, Verdict, View,
};

use crate::RECORDS;
use crate::oracle::{Shown, UNRECORDED};
use crate::random::{ALL, config, day, record};
use crate::support::{VIEWS, all_shown, ask, at, date, plain};

/// What a record covers, drawn from two numbers.
fn covers_from((form, a, b): (u8, u8, u8)) -> Covers {
    let (first, last) = (day(a.min(b)), day(a.max(b)));
    match form {
        0 => Covers::days(first..=last),
        1 => Covers::from(first),
        _ => Covers::until(last),
    }
}

/// The rule for surety, on what the engine shows.
fn surety(covered: bool, possible: &BTreeSet<Shown>) -> Surety {
    let silent = |shown: &Shown| shown.rows.keys().all(|holder| holder == UNRECORDED);
    let full = |shown: &Shown| shown.rows.iter().all(|(holder, row)| holder != UNRECORDED && row.0 > 0);
    if !covered || possible.iter().all(silent) {
        Surety::Unknown
    } else if possible.len() == 1 && possible.iter().all(full) {
        Surety::Certain
    } else {
        Surety::Open
    }
}

/// An answer, but for what coverage changes.
fn rest(answer: Answer<'_>) -> impl PartialEq + std::fmt::Debug {
    let all = all_shown(answer.possible());
    (
        all,
        answer.since(),
        answer.until(),
        answer.last_evidence(),
        answer.is_certain(),
        answer.holder().map(whoheld::Holder::id),
    )
}

/// The days of a range on which an actor held enough, one day after the other.
fn counted(view: View<'_>, place: &str, actor: &str, threshold: Threshold) -> Days {
    let verdicts: Vec<Verdict> =
        (0..14).map(|number| ask(view, place, day(number)).holds(actor, threshold).unwrap()).collect();
    let days = |least: Verdict| verdicts.iter().filter(|verdict| **verdict >= least).count() as u64;
    Days { at_least: days(Verdict::Yes), at_most: days(Verdict::Possibly) }
}

proptest! {
    #![proptest_config(config(RECORDS))]

    /// Outside what a record covers, nothing is certain. What is possible, and since and until when, is as without it.
    #[test]
    fn outside_coverage_nothing_is_certain(
        record in record(ALL),
        covers in (0..3_u8, 0..9_u8, 0..9_u8).prop_map(covers_from),
    ) {
        let anyway = record.history();
        let mut history = record.history();
        history.set_covers(covers).unwrap();
        for by in VIEWS {
            let view = plain(&history, by);
            for place in &record.places {
                for number in 0..14 {
                    let on = day(number);
                    let times = [
                        (QueryTime::On(on), on),
                        (QueryTime::During(on), on),
                        (QueryTime::Opening(on), on.pred_opt().unwrap()),
                        (QueryTime::At(at(Moment::opening(on).minutes() + 1)), on),
                    ];
                    for (time, of) in times {
                        let (answer, plainly) = (ask(view, &place.id, time), ask(plain(&anyway, by), &place.id, time));
                        let covered = covers.contains(of);
                        prop_assert_eq!(rest(answer), rest(plainly));
                        prop_assert_eq!(answer.surety(), surety(covered, &all_shown(answer.possible())));
                        prop_assert_eq!(answer.basis(), if covered { plainly.basis() } else { Basis::Outside });
                        prop_assert_eq!(answer.to_string().ends_with("(outside what the record covers)"), !covered);
                        prop_assert_eq!(answer.explain().starts_with("The record covers"), !covered);
                        for actor in &record.actors {
                            for threshold in Threshold::ALL {
                                let verdict = |answer: Answer<'_>| answer.holds(actor, *threshold).unwrap();
                                let directly = |answer: Answer<'_>| answer.holds_directly(actor, *threshold).unwrap();
                                let expected = |anyway| if covered { anyway } else { Verdict::Possibly };
                                prop_assert_eq!(verdict(answer), expected(verdict(plainly)));
                                prop_assert_eq!(directly(answer), expected(directly(plainly)));
                            }
                        }
                    }
                }
            }
        }
    }

    /// So it is through time: days are counted, spans bounded and areas added up from the same verdicts.
    #[test]
    fn outside_coverage_no_time_is_certain(
        record in record(ALL),
        covers in (0..3_u8, 0..9_u8, 0..9_u8).prop_map(covers_from),
    ) {
        let mut history = record.history();
        history.set_covers(covers).unwrap();
        for by in VIEWS {
            let view = plain(&history, by);
            for place in &record.places {
                for holding in view.timeline(place.id.as_str()).unwrap() {
                    let inside = holding.from().unwrap_or(Moment::MIN);
                    let covered = covers.contains(inside.day_ending());
                    prop_assert_eq!(holding.surety(), surety(covered, &all_shown(holding.possible().copied())));
                }
                for tenure in view.between(place.id.as_str(), day(0)..=day(13)).unwrap() {
                    if let Some((from, until)) = tenure.surely {
                        // Its last moment is the minute before `until`. The opening of the first day counts as of it.
                        let edges = [from.minutes(), until.minutes() - 1].map(|minute| at(minute).day_ending().max(day(0)));
                        prop_assert!(edges.iter().all(|edge| covers.contains(*edge)), "{tenure:?}");
                    }
                }
                for actor in &record.actors {
                    for &threshold in Threshold::ALL {
                        let days = view.days_held(place, actor, threshold, day(0)..=day(13)).unwrap();
                        prop_assert_eq!(days, counted(view, &place.id, &actor.id, threshold));
                        let first = view.first_held(place, actor, threshold).unwrap();
                        let last = view.last_held(place, actor, threshold).unwrap();
                        if covers.from.is_some() {
                            prop_assert_eq!(first.unwrap().earliest(), None);
                        }
                        if covers.until.is_some() {
                            prop_assert_eq!(last.unwrap().latest(), None);
                        }
                        let surely = first.and_then(whoheld::Span::latest);
                        prop_assert!(surely.is_none_or(|first| covers.contains(first.day_ending())));
                    }
                    for share in view.share_of_area([place], actor, day(0)..=day(13)).unwrap() {
                        let bounds = (share.at_least, share.at_most);
                        prop_assert!(covers.contains(share.day) || bounds == (0.0, 1.0), "{share:?}");
                    }
                }
            }
        }
    }
}

fn bridge(baseline: Baseline) -> History {
    let mut history = History::new();
    for actor in [Actor::new("crown"), Actor::new("republic")] {
        history.add_actor(actor).unwrap();
    }
    history.add_place(Place::new("bridge").name("en", "the bridge").baseline(baseline)).unwrap();
    history
}

fn on(history: &History, text: &str) -> String {
    history.who_held("bridge", date(text)).unwrap().explain()
}

#[test]
fn what_lies_outside_is_said_so() {
    let mut history = bridge(Baseline::held_by("crown"));
    let taken: NaiveDate = date("2016-10-30");
    history.insert(Event::new(taken, "bridge", Captured::by("republic"))).unwrap();
    history.set_covers(Covers::days(date("2016-10-27")..=date("2016-11-13"))).unwrap();
    assert!(on(&history, "2016-11-13").starts_with("At the close of 13 November 2016 republic held all"));
    assert_eq!(
        on(&history, "2016-12-02"),
        "The record covers 27 October to 13 November 2016; what is said of 2 December 2016 is what it last knew. At the \
         close of 2 December 2016 republic held all of the bridge. The bridge: captured by republic (30 October 2016). \
         The latest report is from 30 October 2016, 33 days earlier. This had been the case since 30 October 2016."
    );
    assert_eq!(
        on(&history, "2016-10-26"),
        "The record covers 27 October to 13 November 2016; what is said of 26 October 2016 is what it first knew. At the \
         close of 26 October 2016 crown held all of the bridge. The record states for its start that crown held all of it."
    );
    history.set_covers(Covers::from(date("2016-10-27"))).unwrap();
    assert!(on(&history, "2016-10-26").starts_with("The record covers the time from 27 October 2016 on; what"));
    history.set_covers(Covers::until(date("2016-11-13"))).unwrap();
    assert!(on(&history, "2016-12-02").starts_with("The record covers the time up to 13 November 2016; what"));
    // Bounds that exclude each other are refused, and change nothing.
    let error = history.set_covers(Covers::days(date("2016-11-13")..=date("2016-11-12"))).unwrap_err();
    assert_eq!(error.to_string(), "the record: what it covers ends before it begins");
    assert_eq!(history.covers(), Some(Covers::until(date("2016-11-13"))));
    history.set_covers(None).unwrap();
    assert_eq!(history, History::try_from(history.to_scenario()).unwrap());
    assert!(on(&history, "2016-12-02").starts_with("At the close"));
}

#[test]
fn before_its_day_a_baseline_is_assumed() {
    let history = bridge(Baseline::held_by("crown").on(date("1849-07-05")));
    let answer = |time: QueryTime| history.who_held("bridge", time).unwrap();
    let fifth = date("1849-07-05");
    assert_eq!(answer(QueryTime::Opening(fifth)).basis(), Basis::Assumed);
    assert_eq!(answer(QueryTime::During(fifth)).basis(), Basis::Baseline);
    assert_eq!((answer(fifth.into()).basis(), answer(fifth.into()).last_evidence()), (Basis::Baseline, Some(fifth)));
    assert_eq!(answer(date("1849-07-08").into()).age_in_days(), Some(3));
    assert_eq!(answer(date("1849-07-04").into()).age_in_days(), None);
    assert_eq!(
        on(&history, "1849-07-04"),
        "At the close of 4 July 1849 crown held all of the bridge. The record states for 5 July 1849 that crown held all of it."
    );
    // What is assumed is as sure as what is stated; and an event leaves nothing to be assumed.
    assert_eq!(answer(date("1849-07-04").into()).surety(), Surety::Certain);
    let mut history = history;
    history.insert(Event::new(date("1849-07-01"), "bridge", Captured::by("republic"))).unwrap();
    assert_eq!(history.who_held("bridge", date("1849-07-02")).unwrap().basis(), Basis::Carried);
}

#[test]
fn one_part_assumed_makes_the_whole_so() {
    let mut history = bridge(Baseline::held_by("crown"));
    history
        .add_place(Place::new("pier").within("bridge").baseline(Baseline::held_by("crown").on(date("1849-07-05"))))
        .unwrap();
    let basis = |place: &str, day: &str| history.who_held(place, date(day)).unwrap().basis();
    for place in ["pier", "bridge"] {
        assert_eq!((basis(place, "1849-07-04"), basis(place, "1849-07-05")), (Basis::Assumed, Basis::Baseline));
    }
}

#[test]
fn surety_asks_more_than_one_control() {
    let surety = |baseline| bridge(baseline).who_held("bridge", date("1849-07-01")).unwrap().surety();
    assert_eq!(surety(Baseline::held_by("crown")), Surety::Certain);
    assert_eq!(surety(Baseline::held_by("nobody")), Surety::Certain);
    assert_eq!(
        surety(Baseline::shared(Shares::of("crown", Share::HALF).and("republic", Share::HALF))),
        Surety::Certain
    );
    // Some of it is not recorded.
    let most = bridge(Baseline::shared(Shares::of("crown", Share::MOST)));
    let answer = most.who_held("bridge", date("1849-07-01")).unwrap();
    assert!(answer.is_certain());
    assert_eq!((answer.surety(), answer.to_record().surety), (Surety::Open, Surety::Open));
    // The republic may have none.
    let perhaps = Share::between(0, 400).unwrap();
    assert_eq!(surety(Baseline::shared(Shares::of("crown", Share::MOST).and("republic", perhaps))), Surety::Open);
}

#[cfg(feature = "toml")]
#[test]
fn what_a_file_covers() {
    let read = |covers: &str| History::from_toml(format!("format = 1\n{covers}\n"));
    let history = read("covers = { from = 2016-10-27, until = 2016-11-13 }").unwrap();
    assert_eq!(history.covers(), Some(Covers::days(date("2016-10-27")..=date("2016-11-13"))));
    assert_eq!(read("covers = { until = 2016-11-13 }").unwrap().covers(), Some(Covers::until(date("2016-11-13"))));
    let says = |covers: &str| read(covers).unwrap_err().mistakes()[0].to_string();
    assert_eq!(
        says("covers = { from = 2016-10-27, until = 2016-10-26 }"),
        "2:39: the record: what it covers ends before it begins"
    );
    assert_eq!(says("covers = { form = 2016-10-27 }"), "2:12: unknown key `form`; did you mean `from`?");
    assert_eq!(says("covers = 2016"), "2:10: here stands a whole number, and a table is wanted");
    assert_eq!(
        says("actor = [{ id = 'a', covers = {} }]"),
        "2:22: unknown key `covers`; it belongs at the top, above the first entry"
    );
}

#[test]
fn a_reading_covers_what_the_record_does() {
    let mut history = bridge(Baseline::held_by("crown"));
    history.set_covers(Covers::until(date("1849-07-05"))).unwrap();
    let account = history.interpret(&Reading::new().known_on(date("1849-07-01"))).unwrap();
    assert_eq!(account.who_held("bridge", date("1849-07-06")).unwrap().basis(), Basis::Outside);
}
