//! What always holds.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use whoheld::chrono::{Days, NaiveDate};
use whoheld::{
    Actor, Audit, Change, Credence, Denied, Event, Finding, FindingKind, History, Moment, NoteKind, Noted, Place,
    Scenario, Source,
};

use crate::RECORDS;
use crate::oracle::exact::Choices;
use crate::random::{ALL, Record, config, day, pick, record};

/// A random record made odder: actors with dates, sources, claims, denials, twins, what was known too early.
fn odd_scenario(record: &Record, seed: u64) -> Scenario {
    let mut choices = Choices(seed);
    let mut some = |number: usize| choices.below(number);
    let mut scenario = record.scenario();
    for source in 0..some(3) {
        scenario.sources.push(Source::new(format!("s{source}")));
    }
    for actor in &mut scenario.actors {
        let a_day = |number: usize| day(u8::try_from(number).unwrap());
        match some(4) {
            0 => actor.from = Some(a_day(some(6))),
            1 => actor.until = Some(a_day(some(6))),
            _ => {}
        }
    }
    let sources: Vec<String> = scenario.sources.iter().map(|source| source.id.clone()).collect();
    let ids: Vec<String> = scenario.events.iter().map(|event| event.name().to_owned()).collect();
    for event in &mut scenario.events {
        if let Some(source) = sources.get(some(3)) {
            event.cites.push(whoheld::Citation::new(source, ""));
        }
        match some(12) {
            0 => event.credence = Credence::Claimed,
            1 => event.inferred = true,
            2 => event.recorded = Some(day(u8::try_from(some(6)).unwrap())),
            3 | 4 => event.change = Denied::event(&ids[some(ids.len())]).into(),
            5 => event.same_as = Some(ids[some(ids.len())].clone()),
            6 => event.with.push("a0".to_owned()),
            7 => event.claimed_by.push("a1".to_owned()),
            _ => {}
        }
        // Nothing refers to itself.
        if event.same_as == event.id {
            event.same_as = None;
        }
        if matches!(&event.change, Change::Denied(denied) if Some(&denied.event) == event.id.as_ref()) {
            event.change = Noted::kind(NoteKind::Other).into();
        }
    }
    scenario
}

pub(super) fn odd_history(record: &Record, seed: u64) -> History {
    History::try_from(odd_scenario(record, seed)).unwrap_or_else(|refusals| panic!("{refusals}\n{record:?}"))
}

/// The same, whose entries came in in another order, the events one by one where what they refer to is there.
fn arrived_otherwise(scenario: &Scenario, choices: &mut Choices) -> History {
    let mut history = History::new();
    let take = |free: Vec<usize>, choices: &mut Choices| *pick(&free, u8::try_from(choices.below(256)).unwrap());
    let mut sources = scenario.sources.clone();
    choices.shuffle(&mut sources);
    for source in sources {
        history.add_source(source).unwrap();
    }
    let mut actors = scenario.actors.clone();
    while !actors.is_empty() {
        let there = |id: &String| history.actor(id).is_ok();
        let free = |n: &usize| actors[*n].allegiances.iter().all(|allegiance| there(&allegiance.to));
        let next = take((0..actors.len()).filter(free).collect(), choices);
        history.add_actor(actors.remove(next)).unwrap();
    }
    let mut places = scenario.places.clone();
    while !places.is_empty() {
        let free = |n: &usize| places[*n].within.iter().all(|id| history.place(id).is_ok());
        let next = take((0..places.len()).filter(free).collect(), choices);
        history.add_place(places.remove(next)).unwrap();
    }
    let mut events = scenario.events.clone();
    choices.shuffle(&mut events);
    while !events.is_empty() {
        let before = events.len();
        events.retain(|event| history.insert(event.clone()).is_err());
        // What is asked in between must not matter.
        let _ = history.audit();
        if events.len() == before {
            // These refer to each other in a circle.
            history.insert_all(std::mem::take(&mut events)).unwrap();
        }
    }
    history
}

