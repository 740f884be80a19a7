//! Two systems compared on common random numbers, replication by replication.

use super::distribution::t_quantile;
use super::moments;
use super::rounding::difference;
use super::{Estimate, Level, StatisticsError};

/// How two systems differ, from replications on common random numbers.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Paired {
    /// Mean difference, first less second, with Student's t interval of the differences.
    pub difference: Estimate,
    /// Two-sided p-value of no difference; `None` without an interval.
    pub p_value: Option<f64>,
    /// Correlation between the systems over replications; `None` where one never varies.
    pub correlation: Option<f64>,
    /// What the common random numbers were worth; `None` where the differences never vary, or a
    /// value is missing or infinite.
    pub variance_reduction: Option<VarianceReduction>,
}

/// How many times more replications independent runs would have needed for the same variance.
///
/// A factor below 1 means that the common random numbers did harm. It says nothing of the degrees
/// of freedom, of which two independent samples have n − 1 more.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct VarianceReduction {
    /// (Var A + Var B) / Var(A − B), from sample variances.
    pub factor: f64,
    /// Interval of the factor at the level of the comparison; `None` below three replications.
    ///
    /// Exact for jointly normal values: the factor is (1 + Var(A + B) / Var(A − B)) / 2, and Pitman
    /// and Morgan's interval holds for the ratio of two correlated variances. With skewed values a
    /// rough guide only.
    /// Source: Morgan (1939), doi:10.1093/biomet/31.1-2.13; Pitman (1939),
    /// doi:10.1093/biomet/31.1-2.9.
    pub interval: Option<[f64; 2]>,
}

impl Paired {
    /// Compares value by value: `a[r]` and `b[r]` come from the same replication.
    ///
    /// # Errors
    /// When there are not as many of the one as of the other.
    pub fn of(a: &[f64], b: &[f64], level: Level) -> Result<Self, StatisticsError> {
        if a.len() != b.len() {
            return Err(StatisticsError::Unequal { left: a.len(), right: b.len() });
        }
        let differences: Vec<f64> = a.iter().zip(b).map(|(a, b)| difference(*a, *b)).collect();
        let difference = Estimate::at(&differences, level);
        Ok(Self {
            difference,
            p_value: difference.p_value(0.0),
            correlation: correlation(a, b),
            variance_reduction: variance_reduction(a, b, &differences, level),
        })
    }
}

/// Pearson's correlation; `None` where it is not defined.
pub(super) fn correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    let spread = (moments::variance(a) * moments::variance(b)).sqrt();
    let correlation = moments::covariance(a, b) / spread;
    correlation.is_finite().then(|| correlation.clamp(-1.0, 1.0))
}

fn variance_reduction(
    a: &[f64],
    b: &[f64],
    differences: &[f64],
    level: Level,
) -> Option<VarianceReduction> {
    let remaining = moments::variance(differences);
    let factor = (moments::variance(a) + moments::variance(b)) / remaining;
    if !factor.is_finite() {
        return None;
    }
    let sums: Vec<f64> = a.iter().zip(b).map(|(a, b)| a + b).collect();
    let interval = (a.len() >= 3).then(|| {
        let degrees = a.len() - 2;
        let ratio = moments::variance(&sums) / remaining;
        // Sums that never vary have no correlation with anything, and a ratio of zero.
        let r = correlation(&sums, differences).unwrap_or(0.0);
        let t = t_quantile(level.alpha() / 2.0, degrees);
        let k = 1.0 + 2.0 * (1.0 - r * r) * t * t / degrees as f64;
        let root = (k * k - 1.0).sqrt();
        // k - root, without the cancellation.
        [1.0 / (k + root), k + root].map(|times| (1.0 + ratio * times) / 2.0)
    });
    Some(VarianceReduction { factor, interval })
}

#[cfg(test)]
mod tests {
    use super::super::samples::{Covered, Source, normal, stream};
    use super::*;

