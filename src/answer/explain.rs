//! An answer in a paragraph: who held the place, since when, on which evidence, and what contradicts it.

use std::collections::BTreeSet;

use super::Answer;
use super::evidence::Basis;
use super::relevant::{Ignored, RelevantEvent, Role};
use crate::facts::Facts;
use crate::numbers::PlaceNo;
use crate::reading::{IgnoreReason, ShareStatement, Status};
use crate::scenario::{Actor, Change, Credence, Event};
use crate::share::Share;
use crate::view::{Control, Holder};
use crate::words::{amount, bound_in_words, day_in_words, days_in_words, listed};

/// Stands in a sentence where the page inserts the time. No name contains this character.
#[cfg(feature = "page")]
const TIME_MARK: &str = "\u{1}";

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
        explanation.coverage();
        explanation.verdict(&when);
        explanation.evidence();
        explanation.age();
        explanation.allegiances();
        explanation.since();
        explanation.objections();
        explanation.reading();
        explanation.text
    }
}

#[cfg(feature = "page")]
impl Answer<'_> {
    /// Returns the explanation in two parts, for the page: the verdict, with a mark in the place of the time; and the
    /// evidence with what contradicts it. The page itself shows the age of the evidence, the reading and whether the record
    /// covers the day.
    pub(crate) fn told_in_parts(self) -> (String, String) {
        let mut explanation = Explanation::new(self);
        explanation.verdict(TIME_MARK);
        let verdict = std::mem::take(&mut explanation.text);
        explanation.evidence();
        explanation.allegiances();
        explanation.since();
        explanation.objections();
        (verdict, explanation.text)
    }
}

/// An explanation being written, sentence by sentence.
pub(super) struct Explanation<'h> {
    pub(super) answer: Answer<'h>,
    /// The basis of the answer, whether or not the record covers the day.
    basis: Basis,
    pub(super) facts: &'h Facts,
    relevant_events: Vec<RelevantEvent<'h>>,
    text: String,
}

