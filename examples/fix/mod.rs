//! Writing into a scenario file what was surely meant by its mistakes.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use whoheld::History;

/// Mending a mistake may show others; nobody's file hides so many, one behind the other.
const MOST_ROUNDS: usize = 20;

/// Writes all safe suggestions into a file. Returns the lines that changed, as a text for people.
pub(crate) fn fix(file: &str) -> Result<String, String> {
    let bytes = std::fs::read(file).map_err(|error| format!("{file}: {error}"))?;
    if bytes.trim_ascii_start().starts_with(b"{") {
        return Err(format!("{file}: `--fix` mends TOML, and this is JSON"));
    }
    // What is no text has no suggestion that could be written in; the check says what is wrong with it.
    let Ok(old) = String::from_utf8(bytes) else { return Ok(format!("{file}: nothing to fix\n")) };
    let (new, fixes) = fixed(&old);
    if new == old {
        return Ok(format!("{file}: nothing to fix\n"));
    }
    replace(Path::new(file), &new).map_err(|error| format!("{file}: {error}; it was left as it is"))?;
    let word = if fixes == 1 { "mistake" } else { "mistakes" };
    Ok(format!("{}{file}: {fixes} {word} fixed\n", difference(file, &old, &new)))
}

/// Returns the text with safe suggestions written in until there is no other, and their number.
fn fixed(text: &str) -> (String, usize) {
    let (mut text, mut fixes) = (text.to_owned(), 0);
    for _ in 0..MOST_ROUNDS {
        let Err(error) = History::from_toml(&text) else { break };
        let new = error.fixed(&text);
        if new == text {
            break;
        }
        fixes += error.mistakes().iter().filter(|mistake| mistake.is_safe).count();
        text = new;
    }
    (text, fixes)
}

/// Replaces a file by way of another beside it, so that it is never half written.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    // Through a link, the file it leads to is replaced, and not the link.
    let path = path.canonicalize()?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let beside = path.with_file_name(name);
    let written = (|| {
        let mut part = std::fs::File::options().write(true).create_new(true).open(&beside)?;
        part.write_all(text.as_bytes())?;
        part.set_permissions(std::fs::metadata(&path)?.permissions())?;
        part.sync_all()?;
        std::fs::rename(&beside, &path)
    })();
    if written.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    written
}

/// Returns the lines that differ between two texts, each with its number, in the old text or in the new one.
fn difference(file: &str, old: &str, new: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let mut text = format!("--- {file}\n+++ {file}, fixed\n");
    // A suggestion keeps its line, except that a missing `format` is a line of its own.
    let (mut from, mut to) = (0, 0);
    while from < old.len() || to < new.len() {
        let (before, after) = (old.get(from), new.get(to));
        if before == after {
            (from, to) = (from + 1, to + 1);
            continue;
        }
        if new.len() - to > old.len() - from && new.get(to + 1) == before {
            let _ = writeln!(text, "+{:>5}  {}", to + 1, new[to]);
            to += 1;
            continue;
        }
        for (sign, number, line) in [('-', from, before), ('+', to, after)] {
            if let Some(line) = line {
                let _ = writeln!(text, "{sign}{:>5}  {line}", number + 1);
            }
        }
        (from, to) = (from + usize::from(before.is_some()), to + usize::from(after.is_some()));
    }
    text
}
