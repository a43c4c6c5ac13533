//! What is read and kept.

use crate::support::allegiance;
use proptest::prelude::*;
use proptest::test_runner::{TestCaseError, TestCaseResult};
use whoheld::chrono::NaiveDate;
use whoheld::{
    Attacked, Baseline, Became, Besieged, Captured, Change, Citation, Credence, Denied, Event, FireControl, Fought,
    Fraction, History, NoteKind, Noted, Observed, Quantity, Repelled, Share, Shares, Transferred, Until, When,
    Withdrew,
};

use super::{WORLD, event};

#[test]
fn dates_go_without_quotes() {
    let lines = |when: &str| format!("[[event]]\nwhen = {when}\nplace = \"town\"\nsiege_lifted = {{}}\n");
    let whens = [
        ("2016-10-28", "2016-10-28"),
        ("2016", "2016"),
        ("2016-10-28T14:30:00", "2016-10-28T14:30"),
        ("2016-10-28T14:30", "2016-10-28T14:30"),
        ("2016-10-28 14:30:00", "2016-10-28T14:30"),
        ("\"2016-10-28 evening~\"", "2016-10-28 evening~"),
        ("\"[..2016-10-28]\"", "[..2016-10-28]"),
    ];
    let text: String = whens.iter().map(|(written, _)| lines(written)).collect();
    let history = History::from_toml(format!("format = 1\n{text}\n{WORLD}")).unwrap_or_else(|error| panic!("{error}"));
    let read: Vec<String> = history.events().into_iter().map(|event| event.when.to_string()).collect();
    assert_eq!(read, whens.map(|(_, meant)| meant));
    let text = "format = 1\n[[source]]\nid = \"s\"\npublished = 2016-10-28\n[[source]]\nid = \"t\"\npublished = \"2016-10-28\"\n";
    let history = History::from_toml(text).unwrap();
    assert_eq!(history.source("s").unwrap().published, NaiveDate::from_ymd_opt(2016, 10, 28).map(When::day));
    assert_eq!(history.source("s").unwrap().published, history.source("t").unwrap().published);
}

#[test]
fn an_event_without_an_id_is_named_by_when_place_and_change() {
    let history = History::from_toml(format!(
        "format = 1\n{}{}{}\norder = -7\n{WORLD}",
        event("siege_lifted = {}\n"),
        "[[event]]\nwhen = \"[..2016-10 ]\"\nplace = \"hill\"\nsiege_lifted = {}\n",
        event("siege_lifted = {}"),
    ))
    .unwrap_or_else(|error| panic!("{error}"));
    let ids: Vec<&str> = history.events().into_iter().map(Event::name).collect();
    assert_eq!(ids, ["2016-10-28-town-siege-lifted-2", "2016-10-28-town-siege-lifted", "2016-10-hill-siege-lifted"]);
}

/// Every key of the format, each with something in it.
pub(super) const ALL_KEYS: &str = r#"
format = 1
title = "A record"
licence = "CC0"
note = """
Two lines,
and "quotes"."""
covers = { from = 2016-10-27, until = 2016-11-13 }

[[actor]]
id = "government"

[[actor]]
id = "rebels"
names = { en = "the rebels", hu = "a felkelők" }
aliases = ["r", "the opposition"]
from = 2011-07-29
until = 2024-12-08
note = "who"

[[actor]]
id = "militia"
name = "Militia"
allegiance = [{ to = "government", until = 2016-10-30 }, { to = "rebels", from = 2016-10-30, until = 2016-11-05 }]

[[actor]]
id = "ninth"
allegiance = "government"

[[source]]
id = "article"
title = "T"
outlet = "O"
address = "https://example.org/?a=b&c"
published = 2017-01-01
licence = "CC BY"
note = "what"

[[source]]
id = "map"

[[place]]
id = "town"
names = { ar = "حلب", en = "Town" }
aliases = ["city"]
kind = "city"
point = [36.2, -37.15]
tile = [-1, 20]
note = "where"
baseline = { shares = { government = "most", nobody = "1-10%" }, on = 2016-10-26, credence = "reported", inferred = true, cites = ["article S1", "map"], note = "eve" }

[[place]]
id = "east"
within = "town"
fraction = 0.25
baseline = "rebels"

[[place]]
id = "west"
within = "town"
fraction = [0.3, 0.5]
divided = true
baseline = { held_by = "nobody", credence = "claimed" }

