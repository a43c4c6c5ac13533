//! Events whose effect depends on the day on which they happened, because an actor changed sides in the meantime. The
//! lines of their family then unite those that it has for each such day (`DESIGN.md`, "Changes").

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::chain::{Fold, Undivided};
use super::choices::Choice;
use super::division::HolderKey;
use super::effect::Effect;
use super::line::StateLine;
use super::order::{Occurrence, first_day};
use super::sides::Sides;
use crate::numbers::{ActorNo, EventNo, PlaceNo};
use crate::time::{DAY, Span, day_ending_number};

/// The greatest number of combinations of days that is tried. If there are more, the answer is one control that allows
/// everything.
const MOST_COMBINATIONS: usize = 1024;

/// An event with the spans of time in each of which it has one effect.
struct ByDay {
    event: EventNo,
    spans: Vec<Span>,
}

impl Fold {
    /// Draws the lines of a family again, so that they allow every day on which its events can have happened. Its places
    /// must have been folded, and their lines drawn.
    pub(super) fn draw_by_day(&mut self, family: usize) {
        if self.undivided.is_some() {
            return;
        }
        if self.by_day.remove(&family).is_some() && self.draw_only.is_none() {
            let mut mattering = std::mem::take(&mut self.mattering);
            mattering.retain(|(place, _)| self.tree.family_of(*place) != family);
            self.mattering = mattering;
        }
        let events = self.day_dependent(family);
        if events.is_empty() {
            return;
        }
        self.undivided = Some(Undivided::default());
        let combinations = events.iter().try_fold(1_usize, |all, event| all.checked_mul(event.spans.len()));
        let top = self.draw_only.unwrap_or(self.tree.family(family)[0]);
        let lines = match combinations {
            Some(all) if all <= MOST_COMBINATIONS => self.united_by_day(family, top, &events, all),
            _ => {
                let occurrences = events.iter().map(|event| Some((event.event, self.occurrence(event.event)?.clone())));
                let choice = Choice { events: occurrences.flatten().collect(), baseline: None, doubted: false };
                self.allowing_everything(top, &[choice])
            }
        };
        self.by_day.insert(family, events.iter().map(|event| event.event).collect());
        for (place, line) in lines {
            self.tracks[place].line = line;
        }
        self.undivided = None;
    }

    /// Returns the lines of a place and of all within it that allow every combination of days of these events which
    /// their narrative order allows.
    fn united_by_day(
        &mut self,
        family: usize,
        top: PlaceNo,
        events: &[ByDay],
        combinations: usize,
    ) -> Vec<(PlaceNo, StateLine)> {
        let places = self.tree.within(top);
        // What is a report, and for how long, does not depend on the combination.
        let spans = self.order.family(family).iter().map(|&event| (event, self.narrowed(event))).collect();
        let mut matters = HashSet::new();
        for combination in 0..combinations {
            if self.set_days(family, events, combination) {
                self.fold_and_draw(family);
                matters.extend(self.what_matters(&places));
            }
        }
        self.mattering.extend(&matters);
        self.undivided = Some(Undivided { spans, matters });
        let mut lines: Vec<Option<StateLine>> = vec![None; places.len()];
        // Later days first: the states that the record has longest then come first, as in the narrative order.
        for combination in (0..combinations).rev() {
            if self.set_days(family, events, combination) {
                self.fold_and_draw(family);
                for (line, &place) in lines.iter_mut().zip(&places) {
                    *line = Some(self.line(place).united(line.as_ref()));
                }
            }
        }
        let tree = Arc::clone(&self.tree);
        self.order.narrow_within(&tree, family, &[]);
        self.fold_and_draw(family);
        places.into_iter().zip(lines).filter_map(|(place, line)| Some((place, line?))).collect()
    }

    /// Lets each of these events happen in one of its spans. Returns whether the narrative order allows that.
    fn set_days(&mut self, family: usize, events: &[ByDay], mut combination: usize) -> bool {
        let mut spans = Vec::with_capacity(events.len());
        for ByDay { event, spans: all } in events {
            spans.push((*event, all[combination % all.len()]));
            combination /= all.len();
        }
        let tree = Arc::clone(&self.tree);
        self.order.narrow_within(&tree, family, &spans)
    }

    /// Returns the events of a family whose effect is not the same on all days on which they can have happened.
    fn day_dependent(&self, family: usize) -> Vec<ByDay> {
        let mut events = Vec::new();
        let shifts = self.sides.shifts();
        if shifts.is_empty() {
            return events;
        }
        let is_fire_control = |(_, event): (_, &Occurrence)| matches!(event.effect, Effect::FireControl { .. });
        let has_fire_control = self.numbered_occurrences(family).any(is_fire_control);
        let mut actors: Option<BTreeSet<ActorNo>> = None;
        for (event, occurrence) in self.numbered_occurrences(family) {
            let span = self.narrowed(event);
            let last = span.latest().map_or(i64::MAX, |latest| day_ending_number(latest.minutes()));
            let later = &shifts[shifts.partition_point(|day| *day <= first_day(span))..];
            let later = &later[..later.partition_point(|day| *day <= last)];
            if later.is_empty() || !occurrence.effect.depends_on_sides(has_fire_control) {
                continue;
            }
            let actors = actors.get_or_insert_with(|| self.actors_in(family));
            let spans = self.spans_of_one_effect(span, later, actors);
            if spans.len() > 1 {
                events.push(ByDay { event, spans });
            }
        }
        events
    }

    /// Divides a span on those of the given days on which any of these actors comes to answer to others than before.
    fn spans_of_one_effect(&self, span: Span, days: &[i64], actors: &BTreeSet<ActorNo>) -> Vec<Span> {
        let mut spans = Vec::new();
        let mut from = span.earliest_minute();
        let mut known = chains(actors, first_day(span), &self.sides);
        for &day in days {
            let now = chains(actors, day, &self.sides);
            if now != known {
                spans.push(Span::from_minutes(from, day * DAY));
                (from, known) = (day * DAY, now);
            }
        }
        spans.push(Span::from_minutes(from, span.latest_minute()));
        spans
    }

    /// Returns every actor that may hold, fight for or besiege a place of a family, or have fire control of it.
    fn actors_in(&self, family: usize) -> BTreeSet<ActorNo> {
        let holders = self.holders_in(self.tree.family(family));
        let named = self.numbered_occurrences(family).flat_map(|(_, event)| event.effect.actors());
        holders.into_iter().filter_map(HolderKey::as_actor).chain(named).collect()
    }
}

/// Returns, for each of these actors, to whom it answers on a day, directly and through others: everything about
/// allegiances on which an effect can depend.
fn chains(actors: &BTreeSet<ActorNo>, day: i64, sides: &Sides) -> Vec<Vec<ActorNo>> {
    actors.iter().map(|&actor| sides.chain(actor, day).collect()).collect()
}
