//! Searching words in order for one key.

use super::words::Word;

/// The number of words up to which a single search looks at all of them. They lie side by side, so that memory delivers
/// them together.
const LINEAR: usize = 64;

/// Returns how many words, of words in order, are not greater than a key.
#[inline]
pub(super) fn until<W: Word>(words: &[W], key: W) -> usize {
    let mut rest = words;
    let mut from = 0;
    while rest.len() > LINEAR {
        let half = rest.len() / 2;
        if rest[half] <= key {
            from += half;
            rest = &rest[half..];
        } else {
            rest = &rest[..half];
        }
    }
    from + count_up_to(rest, key)
}

/// Returns how many words are not greater than a key, by looking at all of them.
#[inline]
fn count_up_to<W: Word>(words: &[W], key: W) -> usize {
    words.iter().map(|word| u32::from(*word <= key)).sum::<u32>() as usize
}
