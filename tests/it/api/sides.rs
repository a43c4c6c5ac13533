//! Sides: who answers to whom, and since when.

use whoheld::{
    Actor, Allegiance, Baseline, Days, Fought, History, Moment, Place, QueryTime, Reading, Share, Shares, Threshold,
    Verdict, View, Withdrew,
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

/// Reads a record.
fn read(text: &str) -> History {
    History::from_toml(text).unwrap_or_else(|error| panic!("{error}"))
}

fn told(history: &History, place: &str, on: &str) -> String {
    let on: QueryTime = on.parse().unwrap();
    let words = history.who_held(place, on).unwrap().to_string();
    words.split_once(": ").unwrap().1.to_owned()
}

/// The regiment goes over on the 5th. On the 2nd nobody could know.
const DEFECTION: &str = r#"format = 1
actor = [{ id = "crown" }, { id = "republic" }, { id = "reg", allegiance = [{ to = "crown" }, { to = "republic", from = 1849-07-05 }] }]
place = [{ id = "bridge", baseline = "reg" }]
"#;

#[test]
fn what_was_known_knows_of_no_later_change_of_side() {
    let history = read(DEFECTION);
    let day = |text: &str| text.parse::<whoheld::chrono::NaiveDate>().unwrap();
    let known_on = |on: &str| {
        let known = history.interpret(&Reading::new().known_on(day(on))).unwrap();
        known.who_held("bridge", day("1849-07-05")).unwrap().holder().unwrap().id().to_owned()
    };
    assert_eq!((known_on("1849-07-02").as_str(), known_on("1849-07-05").as_str()), ("crown", "republic"));
    assert_eq!(
        (told(&history, "bridge", "1849-07-04"), told(&history, "bridge", "1849-07-05")),
        ("crown".into(), "republic".into())
    );
    // A later day of knowledge is said.
    let late = read(&DEFECTION.replace("1849-07-05 }", "1849-07-05, recorded = 1849-07-20 }"));
    let known = late.interpret(&Reading::new().known_on(day("1849-07-19"))).unwrap();
    assert_eq!(known.who_held("bridge", day("1849-07-19")).unwrap().holder().unwrap().id(), "crown");
    // What is only claimed does not count by default.
    let claimed = read(&DEFECTION.replace("1849-07-05 }", "1849-07-05, credence = 'claimed' }"));
    assert_eq!(told(&claimed, "bridge", "1849-07-05"), "crown");
    let lower = claimed.interpret(&Reading::new().credence(whoheld::Credence::Claimed)).unwrap();
    assert_eq!(lower.who_held("bridge", day("1849-07-05")).unwrap().holder().unwrap().id(), "republic");
}

/// The hall passes from Bern to Jura though nothing happens at it.
const HALL: &str = r#"format = 1
actor = [{ id = "bern" }, { id = "jura" }, { id = "c10610", allegiance = [{ to = "bern" }, { to = "jura", from = 1996-07-01, cites = ["gazette p. 3"] }] }]
source = [{ id = "gazette" }]
place = [{ id = "hall" }]
event = [{ when = 1848-09-12, place = "hall", captured = { by = "c10610" } }]
"#;

#[test]
fn a_change_of_side_is_part_of_the_record() {
    let history = read(HALL);
    let day = |text: &str| text.parse::<whoheld::chrono::NaiveDate>().unwrap();
    assert_eq!(history.days(), Some((day("1848-09-12"), day("1996-07-01"))));

    let change = history.replay().find_map(whoheld::Step::side_change).unwrap();
    assert_eq!(change.to_string(), "c10610 passes from bern to jura");
    assert_eq!((change.day(), change.place().id.as_str()), (day("1996-07-01"), "hall"));
    assert_eq!(change.allegiance().unwrap().cites[0].to_string(), "gazette p. 3");
    let step = history.replay().last().unwrap();
    let shown = |control: Option<whoheld::Control<'_>>| control.unwrap().to_string();
    assert_eq!((shown(step.before()), shown(step.after())), ("bern".into(), "jura".into()));
    let last = history.replay().days().last().unwrap();
    assert_eq!((last.date(), last.changes().len()), (day("1996-07-01"), 1));
    assert!(history.by_actor().replay().all(|step| step.side_change().is_none()));

    assert_eq!(history.difference(day("1996-06-30"), day("1996-07-01")).len(), 1);
    let holders = history.timeline("hall").unwrap().holdings().filter_map(|holding| Some(holding.holder()?.id()));
    assert_eq!(holders.collect::<Vec<_>>(), ["unrecorded", "bern", "jura"]);

    let answer = history.who_held("hall", day("2000-01-01")).unwrap();
    let [(actor, allegiance)] = answer.allegiances()[..] else { panic!("{:?}", answer.allegiances()) };
    assert_eq!((actor.id.as_str(), allegiance.to.as_str()), ("c10610", "jura"));
    assert_eq!(answer.sources().iter().map(ToString::to_string).collect::<Vec<_>>(), ["gazette p. 3"]);
    let explained = answer.explain();
    assert!(explained.contains("C10610 answered to jura from 1 July 1996 (gazette, p. 3)."), "{explained}");
    assert_eq!(answer.to_record().allegiances[0].from, Some(day("1996-07-01")));

    // A coding in which it never leaves Bern is contrary.
    let stays = read(&HALL.replace(
        "{ to = \"bern\" }, { to = \"jura\", from = 1996-07-01, cites = [\"gazette p. 3\"] }",
        "{ to = \"bern\" }",
    ));
    let compared = whoheld::compare(&history, &stays);
    assert_eq!(compared.disagreements().len(), 1);
}

/// Who answers to whom is judged at the moment of the event.
#[test]
fn an_event_finds_the_sides_of_its_own_moment() {
    let history = read(
        r#"format = 1
actor = [{ id = "a" }, { id = "b" }, { id = "c", allegiance = [{ to = "a" }, { to = "b", from = 1900-01-05 }] }]
place = [{ id = "p", baseline = "c" }]
event = [{ when = "[1900-01-01..1900-01-09]", place = "p", withdrew = { actor = "a" } }]
"#,
    );
    let by_actor = |on: &str| {
        let answer = history.by_actor().who_held("p", on.parse::<QueryTime>().unwrap()).unwrap();
        answer.possible().map(|control| control.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(by_actor("1900-01-04"), ["c", "vacant"]);
    assert_eq!(by_actor("1900-01-09"), ["c", "vacant"]);
    // An edit afterwards gives what a fresh history gives.
    let mut edited = history.clone();
    edited
        .insert(whoheld::Event::new("1900-01-20".parse::<whoheld::When>().unwrap(), "p", Fought::between(["a", "b"])))
        .unwrap();
    let written = edited.to_toml();
    assert_eq!(told(&edited, "p", "1900-01-09"), told(&read(&written), "p", "1900-01-09"));
}

/// An actor who holds nothing moves no bound.
#[test]
fn an_unrelated_actor_moves_no_bound() {
    let with = r#"format = 1
actor = [{ id = "a" }, { id = "b" }, { id = "z", allegiance = [{ to = "a" }, { to = "b", from = 1850-01-03 }] }]
place = [{ id = "p", baseline = "a" }]
event = [{ when = 1900-01-03, place = "p", captured = { by = "b" } }, { when = "[1900-01-03..1900-01-06]", place = "p", captured = { by = "a" } }]
"#;
    let without = with.replace(r#", { id = "z", allegiance = [{ to = "a" }, { to = "b", from = 1850-01-03 }] }"#, "");
    let until = |text: &str| read(text).who_held("p", "1900-01-02".parse::<QueryTime>().unwrap()).unwrap().until();
    assert_eq!(until(with), until(&without));
    assert_eq!(until(with).latest().unwrap().to_string(), "1900-01-04T00:00");
}

/// What a source says comes from its side too.
#[test]
fn a_source_may_be_on_a_side() {
    let history = read(
        r#"format = 1
actor = [{ id = "a" }, { id = "army", allegiance = "a" }, { id = "b" }]
source = [{ id = "herald", side = "army" }, { id = "times" }]
place = [{ id = "p", baseline = "b" }]
event = [
  { when = 1900-01-03, place = "p", captured = { by = "a" }, credence = "reported", cites = ["herald"] },
  { when = 1900-01-03, place = "p", observed = { shares = { b = "whole" } }, credence = "reported", cites = ["times"] },
]
"#,
    );
    let held = |reading: Reading| {
        let on: QueryTime = "1900-01-03".parse().unwrap();
        history.interpret(&reading).unwrap().who_held("p", on).unwrap().holder().unwrap().id().to_owned()
    };
    assert_eq!(held(Reading::new().according_to("a")), "a");
    assert_eq!(held(Reading::new().not_from("a")), "b");
    assert_eq!(held(Reading::new().only_from("a")), "a");
    assert_eq!(held(Reading::new().conflicts(whoheld::Conflicts::AgainstInterest)), "b");
    let error = History::from_toml("format = 1\nsource = [{ id = 's', side = 'croan' }]\nactor = [{ id = 'crown' }]")
        .unwrap_err();
    assert!(error.to_string().contains("no actor `croan`; did you mean `crown`?"), "{error}");
}

/// The last day of an allegiance belongs to it, unless the next begins on that day.
#[test]
fn until_is_inclusive() {
    let history = read(
        r#"format = 1
actor = [{ id = "a" }, { id = "b" }, { id = "r", allegiance = [{ to = "a", until = 1849-07-10 }] }]
place = [{ id = "y", baseline = "r" }]
"#,
    );
    assert_eq!((told(&history, "y", "1849-07-10"), told(&history, "y", "1849-07-11")), ("a".into(), "r".into()));
    let overlapping = "format = 1\nactor = [{ id = 'a' }, { id = 'b' }, { id = 'r', allegiance = [{ to = 'a', until = 1849-07-11 }, { to = 'b', from = 1849-07-10 }] }]";
    assert!(
        History::from_toml(overlapping).unwrap_err().to_string().contains("its allegiances to `a` and `b` overlap")
    );
}
