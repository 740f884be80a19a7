//! Steps of the volume algorithm: how far a climb of prices goes, and along which average.
//!
//! A step leads from the best prices along the average of the supergradients so far, Polyak's length
//! times a pace. Source: Barahona & Anbil (2000), doi:10.1007/s101070050002.

/// Steps without a better value after which the pace slackens: fewer give up directions that the
/// average has not yet turned to, more waste steps that overshoot.
const PATIENCE: usize = 12;

/// By how much it slackens, and quickens after a better value that the average had pointed to.
const SLACKENED: f64 = 0.66;
const QUICKENED: f64 = 1.1;

/// The longest step, as a share of Polyak's: beyond twice of it none leads upwards.
const LONGEST: f64 = 2.0;

/// Steps after which averages become slower, if little was won.
const CHECKED: usize = 50;

/// Share of the way to the top that is little.
const LITTLE: f64 = 0.01;

/// How much slower they become, and what the newest step weighs at least where it may weigh most.
const SLOWER: f64 = 0.7;
const LEAST_WEIGHT: f64 = 0.003;

/// What the newest step weighs at most at first.
const WEIGHT: f64 = 0.1;

/// How a climb steps.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Steps {
    /// Share of the way to the upper bound in a step.
    pub(crate) pace: f64,
    /// What the newest step weighs in the averages at most.
    weight: f64,
    /// Steps since the best value.
    idle: usize,
    /// Steps in all.
    count: usize,
    /// The best value when it was last checked what had been won.
    checked: f64,
}

impl Steps {
    /// At this pace.
    pub(crate) fn at(pace: f64) -> Self {
        Self { pace, weight: WEIGHT, idle: 0, count: 0, checked: f64::NEG_INFINITY }
    }

    /// Anew at this pace, averages as slow as they have become.
    pub(crate) fn anew(&self, pace: f64) -> Self {
        Self { weight: self.weight, ..Self::at(pace) }
    }

    /// As another climb left off, which went on from this one.
    pub(crate) fn joined(&self, part: &Self) -> Self {
        Self { pace: part.pace, weight: part.weight, count: self.count + part.count, ..*self }
    }

    /// Makes the next steps shorter.
    pub(crate) fn slacken(&mut self) {
        self.pace *= SLACKENED;
    }

    /// What the newest supergradient weighs: as much as makes the average shortest, which is then
    /// closest to the direction of steepest ascent. Without that climbs end well below the top.
    /// `along` is the product of the average and the newest, `length` the square of the average,
    /// `apart` that of their difference.
    pub(crate) fn weight(&self, along: f64, length: f64, apart: f64) -> f64 {
        let best = (length - along) / f64::max(apart, 1e-12);
        best.clamp(0.1 * self.weight, self.weight)
    }

    /// Takes note of a step: whether it led to a better value, the product of the average and the
    /// newest supergradient, the best value now, and how far it was from the upper bound before.
    pub(crate) fn took(&mut self, is_better: bool, along: f64, value: f64, far: f64) {
        if is_better {
            self.idle = 0;
            if along >= 0.0 {
                self.pace = (self.pace * QUICKENED).min(LONGEST);
            }
        } else {
            self.idle += 1;
            if self.idle >= PATIENCE {
                self.slacken();
                self.idle = 0;
            }
        }
        self.count += 1;
        if self.count.is_multiple_of(CHECKED) {
            if value - self.checked < LITTLE * far {
                self.weight = (SLOWER * self.weight).max(LEAST_WEIGHT);
            }
            self.checked = value;
        }
    }
}

impl Default for Steps {
    fn default() -> Self {
        Self { weight: 0.0, checked: 0.0, ..Self::at(0.0) }
    }
}
