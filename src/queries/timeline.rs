//! One place through all time, span by span.

use std::fmt;

use crate::facts::{Designates, LookupError};
use crate::fold::FIRST_MOMENT;
use crate::numbers::PlaceNo;
use crate::scenario::Place;
use crate::time::Moment;
use crate::view::{Control, Holder, View};

/// One place through all time: spans that tile the line, neighbours never equal, the last one open.
#[derive(Clone, Copy)]
pub struct Timeline<'h> {
    view: View<'h>,
    place: PlaceNo,
}

impl<'h> Timeline<'h> {
    pub(crate) const fn new(view: View<'h>, place: PlaceNo) -> Self {
        Self { view, place }
    }

    /// The place.
    #[must_use]
    pub fn place(self) -> &'h Place {
        &self.view.facts().places[self.place]
    }

    /// Its spans, from the eve on.
    #[must_use]
    pub fn holdings(self) -> Holdings<'h> {
        Holdings { timeline: self, next: Next::Start }
    }

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

impl fmt::Debug for Timeline<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.holdings()).finish()
    }
}

/// A span of time in which the same controls are possible.
#[derive(Clone)]
pub struct Holding<'h> {
    from: Option<Moment>,
    until: Option<Moment>,
    possible: Vec<Control<'h>>,
}

impl<'h> Holding<'h> {
    /// The first moment at which the place is asked about and this is the answer; `None` is always before.
    /// A change of minute *m* is seen from *m* + 1 on.
    #[must_use]
    pub const fn from(&self) -> Option<Moment> {
        self.from
    }

    /// The first moment at which it no longer is; `None` is for good.
    #[must_use]
    pub const fn until(&self) -> Option<Moment> {
        self.until
    }

    /// The controls that are possible, in the told order.
    pub fn possible(&self) -> std::slice::Iter<'_, Control<'h>> {
        self.possible.iter()
    }

    /// The one control, if only one is possible.
    #[must_use]
    pub fn control(&self) -> Option<Control<'h>> {
        match self.possible[..] {
            [only] => Some(only),
            _ => None,
        }
    }

    /// The one holder of everything, if there certainly is one throughout.
    #[must_use]
    pub fn holder(&self) -> Option<Holder<'h>> {
        let mut holders = self.possible.iter().map(|control| control.holder());
        let first = holders.next()??;
        holders.all(|other| other == Some(first)).then_some(first)
    }

    /// Whether only one control is possible.
    #[must_use]
    pub fn is_certain(&self) -> bool {
        self.possible.len() == 1
    }
}

impl fmt::Debug for Holding<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = |moment: Option<Moment>| moment.map_or("..".to_owned(), |moment| moment.to_string());
        write!(f, "{} – {}: {:?}", end(self.from), end(self.until), self.possible)
    }
}

/// The spans of a timeline.
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
        let mut end = view.cell_end(place, first);
        // Cells that look the same are one span: by side, much that changed by actor has not.
        while let Some(at) = end {
            let next = self.timeline.possible(at);
            if next.len() != possible.len() || !next.iter().all(|control| possible.contains(control)) {
                break;
            }
            end = view.cell_end(place, at);
        }
        self.next = end.map_or(Next::Nothing, Next::At);
        let moment = |at: i64| Moment::from_minutes(at);
        Some(Holding { from: start.map(moment), until: end.map(moment), possible })
    }
}

impl<'h> View<'h> {
    /// One place through all time.
    ///
    /// # Errors
    /// Where there is no place of that name, or several.
    pub fn timeline(self, place: impl Designates<Place>) -> Result<Timeline<'h>, LookupError> {
        Ok(Timeline::new(self, self.facts().find_place(&place)?))
    }
}
