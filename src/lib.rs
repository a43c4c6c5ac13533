//! Who held place X on date D: control of places, worked out from dated and sourced events, with shares and
//! uncertainty.
//!
//! You write down what happened, where, when and on whose word. A [`History`] of such events answers who held each place
//! at any time. Where the sources are vague, silent or in conflict, an answer gives every possibility.
//!
//! ```
//! use whoheld::{Actor, Captured, Event, History, Place, Share, When, chrono::NaiveDate};
//!
//! let mut history = History::new();
//! history.add_actor(Actor::new("crown"))?;
//! history.add_actor(Actor::new("republic"))?;
//! history.add_place(Place::new("citadel").held_by("crown"))?;
//!
//! // The republic captured half of the citadel on one of three days.
//! let when = "[1849-07-08..1849-07-10]".parse::<When>()?;
//! history.insert(Event::new(when, "citadel", Captured::by("republic").extent(Share::HALF)))?;
//!
//! let on = |text: &str| history.who_held("citadel", text.parse::<NaiveDate>().unwrap());
//! assert_eq!(on("1849-07-09")?.to_string(), "citadel on 1849-07-09: crown, or else half crown, half republic");
//! assert_eq!(on("1849-07-10")?.to_string(), "citadel on 1849-07-10: half crown, half republic");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The crate ships with a record of the Aleppo offensive of October and November 2016:
//!
//! ```
//! # #[cfg(feature = "aleppo")] {
//! use whoheld::{aleppo_2016, chrono::NaiveDate};
//!
//! let day = NaiveDate::from_ymd_opt(2016, 11, 7).unwrap();
//! let answer = aleppo_2016().who_held("al-hikmah-school", day)?;
//! assert_eq!(answer.to_string(), "al-hikmah-school on 2016-11-07: rebels, under fire of government");
//! assert_eq!(answer.events()[0].cites[0].to_string(), "article S46 [80]");
//! # }
//! # Ok::<(), whoheld::LookupError>(())
//! ```
//!
//! # The terms
//!
//! | term | type | what it is |
//! |---|---|---|
//! | place | [`Place`] | anything that can be held: a district, a hill, a checkpoint. A place may lie within another. |
//! | actor | [`Actor`] | anyone who can hold a place. An actor may answer to another; the last of that chain on a day is its *side*. |
//! | source | [`Source`], [`Citation`] | where a statement comes from, and where in it |
//! | event | [`Event`], [`Change`], [`When`] | what happened at a place, when, and on whose word |
//! | control | [`Control`] | who holds how much of a place at a moment, and who fights there, besieges it or has it under fire |
//! | baseline | [`Baseline`] | who held a place at the start of the record, before its first event |
//! | history | [`History`] | all of these, checked: what you load, edit and ask |
//! | answer | [`Answer`] | every control that is possible at a moment, with the events and sources behind it |
//! | reading | [`Reading`], [`Interpretation`] | a rule that decides which events to believe; a history under that rule |
//! | view | [`View`] | a history or an interpretation, asked by side or by actor |
//!
//! # Write
//!
//! | task | with |
//! |---|---|
//! | load a file in TOML, and write one | [`History::from_toml`](struct.History.html#method.from_toml), [`History::to_toml`](struct.History.html#method.to_toml) (feature `toml`) |
//! | load and write another format | serde, of [`History`] |
//! | report the mistakes of a file | [`DocumentError`], [`Mistake`] |
//! | build a history in code | [`History::new`], [`add_actor`](History::add_actor), [`add_place`](History::add_place), [`add_source`](History::add_source) |
//! | add, remove and replace events | [`insert`](History::insert), [`insert_all`](History::insert_all), [`remove`](History::remove), [`replace`](History::replace) |
//! | edit everything as plain values, and check it again | [`History::to_scenario`], [`Scenario`], `History::try_from` |
//! | state what happened | [`Captured`], [`Withdrew`], [`Transferred`], [`Observed`], [`Became`], [`Change::Unknown`], [`Attacked`], [`Fought`], [`Repelled`], [`Besieged`], [`FireControl`], [`Noted`], [`Denied`] |
//! | state when, how much, how well established | [`When`], [`Share`], [`Fraction`], [`Credence`] |
//! | say which days a record is about | [`Covers`], [`History::set_covers`] |
//!
//! # Ask
//!
//! | question | with |
//! |---|---|
//! | who held a place on a day, at a moment, during a day | [`History::who_held`] with a date, a [`Moment`] or a [`QueryTime`] |
//! | the same for actors instead of sides | [`History::by_actor`], then [`View::who_held`] |
//! | what is possible, and whether it is certain | [`Answer::possible`], [`surety`](Answer::surety), [`holder`](Answer::holder), [`holds`](Answer::holds) |
//! | who held it in person; under whom in the middle of a chain | [`Answer::holds_directly`]; [`Control::shares_under`] |
//! | since when and until when | [`Answer::since`], [`until`](Answer::until) |
//! | what it is based on | [`Answer::basis`], [`decided_by`](Answer::decided_by), [`events`](Answer::events), [`sources`](Answer::sources) |
//! | why, in a paragraph | [`Answer::explain`] |
//! | an owned copy, for JSON | [`Answer::to_record`] |
//! | all places on a day; what differs between two days | [`View::snapshot`], [`View::difference`] |
//! | what an actor held; what it held in person | [`View::held_by`]; [`held_directly_by`](View::held_directly_by) |
//! | who held a place between two days | [`View::between`] |
//! | first and last day, number of days, how often it changed hands | [`View::first_held`], [`last_held`](View::last_held), [`days_held`](View::days_held), [`times_changed_hands`](View::times_changed_hands) |
//! | one place over all time | [`View::timeline`] |
//! | event by event, or day by day | [`View::replay`], [`Replay::days`] |
//! | the share of an area, day by day | [`View::share_of_area`], [`weighted_share_of_area`](View::weighted_share_of_area) |
//!
//! # Use other readings
//!
//! | task | with |
//! |---|---|
//! | decide which events to believe | [`Reading`], [`Conflicts`] |
//! | ask the history under a reading | [`History::interpret`] |
//! | find where readings differ | [`History::compare_readings`] |
//! | see how an answer changed as knowledge grew | [`History::revisions`] |
//! | list every event that matters to an answer, also those that do not count | [`Answer::relevant_events`] |
//!
//! # Check and compare
//!
//! | task | with |
//! |---|---|
//! | find what is odd in a record | [`History::audit`], [`Finding`] |
//! | accept a finding | [`Accepted`], [`History::accept`] |
//! | compare two codings of the same events | [`compare()`], [`Comparison::disagreements`], [`agreement`](Comparison::agreement) |
//!
//! # Draw
//!
//! | task | with |
//! |---|---|
//! | draw a lane of time for each place | [`TimelinePicture`] |
//! | draw all places on a day | [`StatePicture`] |
//! | write a page in which anyone can replay a history | [`Page`](struct.Page.html) (feature `page`) |
//!
//! # In bulk
//!
//! | task | with |
//! |---|---|
//! | answer many rows in full | [`View::as_of`] |
//! | lay a history out as numbers | [`View::control_table`], [`ControlTable`] |
//! | build a table of states without a history | [`StateTable::from_columns`], [`from_intervals`](StateTable::from_intervals) |
//! | look up one row; many rows | [`StateTable::at`]; [`as_of`](StateTable::as_of), [`StateLog::as_of`] for rows that come by day |
//! | all places on a day; what differs between two days; day by day | [`StateLog::snapshot`], [`difference`](StateLog::difference), [`replay`](StateLog::replay) |
//! | changes in a range of days | [`StateTable::changes_of`], [`StateLog::changes`] |
//! | the states of a place; the places in a state | [`StateTable::held`], [`states_in`](StateTable::states_in), [`places_in`](StateTable::places_in) |
//! | add late changes | [`StateTable::merged`] |
//!
//! # Plain and checked values
//!
//! [`Place`], [`Actor`], [`Source`], [`Event`] and [`Scenario`] are plain values with public fields, as people write
//! them. A [`History`] checks what it takes in, and hands out references to it. What questions return are small `Copy`
//! values that borrow from the history. Their owned counterparts, such as [`AnswerRecord`], implement serde.
//!
//! # The rules in short
//!
//! - An event happened at one moment within the span that its `when` gives. Where dates leave the order of two events
//!   open, the order in the file decides, and the answer says so ([`Answer::depends_on_narrative_order`]).
//! - "On a day" means at its close. An event that may not have happened by then leaves more than one control possible.
//! - Shares have bounds. What the record does not say is `unrecorded`, which anyone may hold.
//! - What happens to a place happens to every place within it. What happens to a part changes the whole by its fraction.
//! - Outside the days that a record [covers](Covers), an answer is what it last knew, and nothing is certain.
//! - Every sequence of events gives an answer, however odd. [`History::audit`] reports the odd ones.
//! - Events that are reported or better count, unless a [`Reading`] says otherwise.
//!
//! [`DESIGN.md`](documentation::design) states all rules. [`CHANGELOG.md`](documentation::changelog) lists the changes
//! in each version.
//!
//! # Limits
//!
//! The crate draws no front lines and has no time zones. It starts no threads, reads no clock and opens no files.
//!
//! # Features
//!
//! | feature | default | what it adds |
//! |---|---|---|
//! | `toml` | yes | files in TOML. Without it, a history can still be read and written in any serde format. |
//! | `aleppo` | yes | the record of the offensive: [`aleppo_2016`](fn.aleppo_2016.html) and the module [`aleppo`](aleppo/index.html). It is under CC BY-SA 4.0, the code of the crate under MIT or Apache-2.0. |
//! | `page` | no | [`Page`](struct.Page.html), one HTML file in which anyone can replay a history |

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
mod text;
mod time;
mod view;
mod words;

