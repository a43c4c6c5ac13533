//! How far two codings agree: percentages, and Krippendorff's alpha.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::Serialize;

/// How far two codings agree, over place-days.
///
/// Figures are of the place-days of which both say something. Long quiet times in which nothing changes weigh as much
/// as the days of battle: to see those, compare [between](Comparison::between) two days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Agreement {
    /// Place-days of which both say something.
    pub compared: u64,
    /// Of these, those on which they say the same.
    pub equal: u64,
    /// Of these, those on which both can be right, the equal ones among them.
    pub compatible: u64,
    /// Place-days of which only the first says something.
    pub only_in_a: u64,
    /// Place-days of which only the second says something.
    pub only_in_b: u64,
    /// Place-days of which neither says anything.
    pub in_neither: u64,
    pub(super) alpha: Option<f64>,
}

impl Agreement {
    /// On how many of a hundred place-days they say the same; `None` where there are none to compare.
    #[must_use]
    pub fn percent(&self) -> Option<f64> {
        percent(self.equal, self.compared)
    }

    /// On how many of a hundred place-days both can be right.
    #[must_use]
    pub fn percent_compatible(&self) -> Option<f64> {
        percent(self.compatible, self.compared)
    }

    /// Krippendorff's alpha for nominal data: 1 is perfect agreement, 0 what chance would give, below that worse than
    /// chance. `None` where it is not defined: fewer than two values occur.
    ///
    /// α = 1 − (n − 1) · Σ o(c,k) / Σ n(c)·n(k), both sums over c ≠ k, where o are the coincidences of values in units,
    /// n(c) how often a value occurs, and n how many values there are: Klaus Krippendorff, "Computing Krippendorff's
    /// Alpha-Reliability", University of Pennsylvania, 2011, section C; *Content Analysis*, chapter 11. A unit is a
    /// place-day. Units with one value cannot be paired and are left out, as there.
    #[must_use]
    pub const fn alpha(&self) -> Option<f64> {
        self.alpha
    }
}

#[expect(clippy::cast_precision_loss, reason = "a percentage, for reading")]
fn percent(part: u64, of: u64) -> Option<f64> {
    (of > 0).then(|| 100.0 * part as f64 / of as f64)
}

/// How often values stand beside each other in one unit.
pub(super) struct Coincidences<V> {
    /// Sorted, so that sums are the same each time.
    pairs: BTreeMap<(V, V), f64>,
}

impl<V> Default for Coincidences<V> {
    fn default() -> Self {
        Self { pairs: BTreeMap::new() }
    }
}

impl<V: Clone + Ord> Coincidences<V> {
    /// Takes in the values that coders gave a unit, and how many such units there are.
    pub(super) fn add(&mut self, values: &[V], units: u64) {
        #[expect(clippy::cast_precision_loss, reason = "counts of days and coders")]
        let weight = units as f64 / (values.len().max(2) - 1) as f64;
        for (at, one) in values.iter().enumerate() {
            for (_, other) in values.iter().enumerate().filter(|(other, _)| *other != at) {
                *self.pairs.entry((one.clone(), other.clone())).or_default() += weight;
            }
        }
    }

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

    /// The alpha of coders' values, one string a coder, one character a unit, `.` where none was given.
    fn alpha(coders: &[&str]) -> f64 {
        let mut coincidences = Coincidences::default();
        for unit in 0..coders[0].len() {
            let values: Vec<u8> = coders.iter().map(|it| it.as_bytes()[unit]).filter(|value| *value != b'.').collect();
            if values.len() > 1 {
                coincidences.add(&values, 1);
            }
        }
        coincidences.alpha().unwrap()
    }

    /// The worked examples A, B and C of Krippendorff 2011, with the figures printed there.
    #[test]
    fn alpha_is_that_of_the_published_examples() {
        let rounded = |alpha: f64| format!("{alpha:.3}");
        assert_eq!(rounded(alpha(&["0100000010", "1110010000"])), "0.095");
        assert_eq!(rounded(alpha(&["aabbdcccedda", "babbbccceddd"])), "0.692");
        assert_eq!(rounded(alpha(&["123321412...", "1233224125.3", ".3332342251.", "12332441251."])), "0.743");
    }
}
