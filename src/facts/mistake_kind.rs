//! `MistakeKind`, the kinds of mistakes in documents and edits.

use crate::text::words;

/// The kind of a mistake in a document or an edit, by which programs can tell mistakes apart. Serialised by its word, such as `unknown-key`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum MistakeKind {
    /// The bytes are not text in UTF-8, or contain a NUL.
    Encoding,
    /// The text is not valid TOML, or is plainly not a scenario.
    Syntax,
    /// The document has no `format`, or one that this version does not read, or is empty.
    Format,
    /// A key is not known in its table.
    UnknownKey,
    /// A required key is missing.
    MissingKey,
    /// A key stands twice in one table.
    DuplicateKey,
    /// A value is of another type than is wanted, such as a number instead of a text.
    WrongType,
    /// A value is of the right type and still not valid, such as 30 February.
    BadValue,
    /// An id is malformed or reserved.
    BadId,
    /// An id is already taken.
    DuplicateId,
    /// Nothing has the id or name that is referred to.
    Unknown,
    /// Places lie within each other, actors answer to each other, or events correct each other, in a circle.
    Circle,
    /// A period ends before it begins, or two periods overlap.
    Period,
    /// Shares or fractions add up to more than the whole.
    TooMuch,
    /// Something else is impossible, such as a fight of only one actor, or an exception for a place that lies
    /// elsewhere.
    Impossible,
}

words!(MistakeKind, "kind of mistake", {
    Encoding "encoding",
    Syntax "syntax",
    Format "format",
    UnknownKey "unknown-key",
    MissingKey "missing-key",
    DuplicateKey "duplicate-key",
    WrongType "wrong-type",
    BadValue "bad-value",
    BadId "bad-id",
    DuplicateId "duplicate-id",
    Unknown "unknown",
    Circle "circle",
    Period "period",
    TooMuch "too-much",
    Impossible "impossible",
});
