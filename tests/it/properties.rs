//! What always holds: the properties that `DESIGN.md` lists under that heading, on random histories.
//!
//! `PROPTEST_CASES=2000 cargo test --release --test it properties::` goes further than the default.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use whoheld::chrono::{Days, NaiveDate};
use whoheld::{
    Actor, Answer, AnswerRecord, Became, Captured, Change, Denied, Event, Fought, History, Moment, NoteKind, Noted,
    Observed, Place, QueryTime, Share, Shares, Transferred, When, Withdrew,
};

use crate::RECORDS;
use crate::oracle::exact::{Choices, World};
use crate::oracle::{By, Family, Model, Shown};
use crate::random::{ALL, Dates, Kind, Record, config, day, pick, record, when_from};
use crate::support::{VIEWS, all_shown, ask, at, one_hand, plain, possible};

impl Record {
    fn model(&self) -> Model {
        Model::of(&self.scenario())
    }
}

// ------------------------------------------------------------------------------------------------ what the engine says

/// The days that all random histories lie in, and some around them.
fn days() -> impl Iterator<Item = NaiveDate> {
    (0..14).map(|number| day(number) - Days::new(2))
}

/// Every answer about every place, as a string of records: enough to tell two histories apart.
fn everything(history: &History) -> BTreeMap<(String, String), BTreeSet<Shown>> {
    let mut all = BTreeMap::new();
    for by in VIEWS {
        for place in history.places() {
            for span in plain(history, by).timeline(place.id.as_str()).unwrap().holdings() {
                let key = (format!("{by:?} {}", place.id), format!("{:?} {:?}", span.from(), span.until()));
                all.insert(key, all_shown(span.possible().copied()));
            }
        }
    }
    all
}

/// What the engine finds possible is what the model does; or, where there are too many ways, allows all of it.
fn agree(engine: &BTreeSet<Shown>, model: &BTreeSet<Shown>, ways: usize, about: &dyn fmt::Display) -> TestCaseResult {
    if ways > 64 || model.len() > 64 {
        for control in model {
            prop_assert!(
                engine.iter().any(|one| one.allows(control)),
                "{about}: {control:#?} lies in none of {engine:#?}"
            );
        }
    } else {
        prop_assert!(engine == model, "{about}\nengine: {engine:#?}\nmodel: {model:#?}");
    }
    Ok(())
}

// ---------------------------------------------------------------------------------------------------------- properties

