//! Converts facts to the terms of the engine: baselines, allegiances and events, with numbers instead of ids.

use super::Facts;
use crate::fold::{Division, Effect, FightEnd, HolderKey, Occurrence, Period, ShareRow, Sides, StaleAfter};
use crate::numbers::{EventNo, PlaceNo};
use crate::scenario::{Actor, Allegiance, AllegiancePeriod, Change, Event, Place, Shares, Until, allegiance_periods};
use crate::time::day_number;

impl Facts {
    /// Returns who answers to whom, and when, by the entries that `counts` selects.
    pub(crate) fn sides_by(&self, counts: impl Fn(&Allegiance) -> bool) -> Sides {
        Sides::new(self.actors.iter().map(|actor| self.periods(actor, &counts)).collect())
    }

    /// Returns when an actor answers to whom, by time.
    pub(super) fn periods(&self, actor: &Actor, counts: impl Fn(&Allegiance) -> bool) -> Vec<Period> {
        let periods = allegiance_periods(&actor.allegiances, |entry| counts(&actor.allegiances[entry]));
        let lowered = periods.into_iter().map(|AllegiancePeriod { entry, from, until }| {
            let to = self.actor_names.id(&actor.allegiances[entry].to)?;
            Some(Period { from, until, to, entry })
        });
        lowered.flatten().filter(|period| period.from < period.until).collect()
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

    /// Returns when places count as unrecorded under a limit of so many days. A baseline counts from its own day, or else
    /// from the first day that the record covers.
    pub(crate) fn stale_after(&self, days: u32) -> StaleAfter {
        let first = self.covers.and_then(|covers| covers.from);
        let from = |place: &Place| place.baseline.as_ref().and_then(|baseline| baseline.on).or(first).map(day_number);
        StaleAfter { days: days.into(), baselines: self.places.iter().map(from).collect() }
    }

    /// Converts an event, if it has a place in the order. Noted and denied events have none.
    pub(crate) fn occurrence(&self, number: EventNo) -> Option<Occurrence> {
        let event = self.event(number);
        Some(Occurrence {
            record_position: self.record_position(number),
            place: self.place_of(event)?,
            span: event.when.span(),
            effect: self.effect(event)?,
        })
    }

    /// Converts the change of an event, unless it is noted or denied, which has no effect.
    pub(crate) fn effect(&self, event: &Event) -> Option<Effect> {
        let actor = |id: &str| self.actor_names.id(id);
        let places = |ids: &[String]| ids.iter().filter_map(|id| self.place_names.id(id)).collect();
        let end = |until: Until| match until {
            Until::Date(until) => {
                let (earliest, latest) = until.last_moments();
                FightEnd { earliest, latest }
            }
            Until::Open => FightEnd::NEVER,
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
                Effect::Fought { parties: [actor(&attacked.by)?].into(), end: attacked.until.map(end) }
            }
            Change::Fought(fought) => Effect::Fought {
                parties: fought.between.iter().filter_map(|id| actor(id)).collect(),
                end: fought.until.map(end),
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
