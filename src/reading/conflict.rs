//! Conflicts: which events cannot both be true, and which of them counts under the reading's rule
//! (`DESIGN.md`, "Readings").

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::Conflicts;
use super::rules::Judge;
use super::source_set::independently_attributed;
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

/// An event with what it says about who holds its place.
type Statement = (EventNo, ShareStatement);

impl Judge<'_> {
    /// Returns all pairs of remaining events that are in conflict. Of a denial and the event it denies, the denial comes
    /// first.
    pub(super) fn conflicts(&self) -> Vec<Conflict> {
        let mut conflicts = self.conflicts_of_denials();
        let by_place = self.statements_by_place();
        for (&place, statements) in &by_place {
            for (position, (number, statement)) in statements.iter().enumerate() {
                // Statements are sorted by date, so comparing each with the later ones covers every pair.
                let others = self.independent_statements(*number, &statements[position + 1..]);
                let others = others.filter(|(_, other)| !statement.agrees_with(other));
                conflicts.extend(others.map(|(other, _)| Conflict { one: *number, other: *other, denies: false }));
                for around in self.facts.tree().around(place).filter_map(|outer| by_place.get(&outer)) {
                    let wholes = self.independent_statements(*number, around);
                    let wholes = wholes.filter(|(_, whole)| !whole.agrees_with_part(statement));
                    conflicts.extend(wholes.map(|(whole, _)| Conflict { one: *number, other: *whole, denies: false }));
                }
            }
        }
        conflicts
    }

    /// Returns each remaining denial paired with every remaining version of the event it denies.
    fn conflicts_of_denials(&self) -> Vec<Conflict> {
        let mut by_class: BTreeMap<EventNo, Vec<EventNo>> = BTreeMap::new();
        for number in self.remaining() {
            by_class.entry(self.version_class(number)).or_default().push(number);
        }
        let mut conflicts = Vec::new();
        for (denial, denied) in self.denials() {
            let versions = by_class.get(&self.version_class(denied)).into_iter().flatten();
            let versions = versions.filter(|&&event| event != denial);
            conflicts.extend(versions.map(|&event| Conflict { one: denial, other: event, denies: true }));
        }
        conflicts
    }

    /// Returns what the remaining events say about who holds each place, sorted by their earliest moments.
    fn statements_by_place(&self) -> BTreeMap<PlaceNo, Vec<Statement>> {
        let mut by_place: BTreeMap<PlaceNo, Vec<Statement>> = BTreeMap::new();
        for number in self.remaining() {
            let event = self.facts.event(number);
            let statement = ShareStatement::of(self.facts, event);
            if let Some((statement, place)) = statement.zip(self.facts.place_of(event)) {
                by_place.entry(place).or_default().push((number, statement));
            }
        }
        for statements in by_place.values_mut() {
            statements.sort_by_key(|(number, _)| (self.span(*number).earliest_minute(), *number));
        }
        by_place
    }

    fn span(&self, number: EventNo) -> Span {
        self.facts.event(number).when.span()
    }

    /// Returns the statements whose dates overlap those of an event and that are attributed independently of it. The
    /// statements must be sorted by their earliest moments.
    fn independent_statements<'s>(
        &self,
        number: EventNo,
        statements: &'s [Statement],
    ) -> impl Iterator<Item = &'s Statement> {
        let (span, event) = (self.span(number), self.facts.event(number));
        let begins_before_end =
            move |(other, _): &&Statement| self.span(*other).earliest_minute() < span.latest_minute();
        statements.iter().take_while(begins_before_end).filter(move |(other, _)| {
            span.overlaps(self.span(*other))
                && independently_attributed(event, self.facts.event(*other))
                && !self.are_versions(number, *other)
        })
    }

    /// Ignores the events that others outweigh under a rule. An event that nothing outweighs counts, and whatever it
    /// outweighs is ignored; an ignored event outweighs nothing. This repeats with the remaining events.
    pub(super) fn outweigh(&mut self, rule: Conflicts) {
        let counts_by_name = |number: &EventNo| self.counts_by_name(self.facts.event(*number));
        let named: HashSet<EventNo> = self.remaining().filter(counts_by_name).collect();
        let mut heavier: HashMap<EventNo, Vec<EventNo>> = HashMap::new();
        let mut lighter: HashMap<EventNo, Vec<EventNo>> = HashMap::new();
        for conflict in self.conflicts() {
            if let Some((winner, loser)) = self.decide(conflict, rule, &named) {
                heavier.entry(loser).or_default().push(winner);
                lighter.entry(winner).or_default().push(loser);
            }
        }
        let mut undefeated: Vec<EventNo> = self.remaining().filter(|number| !heavier.contains_key(number)).collect();
        let mut ignored: HashSet<EventNo> = HashSet::new();
        while !undefeated.is_empty() {
            let mut freed = Vec::new();
            for &by in &undefeated {
                for &number in lighter.get(&by).into_iter().flatten() {
                    if ignored.insert(number) {
                        let named = named.contains(&by) && !named.contains(&number);
                        self.statuses.set_event(number, Status::Ignored(IgnoreReason::Outweighed { by, named }));
                        freed.extend(lighter.get(&number).into_iter().flatten().copied());
                    }
                }
            }
            // An event is undefeated once everything that outweighed it has been ignored.
            freed.sort_unstable();
            freed.dedup();
            freed.retain(|number| !ignored.contains(number) && heavier[number].iter().all(|by| ignored.contains(by)));
            undefeated = freed;
        }
    }

    /// Returns the winner and the loser of a conflict, or `None` if the rule leaves it undecided.
    fn decide(&self, conflict: Conflict, rule: Conflicts, named: &HashSet<EventNo>) -> Option<(EventNo, EventNo)> {
        let Conflict { one, other, .. } = conflict;
        let (one_rank, other_rank) = match rule {
            Conflicts::HighestCredence => self.credences(conflict),
            Conflicts::AgainstInterest => self.interest_ranks(conflict),
            Conflicts::AsTold | Conflicts::KeepAll => (0, 0),
        };
        // An event that counts by name outweighs one that does not, whatever the rule says.
        match (named.contains(&one), one_rank).cmp(&(named.contains(&other), other_rank)) {
            Ordering::Greater => Some((one, other)),
            Ordering::Less => Some((other, one)),
            Ordering::Equal => None,
        }
    }

    fn credences(&self, conflict: Conflict) -> (i64, i64) {
        let credence = |number: EventNo| self.facts.event(number).credence as i64;
        (credence(conflict.one), credence(conflict.other))
    }

    /// Ranks each of two conflicting events by the interest of its claimants: 1 for an admission against their interest,
    /// 0 where they have no interest, -1 where it serves them.
    fn interest_ranks(&self, conflict: Conflict) -> (i64, i64) {
        let (one, other) = (self.facts.event(conflict.one), self.facts.event(conflict.other));
        if conflict.denies {
            let winner = ShareStatement::of(self.facts, other).and_then(|statement| statement.majority_side());
            // Denying that another side has most of the place serves the denier; claiming that one's own side has it
            // serves the claimant, so the sign is turned for the denied event.
            let denial_rank = |event: &Event| match (self.interested_side(event), winner) {
                (Some(side), Some(winner)) if side == winner => 1,
                (Some(_), Some(_)) => -1,
                _ => 0,
            };
            return (denial_rank(one), -denial_rank(other));
        }
        let [Some(one_says), Some(other_says)] = [one, other].map(|event| ShareStatement::of(self.facts, event)) else {
            return (0, 0);
        };
        let rank = |event: &Event, says: &ShareStatement, against: &ShareStatement| {
            let Some(side) = self.interested_side(event) else { return 0 };
            let sum = |(low, high): (i64, i64)| low + high;
            (sum(against.bounds_of(side)) - sum(says.bounds_of(side))).signum()
        };
        (rank(one, &one_says, &other_says), rank(other, &other_says, &one_says))
    }

    /// Returns the common side of all claimants of an event that are actors. `None` if there are none or they are of
    /// several sides.
    fn interested_side(&self, event: &Event) -> Option<HolderKey> {
        let actors = event.claimed_by.iter().filter_map(|id| self.facts.actor_names.id(id));
        let mut sides = actors.map(|actor| side_of(self.facts, event, HolderKey::actor(actor)));
        let first = sides.next()?;
        sides.all(|side| side == first).then_some(first)
    }
}
