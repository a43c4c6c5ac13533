//! What answers and edits allocate: counted, not timed.

use std::hint::black_box;

use allocation_counter::{AllocationInfo, measure};
use whoheld::chrono::{Days, NaiveDate};
use whoheld::{
    Actor, Answer, Attacked, Captured, Change, Credence, Denied, Event, History, Place, Scenario, Share, Shares,
    Source, When, Withdrew,
};

fn day(number: u32) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(1849, 7, 1).expect("a day");
    first.checked_add_days(Days::new(number.into())).expect("a day")
}

#[test]
fn what_allocates_is_counted() {
    let boxed = measure(|| drop(black_box(Box::new(1_u64))));
    assert_eq!((boxed.count_total, boxed.bytes_total), (1, 8));
    assert_eq!(measure(|| _ = black_box(1_u64)).count_total, 0);
}

/// Who held each place of the record of the offensive on each of its days: asked by handle and by id.
#[cfg(feature = "aleppo")]
#[test]
fn who_held_allocates_nothing() {
    let record = whoheld::aleppo_2016();
    let (first, last) = record.days().expect("a record with events");
    let government = record.find_actor("government").expect("an actor");
    let (mut certain, mut uncertain, mut records) = (0_u32, 0_u32, 0_u64);
    for place in record.places() {
        let handle = record.find_place(place).expect("its own place");
        for on in first.iter_days().take_while(|on| *on <= last) {
            let mut is_certain = false;
            let asked = measure(|| {
                for answer in [record.who_held(handle, on), record.who_held(place.id.as_str(), on)] {
                    let answer = answer.expect("its own place");
                    is_certain = answer.is_certain();
                    black_box(answer.holder().map(whoheld::Holder::id));
                    black_box(answer.holds(government, whoheld::Threshold::Most).expect("an actor"));
                    black_box(answer.depends_on_narrative_order());
                    let Some(control) = answer.control() else { continue };
                    black_box(control.holder().map(whoheld::Holder::id));
                    black_box(control.share_of(government).expect("an actor"));
                    black_box(control.unrecorded());
                    control.shares().for_each(|row| _ = black_box(row));
                }
            });
            assert_eq!(asked.count_total, 0, "{} on {on}", place.id);
            *(if is_certain { &mut certain } else { &mut uncertain }) += 1;
            // What must allocate, where nothing else did.
            records += measure(|| drop(black_box(record.who_held(handle, on).map(Answer::to_record)))).count_total;
        }
    }
    assert!(certain > 500 && uncertain > 10, "{certain} certain, {uncertain} uncertain");
    assert!(records > u64::from(certain + uncertain));
}

/// A small record in which every kind of answer comes up, all its names lengthened.
fn named(longer: &str) -> History {
    let name = |id: &str| format!("{longer}{id}");
    let event = |id: &str, when: &str, order: i64, change: Change| {
        let event =
            Event::new(when.parse::<When>().expect("a when"), name("citadel"), change).id(name(id)).order(order);
        event.cite(name("gazette"), name("page")).note(name("as-told"))
    };
    let half = Shares::of(name("crown"), Share::HALF).and(name("republic"), Share::HALF);
    let mut scenario = Scenario::default()
        .actor(Actor::new(name("crown")))
        .actor(Actor::new(name("republic")))
        .actor(Actor::new(name("legion")).answers_to(name("republic")))
        .source(Source::new(name("gazette")))
        .place(Place::new(name("citadel")).held_by(name("crown")))
        .place(Place::new(name("gate")).within(name("citadel")))
        .place(Place::new(name("tower")).within(name("citadel")))
        .event(event("first", "[1849-07-03..1849-07-05]", 1, Captured::by(name("legion")).extent(Share::PART).into()))
        .event(event("seen", "1849-07-04", 2, half.into()).claimed_by(name("crown")))
        .event(event("raid", "1849-07-06", 3, Attacked::by(name("republic")).into()))
        .event(event("left", "1849-07-08", 4, Withdrew::new(name("crown")).into()).same_as(name("raid")))
        .event(event("claim", "1849-07-08", 5, Captured::by(name("legion")).into()).credence(Credence::Claimed))
        .event(event("denial", "1849-07-09", 6, Denied::event(name("claim")).into()).claimed_by(name("crown")))
        .event(event("again", "1849-07-10", 7, Captured::by(name("legion")).into()).supersedes(name("left")));
    scenario.events[1].place = name("gate");
    scenario.events[3].place = name("tower");
    History::try_from(scenario).expect("a good record")
}

