//! Open sites, and what every change of one or two of them would save, kept up to date.

use super::columns::{Columns, penalties};
use super::problem::{Location, Standing};

/// No link.
const NONE: u32 = u32::MAX;

/// What a swap saves on top, for one site that would close.
#[derive(Clone, Copy, Debug)]
struct Extra {
    closes: u32,
    /// Over how many customers it is summed: none left, the entry goes, and rounding with it.
    customers: u32,
    saved: f64,
}

/// What opening a closed site would save.
#[derive(Clone, Debug, Default)]
struct Saving {
    alone: f64,
    /// By site that would close, for those that share customers with it.
    with: Vec<Extra>,
    is_touched: bool,
}

/// A change of the open sites.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Move {
    /// What it adds to the cost.
    pub delta: f64,
    /// The site that opens.
    pub opens: Option<u32>,
    /// The site that closes.
    pub closes: Option<u32>,
}

impl Move {
    fn less(self, other: Self) -> Self {
        let key = |it: &Self| (it.opens, it.closes);
        match self.delta.total_cmp(&other.delta).then_with(|| key(&self).cmp(&key(&other))) {
            std::cmp::Ordering::Greater => other,
            _ => self,
        }
    }

    /// The change that takes this one back.
    #[must_use]
    pub fn back(self) -> Self {
        Self { delta: -self.delta, opens: self.closes, closes: self.opens }
    }
}

/// Open sites of a [`Location`], with the tables of fast interchange.
///
/// For every closed site `saving.alone` is what opening it saves, for every open one `loss` what
/// closing it costs, and `saving.with` the part of a swap that neither knows of: customers of the
/// site that closes who go to the one that opens. They are sums over customers, so that a change
/// takes out and puts back the terms of the customers it concerns only: those whose nearest or
/// second nearest open site it changes, and of their links only those cheaper than the second.
/// `with` is kept sparse: it has an entry only where two sites share customers.
///
/// Source: Whitaker (1983), doi:10.1080/03155986.1983.11731889; Resende & Werneck (2007),
/// doi:10.1007/s10479-006-0154-0.
#[derive(Clone, Debug)]
pub struct Layout<'a> {
    location: &'a Location,
    columns: &'a Columns,
    unserved: Vec<f64>,
    is_open: Vec<bool>,
    open: Vec<u32>,
    /// Where each open site stands in `open`.
    places: Vec<u32>,
    /// Each customer's links to the nearest open sites: two, or three where a second counts.
    near: Vec<[u32; 3]>,
    savings: Vec<Saving>,
    losses: Vec<f64>,
    cost: f64,
    price: f64,
    touched: Vec<u32>,
    concerned: Vec<u32>,
    is_concerned: Vec<bool>,
    spent: u64,
}

impl<'a> Layout<'a> {
    /// These sites open. O(links).
    #[must_use]
    pub fn new(location: &'a Location, columns: &'a Columns, open: &[u32]) -> Self {
        let (sites, customers) = (location.sites.len(), location.customers());
        let mut layout = Self {
            location,
            columns,
            unserved: penalties(location),
            is_open: vec![false; sites],
            open: Vec::new(),
            places: vec![0; sites],
            near: vec![[NONE; 3]; customers],
            savings: vec![Saving::default(); sites],
            losses: vec![0.0; sites],
            cost: 0.0,
            price: 0.0,
            touched: Vec::new(),
            concerned: Vec::new(),
            is_concerned: vec![false; customers],
            spent: 0,
        };
        open.iter().for_each(|site| layout.flip(*site));
        for customer in 0..customers {
            layout.near[customer] = layout.look_for(customer);
            layout.count(customer, true);
        }
        layout
    }

    /// The open sites, in no order.
    #[must_use]
    pub fn open(&self) -> &[u32] {
        &self.open
    }

    /// Whether a site is open.
    #[must_use]
    pub fn is_open(&self, site: u32) -> bool {
        self.is_open[site as usize]
    }

    /// A customer's link to its nearest open site.
    #[must_use]
    pub fn nearest_link(&self, customer: usize) -> Option<usize> {
        Some(self.near[customer][0]).filter(|link| *link != NONE).map(|link| link as usize)
    }

