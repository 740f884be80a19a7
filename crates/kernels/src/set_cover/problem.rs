//! Which sites cover which customers, and how many sites may open.

use crate::location::Standing;

/// A site that can open.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Site {
    /// What opening it takes of the budget, 0 and more.
    pub price: f64,
    /// Whether there is a choice.
    pub standing: Standing,
}

/// Open sites such that every customer is covered by one.
#[derive(Clone, PartialEq, Debug)]
pub struct SetCover {
    /// The sites.
    pub sites: Vec<Site>,
    /// Where the links of each customer begin; one more entry than customers.
    pub starts: Vec<usize>,
    /// The sites that cover each customer, ascending.
    pub links: Vec<u32>,
    /// Most sites open, those that must be included.
    pub most: usize,
    /// Most that the prices of open sites sum to; may be infinite.
    pub budget: f64,
}

impl SetCover {
    /// Number of customers.
    #[must_use]
    pub fn customers(&self) -> usize {
        self.starts.len() - 1
    }

    /// The sites that cover a customer.
    #[must_use]
    pub fn links_of(&self, customer: usize) -> &[u32] {
        &self.links[self.starts[customer]..self.starts[customer + 1]]
    }

    /// Whether these sites may be open together and cover every customer. O(links).
    #[must_use]
    pub fn admits(&self, open: &[u32]) -> bool {
        let mut is_open = vec![false; self.sites.len()];
        open.iter().for_each(|site| is_open[*site as usize] = true);
        let price: f64 = open.iter().map(|site| self.sites[*site as usize].price).sum();
        let stands = |(site, is_open): (&Site, &bool)| match site.standing {
            Standing::Free => true,
            Standing::Open => *is_open,
            Standing::Closed => !is_open,
        };
        open.len() <= self.most
            && price <= self.budget
            && self.sites.iter().zip(&is_open).all(stands)
            && (0..self.customers())
                .all(|customer| self.links_of(customer).iter().any(|site| is_open[*site as usize]))
    }
}

/// How far to go.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Effort {
    /// A good answer, without a bound worth the name.
    Heuristic,
    /// And what relaxed problems prove.
    Bound,
    /// And a search that proves the answer best if the work allows.
    Exact,
}
