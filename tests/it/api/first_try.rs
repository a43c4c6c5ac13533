//! What people type first: it compiles, and does what it looks like.

use std::borrow::Cow;

use whoheld::chrono::NaiveDate;
use whoheld::{
    Actor, Basis, Captured, Citation, Conflicts, Credence, DayPart, DisagreementKind, Event, FindingKind, Fraction,
    History, IgnoredKind, Label, MistakeKind, Moment, NoteKind, Place, Quantity, QueryTime, Reading, RoleKind,
    Scenario, Severity, Share, Surety, Threshold, Until, Verdict, When, compare,
};

use crate::support::date;

fn hill() -> History {
    let mut history = History::new();
    history.add_actor(Actor::new("government")).unwrap();
    history.add_actor(Actor::new("rebels").name("en", "the rebels")).unwrap();
    history.add_place(Place::new("hill").name("en", "The Hill").held_by("government")).unwrap();
    history.add_place(Place::new("top").within("hill").fraction(0.25.try_into().unwrap())).unwrap();
    history.insert(Event::new(date("2016-10-04"), "hill", Captured::by("rebels"))).unwrap();
    history
}

#[test]
fn a_day_a_part_of_a_day_or_a_when_dates_an_event() {
    let day = date("2016-10-04");
    for event in [
        Event::new(day, "hill", Captured::by("rebels")),
        Event::new(When::part(day, DayPart::Night), "hill", Captured::by("rebels")),
        Event::new(When::days(day, date("2016-10-06")).unwrap(), "hill", Captured::by("rebels")),
    ] {
        assert_eq!(event.when.first_day(), Some(day));
    }
}

#[test]
fn a_number_is_a_fraction_if_it_can_be() {
    assert_eq!(Fraction::try_from(0.25), Fraction::of(0.25));
    assert_eq!(Fraction::try_from(1.5).unwrap_err().to_string(), Fraction::of(1.5).unwrap_err().to_string());
}

#[test]
fn places_and_actors_are_named_by_any_kind_of_text_or_handle() {
    let history = hill();
    let day = date("2016-10-05");
    let (owned, handle) = (String::from("hill"), history.find_place("hill").unwrap());
    let name = Cow::Borrowed("The Hill");
    let mut answers = vec![
        history.who_held("hill", day).unwrap(),
        history.who_held(&owned, day).unwrap(),
        history.who_held(name, day).unwrap(),
        history.who_held(handle, day).unwrap(),
        history.who_held(owned, day).unwrap(),
    ];
    for id in &["hill", "top"] {
        answers.push(history.who_held(id, day).unwrap());
    }
    let handles = [handle, history.find_place("top").unwrap()];
    for handle in &handles {
        answers.push(history.who_held(handle, day).unwrap());
    }
    assert!(answers.iter().all(|answer| answer.holds("the rebels", Threshold::All).unwrap() == Verdict::Yes));
}

#[test]
fn a_history_answers_every_question_of_a_view_by_side() {
    let history = hill();
    let interpretation = history.interpret(&Reading::new()).unwrap();
    let view = history.by_side();
    let (before, after) = (date("2016-10-03"), date("2016-10-05"));
    let days = before..=after;
    assert_eq!(history.between("hill", days.clone()), view.between("hill", before..=after));
    assert_eq!(interpretation.between("hill", days.clone()).unwrap().len(), 2);
    let held = history.days_held("hill", "rebels", Threshold::All, days.clone()).unwrap();
    assert_eq!((held.at_least, held.at_most), (2, 2));
    assert_eq!(history.held_by("rebels", Threshold::Any, after).unwrap().len(), 2);
    assert_eq!(history.difference(before, after).len(), 2);
    assert_eq!(history.times_changed_hands("hill"), Ok(1));
    assert_eq!(history.first_held("hill", "rebels", Threshold::All), view.first_held("hill", "rebels", Threshold::All));
    assert_eq!(history.last_held("hill", "rebels", Threshold::All), view.last_held("hill", "rebels", Threshold::All));
    assert_eq!(history.share_of_area(["hill"], "rebels", days.clone()).unwrap().len(), 3);
    assert_eq!(history.weighted_share_of_area([("hill", 2.0)], "rebels", days).unwrap().len(), 3);
    assert_eq!(history.as_of(&[("hill", after)]).unwrap()[0].to_string(), "hill on 2016-10-05: rebels");
    assert_eq!(history.snapshot(after).count(), 2);
    assert_eq!(history.control_table().table(), view.control_table().table());
    let mut holders = Vec::new();
    for holding in history.timeline("hill").unwrap() {
        holders.extend(holding.holder().map(|holder| holder.id().to_owned()));
    }
    assert_eq!(holders.first().unwrap(), "government");
    assert_eq!(holders.last().unwrap(), "rebels");
}

#[test]
fn ranges_of_days_may_be_open_exclusive_or_empty() {
    let history = hill();
    let (first, last) = history.days().unwrap();
    let after = date("2016-10-05");
    let holders =
        |tenures: Vec<whoheld::Tenure<'_>>| tenures.iter().map(|it| it.holder.id().to_owned()).collect::<Vec<_>>();
    assert_eq!(history.between("hill", ..), history.between("hill", first..=last));
    assert_eq!(holders(history.between("hill", after..after.succ_opt().unwrap()).unwrap()), ["rebels"]);
    assert!(history.between("hill", after..after).unwrap().is_empty());
    assert!(history.between("hill", after..=date("2016-10-01")).unwrap().is_empty());
    // Open ends of a comparison are those of both records.
    let other = hill();
    assert_eq!(compare(&history, &other).between(first..).days(), Some((first, last)));
    assert_eq!(compare(&history, &other).between(..first).days(), None);
    // A history in which nothing happened has no days.
    assert!(History::new().share_of_area::<&str>([], "rebels", ..).is_err());
}

