//! Exact divisions of the divisions: worlds in which every inch is one holder's, evolved by choices that fit the words
//! (`DESIGN.md`, "What always holds", 5). What the record says of a place must hold in each of them.

use std::collections::BTreeMap;
use std::fmt;

use whoheld::{Change, Event};

use super::{Divisions, Model, NOBODY, ONE, Rows, UNRECORDED, at_the_start, bounds, written};

/// Units of divisions in a root: enough for every part of a part, and every permille of it, to be exact.
const ROOT: i128 = 1_000_000_000_000_000_000;

/// A small generator: the same seed makes the same choices.
pub(crate) struct Choices(pub(crate) u64);

impl Choices {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, number: usize) -> usize {
        usize::try_from(self.next() % (number as u64)).expect("below a usize")
    }

    /// Any number between two, the ends more often than the others.
    fn between(&mut self, low: i128, high: i128) -> i128 {
        assert!(low <= high, "{low}..={high}");
        match self.below(4) {
            0 => low,
            1 => high,
            _ => low + (high - low) * i128::from(self.next() >> 1) / i128::from(u64::MAX >> 1),
        }
    }

    pub(crate) fn shuffle<T>(&mut self, all: &mut [T]) {
        for end in (1..all.len()).rev() {
            all.swap(end, self.below(end + 1));
        }
    }
}

/// One exact division of one family.
pub(crate) struct World<'m> {
    model: &'m Model,
    /// How much divisions each place has, parts counted in.
    area: BTreeMap<String, i128>,
    /// By place: who holds how much of its rest (of all of it, where it has no parts).
    rests: BTreeMap<String, BTreeMap<String, i128>>,
}

impl fmt::Debug for World<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World").field("area", &self.area).field("rests", &self.rests).finish()
    }
}

impl<'m> World<'m> {
    /// Some world that is as the baselines say, with parts as large as their fractions allow. `None`: these choices led
    /// to none.
    pub(crate) fn at_the_start(model: &'m Model, root: &str, choices: &mut Choices) -> Option<Self> {
        let mut world = Self { model, area: BTreeMap::new(), rests: BTreeMap::new() };
        world.measure(root, ROOT, choices);
        let mut places: Vec<String> = world.area.keys().cloned().collect();
        places.sort_by_key(|place| std::cmp::Reverse(model.around(place).len()));
        // From the inside outwards, each baseline fills what those within have left; what was unrecorded at the start comes last.
        let mut open = places.clone();
        for place in &places {
            let shares = match &model.places[place].baseline {
                Some(baseline) => at_the_start(&baseline.shares),
                None if place == root => super::whole(UNRECORDED),
                None => continue,
            };
            let (within, others) = open.into_iter().partition(|rest| model.is_in(rest, place));
            open = others;
            if shares.values().any(|row| row.0 == 1000) {
                // A whole one holds for everything that has none of its own.
                let holder = shares.keys().next().expect("one");
                for rest in within {
                    let area = world.area_of_rest(&rest);
                    world.rests.insert(rest, BTreeMap::from([(holder.clone(), area)]));
                }
            } else if !world.fill(place, within, &shares, choices) {
                return None;
            }
        }
        Some(world)
    }

    fn measure(&mut self, place: &str, area: i128, choices: &mut Choices) {
        self.area.insert(place.to_owned(), area);
        let extents = self.model.extents(place);
        let rest = self.model.rest(place);
        let mut left = i128::from(ONE - extents.values().map(|extent| extent.0).sum::<i64>());
        let mut parts: Vec<_> = extents.into_iter().collect();
        choices.shuffle(&mut parts);
        while let Some((part, (at_least, at_most))) = parts.pop() {
            // The others, and the rest, must be able to take what this one leaves.
            let others: i64 = parts.iter().map(|(_, extent)| extent.1 - extent.0).sum::<i64>() + rest.1;
            let room = i128::from(at_most - at_least);
            let more = choices.between((left - i128::from(others)).max(0), (left - i128::from(rest.0)).min(room));
            left -= more;
            self.measure(&part, area * (i128::from(at_least) + more) / i128::from(ONE), choices);
        }
    }

    pub(crate) fn area(&self, place: &str) -> i128 {
        self.area[place]
    }

    fn area_of_rest(&self, place: &str) -> i128 {
        self.area[place] - self.model.parts(place).iter().map(|part| self.area[part]).sum::<i128>()
    }

    /// Who holds how much of a place.
    pub(crate) fn held(&self, place: &str) -> BTreeMap<String, i128> {
        let mut held = BTreeMap::new();
        for rest in self.within(place) {
            for (holder, amount) in self.rests.get(&rest).into_iter().flatten() {
                *held.entry(holder.clone()).or_default() += amount;
            }
        }
        held
    }

