//! The Instacart 2017 set: products, whole baskets and order histories.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::table::{DataError, Table};

/// A product with its place in the shop's departments.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Product {
    /// Name.
    pub name: String,
    /// An index into [`ObservedBaskets::aisles`].
    pub aisle: usize,
    /// An index into [`ObservedBaskets::departments`].
    pub department: usize,
}

/// Baskets as customers filled them. Lines are distinct products; quantities are not given.
#[derive(Clone, Debug, Default)]
pub struct ObservedBaskets {
    /// Products.
    pub products: Vec<Product>,
    /// Names of aisles: the set's categories.
    pub aisles: Vec<String>,
    /// Names of departments.
    pub departments: Vec<String>,
    /// Baskets by order number: indices into `products`, in the order they were put in.
    pub baskets: Vec<Vec<usize>>,
}

/// When an order was placed.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct OrderStamp {
    /// Who.
    pub user: u32,
    /// Day of the week, 0 to 6; 0 is most likely Saturday.
    pub day: u8,
    /// Hour of the day, 0 to 23.
    pub hour: u8,
    /// Days since the user's order before, at most 30; none for the first.
    pub days_since_prior: Option<f64>,
}

impl Product {
    /// Name of its aisle.
    #[must_use]
    pub fn aisle_name<'a>(&self, observed: &'a ObservedBaskets) -> &'a str {
        &observed.aisles[self.aisle]
    }

    /// Name of its department.
    #[must_use]
    pub fn department_name<'a>(&self, observed: &'a ObservedBaskets) -> &'a str {
        &observed.departments[self.department]
    }

    /// Whether the product belongs in the cold room: dairy and eggs, frozen, meat and seafood, deli.
    #[must_use]
    pub fn is_cold(&self, observed: &ObservedBaskets) -> bool {
        let department = self.department_name(observed);
        ["dairy eggs", "frozen", "meat seafood", "deli"].contains(&department)
    }

    /// Whether the product must not lie under weight: eggs, bread, crisps, herbs, soft fruit...
    #[must_use]
    pub fn is_fragile(&self, observed: &ObservedBaskets) -> bool {
        const FRAGILE: [&str; 10] = [
            "eggs",
            "bread",
            "buns rolls",
            "chips pretzels",
            "fresh herbs",
            "fresh fruits",
            "packaged produce",
            "breakfast bakery",
            "tortillas flat bread",
            "crackers",
        ];
        FRAGILE.contains(&self.aisle_name(observed))
    }
}

impl ObservedBaskets {
    /// Reads a basket file and the tables `products`, `aisles` and `departments` beside it.
    ///
    /// A product put twice into one basket counts once. Baskets come sorted by order number.
    ///
    /// # Errors
    /// When a file or column is missing, a number is none, or a product, aisle or department is
    /// not in its table.
    pub fn read(path: &Path) -> Result<Self, DataError> {
        let folder = path.parent().unwrap_or(Path::new(""));
        let (aisle_ids, aisles) = names(&beside(folder, "aisles"), "aisle_id", "aisle")?;
        let (department_ids, departments) =
            names(&beside(folder, "departments"), "department_id", "department")?;

        let mut table = Table::open(&beside(folder, "products"))?;
        let id = table.column("product_id")?;
        let name = table.column("product_name")?;
        let aisle = table.column("aisle_id")?;
        let department = table.column("department_id")?;
        let mut product_ids = BTreeMap::new();
        let mut products = Vec::new();
        while table.advance()? {
            product_ids.insert(table.integer(id)?, products.len());
            products.push(Product {
                name: table.text(name).to_owned(),
                aisle: *aisle_ids
                    .get(&table.integer(aisle)?)
                    .ok_or_else(|| table.bad(aisle, "an aisle of the aisle table"))?,
                department: *department_ids
                    .get(&table.integer(department)?)
                    .ok_or_else(|| table.bad(department, "one of the department table"))?,
            });
        }

        let mut table = Table::open(path)?;
        let order = table.column("order_id")?;
        let product = table.column("product_id")?;
        let position = table.column("add_to_cart_order")?;
        let mut orders: BTreeMap<u32, Vec<(u32, usize)>> = BTreeMap::new();
        while table.advance()? {
            let product = *product_ids
                .get(&table.integer(product)?)
                .ok_or_else(|| table.bad(product, "a product of the product table"))?;
            let line = (table.integer(position)?, product);
            orders.entry(table.integer(order)?).or_default().push(line);
        }
        if orders.is_empty() {
            return Err(DataError::Empty { file: path.to_path_buf(), what: "basket" });
        }
        let baskets = orders.into_values().map(in_cart_order).collect();
        Ok(Self { products, aisles, departments, baskets })
    }
}

