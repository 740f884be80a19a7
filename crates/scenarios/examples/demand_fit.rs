//! Prints how closely generated goods and baskets follow the public data they are fitted to.
//!
//! Run with `cargo run --release -p scenarios --example demand_fit`. Columns of measured values
//! need the data sets: `DARKSTORE_DATA` names their folder. Without it they show `-`.

use std::error::Error;
use std::path::{Path, PathBuf};

use domain::catalog::{Catalog, Sku, Velocity};
use domain::demand::BasketModel;
use domain::order::Line;
use domain::rng::{Purpose, Streams};
use domain::store::{FloorPlan, Slot};
use scenarios::build::{basket, floor};
use scenarios::public::instacart::ObservedBaskets;
use scenarios::public::sku_list;
use scenarios::spec::basket::BasketSpec;
use scenarios::spec::catalog::CatalogSpec;
use scenarios::spec::floor::FloorSpec;

const SEED: u64 = 1;
const ORDERS: u64 = 50_000;
const SHARES: [f64; 7] = [0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99];

fn main() -> Result<(), Box<dyn Error>> {
    let data = std::env::var_os("DARKSTORE_DATA").map(PathBuf::from);
    let observed = data
        .as_ref()
        .map(|data| ObservedBaskets::read(&data.join("demand/instacart/baskets.csv.gz")))
        .transpose()?;
    let zepto = data
        .as_ref()
        .map(|data| sku_list::read(&data.join("demand/zepto_skus/skus.csv")))
        .transpose()?;

    let (range, model) = basket::build(&CatalogSpec::default(), &BasketSpec::default(), SEED)?;
    let drawn: Vec<Vec<Line>> = (0..ORDERS)
        .map(|order| {
            basket::draw(&range, &model, &mut Streams::new(SEED, 0).open(Purpose::Basket, order))
        })
        .collect();

    println!("catalogue of {} SKUs (model | measured)", range.skus.len());
    for (class, target) in [(Velocity::A, 60.0), (Velocity::B, 25.0), (Velocity::C, 15.0)] {
        let share = share_of(&range, |sku| sku.velocity == class);
        println!("  picks of class {class:?}, %: {share:.2} | {target:.2} (design)");
    }
    let measured = |flag: fn(&ObservedBaskets, usize) -> bool| {
        observed.as_ref().map(|observed| {
            let lines: Vec<usize> = observed.baskets.iter().flatten().copied().collect();
            let hits = lines.iter().filter(|product| flag(observed, **product)).count();
            100.0 * hits as f64 / lines.len() as f64
        })
    };
    let cold = measured(|observed, product| observed.products[product].is_cold(observed));
    let fragile = measured(|observed, product| observed.products[product].is_fragile(observed));
    println!("  cold lines, %: {:.2} | {}", share_of(&range, |sku| sku.is_cold), show(cold));
    println!(
        "  fragile lines, %: {:.2} | {}",
        share_of(&range, |sku| sku.is_fragile),
        show(fragile)
    );

    let weights = range.skus.iter().map(|sku| f64::from(sku.weight.0)).collect();
    let listed = zepto.as_ref().map(|skus| {
        skus.iter().filter_map(|sku| sku.weight).map(|weight| f64::from(weight.0)).collect()
    });
    compare("weight of a unit, g", weights, listed);
    let prices = range.skus.iter().map(|sku| sku.price.as_inr()).collect();
    let listed = zepto
        .as_ref()
        .map(|skus| skus.iter().filter_map(|sku| sku.price).map(|price| price.as_inr()).collect());
    compare("price of a unit over the range, INR", prices, listed);

    println!("baskets, {ORDERS} drawn (model | measured)");
    let sizes = drawn.iter().map(|basket| basket.len() as f64).collect();
    let measured_sizes = observed
        .as_ref()
        .map(|observed| observed.baskets.iter().map(|basket| basket.len() as f64).collect());
    compare("lines", sizes, measured_sizes);
    let lines: usize = drawn.iter().map(Vec::len).sum();
    let units: f64 = drawn.iter().flatten().map(|line| f64::from(line.quantity)).sum();
    println!("  units a line: {:.3} | 1.311", units / lines as f64);
    let single = drawn.iter().flatten().filter(|line| line.quantity == 1).count();
    println!("  lines of one unit, %: {:.1} | 78.7", 100.0 * single as f64 / lines as f64);
    let value: f64 = drawn.iter().flatten().map(|line| value_inr(&range, line)).sum();
    println!("  value of a basket, INR: {:.1} | 450 (design)", value / ORDERS as f64);
    let grams: f64 = drawn
        .iter()
        .flatten()
        .map(|line| f64::from(line.quantity) * range.sku(line.sku).weight.as_kg())
        .sum();
    let litres: f64 = drawn
        .iter()
        .flatten()
        .map(|line| f64::from(line.quantity) * f64::from(range.sku(line.sku).volume.0) / 1e3)
        .sum();
    println!(
        "  weight, kg, and volume, l: {:.2}, {:.1}",
        grams / ORDERS as f64,
        litres / ORDERS as f64
    );
    println!("  categories by lines (model | measured):");
    for size in [2, 3, 5, 8, 10, 15] {
        let model = mean(drawn.iter().filter(|basket| basket.len() == size).map(|basket| {
            distinct(basket.iter().map(|line| range.sku(line.sku).category.index()))
        }));
        let measured = observed.as_ref().map(|observed| {
            mean(observed.baskets.iter().filter(|basket| basket.len() == size).map(|basket| {
                distinct(basket.iter().map(|product| observed.products[*product].aisle))
            }))
        });
        println!("    {size:2} lines: {model:.2} | {}", show(measured));
    }

    let forecast = basket::mean_units_by_sku(&range, &model);
    let mut counted = vec![0.0; range.skus.len()];
    for line in drawn.iter().flatten() {
        counted[line.sku.index()] += f64::from(line.quantity) / ORDERS as f64;
    }
    println!("expected units an order (formula | drawn | popularity x units of a basket)");
    let per_order = units / ORDERS as f64;
    for sku in [0, 1, 4, 19, 99] {
        let naive = range.skus[sku].popularity * per_order;
        println!("  rank {:3}: {:.4} | {:.4} | {naive:.4}", sku + 1, forecast[sku], counted[sku]);
    }

    let plan = floor::build(&FloorSpec::default(), &range, None)?;
    println!("walk of a basket, m (nearest neighbour | the reference design's passes)");
    for size in [1, 3, 5, 10, 15] {
        let of_size = || drawn.iter().filter(|basket| basket.len() == size);
        let whole = mean(of_size().map(|basket| walk(&plan, &range, basket, |_| 0)));
        let passes = mean(of_size().map(|basket| walk(&plan, &range, basket, pass)));
        println!("  {size:2} lines: {whole:.1} | {passes:.1}");
    }
    let ten_units = || {
        drawn
            .iter()
            .filter(|basket| basket.iter().map(|line| u32::from(line.quantity)).sum::<u32>() == 10)
    };
    let lines = mean(ten_units().map(|basket| basket.len() as f64));
    let whole = mean(ten_units().map(|basket| walk(&plan, &range, basket, |_| 0)));
    let passes = mean(ten_units().map(|basket| walk(&plan, &range, basket, pass)));
    println!("  10 units in {lines:.1} lines: {whole:.1} | {passes:.1}");
    // 8.4 s to begin, 5.4 s a line, 1.5 s a further unit, 1.2 m/s.
    let seconds = |walk: f64| 8.4 + 5.4 * lines + 1.5 * (10.0 - lines) + walk / 1.2;
    println!("  seconds to pick them: {:.0} | {:.0}", seconds(whole), seconds(passes));
    if let Some(data) = &data {
        print_from_data(data, &model)?;
    }
    Ok(())
}

