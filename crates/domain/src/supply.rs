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
    /// Days of expected demand on the shelf as the horizon begins.
    pub opening_cover_days: f64,
    /// Chance that a SKU's shelf holds fewer units than the system says as the horizon begins.
    pub phantom_share: f64,
    /// Minute of the day at which goods past their date are taken off the shelf.
    pub expiry_check_min: u32,
}
