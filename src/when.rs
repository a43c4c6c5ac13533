//! When something happened: one moment, which the record may only bound.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use thiserror::Error;

use crate::error::Correction;
use crate::moment::{self, Moment};

/// The bounds of one moment: it lies at or after `earliest` and before `latest`; `None` is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    /// The first moment it can be.
    pub earliest: Option<Moment>,
    /// The first moment that is too late for it.
    pub latest: Option<Moment>,
}

impl Span {
    /// Whether everything in this span comes before everything in the other.
    #[must_use]
    pub fn precedes(self, other: Self) -> bool {
        matches!((self.latest, other.earliest), (Some(latest), Some(earliest)) if latest <= earliest)
    }
}

/// A part of the day, as reports name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum DayPart {
    /// 00:00 to 06:00.
    Early,
    /// 06:00 to 12:00.
    Morning,
    /// 12:00 to 18:00.
    Afternoon,
    /// 18:00 to 24:00.
    Evening,
    /// 20:00 to 06:00 of the next day.
    Night,
}

impl DayPart {
    const ALL: [Self; 5] = [Self::Early, Self::Morning, Self::Afternoon, Self::Evening, Self::Night];

    /// Its first and its closing hour, counted from 00:00 of its day.
    #[must_use]
    pub const fn hours(self) -> (i64, i64) {
        match self {
            Self::Early => (0, 6),
            Self::Morning => (6, 12),
            Self::Afternoon => (12, 18),
            Self::Evening => (18, 24),
            Self::Night => (20, 30),
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Early => "early",
            Self::Morning => "morning",
            Self::Afternoon => "afternoon",
            Self::Evening => "evening",
            Self::Night => "night",
        }
    }
}

impl fmt::Display for DayPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// What is written behind a date that its author was not sure of. A label: it widens nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// Nothing written.
    #[default]
    None,
    /// `~`
    Approximate,
    /// `?`
    Uncertain,
    /// `%`
    Both,
}

