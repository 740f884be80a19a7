//! Links by site: the other way round than a [`Location`] lists them.

use super::problem::{Location, Standing};

/// Which customers each site can serve, and by which of their links.
///
/// Links that serve nobody are left out: of closed sites, and those not cheaper than going
/// unserved. Costs stay where they are, so that a link takes 8 bytes here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Columns {
    starts: Vec<usize>,
    customers: Vec<u32>,
    links: Vec<u32>,
    /// Where the useful links of each customer end.
    ends: Vec<u32>,
}

impl Columns {
    /// The columns of a location. O(links).
    ///
    /// # Panics
    /// From 2³² - 1 links on.
    #[must_use]
    pub fn of(location: &Location) -> Self {
        assert!(location.links.len() < u32::MAX as usize, "links are numbered by 32 bits");
        let sites = location.sites.len();
        let can_open = |site: u32| location.sites[site as usize].standing != Standing::Closed;
        let mut starts = vec![0; sites + 1];
        let mut ends = Vec::with_capacity(location.customers());
        for customer in 0..location.customers() {
            let mut end = location.starts[customer];
            for (site, cost) in location.links_of(customer) {
                if cost >= location.unserved[customer] {
                    break;
                }
                end += 1;
                if can_open(site) {
                    starts[site as usize + 1] += 1;
                }
            }
            ends.push(end as u32);
        }
        for site in 0..sites {
            starts[site + 1] += starts[site];
        }
        let mut next = starts.clone();
        let (mut customers, mut links) = (vec![0; starts[sites]], vec![0; starts[sites]]);
        for (customer, end) in ends.iter().enumerate() {
            for link in location.starts[customer]..*end as usize {
                let site = location.links[link];
                if can_open(site) {
                    let at = &mut next[site as usize];
                    (customers[*at], links[*at]) = (customer as u32, link as u32);
                    *at += 1;
                }
            }
        }
        Self { starts, customers, links, ends }
    }

    /// The customers that a site can serve, ascending, and their links to it.
    pub fn of_site(&self, site: u32) -> impl ExactSizeIterator<Item = (u32, u32)> + '_ {
        let range = self.starts[site as usize]..self.starts[site as usize + 1];
        self.customers[range.clone()].iter().copied().zip(self.links[range].iter().copied())
    }

    /// One of the customers that a site can serve, by its place among them.
    ///
    /// # Panics
    /// From [`Self::len_of`] on.
    #[must_use]
    pub fn customer_of(&self, site: u32, place: usize) -> u32 {
        assert!(place < self.len_of(site), "a place in the column of a site");
        self.customers[self.starts[site as usize] + place]
    }

    /// Number of customers that a site can serve.
    #[must_use]
    pub fn len_of(&self, site: u32) -> usize {
        self.starts[site as usize + 1] - self.starts[site as usize]
    }

    /// Where the useful links of a customer end.
    #[must_use]
    #[inline]
    pub fn end_of(&self, customer: usize) -> usize {
        self.ends[customer] as usize
    }

    /// Number of useful links.
    #[must_use]
    pub fn links(&self) -> usize {
        self.links.len()
    }
}

/// What going unserved costs, with a penalty in place of infinity that no layout's other costs
/// outweigh: serving everybody goes first.
#[must_use]
pub(super) fn penalties(location: &Location) -> Vec<f64> {
    if location.unserved.iter().all(|unserved| unserved.is_finite()) {
        return location.unserved.clone();
    }
    let dearest = |customer: usize| {
        let last = location.starts[customer + 1];
        let unserved = location.unserved[customer];
        match unserved.is_finite() {
            true => unserved,
            false if last == location.starts[customer] => 0.0,
            false => location.cost_of(last - 1),
        }
    };
    let serving: f64 = (0..location.customers()).map(dearest).sum();
    let opening: f64 = location.sites.iter().map(|site| site.opening.abs()).sum();
    let penalty = 1.0 + 2.0 * (serving + opening).ceil();
    let finite = |unserved: &f64| if unserved.is_finite() { *unserved } else { penalty };
    location.unserved.iter().map(finite).collect()
}
