//! The last 50 metres: parking, getting into the building, finding the customer.

use serde::{Deserialize, Serialize};

use crate::dist::Dist;

/// How long everything after the ride takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccessModel {
    /// Finding the entrance and parking, seconds.
    pub parking_s: Dist,
    /// Typical time into a house, seconds; one value per building.
    pub house_s: Dist,
    /// Guard and gate of a tower, seconds; one value per building.
    pub tower_gate_s: Dist,
    /// Lift time per floor, seconds.
    pub tower_s_per_floor: f64,
    /// Spread of one visit around the building's typical time (sigma of the logarithm).
    pub visit_sigma: f64,
    /// Finding the customer and handing over, seconds.
    pub customer_s: Dist,
    /// Chance that the customer does not answer at first.
    pub unanswered_share: f64,
    /// Extra wait when the customer does not answer at first, seconds.
    pub unanswered_s: Dist,
    /// Chance that nobody takes the order at all, after the extra wait.
    pub failed_share: f64,
    /// How much longer parking takes in light and in heavy rain.
    pub rain_parking_factor: [f64; 2],
}