    /// Hours of extra sleep with two drugs: Student (1908), doi:10.1093/biomet/6.1.1; t and
    /// p-value as every package prints them.
    #[test]
    fn students_sleep_data_give_the_published_test() {
        let first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
        let second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
        let paired = Paired::of(&first, &second, Level::P95).unwrap();
        assert!((paired.difference.mean + 1.58).abs() < 1e-12);
        let t = paired.difference.mean / paired.difference.standard_error.unwrap();
        assert!((t + 4.0621).abs() < 5e-5);
        assert!((paired.p_value.unwrap() - 0.002_832_89).abs() < 1e-8);
        let [low, high] = paired.difference.interval().unwrap();
        assert!((low + 2.459_885_8).abs() < 1e-6 && (high + 0.700_114_2).abs() < 1e-6);
        assert!((paired.correlation.unwrap() - 0.795_170_2).abs() < 1e-6);
        let reduction = paired.variance_reduction.unwrap();
        assert!((reduction.factor - (3.200_556 + 4.009) / 1.512_889).abs() < 1e-5);
    }

    /// Pairs with a part in common and parts of their own.
    fn pairs(n: usize, spread: [f64; 2], draws: &mut domain::rng::Stream) -> [Vec<f64>; 2] {
        let mut both = [Vec::new(), Vec::new()];
        for _ in 0..n {
            let common = 2.0 * normal(draws);
            for (values, sd) in both.iter_mut().zip(spread) {
                values.push(common + sd * normal(draws));
            }
        }
        both
    }

    #[test]
    fn differences_and_variance_reduction_are_covered_and_p_values_uniform() {
        for n in [4, 12] {
            let mut draws = stream(71, n as u64);
            let [mut mean, mut factor] = [Covered::default(); 2];
            let (mut small, trials) = (0, 5_000);
            // Var A = 4 + 1, Var B = 4 + 0.25, Var(A - B) = 1.25.
            let truth = (5.0 + 4.25) / 1.25;
            for _ in 0..trials {
                let [a, b] = pairs(n, [1.0, 0.5], &mut draws);
                let paired = Paired::of(&a, &b, Level::P90).unwrap();
                mean.count(paired.difference.interval(), 0.0);
                factor.count(paired.variance_reduction.unwrap().interval, truth);
                small += u32::from(paired.p_value.unwrap() < 0.3);
            }
            mean.assert_near(0.9, 0.0);
            factor.assert_near(0.9, 0.0);
            let share = f64::from(small) / f64::from(trials);
            assert!((share - 0.3).abs() < 4.0 * (0.21 / f64::from(trials)).sqrt(), "{share}");
        }
    }

    #[test]
    fn skewed_systems_are_covered_since_differences_are_less_skewed() {
        let mut draws = stream(72, 0);
        let mut covered = Covered::default();
        for _ in 0..5_000 {
            let a = Source::Exponential { mean: 3.0 }.sample(10, &mut draws);
            let b = Source::Exponential { mean: 3.0 }.sample(10, &mut draws);
            let paired = Paired::of(&a, &b, Level::P95).unwrap();
            covered.count(paired.difference.interval(), 0.0);
        }
        // Symmetric with heavy tails: a little above the level.
        covered.assert_at_least(0.95);
        assert!(covered.share() < 0.975);
    }

    #[test]
    fn identical_systems_have_no_difference_and_no_factor() {
        let values = [1.0, 2.0, 4.0];
        let paired = Paired::of(&values, &values, Level::P95).unwrap();
        assert_eq!(paired.difference.interval(), Some([0.0, 0.0]));
        assert_eq!((paired.p_value, paired.variance_reduction), (Some(1.0), None));
        assert!((paired.correlation.unwrap() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn what_cannot_be_paired_is_said() {
        assert_eq!(
            Paired::of(&[1.0], &[1.0, 2.0], Level::P95),
            Err(StatisticsError::Unequal { left: 1, right: 2 })
        );
        let missing = Paired::of(&[1.0, f64::NAN], &[1.0, 2.0], Level::P95).unwrap();
        assert_eq!(missing.difference.half_width, None);
        assert_eq!((missing.p_value, missing.correlation), (None, None));
        assert_eq!(missing.variance_reduction, None);
        let two = Paired::of(&[1.0, 2.0], &[1.0, 5.0], Level::P95).unwrap();
        assert_eq!(two.variance_reduction.unwrap().interval, None);
        let constant = Paired::of(&[1.0; 3], &[1.0, 5.0, 2.0], Level::P95).unwrap();
        assert_eq!(constant.correlation, None);
        assert!((constant.variance_reduction.unwrap().factor - 1.0).abs() < 1e-12);
    }
}
