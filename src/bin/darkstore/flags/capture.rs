//! Flags that keep questions, and what is kept of a run that a solver stopped.

use std::path::Path;

use experiments::ExperimentError;
use experiments::capture::{Origin, Selection, save_stopped};
use experiments::record::Output;
use sim_core::SimError;
use solvers::registry::Choices;

use crate::flags::external;
use crate::terminal::failure::Failure;

/// Which questions to keep.
#[derive(clap::Args)]
pub(crate) struct CaptureArgs {
    /// With --out, also write the questions that solvers were asked, all of a decision or a sample,
    /// e.g. --capture dispatch,pick_route:100
    #[arg(long, value_name = "DECISION[:N],...", requires = "out")]
    capture: Option<Selection>,
}

impl CaptureArgs {
    /// Whether any question is to be kept.
    pub(crate) fn is_asked(&self) -> bool {
        self.capture.is_some()
    }

    /// Has the directory keep the questions.
    pub(crate) fn begin(&self, output: Option<&mut Output>, scenario: &str) -> Result<(), Failure> {
        match (&self.capture, output) {
            (Some(selection), Some(output)) => Ok(output.capture(selection.clone(), scenario)?),
            _ => Ok(()),
        }
    }
}

/// A run that may have been stopped by a solver.
pub(crate) struct Stopped<'a> {
    /// Name of the scenario.
    pub(crate) scenario: &'a str,
    /// Seed of the run.
    pub(crate) seed: u64,
    /// Who decided.
    pub(crate) choices: &'a Choices,
    /// Directory of results, if any.
    pub(crate) out: Option<&'a Path>,
}

impl Stopped<'_> {
    /// The failure to tell; where a solver stopped the run, its question is saved for replay.
    pub(crate) fn failure(&self, error: ExperimentError) -> Failure {
        let ExperimentError::Simulation { replication, source } = &error else {
            return error.into();
        };
        let (SimError::BrokenAnswer { decision, .. } | SimError::NoAnswer { decision, .. }) =
            source;
        let origin =
            Origin { scenario: self.scenario.into(), seed: self.seed, replication: *replication };
        let fault = "this is a fault of the solver, not of the scenario";
        let (help, replay) = match save_stopped(self.out.unwrap_or(Path::new("")), &origin, source)
        {
            Ok(file) => {
                let file = external::quoted([&*file.to_string_lossy()]);
                let flags = external::flags(self.choices, decision);
                let help = format!("{fault}; its question is saved for replay");
                (help, Some(format!("darkstore solve {decision} {file} {flags}")))
            }
            Err(unwritable) => {
                (format!("{fault}; its question could not be saved: {unwritable}"), None)
            }
        };
        Failure::of_solver(&error, help, replay)
    }
}
