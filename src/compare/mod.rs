//! Comparing: two codings of the same events, several readings of one history, one answer as knowledge grew.

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
