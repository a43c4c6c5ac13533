//! Which states of a place are possible at each moment: intervals of time, each with the states that are possible in
//! it.

use super::states::{ActivityId, DivisionId};

/// One state that is possible in an interval of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PossibleState {
    /// Its position in the chain of the place's states.
    pub(crate) position: u32,
    pub(crate) division: DivisionId,
    pub(crate) activity: ActivityId,
    /// Whether land may have changed hands here since an event at a place around this one last said who holds it.
    pub(super) touched: bool,
    /// Whether a fight with a recorded end may be going on.
    pub(crate) dated_fight: bool,
    /// Whether this state depends on how the narrative order arranges events whose order the dates leave open.
    pub(crate) depends_on_order: bool,
}

impl PossibleState {
    /// A state that belongs to no position in a chain.
    pub(super) const fn outside_chain(division: DivisionId, activity: ActivityId, dated_fight: bool) -> Self {
        Self { position: 0, division, activity, touched: true, dated_fight, depends_on_order: false }
    }
}

/// An interval of time in which the same states are possible. It ends where the next one begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Interval {
    /// The first moment of the interval.
    pub(crate) from: i64,
    /// Where its states begin in [`StateLine::possible`], and how many they are.
    first: u32,
    count: u32,
    /// Whether only the narrative order decides that some event has happened by now, or has not.
    pub(super) depends_on_order: bool,
}

/// All intervals of one place. Together they cover all time, without gaps or overlaps.
#[derive(Clone, Debug, Default)]
pub(crate) struct StateLine {
    intervals: Vec<Interval>,
    possible: Vec<PossibleState>,
}

/// The least moment. What has no beginning begins here.
pub(crate) const FIRST_MOMENT: i64 = i64::MIN + 1;

/// Returns the first moment at which an event at `minute` has happened.
pub(super) fn after(minute: i64) -> i64 {
    minute.saturating_add(1).max(FIRST_MOMENT)
}

impl StateLine {
    /// Returns all intervals, by time.
    pub(crate) fn intervals(&self) -> &[Interval] {
        &self.intervals
    }

    /// Returns the number of the interval in which a moment lies.
    pub(crate) fn at(&self, moment: i64) -> usize {
        self.intervals.partition_point(|interval| interval.from <= moment).max(1) - 1
    }

    /// Returns the states that are possible in an interval, by their positions in the chain.
    pub(crate) fn possible(&self, interval: usize) -> &[PossibleState] {
        let Interval { first, count, .. } = self.intervals[interval];
        &self.possible[first as usize..(first + count) as usize]
    }

    /// Returns whether what is possible in an interval depends on the narrative order.
    pub(crate) fn depends_on_order(&self, interval: usize) -> bool {
        self.intervals[interval].depends_on_order || self.possible(interval).iter().any(|state| state.depends_on_order)
    }

    /// Returns the line on which everything is possible that is possible on this line or on another. Positions in the
    /// chain are left out, because the two lines belong to different chains.
    pub(super) fn united(&self, other: Option<&Self>) -> Self {
        let lines: Vec<&Self> = other.into_iter().chain([self]).collect();
        let mut moments: Vec<i64> =
            lines.iter().flat_map(|line| &line.intervals).map(|interval| interval.from).collect();
        moments.sort_unstable();
        moments.dedup();
        let mut union = Self::default();
        for moment in moments {
            let mut possible: Vec<PossibleState> = Vec::new();
            let mut depends_on_order = false;
            for line in &lines {
                let interval = line.at(moment);
                depends_on_order |= line.depends_on_order(interval);
                for state in line.possible(interval) {
                    // Without positions, equal states at different positions of a chain become one.
                    let unplaced = PossibleState { position: 0, depends_on_order: false, ..*state };
                    if !possible.contains(&unplaced) {
                        possible.push(unplaced);
                    }
                }
            }
            union.push(moment, depends_on_order, &possible);
        }
        union
    }

    /// Returns the line with each division replaced by what `replace` returns for it.
    pub(super) fn with_divisions(&self, mut replace: impl FnMut(DivisionId) -> DivisionId) -> Self {
        let mut line = Self::default();
        for (number, interval) in self.intervals.iter().enumerate() {
            let mut possible: Vec<PossibleState> = Vec::new();
            for state in self.possible(number) {
                let state = PossibleState { division: replace(state.division), ..*state };
                if !possible.contains(&state) {
                    possible.push(state);
                }
            }
            line.push(interval.from, interval.depends_on_order, &possible);
        }
        line
    }

    /// Returns the intervals that begin before a moment.
    pub(super) fn up_to(mut self, moment: i64) -> Self {
        self.intervals.truncate(self.intervals.partition_point(|interval| interval.from < moment));
        let states = self.intervals.last().map_or(0, |last| last.first + last.count);
        self.possible.truncate(states as usize);
        self
    }

    /// Adds an interval at the end, unless the last one says the same.
    pub(super) fn push(&mut self, from: i64, depends_on_order: bool, possible: &[PossibleState]) {
        if let Some(last) = self.intervals.len().checked_sub(1)
            && self.possible(last) == possible
            && self.intervals[last].depends_on_order == depends_on_order
        {
            return;
        }
        let first = u32::try_from(self.possible.len()).expect("fewer than 2^32 states");
        let count = u32::try_from(possible.len()).expect("a bounded number of states");
        self.possible.extend_from_slice(possible);
        self.intervals.push(Interval { from, first, count, depends_on_order });
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.intervals.shrink_to_fit();
        self.possible.shrink_to_fit();
    }
}