impl Label {
    const fn sign(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Approximate => "~",
            Self::Uncertain => "?",
            Self::Both => "%",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Unit {
    Year(i32),
    Month(i32, u32),
    Day(NaiveDate),
    Part(NaiveDate, DayPart),
    Minute(Moment),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Point {
    unit: Unit,
    label: Label,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Form {
    One(Point),
    Between(Option<Point>, Option<Point>),
}

/// When something happened: one moment, written as exactly as it is known.
///
/// | written | means |
/// |---|---|
/// | `2016-10-28` | some moment of that day |
/// | `2016-10-28 evening` | that part of the day: early 00–06, morning 06–12, afternoon 12–18, evening 18–24, night 20–06 |
/// | `2016-10-28T14:30` | that minute |
/// | `2016-11`, `2016` | some moment of that month, that year |
/// | `[2016-11-06..2016-11-08]` | one moment from the first to the last; ends in any form above |
/// | `[..2016-11-08]`, `[2016-11-06..]` | not after, not before |
/// | `2016-10-28~`, `?`, `%` | a label: approximate, uncertain, both |
///
/// These are forms of EDTF (ISO 8601-2), and the parts of the day, which it lacks (`DESIGN.md`, "Time").
/// `==` compares what was written: `2016-10-28` and `[2016-10-28..2016-10-28]` have equal spans and differ.
///
/// ```
/// use whoheld::When;
///
/// let night: When = "2016-11-08 night".parse()?;
/// assert_eq!(night.span().earliest.unwrap().to_string(), "2016-11-08T20:00");
/// assert_eq!(night.span().latest.unwrap().to_string(), "2016-11-09T06:00");
/// # Ok::<(), whoheld::BadWhen>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct When(Form);

impl When {
    /// Some moment of that day.
    #[must_use]
    pub const fn day(day: NaiveDate) -> Self {
        Self(Form::One(Point { unit: Unit::Day(day), label: Label::None }))
    }

    /// Some moment of that part of that day.
    #[must_use]
    pub const fn part(day: NaiveDate, part: DayPart) -> Self {
        Self(Form::One(Point { unit: Unit::Part(day, part), label: Label::None }))
    }

    /// One moment of the days from the first to the last, both included.
    ///
    /// # Errors
    /// Where the last day comes before the first.
    pub fn days(first: NaiveDate, last: NaiveDate) -> Result<Self, BadWhen> {
        let end = |day| Some(Point { unit: Unit::Day(day), label: Label::None });
        between(end(first), end(last)).map(Self).map_err(|refusal| BadWhen::new(&format!("[{first}..{last}]"), refusal))
    }

    /// Not after that day.
    #[must_use]
    pub const fn by(day: NaiveDate) -> Self {
        Self(Form::Between(None, Some(Point { unit: Unit::Day(day), label: Label::None })))
    }

    /// Not before that day.
    #[must_use]
    pub const fn from(day: NaiveDate) -> Self {
        Self(Form::Between(Some(Point { unit: Unit::Day(day), label: Label::None }), None))
    }

    /// The bounds of the moment.
    #[must_use]
    pub fn span(self) -> Span {
        match self.0 {
            Form::One(point) => Span { earliest: Some(point.earliest()), latest: Some(point.latest()) },
            Form::Between(from, to) => Span { earliest: from.map(Point::earliest), latest: to.map(Point::latest) },
        }
    }

    /// The label behind the date; of a range, the first that is written.
    #[must_use]
    pub fn label(self) -> Label {
        let (first, last) = match self.0 {
            Form::One(point) => (Some(point), None),
            Form::Between(from, to) => (from, to),
        };
        [first, last].into_iter().flatten().map(|point| point.label).find(|l| *l != Label::None).unwrap_or_default()
    }

    /// The first day it can be; where that is open, the last day; where both are, none.
    #[must_use]
    pub fn first_day(self) -> Option<NaiveDate> {
        let span = self.span();
        span.earliest.map(Moment::date).or(span.latest.map(Moment::day_ending))
    }
}

impl From<NaiveDate> for When {
    fn from(day: NaiveDate) -> Self {
        Self::day(day)
    }
}

impl From<NaiveDateTime> for When {
    /// That minute.
    fn from(at: NaiveDateTime) -> Self {
        Self(Form::One(Point { unit: Unit::Minute(at.into()), label: Label::None }))
    }
}

impl Point {
    fn earliest(self) -> Moment {
        match self.unit {
            Unit::Year(year) => first_of(year, 1),
            Unit::Month(year, month) => first_of(year, month),
            Unit::Day(day) => Moment::opening(day),
            Unit::Part(day, part) => hour(day, part.hours().0),
            Unit::Minute(minute) => minute,
        }
    }

    fn latest(self) -> Moment {
        match self.unit {
            Unit::Year(year) | Unit::Month(year, 12) => first_of(year + 1, 1),
            Unit::Month(year, month) => first_of(year, month + 1),
            Unit::Day(day) => Moment::close(day),
            Unit::Part(day, part) => hour(day, part.hours().1),
            Unit::Minute(minute) => Moment::from_minutes(minute.minutes() + 1),
        }
    }
}

/// The opening of a month's first day; months outside the calendar's range are held at its ends.
fn first_of(year: i32, month: u32) -> Moment {
    match NaiveDate::from_ymd_opt(year, month, 1) {
        Some(day) => Moment::opening(day),
        None if year < 0 => Moment::MIN,
        None => Moment::MAX,
    }
}

fn hour(day: NaiveDate, hours: i64) -> Moment {
    Moment::from_minutes(Moment::opening(day).minutes() + hours * 60)
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Year(year) => write_year(f, year),
            Self::Month(year, month) => {
                write_year(f, year)?;
                write!(f, "-{month:02}")
            }
            Self::Day(day) => write!(f, "{day}"),
            Self::Part(day, part) => write!(f, "{day} {part}"),
            Self::Minute(minute) => write!(f, "{minute}"),
        }
    }
}

fn write_year(f: &mut fmt::Formatter<'_>, year: i32) -> fmt::Result {
    if (0..=9999).contains(&year) { write!(f, "{year:04}") } else { write!(f, "{year:+05}") }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.unit, self.label.sign())
    }
}

