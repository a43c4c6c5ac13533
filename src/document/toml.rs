//! Parses TOML to a tree of values. If the syntax is broken somewhere, the entries are parsed one by one.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::mistake::{Fault, MAX_MISTAKES};
use super::node::{Node, Value};
use super::syntax;

/// A document as far as it can be parsed.
pub(super) struct Parsed {
    pub(super) node: Node,
    /// The mistakes of syntax.
    pub(super) faults: Vec<Fault>,
    /// The number of further mistakes, which were not kept.
    pub(super) more: usize,
    /// The pieces of the text that could not be parsed.
    pub(super) broken: Vec<Range<usize>>,
}

/// Parses a document. If its syntax is broken, each entry is parsed for itself.
pub(super) fn parse(text: &str) -> Parsed {
    // For a large file of garbage, the mistakes in its beginning are enough.
    let sample = text.get(..text.len().min(SAMPLE_LEN));
    let beginning = sample.and_then(|sample| sample.rsplit_once('\n')).map(|(lines, _)| lines);
    if let Some(beginning) = beginning.filter(|_| text.len() > 2 * SAMPLE_LEN)
        && DeTable::parse_recoverable(beginning).1.len() > MAX_MISTAKES
    {
        return parse(beginning);
    }
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        let node = self::table(table.get_ref());
        return Parsed { node, faults: Vec::new(), more: 0, broken: Vec::new() };
    }
    drop((table, errors));
    let mut parsed = Parsed { node: Value::Table(Vec::new()).into(), faults: Vec::new(), more: 0, broken: Vec::new() };
    let pieces = pieces(text);
    let mut index = 0;
    while index < pieces.len() {
        let piece = &pieces[index];
        match parse_piece(text, piece) {
            Ok(entries) => parsed.take(entries, text, piece),
            Err(errors) => {
                // A line that looks like a header may stand inside a text or a list that ends only in a later piece.
                let goes_on = syntax::unclosed(&text[piece.clone()], piece.start).is_some();
                let later = index + 1..pieces.len().min(index + 4);
                let joined = later.filter(|_| goes_on).find_map(|last| {
                    let piece = piece.start..pieces[last].end;
                    parse_piece(text, &piece).ok().map(|entries| (last, piece, entries))
                });
                match joined {
                    Some((last, piece, entries)) => {
                        parsed.take(entries, text, &piece);
                        index = last;
                    }
                    None => parsed.take_broken(text, piece, &errors),
                }
            }
        }
        index += 1;
    }
    parsed.more += parsed.faults.len().saturating_sub(MAX_MISTAKES);
    parsed.faults.truncate(MAX_MISTAKES);
    parsed
}

/// Splits a text into its top and its entries, before each line that looks like a header.
fn pieces(text: &str) -> Vec<Range<usize>> {
    let mut starts = vec![0];
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if start > 0 && syntax::header(line).is_some() {
            starts.push(start);
        }
        start += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]).collect::<Vec<_>>();
    starts.into_iter().zip(ends).map(|(start, end)| start..end).collect()
}

/// The errors of the parser: the range of bytes and the message of each.
type Errors = Vec<(Range<usize>, String)>;

/// Parses one piece of a text; positions are counted from the beginning of the text.
fn parse_piece(text: &str, piece: &Range<usize>) -> Result<Vec<(Node, Node)>, Errors> {
    let (table, errors) = DeTable::parse_recoverable(&text[piece.clone()]);
    if errors.is_empty() {
        let Value::Table(mut entries) = self::table(table.get_ref()).value else { return Ok(Vec::new()) };
        for (key, value) in &mut entries {
            key.shift(piece.start);
            value.shift(piece.start);
        }
        return Ok(entries);
    }
    let location = |error: &toml::de::Error| {
        let span = location(error, &text[piece.clone()]);
        (piece.start + span.start..piece.start + span.end, error.message().to_owned())
    };
    let mut errors: Errors = errors.iter().take(4 * MAX_MISTAKES).map(location).collect();
    errors.sort_by_key(|(span, _)| span.start);
    Err(errors)
}

impl Parsed {
    /// Adds the entries of a piece to the document.
    fn take(&mut self, entries: Vec<(Node, Node)>, text: &str, piece: &Range<usize>) {
        let Value::Table(all) = &mut self.node.value else { return };
        for (key, value) in entries {
            let known = all.iter_mut().find(|(other, _)| other.as_text() == key.as_text());
            match (known, value.value) {
                (Some((_, Node { value: Value::List(list), .. })), Value::List(more)) => list.extend(more),
                // A header in single brackets, `[event]`, is meant as one more entry of that name.
                (Some((_, Node { value: Value::List(list), .. })), table @ Value::Table(_)) => {
                    let line = text[piece.clone()].lines().next().unwrap_or_default();
                    self.faults.extend(syntax::bad_header(line, piece.start));
                    list.push(Node { span: value.span, value: table });
                }
                (Some(_), _) => {
                    let span = key.span.clone().unwrap_or(0..0);
                    let errors = [(span, "duplicate key".to_owned())];
                    self.faults.extend(syntax::faults(text, piece, &errors));
                }
                (None, table @ Value::Table(_)) if syntax::header(&text[piece.clone()]).is_some() => {
                    let line = text[piece.clone()].lines().next().unwrap_or_default();
                    self.faults.extend(syntax::bad_header(line, piece.start));
                    let list = Value::List(vec![Node { span: value.span.clone(), value: table }]);
                    all.push((key, Node { span: value.span, value: list }));
                }
                (None, other) => all.push((key, Node { span: value.span, value: other })),
            }
        }
    }

