//! The mean over replications and Student's interval around it.

use super::distribution::{t_quantile, t_two_sided};
use super::moments;
use super::{Level, is_spread};

/// A mean and how well it is known.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Estimate {
    /// The estimate; for replications their mean, NaN where a replication has no value.
    pub mean: f64,
    /// Half the width of the confidence interval; `None` where it cannot be known: one
    /// replication says nothing of the others, and a value that is missing or infinite in one
    /// leaves no mean.
    pub half_width: Option<f64>,
    /// Standard error of `mean`; `None` where there is no half width.
    pub standard_error: Option<f64>,
    /// Values the estimate rests on.
    pub n: usize,
    /// Degrees of freedom of the t distribution behind the interval.
    pub degrees_of_freedom: usize,
    /// Confidence level of the interval.
    pub level: Level,
}

impl Estimate {
    /// Estimates the mean from one value per replication, with a 95 % interval.
    ///
    /// The interval is Student's t: exact for normal values, and replications' means are nearly so.
    #[must_use]
    pub fn of(values: &[f64]) -> Self {
        Self::at(values, Level::default())
    }

    /// Estimates the mean from one value per replication, with an interval at `level`.
    #[must_use]
    pub fn at(values: &[f64], level: Level) -> Self {
        let n = values.len();
        let error = (moments::variance(values) / n as f64).sqrt();
        Self::student(moments::mean(values), error, n, n.saturating_sub(1), level)
    }

    /// An estimate whose error over its standard error follows Student's t.
    pub(super) fn student(
        mean: f64,
        standard_error: f64,
        n: usize,
        degrees_of_freedom: usize,
        level: Level,
    ) -> Self {
        let is_known = mean.is_finite() && standard_error.is_finite() && degrees_of_freedom > 0;
        let standard_error = is_known.then_some(standard_error);
        let half_width =
            standard_error.map(|error| t_quantile(level.alpha() / 2.0, degrees_of_freedom) * error);
        Self { mean, half_width, standard_error, n, degrees_of_freedom, level }
    }

    /// The same estimate with an interval at another level.
    #[must_use]
    pub fn with_level(&self, level: Level) -> Self {
        let error = self.standard_error.unwrap_or(f64::NAN);
        Self::student(self.mean, error, self.n, self.degrees_of_freedom, level)
    }

    /// Lower and upper end of the interval.
    #[must_use]
    pub fn interval(&self) -> Option<[f64; 2]> {
        self.half_width.map(|half| [self.mean - half, self.mean + half])
    }

    /// The same estimate, without an interval where all values are alike and not zero: that shows no
    /// spread to judge by. For differences, of which zero is what anybody asks about.
    #[must_use]
    pub fn where_spread(self) -> Self {
        let is_alike = self.standard_error.is_some_and(|error| !is_spread(self.mean, error));
        let half_width = self.half_width.filter(|_| self.mean == 0.0 || !is_alike);
        Self { half_width, ..self }
    }

    /// Half width over the size of the mean; `None` without an interval or at a mean of zero.
    #[must_use]
    pub fn relative_half_width(&self) -> Option<f64> {
        self.half_width.filter(|_| self.mean != 0.0).map(|half| half / self.mean.abs())
    }

