//! `Source`, what a statement rests on, and `Citation`, a passage in a source.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use crate::text::serde_as_text;
use crate::time::When;

/// A source of statements: an article, a dispatch, a map, a letter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Source {
    /// The source's id: lower-case words joined by hyphens.
    pub id: String,
    /// The title.
    pub title: Option<String>,
    /// The publisher: a newspaper, an agency, an office.
    pub outlet: Option<String>,
    /// Where the source can be read, such as a web address.
    pub address: Option<String>,
    /// When it was published: a day, a month or a year.
    pub published: Option<When>,
    /// The licence of the source.
    pub licence: Option<String>,
    /// The id of the actor on whose side the source is. What it says then comes from that side too.
    pub side: Option<String>,
    /// A note in the words of whoever codes the record.
    pub note: Option<String>,
}

impl Source {
    /// Creates a source with this id and nothing else.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), ..Self::default() }
    }

    /// Returns what to call the source: its outlet, else its title, else its id.
    pub(crate) fn called(&self) -> &str {
        self.outlet.as_ref().or(self.title.as_ref()).unwrap_or(&self.id)
    }

    /// Sets the title.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Sets the publisher.
    #[must_use]
    pub fn outlet(mut self, outlet: impl Into<String>) -> Self {
        self.outlet = Some(outlet.into());
        self
    }

    /// Sets where the source can be read.
    #[must_use]
    pub fn address(mut self, address: impl Into<String>) -> Self {
        self.address = Some(address.into());
        self
    }

    /// Sets the actor on whose side the source is.
    #[must_use]
    pub fn side(mut self, actor: impl Into<String>) -> Self {
        self.side = Some(actor.into());
        self
    }

    /// Sets when it was published.
    #[must_use]
    pub fn published(mut self, when: impl Into<When>) -> Self {
        self.published = Some(when.into());
        self
    }
}

/// A passage in a source: a sentence, a footnote, a page.
///
/// Written as the source's id, a space and the locator: `article S13 [38, 39]`.
///
/// ```
/// use whoheld::Citation;
///
/// let citation = Citation::from("article S13 [38, 39]");
/// assert_eq!((citation.source.as_str(), citation.locator.as_str()), ("article", "S13 [38, 39]"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Citation {
    /// The id of the source.
    pub source: String,
    /// Where in the source; may be empty.
    pub locator: String,
}

impl Citation {
    /// Creates a citation of a source, by its id, with a locator that may be empty.
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

impl FromStr for Citation {
    type Err = Infallible;

    /// Does the same as `Citation::from`.
    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self::from(text))
    }
}

serde_as_text!(Citation);

impl From<&str> for Citation {
    /// Splits a text at its first space into the source's id and the locator.
    fn from(text: &str) -> Self {
        let text = text.trim_start();
        let (source, locator) = text.split_once(' ').unwrap_or((text, ""));
        Self::new(source, locator)
    }
}