/// Every answer that there is, as text.
fn answers(history: &History) -> BTreeMap<String, Vec<String>> {
    let of = |place: &Place| {
        let spans = [history.by_side(), history.by_actor()]
            .into_iter()
            .flat_map(|view| view.timeline(place.id.as_str()).unwrap().holdings().collect::<Vec<_>>())
            .map(|span| {
                let possible: Vec<_> = span.possible().map(|control| control.to_record()).collect();
                format!("{:?} {:?} {possible:?}", span.from(), span.until())
            });
        (place.id.clone(), spans.collect())
    };
    history.places().map(of).collect()
}

/// Whether two events bear on each other's places, and both take their place in the order.
fn are_related(history: &History, one: &Event, other: &Event) -> bool {
    let around = |place: &str| -> Vec<String> {
        let outer = |id: &String| history.place(id).unwrap().within.clone();
        std::iter::successors(Some(place.to_owned()), outer).collect()
    };
    let counts = |event: &Event| !event.change.is_noted() && event.credence >= Credence::Reported;
    counts(one)
        && counts(other)
        && (around(&one.place).contains(&other.place) || around(&other.place).contains(&one.place))
}

fn precedes(one: &Event, other: &Event) -> bool {
    matches!((one.when.span().latest(), other.when.span().earliest()), (Some(end), Some(start)) if end <= start)
}

/// Whether one is told first only because it was put in first.
fn are_tied(history: &History, one: &Event, other: &Event) -> bool {
    let free = !precedes(one, other) && !precedes(other, one);
    one.id != other.id && one.order == other.order && free && are_related(history, one, other)
}

/// Whether one is listed before another that it is dated after.
fn is_listed_against(history: &History, early: &Event, late: &Event) -> bool {
    early.order < late.order && precedes(late, early) && are_related(history, early, late)
}

/// Whether an event says who holds a place: at it, within it, or around it without leaving it out.
fn is_evidence(history: &History, event: &Event, place: &str) -> bool {
    let around = |place: &str| -> Vec<String> {
        let outer = |id: &String| history.place(id).unwrap().within.clone();
        std::iter::successors(Some(place.to_owned()), outer).collect()
    };
    let related = around(place).contains(&event.place) || around(&event.place).iter().any(|outer| outer == place);
    let leaves_out = around(place).iter().any(|outer| event.change.except().contains(outer));
    event.change.concerns_holders() && event.credence >= Credence::Reported && related && !leaves_out
}

/// The first day on which an event can have happened, and the last; `None` where that is open.
fn days_of(event: &Event) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let span = event.when.span();
    (span.earliest().map(Moment::date), span.latest().map(Moment::day_ending))
}

/// Whether no day lies between an observation and one before it that says who holds its place.
fn is_told_of_the_same_day(history: &History, observation: &Event, evidence: &Event) -> bool {
    let (first, last) = (days_of(observation).0, days_of(evidence).1);
    is_evidence(history, evidence, &observation.place)
        && first.zip(last).is_none_or(|(first, last)| first <= last)
        && !precedes(observation, evidence)
}

/// The first day on which an actor may hold a place outside its time, by asking every day of the record and some after it.
fn first_day_held_outside_its_time(history: &History, place: &Place, actor: &Actor) -> Option<NaiveDate> {
    let view = history.by_actor();
    let covers = history.covers().unwrap_or_default();
    let stated_on = place.baseline.as_ref().and_then(|baseline| baseline.on);
    let begins = covers.from.or_else(|| view.days().map(|days| days.0).into_iter().chain(stated_on).min());
    let is_there =
        |day: NaiveDate| actor.from.is_none_or(|from| from <= day) && actor.until.is_none_or(|until| day <= until);
    let may_hold = |day: NaiveDate| {
        let answer = view.who_held(&place.id, day).unwrap();
        answer.possible().any(|control| control.share_of(&actor.id).unwrap().at_most() > 0)
    };
    let first = begins.unwrap_or_else(|| day(0) - Days::new(15));
    let days = first.iter_days().take_while(|it| *it <= day(6) + Days::new(15));
    days.filter(|day| covers.contains(*day) && !is_there(*day)).find(|day| {
        // Without a first day, only what comes after the last day of an actor is looked at.
        (begins.is_some() || actor.until.is_some_and(|until| until < *day)) && may_hold(*day)
    })
}