proptest! {
    #![proptest_config(config(RECORDS))]

    /// 1. The engine equals the slow model on every query.
    #[test]
    fn p01_the_engine_equals_the_model(record in record(ALL)) {
        engine_equals_model(&record)?;
    }

    /// 1. The same where all places are in one tree and dates are exact: the fold itself, deeper.
    #[test]
    fn p01_the_fold_equals_the_model(record in record(Kind { trees: 1, dates: Dates::DayByDay, ..ALL })) {
        engine_equals_model(&record)?;
    }

    /// Where an answer does not rest on the narrative order, no other order allows anything that it excludes. Of places that
    /// lie within none and have no parts: in a tree the mark is a sign only (`DESIGN.md`, "Time").
    #[test]
    fn p02_what_does_not_depend_on_the_narrative_order_survives_another(
        record in record(ALL),
        orders in prop::collection::vec(0..9_i64, 16),
    ) {
        let mut retold = record.clone();
        for (event, order) in retold.events.iter_mut().zip(orders) {
            event.order = Some(order);
        }
        let (told, retold) = (record.history(), retold.history());
        let in_a_tree = |place: &Place| {
            place.within.is_some() || record.places.iter().any(|part| part.within.as_ref() == Some(&place.id))
        };
        for place in record.places.iter().filter(|place| !in_a_tree(place)) {
            for moment in days().flat_map(|day| [0, 9, 21].map(|hour| at(Moment::opening(day).minutes() + hour * 60))) {
                let answer = ask(told.by_actor(), &place.id, moment);
                if !answer.depends_on_narrative_order() {
                    let (here, other) = (all_shown(answer.possible()), possible(retold.by_actor(), &place.id, moment));
                    for control in &other {
 let allowed = here.iter().any(|one| one.allows(control));
 prop_assert!(allowed, "{} at {moment}: {here:?}, else {other:?}", place.id);
}
                }
            }
        }
    }

    /// 2. Order of arrival does not matter; one by one equals all at once.
    #[test]
    fn p02_order_of_arrival_does_not_matter(record in record(ALL), seed in any::<u64>()) {
        let record = record.ranked();
        let all_at_once = record.history();
        let mut choices = Choices(seed);
        let mut one_by_one = History::new();
        // A referent comes first; else anything goes.
        let mut actors = record.actors.clone();
        while !actors.is_empty() {
            let bosses: BTreeSet<String> = actors.iter().map(|actor| actor.id.clone()).collect();
            let free = |actor: &Actor| !actor.allegiances.iter().any(|allegiance| bosses.contains(&allegiance.to));
            let actor = take(&mut actors, &mut choices, free);
            one_by_one.add_actor(actor).unwrap();
        }
        let mut places = record.places.clone();
        while !places.is_empty() {
            let wholes: BTreeSet<String> = places.iter().map(|place| place.id.clone()).collect();
            let place = take(&mut places, &mut choices, |place| !place.within.as_ref().is_some_and(|id| wholes.contains(id)));
            one_by_one.add_place(place).unwrap();
        }
        let mut events = record.events.clone();
        while !events.is_empty() {
            let event = take(&mut events, &mut choices, |_| true);
            let id = event.name().to_owned();
            prop_assert_eq!(one_by_one.insert(event).unwrap(), id);
            if choices.below(3) == 0 {
                // What is asked in between must not matter either.
                everything(&one_by_one);
            }
        }
        prop_assert!(one_by_one == all_at_once);
        prop_assert_eq!(everything(&one_by_one), everything(&all_at_once));

        let mut in_another_order = record.scenario();
        choices.shuffle(&mut in_another_order.actors);
        choices.shuffle(&mut in_another_order.places);
        choices.shuffle(&mut in_another_order.events);
        let in_another_order = History::try_from(in_another_order).unwrap();
        prop_assert!(in_another_order == all_at_once);
        prop_assert_eq!(everything(&in_another_order), everything(&all_at_once));
    }

    /// 2. A refused edit changes nothing.
    #[test]
    fn p02_a_refused_edit_changes_nothing(record in record(ALL)) {
        let mut history = record.history();
        let (before, answers) = (history.clone(), everything(&history));
        let on = When::day(day(3));
        let here = &record.places[0].id;
        let fine = Event::new(on, here, Captured::by("a0")).id("fine");
        let mut bad = vec![
            Event::new(on, "nowhere", Captured::by("a0")),
            Event::new(on, here, Captured::by("no-one")),
            Event::new(on, here, Withdrew::new("a0").extent(Share::NONE)),
            Event::new(on, here, Fought::between(["a0", "a0"])),
            Event::new(on, here, Shares::of("a0", Share::MOST).and("a1", Share::HALF)),
            Event::new(on, here, Captured::by("a0").except(here)),
        ];
        bad.extend(record.events.first().map(|event| Event::new(on, here, Captured::by("a0")).id(event.name())));
        for event in bad {
            prop_assert!(history.insert(event.clone()).is_err(), "{event:?}");
            prop_assert!(history.insert_all([fine.clone(), event.clone()]).is_err());
            if let Some(other) = record.events.iter().find(|other| other.id != event.id) {
                prop_assert!(history.replace(other.name(), event.clone()).is_err(), "{event:?}");
            }
        }
        prop_assert!(history.add_place(record.places[0].clone()).is_err());
        prop_assert!(history.add_place(Place::new("new").within("nowhere")).is_err());
        prop_assert!(history.add_actor(record.actors[0].clone()).is_err());
        prop_assert!(history.add_actor(Actor::new("new").answers_to("no-one")).is_err());
        prop_assert!(history.remove("no-such-event").is_err());
        prop_assert!(history.replace("no-such-event", fine).is_err());
        prop_assert!(history == before);
        prop_assert_eq!(everything(&history), answers);
    }

    /// 2. Removing what was inserted restores; so does putting back what was replaced.
    #[test]
    fn p02_what_is_undone_never_was(record in record(ALL), other in record(ALL), which in any::<prop::sample::Index>()) {
        let record = record.ranked();
        let mut history = record.history();
        let (before, answers) = (history.clone(), everything(&history));
        // An event of the other history, in this one's places.
        let extra = other.events.into_iter().map(|event| event.id("extra")).find(|event| {
            history.insert(event.clone()).is_ok()
        });
        let Some(extra) = extra else { return Ok(()) };
        let with_extra = everything(&history);
        prop_assert!(history != before);
        prop_assert_eq!(history.remove("extra").unwrap(), extra.clone());
        prop_assert!(history == before);
        prop_assert_eq!(everything(&history), answers.clone());

        if record.events.is_empty() {
            return Ok(());
        }
        let replaced = which.get(&record.events);
        let instead = extra.clone().id(replaced.name());
        prop_assert_eq!(&history.replace(replaced.name(), instead.clone()).unwrap(), replaced);
        let mut as_if = record.clone();
        as_if.events.retain(|event| event.id != replaced.id);
        as_if.events.push(instead.clone());
        prop_assert!(history == as_if.history());
        prop_assert_eq!(everything(&history), everything(&as_if.history()));
        prop_assert_eq!(history.replace(replaced.name(), replaced.clone()).unwrap(), instead);
        prop_assert!(history == before);
        prop_assert_eq!(everything(&history), answers);
        history.insert(extra).unwrap();
        prop_assert_eq!(everything(&history), with_extra);
    }

    /// 3. For few events, the possible controls equal those found by trying every moment of every event in the told
    /// order.
    #[test]
    fn p03_trying_every_minute_finds_the_same(
        record in record(Kind { events: 4, dates: Dates::Minutes, ..ALL }),
    ) {
        let (history, model) = (record.history(), record.model());
        let midnight = Moment::opening(day(1)).minutes();
        let moments: Vec<i64> = (midnight - 5..midnight + 9).chain([midnight + 1440, midnight + 1441]).collect();
        for family in model.families().values() {
            for place in &family.places() {
                for by in VIEWS {
                    let tried = family.by_trying_every_minute(place, &moments, by);
                    for (&t, tried) in moments.iter().zip(&tried) {
                        let about = format!("{place} at {} by {by:?}", at(t));
                        prop_assert_eq!(&family.possible(place, t, by), tried, "the model: {}", about);
                        agree(&possible(plain(&history, by), place, at(t)), tried, family.ways(place, t), &about)?;
                    }
                }
            }
        }
    }

    /// 4. Widening a `when`, its place in the order unchanged, removes no possible control. (The first day of an event
    /// says which allegiances count, so these do not change here.)
    #[test]
    fn p04_widening_a_when_removes_nothing(record in record(Kind { events: 6, dated: false, ..ALL })) {
        let model = record.model();
        let history = record.history();
        for (n, event) in record.events.iter().enumerate() {
            for when in wider(event.when) {
                let mut widened = record.clone();
                widened.events[n].when = when;
                let wide = widened.model();
                let root = model.root(&event.place);
                if wide.told(&root) != model.told(&root) {
                    continue;
                }
                let wide_history = widened.history();
                let (family, wide) = (model.family(&root), wide.family(&root));
                let moments: BTreeSet<i64> = family.moments().into_iter().chain(wide.moments()).collect();
                for place in &family.places() {
                    for by in VIEWS {
                        for t in &moments {
                            let narrow = possible(plain(&history, by), place, at(*t));
                            let wider = possible(plain(&wide_history, by), place, at(*t));
                            for control in &narrow {
                                let kept = wider.contains(control) || wider.iter().any(|one| {
                                    wide.ways(place, *t) > 64 && one.allows(control)
                                });
                                prop_assert!(
                                    kept,
                                    "{place} at {} by {by:?}, {} widened to {when}: {control:#?} is gone from {wider:#?}",
                                    at(*t), event.name(),
                                );
                            }
                        }
                    }
                }
            }
        }
    }

    /// 5. Every exact division of the divisions, evolved by choices that fit the words, lies within the bounds; sums by
    /// side and parents against parts too. And what was told last of a place is so in the answer.
    #[test]
    fn p05_every_exact_division_lies_within_the_bounds(
        record in record(Kind { dates: Dates::DayByDay, ..ALL }),
        seed in any::<u64>(),
    ) {
        let (history, model) = (record.history(), record.model());
        let mut choices = Choices(seed);
        for family in model.families().values() {
            let grounds = family.as_told();
            'worlds: for _ in 0..16 {
                let Some(mut world) = World::at_the_start(&model, &family.root, &mut choices) else { continue };
                lies_within(&world, &history, &model, family, day(0).pred_opt().unwrap())?;
                for (event, before) in family.told.iter().zip(&grounds) {
                    let event = &model.events[event];
                    if !world.happens(event, before, &mut choices) {
                        continue 'worlds;
                    }
                    lies_within(&world, &history, &model, family, event.when.first_day().unwrap())?;
                    is_as_told(event, &history)?;
                }
            }
        }
    }

    /// 6. Holdings tile the line: no gap, no overlap, no two equal neighbours, the last open.
    #[test]
    fn p06_spans_tile_the_line(record in record(ALL)) {
        let history = record.history();
        for by in VIEWS {
            for place in &record.places {
                let spans: Vec<_> = plain(&history, by).timeline(place.id.as_str()).unwrap().holdings().collect();
                prop_assert_eq!(spans.first().unwrap().from(), None);
                prop_assert_eq!(spans.last().unwrap().until(), None);
                for pair in spans.windows(2) {
                    prop_assert!(pair[0].until().is_some());
                    prop_assert_eq!(pair[0].until(), pair[1].from());
                    prop_assert!(pair[0].from() < pair[0].until());
                    let possible = |n: usize| all_shown(pair[n].possible().copied());
                    prop_assert_ne!(possible(0), possible(1), "{} by {:?}", place.id, by);
                }
                // Within each of them the answer is the same.
                for span in &spans {
                    let first = span.from().map_or(i64::MIN, Moment::minutes);
                    let last = span.until().map_or(i64::MAX, |until| until.minutes() - 1);
                    let middle = days().map(|day| Moment::close(day).minutes()).filter(|t| (first..=last).contains(t));
                    for t in middle.chain([first, last]) {
                        let asked = possible(plain(&history, by), &place.id, at(t));
                        prop_assert_eq!(asked, all_shown(span.possible().copied()), "{} at {}", place.id, at(t));
                    }
                }
            }
        }
    }

    /// 7. Opening of D+1 is the close of D; `during(D)` contains both.
    #[test]
    fn p07_a_day_goes_from_its_opening_to_its_close(record in record(ALL)) {
        let history = record.history();
        for by in VIEWS {
            let view = plain(&history, by);
            for place in &record.places {
                for day in days() {
                    let (opening, close) = (possible(view, &place.id, QueryTime::Opening(day)), possible(view, &place.id, day));
                    prop_assert_eq!(possible(view, &place.id, Moment::opening(day)), opening.clone());
                    prop_assert_eq!(possible(view, &place.id, QueryTime::Opening(day.succ_opt().unwrap())), close.clone());
                    let during = possible(view, &place.id, QueryTime::During(day));
                    prop_assert!(during.is_superset(&opening), "{} during {day} by {by:?}", place.id);
                    prop_assert!(during.is_superset(&close), "{} during {day} by {by:?}", place.id);
                }
            }
        }
    }

    /// 9. Where a whole is certainly in one hand, so is every part.
    #[test]
    fn p09_what_is_whole_is_so_in_every_part(record in record(ALL)) {
        let history = record.history();
        for by in VIEWS {
            for whole in &record.places {
                for span in plain(&history, by).timeline(whole.id.as_str()).unwrap().holdings() {
                    let Some(hand) = one_hand(&all_shown(span.possible().copied())) else { continue };
                    for part in record.places.iter().filter(|part| part.within.as_ref() == Some(&whole.id)) {
                        let inner = plain(&history, by).timeline(part.id.as_str()).unwrap();
                        let overlaps = |inner: &whoheld::Holding<'_>| {
                            inner.from().is_none_or(|from| span.until().is_none_or(|until| from < until))
                                && span.from().is_none_or(|from| inner.until().is_none_or(|until| from < until))
                        };
                        for inner in inner.holdings().filter(overlaps) {
                            let inner = all_shown(inner.possible().copied());
                            prop_assert_eq!(
                                one_hand(&inner), Some(hand.clone()),
                                "{} within {} from {:?}, by {:?}: {:#?}", part.id, whole.id, span.from(), by, inner,
                            );
                        }
                    }
                }
            }
        }
    }

    /// 10. Noted events change nothing.
    #[test]
    fn p10_noted_events_change_nothing(record in record(ALL), noted in prop::collection::vec(any::<[u8; 6]>(), 1..5)) {
        let history = record.history();
        let mut with_notes = record.clone();
        for (n, numbers) in noted.iter().enumerate() {
            let &[what, place, form, first, length, minute] = numbers;
            let change: Change = match record.events.get(usize::from(what)) {
                Some(event) => Denied::event(event.name()).into(),
                None => Noted::kind(NoteKind::Shelling).by("a0").into(),
            };
            let when = when_from(0, [form, first, length, minute], ALL);
            let event = Event::new(when, &pick(&record.places, place).id, change);
            with_notes.events.push(event.id(format!("noted-{n}")).order((minute % 4).into()));
        }
        let with_notes = with_notes.history();
        prop_assert!(with_notes != history);
        prop_assert_eq!(everything(&with_notes), everything(&history));
        for place in &record.places {
            for day in days() {
                let (one, other) = (ask(history.by_actor(), &place.id, day), ask(with_notes.by_actor(), &place.id, day));
                // A denial is told of with what it denies.
                let mut other = other.to_record();
                other.relevant_events.retain(|it| !it.event.starts_with("noted-"));
                other.relevant_events_count = other.relevant_events.len();
                prop_assert_eq!(one.to_record(), other);
            }
        }
    }

    /// 14. A change that moves nothing changes nothing: on the day of another event, before or after it.
    #[test]
    fn p14_what_moves_nothing_changes_nothing(
        record in record(Kind { dates: Dates::DayByDay, ..ALL }),
        seed in any::<u64>(),
    ) {
        let history = record.history();
        let mut choices = Choices(seed);
        for _ in 0..6 {
            let place = &record.places[choices.below(record.places.len())].id;
            let number = u8::try_from(choices.below(record.events.len().max(1))).unwrap();
            let idle = giving_up(&record, place, When::day(day(number)), &mut choices);
            let mut with_idle = record.clone();
            with_idle.events.push(idle);
            if moves_nothing(&with_idle) {
                unchanged(&record, &history, &with_idle, |mut answer| {
                    // It can make a difference where it stands in the record.
                    answer.depends_on_narrative_order = false;
                    answer
                })?;
            }
        }
    }

    /// 14. The same at any time, where it comes between no events but those that are related already.
    #[test]
    fn p14_what_moves_nothing_at_any_time_changes_nothing(record in record(ALL), seed in any::<u64>()) {
        let history = record.history();
        let mut choices = Choices(seed);
        let is_whole = |place: &&Place| record.places.iter().any(|part| part.within.as_ref() == Some(&place.id));
        let innermost: Vec<&Place> = record.places.iter().filter(|place| !is_whole(place)).collect();
        for _ in 0..6 {
            let place = &innermost[choices.below(innermost.len())].id;
            let idle = giving_up(&record, place, "[..]".parse().unwrap(), &mut choices);
            let mut with_idle = record.clone();
            with_idle.events.push(idle);
            if moves_nothing(&with_idle) {
                unchanged(&record, &history, &with_idle, |mut answer| {
                    answer.depends_on_narrative_order = false;
                    // One without a date is never certain to have happened.
                    (answer.since, answer.until) = (None, None);
                    answer
                })?;
            }
        }
    }

    /// 12. Replaying to the end equals the last snapshot; replaying over a day equals asking that day.
    #[test]
    fn p12_the_replay_equals_the_answers(record in record(ALL)) {
        let (history, model) = (record.history(), record.model());
        let families = model.families();
        let as_told: BTreeMap<&String, Vec<_>> = families.iter().map(|(root, family)| (root, family.as_told())).collect();
        for by in VIEWS {
            let view = plain(&history, by);
            // Each family's events come in its narrative order, with the control before and after, as the model has them.
            let mut told: BTreeMap<String, usize> = BTreeMap::new();
            let mut last: BTreeMap<String, (String, Shown)> = BTreeMap::new();
            let mut latest = None;
            for step in view.replay() {
                prop_assert!(latest <= step.day());
                latest = step.day();
                let place = &step.place().id;
                let Some(event) = step.event() else {
                    let change = step.side_change().unwrap();
                    prop_assert_eq!((by, Some(change.day())), (By::Side, step.day()));
                    prop_assert_ne!(&change.from().id, &change.to().id);
                    prop_assert!(step.changes_control(), "{}", change);
                    continue;
                };
                prop_assert_eq!(&event.place, place);
                let root = model.root(place);
                let number = told.entry(root.clone()).or_default();
                prop_assert_eq!(event.name(), &families[&root].told[*number]);
                let grounds = &as_told[&root][*number..];
                *number += 1;
                let (before, after) = (Shown::of(step.before().unwrap()), Shown::of(step.after().unwrap()));
                let narrowed = &families[&root].narrowed;
                let (from, day) = (narrowed[event.name()].0, families[&root].day(event.name()));
                let as_told = |number: usize| grounds[number].as_told(place, from, narrowed, day, by);
                prop_assert_eq!(&before, &as_told(0), "before {}", event.name());
                prop_assert_eq!(&after, &as_told(1), "after {}", event.name());
                if by == By::Actor {
                    prop_assert_eq!(step.changes_control(), before != after);
                }
                for other in model.places.keys().filter(|other| model.is_in(other, place) || model.is_in(place, other)) {
                    last.insert(other.clone(), (place.clone(), after.clone()));
                }
            }
            for (root, family) in &families {
                prop_assert_eq!(told.get(root).copied().unwrap_or_default(), family.told.len());
            }

            // The last snapshot: in a record without open ends, what was last told of each place.
            let closed = record.events.iter().all(|event| event.when.span().latest().is_some());
            let snapshot: Vec<Answer<'_>> = view.snapshot(Moment::MAX).collect();
            prop_assert_eq!(snapshot.len(), record.places.len());
            for answer in snapshot {
                let place = &answer.place().id;
                prop_assert_eq!(answer.to_record(), ask(view, place, Moment::MAX).to_record());
                if let Some((_, after)) = last.get(place).filter(|(at, _)| closed && by == By::Actor && at == place) {
                    // A fight may be over or not; who holds how much is certain.
                    let now = all_shown(answer.possible());
                    // What an event did can depend on the day on which it happened.
                    let of_one_period = families[&model.root(place)].is_of_one_period();
                    prop_assert!(!of_one_period || now.iter().all(|shown| shown.rows == after.rows), "{:?}", now);
                    prop_assert!(now.iter().any(|shown| shown.rows == after.rows), "{:?}", now);
                }
            }

            // Day by day.
            let mut steps = view.replay();
            let mut next = None;
            // Undated events belong to no day, and come before all others.
            let days = view.replay().days();
            for step in days.undated() {
                prop_assert_eq!(step.event(), steps.next().unwrap().event());
                prop_assert!(step.day().is_none() && step.event().unwrap().when.span().is_open());
            }
            for day in days.take(30) {
                prop_assert!(next.is_none_or(|next| next == day.date()));
                next = day.date().succ_opt();
                for step in day.steps() {
                    prop_assert_eq!(step.event(), steps.next().unwrap().event());
                    prop_assert_eq!(step.day(), Some(day.date()));
                }
                let mut changed = BTreeSet::new();
                for answer in day.close() {
                    let place = &answer.place().id;
                    let close = all_shown(answer.possible());
                    prop_assert_eq!(&possible(view, place, day.date()), &close);
                    if possible(view, place, QueryTime::Opening(day.date())) != close {
                        changed.insert(place.clone());
                    }
                }
                let changes: BTreeSet<String> = day.changes().iter().map(|it| it.after.place().id.clone()).collect();
                prop_assert_eq!(changes, changed);
            }
        }
    }
}

