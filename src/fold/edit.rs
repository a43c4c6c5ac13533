//! Folding: working out the states of all places of a history, or only of those that an edit reaches.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::chain::{ChainState, Fold, StaleAfter};
use super::division::Division;
use super::line::{FIRST_MOMENT, after};
use super::order::{EventOrder, Occurrence};
use super::sides::Sides;
use super::states::States;
use super::sweep;
use super::tree::PlaceTree;
use crate::numbers::{EventNo, Numbered, PlaceNo};
use crate::time::Span;

/// The edits in one family.
struct Edit {
    /// The places of the edited events.
    places: BTreeSet<PlaceNo>,
    /// The events that are taken out or put in.
    events: BTreeSet<EventNo>,
    /// The earliest moment at which any of these events can have happened, by its dates.
    earliest: i64,
}

impl Default for Edit {
    fn default() -> Self {
        Self { places: BTreeSet::new(), events: BTreeSet::new(), earliest: i64::MAX }
    }
}

impl Edit {
    fn include(&mut self, event: EventNo, occurrence: &Occurrence) {
        self.places.insert(occurrence.place);
        self.events.insert(event);
        self.earliest = self.earliest.min(occurrence.span.earliest_minute());
    }
}

impl Fold {
    /// Folds all counted events from the start. A place without a counted baseline, and a number without a counted
    /// event, have `None`.
    pub(crate) fn new(
        tree: Arc<PlaceTree>,
        sides: Arc<Sides>,
        baselines: Numbered<PlaceNo, Option<Division>>,
        occurrences: Vec<Option<Occurrence>>,
        stale_after: Option<StaleAfter>,
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
            by_day: BTreeMap::new(),
            undivided: None,
            draw_only: None,
        };
        let mut events: Vec<Vec<EventNo>> = vec![Vec::new(); fold.tree.families()];
        for (event, occurrence) in fold.order.all() {
            events[fold.tree.family_of(occurrence.place)].push(event);
        }
        for (family, events) in events.into_iter().enumerate() {
            fold.order.reorder(&fold.tree, family, &events);
            fold.refold_family(family);
        }
        fold
    }

    /// Releases the shared tree of places, so that the facts can change it without a copy.
    pub(crate) fn release_tree(&mut self) {
        self.tree = Arc::default();
    }

    /// Releases the shared sides, so that the facts can change them without a copy.
    pub(crate) fn release_sides(&mut self) {
        self.sides = Arc::default();
    }

    /// Takes over the sides of the facts after an actor was added. Nobody answered to it before, so no state changes.
    pub(crate) fn set_sides(&mut self, sides: Arc<Sides>) {
        self.sides = sides;
    }

    /// Takes the events in `out` out and puts the `new` ones in, then folds again what these reach.
    pub(crate) fn edit(&mut self, out: &[EventNo], new: Vec<(EventNo, Occurrence)>) {
        let mut edits: BTreeMap<usize, Edit> = BTreeMap::new();
        for &event in out {
            if let Some(occurrence) = self.order.take(event) {
                edits.entry(self.tree.family_of(occurrence.place)).or_default().include(event, &occurrence);
                self.effects[event] = None;
            }
        }
        for (event, occurrence) in new {
            self.effects.grow_to(event);
            edits.entry(self.tree.family_of(occurrence.place)).or_default().include(event, &occurrence);
            self.order.put(event, occurrence);
        }
        for (family, edit) in edits {
            self.edit_family(family, edit);
        }
    }

    /// Reorders one family after an edit, and folds its changed places again.
    fn edit_family(&mut self, family: usize, Edit { mut places, events, mut earliest }: Edit) {
        // An event that was replaced by one in another family is among the edited events of both families.
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
            self.mark_dirty(place, &mut dirty);
        }
        self.refold_dirty(family, dirty, after(earliest));
    }

    /// Folds the dirty places of a family again, or all of them where what some event does depends on its day.
    fn refold_dirty(&mut self, family: usize, dirty: BTreeSet<PlaceNo>, from: i64) {
        if self.by_day.contains_key(&family) {
            self.fold_and_draw(family);
        } else {
            self.refold(family, dirty, from);
        }
        self.draw_by_day(family);
    }

    /// Replaces or removes the baseline of a place, and folds its family again.
    pub(super) fn set_baseline(&mut self, place: PlaceNo, baseline: Option<Division>) {
        self.baselines[place] = baseline;
        self.refold_family(self.tree.family_of(place));
    }

    /// Folds all places of a family again, and draws their lines.
    fn refold_family(&mut self, family: usize) {
        self.fold_and_draw(family);
        self.draw_by_day(family);
    }

    /// Folds all places of a family again, and draws their lines for the present order, spans and days of its events.
    pub(super) fn fold_and_draw(&mut self, family: usize) {
        let all = self.tree.family(family).iter().copied().collect();
        self.refold(family, all, FIRST_MOMENT);
    }

    /// Takes in a new place, which is already in the tree, and folds it and the places around it.
    pub(crate) fn add_place(&mut self, tree: Arc<PlaceTree>, place: PlaceNo, baseline: Option<Division>) {
        self.tree = tree;
        self.baselines.push(baseline);
        self.tracks.grow_to(place);
        let parent = self.tree.parent(place);
        if parent.is_none() {
            self.order.add_family();
        }
        let family = self.tree.family_of(place);
        // The new part changes how events at the places around it reach the other parts, if there are any events.
        let mut dirty: BTreeSet<PlaceNo> = self.tree.with_around(place).collect();
        if !self.order.family(family).is_empty() {
            self.mark_dirty(parent.unwrap_or(place), &mut dirty);
        }
        self.refold_dirty(family, dirty, FIRST_MOMENT);
    }

    /// Marks a place, with all places around it and within it, to be folded again.
    fn mark_dirty(&self, place: PlaceNo, dirty: &mut BTreeSet<PlaceNo>) {
        dirty.extend(self.tree.around(place));
        dirty.extend(self.tree.within(place));
    }

    /// Folds the dirty places of a family again. With each place, `dirty` must contain all places around it. If an
    /// event turns out to change the parts of its place in another way than before, these parts become dirty too.
    ///
    /// The line of each of these places is drawn again from the moment `from`, or from the earlier moment at which its
    /// chain or the line of one of its parts begins to differ from what it was.
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
        let mut redrawn_from: HashMap<PlaceNo, i64> = HashMap::new();
        for &place in tree.family(family).iter().rev() {
            let Some(before) = chains.get(&place) else { continue };
            let parts = tree.parts(place).iter().filter_map(|part| redrawn_from.get(part)).copied();
            let from = parts.fold(from, i64::min).min(self.first_difference(before, self.chain(place)));
            redrawn_from.insert(place, from);
            if self.draw_only.is_none_or(|only| place == only || tree.lies_within(place, only)) {
                let line = std::mem::take(&mut self.tracks[place].line);
                self.tracks[place].line = sweep::draw(self, place, line, from);
            }
        }
    }

    /// Returns the first moment at which two chains can differ: that at which any event can have happened from their
    /// first different state on.
    fn first_difference(&self, one: &[ChainState], other: &[ChainState]) -> i64 {
        let same = one.iter().zip(other).take_while(|(one, other)| one == other).count();
        if same == 0 {
            return FIRST_MOMENT;
        }
        let events = one[same..].iter().chain(&other[same..]).filter_map(|state| state.event);
        let dated = events.filter_map(|event| Some(self.occurrence(event)?.span.earliest_minute()));
        dated.min().map_or(i64::MAX, after)
    }

    /// Folds the dirty places of a family once. Returns the places within those whose events now change the parts in
    /// another way than before.
    fn fold_once(&mut self, family: usize, dirty: &BTreeSet<PlaceNo>) -> BTreeSet<PlaceNo> {
        let mut further = BTreeSet::new();
        self.begin(self.tree.family(family)[0], None, dirty);
        for position in 0..self.order.family(family).len() {
            let event = self.order.family(family)[position];
            let Some(place) = self.occurrence(event).map(|occurrence| occurrence.place) else { continue };
            if self.is_folding(place) && self.apply(event) {
                further.extend(self.tree.within(place));
            }
            self.pass_outwards(event);
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
