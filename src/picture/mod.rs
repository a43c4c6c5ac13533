//! Pictures of a history, as SVG: a timeline with a lane for each place, and the state at one moment with a tile for
//! each place.

mod bands;
mod lanes;
mod palette;
mod style;
mod svg;
mod tiles;

pub use lanes::TimelinePicture;
#[cfg(feature = "page")]
pub(crate) use palette::Palette;
pub use tiles::StatePicture;
