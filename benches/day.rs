//! Whole days at full fidelity: building the world, and simulating it on one core.

use divan::Bencher;
use divan::counter::ItemsCount;
use domain::instance::Instance;
use domain::rng::Streams;
use sim_core::simulate;
use solvers::{Choices, policies};

fn main() {
    divan::main();
}

fn build(name: &str) -> Instance {
    let shipped = scenarios::shipped().iter().find(|shipped| shipped.name == name);
    let text = shipped.unwrap_or_else(|| panic!("scenario {name} is shipped")).text;
    let scenario = scenarios::parse(name, text, &[]);
    let instance = scenario.and_then(|scenario| scenario.build());
    instance.unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Scenario file to checked world.
#[divan::bench(args = ["quickstart", "scale"], sample_count = 5)]
fn build_world(bencher: Bencher<'_, '_>, name: &str) {
    bencher.bench(|| build(name));
}

/// One replication. Counted in events.
#[divan::bench(args = ["quickstart", "scale"], sample_count = 5)]
fn simulate_day(bencher: Bencher<'_, '_>, name: &str) {
    let instance = build(name);
    let run = || {
        let policies = policies(&Choices::default()).expect("the reference policies");
        simulate(&instance, policies, Streams::new(1, 0), &mut ()).expect("a sound run")
    };
    bencher.counter(ItemsCount::new(run().events)).bench(run);
}
