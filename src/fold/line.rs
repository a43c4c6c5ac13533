//! What is possible at a place at each moment: intervals of time, each with the states that are possible in it.

use super::states::{ActivityId, DivisionId};

/// One state that is possible in an interval of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PossibleState {
    /// Its position in the chain of the place's states.
    pub(crate) position: u32,
    pub(crate) division: DivisionId,
    pub(crate) activity: ActivityId,
    /// Whether land may have changed hands here since a place around it spoke of who holds it.
    pub(super) touched: bool,
    /// Whether a fight with a recorded end is going on.
    pub(crate) dated_fight: bool,
    /// Whether it depends on the narrative order where the dates leave the order open.
    pub(crate) depends_on_order: bool,
}

impl PossibleState {
    /// One that is no state of the chain.
    pub(super) const fn alone(division: DivisionId, activity: ActivityId, dated_fight: bool) -> Self {
        Self { position: 0, division, activity, touched: true, dated_fight, depends_on_order: false }
    }
}

/// An interval of time in which the same states are possible, up to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Interval {
    pub(crate) from: i64,
    first: u32,
    count: u32,
    /// Whether the narrative order alone decides that an event has happened here, or has not.
    pub(super) depends_on_order: bool,
}

/// All intervals of one place: they tile the time line.
#[derive(Clone, Debug, Default)]
pub(crate) struct StateLine {
    intervals: Vec<Interval>,
    possible: Vec<PossibleState>,
}

/// The least moment: what is open towards the past begins here.
pub(crate) const FIRST_MOMENT: i64 = i64::MIN + 1;

/// The first moment at which what happens at a minute has happened.
pub(super) fn after(minute: i64) -> i64 {
    minute.saturating_add(1).max(FIRST_MOMENT)
}

impl StateLine {
    pub(crate) fn intervals(&self) -> &[Interval] {
        &self.intervals
    }

    /// The number of the interval that a moment lies in.
    pub(crate) fn at(&self, moment: i64) -> usize {
        self.intervals.partition_point(|interval| interval.from <= moment).max(1) - 1
    }

    /// What is possible in an interval, in the narrative order.
    pub(crate) fn possible(&self, interval: usize) -> &[PossibleState] {
        let Interval { first, count, .. } = self.intervals[interval];
        &self.possible[first as usize..(first + count) as usize]
    }

    pub(crate) fn depends_on_order(&self, interval: usize) -> bool {
        self.intervals[interval].depends_on_order || self.possible(interval).iter().any(|it| it.depends_on_order)
    }

    /// Everything that is possible here or in another line, in each interval; positions in the chain are left out.
    pub(super) fn united(&self, other: Option<&Self>) -> Self {
        let lines: Vec<&Self> = other.into_iter().chain([self]).collect();
        let mut moments: Vec<i64> = lines.iter().flat_map(|line| &line.intervals).map(|it| it.from).collect();
        moments.sort_unstable();
        moments.dedup();
        let mut union = Self::default();
        for moment in moments {
            let mut possible: Vec<PossibleState> = Vec::new();
            let mut depends_on_order = false;
            for line in &lines {
                let interval = line.at(moment);
                depends_on_order |= line.depends_on_order(interval);
                for it in line.possible(interval) {
                    // Of lines without choices the positions are left out too, so that equal states are one.
                    let alone = PossibleState { position: 0, depends_on_order: false, ..*it };
                    if !possible.contains(&alone) {
                        possible.push(alone);
                    }
                }
            }
            union.push(moment, depends_on_order, &possible);
        }
        union
    }

    /// The same with other divisions.
    pub(super) fn with_divisions(&self, mut other: impl FnMut(DivisionId) -> DivisionId) -> Self {
        let mut line = Self::default();
        for (number, interval) in self.intervals.iter().enumerate() {
            let mut possible: Vec<PossibleState> = Vec::new();
            for it in self.possible(number) {
                let it = PossibleState { division: other(it.division), ..*it };
                if !possible.contains(&it) {
                    possible.push(it);
                }
            }
            line.push(interval.from, interval.depends_on_order, &possible);
        }
        line
    }

    /// What the line is before a moment.
    pub(super) fn up_to(mut self, moment: i64) -> Self {
        self.intervals.truncate(self.intervals.partition_point(|interval| interval.from < moment));
        let states = self.intervals.last().map_or(0, |last| last.first + last.count);
        self.possible.truncate(states as usize);
        self
    }

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
