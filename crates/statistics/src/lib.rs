//! What a few replications say about all possible ones: estimates, comparisons, selection.
//!
//! Pure but for the random streams of `domain`: numbers in, numbers and words out. Procedures that ask
//! for more replications see them through one seam, [`selection::Sampler`].
//!
//! | module | question | answers |
//! | --- | --- | --- |
//! | this one | how well is a figure known, do two differ | intervals, paired differences, quantiles, stopping rules |
//! | [`selection`] | which of a few systems is best | KN++, two stages, halving, OCBA, under constraints |
//! | [`optimize`] | which integer settings are best | local search that ends in a selection |
//!
//! Ten mean click-to-door times, and what they say about days to come:
//!
//! ```
//! use statistics::{Estimate, Level};
//!
//! let minutes = [9.8, 10.4, 9.9, 10.1, 10.6, 9.7, 10.0, 10.2, 9.9, 10.3];
//! let estimate = Estimate::at(&minutes, Level::default());
//! let [low, high] = estimate.interval().expect("ten values have a spread");
//! assert!((estimate.mean - 10.09).abs() < 1e-9);
//! assert!(low > 9.8 && high < 10.4, "{low} to {high}");
//! ```

pub mod optimize;
pub mod selection;

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
mod samples;

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
pub use proportion::{Proportion, unseen};
pub use quantile::{QuantileEstimate, order_statistic_interval, quantile, sectioned_quantile};
pub use rounding::{beyond_rounding, difference, is_spread};
pub use sequential::{Decision, Precision, StoppingRule};
pub use simultaneous::{Pairwise, all_pairs, holm, simultaneous_intervals};
pub use verdict::{Comparison, Finding};
pub use warm_up::{WarmUp, average_over_replications, mser5};
