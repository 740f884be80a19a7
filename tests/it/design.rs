//! The day against what the reference design aims at and what operators report: two tables of
//! `docs/validation.md`, printed and kept here.

use std::collections::BTreeMap;
use std::path::Path;

use domain::catalog::Velocity;
use domain::ids::OrderId;
use domain::instance::Instance;
use domain::rng::Streams;
use domain::units::SimTime;
use sim_core::kpi::{self, Basis, KPIS, UnitEconomics};
use sim_core::simulate;
use sim_core::stage::Stage;
use sim_core::trace::{Fact, StockState, Witness};
use solvers::{Choices, policies};

use crate::shipped::instance;

/// Days of which the tables are made.
const DAYS: u32 = 10;

/// What the tables need beyond key figures.
#[derive(Default)]
struct Watched {
    units: BTreeMap<OrderId, u16>,
    picking_s: BTreeMap<OrderId, f64>,
    picked_by_class: [f64; 3],
    velocity: Vec<Velocity>,
    ride_s: f64,
    ride_m: f64,
    rides_to_doors: f64,
    metres_to_doors: f64,
}

impl Witness for Watched {
    fn note(&mut self, _at: SimTime, fact: &Fact) {
        match *fact {
            Fact::BasketFilled { order, units, .. } => {
                self.units.insert(order, units);
            }
            Fact::StageEnded { order, stage: Stage::Walking | Stage::Picking, spent } => {
                *self.picking_s.entry(order).or_default() += spent.as_s();
            }
            Fact::Stock {
                sku, from: StockState::Reserved, to: StockState::Picked, units, ..
            } => {
                self.picked_by_class[self.velocity[sku.index()] as usize] += f64::from(units);
            }
            Fact::LegEnded { order, ride, distance, .. } => {
                self.ride_s += ride.as_s();
                self.ride_m += distance.as_m();
                if order.is_some() {
                    self.rides_to_doors += 1.0;
                    self.metres_to_doors += distance.as_m();
                }
            }
            _ => {}
        }
    }
}

/// Means over replications of one scenario.
struct Seen {
    kpis: BTreeMap<&'static str, f64>,
    money: Vec<UnitEconomics>,
    /// Median time of picking an order of ten units.
    ten_units_s: f64,
    class_shares: [f64; 3],
    street_kmh: f64,
    km_to_door: f64,
    stores: f64,
    variability: [f64; 5],
}

impl Seen {
    fn of(world: &Instance, replications: u32) -> Self {
        let mut rows: Vec<Vec<f64>> = Vec::new();
        let mut money = Vec::new();
        let (mut tens, mut classes) = (Vec::new(), [0.0; 3]);
        let (mut ride, mut to_doors) = ([0.0; 2], [0.0; 2]);
        let mut variability = sim_core::tally::Variability::default();
        for replication in 0..replications {
            let velocity = world.catalog.skus.iter().map(|sku| sku.velocity).collect();
            let mut watched = Watched { velocity, ..Watched::default() };
            let policies = policies(&Choices::default()).expect("the reference policies");
            let streams = Streams::new(1, replication);
            let run = simulate(world, policies, streams, &mut watched).expect("no broken answers");
            let days = f64::from(world.calendar.days);
            let stores = world.stores.len();
            let basis = Basis { tally: &run.tally, economics: &world.economics, stores, days };
            rows.push(kpi::evaluate(&basis));
            money.push(UnitEconomics::per_order(&basis));
            variability.merge(&run.tally.variability);
            let of_ten = watched.units.iter().filter(|(_, units)| **units == 10);
            tens.extend(of_ten.filter_map(|(order, _)| watched.picking_s.get(order)).copied());
            classes = [0, 1, 2].map(|class: usize| classes[class] + watched.picked_by_class[class]);
            ride = [ride[0] + watched.ride_m, ride[1] + watched.ride_s];
            to_doors =
                [to_doors[0] + watched.metres_to_doors, to_doors[1] + watched.rides_to_doors];
        }
        let mean = |at: usize| rows.iter().map(|row| row[at]).sum::<f64>() / rows.len() as f64;
        let picks: f64 = classes.iter().sum();
        tens.sort_unstable_by(f64::total_cmp);
        Self {
            kpis: KPIS.iter().enumerate().map(|(at, kpi)| (kpi.name, mean(at))).collect(),
            money,
            ten_units_s: tens.get(tens.len() / 2).copied().unwrap_or(f64::NAN),
            class_shares: classes.map(|units| units / picks),
            street_kmh: ride[0] / ride[1] * 3.6,
            km_to_door: to_doors[0] / to_doors[1] / 1e3,
            stores: world.stores.len() as f64,
            variability: variability.shares(),
        }
    }

