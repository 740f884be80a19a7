//! Unit economics: the line items of an order and of a store's day.

use serde::{Deserialize, Serialize};

use crate::refunds::Refunds;
use crate::units::Paise;

/// What things cost and earn.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Economics {
    /// Platform fee per order.
    pub platform_fee: Paise,
    /// Extra fee on small baskets.
    pub small_basket_fee: Paise,
    /// Baskets below this value are small.
    pub small_basket_below: Paise,
    /// Fee per order for priority.
    pub priority_fee: Paise,
    /// Income per order of a subscriber from the monthly fee: the fee over the orders a subscriber
    /// places in a month.
    pub subscription_per_order: Paise,
    /// Wage of a dedicated rider per hour on duty, vehicle and fuel included.
    pub rider_hour: Paise,
    /// Pay of a gig rider per delivery.
    pub gig_delivery: Paise,
    /// Wage of a picker per hour on duty.
    pub picker_hour: Paise,
    /// Rent, packing staff and utilities of a store per day.
    pub store_day: Paise,
    /// A bag and its label.
    pub bag: Paise,
    /// Share of what the customer pays that the payment gateway keeps.
    pub gateway_share: f64,
    /// What a written-off unit costs beyond its purchase (handling, disposal), as a share of that.
    pub write_off_share: f64,
    /// What goes back to customers.
    pub refunds: Refunds,
}
