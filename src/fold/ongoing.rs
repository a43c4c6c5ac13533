//! What is going on at one place: fights, sieges and fire control. None of these changes who holds the place.

use super::division::Division;
use super::sides::Sides;
use crate::numbers::ActorNo;
use crate::time::{DAY, Moment, Span};

/// The earliest and the latest moment at which a fight can end, in minutes. It still counts at its end. `i64::MAX` is no
/// end, `i64::MIN` no bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FightEnd {
    pub(crate) earliest: i64,
    pub(crate) latest: i64,
}

impl FightEnd {
    /// The end of a fight that goes on without end.
    pub(crate) const NEVER: Self = Self { earliest: i64::MAX, latest: i64::MAX };

    /// The close of the day on which a moment within a span falls.
    pub(crate) fn with_the_day_of(span: Span) -> Self {
        let (earliest, latest) = (span.earliest_minute(), span.latest_minute());
        Self {
            earliest: if earliest == i64::MIN { i64::MIN } else { earliest.div_euclid(DAY).saturating_add(1) * DAY },
            latest: if latest == i64::MAX { i64::MAX } else { Moment::day_end(latest) },
        }
    }

    /// The last moment for which the fight counts as a report: its latest end or, where that is open, its earliest.
    /// `i64::MIN` if neither is recorded.
    fn reported_until(self) -> i64 {
        [self.latest, self.earliest].into_iter().find(|end| *end != i64::MAX).unwrap_or(i64::MIN)
    }

    fn later(self, other: Self) -> Self {
        Self { earliest: self.earliest.max(other.earliest), latest: self.latest.max(other.latest) }
    }
}

/// A fight, or several between the same parties.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Fight {
    /// Sorted.
    parties: Box<[ActorNo]>,
    end: FightEnd,
    /// The last moment for which the fight counts as a report.
    reported_until: i64,
}

/// One way in which things can be going on.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Circumstances {
    /// The fights whose end is recorded, sorted by their parties. As their ends do not depend on each other, all fights
    /// between the same parties are one, which ends with the last of them.
    fights: Vec<Fight>,
    /// The fights that end with the day on which they fall, in the narrative order. If one still counts, so do all after
    /// it. So of several between the same parties only the last is kept.
    day_fights: Vec<Fight>,
    besieged_by: Vec<ActorNo>,
    under_fire_of: Vec<ActorNo>,
}

/// What is going on after an event. It includes fights that end later, so it has to be evaluated at a moment to give an
/// [`Activity`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Ongoing {
    /// Several where a change may have ended what was going on, or have moved nothing: first that in which no such change
    /// ended anything, last that in which the latest did.
    alternatives: Vec<Circumstances>,
}

/// What is going on at one moment: the actors who fight, besiege, and have fire control there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Activity {
    pub(crate) contested: Box<[ActorNo]>,
    pub(crate) besieged_by: Box<[ActorNo]>,
    pub(crate) under_fire_of: Box<[ActorNo]>,
}

/// The greatest number of combinations of fights of which it is open whether they are over. Above it, all of them are
/// over, or none.
const COMBINATIONS: usize = 64;

/// The greatest number of alternatives that are kept apart. Above it, only the first and the last are kept.
const MOST_ALTERNATIVES: usize = 8;

impl Default for Ongoing {
    /// Nothing is going on.
    fn default() -> Self {
        Self { alternatives: vec![Circumstances::default()] }
    }
}

impl Ongoing {
    /// Returns what can be going on at a moment, each possibility once: what is over comes first.
    pub(crate) fn activities_at(&self, moment: i64) -> Vec<Activity> {
        let mut activities: Vec<Activity> = Vec::new();
        for alternative in self.alternatives.iter().rev() {
            for contested in alternative.contested_at(moment) {
                let activity = alternative.activity(contested);
                if !activities.contains(&activity) {
                    activities.push(activity);
                }
            }
        }
        activities
    }

    /// Returns everything that may be going on at a moment.
    pub(crate) fn everything_at(&self, moment: i64) -> Activity {
        // In the first alternative, nothing was ended that another has.
        let Some(all) = self.alternatives.first() else { return Activity::default() };
        let possible = all.all_fights().filter(|fight| fight.end.latest >= moment);
        all.activity(with_parties(&[], possible))
    }

    /// Whether a fight with a recorded end may be going on at a moment.
    pub(crate) fn dated_fight(&self, moment: i64) -> bool {
        self.all_fights().any(|fight| fight.reported_until >= moment)
    }

    /// Returns the last moments for which fights count as reports.
    pub(crate) fn reports(&self) -> impl Iterator<Item = i64> {
        self.all_fights().map(|fight| fight.reported_until).filter(|end| *end != i64::MIN)
    }

