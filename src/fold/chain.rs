//! Families of places folded along the told order: for each place the chain of its states.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::conditions::Conditions;
use super::deed::{Deed, Reach};
use super::ground::Ground;
use super::ledger::{ConditionsId, GroundId, Ledger, StandingId};
use super::line::{self, Line};
use super::order::{Bounds, Told, told};
use super::parts::{Extent, Parts, Piece};
use super::sides::Sides;
use crate::place::Fraction;

/// A place, as the fold sees it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Site {
    pub(crate) id: String,
    pub(crate) parent: Option<u32>,
    /// Its parts, by id: in which order they came in plays no part.
    pub(crate) children: Vec<u32>,
    /// Its extent within its parent, as far as stated.
    pub(crate) fraction: Option<Extent>,
    pub(crate) baseline: Option<Ground>,
}

/// An event that takes its place in the order.
#[derive(Clone, Debug)]
pub(crate) struct Happening {
    pub(crate) id: String,
    pub(crate) order: i64,
    pub(crate) place: u32,
    pub(crate) bounds: Bounds,
    /// The day whose allegiances count for it.
    pub(crate) day: i64,
    pub(crate) deed: Deed,
}

/// One step in the chain of a place's states: an event there or at a place around it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Link {
    /// The event; `u32::MAX` for the eve.
    pub(crate) event: u32,
    /// What the place's own record says of it; none where only its parts speak.
    pub(super) own: Option<GroundId>,
    /// The ground of it that lies in no part.
    pub(super) rest: GroundId,
    pub(crate) conditions: ConditionsId,
    /// Its ground right after the event, its parts counted in.
    pub(crate) ground: GroundId,
    /// Its ground and conditions right before.
    pub(crate) before: GroundId,
    before_conditions: ConditionsId,
    /// What is going on right before and right after.
    pub(crate) standing_before: StandingId,
    pub(crate) standing: StandingId,
    /// The last link at which a place around it spoke of ground.
    pub(super) anchor: u32,
    /// Whether ground may have changed hands here since that link.
    pub(super) moved: bool,
    /// How many links of the parent's chain come up to here.
    pub(super) above: u32,
    /// Whether the event bears on this place's ground or conditions.
    pub(crate) bears: bool,
    /// Whether it settled the whole place.
    pub(crate) whole: bool,
    /// The latest end, as dated, of the events that bear on the place up to here.
    horizon: i64,
    /// The last moment at which the state rests on the telling where dates leave the order open.
    pub(super) told_until: i64,
}

pub(crate) const EVE: u32 = u32::MAX;

/// Wide spans overlap with much: past this many links back, the telling is taken to matter.
const BACK: usize = 256;

/// What an event did to the parts of its place.
#[derive(Clone, Debug, PartialEq)]
struct Reached {
    reach: Reach,
    whole: bool,
    /// The holders that the whole has after it, which its parts cannot go beyond; none where parts were left out.
    among: Option<GroundId>,
}

/// The ground of a whole after each event in it, as told: what the places around it need to know.
#[derive(Clone, Copy, Debug)]
struct Entry {
    event: u32,
    ground: GroundId,
    /// Whether what is said of the whole and of its parts cannot both be true.
    disagree: bool,
}

#[derive(Clone, Debug, Default)]
struct Track {
    chain: Vec<Link>,
    log: Vec<Entry>,
    /// Whether the whole and its parts disagree on the eve.
    disagree: bool,
    line: Line,
    /// Its state while it is being folded.
    work: Option<Box<Work>>,
}

#[derive(Clone, Debug, Default)]
struct Family {
    /// Its places, each before what lies within it.
    places: Vec<u32>,
    /// Its events in the told order.
    order: Vec<u32>,
}

/// What is edited in one family.
struct Edit {
    places: BTreeSet<u32>,
    events: BTreeSet<u32>,
    /// The least moment at which any of these events can have happened, by its dates.
    earliest: i64,
}

impl Default for Edit {
    fn default() -> Self {
        Self { places: BTreeSet::new(), events: BTreeSet::new(), earliest: i64::MAX }
    }
}

impl Edit {
    fn take_in(&mut self, event: u32, happening: &Happening) {
        self.places.insert(happening.place);
        self.events.insert(event);
        self.earliest = self.earliest.min(happening.bounds.earliest);
    }
}

