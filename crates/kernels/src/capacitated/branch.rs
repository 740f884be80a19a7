//! The tree of sites open and closed, which proves what the best solution is.

use std::collections::BTreeMap;
use std::rc::Rc;

use domain::rng::Stream;

use super::dual::ascend;
use super::fates::{fates, target};
use super::problem::{Capacitated, Solution};
use super::relaxation::{Fate, Prices, Relaxation};
use super::search::Search;
use crate::Work;
use crate::record::Record;
use crate::transport::Transport;

/// A step of a proof, as in the tree of cases.
#[derive(Clone, PartialEq, Debug)]
pub enum Step {
    /// A site is open, or it is not: the steps that go on.
    Split {
        /// The site.
        site: u32,
        /// Where it is open.
        open: u32,
        /// Where it is closed.
        closed: u32,
    },
    /// Sites are fixed at these prices.
    Fix {
        /// The prices.
        prices: Rc<Prices>,
        /// The step that goes on.
        next: u32,
    },
    /// The relaxed value at these prices reaches the target.
    Close {
        /// The prices.
        prices: Rc<Prices>,
    },
}

/// What the tree proved.
#[derive(Clone, Debug)]
pub struct Proved {
    /// No solution costs less.
    pub bound: f64,
    /// Whether that is the cost of the best solution, up to rounding.
    pub complete: bool,
    /// A proof of the bound, where all of it is in prices and it is not too long.
    pub steps: Option<Vec<Step>>,
    /// Nodes looked at.
    pub nodes: u64,
}

/// A part of the tree that is left.
struct Node {
    fates: Vec<Fate>,
    prices: Rc<Prices>,
    bound: f64,
    step: u32,
}

/// Most numbers in a proof, and in the nodes that are left before the likeliest to close go first.
const NUMBERS: usize = 20_000_000;

/// Branches on sites, bounded by the relaxation, until all is closed or the work is spent; the part
/// of least bound is next. `search` holds the best solution and takes over better ones.
///
/// Where all sites are decided, split service is proved by the prices of its transportation
/// problem. With one site each the customers are branched on then, which no prices prove.
pub fn branch(
    search: &mut Search<'_>,
    problem: &Capacitated,
    root: (Prices, f64),
    stream: &mut Stream,
    work: &mut Work,
) -> Proved {
    let prices = Rc::new(root.0);
    let mut tree = Tree {
        problem,
        relaxation: Relaxation::new(problem, true),
        record: Record::of(NUMBERS + problem.customers()),
        left: BTreeMap::new(),
        met: 0,
        least: f64::INFINITY,
    };
    let step = tree.reserve(&prices);
    tree.push(Node { fates: fates(problem), prices, bound: root.1, step });
    let mut nodes = 0;
    while let Some(node) = tree.pop() {
        if work.is_over() {
            // Its step is closed by its parent's prices.
            tree.least = tree.least.min(node.bound);
            continue;
        }
        nodes += 1;
        let steps = if nodes == 1 { 400 } else { 80 };
        tree.explore(node, steps, search, stream, work);
    }
    let aim = target(problem, search.cost());
    let bound = tree.least.min(aim);
    Proved { bound, complete: tree.least >= aim, steps: tree.record.take(), nodes }
}

struct Tree<'a> {
    problem: &'a Capacitated,
    relaxation: Relaxation<'a>,
    /// The proof; given up once something cannot be told by prices.
    record: Record<Step>,
    /// What is left, by bound and by age.
    left: BTreeMap<(i64, u64), Node>,
    met: u64,
    /// The least bound of what was given up.
    least: f64,
}

