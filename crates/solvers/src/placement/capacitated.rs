//! Placement with capacities: the question as a problem of capacitated location, and its answer.

use std::rc::Rc;

use domain::decision::placement::{
    Certificate, Distances, Model, Placed, PlacementQuestion, Proof, Service, Share,
    Standing as Asked,
};
use domain::rng::Stream;

use kernels::Work;
use kernels::capacitated::{
    Ascent, Capacitated, Prices, Proved, Relaxation, Search, Site, Solution, Step, ascend, branch,
    fates, first, target,
};
use kernels::location::{Standing, step_of};

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// A good answer; the bound is by the way.
    Heuristic,
    /// A good bound; the answer is by the way.
    Bound,
    /// A proof that the answer is the best there is, or the smallest gap that the work allows.
    Exact,
}

/// What was found out about a question.
#[derive(Clone, Debug)]
pub struct Found {
    /// The best layout found.
    pub placed: Option<Placed>,
    /// Its cost.
    pub cost: f64,
    /// Why there is none.
    pub failure: Option<&'static str>,
    /// No layout costs less; infinite where it is proved that there is none.
    pub bound: f64,
    /// Whether the layout is proved to be the best, up to rounding.
    pub proved: bool,
    /// What the bound can be checked by. Its own bound is below `bound` where customers had to be
    /// branched on, which prices cannot tell, or the proof would be too long.
    pub certificate: Certificate,
    /// Nodes of the tree.
    pub nodes: u64,
    /// Units of work done.
    pub work: u64,
}

/// The problem behind a question. O(points x sites).
///
/// # Panics
/// On models without capacities.
#[must_use]
pub fn capacitated(question: &PlacementQuestion<'_>) -> Capacitated {
    let model = question.model;
    assert!(model.is_capacitated(), "`{}` has no capacities", model.name());
    let (points, sites) = (question.weights.len(), question.candidates.len());
    let mut costs = vec![f64::INFINITY; points * sites];
    for point in 0..points {
        let weight = question.weights[point];
        if let Distances::Links(links) = &question.distances {
            if let Some(beyond) = links.beyond {
                (0..sites).for_each(|site| costs[site * points + point] = weight * beyond);
            }
            for (site, distance) in links.of(point) {
                costs[site as usize * points + point] = weight * f64::from(distance);
            }
        } else {
            for site in 0..sites {
                if let Some(distance) = question.distance(point, site) {
                    costs[site * points + point] = weight * distance;
                }
            }
        }
    }
    let rooms = question.rooms();
    let site = |(candidate, room): (&domain::decision::placement::Candidate, &f64)| Site {
        opening: candidate.opening_cost,
        price: candidate.opening_cost,
        capacity: *room,
        standing: match candidate.standing {
            Asked::Free => Standing::Free,
            Asked::Kept => Standing::Open,
            Asked::Banned => Standing::Closed,
        },
    };
    let splits = model == Model::Capacitated;
    let openings = question.candidates.iter().map(|candidate| candidate.opening_cost);
    let dearest = |point: usize| {
        let of = (0..sites).map(|site| costs[site * points + point]);
        of.filter(|cost| cost.is_finite()).fold(0.0, f64::max)
    };
    let most_service: f64 = (0..points).map(dearest).sum();
    let forbidden = 1.0 + most_service + openings.clone().map(f64::abs).sum::<f64>();
    // Shares make costs anything; whole customers leave them multiples of a step.
    let step = if splits { 0.0 } else { step_of(openings.chain(costs.iter().copied())) };
    for cost in costs.iter_mut().filter(|cost| !cost.is_finite()) {
        *cost = 2.0 * forbidden;
    }
    Capacitated {
        sites: question.candidates.iter().zip(&rooms).map(site).collect(),
        capacities: rooms,
        sizes: question.sizes.to_vec(),
        costs,
        forbidden,
        most: question.most_sites(),
        budget: question.spendable(),
        splits,
        step,
    }
}

