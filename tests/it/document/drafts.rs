//! Random scenarios of every kind of entry and field.

use std::collections::BTreeMap;
use std::fmt;

use crate::support::allegiance;
use proptest::prelude::*;
use proptest::sample::Index;
use whoheld::chrono::NaiveDate;
use whoheld::{
    Actor, Attacked, Baseline, Became, Besieged, Captured, Change, Citation, Covers, Credence, Denied, Event,
    FireControl, Fought, Fraction, NoteKind, Noted, Observed, Place, Quantity, Repelled, Scenario, Share, Shares,
    Source, Transferred, Until, When, Withdrew,
};

pub(super) fn day() -> impl Strategy<Value = NaiveDate> {
    let near = NaiveDate::from_ymd_opt(2016, 10, 28).unwrap();
    prop_oneof![
        20 => (0_u64..8).prop_map(move |days| near + whoheld::chrono::Days::new(days)),
        2 => (-800_000_i32..3_000_000).prop_map(|days| NaiveDate::from_epoch_days(days).unwrap()),
        1 => prop::sample::select(vec![NaiveDate::MIN, NaiveDate::MAX]),
    ]
}

/// Texts that a format may stumble over.
pub(super) fn text() -> impl Strategy<Value = String> {
    let nasty = [
        "", " ", "\"", "'''", "\"\"\"", "\\", "\\n", "a\nb", "\r\n", "\t", "\0", "\u{7f}", "]]", "#", "a = 1",
        "\u{feff}",
    ];
    prop_oneof![
        3 => "[a-z]{1,8}",
        1 => prop::sample::select(nasty.map(str::to_owned).to_vec()),
        1 => prop::collection::vec(any::<char>(), 0..6).prop_map(|chars| chars.into_iter().collect()),
    ]
}

pub(super) fn maybe<T: fmt::Debug>(strategy: impl Strategy<Value = T>) -> impl Strategy<Value = Option<T>> {
    prop::option::weighted(0.3, strategy)
}

pub(super) fn texts() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(text(), 0..3)
}

/// Keys that people may choose. Those with quotes or of several lines have a test of their own.
pub(super) fn key() -> impl Strategy<Value = String> {
    text().prop_map(|key| key.replace(['\n', '"', '\''], " "))
}

pub(super) fn names() -> impl Strategy<Value = BTreeMap<String, String>> {
    let language = prop_oneof![3 => prop::sample::select(vec!["en".to_owned(), "ar".to_owned()]), 1 => key()];
    prop_oneof![2 => Just(BTreeMap::new()), 1 => prop::collection::btree_map(language, text(), 0..3)]
}

pub(super) fn when() -> impl Strategy<Value = When> {
    let label = || prop::sample::select(vec!["", "", "", "~", "?", "%"]);
    let part = prop::sample::select(vec!["early", "morning", "afternoon", "evening", "night"]);
    (0..10, day(), day(), label(), label(), part, 0..1440_u32).prop_map(|(form, a, b, one, two, part, minute)| {
        let (from, to) = (a.min(b), a.max(b));
        let text = match form {
            0..=2 => format!("{from}{one}"),
            3 => format!("{from} {part}{one}"),
            4 => format!("{from}T{:02}:{:02}{one}", minute / 60, minute % 60),
            5 => format!("{}{one}", from.format("%Y-%m")),
            6 => format!("{}{one}", from.format("%Y")),
            7 => format!("[{from}{one}..{to} {part}{two}]"),
            8 => format!("[..{to}{two}]"),
            _ => format!("[{from}{one}..]"),
        };
        text.parse().unwrap_or_else(|error| panic!("{error}"))
    })
}

/// Shares that are something, whole ones more often than not.
pub(super) fn extent() -> impl Strategy<Value = Share> {
    let bounds = (0_u16..=1000, 1_u16..=1000);
    let between = bounds.prop_map(|(a, b)| Share::between(a.min(b), a.max(b)).unwrap());
    prop_oneof![3 => Just(Share::WHOLE), 1 => Just(Share::MOST), 1 => Just(Share::HALF), 1 => Just(Share::PART), 3 => between]
}

