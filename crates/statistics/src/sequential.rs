//! When replications are enough: a stopping rule for a half width.

use domain::dist::standard_normal_quantile;

use super::distribution::t_quantile;
use super::moments;
use super::{Level, StatisticsError};

/// How well a mean is to be known.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Precision {
    /// Half width at most this, in the unit of the figure.
    Absolute(f64),
    /// Half width at most this share of the true mean's size.
    ///
    /// The mean itself is estimated, so the rule asks for γ / (1 + γ) of the estimate, which
    /// gives γ of the truth (Law & Kelton 2000, section 9.4.1).
    Relative(f64),
}

/// What to do after the replications so far.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decision {
    /// The half width is small enough.
    Enough,
    /// Run so many more, then ask again.
    More(usize),
    /// The cap is reached and the half width is still too large.
    Capped,
    /// A value is missing or infinite: no number of replications gives the figure an interval.
    Undefined,
}

/// Stops when Student's half width reaches a precision.
///
/// Asked after every batch; between asks it suggests as many replications as the spread so far
/// calls for, but never more than there are already, since a spread from few values is a poor
/// guide. Stopping as soon as the half width happens to be small makes the interval cover a
/// little less often than its level: for normal values by up to about a point of 95 % with a
/// minimum of ten and three with five, less the finer the precision (Chow & Robbins 1965: none in the limit).
/// A larger minimum is the remedy. `docs/validation-statistics.md` has measured figures.
///
/// Sources: Chow & Robbins (1965), doi:10.1214/aoms/1177700156; Law & Kelton (1982),
/// doi:10.1287/mnsc.28.5.550.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct StoppingRule {
    precision: Precision,
    level: Level,
    least: usize,
    most: usize,
}

impl StoppingRule {
    /// A rule that stops at `precision`, but neither before `least` nor after `most` values.
    ///
    /// # Errors
    /// When the precision is not a finite number above 0, a relative one is not below 1, `least`
    /// is below 2, or `most` is below `least`.
    pub fn new(
        precision: Precision,
        level: Level,
        least: usize,
        most: usize,
    ) -> Result<Self, StatisticsError> {
        let (name, value, range, is_allowed) = match precision {
            Precision::Absolute(half) => {
                ("half width", half, "a finite number above 0", half > 0.0 && half.is_finite())
            }
            Precision::Relative(share) => {
                let is_allowed = share > 0.0 && share < 1.0;
                ("relative half width", share, "strictly between 0 and 1", is_allowed)
            }
        };
        if !is_allowed {
            return Err(StatisticsError::OutOfRange { name, value, range });
        }
        if least < 2 {
            return Err(StatisticsError::OutOfRange {
                name: "least number of replications",
                value: least as f64,
                range: "at least 2",
            });
        }
        if most < least {
            return Err(StatisticsError::OutOfRange {
                name: "most replications",
                value: most as f64,
                range: "at least the least number of replications",
            });
        }
        Ok(Self { precision, level, least, most })
    }

    /// Decides from all values so far, one per replication; the same values give the same answer.
    #[must_use]
    pub fn decide(&self, values: &[f64]) -> Decision {
        let n = values.len();
        if values.iter().any(|value| !value.is_finite()) {
            return Decision::Undefined;
        }
        if n < self.least {
            return Decision::More(self.least - n);
        }
        let (spread, wanted) = (moments::variance(values).sqrt(), self.half_width(values));
        // Values so large that their squares overflow.
        if !spread.is_finite() {
            return Decision::Undefined;
        }
        let tail = self.level.alpha() / 2.0;
        let least_quantile = -standard_normal_quantile(tail);
        let is_enough = |n: usize| {
            // The normal quantile is below Student's and spares computing it while n is far off.
            let error = spread / (n as f64).sqrt();
            least_quantile * error <= wanted && t_quantile(tail, n - 1) * error <= wanted
        };
        if is_enough(n) {
            return Decision::Enough;
        }
        if n >= self.most {
            return Decision::Capped;
        }
        // The half width falls with n while the spread stays: look for where it is small enough.
        let (mut short, mut long) = (n, self.most.min(n.saturating_mul(2)));
        while long - short > 1 {
            let middle = short + (long - short) / 2;
            if is_enough(middle) {
                long = middle;
            } else {
                short = middle;
            }
        }
        Decision::More(long - n)
    }

