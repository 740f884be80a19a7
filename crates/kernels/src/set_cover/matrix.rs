//! What is left of a covering problem: sites, customers, and who covers whom, both ways.

/// Lists of numbers, one after the other.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists {
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    pub(super) fn new() -> Self {
        Self { starts: vec![0], items: Vec::new() }
    }

    pub(super) fn push(&mut self, list: impl Iterator<Item = u32>) {
        self.items.extend(list);
        self.starts.push(self.items.len() as u32);
    }

    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    #[inline]
    pub(super) fn of(&self, list: usize) -> &[u32] {
        &self.items[self.starts[list] as usize..self.starts[list + 1] as usize]
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &[u32]> {
        (0..self.len()).map(|list| self.of(list))
    }

    /// The lists that each of `count` numbers is in, ascending.
    fn turned(&self, count: usize) -> Self {
        let mut starts = vec![0; count + 1];
        for item in &self.items {
            starts[*item as usize + 1] += 1;
        }
        for at in 0..count {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut items = vec![0; self.items.len()];
        for (list, numbers) in (0..).zip(self.iter()) {
            for number in numbers {
                let at = &mut next[*number as usize];
                items[*at as usize] = list;
                *at += 1;
            }
        }
        Self { starts, items }
    }
}

/// Sites and customers by their places here, with their numbers where they come from.
#[derive(Clone, Debug)]
pub(super) struct Matrix {
    /// The number of each site.
    pub(super) sites: Vec<u32>,
    /// What each site takes of the budget.
    pub(super) prices: Vec<f64>,
    /// The number of each customer.
    pub(super) customers: Vec<u32>,
    /// The sites that cover each customer, ascending.
    pub(super) rows: Lists,
    /// The customers that each site covers, ascending.
    pub(super) columns: Lists,
}

impl Matrix {
    pub(super) fn new(sites: Vec<u32>, prices: Vec<f64>, customers: Vec<u32>, rows: Lists) -> Self {
        let columns = rows.turned(sites.len());
        Self { sites, prices, customers, rows, columns }
    }

    /// How many pairs there are of a site and a customer it covers.
    pub(super) fn links(&self) -> u64 {
        self.rows.items.len() as u64
    }

    /// What is left when only these sites and customers stay. Numbers stay those of the origin.
    pub(super) fn part(&self, sites: &[bool], customers: &[bool]) -> Self {
        let mut place = vec![0; self.sites.len()];
        let staying = sites.iter().enumerate().filter(|(_, stays)| **stays);
        for (left, (site, _)) in (0..).zip(staying) {
            place[site] = left;
        }
        let mut rows = Lists::new();
        for (row, _) in self.rows.iter().zip(customers).filter(|(_, stays)| **stays) {
            let stay = row.iter().filter(|site| sites[**site as usize]);
            rows.push(stay.map(|site| place[*site as usize]));
        }
        let kept = |all: &[u32], stay: &[bool]| -> Vec<u32> {
            all.iter().zip(stay).filter(|(_, stays)| **stays).map(|(number, _)| *number).collect()
        };
        let prices = self.prices.iter().zip(sites).filter(|(_, stays)| **stays);
        let prices = prices.map(|(price, _)| *price).collect();
        Self::new(kept(&self.sites, sites), prices, kept(&self.customers, customers), rows)
    }

    /// The parts that it falls into: no two have a customer or a site in common. Sites that cover
    /// nobody are in none. O(links).
    pub(super) fn parts(&self) -> Vec<Self> {
        const NONE: u32 = u32::MAX;
        let mut of_sites = vec![NONE; self.sites.len()];
        let mut of_customers = vec![NONE; self.customers.len()];
        let mut count = 0;
        let mut reached = Vec::new();
        for first in 0..self.customers.len() {
            if of_customers[first] != NONE {
                continue;
            }
            of_customers[first] = count;
            reached.push(first);
            while let Some(customer) = reached.pop() {
                for site in self.rows.of(customer) {
                    if std::mem::replace(&mut of_sites[*site as usize], count) == count {
                        continue;
                    }
                    for other in self.columns.of(*site as usize) {
                        if std::mem::replace(&mut of_customers[*other as usize], count) != count {
                            reached.push(*other as usize);
                        }
                    }
                }
            }
            count += 1;
        }
        if count == 1 {
            return vec![self.clone()];
        }
        let are = |of: &[u32], part: u32| of.iter().map(|of| *of == part).collect::<Vec<bool>>();
        (0..count).map(|part| self.part(&are(&of_sites, part), &are(&of_customers, part))).collect()
    }

    /// The same with sites and customers numbered by their places.
    pub(super) fn renumbered(mut self) -> Self {
        self.sites = (0..self.sites.len() as u32).collect();
        self.customers = (0..self.customers.len() as u32).collect();
        self
    }
}