impl fmt::Display for When {
    /// What was written: [`FromStr`] reads it back as an equal value.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self.0 {
            Form::One(point) => point.to_string(),
            Form::Between(from, to) => {
                let end = |point: Option<Point>| point.map(|p| p.to_string()).unwrap_or_default();
                format!("[{}..{}]", end(from), end(to))
            }
        };
        f.pad(&text)
    }
}

/// A text that is no `when`, with what is wrong and what was probably meant.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{given}` {what}{}", hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default())]
pub struct BadWhen {
    given: String,
    what: String,
    hint: Option<String>,
    meant: Option<String>,
}

impl BadWhen {
    fn new(given: &str, refusal: Refusal) -> Self {
        let refusal = match refusal.unclear.as_deref().map(meant) {
            Some(Some(meant)) => refusal.meant(meant),
            Some(None) => refusal.hint("a date is written like `2016-10-28`, `2016-10` or `2016`"),
            None => refusal,
        };
        let Refusal { what, hint, meant, around, .. } = refusal;
        let (meant, hint) = match (meant, around) {
            (Some(meant), Some(around)) => {
                let (before, behind) = *around;
                let whole = format!("{before}{}{behind}", meant.trim_matches(['[', ']']));
                let hint = format!("write `{whole}`");
                (Some(whole), Some(hint))
            }
            (meant, _) => (meant, hint),
        };
        // Only what would be read is offered.
        let (meant, hint) = match meant {
            Some(text) if form(&text).is_ok() => (Some(text), hint),
            Some(_) => (None, None),
            None => (None, hint),
        };
        Self { given: given.to_owned(), what, hint, meant }
    }

    /// The text that was refused.
    #[must_use]
    pub fn given(&self) -> &str {
        &self.given
    }

    /// What would probably have worked, in words.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// The text that was probably meant; it can be read.
    ///
    /// ```
    /// use whoheld::When;
    ///
    /// let error = "8 November 2016".parse::<When>().unwrap_err();
    /// assert_eq!(error.meant(), Some("2016-11-08"));
    /// ```
    #[must_use]
    pub fn meant(&self) -> Option<&str> {
        self.meant.as_deref()
    }
}

impl Correction for BadWhen {
    fn correction(&self) -> Option<String> {
        self.meant.clone()
    }
}

/// What is wrong with a text, and how to mend it.
struct Refusal {
    what: String,
    hint: Option<String>,
    meant: Option<String>,
    /// A text of which it is yet to be seen what it was meant to be.
    unclear: Option<String>,
    /// What stands before and behind the part that is refused, and would be kept.
    around: Option<Box<(String, String)>>,
}

impl Refusal {
    fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), hint: None, meant: None, unclear: None, around: None }
    }

    fn no_date(text: &str) -> Self {
        Self { unclear: Some(text.to_owned()), ..Self::new("is no date") }
    }

    /// The refusal of one end of a range.
    fn within(self, before: &str, behind: &str) -> Self {
        self.beside(&format!("[{before}"), &format!("{behind}]"))
    }

    /// The refusal of a part of a text, of which the rest would be kept.
    fn beside(mut self, before: &str, behind: &str) -> Self {
        let (first, last) = self.around.take().map(|around| *around).unwrap_or_default();
        let around = (format!("{before}{first}"), format!("{last}{behind}"));
        self.around = Some(Box::new(around)).filter(|around| **around != (String::new(), String::new()));
        self
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The text that was meant, and that as a hint.
    fn meant(mut self, meant: impl Into<String>) -> Self {
        let meant = meant.into();
        self.hint.get_or_insert_with(|| format!("write `{meant}`"));
        self.meant = Some(meant);
        self
    }
}