/// All places and events by number, and what follows from them.
#[derive(Clone, Debug)]
pub(crate) struct Fold {
    pub(crate) ledger: Ledger,
    pub(crate) sides: Sides,
    sites: Vec<Site>,
    happenings: Vec<Option<Arc<Happening>>>,
    /// Where each place stands among the parts of its parent, and how much of it it is.
    slots: Vec<(usize, Extent)>,
    /// How much of each place lies in none of its parts.
    rests: Vec<Extent>,
    tracks: Vec<Track>,
    families: Vec<Family>,
    family_of: Vec<u32>,
    /// Where each place stands among the places of its family.
    seats: Vec<u32>,
    rank: Vec<u32>,
    /// The bounds of each event, narrowed by the events it is told after and before.
    narrowed: Vec<Bounds>,
    reached: Vec<Option<Reached>>,
    /// After how many days without evidence a place's own ground counts as unrecorded.
    stale_after: Option<i64>,
    /// Places, and events that bear on them for some choice of what is believed.
    bearing: HashSet<(u32, u32)>,
    /// If set, only the lines of this place and of what lies within it are drawn.
    draw_only: Option<u32>,
}

/// The state of one place while its family is folded.
#[derive(Clone, Debug)]
struct Work {
    own: Option<GroundId>,
    rest: GroundId,
    conditions: ConditionsId,
    now: GroundId,
    /// Whether its own record and its parts cannot both be true.
    disagree: bool,
    anchor: u32,
    moved: bool,
    /// The latest end, as dated, of what spoke of its ground: in its chain, and in its parts.
    spoke: i64,
    parts_spoke: i64,
    parts: Option<Parts>,
    /// What each part contributes to `parts`, in the order of the site's children.
    pieces: Vec<Piece>,
}

impl Fold {
    pub(crate) fn new(
        sites: Vec<Site>,
        happenings: Vec<Option<Happening>>,
        sides: Sides,
        stale_after: Option<i64>,
    ) -> Self {
        let mut fold = Self {
            stale_after,
            bearing: HashSet::new(),
            draw_only: None,
            ledger: Ledger::new(),
            sides,
            tracks: vec![Track::default(); sites.len()],
            family_of: vec![0; sites.len()],
            seats: vec![0; sites.len()],
            families: Vec::new(),
            rank: vec![0; happenings.len()],
            narrowed: vec![Bounds { earliest: i64::MIN, latest: i64::MAX }; happenings.len()],
            reached: vec![None; happenings.len()],
            slots: vec![(0, (0, Fraction::ONE)); sites.len()],
            rests: vec![(0, 0); sites.len()],
            sites,
            happenings: happenings.into_iter().map(|it| it.map(Arc::new)).collect(),
        };
        for place in 0..fold.sites.len() {
            fold.measure(number(place));
        }
        for root in 0..fold.sites.len() {
            if fold.sites[root].parent.is_none() {
                let family = number(fold.families.len());
                let places = fold.within(number(root));
                for (seat, &place) in places.iter().enumerate() {
                    fold.family_of[place as usize] = family;
                    fold.seats[place as usize] = number(seat);
                }
                fold.families.push(Family { places, order: Vec::new() });
            }
        }
        let mut events: Vec<Vec<u32>> = vec![Vec::new(); fold.families.len()];
        for (event, happening) in fold.happenings.iter().enumerate() {
            if let Some(happening) = happening {
                events[fold.family_of[happening.place as usize] as usize].push(number(event));
            }
        }
        for (family, events) in events.into_iter().enumerate() {
            let all = fold.families[family].places.iter().copied().collect();
            fold.retell(family, events);
            fold.refold(family, all, line::DAWN);
        }
        fold
    }

    /// Takes events in and out, and folds anew what they reach.
    pub(crate) fn edit(&mut self, out: &[u32], new: Vec<(u32, Happening)>) {
        let mut edits: BTreeMap<u32, Edit> = BTreeMap::new();
        for &event in out {
            if let Some(happening) = self.happenings.get_mut(event as usize).and_then(Option::take) {
                edits.entry(self.family_of(happening.place)).or_default().take_in(event, &happening);
                self.reached[event as usize] = None;
            }
        }
        for (event, happening) in new {
            let at = event as usize;
            if self.happenings.len() <= at {
                self.happenings.resize(at + 1, None);
                self.reached.resize(at + 1, None);
                self.rank.resize(at + 1, 0);
                self.narrowed.resize(at + 1, Bounds { earliest: i64::MIN, latest: i64::MAX });
            }
            edits.entry(self.family_of(happening.place)).or_default().take_in(event, &happening);
            self.happenings[at] = Some(Arc::new(happening));
        }
        for (family, Edit { mut places, events, mut earliest }) in edits {
            // An event that was moved here, or from here, is among the edited events of both families.
            let here = |event: &u32| self.happening(*event).is_some_and(|it| self.family_of(it.place) == family);
            let new = events.iter().copied().filter(here);
            let family = family as usize;
            let order = self.families[family].order.iter().copied();
            let kept: Vec<u32> = order.filter(|event| !events.contains(event)).collect();
            let all = kept.iter().copied().chain(new).collect();
            let before: Vec<Bounds> = kept.iter().map(|&event| self.narrowed[event as usize]).collect();
            self.retell(family, all);
            let order = self.families[family].order.iter().copied();
            for (&event, now) in kept.iter().zip(order.filter(|event| !events.contains(event))) {
                if event != now {
                    places.extend([self.place_of(event), self.place_of(now)]);
                }
            }
            for (&event, before) in kept.iter().zip(before) {
                if self.narrowed[event as usize] != before {
                    places.insert(self.place_of(event));
                    earliest = earliest.min(self.bounds(event).earliest);
                }
            }
            let mut dirty = BTreeSet::new();
            for place in places {
                self.mark(place, &mut dirty);
            }
            self.refold(family, dirty, line::after(earliest));
        }
    }

