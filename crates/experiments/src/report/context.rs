//! What a report is about: the scenario as far as readers need it, and its results.

use domain::instance::Instance;
use domain::units::{Millis, SimTime};
use sim_core::stage::Phase;

use crate::key_figure::KeyFigure;
use crate::runner::Outcome;
use crate::sampling::{Mean, Sampling};
use crate::statistics::{Estimate, Level};
use crate::summary::{Summary, position};

/// The parts of an instance that reports mention.
#[derive(Clone, Debug)]
pub struct World {
    /// Names of the stores.
    pub stores: Vec<String>,
    /// The promise that the SLA counts.
    pub sla: Millis,
    /// Its budget by phase.
    pub budget: [Millis; Phase::COUNT],
    /// Days simulated.
    pub days: u16,
    /// Time at the beginning that counts in no figure.
    pub warmup: Millis,
}

impl World {
    /// The parts of this instance.
    #[must_use]
    pub fn of(instance: &Instance) -> Self {
        Self {
            stores: instance.stores.iter().map(|store| store.name.clone()).collect(),
            sla: instance.service.sla,
            budget: instance.service.budget,
            days: instance.calendar.days,
            warmup: instance.calendar.warmup,
        }
    }

    /// How many of the simulated hours that start at this hour of the day count in figures.
    pub(super) fn counted_hours(&self, hour_of_day: u64) -> u64 {
        let starts =
            (0..u64::from(self.days)).map(|day| SimTime::from_hours(day * 24 + hour_of_day));
        starts.filter(|start| start.0 >= self.warmup.0).count() as u64
    }
}

/// Everything that a report shows.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Name of the scenario.
    pub scenario: &'a str,
    /// The world of the scenario.
    pub world: &'a World,
    /// Decision and chosen solver.
    pub policies: &'a [(&'static str, &'static str)],
    /// Seed of all streams.
    pub seed: u64,
    /// Replications asked for.
    pub replications: u32,
    /// What they came to.
    pub outcome: &'a Outcome,
    /// How they were drawn, and whether means are corrected by how chance fell.
    pub sampling: Sampling,
    /// Show how replications spread.
    pub with_spread: bool,
    /// Show the first replication as one long run.
    pub is_long_run: bool,
    /// Figures to show besides the usual ones.
    pub asked: &'a [KeyFigure],
}

impl Context<'_> {
    /// The replications' summaries.
    pub(super) fn summaries(&self) -> &[Summary] {
        &self.outcome.summaries
    }

    /// Estimates a figure from its value in each replication.
    pub(super) fn estimate(&self, of: impl Fn(&Summary) -> f64) -> Estimate {
        self.mean(of).estimate
    }

    /// Estimates a figure, and tells what variance reduction saved.
    fn mean(&self, of: impl Fn(&Summary) -> f64) -> Mean {
        let values: Vec<f64> = self.summaries().iter().map(of).collect();
        self.sampling.mean(&values, self.summaries(), Level::default())
    }

    /// Estimates a key figure, and tells what variance reduction saved.
    pub(super) fn mean_of_kpi(&self, name: &str) -> Mean {
        let position = position(name);
        self.mean(|summary| summary.kpis[position])
    }

    /// Estimates a key figure as if replications were independent and chance unknown.
    pub(super) fn plain_kpi(&self, name: &str) -> Estimate {
        let position = position(name);
        let values = self.summaries().iter().map(|summary| summary.kpis[position]);
        Estimate::of(&values.collect::<Vec<f64>>())
    }

    /// Estimates a key figure.
    pub(super) fn kpi(&self, name: &str) -> Estimate {
        let position = position(name);
        self.estimate(|summary| summary.kpis[position])
    }

    /// Estimates a figure of all or of a part.
    pub(super) fn figure(&self, figure: &KeyFigure) -> Estimate {
        self.estimate(|summary| figure.of(summary))
    }

    /// Adds up a count over replications.
    pub(super) fn total(&self, of: impl Fn(&Summary) -> u64) -> u64 {
        self.summaries().iter().map(of).sum()
    }
}
