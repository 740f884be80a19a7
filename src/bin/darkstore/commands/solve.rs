//! `darkstore solve`: answer instances from a file, check and measure the answers.

use std::path::PathBuf;

use experiments::solve::{
    Certified, Format, OpenError, Solved, TASKS, Task, UnknownFormat, certified, page,
};
use experiments::verify::verify;
use solvers::formats::Asking;
use solvers::registry::{self, Choice, Choices};
use solvers::{RegistryError, external as programs};

use crate::flags::external::ExternalArgs;
use crate::flags::scenario::{nearest, program_wanted, setting};
use crate::terminal::failure::Failure;
use crate::terminal::printing::print;

/// What to solve, and by whom.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Decision that the instances ask for
    #[arg(value_parser = decision)]
    decision: &'static Task,
    /// File of one or more instances
    file: PathBuf,
    /// Format of the file
    #[arg(long, value_name = "NAME", default_value = "captured")]
    format: String,
    /// Who answers (`darkstore list policies`) [default: the strongest of the
    /// decision, reference where its answers have no measure]
    #[arg(long, value_name = "NAME")]
    solver: Option<String>,
    /// Set a parameter of the solver, as often as needed
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = setting)]
    settings: Vec<(String, String)>,
    /// Answer the first N instances of the file
    #[arg(long, value_name = "N", value_parser = limit, allow_negative_numbers = true)]
    limit: Option<usize>,
    /// Print a JSON object a line, one for each instance, instead of the page
    #[arg(long)]
    json: bool,
    /// Also write answers with the proofs of their bounds, for `darkstore verify`
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
    #[command(flatten)]
    asking: AskingArgs,
    #[command(flatten)]
    external: ExternalArgs,
}

/// What is asked of a file of sites and customers. What is not said the file says itself.
#[derive(clap::Args)]
#[command(next_help_heading = "What is asked of files that hold sites and customers")]
struct AskingArgs {
    /// What a layout is judged by: p_median, p_center, max_covering, set_covering, uncapacitated,
    /// capacitated or single_source [default: as the format has it]
    #[arg(long, value_name = "NAME")]
    model: Option<String>,
    /// Most sites open
    #[arg(long = "p", value_name = "N")]
    sites: Option<u32>,
    /// What counts as near, of the covering models, in the unit of the distances
    #[arg(long, value_name = "R", allow_negative_numbers = true)]
    radius: Option<f64>,
    /// Where covering ends that fades from the radius on (max_covering)
    #[arg(long, value_name = "R", allow_negative_numbers = true)]
    reach: Option<f64>,
    /// Share of the weight that counts only with a second site in the radius (max_covering)
    #[arg(long, value_name = "SHARE", allow_negative_numbers = true)]
    backup: Option<f64>,
    /// Capacity of every site, in place of the file's
    #[arg(long, value_name = "C", allow_negative_numbers = true)]
    capacity: Option<f64>,
    /// Most that the open sites may cost to open
    #[arg(long, value_name = "B", allow_negative_numbers = true)]
    budget: Option<f64>,
    /// Sites that are open whatever happens, by position from 0
    #[arg(long, value_name = "SITES", value_delimiter = ',')]
    keep: Vec<u32>,
    /// Sites that never open, by position from 0
    #[arg(long, value_name = "SITES", value_delimiter = ',')]
    ban: Vec<u32>,
}

impl AskingArgs {
    fn asking(&self) -> Asking {
        Asking {
            model: self.model.clone(),
            sites: self.sites,
            radius: self.radius,
            reach: self.reach,
            backup: self.backup,
            capacity: self.capacity,
            budget: self.budget,
            keep: self.keep.clone(),
            ban: self.ban.clone(),
        }
    }
}

fn decision(text: &str) -> Result<&'static Task, String> {
    Task::named(text).ok_or_else(|| {
        let known: Vec<&str> = TASKS.iter().map(|task| task.decision).collect();
        format!("expected one of {}", known.join(", "))
    })
}

fn limit(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(limit @ 1..) => Ok(limit),
        _ => Err("expected a whole number from 1".into()),
    }
}

