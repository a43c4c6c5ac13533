//! Mistakes of syntax, in words that say what to do: what a TOML parser says, seen again with the lines it stands in.

use std::ops::Range;

use super::mistake::{Fault, Instead, MistakeKind};
use super::print::quoted;
use crate::time::When;

/// A mistake of syntax.
fn fault(at: Range<usize>, message: impl Into<String>, suggestion: Option<Instead>) -> Fault {
    let message = message.into();
    Fault { kind: MistakeKind::Syntax, at: Some(at), path: String::new(), message, text: String::new(), suggestion }
}

/// The name in a line that begins an entry, such as `[[event]]`, however it is bracketed; and whether it is as it should be.
pub(super) fn header(line: &str) -> Option<(&str, bool)> {
    let line = line.split('#').next().unwrap_or_default().trim();
    let name = line.strip_prefix('[')?.trim_matches(['[', ']', ' ']);
    let word = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    let brackets = |bracket| line.matches(bracket).count();
    (word && brackets('[') <= 2 && brackets(']') <= 2).then(|| (name, line == format!("[[{name}]]")))
}

/// The fault of a header that is not as it should be; `start` is where its line begins.
pub(super) fn bad_header(line: &str, start: usize) -> Option<Fault> {
    let (name, good) = header(line)?;
    let text = line.split('#').next().unwrap_or_default();
    let at = start + (text.len() - text.trim_start().len());
    let meant = format!("[[{name}]]");
    let say = format!("an entry is written under `{meant}`");
    (!good).then(|| fault(at..at + text.trim().len(), say, Some(Instead::Plain(meant))))
}

/// The mistakes in a piece of a text, of which the parser says `errors`: at most one a line, and nothing behind what is
/// never closed.
pub(super) fn faults(text: &str, piece: &Range<usize>, errors: &[(Range<usize>, String)]) -> Vec<Fault> {
    let open = unclosed(&text[piece.clone()], piece.start);
    let mut faults: Vec<Fault> = Vec::new();
    let mut last = usize::MAX;
    for (at, say) in errors {
        let start = text[..at.start].rfind('\n').map_or(0, |at| at + 1);
        let line = text[start..].split('\n').next().unwrap_or_default().trim_end_matches('\r');
        let behind = open.as_ref().is_some_and(|open| start + line.len() >= open.0);
        let deep = say.contains("recurs");
        if start != last && (!behind || deep) {
            faults.push(slip(line, start, at.clone(), say));
            last = start;
        }
    }
    let deep = errors.iter().any(|(_, say)| say.contains("recurs"));
    if let Some((at, sign)) = open.filter(|_| !deep) {
        let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
        let line = text[start..].split('\n').next().unwrap_or_default();
        faults.push(never_closed(line, start, at, sign));
    }
    faults
}

/// The first bracket or quote of a text that is never closed.
pub(super) fn unclosed(text: &str, start: usize) -> Option<(usize, &'static str)> {
    let bytes = text.as_bytes();
    let mut open: Vec<(usize, u8)> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'#' => at += text[at..].find('\n').unwrap_or(text.len() - at),
            quote @ (b'"' | b'\'') => {
                let (sign, long) = if quote == b'"' { ("\"", "\"\"\"") } else { ("'", "'''") };
                if text[at..].starts_with(long) {
                    match text[at + 3..].find(long) {
                        Some(length) => at += 3 + length + 2,
                        None => return Some((start + at, long)),
                    }
                } else {
                    let mut end = at + 1;
                    while end < bytes.len() && bytes[end] != quote && bytes[end] != b'\n' {
                        end += if quote == b'"' && bytes[end] == b'\\' { 2 } else { 1 };
                    }
                    if end >= bytes.len() || bytes[end] != quote {
                        return Some((start + at, sign));
                    }
                    at = end;
                }
            }
            bracket @ (b'[' | b'{') => open.push((at, bracket)),
            bracket @ (b']' | b'}') => {
                let wanted = if bracket == b']' { b'[' } else { b'{' };
                match open.pop() {
                    Some((_, other)) if other == wanted => {}
                    Some((at, other)) => return Some((start + at, if other == b'[' { "[" } else { "{" })),
                    None => return None,
                }
            }
            _ => {}
        }
        at += 1;
    }
    open.first().map(|&(at, bracket)| (start + at, if bracket == b'[' { "[" } else { "{" }))
}

