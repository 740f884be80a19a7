//! How often an interval is to cover the truth.

use std::fmt;

use super::StatisticsError;

/// A confidence level strictly between 0 and 1.
///
/// Kept as its error rate, so that the tiny rates of many joint comparisons lose no digits.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Level {
    alpha: f64,
}

impl Level {
    /// 90 %.
    pub const P90: Self = Self { alpha: 1.0 - 0.90 };
    /// 95 %, the default.
    pub const P95: Self = Self { alpha: 1.0 - 0.95 };
    /// 99 %.
    pub const P99: Self = Self { alpha: 1.0 - 0.99 };

    /// A level such as 0.95.
    ///
    /// # Errors
    /// When `level` is not strictly between 0 and 1.
    pub fn new(level: f64) -> Result<Self, StatisticsError> {
        if level > 0.0 && level < 1.0 {
            Ok(Self { alpha: 1.0 - level })
        } else {
            Err(StatisticsError::OutOfRange {
                name: "confidence level",
                value: level,
                range: "strictly between 0 and 1",
            })
        }
    }

    /// The level as a share, such as 0.95.
    #[must_use]
    pub fn get(self) -> f64 {
        1.0 - self.alpha
    }

    /// The error rate, one less the level.
    #[must_use]
    pub fn alpha(self) -> f64 {
        self.alpha
    }

    /// The level of each of `comparisons` intervals that are to hold jointly at this level.
    ///
    /// Bonferroni's inequality: true whatever the dependence among the intervals.
    #[must_use]
    pub fn bonferroni(self, comparisons: usize) -> Self {
        Self { alpha: self.alpha / comparisons.max(1) as f64 }
    }
}

impl Default for Level {
    fn default() -> Self {
        Self::P95
    }
}

impl fmt::Display for Level {
    /// `95 %`, with as many decimals as it takes, at most four.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = format!("{:.4}", self.get() * 100.0);
        write!(f, "{} %", digits.trim_end_matches('0').trim_end_matches('.'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_lies_between_none_and_all() {
        for level in [0.0, 1.0, -0.1, 95.0, f64::NAN] {
            assert!(Level::new(level).is_err(), "{level}");
        }
        assert_eq!(Level::new(0.95).unwrap(), Level::P95);
        assert_eq!(Level::P95.get(), 0.95);
    }

    #[test]
    fn levels_read_well() {
        assert_eq!(Level::P95.to_string(), "95 %");
        assert_eq!(Level::P95.bonferroni(10).to_string(), "99.5 %");
        assert_eq!(Level::new(0.999).unwrap().to_string(), "99.9 %");
        assert_eq!(Level::P90.to_string(), "90 %");
    }

    #[test]
    fn joint_levels_share_out_the_error() {
        assert!((Level::P90.bonferroni(4).alpha() - 0.025).abs() < 1e-15);
        assert_eq!(Level::P90.bonferroni(0), Level::P90);
    }
}
