//! The SKU list of an Indian dark store (`zepto_v2.csv`): prices in paise, weights in grams.

use domain::units::{Grams, Paise};

use super::listed_sku::ListedSku;
use super::table::{DataError, Table};

/// Reads all rows, repeats included: the list shows the same goods under several categories.
///
/// A price or weight of 0 stands for one not known. Rows without a name are left out.
///
/// # Errors
/// When a column is missing or a number is none.
pub fn read(table: &mut Table) -> Result<Vec<ListedSku>, DataError> {
    let name = table.column("name")?;
    let category = table.column("Category")?;
    let price = table.column("discountedSellingPrice")?;
    let weight = table.column("weightInGms")?;
    let mut listed = Vec::new();
    while table.advance()? {
        let (price, weight) = (table.integer(price)?, table.integer(weight)?);
        if table.text(name).is_empty() {
            continue;
        }
        listed.push(ListedSku {
            name: table.text(name).to_owned(),
            labels: vec![table.text(name).to_owned(), table.text(category).to_owned()],
            price: (price > 0).then_some(Paise(i64::from(price))),
            weight: (weight > 0).then_some(Grams(weight)),
        });
    }
    Ok(listed)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::listed_sku::without_repeats;
    use super::*;

    const ROWS: &str = "Category,name,mrp,discountPercent,availableQuantity,\
        discountedSellingPrice,weightInGms,outOfStock,quantity\n\
        Munchies,Potato Chips ,2000,10,3,1800,52,False,52\n\
        Cooking Essentials,potato chips,2000,10,3,1800,52,False,52\n\
        Home,Shoe Polish,0,0,1,0,0,False,75\n";

    fn read_text(text: String) -> Result<Vec<ListedSku>, DataError> {
        read(&mut Table::new(Path::new("skus.csv"), Box::new(std::io::Cursor::new(text)))?)
    }

    #[test]
    fn repeated_names_count_once_and_zeros_are_unknown() {
        let listed = without_repeats(read_text(ROWS.to_owned()).unwrap());
        assert_eq!(listed.len(), 2);
        assert_eq!(listed[0].name, "Potato Chips");
        assert_eq!(listed[0].price, Some(Paise(1800)));
        assert_eq!(listed[0].weight, Some(Grams(52)));
        assert_eq!((listed[1].price, listed[1].weight), (None, None));
    }

    #[test]
    fn a_weight_that_is_no_number_is_an_error() {
        let message = read_text(ROWS.replace(",0,False,75", ",NaN,False,75")).unwrap_err();
        assert_eq!(
            message.to_string(),
            "`skus.csv` line 4: `weightInGms` is `NaN`, not a whole number of at least 0"
        );
    }
}