impl<'h> Explanation<'h> {
    fn new(answer: Answer<'h>) -> Self {
        let (facts, relevant_events) = (answer.view.facts(), answer.relevant_events());
        Self { answer, basis: answer.evidence_anyway().0, facts, relevant_events, text: String::new() }
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

    /// Says which days the record covers, if the day in question is not one of them.
    fn coverage(&mut self) {
        let Some(covers) = self.facts.covers.filter(|_| !self.answer.is_covered()) else { return };
        let days = match (covers.from, covers.until) {
            (Some(from), Some(until)) => days_in_words(from, until),
            (Some(from), None) => format!("the time from {} on", day_in_words(from)),
            (None, Some(until)) => format!("the time up to {}", day_in_words(until)),
            (None, None) => return,
        };
        let day = self.answer.at().day_ending();
        let knew = if covers.from.is_some_and(|from| day < from) { "first" } else { "last" };
        let day = day_in_words(day);
        self.say(&format!("The record covers {days}; what is said of {day} is what it {knew} knew"));
    }

    /// Says who held how much, and what was going on.
    fn verdict(&mut self, when: &str) {
        let answer = self.answer;
        let place = answer.place().title();
        let possible: Vec<Control<'h>> = answer.possible().collect();
        let sentence = if self.one_division() {
            format!("{when}{} {}{}", self.hedge(), self.held(possible[0], place), going_on(&possible))
        } else {
            let shared = possible.iter().all(|control| control.same_activity(possible[0]));
            let activity = |control: &Control<'h>| if shared { String::new() } else { going_on(&[*control]) };
            let mut clauses: Vec<String> = Vec::new();
            for control in &possible {
                let clause = self.held(*control, "it") + &activity(control);
                if !clauses.contains(&clause) {
                    clauses.push(clause);
                }
            }
            let activity = if shared { going_on(&possible[..1]) } else { String::new() };
            let activity = activity.replacen("; it was", "; either way it was", 1);
            format!("who held {place} {when} is left open: {}{activity}", clauses.join("; or else "))
        };
        self.say(&sentence);
    }

    /// Whether it is certain who held how much.
    fn one_division(&self) -> bool {
        self.answer.possible().all(|control| self.answer.possible().all(|other| control.same_division(other)))
    }

    /// Returns the words by which the verdict is hedged, depending on the credence of the deciding event.
    fn hedge(&self) -> String {
        let fully_known = |control: Control<'h>| control.shares().all(|(holder, _)| holder != Holder::Unrecorded);
        let hedged = self.one_division() && self.answer.possible().all(fully_known);
        let Some(event) = self.answer.decided_by().filter(|_| hedged) else { return String::new() };
        let claimants = self.claimants(event);
        match event.credence {
            Credence::Stated | Credence::Confirmed => String::new(),
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

    /// Says what may have happened or not, then which event decided, then what else the answer is based on.
    fn evidence(&mut self) {
        let answer = self.answer;
        let deciding = answer.decided_by();
        // A denial is mentioned together with the event that it denies.
        let supports = |relevant: &&RelevantEvent<'h>| {
            relevant.role == Role::Supporting && !matches!(relevant.event.change, Change::Denied(_))
        };
        let supporting = self.relevant_events.iter().filter(supports).map(|relevant| relevant.event);
        let (open, certain): (Vec<&Event>, Vec<&Event>) = supporting.partition(|event| answer.may_have_happened(event));
        if !open.is_empty() {
            let list = self.list(&self.folded(&open));
            self.say(&format!("It is open whether this had happened by then: {list}"));
        }
        let decides = |event: &&Event| deciding.is_some_and(|deciding| deciding.name() == event.name());
        let mut groups = self.folded(&certain);
        let decisive = groups.iter().position(|group| group.iter().any(decides));
        let said_so_far = self.text.len();
        match (decisive.map(|position| groups.remove(position)), deciding) {
            (Some(group), _) => {
                let clause = self.group_clause(&group);
                self.say(&clause);
            }
            (None, Some(event)) => {
                let clause = self.deciding_clause(event);
                self.say(&clause);
            }
            (None, None) if answer.settled_by().is_none() => self.initial_control(!open.is_empty()),
            _ => {}
        }
        if !groups.is_empty() {
            let is_first = self.text.len() == said_so_far;
            let words = if is_first { "It is based on this" } else { "It is also based on this" };
            let list = self.list(&groups);
            self.say(&format!("{words}: {list}"));
        } else if deciding.is_none() {
            self.without_support();
        }
    }

    /// Says what there is if no event decided the answer or supports it: the last event that is over, or nothing.
    fn without_support(&mut self) {
        let answer = self.answer;
        let is_over = |relevant: &&RelevantEvent<'h>| {
            relevant.role == Role::Overtaken && !matches!(relevant.event.change, Change::Denied(_))
        };
        if let Some(last) = self.relevant_events.iter().rfind(is_over).map(|relevant| relevant.event) {
            let clause = self.event_clause(last);
            self.say(&format!("The last event: {clause}"));
        } else if self.basis == Basis::Unrecorded {
            let mut stated = self.facts.tree().with_around(answer.place);
            let stale = stated.any(|place| answer.view.statuses().baseline(place).counts());
            self.say(if stale {
                "What the record states for its start is too old to count in this reading"
            } else {
                "Nothing that counts in the record concerns it"
            });
        }
        if matches!(answer.view.statuses().baseline(answer.place), Status::Ignored(_)) && answer.settled_by().is_none()
        {
            self.say("What the record states for its start is not counted");
        }
    }

    /// Says to whom the holders answered, where the record says since when, until when or on whose word.
    fn allegiances(&mut self) {
        for (actor, allegiance) in self.answer.allegiances() {
            let days = [allegiance.from.map(|day| ("from", day)), allegiance.until.map(|day| ("until", day))];
            let mut words = format!("{} answered to {}", actor.title(), self.name(&allegiance.to));
            for (word, day) in days.into_iter().flatten() {
                words += &format!(" {word} {}", day_in_words(day));
            }
            let cites = self.cites(&allegiance.cites, None);
            if allegiance.from.is_some() || allegiance.until.is_some() || cites.is_some() {
                self.say(&cites.map_or_else(|| words.clone(), |cites| format!("{words} ({cites})")));
            }
        }
    }

    /// Says how old the last evidence is.
    fn age(&mut self) {
        let answer = self.answer;
        if let (Some(day), Some(age)) = (answer.last_evidence(), answer.age_in_days().filter(|age| *age > 0)) {
            let days = if age == 1 { "the day before".to_owned() } else { format!("{age} days earlier") };
            let stale = self.basis == Basis::Unrecorded;
            let words = if stale { "It is not known after" } else { "The latest report is from" };
            self.say(&format!("{words} {}, {days}", day_in_words(day)));
        }
    }

    /// Says from when to when this held, and whether the answer depends on the narrative order.
    fn since(&mut self) {
        let answer = self.answer;
        let (since, until) = (answer.since(), answer.until());
        if self.one_division() && !since.is_open() && self.basis != Basis::Unrecorded {
            let since = bound_in_words(since);
            let sentence = if until.is_open() {
                format!("This had been the case since {since}")
            } else {
                format!("This was the case from {since} until {}", bound_in_words(until))
            };
            self.say(&sentence);
        }
        if answer.depends_on_narrative_order() {
            self.say("Where dates leave open which came first, the order in the file decides");
        }
    }

    /// Says where the record states initial control: for the place, for one around it, or for its parts. `is_open` says
    /// that something may have changed it.
    fn initial_control(&mut self, is_open: bool) {
        let tree = self.facts.tree();
        let counts = |place: &PlaceNo| self.answer.view.statuses().baseline(*place).counts();
        let stated = tree.with_around(self.answer.place).find(counts).map(|place| &self.facts.places[place]);
        let Some((place, baseline)) = stated.and_then(|place| Some((place, place.baseline.as_ref()?))) else {
            if tree.within(self.answer.place).iter().any(counts) {
                self.say("The record states this of its parts for its start");
            }
            return;
        };
        let mut hedges: Vec<String> = baseline.note.iter().map(|note| format!("“{note}”")).collect();
        if baseline.inferred {
            hedges.push("inferred".to_owned());
        }
        hedges.extend(self.cites(&baseline.cites, None));
        let of = if place.id == self.answer.place().id { "it" } else { place.title() };
        let hedges = if hedges.is_empty() { String::new() } else { format!(" ({})", hedges.join("; ")) };
        let held = self.stated(&baseline.shares, of);
        let when = baseline.on.map_or("its start".to_owned(), day_in_words);
        self.say(&if is_open {
            format!("If not, it was still as the record states for {when}: {held}{hedges}")
        } else {
            format!("The record states for {when} that {held}{hedges}")
        });
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

    /// Returns whether an event is ignored as a mere claim, says who holds the place, and is not overtaken. Such a
    /// claim is mentioned even if it agrees with the answer.
    fn is_open_claim(&self, relevant: &RelevantEvent<'h>) -> bool {
        relevant.role == Role::Ignored(Ignored::BelowFloor)
            && ShareStatement::of(self.facts, self.answer.view.fold().sides(), relevant.event).is_some()
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
}

/// Returns what may be going on, as a clause of its own.
fn going_on(possible: &[Control<'_>]) -> String {
    let mut phrases: Vec<String> = Vec::new();
    for control in possible {
        let phrase = control.activity_named(Actor::title);
        let phrase = with_and(phrase.strip_prefix(", ").unwrap_or_default());
        if !phrases.contains(&phrase) {
            phrases.push(phrase);
        }
    }
    let quiet = phrases.iter().any(String::is_empty);
    phrases.retain(|phrase| !phrase.is_empty());
    match (&phrases[..], quiet) {
        ([], _) => String::new(),
        (some, false) => format!("; it was {}", some.join(", or else ")),
        (some, true) => format!("; it may have been {}", some.join(", or else ")),
    }
}

/// Returns what is going on, with "and" in place of the comma before the last part.
fn with_and(activity: &str) -> String {
    let parts = [", besieged by ", ", under fire of "].into_iter().filter_map(|part| activity.rfind(part));
    match parts.max() {
        Some(last) => format!("{} and{}", &activity[..last], &activity[last + 1..]),
        None => activity.to_owned(),
    }
}
