//! Sides: who answers to whom, and since when.

use whoheld::{
    Actor, Allegiance, Baseline, Days, Fought, History, Moment, Place, QueryTime, Share, Shares, Threshold, Verdict,
    View, Withdrew,
};

use super::{OPEN, at, d, drawn, history};
use crate::support::event;

/// The ninth regiment answers to the crown, and from the 5th to the republic; it holds the bridge.
///
/// ```text
/// day            1  2  3  4  5  6
/// bridge, side   c  c  c  c  r  r
/// bridge, actor  n  n  n  n  n  n
/// ```
fn regiment() -> History {
    let mut history = History::new();
    for id in ["crown", "republic"] {
        history.add_actor(Actor::new(id)).unwrap();
    }
    let crown = Allegiance::to("crown").until(d(5));
    let republic = Allegiance::to("republic").from(d(5));
    history.add_actor(Actor::new("ninth").allegiance(crown).allegiance(republic)).unwrap();
    history.add_place(Place::new("bridge").held_by("ninth")).unwrap();
    history
}

/// Its side stays the same; who in between it answers to does not.
#[test]
fn days_held_heed_a_change_of_chief_within_a_side() {
    let mut history = History::new();
    for actor in [Actor::new("crown"), Actor::new("north").answers_to("crown"), Actor::new("south").answers_to("crown")]
    {
        history.add_actor(actor).unwrap();
    }
    let guard = Actor::new("guard").allegiance(Allegiance::to("north").until(d(10)));
    history.add_actor(guard.allegiance(Allegiance::to("south").from(d(10)))).unwrap();
    history.add_place(Place::new("gate").held_by("guard")).unwrap();
    for view in [history.by_side(), history.by_actor()] {
        let held = |chief| view.days_held("gate", chief, Threshold::All, d(8)..=d(12)).unwrap().at_least;
        assert_eq!((held("north"), held("south"), held("crown")), (2, 3, 5));
        let first = view.first_held("gate", "south", Threshold::All).unwrap().unwrap();
        assert_eq!(first.latest().map(Moment::date), Some(d(10)));
    }
}

#[test]
fn an_actor_that_changes_sides_takes_along_what_it_holds() {
    let history = regiment();
    let (side, actor) = (history.by_side(), history.by_actor());
    assert_eq!(drawn(side, "bridge", 1..=6), "ccccrr");
    assert_eq!(drawn(actor, "bridge", 1..=6), "nnnnnn");
    assert_eq!(
        (history.side_of("ninth", d(4)).unwrap().id.as_str(), history.side_of("ninth", d(5)).unwrap().id.as_str()),
        ("crown", "republic")
    );

    let days = |at_least, at_most| Days { at_least, at_most };
    for view in [side, actor] {
        assert_eq!(view.days_held("bridge", "crown", Threshold::All, d(1)..=d(10)).unwrap(), days(4, 4));
        assert_eq!(view.days_held("bridge", "republic", Threshold::All, d(1)..=d(10)).unwrap(), days(6, 6));
        assert_eq!(view.days_held("bridge", "ninth", Threshold::All, d(1)..=d(10)).unwrap(), days(10, 10));
        let first = view.first_held("bridge", "republic", Threshold::All).unwrap().unwrap();
        assert_eq!(first.to_string(), "2016-10-05");
        assert_eq!(view.who_held("bridge", d(5)).unwrap().holds("republic", Threshold::All), Ok(Verdict::Yes));
        assert_eq!(view.who_held("bridge", d(4)).unwrap().holds("republic", Threshold::Any), Ok(Verdict::No));
    }

    // The close of the 4th is the crown's; a minute later it is the 5th.
    let spans: Vec<String> = side.timeline("bridge").unwrap().holdings().map(|span| format!("{span:?}")).collect();
    assert_eq!(spans, [".. – 2016-10-05T00:01: [crown]", "2016-10-05T00:01 – ..: [republic]"]);
    let spans: Vec<String> = actor.timeline("bridge").unwrap().holdings().map(|span| format!("{span:?}")).collect();
    assert_eq!(spans, [".. – ..: [ninth]"]);
    let says = |asked: QueryTime| history.who_held("bridge", asked).unwrap().to_string();
    assert_eq!(says(QueryTime::Opening(d(5))), "bridge at the opening of 2016-10-05: crown");
    assert_eq!(says(QueryTime::During(d(5))), "bridge during 2016-10-05: crown, or else republic");

    let fifth = history.who_held("bridge", d(5)).unwrap();
    assert_eq!((fifth.since().to_string(), fifth.until()), ("2016-10-05".into(), OPEN));
    assert_eq!(actor.who_held("bridge", d(5)).unwrap().since(), OPEN);
    let changed: Vec<String> = side.difference(d(4), d(5)).iter().map(|it| it.after.to_string()).collect();
    assert_eq!(changed, ["bridge on 2016-10-05: republic"]);
    assert_eq!(actor.difference(d(4), d(5)).len(), 0);
    let found = side.between("bridge", d(4)..=d(5)).unwrap();
    let holders: Vec<(&str, Moment, Moment)> = found.iter().map(|it| (it.holder.id(), it.from, it.until)).collect();
    assert_eq!(holders, [("crown", at("04T00:00"), at("05T00:01")), ("republic", at("05T00:01"), at("06T00:00"))]);
}

