//! `darkstore bench`: solvers judged by a suite, and against what they came to before.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use experiments::ExperimentError;
use experiments::bench::{self, Baseline, BenchError, Conditions, Judgement, Plan, Results};
use experiments::record::WholeFile;
use scenarios::suite::{self, Suite, shipped_suites};
use solvers::registry;

use crate::flags::external::ExternalArgs;
use crate::flags::scenario::nearest;
use crate::flags::shared::{processors, threads};
use crate::terminal::failure::Failure;
use crate::terminal::interrupt::stop_on_interrupt;
use crate::terminal::printing::print;
use crate::terminal::progress::Progress;
use crate::terminal::telling::tell;

/// Which suite, and what it is judged by.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Suite file, or the name of one that comes with the program (`darkstore list suites`)
    #[arg(default_value = "small")]
    suite: String,
    /// Judge by this baseline: exit code 1 where a solver is worse than it may be
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write what the solvers come to as a new baseline
    #[arg(long, value_name = "FILE")]
    write_baseline: Option<PathBuf>,
    /// Answers or days at a time; results do not depend on it [default: one per processor]
    #[arg(long, value_name = "T", value_parser = threads, allow_negative_numbers = true)]
    threads: Option<usize>,
    /// What is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Also write a report to a file, as often as needed, e.g. --write junit=bench.xml
    #[arg(long, value_name = "FORMAT=FILE", value_parser = destination)]
    write: Vec<(Format, PathBuf)>,
    /// Print no page and no progress, only errors
    #[arg(long, short)]
    quiet: bool,
    #[command(flatten)]
    external: ExternalArgs,
}

/// How a report is written.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// League tables and verdicts as a page
    Text,
    /// One JSON object with every answer and every replication
    Json,
    /// A comment for a pull request
    Markdown,
    /// JUnit XML, one test case for each verdict
    Junit,
}

impl Format {
    fn report(self, results: &Results, judgement: &Judgement) -> String {
        match self {
            Self::Text => bench::text(results, judgement),
            Self::Json => bench::json(results, judgement),
            Self::Markdown => bench::markdown(results, judgement),
            Self::Junit => bench::junit(results, judgement),
        }
    }
}

fn destination(text: &str) -> Result<(Format, PathBuf), String> {
    let expected = "expected FORMAT=FILE, FORMAT one of text, json, markdown, junit";
    let (format, file) = text.split_once('=').ok_or(expected)?;
    let format = <Format as clap::ValueEnum>::from_str(format, false).map_err(|_| expected)?;
    if file.is_empty() { Err(expected.into()) } else { Ok((format, file.into())) }
}

