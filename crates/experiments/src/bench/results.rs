//! What the solvers of a suite came to, before anybody judges it.

use domain::decision::Sense;
use sim_core::kpi::Kpi;

use super::best_known::BestKnown;
use super::plan::Skipped;
use crate::statistics::Level;

/// What came of one instance.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Answered {
    /// How good the answer is; `None` where there is none.
    pub objective: Option<f64>,
    /// What the solver proves no answer can be better than.
    pub bound: Option<f64>,
    /// Whether the solver proves that no answer is better.
    pub is_proved: bool,
    /// The solver's own count of its work.
    pub work: Option<u64>,
    /// Why there is no answer that counts.
    pub failure: Option<String>,
}

/// A solver of a block, and what it came to: answers by instance, or values by key figure and
/// replication.
#[derive(Clone, PartialEq, Debug)]
pub struct Contestant<R> {
    /// Name and parameters.
    pub label: String,
    /// What it came to.
    pub results: Vec<R>,
}

/// A block of instances.
#[derive(Clone, PartialEq, Debug)]
pub struct SolveResult {
    /// Name of the block.
    pub block: String,
    /// Which decision.
    pub decision: &'static str,
    /// What the objective counts.
    pub unit: &'static str,
    /// Which of two objectives is the better.
    pub sense: Sense,
    /// How much worse the mean objective may be than the baseline's, as a share of it.
    pub tolerance: f64,
    /// Names of the instances.
    pub instances: Vec<String>,
    /// The best values known, by instance.
    pub best_known: Vec<Option<BestKnown>>,
    /// Who answered, in the order of the suite.
    pub solvers: Vec<Contestant<Answered>>,
}

/// A block of simulated days.
#[derive(Clone)]
pub struct DayResult {
    /// Name of the block.
    pub block: String,
    /// Which decision the solvers took.
    pub decision: &'static str,
    /// Name of the scenario.
    pub scenario: String,
    /// A checksum of its settings, the solvers under test left out.
    pub settings: String,
    /// Seed of all streams.
    pub seed: u64,
    /// Replications for each solver.
    pub replications: u32,
    /// The key figures that are judged.
    pub kpis: Vec<&'static Kpi>,
    /// How much worse each may get.
    pub tolerance: Vec<f64>,
    /// Who decided, in the order of the suite.
    pub solvers: Vec<Contestant<Vec<f64>>>,
}

/// What a suite came to.
#[derive(Clone)]
pub struct Results {
    /// Name of the suite.
    pub suite: String,
    /// Confidence of what is said of simulated figures, all together.
    pub level: Level,
    /// Blocks of instances.
    pub solve: Vec<SolveResult>,
    /// Blocks of simulated days.
    pub simulate: Vec<DayResult>,
    /// Blocks that were left out, as a whole or in part.
    pub skipped: Vec<Skipped>,
    /// Whether it was stopped before its end.
    pub is_interrupted: bool,
}
