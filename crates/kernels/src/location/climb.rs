//! Better prices, step by step: the volume algorithm.

use super::Standing;
use super::relaxed::{Limits, Relaxation, Relaxed};
use super::rest::Kept;
use crate::Work;
use crate::volume::Steps;

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
    steps: Steps,
    /// Whether a step was ever taken, here or before sites went.
    is_under_way: bool,
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
        Self { prices, share, steps: Steps::at(pace), ..Self::default() }
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
            steps: self.steps.anew(pace),
            is_under_way: self.is_under_way,
            ..Self::default()
        }
    }

    /// The share of the way to the upper bound that a step goes.
    #[must_use]
    pub fn pace(&self) -> f64 {
        self.steps.pace
    }

    /// Whether it has slackened so much that little more can be won.
    #[must_use]
    pub fn is_over(&self, goal: &Goal) -> bool {
        self.steps.pace < goal.least_pace
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
        self.steps.slacken();
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
        self.steps = self.steps.joined(&part.steps);
        self.is_under_way = true;
    }

    /// Climbs; the best prices stay. To be settled before.
    ///
    /// The average of the relaxed solutions tends to a solution of the linear relaxation.
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
            let weight = self.steps.weight(along, length, apart);
            for (direction, slack) in self.direction.iter_mut().zip(&slack) {
                *direction += weight * (slack - *direction);
            }
            for (share, open) in self.share.iter_mut().zip(&relaxed.open) {
                *share += weight * (open - *share);
            }
            let is_better = relaxed.value > self.relaxed.value;
            if is_better {
                std::mem::swap(&mut self.prices, &mut prices);
                std::mem::swap(&mut self.relaxed, &mut relaxed);
            }
            self.steps.took(is_better, along, self.relaxed.value, far);
            self.is_under_way = true;
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
        let stride = self.steps.pace * far / length.max(1e-12);
        for (customer, price) in prices.iter_mut().enumerate() {
            *price = (self.prices[customer] + stride * self.direction[customer])
                .clamp(limits.low[customer], limits.high[customer]);
        }
        far
    }
}
