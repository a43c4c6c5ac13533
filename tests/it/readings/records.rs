//! Random records told by many, and random readings of them.

use std::fmt;

use proptest::prelude::*;
use whoheld::{
    Actor, Allegiance, Change, Conflicts, Credence, Denied, Event, History, NoteKind, Noted, Reading, Scenario, Source,
};

use crate::random::{ALL, Kind, Numbers, Record, day, pick, record, when_from};

/// A record with all that readings look at: who claims it, what it cites, how surely, when it became known; corrections,
/// twins and denials.
#[derive(Clone)]
pub(super) struct Told {
    pub(super) record: Record,
    pub(super) sources: Vec<Source>,
}

impl Told {
    pub(super) fn scenario(&self) -> Scenario {
        let mut scenario = self.record.scenario();
        scenario.sources.clone_from(&self.sources);
        scenario
    }

    pub(super) fn history(&self) -> History {
        History::try_from(self.scenario()).unwrap_or_else(|refusals| panic!("{refusals}\n{self:?}"))
    }

    pub(super) fn events(&self) -> &[Event] {
        &self.record.events
    }

    /// Those whose word can be asked for.
    pub(super) fn voices(&self) -> Vec<&str> {
        let actors = self.record.actors.iter().map(|actor| actor.id.as_str());
        actors.chain(self.sources.iter().map(|source| source.id.as_str())).collect()
    }
}

/// Behind the record, a line for each event of what readings look at.
impl fmt::Debug for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.record)?;
        for event in self.events() {
            let cites: Vec<&str> = event.cites.iter().map(|cite| cite.source.as_str()).collect();
            write!(f, "\n    {}: {}", event.name(), event.credence)?;
            for (word, ids) in [("claimed by", &event.claimed_by), ("supersedes", &event.supersedes)] {
                if !ids.is_empty() {
                    write!(f, ", {word} {}", ids.join(" and "))?;
                }
            }
            if !cites.is_empty() {
                write!(f, ", cites {}", cites.join(" and "))?;
            }
            if let Some(other) = &event.same_as {
                write!(f, ", same as {other}")?;
            }
            if let Some(day) = event.recorded {
                write!(f, ", recorded {day}")?;
            }
        }
        for allegiance in self.record.actors.iter().flat_map(|actor| &actor.allegiances) {
            write!(f, "\n    {allegiance:?}")?;
        }
        for source in &self.sources {
            write!(f, "\n    {}: {:?}", source.id, source.side)?;
        }
        for place in &self.record.places {
            if let Some(baseline) = &place.baseline {
                write!(f, "\n    start of {}: {} {:?}", place.id, baseline.credence, baseline.cites)?;
            }
        }
        Ok(())
    }
}

/// Few places, so that events meet; few enough events for every choice among them to be tried.
pub(super) const FEW: Kind = Kind { places: 3, events: 6, trees: 2, ..ALL };

/// One place, and dates that overlap: much in conflict.
pub(super) const ONE_PLACE: Kind = Kind { places: 1, events: 6, trees: 1, ..ALL };

pub(super) fn credence_from(number: u8) -> Credence {
    match number % 8 {
        0..=2 => Credence::Stated,
        3 => Credence::Confirmed,
        4 | 5 => Credence::Reported,
        6 => Credence::Claimed,
        _ => Credence::Refuted,
    }
}

pub(super) fn source(number: u8) -> String {
    format!("s{}", number % 3)
}

/// Gives an event what readings look at. What it corrects was there before it.
pub(super) fn tell(event: Event, numbers: &Numbers, actors: &[Actor], before: &[Event]) -> Event {
    let &[credence, claims, who, other, cites, cited, known, corrects, same, which] = numbers;
    let mut event = event.credence(credence_from(credence));
    match claims % 8 {
        0..=2 => {}
        3..=5 => event.claimed_by.push(pick(actors, who).id.clone()),
        6 => event.claimed_by.push(source(who)),
        _ => event.claimed_by.extend([pick(actors, who).id.clone(), pick(actors, other).id.clone()]),
    }
    event.claimed_by.dedup();
    if cites % 4 > 1 {
        event = event.cite(source(cited), "");
    }
    if cites % 8 == 7 {
        event = event.cite(source(cited / 3), "p. 2");
    }
    if known % 4 > 1 {
        event = event.recorded(day(known % 9));
    }
    if !before.is_empty() {
        if corrects % 8 > 5 {
            event = event.supersedes(pick(before, which).name());
        }
        if corrects % 24 == 23 {
            event = event.supersedes(pick(before, which / 8).name());
            event.supersedes.dedup();
        }
        // Of denials, only those of the same event are one happening; and none is with what it denies.
        let denied = |event: &Event| match &event.change {
            Change::Denied(it) => Some(Some(it.event.clone())),
            change if change.is_noted() => Some(None),
            _ => None,
        };
        let alike: Vec<&Event> = before.iter().filter(|other| denied(other) == denied(&event)).collect();
        if same % 8 > 6 && !alike.is_empty() {
            event = event.same_as(pick(&alike, which / 3).name());
        }
    }
    event
}

