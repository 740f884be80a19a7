//! Small random questions with capacities, answered by brute force.

use domain::decision::placement::{
    Candidate, Distances, Model, Placed, PlacementQuestion, Service, Standing, Table, price,
};
use domain::rng::{Purpose, Stream, Streams};

use super::capacitated::{Mode, capacitated, solve};
use crate::formats::{Asking, Format, pmedcap, sscflp};
use kernels::Work;
use kernels::capacitated::{Search, Solution, first};
use kernels::transport::Transport;

/// A question of a few sites and points, tight in capacity, with limits now and then.
fn question(model: Model, stream: &mut Stream) -> PlacementQuestion<'static> {
    let sites = 2 + stream.below(3) as usize;
    let points = 2 + stream.below(4) as usize;
    let sizes: Vec<f64> = (0..points).map(|_| f64::from(stream.below(8))).collect();
    let demand: f64 = sizes.iter().sum();
    let candidates: Vec<Candidate> = (0..sites)
        .map(|_| Candidate {
            opening_cost: f64::from(stream.below(30)),
            capacity: match stream.below(8) {
                0 => f64::INFINITY,
                _ => (demand * (0.2 + stream.uniform())).floor(),
            },
            standing: match stream.below(10) {
                0 => Standing::Kept,
                1 => Standing::Banned,
                _ => Standing::Free,
            },
            traits: None,
        })
        .collect();
    let rows: Vec<f64> = (0..points * sites).map(|_| f64::from(stream.below(40))).collect();
    PlacementQuestion {
        model,
        candidates: candidates.into(),
        weights: (0..points).map(|_| f64::from(1 + stream.below(3))).collect::<Vec<_>>().into(),
        sizes: sizes.into(),
        distances: Distances::Table(Table { rows: rows.into() }),
        sites: stream.chance(0.4).then(|| 1 + stream.below(sites as u32)),
        budget: stream.chance(0.3).then(|| f64::from(20 + stream.below(60))),
    }
}

/// Every assignment of points to sites: `each` is asked for what one costs.
fn assignments(points: usize, sites: usize, mut each: impl FnMut(&[u32])) {
    let mut of = vec![0_u32; points];
    loop {
        each(&of);
        let Some(at) = of.iter().position(|site| (*site as usize) + 1 < sites) else { return };
        of[..at].fill(0);
        of[at] += 1;
    }
}

/// Every layout with one site for each point: `each` is told what it costs.
fn layouts(question: &PlacementQuestion<'_>, mut each: impl FnMut(f64, &Placed)) {
    let (points, sites) = (question.weights.len(), question.candidates.len());
    for mask in 1_u32..1 << sites {
        let open: Vec<u32> = (0..sites as u32).filter(|site| mask >> site & 1 == 1).collect();
        assignments(points, open.len(), |of| {
            let service = of.iter().map(|slot| open[*slot as usize]).collect();
            let placed = Placed { open: open.clone(), service: Service::Single(service) };
            if placed.check(question).is_ok() {
                each(price(&placed, question).map_or(f64::INFINITY, |cost| cost.value), &placed);
            }
        });
    }
}

/// The least cost of all layouts; infinite where there is none.
fn least_single(question: &PlacementQuestion<'_>) -> f64 {
    let mut least = f64::INFINITY;
    layouts(question, |cost, _| least = least.min(cost));
    least
}

/// The same with split service: every unit of every point is a point of its own, which is the same
/// as long as sizes and capacities are whole numbers.
fn least_split(question: &PlacementQuestion<'_>) -> f64 {
    let (points, sites) = (question.weights.len(), question.candidates.len());
    let mut least = f64::INFINITY;
    let kept = |site: usize, standing| question.candidates[site].standing == standing;
    for mask in 1_u32..1 << sites {
        let open: Vec<usize> = (0..sites).filter(|site| mask >> site & 1 == 1).collect();
        let opening: f64 = open.iter().map(|site| question.candidates[*site].opening_cost).sum();
        let allowed = open.len() <= question.most_sites()
            && question.budget.is_none_or(|budget| opening <= budget)
            && open.iter().all(|site| !kept(*site, Standing::Banned))
            && (0..sites).all(|site| !kept(site, Standing::Kept) || open.contains(&site));
        if !allowed {
            continue;
        }
        // The table of loads: the least cost of serving the first points with these loads.
        let mut loads = std::collections::BTreeMap::from([(vec![0_u32; open.len()], 0.0)]);
        for point in 0..points {
            let size = question.sizes[point] as u32;
            let cost = |slot: usize| {
                question.weights[point] * question.distance(point, open[slot]).unwrap_or(1e9)
            };
            if size == 0 {
                let cheapest = (0..open.len()).map(cost).fold(f64::INFINITY, f64::min);
                loads.values_mut().for_each(|value| *value += cheapest);
            }
            for _ in 0..size {
                let mut next = std::collections::BTreeMap::new();
                for (load, value) in loads {
                    for (slot, site) in open.iter().enumerate() {
                        let mut load = load.clone();
                        load[slot] += 1;
                        if f64::from(load[slot]) <= question.candidates[*site].capacity {
                            let value: f64 = value + cost(slot) / f64::from(size);
                            let known = next.entry(load).or_insert(f64::INFINITY);
                            *known = known.min(value);
                        }
                    }
                }
                loads = next;
            }
        }
        least = loads.values().fold(least, |least, value| least.min(opening + value));
    }
    least
}