proptest! {
    #![proptest_config(config(RECORDS))]

    /// The same whatever came in first, one by one or all at once, and after something was taken out and put back.
    #[test]
    fn an_audit_does_not_depend_on_the_order_of_arrival(record in record(ALL), seed in any::<u64>()) {
        let scenario = odd_scenario(&record.ranked(), seed);
        let history = History::try_from(scenario.clone()).unwrap();
        let audit = history.audit();
        prop_assert_eq!(&history.audit(), &audit, "asked again");
        let mut choices = Choices(seed ^ 1);
        let mut other = arrived_otherwise(&scenario, &mut choices);
        prop_assert!(other == history);
        prop_assert_eq!(&other.audit(), &audit);
        for event in &scenario.events {
            // Some are referred to, and stay.
            if let Ok(gone) = other.remove(event.name()) {
                let _ = other.audit();
                other.insert(gone).unwrap();
            }
            other.replace(event.name(), event.clone()).unwrap();
        }
        prop_assert_eq!(&other.audit(), &audit);
        let mut shuffled = scenario;
        choices.shuffle(&mut shuffled.actors);
        choices.shuffle(&mut shuffled.places);
        choices.shuffle(&mut shuffled.sources);
        choices.shuffle(&mut shuffled.events);
        prop_assert_eq!(&History::try_from(shuffled).unwrap().audit(), &audit);
    }

    /// Accepting every finding leaves none, and none of the acceptances is idle.
    #[test]
    fn what_is_accepted_is_no_longer_open(record in record(ALL), seed in any::<u64>()) {
        let mut history = odd_history(&record, seed);
        let open = history.audit();
        for finding in open.findings() {
            prop_assert_ne!(finding.kind, FindingKind::AcceptanceUnmatched);
            history.accept(finding.accept("So it was."));
        }
        let audit = history.audit();
        prop_assert_eq!(audit.to_string(), "");
        prop_assert_eq!(audit.worst(), None);
        let accepted: Vec<&Finding> = audit.accepted().iter().map(|it| &it.finding).collect();
        prop_assert_eq!(accepted, open.findings().iter().collect::<Vec<_>>());
        // Without events, what was accepted of them is no more.
        let mut scenario = history.to_scenario();
        scenario.events.clear();
        let audit = History::try_from(scenario).unwrap().audit();
        let of_events = open.findings().iter().filter(|finding| !finding.events.is_empty()).count();
        let unmatched = audit.findings().iter().filter(|it| it.kind == FindingKind::AcceptanceUnmatched).count();
        prop_assert!(unmatched >= of_events);
    }

    /// Serde round trips are equal, of the audit and of what is audited.
    #[test]
    fn an_audit_survives_serde(record in record(ALL), seed in any::<u64>()) {
        let mut history = odd_history(&record, seed);
        if let Some(finding) = history.audit().findings().first() {
            history.accept(finding.accept("So it was."));
        }
        let audit = history.audit();
        let json = serde_json::to_string(&audit).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Audit>(&json).unwrap(), &audit);
        let again: History = serde_json::from_str(&serde_json::to_string(&history).unwrap()).unwrap();
        prop_assert_eq!(again.audit(), audit);
    }

    /// To audit changes no answer, and accepting neither.
    #[test]
    fn an_audit_changes_no_answer(record in record(ALL), seed in any::<u64>()) {
        let mut history = odd_history(&record, seed);
        let (before, told) = (history.clone(), answers(&history));
        let audit = history.audit();
        prop_assert!(history == before);
        prop_assert_eq!(&answers(&history), &told);
        for finding in audit.findings() {
            history.accept(finding.accept("So it was."));
        }
        prop_assert_eq!(&answers(&history), &told);
    }

    /// Every finding is about something that is there, in a sentence that names it; they stand in the order of the record.
    #[test]
    fn findings_are_about_what_is_there(record in record(ALL), seed in any::<u64>()) {
        let history = odd_history(&record, seed);
        let audit = history.audit();
        let mut seen = BTreeSet::new();
        let mut last = None;
        for finding in audit.findings() {
            prop_assert!(finding.events.iter().all(|id| history.event(id).is_ok()), "{}", finding);
            prop_assert!(finding.place.iter().all(|id| history.place(id).is_ok()), "{}", finding);
            prop_assert!(finding.actor.iter().all(|id| history.actor(id).is_ok()), "{}", finding);
            prop_assert!(finding.source.iter().all(|id| history.source(id).is_ok()), "{}", finding);
            let about: Vec<&String> =
                finding.place.iter().chain(&finding.actor).chain(&finding.source).chain(&finding.events).collect();
            prop_assert!(about.iter().any(|id| finding.sentence.contains(id.as_str())), "{}", finding);
            prop_assert!(seen.insert((finding.to_string(), &finding.events)), "twice: {}", finding);
            let first = finding.events.first().map(|id| history.events().into_iter().position(|event| event.name() == id).unwrap());
            let key = (first.is_none(), first, finding.kind);
            prop_assert!(last.as_ref() <= Some(&key), "{}", finding);
            last = Some(key);
        }
    }

    /// By trying every pair of events: an order is assumed, or against the dates, nowhere but where it is.
    #[test]
    fn orders_are_judged_by_pairs(record in record(ALL), seed in any::<u64>()) {
        let history = odd_history(&record, seed);
        let events: Vec<&Event> = history.events().into_iter().collect();
        let audit = history.audit();
        let of = |kind| audit.findings().iter().filter(move |finding| finding.kind == kind);
        for finding in of(FindingKind::OrderAssumed) {
            let [one, two] = &finding.events[..] else { panic!("{finding}") };
            prop_assert!(are_tied(&history, history.event(one).unwrap(), history.event(two).unwrap()), "{}", finding);
        }
        for finding in of(FindingKind::ToldAgainstDates) {
            let [early, late] = &finding.events[..] else { panic!("{finding}") };
            let (early, late) = (history.event(early).unwrap(), history.event(late).unwrap());
            prop_assert!(is_listed_against(&history, early, late), "{}", finding);
        }
        let any_tie = events.iter().any(|one| events.iter().any(|other| are_tied(&history, one, other)));
        prop_assert_eq!(of(FindingKind::OrderAssumed).count() > 0, any_tie);
    }

    /// An observation is said to contradict what is known only where no day lies between it and something that says so.
    #[test]
    fn observations_contradict_only_what_is_known_of_the_same_day(record in record(ALL), seed in any::<u64>()) {
        let history = odd_history(&record, seed);
        let audit = history.audit();
        for finding in audit.findings().iter().filter(|finding| finding.kind == FindingKind::ObservationContradicts) {
            let seen = history.event(&finding.events[0]).unwrap();
            prop_assert!(matches!(seen.change, Change::Observed(_)), "{}", finding);
            match finding.events.get(1) {
                Some(evidence) => {
                    let evidence = history.event(evidence).unwrap();
                    prop_assert!(is_told_of_the_same_day(&history, seen, evidence), "{}", finding);
                }
                None => prop_assert!(
                    history.places().any(|place| place.baseline.as_ref().is_some_and(|it| it.on >= days_of(seen).0)),
                    "{}", finding
                ),
            }
        }
    }

    /// By asking every day: who may hold a place before its first day or after its last, and from when on.
    #[test]
    fn actors_hold_outside_their_time_as_asked_day_by_day(record in record(ALL), seed in any::<u64>()) {
        let history = odd_history(&record, seed);
        let audit = history.audit();
        for place in history.places() {
            for actor in history.actors() {
                let is_of = |it: &&Finding| {
                    it.kind == FindingKind::HeldOutsideItsTime
                        && (it.place.as_ref(), it.actor.as_ref()) == (Some(&place.id), Some(&actor.id))
                };
                let found: Vec<&Finding> = audit.findings().iter().filter(is_of).collect();
                let expected = first_day_held_outside_its_time(&history, place, actor);
                prop_assert_eq!(found.len(), usize::from(expected.is_some()), "{} {} {:?}", place.id, actor.id, expected);
                for (finding, day) in found.iter().zip(expected) {
                    prop_assert!(finding.sentence.contains(&format!(" from {day} on, and ")), "{} {}", finding, day);
                }
            }
        }
    }

    /// By its own date and those of the related events named: whose date is narrowed to less than half.
    #[test]
    fn dates_are_narrowed_as_the_related_events_say(record in record(ALL), seed in any::<u64>()) {
        let history = odd_history(&record, seed);
        let audit = history.audit();
        for finding in audit.findings().iter().filter(|finding| finding.kind == FindingKind::NarrowedByOrder) {
            let event = history.event(&finding.events[0]).unwrap();
            let (first, last) = days_of(event);
            prop_assert!(first.is_some() && last.is_some(), "{}", finding);
            prop_assert!(finding.events.len() > 1, "{}", finding);
            for other in &finding.events[1..] {
                let other = history.event(other).unwrap();
                prop_assert!(are_related(&history, event, other), "{}", finding);
            }
        }
    }

    /// Every finding is in one group, and no two groups are of one kind and severity.
    #[test]
    fn groups_hold_every_finding_once(record in record(ALL), seed in any::<u64>()) {
        let history = odd_history(&record, seed);
        let audit = history.audit();
        let groups = audit.groups();
        let mut kinds = BTreeSet::new();
        for group in &groups {
            prop_assert!(kinds.insert((group.severity, group.kind)), "{}", group);
            let alike = |finding: &&&Finding| (finding.severity, finding.kind) == (group.severity, group.kind);
            prop_assert!(group.findings.iter().filter(alike).count() == group.findings.len(), "{}", group);
            prop_assert!(!group.findings.is_empty() && !group.to_string().contains('\n'), "{}", group);
        }
        prop_assert!(groups.is_sorted_by(|one, two| one.severity >= two.severity));
        prop_assert_eq!(groups.iter().map(|group| group.findings.len()).sum::<usize>(), audit.findings().len());
        let position = |it: &Finding| audit.findings().iter().position(|finding| std::ptr::eq(finding, it));
        for group in &groups {
            prop_assert!(group.findings.is_sorted_by_key(|finding| position(finding)), "{}", group);
        }
    }

    /// Each event that is listed before one that its date follows is found, once.
    #[test]
        fn every_event_listed_against_its_date_is_found(record in record(ALL), seed in any::<u64>()) {
        let history = odd_history(&record, seed);
        let audit = history.audit();
        for event in history.events() {
            let of_it = |it: &&Finding| it.kind == FindingKind::ToldAgainstDates && it.events[0] == event.name();
            let is = history.events().into_iter().any(|other| is_listed_against(&history, event, other));
            prop_assert_eq!(audit.findings().iter().filter(of_it).count(), usize::from(is), "{}", event.name());
        }
    }

    /// Events that do not count contradict nothing.
    #[test]
    fn what_is_not_believed_speaks_against_nothing(record in record(ALL), seed in any::<u64>()) {
        let mut scenario = odd_scenario(&record, seed);
        for event in &mut scenario.events {
            event.credence = Credence::Claimed;
        }
        let audit = History::try_from(scenario).unwrap().audit();
        for finding in audit.findings() {
            let of_the_sequence = matches!(
                finding.kind,
                FindingKind::RecapturedNeverHeld
                    | FindingKind::CapturedAlreadyHeld
                    | FindingKind::NotHeld
                    | FindingKind::AgainstOwnSide
                    | FindingKind::EndWithoutBeginning
                    | FindingKind::ObservationContradicts
                    | FindingKind::OrderAssumed
                    | FindingKind::ToldAgainstDates
                    | FindingKind::NarrowedByOrder
                    | FindingKind::FightWithoutEnd
            );
            prop_assert!(!of_the_sequence, "{}", finding);
        }
    }
}
