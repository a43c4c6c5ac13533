//! Answers who held a place on a day, or all places.
//!
//! `cargo run --example who_held -- [OPTIONS] DATE-OR-MOMENT [PLACE]`; `--help` lists the options. The answer for a day is
//! that for its close.

mod scenario_file;

use std::process::ExitCode;

use whoheld::{Answer, Basis, Conflicts, Credence, QueryTime, Reading, When, aleppo_2016, chrono::NaiveDate};

const USAGE: &str = "usage: who_held [OPTIONS] DATE-OR-MOMENT [PLACE]
  --by side|actor       name sides (if not said) or the actors that the record names
  --scenario FILE       a record of your own in TOML or JSON; without it, the offensive
  --json                the whole answer for machines, one object a line
  --explain             in a paragraph: why, on whose word, and what speaks against it
read in another way:
  --known-on DATE       only what was recorded by then
  --credence FLOOR      what is confirmed, stated, reported (if not said), claimed or refuted, and better
  --according-to ID     take the word of this actor, with all that answer to it, or source; may be repeated
  --only-from ID        nothing but what comes from this actor or source; may be repeated
  --not-from ID         nothing that only this actor or source tells; may be repeated
  --stale-after DAYS    what nothing was told of for longer is unrecorded
  --conflicts RULE      as-told (if not said), highest-credence, against-interest or keep-all; what parties say is
                        mostly claimed: let it take part with --credence claimed";

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
    let (mut json, mut explain, mut by_side, mut scenario, mut rest) = (false, false, true, None, Vec::new());
    let mut reading = Reading::new();
    while let Some(arg) = args.next() {
        let mut value = |what: &str| args.next().ok_or(format!("{arg} takes {what}\n{USAGE}"));
        let bad = |error: &dyn std::fmt::Display| format!("{arg}: {error}\n{USAGE}");
        match arg.as_str() {
            "--json" => json = true,
            "--explain" => explain = true,
            "--by" => match value("side or actor")?.as_str() {
                "side" => by_side = true,
                "actor" => by_side = false,
                other => return Err(format!("--by takes side or actor, not `{other}`\n{USAGE}")),
            },
            "--scenario" => scenario = Some(value("a file")?),
            "--known-on" => {
                let text = value("a date")?;
                let day = text.parse::<NaiveDate>();
                reading =
                    reading.known_on(day.map_err(|_| bad(&format!("`{text}` is no day; write it like 2016-10-28")))?);
            }
            "--credence" => {
                let floor = value("a credence")?.parse::<Credence>();
                reading = reading.credence(floor.map_err(|error| bad(&error))?);
            }
            "--according-to" => reading = reading.according_to(value("an actor or a source")?),
            "--only-from" => reading = reading.only_from(value("an actor or a source")?),
            "--not-from" => reading = reading.not_from(value("an actor or a source")?),
            "--stale-after" => {
                let days = value("a number of days")?.parse::<u32>();
                reading = reading.stale_after(days.map_err(|error| bad(&error))?);
            }
            "--conflicts" => {
                let rule = value("a rule")?.parse::<Conflicts>();
                reading = reading.conflicts(rule.map_err(|error| bad(&error))?);
            }
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
    let account = history.interpret(&reading).map_err(|error| error.to_string())?;
    let view = if by_side { account.by_side() } else { account.by_actor() };
    let answers: Vec<Answer<'_>> = match place {
        Some(place) => vec![view.who_held(place, asked).map_err(|error| error.to_string())?],
        None => view.snapshot(asked).collect(),
    };
    let tell = |answer: Answer<'_>| match (json, explain) {
        (true, _) => as_json(answer),
        (false, true) => Ok(paragraph(&answer.explain())),
        (false, false) => Ok(in_words(answer, place.is_some())),
    };
    answers.into_iter().map(tell).collect()
}

/// A day is asked about at its close; a moment is given to the minute.
fn moment(text: &str) -> Result<QueryTime, String> {
    text.parse().map_err(|_| match text.parse::<When>() {
        Ok(_) => format!("`{text}` is not one moment; ask about a day (2016-10-28) or a minute (2016-10-28T14:30)"),
        Err(error) => error.to_string(),
    })
}

fn as_json(answer: Answer<'_>) -> Result<String, String> {
    serde_json::to_string(&answer.to_record()).map(|line| line + "\n").map_err(|error| error.to_string())
}

fn paragraph(text: &str) -> String {
    let shape = textwrap::Options::new(100).word_splitter(textwrap::WordSplitter::NoHyphenation);
    format!("{}\n", textwrap::fill(text, shape))
}

/// One line of answer; for one place, then why.
fn in_words(answer: Answer<'_>, why: bool) -> String {
    let mut text = format!("{answer}\n");
    if !why {
        return text;
    }
    let told = if answer.depends_on_narrative_order() { ", by the order in the file" } else { "" };
    text += &format!("  {}{told}; {}", answer.surety(), answer.basis());
    if let (Some(day), Some(age)) = (answer.last_evidence(), answer.age_in_days().filter(|age| *age > 0)) {
        text += &format!(" from {day} ({age} {} before)", if age == 1 { "day" } else { "days" });
    }
    let end = |end: whoheld::Span, open: &str| if end.is_open() { open.to_owned() } else { end.to_string() };
    text += &format!("; since {}, ", end(answer.since(), "before the record"));
    text += &format!("until {}\n", end(answer.until(), "after the record"));
    if *answer.reading() != Reading::new() {
        text += &format!("  read: {}\n", answer.reading());
    }
    for event in answer.events() {
        let cites: Vec<String> = event.cites.iter().map(ToString::to_string).collect();
        let inferred = if event.inferred { ", inferred" } else { "" };
        let credence = Some(format!(", {}", event.credence)).filter(|_| event.credence != Credence::Stated);
        let words = event.note.clone().unwrap_or(event.change.to_string());
        let cites = if cites.is_empty() { String::new() } else { format!(" ({})", cites.join("; ")) };
        let hedges = credence.unwrap_or_default() + inferred;
        text += &format!("  {} {}{hedges}: {words}{cites}\n", event.when, event.place);
    }
    if answer.events().is_empty() {
        let initial = answer.place().baseline.as_ref().map(|baseline| baseline.note.as_deref().unwrap_or("as stated"));
        let cites: Vec<String> = answer.sources().into_iter().map(ToString::to_string).collect();
        text += &match initial {
            Some(note) => format!("  at the start: {note}"),
            None if matches!(answer.basis(), Basis::Baseline | Basis::Assumed) => {
                "  as the record states for its start, of a place around it or within it".to_owned()
            }
            None => "  no event in the record bears on it".to_owned(),
        };
        text += &if cites.is_empty() { "\n".to_owned() } else { format!(" ({})\n", cites.join("; ")) };
    }
    text
}
