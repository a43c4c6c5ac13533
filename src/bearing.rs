//! What bears on an answer, and how (`DESIGN.md`, "Readings").

use std::collections::{HashMap, HashSet};
use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::answer::{Answer, SourceRecord};
use crate::belief::{Fate, Why, told_apart};
use crate::change::Change;
use crate::event::{Credence, Event};
use crate::fold::{Bounds, HolderKey};
use crate::statement::Statement;

/// An event that bears on an answer, with the part that it plays.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Bearing<'h> {
    /// The event.
    pub event: &'h Event,
    /// The part it plays: exactly one.
    pub role: Role<'h>,
    /// Whether it speaks against the answer: what it says and the answer cannot both be true, or it denies what the answer
    /// rests on. What supports it or is overtaken does not, nor what is older than the last event that settled the place.
    pub against: bool,
}

/// The part that an event plays in an answer.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Role<'h> {
    /// It is believed, and the answer rests on it. Of a denial: what it denies is ignored for it.
    Supporting,
    /// It is not ignored, and says otherwise: it denies what the answer rests on; others say it, of the same dates, than
    /// what settled the place; or where all is kept, it is a claim that some possible control excludes.
    Disputing,
    /// An event that is believed corrects it.
    Superseded {
        /// What corrects it.
        by: &'h Event,
    },
    /// It is believed, but something later settled the place, or what it began is over; or it denies nothing that matters.
    Overtaken,
    /// The reading does not believe it.
    Ignored(Ignored<'h>),
}

impl Role<'_> {
    /// Its word: `supporting`, `disputing`, `superseded`, `overtaken` or `ignored`.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Supporting => "supporting",
            Self::Disputing => "disputing",
            Self::Superseded { .. } => "superseded",
            Self::Overtaken => "overtaken",
            Self::Ignored(_) => "ignored",
        }
    }
}

impl fmt::Display for Role<'_> {
    /// `supporting`, `ignored: below the floor`, `superseded by late-report`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Superseded { by } => write!(f, "superseded by {}", by.name()),
            Self::Ignored(why) => write!(f, "ignored: {why}"),
            role => f.pad(role.word()),
        }
    }
}

/// Why a reading does not believe an event.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Ignored<'h> {
    /// It was recorded only later.
    NotYetKnown,
    /// Its credence is below the floor.
    BelowFloor,
    /// It comes from those whose word is not taken.
    NotFrom,
    /// Someone whose word is taken denies it.
    Denied {
        /// The denial.
        by: &'h Event,
    },
    /// Of two that conflict, the rule has the other stand.
    Outweighed {
        /// The other.
        by: &'h Event,
    },
}

impl fmt::Display for Ignored<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotYetKnown => f.pad("not yet known"),
            Self::BelowFloor => f.pad("below the floor"),
            Self::NotFrom => f.pad("from those whose word is not taken"),
            Self::Denied { by } => write!(f, "denied by {}", by.name()),
            Self::Outweighed { by } => write!(f, "outweighed by {}", by.name()),
        }
    }
}

impl Ignored<'_> {
    /// Its word: `not-yet-known`, `below-floor`, `not-from`, `denied` or `outweighed`.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::NotYetKnown => "not-yet-known",
            Self::BelowFloor => "below-floor",
            Self::NotFrom => "not-from",
            Self::Denied { .. } => "denied",
            Self::Outweighed { .. } => "outweighed",
        }
    }
}

impl fmt::Display for Bearing<'_> {
    /// `late-report: superseded by later-report`; with `, against the answer` where it is.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let against = if self.against { ", against the answer" } else { "" };
        write!(f, "{}: {}{against}", self.event.name(), self.role)
    }
}

