//! `darkstore run`: simulate a scenario and report.

use std::io::{IsTerminal as _, stderr};
use std::path::PathBuf;
use std::time::Instant;

use experiments::lab::Identity;
use experiments::precision::Precision;
use experiments::record::{Earlier, Finished, Output, ResultsDirectory, Unwritten};
use experiments::report::{self, Context, Recipe, Timing, World};
use experiments::sampling::Sampling;
use experiments::start::{Origin, Start};
use experiments::{ExperimentError, Outcome, Plan, Watch};
use scenarios::Scenario;
use solvers::registry;

use crate::flags::capture::{CaptureArgs, Stopped};
use crate::flags::external::ExternalArgs;
use crate::flags::kpis::{figures, refuse_missing};
use crate::flags::laboratory::build;
use crate::flags::precision::PrecisionArgs;
use crate::flags::scenario::{self, ScenarioArgs};
use crate::flags::shared::{HowArgs, ShowArgs, replications};
use crate::flags::snapshot::{NO_CONTROLS, SnapshotArgs, branch, origin, saved_day};
use crate::terminal::failure::Failure;
use crate::terminal::interrupt::stop_on_interrupt;
use crate::terminal::progress::Progress;
use crate::terminal::results::{PAGE, write_files};
use crate::terminal::telling::{is_styled, tell};

/// What to run and what to keep.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    scenario: ScenarioArgs,
    #[command(flatten)]
    how: HowArgs,
    /// Independent repetitions of the scenario; two or more give confidence intervals
    /// [default: 1, or 10 to begin with under --precision]
    #[arg(long, short, value_name = "R", value_parser = replications)]
    #[arg(allow_negative_numbers = true)]
    replications: Option<u32>,
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
    #[command(flatten)]
    show: ShowArgs,
}

/// Runs the scenario.
pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    let saved = saved_day(&args.scenario.scenario)?;
    if saved.is_some() {
        args.check_saved()?;
    }
    let scenario = match &saved {
        Some(saved) => branch(saved, &args.scenario.settings)?,
        None => args.scenario.load()?,
    };
    let seed = saved.as_ref().map_or(args.how.seed.unwrap_or(1), |saved| saved.seed);
    let wanted = args.snapshot.wanted()?;
    let asked = figures(&args.kpis)?;
    let precision = args.precision.precision()?;
    let choices = args.external.choices(&scenario)?;
    let names = scenario::policies(&scenario, &choices)?.names();
    // Without a directory nobody asks which build this is, and reading the program takes as long as
    // thousands of orders.
    let identity = match args.out {
        Some(_) => args.identity(&scenario, seed),
        None => Identity::new(),
    };
    // Before anything that takes long, so that a full or forbidden disk shows at once.
    let mut directory = args.hold(&identity)?;
    let origin = match &saved {
        Some(saved) => origin(saved, std::iter::once(&scenario))?,
        None => Origin::Midnight,
    };
    let start = Start { origin, is_antithetic: args.antithetic };
    let instance = start.world(scenario.build()?);
    let stores = instance.stores.iter().map(|store| store.name.as_str());
    refuse_missing(asked.iter().chain(precision.figures()), stores)?;
    if let Some(wanted) = wanted {
        let policies = scenario::policies(&scenario, &choices)?;
        wanted.save(&scenario, &instance, policies, seed, &start)?;
    }
    let mut output = match &mut directory {
        Some(directory) => Some(args.output(directory, &identity, &scenario.name)?),
        None => None,
    };
    let known = output.as_ref().map_or(0, Output::tabled);
    let sampling = Sampling { is_antithetic: args.antithetic, with_controls: args.controls };
    let first = precision.first(args.replications, known.max(1), sampling.block());
    let mut plan = Plan {
        instance: &instance,
        policies: &|| registry::policies(&choices).map_err(Into::into),
        seed,
        first: 0,
        replications: first.max(known.next_multiple_of(sampling.block())),
        threads: args.how.threads.count(),
        start: &start,
    };
    let began = Instant::now();
    let stopped = |error| {
        let (scenario, out) = (&*scenario.name, args.out.as_deref());
        Stopped { scenario, seed, choices: &choices, out }.failure(error)
    };
    let how = (&precision, sampling);
    let (outcome, short) =
        match simulate(&mut plan, output.as_mut(), how, args.show.quiet, &stopped) {
            Ok(simulated) => simulated,
            Err(failure) => {
                let is_empty = output.is_none_or(Output::is_nothing_kept);
                // So that the same directory can be named once what was wrong is mended.
                if let Some(directory) = directory.filter(|_| is_empty) {
                    directory.abandon();
                }
                return Err(failure);
            }
        };
    let timing = Timing::of(began.elapsed(), &outcome);
    let name = saved.as_ref().map_or_else(
        || scenario.name.clone(),
        |saved| format!("{} from {}", scenario.name, saved.snapshot.at().clock()),
    );
    let context = Context {
        scenario: &name,
        world: &World::of(&instance),
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
    let printed = args.tell(&context, timing, &short);
    if let (Some(written), Some(directory)) = (written, directory) {
        settle(written, directory, &report::text(&context, false), !outcome.is_interrupted)?;
    }
    printed?;
    if !args.show.quiet && !args.show.json && stderr().is_terminal() {
        let (seconds, millions) = (timing.wall_s, timing.events_per_s / 1e6);
        tell(&format!("{seconds:.1} s, {millions:.2} million events per second\n"));
    }
    if outcome.is_interrupted { Err(Failure::Interrupted) } else { Ok(()) }
}

