//! What a selection or a search chose, and what that is worth, for the page and for machines.

use scenarios::experiment::{Constraint, Objective};
use serde::Serialize;

use super::candidate::Candidate;
use super::infeasible::Infeasible;
use super::json::spelled_out;
use super::sweep::CellMean;

/// A key figure of the chosen combination.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    /// Name of the key figure.
    pub kpi: String,
    /// Its mean, with the half width of Student's 95 % interval.
    pub mean: CellMean,
    /// Replications behind it.
    pub replications: usize,
}

/// Another combination against the chosen one.
#[derive(Clone, Debug, Serialize)]
pub struct Rival {
    /// Which.
    pub label: String,
    /// The factors' values.
    pub levels: Vec<String>,
    /// Its objective less that of the chosen one, on the replications that both have; the intervals of
    /// all pairs hold jointly at 95 %, whichever was chosen.
    pub difference: CellMean,
    /// Those replications.
    pub replications: usize,
    /// What became of it, in words.
    pub fate: String,
}

/// What was chosen and what that is worth.
#[derive(Clone, Debug, Serialize)]
pub struct Optimum<'a> {
    /// Version of the program.
    pub version: &'a str,
    /// Name of the experiment.
    pub experiment: &'a str,
    /// Name of the scenario.
    pub scenario: &'a str,
    /// Seed of all streams.
    pub seed: u64,
    /// Name of the method.
    pub method: &'static str,
    /// What is wanted.
    pub objective: &'a Objective,
    /// What must be kept.
    pub constraints: &'a [Constraint],
    /// Difference of the objective that does not matter.
    pub indifference: Option<f64>,
    /// Probability with which the choice is to be right.
    pub confidence: f64,
    /// Names of the factors.
    pub factors: Vec<String>,
    /// The least and the largest value of each, where it has numbers.
    #[serde(skip)]
    pub ends: Vec<Option<[String; 2]>>,
    /// Combinations there are.
    pub combinations: u64,
    /// Replications that might be spent.
    pub budget: u64,
    /// Replications spent.
    pub spent: u64,
    /// `selected`, `capped`, `none_feasible` or, without guarantee, `best_mean`.
    pub status: &'static str,
    /// The chosen combination.
    pub chosen: Option<String>,
    /// Its settings, as in `--set`.
    pub settings: Vec<(String, String)>,
    /// Its figures: the objective, those of the constraints, and others of interest.
    pub figures: Vec<Figure>,
    /// Whether these rest on replications that were used for nothing else.
    pub is_fresh: bool,
    /// What is guaranteed, under which assumptions.
    pub guarantee: String,
    /// What else is to be known of it.
    pub remarks: Vec<String>,
    /// Combinations that were judged.
    pub candidates: Vec<Candidate>,
    /// The chosen one against the other candidates, closest first.
    pub rivals: Vec<Rival>,
    /// Combinations that a search visited, as it saw them, best first.
    pub visited: Vec<Candidate>,
    /// What binds and how near anything came, where nothing was chosen.
    pub infeasible: Option<Infeasible>,
    /// The experiment's file.
    pub experiment_text: &'a str,
}

impl Optimum<'_> {
    /// What binds; `None` where something was chosen, or nothing was tried.
    #[must_use]
    pub fn binding(&self) -> Option<Infeasible> {
        if self.chosen.is_some() || self.constraints.is_empty() {
            return None;
        }
        // Finalists were judged on fresh replications, which say more than the visit did.
        let mut tried: Vec<&Candidate> = self.candidates.iter().collect();
        for visited in &self.visited {
            if tried.iter().all(|known| known.label != visited.label) {
                tried.push(visited);
            }
        }
        tried.retain(|candidate| candidate.replications > 0);
        Infeasible::among(&tried, self.constraints, &self.factors, &self.ends)
    }

    /// One JSON object; figures that there are none of are null.
    #[must_use]
    pub fn json(&self) -> String {
        spelled_out(self)
    }
}
