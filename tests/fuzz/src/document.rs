//! Documents. What is read can be asked, and is written so that it reads back as equal; what is refused is told with
//! where it stands.

use std::collections::BTreeSet;

use whoheld::chrono::{Days, NaiveDate};
use whoheld::{
    AnswerRecord, Audit, ControlRecord, DocumentError, Finding, FindingKind, History, Mistake, Moment, QueryTime,
    Threshold, View, compare,
};

/// A document in TOML.
pub fn toml(data: &[u8]) {
    match History::from_toml(data) {
        Ok(history) => accepted(&history),
        Err(error) => refused(data, &error),
    }
}

/// A document in JSON.
pub fn json(data: &[u8]) {
    match serde_json::from_slice::<History>(data) {
        Ok(history) => accepted(&history),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// Written in either format it reads back as equal, is written the same again, and gives the same answers.
fn accepted(history: &History) {
    let answers = asked(history);

    let written = history.to_toml();
    let again = History::from_toml(&written)
        .unwrap_or_else(|error| panic!("what it wrote is refused: {error}\n-- written:\n{written}"));
    assert!(again == *history, "read back from TOML it is another history:\n{written}\n-- again:\n{}", again.to_toml());
    assert_eq!(again.to_toml(), written, "written again it is another document");
    assert_eq!(asked(&again), answers, "read back it answers differently:\n{written}");

    let written = serde_json::to_string_pretty(history).expect("a history is a document");
    let again: History = serde_json::from_str(&written)
        .unwrap_or_else(|error| panic!("what it wrote is refused: {error}\n-- written:\n{written}"));
    assert!(again == *history, "read back from JSON it is another history:\n{written}");

    let scenario = history.to_scenario();
    let again = History::try_from(scenario).unwrap_or_else(|error| panic!("its own scenario is refused: {error}"));
    assert!(again == *history, "from its scenario it is another history:\n{}", again.to_toml());
    let comparison = compare(history, &again);
    assert!(comparison.disagreements().is_empty(), "two equal histories disagree:\n{written}");
    assert!(comparison.agreement().percent().is_none_or(|percent| percent > 99.9), "{:?}", comparison.agreement());
    assert_eq!(audited(history), audited(&again), "built in another way something else is odd:\n{written}");
}

/// What is odd, without the lines on which it stands.
fn audited(history: &History) -> Vec<Finding> {
    let audit = history.audit();
    let written = serde_json::to_string(&audit).expect("an audit is written");
    assert_eq!(serde_json::from_str::<Audit>(&written).expect("an audit is read"), audit);
    assert_eq!(audit.worst(), audit.findings().iter().map(|finding| finding.severity).max());
    assert_eq!(audit.to_string().is_empty(), audit.findings().is_empty());

    // What is accepted is open no more, unless it says nothing that could be named.
    let mut accepting = history.clone();
    for finding in audit.findings() {
        accepting.accept(finding.accept("as it should be"));
    }
    for left in accepting.audit() {
        let named = !left.events.is_empty() || left.place.is_some() || left.actor.is_some() || left.source.is_some();
        assert!(left.kind == FindingKind::AcceptanceUnmatched || !named, "still open: {left:?}");
    }
    let mut findings: Vec<Finding> = audit.into_iter().collect();
    for finding in &mut findings {
        finding.line = None;
    }
    findings
}

/// At least one mistake, each within the text, in the order in which they stand there; all can be shown.
fn refused(data: &[u8], error: &DocumentError) {
    let mistakes = error.mistakes();
    assert!(!mistakes.is_empty(), "refused without a mistake");
    let (said, said_of_file) = (error.to_string(), error.clone().in_file("the/file.toml").to_string());
    let lines: Vec<&[u8]> = data.split(|byte| *byte == b'\n').collect();
    let mut last = 0;
    for mistake in mistakes {
        let message = mistake.message.as_str();
        assert!(!message.is_empty(), "a mistake without a message: {mistake:?}");
        assert!(!mistake.to_string().contains('\n'), "a mistake of several lines: {mistake:?}");
        assert!(!mistake.kind.word().is_empty());
        assert!(mistake.suggestion.as_ref() != Some(&mistake.text), "{mistake:?} offers what is there");

        let (Some(span), Some(line), Some(column)) = (mistake.span.clone(), mistake.line, mistake.column) else {
            panic!("a mistake that stands nowhere: {mistake:?}");
        };
        let Some(bytes) = data.get(span.clone()) else {
            panic!("{mistake:?} stands in {} bytes", data.len());
        };
        assert!((1..=lines.len()).contains(&line), "{mistake:?}: there are {} lines", lines.len());
        let text = lines[line - 1];
        let width = std::str::from_utf8(text).map_or(text.len(), |text| text.chars().count());
        assert!((1..=width + 1).contains(&column), "{mistake:?}: the line is {width} wide");
        let before = &data[..span.start];
        assert_eq!(before.iter().filter(|byte| **byte == b'\n').count() + 1, line, "{mistake:?}");
        assert!(last <= span.start, "{mistake:?} stands before byte {last}");
        last = span.start;

        let text = String::from_utf8_lossy(text);
        // Where the encoding is at fault, the line up to there; the mark before a text is not part of it.
        let shown = mistake.source_line.as_ref().is_none_or(|shown| {
            text.starts_with(shown.as_str()) || text.trim_start_matches('\u{feff}').starts_with(shown.as_str())
        });
        assert!(shown, "{mistake:?} stands in another line: {text:?}");
        assert!(span.is_empty() || bytes.starts_with(mistake.text.as_bytes()), "{mistake:?}: that is {bytes:?}");
        let place = format!(":{line}:");
        let told = said.lines().any(|line| line.trim_start().starts_with("-->") && line.contains(&place));
        assert!(told, "{mistake:?} is not told of in\n{said}");
    }
    assert!(said_of_file.contains("the/file.toml"));
    for mistake in mistakes.iter().filter(|mistake| mistake.suggestion.is_some()).take(4) {
        mended(data, mistake);
    }
}

/// A document in TOML with mistakes: each suggestion mends its mistake, and all safe ones together lead to an end.
pub fn mend(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut text = text.to_owned();
    for _ in 0..16 {
        let Err(error) = History::from_toml(&text) else { return };
        for mistake in error.mistakes().iter().take(64) {
            mended(text.as_bytes(), mistake);
        }
        let fixed = error.fixed(&text);
        if !error.mistakes().iter().any(|mistake| mistake.is_safe) {
            assert_eq!(fixed, text, "changed, and nothing was safe");
            return;
        }
        text = fixed;
    }
    panic!("never done:\n{text}");
}

/// What is offered in place of the text helps: no mistake of that kind is found there again.
fn mended(data: &[u8], mistake: &Mistake) {
    let Some((span, suggestion)) = mistake.replacement() else {
        assert!(!mistake.is_safe, "{mistake:?} is safe, and nothing is suggested");
        return;
    };
    let start = span.start;
    let mut mended = data.to_vec();
    mended.splice(span, suggestion.bytes());
    if let Ok(text) = std::str::from_utf8(data) {
        let fixed = mistake.fixed(text);
        assert_eq!(fixed.as_deref().map(str::as_bytes), Some(&mended[..]), "{mistake:?}");
    }
    let Err(error) = History::from_toml(&mended) else { return };
    let there = |other: &Mistake| other.span.as_ref().is_some_and(|span| span.start == start);
    let again = error.mistakes().iter().find(|other| there(other) && other.kind == mistake.kind);
    let mended = String::from_utf8_lossy(&mended);
    assert!(again.is_none(), "{mistake:?}\nis there again once mended: {again:?} in\n{mended}");
}

// ------------------------------------------------------------------------------------------------------- questions

/// Asks about every place, in every way, on some days, and gives the answers.
pub(crate) fn asked(history: &History) -> Vec<AnswerRecord> {
    let mut records = Vec::new();
    let days = days(history);
    let moments = [Moment::MIN, Moment::MAX, Moment::from_minutes(Moment::opening(days[1]).minutes() + 1)];
    for view in [history.by_actor(), history.by_side()] {
        for place in history.places() {
            for &day in &days {
                let during = answer(view, &place.id, QueryTime::During(day));
                for asked in [QueryTime::Opening(day), QueryTime::On(day)] {
                    let at_an_end = answer(view, &place.id, asked);
                    let within = at_an_end.possible.iter().all(|control| during.possible.contains(control));
                    assert!(within, "{during:?} does not allow {at_an_end:?}");
                    records.push(at_an_end);
                }
                records.push(during);
            }
            records.extend(moments.map(|moment| answer(view, &place.id, QueryTime::At(moment))));
            spans(view, &place.id);
            tenures(view, &place.id, days[0], days[days.len() - 1]);
        }
        for step in view.replay() {
            let told = [step.before(), step.after()].into_iter().flatten().map(|control| control.to_string());
            assert!(told.count() != 1, "before without after, or after without before");
        }
        for actor in history.actors().take(3) {
            view.held_by(actor, Threshold::Most, days[0]).expect("an actor of this history");
        }
    }
    records
}

/// The first and the last day there is; the first, a middle and the last of the record, and those beside them.
fn days(history: &History) -> Vec<NaiveDate> {
    let mut days = BTreeSet::from([NaiveDate::MIN, NaiveDate::MAX]);
    if let Some((first, last)) = history.days() {
        assert!(first <= last, "the record ends before it begins: {first}, {last}");
        let middle = first + Days::new((last - first).num_days().unsigned_abs() / 2);
        days.extend([first.pred_opt(), Some(first), Some(middle), Some(last), last.succ_opt()].into_iter().flatten());
    }
    days.into_iter().collect()
}

fn answer(view: View<'_>, place: &str, asked: QueryTime) -> AnswerRecord {
    let answer = view.who_held(place, asked).expect("a place is found by its id");
    assert!(answer.to_string().starts_with(place), "{answer}");
    let record = answer.to_record();
    assert_eq!(record.certain, record.possible.len() == 1, "{answer}");
    assert!(!record.possible.is_empty(), "nothing is possible: {answer}");
    record.possible.iter().for_each(control);
    for ends in [answer.since(), answer.until()] {
        let in_order = ends.earliest().zip(ends.latest()).is_none_or(|(earliest, latest)| earliest < latest);
        assert!(in_order, "{answer}: {ends:?} is reversed or empty");
        assert!(!ends.to_string().is_empty());
    }
    let text = record.query_time.to_string();
    assert_eq!(text.parse::<QueryTime>().as_ref(), Ok(&answer.query_time()), "{text}");
    let written = serde_json::to_string(&record).expect("an answer is written");
    assert_eq!(serde_json::from_str::<AnswerRecord>(&written).expect("an answer is read"), record);
    record
}

/// The invariant of `DESIGN.md`, "Control".
fn control(control: &ControlRecord) {
    let sum = |bound: fn(&whoheld::ShareRecord) -> u16| -> u32 {
        control.shares.iter().map(|row| u32::from(bound(row))).sum()
    };
    let (least, most) = (sum(|row| row.at_least), sum(|row| row.at_most));
    assert!(least <= 1000 && 1000 <= most, "{control:?}");
    for row in &control.shares {
        let (low, high) = (u32::from(row.at_least), u32::from(row.at_most));
        assert!(low <= high && 0 < high, "{row:?} in {control:?}");
        let tight = low + (most - high) >= 1000 && high + (least - low) <= 1000;
        assert!(tight, "{row:?} could be tighter in {control:?}");
    }
}

/// Holdings tile the line.
fn spans(view: View<'_>, place: &str) {
    let mut end = None;
    for (number, span) in view.timeline(place).expect("a place is found by its id").holdings().enumerate() {
        assert!(number == 0 || end.is_some(), "{place}: a span behind the last");
        assert_eq!(span.from(), end, "{place}: a gap");
        assert!(span.until().is_none_or(|until| span.from().is_none_or(|from| from < until)), "{place}: {span:?}");
        end = span.until();
    }
    assert_eq!(end, None, "{place}: the last span ends");
}

fn tenures(view: View<'_>, place: &str, from: NaiveDate, to: NaiveDate) {
    for tenure in view.between(place, from..=to).expect("a place is found by its id") {
        assert!(tenure.from < tenure.until, "{place}: {tenure:?}");
        let within =
            tenure.surely.is_none_or(|(from, until)| tenure.from <= from && from < until && until <= tenure.until);
        assert!(within, "{place}: {tenure:?}");
    }
    view.times_changed_hands(place).expect("a place is found by its id");
    for actor in view.history().actors().take(3) {
        for degree in [Threshold::Any, Threshold::Most, Threshold::All] {
            let found = "a place and an actor of this history";
            let first = view.first_held(place, actor, degree).expect(found);
            let last = view.last_held(place, actor, degree).expect(found);
            assert_eq!(first.is_some(), last.is_some(), "{place}, {}", actor.id);
            let days = view.days_held(place, actor, degree, from..=to).expect(found);
            assert!(days.at_least <= days.at_most, "{place}, {}: {days:?}", actor.id);
        }
    }
}
