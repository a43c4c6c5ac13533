//! Sources: what statements rest on.

use std::fmt;

use chrono::NaiveDate;

/// What a statement rests on: an article, a dispatch, a map, a letter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Source {
    /// Its id: lower-case words joined by hyphens.
    pub id: String,
    /// Its title.
    pub title: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Where it can be read.
    pub address: Option<String>,
    /// The day of its publication.
    pub published: Option<NaiveDate>,
    /// Its licence.
    pub licence: Option<String>,
    /// A note in the coder's own words.
    pub note: Option<String>,
}

impl Source {
    /// A source with this id and nothing else.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), ..Self::default() }
    }

    /// Its outlet, else its title, else its id.
    pub(crate) fn called(&self) -> &str {
        self.outlet.as_ref().or(self.title.as_ref()).unwrap_or(&self.id)
    }

    /// Gives its title.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Says who published it.
    #[must_use]
    pub fn outlet(mut self, outlet: impl Into<String>) -> Self {
        self.outlet = Some(outlet.into());
        self
    }

    /// Says where it can be read.
    #[must_use]
    pub fn address(mut self, address: impl Into<String>) -> Self {
        self.address = Some(address.into());
        self
    }

    /// Gives the day of its publication.
    #[must_use]
    pub fn published(mut self, day: NaiveDate) -> Self {
        self.published = Some(day);
        self
    }
}

/// A source, and where in it: a sentence, a footnote, a page.
///
/// Written as the source's id and, behind a space, the locator: `article S13 [38, 39]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Citation {
    /// The source's id.
    pub source: String,
    /// Where in it; may be empty.
    pub locator: String,
}

impl Citation {
    /// A place in a source.
    pub fn new(source: impl Into<String>, locator: impl Into<String>) -> Self {
        Self { source: source.into(), locator: locator.into() }
    }
}

impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)?;
        if self.locator.is_empty() { Ok(()) } else { write!(f, " {}", self.locator) }
    }
}

impl From<&str> for Citation {
    fn from(text: &str) -> Self {
        let text = text.trim_start();
        let (source, locator) = text.split_once(' ').unwrap_or((text, ""));
        Self::new(source, locator)
    }
}
