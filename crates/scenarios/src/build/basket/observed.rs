//! Observed baskets, and the catalogue of the products in them.

use std::path::Path;

use domain::catalog::{Catalog, Category};
use domain::demand::BasketModel;
use domain::dist::{Alias, standard_normal_quantile};
use domain::ids::SkuId;
use domain::order::Line;

use super::super::catalog::assortment::Assortment;
use super::super::catalog::{Draft, Draw, check, class_sizes, finish, velocity};
use crate::Fault;
use crate::public::instacart::ObservedBaskets;
use crate::spec::basket::{BasketSpec, Unlisted};
use crate::spec::catalog::CatalogSpec;

/// Builds catalogue and model from a basket file.
///
/// The products bought most often become SKUs; aisles become categories, departments missions.
/// Which goods are cold or fragile follows from aisle and department. Weights, prices and the rest,
/// which the set does not have, are drawn as for generated goods of the same kind, and so are units
/// per line.
pub(super) fn build(
    path: &Path,
    catalog: &CatalogSpec,
    basket: &BasketSpec,
    model: BasketModel,
    seed: u64,
) -> Result<(Catalog, BasketModel), Fault> {
    let observed = read(path)?;
    let (catalog, model, _) = ranged(&observed, catalog, basket, model, seed)?;
    Ok((catalog, model))
}

/// Catalogue and baskets of every other order of a basket file, and the baskets of the orders
/// between, as far as they are of that catalogue; baskets left empty are dropped.
///
/// # Errors
/// As of a scenario with these observed baskets.
pub fn halves(
    path: &Path,
    catalog: &CatalogSpec,
    basket: &BasketSpec,
    seed: u64,
) -> Result<(Catalog, BasketModel, Vec<Vec<SkuId>>), Fault> {
    let mut observed = read(path)?;
    let mut position = 0;
    let (mine, others) = std::mem::take(&mut observed.baskets).into_iter().partition(|_| {
        position += 1;
        position % 2 == 1
    });
    observed.baskets = mine;
    let others: Vec<Vec<usize>> = others;
    let (catalog, model, sku_of) = ranged(&observed, catalog, basket, super::model(basket)?, seed)?;
    let of_range = |basket: Vec<usize>| -> Vec<SkuId> {
        basket.into_iter().filter_map(|product| sku_of[product]).collect()
    };
    let others = others.into_iter().map(of_range).filter(|basket| !basket.is_empty());
    Ok((catalog, model, others.collect()))
}

fn read(path: &Path) -> Result<ObservedBaskets, Fault> {
    ObservedBaskets::read(path)
        .map_err(|error| Fault::new("demand.source.baskets", error.to_string()))
}

/// Catalogue, model, and the SKU of each product that is one.
fn ranged(
    observed: &ObservedBaskets,
    catalog: &CatalogSpec,
    basket: &BasketSpec,
    mut model: BasketModel,
    seed: u64,
) -> Result<(Catalog, BasketModel, Vec<Option<SkuId>>), Fault> {
    check(catalog)?;
    let range = best_sellers(observed, catalog.sku_count as usize);
    let sizes = class_sizes(catalog, range.len())?;
    let baskets = baskets_of_range(observed, &range, basket, seed);

    let mut lines = vec![0_u32; observed.products.len()];
    baskets.iter().flatten().for_each(|product| lines[*product] += 1);
    // Truncated baskets can leave a product without lines; it keeps a place at the end.
    let mut range = range;
    range.sort_by_key(|product| (std::cmp::Reverse(lines[*product]), *product));

    let assortment = Assortment::built_in();
    let scores = scores_in_aisle(observed, &range);
    let mut sku_of = vec![None; observed.products.len()];
    let mut drafts = Vec::with_capacity(range.len());
    for (rank, (&index, score)) in range.iter().zip(scores).enumerate() {
        sku_of[index] = Some(SkuId::from(rank));
        let product = &observed.products[index];
        let labels = [product.aisle_name(observed), product.department_name(observed)];
        drafts.push(Draft {
            name: product.name.clone(),
            kind: assortment.classify(&labels.map(str::to_owned)),
            category: product.aisle.into(),
            velocity: velocity(rank, sizes),
            popularity: f64::from(lines[index].max(1)),
            score,
            is_cold: product.is_cold(observed),
            is_fragile: product.is_fragile(observed),
            price: None,
            weight: None,
        });
    }
    let skus = finish(drafts, &assortment.kinds, catalog, seed);
    let catalog = Catalog::new(skus, categories(observed), &observed.departments);

    let mut stream = Draw::ObservedUnits.open(seed);
    model.observed = baskets
        .iter()
        .map(|products| {
            let skus = products.iter().filter_map(|product| sku_of[*product]);
            skus.map(|sku| Line { sku, quantity: super::draw_units(&model, &mut stream) }).collect()
        })
        .collect();
    Ok((catalog, model, sku_of))
}

