//! The mean over replications and Student's 95 % interval around it.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// A mean over independent replications and how well it is known.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Estimate {
    /// Mean over replications; NaN where a replication has no value.
    pub mean: f64,
    /// Half the width of the 95 % confidence interval; `None` where it cannot be known: one
    /// replication says nothing of the others, and a value that is missing or infinite in one
    /// leaves no mean.
    pub half_width: Option<f64>,
}

impl Estimate {
    /// Confidence level of the interval.
    pub const LEVEL: f64 = 0.95;

    /// Estimates the mean from one value per replication.
    ///
    /// The interval is Student's t: exact for normal values, and replications' means are nearly so.
    #[must_use]
    pub fn of(values: &[f64]) -> Self {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        if values.len() < 2 || !mean.is_finite() {
            return Self { mean, half_width: None };
        }
        let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        let error = (squares / (n - 1.0) / n).sqrt();
        let quantile = StudentsT::new(0.0, 1.0, n - 1.0)
            .map(|t| t.inverse_cdf(0.5 + Self::LEVEL / 2.0))
            .expect("n - 1 degrees of freedom are at least 1");
        Self { mean, half_width: Some(quantile * error) }
    }

    /// Lower and upper end of the interval.
    #[must_use]
    pub fn interval(&self) -> Option<[f64; 2]> {
        self.half_width.map(|half| [self.mean - half, self.mean + half])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::dist::standard_normal_quantile;
    use domain::rng::{Purpose, Streams};

    #[test]
    fn quantiles_of_t_are_those_of_the_tables() {
        // Half width over standard error, against published two-sided 95 % values.
        for (n, t) in
            [(2, 12.706_205), (3, 4.302_653), (5, 2.776_445), (11, 2.228_139), (31, 2.042_272)]
        {
            let values: Vec<f64> = (0..n).map(|i| if i == 0 { 1.0 } else { 0.0 }).collect();
            let count = f64::from(n);
            // One 1 among zeros: variance 1/n, so standard error 1/n.
            let half = Estimate::of(&values).half_width.unwrap();
            assert!((half * count - t).abs() < 1e-5, "n = {n}: {}", half * count);
        }
    }

    #[test]
    fn intervals_cover_the_true_mean_as_often_as_they_claim() {
        let trials = 20_000;
        for n in [2, 5, 20] {
            let mut stream = Streams::new(11, n).open(Purpose::Test, 0);
            let mut covered = 0;
            for _ in 0..trials {
                let values: Vec<f64> = (0..n)
                    .map(|_| 7.0 + 3.0 * standard_normal_quantile(stream.uniform()))
                    .collect();
                let [low, high] = Estimate::of(&values).interval().unwrap();
                covered += u32::from(low <= 7.0 && 7.0 <= high);
            }
            let share = f64::from(covered) / f64::from(trials);
            // Four standard errors of a share near 0.95.
            let error = (0.95 * 0.05 / f64::from(trials)).sqrt();
            assert!((share - 0.95).abs() < 4.0 * error, "n = {n}: {share}");
        }
    }

    #[test]
    fn one_replication_has_no_interval() {
        let one = Estimate::of(&[0.7]);
        assert_eq!((one.mean, one.half_width), (0.7, None));
        assert!(Estimate::of(&[]).mean.is_nan());
    }

    #[test]
    fn a_missing_value_leaves_no_interval() {
        let estimate = Estimate::of(&[0.5, f64::NAN]);
        assert!(estimate.mean.is_nan());
        assert_eq!(estimate.interval(), None);
        assert_eq!(Estimate::of(&[1.0, f64::INFINITY]).interval(), None);
    }
}
