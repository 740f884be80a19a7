//! The product list of BigBasket: prices in rupees, hardly any weight.

use domain::units::Paise;

use super::listed_sku::ListedSku;
use super::table::{DataError, Table};

/// Reads all rows, repeats included. Rows without a name are left out; a price of 0 is not known.
///
/// # Errors
/// When a column is missing or a price is no number.
pub fn read(table: &mut Table) -> Result<Vec<ListedSku>, DataError> {
    let name = table.column("product")?;
    let labels =
        [table.column("type")?, table.column("sub_category")?, name, table.column("category")?];
    let price = table.column("sale_price")?;
    let mut listed = Vec::new();
    while table.advance()? {
        let price = Paise::from_inr(table.number(price)?);
        if table.text(name).is_empty() {
            continue;
        }
        listed.push(ListedSku {
            name: table.text(name).to_owned(),
            labels: labels.iter().map(|label| table.text(*label).to_owned()).collect(),
            price: (price > Paise::ZERO).then_some(price),
            weight: None,
        });
    }
    Ok(listed)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn prices_are_rupees_and_nameless_rows_are_left_out() {
        let text = "index,product,category,sub_category,brand,sale_price,market_price,type,rating\n\
            2,Water Bottle,\"Kitchen, Garden\",Storage,X,180.5,199,Bottles,2.3\n\
            4,,Beverages,Coffee,Y,200,240,Ground Coffee,4.2\n";
        let mut table = Table::new(Path::new("p.csv"), Box::new(text.as_bytes())).unwrap();
        let listed = read(&mut table).unwrap();
        assert_eq!(listed.len(), 1);
        assert_eq!(listed[0].price, Some(Paise(18_050)));
        assert_eq!(listed[0].labels, ["Bottles", "Storage", "Water Bottle", "Kitchen, Garden"]);
    }
}
