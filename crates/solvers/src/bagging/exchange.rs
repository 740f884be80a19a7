//! Units change places between bags as long as the goals get better.

use domain::decision::bagging::{BagItem, BaggingQuestion};

use super::company::Company;
use super::goals::Goals;

/// Weight and volume.
type Load = [u64; 2];

/// Bags whose units may change places.
struct Exchange<'a> {
    items: &'a [BagItem],
    company: &'a Company<'a>,
    most: Load,
    bags: &'a mut [Vec<u16>],
    loads: Vec<Load>,
    /// Exchanges that may still be looked at.
    left: u32,
}

/// Moves units and swaps pairs of them while that makes the goals of the bags better and at most
/// `trials` exchanges are looked at. No bag becomes empty or breaks a rule. O(trials × units of a
/// bag).
pub(super) fn exchange(
    question: &BaggingQuestion<'_>,
    company: &Company<'_>,
    bags: &mut [Vec<u16>],
    trials: u32,
) -> u32 {
    let items = &question.items;
    let load = |bag: &Vec<u16>| {
        bag.iter().fold([0, 0], |sum, unit| plus(sum, size(&items[usize::from(*unit)])))
    };
    let loads = bags.iter().map(load).collect();
    let most = [u64::from(question.max_weight.0), u64::from(question.max_volume.0)];
    let mut exchange = Exchange { items, company, most, bags, loads, left: trials };
    while exchange.round() && exchange.left > 0 {}
    trials - exchange.left
}

impl Exchange<'_> {
    /// Looks at all exchanges once. Whether one was made.
    fn round(&mut self) -> bool {
        let mut has_improved = false;
        for a in 0..self.bags.len() {
            for b in a + 1..self.bags.len() {
                has_improved |= self.between(a, b);
                if self.left == 0 {
                    return has_improved;
                }
            }
        }
        has_improved
    }

    /// Looks at the exchanges between two bags. Whether one was made.
    fn between(&mut self, a: usize, b: usize) -> bool {
        let mut has_improved = false;
        for (from, to) in [(a, b), (b, a)] {
            let mut place = 0;
            while place < self.bags[from].len() && self.bags[from].len() > 1 {
                let is_better = self.improves(from, Some(place), to, None);
                if is_better {
                    let unit = self.bags[from].remove(place);
                    self.bags[to].push(unit);
                    self.moved(from, to, unit);
                }
                has_improved |= is_better;
                place += usize::from(!is_better);
            }
        }
        for one in 0..self.bags[a].len() {
            for other in 0..self.bags[b].len() {
                if self.improves(a, Some(one), b, Some(other)) {
                    let (left, right) = (self.bags[a][one], self.bags[b][other]);
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
        let size = size(self.item(unit));
        self.loads[from] = minus(self.loads[from], size);
        self.loads[to] = plus(self.loads[to], size);
    }

    fn item(&self, unit: u16) -> &BagItem {
        &self.items[usize::from(unit)]
    }

    /// Whether the goals get better when the units at these places of bags `a` and `b` change
    /// places and no rule is broken.
    fn improves(&mut self, a: usize, at: Option<usize>, b: usize, to: Option<usize>) -> bool {
        if self.left == 0 {
            return false;
        }
        self.left -= 1;
        let unit = |bag: usize, place: Option<usize>| place.map(|place| self.bags[bag][place]);
        let (one, other) = (unit(a, at), unit(b, to));
        let size = |unit: Option<u16>| unit.map_or([0, 0], |unit| size(self.item(unit)));
        let load_a = plus(minus(self.loads[a], size(one)), size(other));
        let load_b = plus(minus(self.loads[b], size(other)), size(one));
        if (0..2).any(|d| load_a[d] > self.most[d] || load_b[d] > self.most[d]) {
            return false;
        }
        let is_plain =
            |unit: Option<u16>| unit.is_none_or(|u| !self.item(u).is_fragile && !self.item(u).is_cold);
        let squares = |loads: [Load; 2]| -> u128 {
            loads.iter().map(|load| u128::from(load[0]) * u128::from(load[0])).sum()
        };
        let is_balanced = squares([load_a, load_b]) < squares([self.loads[a], self.loads[b]]);
        if is_plain(one) && is_plain(other) && !is_balanced {
            return false;
        }
        let joins = |unit: Option<u16>, bag: usize, left: Option<u16>| {
            unit.is_none_or(|unit| {
                let stays = |with: &&u16| Some(**with) != left;
                let mut company = self.bags[bag].iter().filter(stays);
                company.all(|with| self.company.allows_pair(unit, *with))
            })
        };
        if !joins(one, b, other) || !joins(other, a, one) {
            return false;
        }
        if is_plain(one) && is_plain(other) {
            return true;
        }
        let goals = |bag: usize, left: Option<u16>, come: Option<u16>| {
            let stay = self.bags[bag].iter().copied().filter(move |unit| Some(*unit) != left);
            Goals::of(stay.chain(come).map(|unit| self.item(unit)))
        };
        goals(a, one, other) + goals(b, other, one) < goals(a, None, None) + goals(b, None, None)
    }
}

fn size(item: &BagItem) -> Load {
    [u64::from(item.weight.0), u64::from(item.volume.0)]
}

fn plus(one: Load, other: Load) -> Load {
    [one[0] + other[0], one[1] + other[1]]
}

fn minus(one: Load, other: Load) -> Load {
    [one[0] - other[0], one[1] - other[1]]
}
