//! The slow, obvious model that the engine is proved against (`DESIGN.md`, "What always holds", 1).
//!
//! It knows definitions only, as users write them, and shares no code with the engine. Everything is kept by id in
//! ordered maps and worked out from scratch: the told order by repeated selection, the narrowed bounds by going round
//! until nothing moves, the possible controls by folding every set of events that can have happened.
//!
//! The names of its functions follow the sections of `DESIGN.md`.

#![allow(dead_code, reason = "each test file uses its own share of the model")]

pub(crate) mod exact;
pub(crate) mod reading;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use whoheld::chrono::NaiveDate;
use whoheld::{Actor, Captured, Change, Control, Event, Moment, Place, Scenario, Share, ShareRecord, Shares, Until};

/// Who holds how much: holder to the least and the most, in permille.
pub(crate) type Rows = BTreeMap<String, (i64, i64)>;

/// Parts of a million in the whole of a place.
const ONE: i64 = 1_000_000;
pub(crate) const NOBODY: &str = "nobody";
pub(crate) const UNRECORDED: &str = "unrecorded";

/// A control as it shows at a moment.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Shown {
    pub(crate) rows: Rows,
    pub(crate) contested: BTreeSet<String>,
    pub(crate) besieged_by: BTreeSet<String>,
    pub(crate) under_fire_of: BTreeSet<String>,
}

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut words = Vec::new();
        for (holder, (low, high)) in &self.rows {
            words.push(if low == high { format!("{holder} {low}") } else { format!("{holder} {low}..{high}") });
        }
        for (what, who) in
            [("contested", &self.contested), ("besieged", &self.besieged_by), ("under fire", &self.under_fire_of)]
        {
            if !who.is_empty() {
                words.push(format!("{what} {who:?}"));
            }
        }
        f.write_str(&words.join(", "))
    }
}

impl Shown {
    /// What the engine shows, the order of its lists left aside.
    pub(crate) fn of(control: Control<'_>) -> Self {
        let record = control.to_record();
        let set = |actors: Vec<String>| {
            let set: BTreeSet<String> = actors.iter().cloned().collect();
            assert_eq!(set.len(), actors.len(), "each once: {actors:?}");
            set
        };
        let row = |row: &ShareRecord| (row.holder.clone(), (row.at_least.into(), row.at_most.into()));
        let rows: Rows = record.shares.iter().map(row).collect();
        assert_eq!(rows.len(), record.shares.len(), "each once: {:?}", record.shares);
        Self {
            rows,
            contested: set(record.contested),
            besieged_by: set(record.besieged_by),
            under_fire_of: set(record.under_fire_of),
        }
    }

    /// Whether every division that the other allows is allowed here too, and the same is going on.
    pub(crate) fn allows(&self, other: &Self) -> bool {
        let here = |holder: &String| self.rows.get(holder).copied().unwrap_or_default();
        let there = |holder: &String| other.rows.get(holder).copied().unwrap_or_default();
        self.rows.keys().chain(other.rows.keys()).all(|h| here(h).0 <= there(h).0 && there(h).1 <= here(h).1)
            && self.contested.is_superset(&other.contested)
            && self.besieged_by.is_superset(&other.besieged_by)
            && self.under_fire_of.is_superset(&other.under_fire_of)
    }
}

/// As whom holders are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Actor,
    Side,
}

// ------------------------------------------------------------------------------------------------- arithmetic of rows

pub(crate) fn whole(holder: &str) -> Rows {
    Rows::from([(holder.to_owned(), (1000, 1000))])
}

/// "anything among the holders"
fn anything<'a>(holders: impl IntoIterator<Item = &'a String>) -> Rows {
    tightened(holders.into_iter().map(|holder| (holder.clone(), (0, 1000))).collect())
}

fn least(rows: &Rows) -> i64 {
    rows.values().map(|row| row.0).sum()
}

fn most(rows: &Rows) -> i64 {
    rows.values().map(|row| row.1).sum()
}

fn row(rows: &Rows, holder: &str) -> (i64, i64) {
    rows.get(holder).copied().unwrap_or_default()
}

/// Whether some division into 1000 lies within the bounds.
fn fits(rows: &Rows) -> bool {
    rows.values().all(|row| row.0 <= row.1) && least(rows) <= 1000 && 1000 <= most(rows)
}

/// "each bound as tight as the others allow", "no row that is certainly zero"
fn tightened(mut rows: Rows) -> Rows {
    assert!(fits(&rows), "nothing fits {rows:?}");
    loop {
        let before = rows.clone();
        for (holder, row) in &mut rows {
            let others = before.iter().filter(|(other, _)| *other != holder);
            let (low, high) = others.fold((0, 0), |sum, (_, row)| (sum.0 + row.0, sum.1 + row.1));
            *row = (row.0.max(1000 - high), row.1.min(1000 - low));
        }
        rows.retain(|_, row| row.1 > 0);
        if rows == before {
            return rows;
        }
    }
}

