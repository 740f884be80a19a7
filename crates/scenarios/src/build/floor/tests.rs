//! Claims about layouts, judged by counting and by walking.

use std::collections::BTreeMap;

use domain::catalog::{Catalog, Velocity};
use domain::rng::{Purpose, Streams};
use domain::store::{FloorPlan, FloorZone};
use proptest::prelude::*;

use super::build;
use crate::build::{basket, catalog};
use crate::spec::basket::BasketSpec;
use crate::spec::catalog::CatalogSpec;
use crate::spec::floor::FloorSpec;

fn range(sku_count: u32, seed: u64) -> Catalog {
    catalog::build(&CatalogSpec { sku_count, ..CatalogSpec::default() }, seed).unwrap()
}

/// Facings used in each bay, by (aisle, depth).
fn facings_used(
    spec: &FloorSpec,
    catalog: &Catalog,
    plan: &FloorPlan,
) -> BTreeMap<(u16, u64), u32> {
    let mut used = BTreeMap::new();
    for (sku, slot) in catalog.skus.iter().zip(&plan.slots) {
        let class = match sku.velocity {
            Velocity::A => 0,
            Velocity::B => 1,
            Velocity::C => 2,
        };
        *used.entry((slot.aisle, slot.depth.0)).or_default() += u32::from(spec.facings[class]);
    }
    for slot in plan.second_slots.iter().flatten() {
        *used.entry((slot.aisle, slot.depth.0)).or_default() += u32::from(spec.facings[2]);
    }
    used
}

fn mean_distance(catalog: &Catalog, plan: &FloorPlan, zone: FloorZone) -> f64 {
    let distances: Vec<f64> = (0..catalog.skus.len())
        .filter(|sku| plan.zones[*sku] == zone)
        .map(|sku| plan.walk(FloorPlan::DEPOT, plan.slots[sku]).as_m())
        .collect();
    distances.iter().sum::<f64>() / distances.len() as f64
}

#[test]
fn no_bay_holds_more_than_its_facings() {
    let spec = FloorSpec::default();
    for (sku_count, seed) in [(50, 1), (2_000, 2), (2_500, 3), (3_000, 4)] {
        let catalog = range(sku_count, seed);
        let plan = build(&spec, &catalog, None).unwrap();
        assert_eq!((plan.slots.len(), plan.zones.len()), (catalog.skus.len(), catalog.skus.len()));
        for (bay, used) in facings_used(&spec, &catalog, &plan) {
            assert!(used <= 60, "bay {bay:?} holds {used}");
        }
        for slot in &plan.slots {
            assert!(slot.aisle < plan.aisles.count && slot.depth < plan.aisles.length);
        }
    }
}

#[test]
fn the_most_popular_have_a_second_place_beyond_those_of_class_b() {
    let catalog = range(2_000, 5);
    let plain = build(&FloorSpec::default(), &catalog, None).unwrap();
    assert!(plain.second_slots.iter().all(Option::is_none));
    let spec = FloorSpec { second_faces: 60, ..FloorSpec::default() };
    let plan = build(&spec, &catalog, None).unwrap();
    assert!(facings_used(&spec, &catalog, &plan).values().all(|used| *used <= 60));
    assert!(
        mean_distance(&catalog, &plan, FloorZone::A) < mean_distance(&catalog, &plan, FloorZone::B)
    );
    for (number, second) in plan.second_slots.iter().enumerate() {
        assert_eq!(second.is_some(), number < 60);
        let Some(second) = second else { continue };
        assert_ne!(*second, plan.slots[number]);
        let cold = spec.cold_first_aisle..spec.cold_first_aisle + spec.cold_aisles;
        assert_eq!(cold.contains(&second.aisle), catalog.skus[number].is_cold);
    }
}

#[test]
fn zone_a_is_nearest_to_the_stations_then_b_then_c() {
    for seed in [1, 2, 3] {
        let catalog = range(2_500, seed);
        let plan = build(&FloorSpec::default(), &catalog, None).unwrap();
        let mean = |zone| mean_distance(&catalog, &plan, zone);
        assert!(mean(FloorZone::A) < mean(FloorZone::B), "seed {seed}");
        assert!(mean(FloorZone::B) < mean(FloorZone::C), "seed {seed}");
        // The cold room comes between the ambient fast and slow movers.
        assert!(mean(FloorZone::Cold) < mean(FloorZone::C), "seed {seed}");
    }
}

