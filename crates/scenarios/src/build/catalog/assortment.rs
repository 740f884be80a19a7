//! The goods of a typical Indian dark store: categories with their shares of lines and of SKUs,
//! and what their goods are like.
//!
//! The table beside this file holds one category a row. Shares of lines follow the departments of
//! observed online baskets, bent towards India (no alcohol; more milk, staples and spices); shares
//! of SKUs, median prices and weights follow Indian SKU lists; densities, shelf lives and case
//! sizes are assumptions. Shares are relative: they need not sum to anything.

use std::path::Path;

use crate::public::table::{DataError, Table};

/// A category and what its goods are like.
#[derive(Clone, PartialEq, Debug)]
pub struct Kind {
    /// Name.
    pub name: String,
    /// The mission it belongs to: an index into [`Assortment::missions`].
    pub mission: u16,
    /// Share of order lines, relative.
    pub demand: f64,
    /// Share of a large range's SKUs, relative.
    pub range: f64,
    /// Eaten or drunk.
    pub is_food: bool,
    /// Belongs in the cold room.
    pub is_cold: bool,
    /// Must not lie under weight.
    pub is_fragile: bool,
    /// Median weight of a unit, grams.
    pub weight_g: f64,
    /// Spread of weights (sigma of the logarithm).
    pub weight_sigma: f64,
    /// Median price of a unit, INR.
    pub price_inr: f64,
    /// Spread of prices (sigma of the logarithm).
    pub price_sigma: f64,
    /// Density as packed, grams per millilitre.
    pub g_per_ml: f64,
    /// Shortest and longest shelf life, days.
    pub life_days: [u16; 2],
    /// Units in a supplier's case.
    pub case_units: u16,
    /// Words that tell the category's goods in names and labels, lower case.
    pub keywords: Vec<String>,
}

/// All categories and the missions they belong to.
#[derive(Clone, PartialEq, Debug)]
pub struct Assortment {
    /// Categories.
    pub kinds: Vec<Kind>,
    /// Names of missions.
    pub missions: Vec<String>,
}

impl Assortment {
    /// The built-in table.
    ///
    /// # Panics
    /// Never: a test reads the table.
    #[must_use]
    pub fn built_in() -> Self {
        let text = include_str!("assortment.csv");
        Self::read(Path::new("assortment.csv"), text).expect("the built-in table is well formed")
    }

    /// Reads a table from text; `name` stands for it in errors.
    fn read(name: &Path, text: &'static str) -> Result<Self, DataError> {
        let mut table = Table::new(name, Box::new(text.as_bytes()))?;
        let column = |name| table.column(name);
        let (mission, category) = (column("mission")?, column("category")?);
        let (demand, range) = (column("demand")?, column("range")?);
        let (cold, fragile) = (column("cold")?, column("fragile")?);
        let food = column("food")?;
        let (weight, weight_sigma) = (column("weight_g")?, column("weight_sigma")?);
        let (price, price_sigma) = (column("price_inr")?, column("price_sigma")?);
        let density = column("g_per_ml")?;
        let life = [column("life_min_days")?, column("life_max_days")?];
        let (case, keywords) = (column("case_units")?, column("keywords")?);
        let mut assortment = Self { kinds: Vec::new(), missions: Vec::new() };
        while table.advance()? {
            let short = |column| {
                u16::try_from(table.integer(column)?)
                    .map_err(|_| table.bad(column, "at most 65535"))
            };
            let flag = |column| match table.text(column) {
                "yes" => Ok(true),
                "no" => Ok(false),
                _ => Err(table.bad(column, "`yes` or `no`")),
            };
            let known = assortment.missions.iter().position(|name| name == table.text(mission));
            let mission = known.unwrap_or_else(|| {
                assortment.missions.push(table.text(mission).to_owned());
                assortment.missions.len() - 1
            });
            assortment.kinds.push(Kind {
                name: table.text(category).to_owned(),
                mission: mission as u16,
                demand: table.number(demand)?,
                range: table.number(range)?,
                is_food: flag(food)?,
                is_cold: flag(cold)?,
                is_fragile: flag(fragile)?,
                weight_g: table.number(weight)?,
                weight_sigma: table.number(weight_sigma)?,
                price_inr: table.number(price)?,
                price_sigma: table.number(price_sigma)?,
                g_per_ml: table.number(density)?,
                life_days: [short(life[0])?, short(life[1])?],
                case_units: short(case)?,
                keywords: table.text(keywords).split('|').map(str::to_owned).collect(),
            });
        }
        Ok(assortment)
    }