fn agrees(question: &PlacementQuestion<'_>, least: f64, stream: &mut Stream) {
    for mode in [Mode::Heuristic, Mode::Bound, Mode::Exact] {
        let found = solve(question, 3_000_000, stream, mode);
        let slack = 1e-6 * (1.0 + least.abs().min(1e6));
        assert!(found.bound <= least + slack, "{mode:?} {found:?} {least} {question:?}");
        match &found.placed {
            None => assert!(found.failure.is_some()),
            Some(placed) => {
                assert_eq!(placed.check(question), Ok(()), "{question:?}");
                let cost = price(placed, question).map(|cost| cost.value).unwrap();
                assert!((cost - found.cost).abs() <= slack && cost >= least - slack);
            }
        }
        if mode == Mode::Exact {
            assert!(found.proved, "{found:?} {least} {question:?}");
            let same = found.cost == least || (found.cost - least).abs() <= slack;
            assert!(same, "{found:?} {least} {question:?}");
        }
    }
}

#[test]
fn single_source_answers_are_those_of_all_assignments() {
    let mut stream = Streams::new(3, 0).open(Purpose::Solver, 0);
    let mut asked = 0;
    while asked < 600 {
        let question = question(Model::SingleSource, &mut stream);
        if question.admit().is_ok() {
            let least = least_single(&question);
            agrees(&question, least, &mut stream);
            asked += 1;
        }
    }
}

#[test]
fn split_answers_are_those_of_all_units_on_their_own() {
    let mut stream = Streams::new(4, 0).open(Purpose::Solver, 0);
    let mut asked = 0;
    while asked < 600 {
        let question = question(Model::Capacitated, &mut stream);
        if question.admit().is_ok() {
            let least = least_split(&question);
            agrees(&question, least, &mut stream);
            asked += 1;
        }
    }
}

#[test]
fn transportation_stays_optimal_as_sites_open_and_close_and_its_prices_prove_it() {
    let mut stream = Streams::new(5, 0).open(Purpose::Solver, 0);
    let mut asked = 0;
    while asked < 1_000 {
        let question = question(Model::Capacitated, &mut stream);
        if question.admit().is_err() {
            continue;
        }
        asked += 1;
        let problem = capacitated(&question);
        let sites = problem.sites.len() as u32;
        let mut work = Work::of(u64::MAX);
        let mut transport = Transport::new(problem.tariff());
        let mut open = Vec::new();
        for _ in 0..8 {
            let site = stream.below(sites);
            if let Some(at) = open.iter().position(|known| *known == site) {
                open.swap_remove(at);
                transport.close(site, &mut work);
            } else {
                open.push(site);
                transport.open(site, &mut work);
            }
            if open.is_empty() {
                continue;
            }
            let fresh = Transport::of(problem.tariff(), &open, &mut work);
            let (cost, again) = (transport.cost(), fresh.cost());
            assert!((cost - again).abs() <= 1e-6 * (1.0 + cost), "{cost} {again} {question:?}");
            // Weak duality: the prices, less what capacities are worth, are worth the cost.
            let prices = transport.prices();
            let mut dual: f64 = prices.iter().sum();
            for site in &open {
                let capacity = problem.capacities[*site as usize];
                let saves = |customer: usize| {
                    let size = problem.sizes[customer];
                    let saved = prices[customer] - problem.cost(*site, customer);
                    if size > 0.0 { (saved / size).max(0.0) } else { 0.0 }
                };
                let worth = (0..prices.len()).map(saves).fold(0.0, f64::max);
                if worth > 1e-9 {
                    dual -= worth * capacity;
                }
            }
            assert!((cost - dual).abs() <= 1e-6 * (1.0 + cost), "{cost} {dual} {question:?}");
        }
    }
}

/// A layout as a solution.
fn solution(placed: &Placed) -> Solution {
    let Service::Single(service) = &placed.service else { panic!("one site for each point") };
    let shares = (0..).zip(service).map(|(point, site)| (*site, point, 1.0)).collect();
    Solution { open: placed.open.clone(), shares, cost: 0.0 }
}

