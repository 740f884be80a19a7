//! Errors as people see them, and exit codes.

use std::path::PathBuf;
use std::process::ExitCode;

use experiments::ExperimentError;
use experiments::record::Unwritten;
use miette::{Diagnostic, NamedSource, Report, SourceSpan};
use scenarios::ScenarioError;
use thiserror::Error;

use crate::printing::tell;

/// Why the program ends without success.
pub(crate) enum Failure {
    /// Something to tell, and the code to exit with.
    Told(Vec<Report>, ExitCode),
    /// A run that a solver stopped, and the command that asks its question again.
    Stopped(Report, String),
    /// Interrupted by the user; what was finished is written.
    Interrupted,
    /// Nobody reads the output any more.
    Unread,
}

impl Failure {
    /// A fault of the program or of a solver.
    pub(crate) const INTERNAL: ExitCode = ExitCode::FAILURE;

    /// Wrong input, with advice where there is any.
    pub(crate) fn input(message: impl Into<String>, help: Option<String>) -> Self {
        Problem { message: message.into(), help, ..Problem::default() }.wrong_input()
    }

    /// A fault of a solver.
    pub(crate) fn internal(message: String) -> Self {
        let problem = Problem { message, ..Problem::default() };
        Self::Told(vec![problem.into()], Self::INTERNAL)
    }

    /// A run that a solver stopped, what to know about it, and the command that asks its question
    /// again, if it is saved.
    pub(crate) fn of_solver(error: &ExperimentError, help: String, replay: Option<String>) -> Self {
        let problem = Problem { help: Some(help), ..Problem::from(error) };
        match replay {
            Some(replay) => Self::Stopped(problem.into(), replay),
            None => Self::Told(vec![problem.into()], Self::INTERNAL),
        }
    }

    /// Files of a directory that could not be written, and which others were.
    pub(crate) fn unwritable(unwritten: &Unwritten) -> Self {
        let mut problems: Vec<Problem> = unwritten.failures.iter().map(Problem::from).collect();
        if let Some(last) = problems.last_mut() {
            let name = |file: &PathBuf| file.file_name().map(|n| n.to_string_lossy().into_owned());
            let whole: Vec<String> = unwritten.files.iter().filter_map(name).collect();
            last.help = Some(match whole.len() {
                0 => "no file was written".into(),
                _ => format!("whole are {}", whole.join(", ")),
            });
        }
        Self::Told(problems.into_iter().map(Report::from).collect(), ExitCode::from(2))
    }

    /// Files that could not be written, and whatever else there is to tell.
    pub(crate) fn unwritten(
        errors: &[ExperimentError],
        others: impl Iterator<Item = Self>,
    ) -> Self {
        let mut reports: Vec<Report> = errors.iter().map(|e| Problem::from(e).into()).collect();
        for other in others {
            if let Self::Told(more, _) = other {
                reports.extend(more);
            }
        }
        Self::Told(reports, ExitCode::from(2))
    }

    /// Tells the user and gives the exit code.
    pub(crate) fn report(self) -> ExitCode {
        match self {
            Self::Told(reports, code) => {
                for report in reports {
                    // A report ends its own last line.
                    tell(&format!("{report:?}"));
                }
                code
            }
            Self::Stopped(report, replay) => {
                // Not wrapped, so that it can be copied.
                tell(&format!("{report:?}  replay: {replay}\n"));
                Self::INTERNAL
            }
            Self::Interrupted => ExitCode::from(130),
            Self::Unread => ExitCode::SUCCESS,
        }
    }
}

/// A message, advice, and the place in a file that it is about.
#[derive(Debug, Default, Error, Diagnostic)]
#[error("{message}")]
struct Problem {
    message: String,
    #[help]
    help: Option<String>,
    #[source_code]
    text: Option<NamedSource<String>>,
    #[label]
    span: Option<SourceSpan>,
}

impl Problem {
    fn wrong_input(self) -> Failure {
        Failure::Told(vec![self.into()], ExitCode::from(2))
    }
}

impl From<ScenarioError> for Failure {
    fn from(error: ScenarioError) -> Self {
        let ScenarioError { message, file, text, span, help } = error;
        let message = if span.is_none() && !file.is_empty() && !message.contains(&file) {
            format!("{file}: {message}")
        } else {
            message
        };
        let text = span.is_some().then(|| NamedSource::new(file, text).with_language("TOML"));
        let span = span.map(SourceSpan::from);
        Problem { message, help, text, span }.wrong_input()
    }
}

impl From<&ExperimentError> for Problem {
    fn from(error: &ExperimentError) -> Self {
        let mut message = error.to_string();
        let mut source = std::error::Error::source(error);
        while let Some(cause) = source {
            message = format!("{message}: {cause}");
            source = cause.source();
        }
        Self { message, ..Self::default() }
    }
}

impl From<ExperimentError> for Failure {
    fn from(error: ExperimentError) -> Self {
        match error {
            ExperimentError::Interrupted => Self::Interrupted,
            ExperimentError::World { source, .. } => (*source).into(),
            ExperimentError::Busy { can_go_on, .. } => {
                let help = match can_go_on {
                    true => {
                        "once it has ended, --resume goes on with what it left; or name another \
                             directory"
                    }
                    false => "wait until it has ended, or name another place",
                };
                Problem { help: Some(help.into()), ..Problem::from(&error) }.wrong_input()
            }
            ExperimentError::JournalExists { .. }
            | ExperimentError::ResultsExist { can_go_on: true, .. } => {
                let help = "--resume goes on with it; --replace puts new results in its place; or \
                            name another directory";
                Problem { help: Some(help.into()), ..Problem::from(&error) }.wrong_input()
            }
            ExperimentError::ResultsExist { .. }
            | ExperimentError::CannotGoOn { .. }
            | ExperimentError::OtherJournal { .. } => {
                let help = "--replace puts new results in its place; or name another directory";
                Problem { help: Some(help.into()), ..Problem::from(&error) }.wrong_input()
            }
            ExperimentError::Simulation { .. } => {
                let help = "this is a fault of the solver, not of the scenario";
                Self::of_solver(&error, help.into(), None)
            }
            _ => Problem::from(&error).wrong_input(),
        }
    }
}

/// Sets how errors and panics are shown.
pub(crate) fn install() {
    // A hook can only be set once, and it is set here.
    let _ = miette::set_hook(Box::new(|_| {
        Box::new(miette::MietteHandlerOpts::new().unicode(true).context_lines(2).width(100).build())
    }));
    std::panic::set_hook(Box::new(|panic| {
        tell(&format!(
            "internal error: {panic}\n\
             This is a fault of the program. Please report it with the command and the scenario.\n"
        ));
    }));
}
