//! Purchase orders under way.

use domain::ids::{SkuId, StoreId};
use serde::{Deserialize, Serialize};

/// A line of a purchase order and what became of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Shipment {
    /// What.
    pub sku: SkuId,
    /// Units on the papers.
    pub units: u32,
    /// Units the scan found damaged.
    pub damaged: u32,
    /// Units on the papers that are not there, unnoticed.
    pub short: u32,
}

/// A purchase order.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Purchase {
    /// Name in random streams: the store and the number of its review, whatever was ordered.
    pub key: u64,
    /// Which store ordered.
    pub store: StoreId,
    /// What, by SKU id.
    pub lines: Vec<Shipment>,
}