    fn within(&self, place: &str) -> Vec<String> {
        self.area.keys().filter(|inner| self.model.is_in(inner, place)).cloned().collect()
    }

    /// Divides those rests anew, in such a way that the place is held as the shares say. `false`: there is no such way.
    fn fill(&mut self, place: &str, rests: Vec<String>, shares: &Rows, choices: &mut Choices) -> bool {
        for rest in &rests {
            self.rests.remove(rest);
        }
        let held = self.held(place);
        if held.iter().any(|(holder, amount)| *amount > 0 && !shares.contains_key(holder)) {
            return false;
        }
        let area = self.area[place];
        // What each holder needs and can take of the free divisions.
        let mut wanted: Vec<(String, i128, i128)> = Vec::new();
        for (holder, (low, high)) in shares {
            let has = held.get(holder).copied().unwrap_or_default();
            let (low, high) = (i128::from(*low) * area / 1000 - has, i128::from(*high) * area / 1000 - has);
            if high < 0 {
                return false;
            }
            wanted.push((holder.clone(), low.max(0), high));
        }
        choices.shuffle(&mut wanted);
        let mut free: Vec<(String, i128)> =
            rests.into_iter().map(|rest| (rest.clone(), self.area_of_rest(&rest))).collect();
        let mut left: i128 = free.iter().map(|rest| rest.1).sum();
        let need = |wanted: &[(String, i128, i128)]| wanted.iter().map(|row| row.1).sum::<i128>();
        let room = |wanted: &[(String, i128, i128)]| wanted.iter().map(|row| row.2).sum::<i128>();
        if need(&wanted) > left || room(&wanted) < left {
            return false;
        }
        while let Some((holder, low, high)) = wanted.pop() {
            let mut amount = choices.between(low.max(left - room(&wanted)), high.min(left - need(&wanted)));
            left -= amount;
            choices.shuffle(&mut free);
            for thorough in [false, true] {
                for (rest, room) in &mut free {
                    let most = amount.min(*room);
                    let here = if thorough { most } else { choices.between(0, most) };
                    amount -= here;
                    *room -= here;
                    *self.rests.entry(rest.clone()).or_default().entry(holder.clone()).or_default() += here;
                }
            }
            assert_eq!(amount, 0);
        }
        true
    }

    /// Hands over so much of those rests, wherever it lies, from whoever gives, as far as they have it. Says what was left
    /// to hand over.
    fn hand_over(
        &mut self,
        rests: Vec<String>,
        gives: &dyn Fn(&str) -> bool,
        to: &str,
        amount: i128,
        choices: &mut Choices,
    ) -> i128 {
        let mut amount = amount;
        let mut divisions: Vec<(String, String)> = Vec::new();
        for rest in rests {
            let holders = self.rests.get(&rest).into_iter().flatten().map(|(holder, _)| holder);
            divisions.extend(holders.filter(|h| *h != to && gives(h)).map(|holder| (rest.clone(), holder.clone())));
        }
        choices.shuffle(&mut divisions);
        for thorough in [false, true] {
            for (rest, holder) in &divisions {
                let rest = self.rests.get_mut(rest).expect("it has holders");
                let most = amount.min(rest[holder]);
                let here = if thorough { most } else { choices.between(0, most) };
                amount -= here;
                *rest.get_mut(holder).expect("listed") -= here;
                *rest.entry(to.to_owned()).or_default() += here;
            }
        }
        amount
    }

