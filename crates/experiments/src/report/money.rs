//! Unit economics against the reference design's line items.

use sim_core::kpi::UnitEconomics;

use super::context::Context;
use super::figure::{NONE, number, percent};
use super::grid::{Side::*, grid};

/// Line items per delivered order; costs are shown as negative.
pub(super) fn money(context: &Context<'_>) -> String {
    let of =
        |pick: fn(&UnitEconomics) -> f64| context.estimate(|summary| pick(&summary.economics)).mean;
    let paid = context.kpi("delivery_fee_inr_mean_paying").mean;
    let item = |label: &str, pick: fn(&UnitEconomics) -> f64, design: &str| {
        vec![label.into(), number(of(pick), 1), design.into()]
    };
    let rows = [
        item("order value", |e| e.order_value, "450"),
        item("margin on goods", |e| e.goods_margin, "90"),
        item("delivery fee, over all orders", |e| e.delivery_fee, ""),
        vec!["  paid without a subscription".into(), number(paid, 1), "25 to 35".into()],
        item("platform and other fees", |e| e.other_fees, "5 to 10"),
        item("revenue", |e| e.goods_margin + e.delivery_fee + e.other_fees, "120 to 135"),
        item("riders", |e| -e.riders - e.gig, "−35 to −50"),
        item("  payroll", |e| -e.riders, ""),
        item("  gig", |e| -e.gig, ""),
        item("store", |e| -e.stores - e.pickers, "−20 to −30"),
        item("  rent, packing staff, utilities", |e| -e.stores, ""),
        item("  pickers", |e| -e.pickers, ""),
        item("packing materials", |e| -e.packing, "−5 to −8"),
        item("payment gateway", |e| -e.gateway, "−5 to −10"),
        item("write-offs", |e| -e.write_offs, NONE),
        item("vouchers and other compensation", |e| -e.compensation, NONE),
        item("contribution", UnitEconomics::contribution, "22 to 70"),
        item("expected loss by customers driven away", |e| -e.expected_loss, NONE),
        item("contribution after that loss", UnitEconomics::contribution_after_loss, NONE),
    ];
    let heads = [("INR per delivered order", Left), ("this run", Right), ("design", Right)];
    grid(&heads, &rows) + &expected_loss(context) + &break_even(context)
}

/// The least and the most that the expected loss may plausibly be, over what the assumptions make
/// of it: half to twice as many driven away, and a later order worth INR 42 to 100 for 10 to 20
/// orders instead of 60 for 15 (docs/validation.md).
const PLAUSIBLE: [f64; 2] = [0.25, 4.0];

/// The assumption behind the expected loss, and its range.
fn expected_loss(context: &Context<'_>) -> String {
    let loss = context.kpi("expected_loss_per_order_inr").mean;
    let gone = context.kpi("customers_driven_away_share").mean;
    let [least, most] = PLAUSIBLE.map(|factor| number(loss * factor, 1));
    format!(
        "  Driven away: {} of customers per session, by long promises, lateness, missing goods,\n  \
         cancellation or refusal: an assumption (settings `loyalty`), plausible INR {least} to {most}.\n",
        percent(gone, 2)
    )
}

fn break_even(context: &Context<'_>) -> String {
    let needed = context.kpi("break_even_orders_per_store_day").mean;
    let stores = context.world.stores.len() as f64;
    let hours: u64 = (0..24).map(|hour| context.world.counted_hours(hour)).sum();
    let days = hours as f64 / 24.0;
    let delivered = context.estimate(|s| s.delivered.sum() as f64).mean;
    let needed = if needed == f64::INFINITY {
        "never: an order does not pay for its own costs".into()
    } else {
        number(needed, 0)
    };
    format!(
        "  Orders per store and day: {} delivered; to break even: {needed} (design: 400 or more)\n",
        number(delivered / stores / days, 0)
    )
}
