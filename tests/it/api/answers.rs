//! One place: answers, timelines, and who held it between two days.

use whoheld::chrono::{NaiveTime, Timelike};
use whoheld::{
    Attacked, Basis, Captured, Change, Days, Event, Moment, NoteKind, Noted, Place, QueryTime, Share, Shares, Tenure,
    Threshold, Transferred, Until, Verdict, When,
};

use super::{OPEN, at, d, drawn, ends, hill, history};
use crate::support::event;

#[test]
fn who_held_it_on_each_day() {
    let history = hill();
    // day    1  2  3  4  5  6  7  8  9 10 11
    // hill   g  g  g  r  r  r  ?  ?  g  g  g
    assert_eq!(drawn(history.by_side(), "hill", 1..=11), "gggrrr??ggg");
    let says = |day| history.who_held("hill", d(day)).unwrap().to_string();
    assert_eq!(says(3), "hill on 2016-10-03: government");
    assert_eq!(says(4), "hill on 2016-10-04: rebels");
    assert_eq!(says(8), "hill on 2016-10-08: rebels, or else government");
    let eighth = history.who_held("hill", d(8)).unwrap();
    assert!(!eighth.is_certain() && eighth.control().is_none() && eighth.holder().is_none());
    assert_eq!(eighth.possible().count(), 2);
    assert_eq!(eighth.holds("rebels", Threshold::Any), Ok(Verdict::Possibly));
    assert_eq!(eighth.holds("militia", Threshold::Any), Ok(Verdict::No));
    assert_eq!(
        (eighth.place().id.as_str(), eighth.query_time(), eighth.at()),
        ("hill", QueryTime::On(d(8)), at("09T00:00"))
    );
}

#[test]
fn a_day_is_asked_in_four_ways() {
    let history = hill();
    let says = |asked: QueryTime| {
        assert_eq!(asked.to_string().parse(), Ok(asked));
        history.who_held("hill", asked).unwrap().to_string()
    };
    //            3  |  4  |  5         g until some moment of the 4th, r from then on
    //   closes   g  |  r  |  r
    assert_eq!(says(QueryTime::Opening(d(4))), "hill at the opening of 2016-10-04: government");
    assert_eq!(says(QueryTime::On(d(3))), "hill on 2016-10-03: government");
    assert_eq!(says(QueryTime::On(d(4))), "hill on 2016-10-04: rebels");
    assert_eq!(says(QueryTime::During(d(4))), "hill during 2016-10-04: government, or else rebels");
    assert_eq!(says(QueryTime::During(d(5))), "hill during 2016-10-05: rebels");
    assert_eq!(says(QueryTime::At(at("04T00:00"))), "hill at 2016-10-04T00:00: government");
    assert_eq!(says(QueryTime::At(at("04T00:01"))), "hill at 2016-10-04T00:01: government, or else rebels");
    assert_eq!(says(QueryTime::At(at("04T23:59"))), "hill at 2016-10-04T23:59: government, or else rebels");
    assert_eq!(says(QueryTime::At(at("05T00:00"))), "hill at 2016-10-05T00:00: rebels");
    let noon = d(4).and_time(NaiveTime::from_hms_opt(12, 0, 0).unwrap());
    assert_eq!(QueryTime::try_from(noon), Ok(QueryTime::At(at("04T12:00"))));
    // Moments are minutes: seconds are refused, and nothing is rounded.
    let later = noon.with_second(30).unwrap();
    let refused = "`2016-10-04 12:00:30` is no moment; a moment is written like `2016-10-28T14:30`";
    assert_eq!(QueryTime::try_from(later).unwrap_err().to_string(), refused);
    assert_eq!(Moment::try_from(later).unwrap_err().to_string(), refused);
    assert_eq!(When::try_from(later).unwrap_err().to_string(), refused);
    assert_eq!(When::try_from(noon).unwrap().to_string(), "2016-10-04T12:00");
}

