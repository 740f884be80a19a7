//! A question asked of a registered solver, its answer checked and priced.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::decision::placement::{Placed, Placement, PlacementQuestion, price};
use domain::decision::{Listed, Objective, Sense};
use domain::rng::{Purpose, Streams};
use solvers::registry::{self, Choice};

use super::error::SitingError;

/// Values that differ by no more than this share are the same.
const ROUNDING: f64 = 1e-10;

/// Who is asked.
#[derive(Clone, Debug)]
pub struct Asker {
    /// The solver and its parameters.
    pub choice: Choice,
    /// Set from outside when nothing more is to be asked.
    pub stop: Arc<AtomicBool>,
}

/// A layout, what it is worth, and what is known of better ones.
#[derive(Clone, PartialEq, Debug)]
pub struct Answered {
    /// The layout.
    pub placed: Placed,
    /// What it is worth.
    pub objective: Objective,
    /// What no layout can be better than, where the solver knows.
    pub bound: Option<f64>,
    /// What the bound leaves open, as a share of the value; 0 is proven best.
    pub gap: Option<f64>,
    /// What the solver looked at.
    pub work: Option<u64>,
}

impl Asker {
    /// Asks this solver, and does not stop.
    #[must_use]
    pub fn of(choice: Choice) -> Self {
        Self { choice, stop: Arc::default() }
    }

    /// The same solver with `work_m` million units of work, where it has such a limit and the
    /// user sets none. One that searches before it proves gets a fifth for the search.
    #[must_use]
    pub fn within(&self, work_m: u32) -> Self {
        let mut choice = self.choice.clone();
        let listing = registry::listing();
        let of = listing.iter().find(|l| l.decision == "placement" && l.name == choice.name);
        let has = |key: &str| of.is_some_and(|of| of.parameters.iter().any(|p| p.name == key));
        for (key, limit) in [("work_m", work_m), ("search_m", work_m / 5)] {
            if has(key) && !choice.params.contains_key(key) {
                choice.params.insert(key.into(), i64::from(limit).into());
            }
        }
        Self { choice, stop: Arc::clone(&self.stop) }
    }

    /// Asks a solver built anew, so that no answer depends on what was asked before.
    ///
    /// # Errors
    /// Nothing more is to be asked, the question makes no sense, the solver is unknown or fails,
    /// its answer or its bound does not hold.
    pub fn ask(&self, question: &PlacementQuestion<'_>) -> Result<Answered, SitingError> {
        if self.stop.load(Ordering::Relaxed) {
            return Err(SitingError::Interrupted);
        }
        question.admit().map_err(SitingError::Question)?;
        let mut named = registry::solver::<dyn Placement>(&self.choice)?;
        let position = <dyn Placement>::STREAM as u64;
        let mut stream = Streams::new(1, 0).open(Purpose::Solver, position);
        let placed = named.solver.place(question, &mut stream);
        let solver = named.name;
        if let Some(failure) = named.solver.failure() {
            return Err(SitingError::NoAnswer { solver, failure });
        }
        let broken = |rule| SitingError::Broken { solver, rule };
        placed.check(question).map_err(broken)?;
        let objective = price(&placed, question).map_err(broken)?;
        // The solver and the judge sum in different orders.
        let value = objective.value;
        let is_rounding = |bound: f64| (bound - value).abs() <= ROUNDING * value.abs();
        let bound = named.solver.bound().map(|b| if is_rounding(b) { value } else { b });
        let gap = match bound {
            None => None,
            Some(bound) => {
                let gap = objective.gap(bound);
                Some(gap.ok_or(SitingError::Bound { solver, bound, value })?)
            }
        };
        Ok(Answered { placed, objective, bound, gap, work: named.solver.work() })
    }
}

impl Answered {
    /// How much better this is than `other`, in the unit of the objective; below 0 where it is
    /// worse.
    #[must_use]
    pub fn better_by(&self, other: &Self) -> f64 {
        self.ahead_of(other.objective.value)
    }

    /// What is known where `bound` holds: the layout stays, the gap follows.
    #[must_use]
    pub fn bounded(self, bound: Option<f64>) -> Self {
        let gap = bound.and_then(|bound| self.objective.gap(bound));
        Self { bound, gap, ..self }
    }

    /// Of two bounds the tighter, which promises less.
    #[must_use]
    pub fn tighter(&self, a: f64, b: f64) -> f64 {
        if self.ahead_of(a) > self.ahead_of(b) { a } else { b }
    }

    /// How much better than a value this is.
    #[must_use]
    pub fn ahead_of(&self, value: f64) -> f64 {
        match self.objective.sense {
            Sense::Least => value - self.objective.value,
            Sense::Most => self.objective.value - value,
        }
    }
}
