//! A product of a SKU list, whichever list it comes from.

use std::collections::BTreeSet;

use domain::units::{Grams, Paise};

/// A product as a SKU list shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListedSku {
    /// Name.
    pub name: String,
    /// What the list says about its kind, most telling first.
    pub labels: Vec<String>,
    /// Selling price, where the list has one.
    pub price: Option<Paise>,
    /// Weight, where the list has one.
    pub weight: Option<Grams>,
}

/// The first of every name.
#[must_use]
pub fn without_repeats(listed: Vec<ListedSku>) -> Vec<ListedSku> {
    let mut seen = BTreeSet::new();
    listed.into_iter().filter(|sku| seen.insert(sku.name.to_lowercase())).collect()
}