    /// Another baseline for a place, or none.
    pub(crate) fn restate(&mut self, place: u32, baseline: Option<Ground>) {
        self.sites[place as usize].baseline = baseline;
        let family = self.family_of[place as usize] as usize;
        let all = self.families[family].places.iter().copied().collect();
        self.refold(family, all, line::DAWN);
    }

    /// A new place, folded with what it lies within.
    pub(crate) fn add_site(&mut self, site: Site) {
        let place = number(self.sites.len());
        let parent = site.parent;
        self.sites.push(site);
        self.tracks.push(Track::default());
        self.slots.push((0, (0, Fraction::ONE)));
        self.rests.push((0, 0));
        let family = match parent {
            Some(parent) => {
                let id = &self.sites[place as usize].id;
                let before = |other: &u32| self.sites[*other as usize].id < *id;
                let at = self.sites[parent as usize].children.partition_point(before);
                self.sites[parent as usize].children.insert(at, place);
                let family = self.family_of[parent as usize];
                self.families[family as usize].places.push(place);
                family
            }
            None => {
                self.families.push(Family { places: vec![place], order: Vec::new() });
                number(self.families.len() - 1)
            }
        };
        self.family_of.push(family);
        self.seats.push(number(self.families[family as usize].places.len() - 1));
        let family = family as usize;
        // What lies beside it may have been reached in another way, if anything happened.
        let mut dirty: BTreeSet<u32> = self.around(place).chain([place]).collect();
        if !self.families[family].order.is_empty() {
            self.mark(parent.unwrap_or(place), &mut dirty);
        }
        // A new part changes the extents of its siblings within the whole.
        self.measure(place);
        self.measure(parent.unwrap_or(place));
        self.refold(family, dirty, line::DAWN);
    }

    /// A place and all within it, each before what lies within it.
    pub(crate) fn within(&self, place: u32) -> Vec<u32> {
        let mut places = vec![place];
        let mut at = 0;
        while at < places.len() {
            places.extend(&self.sites[places[at] as usize].children);
            at += 1;
        }
        places
    }

    /// The places around a place, the nearest first.
    pub(crate) fn around(&self, place: u32) -> impl Iterator<Item = u32> {
        std::iter::successors(self.sites[place as usize].parent, |&at| self.sites[at as usize].parent)
    }

    pub(crate) fn site(&self, place: u32) -> &Site {
        &self.sites[place as usize]
    }

    pub(crate) fn chain(&self, place: u32) -> &[Link] {
        &self.tracks[place as usize].chain
    }

    pub(crate) fn line(&self, place: u32) -> &Line {
        &self.tracks[place as usize].line
    }

    pub(crate) const fn stale_after(&self) -> Option<i64> {
        self.stale_after
    }

    pub(super) const fn draw_only(&mut self, place: Option<u32>) {
        self.draw_only = place;
    }

    pub(super) fn set_line(&mut self, place: u32, line: Line) {
        self.tracks[place as usize].line = line;
    }

    pub(super) fn family_of(&self, place: u32) -> u32 {
        self.family_of[place as usize]
    }

    pub(crate) fn same_family(&self, a: u32, b: u32) -> bool {
        self.family_of[a as usize] == self.family_of[b as usize]
    }

    pub(super) fn places_of(&self, family: u32) -> Vec<u32> {
        self.families[family as usize].places.clone()
    }

    /// The events of a family with their numbers, in the told order.
    pub(super) fn numbered_happenings(&self, family: u32) -> impl Iterator<Item = (u32, &Happening)> {
        let events = self.families[family as usize].order.iter();
        events.filter_map(|&event| Some((event, self.happening(event)?)))
    }

