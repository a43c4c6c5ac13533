//! What is possible where some events may count or not: the line of a place is the union of those that it has under each
//! choice of the events that count (`DESIGN.md`, "Readings": keep all).

use std::collections::{BTreeSet, HashMap};

use super::chain::Fold;
use super::division::{Division, HolderKey};
use super::effect::Effect;
use super::line::{FIRST_MOMENT, PossibleState, StateLine, after};
use super::ongoing::{Ongoing, insert};
use super::order::Occurrence;
use super::sweep;
use crate::numbers::{EventNo, PlaceNo};
use crate::time::Span;

/// Statements that count or do not, all of them together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choice {
    pub(crate) events: Vec<(EventNo, Occurrence)>,
    pub(crate) baseline: Option<(PlaceNo, Division)>,
    /// Whether what is possible without it is named first.
    pub(crate) doubted: bool,
}

impl Choice {
    /// The part of it that is about some places: versions of one event that lie apart are asked about apart.
    fn restricted_to(&self, places: &BTreeSet<PlaceNo>) -> Self {
        Self {
            events: self.events.iter().filter(|(_, event)| places.contains(&event.place)).cloned().collect(),
            baseline: self.baseline.clone().filter(|(place, _)| places.contains(place)),
            doubted: self.doubted,
        }
    }

    fn is_empty(&self) -> bool {
        self.events.is_empty() && self.baseline.is_none()
    }

    fn places(&self) -> impl Iterator<Item = PlaceNo> {
        self.events.iter().map(|(_, event)| event.place).chain(self.baseline.iter().map(|(place, _)| *place))
    }
}

/// How many choices may be open at a place and within it before the answer is one that allows all.
const CHOICES: usize = 10;

/// The widest span that each event has under any choice.
type Widest = HashMap<EventNo, Span>;

impl Fold {
    /// Takes everything in `choices`, all of which counts so far, for what may count or not.
    pub(crate) fn keep_all(&mut self, choices: &[Choice]) {
        let places = choices.iter().flat_map(Choice::places);
        let families: BTreeSet<usize> = places.map(|place| self.tree.family_of(place)).collect();
        for family in families {
            self.keep_all_in(family, choices);
        }
    }

    fn keep_all_in(&mut self, family: usize, choices: &[Choice]) {
        let quiet = self.quiet(family, choices);
        let is_top = |place: &PlaceNo| {
            !quiet.contains(place) && self.tree.parent(*place).is_none_or(|outer| quiet.contains(&outer))
        };
        let tops: Vec<PlaceNo> = self.tree.family(family).iter().copied().filter(is_top).collect();
        let mut lines = Vec::new();
        let mut coarse: Vec<PlaceNo> = Vec::new();
        let mut widest = Widest::new();
        for top in tops {
            let places: BTreeSet<PlaceNo> = self.tree.within(top).into_iter().collect();
            let here = choices.iter().map(|choice| choice.restricted_to(&places));
            let here: Vec<Choice> = here.filter(|choice| !choice.is_empty()).collect();
            if here.is_empty() {
                continue;
            }
            self.draw_only = Some(top);
            if here.len() > CHOICES {
                coarse.push(top);
                lines.extend(self.anything(top, &here));
                let here = self.numbered_occurrences(family).filter(|(_, event)| places.contains(&event.place));
                widest.extend(here.map(|(number, event)| (number, event.span)));
            } else {
                lines.extend(self.united(top, &here, &mut widest));
            }
            self.draw_only = None;
        }
        for (place, line) in lines {
            self.tracks[place].line = line;
        }
        for (event, span) in widest {
            self.order.set_narrowed(event, span);
        }
        // Parts are free of each other where nothing befell the places around them.
        for place in quiet.into_iter().rev() {
            self.redraw_quiet(place, &coarse);
        }
    }

    /// Draws the line of a quiet place anew; `coarse` are the places whose answers allow everything.
    fn redraw_quiet(&mut self, place: PlaceNo, coarse: &[PlaceNo]) {
        let mut line = sweep::draw(self, place, StateLine::default(), FIRST_MOMENT);
        if coarse.iter().any(|&top| self.tree.lies_within(top, place)) {
            // What any choice would leave a trace of here may be lost in what allows all.
            let holders = self.holders_in(&self.tree.within(place));
            let traces = i64::try_from(holders.len()).unwrap_or(1000);
            line = line.with_divisions(|division| {
                let loose = self.states.division(division).loosened(holders.iter().copied(), traces);
                self.states.intern_division(loose)
            });
        }
        self.tracks[place].line = line;
    }

    /// The places of a family at which and around which nothing happens, though within them it may, and within which
    /// no baseline is in doubt: each before what lies within it.
    ///
    /// None where the order of the record contradicts the dates: there, what happens in one part may decide which event
    /// comes first in another.
    fn quiet(&self, family: usize, choices: &[Choice]) -> Vec<PlaceNo> {
        let events: Vec<&Occurrence> = self.numbered_occurrences(family).map(|(_, event)| event).collect();
        if events.windows(2).any(|pair| (pair[0].order, &pair[0].id) > (pair[1].order, &pair[1].id)) {
            return Vec::new();
        }
        let busy: BTreeSet<PlaceNo> = events.iter().map(|event| event.place).collect();
        let stated = choices.iter().filter_map(|choice| Some(choice.baseline.as_ref()?.0));
        let doubtful: BTreeSet<PlaceNo> = stated.flat_map(|place| self.tree.with_around(place)).collect();
        let mut quiet: Vec<PlaceNo> = Vec::new();
        for &place in self.tree.family(family) {
            let around = self.tree.parent(place).is_none_or(|outer| quiet.contains(&outer));
            let has_parts = !self.tree.parts(place).is_empty();
            if around && has_parts && !busy.contains(&place) && !doubtful.contains(&place) {
                quiet.push(place);
            }
        }
        quiet
    }

