//! Changes of side, in records as people write them.

use whoheld::chrono::NaiveDate;
use whoheld::{Conflicts, Control, Credence, Event, Fought, History, QueryTime, Reading, Step, When, compare};

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
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
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
    let lower = claimed.interpret(&Reading::new().credence(Credence::Claimed)).unwrap();
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
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    assert_eq!(history.days(), Some((day("1848-09-12"), day("1996-07-01"))));

    let change = history.replay().find_map(Step::side_change).unwrap();
    assert_eq!(change.to_string(), "c10610 passes from bern to jura");
    assert_eq!((change.day(), change.place().id.as_str()), (day("1996-07-01"), "hall"));
    assert_eq!(change.allegiance().unwrap().cites[0].to_string(), "gazette p. 3");
    let step = history.replay().last().unwrap();
    let shown = |control: Option<Control<'_>>| control.unwrap().to_string();
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
    let compared = compare(&history, &stays);
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
    edited.insert(Event::new("1900-01-20".parse::<When>().unwrap(), "p", Fought::between(["a", "b"]))).unwrap();
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
    assert_eq!(held(Reading::new().conflicts(Conflicts::AgainstInterest)), "b");
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
