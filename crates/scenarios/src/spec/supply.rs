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
    /// Variance of a day's demand for a SKU over its mean, by which forecasts tell their 80 %
    /// interval. Default: 1.5, as units come several to an order.
    #[schemars(range(min = 0.0, max = 100.0))]
    pub demand_dispersion: f64,
    /// Expected demand on the shelf as the horizon begins, days. Default: 1.5.
    #[schemars(range(min = 0.0, max = 365.0))]
    pub opening_cover_days: f64,
    /// How far a SKU's opening stock lies above or below that at most, as a share, 0 to 1. Default:
    /// 0.3.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub opening_spread: f64,
    /// Fewest units of a SKU on the shelf as the horizon begins. Default: 2.
    #[schemars(range(min = 0, max = 10_000))]
    pub opening_units_min: u32,
    /// Share of a SKU's opening stock that is from an earlier delivery, of any age, 0 to 1. Default:
    /// 0.5.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub opening_old_share: f64,
    /// Share of SKUs of which the shelf holds fewer units than the system says as the horizon
    /// begins, 0 to 1. Default: 0.03, the design's 97 % accuracy.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub phantom_share: f64,
    /// Share of such a SKU's units that is missing at most, 0 to 1; one unit at least. Default: 0.2.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub phantom_at_most_share: f64,
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
            demand_dispersion: 1.5,
            opening_cover_days: 1.5,
            opening_spread: 0.3,
            opening_units_min: 2,
            opening_old_share: 0.5,
            phantom_share: 0.03,
            phantom_at_most_share: 0.2,
            expiry_check_h: 5.0,
        }
    }
}
