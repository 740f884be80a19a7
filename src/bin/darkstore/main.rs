//! The command line of the simulator.

mod commands;
mod flags;
mod terminal;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use commands::{
    bench, check, city, compare, completions, diff, explain, list, optimize, place, run, schema,
    slot, solve, sweep, verify,
};
use terminal::failure::{self, Failure};

/// Simulates 10-minute grocery delivery from dark stores, order by order, on a city's streets.
#[derive(Parser)]
#[command(version, about, long_about = None, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 done, 1 a fault of the program or of a solver, or a \
    solver worse than its baseline, 2 wrong input, a question that has no answer, or \
    unwritable output, 130 interrupted: what is known is told.")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Simulate a scenario and print what it came to
    Run(run::Args),
    /// Hold scenarios and settings against each other on common random numbers
    Compare(compare::Args),
    /// Run the cells of an experiment and say which settings matter
    Sweep(sweep::Args),
    /// Find the best combination of settings, and say what is guaranteed of it
    Optimize(optimize::Args),
    /// Say where the stores of a scenario should stand, with maps and what defends the answer
    Place(place::Args),
    /// Say where the goods of a scenario should lie, with a picture and what it saves a picker
    Slot(slot::Args),
    /// Read and build a scenario without simulating it, and say what its world is
    Check(check::Args),
    /// Answer instances from a file with one solver, and check and measure the answers
    Solve(solve::Args),
    /// Check layouts and the proofs of their bounds, as `darkstore solve --certificate` writes them
    Verify(verify::Args),
    /// Say why orders of a run were late, and what it would be without one of the causes
    Explain(explain::Args),
    /// Find the first fact at which two runs part
    Diff(diff::Args),
    /// Judge solvers by a suite of instances and days, and against an earlier baseline
    Bench(bench::Args),
    /// List what there is to choose from
    List(list::Args),
    /// Print the JSON Schema of scenario files, or of a decision's question and answer
    Schema(schema::Args),
    /// Generate, import or describe a city's streets and zones
    City(city::Args),
    /// Print a completion script for a shell
    Completions(completions::Args),
}

fn main() -> ExitCode {
    failure::install();
    let Cli { command } = Cli::parse();
    let done = std::panic::catch_unwind(|| match command {
        Command::Run(args) => run::run(&args),
        Command::Compare(args) => compare::compare(&args),
        Command::Sweep(args) => sweep::sweep(&args),
        Command::Optimize(args) => optimize::optimize(&args),
        Command::Place(args) => place::place(&args),
        Command::Slot(args) => slot::slot(&args),
        Command::Check(args) => check::check(&args),
        Command::Solve(args) => solve::solve(&args),
        Command::Verify(args) => verify::verify(&args),
        Command::Explain(args) => explain::explain(&args),
        Command::Diff(args) => diff::diff(&args),
        Command::Bench(args) => bench::bench(&args),
        Command::List(args) => list::list(&args),
        Command::Schema(args) => schema::schema(&args),
        Command::City(args) => city::city(&args),
        Command::Completions(args) => completions::completions(&args),
    });
    match done {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(failure)) => failure.report(),
        Err(_) => Failure::INTERNAL,
    }
}
