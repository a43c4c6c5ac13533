//! The engine: from events in the narrative order to the controls that are possible at each moment.
//!
//! The engine works with numbers and knows no names, sources or files. `DESIGN.md` states its rules, and the slow model
//! in the tests implements them a second time.
//!
//! The files, from the bottom up: who answers to whom ([`sides`]), who holds how much of one place ([`division`]), what
//! is going on there ([`ongoing`]), what one event does to both ([`effect`]), the distinct states ([`states`]), the
//! tree of places ([`tree`]), how parts make up a whole ([`parts`]), the order of events ([`order`]), the successive
//! states of each place ([`chain`]), how one event passes through a family of places ([`step`]), which states depend on
//! the narrative order ([`order_dependence`]), what is possible at each moment ([`line`], [`combine`], [`sweep`]),
//! folding and edits ([`edit`]), events whose effect depends on the day on which they happened ([`by_day`]), and events
//! that may count or not ([`choices`]).

mod by_day;
mod chain;
mod choices;
mod combine;
mod division;
mod edit;
mod effect;
mod line;
mod ongoing;
mod order;
mod order_dependence;
mod parts;
mod sides;
mod states;
mod step;
mod sweep;
mod tree;

pub(crate) use chain::{ChainState, Fold, StaleAfter};
pub(crate) use choices::Choice;
pub(crate) use division::{Division, HolderKey, ShareRow};
pub(crate) use effect::Effect;
pub(crate) use line::{FIRST_MOMENT, PossibleState};
pub(crate) use ongoing::{Activity, FightEnd};
pub(crate) use order::{Occurrence, RecordPosition};
pub(crate) use sides::{Period, Sides};
pub(crate) use states::{ActivityId, DivisionId};
pub(crate) use tree::PlaceTree;