impl<'h> Answer<'h> {
    /// Every event that bears on the answer, with the part it plays; by date, then in the order of telling.
    #[must_use]
    pub fn bearing(self) -> std::vec::IntoIter<Bearing<'h>> {
        let history = self.view.history();
        let beliefs = self.view.beliefs();
        let witnesses: HashSet<u32> = self.witness_numbers();
        let supporting: HashSet<u32> = self.bearing_numbers().into_iter().collect();
        let fold = self.view.fold();
        let near: Vec<u32> = fold.within(self.place).into_iter().chain(fold.around(self.place)).collect();
        let mut bearing: Vec<(u32, &'h Event)> = Vec::new();
        for number in history.events_at(near) {
            let event = history.event_at(number);
            let counts = beliefs.event(number).counts();
            if if counts { witnesses.contains(&number) } else { self.concerns(event) } {
                bearing.push((number, event));
            }
        }
        // For each that bears, and all its twins, one of these.
        let mut classes: HashMap<u32, u32> = HashMap::new();
        for &(number, _) in &bearing {
            if !classes.contains_key(&number) {
                classes.extend(history.twins(number).into_iter().map(|twin| (twin, number)));
            }
        }
        let class = |number: u32| classes.get(&number).copied().unwrap_or(number);
        let denials = classes.keys().flat_map(|&of| history.referrers(of).map(move |number| (number, of)));
        let denials = denials.map(|(number, of)| (number, history.event_at(number), of)).filter(|(_, event, of)| {
            matches!(&event.change, Change::Denied(denial) if denial.event == history.event_at(*of).name())
        });
        let resting: HashSet<u32> = supporting.iter().map(|&number| class(number)).collect();
        let heeded: HashSet<u32> = bearing
            .iter()
            .filter_map(|(number, event)| match beliefs.event(*number) {
                Fate::Ignored(Why::Denied(by) | Why::Outweighed { by, .. }) if !self.is_past(event) => Some(by),
                _ => None,
            })
            .collect();
        // What another voice says of the same dates is not settled by being told first.
        let settled = self.settled_by().map(|number| (number, history.event_at(number)));
        let contradicts = |number: u32, event: &Event| {
            settled.is_some_and(|(last, settled)| {
                class(number) != class(last)
                    && Bounds::of(event.when.span()).overlaps(Bounds::of(settled.when.span()))
                    && told_apart(event, settled)
                    && event.place == settled.place
                    && self.excludes(event, true)
            })
        };
        let role = |number: u32, event: &'h Event| match beliefs.event(number) {
            Fate::Superseded(by) => Role::Superseded { by: history.event_at(by) },
            Fate::Ignored(why) => Role::Ignored(match why {
                Why::NotYetKnown => Ignored::NotYetKnown,
                Why::BelowFloor => Ignored::BelowFloor,
                Why::NotFrom => Ignored::NotFrom,
                Why::Denied(by) => Ignored::Denied { by: history.event_at(by) },
                Why::Outweighed { by, .. } => Ignored::Outweighed { by: history.event_at(by) },
            }),
            _ if !supporting.contains(&number) && contradicts(number, event) => Role::Disputing,
            _ if !supporting.contains(&number) => Role::Overtaken,
            Fate::Optional if event.credence < Credence::Reported && self.excludes(event, false) => Role::Disputing,
            _ => Role::Supporting,
        };
        let mut all: Vec<Bearing<'h>> = bearing
            .into_iter()
            .map(|(number, event)| {
                let role = role(number, event);
                let against = match role {
                    Role::Supporting | Role::Overtaken => false,
                    Role::Disputing => true,
                    _ => !self.is_past(event) && self.excludes(event, true),
                };
                Bearing { event, role, against }
            })
            .collect();
        all.extend(denials.map(|(number, event, of)| {
            let against = resting.contains(&class(of));
            let role = match role(number, event) {
                Role::Overtaken if against => Role::Disputing,
                // What it denies is ignored for it.
                Role::Overtaken if heeded.contains(&number) => Role::Supporting,
                role => role,
            };
            Bearing { event, role, against: against && role != Role::Overtaken }
        }));
        let bounds = |event: &Event| Bounds::of(event.when.span());
        all.sort_by_key(|it| (bounds(it.event).earliest, it.event.order, it.event.name()));
        all.into_iter()
    }

    /// Whether an event that is not believed would bear on the place: it could have happened by then, and is at the
    /// place, reaches it from around, or is about the ground of a part.
    fn concerns(self, event: &Event) -> bool {
        let history = self.view.history();
        let fold = self.view.fold();
        let Some(place) = history.place_names().id(&event.place) else { return false };
        let inside = || fold.around(place).any(|outer| outer == self.place);
        let outside = || fold.around(self.place).any(|outer| outer == place);
        if place != self.place && !inside() && !outside() {
            return false;
        }
        if Bounds::of(event.when.span()).earliest >= self.at {
            return false;
        }
        let Some(deed) = history.deed(event) else { return false };
        place == self.place || (deed.bears_on_ground() && (inside() || !self.is_spared(deed.except())))
    }

    fn is_spared(self, except: &[u32]) -> bool {
        let mut places = std::iter::once(self.place).chain(self.view.fold().around(self.place));
        places.any(|place| except.contains(&place))
    }

    /// Whether an event is older than the last that settled the place: by date, or where dates overlap by the telling of
    /// one who tells both.
    pub(crate) fn is_past(self, event: &Event) -> bool {
        let Some(settled) = self.settled_by().map(|number| self.view.history().event_at(number)) else { return false };
        let (mine, last) = (Bounds::of(event.when.span()), Bounds::of(settled.when.span()));
        mine.latest <= last.earliest
            || (mine.overlaps(last)
                && (event.order, event.name()) < (settled.order, settled.name())
                && !told_apart(event, settled))
    }

    /// Whether what an event says of the ground and a possible control, or every one, cannot both be true.
    fn excludes(self, event: &Event, every: bool) -> bool {
        let history = self.view.history();
        let (Some(says), Some(place)) = (Statement::of(history, event), history.place_names().id(&event.place)) else {
            return false;
        };
        let sides = &self.view.fold().sides;
        let inside = self.view.fold().around(place).any(|outer| outer == self.place);
        let mut controls = self.possible().map(|control| {
            let side = |holder: HolderKey| match holder.as_actor() {
                Some(actor) => HolderKey::actor(sides.side(actor, control.day)),
                None => holder,
            };
            let division = Statement::of_rows(control.ground().rows(), side);
            if inside {
                // What is said of a part excludes only that one side has all.
                return division.sole().is_some_and(|holder| says.gives(holder).1 < 1000);
            }
            if place != self.place && says.sole().is_none() {
                return false;
            }
            !says.fits(&division)
        });
        if every { controls.all(|excluded| excluded) } else { controls.any(|excluded| excluded) }
    }
}