/// Answers a question with capacities within a budget of work.
///
/// Prices for the relaxation first, then a local search over sets of sites among those that they
/// leave likely, judged by transportation and, where each point has one site, by assignment; then
/// sites and assignments together: by exchanges, and where these do not settle it by a dive and
/// district by district. For a proof, the tree of sites: with one site for each point
/// first that of split service, whose bound holds and often is the higher.
#[must_use]
pub fn solve(
    question: &PlacementQuestion<'_>,
    budget: u64,
    stream: &mut Stream,
    mode: Mode,
) -> Found {
    let problem = capacitated(question);
    let mut work = Work::of(budget);
    let mut search = Search::new(&problem);
    let all = fates(&problem);
    // A first bound with cut knapsacks, then a search that tells how far it is.
    let mut rough = Relaxation::new(&problem, false);
    let mut part = work.part(budget / 5);
    let steps = if mode == Mode::Heuristic { 400 } else { 1_500 };
    let aim = f64::INFINITY;
    let start = first(&problem);
    let mut best = ascend(&mut rough, &problem, &all, start, aim, steps, &mut part);
    rough.solve(&best.prices, &all, &mut part);
    work.spend(part.done());
    search.focus(&best, &rough.worth);
    let share = if mode == Mode::Bound { budget / 8 } else { budget / 3 };
    let mut part = work.part(share);
    let rounds = if mode == Mode::Bound { 3 } else { 25 };
    search.run(best.value, (rounds, 6_000), stream, &mut part);
    work.spend(part.done());
    if mode != Mode::Heuristic || !problem.splits {
        let mut exact = Relaxation::new(&problem, true);
        let mut part = work.part(budget / 4);
        let aim = target(&problem, search.cost());
        let steps = if mode == Mode::Heuristic { 600 } else { 1_500 };
        let start = best.prices.clone();
        let second = ascend(&mut exact, &problem, &all, start, aim, steps, &mut part);
        work.spend(part.done());
        if second.value > best.value {
            let mut worth = Work::of(u64::MAX);
            exact.solve(&second.prices, &all, &mut worth);
            work.spend(worth.done());
            search.focus(&second, &exact.worth);
            best = second;
        }
    }
    let mut proof = Best {
        bound: best.value,
        told: best.value,
        steps: vec![Step::Close { prices: Rc::new(best.prices.clone()) }],
    };
    let mut nodes = 0;
    // A little of search and tree is often enough, so that most of the work waits until it is not.
    for share in [24, 1] {
        let is_done =
            |proof: &Best, search: &Search<'_>| is_reached(&problem, proof.bound, search.cost());
        let is_single = !problem.splits && mode != Mode::Bound;
        if is_single && share == 1 && !is_done(&proof, &search) {
            let mut part = work.part(work.left() / 2);
            search.dive(&best.prices, stream, &mut part);
            search.redistrict(&best.prices, &mut part);
            work.spend(part.done());
        }
        if is_single && !is_done(&proof, &search) {
            let mut part = work.part(budget / (3 * share.max(4)));
            search.exchange(u32::MAX, stream, &mut part);
            work.spend(part.done());
        }
        if mode == Mode::Exact && !is_done(&proof, &search) && !problem.splits {
            let mut part = work.part(work.left() / 3 / share);
            if let Some(proved) = split(&problem, &best, &rough.worth, stream, &mut part) {
                nodes += proved.nodes;
                proof.take(proved);
            }
            work.spend(part.done());
        }
        if mode == Mode::Exact && !is_done(&proof, &search) {
            let mut part = work.part(work.left() / share);
            let root = (best.prices.clone(), best.value);
            let proved = branch(&mut search, &problem, root, stream, &mut part);
            work.spend(part.done());
            nodes += proved.nodes;
            proof.take(proved);
        }
    }
    if mode == Mode::Heuristic {
        search.run(best.value, (200, 400_000), stream, &mut work);
    }
    let cost = search.cost();
    let proved = is_reached(&problem, proof.bound, cost);
    let stated = |bound: f64| match bound >= target(&problem, cost) {
        true => cost,
        false => problem.raised(bound - room(bound)).min(cost),
    };
    let failure = match (&search.best, proved) {
        (Some(_), _) => None,
        (None, true) => Some("no assignment within the capacities is possible"),
        (None, false) => Some("no assignment within the capacities was found"),
    };
    Found {
        placed: search.best.as_ref().map(|solution| placed(solution, question.model)),
        cost,
        failure,
        bound: stated(proof.bound),
        proved,
        certificate: Certificate {
            bound: stated(proof.told),
            steps: proof.steps.into_iter().map(step).collect(),
        },
        nodes,
        work: work.done(),
    }
}

/// What is proved so far.
struct Best {
    bound: f64,
    /// The best bound that prices tell.
    told: f64,
    /// Why.
    steps: Vec<Step>,
}

impl Best {
    fn take(&mut self, proved: Proved) {
        self.bound = self.bound.max(proved.bound);
        if let Some(steps) = proved.steps.filter(|_| proved.bound > self.told) {
            (self.told, self.steps) = (proved.bound, steps);
        }
    }
}

/// What the tree of sites proves where customers may have several sites, which holds for one site
/// each as well and is often close: its parts end in transportation, not in assignment. `None`
/// where what is known already says more.
fn split(
    problem: &Capacitated,
    root: &Ascent,
    worth: &[f64],
    stream: &mut Stream,
    work: &mut Work,
) -> Option<Proved> {
    let problem = Capacitated { splits: true, step: 0.0, ..problem.clone() };
    let mut search = Search::new(&problem);
    search.focus(root, worth);
    let mut part = work.part(work.left() / 4);
    search.run(root.value, (8, 0), stream, &mut part);
    work.spend(part.done());
    // Its root is bounded with cut knapsacks, which are worth no more than whole ones.
    let start = (root.prices.clone(), f64::NEG_INFINITY);
    (search.cost() > root.value).then(|| branch(&mut search, &problem, start, stream, work))
}

/// What rounding may have added to a sum.
fn room(bound: f64) -> f64 {
    1e-9 * bound.abs()
}

/// Whether the bound leaves no room for a better solution, or for any where there is none.
fn is_reached(problem: &Capacitated, bound: f64, cost: f64) -> bool {
    bound >= target(problem, cost)
}

fn placed(solution: &Solution, model: Model) -> Placed {
    let share = |(site, point, share): &(u32, u32, f64)| Share {
        point: *point,
        site: *site,
        share: share.min(1.0),
    };
    let service = match model {
        Model::SingleSource => {
            Service::Single(solution.shares.iter().map(|(site, _, _)| *site).collect())
        }
        _ => Service::Split(solution.shares.iter().map(share).collect()),
    };
    Placed { open: solution.open.clone(), service }
}

fn step(step: Step) -> Proof {
    let told = |prices: Rc<Prices>| {
        let Prices { service, budget } = Rc::unwrap_or_clone(prices);
        (service, budget)
    };
    match step {
        Step::Split { site, open, closed } => Proof::Split { site, open, closed },
        Step::Fix { prices, next } => {
            let (prices, budget_price) = told(prices);
            Proof::Fix { prices, budget_price, capacity_price: 0.0, next }
        }
        Step::Close { prices } => {
            let (prices, budget_price) = told(prices);
            Proof::Close { prices, budget_price, capacity_price: 0.0 }
        }
    }
}
