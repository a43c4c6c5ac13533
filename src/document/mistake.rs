//! What is wrong with a document, where it stands, and what would have worked.

use std::fmt;
use std::ops::Range;

use serde::{Serialize, Serializer};

use crate::facts::Problem;
use crate::spelling::visible;

/// What kind of mistake it is, for programs to sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum MistakeKind {
    /// The bytes are no text in UTF-8, or hold a NUL.
    Encoding,
    /// The document is none of its format (TOML, JSON).
    Syntax,
    /// It has no `format`, or one that this version does not read.
    Format,
    /// A key that does not belong there.
    UnknownKey,
    /// A key that must be there.
    MissingKey,
    /// A key that stands twice in one table.
    DuplicateKey,
    /// A value of another type than is wanted: a number for a text.
    WrongType,
    /// A value of the right type that is none of its kind: 30 February.
    BadValue,
    /// An id that is malformed or reserved.
    BadId,
    /// An id that is taken.
    DuplicateId,
    /// A name that nothing has.
    Unknown,
    /// Places within each other, actors that answer to each other, events that correct each other.
    Circle,
    /// A period that ends before it begins, or two that overlap.
    Period,
    /// Shares or fractions of more than there is.
    TooMuch,
    /// Something else that cannot be: a fight of one, a place left out of one it does not lie in.
    Impossible,
}

impl MistakeKind {
    /// Its word: `unknown-key`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Encoding => "encoding",
            Self::Syntax => "syntax",
            Self::Format => "format",
            Self::UnknownKey => "unknown-key",
            Self::MissingKey => "missing-key",
            Self::DuplicateKey => "duplicate-key",
            Self::WrongType => "wrong-type",
            Self::BadValue => "bad-value",
            Self::BadId => "bad-id",
            Self::DuplicateId => "duplicate-id",
            Self::Unknown => "unknown",
            Self::Circle => "circle",
            Self::Period => "period",
            Self::TooMuch => "too-much",
            Self::Impossible => "impossible",
        }
    }
}

impl fmt::Display for MistakeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl Serialize for MistakeKind {
    /// Its word.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl From<&Problem> for MistakeKind {
    fn from(problem: &Problem) -> Self {
        match problem {
            Problem::BadId { .. } | Problem::Reserved(_) => Self::BadId,
            Problem::Duplicate { .. } => Self::DuplicateId,
            Problem::LookupError(_) | Problem::NoActor(_) => Self::Unknown,
            Problem::Circle { .. } | Problem::Itself => Self::Circle,
            Problem::Overlap(..) | Problem::Reversed(_) | Problem::UntilTooEarly(_) => Self::Period,
            Problem::TooMuch(_) | Problem::TooManyParts { .. } => Self::TooMuch,
            Problem::Quantity(_) | Problem::OutOfRange(..) | Problem::NoExtent | Problem::NoShare(_) => Self::BadValue,
            _ => Self::Impossible,
        }
    }
}

/// What could stand in the place of a mistake.
#[derive(Clone, Debug)]
pub(super) enum Instead {
    /// A text value, to be written in quotes where the format has them.
    Text(String),
    /// Something to be written as it is: a number, a table, a key.
    Plain(String),
}

impl Instead {
    /// As it is written: in TOML, or else the bare text.
    fn written(self, toml: bool) -> String {
        match self {
            #[cfg(feature = "toml")]
            Self::Text(text) if toml => super::print::quoted(&text),
            Self::Text(text) | Self::Plain(text) => {
                let _ = toml;
                text
            }
        }
    }
}

/// A mistake as it is found: where its document is one of lines, that is worked out later.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub(super) kind: MistakeKind,
    pub(super) at: Option<Range<usize>>,
    pub(super) path: String,
    pub(super) message: String,
    pub(super) text: String,
    pub(super) suggestion: Option<Instead>,
}

