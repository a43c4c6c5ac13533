//! An answer in a paragraph: who held the place, since when, on which evidence, and what contradicts it.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::Answer;
use super::evidence::Basis;
use super::relevant::{Ignored, RelevantEvent, Role};
use crate::facts::Facts;
use crate::numbers::PlaceNo;
use crate::reading::{IgnoreReason, ShareStatement, Status};
use crate::scenario::{Actor, Change, Citation, Credence, Event, Source};
use crate::share::Share;
use crate::time::Moment;
use crate::view::{Control, Holder};
use crate::words::{amount, day_in_words, listed, span_in_words, when_in_words};

/// Stands in a sentence where the page inserts the time. No name contains this character.
#[cfg(feature = "page")]
const TIME_MARK: &str = "\u{1}";

/// How many events a list gives in full.
const MAX_LISTED: usize = 4;

impl Answer<'_> {
    /// Explains the answer in a short paragraph: who held how much, as cautiously as the record says it; which event decided,
    /// and which others support it; what contradicts it, and why that does not count; with dates and citations.
    ///
    /// [`to_record`](Self::to_record) has the same as data.
    ///
    /// ```
    /// # #[cfg(feature = "aleppo")] {
    /// let day = whoheld::chrono::NaiveDate::from_ymd_opt(2016, 11, 7).unwrap();
    /// let text = whoheld::aleppo_2016().who_held("al-hikmah-school", day)?.explain();
    /// assert!(text.starts_with("At the close of 7 November 2016 the rebels held all of al-Hikmah school; it was under fire of the government and its allies."));
    /// # }
    /// # Ok::<(), whoheld::LookupError>(())
    /// ```
    #[must_use]
    pub fn explain(self) -> String {
        let when = self.query_time().in_words();
        let mut explanation = Explanation::new(self);
        explanation.verdict(&when);
        explanation.evidence();
        explanation.age();
        explanation.since();
        explanation.objections();
        explanation.reading();
        explanation.text
    }
}

#[cfg(feature = "page")]
impl Answer<'_> {
    /// Returns the explanation in two parts, for the page: the verdict, with a mark in the place of the time; and the
    /// evidence with what contradicts it. The page itself shows the age of the evidence and the reading.
    pub(crate) fn told_in_parts(self) -> (String, String) {
        let mut explanation = Explanation::new(self);
        explanation.verdict(TIME_MARK);
        let verdict = std::mem::take(&mut explanation.text);
        explanation.evidence();
        explanation.since();
        explanation.objections();
        (verdict, explanation.text)
    }
}

/// An explanation being written, sentence by sentence.
pub(super) struct Explanation<'h> {
    pub(super) answer: Answer<'h>,
    facts: &'h Facts,
    relevant_events: Vec<RelevantEvent<'h>>,
    text: String,
}

impl<'h> Explanation<'h> {
    fn new(answer: Answer<'h>) -> Self {
        Self { answer, facts: answer.view.facts(), relevant_events: answer.relevant_events(), text: String::new() }
    }

    /// Adds a sentence, with a capital letter and a full stop.
    fn say(&mut self, sentence: &str) {
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        // Direction marks are dropped: one in a name would reverse the rest of the paragraph.
        let is_direction_mark = |sign: &char| matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let sentence: String = sentence.chars().filter(|sign| !is_direction_mark(sign)).collect();
        let mut letters = sentence.chars();
        self.text.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        self.text.push_str(letters.as_str());
        if !sentence.ends_with(['.', '!', '?', '”']) {
            self.text.push('.');
        }
    }

    /// Says who held how much, and what was going on.
    fn verdict(&mut self, when: &str) {
        let answer = self.answer;
        let place = answer.place().title();
        let possible: Vec<Control<'h>> = answer.possible().collect();
        let shared = possible.iter().all(|control| control.same_activity(possible[0]));
        let mut clauses: Vec<String> = Vec::new();
        for control in &possible {
            let activity = if shared { String::new() } else { going_on(*control) };
            let subject = if possible.len() == 1 { place } else { "it" };
            let clause = format!("{}{activity}", self.held(*control, subject));
            if !clauses.contains(&clause) {
                clauses.push(clause);
            }
        }
        let activity = if shared { going_on(possible[0]) } else { String::new() };
        let sentence = match &clauses[..] {
            [only] => format!("{when}{} {}{activity}", self.hedge(), only),
            several => {
                let activity = activity.replacen("; it was", "; either way it was", 1);
                format!("who held {place} {when} is left open: {}{activity}", several.join("; or else "))
            }
        };
        self.say(&sentence);
    }