    fn kpi(&self, name: &str) -> f64 {
        self.kpis[name]
    }

    fn inr(&self, of: impl Fn(&UnitEconomics) -> f64) -> f64 {
        self.money.iter().map(of).sum::<f64>() / self.money.len() as f64
    }

    fn a_day_and_store(&self) -> f64 {
        self.kpi("orders_delivered") / self.stores
    }
}

/// A row: what, the target as written, its range, and what the simulation says.
struct Row {
    what: &'static str,
    target: &'static str,
    within: [f64; 2],
    simulated: f64,
    shown: String,
}

fn row(
    what: &'static str,
    target: &'static str,
    within: [f64; 2],
    simulated: f64,
    shown: impl Fn(f64) -> String,
) -> Row {
    Row { what, target, within, simulated, shown: shown(simulated) }
}

fn seconds(value: f64) -> String {
    format!("{value:.0} s")
}

fn percent(value: f64) -> String {
    format!("{:.1} %", value * 100.0)
}

fn rupees(value: f64) -> String {
    format!("INR {value:.1}")
}

fn orders(value: f64) -> String {
    format!("{value:.0}")
}

fn figure(value: f64) -> String {
    format!("{value:.2}")
}

fn kmh(value: f64) -> String {
    format!("{value:.1} km/h")
}

fn km(value: f64) -> String {
    format!("{value:.2} km")
}