pub(super) const ACTORS: usize = 5;
pub(super) const PLACES: usize = 5;

/// Holders with shares that fit into one place.
pub(super) fn shares() -> impl Strategy<Value = Shares> {
    let holder = (0..=ACTORS).prop_map(|n| if n == ACTORS { "nobody".to_owned() } else { actor_id(n) });
    let share = (0_u16..=250, 1_u16..=1000).prop_map(|(low, high)| Share::between(low, high.max(low)).unwrap());
    let several = prop::collection::vec((holder.clone(), share), 1..=4);
    prop_oneof![
        holder.prop_map(Shares::whole),
        several.prop_map(|all| all.into_iter().fold(Shares::default(), |shares, (who, share)| shares.and(who, share))),
    ]
}

/// Shares that an event states: it may also say that somebody had none.
fn stated() -> impl Strategy<Value = Shares> {
    (shares(), maybe(0..ACTORS))
        .prop_map(|(shares, none)| none.map_or(shares.clone(), |none| shares.and(actor_id(none), Share::NONE)))
}

pub(super) fn actor_id(n: usize) -> String {
    format!("a{n}")
}

pub(super) fn place_id(n: usize) -> String {
    format!("p{n}")
}

pub(super) fn cites() -> impl Strategy<Value = Vec<Citation>> {
    let locator = text().prop_map(|text| text.trim().to_owned());
    let source = prop::sample::select(vec!["s0".to_owned(), "s1".to_owned()]);
    prop::collection::vec((source, locator).prop_map(|(source, locator)| Citation::new(source, locator)), 0..3)
}

pub(super) fn credence() -> impl Strategy<Value = Credence> {
    use Credence::{Claimed, Confirmed, Refuted, Reported, Stated};
    prop::sample::select(vec![Stated, Stated, Confirmed, Reported, Claimed, Refuted])
}

/// An actor, who answers to earlier ones only.
pub(super) fn actor(n: usize) -> impl Strategy<Value = Actor> {
    let allegiances = (0..5, any::<[Index; 3]>(), prop::array::uniform4(0_u64..9));
    (names(), texts(), allegiances, maybe((day(), day())), maybe(text())).prop_map(
        move |(names, aliases, (form, bosses, days), time, note)| {
            let mut actor = Actor::new(actor_id(n));
            (actor.names, actor.aliases, actor.note) = (names, aliases, note);
            if let Some((a, b)) = time {
                actor.from = Some(a.min(b));
                actor.until = Some(a.max(b)).filter(|until| actor.from < Some(*until));
            }
            let near = NaiveDate::from_ymd_opt(2016, 10, 26).unwrap();
            let mut days = days.map(|days| near + whoheld::chrono::Days::new(days));
            days.sort_unstable();
            let periods = [(None, Some(days[0])), (Some(days[0]), Some(days[1])), (Some(days[2]), None)];
            for ((from, until), boss) in periods.into_iter().zip(bosses) {
                if n > 0 && form > 1 && from < until.or(Some(NaiveDate::MAX)) {
                    actor = actor.allegiance(allegiance(&actor_id(boss.index(n)), from, until));
                }
            }
            if n > 0 && form == 1 {
                actor = actor.answers_to(actor_id(bosses[0].index(n)));
            }
            actor
        },
    )
}

pub(super) fn source(n: usize) -> impl Strategy<Value = Source> {
    (maybe(text()), maybe(text()), maybe(text()), maybe(day()), maybe(text()), maybe(text())).prop_map(
        move |(title, outlet, address, published, licence, note)| {
            let mut source = Source::new(format!("s{n}"));
            (source.title, source.outlet, source.address) = (title, outlet, address);
            (source.published, source.licence, source.note) = (published.map(whoheld::When::day), licence, note);
            source
        },
    )
}

