//! A history: all places, actors, sources and events; what one loads, edits and asks.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::NaiveDate;

use crate::account::Reckoning;
use crate::actor::Actor;
use crate::answer::Answer;
use crate::belief::{Beliefs, Fate, Why};
use crate::change::{Change, Shares, Until};
use crate::check::{self, Check, Checked};
use crate::error::{Entry, Problem, Refusals, Refused, Step};
use crate::event::Event;
use crate::find::{Designates, Handle, Names, NotFound};
use crate::fold::{Bounds, Deed, Fold, Ground, Happening, HolderKey, Period, Row, Sides, Site};
use crate::moment::Moment;
use crate::place::Place;
use crate::reading::Reading;
use crate::replay::Replay;
use crate::scenario::{Accepted, Scenario};
use crate::source::Source;
use crate::view::{Asked, View};
use crate::when::Span;

/// All places, actors, sources and events of a record, and what follows from them.
///
/// # Equality
/// Two histories are equal if they hold equal places, actors, sources, events and acceptances, in whatever order
/// these came in, under equal titles, licences and notes. Handles, and the lines of a file, play no part.
///
/// # Order of arrival
/// An event may come in at any time, as soon as what it names is there; the history is the same.
/// A refused edit leaves it as it was.
///
/// ```
/// use whoheld::chrono::NaiveDate;
/// use whoheld::{Actor, Captured, Event, History, Place};
///
/// let mut history = History::new();
/// history.add_actor(Actor::new("normans"))?;
/// history.add_actor(Actor::new("english"))?;
/// history.add_place(Place::new("york").held_by("english"))?;
/// history.insert(Event::new("1068-07".parse()?, "york", Captured::by("normans")))?;
///
/// let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
/// assert_eq!(history.who_held("york", day(1068, 6, 30))?.to_string(), "york on 1068-06-30: english");
/// assert_eq!(history.who_held("york", day(1068, 7, 15))?.to_string(), "york on 1068-07-15: english, or else normans");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct History {
    tag: u64,
    title: Option<String>,
    licence: Option<String>,
    note: Option<String>,
    accepted: Vec<Accepted>,
    actors: Vec<Actor>,
    actor_names: Names,
    sources: Vec<Source>,
    source_names: Names,
    places: Vec<Place>,
    place_names: Names,
    events: Vec<Option<Event>>,
    event_ids: HashMap<String, u32>,
    reckoning: Reckoning,
    /// The numbers of events that were taken out, to be given again.
    free: Vec<u32>,
    /// What refers to each event that is referred to, by number.
    referrers: HashMap<u32, BTreeSet<u32>>,
    /// The events at each place, by number.
    events_at: HashMap<u32, BTreeSet<u32>>,
    written_at: WrittenAt,
}

/// The lines on which the entries of a history stood in the document it was read from, by number; 0 for those that
/// came in later.
#[derive(Clone, Debug, Default)]
pub(crate) struct WrittenAt {
    pub(crate) actors: Vec<u32>,
    pub(crate) sources: Vec<u32>,
    pub(crate) places: Vec<u32>,
    pub(crate) events: Vec<u32>,
    pub(crate) accepted: Vec<u32>,
}

static NEXT_TAG: AtomicU64 = AtomicU64::new(1);

fn new_tag() -> u64 {
    NEXT_TAG.fetch_add(1, Ordering::Relaxed)
}

impl Clone for History {
    /// The clone is a history of its own: handles of this one do not work on it.
    fn clone(&self) -> Self {
        Self {
            tag: new_tag(),
            title: self.title.clone(),
            licence: self.licence.clone(),
            note: self.note.clone(),
            accepted: self.accepted.clone(),
            actors: self.actors.clone(),
            actor_names: self.actor_names.clone(),
            sources: self.sources.clone(),
            source_names: self.source_names.clone(),
            places: self.places.clone(),
            place_names: self.place_names.clone(),
            events: self.events.clone(),
            event_ids: self.event_ids.clone(),
            reckoning: self.reckoning.clone(),
            free: self.free.clone(),
            referrers: self.referrers.clone(),
            events_at: self.events_at.clone(),
            written_at: self.written_at.clone(),
        }
    }
}

