//! Facts in the terms of the engine: baselines, allegiances and events by number.

use super::Facts;
use crate::fold::{Division, Effect, HolderKey, Occurrence, Period, ShareRow, Sides};
use crate::numbers::PlaceNo;
use crate::scenario::{Allegiance, Change, Event, Shares, Until, day_of};
use crate::time::{Moment, Span, period_days};

impl Facts {
    /// Who answers to whom, and when.
    pub(super) fn lower_sides(&self) -> Sides {
        let period = |allegiance: &Allegiance| {
            let (from, until) = period_days(allegiance.from, allegiance.until);
            self.actor_names.id(&allegiance.to).map(|to| Period { from, until, to })
        };
        Sides::new(self.actors.iter().map(|actor| actor.allegiances.iter().filter_map(period).collect()).collect())
    }

    /// A holder by id: an actor, or `nobody`. What is neither is unrecorded.
    pub(crate) fn holder(&self, id: &str) -> HolderKey {
        match id {
            "nobody" => HolderKey::NOBODY,
            id => self.actor_names.id(id).map_or(HolderKey::UNRECORDED, HolderKey::actor),
        }
    }

    fn rows(&self, shares: &Shares) -> Vec<ShareRow> {
        shares.iter().map(|(holder, share)| (self.holder(holder), share)).collect()
    }

    /// What is said of who held a place when the record begins. What the listed shares leave open is as unrecorded as
    /// without a baseline.
    pub(crate) fn baseline(&self, place: PlaceNo) -> Option<Division> {
        let baseline = self.places[place].baseline.as_ref()?;
        Some(Division::unrecorded().restart(&self.rows(&baseline.shares)))
    }

    /// An event by numbers, if it takes its place in the order: noted events do not.
    pub(crate) fn occurrence(&self, event: &Event) -> Option<Occurrence> {
        Some(Occurrence {
            id: event.name().to_owned(),
            order: event.order,
            place: self.place_of(event)?,
            span: event.when.span(),
            day: day_of(event),
            effect: self.effect(event)?,
        })
    }

    /// What an event does, by numbers, if it does anything.
    pub(crate) fn effect(&self, event: &Event) -> Option<Effect> {
        let span = event.when.span();
        let actor = |id: &str| self.actor_names.id(id);
        let places = |ids: &[String]| ids.iter().filter_map(|id| self.place_names.id(id)).collect();
        let ends = |until: Option<Until>| match until {
            None => last_counting(span),
            Some(Until::Date(until)) => last_counting(until.span()),
            Some(Until::Open) => i64::MAX,
        };
        Some(match &event.change {
            Change::Captured(it) | Change::Recaptured(it) => Effect::Captured {
                by: actor(&it.by)?,
                extent: it.extent,
                from: it.from.as_deref().and_then(actor),
                except: places(&it.except),
            },
            Change::Withdrew(it) => {
                Effect::Withdrew { actor: actor(&it.actor)?, extent: it.extent, except: places(&it.except) }
            }
            Change::Transferred(it) => Effect::Transferred {
                from: actor(&it.from)?,
                to: actor(&it.to)?,
                extent: it.extent,
                except: places(&it.except),
            },
            Change::Observed(shares) => Effect::Observed(self.rows(shares).into()),
            Change::Attacked(it) => Effect::Fought { parties: [actor(&it.by)?].into(), ends: ends(it.until) },
            Change::Fought(it) => {
                Effect::Fought { parties: it.between.iter().filter_map(|id| actor(id)).collect(), ends: ends(it.until) }
            }
            Change::Repelled(it) => Effect::Repelled { attacker: actor(&it.attacker)? },
            Change::Besieged(it) => Effect::Besieged { by: actor(&it.by)? },
            Change::SiegeLifted => Effect::SiegeLifted,
            Change::FireControl(it) => Effect::FireControl { by: actor(&it.by)? },
            Change::FireControlLost => Effect::FireControlLost,
            Change::Noted(_) | Change::Denied(_) => return None,
        })
    }
}

/// The last moment at which a fight that lasts through a span still counts: the close of its last day.
fn last_counting(span: Span) -> i64 {
    span.latest().map_or(i64::MAX, |latest| Moment::day_end(latest.minutes()))
}