#[test]
fn cold_goods_stand_in_the_cold_room_and_nothing_else_does() {
    let spec = FloorSpec { cold_first_aisle: 7, ..FloorSpec::default() };
    for spec in [FloorSpec::default(), spec] {
        let cold = spec.cold_first_aisle..spec.cold_first_aisle + spec.cold_aisles;
        let catalog = range(2_500, 1);
        let plan = build(&spec, &catalog, None).unwrap();
        for (index, sku) in catalog.skus.iter().enumerate() {
            assert_eq!(cold.contains(&plan.slots[index].aisle), sku.is_cold, "{}", sku.name);
            assert_eq!(plan.zones[index] == FloorZone::Cold, sku.is_cold);
        }
    }
}

#[test]
fn ten_items_are_picked_in_under_90_seconds() {
    // 8.4 s to begin, 5.4 s a line, 1.5 s a further unit, 1.2 m/s: the means of typical work.
    let (catalog, model) =
        basket::build(&CatalogSpec::default(), &BasketSpec::default(), 1).unwrap();
    let plan = build(&FloorSpec::default(), &catalog, None).unwrap();
    let (mut seconds, mut orders) = (0.0, 0.0);
    for order in 0..20_000 {
        let mut stream = Streams::new(5, 0).open(Purpose::Basket, order);
        let lines = basket::draw(&catalog, &model, &mut stream);
        if lines.iter().map(|line| line.quantity).sum::<u16>() != 10 {
            continue;
        }
        let mut left: Vec<_> = lines.iter().map(|line| plan.slot(line.sku)).collect();
        let (mut at, mut walk) = (FloorPlan::DEPOT, 0.0);
        while let Some(next) = (0..left.len()).min_by_key(|stop| plan.walk(at, left[*stop])) {
            let slot = left.swap_remove(next);
            walk += plan.walk(at, slot).as_m();
            at = slot;
        }
        walk += plan.walk(at, FloorPlan::DEPOT).as_m();
        let lines = lines.len() as f64;
        seconds += 8.4 + 5.4 * lines + 1.5 * (10.0 - lines) + walk / 1.2;
        orders += 1.0;
    }
    assert!(orders > 500.0);
    assert!((60.0..90.0).contains(&(seconds / orders)), "{}", seconds / orders);
}

#[test]
fn a_floor_too_small_says_where_room_is_missing() {
    let catalog = range(2_500, 1);
    for (spec, path) in [
        (FloorSpec { aisles: 4, ..FloorSpec::default() }, "floor.aisles"),
        (FloorSpec { cold_aisles: 0, ..FloorSpec::default() }, "floor.cold_aisles"),
        (FloorSpec { cold_first_aisle: 8, ..FloorSpec::default() }, "floor.cold_aisles"),
        (FloorSpec { cold_first_aisle: u16::MAX, ..FloorSpec::default() }, "floor.cold_aisles"),
        (FloorSpec { aisle_length_m: f64::NAN, ..FloorSpec::default() }, "floor.aisle_length_m"),
        (FloorSpec { bay_length_m: 0.0, ..FloorSpec::default() }, "floor.bay_length_m"),
        (
            FloorSpec { aisle_length_m: 2.0, bay_length_m: 3.0, ..FloorSpec::default() },
            "floor.bay_length_m",
        ),
    ] {
        assert_eq!(build(&spec, &catalog, None).unwrap_err().path, path, "{spec:?}");
    }
    let narrow = FloorSpec { levels: 1, facings_per_level: 1, ..FloorSpec::default() };
    let fault = build(&narrow, &catalog, None).unwrap_err();
    assert!(fault.message.contains("no room for"), "{fault}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn on_any_floor_a_faster_ambient_sku_never_stands_further_away(
        aisles in 8_u16..40,
        length in 5.0_f64..30.0,
        blocks in 1_u8..=2,
        cold_first in 0_u16..6,
        bay in 0.5_f64..3.0,
    ) {
        let catalog = range(300, 1);
        let spec = FloorSpec {
            aisles,
            aisle_length_m: length,
            blocks,
            cold_first_aisle: cold_first,
            bay_length_m: bay,
            ..FloorSpec::default()
        };
        let plan = build(&spec, &catalog, None).unwrap();
        for cold in [false, true] {
            let walks: Vec<u64> = (0..catalog.skus.len())
                .filter(|sku| catalog.skus[*sku].is_cold == cold)
                .map(|sku| plan.walk(FloorPlan::DEPOT, plan.slots[sku]).0)
                .collect();
            prop_assert!(walks.is_sorted());
        }
        for used in facings_used(&spec, &catalog, &plan).values() {
            prop_assert!(*used <= 60);
        }
    }
}