#[test]
fn whose_ground_is_taken_goes_by_the_day_of_the_event() {
    //                1    2    3    4    5    6
    // bridge, side   c    c    c    c    r    n       n: nobody
    // On the 6th all that answer to the republic leave: the ninth is among them.
    let mut history = regiment();
    history.insert(event("2016-10-06", "bridge", Withdrew::new("republic"))).unwrap();
    assert_eq!(drawn(history.by_side(), "bridge", 1..=6), "ccccrn");
    assert_eq!(
        history.who_held("bridge", d(6)).unwrap().to_string(),
        "bridge on 2016-10-06: vacant since republic withdrew"
    );
    // On the 4th nobody there answers to it yet.
    history.replace("2016-10-06-bridge-withdrew", event("2016-10-04", "bridge", Withdrew::new("republic"))).unwrap();
    assert_eq!(drawn(history.by_side(), "bridge", 1..=6), "ccccrr");
}

#[test]
fn sides_are_added_up_and_actors_are_not() {
    //          1
    // town    government 50 %, militia 50 %
    let shared = Baseline::shared(Shares::of("government", Share::HALF).and("militia", Share::HALF));
    let history = history([Place::new("town").baseline(shared)], []);
    let shown = |view: View<'_>| view.who_held("town", d(1)).unwrap().to_string();
    assert_eq!(shown(history.by_side()), "town on 2016-10-01: government");
    assert_eq!(shown(history.by_actor()), "town on 2016-10-01: half government, half militia");
    let control = history.by_actor().who_held("town", d(1)).unwrap().control().unwrap();
    // Whoever is asked about counts with all that answer to it.
    assert_eq!(control.share_of("government"), Ok(Share::WHOLE));
    assert_eq!(control.share_of("militia"), Ok(Share::HALF));
    assert!(history.by_side().is_by_side() && !history.by_actor().is_by_side());
}

#[test]
fn who_fights_is_shown_by_side_too() {
    let fought = event("2016-10-01", "town", Fought::between(["rebels", "militia"]));
    let history = history([Place::new("town").held_by("government")], [fought]);
    let shown = |view: View<'_>| view.who_held("town", d(1)).unwrap().to_string();
    assert_eq!(shown(history.by_side()), "town on 2016-10-01: government, contested by government and rebels");
    assert_eq!(shown(history.by_actor()), "town on 2016-10-01: government, contested by militia and rebels");
}
