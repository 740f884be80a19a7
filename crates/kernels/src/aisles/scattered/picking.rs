//! Which of the places of scattered goods to visit.

use std::collections::BTreeSet;

use super::super::floor::{Floor, Place};
use super::super::routing::{Routing, Stop};
use super::super::shape::{ONE_BLOCK, TWO_BLOCKS, tables};
use super::branching::Search;
use super::relaxed::Field;
use super::shelves::{Holding, Shelves};
use super::ways::Ways;
use crate::Work;

/// Places that hold all that is wanted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Selection {
    /// Positions in the list of holdings, rising.
    pub chosen: Vec<usize>,
    /// Length of the shortest walk there, turn by turn.
    pub length: u64,
    /// No walk that fetches all is shorter.
    pub bound: u64,
}

/// Chooses places; keeps its room from one order to the next.
#[derive(Clone, Debug, Default)]
pub struct Picking {
    routing: Routing,
    stops: Vec<Stop>,
    /// Choices whose exchanges have been tried.
    tried: BTreeSet<Vec<usize>>,
}

/// An order on a floor.
struct Order<'a> {
    floor: &'a Floor,
    depot: Place,
    holdings: &'a [Holding],
    turns: &'a [u8],
    wanted: &'a [u16],
}

impl Picking {
    /// The places with the shortest walk, and a proof of it, as far as `work` goes.
    ///
    /// Goods of a lower turn are fetched before those of a higher; `turns` says which is whose, and
    /// is empty where there are none. With turns the bound is that of fetching in any order, which
    /// is exact, and the places are chosen by exchanges, which is not.
    ///
    /// Of every line enough is there. Lengths are below 2⁴⁰.
    pub fn select(
        &mut self,
        floor: &Floor,
        depot: Place,
        holdings: &[Holding],
        turns: &[u8],
        wanted: &[u16],
        work: &mut Work,
    ) -> Selection {
        let order = Order { floor, depot, holdings, wanted, turns: &[] };
        self.tried.clear();
        let mut best = self.fetched(&order, &[], work);
        self.exchange(&order, &mut best, work);
        let bound = self.prove(&order, &mut best, work).min(best.length);
        if turns.iter().any(|turn| *turn != turns[0]) {
            let order = Order { turns, ..order };
            best.length = self.length(&order, &best.chosen, work);
            self.exchange(&order, &mut best, work);
        }
        best.chosen.sort_unstable();
        Selection { bound, ..best }
    }

    /// Finds the best places in any order, unless the work is over before; returns the bound.
    fn prove(&mut self, order: &Order<'_>, best: &mut Selection, work: &mut Work) -> u64 {
        let shelves = Shelves::new(order.floor, order.depot, order.holdings, order.wanted);
        let tables = tables(if order.floor.blocks() == 1 { ONE_BLOCK } else { TWO_BLOCKS });
        let holdings = |passed: &[usize]| -> Vec<usize> {
            let goods = passed.iter().flat_map(|&shelf| shelves.goods_of(shelf));
            goods.map(|good| good.holding).collect()
        };
        if let Some(line) = shelves.shortest_line() {
            self.improve(order, best, &holdings(&line), work);
        }
        let ways = Ways::new(&shelves);
        let field = Field { shelves: &shelves, tables, ways: &ways };
        let upper = best.length;
        let mut attempt = |passed: &[usize], work: &mut Work| {
            self.improve(order, best, &holdings(passed), work);
            best.length
        };
        Search { field, upper, attempt: &mut attempt }.run(work)
    }

    /// Tries what is at these places, and what is near them.
    fn improve(
        &mut self,
        order: &Order<'_>,
        best: &mut Selection,
        holdings: &[usize],
        work: &mut Work,
    ) {
        let mut found = self.fetched(order, holdings, work);
        found.chosen.sort_unstable();
        let is_new = self.tried.insert(found.chosen.clone());
        if is_new && found.length < best.length + best.length / 16 {
            self.exchange(order, &mut found, work);
        }
        if found.length < best.length {
            *best = found;
        }
    }

    /// Takes what is wanted of the holdings in `first`, and the rest where it is nearest to what is
    /// taken already or the depot. O(holdings x taken).
    fn fetched(&mut self, order: &Order<'_>, first: &[usize], work: &mut Work) -> Selection {
        let mut left = order.wanted.to_vec();
        let mut chosen = Vec::new();
        let mut is_chosen = vec![false; order.holdings.len()];
        let mut near: Vec<u64> =
            order.holdings.iter().map(|h| order.floor.walk(order.depot, h.place)).collect();
        let mut first = first.iter().copied();
        loop {
            let is_wanted = |&at: &usize| {
                let Holding { line, units, .. } = order.holdings[at];
                left[usize::from(line)] > 0 && units > 0 && !is_chosen[at]
            };
            let nearest = || (0..near.len()).filter(is_wanted).min_by_key(|&at| near[at]);
            let Some(next) = first.find(is_wanted).or_else(nearest) else { break };
            let Holding { place, line, units } = order.holdings[next];
            let left = &mut left[usize::from(line)];
            *left = left.saturating_sub(units);
            is_chosen[next] = true;
            chosen.push(next);
            for (near, holding) in near.iter_mut().zip(order.holdings) {
                *near = (*near).min(order.floor.walk(place, holding.place));
            }
            work.spend(2 * near.len() as u64);
        }
        let length = self.length(order, &chosen, work);
        Selection { chosen, length, bound: 0 }
    }

