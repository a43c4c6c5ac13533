//! Equal states are kept once and known by number.

use std::collections::HashMap;
use std::hash::Hash;
use std::marker::PhantomData;

use super::conditions::{Conditions, Standing};
use super::ground::{Ground, HolderKey};

/// The number of a kept value.
#[derive(Debug)]
pub(crate) struct Kept<T>(u32, PhantomData<fn() -> T>);

impl<T> Clone for Kept<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Kept<T> {}

impl<T> PartialEq for Kept<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T> Eq for Kept<T> {}

impl<T> Hash for Kept<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<T> PartialOrd for Kept<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Kept<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}

pub(crate) type GroundId = Kept<Ground>;
pub(crate) type ConditionsId = Kept<Conditions>;
pub(crate) type StandingId = Kept<Standing>;

#[derive(Clone, Debug)]
struct Shelf<T> {
    all: Vec<T>,
    numbers: HashMap<T, u32>,
}

impl<T: Clone + Eq + Hash> Shelf<T> {
    fn new(first: T) -> Self {
        let mut shelf = Self { all: Vec::new(), numbers: HashMap::new() };
        shelf.keep(first);
        shelf
    }

    fn keep(&mut self, value: T) -> Kept<T> {
        if let Some(&number) = self.numbers.get(&value) {
            return Kept(number, PhantomData);
        }
        let number = u32::try_from(self.all.len()).expect("fewer than 2^32 distinct states");
        self.all.push(value.clone());
        self.numbers.insert(value, number);
        Kept(number, PhantomData)
    }

    fn get(&self, kept: Kept<T>) -> &T {
        &self.all[kept.0 as usize]
    }
}

/// Every state that occurs in a history. Number 0 of each kind is silence.
#[derive(Clone, Debug)]
pub(crate) struct Ledger {
    grounds: Shelf<Ground>,
    conditions: Shelf<Conditions>,
    standings: Shelf<Standing>,
}

impl Ledger {
    /// All unrecorded.
    pub(crate) const SILENT: GroundId = Kept(0, PhantomData);
    /// Nothing going on.
    pub(crate) const QUIET: ConditionsId = Kept(0, PhantomData);
    pub(crate) const STILL: StandingId = Kept(0, PhantomData);

    pub(crate) fn new() -> Self {
        Self {
            grounds: Shelf::new(Ground::whole(HolderKey::UNRECORDED)),
            conditions: Shelf::new(Conditions::default()),
            standings: Shelf::new(Standing::default()),
        }
    }

    pub(crate) fn ground(&self, id: GroundId) -> &Ground {
        self.grounds.get(id)
    }

    pub(crate) fn conditions(&self, id: ConditionsId) -> &Conditions {
        self.conditions.get(id)
    }

    pub(crate) fn standing(&self, id: StandingId) -> &Standing {
        self.standings.get(id)
    }

    pub(crate) fn keep_ground(&mut self, ground: Ground) -> GroundId {
        self.grounds.keep(ground)
    }

    pub(crate) fn keep_conditions(&mut self, conditions: Conditions) -> ConditionsId {
        self.conditions.keep(conditions)
    }

    pub(crate) fn keep_standing(&mut self, standing: Standing) -> StandingId {
        self.standings.keep(standing)
    }

    /// What is going on at a moment, of what an event left going on.
    pub(crate) fn standing_at(&mut self, id: ConditionsId, moment: i64) -> StandingId {
        if id == Self::QUIET {
            return Self::STILL;
        }
        let standing = self.conditions.get(id).at(moment);
        self.standings.keep(standing)
    }
}