[[event]]
id = "fall"
when = "2016-10-28 evening~"
order = 12
place = "town"
captured = { by = "rebels", from = "government", except = ["east"] }
with = ["militia", "ninth"]
credence = "reported"
inferred = true
claimed_by = ["rebels", "article"]
cites = ["article S1 [2, 3]", "map"]
recorded = 2016-10-29
note = "how"

[[event]]
when = 2016
place = "west"
recaptured = { by = "government", extent = "1/3", portion = "the north" }
supersedes = ["fall"]
same_as = "fall"

[[event]]
when = 2016-10-29T06:30:00
place = "west"
withdrew = { actor = "government", extent = "40-60%", portion = "the south" }

[[event]]
when = "[2016-10-29..2016-10-31]"
place = "town"
transferred = { from = "rebels", to = "government", extent = "part", portion = "p" }

[[event]]
when = "[..2016-11]"
place = "town"
transferred = { from = "rebels", to = "government", except = ["east", "west"] }

[[event]]
when = "[2016-11-01?..]"
place = "east"
observed = { shares = { rebels = "half", nobody = "part" } }

[[event]]
when = "2016-11-02%"
place = "east"
attacked = { by = "government", until = ".." }

[[event]]
when = 2016-11-02
place = "east"
fought = { between = ["government", "rebels"], until = 2016-11-04 }

[[event]]
when = 2016-11-03
place = "east"
repelled = { attacker = "government", by = "rebels" }

[[event]]
when = 2016-11-04
place = "east"
besieged = { by = "government" }

[[event]]
when = 2016-11-05
place = "east"
siege_lifted = {}

[[event]]
when = 2016-11-06
place = "east"
fire_control = { by = "government" }

[[event]]
when = 2016-11-07
place = "east"
fire_control_lost = {}

[[event]]
when = 2016-11-08
place = "east"
noted = { kind = "losses", by = "rebels", portion = "the gate", numbers = { tanks = 2, men = "2..4", "light guns" = "~15", posts = "2 or 4", carts = "100..", mules = "..20" } }

[[event]]
when = "[..]"
place = "east"
denied = { event = "fall" }
credence = "refuted"

[[event]]
when = 2016-11-09
place = "east"
observed = { rebels = "none", government = "part", until = 2016-11-12 }

[[event]]
when = 2016-11-10
place = "east"
observed = { shares = { rebels = "whole" }, until = "2016-11" }

[[event]]
when = 2016-11-11
place = "east"
became = { rebels = "half", nobody = "part" }

[[event]]
when = 2016-11-12
place = "east"
unknown = {}

[[accepted]]
finding = "not-held"
events = ["fall"]
place = "town"
reason = "because"
"#;