    /// Visits other places instead of one, as long as that shortens the walk.
    fn exchange(&mut self, order: &Order<'_>, best: &mut Selection, work: &mut Work) {
        let mut in_vain = 0;
        let mut at = 0;
        let most = work.done() + work.left() / 100;
        while in_vain < best.chosen.len() && work.done() < most {
            at = (at + 1) % best.chosen.len();
            in_vain += 1;
            let mut rest = best.chosen.clone();
            let Holding { line, .. } = order.holdings[rest.swap_remove(at)];
            let taken = rest.iter().filter(|&&other| order.holdings[other].line == line);
            let taken: u64 = taken.map(|&other| u64::from(order.holdings[other].units)).sum();
            let lacking = u64::from(order.wanted[usize::from(line)]).saturating_sub(taken);
            if lacking == 0 {
                let length = self.length(order, &rest, work);
                *best = Selection { chosen: rest, length, bound: 0 };
                in_vain = 0;
                continue;
            }
            let is_other = |other: &usize| {
                let holding = order.holdings[*other];
                holding.line == line
                    && u64::from(holding.units) >= lacking
                    && *other != best.chosen[at]
                    && !rest.contains(other)
            };
            let others: Vec<usize> = (0..order.holdings.len()).filter(is_other).collect();
            // Many lines lie in one place, and most stops are on the way to others.
            if others.is_empty() || self.length(order, &rest, work) >= best.length {
                continue;
            }
            for other in others {
                rest.push(other);
                let length = self.length(order, &rest, work);
                if length < best.length {
                    *best = Selection { chosen: rest, length, bound: 0 };
                    in_vain = 0;
                    break;
                }
                rest.pop();
            }
        }
    }

