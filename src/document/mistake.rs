//! The mistakes in a document: what is wrong, where it is, and what would have worked.

use std::fmt;
use std::ops::Range;

use serde::Serialize;

use super::quoted::quoted;
use crate::facts::MistakeKind;
use crate::spelling::visible;

/// What could be written instead of a mistake.
#[derive(Clone, Debug)]
pub(super) struct Suggestion {
    text: String,
    /// Whether it is a text value, which is written in quotes in TOML; anything else is written as it is.
    in_quotes: bool,
    /// Whether nothing else can have been meant.
    safe: bool,
}

impl Suggestion {
    /// A text value.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), in_quotes: true, safe: false }
    }

    /// A number, a table, a key, a sign: anything that is written as it is.
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), in_quotes: false, safe: false }
    }

    /// Says whether nothing else can have been meant. Without this a suggestion is a guess.
    pub(super) const fn safe_if(mut self, safe: bool) -> Self {
        self.safe = safe;
        self
    }

    /// Returns it without quotes.
    pub(super) fn bare(&self) -> &str {
        &self.text
    }

    /// Returns it as it is written in TOML, or else the bare text.
    pub(super) fn written(&self, toml: bool) -> String {
        if toml && self.in_quotes { quoted(&self.text) } else { self.text.clone() }
    }
}

/// A mistake as it is found; [`DocumentError::new`] works out its line and column.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub(super) kind: MistakeKind,
    /// Its range of bytes in the document, if that is a text.
    pub(super) span: Option<Range<usize>>,
    /// Its path in the document, in words.
    pub(super) path: String,
    pub(super) message: String,
    /// The offending value, if that is a text.
    pub(super) text: String,
    pub(super) suggestion: Option<Suggestion>,
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
    /// The kind of the mistake.
    pub kind: MistakeKind,
    /// What is wrong, and what would have worked.
    pub message: String,
    /// Its range of bytes in the document; `None` if the document was read through serde, which gives no positions.
    pub span: Option<Range<usize>>,
    /// The line, from 1; `None` if there is no [`span`](Self::span).
    pub line: Option<usize>,
    /// The column in that line, in characters, from 1; `None` if there is no [`span`](Self::span).
    pub column: Option<usize>,
    /// The text of that line, unless it is longer than 4000 bytes.
    pub source_line: Option<String>,
    /// The text at fault as written in the document, up to the end of its line.
    pub text: String,
    /// What could replace the text at `span`: the nearest id, key, word or date, with the quotes that it needs there.
    pub suggestion: Option<String>,
    /// Whether the suggestion says what was meant beyond doubt, so that a program may write it without asking:
    /// [`DocumentError::fixed`] does. Missing quotes are such a mistake; a misspelt name is not. `false` if there is no
    /// suggestion.
    pub is_safe: bool,
    /// Its path in the structure of the document, such as `event 3, when`.
    pub path: String,
}

impl fmt::Display for Mistake {
    /// Writes one line: `3:6: no place ...`, or without a line number, `event 3, when: ...`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.column) {
            (Some(line), Some(column)) => write!(f, "{line}:{column}: {}", self.message),
            _ if self.path.is_empty() => write!(f, "the document: {}", self.message),
            _ => write!(f, "{}: {}", self.path, self.message),
        }
    }
}

/// All mistakes in a document, in the order in which they stand there.
///
/// `Display` and `Debug` show each mistake with its line and a mark under the offending text, without colour:
///
/// ```text
/// error: event `1068-07-01-yorck-captured`: no place `yorck`; did you mean `york`?
///  --> norman.toml:9:9
///   |
/// 9 | place = "yorck"
///   |         ^^^^^^^
/// ```
///
/// For one line per mistake, print each of the [`mistakes`](Self::mistakes).
#[derive(Clone, PartialEq, Eq)]
pub struct DocumentError {
    file: Option<String>,
    mistakes: Vec<Mistake>,
    /// The number of mistakes that were not kept.
    more: usize,
}

/// The most mistakes that are kept; further ones are only counted.
pub(super) const MAX_MISTAKES: usize = 10_000;

/// The longest line that is shown, in bytes.
const MAX_SHOWN_LEN: usize = 4_000;

