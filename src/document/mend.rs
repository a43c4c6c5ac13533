//! Writes suggestions into the text of a document.

use std::ops::Range;

use super::mistake::{DocumentError, Mistake};

impl Mistake {
    /// Returns what the suggestion changes: the range of bytes to replace, and by what. `None` if there is no
    /// suggestion, or no position.
    ///
    /// [`is_safe`](Self::is_safe) says whether this is surely meant.
    #[must_use]
    pub fn replacement(&self) -> Option<(Range<usize>, &str)> {
        self.span.clone().zip(self.suggestion.as_deref())
    }

    /// Returns the text of the document with this suggestion written in, whether or not it is safe. `None` if there is
    /// no suggestion, or if this is not the text in which the mistake was found.
    ///
    /// ```
    /// # #[cfg(feature = "toml")] {
    /// use whoheld::History;
    ///
    /// let text = "format = 1\n[[place]]\nid = 'York'";
    /// let error = History::from_toml(text).unwrap_err();
    /// assert_eq!(error.mistakes()[0].fixed(text).as_deref(), Some("format = 1\n[[place]]\nid = \"york\""));
    /// # }
    /// ```
    #[must_use]
    pub fn fixed(&self, text: &str) -> Option<String> {
        written_into(text, [self])
    }
}

impl DocumentError {
    /// Returns the text of the document with all [safe](Mistake::is_safe) suggestions written in.
    ///
    /// Where two of them overlap, the first is taken. If this is not the text in which the mistakes were found, it is
    /// returned as it is. Correcting one mistake may reveal another, so read the result again.
    ///
    /// ```
    /// # #[cfg(feature = "toml")] {
    /// use whoheld::History;
    ///
    /// let text = "format = 1\n[[place]]\nid = york\naliases = 'Eboracum'\nbaseline = 'norman'\n";
    /// let error = History::from_toml(text).unwrap_err();
    /// let text = error.fixed(text);
    /// assert_eq!(text, "format = 1\n[[place]]\nid = \"york\"\naliases = 'Eboracum'\nbaseline = 'norman'\n");
    ///
    /// let error = History::from_toml(&text).unwrap_err();
    /// let text = error.fixed(&text);
    /// assert_eq!(text, "format = 1\n[[place]]\nid = \"york\"\naliases = [\"Eboracum\"]\nbaseline = 'norman'\n");
    ///
    /// // No actor `norman` is known, so who is meant is not for a program to decide.
    /// let error = History::from_toml(&text).unwrap_err();
    /// assert_eq!(error.fixed(&text), text);
    /// # }
    /// ```
    #[must_use]
    pub fn fixed(&self, text: &str) -> String {
        let safe = self.mistakes().iter().filter(|mistake| mistake.is_safe);
        written_into(text, safe).unwrap_or_else(|| text.to_owned())
    }
}

/// Returns a text with suggestions written in, which come in the order of their positions. `None` if one of them does
/// not belong to the text, or if there are none.
fn written_into<'m>(text: &str, mistakes: impl IntoIterator<Item = &'m Mistake>) -> Option<String> {
    let mut written = String::with_capacity(text.len());
    let mut done = 0;
    let mut any = false;
    for mistake in mistakes {
        let Some((span, instead)) = mistake.replacement() else { continue };
        if !text.get(span.clone())?.starts_with(&mistake.text) {
            return None;
        }
        if any && span.start < done {
            continue;
        }
        written.push_str(&text[done..span.start]);
        written.push_str(instead);
        done = span.end;
        any = true;
    }
    written.push_str(&text[done..]);
    any.then_some(written)
}
