//! Holding in person, and the middle of a chain of allegiances.

use whoheld::chrono::NaiveDate;
use whoheld::{Actor, Allegiance, Baseline, History, LookupError, Place, Share, Shares, Threshold, Verdict, View};

use crate::support::date;

const DAY: &str = "1386-07-09";

/// league ─┬─ uri ─┬─ band
///         │       └─ guard (until the 10th, then of zug)
///         └─ zug
fn league() -> History {
    let mut history = History::new();
    let change = date("1386-07-10");
    let guard = Actor::new("guard").allegiance(Allegiance::to("uri").until(change));
    let guard = guard.allegiance(Allegiance::to("zug").from(change));
    for actor in [
        Actor::new("league"),
        Actor::new("duke"),
        Actor::new("uri").answers_to("league"),
        Actor::new("zug").answers_to("league"),
        Actor::new("band").answers_to("uri"),
        guard,
    ] {
        history.add_actor(actor).unwrap();
    }
    let shares = |shares| Baseline::shared(shares);
    let thirds = Share::between(333, 334).unwrap();
    for (place, baseline) in [
        ("bridge", Baseline::held_by("band")),
        ("gate", Baseline::held_by("uri")),
        ("hall", Baseline::held_by("league")),
        ("keep", shares(Shares::of("band", Share::HALF).and("guard", Share::HALF))),
        ("mill", shares(Shares::of("uri", thirds).and("zug", thirds).and("duke", thirds))),
        ("moor", shares(Shares::of("band", Share::MOST))),
    ] {
        history.add_place(Place::new(place).baseline(baseline)).unwrap();
    }
    history
}

fn views(history: &History) -> [View<'_>; 2] {
    [history.by_side(), history.by_actor()]
}

#[test]
fn the_middle_of_a_chain_counts_all_under_it() {
    for view in views(&league()) {
        let holds = |place: &str, actor: &str| view.who_held(place, date(DAY)).unwrap().holds(actor, Threshold::All);
        assert_eq!(holds("bridge", "uri"), Ok(Verdict::Yes));
        assert_eq!(holds("keep", "uri"), Ok(Verdict::Yes));
        assert_eq!(holds("hall", "uri"), Ok(Verdict::No));
        assert_eq!(holds("hall", "league"), Ok(Verdict::Yes));
        let held = view.held_by("uri", Threshold::Any, date(DAY)).unwrap();
        let held: Vec<&str> = held.iter().map(|(place, _)| place.id.as_str()).collect();
        assert_eq!(held, ["bridge", "gate", "keep", "mill", "moor"]);
        let days = view.days_held("bridge", "uri", Threshold::All, date(DAY)..=date(DAY)).unwrap();
        assert_eq!((days.at_least, days.at_most), (1, 1));
        let control = view.who_held("keep", date("1386-07-10")).unwrap().control().unwrap();
        assert_eq!(control.share_of("uri"), Ok(Share::HALF));
        assert_eq!(control.share_of("league"), Ok(Share::WHOLE));
    }
}

#[test]
fn in_person_counts_nobody_under_it() {
    for view in views(&league()) {
        let holds = |place: &str, actor: &str, threshold| {
            view.who_held(place, date(DAY)).unwrap().holds_directly(actor, threshold).unwrap()
        };
        assert_eq!(holds("gate", "uri", Threshold::All), Verdict::Yes);
        assert_eq!(holds("bridge", "uri", Threshold::Any), Verdict::No);
        assert_eq!(holds("bridge", "band", Threshold::All), Verdict::Yes);
        assert_eq!(holds("keep", "band", Threshold::Any), Verdict::Yes);
        assert_eq!(holds("keep", "band", Threshold::Most), Verdict::No);
        // What is not recorded may be anyone's.
        assert_eq!(holds("moor", "uri", Threshold::Any), Verdict::Possibly);
        assert_eq!(holds("moor", "uri", Threshold::All), Verdict::No);
        let held = |actor: &str, threshold| -> Vec<(String, Verdict)> {
            let held = view.held_directly_by(actor, threshold, date(DAY)).unwrap();
            held.into_iter().map(|(place, verdict)| (place.id.clone(), verdict)).collect()
        };
        assert_eq!(held("uri", Threshold::Any), [("gate".into(), Verdict::Yes), ("mill".into(), Verdict::Yes)]);
        assert_eq!(held("league", Threshold::All), [("hall".into(), Verdict::Yes)]);
        assert_eq!(held("duke", Threshold::All), []);
        let unknown = view.held_directly_by("urie", Threshold::Any, date(DAY)).unwrap_err().to_string();
        assert_eq!(unknown, "no actor `urie`; did you mean `uri`?");
    }
    // Of the keep it holds half.
    assert_eq!(league().held_directly_by("band", Threshold::Most, date(DAY)).unwrap().len(), 2);
}

/// Who held how much, by the cantons.
fn cantons(view: View<'_>, place: &str, day: NaiveDate) -> Result<Vec<String>, LookupError> {
    let control = view.who_held(place, day)?.control().unwrap();
    let rows = control.shares_under(["uri", "zug"])?;
    Ok(rows.iter().map(|(holder, share)| format!("{holder} {share}")).collect())
}

#[test]
fn the_canton_that_held_it() {
    let history = league();
    let [side, actor] = views(&history);
    for (place, day, by_side, by_actor) in [
        ("bridge", DAY, vec!["uri whole"], vec!["uri whole"]),
        ("keep", DAY, vec!["uri whole"], vec!["uri whole"]),
        // The guard goes over to zug.
        ("keep", "1386-07-10", vec!["uri half", "zug half"], vec!["uri half", "zug half"]),
        // The league holds it itself: no canton does.
        ("hall", DAY, vec!["league whole"], vec!["league whole"]),
        ("moor", DAY, vec!["uri most", "unrecorded 0.1-49.9%"], vec!["uri most", "unrecorded 0.1-49.9%"]),
    ] {
        assert_eq!(cantons(side, place, date(day)).unwrap(), by_side, "{place} by side");
        assert_eq!(cantons(actor, place, date(day)).unwrap(), by_actor, "{place} by actor");
    }
    let mill = cantons(side, "mill", date(DAY)).unwrap();
    assert_eq!(mill, ["duke 33.3-33.4%", "uri 33.3-33.4%", "zug 33.3-33.4%", "unrecorded 0-0.1%"]);
    // Of nested ones, the nearest; of none, what the view shows.
    let control = side.who_held("bridge", date(DAY)).unwrap().control().unwrap();
    let shown = |actors: &[&str]| control.shares_under(actors).unwrap()[0].0.id().to_owned();
    assert_eq!(shown(&["league", "uri"]), "uri");
    assert_eq!(shown(&["band", "uri"]), "band");
    assert_eq!(shown(&["duke"]), "league");
    assert_eq!(shown(&[]), "league");
    assert!(control.shares_under(["duk"]).is_err());
}
