//! Ids, names and what was probably meant by a misspelt one.

use std::fmt::Display;

/// An error of a text that could not be read, which may know what was meant.
pub(crate) trait Correction: Display {
    /// A text that can be read, and was probably meant.
    fn correction(&self) -> Option<String> {
        None
    }
}

/// A text on one line, without what a terminal would obey: signs that cannot be seen are written as escapes.
pub(crate) fn visible(text: &str) -> String {
    let hidden =
        |c: char| c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c) || ('\u{2066}'..='\u{2069}').contains(&c);
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if hidden(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// The id nearest to a text.
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

/// Whether a text is an id: lower-case words joined by hyphens.
pub(crate) fn is_id(text: &str) -> bool {
    let word = |word: &[u8]| !word.is_empty() && word.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    text.as_bytes().split(|b| *b == b'-').all(word)
}

/// A letter of the languages of Europe without what stands above or below it.
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
    FAMILIES.iter().find(|(all, _)| all.contains(letter)).map_or(letter, |(_, plain)| *plain)
}

/// A name without what people vary: case, spacing, hyphens.
pub(crate) fn folded(name: &str) -> String {
    let words: Vec<String> =
        name.split(|c: char| c.is_whitespace() || c == '-').filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
    words.join(" ")
}

/// How near two names are, from 0 to 1; nothing below what could be a slip.
pub(crate) fn nearness(asked: &str, name: &str) -> Option<f64> {
    let name = folded(name);
    // Nobody mistypes a text of that length, and comparing takes its square.
    if asked.is_empty() || asked.len() > 100 || name.len() > 100 {
        return None;
    }
    let near = strsim::normalized_damerau_levenshtein(asked, &name);
    // "minyan" for "minyan-residential": the start of a name, or a word of it.
    let within = asked.len() > 3 && (name.starts_with(asked) || name.split(' ').any(|word| word == asked));
    let near = if within { near.max(0.75) } else { near };
    (near >= 0.6).then_some(near)
}

/// The nearest of some words, if any is near.
pub(crate) fn nearest<'a>(asked: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let asked = folded(asked);
    let near = words.into_iter().filter_map(|word| Some((nearness(&asked, word)?, word)));
    near.min_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1))).map(|(_, word)| word)
}
