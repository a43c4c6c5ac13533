//! A small generator of numbers, the same on every machine.

/// `SplitMix64`, as published by Steele, Lea and Flood.
pub struct SplitMix(pub u64);

impl SplitMix {
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below the bound, by multiplication of the upper half: its bias is beneath notice here.
    #[allow(clippy::cast_possible_truncation)]
    pub fn below(&mut self, bound: u32) -> u32 {
        (((self.number() >> 32) * u64::from(bound)) >> 32) as u32
    }

    /// Fisher and Yates's shuffle.
    #[allow(clippy::cast_possible_truncation)]
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last as u32 + 1) as usize);
        }
    }
}
