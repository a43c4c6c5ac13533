//! Guesses what was meant by a date in another notation, such as `28.10.2016`, `October 2016` or `before 1985`.

use chrono::NaiveDate;

use super::form::Unit;
use super::moment::parse_day;
use super::parse::form;

/// The first three letters of the English month names, which are enough to tell the months apart.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Returns the date that a text was probably meant to be, in the notation of [`When`](super::When).
///
/// Handles dates in another order, months by name, bounds in words (`before …`) and ranges.
pub(super) fn meant(text: &str) -> Option<String> {
    // No date is that long, and the parts of a text are each tried again, which is slow for long texts.
    if text.len() > 60 {
        return None;
    }
    let lower = text.trim().to_lowercase();
    let date = |text: &str| if form(text).is_ok() { Some(text.to_owned()) } else { date_in_words(text) };
    let range = |from: &str, to: &str| Some(format!("[{}..{}]", date(from.trim())?, date(to.trim())?));
    let day = |text: &str| date(text).and_then(|date| parse_day(&date));
    for word in ["c. ", "ca. ", "ca ", "circa ", "about ", "around ", "~"] {
        if let Some(rest) = lower.strip_prefix(word) {
            return Some(format!("{}~", date(rest.trim())?));
        }
    }
    for word in ["until ", "till ", "by ", "not after ", "< ", "<="] {
        if let Some(rest) = lower.strip_prefix(word) {
            return Some(format!("[..{}]", date(rest.trim())?));
        }
    }
    for word in ["since ", "from ", "not before ", "> ", ">="] {
        if let Some(rest) = lower.strip_prefix(word).filter(|rest| !rest.contains(" to ")) {
            return Some(format!("[{}..]", date(rest.trim())?));
        }
    }
    if let Some(day) = lower.strip_prefix("before ").and_then(|rest| day(rest.trim())) {
        return Some(format!("[..{}]", day.pred_opt()?));
    }
    if let Some(day) = lower.strip_prefix("after ").and_then(|rest| day(rest.trim())) {
        return Some(format!("[{}..]", day.succ_opt()?));
    }
    if ["?", "unknown", "undated", "n/a", "-"].contains(&lower.as_str()) {
        return Some("[..]".to_owned());
    }
    // A date without hyphens: 20161028.
    if lower.len() == 8 && lower.bytes().all(|byte| byte.is_ascii_digit()) {
        return date(&format!("{}-{}-{}", &lower[..4], &lower[4..6], &lower[6..]));
    }
    // Two days of one month: 6-8 November 2016.
    if let Some((first, rest)) = lower.split_once(['-', '–'])
        && !first.is_empty()
        && first.len() <= 2
        && let Some((last, month)) = rest.trim().split_once(' ')
        && let Some(range) = range(&format!("{} {month}", first.trim()), &format!("{last} {month}"))
    {
        return Some(range);
    }
    let listed = lower.trim_start_matches("between ").trim_start_matches("from ").trim_matches(['{', '}']);
    for separator in [" and ", " or ", " to ", " until ", " – ", " - ", "–", "--", ","] {
        if let Some((from, to)) = listed.split_once(separator)
            && let Some(range) = range(from, to)
        {
            return Some(range);
        }
    }
    date_in_words(&lower)
}

/// Rewrites `28.10.2016`, `2016/10/28`, `2016-10-XX`, `28 October 2016` and `Oct 2016` in the notation of `When`.
fn date_in_words(text: &str) -> Option<String> {
    let lower = text.trim().to_lowercase();
    let date = |year: &str, month: u32, day: Option<u32>| {
        let year: i32 = year.parse().ok().filter(|_| year.len() == 4)?;
        Some(match day {
            // If the month has no such day, its last day is offered.
            Some(day) => {
                (0..4).find_map(|less| NaiveDate::from_ymd_opt(year, month, day.checked_sub(less)?))?.to_string()
            }
            None => Unit::Month(year, (1..=12).contains(&month).then_some(month)?).to_string(),
        })
    };
    if let Some(known) = lower.strip_suffix("-xx") {
        return known.strip_suffix("-xx").or(Some(known)).filter(|known| form(known).is_ok()).map(str::to_owned);
    }
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let number = |word: &str| {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let ordinal = ["", "st", "nd", "rd", "th"].contains(&&word[digits.len()..]);
        digits.parse::<u32>().ok().filter(|_| ordinal && digits.len() <= 2)
    };
    let month_word = words.iter().position(|word| {
        word.len() >= 3 && word.chars().all(char::is_alphabetic) && MONTHS.iter().any(|month| word.starts_with(month))
    });
    if let Some(position) = month_word {
        let month = u32::try_from(MONTHS.iter().position(|month| words[position].starts_with(month))?).ok()? + 1;
        let others: Vec<&str> =
            words.iter().enumerate().filter(|(n, _)| *n != position).map(|(_, word)| *word).collect();
        return match others[..] {
            [year] => date(year, month, None),
            [a, b] if a.len() == 4 => date(a, month, Some(number(b)?)),
            [a, b] => date(b, month, Some(number(a)?)),
            _ => None,
        };
    }
    match words[..] {
        [a, b, c] if a.len() == 4 => date(a, number(b)?, Some(number(c)?)),
        // The day stands before the month, unless there is no month of that number.
        [a, b, c] if number(b)? > 12 => date(c, number(a)?, Some(number(b)?)),
        // With slashes either number may be the month, so nothing is guessed.
        [a, b, _] if text.contains('/') && number(a)? <= 12 && a != b => None,
        [a, b, c] => date(c, number(b)?, Some(number(a)?)),
        [a, b] if a.len() == 4 => date(a, number(b)?, None),
        [a, b] => date(b, number(a)?, None),
        _ => None,
    }
}
