//! Shares in words.

use crate::share::Share;

/// Returns how much of something, in words to be followed by its name: `one half of`, `most of`.
pub(crate) fn amount(share: Share) -> String {
    match (share.at_least(), share.at_most()) {
        (500, 500) => "one half of".to_owned(),
        (501, 999) => "most of".to_owned(),
        (501, 1000) => "most or all of".to_owned(),
        (500, 999 | 1000) => "half or more of".to_owned(),
        (1, 999) => "part of".to_owned(),
        (1, 1000) => "some or all of".to_owned(),
        (0, 1000) => "an unknown share of".to_owned(),
        (0, most) => format!("at most {} of", Share::exactly(most)),
        (least, 999 | 1000) => format!("at least {} of", Share::exactly(least)),
        _ => format!("{share} of"),
    }
}

/// Returns how much of a place, in a few words: `most or all`, `at least 60%`.
pub(crate) fn shown_share(share: Share) -> String {
    match (share.at_least(), share.at_most()) {
        (0, 1000) => "any share".to_owned(),
        (0, most) => format!("at most {}", Share::exactly(most)),
        (500, 999 | 1000) => "half or more".to_owned(),
        (501, 1000) => "most or all".to_owned(),
        (1, 1000) => "some or all".to_owned(),
        (low, 1000) => format!("at least {}", Share::exactly(low)),
        (1, high) if high != 999 => format!("up to {}", Share::exactly(high)),
        _ => share.to_string(),
    }
}
