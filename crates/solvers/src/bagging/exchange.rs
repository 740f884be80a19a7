//! Units change places between bags as long as the goals get better.

use domain::decision::bagging::{BagItem, BaggingQuestion};

use super::company::Company;

/// Weight and volume.
type Load = [u64; 2];

/// What the goals of a bag depend on.
#[derive(Clone, Debug, Default)]
struct Sums {
    load: Load,
    cold: u32,
    /// Weights of the fragile units.
    fragile: Vec<u32>,
}

/// Bags whose units may change places.
struct Exchange<'a> {
    items: &'a [BagItem],
    company: &'a Company<'a>,
    most: Load,
    bags: &'a mut [Vec<u16>],
    sums: Vec<Sums>,
    /// Exchanges that may still be looked at.
    left: u32,
}

/// Moves units and swaps pairs of them while that makes the goals of the bags better and at most
/// `trials` exchanges are looked at. No bag becomes empty or breaks a rule. O(trials × fragile
/// units of a bag), and where an exchange is made O(units of a bag).
pub(super) fn exchange(
    question: &BaggingQuestion<'_>,
    company: &Company<'_>,
    bags: &mut [Vec<u16>],
    trials: u32,
) {
    let items = &question.items;
    let mut sums = vec![Sums::default(); bags.len()];
    for (bag, sums) in bags.iter().zip(&mut sums) {
        bag.iter().for_each(|unit| sums.add(&items[usize::from(*unit)]));
    }
    let most = [u64::from(question.max_weight.0), u64::from(question.max_volume.0)];
    let mut exchange = Exchange { items, company, most, bags, sums, left: trials };
    while exchange.round() && exchange.left > 0 {}
}

impl Exchange<'_> {
    /// Looks at all exchanges once. Whether one was made.
    fn round(&mut self) -> bool {
        let mut has_improved = false;
        for a in 0..self.bags.len() {
            for b in a + 1..self.bags.len() {
                has_improved |= self.move_between(a, b) | self.move_between(b, a);
                has_improved |= self.swap_between(a, b);
                if self.left == 0 {
                    return has_improved;
                }
            }
        }
        has_improved
    }

    /// Moves units from one bag into another.
    fn move_between(&mut self, from: usize, to: usize) -> bool {
        let mut has_improved = false;
        let mut place = 0;
        while place < self.bags[from].len() && self.bags[from].len() > 1 {
            let unit = self.bags[from][place];
            if self.improves([from, to], [Some(unit), None]) {
                self.bags[from].remove(place);
                self.bags[to].push(unit);
                self.moved(from, to, unit);
                has_improved = true;
            } else {
                place += 1;
            }
        }
        has_improved
    }

    /// Swaps units of two bags.
    fn swap_between(&mut self, a: usize, b: usize) -> bool {
        let mut has_improved = false;
        for one in 0..self.bags[a].len() {
            for other in 0..self.bags[b].len() {
                let (left, right) = (self.bags[a][one], self.bags[b][other]);
                if self.improves([a, b], [Some(left), Some(right)]) {
                    (self.bags[a][one], self.bags[b][other]) = (right, left);
                    self.moved(a, b, left);
                    self.moved(b, a, right);
                    has_improved = true;
                }
            }
        }
        has_improved
    }

    fn moved(&mut self, from: usize, to: usize, unit: u16) {
        let item = self.items[usize::from(unit)];
        self.sums[from].remove(&item);
        self.sums[to].add(&item);
    }

    /// Whether the goals get better when a unit of each of two bags goes into the other, and no
    /// rule is broken.
    fn improves(&mut self, bags: [usize; 2], units: [Option<u16>; 2]) -> bool {
        if self.left == 0 {
            return false;
        }
        self.left -= 1;
        let items = units.map(|unit| unit.map(|unit| &self.items[usize::from(unit)]));
        let sums = bags.map(|bag| &self.sums[bag]);
        let loads = [0, 1].map(|at| {
            let (goes, comes) = (items[at], items[1 - at]);
            let of = |item: Option<&BagItem>| item.map_or([0, 0], size);
            let (load, goes, comes) = (sums[at].load, of(goes), of(comes));
            [load[0] - goes[0] + comes[0], load[1] - goes[1] + comes[1]]
        });
        if loads.iter().any(|load| load[0] > self.most[0] || load[1] > self.most[1]) {
            return false;
        }
        let crush = |swapped: bool| -> u64 {
            let bag = |at: usize| sums[if swapped { 1 - at } else { at }];
            // Where the two are swapped each leaves the bag that the other comes into.
            let of = |at: usize| match items[at] {
                Some(item) if swapped => bag(at).crush_beside(item, items[1 - at]),
                Some(item) => bag(at).crush_beside(item, Some(item)),
                None => 0,
            };
            of(0) + of(1)
        };
        let cold = |swapped: bool| -> u32 {
            let is_cold = |at: usize| items[at].is_some_and(|item| item.is_cold);
            let of = |at: usize| {
                let changed = sums[at].cold + u32::from(is_cold(1 - at)) - u32::from(is_cold(at));
                u32::from(if swapped { changed } else { sums[at].cold } > 0)
            };
            of(0) + of(1)
        };
        // Of two weights whose sum stays the squares fall with the larger.
        let even = |loads: [Load; 2]| loads[0][0].max(loads[1][0]);
        let is_better = (crush(true), cold(true), even(loads))
            < (crush(false), cold(false), even([sums[0].load, sums[1].load]));
        is_better && [0, 1].into_iter().all(|at| self.joins(units[at], bags[1 - at], units[1 - at]))
    }

    /// Whether the rules let a unit into a bag that another one leaves.
    fn joins(&self, unit: Option<u16>, bag: usize, leaves: Option<u16>) -> bool {
        let mut company = self.bags[bag].iter().filter(|with| Some(**with) != leaves);
        unit.is_none_or(|unit| company.all(|with| self.company.allows_pair(unit, *with)))
    }
}

impl Sums {
    fn add(&mut self, item: &BagItem) {
        let size = size(item);
        self.load = [self.load[0] + size[0], self.load[1] + size[1]];
        self.cold += u32::from(item.is_cold);
        if item.is_fragile {
            self.fragile.push(item.weight.0);
        }
    }

    fn remove(&mut self, item: &BagItem) {
        let size = size(item);
        self.load = [self.load[0] - size[0], self.load[1] - size[1]];
        self.cold -= u32::from(item.is_cold);
        if item.is_fragile
            && let Some(at) = self.fragile.iter().position(|weight| *weight == item.weight.0)
        {
            self.fragile.swap_remove(at);
        }
    }

    /// What a unit adds to the crush load of the bag, once another one has left it.
    fn crush_beside(&self, item: &BagItem, leaves: Option<&BagItem>) -> u64 {
        if !item.is_fragile {
            return 0;
        }
        let less = |weight: u32| u64::from(weight.min(item.weight.0));
        let gone = leaves.filter(|gone| gone.is_fragile).map_or(0, |gone| less(gone.weight.0));
        self.fragile.iter().map(|weight| less(*weight)).sum::<u64>() - gone
    }
}

fn size(item: &BagItem) -> Load {
    [u64::from(item.weight.0), u64::from(item.volume.0)]
}
