//! The integer search finds optima that are known.

use std::collections::BTreeSet;
use std::convert::Infallible;

use domain::rng::{Purpose, Streams};
use experiments::optimize::{
    Axis, CleanUpConfig, Method, Neighbourhood, Point, SearchConfig, SearchResult, Space, search,
};
use experiments::selection::{Constraint, Direction, Objective, Sampler, Sense, Status, Variance};

use crate::normals::{assert_kept, shock};

/// Responses that are a function of the point, with noise that points share in part.
struct Noisy<F> {
    truth: F,
    sds: &'static [f64],
    seed: u64,
    asked: BTreeSet<(Point, u32)>,
}

impl<F: Fn(&[i64]) -> Vec<f64>> Sampler<Point> for Noisy<F> {
    type Error = Infallible;

    fn sample(&mut self, requests: &[(Point, u32)]) -> Result<Vec<Vec<f64>>, Infallible> {
        let mut rows = Vec::new();
        for (point, replication) in requests {
            assert!(self.asked.insert((point.clone(), *replication)), "asked for twice");
            let system = point.iter().fold(0, |name, &x| name * 1_000 + x as u64);
            let row = (self.truth)(point).into_iter().zip(self.sds).enumerate().map(
                |(response, (mean, sd))| {
                    mean + sd * shock(self.seed, *replication, system, response as u64, 0.7)
                },
            );
            rows.push(row.collect());
        }
        Ok(rows)
    }
}

fn space(bounds: &[(i64, i64)]) -> Space {
    let axes = bounds.iter().enumerate().map(|(i, &(low, high))| Axis {
        name: format!("x{i}"),
        low,
        high,
        step: 1,
    });
    Space::new(axes.collect()).unwrap()
}

fn settings(constraints: Vec<Constraint>, budget: u64) -> SearchConfig {
    SearchConfig {
        objective: Objective {
            name: "cost".to_owned(),
            response: 0,
            direction: Direction::Minimise,
        },
        constraints,
        neighbourhood: Neighbourhood::Pairs,
        starts: 4,
        first_sample: 5,
        growth: 2.0,
        most_sample: 40,
        budget,
        first_replication: 0,
        clean_up: CleanUpConfig {
            finalists: 6,
            delta: 1.0,
            alpha: 0.1,
            feasibility_share: 0.5,
            first_stage: 10,
            batch: 10,
            cap: 2_000,
            variance: Variance::FirstStage,
            confirmation: 20,
        },
    }
}

/// Probability that a customer of M/M/c waits at most `t`, by Erlang's C formula.
fn waits_at_most(t: f64, arrivals: f64, service: f64, servers: i64) -> f64 {
    let (load, c) = (arrivals / service, servers as f64);
    if load >= c {
        return 0.0;
    }
    // Erlang B by its recursion, C from B.
    let blocked = (1..=servers).fold(1.0, |b, n| load * b / (n as f64 + load * b));
    let delayed = blocked / (1.0 - load / c * (1.0 - blocked));
    1.0 - delayed * (-(c * service - arrivals) * t).exp()
}

/// What must hold of any result.
fn assert_consistent(found: &SearchResult, asked: &BTreeSet<(Point, u32)>, config: &SearchConfig) {
    assert_eq!(found.spent.total(), asked.len() as u64);
    assert!(found.spent.search <= config.budget);
    let finalists = found.visited.iter().filter(|point| point.is_finalist);
    assert_eq!(finalists.count(), found.clean_up.systems.len());
}

#[test]
fn the_optimum_of_a_noisy_quadratic_is_found_by_descent() {
    let space = space(&[(0, 60), (0, 60)]);
    let trials = 100;
    let mut right = 0;
    for seed in 0..trials {
        let mut sampler = Noisy {
            truth: |x: &[i64]| {
                let (a, b) = ((x[0] - 43) as f64, (x[1] - 9) as f64);
                vec![a * a + b * b + a * b / 2.0]
            },
            sds: &[4.0],
            seed: seed.into(),
            asked: BTreeSet::new(),
        };
        let config = settings(Vec::new(), 6_000);
        let found = search(&space, &config, &mut sampler).unwrap();
        assert_eq!((found.method, found.status), (Method::Descent, Status::Selected));
        assert!(!found.is_exhausted);
        assert!(found.visited.len() < 300, "{}", found.visited.len());
        assert_consistent(&found, &sampler.asked, &config);
        right += u32::from(found.chosen == Some(vec![43, 9]));
    }
    assert_kept(right, trials, 0.9, "noisy quadratic");
}

