//! Clauses about events: what happened, when, on whose word; and how many events say the same.

use chrono::NaiveDate;

use super::explain::Explanation;
use crate::scenario::{Change, Citation, Credence, Event, Source};
use crate::time::{Moment, When};
use crate::words::{day_in_words, listed, when_in_words};

/// How many clauses a list gives in full.
const MAX_LISTED: usize = 4;

impl<'h> Explanation<'h> {
    /// Groups events that say the same of the same place in the same words. Each group is in order of time, and so are the
    /// groups, by their last events.
    pub(super) fn folded<'e>(&self, events: &[&'e Event]) -> Vec<Vec<&'e Event>> {
        let mut groups: Vec<(String, Vec<&Event>)> = Vec::new();
        for &event in events {
            let words = self.words(event);
            match groups.iter().position(|group| group.0 == words) {
                Some(position) => {
                    let mut group = groups.remove(position);
                    group.1.push(event);
                    groups.push(group);
                }
                None => groups.push((words, vec![event])),
            }
        }
        groups.into_iter().map(|group| group.1).collect()
    }

    /// Returns a clause for each group of events, up to a limit, and the number of the earlier ones.
    pub(super) fn list(&self, groups: &[Vec<&Event>]) -> String {
        let earlier = groups.len().saturating_sub(MAX_LISTED);
        let clauses: Vec<String> = groups[earlier..].iter().map(|group| self.group_clause(group)).collect();
        let more = if earlier == 0 { String::new() } else { format!("; and {earlier} earlier") };
        clauses.join("; ") + &more
    }

    /// Returns a clause about the last event of a group, with the number of all.
    pub(super) fn group_clause(&self, group: &[&Event]) -> String {
        let Some((last, earlier)) = group.split_last() else { return String::new() };
        let Some(first) = earlier.first() else { return self.deciding_clause(last) };
        let clause = self.event_clause(last);
        let since = when_in_words(first.when);
        match clause.strip_suffix(')') {
            Some(clause) => format!("{clause}; the last of {} such reports, the first of {since})", group.len()),
            None => clause,
        }
    }

    /// Returns a clause about one event: what happened, where if at another place, when, and on whose word.
    pub(super) fn event_clause(&self, event: &Event) -> String {
        let words = match &event.change {
            Change::Denied(denial) => {
                let denied = self
                    .facts
                    .find_event(&denial.event)
                    .map(|number| self.words(self.facts.event(number)))
                    .unwrap_or_default();
                let who = Some(self.claimants(event)).filter(|who| !who.is_empty());
                format!("{} denied this: “{}”", who.as_deref().unwrap_or("someone"), without_stop(&denied))
            }
            _ => self.words(event),
        };
        format!("{} ({})", without_stop(&words), self.details(event))
    }

    /// Returns the details of an event that stand in brackets: when it happened and became known, its credence, and its
    /// citations.
    pub(super) fn details(&self, event: &Event) -> String {
        std::iter::once(when_in_words(event.when)).chain(self.details_but_when(event)).collect::<Vec<_>>().join("; ")
    }

    /// Returns the [details](Self::details) of an event but for when it happened.
    pub(super) fn details_but_when(&self, event: &Event) -> Vec<String> {
        let mut details = Vec::new();
        let last = event.when.span().latest().map(Moment::day_ending);
        let published = |day: NaiveDate| {
            event
                .cites
                .iter()
                .any(|cite| self.source(&cite.source).and_then(|source| source.published) == Some(When::day(day)))
        };
        let late = event.recorded.filter(|day| last.is_some_and(|last| last < *day) && !published(*day));
        details.extend(late.map(|day| format!("known from {}", day_in_words(day))));
        if event.credence != Credence::Stated && !matches!(event.change, Change::Denied(_)) {
            let claimants = self.claimants(event);
            // Who claims an event does not confirm it.
            let unnamed = claimants.is_empty() || event.credence > Credence::Stated;
            let by = if unnamed { String::new() } else { format!(" by {claimants}") };
            details.push(format!("{}{by}", event.credence));
        }
        if event.inferred {
            details.push("inferred".to_owned());
        }
        details.extend(self.cites(&event.cites, event.when.first_day()));
        details
    }

    /// Returns what happened: the note of the event, or else its change. The name of the place comes first if it is another
    /// place or there is no note.
    fn words(&self, event: &Event) -> String {
        let elsewhere = event.place != self.answer.place().id;
        match &event.note {
            Some(note) if elsewhere => format!("{}: {note}", self.place(event)),
            Some(note) => note.clone(),
            None => format!("{}: {}", self.place(event), self.change_words(&event.change)),
        }
    }

    /// Returns to whom an event is attributed: its claimants, or its sources if nobody claims it.
    pub(super) fn attribution(&self, event: &Event) -> String {
        let cited = || listed(&event.cites.iter().map(|cite| self.name(&cite.source)).collect::<Vec<_>>());
        Some(self.claimants(event)).filter(|claimants| !claimants.is_empty()).unwrap_or_else(cited)
    }

    /// The name of the place of an event.
    pub(super) fn place(&self, event: &Event) -> &'h str {
        self.facts.place_of(event).map_or("", |place| self.facts.places[place].title())
    }

    /// The name of an actor or a source.
    pub(super) fn name(&self, id: &str) -> &'h str {
        self.facts.name_of(id).unwrap_or_default()
    }

    fn source(&self, id: &str) -> Option<&'h Source> {
        self.facts.source_names.id(id).map(|number| &self.facts.sources[number])
    }

    /// The names of those who claim an event, as a list.
    pub(super) fn claimants(&self, event: &Event) -> String {
        listed(&event.claimed_by.iter().map(|id| self.name(id)).collect::<Vec<_>>())
    }

    /// Returns citations as they are printed: the source's name, the locator, and the day of publication if that is not the
    /// day of the event.
    pub(super) fn cites(&self, cites: &[Citation], event_day: Option<NaiveDate>) -> Option<String> {
        let cite = |cite: &Citation| {
            let source = self.source(&cite.source);
            let mut text = self.name(&cite.source).to_owned();
            if !cite.locator.is_empty() {
                text = format!("{text}, {}", cite.locator);
            }
            match source.and_then(|source| source.published).filter(|when| event_day.map(When::day) != Some(*when)) {
                Some(when) => format!("{text}, {}", when_in_words(when)),
                None => text,
            }
        };
        let cites: Vec<String> = cites.iter().map(cite).collect();
        (!cites.is_empty()).then(|| cites.join("; "))
    }
}

/// Returns a sentence without its full stop. Two dots stand for an open end, and stay.
fn without_stop(sentence: &str) -> &str {
    sentence.strip_suffix('.').filter(|rest| !rest.ends_with('.')).unwrap_or(sentence)
}
