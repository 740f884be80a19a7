//! Layouts meet the same customers, and the ledger of their orders balances.

use std::sync::atomic::AtomicBool;

use domain::rng::Streams;
use domain::units::SimTime;
use experiments::KeyFigure;
use experiments::comparison::{self, Comparison, Options};
use experiments::lab::{Cell, Lab, Settings};
use experiments::layouts::Side;
use experiments::sampling::Sampling;
use experiments::siting::{RefineConfig, refine};
use experiments::start::Start;
use experiments::statistics::Level;
use experiments::summary::position;
use sim_core::simulate;
use sim_core::trace::Fact;
use solvers::registry::{self, Choices};

use crate::world::reference;

/// A town whose people order at the same rate wherever stores stand.
const TOWN: &str = "
    [city]
    width_km = 3
    height_km = 3
    [demand]
    sessions_per_1000_people = 4
    catchment_km = 1.1
    [catalog]
    sku_count = 200
    [service]
    radius_min_km = 0.5
    radius_km = 1
    radius_max_km = 1.2
    [stores]
    pickers_per_store = 3
    [fleet]
    riders_per_store = 6
";

/// The town with these stores: name, kilometres east and north.
fn town(name: &str, stores: &[(&str, f64, f64)], extra: &str) -> Cell {
    let site = |(name, x, y): &(&str, f64, f64)| {
        format!("[[stores.site]]\nname = \"{name}\"\nx_km = {x:?}\ny_km = {y:?}\n")
    };
    let text = format!("{TOWN}{extra}{}", stores.iter().map(site).collect::<String>());
    let scenario = scenarios::parse(name, &text, &[]).unwrap();
    Cell { label: name.into(), scenario, choices: Choices::default() }
}

const FIRST: [(&str, f64, f64); 2] = [("north", 0.0, 0.8), ("south", 0.0, -0.8)];
const OTHER: [(&str, f64, f64); 3] =
    [("west", -0.9, 0.0), ("south", 0.0, -0.8), ("north", 0.0, 0.9)];

