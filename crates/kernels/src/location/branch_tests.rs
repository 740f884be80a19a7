//! Bounds, fixing and branch and bound against brute force on small random problems.

use domain::rng::{Purpose, Stream, Streams};

use super::*;
use crate::Work;
use crate::location::{Ascent, Goal, Limits, Relaxation, Sifting, Site, fix, greedy};

const CASES: u64 = 1500;

/// A problem of up to 7 sites and 9 customers with every feature that a problem can have.
fn random(stream: &mut Stream) -> Location {
    let (sites, customers) = (2 + stream.below(6) as usize, 1 + stream.below(9) as usize);
    let kind = stream.below(4);
    let opens_cost = stream.below(2) == 0;
    let site = |stream: &mut Stream| Site {
        opening: if opens_cost { f64::from(stream.below(12)) } else { 0.0 },
        price: f64::from(stream.below(6)),
        standing: match stream.below(8) {
            0 => Standing::Open,
            1 => Standing::Closed,
            _ => Standing::Free,
        },
    };
    let sites: Vec<Site> = (0..sites).map(|_| site(stream)).collect();
    let mut location = Location {
        starts: vec![0],
        links: Vec::new(),
        costs: Vec::new(),
        unserved: Vec::new(),
        spare: Vec::new(),
        most: 1 + stream.below(sites.len() as u32) as usize,
        budget: if stream.below(2) == 0 { f64::INFINITY } else { f64::from(stream.below(15)) },
        step: if stream.below(3) == 0 { 0.0 } else { 1.0 },
        sites,
    };
    for _ in 0..customers {
        let mut row: Vec<(u32, u32)> = (0..location.sites.len() as u32)
            .filter_map(|site| match stream.below(4) {
                0 => None,
                _ => Some((stream.below(20), site)),
            })
            .collect();
        if kind >= 2 {
            row.iter_mut().for_each(|link| link.0 = 0);
        }
        row.sort_unstable();
        location.links.extend(row.iter().map(|link| link.1));
        if kind < 2 {
            location.costs.extend(row.iter().map(|link| f64::from(link.0)));
        }
        location.starts.push(location.links.len());
        let unserved = 2 + stream.below(20);
        location.unserved.push(if kind == 0 { f64::INFINITY } else { f64::from(unserved) });
        if kind == 3 {
            location.spare.push(f64::from(stream.below(unserved)));
        }
    }
    location
}

/// Sets of sites that the problem allows, and what they cost.
fn all(location: &Location) -> Vec<(f64, Vec<u32>)> {
    let sites = location.sites.len() as u32;
    let set = |bits: u32| (0..sites).filter(|site| bits >> site & 1 == 1).collect::<Vec<u32>>();
    let allowed = (0..1_u32 << sites).map(set).filter(|open| location.allows(open));
    allowed.map(|open| (location.cost(&open), open)).collect()
}

fn least(all: &[(f64, Vec<u32>)]) -> f64 {
    all.iter().fold(f64::INFINITY, |least, (cost, _)| least.min(*cost))
}

fn standing(location: &Location) -> Vec<Standing> {
    location.sites.iter().map(|site| site.standing).collect()
}

/// The relaxed value, written as in the textbook and with no limits on the prices.
fn textbook(location: &Location, standing: &[Standing], prices: &[f64], budget: f64) -> f64 {
    let mut value = if budget > 0.0 { -budget * location.budget } else { 0.0 };
    let mut reduced: Vec<f64> =
        location.sites.iter().map(|site| site.opening + budget * site.price).collect();
    for (customer, price) in prices.iter().enumerate() {
        value += price.min(location.unserved[customer]);
        if let Some(spare) = location.spare.get(customer) {
            value += price.min(*spare);
        }
        for (site, cost) in location.links_of(customer) {
            reduced[site as usize] += (cost - price).min(0.0);
        }
    }
    let of = |wanted| (0..standing.len()).filter(move |site| standing[*site] == wanted);
    let forced = of(Standing::Open).count();
    let spent: f64 = of(Standing::Open).map(|site| location.sites[site].price).sum();
    if forced > location.most || spent > location.budget * (1.0 + 1e-9) {
        return f64::INFINITY;
    }
    value += of(Standing::Open).map(|site| reduced[site]).sum::<f64>();
    let mut free: Vec<f64> = of(Standing::Free).map(|site| reduced[site].min(0.0)).collect();
    free.sort_by(f64::total_cmp);
    value + free.iter().take(location.most - forced).sum::<f64>()
}

