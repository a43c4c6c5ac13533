//! Finding places and actors: by handle, or by id, alias or name.

use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use super::Facts;
use super::names::{LookupError, Names};
use crate::numbers::{ActorNo, Number, PlaceNo};
use crate::scenario::{Actor, Place};

/// A quick way to a place or an actor of one history: small, `Copy`, never written to files.
///
/// A handle belongs to the history that gave it (a clone is another history). Any other refuses it.
///
/// ```
/// # #[cfg(feature = "toml")] {
/// let record = whoheld::aleppo_2016();
/// let minyan = record.find_place("minyan-residential")?;
/// let day = whoheld::chrono::NaiveDate::from_ymd_opt(2016, 10, 31).unwrap();
/// assert!(record.who_held(minyan, day)?.is_certain());
/// # }
/// # Ok::<(), whoheld::LookupError>(())
/// ```
pub struct Handle<T> {
    history: u64,
    index: usize,
    kind: PhantomData<fn() -> T>,
}

impl<T> Handle<T> {
    pub(crate) fn new(history: u64, number: impl Number) -> Self {
        Self { history, index: number.index(), kind: PhantomData }
    }
}

impl<T> Clone for Handle<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Handle<T> {}

impl<T> PartialEq for Handle<T> {
    fn eq(&self, other: &Self) -> bool {
        (self.history, self.index) == (other.history, other.index)
    }
}

impl<T> Eq for Handle<T> {}

impl<T> Hash for Handle<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.history, self.index).hash(state);
    }
}

impl<T> fmt::Debug for Handle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Handle({})", self.index)
    }
}

/// What points out a place or an actor to a query: a [`Handle`], an id, an alias, or a name in any language.
///
/// Ids are matched first and exactly; aliases and names next, whatever their case and spacing. References to all of
/// these do as well. A program with a list of places of its own can implement it for them:
///
/// ```
/// use whoheld::{Designates, Designation, Place};
///
/// enum Hill {
///     North,
///     South,
/// }
///
/// impl Designates<Place> for Hill {
///     fn designation(&self) -> Designation<'_, Place> {
///         Designation::from(match self {
///             Self::North => "north-hill",
///             Self::South => "south-hill",
///         })
///     }
/// }
/// ```
pub trait Designates<T> {
    /// Returns by what it is found.
    fn designation(&self) -> Designation<'_, T>;
}

/// By what a place or an actor is found: a name, or a handle.
#[derive(Clone, Copy, Debug)]
pub struct Designation<'a, T>(By<'a, T>);

#[derive(Clone, Copy, Debug)]
enum By<'a, T> {
    Name(&'a str),
    Handle(Handle<T>),
}

impl<'a, T> From<&'a str> for Designation<'a, T> {
    fn from(name: &'a str) -> Self {
        Self(By::Name(name))
    }
}

impl<T> From<Handle<T>> for Designation<'_, T> {
    fn from(handle: Handle<T>) -> Self {
        Self(By::Handle(handle))
    }
}

impl<T, D: Designates<T> + ?Sized> Designates<T> for &D {
    fn designation(&self) -> Designation<'_, T> {
        (**self).designation()
    }
}

impl<T> Designates<T> for Handle<T> {
    fn designation(&self) -> Designation<'_, T> {
        (*self).into()
    }
}

impl<T> Designates<T> for str {
    fn designation(&self) -> Designation<'_, T> {
        self.into()
    }
}

impl<T> Designates<T> for String {
    fn designation(&self) -> Designation<'_, T> {
        self.as_str().into()
    }
}

impl<T> Designates<T> for Cow<'_, str> {
    fn designation(&self) -> Designation<'_, T> {
        (**self).into()
    }
}

impl Designates<Self> for Place {
    fn designation(&self) -> Designation<'_, Self> {
        self.id.as_str().into()
    }
}

impl Designates<Self> for Actor {
    fn designation(&self) -> Designation<'_, Self> {
        self.id.as_str().into()
    }
}

impl Facts {
    /// The number of a place.
    ///
    /// # Errors
    /// Where there is no place of that name, or several.
    pub(crate) fn find_place(&self, place: &impl Designates<Place>) -> Result<PlaceNo, LookupError> {
        self.find("place", &self.place_names, place.designation())
    }

    /// The number of an actor.
    ///
    /// # Errors
    /// Where there is no actor of that name, or several.
    pub(crate) fn find_actor(&self, actor: &impl Designates<Actor>) -> Result<ActorNo, LookupError> {
        self.find("actor", &self.actor_names, actor.designation())
    }

    fn find<N: Number + Ord, T>(
        &self,
        kind: &'static str,
        names: &Names<N>,
        designation: Designation<'_, T>,
    ) -> Result<N, LookupError> {
        match designation.0 {
            By::Name(name) => names.find(kind, name),
            By::Handle(handle) if handle.history == self.tag() => Ok(N::new(handle.index)),
            By::Handle(_) => Err(LookupError::Foreign { kind }),
        }
    }
}
