//! What a certificate file claims, and whether it is so.

use domain::decision::placement::price;
use domain::decision::{BadQuestion, BrokenAnswer, Objective};

use super::tree::{self, Broken, SLACK};
use crate::report::number;
use crate::solve::Certified;

/// What was found to be true.
#[derive(Clone, PartialEq, Debug)]
pub struct Proved {
    /// What the layout is worth.
    pub objective: Objective,
    /// What no layout can be better than.
    pub bound: f64,
    /// What they leave open, as a share of the objective.
    pub gap: f64,
    /// Steps of the proof.
    pub steps: usize,
}

/// The first claim that is not so.
#[derive(Clone, PartialEq, Debug, thiserror::Error)]
pub enum Refuted {
    /// There is nothing to answer.
    #[error("no sound question: {0}")]
    Question(BadQuestion),
    /// The layout breaks a rule.
    #[error("the layout breaks a rule: {0}")]
    Answer(BrokenAnswer),
    /// The layout is worth something else.
    #[error("the layout is worth {found}, not {claimed} as the file says")]
    Objective {
        /// What it is worth.
        found: f64,
        /// What the file says.
        claimed: f64,
    },
    /// The bound is not proved.
    #[error(transparent)]
    Proof(#[from] Broken),
    /// The layout refutes the bound.
    #[error("the layout, worth {objective}, is better than the bound {bound}")]
    Bound {
        /// What it is worth.
        objective: f64,
        /// What the file says.
        bound: f64,
    },
}

/// Checks every claim: that the question has an answer, that the layout keeps its rules and is
/// worth what the file says, and that no layout is better than the bound. O(steps x points x
/// sites), and for exact knapsacks points x capacity for each site and step.
///
/// # Errors
/// The first claim that is not so.
pub fn verify(claimed: &Certified) -> Result<Proved, Refuted> {
    let Certified { question, placed, certificate, .. } = claimed;
    question.admit().map_err(Refuted::Question)?;
    placed.check(question).map_err(Refuted::Answer)?;
    let objective = price(placed, question).map_err(Refuted::Answer)?;
    let found = objective.value;
    let room = SLACK * found.abs().max(1.0);
    // Not a number is never within.
    if (found - claimed.objective).abs().partial_cmp(&room).is_none_or(|order| order.is_gt()) {
        return Err(Refuted::Objective { found, claimed: claimed.objective });
    }
    tree::check(question, certificate)?;
    let bound = certificate.bound;
    let gap = if (found - bound).abs() <= room { Some(0.0) } else { objective.gap(bound) };
    let gap = gap.ok_or(Refuted::Bound { objective: found, bound })?;
    Ok(Proved { objective, bound, gap, steps: certificate.steps.len() })
}

impl Proved {
    /// What was proved, in a sentence or two.
    #[must_use]
    pub fn sentence(&self) -> String {
        let Objective { value, unit, sense } = self.objective;
        let shown = |value: f64| number(value, if value.fract() == 0.0 { 0 } else { 3 });
        let steps = match self.steps {
            1 => "a proof of 1 step".to_owned(),
            steps => format!("a proof of {} steps", number(steps as f64, 0)),
        };
        let way = match sense {
            domain::decision::Sense::Least => "below",
            domain::decision::Sense::Most => "above",
        };
        if self.gap == 0.0 {
            return format!(
                "The layout keeps all rules and is worth {} {unit}. No layout is better: {steps} \
                 holds.",
                shown(value)
            );
        }
        format!(
            "The layout keeps all rules and is worth {} {unit}. No layout comes {way} {}: {steps} \
             holds. At most {:.4} % is left to gain.",
            shown(value),
            shown(self.bound),
            100.0 * self.gap
        )
    }
}
