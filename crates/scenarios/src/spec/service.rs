//! `[service]`: the promise and the limits that the platform sets.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The promise and the limits that the platform sets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ServiceSpec {
    /// The delivery promise that the SLA counts, minutes. Default: 10.
    #[schemars(range(min = 1.0, max = 240.0))]
    pub sla_min: f64,
    /// Share of the promise for order processing, for picking and packing, for dispatch and for
    /// the last mile; sums to 1. Default: 0.05, 0.25, 0.1, 0.6 (the design's 30, 150, 60 and 360
    /// of 600 seconds).
    #[schemars(inner(range(min = 0.0, max = 1.0)))]
    pub budget_share: [f64; 4],
    /// Delivery radius as the day begins, kilometres in a straight line. Default: 2.
    #[schemars(range(min = 0.1, max = 20.0))]
    pub radius_km: f64,
    /// Least radius that a radius policy may set, kilometres. Default: 1.
    #[schemars(range(min = 0.1, max = 20.0))]
    pub radius_min_km: f64,
    /// Largest radius that a radius policy may set, kilometres. Default: 3.
    #[schemars(range(min = 0.1, max = 20.0))]
    pub radius_max_km: f64,
    /// How often the radius is reconsidered, whole minutes. Default: 5.
    #[schemars(range(min = 1, max = 1440))]
    pub control_interval_min: u32,
    /// Baskets below this value are refused, INR at shelf prices; the customer leaves. Default: 0,
    /// none (design: 199, or a fee: `economics.small_basket_fee_inr`).
    #[schemars(range(min = 0.0, max = 100_000.0))]
    pub min_order_inr: f64,
}

impl Default for ServiceSpec {
    fn default() -> Self {
        Self {
            sla_min: 10.0,
            budget_share: [0.05, 0.25, 0.1, 0.6],
            radius_km: 2.0,
            radius_min_km: 1.0,
            radius_max_km: 3.0,
            control_interval_min: 5,
            min_order_inr: 0.0,
        }
    }
}
