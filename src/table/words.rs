//! Two numbers in one word, so that the word found by the one is the answer.

use super::StateTable;

/// A word of 4 or 8 bytes: what it is sorted by above the bits of a state.
pub(super) trait Word: Copy + Ord + Default {
    /// Words of that width, if they are.
    fn of(words: &Words) -> Option<&[Self]>;

    /// Words of that width, as one of either.
    fn kept(words: Vec<Self>) -> Words;

    /// The high number and the low one, which must fit.
    fn pack(high: u32, low: u32, bits: u32) -> Self;

    /// What lies above that many bits.
    fn high(self, bits: u32) -> u32;

    /// What those bits are.
    fn low(self, mask: u32) -> u32;
}

impl Word for u32 {
    fn of(words: &Words) -> Option<&[Self]> {
        if let Words::Narrow(words) = words { Some(words) } else { None }
    }

    fn kept(words: Vec<Self>) -> Words {
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

    fn kept(words: Vec<Self>) -> Words {
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

/// Words, as narrow as what they hold allows.
#[derive(Clone, Debug)]
pub(super) enum Words {
    Narrow(Vec<u32>),
    Wide(Vec<u64>),
}

/// The same code for words of either width.
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

/// How many low bits of a word are a state. All of them set is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct States {
    pub(super) bits: u32,
    mask: u32,
}

impl States {
    /// Room for states up to the greatest, and for none.
    pub(super) fn up_to(greatest: u32) -> Self {
        let bits = 64 - (u64::from(greatest) + 1).leading_zeros();
        Self { bits, mask: u32::MAX >> (32 - bits) }
    }

    /// Whether a word of 4 bytes has room for numbers up to that one besides.
    pub(super) fn narrow_beside(self, high: u32) -> bool {
        // Words are shifted by less than they are long.
        self.bits < 32 && 32 - high.leading_zeros() + self.bits <= 32
    }

    /// The greatest state that there is room for.
    pub(super) fn greatest(self) -> u32 {
        self.mask - 1
    }

    pub(super) fn word<W: Word>(self, high: u32, state: u32) -> W {
        W::pack(high, state & self.mask, self.bits)
    }

    /// The greatest word with that high number.
    #[inline]
    pub(super) fn last<W: Word>(self, high: u32) -> W {
        W::pack(high, self.mask, self.bits)
    }

    #[inline]
    pub(super) fn state<W: Word>(self, word: W) -> u32 {
        let state = word.low(self.mask);
        if state == self.mask { StateTable::NONE } else { state }
    }

    #[inline]
    pub(super) fn high<W: Word>(self, word: W) -> u32 {
        word.high(self.bits)
    }
}

/// Days as distances from the first, so that they take few bits. The least day that there is, "from ever on", is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Distances {
    /// The day whose distance would be 0.
    eve: i64,
    /// The greatest distance.
    pub(super) last: u32,
}

impl Distances {
    /// For days, and that of "from ever on" besides, from the least to the greatest of them.
    pub(super) fn between(days: Option<(i32, i32)>) -> Self {
        let Some((first, last)) = days else { return Self { eve: 0, last: 0 } };
        Self { eve: i64::from(first) - 1, last: last.abs_diff(first) + 1 }
    }

    /// The least and the greatest day with a distance, "from ever on" aside.
    pub(super) fn days(self) -> Option<(i32, i32)> {
        (self.last > 0).then(|| (self.day(1), self.day(self.last)))
    }

    /// How far a day is; that of one before all others is 0, of one after them the last.
    #[inline]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it lies between 0 and the last")]
    pub(super) fn of(self, day: i32) -> u32 {
        (i64::from(day) - self.eve).clamp(0, i64::from(self.last)) as u32
    }

    #[expect(clippy::cast_possible_truncation, reason = "distances are those of days")]
    pub(super) fn day(self, distance: u32) -> i32 {
        if distance == 0 { i32::MIN } else { (self.eve + i64::from(distance)) as i32 }
    }
}