/// "Where the rows cannot fill the place, what they do not surely fill may be `unrecorded`."
fn filled(mut rows: Rows) -> Rows {
    if most(&rows) < 1000 {
        rows.insert(UNRECORDED.to_owned(), (0, 1000));
    }
    tightened(rows)
}

fn bounds(share: Share) -> (i64, i64) {
    (share.at_least().into(), share.at_most().into())
}

fn written(shares: &Shares) -> Rows {
    shares.iter().map(|(holder, share)| (holder.to_owned(), bounds(share))).collect()
}

/// A baseline's "shares as if observed on unrecorded ground, so what they leave open stays unrecorded".
fn on_the_eve(shares: &Shares) -> Rows {
    let mut rows = written(shares);
    rows.insert(UNRECORDED.to_owned(), (0, 1000));
    tightened(rows)
}

/// "rows … go to": all of these holders' rows are added to that of `to`.
fn moved(rows: &Rows, goes: &dyn Fn(&str) -> bool, to: &str) -> Rows {
    let mut left: Rows = rows.iter().filter(|(holder, _)| !goes(holder)).map(|(h, r)| (h.clone(), *r)).collect();
    let gone = rows.iter().filter(|(holder, _)| goes(holder)).fold((0, 0), |sum, (_, r)| (sum.0 + r.0, sum.1 + r.1));
    let (low, high) = row(&left, to);
    left.insert(to.to_owned(), (low + gone.0, (high + gone.1).min(1000)));
    tightened(left)
}

/// "the giver loses between *a* and *b*, or all it has if that is less", and `to` gains as much. The giver is all that
/// give, together: which of them lost it is not told.
fn given(rows: &Rows, gives: &dyn Fn(&str) -> bool, to: &str, (a, b): (i64, i64)) -> Rows {
    let (givers, others): (Rows, Rows) = rows.clone().into_iter().partition(|(holder, _)| gives(holder));
    let has_least = least(&givers).max(1000 - most(&others));
    let has_most = most(&givers).min(1000 - least(&others));
    let mut rows = rows.clone();
    for (giver, (low, high)) in &givers {
        rows.insert(giver.clone(), ((low - b).max(0), (*high).min((has_most - a).max(0))));
    }
    let (low, high) = row(&rows, to);
    rows.insert(to.to_owned(), (low + a.min(has_least), (high + b.min(has_most)).min(1000)));
    tightened(rows)
}

/// "the gainer may have gained up to all that the losers may hold there, the losers may have lost all"
fn doubted(rows: &Rows, loses: &dyn Fn(&str) -> bool, gainer: &str) -> Rows {
    let mut doubted = rows.clone();
    let mut gain = 0;
    for (holder, row) in &mut doubted {
        if holder != gainer && loses(holder) {
            gain += row.1;
            row.0 = 0;
        }
    }
    let (low, high) = row(rows, gainer);
    doubted.insert(gainer.to_owned(), (low, (high + gain).min(1000)));
    tightened(doubted)
}

/// "a part can have no holder that the place directly around it cannot have: such rows are dropped, and a part left
/// without a division is anything among that place's holders"
fn kept_to(rows: Rows, holders: &Rows) -> Rows {
    let kept: Rows = rows.into_iter().filter(|(holder, _)| holders.contains_key(holder)).collect();
    if fits(&kept) { tightened(kept) } else { anything(holders.keys()) }
}

/// The least (or greatest) sum of extents times values, over extents that keep their bounds and make up the whole.
/// Each entry is the least and most extent, and the value.
fn weighed(mut entries: Vec<(i64, i64, i64)>, greatest: bool) -> i64 {
    entries.sort_by_key(|entry| if greatest { -entry.2 } else { entry.2 });
    let mut left = ONE - entries.iter().map(|entry| entry.0).sum::<i64>();
    let mut sum = 0;
    for (at_least, at_most, value) in entries {
        let more = left.min(at_most - at_least);
        left -= more;
        sum += (at_least + more) * value;
    }
    assert_eq!(left, 0, "extents make up the whole");
    sum
}

fn floor(sum: i64) -> i64 {
    sum.div_euclid(ONE)
}

fn ceil(sum: i64) -> i64 {
    -(-sum).div_euclid(ONE)
}

// ------------------------------------------------------------------------------------------------------ definitions

/// Everything that was defined, by id. Events are only those that count in the fold.
#[derive(Clone, Debug, Default)]
pub(crate) struct Model {
    pub(crate) actors: BTreeMap<String, Actor>,
    pub(crate) places: BTreeMap<String, Place>,
    pub(crate) events: BTreeMap<String, Event>,
}

impl Model {
    /// Every event must have an id.
    pub(crate) fn new(actors: &[Actor], places: &[Place], events: &[Event]) -> Self {
        let named = |event: &Event| (event.id.clone().expect("events of the model have ids"), event.clone());
        Self {
            actors: actors.iter().map(|actor| (actor.id.clone(), actor.clone())).collect(),
            places: places.iter().map(|place| (place.id.clone(), place.clone())).collect(),
            events: events.iter().filter(|event| !event.change.is_noted()).map(named).collect(),
        }
    }

