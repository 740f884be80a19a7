//! Suppliers and stock as the horizon begins.

use serde::{Deserialize, Serialize};

use crate::dist::Dist;

/// How goods reach a store.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Supply {
    /// Times of day at which stock is reviewed and ordered, minutes after midnight, increasing.
    pub review_min: Vec<u32>,
    /// From order to dispatch by the supplier, hours.
    pub dispatch_h: Dist,
    /// From dispatch to arrival, hours.
    pub transit_h: Dist,
    /// From arrival to the shelf, minutes.
    pub putaway_min: Dist,
    /// Chance that a line arrives short of what the papers say.
    pub short_share: f64,
    /// Share of a short line's units that are missing.
    pub short_fraction: f64,
    /// Chance that a unit arrives damaged.
    pub damaged_share: f64,
    /// Variance of a day's demand for a SKU over its mean, as forecasts have it.
    pub demand_dispersion: f64,
    /// Days of expected demand on the shelf as the horizon begins.
    pub opening_cover_days: f64,
    /// How far a SKU's opening stock lies above or below that at most, as a share.
    pub opening_spread: f64,
    /// Fewest units of a SKU as the horizon begins.
    pub opening_units_min: u32,
    /// Share of a SKU's opening stock that is from an earlier delivery.
    pub opening_old_share: f64,
    /// Chance that a SKU's shelf holds fewer units than the system says as the horizon begins.
    pub phantom_share: f64,
    /// Share of a SKU's opening stock that is missing there at most; one unit at least.
    pub phantom_at_most_share: f64,
    /// Minute of the day at which goods past their date are taken off the shelf.
    pub expiry_check_min: u32,
}
