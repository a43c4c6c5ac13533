//! Parses dates, and says what is wrong with a text that is not one.

use chrono::{Datelike, NaiveDate};

use super::form::{DayPart, Form, Label, Point, Unit};
use super::moment::{self, Moment};
use crate::spelling::nearest;

/// Why a text was refused, and how to mend it.
pub(super) struct Refusal {
    /// What is wrong with the text.
    pub(super) what: String,
    /// What would probably have worked, in words.
    pub(super) hint: Option<String>,
    /// The text that was probably meant.
    pub(super) meant: Option<String>,
    /// Whether nothing else can have been meant.
    pub(super) sure: bool,
    /// A text whose meaning is still to be guessed.
    pub(super) unclear: Option<String>,
    /// What stands before and behind the refused part; a correction keeps both.
    pub(super) around: Option<Box<(String, String)>>,
}

impl Refusal {
    fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), hint: None, meant: None, sure: false, unclear: None, around: None }
    }

    fn no_date(text: &str) -> Self {
        Self { unclear: Some(text.to_owned()), ..Self::new("is no date") }
    }

    /// Adds the rest of the range in which this refused end stands.
    fn within(self, before: &str, behind: &str) -> Self {
        self.beside(&format!("[{before}"), &format!("{behind}]"))
    }

    /// Adds what stands before and behind the refused part.
    fn beside(mut self, before: &str, behind: &str) -> Self {
        let (first, last) = self.around.take().map(|around| *around).unwrap_or_default();
        let around = (format!("{before}{first}"), format!("{last}{behind}"));
        self.around = Some(Box::new(around)).filter(|around| **around != (String::new(), String::new()));
        self
    }

    /// Sets the hint.
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Sets the text that was probably meant, and a hint to write it unless there is a hint already.
    pub(super) fn meant(mut self, meant: impl Into<String>) -> Self {
        let meant = meant.into();
        self.hint.get_or_insert_with(|| format!("write `{meant}`"));
        self.meant = Some(meant);
        self
    }

    /// Says that nothing else can have been meant.
    pub(super) fn sure(mut self) -> Self {
        self.sure = true;
        self
    }
}

/// Parses a date or a range.
pub(super) fn form(text: &str) -> Result<Form, Refusal> {
    let Some(inner) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else {
        return match text.split_once("..") {
            Some((from, to)) => Err(unbracketed(text, from, to)),
            None => point(text).map(Form::One),
        };
    };
    let Some((from, to)) = inner.split_once("..") else {
        return Err(match inner.split_once('/') {
            Some((from, to)) => Refusal::new("has brackets and no range").meant(format!("[{from}..{to}]")),
            None => Refusal::new("has brackets and no range").meant(inner),
        });
    };
    let end = |part: &str| match part.trim() {
        "" => Ok(None),
        part => point(part).map(Some),
    };
    let first = end(from).map_err(|refusal| refusal.within("", &format!("..{to}")))?;
    if let Some(whole) = completed(from, to) {
        return Err(Refusal::new(SHORT_END).meant(format!("[{from}..{whole}]")).sure());
    }
    let last = end(to).map_err(|refusal| refusal.within(&format!("{from}.."), ""))?;
    between(first, last)
}

/// What is wrong with the end in `[1916-06-23..24]`.
const SHORT_END: &str = "is a range with only a part of its last date";

/// Refuses a range without brackets.
fn unbracketed(text: &str, from: &str, to: &str) -> Refusal {
    // In EDTF a range with an open end is written `../1985` or `1985/..`.
    let (from, to) = (from.trim_end_matches('/'), to.trim_start_matches('/'));
    let bare = |end: &str| end.trim_matches(['[', ']', '~', '?', '%']).to_owned();
    if let Some(whole) = completed(&bare(from), to) {
        return Refusal::new(SHORT_END).meant(format!("[{}..{whole}]", bare(from))).sure();
    }
    let outside = to.chars().last().filter(|last| text.starts_with('[') && "~?%".contains(*last));
    match outside {
        Some(label) => Refusal::new("has its label outside the brackets; it stands behind a date").meant(format!(
            "[{}..{}{label}]",
            bare(from),
            bare(to)
        )),
        None => {
            // Each end keeps its label.
            let labelled = |end: &str| end.trim_matches(['[', ']']).trim().to_owned();
            let meant = format!("[{}..{}]", labelled(from), labelled(to));
            Refusal::new("is a range without brackets").meant(meant).sure()
        }
    }
}

/// Returns the range between two dates, unless it ends before it begins.
pub(super) fn between(from: Option<Point>, to: Option<Point>) -> Result<Form, Refusal> {
    if let (Some(first), Some(last)) = (from, to)
        && first.earliest() >= last.latest()
    {
        return Err(Refusal::new("is a range that ends before it begins").meant(format!("[{last}..{first}]")));
    }
    Ok(Form::Between(from, to))
}

