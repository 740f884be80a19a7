//! Builds the catalogue: generated, or from the goods of SKU lists.

use domain::catalog::{Catalog, Category, Sku, Velocity};
use domain::ids::CategoryId;
use domain::rng::{Purpose, Stream, Streams};
use domain::units::{Grams, Millilitres, Paise};

use crate::Fault;
use crate::public::listed_sku::{ListedSku, without_repeats};
use crate::public::sku_list;
use crate::spec::catalog::CatalogSpec;

pub mod assortment;
mod popularity;

use assortment::{Assortment, Kind};

/// Heaviest unit, grams: the heaviest of the Indian list, a bag of flour or rice.
const MAX_WEIGHT_G: f64 = 10_000.0;
/// Largest unit, millilitres: it still fits a rider's box.
const MAX_VOLUME_ML: f64 = 20_000.0;
/// Correlation of log price and log weight within a category (0.42 over the whole Indian list).
const PRICE_FOLLOWS_WEIGHT: f64 = 0.45;

/// What a stream of the catalogue draws; the entity of [`Purpose::Catalog`].
#[derive(Clone, Copy)]
pub(super) enum Draw {
    Selection = 0,
    Popularity = 1,
    Weight = 2,
    Price = 3,
    ShelfLife = 4,
    ObservedUnits = 5,
    ObservedSwap = 6,
}

impl Draw {
    /// The stream of this draw; the catalogue is the same in every replication.
    pub(super) fn open(self, seed: u64) -> Stream {
        Streams::new(seed, 0).open(Purpose::Catalog, self as u64)
    }
}

/// A SKU whose weight, price and shelf life are still to be drawn.
pub(super) struct Draft {
    /// Name; the category's with a number where empty.
    pub(super) name: String,
    /// Decides weight, price and the like.
    pub(super) kind: usize,
    pub(super) category: CategoryId,
    pub(super) velocity: Velocity,
    pub(super) popularity: f64,
    /// How popular it is within its category: a standard normal score.
    pub(super) score: f64,
    pub(super) is_cold: bool,
    pub(super) is_fragile: bool,
    pub(super) price: Option<Paise>,
    pub(super) weight: Option<Grams>,
}

/// Builds the catalogue of a specification.
///
/// # Errors
/// When settings contradict each other or a SKU list cannot be read.
pub fn build(spec: &CatalogSpec, seed: u64) -> Result<Catalog, Fault> {
    check(spec)?;
    let mut assortment = Assortment::built_in();
    let listed = read_sources(spec, seed)?;
    let kind_of_listed: Vec<usize> =
        listed.iter().map(|sku| assortment.classify(&sku.labels)).collect();
    let count = if listed.is_empty() { spec.sku_count as usize } else { listed.len() };
    let sizes = class_sizes(spec, count)?;
    let curve = popularity::by_rank(spec, count, sizes)?;

    let kinds = if listed.is_empty() {
        popularity::kinds_of_range(&assortment.kinds, count)
    } else {
        kind_of_listed
    };
    popularity::rake(&mut assortment.kinds, &kinds, spec)?;
    let listed_prices: Vec<Option<Paise>> = listed.iter().map(|sku| sku.price).collect();
    let mut stream = Draw::Popularity.open(seed);
    let scores = popularity::scores(&kinds, &listed_prices, spec.cheap_is_popular, &mut stream);
    let ranked = popularity::rank(&assortment.kinds, &kinds, &scores, &curve);

    let drafts = ranked.into_iter().enumerate().map(|(rank, place)| {
        let kind = &assortment.kinds[kinds[place.sku]];
        let listed = listed.get(place.sku);
        Draft {
            name: listed.map(|sku| sku.name.clone()).unwrap_or_default(),
            kind: kinds[place.sku],
            category: kinds[place.sku].into(),
            velocity: velocity(rank, sizes),
            popularity: curve[rank],
            score: place.score,
            is_cold: kind.is_cold,
            is_fragile: kind.is_fragile,
            price: listed.and_then(|sku| sku.price),
            weight: listed.and_then(|sku| sku.weight),
        }
    });
    let skus = finish(drafts.collect(), &assortment.kinds, spec, seed);
    let categories = assortment
        .kinds
        .iter()
        .map(|kind| Category {
            name: kind.name.clone(),
            mission: kind.mission,
            is_food: kind.is_food,
        })
        .collect();
    Ok(Catalog::new(skus, categories, &assortment.missions))
}

