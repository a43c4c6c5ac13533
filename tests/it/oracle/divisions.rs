//! The divisions of one family, and what events do to it.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use whoheld::chrono::NaiveDate;
use whoheld::{Captured, Change, Event, Moment, Share, Until, When};

use super::rows::{
    anything, at_the_start, bounds, ceil, doubted, filled, fits, floor, given, kept_to, least, moved, row, tightened,
    weighed, whole, written,
};
use super::{By, Model, NOBODY, Rows, Shown, UNRECORDED};

/// A fight, and when it ends.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fight {
    pub(super) between: BTreeSet<String>,
    pub(super) ends: Ends,
}

/// The last moment at which a fight counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ends {
    /// Without `until`: "to the close of the day on which it falls", which is this event.
    WithTheDayOf(String),
    /// Between these two.
    Between(i64, i64),
}

/// The earliest and the latest last moment of a fight with that `until`.
pub(crate) fn last_moments(until: Until) -> (i64, i64) {
    let text = until.to_string();
    if text == ".." {
        return (i64::MAX, i64::MAX);
    }
    let range = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).and_then(|text| text.split_once(".."));
    let (first, last) = range.unwrap_or((&text, &text));
    // "A bound written to the day or coarser means the close of one of these days", "with a time of day that moment".
    let bounds = |bound: &str| {
        let span = bound.parse::<When>().unwrap().span();
        let (earliest, latest) = (span.earliest().unwrap(), span.latest().unwrap());
        if bound.contains(['T', ' ']) {
            (earliest.minutes(), latest.minutes() - 1, earliest.minutes())
        } else {
            (Moment::close(earliest.date()).minutes(), latest.minutes(), earliest.minutes())
        }
    };
    let latest = if last.is_empty() { i64::MAX } else { bounds(last).1 };
    let earliest = if first.is_empty() { i64::MIN } else { bounds(first).0 };
    (if earliest > latest { bounds(first).2 } else { earliest }, latest)
}

/// One way in which things may be going on at a place.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Activities {
    pub(super) fights: BTreeSet<Fight>,
    pub(super) sieges: BTreeSet<String>,
    pub(super) fire: BTreeSet<String>,
}

/// What is kept of one place.
#[derive(Clone, Debug)]
pub(super) struct State {
    /// Its own record: the control right after the last event of its chain that spoke of divisions; none if it is silent.
    pub(super) own: Option<Rows>,
    /// The divisions that lies in none of its parts.
    pub(super) rest: Rows,
    /// Its parts' controls right after that event.
    pub(super) then: BTreeMap<String, Rows>,
    /// The parts in which divisions may have changed hands since.
    pub(super) touched: BTreeSet<String>,
    /// All ways in which things may be going on there: several where a change may have moved nothing.
    pub(super) activities: BTreeSet<Activities>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            own: None,
            rest: Rows::new(),
            then: BTreeMap::new(),
            touched: BTreeSet::new(),
            activities: BTreeSet::from([Activities::default()]),
        }
    }
}

/// Whether a change moves anything where a division was known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moves {
    Nothing,
    Possibly,
    Surely,
}

/// What a change does to the divisions of a place and of each of its parts.
pub(super) struct Effect<'m> {
    /// The place's own record after it.
    pub(super) record: Rows,
    /// What it makes of a part, or of the rest, that had this division.
    pub(super) of_a_part: Box<dyn Fn(&Rows) -> Rows + 'm>,
    /// Whether it moves anything of what had this division.
    pub(super) moves_of: Box<dyn Fn(&Rows) -> Moves + 'm>,
    /// Whether it settles the place.
    pub(super) whole: bool,
    /// Whether it is a change, and no mere evidence.
    pub(super) moves: bool,
    /// Whether nothing is known any more, so that fire control ends too.
    pub(super) forgets: bool,
    /// The places within it that it does not reach.
    pub(super) except: Vec<String>,
}

/// All places of one family at one point in the order of the record.
#[derive(Clone, Debug)]
pub(crate) struct Divisions<'m> {
    pub(super) model: &'m Model,
    pub(super) states: BTreeMap<String, State>,
}

