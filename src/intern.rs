//! An interner: it keeps equal values once, and each is known by a number that is cheap to copy and compare.

use std::collections::HashMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

/// The number of a value that is kept in an [`Interner`].
pub(crate) struct Interned<T> {
    number: u32,
    kind: PhantomData<fn() -> T>,
}

impl<T> Interned<T> {
    /// The number of the value that was kept first.
    pub(crate) const FIRST: Self = Self { number: 0, kind: PhantomData };

    /// Returns the position of the value among all values, counted from 0.
    pub(crate) const fn index(self) -> usize {
        self.number as usize
    }
}

impl<T> Clone for Interned<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Interned<T> {}

impl<T> PartialEq for Interned<T> {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl<T> Eq for Interned<T> {}

impl<T> Hash for Interned<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.number.hash(state);
    }
}

impl<T> PartialOrd for Interned<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Interned<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.number.cmp(&other.number)
    }
}

impl<T> fmt::Debug for Interned<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.number)
    }
}

/// Distinct values of one kind, each with a number.
#[derive(Clone, Debug)]
pub(crate) struct Interner<T> {
    all: Vec<T>,
    numbers: HashMap<T, u32>,
}

impl<T> Default for Interner<T> {
    fn default() -> Self {
        Self { all: Vec::new(), numbers: HashMap::new() }
    }
}

impl<T: Clone + Eq + Hash> Interner<T> {
    /// Returns an interner with one value, whose number is [`Interned::FIRST`].
    pub(crate) fn with_first(first: T) -> Self {
        let mut interner = Self::default();
        interner.intern(first);
        interner
    }

    /// Keeps a value, unless an equal one is kept already, and returns its number.
    pub(crate) fn intern(&mut self, value: T) -> Interned<T> {
        if let Some(&number) = self.numbers.get(&value) {
            return Interned { number, kind: PhantomData };
        }
        let number = u32::try_from(self.all.len()).expect("fewer than 2^32 distinct values");
        self.all.push(value.clone());
        self.numbers.insert(value, number);
        Interned { number, kind: PhantomData }
    }

    /// Returns the value with a number.
    pub(crate) fn get(&self, interned: Interned<T>) -> &T {
        &self.all[interned.index()]
    }

    /// Returns all values, in the order of their numbers.
    #[cfg(feature = "page")]
    pub(crate) fn into_values(self) -> Vec<T> {
        self.all
    }
}
