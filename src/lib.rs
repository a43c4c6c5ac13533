//! Who held place X on date D: the control of places, from dated and sourced events, with shares and doubts kept as data.
//!
//! ```
//! # #[cfg(feature = "aleppo")] {
//! use whoheld::{aleppo_2016, chrono::NaiveDate};
//!
//! let day = NaiveDate::from_ymd_opt(2016, 11, 7).unwrap();
//! let answer = aleppo_2016().who_held("al-hikmah-school", day)?;
//! assert_eq!(answer.to_string(), "al-hikmah-school on 2016-11-07: rebels, under fire of government");
//! assert_eq!(answer.events().next().unwrap().cites[0].to_string(), "article S46 [80]");
//! # }
//! # Ok::<(), whoheld::LookupError>(())
//! ```
//!
//! # The types
//!
//! | noun | type | what it is |
//! |---|---|---|
//! | place | [`Place`] | anything that can be held: a district, a hill, a checkpoint. Places lie within places. |
//! | actor | [`Actor`] | anyone who can hold a place. An actor may answer to another; its side on a day is the top of that chain. |
//! | source | [`Source`], [`Citation`] | what a statement rests on, and where in it |
//! | event | [`Event`] | what happened ([`Change`]), where, and when ([`When`]), and who says so |
//! | control | [`Control`] | who holds how much of a place at a moment, and whether it is fought over, besieged or under fire |
//! | history | [`History`] | all of these, checked; what you load, edit and ask |
//! | answer | [`Answer`] | the controls that are possible at a moment, and the events and sources that they rest on |
//! | reading | [`Reading`], [`Interpretation`] | a rule that decides which events to believe; a history under that rule |
//! | view | [`View`] | a history or an interpretation, seen by side or by actor |
//! | picture | [`TimelinePicture`], [`StatePicture`] | a drawing of a history |
//! | table | [`ControlTable`], [`StateTable`], [`StateLog`] | a history by number, for millions of questions |
//!
//! [`Place`], [`Actor`], [`Source`], [`Event`] and [`Scenario`] are plain values with public fields, as people write
//! them. A [`History`] checks what it takes in, and hands out references to it. What questions return are small `Copy`
//! views that borrow from the history. Their owned counterparts, [`AnswerRecord`] and [`ControlRecord`], implement
//! serde.
//!
//! # The rules in short
//!
//! - A `when` is a span of time: the event happened at one moment within it. Where dates leave the order of two events
//!   open, the order in the file decides, and the answer says so ([`Answer::depends_on_narrative_order`]).
//! - "On a day" means at its close. An event that may not have happened by then leaves more than one control possible.
//! - Shares have bounds. What the record does not say is `unrecorded`, which anyone may hold.
//! - What happens to a place happens to every place within it. What happens to a part changes the whole by its fraction.
//! - Every sequence of events has an answer, however odd. [`History::audit`] reports the odd ones.
//! - Confirmed and reported events count, unless a [`Reading`] says otherwise. [`Answer::relevant_events`] lists those
//!   that do not count, and why.
//!
//! `DESIGN.md` in the repository states all rules.
//!
//! # Your own history
//!
//! ```
//! use whoheld::{Actor, Captured, Event, History, Place, Share};
//!
//! let mut history = History::new();
//! history.add_actor(Actor::new("crown"))?;
//! history.add_actor(Actor::new("republic"))?;
//! history.add_place(Place::new("citadel").held_by("crown"))?;
//! history.insert(
//!     Event::new("[1849-07-08..1849-07-10]".parse()?, "citadel", Captured::by("republic").extent(Share::HALF)),
//! )?;
//!
//! let on = |text: &str| history.who_held("citadel", text.parse::<chrono::NaiveDate>().unwrap());
//! assert_eq!(on("1849-07-09")?.to_string(), "citadel on 1849-07-09: crown, or else half crown, half republic");
//! assert_eq!(on("1849-07-10")?.to_string(), "citadel on 1849-07-10: half crown, half republic");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Limits
//!
//! The crate draws no front lines and knows no time zones. It starts no threads, reads no clock and opens no files.
//!
//! # Features
//!
//! - `toml` (default): scenario files in TOML, and the record of the offensive (module `aleppo`), which is such a file.
//!   Without it, a history can still be read and written in any serde format.
//! - `page`: [`Page`](https://docs.rs/whoheld/latest/whoheld/struct.Page.html), one HTML file in which anyone can replay
//!   a history.

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "aleppo")]
#[cfg_attr(docsrs, doc(cfg(feature = "aleppo")))]
pub mod aleppo;
mod answer;
mod audit;
mod compare;
mod document;
mod facts;
mod fold;
mod history;
mod intern;
mod numbers;
#[cfg(feature = "page")]
#[cfg_attr(docsrs, doc(cfg(feature = "page")))]
mod page;
mod picture;
mod queries;
mod reading;
mod scenario;
mod share;
mod spelling;
mod table;
mod time;
mod view;
mod words;

pub use chrono;

#[cfg(feature = "aleppo")]
#[cfg_attr(docsrs, doc(cfg(feature = "aleppo")))]
pub use aleppo::aleppo_2016;
pub use answer::{
    Answer, AnswerRecord, Basis, ControlRecord, Ignored, Possible, RelevantEvent, RelevantEventRecord, Role,
    ShareRecord, SourceRecord,
};
pub use audit::{AcceptedFinding, Audit, Finding, Severity};
pub use compare::{
    Agreement, Comparison, Disagreement, DisagreementKind, DisagreementRecord, Dispute, ReadingComparison, Revision,
    Revisions, RevisionsIter, Unmatched, compare,
};
pub use document::{DocumentError, Mistake, MistakeKind};
pub use facts::{Designates, Designation, EntryError, EntryErrors, Handle, LookupError, Problem};
pub use history::{History, Interpretation};
#[cfg(feature = "page")]
#[cfg_attr(docsrs, doc(cfg(feature = "page")))]
pub use page::Page;
pub use picture::{StatePicture, TimelinePicture};
pub use queries::{
    AreaShare, ControlTable, Day, Days, Difference, Holding, Holdings, Replay, ReplayDays, Snapshot, Step, Tenure,
    Timeline,
};
pub use reading::{Conflicts, ParseConflictsError, Reading};
pub use scenario::{
    Accepted, Actor, Allegiance, Attacked, Baseline, Besieged, Captured, Change, Citation, Credence, Denied, Event,
    FindingKind, FireControl, Fought, NoteKind, Noted, ParseCredenceError, ParseFindingKindError, ParseNoteKindError,
    ParseQuantityError, Place, Quantity, Repelled, Scenario, Shares, Source, Transferred, Until, Withdrew,
};
pub use share::{Fraction, FractionError, ParseShareError, Share};
pub use table::{LogDay, StateChange, StateDifference, StateInterval, StateLog, StateTable, TableError};
pub use time::{DayPart, Label, Moment, ParseMomentError, ParseWhenError, Span, When};
pub use view::{Control, Holder, HolderShares, QueryTime, Threshold, Verdict, View};

/// The README, so that it cannot drift from what compiles.
#[cfg(all(doctest, feature = "aleppo"))]
#[doc = include_str!("../README.md")]
struct Readme;