    pub(super) fn note_bearing(&mut self, place: u32) {
        let bears = self.tracks[place as usize].chain.iter().filter(|link| link.bears);
        self.bearing.extend(bears.map(|link| (place, link.event)));
    }

    /// Whether the event of a link bears on its place, or would for some choice of what is believed.
    pub(crate) fn bears(&self, place: u32, link: &Link) -> bool {
        link.bears || self.bearing.contains(&(place, link.event))
    }

    pub(super) fn set_narrowed(&mut self, event: u32, bounds: Bounds) {
        self.narrowed[event as usize] = bounds;
    }

    pub(crate) fn happening(&self, event: u32) -> Option<&Happening> {
        self.happenings.get(event as usize)?.as_deref()
    }

    pub(crate) fn narrowed(&self, event: u32) -> Bounds {
        self.narrowed[event as usize]
    }

    pub(crate) fn rank(&self, event: u32) -> u32 {
        self.rank[event as usize]
    }

    /// The ground of a place on the eve and after each event that bears on it, as told; with the event and its day.
    pub(crate) fn told_grounds(&self, place: u32) -> impl Iterator<Item = (u32, GroundId, i64)> {
        let track = &self.tracks[place as usize];
        let day = move |event: u32| self.happening(event).map_or(i64::MIN, |it| it.day);
        let leaf = self.sites[place as usize].children.is_empty();
        let links = track.chain.iter().take(if leaf { usize::MAX } else { 1 }).map(|link| (link.event, link.ground));
        let entries = track.log.iter().map(|entry| (entry.event, entry.ground));
        links.chain(entries).map(move |(event, ground)| (event, ground, day(event)))
    }

    /// The events, or the eve, with which what is said of a whole and of its parts begins to disagree.
    pub(crate) fn disagreements(&self, place: u32) -> impl Iterator<Item = u32> {
        let track = &self.tracks[place as usize];
        let before = std::iter::once(track.disagree).chain(track.log.iter().map(|entry| entry.disagree));
        let begins = track.log.iter().zip(before).filter(|(entry, before)| entry.disagree && !before);
        track.disagree.then_some(EVE).into_iter().chain(begins.map(|(entry, _)| entry.event))
    }

    /// The events of each family in the told order.
    pub(crate) fn told_orders(&self) -> impl Iterator<Item = &[u32]> {
        self.families.iter().map(|family| &family.order[..])
    }

    fn place_of(&self, event: u32) -> u32 {
        self.happenings[event as usize].as_ref().map_or(0, |happening| happening.place)
    }

    fn mark(&self, place: u32, dirty: &mut BTreeSet<u32>) {
        dirty.extend(self.around(place));
        dirty.extend(self.within(place));
    }

    /// Puts a family's events in the told order, and narrows the bounds of each by its neighbours in it.
    fn retell(&mut self, family: usize, events: Vec<u32>) {
        let happening = |event: u32| self.happenings[event as usize].as_ref().expect("the family lists live events");
        let telling: Vec<Told<'_>> = events
            .iter()
            .map(|&event| {
                let it = happening(event);
                Told { bounds: it.bounds, order: it.order, id: &it.id }
            })
            .collect();
        let order: Vec<u32> = told(&telling).into_iter().map(|at| events[at]).collect();
        for (rank, &event) in order.iter().enumerate() {
            self.rank[event as usize] = number(rank);
            self.narrowed[event as usize] = happening(event).bounds;
        }
        self.families[family].order = order;
        self.narrow(family, false);
        self.narrow(family, true);
    }

    /// Among events of one place, of places around it and of places within it, none happens before one
    /// it is told after: so its earliest is at least theirs, and backwards its latest at most theirs.
    fn narrow(&mut self, family: usize, backwards: bool) {
        // The bounds that the events so far set to later ones at each place, and to those around it.
        let mut at_place = vec![i64::MIN; self.families[family].places.len()];
        let mut inside = at_place.clone();
        let order = std::mem::take(&mut self.families[family].order);
        let visit: Box<dyn Iterator<Item = &u32>> =
            if backwards { Box::new(order.iter().rev()) } else { Box::new(order.iter()) };
        // Ends are negated, so that one rule serves both ways.
        for &event in visit {
            let place = self.place_of(event);
            let bounds = self.narrowed[event as usize];
            let mut bound = if backwards { bounds.latest.saturating_neg() } else { bounds.earliest };
            let seat = |place: u32| self.seats[place as usize] as usize;
            for near in std::iter::once(place).chain(self.around(place)) {
                bound = bound.max(at_place[seat(near)]);
            }
            bound = bound.max(inside[seat(place)]);
            at_place[seat(place)] = bound;
            for near in std::iter::once(place).chain(self.around(place)) {
                inside[seat(near)] = bound.max(inside[seat(near)]);
            }
            let bounds = &mut self.narrowed[event as usize];
            if backwards {
                bounds.latest = if bound == i64::MIN { i64::MAX } else { bound.saturating_neg() };
            } else {
                bounds.earliest = bound;
            }
        }
        self.families[family].order = order;
    }