    /// Returns the words by which the verdict is hedged, depending on the credence of the deciding event.
    fn hedge(&self) -> String {
        let fully_known = |control: Control<'h>| control.shares().all(|(holder, _)| holder != Holder::Unrecorded);
        let hedged = self.answer.control().is_some_and(fully_known);
        let Some(event) = self.answer.decided_by().filter(|_| hedged) else { return String::new() };
        let claimants = self.claimants(event);
        match event.credence {
            Credence::Confirmed => String::new(),
            Credence::Reported => ", reportedly,".to_owned(),
            _ if claimants.is_empty() => ", it is claimed,".to_owned(),
            _ => format!(", according to {claimants},"),
        }
    }

    /// Returns a clause that says who held how much. `place` is the place's name, or "it".
    fn held(&self, control: Control<'h>, place: &str) -> String {
        let rows: Vec<(Holder<'h>, Share)> = control.shares().collect();
        match &rows[..] {
            [(Holder::Nobody, _)] => match self.answer.decided_by().map(|event| &event.change) {
                Some(Change::Withdrew(withdrew)) => {
                    format!("nobody held {place}, since {} had left it", self.name(&withdrew.actor))
                }
                _ => format!("nobody held {place}"),
            },
            [(Holder::Unrecorded, _)] => format!("it is not recorded who held {place}"),
            [(Holder::Actor(only), _)] => format!("{} held all of {place}", only.title()),
            [(Holder::Actor(one), Share::ANY), (Holder::Unrecorded, _)]
            | [(Holder::Unrecorded, _), (Holder::Actor(one), Share::ANY)] => {
                format!("how much of {place} {} held is not recorded", one.title())
            }
            [(Holder::Actor(one), share), (Holder::Actor(other), rest)]
                if (*share, *rest) == (Share::HALF, Share::HALF) =>
            {
                format!("{} held one half of {place} and {} the other", one.title(), other.title())
            }
            [(Holder::Actor(one), share), (other, _)] if share.at_least() > 0 && *share != Share::PART => match other {
                Holder::Actor(other) => {
                    format!("{} held {} {place}, {} the rest", one.title(), amount(*share), other.title())
                }
                Holder::Nobody => format!("{} held {} {place}, and the rest was nobody's", one.title(), amount(*share)),
                Holder::Unrecorded => {
                    format!("{} held {} {place}; of the rest it is not recorded who did", one.title(), amount(*share))
                }
            },
            all => {
                let row = |(holder, share): &(Holder<'h>, Share)| match holder {
                    Holder::Actor(actor) => format!("{} held {} {place}", actor.title(), amount(*share)),
                    Holder::Nobody => format!("{} {place} was nobody's", amount(*share)),
                    Holder::Unrecorded => format!("who held {} {place} is not recorded", amount(*share)),
                };
                let rows: Vec<String> = all.iter().map(row).collect();
                listed(&rows.iter().map(String::as_str).collect::<Vec<_>>())
            }
        }
    }

    /// Says which event decided, and what else the answer is based on.
    fn evidence(&mut self) {
        let answer = self.answer;
        let deciding = answer.decided_by();
        match (answer.basis(), deciding) {
            (_, Some(event)) => {
                let clause = self.deciding_clause(event);
                self.say(&clause);
            }
            (Basis::Baseline, None) => self.initial_control(),
            _ => {}
        }
        // A denial is mentioned together with the event that it denies.
        let supports = |relevant: &&RelevantEvent<'h>| {
            relevant.role == Role::Supporting && !matches!(relevant.event.change, Change::Denied(_))
        };
        let supporting = self.relevant_events.iter().filter(supports).map(|relevant| relevant.event);
        let decides = |event: &Event| deciding.is_some_and(|deciding| deciding.name() == event.name());
        let others: Vec<&Event> = supporting.filter(|event| !decides(event)).collect();
        if !others.is_empty() {
            let words = if deciding.is_some() { "It is also based on this" } else { "It is based on this" };
            let list = self.list(&others);
            self.say(&format!("{words}: {list}"));
        }
        if answer.basis() == Basis::Unrecorded && deciding.is_none() && others.is_empty() {
            self.say("Nothing that counts in the record concerns it");
        }
        let baseline_ignored = matches!(answer.view.statuses().baseline(answer.place), Status::Ignored(_));
        if baseline_ignored && answer.settled_by().is_none() {
            self.say("What the record states for its start is not counted");
        }
    }