impl Tree<'_> {
    fn push(&mut self, node: Node) {
        // Floats in their total order, as integers.
        let bits = node.bound.to_bits() as i64;
        self.met += 1;
        self.left.insert((bits ^ ((bits >> 63) as u64 >> 1) as i64, self.met), node);
    }

    fn pop(&mut self) -> Option<Node> {
        let numbers = self.left.len() * (self.problem.customers() + self.problem.sites.len()) / 2;
        let next = if numbers > NUMBERS { self.left.pop_last() } else { self.left.pop_first() };
        next.map(|(_, node)| node)
    }

    /// A step to be written later; until then it is closed by these prices.
    fn reserve(&mut self, prices: &Rc<Prices>) -> u32 {
        let at = self.record.reserve();
        let prices = prices.clone();
        self.record.write(at, self.problem.customers(), || Step::Close { prices });
        at
    }

    fn write(&mut self, at: u32, step: Step) {
        self.record.write(at, 0, || step);
    }

    /// Climbs and fixes until a node is closed or split.
    fn explore(
        &mut self,
        node: Node,
        count: u32,
        search: &mut Search<'_>,
        stream: &mut Stream,
        work: &mut Work,
    ) {
        let aim = target(self.problem, search.cost());
        let Node { mut fates, mut prices, mut bound, mut step } = node;
        let mut rounds = 0;
        let opened = loop {
            let start = prices.as_ref().clone();
            let relaxation = &mut self.relaxation;
            let ascent = ascend(relaxation, self.problem, &fates, start, aim, count, work);
            prices = Rc::new(ascent.prices);
            bound = ascent.value.max(bound);
            if ascent.value >= aim {
                return self.write(step, Step::Close { prices });
            }
            self.relaxation.solve(&prices, &fates, work);
            // What is fixed has to be told, so nothing is where no round is left to tell it.
            if rounds == 3 || !self.relaxation.fix(aim, &mut fates) {
                break ascent.opened;
            }
            rounds += 1;
            let next = self.reserve(&prices);
            self.write(step, Step::Fix { prices: prices.clone(), next });
            step = next;
        };
        let free = (0..fates.len()).filter(|site| fates[*site] == Fate::Free);
        // The site that the relaxation is least sure of.
        let doubt = |site: &usize| (opened[*site] - 0.5).abs();
        let next = free.min_by(|a, b| doubt(a).total_cmp(&doubt(b)).then(a.cmp(b)));
        let Some(site) = next else {
            let node = Node { fates, prices, bound, step };
            return self.decided(node, search, stream, work);
        };
        let (open, closed) = (self.reserve(&prices), self.reserve(&prices));
        self.write(step, Step::Split { site: site as u32, open, closed });
        let mut children = [(Fate::Open, open), (Fate::Closed, closed)];
        if opened[site] < 0.5 {
            children.reverse();
        }
        for (fate, step) in children {
            let mut fates = fates.clone();
            fates[site] = fate;
            self.push(Node { fates, prices: prices.clone(), bound, step });
        }
    }

    /// A node with all sites decided.
    fn decided(
        &mut self,
        node: Node,
        search: &mut Search<'_>,
        stream: &mut Stream,
        work: &mut Work,
    ) {
        let Node { fates, prices, bound, step } = node;
        let problem = self.problem;
        let open: Vec<u32> =
            (0..fates.len() as u32).filter(|site| fates[*site as usize] == Fate::Open).collect();
        let is_allowed = problem.allows(&open);
        let transport = Transport::of(problem.tariff(), &open, work);
        let mut leaf = Prices { service: transport.prices(), budget: 0.0 };
        if problem.splits && is_allowed && transport.shortage() <= 1e-9 * problem.demand() {
            let shares = transport.shares();
            search.offer(Solution { open: open.clone(), shares, cost: 0.0 });
        } else if !problem.splits && is_allowed {
            search.assign(&open, 3_000, stream, work);
        }
        let aim = target(problem, search.cost());
        let mut worth = self.relaxation.solve(&leaf, &fates, work);
        if worth < aim && problem.splits {
            // Rounding may have stopped the flow short of its optimum: only what its prices are
            // worth counts.
            let relaxation = &mut self.relaxation;
            let ascent = ascend(relaxation, problem, &fates, leaf, aim, 400, work);
            (worth, leaf) = (ascent.value, ascent.prices);
        }
        let (worth, leaf) = if worth >= bound { (worth, Rc::new(leaf)) } else { (bound, prices) };
        self.write(step, Step::Close { prices: leaf.clone() });
        if worth >= aim {
            return;
        }
        if problem.splits || !is_allowed {
            self.least = self.least.min(worth);
            return;
        }
        self.record.give_up();
        let start = leaf.as_ref().clone();
        if let Some(proved) = super::leaf::prove(search, problem, &open, &fates, start, work) {
            self.least = self.least.min(proved.max(worth));
        }
    }
}
