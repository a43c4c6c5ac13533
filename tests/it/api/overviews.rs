//! Many places: who holds what, snapshots, shares of an area, replays.

use whoheld::chrono::NaiveDate;
use whoheld::{Captured, Change, History, NoteKind, Noted, Place, QueryTime, Share, Threshold, Verdict};

use super::{d, hill, history};
use crate::support::event;

/// ```text
/// day      1    2    3    4
/// hill     g    g    r    r      taken on the 3rd
/// town     g    g   g½r½ g½r½    half of it on the 3rd
/// vale     .    .    .    .
/// pass     m    m    m    ?      taken from the militia on the 4th or later
/// ```
fn four() -> History {
    history(
        [
            Place::new("hill").held_by("government"),
            Place::new("town").held_by("government"),
            Place::new("vale"),
            Place::new("pass").held_by("militia"),
        ],
        [
            event("2016-10-03", "hill", Captured::by("rebels")),
            event("2016-10-03", "town", Captured::by("rebels").extent(Share::HALF)),
            event("[2016-10-04..]", "pass", Captured::by("rebels")),
        ],
    )
}

#[test]
fn places_held_by_someone() {
    let history = four();
    let held = |actor: &str, degree, day| -> Vec<(String, Verdict)> {
        let found = history.by_side().held_by(actor, degree, d(day)).unwrap();
        found.into_iter().map(|(place, verdict)| (place.id.clone(), verdict)).collect()
    };
    let yes = |id: &str| (id.to_owned(), Verdict::Yes);
    let possibly = |id: &str| (id.to_owned(), Verdict::Possibly);
    assert_eq!(held("rebels", Threshold::Any, 2), []);
    assert_eq!(held("rebels", Threshold::Any, 3), [yes("hill"), yes("town")]);
    assert_eq!(held("rebels", Threshold::All, 3), [yes("hill")]);
    assert_eq!(held("rebels", Threshold::Most, 4), [yes("hill"), possibly("pass")]);
    // With all that answer to it; nobody is said to hold the vale, of which the record is silent.
    assert_eq!(held("government", Threshold::All, 2), [yes("hill"), yes("town"), yes("pass")]);
    assert_eq!(held("government", Threshold::Any, 4), [yes("town"), possibly("pass")]);
    assert_eq!(held("militia", Threshold::All, 3), [yes("pass")]);
}

#[test]
fn a_snapshot_is_every_place() {
    let history = four();
    let snapshot = history.by_side().snapshot(d(4));
    assert_eq!(snapshot.query_time(), QueryTime::On(d(4)));
    assert_eq!(
        snapshot.map(|answer| answer.to_string()).collect::<Vec<_>>(),
        [
            "hill on 2016-10-04: rebels",
            "town on 2016-10-04: half government, half rebels",
            "vale on 2016-10-04: unrecorded",
            "pass on 2016-10-04: government, or else rebels",
        ]
    );
}

#[test]
fn what_differs_between_two_days() {
    let history = four();
    let differs = |a: QueryTime, b: QueryTime| -> Vec<String> {
        let found = history.by_side().difference(a, b);
        found.iter().map(|it| format!("{:?} | {:?}", it.before, it.after)).collect()
    };
    assert_eq!(differs(d(1).into(), d(2).into()), [""; 0]);
    assert_eq!(
        differs(d(2).into(), d(3).into()),
        [
            "hill on 2016-10-02: government | hill on 2016-10-03: rebels",
            "town on 2016-10-02: government | town on 2016-10-03: half government, half rebels",
        ]
    );
    assert_eq!(
        differs(QueryTime::Opening(d(4)), d(4).into()),
        ["pass at the opening of 2016-10-04: government | pass on 2016-10-04: government, or else rebels"]
    );
}

