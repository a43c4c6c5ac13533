//! Who held a place on a day: `who_held [--json] [--by side|actor] [--scenario FILE] DATE-OR-MOMENT [PLACE]`.
//!
//! Without a place, all of them. Of a day, the answer is for its close.

mod scenario_file;

use std::process::ExitCode;

use whoheld::{Answer, Asked, Basis, Credence, When, aleppo_2016};

const USAGE: &str = "usage: who_held [--json] [--by side|actor] [--scenario FILE] DATE-OR-MOMENT [PLACE]";

fn main() -> ExitCode {
    match run(std::env::args().skip(1)) {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

fn run(mut args: impl Iterator<Item = String>) -> Result<String, String> {
    let (mut json, mut by_side, mut scenario, mut rest) = (false, true, None, Vec::new());
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--json" => json = true,
            "--by" => match args.next().as_deref() {
                Some("side") => by_side = true,
                Some("actor") => by_side = false,
                other => return Err(format!("--by takes side or actor, not `{}`\n{USAGE}", other.unwrap_or(""))),
            },
            "--scenario" => scenario = Some(args.next().ok_or(format!("--scenario takes a file\n{USAGE}"))?),
            "--help" | "-h" => return Ok(format!("{USAGE}\n")),
            flag if flag.starts_with("--") => return Err(format!("unknown option `{flag}`\n{USAGE}")),
            _ => rest.push(arg),
        }
    }
    let (asked, place) = match &rest[..] {
        [asked] => (asked, None),
        [asked, place] => (asked, Some(place)),
        _ => return Err(USAGE.to_owned()),
    };
    let asked = moment(asked)?;
    let loaded;
    let history = match scenario {
        None => aleppo_2016(),
        Some(file) => {
            loaded = scenario_file::read(&file)?;
            &loaded
        }
    };
    let view = if by_side { history.by_side() } else { history.by_actor() };
    let answers: Vec<Answer<'_>> = match place {
        Some(place) => vec![view.who_held(place, asked).map_err(|error| error.to_string())?],
        None => view.snapshot(asked).collect(),
    };
    answers
        .into_iter()
        .map(|answer| if json { as_json(answer) } else { Ok(in_words(answer, place.is_some())) })
        .collect()
}

/// A day is asked about at its close; a moment is given to the minute.
fn moment(text: &str) -> Result<Asked, String> {
    text.parse().map_err(|_| match text.parse::<When>() {
        Ok(_) => format!("`{text}` is not one moment; ask about a day (2016-10-28) or a minute (2016-10-28T14:30)"),
        Err(error) => error.to_string(),
    })
}

fn as_json(answer: Answer<'_>) -> Result<String, String> {
    serde_json::to_string(&answer.to_record()).map(|line| line + "\n").map_err(|error| error.to_string())
}

/// One line of answer; for one place, then why.
fn in_words(answer: Answer<'_>, why: bool) -> String {
    let mut text = format!("{answer}\n");
    if !why {
        return text;
    }
    let told = if answer.rests_on_told_order() { ", given the told order" } else { "" };
    let sure = if answer.is_certain() { "certain" } else { "open" };
    text += &format!("  {sure}{told}; {}", answer.basis());
    if let (Some(day), Some(age)) = (answer.last_evidence(), answer.age_in_days().filter(|age| *age > 0)) {
        text += &format!(" from {day} ({age} {} before)", if age == 1 { "day" } else { "days" });
    }
    let end = |end: whoheld::Ends, open: &str| if end.is_open() { open.to_owned() } else { end.to_string() };
    text += &format!("; since {}, ", end(answer.since(), "before the record"));
    text += &format!("until {}\n", end(answer.until(), "after the record"));
    for event in answer.events() {
        let cites: Vec<String> = event.cites.iter().map(ToString::to_string).collect();
        let inferred = if event.inferred { ", inferred" } else { "" };
        let credence = Some(format!(", {}", event.credence)).filter(|_| event.credence != Credence::Confirmed);
        let words = event.note.clone().unwrap_or(event.change.to_string());
        let cites = if cites.is_empty() { String::new() } else { format!(" ({})", cites.join("; ")) };
        let hedges = credence.unwrap_or_default() + inferred;
        text += &format!("  {} {}{hedges}: {words}{cites}\n", event.when, event.place);
    }
    if answer.events().len() == 0 {
        let eve = answer.place().baseline.as_ref().map(|eve| eve.note.as_deref().unwrap_or("as stated"));
        let cites: Vec<String> = answer.sources().map(ToString::to_string).collect();
        text += &match eve {
            Some(note) => format!("  the eve: {note}"),
            None if answer.basis() == Basis::Baseline => "  as stated of the eve around it or within it".to_owned(),
            None => "  no event in the record bears on it".to_owned(),
        };
        text += &if cites.is_empty() { "\n".to_owned() } else { format!(" ({})\n", cites.join("; ")) };
    }
    text
}
