//! How far two codings agree: percentages, and Krippendorff's alpha.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How far two codings agree, counted in place-days: a place-day is one place at the close of one day.
///
/// A coding says something about a place-day unless all of the place is `unrecorded` in it. Percentages and alpha are
/// about the place-days on which both codings say something. Long quiet times in which nothing changes weigh as much as
/// days of battle. To look at the latter alone, restrict the comparison with
/// [`Comparison::between`](crate::Comparison::between).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Agreement {
    /// The number of place-days on which both codings say something.
    pub compared: u64,
    /// Of these, the number on which both codings say the same.
    pub equal: u64,
    /// Of these, the number on which both codings can be right, including those on which they say the same.
    pub compatible: u64,
    /// The number of place-days on which only the first coding says something.
    pub only_in_a: u64,
    /// The number of place-days on which only the second coding says something.
    pub only_in_b: u64,
    /// The number of place-days on which neither coding says anything.
    pub in_neither: u64,
    pub(super) alpha: Option<f64>,
}

impl Agreement {
    /// Returns the percentage of the compared place-days on which both codings say the same; `None` if none are
    /// compared.
    #[must_use]
    pub fn percent(&self) -> Option<f64> {
        percent(self.equal, self.compared)
    }

    /// Returns the percentage of the compared place-days on which both codings can be right; `None` if none are
    /// compared.
    #[must_use]
    pub fn percent_compatible(&self) -> Option<f64> {
        percent(self.compatible, self.compared)
    }

    /// Returns Krippendorff's alpha for nominal data: 1 is perfect agreement, 0 the agreement expected by chance, and a
    /// negative value is worse than chance. `None` if fewer than two different values occur, for which alpha is
    /// undefined.
    ///
    /// α = 1 − (n − 1) · Σ o(c,k) / Σ n(c)·n(k), both sums over c ≠ k, where o(c,k) counts the coincidences of two
    /// values in one unit, n(c) is how often the value c occurs, and n is how many values there are in all: Klaus
    /// Krippendorff, "Computing Krippendorff's Alpha-Reliability", University of Pennsylvania, 2011, section C;
    /// *Content Analysis*, chapter 11. A unit is a place-day. As in these sources, units with a single value are left
    /// out, because they cannot be paired.
    #[must_use]
    pub const fn alpha(&self) -> Option<f64> {
        self.alpha
    }
}

#[expect(clippy::cast_precision_loss, reason = "a percentage, for reading")]
fn percent(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| 100.0 * part as f64 / whole as f64)
}

/// Counts of how often two values coincide: are given to one unit by two coders.
pub(super) struct Coincidences<V> {
    /// The counts, sorted by values, so that they are always added up in the same order.
    pairs: BTreeMap<(V, V), f64>,
}

impl<V> Default for Coincidences<V> {
    fn default() -> Self {
        Self { pairs: BTreeMap::new() }
    }
}

impl<V: Clone + Ord> Coincidences<V> {
    /// Adds a number of units, to each of which the coders gave these values.
    pub(super) fn add(&mut self, values: &[V], units: u64) {
        #[expect(clippy::cast_precision_loss, reason = "counts of days and coders")]
        let weight = units as f64 / (values.len().max(2) - 1) as f64;
        for (index, one) in values.iter().enumerate() {
            for (_, other) in values.iter().enumerate().filter(|(other, _)| *other != index) {
                *self.pairs.entry((one.clone(), other.clone())).or_default() += weight;
            }
        }
    }

    /// Returns Krippendorff's alpha; `None` if fewer than two different values occur.
    pub(super) fn alpha(&self) -> Option<f64> {
        let mut values: BTreeMap<&V, f64> = BTreeMap::new();
        for ((one, _), count) in &self.pairs {
            *values.entry(one).or_default() += count;
        }
        let all: f64 = values.values().sum();
        let expected = all * all - values.values().map(|count| count * count).sum::<f64>();
        let observed: f64 = self.pairs.iter().filter(|((one, other), _)| one != other).map(|(_, count)| count).sum();
        (expected > 0.0).then(|| 1.0 - (all - 1.0) * observed / expected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the alpha of some coders' values: one string per coder, one character per unit, `.` for no value.
    fn alpha(coders: &[&str]) -> f64 {
        let mut coincidences = Coincidences::default();
        for unit in 0..coders[0].len() {
            let values: Vec<u8> =
                coders.iter().map(|coder| coder.as_bytes()[unit]).filter(|value| *value != b'.').collect();
            if values.len() > 1 {
                coincidences.add(&values, 1);
            }
        }
        coincidences.alpha().unwrap()
    }

    /// These are the worked examples A, B and C of Krippendorff 2011, with the results printed there.
    #[test]
    fn alpha_is_that_of_the_published_examples() {
        let rounded = |alpha: f64| format!("{alpha:.3}");
        assert_eq!(rounded(alpha(&["0100000010", "1110010000"])), "0.095");
        assert_eq!(rounded(alpha(&["aabbdcccedda", "babbbccceddd"])), "0.692");
        assert_eq!(rounded(alpha(&["123321412...", "1233224125.3", ".3332342251.", "12332441251."])), "0.743");
    }
}
