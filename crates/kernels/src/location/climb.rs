//! Better prices, step by step: the volume algorithm.

use super::Standing;
use super::relaxed::{Limits, Relaxation, Relaxed};
use super::rest::Kept;
use crate::Work;

/// Steps without a better value after which the pace slackens.
const PATIENCE: usize = 12;

/// By how much it slackens.
const SLACKENED: f64 = 0.66;

/// Steps after which averages become slower, if little was won.
const CHECKED: usize = 50;

/// What the newest step weighs at least, where it may weigh most.
const LEAST_WEIGHT: f64 = 0.003;

/// Prices on their way up, the bound that they prove, and what they say about the sites.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Ascent {
    /// What serving each customer is worth: the best known.
    pub prices: Vec<f64>,
    /// The relaxed problem at these prices.
    pub relaxed: Relaxed,
    /// How much of each site was open on average over the last steps: close to how much of it is
    /// open in the linear relaxation.
    pub share: Vec<f64>,
    /// How far each customer was from being served, on average over the last steps.
    direction: Vec<f64>,
    /// Share of the way to the upper bound in a step.
    pace: f64,
    /// What the newest step weighs in the averages at most.
    weight: f64,
    /// Steps since the best value.
    idle: usize,
    /// Steps in all.
    steps: usize,
    /// Whether a step was ever taken, here or before sites went.
    is_under_way: bool,
    /// The best value when it was last checked what had been won.
    checked: f64,
}

/// Where a climb ends.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Goal {
    /// Stop when the value reaches this.
    pub target: f64,
    /// The value of an answer, which no value can exceed; may be infinite.
    pub above: f64,
    /// Most steps.
    pub steps: usize,
    /// Stop when the pace is below this.
    pub least_pace: f64,
}

impl Ascent {
    /// From these prices.
    #[must_use]
    pub fn from(prices: Vec<f64>, share: Vec<f64>, pace: f64) -> Self {
        Self { prices, share, pace, weight: 0.1, checked: f64::NEG_INFINITY, ..Self::default() }
    }

    /// As it goes on in a smaller rest, at a pace of its own.
    #[must_use]
    pub fn within(&self, kept: &Kept, pace: f64) -> Self {
        let of = |from: &[f64], kept: &[u32]| -> Vec<f64> {
            let known = |at: &u32| from.get(*at as usize).copied();
            kept.iter().map_while(known).collect()
        };
        Self {
            prices: of(&self.prices, &kept.customers),
            share: of(&self.share, &kept.sites),
            direction: of(&self.direction, &kept.customers),
            pace,
            weight: self.weight,
            checked: f64::NEG_INFINITY,
            is_under_way: self.is_under_way,
            ..Self::default()
        }
    }

    /// The share of the way to the upper bound that a step goes.
    #[must_use]
    pub fn pace(&self) -> f64 {
        self.pace
    }

    /// Whether it has slackened so much that little more can be won.
    #[must_use]
    pub fn is_over(&self, goal: &Goal) -> bool {
        self.pace < goal.least_pace
    }

    /// Solves the relaxed problem at the best prices, after the standing of sites has changed.
    pub fn settle(
        &mut self,
        relaxation: &mut Relaxation<'_>,
        standing: &[Standing],
        limits: &Limits,
        work: &mut Work,
    ) {
        for (customer, price) in self.prices.iter_mut().enumerate() {
            *price = price.clamp(limits.low[customer], limits.high[customer]);
        }
        work.spend(relaxation.solve(standing, &self.prices, &mut self.relaxed));
        if self.share.len() != standing.len() {
            self.share.clone_from(&self.relaxed.open);
        }
        if self.direction.len() != self.prices.len() {
            self.direction.resize(self.prices.len(), 0.0);
            let open = &self.relaxed.open;
            work.spend(relaxation.slack(&self.prices, open, &mut self.direction));
        }
    }

    /// Whether no step has been taken yet.
    pub(super) fn is_fresh(&self) -> bool {
        !self.is_under_way
    }

    /// Makes the next steps shorter.
    pub(super) fn slacken(&mut self) {
        self.pace *= SLACKENED;
    }

