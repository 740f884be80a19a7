//! Builds the basket model, and the catalogue along with it where baskets are observed.

use domain::catalog::Catalog;
use domain::demand::BasketModel;
use domain::order::Line;
use domain::rng::Stream;

use crate::Fault;
use crate::spec::basket::BasketSpec;
use crate::spec::catalog::CatalogSpec;

mod observed;

pub use observed::halves;

/// How often a SKU that already lies in the basket is drawn anew before its line is skipped.
pub const REDRAWS: u32 = 4;

/// Builds what is sold and how baskets are filled with it. Observed baskets decide the range as
/// well, so both are built together.
///
/// # Errors
/// When settings contradict each other or a data file cannot be read.
pub fn build(
    catalog: &CatalogSpec,
    basket: &BasketSpec,
    seed: u64,
) -> Result<(Catalog, BasketModel), Fault> {
    let model = model(basket)?;
    match &basket.source {
        None => Ok((with_pick_shares(catalog, &model, seed)?, model)),
        Some(path) => {
            Fault::unless(catalog.source.is_empty(), "demand.source.skus", || {
                "observed baskets bring their own products, allowed: no SKU list".to_owned()
            })?;
            observed::build(path, catalog, basket, model, seed)
        }
    }
}

/// Rounds in which the shares of picks are brought to those asked for.
const ROUNDS: usize = 3;

/// The catalogue of which baskets take each class in its share of picks.
///
/// A product lies in a basket once, so popular ones are picked less often than they are drawn: with
/// the design's 60, 25 and 15 % as shares of draws, 58, 26 and 16 % of picks come out. The shares of
/// draws are therefore scaled by what was asked for over what comes out, a few times over; where no
/// such shares would fall from class to class, the last that do are kept.
fn with_pick_shares(spec: &CatalogSpec, model: &BasketModel, seed: u64) -> Result<Catalog, Fault> {
    let mut catalog = super::catalog::build(spec, seed)?;
    let mut drawn = spec.class_pick_shares;
    for _ in 0..ROUNDS {
        let picked = pick_shares(&catalog, model);
        let scaled: Vec<f64> = (0..3)
            .map(|class| drawn[class] * spec.class_pick_shares[class] / picked[class])
            .collect();
        let sum: f64 = scaled.iter().sum();
        drawn = [0, 1, 2].map(|class: usize| scaled[class] / sum);
        let draws = CatalogSpec { class_pick_shares: drawn, ..spec.clone() };
        match super::catalog::build(&draws, seed) {
            Ok(better) => catalog = better,
            Err(_) => break,
        }
    }
    Ok(catalog)
}

/// Shares of the classes A, B and C in the units that baskets take.
fn pick_shares(catalog: &Catalog, model: &BasketModel) -> [f64; 3] {
    let mut shares = [0.0; 3];
    for (sku, units) in catalog.skus.iter().zip(mean_units_by_sku(catalog, model)) {
        shares[sku.velocity as usize] += units;
    }
    let sum: f64 = shares.iter().sum();
    shares.map(|share| share / sum)
}

/// The basket model without observed baskets.
fn model(spec: &BasketSpec) -> Result<BasketModel, Fault> {
    Fault::unless_valid(&spec.lines, "basket.lines")?;
    Fault::unless(spec.max_lines > 0, "basket.max_lines", || {
        "`basket.max_lines` is 0, allowed: 1 to 500".to_owned()
    })?;
    Fault::unless(spec.max_units > 0, "basket.max_units", || {
        "`basket.max_units` is 0, allowed: 1 to 1000".to_owned()
    })?;
    let share = spec.mission_share;
    Fault::unless((0.0..=1.0).contains(&share), "basket.mission_share", || {
        format!("`basket.mission_share` is {share}, allowed: 0 to 1")
    })?;
    let further = spec.further_unit;
    Fault::unless((0.0..=0.95).contains(&further), "basket.further_unit", || {
        format!("`basket.further_unit` is {further}, allowed: 0 to 0.95")
    })?;
    Ok(BasketModel {
        lines: spec.lines,
        max_lines: spec.max_lines,
        mission_share: spec.mission_share,
        further_unit: spec.further_unit,
        max_units: spec.max_units,
        observed: Vec::new(),
    })
}