    pub(crate) fn of(scenario: &Scenario) -> Self {
        Self::new(&scenario.actors, &scenario.places, &scenario.events)
    }

    // Allegiance: "Nouns", "Changes".

    /// The actor and all above it on that day. Without a day (both ends of a span are open), on the first there is.
    fn chain_of(&self, holder: &str, day: Option<NaiveDate>) -> Vec<String> {
        let day = day.unwrap_or(NaiveDate::MIN);
        let mut chain = vec![holder.to_owned()];
        while let Some(actor) = self.actors.get(chain.last().expect("never empty")) {
            let Some(allegiance) = actor.allegiances.iter().find(|allegiance| allegiance.holds_on(day)) else { break };
            chain.push(allegiance.to.clone());
        }
        chain
    }

    /// "*Under A* means: A and all whose chain of allegiances passes through A on the day of the event."
    pub(crate) fn is_under(&self, holder: &str, boss: &str, day: Option<NaiveDate>) -> bool {
        self.chain_of(holder, day).iter().any(|above| above == boss)
    }

    /// "The top of that chain on a day is its *side*."
    pub(crate) fn side(&self, holder: &str, day: Option<NaiveDate>) -> String {
        self.chain_of(holder, day).pop().expect("never empty")
    }

    /// As whom an observation that lists those holders sees this one: itself, or the nearest listed actor above it.
    fn nearest_listed(&self, holder: &str, listed: &Rows, day: Option<NaiveDate>) -> String {
        let chain = self.chain_of(holder, day);
        chain.into_iter().find(|above| listed.contains_key(above)).unwrap_or_else(|| holder.to_owned())
    }

    // Places.

    pub(crate) fn parts(&self, whole: &str) -> Vec<String> {
        let parts = self.places.values().filter(|place| place.within.as_deref() == Some(whole));
        parts.map(|place| place.id.clone()).collect()
    }

    /// The place, and the places around it from the inside outwards.
    pub(crate) fn around(&self, place: &str) -> Vec<String> {
        let mut around = vec![place.to_owned()];
        while let Some(outer) = &self.places[around.last().expect("never empty")].within {
            around.push(outer.clone());
        }
        around
    }

    /// Whether `inner` is `outer` or lies within it.
    pub(crate) fn is_in(&self, inner: &str, outer: &str) -> bool {
        self.around(inner).iter().any(|place| place == outer)
    }

    pub(crate) fn root(&self, place: &str) -> String {
        self.around(place).pop().expect("never empty")
    }

    /// "Each part has an *extent* within its whole, in millionths: what is stated, else anything from 0 to what the
    /// stated lower bounds leave." No part can have more than the others leave it, whatever is stated.
    pub(crate) fn extents(&self, whole: &str) -> BTreeMap<String, (i64, i64)> {
        #[expect(clippy::cast_possible_truncation, reason = "fractions are at most 1")]
        let millionths = |fraction: f64| (fraction * 1e6).round() as i64;
        let parts = self.parts(whole);
        let stated = |part: &String| {
            let fraction = self.places[part].fraction?;
            Some((millionths(fraction.at_least()), millionths(fraction.at_most())))
        };
        let left = ONE - parts.iter().filter_map(stated).map(|extent| extent.0).sum::<i64>();
        let extent = |part: &String| {
            let (at_least, at_most) = stated(part).unwrap_or((0, ONE));
            (at_least, at_most.min(at_least + left))
        };
        parts.iter().map(|part| (part.clone(), extent(part))).collect()
    }

    // Time.

    fn span(&self, event: &str) -> (i64, i64) {
        let span = self.events[event].when.span();
        (span.earliest().map_or(i64::MIN, Moment::minutes), span.latest().map_or(i64::MAX, Moment::minutes))
    }

    /// "Event *a* precedes *b* if *a*'s span ends at or before *b*'s begins."
    fn precedes(&self, a: &str, b: &str) -> bool {
        let (a, b) = (self.span(a), self.span(b));
        a.1 != i64::MAX && b.0 != i64::MIN && a.1 <= b.0
    }

    /// "The told order of a family repeatedly takes, among the events that no remaining event precedes, the least by
    /// `(order, id)`."
    pub(crate) fn told(&self, root: &str) -> Vec<String> {
        let mut remaining: Vec<String> =
            self.events.values().filter(|e| self.root(&e.place) == root).map(|e| e.name().to_owned()).collect();
        let mut told = Vec::new();
        while !remaining.is_empty() {
            let free = remaining.iter().filter(|event| !remaining.iter().any(|other| self.precedes(other, event)));
            let next =
                free.min_by_key(|event| (self.events[*event].order, (*event).clone())).expect("one is free").clone();
            remaining.retain(|event| *event != next);
            told.push(next);
        }
        told
    }

