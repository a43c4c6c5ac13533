//! Turns the errors of the TOML parser into mistakes that say what to write instead, by looking at the lines they stand
//! in.

use std::ops::Range;

use super::keys::{EVENT_KEYS, LIST_KEYS};
use super::mistake::{Fault, Suggestion};
use super::quoted::quoted;
use super::reader::no_day;
use crate::facts::MistakeKind;
use crate::spelling::Correction;
use crate::time::{When, parse_day};

/// Returns a mistake of syntax.
fn fault(span: Range<usize>, message: impl Into<String>, suggestion: Option<Suggestion>) -> Fault {
    let message = message.into();
    Fault { kind: MistakeKind::Syntax, span: Some(span), path: String::new(), message, text: String::new(), suggestion }
}

/// Returns the name in a header such as `[[event]]`, with whatever brackets, and whether the header is correct; `None`
/// if the line does not look like a header.
pub(super) fn header(line: &str) -> Option<(&str, bool)> {
    let line = line.split('#').next().unwrap_or_default().trim();
    let name = line.strip_prefix('[')?.trim_matches(['[', ']', ' ']);
    let word = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    let brackets = |bracket| line.matches(bracket).count();
    (word && brackets('[') <= 2 && brackets(']') <= 2).then(|| (name, line == format!("[[{name}]]")))
}

/// Returns the mistake in an incorrect header, the line of which begins at `start`.
pub(super) fn bad_header(line: &str, start: usize) -> Option<Fault> {
    let (name, good) = header(line)?;
    let text = line.split('#').next().unwrap_or_default();
    let begin = start + (text.len() - text.trim_start().len());
    let meant = format!("[[{name}]]");
    let message = format!("an entry is written under `{meant}`");
    let suggestion = Suggestion::plain(meant).safe_if(LIST_KEYS.contains(&name));
    (!good).then(|| fault(begin..begin + text.trim().len(), message, Some(suggestion)))
}

/// Returns the mistakes in a piece of a text for which the parser gave `errors`: at most one for each line, and none
/// after a bracket or quote that is never closed.
pub(super) fn faults(text: &str, piece: &Range<usize>, errors: &[(Range<usize>, String)]) -> Vec<Fault> {
    let open = unclosed(&text[piece.clone()], piece.start);
    let mut faults: Vec<Fault> = Vec::new();
    let mut last_start = usize::MAX;
    for (span, message) in errors {
        let start = text[..span.start].rfind('\n').map_or(0, |newline| newline + 1);
        let line = text[start..].split('\n').next().unwrap_or_default().trim_end_matches('\r');
        let behind = open.as_ref().is_some_and(|open| start + line.len() >= open.0);
        let too_deep = message.contains("recurs");
        if start != last_start && (!behind || too_deep) {
            faults.push(slip(line, start, span.clone(), message));
            last_start = start;
        }
    }
    let too_deep = errors.iter().any(|(_, message)| message.contains("recurs"));
    if let Some((position, sign)) = open.filter(|_| !too_deep) {
        let start = text[..position].rfind('\n').map_or(0, |newline| newline + 1);
        let line = text[start..].split('\n').next().unwrap_or_default();
        faults.push(never_closed(line, start, position, sign));
    }
    faults
}

/// Returns the position and the sign of a bracket or quote that is never closed; `start` is the position of the text.
///
/// A bracket that is closed without having been opened hides what follows it.
pub(super) fn unclosed(text: &str, start: usize) -> Option<(usize, &'static str)> {
    let bytes = text.as_bytes();
    let mut open: Vec<(usize, u8)> = Vec::new();
    let mut position = 0;
    while position < bytes.len() {
        match bytes[position] {
            b'#' => position += text[position..].find('\n').unwrap_or(text.len() - position),
            quote @ (b'"' | b'\'') => {
                let (sign, long) = if quote == b'"' { ("\"", "\"\"\"") } else { ("'", "'''") };
                if text[position..].starts_with(long) {
                    match text[position + 3..].find(long) {
                        Some(length) => position += 3 + length + 2,
                        None => return Some((start + position, long)),
                    }
                } else {
                    let mut end = position + 1;
                    while end < bytes.len() && bytes[end] != quote && bytes[end] != b'\n' {
                        end += if quote == b'"' && bytes[end] == b'\\' { 2 } else { 1 };
                    }
                    if end >= bytes.len() || bytes[end] != quote {
                        return Some((start + position, sign));
                    }
                    position = end;
                }
            }
            bracket @ (b'[' | b'{') => open.push((position, bracket)),
            bracket @ (b']' | b'}') => {
                let wanted = if bracket == b']' { b'[' } else { b'{' };
                match open.pop() {
                    Some((_, other)) if other == wanted => {}
                    Some((position, other)) => return Some((start + position, bracket_sign(other))),
                    None => return None,
                }
            }
            _ => {}
        }
        position += 1;
    }
    open.first().map(|&(position, bracket)| (start + position, bracket_sign(bracket)))
}

/// Returns an opening bracket as a text.
fn bracket_sign(bracket: u8) -> &'static str {
    if bracket == b'[' { "[" } else { "{" }
}

