//! Folding: a whole history at once, or only what an edit reaches.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::chain::{ChainState, Fold};
use super::division::Division;
use super::line::{FIRST_MOMENT, after};
use super::order::{EventOrder, Occurrence};
use super::sides::Sides;
use super::states::States;
use super::sweep;
use super::tree::PlaceTree;
use crate::numbers::{EventNo, Numbered, PlaceNo};
use crate::time::Span;

/// What is edited in one family.
struct Edit {
    places: BTreeSet<PlaceNo>,
    events: BTreeSet<EventNo>,
    /// The least moment at which any of these events can have happened, by its dates.
    earliest: i64,
}

impl Default for Edit {
    fn default() -> Self {
        Self { places: BTreeSet::new(), events: BTreeSet::new(), earliest: i64::MAX }
    }
}

impl Edit {
    fn take_in(&mut self, event: EventNo, occurrence: &Occurrence) {
        self.places.insert(occurrence.place);
        self.events.insert(event);
        self.earliest = self.earliest.min(occurrence.span.earliest_minute());
    }
}

impl Fold {
    pub(crate) fn new(
        tree: Arc<PlaceTree>,
        sides: Arc<Sides>,
        baselines: Numbered<PlaceNo, Option<Division>>,
        occurrences: Vec<Option<Occurrence>>,
        stale_after: Option<i64>,
    ) -> Self {
        let mut fold = Self {
            tracks: baselines.iter().map(|_| super::chain::Track::default()).collect(),
            effects: occurrences.iter().map(|_| None).collect(),
            order: EventOrder::new(occurrences, tree.families()),
            tree,
            sides,
            baselines,
            states: States::new(),
            stale_after,
            mattering: HashSet::new(),
            draw_only: None,
        };
        let mut events: Vec<Vec<EventNo>> = vec![Vec::new(); fold.tree.families()];
        for (event, occurrence) in fold.order.all() {
            events[fold.tree.family_of(occurrence.place)].push(event);
        }
        for (family, events) in events.into_iter().enumerate() {
            fold.order.reorder(&fold.tree, family, &events);
            let all = fold.tree.family(family).iter().copied().collect();
            fold.refold(family, all, FIRST_MOMENT);
        }
        fold
    }

    /// Lets go of the tree of places, so that the facts can change it without copying it.
    pub(crate) fn release_tree(&mut self) {
        self.tree = Arc::default();
    }

    /// Takes the sides of the facts, after an actor was added. Nobody answered to it before, so nothing is folded anew.
    pub(crate) fn set_sides(&mut self, sides: Arc<Sides>) {
        self.sides = sides;
    }

    /// Takes events out and in, and folds anew what they reach.
    pub(crate) fn edit(&mut self, out: &[EventNo], new: Vec<(EventNo, Occurrence)>) {
        let mut edits: BTreeMap<usize, Edit> = BTreeMap::new();
        for &event in out {
            if let Some(occurrence) = self.order.take(event) {
                edits.entry(self.tree.family_of(occurrence.place)).or_default().take_in(event, &occurrence);
                self.effects[event] = None;
            }
        }
        for (event, occurrence) in new {
            self.effects.grow_to(event);
            edits.entry(self.tree.family_of(occurrence.place)).or_default().take_in(event, &occurrence);
            self.order.put(event, occurrence);
        }
        for (family, edit) in edits {
            self.edit_family(family, edit);
        }
    }

    fn edit_family(&mut self, family: usize, Edit { mut places, events, mut earliest }: Edit) {
        // An event that was moved here, or from here, is among the edited events of both families.
        let here = |event: &EventNo| {
            self.occurrence(*event).is_some_and(|occurrence| self.tree.family_of(occurrence.place) == family)
        };
        let new = events.iter().copied().filter(here);
        let order = self.order.family(family).iter().copied();
        let kept: Vec<EventNo> = order.filter(|event| !events.contains(event)).collect();
        let all: Vec<EventNo> = kept.iter().copied().chain(new).collect();
        let before: Vec<Span> = kept.iter().map(|&event| self.narrowed(event)).collect();
        self.order.reorder(&self.tree, family, &all);
        let place_of = |event: EventNo| self.occurrence(event).map(|occurrence| occurrence.place);
        let order = self.order.family(family).iter().copied();
        for (&event, now) in kept.iter().zip(order.filter(|event| !events.contains(event))) {
            if event != now {
                places.extend(place_of(event).into_iter().chain(place_of(now)));
            }
        }
        for (&event, before) in kept.iter().zip(before) {
            if self.narrowed(event) != before {
                places.extend(place_of(event));
                earliest = earliest.min(self.order.dated(event).earliest_minute());
            }
        }
        let mut dirty = BTreeSet::new();
        for place in places {
            self.mark(place, &mut dirty);
        }
        self.refold(family, dirty, after(earliest));
    }