    /// Says how old the last evidence is.
    fn age(&mut self) {
        let answer = self.answer;
        if let (Some(day), Some(age)) = (answer.last_evidence(), answer.age_in_days().filter(|age| *age > 0)) {
            let days = if age == 1 { "the day before".to_owned() } else { format!("{age} days earlier") };
            let stale = answer.basis() == Basis::Unrecorded;
            let words = if stale { "It is not known after" } else { "The latest report is from" };
            self.say(&format!("{words} {}, {days}", day_in_words(day)));
        }
    }

    /// Says from when to when this held, and whether the answer depends on the narrative order.
    fn since(&mut self) {
        let answer = self.answer;
        let (since, until) = (answer.since(), answer.until());
        let certain = answer.possible().all(|control| answer.possible().all(|other| control.same_division(other)));
        if certain && !since.is_open() && answer.basis() != Basis::Unrecorded {
            let since = span_in_words(since);
            let sentence = if until.is_open() {
                format!("This had been the case since {since}")
            } else {
                format!("This was the case from {since} until {}", span_in_words(until))
            };
            self.say(&sentence);
        }
        if answer.depends_on_narrative_order() {
            self.say("Where dates leave open which came first, the order in the file decides");
        }
    }

    /// Says where the record states initial control: for the place, for one around it, or for its parts.
    fn initial_control(&mut self) {
        let mut places = self.facts.tree().with_around(self.answer.place);
        let counts = |place: &PlaceNo| self.answer.view.statuses().baseline(*place).counts();
        let stated = places.find(counts).map(|place| &self.facts.places[place]);
        let Some((place, baseline)) = stated.and_then(|place| Some((place, place.baseline.as_ref()?))) else {
            self.say("The record states this of its parts for its start");
            return;
        };
        let mut hedges = Vec::new();
        if baseline.inferred {
            hedges.push("inferred".to_owned());
        }
        hedges.extend(self.cites(&baseline.cites, None));
        let of = if place.id == self.answer.place().id { String::new() } else { format!(" of {}", place.title()) };
        let hedges = if hedges.is_empty() { String::new() } else { format!(" ({})", hedges.join("; ")) };
        self.say(&format!("The record states this{of} for its start{hedges}"));
    }

    /// Says what contradicts the answer, grouped by the reason why it does not decide.
    fn objections(&mut self) {
        let relevant_events = self.relevant_events.clone();
        let mut reasons: Vec<(String, Vec<String>)> = Vec::new();
        let mut mentioned: BTreeSet<&str> = BTreeSet::new();
        for relevant in relevant_events.iter().filter(|relevant| relevant.against || self.is_open_claim(relevant)) {
            if !mentioned.insert(relevant.event.name()) {
                continue;
            }
            let reason = self.reason(relevant);
            if let Role::Ignored(Ignored::Denied { by }) = relevant.role {
                mentioned.insert(by.name());
            }
            // Denials of a claim are mentioned together with it, whether they count or not.
            let denies = |other: &Event| match &other.change {
                Change::Denied(denial) => denial.event == relevant.event.name() && !mentioned.contains(other.name()),
                _ => false,
            };
            let events = relevant_events.iter().map(|relevant| relevant.event);
            let denials: Vec<&Event> = events.filter(|event| denies(event)).collect();
            mentioned.extend(denials.iter().map(|event| event.name()));
            let denied = |denial: &Event| format!("denied by {} ({})", self.claimants(denial), self.details(denial));
            let clauses = std::iter::once(self.event_clause(relevant.event)).chain(denials.into_iter().map(denied));
            match reasons.iter_mut().find(|known| known.0 == reason) {
                Some(known) => known.1.extend(clauses),
                None => reasons.push((reason, clauses.collect())),
            }
        }
        for (reason, clauses) in reasons {
            self.say(&format!("{reason}: {}", clauses.join("; ")));
        }
    }

    /// Whether an event is ignored as a mere claim, says who holds the place, and is not overtaken. Such a claim is
    /// mentioned even if it agrees with the answer.
    fn is_open_claim(&self, relevant: &RelevantEvent<'h>) -> bool {
        relevant.role == Role::Ignored(Ignored::BelowFloor)
            && ShareStatement::of(self.facts, relevant.event).is_some()
            && !self.answer.is_past(relevant.event)
    }

