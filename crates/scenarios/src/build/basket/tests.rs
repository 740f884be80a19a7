//! Claims about baskets, judged by observed ones and by drawing.

use std::path::PathBuf;

use domain::catalog::Catalog;
use domain::demand::BasketModel;
use domain::dist::Dist;
use domain::order::Line;
use domain::rng::{Purpose, Streams};

use super::{build, draw, mean_units_by_sku, mean_units_per_line};
use crate::public::instacart::ObservedBaskets;
use crate::spec::basket::{BasketSpec, Unlisted};
use crate::spec::catalog::CatalogSpec;

fn sample(catalog: &Catalog, model: &BasketModel, count: u64) -> Vec<Vec<Line>> {
    let streams = Streams::new(11, 0);
    (0..count).map(|n| draw(catalog, model, &mut streams.open(Purpose::Basket, n))).collect()
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    sum / count
}

fn baskets_file() -> Option<PathBuf> {
    let data = std::env::var_os("DARKSTORE_DATA").map(PathBuf::from);
    if data.is_none() {
        println!("skipped: DARKSTORE_DATA is not set");
    }
    data.map(|data| data.join("demand/instacart/baskets.csv.gz"))
}

#[test]
fn a_basket_as_wanted_is_worth_so_much_that_450_rupees_are_delivered() {
    for seed in [1, 2, 3] {
        let (catalog, model) =
            build(&CatalogSpec::default(), &BasketSpec::default(), seed).unwrap();
        let value = mean(sample(&catalog, &model, 20_000).iter().map(|basket| {
            basket
                .iter()
                .map(|line| catalog.sku(line.sku).price.as_inr() * f64::from(line.quantity))
                .sum()
        }));
        // Some 8 % are missing from the shelves, or wanted by those who walk away.
        assert!((465.0..515.0).contains(&value), "seed {seed}: {value}");
    }
}

#[test]
fn a_basket_holds_no_sku_twice_and_keeps_its_limits() {
    let spec =
        BasketSpec { max_lines: 30, max_units: 3, further_unit: 0.6, ..BasketSpec::default() };
    let (catalog, model) = build(&CatalogSpec::default(), &spec, 1).unwrap();
    for basket in sample(&catalog, &model, 5_000) {
        assert!((1..=30).contains(&basket.len()));
        let mut skus: Vec<_> = basket.iter().map(|line| line.sku).collect();
        skus.sort_unstable();
        skus.dedup();
        assert_eq!(skus.len(), basket.len());
        assert!(basket.iter().all(|line| (1..=3).contains(&line.quantity)));
    }
}

#[test]
fn units_of_a_line_have_the_measured_mean() {
    let (catalog, model) = build(&CatalogSpec::default(), &BasketSpec::default(), 1).unwrap();
    let baskets = sample(&catalog, &model, 20_000);
    let drawn = mean(baskets.iter().flatten().map(|line| f64::from(line.quantity)));
    assert!((drawn - 1.311).abs() < 0.01, "{drawn}");
    assert!((mean_units_per_line(&model) - 1.311).abs() < 0.002);
    let single = mean(baskets.iter().flatten().map(|line| f64::from(u8::from(line.quantity == 1))));
    assert!((single - 0.787).abs() < 0.03, "{single}");
}

#[test]
fn with_the_measured_median_sizes_are_those_of_observed_baskets() {
    let spec = BasketSpec {
        lines: Dist::LogNormal { median: 7.78, sigma: 0.849 },
        ..BasketSpec::default()
    };
    let (catalog, model) = build(&CatalogSpec::default(), &spec, 1).unwrap();
    let mut sizes: Vec<usize> = sample(&catalog, &model, 20_000).iter().map(Vec::len).collect();
    sizes.sort_unstable();
    // Quantiles of both halves of the observed baskets; the log-normal's tail is heavier.
    for (p, observed, within) in
        [(0.05, 1, 2), (0.25, 5, 1), (0.5, 9, 1), (0.75, 14, 1), (0.9, 21, 3), (0.95, 26, 7)]
    {
        let drawn = sizes[(p * sizes.len() as f64) as usize];
        assert!(drawn.abs_diff(observed) <= within, "{p}: {drawn} for {observed}");
    }
}

#[test]
fn the_forecast_agrees_with_drawing() {
    let catalog_spec = CatalogSpec { sku_count: 100, ..CatalogSpec::default() };
    for (catalog_spec, orders) in [(CatalogSpec::default(), 60_000), (catalog_spec, 60_000)] {
        let (catalog, model) = build(&catalog_spec, &BasketSpec::default(), 1).unwrap();
        let forecast = mean_units_by_sku(&catalog, &model);
        let mut drawn = vec![0.0; catalog.skus.len()];
        let baskets = sample(&catalog, &model, orders);
        for line in baskets.iter().flatten() {
            drawn[line.sku.index()] += f64::from(line.quantity) / orders as f64;
        }
        // The top SKUs one by one within 3 % and sampling error; together within 1 %.
        for sku in 0..20 {
            let error = 4.0 * (2.0 * drawn[sku] / orders as f64).sqrt();
            let gap = (forecast[sku] - drawn[sku]).abs();
            assert!(gap < 0.03 * drawn[sku] + error, "{sku}: {} {}", forecast[sku], drawn[sku]);
        }
        let (all, counted) = (forecast.iter().sum::<f64>(), drawn.iter().sum::<f64>());
        assert!((all / counted - 1.0).abs() < 0.01, "{all} for {counted}");
    }
}

