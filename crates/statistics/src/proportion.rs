//! A share of independent trials and two intervals around it.

use domain::dist::standard_normal_quantile;

use super::distribution::beta_quantile;
use super::{Level, StatisticsError};

/// The largest share of days on which something may happen that was seen on none of `n`, with a
/// probability of error `alpha`: the exact binomial bound 1 - alpha^(1/n), some three over n at 95 %.
#[must_use]
pub fn unseen(n: u32, alpha: f64) -> f64 {
    -libm::expm1(libm::log(alpha) / f64::from(n.max(1)))
}

/// Successes out of independent trials.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Proportion {
    successes: u64,
    trials: u64,
}

impl Proportion {
    /// `successes` out of `trials`.
    ///
    /// # Errors
    /// When there are no trials, or more successes than trials.
    pub fn new(successes: u64, trials: u64) -> Result<Self, StatisticsError> {
        if trials == 0 {
            return Err(StatisticsError::TooFew { what: "trials", given: 0, needed: 1 });
        }
        if successes > trials {
            return Err(StatisticsError::OutOfRange {
                name: "number of successes",
                value: successes as f64,
                range: "at most the number of trials",
            });
        }
        Ok(Self { successes, trials })
    }

    /// Successes over trials.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.successes as f64 / self.trials as f64
    }

    /// Wilson's score interval: close to its level on average over shares, a little below it at
    /// some.
    ///
    /// Source: Wilson (1927), doi:10.1080/01621459.1927.10502953.
    #[must_use]
    pub fn wilson(&self, level: Level) -> [f64; 2] {
        let z = -standard_normal_quantile(level.alpha() / 2.0);
        let (n, share) = (self.trials as f64, self.share());
        let shrink = 1.0 + z * z / n;
        let centre = (share + z * z / (2.0 * n)) / shrink;
        let half = z * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt() / shrink;
        // At no or only successes the ends are 0 and 1 exactly, which rounding would miss.
        let low = if self.successes == 0 { 0.0 } else { (centre - half).max(0.0) };
        let high = if self.successes == self.trials { 1.0 } else { (centre + half).min(1.0) };
        [low, high]
    }

    /// Clopper and Pearson's interval: covers at least as often as it says, at every share.
    ///
    /// Source: Clopper & Pearson (1934), doi:10.1093/biomet/26.4.404.
    #[must_use]
    pub fn clopper_pearson(&self, level: Level) -> [f64; 2] {
        let tail = level.alpha() / 2.0;
        let (hits, misses) = (self.successes as f64, (self.trials - self.successes) as f64);
        let low = if hits == 0.0 { 0.0 } else { beta_quantile(tail, hits, misses + 1.0) };
        // The upper end is one less the lower end of the misses.
        let high = if misses == 0.0 { 1.0 } else { 1.0 - beta_quantile(tail, misses, hits + 1.0) };
        [low, high]
    }
}

#[cfg(test)]
mod tests {
    use super::super::distribution::binomial;
    use super::*;

    #[track_caller]
    fn assert_close(found: [f64; 2], expected: [f64; 2], tolerance: f64) {
        assert!(
            (0..2).all(|end| (found[end] - expected[end]).abs() < tolerance),
            "{found:?} is not {expected:?}"
        );
    }

    /// Newcombe (1998), doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E,
    /// table I, methods 3 and 5.
    #[test]
    fn intervals_are_those_newcombe_published() {
        for (r, n, wilson, exact) in [
            (81, 263, [0.2553, 0.3662], [0.2527, 0.3676]),
            (15, 148, [0.0624, 0.1605], [0.0578, 0.1617]),
            (0, 20, [0.0, 0.1611], [0.0, 0.1684]),
            (1, 29, [0.0061, 0.1718], [0.0009, 0.1776]),
        ] {
            let proportion = Proportion::new(r, n).unwrap();
            assert_close(proportion.wilson(Level::P95), wilson, 5.1e-5);
            assert_close(proportion.clopper_pearson(Level::P95), exact, 5.1e-5);
        }
    }

    #[test]
    fn exact_ends_have_a_closed_form_at_no_successes() {
        for n in [1_u64, 20, 1_000, 1_000_000] {
            let [low, high] = Proportion::new(0, n).unwrap().clopper_pearson(Level::P99);
            assert_eq!(low, 0.0);
            assert!((high - (1.0 - 0.005_f64.powf(1.0 / n as f64))).abs() < 1e-9 * high + 1e-13);
            let mirrored = Proportion::new(n, n).unwrap().clopper_pearson(Level::P99);
            assert_close(mirrored, [1.0 - high, 1.0], 1e-12);
        }
    }

    /// Summed over all outcomes, no Monte Carlo.
    fn coverage(n: u64, share: f64, interval: impl Fn(Proportion) -> [f64; 2]) -> f64 {
        let covers = |successes: u64| {
            let [low, high] = interval(Proportion::new(successes, n).unwrap());
            low <= share && share <= high
        };
        (0..=n)
            .zip(binomial(n as usize, share))
            .filter_map(|(successes, weight)| covers(successes).then_some(weight))
            .sum()
    }

    #[test]
    fn exact_intervals_never_cover_less_than_they_say_and_wilsons_do_on_average() {
        for n in [5, 20, 50] {
            let mut wilson = 0.0;
            let shares: Vec<f64> = (1..100).map(|i| f64::from(i) / 100.0).collect();
            for &share in &shares {
                let exact = coverage(n, share, |p| p.clopper_pearson(Level::P95));
                assert!(exact >= 0.95 - 1e-12, "{n} {share}: {exact}");
                let score = coverage(n, share, |p| p.wilson(Level::P95));
                assert!(score > 0.82, "{n} {share}: {score}");
                wilson += score / shares.len() as f64;
            }
            assert!((wilson - 0.95).abs() < 0.01, "{n}: {wilson}");
        }
    }

    #[test]
    fn a_share_of_nothing_is_refused() {
        assert!(Proportion::new(0, 0).is_err());
        assert!(Proportion::new(3, 2).is_err());
    }
}
