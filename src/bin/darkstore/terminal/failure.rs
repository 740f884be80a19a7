//! Errors as people see them, and exit codes.

use std::path::PathBuf;
use std::process::ExitCode;

use domain::shown::{is_command, safe, shown_within};
use experiments::ExperimentError;
use experiments::record::Unwritten;
use miette::{Diagnostic, NamedSource, Report, SourceSpan};
use scenarios::ScenarioError;
use thiserror::Error;

use crate::terminal::telling::{tell, tell_raw};

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
        Problem::new(&message.into(), help).wrong_input()
    }

    /// A fault of a solver.
    pub(crate) fn internal(message: String) -> Self {
        let problem = Problem::new(&message, None);
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
                    tell_raw(&format!("{report:?}"));
                }
                code
            }
            Self::Stopped(report, replay) => {
                // Not wrapped, so that it can be copied.
                tell_raw(&format!("{report:?}  replay: {}\n", safe(&replay)));
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

/// Columns of what stands in quotes in a message: a name, a path, the beginning of an answer.
const QUOTED: usize = 240;

/// Columns of a message: more is a name that went too far.
const MESSAGE: usize = 1_000;

/// Lines before and after it that are shown.
const CONTEXT: usize = 2;

/// Characters of a line of a file that is shown beside a message.
const LINE: usize = 500;

impl Problem {
    /// A message and advice. What files and commands put into them is shown, not obeyed.
    fn new(message: &str, help: Option<String>) -> Self {
        // Names stand in quotes; what is said of them comes after.
        let named = |line: &str| {
            let parts = line.split('`').enumerate().map(|(at, part)| match at % 2 {
                1 => shown_within(part, QUOTED),
                _ => part.into(),
            });
            parts.collect::<Vec<_>>().join("`")
        };
        let lines = |text: &str| -> String {
            let lines: Vec<String> = text
                .split('\n')
                .map(|line| shown_within(&named(line), MESSAGE).into_owned())
                .collect();
            lines.join("\n")
        };
        Self { message: lines(message), help: help.map(|help| lines(&help)), ..Self::default() }
    }

    /// The place in a file; none where its line is too long to be shown.
    fn at(self, file: String, text: &str, span: SourceSpan) -> Self {
        let before = text.get(..span.offset()).map_or(0, |before| before.matches('\n').count());
        let mut around = text.lines().skip(before.saturating_sub(CONTEXT)).take(2 * CONTEXT + 1);
        if around.any(|line| line.chars().count() > LINE) {
            return self;
        }
        // A sign of as many bytes, so that the place stays where it is.
        let sign = |c: char| match c {
            '\n' | '\t' => c,
            '\r' => ' ',
            c if !is_command(c) => c,
            c => ['?', '·', '…', '\u{1f6ab}'][c.len_utf8() - 1],
        };
        let text = NamedSource::new(safe(&file), text.chars().map(sign).collect::<String>());
        Self { text: Some(text.with_language("TOML")), span: Some(span), ..self }
    }

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
        let problem = Problem::new(&message, help);
        match span {
            Some(span) => problem.at(file, &text, span.into()),
            None => problem,
        }
        .wrong_input()
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
        Self::new(&message, None)
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
        Box::new(
            miette::MietteHandlerOpts::new()
                .unicode(true)
                .context_lines(CONTEXT)
                .width(100)
                .build(),
        )
    }));
    std::panic::set_hook(Box::new(|panic| {
        tell(&format!(
            "internal error: {panic}\n\
             This is a fault of the program. Please report it with the command and the scenario.\n"
        ));
    }));
}