/// Prints what catalogue and baskets become when they are read from data instead.
fn print_from_data(data: &Path, model: &BasketModel) -> Result<(), Box<dyn Error>> {
    let source = Some(data.join("demand/instacart/baskets.csv.gz"));
    let spec = BasketSpec { source, ..BasketSpec::default() };
    let (range, observed) = basket::build(&CatalogSpec::default(), &spec, SEED)?;
    let lines = mean(observed.observed.iter().map(|basket| basket.len() as f64));
    let classes = [Velocity::A, Velocity::B, Velocity::C]
        .map(|class| share_of(&range, |sku| sku.velocity == class).round());
    println!(
        "observed baskets: {} of {lines:.2} lines; picks of the classes, %: {classes:?}",
        observed.observed.len()
    );
    let source = vec![data.join("demand/zepto_skus/skus.csv")];
    let spec = CatalogSpec { source, ..CatalogSpec::default() };
    let (range, _) = basket::build(&spec, &BasketSpec::default(), SEED)?;
    let value = mean((0..ORDERS).map(|order| {
        let mut stream = Streams::new(SEED, 0).open(Purpose::Basket, order);
        basket::draw(&range, model, &mut stream).iter().map(|line| value_inr(&range, line)).sum()
    }));
    println!(
        "listed SKUs: {} at their own prices; value of a basket, INR: {value:.0}",
        range.skus.len()
    );
    Ok(())
}

