//! The smallest shipped scenario, built once, and a place for files.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

use domain::decision::Policies;
use domain::instance::Instance;
use experiments::record::Output;
use experiments::report::{Context, World, json};
use experiments::runner::PoliciesError;
use experiments::sampling::Sampling;
use experiments::start::Start;
use experiments::{ExperimentError, Outcome, Plan, Watch, run};
use solvers::registry::{self, Choices};

/// The world of `tiny`.
pub(crate) fn tiny() -> &'static Instance {
    static TINY: OnceLock<Instance> = OnceLock::new();
    TINY.get_or_init(|| built(&[]))
}

/// The world of `tiny` with some settings changed.
pub(crate) fn built(settings: &[(&str, &str)]) -> Instance {
    let shipped = scenarios::shipped().iter().find(|shipped| shipped.name == "tiny").unwrap();
    let settings: Vec<(String, String)> =
        settings.iter().map(|(path, value)| ((*path).into(), (*value).into())).collect();
    scenarios::parse(shipped.name, shipped.text, &settings).unwrap().build().unwrap()
}

/// Fresh reference policies.
pub(crate) fn reference() -> Result<Policies, PoliciesError> {
    Ok(registry::policies(&Choices::default())?)
}

/// Runs replications of `tiny` to their end.
pub(crate) fn simulate(
    policies: &(dyn Fn() -> Result<Policies, PoliciesError> + Sync),
    replications: u32,
    threads: usize,
    output: Option<&mut Output>,
) -> Result<Outcome, ExperimentError> {
    let plan = Plan {
        instance: tiny(),
        policies,
        seed: 3,
        first: 0,
        replications,
        threads,
        start: &Start::default(),
    };
    run(&plan, &Watch { stop: &AtomicBool::new(false), done: &|_| {} }, output)
}

/// The results as JSON without timing.
pub(crate) fn as_json(outcome: &Outcome) -> String {
    let context = Context {
        sampling: Sampling::default(),
        with_spread: false,
        is_long_run: false,
        asked: &[],
        scenario: "tiny",
        world: &World::of(tiny()),
        policies: &[],
        seed: 3,
        replications: outcome.summaries.len() as u32,
        outcome,
    };
    json(&context, None)
}

/// A directory that is removed in the end.
pub(crate) struct Place(PathBuf);

impl Place {
    pub(crate) fn new(name: &str) -> Self {
        let place = std::env::temp_dir().join(format!("darkstore-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&place).unwrap();
        Self(place)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
