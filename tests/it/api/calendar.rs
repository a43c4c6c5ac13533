//! The ends of time.

use whoheld::chrono::NaiveDate;
use whoheld::{
    Actor, Captured, Days, Event, History, Moment, NoteKind, Noted, Place, QueryTime, Threshold, TimelinePicture, When,
};

use super::{d, hill, history};
use crate::support::event;

#[test]
fn every_day_of_the_calendar_is_answered() {
    let history = hill();
    let view = history.by_side();
    let (first, last) = (NaiveDate::MIN, NaiveDate::MAX);
    for asked in [QueryTime::On, QueryTime::Opening, QueryTime::During] {
        assert_eq!(view.who_held("hill", asked(first)).unwrap().holder().unwrap().id(), "government");
        assert_eq!(view.who_held("hill", asked(last)).unwrap().holder().unwrap().id(), "government");
        assert_eq!(asked(last).to_string().parse(), Ok(asked(last)));
    }
    for moment in [Moment::MIN, Moment::MAX] {
        let answer = view.who_held("hill", moment).unwrap();
        assert_eq!(answer.at(), moment);
        assert_eq!(serde_json::to_value(answer.to_record()).unwrap()["certain"], true);
    }
    let age = view.who_held("hill", last).unwrap().age_in_days().unwrap();
    assert_eq!(age, last.signed_duration_since(d(9)).num_days());
    let held = view.days_held("hill", "rebels", Threshold::All, first..=last).unwrap();
    assert_eq!(held, Days { at_least: 3, at_most: 5 });
    let all = view.days_held("hill", "government", Threshold::Any, first..=last).unwrap();
    let days = u64::try_from(last.signed_duration_since(first).num_days()).unwrap() + 1;
    assert_eq!(all, Days { at_least: days - 5, at_most: days - 3 });
    assert_eq!(view.between("hill", first..=last).unwrap().len(), 3);
    assert_eq!(view.difference(first, last).len(), 0);
    assert_eq!(view.share_of_area(["hill"], "rebels", last..=last).unwrap().len(), 1);
    assert_eq!(history.side_of("militia", first).unwrap().id, "government");
}

#[test]
fn events_at_the_ends_of_the_calendar() {
    //          first day   ...   last day
    // hill         r        r        g
    let (first, last) = (NaiveDate::MIN, NaiveDate::MAX);
    let events = [
        Event::new(When::day(first), "hill", Captured::by("rebels")).id("one"),
        Event::new(When::day(last), "hill", Captured::by("government")).id("two"),
    ];
    let history = history([Place::new("hill")], events);
    let says = |asked: QueryTime| history.who_held("hill", asked).unwrap().to_string();
    assert_eq!(history.days(), Some((first, last)));
    assert_eq!(says(QueryTime::Opening(first)), format!("hill at the opening of {first}: unrecorded"));
    assert_eq!(says(QueryTime::On(first)), format!("hill on {first}: rebels"));
    assert_eq!(says(QueryTime::On(d(1))), "hill on 2016-10-01: rebels");
    assert_eq!(says(QueryTime::Opening(last)), format!("hill at the opening of {last}: rebels"));
    assert_eq!(says(QueryTime::During(last)), format!("hill during {last}: rebels, or else government"));
    assert_eq!(says(QueryTime::On(last)), format!("hill on {last}: government"));
    let day = history.replay().days().next().unwrap();
    assert_eq!((day.date(), day.steps().len()), (first, 1));
    assert_eq!(history.by_side().timeline("hill").unwrap().holdings().count(), 5);
    assert_eq!(history.who_held("hill", d(1)).unwrap().since().earliest(), Some(Moment::MIN));
    assert_eq!(history.who_held("hill", d(1)).unwrap().until().latest(), Some(Moment::MAX));
}

#[test]
fn undated_events_are_shown_as_undated() {
    let mut history = History::new();
    for actor in ["a", "b"] {
        history.add_actor(Actor::new(actor)).unwrap();
    }
    for place in ["x", "y"] {
        history.add_place(Place::new(place).held_by("a")).unwrap();
    }
    let captured = |when: &str, place: &str| event(when, place, Captured::by("b"));
    history.insert(captured("[..]", "x")).unwrap();
    history.insert(captured("1849-07-05", "y")).unwrap();
    history.insert(captured("[..]", "y").order(9)).unwrap();
    history.insert(event("[..]", "y", Noted::kind(NoteKind::Other)).id("note")).unwrap();
    let day = |text: &str| text.parse::<NaiveDate>().ok();
    let shown: Vec<(&str, Option<NaiveDate>)> =
        history.replay().map(|step| (step.event().unwrap().name(), step.day())).collect();
    // An undated event after a dated one at the same place is not before that day.
    assert_eq!(
        shown,
        [
            ("undated-x-captured", None),
            ("note", None),
            ("1849-07-05-y-captured", day("1849-07-05")),
            ("undated-y-captured", day("1849-07-05")),
        ]
    );
    let days = history.replay().days();
    assert_eq!(
        days.undated().iter().map(|step| step.event().unwrap().name()).collect::<Vec<_>>(),
        ["undated-x-captured", "note"]
    );
    let days: Vec<(NaiveDate, usize)> = days.map(|day| (day.date(), day.steps().len())).collect();
    assert_eq!(days, [("1849-07-05".parse().unwrap(), 2)]);
    // Of a record without dates there are no days.
    history.remove("1849-07-05-y-captured").unwrap();
    assert_eq!((history.replay().count(), history.replay().days().count()), (3, 0));
    assert_eq!(history.replay().days().undated().len(), 3);
    // In words too.
    let answer = history.who_held("x", "1849-07-05".parse::<NaiveDate>().unwrap()).unwrap();
    assert!(answer.explain().contains("x: captured by b (undated)"), "{}", answer.explain());
}

#[test]
fn sentences_count_years_before_christ() {
    let mut history = History::new();
    for actor in ["romans", "gauls"] {
        history.add_actor(Actor::new(actor)).unwrap();
    }
    history.add_place(Place::new("gergovia").held_by("gauls")).unwrap();
    history.insert(event("[-0051-06-01..]", "gergovia", Captured::by("romans"))).unwrap();
    let day = NaiveDate::from_ymd_opt(-51, 6, 9).unwrap();
    let answer = history.who_held("gergovia", day).unwrap();
    assert_eq!(
        answer.explain(),
        "Who held gergovia at the close of 9 June 52 BC is left open: gauls held all of it; or else romans held all of it. \
         It is open whether this had happened by then: gergovia: captured by romans (on or after 1 June 52 BC). If not, \
         it was still as the record states for its start: gauls held all of it."
    );
    // Files, JSON and the one line are in ISO.
    assert_eq!(answer.to_string(), "gergovia on -0051-06-09: gauls, or else romans");
    let noon = "-0051-06-09T12:00".parse::<Moment>().unwrap();
    let text = history.who_held("gergovia", noon).unwrap().explain();
    assert!(text.starts_with("Who held gergovia at 12:00 on 9 June 52 BC is left open"), "{text}");
    let picture = TimelinePicture::of(&history).to_string();
    assert!(picture.contains("from 31 May 52 BC to 1 June 52 BC"), "{picture}");
}
