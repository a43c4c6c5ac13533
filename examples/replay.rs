//! Replays a history in the terminal, day by day: what happened, with its sources, what it changed, and a board of all
//! places.
//!
//! `cargo run --example replay -- [FILE]`. Without a file, it replays the record of the Aleppo offensive.

mod scenario_file;

use std::io::{IsTerminal, Write, stdout};
use std::process::ExitCode;

use whoheld::chrono::{Datelike, NaiveDate};
use whoheld::{
    Actor, Answer, Basis, Control, Credence, Event, History, QueryTime, SideChange, Step, Threshold, Verdict,
    aleppo_2016,
};

const USAGE: &str = "usage: replay [FILE]
  FILE    a scenario in TOML or JSON; without one, the offensive";

fn main() -> ExitCode {
    let history = match std::env::args().nth(1).as_deref() {
        None => Ok(aleppo_2016().clone()),
        Some("--help" | "-h") => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Some(file) => scenario_file::read(file),
    };
    let colour = stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    match history.map(|history| play(&history, colour, &mut stdout().lock())) {
        Ok(Err(error)) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            eprintln!("{error}");
            ExitCode::from(1)
        }
        Ok(_) => ExitCode::SUCCESS,
        Err(mistakes) => {
            eprintln!("{mistakes}");
            ExitCode::from(2)
        }
    }
}

fn play(history: &History, colour: bool, out: &mut impl Write) -> std::io::Result<()> {
    writeln!(out, "{}", history.title().unwrap_or("A history"))?;
    let letters = letters(history);
    let sides: Vec<String> = letters.iter().map(|(id, letter)| format!("{letter} {id}")).collect();
    let legend = "- vacant, . unrecorded, ? open; ! contested, # besieged, * under fire control.";
    wrapped(
        &format!("On the boards: {}, {legend} Ten characters stand for a whole place.", sides.join(", ")),
        "",
        out,
    )?;
    let how = "An event is listed under the first day on which it can have happened. One that does not count changes nothing.";
    wrapped(how, "", out)?;
    let days = history.replay().days();
    if !days.undated().is_empty() {
        writeln!(out, "\n━━ undated ━━")?;
        days.undated().iter().try_for_each(|step| tell(*step, out))?;
    }
    let endless = |step: &&Step<'_>| {
        step.event().is_some_and(|event| event.when.span().latest().is_none()) && step.after().is_none()
    };
    let mut last = Vec::new();
    for day in days.filter(|day| day.steps().len() > 0) {
        writeln!(out, "\n━━ {} ━━", in_words(day.date()))?;
        last.extend(day.steps().filter(endless).copied());
        day.steps().filter(|step| !endless(step)).try_for_each(|step| tell(*step, out))?;
        if !day.steps().any(|step| step.counts()) {
            continue;
        }
        writeln!(out, "\n  At the close of {}", day.date())?;
        for pair in day.close().collect::<Vec<_>>().chunks(2) {
            let columns: Vec<String> = pair.iter().map(|answer| cell(*answer, &letters, colour)).collect();
            writeln!(out, "  {}", columns.join("  ").trim_end())?;
        }
    }
    if !last.is_empty() {
        writeln!(out, "\n━━ some time later ━━")?;
    }
    last.into_iter().try_for_each(|step| tell(step, out))?;
    summary(history, out)
}

/// A day with its weekday. The year 0 is 1 BC.
fn in_words(day: NaiveDate) -> String {
    let year = if day.year() >= 1 { day.year().to_string() } else { format!("{} BC", 1 - day.year()) };
    format!("{} {year}", day.format("%A %-d %B"))
}

/// One step: where, what, on whose word; and what it changed.
fn tell(step: Step<'_>, out: &mut impl Write) -> std::io::Result<()> {
    let text = match (step.event(), step.side_change()) {
        (Some(event), _) => described(step, event),
        (_, Some(change)) => passed(change),
        _ => return Ok(()),
    };
    wrapped(&format!("{}: {text}", step.place().title()), "  ", out)?;
    match (step.before(), step.after()) {
        (Some(before), Some(after)) if before != after => wrapped(&format!("{before} → {after}"), "      ", out),
        _ => Ok(()),
    }
}

/// Who changed sides, and on whose word.
fn passed(change: SideChange<'_>) -> String {
    let [actor, from, to] = [change.actor(), change.from(), change.to()].map(Actor::title);
    let words = match (from == actor, to == actor) {
        (true, _) => format!("{actor} joined {to}"),
        (_, true) => format!("{actor} left {from}"),
        _ => format!("{actor} went over from {from} to {to}"),
    };
    let cites = change.allegiance().map(|allegiance| &allegiance.cites[..]).unwrap_or_default();
    let cites: Vec<String> = cites.iter().map(ToString::to_string).collect();
    if cites.is_empty() { words } else { format!("{words} ({})", cites.join("; ")) }
}