    /// Folds the dirty places of a family anew. The set holds, with a place, all places around it;
    /// where an event turns out to reach parts in another way than before, those join it.
    ///
    /// Lines are drawn from `from` on, and from where what they are drawn of differs from what it was.
    fn refold(&mut self, family: usize, mut dirty: BTreeSet<u32>, from: i64) {
        let mut chains: HashMap<u32, Vec<Link>> = HashMap::new();
        loop {
            for &place in &dirty {
                chains.entry(place).or_insert_with(|| std::mem::take(&mut self.tracks[place as usize].chain));
            }
            let further = self.fold_once(family, &dirty);
            if further.is_subset(&dirty) {
                break;
            }
            dirty.extend(further);
        }
        let places = std::mem::take(&mut self.families[family].places);
        let mut begins: HashMap<u32, i64> = HashMap::new();
        for &place in places.iter().rev() {
            let Some(before) = chains.get(&place) else { continue };
            let parts = self.sites[place as usize].children.iter().filter_map(|part| begins.get(part)).copied();
            let from = parts.fold(from, i64::min).min(self.parting(before, self.chain(place)));
            begins.insert(place, from);
            let wanted = |only: u32| place == only || self.around(place).any(|outer| outer == only);
            if self.draw_only.is_none_or(wanted) {
                let line = std::mem::take(&mut self.tracks[place as usize].line);
                self.tracks[place as usize].line = line::draw(self, place, line, from);
            }
        }
        self.families[family].places = places;
    }

    /// The first moment at which any event can have happened after which two chains are not the same.
    fn parting(&self, one: &[Link], other: &[Link]) -> i64 {
        let same = one.iter().zip(other).take_while(|(one, other)| one == other).count();
        if same == 0 {
            return line::DAWN;
        }
        let events = one[same..].iter().chain(&other[same..]).map(|link| link.event);
        let dated = events.filter_map(|event| Some(self.happening(event)?.bounds.earliest));
        dated.min().map_or(i64::MAX, line::after)
    }

    fn fold_once(&mut self, family: usize, dirty: &BTreeSet<u32>) -> BTreeSet<u32> {
        let mut further = BTreeSet::new();
        let root = self.families[family].places[0];
        self.begin(root, None, dirty);
        let order = std::mem::take(&mut self.families[family].order);
        for &event in &order {
            let place = self.place_of(event);
            if self.is_folding(place) && self.happen(event) {
                further.extend(self.within(place));
            }
            self.rise(event);
        }
        self.families[family].order = order;
        for &place in dirty {
            let track = &mut self.tracks[place as usize];
            track.work = None;
            track.chain.shrink_to_fit();
            track.log.shrink_to_fit();
        }
        further
    }

    /// Whether a place is being folded anew.
    fn is_folding(&self, place: u32) -> bool {
        self.tracks[place as usize].work.is_some()
    }

    /// Measures the parts of a place and its rest: parts of unstated extent share what is left.
    fn measure(&mut self, place: u32) {
        let children = self.sites[place as usize].children.clone();
        let stated = |child: u32| self.sites[child as usize].fraction;
        let sure: i64 = children.iter().filter_map(|&child| stated(child)).map(|extent| extent.0).sum();
        let left = (Fraction::ONE - sure).max(0);
        let extent = |child: u32| stated(child).map_or((0, left), |(low, high)| (low, high.min(low + left)));
        let extents: Vec<Extent> = children.iter().map(|&child| extent(child)).collect();
        let most: i64 = extents.iter().map(|extent| extent.1).sum();
        self.rests[place as usize] = ((Fraction::ONE - most).max(0), left);
        for (slot, (&child, extent)) in children.iter().zip(extents).enumerate() {
            self.slots[child as usize] = (slot, extent);
        }
    }

    /// The extent of a place within its parent.
    pub(super) fn extent(&self, place: u32) -> Extent {
        self.slots[place as usize].1
    }

    /// The extent of what lies in no part of a place.
    pub(super) fn rest(&self, place: u32) -> Extent {
        self.rests[place as usize]
    }

