//! `[loyalty]`: whether customers come back after what they lived through, and what that is worth.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Whether customers come back after what they lived through, and what that is worth.
///
/// Who is driven away opens the app no more: over several days orders are missing. The margin of
/// the orders that such customers would have placed after the run is booked as an expected loss
/// beside the contribution. All values are assumptions; docs/validation.md gives their sources and
/// plausible ranges.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LoyaltySpec {
    /// Share of customers whom even the latest delivery drives away, 0 to 1. Default: 0.12
    /// (plausible: 0.06 to 0.25).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub late_share_at_most: f64,
    /// Minutes beyond the promise that drive away half of those. Default: 8 (plausible: 4 to 15).
    #[schemars(range(min = 0.1, max = 1000.0))]
    pub late_half_min: f64,
    /// What a minute promised beyond `demand.choice.usual_promise_min` counts of a minute beyond the
    /// promise, 0 to 1: for who orders and waits, and for who leaves on seeing it. Default: 0.5
    /// (plausible: 0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub announced_share: f64,
    /// Share of customers driven away by an order that is cancelled before it leaves the store, 0
    /// to 1. Default: 0.2 (plausible: 0.1 to 0.5).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub cancelled_share: f64,
    /// Share driven away by an order that nobody took at the door, 0 to 1. Default: 0.05
    /// (plausible: 0 to 0.2).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub failed_share: f64,
    /// Share driven away where nothing of what was wanted comes or is in stock, 0 to 1; a tenth of
    /// it where a tenth of the units is missing. Default: 0.1 (plausible: 0.05 to 1; the design has
    /// a stockout lose the customer in its text, and a tenth of the price in its code).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub missing_share: f64,
    /// Share driven away by a store that is open but takes no order, busy or short of riders, 0 to
    /// 1. Default: 0.03 (plausible: 0.01 to 0.1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub turned_away_share: f64,
    /// Share of the customers driven away whom a voucher holds, 0 to 1. Default: 0.25 (plausible:
    /// 0.1 to 0.5).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub voucher_holds_share: f64,
    /// Orders that a customer of average habits still places, if nothing drives them away; those of
    /// subscribers are more by as much as they order more often. Default: 15 (design: 10-20).
    #[schemars(range(min = 0.0, max = 10_000.0))]
    pub lifetime_orders: f64,
    /// What such an order leaves after goods, rider, picker, bags and payment, INR. Default: 60
    /// (design: 42-100 without the store, which stays; its "INR 5,000-10,000 per incident" is the
    /// turnover of 10-20 orders).
    #[schemars(range(min = 0.0, max = 100_000.0))]
    pub order_margin_inr: f64,
}

impl Default for LoyaltySpec {
    fn default() -> Self {
        Self {
            late_share_at_most: 0.12,
            late_half_min: 8.0,
            announced_share: 0.5,
            cancelled_share: 0.2,
            failed_share: 0.05,
            missing_share: 0.1,
            turned_away_share: 0.03,
            voucher_holds_share: 0.25,
            lifetime_orders: 15.0,
            order_margin_inr: 60.0,
        }
    }
}
