//! Counting: instructions under callgrind, and the most memory in use at once.

use std::hint::black_box;
use std::process::Command;

use crate::operations::{OPERATIONS, Operation, Ready};
use crate::shapes::Shape;

/// An operation on a shape of one size.
#[derive(Clone, Copy)]
pub(crate) struct Cell {
    pub(crate) operation: &'static Operation,
    pub(crate) shape: Shape,
    pub(crate) size: usize,
}

/// Callgrind counts from where this function is entered to where it is left, and so not what was done before it.
#[inline(never)]
fn counted_alone(operation: &Operation, ready: &mut Ready) {
    (operation.run)(ready);
    // With something left to do, the call above returns here before this function is left.
    black_box(ready);
}

/// The function that callgrind counts, as it is named in the program.
const COUNTED: &str = "*count::counted_alone*";

impl Cell {
    /// Reads what [`name`](Self::name) writes.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let [operation, shape, size] = name.split('/').collect::<Vec<_>>()[..] else { return None };
        let operation = OPERATIONS.iter().find(|it| it.name == operation)?;
        let shape = Shape::ALL.into_iter().find(|it| it.name() == shape)?;
        Some(Self { operation, shape, size: size.parse().ok()? })
    }

    fn name(self) -> String {
        format!("{}/{}/{}", self.operation.name, self.shape.name(), self.size)
    }

    /// Does what is counted; this is what runs under callgrind.
    pub(crate) fn run(self) {
        let mut ready = Ready::new(self.operation.needs, self.shape, self.size);
        counted_alone(self.operation, &mut ready);
    }

    /// The most bytes in use at any moment of a run, beyond what was in use before it.
    pub(crate) fn peak_memory(self) -> u64 {
        let mut ready = Ready::new(self.operation.needs, self.shape, self.size);
        allocation_counter::measure(|| counted_alone(self.operation, &mut ready)).bytes_max
    }

    /// The instructions of doing the operation once, the average where a run does it several times.
    ///
    /// # Errors
    /// Where valgrind cannot be run, or counts nothing.
    pub(crate) fn instructions(self) -> Result<u64, String> {
        let program = std::env::current_exe().map_err(|error| error.to_string())?;
        let output = Command::new("valgrind")
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(format!("--toggle-collect={COUNTED}"))
            .arg(program)
            .args(["--cell", &self.name()])
            .output()
            .map_err(|error| format!("valgrind: {error}"))?;
        let told = String::from_utf8_lossy(&output.stderr);
        let number = told.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse::<u64>().ok());
        match number {
            Some(number) if output.status.success() && number > 0 => Ok(number / self.operation.times as u64),
            _ => Err(format!("callgrind counted nothing of {}:\n{told}", self.name())),
        }
    }
}

pub(crate) fn valgrind_is_here() -> bool {
    let version = Command::new("valgrind").arg("--version").output();
    version.is_ok_and(|output| output.status.success())
}
