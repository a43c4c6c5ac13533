//! The state of a place as bands of colour: first what each holder certainly has, below it what is open, striped in the
//! colours of those who may have it.

use super::palette::{Palette, Tint};
use super::svg::Svg;
use crate::fold::HolderKey;
use crate::view::{Control, View, bounds};

/// The least height of a sure band above an open one, in permille of the place.
const SLIVER: u16 = 125;

/// The bands that show who holds a place, from the top.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Bands {
    /// What each holder has in every possible control, in permille of the place.
    pub(super) sure: Vec<(HolderKey, u16)>,
    /// The holders that may have some of the rest.
    pub(super) open: Vec<HolderKey>,
}

impl Bands {
    /// Returns the bands for the controls that are possible. Outside what the record covers, all of the place is open.
    pub(super) fn of(view: View<'_>, controls: &[Control<'_>], is_covered: bool) -> Self {
        let mut holders = bounds(view, controls, is_covered);
        // `nobody` and `unrecorded` come last.
        holders.sort_by_key(|(holder, _)| (holder.as_actor().is_none(), *holder));
        Self {
            sure: holders.iter().filter(|(_, share)| share.0 > 0).map(|(holder, share)| (*holder, share.0)).collect(),
            open: holders.iter().filter(|(_, share)| share.1 > share.0).map(|(holder, _)| *holder).collect(),
        }
    }

    /// Returns every holder that has, or may have, any of the place.
    pub(super) fn holders(&self) -> impl Iterator<Item = HolderKey> {
        self.sure.iter().map(|row| row.0).chain(self.open.iter().copied())
    }

    /// Returns every band with its top and bottom edge, in permille of the place.
    fn edges(&self) -> Vec<(Paint, u16, u16)> {
        // Beside an open band, a small sure band is drawn larger, so that it can be seen.
        let visible = |share: u16| if self.open.is_empty() { share } else { share.max(SLIVER) };
        let fits = self.sure.iter().map(|row| visible(row.1)).sum::<u16>() < 1000;
        let mut top = 0;
        let mut edges = Vec::new();
        for &(holder, share) in &self.sure {
            let share = if fits { visible(share) } else { share };
            edges.push((Paint::Sure(holder), top, top + share));
            top += share;
        }
        if top < 1000 {
            edges.push((Paint::Open(self.open.clone()), top, 1000));
        }
        edges
    }

    /// Draws the bands into a rectangle.
    pub(super) fn draw(&self, svg: &mut Svg, palette: &Palette, [x, y, width, height]: [f64; 4]) {
        for (paint, from, to) in self.edges() {
            let fill = paint.fill(svg, palette);
            let (top, bottom) = (y + height * f64::from(from) / 1000.0, y + height * f64::from(to) / 1000.0);
            svg.rect([x, top, width, bottom - top], &fill, "");
        }
    }

    /// Draws into a rectangle how these bands become others, with slanted edges: these at the left, the others at the
    /// right.
    pub(super) fn draw_change_to(
        &self,
        other: &Self,
        svg: &mut Svg,
        palette: &Palette,
        [x, y, width, height]: [f64; 4],
    ) {
        let (before, after) = (self.edges(), other.edges());
        let mut paints: Vec<&Paint> = before.iter().chain(&after).map(|edge| &edge.0).collect();
        paints.sort();
        paints.dedup();
        let (mut old, mut new) = (0, 0);
        let height_of = |permille: u16| y + height * f64::from(permille) / 1000.0;
        for paint in paints {
            let share = |edges: &[(Paint, u16, u16)]| {
                edges.iter().find(|edge| edge.0 == *paint).map_or(0, |(_, top, bottom)| bottom - top)
            };
            let (old_end, new_end) = (old + share(&before), new + share(&after));
            let fill = paint.fill(svg, palette);
            let (left, right) = (x, x + width);
            let corners = [
                (left, height_of(old)),
                (right, height_of(new)),
                (right, height_of(new_end)),
                (left, height_of(old_end)),
            ];
            svg.polygon(&corners, &fill, "");
            (old, new) = (old_end, new_end);
        }
    }
}

/// How a band is painted. The order of paints is that of the bands from the top.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Paint {
    Sure(HolderKey),
    Open(Vec<HolderKey>),
}

impl Ord for Paint {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let key = |paint: &Self| match paint {
            Self::Sure(holder) => (false, holder.as_actor().is_none(), vec![*holder]),
            Self::Open(holders) => (true, false, holders.clone()),
        };
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for Paint {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Paint {
    /// Returns the `fill` attribute.
    fn fill(&self, svg: &mut Svg, palette: &Palette) -> String {
        match self {
            Self::Sure(holder) => svg.solid(&palette.tint(*holder)),
            Self::Open(holders) => {
                let tints: Vec<Tint> = holders.iter().map(|holder| palette.tint(*holder)).collect();
                svg.open(&tints)
            }
        }
    }
}