    /// The eve: baselines, from the outermost place inwards. `given` is what the place around it states of it.
    fn begin(&mut self, place: u32, given: Option<Ground>, dirty: &BTreeSet<u32>) {
        let stated = self.sites[place as usize].baseline.clone().or(given);
        let inside = stated.as_ref().map(|ground| match ground.sole() {
            Some(_) => ground.clone(),
            None => Ground::anyhow(ground.rows().iter().map(|row| row.0)),
        });
        for slot in 0..self.parts(place) {
            self.begin(self.part(place, slot), inside.clone(), dirty);
        }
        if !dirty.contains(&place) {
            return;
        }
        let rest = self.ledger.keep_ground(inside.unwrap_or_else(|| self.ledger.ground(Ledger::SILENT).clone()));
        let overruled = || self.within(place)[1..].iter().any(|&part| self.sites[part as usize].baseline.is_some());
        let own = match stated {
            // Parts with a baseline of their own are better informed than a blanket statement.
            Some(ground) if ground.sole().is_some() && overruled() => None,
            Some(ground) => Some(self.ledger.keep_ground(ground)),
            None if self.parts(place) == 0 => Some(Ledger::SILENT),
            None => None,
        };
        let mut work = Work {
            own,
            rest,
            conditions: Ledger::QUIET,
            now: Ledger::SILENT,
            disagree: false,
            anchor: 0,
            moved: false,
            spoke: i64::MIN,
            parts_spoke: i64::MIN,
            parts: None,
            pieces: Vec::new(),
        };
        self.gather(place, &mut work, EVE);
        let quiet = self.ledger.standing_at(work.conditions, line::DAWN);
        let link = Link {
            event: EVE,
            own: work.own,
            rest: work.rest,
            conditions: work.conditions,
            ground: work.now,
            before: work.now,
            before_conditions: work.conditions,
            standing_before: quiet,
            standing: quiet,
            anchor: 0,
            moved: false,
            above: 0,
            bears: self.sites[place as usize].baseline.is_some(),
            whole: true,
            horizon: i64::MIN,
            told_until: i64::MIN,
        };
        let track = &mut self.tracks[place as usize];
        track.chain.clear();
        track.chain.push(link);
        track.log.clear();
        track.disagree = work.disagree;
        track.work = Some(Box::new(work));
    }

    /// The ground of a part right after an event, as told.
    fn state(&self, place: u32, event: u32) -> GroundId {
        let track = &self.tracks[place as usize];
        if let Some(work) = &track.work {
            return work.now;
        }
        let told = |other: u32| other == EVE || (event != EVE && self.rank(other) <= self.rank(event));
        if self.sites[place as usize].children.is_empty() {
            track.chain[track.chain.partition_point(|link| told(link.event)).max(1) - 1].ground
        } else {
            let past = &track.log[..track.log.partition_point(|entry| told(entry.event))];
            past.last().map_or(track.chain[0].ground, |entry| entry.ground)
        }
    }

    /// Adds up the parts of a place anew, none of them touched.
    fn gather(&mut self, place: u32, work: &mut Work, event: u32) {
        if self.parts(place) == 0 {
            work.now = work.own.unwrap_or(Ledger::SILENT);
            return;
        }
        let mut parts = Parts::new(work.rest, self.rest(place));
        work.pieces.clear();
        for &child in &self.sites[place as usize].children {
            let now = self.state(child, event);
            let piece = Piece { now, then: now, touched: false };
            parts.add(piece, self.extent(child), &self.ledger);
            work.pieces.push(piece);
        }
        (work.now, work.disagree) = parts.reckon(work.own, &mut self.ledger);
        work.parts = Some(parts);
    }

    /// An event at its place and in all within it. Says whether it reached parts in another way than before.
    fn happen(&mut self, event: u32) -> bool {
        let Some(happening) = self.happenings[event as usize].clone() else { return false };
        let Happening { place, day, deed, .. } = &*happening;
        let (place, day) = (*place, *day);
        let Some(work) = &self.tracks[place as usize].work else { return false };
        let (before, conditions) = (self.ledger.ground(work.now), self.ledger.conditions(work.conditions));
        let outcome = deed.done(before, conditions, day, &self.sides);
        let speaks = deed.bears_on_ground();
        let partial = outcome.whole && !deed.except().is_empty();
        let ground = self.ledger.keep_ground(outcome.ground);
        let reached =
            Reached { reach: outcome.reach, whole: outcome.whole, among: (speaks && !partial).then_some(ground) };
        let conditions = self.ledger.keep_conditions(outcome.conditions);
        let known = self.reached[event as usize].replace(reached.clone());
        let differs = known.is_some_and(|known| known != reached);
        let step = Step { event, day, except: deed.except(), reached: &reached, among: reached.among, speaks };
        self.step(place, &step, Some((ground, conditions, partial)));
        differs
    }

