//! Systems with normal responses of known means, correlated across systems as asked.

use std::collections::BTreeSet;
use std::convert::Infallible;

use domain::dist::standard_normal_quantile;
use domain::rng::{Purpose, Streams};
use experiments::selection::Sampler;

/// Systems named by index; per system and response, a mean and a standard deviation.
pub(crate) struct Normals {
    pub(crate) systems: Vec<Vec<(f64, f64)>>,
    /// Correlation of any two systems in one replication; responses are independent.
    pub(crate) correlation: f64,
    pub(crate) seed: u64,
    /// Size of every batch asked for.
    pub(crate) batches: Vec<usize>,
    /// What was asked, where it is watched.
    pub(crate) asked: Option<BTreeSet<(usize, u32)>>,
}

impl Normals {
    pub(crate) fn new(systems: Vec<Vec<(f64, f64)>>, correlation: f64, seed: u64) -> Self {
        Self { systems, correlation, seed, batches: Vec::new(), asked: None }
    }

    /// One response: `sds` around `means`.
    pub(crate) fn of(means: &[f64], sds: &[f64], correlation: f64, seed: u64) -> Self {
        let pairs = means.iter().zip(sds).map(|(&mean, &sd)| vec![(mean, sd)]);
        Self::new(pairs.collect(), correlation, seed)
    }
}

/// A standard normal draw, `correlation` of whose variance is shared by all systems.
pub(crate) fn shock(
    seed: u64,
    replication: u32,
    system: u64,
    response: u64,
    correlation: f64,
) -> f64 {
    let streams = Streams::new(seed, replication);
    let draw = |entity| standard_normal_quantile(streams.open(Purpose::Test, entity).uniform());
    let own = draw((system + 1) * 64 + response);
    if correlation == 0.0 {
        return own;
    }
    correlation.sqrt() * draw(response) + (1.0 - correlation).sqrt() * own
}

impl Sampler<usize> for Normals {
    type Error = Infallible;

    fn sample(&mut self, requests: &[(usize, u32)]) -> Result<Vec<Vec<f64>>, Infallible> {
        self.batches.push(requests.len());
        if let Some(asked) = &mut self.asked {
            for request in requests {
                assert!(asked.insert(*request), "{request:?} was asked for twice");
            }
        }
        let row = |&(system, replication): &(usize, u32)| {
            let responses = self.systems[system].iter().enumerate();
            responses
                .map(|(response, &(mean, sd))| {
                    let (system, response) = (system as u64, response as u64);
                    let noise = shock(self.seed, replication, system, response, self.correlation);
                    mean + sd * noise
                })
                .collect()
        };
        Ok(requests.iter().map(row).collect())
    }
}

/// The share of `trials` that came out right is not below `promised` by more than chance allows
/// in one case of a thousand.
pub(crate) fn assert_kept(right: u32, trials: u32, promised: f64, what: &str) {
    let share = f64::from(right) / f64::from(trials);
    let error = (promised * (1.0 - promised) / f64::from(trials)).sqrt();
    assert!(share >= promised - 3.1 * error, "{what}: {share} of {trials}, promised {promised}");
}
