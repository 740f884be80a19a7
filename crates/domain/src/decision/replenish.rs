//! What a store orders from its suppliers at a review.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{BrokenAnswer, Decision, Solver};
use crate::ids::{SkuId, StoreId};
use crate::rng::Stream;
use crate::units::{Millis, Paise, SimTime};

/// A SKU's stock and prospects at a store.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct StockPosition {
    /// Which SKU.
    pub sku: SkuId,
    /// Units on the shelf and not held for an order, by the system's count.
    pub available: u32,
    /// Units ordered from suppliers and not yet on the shelf.
    pub on_order: u32,
    /// Expected demand, units per day.
    pub daily_demand: f64,
    /// Lower end of the 80 % interval of a day's demand.
    pub daily_low: f64,
    /// Upper end of the 80 % interval of a day's demand.
    pub daily_high: f64,
    /// Selling price of a unit.
    pub price: Paise,
    /// Purchase cost of a unit.
    pub cost: Paise,
    /// Days from receipt to the sell-by date.
    pub shelf_life_days: u16,
    /// Fewest units a supplier delivers.
    pub min_order_quantity: u16,
}

/// A store's stock at a review.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ReplenishQuestion<'a> {
    /// Time of asking.
    pub now: SimTime,
    /// The store.
    pub store: StoreId,
    /// All SKUs, by id.
    pub positions: Cow<'a, [StockPosition]>,
    /// Until what is ordered at the next review is on the shelf: review period plus lead time.
    pub protection: Millis,
}

/// One line of a purchase order.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PurchaseLine {
    /// Which SKU.
    pub sku: SkuId,
    /// Units, at least 1.
    pub quantity: u32,
}

/// Most units of a SKU on one purchase order.
pub const PURCHASE_LIMIT: u32 = 10_000;

/// Decides what to order.
pub trait Replenish: Solver {
    /// The purchase order, by SKU id; empty for none.
    fn order(&mut self, question: &ReplenishQuestion<'_>, rng: &mut Stream) -> Vec<PurchaseLine>;
}

/// SKUs are known and in order, quantities between 1 and [`PURCHASE_LIMIT`].
///
/// # Errors
/// Names the broken rule.
pub fn check(
    answer: &[PurchaseLine],
    question: &ReplenishQuestion<'_>,
) -> Result<(), BrokenAnswer> {
    BrokenAnswer::unless(answer.is_sorted_by(|a, b| a.sku < b.sku), || {
        "purchase lines out of order or a SKU twice".into()
    })?;
    for line in answer {
        let known = line.sku.index() < question.positions.len();
        BrokenAnswer::unless(known && (1..=PURCHASE_LIMIT).contains(&line.quantity), || {
            format!("{} units of SKU {}", line.quantity, line.sku.0)
        })?;
    }
    Ok(())
}

impl Decision for dyn Replenish {
    type Question<'a> = ReplenishQuestion<'a>;
    type Answer = Vec<PurchaseLine>;

    fn ask(&mut self, question: &Self::Question<'_>, rng: &mut Stream) -> Self::Answer {
        self.order(question, rng)
    }

    fn check(answer: &Self::Answer, question: &Self::Question<'_>) -> Result<(), BrokenAnswer> {
        check(answer, question)
    }
}
