//! The record of the offensive against the article: every sentence and footnote is accounted for, and the answers are
//! those that a reader of the article derived by hand before the code gave any.

use std::collections::{BTreeMap, BTreeSet};

use whoheld::aleppo::{SENTENCES, UNCODED};
use whoheld::chrono::NaiveDate;
use whoheld::{Answer, Credence, Event, History, Interpretation, QueryTime, When, aleppo_2016};

use crate::support::date;

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
    let coded: BTreeSet<u8> =
        aleppo_2016().events().into_iter().flat_map(locators).map(|(sentence, _)| sentence).collect();
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
    for (sentence, notes) in aleppo_2016().events().into_iter().flat_map(locators) {
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

/// Whether an event is what the press said beside the article.
fn is_press(event: &Event) -> bool {
    event.name().starts_with("press-")
}

#[test]
fn what_the_press_said_is_told_as_such() {
    let mut addresses = BTreeSet::new();
    for event in aleppo_2016().events().into_iter().filter(|event| is_press(event)) {
        let name = event.name();
        assert!(locators(event).is_empty() && !event.cites.is_empty(), "{name} rests on the press alone");
        assert!(!event.claimed_by.is_empty() && event.note.is_some(), "{name} says who says so, and in words what");
        assert!(event.credence <= Credence::Reported, "{name} is no more than reported");
        // What agrees with the article is said to be the same happening.
        assert_eq!(event.credence == Credence::Reported, event.same_as.is_some(), "{name}");
        for cite in &event.cites {
            let source = aleppo_2016().source(&cite.source).unwrap();
            addresses.insert(source.address.clone().unwrap_or_else(|| panic!("{name}: {} has no address", source.id)));
            if let (Some(published), Some(recorded)) = (source.published, event.recorded) {
                assert_eq!(published, recorded.into(), "{name}");
            }
        }
    }
    assert_eq!(addresses.len(), 22);
}

/// All days from before the first event to after the last, with the moments of asking about each.
fn moments() -> Vec<QueryTime> {
    let days = date("2016-10-16").iter_days().take_while(|day| *day <= NaiveDate::from_ymd_opt(2016, 11, 20).unwrap());
    let of = |day: NaiveDate| {
        let noon = QueryTime::At(day.and_hms_opt(12, 0, 0).unwrap().try_into().unwrap());
        [QueryTime::On(day), QueryTime::Opening(day), QueryTime::During(day), noon]
    };
    days.flat_map(of).collect()
}

#[test]
fn what_the_press_said_changes_nothing_by_default() {
    let record = aleppo_2016();
    let mut scenario = record.to_scenario();
    scenario.events.retain(|event| !is_press(event));
    assert_eq!(scenario.events.len() + 31, record.events().len());
    let without = History::try_from(scenario).unwrap();
    let mut compared = 0;
    for (with, without) in [(record.by_side(), without.by_side()), (record.by_actor(), without.by_actor())] {
        for place in record.places() {
            for asked in moments() {
                let (a, b) = (with.who_held(place, asked).unwrap(), without.who_held(place, asked).unwrap());
                assert_eq!(a.possible().collect::<Vec<_>>(), b.possible().collect::<Vec<_>>(), "{a}");
                assert_eq!((a.is_certain(), a.since(), a.until()), (b.is_certain(), b.since(), b.until()), "{a}");
                assert_eq!((a.basis(), a.last_evidence()), (b.basis(), b.last_evidence()), "{a}");
                if matches!(asked, QueryTime::On(_)) {
                    assert_eq!(a.depends_on_narrative_order(), b.depends_on_narrative_order(), "{a}");
                }
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 2 * 37 * 36 * 4);
    assert_eq!(record.days(), without.days());
}

/// The disputed places and days: the article's answer, the government's, the rebels', and what is possible where all
/// claims are kept.
#[test]
fn readings_show_the_disputes() {
    let readings = whoheld::aleppo::readings();
    let accounts: Vec<Interpretation<'_>> = readings.iter().map(|it| aleppo_2016().interpret(it).unwrap()).collect();
    let stand = "rebels, or else half government, half rebels; either way contested by government and rebels";
    let most = "government (half or more), rebels (the rest)";
    let open = "government or unrecorded, in shares unknown";
    let part = "government (part), rebels (part)";
    for (place, on, expected, kept) in [
        (
            "minyan-residential",
            "2016-10-30",
            [stand, "government", stand],
            &["rebels, contested by government and rebels", "government"][..],
        ),
        // The rebels grant the army some ground on the 11th; what they deny leaves the half that they took on the 8th.
        (
            "minyan-residential",
            "2016-11-11",
            ["government", "government", "half government, half rebels"],
            &["government", "half government, half rebels", part],
        ),
        // Ten buildings, or half, or nothing: no side claims it.
        ("dahiyat-al-assad", "2016-11-10", [most, most, most], &[most, part]),
        (
            "dahiyat-al-assad",
            "2016-11-11",
            ["government", "government", most],
            &["government", most, part, "half government, half rebels"],
        ),
        (
            "dahiyat-al-assad",
            "2016-11-12",
            ["government", "government", most],
            &["government", most, part, "half government, half rebels"],
        ),
        ("housing-project-1070", "2016-10-28", [open, open, "rebels"], &[open, "rebels"]),
        (
            "housing-project-1070",
            "2016-11-08",
            ["government", "government", "government (part), rebels (part), contested by government and rebels"],
            &["government", part],
        ),
        ("new-aleppo", "2016-11-03", ["government"; 3], &["government", part]),
    ] {
        let answers: Vec<Answer<'_>> = accounts.iter().map(|it| it.who_held(place, date(on)).unwrap()).collect();
        for (answer, expected) in answers.iter().zip(expected) {
            assert_eq!(answer.to_string(), format!("{place} on {on}: {expected}"), "{}", answer.reading());
        }
        let possible: Vec<String> = answers[3].possible().map(|control| control.to_string()).collect();
        assert!(kept.iter().all(|words| possible.iter().any(|control| control == words)), "{place} {on}: {possible:?}");
        assert!(possible[0].starts_with(kept[0]), "the article's word first: {possible:?}");
        // Whatever the others have is among what is kept.
        for answer in &answers[..3] {
            for control in answer.possible() {
                assert!(
                    answers[3].possible().any(|kept| kept.same_division(control)),
                    "{answer} of {}",
                    answer.reading()
                );
            }
        }
    }
}

#[test]
fn every_event_cites_a_sentence_of_its_day() {
    for event in aleppo_2016().events().into_iter().filter(|event| !is_press(event)) {
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
    let table = include_str!("../aleppo/answers.tsv");
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
        let expected_divisions: Vec<_> = grounds.split('|').map(|text| ground(text.trim())).collect();
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
        let same =
            given.len() == expected_divisions.len() && expected_divisions.iter().all(|rows| given.contains(rows));
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
