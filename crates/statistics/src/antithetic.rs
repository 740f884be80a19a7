//! Means from replications in mirrored pairs: antithetic variates.

use super::moments;
use super::paired::correlation;
use super::{Estimate, Level, StatisticsError};

/// A mean from mirrored pairs.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Antithetic {
    /// Mean and interval from the pairs' means; `n` counts pairs.
    pub estimate: Estimate,
    /// Correlation between partners, negative where mirroring helps; `None` where one side never
    /// varies.
    pub correlation: Option<f64>,
    /// Share of the mean's variance saved against as many independent replications; below 0
    /// mirroring does harm. `None` where it cannot be known. The interval has half as many degrees
    /// of freedom, which this leaves out.
    pub variance_saved: Option<f64>,
}

/// Estimates a mean from replications of which number 2k + 1 mirrors number 2k.
///
/// Source: Hammersley & Morton (1956), doi:10.1017/S0305004100031455.
///
/// # Errors
/// When the number of replications is odd.
pub fn antithetic(values: &[f64], level: Level) -> Result<Antithetic, StatisticsError> {
    let (pairs, rest) = values.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(StatisticsError::Unpaired { given: values.len() });
    }
    let [first, second] = [0, 1].map(|side| pairs.iter().map(|p| p[side]).collect::<Vec<f64>>());
    let means: Vec<f64> = pairs.iter().map(|[one, other]| (one + other) / 2.0).collect();
    // Partners have one distribution, so its variance is the average of both sides'.
    let single = (moments::variance(&first) + moments::variance(&second)) / 2.0;
    let saved = -moments::covariance(&first, &second) / single;
    Ok(Antithetic {
        estimate: Estimate::at(&means, level),
        correlation: correlation(&first, &second),
        variance_saved: saved.is_finite().then_some(saved),
    })
}

#[cfg(test)]
mod tests {
    use super::super::samples::{Covered, stream};
    use super::*;
    use domain::dist::Dist;

    #[test]
    fn pairs_are_neighbours() {
        let found = antithetic(&[1.0, 5.0, 2.0, 3.0, 6.0, 1.0], Level::P95).unwrap();
        assert_eq!(found.estimate, Estimate::of(&[3.0, 2.5, 3.5]));
        // Sides 1, 2, 6 and 5, 3, 1: variances 7 and 4, covariance -5.
        assert!((found.variance_saved.unwrap() - 5.0 / 5.5).abs() < 1e-12);
        assert!((found.correlation.unwrap() + 5.0 / 28.0_f64.sqrt()).abs() < 1e-12);
    }

    /// Mirrored exponential draws are correlated by 1 - π²/6; mirrored uniforms cancel.
    #[test]
    fn savings_are_those_of_the_distribution() {
        let mut draws = stream(111, 0);
        let exponential = Dist::Exponential { mean: 1.0 };
        let mut mirrored = |count: usize, dist: Dist| -> Vec<f64> {
            (0..count)
                .flat_map(|_| {
                    let u = draws.uniform();
                    [dist.quantile(u), dist.quantile(1.0 - u)]
                })
                .collect()
        };
        let found = antithetic(&mirrored(20_000, exponential), Level::P95).unwrap();
        let truth = std::f64::consts::PI.powi(2) / 6.0 - 1.0;
        assert!((found.variance_saved.unwrap() - truth).abs() < 0.02);
        let uniform = mirrored(10, Dist::Uniform { low: 0.0, high: 2.0 });
        let exact = antithetic(&uniform, Level::P95).unwrap();
        assert!((exact.estimate.mean - 1.0).abs() < 1e-12);
        assert!((exact.variance_saved.unwrap() - 1.0).abs() < 1e-12);

        let mut covered = Covered::default();
        for _ in 0..4_000 {
            let found = antithetic(&mirrored(20, exponential), Level::P90).unwrap();
            covered.count(found.estimate.interval(), 1.0);
        }
        covered.assert_near(0.9, 0.04);
    }

    #[test]
    fn what_is_not_in_pairs_is_refused() {
        assert_eq!(
            antithetic(&[1.0, 2.0, 3.0], Level::P95),
            Err(StatisticsError::Unpaired { given: 3 })
        );
        let one = antithetic(&[1.0, 3.0], Level::P95).unwrap();
        assert_eq!((one.estimate.mean, one.estimate.half_width), (2.0, None));
        assert_eq!((one.correlation, one.variance_saved), (None, None));
        let missing = antithetic(&[1.0, f64::NAN, 2.0, 2.5], Level::P95).unwrap();
        assert_eq!((missing.estimate.half_width, missing.variance_saved), (None, None));
        assert!(antithetic(&[], Level::P95).unwrap().estimate.mean.is_nan());
    }
}