/// Works with a laboratory of one seed.
fn in_lab<R>(work: impl FnOnce(&mut Lab<'_>) -> R) -> R {
    let stop = AtomicBool::new(false);
    let mut lab = Lab::new(Settings {
        seed: 5,
        start: Start::default(),
        threads: 2,
        stop: &stop,
        done: &|_| {},
        policies: &|choices| Ok(registry::policies(choices)?),
    });
    work(&mut lab)
}

/// When everybody came, who they are and what they wanted, and the weather.
fn customers(cell: &Cell) -> Vec<(SimTime, Fact)> {
    let instance = cell.scenario.build().unwrap();
    let mut facts: Vec<(SimTime, Fact)> = Vec::new();
    simulate(&instance, reference().unwrap(), Streams::new(5, 1), &mut facts).unwrap();
    facts.retain(|(_, fact)| {
        matches!(
            fact,
            Fact::SessionBegan { .. } | Fact::BasketFilled { .. } | Fact::RainChanged { .. }
        )
    });
    facts
}

#[test]
fn layouts_that_reach_everybody_meet_the_same_customers_baskets_and_weather() {
    let everybody = "[demand.choice]\nbase_conversion = 0.85\n";
    let wide = |name, stores| {
        let mut cell = town(name, stores, everybody);
        let set = [("demand.catchment_km".to_owned(), "100".to_owned())];
        cell.scenario = scenarios::parse(name, &cell.scenario.text, &set).unwrap();
        cell
    };
    let (first, other) = (customers(&wide("a", &FIRST)), customers(&wide("b", &OTHER)));
    assert!(first.len() > 400, "{}", first.len());
    assert_eq!(first, other);
}

fn compared(cells: &[Cell]) -> (Comparison, Vec<Vec<experiments::Summary>>) {
    in_lab(|lab| {
        for cell in cells {
            lab.add(cell.clone());
        }
        lab.keep_served();
        let summaries = lab.run_all(3).unwrap();
        let layouts = (0..cells.len()).map(|cell| lab.layout(cell).unwrap()).collect();
        let options = Options {
            kpis: vec![KeyFigure::named("orders_delivered").unwrap()],
            level: Level::P95,
            sampling: Sampling::default(),
            matters: vec![None],
        };
        let labels = cells.iter().map(|cell| cell.label.clone()).collect();
        let mut comparison = comparison::compare(labels, &summaries, options).unwrap();
        comparison.add_layouts(layouts, &summaries, lab.counted_days(0).unwrap());
        (comparison, summaries)
    })
}

#[test]
fn every_account_of_the_ledger_balances_and_meets_the_stores_own_counts() {
    let cells = [town("a", &FIRST, ""), town("b", &OTHER, "")];
    let (comparison, summaries) = compared(&cells);
    let [(1, ledger)] = &comparison.ledgers[..] else { panic!("one ledger") };
    assert!(!comparison.layouts[0].moves_demand(&comparison.layouts[1]));
    let close = |a: f64, b: f64, what: &str| assert!((a - b).abs() < 1e-9, "{what}: {a} {b}");
    let delivered = |cell: usize, store: usize| {
        summaries[cell].iter().map(|s| s.by_store[store].delivered as f64).sum::<f64>() / 3.0
    };
    let names: Vec<&str> = ledger.lines.iter().map(|line| &*line.name).collect();
    assert_eq!(names, ["north", "south", "west"]);
    for (line, (a, b)) in ledger.lines.iter().zip([(Some(0), 2), (Some(1), 1), (None, 0)]) {
        let before = a.map_or(0.0, |store| delivered(0, store));
        close(line.first.mean, before, "orders under the first layout");
        close(line.other.mean, delivered(1, b), "orders under the other");
        close(line.first.mean, line.kept.mean + line.given.mean + line.lost.mean, &line.name);
        close(line.other.mean, line.kept.mean + line.taken.mean + line.fresh.mean, &line.name);
        close(line.change.mean, line.other.mean - line.first.mean, &line.name);
        assert_eq!((line.in_first, line.in_other), (a.is_some(), true));
    }
    let sum = |part: fn(&experiments::layouts::Line) -> f64| ledger.lines.iter().map(part).sum();
    close(sum(|line| line.given.mean), sum(|line| line.taken.mean), "given is taken");
    close(ledger.moved.mean, sum(|line| line.given.mean), "moved");
    close(ledger.lines[0].moved_km, 0.1, "the north moves");
    assert!(ledger.moved.mean > 1.0 && ledger.fresh.mean > 1.0, "{ledger:?}");
    let total: f64 = ledger.flows.iter().map(|flow| flow.orders.mean).sum();
    close(
        total,
        ledger.same.mean + ledger.moved.mean + ledger.lost.mean + ledger.fresh.mean,
        "flows",
    );
    // The new store reaches people who had none near by.
    assert!(ledger.flows.iter().any(|f| f.from == Side::NoSession && f.to == Side::Store(2)));
}

#[test]
fn demand_that_follows_the_stores_is_told() {
    let fixed = |name, stores| {
        let mut cell = town(name, stores, "");
        let text = cell.scenario.text.replace("sessions_per_1000_people", "sessions_per_day");
        let set = [("demand.catchment_km".to_owned(), "0.8".to_owned())];
        cell.scenario = scenarios::parse(name, &text.replace("= 4\n", "= 400\n"), &set).unwrap();
        cell
    };
    let layout = |cell: &Cell| experiments::layouts::Layout::of(&cell.scenario.build().unwrap());
    assert!(layout(&fixed("a", &FIRST)).moves_demand(&layout(&fixed("b", &OTHER))));
}

#[test]
fn the_simulator_prefers_the_layout_that_serves_the_town() {
    let corner = [("north", 1.2, 1.2), ("south", 1.2, -1.2)];
    let near_by = [("north", 0.0, 0.8), ("south", 0.2, -0.9)];
    let wide = "[demand.choice]\nbase_conversion = 0.85\n";
    let cells = [town("corner", &corner, wide), town("a", &FIRST, wide), town("b", &near_by, wide)];
    let halved = in_lab(|lab| {
        refine(lab, &cells, &RefineConfig::new(position("orders_delivered"), 20)).unwrap()
    });
    assert!(halved.winner != 0 && halved.rival == 0);
    let [low, _] = halved.difference.interval().unwrap();
    assert!(low > 0.0 && halved.replications <= 20, "{halved:?}");
}
