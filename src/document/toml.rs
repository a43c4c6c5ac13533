//! TOML to a tree of values and back.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::mistake::{Fault, MOST};
use super::node::{Node, Value};
use super::syntax;

/// A document as far as it can be parsed.
pub(super) struct Parsed {
    pub(super) node: Node,
    /// Its mistakes of syntax.
    pub(super) faults: Vec<Fault>,
    /// How many more there are.
    pub(super) more: usize,
    /// The parts of the text that could not be read whole.
    pub(super) broken: Vec<Range<usize>>,
}

/// Parses a document. Where its syntax is broken, each entry is parsed for itself.
pub(super) fn parse(text: &str) -> Parsed {
    // Of a large file of garbage the beginning says enough.
    let beginning = text.get(..text.len().min(BEGINNING)).and_then(|some| some.rsplit_once('\n')).map(|some| some.0);
    if let Some(beginning) = beginning.filter(|_| text.len() > 2 * BEGINNING)
        && DeTable::parse_recoverable(beginning).1.len() > MOST
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
    let mut at = 0;
    while at < pieces.len() {
        let piece = &pieces[at];
        match parse_piece(text, piece) {
            Ok(entries) => parsed.take(entries, text, piece),
            Err(errors) => {
                // What looks like a header may stand within something that goes on behind it.
                let goes_on = syntax::unclosed(&text[piece.clone()], piece.start).is_some();
                let further = at + 1..pieces.len().min(at + 4);
                let whole = further.filter(|_| goes_on).find_map(|last| {
                    let piece = piece.start..pieces[last].end;
                    parse_piece(text, &piece).ok().map(|entries| (last, piece, entries))
                });
                match whole {
                    Some((last, piece, entries)) => {
                        parsed.take(entries, text, &piece);
                        at = last;
                    }
                    None => parsed.take_broken(text, piece, &errors),
                }
            }
        }
        at += 1;
    }
    parsed.more += parsed.faults.len().saturating_sub(MOST);
    parsed.faults.truncate(MOST);
    parsed
}

/// The top of a text, and each of its entries: from what looks like a header to the next.
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

/// What a parser says is wrong, and where.
type Errors = Vec<(Range<usize>, String)>;

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
    let place = |error: &toml::de::Error| {
        let at = place(error, &text[piece.clone()]);
        (piece.start + at.start..piece.start + at.end, error.message().to_owned())
    };
    let mut errors: Errors = errors.iter().take(4 * MOST).map(place).collect();
    errors.sort_by_key(|(at, _)| at.start);
    Err(errors)
}

impl Parsed {
    /// Takes in what a piece says, under its header.
    fn take(&mut self, entries: Vec<(Node, Node)>, text: &str, piece: &Range<usize>) {
        let Value::Table(all) = &mut self.node.value else { return };
        for (key, value) in entries {
            let known = all.iter_mut().find(|(other, _)| other.as_text() == key.as_text());
            match (known, value.value) {
                (Some((_, Node { value: Value::List(list), .. })), Value::List(more)) => list.extend(more),
                // `[event]`: meant as one more entry of that name.
                (Some((_, Node { value: Value::List(list), .. })), table @ Value::Table(_)) => {
                    let line = text[piece.clone()].lines().next().unwrap_or_default();
                    self.faults.extend(syntax::bad_header(line, piece.start));
                    list.push(Node { at: value.at, value: table });
                }
                (Some(_), _) => {
                    let at = key.at.clone().unwrap_or(0..0);
                    let errors = [(at, "duplicate key".to_owned())];
                    self.faults.extend(syntax::faults(text, piece, &errors));
                }
                (None, table @ Value::Table(_)) if syntax::header(&text[piece.clone()]).is_some() => {
                    let line = text[piece.clone()].lines().next().unwrap_or_default();
                    self.faults.extend(syntax::bad_header(line, piece.start));
                    let list = Value::List(vec![Node { at: value.at.clone(), value: table }]);
                    all.push((key, Node { at: value.at, value: list }));
                }
                (None, other) => all.push((key, Node { at: value.at, value: other })),
            }
        }
    }

    /// Takes in a piece that cannot be parsed: its mistakes, and an empty entry, so that those behind it keep their places.
    fn take_broken(&mut self, text: &str, piece: &Range<usize>, errors: &Errors) {
        let first = text[piece.clone()].lines().next().unwrap_or_default();
        let header = syntax::header(first);
        let body = piece.start + text[piece.clone()].find('\n').map_or(piece.len(), |at| at + 1)..piece.end;
        if let Some((name, false)) = header {
            self.faults.extend(syntax::bad_header(first, piece.start));
            // Under a better header it may be whole.
            match parse_piece(text, &body) {
                Ok(fields) => {
                    let at = piece.start..piece.start + first.len();
                    return self.take(entry(name, &at, fields), text, piece);
                }
                Err(errors) => self.tell(text, &body, &errors),
            }
        } else {
            self.tell(text, piece, errors);
        }
        self.broken.push(piece.clone());
        if let Some((name, _)) = header {
            self.take(entry(name, &(piece.start..piece.start), Vec::new()), text, piece);
        }
    }
}

/// A document with one entry, as `[[name]]` would make it.
fn entry(name: &str, at: &Range<usize>, fields: Vec<(Node, Node)>) -> Vec<(Node, Node)> {
    let at = |value| Node { at: Some(at.clone()), value };
    vec![(at(Value::Text(name.to_owned())), at(Value::List(vec![at(Value::Table(fields))])))]
}

impl Parsed {
    fn tell(&mut self, text: &str, piece: &Range<usize>, errors: &Errors) {
        self.more += errors.len().saturating_sub(MOST);
        self.faults.extend(syntax::faults(text, piece, &errors[..errors.len().min(MOST)]));
    }
}

/// Where an error stands; of keys with too many parts the parser does not say.
fn place(error: &toml::de::Error, text: &str) -> Range<usize> {
    error.span().unwrap_or_else(|| {
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            if line.matches('.').count() >= DEEP {
                return start..start + line.trim_end().len();
            }
            start += line.len();
        }
        0..0
    })
}

/// In bytes; a scenario seldom is as long.
const BEGINNING: usize = 1 << 20;

/// How deep the parser goes.
const DEEP: usize = 80;

fn table(table: &DeTable<'_>) -> Node {
    let entries = table.iter().map(|(key, value)| {
        let key = Node { at: Some(key.span()), value: Value::Text(key.get_ref().to_string()) };
        (key, Node { at: Some(value.span()), value: self::value(value.get_ref()) })
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
        DeValue::Boolean(truth) => Value::Bool(*truth),
        DeValue::Datetime(date) => Value::Date(date.to_string()),
        DeValue::Array(items) => {
            let item =
                |item: &toml::Spanned<DeValue<'_>>| Node { at: Some(item.span()), value: self::value(item.get_ref()) };
            Value::List(items.iter().map(item).collect())
        }
        DeValue::Table(inner) => table(inner).value,
    }
}
