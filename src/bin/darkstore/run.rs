//! `darkstore run`: simulate a scenario and report.

use std::io::{IsTerminal as _, stderr};
use std::path::PathBuf;
use std::time::Instant;

use experiments::lab::Identity;
use experiments::record::{Earlier, Finished, Output, ResultsDirectory, Unwritten};
use experiments::report::{self, Context, Recipe, Timing, World};
use experiments::sampling::Sampling;
use experiments::start::{Origin, Start};
use experiments::statistics::Level;
use experiments::{ExperimentError, KeyFigure, Outcome, Plan, Watch};
use solvers::registry;

use crate::arguments::{processors, replications, seed, threads};
use crate::capture::{CaptureArgs, Stopped};
use crate::external::ExternalArgs;
use crate::failure::Failure;
use crate::interrupt::stop_on_interrupt;
use crate::kpis::{figures, refuse_missing};
use crate::laboratory::build;
use crate::precision::{Next, PrecisionArgs};
use crate::printing::print;
use crate::progress::Progress;
use crate::results::{PAGE, write_files};
use crate::scenario::{self, ScenarioArgs};
use crate::snapshot::{NO_CONTROLS, SnapshotArgs, branch, origin, saved_day};
use crate::telling::{is_styled, tell};

/// What to run and what to keep.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// Seed of all randomness: the same seed gives the same results, to the byte
    /// [default: 1]
    #[arg(long, value_name = "N", value_parser = seed, allow_negative_numbers = true)]
    seed: Option<u64>,
    /// Independent repetitions of the scenario; two or more give confidence intervals
    /// [default: 1, or 10 to begin with under --precision]
    #[arg(long, short, value_name = "R", value_parser = replications)]
    #[arg(allow_negative_numbers = true)]
    replications: Option<u32>,
    /// Replications at a time; results do not depend on it [default: one per processor]
    #[arg(long, value_name = "T", value_parser = threads, allow_negative_numbers = true)]
    threads: Option<usize>,
    /// Write tables (Parquet) and a summary (JSON) to this directory
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Go on with the run in --out, killed, interrupted or for more replications: those it finished
    /// are not run again
    #[arg(long, requires = "out")]
    resume: bool,
    /// Put new results in the place of those that --out holds
    #[arg(long, requires = "out", conflicts_with = "resume")]
    replace: bool,
    /// With --out, also write every fact of every replication, the audit log
    #[arg(long, requires = "out")]
    facts: bool,
    /// Also show these figures (`darkstore list kpis`), e.g. of some hours of the day or of one
    /// store: --kpis "sla_hit_rate[19-20h],sla_hit_rate[store 1]"
    #[arg(long, value_name = "KPI,KPI")]
    kpis: Vec<String>,
    #[command(flatten)]
    precision: PrecisionArgs,
    /// Draw replications in mirrored pairs (antithetic variates), and say what that saved
    #[arg(long)]
    antithetic: bool,
    /// Correct means by how many sessions and how much rain there were (control variates)
    #[arg(long)]
    controls: bool,
    /// Show how replications spread: quantiles by order statistics, means by the bootstrap
    #[arg(long, conflicts_with = "antithetic")]
    spread: bool,
    /// Show the first replication as one long run: warm-up by MSER-5, batch means, effective size
    #[arg(long)]
    long_run: bool,
    #[command(flatten)]
    snapshot: SnapshotArgs,
    #[command(flatten)]
    capture: CaptureArgs,
    #[command(flatten)]
    external: ExternalArgs,
    /// Print one JSON object instead of the page
    #[arg(long)]
    json: bool,
    /// Print no page and no progress, only errors
    #[arg(long, short, conflicts_with = "json")]
    quiet: bool,
}

