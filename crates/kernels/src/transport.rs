//! Transportation between few sites and many customers, kept optimal as sites open and close.

use super::Work;

/// Less than this of an amount, relative to the customer's size, is nothing.
const NOTHING: f64 = 1e-11;

/// What a transportation problem is about.
#[derive(Clone, Copy, Debug)]
pub struct Tariff<'a> {
    /// What each customer takes, 0 and more.
    pub sizes: &'a [f64],
    /// What each site can give; may be infinite.
    pub capacities: &'a [f64],
    /// What serving all of a customer costs: one row for each site.
    pub costs: &'a [f64],
    /// What a unit of size costs that no site serves: more than any way around through the sites.
    pub penalty: f64,
    /// Costs of a unit of size that differ by less are the same.
    pub tolerance: f64,
}

/// A place in the graph of open sites.
#[derive(Clone, Debug)]
struct Slot {
    /// Its site; `None` where the slot is unused.
    site: Option<u32>,
    /// Customers and how much of them it serves.
    held: Vec<(u32, f64)>,
    /// Capacity left.
    slack: f64,
}

/// Cheapest service of all customers by the open sites, a share each.
///
/// The state is the residual graph between open sites: moving a unit from one to another costs
/// what the customer for whom the difference is least pays. Opening a site draws units in along
/// shortest paths as long as that is cheaper, closing one pushes them out; both keep the flow
/// optimal. Slot 0 is nowhere: its capacity has no end and its cost is the penalty.
///
/// Source: successive shortest paths, Busacker & Gowen (1960), as in Ahuja, Magnanti & Orlin,
/// *Network Flows* (1993), section 9.7; the graph between the few sites is the "compact" form for
/// unbalanced transportation, Brenner (2008), doi:10.1016/j.orl.2007.10.006.
#[derive(Clone, Debug)]
pub struct Transport<'a> {
    tariff: Tariff<'a>,
    slots: Vec<Slot>,
    /// From slot to slot: least cost of moving a unit, and of which customer.
    arcs: Vec<Vec<(f64, u32)>>,
    /// Customers without size, which only want the cheapest site.
    sizeless: Vec<u32>,
    /// Cost of service, without those.
    cost: f64,
    tolerance: f64,
    /// Work done since last asked.
    spent: u64,
}

const NOBODY: (f64, u32) = (f64::INFINITY, u32::MAX);

impl<'a> Transport<'a> {
    /// No site is open and nobody is served.
    #[must_use]
    pub fn new(tariff: Tariff<'a>) -> Self {
        let customers = 0..tariff.sizes.len() as u32;
        let is_sized = |customer: &u32| tariff.sizes[*customer as usize] > 0.0;
        let nowhere: Vec<(u32, f64)> = customers
            .clone()
            .filter(is_sized)
            .map(|customer| (customer, tariff.sizes[customer as usize]))
            .collect();
        let total: f64 = nowhere.iter().map(|(_, amount)| amount).sum();
        Self {
            tariff,
            sizeless: customers.filter(|customer| !is_sized(customer)).collect(),
            slots: vec![Slot { site: None, held: nowhere, slack: f64::INFINITY }],
            arcs: vec![vec![NOBODY]],
            cost: total * tariff.penalty,
            tolerance: tariff.tolerance,
            spent: 0,
        }
    }

    /// These sites are open and everybody is served at least cost.
    #[must_use]
    pub fn of(tariff: Tariff<'a>, open: &[u32], work: &mut Work) -> Self {
        let mut transport = Self::new(tariff);
        open.iter().for_each(|site| transport.open(*site, work));
        transport
    }

    /// Takes over another's state, without new memory where possible.
    pub fn copy(&mut self, other: &Self) {
        self.slots.clone_from(&other.slots);
        self.arcs.clone_from(&other.arcs);
        self.cost = other.cost;
    }

