//! Means that begin at a plan, follow what is experienced, and forget what is long past.

use domain::fleet::Fading;
use domain::units::Millis;
use serde::{Deserialize, Serialize};

/// A fading mean.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct FadingMean {
    mean: f64,
    /// How many observations the mean stands for.
    weight: f64,
}

impl FadingMean {
    /// Begins at `planned`, which weighs as much as `fading.prior` observations.
    #[must_use]
    pub fn new(planned: f64, fading: Fading) -> Self {
        Self { mean: planned, weight: fading.prior }
    }

    /// Takes in an observation; no more than the last `fading.span` or so count.
    pub fn note(&mut self, observed: f64, fading: Fading) {
        self.weight = (self.weight + 1.0).min(fading.span);
        self.mean += (observed - self.mean) / self.weight;
    }

    /// The mean so far.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.mean
    }
}

/// A fading mean of durations.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Experience(FadingMean);

impl Experience {
    /// Begins at `planned`.
    #[must_use]
    pub fn new(planned: Millis, fading: Fading) -> Self {
        Self(FadingMean::new(planned.0 as f64, fading))
    }

    /// Takes in an observation.
    pub fn note(&mut self, observed: Millis, fading: Fading) {
        self.0.note(observed.0 as f64, fading);
    }

    /// The mean so far.
    #[must_use]
    pub fn mean(&self) -> Millis {
        Millis(self.0.mean().max(0.0) as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_leaves_the_plan_and_forgets() {
        let fading = Fading { prior: 20.0, span: 100.0 };
        let mut mean = Experience::new(Millis(1_000), fading);
        for _ in 0..20 {
            mean.note(Millis(3_000), fading);
        }
        assert!((1_990..=2_010).contains(&mean.mean().0), "half of it is the plan: {mean:?}");
        for _ in 0..1_000 {
            mean.note(Millis(3_000), fading);
        }
        for _ in 0..70 {
            mean.note(Millis(1_000), fading);
        }
        assert!((1_900..2_100).contains(&mean.mean().0), "half of the old has faded: {mean:?}");
    }
}
