//! What is left of a problem once sites are settled, and the way back.

use std::borrow::Cow;

use super::{Location, Standing};

/// A problem without the sites that stay closed, the links that no answer uses and the customers
/// who have no choice left.
#[derive(Clone, PartialEq, Debug)]
pub struct Rest<'a> {
    /// What is left. Sites that must be open are part of it.
    pub location: Cow<'a, Location>,
    /// The site of the whole that each site is.
    pub sites: Vec<u32>,
    /// The customer of the whole that each customer is.
    pub customers: Vec<u32>,
    /// What the customers cost who have no choice left.
    pub settled: f64,
    /// For each customer of the whole who has no choice left a price that says what it costs.
    prices: Vec<f64>,
    /// A customer of the whole who can neither be served nor go unserved.
    pub unservable: Option<u32>,
}

/// Where what is left of a rest was in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    /// Of the sites.
    pub sites: Vec<u32>,
    /// Of the customers.
    pub customers: Vec<u32>,
}

/// What becomes of a customer.
enum Choice {
    /// It has one: its links are kept.
    Left,
    /// It has none: what it costs, and a price that says so.
    Settled { cost: f64, price: f64 },
}

impl<'a> Rest<'a> {
    /// Of a whole problem, which is not copied where nothing of it goes. O(links).
    #[must_use]
    pub fn of(location: &'a Location) -> Self {
        if is_all_left(location) {
            return Self {
                sites: (0..location.sites.len() as u32).collect(),
                customers: (0..location.customers() as u32).collect(),
                settled: 0.0,
                prices: vec![0.0; location.customers()],
                unservable: None,
                location: Cow::Borrowed(location),
            };
        }
        let standing: Vec<Standing> = location.sites.iter().map(|site| site.standing).collect();
        let mut rest = Self {
            location: Cow::Owned(emptied(location)),
            sites: Vec::new(),
            customers: Vec::new(),
            settled: 0.0,
            prices: vec![0.0; location.customers()],
            unservable: None,
        };
        let kept = rest.fill(location, &standing, |customer| customer);
        (rest.sites, rest.customers) = (kept.sites, kept.customers);
        rest
    }

    /// What is left of this rest under these standings of its sites. O(links).
    #[must_use]
    pub fn after(&self, standing: &[Standing]) -> (Self, Kept) {
        let mut rest = Self {
            location: Cow::Owned(emptied(&self.location)),
            sites: Vec::new(),
            customers: Vec::new(),
            settled: self.settled,
            prices: self.prices.clone(),
            unservable: self.unservable,
        };
        let kept =
            rest.fill(&self.location, standing, |customer| self.customers[customer as usize]);
        rest.sites = kept.sites.iter().map(|site| self.sites[*site as usize]).collect();
        let customers = kept.customers.iter();
        rest.customers = customers.map(|customer| self.customers[*customer as usize]).collect();
        (rest, kept)
    }

    fn fill(&mut self, from: &Location, standing: &[Standing], whole: impl Fn(u32) -> u32) -> Kept {
        let into = self.location.to_mut();
        let mut kept = Kept { sites: Vec::new(), customers: Vec::new() };
        let mut place = vec![u32::MAX; from.sites.len()];
        for (site, standing) in standing.iter().enumerate() {
            if *standing != Standing::Closed {
                place[site] = kept.sites.len() as u32;
                kept.sites.push(site as u32);
                let mut copy = from.sites[site];
                copy.standing = *standing;
                into.sites.push(copy);
            }
        }
        into.starts.push(0);
        for customer in 0..from.customers() {
            let first = into.links.len();
            match keep_links(from, customer, standing, &place, into) {
                Choice::Left => {
                    into.starts.push(into.links.len());
                    into.unserved.push(from.unserved[customer]);
                    into.spare.extend(from.spare.get(customer));
                    kept.customers.push(customer as u32);
                }
                Choice::Settled { cost, price } => {
                    into.links.truncate(first);
                    into.costs.truncate(if from.costs.is_empty() { 0 } else { first });
                    let whole = whole(customer as u32);
                    if cost.is_finite() {
                        self.settled += cost;
                        self.prices[whole as usize] = price;
                    } else {
                        self.unservable = Some(whole);
                    }
                }
            }
        }
        kept
    }

    /// The standing of each site.
    #[must_use]
    pub fn standing(&self) -> Vec<Standing> {
        self.location.sites.iter().map(|site| site.standing).collect()
    }

    /// Prices of these customers as prices of all, of the same value under the same standings.
    #[must_use]
    pub fn whole_prices(&self, prices: &[f64]) -> Vec<f64> {
        let mut whole = self.prices.clone();
        for (customer, price) in self.customers.iter().zip(prices) {
            whole[*customer as usize] = *price;
        }
        whole
    }

    /// These sites as sites of the whole.
    #[must_use]
    pub fn whole_sites(&self, sites: &[u32]) -> Vec<u32> {
        sites.iter().map(|site| self.sites[*site as usize]).collect()
    }

    /// These sites of the whole, ascending, as sites of the rest; `None` where it does not allow
    /// them.
    #[must_use]
    pub fn own_sites(&self, whole: &[u32]) -> Option<Vec<u32>> {
        let own = |site: &u32| self.sites.binary_search(site).ok().map(|site| site as u32);
        let own: Vec<u32> = whole.iter().map(own).collect::<Option<_>>()?;
        self.location.allows(&own).then_some(own)
    }
}

/// The same limits, no sites and no customers.
pub(super) fn emptied(location: &Location) -> Location {
    Location {
        sites: Vec::new(),
        starts: Vec::new(),
        links: Vec::new(),
        costs: Vec::new(),
        unserved: Vec::new(),
        spare: Vec::new(),
        ..*location
    }
}

/// Whether every site may open or stay closed and every customer has use for all of its links.
fn is_all_left(location: &Location) -> bool {
    let uses_all = |customer: usize| {
        let last = location.links_of(customer).last();
        last.is_some_and(|(_, cost)| cost < location.unserved[customer])
    };
    location.sites.iter().all(|site| site.standing == Standing::Free)
        && (0..location.customers()).all(uses_all)
}

/// Copies the links that a customer may use, those cheaper than an open site's or going unserved.
fn keep_links(
    from: &Location,
    customer: usize,
    standing: &[Standing],
    place: &[u32],
    into: &mut Location,
) -> Choice {
    // One open site serves; with spare cover two do.
    let enough = if from.spare.is_empty() { 1 } else { 2 };
    let unserved = from.unserved[customer];
    let (mut open, mut free, mut first) = (0, 0, unserved);
    for (site, cost) in from.links_of(customer) {
        if open == enough || cost >= unserved {
            break;
        }
        match standing[site as usize] {
            Standing::Closed => continue,
            Standing::Open => {
                first = first.min(cost);
                open += 1;
            }
            Standing::Free => free += 1,
        }
        into.links.push(place[site as usize]);
        if !from.costs.is_empty() {
            into.costs.push(cost);
        }
    }
    // Without costs it is covered for good, whatever else opens.
    if free > 0 && !(from.costs.is_empty() && open == enough) {
        return Choice::Left;
    }
    match from.spare.get(customer) {
        None => Choice::Settled { cost: first, price: first },
        Some(spare) => match open {
            0 => Choice::Settled { cost: unserved + spare, price: unserved },
            1 => Choice::Settled { cost: first + spare, price: *spare },
            _ => Choice::Settled { cost: first, price: 0.0 },
        },
    }
}
