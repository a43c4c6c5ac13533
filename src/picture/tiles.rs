//! The state picture: every place at one moment, as tiles.

use std::collections::BTreeSet;
use std::fmt;

use super::bands::Bands;
use super::style::{GOING_ON, MARGIN, Mark, Style};
use super::svg::{Svg, wrapped};
use crate::answer::Answer;
use crate::fold::HolderKey;
use crate::view::{Control, QueryTime, View};

/// A picture of all places on a day, or at another moment, as SVG: tiles in the colours of who held them.
///
/// Tiles stand where the record puts them (`tile`, a schematic layout), or, if query_time and every place has a point, where
/// these put them, each in the nearest free field of a grid. `Display` writes it.
///
/// ```
/// # #[cfg(feature = "toml")] {
/// use whoheld::{StatePicture, aleppo_2016, chrono::NaiveDate};
///
/// let day = NaiveDate::from_ymd_opt(2016, 11, 8).unwrap();
/// assert!(StatePicture::of(aleppo_2016(), day).to_string().contains("not a survey"));
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct StatePicture<'h> {
    view: View<'h>,
    query_time: QueryTime,
    by_points: bool,
    style: Style,
}

impl<'h> StatePicture<'h> {
    /// All places of a history, an account or a view, at a moment; of a day, at its close.
    pub fn of(view: impl Into<View<'h>>, on: impl Into<QueryTime>) -> Self {
        let style = Style { width: 1100.0, ..Style::default() };
        Self { view: view.into(), query_time: on.into(), by_points: false, style }
    }

    /// Puts tiles after the places' points, if every place has one.
    #[must_use]
    pub fn by_points(mut self) -> Self {
        self.by_points = true;
        self
    }

    /// How wide it is, in pixels: 1100 if not said, at least 320.
    #[must_use]
    pub fn width(mut self, pixels: u32) -> Self {
        self.style.width = f64::from(pixels.max(320));
        self
    }

    /// Names places and actors in a language, where the record has such a name. English if not said.
    #[must_use]
    pub fn language(mut self, language: impl Into<String>) -> Self {
        self.style.language = language.into();
        self
    }

    /// Gives it another title than the record's.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.style.title = Some(title.into());
        self
    }

    /// Says on what it rests, in the place of the record's sources.
    #[must_use]
    pub fn source(mut self, line: impl Into<String>) -> Self {
        self.style.source = Some(line.into());
        self
    }

    /// Paints an actor, and those who answer to it in paler shades, in a colour `#rrggbb`.
    #[must_use]
    pub fn colour(mut self, actor: impl Into<String>, colour: impl Into<String>) -> Self {
        self.style.colours.insert(actor.into(), colour.into());
        self
    }
}

/// A field of the grid: column and row.
type Field = (i32, i32);

/// What the fields of the tiles come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    Schematic,
    Points,
    InOrder,
}

impl Layout {
    const fn words(self) -> &'static str {
        match self {
            Self::Schematic => "Schematic: tiles show rough relative positions, not a survey.",
            Self::Points => "Tiles stand in the field of a grid that is nearest to their points.",
            Self::InOrder => "Tiles stand in the order of the record; their positions mean nothing.",
        }
    }
}

const GAP: f64 = 4.0;

impl fmt::Display for StatePicture<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.draw())
    }
}

