//! Control: the state of one place at one moment, that is, who holds how much of it and what is going on there. Also the
//! holders, thresholds and verdicts with which it is queried.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::View;
use crate::facts::{Designates, LookupError};
use crate::fold::{Activity, ActivityId, Division, DivisionId, HolderKey};
use crate::numbers::ActorNo;
use crate::scenario::Actor;
use crate::share::Share;
use crate::text::words;

/// Who holds a share of a place.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Holder<'h> {
    /// An actor. In a view by side, the actor at the top of the chain of allegiances on that day.
    Actor(&'h Actor),
    /// Nobody: the holder left, and no one has taken it since.
    Nobody,
    /// The record does not say.
    Unrecorded,
}

impl<'h> Holder<'h> {
    /// Returns the actor's id, `nobody` or `unrecorded`.
    #[must_use]
    pub fn id(self) -> &'h str {
        match self {
            Self::Actor(actor) => &actor.id,
            Self::Nobody => "nobody",
            Self::Unrecorded => "unrecorded",
        }
    }
}

impl PartialEq for Holder<'_> {
    /// Compares by id.
    fn eq(&self, other: &Self) -> bool {
        self.id() == other.id()
    }
}

impl Eq for Holder<'_> {}

impl fmt::Display for Holder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}

/// The answer to a yes-or-no question, which the record may leave open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// It is true in no possible control.
    No,
    /// It may be true: in some possible controls, or as far as the bounds of shares allow.
    Possibly,
    /// It is true in every possible control.
    Yes,
}

impl Verdict {
    /// Combines the verdicts on all possible controls: the common one if they are equal, else `Possibly`. `No` if there are
    /// none.
    pub(crate) fn of_all(mut verdicts: impl Iterator<Item = Self>) -> Self {
        let first = verdicts.next().unwrap_or(Self::No);
        verdicts.fold(first, |all, next| if all == next { all } else { Self::Possibly })
    }
}

words!(Verdict, "verdict", {
    No "no",
    Possibly "possibly",
    Yes "yes",
});

/// How much of a place an actor must hold for a question to be answered with yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Threshold {
    /// Any of it.
    Any,
    /// More than half of it.
    Most,
    /// All of it.
    All,
}

words!(Threshold, "threshold", {
    Any "any",
    Most "most",
    All "all",
});

impl Threshold {
    /// The least share that reaches the threshold, in permille.
    const fn least(self) -> u16 {
        match self {
            Self::Any => 1,
            Self::Most => 501,
            Self::All => 1000,
        }
    }

    /// Returns whether a share reaches the threshold, where all of the unrecorded share may belong to it too.
    pub(crate) fn judge(self, share: Share, unrecorded: Share) -> Verdict {
        if share.at_least() >= self.least() {
            Verdict::Yes
        } else if share.at_most() + unrecorded.at_most() >= self.least() {
            Verdict::Possibly
        } else {
            Verdict::No
        }
    }
}

/// The state of control of one place at one moment: who holds how much of it, and what is going on there. It is `Copy` and
/// borrows from a history.
///
/// # Equality
/// Two controls are equal if the same holders, by id, have the same shares, and the same actors, by id, contest, besiege and
/// have fire control of the place. Controls of different histories can be compared.
#[derive(Clone, Copy)]
pub struct Control<'h> {
    pub(crate) view: View<'h>,
    /// The day whose allegiances count.
    pub(crate) day: i64,
    pub(crate) division: DivisionId,
    pub(crate) activity: ActivityId,
}

