//! Intervals and effective sample sizes from one long dependent run.

use domain::dist::standard_normal_quantile;

use super::error::{require_count, require_finite};
use super::moments;
use super::{Estimate, Level, StatisticsError};

/// Fewest batches on which independence is tested.
const TESTED: usize = 128;

/// Batches that passed the test merged into one for the interval.
const MERGED: usize = 4;

/// Independent values that a batch of the interval is worth at least.
const WORTH: f64 = 12.0;

/// Size of the test of independence: large, so that dependence is seldom overlooked.
const TEST_SIZE: f64 = 0.1;

/// The mean of one long run with an interval from non-overlapping batches.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct BatchMeans {
    /// Mean, standard error and interval; `n` counts observations.
    pub estimate: Estimate,
    /// Batches behind the interval.
    pub batches: usize,
    /// Observations in each.
    pub batch_size: usize,
}

/// Estimates the steady-state mean from one long run whose warm-up has been cut.
///
/// The rule: batches of 1, 2, 4, ... observations, at least 128 of them, until von Neumann's ratio
/// no longer shows positive dependence between successive batch means at the 10 % level (one-sided)
/// and the mean of four batches varies no more than that of 12 independent values would. Then four
/// neighbours become one, and Student's t is applied to the at least 32 batch means that result.
/// Merging leaves hardly anything of a dependence too weak to be shown; the second condition keeps
/// runs from passing that are too short to show what they are. What does not divide evenly is left
/// out at the beginning. O(n).
///
/// Sources: von Neumann (1941), doi:10.1214/aoms/1177731677; Law & Carson (1979),
/// doi:10.1287/opre.27.5.1011, for testing on more batches than are used; Fishman (1978),
/// doi:10.1287/mnsc.24.5.510.
///
/// # Errors
/// When the rule is not met at the largest size that leaves 128 batches, there are fewer than 128
/// observations, or one is missing or infinite.
pub fn batch_means(series: &[f64], level: Level) -> Result<BatchMeans, StatisticsError> {
    require_finite(series)?;
    require_count("observations", series.len(), TESTED)?;
    let spread = moments::variance(series);
    let mut size = 1;
    let means = loop {
        let means = moments::batch(series, size * MERGED);
        // So many independent values have a mean that varies as little.
        let is_worth = moments::variance(&means) * WORTH <= spread;
        if is_worth && looks_independent(&moments::batch(series, size)) {
            break means;
        }
        if series.len() / (2 * size) < TESTED {
            return Err(StatisticsError::Dependent { length: series.len() });
        }
        size *= 2;
    };
    let (batches, batch_size) = (means.len(), size * MERGED);
    let error = (moments::variance(&means) / batches as f64).sqrt();
    let mean = moments::mean(&means);
    let estimate = Estimate::student(mean, error, batches * batch_size, batches - 1, level);
    Ok(BatchMeans { estimate, batches, batch_size })
}

/// Von Neumann's test against positive dependence of neighbours.
///
/// The ratio of mean squared successive difference to variance has mean 2 and variance
/// 4 (k − 2) / (k² − 1) for independent normal values; positive dependence makes it smaller.
fn looks_independent(means: &[f64]) -> bool {
    let k = means.len() as f64;
    let centre = moments::mean(means);
    let squares: f64 = means.iter().map(|value| (value - centre) * (value - centre)).sum();
    if squares == 0.0 {
        return true;
    }
    let steps: f64 = means.windows(2).map(|two| (two[1] - two[0]) * (two[1] - two[0])).sum();
    let z = (steps / squares - 2.0) / (4.0 * (k - 2.0) / (k * k - 1.0)).sqrt();
    z > standard_normal_quantile(TEST_SIZE)
}

/// How many independent values would fix the mean as well as this series does.
///
/// From sample autocorrelations, summed in pairs as long as the pairs are positive (the initial
/// positive sequence). The rule is proven for reversible chains; for others it is a common and
/// good approximation. Negative dependence makes the result exceed the length. `None` when there
/// are fewer than four values, one is missing or infinite, all are the same, or the
/// autocorrelations give no positive variance. O(n × lags summed).
///
/// Source: Geyer (1992), doi:10.1214/ss/1177011137.
#[must_use]
pub fn effective_sample_size(series: &[f64]) -> Option<f64> {
    let n = series.len();
    if n < 4 || require_finite(series).is_err() {
        return None;
    }
    let mean = moments::mean(series);
    let centred: Vec<f64> = series.iter().map(|value| value - mean).collect();
    let covariance = |lag: usize| {
        centred[lag..].iter().zip(&centred).map(|(later, now)| later * now).sum::<f64>() / n as f64
    };
    let variance = covariance(0);
    if variance == 0.0 {
        return None;
    }
    let mut pairs = 0.0;
    for lag in (0..n - 1).step_by(2) {
        let pair = covariance(lag) + covariance(lag + 1);
        if pair <= 0.0 {
            break;
        }
        pairs += pair;
    }
    let long_run = 2.0 * pairs - variance;
    (long_run > 0.0).then(|| n as f64 * variance / long_run)
}