fn engine_equals_model(record: &Record) -> TestCaseResult {
    let (history, model) = (record.history(), record.model());
    for family in model.families().values() {
        let mut moments = family.moments();
        moments.extend(
            days()
                .map(|day| Moment::opening(day).minutes())
                .flat_map(|midnight| [midnight - 1, midnight, midnight + 1]),
        );
        for place in &family.places() {
            for by in VIEWS {
                let view = plain(&history, by);
                let spans: Vec<_> = view.timeline(place.as_str()).unwrap().holdings().collect();
                let mut at_moment: BTreeMap<i64, (BTreeSet<Shown>, usize)> = BTreeMap::new();
                for &t in &moments {
                    let (model, ways) = (family.possible(place, t, by), family.ways(place, t));
                    let about = format!("{place} at {} by {by:?}", at(t));
                    agree(&possible(view, place, at(t)), &model, ways, &about)?;
                    let span = spans.iter().find(|span| span.until().is_none_or(|until| t < until.minutes())).unwrap();
                    agree(&all_shown(span.possible().copied()), &model, ways, &format!("timeline: {about}"))?;
                    at_moment.insert(t, (model, ways));
                }
                for day in days().skip(1).take(10) {
                    let (opening, close) = (Moment::opening(day).minutes(), Moment::close(day).minutes());
                    let about = format!("{place} on {day} by {by:?}");
                    agree(&possible(view, place, day), &at_moment[&close].0, at_moment[&close].1, &about)?;
                    agree(
                        &possible(view, place, QueryTime::Opening(day)),
                        &at_moment[&opening].0,
                        at_moment[&opening].1,
                        &about,
                    )?;
                    let during = at_moment.range(opening..=close).map(|(_, at)| at);
                    let ways = during.clone().map(|at| at.1).max().unwrap();
                    let during: BTreeSet<Shown> = during.flat_map(|at| at.0.clone()).collect();
                    agree(&possible(view, place, QueryTime::During(day)), &during, ways, &format!("during: {about}"))?;
                }
            }
        }
    }
    Ok(())
}