/// Runs the replications beside a progress bar; also the figures that are still not known well
/// enough.
fn simulate(
    plan: &mut Plan<'_>,
    output: Option<&mut Output>,
    how: (&Precision, Sampling),
    is_quiet: bool,
    stopped: &dyn Fn(ExperimentError) -> Failure,
) -> Result<(Outcome, Vec<String>), Failure> {
    let progress = Progress::over(plan.replications, is_quiet);
    let stop = stop_on_interrupt(&progress)?;
    let watch = Watch { stop: &stop, done: &|replications| progress.done(replications) };
    experiments::run_until(plan, &watch, output, how, &|upto| progress.lengthen(upto))
        .map_err(stopped)
}

impl Args {
    /// Refuses flags that cannot go with a saved day.
    fn check_saved(&self) -> Result<(), Failure> {
        let (message, help) = match self {
            Self { out: Some(_), .. } => (
                "--out cannot go with a saved day",
                Some(
                    "its tables would lack what came before; compare --from FILE --out DIR keeps \
                     figures",
                ),
            ),
            Self { controls: true, .. } => (NO_CONTROLS, None),
            Self { how: HowArgs { seed: Some(_), .. }, .. } => {
                ("--seed cannot go with a saved day, which has its own", None)
            }
            _ => return Ok(()),
        };
        Err(Failure::input(message, help.map(str::to_owned)))
    }

    /// What tells the run from others.
    fn identity(&self, scenario: &Scenario, seed: u64) -> Identity {
        let named = |name: &str, text: String| (name.to_owned(), text);
        vec![
            named("version", build()),
            named("seed", seed.to_string()),
            named("antithetic", self.antithetic.to_string()),
            named("scenario", format!("{}\n{}", scenario.name, scenario.settings_text())),
            named("directory", scenario.base().display().to_string()),
            named("programs", self.external.told()),
        ]
    }

    /// Shows what the run came to as the user asked for it.
    fn tell(&self, context: &Context<'_>, timing: Timing, short: &[String]) -> Result<(), Failure> {
        let json = || format!("{}\n", report::json(context, Some(timing)));
        let printed = self.show.show(json, || report::text(context, is_styled()));
        if !short.is_empty() {
            tell(&format!(
                "precision not reached on {} after {} replications: see --max-replications\n",
                short.join(", "),
                context.replications
            ));
        }
        printed
    }

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