#[test]
fn a_holding_has_its_ends() {
    let history = hill();
    let reach = |day| {
        let answer = history.who_held("hill", d(day)).unwrap();
        (answer.since(), answer.until())
    };
    let (fell, back) = (ends("04T00:00", "05T00:00"), ends("07T00:00", "10T00:00"));
    // day    1  2  3  4  5  6  7  8  9 10 11
    // hill   g  g  g |r  r  r [?  ? ]g  g  g
    assert_eq!(reach(2), (OPEN, fell));
    assert_eq!(reach(4), (fell, back));
    assert_eq!(reach(6), (fell, back));
    assert_eq!(reach(10), (back, OPEN));
    assert_eq!((fell.to_string().as_str(), back.to_string().as_str()), ("2016-10-04", "2016-10-07..2016-10-09"));
    // Of an uncertain answer: the time in which the same are possible.
    assert_eq!(reach(8), (ends("07T00:00", "07T00:01"), ends("09T23:59", "10T00:00")));
}

#[test]
fn an_answer_says_what_it_rests_on() {
    //          1  2  3  4  5  6  7  8  9 10 11 12
    // hill     g  g  g  r  r  r  ?  ?  g  g  g  g
    //          b  b  b  o  c  c  o  o  o  c  c  c       baseline, observed, carried
    let history = hill();
    let basis = |day| {
        let answer = history.who_held("hill", d(day)).unwrap();
        (answer.basis(), answer.age_in_days(), answer.last_evidence())
    };
    assert_eq!(basis(3), (Basis::Baseline, None, None));
    assert_eq!(basis(4), (Basis::Observed, Some(0), Some(d(4))));
    assert_eq!(basis(6), (Basis::Carried, Some(2), Some(d(4))));
    assert_eq!(basis(7), (Basis::Observed, Some(0), Some(d(7))));
    assert_eq!(basis(9), (Basis::Observed, Some(0), Some(d(9))));
    assert_eq!(basis(12), (Basis::Carried, Some(3), Some(d(9))));
    let answer = history.who_held("hill", d(6)).unwrap();
    assert_eq!(answer.decided_by().map(Event::name), Some("fell"));
    assert_eq!(answer.events().into_iter().map(Event::name).collect::<Vec<_>>(), ["fell"]);
    assert_eq!(answer.sources().into_iter().map(ToString::to_string).collect::<Vec<_>>(), ["article S1"]);
}

#[test]
fn a_silent_record_is_said_to_be_silent() {
    //          1  2  3
    // vale     .  .  .
    let history = history([Place::new("vale")], [event("2016-10-02", "vale", Noted::kind(NoteKind::Plan))]);
    let answer = history.who_held("vale", d(2)).unwrap();
    assert_eq!(answer.to_string(), "vale on 2016-10-02: unrecorded");
    assert_eq!((answer.basis(), answer.age_in_days(), answer.since()), (Basis::Unrecorded, None, OPEN));
    // Whoever is asked about may hold it.
    assert_eq!(answer.holds("rebels", Threshold::All), Ok(Verdict::Possibly));
    assert_eq!(answer.control().unwrap().unrecorded(), Share::WHOLE);
}

#[test]
fn a_fight_with_a_recorded_end_is_evidence_while_it_lasts() {
    //            3  4  5  6  7
    // hill       g  g  g  g  g     fought over from the 4th to the 6th
    // vale       g  g  g  g  g     fought over from the 4th on, nobody says how long
    let until = Until::Date(When::day(d(6)));
    let history = history(
        ["hill", "vale"].map(|id| Place::new(id).held_by("government")),
        [
            event("2016-10-04", "hill", Attacked::by("rebels").until(until)),
            event("2016-10-04", "vale", Attacked::by("rebels").until(Until::Open)),
        ],
    );
    let says = |place: &str, day| {
        let answer = history.who_held(place, d(day)).unwrap();
        (answer.to_string(), answer.basis())
    };
    assert_eq!(says("hill", 3), ("hill on 2016-10-03: government".into(), Basis::Baseline));
    for (day, basis) in [(4, Basis::Observed), (5, Basis::Observed), (6, Basis::Observed)] {
        assert_eq!(says("hill", day), (format!("hill on 2016-10-0{day}: government, contested by rebels"), basis));
    }
    assert_eq!(says("hill", 7).0, "hill on 2016-10-07: government");
    assert_eq!(says("hill", 7).1, Basis::Carried);
    assert_eq!(says("vale", 4).1, Basis::Observed);
    assert_eq!(says("vale", 7), ("vale on 2016-10-07: government, contested by rebels".into(), Basis::Carried));
}

