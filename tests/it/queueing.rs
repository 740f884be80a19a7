//! The store's pickers and stations, collapsed to queues whose waiting times are known exactly.

use domain::dist::Dist;
use domain::rng::Streams;
use sim_core::stage::Stage;
use sim_core::{Run, simulate};
use solvers::{Choices, policies};

use crate::lab::Lab;

const REPLICATIONS: u32 = 24;
/// Student's t, 23 degrees of freedom, 99.9 % two-sided.
const T: f64 = 3.768;
const INSTANT: Dist = Dist::constant(0.0);
const FREE: usize = 400;

/// Mean time in `stage` over delivered orders, seconds, for each replication. Every test has a
/// seed of its own, so that they judge independently.
fn means(seed: u64, lab: &Lab, stage: Stage) -> Vec<f64> {
    let instance = lab.build();
    (0..REPLICATIONS)
        .map(|replication| {
            let policies = policies(&Choices::default()).expect("the reference policies");
            let run = simulate(&instance, policies, Streams::new(seed, replication), &mut ());
            stage_mean(&run.expect("a run without broken answers"), stage)
        })
        .collect()
}

fn stage_mean(run: &Run, stage: Stage) -> f64 {
    let sums = run.tally.stage_sum.map(|sums| sums[stage as usize].as_s());
    (sums.in_time + sums.late) / run.tally.delivered() as f64
}

/// The replications' 99.9 % interval covers `expected`, and is narrow enough to mean something.
fn covers(name: &str, samples: &[f64], expected: f64) {
    let n = samples.len() as f64;
    let mean = samples.iter().sum::<f64>() / n;
    let variance = samples.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let half = T * (variance / n).sqrt();
    println!("{name}: {mean:.2} ± {half:.2} s, formula {expected:.2} s");
    assert!((mean - expected).abs() <= half, "{name}: {mean} ± {half} against {expected}");
    assert!(half < 0.1 * expected, "{name}: ± {half} is too wide to judge {expected}");
}

/// Erlang's C: the chance to wait in M/M/c.
fn erlang_c(servers: u32, load: f64) -> f64 {
    let mut term = 1.0;
    let mut sum = 1.0;
    for k in 1..servers {
        term *= load / f64::from(k);
        sum += term;
    }
    let last = term * load / f64::from(servers) / (1.0 - load / f64::from(servers));
    last / (sum + last)
}

#[test]
fn a_single_station_is_an_m_m_1_queue() {
    let (rate, service) = (72.0 / 3600.0, 40.0);
    let lab = Lab {
        orders_per_hour: 72.0,
        picking: (FREE, INSTANT),
        packing: (1, Dist::Exponential { mean: service }),
        days: 20,
    };
    let load: f64 = rate * service;
    covers("M/M/1", &means(1, &lab, Stage::PackQueue), load * service / (1.0 - load));
}

#[test]
fn four_pickers_are_an_m_m_4_queue() {
    let (rate, service) = (120.0 / 3600.0, 96.0);
    let lab = Lab {
        orders_per_hour: 120.0,
        picking: (4, Dist::Exponential { mean: service }),
        packing: (FREE as u16, INSTANT),
        days: 12,
    };
    let load = rate * service;
    let wait = erlang_c(4, load) * service / (4.0 - load);
    covers("M/M/4", &means(2, &lab, Stage::PickQueue), wait);
}

#[test]
fn a_station_with_any_service_time_follows_pollaczek_and_khinchine() {
    let rate = 90.0 / 3600.0;
    let (median, sigma): (f64, f64) = (24.0, 0.6);
    let lab = Lab {
        orders_per_hour: 90.0,
        picking: (FREE, INSTANT),
        packing: (1, Dist::LogNormal { median, sigma }),
        days: 16,
    };
    let mean = median * (sigma * sigma / 2.0).exp();
    let second = median * median * (2.0 * sigma * sigma).exp();
    covers("M/G/1", &means(3, &lab, Stage::PackQueue), rate * second / 2.0 / (1.0 - rate * mean));
}

/// By Burke's theorem the stations see the pickers' output as a Poisson process.
#[test]
fn picker_and_station_in_tandem_wait_as_two_m_m_1_queues() {
    let rate = 60.0 / 3600.0;
    let (pick, pack): (f64, f64) = (42.0, 36.0);
    let lab = Lab {
        orders_per_hour: 60.0,
        picking: (1, Dist::Exponential { mean: pick }),
        packing: (1, Dist::Exponential { mean: pack }),
        days: 16,
    };
    let wait = |service: f64| rate * service * service / (1.0 - rate * service);
    covers("tandem, first", &means(4, &lab, Stage::PickQueue), wait(pick));
    covers("tandem, second", &means(4, &lab, Stage::PackQueue), wait(pack));
}
