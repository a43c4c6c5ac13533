//! Edits. After each the history equals one built at once of what has survived, a refused edit leaves it as it was and
//! would be refused at once too, and what is possible is what the slow model finds.
//!
//! # Scripts
//! An input is a script of lines. The first byte of a line says what it does, each further byte is a number: `0` to `9`,
//! `a` for 10 to `z` for 35, any other byte for itself; what is missing is 0. So every input is a script, and people can
//! write them.
//!
//! | line | does |
//! |---|---|
//! | `a` boss, form, first, length | adds an actor |
//! | `p` outer, fraction, size, baseline, one, two | adds a place |
//! | `i` event | inserts one |
//! | `b` event, a space, event… | inserts up to three, all or none |
//! | `r` which | removes one |
//! | `x` which, event | puts an event in the place of one |
//!
//! An event is id, place, change, one, two, extent, more, then of its time form, first and length, then minute, order,
//! credence, reference, other. `z` for a place, an actor or another event is one that is not there. Lines that begin
//! otherwise are remarks.

use std::collections::{BTreeMap, BTreeSet};

use arbitrary::Unstructured;
use whoheld::chrono::{Days, NaiveDate};
use whoheld::{
    Actor, Allegiance, Attacked, Baseline, Became, Besieged, Captured, Change, Control, Credence, DayPart, Denied, Event,
    FireControl, Fought, Fraction, History, Moment, NoteKind, Noted, Observed, Place, QueryTime, Repelled, Scenario, Share,
    Shares, Transferred, Until, View, When, Withdrew,
};

use crate::document::asked;
use crate::oracle::{By, Model, NOBODY, Shown};

const ACTORS: usize = 4;
const PLACES: usize = 6;
const EDITS: usize = 12;
/// So many events are there at most at any time: the model folds every set of them.
const EVENTS: usize = 8;
/// With no more than these the model is asked after each edit, and not only at the end.
const FEW: usize = 3;

/// The number, written `z`, that names what is not there.
const MISSING: u8 = 35;

/// A script of edits.
pub fn edits(data: &[u8]) {
    let mut world = World { history: History::new(), written: Scenario::default() };
    let mut edits = 0;
    for line in data.split(|byte| *byte == b'\n') {
        let Some((kind, rest)) = line.split_first() else { continue };
        let mut numbers = Numbers(Unstructured::new(rest));
        let Scenario { actors, places, events, .. } = &world.written;
        match kind {
            b'a' if actors.len() < ACTORS => world.add_actor(&mut numbers),
            b'p' if places.len() < PLACES => world.add_place(&mut numbers),
            b'i' | b'b' if edits < EDITS => {
                let events: Vec<&[u8]> = match kind {
                    b'i' => vec![rest],
                    _ => rest.split(|byte| *byte == b' ').filter(|event| !event.is_empty()).take(3).collect(),
                };
                edits += 1;
                world.insert(&events);
            }
            b'r' if edits < EDITS && !events.is_empty() => {
                edits += 1;
                world.remove(&mut numbers);
            }
            b'x' if edits < EDITS && !events.is_empty() => {
                edits += 1;
                world.replace(&mut numbers);
            }
            _ => continue,
        }
        if world.written.events.len() <= FEW {
            world.engine_equals_model();
        }
    }
    if world.written.events.len() > FEW {
        world.engine_equals_model();
    }
    // And what the documents' targets ask of any history.
    asked(&world.history);
}

// ----------------------------------------------------------------------------------------------------- definitions

struct Numbers<'a>(Unstructured<'a>);

impl Numbers<'_> {
    fn next(&mut self) -> u8 {
        if self.0.is_empty() {
            return 0;
        }
        let byte = self.0.arbitrary::<u8>().unwrap_or_default();
        match byte {
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'z' => byte - b'a' + 10,
            _ => byte,
        }
    }

    fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[usize::from(self.next()) % all.len()]
    }

    /// One of these ids, or, seldom or where there are none, one that is not there.
    fn id(&mut self, ids: &[String], missing: &str) -> String {
        match self.next() {
            MISSING => missing.to_owned(),
            _ if ids.is_empty() => missing.to_owned(),
            number => ids[usize::from(number) % ids.len()].clone(),
        }
    }

    fn day(&mut self) -> NaiveDate {
        day(self.next() % 6)
    }

    fn extent(&mut self) -> Share {
        let between = |low, high| Share::between(low, high).expect("in order");
        self.pick(&[
            Share::WHOLE,
            Share::HALF,
            Share::MOST,
            Share::PART,
            Share::WHOLE,
            between(250, 250),
            between(333, 334),
            between(0, 400),
            between(600, 1000),
            between(400, 600),
            Share::ANY,
            Share::NONE,
        ])
    }
}

