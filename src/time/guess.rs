//! Guesses what was meant by a date in another notation, such as `28.10.2016`, `October 2016` or `before 1985`.

use chrono::{Datelike, Months, NaiveDate};

use super::date_words::{Guess, date_in_words, month_in};
use super::form::{Form, Label, Point, Unit};
use super::parse::{form, months_of_season};

/// Returns the date that a text was probably meant to be; it may still not be one.
///
/// Handles dates in another order, months by name, bounds in words (`before …`), ranges, decades and seasons.
pub(super) fn meant(text: &str) -> Option<Guess> {
    // No date is that long, and the parts of a text are each tried again, which is slow for long texts.
    if text.len() > 60 {
        return None;
    }
    let lower = text.trim().to_lowercase();
    let ways = [
        undated,
        labelled,
        bounded,
        exclusive,
        unspecified,
        decade,
        season,
        third,
        compact,
        days_of_month,
        listed,
        date_in_words,
    ];
    ways.iter().find_map(|way| way(&lower))
}

/// Returns a date, as it is or in words.
fn date(text: &str) -> Option<Guess> {
    let text = text.trim();
    if form(text).is_ok() { Some(Guess::new(text, true)) } else { date_in_words(text) }
}

/// Words for a date that is not known.
fn undated(text: &str) -> Option<Guess> {
    let words = ["?", "unknown", "undated", "not known", "n/a", "n.a.", "na", "nan", "none", "null", "n.d.", "nd", "-"];
    words.contains(&text).then(|| Guess::new("[..]", true))
}

/// A label in front of a date, or inside it: `circa 2016`, `~2016`, `?2016-10`, `2016-10~-28`.
fn labelled(text: &str) -> Option<Guess> {
    for word in ["c. ", "ca. ", "ca ", "circa ", "about ", "around ", "approx. ", "approximately "] {
        if let Some(rest) = text.strip_prefix(word) {
            return Some(date(rest)?.between("", Label::Approximate.sign()));
        }
    }
    let is_label = |c: char| "~?%".contains(c);
    let label = Label::of(text)?;
    let bare = date(&text.replace(is_label, ""))?.between("", label.sign());
    // A label inside a date is of its year, month or day alone; here it is of the whole date.
    let inside = text.trim_start_matches(is_label).contains(is_label);
    Some(Guess { sure: bare.sure && !inside, ..bare })
}

/// Words that include their date: `until …`, `since …`.
fn bounded(text: &str) -> Option<Guess> {
    for word in ["until ", "till ", "by ", "not after ", "no later than ", "< ", "<="] {
        if let Some(rest) = text.strip_prefix(word) {
            return Some(date(rest)?.between("[..", "]"));
        }
    }
    for word in ["since ", "from ", "not before ", "no earlier than ", "> ", ">="] {
        if let Some(rest) = text.strip_prefix(word).filter(|rest| !rest.contains(" to ")) {
            return Some(date(rest)?.between("[", "..]"));
        }
    }
    None
}

/// Words that exclude their date: `before …`, `after …`.
fn exclusive(text: &str) -> Option<Guess> {
    let (rest, before) = match text.strip_prefix("before ") {
        Some(rest) => (rest, true),
        None => (text.strip_prefix("after ")?, false),
    };
    let guess = date(rest)?;
    let Ok(Form::One(Point { unit, label: Label::None })) = form(&guess.text) else { return None };
    let beside = match unit {
        Unit::Year(year) => Unit::Year(year + if before { -1 } else { 1 }),
        Unit::Month(year, month) => {
            let first = NaiveDate::from_ymd_opt(year, month, 1)?;
            let month = Months::new(1);
            let beside = if before { first.checked_sub_months(month) } else { first.checked_add_months(month) }?;
            Unit::Month(beside.year(), beside.month())
        }
        Unit::Day(day) => Unit::Day(if before { day.pred_opt() } else { day.succ_opt() }?),
        Unit::Part(..) | Unit::Minute(_) => return None,
    };
    let range = if before { format!("[..{beside}]") } else { format!("[{beside}..]") };
    Some(Guess::new(range, guess.sure))
}

