//! Readings side by side, and how an answer changed as knowledge grew: against asking each day of each reading.

use std::collections::BTreeSet;

use proptest::prelude::*;
use whoheld::chrono::NaiveDate;
use whoheld::{Actor, Answer, Captured, Credence, Event, History, Place, Reading, Shares, View, When, Withdrew};

use crate::RECORDS;
use crate::random::{ALL, Kind, config, day, reading, told};

const FEW: Kind = Kind { places: 4, events: 7, trees: 2, ..ALL };

/// What is possible, as text.
fn possible(answer: Answer<'_>) -> BTreeSet<String> {
    answer.possible().map(|control| format!("{:?}", control.to_record())).collect()
}

fn on(view: View<'_>, place: &str, day: NaiveDate) -> BTreeSet<String> {
    possible(view.who_held(place, day).unwrap())
}

proptest! {
    #![proptest_config(config(RECORDS))]

    /// A day lies in a dispute if and only if not all readings have the same answer at its close; and within one, none
    /// changes its answer.
    #[test]
    fn disputes_are_the_days_on_which_readings_part(
        record in told(FEW),
        numbers in prop::collection::vec(prop::array::uniform10(0_u8..=239), 1..4),
        by_actor: bool,
    ) {
        let history = record.history();
        let readings: Vec<Reading> = numbers.into_iter().map(reading).collect();
        let contrast = history.compare_readings(&readings).unwrap();
        let contrast = if by_actor { contrast.by_actor() } else { contrast };
        let views: Vec<View<'_>> =
            contrast.interpretations().iter().map(|it| if by_actor { it.by_actor() } else { it.by_side() }).collect();
        let mut disputes = 0;
        for place in history.places() {
            let found = contrast.disputes_of(place).unwrap();
            disputes += found.len();
            for today in (0..14).map(day).chain([day(0).pred_opt().unwrap(), NaiveDate::MIN, NaiveDate::MAX]) {
                let answers: Vec<BTreeSet<String>> = views.iter().map(|view| on(*view, &place.id, today)).collect();
                let part = answers.windows(2).any(|pair| pair[0] != pair[1]);
                let mut of_the_day = found.iter().filter(|it| {
                    it.from().is_none_or(|from| from <= today) && it.until().is_none_or(|until| today < until)
                });
                let dispute = of_the_day.next();
                prop_assert_eq!(dispute.is_some(), part, "{} on {}: {:?}", &place.id, today, answers);
                prop_assert!(of_the_day.next().is_none(), "disputes overlap");
                if let Some(dispute) = dispute {
                    let told: Vec<BTreeSet<String>> = dispute.answers().map(|answer| possible(*answer)).collect();
                    prop_assert_eq!(told, answers, "{} on {}", dispute, today);
                }
            }
            for pair in found.windows(2) {
                prop_assert!(pair[0].until().is_some() && pair[0].until() <= pair[1].from(), "{:?}", pair);
            }
        }
        prop_assert_eq!(disputes, contrast.disputes().len());
    }

    /// On every day, what was known is the last revision up to it; and no two neighbours have the same answer.
    #[test]
    fn revisions_are_what_was_known_day_by_day(
        record in told(FEW),
        numbers in prop::array::uniform10(0_u8..=239),
        asked in 0_u8..9,
    ) {
        let history = record.history();
        let reading = reading(numbers);
        let account = history.interpret(&reading).unwrap();
        for place in history.places() {
            let revisions = account.revisions(place, day(asked)).unwrap();
            let all: Vec<(Option<NaiveDate>, BTreeSet<String>)> =
                revisions.iter().map(|it| (it.known_on, possible(it.answer))).collect();
            prop_assert_eq!(all[0].0, None);
            prop_assert!(all.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 != pair[1].1), "{:?}", all);
            for known_on in (0..20).map(day).filter(|day| reading.known_on.is_none_or(|last| *day <= last)) {
                let known = history.interpret(&reading.clone().known_on(known_on)).unwrap();
                let expected = on(known.by_side(), &place.id, day(asked));
                let last = all.iter().rfind(|it| it.0.is_none_or(|from| from <= known_on)).unwrap();
                prop_assert_eq!(&last.1, &expected, "{} as known on {}", &place.id, known_on);
            }
        }
    }
}