/// Answers the instances.
pub(crate) fn solve(args: &Args) -> Result<(), Failure> {
    let task = args.decision;
    let format = Format::named(&args.format, task.decision).map_err(|error| {
        let help = match &error {
            UnknownFormat::Unknown { name, known } => {
                nearest(name, known).map(|name| format!("did you mean `{name}`?"))
            }
            UnknownFormat::OtherDecision { .. } => None,
        };
        Failure::input(error.to_string(), help)
    })?;
    let choices = choices(args)?;
    let choice = choices.get(task.decision).map_err(|error| refusal(&error))?;
    let mut solver = task.solver(choice, &choices.external).map_err(|error| refusal(&error))?;
    let shown = args.file.display();
    let mut solved = Vec::new();
    let mut proofs = String::new();
    let mut is_empty = true;
    let posing = format.open(&args.file, &args.asking.asking()).map_err(|error| match error {
        OpenError::File(error) => Failure::input(format!("cannot read `{shown}`: {error}"), None),
        OpenError::Asking(error) => Failure::input(error.to_string(), None),
    })?;
    for posed in posing.take(args.limit.unwrap_or(usize::MAX)) {
        let posed = posed.map_err(|error| {
            let message = format!("{shown}:{}: {error}", error.line);
            Failure::input(message, Some(format!("expected {}", format.summary)))
        })?;
        is_empty = false;
        match solver.answer(&posed) {
            Ok(one) => {
                if args.certificate.is_some() {
                    let line = certified(&posed, &one).ok_or_else(|| {
                        let message = format!(
                            "{shown}:{}: `{}` gives no certificate",
                            posed.line, one.solver
                        );
                        Failure::input(message, None)
                    })?;
                    held(&line).map_err(|fault| {
                        let message = format!(
                            "{shown}:{}: the proof of `{}` does not hold and is not written: {fault}",
                            posed.line, one.instance
                        );
                        Failure::internal(message)
                    })?;
                    proofs.push_str(&line);
                    proofs.push('\n');
                }
                if args.json {
                    print(&format!("{}\n", one.json()))?;
                }
                solved.push(one);
            }
            Err(error) => {
                let message = format!("{shown}:{}: {error}", posed.line);
                if !error.is_of_the_solver() {
                    return Err(Failure::input(message, None));
                }
                let failed = Solved::failed(task.decision, &choice.name, &posed.instance);
                if args.json {
                    print(&format!("{}\n", failed.json()))?;
                }
                return Err(if error.is_no_answer() {
                    Failure::input(message, None)
                } else {
                    Failure::internal(message)
                });
            }
        }
    }
    if is_empty {
        let help = format!("expected {}", format.summary);
        return Err(Failure::input(format!("no instance in `{shown}`"), Some(help)));
    }
    if let Some(file) = &args.certificate {
        std::fs::write(file, proofs).map_err(|error| {
            Failure::input(format!("cannot write `{}`: {error}", file.display()), None)
        })?;
    }
    if args.json { Ok(()) } else { print(&page(&solved)) }
}

/// Whether a certificate stands up to `darkstore verify`: none that does not is handed out.
fn held(line: &str) -> Result<(), String> {
    let claimed: Certified = serde_json::from_str(line).map_err(|error| error.to_string())?;
    verify(&claimed).map(drop).map_err(|refuted| refuted.to_string())
}

/// Who answers, of all decisions: the others keep their defaults and are not asked.
fn choices(args: &Args) -> Result<Choices, Failure> {
    let wrong = |message: String| Err(Failure::input(message, None));
    let decision = args.decision.decision;
    if let Some(other) = args.external.decisions().find(|other| *other != decision) {
        return wrong(format!("a program for `{other}`, but `{decision}` is to be solved"));
    }
    let mut choices = Choices::default();
    args.external.put(&mut choices)?;
    let has_program = choices.external.get(decision).is_some();
    match &args.solver {
        Some(name) if has_program && name != programs::NAME => {
            return wrong(format!("two to answer `{decision}`: solver `{name}` and a program"));
        }
        _ if has_program && !args.settings.is_empty() => {
            return wrong("a program has no settings: give it arguments in its command".into());
        }
        _ if has_program => return Ok(choices),
        _ => {}
    }
    let mut choice = Choice::named(args.solver.as_deref().unwrap_or(args.decision.strongest));
    for (key, value) in &args.settings {
        let Ok(table) = format!("{key} = {value}").parse::<toml::Table>() else {
            return wrong(format!("`{value}` for `{key}` is neither a number nor true or false"));
        };
        choice.params.extend(table);
    }
    choices.set(decision, choice).map_err(|error| refusal(&error))?;
    Ok(choices)
}

/// A choice that the registry refuses, with advice.
pub(crate) fn refusal(error: &RegistryError) -> Failure {
    let help = match error {
        RegistryError::UnknownSolver { decision, name, .. } => {
            let listing = registry::listing();
            let of = listing.iter().filter(|listed| listed.decision == *decision);
            let names: Vec<&str> = of.map(|listed| listed.name).collect();
            nearest(name, &names).map(|name| format!("did you mean `{name}`?"))
        }
        RegistryError::NoProgram { decision } => Some(program_wanted(decision)),
        RegistryError::Parameters { decision, .. } => {
            Some(format!("`darkstore list policies` shows all parameters of `{decision}`"))
        }
        RegistryError::UnknownDecision { .. } => None,
    };
    Failure::input(error.to_string(), help)
}