    /// "Two events are *related* if they are at the same place or the place of one lies around that of the other."
    fn related(&self, a: &str, b: &str) -> bool {
        let (a, b) = (&self.events[a].place, &self.events[b].place);
        self.is_in(a, b) || self.is_in(b, a)
    }

    /// Every event's narrowed earliest and latest: "the largest of its own and of the narrowed earliest of every related
    /// event told before it", "the least of its own and of those told after it".
    pub(crate) fn narrowed(&self, told: &[String]) -> BTreeMap<String, (i64, i64)> {
        let mut narrowed: BTreeMap<String, (i64, i64)> = told.iter().map(|e| (e.clone(), self.span(e))).collect();
        loop {
            let before = narrowed.clone();
            for (first, earlier) in told.iter().enumerate() {
                for later in told[first + 1..].iter().filter(|later| self.related(earlier, later)) {
                    let (from, to) = (narrowed[earlier], narrowed[later]);
                    narrowed.get_mut(later).expect("told").0 = to.0.max(from.0);
                    narrowed.get_mut(earlier).expect("told").1 = from.1.min(to.1);
                }
            }
            if narrowed == before {
                return narrowed;
            }
        }
    }

    // The fold.

    /// The ground of every place of a family on the eve: "Baseline and silence".
    fn eve(&self, root: &str) -> Ground<'_> {
        let mut ground = Ground { model: self, states: BTreeMap::new() };
        self.eve_of(root, &whole(UNRECORDED), &mut ground);
        // The parts' controls need their own parts' first.
        let mut inside_out: Vec<String> = ground.states.keys().cloned().collect();
        inside_out.sort_by_key(|place| std::cmp::Reverse(self.around(place).len()));
        for place in inside_out {
            ground.speaks_now(&place);
        }
        ground
    }

    /// `above` is what the baseline around it makes of this place.
    fn eve_of(&self, place: &str, above: &Rows, ground: &mut Ground<'_>) {
        let own = match &self.places[place].baseline {
            Some(baseline) => on_the_eve(&baseline.shares),
            None => above.clone(),
        };
        let inner_has_its_own =
            self.places.values().any(|p| p.id != place && self.is_in(&p.id, place) && p.baseline.is_some());
        let is_whole = own.values().any(|row| row.0 == 1000);
        // "a partial one makes each such part anything among its holders"
        let below = if is_whole { own.clone() } else { anything(own.keys()) };
        // "if some within has its own, the place's record is silent"
        let silent = is_whole && inner_has_its_own;
        let state = State { own: (!silent).then_some(own), rest: below.clone(), ..State::default() };
        ground.states.insert(place.to_owned(), state);
        for part in self.parts(place) {
            self.eve_of(&part, &below, ground);
        }
    }

    /// The ground of a family after those events, which must be in the told order.
    pub(crate) fn fold<'a>(&self, root: &str, happened: impl IntoIterator<Item = &'a String>) -> Ground<'_> {
        let mut ground = self.eve(root);
        for event in happened {
            ground.apply(&self.events[event]);
        }
        ground
    }

    /// Everything there is to ask of one family.
    pub(crate) fn family(&self, root: &str) -> Family<'_> {
        let told = self.told(root);
        let narrowed = self.narrowed(&told);
        let mut worlds = BTreeMap::new();
        for world in subsets(&told) {
            // "Of related events none happens before one it is told after."
            let whole = world.iter().all(|event| {
                let before = told.iter().take_while(|earlier| *earlier != event);
                before.filter(|earlier| self.related(earlier, event)).all(|earlier| world.contains(earlier))
            });
            if whole {
                let ground = self.fold(root, told.iter().filter(|event| world.contains(*event)));
                worlds.insert(world, ground);
            }
        }
        Family { model: self, root: root.to_owned(), told, narrowed, worlds }
    }

    /// Of every family.
    pub(crate) fn families(&self) -> BTreeMap<String, Family<'_>> {
        let roots = self.places.values().filter(|place| place.within.is_none());
        roots.map(|root| (root.id.clone(), self.family(&root.id))).collect()
    }
}

fn subsets(events: &[String]) -> Vec<BTreeSet<String>> {
    let mut subsets = vec![BTreeSet::new()];
    for event in events {
        for mut with in subsets.clone() {
            with.insert(event.clone());
            subsets.push(with);
        }
    }
    subsets
}

/// One family, and its ground after every set of events that related events in the told order leave possible.
pub(crate) struct Family<'m> {
    model: &'m Model,
    pub(crate) root: String,
    pub(crate) told: Vec<String>,
    pub(crate) narrowed: BTreeMap<String, (i64, i64)>,
    worlds: BTreeMap<BTreeSet<String>, Ground<'m>>,
}

