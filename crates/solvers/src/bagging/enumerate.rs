//! The best goals for a few units in a given number of bags, by trying all assignments.

use std::cmp::Reverse;

use domain::decision::bagging::BaggingQuestion;

use super::company::Company;
use super::goals::Goals;

/// Most units that are tried.
pub(super) const UNITS: usize = 12;

/// One unit.
#[derive(Clone, Copy, Default)]
struct Unit {
    number: u16,
    size: [u64; 2],
    is_cold: bool,
    is_fragile: bool,
    /// Units that come before it and must not share its bag, as bits.
    apart: u16,
    /// Whether it is like the one before it.
    is_twin: bool,
}

/// A bag as far as it is filled.
#[derive(Clone, Copy, Default)]
struct Bag {
    load: [u64; 2],
    units: u16,
    fragile: u64,
    cold: bool,
}

/// The search.
struct Enumeration {
    units: [Unit; UNITS],
    count: usize,
    most: [u64; 2],
    bags: [Bag; UNITS],
    bag_of: [u8; UNITS],
    best_of: [u8; UNITS],
    best: Goals,
    /// No assignment has squares that sum to less.
    even: u128,
    has_improved: bool,
    nodes: u32,
}

/// Rearranges the units of bags so that their goals are the best that as many bags allow. Whether
/// that is proved: `nodes` units tried in bags were enough. Otherwise the best met is kept.
pub(super) fn enumerate(
    question: &BaggingQuestion<'_>,
    company: &Company<'_>,
    bags: &mut [Vec<u16>],
    nodes: u32,
) -> bool {
    let count: usize = bags.iter().map(Vec::len).sum();
    if count > UNITS || bags.is_empty() {
        return false;
    }
    let item = |number: u16| &question.items[usize::from(number)];
    let mut units = [Unit::default(); UNITS];
    for (unit, number) in units.iter_mut().zip(bags.iter().flatten()) {
        unit.number = *number;
    }
    // Heaviest first, so that of two fragile units the later lies on the earlier.
    units[..count].sort_unstable_by_key(|unit| {
        let item = item(unit.number);
        (Reverse(item.weight), Reverse(item.volume), item.is_cold, item.is_fragile, unit.number)
    });
    for at in 0..count {
        let number = units[at].number;
        let of = item(number);
        let keeps_apart = |other: usize| !company.allows_pair(number, units[other].number);
        let apart = (0..at).filter(|other| keeps_apart(*other)).fold(0, |set, at| set | 1 << at);
        units[at] = Unit {
            number,
            size: [u64::from(of.weight.0), u64::from(of.volume.0)],
            is_cold: of.is_cold,
            is_fragile: of.is_fragile,
            apart,
            is_twin: at > 0
                && apart == units[at - 1].apart
                && company.is_alike(number, units[at - 1].number),
        };
    }
    let weight: u128 = units.iter().map(|unit| u128::from(unit.size[0])).sum();
    let goals = |bag: &Vec<u16>| Goals::of(bag.iter().map(|unit| item(*unit)));
    let mut search = Enumeration {
        units,
        count,
        most: [u64::from(question.max_weight.0), u64::from(question.max_volume.0)],
        bags: [Bag::default(); UNITS],
        bag_of: [0; UNITS],
        best_of: [0; UNITS],
        best: bags.iter().map(goals).fold(Goals::default(), |sum, goals| sum + goals),
        even: (weight * weight).div_ceil(bags.len() as u128),
        has_improved: false,
        nodes,
    };
    let is_done = search.place(0, 0, bags.len(), Goals::default());
    if search.has_improved {
        bags.iter_mut().for_each(Vec::clear);
        for (unit, bag) in search.units[..count].iter().zip(search.best_of) {
            bags[usize::from(bag)].push(unit.number);
        }
    }
    is_done
}

impl Enumeration {
    /// Tries the unit in each bag begun and in one new bag. `false` when no nodes are left.
    fn place(&mut self, at: usize, begun: usize, bags: usize, goals: Goals) -> bool {
        let hope = Goals { squares: goals.squares.max(self.even), ..goals };
        if hope >= self.best || self.count - at < bags - begun {
            return true;
        }
        if at == self.count {
            self.best = goals;
            self.best_of = self.bag_of;
            self.has_improved = true;
            return true;
        }
        let unit = self.units[at];
        let first = if unit.is_twin { usize::from(self.bag_of[at - 1]) } else { 0 };
        for number in first..bags.min(begun + 1) {
            let bag = self.bags[number];
            let load = [bag.load[0] + unit.size[0], bag.load[1] + unit.size[1]];
            if bag.units & unit.apart != 0 || load[0] > self.most[0] || load[1] > self.most[1] {
                continue;
            }
            if self.nodes == 0 {
                return false;
            }
            self.nodes -= 1;
            let (before, after) = (u128::from(bag.load[0]), u128::from(load[0]));
            let more = Goals {
                crush: if unit.is_fragile { bag.fragile * unit.size[0] } else { 0 },
                cold_bags: u32::from(unit.is_cold && !bag.cold),
                squares: after * after - before * before,
            };
            self.bags[number] = Bag {
                load,
                units: bag.units | 1 << at,
                fragile: bag.fragile + u64::from(unit.is_fragile),
                cold: bag.cold || unit.is_cold,
            };
            self.bag_of[at] = number as u8;
            let begun = begun.max(number + 1);
            let is_done = self.place(at + 1, begun, bags, goals + more);
            self.bags[number] = bag;
            if !is_done {
                return false;
            }
        }
        true
    }
}