/// Parses a date with its label.
fn point(text: &str) -> Result<Point, Refusal> {
    let (bare, label) = match text.chars().last() {
        Some('~') => (&text[..text.len() - 1], Label::Approximate),
        Some('?') => (&text[..text.len() - 1], Label::Uncertain),
        Some('%') => (&text[..text.len() - 1], Label::Both),
        _ => (text, Label::None),
    };
    if label != Label::None && bare.ends_with(['~', '?', '%']) {
        let date = bare.trim_end_matches(['~', '?', '%']);
        return Err(Refusal::new("has two labels; `%` is both").meant(format!("{date}%")).sure());
    }
    if label != Label::None && bare.ends_with(' ') {
        let meant = format!("{}{}", bare.trim_end(), label.sign());
        return Err(Refusal::new("has a space before its label").meant(meant).sure());
    }
    Ok(Point { unit: unit(bare).map_err(|refusal| refusal.beside("", label.sign()))?, label })
}

/// Parses a date without a label.
fn unit(text: &str) -> Result<Unit, Refusal> {
    if let Some((day, part)) = text.split_once(' ')
        && moment::split_day(day).is_some()
    {
        return unit_of_day(day, part.trim());
    }
    if let Some((day, time)) = text.split_once('T')
        && time.starts_with(|first: char| first.is_ascii_digit())
    {
        if time.contains(['Z', 'z', '+', '-']) {
            let bare = time.split(['Z', 'z', '+', '-']).next().and_then(|time| time.get(..5)).unwrap_or_default();
            let refusal = Refusal::new("has a time zone, and moments here are local civil time");
            return Err(refusal.meant(format!("{day}T{bare}")));
        }
        if time == "24:00" {
            let next = moment::parse_day(day).and_then(|day| day.succ_opt());
            let refusal = Refusal::new("is the opening of the next day");
            return Err(next
                .map(|next| refusal.meant(format!("{next}T00:00")).sure())
                .unwrap_or(Refusal::no_date(text)));
        }
        return match text.parse() {
            Ok(minute) if minute < Moment::MAX => Ok(Unit::Minute(minute)),
            Ok(_) => Err(Refusal::new("lies outside the calendar")),
            Err(_) => {
                let hint = "a moment is written like `2016-10-28T14:30`";
                let minute = time.get(..5).filter(|_| time.len() > 5);
                let refusal = Refusal::new("is no moment").hint(hint);
                Err(minute.map_or(refusal, |minute| {
                    Refusal::new("is finer than the minute, and no finer time is kept").meant(format!("{day}T{minute}"))
                }))
            }
        };
    }
    if let Some(range) = text.split_once('/').and_then(|(first, last)| short_or_open(first.trim(), last.trim())) {
        return Err(Refusal::new("is no date").meant(range));
    }
    if let Some((first, last)) = text.split_once('/').map(|(first, last)| (first.trim(), last.trim()))
        && !last.contains('/')
        && let (Ok(from), Ok(to)) = (point(first), point(last))
    {
        let reversed = between(Some(from), Some(to)).is_err();
        let (first, last) = if reversed { (last, first) } else { (first, last) };
        let hint = format!("write `[{first}..{last}]` for one moment within it, or give what lasts an `until`");
        let refusal = Refusal::new("lasts, and an event happens at one moment").hint(hint);
        return Err(refusal.meant(format!("[{first}..{last}]")));
    }
    if let Some(year) = moment::parse_year(text) {
        return in_range(year).map(|()| Unit::Year(year));
    }
    if let Some((year, month, day)) = moment::split_day(text) {
        return NaiveDate::from_ymd_opt(year, month, day).map(Unit::Day).ok_or_else(|| no_such_day(year, month, day));
    }
    if let Some((year, month)) =
        text.rsplit_once('-').and_then(|(y, m)| Some((moment::parse_year(y)?, moment::two_digits(m)?)))
    {
        in_range(year)?;
        if (1..=12).contains(&month) {
            return Ok(Unit::Month(year, month));
        }
        return Err(no_such_month(year, month));
    }
    Err(Refusal::no_date(text))
}

/// Parses a part of a day, such as `2016-10-28 evening`.
fn unit_of_day(day: &str, part: &str) -> Result<Unit, Refusal> {
    let Unit::Day(date) = unit(day)? else {
        return Err(Refusal::new("gives a part of the day without a day"));
    };
    if let Ok(part) = part.parse() {
        return Ok(Unit::Part(date, part));
    }
    if format!("{day}T{part}").parse::<Moment>().is_ok() {
        return Err(Refusal::new("is no date").meant(format!("{day}T{}", &part[..5])).sure());
    }
    if part.contains(|c: char| c.is_ascii_digit()) {
        return Err(Refusal::no_date(&format!("{day} {part}")));
    }
    let refusal = Refusal::new(format!("names no part of the day by `{part}`"));
    let usual = match part {
        "dawn" => Some("early"),
        "noon" | "midday" => Some("afternoon"),
        "dusk" => Some("evening"),
        "midnight" => Some("night"),
        _ => nearest(part, DayPart::ALL.iter().map(|known| known.word())),
    };
    Err(match usual {
        Some(usual) => refusal.hint(format!("did you mean `{day} {usual}`?")).meant(format!("{day} {usual}")),
        None => refusal.hint("the parts are early, morning, afternoon, evening and night"),
    })
}