impl Family<'_> {
    pub(crate) fn places(&self) -> Vec<String> {
        self.model.places.keys().filter(|place| self.model.is_in(place, &self.root)).cloned().collect()
    }

    /// The ground as told: after each event in turn, the eve first.
    pub(crate) fn as_told(&self) -> Vec<&Ground<'_>> {
        let so_many = |number: usize| -> BTreeSet<String> { self.told[..number].iter().cloned().collect() };
        (0..=self.told.len()).map(|number| &self.worlds[&so_many(number)]).collect()
    }

    /// The sets of events that can be what has happened before `t`: "It has certainly happened if its narrowed latest
    /// ≤ *t*, possibly if its narrowed earliest < *t*."
    fn possible_worlds(&self, t: i64) -> impl Iterator<Item = (&BTreeSet<String>, &Ground<'_>)> {
        self.worlds.iter().filter(move |(world, _)| {
            self.narrowed.iter().all(|(event, (earliest, latest))| {
                let certainly = *latest != i64::MAX && *latest <= t;
                let possibly = *earliest == i64::MIN || *earliest < t;
                if world.contains(event) { possibly } else { !certainly }
            })
        })
    }

    /// The controls of a place that are possible at a moment.
    pub(crate) fn possible(&self, place: &str, t: i64, by: By) -> BTreeSet<Shown> {
        self.possible_worlds(t).map(|(_, ground)| ground.shown(place, t, by)).collect()
    }

    /// In how many ways the events that bear on a place can have happened by then: above 64 the engine may be less exact.
    pub(crate) fn ways(&self, place: &str, t: i64) -> usize {
        let bears = |event: &&String| {
            let at = &self.model.events[*event].place;
            self.model.is_in(at, place) || self.model.is_in(place, at)
        };
        let ways = self.possible_worlds(t).map(|(world, _)| world.iter().filter(bears).collect::<BTreeSet<_>>());
        ways.collect::<BTreeSet<_>>().len()
    }

    /// The possible controls of a place at each of those moments, found by trying every minute of every event: related
    /// events never go back in the told order. Every span must be closed, and short.
    pub(crate) fn by_trying_every_minute(&self, place: &str, moments: &[i64], by: By) -> Vec<BTreeSet<Shown>> {
        let mut found = vec![BTreeSet::new(); moments.len()];
        self.try_minutes(&mut Vec::new(), &mut |minutes| {
            for (t, found) in moments.iter().zip(&mut found) {
                found.insert(minutes.iter().map(|minute| minute < t).collect::<Vec<bool>>());
            }
        });
        let happened = |which: &Vec<bool>| -> BTreeSet<String> {
            self.told.iter().zip(which).filter(|(_, happened)| **happened).map(|(event, _)| event.clone()).collect()
        };
        let at_each = moments.iter().zip(&found);
        at_each
            .map(|(t, found)| found.iter().map(|w| self.worlds[&happened(w)].shown(place, *t, by)).collect())
            .collect()
    }

    /// `minutes` are those of the first events told.
    fn try_minutes(&self, minutes: &mut Vec<i64>, each: &mut dyn FnMut(&[i64])) {
        let Some(event) = self.told.get(minutes.len()) else {
            return each(minutes);
        };
        let (earliest, latest) = self.model.span(event);
        for minute in earliest..latest {
            let mut before = self.told.iter().zip(minutes.iter());
            if before.all(|(earlier, at)| !self.model.related(earlier, event) || *at <= minute) {
                minutes.push(minute);
                self.try_minutes(minutes, each);
                minutes.pop();
            }
        }
    }

    /// The moments at which an answer for this family can become another, and those beside them.
    pub(crate) fn moments(&self) -> BTreeSet<i64> {
        let mut moments = BTreeSet::new();
        for (earliest, latest) in self.narrowed.values() {
            moments.extend([*earliest, *latest].into_iter().filter(|end| ![i64::MIN, i64::MAX].contains(end)));
        }
        for ground in self.worlds.values() {
            for state in ground.states.values() {
                moments.extend(state.fights.iter().filter_map(|fight| fight.end));
            }
        }
        moments.into_iter().flat_map(|moment| [moment - 1, moment, moment + 1]).collect()
    }
}

/// A fight, and the last moment at which it counts.
#[derive(Clone, Debug)]
struct Fight {
    between: BTreeSet<String>,
    end: Option<i64>,
}

/// What is kept of one place.
#[derive(Clone, Debug, Default)]
struct State {
    /// Its own record: the control right after the last event of its chain that spoke of ground; none if it is silent.
    own: Option<Rows>,
    /// The ground that lies in none of its parts.
    rest: Rows,
    /// Its parts' controls right after that event.
    then: BTreeMap<String, Rows>,
    /// The parts in which ground may have changed hands since.
    touched: BTreeSet<String>,
    fights: Vec<Fight>,
    sieges: BTreeSet<String>,
    fire: BTreeSet<String>,
}

