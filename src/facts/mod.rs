//! The facts of a history: everything that the record says, checked, numbered and indexed. What follows from the facts,
//! such as which events count and who held what, is worked out and kept elsewhere (`history/evaluation.rs`).

mod check;
mod circles;
mod find;
mod lower;
mod mistake_kind;
mod names;
mod record_order;
mod refusal;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub(crate) use check::{Check, checked, reversed_covers};
pub(crate) use circles::circles;
pub use find::{Designates, Designation, Handle};
pub use mistake_kind::MistakeKind;
pub use names::LookupError;
pub(crate) use names::Names;
pub use refusal::{EntryError, EntryErrors};
pub(crate) use refusal::{EntryIndex, PathStep, Problem};

use crate::fold::{PlaceTree, RecordPosition, Sides};
use crate::numbers::{ActorNo, EventNo, Number, Numbered, PlaceNo, SourceNo};
use crate::scenario::{Accepted, Actor, Allegiance, Change, Covers, Event, Place, Scenario, Source};
use crate::share::Fraction;
use crate::spelling::{free_id, nearest};
use record_order::RecordOrder;

/// Everything that the record of a history says.
#[derive(Debug)]
pub(crate) struct Facts {
    /// Distinguishes the handles of this history from those of others.
    tag: u64,
    pub(crate) title: Option<String>,
    pub(crate) licence: Option<String>,
    pub(crate) note: Option<String>,
    pub(crate) covers: Option<Covers>,
    pub(crate) accepted: Vec<Accepted>,
    pub(crate) actors: Numbered<ActorNo, Actor>,
    pub(crate) actor_names: Names<ActorNo>,
    pub(crate) sources: Numbered<SourceNo, Source>,
    pub(crate) source_names: Names<SourceNo>,
    pub(crate) places: Numbered<PlaceNo, Place>,
    pub(crate) place_names: Names<PlaceNo>,
    /// The events; `None` at the numbers of events that were removed.
    events: Numbered<EventNo, Option<Event>>,
    event_ids: HashMap<String, EventNo>,
    record_order: RecordOrder,
    /// The numbers of events that were removed, which new events get again.
    free_numbers: Vec<EventNo>,
    /// For each event that others refer to, the events that refer to it.
    referrers: HashMap<EventNo, BTreeSet<EventNo>>,
    /// The events at each place.
    events_at: HashMap<PlaceNo, BTreeSet<EventNo>>,
    tree: Arc<PlaceTree>,
    sides: Arc<Sides>,
    pub(crate) written_at: WrittenAt,
}

/// The lines on which the entries of a history stood in the document from which it was read, by the numbers of the
/// entries. An entry that was added later has line 0 or none.
#[derive(Clone, Debug, Default)]
pub(crate) struct WrittenAt {
    pub(crate) actors: Numbered<ActorNo, u32>,
    pub(crate) sources: Numbered<SourceNo, u32>,
    pub(crate) places: Numbered<PlaceNo, u32>,
    pub(crate) events: Numbered<EventNo, u32>,
    /// By their positions in the list of acceptances.
    pub(crate) accepted: Vec<u32>,
}

static NEXT_TAG: AtomicU64 = AtomicU64::new(1);

fn new_tag() -> u64 {
    NEXT_TAG.fetch_add(1, Ordering::Relaxed)
}

impl Default for Facts {
    fn default() -> Self {
        Self {
            tag: new_tag(),
            title: None,
            licence: None,
            note: None,
            covers: None,
            accepted: Vec::new(),
            actors: Numbered::default(),
            actor_names: Names::default(),
            sources: Numbered::default(),
            source_names: Names::default(),
            places: Numbered::default(),
            place_names: Names::default(),
            events: Numbered::default(),
            event_ids: HashMap::new(),
            record_order: RecordOrder::default(),
            free_numbers: Vec::new(),
            referrers: HashMap::new(),
            events_at: HashMap::new(),
            tree: Arc::default(),
            sides: Arc::default(),
            written_at: WrittenAt::default(),
        }
    }
}

impl Clone for Facts {
    /// Clones everything but the tag, so that handles of this history do not work on the clone.
    fn clone(&self) -> Self {
        Self {
            tag: new_tag(),
            title: self.title.clone(),
            licence: self.licence.clone(),
            note: self.note.clone(),
            covers: self.covers,
            accepted: self.accepted.clone(),
            actors: self.actors.clone(),
            actor_names: self.actor_names.clone(),
            sources: self.sources.clone(),
            source_names: self.source_names.clone(),
            places: self.places.clone(),
            place_names: self.place_names.clone(),
            events: self.events.clone(),
            event_ids: self.event_ids.clone(),
            record_order: self.record_order.clone(),
            free_numbers: self.free_numbers.clone(),
            referrers: self.referrers.clone(),
            events_at: self.events_at.clone(),
            tree: Arc::clone(&self.tree),
            sides: Arc::clone(&self.sides),
            written_at: self.written_at.clone(),
        }
    }
}