    /// One place's step in an event there (`own`) or at a place around it; then that of its parts.
    fn step(&mut self, place: u32, step: &Step<'_>, own: Option<(GroundId, ConditionsId, bool)>) {
        let Some(mut work) = self.tracks[place as usize].work.take() else { return };
        let here = own.is_some();
        let spared = step.except.contains(&place);
        let (before, before_conditions) = (work.now, work.conditions);
        let next = if spared {
            Step { except: &[], reached: &UNTOUCHED, among: None, speaks: false, ..*step }
        } else {
            if let Some((ground, conditions, partial)) = own {
                if step.speaks {
                    work.own = (!partial).then_some(ground);
                }
                work.conditions = conditions;
            } else if step.speaks {
                let after = self.reached_ground(step, before);
                let holed = step.reached.whole && self.spares_within(place, step.except);
                if step.reached.whole {
                    let mut conditions = self.ledger.conditions(work.conditions).clone();
                    conditions.settled(&after, step.day, &self.sides);
                    work.conditions = self.ledger.keep_conditions(conditions);
                }
                work.own = (!holed).then(|| self.ledger.keep_ground(after));
            }
            if step.speaks {
                let step = Step { among: step.among.and(work.own), ..*step };
                let rest = self.reached_ground(&step, work.rest);
                work.rest = self.ledger.keep_ground(rest);
            }
            Step { among: step.among.and(work.own), ..*step }
        };
        for slot in 0..self.parts(place) {
            self.step(self.part(place, slot), &next, None);
        }
        if step.speaks && !spared {
            self.gather(place, &mut work, step.event);
        }
        let moves = step.reached.reach != Reach::Untouched && !spared;
        let anchored = !here && step.speaks;
        let chain = &self.tracks[place as usize].chain;
        let at = number(chain.len());
        if anchored {
            work.moved = false;
            work.anchor = at;
        } else if here && moves {
            work.moved = true;
        }
        let bears = !spared && (here || moves || (step.speaks && work.now != before));
        let above = chain.last().map_or(0, |link| link.above) + u32::from(!here);
        let horizon = chain.last().map_or(i64::MIN, |link| link.horizon);
        let moment = self.narrowed(step.event).earliest.saturating_add(1).max(line::DAWN);
        let standing_before = self.ledger.standing_at(before_conditions, moment);
        let standing = self.ledger.standing_at(work.conditions, moment);
        let mut link = Link {
            event: step.event,
            own: work.own,
            rest: work.rest,
            conditions: work.conditions,
            ground: work.now,
            before,
            before_conditions,
            standing_before,
            standing,
            anchor: work.anchor,
            moved: work.moved,
            above,
            bears,
            whole: step.reached.whole && !spared && bears,
            horizon: if bears { horizon.max(self.bounds(step.event).latest) } else { horizon },
            told_until: i64::MIN,
        };
        // One holder of everything, and no fire control left: nothing of what was before matters any more.
        let resets = link.whole
            && matches!(step.reached.reach, Reach::Set(_))
            && self.ledger.conditions(link.conditions).under_fire_of.is_empty();
        link.told_until = self.rests_on_telling_until(place, &link, resets);
        if step.speaks && !spared {
            // A whole and a part that both spoke, on dates that overlap: each counts the other in as told.
            let dated = self.bounds(step.event);
            let outer = self.sites[place as usize].parent.filter(|_| here);
            let outer = outer.and_then(|outer| self.tracks[outer as usize].work.as_ref());
            if !resets && work.parts_spoke.max(outer.map_or(i64::MIN, |outer| outer.spoke)) > dated.earliest {
                link.told_until = i64::MAX;
            }
            work.spoke = work.spoke.max(dated.latest);
        }
        let has_parts = self.parts(place) > 0;
        let track = &mut self.tracks[place as usize];
        track.chain.push(link);
        if has_parts {
            track.log.push(Entry { event: step.event, ground: work.now, disagree: work.disagree });
        }
        track.work = Some(work);
    }

    /// How many parts a place has.
    fn parts(&self, place: u32) -> usize {
        self.sites[place as usize].children.len()
    }

    /// One part of a place.
    fn part(&self, place: u32, slot: usize) -> u32 {
        self.sites[place as usize].children[slot]
    }

    fn reached_ground(&self, step: &Step<'_>, before: GroundId) -> Ground {
        let after = step.reached.reach.on(self.ledger.ground(before), step.day, &self.sides);
        match step.among {
            Some(whole) => after.among(self.ledger.ground(whole)),
            None => after,
        }
    }

    fn spares_within(&self, place: u32, except: &[u32]) -> bool {
        except.iter().any(|&spared| self.around(spared).any(|outer| outer == place))
    }