/// A value has one text: what is printed is parsed, and is what serde writes.
fn one_text<T>(value: &T, text: &str)
where
    T: std::fmt::Debug + std::fmt::Display + PartialEq + std::str::FromStr<Err: std::fmt::Debug>,
    T: serde::Serialize + serde::de::DeserializeOwned,
{
    assert_eq!(value.to_string(), text);
    assert_eq!(&text.parse::<T>().unwrap(), value);
    let json = serde_json::to_string(value).unwrap();
    assert_eq!(json, format!("\"{text}\""));
    assert_eq!(&serde_json::from_str::<T>(&json).unwrap(), value);
}

#[test]
fn every_scalar_has_one_text() {
    let day: NaiveDate = date("2016-10-04");
    one_text(&When::part(day, DayPart::Night), "2016-10-04 night");
    one_text(&Moment::close(day), "2016-10-05T00:00");
    one_text(&QueryTime::On(day), "2016-10-04");
    one_text(&QueryTime::Opening(day), "opening 2016-10-04");
    one_text(&QueryTime::During(day), "during 2016-10-04");
    one_text(&QueryTime::At(Moment::opening(day)), "2016-10-04T00:00");
    one_text(&Share::HALF, "half");
    one_text(&Quantity::About(15), "~15");
    one_text(&Until::Open, "..");
    one_text(&Citation::from("article S13 [38]"), "article S13 [38]");
    one_text(&Basis::Carried, "carried");
    one_text(&IgnoredKind::BelowFloor, "below-floor");
    one_text(&RoleKind::Supporting, "supporting");
    for (value, text) in [(Verdict::No, "no"), (Verdict::Possibly, "possibly"), (Verdict::Yes, "yes")] {
        one_text(&value, text);
    }
}

#[test]
fn every_word_of_an_enum_can_be_parsed() {
    macro_rules! all {
        ($($type:ty)+) => { $(for value in <$type>::ALL { one_text(value, value.word()); })+ };
    }
    all!(Basis Credence Conflicts DayPart DisagreementKind FindingKind Label MistakeKind NoteKind Severity Surety);
    all!(Threshold Verdict);
    assert_eq!(
        "rumoured".parse::<Credence>().unwrap_err().to_string(),
        "`rumoured` is no credence; write confirmed, stated, reported, claimed or refuted"
    );
}

#[test]
fn a_scenario_is_its_document_in_any_format() {
    let scenario = hill().to_scenario();
    let json = serde_json::to_string(&scenario).unwrap();
    assert_eq!(json, serde_json::to_string(&hill()).unwrap());
    assert_eq!(serde_json::from_str::<Scenario>(&json).unwrap().places, scenario.places);
    // What people write is read strictly.
    let error = serde_json::from_str::<Scenario>(&json.replacen("\"place\"", "\"plaice\"", 1)).unwrap_err();
    assert!(error.to_string().contains("did you mean `place`?"), "{error}");
}

#[test]
fn an_event_is_its_entry_in_any_format() {
    let event = Event::new(date("2016-10-04"), "hill", Captured::by("rebels")).cite("article", "S13").order(3);
    let json = serde_json::to_string(&event).unwrap();
    assert_eq!(
        json,
        r#"{"when":"2016-10-04","order":3,"place":"hill","captured":{"by":"rebels"},"cites":["article S13"]}"#
    );
    assert_eq!(serde_json::from_str::<Event>(&json).unwrap(), event);
    let error = serde_json::from_str::<Event>(&json.replace("2016-10-04", "4 October 2016")).unwrap_err();
    assert!(error.to_string().contains("write `2016-10-04`"), "{error}");
}

#[test]
fn ids_that_a_scenario_gives_stay_with_their_events() {
    // The second event has the id that the first one, which has none, would get.
    let mut scenario = hill().to_scenario();
    let taken = |place: &str| Event::new(date("2016-10-05"), place, Captured::by("government"));
    scenario.events.extend([taken("top"), taken("top").id("2016-10-05-top-captured").order(0)]);
    let read: Scenario = serde_json::from_str(&serde_json::to_string(&scenario).unwrap()).unwrap();
    let ids = |scenario: Scenario| -> Vec<(Option<i64>, String)> {
        let history = History::try_from(scenario).unwrap();
        history.events().iter().map(|event| (event.order, event.name().to_owned())).collect()
    };
    assert_eq!(ids(read), ids(scenario));
}

#[test]
fn what_a_refusal_says_can_be_asked() {
    let mut history = hill();
    let refused = history.insert(Event::new(date("2016-10-06"), "hil", Captured::by("rebels"))).unwrap_err();
    assert_eq!((refused.kind(), refused.suggestion()), (MistakeKind::Unknown, Some("hill")));
    assert_eq!(refused.problem(), "no place `hil`; did you mean `hill`?");
    assert!(refused.lookup().is_some());
    assert!(std::error::Error::source(&refused).is_none());
    let refused = history.insert_all([Event::new(date("2016-10-06"), "hill", Captured::by("rebel"))]).unwrap_err();
    assert_eq!(refused.errors().len(), 1);
    assert_eq!(refused.into_iter().next().unwrap().suggestion(), Some("rebels"));
}