    /// The half width wanted of these values.
    fn half_width(&self, values: &[f64]) -> f64 {
        match self.precision {
            Precision::Absolute(half) => half,
            Precision::Relative(share) => share / (1.0 + share) * moments::mean(values).abs(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Estimate;
    use super::super::samples::{Covered, Source, stream};
    use super::*;

    fn rule(precision: Precision, least: usize, most: usize) -> StoppingRule {
        StoppingRule::new(precision, Level::P95, least, most).unwrap()
    }

    #[test]
    fn it_asks_for_the_minimum_then_stops_where_the_half_width_is_reached() {
        // Standard deviation 1 (values 4 and 6 alternating: s² = n / (n - 1)).
        let values: Vec<f64> = (0..100).map(|i| if i % 2 == 0 { 4.0 } else { 6.0 }).collect();
        let at = |precision, n: usize| rule(precision, 10, 1_000).decide(&values[..n]);
        assert_eq!(at(Precision::Absolute(9.0), 0), Decision::More(10));
        assert_eq!(at(Precision::Absolute(9.0), 7), Decision::More(3));
        assert_eq!(at(Precision::Absolute(9.0), 10), Decision::Enough);
        // t(0.975, 9) sqrt(10 / 9) / sqrt(10) = 2.262157 / 3 = 0.754052
        assert_eq!(at(Precision::Absolute(0.7541), 10), Decision::Enough);
        assert_ne!(at(Precision::Absolute(0.7540), 10), Decision::Enough);
        // The mean is 5: 0.754052 / 5 = 0.150810 of it, so gamma = 0.150810 / 0.849190.
        assert_eq!(at(Precision::Relative(0.177_60), 10), Decision::Enough);
        assert_ne!(at(Precision::Relative(0.177_58), 10), Decision::Enough);
    }

    #[test]
    fn the_suggestion_is_the_smallest_number_that_would_do_but_at_most_as_many_again() {
        let values: Vec<f64> = (0..50).map(|i| f64::from(i % 2)).collect();
        let spread = (12.5_f64 / 49.0).sqrt();
        let enough = |n: usize| t_quantile(0.025, n - 1) * spread / (n as f64).sqrt() <= 0.12;
        let least = (51..).find(|n| enough(*n)).unwrap();
        assert_eq!(
            rule(Precision::Absolute(0.12), 10, 500).decide(&values),
            Decision::More(least - 50)
        );
        assert_eq!(rule(Precision::Absolute(0.01), 10, 500).decide(&values), Decision::More(50));
        assert_eq!(rule(Precision::Absolute(0.01), 10, 60).decide(&values), Decision::More(10));
    }

    #[test]
    fn the_cap_ends_it() {
        let values = [0.0, 1.0, 0.0, 1.0];
        assert_eq!(rule(Precision::Absolute(0.1), 2, 4).decide(&values), Decision::Capped);
        assert_eq!(rule(Precision::Absolute(9.0), 2, 4).decide(&values), Decision::Enough);
        // Nothing is known relative to a mean of zero.
        assert_eq!(rule(Precision::Relative(0.5), 2, 2).decide(&[-1.0, 1.0]), Decision::Capped);
    }

    #[test]
    fn constant_values_are_known_at_once_and_missing_ones_never() {
        let relative = rule(Precision::Relative(0.01), 3, 9);
        assert_eq!(relative.decide(&[0.1; 3]), Decision::Enough);
        assert_eq!(relative.decide(&[0.0; 3]), Decision::Enough);
        assert_eq!(relative.decide(&[1.0, f64::NAN]), Decision::Undefined);
        assert_eq!(relative.decide(&[1.0, f64::INFINITY, 1.0]), Decision::Undefined);
        assert_eq!(relative.decide(&[1e200, -1e200, 0.0]), Decision::Undefined);
    }

    #[test]
    fn senseless_rules_are_refused() {
        for precision in [
            Precision::Absolute(0.0),
            Precision::Absolute(f64::NAN),
            Precision::Relative(1.0),
            Precision::Relative(-0.1),
        ] {
            assert!(StoppingRule::new(precision, Level::P95, 10, 100).is_err(), "{precision:?}");
        }
        assert!(StoppingRule::new(Precision::Absolute(1.0), Level::P95, 1, 100).is_err());
        assert!(StoppingRule::new(Precision::Absolute(1.0), Level::P95, 10, 9).is_err());
    }

    /// Runs the rule as a runner would; `one_by_one` takes one replication at a time.
    fn coverage(precision: Precision, source: Source, one_by_one: bool) -> Covered {
        let rule = rule(precision, 10, 5_000);
        let mut draws = stream(61, u64::from(one_by_one));
        let mut covered = Covered::default();
        for _ in 0..1_500 {
            let mut values = Vec::new();
            loop {
                match rule.decide(&values) {
                    Decision::More(count) => {
                        let count = if one_by_one { 1 } else { count };
                        values.extend(source.sample(count, &mut draws));
                    }
                    decision => {
                        assert_eq!(decision, Decision::Enough);
                        break;
                    }
                }
            }
            covered.count(Estimate::of(&values).interval(), source.mean());
        }
        covered
    }

    #[test]
    fn stopping_early_costs_no_more_coverage_than_it_is_known_to() {
        let normal = Source::Normal { mean: 10.0, sd: 3.0 };
        for (precision, one_by_one, shortfall) in [
            (Precision::Absolute(1.5), false, 0.03),
            (Precision::Absolute(0.6), false, 0.02),
            (Precision::Absolute(0.6), true, 0.03),
            (Precision::Relative(0.1), false, 0.02),
        ] {
            coverage(precision, normal, one_by_one).assert_near(0.95, shortfall);
        }
        coverage(Precision::Relative(0.15), Source::Exponential { mean: 1.0 }, false)
            .assert_near(0.95, 0.05);
    }
}
