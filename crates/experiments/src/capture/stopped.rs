//! The question at which a run stopped, saved so that it can be asked again.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use serde_json::value::RawValue;
use sim_core::SimError;

use super::captured::Captured;
use super::sample::Origin;
use crate::error::ExperimentError;

/// Saves the question that a solver did not answer, or not by the rules, as one captured line.
///
/// The file is `question-<decision>.jsonl` in `directory`, with a number from 2 on where that
/// exists: nothing is overwritten.
///
/// # Errors
/// When the file cannot be written.
pub fn save_stopped(
    directory: &Path,
    origin: &Origin,
    stopped: &SimError,
) -> Result<PathBuf, ExperimentError> {
    let (decision, solver, at, subject, question, answer) = match stopped {
        SimError::BrokenAnswer { decision, solver, at, subject, question, answer, .. } => {
            (decision, solver, at, subject, question, Some(answer))
        }
        SimError::NoAnswer { decision, solver, at, subject, question, .. } => {
            (decision, solver, at, subject, question, None)
        }
    };
    let raw = |json: &str| {
        RawValue::from_string(json.to_owned()).expect("questions and answers are written as JSON")
    };
    let (question, answer) = (raw(question), answer.map(|answer| raw(answer)));
    let captured = Captured {
        decision,
        instance: format!("{}-r{}-{decision}-stopped", origin.scenario, origin.replication),
        scenario: &origin.scenario,
        seed: origin.seed,
        replication: origin.replication,
        at_ms: *at,
        number: None,
        subject: *subject,
        question: &*question,
        answer: answer.as_deref(),
        solver,
    };
    fs::create_dir_all(directory).map_err(|error| ExperimentError::unwritable(directory, error))?;
    let (path, mut file) = create(directory, decision)?;
    let written = file.write_all(captured.line().as_bytes()).and_then(|()| file.sync_all());
    match written {
        Ok(()) => Ok(path),
        Err(error) => {
            // Half a question is of no use.
            let _ = fs::remove_file(&path);
            Err(ExperimentError::unwritable(path, error))
        }
    }
}

/// A file of a name that none has.
fn create(directory: &Path, decision: &str) -> Result<(PathBuf, File), ExperimentError> {
    let mut number = 1;
    loop {
        let name = match number {
            1 => format!("question-{decision}.jsonl"),
            _ => format!("question-{decision}-{number}.jsonl"),
        };
        let path = directory.join(name);
        match File::create_new(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => number += 1,
            Err(error) => return Err(ExperimentError::unwritable(path, error)),
        }
    }
}
