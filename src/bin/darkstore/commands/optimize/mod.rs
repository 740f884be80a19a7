//! `darkstore optimize`: find the best combination of settings and say what is guaranteed of it.

use experiments::design::{Factor, design};
use experiments::lab::Lab;
use experiments::report::{Optimum, optimum_text};
use experiments::start::Start;
use scenarios::experiment::Method;

use crate::flags::experiment::{self, ExperimentArgs};
use crate::flags::laboratory::{self, JOURNAL, LabArgs, in_laboratory};
use crate::terminal::failure::Failure;
use crate::terminal::results::PAGE;
use crate::terminal::telling::is_styled;

mod searching;
mod selecting;
mod task;

use task::{Found, Task};

/// What to optimise and what to keep.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    experiment: ExperimentArgs,
    #[command(flatten)]
    lab: LabArgs,
}

/// Runs the experiment.
pub(crate) fn optimize(args: &Args) -> Result<(), Failure> {
    let experiment = args.experiment.load()?;
    let external = &args.experiment.external;
    let task = Task::of(&experiment, external)?;
    let seed = args.lab.how.seed.unwrap_or(experiment.spec.experiment.seed);
    let design = match task.spec.method {
        Method::Search => None,
        _ => Some(design(&experiment)?),
    };
    let factors = match &design {
        Some(design) => design.factors.clone(),
        None => experiment.spec.factor.iter().map(Factor::of).collect(),
    };
    let mut identity =
        experiment::identity("optimize", &experiment, external, &factors, design.as_ref())?;
    identity.push(("goal".into(), task.goal()));
    task.check_stores()?;
    let in_lab = laboratory::Experiment {
        command: "optimize",
        identity,
        seed,
        start: Start::default(),
        replications: task.spec.budget,
    };
    // What can be refused is refused before anything is run.
    let (found, results) = match &design {
        Some(design) => {
            task.check_selection(design)?;
            let cells = experiment::cells(&experiment, external, design)?;
            in_laboratory(&args.lab, in_lab, |lab| selecting::select(&task, design, cells, lab))?
        }
        None => {
            let space = searching::Grid::of(&task, factors)?;
            in_laboratory(&args.lab, in_lab, |lab: &mut Lab<'_>| {
                searching::search(&task, &space, lab)
            })?
        }
    };
    let Found { optimum, csv } = found;
    let infeasible = optimum.binding();
    let optimum = Optimum { seed, infeasible, ..optimum };
    let json = format!("{}\n", optimum.json());
    let page = optimum_text(&optimum, false);
    let files = [("results.json", &*json), ("replications.csv", &*csv), (PAGE, &*page)];
    // A disk that is full takes the files, not the answer.
    let written = results.write(&files, &[JOURNAL]);
    args.lab.show(written, &json, || optimum_text(&optimum, is_styled()))
}
