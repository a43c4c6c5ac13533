//! What is possible where some events may be believed or not: a place's line is the union of those that it has for each
//! choice of them (`DESIGN.md`, "Readings": keep all).

use std::collections::{BTreeSet, HashMap};

use super::chain::{Fold, Happening};
use super::conditions::{Conditions, insert};
use super::deed::Deed;
use super::ground::{Ground, HolderKey};
use super::line::{self, DAWN, Line, Possible};
use super::order::Bounds;

/// What is believed or not, as one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Toggle {
    pub(crate) events: Vec<(u32, Happening)>,
    pub(crate) baseline: Option<(u32, Ground)>,
    /// Whether what is possible without it is named first.
    pub(crate) doubted: bool,
}

impl Toggle {
    /// What of it is about some places: twins that lie apart are asked about apart.
    fn at(&self, places: &BTreeSet<u32>) -> Self {
        Self {
            events: self.events.iter().filter(|(_, it)| places.contains(&it.place)).cloned().collect(),
            baseline: self.baseline.clone().filter(|(place, _)| places.contains(place)),
            doubted: self.doubted,
        }
    }
}

/// How many choices are open at a place and within it before the answer is one that allows all.
const CHOICES: usize = 10;

impl Fold {
    /// Takes everything in `toggles`, all of which counts so far, for what may be believed or not.
    pub(crate) fn keep_all(&mut self, toggles: &[Toggle]) {
        let places = |toggle: &Toggle| {
            let events = toggle.events.iter().map(|(_, it)| it.place);
            events.chain(toggle.baseline.iter().map(|it| it.0)).collect::<Vec<u32>>()
        };
        let families: BTreeSet<u32> = toggles.iter().flat_map(places).map(|place| self.family_of(place)).collect();
        for family in families {
            let quiet = self.quiet(family, toggles);
            let around = |fold: &Self, place: u32| fold.site(place).parent;
            let tops = self.places_of(family).into_iter();
            let tops = tops.filter(|place| !quiet.contains(place));
            let tops: Vec<u32> = tops.filter(|&it| around(self, it).is_none_or(|it| quiet.contains(&it))).collect();
            let mut lines = Vec::new();
            let mut coarse: Vec<u32> = Vec::new();
            let mut widest: HashMap<u32, Bounds> = HashMap::new();
            for top in tops {
                let places: BTreeSet<u32> = self.within(top).into_iter().collect();
                let here: Vec<Toggle> = toggles
                    .iter()
                    .map(|toggle| toggle.at(&places))
                    .filter(|toggle| !toggle.events.is_empty() || toggle.baseline.is_some())
                    .collect();
                if here.is_empty() {
                    continue;
                }
                self.draw_only(Some(top));
                if here.len() > CHOICES {
                    coarse.push(top);
                    lines.extend(self.anything(top, &here));
                    let here = self.numbered_happenings(family).filter(|(_, it)| places.contains(&it.place));
                    widest.extend(here.map(|(event, it)| (event, it.bounds)));
                } else {
                    lines.extend(self.united(top, &here, &mut widest));
                }
                self.draw_only(None);
            }
            for (place, line) in lines {
                self.set_line(place, line);
            }
            for (event, bounds) in widest {
                self.set_narrowed(event, bounds);
            }
            // Parts are free of each other where nothing befell the places around them.
            for place in quiet.into_iter().rev() {
                let mut line = line::draw(self, place, Line::default(), DAWN);
                if coarse.iter().any(|&top| self.around(top).any(|outer| outer == place)) {
                    // What any choice would leave a trace of here may be lost in what allows all.
                    let holders = self.holders_in(&self.within(place));
                    let traces = i64::try_from(holders.len()).unwrap_or(1000);
                    line = line.with_grounds(|ground| {
                        let loose = self.ledger.ground(ground).loosened(holders.iter().copied(), traces);
                        self.ledger.keep_ground(loose)
                    });
                }
                self.set_line(place, line);
            }
        }
    }

    /// The places of a family at which and around which nothing happens, though within them it may, and within which
    /// nothing of the eve is in doubt: each before what lies within it.
    ///
    /// None where the telling contradicts the dates: there, what happens in one part may decide what is told first in
    /// another.
    fn quiet(&self, family: u32, toggles: &[Toggle]) -> Vec<u32> {
        let told: Vec<&Happening> = self.numbered_happenings(family).map(|(_, it)| it).collect();
        if told.windows(2).any(|pair| (pair[0].order, &pair[0].id) > (pair[1].order, &pair[1].id)) {
            return Vec::new();
        }
        let busy: BTreeSet<u32> = self.numbered_happenings(family).map(|(_, it)| it.place).collect();
        let stated = toggles.iter().filter_map(|it| Some(it.baseline.as_ref()?.0));
        let doubtful: BTreeSet<u32> =
            stated.flat_map(|place| std::iter::once(place).chain(self.around(place)).collect::<Vec<_>>()).collect();
        let mut quiet: Vec<u32> = Vec::new();
        for place in self.places_of(family) {
            let site = self.site(place);
            let around = site.parent.is_none_or(|outer| quiet.contains(&outer));
            if around && !site.children.is_empty() && !busy.contains(&place) && !doubtful.contains(&place) {
                quiet.push(place);
            }
        }
        quiet
    }