impl Default for History {
    fn default() -> Self {
        Self::new()
    }
}

impl PartialEq for History {
    fn eq(&self, other: &Self) -> bool {
        fn by<T>(all: &[T], id: impl Fn(&T) -> &str) -> Vec<&T> {
            let mut all: Vec<&T> = all.iter().collect();
            all.sort_by(|a, b| id(a).cmp(id(b)));
            all
        }
        fn events(history: &History) -> Vec<&Event> {
            let mut all: Vec<&Event> = history.events.iter().flatten().collect();
            all.sort_by(|a, b| a.name().cmp(b.name()));
            all
        }
        let accepted = |history: &Self| -> BTreeSet<String> {
            history.accepted.iter().map(|accepted| format!("{accepted:?}")).collect()
        };
        (&self.title, &self.licence, &self.note) == (&other.title, &other.licence, &other.note)
            && by(&self.actors, |a| &a.id) == by(&other.actors, |a| &a.id)
            && by(&self.sources, |s| &s.id) == by(&other.sources, |s| &s.id)
            && by(&self.places, |p| &p.id) == by(&other.places, |p| &p.id)
            && events(self) == events(other)
            && accepted(self) == accepted(other)
    }
}

impl TryFrom<Scenario> for History {
    type Error = Refusals;

    /// Checks a record as written. Its entries may stand in any order.
    ///
    /// # Errors
    /// Everything that is wrong with it, at least one for each faulty entry.
    fn try_from(scenario: Scenario) -> Result<Self, Refusals> {
        let (title, licence, note) = (scenario.title.clone(), scenario.licence.clone(), scenario.note.clone());
        let accepted = scenario.accepted.clone();
        let Checked { mut history, events } = check::record(scenario)?;
        history.event_ids = (0..).zip(&events).map(|(number, event)| (event.name().to_owned(), number)).collect();
        history.events = events.into_iter().map(Some).collect();
        for number in 0..history.events.len() {
            history.note_event(u32::try_from(number).expect("fewer than 2^32 events"));
        }
        let default = Reading::default();
        history.reckoning = Reckoning::of(&history, &default, None).expect("the default reading names nobody");
        (history.title, history.licence, history.note) = (title, licence, note);
        history.accepted = accepted;
        Ok(history)
    }
}

impl History {
    /// A history of nothing.
    #[must_use]
    pub fn new() -> Self {
        Self {
            tag: new_tag(),
            title: None,
            licence: None,
            note: None,
            accepted: Vec::new(),
            actors: Vec::new(),
            actor_names: Names::default(),
            sources: Vec::new(),
            source_names: Names::default(),
            places: Vec::new(),
            place_names: Names::default(),
            events: Vec::new(),
            event_ids: HashMap::new(),
            reckoning: Reckoning {
                reading: Reading::default(),
                beliefs: Beliefs::default(),
                fold: Fold::new(Vec::new(), Vec::new(), Sides::default(), None),
            },
            free: Vec::new(),
            referrers: HashMap::new(),
            events_at: HashMap::new(),
            written_at: WrittenAt::default(),
        }
    }

    /// What the record is of.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// A note on the record: how it was made.
    #[must_use]
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    /// The licence of the record.
    #[must_use]
    pub fn licence(&self) -> Option<&str> {
        self.licence.as_deref()
    }