/// What a search found costs what it says and keeps to the question.
fn is_sound(search: &Search<'_>, question: &PlacementQuestion<'_>) {
    let Some(best) = &search.best else { return };
    let service = best.shares.iter().map(|(site, _, _)| *site).collect();
    let placed = Placed { open: best.open.clone(), service: Service::Single(service) };
    assert_eq!(placed.check(question), Ok(()), "{question:?}");
    let cost = price(&placed, question).map(|cost| cost.value).unwrap();
    assert!((cost - best.cost).abs() <= 1e-6 * (1.0 + cost), "{cost} {} {question:?}", best.cost);
}

#[test]
fn a_district_of_all_sites_leads_from_the_worst_layout_to_the_best() {
    let mut stream = Streams::new(6, 0).open(Purpose::Solver, 0);
    let (mut asked, mut improved) = (0, 0);
    while asked < 600 {
        let question = question(Model::SingleSource, &mut stream);
        if question.admit().is_err() {
            continue;
        }
        asked += 1;
        let (mut least, mut worst) = (f64::INFINITY, None::<(f64, Placed)>);
        layouts(&question, |cost, placed| {
            least = least.min(cost);
            // Sites that are open for nobody are closed in any case.
            let of = solution(placed);
            let serves = |site: &u32| of.shares.iter().any(|share| share.0 == *site);
            let is_worse = worst.as_ref().is_none_or(|worst| cost > worst.0);
            if is_worse && cost.is_finite() && placed.open.iter().all(serves) {
                worst = Some((cost, placed.clone()));
            }
        });
        let Some((cost, placed)) = worst else { continue };
        let problem = capacitated(&question);
        let mut search = Search::new(&problem);
        search.offer(solution(&placed));
        search.redistrict(&first(&problem), &mut Work::of(10_000_000));
        is_sound(&search, &question);
        let slack = 1e-6 * (1.0 + least);
        assert!((search.cost() - least).abs() <= slack, "{} {least} {question:?}", search.cost());
        improved += usize::from(cost > least + slack);
    }
    assert!(improved > 200, "{improved}");
}

#[test]
fn a_dive_comes_close_to_the_best_layout_and_districts_closer() {
    let mut stream = Streams::new(7, 0).open(Purpose::Solver, 0);
    let (mut asked, mut found, mut best_by_dive, mut best_in_the_end) = (0, 0, 0, 0);
    while asked < 300 {
        let question = question(Model::SingleSource, &mut stream);
        let least = question.admit().map_or(f64::INFINITY, |()| least_single(&question));
        if least.is_infinite() {
            continue;
        }
        asked += 1;
        let problem = capacitated(&question);
        let mut search = Search::new(&problem);
        let mut work = Work::of(2_000_000);
        search.dive(&first(&problem), &mut stream, &mut work);
        is_sound(&search, &question);
        let is_best = |search: &Search<'_>| search.cost() <= least + 1e-6 * (1.0 + least);
        found += usize::from(search.best.is_some());
        best_by_dive += usize::from(is_best(&search));
        let before = search.cost();
        search.redistrict(&first(&problem), &mut Work::of(10_000_000));
        is_sound(&search, &question);
        assert!(search.cost() <= before && search.cost() >= least - 1e-6 * (1.0 + least));
        best_in_the_end += usize::from(is_best(&search));
    }
    assert!(found == 300 && best_by_dive >= 285, "{found} {best_by_dive}");
    assert!(best_in_the_end >= 295, "{best_in_the_end}");
}

/// A public instance, where the data are at hand.
fn public(format: &Format, file: &str, model: &str) -> Option<PlacementQuestion<'static>> {
    let Some(root) = std::env::var_os("DARKSTORE_DATA") else {
        println!("skipped: DARKSTORE_DATA is not set");
        return None;
    };
    let path = std::path::PathBuf::from(root).join("placement").join(file);
    let text = std::fs::read_to_string(path).unwrap();
    let asking = Asking { model: Some(model.into()), ..Asking::default() };
    Some(format.read(&text, &asking).unwrap())
}

#[test]
fn published_optima_are_reached_and_proved() {
    let optima = [
        (&sscflp::ORLIB, "cflp-orlib/cap61.txt", "capacitated", 932_615.750),
        (&sscflp::ORLIB, "cflp-orlib/cap93.txt", "capacitated", 896_617.538),
        (&sscflp::ORLIB, "cflp-orlib/cap93.txt", "single_source", 900_760.11),
        (&pmedcap::FORMAT, "pmedcap/pmedcap01.txt", "single_source", 713.0),
        (&pmedcap::FORMAT, "pmedcap/pmedcap05.txt", "single_source", 664.0),
    ];
    for (format, file, model, optimum) in optima {
        let Some(question) = public(format, file, model) else { return };
        let mut stream = Streams::new(1, 0).open(Purpose::Test, 0);
        let found = solve(&question, 300_000_000, &mut stream, Mode::Exact);
        found.placed.as_ref().unwrap().check(&question).unwrap();
        assert!((found.cost - optimum).abs() <= 1e-6 * optimum, "{file} {model}: {}", found.cost);
        assert!(found.proved, "{file} {model}: {}", found.bound);
    }
}
