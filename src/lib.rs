#![doc = "Who held place X on date D."]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod actor;
#[cfg(feature = "toml")]
pub mod aleppo;
mod answer;
mod change;
mod control;
mod document;
mod error;
mod event;
mod find;
mod fold;
mod history;
mod moment;
mod place;
mod replay;
mod scenario;
mod share;
mod snapshot;
mod source;
mod timeline;
mod view;
mod when;

pub use chrono;

pub use actor::{Actor, Allegiance};
#[cfg(feature = "toml")]
pub use aleppo::aleppo_2016;
pub use answer::{Answer, AnswerRecord, Basis, Ends, EndsRecord, Possible, SourceRecord};
pub use change::{
    Attacked, BadNoteKind, BadQuantity, Besieged, Captured, Change, Denied, FireControl, Fought, NoteKind, Noted,
    Quantity, Repelled, Shares, Transferred, Until, Withdrew,
};
pub use control::{Control, ControlRecord, Degree, Holder, ShareRecord, Verdict};
pub use document::{DocumentError, Mistake};
pub use error::{Problem, Refusals, Refused};
pub use event::{BadCredence, Citation, Credence, Event};
pub use find::{Designates, Handle, NotFound};
pub use history::History;
pub use moment::{BadMoment, Moment};
pub use place::{BadFraction, Baseline, Fraction, Place};
pub use replay::{Day, Replay, ReplayDays, Step};
pub use scenario::{Accepted, Scenario};
pub use share::{BadShare, Share};
pub use snapshot::Snapshot;
pub use source::Source;
pub use timeline::{Spans, Timeline, TimelineSpan};
pub use view::{AreaShare, Asked, Days, Difference, Tenure, View};
pub use when::{BadWhen, DayPart, Label, Span, When};
