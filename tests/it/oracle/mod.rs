//! The slow, obvious model that the engine is proved against (`DESIGN.md`, "What always holds", 1).
//!
//! It knows definitions only, as users write them, and shares no code with the engine. Everything is kept by id in
//! ordered maps and worked out from scratch: the narrative order by repeated selection, the narrowed bounds by going round
//! until nothing moves, the possible controls by folding every set of events that can have happened.
//!
//! The names of its functions follow the sections of `DESIGN.md`.

mod divisions;
pub(crate) mod evidence;
pub(crate) mod exact;
mod family;
pub(crate) mod reading;
mod rows;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use whoheld::chrono::NaiveDate;
use whoheld::{Actor, Allegiance, Control, Event, Moment, Place, Scenario, ShareRecord, When};

use divisions::{Divisions, State};
pub(crate) use family::Family;
use family::{ByPeriod, subsets};
use rows::{anything, at_the_start, bounds, fits, row, tightened, whole, written};

/// Who holds how much: holder to the least and the most, in permille.
pub(crate) type Rows = BTreeMap<String, (i64, i64)>;

/// A piece of a span, and a day of the period of allegiance in which it lies.
type Piece = ((i64, i64), NaiveDate);

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

/// What parts leave of their whole even where each is as large as it can be.
fn unfilled(extents: &BTreeMap<String, (i64, i64)>) -> i64 {
    (ONE - extents.values().map(|extent| extent.1).sum::<i64>()).max(0)
}

/// As whom holders are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Actor,
    Side,
}

