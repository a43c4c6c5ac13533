//! Pictures: small ones as they are kept, line for line; all of them well-formed, whatever a record says.
//!
//! `WHOHELD_DRAW=1 cargo test --test it picture::` writes the kept ones anew, to be looked at.

use std::fmt::Write as _;
use std::path::Path;

use roxmltree::Document;
use whoheld::chrono::{Days, NaiveDate};
use whoheld::{
    Actor, Attacked, Besieged, Captured, Conflicts, Credence, FireControl, History, Moment, Place, QueryTime, Reading,
    Repelled, Scenario, Share, StatePicture, TimelinePicture, Withdrew,
};

use crate::support::{date, event};

/// A town with a castle and a bridge, and a hill of which nothing is told.
fn town() -> History {
    let mut castle = Place::new("castle").within("town").name("en", "the castle").name("hu", "a vár");
    castle.tile = Some([1, 0]);
    let mut town = Place::new("town").name("en", "the town").held_by("crown");
    town.tile = Some([0, 0]);
    let events = [
        event("1849-07-03", "castle", Attacked::by("republic")).id("assault"),
        event("1849-07-03", "castle", Repelled::new("republic").by("crown")).id("repulse").order(1),
        event("1849-07-04", "castle", Besieged::by("republic")).id("siege").order(2),
        event("[1849-07-05..1849-07-06]", "castle", Captured::by("republic").extent(Share::HALF)).id("breach").order(3),
        event("1849-07-05", "bridge", Withdrew::new("crown")).id("left").order(4),
        event("1849-07-06", "bridge", FireControl::by("republic")).id("guns").order(5),
    ];
    let mut scenario = Scenario::default()
        .actor(Actor::new("crown").name("en", "the Crown"))
        .actor(Actor::new("republic").name("en", "the Republic"))
        .place(town)
        .place(castle)
        .place(Place::new("bridge").within("town"))
        .place(Place::new("hill"));
    scenario.title = Some("A small siege".to_owned());
    scenario.events.extend(events);
    History::try_from(scenario).unwrap_or_else(|refusals| panic!("{refusals}"))
}

