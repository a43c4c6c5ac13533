//! A history as a flat table: the controls that are possible at the close of each day, by number.

use std::collections::HashMap;
use std::fmt;

use chrono::NaiveDate;

use crate::facts::{Designates, LookupError};
use crate::fold::{ActivityId, DivisionId};
use crate::numbers::{ActorNo, Number, PlaceNo};
use crate::scenario::{Actor, Place};
use crate::table::StateTable;
use crate::time::day_ending_number;
use crate::view::{Control, Holder, Threshold, Verdict, View};

/// The controls that are possible at the close of each day at every place of a view, as a [`StateTable`].
///
/// A state is a set of possible controls, so an uncertain answer keeps every control that it leaves open. Two places
/// are in the same state if the same controls are possible there: who holds how much, to whom the holders answer, and
/// what is going on. States are numbered from 0, and places in the order of
/// [`History::places`](crate::History::places). Every place has a state on every day: its first change is on the day
/// `i32::MIN`, before all others.
///
/// The table does not know which days the record [covers](crate::Covers): on the other days it has the controls that the
/// record last knew, or first knew, and [`holds`](Self::holds) judges them as it does on any day. Compare the days with
/// [`History::covers`](crate::History::covers), or ask for an [`Answer`](crate::Answer).
///
/// Use it to answer millions of questions: each costs one search in the table. To learn why a control is possible,
/// since when, and on whose word, ask for an [`Answer`](crate::Answer).
///
/// ```
/// # #[cfg(feature = "aleppo")] {
/// use whoheld::{StateTable, chrono::NaiveDate};
///
/// let flat = whoheld::aleppo_2016().by_side().control_table();
/// let day = |day| NaiveDate::from_ymd_opt(2016, 10, day).unwrap();
/// let states = flat.as_of(&[("minyan-residential", day(27)), ("minyan-residential", day(31))])?;
/// let held: Vec<String> = flat.controls(states[1]).iter().map(|control| control.to_string()).collect();
/// assert_eq!(held, ["half government, half rebels, contested by government and rebels"]);
///
/// // By number, for loops that have no time for names.
/// let place = flat.number("minyan-residential")?;
/// assert_eq!(flat.table().at(place, StateTable::day_number(day(27))), Some(states[0]));
/// # }
/// # Ok::<(), whoheld::LookupError>(())
/// ```
#[derive(Clone)]
pub struct ControlTable<'h> {
    view: View<'h>,
    table: StateTable,
    /// The controls of all states, those of state 0 first, then those of state 1, and so on.
    controls: Vec<Control<'h>>,
    /// The index in `controls` at which those of each state begin, and the one at which those of the last state end.
    starts: Vec<usize>,
}

impl<'h> ControlTable<'h> {
    pub(crate) fn new(view: View<'h>) -> Self {
        let (mut place, mut day, mut state) = (Vec::new(), Vec::new(), Vec::new());
        let mut sets = Sets::new(view);
        let places = view.facts().places.len();
        for number in view.facts().places.numbers() {
            let mut changes: Vec<(i32, u32)> = Vec::new();
            for (from_day, possible) in closes(view, number) {
                let set = sets.number(&possible);
                // Of several changes on one day, the last holds at its close.
                changes.pop_if(|last| last.0 == from_day);
                if changes.last().is_none_or(|last| last.1 != set) {
                    changes.push((from_day, set));
                }
            }
            place.extend(changes.iter().map(|_| number.as_u32()));
            day.extend(changes.iter().map(|change| change.0));
            state.extend(changes.iter().map(|change| change.1));
        }
        let table = StateTable::from_columns(places, &place, &day, &state).expect("the fold numbers in 32 bits too");
        Self { view, table, controls: sets.controls, starts: sets.starts }
    }