/// A place, which lies within an earlier one or none.
pub(super) fn place(n: usize) -> impl Strategy<Value = Place> {
    // As many lower bounds as there are places fit into one.
    let fraction = (0..=200_000_u32, 1_u32..=1_000_000).prop_map(|(low, high)| {
        Fraction::between(f64::from(low) / 1e6, f64::from(high.max(low)) / 1e6)
            .unwrap_or_else(|error| panic!("{error}"))
    });
    let baseline = (shares(), maybe(day()), credence(), any::<bool>(), cites(), maybe(text())).prop_map(
        |(shares, on, credence, inferred, cites, note)| {
            let mut baseline = Baseline::shared(shares);
            baseline.on = on;
            (baseline.credence, baseline.inferred, baseline.cites, baseline.note) = (credence, inferred, cites, note);
            baseline
        },
    );
    let baseline = prop_oneof![baseline, shares().prop_map(Baseline::shared)];
    // Millionths of a degree: of longer decimals serde_json may lose the last bit, unless told not to.
    let degrees = (-90_000_000..=90_000_000).prop_map(|millionths: i32| f64::from(millionths) / 1e6);
    let point = prop::array::uniform2(degrees);
    let where_it_is = (maybe(any::<Index>()), maybe(fraction), any::<bool>(), maybe(point), maybe(any::<[i32; 2]>()));
    (names(), texts(), maybe(text()), where_it_is, maybe(baseline), maybe(text())).prop_map(
        move |(names, aliases, kind, (within, fraction, divided, point, tile), baseline, note)| {
            let mut place = Place::new(place_id(n));
            (place.names, place.aliases, place.kind) = (names, aliases, kind);
            place.within = within.filter(|_| n > 0).map(|outer| place_id(outer.index(n)));
            (place.fraction, place.divided, place.point, place.tile) = (fraction, divided, point, tile);
            (place.baseline, place.note) = (baseline, note);
            place
        },
    )
}

pub(super) fn quantity() -> impl Strategy<Value = Quantity> {
    let number = || prop_oneof![0_u64..20, any::<u64>()];
    prop_oneof![
        number().prop_map(Quantity::Exactly),
        number().prop_map(Quantity::About),
        (number(), number()).prop_map(|(a, b)| Quantity::Between(Some(a.min(b)), Some(a.max(b)))),
        number().prop_map(|low| Quantity::Between(Some(low), None)),
        number().prop_map(|high| Quantity::Between(None, Some(high))),
        prop::collection::vec(number(), 2..4).prop_map(Quantity::OneOf),
    ]
}

pub(super) fn kinds() -> Vec<NoteKind> {
    let words = "shelling bombing strike losses casualties allegation denial reinforcement movement fortification plan \
                 statement ultimatum looting situation other";
    words.split(' ').map(|word| word.parse().unwrap()).collect()
}

