//! Finds places and actors by handle, id, alias or name.

use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use super::Facts;
use super::names::{LookupError, Names};
use crate::numbers::{ActorNo, Number, PlaceNo};
use crate::scenario::{Actor, Place};

/// A small `Copy` value that refers to a place or an actor of one history, for fast repeated queries. It has no written
/// form.
///
/// A handle works only on the history that returned it. Every other history refuses it, also a clone.
///
/// ```
/// # #[cfg(feature = "aleppo")] {
/// let record = whoheld::aleppo_2016();
/// let minyan = record.find_place("minyan-residential")?;
/// let day = whoheld::chrono::NaiveDate::from_ymd_opt(2016, 10, 31).unwrap();
/// assert!(record.who_held(minyan, day)?.is_certain());
/// # }
/// # Ok::<(), whoheld::LookupError>(())
/// ```
pub struct Handle<T> {
    /// The tag of the history to which this handle belongs.
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

/// A value by which a query finds a place or an actor: a [`Handle`], an id, an alias, or a name in any language.
///
/// A text is first compared with the ids, exactly, and then with the aliases and names, ignoring case and spacing.
/// References to such values work too. You can implement this trait for your own types, such as a fixed list of places:
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
    /// Returns the name or the handle by which a history finds the place or actor.
    fn designation(&self) -> Designation<'_, T>;
}

/// The name or the handle by which a place or an actor is found.
#[derive(Clone, Copy, Debug)]
pub struct Designation<'a, T>(Key<'a, T>);

#[derive(Clone, Copy, Debug)]
enum Key<'a, T> {
    Name(&'a str),
    Handle(Handle<T>),
}

impl<'a, T> From<&'a str> for Designation<'a, T> {
    fn from(name: &'a str) -> Self {
        Self(Key::Name(name))
    }
}

impl<T> From<Handle<T>> for Designation<'_, T> {
    fn from(handle: Handle<T>) -> Self {
        Self(Key::Handle(handle))
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
    /// Returns the number of a place.
    ///
    /// # Errors
    /// Returns an error if no place or several places have that name, or if the handle belongs to another history.
    pub(crate) fn find_place(&self, place: &impl Designates<Place>) -> Result<PlaceNo, LookupError> {
        self.find("place", &self.place_names, place.designation())
    }

    /// Returns the number of an actor.
    ///
    /// # Errors
    /// Returns an error if no actor or several actors have that name, or if the handle belongs to another history.
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
            Key::Name(name) => names.find(kind, name),
            Key::Handle(handle) if handle.history == self.tag() => Ok(N::new(handle.index)),
            Key::Handle(_) => Err(LookupError::Foreign { kind }),
        }
    }
}
