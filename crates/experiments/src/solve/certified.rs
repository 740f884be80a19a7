//! An answer with the proof of its bound, as a file that anybody can check.

use std::borrow::Cow;

use domain::decision::placement::{Certificate, Placed, PlacementQuestion};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::posed::{Posed, Question};
use super::solved::Solved;

/// A question of placement, its answer, and what proves how good it is.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certified {
    /// Name of the instance.
    pub instance: String,
    /// Who answered.
    pub solver: String,
    /// The question.
    pub question: PlacementQuestion<'static>,
    /// The answer.
    pub placed: Placed,
    /// What the answer is worth.
    pub objective: f64,
    /// The proof.
    pub certificate: Certificate,
}

/// One line of a certificate file, without its end; `None` where the solver proves nothing.
#[must_use]
pub fn certified(posed: &Posed, solved: &Solved) -> Option<String> {
    #[derive(Serialize)]
    struct Line<'a> {
        instance: &'a str,
        solver: &'a str,
        question: Cow<'a, RawValue>,
        placed: &'a RawValue,
        objective: f64,
        certificate: &'a Certificate,
    }
    let question = match &posed.question {
        Question::Json(json) => Cow::Borrowed(&**json),
        Question::Read(read) => {
            let question = read.downcast_ref::<PlacementQuestion<'static>>()?;
            Cow::Owned(serde_json::value::to_raw_value(question).ok()?)
        }
    };
    let line = Line {
        instance: &solved.instance,
        solver: &solved.solver,
        question,
        placed: solved.solution.as_deref()?,
        objective: solved.objective?,
        certificate: solved.certificate.as_ref()?,
    };
    serde_json::to_string(&line).ok()
}
