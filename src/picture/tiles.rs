//! The state picture: every place at one moment, as a tile.

use std::collections::BTreeSet;
use std::fmt;

use super::bands::Bands;
use super::style::{ACTIVITY_MARKS, MARGIN, Mark, Style};
use super::svg::{Svg, wrapped};
use crate::answer::Answer;
use crate::fold::HolderKey;
use crate::view::{Control, QueryTime, View};

/// A picture of all places on a day, or at another moment, as SVG: a tile for each place, in the colours of who held
/// it.
///
/// Tiles stand where the record puts them ([`Place::tile`](crate::Place::tile), a schematic layout). With
/// [`by_points`](Self::by_points), each stands in the free field of a grid that is nearest to the place's point.
/// `Display` writes the SVG; the same history always gives the same bytes.
///
/// ```
/// # #[cfg(feature = "aleppo")] {
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
    /// Returns a picture of all places of a history, an interpretation or a view, at the close of a day or at another
    /// moment.
    pub fn of(view: impl Into<View<'h>>, on: impl Into<QueryTime>) -> Self {
        let style = Style { width: 1100.0, ..Style::default() };
        Self { view: view.into(), query_time: on.into(), by_points: false, style }
    }

    /// Lays out the tiles by the points (latitude and longitude) of the places, if every place has one.
    #[must_use]
    pub fn by_points(mut self) -> Self {
        self.by_points = true;
        self
    }

    /// Sets the width of the picture in pixels: at least 320, 1100 by default.
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

/// A field of the grid: column and row.
type Field = (i32, i32);

/// What decides in which fields the tiles stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    /// The tiles that the record gives.
    Schematic,
    /// The points of the places.
    Points,
    /// The order of the places in the record.
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

/// The space between tiles, in pixels.
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
        let description = format!("Who held {} places {}, a tile for each.", fields.len(), self.query_time.in_words());
        svg.finish(style.width, end, &title, &description)
    }

    /// Draws the tile of a place into a rectangle, and notes the holders and marks for the legend.
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
        let bands = Bands::of(self.view, &controls, answer.is_covered());
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
            let mut line_y = y + height - tall - 7.0 + size + 1.0;
            for text in lines {
                svg.text(x + width / 2.0, line_y, &text, &format!(r#" font-size="{size}" text-anchor="middle""#));
                line_y += line;
            }
        }
        let mut mark_y = y + 3.0;
        for (mark, applies) in ACTIVITY_MARKS {
            let count = controls.iter().filter(|control| applies(control)).count();
            if count > 0 {
                marks.insert(mark);
                svg.rect([x + 3.0, mark_y, width - 6.0, 9.0], "#ffffff", r#" fill-opacity="0.8" rx="2""#);
                let opacity = if count == controls.len() { 1.0 } else { 0.5 };
                mark.draw(svg, [x + 6.0, mark_y, width - 12.0, 9.0], "#222", opacity);
                mark_y += 10.0;
            }
        }
        if controls.len() > 1 {
            marks.insert(Mark::Open);
            Mark::Open.draw(svg, [x, mark_y, width - 6.0, 11.0], "#222", 1.0);
        }
        svg.end_group();
    }

    /// Returns the layout, and the field of each place in the order of the record.
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
            return (Layout::InOrder, (0..count).map(|index| (index % columns, index / columns)).collect());
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
        // Places without a tile stand below the others, in the order of the record.
        let mut below = taken.iter().map(|field| field.1).max().unwrap_or(0) + 2;
        let mut column = 0;
        let fields = fields.into_iter().map(|field| {
            field.unwrap_or_else(|| {
                let field = (column, below);
                column += 1;
                if column > widest.max(7) {
                    (column, below) = (0, below + 1);
                }
                field
            })
        });
        (Layout::Schematic, fields.collect())
    }
}

/// Returns the number of columns of a grid with `count` fields that is about twice as wide as it is high.
fn columns_for(count: usize) -> i32 {
    let mut columns = 1;
    while columns * columns < count.saturating_mul(2) && columns < 60 {
        columns += 1;
    }
    i32::try_from(columns).unwrap_or(60)
}

/// Returns the free field that is nearest to the one wanted.
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
        let distance = |field: &Field| {
            let (column, row) = (field.0 - wanted.0, field.1 - wanted.1);
            (column * column + row * row, field.1, field.0)
        };
        if let Some(field) = ring.into_iter().min_by_key(distance) {
            return field;
        }
    }
    wanted
}

/// Returns a field for each point (latitude, longitude): west to the left, north at the top.
fn nearest_fields(points: &[[f64; 2]]) -> Vec<Field> {
    let columns = f64::from(columns_for(points.len().saturating_mul(2)).max(2));
    let bound = |of: fn(&[f64; 2]) -> f64| {
        points.iter().map(of).fold((f64::MAX, f64::MIN), |all, one| (all.0.min(one), all.1.max(one)))
    };
    let (south, north) = bound(|point| point[0]);
    let (west, east) = bound(|point| point[1]);
    // Away from the equator, a degree of longitude is shorter than one of latitude.
    let narrowing = f64::midpoint(south, north).to_radians().cos().max(0.05);
    let extent = ((east - west) * narrowing).max(north - south).max(1e-9);
    let mut taken = BTreeSet::new();
    let field = |point: &[f64; 2]| {
        let scaled = |part: f64| (part / extent * (columns - 1.0)).round();
        #[expect(clippy::cast_possible_truncation, reason = "at most the number of columns")]
        let wanted = (scaled((point[1] - west) * narrowing) as i32, scaled(north - point[0]) as i32);
        let field = nearest_free(wanted, &taken);
        taken.insert(field);
        field
    };
    points.iter().map(field).collect()
}