impl PartialEq for Facts {
    /// Returns whether both say the same and tell their events in the same order, whatever the order in which entries
    /// were added. Handles and lines of a document are not compared.
    fn eq(&self, other: &Self) -> bool {
        fn sorted<N: Number, T>(all: &Numbered<N, T>, id: impl Fn(&T) -> &str) -> Vec<&T> {
            let mut all: Vec<&T> = all.iter().collect();
            all.sort_by(|one, other| id(one).cmp(id(other)));
            all
        }
        let accepted = |facts: &Self| -> BTreeSet<String> {
            facts.accepted.iter().map(|accepted| format!("{accepted:?}")).collect()
        };
        (&self.title, &self.licence, &self.note, self.covers)
            == (&other.title, &other.licence, &other.note, other.covers)
            && sorted(&self.actors, |actor| &actor.id) == sorted(&other.actors, |actor| &actor.id)
            && sorted(&self.sources, |source| &source.id) == sorted(&other.sources, |source| &source.id)
            && sorted(&self.places, |place| &place.id) == sorted(&other.places, |place| &place.id)
            && self.events_in_record_order().map(|told| told.1).eq(other.events_in_record_order().map(|told| told.1))
            && accepted(self) == accepted(other)
    }
}

/// Reading the facts.
impl Facts {
    /// The tag that the handles of this history carry.
    pub(crate) const fn tag(&self) -> u64 {
        self.tag
    }

    pub(crate) fn tree(&self) -> &PlaceTree {
        &self.tree
    }

    pub(crate) fn sides(&self) -> &Sides {
        &self.sides
    }

    pub(crate) fn shared_tree(&self) -> Arc<PlaceTree> {
        Arc::clone(&self.tree)
    }

    pub(crate) fn shared_sides(&self) -> Arc<Sides> {
        Arc::clone(&self.sides)
    }

    /// Returns an event by its number, which must be in use.
    pub(crate) fn event(&self, number: EventNo) -> &Event {
        self.events[number].as_ref().expect("numbers in use lead to live events")
    }

    /// Returns every event with its number, in the order of the numbers.
    pub(crate) fn numbered_events(&self) -> impl Iterator<Item = (EventNo, &Event)> {
        self.events.numbered().filter_map(|(number, event)| Some((number, event.as_ref()?)))
    }

    /// Returns all events in the order of the record: sorted by their `order` and then by arrival.
    pub(crate) fn events_in_record_order(&self) -> impl Iterator<Item = (EventNo, &Event)> {
        self.record_order.sorted().map(|number| (number, self.event(number)))
    }

    /// Returns the place of an event in the order of the record.
    pub(crate) fn record_position(&self, number: EventNo) -> RecordPosition {
        self.record_order.of(number)
    }

    /// Returns the place of an event of this history in the order of the record.
    pub(crate) fn record_position_of(&self, event: &Event) -> Option<RecordPosition> {
        self.find_event(event.name()).map(|number| self.record_position(number))
    }

    /// Returns the place of an event. It is `None` only for an event that was not checked yet and names an unknown
    /// place.
    pub(crate) fn place_of(&self, event: &Event) -> Option<PlaceNo> {
        self.place_names.id(&event.place)
    }

    /// Returns the name of an actor or, if no actor has this id, of a source.
    pub(crate) fn name_of(&self, id: &str) -> Option<&str> {
        let actor = self.actor_names.id(id).map(|number| self.actors[number].title());
        actor.or_else(|| self.source_names.id(id).map(|number| self.sources[number].called()))
    }

    /// Returns the events at some places.
    pub(crate) fn events_at(&self, places: impl IntoIterator<Item = PlaceNo>) -> impl Iterator<Item = EventNo> {
        let lists = places.into_iter().filter_map(|place| self.events_at.get(&place));
        lists.flatten().copied()
    }