fn day(number: u8) -> NaiveDate {
    NaiveDate::from_ymd_opt(2016, 10, 28).expect("a day") + Days::new(number.into())
}

fn actor_from(numbers: &mut Numbers<'_>, actors: &[Actor]) -> Actor {
    let mut ids: Vec<String> = actors.iter().map(|actor| actor.id.clone()).collect();
    let actor = Actor::new(format!("a{}", actors.len()));
    // Itself, which is refused, only where it is first or asked for.
    let boss = numbers.id(&ids, &actor.id);
    let (form, from, length) = (numbers.next() % 8, numbers.day(), Days::new((1 + numbers.next() % 4).into()));
    ids.reverse();
    match form {
        0..=2 => actor,
        3 | 4 => actor.answers_to(boss),
        5 => actor.allegiance(Allegiance::to(boss).from(from)),
        6 => actor.allegiance(Allegiance::to(boss).from(from).until(from + length)),
        _ => {
            let other = numbers.id(&ids, "a0");
            let two = Allegiance::to(other).from(from).until(from + length);
            actor.allegiance(Allegiance::to(boss).until(from)).allegiance(two)
        }
    }
}

fn place_from(numbers: &mut Numbers<'_>, places: &[Place], actors: &[Actor]) -> Place {
    let actors: Vec<String> = actors.iter().map(|actor| actor.id.clone()).collect();
    let mut place = Place::new(format!("p{}", places.len()));
    // 0 lies within none, 1 within the first, and so on.
    let outer = usize::from(numbers.next()) % (places.len() + 1);
    let (fraction, size) = (numbers.next() % 6, numbers.pick(&[0.25, 0.5, 0.1, 0.333_333, 0.05, 1e-6, 0.700_001, 1.0]));
    if let Some(outer) = outer.checked_sub(1) {
        place.within = Some(places[outer].id.clone());
        place.fraction = match fraction {
            0 | 1 => None,
            2 | 3 => Fraction::of(size).ok(),
            4 => Fraction::between(0.0, size).ok(),
            _ => Fraction::between(size, f64::min(size * 2.0, 1.0)).ok(),
        };
    }
    let form = numbers.next() % 10;
    let (one, two) = (numbers.id(&actors, "no-one"), numbers.id(&actors, "no-one"));
    place.divided = numbers.next() % 4 == 3;
    place.baseline = match form {
        0..=2 => None,
        3 | 4 => Some(Baseline::held_by(one)),
        5 => Some(Baseline::held_by(NOBODY)),
        6 => Some(Baseline::shared(Shares::of(one, Share::MOST))),
        7 => Some(Baseline::shared(Shares::of(one, Share::PART).and(two, Share::PART))),
        8 => Some(Baseline::shared(Shares::of(one, Share::HALF).and(two, Share::HALF))),
        _ => Some(Baseline::held_by(one).credence(Credence::Claimed)),
    };
    place
}

