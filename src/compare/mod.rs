//! Comparisons: of two codings of the same events, of several readings of one history, and of the answers to one query
//! as more became known.

mod agreement;
mod codings;
mod division;
mod readings;
mod revisions;

pub use agreement::Agreement;
pub use codings::{Comparison, Disagreement, DisagreementRecord, Unmatched, compare};
pub use division::DisagreementKind;
pub use readings::{Dispute, ReadingComparison};
pub use revisions::{Revision, Revisions, RevisionsIter};
