//! Same scenario, seed and binary: the same run, and another seed another one.

use domain::rng::Streams;
use sim_core::simulate;
use sim_core::trace::Fingerprint;
use solvers::{Choices, policies};

use crate::shipped::instance;

fn fingerprint(seed: u64, replication: u32) -> Fingerprint {
    let instance = instance("tiny", &[]);
    let policies = policies(&Choices::default()).expect("the reference policies");
    let run = simulate(&instance, policies, Streams::new(seed, replication), &mut ());
    run.expect("a run without broken answers").fingerprint
}

#[test]
fn a_run_repeats_itself_to_the_last_fact() {
    assert_eq!(fingerprint(1, 0), fingerprint(1, 0));
}

#[test]
fn seed_and_replication_change_the_run() {
    let base = fingerprint(1, 0);
    assert_ne!(base, fingerprint(2, 0));
    assert_ne!(base, fingerprint(1, 1));
}