impl StatePicture<'_> {
    fn draw(&self) -> String {
        let (view, style) = (self.view, &self.style);
        let facts = view.facts();
        let mut svg = Svg::default();
        let title = format!("{}: {}", style.title(facts), self.query_time.in_words());
        let (layout, fields) = self.fields();
        let below = format!("{} Solid: certain. Striped: possible.", layout.words());
        let top = style.head(&mut svg, view, &title, &below) + 4.0;
        let columns = fields.iter().map(|field| field.0).max().unwrap_or(0) + 1;
        let rows = fields.iter().map(|field| field.1).max().unwrap_or(0) + 1;
        let width = (style.width - 2.0 * MARGIN) / f64::from(columns.max(1));
        let width = width.min(150.0);
        let height = (width * 0.66).clamp(20.0, 84.0);
        let mut holders: BTreeSet<HolderKey> = BTreeSet::new();
        let mut marks: BTreeSet<Mark> = BTreeSet::new();
        for (answer, field) in view.snapshot(self.query_time).zip(&fields) {
            let (x, y) = (MARGIN + f64::from(field.0) * width, top + f64::from(field.1) * height);
            let area = [x, y, width - GAP, height - GAP];
            self.tile(&mut svg, answer, area, &mut holders, &mut marks);
        }
        let bottom = top + f64::from(rows.max(1)) * height;
        let marks: Vec<Mark> = marks.into_iter().collect();
        let end = style.foot(&mut svg, view, &holders, &marks, bottom + 6.0);
        let what = format!("Who held {} places {}, a tile for each.", fields.len(), self.query_time.in_words());
        svg.finish(style.width, end, &title, &what)
    }

    fn tile(
        &self,
        svg: &mut Svg,
        answer: Answer<'_>,
        [x, y, width, height]: [f64; 4],
        holders: &mut BTreeSet<HolderKey>,
        marks: &mut BTreeSet<Mark>,
    ) {
        let name = self.style.place(answer.place());
        let controls: Vec<Control<'_>> = answer.possible().collect();
        let bands = Bands::of(self.view, &controls);
        holders.extend(bands.holders());
        svg.group(&answer.to_string());
        bands.draw(svg, &self.style.palette(self.view.facts()), [x, y, width, height]);
        svg.rect([x, y, width, height], "none", r##" stroke="#555" stroke-width="0.8""##);
        let size = if width < 90.0 { 9.0 } else { 11.0 };
        if width >= 40.0 {
            let lines = wrapped(name, size, width - 10.0, 3);
            let line = size + 3.0;
            let tall = line * f64::from(u32::try_from(lines.len()).unwrap_or(1));
            let plate = [x + 3.0, y + height - tall - 7.0, width - 6.0, tall + 4.0];
            svg.rect(plate, "#ffffff", r#" fill-opacity="0.92" rx="2""#);
            let mut at = y + height - tall - 7.0 + size + 1.0;
            for text in lines {
                svg.text(x + width / 2.0, at, &text, &format!(r#" font-size="{size}" text-anchor="middle""#));
                at += line;
            }
        }
        let mut at = y + 3.0;
        for (mark, on) in GOING_ON {
            let count = controls.iter().filter(|control| on(control)).count();
            if count > 0 {
                marks.insert(mark);
                svg.rect([x + 3.0, at, width - 6.0, 9.0], "#ffffff", r#" fill-opacity="0.8" rx="2""#);
                let opacity = if count == controls.len() { 1.0 } else { 0.5 };
                mark.draw(svg, [x + 6.0, at, width - 12.0, 9.0], "#222", opacity);
                at += 10.0;
            }
        }
        if controls.len() > 1 {
            marks.insert(Mark::Open);
            Mark::Open.draw(svg, [x, at, width - 6.0, 11.0], "#222", 1.0);
        }
        svg.end_group();
    }

    /// Where each place stands, in the order of the record, and by what.
    fn fields(&self) -> (Layout, Vec<Field>) {
        let places: Vec<_> = self.view.history().places().collect();
        let points: Option<Vec<[f64; 2]>> = places.iter().map(|place| place.point).collect();
        if let Some(points) = points.filter(|points| self.by_points && !points.is_empty()) {
            return (Layout::Points, nearest_fields(&points));
        }
        let tiles = places.iter().filter_map(|place| place.tile);
        let Some((west, north)) =
            tiles.clone().map(|tile| (tile[0], tile[1])).reduce(|a, b| (a.0.min(b.0), a.1.min(b.1)))
        else {
            let columns = columns_for(places.len());
            let count = i32::try_from(places.len()).unwrap_or(i32::MAX);
            return (Layout::InOrder, (0..count).map(|at| (at % columns, at / columns)).collect());
        };
        let widest = tiles.clone().map(|tile| tile[0].saturating_sub(west)).max().unwrap_or(0).clamp(0, 99);
        let mut taken: BTreeSet<Field> = BTreeSet::new();
        let mut fields: Vec<Option<Field>> = Vec::new();
        for place in &places {
            let wanted = place
                .tile
                .map(|tile| (tile[0].saturating_sub(west).clamp(0, 99), tile[1].saturating_sub(north).clamp(0, 999)));
            let field = wanted.map(|wanted| nearest_free(wanted, &taken));
            if let Some(field) = field {
                taken.insert(field);
            }
            fields.push(field);
        }
        // Those without a tile stand below, in the order of the record.
        let mut below = taken.iter().map(|field| field.1).max().unwrap_or(0) + 2;
        let mut column = 0;
        let fields = fields.into_iter().map(|field| {
            field.unwrap_or_else(|| {
                let here = (column, below);
                column += 1;
                if column > widest.max(7) {
                    (column, below) = (0, below + 1);
                }
                here
            })
        });
        (Layout::Schematic, fields.collect())
    }
}

/// A grid about twice as wide as it is high.
fn columns_for(count: usize) -> i32 {
    let mut columns = 1;
    while columns * columns < count.saturating_mul(2) && columns < 60 {
        columns += 1;
    }
    i32::try_from(columns).unwrap_or(60)
}

/// The field nearest to the one wanted that no other tile has.
fn nearest_free(wanted: Field, taken: &BTreeSet<Field>) -> Field {
    for reach in 0..200 {
        let mut ring: Vec<Field> = Vec::new();
        for column in -reach..=reach {
            for row in -reach..=reach {
                let field = (wanted.0 + column, wanted.1 + row);
                let edge = column.abs().max(row.abs()) == reach;
                if edge && field.0 >= 0 && field.1 >= 0 && !taken.contains(&field) {
                    ring.push(field);
                }
            }
        }
        let far = |field: &Field| {
            let (column, row) = (field.0 - wanted.0, field.1 - wanted.1);
            (column * column + row * row, field.1, field.0)
        };
        if let Some(field) = ring.into_iter().min_by_key(far) {
            return field;
        }
    }
    wanted
}

/// Fields after points: west to the left, north at the top.
fn nearest_fields(points: &[[f64; 2]]) -> Vec<Field> {
    let columns = f64::from(columns_for(points.len().saturating_mul(2)).max(2));
    let bound = |of: fn(&[f64; 2]) -> f64| {
        points.iter().map(of).fold((f64::MAX, f64::MIN), |all, one| (all.0.min(one), all.1.max(one)))
    };
    let (south, north) = bound(|point| point[0]);
    let (west, east) = bound(|point| point[1]);
    // A degree of longitude is shorter the farther from the equator.
    let interval = f64::midpoint(south, north).to_radians().cos().max(0.05);
    let extent = ((east - west) * interval).max(north - south).max(1e-9);
    let mut taken = BTreeSet::new();
    let field = |point: &[f64; 2]| {
        let place = |part: f64| (part / extent * (columns - 1.0)).round();
        #[expect(clippy::cast_possible_truncation, reason = "at most the number of columns")]
        let wanted = (place((point[1] - west) * interval) as i32, place(north - point[0]) as i32);
        let field = nearest_free(wanted, &taken);
        taken.insert(field);
        field
    };
    points.iter().map(field).collect()
}