    /// Two-sided p-value of the t test that the true mean is `null`; below one less the level
    /// just when the interval leaves `null` out.
    ///
    /// Without any spread it is 1 at the mean; elsewhere there is none, as there is nothing to judge by.
    #[must_use]
    pub fn p_value(&self, null: f64) -> Option<f64> {
        let error = self.standard_error?;
        let distance = self.mean - null;
        if distance == 0.0 {
            return Some(1.0);
        }
        is_spread(self.mean, error).then(|| t_two_sided(distance / error, self.degrees_of_freedom))
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{Covered, Source};
    use super::*;

    #[test]
    fn half_widths_are_tabled_quantiles_times_the_standard_error() {
        // Published two-sided 95 % values of Student's t.
        for (n, t) in
            [(2, 12.706_205), (3, 4.302_653), (5, 2.776_445), (11, 2.228_139), (31, 2.042_272)]
        {
            let values: Vec<f64> = (0..n).map(|i| if i == 0 { 1.0 } else { 0.0 }).collect();
            let count = f64::from(n);
            // One 1 among zeros: variance 1/n, so standard error 1/n.
            let estimate = Estimate::of(&values);
            assert!((estimate.standard_error.unwrap() - 1.0 / count).abs() < 1e-12);
            let half = estimate.half_width.unwrap();
            assert!((half * count - t).abs() < 1e-5, "n = {n}: {}", half * count);
        }
    }

    #[test]
    fn intervals_cover_the_true_mean_as_often_as_they_claim() {
        for (n, level) in [(2, Level::P95), (5, Level::P90), (20, Level::P99)] {
            let mut stream = super::super::samples::stream(11, n as u64);
            let source = Source::Normal { mean: 7.0, sd: 3.0 };
            let mut covered = Covered::default();
            for _ in 0..10_000 {
                let estimate = Estimate::at(&source.sample(n, &mut stream), level);
                covered.count(estimate.interval(), source.mean());
            }
            covered.assert_near(level.get(), 0.0);
        }
    }

    /// Skewed values pull mean and standard error together: the interval falls short, the more
    /// the fewer replications (about 90 % of 95 % at ten exponential values).
    #[test]
    fn skewed_values_cost_a_known_part_of_the_coverage() {
        for (n, shortfall) in [(10, 0.06), (80, 0.02)] {
            let mut stream = super::super::samples::stream(12, n as u64);
            let source = Source::Exponential { mean: 1.0 };
            let mut covered = Covered::default();
            for _ in 0..10_000 {
                let estimate = Estimate::of(&source.sample(n, &mut stream));
                covered.count(estimate.interval(), source.mean());
            }
            covered.assert_near(0.95, shortfall);
        }
    }

    #[test]
    fn one_replication_has_no_interval() {
        let one = Estimate::of(&[0.7]);
        assert_eq!((one.mean, one.half_width, one.n), (0.7, None, 1));
        assert!(Estimate::of(&[]).mean.is_nan());
        assert_eq!(Estimate::of(&[]).p_value(0.0), None);
    }

    #[test]
    fn a_missing_value_leaves_no_interval() {
        let estimate = Estimate::of(&[0.5, f64::NAN]);
        assert!(estimate.mean.is_nan());
        assert_eq!(estimate.interval(), None);
        assert_eq!(Estimate::of(&[1.0, f64::INFINITY]).interval(), None);
        assert_eq!(Estimate::of(&[1e200, -1e200]).interval(), None, "the variance overflows");
    }

    #[test]
    fn the_p_value_and_the_interval_say_the_same() {
        let estimate = Estimate::of(&[3.0, 4.5, 2.0, 5.5, 4.0]);
        let [low, high] = estimate.interval().unwrap();
        for end in [low, high] {
            assert!((estimate.p_value(end).unwrap() - 0.05).abs() < 1e-9);
        }
        assert_eq!(estimate.p_value(estimate.mean), Some(1.0));
        let alike = Estimate::of(&[-2.0; 3]).where_spread();
        assert_eq!((alike.mean, alike.interval()), (-2.0, None));
        assert_eq!(Estimate::of(&[0.0; 3]).where_spread().interval(), Some([0.0; 2]));
        assert_eq!(estimate.where_spread(), estimate);
        let constant = Estimate::of(&[0.1; 3]);
        assert_eq!((constant.p_value(0.1), constant.p_value(0.2)), (Some(1.0), None));
    }

    #[test]
    fn another_level_widens_the_same_estimate() {
        let values = [3.0, 4.5, 2.0, 5.5, 4.0];
        assert_eq!(Estimate::of(&values).with_level(Level::P99), Estimate::at(&values, Level::P99));
        assert_eq!(Estimate::of(&[1.0]).with_level(Level::P99).half_width, None);
    }

    #[test]
    fn the_relative_half_width_has_no_meaning_at_zero() {
        assert_eq!(Estimate::of(&[-1.0, 1.0]).relative_half_width(), None);
        let negative = Estimate::of(&[-2.0, -1.0]);
        assert!((negative.relative_half_width().unwrap() - 12.706_205 / 3.0).abs() < 1e-5);
    }
}
