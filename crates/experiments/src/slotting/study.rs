//! A layout found for a scenario, held against the floor as it is on baskets nobody learnt from.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::decision::slotting::{Slotted, Slotting, SlottingQuestion};
use domain::decision::{BadQuestion, BrokenAnswer, Decision, Listed, SolverFailure};
use domain::rng::{Purpose, Streams};
use scenarios::{Scenario, Shop};
use solvers::registry::{self, Choice};
use solvers::{RegistryError, slotting};

use super::question::{Count, question};
use crate::statistics::Estimate;

/// Why there is no layout.
#[derive(Debug, thiserror::Error)]
pub enum SlottingError {
    /// Nobody can answer what is asked.
    #[error("{0}")]
    Question(BadQuestion),
    /// There is no such solver, or it refuses its parameters.
    #[error(transparent)]
    Solver(#[from] RegistryError),
    /// Stopped before anything was found.
    #[error("interrupted")]
    Interrupted,
    /// The solver gave up.
    #[error("solver `{solver}` has no answer: {failure}")]
    NoAnswer {
        /// Which.
        solver: &'static str,
        /// Why.
        failure: SolverFailure,
    },
    /// The solver's answer breaks a rule.
    #[error("solver `{solver}` gave a broken answer: {rule}")]
    Broken {
        /// Which.
        solver: &'static str,
        /// Which rule.
        rule: BrokenAnswer,
    },
}

/// A layout and how it is walked.
#[derive(Clone, Debug)]
pub struct Contender {
    /// Who laid it out; `as it is` for the floor of today.
    pub name: String,
    /// The layout.
    pub slotted: Slotted,
    /// Metres of each judged basket.
    pub walks_m: Vec<f64>,
}

/// Layouts of a scenario's goods.
pub struct Study<'s> {
    /// The scenario.
    pub scenario: &'s Scenario,
    /// The inside of its stores.
    pub shop: &'s Shop,
    /// What was asked.
    pub question: SlottingQuestion<'static>,
    /// The floor as it is first, then the layout that was asked for, then others.
    pub contenders: Vec<Contender>,
}

impl<'s> Study<'s> {
    /// The floor as it is, and the layouts of these solvers. Once `stop` is set, a search answers
    /// with the best it has, and no further solver is asked.
    ///
    /// # Errors
    /// A solver is unknown, refuses its parameters, or gives no answer that counts.
    pub fn new(
        scenario: &'s Scenario,
        shop: &'s Shop,
        count: Count,
        choices: &[Choice],
        stop: &Arc<AtomicBool>,
    ) -> Result<Self, SlottingError> {
        let question = question(scenario, shop, count);
        <dyn Slotting>::admit(&question).map_err(SlottingError::Question)?;
        let today = slotting::priced(&question, question.today());
        let mut contenders = vec![Contender::of("as it is".into(), today, &question)];
        for (at, choice) in choices.iter().enumerate() {
            if stop.load(Ordering::Relaxed) {
                // The first is the one that was asked for: without it there is nothing to tell.
                if at == 0 {
                    return Err(SlottingError::Interrupted);
                }
                break;
            }
            let slotted = asked(&question, choice, stop)?;
            contenders.push(Contender::of(choice.name.clone(), slotted, &question));
        }
        Ok(Self { scenario, shop, question, contenders })
    }

    /// The floor as it is.
    #[must_use]
    pub fn today(&self) -> &Contender {
        &self.contenders[0]
    }

    /// The layout that was asked for.
    #[must_use]
    pub fn found(&self) -> &Contender {
        &self.contenders[1]
    }

    /// Metres that a layout saves a judged basket, against the floor as it is.
    #[must_use]
    pub fn saved(&self, contender: &Contender) -> Estimate {
        let pairs = self.today().walks_m.iter().zip(&contender.walks_m);
        let saved: Vec<f64> = pairs.map(|(before, after)| before - after).collect();
        Estimate::of(&saved)
    }
}

impl Contender {
    fn of(name: String, slotted: Slotted, question: &SlottingQuestion<'_>) -> Self {
        let walks_m = slotted.lengths(question).iter().map(|length| length.as_m()).collect();
        Self { name, slotted, walks_m }
    }

    /// Metres a judged basket.
    #[must_use]
    pub fn walk(&self) -> Estimate {
        Estimate::of(&self.walks_m)
    }
}

fn asked(
    question: &SlottingQuestion<'_>,
    choice: &Choice,
    stop: &Arc<AtomicBool>,
) -> Result<Slotted, SlottingError> {
    let mut named = registry::solver::<dyn Slotting>(choice)?;
    named.solver.heed(stop);
    let position = <dyn Slotting>::STREAM as u64;
    let mut stream = Streams::new(1, 0).open(Purpose::Solver, position);
    let slotted = named.solver.slot(question, &mut stream);
    let solver = named.name;
    if let Some(failure) = named.solver.failure() {
        return Err(SlottingError::NoAnswer { solver, failure });
    }
    slotted.check(question).map_err(|rule| SlottingError::Broken { solver, rule })?;
    Ok(slotted)
}