#[test]
fn every_field_is_kept() {
    let history = History::from_toml(ALL_KEYS).unwrap_or_else(|error| panic!("{error}"));
    let scenario = history.to_scenario();

    assert_eq!(scenario.title.as_deref(), Some("A record"));
    assert_eq!(scenario.licence.as_deref(), Some("CC0"));
    assert_eq!(scenario.note.as_deref(), Some("Two lines,\nand \"quotes\"."));
    let covers = scenario.covers.map(|covers| (covers.from, covers.until));
    assert_eq!(covers, Some((NaiveDate::from_ymd_opt(2016, 10, 27), NaiveDate::from_ymd_opt(2016, 11, 13))));
    let accepted = &scenario.accepted[0];
    assert_eq!((accepted.finding.word(), accepted.reason.as_str()), ("not-held", "because"));
    assert_eq!((&accepted.events[..], accepted.place.as_deref()), (&["fall".to_owned()][..], Some("town")));

    let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d);
    let rebels = history.actor("rebels").unwrap();
    assert_eq!((rebels.names["en"].as_str(), rebels.names["hu"].as_str()), ("the rebels", "a felkelők"));
    assert_eq!(rebels.aliases, ["r", "the opposition"]);
    assert_eq!((rebels.from, rebels.until), (day(2011, 7, 29), day(2024, 12, 8)));
    assert_eq!(rebels.note.as_deref(), Some("who"));
    let militia = history.actor("militia").unwrap();
    assert_eq!(militia.names["en"], "Militia");
    let change = day(2016, 10, 30);
    assert_eq!(
        militia.allegiances,
        [allegiance("government", None, change), allegiance("rebels", change, day(2016, 11, 5))]
    );
    assert_eq!(history.actor("ninth").unwrap().allegiances, [allegiance("government", None, None)]);

    let article = history.source("article").unwrap();
    let texts = [&article.title, &article.outlet, &article.address, &article.licence, &article.note];
    assert_eq!(texts.map(|text| text.as_deref().unwrap()), ["T", "O", "https://example.org/?a=b&c", "CC BY", "what"]);
    assert_eq!(article.published, day(2017, 1, 1).map(When::day));

    let town = history.place("town").unwrap();
    assert_eq!((town.names["en"].as_str(), town.names["ar"].as_str()), ("Town", "حلب"));
    assert_eq!((&town.aliases[..], town.kind.as_deref()), (&["city".to_owned()][..], Some("city")));
    assert_eq!((town.point, town.tile), (Some([36.2, -37.15]), Some([-1, 20])));
    assert_eq!(town.note.as_deref(), Some("where"));
    let baseline = town.baseline.as_ref().unwrap();
    let shares = Shares::of("government", Share::MOST).and("nobody", Share::between(10, 100).unwrap());
    assert_eq!((&baseline.shares, baseline.credence, baseline.inferred), (&shares, Credence::Reported, true));
    assert_eq!(baseline.cites, [Citation::new("article", "S1"), Citation::new("map", "")]);
    assert_eq!(baseline.note.as_deref(), Some("eve"));
    assert_eq!(baseline.on, day(2016, 10, 26));
    let (east, west) = (history.place("east").unwrap(), history.place("west").unwrap());
    assert_eq!((east.within.as_deref(), east.fraction), (Some("town"), Some(Fraction::of(0.25).unwrap())));
    assert_eq!(east.baseline, Some(Baseline::held_by("rebels")));
    assert_eq!((east.divided, west.divided), (false, true));
    assert_eq!(west.fraction, Some(Fraction::between(0.3, 0.5).unwrap()));
    assert_eq!(west.baseline.as_ref().unwrap().credence, Credence::Claimed);

    let fall = history.event("fall").unwrap();
    assert_eq!((fall.when.to_string().as_str(), fall.order), ("2016-10-28 evening~", Some(12)));
    assert_eq!(fall.with, ["militia", "ninth"]);
    assert_eq!((fall.credence, fall.inferred), (Credence::Reported, true));
    assert_eq!(fall.claimed_by, ["rebels", "article"]);
    assert_eq!(fall.cites, [Citation::new("article", "S1 [2, 3]"), Citation::new("map", "")]);
    assert_eq!((fall.recorded, fall.note.as_deref()), (day(2016, 10, 29), Some("how")));
    assert_eq!(fall.change, Captured::by("rebels").from("government").except("east").into());

    let at = |order: i64| history.events().into_iter().find(|event| event.order == Some(order)).unwrap();
    assert_eq!((&at(2).supersedes[..], at(2).same_as.as_deref()), (&["fall".to_owned()][..], Some("fall")));
    let third = Captured::by("government").extent(Share::between(333, 334).unwrap()).portion("the north");
    assert_eq!(at(2).change, Change::Recaptured(third));
    let mut withdrew = Withdrew::new("government").extent(Share::between(400, 600).unwrap());
    withdrew.portion = Some("the south".into());
    assert_eq!(at(3).change, withdrew.into());
    let mut transferred = Transferred::from_to("rebels", "government").extent(Share::PART);
    transferred.portion = Some("p".into());
    assert_eq!(at(4).change, transferred.into());
    let mut transferred = Transferred::from_to("rebels", "government");
    transferred.except = vec!["east".into(), "west".into()];
    assert_eq!(at(5).change, transferred.into());
    assert_eq!(at(6).change, Shares::of("rebels", Share::HALF).and("nobody", Share::PART).into());
    assert_eq!(at(7).change, Attacked::by("government").until(Until::Open).into());
    let until = Until::Date(When::day(day(2016, 11, 4).unwrap()));
    assert_eq!(at(8).change, Fought::between(["government", "rebels"]).until(until).into());
    assert_eq!(at(9).change, Repelled::new("government").by("rebels").into());
    assert_eq!(at(10).change, Besieged::by("government").into());
    assert_eq!(at(11).change, Change::SiegeLifted);
    let twelfth: Vec<&Event> = history.events().into_iter().filter(|event| event.order == Some(12)).collect();
    assert_eq!(twelfth[1].change, FireControl::by("government").into());
    assert_eq!(at(13).change, Change::FireControlLost);
    let mut losses = Noted::kind(NoteKind::Losses)
        .by("rebels")
        .number("tanks", Quantity::Exactly(2))
        .number("men", Quantity::Between(Some(2), Some(4)))
        .number("light guns", Quantity::About(15))
        .number("posts", Quantity::OneOf(vec![2, 4]))
        .number("carts", Quantity::Between(Some(100), None))
        .number("mules", Quantity::Between(None, Some(20)));
    losses.portion = Some("the gate".into());
    assert_eq!(at(14).change, losses.into());
    assert_eq!((&at(15).change, at(15).credence), (&Denied::event("fall").into(), Credence::Refuted));
    let seen = Observed::new(Shares::of("rebels", Share::NONE).and("government", Share::PART));
    assert_eq!(at(16).change, seen.until(day(2016, 11, 12).unwrap()).into());
    assert_eq!(at(17).change, Observed::whole("rebels").until("2016-11".parse::<When>().unwrap()).into());
    assert_eq!(at(18).change, Became::new(Shares::of("rebels", Share::HALF).and("nobody", Share::PART)).into());
    assert_eq!(at(19).change, Change::Unknown);
}

