//! Is there a cover with so few sites? A search that falls into independent parts, and tells no why.

use std::collections::BTreeMap;

use super::greedy::greedy;
use super::matrix::Matrix;
use super::multipliers::{Climbed, Trial, climb};
use super::reduce::{Rules, reduce};
use crate::Work;

/// What is known of a part.
#[derive(Clone, Debug, Default)]
struct Known {
    /// No cover has fewer sites.
    least: usize,
    /// The smallest cover found.
    cover: Option<Vec<u32>>,
}

/// A part by its sites and customers.
type Key = (Vec<u32>, Vec<u32>);

/// Branch and bound that splits what is left wherever it falls into parts that share no customer,
/// and remembers what it found out about each.
///
/// Each part's bound is rounded up on its own, and what was proved of one serves every case in
/// which it comes back. Multipliers cannot tell that: a proof in their terms would need a tree for
/// every pair of cases of two parts.
#[derive(Debug)]
pub(super) struct Parts {
    known: BTreeMap<Key, Known>,
    /// Numbers kept in `known`.
    numbers: usize,
    /// Where multipliers of each customer stand, by its number.
    prices: Vec<f64>,
}

/// Most numbers that are remembered.
const MOST_NUMBERS: usize = 20_000_000;

/// Most sites tried before a case is split, and how long each is.
const TRIED: usize = 8;
const TRIAL_ROUNDS: usize = 16;

impl Parts {
    /// Nothing is known but `prices` of customers, by their numbers, to begin with.
    pub(super) fn new(prices: Vec<f64>) -> Self {
        Self { known: BTreeMap::new(), numbers: 0, prices }
    }

    /// A cover of all customers with at most `most` sites, by their numbers; `Some(None)` where
    /// there is none, `None` where the work is over first.
    pub(super) fn decide(
        &mut self,
        matrix: Matrix,
        most: usize,
        work: &mut Work,
    ) -> Option<Option<Vec<u32>>> {
        let reduced = reduce(matrix, Rules::All, work);
        let mut cover: Vec<u32> = reduced.essential.iter().map(|(site, _)| *site).collect();
        if reduced.lost.is_some() || cover.len() > most {
            return Some(None);
        }
        if work.is_over() {
            return None;
        }
        let matrix = reduced.matrix;
        if matrix.customers.is_empty() {
            return Some(Some(cover));
        }
        let most = most - cover.len();
        let mut parts = matrix.parts();
        work.spend(2 * matrix.links());
        let found = match parts.len() {
            1 => self.decide_part(&parts.remove(0), most, work)?,
            _ => self.decide_parts(parts, most, work)?,
        };
        Some(found.map(|found| {
            cover.extend(found);
            cover
        }))
    }

    /// The same of several parts, the smallest first.
    fn decide_parts(
        &mut self,
        mut parts: Vec<Matrix>,
        most: usize,
        work: &mut Work,
    ) -> Option<Option<Vec<u32>>> {
        parts.sort_by_key(|part| (part.links(), part.sites[0]));
        let least: Option<Vec<usize>> = parts.iter().map(|part| self.least(part, work)).collect();
        let least = least?;
        let mut all: usize = least.iter().sum();
        let mut cover = Vec::new();
        for (part, least) in parts.iter().zip(least) {
            let mut needed = least;
            loop {
                if all > most {
                    return Some(None);
                }
                if let Some(found) = self.decide_part(part, needed, work)? {
                    cover.extend(found);
                    break;
                }
                needed += 1;
                all += 1;
            }
        }
        Some(Some(cover))
    }

    /// A number of sites that a part takes at least.
    fn least(&mut self, part: &Matrix, work: &mut Work) -> Option<usize> {
        let key = key(part);
        if let Some(known) = self.known.get(&key) {
            return Some(known.least);
        }
        let chosen = greedy(part, &vec![1.0; part.sites.len()], work);
        let goal = (chosen.len() - 1) as f64 + 1e-6;
        let climbed = self.climb(part, goal, 300, work);
        if work.is_over() {
            return None;
        }
        let least = (climbed.value - 1e-6).ceil().max(1.0) as usize;
        let cover = chosen.iter().map(|site| part.sites[*site as usize]).collect();
        self.learn(key, least, Some(&cover));
        Some(least)
    }

