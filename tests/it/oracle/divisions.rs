//! The divisions of one family, and what events do to it.

use std::collections::{BTreeMap, BTreeSet};

use whoheld::chrono::NaiveDate;
use whoheld::{Captured, Change, Event, Moment, Share, Until};

use super::rows::{
    anything, at_the_start, bounds, ceil, doubted, filled, fits, floor, given, kept_to, moved, row, tightened, weighed,
    whole, written,
};
use super::{By, Model, NOBODY, Rows, Shown, UNRECORDED};

/// A fight, and the last moment at which it counts.
#[derive(Clone, Debug)]
pub(super) struct Fight {
    pub(super) between: BTreeSet<String>,
    pub(super) end: Option<i64>,
}

/// What is kept of one place.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    /// Its own record: the control right after the last event of its chain that spoke of divisions; none if it is silent.
    pub(super) own: Option<Rows>,
    /// The divisions that lies in none of its parts.
    pub(super) rest: Rows,
    /// Its parts' controls right after that event.
    pub(super) then: BTreeMap<String, Rows>,
    /// The parts in which divisions may have changed hands since.
    pub(super) touched: BTreeSet<String>,
    pub(super) fights: Vec<Fight>,
    pub(super) sieges: BTreeSet<String>,
    pub(super) fire: BTreeSet<String>,
}

/// What a change does to the divisions of a place and of each of its parts.
pub(super) struct Effect<'m> {
    /// The place's own record after it.
    pub(super) record: Rows,
    /// What it makes of a part, or of the rest, that had this division.
    pub(super) of_a_part: Box<dyn Fn(&Rows) -> Rows + 'm>,
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

    /// The control of a place as it shows at a moment: by side, with the allegiances of the day that it closes or lies in.
    pub(crate) fn shown(&self, place: &str, t: i64, by: By) -> Shown {
        self.seen(place, &|end| t <= end, Some(Moment::from_minutes(t).day_ending()), by)
    }

    /// The control of a place as told, around an event that can have happened from that moment on: without the fights
    /// that were over by then, and by side with the allegiances of the day of the event.
    pub(crate) fn as_told(&self, place: &str, from: i64, day: NaiveDate, by: By) -> Shown {
        self.seen(place, &|end| from < end, Some(day), by)
    }

    pub(super) fn seen(&self, place: &str, goes_on: &dyn Fn(i64) -> bool, day: Option<NaiveDate>, by: By) -> Shown {
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

    pub(super) fn state(&mut self, place: &str) -> &mut State {
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
                Some(_) => None,
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
            _ => self.reach(&event.place, self.effect(event), day),
        }
    }

    pub(super) fn effect(&self, event: &Event) -> Effect<'m> {
        let (model, day) = (self.model, event.when.first_day());
        let rows = self.division(&event.place);
        match &event.change {
            Change::Captured(it) | Change::Recaptured(it) if it.extent.is_whole() => {
                let by = it.by.clone();
                let of_a_part = Box::new(move |_: &Rows| whole(&by));
                Effect {
                    record: whole(&it.by),
                    of_a_part,
                    whole: true,
                    moves: true,
                    forgets: false,
                    except: it.except.clone(),
                }
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
                Effect { record, of_a_part, whole: true, moves: true, forgets: true, except: Vec::new() }
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
        Effect {
            record: tightened(record),
            of_a_part,
            whole: false,
            moves: true,
            forgets: false,
            except: it.except.clone(),
        }
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
            return (false, Effect { record, of_a_part, whole: false, moves, forgets: false, except: Vec::new() });
        }
        // "if a row or the sum does not fit, the listed rows stand as written and all other rows known restart"
        let mut record = listed.clone();
        for holder in known.keys() {
            record.entry(holder.clone()).or_insert((0, 1000));
        }
        (true, stated(listed, filled(record)))
    }

    // "Downwards."

    pub(super) fn reach(&mut self, at: &str, effect: Effect<'_>, day: Option<NaiveDate>) {
        let model = self.model;
        let is_spared = |place: &str| effect.except.iter().any(|spared| model.is_in(place, spared));
        let has_spared = |place: &str| effect.except.iter().any(|spared| model.is_in(spared, place));
        let mut reached: Vec<String> =
            self.states.keys().filter(|place| model.is_in(place, at) && !is_spared(place)).cloned().collect();
        reached.sort_by_key(|place| model.around(place).len());
        let before = self.clone();
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
            if effect.whole {
                // "settled in the hands of its user's side": what the change makes of the place, whatever it leaves out.
                let in_the_hands_of = |side: &str| becomes.keys().all(|holder| model.side(holder, day) == side);
                state.fights.clear();
                state.sieges.clear();
                state.fire.retain(|user| !effect.forgets && !in_the_hands_of(&model.side(user, day)));
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
    Effect { record, of_a_part, whole, moves: true, forgets: false, except: Vec::new() }
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
    if extent.is_whole() {
        let record = moved(rows, &gives, &to);
        let of_a_part = Box::new(move |rows: &Rows| moved(rows, &gives, &to));
        return Effect { record, of_a_part, whole: true, moves: true, forgets: false, except };
    }
    // Nobody gives to itself.
    let receiver = to.clone();
    let gives = move |holder: &str| holder != receiver && gives(holder);
    let record = given(rows, &gives, &to, bounds(extent));
    let of_a_part = Box::new(move |rows: &Rows| doubted(rows, &gives, &to));
    Effect { record, of_a_part, whole: false, moves: true, forgets: false, except }
}
