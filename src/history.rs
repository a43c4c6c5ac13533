//! A history: all places, actors, sources and events; what one loads, edits and asks.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::NaiveDate;

use crate::actor::Actor;
use crate::answer::Answer;
use crate::change::{Change, Shares, Until};
use crate::error::{Entry, Problem, Refusals, Refused, check_id};
use crate::event::{Citation, Credence, Event};
use crate::find::{Designates, Handle, Names, NotFound};
use crate::fold::{Bounds, Deed, Fold, Ground, Happening, HolderKey, Period, Row, Sides, Site};
use crate::moment::Moment;
use crate::place::Place;
use crate::replay::Replay;
use crate::scenario::{Accepted, Scenario};
use crate::share::Share;
use crate::source::Source;
use crate::view::{Asked, View};
use crate::when::Span;

/// All places, actors, sources and events of a record, and what follows from them.
///
/// # Equality
/// Two histories are equal if they hold equal places, actors, sources, events and acceptances, in whatever order
/// these came in, under equal titles, licences and notes. Handles play no part.
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
    fold: Fold,
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
            fold: self.fold.clone(),
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
        check(scenario)
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
            fold: Fold::new(Vec::new(), Vec::new(), Sides::default()),
        }
    }

    /// What the record is of.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
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
        Ok(self.fold.site(number).children.iter().map(|&part| &self.places[part as usize]))
    }

    /// The side an actor was on on a day: the top of its chain of allegiances.
    ///
    /// # Errors
    /// Where there is no actor of that name, or several.
    pub fn side_of(&self, actor: impl Designates<Actor>, day: NaiveDate) -> Result<&Actor, NotFound> {
        let side = self.fold.sides.side(actor.find(self)?, day_number(day));
        Ok(&self.actors[side as usize])
    }

    /// The first and the last day on which an event can have happened, over all events with a bound there.
    #[must_use]
    pub fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        let spans = || self.events.iter().flatten().map(|event| event.when.span());
        let first = spans().filter_map(|span| span.earliest).min().map(Moment::date);
        let last = spans().filter_map(|span| span.latest).max().map(Moment::day_ending);
        let (first, last) = (first.or(last)?, last.or(first)?);
        Some((first.min(last), last))
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
        View::new(self, true)
    }

    /// The history asked by actor, as the record names them.
    #[must_use]
    pub fn by_actor(&self) -> View<'_> {
        View::new(self, false)
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
        self.check_actor(&actor, entry)?;
        for allegiance in &actor.allegiances {
            if self.actor_names.id(&allegiance.to).is_none() {
                let problem = if allegiance.to == actor.id {
                    Problem::Circle { what: "answers", path: vec![actor.id.clone(), actor.id.clone()] }
                } else {
                    self.actor_names.unknown("actor", &allegiance.to).into()
                };
                return Err(refused("actor", &actor.id, entry, problem).of(&allegiance.to));
            }
        }
        let number = self.take_actor(actor);
        // Nobody answered to it before, so nothing is folded anew.
        self.fold.sides = self.sides();
        Ok(Handle::new(self.tag, number))
    }

    /// Takes in a source.
    ///
    /// # Errors
    /// A bad or taken id.
    pub fn add_source(&mut self, source: Source) -> Result<(), Refused> {
        self.check_source(&source, Entry::Source(self.sources.len()))?;
        self.take_source(source);
        Ok(())
    }

    /// Takes in a place. The place it lies within must be there.
    ///
    /// # Errors
    /// A bad or taken id, an unknown place around it, parts that add up to more than the whole, a bad baseline.
    pub fn add_place(&mut self, place: Place) -> Result<Handle<Place>, Refused> {
        let entry = Entry::Place(self.places.len());
        self.check_place(&place, entry)?;
        let parent = self.check_within(&place, entry)?;
        if let (Some(parent), Some(fraction)) = (parent, place.fraction) {
            let siblings =
                self.fold.site(parent).children.iter().filter_map(|&part| self.places[part as usize].fraction);
            let sum = siblings.map(|part| part.parts().0).sum::<i64>() + fraction.parts().0;
            check_fractions(&self.places[parent as usize].id, sum)
                .map_err(|problem| refused("place", &place.id, entry, problem))?;
        }
        let site = self.site(&place, parent);
        let number = self.take_place(place);
        self.fold.add_site(site);
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
        let mut wrong = self.check_ids(&batch);
        let ids: HashSet<&str> = batch.iter().map(Event::name).collect();
        for (at, event) in batch.iter().enumerate() {
            self.check_event(event, Entry::Event(at), &|id| ids.contains(id), &mut wrong);
        }
        if !wrong.is_empty() {
            return Err(Refusals(wrong));
        }
        let names = batch.iter().map(|event| event.name().to_owned()).collect();
        let mut new = Vec::new();
        for event in batch {
            let happening = self.happening(&event);
            let number = self.take_event(event);
            new.extend(happening.map(|happening| (number, happening)));
        }
        self.fold.edit(&[], new);
        Ok(names)
    }

    /// Takes an event out and gives it back.
    ///
    /// # Errors
    /// Where there is none of that id, or another event refers to it.
    pub fn remove(&mut self, id: &str) -> Result<Event, Refused> {
        let number = self.event_number(id).map_err(|e| refused("event", id, Entry::Event(0), e.into()))?;
        let refers = |event: &&Event| event.name() != id && references(event).into_iter().any(|other| other == id);
        if let Some(other) = self.events().find(refers) {
            let problem = Problem::InUse(other.name().to_owned());
            return Err(refused("event", id, Entry::Event(0), problem));
        }
        self.event_ids.remove(id);
        self.fold.edit(&[number], Vec::new());
        Ok(self.take_out(number))
    }

    /// Puts another event in the place of one, and gives the old one back. The new one takes over the id, unless
    /// it has one of its own.
    ///
    /// # Errors
    /// Where there is none of that id, or something is wrong with the new one; the history is as before.
    pub fn replace(&mut self, id: &str, mut event: Event) -> Result<Event, Refused> {
        let entry = Entry::Event(0);
        let number = self.event_number(id).map_err(|e| refused("event", id, entry, e.into()))?;
        let new_id = event.id.get_or_insert_with(|| id.to_owned()).clone();
        if new_id != id {
            if let Some(taken) = self.check_ids(std::slice::from_ref(&event)).into_iter().next() {
                return Err(taken);
            }
            if let Some(other) = self.events().find(|other| other.name() != id && references(other).contains(&id)) {
                return Err(refused("event", id, entry, Problem::InUse(other.name().to_owned())));
            }
        }
        let mut wrong = Vec::new();
        self.check_event(&event, entry, &|other| other == new_id, &mut wrong);
        if references(&event).contains(&id) && new_id != id {
            wrong.push(refused("event", &new_id, entry, Problem::Itself));
        }
        if let Some(first) = wrong.into_iter().next() {
            return Err(first);
        }
        let happening = self.happening(&event);
        self.event_ids.remove(id);
        self.event_ids.insert(new_id, number);
        let old = self.take_out(number);
        self.events[number as usize] = Some(event);
        self.fold.edit(&[number], happening.map(|happening| (number, happening)).into_iter().collect());
        Ok(old)
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

    pub(crate) const fn actor_names(&self) -> &Names {
        &self.actor_names
    }

    pub(crate) const fn fold(&self) -> &Fold {
        &self.fold
    }

    pub(crate) fn place_at(&self, number: u32) -> &Place {
        &self.places[number as usize]
    }

    pub(crate) fn actor_at(&self, number: u32) -> &Actor {
        &self.actors[number as usize]
    }

    pub(crate) fn event_at(&self, number: u32) -> &Event {
        self.events[number as usize].as_ref().expect("numbers in use lead to live events")
    }

    pub(crate) fn live_events(&self) -> impl Iterator<Item = (u32, &Event)> {
        (0..).zip(&self.events).filter_map(|(number, event)| Some((number, event.as_ref()?)))
    }

    fn event_number(&self, id: &str) -> Result<u32, NotFound> {
        self.event_ids.get(id).copied().ok_or_else(|| {
            let nearest = crate::find::nearest(id, self.event_ids.keys().map(String::as_str));
            NotFound::Unknown { kind: "event", given: id.to_owned(), nearest: nearest.map(str::to_owned) }
        })
    }

    fn take_actor(&mut self, actor: Actor) -> u32 {
        let others = actor.aliases.iter().chain(actor.names.values()).map(String::as_str);
        let number = self.actor_names.add(&actor.id, others);
        self.actors.push(actor);
        number
    }

    fn take_source(&mut self, source: Source) {
        self.source_names.add(&source.id, []);
        self.sources.push(source);
    }

    fn take_place(&mut self, place: Place) -> u32 {
        let others = place.aliases.iter().chain(place.names.values()).map(String::as_str);
        let number = self.place_names.add(&place.id, others);
        self.places.push(place);
        number
    }

    fn take_event(&mut self, event: Event) -> u32 {
        let free = self.events.iter().position(Option::is_none).filter(|_| self.events.len() > self.event_ids.len());
        let at = free.unwrap_or(self.events.len());
        let number = u32::try_from(at).expect("fewer than 2^32 events");
        self.event_ids.insert(event.name().to_owned(), number);
        if at == self.events.len() {
            self.events.push(Some(event));
        } else {
            self.events[at] = Some(event);
        }
        number
    }

    fn take_out(&mut self, number: u32) -> Event {
        self.events[number as usize].take().expect("ids lead to live events")
    }

    /// Gives ids to events that have none.
    fn name_events(batch: &mut [Event]) {
        for event in batch {
            if event.id.is_none() {
                event.id = Some(event.derived_id());
            }
        }
    }

    fn check_ids(&self, batch: &[Event]) -> Vec<Refused> {
        let mut wrong = Vec::new();
        let mut seen = HashSet::new();
        for (at, event) in batch.iter().enumerate() {
            let id = event.name();
            let entry = Entry::Event(at);
            if let Err(problem) = check_id(id) {
                // A derived id is bad only where the place's is, which is found with the place.
                if self.place_names.id(&event.place).is_some() {
                    wrong.push(refused("event", id, entry, problem).of(id));
                }
            } else if self.event_ids.contains_key(id) || !seen.insert(id) {
                wrong.push(refused("event", id, entry, Problem::Duplicate(id.to_owned())).of(id));
            }
        }
        wrong
    }

    fn check_actor(&self, actor: &Actor, entry: Entry) -> Result<(), Refused> {
        let no = |problem| refused("actor", &actor.id, entry, problem).of(&actor.id);
        check_id(&actor.id).map_err(no)?;
        if ["nobody", "unrecorded"].contains(&actor.id.as_str()) {
            return Err(no(Problem::Reserved(actor.id.clone())));
        }
        if self.actor_names.id(&actor.id).is_some() {
            return Err(no(Problem::Duplicate(actor.id.clone())));
        }
        if matches!((actor.from, actor.until), (Some(from), Some(until)) if until <= from) {
            return Err(no(Problem::Reversed("its time".into())));
        }
        for (at, one) in actor.allegiances.iter().enumerate() {
            if matches!((one.from, one.until), (Some(from), Some(until)) if until <= from) {
                return Err(no(Problem::Reversed(format!("its allegiance to `{}`", one.to))).of(&one.to));
            }
            let (from, until) = period_days(one.from, one.until);
            for other in &actor.allegiances[..at] {
                let (other_from, other_until) = period_days(other.from, other.until);
                if from < other_until && other_from < until {
                    return Err(no(Problem::Overlap(other.to.clone(), one.to.clone())).of(&one.to));
                }
            }
        }
        Ok(())
    }

    fn check_source(&self, source: &Source, entry: Entry) -> Result<(), Refused> {
        let no = |problem| refused("source", &source.id, entry, problem).of(&source.id);
        check_id(&source.id).map_err(no)?;
        if self.source_names.id(&source.id).is_some() {
            return Err(no(Problem::Duplicate(source.id.clone())));
        }
        Ok(())
    }

    /// Everything about a place but the one it lies within.
    fn check_place(&self, place: &Place, entry: Entry) -> Result<(), Refused> {
        let no = |problem| refused("place", &place.id, entry, problem);
        check_id(&place.id).map_err(|problem| no(problem).of(&place.id))?;
        if self.place_names.id(&place.id).is_some() {
            return Err(no(Problem::Duplicate(place.id.clone())).of(&place.id));
        }
        if let Some([latitude, longitude]) = place.point {
            let fits = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
            if !fits {
                let text = format!("[{latitude}, {longitude}]");
                return Err(no(Problem::OutOfRange(text, "a point is latitude and longitude in degrees")));
            }
        }
        if let Some(baseline) = &place.baseline {
            self.check_shares(&baseline.shares).map_err(|(problem, text)| no(problem).of(&text))?;
            self.check_cites(&baseline.cites).map_err(|(problem, text)| no(problem).of(&text))?;
        }
        Ok(())
    }

    fn check_within(&self, place: &Place, entry: Entry) -> Result<Option<u32>, Refused> {
        let Some(parent) = &place.within else { return Ok(None) };
        let problem = match self.place_names.id(parent) {
            Some(number) => return Ok(Some(number)),
            None if *parent == place.id => Problem::Circle { what: "lies", path: vec![parent.clone(), parent.clone()] },
            None => self.place_names.unknown("place", parent).into(),
        };
        Err(refused("place", &place.id, entry, problem).of(parent))
    }

    fn check_shares(&self, shares: &Shares) -> Result<(), (Problem, String)> {
        if shares.is_empty() {
            return Err((Problem::NoShares, String::new()));
        }
        let mut least = 0;
        for (holder, share) in shares.iter() {
            if holder == "unrecorded" {
                return Err((Problem::Unseen, holder.to_owned()));
            }
            if holder != "nobody" && self.actor_names.id(holder).is_none() {
                return Err((self.actor_names.unknown("actor", holder).into(), holder.to_owned()));
            }
            if share.is_none() {
                return Err((Problem::NoExtent, holder.to_owned()));
            }
            least += share.low();
        }
        if least > 1000 {
            let percent = format!("{}.{}", least / 10, least % 10);
            let percent = percent.trim_end_matches(".0").to_owned();
            return Err((
                Problem::TooMuch(percent),
                shares.iter().next().map_or(String::new(), |row| row.0.to_owned()),
            ));
        }
        Ok(())
    }

    fn check_cites(&self, cites: &[Citation]) -> Result<(), (Problem, String)> {
        match cites.iter().find(|cite| self.source_names.id(&cite.source).is_none()) {
            None => Ok(()),
            Some(cite) => Err((self.source_names.unknown("source", &cite.source).into(), cite.to_string())),
        }
    }

    /// Everything about an event but its id. `coming` knows the ids of events that come in with it.
    fn check_event(&self, event: &Event, entry: Entry, coming: &dyn Fn(&str) -> bool, wrong: &mut Vec<Refused>) {
        let no = |problem, text: &str| refused("event", event.name(), entry, problem).of(text);
        let place = self.place_names.id(&event.place);
        if place.is_none() {
            wrong.push(no(self.place_names.unknown("place", &event.place).into(), &event.place));
        }
        let shares = match &event.change {
            Change::Observed(shares) => Some(shares),
            _ => None,
        };
        let named = if shares.is_some() { Vec::new() } else { event.change.actors() };
        for actor in named.into_iter().chain(event.with.iter().map(String::as_str)) {
            if self.actor_names.id(actor).is_none() {
                wrong.push(no(self.actor_names.unknown("actor", actor).into(), actor));
            }
        }
        for who in &event.claimed_by {
            if self.actor_names.id(who).is_none() && self.source_names.id(who).is_none() {
                wrong.push(no(self.actor_names.unknown("actor or source", who).into(), who));
            }
        }
        if let Some(Err((problem, text))) = shares.map(|shares| self.check_shares(shares)) {
            wrong.push(no(problem, &text));
        }
        if let Err((problem, text)) = self.check_cites(&event.cites) {
            wrong.push(no(problem, &text));
        }
        for id in references(event) {
            if id == event.name() {
                wrong.push(no(Problem::Itself, id));
            } else if !self.event_ids.contains_key(id) && !coming(id) {
                let problem = self.event_number(id).map_or_else(Problem::from, |_| Problem::Itself);
                wrong.push(no(problem, id));
            }
        }
        let (extent, except) = match &event.change {
            Change::Captured(it) | Change::Recaptured(it) => (it.extent, &it.except[..]),
            Change::Withdrew(it) => (it.extent, &it.except[..]),
            Change::Transferred(it) => (it.extent, &it.except[..]),
            _ => (Share::WHOLE, &[][..]),
        };
        if extent.is_none() {
            wrong.push(no(Problem::NoExtent, ""));
        }
        if !except.is_empty() && !extent.is_whole() {
            wrong.push(no(Problem::PartialExcept, &except[0]));
        }
        for spared in except {
            match self.place_names.id(spared) {
                None => wrong.push(no(self.place_names.unknown("place", spared).into(), spared)),
                Some(number) if place.is_some_and(|place| !self.lies_within(number, place)) => {
                    let problem = Problem::NotWithin { place: spared.clone(), within: event.place.clone() };
                    wrong.push(no(problem, spared));
                }
                Some(_) => {}
            }
        }
        let until = match &event.change {
            Change::Attacked(it) => it.until,
            Change::Fought(it) => it.until,
            _ => None,
        };
        if let Change::Fought(it) = &event.change {
            let mut parties: Vec<&String> = it.between.iter().collect();
            parties.sort();
            parties.dedup();
            if parties.len() < 2 {
                wrong.push(no(Problem::LonelyFight, it.between.first().map_or("", String::as_str)));
            }
        }
        if let Some(Until::Date(until)) = until
            && until.span().precedes(event.when.span())
        {
            wrong.push(no(Problem::Reversed("what it tells of".into()), &until.to_string()));
        }
    }

    /// Whether a place lies within another; by the places themselves, as the fold may not know them yet.
    fn lies_within(&self, inner: u32, outer: u32) -> bool {
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

    fn sides(&self) -> Sides {
        let period = |allegiance: &crate::actor::Allegiance| {
            let (from, until) = period_days(allegiance.from, allegiance.until);
            self.actor_names.id(&allegiance.to).map(|to| Period { from, until, to })
        };
        Sides::new(self.actors.iter().map(|actor| actor.allegiances.iter().filter_map(period).collect()).collect())
    }

    fn holder(&self, id: &str) -> HolderKey {
        match id {
            "nobody" => HolderKey::NOBODY,
            id => self.actor_names.id(id).map_or(HolderKey::UNRECORDED, HolderKey::actor),
        }
    }

    fn rows(&self, shares: &Shares) -> Vec<Row> {
        shares.iter().map(|(holder, share)| (self.holder(holder), share)).collect()
    }

    fn site(&self, place: &Place, parent: Option<u32>) -> Site {
        Site {
            parent,
            children: Vec::new(),
            fraction: place.fraction.map(crate::place::Fraction::parts),
            baseline: place.baseline.as_ref().map(|baseline| {
                // What the listed shares leave open is as unrecorded as without a baseline.
                Ground::whole(HolderKey::UNRECORDED).restart(&self.rows(&baseline.shares))
            }),
        }
    }

    /// An event by numbers, if it takes its place in the order: noted events and those not believed do not.
    fn happening(&self, event: &Event) -> Option<Happening> {
        if event.credence < Credence::Reported {
            return None;
        }
        let span = event.when.span();
        let actor = |id: &str| self.actor_names.id(id).unwrap_or(u32::MAX);
        let places = |ids: &[String]| ids.iter().filter_map(|id| self.place_names.id(id)).collect();
        let ends = |until: Option<Until>| match until {
            None => last_counting(span),
            Some(Until::Date(until)) => last_counting(until.span()),
            Some(Until::Open) => i64::MAX,
        };
        let deed = match &event.change {
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
        };
        let bounds = Bounds {
            earliest: span.earliest.map_or(i64::MIN, Moment::minutes),
            latest: span.latest.map_or(i64::MAX, Moment::minutes),
        };
        Some(Happening {
            id: event.name().to_owned(),
            order: event.order,
            place: self.place_names.id(&event.place)?,
            bounds,
            day: event.when.first_day().map_or(0, day_number),
            deed,
        })
    }
}

/// The last moment at which a fight that lasts through a span still counts: the close of its last day.
fn last_counting(span: Span) -> i64 {
    span.latest.map_or(i64::MAX, |latest| Moment::day_end(latest.minutes()))
}

/// The events that an event refers to.
fn references(event: &Event) -> Vec<&str> {
    let denied = match &event.change {
        Change::Denied(denied) => Some(&denied.event),
        _ => None,
    };
    event.supersedes.iter().chain(&event.same_as).chain(denied).map(String::as_str).collect()
}

/// Days since 1970.
pub(crate) fn day_number(day: NaiveDate) -> i64 {
    Moment::opening(day).minutes().div_euclid(24 * 60)
}

fn period_days(from: Option<NaiveDate>, until: Option<NaiveDate>) -> (i64, i64) {
    (from.map_or(i64::MIN, day_number), until.map_or(i64::MAX, day_number))
}

fn check_fractions(parent: &str, sum: i64) -> Result<(), Problem> {
    if sum <= crate::place::Fraction::ONE {
        return Ok(());
    }
    #[expect(clippy::cast_precision_loss, reason = "a sum of millionths, for reading")]
    let sum = sum as f64 / 1e6;
    Err(Problem::TooManyParts { parent: parent.to_owned(), sum })
}

fn refused(kind: &str, id: &str, entry: Entry, problem: Problem) -> Refused {
    Refused { subject: format!("{kind} `{id}`"), problem: Box::new(problem), entry, text: None }
}

impl Refused {
    fn of(mut self, text: &str) -> Self {
        self.text = Some(text.to_owned()).filter(|text| !text.is_empty());
        self
    }
}

fn check(scenario: Scenario) -> Result<History, Refusals> {
    let mut history = History::new();
    let mut wrong = Vec::new();
    history.title = scenario.title;
    history.licence = scenario.licence;
    history.note = scenario.note;
    for (at, source) in scenario.sources.into_iter().enumerate() {
        match history.check_source(&source, Entry::Source(at)) {
            Ok(()) => history.take_source(source),
            Err(refused) => wrong.push(refused),
        }
    }
    let mut entries = Vec::new();
    for (at, actor) in scenario.actors.into_iter().enumerate() {
        match history.check_actor(&actor, Entry::Actor(at)) {
            Ok(()) => {
                history.take_actor(actor);
                entries.push(at);
            }
            Err(refused) => wrong.push(refused),
        }
    }
    check_allegiances(&history, &entries, &mut wrong);
    let mut entries = Vec::new();
    for (at, place) in scenario.places.into_iter().enumerate() {
        match history.check_place(&place, Entry::Place(at)) {
            Ok(()) => {
                history.take_place(place);
                entries.push(at);
            }
            Err(refused) => wrong.push(refused),
        }
    }
    let parents = check_tree(&history, &entries, &mut wrong);
    let mut events = scenario.events;
    History::name_events(&mut events);
    wrong.extend(history.check_ids(&events));
    let ids: HashSet<&str> = events.iter().map(Event::name).collect();
    for (at, event) in events.iter().enumerate() {
        history.check_event(event, Entry::Event(at), &|id| ids.contains(id), &mut wrong);
    }
    if !wrong.is_empty() {
        return Err(Refusals(wrong));
    }
    let mut sites: Vec<Site> =
        history.places.iter().zip(&parents).map(|(place, parent)| history.site(place, *parent)).collect();
    for (number, parent) in (0..).zip(&parents) {
        if let Some(parent) = parent {
            sites[*parent as usize].children.push(number);
        }
    }
    let happenings = events.iter().map(|event| history.happening(event)).collect();
    history.event_ids = (0..).zip(&events).map(|(number, event)| (event.name().to_owned(), number)).collect();
    history.events = events.into_iter().map(Some).collect();
    history.accepted = scenario.accepted;
    history.fold = Fold::new(sites, happenings, history.sides());
    Ok(history)
}

/// That all superiors are there, and that nobody answers to itself on any day.
fn check_allegiances(history: &History, entries: &[usize], wrong: &mut Vec<Refused>) {
    for (actor, &at) in history.actors.iter().zip(entries) {
        for allegiance in &actor.allegiances {
            if history.actor_names.id(&allegiance.to).is_none() {
                let problem = history.actor_names.unknown("actor", &allegiance.to).into();
                wrong.push(refused("actor", &actor.id, Entry::Actor(at), problem).of(&allegiance.to));
            }
        }
    }
    let starts = history.actors.iter().flat_map(|actor| &actor.allegiances).map(|a| period_days(a.from, a.until).0);
    let days: BTreeSet<i64> = starts.collect();
    for (number, &at) in entries.iter().enumerate() {
        let actor = &history.actors[number];
        if let Some(path) = days.iter().find_map(|&day| circle(history, number, day)) {
            let text = path[1].clone();
            let problem = Problem::Circle { what: "answers", path };
            wrong.push(refused("actor", &actor.id, Entry::Actor(at), problem).of(&text));
        }
    }
}

/// The circle that leads from an actor back to itself on a day.
fn circle(history: &History, start: usize, day: i64) -> Option<Vec<String>> {
    let mut path = vec![history.actors[start].id.clone()];
    let mut at = start;
    for _ in 0..history.actors.len() {
        let boss = history.actors[at].allegiances.iter().find(|allegiance| {
            let (from, until) = period_days(allegiance.from, allegiance.until);
            from <= day && day < until
        })?;
        path.push(boss.to.clone());
        at = history.actor_names.id(&boss.to)? as usize;
        if at == start {
            return Some(path);
        }
    }
    None
}

/// The parents of the places; that they are there, that no place lies within itself, that parts fit their whole.
fn check_tree(history: &History, entries: &[usize], wrong: &mut Vec<Refused>) -> Vec<Option<u32>> {
    let mut parents = vec![None; history.places.len()];
    for (number, (place, &at)) in history.places.iter().zip(entries).enumerate() {
        match history.check_within(place, Entry::Place(at)) {
            Ok(parent) => parents[number] = parent,
            Err(refused) => wrong.push(refused),
        }
    }
    let mut sums = vec![0_i64; history.places.len()];
    for (number, (place, &at)) in history.places.iter().zip(entries).enumerate() {
        let mut path = vec![place.id.clone()];
        let mut up = parents[number];
        while let Some(parent) = up {
            path.push(history.places[parent as usize].id.clone());
            if parent as usize == number {
                let text = path[1].clone();
                let problem = Problem::Circle { what: "lies", path };
                wrong.push(refused("place", &place.id, Entry::Place(at), problem).of(&text));
                break;
            }
            if path.len() > history.places.len() {
                break;
            }
            up = parents[parent as usize];
        }
        if let (Some(parent), Some(fraction)) = (parents[number], place.fraction) {
            let parent = parent as usize;
            sums[parent] += fraction.parts().0;
            if let Err(problem) = check_fractions(&history.places[parent].id, sums[parent]) {
                wrong.push(refused("place", &place.id, Entry::Place(at), problem));
            }
        }
    }
    parents
}
