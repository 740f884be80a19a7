//! The baseline replenishment: order up to a number of days of expected demand.

use domain::decision::Solver;
use domain::decision::replenish::StockPosition;
use domain::decision::replenish::{PURCHASE_LIMIT, PurchaseLine, Replenish, ReplenishQuestion};
use domain::rng::Stream;

use crate::{Entry, entry, settings};

/// In the registry.
pub const ENTRY: Entry<dyn Replenish> = entry!(
    "order_up_to",
    "Every SKU up to the same number of days of expected demand.",
    OrderUpTo::new(Config)
);

settings! {
    /// How much to hold.
    pub struct Config {
        /// Days of expected demand on the shelf and on order.
        cover_days: f64 = 2.0, 0.0..=365.0;
    }
}

/// One cover for all SKUs.
#[derive(Clone, Debug)]
pub struct OrderUpTo {
    cover_days: f64,
}

impl OrderUpTo {
    /// A solver with these settings.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self { cover_days: config.cover_days }
    }
}

impl Solver for OrderUpTo {}

impl Replenish for OrderUpTo {
    fn order(&mut self, question: &ReplenishQuestion<'_>, _rng: &mut Stream) -> Vec<PurchaseLine> {
        let lines = question.positions.iter();
        lines.filter_map(|sku| top_up(sku, sku.daily_demand * self.cover_days)).collect()
    }
}

/// The purchase line that lifts a SKU's inventory position to `level` units, if it is below.
///
/// Stock on order counts, and a supplier delivers no less than the minimum order quantity.
pub(crate) fn top_up(sku: &StockPosition, level: f64) -> Option<PurchaseLine> {
    let level = libm::ceil(level) as u32;
    let missing = level.saturating_sub(sku.available.saturating_add(sku.on_order));
    let quantity = missing.max(u32::from(sku.min_order_quantity)).min(PURCHASE_LIMIT);
    (missing > 0).then_some(PurchaseLine { sku: sku.sku, quantity })
}