/// Refuses a year that the calendar does not have.
fn in_range(year: i32) -> Result<(), Refusal> {
    if (NaiveDate::MIN.year()..=NaiveDate::MAX.year()).contains(&year) {
        return Ok(());
    }
    let hint = format!("years go from {} to {}", NaiveDate::MIN.year(), NaiveDate::MAX.year());
    Err(Refusal::new("lies outside the calendar").hint(hint))
}

/// Returns a range with a slash in brackets, if it is open at one end or its end is shortened: `1985/`, `1916-06-23/24`.
fn short_or_open(first: &str, last: &str) -> Option<String> {
    match (first, last) {
        ("", date) if point(date).is_ok() => Some(format!("[..{date}]")),
        (date, "") if point(date).is_ok() => Some(format!("[{date}..]")),
        _ => completed(first, last).map(|last| format!("[{first}..{last}]")),
    }
}

/// Returns the whole date at the end of a range of which only the last part is written: `1916-06-24` for `24` after
/// `1916-06-23`.
fn completed(from: &str, to: &str) -> Option<String> {
    let (from, to) = (from.trim(), to.trim());
    let numbers = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let is_short = matches!(to.len(), 1 | 2) || (to.len() == 5 && to.find('-') == Some(2));
    if !(is_short && numbers(to) && numbers(from)) {
        return None;
    }
    let to = if to.len() == 1 { format!("0{to}") } else { to.to_owned() };
    let kept = from.len().checked_sub(to.len()).filter(|kept| *kept > 0)?;
    let whole = format!("{}{to}", &from[..kept]);
    let range = between(Some(point(from).ok()?), Some(point(&whole).ok()?));
    range.is_ok().then_some(whole)
}

/// Returns the name of a season, by its number in EDTF, and its months as a range.
pub(super) fn months_of_season(year: i32, number: u32) -> Option<(&'static str, String)> {
    let (name, first, last) = match number {
        21 => ("spring", 3, Unit::Month(year, 5)),
        22 => ("summer", 6, Unit::Month(year, 8)),
        23 => ("autumn", 9, Unit::Month(year, 11)),
        24 => ("winter", 12, Unit::Month(year + 1, 2)),
        _ => return None,
    };
    Some((name, format!("[{}..{last}]", Unit::Month(year, first))))
}

/// Says what was meant by a number behind a year that is no month: a season in EDTF, or the last of several years.
fn no_such_month(year: i32, number: u32) -> Refusal {
    let what = format!("names month {number}, and a year has 12");
    let last = year - year.rem_euclid(100) + number.cast_signed();
    let years =
        (year > 0 && last > year && number > 12).then(|| format!("[{}..{}]", Unit::Year(year), Unit::Year(last)));
    match (months_of_season(year, number), years) {
        (Some((season, months)), years) => {
            let years = years.map(|years| format!(", and the years `{years}`")).unwrap_or_default();
            let what = format!("is no month; {number} is the {season} in EDTF, and seasons are not read");
            Refusal::new(what).hint(format!("write its months `{months}`{years}")).meant(months)
        }
        (None, Some(years)) => Refusal::new(what).hint(format!("did you mean the years `{years}`?")).meant(years),
        (None, None) => Refusal::new(what),
    }
}

/// Says what is wrong with a day that the calendar does not have.
fn no_such_day(year: i32, month: u32, day: u32) -> Refusal {
    if !(1..=12).contains(&month) {
        let refusal = Refusal::new(format!("names month {month}, and a year has 12"));
        return match NaiveDate::from_ymd_opt(year, day, month) {
            Some(swapped) => refusal.hint(format!("did you mean `{swapped}`?")).meant(swapped.to_string()),
            None => refusal,
        };
    }
    let first = NaiveDate::from_ymd_opt(year, month, 1);
    match first.and_then(|first| first.checked_add_months(chrono::Months::new(1))?.pred_opt()) {
        Some(last) if day > 0 => {
            let what = format!("is no day of the calendar; that month has {} days", last.day());
            Refusal::new(what).hint(format!("the last is `{last}`")).meant(last.to_string())
        }
        Some(_) => Refusal::new("is no day of the calendar").meant(format!("{}", Unit::Month(year, month))),
        None => Refusal::new("lies outside the calendar"),
    }
}