// The calendar of every date in this crate.
pub use chrono;

// Write: the record as plain values, the history that checks it, and what is refused.
pub use document::{DocumentError, Mistake};
pub use facts::{Designates, Designation, EntryError, EntryErrors, Handle, LookupError, MistakeKind};
pub use history::{History, Interpretation};
pub use scenario::{
    Accepted, Actor, Allegiance, Attacked, Baseline, Became, Besieged, Captured, Change, Citation, Covers, Credence,
    Denied, Event, FindingKind, FireControl, Fought, NoteKind, Noted, Observed, ParseQuantityError, Place, Quantity,
    Repelled, Scenario, Shares, SharesIter, Source, Transferred, Until, Withdrew,
};
pub use share::{Fraction, FractionError, ParseShareError, Share};
pub use text::ParseWordError;
pub use time::{DayPart, Label, Moment, ParseMomentError, ParseWhenError, Span, When};

// Ask: what queries return, and the types in which they are expressed.
pub use answer::{
    AllegianceRecord, Answer, AnswerRecord, Basis, ControlRecord, Ignored, IgnoredKind, Possible, RelevantEvent,
    RelevantEventRecord, Role, RoleKind, ShareRecord, SourceRecord,
};
pub use queries::{
    AreaShare, Day, Days, Difference, Holding, Holdings, Replay, ReplayDays, Snapshot, Step, Tenure, Timeline,
};
pub use view::{Control, Holder, HolderShares, QueryTime, SideChange, Surety, Threshold, Verdict, View};

