//! The fold: from events in the told order to the controls that are possible at each moment.
//!
//! Everything here goes by number and knows no names, sources or files. `DESIGN.md` states the rules;
//! `tests/oracle` has them a second time, slowly.

mod chain;
mod conditions;
mod deed;
mod ground;
mod ledger;
mod line;
mod order;
mod parts;
mod sides;
mod worlds;

pub(crate) use chain::{EVE, Fold, Happening, Link, Site};
pub(crate) use conditions::Standing;
pub(crate) use deed::Deed;
pub(crate) use ground::{Ground, HolderKey, Row};
pub(crate) use ledger::{GroundId, StandingId};
pub(crate) use line::{DAWN, Possible};
pub(crate) use order::Bounds;
pub(crate) use sides::{Period, Sides};
pub(crate) use worlds::Toggle;