/// A withdrawal or transfer, by whomever.
fn giving_up(record: &Record, place: &str, when: When, choices: &mut Choices) -> Event {
    let extent = [Share::WHOLE, Share::WHOLE, Share::PART, Share::HALF][choices.below(4)];
    let mut actor = || record.actors[choices.below(record.actors.len())].id.clone();
    let (from, to) = (actor(), actor());
    let order = [-1, 0, 1, 9][choices.below(4)];
    let change: Change = match choices.below(2) {
        0 => Withdrew::new(from).extent(extent).into(),
        _ => Transferred::from_to(from, to).extent(extent).into(),
    };
    Event::new(when, place, change).id("idle").order(order)
}

/// Whether the event `idle` moves nothing for certain, as the model has it.
fn moves_nothing(with_idle: &Record) -> bool {
    let model = with_idle.model();
    let place = &model.events["idle"].place;
    !model.moving(&model.root(place)).iter().any(|(event, _)| event == "idle")
}

/// The event `idle` changes no answer, but for what `leave_out` takes out of it.
fn unchanged(
    record: &Record,
    history: &History,
    with_idle: &Record,
    leave_out: impl Fn(AnswerRecord) -> AnswerRecord,
) -> TestCaseResult {
    let with_idle = with_idle.history();
    prop_assert_eq!(everything(&with_idle), everything(history));
    for by in VIEWS {
        for place in &record.places {
            for day in days() {
                let of = |history: &History| leave_out(ask(plain(history, by), &place.id, day).to_record());
                let (one, other) = (of(history), of(&with_idle));
                prop_assert_eq!(one, other, "{} on {}", place.id, day);
            }
        }
    }
    Ok(())
}