/// Refuses settings that contradict each other or cannot be drawn from.
pub(super) fn check(spec: &CatalogSpec) -> Result<(), Fault> {
    let within = |value: f64, low: f64, high: f64, path: &str| {
        Fault::unless((low..=high).contains(&value), path, || {
            format!("`{path}` is {value}, allowed: {low} to {high}")
        })
    };
    Fault::unless((50..=20_000).contains(&spec.sku_count), "catalog.sku_count", || {
        format!("`catalog.sku_count` is {}, allowed: 50 to 20000", spec.sku_count)
    })?;
    Fault::unless_valid(&spec.weight_g, "catalog.weight_g")?;
    within(spec.weight_g.mean(), 1.0, MAX_WEIGHT_G, "catalog.weight_g")?;
    within(spec.mean_unit_price_inr, 1.0, 10_000.0, "catalog.mean_unit_price_inr")?;
    within(spec.cheap_is_popular, 0.0, 0.8, "catalog.cheap_is_popular")?;
    within(spec.gross_margin, 0.0, 0.9, "catalog.gross_margin")?;
    within(spec.cold_share, 0.0, 0.9, "catalog.cold_share")?;
    within(spec.fragile_share, 0.0, 0.9, "catalog.fragile_share")
}

/// SKUs in the classes A and B of a range.
pub(super) fn class_sizes(spec: &CatalogSpec, count: usize) -> Result<[usize; 2], Fault> {
    let default = |size: usize| (size * count.min(2_500)).div_ceil(2_500);
    let a = spec.class_a_skus.map_or(default(200), |size| size as usize);
    let b = spec.class_b_skus.map_or(default(500), |size| size as usize);
    Fault::unless(a > 0 && b > 0 && a + b < count, "catalog.class_b_skus", || {
        format!("classes A and B hold {a} and {b} SKUs, allowed: together below the {count} of all")
    })?;
    Ok([a, b])
}

/// The class of a popularity rank, counted from 0.
pub(super) fn velocity(rank: usize, [a, b]: [usize; 2]) -> Velocity {
    if rank < a {
        Velocity::A
    } else if rank < a + b {
        Velocity::B
    } else {
        Velocity::C
    }
}

/// The goods of all sources, at most `sku_count`, chosen at random; empty without sources.
fn read_sources(spec: &CatalogSpec, seed: u64) -> Result<Vec<ListedSku>, Fault> {
    let mut listed = Vec::new();
    for (place, path) in spec.source.iter().enumerate() {
        let skus = sku_list::read(path).map_err(|error| {
            Fault::new(format!("demand.source.skus.{place}"), error.to_string())
        })?;
        listed.extend(skus);
    }
    let mut listed = without_repeats(listed);
    let mut stream = Draw::Selection.open(seed);
    let wanted = listed.len().min(spec.sku_count as usize);
    for place in 0..wanted {
        let other = place + stream.below((listed.len() - place) as u32) as usize;
        listed.swap(place, other);
    }
    listed.truncate(wanted);
    Ok(listed)
}