fn event_from(bytes: &[u8], written: &Scenario) -> Event {
    let mut numbers = Numbers(Unstructured::new(bytes));
    let actors: Vec<String> = written.actors.iter().map(|actor| actor.id.clone()).collect();
    let places: Vec<String> = written.places.iter().map(|place| place.id.clone()).collect();
    let events: Vec<String> = written.events.iter().map(|event| event.name().to_owned()).collect();

    let id = numbers.next() % 16;
    let place = numbers.id(&places, "nowhere");
    let what = numbers.next() % 30;
    let (one, two) = (numbers.id(&actors, "no-one"), numbers.id(&actors, "no-one"));
    let extent = numbers.extent();
    let more = numbers.next();
    let when = when_from(&mut numbers);
    let minute = numbers.next();
    let order = numbers.next() % 5;
    let credence = numbers.pick(&[
        Credence::Stated,
        Credence::Reported,
        Credence::Stated,
        Credence::Claimed,
        Credence::Confirmed,
        Credence::Refuted,
    ]);
    let reference = numbers.next() % 8;
    let other = numbers.id(&events, "no-such-event");

    // A place within, which a whole change leaves out; where none is, this one, which is refused.
    let inner: Vec<&Place> =
        written.places.iter().filter(|inner| lies_within(inner, &place, &written.places)).collect();
    let except: Vec<String> = match more % 7 {
        5 if !inner.is_empty() => vec![inner[usize::from(more / 7) % inner.len()].id.clone()],
        6 if more > 40 => vec![place.clone()],
        _ => Vec::new(),
    };
    let until = match more % 5 {
        0..=2 => None,
        3 => Some(Until::Open),
        _ if minute % 3 == 0 => Some(Until::Date(When::since(day(minute % 8)))),
        _ => Some(Until::Date(When::days(day(minute % 4), day(minute % 4 + minute % 5)).expect("in order"))),
    };
    let captured = || {
        let mut it = Captured::by(&one).extent(extent);
        it.from = (more % 3 == 1).then(|| two.clone());
        it.except.clone_from(&except);
        it
    };
    let change: Change = match what {
        0..=3 => captured().into(),
        4 => Change::Recaptured(captured()),
        5..=7 => {
            let mut it = Withdrew::new(one).extent(extent);
            it.except = except;
            it.into()
        }
        8..=10 => {
            let mut it = Transferred::from_to(one, two).extent(extent);
            it.except = except;
            it.into()
        }
        11 => Shares::whole(one).into(),
        12 => Shares::of(one, extent).and(NOBODY, Share::PART).into(),
        13 => Shares::of(one, Share::HALF).and(two, Share::HALF).into(),
        14 => Shares::of(one, extent).and(two, Share::PART).into(),
        15 => Shares::of(one, extent).into(),
        16 => until.map_or(Attacked::by(&one), |until| Attacked::by(&one).until(until)).into(),
        17 => {
            let fought = Fought::between([one, two]);
            until.map_or(fought.clone(), |until| fought.until(until)).into()
        }
        18 => Repelled::new(one).by(two).into(),
        19 => Besieged::by(one).into(),
        20 => Change::SiegeLifted,
        21 => FireControl::by(one).into(),
        22 => Change::FireControlLost,
        23 => Noted::kind(NoteKind::Shelling).by(one).into(),
        24 => Became::whole(one).into(),
        25 => Became::new(Shares::of(one, extent).and(two, Share::PART)).into(),
        26 => Change::Unknown,
        27 => Observed::new(Shares::of(one, extent)).until(day(minute % 8)).into(),
        28 => Shares::of(one, Share::NONE).into(),
        _ => Denied::event(&other).into(),
    };
    // Ids do not follow the order of arrival, and orders collide; some have an id made for them.
    let mut event = Event::new(when, place, change).order(order.into()).credence(credence);
    event.id = (id < 14).then(|| format!("e{id}"));
    match reference {
        6 => event.supersedes(other),
        7 => event.same_as(other),
        _ => event,
    }
}

fn lies_within(inner: &Place, outer: &str, places: &[Place]) -> bool {
    let mut at = inner;
    while let Some(whole) = places.iter().find(|place| Some(&place.id) == at.within.as_ref()) {
        if whole.id == outer {
            return true;
        }
        at = whole;
    }
    false
}

