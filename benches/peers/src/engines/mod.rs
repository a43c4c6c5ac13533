//! What is measured in Rust.

pub mod maps;
pub mod named_maps;
pub mod ours;
pub mod ranges;
pub mod sqlite;

use crate::data::{Changes, Rows};

/// Something that is built from an unsorted log and asked who was what when.
pub trait Engine: Sized {
    const NAME: &'static str;
    /// The log and the questions in the terms that the engine takes: names and dates for one, numbers for others.
    type Log;
    type Questions;

    fn log(changes: &Changes) -> Self::Log;
    fn questions(rows: &Rows) -> Self::Questions;

    fn build(places: usize, log: &Self::Log) -> Self;
    /// Gives an engine of its own world the questions beforehand.
    fn load(&mut self, _: &Self::Questions) {}
    /// Answers the question of a row.
    fn asking(&self) -> impl FnMut(&Self::Questions, usize) -> u32 + '_;
    /// Answers the first questions, as many as there are states.
    fn as_of(&self, questions: &Self::Questions, states: &mut [u32]) {
        let mut ask = self.asking();
        states.iter_mut().enumerate().for_each(|(row, state)| *state = ask(questions, row));
    }
    fn snapshot(&self, day: i32, states: &mut [u32]);
}