/// What happened in an event, and on whose word.
fn described(step: Step<'_>, event: &Event) -> String {
    let words = event.note.clone().unwrap_or_else(|| format!("{}.", event.change));
    let day = step.day().map_or("[..]".to_owned(), |day| day.to_string());
    let when = Some(event.when.to_string()).filter(|when| *when != day);
    let doubt = if step.counts() { "" } else { ", not counted" };
    let by = if event.claimed_by.is_empty() { String::new() } else { format!(" by {}", event.claimed_by.join(", ")) };
    let credence = (event.credence != Credence::Stated).then(|| format!("{}{by}{doubt}", event.credence));
    let inferred = event.inferred.then(|| "inferred".to_owned());
    let cites = event.cites.iter().map(ToString::to_string);
    let rests: Vec<String> = when.into_iter().chain(credence).chain(inferred).chain(cites).collect();
    let rests = if rests.is_empty() { String::new() } else { format!(" ({})", rests.join("; ")) };
    format!("{words}{rests}")
}

fn wrapped(text: &str, indent: &str, out: &mut impl Write) -> std::io::Result<()> {
    let further = format!("{indent}  ");
    let shape = textwrap::Options::new(80).initial_indent(indent).subsequent_indent(&further);
    let shape = shape.word_splitter(textwrap::WordSplitter::NoHyphenation);
    writeln!(out, "{}", textwrap::fill(text, shape))
}

/// A letter for each side: the first of its id that no other has.
fn letters(history: &History) -> Vec<(&str, char)> {
    let mut letters: Vec<(&str, char)> = Vec::new();
    for side in history.actors().filter(|actor| actor.allegiances.is_empty()) {
        let own = side.id.to_ascii_uppercase();
        let free = own.chars().chain('0'..='9').find(|own| *own != '-' && letters.iter().all(|taken| taken.1 != *own));
        letters.push((&side.id, free.unwrap_or('@')));
    }
    letters
}

/// A place with a bar of ten signs for what is certain, and marks for what is going on.
fn cell(answer: Answer<'_>, letters: &[(&str, char)], colour: bool) -> String {
    let title = answer.place().title();
    let name =
        if title.chars().count() > 24 { title.chars().take(23).chain(['…']).collect() } else { title.to_owned() };
    let (mut bar, mut known) = (String::new(), 0);
    for (holder, _) in answer.possible().take(1).flat_map(Control::shares) {
        // What this holder certainly has, in every possible control.
        let has = |control: Control<'_>| control.shares().find(|row| row.0 == holder).map_or(0, |row| row.1.at_least());
        let cells = usize::from(answer.possible().map(has).min().unwrap_or(0) / 100);
        // Outside what the record covers, nothing is certain.
        let cells = if answer.basis() == Basis::Outside { 0 } else { cells };
        known += cells;
        bar += &match holder.id() {
            "nobody" => "-".repeat(cells),
            "unrecorded" => ".".repeat(cells),
            id => {
                let side = letters.iter().position(|(side, _)| *side == id);
                let signs = side.map_or('@', |side| letters[side].1).to_string().repeat(cells);
                let paint = 41 + side.unwrap_or(0) % 6;
                if colour && cells > 0 { format!("\x1b[1;30;{paint}m{signs}\x1b[0m") } else { signs }
            }
        };
    }
    bar += &"?".repeat(10 - known.min(10));
    let mark = |sign, on: fn(Control<'_>) -> bool| if answer.possible().any(on) { sign } else { ' ' };
    let contested = mark('!', |control| !control.contested_by().is_empty());
    let besieged = mark('#', |control| !control.besieged_by().is_empty());
    let fire = mark('*', |control| !control.under_fire_of().is_empty());
    format!("{name:<24} {bar}{contested}{besieged}{fire}")
}

/// Who gained what, and which places changed hands how often.
fn summary(history: &History, out: &mut impl Write) -> std::io::Result<()> {
    let Some((first, last)) = history.days() else { return Ok(()) };
    let view = history.by_side();
    writeln!(out, "\n━━ From the opening of {first} to {last} ━━")?;
    for side in history.actors().filter(|actor| actor.allegiances.is_empty()) {
        let held = |answer: Answer<'_>| answer.holds(side, Threshold::All) == Ok(Verdict::Yes);
        let (start, end) = (view.snapshot(QueryTime::Opening(first)), view.snapshot(last));
        let gained = start.zip(end).filter(|(start, end)| !held(*start) && held(*end));
        let gained: Vec<&str> = gained.map(|(_, end)| end.place().title()).collect();
        if !gained.is_empty() {
            wrapped(&format!("{} gained: {}", side.id, gained.join(", ")), "  ", out)?;
        }
    }
    let times = |place| view.times_changed_hands(place).unwrap_or(0);
    let mut changed: Vec<_> = history.places().map(|place| (times(place), place.title())).collect();
    changed.retain(|(times, _)| *times > 0);
    changed.sort_by_key(|(times, _)| std::cmp::Reverse(*times));
    let changed: Vec<String> = changed.iter().map(|(times, title)| format!("{title} {times}×")).collect();
    if changed.is_empty() { Ok(()) } else { wrapped(&format!("changed hands: {}", changed.join(", ")), "  ", out) }
}