/// Takes one of those that are free, whichever.
fn take<T>(all: &mut Vec<T>, choices: &mut Choices, free: impl Fn(&T) -> bool) -> T {
    let free: Vec<usize> = (0..all.len()).filter(|n| free(&all[*n])).collect();
    all.remove(free[choices.below(free.len())])
}

/// Some forms that allow all that this one does, and more.
fn wider(when: When) -> Vec<When> {
    let span = when.span();
    let end = |moment: Option<Moment>| moment.map_or_else(String::new, |moment| moment.to_string());
    let last = |moment: Moment| at(moment.minutes() - 1);
    let forms = [
        (span.earliest().map(|from| at(from.minutes() - 700)), span.latest().map(last)),
        (span.earliest(), span.latest().map(|to| last(at(to.minutes() + 700)))),
        (span.earliest().map(|from| at(from.minutes() - 2000)), span.latest().map(|to| last(at(to.minutes() + 3000)))),
        (None, span.latest().map(last)),
        (span.earliest(), None),
        (None, None),
    ];
    let forms = forms.map(|(from, to)| format!("[{}..{}]", end(from), end(to)).parse().unwrap());
    forms.into_iter().filter(|form: &When| form.span() != span).collect()
}

/// Every place's exact shares lie within the bounds of the answer, by actor and summed by side.
fn lies_within(
    world: &World<'_>,
    history: &History,
    model: &Model,
    family: &Family<'_>,
    on: NaiveDate,
) -> TestCaseResult {
    for place in &family.places() {
        let area = world.area(place);
        for by in VIEWS {
            // A fight may be over or not; who holds how much is certain.
            let mut possible = possible(plain(history, by), place, on).into_iter();
            let control = possible.next().unwrap();
            prop_assert!(possible.all(|other| other.rows == control.rows), "certain: {} on {}", place, on);
            let mut held: BTreeMap<String, i128> = BTreeMap::new();
            for (holder, amount) in world.held(place) {
                let holder = if by == By::Side { model.side(&holder, Some(on)) } else { holder };
                *held.entry(holder).or_default() += amount;
            }
            for holder in held.keys().chain(control.rows.keys()) {
                let amount = held.get(holder).copied().unwrap_or_default() * 1000;
                let (low, high) = control.rows.get(holder).copied().unwrap_or_default();
                prop_assert!(
                    i128::from(low) * area <= amount && amount <= i128::from(high) * area,
                    "{place} on {on} by {by:?}: {holder} holds {amount} of {area} per mille, in a world of {world:#?}, \
                     and not as in {control:#?}",
                );
            }
        }
    }
    Ok(())
}

