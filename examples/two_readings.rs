//! Shows the disputed places of the Aleppo offensive day by day, as the government's side, the rebels and the article have
//! them.
//!
//! `cargo run --example two_readings -- [PLACE...]`

use std::borrow::Cow;
use std::io::Write;
use std::process::ExitCode;

use textwrap::{Options, fill, wrap};
use whoheld::{Credence, Dispute, Event, Interpretation, Place, aleppo, aleppo_2016, chrono::NaiveDate};

const USAGE: &str = "usage: two_readings [PLACE...]
  PLACE    by id, alias or name in any language; without one, every place that is disputed";

/// Columns of a row: the day, then one for each reading.
const DAY: usize = 10;
const CELL: usize = 20;

fn main() -> ExitCode {
    let named: Vec<String> = std::env::args().skip(1).collect();
    if named.iter().any(|name| name == "--help" || name == "-h") {
        println!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    match run(&named) {
        Ok(text) => {
            // Whoever reads it may stop reading.
            let _ = std::io::stdout().write_all(text.as_bytes());
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("{message}\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn run(named: &[String]) -> Result<String, String> {
    let record = aleppo_2016();
    let [told, government, rebels, _] = aleppo::readings();
    let contrast = record.compare_readings(&[government, rebels, told]).map_err(|error| error.to_string())?;
    let places: Result<Vec<&Place>, _> = named.iter().map(|name| record.place(name)).collect();
    let mut places = places.map_err(|error| error.to_string())?;
    if places.is_empty() {
        places = record.places().collect();
    }
    let mut text = String::from("Where the two sides' own claims part from each other or from the article.\n");
    for place in places {
        let disputes = contrast.disputes_of(place).map_err(|error| error.to_string())?;
        if disputes.is_empty() {
            if !named.is_empty() {
                text += &format!("\n{}: nothing is disputed.\n", place.title());
            }
            continue;
        }
        text += &format!("\n━━ {} ━━\n", place.title());
        let heads: Vec<String> =
            contrast.interpretations().iter().map(|account| account.reading().to_string()).collect();
        text += &row("", &heads);
        for dispute in &disputes {
            let mut above = Vec::new();
            for day in days(dispute, contrast.interpretations()) {
                let words = |account: &Interpretation<'_>| {
                    let answer = account.who_held(place, day).map(|answer| answer.to_string()).unwrap_or_default();
                    answer.split_once(": ").map_or(String::new(), |(_, words)| words.to_owned())
                };
                let cells: Vec<String> = contrast.interpretations().iter().map(words).collect();
                let same = cells.iter().map(|_| "″".to_owned()).collect::<Vec<_>>();
                text += &row(&day.to_string(), if cells == above { &same } else { &cells });
                above = cells;
            }
        }
        text += &claims(place, contrast.interpretations());
    }
    Ok(text)
}

/// The days of a dispute, up to the last that any of the accounts speaks of.
fn days(dispute: &Dispute<'_>, accounts: &[Interpretation<'_>]) -> Vec<NaiveDate> {
    let known = accounts.iter().filter_map(Interpretation::days);
    let (first, last) =
        known.fold((NaiveDate::MAX, NaiveDate::MIN), |all, days| (all.0.min(days.0), all.1.max(days.1)));
    let from = dispute.from().unwrap_or(first);
    let until = dispute.until().or(last.succ_opt()).unwrap_or(last);
    from.iter_days().take_while(|day| *day < until).collect()
}

/// One line of the table, or several where a cell is long.
fn row(head: &str, cells: &[String]) -> String {
    let columns: Vec<Vec<String>> =
        cells.iter().map(|cell| wrap(cell, CELL).into_iter().map(Cow::into_owned).collect()).collect();
    let height = columns.iter().map(Vec::len).max().unwrap_or(0);
    let mut text = String::new();
    for at in 0..height {
        let mut line = format!("  {:<DAY$}", if at == 0 { head } else { "" });
        for column in &columns {
            line += &format!("  {:<CELL$}", column.get(at).map_or("", String::as_str));
        }
        text += line.trim_end();
        text.push('\n');
    }
    text
}

/// The claims and denials about a place that one of the accounts takes at their word.
fn claims(place: &Place, accounts: &[Interpretation<'_>]) -> String {
    let mut told: Vec<&Event> = Vec::new();
    for event in accounts.iter().flat_map(Interpretation::counted_events) {
        let claim = event.place == place.id && event.credence < Credence::Reported;
        if claim && !told.iter().any(|known| known.id == event.id) {
            told.push(event);
        }
    }
    told.sort_by_key(|event| event.order);
    let mut text = String::new();
    for event in told {
        let note = event.note.as_deref().unwrap_or_default();
        let claim = format!("{}: {note} ({}, {})", event.when, event.claimed_by.join(", "), cited(event));
        text += &fill(&claim, Options::new(80).initial_indent("    ").subsequent_indent("      "));
        text.push('\n');
    }
    text
}

fn cited(event: &Event) -> String {
    event.cites.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
