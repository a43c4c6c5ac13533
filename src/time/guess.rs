//! What was probably meant by a date in another notation: `28.10.2016`, `October 2016`, `before 1985`.

use chrono::NaiveDate;

use super::form::Unit;
use super::moment::parse_day;
use super::parse::form;

/// As many letters as tell the months apart, in English.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The form that a text was probably meant to have: a date in another order, a month by name, a bound in words.
pub(super) fn meant(text: &str) -> Option<String> {
    // No date is longer, and what is read here is read again in parts.
    if text.len() > 60 {
        return None;
    }
    let lower = text.trim().to_lowercase();
    let whole = |text: &str| if form(text).is_ok() { Some(text.to_owned()) } else { date_in_words(text) };
    let ends = |from: &str, to: &str| Some(format!("[{}..{}]", whole(from.trim())?, whole(to.trim())?));
    let day = |text: &str| whole(text).and_then(|date| parse_day(&date));
    for word in ["c. ", "ca. ", "ca ", "circa ", "about ", "around ", "~"] {
        if let Some(date) = lower.strip_prefix(word) {
            return Some(format!("{}~", whole(date.trim())?));
        }
    }
    for word in ["until ", "till ", "by ", "not after ", "< ", "<="] {
        if let Some(date) = lower.strip_prefix(word) {
            return Some(format!("[..{}]", whole(date.trim())?));
        }
    }
    for word in ["since ", "from ", "not before ", "> ", ">="] {
        if let Some(date) = lower.strip_prefix(word).filter(|date| !date.contains(" to ")) {
            return Some(format!("[{}..]", whole(date.trim())?));
        }
    }
    if let Some(date) = lower.strip_prefix("before ").and_then(|date| day(date.trim())) {
        return Some(format!("[..{}]", date.pred_opt()?));
    }
    if let Some(date) = lower.strip_prefix("after ").and_then(|date| day(date.trim())) {
        return Some(format!("[{}..]", date.succ_opt()?));
    }
    if ["?", "unknown", "undated", "n/a", "-"].contains(&lower.as_str()) {
        return Some("[..]".to_owned());
    }
    // 20161028; 6-8 November 2016.
    if lower.len() == 8 && lower.bytes().all(|byte| byte.is_ascii_digit()) {
        return whole(&format!("{}-{}-{}", &lower[..4], &lower[4..6], &lower[6..]));
    }
    if let Some((first, rest)) = lower.split_once(['-', '–'])
        && !first.is_empty()
        && first.len() <= 2
        && let Some((last, month)) = rest.trim().split_once(' ')
        && let Some(range) = ends(&format!("{} {month}", first.trim()), &format!("{last} {month}"))
    {
        return Some(range);
    }
    let listed = lower.trim_start_matches("between ").trim_start_matches("from ").trim_matches(['{', '}']);
    for sign in [" and ", " or ", " to ", " until ", " – ", " - ", "–", "--", ","] {
        if let Some((from, to)) = listed.split_once(sign)
            && let Some(range) = ends(from, to)
        {
            return Some(range);
        }
    }
    date_in_words(&lower)
}

/// `28.10.2016`, `2016/10/28`, `2016-10-XX`, `28 October 2016`, `Oct 2016` as dates are written here.
fn date_in_words(text: &str) -> Option<String> {
    let lower = text.trim().to_lowercase();
    let date = |year: &str, month: u32, day: Option<u32>| {
        let year: i32 = year.parse().ok().filter(|_| year.len() == 4)?;
        Some(match day {
            // Of a day that the month does not have, the last that it has.
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
    let named = words.iter().position(|word| {
        word.len() >= 3 && word.chars().all(char::is_alphabetic) && MONTHS.iter().any(|month| word.starts_with(month))
    });
    if let Some(at) = named {
        let month = u32::try_from(MONTHS.iter().position(|month| words[at].starts_with(month))?).ok()? + 1;
        let others: Vec<&str> = words.iter().enumerate().filter(|(n, _)| *n != at).map(|(_, word)| *word).collect();
        return match others[..] {
            [year] => date(year, month, None),
            [a, b] if a.len() == 4 => date(a, month, Some(number(b)?)),
            [a, b] => date(b, month, Some(number(a)?)),
            _ => None,
        };
    }
    match words[..] {
        [a, b, c] if a.len() == 4 => date(a, number(b)?, Some(number(c)?)),
        // Day before month, unless there is no such month.
        [a, b, c] if number(b)? > 12 => date(c, number(a)?, Some(number(b)?)),
        // With slashes either may be the month.
        [a, b, _] if text.contains('/') && number(a)? <= 12 && a != b => None,
        [a, b, c] => date(c, number(b)?, Some(number(a)?)),
        [a, b] if a.len() == 4 => date(a, number(b)?, None),
        [a, b] => date(b, number(a)?, None),
        _ => None,
    }
}