    /// All places, in the order they came in.
    pub fn places(&self) -> std::slice::Iter<'_, Place> {
        self.places.iter()
    }

    /// All actors, in the order they came in.
    pub fn actors(&self) -> std::slice::Iter<'_, Actor> {
        self.actors.iter()
    }

    /// All sources, in the order they came in.
    pub fn sources(&self) -> std::slice::Iter<'_, Source> {
        self.sources.iter()
    }

    /// All events, by their place in the telling and then by id. For the order in which they happened, see
    /// [`replay`](Self::replay).
    #[must_use]
    pub fn events(&self) -> std::vec::IntoIter<&Event> {
        let mut events: Vec<&Event> = self.events.iter().flatten().collect();
        events.sort_by(|a, b| (a.order, a.name()).cmp(&(b.order, b.name())));
        events.into_iter()
    }

    /// One place.
    ///
    /// # Errors
    /// Where there is none of that name, or several.
    pub fn place(&self, place: impl Designates<Place>) -> Result<&Place, NotFound> {
        Ok(&self.places[place.find(self)? as usize])
    }

    /// One actor.
    ///
    /// # Errors
    /// Where there is none of that name, or several.
    pub fn actor(&self, actor: impl Designates<Actor>) -> Result<&Actor, NotFound> {
        Ok(&self.actors[actor.find(self)? as usize])
    }

    /// One source, by its id.
    ///
    /// # Errors
    /// Where there is none of that id.
    pub fn source(&self, id: &str) -> Result<&Source, NotFound> {
        self.source_names.find("source", id).map(|number| &self.sources[number as usize])
    }

    /// One event, by its id.
    ///
    /// # Errors
    /// Where there is none of that id.
    pub fn event(&self, id: &str) -> Result<&Event, NotFound> {
        self.event_number(id).map(|number| self.event_at(number))
    }

    /// A handle to a place, for asking about it often.
    ///
    /// # Errors
    /// Where there is none of that name, or several.
    pub fn find_place(&self, place: impl Designates<Place>) -> Result<Handle<Place>, NotFound> {
        Ok(Handle::new(self.tag, place.find(self)?))
    }

    /// A handle to an actor, for asking about it often.
    ///
    /// # Errors
    /// Where there is none of that name, or several.
    pub fn find_actor(&self, actor: impl Designates<Actor>) -> Result<Handle<Actor>, NotFound> {
        Ok(Handle::new(self.tag, actor.find(self)?))
    }

    /// The places directly within a place, in the order they came in.
    ///
    /// # Errors
    /// Where there is none of that name, or several.
    pub fn parts(&self, place: impl Designates<Place>) -> Result<impl Iterator<Item = &Place>, NotFound> {
        let number = place.find(self)?;
        let mut parts = self.fold().site(number).children.clone();
        parts.sort_unstable();
        Ok(parts.into_iter().map(|part| &self.places[part as usize]))
    }

    /// The side an actor was on on a day: the top of its chain of allegiances.
    ///
    /// # Errors
    /// Where there is no actor of that name, or several.
    pub fn side_of(&self, actor: impl Designates<Actor>, day: NaiveDate) -> Result<&Actor, NotFound> {
        let side = self.fold().sides.side(actor.find(self)?, day_number(day));
        Ok(&self.actors[side as usize])
    }

    /// The first and the last day on which an event that is believed can have happened, over all with a bound there.
    #[must_use]
    pub fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        self.by_side().days()
    }

    /// Who held a place on a day (at its close), by side. For other moments pass an [`Asked`] or a [`Moment`].
    ///
    /// A date outside the record is answered, never refused.
    ///
    /// # Errors
    /// Where there is no place of that name, or several.
    pub fn who_held(&self, place: impl Designates<Place>, on: impl Into<Asked>) -> Result<Answer<'_>, NotFound> {
        self.by_side().who_held(place, on)
    }

    /// The history asked by side: what actors hold counts as their side's on that day.
    #[must_use]
    pub fn by_side(&self) -> View<'_> {
        View::new(self, &self.reckoning, true)
    }

    /// The history asked by actor, as the record names them.
    #[must_use]
    pub fn by_actor(&self) -> View<'_> {
        View::new(self, &self.reckoning, false)
    }

    /// The events one after the other, each with the control before and after; by side.
    #[must_use]
    pub fn replay(&self) -> Replay<'_> {
        self.by_side().replay()
    }

    /// Takes in an actor. Those it answers to must be there.
    ///
    /// # Errors
    /// A bad or taken id, an unknown superior, overlapping or reversed periods.
    pub fn add_actor(&mut self, actor: Actor) -> Result<Handle<Actor>, Refused> {
        let entry = Entry::Actor(self.actors.len());
        let mut check = Check::new(self);
        check.actor(&actor, entry);
        check.superiors(&actor, entry);
        first(check.wrong)?;
        let number = self.take_actor(actor);
        // Nobody answered to it before, so nothing is folded anew.
        self.reckoning.fold.sides = self.sides();
        Ok(Handle::new(self.tag, number))
    }

    /// Takes in a source.
    ///
    /// # Errors
    /// A bad or taken id.
    pub fn add_source(&mut self, source: Source) -> Result<(), Refused> {
        let mut check = Check::new(self);
        check.source(&source, Entry::Source(self.sources.len()));
        first(check.wrong)?;
        self.take_source(source);
        Ok(())
    }

    /// Takes in a place. The place it lies within must be there.
    ///
    /// # Errors
    /// A bad or taken id, an unknown place around it, parts that add up to more than the whole, a bad baseline.
    pub fn add_place(&mut self, place: Place) -> Result<Handle<Place>, Refused> {
        let entry = Entry::Place(self.places.len());
        let mut check = Check::new(self);
        check.place(&place, entry);
        let parent = check.within(&place, entry);
        if let (Some(parent), Some(fraction)) = (parent, place.fraction) {
            let siblings = self.fold().site(parent).children.iter();
            let siblings = siblings.filter_map(|&part| self.places[part as usize].fraction);
            let sum = siblings.map(|part| part.parts().0).sum::<i64>() + fraction.parts().0;
            check.fraction(&place, entry, &self.places[parent as usize].id, sum);
        }
        if let Some(parent) = parent {
            check.depth(&place, entry, self.fold().around(parent).count() + 1);
        }
        first(check.wrong)?;
        let speaks = place.baseline.as_ref().map(|baseline| baseline.credence.is_believed());
        let site = self.site(&place, parent, speaks == Some(true));
        let number = self.take_place(place);
        self.reckoning.beliefs.baselines.push(match speaks {
            None => Fate::Gone,
            Some(true) => Fate::Believed,
            Some(false) => Fate::Ignored(Why::BelowFloor),
        });
        self.reckoning.fold.add_site(site);
        Ok(Handle::new(self.tag, number))
    }

    /// Takes in an event and gives its id. What it names must be there.
    ///
    /// # Errors
    /// What is wrong with it; the history is as before.
    pub fn insert(&mut self, event: Event) -> Result<String, Refused> {
        let ids = self.insert_all([event]).map_err(|mut refusals| refusals.0.remove(0))?;
        Ok(ids.into_iter().next().unwrap_or_default())
    }

    /// Takes in events, all or none, and gives their ids. They may refer to each other.
    ///
    /// # Errors
    /// What is wrong with each; the history is as before.
    pub fn insert_all(&mut self, events: impl IntoIterator<Item = Event>) -> Result<Vec<String>, Refusals> {
        let mut batch: Vec<Event> = events.into_iter().collect();
        Self::name_events(&mut batch);
        let mut check = Check::new(self);
        check.events(&batch);
        if !check.wrong.is_empty() {
            return Err(Refusals(check.wrong));
        }
        let names = batch.iter().map(|event| event.name().to_owned()).collect();
        let numbers: Vec<u32> = batch.into_iter().map(|event| self.take_event(event)).collect();
        for &number in &numbers {
            self.note_event(number);
        }
        self.rebelieve(&numbers, &[]);
        Ok(names)
    }

    /// Takes an event out and gives it back.
    ///
    /// # Errors
    /// Where there is none of that id, or another event refers to it.
    pub fn remove(&mut self, id: &str) -> Result<Event, Refused> {
        let number = self.event_number(id).map_err(|error| refused(id, error.into()))?;
        self.check_unused(number, id)?;
        self.event_ids.remove(id);
        let (event, corrected) = self.take_out(number);
        self.free.push(number);
        self.rebelieve(&corrected, &[number]);
        Ok(event)
    }

    /// Puts another event in the place of one, and gives the old one back. The new one takes over the id, unless
    /// it has one of its own.
    ///
    /// # Errors
    /// Where there is none of that id, or something is wrong with the new one; the history is as before.
    pub fn replace(&mut self, id: &str, mut event: Event) -> Result<Event, Refused> {
        let number = self.event_number(id).map_err(|error| refused(id, error.into()))?;
        let new_id = event.id.get_or_insert_with(|| id.to_owned()).clone();
        let mut check = Check::new(self);
        check.replacement(&event, id);
        first(check.wrong)?;
        if new_id != id {
            self.check_unused(number, id)?;
        }
        self.event_ids.remove(id);
        self.event_ids.insert(new_id, number);
        let (old, mut touched) = self.take_out(number);
        self.events[number as usize] = Some(event);
        self.note_event(number);
        touched.push(number);
        self.rebelieve(&touched, &[number]);
        Ok(old)
    }

    /// Takes in the acceptance of a finding. Whether it matches any, the [audit](Self::audit) tells.
    pub fn accept(&mut self, accepted: Accepted) {
        self.accepted.push(accepted);
    }

    /// The record as written: what this history was made of, events in the order of telling.
    #[must_use]
    pub fn to_scenario(&self) -> Scenario {
        Scenario {
            title: self.title.clone(),
            licence: self.licence.clone(),
            note: self.note.clone(),
            actors: self.actors.clone(),
            sources: self.sources.clone(),
            places: self.places.clone(),
            events: self.events().cloned().collect(),
            accepted: self.accepted.clone(),
        }
    }

    pub(crate) const fn tag(&self) -> u64 {
        self.tag
    }

    pub(crate) const fn place_names(&self) -> &Names {
        &self.place_names
    }

    pub(crate) const fn source_names(&self) -> &Names {
        &self.source_names
    }

    pub(crate) const fn actor_names(&self) -> &Names {
        &self.actor_names
    }

    pub(crate) const fn fold(&self) -> &Fold {
        &self.reckoning.fold
    }

    pub(crate) fn place_at(&self, number: u32) -> &Place {
        &self.places[number as usize]
    }

    pub(crate) fn actor_at(&self, number: u32) -> &Actor {
        &self.actors[number as usize]
    }

    pub(crate) fn source_at(&self, number: u32) -> &Source {
        &self.sources[number as usize]
    }

    pub(crate) fn event_at(&self, number: u32) -> &Event {
        self.events[number as usize].as_ref().expect("numbers in use lead to live events")
    }

    pub(crate) fn live_events(&self) -> impl Iterator<Item = (u32, &Event)> {
        (0..).zip(&self.events).filter_map(|(number, event)| Some((number, event.as_ref()?)))
    }

    /// The events at some places, by number.
    pub(crate) fn events_at(&self, places: impl IntoIterator<Item = u32>) -> impl Iterator<Item = u32> {
        let at = places.into_iter().filter_map(|place| self.events_at.get(&place));
        at.flatten().copied()
    }

    /// The events said to be one happening with an event, through others too, itself counted; by number.
    pub(crate) fn twins(&self, number: u32) -> BTreeSet<u32> {
        let mut twins = BTreeSet::from([number]);
        let mut open = vec![number];
        while let Some(at) = open.pop() {
            let event = self.event_at(at);
            let named = event.same_as.as_ref().and_then(|id| self.event_ids.get(id).copied());
            let naming = self.referrers(at).filter(|&by| self.event_at(by).same_as.as_deref() == Some(event.name()));
            open.extend(named.into_iter().chain(naming).filter(|&twin| twins.insert(twin)));
        }
        twins
    }

    pub(crate) fn event_number(&self, id: &str) -> Result<u32, NotFound> {
        self.event_ids.get(id).copied().ok_or_else(|| {
            let nearest = crate::find::nearest(id, self.event_ids.keys().map(String::as_str));
            NotFound::Unknown { kind: "event", given: id.to_owned(), nearest: nearest.map(str::to_owned) }
        })
    }

    pub(crate) fn take_actor(&mut self, actor: Actor) -> u32 {
        let others = actor.aliases.iter().chain(actor.names.values()).map(String::as_str);
        let number = self.actor_names.add(&actor.id, others);
        self.actors.push(actor);
        number
    }

    pub(crate) fn take_source(&mut self, source: Source) {
        self.source_names.add(&source.id, []);
        self.sources.push(source);
    }

    pub(crate) fn take_place(&mut self, place: Place) -> u32 {
        let others = place.aliases.iter().chain(place.names.values()).map(String::as_str);
        let number = self.place_names.add(&place.id, others);
        self.places.push(place);
        number
    }

    fn take_event(&mut self, event: Event) -> u32 {
        let number = self.free.pop().unwrap_or_else(|| {
            self.events.push(None);
            u32::try_from(self.events.len() - 1).expect("fewer than 2^32 events")
        });
        self.event_ids.insert(event.name().to_owned(), number);
        self.events[number as usize] = Some(event);
        number
    }

    /// The events that an event corrects, by number.
    fn corrected(&self, number: u32) -> Vec<u32> {
        let event = self.events[number as usize].as_ref();
        let ids = event.into_iter().flat_map(|event| &event.supersedes);
        ids.filter_map(|id| self.event_ids.get(id).copied()).collect()
    }

    /// The events that an event refers to, by number.
    pub(crate) fn referred(&self, number: u32) -> Vec<u32> {
        let references = self.events[number as usize].iter().flat_map(references);
        references.filter_map(|(_, id)| self.event_ids.get(id).copied()).collect()
    }

    /// The events that refer to one, by number.
    pub(crate) fn referrers(&self, number: u32) -> impl Iterator<Item = u32> {
        self.referrers.get(&number).into_iter().flatten().copied()
    }

    /// Enters a new event where it will be looked for.
    fn note_event(&mut self, number: u32) {
        for referred in self.referred(number) {
            self.referrers.entry(referred).or_default().insert(number);
        }
        if let Some(place) = self.place_names.id(&self.event_at(number).place) {
            self.events_at.entry(place).or_default().insert(number);
        }
    }

    /// What becomes of an event by the default reading.
    fn fate(&self, number: u32) -> Fate {
        let Some(event) = self.events[number as usize].as_ref() else { return Fate::Gone };
        if !event.credence.is_believed() {
            return Fate::Ignored(Why::BelowFloor);
        }
        let corrects = |by: &Event| by.supersedes.iter().any(|id| id == event.name());
        let correctors = self.referrers(number).map(|by| (by, self.event_at(by)));
        let believed = correctors.filter(|(_, by)| by.credence.is_believed() && corrects(by));
        let first = believed.min_by_key(|(_, by)| (by.order, by.name()));
        first.map_or(Fate::Believed, |(by, _)| Fate::Superseded(by))
    }

    /// Settles anew what is believed of some events, which are new or may be seen in another way now, and of all that
    /// they correct; and folds what differs. Those in `out` are gone, or other than they were.
    fn rebelieve(&mut self, events: &[u32], out: &[u32]) {
        let corrected = events.iter().flat_map(|&number| self.corrected(number));
        let touched: BTreeSet<u32> = events.iter().copied().chain(corrected).collect();
        let mut gone: BTreeSet<u32> = out.iter().copied().collect();
        for &number in out {
            self.reckoning.beliefs.set_event(number, Fate::Gone);
        }
        let mut new = Vec::new();
        for number in touched {
            let fate = self.fate(number);
            let before = self.reckoning.beliefs.event(number);
            self.reckoning.beliefs.set_event(number, fate);
            if before.counts() && !fate.counts() {
                gone.insert(number);
            } else if fate.counts() && !before.counts() {
                let happening = self.happening(self.event_at(number));
                new.extend(happening.map(|happening| (number, happening)));
            }
        }
        let gone: Vec<u32> = gone.into_iter().collect();
        self.reckoning.fold.edit(&gone, new);
    }

    /// That no other event refers to one.
    fn check_unused(&self, number: u32, id: &str) -> Result<(), Refused> {
        let others = self.referrers(number).map(|other| self.event_at(other));
        match others.min_by_key(|other| (other.order, other.name())) {
            Some(other) => Err(refused(id, Problem::InUse(other.name().to_owned()))),
            None => Ok(()),
        }
    }

    pub(crate) fn events_len(&self) -> usize {
        self.event_ids.len()
    }

    pub(crate) fn has_event(&self, id: &str) -> bool {
        self.event_ids.contains_key(id)
    }

    /// The ids of all events, in no particular order.
    pub(crate) fn event_names(&self) -> impl Iterator<Item = &str> {
        self.event_ids.keys().map(String::as_str)
    }

    #[cfg(feature = "toml")]
    pub(crate) fn set_written_at(&mut self, written_at: WrittenAt) {
        self.written_at = written_at;
    }

    pub(crate) const fn written_at(&self) -> &WrittenAt {
        &self.written_at
    }

    pub(crate) fn accepted(&self) -> &[Accepted] {
        &self.accepted
    }

    /// Takes an event out; gives what it corrected besides.
    fn take_out(&mut self, number: u32) -> (Event, Vec<u32>) {
        if let Some(line) = self.written_at.events.get_mut(number as usize) {
            *line = 0;
        }
        let corrected = self.corrected(number);
        for other in self.referred(number) {
            if let Some(referrers) = self.referrers.get_mut(&other) {
                referrers.remove(&number);
                if referrers.is_empty() {
                    self.referrers.remove(&other);
                }
            }
        }
        let event = self.events[number as usize].take().expect("ids lead to live events");
        if let Some(events) = self.place_names.id(&event.place).and_then(|place| self.events_at.get_mut(&place)) {
            events.remove(&number);
        }
        (event, corrected)
    }

    /// Gives ids to events that have none.
    pub(crate) fn name_events(batch: &mut [Event]) {
        for event in batch {
            if event.id.is_none() {
                event.id = Some(event.derived_id());
            }
        }
    }

    /// Whether a place lies within another; by the places themselves, as the fold may not know them yet.
    pub(crate) fn lies_within(&self, inner: u32, outer: u32) -> bool {
        let mut at = inner;
        for _ in 0..self.places.len() {
            let Some(parent) = self.places[at as usize].within.as_ref().and_then(|id| self.place_names.id(id)) else {
                return false;
            };
            if parent == outer {
                return true;
            }
            at = parent;
        }
        false
    }

    pub(crate) fn sides(&self) -> Sides {
        let period = |allegiance: &crate::actor::Allegiance| {
            let (from, until) = period_days(allegiance.from, allegiance.until);
            self.actor_names.id(&allegiance.to).map(|to| Period { from, until, to })
        };
        Sides::new(self.actors.iter().map(|actor| actor.allegiances.iter().filter_map(period).collect()).collect())
    }

    pub(crate) fn holder(&self, id: &str) -> HolderKey {
        match id {
            "nobody" => HolderKey::NOBODY,
            id => self.actor_names.id(id).map_or(HolderKey::UNRECORDED, HolderKey::actor),
        }
    }

    fn rows(&self, shares: &Shares) -> Vec<Row> {
        shares.iter().map(|(holder, share)| (self.holder(holder), share)).collect()
    }

    /// A place as the fold sees it; `speaks` where its baseline, if it has one, is believed.
    fn site(&self, place: &Place, parent: Option<u32>, speaks: bool) -> Site {
        Site {
            id: place.id.clone(),
            parent,
            children: Vec::new(),
            fraction: place.fraction.map(crate::place::Fraction::parts),
            baseline: place.baseline.as_ref().filter(|_| speaks).map(|baseline| {
                // What the listed shares leave open is as unrecorded as without a baseline.
                Ground::whole(HolderKey::UNRECORDED).restart(&self.rows(&baseline.shares))
            }),
        }
    }

    /// All places as the fold sees them.
    pub(crate) fn sites(&self, speaks: impl Fn(u32) -> bool) -> Vec<Site> {
        let parent = |place: &Place| place.within.as_ref().and_then(|id| self.place_names.id(id));
        let places = (0..).zip(&self.places);
        let mut sites: Vec<Site> =
            places.map(|(number, place)| self.site(place, parent(place), speaks(number))).collect();
        for (number, place) in (0..).zip(&self.places) {
            if let Some(parent) = parent(place) {
                sites[parent as usize].children.push(number);
            }
        }
        for site in &mut sites {
            site.children.sort_by_key(|&part| &self.places[part as usize].id);
        }
        sites
    }

    /// An event by numbers, if it takes its place in the order: noted events do not.
    pub(crate) fn happening(&self, event: &Event) -> Option<Happening> {
        Some(Happening {
            id: event.name().to_owned(),
            order: event.order,
            place: self.place_names.id(&event.place)?,
            bounds: Bounds::of(event.when.span()),
            day: crate::statement::day_of(event),
            deed: self.deed(event)?,
        })
    }

    /// What an event does, by numbers, if it does anything.
    pub(crate) fn deed(&self, event: &Event) -> Option<Deed> {
        let span = event.when.span();
        let actor = |id: &str| self.actor_names.id(id).unwrap_or(u32::MAX);
        let places = |ids: &[String]| ids.iter().filter_map(|id| self.place_names.id(id)).collect();
        let ends = |until: Option<Until>| match until {
            None => last_counting(span),
            Some(Until::Date(until)) => last_counting(until.span()),
            Some(Until::Open) => i64::MAX,
        };
        Some(match &event.change {
            Change::Captured(it) | Change::Recaptured(it) => Deed::Captured {
                by: actor(&it.by),
                extent: it.extent,
                from: it.from.as_deref().map(actor),
                except: places(&it.except),
            },
            Change::Withdrew(it) => {
                Deed::Withdrew { actor: actor(&it.actor), extent: it.extent, except: places(&it.except) }
            }
            Change::Transferred(it) => Deed::Transferred {
                from: actor(&it.from),
                to: actor(&it.to),
                extent: it.extent,
                except: places(&it.except),
            },
            Change::Observed(shares) => Deed::Observed(self.rows(shares).into()),
            Change::Attacked(it) => Deed::Fought { parties: [actor(&it.by)].into(), ends: ends(it.until) },
            Change::Fought(it) => {
                Deed::Fought { parties: it.between.iter().map(|id| actor(id)).collect(), ends: ends(it.until) }
            }
            Change::Repelled(it) => Deed::Repelled { attacker: actor(&it.attacker) },
            Change::Besieged(it) => Deed::Besieged { by: actor(&it.by) },
            Change::SiegeLifted => Deed::SiegeLifted,
            Change::FireControl(it) => Deed::FireControl { by: actor(&it.by) },
            Change::FireControlLost => Deed::FireControlLost,
            Change::Noted(_) | Change::Denied(_) => return None,
        })
    }
}

