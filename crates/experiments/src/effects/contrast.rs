//! A difference between cells, with its interval over replications and its test.

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::statistics::is_spread;

/// A weighted sum of the cells' means that is computed within every replication.
///
/// Replications are blocks: what the cells of one replication share, common random numbers above
/// all, cancels before the spread between replications is measured.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Contrast {
    /// Mean over replications, in the figure's unit.
    pub estimate: f64,
    /// Half the width of Student's interval at the level asked for; none for one replication.
    pub half_width: Option<f64>,
    /// Probability of an estimate at least as far from zero if there were no effect; none where all
    /// replications give the same effect, which shows no spread to judge by.
    pub p_value: Option<f64>,
    /// The same, raised so that it holds for the whole family of contrasts at once (Holm).
    pub p_adjusted: Option<f64>,
    /// Whether it differs from zero, the family as a whole erring with probability one minus the
    /// confidence at most.
    pub is_distinguishable: bool,
}

impl Contrast {
    /// Estimates a contrast from its value in each replication.
    #[must_use]
    pub fn of(values: &[f64], confidence: f64) -> Self {
        let n = values.len() as f64;
        let estimate = values.iter().sum::<f64>() / n;
        let none = Self {
            estimate,
            half_width: None,
            p_value: None,
            p_adjusted: None,
            is_distinguishable: false,
        };
        if values.len() < 2 || !estimate.is_finite() {
            return none;
        }
        let Ok(t) = StudentsT::new(0.0, 1.0, n - 1.0) else { return none };
        let squares: f64 = values.iter().map(|v| (v - estimate) * (v - estimate)).sum();
        let error = (squares / (n - 1.0) / n).sqrt();
        // Contrasts that are equal but for rounding show no spread to judge by.
        let largest = values.iter().fold(0.0_f64, |most, v| most.max(v.abs()));
        let p_value = if is_spread(largest, error) {
            Some(2.0 * t.sf(estimate.abs() / error))
        } else {
            (estimate == 0.0).then_some(1.0)
        };
        Self { half_width: Some(t.inverse_cdf(0.5 + confidence / 2.0) * error), p_value, ..none }
    }

    /// The same contrast, no better known than its error of a regression allows: the standard
    /// error `error` that comes from how far cells lie off the lines.
    ///
    /// Replications tell how well these cells are known, not whether lines describe them: without
    /// this, a curve in one factor passes for a certain slope of another.
    #[must_use]
    pub(super) fn widened(self, error: f64, degrees_of_freedom: usize, confidence: f64) -> Self {
        let t = StudentsT::new(0.0, 1.0, degrees_of_freedom as f64);
        let (Some(half), true, Ok(t)) = (self.half_width, is_spread(self.estimate, error), t)
        else {
            return self;
        };
        let off_the_lines = 2.0 * t.sf(self.estimate.abs() / error);
        Self {
            half_width: Some(half.max(t.inverse_cdf(0.5 + confidence / 2.0) * error)),
            p_value: Some(self.p_value.map_or(off_the_lines, |p| p.max(off_the_lines))),
            ..self
        }
    }

    /// Lower and upper end of the interval.
    #[must_use]
    pub fn interval(&self) -> Option<[f64; 2]> {
        self.half_width.map(|half| [self.estimate - half, self.estimate + half])
    }
}

/// Marks which contrasts of a family differ from zero at a joint confidence.
///
/// Source: Holm (1979), "A simple sequentially rejective multiple test procedure".
pub fn holm(family: &mut [&mut Contrast], confidence: f64) {
    let mut order: Vec<usize> =
        (0..family.len()).filter(|i| family[*i].p_value.is_some()).collect();
    let p = |family: &[&mut Contrast], at: usize| family[at].p_value.unwrap_or(1.0);
    order.sort_by(|a, b| p(family, *a).total_cmp(&p(family, *b)));
    // Nor has an effect an interval that showed no spread, in replications or beside the lines.
    for contrast in family.iter_mut().filter(|contrast| contrast.p_value.is_none()) {
        contrast.half_width = None;
    }
    let mut highest = 0.0_f64;
    for (rank, at) in order.iter().enumerate() {
        let rest = (order.len() - rank) as f64;
        highest = highest.max((p(family, *at) * rest).min(1.0));
        family[*at].p_adjusted = Some(highest);
        family[*at].is_distinguishable = highest < 1.0 - confidence;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_test_and_the_interval_agree() {
        // Student's sleep data (1908), differences of the two drugs: t = 4.0621, p = 0.002833.
        let sleep = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4];
        let contrast = Contrast::of(&sleep, 0.95);
        assert!((contrast.estimate - 1.58).abs() < 1e-12);
        assert!((contrast.p_value.unwrap() - 0.002_833).abs() < 1e-6, "{contrast:?}");
        let [low, high] = contrast.interval().unwrap();
        assert!((low - 0.700_114).abs() < 1e-5 && (high - 2.459_886).abs() < 1e-5);
        let at_p = Contrast::of(&sleep, 1.0 - contrast.p_value.unwrap()).interval().unwrap();
        assert!(at_p[0].abs() < 1e-6, "the interval at that level ends at zero: {at_p:?}");
    }

    #[test]
    fn one_replication_tells_nothing_of_spread() {
        let one = Contrast::of(&[3.0], 0.95);
        assert_eq!((one.estimate, one.half_width, one.p_value), (3.0, None, None));
        let alike = Contrast::of(&[2.0; 4], 0.95);
        assert_eq!((alike.estimate, alike.half_width, alike.p_value), (2.0, Some(0.0), None));
        assert_eq!(Contrast::of(&[0.0; 4], 0.95).p_value, Some(1.0));
    }

    #[test]
    fn holm_steps_down_from_the_least_p() {
        let with = |p| Contrast {
            estimate: 1.0,
            half_width: None,
            p_value: Some(p),
            p_adjusted: None,
            is_distinguishable: false,
        };
        // Worked by hand: 4 × 0.01, then max(0.04, 3 × 0.013), 2 × 0.03, 1 × 0.2.
        let mut family = [with(0.03), with(0.01), with(0.2), with(0.013)];
        holm(&mut family.each_mut(), 0.95);
        let adjusted = family.map(|contrast| contrast.p_adjusted.unwrap());
        for (told, by_hand) in adjusted.iter().zip([0.06, 0.04, 0.2, 0.04]) {
            assert!((told - by_hand).abs() < 1e-12, "{adjusted:?}");
        }
        assert_eq!(family.map(|contrast| contrast.is_distinguishable), [false, true, false, true]);
    }
}
