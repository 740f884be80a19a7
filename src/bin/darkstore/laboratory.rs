//! What every command that runs many cells has in common: flags, journal, progress, results.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use experiments::ExperimentError;
use experiments::lab::{Identity, Lab, Settings};
use experiments::record::WholeFile;
use experiments::start::Start;
use solvers::registry;

use crate::failure::Failure;
use crate::interrupt::stop_on_interrupt;
use crate::printing::{print, tell};
use crate::progress::Progress;
use crate::run::{processors, seed, threads};

/// How and where cells are run.
#[derive(clap::Args)]
pub(crate) struct LabArgs {
    /// Seed of all randomness: the same seed gives the same results, to the byte
    #[arg(long, value_name = "N", value_parser = seed, allow_negative_numbers = true)]
    pub(crate) seed: Option<u64>,
    /// Replications at a time; results do not depend on it [default: one per processor]
    #[arg(long, value_name = "T", value_parser = threads, allow_negative_numbers = true)]
    pub(crate) threads: Option<usize>,
    /// Write results, and a journal of finished replications as they come, to this directory
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Go on with the journal in --out: what it holds is not run again
    #[arg(long, requires = "out")]
    pub(crate) resume: bool,
    /// Print one JSON object instead of the page
    #[arg(long)]
    pub(crate) json: bool,
    /// Print no page and no progress, only errors
    #[arg(long, short, conflicts_with = "json")]
    pub(crate) quiet: bool,
}

impl LabArgs {
    /// Shows the answer as the user asked for it, whatever came of its files: a disk that is full
    /// takes the files, not the answer.
    ///
    /// # Errors
    /// What came of the files; else an output that cannot be written.
    pub(crate) fn show(
        &self,
        written: Result<(), Failure>,
        json: &str,
        page: impl FnOnce() -> String,
    ) -> Result<(), Failure> {
        let shown = if self.json {
            print(json)
        } else if self.quiet {
            Ok(())
        } else {
            print(&page())
        };
        written.and(shown)
    }
}

/// What is to be run in the laboratory.
pub(crate) struct Experiment {
    /// What tells it from any other, beside seed and version.
    pub(crate) identity: Identity,
    /// Seed of all streams.
    pub(crate) seed: u64,
    /// Where replications begin, and how they are drawn.
    pub(crate) start: Start,
    /// Replications over all cells, as far as that is known beforehand.
    pub(crate) replications: u32,
}

/// Opens a laboratory, with its journal, and lets `work` use it.
///
/// # Errors
/// What `work` says; a journal that is of something else, or that cannot be written.
pub(crate) fn in_laboratory<R>(
    args: &LabArgs,
    experiment: Experiment,
    work: impl FnOnce(&mut Lab<'_>) -> Result<R, Failure>,
) -> Result<R, Failure> {
    let (done, finished) = laboratory(args, experiment, work)?;
    if matches!(done, Err(Failure::Interrupted)) {
        let advice = match &args.out {
            Some(_) => "the same command with --resume goes on",
            None => "with --out DIR they would have been kept",
        };
        tell(&format!("interrupted after {finished} replications: {advice}\n"));
    }
    done
}

/// As [`in_laboratory`], with the number of finished replications, and nothing is said of an
/// interruption: for commands that have something to show all the same.
pub(crate) fn laboratory<R>(
    args: &LabArgs,
    experiment: Experiment,
    work: impl FnOnce(&mut Lab<'_>) -> Result<R, Failure>,
) -> Result<(Result<R, Failure>, usize), Failure> {
    let Experiment { mut identity, seed, start, replications } = experiment;
    let is_antithetic = start.is_antithetic;
    let progress = Progress::over(replications, args.quiet);
    let stop = stop_on_interrupt(&progress)?;
    let bar = progress.bar();
    let settings = Settings {
        seed,
        start,
        threads: args.threads.unwrap_or_else(processors),
        stop: &stop,
        done: &|finished| bar.set_position(finished as u64),
        policies: &|choices| registry::policies(choices).map_err(Into::into),
    };
    let mut lab = Lab::new(settings);
    if let Some(directory) = &args.out {
        identity.insert(0, ("version".into(), build()));
        identity.insert(1, ("seed".into(), seed.to_string()));
        identity.insert(2, ("antithetic".into(), is_antithetic.to_string()));
        let taken = lab.keep_journal(directory, &identity, args.resume)?;
        if args.resume && !args.quiet {
            let place = directory.display();
            let finished = taken.replications;
            tell(&format!("{finished} finished replications in the journal of `{place}`\n"));
            if taken.damaged > 0 || taken.torn > 0 {
                tell(&format!(
                    "{} damaged records and {} bytes of one cut short are left out and run again\n",
                    taken.damaged, taken.torn
                ));
            }
        }
    }
    let done = work(&mut lab);
    drop(progress);
    Ok((done, lab.finished()))
}

/// The version of the program and, since a program built anew may decide otherwise, which build.
pub(crate) fn build() -> String {
    let version = env!("CARGO_PKG_VERSION");
    let program = std::env::current_exe().and_then(std::fs::read);
    match program {
        Ok(bytes) => format!("{version} build {:08x}", crc32fast::hash(&bytes)),
        Err(_) => version.into(),
    }
}

/// Writes texts to files of the directory, each whole or not at all.
pub(crate) fn write_results(directory: &Path, files: &[(&str, &str)]) -> Result<(), Failure> {
    for (name, text) in files {
        let path = directory.join(name);
        let mut file = WholeFile::create(&path)?;
        file.write_all(text.as_bytes()).map_err(|error| ExperimentError::Unwritable {
            file: path.clone(),
            reason: error.to_string(),
        })?;
        file.finish()?;
    }
    Ok(())
}
