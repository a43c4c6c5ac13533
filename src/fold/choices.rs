//! What is possible if some events are optional. The line of a place is then the union of the lines that it has under
//! each choice of the optional events that count (`DESIGN.md`, "Readings": keep all).

use std::collections::{BTreeSet, HashMap};

use super::chain::Fold;
use super::division::{Division, HolderKey};
use super::effect::Effect;
use super::line::{FIRST_MOMENT, PossibleState, StateLine, after};
use super::ongoing::{FightEnd, Ongoing};
use super::order::Occurrence;
use super::sweep;
use crate::numbers::{EventNo, PlaceNo};
use crate::time::Span;

/// Optional statements, which count all together or not at all.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choice {
    pub(crate) events: Vec<(EventNo, Occurrence)>,
    pub(crate) baseline: Option<(PlaceNo, Division)>,
    /// Whether an answer names first what is possible if these statements do not count.
    pub(crate) doubted: bool,
}

impl Choice {
    /// Returns the statements that are about some places. Versions of one event that lie in different places are chosen
    /// separately there.
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

    /// Returns the places that these statements are about.
    fn places(&self) -> impl Iterator<Item = PlaceNo> {
        self.events.iter().map(|(_, event)| event.place).chain(self.baseline.iter().map(|(place, _)| *place))
    }
}

/// The greatest number of choices, at a place and within it, of which all combinations are tried. If there are more,
/// the answer is one control that allows everything.
const MOST_CHOICES: usize = 10;

/// For each event, the span that covers its narrowed spans under all choices.
type Widest = HashMap<EventNo, Span>;

impl Fold {
    /// Makes everything in `choices` optional. All of it must count so far.
    pub(crate) fn keep_all(&mut self, choices: &[Choice]) {
        let places = choices.iter().flat_map(Choice::places);
        let families: BTreeSet<usize> = places.map(|place| self.tree.family_of(place)).collect();
        for family in families {
            self.keep_all_in(family, choices);
        }
    }

    /// Makes what is about one family optional.
    fn keep_all_in(&mut self, family: usize, choices: &[Choice]) {
        let eventless = self.eventless(family, choices);
        let is_top = |place: &PlaceNo| {
            !eventless.contains(place) && self.tree.parent(*place).is_none_or(|outer| eventless.contains(&outer))
        };
        let tops: Vec<PlaceNo> = self.tree.family(family).iter().copied().filter(is_top).collect();
        let mut lines = Vec::new();
        let mut coarse: Vec<PlaceNo> = Vec::new();
        let mut widest = Widest::new();
        for top in tops {
            let places: BTreeSet<PlaceNo> = self.tree.within(top).into_iter().collect();
            let restricted = choices.iter().map(|choice| choice.restricted_to(&places));
            let restricted: Vec<Choice> = restricted.filter(|choice| !choice.is_empty()).collect();
            if restricted.is_empty() {
                continue;
            }
            self.draw_only = Some(top);
            if restricted.len() > MOST_CHOICES {
                coarse.push(top);
                lines.extend(self.allowing_everything(top, &restricted));
                let events = self.numbered_occurrences(family).filter(|(_, event)| places.contains(&event.place));
                widest.extend(events.map(|(number, event)| (number, event.span)));
            } else {
                lines.extend(self.united(top, &restricted, &mut widest));
            }
            self.draw_only = None;
        }
        for (place, line) in lines {
            self.tracks[place].line = line;
        }
        for (event, span) in widest {
            self.order.set_narrowed(event, span);
        }
        // If no event is at a place or around it, its parts do not affect each other, so its line combines theirs.
        for place in eventless.into_iter().rev() {
            self.redraw_eventless(place, &coarse);
        }
    }