impl FromStr for When {
    type Err = BadWhen;

    fn from_str(text: &str) -> Result<Self, BadWhen> {
        form(text).map(Self).map_err(|refusal| BadWhen::new(text, refusal))
    }
}

fn form(text: &str) -> Result<Form, Refusal> {
    let Some(inner) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else {
        if let Some((from, to)) = text.split_once("..") {
            let label = to.chars().last().filter(|last| text.starts_with('[') && "~?%".contains(*last));
            let bare = |end: &str| end.trim_matches(['[', ']', '~', '?', '%']).to_owned();
            return Err(match label {
                Some(label) => Refusal::new("has its label outside the brackets; it stands behind a date")
                    .meant(format!("[{}..{}{label}]", bare(from), bare(to))),
                None => Refusal::new("is a range without brackets").meant(format!("[{}..{}]", bare(from), bare(to))),
            });
        }
        return point(text).map(Form::One);
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
    let (first, last) = (end(from).map_err(|it| it.within("", &format!("..{to}"))), end(to));
    between(first?, last.map_err(|it| it.within(&format!("{from}.."), ""))?)
}

fn between(from: Option<Point>, to: Option<Point>) -> Result<Form, Refusal> {
    if let (Some(first), Some(last)) = (from, to)
        && first.earliest() >= last.latest()
    {
        return Err(Refusal::new("is a range that ends before it begins").meant(format!("[{last}..{first}]")));
    }
    Ok(Form::Between(from, to))
}

fn point(text: &str) -> Result<Point, Refusal> {
    let (bare, label) = match text.chars().last() {
        Some('~') => (&text[..text.len() - 1], Label::Approximate),
        Some('?') => (&text[..text.len() - 1], Label::Uncertain),
        Some('%') => (&text[..text.len() - 1], Label::Both),
        _ => (text, Label::None),
    };
    if label != Label::None && bare.ends_with(['~', '?', '%']) {
        let date = bare.trim_end_matches(['~', '?', '%']);
        return Err(Refusal::new("has two labels; `%` is both").meant(format!("{date}%")));
    }
    // A space before the label is a slip.
    if label != Label::None && bare.ends_with(' ') {
        return Err(Refusal::new("has a space before its label").meant(format!("{}{}", bare.trim_end(), label.sign())));
    }
    Ok(Point { unit: unit(bare).map_err(|it| it.beside("", label.sign()))?, label })
}

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
            return Err(next.map(|next| refusal.meant(format!("{next}T00:00"))).unwrap_or(Refusal::no_date(text)));
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
        return Err(Refusal::new(format!("names month {month}, and a year has 12")));
    }
    Err(Refusal::no_date(text))
}

fn unit_of_day(day: &str, part: &str) -> Result<Unit, Refusal> {
    let Unit::Day(date) = unit(day)? else {
        return Err(Refusal::new("gives a part of the day without a day"));
    };
    if let Some(part) = DayPart::ALL.into_iter().find(|known| known.word() == part) {
        return Ok(Unit::Part(date, part));
    }
    if format!("{day}T{part}").parse::<Moment>().is_ok() {
        return Err(Refusal::new("is no date").meant(format!("{day}T{}", &part[..5])));
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
        _ => crate::find::nearest(part, DayPart::ALL.map(DayPart::word)),
    };
    Err(match usual {
        Some(usual) => refusal.hint(format!("did you mean `{day} {usual}`?")).meant(format!("{day} {usual}")),
        None => refusal.hint("the parts are early, morning, afternoon, evening and night"),
    })
}

