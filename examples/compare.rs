//! Compares two codings of the same events: the days on which they disagree, then how far they agree.
//!
//! `cargo run --example compare -- FILE FILE`; `--help` lists the options.

mod scenario_file;

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::ExitCode;

use textwrap::Options;
use whoheld::{Agreement, Comparison, Disagreement, Event, History, aleppo_2016, chrono::NaiveDate, compare};

const USAGE: &str =
    "usage: compare [--by actor] [--from DAY --to DAY] [--place A=B] [--actor A=B] [--events] [--json] FILE FILE
  FILE              a scenario in TOML, or in JSON; `-` is the offensive that ships
  --by actor        compare the actors that the codings name, not their sides
  --from, --to      only the days between these, both included
  --place, --actor  what is A in the first file is B in the second; may be repeated
  --events          show the events behind each answer
  --json            the disagreements, one object a line, then the figures";

#[derive(Default)]
struct Arguments {
    by_actor: bool,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    places: Vec<(String, String)>,
    actors: Vec<(String, String)>,
    events: bool,
    json: bool,
    files: Vec<String>,
}

fn arguments() -> Result<Arguments, String> {
    let mut arguments = Arguments::default();
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or(format!("`{arg}` wants a value"));
        let day = |text: String| text.parse().map_err(|_| format!("`{text}` is no day; write it like 2016-10-28"));
        let pair = |text: String| match text.split_once('=') {
            Some((a, b)) => Ok((a.to_owned(), b.to_owned())),
            None => Err(format!("`{text}` is no pair; write A=B")),
        };
        match arg.as_str() {
            "--help" | "-h" => return Err(String::new()),
            "--by" => match value()?.as_str() {
                "actor" => arguments.by_actor = true,
                "side" => arguments.by_actor = false,
                other => return Err(format!("`--by` takes actor or side, not `{other}`")),
            },
            "--from" => arguments.from = Some(day(value()?)?),
            "--to" => arguments.to = Some(day(value()?)?),
            "--place" => arguments.places.push(pair(value()?)?),
            "--actor" => arguments.actors.push(pair(value()?)?),
            "--events" => arguments.events = true,
            "--json" => arguments.json = true,
            "-" => arguments.files.push(arg),
            option if option.starts_with('-') => return Err(format!("unknown option `{option}`")),
            _ => arguments.files.push(arg),
        }
    }
    if arguments.files.len() == 2 { Ok(arguments) } else { Err("two files are compared".to_owned()) }
}

fn read(file: &str) -> Result<History, String> {
    if file == "-" {
        return Ok(aleppo_2016().clone());
    }
    scenario_file::read(file)
}