/// One mistake in a document.
///
/// ```
/// # #[cfg(feature = "toml")] {
/// use whoheld::{History, MistakeKind};
///
/// let error = History::from_toml("format = 1\n[[place]]\nid = 'York'").unwrap_err();
/// let mistake = &error.mistakes()[0];
/// assert_eq!(mistake.kind, MistakeKind::BadId);
/// assert_eq!((mistake.line, mistake.column), (Some(3), Some(6)));
/// assert_eq!(mistake.suggestion.as_deref(), Some("\"york\""));
/// assert_eq!(
///     mistake.to_string(),
///     "3:6: place `York`: `York` is no id; ids are lower-case words joined by hyphens, like `york`"
/// );
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Mistake {
    /// What kind of mistake it is.
    pub kind: MistakeKind,
    /// What is wrong, and what would have worked.
    pub message: String,
    /// Where it stands in the document, in bytes; `None` where the format does not tell (JSON through serde).
    pub span: Option<Range<usize>>,
    /// The line, from 1; `None` as above.
    pub line: Option<usize>,
    /// The column in that line, in characters, from 1.
    pub column: Option<usize>,
    /// The line itself, unless it is longer than 4000 bytes.
    pub source_line: Option<String>,
    /// The offending text as it stands in the document, up to the end of its line.
    pub text: String,
    /// What could stand in place of the text at `span`, written as the document writes it: the nearest id, key, word or
    /// date; quotes included.
    pub suggestion: Option<String>,
    /// Where in the document's structure it is: `event 3, when`.
    pub path: String,
}

impl fmt::Display for Mistake {
    /// One line: `3:6: no place ...`, or where there are no lines, `event 3, when: ...`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.column) {
            (Some(line), Some(column)) => write!(f, "{line}:{column}: {}", self.message),
            _ if self.path.is_empty() => write!(f, "the document: {}", self.message),
            _ => write!(f, "{}: {}", self.path, self.message),
        }
    }
}

/// Everything that is wrong with a document, in the order in which it stands there.
///
/// `Display` and `Debug` show each mistake with its line and a mark under the fault, without colour:
///
/// ```text
/// error: event `1068-07-01-yorck-1`: no place `yorck`; did you mean `york`?
///  --> norman.toml:9:9
///   |
/// 9 | place = "yorck"
///   |         ^^^^^^^
/// ```
///
/// For one line a mistake, print the [`mistakes`](Self::mistakes).
#[derive(Clone, PartialEq, Eq)]
pub struct DocumentError {
    file: Option<String>,
    mistakes: Vec<Mistake>,
    more: usize,
}

/// More mistakes than anyone reads are counted.
pub(super) const MOST: usize = 10_000;

/// Longer lines are not shown.
const LONGEST: usize = 4_000;

impl DocumentError {
    /// `text` is the document, where it is one of lines; `more` mistakes have been left out.
    pub(super) fn new(text: Option<&str>, mut faults: Vec<Fault>, more: usize) -> Self {
        faults.sort_by_key(|fault| fault.at.as_ref().map_or(usize::MAX, |at| at.start));
        let more = more + faults.len().saturating_sub(MOST);
        faults.truncate(MOST);
        let mut lines = text.map(Lines::new);
        let mistake = |fault: Fault| {
            let stands = lines.as_mut().zip(fault.at.as_ref()).map(|(lines, at)| lines.stands(at.start));
            let quoted = text.zip(fault.at.clone()).and_then(|(text, at)| text.get(at)).unwrap_or(&fault.text);
            let quoted = quoted.lines().next().unwrap_or_default();
            Mistake {
                kind: fault.kind,
                message: visible(&fault.message),
                line: stands.map(|(line, _, _)| line),
                column: stands.map(|(_, column, _)| column),
                source_line: stands.and_then(|(.., line)| (line.len() <= LONGEST).then(|| line.to_owned())),
                text: quoted.chars().take(LONGEST).collect(),
                span: fault.at,
                suggestion: fault.suggestion.map(|instead| instead.written(text.is_some())),
                path: visible(&fault.path),
            }
        };
        Self { file: None, mistakes: faults.into_iter().map(mistake).collect(), more }
    }

    /// The same, with the name of the file with each mistake.
    #[must_use]
    pub fn in_file(mut self, name: impl Into<String>) -> Self {
        self.file = Some(name.into());
        self
    }

