//! Tails and quantiles of the distributions that intervals are made of.

use domain::dist::standard_normal_quantile;
use statrs::distribution::{ContinuousCDF, StudentsT};
use statrs::function::{beta, erf};

/// Beyond so many degrees of freedom, Student's t is computed from the normal distribution.
const MANY_DEGREES: usize = 1_000;

/// The value that Student's t exceeds with probability `tail`, which is below one half.
///
/// With many degrees of freedom by the Cornish-Fisher expansion to the fourth order
/// (Abramowitz & Stegun 1964, 26.7.5).
pub(super) fn t_quantile(tail: f64, degrees: usize) -> f64 {
    let freedom = degrees as f64;
    if degrees <= MANY_DEGREES {
        let quick = -StudentsT::new(0.0, 1.0, freedom)
            .map(|t| t.inverse_cdf(tail))
            .expect("a t distribution has at least one degree of freedom");
        // Far out in heavy tails the quick way stops too early.
        if (t_two_sided(quick, degrees) / (2.0 * tail) - 1.0).abs() < 1e-9 {
            return quick;
        }
        return bisect(0.0, f64::MAX.sqrt(), |t| t_two_sided(t, degrees) > 2.0 * tail);
    }
    let z = -standard_normal_quantile(tail);
    let square = z * z;
    let terms = [
        z * (square + 1.0) / 4.0,
        z * ((5.0 * square + 16.0) * square + 3.0) / 96.0,
        z * (((3.0 * square + 19.0) * square + 17.0) * square - 15.0) / 384.0,
        z * ((((79.0 * square + 776.0) * square + 1482.0) * square - 1920.0) * square - 945.0)
            / 92_160.0,
    ];
    z + terms.iter().rev().fold(0.0, |sum, term| (sum + term) / freedom)
}

/// Probability that Student's t is at least as far from zero as `t`.
pub(super) fn t_two_sided(t: f64, degrees: usize) -> f64 {
    if t.is_infinite() {
        return 0.0;
    }
    let freedom = degrees as f64;
    beta::beta_reg(freedom / 2.0, 0.5, freedom / (freedom + t * t))
}

/// Standard normal distribution function.
pub(super) fn normal_cdf(z: f64) -> f64 {
    0.5 * erf::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

/// The value below which a beta distribution has probability `p`.
///
/// By bisection of the distribution function: slower than Newton's way, but it ends.
pub(super) fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    bisect(0.0, 1.0, |x| beta::beta_reg(a, b, x) < p)
}

/// The point between `low` and `high` up to which `is_below` holds, to the last digit.
///
/// Halves ratios where the ends are far apart, so that a wide range costs no more than a narrow.
fn bisect(mut low: f64, mut high: f64, is_below: impl Fn(f64) -> bool) -> f64 {
    loop {
        let is_wide = low > 0.0 && high > 4.0 * low;
        let middle = if is_wide { low.sqrt() * high.sqrt() } else { low + (high - low) / 2.0 };
        if middle <= low || middle >= high {
            return middle;
        }
        if is_below(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
}

/// Probabilities of 0 to `n` successes in `n` trials with chance `p` each.
///
/// By ratios of neighbours outward from the mode, so that nothing overflows and no logarithm
/// is needed. O(n).
pub(super) fn binomial(n: usize, p: f64) -> Vec<f64> {
    let odds = p / (1.0 - p);
    let mode = (((n + 1) as f64 * p) as usize).min(n);
    let mut weights = vec![0.0; n + 1];
    weights[mode] = 1.0;
    for k in mode..n {
        weights[k + 1] = weights[k] * ((n - k) as f64 / (k + 1) as f64 * odds);
    }
    for k in (0..mode).rev() {
        weights[k] = weights[k + 1] * ((k + 1) as f64 / (n - k) as f64 / odds);
    }
    let total: f64 = weights.iter().sum();
    weights.iter_mut().for_each(|weight| *weight /= total);
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_t_are_those_of_the_tables() {
        for (degrees, tail, t) in [
            (1, 0.025, 12.706_204_736),
            (1, 0.005, 63.656_741_163),
            (2, 0.025, 4.302_652_730),
            (4, 0.05, 2.131_846_786),
            (10, 0.025, 2.228_138_852),
            (10, 0.005, 3.169_272_673),
            (30, 0.025, 2.042_272_456),
            (120, 0.005, 2.617_421_145),
            (1_000, 0.025, 1.962_339_081),
        ] {
            let found = t_quantile(tail, degrees);
            assert!((found - t).abs() < 1e-8 * t, "{degrees} {tail}: {found}");
        }
    }

    #[test]
    fn quantiles_and_tails_of_t_agree_over_the_range_in_use() {
        for degrees in (1..=60).chain([100, 333, 999, 1_000, 1_001, 1_500, 10_000, 200_000]) {
            for tail in [0.2, 0.1, 0.05, 0.025, 0.005, 1e-4, 1e-6, 1e-9] {
                let back = t_two_sided(t_quantile(tail, degrees), degrees) / 2.0;
                assert!((back / tail - 1.0).abs() < 1e-7, "{degrees} {tail}: {back}");
            }
        }
    }

    #[test]
    fn tails_of_t_with_one_and_two_degrees_are_the_closed_forms() {
        for t in [0.0, 0.3, 1.0, 4.0, 50.0] {
            let cauchy = 1.0 - 2.0 * libm::atan(t) / std::f64::consts::PI;
            assert!((t_two_sided(t, 1) - cauchy).abs() < 1e-12);
            let two = 1.0 - t / (2.0 + t * t).sqrt();
            assert!((t_two_sided(-t, 2) - two).abs() < 1e-12);
        }
        assert_eq!(t_two_sided(f64::INFINITY, 3), 0.0);
    }

    #[test]
    fn the_normal_distribution_inverts_its_quantile() {
        for p in [1e-9, 0.001, 0.2, 0.5, 0.8, 0.999] {
            let back = normal_cdf(standard_normal_quantile(p));
            assert!((back / p - 1.0).abs() < 1e-9, "{p}: {back}");
        }
    }

    #[test]
    fn binomial_probabilities_are_those_counted_out() {
        for (n, p) in [(1, 0.3), (7, 0.5), (12, 0.9)] {
            let mut counted = vec![0.0; n + 1];
            for outcome in 0_u32..1 << n {
                let successes = outcome.count_ones() as usize;
                counted[successes] += (0..n)
                    .fold(1.0, |q, bit| q * if outcome >> bit & 1 == 1 { p } else { 1.0 - p });
            }
            for (found, expected) in binomial(n, p).iter().zip(counted) {
                assert!((found - expected).abs() < 1e-14);
            }
        }
    }
}
