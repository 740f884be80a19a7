//! What a dark store sells, and what is bought together.

use serde::{Deserialize, Serialize};

use crate::dist::Alias;
use crate::ids::{CategoryId, SkuId};
use crate::units::{Grams, Millilitres, Paise};

/// How fast a SKU sells, which decides its zone on the floor.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Velocity {
    /// The top 200: 60 % of picks.
    A,
    /// The next 500: 25 % of picks.
    B,
    /// The rest: 15 % of picks.
    C,
}

/// A stock keeping unit.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Sku {
    /// Name for reports.
    pub name: String,
    /// Category.
    pub category: CategoryId,
    /// Velocity class by popularity rank.
    pub velocity: Velocity,
    /// Share of all order lines, 0 to 1; sums to 1 over the catalogue.
    pub popularity: f64,
    /// Selling price of a unit.
    pub price: Paise,
    /// Purchase cost of a unit.
    pub cost: Paise,
    /// Weight of a unit.
    pub weight: Grams,
    /// Volume of a unit.
    pub volume: Millilitres,
    /// Belongs in the cold room and in a cold bag.
    pub is_cold: bool,
    /// Must not lie under weight.
    pub is_fragile: bool,
    /// Days from receipt to the sell-by date, at least 1.
    pub shelf_life_days: u16,
    /// Fewest units a supplier delivers.
    pub min_order_quantity: u16,
}

/// A product category.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Category {
    /// Name for reports.
    pub name: String,
    /// The shopping mission it belongs to: an index into [`Catalog::missions`].
    pub mission: u16,
    /// Eaten or drunk; household goods and care are not.
    pub is_food: bool,
}

/// Categories bought together: breakfast, cooking, snacks...
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Mission {
    /// Name for reports.
    pub name: String,
    /// Its SKUs.
    pub skus: Vec<SkuId>,
    /// Draws a position in `skus` by popularity.
    pub by_popularity: Alias,
}

/// The range that every store carries.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Catalog {
    /// SKUs by id, most popular first.
    pub skus: Vec<Sku>,
    /// Categories by id.
    pub categories: Vec<Category>,
    /// Missions; every SKU is in exactly one.
    pub missions: Vec<Mission>,
    /// Draws a mission by the popularity of its SKUs.
    pub by_mission: Alias,
    /// Draws a SKU by popularity.
    pub by_popularity: Alias,
}

impl Catalog {
    /// Ranks SKUs by popularity, scales it to sum to 1, and prepares the draws.
    ///
    /// `missions` names the missions that the categories' `mission` fields index.
    /// Ties in popularity keep the given order.
    ///
    /// # Panics
    /// When there is no SKU, or a category or mission index is out of range.
    #[must_use]
    pub fn new(mut skus: Vec<Sku>, categories: Vec<Category>, missions: &[String]) -> Self {
        assert!(!skus.is_empty(), "a catalogue has at least one SKU");
        skus.sort_by(|a, b| b.popularity.total_cmp(&a.popularity));
        let total: f64 = skus.iter().map(|sku| sku.popularity).sum();
        for sku in &mut skus {
            sku.popularity /= total;
        }
        let mut members: Vec<Vec<SkuId>> = vec![Vec::new(); missions.len()];
        for (index, sku) in skus.iter().enumerate() {
            members[usize::from(categories[sku.category.index()].mission)].push(index.into());
        }
        let weight = |ids: &[SkuId]| -> Vec<f64> {
            ids.iter().map(|id| skus[id.index()].popularity).collect()
        };
        let filled: Vec<(String, Vec<SkuId>)> =
            missions.iter().cloned().zip(members).filter(|(_, ids)| !ids.is_empty()).collect();
        let shares: Vec<f64> = filled.iter().map(|(_, ids)| weight(ids).iter().sum()).collect();
        let missions = filled
            .into_iter()
            .map(|(name, ids)| Mission {
                name,
                by_popularity: Alias::new(&weight(&ids)),
                skus: ids,
            })
            .collect();
        let popularity: Vec<f64> = skus.iter().map(|sku| sku.popularity).collect();
        Self {
            by_mission: Alias::new(&shares),
            by_popularity: Alias::new(&popularity),
            skus,
            categories,
            missions,
        }
    }

    /// The SKU with this id.
    #[must_use]
    pub fn sku(&self, id: SkuId) -> &Sku {
        &self.skus[id.index()]
    }
}
