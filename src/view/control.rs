//! The state of one place at one moment: who holds how much of it, and what is going on there.

use std::collections::BTreeMap;
use std::fmt;

use super::View;
use crate::facts::{Designates, LookupError};
use crate::fold::{Activity, ActivityId, Division, DivisionId, HolderKey};
use crate::numbers::ActorNo;
use crate::scenario::Actor;
use crate::share::Share;

/// Who holds ground.
#[derive(Clone, Copy, Debug)]
pub enum Holder<'h> {
    /// An actor: by side, the top of its chain of allegiances on that day.
    Actor(&'h Actor),
    /// It was left and not yet taken.
    Nobody,
    /// The record is silent.
    Unrecorded,
}

impl<'h> Holder<'h> {
    /// The actor's id, `nobody` or `unrecorded`.
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
    /// By id.
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

/// An answer to a question that the record may leave open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// In no possible control.
    No,
    /// In some, or as far as the bounds go.
    Possibly,
    /// In every possible control.
    Yes,
}

impl Verdict {
    /// What holds of all controls that are possible: what each of them says, if they say the same.
    pub(crate) fn of_all(mut verdicts: impl Iterator<Item = Self>) -> Self {
        let first = verdicts.next().unwrap_or(Self::No);
        verdicts.fold(first, |all, next| if all == next { all } else { Self::Possibly })
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::No => "no",
            Self::Possibly => "possibly",
            Self::Yes => "yes",
        })
    }
}

/// How much of a place a question asks after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Threshold {
    /// Any of it.
    Any,
    /// More than half of it.
    Most,
    /// All of it.
    All,
}

impl Threshold {
    const fn least(self) -> u16 {
        match self {
            Self::Any => 1,
            Self::Most => 501,
            Self::All => 1000,
        }
    }

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

/// One control: a small view into a history.
///
/// # Equality
/// Two controls are equal if they have equal shares of holders of equal ids, and the same is going on. Controls of
/// different histories compare too.
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

    /// What all holders that `counts` have together, as tight as the others allow.
    fn together(self, counts: impl Fn(HolderKey) -> bool) -> Share {
        let (mut low, mut high, mut others_low, mut others_high) = (0, 0, 0, 0);
        for &(holder, share) in self.division().rows() {
            if counts(holder) {
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
        self.together(|holder| self.shown(holder) == shown)
    }

    /// The holders shown, each once, in no particular order.
    fn shown_holders(self) -> impl Iterator<Item = HolderKey> {
        let rows = self.division().rows();
        rows.iter().enumerate().filter_map(move |(at, row)| {
            let shown = self.shown(row.0);
            let first = rows[..at].iter().all(|earlier| self.shown(earlier.0) != shown);
            first.then_some(shown)
        })
    }

    /// The holders with their shares: the greatest share first, then by id.
    #[must_use]
    pub fn shares(self) -> HolderShares<'h> {
        HolderShares { control: self, last: None }
    }

    /// The one holder of everything, if there certainly is one.
    #[must_use]
    pub fn holder(self) -> Option<Holder<'h>> {
        let mut holders = self.shown_holders();
        let only = holders.next()?;
        (holders.next().is_none() && self.share_of_shown(only).is_whole()).then(|| self.holder_of(only))
    }

    /// The share of an actor and all that answer to it.
    ///
    /// # Errors
    /// Where there is no actor of that name, or several.
    pub fn share_of(self, actor: impl Designates<Actor>) -> Result<Share, LookupError> {
        Ok(self.share_under(self.view.facts().find_actor(&actor)?))
    }

    pub(crate) fn share_under(self, chief: ActorNo) -> Share {
        let sides = self.view.fold().sides();
        self.together(|holder| holder.as_actor().is_some_and(|actor| sides.under(actor, chief, self.day)))
    }

    /// The share of which the record is silent.
    #[must_use]
    pub fn unrecorded(self) -> Share {
        self.division().get(HolderKey::UNRECORDED)
    }

    /// Whether an actor, with all that answer to it, holds that much. Unrecorded ground counts as possibly its own.
    ///
    /// # Errors
    /// Where there is no actor of that name, or several.
    pub fn holds(self, actor: impl Designates<Actor>, degree: Threshold) -> Result<Verdict, LookupError> {
        Ok(self.judge(self.view.facts().find_actor(&actor)?, degree))
    }

