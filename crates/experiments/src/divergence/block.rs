//! A witness that keeps the facts of a stretch of a replication, with what brought them about.

use std::fmt::Write as _;
use std::ops::Range;

use domain::units::SimTime;
use sim_core::trace::{Asked, Fact, Subject, Witness};

use crate::record::chain::{Chain, Mark};

/// A fact and the event whose doing it was.
#[derive(Clone, PartialEq, Debug)]
pub struct Noted {
    /// Number in the replication, counted from 0.
    pub number: u64,
    /// When.
    pub at: SimTime,
    /// What.
    pub fact: Fact,
    /// The event, or the opening of the run; `None` where it is not known.
    pub event: Option<String>,
}

/// A decision in the stretch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    /// Facts before it.
    pub number: u64,
    /// When.
    pub at: SimTime,
    /// Which decision.
    pub decision: &'static str,
    /// Which solver.
    pub solver: &'static str,
    /// About whom.
    pub subject: Subject,
    /// What it was asked, as JSON.
    pub question: String,
    /// What it said, as JSON.
    pub answer: String,
}

/// Keeps facts by number and folds all of them.
pub struct Block {
    wanted: Range<u64>,
    watched: [u64; 2],
    chain: Chain,
    event: String,
    /// The facts wanted.
    pub facts: Vec<Noted>,
    /// The decisions taken between them.
    pub choices: Vec<Choice>,
    /// The chain at the numbers of facts that were watched.
    pub marks: Vec<Mark>,
}

impl Block {
    /// Keeps the facts of these numbers, and the chain after so many facts.
    #[must_use]
    pub fn of(wanted: Range<u64>, watched: [u64; 2]) -> Self {
        Self {
            wanted,
            watched,
            chain: Chain::default(),
            event: "the opening of the run".into(),
            facts: Vec::new(),
            choices: Vec::new(),
            marks: Vec::new(),
        }
    }
}

impl Witness for Block {
    fn note(&mut self, at: SimTime, fact: &Fact) {
        let number = self.chain.last().facts;
        self.chain.note(at, fact);
        if self.wanted.contains(&number) {
            let event = Some(self.event.clone());
            self.facts.push(Noted { number, at, fact: *fact, event });
        }
        let last = self.chain.last();
        if self.watched.contains(&last.facts) {
            self.marks.push(last);
        }
    }

    fn event(&mut self, _at: SimTime, event: &dyn std::fmt::Display) {
        self.event.clear();
        // Writing to a string does not fail.
        let _ = write!(self.event, "{event}");
    }

    fn decided(&mut self, at: SimTime, asked: &Asked<'_>) {
        let number = self.chain.last().facts;
        if self.wanted.contains(&number) {
            let Asked { decision, solver, subject, .. } = *asked;
            let (question, answer) = (asked.question_json(), asked.answer_json());
            self.choices.push(Choice { number, at, decision, solver, subject, question, answer });
        }
    }
}
