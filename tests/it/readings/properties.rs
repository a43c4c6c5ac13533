//! What always holds, on random records and readings.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::Index;
use whoheld::chrono::{Days, NaiveDate};
use whoheld::{Conflicts, Covers, Credence, Event, History, Moment, NoteKind, Noted, Reading, Role, Source, When};

use super::agreement::{engine_equals_model, roles_are_fates, roots};
use super::engine::{days, everything_asked, everything_read, moments, read, roles, same_records, view};
use super::records::{FEW, ONE_PLACE, RULES, Told, note_from, rules, tell, told};
use crate::oracle::exact::Choices;
use crate::oracle::reading::{Choice, Fate, Read, is_fresh, recorded, silence};
use crate::oracle::{Family, Model, Shown};
use crate::random::{ALL, Kind, Numbers, config, day, event_from};
use crate::support::{VIEWS, ask, at, one_hand, plain, possible};
use crate::{HEAVY, RECORDS};

/// An event of the past of nobody: somewhere in the record, recorded after that day.
fn recorded_after(told: &Told, id: &str, numbers: &[Numbers; 2], known: NaiveDate) -> Event {
    let [what, words] = numbers;
    let record = &told.record;
    let event = match what[9] % 4 {
        0 => note_from(0, what, record),
        _ => event_from(9, what, &record.actors, &record.places, ALL),
    };
    let event = tell(event.id(id), words, &record.actors, told.events());
    match recorded(&event) {
        Some(day) if day > known => event,
        _ => event.recorded(known + Days::new((1 + words[6] % 3).into())),
    }
}