/// Compares a picture with the one that is kept.
fn kept(name: &str, svg: &str) {
    let path = Path::new("tests/pictures").join(name);
    if std::env::var_os("WHOHELD_DRAW").is_some() {
        std::fs::write(&path, svg).unwrap();
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    for (number, (drawn, kept)) in (1..).zip(svg.lines().zip(there.lines())) {
        assert_eq!(drawn, kept, "{}:{number}; look at it, and draw it anew with WHOHELD_DRAW=1", path.display());
    }
    assert_eq!(svg.lines().count(), there.lines().count(), "{}", path.display());
}

fn well_formed(svg: &str) -> usize {
    let document = Document::parse(svg).unwrap_or_else(|error| panic!("{error}\n{svg}"));
    let root = document.root_element();
    assert_eq!(root.tag_name().name(), "svg");
    let size = |name: &str| root.attribute(name).and_then(|text| text.parse::<f64>().ok()).expect("a size");
    let (width, height) = (size("width"), size("height"));
    // Every number is one, and nothing is drawn outside.
    for node in root.descendants() {
        for name in ["x", "y", "width", "height"] {
            let value = node.attribute(name).map(|text| text.parse::<f64>().expect("a number"));
            assert!(value.is_none_or(|value| value.is_finite() && (-1.0..=width.max(height) + 1.0).contains(&value)));
        }
        assert!(
            [
                "svg", "title", "desc", "defs", "pattern", "rect", "path", "circle", "polygon", "polyline", "text",
                "g", ""
            ]
            .contains(&node.tag_name().name()),
            "{:?}",
            node.tag_name()
        );
    }
    document.descendants().count()
}

#[test]
fn small_pictures_are_those_that_are_kept() {
    let town = town();
    kept("timeline.svg", &TimelinePicture::of(&town).width(700).to_string());
    kept("state.svg", &StatePicture::of(&town, date("1849-07-05")).width(500).to_string());
}

#[cfg(feature = "aleppo")]
#[test]
fn the_offensive_is_drawn_as_the_readme_shows_it() {
    let svg = TimelinePicture::of(whoheld::aleppo_2016()).to_string();
    assert!(svg == include_str!("../../examples/offensive.svg"), "draw it anew: cargo run --example picture examples");
    well_formed(&svg);
}

#[test]
fn options_do_what_they_say() {
    let town = town();
    let whole = TimelinePicture::of(&town);
    let texts = |svg: &str| -> Vec<String> {
        let document = Document::parse(svg).unwrap();
        document
            .descendants()
            .filter(|node| node.has_tag_name("text"))
            .filter_map(|it| it.text())
            .map(str::to_owned)
            .collect()
    };
    let names = |svg: &str| -> Vec<String> {
        let all = ["the town", "the castle", "a vár", "bridge", "hill"];
        texts(svg).into_iter().filter(|text| all.contains(&text.as_str())).collect()
    };
    assert_eq!(names(&whole.to_string()), ["the town", "the castle", "bridge", "hill"]);
    let some = whole.clone().places(["hill", "castle"]).unwrap();
    assert_eq!(names(&some.to_string()), ["the castle", "hill"]);
    assert_eq!(names(&some.language("hu").to_string()), ["a vár", "hill"]);
    assert!(whole.clone().places(["hil"]).is_err());
    let titled = whole.clone().title("Nine days").source("After the Gazette.").to_string();
    assert!(
        texts(&titled).contains(&"Nine days".to_owned()) && texts(&titled).contains(&"After the Gazette.".to_owned())
    );
    let days = whole.clone().between(date("1849-07-06"), date("1849-07-05")).to_string();
    assert!(texts(&days).contains(&"5 Jul".to_owned()) && !texts(&days).contains(&"4 Jul".to_owned()));
    let blue = whole.colour("crown", "#123456").to_string();
    assert!(blue.contains("#123456") && !blue.contains("#d55e00"));
    // Another reading is said.
    let account = town.interpret(&Reading::new().conflicts(Conflicts::KeepAll).named("keeping all")).unwrap();
    assert!(TimelinePicture::of(&account).to_string().contains("Read: keeping all."));
}

#[test]
fn tiles_stand_where_the_record_puts_them() {
    let texts = |history: &History| StatePicture::of(history, date("1849-07-05")).to_string();
    assert!(texts(&town()).contains("Schematic: tiles show rough relative positions, not a survey."));
    let mut plain = town().to_scenario();
    for place in &mut plain.places {
        place.tile = None;
    }
    let no_tiles = History::try_from(plain.clone()).unwrap();
    assert!(texts(&no_tiles).contains("in the order of the record"));
    for (number, place) in (0_i16..).zip(&mut plain.places) {
        place.point = Some([36.0 + f64::from(number % 2), 37.0]);
    }
    let points = History::try_from(plain).unwrap();
    let picture = StatePicture::of(&points, date("1849-07-05"));
    assert!(picture.clone().by_points().to_string().contains("nearest to their points"));
    assert!(picture.to_string().contains("in the order of the record"), "only where it is asked for");
    // Two tiles in one field: the second goes to the next.
    let mut same = town().to_scenario();
    for place in &mut same.places {
        place.tile = Some([3, 3]);
    }
    let svg = texts(&History::try_from(same).unwrap());
    let document = Document::parse(&svg).unwrap();
    let tiles = document
        .descendants()
        .filter(|node| node.attribute("stroke-width") == Some("0.8") && node.has_tag_name("rect"));
    let mut places: Vec<(String, String)> =
        tiles.map(|it| (it.attribute("x").unwrap().to_owned(), it.attribute("y").unwrap().to_owned())).collect();
    places.sort();
    places.dedup();
    assert_eq!(places.len(), 4);
}

#[test]
fn nothing_that_a_record_says_is_more_than_text() {
    let hostile =
        "</title><script>alert(1)</script>\u{0}\u{1b}[31m & \"quoted\" ]]> \u{ffff} <img src=x onerror=alert(1)>";
    let mut scenario = town().to_scenario();
    scenario.title = Some(hostile.to_owned());
    scenario.licence = Some(hostile.to_owned());
    for place in &mut scenario.places {
        place.names.insert("en".to_owned(), hostile.to_owned());
    }
    for actor in &mut scenario.actors {
        actor.names.insert("en".to_owned(), hostile.to_owned());
    }
    for event in &mut scenario.events {
        event.note = Some(hostile.to_owned());
    }
    let history = History::try_from(scenario).unwrap();
    let timeline = TimelinePicture::of(&history).title(hostile).source(hostile).colour("crown", "\"/><script>");
    well_formed(&timeline.to_string());
    well_formed(&StatePicture::of(&history, date("1849-07-05")).to_string());
}

/// Places in threes, and events all over a year.
fn many(places: usize) -> History {
    let mut scenario = Scenario::default();
    for side in ["red", "green", "blue"] {
        scenario = scenario.actor(Actor::new(side));
    }
    for number in 0..places {
        let place = Place::new(format!("place-{number}")).held_by(["red", "green"][number % 2]);
        let within = number.checked_sub(number % 3).filter(|whole| *whole != number);
        scenario = scenario.place(match within {
            Some(whole) => place.within(format!("place-{whole}")),
            None => place,
        });
        for turn in 0_u16..3 {
            let mut text = String::new();
            let when = date("2016-01-01")
                .checked_add_days(Days::new((number as u64 * 7 + u64::from(turn) * 100) % 365))
                .unwrap();
            let _ = write!(text, "{when}");
            let by = ["red", "green", "blue"][(number + usize::from(turn)) % 3];
            let change = if turn == 1 { Captured::by(by).extent(Share::PART) } else { Captured::by(by) };
            scenario = scenario.event(event(&text, &format!("place-{number}"), change).credence(Credence::Reported));
        }
    }
    History::try_from(scenario).unwrap_or_else(|refusals| panic!("{refusals}"))
}

#[test]
fn pictures_of_few_and_of_many_places_are_well_formed() {
    for count in [0, 1, 5, 40, 400] {
        let history = many(count);
        let timeline = TimelinePicture::of(&history).to_string();
        assert!(well_formed(&timeline) >= count * 3, "{count}");
        assert_eq!(timeline, TimelinePicture::of(&history).to_string());
        well_formed(&StatePicture::of(&history, QueryTime::During(date("2016-05-05"))).to_string());
        well_formed(&StatePicture::of(&history, Moment::opening(date("2016-05-05"))).width(1).to_string());
        well_formed(&TimelinePicture::of(&history).between(NaiveDate::MIN, NaiveDate::MAX).to_string());
        well_formed(
            &TimelinePicture::of(&history).between(date("1900-01-01"), date("1990-01-01")).width(1).to_string(),
        );
    }
}
