//! Events whose effect depends on the day on which they happened, because an actor changed sides in the meantime. The
//! lines of their family then unite those that it has for each such day (`DESIGN.md`, "Changes").

use std::collections::BTreeSet;
use std::sync::Arc;

use super::chain::Fold;
use super::choices::Choice;
use super::effect::Effect;
use super::line::StateLine;
use super::order::Occurrence;
use super::sides::Sides;
use crate::numbers::{ActorNo, EventNo, PlaceNo};
use crate::time::{DAY, Span, day_ending_number};

/// The greatest number of combinations of days that is tried. If there are more, the answer is one control that allows
/// everything.
const MOST_COMBINATIONS: usize = 1024;

/// An event with the spans of time in each of which it has one effect.
struct ByDay {
    event: EventNo,
    /// Each with the day whose allegiances apply.
    spans: Vec<(Span, i64)>,
}

impl Fold {
    /// Draws the lines of a family again, so that they allow every day on which its events can have happened. Its places
    /// must have been folded, and their lines drawn.
    pub(super) fn draw_by_day(&mut self, family: usize) {
        if self.is_drawing_by_day {
            return;
        }
        self.by_day.remove(&family);
        let events = self.day_dependent(family);
        if events.is_empty() {
            return;
        }
        self.is_drawing_by_day = true;
        let combinations = events.iter().try_fold(1_usize, |all, event| all.checked_mul(event.spans.len()));
        let top = self.draw_only.unwrap_or(self.tree.family(family)[0]);
        let lines = match combinations {
            Some(1) => {
                self.set_days(family, &events, 0);
                self.fold_and_draw(family);
                Vec::new()
            }
            Some(all) if all <= MOST_COMBINATIONS => self.united_by_day(family, top, &events, all),
            _ => {
                let several = events.iter().filter(|event| event.spans.len() > 1);
                let occurrences = several.filter_map(|event| Some((event.event, self.occurrence(event.event)?.clone())));
                let choice = Choice { events: occurrences.collect(), baseline: None, doubted: false };
                self.allowing_everything(top, &[choice])
            }
        };
        if !lines.is_empty() {
            self.by_day.insert(family);
        }
        for (place, line) in lines {
            self.tracks[place].line = line;
        }
        self.is_drawing_by_day = false;
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
        let mut lines: Vec<Option<StateLine>> = vec![None; places.len()];
        for combination in 0..combinations {
            if self.set_days(family, events, combination) {
                self.fold_and_draw(family);
                for (line, &place) in lines.iter_mut().zip(&places) {
                    *line = Some(self.line(place).united(line.as_ref()));
                }
            }
        }
        self.set_days(family, events, 0);
        let tree = Arc::clone(&self.tree);
        self.order.narrow_within(&tree, family, &[]);
        self.fold_and_draw(family);
        places.into_iter().zip(lines).filter_map(|(place, line)| Some((place, line?))).collect()
    }

    /// Lets each of these events happen in one of its spans. Returns whether the narrative order allows that.
    fn set_days(&mut self, family: usize, events: &[ByDay], mut combination: usize) -> bool {
        let mut spans = Vec::with_capacity(events.len());
        for ByDay { event, spans: all } in events {
            let (span, day) = all[combination % all.len()];
            combination /= all.len();
            self.order.set_day(*event, day);
            spans.push((*event, span));
        }
        let tree = Arc::clone(&self.tree);
        self.order.narrow_within(&tree, family, &spans)
    }

    /// Returns the events of a family whose effect is not that which it would have on the first day of their dates, or
    /// has on all days on which they can have happened.
    fn day_dependent(&self, family: usize) -> Vec<ByDay> {
        let mut events = Vec::new();
        if self.sides.shifts().is_empty() {
            return events;
        }
        let mut actors: Option<BTreeSet<ActorNo>> = None;
        let is_fire_control = |(_, event): (_, &Occurrence)| matches!(event.effect, Effect::FireControl { .. });
        let has_fire_control = self.numbered_occurrences(family).any(is_fire_control);
        for &event in self.order.family(family) {
            let Some(occurrence) = self.occurrence(event) else { continue };
            let span = self.narrowed(event);
            let last = span.latest().map_or(i64::MAX, |latest| day_ending_number(latest.minutes()));
            let shifts = self.sides.shifts();
            let later = &shifts[shifts.partition_point(|day| *day <= occurrence.day)..];
            let later = &later[..later.partition_point(|day| *day <= last)];
            if later.is_empty() || !occurrence.effect.depends_on_sides(has_fire_control) {
                continue;
            }
            let actors = actors.get_or_insert_with(|| self.actors_in(family));
            let relations = |day| chains(actors, day, &self.sides);
            let first = span.earliest().map_or(i64::MIN, |earliest| earliest.minutes().div_euclid(DAY));
            let mut spans = vec![(span, first)];
            let mut known = relations(first);
            let differs_from_dated = known != relations(occurrence.day);
            for &day in later.iter().filter(|day| **day > first) {
                let now = relations(day);
                if now != known {
                    let last = spans.len() - 1;
                    spans[last].0 = Span::from_minutes(spans[last].0.earliest_minute(), day * DAY);
                    spans.push((Span::from_minutes(day * DAY, span.latest_minute()), day));
                    known = now;
                }
            }
            if spans.len() > 1 || differs_from_dated {
                events.push(ByDay { event, spans });
            }
        }
        events
    }

    /// Returns every actor that may hold, fight for or besiege a place of a family, or have fire control of it.
    fn actors_in(&self, family: usize) -> BTreeSet<ActorNo> {
        let holders = self.holders_in(self.tree.family(family));
        let named = self.numbered_occurrences(family).flat_map(|(_, event)| event.effect.actors());
        holders.into_iter().filter_map(|holder| holder.as_actor()).chain(named).collect()
    }
}

/// Returns, for each of these actors, to whom it answers on a day, directly and through others: everything about
/// allegiances on which an effect can depend.
fn chains(actors: &BTreeSet<ActorNo>, day: i64, sides: &Sides) -> Vec<Vec<ActorNo>> {
    actors.iter().map(|&actor| sides.chain(actor, day).collect()).collect()
}
