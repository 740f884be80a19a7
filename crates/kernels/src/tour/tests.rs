//! Tours against all orders of few stops, and bounds that never pass the shortest.

use domain::rng::{Purpose, Stream, Streams};

use super::ideals::{self, Known};
use super::order::Order;
use super::*;
use super::{arborescence, branch, chains, exchange, one_tree};
use crate::Work;

/// A problem of a few stops: symmetric or not, with ties, missing ways, turns and precedences that
/// agree with some order.
fn problem(rng: &mut Stream, stops: usize, is_free: bool) -> TourProblem {
    let nodes = stops + 1;
    let is_symmetric = is_free || rng.chance(0.4);
    let most = [2, 10, 1_000][rng.below(3) as usize];
    let unit = [1, 7, 1_000][rng.below(3) as usize];
    let gaps = if is_free { 0.0 } else { [0.0, 0.0, 0.2][rng.below(3) as usize] };
    let mut costs = vec![0; nodes * nodes];
    for i in 0..nodes {
        for j in 0..nodes {
            let drawn = if rng.chance(gaps) { NO_WAY } else { unit * rng.below(most) };
            costs[i * nodes + j] = if is_symmetric && j < i { costs[j * nodes + i] } else { drawn };
        }
    }
    let mut rank: Vec<u16> = (1..nodes as u16).collect();
    (1..stops).for_each(|at| rank.swap(at, rng.below(at as u32 + 1) as usize));
    let mut turns = vec![0; nodes];
    let mut precedences = Vec::new();
    if !is_free {
        let groups = 1 + rng.below(3);
        let density = [0.0, 0.1, 0.5][rng.below(3) as usize];
        for (at, stop) in rank.iter().enumerate() {
            turns[usize::from(*stop)] = (at as u32 * groups / stops as u32) as u8;
            for later in &rank[at + 1..] {
                if rng.chance(density) {
                    precedences.push((*stop, *later));
                }
            }
        }
    }
    TourProblem::new(costs, turns, precedences).unwrap()
}

/// The length of the shortest tour, by trying all.
fn least(problem: &TourProblem) -> Option<u64> {
    fn extend(problem: &TourProblem, route: &mut Vec<u16>, best: &mut Option<u64>) {
        if route.len() + 1 == problem.nodes() {
            if problem.admits(route)
                && let Some(length) = problem.length(route)
            {
                *best = Some(best.map_or(length, |best| best.min(length)));
            }
            return;
        }
        for stop in 1..problem.nodes() as u16 {
            if !route.contains(&stop) {
                route.push(stop);
                extend(problem, route, best);
                route.pop();
            }
        }
    }
    let mut best = None;
    extend(problem, &mut Vec::new(), &mut best);
    best
}

fn cases(count: u64, is_free: bool) -> impl Iterator<Item = (u64, TourProblem, Option<u64>)> {
    (0..count).map(move |case| {
        let mut rng = Streams::new(5, u32::from(is_free)).open(Purpose::Test, case);
        let stops = rng.below(7) as usize;
        let problem = problem(&mut rng, stops, is_free);
        let best = least(&problem);
        (case, problem, best)
    })
}

fn stream() -> Stream {
    Streams::new(1, 0).open(Purpose::Solver, 0)
}

#[test]
fn the_table_of_sets_finds_the_shortest_tour_of_all_orders() {
    for (case, problem, best) in cases(1_500, false).chain(cases(500, true)) {
        let route = held_karp(&problem, &mut Work::of(u64::MAX));
        assert_eq!(route.is_some(), best.is_some(), "case {case}");
        if let Some(route) = route {
            assert!(problem.admits(&route), "case {case}");
            assert_eq!(problem.length(&route), best, "case {case}");
        }
    }
}

#[test]
fn a_search_without_the_table_keeps_order_and_its_bound_holds() {
    let mut missed = 0;
    for (case, problem, best) in cases(1_500, false).chain(cases(500, true)) {
        let found = search(&problem, &mut Work::of(20_000), &mut stream());
        assert!(problem.admits(&found.route), "case {case}");
        if let Some(best) = best {
            assert!(found.bound <= best, "case {case}: {} over {best}", found.bound);
            missed += u32::from(found.length != Some(best));
            assert!(!found.is_proved() || found.length == Some(best), "case {case}");
        }
    }
    assert!(missed <= 20, "{missed} of 2,000 missed");
}