    /// What it costs, up to rounding; with a penalty for each customer who may not go unserved
    /// but does.
    #[must_use]
    pub fn cost(&self) -> f64 {
        self.cost
    }

    /// The open sites, ascending, and what they cost, summed anew.
    #[must_use]
    pub fn settled(&self) -> (f64, Vec<u32>) {
        let mut open = self.open.clone();
        open.sort_unstable();
        (self.location.cost(&open), open)
    }

    /// The location.
    #[must_use]
    pub fn location(&self) -> &'a Location {
        self.location
    }

    /// The columns.
    #[must_use]
    pub fn columns(&self) -> &'a Columns {
        self.columns
    }

    /// Changes smaller than this are rounding.
    #[must_use]
    pub fn tolerance(&self) -> f64 {
        match self.location.step > 0.0 {
            true => self.location.step / 2.0,
            false => 1e-9 * self.cost.abs().max(1e-9),
        }
    }

    /// Links looked at since last asked.
    pub fn take_spent(&mut self) -> u64 {
        std::mem::take(&mut self.spent)
    }

    /// Moves to `sites` the closed sites whose figures changed since last asked.
    pub fn take_touched(&mut self, sites: &mut Vec<u32>) {
        for site in self.touched.drain(..) {
            self.savings[site as usize].is_touched = false;
            if !self.is_open[site as usize] {
                sites.push(site);
            }
        }
    }

    /// Makes a change. O(links of the sites, and those of the customers concerned that are cheaper
    /// than their second).
    pub fn apply(&mut self, change: Move) {
        let mut concerned = std::mem::take(&mut self.concerned);
        let columns = self.columns;
        let last = self.depth() - 1;
        if let Some(site) = change.opens {
            self.spent += columns.len_of(site) as u64;
            for (customer, link) in columns.of_site(site) {
                if link < self.near[customer as usize][last] {
                    self.is_concerned[customer as usize] = true;
                    concerned.push(customer);
                }
            }
        }
        if let Some(site) = change.closes {
            self.spent += columns.len_of(site) as u64;
            for (customer, link) in columns.of_site(site) {
                if link <= self.near[customer as usize][last]
                    && !self.is_concerned[customer as usize]
                {
                    self.is_concerned[customer as usize] = true;
                    concerned.push(customer);
                }
            }
        }
        for customer in &concerned {
            self.count(*customer as usize, false);
        }
        change.opens.iter().chain(&change.closes).for_each(|site| self.flip(*site));
        for customer in concerned.drain(..) {
            let customer = customer as usize;
            self.is_concerned[customer] = false;
            self.near[customer] = self.look_for(customer);
            self.count(customer, true);
        }
        self.concerned = concerned;
    }

    /// How many of a customer's nearest open sites matter.
    fn depth(&self) -> usize {
        if self.location.spare.is_empty() { 2 } else { 3 }
    }

    fn flip(&mut self, site: u32) {
        let at = site as usize;
        let Site { opening, price } = Site::of(self.location, site);
        self.is_open[at] = !self.is_open[at];
        if self.is_open[at] {
            self.places[at] = self.open.len() as u32;
            self.open.push(site);
            self.cost += opening;
            self.price += price;
        } else {
            let place = self.places[at];
            self.open.swap_remove(place as usize);
            if let Some(moved) = self.open.get(place as usize) {
                self.places[*moved as usize] = place;
            }
            self.cost -= opening;
            self.price = if self.open.is_empty() { 0.0 } else { self.price - price };
            self.touch(site);
        }
    }

    fn touch(&mut self, site: u32) {
        let saving = &mut self.savings[site as usize];
        if !saving.is_touched {
            saving.is_touched = true;
            self.touched.push(site);
        }
    }

    fn look_for(&mut self, customer: usize) -> [u32; 3] {
        let depth = self.depth();
        let (start, end) = (self.location.starts[customer], self.columns.end_of(customer));
        let (mut near, mut found) = ([NONE; 3], 0);
        let mut seen = end;
        for link in start..end {
            if self.is_open[self.location.links[link] as usize] {
                near[found] = link as u32;
                found += 1;
                if found == depth {
                    seen = link;
                    break;
                }
            }
        }
        self.spent += (seen - start) as u64;
        near
    }

    /// Adds, or takes out, what a customer contributes to the tables.
    fn count(&mut self, customer: usize, adds: bool) {
        if self.location.spare.is_empty() {
            self.count_nearest(customer, adds);
        } else {
            self.count_covers(customer, adds);
        }
    }

    fn count_nearest(&mut self, customer: usize, adds: bool) {
        let sign = if adds { 1.0 } else { -1.0 };
        let location = self.location;
        let (start, end) = (location.starts[customer], self.columns.end_of(customer));
        let cost_at = |link: u32| match link {
            NONE => self.unserved[customer],
            link => location.cost_of(link as usize),
        };
        let [first, second, _] = self.near[customer];
        let (least, next) = (cost_at(first), cost_at(second));
        self.cost += sign * least;
        let nearer = if first == NONE { end } else { first as usize };
        for link in start..nearer {
            let saved = least - location.cost_of(link);
            if saved > 0.0 {
                let site = location.links[link];
                self.savings[site as usize].alone += sign * saved;
                self.touch(site);
            }
        }
        self.spent += (nearer - start) as u64;
        if first == NONE || next <= least {
            return;
        }
        let closes = location.links[first as usize];
        self.losses[closes as usize] += sign * (next - least);
        let last = if second == NONE { end } else { second as usize };
        for link in (start..last).filter(|link| *link != first as usize) {
            let saved = next - location.cost_of(link).max(least);
            if saved > 0.0 {
                self.add_extra(location.links[link], closes, adds, saved);
            }
        }
        self.spent += (last - start) as u64;
    }

    fn count_covers(&mut self, customer: usize, adds: bool) {
        let sign = if adds { 1.0 } else { -1.0 };
        let location = self.location;
        let (unserved, spare) = (self.unserved[customer], location.spare[customer]);
        let near = self.near[customer];
        let covers = near.iter().filter(|link| **link != NONE).count();
        // What none, one and two covers cost.
        let costs = [unserved + spare, spare, 0.0, 0.0, 0.0];
        self.cost += sign * costs[covers];
        if covers == 3 {
            return;
        }
        let saved = costs[covers] - costs[covers + 1];
        let lost = if covers == 0 { 0.0 } else { costs[covers - 1] - costs[covers] };
        for link in &near[..covers] {
            self.losses[location.links[*link as usize] as usize] += sign * lost;
        }
        let (start, end) = (location.starts[customer], self.columns.end_of(customer));
        for link in (start..end).filter(|link| !near.contains(&(*link as u32))) {
            let site = location.links[link];
            self.savings[site as usize].alone += sign * saved;
            self.touch(site);
            for open in &near[..covers] {
                self.add_extra(site, location.links[*open as usize], adds, lost - saved);
            }
        }
        self.spent += (end - start) as u64;
    }

    #[inline]
    fn add_extra(&mut self, opens: u32, closes: u32, adds: bool, saved: f64) {
        self.touch(opens);
        let with = &mut self.savings[opens as usize].with;
        let at = with.iter().position(|extra| extra.closes == closes);
        match (at, adds) {
            (Some(at), true) => {
                with[at].saved += saved;
                with[at].customers += 1;
            }
            (None, true) => with.push(Extra { closes, customers: 1, saved }),
            (Some(at), false) if with[at].customers == 1 => {
                with.swap_remove(at);
            }
            (Some(at), false) => {
                with[at].saved -= saved;
                with[at].customers -= 1;
            }
            (None, false) => unreachable!("what was counted can be taken out"),
        }
    }
}

