//! `Surety`, how much an answer leaves open.

use super::control::{Control, Holder};
use crate::text::words;

/// How much an answer leaves open.
///
/// ```
/// use whoheld::{Actor, Captured, Event, History, Place, Surety, When, chrono::NaiveDate};
///
/// let mut history = History::new();
/// history.add_actor(Actor::new("crown"))?;
/// history.add_place(Place::new("bridge"))?;
/// history.insert(Event::new("[1849-07-08..1849-07-10]".parse::<When>()?, "bridge", Captured::by("crown")))?;
///
/// let surety = |day| history.who_held("bridge", NaiveDate::from_ymd_opt(1849, 7, day).unwrap()).unwrap().surety();
/// assert_eq!((surety(7), surety(9), surety(10)), (Surety::Unknown, Surety::Open, Surety::Certain));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Surety {
    /// Nothing is known: all of the place is `unrecorded`, or the moment is outside what the record
    /// [covers](crate::Covers).
    Unknown,
    /// Something is known, and something is left open.
    Open,
    /// Only one control is possible, none of the place is `unrecorded`, and every holder that is named surely has some.
    Certain,
}

words!(Surety, "surety", {
    Certain "certain",
    Unknown "unknown",
    Open "open",
});

impl Surety {
    /// Returns the surety of an answer with these possible controls, at a moment that the record covers or does not.
    pub(crate) fn of<'h>(covered: bool, controls: impl Iterator<Item = Control<'h>> + Clone) -> Self {
        let silent = |control: Control<'_>| control.holder() == Some(Holder::Unrecorded);
        let full = |control: Control<'_>| {
            control.shares().all(|(holder, share)| holder != Holder::Unrecorded && share.at_least() > 0)
        };
        if !covered || controls.clone().all(silent) {
            return Self::Unknown;
        }
        let mut others = controls.clone();
        let certain = others.next().is_some_and(|first| full(first) && others.all(|other| other == first));
        if certain { Self::Certain } else { Self::Open }
    }
}
