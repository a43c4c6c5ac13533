//! Reads one date in another order or in words: `28.10.2016`, `2016/10/28`, `28 October 2016`, `480 BC`.

use chrono::{Datelike, NaiveDate};

use super::form::Unit;
use super::parse::form;

/// What was probably meant, in the notation of [`When`](super::When).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Guess {
    pub(super) text: String,
    /// Whether nothing else can have been meant.
    pub(super) sure: bool,
}

impl Guess {
    pub(super) fn new(text: impl Into<String>, sure: bool) -> Self {
        Self { text: text.into(), sure }
    }

    /// The range from one guess to another.
    pub(super) fn range(from: &Self, to: &Self, sure: bool) -> Self {
        Self::new(format!("[{}..{}]", from.text, to.text), sure && from.sure && to.sure)
    }

    /// Puts it between two texts.
    pub(super) fn between(self, before: &str, behind: &str) -> Self {
        Self { text: format!("{before}{}{behind}", self.text), ..self }
    }
}

/// The first three letters of the English month names, which are enough to tell the months apart.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Returns the month, from 1, that a word begins like.
fn month(word: &str) -> Option<u32> {
    let letters = word.len() >= 3 && word.chars().all(char::is_alphabetic);
    let position = MONTHS.iter().position(|month| letters && word.starts_with(month))?;
    u32::try_from(position).ok().map(|position| position + 1)
}

/// Returns the position of the first word of a text that names a month, and the month.
pub(super) fn month_in(text: &str) -> Option<(usize, u32)> {
    words(text).enumerate().find_map(|(position, word)| Some((position, month(word)?)))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Rewrites a date in the notation of `When`.
pub(super) fn date_in_words(text: &str) -> Option<Guess> {
    let lower = text.trim().to_lowercase();
    if let Some(guess) = with_era(&lower) {
        return Some(guess);
    }
    let year = |word: &str| word.parse::<i32>().ok().filter(|_| word.len() == 4);
    in_words(&lower, &year)
}

/// A date with its era: `480 BC`, `AD 70`, `15 March 44 BCE`.
fn with_era(text: &str) -> Option<Guess> {
    let dotless = text.replace('.', "");
    let (date, before_christ) = ["bce", "bc", "ce", "ad"].iter().find_map(|era| {
        let before_christ = era.starts_with('b');
        let first = dotless.strip_prefix(era).filter(|rest| !before_christ && rest.starts_with(' '));
        Some((dotless.strip_suffix(era).or(first)?.trim(), before_christ))
    })?;
    // The year before year 1 is 1 BC, and is written 0.
    let year = |word: &str| {
        let year = word.parse::<i32>().ok().filter(|year| (1..=9999).contains(year))?;
        Some(if before_christ { 1 - year } else { year })
    };
    match year(date) {
        Some(year) => Some(Guess::new(Unit::Year(year).to_string(), true)),
        None => month_in(date).and_then(|_| in_words(date, &year)),
    }
}

/// A date of which `year_of` reads the year.
fn in_words(text: &str, year_of: &dyn Fn(&str) -> Option<i32>) -> Option<Guess> {
    let words: Vec<&str> = words(text).collect();
    if let Some((position, month)) = month_in(text) {
        let others: Vec<&str> =
            words.iter().enumerate().filter(|(n, _)| *n != position).map(|(_, word)| *word).collect();
        return match others[..] {
            [year] => date(year_of(year)?, month, None),
            [a, b] if a.len() == 4 => date(year_of(a)?, month, Some(number(b)?)),
            [a, b] => date(year_of(b)?, month, Some(number(a)?)),
            _ => None,
        };
    }
    match words[..] {
        [a, b, c] if a.len() == 4 => date(year_of(a)?, number(b)?, Some(number(c)?)),
        // The day stands before the month, unless there is no month of that number.
        [a, b, c] if number(b)? > 12 => date(year_of(c)?, number(a)?, Some(number(b)?)),
        // With slashes either number may be the month, so nothing is guessed.
        [a, b, _] if text.contains('/') && number(a)? <= 12 && a != b => None,
        [a, b, c] => {
            let guess = date(year_of(c)?, number(b)?, Some(number(a)?))?;
            Some(Guess { sure: guess.sure && (a == b || number(a)? > 12), ..guess })
        }
        [a, b] if a.len() == 4 => date(year_of(a)?, number(b)?, None),
        [a, b] => date(year_of(b)?, number(a)?, None),
        _ => None,
    }
}

/// Returns a number of one or two digits, which may be an ordinal: `8th`.
fn number(word: &str) -> Option<u32> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ordinal = ["", "st", "nd", "rd", "th"].contains(&&word[digits.len()..]);
    digits.parse::<u32>().ok().filter(|_| ordinal && digits.len() <= 2)
}

/// Returns a day, or a month. If the month has no such day, its last day is a guess.
fn date(year: i32, month: u32, day: Option<u32>) -> Option<Guess> {
    let Some(given) = day else {
        let month = Unit::Month(year, (1..=12).contains(&month).then_some(month)?).to_string();
        return form(&month).is_ok().then(|| Guess::new(month, true));
    };
    let day = (0..4).find_map(|less| NaiveDate::from_ymd_opt(year, month, given.checked_sub(less)?))?;
    Some(Guess::new(day.to_string(), day.day() == given))
}
