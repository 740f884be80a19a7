//! What strategies that prove a bound have in common: heuristics, bound, branching, certificate.

use domain::decision::placement::{
    Certificate, Placed, Placement, PlacementQuestion, Proof, price,
};
use domain::decision::{Solver, SolverFailure};
use domain::rng::Stream;

use super::coarse::search_coarse;
use super::nearest::nearest;
use super::other_models::{self, Depth};
use super::{View, view};
use kernels::Work;
use kernels::location::{
    Columns, Found, Location, Pool, Search, Sifting, Step, branch_and_bound, greedy, search,
    thinned,
};

/// Most numbers in a certificate; where it would have more it is the root's alone.
const CERTIFICATE: usize = 20_000_000;

/// How often the search before the proof may look at every link.
const FIRST_LOOKS: u64 = 30;

/// How often the climb may look at every link before the search gets more than a small part of the
/// work.
const CLIMB_LOOKS: u64 = 150;

/// A bound this close to the value, relatively, is the value but for rounding.
const ROUNDING: f64 = 1e-11;

/// A proof that reaches so close to the bound, relatively, is one of the bound: who checks it grants
/// more than twice as much.
const TOLD: f64 = 0.41e-9;

/// Links of the sample in which a large problem is first looked at.
const FIRST_LINKS: usize = 3_000_000;

/// One in so many units of work goes to a small copy of a large plane.
const COARSE: u64 = 8;

/// Layouts of the sample that are priced in full.
const FIRST_LAYOUTS: usize = 8;

/// How to search and prove.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Effort {
    /// Millions of units of work in all.
    pub work_m: u32,
    /// Millions of them for the search before the proof; `None` for a quarter, but less in a large
    /// problem: until the climb has come some way there is no bound to speak of, while the search
    /// is soon near its best.
    pub search_m: Option<u32>,
    /// Steps of the prices' climb before branching.
    pub steps: u32,
    /// Most nodes.
    pub nodes: usize,
}

/// Searches, bounds and branches, as far as its effort goes.
#[derive(Clone, Debug)]
pub struct Prover {
    name: &'static str,
    effort: Effort,
    worth: Worth,
}

/// What the last answer was worth.
#[derive(Clone, Debug, Default)]
struct Worth {
    work: Option<u64>,
    bound: Option<f64>,
    certificate: Option<Certificate>,
    failure: Option<SolverFailure>,
}

impl Prover {
    /// The solver of this name.
    pub(super) fn with(name: &'static str, effort: Effort) -> Self {
        Self { name, effort, worth: Worth::default() }
    }
}

impl Solver for Prover {
    fn work(&self) -> Option<u64> {
        self.worth.work
    }

    fn bound(&self) -> Option<f64> {
        self.worth.bound
    }

    fn failure(&mut self) -> Option<SolverFailure> {
        self.worth.failure.take()
    }
}

impl Placement for Prover {
    fn place(&mut self, question: &PlacementQuestion<'_>, rng: &mut Stream) -> Placed {
        let placed;
        (placed, self.worth) = answer(self.name, self.effort, question, rng);
        placed
    }

    fn certificate(&self) -> Option<Certificate> {
        self.worth.certificate.clone()
    }
}

/// The answer, and how good it is.
fn answer(
    name: &str,
    effort: Effort,
    question: &PlacementQuestion<'_>,
    rng: &mut Stream,
) -> (Placed, Worth) {
    let mut worth = Worth::default();
    let mut work = Work::of(u64::from(effort.work_m) * 1_000_000);
    let depth = if effort.nodes > 1 { Depth::Proof } else { Depth::Bound };
    if let Some(answered) = other_models::answer(name, question, depth, rng, &mut work) {
        worth.work = Some(work.done());
        worth.bound = answered.bound;
        worth.certificate = answered.certificate;
        worth.failure = answered.failure;
        return (answered.placed, worth);
    }
    let mut part = work.part(work.left() / COARSE);
    let start = search_coarse(question, rng, &mut part);
    work.spend(part.done());
    let view = view(question, nearest(question).0);
    let found = prove(&view, start, effort, rng, &mut work);
    worth.work = Some(work.done());
    let Some(found) = found else {
        worth.failure = Some(super::unserved(name));
        return (super::placed(question, None), worth);
    };
    // No more can be covered than there is.
    let bound = match view.total {
        Some(total) => view.value(found.bound).min(total),
        None => found.bound,
    };
    let proved = view.value(found.proved);
    let is_proof = !found.proof.is_empty() && proved.is_finite();
    let certificate = is_proof.then(|| certificate(&found, proved, &view, question));
    let placed = super::placed(question, Some(found.open));
    // Sums taken in another order differ in their last digits.
    let value = price(&placed, question).map_or(f64::NAN, |objective| objective.value);
    let is_near = |a: f64, b: f64, share: f64| (a - b).abs() <= share * b.abs();
    let bound = if is_near(bound, value, ROUNDING) { value } else { bound };
    worth.bound = Some(bound).filter(|bound| bound.is_finite());
    worth.certificate = certificate.map(|certificate| Certificate {
        bound: if is_near(proved, bound, TOLD) { bound } else { proved },
        ..certificate
    });
    (placed, worth)
}

