//! An answer in a paragraph: who held it, since when, on whose word, and what speaks against it.

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

/// The mark in the place of the time, where that is said by others: a sign that no name has.
#[cfg(feature = "page")]
const WHEN: &str = "\u{1}";

/// How many events of one part are told in full.
const TOLD: usize = 4;

impl Answer<'_> {
    /// The answer in a short paragraph to be printed: who held how much, hedged as the record hedges it; which event
    /// decided, and what else it rests on; what speaks against it, and why that was set aside; with dates and citations.
    ///
    /// All of it is in [`to_record`](Self::to_record) for machines.
    ///
    /// ```
    /// # #[cfg(feature = "toml")] {
    /// let day = whoheld::chrono::NaiveDate::from_ymd_opt(2016, 11, 7).unwrap();
    /// let text = whoheld::aleppo_2016().who_held("al-hikmah-school", day)?.explain();
    /// assert!(text.starts_with("At the close of 7 November 2016 the rebels held all of al-Hikmah school; it was under fire of the government and its allies."));
    /// # }
    /// # Ok::<(), whoheld::LookupError>(())
    /// ```
    #[must_use]
    pub fn explain(self) -> String {
        let when = self.query_time().in_words();
        let mut told = Explanation::new(self);
        told.verdict(&when);
        told.reasons();
        told.age();
        told.since();
        told.objections();
        told.reading();
        told.text
    }
}

#[cfg(feature = "page")]
impl Answer<'_> {
    /// The same in two parts, for those who say the rest themselves: the verdict with a mark in the place of the time,
    /// and what it rests on and what speaks against it. Nothing is said of its age, nor of the reading.
    pub(crate) fn told_in_parts(self) -> (String, String) {
        let mut told = Explanation::new(self);
        told.verdict(WHEN);
        let verdict = std::mem::take(&mut told.text);
        told.reasons();
        told.since();
        told.objections();
        (verdict, told.text)
    }
}

struct Explanation<'h> {
    answer: Answer<'h>,
    facts: &'h Facts,
    relevant_events: Vec<RelevantEvent<'h>>,
    text: String,
}

impl<'h> Explanation<'h> {
    fn new(answer: Answer<'h>) -> Self {
        Self {
            answer,
            facts: answer.view.facts(),
            relevant_events: answer.relevant_events().collect(),
            text: String::new(),
        }
    }

    fn say(&mut self, sentence: &str) {
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        // A mark of direction in a name would turn the rest of the paragraph.
        let turns = |sign: &char| matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let sentence: String = sentence.chars().filter(|sign| !turns(sign)).collect();
        let mut letters = sentence.chars();
        self.text.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        self.text.push_str(letters.as_str());
        if !sentence.ends_with(['.', '!', '?', '”']) {
            self.text.push('.');
        }
    }