    /// Lets it happen in some way that fits the words. `false`: in this world it cannot have been as told.
    pub(crate) fn happens(&mut self, event: &Event, before: &Divisions<'_>, choices: &mut Choices) -> bool {
        let (model, day, place) = (self.model, event.when.first_day(), event.place.as_str());
        let held = self.held(place);
        let all = |holds: &dyn Fn(&str) -> bool| -> i128 {
            held.iter().filter(|(holder, _)| holds(holder)).map(|(_, amount)| amount).sum()
        };
        let part_of_it = |permille: i64| i128::from(permille) * self.area[place] / 1000;
        match &event.change {
            Change::Captured(it) | Change::Recaptured(it) if it.extent.is_whole() => {
                self.everywhere_but(place, &it.except, &|_| true, &it.by);
            }
            Change::Captured(it) | Change::Recaptured(it) => {
                let (a, b) = bounds(it.extent);
                let has = held.get(&it.by).copied().unwrap_or_default();
                if has > part_of_it(999) {
                    // "Some of it" was not taken by one who had it all, unless the record knows that it had.
                    return super::row(&before.division(place), &it.by).0 == 1000;
                }
                let least = part_of_it(a).max(has) - has;
                let most = part_of_it(a).max(part_of_it(999).min(has + part_of_it(b))).max(has) - has;
                let pays = |holder: &str| match &it.from {
                    _ if holder == it.by => false,
                    Some(from) => holder == UNRECORDED || model.is_under(holder, from, day),
                    None => model.side(holder, day) != model.side(&it.by, day),
                };
                let others = |holder: &str| holder != it.by && !pays(holder);
                let rich = all(&pays);
                let gain = choices.between(least, if rich >= least { most.min(rich) } else { most });
                let lacking = self.hand_over(self.within(place), &pays, &it.by, gain, choices);
                self.hand_over(self.within(place), &others, &it.by, lacking, choices);
            }
            Change::Withdrew(it) => {
                let gives = |holder: &str| holder != NOBODY && model.is_under(holder, &it.actor, day);
                return self.given_up(place, &gives, NOBODY, bounds(it.extent), &it.except, before, choices);
            }
            Change::Transferred(it) => {
                let gives = |holder: &str| holder != it.to && model.is_under(holder, &it.from, day);
                return self.given_up(place, &gives, &it.to, bounds(it.extent), &it.except, before, choices);
            }
            Change::Observed(it) => {
                let listed = written(&it.shares);
                let (contradicts, effect) = before.observation(&listed, &before.division(place), day);
                if contradicts {
                    // It was not as known: any world that fits what was seen.
                    let within = self.within(place);
                    return self.fill(place, within, &effect.record, choices);
                }
                // What was seen of those under a listed actor was seen as its.
                for rest in self.within(place) {
                    let mut seen = BTreeMap::new();
                    for (holder, amount) in self.rests.remove(&rest).unwrap_or_default() {
                        *seen.entry(model.nearest_listed(&holder, &listed, day)).or_default() += amount;
                    }
                    self.rests.insert(rest, seen);
                }
                let held = self.held(place);
                return listed.iter().all(|(holder, (low, high))| {
                    let amount = held.get(holder).copied().unwrap_or_default() * 1000;
                    let area = self.area[place];
                    i128::from(*low) * area <= amount && amount <= i128::from(*high) * area
                });
            }
            Change::Became(it) => {
                // Any world that is as stated, whatever was before.
                let within = self.within(place);
                return self.fill(place, within, &at_the_start(&it.shares), choices);
            }
            Change::Unknown => self.everywhere_but(place, &[], &|_| true, UNRECORDED),
            _ => {}
        }
        true
    }

    /// Lets givers give up so much of a place. `false`: in this world they had less than the words imply.
    #[expect(clippy::too_many_arguments, reason = "all of one event")]
    fn given_up(
        &mut self,
        place: &str,
        gives: &dyn Fn(&str) -> bool,
        to: &str,
        (a, b): (i64, i64),
        except: &[String],
        before: &Divisions<'_>,
        choices: &mut Choices,
    ) -> bool {
        let known = before.division(place);
        let part_of_it = |permille: i64| i128::from(permille) * self.area[place] / 1000;
        let givers: Rows = known.iter().filter(|(holder, _)| gives(holder)).map(|(h, row)| (h.clone(), *row)).collect();
        if givers.is_empty() {
            // What is unrecorded may have been theirs.
            let spared = |rest: &String| except.iter().any(|spared| self.model.is_in(rest, spared));
            let reached: Vec<String> = self.within(place).into_iter().filter(|rest| !spared(rest)).collect();
            let unrecorded = |rest: &String| self.rests.get(rest).and_then(|held| held.get(UNRECORDED)).copied();
            let had: i128 = reached.iter().filter_map(unrecorded).sum();
            let amount = choices.between(0, had.min(part_of_it(b)));
            return self.hand_over(reached, &|holder| holder == UNRECORDED, to, amount, choices) == 0;
        }
        if (a, b) == (1000, 1000) {
            self.everywhere_but(place, except, gives, to);
            return true;
        }
        // "The words imply that the givers had at least the least extent, as far as they can."
        let others: i64 = known.iter().filter(|(holder, _)| !gives(holder)).map(|(_, row)| row.0).sum();
        let most = givers.values().map(|row| row.1).sum::<i64>().min(1000 - others);
        let held = self.held(place);
        let had: i128 = held.iter().filter(|(holder, _)| gives(holder)).map(|(_, amount)| amount).sum();
        if had < part_of_it(a.min(most)) {
            return false;
        }
        let lost = choices.between(part_of_it(a), part_of_it(b));
        self.hand_over(self.within(place), gives, to, lost, choices);
        true
    }

    fn everywhere_but(&mut self, place: &str, except: &[String], goes: &dyn Fn(&str) -> bool, to: &str) {
        for rest in self.within(place) {
            if except.iter().any(|spared| self.model.is_in(&rest, spared)) {
                continue;
            }
            let mut after = BTreeMap::new();
            for (holder, amount) in self.rests.remove(&rest).unwrap_or_default() {
                *after.entry(if goes(&holder) { to.to_owned() } else { holder }).or_default() += amount;
            }
            self.rests.insert(rest, after);
        }
    }
}