/// The `count` products bought most often, ties by their place in the product table.
fn best_sellers(observed: &ObservedBaskets, count: usize) -> Vec<usize> {
    let mut lines = vec![0_u32; observed.products.len()];
    observed.baskets.iter().flatten().for_each(|product| lines[*product] += 1);
    let mut range: Vec<usize> = (0..lines.len()).filter(|product| lines[*product] > 0).collect();
    range.sort_by_key(|product| (std::cmp::Reverse(lines[*product]), *product));
    range.truncate(count);
    range
}

/// Baskets of products of the range only; those left empty are dropped.
fn baskets_of_range(
    observed: &ObservedBaskets,
    range: &[usize],
    spec: &BasketSpec,
    seed: u64,
) -> Vec<Vec<usize>> {
    let mut is_listed = vec![false; observed.products.len()];
    range.iter().for_each(|product| is_listed[*product] = true);
    let substitutes = substitutes(observed, range);
    let mut stream = Draw::ObservedSwap.open(seed);
    let mut baskets = Vec::with_capacity(observed.baskets.len());
    for products in &observed.baskets {
        let mut basket: Vec<usize> = Vec::with_capacity(products.len());
        for &product in products {
            let taken = if is_listed[product] {
                (!basket.contains(&product)).then_some(product)
            } else if spec.unlisted == Unlisted::Swap {
                substitutes[observed.products[product].aisle].as_ref().and_then(|(skus, draw)| {
                    (0..=super::REDRAWS)
                        .map(|_| skus[draw.draw(&mut stream)])
                        // Neither twice in the basket, nor what a later line holds anyway.
                        .find(|sku| !basket.contains(sku) && !products.contains(sku))
                })
            } else {
                None
            };
            basket.extend(taken);
        }
        basket.truncate(usize::from(spec.max_lines));
        if !basket.is_empty() {
            baskets.push(basket);
        }
    }
    baskets
}

/// Products of the range in each aisle, with a draw by lines.
fn substitutes(observed: &ObservedBaskets, range: &[usize]) -> Vec<Option<(Vec<usize>, Alias)>> {
    let mut lines = vec![0.0_f64; observed.products.len()];
    observed.baskets.iter().flatten().for_each(|product| lines[*product] += 1.0);
    let mut members = vec![Vec::new(); observed.aisles.len()];
    range.iter().for_each(|product| members[observed.products[*product].aisle].push(*product));
    members
        .into_iter()
        .map(|products: Vec<usize>| {
            let weights: Vec<f64> = products.iter().map(|product| lines[*product]).collect();
            (!products.is_empty()).then(|| (products, Alias::new(&weights)))
        })
        .collect()
}

/// How popular each product of the range is within its aisle, as a standard normal score. `range`
/// is sorted by popularity.
fn scores_in_aisle(observed: &ObservedBaskets, range: &[usize]) -> Vec<f64> {
    let mut size = vec![0_u32; observed.aisles.len()];
    let place: Vec<(usize, u32)> = range
        .iter()
        .map(|product| {
            let aisle = observed.products[*product].aisle;
            size[aisle] += 1;
            (aisle, size[aisle])
        })
        .collect();
    place
        .into_iter()
        .map(|(aisle, rank)| {
            -standard_normal_quantile((f64::from(rank) - 0.5) / f64::from(size[aisle]))
        })
        .collect()
}

/// Departments whose goods are not eaten.
const NOT_FOOD: [&str; 3] = ["household", "personal care", "pets"];

/// Aisles as categories; the department of an aisle's first product is its mission.
fn categories(observed: &ObservedBaskets) -> Vec<Category> {
    let mut mission = vec![0_u16; observed.aisles.len()];
    for product in observed.products.iter().rev() {
        mission[product.aisle] = product.department as u16;
    }
    let named = observed.aisles.iter().zip(mission);
    let is_food =
        |mission: u16| !NOT_FOOD.contains(&observed.departments[usize::from(mission)].as_str());
    named
        .map(|(name, mission)| Category { name: name.clone(), mission, is_food: is_food(mission) })
        .collect()
}
