//! Packing two numbers into one word, such as a day and a state: searching the words for the one finds the other with
//! it.

use super::rows::NONE;

/// A word of 4 or 8 bytes. Its high bits hold a number by which words are sorted, its low bits a state.
pub(super) trait Word: Copy + Ord + Default {
    /// Returns the words if they have this width.
    fn of(words: &Words) -> Option<&[Self]>;

    /// Wraps words of this width.
    fn wrap(words: Vec<Self>) -> Words;

    /// Packs two numbers, which must fit. `bits` is the width of the low one.
    fn pack(high: u32, low: u32, bits: u32) -> Self;

    /// Returns the number above that many bits.
    fn high(self, bits: u32) -> u32;

    /// Returns the number in the bits of a mask.
    fn low(self, mask: u32) -> u32;
}

impl Word for u32 {
    fn of(words: &Words) -> Option<&[Self]> {
        if let Words::Narrow(words) = words { Some(words) } else { None }
    }

    fn wrap(words: Vec<Self>) -> Words {
        Words::Narrow(words)
    }

    fn pack(high: u32, low: u32, bits: u32) -> Self {
        high << bits | low
    }

    fn high(self, bits: u32) -> u32 {
        self >> bits
    }

    fn low(self, mask: u32) -> u32 {
        self & mask
    }
}

impl Word for u64 {
    fn of(words: &Words) -> Option<&[Self]> {
        if let Words::Wide(words) = words { Some(words) } else { None }
    }

    fn wrap(words: Vec<Self>) -> Words {
        Words::Wide(words)
    }

    fn pack(high: u32, low: u32, bits: u32) -> Self {
        Self::from(high) << bits | Self::from(low)
    }

    #[expect(clippy::cast_possible_truncation, reason = "the high number was packed from 32 bits")]
    fn high(self, bits: u32) -> u32 {
        (self >> bits) as u32
    }

    #[expect(clippy::cast_possible_truncation, reason = "the low 32 bits are meant")]
    fn low(self, mask: u32) -> u32 {
        self as u32 & mask
    }
}

/// A list of words, of 4 bytes each if all fit, else of 8.
#[derive(Clone, Debug)]
pub(super) enum Words {
    Narrow(Vec<u32>),
    Wide(Vec<u64>),
}

/// Runs the same code for words of either width.
macro_rules! either {
    ($words:expr, $name:ident => $code:expr) => {
        match $words {
            $crate::table::words::Words::Narrow($name) => $code,
            $crate::table::words::Words::Wide($name) => $code,
        }
    };
}
pub(super) use either;

impl Words {
    pub(super) fn len(&self) -> usize {
        either!(self, words => words.len())
    }

    pub(super) fn bytes(&self) -> usize {
        either!(self, words => size_of_val(words.as_slice()))
    }
}

/// How states are stored in the low bits of a word. All of these bits set stands for no state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct States {
    /// How many bits a state takes.
    pub(super) bits: u32,
    mask: u32,
}

impl States {
    /// Returns the fewest bits that have room for the states up to the greatest, and for no state.
    pub(super) fn up_to(greatest: u32) -> Self {
        let bits = 64 - (u64::from(greatest) + 1).leading_zeros();
        Self { bits, mask: u32::MAX >> (32 - bits) }
    }

    /// Returns whether a word of 4 bytes has room for a state and a high number up to this one.
    pub(super) fn fits_narrow(self, high: u32) -> bool {
        // A shift must be by fewer bits than the word has.
        self.bits < 32 && 32 - high.leading_zeros() + self.bits <= 32
    }

    /// Returns the greatest state that there is room for.
    pub(super) fn greatest(self) -> u32 {
        self.mask - 1
    }

    /// Returns the word of a high number and a state.
    pub(super) fn word<W: Word>(self, high: u32, state: u32) -> W {
        W::pack(high, state & self.mask, self.bits)
    }

    /// Returns the greatest word with a high number.
    #[inline]
    pub(super) fn last<W: Word>(self, high: u32) -> W {
        W::pack(high, self.mask, self.bits)
    }

    /// Returns the state of a word.
    #[inline]
    pub(super) fn state<W: Word>(self, word: W) -> u32 {
        let state = word.low(self.mask);
        if state == self.mask { NONE } else { state }
    }

    /// Returns the high number of a word.
    #[inline]
    pub(super) fn high<W: Word>(self, word: W) -> u32 {
        word.high(self.bits)
    }
}

/// How days are stored: as distances from the day before the first, so that they take few bits. Distance 0 is the day
/// `i32::MIN`, which stands for always.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Distances {
    /// The day before the first, whose distance would be 0.
    origin: i64,
    /// The greatest distance.
    pub(super) last: u32,
}

impl Distances {
    /// Returns distances for the days from a first to a last one, and for `i32::MIN`.
    pub(super) fn between(days: Option<(i32, i32)>) -> Self {
        let Some((first, last)) = days else { return Self { origin: 0, last: 0 } };
        Self { origin: i64::from(first) - 1, last: last.abs_diff(first) + 1 }
    }

    /// Returns the first and the last day that have a distance, leaving out `i32::MIN`.
    pub(super) fn days(self) -> Option<(i32, i32)> {
        (self.last > 0).then(|| (self.day(1), self.day(self.last)))
    }

    /// Returns the distance of a day: 0 if it is before the first day, the greatest distance if it is after the last.
    #[inline]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it lies between 0 and the last")]
    pub(super) fn of(self, day: i32) -> u32 {
        (i64::from(day) - self.origin).clamp(0, i64::from(self.last)) as u32
    }

    /// Returns the day of a distance.
    #[expect(clippy::cast_possible_truncation, reason = "distances are those of days")]
    pub(super) fn day(self, distance: u32) -> i32 {
        if distance == 0 { i32::MIN } else { (self.origin + i64::from(distance)) as i32 }
    }
}