/// A change, but for what it leaves out and whom it denies: `denied` is of no event yet.
pub(super) fn change() -> impl Strategy<Value = Change> {
    let who = || (0..ACTORS).prop_map(actor_id);
    let until = || maybe(prop_oneof![Just(Until::Open), day().prop_map(|day| Until::Date(When::since(day)))]);
    let captured = || {
        (who(), extent(), maybe(text()), maybe(who())).prop_map(|(by, extent, portion, from)| {
            let mut it = Captured::by(by).extent(extent);
            (it.portion, it.from) = (portion, from);
            it
        })
    };
    let withdrew = (who(), extent(), maybe(text())).prop_map(|(actor, extent, portion)| {
        let mut it = Withdrew::new(actor).extent(extent);
        it.portion = portion;
        it.into()
    });
    let transferred = (who(), who(), extent(), maybe(text())).prop_map(|(from, to, extent, portion)| {
        let mut it = Transferred::from_to(from, to).extent(extent);
        it.portion = portion;
        it.into()
    });
    let attacked = (who(), until()).prop_map(|(by, until)| {
        let mut it = Attacked::by(by);
        it.until = until;
        it.into()
    });
    let parties = prop::sample::subsequence((0..ACTORS).map(actor_id).collect::<Vec<_>>(), 2..=4);
    let fought = (parties, until()).prop_map(|(parties, until)| {
        let mut it = Fought::between(parties);
        it.until = until;
        it.into()
    });
    let repelled = (who(), maybe(who())).prop_map(|(attacker, by)| {
        let mut it = Repelled::new(attacker);
        it.by = by;
        it.into()
    });
    let numbers = prop::collection::btree_map(key(), quantity(), 0..4);
    let noted = (prop::sample::select(kinds()), maybe(who()), maybe(text()), numbers).prop_map(
        |(kind, by, portion, numbers)| {
            let mut it = Noted::kind(kind);
            (it.by, it.portion, it.numbers) = (by, portion, numbers);
            it.into()
        },
    );
    prop_oneof![
        3 => captured().prop_map(Change::Captured),
        1 => captured().prop_map(Change::Recaptured),
        1 => withdrew,
        1 => transferred,
        1 => (stated(), maybe(when())).prop_map(|(shares, until)| {
            let mut it = Observed::new(shares);
            it.until = until;
            it.into()
        }),
        1 => stated().prop_map(|shares| Became::new(shares).into()),
        1 => Just(Change::Unknown),
        1 => attacked,
        1 => fought,
        1 => repelled,
        1 => who().prop_map(|by| Besieged::by(by).into()),
        1 => Just(Change::SiegeLifted),
        1 => who().prop_map(|by| FireControl::by(by).into()),
        1 => Just(Change::FireControlLost),
        1 => noted,
        1 => Just(Denied::event("").into()),
    ]
}

pub(super) type Rest = (Vec<String>, Credence, bool, Vec<String>, Vec<Citation>, Option<NaiveDate>, Option<String>);

pub(super) fn rest_of_event() -> impl Strategy<Value = Rest> {
    let who = prop::sample::subsequence((0..ACTORS).map(actor_id).collect::<Vec<_>>(), 0..=2);
    let says = prop::sample::subsequence(vec!["a0".to_owned(), "s0".to_owned(), "s1".to_owned()], 0..=2);
    (who, credence(), any::<bool>(), says, cites(), maybe(day()), maybe(text()))
}

#[derive(Clone, Debug)]
pub(super) struct Draft {
    /// Whether its id is made of when, place and change.
    nameless: bool,
    when: When,
    order: i64,
    place: usize,
    change: Change,
    rest: Rest,
    /// Events it may refer to, and places it may leave out.
    picks: [Option<Index>; 5],
}

pub(super) fn draft() -> impl Strategy<Value = Draft> {
    let order = prop_oneof![3 => -2..5_i64, 1 => (i64::MIN + 1)..=i64::MAX];
    let picks = prop::array::uniform5(maybe(any::<Index>()));
    (any::<bool>(), when(), order, 0..PLACES, change(), rest_of_event(), picks).prop_map(
        |(nameless, when, order, place, change, rest, picks)| Draft {
            nameless,
            when,
            order,
            place,
            change,
            rest,
            picks,
        },
    )
}