    /// Returns all versions of one event, this one included: the events that are said to be the same as it, directly or
    /// through others.
    pub(crate) fn versions(&self, number: EventNo) -> BTreeSet<EventNo> {
        let mut versions = BTreeSet::from([number]);
        let mut unvisited = vec![number];
        while let Some(next) = unvisited.pop() {
            let event = self.event(next);
            let named = event.same_as.as_ref().and_then(|id| self.event_ids.get(id).copied());
            let naming = self.referrers(next).filter(|&by| self.event(by).same_as.as_deref() == Some(event.name()));
            unvisited.extend(named.into_iter().chain(naming).filter(|&version| versions.insert(version)));
        }
        versions
    }

    /// Returns the number of the event with an id.
    pub(crate) fn find_event(&self, id: &str) -> Option<EventNo> {
        self.event_ids.get(id).copied()
    }

    /// Returns the number of the event with an id.
    ///
    /// # Errors
    /// Returns an error with the nearest id if no event has this one.
    pub(crate) fn event_number(&self, id: &str) -> Result<EventNo, LookupError> {
        self.find_event(id).ok_or_else(|| {
            let nearest = nearest(id, self.event_ids.keys().map(String::as_str));
            LookupError::Unknown {
                kind: "event",
                given: id.to_owned(),
                nearest: nearest.map(str::to_owned),
                name: None,
            }
        })
    }

    pub(crate) fn has_event(&self, id: &str) -> bool {
        self.event_ids.contains_key(id)
    }

    /// Returns the number of events.
    pub(crate) fn event_count(&self) -> usize {
        self.event_ids.len()
    }

    /// Returns the ids of all events, in no particular order.
    pub(crate) fn event_names(&self) -> impl Iterator<Item = &str> {
        self.event_ids.keys().map(String::as_str)
    }

    /// Returns the events that an event supersedes; none if there is no such event.
    pub(crate) fn corrected(&self, number: EventNo) -> Vec<EventNo> {
        let event = self.events.get(number).and_then(Option::as_ref);
        let ids = event.into_iter().flat_map(|event| &event.supersedes);
        ids.filter_map(|id| self.find_event(id)).collect()
    }

    /// Returns the events that an event refers to.
    fn referred(&self, number: EventNo) -> Vec<EventNo> {
        references(self.event(number)).into_iter().filter_map(|(_, id)| self.find_event(id)).collect()
    }

    /// Returns the events that refer to an event.
    pub(crate) fn referrers(&self, number: EventNo) -> impl Iterator<Item = EventNo> {
        self.referrers.get(&number).into_iter().flatten().copied()
    }

    /// Returns the record as written, with the events in the order of the record.
    pub(crate) fn to_scenario(&self) -> Scenario {
        let mut scenario = Scenario::default();
        scenario.title.clone_from(&self.title);
        scenario.licence.clone_from(&self.licence);
        scenario.note.clone_from(&self.note);
        scenario.covers = self.covers;
        scenario.actors = self.actors.iter().cloned().collect();
        scenario.sources = self.sources.iter().cloned().collect();
        scenario.places = self.places.iter().cloned().collect();
        scenario.events = self.events_in_record_order().map(|(_, event)| event.clone()).collect();
        scenario.accepted.clone_from(&self.accepted);
        scenario
    }
}

/// Changing the facts. Nothing is checked here.
impl Facts {
    /// Gives an id and an `order` to each event of a batch that has none, before the batch is added.
    pub(crate) fn complete(&self, batch: &mut [Event]) {
        name_events(batch, |id| self.has_event(id));
        let mut next = self.record_order.next_order();
        for event in batch {
            let order = *event.order.get_or_insert(next);
            next = next.max(order.saturating_add(1));
        }
    }

    /// Adds an actor without working out the sides again.
    fn register_actor(&mut self, actor: Actor) -> ActorNo {
        let names = actor.aliases.iter().chain(actor.names.values()).map(String::as_str);
        self.actor_names.add(&actor.id, names);
        self.actors.push(actor)
    }

    /// Adds a place without adding it to the tree.
    fn register_place(&mut self, place: Place) -> PlaceNo {
        let names = place.aliases.iter().chain(place.names.values()).map(String::as_str);
        self.place_names.add(&place.id, names);
        self.places.push(place)
    }

    /// Adds a source.
    pub(crate) fn add_source(&mut self, source: Source) {
        self.source_names.add(&source.id, []);
        self.sources.push(source);
    }

    /// Adds an actor. Those to whom it answers must have been added before.
    pub(crate) fn add_actor(&mut self, actor: Actor) -> ActorNo {
        let periods = self.periods(&actor, Allegiance::counts_by_default);
        Arc::make_mut(&mut self.sides).add(periods);
        self.register_actor(actor)
    }

