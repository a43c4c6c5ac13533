//! What all pictures have in common: a title, names in a language, colours, a legend and a line of sources.

use std::collections::{BTreeMap, BTreeSet};

use super::palette::Palette;
use super::svg::{Svg, cut, text_width, wrapped};
use crate::facts::Facts;
use crate::fold::HolderKey;
use crate::scenario::{Actor, Event, Place};
use crate::view::{Control, View};

/// How a picture looks, as its user chose it.
#[derive(Clone, Debug)]
pub(super) struct Style {
    pub(super) title: Option<String>,
    pub(super) source: Option<String>,
    pub(super) language: String,
    pub(super) width: f64,
    /// The chosen colours, by actor id.
    pub(super) colours: BTreeMap<String, String>,
}

impl Default for Style {
    fn default() -> Self {
        Self { title: None, source: None, language: "en".to_owned(), width: 1200.0, colours: BTreeMap::new() }
    }
}

/// The space around a picture, in pixels.
pub(super) const MARGIN: f64 = 16.0;

/// The height of a row of the legend, in pixels.
const ROW: f64 = 22.0;

impl Style {
    pub(super) fn palette(&self, facts: &Facts) -> Palette {
        Palette::new(facts, &self.colours)
    }

    /// Returns the name of a place in the chosen language, or else its title.
    pub(super) fn place<'a>(&self, place: &'a Place) -> &'a str {
        place.names.get(&self.language).map_or(place.title(), String::as_str)
    }

    fn actor<'a>(&self, actor: &'a Actor) -> &'a str {
        actor.names.get(&self.language).map_or(actor.title(), String::as_str)
    }

    fn holder<'a>(&self, facts: &'a Facts, holder: HolderKey) -> &'a str {
        match holder.as_actor() {
            Some(actor) => self.actor(&facts.actors[actor]),
            None if holder == HolderKey::NOBODY => "vacant",
            None => "unrecorded",
        }
    }

    pub(super) fn title(&self, facts: &Facts) -> String {
        self.title.clone().or(facts.title.as_deref().map(str::to_owned)).unwrap_or_else(|| "A history".to_owned())
    }

    /// Returns the line of sources: the chosen one, or else the first sources of the events that count, and the
    /// licence.
    fn source(&self, view: View<'_>) -> String {
        if let Some(source) = &self.source {
            return source.clone();
        }
        let facts = view.facts();
        let mut names: Vec<&str> = Vec::new();
        let counts = |event: &&Event| {
            facts.find_event(event.name()).is_some_and(|number| view.statuses().event(number).counts())
        };
        let cites =
            facts.events_in_record_order().map(|(_, event)| event).filter(counts).flat_map(|event| &event.cites);
        for number in cites.filter_map(|cite| facts.source_names.id(&cite.source)) {
            let name = facts.sources[number].called();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let more = names.len().saturating_sub(3);
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        names.truncate(3);
        let sources = if names.is_empty() { String::new() } else { format!("Sources: {}{more}. ", names.join("; ")) };
        let licence = facts.licence.as_deref().map(|licence| format!("Record: {licence}. ")).unwrap_or_default();
        format!("{sources}{licence}Drawn with whoheld.")
    }

    /// Draws the title, the reading and the line below. Returns the height at which the picture begins.
    pub(super) fn head(&self, svg: &mut Svg, view: View<'_>, title: &str, below: &str) -> f64 {
        let title = cut(title, 20.0, self.width - 2.0 * MARGIN);
        svg.text(MARGIN, MARGIN + 18.0, &title, r#" font-size="20" font-weight="bold""#);
        let reading = view.reading();
        let reading = if reading.rules() == "as told" { String::new() } else { format!("Read: {reading}. ") };
        let mut y = MARGIN + 18.0;
        for line in wrapped(&format!("{reading}{below}"), 12.0, self.width - 2.0 * MARGIN, 3) {
            y += 18.0;
            svg.text(MARGIN, y, &line, r##" fill="#444""##);
        }
        y + 14.0
    }

    /// Draws the legend and the line of sources. Returns the height of the whole picture.
    pub(super) fn foot(
        &self,
        svg: &mut Svg,
        view: View<'_>,
        holders: &BTreeSet<HolderKey>,
        marks: &[Mark],
        top: f64,
    ) -> f64 {
        let facts = view.facts();
        let palette = self.palette(facts);
        let mut shown: Vec<HolderKey> = holders.iter().copied().collect();
        shown.sort_by_key(|holder| (holder.as_actor().is_none(), *holder));
        let (mut x, mut y) = (MARGIN, top + 8.0);
        let mut next = |width: f64| {
            if x + width > self.width - MARGIN && x > MARGIN {
                x = MARGIN;
                y += ROW;
            }
            let position = (x, y);
            x += width;
            position
        };
        for holder in &shown {
            let name = self.holder(facts, *holder);
            let (x, y) = next(text_width(name, 12.0) + 54.0);
            let fill = svg.solid(&palette.tint(*holder));
            svg.rect([x, y, 24.0, 14.0], &fill, r##" stroke="#555" stroke-width="0.7""##);
            svg.text(x + 30.0, y + 11.0, name, "");
        }
        if let Some(first) = shown.iter().find(|holder| holder.as_actor().is_some()) {
            let words = "striped: possibly theirs";
            let (x, y) = next(text_width(words, 12.0) + 54.0);
            let fill = svg.open(&[palette.tint(*first)]);
            svg.rect([x, y, 24.0, 14.0], &fill, r##" stroke="#555" stroke-width="0.7""##);
            svg.text(x + 30.0, y + 11.0, words, "");
        }
        for mark in marks {
            let (x, y) = next(text_width(mark.words(), 12.0) + 54.0);
            mark.draw(svg, [x, y + 2.0, 24.0, 10.0], "#333", 1.0);
            svg.text(x + 30.0, y + 11.0, mark.words(), "");
        }
        y += ROW + 12.0;
        for line in wrapped(&self.source(view), 11.0, self.width - 2.0 * MARGIN, 3) {
            svg.text(MARGIN, y, &line, r##" font-size="11" fill="#555""##);
            y += 15.0;
        }
        y + MARGIN - 8.0
    }
}

/// A mark, and whether a control calls for it.
type MarkRule = (Mark, fn(&Control<'_>) -> bool);

/// The marks for what is going on at a place.
pub(super) const ACTIVITY_MARKS: [MarkRule; 3] = [
    (Mark::Contested, |control| !control.contested_by().is_empty()),
    (Mark::Besieged, |control| !control.besieged_by().is_empty()),
    (Mark::UnderFire, |control| !control.under_fire_of().is_empty()),
];

/// A mark for what is going on at a place, or for an event there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    Contested,
    Besieged,
    UnderFire,
    Attacked,
    Repelled,
    /// Several controls are possible.
    Open,
}

impl Mark {
    const fn words(self) -> &'static str {
        match self {
            Self::Contested => "contested",
            Self::Besieged => "besieged",
            Self::UnderFire => "under fire control",
            Self::Attacked => "attacked",
            Self::Repelled => "attack beaten off",
            Self::Open => "several answers possible",
        }
    }

    /// Draws the mark along a rectangle, or in the middle of it.
    pub(super) fn draw(self, svg: &mut Svg, [x, y, width, height]: [f64; 4], colour: &str, opacity: f64) {
        let colour = super::svg::escaped(colour);
        let middle = y + height / 2.0;
        let line = |dash: &str| format!(r#" stroke="{colour}" stroke-width="1.4" stroke-opacity="{opacity}"{dash}"#);
        match self {
            Self::Contested => {
                let mut points = Vec::new();
                let mut along = 0.0;
                let mut up = false;
                while along < width {
                    points.push((x + along, if up { middle - 2.0 } else { middle + 2.0 }));
                    up = !up;
                    along += 3.0;
                }
                svg.path(&points, &line(""));
            }
            Self::Besieged => {
                for y in [middle - 1.6, middle + 1.6] {
                    svg.path(&[(x, y), (x + width, y)], &line(""));
                }
            }
            Self::UnderFire => svg.path(
                &[(x, middle), (x + width, middle)],
                &line(r#" stroke-dasharray="1.5 3" stroke-linecap="round""#),
            ),
            Self::Attacked => {
                let centre = x + width / 2.0;
                let points = [(centre - 4.5, y), (centre + 4.5, y), (centre, y + 8.0)];
                let fill = format!(r#" stroke="white" stroke-width="0.8" fill-opacity="{opacity}""#);
                svg.polygon(&points, &colour, &fill);
            }
            Self::Open => {
                let more = r##" font-size="14" font-weight="bold" text-anchor="end" stroke="#fff" stroke-width="3" paint-order="stroke""##;
                svg.text(x + width, y + height, "?", more);
            }
            Self::Repelled => {
                let centre = x + width / 2.0;
                let cross = |svg: &mut Svg, stroke: &str| {
                    svg.path(&[(centre - 3.5, y + 0.5), (centre + 3.5, y + 7.5)], stroke);
                    svg.path(&[(centre + 3.5, y + 0.5), (centre - 3.5, y + 7.5)], stroke);
                };
                cross(svg, r#" stroke="white" stroke-width="3.4""#);
                cross(svg, &format!(r#" stroke="{colour}" stroke-width="1.8" stroke-opacity="{opacity}""#));
            }
        }
    }
}
