//! Numbers that stand for the places, actors, sources and events of one history, and lists that are indexed by them.
//!
//! The engine works with numbers instead of ids. Each kind of thing has its own type of number, so that a place cannot
//! be looked up by the number of an event.

use std::iter::Enumerate;
use std::marker::PhantomData;
use std::num::NonZeroU32;
use std::ops::{Index, IndexMut};
use std::slice;

/// A number that stands for a thing of one kind within one history.
pub(crate) trait Number: Copy {
    /// Returns the number of the thing at a position, counted from 0.
    fn new(index: usize) -> Self;

    /// Returns the position of the thing, counted from 0.
    fn index(self) -> usize;

    /// Returns the position of the thing, counted from 0, in 32 bits.
    fn as_u32(self) -> u32;
}

macro_rules! numbers {
    ($($(#[doc = $doc:literal])+ $name:ident)+) => { $(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) struct $name(NonZeroU32);

        impl Number for $name {
            fn new(index: usize) -> Self {
                let number = u32::try_from(index).ok().and_then(|index| NonZeroU32::MIN.checked_add(index));
                Self(number.expect("a history numbers fewer than 2^32 things of a kind"))
            }

            fn index(self) -> usize {
                self.0.get() as usize - 1
            }

            fn as_u32(self) -> u32 {
                self.0.get() - 1
            }
        }
    )+ };
}

numbers! {
    /// The number of a place.
    PlaceNo
    /// The number of an actor.
    ActorNo
    /// The number of a source.
    SourceNo
    /// The number of an event.
    EventNo
}

/// A list of things of one kind, indexed by their numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Numbered<N, T> {
    items: Vec<T>,
    numbers: PhantomData<fn(N) -> N>,
}

impl<N, T> Default for Numbered<N, T> {
    fn default() -> Self {
        Self { items: Vec::new(), numbers: PhantomData }
    }
}

impl<N: Number, T> Numbered<N, T> {
    /// Adds a thing at the end and returns its number.
    pub(crate) fn push(&mut self, item: T) -> N {
        self.items.push(item);
        N::new(self.items.len() - 1)
    }

    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }

    pub(crate) fn get(&self, number: N) -> Option<&T> {
        self.items.get(number.index())
    }

    pub(crate) fn get_mut(&mut self, number: N) -> Option<&mut T> {
        self.items.get_mut(number.index())
    }

    pub(crate) fn iter(&self) -> slice::Iter<'_, T> {
        self.items.iter()
    }

    /// Returns every thing with its number.
    pub(crate) fn numbered(&self) -> impl DoubleEndedIterator<Item = (N, &T)> + ExactSizeIterator + Clone {
        let all: Enumerate<slice::Iter<'_, T>> = self.items.iter().enumerate();
        all.map(|(index, item)| (N::new(index), item))
    }

    /// Returns the numbers of all things in the list.
    pub(crate) fn numbers(&self) -> impl DoubleEndedIterator<Item = N> + ExactSizeIterator + Clone + use<N, T> {
        (0..self.items.len()).map(N::new)
    }

    /// Extends the list with default values, if needed, so that it contains an item with this number.
    pub(crate) fn grow_to(&mut self, number: N)
    where
        T: Default,
    {
        if self.items.len() <= number.index() {
            self.items.resize_with(number.index() + 1, T::default);
        }
    }
}

impl<N: Number, T> Index<N> for Numbered<N, T> {
    type Output = T;

    fn index(&self, number: N) -> &T {
        &self.items[number.index()]
    }
}

impl<N: Number, T> IndexMut<N> for Numbered<N, T> {
    fn index_mut(&mut self, number: N) -> &mut T {
        &mut self.items[number.index()]
    }
}

impl<N, T> From<Vec<T>> for Numbered<N, T> {
    fn from(items: Vec<T>) -> Self {
        Self { items, numbers: PhantomData }
    }
}

impl<N: Number, T> FromIterator<T> for Numbered<N, T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Vec::from_iter(items).into()
    }
}