/// Digits that are not known: `198X`, `2016-1X`, `2016-10-XX`.
fn unspecified(text: &str) -> Option<Guess> {
    let parts: Vec<String> = text.split('-').map(|part| part.replace('u', "x")).collect();
    let ([year] | [year, _] | [year, _, _]) = &parts[..] else { return None };
    // The last digits of a part are unknown, so that what it may be is a range.
    let digits = |part: &String| part.trim_end_matches('x').bytes().all(|byte| byte.is_ascii_digit());
    if year.len() != 4 || parts[1..].iter().any(|part| part.len() != 2) || !parts.iter().all(digits) {
        return None;
    }
    let open: Vec<bool> = parts.iter().map(|part| part.contains('x')).collect();
    let first_open = open.iter().position(|open| *open)?;
    let (known, rest) = parts.split_at(first_open);
    // What follows a part of which nothing is known says no more: `2016-XX-XX`.
    if rest[1..].iter().any(|part| part != "xx") || year == "xxxx" {
        return None;
    }
    if !known.is_empty() && rest[0] == "xx" {
        return Some(Guess::new(known.join("-"), true));
    }
    let fits = |number: u32| {
        let written = format!("{number:0width$}", width = rest[0].len());
        let same = written.bytes().zip(rest[0].bytes()).all(|(digit, given)| given == b'x' || digit == given);
        let all = known.iter().cloned().chain([written]).collect::<Vec<_>>().join("-");
        (same && form(&all).is_ok()).then_some(all)
    };
    let mut numbers = 0..=if known.is_empty() { 9999 } else { 31 };
    let first = numbers.find_map(fits)?;
    let last = numbers.rev().find_map(fits).unwrap_or_else(|| first.clone());
    Some(Guess::new(if first == last { first } else { format!("[{first}..{last}]") }, true))
}

/// Ten years: `1860s`, `the 1860s`, `1860's`.
fn decade(text: &str) -> Option<Guess> {
    let year = text.strip_prefix("the ").unwrap_or(text).strip_suffix('s')?.trim_end_matches(['\'', '’']);
    let year: u32 = year.parse().ok().filter(|_| year.len() == 4 && year.ends_with('0'))?;
    // The 1900s may be ten years or a hundred.
    Some(match year % 100 {
        0 => Guess::new(format!("[{year:04}..{:04}]", year + 99), false),
        _ => Guess::new(format!("[{year:04}..{:04}]", year + 9), true),
    })
}

/// A season of the northern half of the Earth: `winter 2015`.
fn season(text: &str) -> Option<Guess> {
    let (word, year) = text.split_once(' ')?;
    let number = match word {
        "spring" => 21,
        "summer" => 22,
        "autumn" | "fall" => 23,
        "winter" => 24,
        _ => return None,
    };
    let Ok(Form::One(Point { unit: Unit::Year(year), label: Label::None })) = form(year) else { return None };
    Some(Guess::new(months_of_season(year, number)?.1, false))
}

/// A third of a month or of a year: `late May 1916`, `early 1916`.
fn third(text: &str) -> Option<Guess> {
    let words: [(&str, u32); 9] = [
        ("early ", 0),
        ("beginning of ", 0),
        ("start of ", 0),
        ("mid ", 1),
        ("mid-", 1),
        ("middle of ", 1),
        ("late ", 2),
        ("end of ", 2),
        ("the end of ", 2),
    ];
    let (rest, third) = words.iter().find_map(|(word, third)| Some((text.strip_prefix(word)?, *third)))?;
    let Ok(Form::One(Point { unit, label: Label::None })) = form(&date(rest)?.text) else { return None };
    let (first, last) = match unit {
        Unit::Year(year) => (Unit::Month(year, third * 4 + 1), Unit::Month(year, third * 4 + 4)),
        Unit::Month(year, month) => {
            let day = |day| NaiveDate::from_ymd_opt(year, month, day);
            let last = if third == 2 { (28..=31).rev().find_map(day) } else { day(third * 10 + 10) };
            (Unit::Day(day(third * 10 + 1)?), Unit::Day(last?))
        }
        _ => return None,
    };
    Some(Guess::new(format!("[{first}..{last}]"), false))
}

/// A date without hyphens: `20161028`.
fn compact(text: &str) -> Option<Guess> {
    let plain = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| date(&format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]))).flatten()
}

/// Two days of one month: `6-8 November 2016`.
fn days_of_month(text: &str) -> Option<Guess> {
    let (first, rest) = text.split_once(['-', '–'])?;
    let (last, month) = rest.trim().split_once(' ')?;
    let short = !first.is_empty() && first.len() <= 2 && month_in(month).is_some();
    let (from, to) = (date(&format!("{} {month}", first.trim()))?, date(&format!("{last} {month}"))?);
    short.then(|| Guess::range(&from, &to, true))
}

/// Two dates: `between … and …`, `… or …`, `… – …`.
fn listed(text: &str) -> Option<Guess> {
    let listed = text.trim_start_matches("between ").trim_start_matches("from ").trim_matches(['{', '}']);
    [" and ", " or ", " to ", " until ", " – ", " - ", "–", "--", ","].iter().find_map(|separator| {
        let (from, to) = listed.split_once(separator)?;
        // A list with commas may have been three dates, or a date with its weekday.
        Some(Guess::range(&date(from)?, &date(to)?, *separator != ","))
    })
}
