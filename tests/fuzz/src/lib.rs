//! The bodies of the fuzz targets: each takes any bytes, and panics where whoheld breaks a promise.
//!
//! `targets/` hands them to libFuzzer, `src/bin/mutate.rs` feeds them mutations of the corpus on a stable toolchain.
//! `run` does whichever the machine allows.

#![forbid(unsafe_code)]

mod document;
mod edits;
#[cfg(feature = "mutate")]
pub mod mutation;
#[path = "../../it/oracle/mod.rs"]
#[expect(dead_code, reason = "the model alone is needed here, not its readings nor its exact divisions")]
mod oracle;
mod words;

pub use document::{json, mend, toml};
pub use edits::edits;
pub use words::when;

/// A target: its name, which is that of its folder in `corpus/`, its body, and the length of the longest input.
#[derive(Clone, Copy)]
pub struct Target {
    pub name: &'static str,
    pub run: fn(&[u8]),
    pub max_len: usize,
}

/// All targets.
pub const TARGETS: [Target; 5] = [
    Target { name: "toml", run: toml, max_len: 4096 },
    Target { name: "mend", run: mend, max_len: 2048 },
    Target { name: "json", run: json, max_len: 4096 },
    Target { name: "when", run: when, max_len: 96 },
    Target { name: "edits", run: edits, max_len: 512 },
];