/// What a change does to the ground of a place and of each of its parts.
struct Deed<'m> {
    /// The place's own record after it.
    record: Rows,
    /// What it makes of a part, or of the rest, that had this division.
    of_a_part: Box<dyn Fn(&Rows) -> Rows + 'm>,
    /// Whether it settles the place.
    whole: bool,
    /// Whether it is a change, and no mere evidence.
    moves: bool,
    /// The places within it that it does not reach.
    except: Vec<String>,
}

/// All places of one family at one point of the telling.
#[derive(Clone, Debug)]
pub(crate) struct Ground<'m> {
    model: &'m Model,
    states: BTreeMap<String, State>,
}

impl<'m> Ground<'m> {
    // "Upwards."

    /// Who holds how much of a place, parts counted in.
    pub(crate) fn division(&self, place: &str) -> Rows {
        let state = &self.states[place];
        let parts: BTreeMap<String, Rows> = state.then.keys().map(|part| (part.clone(), self.division(part))).collect();
        let extents = self.model.extents(place);
        if extents.is_empty() {
            return state.own.clone().expect("what has no parts has a record");
        }
        assert_eq!(parts.len(), extents.len(), "all parts of {place} are known");
        let holders: BTreeSet<&String> = parts
            .values()
            .chain(state.then.values())
            .chain(&state.own)
            .chain([&state.rest])
            .flat_map(Rows::keys)
            .collect();

        // "the sum of its parts and rest, each weighted by its extent"
        let mut sum = Rows::new();
        for holder in &holders {
            let entries = |bound: fn((i64, i64)) -> i64| {
                let parts =
                    parts.iter().map(|(part, rows)| (extents[part].0, extents[part].1, bound(row(rows, holder))));
                parts.chain([(0, ONE, bound(row(&state.rest, holder)))]).collect()
            };
            let (low, high) = (weighed(entries(|row| row.0), false), weighed(entries(|row| row.1), true));
            sum.insert((*holder).clone(), (floor(low), ceil(high)));
        }

        // "what its own record says": "Since then, each part in which ground may have changed hands moves the record's
        // bounds by extent × change"
        let mut met = sum.clone();
        if let Some(own) = &state.own {
            let mut records = Rows::new();
            for holder in &holders {
                let (mut low, mut high) = (0, 0);
                for part in &state.touched {
                    let (at_least, at_most) = extents[part];
                    let (now, then) = (row(&parts[part], holder), row(&state.then[part], holder));
                    let (loss, gain) = (now.0 - then.1, now.1 - then.0);
                    low += (at_least * loss).min(at_most * loss);
                    high += (at_least * gain).max(at_most * gain);
                }
                let record = row(own, holder);
                let record = ((record.0 + floor(low)).clamp(0, 1000), (record.1 + ceil(high)).clamp(0, 1000));
                records.insert((*holder).clone(), record);
                let met = met.get_mut(*holder).expect("of the sum");
                *met = (met.0.max(record.0), met.1.min(record.1));
            }
            // "Where they cannot both be true, the ground that the record leaves unrecorded is taken for anyone's"
            if !fits(&met) && fits(&records) {
                let records = tightened(records);
                let silent = row(&records, UNRECORDED).1;
                met.clone_from(&sum);
                for (holder, met) in &mut met {
                    let (low, high) = row(&records, holder);
                    let record = if holder == UNRECORDED { (0, silent) } else { (low, high + silent) };
                    *met = (met.0.max(record.0), met.1.min(record.1));
                }
            }
        }
        // "Where even so they cannot both be true, what spoke later stands: the sum if any part was touched since, else
        // the record."
        let untouched = state.own.as_ref().filter(|_| state.touched.is_empty());
        let mut met = tightened(if fits(&met) { met } else { untouched.cloned().unwrap_or(sum) });

        // "A holder that a part may have, the whole may have at least in trace"
        for holder in parts.values().flat_map(Rows::keys) {
            if !met.contains_key(holder) {
                for row in met.values_mut() {
                    row.0 = (row.0 - 1).max(0);
                }
                met.insert(holder.clone(), (0, 1));
            }
        }
        tightened(met)
    }

    /// The control of a place as it shows at a moment: by side, with the allegiances of the day that it closes or lies in.
    pub(crate) fn shown(&self, place: &str, t: i64, by: By) -> Shown {
        self.seen(place, &|end| t <= end, Some(Moment::from_minutes(t).day_ending()), by)
    }

    /// The control of a place as told, around an event that can have happened from that moment on: without the fights
    /// that were over by then, and by side with the allegiances of the day of the event.
    pub(crate) fn as_told(&self, place: &str, from: i64, day: NaiveDate, by: By) -> Shown {
        self.seen(place, &|end| from < end, Some(day), by)
    }

