//! What the engine says.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use whoheld::chrono::{Days, NaiveDate};
use whoheld::{
    Answer, AnswerRecord, Change, Event, History, Ignored, IgnoredKind, Interpretation, Moment, Reading, RelevantEvent,
    Role, Until, View,
};

use crate::oracle::{By, Shown};
use crate::random::day;
use crate::support::{VIEWS, plain};

pub(super) fn view<'a>(account: &'a Interpretation<'_>, by: By) -> View<'a> {
    match by {
        By::Actor => account.by_actor(),
        By::Side => account.by_side(),
    }
}

pub(super) fn read<'h>(history: &'h History, reading: &Reading) -> Interpretation<'h> {
    history.interpret(reading).unwrap_or_else(|error| panic!("{error}"))
}

/// The days that all random histories lie in, and some around them.
pub(super) fn days() -> impl Iterator<Item = NaiveDate> {
    (0..16).map(|number| day(number) - Days::new(2))
}

/// Every close of a day, and the moments at which an answer can become another, with those beside them.
pub(super) fn moments(events: &[Event]) -> BTreeSet<i64> {
    let mut moments: BTreeSet<i64> = days().map(|day| Moment::close(day).minutes()).collect();
    let mut around = |moment: Option<Moment>| {
        let minutes = moment.map(Moment::minutes);
        moments.extend(minutes.into_iter().flat_map(|moment| [moment - 1, moment, moment + 1]));
    };
    for event in events {
        let span = event.when.span();
        around(span.earliest());
        around(span.latest());
        let until = match &event.change {
            Change::Attacked(it) => it.until,
            Change::Fought(it) => it.until,
            _ => None,
        };
        if let Some(Until::Date(until)) = until {
            around(until.span().latest().map(|end| Moment::close(end.day_ending())));
        }
    }
    moments
}

/// Every answer about every place, enough to tell two accounts apart.
pub(super) type Everything = BTreeMap<(String, String), BTreeSet<Shown>>;

pub(super) fn everything<'h>(view: impl Fn(By) -> View<'h>) -> Everything {
    let mut all = BTreeMap::new();
    for by in VIEWS {
        let view = view(by);
        for place in view.history().places() {
            for span in view.timeline(place.id.as_str()).unwrap().holdings() {
                let key = (format!("{by:?} {}", place.id), format!("{:?} {:?}", span.from(), span.until()));
                all.insert(key, span.possible().copied().map(Shown::of).collect());
            }
        }
    }
    all
}

pub(super) fn everything_read(history: &History, reading: &Reading) -> Everything {
    let account = read(history, reading);
    everything(|by| view(&account, by))
}

pub(super) fn everything_asked(history: &History) -> Everything {
    everything(|by| plain(history, by))
}

/// An event that bears on an answer, and its role: the word for it, and the events that brought it about.
pub(super) fn roles(answer: Answer<'_>) -> Roles {
    let mut roles = BTreeMap::new();
    for RelevantEvent { event, role, .. } in answer.relevant_events() {
        let by = |by: &Event| Some(by.name().to_owned());
        let role = match role {
            Role::Supporting => ("supporting", None),
            Role::Disputing => ("disputing", None),
            Role::Overtaken => ("overtaken", None),
            Role::Superseded { by: other } => ("superseded", by(other)),
            Role::Ignored(Ignored::NotYetKnown) => ("not yet known", None),
            Role::Ignored(Ignored::BelowFloor) => ("below floor", None),
            Role::Ignored(Ignored::NotFrom) => ("not from", None),
            Role::Ignored(Ignored::Denied { by: other }) => ("denied", by(other)),
            Role::Ignored(Ignored::Outweighed { by: other }) => ("outweighed", by(other)),
            other => panic!("unknown to the tests: {other:?}"),
        };
        assert!(roles.insert(event.name().to_owned(), role).is_none(), "{} twice in {answer}", event.name());
    }
    roles
}

/// By event: the word for its role, and what brought it about.
pub(super) type Roles = BTreeMap<String, (&'static str, Option<String>)>;

pub(super) fn same_records(now: &[AnswerRecord], before: &[AnswerRecord], about: &dyn fmt::Debug) -> TestCaseResult {
    for (now, before) in now.iter().zip(before) {
        // Those that were not known then stand beside the answer; and what denies them, or a twin.
        let mut now = now.clone();
        now.relevant_events.retain(|it| {
            let is_new = !before.relevant_events.iter().any(|before| before.event == it.event);
            !is_new || !it.change.starts_with("denial") && it.why != Some(IgnoredKind::NotYetKnown)
        });
        now.relevant_events_count = now.relevant_events.len();
        let (now, before) = (serde_json::to_string(&now).unwrap(), serde_json::to_string(before).unwrap());
        prop_assert!(now == before, "{about:?}\nnow:    {now}\nbefore: {before}");
    }
    Ok(())
}
