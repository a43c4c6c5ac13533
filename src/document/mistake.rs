//! What is wrong with a document, and where.

use std::fmt;

use super::read::Fault;

/// One mistake in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mistake {
    /// What is wrong, and what would have worked.
    pub message: String,
    /// The line, from 1; `None` where the format does not tell (JSON through serde).
    pub line: Option<usize>,
    /// The column in that line, in characters, from 1.
    pub column: Option<usize>,
    /// The offending text as it stands in the document.
    pub text: String,
    /// Where in the document's structure it is: `event 3, when`.
    pub path: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.column) {
            (Some(line), Some(column)) => write!(f, "{line}:{column}: {}", self.message),
            _ if self.path.is_empty() => f.write_str(&self.message),
            _ => write!(f, "{}: {}", self.path, self.message),
        }
    }
}

/// Everything that is wrong with a document, in the order in which it stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentError {
    file: Option<String>,
    mistakes: Vec<Mistake>,
}

impl DocumentError {
    /// `text` is the document, where it is one of lines.
    pub(super) fn new(text: Option<&str>, mut faults: Vec<Fault>) -> Self {
        faults.sort_by_key(|fault| fault.at.as_ref().map_or(usize::MAX, |at| at.start));
        let mistake = |fault: Fault| {
            let before = text.and_then(|text| text.get(..fault.at.as_ref()?.start.min(text.len())));
            let line_start = before.map(|before| before.rfind('\n').map_or(0, |at| at + 1));
            let quoted = text.and_then(|text| text.get(fault.at?)).unwrap_or(&fault.text);
            Mistake {
                message: fault.message,
                line: before.map(|before| before.matches('\n').count() + 1),
                column: before
                    .zip(line_start)
                    .map(|(before, start)| before[start..].trim_start_matches('\u{feff}').chars().count() + 1),
                text: quoted.lines().next().unwrap_or_default().to_owned(),
                path: fault.path,
            }
        };
        Self { file: None, mistakes: faults.into_iter().map(mistake).collect() }
    }

    /// The same, with the name of the file in front of each mistake.
    #[must_use]
    pub fn in_file(mut self, name: impl Into<String>) -> Self {
        self.file = Some(name.into());
        self
    }

    /// The mistakes, in the order in which they stand in the document. There is at least one.
    #[must_use]
    pub fn mistakes(&self) -> &[Mistake] {
        &self.mistakes
    }
}

impl fmt::Display for DocumentError {
    /// One line a mistake: `file.toml:9:9: no place ...`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, mistake) in self.mistakes.iter().enumerate() {
            let line = if at == 0 { "" } else { "\n" };
            match &self.file {
                Some(file) if mistake.line.is_some() => write!(f, "{line}{file}:{mistake}")?,
                Some(file) => write!(f, "{line}{file}: {mistake}")?,
                None => write!(f, "{line}{mistake}")?,
            }
        }
        Ok(())
    }
}

impl std::error::Error for DocumentError {}
