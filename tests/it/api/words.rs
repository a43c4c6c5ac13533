//! How controls and answers are said, written and compared.

use whoheld::{
    Attacked, Besieged, Captured, Change, FireControl, Fought, History, Place, Repelled, Share, Shares, Until, Withdrew,
};

use super::{d, hill, history};
use crate::support::event;

/// What is said of a place that was the government's after these changes, one a day.
fn phrase(changes: impl IntoIterator<Item = Change>) -> String {
    let day = |at: u32| format!("2016-10-{at:02}");
    let events = (1..).zip(changes).map(|(at, change)| event(&day(at), "town", change));
    let history = history([Place::new("town").held_by("government")], events);
    let last = history.days().map_or(d(1), |days| days.1);
    let answer = history.who_held("town", last).unwrap().to_string();
    answer.split_once(": ").unwrap().1.to_owned()
}

#[test]
fn a_control_is_said_in_words() {
    let captured = |extent: Share| Captured::by("rebels").extent(extent);
    assert_eq!(phrase([]), "government");
    assert_eq!(phrase([captured(Share::WHOLE).into()]), "rebels");
    assert_eq!(phrase([captured(Share::MOST).into()]), "rebels (most), government (the rest)");
    assert_eq!(phrase([captured(Share::HALF).into()]), "half government, half rebels");
    assert_eq!(phrase([captured("0-30%".parse().unwrap()).into()]), "government, possibly rebels in part");
    assert_eq!(phrase([captured("40%".parse().unwrap()).into()]), "government (60%), rebels (the rest)");
    assert_eq!(phrase([Besieged::by("rebels").into()]), "government, besieged by rebels");
    assert_eq!(
        phrase([captured(Share::WHOLE).into(), Besieged::by("government").into()]),
        "rebels, besieged by government"
    );
    assert_eq!(phrase([FireControl::by("rebels").into()]), "government, under fire of rebels");
    assert_eq!(phrase([Attacked::by("rebels").into()]), "government, contested by rebels");
    assert_eq!(phrase([Shares::whole("nobody").into()]), "vacant");
    let left = [captured(Share::WHOLE).into(), Withdrew::new("rebels").into()];
    assert_eq!(phrase(left), "vacant since rebels withdrew");
    assert_eq!(
        phrase([
            Besieged::by("rebels").into(),
            FireControl::by("rebels").into(),
            Fought::between(["rebels", "government"]).into()
        ]),
        "government, contested by government and rebels, besieged by rebels, under fire of rebels"
    );
}

#[test]
fn what_goes_on_ends() {
    let captured = || Captured::by("rebels").into();
    assert_eq!(phrase([Besieged::by("rebels").into(), Change::SiegeLifted]), "government");
    assert_eq!(phrase([FireControl::by("rebels").into(), Change::FireControlLost]), "government");
    assert_eq!(phrase([Besieged::by("rebels").into(), captured()]), "rebels");
    let open = Attacked::by("rebels").until(Until::Open);
    assert_eq!(phrase([open.clone().into(), Repelled::new("rebels").into()]), "government");
    assert_eq!(phrase([open.into(), Change::SiegeLifted]), "government, contested by rebels");
    assert_eq!(phrase([Attacked::by("rebels").into(), Change::SiegeLifted]), "government");
}

#[test]
fn a_record_of_an_answer_has_all_of_it() {
    let history = hill();
    let record = history.who_held("hill", d(8)).unwrap().to_record();
    assert_eq!(
        serde_json::to_value(&record).unwrap(),
        serde_json::json!({
            "place": "hill",
            "query_time": "2016-10-08",
            "at": "2016-10-09T00:00",
            "certain": false,
            "surety": "open",
            "depends_on_narrative_order": false,
            "possible": [
                {
                    "shares": [{ "holder": "rebels", "at_least": 1000, "at_most": 1000 }],
                    "contested": [], "besieged_by": [], "under_fire_of": []
                },
                {
                    "shares": [{ "holder": "government", "at_least": 1000, "at_most": 1000 }],
                    "contested": [], "besieged_by": [], "under_fire_of": []
                }
            ],
            "basis": "observed",
            "last_evidence": "2016-10-08",
            "since": { "earliest": "2016-10-07T00:00", "latest": "2016-10-07T00:01" },
            "until": { "earliest": "2016-10-09T23:59", "latest": "2016-10-10T00:00" },
            "events": ["fell", "back"], "events_count": 2,
            "sources": [{ "source": "article", "locator": "S1" }], "sources_count": 1,
            "allegiances": [],
            "reading": { "conflicts": "as-told" },
            "decided_by": "fell",
            "relevant_events": [
                {
                    "event": "fell",
                    "role": "supporting", "why": null, "by": null, "against": false,
                    "when": "2016-10-04", "place": "hill", "change": "captured by rebels",
                    "credence": "stated", "inferred": false, "claimed_by": [],
                    "known_since": "2016-10-04", "known_since_assumed": true,
                    "sources": [{ "source": "article", "locator": "S1" }],
                    "note": null
                },
                {
                    "event": "back",
                    "role": "supporting", "why": null, "by": null, "against": false,
                    "when": "[2016-10-07..2016-10-09]", "place": "hill", "change": "captured by government",
                    "credence": "stated", "inferred": false, "claimed_by": [],
                    "known_since": "2016-10-09", "known_since_assumed": true,
                    "sources": [],
                    "note": null
                }
            ],
            "relevant_events_count": 2
        })
    );
}

#[test]
fn controls_of_two_histories_compare() {
    let (a, b) = (hill(), hill());
    let control = |history: &'static History| history.who_held("hill", d(4)).unwrap().control().unwrap();
    let (a, b): (&'static History, &'static History) = (Box::leak(Box::new(a)), Box::leak(Box::new(b)));
    assert_eq!(control(a), control(b));
    assert_ne!(control(a), b.who_held("hill", d(3)).unwrap().control().unwrap());
}

/// x: a claims it ──▶ nobody is believed to hold it, and the claim is no source of the answer.
#[test]
fn a_baseline_that_is_only_claimed_says_nothing() {
    let history = |credence| {
        let baseline = whoheld::Baseline::held_by("a").credence(credence).cite("s", "p. 1");
        let scenario = whoheld::Scenario::default()
            .actor(whoheld::Actor::new("a"))
            .source(whoheld::Source::new("s"))
            .place(whoheld::Place::new("x").baseline(baseline));
        History::try_from(scenario).unwrap()
    };
    let day = whoheld::chrono::NaiveDate::from_ymd_opt(2016, 10, 4).unwrap();
    let claimed = history(whoheld::Credence::Claimed);
    let answer = claimed.who_held("x", day).unwrap();
    assert_eq!(answer.to_string(), "x on 2016-10-04: unrecorded");
    assert_eq!((answer.basis(), answer.sources().len()), (whoheld::Basis::Unrecorded, 0));
    let reported = history(whoheld::Credence::Reported);
    let answer = reported.who_held("x", day).unwrap();
    assert_eq!(answer.to_string(), "x on 2016-10-04: a");
    assert_eq!((answer.basis(), answer.sources().len()), (whoheld::Basis::Baseline, 1));
}