fn never_closed(line: &str, start: usize, at: usize, sign: &str) -> Fault {
    let text = line.trim_end();
    let end = (start + text.len()).max(at + sign.len());
    let before = &line[..at - start];
    if sign.len() == 3 {
        return fault(at..at + 3, format!("the text opened here is never closed; its end is `{sign}` too"), None);
    }
    if sign == "[" || sign == "{" {
        let close = if sign == "[" { "]" } else { "}" };
        return fault(at..end, format!("`{sign}` is opened here and never closed; its end is `{close}`"), None);
    }
    if before.contains(sign) && sign == "'" {
        let say = "a `'` within a text in `'` ends it; write the text in `\"`";
        return fault(at..end, say, None);
    }
    // What stands behind the quote is meant as the text, unless something else is closed there.
    let inner = &line[at - start + sign.len()..];
    let plain = !inner.contains(['}', ']', ',', '#', '\\']) && !before.contains(['{', '[']);
    let say = format!("the text opened here has no closing `{sign}`; a text over several lines stands in `\"\"\"`");
    fault(at..end, say, plain.then(|| Instead::Text(inner.trim_end().to_owned())))
}

/// One slip in a line.
fn slip(line: &str, start: usize, at: Range<usize>, say: &str) -> Fault {
    if say.contains("recurs") {
        return fault(at, "nested too deep; tables and lists here lie within each other four deep at most", None);
    }
    if let Some(fault) = bad_header(line, start).or_else(|| strange_sign(line, start)).or_else(|| colon(line, start)) {
        return fault;
    }
    if say == "duplicate key" {
        let key = line.split(['=', ']']).next().unwrap_or_default().trim_matches(['[', ' ']);
        return fault(at, format!("`{key}` stands here twice"), None);
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
            let say = format!("a key is one word; did you mean `{meant}`?");
            return fault(key_at..key_at + key.len(), say, Some(Instead::Plain(meant)));
        }
        if bare.is_empty() {
            return fault(value_at, format!("`{key}` has no value"), None);
        }
        if bare.len() <= 200
            && let Some(fault) = unquoted(key, bare, value_at.clone()).or_else(|| inner(line, start, &at))
        {
            return fault;
        }
        if let Some(fault) = behind_the_text(bare, value_at) {
            return fault;
        }
    }
    let mut say: Vec<&str> = say.lines().collect();
    say.dedup();
    fault(at, say.join("; "), None)
}

/// Signs that are not what they look like.
fn strange_sign(line: &str, start: usize) -> Option<Fault> {
    const QUOTES: &str = "“”„‟‘’‚«»‹›";
    let text = line.trim_start();
    let begin = start + line.len() - text.len();
    if text.starts_with("//") {
        return Some(fault(begin..begin + 2, "a comment begins with `#`", Some(Instead::Plain("#".to_owned()))));
    }
    if ["<<<<<<<", "=======", ">>>>>>>"].iter().any(|mark| text.starts_with(mark)) {
        return Some(fault(begin..begin + 7, "a mark of a conflict between two versions was left here", None));
    }
    if let Some(at) = outside_quotes(line, |c| QUOTES.contains(c)) {
        let opening = line[at..].chars().next().map_or(1, char::len_utf8);
        let closing = line[at + opening..].char_indices().find(|(_, c)| QUOTES.contains(*c));
        let (inner, end) = match closing {
            Some((length, c)) => (&line[at + opening..at + opening + length], at + opening + length + c.len_utf8()),
            None => (&line[at + opening..], line.len()),
        };
        let say = format!("these are not straight quotes; write `{}`", quoted(inner));
        return Some(fault(start + at..start + end, say, Some(Instead::Text(inner.to_owned()))));
    }
    let space = outside_quotes(line, |c| c != ' ' && c != '\t' && (c.is_whitespace() || c == '\u{feff}'))?;
    let end = space + line[space..].chars().next().map_or(1, char::len_utf8);
    let say = "a sign that looks like a space stands here, or cannot be seen; write a plain space";
    Some(fault(start + space..start + end, say, Some(Instead::Plain(" ".to_owned()))))
}

