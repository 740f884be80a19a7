//! Running replications: order, threads, early ends and failures.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::decision::Solver;
use domain::decision::radius::{Radius, RadiusQuestion};
use domain::decision::{Named, Policies};
use domain::rng::Stream;
use domain::units::Millimeters;
use experiments::runner::PoliciesError;
use experiments::start::Start;
use experiments::{ExperimentError, Plan, Watch, run};

use crate::world::{as_json, reference, simulate, tiny};

#[test]
fn results_are_the_same_on_any_number_of_threads() {
    let alone = simulate(&reference, 5, 1, None).unwrap();
    for threads in [2, 3, 16] {
        let together = simulate(&reference, 5, threads, None).unwrap();
        assert_eq!(as_json(&together), as_json(&alone), "{threads} threads");
    }
    let fingerprints: Vec<u64> = alone.summaries.iter().map(|s| s.fingerprint.value()).collect();
    assert!((1..5).all(|i| !fingerprints[..i].contains(&fingerprints[i])), "they differ");
}

#[test]
fn stopping_early_leaves_the_first_replications() {
    let all = simulate(&reference, 12, 2, None).unwrap();
    assert!(!all.is_interrupted);
    let stop = AtomicBool::new(false);
    let told = Cell::new(0);
    let done = |replications: u32| {
        assert_eq!(replications, told.get() + 1, "told in order");
        told.set(replications);
        stop.store(replications >= 2, Ordering::Relaxed);
    };
    let plan = Plan {
        instance: tiny(),
        policies: &reference,
        seed: 3,
        first: 0,
        replications: 12,
        threads: 2,
        start: &Start::default(),
    };
    let some = run(&plan, &Watch { stop: &stop, done: &done }, None).unwrap();
    let finished = some.summaries.len();
    assert!(some.is_interrupted && (2..12).contains(&finished), "{finished}");
    for (some, all) in some.summaries.iter().zip(&all.summaries) {
        assert_eq!(some.fingerprint, all.fingerprint);
    }
}

/// A radius solver that answers out of bounds, or not at all.
struct Broken {
    panics: bool,
}

impl Solver for Broken {}

impl Radius for Broken {
    fn radius(&mut self, _question: &RadiusQuestion, _rng: &mut Stream) -> Millimeters {
        assert!(!self.panics, "the solver gives up");
        Millimeters(u64::MAX)
    }
}

fn broken(panics: bool) -> Result<Policies, PoliciesError> {
    let radius = Named::<dyn Radius> { name: "broken", solver: Box::new(Broken { panics }) };
    Ok(Policies { radius, ..reference()? })
}

#[test]
fn a_broken_answer_names_decision_solver_and_replication() {
    let error = simulate(&|| broken(false), 4, 2, None).unwrap_err();
    let ExperimentError::Simulation { replication: 0, source } = error else {
        panic!("a failure of the first replication, got {error}")
    };
    assert!(source.to_string().contains("radius solver `broken`"), "{source}");
}

#[test]
fn a_panic_ends_the_run_instead_of_hanging_it() {
    let ended = std::panic::catch_unwind(|| simulate(&|| broken(true), 9, 2, None).map(|_| ()));
    assert!(ended.is_err());
}

#[test]
fn policies_that_cannot_be_built_end_the_run() {
    let error = simulate(&|| Err("no such solver".into()), 3, 2, None).unwrap_err();
    assert!(matches!(error, ExperimentError::Policies(_)), "{error}");
}