    /// Takes over these prices, solved at, and the averages of the climb among a part of the sites
    /// that led there.
    pub(super) fn adopt(
        &mut self,
        part: &Self,
        kept: &Kept,
        prices: Vec<f64>,
        relaxed: &mut Relaxed,
    ) {
        self.prices = prices;
        std::mem::swap(&mut self.relaxed, relaxed);
        self.share.fill(0.0);
        for (site, share) in kept.sites.iter().zip(&part.share) {
            self.share[*site as usize] = *share;
        }
        for (customer, direction) in kept.customers.iter().zip(&part.direction) {
            self.direction[*customer as usize] = *direction;
        }
        (self.pace, self.weight) = (part.pace, part.weight);
        self.steps += part.steps;
        self.is_under_way = true;
    }

    /// Climbs; the best prices stay. To be settled before.
    ///
    /// A step leads from the best prices along the average of the supergradients so far, Polyak's
    /// length times the pace. What the newest supergradient weighs is chosen so that the average
    /// becomes shortest: without that climbs end well below the top. The average of the relaxed solutions tends to a solution of the
    /// linear relaxation. Source: Barahona & Anbil (2000), doi:10.1007/s101070050002.
    pub fn climb(
        &mut self,
        relaxation: &mut Relaxation<'_>,
        standing: &[Standing],
        limits: &Limits,
        goal: &Goal,
        work: &mut Work,
    ) {
        let mut prices = vec![0.0; self.prices.len()];
        let mut slack = vec![0.0; self.prices.len()];
        let mut relaxed = Relaxed::default();
        for _ in 0..goal.steps {
            if self.relaxed.value >= goal.target || self.is_over(goal) || work.is_over() {
                break;
            }
            let far = self.step(limits, goal, &mut prices);
            work.spend(relaxation.solve(standing, &prices, &mut relaxed));
            work.spend(relaxation.slack(&prices, &relaxed.open, &mut slack));
            let (mut along, mut length, mut apart) = (0.0, 0.0, 0.0);
            for (direction, slack) in self.direction.iter().zip(&slack) {
                along += direction * slack;
                length += direction * direction;
                apart += (slack - direction) * (slack - direction);
            }
            // The average that is shortest is closest to the direction of steepest ascent.
            let best = (length - along) / f64::max(apart, 1e-12);
            let weight = best.clamp(0.1 * self.weight, self.weight);
            for (direction, slack) in self.direction.iter_mut().zip(&slack) {
                *direction += weight * (slack - *direction);
            }
            for (share, open) in self.share.iter_mut().zip(&relaxed.open) {
                *share += weight * (open - *share);
            }
            if relaxed.value > self.relaxed.value {
                std::mem::swap(&mut self.prices, &mut prices);
                std::mem::swap(&mut self.relaxed, &mut relaxed);
                self.idle = 0;
                if along >= 0.0 {
                    self.pace = (self.pace * 1.1).min(2.0);
                }
            } else {
                self.idle += 1;
                if self.idle >= PATIENCE {
                    self.slacken();
                    self.idle = 0;
                }
            }
            self.steps += 1;
            self.is_under_way = true;
            if self.steps.is_multiple_of(CHECKED) {
                if self.relaxed.value - self.checked < 0.01 * far {
                    self.weight = (0.7 * self.weight).max(LEAST_WEIGHT);
                }
                self.checked = self.relaxed.value;
            }
        }
    }

    /// The next prices to try; returns how far the best value is from the upper bound.
    fn step(&self, limits: &Limits, goal: &Goal, prices: &mut [f64]) -> f64 {
        let mut length = 0.0;
        for (customer, direction) in self.direction.iter().enumerate() {
            // Where a price is at its limit and the direction leads outside, there is no way.
            let price = self.prices[customer];
            let is_stuck = *direction > 0.0 && price >= limits.high[customer]
                || *direction < 0.0 && price <= limits.low[customer];
            if !is_stuck {
                length += direction * direction;
            }
        }
        let value = self.relaxed.value;
        let far = if goal.above.is_finite() { goal.above - value } else { 0.05 * value.abs() };
        let far = far.max(1e-9 * value.abs());
        let stride = self.pace * far / length.max(1e-12);
        for (customer, price) in prices.iter_mut().enumerate() {
            *price = (self.prices[customer] + stride * self.direction[customer])
                .clamp(limits.low[customer], limits.high[customer]);
        }
        far
    }
}
