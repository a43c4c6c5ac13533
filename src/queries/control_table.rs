//! A history laid out flat: the controls that are possible at the close of each day, by number.

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

/// The controls that are possible at the close of each day at every place of a view, laid out in a [`StateTable`].
///
/// A state is a set of possible controls, so uncertain answers keep all that they leave open. Two places, or two days,
/// are in the same state where the same is possible: who holds how much, to whom they answer, and what is going on.
/// States are numbered from 0, places as [`History::places`](crate::History::places) has them; every place is in some
/// state on every day, and what was before the first change holds from ever on: from the day `i32::MIN`.
///
/// It is made for millions of questions: each costs what a search in the table costs. Why a control is possible, since
/// when and on whose word an [`Answer`](crate::Answer) tells.
///
/// ```
/// # #[cfg(feature = "toml")] {
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
    /// The controls of each state, those of one side by side.
    controls: Vec<Control<'h>>,
    /// Where the controls of each state begin, and where those of the last end.
    starts: Vec<usize>,
}

impl<'h> ControlTable<'h> {
    pub(crate) fn new(view: View<'h>) -> Self {
        let (mut place, mut day, mut state) = (Vec::new(), Vec::new(), Vec::new());
        let mut sets = Sets::new(view);
        let places = view.facts().places.len();
        for number in view.facts().places.numbers() {
            let mut changes: Vec<(i32, u32)> = Vec::new();
            for (on, possible) in closes(view, number) {
                let set = sets.number(&possible);
                // Of several on one day the last is that of its close.
                changes.pop_if(|last| last.0 == on);
                if changes.last().is_none_or(|last| last.1 != set) {
                    changes.push((on, set));
                }
            }
            place.extend(changes.iter().map(|_| number.as_u32()));
            day.extend(changes.iter().map(|change| change.0));
            state.extend(changes.iter().map(|change| change.1));
        }
        let table = StateTable::from_columns(places, &place, &day, &state).expect("the fold numbers in 32 bits too");
        Self { view, table, controls: sets.controls, starts: sets.starts }
    }

    /// The view that is laid out.
    #[must_use]
    pub const fn view(&self) -> View<'h> {
        self.view
    }

    /// The states of the places, by number.
    #[must_use]
    pub const fn table(&self) -> &StateTable {
        &self.table
    }

    /// How many states there are.
    #[must_use]
    pub fn states(&self) -> usize {
        self.starts.len() - 1
    }

    /// The controls that are possible in a state; none if there is no such state. Two of them are equal where they
    /// differ only in who holds under a side.
    #[must_use]
    pub fn controls(&self, state: u32) -> &[Control<'h>] {
        match self.starts.get(state as usize..).unwrap_or_default() {
            &[from, until, ..] => &self.controls[from..until],
            _ => &[],
        }
    }

    /// Whether only one control is possible in a state, as [`Answer::is_certain`](crate::Answer::is_certain) has it. That
    /// control may still say little: bounds, or `unrecorded`.
    #[must_use]
    pub fn is_certain(&self, state: u32) -> bool {
        self.controls(state).split_first().is_some_and(|(first, others)| others.iter().all(|other| other == first))
    }

    /// The one holder of everything in a state, if there certainly is one.
    #[must_use]
    pub fn holder(&self, state: u32) -> Option<Holder<'h>> {
        let (first, others) = self.controls(state).split_first()?;
        let holder = first.holder()?;
        others.iter().all(|other| other.holder() == Some(holder)).then_some(holder)
    }

    /// Whether an actor, with all that answer to it, holds that much in a state, as
    /// [`Answer::holds`](crate::Answer::holds) has it. `No` if there is no such state.
    ///
    /// # Errors
    /// Where there is no actor of that name, or several.
    pub fn holds(&self, state: u32, actor: impl Designates<Actor>, degree: Threshold) -> Result<Verdict, LookupError> {
        let chief = self.view.facts().find_actor(&actor)?;
        Ok(Verdict::of_all(self.controls(state).iter().map(|control| control.judge(chief, degree))))
    }

    /// The number of a place.
    ///
    /// # Errors
    /// Where there is no place of that name, or several.
    pub fn number(&self, place: impl Designates<Place>) -> Result<u32, LookupError> {
        self.view.facts().find_place(&place).map(PlaceNo::as_u32)
    }

    /// The states of places on days, row by row: rows in any order.
    ///
    /// # Errors
    /// Where there is no place of one of the names, or several.
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

/// What is possible at the close of each day from which on it may be something else; that of ever before first.
/// Of several for one day the last is meant.
fn closes(view: View<'_>, place: PlaceNo) -> impl Iterator<Item = (i32, Vec<Control<'_>>)> {
    let day = |moment: i64| i32::try_from(day_ending_number(moment)).ok();
    view.cells(place).map_while(move |(from, possible)| Some((from.map_or(Some(i32::MIN), day)?, possible)))
}

/// Sets of controls, equal ones once.
struct Sets<'h> {
    view: View<'h>,
    /// The numbers of controls, by ground, standing and how often by then anyone came to answer to another.
    known: HashMap<(DivisionId, ActivityId, usize), u32>,
    exact: HashMap<(DivisionId, ActivityId, Vec<Vec<ActorNo>>), u32>,
    sets: HashMap<Vec<u32>, u32>,
    controls: Vec<Control<'h>>,
    starts: Vec<usize>,
}

impl<'h> Sets<'h> {
    fn new(view: View<'h>) -> Self {
        let (known, exact, sets) = (HashMap::new(), HashMap::new(), HashMap::new());
        Self { view, known, exact, sets, controls: Vec::new(), starts: vec![0] }
    }

    fn number(&mut self, possible: &[Control<'h>]) -> u32 {
        let mut numbered: Vec<(u32, Control<'h>)> = Vec::with_capacity(possible.len());
        let shifts = self.view.fold().sides().shifts();
        for &control in possible {
            let Control { division, activity, day, .. } = control;
            let next = u32::try_from(self.exact.len()).expect("fewer controls than the fold has states");
            let exact = &mut self.exact;
            // Where nobody ever does, the chains tell nothing more.
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
    /// The controls that are possible at the close of each day at every place, by number: for millions of questions.
    #[must_use]
    pub fn control_table(self) -> ControlTable<'h> {
        ControlTable::new(self)
    }
}