/// A hill that the reds took on the 3rd, as was known on the 5th; the report of the 4th gave it to the blues.
fn hill() -> History {
    let mut history = History::new();
    for id in ["red", "blue"] {
        history.add_actor(Actor::new(id)).unwrap();
    }
    history.add_place(Place::new("hill").held_by("blue")).unwrap();
    let event = |when: &str, change: Captured| Event::new(when.parse::<When>().unwrap(), "hill", change);
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    history.insert(event("2016-10-03", Captured::by("blue")).id("first").recorded(day("2016-10-04"))).unwrap();
    let second = event("2016-10-03", Captured::by("red")).id("second").recorded(day("2016-10-05"));
    history.insert(second.supersedes("first")).unwrap();
    history.insert(Event::new("2016-10-07".parse::<When>().unwrap(), "hill", Withdrew::new("red")).id("left")).unwrap();
    history
}

#[test]
fn a_correction_is_told_as_a_revision() {
    let history = hill();
    let on = |text: &str| text.parse::<NaiveDate>().unwrap();
    let told = |asked: &str| -> Vec<String> {
        history.revisions("hill", on(asked)).unwrap().into_iter().map(|it| it.to_string()).collect()
    };
    // known:   3 |  4   |  5  |  6  | 7
    // the 3rd:   | blue | red | red | red
    assert_eq!(told("2016-10-03"), ["before anything was known: blue", "known on 2016-10-05: red"]);
    assert_eq!(
        told("2016-10-07"),
        [
            "before anything was known: blue",
            "known on 2016-10-05: red",
            "known on 2016-10-07: vacant since red withdrew"
        ]
    );
    let known = |text: &str| Reading::new().known_on(on(text));
    let contrast = history.compare_readings(&[known("2016-10-04"), known("2016-10-07")]).unwrap();
    let disputes: Vec<String> = contrast.disputes().iter().map(ToString::to_string).collect();
    assert_eq!(
        disputes,
        ["hill from 2016-10-03 to 2016-10-06: blue | red", "hill from 2016-10-07 on: blue | vacant since red withdrew"]
    );
    let early = history.interpret(&known("2016-10-05")).unwrap();
    assert_eq!(early.revisions("hill", on("2016-10-07")).unwrap().iter().count(), 2, "no more than the reading knows");
}

#[test]
fn what_differs_at_the_start_is_told_of_its_last_day() {
    let mut history = History::new();
    history.add_actor(Actor::new("red")).unwrap();
    let claimed = whoheld::Baseline::shared(Shares::whole("red")).credence(Credence::Claimed);
    history.add_place(Place::new("hill").baseline(claimed)).unwrap();
    let readings = [Reading::new(), Reading::new().credence(Credence::Claimed)];
    {
        let contrast = history.compare_readings(&readings).unwrap();
        let [always] = &contrast.disputes()[..] else { panic!("one dispute") };
        assert_eq!((always.from(), always.until()), (None, None));
        assert_eq!(always.to_string(), "hill always: unrecorded | red");
    }
    history.insert(Event::new("2016-10-07".parse::<When>().unwrap(), "hill", Withdrew::new("red"))).unwrap();
    let contrast = history.compare_readings(&readings).unwrap();
    let [before, after] = &contrast.disputes()[..] else { panic!("two disputes") };
    assert_eq!(before.to_string(), "hill up to 2016-10-06: unrecorded | red");
    assert_eq!(before.answers().next().unwrap().query_time().to_string(), "2016-10-06");
    // Without the claim, it is not known whether red had any of it to leave.
    let left = "hill from 2016-10-07 on: vacant or unrecorded, in shares unknown | vacant since red withdrew";
    assert_eq!(after.to_string(), left);
    assert!(history.compare_readings(&[]).unwrap().disputes().is_empty());
    assert!(history.compare_readings(&readings[..1]).unwrap().disputes_of("hill").unwrap().is_empty());
    assert!(history.compare_readings(&[Reading::new().only_from("rde")]).is_err());
}
