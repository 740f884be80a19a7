//! `[refunds]`: what customers get back, and what they are given beside it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What customers get back, and what they are given beside it, by rule.
///
/// Vouchers hold some of the customers that a late or cancelled order would drive away
/// (`loyalty.voucher_holds_share`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RefundsSpec {
    /// Share of their price given back for goods that were paid and not found on the shelf; above 1
    /// something is added. Default: 1.
    #[schemars(range(min = 0.0, max = 5.0))]
    pub missing_share: f64,
    /// Share of all that was paid given back for an order that is cancelled before it leaves the
    /// store; above 1 something is added. Default: 1.
    #[schemars(range(min = 0.0, max = 5.0))]
    pub cancelled_share: f64,
    /// Share of all that was paid given back for an order that nobody took at the door. Default: 1.
    #[schemars(range(min = 0.0, max = 5.0))]
    pub failed_share: f64,
    /// Share of its cut on money given back that the payment gateway keeps, 0 to 1. Default: 1
    /// (Indian gateways give back none).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub gateway_kept_share: f64,
    /// Minutes beyond the promise from which a late order comes with a voucher. Default: 10
    /// (assumption).
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub late_after_min: f64,
    /// What a voucher for a late order costs, INR, vouchers never redeemed left out. Default: 30
    /// (assumption: one of 50, of which three in five are redeemed).
    #[schemars(range(min = 0.0, max = 100_000.0))]
    pub late_voucher_inr: f64,
    /// What a voucher for a cancelled order costs, INR. Default: 30 (assumption).
    #[schemars(range(min = 0.0, max = 100_000.0))]
    pub cancelled_voucher_inr: f64,
}

impl Default for RefundsSpec {
    fn default() -> Self {
        Self {
            missing_share: 1.0,
            cancelled_share: 1.0,
            failed_share: 1.0,
            gateway_kept_share: 1.0,
            late_after_min: 10.0,
            late_voucher_inr: 30.0,
            cancelled_voucher_inr: 30.0,
        }
    }
}
