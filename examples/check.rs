//! Checks files: reports every mistake with its line, then what is odd but allowed.
//!
//! `cargo run --example check -- [--deny warnings|notes] [--all] [--accepted] [--fix] [FILE...]`. More than three findings of
//! one kind are reported in one line, with three of them as examples; `--all` reports each. Without a file, it checks the
//! record of the Aleppo offensive. `--fix` writes into a file what was surely meant, and shows the lines that change.
//!
//! The exit status is 0 if nothing is wrong, 1 if there are findings that `--deny` names, and 2 if a file has mistakes.

mod fix;
mod scenario_file;

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::ExitCode;

use whoheld::{Audit, FindingKind, History, Severity, aleppo};

const USAGE: &str = "usage: check [--deny warnings|notes] [--all] [--accepted] [--fix] [FILE...]
  FILE          a scenario in TOML, or in JSON; without one, the offensive
  --deny        end with status 1 where there are such findings; `notes` counts the warnings too
  --all         show every finding; otherwise more than three of one kind are one line, with three of them as examples
  --accepted    show accepted findings too, with the reason
  --fix         write into each FILE, in TOML, what was surely meant by its mistakes, such as missing quotes; show the
                lines that change, then check the file again. What may have been meant is only said";

struct Arguments {
    deny: Option<Severity>,
    all: bool,
    accepted: bool,
    fix: bool,
    files: Vec<String>,
}

fn arguments() -> Result<Arguments, String> {
    let mut arguments = Arguments { deny: None, all: false, accepted: false, fix: false, files: Vec::new() };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--help" | "-h" => return Err(String::new()),
            "--all" => arguments.all = true,
            "--accepted" => arguments.accepted = true,
            "--fix" => arguments.fix = true,
            "--deny" => {
                arguments.deny = Some(match args.next().as_deref() {
                    Some("warnings") => Severity::Warning,
                    Some("notes") => Severity::Note,
                    other => return Err(format!("`--deny` takes warnings or notes, not `{}`", other.unwrap_or(""))),
                });
            }
            option if option.starts_with('-') && option != "-" => return Err(format!("unknown option `{option}`")),
            file => arguments.files.push(file.to_owned()),
        }
    }
    if arguments.files.iter().any(|file| file == "-") {
        return Err("`-` is the record that ships, which is checked if no file is given".to_owned());
    }
    if arguments.fix && arguments.files.is_empty() {
        return Err("`--fix` takes a file; the record that ships is not changed".to_owned());
    }
    Ok(arguments)
}

fn count(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

/// Up to this many findings of one kind are shown one by one.
const FEW: usize = 3;

fn show(file: &str, audit: &Audit, arguments: &Arguments, out: &mut String) {
    let line = |line: Option<usize>| line.map_or(String::new(), |line| format!(":{line}"));
    let mut show = |at: Option<usize>, severity: Severity, sentence: &str, kind: FindingKind| {
        let _ = writeln!(out, "{file}{}: {severity}: {sentence} ({kind})", line(at));
    };
    if arguments.all {
        for finding in audit.findings() {
            show(finding.line, finding.severity, &finding.sentence, finding.kind);
        }
    } else {
        for group in audit.groups() {
            if group.findings.len() > FEW {
                show(group.line(), group.severity, &group.sentence(), group.kind);
                continue;
            }
            for finding in &group.findings {
                show(finding.line, finding.severity, &finding.sentence, finding.kind);
            }
        }
    }
    if arguments.accepted {
        for it in audit.accepted() {
            let finding = &it.finding;
            let _ = writeln!(out, "{file}{}: accepted: {} ({})", line(finding.line), finding.sentence, finding.kind);
            let _ = writeln!(out, "    because: {}", it.reason);
        }
    }
    let of = |severity| audit.findings().iter().filter(|finding| finding.severity == severity).count();
    let (warnings, notes) = (of(Severity::Warning), of(Severity::Note));
    let kept = audit.accepted().len();
    let _ = writeln!(out, "{file}: {}, {}, {kept} accepted", count(warnings, "warning"), count(notes, "note"));
}

fn main() -> ExitCode {
    let arguments = match arguments() {
        Ok(arguments) => arguments,
        Err(message) if message.is_empty() => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(message) => {
            eprintln!("{message}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let mut text = String::new();
    let mut audits = Vec::new();
    let mut mistaken = false;
    if arguments.files.is_empty() {
        let record = History::from_toml(aleppo::SCENARIO).expect("the record that ships has no mistakes");
        audits.push(("the offensive".to_owned(), record.audit()));
    }
    for file in &arguments.files {
        if arguments.fix {
            match fix::fix(file) {
                Ok(changes) => text.push_str(&changes),
                Err(message) => {
                    let _ = writeln!(std::io::stderr(), "{message}");
                    mistaken = true;
                    continue;
                }
            }
        }
        match scenario_file::read(file) {
            Ok(history) => audits.push((file.clone(), history.audit())),
            Err(mistakes) => {
                let _ = writeln!(std::io::stderr(), "{mistakes}\n");
                mistaken = true;
            }
        }
    }
    for (file, audit) in &audits {
        show(file, audit, &arguments, &mut text);
    }
    // Whoever reads it may stop reading.
    let _ = std::io::stdout().write_all(text.as_bytes());
    let denied = audits.iter().any(|(_, audit)| arguments.deny.is_some_and(|deny| audit.worst() >= Some(deny)));
    if mistaken {
        ExitCode::from(2)
    } else if denied {
        ExitCode::from(1)
    } else {
        ExitCode::SUCCESS
    }
}