#[test]
fn bounds_of_trees_never_pass_the_shortest_tour() {
    let (mut met, mut counted) = (0, 0);
    for (case, problem, best) in cases(1_500, false).chain(cases(500, true)) {
        let (Some(best), nodes) = (best, problem.nodes()) else { continue };
        if nodes < 3 {
            continue;
        }
        let costs = Order::of(&problem).usable(&problem);
        let work = &mut Work::of(u64::MAX);
        let tree = arborescence::ascend(&costs, nodes, best + 1, 100, work).unwrap();
        let bound = tree.length(problem.unit());
        assert!(bound <= best, "case {case}: {bound} over {best}");
        (met, counted) = (met + u32::from(bound == best), counted + 1);
        // What arcs add is added by every tour.
        let reduced = arborescence::reduced(&costs, nodes, &tree.prices);
        let route = held_karp(&problem, work).unwrap();
        let mut at = 0;
        let added: i64 = route
            .iter()
            .chain(&[0])
            .map(|next| {
                let arc = at * nodes + usize::from(*next);
                at = usize::from(*next);
                reduced[arc]
            })
            .sum();
        assert!(tree.bound + added <= best as i64 * ascent::SCALE, "case {case}");
        if problem.is_free() && problem.is_symmetric() {
            let bound = one_tree::ascend(&problem, best + 1, 100, work).length(problem.unit());
            assert!(bound <= best, "case {case}: {bound} over {best}");
        }
    }
    assert!(met * 2 > counted, "{met} of {counted} bounds met");
}

#[test]
fn branches_and_sets_prove_the_shortest_tour() {
    for (case, problem, best) in cases(800, false).chain(cases(800, true)) {
        let (Some(best), nodes) = (best, problem.nodes()) else { continue };
        if nodes < 2 {
            continue;
        }
        let work = &mut Work::of(u64::MAX);
        let first = nearest_neighbour(&problem, work);
        let upper = problem.length(&first).unwrap_or(1 << 40);
        let order = Order::of(&problem);
        let costs = order.usable(&problem);
        let tree = arborescence::ascend(&costs, nodes, upper, 10, work).unwrap();
        let reduced = arborescence::reduced(&costs, nodes, &tree.prices);
        let (order, costs, bound) = (&order, &costs[..], tree.bound);
        let known = Known { problem: &problem, order, costs, reduced: &reduced, bound, upper };
        let swept = ideals::sweep(&known, usize::MAX, work);
        let length = swept.route.map_or(upper, |route| problem.length(&route).unwrap());
        assert_eq!((length, swept.bound), (best, best), "case {case}, sets");
        let swept = ideals::sweep(&known, 2, work);
        assert!(swept.bound <= best, "case {case}, few sets: {} over {best}", swept.bound);
        if nodes >= 5 && problem.is_free() && problem.is_symmetric() {
            let priced = one_tree::ascend(&problem, upper, 3, work);
            let proof = branch::prove(&problem, &priced, upper, work);
            let length = proof.route.map_or(upper, |route| problem.length(&route).unwrap());
            assert_eq!((length, proof.bound), (best, best), "case {case}, branches");
            let proof = branch::prove(&problem, &priced, upper, &mut Work::of(3_000));
            assert!(proof.bound <= best, "case {case}, few branches");
        }
    }
}

#[test]
fn one_stop_of_each_group_is_chosen_best() {
    for case in 0..400 {
        let mut rng = Streams::new(8, 0).open(Purpose::Test, case);
        let stops = 1 + rng.below(6) as usize;
        let is_free = rng.chance(0.5);
        let drawn = problem(&mut rng, stops, is_free);
        let (costs, turns) = (drawn.costs().to_vec(), drawn.turns().to_vec());
        let problem = TourProblem::new(costs, turns, Vec::new()).unwrap();
        let mut groups = vec![Vec::new(); 1 + rng.below(3) as usize];
        let count = groups.len() as u32;
        (1..=stops as u16).for_each(|stop| groups[rng.below(count) as usize].push(stop));
        groups.retain(|group| !group.is_empty());
        // Every choice, in every order that keeps turns.
        let mut partial = vec![Vec::new()];
        for _ in 0..groups.len() {
            partial = partial
                .iter()
                .flat_map(|route: &Vec<u16>| {
                    let has = |group: &&Vec<u16>| !group.iter().any(|stop| route.contains(stop));
                    let next = groups.iter().filter(has).flatten();
                    next.map(|stop| [&route[..], &[*stop]].concat()).collect::<Vec<_>>()
                })
                .collect();
        }
        let turn = |stop: &u16| problem.turns()[usize::from(*stop)];
        let lengths = partial.iter().filter(|route| route.is_sorted_by_key(turn));
        let best = lengths.filter_map(|route| problem.length(route)).min();
        let found = one_of_each(&problem, &groups, &mut Work::of(u64::MAX));
        assert_eq!(found.as_ref().and_then(|route| problem.length(route)), best, "case {case}");
        if let Some(route) = found {
            assert!(partial.contains(&route) && route.is_sorted_by_key(turn), "case {case}");
        }
    }
}