#[test]
fn a_replacement_corrects_nothing_that_leads_back_to_it() {
    let mut history = hill();
    let told = |id: &str, corrects: &[&str]| {
        let mut event = event("2016-10-20", "hill", Change::SiegeLifted).id(id);
        event.supersedes = corrects.iter().map(ToString::to_string).collect();
        event
    };
    history.insert_all([told("a", &[]), told("b", &["a"]), told("c", &["b"])]).unwrap();
    let before = history.clone();
    let error = history.replace("a", told("a", &["c"])).unwrap_err();
    assert_eq!(error.to_string(), "event `a`: corrects in a circle: a → c → b → a");
    assert!(history == before);
    assert!(history.replace("c", told("c", &["a", "b"])).is_ok());
}

#[test]
fn a_timeline_is_spans() {
    let history = hill();
    let timeline = history.by_side().timeline("Point 420").unwrap();
    assert_eq!(timeline.place().id, "hill");
    let spans: Vec<String> = timeline.holdings().map(|span| format!("{span:?}")).collect();
    //        ..      4th      ..      7th to 9th      ..
    //        g     g or r     r        r or g         g
    assert_eq!(
        spans,
        [
            ".. – 2016-10-04T00:01: [government]",
            "2016-10-04T00:01 – 2016-10-05T00:00: [government, rebels]",
            "2016-10-05T00:00 – 2016-10-07T00:01: [rebels]",
            "2016-10-07T00:01 – 2016-10-10T00:00: [rebels, government]",
            "2016-10-10T00:00 – ..: [government]",
        ]
    );
    let second = timeline.holdings().nth(1).unwrap();
    assert_eq!((second.from(), second.until()), (Some(at("04T00:01")), Some(at("05T00:00"))));
    assert_eq!(second.possible().len(), 2);
    assert_eq!((second.is_certain(), second.control(), second.holder()), (false, None, None));
    let third = timeline.holdings().nth(2).unwrap();
    assert_eq!(third.holder().map(|holder| holder.to_string()).as_deref(), Some("rebels"));
    assert!(third.is_certain() && third.control().is_some());
}

type Told<'a> = (&'a str, Share, Moment, Moment, Option<(Moment, Moment)>);

