//! Bounds, searches and relaxations against all partitions of small sets.

use domain::rng::{Purpose, Stream, Streams};

use super::bound::by_volume;
use super::dive::{Noise, dive};
use super::relaxation::Relaxation;
use super::*;
use crate::Work;

/// Up to `most` items in one or two dimensions, with few or many conflicts, sizes coarse or fine.
fn random(rng: &mut Stream, most: u32) -> Problem {
    let items = 1 + rng.below(most) as usize;
    let capacity = [10 + rng.below(40), if rng.below(2) == 0 { 0 } else { 10 + rng.below(40) }];
    let largest = [capacity[0], capacity[0] / 2 + 1, capacity[0] / 3 + 1][rng.below(3) as usize];
    let size = |rng: &mut Stream| {
        let other = if capacity[1] == 0 { 0 } else { rng.below(capacity[1] + 1) };
        [rng.below(largest + 1), other]
    };
    let sizes: Vec<Sizes> = (0..items).map(|_| size(rng)).collect();
    let share = [0.0, 0.1, 0.4, 0.8][rng.below(4) as usize];
    // Only items without conflicts of their own may be alike.
    let tags: Vec<u32> = (0..items as u32).map(|item| if share > 0.0 { item } else { 0 }).collect();
    let (mut problem, _) = Problem::of(capacity, &sizes, &tags);
    if share > 0.0 {
        problem.conflicts = Conflicts::among(problem.kinds.len());
        for a in 0..problem.kinds.len() {
            for b in 0..a {
                if rng.uniform() < share {
                    problem.conflicts.separate(a, b);
                }
            }
        }
    }
    problem
}

/// The fewest bins, item by item into each bin begun or a new one.
fn fewest(problem: &Problem) -> u32 {
    fn place(problem: &Problem, items: &[u32], bins: &mut Packing, best: &mut usize) {
        let Some((&item, rest)) = items.split_first() else {
            *best = bins.len().min(*best);
            return;
        };
        for number in 0..(bins.len() + 1).min(*best - 1) {
            if number == bins.len() {
                bins.push(Vec::new());
            }
            let fits = (0..2).all(|d| {
                let size = |kind: u32| problem.kinds[kind as usize].sizes[d];
                bins[number].iter().map(|kind| size(*kind)).sum::<u32>() + size(item)
                    <= problem.capacity[d]
            });
            let is_apart = |other: &u32| problem.conflicts.between(item as usize, *other as usize);
            if fits && !bins[number].iter().any(is_apart) {
                bins[number].push(item);
                place(problem, rest, bins, best);
                bins[number].pop();
            }
            if bins[number].is_empty() {
                bins.truncate(number);
            }
        }
    }
    let kinds = (0_u32..).zip(&problem.kinds);
    let items: Vec<u32> =
        kinds.flat_map(|(at, kind)| std::iter::repeat_n(at, kind.count as usize)).collect();
    let mut best = items.len() + 1;
    place(problem, &items, &mut Packing::new(), &mut best);
    best as u32
}

#[test]
fn the_fewest_bins_are_found_and_proved() {
    let mut rng = Streams::new(1, 0).open(Purpose::Test, 0);
    for _ in 0..3_000 {
        let problem = random(&mut rng, 9);
        let best = fewest(&problem);
        let found = minimise(&problem, &mut Work::of(10_000_000));
        assert!(problem.admits(&found.packing), "{problem:?}");
        assert_eq!((found.packing.len() as u32, found.bound), (best, best), "{problem:?}");
    }
}

#[test]
fn no_bound_crosses_the_optimum_and_the_search_says_what_is_possible() {
    let mut rng = Streams::new(2, 0).open(Purpose::Test, 0);
    for _ in 0..3_000 {
        let problem = random(&mut rng, 9);
        let best = fewest(&problem);
        let counts = problem.counts();
        let bounds = [by_volume(&problem, &counts), by_sizes(&problem), by_cliques(&problem)];
        assert!(bounds.iter().all(|bound| *bound <= best), "{bounds:?} {best} {problem:?}");
        let pack = |most: u32| pack_into(&problem, &counts, most, &mut Work::of(10_000_000));
        assert_eq!(pack(best - 1), Verdict::Never, "{problem:?}");
        let Verdict::Packed(packing) = pack(best) else { panic!("{problem:?}") };
        assert!(problem.admits(&packing) && packing.len() as u32 <= best);
    }
}

#[test]
fn the_relaxation_stays_below_the_optimum_and_dives_keep_the_rules() {
    let mut rng = Streams::new(3, 0).open(Purpose::Test, 0);
    let mut met = 0;
    for number in 0..2_000 {
        let problem = random(&mut rng, 9);
        let best = fewest(&problem);
        let mut work = Work::of(10_000_000);
        let mut root = Relaxation::new(&problem, &[]);
        assert!(root.solve(&problem, u32::MAX, 1_000, &mut work), "{problem:?}");
        assert!(root.bound <= best && root.value <= f64::from(best) + 1e-6, "{problem:?}");
        // Without an improving column the value is the bound of the set covering relaxation.
        assert!(f64::from(root.bound) >= root.value - 1e-3, "{root:?}");
        if let Some(packing) = dive(&problem, &root, best, 3, &mut Noise(number), &mut work) {
            assert!(problem.admits(&packing) && packing.len() as u32 == best, "{problem:?}");
            met += 1;
        }
    }
    assert!(met > 1_900, "{met} dives met the optimum");
}

#[test]
fn simple_rules_keep_the_rules() {
    let mut rng = Streams::new(4, 0).open(Purpose::Test, 0);
    for _ in 0..500 {
        let problem = random(&mut rng, 60);
        let (counts, worth) = (problem.counts(), shares(&problem));
        let mut work = Work::of(u64::MAX);
        for order in orders(&problem, true) {
            for rule in [Rule::First, Rule::Best] {
                assert!(problem.admits(&greedy(&problem, &counts, &order, rule, &mut work)));
            }
            assert!(problem.admits(&least_slack(&problem, &counts, &order, &worth, &mut work)));
        }
    }
}

#[test]
fn whatever_the_work_the_answer_is_a_packing_and_the_bound_holds() {
    let mut rng = Streams::new(5, 0).open(Purpose::Test, 0);
    for _ in 0..100 {
        let problem = random(&mut rng, 60);
        let whole = minimise(&problem, &mut Work::of(20_000_000));
        for limit in [0, 100, 10_000, 300_000] {
            let found = minimise(&problem, &mut Work::of(limit));
            assert!(problem.admits(&found.packing));
            assert!(found.bound as usize <= whole.packing.len(), "{problem:?}");
            assert!(whole.bound as usize <= found.packing.len(), "{problem:?}");
        }
    }
}

#[test]
fn thousands_of_items_are_packed_within_the_work() {
    let mut rng = Streams::new(6, 0).open(Purpose::Test, 0);
    let sizes: Vec<Sizes> =
        (0..10_000).map(|_| [1 + rng.below(100_000), 1 + rng.below(100_000)]).collect();
    let (problem, _) = Problem::of([100_000, 120_000], &sizes, &vec![0; 10_000]);
    let mut work = Work::of(200_000_000);
    let found = minimise(&problem, &mut work);
    assert!(problem.admits(&found.packing));
    assert!(found.packing.len() < 2 * found.bound as usize, "{}", found.bound);
    assert!(work.done() < 400_000_000, "{}", work.done());
}