    /// Everyone who can come to hold any of some places, by what happens there or is stated there or around them.
    fn holders_in(&self, places: &[PlaceNo]) -> BTreeSet<HolderKey> {
        let mut holders = BTreeSet::from([HolderKey::UNRECORDED]);
        let Some(&first) = places.first() else { return holders };
        let events = self.numbered_occurrences(self.tree.family_of(first)).map(|(_, event)| event);
        let here = events.filter(|event| places.contains(&event.place));
        holders.extend(here.flat_map(|event| event.effect.holders()));
        let stated = places.iter().copied().chain(self.tree.around(first));
        let stated = stated.filter_map(|place| self.baseline(place));
        holders.extend(stated.flat_map(|division| division.rows().iter().map(|row| row.0)));
        holders
    }

    fn flip(&mut self, choice: &Choice, counts: bool) {
        if counts {
            self.edit(&[], choice.events.clone());
        } else {
            let out: Vec<EventNo> = choice.events.iter().map(|(event, _)| *event).collect();
            self.edit(&out, Vec::new());
        }
        if let Some((place, division)) = &choice.baseline {
            self.set_baseline(*place, counts.then(|| division.clone()));
        }
    }

    /// Every combination of choices in turn, each differing from the one before in one thing only.
    fn united(&mut self, top: PlaceNo, choices: &[Choice], widest: &mut Widest) -> Vec<(PlaceNo, StateLine)> {
        let places = self.tree.within(top);
        let mut counts: Vec<bool> = choices.iter().map(|choice| !choice.doubted).collect();
        for choice in choices.iter().filter(|choice| choice.doubted) {
            self.flip(choice, false);
        }
        let mut lines: Vec<StateLine> = places.iter().map(|&place| self.line(place).united(None)).collect();
        self.widen(top, widest);
        for combination in 1..1_usize << choices.len() {
            let next = combination.trailing_zeros() as usize;
            counts[next] = !counts[next];
            self.flip(&choices[next], counts[next]);
            for (line, &place) in lines.iter_mut().zip(&places) {
                *line = self.line(place).united(Some(line));
            }
            self.widen(top, widest);
        }
        for (choice, counts) in choices.iter().zip(counts) {
            if !counts {
                self.flip(choice, true);
            }
        }
        places.into_iter().zip(lines).collect()
    }

    /// Notes when each event can have happened by what counts just now, and to which places it matters.
    fn widen(&mut self, top: PlaceNo, widest: &mut Widest) {
        let places: BTreeSet<PlaceNo> = self.tree.within(top).into_iter().collect();
        for &place in &places {
            let matter = self.tracks[place].chain.iter().filter(|state| state.matters);
            self.mattering.extend(matter.filter_map(|state| Some((place, state.event?))));
        }
        for (number, event) in self.numbered_occurrences(self.tree.family_of(top)) {
            if places.contains(&event.place) {
                let now = self.narrowed(number);
                let known = widest.entry(number).or_insert(now);
                let earliest = known.earliest_minute().min(now.earliest_minute());
                *known = Span::from_minutes(earliest, known.latest_minute().max(now.latest_minute()));
            }
        }
    }

    /// Too much is open: from the first moment at which any of it can have happened, one control that allows all.
    fn anything(&mut self, top: PlaceNo, choices: &[Choice]) -> Vec<(PlaceNo, StateLine)> {
        let places = self.tree.within(top);
        let events = self.numbered_occurrences(self.tree.family_of(top)).map(|(_, event)| event);
        let events: Vec<Occurrence> = events.filter(|event| places.contains(&event.place)).cloned().collect();
        let begins = choices.iter().flat_map(|choice| {
            let events = choice.events.iter().map(|(_, event)| event.span.earliest_minute());
            events.chain(choice.baseline.iter().map(|_| i64::MIN))
        });
        let begin = after(begins.min().unwrap_or(i64::MIN));
        let holders = self.holders_in(&places);
        let division = self.states.intern_division(Division::anyhow(holders));
        for choice in choices {
            self.flip(choice, false);
        }
        let before: Vec<StateLine> = places.iter().map(|&place| self.line(place).united(None)).collect();
        for choice in choices {
            self.flip(choice, true);
        }
        let mut lines = Vec::new();
        for (&place, before) in places.iter().zip(before) {
            let here: Vec<&Occurrence> = events.iter().filter(|event| event.place == place).collect();
            let mut moments = BTreeSet::from([begin]);
            for event in &here {
                moments.insert(after(event.span.earliest_minute()));
                if let Effect::Fought { ends, .. } = event.effect {
                    moments.insert(after(ends));
                }
            }
            let mut line = before.up_to(begin);
            for &moment in moments.range(begin..) {
                let ongoing = possibly_going_on(&here, moment);
                let activity = self.states.intern_activity(ongoing.at(moment));
                line.push(moment, false, &[PossibleState::alone(division, activity, ongoing.dated_fight(moment))]);
            }
            lines.push((place, line));
        }
        lines
    }
}

/// Everything that may be going on at a moment.
fn possibly_going_on(events: &[&Occurrence], moment: i64) -> Ongoing {
    let mut ongoing = Ongoing::default();
    for event in events.iter().filter(|event| event.span.earliest_minute() < moment) {
        match &event.effect {
            Effect::Fought { parties, ends } => ongoing.fight(parties.to_vec(), *ends),
            Effect::Besieged { by } => insert(&mut ongoing.besieged_by, *by),
            Effect::FireControl { by } => insert(&mut ongoing.under_fire_of, *by),
            _ => {}
        }
    }
    ongoing
}