proptest! {
    #![proptest_config(config(RECORDS))]

    /// The engine equals the slow model under any reading.
    #[test]
    fn the_engine_equals_the_model_under_any_reading(told in told(FEW), rules in rules()) {
        engine_equals_model(&told, &rules.of(&told))?;
    }

    /// The same of one place, where much is in conflict.
    #[test]
    fn conflicts_are_settled_as_the_model_does(told in told(ONE_PLACE), rules in rules()) {
        let mut reading = rules.of(&told);
        for rule in RULES {
            reading.conflicts = rule;
            engine_equals_model(&told, &reading)?;
        }
    }

    /// The same of parts beside each other, whose events are free of each other, where all is kept.
    #[test]
    fn what_is_kept_in_parts_is_what_the_model_keeps(
        told in told(Kind { trees: 1, places: 4, ..FEW }),
        rules in rules(),
    ) {
        engine_equals_model(&told, &rules.of(&told).conflicts(Conflicts::KeepAll))?;
    }

    /// 8. An event recorded later never changes an earlier `known_on` answer, whatever it says of those that were known.
    #[test]
    fn p08_what_is_recorded_later_changes_no_earlier_answer(
        told in told(FEW),
        rules in rules(),
        known in 0..8_u8,
        one in prop::array::uniform2(prop::array::uniform10(0_u8..=239)),
        other in prop::array::uniform2(prop::array::uniform10(0_u8..=239)),
    ) {
        let known = day(known);
        let mut history = told.history();
        let mut reading = rules.of(&told).known_on(known);
        let records = |history: &History, reading: &Reading| -> Vec<_> {
            let account = read(history, reading);
            let each = history.places().flat_map(|place| {
                days().map(|day| account.who_held(place.id.as_str(), day).unwrap().to_record()).collect::<Vec<_>>()
            });
            each.collect()
        };
        for rule in RULES {
            reading.conflicts = rule;
            let (before, answers) = (everything_read(&history, &reading), records(&history, &reading));
            let extra = recorded_after(&told, "extra", &one, known);
            history.insert(extra.clone()).unwrap();
            prop_assert_eq!(&everything_read(&history, &reading), &before, "{:?}", extra);
            same_records(&records(&history, &reading), &answers, &extra)?;
            // And one that refers to it.
            let mut more = told.clone();
            more.record.events = vec![extra.clone()];
            let second = recorded_after(&more, "second", &other, known);
            history.insert(second.clone()).unwrap();
            prop_assert_eq!(&everything_read(&history, &reading), &before, "{:?}", second);
            history.remove("second").unwrap();
            history.remove("extra").unwrap();
            prop_assert_eq!(&everything_read(&history, &reading), &before);
            same_records(&records(&history, &reading), &answers, &"both were removed")?;
        }
    }

    /// A history is asked by the default reading. One that believes all that is told equals the history of it, all
    /// confirmed.
    #[test]
    fn believing_everything_as_told_is_the_history(told in told(FEW)) {
        let history = told.history();
        prop_assert_eq!(everything_read(&history, &Reading::new()), everything_asked(&history));
        prop_assert_eq!(everything_read(&history, &Reading::new().named("all")), everything_asked(&history));

        let mut confirmed = told.clone();
        for event in &mut confirmed.record.events {
            event.credence = Credence::Confirmed;
        }
        for allegiance in confirmed.record.actors.iter_mut().flat_map(|actor| &mut actor.allegiances) {
            allegiance.credence = Credence::Confirmed;
        }
        for baseline in confirmed.record.places.iter_mut().filter_map(|place| place.baseline.as_mut()) {
            baseline.credence = Credence::Confirmed;
        }
        let all = Reading::new().credence(Credence::Refuted);
        prop_assert_eq!(everything_read(&history, &all), everything_asked(&confirmed.history()));
        // Whatever the rule, where nothing conflicts and nothing is below.
        let mut without = confirmed.clone();
        without.record.events.retain(|event| !event.change.is_noted());
        for event in &mut without.record.events {
            event.supersedes.clear();
            event.claimed_by.clear();
            event.cites.clear();
            event.same_as = None;
        }
        let without = without.history();
        for rule in RULES {
            prop_assert_eq!(everything_read(&without, &Reading::new().conflicts(rule)), everything_asked(&without));
        }
    }

    /// Believing more, by a lower floor, removes no possible control where all is kept; and what the same reading finds
    /// possible as told is possible there, nobody being believed by name.
    #[test]
    fn keeping_all_believing_more_removes_nothing(mut told in told(FEW), rules in rules()) {
        // An allegiance that is only claimed does not count where all is kept.
        for allegiance in told.record.actors.iter_mut().flat_map(|actor| &mut actor.allegiances) {
            allegiance.credence = Credence::Stated;
        }
        let history = told.history();
        let mut kept = rules.of(&told).conflicts(Conflicts::KeepAll);
        let mut higher: Option<Reading> = None;
        let moments = moments(told.events());
        for floor in [Credence::Reported, Credence::Claimed, Credence::Refuted] {
            kept.credence = Some(floor);
            let mut as_told = kept.clone().conflicts(Conflicts::AsTold);
            as_told.according_to.clear();
            let within = if kept.according_to.is_empty() { vec![as_told] } else { Vec::new() };
            let more = read(&history, &kept);
            for less in within.into_iter().chain(higher) {
                let less = read(&history, &less);
                for place in &told.record.places {
                    for by in VIEWS {
                        for &t in &moments {
                            let less = possible(view(&less, by), &place.id, at(t));
                            let more = possible(view(&more, by), &place.id, at(t));
                            prop_assert!(
                                less.is_subset(&more),
                                "{} at {} by {by:?}, {kept}: {less:#?} is not in {more:#?}",
                                place.id,
                                at(t),
                            );
                        }
                    }
                }
            }
            higher = Some(kept.clone());
        }
    }

    /// A correction counts from the day on which it was recorded.
    #[test]
    fn what_is_corrected_counts_until_the_correction_is_recorded(
        told in told(FEW),
        rules in rules(),
        which in any::<Index>(),
        on in 0..8_u8,
    ) {
        if told.events().is_empty() {
            return Ok(());
        }
        let mut history = told.history();
        let corrected = which.get(told.events()).name().to_owned();
        let mut reading = rules.of(&told);
        reading.known_on = None;
        reading.only_from.clear();
        let on = day(on);
        let day_before = on.pred_opt().unwrap();
        let when: When = "[..]".parse().unwrap();
        let correction = Event::new(when, &told.record.places[0].id, Noted::kind(NoteKind::Other))
            .id("correction").credence(Credence::Confirmed).supersedes(&corrected).recorded(on);
        let (before, after) = (reading.clone().known_on(day_before), reading.clone().known_on(on));
        let uncorrected = everything_read(&history, &before);
        history.insert(correction.clone()).unwrap();
        prop_assert_eq!(everything_read(&history, &before), uncorrected);
        let mut with = told.clone();
        with.record.events.push(correction);
        for reading in [before, after, reading] {
            let fate = Read::new(&with.scenario(), &reading).fates[&corrected].clone();
            let out = !fate.is_in() && !matches!(fate, Fate::Superseded(_) | Fate::Outweighed(_));
            if reading.known_on == Some(day_before) {
                prop_assert!(!matches!(&fate, Fate::Superseded(by) if by.contains("correction")));
            } else {
                prop_assert!(out || matches!(&fate, Fate::Superseded(by) if by.contains("correction")), "{:?}", fate);
            }
            engine_equals_model(&with, &reading)?;
        }
    }

    /// One edit after the other, corrections among them, equals the same record built at once.
    #[test]
    fn edits_of_corrections_equal_a_fresh_history(
        told in told(FEW),
        rules in rules(),
        edits in prop::collection::vec(prop::array::uniform2(prop::array::uniform10(0_u8..=239)), 1..6),
    ) {
        let mut history = told.history();
        let mut now = told.clone();
        for (n, [what, words]) in edits.iter().enumerate() {
            let which = usize::from(what[8]) % now.record.events.len().max(1);
            let id = now.events().get(which).map(|event| event.name().to_owned());
            let new = |id: &str, before: &[Event]| {
                let event = match words[9] % 5 {
                    0 => note_from(0, what, &now.record),
                    _ => event_from(9, what, &now.record.actors, &now.record.places, ALL),
                };
                tell(event.id(id), words, &now.record.actors, before)
            };
            match (what[9] % 3, id) {
                (0, Some(id)) => {
                    if history.remove(&id).is_ok() {
                        now.record.events.remove(which);
                    }
                }
                (1, Some(id)) => {
                    let before: Vec<Event> =
                        now.events().iter().filter(|event| event.name() != id).cloned().collect();
                    let event = new(&id, &before);
                    if history.replace(&id, event.clone()).is_ok() {
                        let old = std::mem::replace(&mut now.record.events[which], event);
                        if old.order != now.record.events[which].order {
                            // It is told elsewhere, after those of equal `order`.
                            let moved = now.record.events.remove(which);
                            now.record.events.push(moved);
                        }
                    }
                }
                _ => {
                    let event = new(&format!("new-{n}"), now.events());
                    if history.insert(event.clone()).is_ok() {
                        now.record.events.push(event);
                    }
                }
            }
            if what[7] % 2 == 0 {
                // What is asked in between must not matter.
                everything_asked(&history);
                everything_read(&history, &rules.of(&told));
            }
            let fresh = History::try_from(history.to_scenario()).unwrap();
            prop_assert!(fresh == history);
            prop_assert!(now.history() == history);
            prop_assert_eq!(everything_asked(&history), everything_asked(&fresh));
            let reading = rules.of(&told);
            prop_assert_eq!(everything_read(&history, &reading), everything_read(&fresh, &reading));
        }
    }

    /// Each event that bears on an answer is in exactly one class, and that is what became of it.
    #[test]
    fn each_event_that_bears_is_in_one_class(told in told(FEW), rules in rules()) {
        roles_are_fates(&told, &rules.of(&told))?;
    }

    /// The same of one place, for each rule of conflicts.
    #[test]
    fn each_event_that_bears_on_one_place_is_in_one_class(told in told(ONE_PLACE), rules in rules()) {
        for rule in RULES {
            roles_are_fates(&told, &rules.of(&told).conflicts(rule))?;
        }
    }

    /// A reading that believes nothing leaves what was stated of the start, or silence.
    #[test]
    fn believing_nothing_leaves_the_start(told in told(FEW), rules in rules()) {
        let mut told = told;
        told.sources.push(Source::new("unheard"));
        let history = told.history();
        let mut reading = rules.of(&told);
        reading.only_from.clear();
        let nothing = reading.clone().only_from("unheard");
        let mut silent = told.clone();
        silent.record.events.clear();
        let mut initial = silent.clone();
        for place in &mut silent.record.places {
            place.baseline = None;
        }
        // Who answers to whom is not known either, but where it needs no day.
        for actor in &mut initial.record.actors {
            actor.allegiances.retain(|it| it.recorded.or(it.from).is_none());
        }
        prop_assert_eq!(everything_read(&history, &nothing), everything_asked(&silent.history()));
        // Nothing was known before all that has a date.
        let early = Reading::new().known_on(day(0) - Days::new(30));
        let has_a_date = |event: &Event| recorded(event).is_some();
        if told.events().iter().all(has_a_date) {
            for place in &mut initial.record.places {
                place.baseline = place.baseline.clone().filter(|it| it.credence >= Credence::Reported);
            }
            prop_assert_eq!(everything_read(&history, &early), everything_asked(&initial.history()));
        }
        for reading in [nothing, early] {
            let account = read(&history, &reading);
            for place in &told.record.places {
                for day in days() {
                    let answer = account.who_held(place.id.as_str(), day).unwrap();
                    for bearing in answer.relevant_events().into_iter().filter(|_| reading.known_on.is_none()) {
                        prop_assert!(matches!(bearing.role, Role::Ignored(_)), "{:?}", bearing.role);
                    }
                    prop_assert!(!answer.explain().is_empty() && !answer.to_string().is_empty());
                    prop_assert!(reading.known_on.is_some() || answer.events().into_iter().next().is_none());
                    assert!(!answer.to_record().possible.is_empty());
                }
            }
        }
    }

    /// A place in no tree grows stale so many days after what was told of it last.
    #[test]
    fn what_is_told_grows_stale(
        told in told(Kind { trees: 4, places: 4, ..FEW }),
        limit in 0..5_u32,
        rules in rules(),
        first in prop::option::of(0..9_u8),
    ) {
        let first = first.map(day);
        let mut history = told.history();
        history.set_covers(first.map(Covers::from)).unwrap();
        let reading = rules.of(&told);
        let stale = reading.clone().stale_after(limit);
        let (fresh, stale) = (read(&history, &reading), read(&history, &stale));
        let model = Read::new(&told.scenario(), &reading);
        let moments: BTreeSet<i64> = moments(told.events()).into_iter().chain(
            (0..30).map(|number| Moment::close(day(number)).minutes())
        ).collect();
        for root in roots(&model) {
            if !model.model.parts(&root).is_empty() {
                continue;
            }
            let models: Vec<Model> = model.worlds(&root).iter().map(Model::of).collect();
            let families: Vec<Family<'_>> = models.iter().map(|model| model.family(&root)).collect();
            for by in VIEWS {
                for &t in &moments {
                    let each = models.iter().zip(&families).flat_map(|(model, family)| {
                        if is_fresh(model, family, &root, t, limit, first) {
                            family.possible(&root, t, by)
                        } else {
                            BTreeSet::from([silence()])
                        }
                    });
                    let expected: BTreeSet<Shown> = each.collect();
                    let about = format!("{root} at {} by {by:?}, {}", at(t), stale.reading());
                    let engine = possible(view(&stale, by), &root, at(t));
                    prop_assert_eq!(&engine, &expected, "{}", about);
                    let mut worlds = models.iter().zip(&families);
                    if worlds.all(|(model, family)| is_fresh(model, family, &root, t, limit, first)) {
                        prop_assert_eq!(&engine, &possible(view(&fresh, by), &root, at(t)), "{}", about);
                    }
                }
            }
        }
    }

    /// Where what was told grows stale, too: where a whole is certainly in one hand, so is every part.
    #[test]
    fn p09_what_is_whole_is_so_in_every_part_when_stale(
        told in told(Kind { trees: 1, places: 4, ..FEW }),
        limit in 0..5_u32,
        rules in rules(),
    ) {
        let history = told.history();
        let reading = rules.of(&told).stale_after(limit);
        let account = read(&history, &reading);
        let moments = moments(told.events());
        for by in VIEWS {
            for part in &told.record.places {
                let Some(whole) = &part.within else { continue };
                for &t in &moments {
                    if let Some(hand) = one_hand(&possible(view(&account, by), whole, at(t))) {
                        let inner = possible(view(&account, by), &part.id, at(t));
                        prop_assert_eq!(
                            one_hand(&inner), Some(hand), "{} within {} at {} by {:?}, {}: {:#?}",
                            part.id, whole, at(t), by, reading, inner
                        );
                    }
                }
            }
        }
    }

    /// A limit larger than the record's extent changes nothing, where every baseline has a day.
    #[test]
    fn what_never_grows_stale_is_unchanged(told in told(FEW), rules in rules()) {
        let mut told = told;
        for baseline in told.record.places.iter_mut().filter_map(|place| place.baseline.as_mut()) {
            baseline.on = baseline.on.or(Some(day(0)));
        }
        let history = told.history();
        let reading = rules.of(&told);
        let limited = reading.clone().stale_after(100_000);
        let (one, other) = (read(&history, &reading), read(&history, &limited));
        let moments = moments(told.events());
        for place in &told.record.places {
            for by in VIEWS {
                for &t in &moments {
                    let (one, other) = (possible(view(&one, by), &place.id, at(t)), possible(view(&other, by), &place.id, at(t)));
                    prop_assert_eq!(one, other, "{} at {} by {:?}, {}", place.id, at(t), by, reading);
                }
            }
        }
    }

    /// Round trips of readings are equal.
    #[test]
    fn p11_readings_are_read_back(told in told(FEW), rules in rules(), name in any::<bool>(), stale in 0..9_u32) {
        let mut reading = rules.of(&told);
        if name {
            reading = reading.named("a reading");
        }
        if stale > 4 {
            reading = reading.stale_after(stale);
        }
        let json = serde_json::to_string(&reading).unwrap();
        let back: Reading = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(&back, &reading);
        prop_assert_eq!(serde_json::to_string(&back).unwrap(), json);
        let words = reading.to_string();
        prop_assert!(!words.is_empty() && words == back.to_string() && words.trim() == words);
        let history = told.history();
        prop_assert!(*read(&history, &reading).reading() == reading);
    }

    /// 2. Order of arrival does not matter, whatever is believed.
    #[test]
    fn p02_order_of_arrival_does_not_matter_to_any_reading(told in told(FEW), rules in rules(), seed in any::<u64>()) {
        let told = Told { record: told.record.ranked(), ..told };
        let reading = rules.of(&told);
        let history = told.history();
        let mut choices = Choices(seed);
        let mut scenario = told.scenario();
        choices.shuffle(&mut scenario.actors);
        choices.shuffle(&mut scenario.sources);
        choices.shuffle(&mut scenario.places);
        choices.shuffle(&mut scenario.events);
        let shuffled = History::try_from(scenario.clone()).unwrap();
        let mut one_by_one = {
            let mut empty = scenario.clone();
            empty.events.clear();
            History::try_from(empty).unwrap()
        };
        let mut waiting = scenario.events;
        while !waiting.is_empty() {
            // What it refers to comes first.
            let free = |event: &Event| one_by_one.clone().insert(event.clone()).is_ok();
            let next = waiting.iter().position(free).expect("references make no circle");
            one_by_one.insert(waiting.remove(next)).unwrap();
        }
        for other in [&shuffled, &one_by_one] {
            prop_assert!(*other == history);
            prop_assert_eq!(everything_read(other, &reading), everything_read(&history, &reading));
            for by in VIEWS {
                let (here, there) = (read(&history, &reading), read(other, &reading));
                let (here, there) = (view(&here, by), view(&there, by));
                for place in &told.record.places {
                    for t in days().map(|day| Moment::close(day).minutes()) {
                        let (here, there) = (ask(here, &place.id, at(t)), ask(there, &place.id, at(t)));
                        prop_assert_eq!(here.to_record(), there.to_record());
                        prop_assert_eq!(roles(here), roles(there));
                        prop_assert_eq!(here.explain(), there.explain());
                    }
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(config(HEAVY))]

    /// Where more than ten choices are open in a family, the answer allows all that any ten of them leave possible.
    #[test]
    fn too_many_choices_are_all_allowed(
        told in told(Kind { events: 16, ..ONE_PLACE }),
        tree in told(Kind { events: 16, places: 3, trees: 1, ..ALL }),
        seed in any::<u64>(),
    ) {
        for mut told in [told, tree] {
            // All of them claimed: each is a choice for itself.
            for event in &mut told.record.events {
                event.credence = Credence::Claimed;
                event.supersedes.clear();
            }
            let (history, reading) = (told.history(), Reading::new().conflicts(Conflicts::KeepAll));
            let model = Read::new(&told.scenario(), &reading);
            let account = read(&history, &reading);
            let mut choices = Choices(seed);
            let moments: Vec<i64> = moments(told.events()).into_iter().collect();
            for root in roots(&model) {
                let all = model.choices_in(&root);
                for _ in 0..24 {
                    // Any world at all: each choice made one way or the other.
                    let some: Vec<&Choice> = all.iter().filter(|_| choices.below(2) == 0).collect();
                    let world = History::try_from(model.world(&some)).unwrap();
                    for place in told.record.places.iter().filter(|it| model.model.is_in(&it.id, &root)) {
                        for by in VIEWS {
                            for _ in 0..6 {
                                let t = moments[choices.below(moments.len())];
                                let answer = possible(view(&account, by), &place.id, at(t));
                                for control in possible(plain(&world, by), &place.id, at(t)) {
                                    prop_assert!(
                                        answer.iter().any(|it| it.allows(&control)),
                                        "{} at {} by {by:?}, of {} choices: {control:?} is not allowed by {answer:#?}",
                                        place.id, at(t), all.len(),
                                    );
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