    pub(crate) fn judge(self, chief: ActorNo, degree: Threshold) -> Verdict {
        degree.judge(self.share_under(chief), self.unrecorded())
    }

    /// Actors as shown, in no particular order; several may be shown as one.
    fn shown_actors(self, numbers: &'h [ActorNo]) -> impl Iterator<Item = &'h Actor> {
        let shown = move |&number: &ActorNo| self.shown(HolderKey::actor(number)).as_actor().unwrap_or(number);
        numbers.iter().map(move |number| &self.view.facts().actors[shown(number)])
    }

    fn actors(self, numbers: &'h [ActorNo]) -> Vec<&'h Actor> {
        let mut actors: Vec<&Actor> = self.shown_actors(numbers).collect();
        actors.sort_by(|a, b| a.id.cmp(&b.id));
        actors.dedup_by(|a, b| a.id == b.id);
        actors
    }

    pub(crate) fn activity(self) -> &'h Activity {
        self.view.fold().states().activity(self.activity)
    }

    /// Who contests it, by id.
    #[must_use]
    pub fn contested_by(self) -> Vec<&'h Actor> {
        self.actors(&self.activity().contested)
    }

    /// Who besieges it, by id.
    #[must_use]
    pub fn besieged_by(self) -> Vec<&'h Actor> {
        self.actors(&self.activity().besieged_by)
    }

    /// Whose fire commands it, by id.
    #[must_use]
    pub fn under_fire_of(self) -> Vec<&'h Actor> {
        self.actors(&self.activity().under_fire_of)
    }

    /// To whom each actor answers that holds some of it, or is about it: each with its chain.
    pub(crate) fn chains(self) -> Vec<Vec<ActorNo>> {
        let activity = self.activity();
        let about = [&activity.contested, &activity.besieged_by, &activity.under_fire_of].into_iter().flatten();
        let actors = self.division().rows().iter().filter_map(|row| row.0.as_actor()).chain(about.copied());
        actors.map(|actor| self.view.fold().sides().chain(actor, self.day).collect()).collect()
    }

    /// Whether both have equal shares, whatever is going on.
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
                let twin = b.shown_holders().find(|twin| b.holder_of(*twin).id() == id);
                twin.is_some_and(|twin| a.share_of_shown(holder) == b.share_of_shown(twin))
            })
        };
        same(self, other) && same(other, self)
    }

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

/// The holders of a control with their shares.
#[derive(Clone, Debug)]
pub struct HolderShares<'h> {
    control: Control<'h>,
    last: Option<(Holder<'h>, Share)>,
}

impl<'h> Iterator for HolderShares<'h> {
    type Item = (Holder<'h>, Share);

    /// The one that comes next after the last: there are few, and nothing need be kept for them.
    fn next(&mut self) -> Option<Self::Item> {
        let control = self.control;
        let order = |a: &Self::Item, b: &Self::Item| {
            let (a_share, b_share) = ((a.1.at_least(), a.1.at_most()), (b.1.at_least(), b.1.at_most()));
            b_share.cmp(&a_share).then_with(|| a.0.id().cmp(b.0.id()))
        };
        let all = control.shown_holders().map(|shown| (control.holder_of(shown), control.share_of_shown(shown)));
        let left = all.filter(|next| self.last.is_none_or(|last| order(&last, next).is_lt()));
        self.last = left.min_by(order);
        self.last
    }
}

/// What each holder has at least and at most, whichever of some controls is the case; in permille.
pub(crate) fn bounds(view: View<'_>, controls: &[Control<'_>]) -> Vec<(HolderKey, (u16, u16))> {
    let mut bounds: BTreeMap<HolderKey, (u16, u16)> = BTreeMap::new();
    for (at, control) in controls.iter().enumerate() {
        let rows: BTreeMap<HolderKey, (u16, u16)> = control
            .shares()
            .map(|(holder, share)| (view.facts().holder(holder.id()), (share.at_least(), share.at_most())))
            .collect();
        for (&holder, &(least, most)) in &rows {
            let known = bounds.entry(holder).or_insert((if at == 0 { least } else { 0 }, most));
            *known = (known.0.min(least), known.1.max(most));
        }
        for (holder, known) in &mut bounds {
            known.0 = known.0.min(rows.get(holder).map_or(0, |row| row.0));
        }
    }
    bounds.into_iter().collect()
}
