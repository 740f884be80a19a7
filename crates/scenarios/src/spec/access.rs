//! `[access]`: the last 50 metres.

use domain::dist::Dist;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The last 50 metres: parking, getting into the building, finding the customer.
///
/// No public data set measures these times at Indian doors, so all of them are assumptions. They
/// are chosen so that on the built-in city access, customer and parking make up 25, 20 and 15 % of the
/// last mile's variance, the reference design's shares, and every one can be set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AccessSpec {
    /// Finding the entrance and parking, seconds. Default: log-normal, median 31, sigma 0.71.
    pub parking_s: Dist,
    /// Typical time into a house, seconds; one value per building. Default: log-normal, median
    /// 22, sigma 0.5.
    pub house_s: Dist,
    /// Guard and gate of a tower, seconds; one value per building. Default: log-normal, median
    /// 50, sigma 0.58.
    pub tower_gate_s: Dist,
    /// Lift, waiting included, seconds per floor. Default: 2.8.
    #[schemars(range(min = 0.0, max = 60.0))]
    pub tower_s_per_floor: f64,
    /// Spread of one visit around the building's typical time, sigma of the logarithm. Default:
    /// 0.35.
    #[schemars(range(min = 0.0, max = 2.0))]
    pub visit_sigma: f64,
    /// Finding the customer and handing over, seconds. Default: log-normal, median 30, sigma
    /// 0.65.
    pub customer_s: Dist,
    /// Share of deliveries at which the customer does not answer at first, 0 to 1. Default: 0.1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub unanswered_share: f64,
    /// Extra wait when the customer does not answer at first, seconds. Default: uniform, 60 to
    /// 120.
    pub unanswered_s: Dist,
    /// Share of deliveries that nobody takes even after the extra wait, 0 to 1. Default: 0.003.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub failed_share: f64,
    /// How much longer parking takes in light rain, a factor. Default: 1.15.
    #[schemars(range(min = 1.0, max = 10.0))]
    pub light_rain_parking_factor: f64,
    /// How much longer parking takes in heavy rain, a factor. Default: 1.4.
    #[schemars(range(min = 1.0, max = 10.0))]
    pub heavy_rain_parking_factor: f64,
}

impl Default for AccessSpec {
    fn default() -> Self {
        Self {
            parking_s: Dist::LogNormal { median: 31.0, sigma: 0.71 },
            house_s: Dist::LogNormal { median: 22.0, sigma: 0.5 },
            tower_gate_s: Dist::LogNormal { median: 50.0, sigma: 0.58 },
            tower_s_per_floor: 2.8,
            visit_sigma: 0.35,
            customer_s: Dist::LogNormal { median: 30.0, sigma: 0.65 },
            unanswered_share: 0.1,
            unanswered_s: Dist::Uniform { low: 60.0, high: 120.0 },
            failed_share: 0.003,
            light_rain_parking_factor: 1.15,
            heavy_rain_parking_factor: 1.4,
        }
    }
}
