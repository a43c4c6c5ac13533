//! One number for a column of states, by which engines in two languages are compared.

/// No state: what an engine's "nothing found" is written as.
pub const NONE: u32 = u32::MAX;

/// What buffers are filled with before an engine writes its answers: no engine's answer, so nothing stale counts.
pub const UNANSWERED: u32 = 0xDEAD_BEEF;

/// A sum in which each state is weighed by where it stands, so order counts. A sum, so that numpy can take it too.
pub fn checksum(states: &[u32]) -> u64 {
    (0u64..).zip(states).fold(0, |sum, (at, &state)| sum.wrapping_add((u64::from(state) + 1).wrapping_mul(weight(at))))
}

fn weight(at: u64) -> u64 {
    let mixed = (at + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9)
}

/// As text: JSON's numbers do not hold 64 bits everywhere.
pub fn written(states: &[u32]) -> String {
    format!("{:016x}", checksum(states))
}
