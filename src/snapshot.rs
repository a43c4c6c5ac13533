//! Every place at one moment.

use crate::answer::Answer;
use crate::view::{Asked, View};

/// Every place at one moment: an iterator of answers, in the order the places came in.
///
/// ```
/// # #[cfg(feature = "toml")] {
/// use whoheld::chrono::NaiveDate;
///
/// let day = NaiveDate::from_ymd_opt(2016, 11, 8).unwrap();
/// let record = whoheld::aleppo_2016();
/// let vacant = record.by_side().snapshot(day).find(|answer| answer.to_string().ends_with("vacant"));
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Snapshot<'h> {
    view: View<'h>,
    asked: Asked,
    next: u32,
}

impl<'h> Snapshot<'h> {
    pub(crate) const fn new(view: View<'h>, asked: Asked) -> Self {
        Self { view, asked, next: 0 }
    }

    /// What was asked.
    #[must_use]
    pub const fn asked(&self) -> Asked {
        self.asked
    }
}

impl<'h> Iterator for Snapshot<'h> {
    type Item = Answer<'h>;

    fn next(&mut self) -> Option<Answer<'h>> {
        if self.next as usize >= self.view.history().places().len() {
            return None;
        }
        let answer = self.view.answer(self.next, self.asked);
        self.next += 1;
        Some(answer)
    }
}
