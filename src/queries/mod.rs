//! Questions beyond who held one place at one moment: replay, timeline, snapshot, tenure, share of an area, and a flat
//! table of the whole history.

mod area;
mod by_side;
mod control_table;
mod replay;
mod snapshot;
mod tenure;
mod timeline;

pub use area::AreaShare;
pub use control_table::ControlTable;
pub use replay::{Day, Replay, ReplayDays, Step};
pub use snapshot::{Difference, Snapshot};
pub use tenure::{Days, Tenure};
pub use timeline::{Holding, Holdings, Timeline};