fn in_range(year: i32) -> Result<(), Refusal> {
    if (NaiveDate::MIN.year()..=NaiveDate::MAX.year()).contains(&year) {
        return Ok(());
    }
    let hint = format!("years go from {} to {}", NaiveDate::MIN.year(), NaiveDate::MAX.year());
    Err(Refusal::new("lies outside the calendar").hint(hint))
}

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

/// As many letters as tell the months apart, in English.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The form that a text was probably meant to have: a date in another order, a month by name, a bound in words.
fn meant(text: &str) -> Option<String> {
    // No date is longer, and what is read here is read again in parts.
    if text.len() > 60 {
        return None;
    }
    let lower = text.trim().to_lowercase();
    let whole = |text: &str| if form(text).is_ok() { Some(text.to_owned()) } else { date_in_words(text) };
    let ends = |from: &str, to: &str| Some(format!("[{}..{}]", whole(from.trim())?, whole(to.trim())?));
    let day = |text: &str| whole(text).and_then(|date| crate::moment::parse_day(&date));
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

#[cfg(test)]
mod tests {
    use super::*;

    fn span(text: &str) -> String {
        let when: When = text.parse().unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(when.to_string(), text, "written back");
        let end = |moment: Option<Moment>| moment.map_or("..".to_owned(), |moment| moment.to_string());
        format!("{} {}", end(when.span().earliest), end(when.span().latest))
    }

    #[test]
    fn each_form_has_its_span() {
        assert_eq!(span("2016-10-28"), "2016-10-28T00:00 2016-10-29T00:00");
        assert_eq!(span("2016-10-28 evening"), "2016-10-28T18:00 2016-10-29T00:00");
        assert_eq!(span("2016-10-28 early"), "2016-10-28T00:00 2016-10-28T06:00");
        assert_eq!(span("2016-12-31 night"), "2016-12-31T20:00 2017-01-01T06:00");
        assert_eq!(span("2016-10-28T14:30"), "2016-10-28T14:30 2016-10-28T14:31");
        assert_eq!(span("2016-11"), "2016-11-01T00:00 2016-12-01T00:00");
        assert_eq!(span("2016-12"), "2016-12-01T00:00 2017-01-01T00:00");
        assert_eq!(span("2016"), "2016-01-01T00:00 2017-01-01T00:00");
        assert_eq!(span("0044"), "0044-01-01T00:00 0045-01-01T00:00");
        assert_eq!(span("-0044-03-15"), "-0044-03-15T00:00 -0044-03-16T00:00");
        assert_eq!(span("+12345"), "+12345-01-01T00:00 +12346-01-01T00:00");
        assert_eq!(span("[2016-11-06..2016-11-08]"), "2016-11-06T00:00 2016-11-09T00:00");
        assert_eq!(span("[2016-11-06 night..2016-12]"), "2016-11-06T20:00 2017-01-01T00:00");
        assert_eq!(span("[..2016-11-08]"), ".. 2016-11-09T00:00");
        assert_eq!(span("[2016-11-06..]"), "2016-11-06T00:00 ..");
        assert_eq!(span("[..]"), ".. ..");
        assert_eq!(span("2016-10-28~"), "2016-10-28T00:00 2016-10-29T00:00");
        assert_eq!(span("[2016-10?..2016-11%]"), "2016-10-01T00:00 2016-12-01T00:00");
        assert_eq!(span("+262142-12-31"), "+262142-12-31T00:00 +262143-01-01T00:00");
    }

    #[test]
    fn a_mistake_is_named_with_what_was_meant() {
        for (text, says) in [
            ("", "`` is no date; a date is written like `2016-10-28`, `2016-10` or `2016`"),
            ("28.10.2016", "`28.10.2016` is no date; write `2016-10-28`"),
            ("2016/10/28", "`2016/10/28` is no date; write `2016-10-28`"),
            ("2016-1-5", "`2016-1-5` is no date; write `2016-01-05`"),
            ("2016-02-30", "`2016-02-30` is no day of the calendar; that month has 29 days; the last is `2016-02-29`"),
            ("2016-28-10", "`2016-28-10` names month 28, and a year has 12; did you mean `2016-10-28`?"),
            ("8 November 2016", "`8 November 2016` is no date; write `2016-11-08`"),
            ("Nov. 8th, 2016", "`Nov. 8th, 2016` is no date; write `2016-11-08`"),
            ("October 2016", "`October 2016` is no date; write `2016-10`"),
            ("2016-10-XX", "`2016-10-XX` is no date; write `2016-10`"),
            ("before 2016-11-08", "`before 2016-11-08` is no date; write `[..2016-11-07]`"),
            ("by 2016-11-08", "`by 2016-11-08` is no date; write `[..2016-11-08]`"),
            ("after 8 Nov 2016", "`after 8 Nov 2016` is no date; write `[2016-11-09..]`"),
            ("about 2016-11", "`about 2016-11` is no date; write `2016-11~`"),
            ("2016-11-06 or 2016-11-08", "`2016-11-06 or 2016-11-08` is no date; write `[2016-11-06..2016-11-08]`"),
            (
                "[2016-11-06..2016-11-08]~",
                "`[2016-11-06..2016-11-08]~` has its label outside the brackets; it stands behind a date; \
                 write `[2016-11-06..2016-11-08~]`",
            ),
            (
                "2016-10-28T14:30:15",
                "`2016-10-28T14:30:15` is finer than the minute, and no finer time is kept; write `2016-10-28T14:30`",
            ),
            ("2016-13-01", "`2016-13-01` names month 13, and a year has 12; did you mean `2016-01-13`?"),
            ("2016-13-40", "`2016-13-40` names month 13, and a year has 12"),
            ("2016-13", "`2016-13` names month 13, and a year has 12"),
            (
                "2016-11-06/2016-11-08",
                "`2016-11-06/2016-11-08` lasts, and an event happens at one moment; \
                 write `[2016-11-06..2016-11-08]` for one moment within it, or give what lasts an `until`",
            ),
            (
                "[2016-11-08..2016-11-06]",
                "`[2016-11-08..2016-11-06]` is a range that ends before it begins; write `[2016-11-06..2016-11-08]`",
            ),
            (
                "2016-11-06..2016-11-08",
                "`2016-11-06..2016-11-08` is a range without brackets; write `[2016-11-06..2016-11-08]`",
            ),
            ("[2016-11-06]", "`[2016-11-06]` has brackets and no range; write `2016-11-06`"),
            (
                "2016-10-28 evning",
                "`2016-10-28 evning` names no part of the day by `evning`; did you mean `2016-10-28 evening`?",
            ),
            ("2016-10-28 14:30", "`2016-10-28 14:30` is no date; write `2016-10-28T14:30`"),
            (
                "2016-10-28T14:30Z",
                "`2016-10-28T14:30Z` has a time zone, and moments here are local civil time; write `2016-10-28T14:30`",
            ),
            ("6-8 November 2016", "`6-8 November 2016` is no date; write `[2016-11-06..2016-11-08]`"),
            ("20161028", "`20161028` is no date; write `2016-10-28`"),
            ("10/28/2016", "`10/28/2016` is no date; write `2016-10-28`"),
            ("30 February 2016", "`30 February 2016` is no date; write `2016-02-29`"),
            ("2016-10-28?~", "`2016-10-28?~` has two labels; `%` is both; write `2016-10-28%`"),
            ("[2016-11-08..8 Dec 2016]", "`[2016-11-08..8 Dec 2016]` is no date; write `[2016-11-08..2016-12-08]`"),
            ("2016-10-28T24:00", "`2016-10-28T24:00` is the opening of the next day; write `2016-10-29T00:00`"),
            ("+999999", "`+999999` lies outside the calendar; years go from -262143 to 262142"),
        ] {
            assert_eq!(text.parse::<When>().unwrap_err().to_string(), says);
        }
    }
}