/// Two stations of an M/M/c each: their cost, the share of all customers on time, and that of
/// the second's. Servers can be exchanged between stations.
fn two_stations(x: &[i64]) -> Vec<f64> {
    let cost = 3.0 * x[0] as f64 + 2.0 * x[1] as f64;
    let first = waits_at_most(0.2, 8.5, 1.0, x[0]);
    let second = waits_at_most(0.2, 5.5, 1.0, x[1]);
    vec![cost, (8.5 * first + 5.5 * second) / 14.0, second]
}

fn levels() -> Vec<Constraint> {
    let level = |name: &str, response, bound| Constraint {
        name: name.to_owned(),
        response,
        sense: Sense::AtLeast,
        bound,
        tolerance: 0.01,
    };
    vec![level("on time", 1, 0.9), level("on time at second", 2, 0.8)]
}

fn slacks(point: &[i64]) -> [f64; 2] {
    let responses = two_stations(point);
    [responses[1] - 0.9, responses[2] - 0.8]
}

/// The cheapest point that keeps all levels, by looking at every one.
fn cheapest(space: &Space) -> Point {
    let kept = |point: &Point| slacks(point).iter().all(|slack| *slack >= 0.0);
    let cost = |point: &Point| two_stations(point)[0];
    space.points().filter(kept).min_by(|a, b| cost(a).total_cmp(&cost(b))).unwrap()
}

#[test]
fn the_cheapest_staff_by_erlang_c_is_found() {
    let trials = 100;
    for (high, budget, method) in [(40, 4_000, Method::Descent), (20, 10_000, Method::Exhaustive)] {
        let space = space(&[(1, high), (1, high)]);
        let optimum = cheapest(&space);
        // No share lies within the tolerance of its level, so only one answer is right.
        let close = |point: Point| slacks(&point).iter().any(|slack| slack.abs() < 0.01);
        assert!(!space.points().any(close));
        let mut right = 0;
        for seed in 0..trials {
            let mut sampler = Noisy {
                truth: two_stations,
                sds: &[0.0, 0.03, 0.03],
                seed: seed.into(),
                asked: BTreeSet::new(),
            };
            let config = settings(levels(), budget);
            let found = search(&space, &config, &mut sampler).unwrap();
            assert_eq!(found.method, method);
            assert_consistent(&found, &sampler.asked, &config);
            right += u32::from(found.chosen.as_ref() == Some(&optimum));
        }
        assert_kept(right, trials, 0.9, &format!("two stations, {method:?}"));
    }
}

/// Customers of an M/M/c queue, simulated; response 0 the servers, 1 the share that waited at
/// most 0.25.
struct Queue {
    seed: u64,
}

impl Sampler<Point> for Queue {
    type Error = Infallible;

    fn sample(&mut self, requests: &[(Point, u32)]) -> Result<Vec<Vec<f64>>, Infallible> {
        let row = |(point, replication): &(Point, u32)| {
            let mut draws = Streams::new(self.seed, *replication).open(Purpose::Test, 0);
            let (warm_up, counted) = (150, 400);
            let mut free_at = vec![0.0_f64; point[0] as usize];
            let (mut now, mut on_time) = (0.0, 0);
            for customer in 0..warm_up + counted {
                now += -(draws.uniform()).ln() / 4.0;
                let service = -(draws.uniform()).ln();
                let server =
                    (0..free_at.len()).min_by(|&a, &b| free_at[a].total_cmp(&free_at[b])).unwrap();
                let begin = now.max(free_at[server]);
                free_at[server] = begin + service;
                on_time += u32::from(customer >= warm_up && begin - now <= 0.25);
            }
            vec![point[0] as f64, f64::from(on_time) / f64::from(counted)]
        };
        Ok(requests.iter().map(row).collect())
    }
}

#[test]
fn the_least_servers_of_a_simulated_queue_are_those_of_erlang_c() {
    let space = space(&[(5, 14)]);
    let level = 0.9;
    let least = (5..=14).find(|&c| waits_at_most(0.25, 4.0, 1.0, c) >= level).unwrap();
    let mut constraint = levels().remove(0);
    constraint.tolerance = 0.02;
    for servers in [least - 1, least] {
        let share = waits_at_most(0.25, 4.0, 1.0, servers);
        assert!((share - level).abs() > 0.02, "{servers}: {share}");
    }
    let trials = 20;
    let mut right = 0;
    for seed in 0..trials {
        let config = settings(vec![constraint.clone()], 1_000);
        let found = search(&space, &config, &mut Queue { seed: seed.into() }).unwrap();
        right += u32::from(found.chosen == Some(vec![least]));
    }
    assert_kept(right, trials, 0.9, "M/M/c");
}