    /// Takes the news of an event from its place to the places around it.
    fn rise(&mut self, event: u32) {
        let Some(happening) = &self.happenings[event as usize] else { return };
        if !happening.deed.bears_on_ground() {
            return;
        }
        let latest = happening.bounds.latest;
        let moves = self.reached[event as usize].as_ref().is_some_and(|reached| reached.reach != Reach::Untouched);
        let mut inner = happening.place;
        while let Some(outer) = self.sites[inner as usize].parent {
            if let Some(mut work) = self.tracks[outer as usize].work.take() {
                let now = self.state(inner, event);
                let (slot, extent) = self.slots[inner as usize];
                let old = work.pieces[slot];
                let piece = Piece { now, touched: old.touched || moves, ..old };
                if let Some(parts) = &mut work.parts {
                    parts.remove(old, extent, &self.ledger);
                    parts.add(piece, extent, &self.ledger);
                    (work.now, work.disagree) = parts.reckon(work.own, &mut self.ledger);
                }
                work.pieces[slot] = piece;
                work.moved |= moves;
                work.parts_spoke = work.parts_spoke.max(latest);
                let track = &mut self.tracks[outer as usize];
                track.log.push(Entry { event, ground: work.now, disagree: work.disagree });
                track.work = Some(work);
            }
            inner = outer;
        }
    }

    /// Up to when the state after a link would be another if two events whose dates overlap had been told the
    /// other way round.
    fn rests_on_telling_until(&self, place: u32, link: &Link, resets: bool) -> i64 {
        let chain = &self.tracks[place as usize].chain;
        let last = chain.last().expect("the eve is always there");
        let mut until = if resets { i64::MIN } else { last.told_until };
        if !link.bears {
            return until;
        }
        let bounds = self.bounds(link.event);
        for (back, earlier) in chain.iter().rev().enumerate() {
            if until == i64::MAX || earlier.horizon <= bounds.earliest || earlier.event == EVE {
                break;
            }
            if back >= BACK {
                return i64::MAX;
            }
            if earlier.bears && bounds.overlaps(self.bounds(earlier.event)) {
                until = until.max(self.differ_until(place, earlier, link));
            }
        }
        until
    }

    fn bounds(&self, event: u32) -> Bounds {
        self.happenings[event as usize].as_ref().map_or(Bounds { earliest: i64::MIN, latest: i64::MAX }, |it| it.bounds)
    }

    /// Up to when it matters which of two events came first: while a fight lasts that only one order leaves, else for
    /// good; `i64::MIN` if it does not matter.
    fn differ_until(&self, place: u32, first: &Link, second: &Link) -> i64 {
        let start = (self.ledger.ground(first.before).clone(), self.ledger.conditions(first.before_conditions).clone());
        let told = self.alone(place, second.event, self.alone(place, first.event, start.clone()));
        let swapped = self.alone(place, first.event, self.alone(place, second.event, start));
        if told.0 != swapped.0 || !told.1.same_but_for_fights(&swapped.1) {
            return i64::MAX;
        }
        let differing = |a: &Conditions, b: &Conditions| {
            a.fights.iter().filter(|fight| !b.fights.contains(fight)).map(|fight| fight.ends).max()
        };
        differing(&told.1, &swapped.1).max(differing(&swapped.1, &told.1)).unwrap_or(i64::MIN)
    }

    /// What one event makes of a place's state, its parts left aside.
    fn alone(&self, place: u32, event: u32, (ground, mut conditions): (Ground, Conditions)) -> (Ground, Conditions) {
        let Some(it) = &self.happenings[event as usize] else { return (ground, conditions) };
        if it.place == place {
            let outcome = it.deed.done(&ground, &conditions, it.day, &self.sides);
            return (outcome.ground, outcome.conditions);
        }
        let Some(reached) = &self.reached[event as usize] else { return (ground, conditions) };
        let after = reached.reach.on(&ground, it.day, &self.sides);
        if reached.whole {
            conditions.settled(&after, it.day, &self.sides);
        }
        (after, conditions)
    }
}

/// What every place learns of one event.
#[derive(Clone, Copy)]
struct Step<'a> {
    event: u32,
    day: i64,
    except: &'a [u32],
    reached: &'a Reached,
    /// The ground of the place around, which parts cannot go beyond; none where places were left out.
    among: Option<GroundId>,
    /// Whether it speaks of ground at all.
    speaks: bool,
}

static UNTOUCHED: Reached = Reached { reach: Reach::Untouched, whole: false, among: None };

fn number(count: usize) -> u32 {
    u32::try_from(count).expect("fewer than 2^32 places and events")
}
