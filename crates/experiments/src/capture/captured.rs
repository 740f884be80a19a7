//! One captured question: a line of JSON that needs nothing else to be answered again.

use domain::units::SimTime;
use serde::Serialize;
use serde_json::value::RawValue;
use sim_core::trace::Subject;

/// A question, where it came from, and what was answered then.
#[derive(Serialize)]
pub struct Captured<'a, Q = RawValue, A = RawValue>
where
    Q: Serialize + ?Sized,
    A: Serialize + ?Sized,
{
    /// Which decision.
    pub decision: &'a str,
    /// A name that no other question of the scenario and seed has.
    pub instance: String,
    /// Name of the scenario.
    pub scenario: &'a str,
    /// Seed of the run.
    pub seed: u64,
    /// Which replication, counted from 0.
    pub replication: u32,
    /// When it was asked.
    pub at_ms: SimTime,
    /// Position among the replication's questions of this decision, counted from 0; `None` for a
    /// question that stopped the run.
    pub number: Option<u64>,
    /// About whom.
    pub subject: Subject,
    /// The question.
    pub question: &'a Q,
    /// What was answered; `None` where there was no answer.
    pub answer: Option<&'a A>,
    /// The solver asked.
    pub solver: &'a str,
}

impl<Q: Serialize + ?Sized, A: Serialize + ?Sized> Captured<'_, Q, A> {
    /// The line, with its end.
    #[must_use]
    pub fn line(&self) -> String {
        let mut line = serde_json::to_string(self).expect("questions and answers are plain data");
        line.push('\n');
        line
    }
}
