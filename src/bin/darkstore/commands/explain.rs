//! `darkstore explain`: why orders of a run were late.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use domain::ids::OrderId;
use experiments::attribution::{Comparison, Explanation, Removal, Story, Tested};
use experiments::replay::Replay;
use experiments::report::{self, About};

use crate::commands::rerun::{Counted, Rerun};
use crate::flags::shared::ThreadsArgs;
use crate::terminal::failure::Failure;
use crate::terminal::printing::print;
use crate::terminal::telling::{is_styled, tell};

/// Which run, and what to tell about it.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Directory that `darkstore run --out` has written
    run: PathBuf,
    /// Tell the story of this order: what happened, what was decided, where its time went
    #[arg(conflicts_with_all = ["without", "worst"])]
    order: Option<u32>,
    /// Only this replication, counted from 0 [default: all of them; 0 for an order]
    #[arg(long, value_name = "R")]
    replication: Option<u32>,
    /// Simulate the same days again without this cause, as often as needed, and say how many late
    /// orders vanish
    #[arg(long, value_name = "CAUSE", value_enum)]
    without: Vec<Cause>,
    /// How many of the latest orders to list
    #[arg(long, value_name = "N", default_value = "10")]
    worst: usize,
    #[command(flatten)]
    threads: ThreadsArgs,
    /// Print one JSON object instead of the page
    #[arg(long)]
    json: bool,
}

/// A cause that can be removed.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Cause {
    /// One more picker at every store, all day
    Picker,
    /// One more rider at every store, all day
    Rider,
    /// Every trip carries one order
    Batching,
    /// It never rains
    Weather,
    /// Empty roads, every rider as fast as the typical one
    Traffic,
    /// Everything is in stock and in its place
    Stock,
    /// Each of them in turn
    All,
}

impl Cause {
    fn removals(self) -> Vec<Removal> {
        match self {
            Self::Picker => vec![Removal::Picker],
            Self::Rider => vec![Removal::Rider],
            Self::Batching => vec![Removal::Batching],
            Self::Weather => vec![Removal::Weather],
            Self::Traffic => vec![Removal::Traffic],
            Self::Stock => vec![Removal::Stock],
            Self::All => Removal::ALL.into(),
        }
    }
}

/// Explains the run.
pub(crate) fn explain(args: &Args) -> Result<(), Failure> {
    let mut rerun = Rerun::open(&args.run)?;
    let replications = replications(&rerun, args)?;
    let (run, stores) = (rerun.run.clone(), rerun.stores());
    let sla = rerun.world.instance().service.sla;
    let about = About { run: &run, stores: &stores, sla, is_styled: is_styled() };
    let mut interrupted = None;
    let page = if !args.without.is_empty() {
        let (page, note) = counterfactual(args, &mut rerun, &about, &replications)?;
        interrupted = note;
        page
    } else if let Some(order) = args.order {
        let (policies, order) = (rerun.policies(), OrderId(order));
        let never = AtomicBool::new(false);
        let replay = rerun.replay(&policies, 1, &never);
        let story = Story::of(&run, &replay, replications[0], order);
        let story = story.map_err(|error| rerun.failure(error))?;
        if args.json { report::story_json(&about, &story) } else { report::story(&about, &story) }
    } else {
        let policies = rerun.policies();
        let counted = Counted::over(replications.len() as u32, args.json);
        let stop = counted.stop()?;
        let replay = rerun.replay(&policies, args.threads.count(), &stop);
        let all = Explanation::of(&run, &replay, &replications, &|| counted.one_more());
        let all = all.map_err(|error| rerun.failure(error))?;
        drop(counted);
        if all.replications.is_empty() {
            return Err(nothing_known());
        }
        if all.replications.len() < replications.len() {
            let (known, asked) = (all.replications.len(), replications.len());
            interrupted = Some(format!("interrupted after {known} of {asked} replications"));
        }
        if args.json {
            report::explanation_json(&about, &all)
        } else {
            report::explanation(&about, &all, args.worst)
        }
    };
    print(&format!("{}\n", page.trim_end()))?;
    match interrupted {
        Some(note) => {
            tell(&format!("{note}; what is known is told\n"));
            Err(Failure::Interrupted)
        }
        None => Ok(()),
    }
}

/// Interrupted too early to tell anything.
fn nothing_known() -> Failure {
    tell("interrupted before anything was known\n");
    Failure::Interrupted
}

/// The replications to look at.
fn replications(rerun: &Rerun, args: &Args) -> Result<Vec<u32>, Failure> {
    let run = &rerun.run;
    let finished = run.replications();
    match args.replication {
        _ if finished == 0 => Err(Failure::input(
            format!("`{}` has no finished replication", run.path.display()),
            None,
        )),
        Some(one) if one >= finished => {
            let last = finished - 1;
            Err(Failure::input(
                format!("no replication {one} in `{}`, allowed 0 to {last}", run.path.display()),
                None,
            ))
        }
        Some(one) => Ok(vec![one]),
        None if args.order.is_some() => Ok(vec![0]),
        None => Ok((0..finished).collect()),
    }
}

/// The page, and what is missing from it where it was interrupted.
fn counterfactual(
    args: &Args,
    rerun: &mut Rerun,
    about: &About<'_>,
    replications: &[u32],
) -> Result<(String, Option<String>), Failure> {
    let mut removals: Vec<Removal> = Vec::new();
    for removal in args.without.iter().flat_map(|cause| cause.removals()) {
        if !removals.contains(&removal) {
            removals.push(removal);
        }
    }
    let runs = replications.len() * (1 + removals.len());
    let counted = Counted::over(runs as u32, args.json);
    let stop = counted.stop()?;
    let done = || counted.one_more();
    let (policies, threads) = (rerun.policies(), args.threads.count());
    let tested = Tested::of(&rerun.replay(&policies, threads, &stop), replications, &done)
        .and_then(|tested| Tested::verify(&tested, &rerun.run, replications).map(|()| tested))
        .map_err(|error| rerun.failure(error))?;
    let is_short = tested.len() < replications.len();
    let (seed, is_antithetic) = (rerun.run.seed, rerun.run.is_antithetic);
    let mut all = Vec::new();
    for removal in removals.iter().copied().take_while(|_| !is_short) {
        let without = rerun.world.without(removal, |instance| {
            let replay =
                Replay { instance, policies: &policies, seed, is_antithetic, threads, stop: &stop };
            Tested::of(&replay, replications, &done)
        })?;
        if without.len() < replications.len() {
            // Means over other days than those with the cause would compare nothing.
            break;
        }
        all.push(Comparison { removal, is_antithetic, with: tested.clone(), without });
    }
    drop(counted);
    if tested.is_empty() {
        return Err(nothing_known());
    }
    let replications = &replications[..tested.len()];
    let missing: Vec<&str> = removals[all.len()..].iter().map(|removal| removal.label()).collect();
    let interrupted = (!missing.is_empty())
        .then(|| format!("interrupted: not known is what it would be with {}", missing.join(", ")));
    let page = if args.json {
        report::counterfactual_json(about, replications, &tested, &all)
    } else {
        report::counterfactual(about, replications, &tested, &all)
    };
    Ok((page, interrupted))
}