    /// Returns the words that say why an event that contradicts the answer does not decide it.
    fn reason(&self, relevant: &RelevantEvent<'h>) -> String {
        match relevant.role {
            Role::Disputing if relevant.event.credence < Credence::Reported => {
                format!("Open, because it is only {}", relevant.event.credence)
            }
            Role::Ignored(Ignored::BelowFloor) => {
                format!("{}, and not counted in this reading", relevant.event.credence)
            }
            Role::Ignored(Ignored::NotYetKnown) => "Not known by then".to_owned(),
            Role::Ignored(Ignored::NotFrom) => "Not counted, because this reading excludes its sources".to_owned(),
            Role::Ignored(Ignored::Denied { by }) => {
                format!("Not counted, because {} denied it ({})", self.claimants(by), self.details(by))
            }
            Role::Ignored(Ignored::Outweighed { by }) => {
                let number = self.facts.find_event(relevant.event.name());
                let status = number.map(|number| self.answer.view.statuses().event(number));
                let named = matches!(status, Some(Status::Ignored(IgnoreReason::Outweighed { named: true, .. })));
                let reason = if named {
                    "which this reading takes at its word"
                } else {
                    self.answer.reading().conflicts.reason()
                };
                format!("Outweighed by the account of {}, {reason}", self.attribution(by))
            }
            Role::Superseded { by } => format!("Corrected by {}", self.attribution(by)),
            _ => "This contradicts it".to_owned(),
        }
    }

    /// Says under which reading the answer holds, unless it is the default one.
    fn reading(&mut self) {
        let reading = self.answer.reading();
        if reading.rules() == "as told" {
            return;
        }
        let name = reading.name.as_ref().map(|name| format!(" (“{name}”)")).unwrap_or_default();
        let name_or_id = |id: &str| Some(self.name(id)).filter(|name| !name.is_empty()).unwrap_or(id).to_owned();
        let rules = reading.rules_with(name_or_id, day_in_words);
        self.say(&format!("Reading{name}: {rules}"));
    }

    /// Returns a clause for each event, up to a limit, and the number of the others.
    fn list(&self, events: &[&Event]) -> String {
        let clauses: Vec<String> = events.iter().take(MAX_LISTED).map(|event| self.event_clause(event)).collect();
        let more = events.len().saturating_sub(MAX_LISTED);
        let more = if more == 0 { String::new() } else { format!("; and {more} more") };
        clauses.join("; ") + &more
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
                format!("{} denied this: “{}”", who.as_deref().unwrap_or("someone"), denied.trim_end_matches('.'))
            }
            _ => self.words(event),
        };
        format!("{} ({})", words.trim_end_matches('.'), self.details(event))
    }

    /// Returns the details of an event that stand in brackets: when it happened and became known, its credence, and its
    /// citations.
    fn details(&self, event: &Event) -> String {
        std::iter::once(when_in_words(event.when)).chain(self.details_but_when(event)).collect::<Vec<_>>().join("; ")
    }

    /// Returns the [details](Self::details) of an event but for when it happened.
    pub(super) fn details_but_when(&self, event: &Event) -> Vec<String> {
        let mut details = Vec::new();
        let last = event.when.span().latest().map(Moment::day_ending);
        let published = |day: NaiveDate| {
            event.cites.iter().any(|cite| self.source(&cite.source).is_some_and(|source| source.published == Some(day)))
        };
        let late = event.recorded.filter(|day| last.is_some_and(|last| last < *day) && !published(*day));
        details.extend(late.map(|day| format!("known from {}", day_in_words(day))));
        if event.credence != Credence::Confirmed && !matches!(event.change, Change::Denied(_)) {
            let claimants = self.claimants(event);
            let by = if claimants.is_empty() { String::new() } else { format!(" by {claimants}") };
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
    fn attribution(&self, event: &Event) -> String {
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
    fn claimants(&self, event: &Event) -> String {
        listed(&event.claimed_by.iter().map(|id| self.name(id)).collect::<Vec<_>>())
    }

    /// Returns citations as they are printed: the source's name, the locator, and the day of publication if that is not the
    /// day of the event.
    fn cites(&self, cites: &[Citation], event_day: Option<NaiveDate>) -> Option<String> {
        let cite = |cite: &Citation| {
            let source = self.source(&cite.source);
            let mut text = self.name(&cite.source).to_owned();
            if !cite.locator.is_empty() {
                text = format!("{text}, {}", cite.locator);
            }
            match source.and_then(|source| source.published).filter(|day| event_day != Some(*day)) {
                Some(day) => format!("{text}, {}", day_in_words(day)),
                None => text,
            }
        };
        let cites: Vec<String> = cites.iter().map(cite).collect();
        (!cites.is_empty()).then(|| cites.join("; "))
    }
}

/// Returns what is going on, as a clause of its own.
fn going_on(control: Control<'_>) -> String {
    let activity = control.activity_named(Actor::title);
    match activity.strip_prefix(", ") {
        Some(activity) => format!("; it was {activity}"),
        None => String::new(),
    }
}
