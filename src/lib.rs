//! Who held place X on date D: dated, sourced control of places, with shares, doubts and silences kept as data.
//!
//! ```
//! # #[cfg(feature = "toml")] {
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
//! # The nouns
//!
//! | noun | type | what it is |
//! |---|---|---|
//! | place | [`Place`] | a district, a hill, a checkpoint: anything that can be held; places lie within places |
//! | actor | [`Actor`] | anyone who can hold a place; it may answer to another, and the top of that chain on a day is its side |
//! | source | [`Source`], [`Citation`] | what a statement rests on, and where in it |
//! | event | [`Event`] | one happening: [`When`], where, a [`Change`], on whose word |
//! | control | [`Control`] | who holds how much of a place at a moment, and what is going on there |
//! | history | [`History`] | all of these, checked; what one loads, edits and asks |
//! | answer | [`Answer`] | the controls that are possible at a moment, and what they rest on |
//! | reading | [`Reading`], [`Interpretation`] | which events are believed; a history read so |
//! | picture | [`TimelinePicture`], [`StatePicture`] | a history drawn |
//! | table | [`ControlTable`], [`StateTable`], [`StateLog`] | a history by number, for millions of questions |
//! | view | [`View`] | a history, or an account of it, asked by side or by actor |
//!
//! [`Place`], [`Actor`], [`Source`], [`Event`] and [`Scenario`] are *as written*: plain values with public fields.
//! A [`History`] checks what it takes in and hands out references to it; what it returns from questions are small
//! `Copy` views that borrow from it. Their owned counterparts ([`AnswerRecord`], [`ControlRecord`]) implement serde.
//!
//! # The rules in short
//!
//! - A `when` is a span: the event happens at one moment within it. Where dates leave the order of two events open,
//!   the telling decides, and the answer says so ([`Answer::depends_on_narrative_order`]).
//! - "On a day" means at its close. An event of which it is not certain that it has happened by then leaves more than
//!   one control possible.
//! - Shares have bounds. What the record does not say is `unrecorded`, which anyone may hold.
//! - What befalls a place befalls what is within it; what befalls a part moves the whole by its fraction.
//! - The fold is total: an odd sequence of events still answers.
//! - What is confirmed or reported counts, unless a [`Reading`] says otherwise; [`Answer::bearing`] tells what does not, and why.
//!
//! `DESIGN.md` in the repository states them all.
//!
//! # A history of one's own
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
//! # What it is not
//!
//! No map engine, no front lines, no time zones. It starts no threads, reads no clock and opens no file.
//!
//! # Features
//!
//! `page`: [`Page`](https://docs.rs/whoheld/latest/whoheld/struct.Page.html), one HTML file in which anyone can replay a history.
//!
//! `toml` (default): scenario files in TOML, and the record of the offensive (module `aleppo`), which is one. Without it,
//! a history still is its document in any serde format.

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "toml")]
#[cfg_attr(docsrs, doc(cfg(feature = "toml")))]
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

#[cfg(feature = "toml")]
#[cfg_attr(docsrs, doc(cfg(feature = "toml")))]
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
#[cfg(all(doctest, feature = "toml"))]
#[doc = include_str!("../README.md")]
struct Readme;
