//! Scalars as text: the one textual form that a value has in files, in JSON and in print.

use thiserror::Error;

use crate::spelling::{Correction, nearest};

/// The error for a text that is none of the expected words.
///
/// ```
/// use whoheld::Credence;
///
/// let error = "rumoured".parse::<Credence>().unwrap_err();
/// assert_eq!(error.to_string(), "`rumoured` is no credence; write confirmed, stated, reported, claimed or refuted");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{given}` is no {what}; write {}", listed(words))]
pub struct ParseWordError {
    given: String,
    what: &'static str,
    words: &'static [&'static str],
}

impl ParseWordError {
    pub(crate) fn new(given: &str, what: &'static str, words: &'static [&'static str]) -> Self {
        Self { given: given.to_owned(), what, words }
    }

    /// Returns the text that was refused.
    #[must_use]
    pub fn given(&self) -> &str {
        &self.given
    }

    /// Returns the words that are accepted.
    #[must_use]
    pub const fn words(&self) -> &'static [&'static str] {
        self.words
    }
}

impl Correction for ParseWordError {
    fn correction(&self) -> Option<String> {
        nearest(&self.given, self.words.iter().copied()).map(str::to_owned)
    }
}

/// Words as a sentence lists alternatives: `a, b or c`.
fn listed(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// Gives an enum of words its text: `word()`, `ALL`, `Display`, `FromStr` and serde. The macro takes what one of them is
/// called in an error, and then the variants, in the order in which errors list them.
macro_rules! words {
    ($type:ident, $what:literal, { $($variant:ident $word:literal,)+ }) => {
        impl $type {
            /// All values, in the order in which an error lists their words.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Returns the word for this value in files and JSON.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.word())
            }
        }

        impl std::str::FromStr for $type {
            type Err = $crate::text::ParseWordError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    _ => Err($crate::text::ParseWordError::new(text, $what, &[$($word),+])),
                }
            }
        }

        $crate::text::serde_as_text!($type);
    };
}
pub(crate) use words;

/// Gives a type with `Display` and `FromStr` serde by its text.
macro_rules! serde_as_text {
    ($type:ty) => {
        impl serde::Serialize for $type {
            /// As its text.
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            /// From its text.
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use serde_as_text;