    /// Who held how much, and what was going on.
    fn verdict(&mut self, when: &str) {
        let answer = self.answer;
        let place = answer.place().title();
        let possible: Vec<Control<'h>> = answer.possible().collect();
        let shared = possible.iter().all(|control| control.same_activity(possible[0]));
        let mut clauses: Vec<String> = Vec::new();
        for control in &possible {
            let activity = if shared { String::new() } else { going_on(*control) };
            let it = if possible.len() == 1 { place } else { "it" };
            let clause = format!("{}{activity}", self.held(*control, it));
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

    /// What the deciding event's credence has one say before the verdict.
    fn hedge(&self) -> String {
        let known = |control: Control<'h>| control.shares().all(|(holder, _)| holder != Holder::Unrecorded);
        let hedged = self.answer.control().is_some_and(known);
        let Some(event) = self.answer.decided_by().filter(|_| hedged) else { return String::new() };
        let claimants = self.claimants(event);
        match event.credence {
            Credence::Confirmed => String::new(),
            Credence::Reported => ", reportedly,".to_owned(),
            _ if claimants.is_empty() => ", it is claimed,".to_owned(),
            _ => format!(", according to {claimants},"),
        }
    }

    /// Who held how much of `it`.
    fn held(&self, control: Control<'h>, it: &str) -> String {
        let rows: Vec<(Holder<'h>, Share)> = control.shares().collect();
        match &rows[..] {
            [(Holder::Nobody, _)] => match self.answer.decided_by().map(|event| &event.change) {
                Some(Change::Withdrew(left)) => {
                    format!("nobody held {it}, since {} had left it", self.name(&left.actor))
                }
                _ => format!("nobody held {it}"),
            },
            [(Holder::Unrecorded, _)] => format!("it is not recorded who held {it}"),
            [(Holder::Actor(only), _)] => format!("{} held all of {it}", only.title()),
            [(Holder::Actor(one), Share::ANY), (Holder::Unrecorded, _)]
            | [(Holder::Unrecorded, _), (Holder::Actor(one), Share::ANY)] => {
                format!("how much of {it} {} held is not recorded", one.title())
            }
            [(Holder::Actor(one), share), (Holder::Actor(other), rest)]
                if (*share, *rest) == (Share::HALF, Share::HALF) =>
            {
                format!("{} held one half of {it} and {} the other", one.title(), other.title())
            }
            [(Holder::Actor(one), share), (other, _)] if share.at_least() > 0 && *share != Share::PART => match other {
                Holder::Actor(other) => {
                    format!("{} held {} {it}, {} the rest", one.title(), amount(*share), other.title())
                }
                Holder::Nobody => format!("{} held {} {it}, and the rest was nobody's", one.title(), amount(*share)),
                Holder::Unrecorded => {
                    format!("{} held {} {it}; of the rest it is not recorded who did", one.title(), amount(*share))
                }
            },
            all => {
                let row = |(holder, share): &(Holder<'h>, Share)| match holder {
                    Holder::Actor(actor) => format!("{} held {} {it}", actor.title(), amount(*share)),
                    Holder::Nobody => format!("{} {it} was nobody's", amount(*share)),
                    Holder::Unrecorded => format!("who held {} {it} is not recorded", amount(*share)),
                };
                let rows: Vec<String> = all.iter().map(row).collect();
                listed(&rows.iter().map(String::as_str).collect::<Vec<_>>())
            }
        }
    }

    /// What decided, and what else it rests on.
    fn reasons(&mut self) {
        let answer = self.answer;
        let deciding = answer.decided_by();
        match (answer.basis(), deciding) {
            (_, Some(event)) => {
                let told = self.told(event);
                self.say(&told);
            }
            (Basis::Baseline, None) => self.baseline(),
            _ => {}
        }
        // A denial is told of with what it denies.
        let denies = |it: &RelevantEvent<'h>| matches!(it.event.change, Change::Denied(_));
        let resting =
            self.relevant_events.iter().filter(|it| it.role == Role::Supporting && !denies(it)).map(|it| it.event);
        let other: Vec<&Event> = resting.filter(|event| deciding.is_none_or(|it| it.name() != event.name())).collect();
        if !other.is_empty() {
            let words = if deciding.is_some() { "It rests also on this" } else { "It rests on this" };
            let list = self.list(&other);
            self.say(&format!("{words}: {list}"));
        }
        if answer.basis() == Basis::Unrecorded && deciding.is_none() && other.is_empty() {
            self.say("Nothing in the record that is believed bears on it");
        }
        let set_aside = matches!(answer.view.statuses().baseline(answer.place), Status::Ignored(_));
        if set_aside && answer.settled_by().is_none() {
            self.say("What is stated of the eve is not believed");
        }
    }

    /// How old the last of it is.
    fn age(&mut self) {
        let answer = self.answer;
        if let (Some(day), Some(age)) = (answer.last_evidence(), answer.age_in_days().filter(|age| *age > 0)) {
            let days = if age == 1 { "the day before".to_owned() } else { format!("{age} days before") };
            let stale = answer.basis() == Basis::Unrecorded;
            let words = if stale { "It is not known since" } else { "Nothing later is told of it than of" };
            self.say(&format!("{words} {}, {days}", day_in_words(day)));
        }
    }

    /// From when to when, and whether that rests on the telling.
    fn since(&mut self) {
        let answer = self.answer;
        let (since, until) = (answer.since(), answer.until());
        let certain = answer.possible().all(|control| answer.possible().all(|other| control.same_division(other)));
        if certain && !since.is_open() && answer.basis() != Basis::Unrecorded {
            let until = if until.is_open() { String::new() } else { format!(", and until {}", span_in_words(until)) };
            self.say(&format!("It had been so since {}{until}", span_in_words(since)));
        }
        if answer.depends_on_narrative_order() {
            self.say("Where dates leave open which came first, the order of telling was followed");
        }
    }

    /// What the baseline says, of the place or of those around it.
    fn baseline(&mut self) {
        let mut places = self.facts.tree().with_around(self.answer.place);
        let counts = |place: &PlaceNo| self.answer.view.statuses().baseline(*place).counts();
        let stated = places.find(counts).map(|place| &self.facts.places[place]);
        let Some((place, baseline)) = stated.and_then(|place| Some((place, place.baseline.as_ref()?))) else {
            self.say("So it is stated of its parts on the eve");
            return;
        };
        let mut hedges = Vec::new();
        if baseline.inferred {
            hedges.push("inferred".to_owned());
        }
        hedges.extend(self.cites(&baseline.cites, None));
        let of = if place.id == self.answer.place().id { String::new() } else { format!(" of {}", place.title()) };
        let hedges = if hedges.is_empty() { String::new() } else { format!(" ({})", hedges.join("; ")) };
        self.say(&format!("So it is stated{of} on the eve of the record{hedges}"));
    }

    /// What speaks against it, what was corrected, and why it was set aside.
    fn objections(&mut self) {
        // What is only claimed is told of even where it could be true besides.
        let claim = |it: &RelevantEvent<'h>| {
            let claimed =
                it.role == Role::Ignored(Ignored::BelowFloor) && ShareStatement::of(self.facts, it.event).is_some();
            claimed && !self.answer.is_past(it.event)
        };
        let all = self.relevant_events.clone();
        let shown = |it: &RelevantEvent<'h>| it.against || claim(it);
        let mut reasons: Vec<(String, Vec<String>)> = Vec::new();
        let mut told: BTreeSet<&str> = BTreeSet::new();
        for it in all.iter().filter(|it| shown(it)) {
            if !told.insert(it.event.name()) {
                continue;
            }
            let reason = self.reason(it);
            if let Role::Ignored(Ignored::Denied { by }) = it.role {
                told.insert(by.name());
            }
            // Who denies a claim is told with it, believed or not.
            let denies = |other: &RelevantEvent<'h>| match &other.event.change {
                Change::Denied(denial) => denial.event == it.event.name() && !told.contains(other.event.name()),
                _ => false,
            };
            let denials: Vec<&Event> = all.iter().filter(|it| denies(it)).map(|it| it.event).collect();
            told.extend(denials.iter().map(|event| event.name()));
            let at = reasons.iter().position(|known| known.0 == reason).unwrap_or_else(|| {
                reasons.push((reason, Vec::new()));
                reasons.len() - 1
            });
            reasons[at].1.push(self.told(it.event));
            let denied = |denial: &Event| format!("denied by {} ({})", self.claimants(denial), self.rests(denial));
            reasons[at].1.extend(denials.into_iter().map(denied));
        }
        for (reason, told) in reasons {
            self.say(&format!("{reason}: {}", told.join("; ")));
        }
    }

    /// Why something that speaks against the answer does not decide it.
    fn reason(&self, it: &RelevantEvent<'h>) -> String {
        match it.role {
            Role::Disputing if it.event.credence < Credence::Reported => {
                format!("Open, being only {}", it.event.credence)
            }
            Role::Ignored(Ignored::BelowFloor) => format!("Not believed here, being only {}", it.event.credence),
            Role::Ignored(Ignored::NotYetKnown) => "Not known by then".to_owned(),
            Role::Ignored(Ignored::NotFrom) => "Set aside, since the word of those who tell it is not taken".to_owned(),
            Role::Ignored(Ignored::Denied { by }) => {
                format!("Set aside, as {} denied it ({})", self.claimants(by), self.rests(by))
            }
            Role::Ignored(Ignored::Outweighed { by }) => {
                let number = self.facts.find_event(it.event.name());
                let status = number.map(|number| self.answer.view.statuses().event(number));
                let named = matches!(status, Some(Status::Ignored(IgnoreReason::Outweighed { named: true, .. })));
                let reason = if named { "whose word is taken" } else { self.answer.reading().conflicts.reason() };
                format!("Set aside for what is told by {}, {reason}", self.tellers(by))
            }
            Role::Superseded { by } => format!("Corrected by what is told by {}", self.tellers(by)),
            _ => "Against it speaks".to_owned(),
        }
    }

    fn reading(&mut self) {
        let reading = self.answer.reading();
        if reading.rules() == "as told" {
            return;
        }
        let name = reading.name.as_ref().map(|name| format!(" (“{name}”)")).unwrap_or_default();
        let called = |id: &str| Some(self.name(id)).filter(|name| !name.is_empty()).unwrap_or(id).to_owned();
        let rules = reading.rules_with(called, day_in_words);
        self.say(&format!("The record is read so{name}: {rules}"));
    }

    /// Some events, each in a clause.
    fn list(&self, events: &[&Event]) -> String {
        let told: Vec<String> = events.iter().take(TOLD).map(|event| self.told(event)).collect();
        let more = events.len().saturating_sub(TOLD);
        let more = if more == 0 { String::new() } else { format!("; and {more} more") };
        told.join("; ") + &more
    }

    /// One event: what, where if elsewhere, when, on whose word.
    fn told(&self, event: &Event) -> String {
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
        format!("{} ({})", words.trim_end_matches('.'), self.rests(event))
    }

    /// When it happened and became known, how surely, and on whose word.
    fn rests(&self, event: &Event) -> String {
        let mut rests = vec![when_in_words(event.when)];
        let last = event.when.span().latest().map(Moment::day_ending);
        let published = |day: NaiveDate| {
            event.cites.iter().any(|cite| self.source(&cite.source).is_some_and(|it| it.published == Some(day)))
        };
        let late = event.recorded.filter(|day| last.is_some_and(|last| last < *day) && !published(*day));
        rests.extend(late.map(|day| format!("known from {}", day_in_words(day))));
        if event.credence != Credence::Confirmed && !matches!(event.change, Change::Denied(_)) {
            let claimants = self.claimants(event);
            let by = if claimants.is_empty() { String::new() } else { format!(" by {claimants}") };
            rests.push(format!("{}{by}", event.credence));
        }
        if event.inferred {
            rests.push("inferred".to_owned());
        }
        rests.extend(self.cites(&event.cites, event.when.first_day()));
        rests.join("; ")
    }

    /// What happened, in the coder's words if there are any; behind the name of the place if it is another.
    fn words(&self, event: &Event) -> String {
        let elsewhere = event.place != self.answer.place().id;
        match &event.note {
            Some(note) if elsewhere => format!("{}: {note}", self.place(event)),
            Some(note) => note.clone(),
            None => format!("{}: {}", self.place(event), event.change),
        }
    }

    /// Who tells an event: those who claim it, else its sources.
    fn tellers(&self, event: &Event) -> String {
        let cited = || listed(&event.cites.iter().map(|cite| self.name(&cite.source)).collect::<Vec<_>>());
        Some(self.claimants(event)).filter(|claimants| !claimants.is_empty()).unwrap_or_else(cited)
    }

    fn place(&self, event: &Event) -> &'h str {
        self.facts.place_of(event).map_or("", |place| self.facts.places[place].title())
    }