impl<'h> Control<'h> {
    pub(crate) fn division(self) -> &'h Division {
        self.view.fold().states().division(self.division)
    }

    /// Returns the holder as this view shows it: an actor as its side in a view by side.
    fn shown(self, holder: HolderKey) -> HolderKey {
        match holder.as_actor() {
            Some(actor) if self.view.is_by_side() => HolderKey::actor(self.view.fold().sides().side(actor, self.day)),
            _ => holder,
        }
    }

    fn holder_of(self, holder: HolderKey) -> Holder<'h> {
        match holder.as_actor() {
            Some(actor) => Holder::Actor(&self.view.facts().actors[actor]),
            None if holder == HolderKey::NOBODY => Holder::Nobody,
            None => Holder::Unrecorded,
        }
    }

    /// Returns the common share of all holders that `included` selects, with bounds as tight as the other holders allow.
    fn total_share(self, included: impl Fn(HolderKey) -> bool) -> Share {
        let (mut low, mut high, mut others_low, mut others_high) = (0, 0, 0, 0);
        for &(holder, share) in self.division().rows() {
            if included(holder) {
                low += share.low();
                high += share.high();
            } else {
                others_low += share.low();
                others_high += share.high();
            }
        }
        Share::clamped(low.max(1000 - others_high), high.min(1000 - others_low))
    }

    fn share_of_shown(self, shown: HolderKey) -> Share {
        self.total_share(|holder| self.shown(holder) == shown)
    }

    /// Returns the holders as shown, each once, in no particular order.
    fn shown_holders(self) -> impl Iterator<Item = HolderKey> {
        let rows = self.division().rows();
        rows.iter().enumerate().filter_map(move |(position, row)| {
            let shown = self.shown(row.0);
            let first = rows[..position].iter().all(|earlier| self.shown(earlier.0) != shown);
            first.then_some(shown)
        })
    }

    /// Returns the holders with their shares: the greatest share first, equal shares by the holder's id.
    #[must_use]
    pub fn shares(self) -> HolderShares<'h> {
        HolderShares { control: self, last: None }
    }

    /// Returns the one who holds the whole place, if there certainly is one. That may be [`Holder::Nobody`] or
    /// [`Holder::Unrecorded`].
    #[must_use]
    pub fn holder(self) -> Option<Holder<'h>> {
        let mut holders = self.shown_holders();
        let only = holders.next()?;
        (holders.next().is_none() && self.share_of_shown(only).is_whole()).then(|| self.holder_of(only))
    }

    /// Returns the common share of an actor and all that answer to it.
    ///
    /// # Errors
    /// Returns an error if no actor, or more than one, has this name.
    pub fn share_of(self, actor: impl Designates<Actor>) -> Result<Share, LookupError> {
        Ok(self.share_under(self.view.facts().find_actor(&actor)?))
    }

    pub(crate) fn share_under(self, chief: ActorNo) -> Share {
        let sides = self.view.fold().sides();
        self.total_share(|holder| holder.as_actor().is_some_and(|actor| sides.under(actor, chief, self.day)))
    }

    /// Returns the share that an actor itself holds, without those that answer to it.
    pub(crate) fn share_held_directly(self, actor: ActorNo) -> Share {
        self.division().get(HolderKey::actor(actor))
    }

    /// Returns who holds how much, where what is held under one of these actors counts as that actor's: for a holder, the
    /// nearest of them in its chain of allegiances, itself included. Holders under none of them are shown as this view shows
    /// them. The greatest share comes first, equal shares are sorted by the holder's id.
    ///
    /// With it, the middle of a chain can be asked:
    ///
    /// ```
    /// use whoheld::{Actor, Captured, Event, History, Place, chrono::NaiveDate};
    ///
    /// let mut history = History::new();
    /// history.add_actor(Actor::new("league"))?;
    /// for canton in ["uri", "zug"] {
    ///     history.add_actor(Actor::new(canton).answers_to("league"))?;
    /// }
    /// history.add_actor(Actor::new("band-of-uri").answers_to("uri"))?;
    /// history.add_place(Place::new("bridge"))?;
    /// let day = NaiveDate::from_ymd_opt(1386, 7, 9).unwrap();
    /// history.insert(Event::new(day, "bridge", Captured::by("band-of-uri")))?;
    ///
    /// // By side it is the league's, by actor the band's. Which canton held it?
    /// let control = history.who_held("bridge", day)?.control().unwrap();
    /// let cantons = control.shares_under(["uri", "zug"])?;
    /// assert_eq!(cantons.iter().map(|(holder, share)| format!("{holder} {share}")).collect::<Vec<_>>(), ["uri whole"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If there is no actor of one of the names, or several.
    pub fn shares_under<A: Designates<Actor>>(
        self,
        actors: impl IntoIterator<Item = A>,
    ) -> Result<Vec<(Holder<'h>, Share)>, LookupError> {
        let facts = self.view.facts();
        let chiefs: Vec<ActorNo> =
            actors.into_iter().map(|actor| facts.find_actor(&actor)).collect::<Result<_, _>>()?;
        let sides = self.view.fold().sides();
        let shown = |holder: HolderKey| {
            let mut chain = holder.as_actor().into_iter().flat_map(|actor| sides.chain(actor, self.day));
            chain.find(|above| chiefs.contains(above)).map_or_else(|| self.shown(holder), HolderKey::actor)
        };
        let holders: BTreeSet<HolderKey> = self.division().rows().iter().map(|row| shown(row.0)).collect();
        let row = |one: HolderKey| (self.holder_of(one), self.total_share(|holder| shown(holder) == one));
        let mut rows: Vec<(Holder<'h>, Share)> = holders.into_iter().map(row).collect();
        rows.sort_by(by_share);
        Ok(rows)
    }

    /// Returns the share of the place for which the record does not say who holds it.
    #[must_use]
    pub fn unrecorded(self) -> Share {
        self.division().get(HolderKey::UNRECORDED)
    }

    /// Returns whether an actor, with all that answer to it, holds at least as much as a threshold. The actor may also
    /// hold any of the unrecorded share, which makes the verdict [`Verdict::Possibly`].
    ///
    /// # Errors
    /// Returns an error if no actor, or more than one, has this name.
    pub fn holds(self, actor: impl Designates<Actor>, threshold: Threshold) -> Result<Verdict, LookupError> {
        Ok(self.judge(self.view.facts().find_actor(&actor)?, threshold))
    }

    pub(crate) fn judge(self, chief: ActorNo, threshold: Threshold) -> Verdict {
        threshold.judge(self.share_under(chief), self.unrecorded())
    }

    /// Returns the actors as this view shows them, in no particular order. One side may occur several times.
    fn shown_actors(self, numbers: &'h [ActorNo]) -> impl Iterator<Item = &'h Actor> {
        let shown = move |&number: &ActorNo| self.shown(HolderKey::actor(number)).as_actor().unwrap_or(number);
        numbers.iter().map(move |number| &self.view.facts().actors[shown(number)])
    }

    /// Returns the actors as this view shows them, each once, sorted by id.
    fn actors(self, numbers: &'h [ActorNo]) -> Vec<&'h Actor> {
        let mut actors: Vec<&Actor> = self.shown_actors(numbers).collect();
        actors.sort_by(|a, b| a.id.cmp(&b.id));
        actors.dedup_by(|a, b| a.id == b.id);
        actors
    }

    pub(crate) fn activity(self) -> &'h Activity {
        self.view.fold().states().activity(self.activity)
    }

    /// Returns the actors that fight over the place, sorted by id.
    #[must_use]
    pub fn contested_by(self) -> Vec<&'h Actor> {
        self.actors(&self.activity().contested)
    }

    /// Returns the actors that besiege the place, sorted by id.
    #[must_use]
    pub fn besieged_by(self) -> Vec<&'h Actor> {
        self.actors(&self.activity().besieged_by)
    }

    /// Returns the actors that have fire control of the place, sorted by id.
    #[must_use]
    pub fn under_fire_of(self) -> Vec<&'h Actor> {
        self.actors(&self.activity().under_fire_of)
    }

    /// Returns the chain of allegiances of every actor that holds some of the place or is active there: the actor, the one to
    /// which it answers, and so on.
    pub(crate) fn chains(self) -> Vec<Vec<ActorNo>> {
        self.named_actors().map(|actor| self.view.fold().sides().chain(actor, self.day).collect()).collect()
    }

    /// Returns every actor that may hold some of the place or is active there, as the record names it. An actor may come
    /// several times.
    pub(crate) fn named_actors(self) -> impl Iterator<Item = ActorNo> {
        let activity = self.activity();
        let active = [&activity.contested, &activity.besieged_by, &activity.under_fire_of].into_iter().flatten();
        self.division().rows().iter().filter_map(|row| row.0.as_actor()).chain(active.copied())
    }

    /// Returns whether the same holders, by id, have the same shares in both controls. What is going on is not
    /// compared.
    #[must_use]
    pub fn same_division(self, other: Self) -> bool {
        if self.view.same_evaluation(other.view)
            && (self.division, self.view.is_by_side()) == (other.division, other.view.is_by_side())
            && (!self.view.is_by_side() || self.day == other.day)
        {
            return true;
        }
        let same = |a: Self, b: Self| {
            a.shown_holders().all(|holder| {
                let id = a.holder_of(holder).id();
                let counterpart = b.shown_holders().find(|other| b.holder_of(*other).id() == id);
                counterpart.is_some_and(|other| a.share_of_shown(holder) == b.share_of_shown(other))
            })
        };
        same(self, other) && same(other, self)
    }

    /// Returns whether the same actors, by id, are active in the same ways in both. Shares are not compared.
    pub(crate) fn same_activity(self, other: Self) -> bool {
        if self.view.same_evaluation(other.view)
            && (self.activity, self.view.is_by_side()) == (other.activity, other.view.is_by_side())
            && (!self.view.is_by_side() || self.day == other.day)
        {
            return true;
        }
        let all_in = |a: Self, these: &'h [ActorNo], b: Self, those: &'h [ActorNo]| {
            a.shown_actors(these).all(|one| b.shown_actors(those).any(|other| one.id == other.id))
        };
        let same = |a: &'h [ActorNo], b: &'h [ActorNo]| all_in(self, a, other, b) && all_in(other, b, self, a);
        let (here, there) = (self.activity(), other.activity());
        same(&here.contested, &there.contested)
            && same(&here.besieged_by, &there.besieged_by)
            && same(&here.under_fire_of, &there.under_fire_of)
    }
}