/// Fills one basket.
///
/// Where baskets are observed, one of them, each as likely as the next. Otherwise: the number of
/// lines is drawn, rounded up and kept between 1 and `max_lines`; one mission is drawn by its
/// popularity; then each line takes, with chance `mission_share`, a SKU of the mission by
/// popularity, else one of the whole range. A SKU that already lies in the basket is drawn anew
/// (mission or range included) up to [`REDRAWS`] times, then the line is skipped. Each line taken
/// has one unit, and one more with chance `further_unit` again and again up to `max_units`.
#[must_use]
pub fn draw(catalog: &Catalog, model: &BasketModel, stream: &mut Stream) -> Vec<Line> {
    if !model.observed.is_empty() {
        return model.observed[stream.below(model.observed.len() as u32) as usize].clone();
    }
    let wanted = lines_of(model.lines.draw(stream), model.max_lines);
    let mission = &catalog.missions[catalog.by_mission.draw(stream)];
    let mut basket: Vec<Line> = Vec::with_capacity(usize::from(wanted));
    for _ in 0..wanted {
        let fresh = (0..=REDRAWS).find_map(|_| {
            let sku = if stream.chance(model.mission_share) {
                mission.skus[mission.by_popularity.draw(stream)]
            } else {
                catalog.by_popularity.draw(stream).into()
            };
            basket.iter().all(|line| line.sku != sku).then_some(sku)
        });
        if let Some(sku) = fresh {
            basket.push(Line { sku, quantity: draw_units(model, stream) });
        }
    }
    basket
}

/// Units of one line.
pub(crate) fn draw_units(model: &BasketModel, stream: &mut Stream) -> u16 {
    let mut units = 1;
    while units < model.max_units && stream.chance(model.further_unit) {
        units += 1;
    }
    units
}

/// Lines of a basket from the draw of its size.
fn lines_of(draw: f64, max_lines: u16) -> u16 {
    libm::ceil(draw).clamp(1.0, f64::from(max_lines)) as u16
}

/// Mean units of a line.
#[must_use]
pub fn mean_units_per_line(model: &BasketModel) -> f64 {
    let capped = libm::pow(model.further_unit, f64::from(model.max_units));
    (1.0 - capped) / (1.0 - model.further_unit)
}

/// Expected units of each SKU in an order, by SKU id; what an order takes from the shelf while
/// nothing is out of stock.
///
/// Of observed baskets, the mean. Of drawn ones, a mean-field answer to [`draw`]: a SKU lies in the
/// basket at most once, so the chance of the next line to take it is its chance to be drawn times
/// the chance that it is not yet in. Agrees with drawing to about 1 %; popularity times the units of
/// a basket would be a third too high at the top SKU. O(missions × lines × SKUs).
#[must_use]
pub fn mean_units_by_sku(catalog: &Catalog, model: &BasketModel) -> Vec<f64> {
    let mut units = vec![0.0; catalog.skus.len()];
    if !model.observed.is_empty() {
        for line in model.observed.iter().flatten() {
            units[line.sku.index()] += f64::from(line.quantity);
        }
        units.iter_mut().for_each(|units| *units /= model.observed.len() as f64);
        return units;
    }
    let sizes = size_shares(model);
    let mission_share_of = |mission: &domain::catalog::Mission| -> f64 {
        mission.skus.iter().map(|sku| catalog.sku(*sku).popularity).sum()
    };
    for mission in &catalog.missions {
        let share = mission_share_of(mission);
        let mut chance: Vec<f64> =
            catalog.skus.iter().map(|sku| (1.0 - model.mission_share) * sku.popularity).collect();
        for &sku in &mission.skus {
            chance[sku.index()] += model.mission_share * catalog.sku(sku).popularity / share;
        }
        let mut inside = vec![0.0; catalog.skus.len()];
        for size_share in &sizes {
            let taken: f64 = chance.iter().zip(&inside).map(|(c, i)| c * i).sum();
            // Tries of a line: each but the last is followed by another where it hits the basket.
            let tries: f64 = (0..=REDRAWS)
                .scan(1.0, |p, _| {
                    let now = *p;
                    *p *= taken;
                    Some(now)
                })
                .sum();
            for ((inside, chance), units) in inside.iter_mut().zip(&chance).zip(&mut units) {
                *inside += chance * (1.0 - *inside) * tries;
                *units += share * size_share * *inside;
            }
        }
    }
    let per_line = mean_units_per_line(model);
    units.iter_mut().for_each(|units| *units *= per_line);
    units
}

/// Shares of baskets with 1, 2, ... lines wanted.
fn size_shares(model: &BasketModel) -> Vec<f64> {
    const STRATA: u32 = 8192;
    let mut shares = vec![0.0; usize::from(model.max_lines)];
    for stratum in 0..STRATA {
        let draw = model.lines.quantile((f64::from(stratum) + 0.5) / f64::from(STRATA));
        shares[usize::from(lines_of(draw, model.max_lines)) - 1] += 1.0 / f64::from(STRATA);
    }
    shares
}

#[cfg(test)]
mod tests;
