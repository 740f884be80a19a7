//! What every command that runs many cells has in common: flags, journal, progress, results.

use std::path::{Path, PathBuf};

use experiments::lab::{Identity, Lab, Settings};
use experiments::record::{Earlier, ResultsDirectory};
use experiments::start::Start;
use solvers::registry;

use crate::flags::shared::{HowArgs, ShowArgs};
use crate::terminal::failure::Failure;
use crate::terminal::interrupt::stop_on_interrupt;
use crate::terminal::progress::Progress;
use crate::terminal::results::{PAGE, Results};
use crate::terminal::telling::tell;

/// How and where cells are run.
#[derive(clap::Args)]
pub(crate) struct LabArgs {
    #[command(flatten)]
    pub(crate) how: HowArgs,
    /// Write results, and a journal of finished replications as they come, to this directory
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Go on with the journal in --out: what it holds is not run again
    #[arg(long, requires = "out")]
    pub(crate) resume: bool,
    /// Put new results in the place of those that --out holds
    #[arg(long, requires = "out", conflicts_with = "resume")]
    pub(crate) replace: bool,
    #[command(flatten)]
    pub(crate) show: ShowArgs,
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
        let shown = self.show.show(|| json.to_owned(), page);
        written.and(shown)
    }
}

/// Where finished replications are kept in the directory of results.
pub(crate) const JOURNAL: &str = "journal";
/// What a command that runs cells may write.
const FILES: [&str; 5] = [JOURNAL, "results.json", "replications.csv", PAGE, "ledger.csv"];

/// What is to be run in the laboratory.
pub(crate) struct Experiment {
    /// The command.
    pub(crate) command: &'static str,
    /// What tells it from any other, beside seed and version.
    pub(crate) identity: Identity,
    /// Seed of all streams.
    pub(crate) seed: u64,
    /// Where replications begin, and how they are drawn.
    pub(crate) start: Start,
    /// Replications over all cells, as far as that is known beforehand.
    pub(crate) replications: u32,
}

/// Opens a laboratory, with its journal, and lets `work` use it; also the directory in which the
/// results belong.
///
/// # Errors
/// What `work` says; a directory or journal that is of something else, or cannot be written.
pub(crate) fn in_laboratory<R>(
    args: &LabArgs,
    experiment: Experiment,
    work: impl FnOnce(&mut Lab<'_>) -> Result<R, Failure>,
) -> Result<(R, Results), Failure> {
    let (done, finished, results) = laboratory(args, experiment, work)?;
    if matches!(done, Err(Failure::Interrupted)) {
        let advice = match &args.out {
            Some(_) => "the same command with --resume goes on",
            None => "with --out DIR they would have been kept",
        };
        tell(&format!("interrupted after {finished} replications: {advice}\n"));
    }
    Ok((done?, results))
}

/// As [`in_laboratory`], with the number of finished replications, and nothing is said of an
/// interruption: for commands that have something to show all the same.
pub(crate) fn laboratory<R>(
    args: &LabArgs,
    experiment: Experiment,
    work: impl FnOnce(&mut Lab<'_>) -> Result<R, Failure>,
) -> Result<(Result<R, Failure>, usize, Results), Failure> {
    let Experiment { command, mut identity, seed, start, replications } = experiment;
    let is_antithetic = start.is_antithetic;
    let progress = Progress::over(replications, args.show.quiet);
    let stop = stop_on_interrupt(&progress)?;
    let bar = progress.bar();
    let settings = Settings {
        seed,
        start,
        threads: args.how.threads.count(),
        stop: &stop,
        done: &|finished| bar.set_position(finished as u64),
        policies: &|choices| registry::policies(choices).map_err(Into::into),
    };
    let mut lab = Lab::new(settings);
    let mut directory = None;
    if let Some(out) = &args.out {
        identity.insert(0, ("version".into(), build()));
        identity.insert(1, ("seed".into(), seed.to_string()));
        identity.insert(2, ("antithetic".into(), is_antithetic.to_string()));
        directory = Some(keep(&mut lab, args, out, command, &identity)?);
    }
    let done = work(&mut lab);
    drop(progress);
    let finished = lab.finished();
    drop(lab);
    if done.is_err()
        && finished == 0
        && let Some(directory) = directory.take()
    {
        // So that the same directory can be named once what was wrong is mended.
        directory.abandon();
    }
    Ok((done, finished, Results::held(directory)))
}

/// Has the laboratory keep its journal in a directory, or go on with the one there.
fn keep(
    lab: &mut Lab<'_>,
    args: &LabArgs,
    out: &Path,
    command: &'static str,
    identity: &Identity,
) -> Result<ResultsDirectory, Failure> {
    let choice = Earlier::of(args.resume, args.replace);
    let mut directory = ResultsDirectory::open(out, command, true, choice)?;
    if args.resume {
        // Refused before anything is touched, where it is of something else.
        let taken = lab.keep_journal(out, identity, true)?;
        directory.begin(&FILES)?;
        if !args.show.quiet {
            let place = out.display();
            let finished = taken.replications;
            tell(&format!("{finished} finished replications in the journal of `{place}`\n"));
            if taken.damaged > 0 || taken.torn > 0 {
                tell(&format!(
                    "{} damaged records and {} bytes of one cut short are left out and run again\n",
                    taken.damaged, taken.torn
                ));
            }
        }
    } else {
        directory.begin(&FILES)?;
        lab.keep_journal(out, identity, false)?;
    }
    Ok(directory)
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
