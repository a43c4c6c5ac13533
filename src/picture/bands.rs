//! A place's state as bands: what each holder certainly has, and below what is open, and between whom.

use super::palette::{Palette, Tint};
use super::svg::Svg;
use crate::fold::HolderKey;
use crate::view::{Control, View, bounds};

/// The least that is drawn of what is sure beside what is open, in permille.
const SLIVER: u16 = 125;

/// Bands from the top, in permille of the place; together they fill it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Bands {
    /// What each holder has in every possible control.
    pub(super) sure: Vec<(HolderKey, u16)>,
    /// Those who may have the rest.
    pub(super) open: Vec<HolderKey>,
}

impl Bands {
    /// What some controls leave sure and open.
    pub(super) fn of(view: View<'_>, controls: &[Control<'_>]) -> Self {
        let mut holders = bounds(view, controls);
        // Those who hold nothing come last.
        holders.sort_by_key(|(holder, _)| (holder.as_actor().is_none(), *holder));
        Self {
            sure: holders.iter().filter(|(_, it)| it.0 > 0).map(|(holder, it)| (*holder, it.0)).collect(),
            open: holders.iter().filter(|(_, it)| it.1 > it.0).map(|(holder, _)| *holder).collect(),
        }
    }

    /// Everyone that has, or may have, any of it.
    pub(super) fn holders(&self) -> impl Iterator<Item = HolderKey> {
        self.sure.iter().map(|row| row.0).chain(self.open.iter().copied())
    }

    /// The sure bands and what is open, each with where it begins and ends, in permille.
    fn edges(&self) -> Vec<(Paint, u16, u16)> {
        // What is sure is seen, however little it is, where something is open besides.
        let seen = |share: u16| if self.open.is_empty() { share } else { share.max(SLIVER) };
        let fits = self.sure.iter().map(|row| seen(row.1)).sum::<u16>() < 1000;
        let mut at = 0;
        let mut edges = Vec::new();
        for &(holder, share) in &self.sure {
            let share = if fits { seen(share) } else { share };
            edges.push((Paint::Sure(holder), at, at + share));
            at += share;
        }
        if at < 1000 {
            edges.push((Paint::Open(self.open.clone()), at, 1000));
        }
        edges
    }

    /// Draws them from one x to another, between two heights.
    pub(super) fn draw(&self, svg: &mut Svg, palette: &Palette, [x, y, width, height]: [f64; 4]) {
        for (paint, from, to) in self.edges() {
            let fill = paint.fill(svg, palette);
            let (top, bottom) = (y + height * f64::from(from) / 1000.0, y + height * f64::from(to) / 1000.0);
            svg.rect([x, top, width, bottom - top], &fill, "");
        }
    }

    /// Draws how these become others at some moment between one x and another: slanted, from the first to the last.
    pub(super) fn draw_becoming(
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
        let at = |permille: u16| y + height * f64::from(permille) / 1000.0;
        for paint in paints {
            let of =
                |edges: &[(Paint, u16, u16)]| edges.iter().find(|edge| edge.0 == *paint).map_or(0, |it| it.2 - it.1);
            let (old_end, new_end) = (old + of(&before), new + of(&after));
            let fill = paint.fill(svg, palette);
            svg.polygon(&[(x, at(old)), (x + width, at(new)), (x + width, at(new_end)), (x, at(old_end))], &fill, "");
            (old, new) = (old_end, new_end);
        }
    }
}

/// How a band is painted; sorted as bands stand.
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
