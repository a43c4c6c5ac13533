//! The engine against the model.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use whoheld::{Actor, Answer, Conflicts, Credence, History, Moment, Reading, RelevantEvent, Role, Scenario};

use super::engine::{Roles, days, moments, read, roles, view};
use super::records::Told;
use crate::oracle::reading::{Fate, Ids, Read};
use crate::oracle::{By, Family, Model, Shown};
use crate::support::{VIEWS, ask, at, plain, possible};

/// What is possible in some worlds of one family.
pub(super) enum Worlds<'w> {
    /// By the model itself: slow.
    Slow(Vec<Family<'w>>),
    /// By the engine, which is the model's equal on plain records (`properties.rs`).
    Fast(Vec<History>),
}

impl Worlds<'_> {
    pub(super) fn possible(&self, place: &str, t: i64, by: By) -> BTreeSet<Shown> {
        match self {
            Self::Slow(families) => families.iter().flat_map(|family| family.possible(place, t, by)).collect(),
            Self::Fast(histories) => histories.iter().flat_map(|it| possible(plain(it, by), place, at(t))).collect(),
        }
    }
}

pub(super) fn roots(read: &Read) -> Vec<String> {
    let roots = read.scenario.places.iter().filter(|place| place.within.is_none());
    roots.map(|place| place.id.clone()).collect()
}

pub(super) fn histories(worlds: Vec<Scenario>) -> Vec<History> {
    worlds.into_iter().map(|world| History::try_from(world).unwrap_or_else(|refusals| panic!("{refusals}"))).collect()
}