/// An owned [`Bearing`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct BearingRecord {
    /// The event's id.
    pub event: String,
    /// `supporting`, `disputing`, `superseded`, `overtaken` or `ignored`.
    pub role: String,
    /// Why it is ignored: `not-yet-known`, `below-floor`, `not-from`, `denied` or `outweighed`.
    pub why: Option<String>,
    /// The event that supersedes, denies or outweighs it.
    pub by: Option<String>,
    /// Whether it speaks against the answer.
    pub against: bool,
    /// When it happened, as written.
    pub when: String,
    /// Where it happened: the place's id.
    pub place: String,
    /// What happened, in a few words.
    pub change: String,
    /// How far it is believed.
    pub credence: String,
    /// Whether the coder infers it.
    pub inferred: bool,
    /// The ids of those who claim it.
    pub claimed_by: Vec<String>,
    /// The day from which it is known.
    pub known_since: Option<String>,
    /// Whether that is assumed, no day having been recorded.
    pub known_since_assumed: bool,
    /// What it rests on.
    pub sources: Vec<SourceRecord>,
    /// What happened, in the coder's words.
    pub note: Option<String>,
}

impl Bearing<'_> {
    /// An owned copy, to be kept or written.
    #[must_use]
    pub fn to_record(self) -> BearingRecord {
        let (why, by) = match self.role {
            Role::Superseded { by } => (None, Some(by)),
            Role::Ignored(why @ (Ignored::Denied { by } | Ignored::Outweighed { by })) => (Some(why.word()), Some(by)),
            Role::Ignored(why) => (Some(why.word()), None),
            _ => (None, None),
        };
        let event = self.event;
        BearingRecord {
            event: event.name().to_owned(),
            role: self.role.word().to_owned(),
            why: why.map(str::to_owned),
            by: by.map(|by| by.name().to_owned()),
            against: self.against,
            when: event.when.to_string(),
            place: event.place.clone(),
            change: event.change.to_string(),
            credence: event.credence.to_string(),
            inferred: event.inferred,
            claimed_by: event.claimed_by.clone(),
            known_since: event.known_since().map(|day: NaiveDate| day.to_string()),
            known_since_assumed: event.recorded.is_none(),
            sources: event.cites.iter().map(SourceRecord::from).collect(),
            note: event.note.clone(),
        }
    }
}