impl PartialEq for Control<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.same_division(*other) && self.same_activity(*other)
    }
}

impl Eq for Control<'_> {}

impl fmt::Debug for Control<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The holders of a place with their shares: the greatest share first, equal shares by the holder's id. Returned by
/// [`Control::shares`].
#[derive(Clone, Debug)]
pub struct HolderShares<'h> {
    control: Control<'h>,
    last: Option<(Holder<'h>, Share)>,
}

impl<'h> Iterator for HolderShares<'h> {
    type Item = (Holder<'h>, Share);

    // Each call looks for the least holder after the last one. Holders are few, so this is cheaper than a sorted list.
    fn next(&mut self) -> Option<Self::Item> {
        let control = self.control;
        let all = control.shown_holders().map(|shown| (control.holder_of(shown), control.share_of_shown(shown)));
        let left = all.filter(|next| self.last.is_none_or(|last| by_share(&last, next).is_lt()));
        self.last = left.min_by(by_share);
        self.last
    }
}

/// Orders holders with their shares: the greatest share first, equal shares by the holder's id.
fn by_share(a: &(Holder<'_>, Share), b: &(Holder<'_>, Share)) -> Ordering {
    let bounds = |share: Share| (share.at_least(), share.at_most());
    bounds(b.1).cmp(&bounds(a.1)).then_with(|| a.0.id().cmp(b.0.id()))
}

/// Returns what each holder has at least and at most, in permille, whichever of the given controls is the true one.
/// Outside what the record covers, each may have anything from nothing to all.
pub(crate) fn bounds(view: View<'_>, controls: &[Control<'_>], is_covered: bool) -> Vec<(HolderKey, (u16, u16))> {
    let mut bounds: BTreeMap<HolderKey, (u16, u16)> = BTreeMap::new();
    for (position, control) in controls.iter().enumerate() {
        let rows: BTreeMap<HolderKey, (u16, u16)> = control
            .shares()
            .map(|(holder, share)| (view.facts().holder(holder.id()), (share.at_least(), share.at_most())))
            .collect();
        for (&holder, &(least, most)) in &rows {
            let known = bounds.entry(holder).or_insert((if position == 0 { least } else { 0 }, most));
            *known = (known.0.min(least), known.1.max(most));
        }
        for (holder, known) in &mut bounds {
            known.0 = known.0.min(rows.get(holder).map_or(0, |row| row.0));
        }
    }
    let known = |known: (u16, u16)| if is_covered { known } else { (0, 1000) };
    bounds.into_iter().map(|(holder, share)| (holder, known(share))).collect()
}