/// Runs the scenario.
pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    let saved = saved_day(&args.scenario.scenario)?;
    let scenario = match &saved {
        Some(saved) => branch(saved, &args.scenario.settings)?,
        None => args.scenario.load()?,
    };
    if saved.is_some() && args.out.is_some() {
        let help =
            "its tables would lack what came before; compare --from FILE --out DIR keeps figures";
        return Err(Failure::input("--out cannot go with a saved day", Some(help.into())));
    }
    if saved.is_some() && args.controls {
        return Err(Failure::input(NO_CONTROLS, None));
    }
    if saved.is_some() && args.seed.is_some() {
        return Err(Failure::input("--seed cannot go with a saved day, which has its own", None));
    }
    let seed = saved.as_ref().map_or(args.seed.unwrap_or(1), |saved| saved.seed);
    let wanted = args.snapshot.wanted()?;
    let asked = figures(&args.kpis)?;
    let choices = args.external.choices(&scenario)?;
    let names = scenario::policies(&scenario, &choices)?.names();
    let identity = || -> Identity {
        vec![
            ("version".to_owned(), build()),
            ("seed".to_owned(), seed.to_string()),
            ("antithetic".to_owned(), args.antithetic.to_string()),
            ("scenario".to_owned(), format!("{}\n{}", scenario.name, scenario.settings_text())),
            ("directory".to_owned(), scenario.base().display().to_string()),
            ("programs".to_owned(), args.external.told()),
        ]
    };
    // Without a directory nobody asks which build this is, and reading the program takes as long as
    // thousands of orders.
    let identity = if args.out.is_some() { identity() } else { Identity::new() };
    // Before anything that takes long, so that a full or forbidden disk shows at once.
    let mut directory = args.hold(&identity)?;
    let origin = match &saved {
        Some(saved) => origin(saved, std::iter::once(&scenario))?,
        None => Origin::Midnight,
    };
    let start = Start { origin, is_antithetic: args.antithetic };
    let instance = start.world(scenario.build()?);
    let wanted_figures: Vec<KeyFigure> =
        asked.iter().cloned().chain(args.precision.figures()?).collect();
    refuse_missing(&wanted_figures, instance.stores.iter().map(|store| store.name.as_str()))?;
    if let Some(wanted) = wanted {
        let policies = scenario::policies(&scenario, &choices)?;
        wanted.save(&scenario, &instance, policies, seed, &start)?;
    }
    let mut output = match &mut directory {
        Some(directory) => Some(args.output(directory, &identity, &scenario.name)?),
        None => None,
    };
    let known = output.as_ref().map_or(0, Output::tabled);
    let began = Instant::now();
    let block = if args.antithetic { 2 } else { 1 };
    let replications = args.precision.first(args.replications, known.max(1), block);
    let replications = replications.max(known.next_multiple_of(block));
    let progress = Progress::over(replications, args.quiet);
    let stop = stop_on_interrupt(&progress)?;
    let mut plan = Plan {
        instance: &instance,
        policies: &|| registry::policies(&choices).map_err(Into::into),
        seed,
        first: 0,
        replications,
        threads: args.threads.unwrap_or_else(processors),
        start: &start,
    };
    let sampling = Sampling { is_antithetic: args.antithetic, with_controls: args.controls };
    let watch = Watch { stop: &stop, done: &|replications| progress.done(replications) };
    let stopped = |error| {
        let (scenario, out) = (&*scenario.name, args.out.as_deref());
        Stopped { scenario, seed, choices: &choices, out }.failure(error)
    };
    let mut short = Vec::new();
    let mut simulate = || -> Result<Outcome, Failure> {
        let mut outcome = experiments::run(&plan, &watch, output.as_mut()).map_err(stopped)?;
        while args.precision.is_asked() && !outcome.is_interrupted {
            let level = Level::default();
            let next = args.precision.next(level, plan.replications, block, |kpi| {
                let values: Vec<f64> = outcome.summaries.iter().map(|s| kpi.of(s)).collect();
                let blocks = sampling.blocks(&values);
                let mean = blocks.iter().sum::<f64>() / blocks.len() as f64;
                vec![(blocks, mean)]
            })?;
            match next {
                Next::Enough => break,
                Next::Short(figures) => {
                    short = figures;
                    break;
                }
                Next::UpTo(more) => {
                    plan.first = plan.replications;
                    plan.replications = more;
                    progress.lengthen(plan.replications);
                    outcome
                        .extend(experiments::run(&plan, &watch, output.as_mut()).map_err(stopped)?);
                }
            }
        }
        Ok(outcome)
    };
    let outcome = match simulate() {
        Ok(outcome) => outcome,
        Err(failure) => {
            let is_empty = output.is_none_or(Output::is_nothing_kept);
            // So that the same directory can be named once what was wrong is mended.
            if let Some(directory) = directory.filter(|_| is_empty) {
                directory.abandon();
            }
            return Err(failure);
        }
    };
    drop(progress);
    let wall_s = began.elapsed().as_secs_f64();
    let timing = Timing { wall_s, events_per_s: outcome.events() as f64 / wall_s };
    let name = saved.as_ref().map_or_else(
        || scenario.name.clone(),
        |saved| format!("{} from {}", scenario.name, saved.snapshot.at().clock()),
    );
    let world = World::of(&instance);
    let context = Context {
        scenario: &name,
        world: &world,
        policies: &names,
        seed,
        replications: plan.replications,
        outcome: &outcome,
        sampling,
        with_spread: args.spread,
        is_long_run: args.long_run,
        asked: &asked,
    };
    let written = output.map(|output| {
        let recipe = Recipe {
            version: env!("CARGO_PKG_VERSION"),
            scenario_text: &scenario.text,
            scenario_directory: scenario.base(),
        };
        output.finish(|files| report::manifest(&context, &recipe, files))
    });
    let printed = if args.json {
        print(&format!("{}\n", report::json(&context, Some(timing))))
    } else if args.quiet {
        Ok(())
    } else {
        print(&report::text(&context, is_styled()))
    };
    if !short.is_empty() {
        tell(&format!(
            "precision not reached on {} after {} replications: see --max-replications\n",
            short.join(", "),
            plan.replications
        ));
    }
    if let (Some(written), Some(directory)) = (written, directory) {
        settle(written, directory, &report::text(&context, false), !outcome.is_interrupted)?;
    }
    printed?;
    if !args.quiet && !args.json && stderr().is_terminal() {
        let millions = timing.events_per_s / 1e6;
        tell(&format!("{wall_s:.1} s, {millions:.2} million events per second\n"));
    }
    if outcome.is_interrupted { Err(Failure::Interrupted) } else { Ok(()) }
}

