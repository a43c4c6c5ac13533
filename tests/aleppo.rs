//! The record of the offensive against the article: every sentence and footnote is accounted for, and the answers are
//! those that a reader of the article derived by hand before the code gave any.
#![cfg(feature = "toml")]

use std::collections::{BTreeMap, BTreeSet};

use whoheld::aleppo::{SENTENCES, UNCODED};
use whoheld::chrono::NaiveDate;
use whoheld::{Answer, Event, History, When, aleppo_2016};

/// The sentences and footnotes of a locator: `S13 [38, 39]`.
fn locator(text: &str) -> (u8, Vec<u16>) {
    let (sentence, notes) = text.split_once(' ').unwrap_or((text, "[]"));
    let sentence = sentence.strip_prefix('S').and_then(|number| number.parse().ok());
    let notes = notes.trim_matches(['[', ']']).split(',').map(str::trim).filter(|note| !note.is_empty());
    let notes = notes.map(|note| note.parse().unwrap_or_else(|_| panic!("`{text}`: `{note}` is no footnote")));
    (sentence.unwrap_or_else(|| panic!("`{text}` names no sentence")), notes.collect())
}

fn locators(event: &Event) -> Vec<(u8, Vec<u16>)> {
    event.cites.iter().filter(|cite| cite.source == "article").map(|cite| locator(&cite.locator)).collect()
}

#[test]
fn every_sentence_is_coded_or_left_out_with_a_reason() {
    let coded: BTreeSet<u8> = aleppo_2016().events().flat_map(locators).map(|(sentence, _)| sentence).collect();
    let left_out: BTreeMap<u8, &str> = UNCODED.iter().copied().collect();
    for sentence in &SENTENCES {
        let number = sentence.number;
        assert_ne!(coded.contains(&number), left_out.contains_key(&number), "S{number:02}: {}", sentence.paraphrase);
    }
    assert!(left_out.values().all(|reason| reason.len() > 20));
    assert_eq!(SENTENCES.len(), 68);
    assert!((1..).zip(&SENTENCES).all(|(number, sentence)| sentence.number == number));
}

#[test]
fn every_footnote_is_cited_with_its_sentence() {
    let mut cited: BTreeMap<u8, BTreeSet<u16>> = BTreeMap::new();
    for (sentence, notes) in aleppo_2016().events().flat_map(locators) {
        cited.entry(sentence).or_default().extend(notes);
    }
    let uncoded: BTreeSet<u8> = UNCODED.iter().map(|(sentence, _)| *sentence).collect();
    for (at, sentence) in SENTENCES.iter().enumerate() {
        if uncoded.contains(&sentence.number) {
            continue;
        }
        let cited = &cited[&sentence.number];
        for note in sentence.footnotes {
            assert!(cited.contains(note), "footnote {note} of S{:02} is not cited", sentence.number);
        }
        // A sentence without a footnote of its own rests on those of the next that has some.
        let behind = SENTENCES[at..].iter().find(|later| !later.footnotes.is_empty());
        for note in cited {
            assert!(behind.is_some_and(|s| s.footnotes.contains(note)), "S{:02} has no note {note}", sentence.number);
        }
    }
}

#[test]
fn every_event_cites_a_sentence_of_its_day() {
    for event in aleppo_2016().events() {
        assert!(!locators(event).is_empty(), "{} cites no sentence", event.name());
        assert!(event.note.is_some(), "{} says nothing in words", event.name());
        for (number, _) in locators(event) {
            let Some(day) = SENTENCES[usize::from(number) - 1].day else { continue };
            let told: When = day.parse().unwrap_or_else(|error| panic!("S{number:02}: {error}"));
            let (a, b) = (told.span(), event.when.span());
            assert!(!a.precedes(b) && !b.precedes(a) || event.inferred, "{}: S{number:02} is of {day}", event.name());
        }
    }
}

