//! Pictures of a history, as SVG: time lanes, and the places of one moment as tiles.

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