/// Calls with each family's worlds, and its places.
pub(super) fn each_family(
    read: &Read,
    mut each: impl FnMut(&str, &[String], &Worlds<'_>) -> TestCaseResult,
) -> TestCaseResult {
    for root in roots(read) {
        let places: Vec<String> = read.model.places.keys().filter(|it| read.model.is_in(it, &root)).cloned().collect();
        let worlds = read.worlds(&root);
        if worlds.len() > 2 {
            each(&root, &places, &Worlds::Fast(histories(worlds)))?;
        } else {
            let models: Vec<Model> = worlds.iter().map(Model::of).collect();
            each(&root, &places, &Worlds::Slow(models.iter().map(|model| model.family(&root)).collect()))?;
        }
    }
    Ok(())
}

/// Engine and model agree on what is possible under a reading, at every place and moment.
pub(super) fn engine_equals_model(told: &Told, reading: &Reading) -> TestCaseResult {
    let history = told.history();
    let account = read(&history, reading);
    let model = Read::new(&told.scenario(), reading);
    let moments = moments(told.events());
    each_family(&model, |_, places, worlds| {
        for place in places {
            // "places around, at which nothing does, combine what their parts can be"
            let loosely = model.combines_parts(place);
            for by in VIEWS {
                let view = view(&account, by);
                let spans: Vec<_> = view.timeline(place.as_str()).unwrap().holdings().collect();
                for &t in &moments {
                    let expected = worlds.possible(place, t, by);
                    let about = format!("{place} at {} by {by:?}, {reading}", at(t));
                    let engine = possible(view, place, at(t));
                    prop_assert!(
                        engine == expected || loosely && engine.is_superset(&expected),
                        "{about}\nengine: {engine:#?}\nmodel: {expected:#?}\nfates: {:#?}\nchoices: {:?}",
                        model.fates,
                        model.choices,
                    );
                    let span = spans.iter().find(|it| it.until().is_none_or(|until| t < until.minutes())).unwrap();
                    let span: BTreeSet<Shown> = span.possible().copied().map(Shown::of).collect();
                    prop_assert_eq!(span, engine, "timeline: {}", about);
                }
            }
        }
        Ok(())
    })
}

/// Every event that bears on an answer has one role, and it is what the model says became of it.
pub(super) fn roles_are_fates(told: &Told, reading: &Reading) -> TestCaseResult {
    let history = told.history();
    let account = read(&history, reading);
    let model = Read::new(&told.scenario(), reading);
    for root in roots(&model) {
        let (narrowed, reach, moving) = (model.narrowed(&root), model.reach(&root), model.moving(&root));
        for place in model.model.places.keys().filter(|place| model.model.is_in(place, &root)) {
            for t in days().map(|day| Moment::close(day).minutes()) {
                for by in VIEWS {
                    let answer = ask(view(&account, by), place, at(t));
                    let about = format!("{place} at {} by {by:?}, {reading}", at(t));
                    let roles = roles(answer);
                    let bearing: Ids = roles.keys().cloned().collect();
                    let (does, may) = model.bearing(place, t, &narrowed, &reach, &moving);
                    prop_assert!(
                        bearing.is_superset(&does),
                        "{about}: {bearing:?} and not {does:?}: {:?}",
                        model.fates
                    );
                    prop_assert!(may.is_superset(&bearing), "{about}: {bearing:?} and not {may:?}: {:?}", model.fates);
                    for id in roles.keys() {
                        role_is_fate(&model, &roles, id).map_err(|e| TestCaseError::fail(format!("{about}: {e}")))?;
                    }
                    for bearing in answer.relevant_events() {
                        speaks_against(&model, &roles, bearing, answer, by)
                            .map_err(|e| TestCaseError::fail(format!("{about}: {e}")))?;
                    }
                    // What is told otherwise beside what settled the place disputes the answer; it does not rest on that.
                    let tell = |words: &[&str]| -> Ids {
                        let told = roles
                            .iter()
                            .filter(|(id, (role, _))| words.contains(role) && !model.events[*id].change.is_noted());
                        told.map(|(id, _)| id.clone()).collect()
                    };
                    let events: Ids = answer.events().into_iter().map(|event| event.name().to_owned()).collect();
                    let (least, most) = (tell(&["supporting"]), tell(&["supporting", "disputing"]));
                    prop_assert!(
                        events.is_superset(&least) && most.is_superset(&events),
                        "{about}: {events:?}, {roles:?}"
                    );
                    prop_assert!(answer.reading() == reading);
                    prop_assert!(!answer.explain().is_empty());
                }
            }
        }
    }
    Ok(())
}

pub(super) fn role_is_fate(model: &Read, roles: &Roles, id: &str) -> TestCaseResult {
    let (role, by) = &roles[id];
    let (event, fate) = (&model.events[id], &model.fates[id]);
    let about = format!("{id} is {role} by {by:?}, and {fate:?}, among {roles:?}");
    let any_of = |ids: &Ids| by.as_ref().is_some_and(|by| ids.contains(by));
    let keeps_all = model.reading.conflicts == Conflicts::KeepAll;
    let denied: Vec<&String> = roles.keys().filter(|other| model.denies(id, other)).collect();
    let denies = |word: &str| denied.iter().any(|other| roles[*other].0 == word);
    let ignored_for_it = denied
        .iter()
        .any(|other| matches!(&model.fates[*other], Fate::Denied(by) | Fate::Outweighed(by) if by.contains(id)));
    let as_should_be = match (*role, fate) {
        ("supporting", fate) if event.change.is_noted() => fate.is_in() && ignored_for_it && !denies("supporting"),
        ("disputing", fate) if event.change.is_noted() => fate.is_in() && (denies("supporting") || denies("disputing")),
        ("overtaken", fate) if event.change.is_noted() => fate.is_in() && !denies("supporting"),
        ("supporting" | "overtaken", fate) => fate.is_in(),
        ("disputing", fate) => {
            // "where all is kept, an event below `reported`"; "what is believed, speaks of the same place and overlapping
            // dates as what settled it, on different words"
            let is_doubtful = keeps_all && event.credence < Credence::Reported;
            let mut supporting = roles.iter().filter(|(_, (role, _))| *role == "supporting");
            fate.is_in() && (is_doubtful || supporting.any(|(other, _)| model.are_told_by_two(id, other)))
        }
        ("not yet known", Fate::NotYetKnown) | ("below floor", Fate::BelowFloor) | ("not from", Fate::NotFrom) => true,
        ("superseded", Fate::Superseded(by)) | ("denied", Fate::Denied(by)) | ("outweighed", Fate::Outweighed(by)) => {
            any_of(by)
        }
        _ => false,
    };
    prop_assert!(as_should_be, "{about}");
    Ok(())
}

/// "Beside its role each is said to speak *against* the answer or not."
pub(super) fn speaks_against(
    model: &Read,
    roles: &Roles,
    it: RelevantEvent<'_>,
    answer: Answer<'_>,
    by: By,
) -> TestCaseResult {
    let about = format!("{} is {:?}, against: {}", it.event.name(), it.role, it.against);
    let denies_support = || {
        let mut denied = roles.iter().filter(|(other, _)| model.denies(it.event.name(), other));
        denied.any(|(_, (role, _))| ["supporting", "disputing"].contains(role))
    };
    match it.role {
        Role::Disputing => prop_assert!(it.against, "{about}"),
        Role::Supporting | Role::Overtaken => prop_assert!(!it.against, "{about}"),
        _ if !it.against => {}
        _ if it.event.change.is_noted() => prop_assert!(denies_support(), "{about}"),
        _ => {
            let Some(says) = model.says(it.event) else {
                prop_assert!(false, "{about}: it says nothing of ground");
                return Ok(());
            };
            // Sides that change between the event and the question are left aside.
            let always = |actor: &Actor| actor.allegiances.iter().all(|it| it.from.is_none() && it.until.is_none());
            if it.event.place == answer.place().id && by == By::Side && model.scenario.actors.iter().all(always) {
                for control in answer.possible().map(Shown::of) {
                    // All that is not recorded may be anyone's; the others have nothing.
                    let silent = control.rows.get("unrecorded").copied().unwrap_or_default().1;
                    let mut clearly = Read::agree(&says, &control.rows);
                    for (side, (low, _)) in &says {
                        clearly &= *low == 0 || control.rows.contains_key(side) || silent == 1000;
                    }
                    prop_assert!(!clearly || silent > 0 && silent < 1000, "{about}: {says:?} and {control:?}");
                }
            }
        }
    }
    Ok(())
}
