//! Ids and names: their form, and what was probably meant by a misspelt one.

use std::fmt::Display;

/// An error for a text that could not be parsed, which may know what was meant.
pub(crate) trait Correction: Display {
    /// Returns the text that was probably meant; it can be parsed.
    fn correction(&self) -> Option<String> {
        None
    }

    /// Returns whether nothing else can have been meant than [`correction`](Self::correction), which says all that the
    /// text said.
    fn is_sure(&self) -> bool {
        false
    }
}

/// Returns whether a character controls a terminal or the direction of a text, and has no shape of its own.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c) || ('\u{2066}'..='\u{2069}').contains(&c)
}

/// Returns a text with control and direction characters escaped, so that it stays on one line and commands no terminal.
pub(crate) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// Returns the id that is nearest to a text, such as `old-town` for `Old Town`.
pub(crate) fn slug(text: &str) -> Option<String> {
    let mut slug = String::new();
    for c in text.chars().map(without_accent) {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-').to_owned();
    (!slug.is_empty()).then_some(slug)
}

/// Returns whether a text is an id: lower-case words joined by hyphens.
pub(crate) fn is_id(text: &str) -> bool {
    let word = |word: &[u8]| !word.is_empty() && word.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    text.as_bytes().split(|b| *b == b'-').all(word)
}

/// Returns an id followed by a number from 2 on, such as `york-2`, that is not taken. The number before it is taken, unless
/// it is 2.
///
/// The numbers 2, 4, 8 and so on are tried, and then those between the last two: few steps, however many are taken.
pub(crate) fn free_id(id: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let numbered = |number: u64| format!("{id}-{number}");
    let (mut taken, mut free) = (1, 2);
    while is_taken(&numbered(free)) {
        (taken, free) = (free, free.saturating_mul(2));
    }
    while free - taken > 1 {
        let middle = taken + (free - taken) / 2;
        if is_taken(&numbered(middle)) {
            taken = middle;
        } else {
            free = middle;
        }
    }
    numbered(free)
}

/// Returns a letter of a European language without its accent.
fn without_accent(letter: char) -> char {
    const FAMILIES: [(&str, char); 15] = [
        ("àáâãäåāăąÀÁÂÃÄÅĀĂĄ", 'a'),
        ("çćčÇĆČ", 'c'),
        ("ďđĎĐ", 'd'),
        ("èéêëēęěÈÉÊËĒĘĚ", 'e'),
        ("ğģĞĢ", 'g'),
        ("ìíîïīıÌÍÎÏĪİ", 'i'),
        ("łľŁĽ", 'l'),
        ("ñńňÑŃŇ", 'n'),
        ("òóôõöøőōÒÓÔÕÖØŐŌ", 'o'),
        ("řŘ", 'r'),
        ("śşšŚŞŠ", 's'),
        ("ťţŤŢ", 't'),
        ("ùúûüůűūÙÚÛÜŮŰŪ", 'u'),
        ("ýÿÝŸ", 'y'),
        ("źżžŹŻŽ", 'z'),
    ];
    FAMILIES.iter().find(|(accented, _)| accented.contains(letter)).map_or(letter, |(_, plain)| *plain)
}

/// Returns a name in lower case with single spaces instead of hyphens, so that spelling variants compare equal.
pub(crate) fn folded(name: &str) -> String {
    let words: Vec<String> =
        name.split(|c: char| c.is_whitespace() || c == '-').filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
    words.join(" ")
}

/// Returns how near a name is to a [folded](folded()) query, from 0.6 to 1; `None` if it is too far to be a slip.
pub(crate) fn nearness(query: &str, name: &str) -> Option<f64> {
    let name = folded(name);
    // Nobody mistypes a name that long, and the time of a comparison grows with the square of the length.
    if query.is_empty() || query.len() > 100 || name.len() > 100 {
        return None;
    }
    let near = strsim::normalized_damerau_levenshtein(query, &name);
    // The beginning of a name or one word of it also counts: "minyan" for "minyan-residential".
    let within = query.len() > 3 && (name.starts_with(query) || name.split(' ').any(|word| word == query));
    let near = if within { near.max(0.75) } else { near };
    (near >= 0.6).then_some(near)
}

/// Returns the nearest of some words; `None` if none is near.
pub(crate) fn nearest<'a>(query: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let query = folded(query);
    let near = words.into_iter().filter_map(|word| Some((nearness(&query, word)?, word)));
    near.min_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1))).map(|(_, word)| word)
}