    /// Returns the earliest and the latest ends of all fights, and the last moments for which they count as reports. Of
    /// several fights between the same parties, the one that counts longest may not be the one whose end is recorded.
    pub(crate) fn ends(&self) -> impl Iterator<Item = i64> {
        self.all_fights().flat_map(|fight| [fight.end.earliest, fight.end.latest, fight.reported_until])
    }

    /// Whether a fight without end between these parties may have been ended.
    pub(crate) fn may_have_ended(&self, parties: &[ActorNo]) -> bool {
        let parties = with_parties(parties, std::iter::empty());
        let goes_on = |fight: &Fight| *fight.parties == *parties && fight.end == FightEnd::NEVER;
        self.alternatives.iter().any(|alternative| !alternative.fights.iter().any(goes_on))
    }

    /// Whether no fire control is left.
    pub(crate) fn without_fire_control(&self) -> bool {
        self.alternatives.iter().all(|alternative| alternative.under_fire_of.is_empty())
    }

    /// Returns whether sieges and fire control are the same, whatever the fights.
    pub(crate) fn same_but_for_fights(&self, other: &Self) -> bool {
        let all_in = |one: &Self, other: &Self| {
            one.alternatives.iter().all(|here| {
                let same = |there: &Circumstances| {
                    (&here.besieged_by, &here.under_fire_of) == (&there.besieged_by, &there.under_fire_of)
                };
                other.alternatives.iter().any(same)
            })
        };
        all_in(self, other) && all_in(other, self)
    }

    /// Returns the last moment at which a fight may count that makes a difference between the two; `i64::MIN` if there
    /// is none.
    pub(crate) fn last_difference(&self, other: &Self) -> i64 {
        let latest = |fights: &mut dyn Iterator<Item = &Fight>| fights.map(|fight| fight.end.latest).max();
        if let ([here], [there]) = (&self.alternatives[..], &other.alternatives[..]) {
            let only_here = here.fights.iter().filter(|fight| !there.fights.contains(fight));
            let only_there = there.fights.iter().filter(|fight| !here.fights.contains(fight));
            // The one that falls earlier is over first, so their order makes a difference.
            let reordered = here.day_fights != there.day_fights;
            let of_days = here.day_fights.iter().chain(&there.day_fights).filter(|_| reordered);
            return latest(&mut only_here.chain(only_there).chain(of_days)).unwrap_or(i64::MIN);
        }
        let all_in = |one: &Self, other: &Self| one.alternatives.iter().all(|one| other.alternatives.contains(one));
        if all_in(self, other) && all_in(other, self) {
            return i64::MIN;
        }
        latest(&mut self.all_fights().chain(other.all_fights())).unwrap_or(i64::MIN)
    }

    /// Adds a fight. Without a recorded `end`, it ends with the day on which it falls: a moment of the span `begins`.
    pub(crate) fn add_fight(&mut self, parties: &[ActorNo], end: Option<FightEnd>, begins: Span) {
        let parties: Box<[ActorNo]> = with_parties(parties, std::iter::empty());
        for alternative in &mut self.alternatives {
            let parties = parties.clone();
            match end {
                Some(end) => alternative.add_fight(Fight { parties, end, reported_until: end.reported_until() }),
                None => {
                    alternative.day_fights.retain(|fight| fight.parties != parties);
                    let end = FightEnd::with_the_day_of(begins);
                    alternative.day_fights.push(Fight { parties, end, reported_until: i64::MIN });
                }
            }
        }
        self.unite();
    }

    /// Forgets the fights that are certainly over right after a moment.
    pub(crate) fn forget_ended(&mut self, moment: i64) {
        self.change(|alternative| alternative.retain_fights(|fight| fight.end.latest > moment));
    }

    /// Ends the fights in which anyone on the attacker's side takes part.
    pub(crate) fn end_fights_of(&mut self, attacker: ActorNo, day: i64, sides: &Sides) {
        let is_other = |fight: &Fight| !fight.parties.iter().any(|&party| sides.same_side(party, attacker, day));
        self.change(|alternative| alternative.retain_fights(is_other));
    }

    pub(crate) fn besiege(&mut self, by: ActorNo) {
        self.change(|alternative| insert_sorted(&mut alternative.besieged_by, by));
    }

    pub(crate) fn lift_sieges(&mut self) {
        self.change(|alternative| alternative.besieged_by.clear());
    }

    pub(crate) fn gain_fire_control(&mut self, by: ActorNo) {
        self.change(|alternative| insert_sorted(&mut alternative.under_fire_of, by));
    }

    pub(crate) fn lose_fire_control(&mut self) {
        self.change(|alternative| alternative.under_fire_of.clear());
    }