/// What becomes of a floor with this list of slots.
fn with_list(name: &str, text: &str) -> Result<FloorPlan, String> {
    let file = std::env::temp_dir().join(format!("slots-{}-{name}.csv", std::process::id()));
    std::fs::write(&file, text).unwrap();
    let built = build(&FloorSpec::default(), &range(2_500, 1), Some(&file));
    std::fs::remove_file(&file).unwrap();
    built.map_err(|fault| {
        assert_eq!(fault.path, "floor.slots");
        fault.message.split_once("csv` ").map_or(fault.message.clone(), |(_, told)| told.into())
    })
}

#[test]
fn listed_skus_lie_where_the_list_says_and_the_others_where_they_did() {
    let catalog = range(2_500, 1);
    let usual = build(&FloorSpec::default(), &catalog, None).unwrap();
    let ambient: Vec<usize> = (0..2_500).filter(|sku| !catalog.skus[*sku].is_cold).collect();
    let (first, last) = (ambient[0], ambient[ambient.len() - 1]);
    let row = |sku: usize, at: usize| {
        let slot = usual.slots[at];
        format!("\"{}\",{},{}\n", catalog.skus[sku].name, slot.aisle, slot.depth.as_m())
    };
    let same: String = (0..2_500).map(|sku| row(sku, sku)).collect();
    let plan = with_list("same", &format!("sku,aisle,depth_m\n{same}")).unwrap();
    assert_eq!((&plan.slots, &plan.zones), (&usual.slots, &usual.zones));
    // The last bay has room; the first facings become free.
    let far = format!("sku,aisle,depth_m\n{}", row(first, last));
    let plan = with_list("far", &far).unwrap();
    assert_eq!(plan.slots[first], usual.slots[last]);
    assert_eq!((plan.zones[first], usual.zones[first]), (FloorZone::C, FloorZone::A));
    let others = (0..2_500).filter(|sku| *sku != first);
    assert!(others.into_iter().all(|sku| plan.slots[sku] == usual.slots[sku]));
    // But there is no room for a slow mover among the fast ones.
    let near = format!("sku,aisle,depth_m\n{}", row(last, first));
    let fault = with_list("near", &near).unwrap_err();
    assert_eq!(fault, "line 2: 61 facings 0.5 m into aisle 0, allowed: up to 60");
}

#[test]
fn a_list_that_cannot_be_names_its_line() {
    let catalog = range(2_500, 1);
    let of = |is_cold| {
        let sku = catalog.skus.iter().find(|sku| sku.is_cold == is_cold).unwrap();
        format!("\"{}\"", sku.name)
    };
    let (ambient, cold) = (of(false), of(true));
    for (case, (rows, told)) in [
        ("Nothing,0,0.5".into(), "line 2: there is no SKU `Nothing`"),
        (format!("{ambient},7,9.5\n{ambient},7,8.5"), "is listed twice"),
        (
            format!("{ambient},0,0.7"),
            "line 2: no bay 0.7 m into aisle 0, allowed: aisles 0 to 8, metres 0.5, 1.5",
        ),
        (format!("{ambient},9,0.5"), "line 2: no bay 0.5 m into aisle 9"),
        (
            format!("{ambient},1,0.5"),
            "is not cold, allowed: aisles outside the cold room (aisles 1 to 2), not 1",
        ),
        (
            format!("{cold},0,0.5"),
            "is cold, allowed: aisles in the cold room (aisles 1 to 2), not 0",
        ),
        (format!("{ambient},x,0.5"), "line 2: `aisle` is `x`, not a whole number"),
        (format!("{ambient},0,-1"), "line 2: `depth_m` is `-1`, not a finite number of at least 0"),
    ]
    .into_iter()
    .enumerate()
    {
        let text = format!("sku,aisle,depth_m\n{rows}\n");
        let fault = with_list(&case.to_string(), &text).unwrap_err();
        assert!(fault.contains(told), "{fault}");
    }
    let fault = with_list("columns", "sku,aisle\n").unwrap_err();
    assert!(fault.contains("has no column `depth_m`"), "{fault}");
}
