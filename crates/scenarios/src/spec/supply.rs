//! `[supply]`: suppliers and stock as the horizon begins.

use domain::dist::Dist;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Suppliers, receiving and stock as the horizon begins.
///
/// The reference design gives lead times in hours and an inventory accuracy of 97 %; the other
/// numbers are assumptions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SupplySpec {
    /// Times of day at which stock is reviewed and ordered, hours after midnight, increasing.
    /// Default: 10 and 22.
    #[schemars(inner(range(min = 0.0, max = 23.99)))]
    pub review_h: Vec<f64>,
    /// From order to dispatch by the supplier, hours. Default: triangular, 1 to 4, peak 2.
    pub dispatch_h: Dist,
    /// From dispatch to arrival, hours. Default: triangular, 1 to 4, peak 1.5.
    pub transit_h: Dist,
    /// From arrival to the shelf, minutes. Default: triangular, 20 to 90, peak 40.
    pub putaway_min: Dist,
    /// Share of lines that arrive short of what the papers say, 0 to 1. Default: 0.03.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub short_share: f64,
    /// Share of a short line's units that are missing, 0 to 1. Default: 0.25.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub short_fraction: f64,
    /// Share of units that arrive damaged, 0 to 1. Default: 0.005.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub damaged_share: f64,
    /// Expected demand on the shelf as the horizon begins, days. Default: 1.5.
    #[schemars(range(min = 0.0, max = 365.0))]
    pub opening_cover_days: f64,
    /// Share of SKUs of which the shelf holds fewer units than the system says as the horizon
    /// begins, 0 to 1. Default: 0.03, the design's 97 % accuracy.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub phantom_share: f64,
    /// Time of day at which goods past their date are taken off the shelf, hours after midnight.
    /// Default: 5.
    #[schemars(range(min = 0.0, max = 23.99))]
    pub expiry_check_h: f64,
}

impl Default for SupplySpec {
    fn default() -> Self {
        Self {
            review_h: vec![10.0, 22.0],
            dispatch_h: Dist::Triangular { low: 1.0, mode: 2.0, high: 4.0 },
            transit_h: Dist::Triangular { low: 1.0, mode: 1.5, high: 4.0 },
            putaway_min: Dist::Triangular { low: 20.0, mode: 40.0, high: 90.0 },
            short_share: 0.03,
            short_fraction: 0.25,
            damaged_share: 0.005,
            opening_cover_days: 1.5,
            phantom_share: 0.03,
            expiry_check_h: 5.0,
        }
    }
}