impl<'m> Divisions<'m> {
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
                let rest = self.model.rest(place);
                parts.chain([(rest.0, rest.1, bound(row(&state.rest, holder)))]).collect()
            };
            let (low, high) = (weighed(entries(|row| row.0), false), weighed(entries(|row| row.1), true));
            sum.insert((*holder).clone(), (floor(low), ceil(high)));
        }

        // "what its own record says": "Since then, each part in which divisions may have changed hands moves the record's
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
            // "Where they cannot both be true, the divisions that the record leaves unrecorded is taken for anyone's"
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

    /// The controls of a place as it can show at a moment, if those events fell before the day that it closes or lies in:
    /// by side, with the allegiances of that day.
    pub(crate) fn shown(&self, place: &str, t: i64, fell_before: &BTreeSet<String>, by: By) -> BTreeSet<Shown> {
        let day = Some(Moment::from_minutes(t).day_ending());
        let mut shown = BTreeSet::new();
        for activities in &self.states[place].activities {
            // "Between the bounds both are possible."
            let mut ways = vec![Vec::new()];
            for fight in &activities.fights {
                let (surely, possibly) = match &fight.ends {
                    Ends::WithTheDayOf(event) => (!fell_before.contains(event), !fell_before.contains(event)),
                    Ends::Between(earliest, latest) => (t <= *earliest, t <= *latest),
                };
                let without = if surely { Vec::new() } else { ways.clone() };
                for way in &mut ways {
                    way.push(fight);
                }
                ways = if possibly { without.into_iter().chain(ways).collect() } else { without };
            }
            for fights in ways {
                let fights = fights.into_iter().cloned().collect();
                shown.insert(self.seen(place, &Activities { fights, ..activities.clone() }, day, by));
            }
        }
        shown
    }

    /// The control of a place as told, around an event that can have happened from that moment on: with all that may be
    /// going on then, and by side with the allegiances of the day of the event.
    pub(crate) fn as_told(
        &self,
        place: &str,
        from: i64,
        narrowed: &BTreeMap<String, (i64, i64)>,
        day: NaiveDate,
        by: By,
    ) -> Shown {
        let mut all = Activities::default();
        for activities in &self.states[place].activities {
            let goes_on = |fight: &&Fight| match &fight.ends {
                Ends::WithTheDayOf(event) => narrowed[event].1 == i64::MAX || from < close_of(narrowed[event].1),
                Ends::Between(_, latest) => from < *latest,
            };
            all.fights.extend(activities.fights.iter().filter(goes_on).cloned());
            all.sieges.extend(activities.sieges.clone());
            all.fire.extend(activities.fire.clone());
        }
        self.seen(place, &all, Some(day), by)
    }

    fn seen(&self, place: &str, activities: &Activities, day: Option<NaiveDate>, by: By) -> Shown {
        let name = |holder: &String| match by {
            By::Actor => holder.clone(),
            By::Side => self.model.side(holder, day),
        };
        let mut rows = Rows::new();
        for (holder, (low, high)) in self.division(place) {
            let row = rows.entry(name(&holder)).or_default();
            *row = (row.0 + low, (row.1 + high).min(1000));
        }
        Shown {
            rows: tightened(rows),
            contested: activities.fights.iter().flat_map(|fight| &fight.between).map(name).collect(),
            besieged_by: activities.sieges.iter().map(name).collect(),
            under_fire_of: activities.fire.iter().map(name).collect(),
        }
    }

    // "Changes."

    pub(super) fn state(&mut self, place: &str) -> &mut State {
        self.states.get_mut(place).expect("of this family")
    }

    pub(crate) fn apply(&mut self, event: &Event) {
        let day = event.when.first_day();
        let model = self.model;
        let fight = |between: BTreeSet<String>, until: Option<Until>| {
            let of_the_day = || Ends::WithTheDayOf(event.name().to_owned());
            let ends = until.map(last_moments).map_or_else(of_the_day, |ends| Ends::Between(ends.0, ends.1));
            Fight { between, ends }
        };
        match &event.change {
            Change::Attacked(it) => {
                let fight = fight(BTreeSet::from([it.by.clone()]), it.until);
                self.each_way(&event.place, &|way| {
                    way.fights.insert(fight.clone());
                });
            }
            Change::Fought(it) => {
                let fight = fight(it.between.iter().cloned().collect(), it.until);
                self.each_way(&event.place, &|way| {
                    way.fights.insert(fight.clone());
                });
            }
            Change::Repelled(it) => {
                let side = model.side(&it.attacker, day);
                let others = |fight: &Fight| fight.between.iter().all(|actor| model.side(actor, day) != side);
                self.each_way(&event.place, &|way| way.fights.retain(others));
            }
            Change::Besieged(it) => self.each_way(&event.place, &|way| {
                way.sieges.insert(it.by.clone());
            }),
            Change::SiegeLifted => self.each_way(&event.place, &|way| way.sieges.clear()),
            Change::FireControl(it) => self.each_way(&event.place, &|way| {
                way.fire.insert(it.by.clone());
            }),
            Change::FireControlLost => self.each_way(&event.place, &|way| way.fire.clear()),
            Change::Noted(_) | Change::Denied(_) => unreachable!("the model holds no noted events"),
            _ => self.reach(&event.place, self.effect(event), day),
        }
    }

    /// Changes every way in which things may be going on at a place.
    fn each_way(&mut self, place: &str, change: &dyn Fn(&mut Activities)) {
        let state = self.state(place);
        let changed = |mut way: Activities| {
            change(&mut way);
            way
        };
        state.activities = std::mem::take(&mut state.activities).into_iter().map(changed).collect();
    }

    pub(super) fn effect(&self, event: &Event) -> Effect<'m> {
        let (model, day) = (self.model, event.when.first_day());
        let rows = self.division(&event.place);
        match &event.change {
            Change::Captured(it) | Change::Recaptured(it) if it.extent.is_whole() => {
                let by = it.by.clone();
                let of_a_part = Box::new(move |_: &Rows| whole(&by));
                let (moves_of, except) = (surely(), it.except.clone());
                Effect { record: whole(&it.by), of_a_part, moves_of, whole: true, moves: true, forgets: false, except }
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
            Change::Observed(it) => self.observation(&written(&it.shares), &rows, day).1,
            // "What the listed shares leave open is unrecorded", as in a baseline.
            Change::Became(it) => stated(&written(&it.shares), at_the_start(&it.shares)),
            Change::Unknown => {
                let of_a_part = Box::new(|_: &Rows| whole(UNRECORDED));
                let record = whole(UNRECORDED);
                Effect {
                    record,
                    of_a_part,
                    moves_of: surely(),
                    whole: true,
                    moves: true,
                    forgets: true,
                    except: Vec::new(),
                }
            }
            other => unreachable!("{} speaks of no divisions", other.word()),
        }
    }

    pub(super) fn partial_capture(&self, it: &Captured, rows: &Rows, day: Option<NaiveDate>) -> Effect<'m> {
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
        let (record, moves_of, except) = (tightened(record), surely(), it.except.clone());
        Effect { record, of_a_part, moves_of, whole: false, moves: true, forgets: false, except }
    }

    /// Whether an observation does not fit what is known, and what it does.
    pub(super) fn observation(&self, listed: &Rows, rows: &Rows, day: Option<NaiveDate>) -> (bool, Effect<'m>) {
        // "rows of actors under a listed actor, not listed themselves, are first added to the row of the nearest listed
        // one, in the parts too (where that changes a row it counts as divisions that changed hands)"
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
            let moves_of = surely();
            return (
                false,
                Effect { record, of_a_part, moves_of, whole: false, moves, forgets: false, except: Vec::new() },
            );
        }
        // "if a row or the sum does not fit, the listed rows stand as written and all other rows known restart"
        let mut record = listed.clone();
        for holder in known.keys() {
            record.entry(holder.clone()).or_insert((0, 1000));
        }
        (true, stated(listed, filled(record)))
    }

    /// Whether an event can move anything at its place, or at one within it.
    pub(super) fn moves(&self, event: &Event, place: &str) -> bool {
        let gives_up = matches!(event.change, Change::Withdrew(_) | Change::Transferred(_));
        !gives_up || (self.effect(event).moves_of)(&self.division(place)) != Moves::Nothing
    }

    // "Downwards."

    pub(super) fn reach(&mut self, at: &str, effect: Effect<'_>, day: Option<NaiveDate>) {
        let model = self.model;
        let is_spared = |place: &str| effect.except.iter().any(|spared| model.is_in(place, spared));
        let has_spared = |place: &str| effect.except.iter().any(|spared| model.is_in(spared, place));
        let before = self.clone();
        // "A change that moves nothing changes nothing."
        let moves_of = |place: &str| (effect.moves_of)(&before.division(place));
        if moves_of(at) == Moves::Nothing {
            return;
        }
        let mut reached: Vec<String> =
            self.states.keys().filter(|place| model.is_in(place, at) && !is_spared(place)).cloned().collect();
        reached.sort_by_key(|place| model.around(place).len());
        // From the outside inwards: a part can have no holder that the place directly around it cannot have.
        for place in &reached {
            let outer = model.places[place].within.as_ref().filter(|_| place != at);
            let of_a_part = |rows: &Rows, whole: Option<&Rows>| {
                let after = (effect.of_a_part)(rows);
                match whole {
                    Some(whole) if effect.except.is_empty() => kept_to(after, whole),
                    _ => after,
                }
            };
            let own = match outer {
                None => effect.record.clone(),
                Some(outer) => of_a_part(&before.division(place), self.states[outer].own.as_ref()),
            };
            let becomes = own.clone();
            let own = (!has_spared(place)).then_some(own);
            let rest = of_a_part(&before.states[place].rest, own.as_ref());
            let state = self.state(place);
            state.own = own;
            state.rest = rest;
            // "Each part by its own state."
            if effect.whole && moves_of(place) != Moves::Nothing {
                // "settled in the hands of its user's side": what the change makes of the place, whatever it leaves out.
                let in_the_hands_of = |side: &str| becomes.keys().all(|holder| model.side(holder, day) == side);
                let settled = |way: &Activities| {
                    let mut fire = way.fire.clone();
                    fire.retain(|user| !effect.forgets && !in_the_hands_of(&model.side(user, day)));
                    Activities { fire, ..Activities::default() }
                };
                let settled: BTreeSet<Activities> = state.activities.iter().map(settled).collect();
                // "If it only possibly moves something, both outcomes are possible."
                if moves_of(place) == Moves::Surely {
                    state.activities.clear();
                }
                state.activities.extend(settled);
            }
        }
        for place in reached.iter().rev() {
            self.speaks_now(place);
        }
        if effect.moves {
            let around = model.around(at);
            for pair in around.windows(2) {
                self.state(&pair[1]).touched.insert(pair[0].clone());
            }
        }
    }

    /// An event spoke of the divisions of this place: its parts' controls are kept to measure what changes from now on.
    pub(super) fn speaks_now(&mut self, place: &str) {
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

/// Shares that stand, whatever was known: "anything among the holders that the place has after it".
fn stated<'m>(listed: &Rows, record: Rows) -> Effect<'m> {
    let holders = record.clone();
    let of_a_part = Box::new(move |_: &Rows| anything(holders.keys()));
    let whole = listed.values().any(|row| row.0 == 1000);
    Effect { record, of_a_part, moves_of: surely(), whole, moves: true, forgets: false, except: Vec::new() }
}

/// A withdrawal, or a transfer.
pub(super) fn handed_over<'m>(
    rows: &Rows,
    gives: impl Fn(&str) -> bool + 'm,
    to: &str,
    extent: Share,
    except: &[String],
) -> Effect<'m> {
    let (to, except) = (to.to_owned(), except.to_vec());
    let extent = bounds(extent);
    let whole = extent == (1000, 1000);
    let receiver = to.clone();
    // "The givers are all under `from` who have a row, but the receiver. Where none has, what is unrecorded may have been
    // theirs."
    let has_givers = Rc::new(move |rows: &Rows| -> Rows {
        rows.iter().filter(|(holder, _)| **holder != receiver && gives(holder)).map(|(h, r)| (h.clone(), *r)).collect()
    });
    let givers = has_givers.clone();
    let after = move |rows: &Rows, is_part: bool| {
        let givers = givers(rows);
        let (givers, extent) = if givers.is_empty() {
            (Rows::from([(UNRECORDED.to_owned(), row(rows, UNRECORDED))]), (0, extent.1))
        } else {
            (givers, extent)
        };
        let gives = |holder: &str| givers.contains_key(holder);
        match (extent, is_part) {
            ((1000, 1000), _) => moved(rows, &gives, &to),
            (_, true) if !whole => doubted(rows, &gives, &to),
            _ => given(rows, &gives, &to, extent),
        }
    };
    let record = after(rows, false);
    let moves_of = Box::new(move |rows: &Rows| {
        let givers = has_givers(rows);
        let others = rows.iter().filter(|(holder, _)| !givers.contains_key(*holder)).map(|(_, row)| row.1).sum::<i64>();
        if givers.is_empty() && !rows.contains_key(UNRECORDED) {
            Moves::Nothing
        } else if !givers.is_empty() && least(&givers).max(1000 - others) > 0 {
            Moves::Surely
        } else {
            Moves::Possibly
        }
    });
    let of_a_part = Box::new(move |rows: &Rows| after(rows, true));
    Effect { record, of_a_part, moves_of, whole, moves: true, forgets: false, except }
}

/// A change of which the words say that it moved something.
fn surely() -> Box<dyn Fn(&Rows) -> Moves> {
    Box::new(|_| Moves::Surely)
}

/// The close of the last day before that moment.
fn close_of(latest: i64) -> i64 {
    Moment::close(Moment::from_minutes(latest).day_ending()).minutes()
}