    fn climb(&mut self, part: &Matrix, goal: f64, rounds: usize, work: &mut Work) -> Climbed {
        let worth = vec![1.0; part.sites.len()];
        let start = part.customers.iter().map(|customer| self.prices[*customer as usize]).collect();
        let hope = (goal, goal.min(part.sites.len() as f64) * 1.02 + 0.5);
        let climbed = climb(part, &worth, start, Trial::Nothing, hope, rounds, work);
        for (customer, price) in part.customers.iter().zip(&climbed.prices) {
            self.prices[*customer as usize] = *price;
        }
        climbed
    }

    /// Keeps what was found out.
    fn learn(&mut self, key: Key, least: usize, cover: Option<&Vec<u32>>) {
        let numbers = key.0.len() + key.1.len() + cover.map_or(0, Vec::len);
        if self.numbers + numbers > MOST_NUMBERS {
            self.known.clear();
            self.numbers = 0;
        }
        self.numbers += numbers;
        let known = self.known.entry(key).or_default();
        known.least = known.least.max(least);
        if let Some(cover) = cover
            && known.cover.as_ref().is_none_or(|known| cover.len() < known.len())
        {
            known.cover = Some(cover.clone());
        }
    }

    /// The same of a part that is reduced and does not fall apart.
    fn decide_part(
        &mut self,
        part: &Matrix,
        most: usize,
        work: &mut Work,
    ) -> Option<Option<Vec<u32>>> {
        let key = key(part);
        if let Some(known) = self.known.get(&key) {
            if known.least > most {
                return Some(None);
            }
            if let Some(cover) = known.cover.as_ref().filter(|cover| cover.len() <= most) {
                return Some(Some(cover.clone()));
            }
        }
        let goal = most as f64 * (1.0 + 1e-7) + 1e-7;
        let climbed = self.climb(part, goal, 300, work);
        if climbed.value > goal {
            self.learn(key, most + 1, None);
            return Some(None);
        }
        let led: Vec<f64> = climbed.shares.iter().map(|share| 1.02 - share).collect();
        let chosen = greedy(part, &led, work);
        if chosen.len() <= most {
            let cover: Vec<u32> = chosen.iter().map(|site| part.sites[*site as usize]).collect();
            self.learn(key, 0, Some(&cover));
            return Some(Some(cover));
        }
        if work.is_over() {
            return None;
        }
        let found = self.split(part, most, &climbed, goal, work)?;
        match &found {
            Some(cover) => self.learn(key, 0, Some(cover)),
            None => self.learn(key, most + 1, None),
        }
        Some(found)
    }

    /// Settles sites by their prices, then goes on, on both sides of one if too few were settled.
    fn split(
        &mut self,
        part: &Matrix,
        most: usize,
        climbed: &Climbed,
        goal: f64,
        work: &mut Work,
    ) -> Option<Option<Vec<u32>>> {
        let (mut stays, mut opens) = (vec![true; part.sites.len()], Vec::new());
        let mut closed = 0;
        for (site, column) in part.columns.iter().enumerate() {
            let rest = 1.0 - column.iter().map(|at| climbed.prices[*at as usize]).sum::<f64>();
            if rest > 0.0 && climbed.value + rest > goal {
                stays[site] = false;
                closed += 1;
            } else if rest < 0.0 && climbed.value - rest > goal {
                opens.push(site);
            }
        }
        work.spend(part.links());
        if opens.len() > most {
            return Some(None);
        }
        let settled = closed + opens.len();
        if settled * 10 > part.sites.len() {
            return self.go_on(part, &mut stays, &opens, most, work);
        }
        let site = self.chosen(part, climbed, goal, &stays, &opens, work);
        opens.push(site);
        let mut others = stays.clone();
        if opens.len() <= most
            && let Some(cover) = self.go_on(part, &mut others, &opens, most, work)?
        {
            return Some(Some(cover));
        }
        opens.pop();
        stays[site] = false;
        self.go_on(part, &mut stays, &opens, most, work)
    }