impl DocumentError {
    /// Creates the error from mistakes in any order. `text` is the document, unless it was read through serde; `more`
    /// further mistakes were not kept.
    pub(super) fn new(text: Option<&str>, mut faults: Vec<Fault>, more: usize) -> Self {
        for fault in &mut faults {
            fault.span = fault.span.take().map(|span| behind_mark(text, span));
        }
        faults.sort_by_key(|fault| fault.span.as_ref().map_or(usize::MAX, |span| span.start));
        let more = more + faults.len().saturating_sub(MAX_MISTAKES);
        faults.truncate(MAX_MISTAKES);
        let mut lines = text.map(Lines::new);
        let mistake = |fault: Fault| {
            let located = lines.as_mut().zip(fault.span.as_ref()).map(|(lines, span)| lines.locate(span.start));
            let quoted = text.zip(fault.span.clone()).and_then(|(text, span)| text.get(span)).unwrap_or(&fault.text);
            let quoted = quoted.lines().next().unwrap_or_default();
            Mistake {
                kind: fault.kind,
                message: visible(&fault.message),
                line: located.map(|(line, _, _)| line),
                column: located.map(|(_, column, _)| column),
                source_line: located.and_then(|(.., line)| (line.len() <= MAX_SHOWN_LEN).then(|| line.to_owned())),
                text: quoted.chars().take(MAX_SHOWN_LEN).collect(),
                span: fault.span,
                is_safe: fault.suggestion.as_ref().is_some_and(|instead| instead.safe),
                suggestion: fault.suggestion.map(|instead| instead.written(text.is_some())),
                path: visible(&fault.path),
            }
        };
        Self { file: None, mistakes: faults.into_iter().map(mistake).collect(), more }
    }

    /// Sets the name of the file, which is then shown with each mistake.
    #[must_use]
    pub fn in_file(mut self, name: impl Into<String>) -> Self {
        self.file = Some(name.into());
        self
    }

    /// Returns the name of the file, if it was set.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// Returns the mistakes, in the order in which they stand in the document. There is at least one.
    #[must_use]
    pub fn mistakes(&self) -> &[Mistake] {
        &self.mistakes
    }

    /// Returns a lower bound of the number of further mistakes; only the first 10,000 are kept.
    #[must_use]
    pub const fn more(&self) -> usize {
        self.more
    }

    /// Returns a mistake with its line and a mark.
    #[cfg(feature = "toml")]
    fn show(&self, mistake: &Mistake) -> String {
        use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

        let title = Level::ERROR.primary_title(mistake.message.as_str());
        let group = match (mistake.line, mistake.column, &mistake.source_line) {
            (Some(line), Some(column), Some(source)) => {
                let start = source.char_indices().nth(column - 1).map_or(source.len(), |(position, _)| position);
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
                let origin = [self.file.as_deref(), Some(mistake.path.as_str())];
                let origin: Vec<&str> = origin.into_iter().flatten().filter(|part| !part.is_empty()).collect();
                title.element(Origin::path(origin.join(": ")))
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

/// Returns a position that is not before the mark with which some editors begin a file.
fn behind_mark(text: Option<&str>, span: Range<usize>) -> Range<usize> {
    let start = text.filter(|text| text.starts_with('\u{feff}')).map_or(0, |_| '\u{feff}'.len_utf8());
    span.start.max(start)..span.end.max(start)
}

impl fmt::Display for DocumentError {
    /// Writes each mistake, with its line and a mark if the document is a text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, mistake) in self.mistakes.iter().enumerate() {
            let between = if index == 0 { "" } else { "\n\n" };
            // Without a line there is nothing to mark.
            match mistake.line {
                None if self.file.is_none() => write!(f, "{}{mistake}", if index == 0 { "" } else { "\n" })?,
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
    /// Writes the same as `Display`, because a program that returns this error from `main` shows it by `Debug`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for DocumentError {}

/// The positions at which the lines of a text begin.
pub(super) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
    /// The byte to which the last column was counted, and that column, so that a very long line is counted only once.
    counted: (usize, usize),
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(position, _)| position + 1);
        Self { text, starts: std::iter::once(0).chain(breaks).collect(), counted: (0, 1) }
    }

    /// Returns the line in which a byte stands, from 1.
    pub(super) fn line(&self, position: usize) -> usize {
        self.starts.partition_point(|start| *start <= position)
    }

    /// Returns a line without its line break and without a byte order mark.
    pub(super) fn text(&self, line: usize) -> &'t str {
        let start = self.starts.get(line - 1).copied().unwrap_or(self.text.len());
        let end = self.starts.get(line).copied().unwrap_or(self.text.len());
        let text = self.text[start..end].trim_end_matches(['\n', '\r']);
        if start == 0 { text.trim_start_matches('\u{feff}') } else { text }
    }

    /// Returns the line and column of a byte, and the line itself. This is fast if it is called with ascending
    /// positions.
    fn locate(&mut self, position: usize) -> (usize, usize, &'t str) {
        let boundary = |position: &usize| self.text.is_char_boundary(*position);
        let position = (0..=position.min(self.text.len())).rev().find(boundary).unwrap_or(0);
        let line = self.line(position);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        let (from, column) = if (start..=position).contains(&self.counted.0) { self.counted } else { (start, 1) };
        let between = &self.text[from..position];
        let between = if from == 0 { between.trim_start_matches('\u{feff}') } else { between };
        self.counted = (position, column + between.chars().count());
        (line, self.counted.1, self.text(line))
    }
}