#[cfg(test)]
mod tests {
    use super::super::samples::{Covered, Source, stream};
    use super::*;

    fn cover(source: Source, n: usize, trials: usize) -> Covered {
        let mut draws = stream(51, n as u64);
        let mut covered = Covered::default();
        for _ in 0..trials {
            let series = source.sample(n, &mut draws);
            let interval =
                batch_means(&series, Level::P90).ok().and_then(|b| b.estimate.interval());
            covered.count(interval, source.mean());
        }
        covered
    }

    #[test]
    fn independent_values_are_covered_exactly() {
        cover(Source::Normal { mean: 0.0, sd: 1.0 }, 512, 3_000).assert_near(0.9, 0.005);
    }

    #[test]
    fn autoregressive_series_are_covered() {
        for phi in [0.5, 0.9] {
            let covered = cover(Source::Autoregressive { phi }, 16_384, 500);
            covered.assert_near(0.9, 0.02);
            assert!(covered.refused() < 0.2, "{}", covered.refused());
        }
    }

    /// Waiting times are skewed and remember long: at a load of 0.8 and 2^16 customers the
    /// interval falls a little short.
    #[test]
    fn waiting_times_of_a_queue_are_covered() {
        let covered = cover(Source::Waiting { load: 0.8 }, 65_536, 250);
        covered.assert_near(0.9, 0.04);
        assert!(covered.refused() < 0.35, "{}", covered.refused());
    }

    /// Var(mean) of a stationary AR(1) process, exactly.
    #[test]
    fn standard_errors_are_those_of_the_process() {
        let (phi, n) = (0.8_f64, 16_384_usize);
        let variance = 1.0 / (1.0 - phi * phi);
        let length = n as f64;
        let sum: f64 =
            (1..n).map(|lag| (1.0 - lag as f64 / length) * libm::pow(phi, lag as f64)).sum();
        let exact = variance / length * (1.0 + 2.0 * sum);
        let mut draws = stream(52, 0);
        let (mut squared, mut sizes, mut passed) = (0.0, 0.0, 0.0);
        for _ in 0..150 {
            let series = Source::Autoregressive { phi }.sample(n, &mut draws);
            sizes += effective_sample_size(&series).unwrap() / 150.0;
            if let Ok(found) = batch_means(&series, Level::P95) {
                squared += found.estimate.standard_error.unwrap().powi(2);
                passed += 1.0;
            }
        }
        // About 1 in 8 relative spread of one variance estimate from 32 to 64 batches.
        assert!((squared / passed / exact - 1.0).abs() < 0.1, "{}", squared / passed / exact);
        let expected = variance / exact;
        assert!((sizes / expected - 1.0).abs() < 0.05, "{sizes} {expected}");
    }

    #[test]
    fn effective_sizes_see_both_kinds_of_dependence() {
        let size = |source: Source| {
            let series = source.sample(20_000, &mut stream(53, 0));
            effective_sample_size(&series).unwrap() / 20_000.0
        };
        assert!((size(Source::Normal { mean: 5.0, sd: 2.0 }) - 1.0).abs() < 0.1);
        // (1 - phi) / (1 + phi)
        assert!((size(Source::Autoregressive { phi: 0.5 }) * 3.0 - 1.0).abs() < 0.15);
        assert!((size(Source::Autoregressive { phi: -0.5 }) / 3.0 - 1.0).abs() < 0.15);
    }

    #[test]
    fn the_ratio_of_a_sawtooth_is_large_and_of_a_ramp_small() {
        let sawtooth: Vec<f64> = (0..300).map(|i| f64::from(i % 2)).collect();
        let ramp: Vec<f64> = (0..300).map(f64::from).collect();
        assert!(looks_independent(&sawtooth) && !looks_independent(&ramp));
        assert!(looks_independent(&[2.0; 300]));
    }

    #[test]
    fn a_run_too_short_for_its_memory_is_refused() {
        let series = Source::Autoregressive { phi: 0.999 }.sample(5_000, &mut stream(54, 0));
        assert_eq!(
            batch_means(&series, Level::P95),
            Err(StatisticsError::Dependent { length: 5_000 })
        );
        assert!(batch_means(&[1.0; 127], Level::P95).is_err());
        assert!(batch_means(&[f64::NAN; 300], Level::P95).is_err());
        assert_eq!(effective_sample_size(&[1.0, f64::NAN, 2.0, 3.0]), None);
        assert_eq!(effective_sample_size(&[1.0; 50]), None);
    }
}
