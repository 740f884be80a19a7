//! Readers of public demand data: SKU lists and observed baskets.

pub mod bigbasket;
pub mod instacart;
pub mod listed_sku;
pub mod sku_list;
pub mod table;
pub mod zepto;