/// A colon where `=` is meant.
fn colon(line: &str, start: usize) -> Option<Fault> {
    let at = outside_quotes(line, |c| c == ':')?;
    let before = line[..at].trim_end();
    let key = before.rsplit(['{', ',']).next().unwrap_or_default().trim();
    let word = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphabetic() || b"_-\"".contains(&byte));
    let say = "a key and its value are joined by `=`";
    word.then(|| fault(start + at..start + at + 1, say, Some(Instead::Plain(" =".to_owned()))))
}

/// Where the first sign of some kind stands outside quotes.
fn outside_quotes(line: &str, wanted: impl Fn(char) -> bool) -> Option<usize> {
    let mut quote = None;
    for (at, c) in line.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            None if wanted(c) => return Some(at),
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c == '#' => return None,
            _ => {}
        }
    }
    None
}

/// A value that wants quotes, or is no number or truth as TOML has them.
fn unquoted(key: &str, value: &str, at: Range<usize>) -> Option<Fault> {
    if value.starts_with(['"', '\'', '{']) {
        return None;
    }
    let plain = |meant: &str| {
        fault(at.clone(), format!("`{value}` is written `{meant}`"), Some(Instead::Plain(meant.to_owned())))
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
    if ["when", "until", "from", "recorded", "published"].contains(&key) {
        return Some(match text.parse::<When>() {
            Ok(_) => fault(
                at,
                format!("a text stands in quotes: `{key} = {}`", quoted(text)),
                Some(Instead::Text(text.to_owned())),
            ),
            Err(error) => fault(at, error.to_string(), error.meant().map(|meant| Instead::Text(meant.to_owned()))),
        });
    }
    let word = text.chars().all(|c| c.is_alphanumeric() || " -_%/.:~?'".contains(c));
    word.then(|| {
        let say = format!("a text stands in quotes: `{key} = {}`", quoted(text));
        fault(at, say, Some(Instead::Text(text.to_owned())))
    })
}

/// A text without quotes within a table or a list on one line.
fn inner(line: &str, start: usize, at: &Range<usize>) -> Option<Fault> {
    let near = at.start.checked_sub(start).filter(|near| *near <= line.len() && line.is_char_boundary(*near))?;
    let ends = |c: char| ",{}[]=\"#".contains(c);
    let begin = line[..near].rfind(ends).map_or(0, |at| at + 1);
    let end = line[near..].find(ends).map_or(line.len(), |length| near + length);
    let token = line[begin..end].trim();
    let inside = line[..begin].contains(['{', '[']);
    let is_value = line[..begin].ends_with(['=', '[', ',']) && !line[end..].starts_with('=');
    let word = !token.is_empty() && token.chars().all(|c| c.is_alphanumeric() || " -_%/.:~?'".contains(c));
    if !(inside && is_value && word) {
        return None;
    }
    let from = start + begin + line[begin..].len() - line[begin..].trim_start().len();
    let say = format!("a text stands in quotes: `{}`", quoted(token));
    Some(fault(from..from + token.len(), say, Some(Instead::Text(token.to_owned()))))
}

/// Something that follows a text on its line.
fn behind_the_text(value: &str, at: Range<usize>) -> Option<Fault> {
    let quote = value.chars().next().filter(|first| ['"', '\''].contains(first))?;
    let end = value[1..].find(quote)? + 2;
    let rest = value[end..].trim_start();
    let from = at.start + value.len() - rest.len();
    if rest.is_empty() {
        return None;
    }
    let say = match rest {
        "," | ";" => format!("nothing follows a value; remove `{rest}`"),
        _ if rest.contains('=') => "one key a line".to_owned(),
        _ => "the text has ended here; a quote within it is written `\\\"`".to_owned(),
    };
    let remove = (rest == "," || rest == ";").then(|| Instead::Plain(String::new()));
    Some(fault(from..from + rest.len(), say, remove))
}