// Use other readings.
pub use compare::{Dispute, ReadingComparison, Revision, Revisions, RevisionsIter};
pub use reading::{Conflicts, Reading};

// Check a record, and compare two codings.
pub use audit::{AcceptedFinding, Audit, Finding, FindingGroup, Severity};
pub use compare::{Agreement, Comparison, Disagreement, DisagreementKind, DisagreementRecord, Unmatched, compare};

// Draw.
#[cfg(feature = "page")]
#[cfg_attr(docsrs, doc(cfg(feature = "page")))]
pub use page::Page;
pub use picture::{StatePicture, TimelinePicture};

// In bulk: states as numbers.
pub use queries::ControlTable;
pub use table::{
    LogChanges, LogDay, LogDays, StateChange, StateDifference, StateInterval, StateLog, StateTable, TableChanges,
    TableError, TableIntervals, TablePlaces,
};

// The record that ships.
#[cfg(feature = "aleppo")]
#[cfg_attr(docsrs, doc(cfg(feature = "aleppo")))]
pub use aleppo::aleppo_2016;

/// The design and the changelog, as in the repository.
#[cfg(doc)]
pub mod documentation {
    #[doc = include_str!("../DESIGN.md")]
    pub mod design {}

    #[doc = include_str!("../CHANGELOG.md")]
    pub mod changelog {}
}

/// The README, whose Rust code is tested with the documentation.
#[cfg(all(doctest, feature = "aleppo"))]
#[doc = include_str!("../README.md")]
struct Readme;
