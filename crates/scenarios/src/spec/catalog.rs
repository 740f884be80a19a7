//! `[catalog]`: the range that every store carries.

use std::path::PathBuf;

use domain::dist::Dist;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The range that every store carries: how many SKUs, how fast they sell, what they weigh and cost.
///
/// Popularity follows the reference design (60, 25 and 15 % of picks from the top 200, the next
/// 500 and the rest) and, within each class, the Zipf exponents of real online baskets. Weights
/// follow an Indian dark store's list. Prices keep that list's spread and its differences between
/// categories, but their level is set so that a mean delivered basket is worth about INR 450.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CatalogSpec {
    /// Number of SKUs. Default: 2500 (design: 2,000-3,000).
    #[schemars(range(min = 50, max = 20_000))]
    pub sku_count: u32,
    /// SKUs in velocity class A. Default: 200 (design), or 8 % of a range below 2,500.
    #[schemars(range(min = 1, max = 20_000))]
    pub class_a_skus: Option<u32>,
    /// SKUs in velocity class B. Default: 500 (design), or 20 % of a range below 2,500.
    #[schemars(range(min = 1, max = 20_000))]
    pub class_b_skus: Option<u32>,
    /// Shares of picks of the classes A, B and C; sum to 1. Default: 0.60, 0.25, 0.15 (design).
    #[schemars(inner(range(min = 0.0, max = 1.0)))]
    pub class_pick_shares: [f64; 3],
    /// Zipf exponents within the classes A, B and C: popularity falls with rank to this power.
    /// Default: 0.642, 0.758, 0.895 (measured on ranks 1-200, 201-700 and 701-2500 of online
    /// grocery baskets).
    #[schemars(inner(range(min = 0.0, max = 5.0)))]
    pub zipf_exponents: [f64; 3],
    /// Share of order lines that belong in the cold room, 0 to 0.9. Default: 0.287 (measured: dairy
    /// and eggs, frozen, meat and fish, deli).
    #[schemars(range(min = 0.0, max = 0.9))]
    pub cold_share: f64,
    /// Share of order lines that must not lie under weight, 0 to 0.9. Default: 0.21 (measured).
    #[schemars(range(min = 0.0, max = 0.9))]
    pub fragile_share: f64,
    /// Weight of a unit over the range, grams; heavier than 10 kg counts as 10 kg. Default:
    /// log-normal, median 210, sigma 1.1 (fitted to an Indian dark store's list).
    pub weight_g: Dist,
    /// Mean price of a unit as bought (weighted by popularity), INR. Default: 53.5, which makes a
    /// mean delivered basket worth about INR 450.
    #[schemars(range(min = 1.0, max = 10_000.0))]
    pub mean_unit_price_inr: f64,
    /// How much the popular goods of a category are the cheap ones: correlation of log price with
    /// popularity, sign turned, 0 to 0.8. Default: 0.5 (assumption).
    #[schemars(range(min = 0.0, max = 0.8))]
    pub cheap_is_popular: f64,
    /// Share of the price that is not purchase cost, 0 to 0.9. Default: 0.2 (design: INR 90 of 450).
    #[schemars(range(min = 0.0, max = 0.9))]
    pub gross_margin: f64,
    /// SKU lists to read instead of generating; the file says so as `demand.source.skus`.
    #[serde(skip)]
    pub source: Vec<PathBuf>,
}

impl Default for CatalogSpec {
    fn default() -> Self {
        Self {
            sku_count: 2_500,
            class_a_skus: None,
            class_b_skus: None,
            class_pick_shares: [0.60, 0.25, 0.15],
            zipf_exponents: [0.642, 0.758, 0.895],
            cold_share: 0.287,
            fragile_share: 0.21,
            weight_g: Dist::LogNormal { median: 210.0, sigma: 1.1 },
            mean_unit_price_inr: 53.5,
            cheap_is_popular: 0.5,
            gross_margin: 0.2,
            source: Vec::new(),
        }
    }
}