    /// Draws the line of an eventless place again from those of its parts. `coarse` are the places whose lines were
    /// replaced by one control that allows everything.
    fn redraw_eventless(&mut self, place: PlaceNo, coarse: &[PlaceNo]) {
        let mut line = sweep::draw(self, place, StateLine::default(), FIRST_MOMENT);
        if coarse.iter().any(|&top| self.tree.lies_within(top, place)) {
            // Under some choice, a holder in a part has at least a trace of the whole. The replaced lines no longer
            // show which holders that are, so every bound is loosened by one permille for each holder.
            let holders = self.holders_in(&self.tree.within(place));
            let traces = i64::try_from(holders.len()).unwrap_or(1000);
            line = line.with_divisions(|division| {
                let loose = self.states.division(division).loosened(holders.iter().copied(), traces);
                self.states.intern_division(loose)
            });
        }
        self.tracks[place].line = line;
    }

    /// Returns the places of a family that have parts, but neither an event at them or around them, nor an optional
    /// baseline at them or within them. Each place comes before those within it.
    ///
    /// Returns none if the stated order of the events contradicts their dates. In that case, an event in one part can
    /// decide which event comes first in another.
    fn eventless(&self, family: usize, choices: &[Choice]) -> Vec<PlaceNo> {
        let events: Vec<&Occurrence> = self.numbered_occurrences(family).map(|(_, event)| event).collect();
        if events.windows(2).any(|pair| pair[0].record_position > pair[1].record_position) {
            return Vec::new();
        }
        let with_events: BTreeSet<PlaceNo> = events.iter().map(|event| event.place).collect();
        let optional = choices.iter().filter_map(|choice| Some(choice.baseline.as_ref()?.0));
        let around_optional: BTreeSet<PlaceNo> = optional.flat_map(|place| self.tree.with_around(place)).collect();
        let mut eventless: Vec<PlaceNo> = Vec::new();
        for &place in self.tree.family(family) {
            let none_around = self.tree.parent(place).is_none_or(|outer| eventless.contains(&outer));
            let has_parts = !self.tree.parts(place).is_empty();
            if none_around && has_parts && !with_events.contains(&place) && !around_optional.contains(&place) {
                eventless.push(place);
            }
        }
        eventless
    }

    /// Returns every holder who can come to hold some of these places, by the events there or by the baselines there
    /// and around. The first place must be the outermost.
    pub(super) fn holders_in(&self, places: &[PlaceNo]) -> BTreeSet<HolderKey> {
        let mut holders = BTreeSet::from([HolderKey::UNRECORDED]);
        let Some(&first) = places.first() else { return holders };
        let events = self.numbered_occurrences(self.tree.family_of(first)).map(|(_, event)| event);
        let events = events.filter(|event| places.contains(&event.place));
        holders.extend(events.flat_map(|event| event.effect.holders()));
        let with_around = places.iter().copied().chain(self.tree.around(first));
        let baselines = with_around.filter_map(|place| self.baseline(place));
        holders.extend(baselines.flat_map(|division| division.rows().iter().map(|row| row.0)));
        holders
    }