/// Runs the suite, reports, and fails where something is worse than it may be.
pub(crate) fn bench(args: &Args) -> Result<(), Failure> {
    let suite = suite(&args.suite)?;
    let plan = Plan::new(&suite, &args.external.commands()?)?;
    // Before anything that takes long.
    let baseline = args.baseline.as_deref().map(|file| read(file).map(|read| (file, read)));
    let baseline = baseline.transpose()?;
    // Files that are another process's or cannot be written show before anything that takes long.
    let new_baseline = args.write_baseline.as_deref().map(WholeFile::create).transpose()?;
    let reports = args.write.iter().map(|(format, file)| Ok((*format, WholeFile::create(file)?)));
    let reports = reports.collect::<Result<Vec<(Format, WholeFile)>, ExperimentError>>()?;
    let progress = Progress::counting(plan.size() as u64, "answers and days", args.quiet);
    let stop = stop_on_interrupt(&progress)?;
    let bar = progress.bar();
    let conditions = Conditions {
        threads: args.threads.unwrap_or_else(processors),
        stop: &stop,
        done: &|finished| bar.set_position(finished as u64),
        policies: &|choices| registry::policies(choices).map_err(Into::into),
    };
    let results = bench::run(&plan, &conditions);
    drop(progress);
    let results = results?;
    let (file, baseline) = match &baseline {
        Some((file, baseline)) => (file.display().to_string(), Some(baseline)),
        None => (String::new(), None),
    };
    let judged = bench::judge(&results, baseline, &file);
    // What took long is lost neither to a file that cannot be written nor to a page nobody reads:
    // everything is tried before anything fails.
    let printed = match &judged {
        Ok(judgement) if !args.quiet => print(&args.format.report(&results, judgement)),
        _ => Ok(()),
    };
    let mut unwritten = Vec::new();
    // A baseline of something else is no reason not to write a new one.
    match new_baseline {
        Some(file) if results.is_interrupted => {
            let shown = file.path().display();
            tell(&format!(
                "interrupted: `{shown}` is not written, it would be a part of a baseline\n"
            ));
        }
        Some(file) => unwritten.extend(write(file, &Baseline::write(&results)).err()),
        None => {}
    }
    if let Ok(judgement) = &judged {
        for (format, file) in reports {
            unwritten.extend(write(file, &format.report(&results, judgement)).err());
        }
    }
    // Exit code 1 says that a solver is worse and all reports are there; here some are missing.
    if !unwritten.is_empty() {
        let failures = [judged.map_err(Failure::from).and_then(|judged| verdict(&judged)), printed];
        let others = failures.into_iter().filter_map(Result::err);
        return Err(Failure::unwritten(&unwritten, others));
    }
    if results.is_interrupted {
        return judged.map_err(Failure::from).and(printed).and(Err(Failure::Interrupted));
    }
    // Whoever stops reading the page still learns the verdict from the exit code.
    verdict(&judged?).and(printed)
}

/// Fails where something is worse than it may be.
fn verdict(judgement: &Judgement) -> Result<(), Failure> {
    let worse: Vec<String> = judgement
        .worse()
        .map(|item| format!("{} · {} · {}", item.block, item.solver, item.measure))
        .collect();
    match worse.len() {
        0 => Ok(()),
        1 => Err(Failure::internal(format!("worse than it may be: {}", worse[0]))),
        many => {
            let message = format!("{many} are worse than they may be: {}", worse.join(", "));
            Err(Failure::internal(message))
        }
    }
}

fn suite(name: &str) -> Result<Suite, Failure> {
    if let Some(shipped) = shipped_suites().iter().find(|shipped| shipped.name == name) {
        return Ok(suite::read_shipped_suite(shipped)?);
    }
    let path = Path::new(name);
    if path.is_file() {
        return Ok(suite::load_suite(path)?);
    }
    let names: Vec<&str> = shipped_suites().iter().map(|shipped| shipped.name).collect();
    let message = format!("no suite `{name}`: it is neither a file nor comes with the program");
    let help = match nearest(name, &names) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("with the program come {}", names.join(", ")),
    };
    Err(Failure::input(message, Some(help)))
}

fn read(file: &Path) -> Result<Baseline, Failure> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        let help = "a baseline is written by `darkstore bench --write-baseline FILE`";
        let message = format!("cannot read the baseline `{}`: {error}", file.display());
        Failure::input(message, Some(help.into()))
    })?;
    Ok(Baseline::read(&file.display().to_string(), &text)?)
}

fn write(mut file: WholeFile, text: &str) -> Result<(), ExperimentError> {
    file.write_all(text.as_bytes()).map_err(|error| ExperimentError::Unwritable {
        file: file.path().to_owned(),
        reason: error.to_string(),
    })?;
    file.finish()
}

impl From<BenchError> for Failure {
    fn from(error: BenchError) -> Self {
        match error {
            BenchError::Input(error) => (*error).into(),
            BenchError::Experiment(error) => (*error).into(),
            BenchError::OtherBaseline { .. } => {
                let help = "if that is meant, write a new one with --write-baseline";
                Self::input(error.to_string(), Some(help.into()))
            }
            BenchError::Data { .. } | BenchError::Refuted { .. } => {
                Self::input(error.to_string(), None)
            }
        }
    }
}