/// Draws what is still open: weights, then volumes and prices, then shelf lives.
///
/// `drafts` are sorted by popularity.
pub(super) fn finish(
    drafts: Vec<Draft>,
    kinds: &[Kind],
    spec: &CatalogSpec,
    seed: u64,
) -> Vec<Sku> {
    let weights = weights(&drafts, kinds, spec, seed);
    let prices = prices(&drafts, kinds, &weights, spec, seed);
    let mut lives = Draw::ShelfLife.open(seed);
    let mut numbers = vec![0_u32; kinds.len()];
    let mut skus = Vec::with_capacity(drafts.len());
    for ((draft, weight), price) in drafts.into_iter().zip(weights).zip(prices) {
        let kind = &kinds[draft.kind];
        numbers[draft.kind] += 1;
        let name = if draft.name.is_empty() {
            format!("{} {:03}", kind.name, numbers[draft.kind])
        } else {
            draft.name
        };
        let volume = (f64::from(weight.0) / kind.g_per_ml).clamp(5.0, MAX_VOLUME_ML);
        let [shortest, longest] = kind.life_days;
        let life = shortest + lives.below(u32::from(longest - shortest) + 1) as u16;
        // A slow mover comes by the half case: a full one would outlast its shelf life.
        let case = match draft.velocity {
            Velocity::A | Velocity::B => kind.case_units,
            Velocity::C => kind.case_units.div_ceil(2),
        };
        skus.push(Sku {
            name,
            category: draft.category,
            velocity: draft.velocity,
            popularity: draft.popularity,
            price,
            cost: price.share(1.0 - spec.gross_margin),
            weight,
            volume: Millilitres(libm::round(volume) as u32),
            is_cold: draft.is_cold,
            is_fragile: draft.is_fragile,
            shelf_life_days: life,
            min_order_quantity: case,
        });
    }
    skus
}

/// Weights: drawn around the category's median to find their order, then laid on the quantiles of
/// the range's distribution, which they so follow exactly whatever the mix of categories.
fn weights(drafts: &[Draft], kinds: &[Kind], spec: &CatalogSpec, seed: u64) -> Vec<Grams> {
    let mut stream = Draw::Weight.open(seed);
    let mut open: Vec<(f64, usize)> = Vec::new();
    for (index, draft) in drafts.iter().enumerate() {
        let kind = &kinds[draft.kind];
        let log_weight = libm::log(kind.weight_g) + kind.weight_sigma * normal(&mut stream);
        if draft.weight.is_none() {
            open.push((log_weight, index));
        }
    }
    open.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut weights: Vec<Grams> =
        drafts.iter().map(|draft| draft.weight.unwrap_or_default()).collect();
    for (rank, (_, index)) in open.iter().enumerate() {
        let weight = spec.weight_g.quantile((rank as f64 + 0.5) / open.len() as f64);
        weights[*index] = Grams(libm::round(weight.clamp(1.0, MAX_WEIGHT_G)) as u32);
    }
    weights
}

/// Prices in whole rupees around the category's median, dearer for the heavier and, by the chosen
/// correlation, cheaper for the popular; one factor then brings their mean by popularity to the
/// chosen level. Listed prices are neither drawn nor scaled.
fn prices(
    drafts: &[Draft],
    kinds: &[Kind],
    weights: &[Grams],
    spec: &CatalogSpec,
    seed: u64,
) -> Vec<Paise> {
    let mut stream = Draw::Price.open(seed);
    let (heavy, cheap) = (PRICE_FOLLOWS_WEIGHT, spec.cheap_is_popular);
    let own = (1.0 - heavy * heavy - cheap * cheap).max(0.0).sqrt();
    let (mut drawn, mut value, mut share) = (Vec::with_capacity(drafts.len()), 0.0, 0.0);
    for (draft, weight) in drafts.iter().zip(weights) {
        let kind = &kinds[draft.kind];
        let ratio = f64::from(weight.0.max(1)) / kind.weight_g;
        let weight_score = (libm::log(ratio) / kind.weight_sigma).clamp(-3.0, 3.0);
        let score = heavy * weight_score - cheap * draft.score + own * normal(&mut stream);
        let price = kind.price_inr * libm::exp(kind.price_sigma * score);
        drawn.push(price);
        if draft.price.is_none() {
            value += draft.popularity * price;
            share += draft.popularity;
        }
    }
    let is_generated = drafts.iter().all(|draft| draft.price.is_none());
    let level = if is_generated { spec.mean_unit_price_inr * share / value } else { 1.0 };
    drafts
        .iter()
        .zip(drawn)
        .map(|(draft, drawn)| {
            draft.price.unwrap_or_else(|| Paise(100 * libm::round((drawn * level).max(2.0)) as i64))
        })
        .collect()
}

/// A standard normal draw.
fn normal(stream: &mut Stream) -> f64 {
    domain::dist::standard_normal_quantile(stream.uniform())
}

#[cfg(test)]
mod tests;
