//! From the bytes of a file to a history: encoding, syntax, entries, and what the history makes of them.

use std::collections::HashSet;

use super::locate::{Entries, starts};
use super::mistake::{DocumentError, Fault, Instead, Lines, MistakeKind};
use super::read::history;
use super::reader::FORMAT;
use super::toml;
use crate::facts::WrittenAt;
use crate::history::History;

/// Reads a document; either a whole history or every mistake.
pub(super) fn read(bytes: &[u8]) -> Result<History, DocumentError> {
    let text = decode(bytes)?;
    let parsed = toml::parse(text);
    let (history, entries, mut faults) = history(&parsed.node);
    if parsed.faults.is_empty() {
        return match history {
            Ok(mut history) => {
                history.set_written_at(written_at(&entries, text));
                Ok(history)
            }
            Err(()) => Err(DocumentError::new(Some(text), faults.all, faults.more)),
        };
    }
    // What is wrong in an entry that could not be read whole may come of that, and a name that is not there may be
    // given in what was lost. An id that begins with a digit may be one that is not written out.
    let ids = written_ids(text);
    let broken = |fault: &Fault| {
        let at = fault.at.as_ref().map_or(0, |at| at.start);
        parsed.broken.iter().any(|piece| piece.contains(&at) || piece.start == at)
    };
    let lost = |fault: &Fault| {
        let given = fault.text.split(' ').next().unwrap_or_default();
        fault.kind == MistakeKind::Unknown && (ids.contains(given) || given.starts_with(|c: char| c.is_ascii_digit()))
    };
    faults.all.retain(|fault| !broken(fault) && !lost(fault));
    faults.all.extend(parsed.faults);
    Err(DocumentError::new(Some(text), faults.all, faults.more + parsed.more))
}

/// Everything that the text gives as an id, whether or not it could be parsed.
fn written_ids(text: &str) -> HashSet<&str> {
    let ids = text.match_indices("id").filter_map(|(at, _)| {
        let rest = text[at + 2..].lines().next()?;
        let value = rest.trim_start().strip_prefix('=')?.trim_start();
        let inner = value.strip_prefix(['"', '\'']).unwrap_or(value);
        Some(inner.split(['"', '\'', '#']).next()?.trim_end())
    });
    ids.collect()
}

fn written_at(entries: &Entries<'_>, text: &str) -> WrittenAt {
    let lines = Lines::new(text);
    let line = |start: usize| u32::try_from(lines.line(start)).unwrap_or(u32::MAX);
    WrittenAt {
        actors: starts(&entries.actors).map(line).collect(),
        sources: starts(&entries.sources).map(line).collect(),
        places: starts(&entries.places).map(line).collect(),
        events: starts(&entries.events).map(line).collect(),
        accepted: starts(&entries.accepted).map(line).collect(),
    }
}

/// The text of a file.
fn decode(bytes: &[u8]) -> Result<&str, DocumentError> {
    let text = encoded(bytes).and_then(|text| plausible(text).map(|()| text));
    text.map_err(|Refusal { kind, at, message }| {
        let suggestion = (kind == MistakeKind::Format).then(|| Instead::Plain(format!("format = {FORMAT}\n")));
        let (path, text) = (String::new(), String::new());
        let fault = Fault { kind, at: Some(at..at), path, message, text, suggestion };
        // The line is shown to its end, with a sign for what is no text.
        let end = bytes[at..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |length| at + length);
        let readable = String::from_utf8_lossy(&bytes[..end]);
        DocumentError::new(Some(&readable), vec![fault], 0)
    })
}

/// Why a file is not read at all.
struct Refusal {
    kind: MistakeKind,
    /// The byte at which that shows.
    at: usize,
    message: String,
}

impl Refusal {
    fn new(kind: MistakeKind, at: usize, message: impl Into<String>) -> Self {
        Self { kind, at, message: message.into() }
    }
}

/// The bytes as text, if they are UTF-8.
fn encoded(bytes: &[u8]) -> Result<&str, Refusal> {
    let refuse = |at, message: String| Err(Refusal::new(MistakeKind::Encoding, at, message));
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return refuse(0, "the file is in UTF-16; save it as UTF-8".to_owned());
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.valid_up_to();
            let byte = bytes.get(at).copied().unwrap_or_default();
            return refuse(at, format!("the byte 0x{byte:02X} here is no UTF-8; save the file as UTF-8"));
        }
    };
    if let Some(at) = text.find('\0') {
        // Every second byte of a Latin text in UTF-16 is one.
        let (some, zeros) = (bytes.len().min(64), bytes.iter().take(64).filter(|byte| **byte == 0).count());
        if zeros * 3 > some && zeros * 3 < some * 2 {
            return refuse(0, "the file seems to be in UTF-16; save it as UTF-8".to_owned());
        }
        return refuse(at, "a NUL byte stands here; a scenario is a text".to_owned());
    }
    Ok(text)
}

/// Refuses what is plainly no scenario file: nothing, another format, garbage.
fn plausible(text: &str) -> Result<(), Refusal> {
    let begins = text.trim_start_matches('\u{feff}').trim_start();
    if begins.is_empty() {
        let say = format!("the document is empty; a scenario begins with `format = {FORMAT}`");
        return Err(Refusal::new(MistakeKind::Format, 0, say));
    }
    let looks_like = match begins.chars().next() {
        Some('{') => Some("JSON, which is read through serde (`serde_json::from_str`)"),
        Some('<') if !begins.starts_with("<<<<<<<") => Some("XML or HTML"),
        Some('-') if begins.starts_with("---") => Some("YAML"),
        _ => None,
    };
    if let Some(form) = looks_like {
        let say = format!("this looks like {form}; a scenario file is TOML and begins with `format = {FORMAT}`");
        return Err(Refusal::new(MistakeKind::Syntax, text.len() - begins.len(), say));
    }
    // Each byte of a line of garbage may be a mistake to the parser; nobody writes such lines.
    let mut start = 0;
    for line in text.split('\n') {
        if line.len() > LONGEST_LINE {
            let say = format!("this line has {} bytes; no scenario has such lines", line.len());
            return Err(Refusal::new(MistakeKind::Syntax, start, say));
        }
        start += line.len() + 1;
    }
    Ok(())
}

/// The longest line that is read, in bytes.
const LONGEST_LINE: usize = 1 << 20;
