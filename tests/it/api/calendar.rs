//! The ends of time.

use whoheld::chrono::NaiveDate;
use whoheld::{Captured, Days, Event, Moment, Place, QueryTime, Threshold, When};

use super::{d, hill, history};

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