impl Args {
    /// Holds the directory of results, if any is asked for: refused where it is another's, or of
    /// something else.
    fn hold(&self, identity: &Identity) -> Result<Option<ResultsDirectory>, Failure> {
        let Some(out) = &self.out else { return Ok(None) };
        // Questions are not kept with the facts, so a run that captures them is run as a whole.
        if self.capture.is_asked() && self.resume {
            return Err(Failure::input("--capture cannot go with --resume", None));
        }
        let choice = Earlier::of(self.resume, self.replace);
        let directory = ResultsDirectory::open(out, "run", true, choice)?;
        if self.resume {
            self.check(&directory, identity)?;
        }
        Ok(Some(directory))
    }

    /// Refuses to go on with what is in the directory, before anything is touched.
    fn check(&self, directory: &ResultsDirectory, identity: &Identity) -> Result<(), Failure> {
        let cannot = |reason: String| {
            let directory = directory.path().to_owned();
            Err(ExperimentError::CannotGoOn { directory, reason }.into())
        };
        let known = match Finished::tabled_in(directory.path(), identity)? {
            Some(known) => known,
            None if directory.has_results() => {
                return cannot("it kept no replications, as runs that capture questions do".into());
            }
            None => return Ok(()),
        };
        match self.replications {
            Some(wanted) if wanted < known => cannot(format!(
                "{known} replications are finished, --replications {wanted} would lose some"
            )),
            _ if self.facts && known > 0 && !directory.has(FACTS) => {
                cannot("its finished replications kept no facts, as --facts asks".into())
            }
            _ => Ok(()),
        }
    }

    /// Begins the tables.
    fn output(
        &self,
        directory: &mut ResultsDirectory,
        identity: &Identity,
        scenario: &str,
    ) -> Result<Output, Failure> {
        let had_facts = self.resume && directory.has(FACTS);
        let names = Output::names();
        let names: Vec<&str> = names.iter().map(String::as_str).chain([PAGE]).collect();
        directory.begin(&names)?;
        let mut output = Output::create(directory.path(), self.facts || had_facts)?;
        self.capture.begin(Some(&mut output), scenario)?;
        if !self.capture.is_asked() {
            output.keep(Finished::begin(directory.path(), identity, self.resume)?)?;
        }
        Ok(output)
    }
}

/// Ends the directory: the page beside the tables, and the record of what is there.
fn settle(
    written: Result<Vec<PathBuf>, Unwritten>,
    directory: ResultsDirectory,
    page: &str,
    is_whole: bool,
) -> Result<(), Failure> {
    let paged = write_files(directory.path(), &[(PAGE, page)]);
    let files = match &written {
        Ok(files) => files,
        Err(unwritten) => &unwritten.files,
    };
    let relative = |file: &PathBuf| {
        let file = file.strip_prefix(directory.path()).unwrap_or(file);
        file.to_string_lossy().into_owned()
    };
    let mut names: Vec<String> = files.iter().map(relative).collect();
    names.push(PAGE.into());
    names.extend(Output::folders(directory.path()));
    let recorded = directory.finish(&names, is_whole && written.is_ok());
    match written {
        Err(unwritten) => Err(Failure::unwritable(&unwritten)),
        Ok(_) => paged.and(recorded.map_err(Failure::from)),
    }
}

/// The table that only --facts asks for.
const FACTS: &str = "facts.parquet";