/// A record with something of everything, valid by construction.
pub(super) fn scenario() -> impl Strategy<Value = Scenario> {
    let actors: Vec<_> = (0..ACTORS).map(actor).collect();
    let places: Vec<_> = (0..PLACES).map(place).collect();
    let kind = prop::sample::select(whoheld::FindingKind::ALL);
    let accepted = (kind, texts(), maybe(text()), maybe(text()), maybe(text()), text()).prop_map(
        |(kind, events, place, actor, source, reason)| {
            let mut accepted = whoheld::Accepted::new(kind, reason);
            (accepted.events, accepted.place) = (events, place);
            (accepted.actor, accepted.source) = (actor, source);
            accepted
        },
    );
    let covers = (maybe(day()), maybe(day())).prop_map(|(a, b)| match (a, b) {
        (Some(a), Some(b)) => Covers::days(a.min(b)..=a.max(b)),
        (Some(from), None) => Covers::from(from),
        (None, Some(until)) => Covers::until(until),
        (None, None) => Covers::default(),
    });
    let head = (maybe(text()), maybe(text()), maybe(text()), maybe(covers), prop::collection::vec(accepted, 0..2));
    let drafts = prop::collection::vec(draft(), 0..8);
    (head, actors, (source(0), source(1)), places, drafts).prop_map(
        |((title, licence, note, covers, accepted), actors, sources, places, drafts)| {
            let mut scenario = Scenario::default();
            (scenario.title, scenario.licence, scenario.note, scenario.accepted) = (title, licence, note, accepted);
            scenario.covers = covers;
            (scenario.actors, scenario.sources) = (actors, vec![sources.0, sources.1]);
            scenario.events =
                drafts.iter().enumerate().map(|(n, draft)| event_from(n, draft, &drafts, &places)).collect();
            scenario.places = places;
            scenario
        },
    )
}

pub(super) fn event_from(n: usize, draft: &Draft, all: &[Draft], places: &[Place]) -> Event {
    let id = |n: usize| format!("e{n}");
    let others: Vec<String> = (0..all.len()).filter(|&other| other != n && !all[other].nameless).map(id).collect();
    let other = |pick: Option<Index>| pick.filter(|_| !others.is_empty()).map(|pick| pick.get(&others).clone());
    let lies_within = |inner: &&Place| {
        let mut at = *inner;
        while let Some(outer) = at.within.as_ref().and_then(|id| places.iter().find(|place| place.id == *id)) {
            if outer.id == place_id(draft.place) {
                return true;
            }
            at = outer;
        }
        false
    };
    let inner: Vec<String> = places.iter().filter(lies_within).map(|place| place.id.clone()).collect();
    let spared = |whole: bool| -> Vec<String> {
        let picks = draft.picks[..2].iter().flatten().filter(|_| whole && !inner.is_empty());
        picks.map(|pick| pick.get(&inner).clone()).collect()
    };
    let mut change = draft.change.clone();
    match &mut change {
        // It was not seen for the last time before it was seen.
        Change::Observed(it) => it.until = it.until.filter(|until| !until.span().precedes(draft.when.span())),
        Change::Captured(it) | Change::Recaptured(it) => it.except = spared(it.extent.is_whole()),
        Change::Withdrew(it) => it.except = spared(it.extent.is_whole()),
        Change::Transferred(it) => it.except = spared(it.extent.is_whole()),
        Change::Denied(_) => {
            change = others.first().map_or(Change::SiegeLifted, |event| Denied::event(event).into());
        }
        _ => {}
    }
    let mut event = Event::new(draft.when, place_id(draft.place), change);
    (event.with, event.credence, event.inferred) = (draft.rest.0.clone(), draft.rest.1, draft.rest.2);
    (event.claimed_by, event.cites) = (draft.rest.3.clone(), draft.rest.4.clone());
    (event.recorded, event.note) = (draft.rest.5, draft.rest.6.clone());
    // Earlier ones only, so that nothing corrects itself in a circle.
    let earlier = |id: &String| id[1..].parse::<usize>().is_ok_and(|other| other < n);
    event.supersedes = other(draft.picks[2]).into_iter().chain(other(draft.picks[3])).filter(earlier).collect();
    event.same_as = other(draft.picks[4]);
    if draft.nameless {
        // Many of these are of one when, place and change.
        if draft.order % 2 == 0 { event } else { event.order(draft.order) }
    } else {
        event.order(draft.order).id(id(n))
    }
}
