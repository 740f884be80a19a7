//! `darkstore slot`: where the goods of a scenario should lie, and what that saves a picker.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use experiments::slotting::{self, Count, SlottingError, Study};
use serde_json::json;
use solvers::registry::Choice;

use crate::commands::solve::refusal;
use crate::flags::scenario::{ScenarioArgs, setting};
use crate::terminal::failure::Failure;
use crate::terminal::interrupt::stop_on_interrupt;
use crate::terminal::printing::print;
use crate::terminal::progress::Progress;
use crate::terminal::results::{Results, write_files};

/// Layouts that the one found is held against, besides the floor as it is.
const OTHERS: [&str; 2] = ["abc", "random"];

/// Which goods to lay out, and how.
#[derive(clap::Args)]
#[command(
    after_help = "Half of the baskets are to learn from; the others judge every layout, by the \
    shortest walk through each of them, and no solver learns from them. No simulated day draws the \
    same baskets."
)]
pub(crate) struct Args {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// Who decides (`darkstore list policies`)
    #[arg(long, value_name = "NAME", default_value = "exact_route")]
    solver: String,
    /// Set a parameter of the solver, as often as needed
    #[arg(long, value_name = "KEY=VALUE", value_parser = setting)]
    solver_set: Vec<(String, String)>,
    /// Baskets to learn from, and as many others to judge by
    #[arg(long, value_name = "N", default_value = "5000",
          value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    baskets: u32,
    /// Write the question to a file that `darkstore solve slotting` reads
    #[arg(long, value_name = "FILE")]
    question: Option<PathBuf>,
    /// Write slots.csv, slotted.toml (the scenario with these slots), floor.svg and slot.txt to a
    /// directory
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Put new results in the place of those that --out holds
    #[arg(long, requires = "out")]
    replace: bool,
}

/// Lays the goods out.
pub(crate) fn slot(args: &Args) -> Result<(), Failure> {
    let mut choice = Choice::named(&args.solver);
    for (key, value) in &args.solver_set {
        let table = format!("{key} = {value}").parse::<toml::Table>().map_err(|_| {
            let message = format!("`{value}` for `{key}` is neither a number nor true or false");
            Failure::input(message, None)
        })?;
        choice.params.extend(table);
    }
    let scenario = args.scenario.load()?;
    let shop = scenario.shop()?;
    let others = OTHERS.iter().filter(|name| **name != choice.name).copied().map(Choice::named);
    let choices: Vec<Choice> = std::iter::once(choice.clone()).chain(others).collect();
    // Before anything that takes long, so that a forbidden disk shows at once.
    let results = Results::anew(args.out.as_deref(), "slot", args.replace)?;
    let progress = Progress::counting(0, "", true);
    let stop = stop_on_interrupt(&progress)?;
    let study = Study::new(&scenario, &shop, Count(args.baskets), &choices, &stop).map_err(told)?;
    let is_stopped = stop.load(Ordering::Relaxed);
    if let Some(file) = &args.question {
        write_question(&study, file)?;
    }
    let mut page = slotting::page(&study);
    if is_stopped {
        page.push_str(&format!(
            "\nInterrupted: the layout of `{}` is the best it had found by then.\n",
            study.found().name
        ));
    }
    if args.out.is_some() {
        let picture =
            slotting::floor_svg(&study).map_err(|error| Failure::internal(error.to_string()))?;
        let (slots, fragment) =
            (slotting::slots_csv(&study), slotting::fragment(&study, args.out.as_deref()));
        let files = [
            ("slot.txt", page.as_str()),
            ("slots.csv", &slots),
            ("slotted.toml", &fragment),
            ("floor.svg", &picture),
        ];
        results.write(&files, &[])?;
    }
    print(&page)?;
    if is_stopped { Err(Failure::Interrupted) } else { Ok(()) }
}

fn write_question(study: &Study<'_>, file: &Path) -> Result<(), Failure> {
    let line = json!({
        "decision": "slotting",
        "instance": format!("{}-slotting", study.scenario.name),
        "question": study.question,
    });
    let name = file.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let directory = file.parent().unwrap_or(Path::new(""));
    write_files(directory, &[(name.as_ref(), format!("{line}\n").as_str())])
}

fn told(error: SlottingError) -> Failure {
    match error {
        SlottingError::Interrupted => Failure::Interrupted,
        SlottingError::Solver(error) => refusal(&error),
        SlottingError::Question(_) => Failure::input(error.to_string(), None),
        error => Failure::internal(error.to_string()),
    }
}