/// On the evening of an event the place is held as its words say.
fn is_as_told(event: &Event, history: &History) -> TestCaseResult {
    let on = event.when.first_day().unwrap();
    let control = possible(history.by_actor(), &event.place, on).pop_first().unwrap();
    let held = |holder: &str| control.rows.get(holder).copied().unwrap_or_default();
    // A part that may have no extent can be another's, in trace: that blurs what was told by as much.
    if control.rows.values().any(|row| *row == (0, 1)) {
        return Ok(());
    }
    match &event.change {
        Change::Captured(it) | Change::Recaptured(it) if it.except.is_empty() => {
            prop_assert!(held(&it.by).0 >= it.extent.at_least().into(), "{}: {control:?}", event.name());
        }
        Change::Withdrew(it) if it.except.is_empty() && it.extent.is_whole() => {
            prop_assert_eq!(held(&it.actor), (0, 0), "{}: {:?}", event.name(), control);
        }
        Change::Observed(Observed { shares, .. }) | Change::Became(Became { shares, .. }) => {
            for (holder, share) in shares {
                let (low, high) = held(holder);
                let told = i64::from(share.at_least()) <= low && high <= i64::from(share.at_most());
                prop_assert!(told, "{}: {control:?}", event.name());
            }
        }
        _ => {}
    }
    Ok(())
}