struct Site {
    opening: f64,
    price: f64,
}

impl Site {
    fn of(location: &Location, site: u32) -> Self {
        let site = &location.sites[site as usize];
        Self { opening: site.opening, price: site.price }
    }
}

/// The open sites by what closing them costs, for one state of a layout.
#[derive(Clone, Debug)]
pub struct Closings {
    /// Price, site and cost of closing: dearest to open first, each the cheapest to close so far.
    cheapest: Vec<(f64, f64, u32)>,
}

impl Layout<'_> {
    /// The cheapest closings. O(open sites), sorted where there is a budget.
    #[must_use]
    pub fn closings(&self) -> Closings {
        let mut all: Vec<(f64, f64, u32)> = self
            .open
            .iter()
            .filter(|site| self.can_close(**site))
            .map(|site| (Site::of(self.location, *site).price, self.closing(*site), *site))
            .collect();
        let by_cost =
            |a: &(f64, f64, u32), b: &(f64, f64, u32)| a.1.total_cmp(&b.1).then(a.2.cmp(&b.2));
        if self.location.budget.is_finite() {
            all.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then_with(|| by_cost(a, b)));
            for at in 1..all.len() {
                if by_cost(&all[at - 1], &all[at]).is_lt() {
                    (all[at].1, all[at].2) = (all[at - 1].1, all[at - 1].2);
                }
            }
        } else {
            all = all.into_iter().min_by(by_cost).into_iter().collect();
        }
        Closings { cheapest: all }
    }

    fn can_close(&self, site: u32) -> bool {
        self.location.sites[site as usize].standing != Standing::Open
    }

    fn can_open(&self, site: u32) -> bool {
        !self.is_open(site) && self.location.sites[site as usize].standing != Standing::Closed
    }

    fn closing(&self, site: u32) -> f64 {
        self.losses[site as usize] - Site::of(self.location, site).opening
    }

    /// The closing alone that costs least; `None` where one site or none is open.
    #[must_use]
    pub fn best_closing(&self) -> Option<Move> {
        if self.open.len() < 2 {
            return None;
        }
        let closing =
            |site: &u32| Move { delta: self.closing(*site), opens: None, closes: Some(*site) };
        let free = self.open.iter().filter(|site| self.can_close(**site));
        free.map(closing).reduce(Move::less)
    }

    /// What opening one site and closing another adds to the cost; `None` where the limits forbid
    /// it.
    #[must_use]
    pub fn change(&self, opens: Option<u32>, closes: Option<u32>) -> Option<Move> {
        let (mut delta, mut price, mut count) = (0.0, self.price, self.open.len());
        if let Some(site) = closes {
            if !self.is_open(site) || !self.can_close(site) {
                return None;
            }
            delta += self.closing(site);
            price -= Site::of(self.location, site).price;
            count -= 1;
        }
        if let Some(site) = opens {
            if !self.can_open(site) {
                return None;
            }
            let saving = &self.savings[site as usize];
            let shared = saving.with.iter().find(|extra| Some(extra.closes) == closes);
            delta += Site::of(self.location, site).opening - saving.alone;
            delta -= shared.map_or(0.0, |extra| extra.saved);
            price += Site::of(self.location, site).price;
            count += 1;
        }
        let fits = opens.is_none() || count <= self.location.most && price <= self.location.budget;
        (fits && count > 0).then_some(Move { delta, opens, closes })
    }

    /// The change that costs least of those that open a site: alone, or for one that closes.
    /// `None` where the limits allow none. O(open sites that share customers with it).
    #[must_use]
    pub fn best_opening(&self, site: u32, closings: &Closings) -> Option<Move> {
        if !self.can_open(site) {
            return None;
        }
        let Site { opening, price } = Site::of(self.location, site);
        let saving = &self.savings[site as usize];
        let alone = opening - saving.alone;
        let left = self.location.budget - self.price;
        let fits = self.open.len() < self.location.most && price <= left;
        let mut best = fits.then_some(Move { delta: alone, opens: Some(site), closes: None });
        let mut offer = |delta, closes| {
            let change = Move { delta, opens: Some(site), closes: Some(closes) };
            best = Some(best.map_or(change, |best| best.less(change)));
        };
        let needed = price - left;
        let dear = closings.cheapest.partition_point(|closing| closing.0 >= needed);
        let cheapest = if left == f64::INFINITY { closings.cheapest.len() } else { dear };
        if let Some((_, cost, closes)) = closings.cheapest[..cheapest].last() {
            offer(alone + cost, *closes);
        }
        for extra in &saving.with {
            let closes = extra.closes;
            if self.can_close(closes) && Site::of(self.location, closes).price >= needed {
                offer(alone + self.closing(closes) - extra.saved, closes);
            }
        }
        best
    }
}
