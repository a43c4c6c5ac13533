//! The timeline picture: a lane for each place, with the days along the top.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{Datelike, Days, NaiveDate};

use super::bands::Bands;
use super::palette::Palette;
use super::style::{ACTIVITY_MARKS, MARGIN, Mark, Style};
use super::svg::{Svg, cut, text_width};
use crate::facts::{Designates, Facts, LookupError};
use crate::fold::HolderKey;
use crate::numbers::PlaceNo;
use crate::queries::{Holding, Timeline};
use crate::scenario::{Change, Event, Place};
use crate::time::{Moment, day_number};
use crate::view::{Control, View};
use crate::words::{OUTSIDE, day_in_words, year_in_words};

/// A picture of places through time, as SVG: a lane for each place, in the colours of who held it.
///
/// What is certain is solid, and what is only possible is striped. Where it is uncertain when a change happened, the
/// edge between the colours, or over long times a line, slants from the earliest moment to the latest. `Display` writes
/// the SVG; the same history always gives the same bytes.
///
/// ```
/// # #[cfg(feature = "aleppo")] {
/// use whoheld::{TimelinePicture, aleppo_2016};
///
/// let svg = TimelinePicture::of(aleppo_2016()).places(["minyan-residential"])?.width(800).to_string();
/// assert!(svg.contains("Minyan residential district"));
/// # }
/// # Ok::<(), whoheld::LookupError>(())
/// ```
#[derive(Clone, Debug)]
pub struct TimelinePicture<'h> {
    view: View<'h>,
    places: Option<Vec<PlaceNo>>,
    range: Option<(NaiveDate, NaiveDate)>,
    style: Style,
}

impl<'h> TimelinePicture<'h> {
    /// Returns a picture of all places of a history, an interpretation or a view, from the day before the first event
    /// to the day of the last.
    pub fn of(view: impl Into<View<'h>>) -> Self {
        Self { view: view.into(), places: None, range: None, style: Style::default() }
    }

    /// Shows only these places.
    ///
    /// # Errors
    /// Returns an error if no place, or more than one, has one of the names.
    pub fn places<P: Designates<Place>>(mut self, places: impl IntoIterator<Item = P>) -> Result<Self, LookupError> {
        let numbers = places.into_iter().map(|place| self.view.facts().find_place(&place));
        self.places = Some(numbers.collect::<Result<_, _>>()?);
        Ok(self)
    }

    /// Shows only the days from one to another, both included, in either order.
    #[must_use]
    pub fn between(mut self, first: NaiveDate, last: NaiveDate) -> Self {
        self.range = Some((first.min(last), first.max(last)));
        self
    }

    /// Sets the width of the picture in pixels: at least 320, 1200 by default.
    #[must_use]
    pub fn width(mut self, pixels: u32) -> Self {
        self.style.width = f64::from(pixels.max(320));
        self
    }

    /// Sets the language in which places and actors are named, if the record has a name in it; English by default.
    #[must_use]
    pub fn language(mut self, language: impl Into<String>) -> Self {
        self.style.language = language.into();
        self
    }

    /// Sets a title instead of that of the record.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.style.title = Some(title.into());
        self
    }

    /// Sets the line of sources, instead of the sources and the licence of the record.
    #[must_use]
    pub fn source(mut self, line: impl Into<String>) -> Self {
        self.style.source = Some(line.into());
        self
    }

    /// Sets the colour of an actor, `#rrggbb`. If the actor is a side, those who answer to it get paler shades of it.
    #[must_use]
    pub fn colour(mut self, actor: impl Into<String>, colour: impl Into<String>) -> Self {
        self.style.colours.insert(actor.into(), colour.into());
        self
    }
}

/// How long a change can be uncertain, in minutes, to be drawn as a slanted edge between the colours: 36 hours.
const LONG: i64 = 36 * 60;

