//! One long run: where its warm-up ends, and what its later part says of the steady state.

use crate::statistics::{
    BatchMeans, Estimate, Level, StatisticsError, WarmUp, batch_means, effective_sample_size,
    mser5, sectioned_quantile,
};

/// Sections for the quantile of a dependent series.
const SECTIONS: usize = 20;

/// A series of one replication, order by order.
#[derive(Clone, Debug)]
pub struct LongRun {
    /// Observations.
    pub length: usize,
    /// Where the warm-up ends, by MSER-5.
    pub warm_up: Result<WarmUp, StatisticsError>,
    /// Mean of what follows, by batch means.
    pub mean: Result<BatchMeans, StatisticsError>,
    /// Independent observations that what follows is worth.
    pub effective: Option<f64>,
    /// 95th and 99th percentile of what follows, by sections.
    pub quantiles: [Result<Estimate, StatisticsError>; 2],
}

impl LongRun {
    /// Analyses a series; without a warm-up that can be told, all of it.
    #[must_use]
    pub fn of(series: &[f64], level: Level) -> Self {
        let warm_up = mser5(series);
        let steady = &series[warm_up.as_ref().map_or(0, |warm_up| warm_up.cut)..];
        Self {
            length: series.len(),
            mean: batch_means(steady, level),
            effective: effective_sample_size(steady),
            quantiles: [0.95, 0.99].map(|p| sectioned_quantile(steady, p, SECTIONS, level)),
            warm_up,
        }
    }
}