/// The design's targets; a row outside its range is one that the page below the table explains.
fn design(day: &Seen, phases: [f64; 2]) -> Vec<Row> {
    let inr = |of: fn(&UnitEconomics) -> f64| day.inr(of);
    let revenue = inr(|m| m.goods_margin + m.delivery_fee + m.other_fees);
    let shares = day.class_shares;
    let sources = day.variability;
    vec![
        row(
            "expected time over promise",
            "8 of 10 minutes",
            [0.70, 0.82],
            day.kpi("click_to_door_s_mean") / day.kpi("promise_s_mean"),
            figure,
        ),
        row(
            "order processing, mean",
            "30 s",
            [0.0, 30.0],
            day.kpi("phase_processing_s_mean"),
            seconds,
        ),
        row(
            "picking and packing, mean",
            "150 s",
            [0.0, 150.0],
            day.kpi("phase_picking_s_mean"),
            seconds,
        ),
        row("dispatch, mean", "60 s", [0.0, 60.0], day.kpi("phase_dispatch_s_mean"), seconds),
        row("last mile, mean", "360 s", [0.0, 360.0], day.kpi("phase_last_mile_s_mean"), seconds),
        row("ten units picked, median", "under 90 s", [0.0, 90.0], day.ten_units_s, seconds),
        row("picks from class A", "60 %", [0.585, 0.615], shares[0], percent),
        row("picks from class B", "25 %", [0.24, 0.26], shares[1], percent),
        row("picks from class C", "15 %", [0.135, 0.165], shares[2], percent),
        row("traffic in the last mile's variance", "30 %", [0.26, 0.34], sources[0], percent),
        row("building access", "25 %", [0.21, 0.29], sources[1], percent),
        row("customer", "20 %", [0.16, 0.24], sources[2], percent),
        row("parking and navigation", "15 %", [0.11, 0.19], sources[3], percent),
        row("weather", "10 %", [0.06, 0.14], sources[4], percent),
        row("order value", "INR 450", [430.0, 470.0], inr(|m| m.order_value), rupees),
        row("margin on goods", "INR 90", [85.0, 95.0], inr(|m| m.goods_margin), rupees),
        row(
            "delivery fee of those who pay one",
            "INR 25 to 35",
            [25.0, 40.0],
            day.kpi("delivery_fee_inr_mean_paying"),
            rupees,
        ),
        row(
            "platform and small-basket fees, subscriptions",
            "INR 5 to 10",
            [5.0, 10.0],
            inr(|m| m.other_fees),
            rupees,
        ),
        row("revenue", "INR 120 to 135", [115.0, 140.0], revenue, rupees),
        row("riders", "INR 35 to 50", [35.0, 50.0], inr(|m| m.riders + m.gig), rupees),
        row(
            "store, pickers included",
            "INR 20 to 30",
            [18.0, 30.0],
            inr(|m| m.stores + m.pickers),
            rupees,
        ),
        row("packing materials", "INR 5 to 8", [5.0, 8.0], inr(|m| m.packing), rupees),
        row("payment gateway", "INR 5 to 10", [5.0, 10.0], inr(|m| m.gateway), rupees),
        row("contribution", "INR 22 to 70", [22.0, 70.0], inr(UnitEconomics::contribution), rupees),
        row(
            "orders a store and day to break even",
            "400 and more",
            [400.0, f64::INFINITY],
            day.kpi("break_even_orders_per_store_day"),
            orders,
        ),
        row(
            "orders a store and day",
            "500 to 1,000",
            [500.0, 1_000.0],
            day.a_day_and_store(),
            orders,
        ),
        row(
            "units delivered of wanted",
            "97 % records",
            [0.93, 1.0],
            day.kpi("fill_rate"),
            percent,
        ),
        row("orders of `mvp`", "1,200", [1_200.0, 1_300.0], phases[0], orders),
        row("orders of `growth`", "25,000", [25_000.0, 27_000.0], phases[1], orders),
    ]
}

/// What operators and observers report.
fn operators(day: &Seen) -> Vec<Row> {
    let inr = |of: fn(&UnitEconomics) -> f64| day.inr(of);
    vec![
        row("street speed of riders", "15 to 20 km/h by day", [15.0, 20.0], day.street_kmh, kmh),
        row("ride to a door", "1 to 3 km", [1.0, 3.0], day.km_to_door, km),
        row(
            "deliveries a rider hour",
            "2.3 to 2.5",
            [2.2, 2.7],
            day.kpi("orders_per_rider_hour"),
            figure,
        ),
        row(
            "rider cost of an order",
            "INR 40 to 50",
            [38.0, 50.0],
            inr(|m| m.riders + m.gig),
            rupees,
        ),
        row(
            "picked and packed",
            "120 to 150 s",
            [100.0, 150.0],
            day.kpi("phase_picking_s_mean"),
            seconds,
        ),
        row(
            "promises kept",
            "92 to 97 % in dense metros",
            [0.92, 0.97],
            day.kpi("promise_kept_rate"),
            percent,
        ),
        row("mean promise", "8 to 15 min", [480.0, 900.0], day.kpi("promise_s_mean"), seconds),
        row(
            "orders a store and day",
            "850 to 1,600",
            [700.0, 1_600.0],
            day.a_day_and_store(),
            orders,
        ),
        row(
            "delivery fee over all orders",
            "about INR 20",
            [12.0, 28.0],
            inr(|m| m.delivery_fee),
            rupees,
        ),
        row(
            "orders sharing a trip",
            "several a rider where dense",
            [0.0, 1.0],
            day.kpi("batched_share"),
            percent,
        ),
        row("riders on trips", "-", [0.35, 0.75], day.kpi("rider_utilization"), percent),
        row("pickers with an order", "-", [0.25, 0.85], day.kpi("picker_utilization"), percent),
    ]
}

