//! Samples whose truth is known, to judge estimators by.

#![allow(dead_code, reason = "the tests and the coverage study each use a part")]

use domain::dist::{Dist, standard_normal_quantile};
use domain::rng::{Purpose, Stream, Streams};

/// A stream of test draws.
pub(crate) fn stream(seed: u64, entity: u64) -> Stream {
    Streams::new(seed, 0).open(Purpose::Test, entity)
}

/// One standard normal draw.
pub(crate) fn normal(stream: &mut Stream) -> f64 {
    standard_normal_quantile(stream.uniform())
}

/// Where values come from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Source {
    /// Independent normal values.
    Normal { mean: f64, sd: f64 },
    /// Independent exponential values: skewness 2.
    Exponential { mean: f64 },
    /// Independent log-normal values, median 1, sigma 1: skewness 6.2.
    LogNormal,
    /// Normal values, each `phi` times the one before plus noise of variance one; stationary.
    Autoregressive { phi: f64 },
    /// Waiting times of successive customers of an M/M/1 queue of service rate one, stationary.
    Waiting { load: f64 },
}

impl Source {
    /// The true mean.
    pub(crate) fn mean(self) -> f64 {
        match self {
            Self::Normal { mean, .. } | Self::Exponential { mean } => mean,
            Self::LogNormal => Dist::LogNormal { median: 1.0, sigma: 1.0 }.mean(),
            Self::Autoregressive { .. } => 0.0,
            Self::Waiting { load } => load / (1.0 - load),
        }
    }

    /// The true quantile.
    pub(crate) fn quantile(self, p: f64) -> f64 {
        match self {
            Self::Normal { mean, sd } => mean + sd * standard_normal_quantile(p),
            Self::Exponential { mean } => Dist::Exponential { mean }.quantile(p),
            Self::LogNormal => Dist::LogNormal { median: 1.0, sigma: 1.0 }.quantile(p),
            Self::Autoregressive { phi } => standard_normal_quantile(p) / (1.0 - phi * phi).sqrt(),
            Self::Waiting { load } => {
                // P(wait > w) = load exp(-(1 - load) w).
                let wait = Dist::Exponential { mean: 1.0 / (1.0 - load) };
                if p <= 1.0 - load { 0.0 } else { wait.quantile(1.0 - (1.0 - p) / load) }
            }
        }
    }

    /// `n` values in order.
    pub(crate) fn sample(self, n: usize, stream: &mut Stream) -> Vec<f64> {
        let service = Dist::Exponential { mean: 1.0 };
        let mut state = match self {
            Self::Autoregressive { phi } => normal(stream) / (1.0 - phi * phi).sqrt(),
            Self::Waiting { load } if stream.chance(load) => {
                Dist::Exponential { mean: 1.0 / (1.0 - load) }.draw(stream)
            }
            _ => 0.0,
        };
        (0..n)
            .map(|_| match self {
                Self::Normal { mean, sd } => mean + sd * normal(stream),
                Self::Exponential { mean } => Dist::Exponential { mean }.draw(stream),
                Self::LogNormal => Dist::LogNormal { median: 1.0, sigma: 1.0 }.draw(stream),
                Self::Autoregressive { phi } => {
                    state = phi * state + normal(stream);
                    state
                }
                Self::Waiting { load } => {
                    let wait = state;
                    let gap = Dist::Exponential { mean: 1.0 / load }.draw(stream);
                    state = (state + service.draw(stream) - gap).max(0.0);
                    wait
                }
            })
            .collect()
    }
}

/// How often intervals covered the truth.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Covered {
    hits: u32,
    trials: u32,
    refused: u32,
    widths: f64,
}

impl Covered {
    /// Counts one interval; one that is refused counts as refused only.
    pub(crate) fn count(&mut self, interval: Option<[f64; 2]>, truth: f64) {
        match interval {
            Some([low, high]) => {
                self.trials += 1;
                self.hits += u32::from(low <= truth && truth <= high);
                self.widths += (high - low) / 2.0;
            }
            None => self.refused += 1,
        }
    }

    /// Share of intervals that covered the truth.
    pub(crate) fn share(&self) -> f64 {
        f64::from(self.hits) / f64::from(self.trials)
    }

    /// Intervals that covered the truth, and all.
    pub(crate) fn counts(&self) -> (u32, u32) {
        (self.hits, self.trials)
    }

    /// Share of the samples that the estimator refused.
    pub(crate) fn refused(&self) -> f64 {
        f64::from(self.refused) / f64::from(self.trials + self.refused)
    }

    /// Mean half width.
    pub(crate) fn half_width(&self) -> f64 {
        self.widths / f64::from(self.trials)
    }

    /// Monte Carlo standard error of [`Self::share`].
    pub(crate) fn error(&self) -> f64 {
        let share = self.share().clamp(0.001, 0.999);
        (share * (1.0 - share) / f64::from(self.trials)).sqrt()
    }

    /// The share is `nominal`, or below it by at most a `shortfall` known beforehand, within four
    /// standard errors.
    #[track_caller]
    pub(crate) fn assert_near(&self, nominal: f64, shortfall: f64) {
        let error = (nominal * (1.0 - nominal) / f64::from(self.trials)).sqrt();
        let share = self.share();
        assert!(
            share > nominal - shortfall - 4.0 * error && share < nominal + 4.0 * error,
            "covered {share:.4} of {} intervals, {:.3} refused, nominal {nominal}",
            self.trials,
            self.refused(),
        );
    }

    /// The share is `nominal` or more, within four standard errors.
    #[track_caller]
    pub(crate) fn assert_at_least(&self, nominal: f64) {
        let error = (nominal * (1.0 - nominal) / f64::from(self.trials)).sqrt();
        assert!(self.share() > nominal - 4.0 * error, "{self:?}: {:.4}", self.share());
    }
}