#[test]
fn local_search_never_lengthens_and_keeps_order() {
    for case in 0..60 {
        let mut rng = Streams::new(6, 0).open(Purpose::Test, case);
        let stops = 5 + rng.below(60) as usize;
        let is_free = rng.chance(0.5);
        let problem = problem(&mut rng, stops, is_free);
        let work = &mut Work::of(300_000);
        let first = nearest_neighbour(&problem, work);
        assert!(problem.admits(&first), "case {case}");
        let weight = |route: &[u16]| {
            let ends = [0].iter().chain(route).zip(route.iter().chain(&[0]));
            ends.map(|(a, b)| problem.weight(*a, *b)).sum::<i64>()
        };
        let order = Order::of(&problem);
        let costs = order.usable(&problem);
        let mut search = exchange::Search::of(&problem, &order, &costs, &first, 8);
        let route = search.improve(0, &mut Work::of(200_000), &mut rng);
        assert!(problem.admits(&route), "case {case}");
        assert!(weight(&route) <= weight(&first), "case {case}");
        if is_free {
            let near = one_tree::near(&problem, &vec![0; stops + 1], 6);
            let work = &mut Work::of(200_000);
            let route = chains::improve(&problem, &first, &near, 0, None, work, &mut rng);
            assert!(problem.admits(&route), "case {case}");
            assert!(weight(&route) <= weight(&first), "case {case}");
        }
    }
}

#[test]
fn groups_of_stops_in_turn_are_proved_beyond_the_table() {
    let mut rng = Streams::new(7, 0).open(Purpose::Test, 0);
    let nodes = 25;
    let costs = (0..nodes * nodes).map(|_| 1 + rng.below(1_000)).collect();
    let turns = (0..nodes as u8).map(|node| node.saturating_sub(1) / 6).collect();
    let problem = TourProblem::new(costs, turns, Vec::new()).unwrap();
    let found = shortest(&problem, &mut Work::of(100_000_000), &mut stream());
    assert!(found.is_proved());
    assert!(problem.admits(&found.route));
}

#[test]
fn what_is_no_problem_is_refused() {
    let new = |precedences| TourProblem::new(vec![0; 9], vec![0, 1, 2], precedences);
    assert!(new(vec![(1, 2)]).is_ok());
    let fault = |precedences| new(precedences).unwrap_err();
    assert_eq!(fault(vec![(2, 1)]), TourError::Cycle(1));
    assert_eq!(fault(vec![(1, 1)]), TourError::Precedence(1, 1));
    assert_eq!(fault(vec![(0, 1)]), TourError::Precedence(0, 1));
    assert_eq!(fault(vec![(1, 3)]), TourError::Precedence(1, 3));
    let table = TourProblem::new(vec![0; 8], vec![0; 3], Vec::new());
    assert_eq!(table.unwrap_err(), TourError::Table { cells: 8, nodes: 3 });
}

#[test]
fn no_stop_and_one_stop_are_problems() {
    for nodes in [1, 2] {
        let costs = vec![4; nodes * nodes];
        let problem = TourProblem::new(costs, vec![0; nodes], Vec::new()).unwrap();
        let length = Some(if nodes == 1 { 0 } else { 8 });
        for found in [
            shortest(&problem, &mut Work::of(100), &mut stream()),
            search(&problem, &mut Work::of(100_000), &mut stream()),
        ] {
            assert_eq!(found.route.len(), nodes - 1);
            assert_eq!((found.length, found.is_proved()), (length, true));
        }
    }
}