#[test]
fn a_bound_never_crosses_the_optimum_and_fixing_keeps_every_better_answer() {
    for case in 0..CASES {
        let mut stream = Streams::new(1, 0).open(Purpose::Test, case);
        let location = random(&mut stream);
        let all = all(&location);
        let optimum = least(&all);
        if !optimum.is_finite() {
            continue;
        }
        let standing = standing(&location);
        let limits = Limits::under(&location, &standing);
        let random = |_| f64::from(stream.below(20));
        let prices: Vec<f64> = (0..location.customers()).map(random).collect();
        let mut relaxation = Relaxation::new(&location);
        let mut ascent = Ascent::from(prices, Vec::new(), 1.0);
        let mut work = Work::of(u64::MAX);
        ascent.settle(&mut relaxation, &standing, &limits, &mut work);
        for steps in [0, 1, 3, 30, 200] {
            let goal = Goal { target: f64::INFINITY, above: optimum, steps, least_pace: 1e-6 };
            ascent.climb(&mut relaxation, &standing, &limits, &goal, &mut work);
            let value = ascent.relaxed.value;
            assert!(value <= optimum + 1e-9, "case {case}: {value} above {optimum}");
            let budget_price = ascent.relaxed.budget_price;
            let expected = textbook(&location, &standing, &ascent.prices, budget_price);
            assert!((value - expected).abs() < 1e-6, "case {case}: {value}, not {expected}");
            let mut fixed = standing.clone();
            fix(&location, &mut fixed, &ascent.relaxed, optimum + 0.5);
            for (cost, open) in &all {
                let fits = open.iter().all(|site| fixed[*site as usize] != Standing::Closed)
                    && (0..fixed.len() as u32)
                        .all(|site| fixed[site as usize] != Standing::Open || open.contains(&site));
                assert!(fits || *cost >= optimum + 0.5 - 1e-9, "case {case}: {open:?} lost");
                if fits {
                    let rest = {
                        let first = Rest::of(&location);
                        let of = |site: &u32| fixed[*site as usize];
                        let left: Vec<Standing> = first.sites.iter().map(of).collect();
                        first.after(&left).0
                    };
                    let own = rest.own_sites(open).unwrap();
                    let cost_of_rest = rest.location.cost(&own) + rest.settled;
                    let is_same = cost_of_rest == *cost || (cost_of_rest - cost).abs() < 1e-9;
                    assert!(is_same || rest.unservable.is_some(), "case {case}");
                }
            }
        }
    }
}

/// Walks a proof as its text says; fails where it does not prove.
fn check(
    location: &Location,
    found: &Found,
    at: u32,
    mut standing: Vec<Standing>,
    seen: &mut usize,
) {
    *seen += 1;
    let bound = found.proved - location.step * (1.0 - 1e-7) - 1e-9;
    match &found.proof[at as usize] {
        Step::Split { site, open, closed } => {
            assert_eq!(standing[*site as usize], Standing::Free);
            for (as_what, next) in [(Standing::Open, open), (Standing::Closed, closed)] {
                standing[*site as usize] = as_what;
                check(location, found, *next, standing.clone(), seen);
            }
        }
        Step::Fix { prices, budget_price, next } => {
            let fixed = (0..standing.len()).filter(|site| standing[*site] == Standing::Free);
            let of = |site: usize, what| {
                let mut tried = standing.clone();
                tried[site] = what;
                textbook(location, &tried, prices, *budget_price)
            };
            let mut next_standing = standing.clone();
            for site in fixed {
                if of(site, Standing::Open) >= bound {
                    next_standing[site] = Standing::Closed;
                } else if of(site, Standing::Closed) >= bound {
                    next_standing[site] = Standing::Open;
                }
            }
            check(location, found, *next, next_standing, seen);
        }
        Step::Close { prices, budget_price } => {
            let value = textbook(location, &standing, prices, *budget_price);
            assert!(value >= bound, "closed at {value}, which does not reach {bound}");
        }
    }
}

/// Three parts that share nothing but the number of sites: each three sites and customers between
/// any two of them, so that the relaxation opens half of each.
fn three_parts(stream: &mut Stream) -> Location {
    let site = Site { opening: 0.0, price: 0.0, standing: Standing::Free };
    let mut location = Location {
        sites: vec![site; 9],
        starts: vec![0],
        links: Vec::new(),
        costs: Vec::new(),
        unserved: Vec::new(),
        spare: Vec::new(),
        most: 3 + stream.below(4) as usize,
        budget: f64::INFINITY,
        step: 1.0,
    };
    for part in 0..3 {
        for pair in [[0, 1], [1, 2], [0, 2]] {
            let mut row = pair.map(|site| (stream.below(6), 3 * part + site));
            row.sort_unstable();
            location.links.extend(row.map(|link| link.1));
            location.costs.extend(row.map(|link| f64::from(link.0)));
            location.starts.push(location.links.len());
            location.unserved.push(f64::from(20 + stream.below(20)));
        }
    }
    location
}

/// To the end, every other small problem as if it were a large one.
fn how(stream: &mut Stream) -> Search {
    Search {
        root_steps: 30,
        node_steps: 4,
        search: 500 * u64::from(stream.below(2)),
        nodes: 10_000,
        sifting: Sifting { from: usize::MAX * stream.below(2) as usize, fewest: 1 },
        proof_numbers: 1_000_000,
    }
}