    fn seen(&self, place: &str, goes_on: &dyn Fn(i64) -> bool, day: Option<NaiveDate>, by: By) -> Shown {
        let name = |holder: &String| match by {
            By::Actor => holder.clone(),
            By::Side => self.model.side(holder, day),
        };
        let state = &self.states[place];
        let mut rows = Rows::new();
        for (holder, (low, high)) in self.division(place) {
            let row = rows.entry(name(&holder)).or_default();
            *row = (row.0 + low, (row.1 + high).min(1000));
        }
        let fights = state.fights.iter().filter(|fight| fight.end.is_none_or(goes_on));
        Shown {
            rows: tightened(rows),
            contested: fights.flat_map(|fight| &fight.between).map(name).collect(),
            besieged_by: state.sieges.iter().map(name).collect(),
            under_fire_of: state.fire.iter().map(name).collect(),
        }
    }

    // "Changes."

    fn state(&mut self, place: &str) -> &mut State {
        self.states.get_mut(place).expect("of this family")
    }

    pub(crate) fn apply(&mut self, event: &Event) {
        let day = event.when.first_day();
        let model = self.model;
        let state = self.state(&event.place);
        let mut fight = |between: BTreeSet<String>, until: Option<Until>| {
            let latest = match until {
                None => event.when.span().latest(),
                Some(Until::Date(when)) => when.span().latest(),
                Some(Until::Open) => None,
            };
            state.fights.push(Fight { between, end: latest.map(|end| Moment::close(end.day_ending()).minutes()) });
        };
        match &event.change {
            Change::Attacked(it) => fight(BTreeSet::from([it.by.clone()]), it.until),
            Change::Fought(it) => fight(it.between.iter().cloned().collect(), it.until),
            Change::Repelled(it) => {
                let side = model.side(&it.attacker, day);
                state.fights.retain(|fight| fight.between.iter().all(|actor| model.side(actor, day) != side));
            }
            Change::Besieged(it) => drop(state.sieges.insert(it.by.clone())),
            Change::SiegeLifted => state.sieges.clear(),
            Change::FireControl(it) => drop(state.fire.insert(it.by.clone())),
            Change::FireControlLost => state.fire.clear(),
            Change::Noted(_) | Change::Denied(_) => unreachable!("the model holds no noted events"),
            _ => self.reach(&event.place, self.deed(event), day),
        }
    }

