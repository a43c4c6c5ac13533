//! What was told grows old.

use whoheld::{Attacked, Baseline, Captured, Fraction, History, Moment, Place, Reading, Until};

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
    told.places[0].baseline = Some(Baseline::held_by("crown"));
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
    // What held at the start alone does not grow stale.
    told.events.clear();
    holds(&told, &stale, 31, &["crown 1000"]);
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
    told.places[0].baseline = Some(Baseline::held_by("crown"));
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
