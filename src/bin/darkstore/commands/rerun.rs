//! A run on disk with its world built anew, ready to be simulated again.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use domain::decision::Policies;
use experiments::ExperimentError;
use experiments::attribution::World;
use experiments::replay::Replay;
use experiments::rundir::RunDirectory;
use experiments::runner::PoliciesError;
use scenarios::ScenarioError;
use solvers::registry::{self, Choices};

use crate::flags::scenario;
use crate::terminal::failure::Failure;
use crate::terminal::interrupt::stop_on_interrupt;
use crate::terminal::progress::Progress;

/// Version of this program.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A run, its solvers and its world.
pub(crate) struct Rerun {
    pub(crate) run: RunDirectory,
    pub(crate) world: World,
    choices: Choices,
}

impl Rerun {
    /// Opens the directory of a run and builds its world.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        Self::of(RunDirectory::open(path)?)
    }

    /// Builds the world of a run.
    pub(crate) fn of(run: RunDirectory) -> Result<Self, Failure> {
        let unread = |error: ScenarioError| ScenarioError {
            file: format!("scenario_text of {}", run.path.join("summary.json").display()),
            message: match run.version == VERSION {
                true => error.message,
                false => format!("{}; {}", error.message, why_not(&run)),
            },
            ..error
        };
        let (base, name, text) = (&run.scenario_directory, &run.scenario, &run.scenario_text);
        let scenario = scenarios::parse_in(name, text, base, &[]).map_err(unread)?;
        let choices = scenario::choices(&scenario)?;
        let world = World::new(scenario.build().map_err(unread)?);
        Ok(Self { run, world, choices })
    }

    /// Names of the stores.
    pub(crate) fn stores(&self) -> Vec<String> {
        self.world.instance().stores.iter().map(|store| store.name.clone()).collect()
    }

    /// Builds fresh policies.
    pub(crate) fn policies(&self) -> impl Fn() -> Result<Policies, PoliciesError> + Sync + 'static {
        let choices = self.choices.clone();
        move || registry::policies(&choices).map_err(Into::into)
    }

    /// How to simulate it again in its own world.
    pub(crate) fn replay<'a>(
        &'a self,
        policies: &'a (dyn Fn() -> Result<Policies, PoliciesError> + Sync),
        threads: usize,
        stop: &'a AtomicBool,
    ) -> Replay<'a> {
        Replay {
            instance: self.world.instance(),
            policies,
            seed: self.run.seed,
            is_antithetic: self.run.is_antithetic,
            threads,
            stop,
        }
    }

    /// The failure with advice, where a run does not repeat.
    pub(crate) fn failure(&self, error: ExperimentError) -> Failure {
        match error {
            ExperimentError::NotRepeated { .. } => {
                Failure::input(error.to_string(), Some(why_not(&self.run)))
            }
            other => other.into(),
        }
    }
}

/// What may keep a run from repeating itself.
pub(crate) fn why_not(run: &RunDirectory) -> String {
    if run.version == VERSION {
        format!(
            "darkstore {VERSION} wrote it and this is the same version: a file that the scenario \
             names or a solver outside the program may have changed since"
        )
    } else {
        format!("darkstore {} wrote it and this is darkstore {VERSION}", run.version)
    }
}

/// Counts replications that are done, in any order.
pub(crate) struct Counted {
    progress: Progress,
    done: AtomicU32,
}

impl Counted {
    pub(crate) fn over(replications: u32, is_quiet: bool) -> Self {
        Self { progress: Progress::over(replications, is_quiet), done: AtomicU32::new(0) }
    }

    /// What Ctrl-C sets.
    pub(crate) fn stop(&self) -> Result<Arc<AtomicBool>, Failure> {
        stop_on_interrupt(&self.progress)
    }

    pub(crate) fn one_more(&self) {
        self.progress.done(self.done.fetch_add(1, Ordering::Relaxed) + 1);
    }
}
