//! What an order earns before the store's own costs, from a scenario's settings.

use scenarios::spec::Spec;

/// Deliveries of a rider in a paid hour, by which the scenario's hourly wage was set.
const DELIVERIES_PER_HOUR: f64 = 2.5;
/// Share of a picker's paid time that is spent picking (assumption).
const PICKING_SHARE: f64 = 0.6;
/// Orders of a subscriber in a month, over which the subscription is booked (assumption).
const SUBSCRIBER_ORDERS: f64 = 8.0;
/// Bags of an order (assumption).
const BAGS: f64 = 1.3;

/// INR that an average order earns before rent: margin on goods and fees, less rider, picker, bags
/// and payment gateway.
///
/// An estimate from the settings, for comparing sites; a simulated run measures it
/// (`contribution`). Lines are the mean of their distribution and half a line for rounding up.
#[must_use]
pub fn margin_inr(spec: &Spec) -> f64 {
    let (money, choice) = (&spec.economics, &spec.demand.choice);
    let lines = (spec.basket.lines.mean() + 0.5).min(f64::from(spec.basket.max_lines));
    let value = lines / (1.0 - spec.basket.further_unit) * spec.catalog.mean_unit_price_inr;
    let often = choice.subscriber_share * choice.subscriber_frequency;
    let subscribed = often / (often + 1.0 - choice.subscriber_share);
    let fees = choice.usual_fee_inr * (1.0 - subscribed)
        + money.platform_fee_inr
        + money.subscription_month_inr / SUBSCRIBER_ORDERS * subscribed;
    let picking_h = spec.service.sla_min * spec.service.budget_share[1] / 60.0;
    value * spec.catalog.gross_margin + fees
        - money.rider_hour_inr / DELIVERIES_PER_HOUR
        - money.picker_hour_inr * picking_h / PICKING_SHARE
        - money.bag_inr * BAGS
        - money.gateway_share * (value + fees)
}