/// Reads the stamps of an order table.
///
/// # Errors
/// When the file or a column is missing, or a number is none or out of range.
pub fn read_orders(path: &Path) -> Result<Vec<OrderStamp>, DataError> {
    let mut table = Table::open(path)?;
    let user = table.column("user_id")?;
    let day = table.column("order_dow")?;
    let hour = table.column("order_hour_of_day")?;
    let gap = table.column("days_since_prior_order")?;
    let mut stamps = Vec::new();
    while table.advance()? {
        let within = |column, end: u8, expected| {
            let value = table.integer(column)?;
            u8::try_from(value).ok().filter(|v| *v < end).ok_or_else(|| table.bad(column, expected))
        };
        stamps.push(OrderStamp {
            user: table.integer(user)?,
            day: within(day, 7, "a day from 0 to 6")?,
            hour: within(hour, 24, "an hour from 0 to 23")?,
            days_since_prior: match table.text(gap) {
                "" => None,
                _ => Some(table.number(gap)?),
            },
        });
    }
    Ok(stamps)
}

/// The products of one basket as they were put in, each once.
fn in_cart_order(mut lines: Vec<(u32, usize)>) -> Vec<usize> {
    lines.sort_unstable();
    let mut basket: Vec<usize> = Vec::with_capacity(lines.len());
    for (_, product) in lines {
        if !basket.contains(&product) {
            basket.push(product);
        }
    }
    basket
}

/// The table of this name in a folder, packed or plain.
fn beside(folder: &Path, name: &str) -> PathBuf {
    let packed = folder.join(format!("{name}.csv.gz"));
    if packed.exists() { packed } else { folder.join(format!("{name}.csv")) }
}

/// Reads a table of numbers and names: positions by number, and the names by position.
fn names(
    path: &Path,
    id: &str,
    name: &str,
) -> Result<(BTreeMap<u32, usize>, Vec<String>), DataError> {
    let mut table = Table::open(path)?;
    let (id, name) = (table.column(id)?, table.column(name)?);
    let (mut positions, mut names) = (BTreeMap::new(), Vec::new());
    while table.advance()? {
        positions.insert(table.integer(id)?, names.len());
        names.push(table.text(name).to_owned());
    }
    Ok((positions, names))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes the four tables to a folder of their own.
    fn folder(name: &str, baskets: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("instacart-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let write = |file: &str, text: &str| std::fs::write(folder.join(file), text).unwrap();
        write("aisles.csv", "aisle_id,aisle\n84,milk\n112,bread\n");
        write("departments.csv", "department_id,department\n16,dairy eggs\n3,bakery\n");
        write(
            "products.csv",
            "product_id,product_name,aisle_id,department_id\n7,Milk,84,16\n9,\"Bread, brown\",112,3\n",
        );
        write("baskets.csv", baskets);
        folder
    }

    #[test]
    fn baskets_keep_the_order_of_the_cart_and_count_a_product_once() {
        let folder = folder(
            "order",
            "order_id,product_id,add_to_cart_order,reordered,part\n\
             5,9,2,0,prior\n5,7,1,1,prior\n5,7,3,1,prior\n2,9,1,0,train\n",
        );
        let observed = ObservedBaskets::read(&folder.join("baskets.csv")).unwrap();
        assert_eq!(observed.baskets, [vec![1], vec![0, 1]]);
        let flags = |p: &Product| (p.is_cold(&observed), p.is_fragile(&observed));
        assert_eq!(
            observed.products.iter().map(flags).collect::<Vec<_>>(),
            [(true, false), (false, true)]
        );
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn an_unknown_product_is_named_with_its_line() {
        let folder = folder("unknown", "order_id,product_id,add_to_cart_order\n5,9,1\n5,8,2\n");
        let error = ObservedBaskets::read(&folder.join("baskets.csv")).unwrap_err().to_string();
        assert!(
            error.ends_with("line 3: `product_id` is `8`, not a product of the product table"),
            "{error}"
        );
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn stamps_out_of_range_are_refused() {
        let folder = folder("stamps", "order_id\n");
        let path = folder.join("orders.csv");
        let header = "user_id,order_dow,order_hour_of_day,days_since_prior_order\n";
        std::fs::write(&path, format!("{header}2,6,23,\n2,0,0,30.0\n")).unwrap();
        let stamps = read_orders(&path).unwrap();
        assert_eq!(stamps[0].days_since_prior, None);
        assert_eq!(stamps[1].days_since_prior, Some(30.0));
        std::fs::write(&path, format!("{header}2,6,24,\n")).unwrap();
        let error = read_orders(&path).unwrap_err().to_string();
        assert!(error.contains("line 2: `order_hour_of_day` is `24`"), "{error}");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