    /// Returns the view from which the table was made.
    #[must_use]
    pub const fn view(&self) -> View<'h> {
        self.view
    }

    /// Returns the table of states, in which places and states are numbers.
    #[must_use]
    pub const fn table(&self) -> &StateTable {
        &self.table
    }

    /// Returns the number of states.
    #[must_use]
    pub fn states(&self) -> usize {
        self.starts.len() - 1
    }

    /// Returns the controls that are possible in a state; none if there is no such state. By side, some of them can be
    /// equal: they then differ only in which actor of the side is the holder.
    #[must_use]
    pub fn controls(&self, state: u32) -> &[Control<'h>] {
        match self.starts.get(state as usize..).unwrap_or_default() {
            &[from, until, ..] => &self.controls[from..until],
            _ => &[],
        }
    }

    /// Returns whether only one control is possible in a state, like [`Answer::is_certain`](crate::Answer::is_certain).
    /// That control may still say little: its shares may have wide bounds, or be `unrecorded`.
    #[must_use]
    pub fn is_certain(&self, state: u32) -> bool {
        self.controls(state).split_first().is_some_and(|(first, others)| others.iter().all(|other| other == first))
    }

    /// Returns the holder of the whole place in a state, if it certainly has a single one.
    #[must_use]
    pub fn holder(&self, state: u32) -> Option<Holder<'h>> {
        let (first, others) = self.controls(state).split_first()?;
        let holder = first.holder()?;
        others.iter().all(|other| other.holder() == Some(holder)).then_some(holder)
    }

    /// Returns whether an actor, together with everyone who answers to it, holds at least the threshold in a state,
    /// like [`Answer::holds`](crate::Answer::holds). `No` if there is no such state.
    ///
    /// # Errors
    /// Returns an error if no actor, or more than one, has this name.
    pub fn holds(
        &self,
        state: u32,
        actor: impl Designates<Actor>,
        threshold: Threshold,
    ) -> Result<Verdict, LookupError> {
        let chief = self.view.facts().find_actor(&actor)?;
        Ok(Verdict::of_all(self.controls(state).iter().map(|control| control.judge(chief, threshold))))
    }

    /// Returns the number of a place.
    ///
    /// # Errors
    /// Returns an error if no place, or more than one, has this name.
    pub fn number(&self, place: impl Designates<Place>) -> Result<u32, LookupError> {
        self.view.facts().find_place(&place).map(PlaceNo::as_u32)
    }

    /// Returns the states of places on days, one for each row. The rows can be in any order.
    ///
    /// # Errors
    /// Returns an error if no place, or more than one, has one of the names.
    pub fn as_of<P: Designates<Place>>(&self, rows: &[(P, NaiveDate)]) -> Result<Vec<u32>, LookupError> {
        let number = |row: &(P, NaiveDate)| self.view.facts().find_place(&row.0).map(PlaceNo::as_u32);
        let places: Vec<u32> = rows.iter().map(number).collect::<Result<_, _>>()?;
        let days: Vec<i32> = rows.iter().map(|row| StateTable::day_number(row.1)).collect();
        let mut states = vec![StateTable::NONE; rows.len()];
        self.table.answer(&places, &days, &mut states);
        Ok(states)
    }
}

impl fmt::Debug for ControlTable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ControlTable")
            .field("table", &self.table)
            .field("states", &self.states())
            .finish_non_exhaustive()
    }
}

/// Returns the days from which on other controls may be possible at the close than before, with the controls that are;
/// in order, and first the day `i32::MIN`. If a day occurs several times, its last entry is the one that holds at its
/// close.
fn closes(view: View<'_>, place: PlaceNo) -> impl Iterator<Item = (i32, Vec<Control<'_>>)> {
    let day = |moment: i64| i32::try_from(day_ending_number(moment)).ok();
    view.cells(place).map_while(move |(from, possible)| Some((from.map_or(Some(i32::MIN), day)?, possible)))
}

/// The states of the table: sets of controls, each kept once and numbered.
struct Sets<'h> {
    view: View<'h>,
    /// The numbers of controls, by division, activity and how many changes of allegiance there were by then. This
    /// spares the chains, which need more work: equal counts have equal chains.
    known: HashMap<(DivisionId, ActivityId, usize), u32>,
    /// The numbers of controls, by division, activity and the chains of actors to whom the holders answer.
    exact: HashMap<(DivisionId, ActivityId, Vec<Vec<ActorNo>>), u32>,
    /// The numbers of sets, by the numbers of their controls.
    sets: HashMap<Vec<u32>, u32>,
    controls: Vec<Control<'h>>,
    starts: Vec<usize>,
}

impl<'h> Sets<'h> {
    fn new(view: View<'h>) -> Self {
        let (known, exact, sets) = (HashMap::new(), HashMap::new(), HashMap::new());
        Self { view, known, exact, sets, controls: Vec::new(), starts: vec![0] }
    }

    /// Returns the number of a set of controls, which is new if no equal one is known.
    fn number(&mut self, possible: &[Control<'h>]) -> u32 {
        let mut numbered: Vec<(u32, Control<'h>)> = Vec::with_capacity(possible.len());
        let shifts = self.view.fold().sides().shifts();
        for &control in possible {
            let Control { division, activity, day, .. } = control;
            let next = u32::try_from(self.exact.len()).expect("fewer controls than the fold has states");
            let exact = &mut self.exact;
            // If allegiances never change, the chains follow from the holders.
            let chains = || if shifts.is_empty() { Vec::new() } else { control.chains() };
            let number = *self
                .known
                .entry((division, activity, shifts.partition_point(|shift| *shift <= day)))
                .or_insert_with(|| *exact.entry((division, activity, chains())).or_insert(next));
            numbered.push((number, control));
        }
        numbered.sort_unstable_by_key(|(number, _)| *number);
        numbered.dedup_by_key(|(number, _)| *number);
        let next = u32::try_from(self.sets.len()).expect("fewer sets than the fold has states");
        let set = numbered.iter().map(|(number, _)| *number).collect();
        let number = *self.sets.entry(set).or_insert(next);
        if number == next {
            self.controls.extend(numbered.iter().map(|(_, control)| *control));
            self.starts.push(self.controls.len());
        }
        number
    }
}

impl<'h> View<'h> {
    /// Returns a table of the controls that are possible at the close of each day at every place. With it, millions of
    /// questions can be answered quickly.
    #[must_use]
    pub fn control_table(self) -> ControlTable<'h> {
        ControlTable::new(self)
    }
}
