//! The decisions that can be solved, each by any of its solvers.

use std::time::Instant;

use domain::decision::{self, Decision, Named};
use domain::rng::{Purpose, Streams};
use serde_json::value::to_raw_value;
use solvers::external::{self, Commands};
use solvers::registry::{self, Registered};
use solvers::{Choice, RegistryError};

use super::captured::reason;
use super::error::SolveError;
use super::posed::{Posed, Question};
use super::solved::{Solved, Status};

/// A decision whose instances can be answered.
pub struct Task {
    /// Name of the decision.
    pub decision: &'static str,
    /// Who answers when nobody is named.
    pub strongest: &'static str,
    build: Build,
}

/// Chooses who answers.
type Build = fn(&Choice, &Commands) -> Result<Box<dyn Answering>, RegistryError>;

macro_rules! tasks {
    (
        run { $($(#[$doc:meta])* $stream:literal $name:ident: $Trait:ident::$ask:ident,)* }
        before { $($(#[$early_doc:meta])* $early_stream:literal $early:ident: $Early:ident::$early_ask:ident,)* }
    ) => {
        /// All decisions: those that a run takes in the order of an order's life, then the others.
        pub const TASKS: &[Task] = &[
            $(Task::of::<dyn decision::$name::$Trait>(),)*
            $(Task::of::<dyn decision::$early::$Early>(),)*
        ];
    };
}

domain::decisions!(tasks);

/// Answers instances of one decision.
pub trait Answering {
    /// The answer to an instance, checked and measured.
    ///
    /// # Errors
    /// When it is no question of the decision, or has no answer that counts.
    fn answer(&mut self, posed: &Posed) -> Result<Solved, SolveError>;
}

impl Task {
    /// The decision of this name.
    #[must_use]
    pub fn named(decision: &str) -> Option<&'static Self> {
        TASKS.iter().find(|task| task.decision == decision)
    }

    /// Chooses who answers.
    ///
    /// # Errors
    /// An unknown solver, a parameter that it refuses, or `external` without a program.
    pub fn solver(
        &self,
        choice: &Choice,
        external: &Commands,
    ) -> Result<Box<dyn Answering>, RegistryError> {
        (self.build)(choice, external)
    }

    const fn of<D: Registered + ?Sized>() -> Self {
        Self {
            decision: D::NAME,
            strongest: D::STRONGEST,
            build: |choice, external| {
                let named = registry::chosen::<D>(choice, external)?;
                let (choice, external) = (choice.clone(), external.clone());
                Ok(Box::new(Chosen { choice, external, named }))
            },
        }
    }
}

/// A chosen solver of a decision.
struct Chosen<D: ?Sized> {
    choice: Choice,
    external: Commands,
    named: Named<D>,
}

impl<D: Registered + ?Sized> Answering for Chosen<D> {
    /// A solver in the process is built anew, so that no answer depends on what was asked before;
    /// a program goes on as it does in a run. Whoever draws gets the same stream every time.
    fn answer(&mut self, posed: &Posed) -> Result<Solved, SolveError> {
        let decision = D::NAME;
        if posed.decision != decision {
            let found = posed.decision.clone();
            return Err(SolveError::OtherDecision { found, expected: decision });
        }
        let parsed: D::Question<'static>;
        let question = match &posed.question {
            Question::Read(read) => {
                read.downcast_ref().expect("a format reads questions of its decision")
            }
            Question::Json(json) => {
                parsed = serde_json::from_str(json.get()).map_err(|error| {
                    SolveError::NotAQuestion { decision, reason: reason(&error) }
                })?;
                &parsed
            }
        };
        D::admit(question).map_err(|fault| SolveError::BadQuestion { decision, fault })?;
        if self.named.name != external::NAME {
            self.named = registry::chosen::<D>(&self.choice, &self.external)?;
        }
        let mut stream = Streams::new(1, 0).open(Purpose::Solver, D::STREAM as u64);
        let began = Instant::now();
        let answer = self.named.solver.ask(question, &mut stream);
        let wall_ms = (began.elapsed().as_secs_f64() * 1e6).round() / 1e3;
        judge(&mut self.named, question, &answer, posed, wall_ms)
    }
}

/// Checks and measures an answer.
fn judge<D: Decision + ?Sized>(
    named: &mut Named<D>,
    question: &D::Question<'_>,
    answer: &D::Answer,
    posed: &Posed,
    wall_ms: f64,
) -> Result<Solved, SolveError> {
    let (decision, solver) = (D::NAME, named.name);
    if let Some(failure) = named.solver.failure() {
        return Err(SolveError::NoAnswer { decision, solver, failure });
    }
    D::check(answer, question).map_err(|rule| SolveError::BrokenAnswer {
        decision,
        solver,
        rule,
    })?;
    let objective = D::objective(answer, question);
    let bound = named.solver.bound();
    let gap = match (&objective, bound) {
        (Some(objective), Some(bound)) => Some(objective.gap(bound).ok_or({
            SolveError::BrokenBound { decision, solver, bound, value: objective.value }
        })?),
        _ => None,
    };
    Ok(Solved {
        model: D::model(question),
        objective: objective.map(|objective| objective.value),
        bound,
        gap,
        status: if gap == Some(0.0) { Status::Optimal } else { Status::Feasible },
        work: named.solver.work(),
        wall_ms: Some(wall_ms),
        solution: Some(to_raw_value(answer).expect("answers are plain data")),
        unit: objective.map(|objective| objective.unit),
        sense: objective.map(|objective| objective.sense),
        certificate: named.solver.certificate(),
        ..Solved::failed(decision, solver, &posed.instance)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::decision::bagging::{Bagging, BaggingQuestion, Bags};
    use domain::decision::{Solver, SolverFailure};
    use domain::rng::Stream;

    /// Packs everything into one bag, and claims what it is told to.
    struct Claims {
        bound: Option<f64>,
        failure: Option<&'static str>,
    }

    impl Solver for Claims {
        fn bound(&self) -> Option<f64> {
            self.bound
        }

        fn failure(&mut self) -> Option<SolverFailure> {
            self.failure.map(|failure| SolverFailure(failure.into()))
        }
    }

    impl Bagging for Claims {
        fn pack(&mut self, question: &BaggingQuestion<'_>, _: &mut Stream) -> Bags {
            vec![(0..question.items.len() as u16).collect()]
        }
    }

    /// What is said of two items of 3 g in one bag of at most `max_weight`.
    fn judged(claims: Claims, max_weight: u32) -> Result<Solved, SolveError> {
        let item = r#"{"weight":3,"volume":1,"is_cold":false,"is_fragile":false}"#;
        let question =
            format!(r#"{{"items":[{item},{item}],"max_weight":{max_weight},"max_volume":9}}"#);
        let question: BaggingQuestion<'static> = serde_json::from_str(&question).unwrap();
        let mut stream = Streams::new(1, 0).open(Purpose::Test, 0);
        let mut named: Named<dyn Bagging> = Named { name: "claims", solver: Box::new(claims) };
        let answer = named.solver.ask(&question, &mut stream);
        let posed = Posed {
            line: 1,
            decision: "bagging".into(),
            instance: "two".into(),
            question: Question::Json(to_raw_value(&()).unwrap()),
        };
        judge(&mut named, &question, &answer, &posed, 0.0)
    }

    #[test]
    fn only_a_proved_bound_makes_an_answer_optimal() {
        for (bound, gap, status) in [
            (None, None, Status::Feasible),
            (Some(0.5), Some(0.5), Status::Feasible),
            (Some(1.0), Some(0.0), Status::Optimal),
        ] {
            let solved = judged(Claims { bound, failure: None }, 6).unwrap();
            assert_eq!((solved.objective, solved.bound), (Some(1.0), bound));
            assert_eq!((solved.gap, solved.status), (gap, status));
        }
    }

    #[test]
    fn a_broken_answer_a_refuted_proof_and_no_answer_are_the_solvers_fault() {
        let claims = |bound, failure| Claims { bound, failure };
        for (error, complaint) in [
            (judged(claims(None, None), 5), "breaks a rule: bag 0 holds 6 g"),
            (judged(claims(Some(2.0), None), 6), "proves a bound of 2 and answers with 1"),
            (judged(claims(None, Some("it is ill")), 6), "gave no answer: it is ill"),
        ] {
            let error = error.unwrap_err();
            assert!(error.is_of_the_solver() && error.to_string().contains(complaint), "{error}");
        }
    }
}
