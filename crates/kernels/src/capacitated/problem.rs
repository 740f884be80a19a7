//! The problem of location with capacities, each customer served by one site or by several.

use crate::location::Standing;
use crate::rules;
use crate::transport::Tariff;

/// A site that can open.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Site {
    /// What opening it adds to the cost.
    pub opening: f64,
    /// What opening it takes of the budget, 0 and more.
    pub price: f64,
    /// Most that it can serve, in the unit of the sizes; may be infinite.
    pub capacity: f64,
    /// Whether there is a choice.
    pub standing: Standing,
}

/// Minimise opening costs and the costs of service, no site serving more than its capacity.
#[derive(Clone, PartialEq, Debug)]
pub struct Capacitated {
    /// The sites.
    pub sites: Vec<Site>,
    /// Their capacities once more, side by side.
    pub capacities: Vec<f64>,
    /// What each customer takes of a capacity.
    pub sizes: Vec<f64>,
    /// What serving all of a customer costs: one row for each site. From `forbidden` on it cannot
    /// be.
    pub costs: Vec<f64>,
    /// More than any solution costs.
    pub forbidden: f64,
    /// Most sites open.
    pub most: usize,
    /// Most that the prices of open sites sum to; may be infinite.
    pub budget: f64,
    /// Whether a customer may be served by several sites, a share each.
    pub splits: bool,
    /// Every possible cost is a multiple of this; 0 where nothing of the kind is known.
    pub step: f64,
}

/// Open sites and who serves whom.
#[derive(Clone, PartialEq, Debug)]
pub struct Solution {
    /// The open sites, ascending.
    pub open: Vec<u32>,
    /// Site, customer and the share of it: by customer, then site.
    pub shares: Vec<(u32, u32, f64)>,
    /// What it costs.
    pub cost: f64,
}

impl Capacitated {
    /// Number of customers.
    #[must_use]
    pub fn customers(&self) -> usize {
        self.sizes.len()
    }

    /// The costs of a site, customer by customer.
    #[must_use]
    pub fn row(&self, site: usize) -> &[f64] {
        &self.costs[site * self.sizes.len()..(site + 1) * self.sizes.len()]
    }

    /// What serving all of a customer from a site costs.
    #[must_use]
    #[inline]
    pub fn cost(&self, site: u32, customer: usize) -> f64 {
        self.costs[site as usize * self.sizes.len() + customer]
    }

    /// The sum of the sizes.
    #[must_use]
    pub fn demand(&self) -> f64 {
        self.sizes.iter().sum()
    }

    /// Whether all sizes and finite capacities are whole numbers, so that knapsacks of whole
    /// items can be solved.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let finite = self.capacities.iter().filter(|capacity| capacity.is_finite());
        self.sizes.iter().chain(finite).all(|value| value.fract() == 0.0 && *value < 1e9)
    }

    /// Whether these sites may be open together: none closed, all that must be, no more than may
    /// be, within the budget.
    #[must_use]
    pub fn allows(&self, open: &[u32]) -> bool {
        let standings = self.sites.iter().map(|site| site.standing);
        let open = open.iter().map(|site| &self.sites[*site as usize]);
        rules::allows(
            standings,
            open.map(|site| (site.standing, site.price)),
            self.most,
            self.budget,
        )
    }

    /// What opening these sites costs.
    #[must_use]
    pub fn opening(&self, open: &[u32]) -> f64 {
        open.iter().map(|site| self.sites[*site as usize].opening).sum()
    }

    /// The transportation problem behind every set of open sites.
    #[must_use]
    pub fn tariff(&self) -> Tariff<'_> {
        let (mut rate, mut ordinary): (f64, f64) = (0.0, 0.0);
        for site in 0..self.sites.len() {
            for (cost, size) in self.row(site).iter().zip(&self.sizes) {
                if *size > 0.0 {
                    rate = rate.max(cost / size);
                    if *cost < self.forbidden {
                        ordinary = ordinary.max(cost / size);
                    }
                }
            }
        }
        let openings: f64 = self.sites.iter().map(|site| site.opening.abs()).sum();
        let least = self.sizes.iter().copied().filter(|size| *size > 0.0);
        let least = least.fold(f64::INFINITY, f64::min).clamp(1e-3, 1e3);
        Tariff {
            sizes: &self.sizes,
            capacities: &self.capacities,
            costs: &self.costs,
            // More than the longest way round that is of any use, and than any opening saves.
            penalty: 16.0 * rate + 1.0 + openings / least,
            tolerance: 1e-11 * (ordinary + 1e-3),
        }
    }

    /// The cost of a solution, worked out from its open sites and shares.
    #[must_use]
    pub fn worth(&self, solution: &Solution) -> f64 {
        let service = solution.shares.iter();
        let cost = |(site, customer, share): &(u32, u32, f64)| {
            share * self.cost(*site, *customer as usize)
        };
        self.opening(&solution.open) + service.map(cost).sum::<f64>()
    }

    /// A proven lower bound, raised to the next value that a cost can have. Leaves room for
    /// rounding errors.
    #[must_use]
    pub fn raised(&self, bound: f64) -> f64 {
        rules::raised(bound, self.step)
    }
}
