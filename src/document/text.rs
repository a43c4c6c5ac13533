//! Makes a history of the bytes of a TOML file, and collects the mistakes of encoding, syntax, entries and meaning.

use std::collections::HashSet;

use super::locate::{Entries, starts};
use super::mistake::{DocumentError, Fault, Lines, Suggestion};
use super::read::history;
use super::reader::FORMAT;
use super::toml;
use crate::facts::{MistakeKind, WrittenAt};
use crate::history::History;

/// Reads a file. Returns the whole history, or every mistake in the file.
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
    // A mistake inside a piece with broken syntax may come from the syntax. An unknown name may be defined in such a
    // piece; a name that begins with a digit may be an id that the history would have made for an event there. Neither
    // is reported.
    let ids = written_ids(text);
    let broken = |fault: &Fault| {
        let start = fault.span.as_ref().map_or(0, |span| span.start);
        parsed.broken.iter().any(|piece| piece.contains(&start) || piece.start == start)
    };
    let lost = |fault: &Fault| {
        let given = fault.text.split(' ').next().unwrap_or_default();
        fault.kind == MistakeKind::Unknown && (ids.contains(given) || given.starts_with(|c: char| c.is_ascii_digit()))
    };
    faults.all.retain(|fault| !broken(fault) && !lost(fault));
    faults.all.extend(parsed.faults);
    Err(DocumentError::new(Some(text), faults.all, faults.more + parsed.more))
}

/// Returns everything that the text gives as an id, whether or not it could be parsed.
fn written_ids(text: &str) -> HashSet<&str> {
    let ids = text.match_indices("id").filter_map(|(position, _)| {
        let rest = text[position + 2..].lines().next()?;
        let value = rest.trim_start().strip_prefix('=')?.trim_start();
        let inner = value.strip_prefix(['"', '\'']).unwrap_or(value);
        Some(inner.split(['"', '\'', '#']).next()?.trim_end())
    });
    ids.collect()
}

/// Returns the line of each entry.
fn written_at(entries: &Entries<'_>, text: &str) -> WrittenAt {
    let lines = Lines::new(text);
    let line_of = |start: usize| u32::try_from(lines.line(start)).unwrap_or(u32::MAX);
    WrittenAt {
        actors: starts(&entries.actors).map(line_of).collect(),
        sources: starts(&entries.sources).map(line_of).collect(),
        places: starts(&entries.places).map(line_of).collect(),
        events: starts(&entries.events).map(line_of).collect(),
        accepted: starts(&entries.accepted).map(line_of).collect(),
    }
}

/// Returns the text of a file, or the one mistake for which the file is not read at all.
fn decode(bytes: &[u8]) -> Result<&str, DocumentError> {
    let text = encoded(bytes).and_then(|text| plausible(text).map(|()| text));
    text.map_err(|Refusal { kind, position, message }| {
        let suggestion =
            (kind == MistakeKind::Format).then(|| Suggestion::plain(format!("format = {FORMAT}\n")).safe_if(true));
        let (path, text) = (String::new(), String::new());
        let fault = Fault { kind, span: Some(position..position), path, message, text, suggestion };
        // The text is kept up to the end of the offending line, so that the line can be shown.
        let end =
            bytes[position..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |length| position + length);
        let readable = String::from_utf8_lossy(&bytes[..end]);
        DocumentError::new(Some(&readable), vec![fault], 0)
    })
}

/// Why a file is not read at all.
struct Refusal {
    kind: MistakeKind,
    /// The byte at which the reason shows.
    position: usize,
    message: String,
}

impl Refusal {
    fn new(kind: MistakeKind, position: usize, message: impl Into<String>) -> Self {
        Self { kind, position, message: message.into() }
    }
}

/// Returns the bytes as text, if they are UTF-8.
fn encoded(bytes: &[u8]) -> Result<&str, Refusal> {
    let refuse = |position, message: String| Err(Refusal::new(MistakeKind::Encoding, position, message));
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return refuse(0, "the file is in UTF-16; save it as UTF-8".to_owned());
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let position = error.valid_up_to();
            let byte = bytes.get(position).copied().unwrap_or_default();
            return refuse(position, format!("the byte 0x{byte:02X} here is no UTF-8; save the file as UTF-8"));
        }
    };
    if let Some(position) = text.find('\0') {
        // In a Latin text in UTF-16, every second byte is zero.
        let (sampled, zeros) = (bytes.len().min(64), bytes.iter().take(64).filter(|byte| **byte == 0).count());
        if zeros * 3 > sampled && zeros * 3 < sampled * 2 {
            return refuse(0, "the file seems to be in UTF-16; save it as UTF-8".to_owned());
        }
        return refuse(position, "a NUL byte stands here; a scenario is a text".to_owned());
    }
    Ok(text)
}

/// Refuses a text that is plainly not a scenario file: an empty text, another format, garbage.
fn plausible(text: &str) -> Result<(), Refusal> {
    let beginning = text.trim_start_matches('\u{feff}').trim_start();
    if beginning.is_empty() {
        let message = format!("the document is empty; a scenario begins with `format = {FORMAT}`");
        return Err(Refusal::new(MistakeKind::Format, 0, message));
    }
    let looks_like = match beginning.chars().next() {
        Some('{') => Some("JSON, which is read through serde (`serde_json::from_str`)"),
        Some('<') if !beginning.starts_with("<<<<<<<") => Some("XML or HTML"),
        Some('-') if beginning.starts_with("---") => Some("YAML"),
        _ => None,
    };
    if let Some(format) = looks_like {
        let message = format!("this looks like {format}; a scenario file is TOML and begins with `format = {FORMAT}`");
        return Err(Refusal::new(MistakeKind::Syntax, text.len() - beginning.len(), message));
    }
    // In a very long line of garbage the parser may find a mistake at every byte.
    let mut start = 0;
    for line in text.split('\n') {
        if line.len() > MAX_LINE_LEN {
            let message = format!("this line has {} bytes; no scenario has such lines", line.len());
            return Err(Refusal::new(MistakeKind::Syntax, start, message));
        }
        start += line.len() + 1;
    }
    Ok(())
}

/// The longest line that is read, in bytes.
const MAX_LINE_LEN: usize = 1 << 20;