fn table(rows: &[Row]) -> String {
    let mut text = String::from("| figure | target | simulated | |\n| --- | --- | ---: | --- |\n");
    for Row { what, target, within, simulated, shown } in rows {
        let [low, high] = within;
        let met = if (*low..=*high).contains(simulated) { "" } else { "see below" };
        text.push_str(&format!("| {what} | {target} | {shown} | {met} |\n"));
    }
    text
}

/// The part of the page between two marks is what `now` says.
fn assert_documented(mark: &str, now: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/validation.md");
    let page = std::fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    let (begin, end) = (format!("<!-- {mark}: begin -->\n"), format!("<!-- {mark}: end -->"));
    let from = page.find(&begin).unwrap_or_else(|| panic!("no {begin}")) + begin.len();
    let to = from + page[from..].find(&end).unwrap_or_else(|| panic!("no {end}"));
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, format!("{}\n{now}\n{}", &page[..from], &page[to..])).unwrap();
        return;
    }
    assert_eq!(
        page[from..to].trim(),
        now.trim(),
        "docs/validation.md is out of date; run this test with UPDATE_DOCS=1"
    );
}

/// Rows that are known to lie outside, and are explained on the page.
fn outside(rows: &[Row]) -> Vec<&'static str> {
    let is_outside = |row: &&Row| !(row.within[0]..=row.within[1]).contains(&row.simulated);
    rows.iter().filter(is_outside).map(|row| row.what).collect()
}

#[test]
fn the_built_in_city_meets_the_design_and_what_operators_report() {
    let day = Seen::of(&instance("quickstart", &[]), DAYS);
    let placed =
        |name, replications| Seen::of(&instance(name, &[]), replications).kpi("orders_placed");
    let design = design(&day, [placed("mvp", 5), placed("growth", 1)]);
    let operators = operators(&day);
    println!("{}\n{}", table(&design), table(&operators));
    assert_documented("design", &table(&design));
    assert_documented("operators", &table(&operators));
    assert_eq!(
        outside(&design),
        [
            "last mile, mean",
            "delivery fee of those who pay one",
            "platform and small-basket fees, subscriptions",
            "orders a store and day to break even",
        ]
    );
    assert_eq!(outside(&operators), ["deliveries a rider hour", "rider cost of an order"]);
}

/// The same on real streets, where they are at hand.
#[test]
fn bengaluru_meets_what_operators_report() {
    if std::env::var_os("DARKSTORE_DATA").is_none() {
        println!("skipped: DARKSTORE_DATA is not set");
        return;
    }
    let rows = operators(&Seen::of(&instance("bengaluru", &[]), 2));
    println!("{}", table(&rows));
    assert_documented("bengaluru", &table(&rows));
    assert_eq!(outside(&rows), ["deliveries a rider hour", "rider cost of an order"]);
}

/// Crews of shipped scenarios follow a rule: two riders on duty at the peak for every hundred orders
/// that a store expects in a day, or a little more, and four pickers for every thousand. (`tiny` has the fewest
/// people that cover a day.)
#[test]
fn crews_of_shipped_scenarios_follow_the_rule() {
    for shipped in scenarios::shipped().iter().filter(|shipped| shipped.name != "tiny") {
        let scenario = scenarios::parse(shipped.name, shipped.text, &[]).expect(shipped.name);
        let spec = &scenario.spec;
        let stores = f64::from(spec.stores.count.expect(shipped.name));
        let sessions = spec.demand.sessions_per_day / stores;
        let expected = sessions * spec.demand.choice.base_conversion;
        let riders = spec.fleet.riders_per_store / expected * 100.0;
        assert!((2.0..2.3).contains(&riders), "{}: {riders:.2} riders", shipped.name);
        let pickers = spec.stores.pickers_per_store / expected * 1_000.0;
        assert!((3.5..4.6).contains(&pickers), "{}: {pickers:.2} pickers", shipped.name);
    }
}