    /// Ends what a whole change of hands ends: all fights and sieges, and fire control by a side that now holds the
    /// whole place. `division` is the division after the change. If the change only `may` have moved something, it may
    /// also have ended nothing.
    pub(crate) fn settle(&mut self, division: &Division, may: bool, day: i64, sides: &Sides) {
        let before = if may { self.alternatives.clone() } else { Vec::new() };
        let holds_all = |user: ActorNo| {
            division.rows().iter().all(|row| row.0.as_actor().is_some_and(|holder| sides.same_side(holder, user, day)))
        };
        self.change(|alternative| {
            alternative.retain_fights(|_| false);
            alternative.besieged_by.clear();
            alternative.under_fire_of.retain(|&user| !holds_all(user));
        });
        let settled = std::mem::replace(&mut self.alternatives, before);
        self.alternatives.extend(settled);
        self.unite();
    }

    fn all_fights(&self) -> impl Iterator<Item = &Fight> {
        self.alternatives.iter().flat_map(Circumstances::all_fights)
    }

    /// Changes every alternative.
    fn change(&mut self, change: impl Fn(&mut Circumstances)) {
        self.alternatives.iter_mut().for_each(change);
        self.unite();
    }

    /// Drops alternatives that are there twice, and all but the first and the last if they are too many.
    fn unite(&mut self) {
        let mut position = 0;
        while position < self.alternatives.len() {
            let known = self.alternatives[..position].contains(&self.alternatives[position]);
            if known {
                self.alternatives.remove(position);
            } else {
                position += 1;
            }
        }
        if self.alternatives.len() > MOST_ALTERNATIVES {
            self.alternatives.drain(1..self.alternatives.len() - 1);
        }
    }
}

impl Circumstances {
    fn all_fights(&self) -> impl Iterator<Item = &Fight> {
        self.fights.iter().chain(&self.day_fights)
    }

    fn retain_fights(&mut self, keep: impl Fn(&Fight) -> bool) {
        self.fights.retain(&keep);
        self.day_fights.retain(&keep);
    }

    /// Adds a fight with a recorded end.
    fn add_fight(&mut self, fight: Fight) {
        match self.fights.binary_search_by(|known| known.parties.cmp(&fight.parties)) {
            Ok(position) => {
                let known = &mut self.fights[position];
                known.end = known.end.later(fight.end);
                known.reported_until = known.reported_until.max(fight.reported_until);
            }
            Err(position) => self.fights.insert(position, fight),
        }
    }

    fn activity(&self, contested: Box<[ActorNo]>) -> Activity {
        let (besieged_by, under_fire_of) = (self.besieged_by.clone().into(), self.under_fire_of.clone().into());
        Activity { contested, besieged_by, under_fire_of }
    }

    /// Returns who can be fighting at a moment, each possibility once: what is over comes first.
    fn contested_at(&self, moment: i64) -> Vec<Box<[ActorNo]>> {
        let is_sure = |fight: &&Fight| fight.end.earliest >= moment;
        let is_open = |fight: &&Fight| fight.end.earliest < moment && moment <= fight.end.latest;
        let sure = with_parties(&[], self.all_fights().filter(is_sure));
        let open_days: Vec<&Fight> = self.day_fights.iter().filter(is_open).collect();
        let open: Vec<&Fight> = self.fights.iter().filter(is_open).collect();
        let mut options = vec![sure];
        for fight in open_days.iter().rev() {
            let option = with_parties(&options[options.len() - 1], std::iter::once(*fight));
            if option != options[options.len() - 1] {
                options.push(option);
            }
        }
        if open.len() > 6 || options.len() << open.len() > COMBINATIONS {
            let all = with_parties(&options[options.len() - 1], open.into_iter());
            options.truncate(1);
            options.push(all);
            return options;
        }
        for fight in open {
            for position in 0..options.len() {
                let option = with_parties(&options[position], std::iter::once(fight));
                if !options.contains(&option) {
                    options.push(option);
                }
            }
        }
        options
    }
}

/// Returns these actors and those who take part in some fights, each once, sorted.
fn with_parties<'a>(actors: &[ActorNo], fights: impl Iterator<Item = &'a Fight>) -> Box<[ActorNo]> {
    let mut all: Vec<ActorNo> = actors.iter().chain(fights.flat_map(|fight| &fight.parties)).copied().collect();
    all.sort_unstable();
    all.dedup();
    all.into()
}

/// Inserts an actor into a sorted list, unless the list contains it.
fn insert_sorted(list: &mut Vec<ActorNo>, actor: ActorNo) {
    if let Err(position) = list.binary_search(&actor) {
        list.insert(position, actor);
    }
}