/// Returns the mistake of a bracket or quote that is never closed.
fn never_closed(line: &str, start: usize, position: usize, sign: &str) -> Fault {
    let text = line.trim_end();
    let end = (start + text.len()).max(position + sign.len());
    let before = &line[..position - start];
    if sign.len() == 3 {
        return fault(
            position..position + 3,
            format!("the text opened here is never closed; its end is `{sign}` too"),
            None,
        );
    }
    if sign == "[" || sign == "{" {
        let close = if sign == "[" { "]" } else { "}" };
        return fault(position..end, format!("`{sign}` is opened here and never closed; its end is `{close}`"), None);
    }
    if before.contains(sign) && sign == "'" {
        let message = "a `'` within a text in `'` ends it; write the text in `\"`";
        return fault(position..end, message, None);
    }
    // The rest of the line is meant as the text, unless something else seems to follow it there.
    let inner = &line[position - start + sign.len()..];
    let alone = before.trim_end().ends_with('=') && !before.contains(['{', '[']);
    let plain = alone && !inner.contains(['}', ']', ',', '#', '\\']);
    let message = format!("the text opened here has no closing `{sign}`; a text over several lines stands in `\"\"\"`");
    fault(position..end, message, plain.then(|| Suggestion::text(inner.trim_end())))
}

/// Returns the mistake in a line for which the parser gave an error.
fn slip(line: &str, start: usize, span: Range<usize>, message: &str) -> Fault {
    if message.contains("recurs") {
        return fault(span, "nested too deep; tables and lists here lie within each other four deep at most", None);
    }
    // The mark with which some editors begin a file is no strange sign.
    let unmarked = if start == 0 { line.trim_start_matches('\u{feff}') } else { line };
    let (line, start) = (unmarked, start + line.len() - unmarked.len());
    if let Some(fault) = bad_header(line, start).or_else(|| strange_sign(line, start)).or_else(|| colon(line, start)) {
        return fault;
    }
    if message == "duplicate key" {
        let key = line.split(['=', ']']).next().unwrap_or_default().trim_matches(['[', ' ']);
        return fault(span, format!("`{key}` stands here twice"), None);
    }
    if let Some((key, value)) = line.split_once('=') {
        let behind = start + key.len() + 1;
        let comment = outside_quotes(value, |c| c == '#').unwrap_or(value.len());
        let bare = value[..comment].trim();
        let from = behind + (value.len() - value.trim_start().len());
        let value_at = from..(from + bare.len()).max(from);
        let key = key.trim();
        if key.contains(' ') && !key.contains(['{', '"', '\'']) {
            let meant = key.split_whitespace().collect::<Vec<_>>().join("_");
            let key_at = start + (line.len() - line.trim_start().len());
            let message = format!("a key is one word; did you mean `{meant}`?");
            let known = EVENT_KEYS.contains(&meant.as_str());
            return fault(key_at..key_at + key.len(), message, Some(Suggestion::plain(meant).safe_if(known)));
        }
        if bare.is_empty() {
            return fault(value_at, format!("`{key}` has no value"), None);
        }
        if bare.len() <= 200
            && let Some(fault) = unquoted(key, bare, value_at.clone()).or_else(|| unquoted_inside(line, start, &span))
        {
            return fault;
        }
        if let Some(fault) = behind_the_text(bare, value_at) {
            return fault;
        }
    }
    let mut message: Vec<&str> = message.lines().collect();
    message.dedup();
    fault(span, message.join("; "), None)
}

/// Returns the mistake of a sign that TOML does not know: a curly quote, an odd space, `//`, a mark of a merge
/// conflict.
fn strange_sign(line: &str, start: usize) -> Option<Fault> {
    const QUOTES: &str = "“”„‟‘’‚«»‹›";
    let text = line.trim_start();
    let begin = start + line.len() - text.len();
    if text.starts_with("//") {
        let suggestion = Suggestion::plain("#").safe_if(true);
        return Some(fault(begin..begin + 2, "a comment begins with `#`", Some(suggestion)));
    }
    if ["<<<<<<<", "=======", ">>>>>>>"].iter().any(|mark| text.starts_with(mark)) {
        return Some(fault(begin..begin + 7, "a mark of a conflict between two versions was left here", None));
    }
    if let Some(open) = outside_quotes(line, |c| QUOTES.contains(c)) {
        let opening = line[open..].chars().next().map_or(1, char::len_utf8);
        let closing = line[open + opening..].char_indices().find(|(_, c)| QUOTES.contains(*c));
        let (inner, end) = match closing {
            Some((length, c)) => {
                (&line[open + opening..open + opening + length], open + opening + length + c.len_utf8())
            }
            None => (&line[open + opening..], line.len()),
        };
        let message = format!("these are not straight quotes; write `{}`", quoted(inner));
        let suggestion = Suggestion::text(inner).safe_if(closing.is_some());
        return Some(fault(start + open..start + end, message, Some(suggestion)));
    }
    let space = outside_quotes(line, |c| c != ' ' && c != '\t' && (c.is_whitespace() || c == '\u{feff}'))?;
    let end = space + line[space..].chars().next().map_or(1, char::len_utf8);
    let message = "a sign that looks like a space stands here, or cannot be seen; write a plain space";
    let suggestion = Suggestion::plain(" ").safe_if(true);
    Some(fault(start + space..start + end, message, Some(suggestion)))
}

