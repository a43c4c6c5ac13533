//! The flat layer beside what people use instead: the same seeded data, the same answers, the same round.

pub mod checksum;
pub mod data;
pub mod engines;
pub mod generate;
pub mod machine;
pub mod measure;
pub mod probe;
pub mod random;
pub mod reference;
pub mod report;
pub mod sample;
pub mod section;
pub mod size;
pub mod target;