    /// Makes the statements of a choice count, or not count, and folds again what they reach.
    fn set_counts(&mut self, choice: &Choice, counts: bool) {
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

    /// Returns the lines of a place and of all within it that allow what is possible under any combination of the
    /// choices. The combinations are tried in the order of a Gray code, in which each differs from the one before in
    /// one choice only.
    fn united(&mut self, top: PlaceNo, choices: &[Choice], widest: &mut Widest) -> Vec<(PlaceNo, StateLine)> {
        let places = self.tree.within(top);
        let mut counts: Vec<bool> = choices.iter().map(|choice| !choice.doubted).collect();
        for choice in choices.iter().filter(|choice| choice.doubted) {
            self.set_counts(choice, false);
        }
        let mut lines: Vec<StateLine> = places.iter().map(|&place| self.line(place).united(None)).collect();
        self.widen(top, widest);
        for combination in 1..1_usize << choices.len() {
            let next = combination.trailing_zeros() as usize;
            counts[next] = !counts[next];
            self.set_counts(&choices[next], counts[next]);
            for (line, &place) in lines.iter_mut().zip(&places) {
                *line = self.line(place).united(Some(line));
            }
            self.widen(top, widest);
        }
        for (choice, counts) in choices.iter().zip(counts) {
            if !counts {
                self.set_counts(choice, true);
            }
        }
        places.into_iter().zip(lines).collect()
    }

    /// Notes when each event can have happened under the present choice, and to which places it matters.
    fn widen(&mut self, top: PlaceNo, widest: &mut Widest) {
        let within = self.tree.within(top);
        let matters: Vec<(PlaceNo, EventNo)> = self.what_matters(&within).collect();
        self.mattering.extend(matters);
        let places: BTreeSet<PlaceNo> = within.into_iter().collect();
        for (number, event) in self.numbered_occurrences(self.tree.family_of(top)) {
            if places.contains(&event.place) {
                let now = self.narrowed(number);
                let known = widest.entry(number).or_insert(now);
                let earliest = known.earliest_minute().min(now.earliest_minute());
                *known = Span::from_minutes(earliest, known.latest_minute().max(now.latest_minute()));
            }
        }
    }

    /// Returns the lines of a place and of all within it if there are too many choices. From the first moment at which
    /// any optional event can have happened, one control is possible, which allows everything.
    pub(super) fn allowing_everything(&mut self, top: PlaceNo, choices: &[Choice]) -> Vec<(PlaceNo, StateLine)> {
        let places = self.tree.within(top);
        let events = self.numbered_occurrences(self.tree.family_of(top)).map(|(_, event)| event);
        let events: Vec<Occurrence> = events.filter(|event| places.contains(&event.place)).cloned().collect();
        let begins = choices.iter().flat_map(|choice| {
            let events = choice.events.iter().map(|(_, event)| event.span.earliest_minute());
            events.chain(choice.baseline.iter().map(|_| i64::MIN))
        });
        let first_optional = after(begins.min().unwrap_or(i64::MIN));
        let holders = self.holders_in(&places);
        let division = self.states.intern_division(Division::any_among(holders));
        for choice in choices {
            self.set_counts(choice, false);
        }
        let before: Vec<StateLine> = places.iter().map(|&place| self.line(place).united(None)).collect();
        for choice in choices {
            self.set_counts(choice, true);
        }
        let mut lines = Vec::new();
        for (&place, before) in places.iter().zip(before) {
            let events_here: Vec<&Occurrence> = events.iter().filter(|event| event.place == place).collect();
            let mut moments = BTreeSet::from([first_optional]);
            for event in &events_here {
                moments.insert(after(event.span.earliest_minute()));
                if let Effect::Fought { end, .. } = event.effect {
                    moments.insert(after(end.unwrap_or_else(|| FightEnd::with_the_day_of(event.span)).latest));
                }
            }
            let mut line = before.up_to(first_optional);
            for &moment in moments.range(first_optional..) {
                let ongoing = possibly_ongoing(&events_here, moment);
                let activity = self.states.intern_activity(ongoing.everything_at(moment));
                let dated_fight = ongoing.dated_fight(moment);
                line.push(moment, false, &[PossibleState::outside_chain(division, activity, dated_fight)]);
            }
            lines.push((place, line));
        }
        lines
    }
}

/// Returns everything that may be going on at a moment because of some events.
fn possibly_ongoing(events: &[&Occurrence], moment: i64) -> Ongoing {
    let mut ongoing = Ongoing::default();
    for event in events.iter().filter(|event| event.span.earliest_minute() < moment) {
        match &event.effect {
            Effect::Fought { parties, end } => ongoing.add_fight(parties, *end, event.span),
            Effect::Besieged { by } => ongoing.besiege(*by),
            Effect::FireControl { by } => ongoing.gain_fire_control(*by),
            _ => {}
        }
    }
    ongoing
}
