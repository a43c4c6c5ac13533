//! Time: moments of local civil time, spans that bound a moment, and dates as people write them.

mod date_words;
mod form;
mod guess;
mod moment;
mod parse;
mod span;
mod when;

pub use form::{DayPart, Label};
pub(crate) use moment::{DAY, day_ending_number, day_number, days_within, parse_day};
pub use moment::{Moment, ParseMomentError};
pub use span::Span;
pub use when::{ParseWhenError, When};