/// Share of lines of the SKUs that `flag` holds for, percent.
fn share_of(range: &Catalog, flag: impl Fn(&Sku) -> bool) -> f64 {
    100.0 * range.skus.iter().filter(|sku| flag(sku)).map(|sku| sku.popularity).sum::<f64>()
}

fn value_inr(range: &Catalog, line: &Line) -> f64 {
    f64::from(line.quantity) * range.sku(line.sku).price.as_inr()
}

/// The design's order of passes: zones C, B and A, then the cold room, then fragile goods.
fn pass(sku: &Sku) -> u8 {
    match sku.velocity {
        _ if sku.is_fragile => 4,
        _ if sku.is_cold => 3,
        Velocity::A => 2,
        Velocity::B => 1,
        Velocity::C => 0,
    }
}

/// Length of the walk from the stations and back, pass by pass, always to the nearest slot left of
/// the pass, metres.
fn walk(plan: &FloorPlan, range: &Catalog, basket: &[Line], pass: fn(&Sku) -> u8) -> f64 {
    let mut left: Vec<(u8, Slot)> =
        basket.iter().map(|line| (pass(range.sku(line.sku)), plan.slot(line.sku))).collect();
    let (mut at, mut length) = (FloorPlan::DEPOT, 0.0);
    while let Some(next) =
        (0..left.len()).min_by_key(|stop| (left[*stop].0, plan.walk(at, left[*stop].1)))
    {
        let (_, slot) = left.swap_remove(next);
        length += plan.walk(at, slot).as_m();
        at = slot;
    }
    length + plan.walk(at, FloorPlan::DEPOT).as_m()
}

fn distinct(items: impl Iterator<Item = usize>) -> f64 {
    items.collect::<std::collections::BTreeSet<_>>().len() as f64
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0_u32), |(sum, count), value| (sum + value, count + 1));
    sum / f64::from(count)
}

fn show(value: Option<f64>) -> String {
    value.map_or("-".to_owned(), |value| format!("{value:.2}"))
}

/// Prints mean and quantiles of both, one below the other.
fn compare(name: &str, model: Vec<f64>, measured: Option<Vec<f64>>) {
    println!(
        "  {name}: mean, then quantiles {}",
        SHARES.map(|p| (100.0 * p).to_string()).join(", ")
    );
    for (whose, values) in [("model", Some(model)), ("measured", measured)] {
        let Some(mut values) = values else { continue };
        values.sort_by(f64::total_cmp);
        let mean = mean(values.iter().copied());
        let quantiles: Vec<String> = SHARES
            .iter()
            .map(|p| format!("{:.0}", values[(p * values.len() as f64) as usize]))
            .collect();
        println!("    {whose:8} {mean:.2}; {}", quantiles.join(", "));
    }
}
