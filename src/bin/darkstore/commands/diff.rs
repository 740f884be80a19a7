//! `darkstore diff`: the first fact at which two runs part.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

use experiments::ExperimentError;
use experiments::divergence::{
    Parting, Seen, differences, first_divergence, first_parting, look, stored,
};
use experiments::report;
use experiments::rundir::RunDirectory;

use crate::commands::rerun::{Rerun, why_not};
use crate::terminal::failure::Failure;
use crate::terminal::printing::print;

/// Which runs.
#[derive(clap::Args)]
#[command(after_help = "Exit codes: 0 no fact differs, 1 the runs part.")]
pub(crate) struct Args {
    /// Directory that `darkstore run --out` has written
    run_a: PathBuf,
    /// Another one
    run_b: PathBuf,
}

/// What is known of one side of the stretch in which runs part.
enum Side {
    /// Simulated again.
    Anew(Seen, Vec<String>),
    /// Read from the facts that the run kept, and why it was not simulated again.
    Stored(Seen, String),
    /// Nothing, and why.
    Lost(String),
}

/// Compares the runs.
pub(crate) fn diff(args: &Args) -> Result<(), Failure> {
    let runs = [RunDirectory::open(&args.run_a)?, RunDirectory::open(&args.run_b)?];
    let [a, b] = [&runs[0], &runs[1]];
    let mut page = report::told([a, b], &differences([a, b]));
    let chains = [a.chains()?, b.chains()?];
    let Some(parting) = first_parting([&chains[0], &chains[1]]) else {
        let counts = [a, b].map(RunDirectory::replications);
        let both = counts[0].min(counts[1]);
        let replications = if both == 1 { "replication" } else { "replications" };
        page.push_str(&format!("\nNo fact differs in the {both} {replications} that both have.\n"));
        let facts: u64 = chains[0][..both as usize]
            .iter()
            .map(|marks| marks.last().map_or(0, |mark| mark.facts))
            .sum();
        page.push_str(&format!("Compared: {} facts.\n", report::number(facts as f64, 0)));
        print(&page)?;
        return if counts[0] == counts[1] { Ok(()) } else { Err(parted()) };
    };
    page.push_str(&report::parting(&parting));
    let [run_a, run_b] = runs;
    let (side_a, side_b) = (side(&run_a, &parting, 0)?, side(&run_b, &parting, 1)?);
    let mut stores = Vec::new();
    for (name, run, side) in [("A", &run_a, &side_a), ("B", &run_b, &side_b)] {
        match side {
            Side::Anew(_, names) => stores.clone_from(names),
            Side::Stored(_, reason) => {
                page.push_str(&report::not_repeated(name, &run.path, reason));
                page.push_str("Its facts are read from facts.parquet.\n");
            }
            Side::Lost(reason) => page.push_str(&report::not_repeated(name, &run.path, reason)),
        }
    }
    let found = match (&side_a, &side_b) {
        (Side::Anew(a, _) | Side::Stored(a, _), Side::Anew(b, _) | Side::Stored(b, _)) => {
            first_divergence([a, b])
        }
        _ => {
            page.push_str(&report::paragraph(
                "So the first fact that differs is not known, only the stretch in which it lies. \
                 `darkstore run --facts` keeps the facts themselves.",
            ));
            print(&page)?;
            return Err(parted());
        }
    };
    page.push_str(&match found {
        Some(found) => report::divergence(parting.replication, &found, &stores),
        None => "\nThe facts kept do not differ there, though the chains do.\n".into(),
    });
    print(&page)?;
    Err(parted())
}

/// Nothing to tell on standard error, exit code 1.
fn parted() -> Failure {
    Failure::Told(Vec::new(), ExitCode::from(1))
}

/// Looks at one run's side of the stretch: simulated again if it repeats, else as it was kept.
fn side(run: &RunDirectory, parting: &Parting, number: usize) -> Result<Side, Failure> {
    let reason = match Rerun::of(run.clone()) {
        Ok(rerun) => {
            let policies = rerun.policies();
            match look(run, &rerun.replay(&policies, 1, &AtomicBool::new(false)), parting, number) {
                Ok(seen) => return Ok(Side::Anew(seen, rerun.stores())),
                Err(ExperimentError::NotRepeated { .. }) => why_not(run),
                Err(error) => return Err(error.into()),
            }
        }
        Err(Failure::Told(reports, _)) => {
            let told: Vec<String> = reports.iter().map(ToString::to_string).collect();
            told.join("; ")
        }
        Err(other) => return Err(other),
    };
    Ok(match stored(run, parting)? {
        Some(seen) => Side::Stored(seen, reason),
        None => Side::Lost(reason),
    })
}
