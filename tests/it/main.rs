//! The tests of the library from without, in one program; each module says what it is about.
//!
//! Two stand apart: `tests/allocations.rs` counts what is allocated, for which it needs a process of its own, and
//! `tests/page` tries the page in a browser.
//!
//! # How many random cases
//! `cargo test`, the gate, tries each property on [`RECORDS`] records, those that cost most on [`HEAVY`], those about
//! texts, documents and small tables on [`LIGHT`]. Before a release this is run by hand:
//!
//! ```sh
//! PROPTEST_CASES=2000 cargo test --release --test it
//! ```
//!
//! The variable holds for all properties alike. A module's name behind it runs that module alone, as in
//! `cargo test --test it audit::`.

#[cfg(feature = "aleppo")]
mod aleppo;
mod api;
mod audit;
mod compare;
mod contrast;
mod control_table;
mod coverage;
#[cfg(feature = "toml")]
mod diagnostics;
#[cfg(feature = "toml")]
mod document;
#[cfg(feature = "aleppo")]
mod examples;
mod layers;
mod model;
mod oracle;
#[cfg(all(feature = "page", feature = "aleppo"))]
mod page;
mod picture;
mod properties;
mod random;
mod readings;
#[cfg(feature = "aleppo")]
mod readme;
mod record_order;
mod stated;
mod support;
mod table;

/// Random records, readings of them, pairs of them.
const RECORDS: u32 = 24;
/// Tables of very many rows, and records of very many choices.
const HEAVY: u32 = 8;
/// Texts, documents and small tables.
const LIGHT: u32 = 96;