/// A denial of an earlier event, or a note.
pub(super) fn note_from(n: usize, numbers: &Numbers, record: &Record) -> Event {
    let &[what, which, place, form, first, length, minute, id, ..] = numbers;
    let change: Change = if record.events.is_empty() || what % 8 == 7 {
        Noted::kind(NoteKind::Other).into()
    } else {
        Denied::event(pick(&record.events, which).name()).into()
    };
    let when = when_from(0, [form, first, length, minute], ALL);
    let place = &pick(&record.places, place).id;
    Event::new(when, place, change).id(format!("d{}-{n}", id % 3)).order((minute % 4).into())
}

/// Gives an allegiance what readings look at.
fn doubt(allegiance: &mut Allegiance, numbers: &Numbers) {
    let &[credence, cites, cited, known, ..] = numbers;
    if credence % 3 == 2 {
        allegiance.credence = credence_from(credence / 3);
    }
    if cites % 4 > 2 {
        *allegiance = allegiance.clone().cite(source(cited), "");
    }
    allegiance.recorded = (known % 4 == 3).then(|| day(known % 9));
}

pub(super) fn told(kind: Kind) -> impl Strategy<Value = Told> {
    let numbers = || prop::array::uniform10(0_u8..=239);
    let notes = prop::collection::vec(numbers(), 0..=3);
    let words = prop::collection::vec(numbers(), 12);
    let eves = prop::collection::vec(any::<[u8; 2]>(), 8);
    (record(kind), notes, words, eves).prop_map(|(mut record, notes, words, eves)| {
        for (n, numbers) in notes.iter().enumerate() {
            let note = note_from(n, numbers, &record);
            record.events.push(note);
        }
        let mut events: Vec<Event> = Vec::new();
        for (event, numbers) in record.events.iter().zip(&words) {
            let told = tell(event.clone(), numbers, &record.actors, &events);
            events.push(told);
        }
        record.events = events;
        for (place, [credence, cites]) in record.places.iter_mut().zip(eves) {
            if let Some(baseline) = &mut place.baseline {
                *baseline = baseline.clone().credence(credence_from(credence));
                if cites % 4 > 1 {
                    *baseline = baseline.clone().cite(source(cites / 4), "");
                }
            }
        }
        for (actor, numbers) in record.actors.iter_mut().zip(words.iter().rev()) {
            for allegiance in &mut actor.allegiances {
                doubt(allegiance, numbers);
            }
        }
        let sourced = |(n, numbers): (u8, &Numbers)| {
            let new = Source::new(source(n));
            if numbers[0] % 3 == 2 { new.side(&pick(&record.actors, numbers[1]).id) } else { new }
        };
        let sources = (0..3).zip(words.iter().rev()).map(sourced).collect();
        Told { record, sources }
    })
}

pub(super) const RULES: [Conflicts; 4] =
    [Conflicts::AsTold, Conflicts::HighestCredence, Conflicts::AgainstInterest, Conflicts::KeepAll];

/// A reading, its names still numbers.
#[derive(Clone, Copy)]
pub(super) struct Rules([u8; 10]);

impl fmt::Debug for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

pub(super) fn rules() -> impl Strategy<Value = Rules> {
    prop::array::uniform10(0_u8..=239).prop_map(Rules)
}

impl Rules {
    pub(super) fn of(self, told: &Told) -> Reading {
        let [known, on, floor, according, one, only, two, not, three, conflicts] = self.0;
        let voices = told.voices();
        let mut reading = Reading::new().conflicts(*pick(&RULES, conflicts));
        if known % 4 == 3 {
            reading = reading.known_on(day(on % 10));
        }
        reading.credence = [
            None,
            None,
            Some(Credence::Claimed),
            Some(Credence::Refuted),
            Some(Credence::Reported),
            Some(Credence::Stated),
        ]
        .get(usize::from(floor % 7))
        .copied()
        .unwrap_or(Some(Credence::Confirmed));
        for number in 0..(according % 8).saturating_sub(4).min(2) {
            reading = reading.according_to(*pick(&voices, one.wrapping_add(number * 3)));
        }
        for number in 0..(only % 8).saturating_sub(4) {
            reading = reading.only_from(*pick(&voices, two.wrapping_add(number * 2)));
        }
        for number in 0..(not % 8).saturating_sub(4).min(2) {
            reading = reading.not_from(*pick(&voices, three.wrapping_add(number * 5)));
        }
        reading
    }
}
