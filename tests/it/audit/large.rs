//! A large record of administrative data, in which nothing is odd.

use whoheld::chrono::{Days, NaiveDate};
use whoheld::{Actor, Became, Captured, Change, Event, History, Place, Scenario, Shares, Transferred, When};

use crate::support::date;

/// Districts in ten provinces, each with a row a year: in turn what it became, an observation, a capture
/// and a hand-over between a territory that ends and a state that begins on that day.
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
                _ if year % 7 == 5 => (day, Shares::whole(governor).into()),
                _ => (day, Became::whole(governor).into()),
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