    /// Decides what is left once some sites are open and only those that stay may be.
    fn go_on(
        &mut self,
        part: &Matrix,
        stays: &mut [bool],
        opens: &[usize],
        most: usize,
        work: &mut Work,
    ) -> Option<Option<Vec<u32>>> {
        let mut is_left = vec![true; part.customers.len()];
        for site in opens {
            stays[*site] = false;
            part.columns.of(*site).iter().for_each(|customer| is_left[*customer as usize] = false);
        }
        work.spend(part.links());
        let found = self.decide(part.part(stays, &is_left), most - opens.len(), work)?;
        Some(found.map(|mut cover| {
            cover.extend(opens.iter().map(|site| part.sites[*site]));
            cover
        }))
    }

    /// The site that raises the bounds of both sides most.
    fn chosen(
        &self,
        part: &Matrix,
        climbed: &Climbed,
        goal: f64,
        stays: &[bool],
        opens: &[usize],
        work: &mut Work,
    ) -> usize {
        let worth = vec![1.0; part.sites.len()];
        let mut tried: Vec<(f64, usize)> = (0..part.sites.len())
            .filter(|site| stays[*site] && !opens.contains(site))
            .map(|site| {
                let share = climbed.shares[site];
                let shortest = part.columns.of(site).iter();
                let shortest = shortest.map(|at| part.rows.of(*at as usize).len()).min();
                let near = share.min(1.0 - share) + 0.01;
                (near * (1.0 + 1.0 / shortest.unwrap_or(1) as f64), site)
            })
            .collect();
        tried.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        tried.truncate(TRIED);
        let mut best = (f64::NEG_INFINITY, tried[0].1);
        for (_, site) in tried {
            let mut gain = |trial| {
                let start = climbed.prices.clone();
                let hope = (goal, goal * 1.02 + 0.1);
                let value = climb(part, &worth, start, trial, hope, TRIAL_ROUNDS, work).value;
                (value.min(goal) - climbed.value).max(1e-6)
            };
            let score = gain(Trial::Open(site)) * gain(Trial::Closed(site));
            if score > best.0 {
                best = (score, site);
            }
        }
        best.1
    }
}

fn key(part: &Matrix) -> Key {
    (part.sites.clone(), part.customers.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::set_cover::matrix::Lists;
    use domain::rng::{Purpose, Streams};

    #[test]
    fn covers_are_found_where_there_are_some_of_all_that_can_be_chosen() {
        let streams = Streams::new(7, 0);
        let mut fell_apart = 0;
        for case in 0..3000 {
            let mut rng = streams.open(Purpose::Test, case);
            let (sites, customers) = (2 + rng.below(11), 1 + rng.below(14));
            let (width, parts) = (1 + rng.below(3), 1 + rng.below(3));
            // Customers of one part are near sites of that part.
            let mut rows = Lists::new();
            let mut masks = Vec::new();
            for customer in 0..customers {
                let own: Vec<u32> =
                    (0..sites).filter(|site| site % parts == customer % parts).collect();
                let own = if own.is_empty() { vec![0] } else { own };
                let drawn: std::collections::BTreeSet<u32> =
                    (0..=width).map(|_| own[rng.below(own.len() as u32) as usize]).collect();
                masks.push(drawn.iter().fold(0_u32, |mask, site| mask | 1 << site));
                rows.push(drawn.into_iter());
            }
            let least = (0_u32..1 << sites)
                .filter(|set| masks.iter().all(|mask| mask & set != 0))
                .map(u32::count_ones)
                .min()
                .unwrap() as usize;
            let matrix = Matrix::new(
                (0..sites).collect(),
                vec![0.0; sites as usize],
                (0..customers).collect(),
                rows,
            );
            fell_apart += usize::from(matrix.parts().len() > 1);
            let mut search = Parts::new(vec![0.1; customers as usize]);
            for most in (0..=least + 1).rev() {
                let found = search.decide(matrix.clone(), most, &mut Work::of(10_000_000));
                let cover = found.expect("enough work");
                assert_eq!(cover.is_some(), most >= least, "{case} {most} {least}");
                if let Some(cover) = cover {
                    assert!(cover.len() <= most, "{case}");
                    let set = cover.iter().fold(0_u32, |set, site| set | 1 << site);
                    assert!(masks.iter().all(|mask| mask & set != 0), "{case} {cover:?}");
                }
            }
        }
        assert!(fell_apart > 500, "{fell_apart}");
    }
}
