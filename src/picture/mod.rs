//! Pictures of a history.

mod palette;

pub(crate) use palette::Palette;