    /// Length of the shortest walk to these holdings.
    fn length(&mut self, order: &Order<'_>, chosen: &[usize], work: &mut Work) -> u64 {
        self.stops.clear();
        self.stops.extend(chosen.iter().map(|&at| Stop {
            turn: order.turns.get(at).copied().unwrap_or(0),
            place: order.holdings[at].place,
        }));
        let length = self.routing.cost(order.floor, order.depot, &self.stops, &[]);
        work.spend(self.routing.work(order.floor));
        length
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::rng::{Purpose, Streams};

    /// The length of a shortest walk through one place after the other that lacks nothing, turn by
    /// turn, by trying all.
    fn brute(order: &Order<'_>, at: Place, turn: u8, left: &mut Vec<usize>, wanted: &[u16]) -> u64 {
        let mut least = if wanted.iter().all(|wanted| *wanted == 0) {
            order.floor.walk(at, order.depot)
        } else {
            u64::MAX
        };
        for index in 0..left.len() {
            let next = left[index];
            let Holding { place, line, units } = order.holdings[next];
            let next_turn = order.turns.get(next).copied().unwrap_or(0);
            let lacking = wanted[usize::from(line)];
            if lacking == 0 || next_turn < turn {
                continue;
            }
            left.remove(index);
            let mut wanted = wanted.to_vec();
            wanted[usize::from(line)] = lacking.saturating_sub(units);
            let rest = brute(order, place, next_turn, left, &wanted);
            least = least.min(rest.saturating_add(order.floor.walk(at, place)));
            left.insert(index, next);
        }
        least
    }

    #[test]
    fn places_are_chosen_as_well_as_by_trying_all() {
        let mut rng = Streams::new(6, 0).open(Purpose::Test, 0);
        let mut picking = Picking::default();
        for case in 0..1_500 {
            let (aisles, length) = (1 + rng.below(4), 2 + rng.below(20));
            let floor = Floor::new(u64::from(rng.below(5)), u64::from(length), case % 2 == 1);
            let mut place = || Place {
                aisle: rng.below(aisles),
                at: u64::from(if rng.chance(0.2) { length } else { rng.below(length + 1) }),
            };
            let depot = place();
            let places: Vec<Place> = (0..7).map(|_| place()).collect();
            let lines = 1 + rng.below(3);
            let holdings: Vec<Holding> = places
                .into_iter()
                .map(|place| {
                    let (line, units) = (rng.below(lines) as u16, rng.below(4) as u16);
                    Holding { place, line, units }
                })
                .collect();
            let wanted: Vec<u16> = (0..lines as u16)
                .map(|line| {
                    let there = holdings.iter().filter(|h| h.line == line).map(|h| h.units);
                    there.sum::<u16>().min(rng.below(6) as u16)
                })
                .collect();
            let turns: Vec<u8> = holdings.iter().map(|_| rng.below(2) as u8).collect();
            for turns in [&[][..], &turns] {
                let order =
                    Order { floor: &floor, depot, holdings: &holdings, turns, wanted: &wanted };
                let mut work = Work::of(10_000_000);
                let found = picking.select(&floor, depot, &holdings, turns, &wanted, &mut work);
                let all = &mut (0..holdings.len()).collect();
                let least = brute(&order, depot, 0, all, &wanted);
                let said = format!("case {case}: {floor:?} {depot:?} {holdings:?} {wanted:?}");
                assert!(found.bound <= least && least <= found.length, "{found:?} {least} {said}");
                if turns.is_empty() {
                    assert_eq!((found.bound, found.length), (least, least), "{said}");
                }
                let mut left = wanted.clone();
                for &at in &found.chosen {
                    let left = &mut left[usize::from(holdings[at].line)];
                    *left = left.saturating_sub(holdings[at].units);
                }
                assert!(left.iter().all(|left| *left == 0), "{found:?} {said}");
            }
        }
    }

    /// The sets of places of a line that hold enough of it, none of them in vain.
    fn sets(holdings: &[Holding], line: u16, wanted: u16) -> Vec<Vec<usize>> {
        let own: Vec<usize> = (0..holdings.len()).filter(|&at| holdings[at].line == line).collect();
        let all = (0..1_u32 << own.len()).map(|set| -> Vec<usize> {
            let members = own.iter().zip(0..).filter(|(_, bit)| set >> bit & 1 == 1);
            members.map(|(&at, _)| at).collect()
        });
        all.filter(|set| {
            let there: u16 = set.iter().map(|&at| holdings[at].units).sum();
            let is_needed = |&at: &usize| there - holdings[at].units < wanted;
            there >= wanted && set.iter().all(is_needed)
        })
        .collect()
    }

    #[test]
    fn of_many_places_those_are_chosen_that_no_other_choice_beats() {
        let mut rng = Streams::new(9, 0).open(Purpose::Test, 0);
        let mut picking = Picking::default();
        for case in 0..60 {
            let (aisles, length) = (30, 40);
            let floor = Floor::new(u64::from(1 + rng.below(4)), length, case % 2 == 1);
            // Here the first bound is often below the shortest walk.
            let (lines, most, units) = if case % 4 < 2 { (4, 1, 1) } else { (3, 4, 3) };
            let depot = Place { aisle: rng.below(aisles), at: 0 };
            let mut holding = |at: u16| Holding {
                place: Place { aisle: rng.below(aisles), at: u64::from(1 + rng.below(40)) },
                line: at % lines,
                units: 1 + rng.below(units) as u16,
            };
            let holdings: Vec<Holding> = (0..5 * lines).map(&mut holding).collect();
            let wanted = vec![most; usize::from(lines)];
            let order =
                Order { floor: &floor, depot, holdings: &holdings, turns: &[], wanted: &wanted };
            let mut work = Work::of(100_000_000);
            let found = picking.select(&floor, depot, &holdings, &[], &wanted, &mut work);
            let choices = (0..lines).fold(vec![Vec::new()], |choices, line| {
                let sets = sets(&holdings, line, most);
                let with = |choice: &Vec<usize>| -> Vec<Vec<usize>> {
                    sets.iter().map(|set| [&choice[..], set].concat()).collect()
                };
                choices.iter().flat_map(with).collect()
            });
            let lengths = choices.iter().map(|choice| picking.length(&order, choice, &mut work));
            let least = lengths.min().unwrap();
            let said = format!("case {case}: {floor:?} {depot:?} {holdings:?}");
            assert_eq!((found.bound, found.length), (least, least), "{said}");
        }
    }

    #[test]
    fn work_that_is_over_leaves_a_walk_and_an_honest_bound() {
        let mut rng = Streams::new(7, 0).open(Purpose::Test, 0);
        let floor = Floor::new(3, 30, true);
        let holding = |rng: &mut domain::rng::Stream| Holding {
            place: Place { aisle: rng.below(12), at: u64::from(1 + rng.below(29)) },
            line: rng.below(12) as u16,
            units: 1,
        };
        let holdings: Vec<Holding> = (0..60).map(|_| holding(&mut rng)).collect();
        let mut wanted = vec![0; 12];
        holdings.iter().for_each(|h| wanted[usize::from(h.line)] = 1);
        let mut before: Option<Selection> = None;
        for work in [0, 1_000, 100_000, 100_000_000] {
            let mut work = Work::of(work);
            let found = Picking::default().select(
                &floor,
                Place::default(),
                &holdings,
                &[],
                &wanted,
                &mut work,
            );
            assert!(found.bound <= found.length);
            if let Some(before) = before {
                assert!(before.bound <= found.length && found.bound <= before.length);
            }
            before = Some(found);
        }
        assert!(before.is_some_and(|last| last.bound == last.length));
    }
}