    /// Adds the mistakes of a piece that cannot be parsed, and an empty entry, so that later entries keep their
    /// numbers.
    fn take_broken(&mut self, text: &str, piece: &Range<usize>, errors: &Errors) {
        let first = text[piece.clone()].lines().next().unwrap_or_default();
        let header = syntax::header(first);
        let body = piece.start + text[piece.clone()].find('\n').map_or(piece.len(), |position| position + 1)..piece.end;
        if let Some((name, false)) = header {
            self.faults.extend(syntax::bad_header(first, piece.start));
            // With a corrected header, the rest of the piece may be correct.
            match parse_piece(text, &body) {
                Ok(fields) => {
                    let span = piece.start..piece.start + first.len();
                    return self.take(entry(name, &span, fields), text, piece);
                }
                Err(errors) => self.add_faults(text, &body, &errors),
            }
        } else {
            self.add_faults(text, piece, errors);
        }
        self.broken.push(piece.clone());
        if let Some((name, _)) = header {
            self.take(entry(name, &(piece.start..piece.start), Vec::new()), text, piece);
        }
    }
}

/// Returns the content of a document with one entry under the header `[[name]]`.
fn entry(name: &str, span: &Range<usize>, fields: Vec<(Node, Node)>) -> Vec<(Node, Node)> {
    let node = |value| Node { span: Some(span.clone()), value };
    vec![(node(Value::Text(name.to_owned())), node(Value::List(vec![node(Value::Table(fields))])))]
}

impl Parsed {
    /// Adds the mistakes that the parser found in a piece.
    fn add_faults(&mut self, text: &str, piece: &Range<usize>, errors: &Errors) {
        self.more += errors.len().saturating_sub(MAX_MISTAKES);
        let mut faults = syntax::faults(text, piece, &errors[..errors.len().min(MAX_MISTAKES)]);
        keep_what_mends(text, piece, &mut faults);
        self.faults.extend(faults);
    }
}

/// Removes each suggestion that does not mend its mistake: with it written in, the syntax is still wrong there.
fn keep_what_mends(text: &str, piece: &Range<usize>, faults: &mut [Fault]) {
    // In a large piece with many mistakes, only the line of each is tried, to save time.
    let few = faults.len() <= 16 && piece.len() <= 4096;
    for fault in faults {
        let (Some(suggestion), Some(span)) = (&fault.suggestion, &fault.span) else { continue };
        let line = || {
            let start = text[..span.start].rfind('\n').map_or(0, |newline| newline + 1);
            start..text[span.end..].find('\n').map_or(text.len(), |length| span.end + length)
        };
        let around = if few { piece.clone() } else { line() };
        let beside = (text.get(around.start..span.start), text.get(span.end..around.end));
        let (Some(before), Some(behind)) = beside else { continue };
        let mended = [before, &suggestion.written(true), behind].concat();
        let whole = 0..mended.len();
        let Err(errors) = parse_piece(&mended, &whole) else { continue };
        let is_there = |fault: &Fault| fault.span.as_ref().is_some_and(|span| span.start == before.len());
        if syntax::faults(&mended, &whole, &errors).iter().any(is_there) {
            fault.suggestion = None;
        }
    }
}

/// Returns where an error stands. For a key with too many parts the parser gives no position, so its line is looked
/// for.
fn location(error: &toml::de::Error, text: &str) -> Range<usize> {
    error.span().unwrap_or_else(|| {
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            if line.matches('.').count() >= PARSER_DEPTH {
                return start..start + line.trim_end().len();
            }
            start += line.len();
        }
        0..0
    })
}

/// The length in bytes of the beginning that is tried first in a large file.
const SAMPLE_LEN: usize = 1 << 20;

/// The number of parts in a key that the parser accepts.
const PARSER_DEPTH: usize = 80;

fn table(table: &DeTable<'_>) -> Node {
    let entries = table.iter().map(|(key, value)| {
        let key = Node { span: Some(key.span()), value: Value::Text(key.get_ref().to_string()) };
        (key, Node { span: Some(value.span()), value: self::value(value.get_ref()) })
    });
    Value::Table(entries.collect()).into()
}

fn value(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Value::Integer(number),
            Err(_) => Value::Float(f64::INFINITY),
        },
        DeValue::Float(number) => Value::Float(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(boolean) => Value::Bool(*boolean),
        DeValue::Datetime(date) => Value::Date(date.to_string()),
        DeValue::Array(items) => {
            let item = |item: &toml::Spanned<DeValue<'_>>| Node {
                span: Some(item.span()),
                value: self::value(item.get_ref()),
            };
            Value::List(items.iter().map(item).collect())
        }
        DeValue::Table(inner) => table(inner).value,
    }
}
