//! `[economics]`: what things cost and earn.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What things cost and earn, in rupees (INR).
///
/// The amounts follow the reference design's table for a mature market: per order a platform fee
/// of 5-10, rider 35-50, dark store 20-30, packing 5-8 and gateway 5-10 (1-2 %), at an average
/// order value of 450. Costs that do not come by the order (wages, rent) are given by the hour
/// and the day, so that cost per order follows from how busy the store is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EconomicsSpec {
    /// Platform fee per order, INR; customers weigh it with all other fees. Default: 7 (design:
    /// 5-10).
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub platform_fee_inr: f64,
    /// Extra fee on small baskets, INR; customers weigh it with all other fees. Default: 30 (design:
    /// 30-40).
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub small_basket_fee_inr: f64,
    /// Baskets below this value are small, INR; `service.min_order_inr` refuses instead of charging.
    /// Default: 199 (design: 199).
    #[schemars(range(min = 0.0, max = 100_000.0))]
    pub small_basket_below_inr: f64,
    /// What a customer pays a month for free delivery, INR. It is booked by the order, over the
    /// orders that a subscriber of this city places in a month. At another price than
    /// `demand.choice.usual_subscription_inr` other customers subscribe. Default: 49 (design).
    #[schemars(range(min = 0.0, max = 10_000.0))]
    pub subscription_month_inr: f64,
    /// What a customer pays for priority, INR per order. At another price than
    /// `demand.choice.usual_priority_inr` other customers pay for it. Default: 15 (assumption).
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub priority_inr: f64,
    /// Wage of a dedicated rider per hour on duty, vehicle and fuel included, INR. Default: 110:
    /// at 2.5 deliveries per paid hour 44 a delivery (design: 35-50).
    #[schemars(range(min = 0.0, max = 10_000.0))]
    pub rider_hour_inr: f64,
    /// Pay of a gig rider per delivery, INR. Default: 55, above a dedicated rider's cost
    /// (assumption).
    #[schemars(range(min = 0.0, max = 10_000.0))]
    pub gig_delivery_inr: f64,
    /// Wage of a picker per hour on duty, INR. Default: 90 (assumption).
    #[schemars(range(min = 0.0, max = 10_000.0))]
    pub picker_hour_inr: f64,
    /// Rent, packing staff and utilities of a store, INR per day. Default: 14000, inside the
    /// design's 3-5 lakh (300,000-500,000) a month of fixed cost.
    #[schemars(range(min = 0.0, max = 10_000_000.0))]
    pub store_day_inr: f64,
    /// A bag and its label, INR. Default: 5 (design: packing 5-8 per order of one or two bags).
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub bag_inr: f64,
    /// Share of what the customer pays that the payment gateway keeps, 0 to 1. Default: 0.015
    /// (design: 1-2 %).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub gateway_share: f64,
    /// What a written-off unit costs beyond its purchase, as a share of that, 0 to 1. Default:
    /// 0.05, handling and disposal (assumption).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub write_off_share: f64,
}

impl Default for EconomicsSpec {
    fn default() -> Self {
        Self {
            platform_fee_inr: 7.0,
            small_basket_fee_inr: 30.0,
            small_basket_below_inr: 199.0,
            subscription_month_inr: 49.0,
            priority_inr: 15.0,
            rider_hour_inr: 110.0,
            gig_delivery_inr: 55.0,
            picker_hour_inr: 90.0,
            store_day_inr: 14_000.0,
            bag_inr: 5.0,
            gateway_share: 0.015,
            write_off_share: 0.05,
        }
    }
}