/// Places in a square, each a customer and a site.
fn square(places: usize, stream: &mut Stream) -> Location {
    let at: Vec<[f64; 2]> = (0..places).map(|_| [0, 1].map(|_| 100.0 * stream.uniform())).collect();
    let site = Site { opening: 0.0, price: 0.0, standing: Standing::Free };
    let mut location = Location {
        sites: vec![site; places],
        starts: vec![0],
        links: Vec::new(),
        costs: Vec::new(),
        unserved: vec![f64::INFINITY; places],
        spare: Vec::new(),
        most: 2,
        budget: f64::INFINITY,
        step: 1.0,
    };
    for from in &at {
        let far = |to: &[f64; 2]| libm::hypot(from[0] - to[0], from[1] - to[1]).floor();
        let mut row: Vec<(f64, u32)> = at.iter().map(far).zip(0..).collect();
        row.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        location.links.extend(row.iter().map(|link| link.1));
        location.costs.extend(row.iter().map(|link| link.0));
        location.starts.push(location.links.len());
    }
    location
}

/// What solving a problem finds, checked against brute force, and its proof walked.
fn solve_and_check(
    case: u64,
    location: &Location,
    all: &[(f64, Vec<u32>)],
    how: Search,
    stream: &mut Stream,
) -> Found {
    let optimum = least(all);
    let mut work = Work::of(u64::MAX);
    let start = all[all.len() - 1].1.clone();
    let found = branch_and_bound(location, start, how, stream, &mut work);
    if !optimum.is_finite() {
        assert!(!found.cost.is_finite(), "case {case}");
        return found;
    }
    let is_nothing = optimum == 0.0 && location.step == 0.0;
    assert!(location.allows(&found.open), "case {case}");
    assert_eq!(found.cost, location.cost(&found.open), "case {case}");
    assert!((found.cost - optimum).abs() < 1e-6, "case {case}: {} not {optimum}", found.cost);
    assert_eq!(found.bound, found.cost, "case {case}");
    assert!((found.proved - optimum).abs() < 1e-6, "case {case}");
    if is_nothing {
        // Rounding has no room relative to nothing.
        return found;
    }
    let mut seen = 0;
    check(location, &found, 0, standing(location), &mut seen);
    assert_eq!(seen, found.proof.len(), "case {case}");
    found
}

#[test]
fn branch_and_bound_finds_and_proves_what_brute_force_finds() {
    let mut answered = 0;
    for case in 0..CASES {
        let mut stream = Streams::new(2, 0).open(Purpose::Test, case);
        let location = random(&mut stream);
        let all = all(&location);
        if all.is_empty() {
            continue;
        }
        answered += usize::from(least(&all).is_finite());
        let how = how(&mut stream);
        let _ = solve_and_check(case, &location, &all, how, &mut stream);
    }
    assert!(answered as u64 > CASES / 3, "{answered}");
}

#[test]
fn what_falls_into_parts_is_proved_as_a_whole() {
    let mut planned = 0;
    for case in 0..CASES / 3 {
        let mut stream = Streams::new(4, 0).open(Purpose::Test, case);
        let location = three_parts(&mut stream);
        let (all, how) = (all(&location), how(&mut stream));
        planned += solve_and_check(case, &location, &all, how, &mut stream).planned;
    }
    assert!(planned > 100, "{planned}");
}

#[test]
fn a_climb_among_the_sites_that_matter_proves_what_brute_force_finds() {
    for case in 0..20 {
        let mut stream = Streams::new(5, 0).open(Purpose::Test, case);
        let location = square(80, &mut stream);
        let pairs = (0..80).flat_map(|a| (a + 1..80).map(move |b| vec![a, b]));
        let all: Vec<(f64, Vec<u32>)> = pairs.map(|open| (location.cost(&open), open)).collect();
        for from in [0, usize::MAX] {
            let sifting = Sifting { from, fewest: 1 };
            let how = Search { sifting, ..how(&mut stream) };
            let found = solve_and_check(case, &location, &all, how, &mut stream);
            assert!(found.proved > 0.0);
        }
    }
}

#[test]
fn a_search_that_is_cut_short_tells_a_bound_that_holds_and_a_proof_of_it() {
    for case in 0..CASES {
        let mut stream = Streams::new(3, 0).open(Purpose::Test, case);
        let location = random(&mut stream);
        let optimum = least(&all(&location));
        let mut work = Work::of(u64::MAX);
        let Some(start) = greedy::open(&location, &mut work) else { continue };
        let nodes = 1 + stream.below(3) as usize;
        let proof_numbers = if stream.below(2) == 0 { 0 } else { 1000 };
        let how = Search {
            root_steps: 5,
            node_steps: 1,
            search: 0,
            nodes,
            proof_numbers,
            ..how(&mut stream)
        };
        let found = branch_and_bound(&location, start, how, &mut stream, &mut work);
        assert!(found.bound <= optimum + 1e-9, "case {case}: {} {optimum}", found.bound);
        assert!(found.nodes <= nodes && found.cost >= optimum, "case {case}");
        if found.cost.is_finite() && found.proved != 0.0 {
            check(&location, &found, 0, standing(&location), &mut 0);
        }
    }
}
