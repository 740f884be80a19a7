//! A mean, its interval and the number of replications behind it, as reports show them.

use serde::Serialize;

use crate::Estimate;

/// A mean over replications and how well it is known.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Measure {
    /// Mean over replications.
    pub mean: f64,
    /// Half the width of Student's 95 % interval, for this response alone and for a number of
    /// replications fixed in advance; `None` after a single replication.
    pub half_width: Option<f64>,
    /// Replications behind it.
    pub replications: u32,
}

impl Measure {
    /// The mean of `values`, one per replication.
    pub(crate) fn of(values: &[f64]) -> Self {
        let Estimate { mean, half_width, .. } = Estimate::of(values);
        Self { mean, half_width, replications: values.len() as u32 }
    }
}

/// Mean and sum of squared deviations of values that come one by one.
///
/// Source: Welford (1962), doi:10.1080/00401706.1962.10490022.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Moments {
    pub(crate) count: u32,
    pub(crate) mean: f64,
    squares: f64,
}

impl Moments {
    pub(crate) fn add(&mut self, value: f64) {
        self.count += 1;
        let before = value - self.mean;
        self.mean += before / f64::from(self.count);
        self.squares += before * (value - self.mean);
    }

    pub(crate) fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut moments = Self::default();
        values.into_iter().for_each(|value| moments.add(value));
        moments
    }

    /// Unbiased variance; 0 below two values.
    pub(crate) fn variance(&self) -> f64 {
        if self.count < 2 { 0.0 } else { self.squares / f64::from(self.count - 1) }
    }

    pub(crate) fn sum(&self) -> f64 {
        self.mean * f64::from(self.count)
    }
}