/// The table: place by place, each span with both answers below each other.
fn table(disagreements: &[Disagreement<'_>], events: bool, out: &mut String) {
    let mut place = "";
    let mut last_answers = (String::new(), String::new());
    for it in disagreements {
        if it.a().place().id != place {
            place = &it.a().place().id;
            let other = &it.b().place().id;
            let _ = writeln!(out, "\n{place}{}", if place == other { String::new() } else { format!(" = {other}") });
        }
        let last = it.until().and_then(|day| day.pred_opt()).unwrap_or(NaiveDate::MAX);
        let days = if last == it.from() { format!("{last}") } else { format!("{} to {last}", it.from()) };
        let both = |text: String| {
            let both = text.split_once(": ").and_then(|(_, both)| both.split_once(" | "));
            both.map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap_or_default()
        };
        // Rows that would read alike differ in their bounds.
        let mut answers = both(it.to_string());
        if answers == last_answers {
            answers = both(format!("{it:#}"));
        } else {
            last_answers.clone_from(&answers);
        }
        let (a, b) = (answers.0.as_str(), answers.1.as_str());
        let mut row = |head: &str, mark: &str, text: &str| {
            let first = format!("  {head:<24}  {mark:<10}  ");
            let options =
                Options::new(80).initial_indent(&first).subsequent_indent("                                        ");
            let _ = writeln!(out, "{}", textwrap::fill(text, options));
        };
        row(&days, &it.kind().to_string(), a);
        if events {
            row("", "", &names(it.events_of_a()));
        }
        row("", "         |", b);
        if events {
            row("", "", &names(it.events_of_b()));
        }
    }
}

fn names(events: &[&Event]) -> String {
    let names: Vec<&str> = events.iter().map(|event| event.name()).collect();
    if names.is_empty() { "(no event)".to_owned() } else { format!("({})", names.join(", ")) }
}

fn figures(what: &str, agreement: &Agreement, out: &mut String) {
    let percent = |figure: Option<f64>| figure.map_or("none to compare".to_owned(), |it| format!("{it:.1}%"));
    let alpha = agreement.alpha().map_or("not defined".to_owned(), |alpha| format!("{alpha:.3}"));
    let _ = writeln!(
        out,
        "{what:<28}  equal {:>6}   can both be right {:>6}   alpha {alpha}",
        percent(agreement.percent()),
        percent(agreement.percent_compatible())
    );
}

fn report(comparison: &Comparison<'_>, arguments: &Arguments, out: &mut String) {
    let disagreements = comparison.disagreements();
    let (exact, holders) = (comparison.agreement(), comparison.agreement_on_holders());
    if arguments.json {
        for it in &disagreements {
            let _ = writeln!(out, "{}", serde_json::to_string(&it.to_record()).expect("records are plain"));
        }
        let figures = serde_json::json!({ "who_held_how_much": exact, "who_held_most": holders });
        let _ = writeln!(out, "{figures}");
        return;
    }
    if let Some((first, last)) = comparison.days() {
        let _ = writeln!(
            out,
            "{} places, {first} to {last}; above {}, below {}",
            comparison.places().len(),
            arguments.files[0],
            arguments.files[1]
        );
    }
    let unmatched = comparison.unmatched();
    let (all_a, all_b) = (comparison.histories().0.actors().count(), comparison.histories().1.actors().count());
    if unmatched.actors_of_a.len() == all_a || unmatched.actors_of_b.len() == all_b {
        let _ = writeln!(out, "no actor in common: say which are the same with --actor A=B");
    }
    if comparison.places().is_empty() {
        let _ = writeln!(out, "no place in common: say which are the same with --place A=B");
    }
    table(&disagreements, arguments.events, out);
    let _ = writeln!(out);
    for (file, places, actors) in [
        (&arguments.files[0], &unmatched.places_of_a, &unmatched.actors_of_a),
        (&arguments.files[1], &unmatched.places_of_b, &unmatched.actors_of_b),
    ] {
        let places: Vec<&str> = places.iter().map(|place| place.id.as_str()).collect();
        let actors: Vec<&str> = actors.iter().map(|actor| actor.id.as_str()).collect();
        for (what, ids) in [("places", places), ("actors", actors)].into_iter().filter(|(_, ids)| !ids.is_empty()) {
            let text = format!("{what} only in {file}: {}", ids.join(", "));
            let _ = writeln!(out, "{}", textwrap::fill(&text, Options::new(80).subsequent_indent("    ")));
        }
    }
    let silent = exact.only_in_a + exact.only_in_b;
    let _ = writeln!(
        out,
        "\n{} place-days of which both say something; of {silent} more only one does, of {} neither.",
        exact.compared, exact.in_neither
    );
    out.push_str("Equal: both say the same, as surely. Alpha (Krippendorff, nominal data): 1 is perfect\nagreement, 0 what chance would give.\n");
    figures("who held how much", &exact, out);
    figures("who held most of it", &holders, out);
}

fn run() -> Result<(), String> {
    let arguments = arguments()?;
    let (a, b) = (read(&arguments.files[0])?, read(&arguments.files[1])?);
    let mut comparison = if arguments.by_actor { compare(a.by_actor(), b.by_actor()) } else { compare(&a, &b) };
    for (one, other) in &arguments.places {
        comparison = comparison.match_place(one, other).map_err(|error| error.to_string())?;
    }
    for (one, other) in &arguments.actors {
        comparison = comparison.match_actor(one, other).map_err(|error| error.to_string())?;
    }
    if let Some((first, last)) = comparison.days() {
        comparison = comparison.between(arguments.from.unwrap_or(first)..=arguments.to.unwrap_or(last));
    }
    let mut text = String::new();
    report(&comparison, &arguments, &mut text);
    // Whoever reads it may stop reading.
    let _ = std::io::stdout().write_all(text.as_bytes());
    Ok(())
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) if message.is_empty() => {
            println!("{USAGE}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("{message}\n\n{USAGE}");
            ExitCode::from(2)
        }
    }
}