/// Returns the mistake of a colon instead of `=`.
fn colon(line: &str, start: usize) -> Option<Fault> {
    let position = outside_quotes(line, |c| c == ':')?;
    let before = line[..position].trim_end();
    let key = before.rsplit(['{', ',']).next().unwrap_or_default().trim();
    let word = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphabetic() || b"_-\"".contains(&byte));
    let message = "a key and its value are joined by `=`";
    let suggestion = Suggestion::plain(" =").safe_if(true);
    word.then(|| fault(start + position..start + position + 1, message, Some(suggestion)))
}

/// Returns the position of the first wanted character that stands outside quotes and comments.
fn outside_quotes(line: &str, wanted: impl Fn(char) -> bool) -> Option<usize> {
    let mut quote = None;
    for (position, c) in line.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            None if wanted(c) => return Some(position),
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c == '#' => return None,
            _ => {}
        }
    }
    None
}

/// Returns the mistake of a value that needs quotes, or of a number or boolean that TOML writes in another way.
fn unquoted(key: &str, value: &str, span: Range<usize>) -> Option<Fault> {
    if value.starts_with(['"', '\'', '{']) {
        return None;
    }
    let plain = |meant: &str| {
        // A comma may divide the thousands.
        let suggestion = Suggestion::plain(meant).safe_if(!value.contains(','));
        fault(span.clone(), format!("`{value}` is written `{meant}`"), Some(suggestion))
    };
    match value.to_lowercase().as_str() {
        "yes" | "true" if value != "true" => return Some(plain("true")),
        "no" | "false" if value != "false" => return Some(plain("false")),
        _ => {}
    }
    if ["fraction", "order", "format"].contains(&key) {
        let number = value.trim_end_matches(['%', ';', ',']).replace(',', ".");
        let number: f64 = number.trim().parse().ok().filter(|number: &f64| number.is_finite())?;
        let meant = if value.contains('%') { number / 100.0 } else { number }.to_string();
        return (meant != value).then(|| plain(&meant));
    }
    let text = value.trim_end_matches([',', ';']);
    let in_quotes = || {
        let message = format!("a text stands in quotes: `{key} = {}`", quoted(text));
        fault(span.clone(), message, Some(Suggestion::text(text).safe_if(true)))
    };
    match key {
        "when" | "published" => Some(match text.parse::<When>() {
            Ok(_) => in_quotes(),
            Err(error) => {
                let suggestion = error.correction().map(|meant| Suggestion::text(meant).safe_if(error.is_sure()));
                fault(span.clone(), error.to_string(), suggestion)
            }
        }),
        "until" | "from" | "recorded" if parse_day(text).is_none() => {
            let (message, suggestion) = no_day(text, key);
            Some(fault(span.clone(), message, suggestion))
        }
        _ => is_plain(text).then(in_quotes),
    }
}

/// Returns whether a text without quotes has only characters that a text is likely to have.
fn is_plain(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() || " -_%/.:~?'".contains(c))
}

/// Returns the mistake of a text without quotes within a table or a list on one line.
fn unquoted_inside(line: &str, start: usize, span: &Range<usize>) -> Option<Fault> {
    let near = span.start.checked_sub(start).filter(|near| *near <= line.len() && line.is_char_boundary(*near))?;
    let ends = |c: char| ",{}[]=\"#".contains(c);
    let begin = line[..near].rfind(ends).map_or(0, |separator| separator + 1);
    let end = line[near..].find(ends).map_or(line.len(), |length| near + length);
    let token = line[begin..end].trim();
    let inside = line[..begin].contains(['{', '[']);
    let is_value = line[..begin].ends_with(['=', '[', ',']) && !line[end..].starts_with('=');
    if !(inside && is_value && !token.is_empty() && is_plain(token)) {
        return None;
    }
    let from = start + begin + line[begin..].len() - line[begin..].trim_start().len();
    let message = format!("a text stands in quotes: `{}`", quoted(token));
    Some(fault(from..from + token.len(), message, Some(Suggestion::text(token).safe_if(true))))
}

/// Returns the mistake of something that follows a text on its line.
fn behind_the_text(value: &str, span: Range<usize>) -> Option<Fault> {
    let quote = value.chars().next().filter(|first| ['"', '\''].contains(first))?;
    let end = value[1..].find(quote)? + 2;
    let rest = value[end..].trim_start();
    let from = span.start + value.len() - rest.len();
    if rest.is_empty() {
        return None;
    }
    let message = match rest {
        "," | ";" => format!("nothing follows a value; remove `{rest}`"),
        _ if rest.contains('=') => "one key a line".to_owned(),
        _ => "the text has ended here; a quote within it is written `\\\"`".to_owned(),
    };
    let remove = (rest == "," || rest == ";").then(|| Suggestion::plain("").safe_if(true));
    Some(fault(from..from + rest.len(), message, remove))
}