    /// The category that a product's labels tell, the first telling label deciding; the last
    /// category in the table named "General Merchandise" where none does.
    #[must_use]
    pub fn classify(&self, labels: &[String]) -> usize {
        let told = labels.iter().find_map(|label| self.match_keyword(label));
        let general = || self.kinds.iter().position(|kind| kind.name == "General Merchandise");
        told.or_else(general).unwrap_or(0)
    }

    /// The category of a label's head: the keyword that ends last in its first telling part, since
    /// what comes before the head describes it (potato chips) and what comes after a dash, comma,
    /// bracket, "with" or "for" adds to it. Of keywords that end together the longest counts.
    fn match_keyword(&self, label: &str) -> Option<usize> {
        let label = words(label);
        label.split('|').find_map(|part| {
            let mut best: Option<((usize, usize), usize)> = None;
            for (index, kind) in self.kinds.iter().enumerate() {
                for keyword in &kind.keywords {
                    let found = last_end(part, keyword).map(|end| (end, keyword.len()));
                    if let Some(found) = found
                        && best.is_none_or(|(other, _)| found > other)
                    {
                        best = Some((found, index));
                    }
                }
            }
            best.map(|(_, index)| index)
        })
    }
}

/// Lower-case words with one blank before, between and after; parts are divided by `|`.
fn words(text: &str) -> String {
    let mut words = String::from(" ");
    let spaced = text.to_lowercase().replace(" - ", " | ").replace(" with ", " | ");
    for c in spaced.replace(" for ", " | ").chars() {
        if c.is_alphanumeric() {
            words.push(c);
            continue;
        }
        if !words.ends_with(' ') {
            words.push(' ');
        }
        if matches!(c, '|' | ',' | '(' | ')') {
            words.push_str("| ");
        }
    }
    if !words.ends_with(' ') {
        words.push(' ');
    }
    words
}

/// Where `keyword`, or its plural, last ends in `words` as whole words.
fn last_end(words: &str, keyword: &str) -> Option<usize> {
    words
        .match_indices(keyword)
        .filter_map(|(start, _)| {
            let rest = &words[start + keyword.len()..];
            let is_whole = words[..start].ends_with(' ')
                && ["", "s", "es"].iter().any(|plural| {
                    rest.strip_prefix(plural).is_some_and(|rest| rest.starts_with(' '))
                });
            is_whole.then_some(start + keyword.len())
        })
        .max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_table_is_sensible() {
        let assortment = Assortment::built_in();
        assert!(assortment.kinds.len() > 50 && assortment.missions.len() >= 6);
        for kind in &assortment.kinds {
            assert!(kind.demand > 0.0 && kind.range > 0.0, "{}", kind.name);
            assert!((0.05..=1.5).contains(&kind.g_per_ml), "{}", kind.name);
            assert!(kind.weight_g > 0.0 && kind.price_inr > 0.0 && kind.case_units > 0);
            assert!(0 < kind.life_days[0] && kind.life_days[0] <= kind.life_days[1]);
            assert!(kind.keywords.iter().all(|k| words(k) == format!(" {k} ")), "{}", kind.name);
        }
    }

    #[test]
    fn labels_tell_the_category() {
        let assortment = Assortment::built_in();
        for (labels, expected) in [
            (vec!["Amul Taaza Toned Milk"], "Milk"),
            (vec!["Cadbury Dairy Milk Silk"], "Chocolates & Candy"),
            (vec!["Lay's Potato Chips"], "Chips & Crisps"),
            (vec!["Tender Coconut", "Fruits & Vegetables"], "Fresh Fruit"),
            (vec!["Zorblax", "Home & Cleaning"], "Floor & Toilet Cleaners"),
            (vec!["Steam iron"], "General Merchandise"),
            (vec!["Top Ramen Noodles, Atta"], "Instant Noodles & Soups"),
            (vec!["Sriracha Green Chilli Sauce"], "Ketchup, Sauces & Pastes"),
            (vec!["Hair Removal Cream - Almond"], "Grooming & Deodorants"),
            (vec!["ice cream ice", "frozen"], "Ice Cream"),
            (vec!["Onions"], "Onions, Potatoes & Tomatoes"),
        ] {
            let labels: Vec<String> = labels.into_iter().map(str::to_owned).collect();
            let kind = assortment.classify(&labels);
            assert_eq!(assortment.kinds[kind].name, expected, "{labels:?}");
        }
    }
}