/// The heights, in pixels, of a lane, of the bands in it, and of the marks under these; and the font size of labels.
const LANE: f64 = 27.0;
const BAND: f64 = 16.0;
const STRIP: f64 = 5.0;
const LABEL: f64 = 12.0;

impl fmt::Display for TimelinePicture<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Drawing::new(self).draw())
    }
}

/// A timeline picture being drawn.
struct Drawing<'a, 'h> {
    picture: &'a TimelinePicture<'h>,
    palette: Palette,
    /// The places shown, each with the number of shown places that it lies within.
    rows: Vec<(PlaceNo, usize)>,
    /// The first moment shown, in minutes.
    from: i64,
    /// The last moment shown, in minutes.
    to: i64,
    /// Where the lanes begin, to the right of the labels, in pixels.
    lanes_x: f64,
    svg: Svg,
    /// The holders drawn so far, for the legend.
    holders: BTreeSet<HolderKey>,
    /// The marks drawn so far, for the legend.
    marks: BTreeSet<Mark>,
    /// The attacks and repulses that count, by place, in the order of the record.
    fights: BTreeMap<PlaceNo, Vec<&'h Event>>,
}

impl<'a, 'h> Drawing<'a, 'h> {
    fn new(picture: &'a TimelinePicture<'h>) -> Self {
        let view = picture.view;
        let facts = view.facts();
        let rows = rows(view, picture.places.as_deref());
        let range = picture.range.or_else(|| view.days().map(|days| (days.0.pred_opt().unwrap_or(days.0), days.1)));
        let (first, last) = range.unwrap_or_default();
        let label_width = |row: &(PlaceNo, usize)| {
            let indent = f64::from(u32::try_from(row.1).unwrap_or(0)) * 12.0;
            text_width(picture.style.place(&facts.places[row.0]), LABEL) + indent
        };
        let label = rows.iter().map(label_width).fold(60.0, f64::max).min(picture.style.width * 0.3);
        Self {
            picture,
            palette: picture.style.palette(facts),
            rows,
            from: Moment::opening(first).minutes(),
            to: Moment::close(last).minutes(),
            lanes_x: MARGIN + label + 16.0,
            svg: Svg::default(),
            holders: BTreeSet::new(),
            marks: BTreeSet::new(),
            fights: fights(view),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a position in the picture")]
    fn x(&self, minute: i64) -> f64 {
        let width = self.picture.style.width - MARGIN - self.lanes_x;
        let part = (minute.clamp(self.from, self.to) - self.from) as f64 / (self.to - self.from).max(1) as f64;
        self.lanes_x + width * part
    }

    fn draw(mut self) -> String {
        let style = &self.picture.style;
        let facts = self.picture.view.facts();
        let title = style.title(facts);
        let below = "Solid: certain. Striped: possible. A slanted edge or line: changed hands some time between its ends, nobody says when.";
        let top = style.head(&mut self.svg, self.picture.view, &title, below) + 16.0;
        let mut lanes = Vec::new();
        let mut y = top + 8.0;
        for (place, depth) in self.rows.clone() {
            lanes.push((place, depth, y));
            y += LANE;
        }
        let bottom = y;
        self.axis(top, bottom);
        for (place, depth, y) in lanes {
            self.lane(place, depth, y);
        }
        let marks: Vec<Mark> = self.marks.iter().copied().collect();
        let height = style.foot(&mut self.svg, self.picture.view, &self.holders, &marks, bottom + 6.0);
        let description = format!(
            "Who held {} places from {} to {}, a lane for each.",
            self.rows.len(),
            day_in_words(Moment::from_minutes(self.from).date()),
            day_in_words(Moment::from_minutes(self.to).day_ending())
        );
        self.svg.finish(style.width, height, &title, &description)
    }

    /// Draws the days along the top, or months or years if there is no room for days.
    fn axis(&mut self, top: f64, bottom: f64) {
        let (first, last) = (Moment::from_minutes(self.from).date(), Moment::from_minutes(self.to).day_ending());
        let days = last.signed_duration_since(first).num_days() + 1;
        let width = self.x(self.to) - self.lanes_x;
        let room = |label: f64| (width / label).max(1.0);
        #[expect(clippy::cast_precision_loss, reason = "a number of days")]
        let count = days as f64;
        let steps = [(1_u32, 41.0), (2, 46.0), (7, 46.0), (14, 46.0)];
        let step =
            steps.into_iter().find(|(step, label)| count / f64::from(*step) <= room(*label)).map(|found| found.0);
        let mut next_day = Some(first);
        let mut last_x = f64::MIN;
        while let Some(day) = next_day.filter(|day| *day <= last) {
            let (label, next) = match step {
                Some(step) => (day.format("%-d %b").to_string(), day.checked_add_days(Days::new(u64::from(step)))),
                None if count <= 31.0 * room(60.0) => {
                    let label = (day.day() == 1).then(|| format!("{} {}", day.format("%b"), year_in_words(day.year())));
                    (label.unwrap_or_default(), first_of_next_month(day))
                }
                None => {
                    let label = (day.ordinal() == 1).then(|| year_in_words(day.year()));
                    (label.unwrap_or_default(), first_of_year(day, years_apart(count / 365.25, room(46.0))))
                }
            };
            let x = self.x(Moment::opening(day).minutes());
            let month = day.day() == 1;
            let line = format!(r#" stroke="{}" stroke-width="1""#, if month { "#999" } else { "#ddd" });
            self.svg.path(&[(x, top - 2.0), (x, bottom)], &line);
            // The label of a single day is centred over it, other labels stand at the beginning of their time. A label
            // that would overlap the one before is left out.
            let left = if step == Some(1) {
                let end = self.x(Moment::close(day).minutes());
                f64::midpoint(x, end) - text_width(&label, 10.5) / 2.0
            } else {
                x + 2.0
            };
            if left > last_x + 4.0 && !label.is_empty() && left + text_width(&label, 10.5) < self.picture.style.width {
                let weight = if month { r#" font-weight="bold""# } else { "" };
                self.svg.text(left, top - 6.0, &label, &format!(r##" font-size="10.5" fill="#333"{weight}"##));
                last_x = left + text_width(&label, 10.5);
            }
            next_day = next;
        }
    }

    /// Draws the lane of a place.
    fn lane(&mut self, place: PlaceNo, depth: usize, y: f64) {
        let view = self.picture.view;
        let facts = view.facts();
        let name = self.picture.style.place(&facts.places[place]);
        let indent = f64::from(u32::try_from(depth).unwrap_or(0)) * 12.0;
        self.svg.group(name);
        let shown = cut(name, LABEL, self.lanes_x - MARGIN - 12.0 - indent);
        let pale = if depth > 0 { r##" fill="#444""## } else { "" };
        self.svg.text(MARGIN + indent, y + 12.0, &shown, pale);
        self.svg.end_group();
        let holdings: Vec<Holding<'h>> = Timeline::new(view, place).holdings().collect();
        for index in 0..holdings.len() {
            self.holding(name, &holdings, index, y);
        }
        self.svg.rect(
            [self.lanes_x, y, self.x(self.to) - self.lanes_x, BAND],
            "none",
            r##" stroke="#888" stroke-width="0.6""##,
        );
        self.fights(place, y);
    }

    /// Draws one span of a lane: its bands, and below these what is going on.
    fn holding(&mut self, name: &str, holdings: &[Holding<'h>], index: usize, y: f64) {
        let view = self.picture.view;
        let holding = &holdings[index];
        let (from, to) = (minutes(holding.from(), self.from), minutes(holding.until(), self.to));
        let (from, to) = (from.max(self.from), to.min(self.to));
        // The opening of the first day belongs to the day before.
        if from >= to || to <= self.from + 1 {
            return;
        }
        let controls: Vec<Control<'h>> = holding.possible().copied().collect();
        let bands = Bands::of(view, &controls, holding.is_covered);
        self.holders.extend(bands.holders());
        let (x, width) = (self.x(from), self.x(to) - self.x(from));
        let words: Vec<String> = controls.iter().map(ToString::to_string).collect();
        let outside = if holding.is_covered { String::new() } else { format!(" {OUTSIDE}") };
        let title = format!("{name}, {}: {}{outside}", days_in_words(holding), words.join(", or else "));
        self.svg.group(&title);
        match uncertain_change(holdings, index) {
            // Only a short span that lies wholly within the picture gets a slanted edge.
            Some((before, after)) if from > self.from && to < self.to && to - from <= LONG => {
                let (before, after) = (Bands::of(view, &[before], true), Bands::of(view, &[after], true));
                before.draw_change_to(&after, &mut self.svg, &self.palette, [x, y, width, BAND]);
            }
            change => {
                bands.draw(&mut self.svg, &self.palette, [x, y, width, BAND]);
                // Over many days, a slanted edge would look as if the place was lost bit by bit. A slanted line over
                // the bands is drawn instead.
                if change.is_some() {
                    let line = r##" stroke="#222" stroke-width="1.2""##;
                    self.svg.path(&[(x, y + BAND), (x + width, y)], line);
                }
            }
        }
        self.svg.end_group();
        self.activity(&controls, [x, y + BAND, width, STRIP]);
    }

    /// Draws what is going on under the bands; paler if it is only possible.
    fn activity(&mut self, controls: &[Control<'h>], area: [f64; 4]) {
        for (mark, applies) in ACTIVITY_MARKS {
            let count = controls.iter().filter(|control| applies(control)).count();
            if count > 0 {
                self.marks.insert(mark);
                mark.draw(&mut self.svg, area, "#222", if count == controls.len() { 1.0 } else { 0.45 });
            }
        }
    }

    /// Draws the attacks and repulses at a place, each in the middle of the time in which it can have happened.
    fn fights(&mut self, place: PlaceNo, y: f64) {
        let view = self.picture.view;
        let facts = view.facts();
        let mut taken: Vec<f64> = Vec::new();
        for event in self.fights.remove(&place).unwrap_or_default() {
            let (mark, by) = match &event.change {
                Change::Attacked(attacked) => (Mark::Attacked, Some(attacked.by.as_str())),
                Change::Repelled(repelled) => (Mark::Repelled, repelled.by.as_deref()),
                _ => continue,
            };
            let span = event.when.span();
            let (from, to) = (minutes(span.earliest(), self.from), minutes(span.latest(), self.to));
            if from >= self.to || to <= self.from {
                continue;
            }
            let mut x = f64::midpoint(self.x(from), self.x(to)) - 4.5;
            while taken.iter().any(|other| (other - x).abs() < 8.0) {
                x += 8.0;
            }
            taken.push(x);
            self.marks.insert(mark);
            let side = by.and_then(|id| side_of(facts, event, id));
            let colour = match mark {
                Mark::Attacked => side.map(|side| self.palette.tint(side).colour),
                _ => None,
            };
            let title = format!("{}: {}", event.when, event.note.clone().unwrap_or_else(|| event.change.to_string()));
            self.svg.group(&title);
            let dark = format!("#{}", "222222");
            mark.draw(&mut self.svg, [x, y - 3.5, 9.0, 8.0], &colour.unwrap_or(dark), 1.0);
            self.svg.end_group();
        }
    }
}

/// Returns the attacks and repulses that count, by place, in the order of the record.
fn fights(view: View<'_>) -> BTreeMap<PlaceNo, Vec<&Event>> {
    let facts = view.facts();
    let mut fights: BTreeMap<PlaceNo, Vec<&Event>> = BTreeMap::new();
    for (number, event) in facts.events_in_record_order() {
        let is_fight = matches!(event.change, Change::Attacked(_) | Change::Repelled(_));
        let counts = view.statuses().event(number).counts();
        if let Some(place) = facts.place_of(event).filter(|_| is_fight && counts) {
            fights.entry(place).or_default().push(event);
        }
    }
    fights
}

/// Returns the side of an actor on the day of an event.
fn side_of(facts: &Facts, event: &Event, actor: &str) -> Option<HolderKey> {
    let actor = facts.actor_names.id(actor)?;
    let day = event.when.first_day().unwrap_or_default();
    Some(HolderKey::actor(facts.sides().side(actor, day_number(day))))
}

/// Returns the minutes of a moment, or `open` if there is none.
fn minutes(moment: Option<Moment>, open: i64) -> i64 {
    moment.map_or(open, Moment::minutes)
}

/// Returns the days of a span in words.
fn days_in_words(holding: &Holding<'_>) -> String {
    // A change at minute m shows from m + 1 on.
    let from = holding.from().map(|moment| Moment::from_minutes(moment.minutes() - 1).date());
    match (from, holding.until().map(Moment::day_ending)) {
        (None, None) => "always".to_owned(),
        (None, Some(last)) => format!("up to {last}"),
        (Some(from), None) => format!("from {from}"),
        (Some(from), Some(last)) if from == last => from.to_string(),
        (Some(from), Some(last)) => format!("{from} to {last}"),
    }
}

/// Returns the controls before and after a span, if the span is only uncertain about when the one became the other.
fn uncertain_change<'h>(holdings: &[Holding<'h>], index: usize) -> Option<(Control<'h>, Control<'h>)> {
    if !holdings[index].is_covered {
        return None;
    }
    let (before, after) = (holdings.get(index.checked_sub(1)?)?.control()?, holdings.get(index + 1)?.control()?);
    let either = |control: &Control<'h>| control.same_division(before) || control.same_division(after);
    let holding = &holdings[index];
    // A span that is certain is no change, even between two others. It stands apart because something else changed, such
    // as a fight.
    let is_open = holding.possible().any(|control| !control.same_division(before))
        && holding.possible().any(|control| !control.same_division(after));
    (is_open && holding.possible().all(either)).then_some((before, after))
}

fn first_of_next_month(day: NaiveDate) -> Option<NaiveDate> {
    day.with_day(1)?.checked_add_months(chrono::Months::new(1))
}

/// Returns the first day of the next year that is a multiple of `step`.
fn first_of_year(day: NaiveDate, step: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt((day.year().div_euclid(step) + 1).checked_mul(step)?, 1, 1)
}

/// Returns how many years apart labels must be, if there is room for `room` labels.
fn years_apart(years: f64, room: f64) -> i32 {
    let steps = (0..6).flat_map(|power| [1, 2, 5].map(|times| times * 10_i32.pow(power)));
    steps.into_iter().find(|step| years / f64::from(*step) <= room).unwrap_or(1_000_000)
}

/// Returns the places shown, each before its parts, with the number of shown places that it lies within.
fn rows(view: View<'_>, only: Option<&[PlaceNo]>) -> Vec<(PlaceNo, usize)> {
    fn add(view: View<'_>, place: PlaceNo, depth: usize, only: Option<&[PlaceNo]>, rows: &mut Vec<(PlaceNo, usize)>) {
        let shown = only.is_none_or(|only| only.contains(&place));
        if shown {
            rows.push((place, depth));
        }
        let mut parts = view.facts().tree().parts(place).to_vec();
        parts.sort_unstable();
        for part in parts {
            add(view, part, depth + usize::from(shown), only, rows);
        }
    }
    let mut rows = Vec::new();
    for (number, place) in view.facts().places.numbered() {
        if place.within.is_none() {
            add(view, number, 0, only, &mut rows);
        }
    }
    rows
}
