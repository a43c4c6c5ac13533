//! A large record of administrative data: what is odd in it, and how long it takes to say so.

use std::time::{Duration, Instant};

use whoheld::chrono::{Days, NaiveDate};
use whoheld::{Actor, Captured, Change, Event, FindingKind, History, Place, Scenario, Shares, Transferred, When};

use crate::support::date;

/// Districts in ten provinces, each with a row a year: who was found to govern it, in turn by an observation, a capture and
/// a hand-over between a territory that ends and a state that begins on that day.
fn administrative(rows: usize) -> History {
    let districts = rows / 50;
    let handed_over = date("1875-07-01");
    let (mut territory, mut state) = (Actor::new("territory"), Actor::new("state"));
    (territory.until, state.from) = (Some(handed_over), Some(handed_over));
    let mut scenario = Scenario::default().actor(territory).actor(state).actor(Actor::new("rebels"));
    for province in 0..10 {
        scenario = scenario.place(Place::new(format!("province-{province}")));
    }
    for district in 0..districts {
        let id = format!("district-{district}");
        scenario = scenario.place(Place::new(&id).within(format!("province-{}", district % 10)).held_by("territory"));
        for year in 0..50 {
            let day =
                NaiveDate::from_ymd_opt(1850 + year, 1, 1).unwrap() + Days::new(u64::from(year.unsigned_abs() % 5));
            let governor = if day <= handed_over { "territory" } else { "state" };
            let (day, change): (NaiveDate, Change) = match year {
                25 => (handed_over, Transferred::from_to("territory", "state").into()),
                _ if year % 7 == 2 => (day, Shares::whole("rebels").into()),
                _ if year % 7 == 3 => (day, Captured::by(governor).into()),
                _ => (day, Shares::whole(governor).into()),
            };
            scenario = scenario.event(Event::new(When::day(day), &id, change));
        }
    }
    History::try_from(scenario).unwrap_or_else(|refusals| panic!("{refusals}"))
}

#[test]
fn ten_thousand_rows_of_administrative_data_contradict_nothing() {
    let history = administrative(10_000);
    assert_eq!(history.events().len(), 10_000);
    let audit = history.audit();
    assert_eq!(audit.findings(), [], "{}", audit.findings().len());
}

/// Eight times the rows take eight times as long, and not sixty-four times. The best of three is taken, since the machine
/// does other things too.
#[test]
fn the_time_of_an_audit_grows_with_the_record() {
    let time = |history: &History| -> Duration {
        let once = || {
            let begun = Instant::now();
            assert!(
                history.audit().findings().iter().all(|finding| finding.kind != FindingKind::ObservationContradicts)
            );
            begun.elapsed()
        };
        (0..3).map(|_| once()).min().unwrap_or_default()
    };
    let (small, large) = (administrative(1_250), administrative(10_000));
    let (small, large) = (time(&small), time(&large));
    assert!(large < small.saturating_mul(24) + Duration::from_millis(50), "{small:?}, {large:?}");
    // All at one place.
    let looks = |number: u64| {
        let scenario = Scenario::default().actor(Actor::new("a")).actor(Actor::new("b")).place(Place::new("x"));
        let look = |day: u64| {
            let seen = Shares::whole(if day.is_multiple_of(2) { "a" } else { "b" });
            Event::new(When::day(date("1849-07-03") + Days::new(day)), "x", seen)
        };
        History::try_from((0..number).map(look).fold(scenario, Scenario::event)).unwrap()
    };
    let (small, large) = (looks(1_000), looks(8_000));
    let (small, large) = (time(&small), time(&large));
    assert!(large < small.saturating_mul(24) + Duration::from_millis(50), "{small:?}, {large:?}");
}