    /// Adds a place. The place around it must have been added before.
    pub(crate) fn add_place(&mut self, place: Place) -> PlaceNo {
        let parent = place.within.as_ref().and_then(|id| self.place_names.id(id));
        let (stated, divided) = (place.fraction.map(Fraction::parts), place.divided);
        let number = self.register_place(place);
        let (places, id) = (&self.places, &self.places[number].id);
        Arc::make_mut(&mut self.tree).add(parent, stated, divided, |sibling| places[sibling].id < *id);
        number
    }

    /// Sets all events of a record whose actors and places are registered, then works out the sides, the tree and the
    /// indexes.
    fn set_events(&mut self, events: Vec<Event>) {
        self.sides = Arc::new(self.sides_by(Allegiance::counts_by_default));
        let parent = |place: &Place| place.within.as_ref().and_then(|id| self.place_names.id(id));
        let places =
            self.places.iter().map(|place| (parent(place), place.fraction.map(Fraction::parts), place.divided));
        let by_id = |one: PlaceNo, other: PlaceNo| self.places[one].id.cmp(&self.places[other].id);
        self.tree = Arc::new(PlaceTree::new(places, by_id));
        self.events = events.into_iter().map(Some).collect();
        let live =
            self.events.numbered().filter_map(|(number, event)| Some((event.as_ref()?.name().to_owned(), number)));
        self.event_ids = live.collect();
        self.record_order =
            RecordOrder::new(self.events.iter().map(|event| event.as_ref().and_then(|event| event.order)));
        for number in self.events.numbers() {
            self.index_event(number);
        }
    }

    /// Adds an event and returns its number. Once all events of a batch are added, each must be
    /// [indexed](Self::index_event).
    pub(crate) fn add_event(&mut self, event: Event) -> EventNo {
        let (id, order) = (event.name().to_owned(), event.order);
        let number = match self.free_numbers.pop() {
            Some(number) => {
                self.events[number] = Some(event);
                number
            }
            None => self.events.push(Some(event)),
        };
        self.event_ids.insert(id, number);
        self.record_order.put(number, order);
        number
    }

    /// Enters a new event in the indexes by place and by the events that it refers to.
    pub(crate) fn index_event(&mut self, number: EventNo) {
        for referred in self.referred(number) {
            self.referrers.entry(referred).or_default().insert(number);
        }
        if let Some(place) = self.place_of(self.event(number)) {
            self.events_at.entry(place).or_default().insert(number);
        }
    }

    /// Removes and returns an event. A later event may get its number.
    pub(crate) fn remove_event(&mut self, number: EventNo) -> Event {
        let event = self.take_out_event(number);
        self.record_order.take(number);
        self.free_numbers.push(number);
        event
    }

    /// Replaces an event by another, which gets the same number, and returns the old one.
    pub(crate) fn replace_event(&mut self, number: EventNo, event: Event) -> Event {
        let old = self.take_out_event(number);
        if event.order != old.order {
            self.record_order.take(number);
            self.record_order.put(number, event.order);
        }
        self.event_ids.insert(event.name().to_owned(), number);
        self.events[number] = Some(event);
        self.index_event(number);
        old
    }

    /// Takes an event out of the list and of all indexes.
    fn take_out_event(&mut self, number: EventNo) -> Event {
        if let Some(line) = self.written_at.events.get_mut(number) {
            *line = 0;
        }
        for other in self.referred(number) {
            if let Some(referrers) = self.referrers.get_mut(&other) {
                referrers.remove(&number);
                if referrers.is_empty() {
                    self.referrers.remove(&other);
                }
            }
        }
        let event = self.events[number].take().expect("numbers in use lead to live events");
        self.event_ids.remove(event.name());
        if let Some(events) = self.place_of(&event).and_then(|place| self.events_at.get_mut(&place)) {
            events.remove(&number);
        }
        event
    }
}

/// Gives a free id to each event that has none: not one that is taken, nor one that another event of the batch has.
pub(crate) fn name_events(batch: &mut [Event], is_taken: impl Fn(&str) -> bool) {
    let mut ids: HashSet<String> = batch.iter().filter_map(|event| event.id.clone()).collect();
    for event in batch.iter_mut().filter(|event| event.id.is_none()) {
        let is_taken = |id: &str| ids.contains(id) || is_taken(id);
        let usual = event.usual_id();
        let id = if is_taken(&usual) { free_id(&usual, is_taken) } else { usual };
        ids.insert(id.clone());
        event.id = Some(id);
    }
}

/// Returns the ids of the events that an event refers to, each with its path in the entry.
fn references(event: &Event) -> Vec<(Vec<PathStep>, &str)> {
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