    /// The name of the file, if it was given one.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// The mistakes, in the order in which they stand in the document. There is at least one.
    #[must_use]
    pub fn mistakes(&self) -> &[Mistake] {
        &self.mistakes
    }

    /// How many mistakes there are at least beyond the first 10,000, which are all that is kept.
    #[must_use]
    pub const fn more(&self) -> usize {
        self.more
    }

    #[cfg(feature = "toml")]
    fn show(&self, mistake: &Mistake) -> String {
        use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

        let title = Level::ERROR.primary_title(mistake.message.as_str());
        let group = match (mistake.line, mistake.column, &mistake.source_line) {
            (Some(line), Some(column), Some(source)) => {
                let start = source.char_indices().nth(column - 1).map_or(source.len(), |(at, _)| at);
                let end = (start + mistake.text.len()).min(source.len());
                let end = if source.is_char_boundary(end) { end } else { start };
                let mark = AnnotationKind::Primary.span(start..end);
                let snippet = Snippet::source(source.as_str())
                    .line_start(line)
                    .path(self.file.as_deref().unwrap_or("the document"));
                title.element(snippet.annotation(mark))
            }
            (Some(line), Some(column), None) => {
                let file = self.file.as_deref().unwrap_or("the document");
                title.element(Origin::path(file).line(line).char_column(column))
            }
            _ => {
                let place = [self.file.as_deref(), Some(mistake.path.as_str())];
                let place: Vec<&str> = place.into_iter().flatten().filter(|part| !part.is_empty()).collect();
                title.element(Origin::path(place.join(": ")))
            }
        };
        Renderer::plain().render(&[group])
    }

    #[cfg(not(feature = "toml"))]
    fn show(&self, mistake: &Mistake) -> String {
        match &self.file {
            Some(file) => format!("{file}: {mistake}"),
            None => mistake.to_string(),
        }
    }
}

impl fmt::Display for DocumentError {
    /// Each mistake with its line and a mark; a line apart.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, mistake) in self.mistakes.iter().enumerate() {
            let between = if at == 0 { "" } else { "\n\n" };
            // Where there are no lines there is nothing to mark.
            match mistake.line {
                None if self.file.is_none() => write!(f, "{}{mistake}", if at == 0 { "" } else { "\n" })?,
                _ => write!(f, "{between}{}", self.show(mistake))?,
            }
        }
        if self.more > 0 {
            write!(f, "\n\nand at least {} more mistakes", self.more)?;
        }
        Ok(())
    }
}

impl fmt::Debug for DocumentError {
    /// As `Display`: a program that ends with this error shows it so.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for DocumentError {}

/// Where the lines of a text begin.
pub(super) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
    /// Where the last column was counted to, and what it was: lines may be very long.
    counted: (usize, usize),
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self { text, starts: std::iter::once(0).chain(breaks).collect(), counted: (0, 1) }
    }

    /// The number of the line in which a byte stands, from 1.
    pub(super) fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at)
    }

    /// That line without its end and the mark before the text.
    pub(super) fn text(&self, line: usize) -> &'t str {
        let start = self.starts.get(line - 1).copied().unwrap_or(self.text.len());
        let end = self.starts.get(line).copied().unwrap_or(self.text.len());
        let text = self.text[start..end].trim_end_matches(['\n', '\r']);
        if start == 0 { text.trim_start_matches('\u{feff}') } else { text }
    }

    /// The line and column of a byte, and the line itself. Quick where asked from the start to the end.
    fn stands(&mut self, at: usize) -> (usize, usize, &'t str) {
        let at = (0..=at.min(self.text.len())).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or(0);
        let line = self.line(at);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        let (from, column) = if (start..=at).contains(&self.counted.0) { self.counted } else { (start, 1) };
        let between = &self.text[from..at];
        let between = if from == 0 { between.trim_start_matches('\u{feff}') } else { between };
        self.counted = (at, column + between.chars().count());
        (line, self.counted.1, self.text(line))
    }
}