    /// An actor's name, or a source's.
    fn name(&self, id: &str) -> &'h str {
        self.facts.name_of(id).unwrap_or_default()
    }

    fn source(&self, id: &str) -> Option<&'h Source> {
        self.facts.source_names.id(id).map(|number| &self.facts.sources[number])
    }

    fn claimants(&self, event: &Event) -> String {
        listed(&event.claimed_by.iter().map(|id| self.name(id)).collect::<Vec<_>>())
    }

    /// Citations as print has them: outlet, locator, and day of publication where that is another than the day told of.
    fn cites(&self, cites: &[Citation], told_of: Option<NaiveDate>) -> Option<String> {
        let cite = |cite: &Citation| {
            let source = self.source(&cite.source);
            let mut text = self.name(&cite.source).to_owned();
            if !cite.locator.is_empty() {
                text = format!("{text}, {}", cite.locator);
            }
            match source.and_then(|source| source.published).filter(|day| told_of != Some(*day)) {
                Some(day) => format!("{text}, {}", day_in_words(day)),
                None => text,
            }
        };
        let cites: Vec<String> = cites.iter().map(cite).collect();
        (!cites.is_empty()).then(|| cites.join("; "))
    }
}

/// What is going on, as a clause of its own.
fn going_on(control: Control<'_>) -> String {
    let activity = control.activity_named(Actor::title);
    match activity.strip_prefix(", ") {
        Some(activity) => format!("; it was {activity}"),
        None => String::new(),
    }
}