fn prove(
    view: &View,
    start: Option<Vec<u32>>,
    effort: Effort,
    rng: &mut Stream,
    work: &mut Work,
) -> Option<Found> {
    let location = &view.location;
    let whole = effort.search_m.map_or_else(
        || {
            // Links without costs come in a row and count a quarter.
            let look = location.links.len() as u64 / if location.costs.is_empty() { 4 } else { 1 };
            let spare = work.left().saturating_sub(CLIMB_LOOKS * look).max(work.left() / 16);
            spare.min(work.left() / 4)
        },
        |search_m| u64::from(search_m) * 1_000_000,
    );
    let before = work.done();
    let start = start.or_else(|| first_look(location, whole / 2, rng, work))?;
    let how = Search {
        root_steps: effort.steps as usize,
        node_steps: 25,
        search: whole.saturating_sub(work.done() - before),
        nodes: effort.nodes,
        sifting: Sifting::default(),
        proof_numbers: CERTIFICATE,
    };
    Some(branch_and_bound(location, start, how, rng, work))
}

/// A start good enough to climb towards; the rest of the search goes to what the root leaves. In a
/// large problem it is searched for among a sample of the customers.
fn first_look(
    location: &Location,
    most: u64,
    rng: &mut Stream,
    work: &mut Work,
) -> Option<Vec<u32>> {
    let stride = location.links.len().div_ceil(FIRST_LINKS).max(1);
    if stride == 1 {
        let looks = FIRST_LOOKS * location.links.len() as u64;
        let pool = look(location, most.min(looks), rng, work)?;
        return pool.layouts.into_iter().next().map(|(_, open)| open);
    }
    let sample = thinned(location, stride);
    let looks = FIRST_LOOKS * sample.links.len() as u64;
    let pool = look(&sample, most.min(looks), rng, work);
    let layouts = pool.into_iter().flat_map(|pool| pool.layouts).take(FIRST_LAYOUTS);
    let mut best = (f64::INFINITY, None);
    for (_, open) in layouts {
        work.spend(location.links.len() as u64);
        let cost = location.cost(&open);
        if cost < best.0 {
            best = (cost, Some(open));
        }
    }
    // A sample may leave out the only customer who needs a certain site.
    best.1.or_else(|| greedy::open(location, work))
}

fn look(location: &Location, most: u64, rng: &mut Stream, work: &mut Work) -> Option<Pool> {
    let columns = Columns::of(location);
    let start = greedy::open_by(location, &columns, work)?;
    let mut part = work.part(most);
    let pool = search::search_by(location, &columns, start, rng, &mut part);
    work.spend(part.done());
    Some(pool)
}

fn certificate(
    found: &Found,
    bound: f64,
    view: &View,
    question: &PlacementQuestion<'_>,
) -> Certificate {
    let step = |step: &Step| match step {
        Step::Split { site, open, closed } => {
            Proof::Split { site: *site, open: *open, closed: *closed }
        }
        Step::Fix { prices, budget_price, next } => Proof::Fix {
            prices: view.prices(prices, question),
            budget_price: *budget_price,
            capacity_price: 0.0,
            next: *next,
        },
        Step::Close { prices, budget_price } => Proof::Close {
            prices: view.prices(prices, question),
            budget_price: *budget_price,
            capacity_price: 0.0,
        },
    };
    Certificate { bound, steps: found.proof.iter().map(step).collect() }
}
