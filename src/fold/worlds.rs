//! What is possible where some events may be believed or not: a place's line is the union of those that it has for each
//! choice of them (`DESIGN.md`, "Readings": keep all).

use std::collections::BTreeSet;

use super::chain::{Fold, Happening};
use super::conditions::{Conditions, insert};
use super::deed::Deed;
use super::ground::{Ground, HolderKey};
use super::line::{DAWN, Line, Possible};

/// What is believed or not, as one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Toggle {
    pub(crate) events: Vec<(u32, Happening)>,
    pub(crate) baseline: Option<(u32, Ground)>,
    /// Whether what is possible without it is named first.
    pub(crate) doubted: bool,
}

/// How many choices are open in one family before the answer is one that allows all.
const CHOICES: usize = 10;

impl Fold {
    /// Takes everything in `toggles`, all of which counts so far, for what may be believed or not.
    pub(crate) fn keep_all(&mut self, toggles: &[Toggle]) {
        let families: BTreeSet<u32> = toggles.iter().flat_map(|toggle| self.families_of(toggle)).collect();
        for family in families {
            let here: Vec<Toggle> = toggles
                .iter()
                .map(|toggle| self.within_family(toggle, family))
                .filter(|toggle| !toggle.events.is_empty() || toggle.baseline.is_some())
                .collect();
            let lines = if here.len() > CHOICES { self.anything(family, &here) } else { self.united(family, &here) };
            for (place, line) in lines {
                self.set_line(place, line);
            }
        }
    }

    fn families_of(&self, toggle: &Toggle) -> Vec<u32> {
        let places = toggle.events.iter().map(|(_, it)| it.place).chain(toggle.baseline.iter().map(|it| it.0));
        places.map(|place| self.family_of(place)).collect()
    }

    /// Twins may lie in several families; these are asked apart.
    fn within_family(&self, toggle: &Toggle, family: u32) -> Toggle {
        let here = |place: u32| self.family_of(place) == family;
        Toggle {
            events: toggle.events.iter().filter(|(_, it)| here(it.place)).cloned().collect(),
            baseline: toggle.baseline.clone().filter(|(place, _)| here(*place)),
            doubted: toggle.doubted,
        }
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
    fn united(&mut self, family: u32, toggles: &[Toggle]) -> Vec<(u32, Line)> {
        let places = self.places_of(family);
        let mut believed: Vec<bool> = toggles.iter().map(|toggle| !toggle.doubted).collect();
        for toggle in toggles.iter().filter(|toggle| toggle.doubted) {
            self.flip(toggle, false);
        }
        let mut lines: Vec<Line> = places.iter().map(|&place| self.line(place).united(None)).collect();
        for choice in 1..1_usize << toggles.len() {
            let at = choice.trailing_zeros() as usize;
            believed[at] = !believed[at];
            self.flip(&toggles[at], believed[at]);
            for (line, &place) in lines.iter_mut().zip(&places) {
                *line = self.line(place).united(Some(line));
            }
        }
        for (toggle, believed) in toggles.iter().zip(believed) {
            if !believed {
                self.flip(toggle, true);
            }
        }
        places.into_iter().zip(lines).collect()
    }

    /// Too much is open: from the first moment at which any of it can have happened, one control that allows all.
    fn anything(&mut self, family: u32, toggles: &[Toggle]) -> Vec<(u32, Line)> {
        let places = self.places_of(family);
        let deeds: Vec<Happening> = self.happenings_of(family).cloned().collect();
        let begins = toggles.iter().flat_map(|toggle| {
            let events = toggle.events.iter().map(|(_, it)| it.bounds.earliest);
            events.chain(toggle.baseline.iter().map(|_| i64::MIN))
        });
        let begin = begins.min().unwrap_or(i64::MIN).saturating_add(1).max(DAWN);
        let mut holders: BTreeSet<HolderKey> = deeds.iter().flat_map(|it| it.deed.holders()).collect();
        let stated = places.iter().filter_map(|&place| self.site(place).baseline.as_ref());
        holders.extend(stated.flat_map(|ground| ground.rows().iter().map(|row| row.0)));
        holders.insert(HolderKey::UNRECORDED);
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
            let after = |minute: i64| minute.saturating_add(1).max(DAWN);
            let mut moments = BTreeSet::from([begin]);
            for it in &here {
                moments.insert(after(it.bounds.earliest));
                if let Deed::Fought { ends, .. } = it.deed {
                    moments.insert(after(ends));
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
