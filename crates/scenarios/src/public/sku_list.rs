//! Goods of a SKU list in one shape, whichever list they come from.

use std::path::Path;

use super::listed_sku::{ListedSku, without_repeats};
use super::table::{DataError, Table};
use super::{bigbasket, zepto};

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
