//! Where the variance of last miles comes from.

use serde::{Deserialize, Serialize};

/// Sources of last-mile variability, in the order of [`Variability::shares`].
pub const VARIABILITY_SOURCES: [&str; 5] =
    ["traffic", "building access", "customer", "parking and navigation", "weather"];

/// How the last mile's variance splits over its sources.
///
/// For each delivery, T = traffic + building + customer + parking + weather is the time beyond an
/// empty road to an open door; the share of a source is Cov(source, T) / Var(T). Shares sum to 1.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Variability {
    n: f64,
    mean: [f64; 5],
    mean_total: f64,
    /// Sums of products of deviations with the total.
    with_total: [f64; 5],
    total: f64,
}

impl Variability {
    pub(super) fn add(&mut self, seconds: [f64; 5]) {
        // Welford's update, so that large sums cancel nothing.
        let total: f64 = seconds.iter().sum();
        self.n += 1.0;
        let before = total - self.mean_total;
        self.mean_total += before / self.n;
        let after = total - self.mean_total;
        self.total += before * after;
        for (source, value) in seconds.into_iter().enumerate() {
            let deviation = value - self.mean[source];
            self.mean[source] += deviation / self.n;
            self.with_total[source] += deviation * after;
        }
    }

    /// Joins another run's deliveries.
    pub fn merge(&mut self, other: &Self) {
        let n = self.n + other.n;
        if n == 0.0 {
            return;
        }
        let weight = self.n * other.n / n;
        let between = other.mean_total - self.mean_total;
        self.total += other.total + between * between * weight;
        for source in 0..5 {
            let apart = other.mean[source] - self.mean[source];
            self.with_total[source] += other.with_total[source] + apart * between * weight;
            self.mean[source] += apart * other.n / n;
        }
        self.mean_total += between * other.n / n;
        self.n = n;
    }

    /// Share of the variance by source (see [`VARIABILITY_SOURCES`]); NaN before two deliveries.
    #[must_use]
    pub fn shares(&self) -> [f64; 5] {
        self.with_total.map(|covariance| covariance / self.total)
    }

    /// Mean seconds by source.
    #[must_use]
    pub fn means(&self) -> [f64; 5] {
        self.mean
    }

    /// Standard deviation of the total, seconds.
    #[must_use]
    pub fn total_sd(&self) -> f64 {
        (self.total / (self.n - 1.0)).sqrt()
    }
}
