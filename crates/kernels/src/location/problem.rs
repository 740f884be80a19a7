//! The one problem behind p-median, maximal covering, set covering and uncapacitated location.

use crate::rules;

/// Whether a site may, must or must not open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It may open.
    Free,
    /// It is open.
    Open,
    /// It stays closed.
    Closed,
}

/// A site that can open.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Site {
    /// What opening it adds to the cost.
    pub opening: f64,
    /// What opening it takes of the budget, 0 and more.
    pub price: f64,
    /// Whether there is a choice.
    pub standing: Standing,
}

/// Minimise opening costs plus, for every customer, the cost of the cheapest open site it is
/// linked to, or its `unserved` cost where that is less or there is none.
///
/// - p-median: no opening costs, at most p sites, `unserved` infinite (or, where links were left
///   out because they are long, a lower bound on their cost: the problem is then a relaxation);
/// - maximal covering: links cost nothing, `unserved` is the weight;
/// - partial covering: a link costs the share of the weight that it does not cover;
/// - backup covering: `spare` is the weight lost where only one linked site is open;
/// - set covering: openings cost 1, links nothing, `unserved` is infinite;
/// - uncapacitated location: opening costs, any number of sites.
#[derive(Clone, PartialEq, Debug)]
pub struct Location {
    /// The sites.
    pub sites: Vec<Site>,
    /// Where the links of each customer begin; one more entry than customers.
    pub starts: Vec<usize>,
    /// The site of each link: by customer, cheapest first, ties by site.
    pub links: Vec<u32>,
    /// The cost of each link; empty where all are nothing.
    pub costs: Vec<f64>,
    /// What each customer costs where no linked site is open; may be infinite.
    pub unserved: Vec<f64>,
    /// What each customer costs, on top, where fewer than two linked sites are open; empty where
    /// nothing. Only with links that cost nothing, and not above `unserved`, so that the second
    /// cover is never worth more than the first.
    pub spare: Vec<f64>,
    /// Most sites open.
    pub most: usize,
    /// Most that the prices of open sites sum to; may be infinite.
    pub budget: f64,
    /// Every possible cost is a multiple of this; 0 where nothing of the kind is known.
    pub step: f64,
}

impl Location {
    /// Number of customers.
    #[must_use]
    pub fn customers(&self) -> usize {
        self.unserved.len()
    }

    /// The links of a customer, cheapest first: site and cost.
    pub fn links_of(&self, customer: usize) -> impl ExactSizeIterator<Item = (u32, f64)> + '_ {
        let range = self.starts[customer]..self.starts[customer + 1];
        range.map(|link| (self.links[link], self.cost_of(link)))
    }

    /// The cost of a link.
    #[must_use]
    #[inline]
    pub fn cost_of(&self, link: usize) -> f64 {
        if self.costs.is_empty() { 0.0 } else { self.costs[link] }
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

    /// What it costs when these sites are open; infinite where a customer cannot go unserved.
    /// O(links).
    #[must_use]
    pub fn cost(&self, open: &[u32]) -> f64 {
        let mut is_open = vec![false; self.sites.len()];
        let mut cost = 0.0;
        for site in open {
            is_open[*site as usize] = true;
            cost += self.sites[*site as usize].opening;
        }
        for customer in 0..self.customers() {
            let mut near = self.links_of(customer).filter(|(site, _)| is_open[*site as usize]);
            let unserved = self.unserved[customer];
            cost += near.next().map_or(unserved, |(_, cost)| cost.min(unserved));
            if !self.spare.is_empty() && near.next().is_none() {
                cost += self.spare[customer];
            }
        }
        cost
    }

    /// A proven lower bound, raised to the next value that a cost can have. Leaves room for
    /// rounding errors.
    #[must_use]
    pub fn raised(&self, bound: f64) -> f64 {
        rules::raised(bound, self.step)
    }
}