fn when_from(numbers: &mut Numbers<'_>) -> When {
    let parts = [DayPart::Early, DayPart::Morning, DayPart::Afternoon, DayPart::Evening, DayPart::Night];
    let (form, first, length) = (numbers.next() % 16, numbers.next() % 6, numbers.next());
    let (from, to) = (day(first), day(first + length % 4));
    let part = |day, number: u8| When::part(day, parts[usize::from(number) % parts.len()]);
    let text = match form {
        0..=3 => from.to_string(),
        4..=6 => part(from, length).to_string(),
        7 | 8 => format!("{from}T{:02}:{:02}", length % 24, length % 60),
        9 | 10 => format!("[{from}..{to}]"),
        11 => format!("[..{to}]"),
        12 => format!("[{from}..]"),
        13 => "[..]".to_owned(),
        14 => format!("[{from}..{}]", part(to, 3 + length % 2)),
        _ => "2016-10".to_owned(),
    };
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

// ----------------------------------------------------------------------------------------------------------- edits

/// A history that is edited, and what it should have been made of.
struct World {
    history: History,
    written: Scenario,
}

impl World {
    fn add_actor(&mut self, numbers: &mut Numbers<'_>) {
        let actor = actor_from(numbers, &self.written.actors);
        let mut after = self.written.clone();
        after.actors.push(actor.clone());
        self.edit("an actor", after, |history| history.add_actor(actor).map(drop));
    }

    fn add_place(&mut self, numbers: &mut Numbers<'_>) {
        let place = place_from(numbers, &self.written.places, &self.written.actors);
        let mut after = self.written.clone();
        after.places.push(place.clone());
        self.edit("a place", after, |history| history.add_place(place).map(drop));
    }

    fn insert(&mut self, events: &[&[u8]]) {
        let mut batch: Vec<Event> = events.iter().map(|event| event_from(event, &self.written)).collect();
        if self.written.events.len() + batch.len() > EVENTS {
            return;
        }
        let mut after = self.written.clone();
        after.events.append(&mut batch.clone());
        let names: BTreeSet<String> = self.written.events.iter().map(|event| event.name().to_owned()).collect();
        let mut given = Vec::new();
        self.edit("events", after, |history| {
            if let [event] = &batch[..] {
                given.push(history.insert(event.clone()).map_err(|refused| refused.to_string())?);
            } else {
                given = history.insert_all(batch.drain(..)).map_err(|refusals| refusals.to_string())?;
            }
            Ok::<(), String>(())
        });
        // Those without an id have one now.
        let new = self.written.events.iter_mut().filter(|event| event.id.as_ref().is_none_or(|id| !names.contains(id)));
        for (event, id) in new.zip(given) {
            assert!(event.id.as_ref().is_none_or(|own| *own == id), "{id} is not what was asked for: {event:?}");
            event.id = Some(id);
        }
    }

    /// One of the events, or one that is not there.
    fn which(&self, numbers: &mut Numbers<'_>) -> (usize, String) {
        let at = usize::from(numbers.next()) % (self.written.events.len() + 1);
        (at, self.written.events.get(at).map_or("no-such-event", Event::name).to_owned())
    }

    fn remove(&mut self, numbers: &mut Numbers<'_>) {
        let (at, id) = self.which(numbers);
        if at == self.written.events.len() {
            assert!(self.history.remove(&id).is_err());
            return self.is_as_written("a removal that was refused");
        }
        let mut after = self.written.clone();
        let event = after.events.remove(at);
        self.edit("a removal", after, |history| {
            history.remove(&id).map(|removed| assert_eq!(removed, event, "another came out"))
        });
    }

    fn replace(&mut self, numbers: &mut Numbers<'_>) {
        let (at, id) = self.which(numbers);
        let rest = numbers.0.bytes(numbers.0.len()).unwrap_or_default();
        let new = event_from(rest, &self.written);
        if at == self.written.events.len() {
            assert!(self.history.replace(&id, new).is_err());
            return self.is_as_written("a replacement that was refused");
        }
        let mut after = self.written.clone();
        let mut named = new.clone();
        named.id = Some(new.id.clone().unwrap_or_else(|| id.clone()));
        let old = after.events[at].clone();
        if named.order == old.order {
            after.events[at] = named;
        } else {
            // It is told elsewhere, after those of equal `order`.
            after.events.remove(at);
            after.events.push(named);
        }
        self.edit("a replacement", after, |history| {
            history.replace(&id, new).map(|replaced| assert_eq!(replaced, old, "another came out"))
        });
    }

    /// Makes an edit after which the record should be as in `after`, and looks whether it is; or, where it is refused,
    /// as before.
    fn edit<E: ToString>(&mut self, what: &str, after: Scenario, edit: impl FnOnce(&mut History) -> Result<(), E>) {
        let at_once = History::try_from(after.clone());
        match (edit(&mut self.history).map_err(|error| error.to_string()), at_once) {
            (Ok(()), Ok(at_once)) => {
                self.written = after;
                self.is(&at_once, what);
            }
            (Err(refused), Err(_)) => {
                assert!(!refused.is_empty());
                self.is_as_written(&format!("{what}, refused for: {refused}"));
            }
            (Ok(()), Err(refusals)) => panic!("{what}: taken in, and at once refused for: {refusals}\n{after:#?}"),
            (Err(refused), Ok(at_once)) => {
                panic!("{what}: refused for: {refused}\nand at once taken in:\n{}", at_once.to_toml())
            }
        }
    }

    fn is_as_written(&self, what: &str) {
        let at_once = History::try_from(self.written.clone()).unwrap_or_else(|refusals| panic!("{refusals}"));
        self.is(&at_once, what);
    }

    /// The history is this one, and answers like it.
    fn is(&self, at_once: &History, what: &str) {
        let document = || at_once.to_toml();
        assert!(
            self.history == *at_once,
            "after {what}:\n{}\n-- built at once:\n{}",
            self.history.to_toml(),
            document()
        );
        assert_eq!(self.history.audit(), at_once.audit(), "after {what}, of\n{}", document());
        let (edited, built) = (timelines(&self.history), timelines(at_once));
        for (about, spans) in &built {
            assert_eq!(edited.get(about), Some(spans), "{about:?} after {what}, of\n{}", document());
        }
        assert_eq!(edited.len(), built.len(), "after {what}, of\n{}", document());
        for place in at_once.places() {
            for number in [0, 2, 4, 7] {
                let answer = |history: &History| {
                    let asked = QueryTime::During(day(number));
                    history.by_actor().who_held(&place.id, asked).expect("a place is found by its id").to_record()
                };
                assert_eq!(answer(&self.history), answer(at_once), "after {what}, of\n{}", document());
            }
        }
    }

    // ------------------------------------------------------------------------------------------------ the slow model

    fn engine_equals_model(&self) {
        // The model knows nothing of readings: what the default one does not believe says nothing, nor what something
        // that it believes corrects (`DESIGN.md`, "Readings").
        let mut believed = self.written.clone();
        believed.events.retain(|event| event.credence >= Credence::Reported);
        let corrected: BTreeSet<String> = believed.events.iter().flat_map(|it| it.supersedes.clone()).collect();
        believed.events.retain(|event| !corrected.contains(event.name()));
        for place in &mut believed.places {
            place.baseline = place.baseline.take().filter(|baseline| baseline.credence >= Credence::Reported);
        }
        let model = Model::of(&believed);
        for family in model.families().values() {
            let mut moments = family.moments();
            moments.extend((0..8).map(|number| Moment::opening(day(number)).minutes()));
            for place in &family.places() {
                for by in VIEWS {
                    let view = view(&self.history, by);
                    for &t in &moments {
                        let at = Moment::from_minutes(t);
                        let answer = view.who_held(place, at).expect("a place is found by its id");
                        let (engine, model) = (all_shown(answer.possible()), family.possible(place, t, by));
                        // Above 64 ways the engine may be less exact, never less true.
                        let agrees = engine == model
                            || family.ways(place, t) > 64
                                && model.iter().all(|one| engine.iter().any(|control| control.allows(one)));
                        assert!(
                            agrees,
                            "{place} at {at} by {by:?}\nengine: {engine:#?}\nmodel: {model:#?}\n{}",
                            self.history.to_toml()
                        );
                    }
                }
            }
        }
    }
}

// --------------------------------------------------------------------------------------------- what the engine says

const VIEWS: [By; 2] = [By::Actor, By::Side];

fn view(history: &History, by: By) -> View<'_> {
    match by {
        By::Actor => history.by_actor(),
        By::Side => history.by_side(),
    }
}

fn all_shown<'h>(controls: impl IntoIterator<Item = Control<'h>>) -> BTreeSet<Shown> {
    let controls: Vec<Shown> = controls.into_iter().map(Shown::of).collect();
    let set: BTreeSet<Shown> = controls.iter().cloned().collect();
    assert_eq!(set.len(), controls.len(), "each once: {controls:#?}");
    set
}

type Holdings = Vec<(Option<Moment>, Option<Moment>, BTreeSet<Shown>)>;

/// Every place through all time, by actor and by side.
fn timelines(history: &History) -> BTreeMap<(String, String), Holdings> {
    let mut all = BTreeMap::new();
    for by in VIEWS {
        for place in history.places() {
            let timeline = view(history, by).timeline(&place.id).expect("a place is found by its id");
            let spans = timeline.holdings().map(|it| (it.from(), it.until(), all_shown(it.possible().copied())));
            all.insert((format!("{by:?}"), place.id.clone()), spans.collect());
        }
    }
    all
}
