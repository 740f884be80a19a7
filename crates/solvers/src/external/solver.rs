//! A solver that asks a program and believes it no more than any other.

use domain::decision::{self, Decision, MemoryError, Solver, SolverFailure};
use domain::rng::Stream;
use serde::Serialize;

use super::command::Command;
use super::process::{Process, excerpt};

/// The name under which a program is chosen; no registered solver bears it.
pub const NAME: &str = "external";

/// Has a program of the user's answer the questions of any decision.
///
/// The program starts at the first question and ends with the solver. `docs/external-policies.md`
/// states what is written to it and expected from it.
pub struct External {
    command: Command,
    process: Option<Process>,
    asked: u64,
    failure: Option<SolverFailure>,
}

/// What is written to the program: one line.
#[derive(Serialize)]
struct Line<'a, Q> {
    decision: &'static str,
    number: u64,
    seed: u32,
    question: &'a Q,
}

impl External {
    /// A solver that will start this program.
    #[must_use]
    pub fn new(command: Command) -> Self {
        Self { command, process: None, asked: 0, failure: None }
    }

    /// The program's answer, or any answer at all where [`Solver::failure`] then says why there
    /// is none.
    fn put<D: Decision + ?Sized>(
        &mut self,
        question: &D::Question<'_>,
        rng: &mut Stream,
    ) -> D::Answer {
        let line = Line { decision: D::NAME, number: self.asked, seed: rng.word(), question };
        let mut line = serde_json::to_vec(&line).expect("questions are plain data");
        line.push(b'\n');
        self.asked += 1;
        self.answer::<D>(line).unwrap_or_else(|failure| {
            // What comes after a failure would answer another question.
            self.process = None;
            self.failure = Some(SolverFailure(failure));
            D::Answer::default()
        })
    }

    fn answer<D: Decision + ?Sized>(&mut self, question: Vec<u8>) -> Result<D::Answer, String> {
        let process = match &mut self.process {
            Some(process) => process,
            none => none.insert(Process::start(&self.command)?),
        };
        let answer = process.ask(question)?;
        // Some programs begin their output with a byte order mark.
        let bare = answer.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&answer);
        serde_json::from_slice(bare).map_err(|error| {
            let (program, answer) = (self.command.text(), excerpt(&answer));
            let flaw = match error.is_data() {
                true => format!("no answer to {}", D::NAME),
                false => "not JSON".into(),
            };
            format!("`{program}` answered {answer}, which is {flaw}: {error}")
        })
    }
}

impl Solver for External {
    fn memory(&self) -> Result<Vec<u8>, MemoryError> {
        Err(MemoryError::Outside)
    }

    fn recall(&mut self, _memory: &[u8]) -> Result<(), MemoryError> {
        Err(MemoryError::Outside)
    }

    fn failure(&mut self) -> Option<SolverFailure> {
        self.failure.take()
    }
}

macro_rules! answered_outside {
    (
        run { $($(#[$doc:meta])* $stream:literal $name:ident: $Trait:ident::$ask:ident,)* }
        before { $($(#[$early_doc:meta])* $early_stream:literal $early:ident: $Early:ident::$early_ask:ident,)* }
    ) => {
        $(answered_outside!($name: $Trait::$ask);)*
        $(answered_outside!($early: $Early::$early_ask);)*
    };
    ($name:ident: $Trait:ident::$ask:ident) => {
        impl decision::$name::$Trait for External {
            fn $ask(
                &mut self,
                question: &<dyn decision::$name::$Trait + 'static as Decision>::Question<'_>,
                rng: &mut Stream,
            ) -> <dyn decision::$name::$Trait as Decision>::Answer {
                self.put::<dyn decision::$name::$Trait>(question, rng)
            }
        }
    };
}

domain::decisions!(answered_outside);
