//! Goods of a SKU list in one shape, whichever list they come from.

use std::collections::BTreeSet;
use std::path::Path;

use domain::units::{Grams, Paise};

use super::table::{DataError, Table};
use super::{bigbasket, zepto};

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

/// Reads a SKU list, told by its columns to be Zepto's or BigBasket's. Names that repeat (upper
/// and lower case alike) count once, the first row stands.
///
/// # Errors
/// When the file cannot be read, is neither list, or holds no product.
pub fn read(path: &Path) -> Result<Vec<ListedSku>, DataError> {
    let mut table = Table::open(path)?;
    let listed = if table.has("weightInGms") {
        zepto::read(&mut table)?
    } else {
        bigbasket::read(&mut table)?
    };
    let listed = without_repeats(listed);
    if listed.is_empty() {
        return Err(DataError::Empty { file: path.to_path_buf(), what: "product" });
    }
    Ok(listed)
}

/// The first of every name.
#[must_use]
pub fn without_repeats(listed: Vec<ListedSku>) -> Vec<ListedSku> {
    let mut seen = BTreeSet::new();
    listed.into_iter().filter(|sku| seen.insert(sku.name.to_lowercase())).collect()
}