    fn deed(&self, event: &Event) -> Deed<'m> {
        let (model, day) = (self.model, event.when.first_day());
        let rows = self.division(&event.place);
        match &event.change {
            Change::Captured(it) | Change::Recaptured(it) if it.extent.is_whole() => {
                let by = it.by.clone();
                let of_a_part = Box::new(move |_: &Rows| whole(&by));
                Deed { record: whole(&it.by), of_a_part, whole: true, moves: true, except: it.except.clone() }
            }
            Change::Captured(it) | Change::Recaptured(it) => self.partial_capture(it, &rows, day),
            Change::Withdrew(it) => {
                let actor = it.actor.clone();
                let gives = move |holder: &str| model.is_under(holder, &actor, day);
                handed_over(&rows, gives, NOBODY, it.extent, &it.except)
            }
            Change::Transferred(it) => {
                let from = it.from.clone();
                let gives = move |holder: &str| model.is_under(holder, &from, day);
                handed_over(&rows, gives, &it.to, it.extent, &it.except)
            }
            Change::Observed(shares) => self.observation(&written(shares), &rows, day).1,
            other => unreachable!("{} speaks of no ground", other.word()),
        }
    }

    fn partial_capture(&self, it: &Captured, rows: &Rows, day: Option<NaiveDate>) -> Deed<'m> {
        let model = self.model;
        let (a, b) = bounds(it.extent);
        let (by, from) = (it.by.clone(), it.from.clone());
        // "Payers are `unrecorded` and those under `from`, or without `from` all not of `by`'s side."
        let named = move |holder: &str| {
            holder != by
                && match &from {
                    Some(from) => holder == UNRECORDED || model.is_under(holder, from, day),
                    None => model.side(holder, day) != model.side(&by, day),
                }
        };
        // "If the payers might be too poor (the others' greatest possible sum exceeds `1000−a`), all others pay."
        let is_other = |holder: &str| holder != it.by && !named(holder);
        let others: i64 = rows.iter().filter(|(holder, _)| is_other(holder)).map(|(_, row)| row.1).sum();
        let not_others: i64 = rows.iter().filter(|(holder, _)| !is_other(holder)).map(|(_, row)| row.0).sum();
        let too_poor = others.min(1000 - not_others) > 1000 - a;
        let by = it.by.clone();
        let pays = move |holder: &str| holder != by && (too_poor || named(holder));

        let mut record = rows.clone();
        for (holder, row) in &mut record {
            if pays(holder) {
                row.0 = (row.0 - b).max(0);
            }
        }
        let (l, u) = row(rows, &it.by);
        record.insert(it.by.clone(), (l.max(a), l.max(a).max((u + b).min(999))));
        let gainer = it.by.clone();
        let of_a_part = Box::new(move |rows: &Rows| doubted(rows, &pays, &gainer));
        Deed { record: tightened(record), of_a_part, whole: false, moves: true, except: it.except.clone() }
    }

    /// Whether an observation does not fit what is known, and what it does.
    fn observation(&self, listed: &Rows, rows: &Rows, day: Option<NaiveDate>) -> (bool, Deed<'m>) {
        // "rows of actors under a listed actor, not listed themselves, are first added to the row of the nearest listed
        // one, in the parts too (where that changes a row it counts as ground that changed hands)"
        let (model, names) = (self.model, listed.clone());
        let added_up = move |rows: &Rows| {
            let mut known = Rows::new();
            for (holder, (low, high)) in rows {
                let row = known.entry(model.nearest_listed(holder, &names, day)).or_default();
                *row = (row.0 + low, (row.1 + high).min(1000));
            }
            tightened(known)
        };
        let known = added_up(rows);
        // "Then each listed row is intersected with what is known"
        let mut met = known.clone();
        for (holder, (low, high)) in listed {
            let (l, u) = row(&known, holder);
            met.insert(holder.clone(), (l.max(*low), u.min(*high)));
        }
        if fits(&met) {
            let (record, moves) = (tightened(met), known != *rows);
            let of_a_part = Box::new(added_up);
            return (false, Deed { record, of_a_part, whole: false, moves, except: Vec::new() });
        }
        // "if a row or the sum does not fit, the listed rows stand as written and all other rows known restart"
        let mut record = listed.clone();
        for holder in known.keys() {
            record.entry(holder.clone()).or_insert((0, 1000));
        }
        let record = filled(record);
        let holders = record.clone();
        let of_a_part = Box::new(move |_: &Rows| anything(holders.keys()));
        let whole = listed.values().any(|row| row.0 == 1000);
        (true, Deed { record, of_a_part, whole, moves: true, except: Vec::new() })
    }

    // "Downwards."

    fn reach(&mut self, at: &str, deed: Deed<'_>, day: Option<NaiveDate>) {
        let model = self.model;
        let is_spared = |place: &str| deed.except.iter().any(|spared| model.is_in(place, spared));
        let has_spared = |place: &str| deed.except.iter().any(|spared| model.is_in(spared, place));
        let mut reached: Vec<String> =
            self.states.keys().filter(|place| model.is_in(place, at) && !is_spared(place)).cloned().collect();
        reached.sort_by_key(|place| model.around(place).len());
        let before = self.clone();
        // From the outside inwards: a part can have no holder that the place directly around it cannot have.
        for place in &reached {
            let outer = model.places[place].within.as_ref().filter(|_| place != at);
            let of_a_part = |rows: &Rows, whole: Option<&Rows>| {
                let after = (deed.of_a_part)(rows);
                match whole {
                    Some(whole) if deed.except.is_empty() => kept_to(after, whole),
                    _ => after,
                }
            };
            let own = match outer {
                None => deed.record.clone(),
                Some(outer) => of_a_part(&before.division(place), self.states[outer].own.as_ref()),
            };
            let becomes = own.clone();
            let own = (!has_spared(place)).then_some(own);
            let rest = of_a_part(&before.states[place].rest, own.as_ref());
            let state = self.state(place);
            state.own = own;
            state.rest = rest;
            if deed.whole {
                // "settled in the hands of its user's side": what the change makes of the place, whatever it leaves out.
                let in_the_hands_of = |side: &str| becomes.keys().all(|holder| model.side(holder, day) == side);
                state.fights.clear();
                state.sieges.clear();
                state.fire.retain(|user| !in_the_hands_of(&model.side(user, day)));
            }
        }
        for place in reached.iter().rev() {
            self.speaks_now(place);
        }
        if deed.moves {
            let around = model.around(at);
            for pair in around.windows(2) {
                self.state(&pair[1]).touched.insert(pair[0].clone());
            }
        }
    }

    /// An event spoke of the ground of this place: its parts' controls are kept to measure what changes from now on.
    fn speaks_now(&mut self, place: &str) {
        let then = self.model.parts(place).into_iter().map(|part| {
            let division = self.division(&part);
            (part, division)
        });
        let then = then.collect();
        let state = self.state(place);
        state.then = then;
        state.touched.clear();
    }
}

/// A withdrawal, or a transfer.
fn handed_over<'m>(
    rows: &Rows,
    gives: impl Fn(&str) -> bool + 'm,
    to: &str,
    extent: Share,
    except: &[String],
) -> Deed<'m> {
    let (to, except) = (to.to_owned(), except.to_vec());
    if extent.is_whole() {
        let record = moved(rows, &gives, &to);
        let of_a_part = Box::new(move |rows: &Rows| moved(rows, &gives, &to));
        return Deed { record, of_a_part, whole: true, moves: true, except };
    }
    // Nobody gives to itself.
    let receiver = to.clone();
    let gives = move |holder: &str| holder != receiver && gives(holder);
    let record = given(rows, &gives, &to, bounds(extent));
    let of_a_part = Box::new(move |rows: &Rows| doubted(rows, &gives, &to));
    Deed { record, of_a_part, whole: false, moves: true, except }
}
