//! The timeline of one place: its control over all time, span by span.

use std::fmt;

use crate::facts::{Designates, LookupError};
use crate::fold::FIRST_MOMENT;
use crate::numbers::PlaceNo;
use crate::scenario::Place;
use crate::time::Moment;
use crate::view::{Control, Holder, Surety, View};

/// One place over all time, as [`Holding`]s: spans without gaps or overlaps. Neighbouring spans always differ, and the
/// last one has no end.
#[derive(Clone, Copy)]
pub struct Timeline<'h> {
    view: View<'h>,
    place: PlaceNo,
}

impl<'h> Timeline<'h> {
    pub(crate) const fn new(view: View<'h>, place: PlaceNo) -> Self {
        Self { view, place }
    }

    /// Returns the place.
    #[must_use]
    pub fn place(self) -> &'h Place {
        &self.view.facts().places[self.place]
    }

    /// Returns its spans in order of time, from the start of the record on.
    #[must_use]
    pub fn holdings(self) -> Holdings<'h> {
        Holdings { timeline: self, next: Next::Start }
    }

    /// Returns the controls that are possible at a moment, equal ones once.
    fn possible(self, moment: i64) -> Vec<Control<'h>> {
        let mut controls: Vec<Control<'h>> = Vec::new();
        for control in self.view.controls_at(self.place, moment) {
            if !controls.contains(&control) {
                controls.push(control);
            }
        }
        controls
    }
}

impl<'h> IntoIterator for Timeline<'h> {
    type Item = Holding<'h>;
    type IntoIter = Holdings<'h>;

    /// Iterates over its spans in order of time.
    fn into_iter(self) -> Holdings<'h> {
        self.holdings()
    }
}

impl fmt::Debug for Timeline<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.holdings()).finish()
    }
}

/// A span of time in which the same controls are possible, and which the record [covers](crate::Covers) or does not.
#[derive(Clone)]
pub struct Holding<'h> {
    from: Option<Moment>,
    until: Option<Moment>,
    possible: Vec<Control<'h>>,
    pub(crate) is_covered: bool,
}

impl<'h> Holding<'h> {
    /// Returns the first moment of the span; `None` for the first span, which has no beginning.
    /// A change at minute *m* shows in the state from *m* + 1 on.
    #[must_use]
    pub const fn from(&self) -> Option<Moment> {
        self.from
    }

    /// Returns the first moment after the span; `None` for the last span, which has no end.
    #[must_use]
    pub const fn until(&self) -> Option<Moment> {
        self.until
    }

    /// Iterates over the controls that are possible in the span, in the narrative order of the events behind them (by
    /// date, and where dates overlap, as the record lists them).
    pub fn possible(&self) -> std::slice::Iter<'_, Control<'h>> {
        self.possible.iter()
    }

    /// Returns the control, if only one is possible.
    #[must_use]
    pub fn control(&self) -> Option<Control<'h>> {
        match self.possible[..] {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Returns the holder of the whole place, if it certainly has a single one throughout the span.
    #[must_use]
    pub fn holder(&self) -> Option<Holder<'h>> {
        let mut holders = self.possible.iter().map(|control| control.holder());
        let first = holders.next()??;
        holders.all(|other| other == Some(first)).then_some(first)
    }

    /// Returns whether only one control is possible. [`surety`](Self::surety) says whether that control is vague, and
    /// whether the record covers the span.
    #[must_use]
    pub fn is_certain(&self) -> bool {
        self.possible.len() == 1
    }

    /// Returns how much the record leaves open in the span, like [`Answer::surety`](crate::Answer::surety).
    #[must_use]
    pub fn surety(&self) -> Surety {
        Surety::of(self.is_covered, self.possible.iter().copied())
    }
}

impl fmt::Debug for Holding<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = |moment: Option<Moment>| moment.map_or("..".to_owned(), |moment| moment.to_string());
        write!(f, "{} – {}: {:?}", end(self.from), end(self.until), self.possible)
    }
}

/// An iterator over the spans of a [`Timeline`].
#[derive(Clone, Debug)]
pub struct Holdings<'h> {
    timeline: Timeline<'h>,
    /// Where the next span begins.
    next: Next,
}

#[derive(Clone, Copy, Debug)]
enum Next {
    Start,
    At(i64),
    Nothing,
}

impl<'h> Iterator for Holdings<'h> {
    type Item = Holding<'h>;

    fn next(&mut self) -> Option<Holding<'h>> {
        let start = match self.next {
            Next::Start => None,
            Next::At(start) => Some(start),
            Next::Nothing => return None,
        };
        let Timeline { view, place } = self.timeline;
        let first = start.unwrap_or(FIRST_MOMENT + 1);
        let possible = self.timeline.possible(first);
        let is_covered = view.covers(first);
        let mut end = view.covered_cell_end(place, first);
        // Neighbouring cells in which the same is possible make one span. Such cells occur because a change between
        // actors of one side is no change by side.
        while let Some(moment) = end {
            let next = self.timeline.possible(moment);
            let same = next.len() == possible.len() && next.iter().all(|control| possible.contains(control));
            if !same || view.covers(moment) != is_covered {
                break;
            }
            end = view.covered_cell_end(place, moment);
        }
        self.next = end.map_or(Next::Nothing, Next::At);
        let (from, until) = (start.map(Moment::from_minutes), end.map(Moment::from_minutes));
        Some(Holding { from, until, possible, is_covered })
    }
}

impl<'h> View<'h> {
    /// Returns the timeline of a place: its control over all time, span by span.
    ///
    /// # Errors
    /// Returns an error if no place, or more than one, has this name.
    pub fn timeline(self, place: impl Designates<Place>) -> Result<Timeline<'h>, LookupError> {
        Ok(Timeline::new(self, self.facts().find_place(&place)?))
    }
}