/// TOML to history to TOML and JSON, and back: all the same.
pub(super) fn survives(history: &History) -> TestCaseResult {
    let text = history.to_toml();
    let again = History::from_toml(&text).map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
    prop_assert!(again == *history, "{}", text);
    prop_assert_eq!(again.to_toml(), text.as_str());
    let json = serde_json::to_string(history).unwrap();
    let again: History =
        serde_json::from_str(&json).map_err(|error| TestCaseError::fail(format!("{error}\n{json}")))?;
    prop_assert!(again == *history, "{}", json);
    prop_assert_eq!(again.to_toml(), text);
    Ok(())
}

#[test]
fn every_field_survives() {
    for history in [&History::from_toml(ALL_KEYS).unwrap(), &History::new()] {
        survives(history).unwrap();
    }
    #[cfg(feature = "aleppo")]
    survives(whoheld::aleppo_2016()).unwrap();
}

#[test]
fn shares_stand_beside_until_or_under_shares() {
    let world = |lines: &str| {
        format!("format = 1\n{}\n{WORLD}\n[[actor]]\nid = \"until\"\n[[actor]]\nid = \"shares\"\n", event(lines))
    };
    let read = |lines: &str| History::from_toml(world(lines)).unwrap_or_else(|error| panic!("{error}"));
    let written = |lines: &str| {
        let history = read(lines);
        survives(&history).unwrap();
        history.to_toml().lines().last().unwrap().to_owned()
    };
    let day = NaiveDate::from_ymd_opt(2016, 10, 30).unwrap();
    for (lines, change, last) in [
        (
            "observed = { shares = { rebels = \"half\" }, until = 2016-10-30 }",
            Observed::new(Shares::of("rebels", Share::HALF)).until(day).into(),
            "observed = { rebels = \"half\", until = \"2016-10-30\" }",
        ),
        // Actors may have the names of keys.
        (
            "observed = { shares = { until = \"half\" }, until = 2016-10-30 }",
            Observed::new(Shares::of("until", Share::HALF)).until(day).into(),
            "observed = { shares = { until = \"half\" }, until = \"2016-10-30\" }",
        ),
        (
            "became = { until = \"half\", shares = \"half\" }",
            Change::from(Became::new(Shares::of("until", Share::HALF).and("shares", Share::HALF))),
            "became = { shares = \"half\", until = \"half\" }",
        ),
        (
            "became = { shares = { rebels = \"whole\" } }",
            Became::whole("rebels").into(),
            "became = { rebels = \"whole\" }",
        ),
        (
            "observed = { shares = \"none\" }",
            Shares::of("shares", Share::NONE).into(),
            "observed = { shares = \"none\" }",
        ),
    ] {
        assert_eq!(read(lines).events()[0].change, change, "{lines}");
        assert_eq!(written(lines), last);
    }
}

#[test]
fn what_goes_without_saying_is_not_written() {
    let history =
        History::from_toml(format!("format = 1\n{}\n{WORLD}", event("besieged = { by = \"rebels\" }"))).unwrap();
    assert_eq!(
        history.to_toml(),
        r#"format = 1

[[actor]]
id = "rebels"
names = { en = "the rebels", hu = "a felkelők" }

[[actor]]
id = "government"
aliases = ["the regime"]

[[source]]
id = "article"

[[place]]
id = "town"
names = { ar = "البلدة القديمة", en = "Old Town" }

[[place]]
id = "east"
within = "town"

[[place]]
id = "hill"
aliases = ["Point 420"]

[[event]]
when = "2016-10-28"
place = "town"
besieged = { by = "rebels" }
"#
    );
}