/// The last moment at which a fight that lasts through a span still counts: the close of its last day.
fn last_counting(span: Span) -> i64 {
    span.latest.map_or(i64::MAX, |latest| Moment::day_end(latest.minutes()))
}

/// The events that an event refers to, and where it does.
pub(crate) fn references(event: &Event) -> Vec<(Vec<Step>, &str)> {
    let denied = match &event.change {
        Change::Denied(denied) => Some((vec!["denied".into(), "event".into()], denied.event.as_str())),
        _ => None,
    };
    let corrected = event.supersedes.iter().enumerate();
    corrected
        .map(|(number, id)| (vec!["supersedes".into(), number.into()], id.as_str()))
        .chain(event.same_as.iter().map(|id| (vec!["same_as".into()], id.as_str())))
        .chain(denied)
        .collect()
}

/// Days since 1970.
pub(crate) fn day_number(day: NaiveDate) -> i64 {
    Moment::opening(day).minutes().div_euclid(24 * 60)
}

pub(crate) fn period_days(from: Option<NaiveDate>, until: Option<NaiveDate>) -> (i64, i64) {
    (from.map_or(i64::MIN, day_number), until.map_or(i64::MAX, day_number))
}

fn refused(id: &str, problem: Problem) -> Refused {
    Refused {
        subject: format!("event `{id}`"),
        problem: Box::new(problem),
        entry: Entry::Event(0),
        at: vec!["id".into()],
    }
}

fn first(wrong: Vec<Refused>) -> Result<(), Refused> {
    wrong.into_iter().next().map_or(Ok(()), Err)
}