/// The events with an `order` of their own each, as the record tells them: "Among events of equal `order`, the one that was
/// put in first comes first."
pub(crate) fn ranked(events: &[Event]) -> Vec<Event> {
    let place = |((position, n), event): ((i64, usize), &Event)| (event.order.unwrap_or(position), n);
    let mut told: Vec<(i64, usize)> = (1..).zip(0..).zip(events).map(place).collect();
    told.sort_unstable();
    let mut ranked = events.to_vec();
    for (rank, (_, n)) in (1..).zip(told) {
        ranked[n].order = Some(rank);
    }
    ranked
}

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
            events: ranked(events).iter().filter(|event| !event.change.is_noted()).map(named).collect(),
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
            // "Where the `until` of one and the `from` of the next name the same day, the next wins on that day."
            let holds = actor.allegiances.iter().filter(|allegiance| allegiance.holds_on(day));
            let Some(allegiance) = holds.max_by_key(|allegiance| allegiance.from) else { break };
            // "An entry without `until` lasts until the next begins." If that one has ended, it does not come back.
            let later =
                |other: &&Allegiance| other.from > allegiance.from && other.from.is_some_and(|from| from <= day);
            if actor.allegiances.iter().any(|other| later(&other)) {
                break;
            }
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
    /// stated lower bounds leave." No part can have more than the others leave it, whatever is stated; and where the parts
    /// are the whole of the place, none has less than the others cannot fill.
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
        let mut extents: BTreeMap<String, (i64, i64)> = parts.iter().map(|part| (part.clone(), extent(part))).collect();
        if self.places[whole].divided {
            let rest = unfilled(&extents);
            for part in &parts {
                let others: i64 = extents.iter().filter(|(other, _)| *other != part).map(|(_, extent)| extent.1).sum();
                let extent = extents.get_mut(part).expect("a part");
                extent.0 = extent.0.max(ONE - rest - others);
            }
        }
        extents
    }

    /// The extent of what lies in no part: what is left. "If its parts are the whole of it, the rest has extent 0, or is
    /// exactly what the parts cannot fill."
    pub(crate) fn rest(&self, whole: &str) -> (i64, i64) {
        let unfilled = unfilled(&self.extents(whole));
        if self.places[whole].divided { (unfilled, unfilled) } else { (0, ONE) }
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

    /// "The narrative order of a family repeatedly takes, among the events that no remaining event precedes, the one told
    /// first."
    pub(crate) fn told(&self, root: &str) -> Vec<String> {
        let mut remaining: Vec<String> =
            self.events.values().filter(|e| self.root(&e.place) == root).map(|e| e.name().to_owned()).collect();
        let mut told = Vec::new();
        while !remaining.is_empty() {
            let free = remaining.iter().filter(|event| !remaining.iter().any(|other| self.precedes(other, event)));
            let next = free.min_by_key(|event| self.events[*event].order).expect("one is free").clone();
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
        self.narrowed_from(told, told.iter().map(|event| (event.clone(), self.span(event))).collect())
    }

    /// The same, where events can only have happened in these spans.
    fn narrowed_from(
        &self,
        told: &[String],
        mut narrowed: BTreeMap<String, (i64, i64)>,
    ) -> BTreeMap<String, (i64, i64)> {
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

    /// The periods in which nobody begins or ceases to answer to anyone, each from a day on: "Who answers to whom is
    /// judged at the moment of the event."
    fn periods(&self) -> Vec<NaiveDate> {
        let allegiances = self.actors.values().flat_map(|actor| &actor.allegiances);
        let ends = allegiances.flat_map(|it| [it.from, it.until.and_then(|until| until.succ_opt())]);
        let days: BTreeSet<NaiveDate> = ends.flatten().chain([NaiveDate::MIN]).collect();
        days.into_iter().collect()
    }

    /// The pieces of an event's narrowed span, one for each period in which it can have happened, with a day of each.
    fn pieces(&self, event: &str, (earliest, latest): (i64, i64)) -> Vec<Piece> {
        let fighting =
            |event: &Event| event.change.until().is_some() || matches!(event.change.word(), "attacked" | "fought");
        if fighting(&self.events[event]) {
            let first = if earliest == i64::MIN { NaiveDate::MIN } else { Moment::from_minutes(earliest).date() };
            return vec![((earliest, latest), first)];
        }
        let periods = self.periods();
        let opening = |day: &NaiveDate| if *day == NaiveDate::MIN { i64::MIN } else { Moment::opening(*day).minutes() };
        let pieces = periods.iter().enumerate().map(|(n, day)| {
            let until = periods.get(n + 1).map_or(i64::MAX, opening);
            ((earliest.max(opening(day)), latest.min(until)), *day)
        });
        pieces.filter(|((from, to), _)| from < to).collect()
    }

    // The fold.

    /// The divisions of every place of a family at the start: "Baseline and silence".
    fn initial(&self, root: &str) -> Divisions<'_> {
        let mut divisions = Divisions { model: self, states: BTreeMap::new() };
        self.initial_of(root, &whole(UNRECORDED), &mut divisions);
        // The parts' controls need their own parts' first.
        let mut inside_out: Vec<String> = divisions.states.keys().cloned().collect();
        inside_out.sort_by_key(|place| std::cmp::Reverse(self.around(place).len()));
        for place in inside_out {
            divisions.speaks_now(&place);
        }
        divisions
    }

    /// `above` is what the baseline around it makes of this place.
    fn initial_of(&self, place: &str, above: &Rows, divisions: &mut Divisions<'_>) {
        let own = match &self.places[place].baseline {
            Some(baseline) => at_the_start(&baseline.shares),
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
        divisions.states.insert(place.to_owned(), state);
        for part in self.parts(place) {
            self.initial_of(&part, &below, divisions);
        }
    }

    /// The divisions of a family after those events, which must be in the narrative order. Each happens on a day of that
    /// period, or else as early as it can.
    pub(crate) fn fold<'a>(
        &self,
        root: &str,
        happened: impl IntoIterator<Item = &'a String>,
        days: &BTreeMap<String, NaiveDate>,
    ) -> Divisions<'_> {
        let mut divisions = self.initial(root);
        for event in happened {
            divisions.apply(&self.on_day(event, days[event]));
        }
        divisions
    }

    /// The event, as it happened on that day. What a fight does, and for how long, follows from its own `when`.
    pub(crate) fn on_day(&self, event: &str, day: NaiveDate) -> Event {
        let mut event = self.events[event].clone();
        if event.change.concerns_holders() || event.change.word() == "repelled" {
            event.when = When::day(day);
        }
        event
    }

    /// The ways in which the events of a family can fall into the periods of allegiance.
    fn by_period(&self, told: &[String]) -> Vec<ByPeriod<'_>> {
        let narrowed = self.narrowed(told);
        let mut ways: Vec<BTreeMap<String, Piece>> = vec![BTreeMap::new()];
        for event in told {
            let pieces = self.pieces(event, narrowed[event]);
            let with = |way: &BTreeMap<_, _>| {
                let mut ways = Vec::new();
                for piece in &pieces {
                    let mut way = way.clone();
                    way.insert(event.clone(), *piece);
                    ways.push(way);
                }
                ways
            };
            ways = ways.iter().flat_map(with).collect();
        }
        let mut all = Vec::new();
        for way in ways {
            let spans = way.iter().map(|(event, (span, _))| (event.clone(), *span)).collect();
            let narrowed = self.narrowed_from(told, spans);
            if narrowed.values().all(|(earliest, latest)| earliest < latest) {
                let days = way.into_iter().map(|(event, (_, day))| (event, day)).collect();
                all.push(ByPeriod { days, narrowed, worlds: BTreeMap::new() });
            }
        }
        all
    }

    /// The events that can have moved something, with each place where they can: all but withdrawals and transfers by those
    /// who had nothing there.
    pub(crate) fn moving(&self, root: &str) -> BTreeSet<(String, String)> {
        let family = self.family(root);
        let mut moving = BTreeSet::new();
        for (way, number) in
            (0..family.ways.len()).flat_map(|way| (0..family.told.len()).map(move |number| (way, number)))
        {
            let id = &family.told[number];
            let event = self.on_day(id, family.ways[way].days[id]);
            let before = &family.ways[way].worlds[&family.told[..number].iter().cloned().collect::<BTreeSet<_>>()];
            let moves_at = |place: &String| before.moves(&event, place);
            let within = before.states.keys().filter(|place| self.is_in(place, &event.place));
            if moves_at(&event.place) {
                moving.extend(within.filter(|place| moves_at(place)).map(|place| (id.clone(), place.clone())));
            }
        }
        moving
    }

    /// Everything there is to ask of one family.
    pub(crate) fn family(&self, root: &str) -> Family<'_> {
        let told = self.told(root);
        let narrowed = self.narrowed(&told);
        let mut ways = self.by_period(&told);
        for world in subsets(&told) {
            // "Of related events none happens before one it is told after."
            let whole = world.iter().all(|event| {
                let before = told.iter().take_while(|earlier| *earlier != event);
                before.filter(|earlier| self.related(earlier, event)).all(|earlier| world.contains(earlier))
            });
            for way in ways.iter_mut().filter(|_| whole) {
                let divisions = self.fold(root, told.iter().filter(|event| world.contains(*event)), &way.days);
                way.worlds.insert(world.clone(), divisions);
            }
        }
        Family { model: self, root: root.to_owned(), told, narrowed, ways }
    }

    /// Of every family.
    pub(crate) fn families(&self) -> BTreeMap<String, Family<'_>> {
        let roots = self.places.values().filter(|place| place.within.is_none());
        roots.map(|root| (root.id.clone(), self.family(&root.id))).collect()
    }
}
