//! What came of one instance.

use domain::decision::Sense;
use domain::decision::placement::Certificate;
use domain::shown::safe_json;
use serde::Serialize;
use serde_json::value::RawValue;

/// What is known about an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It keeps the rules.
    Feasible,
    /// It keeps the rules, and the solver proves that none is better.
    Optimal,
    /// There is none, or it breaks a rule.
    Error,
}

impl Status {
    /// As it is written.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Feasible => "feasible",
            Self::Optimal => "optimal",
            Self::Error => "error",
        }
    }
}

/// An answer, checked and measured. What is not known, or not agreed on, is null.
#[derive(Clone, Debug, Serialize)]
pub struct Solved {
    /// Which decision.
    pub decision: &'static str,
    /// By which model; left out where the decision has one way to be judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<&'static str>,
    /// Who answered.
    pub solver: String,
    /// Which instance.
    pub instance: String,
    /// How good the answer is; `None` where the question alone does not tell.
    pub objective: Option<f64>,
    /// What the solver proves no answer can be better than.
    pub bound: Option<f64>,
    /// What bound and objective leave open, as a share of the objective.
    pub gap: Option<f64>,
    /// What is known about the answer.
    pub status: Status,
    /// The solver's own count of its work, the same at every run.
    pub work: Option<u64>,
    /// Wall time of the answer, milliseconds.
    pub wall_ms: Option<f64>,
    /// The answer.
    pub solution: Option<Box<RawValue>>,
    /// What the objective counts.
    #[serde(skip)]
    pub unit: Option<&'static str>,
    /// Which of two objectives is the better.
    #[serde(skip)]
    pub sense: Option<Sense>,
    /// What the bound can be checked by.
    #[serde(skip)]
    pub certificate: Option<Certificate>,
}

impl Solved {
    /// No answer.
    #[must_use]
    pub fn failed(decision: &'static str, solver: &str, instance: &str) -> Self {
        Self {
            decision,
            model: None,
            solver: solver.into(),
            instance: instance.into(),
            objective: None,
            bound: None,
            gap: None,
            status: Status::Error,
            work: None,
            wall_ms: None,
            solution: None,
            unit: None,
            sense: None,
            certificate: None,
        }
    }

    /// One line of JSON, without its end.
    #[must_use]
    pub fn json(&self) -> String {
        safe_json(serde_json::to_string(self).expect("results are plain data"))
    }
}