    /// Everyone who can come to hold any of some places, by what happens there or is stated there or around them.
    fn holders_in(&self, places: &[u32]) -> BTreeSet<HolderKey> {
        let mut holders = BTreeSet::from([HolderKey::UNRECORDED]);
        let Some(&first) = places.first() else { return holders };
        let happenings =
            self.numbered_happenings(self.family_of(first)).map(|(_, it)| it).filter(|it| places.contains(&it.place));
        holders.extend(happenings.flat_map(|it| it.deed.holders()));
        let stated = places.iter().copied().chain(self.around(first));
        let stated = stated.filter_map(|place| self.site(place).baseline.as_ref());
        holders.extend(stated.flat_map(|ground| ground.rows().iter().map(|row| row.0)));
        holders
    }

    fn flip(&mut self, toggle: &Toggle, believed: bool) {
        if believed {
            self.edit(&[], toggle.events.clone());
        } else {
            let out: Vec<u32> = toggle.events.iter().map(|(event, _)| *event).collect();
            self.edit(&out, Vec::new());
        }
        if let Some((place, ground)) = &toggle.baseline {
            self.restate(*place, believed.then(|| ground.clone()));
        }
    }

    /// Every choice in turn, each differing from the one before in one thing only.
    fn united(&mut self, top: u32, toggles: &[Toggle], widest: &mut HashMap<u32, Bounds>) -> Vec<(u32, Line)> {
        let places = self.within(top);
        let mut believed: Vec<bool> = toggles.iter().map(|toggle| !toggle.doubted).collect();
        for toggle in toggles.iter().filter(|toggle| toggle.doubted) {
            self.flip(toggle, false);
        }
        let mut lines: Vec<Line> = places.iter().map(|&place| self.line(place).united(None)).collect();
        self.widen(top, widest);
        for choice in 1..1_usize << toggles.len() {
            let at = choice.trailing_zeros() as usize;
            believed[at] = !believed[at];
            self.flip(&toggles[at], believed[at]);
            for (line, &place) in lines.iter_mut().zip(&places) {
                *line = self.line(place).united(Some(line));
            }
            self.widen(top, widest);
        }
        for (toggle, believed) in toggles.iter().zip(believed) {
            if !believed {
                self.flip(toggle, true);
            }
        }
        places.into_iter().zip(lines).collect()
    }

    /// Takes in when each event can have happened by what counts just now, and on what it bears.
    fn widen(&mut self, top: u32, widest: &mut HashMap<u32, Bounds>) {
        let places: BTreeSet<u32> = self.within(top).into_iter().collect();
        for &place in &places {
            self.note_bearing(place);
        }
        for (event, it) in self.numbered_happenings(self.family_of(top)) {
            if places.contains(&it.place) {
                let now = self.narrowed(event);
                let known = widest.entry(event).or_insert(now);
                known.earliest = known.earliest.min(now.earliest);
                known.latest = known.latest.max(now.latest);
            }
        }
    }

    /// Too much is open: from the first moment at which any of it can have happened, one control that allows all.
    fn anything(&mut self, top: u32, toggles: &[Toggle]) -> Vec<(u32, Line)> {
        let places = self.within(top);
        let family = self.family_of(top);
        let deeds: Vec<Happening> = self
            .numbered_happenings(family)
            .map(|(_, it)| it)
            .filter(|it| places.contains(&it.place))
            .cloned()
            .collect();
        let begins = toggles.iter().flat_map(|toggle| {
            let events = toggle.events.iter().map(|(_, it)| it.bounds.earliest);
            events.chain(toggle.baseline.iter().map(|_| i64::MIN))
        });
        let begin = line::after(begins.min().unwrap_or(i64::MIN));
        let holders = self.holders_in(&places);
        let ground = self.ledger.keep_ground(Ground::anyhow(holders));
        for toggle in toggles {
            self.flip(toggle, false);
        }
        let before: Vec<Line> = places.iter().map(|&place| self.line(place).united(None)).collect();
        for toggle in toggles {
            self.flip(toggle, true);
        }
        let mut lines = Vec::new();
        for (&place, before) in places.iter().zip(before) {
            let here: Vec<&Happening> = deeds.iter().filter(|it| it.place == place).collect();
            let mut moments = BTreeSet::from([begin]);
            for it in &here {
                moments.insert(line::after(it.bounds.earliest));
                if let Deed::Fought { ends, .. } = it.deed {
                    moments.insert(line::after(ends));
                }
            }
            let mut line = before.up_to(begin);
            for &moment in moments.range(begin..) {
                let conditions = going_on(&here, moment);
                let standing = self.ledger.keep_standing(conditions.at(moment));
                line.push(moment, false, &[Possible::alone(ground, standing, conditions.dated_fight(moment))]);
            }
            lines.push((place, line));
        }
        lines
    }
}

/// Everything that may be going on at a moment.
fn going_on(happenings: &[&Happening], moment: i64) -> Conditions {
    let mut conditions = Conditions::default();
    for it in happenings.iter().filter(|it| it.bounds.earliest < moment) {
        match &it.deed {
            Deed::Fought { parties, ends } => conditions.fight(parties.to_vec(), *ends),
            Deed::Besieged { by } => insert(&mut conditions.besieged_by, *by),
            Deed::FireControl { by } => insert(&mut conditions.under_fire_of, *by),
            _ => {}
        }
    }
    conditions
}