#[test]
fn the_report_says_what_was_compared_and_what_was_not() {
    let space = space(&[(1, 40), (1, 40)]);
    let mut sampler =
        Noisy { truth: two_stations, sds: &[0.0, 0.03, 0.03], seed: 1, asked: BTreeSet::new() };
    let config = settings(levels(), 4_000);
    let found = search(&space, &config, &mut sampler).unwrap();
    let chosen = found.chosen.clone().unwrap();
    assert_eq!(found.settings[1].value, chosen[1]);
    assert_eq!(found.neighbours.len(), 8);
    assert!(found.guarantee.contains("6 finalists of"), "{}", found.guarantee);
    assert!(found.local_optimality.contains("Of the 8 neighbours"), "{}", found.local_optimality);
    assert_eq!(found.objective.unwrap().mean, two_stations(&chosen)[0]);
    // Intervals of the chosen point rest on replications used for nothing else.
    let share = found.constraints[0];
    assert_eq!(share.replications, 20);
    let numbers = |point: &Point| {
        sampler.asked.iter().filter(|(at, _)| at == point).map(|(_, r)| *r).collect::<Vec<_>>()
    };
    let last = sampler.asked.iter().map(|(_, r)| *r).max().unwrap();
    assert_eq!(
        numbers(&chosen)[numbers(&chosen).len() - 20..],
        (last - 19..=last).collect::<Vec<_>>()
    );
    let again = {
        let mut sampler = Noisy { asked: BTreeSet::new(), ..sampler };
        search(&space, &config, &mut sampler).unwrap()
    };
    assert_eq!(
        serde_json::to_string(&found).unwrap(),
        serde_json::to_string(&again).unwrap(),
        "the same answers give the same result"
    );
}

#[test]
fn judging_uses_no_replication_that_the_search_has_seen() {
    /// Fails where a finalist is judged on what made it one.
    struct Split {
        search: u32,
    }
    impl Sampler<Point> for Split {
        type Error = Infallible;

        fn sample(&mut self, requests: &[(Point, u32)]) -> Result<Vec<Vec<f64>>, Infallible> {
            // In the search point 3 looks best, on all later replications point 7 is.
            let row = |(point, replication): &(Point, u32)| {
                let best = if *replication < self.search { 3 } else { 7 };
                vec![(point[0] - best).abs() as f64]
            };
            Ok(requests.iter().map(row).collect())
        }
    }
    let mut config = settings(Vec::new(), 1_000);
    config.clean_up.finalists = 10;
    let found = search(&space(&[(0, 9)]), &config, &mut Split { search: 40 }).unwrap();
    assert_eq!(found.chosen, Some(vec![7]));
    let best = found.visited.iter().min_by(|a, b| a.objective.mean.total_cmp(&b.objective.mean));
    assert_eq!(best.unwrap().point, [3]);
}

#[test]
fn where_nothing_is_feasible_the_search_says_so() {
    let space = space(&[(1, 9), (1, 6)]);
    let mut sampler =
        Noisy { truth: two_stations, sds: &[0.0, 0.03, 0.03], seed: 1, asked: BTreeSet::new() };
    let found = search(&space, &settings(levels(), 4_000), &mut sampler).unwrap();
    assert_eq!((found.status, found.chosen), (Status::NoneFeasible, None));
    assert!(found.guarantee.contains("No system was found feasible"), "{}", found.guarantee);
}

#[test]
fn a_budget_too_small_is_refused_and_a_tight_one_is_kept() {
    let space = space(&[(1, 40), (1, 40)]);
    let run = |budget| {
        let mut sampler =
            Noisy { truth: two_stations, sds: &[0.0, 0.03, 0.03], seed: 2, asked: BTreeSet::new() };
        search(&space, &settings(levels(), budget), &mut sampler)
    };
    let said = run(19).unwrap_err().to_string();
    assert!(said.starts_with("`budget` is 19; it must be at least 20"), "{said}");
    let found = run(150).unwrap();
    assert!(found.is_exhausted && found.spent.search <= 150);
    assert!(found.chosen.is_none() || found.local_optimality.contains("budget ended"));
}
