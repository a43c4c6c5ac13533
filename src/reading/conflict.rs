//! Events that cannot both be true, and which of them stands.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::Conflicts;
use super::rules::Judge;
use super::source_set::told_apart;
use super::statement::{ShareStatement, side_of};
use super::status::{IgnoreReason, Status};
use crate::fold::HolderKey;
use crate::numbers::{EventNo, PlaceNo};
use crate::scenario::Event;
use crate::time::Span;

/// Two events that cannot both be true.
#[derive(Clone, Copy)]
pub(super) struct Conflict {
    pub(super) one: EventNo,
    pub(super) other: EventNo,
    /// Whether the first denies the other.
    denies: bool,
}

impl Judge<'_> {
    /// All pairs of events that are left and in conflict; of a denial and what it denies, the denial first.
    pub(super) fn conflicts(&self) -> Vec<Conflict> {
        let mut by_class: BTreeMap<EventNo, Vec<EventNo>> = BTreeMap::new();
        for number in self.left() {
            by_class.entry(self.class(number)).or_default().push(number);
        }
        let mut conflicts = Vec::new();
        for (denial, of) in self.denials() {
            let denied = by_class.get(&self.class(of)).into_iter().flatten();
            let denied = denied.filter(|&&event| event != denial);
            conflicts.extend(denied.map(|&event| Conflict { one: denial, other: event, denies: true }));
        }
        let mut by_place: BTreeMap<PlaceNo, Vec<(EventNo, ShareStatement)>> = BTreeMap::new();
        for number in self.left() {
            let event = self.facts.event(number);
            let statement = ShareStatement::of(self.facts, event);
            if let Some((statement, place)) = statement.zip(self.facts.place_of(event)) {
                by_place.entry(place).or_default().push((number, statement));
            }
        }
        for told in by_place.values_mut() {
            told.sort_by_key(|(number, _)| (self.span(*number).earliest_minute(), *number));
        }
        for (&place, told) in &by_place {
            for (at, (number, statement)) in told.iter().enumerate() {
                let other = self.told_by_others(*number, &told[at + 1..]);
                let other = other.filter(|(_, other)| !statement.agrees_with(other));
                conflicts.extend(other.map(|it| Conflict { one: *number, other: it.0, denies: false }));
                for around in self.facts.tree().around(place).filter_map(|outer| by_place.get(&outer)) {
                    let wholes = self.told_by_others(*number, around);
                    let wholes = wholes.filter(|(_, whole)| !whole.agrees_with_part(statement));
                    conflicts.extend(wholes.map(|it| Conflict { one: *number, other: it.0, denies: false }));
                }
            }
        }
        conflicts
    }

    fn span(&self, number: EventNo) -> Span {
        self.facts.event(number).when.span()
    }

    /// Of some statements, by their earliest moments, those of dates that overlap an event's, on different words.
    fn told_by_others<'s>(
        &self,
        number: EventNo,
        told: &'s [(EventNo, ShareStatement)],
    ) -> impl Iterator<Item = &'s (EventNo, ShareStatement)> {
        let (mine, event) = (self.span(number), self.facts.event(number));
        told.iter().take_while(move |(later, _)| self.span(*later).earliest_minute() < mine.latest_minute()).filter(
            move |(later, _)| {
                mine.overlaps(self.span(*later))
                    && told_apart(event, self.facts.event(*later))
                    && !self.are_versions(number, *later)
            },
        )
    }

    /// Of what conflicts, what the rule says stands: what nothing outweighs, and not what that outweighs; and so on.
    pub(super) fn outweigh(&mut self, rule: Conflicts) {
        let mut heavier: HashMap<EventNo, Vec<EventNo>> = HashMap::new();
        let mut lighter: HashMap<EventNo, Vec<EventNo>> = HashMap::new();
        let named: HashSet<EventNo> =
            self.left().filter(|&number| self.is_believed_by_name(self.facts.event(number))).collect();
        for conflict in self.conflicts() {
            let (one, other) = match rule {
                Conflicts::HighestCredence => self.credences(conflict),
                Conflicts::AgainstInterest => self.ranks(conflict),
                Conflicts::AsTold | Conflicts::KeepAll => (0, 0),
            };
            // Whose word is taken by name comes first.
            let (one, other) = ((named.contains(&conflict.one), one), (named.contains(&conflict.other), other));
            let (by, out) = match one.cmp(&other) {
                std::cmp::Ordering::Greater => (conflict.one, conflict.other),
                std::cmp::Ordering::Less => (conflict.other, conflict.one),
                std::cmp::Ordering::Equal => continue,
            };
            heavier.entry(out).or_default().push(by);
            lighter.entry(by).or_default().push(out);
        }
        let mut activity: Vec<EventNo> = self.left().filter(|number| !heavier.contains_key(number)).collect();
        let mut out: HashSet<EventNo> = HashSet::new();
        while !activity.is_empty() {
            let mut freed = Vec::new();
            for &by in &activity {
                for &number in lighter.get(&by).into_iter().flatten() {
                    if out.insert(number) {
                        let named = named.contains(&by) && !named.contains(&number);
                        self.statuses.set_event(number, Status::Ignored(IgnoreReason::Outweighed { by, named }));
                        freed.extend(lighter.get(&number).into_iter().flatten().copied());
                    }
                }
            }
            // What only such events outweighed that are now out stands in turn.
            freed.sort_unstable();
            freed.dedup();
            freed.retain(|number| !out.contains(number) && heavier[number].iter().all(|by| out.contains(by)));
            activity = freed;
        }
    }

    fn credences(&self, conflict: Conflict) -> (i64, i64) {
        let credence = |number: EventNo| self.facts.event(number).credence as i64;
        (credence(conflict.one), credence(conflict.other))
    }

    /// How an event stands to its tellers' interest: 1 an admission, 0 nobody's interest, -1 it serves them.
    fn ranks(&self, conflict: Conflict) -> (i64, i64) {
        let (one, other) = (self.facts.event(conflict.one), self.facts.event(conflict.other));
        if conflict.denies {
            let told = ShareStatement::of(self.facts, other).and_then(|it| it.most());
            let gains = |event: &Event| match (self.interest(event), told) {
                (Some(side), Some(winner)) if side == winner => 1,
                (Some(_), Some(_)) => -1,
                _ => 0,
            };
            return (gains(one), -gains(other));
        }
        let [Some(mine), Some(theirs)] = [one, other].map(|event| ShareStatement::of(self.facts, event)) else {
            return (0, 0);
        };
        let rank = |event: &Event, says: &ShareStatement, against: &ShareStatement| {
            let Some(side) = self.interest(event) else { return 0 };
            let sum = |(low, high): (i64, i64)| low + high;
            (sum(against.gives(side)) - sum(says.gives(side))).signum()
        };
        (rank(one, &mine, &theirs), rank(other, &theirs, &mine))
    }

    /// The side of all claimants of an event that are actors, if they are of one.
    fn interest(&self, event: &Event) -> Option<HolderKey> {
        let actors = event.claimed_by.iter().filter_map(|id| self.facts.actor_names.id(id));
        let mut sides = actors.map(|actor| side_of(self.facts, event, HolderKey::actor(actor)));
        let first = sides.next()?;
        sides.all(|side| side == first).then_some(first)
    }
}
