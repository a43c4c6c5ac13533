//! Converts facts to the terms of the engine: baselines, allegiances and events, with numbers instead of ids.

use super::Facts;
use crate::fold::{Division, Effect, HolderKey, Occurrence, Period, ShareRow, Sides};
use crate::numbers::{EventNo, PlaceNo};
use crate::scenario::{Allegiance, Change, Event, Shares, Until, day_of};
use crate::time::{Moment, Span, period_days};

impl Facts {
    /// Returns who answers to whom, and when.
    pub(super) fn lower_sides(&self) -> Sides {
        let period = |allegiance: &Allegiance| {
            let (from, until) = period_days(allegiance.from, allegiance.until);
            self.actor_names.id(&allegiance.to).map(|to| Period { from, until, to })
        };
        Sides::new(self.actors.iter().map(|actor| actor.allegiances.iter().filter_map(period).collect()).collect())
    }

    /// Returns a holder by its id: an actor or `nobody`. Any other id gives `unrecorded`.
    pub(crate) fn holder(&self, id: &str) -> HolderKey {
        match id {
            "nobody" => HolderKey::NOBODY,
            id => self.actor_names.id(id).map_or(HolderKey::UNRECORDED, HolderKey::actor),
        }
    }

    /// Converts shares as written.
    fn rows(&self, shares: &Shares) -> Vec<ShareRow> {
        shares.iter().map(|(holder, share)| (self.holder(holder), share)).collect()
    }

    /// Returns the baseline of a place, which says who held it at the start of the record. What the listed shares leave
    /// open is unrecorded.
    pub(crate) fn baseline(&self, place: PlaceNo) -> Option<Division> {
        let baseline = self.places[place].baseline.as_ref()?;
        Some(Division::unrecorded().restart(&self.rows(&baseline.shares)))
    }

    /// Converts an event, if it has a place in the order. Noted and denied events have none.
    pub(crate) fn occurrence(&self, number: EventNo) -> Option<Occurrence> {
        let event = self.event(number);
        Some(Occurrence {
            record_position: self.record_position(number),
            place: self.place_of(event)?,
            span: event.when.span(),
            day: day_of(event),
            effect: self.effect(event)?,
        })
    }

    /// Converts the change of an event, unless it is noted or denied, which has no effect.
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
            Change::Captured(captured) | Change::Recaptured(captured) => Effect::Captured {
                by: actor(&captured.by)?,
                extent: captured.extent,
                from: captured.from.as_deref().and_then(actor),
                except: places(&captured.except),
            },
            Change::Withdrew(withdrew) => Effect::Withdrew {
                actor: actor(&withdrew.actor)?,
                extent: withdrew.extent,
                except: places(&withdrew.except),
            },
            Change::Transferred(transferred) => Effect::Transferred {
                from: actor(&transferred.from)?,
                to: actor(&transferred.to)?,
                extent: transferred.extent,
                except: places(&transferred.except),
            },
            Change::Observed(observed) => Effect::Observed {
                rows: self.rows(&observed.shares).into(),
                last_look: observed.until.map_or(i64::MIN, |until| until.span().latest_minute()),
            },
            Change::Became(became) => Effect::Became(self.rows(&became.shares).into()),
            Change::Unknown => Effect::Unknown,
            Change::Attacked(attacked) => {
                Effect::Fought { parties: [actor(&attacked.by)?].into(), ends: ends(attacked.until) }
            }
            Change::Fought(fought) => Effect::Fought {
                parties: fought.between.iter().filter_map(|id| actor(id)).collect(),
                ends: ends(fought.until),
            },
            Change::Repelled(repelled) => Effect::Repelled { attacker: actor(&repelled.attacker)? },
            Change::Besieged(besieged) => Effect::Besieged { by: actor(&besieged.by)? },
            Change::SiegeLifted => Effect::SiegeLifted,
            Change::FireControl(fire_control) => Effect::FireControl { by: actor(&fire_control.by)? },
            Change::FireControlLost => Effect::FireControlLost,
            Change::Noted(_) | Change::Denied(_) => return None,
        })
    }
}

/// Returns the last moment at which a fight that lasts through a span still counts: the close of its last day, or
/// `i64::MAX` if the span has no end.
fn last_counting(span: Span) -> i64 {
    span.latest().map_or(i64::MAX, |latest| Moment::day_end(latest.minutes()))
}