fn tenures<'a>(tenures: &'a [Tenure<'_>]) -> Vec<Told<'a>> {
    tenures.iter().map(|it| (it.holder.id(), it.share, it.from, it.until, it.surely)).collect()
}

#[test]
fn between_two_days_all_who_held_it() {
    let history = hill();
    // day    5  6  7  8           asked from the opening of the 5th to the close of the 8th
    // r      ======-----          surely, then perhaps
    // g            -----
    let found = history.by_side().between("hill", d(5)..=d(8)).unwrap();
    let (from, doubt, to) = (at("05T00:00"), at("07T00:01"), at("09T00:00"));
    assert_eq!(
        tenures(&found),
        [("rebels", Share::ANY, from, to, Some((from, doubt))), ("government", Share::ANY, doubt, to, None),]
    );
    // Days in one hand, and days before the record.
    let found = history.by_side().between("hill", d(5)..=d(6)).unwrap();
    assert_eq!(tenures(&found), [("rebels", Share::WHOLE, from, at("07T00:00"), Some((from, at("07T00:00"))))]);
    let found = history.by_side().between("hill", d(1)..=d(1)).unwrap();
    let (from, to) = (at("01T00:00"), at("02T00:00"));
    assert_eq!(tenures(&found), [("government", Share::WHOLE, from, to, Some((from, to)))]);
}

#[test]
fn between_a_day_and_an_earlier_one_nobody_held_it() {
    assert_eq!(hill().by_side().between("hill", d(8)..=d(5)).unwrap(), []);
}

#[test]
fn first_and_last_held() {
    let history = hill();
    let view = history.by_side();
    let first = |actor: &str, degree| view.first_held("hill", actor, degree).unwrap();
    let last = |actor: &str, degree| view.last_held("hill", actor, degree).unwrap();
    // day    1  2  3  4  5  6  7  8  9 10 11
    // hill   g  g  g |r  r  r [?  ? ]g  g  g
    for degree in [Threshold::Any, Threshold::Most, Threshold::All] {
        assert_eq!(first("rebels", degree), Some(ends("04T00:00", "05T00:00")));
        assert_eq!(last("rebels", degree), Some(ends("07T00:00", "10T00:00")));
        assert_eq!(first("government", degree), Some(OPEN));
        assert_eq!(last("government", degree), Some(OPEN));
        assert_eq!((first("militia", degree), last("militia", degree)), (None, None));
    }
}

#[test]
fn first_held_by_degree() {
    //          1    2    3    4    5
    // town     g   g½r½ g½r½  r    r
    let history = history(
        [Place::new("town").held_by("government")],
        [
            event("2016-10-02", "town", Captured::by("rebels").extent(Share::HALF)),
            event("2016-10-04", "town", Captured::by("rebels")),
        ],
    );
    let view = history.by_side();
    let first = |degree| view.first_held("town", "rebels", degree).unwrap().unwrap().to_string();
    let last = |degree| view.last_held("town", "government", degree).unwrap().unwrap().to_string();
    assert_eq!(
        [first(Threshold::Any), first(Threshold::Most), first(Threshold::All)],
        ["2016-10-02", "2016-10-04", "2016-10-04"]
    );
    assert_eq!(
        [last(Threshold::Any), last(Threshold::Most), last(Threshold::All)],
        ["2016-10-04", "2016-10-02", "2016-10-02"]
    );
}

#[test]
fn days_are_counted_at_their_close() {
    let history = hill();
    let view = history.by_side();
    let held = |actor: &str, from, to| view.days_held("hill", actor, Threshold::All, d(from)..=d(to)).unwrap();
    let days = |at_least, at_most| Days { at_least, at_most };
    // day    1  2  3  4  5  6  7  8  9 10 11
    // hill   g  g  g  r  r  r  ?  ?  g  g  g
    assert_eq!(held("rebels", 1, 11), days(3, 5));
    assert_eq!(held("government", 1, 11), days(6, 8));
    assert_eq!(held("rebels", 4, 4), days(1, 1));
    assert_eq!(held("rebels", 3, 3), days(0, 0));
    assert_eq!(held("government", 8, 8), days(0, 1));
    assert_eq!(held("government", 20, 31), days(12, 12));
    assert_eq!(held("militia", 1, 31), days(0, 0));
    assert_eq!(held("rebels", 11, 1), days(0, 0));
}

#[test]
fn times_it_changed_hands() {
    let history = hill();
    // hill   g → r → g
    assert_eq!(history.by_side().times_changed_hands("hill").unwrap(), 2);
    //        1    2    3    4    5    6    7    8
    // town   .    g   gr   nob   g    r    r    m      shared, vacant and silent times do not count
    let day = |day: u32| format!("2016-10-{day:02}");
    let events = [
        event(&day(2), "town", Captured::by("government")),
        event(&day(3), "town", Captured::by("rebels").extent(Share::HALF)),
        event(&day(4), "town", Shares::whole("nobody")),
        event(&day(5), "town", Captured::by("government")),
        event(&day(6), "town", Captured::by("rebels")),
        event(&day(7), "town", Captured::by("rebels")),
        event(&day(8), "town", Transferred::from_to("rebels", "militia")),
    ];
    let mut history = self::history([Place::new("town")], events);
    assert_eq!(history.by_side().times_changed_hands("town").unwrap(), 2);
    // From the government to its militia: for the actors a change, for the sides none.
    history.insert(event(&day(9), "town", Transferred::from_to("militia", "government"))).unwrap();
    assert_eq!(history.by_side().times_changed_hands("town").unwrap(), 2);
    assert_eq!(history.by_actor().times_changed_hands("town").unwrap(), 3);
}