/// Every answer read in full: everything it hands out that is not an owned copy or a text.
fn read_in_full(history: &History) {
    for place in history.places() {
        for on in (0..12).map(day) {
            let answer = history.who_held(place, on).expect("its own place");
            for control in answer.possible() {
                control.shares().for_each(|row| _ = black_box(row));
                let actors = [control.contested_by(), control.besieged_by(), control.under_fire_of()];
                black_box((control.holder(), actors));
            }
            black_box((answer.since(), answer.until(), answer.basis(), answer.last_evidence(), answer.age_in_days()));
            black_box((answer.decided_by(), answer.place(), answer.query_time(), answer.reading()));
            answer.events().into_iter().for_each(|event| _ = black_box(event));
            answer.sources().into_iter().for_each(|cite| _ = black_box(cite));
            answer.relevant_events().into_iter().for_each(|bearing| _ = black_box(bearing));
        }
    }
}

/// A string that is cloned takes as many bytes as it is long: an answer takes the same, however long the names are.
#[test]
fn a_full_answer_clones_no_strings() {
    let (short, long) = (named(""), named(&"a-name-that-goes-on-and-on-".repeat(10)));
    let full = |history: &History| measure(|| read_in_full(history));
    assert!(full(&short).bytes_total > 0);
    assert_eq!(full(&short), full(&long));
    let owned = |history: &History| {
        let all = || history.places().map(|place| history.who_held(place, day(9)).map(Answer::to_record));
        measure(|| all().for_each(|record| drop(black_box(record))))
    };
    assert!(owned(&long).bytes_total > owned(&short).bytes_total);
}

/// Provinces of ten places, each with the same events.
fn provinces(number: u32) -> History {
    let mut scenario = Scenario::default().actor(Actor::new("crown")).actor(Actor::new("republic"));
    for province in 0..number {
        let within = format!("p{province}");
        scenario = scenario.place(Place::new(&within).held_by("crown"));
        for town in 0..9 {
            scenario = scenario.place(Place::new(format!("p{province}-{town}")).within(&within));
        }
        for told in 0..60_u32 {
            let by = if told * 7 % 3 == 0 { "crown" } else { "republic" };
            let extent = if told % 4 == 0 { Share::MOST } else { Share::WHOLE };
            let place = if told % 20 == 0 { within.clone() } else { format!("p{province}-{}", told * 5 % 9) };
            let on = When::day(day(told * 11 % 50));
            scenario = scenario.event(Event::new(on, place, Captured::by(by).extent(extent)).order(told.into()));
        }
    }
    History::try_from(scenario).expect("a good record")
}

/// What each kind of edit of one town allocates, one after the other.
fn edits(history: &mut History) -> Vec<AllocationInfo> {
    let event =
        |on: u32, by: &str| Event::new(When::day(day(on)), "p3-4", Captured::by(by)).id("an-extra-event").order(1_000);
    // The first event to come in has the list of all events, full so far, make room for more.
    history.insert(event(1, "republic").id("the-first-one")).expect("a good event");
    let mut measured = Vec::new();
    for on in [2, 25, 48] {
        measured.push(measure(|| drop(black_box(history.insert(event(on, "crown")).expect("a good event")))));
        let other = event(on + 1, "republic");
        measured.push(measure(|| drop(black_box(history.replace("an-extra-event", other).expect("a good event")))));
        measured.push(measure(|| drop(black_box(history.remove("an-extra-event").expect("one of its own")))));
    }
    measured
}

#[test]
fn an_edit_touches_its_own_family_alone() {
    let (mut few, mut many) = (provinces(10), provinces(1_000));
    let (few, many) = (edits(&mut few), edits(&mut many));
    for (few, many) in few.into_iter().zip(many) {
        assert!(few.count_total > 0 && few.bytes_total > 1_000, "{few:?}");
        // A state that is new among few may be known among many, and a table that is full at the moment is doubled.
        let about = few.bytes_total - few.bytes_total / 10..=few.bytes_total + few.bytes_total / 10;
        assert!(about.contains(&many.bytes_total), "{few:?} and {many:?}");
    }
}