#[test]
fn paraphrases_are_one_line() {
    for sentence in &SENTENCES {
        let length = sentence.paraphrase.chars().count();
        assert!((10..=120).contains(&length) && !sentence.paraphrase.contains('\n'), "S{:02}", sentence.number);
    }
}

/// The ground of a control as the table writes it: `government`, or `rebels 501-999, government 1-499`.
fn ground(text: &str) -> BTreeMap<String, (u16, u16)> {
    let share = |share: &str| {
        let (low, high) = share.split_once('-').unwrap_or((share, share));
        (low.parse().expect("a share in permille"), high.parse().expect("a share in permille"))
    };
    let rows = text.split(',').map(str::trim).map(|row| match row.split_once(' ') {
        Some((holder, bounds)) => (holder.to_owned(), share(bounds)),
        None => (row.to_owned(), (1000, 1000)),
    });
    rows.collect()
}

/// What is going on, as the table writes it behind a semicolon: `contested`, `under fire of government`.
fn conditions_hold(words: &str, answer: Answer<'_>) -> bool {
    let control = answer.control().expect("conditions are given for certain answers only");
    let ids = |actors: Vec<&whoheld::Actor>| actors.iter().map(|actor| actor.id.clone()).collect::<Vec<_>>();
    match words.trim() {
        "contested" => !control.contested_by().is_empty(),
        words => {
            let (there, who) = if let Some(who) = words.strip_prefix("contested by ") {
                (ids(control.contested_by()), who)
            } else if let Some(who) = words.strip_prefix("besieged by ") {
                (ids(control.besieged_by()), who)
            } else {
                (ids(control.under_fire_of()), words.strip_prefix("under fire of ").expect("a known condition"))
            };
            who.split(" and ").all(|who| there.iter().any(|id| id == who))
        }
    }
}

#[test]
fn the_answers_are_those_derived_from_the_article() {
    let table = include_str!("aleppo/answers.tsv");
    let mut checked = 0;
    let mut wrong = Vec::new();
    let mut places = BTreeSet::new();
    for line in table.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [place, date, expected, sentence, why] = columns[..] else { panic!("five columns: {line}") };
        let date: NaiveDate = date.parse().expect("a day");
        let answer = aleppo_2016().who_held(place, date).unwrap_or_else(|error| panic!("{error}"));
        places.insert(place);
        // The text leaves room for two codings: the reader gave the reason and no answer.
        if expected.starts_with('?') {
            continue;
        }
        checked += 1;
        let (grounds, conditions) = expected.split_once(';').unwrap_or((expected, ""));
        let expected_grounds: Vec<_> = grounds.split('|').map(|text| ground(text.trim())).collect();
        let mut given: Vec<_> = Vec::new();
        for control in answer.possible() {
            let rows: BTreeMap<_, _> = control
                .shares()
                .map(|(holder, share)| (holder.id().to_owned(), (share.at_least(), share.at_most())))
                .collect();
            if !given.contains(&rows) {
                given.push(rows);
            }
        }
        let same = given.len() == expected_grounds.len() && expected_grounds.iter().all(|rows| given.contains(rows));
        let going_on = conditions.split(';').filter(|words| !words.trim().is_empty());
        if !same || !going_on.into_iter().all(|words| conditions_hold(words, answer)) {
            wrong.push(format!("{answer}\n    expected {expected} ({sentence}: {why})"));
        }
    }
    assert!(wrong.is_empty(), "{} of {checked}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(checked >= 60, "{checked} rows");
    assert_eq!(places.len(), aleppo_2016().places().len(), "every place is asked about");
}

#[test]
fn the_record_survives_being_written() {
    let record = aleppo_2016();
    let text = record.to_toml();
    let again = History::from_toml(&text).unwrap_or_else(|error| panic!("{error}"));
    assert!(again == *record);
    assert_eq!(again.to_toml(), text);
    let json = serde_json::to_string(record).unwrap();
    let again: History = serde_json::from_str(&json).unwrap();
    assert!(again == *record);
}