    /// Gives a place another baseline, or none.
    pub(super) fn set_baseline(&mut self, place: PlaceNo, baseline: Option<Division>) {
        self.baselines[place] = baseline;
        let family = self.tree.family_of(place);
        let all = self.tree.family(family).iter().copied().collect();
        self.refold(family, all, FIRST_MOMENT);
    }

    /// Takes in a new place, which stands in the tree already, and folds it with what it lies within.
    pub(crate) fn add_place(&mut self, tree: Arc<PlaceTree>, place: PlaceNo, baseline: Option<Division>) {
        self.tree = tree;
        self.baselines.push(baseline);
        self.tracks.grow_to(place);
        let parent = self.tree.parent(place);
        if parent.is_none() {
            self.order.add_family();
        }
        let family = self.tree.family_of(place);
        // What lies beside it may have been reached in another way, if anything happened.
        let mut dirty: BTreeSet<PlaceNo> = self.tree.with_around(place).collect();
        if !self.order.family(family).is_empty() {
            self.mark(parent.unwrap_or(place), &mut dirty);
        }
        self.refold(family, dirty, FIRST_MOMENT);
    }

    fn mark(&self, place: PlaceNo, dirty: &mut BTreeSet<PlaceNo>) {
        dirty.extend(self.tree.around(place));
        dirty.extend(self.tree.within(place));
    }

    /// Folds the dirty places of a family anew. The set holds, with a place, all places around it;
    /// where an event turns out to reach parts in another way than before, those join it.
    ///
    /// Lines are drawn from `from` on, and from where what they are drawn of differs from what it was.
    fn refold(&mut self, family: usize, mut dirty: BTreeSet<PlaceNo>, from: i64) {
        let mut chains: HashMap<PlaceNo, Vec<ChainState>> = HashMap::new();
        loop {
            for &place in &dirty {
                chains.entry(place).or_insert_with(|| std::mem::take(&mut self.tracks[place].chain));
            }
            let further = self.fold_once(family, &dirty);
            if further.is_subset(&dirty) {
                break;
            }
            dirty.extend(further);
        }
        let tree = Arc::clone(&self.tree);
        let mut begins: HashMap<PlaceNo, i64> = HashMap::new();
        for &place in tree.family(family).iter().rev() {
            let Some(before) = chains.get(&place) else { continue };
            let parts = tree.parts(place).iter().filter_map(|part| begins.get(part)).copied();
            let from = parts.fold(from, i64::min).min(self.first_difference(before, self.chain(place)));
            begins.insert(place, from);
            if self.draw_only.is_none_or(|only| place == only || tree.lies_within(place, only)) {
                let line = std::mem::take(&mut self.tracks[place].line);
                self.tracks[place].line = sweep::draw(self, place, line, from);
            }
        }
    }

    /// The first moment at which any event can have happened after which two chains are not the same.
    fn first_difference(&self, one: &[ChainState], other: &[ChainState]) -> i64 {
        let same = one.iter().zip(other).take_while(|(one, other)| one == other).count();
        if same == 0 {
            return FIRST_MOMENT;
        }
        let events = one[same..].iter().chain(&other[same..]).filter_map(|state| state.event);
        let dated = events.filter_map(|event| Some(self.occurrence(event)?.span.earliest_minute()));
        dated.min().map_or(i64::MAX, after)
    }

    /// Folds the dirty places of a family once. Returns the places that events reached in another way than before.
    fn fold_once(&mut self, family: usize, dirty: &BTreeSet<PlaceNo>) -> BTreeSet<PlaceNo> {
        let mut further = BTreeSet::new();
        self.begin(self.tree.family(family)[0], None, dirty);
        for position in 0..self.order.family(family).len() {
            let event = self.order.family(family)[position];
            let Some(place) = self.occurrence(event).map(|occurrence| occurrence.place) else { continue };
            if self.is_folding(place) && self.apply(event) {
                further.extend(self.tree.within(place));
            }
            self.rise(event);
        }
        for &place in dirty {
            let track = &mut self.tracks[place];
            track.work = None;
            track.chain.shrink_to_fit();
            track.log.shrink_to_fit();
        }
        further
    }
}