#[test]
fn the_share_of_an_area_day_by_day() {
    let history = four();
    let view = history.by_side();
    let percent = |area: Vec<whoheld::AreaShare>| -> Vec<(NaiveDate, f64, f64)> {
        let round = |share: f64| (share * 1e4).round() / 100.0;
        area.into_iter().map(|it| (it.day, round(it.at_least), round(it.at_most))).collect()
    };
    // rebels  1    2    3    4
    // hill    0    0    1    1
    // town    0    0    ½    ½
    // vale    -    -    -    -       silent: nobody's
    // pass    0    0    0   0–1
    let all = ["hill", "town", "vale", "pass"];
    let equal = percent(view.share_of_area(all, "rebels", d(2)..=d(4)).unwrap());
    assert_eq!(equal, [(d(2), 0.0, 0.0), (d(3), 37.5, 37.5), (d(4), 37.5, 62.5)]);
    // Weights 3, 1, 0, 4; below zero is as none.
    let weighted = all.into_iter().zip([3.0, 1.0, -7.0, 4.0]);
    let weighted = percent(view.weighted_share_of_area(weighted, "rebels", d(2)..=d(4)).unwrap());
    assert_eq!(weighted, [(d(2), 0.0, 0.0), (d(3), 43.75, 43.75), (d(4), 43.75, 93.75)]);
    let none = percent(view.weighted_share_of_area([("hill", 0.0)], "rebels", d(4)..=d(4)).unwrap());
    assert_eq!(none, [(d(4), 0.0, 0.0)]);
    let nowhere: [&str; 0] = [];
    assert_eq!(percent(view.share_of_area(nowhere, "rebels", d(4)..=d(4)).unwrap()), [(d(4), 0.0, 0.0)]);
    assert_eq!(view.share_of_area(all, "rebels", d(4)..=d(3)).unwrap(), []);
    assert_eq!(
        view.share_of_area(["hil"], "rebels", d(4)..=d(4)).unwrap_err().to_string(),
        "no place `hil`; did you mean `hill`?"
    );
}

#[test]
fn a_share_of_an_area_is_from_none_to_all_whatever_the_weights() {
    let history = four();
    for weight in [f64::INFINITY, f64::MAX, f64::MIN_POSITIVE, f64::NAN, f64::NEG_INFINITY] {
        let places = [("hill", weight), ("town", weight)];
        let area = history.by_side().weighted_share_of_area(places, "rebels", d(4)..=d(4)).unwrap()[0];
        assert!((0.0..=1.0).contains(&area.at_least) && (0.0..=1.0).contains(&area.at_most), "{weight}: {area:?}");
    }
}

#[test]
fn a_replay_is_told_event_by_event() {
    let mut history = four();
    history.insert(event("2016-10-03", "vale", Noted::kind(NoteKind::Shelling)).order(-1)).unwrap();
    let steps: Vec<String> = history
        .replay()
        .map(|it| {
            format!(
                "{} {}: {:?} → {:?} {}",
                it.day().unwrap(),
                it.place().id,
                it.before(),
                it.after(),
                it.changes_control()
            )
        })
        .collect();
    assert_eq!(
        steps,
        [
            "2016-10-03 vale: None → None false",
            "2016-10-03 hill: Some(government) → Some(rebels) true",
            "2016-10-03 town: Some(government) → Some(half government, half rebels) true",
            "2016-10-04 pass: Some(government) → Some(rebels) true",
        ]
    );
}

#[test]
fn a_replay_is_shown_day_by_day() {
    // hill     4    5    6    7    8
    //          r    r    r    ?    ?     and no event on the 5th and 6th
    let history = hill();
    let days: Vec<_> = history.replay().days().collect();
    let shown: Vec<(NaiveDate, Vec<&str>, usize)> = days
        .iter()
        .map(|day| (day.date(), day.steps().map(|step| step.event().unwrap().name()).collect(), day.changes().len()))
        .collect();
    assert_eq!(shown, [(d(4), vec!["fell"], 1), (d(5), vec![], 0), (d(6), vec![], 0), (d(7), vec!["back"], 1)]);
    let close: Vec<String> = days[0].close().map(|answer| answer.to_string()).collect();
    assert_eq!(close, ["hill on 2016-10-04: rebels"]);
    let changes = days[3].changes();
    assert_eq!(changes[0].before.to_string(), "hill at the opening of 2016-10-07: rebels");
    assert_eq!(changes[0].after.to_string(), "hill on 2016-10-07: rebels, or else government");
}

#[test]
fn the_days_of_a_record() {
    assert_eq!(hill().days(), Some((d(4), d(9))));
    assert_eq!(
        history([Place::new("hill")], [event("[..2016-10-05]", "hill", Change::SiegeLifted)]).days(),
        Some((d(5), d(5)))
    );
    assert_eq!(history([Place::new("hill")], [event("[..]", "hill", Change::SiegeLifted)]).days(), None);
}
