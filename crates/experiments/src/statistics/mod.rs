//! What a few replications say about all possible ones.

mod antithetic;
mod batch_means;
mod best;
mod bootstrap;
mod control_variates;
mod distribution;
mod error;
mod interval;
mod level;
mod moments;
mod paired;
mod power;
mod proportion;
mod quantile;
mod rounding;
mod sequential;
mod simultaneous;
mod verdict;
mod warm_up;

#[cfg(test)]
pub(crate) mod samples;

pub use antithetic::{Antithetic, antithetic};
pub use batch_means::{BatchMeans, batch_means, effective_sample_size};
pub use best::{AgainstBest, compare_with_best};
pub use bootstrap::Bootstrap;
pub use control_variates::{Control, ControlVariates, control_variates};
pub use error::StatisticsError;
pub use interval::Estimate;
pub use level::Level;
pub use paired::{Paired, VarianceReduction};
pub use power::{POWER, replications_needed};
pub use proportion::Proportion;
pub use quantile::{QuantileEstimate, order_statistic_interval, quantile, sectioned_quantile};
pub(crate) use rounding::{beyond_rounding, difference};
pub use sequential::{Decision, Precision, StoppingRule};
pub use simultaneous::{Pairwise, all_pairs, holm, simultaneous_intervals};
pub use verdict::{Comparison, Finding};
pub use warm_up::{WarmUp, average_over_replications, mser5};