#[test]
fn baskets_keep_to_their_mission_as_observed_ones_to_their_categories() {
    let Some(path) = baskets_file() else { return };
    let observed = ObservedBaskets::read(&path).unwrap();
    let (catalog, model) = build(&CatalogSpec::default(), &BasketSpec::default(), 1).unwrap();
    let drawn = sample(&catalog, &model, 60_000);
    let distinct = |items: &mut Vec<usize>| {
        items.sort_unstable();
        items.dedup();
        items.len() as f64
    };
    for size in [3, 5, 8, 10, 15] {
        let measured = mean(observed.baskets.iter().filter(|b| b.len() == size).map(|basket| {
            distinct(&mut basket.iter().map(|p| observed.products[*p].aisle).collect())
        }));
        let model = mean(drawn.iter().filter(|basket| basket.len() == size).map(|basket| {
            distinct(&mut basket.iter().map(|l| catalog.sku(l.sku).category.index()).collect())
        }));
        assert!((model / measured - 1.0).abs() < 0.05, "{size} lines: {model} for {measured}");
    }
}

#[test]
fn observed_baskets_keep_their_size_and_their_cold_share() {
    let Some(path) = baskets_file() else { return };
    let observed = ObservedBaskets::read(&path).unwrap();
    let before = mean(observed.baskets.iter().map(|basket| basket.len() as f64));
    let spec = BasketSpec { source: Some(path), ..BasketSpec::default() };
    let (catalog, model) = build(&CatalogSpec::default(), &spec, 1).unwrap();
    assert_eq!(catalog.skus.len(), 2_500);
    let after = mean(model.observed.iter().map(|basket| basket.len() as f64));
    assert!((9.5..10.5).contains(&after) && (after / before - 1.0).abs() < 0.03, "{after}");
    let cold: f64 = catalog.skus.iter().filter(|s| s.is_cold).map(|s| s.popularity).sum();
    assert!((cold - 0.287).abs() < 0.01, "{cold}");
    let fragile: f64 = catalog.skus.iter().filter(|s| s.is_fragile).map(|s| s.popularity).sum();
    assert!((fragile - 0.21).abs() < 0.015, "{fragile}");

    let units = mean_units_by_sku(&catalog, &model);
    let drawn = sample(&catalog, &model, 20_000);
    let per_order = mean(drawn.iter().map(|b| b.iter().map(|l| f64::from(l.quantity)).sum()));
    assert!((units.iter().sum::<f64>() / per_order - 1.0).abs() < 0.02);
    assert!(catalog.skus.is_sorted_by(|x, y| x.popularity >= y.popularity));
    for basket in &model.observed {
        let mut skus: Vec<_> = basket.iter().map(|line| line.sku).collect();
        skus.sort_unstable();
        skus.dedup();
        assert!(!basket.is_empty() && skus.len() == basket.len());
    }
}

#[test]
fn dropping_unlisted_products_loses_their_share_of_lines() {
    let Some(path) = baskets_file() else { return };
    let spec = BasketSpec { source: Some(path), unlisted: Unlisted::Drop, ..BasketSpec::default() };
    let (_, model) = build(&CatalogSpec::default(), &spec, 1).unwrap();
    let lines: usize = model.observed.iter().map(Vec::len).sum();
    // The 2,500 best sellers hold 69.5 % of the lines of both halves, 70.1 % of this one's.
    assert!((lines as f64 / 98_977.0 - 0.70).abs() < 0.01, "{lines}");
}

#[test]
fn contradictions_are_refused_by_the_setting_at_fault() {
    let base = BasketSpec::default;
    let none = CatalogSpec::default();
    for (spec, path) in [
        (BasketSpec { max_lines: 0, ..base() }, "basket.max_lines"),
        (BasketSpec { max_units: 0, ..base() }, "basket.max_units"),
        (BasketSpec { mission_share: f64::NAN, ..base() }, "basket.mission_share"),
        (BasketSpec { further_unit: 1.0, ..base() }, "basket.further_unit"),
        (
            BasketSpec { lines: Dist::LogNormal { median: 4.0, sigma: f64::NAN }, ..base() },
            "basket.lines",
        ),
        (BasketSpec { source: Some("no/such.csv".into()), ..base() }, "demand.source.baskets"),
    ] {
        assert_eq!(build(&none, &spec, 1).unwrap_err().path, path);
    }
    let both = CatalogSpec { source: vec!["skus.csv".into()], ..none };
    let spec = BasketSpec { source: Some("baskets.csv".into()), ..base() };
    assert_eq!(build(&both, &spec, 1).unwrap_err().path, "demand.source.skus");
}
