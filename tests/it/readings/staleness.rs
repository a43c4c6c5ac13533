//! What was told grows old.

use whoheld::{Attacked, Baseline, Basis, Captured, Covers, Fraction, History, Moment, Place, Reading, Until};

use super::engine::read;
use super::{hill, holds, holds_at, january, on};
use crate::support::{at, possible};

#[test]
fn what_is_told_grows_old() {
    //         | 01 | 02 | 03 | 04 | 05 | 06 | 07 |
    // taken         [==]                             republic; with a limit of two days, fresh through the 4th
    // fought                   [==]------------]     until the 7th
    let stale = Reading::new().stale_after(2);
    let mut told = hill([on("02", "taken", Captured::by("republic"))]);
    told.places[0].baseline = Some(Baseline::held_by("crown").on(january(1)));
    for (day, control) in [(1, "crown 1000"), (2, "republic 1000"), (4, "republic 1000"), (5, "unrecorded 1000")] {
        holds(&told, &stale, day, &[control]);
    }
    let until = Until::Date("2000-01-07".parse().unwrap());
    let mut fought = told.clone();
    fought.events.push(on("04", "fought", Attacked::by("crown").until(until)).order(2));
    holds(&fought, &stale, 7, &["republic 1000, contested {\"crown\"}"]);
    holds(&fought, &stale, 8, &["unrecorded 1000"]);
    // What was told of a span counts from its first day to two days after the last.
    let span = hill([on("[2000-01-02..2000-01-04]", "span", Captured::by("republic"))]);
    holds(&span, &stale, 2, &["unrecorded 1000", "republic 1000"]);
    holds(&span, &stale, 6, &["republic 1000"]);
    holds(&span, &stale, 7, &["unrecorded 1000"]);
}

#[test]
fn a_baseline_grows_old_from_its_day() {
    // start     crown
    let mut stated = hill([]);
    let baseline = |on| {
        let mut baseline = Baseline::held_by("crown");
        baseline.on = on;
        Some(baseline)
    };
    let stale = Reading::new().stale_after(2);
    // Without a day, it is too old for every limit, until something is told.
    stated.places[0].baseline = baseline(None);
    for day in [1, 3, 31] {
        holds(&stated, &Reading::new().stale_after(u32::MAX), day, &["unrecorded 1000"]);
        holds(&stated, &Reading::new(), day, &["crown 1000"]);
    }
    // From its own day, and before it too.
    stated.places[0].baseline = baseline(Some(january(5)));
    for (day, control) in
        [(1, "crown 1000"), (5, "crown 1000"), (7, "crown 1000"), (8, "unrecorded 1000"), (31, "unrecorded 1000")]
    {
        holds(&stated, &stale, day, &[control]);
    }
    // Without one, from the first day that the record covers.
    stated.covers = Some(Covers::from(january(3)));
    holds(&stated, &stale, 7, &["crown 1000"]);
    stated.places[0].baseline = baseline(None);
    holds(&stated, &stale, 5, &["crown 1000"]);
    holds(&stated, &stale, 6, &["unrecorded 1000"]);
    let history = History::try_from(stated.clone()).unwrap();
    let account = read(&history, &stale);
    let answer = account.who_held("hill", january(6)).unwrap();
    assert_eq!((answer.basis(), answer.last_evidence()), (Basis::Unrecorded, None));
    assert!(answer.explain().contains("What the record states for its start is too old to count in this reading."));
    // Of a part without one of its own, that of the nearest place around it counts.
    stated.places.push(Place::new("west").within("hill").fraction(Fraction::of(0.5).unwrap()));
    holds_at("west", &stated, &stale, 5, &["crown 1000"]);
    holds_at("west", &stated, &stale, 6, &["unrecorded 1000"]);
    stated.places[1].baseline = Some(Baseline::held_by("republic").on(january(9)));
    holds_at("west", &stated, &stale, 11, &["republic 1000"]);
    holds_at("hill", &stated, &stale, 11, &["republic 500, unrecorded 500"]);
}

#[cfg(feature = "toml")]
#[test]
fn a_baseline_older_than_all_news_is_too_old() {
    let history = History::from_toml(
        r#"
        format = 1
        actor = [{ id = "a" }, { id = "b" }]
        place = [{ id = "x", baseline = "a" }, { id = "y", baseline = "a" }]
        event = [{ when = 1849-07-05, place = "y", captured = { by = "b" } }]
        "#,
    );
    let history = history.unwrap_or_else(|error| panic!("{error}"));
    let account = read(&history, &Reading::new().stale_after(30));
    for place in ["x", "y"] {
        let answer = account.who_held(place, "1900-01-01".parse::<whoheld::chrono::NaiveDate>().unwrap()).unwrap();
        assert_eq!(answer.to_string(), format!("{place} on 1900-01-01: unrecorded"));
        assert_eq!((answer.basis(), answer.surety()), (Basis::Unrecorded, whoheld::Surety::Unknown));
    }
}

#[test]
fn nothing_grows_old_before_it_can_have_happened() {
    //          | 02 | 03 | 04 | …
    // start     crown
    // taken               [==]      crown, told first
    // fought    [------------ ...   from the 2nd on, until the 2nd; but told after the other, so from the 4th
    let until = Until::Date("2000-01-02".parse().unwrap());
    let mut told = hill([
        on("04", "taken", Captured::by("crown")),
        on("[2000-01-02..]", "fought", Attacked::by("republic").until(until)),
    ]);
    told.places[0].baseline = Some(Baseline::held_by("crown").on(january(1)));
    for day in [1, 2, 3, 4, 5] {
        let t = Moment::close(january(day)).minutes();
        for t in [t, t + 1] {
            let history = History::try_from(told.clone()).unwrap();
            let stale = read(&history, &Reading::new().stale_after(100_000));
            assert_eq!(
                possible(stale.by_side(), "hill", at(t)),
                possible(history.by_side(), "hill", at(t)),
                "{}",
                at(t)
            );
        }
    }
}

#[test]
fn a_whole_is_the_sum_of_its_fresh_and_stale_parts() {
    //           | 02 | 03 | 04 | 05 | 06 |
    // all        [==]                        the hill: crown
    // west                 [==]              its western half: republic
    let half = |id: &str| Place::new(id).within("hill").fraction(Fraction::of(0.5).unwrap());
    let mut told = hill([on("02", "all", Captured::by("crown")), on("04", "west", Captured::by("republic"))]);
    told.events[1].place = "west".to_owned();
    told.places.extend([half("west"), half("east")]);
    let stale = Reading::new().stale_after(2);
    holds_at("hill", &told, &stale, 3, &["crown 1000"]);
    holds_at("hill", &told, &stale, 4, &["crown 500, republic 500"]);
    holds_at("hill", &told, &stale, 5, &["republic 500, unrecorded 500"]);
    holds_at("east", &told, &stale, 5, &["unrecorded 1000"]);
    holds_at("west", &told, &stale, 5, &["republic 1000"]);
    holds_at("hill", &told, &stale, 7, &["unrecorded 1000"]);
}
