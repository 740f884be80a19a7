//! The page and the JSON of made-up results.

use domain::units::Millis;
use sim_core::calibration::Calibration;
use sim_core::kpi::{KPIS, UnitEconomics};
use sim_core::stage::Stage;
use sim_core::tally::{ByLateness, OrderCounts, Variability};
use sim_core::trace::Fingerprint;

use super::{Context, World, json, text};
use crate::runner::Outcome;
use crate::sampling::Sampling;
use crate::summary::{Orders, PhaseTimes, Summary, position};

fn world() -> World {
    World {
        stores: vec!["Indiranagar".into(), "Koramangala".into()],
        sla: Millis(600_000),
        budget: [30_000, 150_000, 60_000, 360_000].map(Millis),
        days: 1,
        warmup: Millis::ZERO,
    }
}

/// A replication in which one order in `late_of` was late for want of a rider.
fn summary(delivered: u64, late_of: u64) -> Summary {
    let late = delivered / late_of;
    let in_time = delivered - late;
    let mut kpis = vec![1.0; KPIS.len()];
    kpis[position("sla_hit_rate")] = in_time as f64 / delivered as f64;
    let stages = |orders: u64, wait_s: u64| {
        let mut sums = [Millis(20_000 * orders); Stage::COUNT];
        sums[Stage::RiderWait as usize] = Millis(wait_s * 1000 * orders);
        sums
    };
    let counts = OrderCounts { placed: delivered + 2, delivered, in_time };
    let mut by_hour = vec![OrderCounts::default(); 26];
    by_hour[19] = counts;
    Summary {
        fingerprint: Fingerprint::default(),
        events: 1000,
        facts: 900,
        kpis,
        controls: [0.0; 2],
        phases: [PhaseTimes { mean_s: 30.0, p95_s: 41.0, within: 0.63 }; 4],
        delivered: ByLateness { in_time, late },
        stages: ByLateness { in_time: stages(in_time, 10), late: stages(late, 410) },
        sessions: 2 * delivered,
        lost: [1, 0, 2, 0, 0, 0, delivered - 3, 0, 0, 0],
        orders: Orders { placed: delivered + 2, cancelled: 1, failed: 1, ..Orders::default() },
        calibration: Calibration::default(),
        variability: Variability::default(),
        economics: UnitEconomics {
            order_value: 450.0,
            goods_margin: 90.0,
            delivery_fee: 25.0,
            other_fees: 5.0,
            riders: 35.0,
            gig: 5.0,
            pickers: 10.0,
            stores: 15.0,
            packing: 5.0,
            gateway: 5.0,
            compensation: 1.0,
            expected_loss: 12.0,
            write_offs: 0.0,
        },
        by_hour,
        by_store: vec![counts, OrderCounts::default()],
        stores: vec!["north".into(), "south".into()],
        served: None,
    }
}

fn page(summaries: Vec<Summary>) -> (String, String) {
    let (world, replications) = (world(), summaries.len() as u32);
    let outcome = Outcome { summaries, click_to_door_ms: Vec::new(), is_interrupted: false };
    let context = Context {
        sampling: Sampling::default(),
        with_spread: false,
        is_long_run: false,
        asked: &[],
        scenario: "made up",
        world: &world,
        policies: &[("dispatch", "reference"), ("radius", "fixed")],
        seed: 7,
        replications,
        outcome: &outcome,
    };
    (text(&context, false), json(&context, None))
}

#[test]
fn a_page_stays_within_a_hundred_columns_and_has_no_colour() {
    let (page, _) = page(vec![summary(100, 10), summary(120, 10)]);
    assert!(!page.contains('\u{1b}'));
    for line in page.lines() {
        assert!(line.chars().count() <= 100, "{line}");
        assert_eq!(line.trim_end(), line, "no blanks at the end");
    }
}

#[test]
fn late_orders_are_put_down_to_the_stage_that_held_them() {
    let (page, _) = page(vec![summary(100, 10)]);
    let stage = page.lines().find(|line| line.contains("waiting for a rider")).unwrap();
    let words: Vec<&str> = stage.split_whitespace().collect();
    assert_eq!(words[4..], ["0:10", "6:50", "6:40", "100", "%", "████████████████████"]);
}

#[test]
fn pickers_are_part_of_the_store_line() {
    let (page, _) = page(vec![summary(100, 10)]);
    let cost = |label: &str| page.lines().find(|line| line.trim().starts_with(label)).unwrap();
    assert!(cost("store ").contains("−25.0") && cost("store ").ends_with("−20 to −30"));
    assert!(cost("pickers  ").contains("−10.0"));
    assert!(cost("contribution").contains("44.0"));
    assert!(cost("contribution after").contains("32.0"));
}

#[test]
fn one_replication_shows_no_interval_and_says_so() {
    let (page, json) = page(vec![summary(100, 10)]);
    assert!(!page.contains('±'));
    assert!(page.contains("one replication: no interval"));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(json["kpis"]["sla_hit_rate"]["ci95"].is_null());
}

#[test]
fn intervals_stand_beside_the_means_of_several() {
    let (page, json) = page(vec![summary(100, 10), summary(100, 5)]);
    // 0.9 and 0.8: mean 0.85, standard error 0.05, t = 12.706.
    assert!(page.contains("85.0 % (21.5 to 100.0)"), "{page}");
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let interval = &json["kpis"]["sla_hit_rate"]["ci95"];
    assert!((interval[0].as_f64().unwrap() - 0.214_69).abs() < 1e-4, "{interval}");
}

#[test]
fn figures_that_there_are_none_of_are_null_and_dashes() {
    let mut empty = summary(100, 10);
    empty.kpis = vec![f64::NAN; KPIS.len()];
    let (page, json) = page(vec![empty]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(json["kpis"]["sla_hit_rate"]["mean"].is_null());
    assert!(json["kpis"]["sla_hit_rate"]["per_replication"][0].is_null());
    assert!(json["variance_split"]["traffic"].is_null());
    assert!(!page.contains("NaN"));
}

#[test]
fn figures_keep_the_order_of_their_definition() {
    let (_, json) = page(vec![summary(100, 10)]);
    let places: Vec<usize> =
        KPIS.iter().map(|kpi| json.find(&format!("\"{}\": {{", kpi.name)).unwrap()).collect();
    assert!(places.is_sorted());
}