    /// The open sites, in no order.
    pub fn sites(&self) -> impl Iterator<Item = u32> + '_ {
        self.slots.iter().filter_map(|slot| slot.site)
    }

    /// Units of size that nobody serves.
    #[must_use]
    pub fn shortage(&self) -> f64 {
        self.slots[0].held.iter().map(|(_, amount)| amount).sum()
    }

    /// Cost of service, penalties included. O(customers without size x open sites).
    #[must_use]
    pub fn cost(&self) -> f64 {
        let cheapest = |customer: &u32| self.cheapest(*customer).map_or(0.0, |(_, cost)| cost);
        self.cost + self.sizeless.iter().map(cheapest).sum::<f64>()
    }

    fn cheapest(&self, customer: u32) -> Option<(u32, f64)> {
        let of = |site: u32| (site, self.tariff.costs[self.entry(site, customer)]);
        self.sites().map(of).min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)))
    }

    /// Who serves what share of whom: site, customer, share; by customer, then site.
    #[must_use]
    pub fn shares(&self) -> Vec<(u32, u32, f64)> {
        let mut shares = Vec::new();
        for slot in &self.slots {
            let Some(site) = slot.site else { continue };
            let share = |(customer, amount): &(u32, f64)| {
                (site, *customer, amount / self.tariff.sizes[*customer as usize])
            };
            shares.extend(slot.held.iter().map(share));
        }
        let sizeless = self.sizeless.iter();
        shares.extend(
            sizeless.filter_map(|customer| Some((self.cheapest(*customer)?.0, *customer, 1.0))),
        );
        shares.sort_unstable_by_key(|(site, customer, _)| (*customer, *site));
        shares
    }

    /// For each open site at least by how much closing it raises the cost of service: what it
    /// serves goes where it costs least at the prices of the capacities. O(customers x open sites).
    pub fn closing(&mut self, raise: &mut Vec<(u32, f64)>, work: &mut Work) {
        raise.clear();
        let to = self.worth();
        for (at, slot) in self.slots.iter().enumerate() {
            let Some(site) = slot.site else { continue };
            let mut sum = 0.0;
            for (customer, amount) in &slot.held {
                let others = (0..self.slots.len()).filter(|to| *to != at && self.is_used(*to));
                let rate = |slot: usize| self.rate(slot, *customer) - to[slot];
                let least = others.map(rate).fold(f64::INFINITY, f64::min);
                sum += amount * (least - self.rate(at, *customer));
            }
            raise.push((site, sum));
        }
        let count = self.slots.len() as u64;
        work.spend(count * (count + self.tariff.sizes.len() as u64));
    }

    /// Multipliers that prove the cost: what serving each customer is worth.
    #[must_use]
    pub fn prices(&self) -> Vec<f64> {
        let to = self.worth();
        let customers = 0..self.tariff.sizes.len() as u32;
        let price = |customer: u32| {
            let size = self.tariff.sizes[customer as usize];
            let at = |(slot, to): (&Slot, &f64)| {
                Some(self.tariff.costs[self.entry(slot.site?, customer)] - size * to)
            };
            let least = self.slots.iter().zip(&to).filter_map(at).fold(f64::INFINITY, f64::min);
            // Without size the penalty is no way out: its price is its cheapest site's.
            if size > 0.0 || least.is_infinite() {
                least.min(size * self.tariff.penalty)
            } else {
                least
            }
        };
        customers.map(price).collect()
    }

    /// What a unit of each slot's capacity changes in cost, 0 and less.
    fn worth(&self) -> Vec<f64> {
        let mut to = vec![0.0; self.slots.len()];
        for _ in 0..self.slots.len() {
            if !self.relax(&mut to) {
                break;
            }
        }
        to
    }

    /// One round of shortest paths from anywhere; returns whether one became shorter.
    fn relax(&self, to: &mut [f64]) -> bool {
        let mut changes = false;
        for (from, row) in self.arcs.iter().enumerate().filter(|(from, _)| self.is_used(*from)) {
            for (at, arc) in row.iter().enumerate() {
                let through = to[from] + arc.0;
                if through < to[at] - self.tolerance {
                    to[at] = through;
                    changes = true;
                }
            }
        }
        changes
    }

    #[inline]
    fn entry(&self, site: u32, customer: u32) -> usize {
        site as usize * self.tariff.sizes.len() + customer as usize
    }

    /// What a unit of a customer costs at a slot.
    #[inline]
    fn rate(&self, slot: usize, customer: u32) -> f64 {
        match self.slots[slot].site {
            Some(site) => {
                self.tariff.costs[self.entry(site, customer)] / self.tariff.sizes[customer as usize]
            }
            None => self.tariff.penalty,
        }
    }

    fn is_used(&self, slot: usize) -> bool {
        slot == 0 || self.slots[slot].site.is_some()
    }

    /// Opens a site that is closed.
    pub fn open(&mut self, site: u32, work: &mut Work) {
        let fresh = Slot {
            site: Some(site),
            held: Vec::new(),
            slack: self.tariff.capacities[site as usize],
        };
        let unused = (1..self.slots.len()).find(|slot| self.slots[*slot].site.is_none());
        let slot = unused.unwrap_or(self.slots.len());
        if slot == self.slots.len() {
            self.slots.push(fresh);
            self.arcs.iter_mut().for_each(|row| row.push(NOBODY));
            self.arcs.push(vec![NOBODY; self.slots.len()]);
        } else {
            self.slots[slot] = fresh;
            self.arcs[slot].fill(NOBODY);
        }
        for from in (0..self.slots.len()).filter(|from| *from != slot) {
            if self.is_used(from) {
                self.find_arc(from, slot);
            }
        }
        self.draw_in(slot);
        work.spend(std::mem::take(&mut self.spent));
    }

    /// Closes a site that is open.
    ///
    /// # Panics
    /// Where it is not open.
    pub fn close(&mut self, site: u32, work: &mut Work) {
        let slot = self.slots.iter().position(|slot| slot.site == Some(site));
        let slot = slot.expect("a site that closes is open");
        self.slots[slot].slack = 0.0;
        self.push_out(slot);
        self.slots[slot].site = None;
        self.arcs.iter_mut().for_each(|row| row[slot] = NOBODY);
        self.arcs[slot].fill(NOBODY);
        work.spend(std::mem::take(&mut self.spent));
    }

    /// Draws customers into a slot along shortest paths while that is cheaper.
    fn draw_in(&mut self, slot: usize) {
        let count = self.slots.len();
        // More paths than that are rounding going round in circles.
        for _ in 0..16 * (self.tariff.sizes.len() + count) {
            if self.slots[slot].slack <= 0.0 {
                return;
            }
            // Shortest paths from anywhere to the slot: what leaves its place leaves slack behind.
            let mut dist = vec![f64::INFINITY; count];
            let mut next = vec![usize::MAX; count];
            dist[slot] = 0.0;
            let mut rounds = 0;
            loop {
                let mut changes = false;
                for from in (0..count).filter(|from| *from != slot) {
                    let mut least = dist[from];
                    let row = &self.arcs[from];
                    for to in 0..count {
                        let through = row[to].0 + dist[to];
                        if through < least - self.tolerance {
                            least = through;
                            next[from] = to;
                            changes = true;
                        }
                    }
                    dist[from] = least;
                }
                rounds += 1;
                if !changes || rounds > count {
                    break;
                }
            }
            self.spent += (rounds * count * count) as u64 / 8;
            let Some(start) = (0..count)
                .filter(|from| *from != slot && dist[*from] < -self.tolerance)
                .min_by(|a, b| dist[*a].total_cmp(&dist[*b]).then(a.cmp(b)))
            else {
                return;
            };
            let mut path = vec![start];
            while *path.last().unwrap_or(&slot) != slot && path.len() <= count {
                path.push(next[path[path.len() - 1]]);
            }
            if path.len() > count || !self.shift(&path) {
                return;
            }
        }
    }

    /// Pushes all that a slot serves to where there is room, along shortest paths.
    fn push_out(&mut self, slot: usize) {
        let count = self.slots.len();
        while !self.slots[slot].held.is_empty() {
            let mut dist = vec![f64::INFINITY; count];
            let mut before = vec![usize::MAX; count];
            dist[slot] = 0.0;
            let mut rounds = 0;
            loop {
                let mut changes = false;
                for from in 0..count {
                    if !dist[from].is_finite() || !self.is_used(from) {
                        continue;
                    }
                    for to in (0..count).filter(|to| *to != slot) {
                        let through = dist[from] + self.arcs[from][to].0;
                        if through < dist[to] - self.tolerance {
                            dist[to] = through;
                            before[to] = from;
                            changes = true;
                        }
                    }
                }
                rounds += 1;
                if !changes || rounds > count {
                    break;
                }
            }
            self.spent += (rounds * count * count) as u64 / 8;
            let end = (0..count)
                .filter(|to| *to != slot && self.is_used(*to) && self.slots[*to].slack > 0.0)
                .min_by(|a, b| dist[*a].total_cmp(&dist[*b]).then(a.cmp(b)))
                .unwrap_or(0);
            let mut path = vec![end];
            while path[path.len() - 1] != slot && path.len() <= count {
                path.push(before[path[path.len() - 1]]);
            }
            path.reverse();
            if path.len() > count || !self.shift(&path) {
                // Rounding made a circle of a path; nowhere is always a way out.
                self.shift(&[slot, 0]);
            }
            // The room left behind is not to be filled again.
            self.slots[slot].slack = 0.0;
        }
    }

    /// Moves as much as it can along a path of slots; returns whether that was anything.
    fn shift(&mut self, path: &[usize]) -> bool {
        let end = path[path.len() - 1];
        let mut amount = self.slots[end].slack;
        for hop in path.windows(2) {
            let customer = self.arcs[hop[0]][hop[1]].1;
            amount = amount.min(self.amount(hop[0], customer));
        }
        if amount <= 0.0 {
            return false;
        }
        // All hops are read before the first is made: making one changes the arcs.
        let hops: Vec<(usize, usize, u32)> =
            path.windows(2).map(|hop| (hop[0], hop[1], self.arcs[hop[0]][hop[1]].1)).collect();
        for (from, to, customer) in hops {
            self.cost += amount * (self.rate(to, customer) - self.rate(from, customer));
            self.give(from, customer, amount);
            self.take(to, customer, amount);
        }
        self.slots[path[0]].slack += amount;
        let left = &mut self.slots[end].slack;
        *left -= amount;
        if *left < self.tariff.sizes.len() as f64 * NOTHING {
            *left = 0.0;
        }
        true
    }

    fn amount(&self, slot: usize, customer: u32) -> f64 {
        let held = self.slots[slot].held.iter().find(|held| held.0 == customer);
        held.map_or(0.0, |(_, amount)| *amount)
    }

    fn give(&mut self, slot: usize, customer: u32, amount: f64) {
        let held = &mut self.slots[slot].held;
        self.spent += held.len() as u64 / 2;
        let Some(at) = held.iter().position(|held| held.0 == customer) else { return };
        held[at].1 -= amount;
        if held[at].1 > NOTHING * self.tariff.sizes[customer as usize] {
            return;
        }
        held.swap_remove(at);
        for to in 0..self.slots.len() {
            if self.arcs[slot][to].1 == customer {
                self.find_arc(slot, to);
            }
        }
    }

    fn take(&mut self, slot: usize, customer: u32, amount: f64) {
        let held = &mut self.slots[slot].held;
        if let Some(known) = held.iter_mut().find(|held| held.0 == customer) {
            known.1 += amount;
            return;
        }
        held.push((customer, amount));
        let here = self.rate(slot, customer);
        for to in (0..self.slots.len()).filter(|to| *to != slot) {
            if self.is_used(to) {
                let arc = (self.rate(to, customer) - here, customer);
                if (arc.0, arc.1) < self.arcs[slot][to] {
                    self.arcs[slot][to] = arc;
                }
            }
        }
        self.spent += self.slots.len() as u64;
    }

    fn find_arc(&mut self, from: usize, to: usize) {
        let mut least = NOBODY;
        for (customer, _) in &self.slots[from].held {
            let cost = self.rate(to, *customer) - self.rate(from, *customer);
            if (cost, *customer) < least {
                least = (cost, *customer);
            }
        }
        self.spent += self.slots[from].held.len() as u64 / 2;
        self.arcs[from][to] = least;
    }
}
